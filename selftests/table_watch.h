/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is heard and seen of a row of the table, put into words: the messages of each
 * part, and the log of the provider.
 */
#ifndef TABLE_WATCH_H
#define TABLE_WATCH_H

#include "table.h"

/* Parts: opens of the line that is looked at. */
enum part_id { CLOSER, SECOND, CO_OWNER, MONITOR_1, MONITOR_2, PARTS };

static const char * const part_names[PARTS] = {
	"the closing open", "its app's second open", "the co-owner", "monitor 1", "monitor 2",
};

#define MAX_STORY	256
#define COOKIE		0xc00c1e	/* of the request that is looked at */
#define HANDLE_BITS	(TLINE_CALLINFOSTATE_NUMOWNERINCR | TLINE_CALLINFOSTATE_NUMOWNERDECR | \
			 TLINE_CALLINFOSTATE_NUMMONITORS)

/** struct story - what a part has read, as words */
struct story {
	char text[MAX_STORY];		/* replies, the line, the call */
	char second[MAX_STORY];		/* the new call */
	int line_closes;		/* LINEDEVSTATE(CLOSE) */
};

/**
 * struct part - an open, and what it knows
 * @here: it is in the row's cast, or stays from the last one
 * @line: as ever; fd -1: closed
 * @app: number of the part whose app it has
 * @call: its handles on the call and on the new call
 * @instance: callback instance
 * @story: what it has read since that was looked at
 */
struct part {
	bool here;
	struct line line;
	enum part_id app;
	__u32 call[2];
	__u64 instance;
	struct story story;
};

/**
 * struct scene - the exchange, and who is there
 * @sim: the exchange
 * @at: the line of it that is looked at
 * @part: who has that open
 * @closer_app: apps of the closing open, one of each version; 0: not there yet
 * @guest_app: apps of the others
 * @far: the far end's line
 * @peer: the call there
 * @books: a file of the line, for its counters
 * @before: what they were before the request
 * @request: its id; 0: there is none
 * @replies: to it
 * @fault: set on the line, or NULL
 * @parked: the line parks
 */
struct scene {
	struct sim sim;
	int at;
	struct part part[PARTS];
	int closer_app[APIS];
	int guest_app[PARTS];
	struct line far;
	__u32 peer;
	int books;
	struct tline_ioc_counters before;
	int request;
	int replies;
	const char *fault;
	bool parked;
};

static void say(char *text, const char *word)
{
	size_t n = strlen(text);

	if (word[0])
		snprintf(text + n, MAX_STORY - n, "%s%s", n ? " " : "", word);
}

static const struct { __u32 state; const char *name; } state_names[] = {
	{ TLINE_CALLSTATE_IDLE, "idle" },
	{ TLINE_CALLSTATE_OFFERING, "offering" },
	{ TLINE_CALLSTATE_DIALTONE, "dialtone" },
	{ TLINE_CALLSTATE_CONNECTED, "connected" },
	{ TLINE_CALLSTATE_ONHOLD, "onhold" },
	{ TLINE_CALLSTATE_DISCONNECTED, "disconnected" },
	{ TLINE_CALLSTATE_UNKNOWN, "unknown" },
};

static const char *state_name(__u32 state)
{
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(state_names); i++)
		if (state_names[i].state == state)
			return state_names[i].name;
	return "?";
}

/* The mode that goes with each state in these scenes. */
static __u32 usual_mode(__u32 state)
{
	switch (state) {
	case TLINE_CALLSTATE_CONNECTED:
		return TLINE_CONNECTEDMODE_ACTIVE;
	case TLINE_CALLSTATE_DIALTONE:
		return TLINE_DIALTONEMODE_NORMAL;
	case TLINE_CALLSTATE_DISCONNECTED:
		return TLINE_DISCONNECTMODE_UNAVAIL;
	default:
		return 0;
	}
}

static const char *reply_word(const struct tline_message *m)
{
	static char other[48];
	__s32 result = (__s32)m->p2;

	if (!result && m->p3 == TLINE_REASON_DONE)
		return "done";
	if (result == FAILED)
		switch (m->p3) {
		case TLINE_REASON_REFUSED:
			return "refused";
		case TLINE_REASON_CALL_CLOSED:
			return "call-closed";
		case TLINE_REASON_LINE_CLOSED:
			return "line-closed";
		case TLINE_REASON_DEVICE_GONE:
			return "device-gone";
		}
	if (result == TLINE_ERR_INVALCALLSTATE && m->p3 == TLINE_REASON_REFUSED)
		return "invalcallstate";
	snprintf(other, sizeof(other), "reply(%#x,%llu)", result, (long long)m->p3);
	return other;
}

static const char *info_word(const struct tline_message *m)
{
	static char other[48];

	switch (m->p1) {
	case TLINE_CALLINFOSTATE_NUMOWNERDECR:
		return "owner-";
	case TLINE_CALLINFOSTATE_NUMMONITORS:
		return "monitors";
	case TLINE_CALLINFOSTATE_NUMOWNERDECR | TLINE_CALLINFOSTATE_NUMMONITORS:
		return "demoted";
	}
	snprintf(other, sizeof(other), "info(%#llx)", (long long)m->p1);
	return other;
}

/* "connected", or "connected/owner" for the first message of a handle. */
static const char *callstate_word(const struct tline_message *m)
{
	static char word[64];

	snprintf(word, sizeof(word), "%s%s%s", state_name(m->p1),
		 m->p3 == OWNER ? "/owner" : m->p3 == MONITOR ? "/monitor" : m->p3 ? "/?" : "",
		 m->p2 == usual_mode(m->p1) ? "" : "/mode?");
	return word;
}

/* A handle that the part has not met yet is that of the new call. */
static bool learn(struct part *p, __u32 handle)
{
	int i = p->call[0] ? 1 : 0;

	if (p->call[i])
		return false;
	p->call[i] = handle;
	return true;
}

static void hear_call(struct part *p, const struct tline_message *m)
{
	char *text = m->handle == p->call[1] ? p->story.second : p->story.text;

	/* What the provider has to say of a call is another matter. */
	if (m->type == TLINE_MSG_CALLINFO)
		say(text, m->p1 & HANDLE_BITS ? info_word(m) : "");
	else if (m->type == TLINE_MSG_CALLSTATE)
		say(text, callstate_word(m));
	else
		say(text, "call?");
}

static void hear_line(struct part *p, const struct tline_message *m)
{
	bool monitor = m->p3 == MONITOR && !m->p1;

	if (m->type == TLINE_MSG_APPNEWCALL && monitor && learn(p, m->p2))
		say(m->p2 == p->call[1] ? p->story.second : p->story.text, "new");
	else if (m->type == TLINE_MSG_CLOSE)
		say(p->story.text, "CLOSE");
	else if (m->type == TLINE_MSG_LINEDEVSTATE && m->p1 == TLINE_DEVSTATE_REMOVED)
		say(p->story.text, "REMOVED");
	else if (m->type == TLINE_MSG_LINEDEVSTATE && m->p1 == TLINE_DEVSTATE_CLOSE)
		p->story.line_closes++;
	else
		say(p->story.text, "line?");
}

/* The part of this app that a message with a handle is for. */
static struct part *addressee(struct scene *s, enum part_id app, const struct tline_message *m)
{
	struct part *p, *fresh = NULL;

	for (p = s->part; p < s->part + PARTS; p++) {
		if (!p->here || p->app != app)
			continue;
		if (m->handle && (m->handle == p->line.handle || m->handle == p->call[0] ||
				  m->handle == p->call[1]))
			return p;
		/* Below 2.0 the state is the first that is heard of a call. */
		if (m->type == TLINE_MSG_CALLSTATE && m->p3 == MONITOR &&
		    m->instance == p->instance)
			fresh = p;
	}
	if (fresh && learn(fresh, m->handle))
		return fresh;
	return NULL;
}

static void hear(struct scene *s, enum part_id app, const struct tline_message *m)
{
	struct part *p = &s->part[app];

	if (m->type == TLINE_MSG_REMOVE || m->type == TLINE_MSG_CREATE) {
		if (m->type == TLINE_MSG_REMOVE && (int)m->p1 == s->sim.line[s->at])
			say(p->story.text, "REMOVE");
		return;
	}
	if (m->type == TLINE_MSG_REPLY) {
		bool ours = (int)m->p1 == s->request && app == CLOSER &&
			    m->cookie == COOKIE && m->instance == p->instance;

		s->replies += ours;
		say(p->story.text, ours ? reply_word(m) : "reply?");
		return;
	}
	p = addressee(s, app, m);
	if (!p)
		say(s->part[app].story.text, "stray?");
	else if (m->instance != p->instance)
		say(p->story.text, "instance?");
	else if (m->handle == p->line.handle)
		hear_line(p, m);
	else
		hear_call(p, m);
}

/* What is queued for the app of a part; a part that is dead is told so. */
static void hear_app(struct scene *s, enum part_id app)
{
	struct tline_message m[32];
	ssize_t n, i;

	while ((n = read(s->part[app].line.app, m, sizeof(m))) > 0)
		for (i = 0; i < n / (ssize_t)sizeof(m[0]); i++)
			hear(s, app, &m[i]);
	if (n < 0 && errno == ESHUTDOWN)
		say(s->part[app].story.text, "shut");
}

static void hear_all(struct scene *s)
{
	enum part_id i;

	for (i = 0; i < PARTS; i++)
		if (s->part[i].here && s->part[i].app == i && s->part[i].line.app >= 0)
			hear_app(s, i);
}

static void forget_stories(struct scene *s)
{
	enum part_id i;

	for (i = 0; i < PARTS; i++)
		memset(&s->part[i].story, 0, sizeof(s->part[i].story));
}

/** struct sight - what the provider was told of each subject */
struct sight {
	char of[3][MAX_STORY];		/* by enum subject */
};

static char *sight_of(struct sight *t, const __u32 *ids, __u32 call)
{
	return t->of[call == ids[0] ? CALL : call == ids[1] ? NEW_CALL : LINE];
}

static void see_request(struct sight *t, __u32 *ids, const char *line)
{
	char name[32];
	__u32 id, call, call2, made;

	if (sscanf(line, "request %31s id=%u call=%u call2=%u new=%u", name, &id, &call, &call2,
		   &made) != 5)
		return say(t->of[LINE], "request?");
	if (made)
		ids[ids[0] ? 1 : 0] = call = made;
	say(call ? sight_of(t, ids, call) : t->of[LINE], name);
}

/* The log of the row; opening, and advice about opens, may be another row's. */
static void look(struct scene *s, struct sight *t)
{
	char text[8192], *line, *save = NULL;
	__u32 ids[2] = { 0 }, call;

	memset(t, 0, sizeof(*t));
	snprintf(text, sizeof(text), "%s", sim_get(&s->sim, s->at, "log"));
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (!strncmp(line, "request ", 8))
			see_request(t, ids, line);
		else if (sscanf(line, "drop_on_close call=%u", &call) == 1)
			say(sight_of(t, ids, call), "drop_on_close");
		else if (sscanf(line, "close_call call=%u", &call) == 1)
			say(sight_of(t, ids, call), "close_call");
		else if (strcmp(line, "open") && !strstr(line, " set_status_messages ") &&
			 !strstr(line, " set_media_detection "))
			say(t->of[LINE], line);
	}
}

/* State of a part's call, as the part is told when it asks. */
static const char *state_of(const struct part *p, int call)
{
	struct tline_ioc_call_status st = { .call = p->call[call] };

	if (p->line.fd < 0)
		return "closed";
	if (ioctl(p->line.fd, TLINE_IOC_CALL_STATUS, &st))
		return errno == ENOTCONN ? "unbound" : errno == ENODEV ? "no device" : "errno?";
	if (st.result)
		return st.result == TLINE_ERR_INVALCALLHANDLE ? "no handle" : "result?";
	return state_name(st.state);
}

#endif /* TABLE_WATCH_H */
