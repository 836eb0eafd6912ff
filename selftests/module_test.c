// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unloading: the provider's module goes under open files (promise P7: provider
 * unload), the core's is held by them.  Leaves the modules as they were found.
 */
#include "kselftest_harness.h"
#include "tline_test.h"

#include <sys/mount.h>

#define CONFIGFS	"/sys/kernel/config"
#define DEFAULT		CONFIGFS "/tline_sim/default"

static int unload(const char *module)
{
	return syscall(SYS_delete_module, module, O_NONBLOCK) ? errno : 0;
}

static bool load(int lines)
{
	char command[80];

	snprintf(command, sizeof(command), "modprobe tline_sim lines=%d", lines);
	return !system(command);
}

static long number_in(const char *path)
{
	long n = -1;
	FILE *f = fopen(path, "r");

	if (f && fscanf(f, "%ld", &n) != 1)
		n = -1;
	if (f)
		fclose(f);
	return n;
}

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

FIXTURE(module) {
	int lines;		/* as it was loaded */
	int app;
	struct line line;
	struct sim sim;		/* of it, only the id of line 0 */
};

FIXTURE_SETUP(module)
{
	self->lines = number_in("/sys/module/tline_sim/parameters/lines");
	ASSERT_LE(0, self->lines);
	ASSERT_EQ(0, unload("tline_sim"));
	ASSERT_TRUE(load(2));
	if (access(DEFAULT, F_OK))
		mount("config", CONFIGFS, "configfs", 0, NULL);
	self->sim.line[0] = number_in(DEFAULT "/100/id");
	ASSERT_LE(0, self->sim.line[0]);
	self->app = app_open();
	self->line = line_open(&self->sim, 0, self->app, OWNER, VOICE);
}

FIXTURE_TEARDOWN(module)
{
	line_close(&self->line);
	close(self->app);
	unload("tline_sim");
	EXPECT_TRUE(load(self->lines));
}

/* P7: the provider's module can go at any time; it takes everything along in order. */
TEST_F(module, provider_goes_under_open_files)
{
	struct tline_ioc_counters c;
	struct tline_message m;
	int id, lamp, i;
	__u32 call;

	ASSERT_TRUE(put(DEFAULT "/100/park", "1"));
	id = submit_makecall(&self->line, "101", &call);
	lamp = submit_lamp(&self->line);
	ASSERT_LT(0, id);
	ASSERT_LT(0, lamp);
	ASSERT_EQ(0, unload("tline_sim"));
	EXPECT_EQ(-1, access("/sys/module/tline_sim", F_OK));

	c = counters(self->line.fd);
	EXPECT_EQ(0, c.pending);
	EXPECT_EQ(2, c.by_reason[TLINE_REASON_DEVICE_GONE]);
	/* In no particular order among themselves, but before the rest. */
	for (i = 0; i < 2; i++) {
		ASSERT_TRUE(message(self->app, &m));
		EXPECT_EQ(TLINE_MSG_REPLY, m.type);
		EXPECT_TRUE((int)m.p1 == id || (int)m.p1 == lamp);
		EXPECT_EQ(FAILED, (__s32)m.p2);
		EXPECT_EQ(TLINE_REASON_DEVICE_GONE, m.p3);
	}
	ASSERT_TRUE(message(self->app, &m));
	EXPECT_EQ(TLINE_MSG_CLOSE, m.type);
	ASSERT_TRUE(message(self->app, &m));
	EXPECT_EQ(TLINE_MSG_REMOVE, m.type);
	EXPECT_EQ(-ENODEV, submit_lamp(&self->line));
	EXPECT_TRUE(balanced(self->app));
}

/* Ids of lines are not given again to an app that has seen them. */
TEST_F(module, lines_come_back_as_others)
{
	struct tline_message m;

	ASSERT_EQ(0, unload("tline_sim"));
	drain(self->app);
	ASSERT_TRUE(load(1));
	EXPECT_LT(self->sim.line[0], number_in(DEFAULT "/100/id"));
	ASSERT_TRUE(message(self->app, &m));
	EXPECT_EQ(TLINE_MSG_CREATE, m.type);
	EXPECT_EQ(number_in(DEFAULT "/100/id"), m.p1);
}

/* A bad parameter: not loaded, and the log names it. */
TEST_F(module, bad_parameter)
{
	int kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char text[2048];
	bool named = false;
	ssize_t n;

	ASSERT_LE(0, kmsg);
	lseek(kmsg, 0, SEEK_END);
	ASSERT_EQ(0, unload("tline_sim"));
	EXPECT_NE(0, system("modprobe tline_sim lines=100000 2>/dev/null"));
	while ((n = read(kmsg, text, sizeof(text) - 1)) > 0) {
		text[n] = 0;
		named |= strstr(text, "lines=100000") && strstr(text, "allowed");
	}
	EXPECT_TRUE(named);
	EXPECT_EQ(-1, access("/sys/module/tline_sim", F_OK));
	close(kmsg);
	ASSERT_TRUE(load(1));
}

/* The core cannot go while any file is open, be it of a line that is gone. */
TEST_F(module, core_is_held_by_open_files)
{
	EXPECT_EQ(EWOULDBLOCK, unload("tline"));	/* a provider uses it */
	ASSERT_EQ(0, unload("tline_sim"));
	EXPECT_EQ(EWOULDBLOCK, unload("tline"));
	close(self->app);
	EXPECT_EQ(EWOULDBLOCK, unload("tline"));
	line_close(&self->line);
	EXPECT_EQ(0, unload("tline"));
	EXPECT_EQ(-1, access("/dev/tline/app", F_OK));
	ASSERT_TRUE(load(1));
	self->app = app_open();
}

/* ------------------------------------------------------------------------ few lines */

FIXTURE(few) {
	long lines;
	int app;
	struct sim sim;
};

FIXTURE_SETUP(few)
{
	self->lines = number_in("/sys/module/tline_sim/parameters/lines");
	ASSERT_LE(0, self->lines);
	ASSERT_EQ(0, unload("tline_sim"));
	ASSERT_EQ(0, unload("tline"));
}

FIXTURE_TEARDOWN(few)
{
	unload("tline_sim");
	unload("tline");
	EXPECT_TRUE(load(self->lines));
}

/* A line gives its id back with its last reference, on some kernels a while after it has gone. */
static int plug_in(struct sim *sim, int i)
{
	int tries = 100, err;

	sim_set(sim, i, "unplug", "1");
	while ((err = sim_try(sim, i, "unplug", "0")) == -ENOSPC && --tries)
		usleep(100000);
	return err ? err : sim_num(sim, i, "id");
}

/* As many as there may be; of the ids the ones that nobody has seen come first. */
TEST_F(few, max_lines)
{
	int id;

	ASSERT_EQ(0, system("modprobe tline max_lines=3"));
	EXPECT_FALSE(load(4));
	/* It waits until all lines are gone. */
	ASSERT_EQ(0, unload("tline"));
	ASSERT_EQ(0, system("modprobe tline max_lines=3"));
	ASSERT_TRUE(load(0));
	sim_create(&self->sim, 2);
	EXPECT_EQ(0, self->sim.line[0]);
	EXPECT_EQ(1, self->sim.line[1]);
	self->app = app_open();
	EXPECT_EQ(2, plug_in(&self->sim, 1));
	/* All have been seen: better one of them again than none, but no other line's. */
	id = plug_in(&self->sim, 0);
	EXPECT_TRUE(id == 0 || id == 1);
	id = plug_in(&self->sim, 1);
	EXPECT_TRUE(id >= 0 && id < 3);
	EXPECT_NE(id, sim_num(&self->sim, 0, "id"));
	close(self->app);
	sim_destroy(&self->sim);
}

TEST_F(few, bad_max_lines)
{
	EXPECT_NE(0, system("modprobe tline max_lines=0"));
	EXPECT_NE(0, system("modprobe tline max_lines=262145"));
	EXPECT_NE(0, access("/sys/module/tline", F_OK));
	EXPECT_EQ(0, system("modprobe tline max_lines=262144"));
}

TEST_HARNESS_MAIN
