// SPDX-License-Identifier: GPL-2.0-only
/*
 * The simulator's configuration: what it refuses, with a kernel message that names
 * the attribute and the value, and what may be set when.
 */
#include "kselftest_harness.h"
#include "tline_test.h"

#include <sys/stat.h>

/* Reads the kernel's log from where it was when this was opened. */
static int kmsg_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* Does a new line of the log hold all of these? */
static bool logged(int kmsg, const char *a, const char *b)
{
	char text[2048];
	ssize_t n;

	while ((n = read(kmsg, text, sizeof(text) - 1)) > 0) {
		text[n] = 0;
		if (strstr(text, "tline_sim") && strstr(text, a) && strstr(text, b))
			return true;
	}
	return false;
}

static const struct {
	int line;		/* 0: of the line, -1: of the exchange */
	const char *attr;
	const char *bad;
} refused[] = {
	{ -1, "live", "2" },
	{ -1, "live", "on" },
	{ -1, "seed", "x" },
	{ -1, "clock", "atomic" },
	{ -1, "step", "-1" },
	{ 0, "number", "12a4!" },
	{ 0, "number", "" },
	{ 0, "serial", "a b" },
	{ 0, "serial", "longer-than-any-number-of-a-line" },
	{ 0, "addresses", "0" },
	{ 0, "addresses", "100000" },
	{ 0, "media_modes", "0" },
	{ 0, "media_modes", "0x10000" },
	{ 0, "max_calls", "100000" },
	{ 0, "closedrop", "2" },
	{ 0, "without", "hold fly" },
	{ 0, "fault", "sometimes" },
	{ 0, "fault", "fly:never" },
	{ 0, "fault", "fail=x" },
	{ 0, "park", "yes" },
	{ 0, "script", "sing" },
	{ 0, "terminals", "phone lamp" },
	{ 0, "terminals", "phone headset speaker phone headset" },
	{ 0, "devices", "comm" },
	{ 0, "devices", "=x" },
	{ 0, "devices", "a=" },
	{ 0, "devices", "a=b=c" },
	{ 0, "devices", "a=b c" },
	{ 0, "answer_mode", "maybe" },
	{ 0, "max_conference", "2" },
	{ 0, "max_conference", "33" },
	{ 0, "park_timeout", "3600001" },
	{ 0, "pickup_group", "a^b" },
	{ 0, "pickup_group", "sixteen-chars-xx" },
	{ 0, "ring_mode", "0" },
	{ 0, "ring_mode", "5" },
	{ 0, "signal", "65536" },
	{ 0, "roam_mode", "32" },
};

FIXTURE(sim) {
	struct sim sim;
	int kmsg;
};

FIXTURE_SETUP(sim)
{
	sim_create_down(&self->sim, 1);
	self->kmsg = kmsg_open();
	ASSERT_LE(0, self->kmsg);
}

FIXTURE_TEARDOWN(sim)
{
	close(self->kmsg);
	sim_destroy(&self->sim);
}

/* Each bad value is refused, changes nothing, and the log says which it was. */
TEST_F(sim, bad_values)
{
	char before[8192];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		bool readable = strcmp(refused[i].attr, "step");
		int err;

		TH_LOG("%s = '%s'", refused[i].attr, refused[i].bad);
		if (readable)
			snprintf(before, sizeof(before), "%s",
				 sim_get(&self->sim, refused[i].line, refused[i].attr));
		err = sim_try(&self->sim, refused[i].line, refused[i].attr,
			      *refused[i].bad ? refused[i].bad : "\n");
		EXPECT_EQ(-EINVAL, err);
		if (readable)
			EXPECT_STREQ(before, sim_get(&self->sim, refused[i].line,
						     refused[i].attr));
		/* The log is rate limited: ten at a time. */
		if (i < 10)
			EXPECT_TRUE(logged(self->kmsg, refused[i].attr, refused[i].bad));
	}
}

/* What was written is there to be read, in the same words. */
TEST_F(sim, values_are_read_as_written)
{
	static const struct {
		int line;
		const char *attr, *value;
	} rows[] = {
		{ -1, "seed", "7" }, { -1, "clock", "auto" }, { 0, "serial", "x-1" },
		{ 0, "without", "hold generate_tone" }, { 0, "script", "answer=100" },
		{ 0, "terminals", "phone headset" }, { 0, "devices", "comm=/dev/x wave/in=0" },
		{ 0, "answer_mode", "hold" }, { 0, "max_conference", "32" },
		{ 0, "park_timeout", "0" }, { 0, "pickup_group", "sales" },
		{ 0, "ring_mode", "4" }, { 0, "signal", "65535" }, { 0, "battery", "1" },
		{ 0, "script", "busy" }, { 0, "fault", "never" },
		{ 0, "fault", "hold:delay=5-9 drop:fail=0x80000048 twice" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		EXPECT_EQ(0, sim_try(&self->sim, rows[i].line, rows[i].attr, rows[i].value));
		EXPECT_STREQ(rows[i].value, sim_get(&self->sim, rows[i].line, rows[i].attr));
	}
	EXPECT_EQ(0, sim_num(&self->sim, -1, "time"));
}

/* With its own clock, an exchange makes calls by itself, and time goes on. */
TEST_F(sim, clock_that_runs)
{
	struct line line;
	struct sim two;
	__u32 call;

	sim_create_down(&two, 2);
	sim_set(&two, -1, "clock", "auto");
	sim_set(&two, 1, "script", "answer=10");
	sim_live(&two);
	line = line_open(&two, 0, app_open(), OWNER, VOICE);
	EXPECT_EQ(0, makecall(&line, two.number[1], &call));
	EXPECT_TRUE(call_reaches(line.app, call, TLINE_CALLSTATE_CONNECTED));
	EXPECT_LE(10, sim_num(&two, -1, "time"));
	line_close(&line);
	close(line.app);
	sim_destroy(&two);
}

/* What has been waiting for its time when the clock is set going comes by itself. */
TEST_F(sim, clock_set_going)
{
	struct line line;
	__u32 call;

	sim_live(&self->sim);
	line = line_open(&self->sim, 0, app_open(), OWNER, VOICE);
	EXPECT_EQ(0, makecall(&line, "999", &call));
	EXPECT_EQ(TLINE_CALLSTATE_DIALING, call_state(&line, call));
	sim_set(&self->sim, -1, "clock", "auto");
	EXPECT_TRUE(call_reaches(line.app, call, TLINE_CALLSTATE_DISCONNECTED));
	line_close(&line);
	close(line.app);
}

/* Directories with names that lines could not have. */
TEST_F(sim, bad_names)
{
	static const char *const bad[] = { "a b", "l.9", "sixteen-chars-xx" };
	char path[256];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(path, sizeof(path), "%.120s/%s", self->sim.dir, bad[i]);
		EXPECT_EQ(-1, mkdir(path, 0755));
		EXPECT_EQ(EINVAL, errno);
		EXPECT_TRUE(logged(self->kmsg, self->sim.name, bad[i]));
	}
	snprintf(path, sizeof(path), "%.120s/../%s", self->sim.dir, bad[0]);
	EXPECT_EQ(-1, mkdir(path, 0755));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_TRUE(logged(self->kmsg, "directory", bad[0]));
}

/* What a line is made of cannot be changed while it is there; how it behaves can. */
TEST_F(sim, live_is_fixed)
{
	static const char *const fixed[][2] = {
		{ "number", "300" }, { "serial", "x" }, { "addresses", "2" },
		{ "media_modes", "0x4" }, { "max_calls", "2" }, { "closedrop", "0" },
		{ "idle_limit_ms", "5" }, { "drop_on_close", "1" }, { "without", "hold" },
		{ "terminals", "phone" }, { "devices", "a=b" }, { "answer_mode", "hold" },
		{ "max_conference", "5" }, { "park_timeout", "1" }, { "pickup_group", "x" },
	};
	char path[256];
	size_t i;

	sim_live(&self->sim);
	for (i = 0; i < ARRAY_SIZE(fixed); i++)
		EXPECT_EQ(-EBUSY, sim_try(&self->sim, 0, fixed[i][0], fixed[i][1]));
	EXPECT_EQ(-EBUSY, sim_try(&self->sim, -1, "seed", "1"));
	snprintf(path, sizeof(path), "%.120s/l9", self->sim.dir);
	EXPECT_EQ(-1, mkdir(path, 0755));
	EXPECT_EQ(EBUSY, errno);
	EXPECT_EQ(0, sim_try(&self->sim, 0, "fault", "never"));
	EXPECT_EQ(0, sim_try(&self->sim, 0, "park", "1"));
	EXPECT_EQ(0, sim_try(&self->sim, 0, "script", "busy"));
}

/* Two lines cannot have one number; the exchange does not come up by halves. */
TEST_F(sim, live_all_or_nothing)
{
	struct sim two;

	sim_create_down(&two, 2);
	sim_set(&two, 1, "number", "%s", two.number[0]);
	EXPECT_NE(0, sim_try(&two, -1, "live", "1"));
	EXPECT_TRUE(logged(self->kmsg, "number", two.number[0]));
	EXPECT_EQ(0, sim_num(&two, -1, "live"));
	EXPECT_EQ(-1, sim_num(&two, 0, "id"));
	sim_set(&two, 1, "number", "999");
	EXPECT_EQ(0, sim_try(&two, -1, "live", "1"));
	sim_destroy(&two);
}

/* A line that has no number, and one whose name somebody else has, with a provider of its own. */
TEST_F(sim, live_needs_numbers_and_names)
{
	struct sim other = self->sim;
	char path[256];

	snprintf(path, sizeof(path), "%.120s/desk", self->sim.dir);
	ASSERT_EQ(0, mkdir(path, 0755));
	EXPECT_EQ(-EINVAL, sim_try(&self->sim, -1, "live", "1"));
	EXPECT_TRUE(logged(self->kmsg, "desk", "number"));
	EXPECT_EQ(-1, sim_num(&self->sim, 0, "id"));
	ASSERT_EQ(0, rmdir(path));
	sim_set(&self->sim, 0, "without", "hold");
	sim_live(&self->sim);

	snprintf(other.dir, sizeof(other.dir), "%.120s-o", self->sim.dir);
	ASSERT_EQ(0, mkdir(other.dir, 0755));
	snprintf(path, sizeof(path), "%s/%s-0", other.dir, other.name);
	ASSERT_EQ(0, mkdir(path, 0755));
	sim_set(&other, 0, "number", "200");
	sim_set(&other, 0, "without", "hold");
	EXPECT_EQ(-EEXIST, sim_try(&other, -1, "live", "1"));
	EXPECT_TRUE(logged(self->kmsg, other.name, "provider"));
	EXPECT_EQ(-1, sim_num(&other, 0, "id"));
	sim_set(&self->sim, -1, "live", "0");
	sim_live(&other);
	sim_destroy(&other);
}

#define MAKERS	6

/* Makes and removes a line until it is killed. */
static pid_t start_making_a_line(const char *path)
{
	pid_t pid = fork();

	while (!pid) {
		mkdir(path, 0755);
		rmdir(path);
	}
	return pid;
}

/*
 * Going live while a directory is being made or removed, which is ENOENT, or EBUSY for the other
 * side.  Whatever comes first, what is live cannot be removed, and what is down can.
 */
TEST_F(sim, live_while_lines_are_made_and_removed)
{
	int live = 0, refused = 0, err, i;
	char path[MAKERS][256];
	pid_t maker[MAKERS];

	for (i = 0; i < MAKERS; i++) {
		snprintf(path[i], sizeof(path[i]), "%.120s/%d", self->sim.dir,
			 (i + 1) * 1000000 + getpid());
		maker[i] = start_making_a_line(path[i]);
		ASSERT_LT(0, maker[i]);
	}
	while (live < 50 || refused < 50) {
		err = sim_try(&self->sim, -1, "live", "1");
		EXPECT_TRUE(!err || err == -ENOENT) {
			TH_LOG("live: %d", err);
		}
		EXPECT_EQ(!err, sim_num(&self->sim, -1, "live"));
		live += !err;
		refused += err == -ENOENT;
		sim_set(&self->sim, -1, "live", "0");
	}
	for (i = 0; i < MAKERS; i++) {
		kill(maker[i], SIGKILL);
		ASSERT_EQ(maker[i], waitpid(maker[i], NULL, 0));
		if (access(path[i], F_OK))
			ASSERT_EQ(0, mkdir(path[i], 0755));
	}
	sim_live(&self->sim);
	for (i = 0; i < MAKERS; i++) {
		EXPECT_EQ(-1, rmdir(path[i]));
		EXPECT_EQ(EBUSY, errno);
	}
	sim_set(&self->sim, -1, "live", "0");
	for (i = 0; i < MAKERS; i++)
		EXPECT_EQ(0, rmdir(path[i]));
}

TEST_HARNESS_MAIN
