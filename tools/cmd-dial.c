// SPDX-License-Identifier: GPL-2.0-only
/*
 * tline dial: make a call, show it until it ends.
 *
 * Once the call is connected, the steps of a plan are taken one after the other.
 */
#include <string.h>

#include "session.h"

#define END_SECONDS	10	/* given to the line to end the call */
#define DIALABLE	"0123456789ABCD*#,!PpTtWw@$?:;+()-. "
#define MAX_STEPS	8

static const char *digits;
static double hold, hang_up = -1, timeout, overlap;

enum step { STEP_DIGITS, STEP_HOLD, STEP_WAIT_HELD, STEP_UNHOLD, STEP_WAIT_TALK, STEP_DROP };

/* The call, from first to last. */
static struct {
	struct session_line *line;
	struct session_call *call;	/* NULL: not made yet, or over */
	HCALL handle;			/* written by the library */
	LONG request;			/* that a step waits for, or 0 */
	enum step plan[MAX_STEPS];
	unsigned int num_steps;
	unsigned int step;		/* the next one */
	double until;			/* next thing to do, or FOREVER */
	const char *rest;		/* digits still to be dialled, one by one */
	bool connected;
	bool dropped;
	bool over;
	char why[128];			/* it was not connected */
} d;

static bool is_address(const char *number)
{
	const struct line *lines;
	size_t n, i, a;

	lines = netlink_lines(&n);
	for (i = 0; i < n; i++)
		for (a = 0; a < lines[i].addresses_told; a++)
			if (lines[i].addresses[a].number &&
			    !strcmp(lines[i].addresses[a].number, number))
				return true;
	return false;
}

/* "12x" is refused here, where the character can be named. */
static void check_number(const char *number)
{
	size_t len = strlen(number), good = strspn(number, DIALABLE);

	if (!len)
		die(EXIT_USAGE, "the number is empty; give the digits to dial");
	if (len >= TLINE_DEST_LEN)
		die(EXIT_USAGE, "the number has %zu characters, at most %d can be dialled", len,
		    TLINE_DEST_LEN - 1);
	/* What follows these is a subaddress or a name, not dialled. */
	if (good < len && number[good] != '|' && number[good] != '^' && !is_address(number))
		die(EXIT_USAGE,
		    "cannot dial '%s': character %zu is '%c'; a number has 0-9, A-D, *, #, ',' for a pause, and + ( ) - . or spaces",
		    number, good + 1, number[good]);
}

static void check_digits(const char *text)
{
	size_t good = strspn(text, "0123456789ABCD*#,");

	if (text[good])
		die(EXIT_USAGE,
		    "cannot send '%s': character %zu is '%c'; digits are 0-9, A-D, *, # and ',' for a pause",
		    text, good + 1, text[good]);
	if (strlen(text) >= TLINE_MAX_DIGITS)
		die(EXIT_USAGE, "at most %d digits can be sent at a time, not %zu",
		    TLINE_MAX_DIGITS - 1, strlen(text));
}

static void make_plan(void)
{
	if (digits)
		d.plan[d.num_steps++] = STEP_DIGITS;
	if (hold > 0) {
		d.plan[d.num_steps++] = STEP_HOLD;
		d.plan[d.num_steps++] = STEP_WAIT_HELD;
		d.plan[d.num_steps++] = STEP_UNHOLD;
	}
	if (hang_up >= 0) {
		d.plan[d.num_steps++] = STEP_WAIT_TALK;
		d.plan[d.num_steps++] = STEP_DROP;
	}
}

static void give_up(const char *what, LONG error)
{
	snprintf(d.why, sizeof(d.why), "%s: %s (%s)", what, tlineStrError(error),
		 name_text(TLINENAMES_ERROR, error));
	d.over = true;
}

/* From here on the line has so long to say IDLE. */
static void drop(void)
{
	LONG rc;

	if (d.dropped || !d.call)
		return;
	d.dropped = true;
	d.until = session_now() + END_SECONDS;
	session_say(d.line, d.call, "drop");
	rc = lineDrop(d.call->handle, NULL, 0);
	/* On its way to IDLE by itself, which is as good. */
	if (rc < 0 && rc != LINEERR_INVALCALLSTATE)
		give_up("cannot hang up", rc);
}

/* Take a step; false: it is under way, or failed. */
static bool take_step(enum step step)
{
	LONG rc = 0;

	switch (step) {
	case STEP_DIGITS:
		session_say(d.line, d.call, "digits %s", digits);
		rc = lineGenerateDigits(d.call->handle, LINEDIGITMODE_DTMF, digits, 0);
		d.request = rc ? rc : 1;	/* LINE_GENERATE ends it */
		break;
	case STEP_HOLD:
		session_say(d.line, d.call, "hold");
		d.request = rc = lineHold(d.call->handle);
		break;
	case STEP_UNHOLD:
		session_say(d.line, d.call, "unhold");
		d.request = rc = lineUnhold(d.call->handle);
		break;
	case STEP_WAIT_HELD:
		d.until = session_now() + hold;
		break;
	case STEP_WAIT_TALK:
		d.until = session_now() + hang_up;
		break;
	case STEP_DROP:
		drop();
		break;
	}
	if (rc >= 0)
		return false;
	session_say(d.line, d.call, "refused: %s (%s)", tlineStrError(rc),
		    name_text(TLINENAMES_ERROR, rc));
	d.request = 0;
	return true;
}

/* What was under way has ended: go on with the plan. */
static void next_step(void)
{
	d.request = 0;
	d.until = FOREVER;
	while (!d.dropped && d.step < d.num_steps)
		if (!take_step(d.plan[d.step++]))
			return;
}

static void dial_digit(void)
{
	char digit[3] = { d.rest[0], d.rest[1] ? ';' : '\0' };
	LONG rc;

	d.rest++;
	session_say(d.line, d.call, "dial %c", digit[0]);
	rc = lineDial(d.call->handle, digit, 0);
	if (rc < 0)
		session_say(d.line, d.call, "refused: %s (%s)", tlineStrError(rc),
			    name_text(TLINENAMES_ERROR, rc));
	d.until = *d.rest ? session_now() + overlap :
		  timeout > 0 ? session_now() + timeout : FOREVER;
}

static void on_time(void)
{
	if (d.dropped) {
		snprintf(d.why, sizeof(d.why), "the line has not ended the call within %d s",
			 END_SECONDS);
		d.over = true;
	} else if (d.call && d.rest && *d.rest) {
		dial_digit();
	} else if (!d.connected) {
		snprintf(d.why, sizeof(d.why), "not connected within %g s", timeout);
		session_say(d.line, d.call, "give up");
		drop();
		d.over = !d.call;
	} else {
		next_step();
	}
}

static void on_reply(const struct event *ev)
{
	LONG result = (LONG)ev->m.dwParam2;

	if (ev->ex.dwOperation == TLINE_OP_MAKECALL) {
		if (result) {
			give_up("the call was not made", result);
			return;
		}
		d.call = session_add_call(d.handle, d.line);
		if (d.rest)
			d.until = session_now() + overlap;
	} else if (d.request && (DWORD)d.request == ev->m.dwParam1) {
		next_step();
	}
}

/* States from which there is no way to CONNECTED, and the call has to be dropped. */
#define FAILURES (LINECALLSTATE_BUSY | LINECALLSTATE_SPECIALINFO | LINECALLSTATE_DISCONNECTED)

static void on_state(const struct session_call *call)
{
	const char *mode = call->mode ? tlineCallStateModeName(call->state, call->mode) : NULL;

	if (call->state == LINECALLSTATE_CONNECTED && !d.connected) {
		d.connected = true;
		next_step();
	} else if (call->state & FAILURES) {
		if (!d.connected && !*d.why)
			snprintf(d.why, sizeof(d.why), "%s%s%s",
				 name_text(TLINENAMES_CALLSTATE, call->state), mode ? " " : "",
				 mode ? mode : "");
		drop();
	} else if (call->state == LINECALLSTATE_IDLE) {
		d.over = true;
	}
}

static void on_event(const struct event *ev)
{
	switch (ev->m.dwMessageID) {
	case LINE_REPLY:
		on_reply(ev);
		break;
	case LINE_CALLSTATE:
		if (ev->call == d.call)
			on_state(ev->call);
		break;
	case LINE_GENERATE:
		next_step();
		break;
	case LINE_CLOSE:
		snprintf(d.why, sizeof(d.why), "the line was closed by force");
		d.connected = false;
		d.over = true;
		break;
	}
}

/* Ctrl-C: hang up, and see it through; a second one does not wait. */
static void on_stop(void)
{
	if (d.dropped || !d.call) {
		d.over = true;
		return;
	}
	session_say(d.line, d.call, "interrupted");
	if (!*d.why)
		snprintf(d.why, sizeof(d.why), "interrupted");
	drop();
}

static void start_call(const char *number)
{
	char first[3] = { number[0], ';' };
	LONG rc;

	if (overlap > 0 && number[1]) {
		d.rest = number + 1;
		number = first;
	}
	session_say(d.line, NULL, "call %s", number);
	rc = lineMakeCall(d.line->handle, &d.handle, number, 0, NULL);
	if (rc < 0)
		die(EXIT_FAILED, "cannot call %s: %s (%s)", number, tlineStrError(rc),
		    name_text(TLINENAMES_ERROR, rc));
	d.until = timeout > 0 ? session_now() + timeout : FOREVER;
}

static int run_dial(int argc, char **argv)
{
	const struct line *line = find_line(argv[0]);
	struct event ev;

	(void)argc;
	check_number(argv[1]);
	if (digits)
		check_digits(digits);
	make_plan();
	session_start();
	d.line = session_open(line, LINECALLPRIVILEGE_NONE, true);
	start_call(argv[1]);
	while (!d.over) {
		if (session_next(&ev, d.until)) {
			session_show(&ev);
			on_event(&ev);
		} else if (session_stopped()) {
			on_stop();
		} else {
			on_time();
		}
	}
	session_end();
	if (!d.connected)
		die(EXIT_FAILED, "the call to %s failed: %s", argv[1],
		    *d.why ? d.why : "it ended before it was connected");
	return EXIT_OK;
}

static const struct option_row options[] = {
	{ "digits", 'd', OPTION_TEXT, "DIGITS", "send digits once connected", &digits },
	{ "hold", 'o', OPTION_SECONDS, "SECONDS", "then hold the call for so long", &hold },
	{ "hangup-after", 'H', OPTION_SECONDS, "SECONDS", "then hang up, so much later", &hang_up },
	{ "timeout", 't', OPTION_SECONDS, "SECONDS", "give up if not connected by then",
	  &timeout },
	{ "overlap", 'p', OPTION_SECONDS, "SECONDS",
	  "dial digit by digit, so far apart, not waiting for replies", &overlap },
	OPTION_JSON(session_json),
	OPTION_MONOTONIC,
};

const struct command cmd_dial = {
	.name = "dial",
	.args = "LINE NUMBER",
	.help = "make a call, and show it until it ends",
	.more = "Ctrl-C hangs up.  Fails if the call was not connected.",
	.options = options,
	.num_options = ARRAY_SIZE(options),
	.min_args = 2,
	.max_args = 2,
	.run = run_dial,
};
