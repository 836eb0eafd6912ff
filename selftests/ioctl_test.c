// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each ioctl itself refuses (Documentation/abi.rst): a malformed argument is an errno and has
 * changed nothing, a telephony refusal is a TLINE_ERR_ in a successful ioctl.  P11, P12.
 */
#include <sys/mman.h>

#include "kselftest_harness.h"
#include "tline_test.h"

#define NO_END(s)	memset(s, 'x', sizeof(s))

static int try(int fd, unsigned int cmd, void *arg)
{
	return ioctl(fd, cmd, arg) ? -errno : 0;
}

/* The ioctl with a structure of these values fails with @err, ... */
#define EXPECT_ERRNO(err, fd, name, type, ...)				\
	do {								\
		struct type _arg = { __VA_ARGS__ };			\
									\
		EXPECT_EQ(try(fd, TLINE_IOC_##name, &_arg), -(err)) {	\
			TH_LOG("line %d", __LINE__);			\
		}							\
	} while (0)

/* ... or succeeds, with this TLINE_ERR_. */
#define EXPECT_RESULT(err, fd, name, type, ...)				\
	do {								\
		struct type _arg = { __VA_ARGS__ };			\
									\
		EXPECT_EQ(try(fd, TLINE_IOC_##name, &_arg), 0);		\
		EXPECT_EQ((__u32)_arg.result, (__u32)TLINE_ERR_##err) {	\
			TH_LOG("line %d", __LINE__);			\
		}							\
	} while (0)

FIXTURE(ioctl)
{
	struct sim sim;
	int app;
	struct line line;		/* OWNER and MONITOR of line 0 */
	struct line peer;		/* OWNER of line 1 */
	struct line monitor;		/* MONITOR of line 0, of another app */
	__u32 call;			/* connected */
	__u32 monitored;		/* the same, the monitor's handle */
};

FIXTURE_SETUP(ioctl)
{
	__u32 answered;

	sim_create(&self->sim, 2);
	self->app = app_open();
	self->line = line_open(&self->sim, 0, self->app, OWNER | MONITOR, VOICE);
	self->peer = line_open(&self->sim, 1, app_open(), OWNER, VOICE);
	self->monitor = line_open(&self->sim, 0, app_open(), MONITOR, 0);
	connect_call(&self->sim, &self->line, &self->peer, 1, &self->call, &answered);
	self->monitored = offered(&self->monitor);
	drain(self->monitor.app);
	sim_log_clear(&self->sim, 0);
}

FIXTURE_TEARDOWN(ioctl)
{
	struct line *lines[] = { &self->line, &self->peer, &self->monitor }, **l;

	for (l = lines; l < lines + 3; l++) {
		line_close(*l);
		close((*l)->app);
	}
	sim_destroy(&self->sim);
}

static struct tline_ioc_app_info app_info(int app)
{
	struct tline_ioc_app_info info = { 0 };

	if (ioctl(app, TLINE_IOC_APP_INFO, &info))
		abort();
	return info;
}

/* APP_SETUP: names, version and ring must be well-formed; refused, it leaves the app as it was. */
TEST_F(ioctl, app_setup)
{
	static const __u32 bad_events[] = { 1, 8, 15, 17, 100, 65537, 131072, 0x80000000 };
	static const __u32 bad_versions[] = { 0, 0x00010002, 0x00020003, 0x00030000, 0xffffffff };
	struct tline_ioc_app_setup setup = { .name = "n", .module = "m", .api_version = V2_0 };
	struct tline_ioc_app_setup bad;
	unsigned int i;
	int app = app_open();

	for (i = 0; i < ARRAY_SIZE(bad_events); i++)
		EXPECT_ERRNO(EINVAL, app, APP_SETUP, tline_ioc_app_setup, .api_version = V2_0,
			     .events = bad_events[i]);
	for (i = 0; i < ARRAY_SIZE(bad_versions); i++)
		EXPECT_ERRNO(EINVAL, app, APP_SETUP, tline_ioc_app_setup,
			     .api_version = bad_versions[i]);
	bad = setup;
	NO_END(bad.name);
	EXPECT_EQ(try(app, TLINE_IOC_APP_SETUP, &bad), -EINVAL);
	bad = setup;
	NO_END(bad.module);
	EXPECT_EQ(try(app, TLINE_IOC_APP_SETUP, &bad), -EINVAL);
	EXPECT_EQ(app_info(app).events, TLINE_DEF_EVENTS);

	setup.events = TLINE_MAX_EVENTS;
	EXPECT_EQ(try(app, TLINE_IOC_APP_SETUP, &setup), 0);
	EXPECT_EQ(app_info(app).events, TLINE_MAX_EVENTS);
	setup.events = TLINE_MIN_EVENTS;
	EXPECT_EQ(try(app, TLINE_IOC_APP_SETUP, &setup), 0);
	EXPECT_EQ(app_info(app).events, TLINE_MIN_EVENTS);
	setup.events = 0;
	EXPECT_EQ(try(app, TLINE_IOC_APP_SETUP, &setup), 0);
	EXPECT_EQ(app_info(app).events, TLINE_DEF_EVENTS);
	close(app);

	/* Once a line has been bound it is too late, even when that is closed again. */
	EXPECT_EQ(try(self->app, TLINE_IOC_APP_SETUP, &setup), -EBUSY);
	line_close(&self->line);
	EXPECT_EQ(try(self->app, TLINE_IOC_APP_SETUP, &setup), -EBUSY);
}

TEST_F(ioctl, app_info)
{
	struct tline_ioc_app_info info = app_info(self->app);

	EXPECT_EQ(info.abi_version, TLINE_ABI_VERSION);
	EXPECT_EQ(info.max_api_version, TLINE_API_VERSION_MAX);
	EXPECT_GT(info.num_lines, self->sim.line[1]);
	EXPECT_EQ(info.handles, 2);
	EXPECT_EQ(info.requests, 0);
	EXPECT_EQ(info.unread, 0);
	EXPECT_EQ(info.events, TLINE_DEF_EVENTS);
	EXPECT_GT(info.seq, 0);
	EXPECT_EQ(info.lost, 0);
	sim_set(&self->sim, 0, "park", "1");
	ASSERT_GT(submit_op(&self->line, TLINE_OP_HOLD, self->call), 0);
	EXPECT_EQ(app_info(self->app).requests, 1);
	EXPECT_EQ(app_info(self->app).unread, 0);
	sim_set(&self->sim, 0, "park", "0");
	EXPECT_EQ(app_info(self->app).requests, 0);
	EXPECT_EQ(app_info(self->app).unread, 1);
	EXPECT_GT(app_info(self->app).seq, info.seq);
	drain(self->app);
	EXPECT_EQ(app_info(self->app).unread, 0);
}

TEST_F(ioctl, cancel)
{
	EXPECT_ERRNO(ENOENT, self->app, CANCEL, tline_ioc_cancel, .id = 0);
	EXPECT_ERRNO(ENOENT, self->app, CANCEL, tline_ioc_cancel, .id = 0x7fffffff, .mode = 1);
	EXPECT_ERRNO(EINVAL, self->app, CANCEL, tline_ioc_cancel, .mode = 2);
	EXPECT_ERRNO(EINVAL, self->app, CANCEL, tline_ioc_cancel, .mode = 0xffffffff);
	EXPECT_ERRNO(ENOENT, self->app, REQUEST_STATE, tline_ioc_request_state, .id = 0);
	EXPECT_ERRNO(ENOENT, self->app, REQUEST_STATE, tline_ioc_request_state, .id = 0xffffffff);
}

TEST_F(ioctl, priority)
{
	static const __u32 bad_media[] = { 1, VOICE | TLINE_MEDIAMODE_UNKNOWN, 0x80000000 };
	struct tline_ioc_priority no_end = { .media_mode = VOICE };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad_media); i++) {
		EXPECT_ERRNO(EINVAL, self->app, SET_PRIORITY, tline_ioc_priority, .module = "abi-x",
			     .media_mode = bad_media[i]);
		EXPECT_ERRNO(EINVAL, self->app, GET_PRIORITY, tline_ioc_priority, .module = "abi-x",
			     .media_mode = bad_media[i]);
	}
	EXPECT_ERRNO(EINVAL, self->app, SET_PRIORITY, tline_ioc_priority, .media_mode = VOICE);
	EXPECT_ERRNO(EINVAL, self->app, GET_PRIORITY, tline_ioc_priority, .media_mode = VOICE);
	EXPECT_ERRNO(EINVAL, self->app, SET_PRIORITY, tline_ioc_priority, .module = "abi-x",
		     .media_mode = VOICE, .priority = 2);
	NO_END(no_end.module);
	EXPECT_EQ(try(self->app, TLINE_IOC_SET_PRIORITY, &no_end), -EINVAL);
	EXPECT_EQ(try(self->app, TLINE_IOC_GET_PRIORITY, &no_end), -EINVAL);
}

/* The lists are everybody's: changing them is for the administrator. */
TEST_F(ioctl, priority_needs_the_administrator)
{
	struct tline_ioc_priority arg = { .module = "abi-y", .media_mode = VOICE, .priority = 1 };
	int status;
	pid_t pid;

	pid = fork();
	if (!pid) {
		if (setuid(65534))
			_exit(2);
		_exit(try(self->app, TLINE_IOC_SET_PRIORITY, &arg) != -EPERM);
	}
	ASSERT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
	ASSERT_EQ(try(self->app, TLINE_IOC_GET_PRIORITY, &arg), 0);
	EXPECT_EQ(arg.priority, 0);
}

/* app_fd must be an app, and what is reserved 0; refused, nothing is left behind. */
TEST_F(ioctl, open_what)
{
	struct tline_ioc_open arg = { .api_version = V2_2, .privileges = NONE };
	int null = open("/dev/null", O_RDWR), fd, closed = dup(null);

	close(closed);
	EXPECT_EQ(line_try(&self->sim, 0, O_RDWR, -1, &arg, &fd), -EBADF);
	EXPECT_EQ(line_try(&self->sim, 0, O_RDWR, closed, &arg, &fd), -EBADF);
	EXPECT_EQ(line_try(&self->sim, 0, O_RDWR, null, &arg, &fd), -EBADF);
	EXPECT_EQ(line_try(&self->sim, 0, O_RDWR, self->line.fd, &arg, &fd), -EBADF);
	EXPECT_EQ(line_try(&self->sim, 0, O_RDWR, self->peer.fd, &arg, &fd), -EBADF);
	arg.reserved = 1;
	EXPECT_EQ(line_try(&self->sim, 0, O_RDWR, self->app, &arg, &fd), -EINVAL);
	EXPECT_EQ(app_info(self->app).handles, 2);
	close(null);
}

/* Twice bound, to the same app or another: EISCONN, the first one stands. */
TEST_F(ioctl, open_twice)
{
	int other = app_open();

	EXPECT_ERRNO(EISCONN, self->line.fd, OPEN, tline_ioc_open, .app_fd = self->app,
		     .api_version = V2_2, .privileges = NONE);
	EXPECT_ERRNO(EISCONN, self->line.fd, OPEN, tline_ioc_open, .app_fd = other,
		     .api_version = V2_2, .privileges = NONE);
	EXPECT_EQ(app_info(other).handles, 0);
	EXPECT_EQ(counters(self->line.fd).opens, 2);
	EXPECT_EQ(call_state(&self->line, self->call), TLINE_CALLSTATE_CONNECTED);
	close(other);
}

/* After a refusal the file is as good as before. */
TEST_F(ioctl, open_refused_then_bound)
{
	struct tline_ioc_open arg = { .app_fd = self->app, .api_version = V2_2 };
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/dev/tline/line%d", self->sim.line[0]);
	fd = open(path, O_RDWR);
	ASSERT_GE(fd, 0);
	ASSERT_EQ(try(fd, TLINE_IOC_OPEN, &arg), 0);
	EXPECT_EQ(arg.result, (__s32)TLINE_ERR_INVALPRIVSELECT);
	EXPECT_EQ(arg.handle, 0);
	EXPECT_EQ(app_info(self->app).handles, 2);
	EXPECT_EQ(counters(self->line.fd).opens, 2);
	arg.privileges = MONITOR;
	ASSERT_EQ(try(fd, TLINE_IOC_OPEN, &arg), 0);
	EXPECT_EQ(arg.result, 0);
	EXPECT_NE(arg.handle, 0);
	EXPECT_EQ(arg.line, self->sim.line[0]);
	EXPECT_EQ(counters(self->line.fd).opens, 3);
	close(fd);
	EXPECT_EQ(counters(self->line.fd).opens, 2);
}

TEST_F(ioctl, opens)
{
	struct tline_open_info info[3] = { 0 };
	struct tline_ioc_opens arg = {
		.opens = (uintptr_t)info, .count = 3, .entry_size = sizeof(info[0]),
	};

	EXPECT_ERRNO(EINVAL, self->line.fd, OPENS, tline_ioc_opens, .count = 0);
	EXPECT_ERRNO(EINVAL, self->line.fd, OPENS, tline_ioc_opens, .count = 1,
		     .entry_size = sizeof(info[0]));
	EXPECT_ERRNO(EINVAL, self->line.fd, OPENS, tline_ioc_opens, .opens = (uintptr_t)info,
		     .count = 1, .entry_size = sizeof(info[0]) + 4);
	EXPECT_ERRNO(EFAULT, self->line.fd, OPENS, tline_ioc_opens, .opens = 8, .count = 1,
		     .entry_size = sizeof(info[0]));
	/* As many as fit are written, and the number of all comes back. */
	arg.count = 1;
	ASSERT_EQ(try(self->line.fd, TLINE_IOC_OPENS, &arg), 0);
	EXPECT_EQ(arg.count, 2);
	EXPECT_EQ(info[0].media_modes, VOICE);
	EXPECT_EQ(info[1].pid, 0);
	arg.count = 0xffffffff;
	ASSERT_EQ(try(self->line.fd, TLINE_IOC_OPENS, &arg), 0);
	EXPECT_EQ(arg.count, 2);
	EXPECT_EQ(info[1].media_modes, 0);
	EXPECT_EQ(info[1].address, TLINE_ADDRESS_ANY);
	EXPECT_EQ(info[1].pid, getpid());
	EXPECT_EQ(info[1].uid, getuid());
	EXPECT_EQ(info[2].pid, 0);
	arg = (struct tline_ioc_opens) { .entry_size = sizeof(info[0]) };
	ASSERT_EQ(try(self->line.fd, TLINE_IOC_OPENS, &arg), 0);
	EXPECT_EQ(arg.count, 2);
}

/* Addresses, states, selections that are out of range: results, not errnos. */
TEST_F(ioctl, line_refusals)
{
	int fd = self->line.fd;

	EXPECT_RESULT(INVALADDRESSID, fd, ADDRESS_CAPS, tline_ioc_address_caps, .address = 1);
	EXPECT_RESULT(INVALADDRESSID, fd, ADDRESS_CAPS, tline_ioc_address_caps,
		      .address = TLINE_ADDRESS_ANY);
	EXPECT_RESULT(INVALADDRESSID, fd, ADDRESS_STATUS, tline_ioc_address_status, .address = 1);
	EXPECT_RESULT(INVALLINESTATE, fd, SET_STATUS_MESSAGES, tline_ioc_status_messages,
		      .line_states = 0x02000000);
	EXPECT_RESULT(INVALADDRESSSTATE, fd, SET_STATUS_MESSAGES, tline_ioc_status_messages,
		      .address_states = 0x200);
	EXPECT_RESULT(INVALCALLSELECT, fd, GET_NEW_CALLS, tline_ioc_new_calls, .select = 0);
	EXPECT_RESULT(INVALCALLSELECT, fd, GET_NEW_CALLS, tline_ioc_new_calls,
		      .select = TLINE_CALLSELECT_CALL);
	EXPECT_RESULT(INVALADDRESSID, fd, GET_NEW_CALLS, tline_ioc_new_calls,
		      .select = TLINE_CALLSELECT_ADDRESS, .address = 1);
}

/* Every ioctl about a call, with handles that are none of this open. */
TEST_F(ioctl, invalid_call_handle)
{
	__u32 bad[] = {
		0, self->line.handle, self->call + 1, ~0, self->call | 0x80000000,
	};
	int fd = self->line.fd;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_RESULT(INVALCALLHANDLE, fd, CALL_INFO, tline_ioc_call_info, bad[i]);
		EXPECT_RESULT(INVALCALLHANDLE, fd, CALL_STATUS, tline_ioc_call_status, bad[i]);
		EXPECT_RESULT(INVALCALLHANDLE, fd, SET_PRIVILEGE, tline_ioc_privilege, bad[i],
			      MONITOR);
		EXPECT_RESULT(INVALCALLHANDLE, fd, HANDOFF, tline_ioc_handoff, bad[i], VOICE);
		EXPECT_RESULT(INVALCALLHANDLE, fd, DEALLOCATE, tline_ioc_deallocate, bad[i]);
		EXPECT_RESULT(INVALCALLHANDLE, fd, SET_APPSPECIFIC, tline_ioc_set_call, bad[i]);
		EXPECT_RESULT(INVALCALLHANDLE, fd, SET_MEDIAMODE, tline_ioc_set_call, bad[i],
			      VOICE);
		EXPECT_RESULT(INVALCALLHANDLE, fd, MONITOR_DIGITS, tline_ioc_set_call, bad[i]);
		EXPECT_RESULT(INVALCALLHANDLE, fd, GENERATE_DIGITS, tline_ioc_digits, bad[i]);
	}
	EXPECT_EQ(call_state(&self->line, self->call), TLINE_CALLSTATE_CONNECTED);
}

TEST_F(ioctl, call_refusals)
{
	struct tline_ioc_handoff handoff = { .call = self->call };
	struct tline_ioc_digits digits = { .call = self->call, .mode = TLINE_DIGITMODE_DTMF };
	int fd = self->line.fd;

	EXPECT_RESULT(INVALCALLPRIVILEGE, fd, SET_PRIVILEGE, tline_ioc_privilege, self->call, 0);
	EXPECT_RESULT(INVALCALLPRIVILEGE, fd, SET_PRIVILEGE, tline_ioc_privilege, self->call,
		      OWNER | MONITOR);
	EXPECT_RESULT(INVALMEDIAMODE, fd, HANDOFF, tline_ioc_handoff, self->call, 0);
	EXPECT_RESULT(TARGETNOTFOUND, fd, HANDOFF, tline_ioc_handoff, self->call, 0, "nobody");
	EXPECT_RESULT(TARGETSELF, fd, HANDOFF, tline_ioc_handoff, self->call, VOICE);
	EXPECT_RESULT(INVALMEDIAMODE, fd, SET_MEDIAMODE, tline_ioc_set_call, self->call, 0);
	EXPECT_RESULT(INVALDIGITMODE, fd, MONITOR_DIGITS, tline_ioc_set_call, self->call, 0x80);
	EXPECT_RESULT(INVALDIGITMODE, fd, GENERATE_DIGITS, tline_ioc_digits, self->call, 0,
		      .digits = "1");
	EXPECT_RESULT(INVALDIGITS, fd, GENERATE_DIGITS, tline_ioc_digits, self->call,
		      TLINE_DIGITMODE_DTMF, .digits = "12x");
	NO_END(handoff.module);
	EXPECT_EQ(try(fd, TLINE_IOC_HANDOFF, &handoff), -EINVAL);
	NO_END(digits.digits);
	EXPECT_EQ(try(fd, TLINE_IOC_GENERATE_DIGITS, &digits), -EINVAL);
	/* The provider has heard of none of that. */
	EXPECT_STREQ(sim_log(&self->sim, 0), "");
}

/* A monitor's handle looks and listens; whatever changes the call is NOTOWNER. */
TEST_F(ioctl, monitor_changes_nothing)
{
	struct tline_call_info before = call_info(&self->line, self->call), after;
	__u32 call = self->monitored;
	int fd = self->monitor.fd;

	EXPECT_RESULT(NOTOWNER, fd, SET_APPSPECIFIC, tline_ioc_set_call, call, 5);
	EXPECT_RESULT(NOTOWNER, fd, SET_MEDIAMODE, tline_ioc_set_call, call,
		      TLINE_MEDIAMODE_G3FAX);
	EXPECT_RESULT(NOTOWNER, fd, HANDOFF, tline_ioc_handoff, call, VOICE);
	EXPECT_RESULT(NOTOWNER, fd, GENERATE_DIGITS, tline_ioc_digits, call,
		      TLINE_DIGITMODE_DTMF, .digits = "1");
	EXPECT_EQ((__u32)submit_op(&self->monitor, TLINE_OP_DROP, call), TLINE_ERR_NOTOWNER);
	EXPECT_EQ(call_state(&self->monitor, call), TLINE_CALLSTATE_CONNECTED);
	after = call_info(&self->line, self->call);
	EXPECT_EQ(memcmp(&before, &after, sizeof(before)), 0);
	EXPECT_STREQ(sim_log(&self->sim, 0), "");
	EXPECT_TRUE(silent(self->app));
}

/* P12: whoever has the file read-only cannot get hold of a call by whatever way. */
TEST_F(ioctl, read_only_stays_monitor)
{
	struct tline_ioc_open arg = { .api_version = V2_2, .privileges = MONITOR };
	struct line line = { .app = app_open_as("abi-ro", V2_2) };
	__u32 call;

	ASSERT_EQ(line_try(&self->sim, 0, O_RDONLY, line.app, &arg, &line.fd), 0);
	ASSERT_EQ(new_calls(&line, &call, 1), 1);
	EXPECT_EQ(set_privilege(&line, call, OWNER), -EPERM);
	EXPECT_EQ(submit_op(&line, TLINE_OP_DROP, call), -EPERM);
	EXPECT_EQ(submit_makecall(&line, "201", &call), -EPERM);
	/* Nor is it given one: it is no target of a hand-off. */
	EXPECT_EQ((__u32)handoff(&self->line, self->call, "abi-ro", 0), TLINE_ERR_TARGETNOTFOUND);
	EXPECT_EQ(call_info(&self->line, self->call).num_owners, 1);
	EXPECT_EQ(call_info(&self->line, self->call).num_monitors, 2);
	EXPECT_STREQ(sim_log(&self->sim, 0), "");
	line_close(&line);
	close(line.app);
}

/* GET_NEW_CALLS cannot deliver its handles: none exists afterwards. */
TEST_F(ioctl, new_calls_fault)
{
	struct tline_ioc_new_calls arg = {
		.select = TLINE_CALLSELECT_LINE, .calls = 8, .count = 4,
	};
	struct line line = line_open(&self->sim, 0, app_open(), NONE, 0);
	__u32 handles = app_info(line.app).handles;

	EXPECT_EQ(try(line.fd, TLINE_IOC_GET_NEW_CALLS, &arg), -EFAULT);
	EXPECT_EQ(app_info(line.app).handles, handles);
	EXPECT_EQ(call_info(&self->line, self->call).num_monitors, 1);
	line_close(&line);
	close(line.app);
}

TEST_HARNESS_MAIN
