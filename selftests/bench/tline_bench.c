// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the important operations of tline cost, in instructions.  Needs lines of
 * tline_bench_prov; the provider makes and takes them as the benches ask.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/eventfd.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "bench.h"
#include "provider.h"

#define DEADLINE	30000000000ULL	/* never reached */
#define NAP		20000		/* us, for deferred work to be done */

static int app, line;
static struct tline_request rq[4096];
static struct tline_message msg[4096];

/* ------------------------------------------------------------------ system calls */

static int fd;

static void setup_eventfd(long arg)
{
	fd = eventfd(0, EFD_NONBLOCK);
}

static void op_getppid(long n, long arg)
{
	while (n--)
		sys0(SYS_getppid);
}

static void op_eventfd(long n, long arg)
{
	uint64_t v = 1;

	while (n--) {
		sys(SYS_write, fd, (long)&v, sizeof(v));
		sys_read(fd, &v, sizeof(v));
	}
}

/* ----------------------------------------------------------------------- requests */

static void setup_line(long arg)
{
	provider_lines(0);
	provider_notices(0);
	provider_lines(4);
	app = app_open();
	line = line_open(0, app);
}

static void setup_told(long arg)
{
	provider_lines(0);
	provider_notices(1);
	provider_lines(4);
	app = app_open();
	line = line_open(0, app);
}

/* In a memory cgroup, as every service of a usual system is. */
static void setup_memcg(long arg)
{
	FILE *f;

	mkdir("/tmp/cgroup", 0755);
	mount("cgroup", "/tmp/cgroup", "cgroup2", 0, NULL);
	f = fopen("/tmp/cgroup/cgroup.subtree_control", "w");
	if (!f || fputs("+memory", f) < 0 || fclose(f))
		bench_skip("no memory cgroups here: %s", strerror(errno));
	mkdir("/tmp/cgroup/bench", 0755);
	f = fopen("/tmp/cgroup/bench/cgroup.procs", "w");
	if (!f || fprintf(f, "%d", getpid()) < 0 || fclose(f))
		bench_die("cannot enter a cgroup");
	setup_line(arg);
}

static void prepare(long n, uint32_t op, uint32_t arg0, uint64_t timeout)
{
	long i;

	for (i = 0; i < n; i++)
		rq[i] = (struct tline_request) {
			.op = op, .arg = { arg0 }, .timeout_ns = timeout, .cookie = i,
		};
}

static void submit(long first, long n, uint32_t flags)
{
	struct tline_ioc_submit s = {
		.requests = (unsigned long)&rq[first],
		.count = n,
		.request_size = sizeof(rq[0]),
		.flags = flags,
	};
	long ret = sys_ioctl(line, TLINE_IOC_SUBMIT, &s);

	if (ret || s.done != n || rq[first + n - 1].result)
		bench_die("SUBMIT: %ld, %u of %ld done, result %#x", ret, s.done, n,
			  rq[first + n - 1].result);
}

/* Read all @n messages that there must be. */
static void reap(long n)
{
	long got, size = sizeof(msg[0]);

	for (; n > 0; n -= got / size) {
		got = sys_read(app, msg, (n < 64 ? n : 64) * size);
		if (got <= 0)
			bench_die("read: %ld, %ld messages missing", got, n);
	}
}

static void op_submit_read(long n, long batch)
{
	prepare(batch, TLINE_OP_SETLINEDEVSTATUS, 1, 0);
	while (n--) {
		submit(0, batch, 0);
		reap(batch);
	}
}

static void op_submit_wait(long n, long batch)
{
	prepare(batch, TLINE_OP_SETLINEDEVSTATUS, 1, 0);
	while (n--)
		submit(0, batch, TLINE_SUBMIT_WAIT);
}

/* Completions in one read. */
static void op_replies(long n, long batch)
{
	uint64_t t;

	prepare(batch, TLINE_OP_SETLINEDEVSTATUS, 1, 0);
	while (n--) {
		submit(0, batch, 0);
		t = now();
		reap(batch);
		phase[0] += now() - t;
	}
}

static void setup_events(long arg)
{
	struct tline_ioc_status_messages m = { .line_states = TLINE_DEVSTATE_RINGING };

	setup_line(arg);
	if (sys_ioctl(line, TLINE_IOC_SET_STATUS_MESSAGES, &m))
		bench_die("SET_STATUS_MESSAGES");
}

/* a: a request that makes @batch events; b: they and its completion are read. */
static void op_events(long n, long batch)
{
	uint64_t t;

	prepare(1, TLINE_OP_DEVSPECIFICFEATURE, batch - 1, 0);
	while (n--) {
		t = now();
		submit(0, 1, 0);
		phase[0] += now() - t;
		t = now();
		reap(batch);
		phase[1] += now() - t;
	}
}

static void cancel(long i)
{
	struct tline_ioc_cancel c = { .id = rq[i].id, .mode = TLINE_CANCEL_FORCE };

	if (sys_ioctl(app, TLINE_IOC_CANCEL, &c))
		bench_die("cancel");
}

/* a: requests that stay pending, one by one; b: cancel each; c: read the completions. */
static void op_cancel(long n, long timeout)
{
	uint64_t t[4];
	long i;

	prepare(64, TLINE_OP_DEVSPECIFIC, 0, timeout);
	while (n--) {
		t[0] = now();
		for (i = 0; i < 64; i++)
			submit(i, 1, 0);
		t[1] = now();
		for (i = 0; i < 64; i++)
			cancel(i);
		t[2] = now();
		reap(64);
		t[3] = now();
		for (i = 0; i < 3; i++)
			phase[i] += t[i + 1] - t[i];
	}
}

/* The same, with what the line's worker does afterwards to tell the provider. */
static void op_cancel_told(long n, long arg)
{
	uint64_t t[2], nap;
	long i;

	prepare(64, TLINE_OP_DEVSPECIFIC, 0, 0);
	work_begin();
	while (n--) {
		t[0] = work();
		usleep(NAP);
		nap = work() - t[0];
		for (i = 0; i < 64; i++)
			submit(i, 1, 0);
		t[0] = work();
		for (i = 0; i < 64; i++)
			cancel(i);
		usleep(NAP);
		t[1] = work();
		reap(64);
		phase[0] += t[1] - t[0] - nap;
	}
	work_end();
}

/* -------------------------------------------------------------- opening and closing */

/* @arg: requests pending at the close; DEADLINES: each has one. */
#define DEADLINES	0x10000

static void op_close(long n, long arg)
{
	long pending = arg & 0xffff;
	uint64_t t;

	prepare(pending, TLINE_OP_DEVSPECIFIC, 0, arg & DEADLINES ? DEADLINE : 0);
	close(line);
	while (n--) {
		line = line_open(0, app);
		if (pending)
			submit(0, pending, 0);
		t = now();
		sys(SYS_close, line, 0, 0);
		phase[0] += now() - t;
		reap(pending);
	}
	line = line_open(0, app);
}

/* The end of a program: its app goes, with the requests of its line. */
static void op_close_app(long n, long pending)
{
	uint64_t t;

	prepare(pending, TLINE_OP_DEVSPECIFIC, 0, 0);
	close(app);
	close(line);
	while (n--) {
		app = app_open();
		line = line_open(0, app);
		submit(0, pending, 0);
		t = now();
		sys(SYS_close, app, 0, 0);
		phase[0] += now() - t;
		close(line);
	}
	app = app_open();
	line = line_open(0, app);
}

static void op_openclose(long n, long bind)
{
	while (n--) {
		long f = sys(SYS_openat, AT_FDCWD, (long)"/dev/tline/line1", O_RDWR);

		if (bind)
			line_bind(f, app);
		sys(SYS_close, f, 0, 0);
	}
}

static void op_openclose_app(long n, long arg)
{
	while (n--)
		sys(SYS_close, sys(SYS_openat, AT_FDCWD, (long)"/dev/tline/app", O_RDWR), 0, 0);
}

static void op_line_status(long n, long arg)
{
	struct tline_ioc_line_status st;

	while (n--)
		sys_ioctl(line, TLINE_IOC_LINE_STATUS, &st);
}

static void op_line_caps(long n, long arg)
{
	struct tline_line_caps caps;

	while (n--)
		sys_ioctl(line, TLINE_IOC_LINE_CAPS, &caps);
}

/* --------------------------------------------------------------------- many lines */

static void setup_none(long arg)
{
	provider_lines(0);
	provider_notices(0);
}

/* a: register @arg lines; b: unregister them all. */
static void op_register(long n, long arg)
{
	uint64_t t[3];

	work_begin();
	while (n--) {
		t[0] = work();
		provider_lines(arg);
		t[1] = work();
		provider_lines(0);
		usleep(NAP);	/* freed after a grace period */
		t[2] = work();
		phase[0] += t[1] - t[0];
		phase[1] += t[2] - t[1];
	}
	work_end();
}

/* Unregister lines one at a time, each with a grace period of its own. */
static void op_unregister(long n, long arg)
{
	uint64_t t;

	work_begin();
	while (n--) {
		provider_lines(1 + arg);
		t = work();
		provider_lines(1);
		phase[0] += work() - t;
	}
	work_end();
}

static void setup_many(long arg)
{
	struct rlimit limit = { arg + 64, arg + 64 };

	setrlimit(RLIMIT_NOFILE, &limit);
	provider_lines(0);
	provider_notices(0);
	provider_lines(arg);
	app = app_open();
	/* The table of files grows now. */
	if (dup2(app, arg + 63) < 0)
		bench_die("dup2");
}

/* a: open and bind @arg lines; b: close them. */
static void op_many(long n, long arg)
{
	static int fds[16384];
	uint64_t t[3];
	long i;

	while (n--) {
		t[0] = now();
		for (i = 0; i < arg; i++)
			fds[i] = line_open(i, app);
		t[1] = now();
		for (i = 0; i < arg; i++)
			sys(SYS_close, fds[i], 0, 0);
		t[2] = now();
		phase[0] += t[1] - t[0];
		phase[1] += t[2] - t[1];
	}
}

/* Instructions in a second in which nobody does anything. */
static uint64_t idle_second(void)
{
	uint64_t t;

	sleep(100);		/* skipped: what went before is done with */
	work_begin();
	usleep(NAP);
	t = work();
	sleep(1);
	t = work() - t;
	work_end();
	return t;
}

/* a: without a line; b: with @arg lines, open. */
static void op_idle(long n, long arg)
{
	long i;

	provider_lines(0);
	phase[0] = idle_second();
	setup_many(arg);
	for (i = 0; i < arg; i++)
		line_open(i, app);
	phase[1] = idle_second();
}

static const struct bench benches[] = {
	{ "getppid", NULL, op_getppid, 0, 1 },
	{ "eventfd_write+read", setup_eventfd, op_eventfd, 0, 1 },
	{ "tl_submit+read_1", setup_line, op_submit_read, 1, 1 },
	{ "tl_submit+read_1_told", setup_told, op_submit_read, 1, 1 },
	{ "tl_submitv32+read32", setup_line, op_submit_read, 32, 32 },
	{ "tl_submit_wait_1", setup_line, op_submit_wait, 1, 1 },
	{ "tl_submit_wait_32", setup_line, op_submit_wait, 32, 32 },
	{ "tl_read_1", setup_line, op_replies, 1, 1 },
	{ "tl_read_64", setup_line, op_replies, 64, 64 },
	{ "tl_events_x1", setup_events, op_events, 1, 1 },
	{ "tl_events_x64", setup_events, op_events, 64, 64 },
	{ "tl_pend/cancel/reap_64", setup_line, op_cancel, 0, 64 },
	{ "tl_pend/cancel/reap_64_tmr", setup_line, op_cancel, DEADLINE, 64 },
	{ "tl_pend/cancel/reap_64_told", setup_told, op_cancel, 0, 64 },
	{ "tl_cancel_64_told_all", setup_told, op_cancel_told, 0, 64, 7 },
	{ "tl_close_0", setup_line, op_close, 0, 1 },
	{ "tl_close_0_told", setup_told, op_close, 0, 1 },
	{ "tl_close_1", setup_line, op_close, 1, 1 },
	{ "tl_close_256", setup_line, op_close, 256, 256, 7 },
	{ "tl_close_4096", setup_line, op_close, 4096, 4096, 7 },
	{ "tl_close_4096_tmr", setup_line, op_close, DEADLINES | 4096, 4096, 7 },
	{ "tl_close_4096_told", setup_told, op_close, 4096, 4096, 7 },
	{ "tl_close_app_4096", setup_line, op_close_app, 4096, 4096, 7 },
	{ "tl_openclose_unbound", setup_line, op_openclose, 0, 1 },
	{ "tl_openclose", setup_line, op_openclose, 1, 1 },
	{ "tl_openclose_told", setup_told, op_openclose, 1, 1 },
	{ "tl_openclose_app", setup_line, op_openclose_app, 0, 1 },
	{ "tl_line_status", setup_line, op_line_status, 0, 1 },
	{ "tl_line_caps", setup_line, op_line_caps, 0, 1 },
	{ "tl_line_register_16", setup_none, op_register, 16, 16, 7 },
	{ "tl_line_register_1024", setup_none, op_register, 1024, 1024, 3 },
	{ "tl_line_unregister_one", setup_none, op_unregister, 16, 16, 7 },
	{ "tl_line_register_10000", setup_none, op_register, 10000, 10000, 1 },
	{ "tl_open/close_lines_1000", setup_many, op_many, 1000, 1000, 1 },
	{ "tl_open/close_lines_10000", setup_many, op_many, 10000, 10000, 1 },
	{ "tl_idle_10000", NULL, op_idle, 10000, 1, 1 },
	{ }
};

/* Not among the others: from then on, allocating costs more everywhere. */
static const struct bench memcg_benches[] = {
	{ "tl_memcg_submit+read_1", setup_memcg, op_submit_read, 1, 1 },
	{ }
};

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "memcg"))
		return bench_main(memcg_benches, 1, argv + 1);
	return bench_main(benches, argc, argv);
}
