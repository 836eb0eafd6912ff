// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading an app's messages: design section 3 (read, poll), P2 and P9.  Events are made by another
 * app that opens and closes the line (LINEDEVSTATE), completions by releasing parked requests.
 */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#include "kselftest_harness.h"
#include "tline_test.h"

#define SIZE	sizeof(struct tline_message)
#define RING	TLINE_MIN_EVENTS

FIXTURE(read)
{
	struct sim sim;
	int app;
	struct line line;
	int other;
	struct line poker;		/* open while the number of events made is odd */
	__u64 seq;			/* of the newest message */
};

typedef FIXTURE_DATA(read) fixture;

FIXTURE_SETUP(read)
{
	struct tline_ioc_app_setup setup = { .api_version = V2_2, .events = RING };
	struct tline_ioc_status_messages m = {
		.line_states = TLINE_DEVSTATE_OPEN | TLINE_DEVSTATE_CLOSE,
	};

	sim_create(&self->sim, 1);
	self->app = app_open();
	ASSERT_EQ(ioctl(self->app, TLINE_IOC_APP_SETUP, &setup), 0);
	self->line = line_open(&self->sim, 0, self->app, NONE, 0);
	ASSERT_EQ(ioctl(self->line.fd, TLINE_IOC_SET_STATUS_MESSAGES, &m), 0);
	self->other = app_open();
	self->poker.fd = -1;
	sim_set(&self->sim, 0, "park", "1");
}

FIXTURE_TEARDOWN(read)
{
	line_close(&self->poker);
	line_close(&self->line);
	close(self->app);
	close(self->other);
	sim_destroy(&self->sim);
}

/* Make @n events: OPEN, CLOSE, OPEN ... */
static void poke(fixture *self, int n)
{
	for (; n--; self->seq++) {
		if (self->poker.fd < 0)
			self->poker = line_open(&self->sim, 0, self->other, NONE, 0);
		else
			line_close(&self->poker);
	}
}

/* Submit @n requests, which wait at the provider; cookies from @cookie on. */
static void submit_parked(fixture *self, int n, __u64 cookie)
{
	while (n--) {
		struct tline_request rq = {
			.op = TLINE_OP_SETLINEDEVSTATUS, .cookie = cookie++,
			.arg = { TLINE_DEVSTATUSFLAGS_MSGWAIT, 1 },
		};

		if (submit(&self->line, &rq) <= 0)
			abort();
	}
}

/* Let the first @n of them be completed. */
static void complete(fixture *self, int n)
{
	sim_set(&self->sim, 0, "release", "%d", n);
	self->seq += n;
}

static __u64 app_seq(int app)
{
	struct tline_ioc_app_info info = { 0 };

	return ioctl(app, TLINE_IOC_APP_INFO, &info) ? 0 : info.seq;
}

static __u64 app_lost(int app)
{
	struct tline_ioc_app_info info = { 0 };

	return ioctl(app, TLINE_IOC_APP_INFO, &info) ? ~0ULL : info.lost;
}

static int events_of(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) < 0 ? -1 : p.revents;
}

/* Whole messages only: a buffer for none is EINVAL, and that takes nothing away. */
TEST_F(read, small_buffer)
{
	static const size_t sizes[] = { 0, 1, 8, SIZE - 1 };
	struct tline_message m[2];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		EXPECT_EQ(read(self->app, m, sizes[i]), -1);
		EXPECT_EQ(errno, EINVAL);
	}
	poke(self, 1);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		EXPECT_EQ(read(self->app, m, sizes[i]), -1);
		EXPECT_EQ(errno, EINVAL);
	}
	memset(m, 0xff, sizeof(m));
	EXPECT_EQ(read(self->app, m, 2 * SIZE - 1), SIZE);
	EXPECT_EQ(m[0].seq, 1);
	EXPECT_EQ(m[1].seq, ~0ULL);
}

/* As many as fit and are there; the rest later. */
TEST_F(read, several)
{
	struct tline_message m[200];
	int i;

	poke(self, 7);
	memset(m, 0xff, sizeof(m));
	ASSERT_EQ(read(self->app, m, 3 * SIZE + 17), 3 * SIZE);
	EXPECT_EQ(m[3].seq, ~0ULL);
	ASSERT_EQ(read(self->app, m + 3, 10 * SIZE), 4 * SIZE);
	for (i = 0; i < 7; i++) {
		EXPECT_EQ(m[i].seq, i + 1);
		EXPECT_EQ(m[i].type, TLINE_MSG_LINEDEVSTATE);
		EXPECT_EQ(m[i].handle, self->line.handle);
		EXPECT_EQ(m[i].instance, 0x1000);
		EXPECT_EQ(m[i].cookie, 0);
		EXPECT_EQ(m[i].p1, i % 2 ? TLINE_DEVSTATE_CLOSE : TLINE_DEVSTATE_OPEN);
		EXPECT_EQ(m[i].p2, 0);
		EXPECT_EQ(m[i].p3, 0);
	}
	/* More than the kernel copies at a time. */
	submit_parked(self, 150, 0);
	complete(self, 150);
	ASSERT_EQ(read(self->app, m, sizeof(m)), 150 * SIZE);
	for (i = 0; i < 150; i++) {
		EXPECT_EQ(m[i].type, TLINE_MSG_REPLY);
		EXPECT_EQ(m[i].cookie, i);
		EXPECT_EQ(m[i].seq, 8 + i);
	}
}

TEST_F(read, nonblock)
{
	struct tline_message m;

	EXPECT_EQ(read(self->app, &m, SIZE), -1);
	EXPECT_EQ(errno, EAGAIN);
	poke(self, 1);
	EXPECT_EQ(read(self->app, &m, SIZE), SIZE);
	EXPECT_EQ(read(self->app, &m, SIZE), -1);
	EXPECT_EQ(errno, EAGAIN);
}

/* poll() says IN as long as there is a message, not when one comes. */
TEST_F(read, poll_is_level_triggered)
{
	struct tline_message m;

	EXPECT_EQ(events_of(self->app), 0);
	poke(self, 2);
	EXPECT_EQ(events_of(self->app), POLLIN);
	EXPECT_EQ(events_of(self->app), POLLIN);
	ASSERT_EQ(read(self->app, &m, SIZE), SIZE);
	EXPECT_EQ(events_of(self->app), POLLIN);
	ASSERT_EQ(read(self->app, &m, SIZE), SIZE);
	EXPECT_EQ(events_of(self->app), 0);
	submit_parked(self, 1, 0);
	EXPECT_EQ(events_of(self->app), 0);
	complete(self, 1);
	EXPECT_EQ(events_of(self->app), POLLIN);
	ASSERT_EQ(read(self->app, &m, SIZE), SIZE);
	EXPECT_EQ(events_of(self->app), 0);
	/* A message that only says what was lost is one, too. */
	poke(self, RING + 1);
	EXPECT_EQ(events_of(self->app), POLLIN);
}

/* Over is over: HUP and ERR, ESHUTDOWN, whatever was still queued. */
TEST_F(read, shut_down)
{
	struct tline_message m;

	poke(self, 3);
	ASSERT_EQ(read(self->app, &m, SIZE), SIZE);
	ASSERT_EQ(ioctl(self->app, TLINE_IOC_SHUTDOWN), 0);
	EXPECT_EQ(events_of(self->app), POLLHUP | POLLERR);
	EXPECT_EQ(read(self->app, &m, SIZE), -1);
	EXPECT_EQ(errno, ESHUTDOWN);
	EXPECT_EQ(read(self->app, &m, SIZE), -1);
	EXPECT_EQ(errno, ESHUTDOWN);
	EXPECT_EQ(read(self->app, &m, SIZE - 1), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(ioctl(self->app, TLINE_IOC_SHUTDOWN), 0);
}

/* ------------------------------------------------------------------ sleeping readers */

struct reader {
	pthread_t thread;
	int app;
	pid_t tid;
	ssize_t ret;
	int err;
	int revents;
	struct tline_message m;
};

static void *reader(void *p)
{
	struct reader *r = p;

	__atomic_store_n(&r->tid, syscall(SYS_gettid), __ATOMIC_RELEASE);
	r->ret = read(r->app, &r->m, SIZE);
	r->err = errno;
	return NULL;
}

static void *poller(void *p)
{
	struct reader *r = p;
	struct pollfd pfd = { .fd = r->app, .events = POLLIN };

	__atomic_store_n(&r->tid, syscall(SYS_gettid), __ATOMIC_RELEASE);
	r->ret = poll(&pfd, 1, WAIT_MS);
	r->revents = pfd.revents;
	return NULL;
}

/* Returns once the thread sleeps in its system call. */
static void start(struct reader *r, int app, void *(*fn)(void *p), long nr)
{
	*r = (struct reader) { .app = app };
	if (pthread_create(&r->thread, NULL, fn, r))
		abort();
	while (!__atomic_load_n(&r->tid, __ATOMIC_ACQUIRE))
		sched_yield();
	wait_asleep(r->tid, nr);
}

static void block(int app)
{
	fcntl(app, F_SETFL, fcntl(app, F_GETFL) & ~O_NONBLOCK);
}

/* A reader sleeps until there is something: an event, a completion, the end. */
TEST_F(read, blocking)
{
	struct reader r;

	block(self->app);
	start(&r, self->app, reader, SYS_read);
	poke(self, 1);
	pthread_join(r.thread, NULL);
	EXPECT_EQ(r.ret, SIZE);
	EXPECT_EQ(r.m.type, TLINE_MSG_LINEDEVSTATE);

	submit_parked(self, 1, 77);
	start(&r, self->app, reader, SYS_read);
	complete(self, 1);
	pthread_join(r.thread, NULL);
	EXPECT_EQ(r.ret, SIZE);
	EXPECT_EQ(r.m.cookie, 77);

	start(&r, self->app, reader, SYS_read);
	ASSERT_EQ(ioctl(self->app, TLINE_IOC_SHUTDOWN), 0);
	pthread_join(r.thread, NULL);
	EXPECT_EQ(r.ret, -1);
	EXPECT_EQ(r.err, ESHUTDOWN);
}

TEST_F(read, polling)
{
	struct tline_message m;
	struct reader r;

	start(&r, self->app, poller, SYS_poll);
	poke(self, 1);
	pthread_join(r.thread, NULL);
	EXPECT_EQ(r.ret, 1);
	EXPECT_EQ(r.revents, POLLIN);
	ASSERT_EQ(read(self->app, &m, SIZE), SIZE);

	start(&r, self->app, poller, SYS_poll);
	ASSERT_EQ(ioctl(self->app, TLINE_IOC_SHUTDOWN), 0);
	pthread_join(r.thread, NULL);
	EXPECT_EQ(r.ret, 1);
	EXPECT_EQ(r.revents, POLLHUP | POLLERR);
}

static void nothing(int sig)
{
}

/* A signal ends the sleep with EINTR, and a message that comes then is there for the next. */
TEST_F(read, signal)
{
	struct sigaction sa = { .sa_handler = nothing };
	struct tline_message m;
	struct reader r;

	sigaction(SIGUSR1, &sa, NULL);
	block(self->app);
	start(&r, self->app, reader, SYS_read);
	pthread_kill(r.thread, SIGUSR1);
	pthread_join(r.thread, NULL);
	EXPECT_EQ(r.ret, -1);
	EXPECT_EQ(r.err, EINTR);
	poke(self, 1);
	EXPECT_EQ(read(self->app, &m, SIZE), SIZE);
	EXPECT_EQ(m.seq, 1);
}

/* ---------------------------------------------------------------------------- faults */

/* A buffer that ends too early, or is none: the messages stay, all of them, in order. */
TEST_F(read, fault_loses_nothing)
{
	size_t page = sysconf(_SC_PAGESIZE);
	char *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct tline_message m[32];
	int i;

	ASSERT_TRUE(map != MAP_FAILED);
	ASSERT_EQ(munmap(map + page, page), 0);
	submit_parked(self, 3, 100);
	poke(self, 2);
	complete(self, 3);
	poke(self, 1);
	EXPECT_EQ(read(self->app, map + page, sizeof(m)), -1);
	EXPECT_EQ(errno, EFAULT);
	/* Room for two and a half. */
	EXPECT_EQ(read(self->app, map + page - 5 * SIZE / 2, 6 * SIZE), -1);
	EXPECT_EQ(errno, EFAULT);
	EXPECT_EQ(events_of(self->app), POLLIN);
	poke(self, 1);
	EXPECT_EQ(read(self->app, map + page, SIZE), -1);
	/* What had been taken for the reader is not among what the ring drops. */
	poke(self, RING);
	ASSERT_EQ(read(self->app, m, sizeof(m)), 23 * SIZE);
	for (i = 0; i < 6; i++)
		EXPECT_EQ(m[i].seq, i + 1);
	EXPECT_EQ(m[2].cookie, 100);
	EXPECT_EQ(m[4].cookie, 102);
	EXPECT_EQ(m[6].type, TLINE_MSG_LOST);
	EXPECT_EQ(m[6].seq, 7);
	EXPECT_EQ(m[6].p1, 1);
	for (i = 7; i < 7 + RING; i++)
		EXPECT_EQ(m[i].seq, i + 1);
	EXPECT_TRUE(silent(self->app));
}

/* -------------------------------------------------------------------- numbers and loss */

/* Events and completions come in the order in which they happened, each number once. */
TEST_F(read, order)
{
	struct tline_message m[64];
	int i, n = 0;

	submit_parked(self, 20, 0);
	for (i = 0; i < 10; i++) {
		poke(self, 1);
		complete(self, 2);
	}
	ASSERT_EQ(read(self->app, m, sizeof(m)), 30 * SIZE);
	for (i = 0; i < 30; i++) {
		EXPECT_EQ(m[i].seq, i + 1);
		EXPECT_EQ(m[i].type, i % 3 ? TLINE_MSG_REPLY : TLINE_MSG_LINEDEVSTATE);
		if (i % 3)
			EXPECT_EQ(m[i].cookie, n++);
		if (i)
			EXPECT_GE(m[i].time_ns, m[i - 1].time_ns);
	}
	EXPECT_EQ(app_seq(self->app), 30);
}

/* The time is CLOCK_MONOTONIC's, of when it happened, not of when it is read. */
TEST_F(read, time)
{
	struct timespec before, after;
	struct tline_message m;

	clock_gettime(CLOCK_MONOTONIC, &before);
	poke(self, 1);
	clock_gettime(CLOCK_MONOTONIC, &after);
	sched_yield();
	ASSERT_EQ(read(self->app, &m, SIZE), SIZE);
	EXPECT_GE(m.time_ns, before.tv_sec * 1000000000ULL + before.tv_nsec);
	EXPECT_LE(m.time_ns, after.tv_sec * 1000000000ULL + after.tv_nsec);
}

/* P9: a slow reader is told exactly how many events it has missed, and where. */
TEST_F(read, lost)
{
	struct tline_message m[64];
	int i;

	poke(self, RING);
	EXPECT_EQ(app_lost(self->app), 0);
	poke(self, 9);
	EXPECT_EQ(app_lost(self->app), 9);
	ASSERT_EQ(read(self->app, m, sizeof(m)), (1 + RING) * SIZE);
	EXPECT_EQ(m[0].type, TLINE_MSG_LOST);
	EXPECT_EQ(m[0].seq, 9);
	EXPECT_EQ(m[0].p1, 9);
	EXPECT_EQ(m[0].p2, 0);
	EXPECT_EQ(m[0].handle, 0);
	EXPECT_EQ(m[0].instance, 0);
	for (i = 1; i <= RING; i++)
		EXPECT_EQ(m[i].seq, 9 + i);

	/* The next loss is counted anew. */
	poke(self, RING + 2);
	EXPECT_EQ(app_lost(self->app), 11);
	ASSERT_EQ(read(self->app, m, SIZE), SIZE);
	EXPECT_EQ(m[0].type, TLINE_MSG_LOST);
	EXPECT_EQ(m[0].seq, 9 + RING + 2);
	EXPECT_EQ(m[0].p1, 2);
	/* One more event fits: the ring has room for it only after a read of one. */
	ASSERT_EQ(read(self->app, m, SIZE), SIZE);
	EXPECT_EQ(m[0].type, TLINE_MSG_LINEDEVSTATE);
	poke(self, 2);
	ASSERT_EQ(read(self->app, m, sizeof(m)), (1 + RING) * SIZE);
	EXPECT_EQ(m[0].type, TLINE_MSG_LOST);
	EXPECT_EQ(m[0].p1, 1);
	EXPECT_EQ(m[RING].seq, self->seq);
	EXPECT_EQ(app_seq(self->app), self->seq);
}

/* P2: completions are never among what is lost, and keep their place. */
TEST_F(read, completions_are_never_lost)
{
	struct tline_message m[512];
	__u64 last = 0, lost = 0;
	int i, n, replies = 0, events = 0;

	submit_parked(self, 300, 1000);
	for (i = 0; i < 100; i++) {
		poke(self, 2);
		complete(self, 3);
	}
	n = read(self->app, m, sizeof(m)) / SIZE;
	ASSERT_EQ(n, 300 + RING + 1);
	for (i = 0; i < n; i++) {
		EXPECT_GT(m[i].seq, last);
		last = m[i].seq;
		switch (m[i].type) {
		case TLINE_MSG_REPLY:
			EXPECT_EQ(m[i].cookie, 1000 + replies);
			/* 2 events, 3 completions, ... */
			EXPECT_EQ(m[i].seq, replies / 3 * 5 + replies % 3 + 3);
			replies++;
			break;
		case TLINE_MSG_LOST:
			lost += m[i].p1;
			/* In the place of the last of them. */
			EXPECT_EQ(m[i].seq, (200 - RING) / 2 * 5 - 3);
			break;
		default:
			events++;
		}
	}
	EXPECT_EQ(replies, 300);
	EXPECT_EQ(events, RING);
	EXPECT_EQ(lost, 200 - RING);
	EXPECT_EQ(last, 500);
}

/* A query's seq is that of the newest message, read or not. */
TEST_F(read, snapshot)
{
	struct tline_ioc_line_status st;

	ASSERT_EQ(ioctl(self->line.fd, TLINE_IOC_LINE_STATUS, &st), 0);
	EXPECT_EQ(st.seq, 0);
	EXPECT_EQ(st.num_opens, 1);
	poke(self, 3);
	ASSERT_EQ(ioctl(self->line.fd, TLINE_IOC_LINE_STATUS, &st), 0);
	EXPECT_EQ(st.seq, 3);
	EXPECT_EQ(st.num_opens, 2);
	drain(self->app);
	ASSERT_EQ(ioctl(self->line.fd, TLINE_IOC_LINE_STATUS, &st), 0);
	EXPECT_EQ(st.seq, 3);
}

/* Readers that compete get each message once. */
TEST_F(read, two_readers)
{
	struct reader a, b;

	block(self->app);
	start(&a, self->app, reader, SYS_read);
	start(&b, self->app, reader, SYS_read);
	poke(self, 2);
	pthread_join(a.thread, NULL);
	pthread_join(b.thread, NULL);
	EXPECT_EQ(a.ret, SIZE);
	EXPECT_EQ(b.ret, SIZE);
	EXPECT_EQ(a.m.seq + b.m.seq, 3);
}

TEST_HARNESS_MAIN
