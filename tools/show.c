// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages, for people and for programs: a message is taken to pieces, and they
 * are shown as a sentence or as a JSON object.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "session.h"

bool session_json;
bool session_monotonic;
bool session_verbose;

#define MAX_PIECES	16
#define TEXT		512

enum piece_kind { PIECE_TEXT, PIECE_NUMBER, PIECE_BITS };

/* In a sentence the value is between @before and @after; a @quiet one is not in it. */
struct piece {
	const char *key;
	const char *before;
	const char *after;
	enum piece_kind kind;
	bool quiet;
	char text[TEXT];
};

static struct piece pieces[MAX_PIECES];
static size_t num_pieces;

static struct piece *piece(const char *key, const char *before, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static struct piece *piece(const char *key, const char *before, const char *fmt, ...)
{
	struct piece *p = &pieces[num_pieces < MAX_PIECES - 1 ? num_pieces++ : num_pieces];
	va_list ap;

	p->key = key;
	p->before = before;
	p->after = "";
	p->kind = PIECE_TEXT;
	p->quiet = false;
	va_start(ap, fmt);
	vsnprintf(p->text, sizeof(p->text), fmt, ap);
	va_end(ap);
	return p;
}

static struct piece *number(const char *key, const char *before, uint64_t value)
{
	struct piece *p = piece(key, before, "%" PRIu64, value);

	p->kind = PIECE_NUMBER;
	return p;
}

static struct piece *bits(const char *key, const char *before, int family, DWORD mask)
{
	struct piece *p = piece(key, before, "%s", mask_text(family, mask));

	p->kind = PIECE_BITS;
	return p;
}

/* ------------------------------------------------------------------ what they say */

enum role { CALLER, CALLED, CONNECTED };

static const char *const party_keys[] = { "caller", "called", "connected" };
static const char *const party_name_keys[] = { "caller_name", "called_name", "connected_name" };
static const char *const party_words[] = { " from ", " to ", " connected with " };

/* People are told what they do not know yet, programs everything. */
static void say_party(struct session_call *call, enum role role, const char *who, const char *name)
{
	bool known = !strcmp(call->told[role], who);
	struct piece *p;

	snprintf(call->told[role], sizeof(call->told[role]), "%s", who);
	if (*who)
		piece(party_keys[role], party_words[role], "%s", who)->quiet = known;
	if (!*name)
		return;
	p = piece(party_name_keys[role], *who ? " (" : party_words[role], "%s", name);
	p->after = *who ? ")" : "";
	p->quiet = known || !strcmp(name, who);
}

static void say_parties(struct session_call *call, DWORD which)
{
	LINECALLINFO *info = session_call_info(call);

	if (!info)
		return;
	if (which & LINECALLINFOSTATE_CALLERID)
		say_party(call, CALLER, INFO_TEXT(info, CallerID), INFO_TEXT(info, CallerIDName));
	if (which & LINECALLINFOSTATE_CALLEDID)
		say_party(call, CALLED, INFO_TEXT(info, CalledID), INFO_TEXT(info, CalledIDName));
	if (which & LINECALLINFOSTATE_CONNECTEDID)
		say_party(call, CONNECTED, INFO_TEXT(info, ConnectedID),
			  INFO_TEXT(info, ConnectedIDName));
	free(info);
}

static void say_ends(struct session_call *call)
{
	say_parties(call, LINECALLINFOSTATE_CALLERID | LINECALLINFOSTATE_CALLEDID);
}

static void say_state(const struct session_call *call)
{
	const char *mode = call->mode ? tlineCallStateModeName(call->state, call->mode) : NULL;

	piece("state", "", "%s", name_text(TLINENAMES_CALLSTATE, call->state));
	if (mode)
		piece("mode", " ", "%s", mode);
}

static void on_callstate(const struct event *ev)
{
	say_state(ev->call);
	if (ev->m.dwParam3)
		piece("privilege", ", now as ", "%s",
		      name_text(TLINENAMES_CALLPRIVILEGE, ev->m.dwParam3));
	if (ev->call->state != LINECALLSTATE_IDLE)
		say_ends(ev->call);
}

static void on_callinfo(const struct event *ev)
{
	bits("changed", "changed: ", TLINENAMES_CALLINFOSTATE,
	     ev->m.dwParam1)->quiet = !session_verbose;
	say_parties(ev->call, ev->m.dwParam1);
}

static void on_reply(const struct event *ev)
{
	LONG result = (LONG)ev->m.dwParam2;
	const char *reason = tlineReasonName(ev->ex.dwReason);

	piece("operation", "", "%s", name_text(TLINENAMES_OPERATION, ev->ex.dwOperation));
	if (result)
		piece("result", " failed: ", "%s", name_text(TLINENAMES_ERROR, result));
	else
		piece("result", " ", "%s", "done");
	if (reason)
		piece("reason", ", reason: ", "%s", reason)->quiet = !result;
	if (ev->ex.dwValue)
		number("value", ", value ", ev->ex.dwValue);
}

static void on_newcall(const struct event *ev)
{
	piece("privilege", "new call, as ", "%s",
	      name_text(TLINENAMES_CALLPRIVILEGE, ev->m.dwParam3));
	number("address", " on address ", ev->m.dwParam1)->quiet = !ev->m.dwParam1;
	say_ends(ev->call);
}

static void on_digit(const struct event *ev)
{
	piece("digit", "heard ", "%c", (char)ev->m.dwParam1);
	piece("mode", " ", "%s", name_text(TLINENAMES_DIGITMODE, ev->m.dwParam2));
}

static void on_generate(const struct event *ev)
{
	piece("end", "digits sent: ", "%s", name_text(TLINENAMES_GENERATETERM, ev->m.dwParam1));
}

static void on_devstate(const struct event *ev)
{
	bits("states", "line: ", TLINENAMES_DEVSTATE, ev->m.dwParam1);
	if (ev->m.dwParam1 & LINEDEVSTATE_RINGING)
		number("ring", ", ring ", ev->m.dwParam3);
}

static void on_addressstate(const struct event *ev)
{
	number("address", "address ", ev->m.dwParam1);
	bits("states", ": ", TLINENAMES_ADDRESSSTATE, ev->m.dwParam2);
}

static void on_close(const struct event *ev)
{
	(void)ev;
	piece("closed", "line: ", "closed by force");
}

static void on_create(const struct event *ev)
{
	number("new_line", "there is a new line, line", ev->m.dwParam1);
}

static void on_remove(const struct event *ev)
{
	number("old_line", "a line is gone, line", ev->m.dwParam1);
}

static void on_lost(const struct event *ev)
{
	number("lost", "messages lost here, read too slowly: ", ev->m.dwParam1);
}

static const struct {
	DWORD message;
	void (*say)(const struct event *ev);
} sayings[] = {
	{ LINE_CALLSTATE, on_callstate },
	{ LINE_CALLINFO, on_callinfo },
	{ LINE_REPLY, on_reply },
	{ LINE_APPNEWCALL, on_newcall },
	{ LINE_MONITORDIGITS, on_digit },
	{ LINE_GENERATE, on_generate },
	{ LINE_LINEDEVSTATE, on_devstate },
	{ LINE_ADDRESSSTATE, on_addressstate },
	{ LINE_CLOSE, on_close },
	{ LINE_CREATE, on_create },
	{ LINE_REMOVE, on_remove },
	{ TLINE_LOST, on_lost },
};

/* ------------------------------------------------------------------- showing them */

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * UINT64_C(1000000000) + ts.tv_nsec;
}

static void print_time(uint64_t mono)
{
	time_t sec;
	struct tm tm;
	uint64_t ns;

	if (session_monotonic) {
		printf("%5" PRIu64 ".%06" PRIu64 "  ", mono / 1000000000,
		       mono / 1000 % 1000000);
		return;
	}
	ns = mono + clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC);
	sec = ns / 1000000000;
	localtime_r(&sec, &tm);
	printf("%02d:%02d:%02d.%03d  ", tm.tm_hour, tm.tm_min, tm.tm_sec,
	       (int)(ns / 1000000 % 1000));
}

static void show_text(uint64_t time, const struct session_line *line,
		      const struct session_call *call)
{
	const char *before;
	size_t i, shown = 0;

	for (i = 0; i < num_pieces; i++) {
		if (pieces[i].quiet)
			continue;
		before = pieces[i].before;
		if (!shown++) {
			print_time(time);
			printf("%-6s ", line ? line->line->name : "-");
			if (call)
				printf("#%u ", call->number);
			before += strspn(before, " ,");
		}
		printf("%s%s%s", before, pieces[i].text, pieces[i].after);
	}
	if (shown)
		putchar('\n');
}

static void json_piece(const struct piece *p)
{
	switch (p->kind) {
	case PIECE_TEXT:
		json_text(p->key, p->text);
		break;
	case PIECE_NUMBER:
		json_number(p->key, strtoull(p->text, NULL, 10));
		break;
	case PIECE_BITS:
		json_bits(p->key, p->text);
		break;
	}
}

static void show_json(uint64_t time, const char *event, const struct session_line *line,
		      const struct session_call *call, uint64_t seq)
{
	size_t i;

	json_begin();
	json_number("time_ns", time);
	json_text("event", event);
	if (line) {
		json_number("line", line->line->id);
		json_text("name", line->line->name);
	}
	if (call)
		json_number("call", call->number);
	for (i = 0; i < num_pieces; i++)
		json_piece(&pieces[i]);
	if (seq)
		json_number("seq", seq);
	json_end();
}

static void show(uint64_t time, const char *event, const struct session_line *line,
		 const struct session_call *call, uint64_t seq)
{
	if (session_json)
		show_json(time, event, line, call, seq);
	else
		show_text(time, line, call);
	num_pieces = 0;
}

void session_show(const struct event *ev)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sayings); i++)
		if (sayings[i].message == ev->m.dwMessageID)
			break;
	if (i < ARRAY_SIZE(sayings))
		sayings[i].say(ev);
	else
		number("message", "message ", ev->m.dwMessageID);
	show(ev->ex.qwTime, tlineMessageName(ev->m.dwMessageID), ev->line, ev->call,
	     ev->ex.qwSequence);
}

void session_show_call(struct session_call *call)
{
	say_state(call);
	say_ends(call);
	show(clock_ns(CLOCK_MONOTONIC), "CALL", call->line, call, 0);
}

void session_say(const struct session_line *line, const struct session_call *call,
		 const char *fmt, ...)
{
	char text[TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	piece("action", "> ", "%s", text);
	show(clock_ns(CLOCK_MONOTONIC), "ACTION", line, call, 0);
}
