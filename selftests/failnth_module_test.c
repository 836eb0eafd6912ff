// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loading the modules without memory for some part of them: see failnth.h.  Of the thousand
 * allocations of loading a module most are the kernel's own; so only those from some caches fail, for
 * what the modules need to begin: caches, a class, a workqueue, a device, memory of netlink,
 * exchange, lines and directories of the simulator.
 */
#include <ftw.h>
#include <sys/utsname.h>

#include "failnth.h"

/* The kernel is told of the caches when it starts: "slub_debug=A,kmalloc-512,...". */
#define MARKED	"/sys/kernel/slab/kmalloc-512/failslab"

static char path[256], name[32];	/* of the module's file */

static int is_module(const char *at, const struct stat *st, int type, struct FTW *ftw)
{
	if (strcmp(at + ftw->base, name))
		return 0;
	snprintf(path, sizeof(path), "%s", at);
	return 1;
}

static bool find_module(const char *module)
{
	struct utsname uts;
	char dir[128];

	uname(&uts);
	snprintf(name, sizeof(name), "%s.ko", module);
	snprintf(dir, sizeof(dir), "/lib/modules/%s", uts.release);
	return nftw(dir, is_module, 8, FTW_PHYS) == 1;
}

static int load(int file, const char *parameters)
{
	return syscall(SYS_finit_module, file, parameters, 0) ? -errno : 0;
}

static int unload(const char *module)
{
	return syscall(SYS_delete_module, module, O_NONBLOCK) ? -errno : 0;
}

static bool marked(void)
{
	char c = '0';
	int fd = open(MARKED, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && read(fd, &c, 1) != 1)
		c = '0';
	close(fd);
	return c == '1';
}

FIXTURE(loading) {
	int fn;
};

FIXTURE_SETUP(loading)
{
	self->fn = marked() ? open_injection() : -1;
	if (self->fn < 0)
		return;
	ASSERT_TRUE(set_injection("failslab/cache-filter", "Y"));
	ASSERT_TRUE(set_injection("fail_page_alloc/min-order", "10"));
	ASSERT_EQ(unload("tline_sim"), 0);
	ASSERT_EQ(unload("tline"), 0);
}

FIXTURE_TEARDOWN(loading)
{
	if (self->fn < 0)
		return;
	set_injection("failslab/cache-filter", "N");
	close(self->fn);
	EXPECT_EQ(system("modprobe tline_sim lines=4"), 0);
}

/*
 * All of it is there, or nothing; and the next time it is.  Each loading takes seconds on a kernel
 * that lets go of objects late: with @wider, points are the further apart the later they come.
 */
static void load_without_memory(struct __test_metadata *_metadata, int fn, const char *module,
				const char *parameters, const char *sign, int wider)
{
	int n, err, file, failed = 0, tried = 0;
	bool more = true;

	ASSERT_TRUE(find_module(module));
	file = open(path, O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, file);
	for (n = 1; n < MAX_POINTS && more; n += 1 + (wider ? n / wider : 0)) {
		arm(fn, n);
		err = load(file, parameters);
		more = disarm(fn);
		EXPECT_TRUE(!err || (more && (err == -ENOMEM || err == -EFAULT))) {
			TH_LOG("point %d: %d", n, err);
		}
		EXPECT_EQ(access(sign, F_OK), err ? -1 : 0);
		EXPECT_EQ(unload(module), err ? -ENOENT : 0);
		EXPECT_EQ(access(sign, F_OK), -1);
		failed += !!err;
		tried += more;
	}
	fprintf(stderr, "# %d failure points, %d of them fatal\n", tried, failed);
	EXPECT_GT(failed, 5);
	EXPECT_LT(n, MAX_POINTS);
	close(file);
}

TEST_F(loading, core)
{
	NEEDS_INJECTION(self);
	load_without_memory(_metadata, self->fn, "tline", "", "/dev/tline/app", 0);
}

TEST_F(loading, simulator)
{
	NEEDS_INJECTION(self);
	ASSERT_EQ(system("modprobe tline"), 0);
	load_without_memory(_metadata, self->fn, "tline_sim", "lines=2",
			    "/sys/kernel/config/tline_sim", 2);
	EXPECT_EQ(unload("tline"), 0);
}

TEST_HARNESS_MAIN
