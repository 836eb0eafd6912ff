/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words of the table that table_test.c multiplies out: its dimensions, and what
 * a rule about them looks like.  The rules are in table_rules.h.
 */
#ifndef TABLE_H
#define TABLE_H

#include "tline_test.h"

#define BIT(n)		(1u << (n))
#define ARRAY_LEN(a)	(sizeof(a) / sizeof((a)[0]))

/* How it is ended. */
enum way { CLOSE, IOC_CLOSE, SHUTDOWN, EXIT, KILL, DEALLOCATE, FORCED, UNPLUG, UNLOAD, WAYS };

static const char * const way_names[WAYS] = {
	"close(2)", "TLINE_IOC_CLOSE", "TLINE_IOC_SHUTDOWN", "exit", "kill -9", "deallocate",
	"forced LINE_CLOSE", "line unplugged", "provider unloaded",
};

/* The line: CLOSEDROP with either way to drop, and CLOSEDROP off. */
enum kind { DROPS, DROPS_ON_CLOSE, LEAVES, KINDS };

static const char * const kind_names[KINDS] = {
	"CLOSEDROP", "CLOSEDROP by drop_on_close", "no CLOSEDROP",
};

/* TAPI version that the closing app speaks; everybody else has 2.2. */
enum api { API_1_4, API_2_0, API_2_2, APIS };

static const char * const api_names[APIS] = { "1.4", "2.0", "2.2" };
static const __u32 api_versions[APIS] = { V1_4, V2_0, V2_2 };

/* What the closing app has asked for before. */
enum asked { NOTHING, ON_CALL, CREATING, ON_LINE, DROPPING, ASKED };

static const char * const asked_names[ASKED] = {
	"no request", "hold", "makecall", "message lamp", "drop",
};

/* When the provider answers that, and the core's own drop. */
enum answer { BEFORE, DURING, AFTER, NEVER, TWICE, ANSWERS };

static const char * const answer_names[ANSWERS] = {
	"before", "during", "after", "never", "twice",
};

/**
 * struct cast - who has a handle on the call
 * @owner: the closing open owns it, else it monitors it
 * @second: what the second open of the same app is: 0 (there is none), MONITOR or OWNER
 * @co_owners: other apps that own it
 * @monitors: other apps that monitor it
 */
struct cast {
	__u8 owner;
	__u8 second;
	__u8 co_owners;
	__u8 monitors;
};

/** struct row - one combination */
struct row {
	enum way way;
	enum kind kind;
	enum api api;
	enum asked asked;
	enum answer answer;
	struct cast cast;
};

/*
 * ---------------------------------------------------------------------------
 * Rules.  Each member that restricts one is a set of values; 0 stands for all.
 */

#define YES	BIT(1)
#define NO	BIT(0)

/* What there is to be ended: the call of the cast, one that is being made, the line. */
enum subject { CALL, NEW_CALL, LINE };

static const char * const subject_names[] = { "the call", "the new call", "the line" };

/* What is left of it. */
enum left { GONE = 1, ENDING, STAYS, REFUSED };

/**
 * struct fate_rule - section 5: what comes of a subject
 * @subjects: set of enum subject
 * @ways: set of enum way
 * @kinds: set of enum kind
 * @apis: set of enum api
 * @sole: the closing handles include the sole owner
 * @only: the closing handles are all there are; for the line: opens
 * @idle: the call is IDLE
 * @sees: what the provider sees of it
 * @ends: TLINE_REASON_ with which its requests end at once; 0: they go on
 * @left: GONE; ENDING: it is to become IDLE; STAYS; REFUSED: nothing has happened
 * @why: the sentence
 */
struct fate_rule {
	__u32 subjects, ways, kinds, apis, sole, only, idle;
	const char *sees;
	__u32 ends;
	enum left left;
	const char *why;
};

/**
 * struct told_rule - does the app hear of the end of its request, after the closing?
 * @ways: set of enum way
 * @apis: set of enum api
 * @asked: set of enum asked
 * @left: set of enum left, of the call
 * @told: it does
 * @why: the sentence
 */
struct told_rule {
	__u32 ways, apis, asked, left;
	bool told;
	const char *why;
};

/* Whose request is answered. */
enum whose { APP, CORE };	/* CORE: the drop */

/**
 * struct answer_rule - what the provider's answer does
 * @whose: set of enum whose
 * @answers: set of enum answer
 * @ended: the core has ended the request when it closed
 * @at_once: the completion that it makes while closing, or ""
 * @later: the completion that it makes after, or ""
 * @late: answers that come to nothing but a counter
 * @pending: it is still pending in the end
 * @why: the sentence
 */
struct answer_rule {
	__u32 whose, answers, ended;
	const char *at_once, *later;
	__u32 late;
	bool pending;
	const char *why;
};

/**
 * struct idle_rule - when a call that is dropped while others monitor it becomes IDLE
 * @kinds: set of enum kind
 * @answers: set of enum answer
 * @at_once: messages to each handle while closing
 * @later: and after
 * @why: the sentence
 */
struct idle_rule {
	__u32 kinds, answers;
	const char *at_once, *later;
	const char *why;
};

/**
 * struct info_rule - what the others on a call hear of one handle that goes
 * @ways: set of enum way
 * @left: set of enum left, of the call
 * @owner: the handle is an owner's
 * @idle: the call is IDLE
 * @message: what they get
 * @why: the sentence
 */
struct info_rule {
	__u32 ways, left, owner, idle;
	const char *message;
	const char *why;
};

/**
 * struct farewell_rule - what an open hears of its own end
 * @ways: set of enum way
 * @apis: set of enum api
 * @message: what it gets, after everything else
 * @why: the sentence
 */
struct farewell_rule {
	__u32 ways, apis;
	const char *message;
	const char *why;
};

/**
 * struct physical_rule - what the far end sees in the end
 * @left: set of enum left, of the call
 * @ways: set of enum way
 * @kinds: set of enum kind
 * @answers: set of enum answer
 * @asked: set of enum asked
 * @idle: the call was IDLE before
 * @state: of the call there
 * @why: the sentence
 */
struct physical_rule {
	__u32 left, ways, kinds, answers, asked, idle;
	const char *state;
	const char *why;
};

/**
 * struct impossible - combinations that there cannot be
 * @ways: set of enum way
 * @asked: set of enum asked
 * @answers: set of enum answer
 * @seen: the closing makes the provider see something
 * @dropped: it makes the core drop the call
 * @why: the reason
 */
struct impossible {
	__u32 ways, asked, answers, seen, dropped;
	const char *why;
};

static inline bool in(__u32 set, unsigned int value)
{
	return !set || set & BIT(value);
}

#endif /* TABLE_H */
