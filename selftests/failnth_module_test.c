// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loading the core without memory for some part of it: see failnth.h.  Of the thousand allocations
 * of loading a module most are the kernel's own; so only those from some caches fail, for what the
 * core needs to begin: caches, a class, a workqueue, a device, memory of netlink.
 */
#include <ftw.h>
#include <sys/utsname.h>

#include "failnth.h"

/* The kernel is told of the caches when it starts: "slub_debug=A,kmem_cache,kmalloc-512,...". */
#define MARKED	"/sys/kernel/slab/kmem_cache/failslab"

static char path[256];		/* of tline.ko */

static int is_core(const char *at, const struct stat *st, int type, struct FTW *ftw)
{
	if (strcmp(at + ftw->base, "tline.ko"))
		return 0;
	snprintf(path, sizeof(path), "%s", at);
	return 1;
}

static bool find_core(void)
{
	struct utsname uts;
	char dir[128];

	uname(&uts);
	snprintf(dir, sizeof(dir), "/lib/modules/%s", uts.release);
	return nftw(dir, is_core, 8, FTW_PHYS) == 1;
}

static int load(int file)
{
	return syscall(SYS_finit_module, file, "", 0) ? -errno : 0;
}

static int unload(const char *module)
{
	return syscall(SYS_delete_module, module, O_NONBLOCK) ? -errno : 0;
}

static bool put(const char *at, const char *text)
{
	int fd = open(at, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	close(fd);
	return ok;
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
	ASSERT_TRUE(put("/sys/kernel/debug/failslab/cache-filter", "Y"));
	ASSERT_TRUE(put("/sys/kernel/debug/fail_page_alloc/min-order", "10"));
	ASSERT_EQ(unload("tline_sim"), 0);
	ASSERT_EQ(unload("tline"), 0);
}

FIXTURE_TEARDOWN(loading)
{
	if (self->fn < 0)
		return;
	put("/sys/kernel/debug/failslab/cache-filter", "N");
	close(self->fn);
	EXPECT_EQ(system("modprobe tline_sim lines=4"), 0);
}

/* All of it is there, or nothing; and the next time it is. */
TEST_F(loading, without_memory_loads_nothing)
{
	int n, err, file, failed = 0;
	bool more = true;

	NEEDS_INJECTION(self);
	ASSERT_TRUE(find_core());
	file = open(path, O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, file);
	for (n = 1; n < MAX_POINTS && more; n++) {
		arm(self->fn, n);
		err = load(file);
		more = disarm(self->fn);
		EXPECT_TRUE(!err || (more && (err == -ENOMEM || err == -EFAULT))) {
			TH_LOG("point %d: %d", n, err);
		}
		EXPECT_EQ(access("/sys/module/tline", F_OK), err ? -1 : 0);
		EXPECT_EQ(access("/dev/tline/app", F_OK), err ? -1 : 0);
		EXPECT_EQ(unload("tline"), err ? -ENOENT : 0);
		failed += !!err;
	}
	fprintf(stderr, "# %d failure points, %d of them fatal\n", n - 2, failed);
	EXPECT_GT(failed, 5);
	close(file);
	EXPECT_LT(n, MAX_POINTS);
}

TEST_HARNESS_MAIN
