// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bench: programs with lines open, what they hear, and calls between them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "compliance.h"

#define MAX_PHONES	16
#define MAX_FILES	32

static struct phone *phones[MAX_PHONES];
static size_t num_phones;
static int files[MAX_FILES];
static size_t num_files;

double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

double limit(void)
{
	return now() + subject.seconds;
}

/* ------------------------------------------------------------------------- programs */

struct phone *phone_named(const char *name, DWORD device, DWORD version, DWORD privileges)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	struct phone *p;
	DWORD num, api = V2_2;
	LONG rc;

	if (num_phones == MAX_PHONES)
		fails("the rule uses more than %d programs", MAX_PHONES);
	p = xcalloc(1, sizeof(*p));
	p->device = device;
	p->version = version;
	phones[num_phones++] = p;
	rc = lineInitializeEx(&p->app, NULL, NULL, name, &num, &api, &params);
	if (rc)
		fails("lineInitializeEx: %s", error_name(rc));
	rc = lineOpen(p->app, device, &p->line, version, 0, num_phones, privileges,
		      privileges & OWNER ? VOICE : 0, NULL);
	if (rc)
		fails("lineOpen of line %u for %s: %s", device,
		      mask_text(TLINENAMES_CALLPRIVILEGE, privileges), error_name(rc));
	/* A line that never answers is found out, and the rule goes on. */
	tlineSetDeadline(p->line, subject.seconds * 1000);
	return p;
}

struct phone *phone_open(DWORD device, DWORD version, DWORD privileges)
{
	return phone_named("tline-compliance", device, version, privileges);
}

void phone_shutdown(struct phone *p)
{
	if (!p->shut && p->app)
		lineShutdown(p->app);
	p->shut = true;
}

int raw_app(void)
{
	int fd = open("/dev/tline/app", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	EXPECT(fd >= 0, "open of /dev/tline/app: %s", strerror(errno));
	EXPECT(num_files < MAX_FILES, "the rule uses more than %d files", MAX_FILES);
	files[num_files++] = fd;
	return fd;
}

int raw_line(int flags)
{
	char path[40];
	int fd;

	snprintf(path, sizeof(path), "/dev/tline/line%u", subject.line->id);
	fd = open(path, flags | O_CLOEXEC);
	EXPECT(fd >= 0, "open of %s: %s", path, strerror(errno));
	EXPECT(num_files < MAX_FILES, "the rule uses more than %d files", MAX_FILES);
	files[num_files++] = fd;
	return fd;
}

int raw_bind(int line, int app, uint32_t privileges, uint32_t *handle)
{
	struct tline_ioc_open arg = {
		.app_fd = app,
		.api_version = V2_2,
		.privileges = privileges,
		.media_modes = privileges & OWNER ? VOICE : 0,
	};

	if (ioctl(line, TLINE_IOC_OPEN, &arg))
		return -errno;
	if (handle)
		*handle = arg.handle;
	return arg.result;
}

/* Wait until calls on the line have gone: what a rule leaves is not to be the next one's. */
static void settle(DWORD device)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD num, api = V2_2;
	double until = limit();
	HLINEAPP app;
	HLINE line;

	if (lineInitializeEx(&app, NULL, NULL, NULL, &num, &api, &params))
		return;
	if (!lineOpen(app, device, &line, V2_2, 0, 0, LINECALLPRIVILEGE_NONE, 0, NULL)) {
		lineSetStatusMessages(line, LINEDEVSTATE_NUMCALLS, 0);
		while (calls_on(line) && now() < until) {
			LINEMESSAGE m;

			lineGetMessage(app, &m, 100);
		}
	}
	lineShutdown(app);
}

void bench_clear(void)
{
	size_t i;

	for (i = 0; i < num_phones; i++) {
		phone_shutdown(phones[i]);
		free(phones[i]->heard);
		free(phones[i]);
	}
	num_phones = 0;
	for (i = 0; i < num_files; i++)
		close(files[i]);
	num_files = 0;
	settle(subject.line->id);
	if (subject.peer)
		settle(subject.peer->id);
}

/* ------------------------------------------------------------------------- messages */

bool phone_read(struct phone *p, double until)
{
	double left = until - now();
	struct heard h = { .ex.dwTotalSize = sizeof(h.ex) };
	LONG rc;

	if (p->shut)
		return false;
	rc = tlineGetMessageEx(p->app, &h.m, &h.ex, left > 0 ? left * 1000 + 1 : 0);
	if (rc)
		return false;
	p->heard = xgrow(p->heard, &p->room, p->num, sizeof(*p->heard));
	p->heard[p->num++] = h;
	watch_message(p, &h);
	return true;
}

void phone_drain(struct phone *p)
{
	while (phone_read(p, 0))
		;
}

void phone_forget(struct phone *p)
{
	phone_drain(p);
	p->from = p->num;
}

static const struct heard *hear_where(struct phone *p,
				      bool (*suits)(const struct heard *, const void *),
				      const void *what)
{
	double until = limit();
	size_t i = p->from;

	for (;;) {
		for (; i < p->num; i++)
			if (suits(&p->heard[i], what))
				return &p->heard[i];
		if (!phone_read(p, until))
			return NULL;
	}
}

struct wanted {
	DWORD message;
	DWORD device;
	DWORD states;
	LONG request;
};

static bool is_message(const struct heard *h, const void *what)
{
	const struct wanted *w = what;

	return h->m.dwMessageID == w->message && (!w->device || h->m.hDevice == w->device);
}

static bool is_state(const struct heard *h, const void *what)
{
	const struct wanted *w = what;

	return is_message(h, what) && h->m.dwParam1 & w->states;
}

static bool is_reply(const struct heard *h, const void *what)
{
	const struct wanted *w = what;

	return is_message(h, what) && h->m.dwParam1 == (DWORD_PTR)w->request;
}

const struct heard *hear(struct phone *p, DWORD message, DWORD device)
{
	const struct wanted w = { .message = message, .device = device };

	return hear_where(p, is_message, &w);
}

const struct heard *hear_state(struct phone *p, HCALL call, DWORD states)
{
	const struct wanted w = { .message = LINE_CALLSTATE, .device = call, .states = states };

	return hear_where(p, is_state, &w);
}

const struct heard *must_hear(struct phone *p, DWORD message, DWORD device)
{
	const struct heard *h = hear(p, message, device);

	EXPECT(h, "no LINE_%s within %g s", tlineMessageName(message), subject.seconds);
	return h;
}

void must_reach(struct phone *p, HCALL call, DWORD states)
{
	EXPECT(hear_state(p, call, states), "the call did not become %s within %g s; it is %s",
	       mask_text(TLINENAMES_CALLSTATE, states), subject.seconds,
	       state_name(state_of(call)));
}

LONG result_of(struct phone *p, LONG request)
{
	const struct wanted w = { .message = LINE_REPLY, .request = request };
	const struct heard *h;

	watch_request(p, request);
	if (request <= 0)
		return request;
	h = hear_where(p, is_reply, &w);
	EXPECT(h, "no LINE_REPLY to an accepted request within %g s", subject.seconds);
	return (LONG)h->m.dwParam2;
}

void must_do(struct phone *p, const char *function, LONG request)
{
	LONG rc = result_of(p, request);

	EXPECT(!rc, "%.*s: %s", (int)strcspn(function, "("), function, error_name(rc));
}

/* ----------------------------------------------------------------------- what there is */

static bool call_status(HCALL call, LINECALLSTATUS *status)
{
	memset(status, 0, sizeof(*status));
	status->dwTotalSize = sizeof(*status);
	return !lineGetCallStatus(call, status);
}

DWORD state_of(HCALL call)
{
	LINECALLSTATUS status;

	return call_status(call, &status) ? status.dwCallState : 0;
}

DWORD privilege_of(HCALL call)
{
	LINECALLSTATUS status;

	return call_status(call, &status) ? status.dwCallPrivilege : 0;
}

DWORD features_of(HCALL call)
{
	LINECALLSTATUS status;

	return call_status(call, &status) ? status.dwCallFeatures : 0;
}

const char *state_name(DWORD state)
{
	return state ? mask_text(TLINENAMES_CALLSTATE, state) : "gone";
}

const char *error_name(LONG rc)
{
	return rc < 0 ? name_text(TLINENAMES_ERROR, rc) : rc ? "a request id" : "success";
}

DWORD calls_on(HLINE line)
{
	LINEDEVSTATUS *status;
	DWORD n;

	status = xcalloc(1, 65536);
	status->dwTotalSize = 65536;
	n = lineGetLineDevStatus(line, status) ? 0 :
	    status->dwNumActiveCalls + status->dwNumOnHoldCalls + status->dwNumOnHoldPendCalls;
	free(status);
	return n;
}

struct tline_ioc_counters counters(void)
{
	struct tline_ioc_counters c = {};
	int fd = raw_line(O_RDONLY);

	EXPECT(!ioctl(fd, TLINE_IOC_COUNTERS, &c), "TLINE_IOC_COUNTERS: %s", strerror(errno));
	return c;
}

void need_feature(DWORD feature, const char *what)
{
	if (!(subject.address.call_features & feature))
		not_applicable("the line has no %s", what);
}

/* ------------------------------------------------------------------------------ calls */

HCALL dial(struct phone *p, const char *number)
{
	HCALL call = 0;

	MUST_DO(p, lineMakeCall(p->line, &call, number, 0, NULL));
	EXPECT(call, "lineMakeCall succeeded without a call handle");
	return call;
}

static struct talk ring_from(struct phone *near)
{
	struct talk t = { .near = near };
	const struct heard *h;

	if (subject.peer)
		t.far = phone_open(subject.peer->id, V2_2, OWNER);
	t.call = dial(near, subject.number);
	if (t.far) {
		h = must_hear(t.far, LINE_APPNEWCALL, t.far->line);
		t.peer = h->m.dwParam2;
		must_reach(t.far, t.peer, STATE(OFFERING) | STATE(ACCEPTED));
	}
	return t;
}

struct talk ring(void)
{
	return ring_from(phone_open(subject.line->id, V2_2, OWNER));
}

struct talk talk_from(struct phone *near)
{
	struct talk t = ring_from(near);

	if (t.far) {
		MUST_DO(t.far, lineAnswer(t.peer, NULL, 0));
		must_reach(t.far, t.peer, STATE(CONNECTED));
	}
	must_reach(t.near, t.call, STATE(CONNECTED));
	return t;
}

struct talk talk(void)
{
	return talk_from(phone_open(subject.line->id, V2_2, OWNER));
}

struct talk incoming(struct phone *near)
{
	struct talk t = { .near = near, .far = phone_open(subject.peer->id, V2_2, OWNER) };
	const struct heard *h;

	t.peer = dial(t.far, subject.address.number);
	h = must_hear(near, LINE_APPNEWCALL, near->line);
	t.call = h->m.dwParam2;
	must_reach(near, t.call, STATE(OFFERING) | STATE(ACCEPTED));
	return t;
}

HCALL handle_on(struct phone *p)
{
	union {
		LINECALLLIST list;
		char room[256];
	} u = { .list.dwTotalSize = sizeof(u) };
	HCALL call;

	EXPECT_RC(lineGetNewCalls(p->line, 0, LINECALLSELECT_LINE, &u.list), 0);
	EXPECT(u.list.dwCallsNumEntries == 1,
	       "lineGetNewCalls gives %u handles, not 1", u.list.dwCallsNumEntries);
	memcpy(&call, u.room + u.list.dwCallsOffset, sizeof(call));
	return call;
}
