// SPDX-License-Identifier: GPL-2.0-only
/*
 * The limits of abi.rst, reached: the documented refusal, and nobody else pays for it.  (Requests of
 * an app: request_test; calls of a line: features_test; arguments: args_test; arrays: submit_test;
 * sizes of a ring: ioctl_test.)  P8.
 */
#include <sys/resource.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "slow.h"
#include "tline_test.h"

#define UNAVAIL		((__s32)TLINE_ERR_RESOURCEUNAVAIL)
#define NOBODY		65534
#define USER_OPENS	1024	/* TLINE_MAX_USER_OPENS */

FIXTURE(limits)
{
	struct sim sim;
	int app;		/* of whoever behaves */
	struct line line;
	int *fds;
};

typedef FIXTURE_DATA(limits) fixture;

FIXTURE_SETUP(limits)
{
	struct rlimit many = { 2 * TLINE_MAX_OPENS, 2 * TLINE_MAX_OPENS };

	ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &many), 0);
	sim_create_down(&self->sim, 2);
	sim_set(&self->sim, 0, "max_calls", "%d", TLINE_MAX_CALLS);
	sim_set(&self->sim, 0, "max_active", "%d", TLINE_MAX_CALLS);
	sim_live(&self->sim);
	self->app = app_open();
	self->line = line_open(&self->sim, 0, self->app, OWNER, VOICE);
	self->fds = calloc(TLINE_MAX_OPENS, sizeof(*self->fds));
}

FIXTURE_TEARDOWN(limits)
{
	line_close(&self->line);
	close(self->app);
	free(self->fds);
	sim_destroy(&self->sim);
}

/* Become another user, for as long as one likes. */
static int be(uid_t uid)
{
	return setresuid(-1, 0, -1) || setresuid(uid, uid, 0);
}

static struct tline_ioc_app_info app_info(int app)
{
	struct tline_ioc_app_info info = { 0 };

	if (ioctl(app, TLINE_IOC_APP_INFO, &info))
		abort();
	return info;
}

static int try_open(fixture *self, int i, int app, __u32 privileges, int *fd)
{
	struct tline_ioc_open arg = {
		.api_version = V2_2, .privileges = privileges, .media_modes = VOICE,
	};

	return line_try(&self->sim, i, O_RDWR, app, &arg, fd);
}

/* Open line 0 for @app until it is refused: how often it succeeded; the refusal to *@err. */
static int open_many(fixture *self, int app, int most, int *err)
{
	int n = 0;

	for (*err = 0; n < most && !*err; n += !*err)
		*err = try_open(self, 0, app, NONE, &self->fds[n]);
	return n;
}

static void close_many(fixture *self, int n)
{
	while (n--)
		close(self->fds[n]);
}

/* A line has TLINE_MAX_OPENS opens, and not one more; the ones there are do not mind. */
TEST_F(limits, opens_of_a_line)
{
	int app = app_open(), err, n, fd;

	n = open_many(self, app, TLINE_MAX_OPENS, &err);
	EXPECT_EQ(err, UNAVAIL);
	EXPECT_EQ(n, TLINE_MAX_OPENS - 1);
	EXPECT_EQ(counters(self->line.fd).opens, TLINE_MAX_OPENS);
	EXPECT_EQ(app_info(app).handles, TLINE_MAX_OPENS - 1);
	EXPECT_EQ(reply(self->app, submit_lamp(&self->line), NULL), 0);
	/* Where one goes another one may come. */
	close(self->fds[--n]);
	EXPECT_EQ(try_open(self, 0, app, MONITOR, &fd), 0);
	EXPECT_EQ(try_open(self, 0, self->app, MONITOR, &err), UNAVAIL);
	close(fd);
	close_many(self, n);
	EXPECT_EQ(counters(self->line.fd).opens, 1);
	close(app);
}

/*
 * No user has them all: who is not privileged has USER_OPENS opens of a line, by
 * whatever number of apps, and then others still open it.
 */
TEST_F(limits, opens_of_a_line_by_one_user)
{
	int app[2] = { app_open(), app_open() }, err, n, more, fd;
	char path[64];

	snprintf(path, sizeof(path), "/dev/tline/line%d", self->sim.line[0]);
	ASSERT_EQ(chmod(path, 0666), 0);
	ASSERT_EQ(be(NOBODY), 0);
	n = open_many(self, app[0], TLINE_MAX_OPENS, &err);
	more = try_open(self, 0, app[1], MONITOR, &fd);
	ASSERT_EQ(be(0), 0);
	EXPECT_EQ(err, UNAVAIL);
	EXPECT_EQ(more, UNAVAIL);
	EXPECT_EQ(n, USER_OPENS);
	ASSERT_EQ(be(NOBODY - 1), 0);
	EXPECT_EQ(try_open(self, 0, app[1], MONITOR, &fd), 0);
	ASSERT_EQ(be(0), 0);
	close(fd);
	EXPECT_EQ(try_open(self, 0, app[1], OWNER, &fd), 0);
	close(fd);
	close_many(self, n);
	close(app[0]);
	close(app[1]);
}

/*
 * Requests pending on a line: apps with many of them get no more once half the line's room is
 * taken, so that everybody else can always have some.
 */
TEST_F(limits, requests_of_a_line)
{
	enum { HALF = 32768, HOGS = HALF / TLINE_MAX_REQUESTS, FEW = 8 };
	static int ids[TLINE_MAX_REQUESTS];
	struct line hog[HOGS + 1];
	int app[HOGS + 1], i, id;
	__u32 call;

	sim_set(&self->sim, 0, "park", "1");
	ASSERT_GT(submit_makecall(&self->line, "299", &call), 0);
	sim_set(&self->sim, 0, "release", "all");
	drain(self->app);
	for (i = 0; i <= HOGS; i++) {
		app[i] = app_open();
		hog[i] = line_open(&self->sim, 0, app[i], OWNER, TLINE_MEDIAMODE_G3FAX << i);
		if (i < HOGS)
			ASSERT_EQ(TLINE_MAX_REQUESTS,
				  submit_many(&hog[i], TLINE_OP_SETLINEDEVSTATUS, 0,
					      TLINE_MAX_REQUESTS, ids));
	}
	EXPECT_EQ(counters(self->line.fd).pending, HALF);
	EXPECT_EQ(submit_op(&hog[0], TLINE_OP_SETLINEDEVSTATUS, 0),
		  (__s32)TLINE_ERR_REQUESTOVERRUN);
	/* The ninth has a few, and that is that. */
	EXPECT_EQ(FEW, submit_many(&hog[HOGS], TLINE_OP_SETLINEDEVSTATUS, 0, 2 * FEW, ids));
	EXPECT_EQ(submit_op(&hog[HOGS], TLINE_OP_SETLINEDEVSTATUS, 0), UNAVAIL);
	EXPECT_EQ(app_info(app[HOGS]).requests, FEW);
	/* Whoever behaves is served: its request is given to the provider, and completes. */
	id = submit_op(&self->line, TLINE_OP_SECURECALL, call);
	EXPECT_GT(id, 0);
	EXPECT_EQ(cancel(self->app, id, TLINE_CANCEL_FORCE), 0);
	EXPECT_EQ(reply(self->app, id, NULL), (__s32)FAILED);
	for (i = 0; i <= HOGS; i++) {
		line_close(&hog[i]);
		close(app[i]);
	}
	line_close(&self->line);
	EXPECT_TRUE(balanced(self->app));
	self->line = line_open(&self->sim, 0, self->app, OWNER, VOICE);
	EXPECT_EQ(counters(self->line.fd).pending, 0);
	sim_set(&self->sim, 0, "park", "0");
}

/*
 * Handles of an app.  A monitor with TLINE_MAX_HANDLES of them gets no more: it goes without, and
 * calls are made and taken as if it were not there.
 */
TEST_F(limits, handles_of_an_app)
{
	enum { OPENS = 256, CALLS = TLINE_MAX_HANDLES / OPENS - 1 };
	struct line owner, elsewhere;
	int hog = app_open(), i, id, err, fd, n;
	__u32 call, calls[4];

	if (slow_kernel())
		SKIP(return, "%d handles take minutes on this kernel", TLINE_MAX_HANDLES);
	owner = line_open(&self->sim, 1, self->app, OWNER, VOICE);
	for (i = 0; i < OPENS; i++)
		ASSERT_EQ(try_open(self, 0, hog, MONITOR, &self->fds[i]), 0);
	elsewhere = line_open(&self->sim, 1, hog, MONITOR, 0);
	/* Calls that are being made reserve handles, and send no messages yet. */
	sim_set(&self->sim, 0, "park", "1");
	for (i = 0; i < CALLS; i++) {
		id = submit_makecall(&self->line, "299", &call);
		ASSERT_GT(id, 0) {
			TH_LOG("call %d: %#x", i, id);
		}
	}
	EXPECT_EQ(app_info(hog).handles, TLINE_MAX_HANDLES);
	EXPECT_EQ(try_open(self, 1, hog, NONE, &fd), UNAVAIL);
	EXPECT_EQ(try_open(self, 0, hog, MONITOR, &fd), UNAVAIL);
	EXPECT_EQ(app_info(hog).handles, TLINE_MAX_HANDLES);

	/* A call made, and one taken, by somebody else. */
	EXPECT_GT(submit_makecall(&self->line, "299", &call), 0);
	err = sim_try(&self->sim, 1, "incoming", "0555,Me");
	EXPECT_EQ(err, 0);
	sim_step(&self->sim, 1);
	call = offered(&owner);
	EXPECT_EQ(call_state(&owner, call), TLINE_CALLSTATE_OFFERING);
	EXPECT_EQ(call_info(&owner, call).num_monitors, 0);
	EXPECT_EQ(leftover(hog, TLINE_MSG_APPNEWCALL), 0);
	EXPECT_EQ(new_calls(&elsewhere, calls, 4), UNAVAIL);
	EXPECT_EQ(app_info(hog).handles, TLINE_MAX_HANDLES);
	EXPECT_EQ(do_op(&owner, TLINE_OP_ANSWER, call), 0);

	/* With room again it can have them. */
	close(self->fds[0]);
	n = new_calls(&elsewhere, calls, 4);
	EXPECT_EQ(n, 1);
	for (i = 1; i < OPENS; i++)
		close(self->fds[i]);
	line_close(&elsewhere);
	EXPECT_EQ(app_info(hog).handles, 0);
	close(hog);
	line_close(&owner);
	line_close(&self->line);
	sim_set(&self->sim, 0, "park", "0");
}

/* A ring of the largest size holds that many events, and says how many it lost beyond. */
TEST_F(limits, events_of_a_ring)
{
	static struct tline_message m[256];
	struct tline_ioc_app_setup setup = { .api_version = V2_2, .events = TLINE_MAX_EVENTS };
	int app = app_open(), n = 0, i, size;
	struct line monitor;
	__u64 lost = 0, seq = 0;
	__u32 call;

	ASSERT_EQ(ioctl(app, TLINE_IOC_APP_SETUP, &setup), 0);
	monitor = line_open(&self->sim, 0, app, MONITOR, 0);
	ASSERT_EQ(makecall(&self->line, "299", &call), 0);
	ASSERT_EQ(leftover(app, TLINE_MSG_APPNEWCALL), 1);
	for (i = 0; i < TLINE_MAX_EVENTS + 10; i++) {
		struct tline_ioc_set_call arg = { .call = call, .value = i };

		if (ioctl(self->line.fd, TLINE_IOC_SET_APPSPECIFIC, &arg) || arg.result)
			break;
	}
	ASSERT_EQ(i, TLINE_MAX_EVENTS + 10);
	EXPECT_EQ(app_info(app).lost, 10);
	while (!silent(app)) {
		size = read(app, m, sizeof(m));
		for (i = 0; i < size / (int)sizeof(m[0]); i++) {
			if (m[i].type == TLINE_MSG_LOST)
				lost += m[i].p1;
			else
				n++;
			if (seq && m[i].seq != seq + 1)
				break;
			seq = m[i].seq;
		}
		ASSERT_EQ(i, size / (int)sizeof(m[0]));
	}
	EXPECT_EQ(n, TLINE_MAX_EVENTS);
	EXPECT_EQ(lost, 10);
	line_close(&monitor);
	close(app);
}

TEST_HARNESS_MAIN
