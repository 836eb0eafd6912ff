// SPDX-License-Identifier: GPL-2.0-only
/*
 * tline answer: take the calls that come in on a line.
 */
#include <string.h>

#include "session.h"

static bool once, accept_first, reject;
static double ring, hang_up = -1;

static unsigned int answered;	/* calls ever */
static bool ending;

static void do_at(double seconds, void (*then)(struct session_call *call),
		  struct session_call *call)
{
	call->due = session_now() + seconds;
	call->then = then;
}

/* The call for which something is due first, or NULL. */
static struct session_call *next_due(const struct session_line *line)
{
	struct session_call *call, *first = NULL;

	for (call = session_first_call(line); call; call = session_next_call(call))
		if (call->then && (!first || call->due < first->due))
			first = call;
	return first;
}

static void do_due(struct session_call *call)
{
	void (*then)(struct session_call *call) = call->then;

	call->then = NULL;
	then(call);
}

/* The result of what was just said. */
static void check(const struct session_call *call, LONG rc)
{
	if (rc < 0)
		session_say(call->line, call, "refused: %s (%s)", tlineStrError(rc),
			    name_text(TLINENAMES_ERROR, rc));
}

static void answer(struct session_call *call)
{
	session_say(call->line, call, "answer");
	check(call, lineAnswer(call->handle, NULL, 0));
}

static void drop(struct session_call *call)
{
	LONG rc;

	session_say(call->line, call, call->state == LINECALLSTATE_OFFERING ? "reject" : "drop");
	rc = lineDrop(call->handle, NULL, 0);
	/* On its way to IDLE by itself, which is as good. */
	if (rc != LINEERR_INVALCALLSTATE)
		check(call, rc);
}

static void on_offering(struct session_call *call)
{
	if (reject) {
		drop(call);
		return;
	}
	/* Before it is answered, so that no digit is missed. */
	check(call, lineMonitorDigits(call->handle, LINEDIGITMODE_DTMF | LINEDIGITMODE_PULSE));
	if (accept_first) {
		session_say(call->line, call, "accept");
		check(call, lineAccept(call->handle, NULL, 0));
	}
	if (ring > 0)
		do_at(ring, answer, call);
	else
		answer(call);
}

static void on_connected(struct session_call *call)
{
	/* It comes again after a hold. */
	if (call->marked)
		return;
	call->marked = true;
	answered++;
	if (hang_up >= 0)
		do_at(hang_up, drop, call);
}

static void on_idle(struct session_call *call)
{
	session_drop_call(call);
	if (once)
		ending = true;
}

static const struct {
	DWORD state;
	void (*act)(struct session_call *call);
} acts[] = {
	{ LINECALLSTATE_OFFERING, on_offering },
	{ LINECALLSTATE_CONNECTED, on_connected },
	{ LINECALLSTATE_DISCONNECTED, drop },
	{ LINECALLSTATE_IDLE, on_idle },
};

static void on_state(struct session_call *call)
{
	size_t i;

	if (!(call->privilege & LINECALLPRIVILEGE_OWNER) && call->state != LINECALLSTATE_IDLE)
		return;
	for (i = 0; i < ARRAY_SIZE(acts); i++)
		if (acts[i].state == call->state) {
			acts[i].act(call);
			return;
		}
}

static void on_event(const struct event *ev)
{
	if (ev->m.dwMessageID == LINE_CLOSE)
		die(EXIT_FAILED, "the line was closed by force");
	if (ev->m.dwMessageID == LINE_CALLSTATE && ev->call)
		on_state(ev->call);
}

/* Ctrl-C: end the calls; a second one does not wait. */
static void on_stop(struct session_line *line)
{
	struct session_call *call = session_first_call(line);

	if (!call || once) {
		ending = true;
		return;
	}
	once = true;
	for (; call; call = session_next_call(call)) {
		call->then = NULL;
		drop(call);
	}
}

static int run_answer(int argc, char **argv)
{
	const struct line *which = find_line(argv[0]);
	struct session_line *line;
	struct session_call *call;
	struct event ev;

	(void)argc;
	if (reject && (accept_first || ring > 0 || hang_up >= 0))
		die(EXIT_USAGE, "--reject goes with none of --accept, --ring and --hangup-after");
	session_start();
	line = session_open(which, LINECALLPRIVILEGE_OWNER, true);
	if (!session_json)
		fprintf(stderr, "tline: waiting for calls on line '%s'\n", which->name);
	while (!ending) {
		call = next_due(line);
		if (session_next(&ev, call ? call->due : FOREVER)) {
			session_show(&ev);
			on_event(&ev);
		} else if (session_stopped()) {
			on_stop(line);
		} else {
			do_due(call);
		}
	}
	session_end();
	return once && !answered && !reject ? EXIT_FAILED : EXIT_OK;
}

static const struct option_row options[] = {
	{ "once", '1', OPTION_FLAG, NULL, "end after the first call", &once },
	{ "accept", 'a', OPTION_FLAG, NULL, "accept the call before it is answered",
	  &accept_first },
	{ "ring", 'r', OPTION_SECONDS, "SECONDS", "let it ring for so long", &ring },
	{ "reject", 'x', OPTION_FLAG, NULL, "do not answer, turn calls away", &reject },
	{ "hangup-after", 'H', OPTION_SECONDS, "SECONDS", "hang up so long after answering",
	  &hang_up },
	OPTION_JSON(session_json),
	OPTION_MONOTONIC,
};

const struct command cmd_answer = {
	.name = "answer",
	.args = "LINE",
	.help = "answer the calls that come in",
	.more = "Shows the digits heard.  Ctrl-C hangs up and ends.",
	.options = options,
	.num_options = ARRAY_SIZE(options),
	.min_args = 1,
	.max_args = 1,
	.run = run_answer,
};
