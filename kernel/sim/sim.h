/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tline_sim: a software telephone exchange, an ordinary provider of lines.
 * Documentation/simulator.rst is the user's guide.
 *
 * A *call* here is one leg: what one line, or the network, has of a connection.
 * Two legs that talk to each other, or will, are each other's peer.  A leg
 * without a line belongs to the network: the exchange itself plays that party.
 *
 * Locks.  Each exchange has two mutexes, in this order:
 *
 *   run	who drives the exchange: the clock, and every write to configfs that
 *		does something.  Held across everything that may wait for the provider's
 *		operations or call them: tline_line_register(), _unregister(), _close(),
 *		_flush() and tline_provider_unregister().
 *   lock	the state of the exchange: calls, requests, events, logs.  All
 *		operations take it, and upcalls are made with it held, since they take
 *		no more than the core's spinlocks.
 *
 * Why this cannot deadlock: an operation takes lock and never run; nobody who
 * holds lock calls anything of the core that can wait for an operation or run
 * one, here or elsewhere.  Upcalls do neither, tline_call_new() included, which may
 * sleep for memory.
 *
 * Outside of them: the subsystem mutex of configfs, which is held in mkdir, in rmdir
 * and when an exchange goes live or down, and never taken with run held.
 */
#ifndef _TLINE_SIM_H
#define _TLINE_SIM_H

#include <linux/configfs.h>
#include <linux/hashtable.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/prandom.h>
#include <linux/rbtree.h>
#include <linux/workqueue.h>

#include "tline-provider.h"

#define SIM_NAME_LEN		16	/* exchange and line; two and a '-' make a serial */
#define SIM_MAX_ADDRESSES	64
#define SIM_MAX_RULES		16	/* fault words of a line */
#define SIM_MAX_RECORDS		65536	/* requests of a line that wait, dead ones included */
#define SIM_LOG_LEN		128	/* entries; a page does not show more */
#define SIM_SHOW_SIZE		4096	/* what configfs can show */
#define SIM_MAX_TERMINALS	4	/* of a line */
#define SIM_MAX_DEVICES		512	/* characters of the attribute */
#define SIM_MAX_CALL_DATA	1024	/* bytes */
#define SIM_MAX_FORWARDS	16	/* rules of an address */
#define SIM_MAX_HOPS		8	/* times that one call is forwarded */
#define SIM_MAX_COMPLETIONS	4	/* of a line */
#define SIM_MAX_PARTIES		32	/* of a conference */
#define SIM_COMPLETION_MESSAGES	4
#define SIM_TREATMENTS		4
#define SIM_RING_MODES		4
#define SIM_MIN_RINGS		1	/* before no answer */
#define SIM_MAX_RINGS		10
#define SIM_FORWARD_MODES	0xffff
#define SIM_STATUS_ITEMS	3	/* set by attributes: signal, battery, roaming */

/* Virtual milliseconds. */
#define SIM_DIGIT_MS		50	/* one dialled digit, with default parameters */
#define SIM_DIAL_MAX_MS		300	/* dialling takes no longer, whatever is dialled */
#define SIM_PROCEED_MS		50	/* from the last digit until the far end answers */
#define SIM_RING_MS		6000
#define SIM_NO_ANSWER_MS	180000	/* the network's own patience */
#define SIM_TONE_MS		50	/* a generated digit, and the gap after it */
#define SIM_PARK_MS		60000	/* until a parked call comes back */

#define SIM_RATE		64000
#define SIM_DIGITS		"0123456789ABCD*#"

/* Groups of call states */
#define SIM_RINGING	(TLINE_CALLSTATE_OFFERING | TLINE_CALLSTATE_ACCEPTED)
#define SIM_PENDING	(TLINE_CALLSTATE_ONHOLDPENDTRANSFER | TLINE_CALLSTATE_ONHOLDPENDCONF)
#define SIM_HELD	(TLINE_CALLSTATE_ONHOLD | SIM_PENDING)
/* On its way out, with nothing decided yet */
#define SIM_PROGRESS	(TLINE_CALLSTATE_DIALTONE | TLINE_CALLSTATE_DIALING | \
			 TLINE_CALLSTATE_PROCEEDING | TLINE_CALLSTATE_RINGBACK)
/* Uses the channel of its line */
#define SIM_TALKING	(SIM_PROGRESS | TLINE_CALLSTATE_BUSY | \
			 TLINE_CALLSTATE_SPECIALINFO | TLINE_CALLSTATE_CONNECTED)
#define SIM_ACTIVE	(SIM_TALKING | SIM_RINGING | TLINE_CALLSTATE_DISCONNECTED)

struct sim_address;
struct sim_blob;
struct sim_completion;
struct sim_controls;
struct sim_exchange;
struct sim_line;
struct sim_sound;

/**
 * struct sim_event - something that will happen at a virtual time
 * @node: in sim_exchange.events, or empty
 * @due: virtual ms
 * @seq: decides among those due together: first set, first run
 * @fn: runs with run and lock held; may free what the event is part of
 */
struct sim_event {
	struct rb_node node;
	u64 due;
	u64 seq;
	void (*fn)(struct sim_exchange *ex, struct sim_event *ev);
};

/* enum tline_data_kind of calls */
#define SIM_FIRST_KIND	TLINE_DATA_CALL_DEVSPECIFIC
#define SIM_CALL_KINDS	(TLINE_DATA_KINDS - SIM_FIRST_KIND)

/**
 * struct sim_call - a leg of a connection
 * @ref: its list, and each recorded request
 * @node: in sim_line.calls or sim_exchange.network
 * @ex: the exchange
 * @line: its line; NULL: the network's, or left to the network by close_call
 * @home: the line that it began on, for its number; NULL: the network's
 * @peer: the leg at the other end, or NULL
 * @related: consultation call of a held one, and the reverse
 * @conf: parent of the conference that it is a member of, or will be
 * @id: the core's; 0 before the core has it and after close_call
 * @closed: close_call has come, or the core did not want it; if it rings, it goes on
 * @secure: no other call may disturb
 * @consult: a consultation call
 * @parent: of a conference
 * @established: the parent has been connected since it last had one member or none
 * @auto_join: becomes a member of the conference of @related when it is connected
 * @callback: of the network: who answers it is connected with @number
 * @address: of @home
 * @state: TLINE_CALLSTATE_; 0: its creating request is not yet carried out
 * @mode: of @state
 * @bearer_mode: of the call
 * @media_mode: same
 * @rate: same
 * @flags: TLINE_CALLPARAMFLAGS_
 * @switch_id: the exchange's number of the call, equal at both ends
 * @members: of a parent
 * @hops: times that it was forwarded
 * @completion_id: of the completion that makes it
 * @treatment: TLINE_CALLTREATMENT_
 * @monitor: TLINE_DIGITMODE_ that somebody listens to
 * @monitor_media: TLINE_MEDIAMODE_ that somebody listens for
 * @quiet_since: when what it hears will have been quiet for
 * @terms: TLINE_TERMMODE_ of each terminal
 * @rings: count of the next ring
 * @ring_due: when that will be
 * @no_answer_ms: the caller's patience; 0: the network's
 * @reason: TLINE_CALLREASON_ of the call it makes
 * @dial: parameters in use
 * @dial_until: when the digits dialled so far will have been sent
 * @dial_complete: nothing is dialled any more
 * @subaddress: address wanted at the far end
 * @late_id: request to be answered after close_call (fault "late")
 * @timer: dialling, proceeding, patience of a caller; cadence, self-answering of
 *	the one called
 * @sound_timer: next step of @sound
 * @sound: being made, or NULL
 * @uui: user-user information for the one called, until offered
 * @number: of a network leg, or to be presented instead of the line's
 * @name: of a network leg, or NULL
 * @dialled: number dialled so far; of the one called: the number it was called by
 * @via: who diverted the call to @dialled
 * @parker: this is a place where a call is parked: who has parked it
 * @completion: what waits for the line called to be free, or NULL
 * @data: by kind
 * @controls: media control list, or NULL
 * @tone_lists: sim_tone_list.node
 *
 * All guarded by sim_exchange.lock.
 */
struct sim_call {
	struct kref ref;
	struct list_head node;
	struct sim_exchange *ex;
	struct sim_line *line;
	struct sim_line *home;
	struct sim_call *peer;
	struct sim_call *related;
	struct sim_call *conf;
	u32 id;
	bool closed;
	bool secure;
	bool dial_complete;
	bool consult;
	bool parent;
	bool established;
	bool auto_join;
	bool callback;
	u32 address;
	u32 state;
	u32 mode;
	u32 bearer_mode;
	u32 media_mode;
	u32 rate;
	u32 flags;
	u32 switch_id;
	u32 members;
	u32 hops;
	u32 completion_id;
	u32 treatment;
	u32 monitor;
	u32 monitor_media;
	u32 terms[SIM_MAX_TERMINALS];
	u64 quiet_since;
	u32 rings;
	u32 no_answer_ms;
	u32 reason;
	u32 subaddress;
	u32 late_id;
	struct tline_dial_params dial;
	u64 dial_until;
	u64 ring_due;
	struct sim_event timer;
	struct sim_event sound_timer;
	struct sim_sound *sound;
	struct tline_uui *uui;
	char number[TLINE_NUMBER_LEN];
	char *name;
	char dialled[TLINE_NUMBER_LEN];
	char via[TLINE_NUMBER_LEN];
	struct sim_line *parker;
	struct sim_completion *completion;
	struct sim_blob *data[SIM_CALL_KINDS];
	struct sim_controls *controls;
	struct list_head tone_lists;
};

/* Faults; a rule is one of them, SIM_FAULT_MASK() collects them. */
enum sim_fault {
	SIM_FAULT_DELAY,
	SIM_FAULT_NEVER,
	SIM_FAULT_FAIL,
	SIM_FAULT_TWICE,
	SIM_FAULT_LATE,
	SIM_FAULT_BADSTATE,
	SIM_FAULT_DROPMSG,
	SIM_FAULT_OWE,
	SIM_FAULT_INSIDE,
	SIM_FAULT_COUNT
};

#define SIM_FAULT_MASK(x)	(1U << SIM_FAULT_##x)

/**
 * struct sim_rule - one word of a line's fault attribute
 * @op: enum tline_opcode; 0: all
 * @fault: enum sim_fault
 * @min: delay, or code
 * @max: longest delay
 */
struct sim_rule {
	u8 op;
	u8 fault;
	u32 min;
	u32 max;
};

/**
 * struct sim_rq - a request being carried out
 * @rq: as the core gave it
 * @call: leg that it is about, or NULL
 * @call2: second leg, or NULL
 * @made: leg of @rq.new_call, or NULL
 * @made2: leg of @rq.new_call2, or NULL
 * @out: output of the request, or NULL
 * @out_size: bytes of it
 * @value: output number
 * @faults: SIM_FAULT_MASK() that hit it
 * @answered: the core has its answer
 * @forced: the core has ended it by itself
 */
struct sim_rq {
	struct tline_rq rq;
	struct sim_call *call;
	struct sim_call *call2;
	struct sim_call *made;
	struct sim_call *made2;
	const void *out;
	u32 out_size;
	u32 value;
	u32 faults;
	bool answered;
	bool forced;
};

/**
 * struct sim_record - a request that waits: parked or delayed
 * @r: the request; its legs are referenced, its arguments are @args
 * @line: where
 * @node: in sim_line.parked or sim_line.delayed
 * @hash: in sim_exchange.records, by id
 * @timer: end of the delay
 * @args: copied arguments
 */
struct sim_record {
	struct sim_rq r;
	struct sim_line *line;
	struct list_head node;
	struct hlist_node hash;
	struct sim_event timer;
	u8 args[] __aligned(8);
};

enum sim_log_kind {
	SIM_LOG_OPEN,
	SIM_LOG_CLOSE,
	SIM_LOG_REQUEST,	/* id, call, call2, new */
	SIM_LOG_COMMAND,	/* call, arg */
	SIM_LOG_CANCEL,		/* id, force */
	SIM_LOG_DROP_ON_CLOSE,	/* call */
	SIM_LOG_CLOSE_CALL,	/* call */
	SIM_LOG_MEDIACONTROL,	/* call, action */
	SIM_LOG_MESSAGE,	/* its number */
};

struct sim_log_entry {
	u8 kind;
	u8 code;
	u32 v[4];
};

/**
 * struct sim_log - what the provider was told
 * @ring: grows up to SIM_LOG_LEN entries
 * @size: entries of @ring, a power of two
 * @count: entries ever put since it was cleared
 */
struct sim_log {
	struct sim_log_entry *ring;
	u32 size;
	u64 count;
};

enum sim_script_kind {
	SIM_SCRIPT_APP,
	SIM_SCRIPT_BUSY,
	SIM_SCRIPT_NOANSWER,
	SIM_SCRIPT_REJECT,
	SIM_SCRIPT_SPECIAL,
	SIM_SCRIPT_GONE,
	SIM_SCRIPT_ANSWER,
	SIM_SCRIPT_RANDOM,
	SIM_SCRIPT_COUNT
};

/** struct sim_script - what happens when a number is called */
struct sim_script {
	u32 kind;
	u32 ms;
};

/** struct sim_caps - capabilities, shared by the lines of an exchange that are alike */
struct sim_caps {
	struct list_head node;
	struct tline_line_caps line;
	struct tline_address_caps address;
};

/** struct sim_own - a provider for one line that has operations of its own */
struct sim_own {
	struct tline_provider provider;
	struct tline_provider_ops ops;
	char name[TLINE_LINE_NAME_LEN];
};

/**
 * struct sim_line - a line
 * @group: its directory
 * @ex: the exchange
 * @node: in sim_exchange.lines
 * @made_by_user: by mkdir, not by the module parameter
 * @pinned: rmdir is refused (run)
 * @number: of address 0
 * @serial: stable identity
 * @addresses: number of addresses
 * @media_modes: TLINE_MEDIAMODE_
 * @max_calls: at a time
 * @max_active: of them neither idle nor on hold
 * @closedrop: 0 or 1
 * @idle_limit_ms: see struct tline_line_config
 * @drop_on_close: 0 or 1
 * @answer_mode: TLINE_ANSWERMODE_
 * @max_conference: parties
 * @park_timeout: ms until a call that it parked comes back; 0: never
 * @pickup_group: whose calls it picks up
 * @num_terminals: in @terminals
 * @terminals: TLINE_TERMDEV_
 * @devices: "class=name", separated by spaces
 * @without: operations it lacks, bit by enum tline_opcode; commands from bit
 *	SIM_WITHOUT_COMMAND
 * @by_number: in sim_exchange.numbers, while live
 * @own: provider of its own, or NULL; while live
 * @caps: while live
 * @tl: the core's line; NULL while there is none or it is about to go
 * @up: registered
 * @park: requests are only recorded
 * @swallow: the next call state is lost
 * @msgwait: the lamp is on
 * @ring_mode: how it rings
 * @status: by enum tline_status_item, but for the completions
 * @num_completions: outstanding
 * @address: what has been set for each address; while live
 * @terms: as in struct sim_address, for those to come
 * @controls: media control list, or NULL
 * @note: the line's note, an extension
 * @calls: sim_call.node
 * @parked: sim_record.node
 * @delayed: sim_record.node
 * @num_parked: in @parked
 * @num_records: in @parked and @delayed
 * @num_rules: in @rules
 * @rules: faults
 * @script: what happens when it is called
 * @log: what the provider was told
 *
 * From @group to @without: written with run held while the exchange is down, so
 * constant while live.  @own and @caps: run.  The rest: lock.
 */
struct sim_line {
	struct config_group group;
	struct sim_exchange *ex;
	struct list_head node;
	bool made_by_user;
	bool pinned;
	char number[SIM_NAME_LEN * 2];
	char serial[TLINE_LINE_NAME_LEN];
	u32 addresses;
	u32 media_modes;
	u32 max_calls;
	u32 max_active;
	u32 closedrop;
	u32 idle_limit_ms;
	u32 drop_on_close;
	u32 answer_mode;
	u32 max_conference;
	u32 park_timeout;
	char pickup_group[SIM_NAME_LEN];
	u32 num_terminals;
	u32 terminals[SIM_MAX_TERMINALS];
	char *devices;
	u64 without;

	struct hlist_node by_number;
	struct sim_own *own;
	struct sim_caps *caps;
	struct tline_line *tl;
	bool up;
	bool park;
	bool swallow;
	bool msgwait;
	u32 ring_mode;
	u32 status[SIM_STATUS_ITEMS];
	u32 num_completions;
	struct sim_address *address;
	u32 terms[SIM_MAX_TERMINALS];
	struct sim_controls *controls;
	char *note;
	struct list_head calls;
	struct list_head parked;
	struct list_head delayed;
	u32 num_parked;
	u32 num_records;
	u32 num_rules;
	struct sim_rule *rules;
	struct sim_script script;
	struct sim_log log;
};

#define SIM_WITHOUT_COMMAND	48

/**
 * struct sim_exchange - an exchange: lines that can call each other, and a clock
 * @group: its directory
 * @run: see the head of this file
 * @lock: same
 * @lines: sim_line.node (run)
 * @made_by_user: by mkdir, not by the module parameter
 * @pinned: rmdir is refused (run)
 * @live: its lines are there; written with run and lock held
 * @seed: of @rnd, while down (run)
 * @provider: of its lines, while live (run)
 * @provider_name: same
 * @caps: sim_caps.node, while live (run)
 * @info: scratch for tline_call_new() and tline_call_set_info() (lock)
 * @numbers: sim_line.by_number
 * @records: sim_record.hash
 * @network: sim_call.node of legs without a line
 * @completions: sim_completion.node
 * @completion_id: of the latest
 * @switch_id: of the latest call
 * @rnd: the deterministic generator
 * @manual: time stands still until stepped
 * @in_event: @now is the time of the event that is running
 * @now: virtual ms since live; in auto mode as of the last look
 * @base: @now at @since
 * @since: when the clock was last set going
 * @events: sim_event.node, earliest first
 * @event_seq: of the event set last
 * @work: runs what is due, in auto mode
 *
 * From @numbers on: lock.
 */
struct sim_exchange {
	struct config_group group;
	struct mutex run;
	struct mutex lock;
	struct list_head lines;
	bool made_by_user;
	bool pinned;
	bool live;
	u64 seed;
	struct tline_provider provider;
	char provider_name[TLINE_LINE_NAME_LEN];
	struct list_head caps;
	struct tline_call_info info;
	DECLARE_HASHTABLE(numbers, 8);
	DECLARE_HASHTABLE(records, 8);
	struct list_head network;
	struct list_head completions;
	u32 completion_id;
	u32 switch_id;
	struct rnd_state rnd;
	bool manual;
	bool in_event;
	u64 now;
	u64 base;
	ktime_t since;
	struct rb_root_cached events;
	u64 event_seq;
	struct delayed_work work;
};

static inline const char *sim_exchange_name(const struct sim_exchange *ex)
{
	return ex->group.cg_item.ci_name;
}

static inline const char *sim_line_name(const struct sim_line *line)
{
	return line->group.cg_item.ci_name;
}

/* --------------------------------------------------------------- sim-core.c */

struct sim_exchange *sim_exchange_alloc(void);
void sim_exchange_free(struct sim_exchange *ex);
struct sim_line *sim_line_alloc(struct sim_exchange *ex, const char *name);
void sim_line_free(struct sim_line *line);
/* All of these: run held, lock not. */
int sim_exchange_up(struct sim_exchange *ex);
void sim_exchange_down(struct sim_exchange *ex);
int sim_line_plug(struct sim_line *line);
void sim_line_unplug(struct sim_line *line);

/* --------------------------------------------------------------- sim-caps.c */

/* run held; NULL: no memory */
struct sim_caps *sim_caps_get(struct sim_line *line);
void sim_caps_free(struct sim_exchange *ex);

/* ------------------------------------------------------------- sim-config.c */

int sim_config_init(void);
void sim_config_exit(void);
/* An exchange that the module itself makes: named, filled, shown, hidden, freed. */
void sim_config_name(struct sim_exchange *ex, const char *name);
void sim_config_add(struct sim_exchange *ex, struct sim_line *line, const char *name);
int sim_config_publish(struct sim_exchange *ex);
void sim_config_withdraw(struct sim_exchange *ex);
void sim_config_discard(struct sim_exchange *ex);
/* -EINVAL, having said what was wrong with @page and what is @allowed. */
int sim_refuse(struct config_item *item, const char *attr, const char *page,
	       const char *allowed);
int sim_parse_u32(struct config_item *item, const char *attr, const char *page,
		  u32 min, u32 max, u32 *value);

/* -------------------------------------------------------- sim-config-line.c */

extern const struct config_item_type sim_line_type;

void sim_config_line_init(void);
bool sim_number_valid(const char *number, size_t max);
/* The value that was written, without the newline that echo adds. */
char *sim_dup_value(const char *page);
void sim_unlock_both(struct sim_exchange *ex);

/* --------------------------------------------------------- sim-config-act.c */

#define SIM_ACT_ATTRS	17

extern struct configfs_attribute * const sim_act_attrs[SIM_ACT_ATTRS];

/* -------------------------------------------------------------- sim-clock.c */

void sim_clock_init(struct sim_exchange *ex);
/* lock held, all but the last three */
void sim_clock_start(struct sim_exchange *ex);
u64 sim_clock_now(struct sim_exchange *ex);
void sim_clock_set_manual(struct sim_exchange *ex, bool manual);
void sim_event_init(struct sim_event *ev);
void sim_event_set(struct sim_exchange *ex, struct sim_event *ev, u64 delay,
		   void (*fn)(struct sim_exchange *ex, struct sim_event *ev));
void sim_event_cancel(struct sim_exchange *ex, struct sim_event *ev);
/* run and lock held; drops lock between events.  0, -EINTR (killed). */
int sim_clock_step(struct sim_exchange *ex, u64 ms);
/* no lock held */
void sim_clock_stop(struct sim_exchange *ex);

/* --------------------------------------------------------------- sim-dial.c */

/**
 * struct sim_dialled - a dialable string, understood
 * @digits: what goes to the switch
 * @num: how many of them
 * @pauses: commas
 * @subaddress: after '|', or 0
 * @partial: more follows
 */
struct sim_dialled {
	char digits[TLINE_NUMBER_LEN];
	u32 num;
	u32 pauses;
	u32 subaddress;
	bool partial;
};

s32 sim_dial_scan(const char *s, struct sim_dialled *out);

/* --------------------------------------- sim-call.c; lock held, unless it says so */

extern const struct tline_dial_params sim_dial_default;

struct sim_call *sim_call_alloc(struct sim_exchange *ex, struct sim_line *line);
static inline struct sim_call *sim_call_get(struct sim_call *call)
{
	kref_get(&call->ref);
	return call;
}
void sim_call_put(struct sim_call *call);
/* Off its list, away from its peer, no more events. */
void sim_call_release(struct sim_call *call);
void sim_call_pair(struct sim_call *a, struct sim_call *b);
void sim_call_unpair(struct sim_call *call);
/* Set the state and tell the core, if it knows the call. */
void sim_call_state(struct sim_call *call, u32 state, u32 mode);
void sim_call_report(struct sim_call *call);
/* Tell the core what of sim_exchange.info changed. */
void sim_call_info(struct sim_call *call, u32 changed);
void sim_call_number(const struct sim_call *call, char *buf, size_t size);
void sim_line_number(const struct sim_line *line, u32 address, char *buf, size_t size);
void sim_party_set(struct tline_party *party, const struct sim_call *call);
void sim_party_number(struct tline_party *party, const char *number);
/* All that there is to tell of a call that was not dialled here. */
void sim_call_tell_arrived(struct sim_call *call);
void sim_call_fill_info(const struct sim_call *callee, struct tline_call_info *info);
/* User-user information for whoever is at the other end. */
void sim_call_uui(struct sim_call *from, const struct tline_uui *uui);
/* How many calls of @line are in @states; 0: in any but IDLE.  Closed ones are nobody's. */
u32 sim_line_count(const struct sim_line *line, u32 states, const struct sim_call *except);
/* The far end of @call is gone, for the reason of @mode. */
void sim_call_far_gone(struct sim_call *call, u32 mode);
/* The near end of @call goes; @report: IDLE is told. */
void sim_call_drop(struct sim_call *call, bool report);
void sim_call_connect(struct sim_call *callee);
void sim_call_tell_connected(struct sim_call *call);
/* @call and its peer end if both are the network's. */
void sim_call_abandon(struct sim_call *call);

/* ----------------------------------------- sim-exchange.c; lock held */

struct sim_line *sim_find_number(struct sim_exchange *ex, const char *number, u32 *address);
/* Digits, and whether they are all; goes on with routing when they are sent. */
void sim_dial(struct sim_call *call, const struct sim_dialled *d);
/* Have @call go on to another number, soon. */
void sim_divert(struct sim_call *call, const char *by, const struct sim_dialled *d, u32 reason);
void sim_route_soon(struct sim_call *call, u64 delay);
void sim_wait_for_answer(struct sim_call *caller);
/* Does @line take no call now? */
bool sim_line_busy(const struct sim_line *line);
void sim_route(struct sim_call *call);
int sim_introduce(struct sim_call *callee);
struct sim_call *sim_callee_alloc(struct sim_call *caller, struct sim_line *line, u32 address);
/* 0, or why the call did not appear; the caller has then been told. */
int sim_offer(struct sim_call *caller, struct sim_line *line, u32 address);
void sim_disconnect(struct sim_call *caller, u32 mode);
/* Calls that ring for nobody are offered again, soon. */
void sim_offer_again(struct sim_line *line);
/* A call of the network for @line. */
int sim_incoming(struct sim_line *line, const char *number, const char *name, u32 media);

/* ---------------------------------------------------------------- sim-ops.c */

void sim_provider_ops_init(struct tline_provider_ops *ops);

/* ------------------------------------------------------- sim-request.c; lock held */

typedef s32 sim_request_fn(struct sim_line *line, struct sim_rq *r);

/**
 * struct sim_op - an operation of the simulator
 * @run: checks, answers with sim_done(), and then acts; or returns a negative
 *	TLINE_ERR_ and has done nothing.  NULL: not supported.
 * @flags: SIM_OP_
 */
struct sim_op {
	sim_request_fn *run;
	u32 flags;
};

#define SIM_OP_CALL	1	/* about a call */
#define SIM_OP_CREATES	2	/* its new call is to be made */
#define SIM_OP_CREATES2	4	/* and the second one */

extern const struct sim_op sim_op_table[TLINE_OP_COUNT];

/* The leg of a call that the core has made, or is making; NULL: no memory. */
struct sim_call *sim_leg_alloc(struct tline_line *tl, u32 id);
/* A number to be dialled; a destination that must be whole. */
s32 sim_scan_dest(struct sim_line *line, const char *number, struct sim_dialled *d);
s32 sim_scan_whole(struct sim_line *line, const char *number, struct sim_dialled *d);
/* Call parameters (may be NULL), which may have the flag @also: checked, and taken over. */
s32 sim_check_params(struct sim_line *line, const struct tline_call_params *p, u32 also,
		     struct sim_dialled *d);
void sim_set_params(struct sim_call *call, const struct tline_call_params *p);
/* The new leg comes to life in @state, and dials what there is to dial. */
void sim_begin_outgoing(struct sim_call *call, u32 state, const struct sim_dialled *d, bool dial);
/* Is there room for one more active call, beside @except? */
bool sim_line_room(const struct sim_line *line, const struct sim_call *except, u32 calls);
/* Its related call is one no more, and the reverse. */
void sim_call_unrelate(struct sim_call *call);
/* The message-waiting lamp */
void sim_lamp(struct sim_line *line, bool on);

/* ----------------------------------------------------------------- sim-log.c */

/* Bit number in sim_line.without of an operation or a command; -1: no such name. */
int sim_without_bit(const char *name, size_t len);
const char *sim_without_name(int bit);
/* lock held */
void sim_log(struct sim_line *line, u8 kind, u8 code, u32 a, u32 b, u32 c, u32 d);
ssize_t sim_log_show(struct sim_line *line, char *page);
void sim_log_clear(struct sim_line *line);

/* ---------------------------------------------------- sim-fault.c; lock held */

/* NULL, or what is wrong with @text; nothing changed then. */
const char *sim_fault_parse(struct sim_line *line, const char *text);
ssize_t sim_fault_show(struct sim_line *line, char *page);
u32 sim_fault_mask(const struct sim_line *line, u32 op);
/* Should the state about to be told be lost? */
bool sim_fault_swallow(struct sim_line *line);
/* A request comes, or comes back.  0: taken care of; else its error. */
s32 sim_rq_begin(struct sim_line *line, struct sim_rq *r, struct sim_record *rec);
s32 sim_rq_park(struct sim_line *line, struct sim_rq *r);
void sim_rq_release(struct sim_line *line, u32 n);
void sim_rq_cancel(struct sim_line *line, u32 id, bool force);
void sim_rq_late(struct sim_line *line, u32 id, u32 call);
/* From inside an operation that ends something: answer what waits, if told to. */
void sim_rq_inside(struct sim_line *line);
/* Forget everything recorded: the core has ended it. */
void sim_rq_forget(struct sim_line *line);
void sim_answer(struct sim_line *line, struct sim_rq *r, s32 result);
static inline void sim_done(struct sim_line *line, struct sim_rq *r)
{
	sim_answer(line, r, 0);
}

#include "sim-service.h"

#endif /* _TLINE_SIM_H */
