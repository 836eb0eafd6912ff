// SPDX-License-Identifier: GPL-2.0-only
/*
 * The plug-in with the world's countries: where it is looked for, and one that is too old or has
 * no memory.  The test is in the place of the dynamic linker, and is the plug-in, too.
 */
#include <dlfcn.h>

#include "kselftest_harness.h"
#include "lib_places.h"

#define V22	0x00020002
#define BESIDE	"tline/libtline-phone.so"
#define FIXED	"/usr/local/lib/" BESIDE

static const char *library;	/* where libtline is; NULL: the linker does not know */
static char tried[8192];	/* a line for each path */
static bool there;

static size_t num(void)
{
	return 2;
}

static int at(size_t index, struct tl_country *country)
{
	*country = (struct tl_country){
		.id = 1 + index, .code = 1, .next = index ? 0 : 2, .region = "US", .name = "Here",
		.rule = { "G", "1FG", "011EFG" },
	};
	return 0;
}

static long find(uint32_t id)
{
	return id == 1 || id == 2 ? (long)id - 1 : -1;
}

extern struct tl_phone tl_phone;
struct tl_phone tl_phone = { .abi = TL_PHONE_ABI, .num = num, .at = at, .find = find };

int dladdr(const void *address, Dl_info *info)
{
	info->dli_fname = library;
	return !!library;
}

void *dlopen(const char *path, int flags)
{
	__typeof__(dlopen) *real = (__typeof__(real))dlsym(RTLD_NEXT, "dlopen");

	snprintf(tried + strlen(tried), sizeof(tried) - strlen(tried), "%s\n", path);
	return real(there ? NULL : "/nonexistent", flags);
}

FIXTURE(plugin)
{
	char buf[2048];
	LINECOUNTRYLIST *list;
};

FIXTURE_SETUP(plugin)
{
	places_start();
	unsetenv("TLINE_PHONE");
	library = "/opt/lib/libtline.so.1";
	self->list = (void *)self->buf;
	self->list->dwTotalSize = sizeof(self->buf);
}

FIXTURE_TEARDOWN(plugin)
{
	places_stop();
}

/* Looked for once, whatever comes of it. */
#define EXPECT_TRIED(paths) do { \
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineGetCountry(1, V22, self->list)); \
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineGetCountry(0, V22, self->list)); \
	EXPECT_NE(NULL, strstr(tlineTranslateError(), "/nonexistent")); \
	EXPECT_STREQ(paths, tried); \
} while (0)

TEST_F(plugin, beside_the_library_or_where_it_is_installed)
{
	EXPECT_TRIED("/opt/lib/" BESIDE "\n" FIXED "\n");
}

TEST_F(plugin, by_the_environment_and_nowhere_else)
{
	setenv("TLINE_PHONE", "/home/me/plugin.so", 1);
	EXPECT_TRIED("/home/me/plugin.so\n");
}

/* A program that has it within it, and was found by PATH. */
TEST_F(plugin, of_a_library_without_a_folder)
{
	library = "dialer";
	setenv("TLINE_PHONE", "", 1);
	EXPECT_TRIED(FIXED "\n");
}

TEST_F(plugin, of_a_library_that_is_nowhere)
{
	library = NULL;
	EXPECT_TRIED(FIXED "\n");
}

TEST_F(plugin, of_a_library_in_a_folder_with_too_long_a_name)
{
	char path[5000];

	memset(path, 'x', sizeof(path));
	memcpy(path, "/", 1);
	strcpy(path + 4096 - sizeof("/" BESIDE), "/libtline.so");
	library = path;
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineGetCountry(1, V22, self->list));
	EXPECT_EQ(4095 + 1 + sizeof(FIXED), strlen(tried));
}

TEST_F(plugin, of_a_library_in_a_folder_with_much_too_long_a_name)
{
	char path[5000];

	memset(path, 'x', sizeof(path));
	memcpy(path, "/", 1);
	strcpy(path + 4096 - sizeof("/" BESIDE) + 1, "/libtline.so");
	library = path;
	EXPECT_TRIED(FIXED "\n");
}

TEST_F(plugin, of_another_version)
{
	there = true;
	tl_phone.abi++;
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineGetCountry(1, V22, self->list));
	EXPECT_STREQ(FIXED ": of another version", tlineTranslateError());
	EXPECT_STREQ("/opt/lib/" BESIDE "\n" FIXED "\n", tried);
}

static size_t num_without_memory(void)
{
	return 0;
}

static int at_without_memory(size_t index, struct tl_country *country)
{
	return -1;
}

TEST_F(plugin, without_memory)
{
	LINETRANSLATEOUTPUT *out = (void *)self->buf;

	there = true;
	places_write(true, "[location Here]\nid = 1\ncountry = 1\narea = 425\n", 0600);
	tl_phone.num = num_without_memory;
	EXPECT_EQ(LINEERR_NOMEM, lineGetCountry(0, V22, self->list));
	tl_phone.num = num;
	tl_phone.at = at_without_memory;
	EXPECT_EQ(LINEERR_NOMEM, lineGetCountry(0, V22, self->list));
	EXPECT_EQ(LINEERR_NOMEM, lineGetCountry(1, V22, self->list));
	EXPECT_EQ(LINEERR_INVALCOUNTRYCODE, lineGetCountry(3, V22, self->list));
	EXPECT_EQ(LINEERR_NOMEM,
		  lineTranslateAddress(0, 0, V22, "+1 (206) 555-0100", 0, 0, out));
	tl_phone.at = at;
	EXPECT_EQ(0, lineGetCountry(0, V22, self->list));
	EXPECT_EQ(2, self->list->dwNumCountries);
	EXPECT_EQ(0, lineTranslateAddress(0, 0, V22, "+1 (206) 555-0100", 0, 0, out));
	EXPECT_STREQ("T12065550100", STRING(self->buf, out, DialableString));
	EXPECT_STREQ("/opt/lib/" BESIDE "\n", tried);
}

TEST_HARNESS_MAIN
