/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A storm: hundreds of processes ("actors") that do to 64 lines whatever programs do
 * to lines, in any order, while exchanges ("gremlins") misbehave and come and go, one
 * process ("watch") looks on, and the controller kills and starts actors.
 *
 *   storm.c		the controller
 *   actor*.c		what actors do: one table, each row an action with a weight
 *   ledger*.c		what apps were promised and what they got
 *   gremlin.c		the provider's side, one for each exchange
 *   watch.c		the books and the netlink dumps, at any moment and at the end
 *
 * What an actor wants to do in a step depends on nothing but the seed, the actor's
 * number and the step.  What comes of it depends on the others.
 *
 * All share one piece of memory.  Whoever finds a promise broken says so with
 * violation(), which ends the storm.
 */
#ifndef STORM_H
#define STORM_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "../tline_test.h"

#define EXCHANGES	8
#define EXCHANGE_LINES	8		/* as many as struct sim has */
#define LINES		(EXCHANGES * EXCHANGE_LINES)
#define ACTORS		384		/* at a time */
#define LEDGERS		1024
#define ENTRIES		128		/* requests of an app that the ledger can follow */
#define HANDLES		128
#define LOG		24		/* steps of an actor that are remembered */
#define HELD		12		/* ledgers that an actor can hold */
#define TAKEN		32		/* requests that an app has taken, and not answered */
#define ASSISTS		(1 << 16)	/* calls asked for whose end is known */
#define REASONS		TLINE_REASON_COUNT

#define ARRAY_LEN(a)	(sizeof(a) / sizeof((a)[0]))

/* ------------------------------------------------------------------------ chance */

struct rng {
	__u64 state;
};

__u64 mix(__u64 a, __u64 b);
__u32 rnd(struct rng *rng, __u32 n);		/* 0 to n - 1 */
static inline bool one_in(struct rng *rng, __u32 n)
{
	return !rnd(rng, n);
}

/* ----------------------------------------------------------------------- ledgers */

enum entry_state {
	ENTRY_FREE,
	ENTRY_SUBMITTING,	/* the ioctl has not returned to its submitter */
	ENTRY_EARLY,		/* the same, and its completion has been read */
	ENTRY_PENDING,		/* accepted: exactly one completion is to come */
	ENTRY_UNSURE,		/* submitter or reader was killed: at most one */
	ENTRY_KEPT,		/* complete; its output can be taken, once */
};

/**
 * struct entry - one request of an app
 * @state: enum entry_state; changed with the ledger's lock held, but from FREE
 * @gen: how often it has been used; part of the cookie
 * @owner: actor that submits it
 * @id: once known
 * @reply_id: of an EARLY one
 * @new_call: handles of the calls that it creates, once known
 * @seq: number of its completion, if EARLY
 * @op: enum tline_opcode
 * @old: submitted below 2.0, where completions may be suppressed
 * @wait: with TLINE_SUBMIT_WAIT
 * @made: the result of an EARLY one was 0
 * @keep: with TLINE_REQUEST_KEEP, and nobody has taken the output
 * @answering: of a PROXY: the proxy has begun to answer it
 * @line: that it was submitted on
 * @room: bytes that its output has at most
 * @result: once complete
 */
struct entry {
	_Atomic __u32 state;
	__u32 gen;
	__u32 owner;
	__u32 id;
	__u32 reply_id;
	__u32 new_call[2];
	__u64 seq;
	__u8 op;
	bool old;
	bool wait;
	bool made;
	bool keep;
	_Atomic bool answering;
	__u8 line;
	__u32 room;
	__s32 result;
};

/**
 * struct known - what messages have told of a call or line handle
 * @handle: 0: nothing; others that fall on the same place take it over
 * @instance: open that it belongs to
 * @state: TLINE_CALLSTATE_ told last
 * @first: number of the first message about it
 * @final: number of the message after which none may come: IDLE, LINE_CLOSE
 * @creator: entry + 1 of the request whose completion must come first
 * @void_: creating it failed: there is no such call
 * @owner: it has been got with OWNER
 */
struct known {
	__u32 handle;
	__u32 instance;
	__u32 state;
	__u32 creator;
	__u64 first;
	__u64 final;
	bool void_;
	bool owner;
};

/** struct taken - a request that a proxy has taken; @cookie: as the one who asks has it */
struct taken {
	__u32 id;
	__u32 instance;
	__u64 cookie;
};

/**
 * struct ledger - an app registration, whoever has its file
 * @refs: actors that have it, and messages in flight that carry it
 * @lock: held while messages are read and booked, in one go; robust
 * @blind: its holder was killed meanwhile: what was read then is not known
 * @shut: TLINE_IOC_SHUTDOWN has been begun: nothing more is promised
 * @blocking: the file is not O_NONBLOCK
 * @recipient: it makes calls for others
 * @instances: opens there ever were on it
 * @seq: number of the last message
 * @seen: messages read
 * @lost: of these messages were told to be lost
 * @asked: what a proxy was asked last; so with @cookie 0
 * @taken: by its proxies; an @id of 0: none
 */
struct ledger {
	_Atomic __u32 refs;
	pthread_mutex_t lock;
	_Atomic bool blind;
	_Atomic bool shut;
	bool blocking;
	_Atomic bool recipient;
	_Atomic __u32 instances;
	__u64 seq;
	__u64 seen;
	__u64 lost;
	struct taken asked;
	struct taken taken[TAKEN];
	struct known known[HANDLES];
	struct entry entry[ENTRIES];
};

void ledgers_init(void);
/* A ledger with one reference for the calling actor: its number, or -1. */
int ledger_new(bool blocking);
void ledger_hold(int slot);
void ledger_put(int slot);
void ledger_lock(struct ledger *l);
void ledger_unlock(struct ledger *l);
/* Before the ioctl: an entry and its cookie.  NULL: none is free. */
struct entry *entry_begin(int slot, const struct tline_request *rq, bool old, bool wait,
			  __u64 *cookie);
/* The entry that @cookie was made for; NULL: it has become another request's. */
struct entry *entry_of(__u64 cookie);
/* After it: what @rq says.  @err: 0 or the errno of the ioctl. */
void entry_end(int slot, struct entry *e, const struct tline_request *rq, int err);
/* Read and book what is there, up to some messages; their number, 0 or -errno. */
int ledger_read(int slot, int fd, bool block);
/* Look whether the kernel knows all that is pending; @fd is the app. */
void ledger_audit(int slot, int fd);
/* End all that is pending and see it complete; false: not within @ms. */
bool ledger_settle(int slot, int fd, int ms);
/* Print what is pending. */
void ledger_show(int slot, int fd);
/* An actor was killed: what it was submitting may be, or not be. */
void ledger_orphan(int slot, __u32 owner);
/* Book handles that an ioctl has given. */
void ledger_note_handle(int slot, __u32 handle, __u32 instance);
/*
 * A call handle of an owner whose state is among @states (0: any handle), of the open @instance
 * (0: any); 0: none.
 */
__u32 ledger_pick(int slot, struct rng *rng, __u32 states, __u32 instance);
/* It was no handle of the open @instance, as that one has said. */
void ledger_forget(int slot, __u32 handle, __u32 instance);
/* TLINE_CALLSTATE_ of a call as told last, 0: not known. */
__u32 ledger_state(int slot, __u32 handle);
/* Id of a request that is pending, or 0. */
__u32 ledger_pick_request(int slot, struct rng *rng);
/* Take the output of a request that keeps one: 0, SKIP or -errno. */
int ledger_take_output(int slot, int fd, struct rng *rng);

/* Take what the proxy of open @instance, file @fd, is asked for: 0, SKIP or a TLINE_ERR_. */
int ledger_take_asked(int slot, int fd, __u32 instance, struct rng *rng);
/* Something that the open @instance has taken: it is the caller's to answer.  False: nothing. */
bool ledger_take_taken(int slot, __u32 instance, struct taken *taken);
/* Before the answer: the one who asks may have it from now on. */
void ledger_answering(const struct taken *taken);

/* ------------------------------------------------------------------ shared memory */

enum phase {
	PHASE_STORM,
	PHASE_SETTLE,		/* actors end in order, gremlins make peace */
	PHASE_CLEAN,		/* nobody is left: gremlins try every line, then go */
	PHASE_END,
	PHASE_FAILED,
};

enum actor_state {
	ACTOR_FREE,
	ACTOR_STARTING,
	ACTOR_RUNNING,
};

enum assist_state {
	ASSIST_ASKED = 1,	/* or is just being asked for */
	ASSIST_REFUSED,
	ASSIST_TAKEN,
};

#define SKIP	0x7fffffff		/* result: there was nothing to do it with */

struct log_row {
	__u32 step;
	__u32 action;
	__s32 result;
	__u32 what;		/* handle, line or id that it was about */
};

/**
 * struct actor - a process that uses lines
 * @state: enum actor_state
 * @pid: of the process
 * @number: it wants what this, the seed and the step say
 * @heir: forked by another one, with its files
 * @step: it is in
 * @action: it is in
 * @beat: seconds (monotonic) when it last began a step
 * @held: ledgers + 1, for when it is killed
 * @log: its last steps
 */
struct actor {
	_Atomic __u32 state;
	_Atomic pid_t pid;
	__u64 number;
	bool heir;
	__u32 step;
	__u32 action;
	_Atomic __u32 beat;
	_Atomic __u16 held[HELD];
	struct log_row log[LOG];
};

#define ACTIONS		128
#define MISCHIEFS	32

struct shared {
	__u64 seed;
	_Atomic __u32 phase;
	_Atomic bool violated;
	_Atomic __u64 numbers;		/* actors that the controller has started */
	_Atomic __s32 line[LINES];	/* ids, or -1 */
	_Atomic __u32 completion[LINES];	/* id of the last call completion ordered */
	_Atomic __u32 place[EXCHANGES];	/* where a call was parked last: its number after '*' */
	_Atomic __u32 assists;		/* calls that were asked for */
	_Atomic __u8 assist[ASSISTS];	/* the last of them: enum assist_state */
	_Atomic __u32 ready;		/* gremlins whose lines are in order */
	struct sim sim[EXCHANGES];
	struct actor actor[ACTORS];
	struct ledger ledger[LEDGERS];
	int post[2];			/* where files are passed on */

	/* For the report. */
	_Atomic __u64 tried[ACTIONS];
	_Atomic __u64 done[ACTIONS];
	__s32 refused[ACTIONS];		/* result of the last one */
	_Atomic __u64 mischief_tried[MISCHIEFS];
	_Atomic __u64 mischief_done[MISCHIEFS];
	_Atomic __u64 accepted[TLINE_OP_COUNT];
	_Atomic __u64 completed[TLINE_OP_COUNT];
	_Atomic __u64 reason[REASONS];
	_Atomic __u64 messages, lost, suppressed, early, unsure, blind;
	_Atomic __u64 outputs, answers;
	_Atomic __u64 settled, audits, clean_calls, samples, dumps, notifications;
	_Atomic __u64 kills, exits;
	struct tline_ioc_counters books;	/* as seen last */
};

extern struct shared *shared;

#define ADD(member, n)	atomic_fetch_add_explicit(&shared->member, n, memory_order_relaxed)
#define INC(member)	ADD(member, 1)

__u32 seconds(void);
__u64 milliseconds(void);
void nap_us(__u32 us);

/* ----------------------------------------------------------------------- processes */

extern struct actor *self;		/* NULL but in actors */
extern const char *role;		/* of the process, for messages */

/* Say what is broken, with what the caller did last, and end the storm. */
void violation(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/* A free actor, STARTING, or NULL. */
struct actor *actor_alloc(__u64 number, bool heir);
/* Remember, and forget, that the caller's ledger has to be put if it is killed. */
bool actor_holds(struct actor *a, int slot);
void actor_lets_go(struct actor *a, int slot);
void actor_main(struct actor *a) __attribute__((noreturn));
/* What a forked actor does: goes on with what it has inherited. */
void actor_go_on(struct actor *a) __attribute__((noreturn));
const char *actor_action_name(__u32 action);
__u32 actor_num_actions(void);
/* False: something that the storm is about has not happened. */
bool actor_report(bool strict, __u64 operations);

void gremlin_main(int exchange) __attribute__((noreturn));
bool gremlin_report(bool strict);
_Noreturn void watch_main(void);
/* What must be so once nobody is left. */
void watch_final(void);
bool watch_report(bool strict);

#endif /* STORM_H */
