// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs as they are: what public programs with TAPI do, which is not always what
 * the documents say, and which must work here as it does where they come from.
 *
 * Those in programs/ are compiled with the windows shim and run as they are.
 */
#include "lib_phone.h"

#include <libgen.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define FAR_ABOVE	0x00030001	/* the version that programs ask for */

/* ------------------------------------------------------------------- programs of their own */

struct run {
	pid_t pid;
	int out;
	size_t len;
	char text[4096];
};

static void start(struct run *run, const char *name, const char *line, const char *number)
{
	char self[4096] = "", path[8192];
	int fds[2];

	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0 || pipe(fds))
		abort();
	snprintf(path, sizeof(path), "%s/programs/%s", dirname(self), name);
	fflush(NULL);
	*run = (struct run) { .pid = fork(), .out = fds[0] };
	if (!run->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(fds[1], 1);
		execl(path, name, line, number, NULL);
		fprintf(stderr, "# %s: %s\n", path, strerror(errno));
		_exit(127);
	}
	close(fds[1]);
}

/* Some more of what it prints; false at the end. */
static bool more(struct run *run)
{
	struct pollfd fd = { .fd = run->out, .events = POLLIN };
	ssize_t got;

	if (poll(&fd, 1, WAIT_MS) <= 0) {
		fprintf(stderr, "# the program hangs\n");
		kill(run->pid, SIGKILL);
	}
	got = read(run->out, run->text + run->len, sizeof(run->text) - 1 - run->len);
	run->len += got > 0 ? got : 0;
	return got > 0;
}

static bool says(const struct run *run, const char *text)
{
	if (strstr(run->text, text))
		return true;
	fprintf(stderr, "# no '%s' in:\n%s", text, run->text);
	return false;
}

/* Waits until it has printed this. */
static void must_say(struct run *run, const char *text)
{
	while (!strstr(run->text, text) && more(run))
		;
	if (!says(run, text))
		_exit(1);
}

/* Returns its exit status, or -1 if it did not end by itself. */
static int finish(struct run *run)
{
	int status;

	while (more(run))
		;
	close(run->out);
	if (waitpid(run->pid, &status, 0) != run->pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* The program dials from line 0 to line 1, where it is answered; then it hangs up. */
static void dial_and_answer(fixture *self, struct run *run, const char *name)
{
	HLINE monitor = open_as(self->app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_MONITOR);
	char line[16];
	LINEMESSAGE m;

	snprintf(line, sizeof(line), "%u", self->sim.line[0]);
	start(run, name, line, self->sim.number[1]);
	if (!message_named(self->app, LINE_APPNEWCALL, &m))
		must("the program's call", LINEERR_OPERATIONFAILED);
	if (!reaches(self->app, (HCALL)m.dwParam2, S(DIALING)))
		must("DIALING", LINEERR_OPERATIONFAILED);
	sim_step(&self->sim, 1000);
	if (!message_named(self->far_app, LINE_APPNEWCALL, &m))
		must("the call", LINEERR_OPERATIONFAILED);
	self->peer = (HCALL)m.dwParam2;
	must("lineAnswer", reply_of(self->far_app, lineAnswer(self->peer, NULL, 0)));
	sim_step(&self->sim, 1000);
	must("lineClose", lineClose(monitor));
}

/* lineInitialize, a callback that ends its call, GetMessage(), in TCHARs of both kinds. */
TEST_F(phone, callback_and_message_loop)
{
	struct run run;

	dial_and_answer(self, &run, "dialer");
	EXPECT_EQ(0, finish(&run));
	EXPECT_TRUE(says(&run, "version 20002, line "));
	EXPECT_TRUE(says(&run, ", 1 address, strings 1\n"));
	EXPECT_TRUE(says(&run, "lineMakeCall: 0\n"));
	EXPECT_TRUE(says(&run, "state 256\n"));
	EXPECT_TRUE(says(&run, "state 1\ndeallocate 0, again 80000018\n"
			       "lineClose 0, lineDrop 80000018\n"
			       "lineShutdown 0, end 0\n"));
	EXPECT_EQ(NULL, strstr(run.text, "callback within callback"));
}

TEST_F(phone, unicode)
{
	struct run run;

	dial_and_answer(self, &run, "dialer-unicode");
	EXPECT_EQ(0, finish(&run));
	EXPECT_TRUE(says(&run, ", 1 address, strings 3\n"));
	EXPECT_TRUE(says(&run, "state 256\n"));
	EXPECT_TRUE(says(&run, "lineShutdown 0, end 0\n"));
}

/* What is refused in the reply ends the loop, too. */
TEST_F(phone, callback_hears_of_failure)
{
	struct run run;
	char line[16];

	snprintf(line, sizeof(line), "%u", self->sim.line[0]);
	start(&run, "dialer", line, "?");
	EXPECT_LT(0, finish(&run));
	start(&run, "dialer", "4294967294", "1");
	EXPECT_EQ(2, finish(&run));
}

/*
 * Messages by event, in C++, and the modem of a call from lineGetID: its handle reads
 * and writes.  The modem is a terminal that the test has the other end of.
 */
FIXTURE(modem) {
	struct sim sim;
	HLINEAPP app;
	HLINE line;		/* line 1 */
	int terminal;
};

FIXTURE_SETUP(modem)
{
	self->terminal = posix_openpt(O_RDWR | O_NOCTTY);
	ASSERT_EQ(0, grantpt(self->terminal));
	ASSERT_EQ(0, unlockpt(self->terminal));
	sim_create_down(&self->sim, 2);
	sim_set(&self->sim, 0, "devices", "comm/datamodem=%s", ptsname(self->terminal));
	sim_live(&self->sim);
	self->app = program("Caller");
	self->line = open_as(self->app, self->sim.line[1], V2_2, LINECALLPRIVILEGE_OWNER);
}

FIXTURE_TEARDOWN(modem)
{
	sim_destroy(&self->sim);
}

TEST_F(modem, event_and_comm_handle)
{
	char line[16], text[64] = "";
	size_t len = 0;
	struct run run;
	HCALL call;
	ssize_t n;

	snprintf(line, sizeof(line), "%u", self->sim.line[0]);
	start(&run, "modem", line, NULL);
	must_say(&run, "ready\n");
	EXPECT_EQ(0, reply_of(self->app, lineMakeCall(self->line, &call, self->sim.number[0], 0,
						      NULL)));
	sim_step(&self->sim, 1000);
	must_say(&run, "answered: 0\n");
	sim_step(&self->sim, 1000);
	must_say(&run, "modem ");
	/* The terminal's line discipline adds the carriage return, maybe in a piece of its own. */
	while (len < 7 && (n = read(self->terminal, text + len, sizeof(text) - 1 - len)) > 0)
		len += n;
	EXPECT_STREQ("hello\r\n", text);
	EXPECT_EQ(8, write(self->terminal, "CONNECT\n", 8));
	EXPECT_EQ(0, finish(&run));
	EXPECT_TRUE(says(&run, ptsname(self->terminal)));
	EXPECT_TRUE(says(&run, "it says CONNECT\nend\n"));
	EXPECT_TRUE(reaches(self->app, call, S(DISCONNECTED)));
}

/* ------------------------------------------------------------------- habits */

/* A highest version far above ours: the answer is ours. */
TEST_F(phone, versions_far_above)
{
	DWORD num, version = FAR_ABOVE;
	LINEEXTENSIONID ext;
	HLINEAPP app;

	ASSERT_EQ(0, initialize("x", &app, &num, &version));
	EXPECT_EQ(V2_2, version);
	version = 0;
	EXPECT_EQ(0, lineNegotiateAPIVersion(app, self->sim.line[0], V1_3, FAR_ABOVE, &version,
					     &ext));
	EXPECT_EQ(V2_2, version);
	EXPECT_EQ(0, lineShutdown(app));
}

/* lineOpen and lineGetDevCaps with a version that nobody has negotiated. */
TEST_F(phone, no_negotiation)
{
	static const DWORD versions[] = { V1_3, V1_4, V2_0, V2_2 };
	union {
		LINEDEVCAPS caps;
		char room[1000];
	} u = { .caps.dwTotalSize = sizeof(u) };
	HLINEAPP app = program("x");
	HLINE line;

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		EXPECT_EQ(0, lineGetDevCaps(app, self->sim.line[0], versions[i], 0, &u.caps));
		EXPECT_EQ(0, lineOpen(app, self->sim.line[0], &line, versions[i], 0, 0,
				      LINECALLPRIVILEGE_NONE, 0, NULL));
		EXPECT_EQ(0, lineClose(line));
	}
	EXPECT_EQ(0, lineShutdown(app));
}

static void WINAPI ignore(DWORD device, DWORD message, DWORD_PTR instance, DWORD_PTR p1,
			  DWORD_PTR p2, DWORD_PTR p3)
{
}

TEST_F(phone, null_names)
{
	DWORD num = 0, version = V2_2;
	HLINEAPP app;

	EXPECT_EQ(0, lineNegotiateAPIVersion(self->app, self->sim.line[0], V1_3, V2_2, &version,
					     NULL));
	EXPECT_EQ(V2_2, version);
	ASSERT_EQ(0, initialize(NULL, &app, &num, &version));
	EXPECT_EQ(0, lineShutdown(app));
	ASSERT_EQ(0, lineInitialize(&app, NULL, ignore, NULL, &num));
	EXPECT_LE(LINES, num);
	EXPECT_EQ(0, lineShutdown(app));
}

/* All bits there are, whether or not the line has them. */
TEST_F(phone, all_status_messages)
{
	DWORD line = 0, address = 0;

	EXPECT_EQ(0, lineSetStatusMessages(self->line, 0x1ffffff, 0x1ff));
	EXPECT_EQ(0, lineGetStatusMessages(self->line, &line, &address));
	EXPECT_EQ(0x1ffffff, line);
	EXPECT_EQ(0x1ff, address);
	EXPECT_EQ(LINEERR_INVALLINESTATE, lineSetStatusMessages(self->line, 0xffffffff, 0x1ff));
}

TEST_F(phone, media_modes_of_an_open)
{
	HLINEAPP app = program("x");
	HLINE line;

	/* None, and something there is not, without OWNER. */
	EXPECT_EQ(0, lineOpen(app, self->sim.line[2], &line, V2_0, 0, 0, LINECALLPRIVILEGE_NONE, 0,
			      NULL));
	EXPECT_EQ(0, lineClose(line));
	EXPECT_EQ(0, lineOpen(app, self->sim.line[2], &line, V2_0, 0, 0,
			      LINECALLPRIVILEGE_MONITOR, 0xffffffff, NULL));
	EXPECT_EQ(0, lineClose(line));
	/* Owner of calls whose mode nobody knows, and of nothing else. */
	EXPECT_EQ(0, lineOpen(app, self->sim.line[2], &line, V2_0, 0, 0, LINECALLPRIVILEGE_OWNER,
			      LINEMEDIAMODE_UNKNOWN, NULL));
	EXPECT_EQ(0, lineClose(line));
	EXPECT_EQ(0, lineShutdown(app));
}

/* A line is closed with its call; the other end hears of it. */
TEST_F(phone, close_with_a_live_call)
{
	connect_phone(self);
	EXPECT_EQ(0, lineClose(self->line));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDrop(self->call, NULL, 0));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineClose(self->line));
	EXPECT_TRUE(reaches(self->far_app, self->peer, S(DISCONNECTED)));
}

/* Handles that have died, in each way they can, or never lived. */
TEST_F(phone, stale_handles)
{
	HCALL never[] = { 0, 1, 0xffffffff, self->line, self->app };

	connect_phone(self);
	EXPECT_EQ(0, reply_of(self->app, lineDrop(self->call, NULL, 0)));
	EXPECT_EQ(LINEERR_INVALCALLSTATE, reply_of(self->app, lineDrop(self->call, NULL, 0)));
	EXPECT_EQ(0, lineDeallocateCall(self->call));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDrop(self->call, NULL, 0));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDeallocateCall(self->call));
	EXPECT_EQ(0, lineClose(self->far));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDrop(self->peer, NULL, 0));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDeallocateCall(self->peer));
	for (size_t i = 0; i < ARRAY_SIZE(never); i++) {
		EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDrop(never[i], NULL, 0));
		EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDeallocateCall(never[i]));
	}
}

struct waiter {
	HLINEAPP app;
	HANDLE port;
	pid_t tid;
	LONG rc;
};

static void *wait_event(void *arg)
{
	struct waiter *w = arg;
	LINEMESSAGE m;

	__atomic_store_n(&w->tid, gettid(), __ATOMIC_RELEASE);
	w->rc = lineGetMessage(w->app, &m, INFINITE);
	return NULL;
}

static void *wait_queue(void *arg)
{
	struct waiter *w = arg;
	LPLINEMESSAGE m;

	__atomic_store_n(&w->tid, gettid(), __ATOMIC_RELEASE);
	w->rc = tlineGetQueuedMessage(w->port, NULL, &m, INFINITE);
	return NULL;
}

/* One thread shuts down while another waits for messages, which then ends. */
static LONG shut_down_while(void *(*wait)(void *arg), struct waiter *w, long system_call)
{
	pthread_t thread;
	LONG rc;

	if (pthread_create(&thread, NULL, wait, w))
		abort();
	while (!__atomic_load_n(&w->tid, __ATOMIC_ACQUIRE))
		sched_yield();
	wait_asleep(w->tid, system_call);
	rc = lineShutdown(w->app);
	pthread_join(thread, NULL);
	return rc;
}

TEST_F(phone, shutdown_while_another_thread_waits)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USECOMPLETIONPORT,
	};
	struct waiter event = { .app = program("x") }, port = { .port = tlineCreatePort() };
	DWORD num, version = V2_2;

	EXPECT_EQ(0, shut_down_while(wait_event, &event, SYS_poll));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, event.rc);
	params.Handles.hCompletionPort = port.port;
	ASSERT_EQ(0, lineInitializeEx(&port.app, NULL, NULL, "x", &num, &version, &params));
	EXPECT_EQ(0, shut_down_while(wait_queue, &port, SYS_epoll_wait));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, port.rc);
	EXPECT_EQ(0, tlineClosePort(port.port));
}

TEST_HARNESS_MAIN
