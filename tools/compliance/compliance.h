/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tline-compliance: does a line keep the rules?
 *
 * A rule is a function that acts on the line and says what it expects.  The first
 * thing that is not as expected ends the rule: it has failed.  Whatever a rule opened
 * is closed behind it, so that every rule begins with a free line.
 *
 * Some rules hold all the time (messages in order, one reply for each request, ...).
 * They are watched while the others act, and judged at the end: see watch.c.
 */
#ifndef TLINE_COMPLIANCE_H
#define TLINE_COMPLIANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/tline.h>
#include <tline/tapi.h>

#include "../common.h"
#include "../netlink.h"

#define V1_4	0x00010004
#define V2_0	0x00020000
#define V2_2	0x00020002

#define OWNER		LINECALLPRIVILEGE_OWNER
#define MONITOR		LINECALLPRIVILEGE_MONITOR
#define VOICE		LINEMEDIAMODE_INTERACTIVEVOICE
#define STATE(x)	LINECALLSTATE_##x

/* What a rule needs beside the line. */
#define NEED_CALL	0x1	/* a number to call: --peer or --number */
#define NEED_PEER	0x2	/* a line that we answer ourselves: --peer */
#define NEED_BUSY	0x4	/* a number that is busy: --busy */
#define NEED_UNPLUG	0x8	/* commands that unplug the line and plug it in: --unplug, --plug */
#define NEED_THIRD	0x20	/* a second number, which answers by itself: --third */
/* It ends requests while the provider is at them: answers may well come too late. */
#define ENDS_EARLY	0x10

/**
 * struct rule - a rule
 * @id: group and number
 * @words: what must be
 * @needs: NEED_, else it is not applicable; and ENDS_EARLY
 * @check: acts and expects; NULL: a watched rule
 */
struct rule {
	const char *id;
	const char *words;
	unsigned int needs;
	void (*check)(void);
};

struct rule_group {
	const char *title;
	const struct rule *rules;
	size_t num;
};

#define RULE_GROUP(name, heading, array) \
	const struct rule_group name = { heading, array, ARRAY_SIZE(array) }

extern const struct rule_group abi_rules, structure_rules, role_rules, request_rules,
	call_rules, service_rules, message_rules, end_rules, unplug_rules, watched_rules;

/* The subject, and what we were given beside it. */
struct subject {
	const struct line *line;
	const struct line *peer;	/* or NULL */
	const char *number;	/* of the peer, or one that answers by itself; or NULL */
	const char *busy;
	const char *third;	/* answers by itself */
	const char *unplug;
	const char *plug;
	double seconds;		/* what the line may take for one step */
	struct tline_line_caps caps;
	struct tline_address_caps address;
};

extern struct subject subject;

/* ------------------------------------------------------------------ main.c: verdicts */

/* End the rule: it has failed, or cannot be applied to this line. */
_Noreturn void fails(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void not_applicable(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#define EXPECT(condition, ...) do { if (!(condition)) fails(__VA_ARGS__); } while (0)

/* The function has to give this LINEERR, or 0. */
void expect_rc(const char *function, LONG rc, LONG want);
#define EXPECT_RC(call, want)	expect_rc(#call, call, want)

/* ------------------------------------------------------------------- bench.c: acting */

struct heard {
	LINEMESSAGE m;
	TLINEMESSAGEEX ex;
};

/**
 * struct phone - a program with a line open
 * @app: of the program
 * @line: the line
 * @device: its id
 * @version: TAPI version of the open
 * @heard: every message it has got
 * @num: how many
 * @room: for how many there is room
 * @from: the ones before are of no interest to the rule any more
 * @shut: lineShutdown() has been called
 */
struct phone {
	HLINEAPP app;
	HLINE line;
	DWORD device;
	DWORD version;
	struct heard *heard;
	size_t num;
	size_t room;
	size_t from;
	bool shut;
};

/* A program of its own, with the line open; it ends with the rule. */
struct phone *phone_open(DWORD device, DWORD version, DWORD privileges);
/* The same program name for lineHandoff(). */
struct phone *phone_named(const char *name, DWORD device, DWORD version, DWORD privileges);
void phone_shutdown(struct phone *p);
void bench_clear(void);
/* Raw files of the ABI; closed with the rule. */
int raw_app(void);
int raw_line(int flags);
int raw_bind(int line, int app, uint32_t privileges, uint32_t *handle);

/* Read what there is, waiting until @until (CLOCK_MONOTONIC seconds) for the first one. */
bool phone_read(struct phone *p, double until);
/* Read all there is now. */
void phone_drain(struct phone *p);
/* Messages heard so far are of no interest. */
void phone_forget(struct phone *p);
double now(void);
double limit(void);

/* Wait for a message; NULL if it does not come in time. */
const struct heard *hear(struct phone *p, DWORD message, DWORD device);
const struct heard *hear_state(struct phone *p, HCALL call, DWORD states);
/* The same, and it has to come. */
const struct heard *must_hear(struct phone *p, DWORD message, DWORD device);
void must_reach(struct phone *p, HCALL call, DWORD states);
/* The result of a request that has been accepted; it must have one. */
LONG result_of(struct phone *p, LONG request);
/* It must be accepted, and carried out. */
void must_do(struct phone *p, const char *function, LONG request);
#define MUST_DO(p, call)	must_do(p, #call, call)

DWORD state_of(HCALL call);
DWORD privilege_of(HCALL call);
DWORD features_of(HCALL call);
const char *state_name(DWORD state);
const char *error_name(LONG rc);
/* Calls on a line that are not idle, by its own count. */
DWORD calls_on(HLINE line);

/**
 * struct talk - a connected call
 * @near: owner of the end on the line under test
 * @far: owner of the other end; NULL: there is no peer
 * @call: near end
 * @peer: far end
 */
struct talk {
	struct phone *near;
	struct phone *far;
	HCALL call;
	HCALL peer;
};

/* Dial, without waiting for more than the reply. */
HCALL dial(struct phone *p, const char *number);
/* A call that rings at the peer. */
struct talk ring(void);
struct talk talk(void);
/* The same with a phone of one's own. */
struct talk talk_from(struct phone *near);
/* A call of the peer to the line, offered to @near. */
struct talk incoming(struct phone *near);
/* A monitor handle on the one call that is on the line, got with lineGetNewCalls(). */
HCALL handle_on(struct phone *p);
void need_feature(DWORD feature, const char *what);
struct tline_ioc_counters counters(void);

/* ------------------------------------------------------------------------- watch.c */

/* What is watched: after each message, each request, each rule. */
void watch_message(struct phone *p, const struct heard *h);
void watch_request(struct phone *p, LONG request);
void watch_begin(void);
void watch_end_of_rule(const struct rule *rule);
/* After all: NULL if the rule was kept, else what was seen. */
const char *watch_verdict(size_t rule);

#endif /* TLINE_COMPLIANCE_H */
