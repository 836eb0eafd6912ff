// SPDX-License-Identifier: GPL-2.0-only
/*
 * TLINE_IOC_SUBMIT (Documentation/abi.rst, "Submitting"): arrays, what stops one, what cannot be
 * written back, waiting, limits.  P1: either the submit fails, or exactly one completion comes.
 */
#include <pthread.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "kselftest_harness.h"
#include "tline_test.h"

#define BATCH	32
#define MSGWAIT	TLINE_DEVSTATUSFLAGS_MSGWAIT

FIXTURE(submit)
{
	struct sim sim;
	int app;
	struct line line;
	struct tline_request rq[BATCH];
};

typedef FIXTURE_DATA(submit) fixture;

FIXTURE_SETUP(submit)
{
	sim_create(&self->sim, 2);
	self->app = app_open();
	self->line = line_open(&self->sim, 0, self->app, OWNER, VOICE);
	sim_log_clear(&self->sim, 0);
}

FIXTURE_TEARDOWN(submit)
{
	line_close(&self->line);
	close(self->app);
	sim_destroy(&self->sim);
}

/* @n requests that belong to the line, so that they need no call. */
static void fill(struct tline_request *rq, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		rq[i] = (struct tline_request) {
			.op = TLINE_OP_SETLINEDEVSTATUS, .arg = { MSGWAIT, i % 2 }, .cookie = 1000 + i,
		};
		memset(&rq[i].id, 0xff, sizeof(*rq) - offsetof(struct tline_request, id));
	}
}

/* 0 or -errno; *@done is how many were looked at. */
static int do_submit_array(struct line *line, void *rq, int n, __u32 size, __u32 flags, __u32 *done)
{
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)rq, .count = n, .request_size = size, .flags = flags,
		.done = ~0,
	};
	int err = ioctl(line->fd, TLINE_IOC_SUBMIT, &arg) ? -errno : 0;

	if (done)
		*done = arg.done;
	return err;
}

static int do_submit(struct line *line, struct tline_request *rq, int n, __u32 *done)
{
	return do_submit_array(line, rq, n, sizeof(*rq), 0, done);
}

static int do_wait(struct line *line, struct tline_request *rq, int n)
{
	return do_submit_array(line, rq, n, sizeof(*rq), TLINE_SUBMIT_WAIT, NULL);
}

static void park(fixture *self)
{
	sim_set(&self->sim, 0, "park", "1");
}

static void release(fixture *self, const char *n)
{
	sim_set(&self->sim, 0, "release", "%s", n);
}

static __u64 pending(fixture *self)
{
	return counters(self->line.fd).pending;
}

/* --------------------------------------------------------------------------- arrays */

/* Each request has its own id and result, and its completion its own cookie, in order. */
TEST_F(submit, array)
{
	struct tline_request *rq = self->rq;
	struct tline_message m;
	__u32 done;
	int i, j;

	park(self);
	fill(rq, BATCH);
	ASSERT_EQ(do_submit(&self->line, rq, BATCH, &done), 0);
	EXPECT_EQ(done, BATCH);
	for (i = 0; i < BATCH; i++) {
		EXPECT_GT((__s32)rq[i].id, 0);
		EXPECT_EQ(rq[i].result, 0);
		EXPECT_EQ(rq[i].new_call, 0);
		EXPECT_EQ(rq[i].new_call2, 0);
		EXPECT_EQ(rq[i].reason, 0);
		EXPECT_EQ(rq[i].value, 0);
		EXPECT_EQ(rq[i].cookie, 1000 + i);
		for (j = 0; j < i; j++)
			EXPECT_NE(rq[i].id, rq[j].id);
		EXPECT_EQ(request_state(self->app, rq[i].id, NULL), TLINE_REQUEST_PENDING);
	}
	EXPECT_EQ(pending(self), BATCH);
	EXPECT_EQ(sim_num(&self->sim, 0, "parked"), BATCH);
	EXPECT_TRUE(silent(self->app));
	release(self, "all");
	for (i = 0; i < BATCH; i++) {
		ASSERT_TRUE(message(self->app, &m));
		EXPECT_EQ(m.type, TLINE_MSG_REPLY);
		EXPECT_EQ(m.p1, rq[i].id);
		EXPECT_EQ(m.p2, 0);
		EXPECT_EQ(m.p3, TLINE_REASON_DONE);
		EXPECT_EQ(m.cookie, 1000 + i);
		EXPECT_EQ(m.handle, 0);
		EXPECT_EQ(m.instance, 0x1000);
	}
	EXPECT_TRUE(silent(self->app));
	EXPECT_EQ(pending(self), 0);
	EXPECT_TRUE(balanced(self->line.fd));
}

/* A refusal is that request's alone. */
TEST_F(submit, refused_in_the_middle)
{
	struct tline_request *rq = self->rq;
	__u32 done;

	fill(rq, 5);
	rq[2] = (struct tline_request) { .op = TLINE_OP_HOLD, .call = 77 };
	ASSERT_EQ(do_submit(&self->line, rq, 5, &done), 0);
	EXPECT_EQ(done, 5);
	EXPECT_EQ((__u32)rq[2].result, TLINE_ERR_INVALCALLHANDLE);
	EXPECT_EQ(rq[2].id, 0);
	EXPECT_EQ(rq[2].reason, 0);
	EXPECT_EQ(reply(self->app, rq[0].id, NULL), 0);
	EXPECT_EQ(reply(self->app, rq[1].id, NULL), 0);
	EXPECT_EQ(reply(self->app, rq[3].id, NULL), 0);
	EXPECT_EQ(reply(self->app, rq[4].id, NULL), 0);
	EXPECT_TRUE(silent(self->app));
	EXPECT_EQ(counters(self->line.fd).submitted, 4);
}

/* Ways to be malformed: an errno, whatever else is right or wrong. */
static const struct malformed {
	const char *what;
	int err;
	struct tline_request rq;
} malformed[] = {
	{ "no operation", EINVAL, { .op = 0 } },
	{ "unknown operation", EINVAL, { .op = TLINE_OP_COUNT } },
	{ "unknown operation", EINVAL, { .op = 0xffffffff } },
	{ "no output", EINVAL, { .op = TLINE_OP_HOLD, .flags = TLINE_REQUEST_KEEP } },
	{ "unknown flag", EINVAL, { .op = TLINE_OP_DEVSPECIFIC, .flags = 2 } },
	{ "call for a line's", EINVAL, { .op = TLINE_OP_MAKECALL, .call = 1 } },
	{ "second call", EINVAL, { .op = TLINE_OP_HOLD, .call = 1, .call2 = 2 } },
	{ "unused argument", EINVAL, { .op = TLINE_OP_HOLD, .arg = { 1 } } },
	{ "unused argument", EINVAL, { .op = TLINE_OP_PARK, .arg = { 0, 1 } } },
	{ "unused argument", EINVAL, { .op = TLINE_OP_COMPLETECALL, .arg = { 0, 0, 1 } } },
	{ "no arguments", EINVAL, { .op = TLINE_OP_MAKECALL } },
	{ "arguments of no size", EINVAL, { .op = TLINE_OP_DROP, .args = 4096 } },
	{ "arguments", EINVAL, { .op = TLINE_OP_HOLD, .args = 4096, .args_size = 4 } },
	{ "bad pointer", EFAULT, { .op = TLINE_OP_DROP, .args = 8, .args_size = 260 } },
	{ "NULL", EFAULT, { .op = TLINE_OP_MAKECALL, .args_size = 788 } },
	{ "too many bytes", E2BIG, { .op = TLINE_OP_DEVSPECIFIC, .args = 8, .args_size = 4097 } },
	{ "too large", E2BIG, { .op = TLINE_OP_DROP, .args = 8, .args_size = 4097 } },
};

/* As the first one it is the ioctl's error, and nothing has been written. */
TEST_F(submit, malformed)
{
	struct tline_request rq, before;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(malformed); i++) {
		rq = malformed[i].rq;
		memset(&rq.id, 0xff, sizeof(rq) - offsetof(struct tline_request, id));
		before = rq;
		EXPECT_EQ(do_submit(&self->line, &rq, 1, NULL), -malformed[i].err) {
			TH_LOG("%s", malformed[i].what);
		}
		EXPECT_EQ(memcmp(&rq, &before, sizeof(rq)), 0);
	}
	EXPECT_EQ(counters(self->line.fd).submitted, 0);
	EXPECT_STREQ(sim_log(&self->sim, 0), "");
}

/* Later in the array it stops there: @done is its index, those before have been submitted. */
TEST_F(submit, malformed_in_the_middle)
{
	struct tline_request *rq = self->rq;
	unsigned int i;
	__u32 done;
	int j;

	for (i = 0; i < ARRAY_SIZE(malformed); i++) {
		fill(rq, 8);
		rq[5] = malformed[i].rq;
		rq[5].id = 0x5555;
		ASSERT_EQ(do_submit(&self->line, rq, 8, &done), 0);
		EXPECT_EQ(done, 5);
		for (j = 0; j < 5; j++)
			EXPECT_EQ(reply(self->app, rq[j].id, NULL), 0);
		EXPECT_EQ(rq[5].id, 0x5555);
		EXPECT_EQ(rq[6].id, ~0U);
		EXPECT_TRUE(silent(self->app));
	}
	EXPECT_EQ(counters(self->line.fd).submitted, 5 * ARRAY_SIZE(malformed));
}

TEST_F(submit, header)
{
	struct tline_request *rq = self->rq;
	const __u32 size = sizeof(*rq);

	fill(rq, 1);
	EXPECT_EQ(do_submit_array(&self->line, rq, 0, size, 0, NULL), -EINVAL);
	EXPECT_EQ(do_submit_array(&self->line, rq, TLINE_MAX_SUBMIT + 1, size, 0, NULL), -EINVAL);
	EXPECT_EQ(do_submit_array(&self->line, rq, TLINE_MAX_SUBMIT_WAIT + 1, size,
			       TLINE_SUBMIT_WAIT, NULL), -EINVAL);
	EXPECT_EQ(do_submit_array(&self->line, rq, -1, size, 0, NULL), -EINVAL);
	EXPECT_EQ(do_submit_array(&self->line, rq, 1, size, 2, NULL), -EINVAL);
	EXPECT_EQ(do_submit_array(&self->line, rq, 1, size, 0x80000001, NULL), -EINVAL);
	EXPECT_EQ(do_submit_array(&self->line, rq, 1, size - 1, 0, NULL), -EINVAL);
	EXPECT_EQ(do_submit_array(&self->line, rq, 1, 0, 0, NULL), -EINVAL);
	EXPECT_EQ(do_submit_array(&self->line, rq, 1, 4097, 0, NULL), -EINVAL);
	EXPECT_EQ(do_submit_array(&self->line, NULL, 1, size, 0, NULL), -EFAULT);
	EXPECT_EQ(counters(self->line.fd).submitted, 0);
}

/* A newer program's requests are larger; they lie that far apart, and their tails are zero. */
TEST_F(submit, larger_requests)
{
	struct {
		struct tline_request rq;
		__u64 tail[3];
	} larger[3];
	__u32 done;
	int i;

	memset(larger, 0, sizeof(larger));
	for (i = 0; i < 3; i++)
		fill(&larger[i].rq, 1);
	ASSERT_EQ(do_submit_array(&self->line, larger, 3, sizeof(larger[0]), 0, &done), 0);
	EXPECT_EQ(done, 3);
	for (i = 0; i < 3; i++)
		EXPECT_EQ(reply(self->app, larger[i].rq.id, NULL), 0);
	larger[1].tail[2] = 1ULL << 63;
	ASSERT_EQ(do_submit_array(&self->line, larger, 3, sizeof(larger[0]), 0, &done), 0);
	EXPECT_EQ(done, 1);
	EXPECT_EQ(do_submit_array(&self->line, larger + 1, 2, sizeof(larger[0]), 0, NULL), -E2BIG);
	EXPECT_EQ(counters(self->line.fd).submitted, 4);
}

/* ---------------------------------------------------------------- faults on the way out */

/* P1: what user space could not be told of has not been submitted: no completion, no trace. */
TEST_F(submit, results_cannot_be_written)
{
	size_t page = sysconf(_SC_PAGESIZE);
	struct tline_request *map = mmap(NULL, page, PROT_READ | PROT_WRITE,
					 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct tline_call_params params = { .dest = { .number = "201" } };
	struct tline_ioc_app_info info = { 0 };

	ASSERT_TRUE(map != MAP_FAILED);
	fill(map, 2);
	map[1] = (struct tline_request) {
		.op = TLINE_OP_MAKECALL, .args = (uintptr_t)&params, .args_size = sizeof(params),
	};
	ASSERT_EQ(mprotect(map, page, PROT_READ), 0);
	EXPECT_EQ(do_submit(&self->line, map, 2, NULL), -EFAULT);
	EXPECT_EQ(do_submit(&self->line, map + 1, 1, NULL), -EFAULT);
	EXPECT_EQ(do_wait(&self->line, map, 2), -EFAULT);
	EXPECT_TRUE(silent(self->app));
	EXPECT_EQ(pending(self), 0);
	EXPECT_EQ(counters(self->line.fd).calls, 0);
	EXPECT_TRUE(balanced(self->line.fd));
	ASSERT_EQ(ioctl(self->app, TLINE_IOC_APP_INFO, &info), 0);
	EXPECT_EQ(info.requests, 0);
	EXPECT_EQ(info.unread, 0);
	EXPECT_EQ(info.handles, 1);
	EXPECT_STREQ(sim_log(&self->sim, 0), "");
}

/* The same later in the array: those before stand. */
TEST_F(submit, results_cannot_be_written_later)
{
	size_t page = sysconf(_SC_PAGESIZE);
	char *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct tline_request *rq = (void *)(map + page) - 3 * sizeof(*rq);
	__u32 done;

	ASSERT_TRUE(map != MAP_FAILED);
	fill(rq, 5);
	ASSERT_EQ(mprotect(map + page, page, PROT_READ), 0);
	ASSERT_EQ(do_submit(&self->line, rq, 5, &done), 0);
	EXPECT_EQ(done, 3);
	EXPECT_EQ(reply(self->app, rq[0].id, NULL), 0);
	EXPECT_EQ(reply(self->app, rq[1].id, NULL), 0);
	EXPECT_EQ(reply(self->app, rq[2].id, NULL), 0);
	EXPECT_TRUE(silent(self->app));
	EXPECT_EQ(pending(self), 0);
	/* An array that ends where no memory is. */
	fill(rq, 3);
	ASSERT_EQ(munmap(map + page, page), 0);
	ASSERT_EQ(do_submit(&self->line, rq, 5, &done), 0);
	EXPECT_EQ(done, 3);
	EXPECT_EQ(counters(self->line.fd).by_reason[TLINE_REASON_DONE], 6);
}

/* -------------------------------------------------------------------------- waiting */

/* With WAIT the results are in the structures, and no message comes. */
TEST_F(submit, wait)
{
	struct tline_request *rq = self->rq;

	fill(rq, 4);
	rq[1].arg[0] = TLINE_DEVSTATUSFLAGS_LOCKED;	/* the simulator refuses it */
	rq[2] = (struct tline_request) { .op = TLINE_OP_HOLD, .call = 77 };
	ASSERT_EQ(do_wait(&self->line, rq, 4), 0);
	EXPECT_EQ(rq[0].result, 0);
	EXPECT_EQ(rq[0].reason, TLINE_REASON_DONE);
	EXPECT_EQ(rq[0].value, 0);
	EXPECT_EQ((__u32)rq[1].result, TLINE_ERR_INVALLINESTATE);
	EXPECT_EQ(rq[1].reason, TLINE_REASON_REFUSED);
	EXPECT_EQ((__u32)rq[2].result, TLINE_ERR_INVALCALLHANDLE);
	EXPECT_EQ(rq[2].reason, 0);
	EXPECT_EQ(rq[2].id, 0);
	EXPECT_EQ(rq[3].result, 0);
	EXPECT_EQ(rq[3].reason, TLINE_REASON_DONE);
	EXPECT_TRUE(silent(self->app));
	EXPECT_EQ(request_state(self->app, rq[0].id, NULL), 0);
	EXPECT_EQ(cancel(self->app, rq[0].id, TLINE_CANCEL_FORCE), ENOENT);
}

struct waiter {
	pthread_t thread;
	struct line *line;
	struct tline_request *rq;
	int n;
	pid_t tid;
	int ret;
};

static void *waiter_main(void *p)
{
	struct waiter *w = p;

	__atomic_store_n(&w->tid, syscall(SYS_gettid), __ATOMIC_RELEASE);
	w->ret = do_wait(w->line, w->rq, w->n);
	return NULL;
}

/* A thread that submits and waits; returns when it sleeps. */
static void start_waiter(struct waiter *w, struct line *line, struct tline_request *rq, int n)
{
	*w = (struct waiter) { .line = line, .rq = rq, .n = n };
	if (pthread_create(&w->thread, NULL, waiter_main, w))
		abort();
	while (!__atomic_load_n(&w->tid, __ATOMIC_ACQUIRE))
		sched_yield();
	wait_asleep(w->tid, SYS_ioctl);
}

/* It waits for all of them. */
TEST_F(submit, wait_sleeps)
{
	struct waiter w;

	park(self);
	fill(self->rq, 3);
	start_waiter(&w, &self->line, self->rq, 3);
	release(self, "2");
	wait_asleep(w.tid, SYS_ioctl);
	EXPECT_TRUE(silent(self->app));
	EXPECT_EQ(pending(self), 1);
	release(self, "1");
	pthread_join(w.thread, NULL);
	EXPECT_EQ(w.ret, 0);
	EXPECT_EQ(self->rq[2].reason, TLINE_REASON_DONE);
	EXPECT_TRUE(silent(self->app));
}

static void nothing(int sig)
{
}

/*
 * A signal: EINTR, not restarted.  What is complete has its reason set, what is not completes by
 * message; nothing does both.
 */
TEST_F(submit, wait_interrupted)
{
	struct sigaction sa = { .sa_handler = nothing, .sa_flags = SA_RESTART };
	struct tline_request *rq = self->rq;
	__u32 reason;
	struct waiter w;

	sigaction(SIGUSR1, &sa, NULL);
	park(self);
	fill(rq, 3);
	start_waiter(&w, &self->line, rq, 3);
	release(self, "1");
	wait_asleep(w.tid, SYS_ioctl);
	pthread_kill(w.thread, SIGUSR1);
	pthread_join(w.thread, NULL);
	EXPECT_EQ(w.ret, -EINTR);
	EXPECT_EQ(rq[0].reason, TLINE_REASON_DONE);
	EXPECT_EQ(request_state(self->app, rq[0].id, NULL), 0);
	EXPECT_EQ(rq[1].reason, 0);
	EXPECT_GT((__s32)rq[1].id, 0);
	EXPECT_EQ(request_state(self->app, rq[1].id, NULL), TLINE_REQUEST_PENDING);
	EXPECT_TRUE(silent(self->app));
	release(self, "1");
	EXPECT_TRUE(next_is(self->app, TLINE_MSG_REPLY, 0, rq[1].id, 0, TLINE_REASON_DONE));
	EXPECT_EQ(cancel(self->app, rq[2].id, TLINE_CANCEL_FORCE), 0);
	EXPECT_EQ((__u32)reply(self->app, rq[2].id, &reason), FAILED);
	EXPECT_EQ(reason, TLINE_REASON_CANCELLED);
	EXPECT_TRUE(silent(self->app));
	EXPECT_EQ(counters(self->line.fd).submitted, 3);
}

/* Whatever ends the request ends the wait. */
TEST_F(submit, wait_closed)
{
	struct waiter w;

	park(self);
	fill(self->rq, 2);
	start_waiter(&w, &self->line, self->rq, 2);
	ASSERT_EQ(ioctl(self->line.fd, TLINE_IOC_CLOSE), 0);
	pthread_join(w.thread, NULL);
	EXPECT_EQ(w.ret, 0);
	EXPECT_EQ((__u32)self->rq[0].result, FAILED);
	EXPECT_EQ(self->rq[0].reason, TLINE_REASON_LINE_CLOSED);
	EXPECT_EQ(self->rq[1].reason, TLINE_REASON_LINE_CLOSED);
	EXPECT_TRUE(silent(self->app));
}

TEST_F(submit, wait_shut_down)
{
	struct waiter w;

	park(self);
	fill(self->rq, 1);
	start_waiter(&w, &self->line, self->rq, 1);
	ASSERT_EQ(ioctl(self->app, TLINE_IOC_SHUTDOWN), 0);
	pthread_join(w.thread, NULL);
	EXPECT_EQ(w.ret, -ESHUTDOWN);
	EXPECT_EQ(pending(self), 0);
}

/* A deadline, too. */
TEST_F(submit, wait_timed_out)
{
	park(self);
	fill(self->rq, 1);
	self->rq[0].timeout_ns = 1000000;
	EXPECT_EQ(do_wait(&self->line, self->rq, 1), 0);
	EXPECT_EQ((__u32)self->rq[0].result, FAILED);
	EXPECT_EQ(self->rq[0].reason, TLINE_REASON_TIMEDOUT);
	EXPECT_TRUE(silent(self->app));
}

/* -------------------------------------------------------------------- after submitting */

/* PENDING, DONE with the result until it is read, then unknown. */
TEST_F(submit, states)
{
	struct tline_request *rq = self->rq;
	struct tline_message m;
	__s32 result = 1;

	park(self);
	fill(rq, 1);
	rq[0].arg[0] = TLINE_DEVSTATUSFLAGS_LOCKED;
	ASSERT_EQ(do_submit(&self->line, rq, 1, NULL), 0);
	EXPECT_EQ(request_state(self->app, rq[0].id, &result), TLINE_REQUEST_PENDING);
	EXPECT_EQ(result, 0);
	EXPECT_EQ(cancel(self->app, rq[0].id, 2), EINVAL);
	release(self, "1");
	EXPECT_EQ(request_state(self->app, rq[0].id, &result), TLINE_REQUEST_DONE);
	EXPECT_EQ((__u32)result, TLINE_ERR_INVALLINESTATE);
	EXPECT_EQ(cancel(self->app, rq[0].id, TLINE_CANCEL_ASK), EALREADY);
	EXPECT_EQ(cancel(self->app, rq[0].id, TLINE_CANCEL_FORCE), EALREADY);
	ASSERT_TRUE(message(self->app, &m));
	EXPECT_EQ((__u32)m.p2, TLINE_ERR_INVALLINESTATE);
	EXPECT_EQ(m.p3, TLINE_REASON_REFUSED);
	EXPECT_EQ(request_state(self->app, rq[0].id, NULL), 0);
	EXPECT_EQ(cancel(self->app, rq[0].id, TLINE_CANCEL_ASK), ENOENT);
	EXPECT_EQ(cancel(self->app, rq[0].id, TLINE_CANCEL_FORCE), ENOENT);
}

/* Ids are the app's own: another app knows nothing of them. */
TEST_F(submit, ids_are_local)
{
	int other = app_open();

	park(self);
	fill(self->rq, 1);
	ASSERT_EQ(do_submit(&self->line, self->rq, 1, NULL), 0);
	EXPECT_EQ(request_state(other, self->rq[0].id, NULL), 0);
	EXPECT_EQ(cancel(other, self->rq[0].id, TLINE_CANCEL_FORCE), ENOENT);
	EXPECT_EQ(pending(self), 1);
	close(other);
}

/* An id does not come back while anybody may still think of it. */
TEST_F(submit, ids_are_not_reused_soon)
{
	__u32 first;
	int i, j;

	fill(self->rq, 1);
	ASSERT_EQ(do_wait(&self->line, self->rq, 1), 0);
	first = self->rq[0].id;
	for (i = 0; i < 100; i++) {
		fill(self->rq, BATCH);
		ASSERT_EQ(do_wait(&self->line, self->rq, BATCH), 0);
		for (j = 0; j < BATCH; j++)
			EXPECT_NE(self->rq[j].id, first);
	}
}

/* A thread that cancels a request again and again before it can know of it. */
struct guesser {
	int app;
	__u32 guess;
	__u32 met;		/* times that it was there */
	bool stop;
};

static void *guess(void *arg)
{
	struct guesser *g = arg;

	while (!__atomic_load_n(&g->stop, __ATOMIC_ACQUIRE))
		if (cancel(g->app, __atomic_load_n(&g->guess, __ATOMIC_ACQUIRE),
			   TLINE_CANCEL_FORCE) != ENOENT)
			__atomic_fetch_add(&g->met, 1, __ATOMIC_RELEASE);
	return NULL;
}

#define INDEX(id)	((id) % TLINE_MAX_REQUESTS)

/*
 * The ids that come next, again and again in this order, each time one generation on; the
 * first of them last.  Returns how many.
 */
static int next_ids(fixture *self, __u32 *ids)
{
	struct tline_message m;
	int n;

	for (n = 0; n < TLINE_MAX_REQUESTS; n++) {
		ids[n] = submit_lamp(&self->line);
		if (cancel(self->app, ids[n], TLINE_CANCEL_FORCE) || !message(self->app, &m))
			return 0;
		if (n && INDEX(ids[n]) == INDEX(ids[0]))
			break;
		ids[n] += TLINE_MAX_REQUESTS;
	}
	ids[0] = ids[n] + TLINE_MAX_REQUESTS;
	return n;
}

/* A request that is refused at the last moment never was: nobody can end it meanwhile. */
TEST_F(submit, refused_is_not_cancelled)
{
	static __u32 ids[TLINE_MAX_REQUESTS + 1];
	struct guesser g = { .app = self->app };
	struct tline_ioc_counters before, after;
	pthread_t thread;
	__u32 call;
	int i, n;

	park(self);
	while (submit_makecall(&self->line, "", &call) > 0)
		;
	n = next_ids(self, ids);
	ASSERT_GT(n, 0);
	before = counters(self->line.fd);
	ASSERT_EQ(pthread_create(&thread, NULL, guess, &g), 0);
	for (i = 1; i < 20000 && __atomic_load_n(&g.met, __ATOMIC_ACQUIRE) < 5; i++) {
		__atomic_store_n(&g.guess, ids[i % n], __ATOMIC_RELEASE);
		ids[i % n] += TLINE_MAX_REQUESTS;
		ASSERT_EQ((__u32)submit_makecall(&self->line, "", &call), TLINE_ERR_CALLUNAVAIL);
	}
	__atomic_store_n(&g.stop, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	after = counters(self->line.fd);
	EXPECT_EQ(after.submitted, before.submitted);
	EXPECT_EQ(after.completed, before.completed);
	EXPECT_EQ(after.pending, before.pending);
}

/* P8: an app has so many requests, pending or unread; one more is refused, until one is read. */
TEST_F(submit, overrun)
{
	struct tline_request *rq = calloc(TLINE_MAX_REQUESTS, sizeof(*rq)), one;
	struct tline_ioc_app_info info = { 0 };
	struct tline_message m;
	__u32 done;

	park(self);
	fill(rq, TLINE_MAX_REQUESTS);
	ASSERT_EQ(do_submit(&self->line, rq, TLINE_MAX_REQUESTS, &done), 0);
	EXPECT_EQ(done, TLINE_MAX_REQUESTS);
	EXPECT_EQ(rq[TLINE_MAX_REQUESTS - 1].result, 0);
	ASSERT_EQ(ioctl(self->app, TLINE_IOC_APP_INFO, &info), 0);
	EXPECT_EQ(info.requests, TLINE_MAX_REQUESTS);
	fill(&one, 1);
	EXPECT_EQ((__u32)submit(&self->line, &one), TLINE_ERR_REQUESTOVERRUN);
	EXPECT_EQ(one.id, 0);
	/* Done is not enough. */
	release(self, "all");
	EXPECT_EQ((__u32)submit(&self->line, &one), TLINE_ERR_REQUESTOVERRUN);
	ASSERT_TRUE(message(self->app, &m));
	EXPECT_EQ(m.p1, rq[0].id);
	EXPECT_GT(submit(&self->line, &one), 0);
	EXPECT_EQ((__u32)submit(&self->line, rq), TLINE_ERR_REQUESTOVERRUN);
	EXPECT_EQ(counters(self->line.fd).submitted, TLINE_MAX_REQUESTS + 1);
	drain(self->app);
	EXPECT_GT(submit(&self->line, rq), 0);
	EXPECT_TRUE(balanced(self->line.fd));
	free(rq);
}

TEST_HARNESS_MAIN
