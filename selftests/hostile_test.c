// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs that mean harm.  A read-only monitor changes nothing, by whatever it does; nobody acts on
 * handles or requests that are not his; who takes all he can get hurts nobody else on the line.
 * (What each limit is: limits_test.)  P8, P11, P12.
 */
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "phone.h"
#include "slow.h"

#define NOBODY		65534
#define PROXY		(NONE | TLINE_OPENOPTION_PROXY)
#define INVALID		((__s32)TLINE_ERR_INVALCALLHANDLE)
#define NOT_OWNER	((__s32)TLINE_ERR_NOTOWNER)
#define NO_CONFERENCE	((__s32)TLINE_ERR_NOCONFERENCE)

/*
 * The victim has a call (@p), which the provider holds a request on.  The other one has the line
 * open, too: read-only, or as its test wants it.
 */
FIXTURE(hostile)
{
	struct phone p;
	struct line other;
	__u32 monitored;
	int id;			/* of the victim's request */
	int unbound;		/* a read-only file of the line */
};

typedef FIXTURE_DATA(hostile) fixture;

static int open_line_file(fixture *self, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/dev/tline/line%d", self->p.sim.line[0]);
	return open(path, flags | O_CLOEXEC);
}

static void open_other(fixture *self, int flags)
{
	struct tline_ioc_open arg = { .api_version = V2_2, .privileges = MONITOR };

	self->other.app = app_open_as("other", V2_2);
	if (line_try(&self->p.sim, 0, flags, self->other.app, &arg, &self->other.fd))
		abort();
	self->other.handle = arg.handle;
	if (new_calls(&self->other, &self->monitored, 1) != 1)
		abort();
	drain(self->p.app);
}

FIXTURE_SETUP(hostile)
{
	struct phone *p = &self->p;

	sim_create_down(&p->sim, 2);
	sim_set(&p->sim, 0, "max_calls", "8");
	sim_set(&p->sim, 0, "max_active", "8");
	phone_up(p, V2_2);
	open_other(self, O_RDONLY);
	self->unbound = open_line_file(self, O_RDONLY);
	sim_set(&p->sim, 0, "park", "1");
	self->id = submit_op(&p->line, TLINE_OP_SECURECALL, p->call);
	ASSERT_GT(self->id, 0);
	sim_log_clear(&p->sim, 0);
	p->before = counters(p->books);
}

FIXTURE_TEARDOWN(hostile)
{
	leave(&self->other);
	close(self->unbound);
	phone_down(&self->p);
}

/* What the victim has, in words; who looks on may be counted, and hear digits. */
static const char *victim(fixture *self)
{
	static char text[2][1024];
	static int turn;
	struct phone *p = &self->p;
	struct tline_ioc_call_status st = call_status(&p->line, p->call);
	struct tline_call_info info = call_info(&p->line, p->call);
	struct tline_ioc_counters c = counters(p->books);
	struct tline_ioc_line_status ls = { 0 };
	struct tline_ioc_app_info app = { 0 };
	struct tline_ioc_priority prio = { .module = "other", .media_mode = VOICE };

	ioctl(p->line.fd, TLINE_IOC_LINE_STATUS, &ls);
	ioctl(p->app, TLINE_IOC_APP_INFO, &app);
	ioctl(p->app, TLINE_IOC_GET_PRIORITY, &prio);
	turn ^= 1;
	snprintf(text[turn], sizeof(text[0]),
		 "call %#x %#x privilege %u owners %u media %#x app-specific %u name %s; line media %#x "
		 "active %u hold %u status %#x; books %llu %llu %llu late %llu refused %llu calls %llu "
		 "%llu; app handles %u requests %u unread %u; request %u; priority %u",
		 st.state, st.mode, st.privilege, info.num_owners, info.media_mode,
		 info.app_specific, info.app_name, ls.open_media_modes, ls.active_calls,
		 ls.onhold_calls, ls.status, c.submitted, c.completed, c.pending, c.late,
		 c.refused_upcalls, c.calls, c.calls_total, app.handles, app.requests, app.unread,
		 request_state(p->app, self->id, NULL), prio.priority);
	return text[turn];
}

/* Of what the victim was told, only that others look on and listen is allowed. */
static bool only_counted(int app)
{
	struct tline_message m;
	bool ok = true;

	while (!silent(app) && message(app, &m))
		ok &= m.type == TLINE_MSG_CALLINFO &&
		      (m.p1 == TLINE_CALLINFOSTATE_NUMMONITORS ||
		       m.p1 == TLINE_CALLINFOSTATE_MONITORMODES);
	return ok;
}

/* ------------------------------------------------------------------- whose is what */

/* One ioctl on a handle or id that is another app's: a refusal, as if there were none. */
static int with_handle(int fd, unsigned int cmd, __u32 handle, __u32 value)
{
	/* The handle comes first in all of them; what follows begins with a small number. */
	union {
		__u32 head[2];
		struct tline_ioc_call_info info;
		struct tline_ioc_call_status status;
		struct tline_ioc_privilege privilege;
		struct tline_ioc_handoff handoff;
		struct tline_ioc_deallocate deallocate;
		struct tline_ioc_set_call set_call;
		struct tline_ioc_digits digits;
		struct tline_ioc_tone tone;
		struct tline_ioc_tones tones;
		struct tline_ioc_conf_calls conf_calls;
	} arg;

	memset(&arg, 0, sizeof(arg));
	arg.head[0] = handle;
	if (cmd != TLINE_IOC_CALL_INFO && cmd != TLINE_IOC_CALL_STATUS &&
	    cmd != TLINE_IOC_DEALLOCATE)
		arg.head[1] = value;
	if (cmd == TLINE_IOC_GENERATE_DIGITS)
		strcpy(arg.digits.digits, "1");
	if (ioctl(fd, cmd, &arg))
		return -errno;
	switch (cmd) {
	case TLINE_IOC_CALL_INFO:
	case TLINE_IOC_CALL_STATUS:
	case TLINE_IOC_DEALLOCATE:
		return arg.deallocate.result;
	case TLINE_IOC_HANDOFF:
		return arg.handoff.result;
	case TLINE_IOC_GENERATE_DIGITS:
		return arg.digits.result;
	case TLINE_IOC_GENERATE_TONE:
		return arg.tone.result;
	case TLINE_IOC_MONITOR_TONES:
		return arg.tones.result;
	case TLINE_IOC_CONF_CALLS:
		return arg.conf_calls.result;
	default:
		return arg.set_call.result;
	}
}

static const struct {
	const char *name;
	unsigned int cmd;
	__u32 value;
	int monitor, read_only;		/* what a monitor's own handle gives */
} on_handles[] = {
	{ "call-info", TLINE_IOC_CALL_INFO, 0, 0, 0 },
	{ "call-status", TLINE_IOC_CALL_STATUS, 0, 0, 0 },
	{ "own", TLINE_IOC_SET_PRIVILEGE, OWNER, 0, -EPERM },
	{ "disown", TLINE_IOC_SET_PRIVILEGE, MONITOR, 0, 0 },
	{ "hand-off", TLINE_IOC_HANDOFF, VOICE, NOT_OWNER, NOT_OWNER },
	{ "app-specific", TLINE_IOC_SET_APPSPECIFIC, 7, NOT_OWNER, -EPERM },
	{ "media-mode", TLINE_IOC_SET_MEDIAMODE, 0x10, NOT_OWNER, -EPERM },
	{ "digits", TLINE_IOC_GENERATE_DIGITS, TLINE_DIGITMODE_DTMF, NOT_OWNER, -EPERM },
	{ "listen", TLINE_IOC_MONITOR_DIGITS, TLINE_DIGITMODE_DTMF, 0, 0 },
	{ "tone", TLINE_IOC_GENERATE_TONE, TLINE_TONEMODE_BEEP, NOT_OWNER, -EPERM },
	{ "conference", TLINE_IOC_CONF_CALLS, 0, NO_CONFERENCE, NO_CONFERENCE },
	{ "none", TLINE_IOC_SET_PRIVILEGE, NONE, 0, 0 },
	{ "deallocate", TLINE_IOC_DEALLOCATE, 0, 0, 0 },
};

/* Handles are the app's own: all numbers but its own are nobody's, the victim's first of all. */
TEST_F(hostile, handles_of_others)
{
	struct phone *p = &self->p;
	struct line rival = line_open(&p->sim, 0, app_open(), OWNER, VOICE);
	const char *before = victim(self);
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(on_handles); i++) {
		const __u32 ids[] = {
			p->call, p->peer, p->line.handle, self->monitored, self->other.handle,
			rival.handle, 0, 1, ~0U, p->call + 1, p->call - 1, p->call ^ 0x40000,
			p->call + 0x40000,
		};

		for (j = 0; j < ARRAY_SIZE(ids); j++) {
			EXPECT_EQ(with_handle(rival.fd, on_handles[i].cmd, ids[j],
					      on_handles[i].value), INVALID) {
				TH_LOG("%s of %#x", on_handles[i].name, ids[j]);
			}
		}
	}
	EXPECT_STREQ(before, victim(self));
	EXPECT_TRUE(only_counted(p->app));
	leave(&rival);
}

/* Nor is a request on them accepted, with any operation. */
TEST_F(hostile, requests_on_handles_of_others)
{
	static __u64 args[TLINE_MAX_ARGS / 8];
	struct phone *p = &self->p;
	struct line rival = line_open(&p->sim, 0, app_open(), OWNER, VOICE);
	const char *before = victim(self);
	__u32 op, size, accepted = 0;

	for (op = 1; op < TLINE_OP_COUNT; op++) {
		static const __u32 sizes[] = {
			0, sizeof(struct tline_dest), sizeof(struct tline_uui),
			sizeof(struct tline_call_params), 64,
		};
		int i, err = -EINVAL;

		for (i = 0; i < 5 && err == -EINVAL; i++) {
			struct tline_request rq = { .op = op, .call = p->call };

			size = sizes[i];
			rq.args = size ? (uintptr_t)args : 0;
			rq.args_size = size;
			err = submit(&rival, &rq);
			/* Those with two calls look at the first one first. */
			accepted += err > 0 || rq.id;
		}
		/* EINVAL: an operation that takes no call. */
		EXPECT_TRUE(err == -EINVAL || err == INVALID ||
			    err == (__s32)TLINE_ERR_INVALCONFCALLHANDLE) {
			TH_LOG("operation %u: %#x", op, err);
		}
	}
	EXPECT_EQ(accepted, 0);
	EXPECT_STREQ(before, victim(self));
	EXPECT_STREQ(sim_log(&p->sim, 0), "");
	leave(&rival);
}

/* Request ids, too: neither asked for nor cancelled by another app, nor after they are read. */
TEST_F(hostile, requests_of_others)
{
	struct phone *p = &self->p;
	int rival = app_open(), id;
	const char *before = victim(self);

	for (id = self->id - 2; id < self->id + 130; id++) {
		EXPECT_EQ(cancel(rival, id, TLINE_CANCEL_FORCE), ENOENT);
		EXPECT_EQ(cancel(rival, id, TLINE_CANCEL_ASK), ENOENT);
		EXPECT_EQ(request_state(rival, id, NULL), 0);
	}
	for (id = 1; id > 0; id <<= 1)
		EXPECT_EQ(cancel(rival, self->id ^ id, TLINE_CANCEL_FORCE), ENOENT);
	EXPECT_STREQ(before, victim(self));
	/* Its own that has been read, and the victim's that is meanwhile under another number. */
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(reply(p->app, self->id, NULL), 0);
	EXPECT_EQ(cancel(p->app, self->id, TLINE_CANCEL_FORCE), ENOENT);
	EXPECT_EQ(request_state(p->app, self->id, NULL), 0);
	close(rival);
}

/* A handle that was given up does not come back as another call's. */
TEST_F(hostile, handles_after_their_end)
{
	__u32 old = self->monitored, now;
	int i;

	for (i = 0; i < 200; i++) {
		ASSERT_EQ(deallocate(&self->other, self->monitored), 0);
		ASSERT_EQ(new_calls(&self->other, &now, 1), 1);
		ASSERT_NE(now, old);
		self->monitored = now;
		ASSERT_EQ(call_state(&self->other, old), 0);
		ASSERT_EQ(deallocate(&self->other, old), INVALID);
	}
	EXPECT_EQ(call_state(&self->other, now), STATE(CONNECTED));
}

/* A file carries its rights with it (abi.rst, Nodes): who is passed one acts as its app. */
TEST_F(hostile, passed_on)
{
	struct { struct cmsghdr h; int fd; } c = {
		{ CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS }, self->other.fd,
	};
	char byte = 0;
	struct iovec io = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = &c,
			      .msg_controllen = sizeof(c) };
	int pair[2], status;
	struct line got = { .app = -1 };

	ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	ASSERT_EQ(sendmsg(pair[0], &msg, 0), 1);
	if (!fork()) {
		struct tline_ioc_open arg = { .app_fd = app_open(), .api_version = V2_2,
					      .privileges = OWNER, .media_modes = VOICE };
		bool ok;

		setuid(NOBODY);
		recvmsg(pair[1], &msg, MSG_CMSG_CLOEXEC);
		got.fd = c.fd;
		/* It is what it was: a read-only monitor of the app that bound it. */
		ok = call_state(&got, self->monitored) == STATE(CONNECTED) &&
		     with_handle(got.fd, TLINE_IOC_SET_PRIVILEGE, self->monitored, OWNER) == -EPERM &&
		     ioctl(got.fd, TLINE_IOC_OPEN, &arg) == -1 &&
		     (errno == EISCONN || errno == EPERM) && submit_lamp(&got) == -EPERM;
		_exit(!ok);
	}
	wait(&status);
	EXPECT_EQ(status, 0);
	EXPECT_EQ(call_state(&self->other, self->monitored), STATE(CONNECTED));
	close(pair[0]);
	close(pair[1]);
}

/* ------------------------------------------------------------- the read-only monitor */

/* Each thing in turn: what needs a writable file is EPERM, and nothing else changes a thing. */
TEST_F(hostile, monitor_changes_nothing)
{
	struct phone *p = &self->p;
	const char *before = victim(self);
	unsigned int i;
	__u32 op;

	for (i = 0; i < ARRAY_SIZE(on_handles); i++) {
		EXPECT_EQ(with_handle(self->other.fd, on_handles[i].cmd, self->monitored,
				      on_handles[i].value), on_handles[i].read_only) {
			TH_LOG("%s", on_handles[i].name);
		}
		EXPECT_STREQ(before, victim(self));
		new_calls(&self->other, &self->monitored, 1);
	}
	for (op = 0; op <= TLINE_OP_COUNT; op++)
		EXPECT_EQ(submit_op(&self->other, op, self->monitored), -EPERM);
	EXPECT_STREQ(before, victim(self));
	EXPECT_STREQ(sim_log(&p->sim, 0), "command:monitor_digits command:monitor_digits");
	EXPECT_EQ(ioctl(self->other.fd, TLINE_IOC_CLOSE), 0);
	EXPECT_EQ(ioctl(self->other.app, TLINE_IOC_SHUTDOWN), 0);
	EXPECT_STREQ(before, victim(self));
	/* The request that was pending is the victim's as ever. */
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(reply(p->app, self->id, NULL), 0);
}

/* With a writable file it is a monitor by its own choice: its handle still changes nothing. */
TEST_F(hostile, monitor_handle_changes_nothing)
{
	const char *before = victim(self);
	unsigned int i;
	__u32 op;

	leave(&self->other);
	open_other(self, O_RDWR);
	for (i = 0; i < ARRAY_SIZE(on_handles); i++) {
		if (on_handles[i].value == OWNER)
			continue;
		EXPECT_EQ(with_handle(self->other.fd, on_handles[i].cmd, self->monitored,
				      on_handles[i].value), on_handles[i].monitor) {
			TH_LOG("%s", on_handles[i].name);
		}
		new_calls(&self->other, &self->monitored, 1);
	}
	for (op = 1; op < TLINE_OP_COUNT; op++) {
		int err;

		/* What TAPI leaves to the provider. */
		if (op == TLINE_OP_SETTERMINAL || op == TLINE_OP_DEVSPECIFIC)
			continue;
		/* Malformed, or not the owner's. */
		err = submit_op(&self->other, op, self->monitored);
		EXPECT_TRUE(err == -EINVAL || err == NOT_OWNER) {
			TH_LOG("operation %u: %#x", op, err);
		}
	}
	EXPECT_STREQ(before, victim(self));
}

static unsigned int rnd(void)
{
	static __u64 seed = 20;

	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return seed >> 33;
}

/* A number that somebody may take for something. */
static __u32 interesting(fixture *self)
{
	const __u32 some[] = {
		self->monitored, self->p.call, self->p.peer, self->p.line.handle,
		self->other.handle, self->id, 0, 1, 2, 4, 8, OWNER, MONITOR, NONE, PROXY, VOICE, V2_2, V1_4,
		self->other.app, self->p.app, sizeof(struct tline_request), ~0, rnd(),
	};

	return some[rnd() % ARRAY_SIZE(some)];
}

/* An ioctl of the nodes as they are, or a number of another size or direction. */
static unsigned int some_ioctl(void)
{
	static const unsigned int sizes[] = { 0, 4, 8, 16, 24, 40, 48, 136, 144, 1472 };
	static const unsigned int real[] = {
		TLINE_IOC_APP_INFO, TLINE_IOC_APP_SETUP, TLINE_IOC_SHUTDOWN, TLINE_IOC_CANCEL,
		TLINE_IOC_REQUEST_STATE, TLINE_IOC_SET_PRIORITY, TLINE_IOC_GET_PRIORITY,
		TLINE_IOC_COUNTERS, TLINE_IOC_OPEN, TLINE_IOC_LINE_CAPS, TLINE_IOC_ADDRESS_CAPS,
		TLINE_IOC_OPENS, TLINE_IOC_CLOSE, TLINE_IOC_SUBMIT, TLINE_IOC_LINE_STATUS,
		TLINE_IOC_ADDRESS_STATUS, TLINE_IOC_SET_STATUS_MESSAGES,
		TLINE_IOC_GET_STATUS_MESSAGES, TLINE_IOC_GET_NEW_CALLS, TLINE_IOC_CALL_INFO,
		TLINE_IOC_CALL_STATUS, TLINE_IOC_SET_PRIVILEGE, TLINE_IOC_HANDOFF,
		TLINE_IOC_DEALLOCATE, TLINE_IOC_SET_APPSPECIFIC, TLINE_IOC_SET_MEDIAMODE,
		TLINE_IOC_MONITOR_DIGITS, TLINE_IOC_GENERATE_DIGITS, TLINE_IOC_DATA,
		TLINE_IOC_SET_DEVCONFIG, TLINE_IOC_GET_DEVCONFIG, TLINE_IOC_SET_NUM_RINGS,
		TLINE_IOC_GET_NUM_RINGS, TLINE_IOC_MONITOR_MEDIA, TLINE_IOC_MONITOR_TONES,
		TLINE_IOC_GENERATE_TONE, TLINE_IOC_SET_MEDIACONTROL, TLINE_IOC_OUTPUT,
		TLINE_IOC_RECIPIENT, TLINE_IOC_ASSIST, TLINE_IOC_ASSIST_TAKE, TLINE_IOC_PROXIES,
		TLINE_IOC_CONF_CALLS, TLINE_IOC_PROXY_TAKE, TLINE_IOC_PROXY_ANSWER,
		TLINE_IOC_PROXY_MESSAGE,
	};
	unsigned int cmd = real[rnd() % ARRAY_SIZE(real)];

	if (rnd() % 8)
		return cmd;
	return _IOC(rnd() % 4, TLINE_IOC_MAGIC, _IOC_NR(cmd), sizes[rnd() % ARRAY_SIZE(sizes)]);
}

/* What the monitor does next: an ioctl on one of its files, with whatever in the structure. */
static void do_something(fixture *self)
{
	static __u64 arg[512], more[512];	/* of which the first few say something */
	struct tline_ioc_submit *submit = (void *)arg;
	unsigned int cmd = some_ioctl(), i;
	const int fds[] = { self->other.fd, self->other.app, self->unbound };
	int fd = fds[rnd() % 3];

	for (i = 0; i < 24; i++) {
		arg[i] = interesting(self) | (rnd() % 2 ? (__u64)interesting(self) << 32 : 0);
		more[i] = interesting(self);
	}
	if (cmd == TLINE_IOC_SUBMIT)
		*submit = (struct tline_ioc_submit) { (uintptr_t)more, rnd() % 4,
						      sizeof(struct tline_request), rnd() % 2 };
	else if (rnd() % 2)
		arg[rnd() % 3] = (uintptr_t)more;
	/* Without rights of its own, as programs are; the files were opened before. */
	seteuid(NOBODY);
	ioctl(fd, cmd, arg);
	seteuid(0);
}

/* In any order: a fixed one of some thousand. */
TEST_F(hostile, monitor_changes_nothing_in_any_order)
{
	struct phone *p = &self->p;
	const char *before = victim(self);
	int i;

	for (i = 0; i < (slow_kernel() ? 4000 : 60000); i++) {
		do_something(self);
		if (i % 16)
			continue;
		ASSERT_STREQ(before, victim(self)) {
			TH_LOG("after %d", i);
		}
		ASSERT_TRUE(only_counted(p->app));
		if (i % 256)
			continue;
		ASSERT_EQ(strstr(sim_log(&p->sim, 0), "request"), NULL);
		sim_log_clear(&p->sim, 0);
		/* Again with a new app and files, where these have been used up. */
		leave(&self->other);
		close(self->unbound);
		open_other(self, O_RDONLY);
		self->unbound = open_line_file(self, O_RDONLY);
	}
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(reply(p->app, self->id, NULL), 0);
}

/* P12: with a read-only file there is no way to own: not by being given a call, or offered one. */
TEST_F(hostile, read_only_never_owns)
{
	struct phone *p = &self->p;
	struct tline_ioc_open arg = { .api_version = V2_2, .privileges = OWNER, .media_modes = VOICE };
	char path[64];
	int fd;

	EXPECT_EQ(line_try(&p->sim, 0, O_RDONLY, self->other.app, &arg, &fd), -EPERM);
	arg.privileges = OWNER | MONITOR | TLINE_OPENOPTION_SINGLEADDRESS;
	EXPECT_EQ(line_try(&p->sim, 0, O_RDONLY, self->other.app, &arg, &fd), -EPERM);
	EXPECT_EQ(set_privilege(&self->other, self->monitored, OWNER), -EPERM);
	EXPECT_EQ(handoff(&p->line, p->call, "other", 0), (__s32)TLINE_ERR_TARGETNOTFOUND);
	EXPECT_EQ(call_status(&self->other, self->monitored).privilege, MONITOR);
	/* Nobody may open again for writing what he may only read. */
	snprintf(path, sizeof(path), "/dev/tline/line%d", p->sim.line[0]);
	ASSERT_EQ(chmod(path, 0444), 0);
	ASSERT_EQ(seteuid(NOBODY), 0);
	EXPECT_EQ(open(path, O_RDWR), -1);
	EXPECT_EQ(errno, EACCES);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", self->other.fd);
	EXPECT_EQ(open(path, O_RDWR), -1);
	EXPECT_EQ(fcntl(self->other.fd, F_SETFL, O_RDWR), 0);
	EXPECT_EQ(submit_lamp(&self->other), -EPERM);
	EXPECT_EQ(set_privilege(&self->other, self->monitored, OWNER), -EPERM);
	ASSERT_EQ(seteuid(0), 0);
	/* With the owner gone, a new call has no owner. */
	line_close(&p->line);
	drain(self->other.app);
	ASSERT_EQ(sim_try(&p->sim, 0, "incoming", "0555,Me"), 0);
	sim_step(&p->sim, 1);
	self->monitored = offered(&self->other);
	EXPECT_EQ(call_status(&self->other, self->monitored).privilege, MONITOR);
	EXPECT_EQ(call_info(&self->other, self->monitored).num_owners, 0);
}

TEST_HARNESS_MAIN
