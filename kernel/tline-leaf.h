/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The leaves of the core: ids, message queues, the tables of operations and call
 * states.  They take no locks, call nobody, and are tested in user space, too.
 */
#ifndef _TLINE_LEAF_H
#define _TLINE_LEAF_H

#include <linux/bits.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>
#include <linux/tline.h>

/* Handled in one hold of a lock, or in one turn of an outbox; slots in a chunk. */
#define TLINE_BATCH		64

/* ------------------------------------------------------------------ slots.c */

/**
 * struct tline_slot - one id
 * @obj: the object, or NULL
 * @id: the id in use, or the next one this slot will have; generation above the
 *	index, never 0
 * @next: index of the next free slot, while free; the user's note, while in use
 */
struct tline_slot {
	void *obj;
	u32 id;
	u32 next;
};

/**
 * struct tline_slots - a table of ids; guarded by its owner's lock
 * @chunk: pointers to chunks of TLINE_BATCH slots
 * @nchunks: chunks there are
 * @room: size of @chunk
 * @used: ids in use
 * @head: first free slot, taken next; TLINE_SLOT_END: none
 * @tail: last free slot, given back last, so that an id rests as long as can be
 * @bits: bits of an index
 * @max: most ids in use at a time
 */
struct tline_slots {
	struct tline_slot **chunk;
	u32 nchunks;
	u32 room;
	u32 used;
	u32 head;
	u32 tail;
	u32 bits;
	u32 max;
};

#define TLINE_SLOT_END		U32_MAX

/*
 * What a free slot holds.  It has the id that it will be given out with, which
 * must not be found by guessing.
 */
#define TLINE_SLOT_FREE		((void *)-1L)

/* Ids are positive as signed 32-bit numbers: TAPI's request ids are. */
#define TLINE_SLOT_ID_BITS	31

void tline_slots_init(struct tline_slots *s, u32 max);
void tline_slots_free(struct tline_slots *s);
/* Another chunk, without sleeping; false: no memory, or no index left. */
bool tline_slots_grow(struct tline_slots *s);
struct tline_slot *tline_slots_find(struct tline_slots *s, u32 id);

static inline u32 tline_slot_index(const struct tline_slots *s, u32 id)
{
	return id & (BIT(s->bits) - 1);
}

static inline struct tline_slot *tline_slot_at(struct tline_slots *s, u32 index)
{
	return &s->chunk[index / TLINE_BATCH][index % TLINE_BATCH];
}

/* The slot of an id that is known to be in use: a find without the checks. */
static inline struct tline_slot *tline_slot_of(struct tline_slots *s, u32 id)
{
	return tline_slot_at(s, tline_slot_index(s, id));
}

static inline void tline_slots_queue(struct tline_slots *s, struct tline_slot *slot, u32 index)
{
	slot->next = TLINE_SLOT_END;
	if (s->tail == TLINE_SLOT_END)
		s->head = index;
	else
		tline_slot_at(s, s->tail)->next = index;
	s->tail = index;
}

/* A new id for @obj; 0: there are @max already, or no memory. */
static inline u32 tline_slots_get(struct tline_slots *s, void *obj)
{
	struct tline_slot *slot;

	if (s->used >= s->max || (s->head == TLINE_SLOT_END && !tline_slots_grow(s)))
		return 0;
	slot = tline_slot_at(s, s->head);
	s->head = slot->next;
	if (s->head == TLINE_SLOT_END)
		s->tail = TLINE_SLOT_END;
	slot->obj = obj;
	slot->next = TLINE_SLOT_END;
	s->used++;
	return slot->id;
}

/* The id is free again, in its next generation. */
static inline void tline_slots_put(struct tline_slots *s, struct tline_slot *slot)
{
	u32 index = tline_slot_index(s, slot->id);
	u32 gen = (slot->id >> s->bits) + 1;

	if (gen >> (TLINE_SLOT_ID_BITS - s->bits))
		gen = 1;
	slot->id = index | gen << s->bits;
	slot->obj = TLINE_SLOT_FREE;
	tline_slots_queue(s, slot, index);
	s->used--;
}

/* The next slot in use from *@index on, or NULL. */
struct tline_slot *tline_slots_next(struct tline_slots *s, u32 *index);
/* Make room for @n more ids beforehand, sleeping; @lock guards @s. */
int tline_slots_reserve(struct tline_slots *s, u32 n, spinlock_t *lock);

/* ------------------------------------------------------------------ event.c */

struct tline_msg_page;

/**
 * struct tline_queue - the messages of an app; guarded by tline_app.lock
 * @seq: number of the newest message
 * @ring: events; @events entries
 * @events: a power of two
 * @head: events ever put
 * @tail: events ever taken or dropped
 * @lost: events dropped that no LOST message has told of
 * @lost_seq: number of the newest of them
 * @lost_total: events ever dropped
 * @done_head: page of the oldest completion
 * @done_tail: page of the newest one
 * @done_free: pages in reserve
 * @done_room: completions that fit into @done_tail and @done_free
 * @reserved: completions promised a place: requests pending
 * @unread: completions put and not yet staged
 */
struct tline_queue {
	u64 seq;
	struct tline_message *ring;
	u32 events;
	u32 head;
	u32 tail;
	u32 lost;
	u64 lost_seq;
	u64 lost_total;
	struct tline_msg_page *done_head;
	struct tline_msg_page *done_tail;
	struct tline_msg_page *done_free;
	u32 done_room;
	u32 reserved;
	u32 unread;
};

int tline_queue_init(struct tline_queue *q, u32 events);
struct tline_message *tline_ring_alloc(u32 events);
/* Exchange the ring for @ring; returns the old one. */
struct tline_message *tline_queue_resize(struct tline_queue *q, struct tline_message *ring,
					 u32 events);
void tline_queue_free(struct tline_queue *q);
bool tline_queue_empty(const struct tline_queue *q);
/* Reserve a place for one completion; needs tline_queue_add_page() if false. */
bool tline_queue_reserve(struct tline_queue *q);
void tline_queue_unreserve(struct tline_queue *q);
/* Make the unread completion of request @id void: it will not be taken. */
void tline_queue_void(struct tline_queue *q, u32 id);
struct tline_msg_page *tline_msg_page_alloc(void);
void tline_queue_add_page(struct tline_queue *q, struct tline_msg_page *page);
/* The next completion, in its reserved place: all but seq and time_ns is to be set. */
struct tline_message *tline_queue_completion(struct tline_queue *q);
/* Number an event and queue it, dropping the oldest one if the ring is full. */
void tline_queue_event(struct tline_queue *q, const struct tline_message *msg);
/* Take up to @n messages in the order of their numbers. */
u32 tline_queue_take(struct tline_queue *q, struct tline_message *to, u32 n);

/* --------------------------------------------------------------- op-table.c */

enum tline_args_kind {
	TLINE_ARGS_NONE,
	TLINE_ARGS_DEST,
	TLINE_ARGS_PARAMS,
	TLINE_ARGS_UUI,
	TLINE_ARGS_GATHER,
	TLINE_ARGS_TERMINAL,
	/* Of any size up to the one that tline_args_size[] has. */
	TLINE_ARGS_BYTES,
	TLINE_ARGS_ITEMS,
	TLINE_ARGS_FORWARD,
	TLINE_ARGS_PROXY,
};

/* What an operation brings beside its result, if it is to be kept. */
enum tline_output_kind {
	TLINE_OUTPUT_NONE,
	TLINE_OUTPUT_DEST,	/* struct tline_dest */
	TLINE_OUTPUT_BYTES,	/* as many bytes as its arguments have */
	TLINE_OUTPUT_DIGITS,	/* as many as are to be gathered */
	TLINE_OUTPUT_ANSWER,	/* of any size; whoever answers allocates it */
};

/**
 * struct tline_op_row - all that the core knows of an operation
 * @name: TSPI's, in lower case
 * @states: TLINE_CALLSTATE_ of the call in which it is valid
 * @states2: same of the second call
 * @call_feature: TLINE_CALLFEATURE_ that stands for it, or 0
 * @line_feature: TLINE_LINEFEATURE_, or 0
 * @address_feature: TLINE_ADDRFEATURE_, or 0
 * @args: enum tline_args_kind
 * @output: enum tline_output_kind
 * @creates: number of calls it makes
 * @num_arg: how many of tline_request.arg it uses
 * @flags: TLINE_ROW_
 * @bad_call: error for a bad first handle
 * @bad_call2: error for a bad second handle
 * @uui: offset of its limit of user-user information in struct tline_line_caps
 */
struct tline_op_row {
	const char *name;
	u32 states;
	u32 states2;
	u32 call_feature;
	u32 line_feature;
	u32 address_feature;
	u8 args;
	u8 output;
	u8 creates;
	u8 num_arg;
	u16 flags;
	s32 bad_call;
	s32 bad_call2;
	u32 uui;
};

#define TLINE_ROW_CALL		0x01	/* needs a call ... */
#define TLINE_ROW_CALL_OPT	0x02	/* ... or takes one, if given */
#define TLINE_ROW_CALL2		0x04	/* needs a second call */
#define TLINE_ROW_OWNER		0x08	/* the handles must be owners */
#define TLINE_ROW_ARGS		0x10	/* arguments must be given */
#define TLINE_ROW_ADDRESS	0x20	/* arg[0] is an address */
#define TLINE_ROW_MAY_CREATE	0x40	/* the new call exists if the provider attached to it */
#define TLINE_ROW_NAMES		0x80	/* its app gives the call its app_name */
#define TLINE_ROW_ADDRESS_ANY	0x100	/* arg[0] is an address, or TLINE_ADDRESS_ANY */
#define TLINE_ROW_CORE		0x200	/* the core's own: no provider is asked */
#define TLINE_ROW_INACTIVE	0x400	/* also if CONNECTED, but not here (bridged) */

extern const struct tline_op_row tline_op_table[TLINE_OP_COUNT];
extern const u32 tline_args_size[];
const char *tline_op_name(u32 code);

/* ------------------------------------------------------------- call-state.c */

/* Calls by activity: TAPI's dwNumActiveCalls and so on. */
enum tline_activity {
	TLINE_ACTIVE,
	TLINE_ONHOLD,
	TLINE_ONHOLD_PENDING,
	TLINE_ACTIVITIES
};

/* May @to follow @from?  @from 0: the call is new. */
bool tline_state_may_follow(u32 from, u32 to);
bool tline_state_valid(u32 state);
/* TLINE_CALLFEATURE_ that make sense in @state. */
u32 tline_state_features(u32 state);
/* enum tline_activity of a call in @state; -1: none. */
int tline_state_activity(u32 state);
const char *tline_state_name(u32 state);

#endif /* _TLINE_LEAF_H */
