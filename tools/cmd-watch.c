// SPDX-License-Identifier: GPL-2.0-only
/*
 * tline watch: what happens on lines, by monitoring them.
 */
#include <stdlib.h>
#include <string.h>

#include "session.h"

#define ALL_LINE_STATES		0x01ffffff
#define ALL_ADDRESS_STATES	0x000001ff
#define LINE_STATES \
	(LINEDEVSTATE_RINGING | LINEDEVSTATE_CONNECTED | LINEDEVSTATE_DISCONNECTED | \
	 LINEDEVSTATE_INSERVICE | LINEDEVSTATE_OUTOFSERVICE | LINEDEVSTATE_OPEN | \
	 LINEDEVSTATE_CLOSE)

static bool digits;
static double for_seconds;

static void monitor_digits(const struct session_call *call)
{
	if (digits)
		lineMonitorDigits(call->handle, LINEDIGITMODE_DTMF | LINEDIGITMODE_PULSE);
}

/* The calls that were there before us. */
static void show_calls(struct session_line *line)
{
	DWORD size = sizeof(LINECALLLIST) + 64 * sizeof(HCALL), i;
	LINECALLSTATUS status = { .dwTotalSize = sizeof(status) };
	struct session_call *call;
	LINECALLLIST *list;
	const char *handles;
	HCALL handle;
	LONG rc;

	for (;;) {
		list = xcalloc(1, size);
		list->dwTotalSize = size;
		rc = lineGetNewCalls(line->handle, 0, LINECALLSELECT_LINE, list);
		if (rc != LINEERR_STRUCTURETOOSMALL && list->dwNeededSize <= size)
			break;
		size = list->dwNeededSize;
		free(list);
	}
	if (rc)
		die(EXIT_SYSTEM, "cannot see the calls of line '%s': %s", line->line->name,
		    tlineStrError(rc));
	handles = (const char *)list + list->dwCallsOffset;
	for (i = 0; i < list->dwCallsNumEntries; i++) {
		memcpy(&handle, handles + i * sizeof(handle), sizeof(handle));
		call = session_add_call(handle, line);
		if (lineGetCallStatus(handle, &status))
			continue;
		call->state = status.dwCallState;
		call->mode = status.dwCallStateMode;
		session_show_call(call);
		monitor_digits(call);
	}
	free(list);
}

static void watch_line(const struct line *which)
{
	struct session_line *line = session_open(which, LINECALLPRIVILEGE_MONITOR, false);
	LONG rc = lineSetStatusMessages(line->handle,
					session_verbose ? ALL_LINE_STATES : LINE_STATES,
					session_verbose ? ALL_ADDRESS_STATES : 0);

	if (rc)
		die(EXIT_SYSTEM, "cannot watch line '%s': %s", which->name, tlineStrError(rc));
	show_calls(line);
}

/* A line that came while we watch all of them; it may have gone again. */
static void watch_new_line(DWORD id)
{
	const struct line *line;
	size_t n;

	netlink_lines(&n);
	line = line_by_id(id);
	if (line)
		watch_line(line);
}

static int run_watch(int argc, char **argv)
{
	const struct line **watched = xcalloc(argc + 1, sizeof(*watched));
	struct line *lines = NULL;
	struct event ev;
	double until;
	size_t n = 0, i;

	for (i = 0; i < (size_t)argc; i++)
		watched[i] = find_line(argv[i]);
	if (!argc)
		lines = netlink_lines(&n);
	session_start();
	for (i = 0; i < (size_t)argc; i++)
		watch_line(watched[i]);
	for (i = 0; i < n; i++)
		watch_line(&lines[i]);
	if (!session_json)
		fprintf(stderr, "tline: watching %zu line%s\n", argc + n, argc + n == 1 ? "" : "s");

	until = for_seconds ? session_now() + for_seconds : FOREVER;
	while (session_next(&ev, until)) {
		session_show(&ev);
		if (ev.m.dwMessageID == LINE_APPNEWCALL && ev.call)
			monitor_digits(ev.call);
		if (ev.m.dwMessageID == LINE_CREATE && !argc)
			watch_new_line(ev.m.dwParam1);
		if (ev.call && ev.call->state == LINECALLSTATE_IDLE)
			session_drop_call(ev.call);
	}
	session_end();
	return EXIT_OK;
}

static const struct option_row options[] = {
	{ "all", 'a', OPTION_FLAG, NULL, "changes of all kinds", &session_verbose },
	{ "digits", 'd', OPTION_FLAG, NULL, "digits that are heard, too", &digits },
	{ "for", 'f', OPTION_SECONDS, "SECONDS", "end after so long", &for_seconds },
	OPTION_JSON(session_json),
	OPTION_MONOTONIC,
};

const struct command cmd_watch = {
	.name = "watch",
	.args = "[LINE]...",
	.help = "show live what happens on lines",
	.more = "Without LINE, on all of them, and on those that come.  Read permission for the\n"
		"nodes is enough.  Ends with Ctrl-C.",
	.options = options,
	.num_options = ARRAY_SIZE(options),
	.max_args = 4096,
	.run = run_watch,
};
