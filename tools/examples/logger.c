// SPDX-License-Identifier: GPL-2.0-only
/*
 * logger: watch all lines, and write a row for each call that has ended: when it began, line,
 * direction, the other number, how long it was connected, why it ended.  It needs no more than read
 * permission for the lines: it is a monitor, and changes nothing.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tapi.h>
#include <time.h>

#define MAX_CALLS	256

struct entry {
	HCALL call;
	time_t begin;
	time_t connected;
	DWORD why;		/* mode of DISCONNECTED */
};

static struct entry entries[MAX_CALLS];
static HLINEAPP app;

static void stop(int sig)
{
	(void)sig;
	lineShutdown(app);	/* lineGetMessage() returns */
}

static struct entry *entry_of(HCALL call)
{
	struct entry *e, *unused = NULL;

	for (e = entries; e < entries + MAX_CALLS; e++) {
		if (e->call == call)
			return e;
		if (!e->call && !unused)
			unused = e;
	}
	if (unused)
		*unused = (struct entry){ .call = call, .begin = time(NULL) };
	return unused;
}

static const char *number(const LINECALLINFO *info, DWORD flags, DWORD offset)
{
	return flags & LINECALLPARTYID_ADDRESS ? (const char *)info + offset : "?";
}

static void write_row(const struct entry *e)
{
	struct {
		LINECALLINFO info;
		char room[2048];
	} u = { .info.dwTotalSize = sizeof(u) };
	const LINECALLINFO *info = &u.info;
	const char *why = tlineCallStateModeName(LINECALLSTATE_DISCONNECTED, e->why);
	int out;
	char begin[32];

	/* A call can be asked about until its handle is given up, also when it is over. */
	if (lineGetCallInfo(e->call, &u.info))
		return;
	out = info->dwOrigin & LINECALLORIGIN_OUTBOUND;
	strftime(begin, sizeof(begin), "%F %T", localtime(&e->begin));
	printf("%s line %u %s %s, %ld s, %s\n", begin, info->dwLineDeviceID, out ? "to" : "from",
	       out ? number(info, info->dwCalledIDFlags, info->dwCalledIDOffset) :
		     number(info, info->dwCallerIDFlags, info->dwCallerIDOffset),
	       e->connected ? (long)(time(NULL) - e->connected) : 0,
	       e->connected ? "connected" : why ? why : "not connected");
}

static void call_state(HCALL call, DWORD state, DWORD mode)
{
	struct entry *e = entry_of(call);

	if (!e) {
		fprintf(stderr, "logger: more than %d calls at a time\n", MAX_CALLS);
		lineDeallocateCall(call);
		return;
	}
	if (state == LINECALLSTATE_CONNECTED && !e->connected)
		e->connected = time(NULL);
	if (state == LINECALLSTATE_DISCONNECTED)
		e->why = mode;
	if (state != LINECALLSTATE_IDLE)
		return;
	write_row(e);
	lineDeallocateCall(call);
	e->call = 0;
}

static void watch(DWORD device)
{
	HLINE line;
	LONG rc = lineOpen(app, device, &line, 0x00020002, 0, 0, LINECALLPRIVILEGE_MONITOR, 0,
			   NULL);

	/* A removed line leaves a hole among the devices. */
	if (rc && rc != LINEERR_NODEVICE)
		fprintf(stderr, "logger: line %u: %s\n", device, tlineStrError(rc));
}

int main(void)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD devices, version = 0x00020002, i;
	LINEMESSAGE m;
	LONG rc;

	setvbuf(stdout, NULL, _IOLBF, 0);
	rc = lineInitializeEx(&app, NULL, NULL, "logger", &devices, &version, &params);
	if (rc) {
		fprintf(stderr, "logger: %s\n", tlineStrError(rc));
		return 1;
	}
	for (i = 0; i < devices; i++)
		watch(i);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	puts("ready");
	while (!lineGetMessage(app, &m, INFINITE)) {
		if (m.dwMessageID == LINE_CALLSTATE)
			call_state(m.hDevice, m.dwParam1, m.dwParam2);
		if (m.dwMessageID == LINE_CREATE)
			watch(m.dwParam1);
		if (m.dwMessageID == TLINE_LOST)
			fprintf(stderr,
				"logger: %lu messages were lost\n", (unsigned long)m.dwParam1);
	}
	return 0;
}
