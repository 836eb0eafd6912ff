/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Failing allocations and copies, one at a time: /proc/thread-self/fail-nth makes the Nth failure
 * point of one system call fail, N = 1, 2 ... until none is left.
 *
 * What fails says so with an error of its own and has done nothing (abi.rst, "Errors"); the same
 * call then succeeds; in the end nothing is left.  On kernels without fault injection: skipped.
 */
#ifndef FAILNTH_H
#define FAILNTH_H

#include <dirent.h>
#include <stddef.h>
#include <sys/mman.h>

#include "kselftest_harness.h"
#include "tline_test.h"

#define MAX_POINTS	300	/* more than any of the calls here has */
#define NOWHERE		"599"	/* a number that nobody has */
#define MODULE		"failnth"
#define CHUNK		64	/* ids that a table grows by */

/* ------------------------------------------------------------------ fault injection */

/* Fails also what may sleep, and a single page; says nothing, for a report is a kernel's cry. */
static const char *const settings[][2] = {
	{ "failslab/ignore-gfp-wait", "N" },
	{ "failslab/verbose", "0" },
	{ "fail_page_alloc/ignore-gfp-wait", "N" },
	{ "fail_page_alloc/min-order", "0" },
	{ "fail_page_alloc/verbose", "0" },
	{ "fail_usercopy/verbose", "0" },
};

static inline bool set_injection(const char *file, const char *value)
{
	ssize_t len = strlen(value);
	char path[128];
	bool ok;
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s", file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	ok = fd >= 0 && write(fd, value, len) == len;
	if (fd >= 0)
		close(fd);
	return ok;
}

static inline bool set_up_injection(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(settings); i++)
		if (!set_injection(settings[i][0], settings[i][1]))
			return false;
	return true;
}

/* The file fail-nth, or -1: this kernel has none of it. */
static inline int open_injection(void)
{
	/* A page fault of ours must not find a failure point. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE) || !set_up_injection())
		return -1;
	return open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
}

static inline void arm(int fn, int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", n);

	/* Also this write is one that may meet the fault that is armed. */
	while (pwrite(fn, text, len, 0) != len)
		;
}

/* Nothing fails any more: true if the fault has struck. */
static inline bool disarm(int fn)
{
	char text[16] = "";
	bool struck;

	/* If this read meets the fault, nothing did before. */
	struck = pread(fn, text, sizeof(text) - 1, 0) > 0 && !atoi(text);
	arm(fn, 0);
	return struck;
}

/* ------------------------------------------------------------------------ the world */

/**
 * struct world - a connected call from line 0 to line 1, and who has to do with it
 * @app: the owner of the call; so @line, @call
 * @second_app: another owner of line 0, without a handle; so @second
 * @monitor_app: a monitor of line 0; so @monitor, @monitored
 * @far_app: the owner of line 1, a monitor of line 2; so @far, @peer, @idle
 * @books: an unbound file of line 0
 * @fresh: what a row prepares: a file that is not bound, or bound to @fresh_app
 * @handle: of a call, on @fresh
 * @id: of a request
 * @late: faults that came after the deed
 */
struct world {
	struct sim sim;
	int fn;
	int app, second_app, monitor_app, far_app;
	struct line line, second, monitor, far, idle;
	__u32 call, peer, monitored;
	int books;
	int fresh_app;
	struct line fresh;
	__u32 handle;
	int id;
	int late;
	struct tline_request rq[3];
	__u64 args[TLINE_MAX_ARGS / sizeof(__u64)];
};

FIXTURE(failnth)
{
	struct world w;
};

static inline int open_line_file(struct world *w, int i, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/dev/tline/line%d", w->sim.line[i]);
	return open(path, flags | O_CLOEXEC);
}

FIXTURE_SETUP(failnth)
{
	struct world *w = &self->w;
	int i;

	sim_create_down(&w->sim, 3);
	for (i = 0; i < 3; i++) {
		sim_set(&w->sim, i, "max_calls", "16");
		sim_set(&w->sim, i, "max_active", "16");
		sim_set(&w->sim, i, "devices", "wave/in=hw:1");
	}
	sim_live(&w->sim);
	w->app = app_open_as("first", V2_2);
	w->second_app = app_open_as("second", V2_2);
	w->monitor_app = app_open_as("third", V2_2);
	w->far_app = app_open();
	w->line = line_open(&w->sim, 0, w->app, OWNER, VOICE);
	w->second = line_open(&w->sim, 0, w->second_app, OWNER, TLINE_MEDIAMODE_DATAMODEM);
	w->monitor = line_open(&w->sim, 0, w->monitor_app, MONITOR, 0);
	w->far = line_open(&w->sim, 1, w->far_app, OWNER, VOICE);
	w->idle = line_open(&w->sim, 2, w->far_app, OWNER | MONITOR, VOICE);
	connect_call(&w->sim, &w->line, &w->far, 1, &w->call, &w->peer);
	w->monitored = offered(&w->monitor);
	w->books = open_line_file(w, 0, O_RDONLY);
	w->fresh_app = -1;
	w->fresh.fd = -1;
	w->fn = open_injection();
}

FIXTURE_TEARDOWN(failnth)
{
	struct world *w = &self->w;
	struct line *lines[] = { &w->line, &w->second, &w->monitor, &w->far, &w->idle }, **l;

	for (l = lines; l < lines + ARRAY_SIZE(lines); l++)
		line_close(*l);
	EXPECT_EQ(counters(w->books).calls, 0);
	EXPECT_EQ(counters(w->books).opens, 0);
	EXPECT_EQ(counters(w->books).pending, 0);
	EXPECT_TRUE(balanced(w->books));
	EXPECT_TRUE(balanced(w->app));
	close(w->app);
	close(w->second_app);
	close(w->monitor_app);
	close(w->far_app);
	close(w->books);
	close(w->fn);
	sim_destroy(&w->sim);
}

#define NEEDS_INJECTION(w)						\
	do {								\
		if ((w)->fn < 0)					\
			SKIP(return, "this kernel cannot make allocations fail: no fail-nth");	\
	} while (0)

static inline int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static inline int say_app(char *to, size_t size, int app)
{
	struct tline_ioc_app_info info = { 0 };

	if (app < 0 || ioctl(app, TLINE_IOC_APP_INFO, &info))
		return 0;
	return snprintf(to, size, "app handles=%u requests=%u unread=%u ring=%u; ", info.handles,
			info.requests, info.unread, info.events);
}

static inline int say_call(char *to, size_t size, struct line *line, __u32 call)
{
	struct tline_ioc_call_info arg = { .call = call };
	struct tline_ioc_call_status st;

	if (line->fd < 0 || ioctl(line->fd, TLINE_IOC_CALL_INFO, &arg) || arg.result)
		return snprintf(to, size, "call none; ");
	st = call_status(line, call);
	return snprintf(to, size, "call state=%#x,%#x privilege=%u owners=%u monitors=%u media=%#x "
			"app-specific=%u digits=%u listens=%#x; ", st.state, st.mode, st.privilege,
			arg.info.num_owners, arg.info.num_monitors, arg.info.media_mode,
			arg.info.app_specific, arg.info.monitor_digit_modes,
			arg.info.monitor_media_modes);
}

static inline int say_line(char *to, size_t size, struct line *line)
{
	struct tline_ioc_status_messages m = { 0 };
	struct tline_ioc_line_status st = { 0 };
	struct tline_ioc_counters c = counters(line->fd);

	ioctl(line->fd, TLINE_IOC_LINE_STATUS, &st);
	ioctl(line->fd, TLINE_IOC_GET_STATUS_MESSAGES, &m);
	return snprintf(to, size, "line opens=%u media=%#x active=%u hold=%u status=%#x mask=%#x "
			"pending=%llu calls=%llu balanced=%d; ", st.num_opens, st.open_media_modes,
			st.active_calls, st.onhold_calls, st.status, m.line_states, c.pending,
			c.calls, balanced(line->fd));
}

/* All there is to be seen, but numbers that only grow. */
static inline const char *state_of(struct world *w)
{
	static char text[3][2048];
	static int turn;
	struct tline_ioc_priority prio = { .module = MODULE, .media_mode = TLINE_MEDIAMODE_TELEX };
	char *to = text[turn++ % 3], *end = to + sizeof(text[0]), *begin = to;

	ioctl(w->app, TLINE_IOC_GET_PRIORITY, &prio);
	to += snprintf(to, end - to, "files=%d priority=%u request=%u; ", count_fds(),
		       prio.priority, request_state(w->app, w->id, NULL));
	to += say_app(to, end - to, w->app);
	to += say_app(to, end - to, w->second_app);
	to += say_app(to, end - to, w->monitor_app);
	to += say_app(to, end - to, w->far_app);
	to += say_app(to, end - to, w->fresh_app);
	to += say_line(to, end - to, &w->line);
	to += say_line(to, end - to, &w->far);
	to += say_line(to, end - to, &w->idle);
	to += say_call(to, end - to, &w->line, w->call);
	to += say_call(to, end - to, &w->far, w->peer);
	to += say_call(to, end - to, &w->monitor, w->monitored);
	return begin;
}

/* Read all there is to be read; the monitor wants none of the calls that it is offered. */
static inline void drain_all(struct world *w)
{
	struct tline_message m;

	drain(w->app);
	drain(w->second_app);
	drain(w->far_app);
	while (!silent(w->monitor_app) && message(w->monitor_app, &m))
		if (m.type == TLINE_MSG_APPNEWCALL)
			deallocate(&w->monitor, m.p2);
}

static inline bool same(const char *before, const char *after)
{
	if (!strcmp(before, after))
		return true;
	fprintf(stderr, "# before: %s\n# after:  %s\n", before, after);
	return false;
}

/* What a failed allocation or copy may be called. */
static inline bool right_error(int err)
{
	return err == -ENOMEM || err == -EFAULT || err == (__s32)TLINE_ERR_NOMEM;
}

static inline void pending(struct world *w)
{
	sim_set(&w->sim, 0, "park", "1");
	w->id = submit_op(&w->line, TLINE_OP_SECURECALL, w->call);
}

static inline void away_with_pending(struct world *w)
{
	cancel(w->app, w->id, TLINE_CANCEL_FORCE);
	reply(w->app, w->id, NULL);
	sim_set(&w->sim, 0, "park", "0");
}

/* An app whose table of handles is full, so that one more needs memory: for calls of line @i. */
struct crowd {
	int app;
	struct line line[CHUNK];
};

static inline void crowd_open(struct world *w, struct crowd *c, int i)
{
	int k;

	c->app = app_open();
	for (k = 0; k < CHUNK - 1; k++)
		c->line[k] = line_open(&w->sim, 1, c->app, NONE, 0);
	c->line[k] = line_open(&w->sim, i, c->app, MONITOR, 0);
}

static inline void crowd_close(struct crowd *c)
{
	int k;

	for (k = 0; k < CHUNK; k++)
		line_close(&c->line[k]);
	close(c->app);
}

#endif /* FAILNTH_H */
