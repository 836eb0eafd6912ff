// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ids from a table of slots with generations: O(1), no allocation in steady
 * state, and an id does not come back before its slot has been through all its
 * generations.  (An xarray entry per request costs ten times as much.)
 *
 * Free slots form a queue: the one that has been free longest is taken next, so
 * that ids rest as long as possible.  Locking is the caller's.
 */
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "tline-priv.h"

void tline_slots_init(struct tline_slots *s, u32 max)
{
	memset(s, 0, sizeof(*s));
	s->head = TLINE_SLOT_END;
	s->tail = TLINE_SLOT_END;
	s->bits = ilog2(roundup_pow_of_two(max));
	s->max = max;
}

void tline_slots_free(struct tline_slots *s)
{
	u32 i;

	for (i = 0; i < s->nchunks; i++)
		kfree(s->chunk[i]);
	kfree(s->chunk);
	tline_slots_init(s, s->max);
}

/* Put @chunk and, if the directory is full, the larger @dir into the table. */
static void slots_add(struct tline_slots *s, struct tline_slot *chunk,
		      struct tline_slot **dir, u32 room)
{
	u32 base = s->nchunks * TLINE_BATCH, i;

	if (dir) {
		memcpy(dir, s->chunk, s->nchunks * sizeof(*dir));
		swap(s->chunk, dir);
		s->room = room;
		kfree(dir);
	}
	s->chunk[s->nchunks++] = chunk;
	for (i = 0; i < TLINE_BATCH; i++) {
		chunk[i].id = (base + i) | BIT(s->bits);
		chunk[i].obj = TLINE_SLOT_FREE;
		tline_slots_queue(s, &chunk[i], base + i);
	}
}

static u32 slots_room(const struct tline_slots *s)
{
	return s->nchunks < s->room ? 0 : max(2 * s->room, 8U);
}

static bool slots_full(const struct tline_slots *s)
{
	return (s->nchunks + 1) * TLINE_BATCH > BIT(s->bits);
}

bool tline_slots_grow(struct tline_slots *s)
{
	u32 room = slots_room(s);
	struct tline_slot *chunk, **dir = NULL;

	if (slots_full(s))
		return false;
	chunk = kcalloc(TLINE_BATCH, sizeof(*chunk), GFP_NOWAIT | __GFP_ACCOUNT | __GFP_NOWARN);
	if (room)
		dir = kcalloc(room, sizeof(*dir), GFP_NOWAIT | __GFP_ACCOUNT | __GFP_NOWARN);
	if (!chunk || (room && !dir)) {
		kfree(chunk);
		kfree(dir);
		return false;
	}
	slots_add(s, chunk, dir, room);
	return true;
}

/*
 * Sleeps, so that tline_slots_get() need not find memory under a lock.  Another
 * user may take what was made room for; then that one does.
 */
int tline_slots_reserve(struct tline_slots *s, u32 n, spinlock_t *lock)
{
	struct tline_slot *chunk, **dir;
	unsigned long flags;
	u32 room;

	for (;;) {
		spin_lock_irqsave(lock, flags);
		if (s->nchunks * TLINE_BATCH - s->used >= n || slots_full(s)) {
			spin_unlock_irqrestore(lock, flags);
			return 0;
		}
		room = slots_room(s);
		spin_unlock_irqrestore(lock, flags);

		chunk = kcalloc(TLINE_BATCH, sizeof(*chunk), GFP_KERNEL_ACCOUNT);
		dir = room ? kcalloc(room, sizeof(*dir), GFP_KERNEL_ACCOUNT) : NULL;
		if (!chunk || (room && !dir)) {
			kfree(chunk);
			kfree(dir);
			return -ENOMEM;
		}
		spin_lock_irqsave(lock, flags);
		if (room == slots_room(s) && !slots_full(s)) {
			slots_add(s, chunk, dir, room);
			chunk = NULL;
			dir = NULL;
		}
		spin_unlock_irqrestore(lock, flags);
		kfree(chunk);
		kfree(dir);
	}
}

/* The slot in use under @id, or NULL. */
struct tline_slot *tline_slots_find(struct tline_slots *s, u32 id)
{
	u32 index = tline_slot_index(s, id);
	struct tline_slot *slot;

	if (index >= s->nchunks * TLINE_BATCH)
		return NULL;
	slot = tline_slot_at(s, array_index_nospec(index, s->nchunks * TLINE_BATCH));
	return slot->id == id && slot->obj != TLINE_SLOT_FREE ? slot : NULL;
}

struct tline_slot *tline_slots_next(struct tline_slots *s, u32 *index)
{
	while (*index < s->nchunks * TLINE_BATCH) {
		struct tline_slot *slot = tline_slot_at(s, (*index)++);

		if (slot->obj != TLINE_SLOT_FREE)
			return slot;
	}
	return NULL;
}
