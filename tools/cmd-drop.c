// SPDX-License-Identifier: GPL-2.0-only
/*
 * tline drop: end a call, whoever made it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

#define ANSWER_SECONDS	10

static bool all;

static const LINECALLLIST *get_calls(const struct session_line *line)
{
	DWORD size = sizeof(LINECALLLIST) + TLINE_MAX_CALLS * sizeof(HCALL);
	LINECALLLIST *list = xcalloc(1, size);
	LONG rc;

	list->dwTotalSize = size;
	rc = lineGetNewCalls(line->handle, 0, LINECALLSELECT_LINE, list);
	if (rc)
		die(EXIT_SYSTEM, "cannot see the calls of line '%s': %s", line->line->name,
		    tlineStrError(rc));
	return list;
}

/* Is it the call that the user means: by a party's number, or the switch's id? */
static bool is_meant(const struct session_call *call, const char *text)
{
	LINECALLINFO *info;
	char id[16];
	bool is;

	if (!text)
		return true;
	info = session_call_info(call);
	if (!info)
		return false;
	snprintf(id, sizeof(id), "%" PRIu32, info->dwCallID);
	is = !strcmp(INFO_TEXT(info, CallerID), text) || !strcmp(INFO_TEXT(info, CalledID), text) ||
	     !strcmp(INFO_TEXT(info, ConnectedID), text) || (info->dwCallID && !strcmp(id, text));
	free(info);
	return is;
}

/* The calls meant remain in the session; returns how many. */
static unsigned int pick_calls(struct session_line *line, const char *text)
{
	LINECALLSTATUS status = { .dwTotalSize = sizeof(status) };
	const LINECALLLIST *list = get_calls(line);
	struct session_call *call;
	unsigned int n = 0;
	HCALL handle;
	DWORD i;

	for (i = 0; i < list->dwCallsNumEntries; i++) {
		memcpy(&handle, (const char *)list + list->dwCallsOffset + i * sizeof(handle),
		       sizeof(handle));
		call = session_add_call(handle, line);
		if (!is_meant(call, text) || lineGetCallStatus(handle, &status) ||
		    status.dwCallState == LINECALLSTATE_IDLE) {
			session_drop_call(call);
			continue;
		}
		call->state = status.dwCallState;
		call->mode = status.dwCallStateMode;
		n++;
	}
	return n;
}

static void show_calls(const struct session_line *line)
{
	struct session_call *call;

	for (call = session_first_call(line); call; call = session_next_call(call))
		session_show_call(call);
}

static void drop_call(struct session_call *call)
{
	LONG rc;

	session_say(call->line, call, "take ownership and drop");
	rc = lineSetCallPrivilege(call->handle, LINECALLPRIVILEGE_OWNER);
	if (!rc)
		rc = lineDrop(call->handle, NULL, 0);
	if (rc < 0)
		die(EXIT_FAILED, "cannot drop the call: %s (%s)", tlineStrError(rc),
		    name_text(TLINENAMES_ERROR, rc));
	call->marked = true;
}

/* Until all that were dropped are IDLE. */
static int wait_idle(unsigned int left)
{
	double until = session_now() + ANSWER_SECONDS;
	struct event ev;

	while (left && session_next(&ev, until)) {
		session_show(&ev);
		if (ev.m.dwMessageID == LINE_REPLY && (LONG)ev.m.dwParam2)
			die(EXIT_FAILED, "the call was not dropped: %s",
			    tlineStrError((LONG)ev.m.dwParam2));
		if (ev.m.dwMessageID == LINE_CLOSE)
			die(EXIT_FAILED, "the line was closed by force");
		if (ev.call && ev.call->state == LINECALLSTATE_IDLE) {
			left -= ev.call->marked;
			session_drop_call(ev.call);
		}
	}
	if (left)
		die(EXIT_FAILED, "the line has not ended the call within %d s", ANSWER_SECONDS);
	return EXIT_OK;
}

static int run_drop(int argc, char **argv)
{
	const struct line *which = find_line(argv[0]);
	const char *text = argc > 1 ? argv[1] : NULL;
	struct session_call *call;
	struct session_line *line;
	unsigned int n;

	session_start();
	line = session_open(which, LINECALLPRIVILEGE_MONITOR, true);
	n = pick_calls(line, text);
	if (!n && text)
		die(EXIT_ABSENT, "no call on line '%s' is with %s; tline watch %s shows its calls",
		    which->name, text, argv[0]);
	if (!n)
		die(EXIT_ABSENT, "there is no call on line '%s'", which->name);
	if (n > 1 && !all) {
		show_calls(line);
		die(EXIT_USAGE, "%u calls on line '%s' are meant; name one by its party's number, or use --all",
		    n, which->name);
	}
	for (call = session_first_call(line); call; call = session_next_call(call))
		drop_call(call);
	n = wait_idle(n);
	session_end();
	return n;
}

static const struct option_row options[] = {
	{ "all", 'a', OPTION_FLAG, NULL, "all calls that are meant, not just one", &all },
	OPTION_JSON(session_json),
	OPTION_MONOTONIC,
};

const struct command cmd_drop = {
	.name = "drop",
	.args = "LINE [CALL]",
	.help = "end a call, whoever made it",
	.more = "CALL is the number of a party of the call, or its call id (tline calls --json).\n"
		"It may be left out if there is only one.",
	.options = options,
	.num_options = ARRAY_SIZE(options),
	.min_args = 1,
	.max_args = 2,
	.run = run_drop,
};
