// SPDX-License-Identifier: GPL-2.0-only
/*
 * How lines are closed, continued: what the table of section 5 becomes with other
 * providers and older programs; who holds the last reference; closing against
 * somebody who waits.
 */
#include "kselftest_harness.h"
#include "phone.h"

#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>

/* --------------------------------------------------- other providers, other versions */

FIXTURE(variety) {
	struct phone p;
};

FIXTURE_SETUP(variety)
{
	sim_create_down(&self->p.sim, 2);
}

FIXTURE_TEARDOWN(variety)
{
	phone_down(&self->p);
}

/* A provider with drop_on_close gets that in place of the drop; row 1. */
TEST_F(variety, drop_on_close_with_the_only_handle)
{
	struct phone *p = &self->p;

	sim_set(&p->sim, 0, "drop_on_close", "1");
	phone_up(p, V2_2);
	ASSERT_TRUE(park(p));
	line_close(&p->line);
	EXPECT_STREQ("drop_on_close close_call close", sim_log(&p->sim, 0));
	EXPECT_EQ(p->before.submitted, counters(p->books).submitted);
	EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, FAILED, REASON(CALL_CLOSED)));
}

/* The same, row 2: it reports IDLE, then the last monitor's deallocate closes. */
TEST_F(variety, drop_on_close_while_others_monitor)
{
	struct phone *p = &self->p;
	struct line mon;
	__u32 call;

	sim_set(&p->sim, 0, "drop_on_close", "1");
	phone_up(p, V2_2);
	mon = monitor(p, &call);
	ASSERT_TRUE(park(p));
	line_close(&p->line);
	EXPECT_TRUE(call_reaches(mon.app, call, STATE(IDLE)));
	EXPECT_EQ(PARKED, counters(p->books).pending);
	EXPECT_EQ(0, deallocate(&mon, call));
	EXPECT_STREQ("drop_on_close close_call", sim_log(&p->sim, 0));
	EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, FAILED, REASON(CALL_CLOSED)));
	leave(&mon);
}

/* CLOSEDROP off, row 1: no drop, close-call as ever; the call itself goes on elsewhere. */
TEST_F(variety, without_closedrop_with_the_only_handle)
{
	struct phone *p = &self->p;

	sim_set(&p->sim, 0, "closedrop", "0");
	phone_up(p, V2_2);
	ASSERT_TRUE(park(p));
	line_close(&p->line);
	EXPECT_STREQ("close_call close", sim_log(&p->sim, 0));
	EXPECT_EQ(p->before.submitted, counters(p->books).submitted);
	EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, FAILED, REASON(CALL_CLOSED)));
	EXPECT_EQ(STATE(CONNECTED), call_state(&p->far, p->peer));
	EXPECT_EQ(0, leftover(p->far_app, TLINE_MSG_CALLSTATE));
}

/* CLOSEDROP off, row 2: nothing is seen, nothing is owed. */
TEST_F(variety, without_closedrop_while_others_monitor)
{
	struct phone *p = &self->p;
	struct line mon;
	__u32 call;

	sim_set(&p->sim, 0, "closedrop", "0");
	phone_up(p, V2_2);
	mon = monitor(p, &call);
	ASSERT_TRUE(park(p));
	line_close(&p->line);
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	EXPECT_EQ(PARKED, counters(p->books).pending);
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, 0, REASON(DONE)));
	EXPECT_EQ(STATE(ONHOLD), call_state(&mon, call));
	EXPECT_EQ(0, deallocate(&mon, call));
	EXPECT_STREQ("close_call", sim_log(&p->sim, 0));
	leave(&mon);
}

/* A provider that cannot drop: close-call all the same. */
TEST_F(variety, without_drop)
{
	struct phone *p = &self->p;

	sim_set(&p->sim, 0, "without", "drop");
	phone_up(p, V2_2);
	ASSERT_TRUE(park(p));
	line_close(&p->line);
	EXPECT_STREQ("close_call close", sim_log(&p->sim, 0));
	EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, FAILED, REASON(CALL_CLOSED)));
}

static bool owed_idle_comes(struct phone *p, const char *fault)
{
	struct tline_message m;
	struct line mon;
	__u32 call;
	bool ok;

	sim_set(&p->sim, 0, "idle_limit_ms", "50");
	phone_up(p, V2_2);
	mon = monitor(p, &call);
	sim_set(&p->sim, 0, "fault", "%s", fault);
	line_close(&p->line);
	ok = message_of(mon.app, TLINE_MSG_CALLSTATE, &m) && m.p1 == STATE(DISCONNECTED) &&
	     m.p2 == TLINE_DISCONNECTMODE_UNAVAIL &&
	     message_of(mon.app, TLINE_MSG_CALLSTATE, &m) && m.p1 == STATE(IDLE) &&
	     counters(p->books).owed_idle == 1 && !strcmp(sim_log(&p->sim, 0), "request:drop") &&
	     !deallocate(&mon, call) && !strcmp(sim_log(&p->sim, 0), "request:drop close_call");
	leave(&mon);
	return ok;
}

/* An owed IDLE that does not come is written by the core, and counted. */
TEST_F(variety, owed_idle_is_written_by_the_core)
{
	EXPECT_TRUE(owed_idle_comes(&self->p, "drop:owe"));
	EXPECT_EQ(0, counters(self->p.books).pending);
}

/* The same if the drop is not even answered; the answer is then still pending. */
TEST_F(variety, owed_idle_of_a_provider_that_hangs)
{
	EXPECT_TRUE(owed_idle_comes(&self->p, "drop:never"));
	EXPECT_EQ(0, counters(self->p.books).pending);
	EXPECT_TRUE(balanced(self->p.books));
}

/* Two that are owed, each at its own time: one timer serves both. */
TEST_F(variety, owed_idles_are_written_one_by_one)
{
	struct timespec apart = { .tv_nsec = 20000000 };
	struct phone *p = &self->p;
	struct line mon, second;
	struct tline_message m;
	__u64 at[2] = { 0 };
	__u32 calls[2];
	int idle = 0;

	sim_set(&p->sim, 0, "idle_limit_ms", "100");
	sim_set(&p->sim, 0, "max_calls", "2");
	sim_set(&p->sim, 0, "max_active", "2");
	phone_up(p, V2_2);
	second = line_open(&p->sim, 0, app_open(), OWNER, TLINE_MEDIAMODE_TELEX);
	EXPECT_EQ(0, reply(second.app, submit_makecall(&second, p->sim.number[1], calls), NULL));
	mon = line_open(&p->sim, 0, app_open(), MONITOR, 0);
	ASSERT_EQ(2, new_calls(&mon, calls, 2));
	sim_set(&p->sim, 0, "fault", "drop:owe");
	line_close(&p->line);
	/* (Without it nothing else would come out; they might be due at once.) */
	nanosleep(&apart, NULL);
	line_close(&second);
	while (idle < 2 && message_of(mon.app, TLINE_MSG_CALLSTATE, &m))
		if (m.p1 == STATE(IDLE))
			at[idle++] = m.time_ns;
	EXPECT_EQ(2, idle);
	EXPECT_LE(at[0] + apart.tv_nsec / 2, at[1]);
	EXPECT_EQ(2, counters(p->books).owed_idle);
	leave(&second);
	leave(&mon);
}

/* Below 2.0: the replies of a line that its app closed are suppressed, the ids free. */
TEST_F(variety, old_api_has_no_replies_of_a_closed_line)
{
	struct phone *p = &self->p;
	struct tline_ioc_app_info info;

	phone_up(p, V1_4);
	ASSERT_TRUE(park(p));
	line_close(&p->line);
	EXPECT_EQ(PARKED + 1, ended(p, REASON(CALL_CLOSED)));
	EXPECT_TRUE(silent(p->app));
	EXPECT_EQ(0, request_state(p->app, p->ids[0], NULL));
	ASSERT_EQ(0, ioctl(p->app, TLINE_IOC_APP_INFO, &info));
	EXPECT_EQ(0, info.requests);
	EXPECT_EQ(0, info.unread);
	EXPECT_EQ(0, info.handles);
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
}

/* A forced close is the exception: everything has ended before LINE_CLOSE comes. */
TEST_F(variety, old_api_has_its_replies_of_a_forced_close)
{
	struct phone *p = &self->p;
	struct tline_message m;

	phone_up(p, V1_4);
	ASSERT_TRUE(park(p));
	sim_set(&p->sim, 0, "close", "1");
	EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, FAILED, REASON(CALL_CLOSED)));
	ASSERT_TRUE(message(p->app, &m));
	EXPECT_EQ(TLINE_MSG_CLOSE, m.type);
	EXPECT_EQ(p->line.handle, m.handle);
}

/* tapi-semantics 4.4: below 2.0 a sole owner must not deallocate a call that lives. */
TEST_F(variety, old_api_deallocates_no_live_call)
{
	struct phone *p = &self->p;

	phone_up(p, V1_4);
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, deallocate(&p->line, p->call));
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, set_privilege(&p->line, p->call, NONE));
	EXPECT_EQ(STATE(CONNECTED), call_state(&p->line, p->call));
	EXPECT_EQ(0, reply(p->app, submit_op(&p->line, TLINE_OP_DROP, p->call), NULL));
	EXPECT_EQ(0, deallocate(&p->line, p->call));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, deallocate(&p->line, p->call));
	EXPECT_STREQ("request:drop close_call", sim_log(&p->sim, 0));
}

/* tapi-semantics 3.6: below 2.0 deallocating costs the replies; the requests run on. */
TEST_F(variety, old_api_loses_replies_by_deallocating)
{
	struct phone *p = &self->p;
	struct line other;
	__u32 call;

	phone_up(p, V1_4);
	other = co_owner(p, &call);
	ASSERT_TRUE(park(p));
	EXPECT_EQ(0, deallocate(&p->line, p->call));
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(PARKED, ended(p, REASON(DONE)));
	EXPECT_TRUE(silent(p->app));
	EXPECT_EQ(STATE(ONHOLD), call_state(&other, call));
	leave(&other);
}

/* And a forced close does not bring them back. */
TEST_F(variety, old_api_has_no_lost_replies_of_a_forced_close)
{
	struct phone *p = &self->p;
	struct line other;
	__u32 call;

	phone_up(p, V1_4);
	other = co_owner(p, &call);
	ASSERT_TRUE(park(p));
	EXPECT_EQ(0, deallocate(&p->line, p->call));
	sim_set(&p->sim, 0, "close", "1");
	EXPECT_EQ(PARKED + 1, ended(p, REASON(CALL_CLOSED)));
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_REPLY));
	leave(&other);
}

/* From 2.0 on a sole owner may; deallocating the only handle closes, and drops nothing. */
TEST_F(variety, deallocating_the_only_handle)
{
	struct phone *p = &self->p;

	phone_up(p, V2_0);
	ASSERT_TRUE(park(p));
	EXPECT_EQ(0, deallocate(&p->line, p->call));
	EXPECT_STREQ("close_call", sim_log(&p->sim, 0));
	EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, FAILED, REASON(CALL_CLOSED)));
	EXPECT_EQ(0, call_state(&p->line, p->call));
	EXPECT_EQ(0, counters(p->books).calls);
	EXPECT_STREQ("", sim_get(&p->sim, 0, "calls"));
}

/* The last monitor's deallocate brings close-call, with the same completions. */
TEST_F(variety, deallocate_of_the_last_monitor)
{
	struct phone *p = &self->p;
	struct line mon[2];
	__u32 call[2];

	phone_up(p, V2_2);
	mon[0] = monitor(p, &call[0]);
	mon[1] = monitor(p, &call[1]);
	ASSERT_TRUE(park(p));
	EXPECT_EQ(0, deallocate(&p->line, p->call));
	EXPECT_EQ(0, deallocate(&mon[0], call[0]));
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	EXPECT_EQ(PARKED, counters(p->books).pending);
	drain(mon[1].app);
	EXPECT_EQ(0, deallocate(&mon[1], call[1]));
	EXPECT_STREQ("close_call", sim_log(&p->sim, 0));
	EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, FAILED, REASON(CALL_CLOSED)));
	EXPECT_TRUE(silent(mon[1].app));
	leave(&mon[0]);
	leave(&mon[1]);
}

/* A consultation that is being set up goes with the call that it belongs to. */
TEST_F(variety, a_consultation_that_is_being_created)
{
	struct phone *p = &self->p;
	int id;

	phone_up(p, V2_2);
	sim_set(&p->sim, 0, "park", "1");
	id = submit_op(&p->line, TLINE_OP_SETUPTRANSFER, p->call);
	ASSERT_LT(0, id);
	sim_log_clear(&p->sim, 0);
	line_close(&p->line);
	EXPECT_EQ(1, replies(p->app, &id, 1, FAILED, REASON(CALL_CLOSED)));
	EXPECT_STREQ("request:drop close_call close_call close", sim_log(&p->sim, 0));
	EXPECT_EQ(0, counters(p->books).pending);
}

/* Two opens of one app: the provider sees what it sees of one. */
TEST_F(variety, an_app_with_two_opens)
{
	struct phone *p = &self->p;
	struct line second;
	__u32 call;

	phone_up(p, V2_2);
	second = line_open(&p->sim, 0, p->app, MONITOR, 0);
	ASSERT_EQ(1, new_calls(&second, &call, 1));
	ASSERT_TRUE(park(p));
	ASSERT_EQ(0, ioctl(p->app, TLINE_IOC_SHUTDOWN));
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
	EXPECT_EQ(0, counters(p->books).pending);
	line_close(&second);
}

/* tapi-semantics 4.3: whoever wants to know hears that an open has gone. */
TEST_F(variety, others_hear_of_the_close)
{
	struct tline_ioc_status_messages want = { .line_states = TLINE_DEVSTATE_CLOSE };
	struct tline_ioc_line_status st;
	struct phone *p = &self->p;
	struct tline_message m;
	struct line other;

	phone_up(p, V2_2);
	other = line_open(&p->sim, 0, p->far_app, MONITOR, 0);
	ASSERT_EQ(0, ioctl(other.fd, TLINE_IOC_SET_STATUS_MESSAGES, &want));
	drain(p->far_app);
	line_close(&p->line);
	ASSERT_TRUE(message_of(p->far_app, TLINE_MSG_LINEDEVSTATE, &m));
	EXPECT_EQ(other.handle, m.handle);
	EXPECT_EQ(TLINE_DEVSTATE_CLOSE, m.p1);
	ASSERT_EQ(0, ioctl(other.fd, TLINE_IOC_LINE_STATUS, &st));
	EXPECT_EQ(1, st.num_opens);
	EXPECT_EQ(0, st.active_calls);
	line_close(&other);
}

/* ------------------------------------------------------------ the last reference */

FIXTURE(reference) {
	struct phone p;
};

FIXTURE_SETUP(reference)
{
	sim_create_down(&self->p.sim, 2);
	phone_up(&self->p, V2_2);
}

FIXTURE_TEARDOWN(reference)
{
	phone_down(&self->p);
}

/* dup: termination is at the last reference. */
TEST_F(reference, dup)
{
	struct phone *p = &self->p;
	int copy = dup(p->line.fd);

	ASSERT_TRUE(park(p));
	line_close(&p->line);
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	EXPECT_EQ(PARKED, counters(p->books).pending);
	close(copy);
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
}

/* fork: the child has a reference, too, until it ends. */
TEST_F(reference, fork)
{
	struct phone *p = &self->p;
	int go[2];
	pid_t pid;
	char c;

	ASSERT_TRUE(park(p));
	ASSERT_EQ(0, pipe(go));
	pid = fork();
	if (!pid) {
		close(go[1]);
		_exit(read(go[0], &c, 1) ? 1 : 0);
	}
	line_close(&p->line);
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	EXPECT_EQ(PARKED, counters(p->books).pending);
	close(go[1]);
	waitpid(pid, NULL, 0);
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
	close(go[0]);
}

static bool pass(int sock, int fd)
{
	char c = 0, control[CMSG_SPACE(sizeof(fd))] = { 0 };
	struct iovec iov = { &c, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	return sendmsg(sock, &msg, 0) == 1;
}

/* SCM_RIGHTS: a file on its way counts, too. */
TEST_F(reference, scm_rights)
{
	struct phone *p = &self->p;
	int sv[2];

	ASSERT_TRUE(park(p));
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
	ASSERT_TRUE(pass(sv[0], p->line.fd));
	line_close(&p->line);
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	EXPECT_EQ(PARKED, counters(p->books).pending);
	close(sv[0]);
	close(sv[1]);
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
}

/* TLINE_IOC_CLOSE ends it now, whoever else holds the file; the file then is no line's. */
TEST_F(reference, ioc_close_ends_it_for_all)
{
	struct phone *p = &self->p;
	struct pollfd pfd = { .fd = p->line.fd, .events = POLLIN };
	int copy = dup(p->line.fd);

	ASSERT_TRUE(park(p));
	EXPECT_EQ(0, poll(&pfd, 1, 0));
	ASSERT_EQ(0, ioctl(copy, TLINE_IOC_CLOSE));
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, FAILED, REASON(CALL_CLOSED)));
	EXPECT_EQ(-ENOTCONN, submit_op(&p->line, TLINE_OP_HOLD, p->call));
	EXPECT_EQ(-1, ioctl(p->line.fd, TLINE_IOC_CLOSE));
	EXPECT_EQ(ENOTCONN, errno);
	EXPECT_EQ(1, poll(&pfd, 1, 0));
	EXPECT_EQ(POLLHUP | POLLERR, pfd.revents);
	close(copy);
	line_close(&p->line);
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
}

/* TLINE_IOC_SHUTDOWN likewise; the app's file says that it is dead. */
TEST_F(reference, shutdown_ends_it_for_all)
{
	struct phone *p = &self->p;
	struct pollfd pfd = { .fd = p->app, .events = POLLIN };
	int copy = dup(p->app);
	struct tline_message m;

	ASSERT_TRUE(park(p));
	ASSERT_EQ(0, ioctl(copy, TLINE_IOC_SHUTDOWN));
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_EQ(1, poll(&pfd, 1, WAIT_MS));
	EXPECT_EQ(POLLHUP | POLLERR, pfd.revents);
	EXPECT_EQ(-1, read(p->app, &m, sizeof(m)));
	EXPECT_EQ(ESHUTDOWN, errno);
	EXPECT_EQ(-ENOTCONN, submit_op(&p->line, TLINE_OP_HOLD, p->call));
	EXPECT_EQ(0, ioctl(p->app, TLINE_IOC_SHUTDOWN));
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
	close(copy);
}

/* ------------------------------------------------------- against somebody who waits */

/* A thread that waits in a system call of ours. */
struct waiter {
	struct phone *p;
	pthread_t thread;
	pid_t tid;
	struct tline_request rq;
	int fd;
	int err;
};

static void *submit_and_wait(void *arg)
{
	struct waiter *w = arg;
	struct tline_ioc_submit submit = {
		.requests = (uintptr_t)&w->rq, .count = 1, .request_size = sizeof(w->rq),
		.flags = TLINE_SUBMIT_WAIT,
	};

	__atomic_store_n(&w->tid, syscall(SYS_gettid), __ATOMIC_RELEASE);
	w->err = ioctl(w->p->line.fd, TLINE_IOC_SUBMIT, &submit) ? errno : 0;
	return NULL;
}

static void *read_message(void *arg)
{
	struct waiter *w = arg;
	struct tline_message m;

	__atomic_store_n(&w->tid, syscall(SYS_gettid), __ATOMIC_RELEASE);
	w->err = read(w->p->app, &m, sizeof(m)) < 0 ? errno : 0;
	return NULL;
}

static void *poll_file(void *arg)
{
	struct waiter *w = arg;
	struct pollfd pfd = { .fd = w->fd, .events = POLLIN };

	__atomic_store_n(&w->tid, syscall(SYS_gettid), __ATOMIC_RELEASE);
	w->err = poll(&pfd, 1, -1) == 1 ? pfd.revents : -1;
	return NULL;
}

static void begin(struct waiter *w, struct phone *p, void *(*fn)(void *), long nr)
{
	w->p = p;
	if (pthread_create(&w->thread, NULL, fn, w))
		_exit(1);
	while (!__atomic_load_n(&w->tid, __ATOMIC_ACQUIRE))
		sched_yield();
	wait_asleep(w->tid, nr);
}

static void begin_hold(struct waiter *w, struct phone *p)
{
	sim_set(&p->sim, 0, "park", "1");
	w->rq.op = TLINE_OP_HOLD;
	w->rq.call = p->call;
	begin(w, p, submit_and_wait, SYS_ioctl);
	while (sim_num(&p->sim, 0, "parked") != 1)
		sched_yield();
	sim_log_clear(&p->sim, 0);
}

FIXTURE(race) {
	struct phone p;
	struct waiter w;
};

FIXTURE_SETUP(race)
{
	sim_create_down(&self->p.sim, 2);
	phone_up(&self->p, V2_2);
}

FIXTURE_TEARDOWN(race)
{
	phone_down(&self->p);
}

/* TLINE_IOC_CLOSE under a TLINE_SUBMIT_WAIT: it returns, with the reason. */
TEST_F(race, ioc_close_against_submit_wait)
{
	struct phone *p = &self->p;
	struct waiter *w = &self->w;

	begin_hold(w, p);
	ASSERT_EQ(0, ioctl(p->line.fd, TLINE_IOC_CLOSE));
	pthread_join(w->thread, NULL);
	EXPECT_EQ(0, w->err);
	EXPECT_EQ(FAILED, w->rq.result);
	EXPECT_EQ(REASON(CALL_CLOSED), w->rq.reason);
	EXPECT_TRUE(silent(p->app));
	EXPECT_EQ(0, request_state(p->app, w->rq.id, NULL));
	EXPECT_EQ(0, counters(p->books).pending);
}

/* close(2) under it: whoever is in a system call has a reference, so the line lives on. */
TEST_F(race, close_against_submit_wait)
{
	struct phone *p = &self->p;
	struct waiter *w = &self->w;

	begin_hold(w, p);
	line_close(&p->line);
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	EXPECT_EQ(1, counters(p->books).pending);
	sim_set(&p->sim, 0, "park", "0");
	pthread_join(w->thread, NULL);
	EXPECT_EQ(0, w->err);
	EXPECT_EQ(0, w->rq.result);
	EXPECT_EQ(REASON(DONE), w->rq.reason);
	EXPECT_EQ(0, counters(p->books).opens);
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_REPLY));
}

/* TLINE_IOC_SHUTDOWN under it. */
TEST_F(race, shutdown_against_submit_wait)
{
	struct phone *p = &self->p;
	struct waiter *w = &self->w;

	begin_hold(w, p);
	ASSERT_EQ(0, ioctl(p->app, TLINE_IOC_SHUTDOWN));
	pthread_join(w->thread, NULL);
	EXPECT_EQ(ESHUTDOWN, w->err);
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_EQ(2, ended(p, REASON(CALL_CLOSED)));
	EXPECT_TRUE(balanced(p->books));
}

/* The line is closed by force, or the app cancels, from outside. */
TEST_F(race, forced_close_against_submit_wait)
{
	struct phone *p = &self->p;
	struct waiter *w = &self->w;

	begin_hold(w, p);
	sim_set(&p->sim, 0, "close", "1");
	pthread_join(w->thread, NULL);
	EXPECT_EQ(0, w->err);
	EXPECT_EQ(FAILED, w->rq.result);
	EXPECT_EQ(REASON(CALL_CLOSED), w->rq.reason);
	EXPECT_EQ(1, leftover(p->app, TLINE_MSG_CLOSE));
}

TEST_F(race, cancel_against_submit_wait)
{
	struct phone *p = &self->p;
	struct waiter *w = &self->w;

	begin_hold(w, p);
	EXPECT_EQ(0, cancel(p->app, w->rq.id, TLINE_CANCEL_FORCE));
	pthread_join(w->thread, NULL);
	EXPECT_EQ(0, w->err);
	EXPECT_EQ(FAILED, w->rq.result);
	EXPECT_EQ(REASON(CANCELLED), w->rq.reason);
	EXPECT_TRUE(silent(p->app));
}

/* The process is killed while it waits. */
TEST_F(race, kill_against_submit_wait)
{
	struct phone *p = &self->p;
	struct waiter *w = &self->w;
	pid_t pid;

	sim_set(&p->sim, 0, "park", "1");
	pid = fork();
	if (!pid) {
		w->p = p;
		w->rq.op = TLINE_OP_HOLD;
		w->rq.call = p->call;
		submit_and_wait(w);
		_exit(1);
	}
	while (sim_num(&p->sim, 0, "parked") != 1)
		sched_yield();
	sim_log_clear(&p->sim, 0);
	line_close(&p->line);
	close_fd(&p->app);
	EXPECT_EQ(1, counters(p->books).pending);
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_EQ(2, ended(p, REASON(CALL_CLOSED)));
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
}

static void ignore(int sig)
{
}

/* A signal ends the wait only; what is pending then completes by message. */
TEST_F(race, signal_against_submit_wait)
{
	struct sigaction act = { .sa_handler = ignore };
	struct phone *p = &self->p;
	struct waiter *w = &self->w;
	int id;

	sigaction(SIGUSR1, &act, NULL);
	begin_hold(w, p);
	pthread_kill(w->thread, SIGUSR1);
	pthread_join(w->thread, NULL);
	EXPECT_EQ(EINTR, w->err);
	id = w->rq.id;
	EXPECT_EQ(TLINE_REQUEST_PENDING, request_state(p->app, id, NULL));
	EXPECT_TRUE(silent(p->app));
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(1, replies(p->app, &id, 1, 0, REASON(DONE)));
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_REPLY));
}

/* TLINE_IOC_SHUTDOWN wakes who blocks in read() or poll(). */
TEST_F(race, shutdown_against_read)
{
	struct phone *p = &self->p;
	struct waiter *w = &self->w;

	ASSERT_EQ(0, fcntl(p->app, F_SETFL, O_RDWR));
	begin(w, p, read_message, SYS_read);
	ASSERT_EQ(0, ioctl(p->app, TLINE_IOC_SHUTDOWN));
	pthread_join(w->thread, NULL);
	EXPECT_EQ(ESHUTDOWN, w->err);
}

TEST_F_TIMEOUT(race, shutdown_against_poll, 30)
{
	struct phone *p = &self->p;
	struct waiter *w = &self->w;

	w->fd = p->app;
	begin(w, p, poll_file, SYS_poll);
	ASSERT_EQ(0, ioctl(p->app, TLINE_IOC_SHUTDOWN));
	pthread_join(w->thread, NULL);
	EXPECT_EQ(POLLHUP | POLLERR, w->err);
}

/* And TLINE_IOC_CLOSE who polls the line's file. */
TEST_F_TIMEOUT(race, ioc_close_against_poll, 30)
{
	struct phone *p = &self->p;
	struct waiter *w = &self->w;

	w->fd = p->line.fd;
	begin(w, p, poll_file, SYS_poll);
	ASSERT_EQ(0, ioctl(p->line.fd, TLINE_IOC_CLOSE));
	pthread_join(w->thread, NULL);
	EXPECT_EQ(POLLHUP | POLLERR, w->err);
}

TEST_HARNESS_MAIN
