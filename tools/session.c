// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TAPI session: the application, its lines, its calls, its messages.
 */
#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "session.h"

static struct session_line **lines;
static size_t num_lines, room_lines;
static struct session_call **calls;
static size_t num_calls, room_calls;
static unsigned int last_number;
static HLINEAPP app;
static atomic_bool stopped;

static void on_signal(int sig)
{
	(void)sig;
	stopped = true;
}

/* They interrupt the wait for a message only, see session_next(). */
static void catch_signals(void)
{
	struct sigaction act = { .sa_handler = on_signal };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
}

void session_start(void)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD num, version = SESSION_VERSION;
	LONG rc;

	errno = 0;
	rc = lineInitializeEx(&app, NULL, NULL, "tline", &num, &version, &params);
	if (rc == LINEERR_NODRIVER)
		die(EXIT_ABSENT, "the kernel module tline is not loaded (there is no /dev/tline/app); run: modprobe tline_sim lines=4");
	if (rc && (errno == EACCES || errno == EPERM))
		die(EXIT_DENIED,
		    "no permission for /dev/tline/app; it should be everybody's (mode 0666): are the udev rules installed?");
	if (rc)
		die(EXIT_SYSTEM, "cannot register with tline: %s", tlineStrError(rc));
	setvbuf(stdout, NULL, _IOLBF, 0);
	catch_signals();
}

void session_end(void)
{
	lineShutdown(app);
}

/* ------------------------------------------------------------------------- lines */

static const char *group_of(gid_t gid)
{
	static char number[16];
	const struct group *group = getgrgid(gid);

	if (group)
		return group->gr_name;
	snprintf(number, sizeof(number), "%u", gid);
	return number;
}

static _Noreturn void denied(const char *path, const struct line *line, bool write)
{
	struct stat st;

	if (stat(path, &st))
		die(EXIT_DENIED, "cannot %s line '%s': %s: %s", write ? "use" : "watch",
		    line->name, path, strerror(errno));
	if (st.st_gid && st.st_mode & (write ? 0020 : 0040))
		die(EXIT_DENIED,
		    "no permission to %s line '%s': %s is for group %s (mode %04o); join it (adduser USER %s) or run as root",
		    write ? "use" : "watch", line->name, path, group_of(st.st_gid),
		    st.st_mode & 0777, group_of(st.st_gid));
	die(EXIT_DENIED,
	    "no permission to %s line '%s': its node %s has group %s and mode %04o; run as root, or install the udev rules, which give lines to group dialout",
	    write ? "use" : "watch", line->name, path, group_of(st.st_gid), st.st_mode & 0777);
}

struct session_line *session_open(const struct line *line, DWORD privileges, bool write)
{
	struct session_line *l = xcalloc(1, sizeof(*l));
	char path[40];
	LONG rc;

	snprintf(path, sizeof(path), "/dev/tline/line%u", line->id);
	if (write && access(path, W_OK) && errno == EACCES)
		denied(path, line, true);
	errno = 0;
	rc = lineOpen(app, line->id, &l->handle, SESSION_VERSION, 0, num_lines + 1, privileges,
		      privileges & LINECALLPRIVILEGE_OWNER ? LINEMEDIAMODE_INTERACTIVEVOICE : 0,
		      NULL);
	if (rc == LINEERR_ALLOCATED && (errno == EACCES || errno == EPERM || errno == EROFS))
		denied(path, line, write);
	if (rc)
		die(rc == LINEERR_NODEVICE || rc == LINEERR_BADDEVICEID ? EXIT_ABSENT : EXIT_SYSTEM,
		    "cannot open line '%s': %s (%s)", line->name, tlineStrError(rc),
		    name_text(TLINENAMES_ERROR, rc));
	l->line = line;
	lines = xgrow(lines, &room_lines, num_lines, sizeof(*lines));
	lines[num_lines++] = l;
	return l;
}

static struct session_line *line_of(const LINEMESSAGE *m)
{
	size_t i = m->dwCallbackInstance;

	return i && i <= num_lines ? lines[i - 1] : NULL;
}

/* ------------------------------------------------------------------------- calls */

struct session_call *session_call(HCALL handle)
{
	size_t i;

	for (i = 0; i < num_calls; i++)
		if (calls[i]->handle == handle)
			return calls[i];
	return NULL;
}

struct session_call *session_add_call(HCALL handle, struct session_line *line)
{
	struct session_call *call = session_call(handle);

	if (call)
		return call;
	call = xcalloc(1, sizeof(*call));
	call->handle = handle;
	call->line = line;
	call->number = ++last_number;
	calls = xgrow(calls, &room_calls, num_calls, sizeof(*calls));
	calls[num_calls++] = call;
	return call;
}

static struct session_call *call_from(size_t i, const struct session_line *line)
{
	for (; i < num_calls; i++)
		if (calls[i]->line == line)
			return calls[i];
	return NULL;
}

struct session_call *session_first_call(const struct session_line *line)
{
	return call_from(0, line);
}

struct session_call *session_next_call(const struct session_call *call)
{
	size_t i;

	for (i = 0; i < num_calls && calls[i] != call; i++)
		;
	return call_from(i + 1, call->line);
}

static void forget_call(struct session_call *call)
{
	size_t i;

	for (i = 0; calls[i] != call; i++)
		;
	memmove(&calls[i], &calls[i + 1], (--num_calls - i) * sizeof(*calls));
	free(call);
}

void session_drop_call(struct session_call *call)
{
	lineDeallocateCall(call->handle);
	forget_call(call);
}

LINECALLINFO *session_call_info(const struct session_call *call)
{
	DWORD size = sizeof(LINECALLINFO) + 2048;
	LINECALLINFO *info;
	LONG rc;

	for (;;) {
		info = xcalloc(1, size);
		info->dwTotalSize = size;
		rc = lineGetCallInfo(call->handle, info);
		if (!rc && info->dwNeededSize <= size)
			return info;
		size = info->dwNeededSize;
		free(info);
		if (rc)
			return NULL;
	}
}

const char *session_info_text(const LINECALLINFO *info, DWORD size, DWORD offset)
{
	return size ? (const char *)info + offset : "";
}

/* ---------------------------------------------------------------------- messages */

double session_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

bool session_stopped(void)
{
	return atomic_exchange(&stopped, false);
}

/* True: there is something to read.  False: it is time, or there was a signal. */
static bool wait_readable(double until)
{
	struct pollfd pfd = { .fd = tlineGetFd(app), .events = POLLIN };
	double left = until < 0 ? 0 : until - session_now();
	struct timespec ts;
	sigset_t none;

	if (left < 0)
		left = 0;
	ts.tv_sec = left;
	ts.tv_nsec = (left - ts.tv_sec) * 1e9;
	sigemptyset(&none);
	return ppoll(&pfd, 1, until < 0 ? NULL : &ts, &none) > 0;
}

static bool about_call(DWORD message)
{
	return message == LINE_CALLSTATE || message == LINE_CALLINFO ||
	       message == LINE_MONITORDIGITS || message == LINE_GENERATE;
}

static void update(struct event *ev)
{
	struct session_call *call = NULL;

	ev->line = line_of(&ev->m);
	if (ev->m.dwMessageID == LINE_APPNEWCALL && ev->line) {
		call = session_add_call(ev->m.dwParam2, ev->line);
		call->privilege = ev->m.dwParam3;
	} else if (about_call(ev->m.dwMessageID) && ev->line) {
		call = session_add_call(ev->m.hDevice, ev->line);
	}
	if (call && ev->m.dwMessageID == LINE_CALLSTATE) {
		call->state = ev->m.dwParam1;
		call->mode = ev->m.dwParam2;
		if (ev->m.dwParam3)
			call->privilege = ev->m.dwParam3;
	}
	ev->call = call;
}

bool session_next(struct event *ev, double until)
{
	LONG rc;

	for (;;) {
		memset(ev, 0, sizeof(*ev));
		ev->ex.dwTotalSize = sizeof(ev->ex);
		rc = stopped ? LINEERR_OPERATIONFAILED :
			       tlineGetMessageEx(app, &ev->m, &ev->ex, 0);
		if (!rc) {
			update(ev);
			return true;
		}
		if (rc != LINEERR_OPERATIONFAILED)
			die(EXIT_SYSTEM, "cannot read messages: %s", tlineStrError(rc));
		if (stopped || !wait_readable(until))
			return false;
	}
}
