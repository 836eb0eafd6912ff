/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A TAPI session: lines opened, messages read and shown.
 */
#ifndef TLINE_TOOL_SESSION_H
#define TLINE_TOOL_SESSION_H

#include <stdbool.h>

#include <tline/tapi.h>

#include "common.h"
#include "netlink.h"

#define SESSION_VERSION	0x00020002
#define FOREVER		-1.0

/* A line that is open. */
struct session_line {
	const struct line *line;
	HLINE handle;
};

/* A call that we have a handle of. */
struct session_call {
	HCALL handle;
	struct session_line *line;
	unsigned int number;	/* shown; from 1 upwards */
	DWORD state;
	DWORD mode;
	DWORD privilege;	/* 0: not told */
	char told[3][TLINE_NUMBER_LEN];	/* caller, called, connected, as shown last */
	bool marked;		/* for whoever uses it, as the two below */
	double due;		/* then it is time for ... */
	void (*then)(struct session_call *call);
};

/* A message, and what it is about. */
struct event {
	LINEMESSAGE m;
	TLINEMESSAGEEX ex;
	struct session_line *line;	/* or NULL */
	struct session_call *call;	/* or NULL */
};

/* Options that every command with messages has. */
extern bool session_json, session_monotonic;
/* Whatever changes of a call, not just its parties. */
extern bool session_verbose;
#define OPTION_MONOTONIC \
	{ "monotonic", 'm', OPTION_FLAG, NULL, \
	  "show times as the kernel's log and traces do", &session_monotonic }

/* All of them die with a sentence if they cannot. */
void session_start(void);
/* @write: calls are to be made or ended, too. */
struct session_line *session_open(const struct line *line, DWORD privileges, bool write);
void session_end(void);

/* Seconds of CLOCK_MONOTONIC. */
double session_now(void);
/* The next message; false: it is @until, or session_stopped(). */
bool session_next(struct event *ev, double until);
/* The user has had enough: SIGINT or SIGTERM, since the last call of this. */
bool session_stopped(void);

/* Call states are kept up to date by session_next(). */
struct session_call *session_call(HCALL handle);
/* A call that no message has told of. */
struct session_call *session_add_call(HCALL handle, struct session_line *line);
struct session_call *session_first_call(const struct session_line *line);
struct session_call *session_next_call(const struct session_call *call);
/* Give up the handle and forget the call. */
void session_drop_call(struct session_call *call);

/*
 * What is known of a call; free it.  NULL if the call is gone.  A text of it is
 * "" if it is not known.
 */
LINECALLINFO *session_call_info(const struct session_call *call);
const char *session_info_text(const LINECALLINFO *info, DWORD size, DWORD offset);
#define INFO_TEXT(info, member) \
	session_info_text(info, (info)->dw##member##Size, (info)->dw##member##Offset)

void session_show(const struct event *ev);
/* A call as it stands. */
void session_show_call(struct session_call *call);
/* What we do ourselves. */
void session_say(const struct session_line *line, const struct session_call *call,
		 const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif /* TLINE_TOOL_SESSION_H */
