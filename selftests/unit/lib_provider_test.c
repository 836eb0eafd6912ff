// SPDX-License-Identifier: GPL-2.0-only
/*
 * Providers and dialogs: on a system that the test has made up below a folder, and
 * at a terminal that the test holds the other end of.
 */
#include <stdarg.h>
#include <sys/utsname.h>

#include "kselftest_harness.h"
#include "lib_fake_kernel.h"
#include "lib_terminal.h"

#define VERSION	TLINE_API_VERSION_MAX

FIXTURE(provider)
{
	char root[64];
	struct terminal terminal;
};

static const char *below(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static const char *below(const char *fmt, ...)
{
	static char path[256];
	va_list ap;
	int len = snprintf(path, sizeof(path), "%s/", tl_root);

	va_start(ap, fmt);
	vsnprintf(path + len, sizeof(path) - (size_t)len, fmt, ap);
	va_end(ap);
	return path;
}

/* With the folders that lead there. */
static void make_file(const char *path, mode_t mode, const char *text)
{
	char copy[256];
	FILE *f;

	strcpy(copy, path);
	for (char *p = copy + strlen(tl_root) + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = '\0';
		mkdir(copy, 0755);
	}
	f = fopen(copy, "w");
	if (!f || fputs(text, f) < 0 || fchmod(fileno(f), mode) || fclose(f))
		abort();
}

static void hold(const char *module)
{
	make_file(below("sys/module/tline/holders/%s", module), 0644, "");
}

FIXTURE_SETUP(provider)
{
	struct utsname system;

	fake_start();
	strcpy(self->root, "/tmp/tline-root-XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->root));
	tl_root = self->root;
	uname(&system);
	make_file(below("lib/modules/%s/modules.dep", system.release), 0644,
		  "kernel/fs/configfs/configfs.ko:\n"
		  "extra/tline.ko:\n"
		  "extra/tline_sim.ko: extra/tline.ko kernel/fs/configfs/configfs.ko\n"
		  "extra/tline-card.ko.xz: kernel/a.ko.xz extra/tline.ko.xz\n"
		  "extra/broken.ko: extra/tline.ko\n"
		  "kernel/other.ko: kernel/fs/configfs/configfs.ko kernel/tline2.ko\n");
	/* Loads what it is asked for, unless that is broken. */
	make_file(below("sbin/modprobe"), 0755,
		  "#!/bin/sh\n"
		  "[ $# = 2 ] && [ \"$1\" = -- ] && [ \"$2\" != broken ] || exit 1\n"
		  ": > \"${0%/sbin/modprobe}/sys/module/tline/holders/$2\"\n");
}

FIXTURE_TEARDOWN(provider)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", self->root);
	EXPECT_EQ(0, system(command));
	fake_stop();
}

/* ------------------------------------------------------------------------ providers */

union list {
	LINEPROVIDERLIST list;
	char room[1024];
};

static const LINEPROVIDERENTRY *entry_of(const union list *u, DWORD i)
{
	return (const LINEPROVIDERENTRY *)(u->room + u->list.dwProviderListOffset) + i;
}

TEST_F(provider, list)
{
	union list u = { .list.dwTotalSize = sizeof(u) }, wide = u;
	const LINEPROVIDERENTRY *e;
	DWORD needed;

	ASSERT_EQ(0, lineGetProviderList(VERSION, &u.list));
	EXPECT_EQ(0, u.list.dwNumProviders);
	EXPECT_EQ(sizeof(u.list), u.list.dwUsedSize);
	hold("tline_sim");
	hold("acme");
	ASSERT_EQ(0, lineGetProviderList(0x7fffffff, &u.list));
	ASSERT_EQ(2, u.list.dwNumProviders);
	EXPECT_EQ(2 * sizeof(*e), u.list.dwProviderListSize);
	EXPECT_STREQ("acme.ko", u.room + entry_of(&u, 0)->dwProviderFilenameOffset);
	e = entry_of(&u, 1);
	EXPECT_STREQ("tline_sim.ko", u.room + e->dwProviderFilenameOffset);
	EXPECT_EQ(sizeof("tline_sim.ko"), e->dwProviderFilenameSize);
	EXPECT_NE(0, e->dwPermanentProviderID);
	EXPECT_NE(entry_of(&u, 0)->dwPermanentProviderID, e->dwPermanentProviderID);

	ASSERT_EQ(0, lineGetProviderListW(VERSION, &wide.list));
	EXPECT_EQ(e->dwPermanentProviderID, entry_of(&wide, 1)->dwPermanentProviderID);
	e = entry_of(&wide, 1);
	EXPECT_EQ(0, memcmp(u"tline_sim.ko", wide.room + e->dwProviderFilenameOffset,
			    sizeof(u"tline_sim.ko")));

	/* One byte less: something is left out, and nothing is written past the end. */
	needed = u.list.dwNeededSize;
	memset(&u, 0x55, sizeof(u));
	u.list.dwTotalSize = needed - 1;
	ASSERT_EQ(0, lineGetProviderList(VERSION, &u.list));
	EXPECT_EQ(needed, u.list.dwNeededSize);
	EXPECT_GT(needed, u.list.dwUsedSize);
	EXPECT_EQ(2, u.list.dwNumProviders);
	EXPECT_EQ(0, entry_of(&u, 1)->dwProviderFilenameSize);
	EXPECT_EQ(0x55, u.room[needed - 1]);
	u.list.dwTotalSize = sizeof(u.list);
	ASSERT_EQ(0, lineGetProviderList(VERSION, &u.list));
	EXPECT_EQ(0, u.list.dwNumProviders);
	EXPECT_EQ(needed, u.list.dwNeededSize);
	u.list.dwTotalSize--;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, lineGetProviderList(VERSION, &u.list));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetProviderList(VERSION, NULL));
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION, lineGetProviderList(0x00010000, &u.list));
}

TEST_F(provider, add)
{
	union list u = { .list.dwTotalSize = sizeof(u) };
	DWORD id = 0, other = 0;

	hold("acme");
	ASSERT_EQ(0, lineAddProvider("tline_sim", NULL, &id));
	ASSERT_EQ(0, lineGetProviderList(VERSION, &u.list));
	ASSERT_EQ(2, u.list.dwNumProviders);
	EXPECT_EQ(id, entry_of(&u, 1)->dwPermanentProviderID);
	EXPECT_EQ(LINEERR_NOMULTIPLEINSTANCE, lineAddProvider("tline_sim.ko", NULL, &other));
	EXPECT_EQ(LINEERR_NOMULTIPLEINSTANCE, lineAddProviderW(u"tline-sim", NULL, &other));
	EXPECT_EQ(LINEERR_NOMULTIPLEINSTANCE,
		  lineAddProvider("/lib/a/tline_sim.ko.xz", NULL, &other));
	EXPECT_EQ(0, other);
	EXPECT_EQ(0, lineAddProviderW(u"tline_card.ko", NULL, &other));
	EXPECT_NE(0, other);
	EXPECT_NE(id, other);
	EXPECT_EQ(0, access(below("sys/module/tline/holders/tline_card"), F_OK));
}

/* What is no provider is not loaded, whatever it is called. */
TEST_F(provider, add_refused)
{
	static const char *const bad[] = {
		"", "other", "configfs", "tline", "no_such", "tline_sim.so", "tline_sim;x", "-r",
		"tline sim", "../", "a\xc3\xbc",
		"tline_simtline_simtline_simtline_simtline_simtline_simtline_simtline_sim",
	};
	DWORD id = 0;

	hold("acme");
	for (size_t i = 0; i < TL_ARRAY_SIZE(bad); i++) {
		EXPECT_EQ(LINEERR_INVALPARAM, lineAddProvider(bad[i], NULL, &id)) {
			TH_LOG("'%s'", bad[i]);
		}
	}
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineAddProvider("broken", NULL, &id));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineAddProvider(NULL, NULL, &id));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineAddProviderW(NULL, NULL, &id));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineAddProvider("tline_sim", NULL, NULL));
	unlink(below("sbin/modprobe"));
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineAddProvider("tline_sim", NULL, &id));
	EXPECT_EQ(ENOENT, errno);
	EXPECT_EQ(0, id);
	EXPECT_EQ(LINEERR_INVALPARAM, lineRemoveProvider(1, NULL));
	EXPECT_EQ(LINEERR_INVALPARAM, lineConfigProvider(NULL, 1));
}

/* -------------------------------------------------------------------------- dialogs */

static void set_config(const char *bytes, size_t size)
{
	memcpy(fake.output, bytes, size);
	fake.output_size = (uint32_t)size;
}

TEST_F(provider, no_terminal)
{
	VARSTRING out = { .dwTotalSize = sizeof(out) };
	HICON icon;
	int null = open("/dev/null", O_RDWR), in = dup(0);

	dup2(null, 0);
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineConfigDialog(0, NULL, "comm"));
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineConfigDialogW(0, NULL, u"comm"));
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineConfigDialogEdit(0, NULL, "comm", "x", 1, &out));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineConfigDialogEdit(0, NULL, "comm", "x", 1, NULL));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineConfigDialogEdit(0, NULL, "comm", NULL, 1, &out));
	EXPECT_EQ(LINEERR_INVALPARAM,
		  lineConfigDialogEdit(0, NULL, "comm", "x", TLINE_MAX_DATA + 1, &out));
	out.dwTotalSize--;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL,
		  lineConfigDialogEditW(0, NULL, u"comm", NULL, 0, &out));
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineGetIcon(0, NULL, &icon));
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineGetIconW(0, u"comm", &icon));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetIcon(0, NULL, NULL));
	dup2(in, 0);
}

TEST_F(provider, config_dialog)
{
	struct tline_ioc_devconfig *told = (void *)fake.arg;
	LONG rc;

	set_config("9600,8n1", 8);
	at_terminal(&self->terminal, "19200,7e1\n");
	rc = lineConfigDialog(0, NULL, "comm/datamodem");
	EXPECT_NE(NULL, strstr(leave_terminal(&self->terminal),
			       "Line 0, comm/datamodem\nSetting: 9600,8n1\n"));
	EXPECT_EQ(0, rc);
	EXPECT_STREQ("comm/datamodem", told->device_class);
	ASSERT_EQ(9, fake.list_size);
	EXPECT_EQ(0, memcmp("19200,7e1", fake.list, 9));
}

/* Bytes are hexadecimal, mistakes are asked for again, nothing is no change. */
TEST_F(provider, config_dialog_of_bytes)
{
	LONG rc;

	set_config("\0\x7f\xff", 3);
	at_terminal(&self->terminal, "0x0\n0xfg\n0xA0b1\n");
	rc = lineConfigDialogW(0, NULL, u"comm");
	leave_terminal(&self->terminal);
	EXPECT_NE(NULL, strstr(self->terminal.said, "Setting: 0x007fff\n"));
	EXPECT_NE(NULL, strstr(self->terminal.said, "That is no setting.\n"));
	EXPECT_EQ(0, rc);
	ASSERT_EQ(2, fake.list_size);
	EXPECT_EQ(0, memcmp("\xa0\xb1", fake.list, 2));
	at_terminal(&self->terminal, "\n");
	rc = lineConfigDialog(0, NULL, "comm");
	leave_terminal(&self->terminal);
	EXPECT_EQ(0, rc);
	ASSERT_EQ(3, fake.list_size);
}

TEST_F(provider, config_dialog_refused)
{
	LONG rc[4];

	at_terminal(&self->terminal, "\004");
	rc[0] = lineConfigDialog(0, NULL, NULL);
	rc[1] = lineConfigDialog(NUM_LINES - 1, NULL, "comm");
	rc[2] = lineConfigDialog(0, NULL, "comm");
	fake.answer = LINEERR_INVALDEVICECLASS;
	rc[3] = lineConfigDialog(0, NULL, "comm");
	leave_terminal(&self->terminal);
	EXPECT_EQ(LINEERR_INVALDEVICECLASS, rc[0]);
	EXPECT_NE(0, rc[1]);
	EXPECT_EQ(LINEERR_USERCANCELLED, rc[2]);
	EXPECT_EQ(LINEERR_INVALDEVICECLASS, rc[3]);
	EXPECT_EQ(0, fake.list_size);
}

TEST_F(provider, config_dialog_edit)
{
	union {
		VARSTRING string;
		char room[64];
	} out = { .string.dwTotalSize = sizeof(out) };
	LONG rc;

	set_config("of the line", 11);
	at_terminal(&self->terminal, "new\n");
	rc = lineConfigDialogEdit(0, NULL, "comm", "given\033[2J", 9, &out.string);
	leave_terminal(&self->terminal);
	EXPECT_NE(NULL, strstr(self->terminal.said, "Setting: 0x676976656e1b5b324a\n"));
	EXPECT_EQ(0, rc);
	EXPECT_EQ(STRINGFORMAT_BINARY, out.string.dwStringFormat);
	ASSERT_EQ(3, out.string.dwStringSize);
	EXPECT_EQ(0, memcmp("new", out.room + out.string.dwStringOffset, 3));
	EXPECT_EQ(0, fake.list_size);
}

TEST_F(provider, config_provider)
{
	char value[64] = "";
	DWORD id = 0;
	FILE *f;
	LONG rc;

	hold("acme");
	ASSERT_EQ(0, lineAddProvider("tline_sim", NULL, &id));
	make_file(below("sys/module/tline_sim/parameters/level"), 0644, "4\n");
	at_terminal(&self->terminal, "77\n");
	rc = lineConfigProvider(NULL, id);
	leave_terminal(&self->terminal);
	EXPECT_EQ(0, rc);
	EXPECT_NE(NULL, strstr(self->terminal.said, "Provider tline_sim\nlevel = 4\n"));
	f = fopen(below("sys/module/tline_sim/parameters/level"), "r");
	ASSERT_NE(NULL, fgets(value, sizeof(value), f));
	fclose(f);
	EXPECT_STREQ("77", value);
	at_terminal(&self->terminal, "\004");
	rc = lineConfigProvider(NULL, id);
	leave_terminal(&self->terminal);
	EXPECT_EQ(LINEERR_USERCANCELLED, rc);
}

TEST_F(provider, config_provider_with_a_value_that_is_refused)
{
	DWORD id = 0;
	LONG rc;

	hold("acme");
	ASSERT_EQ(0, lineAddProvider("tline_sim", NULL, &id));
	make_file(below("sys/module/tline_sim/parameters/level"), 0644, "");
	ASSERT_EQ(0, unlink(below("sys/module/tline_sim/parameters/level")));
	ASSERT_EQ(0, symlink("/dev/full", below("sys/module/tline_sim/parameters/level")));
	at_terminal(&self->terminal, "77\n");
	rc = lineConfigProvider(NULL, id);
	leave_terminal(&self->terminal);
	EXPECT_EQ(LINEERR_RESOURCEUNAVAIL, rc);
}

TEST_HARNESS_MAIN
