// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The handles that a program sees: one space for apps, lines and calls of the
 * whole process, because TAPI's call functions take a call handle and nothing
 * else, while the kernel's ids are unique within an app only.
 *
 * A handle is the number of a slot and the slot's generation.  Free slots wait
 * in a queue, so that a handle that died is not valid again soon.
 */
#include <stdlib.h>

#include "internal.h"

#define SLOT_BITS	20
#define MAX_SLOTS	(1u << SLOT_BITS)
#define GENERATIONS	(1u << (32 - SLOT_BITS))
#define FIRST_SLOTS	64
#define NO_SLOT		UINT32_MAX

struct slot {
	void *object;
	uint32_t generation;	/* 1 to GENERATIONS - 1, hence no handle is 0 */
	uint32_t next_free;
	enum tl_kind kind;
};

static struct slot *slots;
static uint32_t num_slots;
static uint32_t first_free = NO_SLOT;
static uint32_t last_free = NO_SLOT;

static void queue_free(uint32_t i)
{
	slots[i].next_free = NO_SLOT;
	if (last_free == NO_SLOT)
		first_free = i;
	else
		slots[last_free].next_free = i;
	last_free = i;
}

static bool grow(void)
{
	uint32_t size = num_slots ? num_slots * 2 : FIRST_SLOTS;
	struct slot *bigger;

	if (size > MAX_SLOTS)
		return false;
	bigger = realloc(slots, size * sizeof(*slots));
	if (!bigger)
		return false;
	slots = bigger;
	for (; num_slots < size; num_slots++) {
		slots[num_slots] = (struct slot){ .generation = 1, .kind = TL_FREE };
		queue_free(num_slots);
	}
	return true;
}

static struct slot *find(DWORD handle)
{
	uint32_t i = handle & (MAX_SLOTS - 1);

	if (i >= num_slots || slots[i].generation != handle >> SLOT_BITS)
		return NULL;
	return &slots[i];
}

/* Returns 0 without memory. */
DWORD tl_handle_alloc_locked(enum tl_kind kind, void *object)
{
	struct slot *slot;
	uint32_t i;

	if (first_free == NO_SLOT && !grow())
		return 0;
	i = first_free;
	slot = &slots[i];
	first_free = slot->next_free;
	if (first_free == NO_SLOT)
		last_free = NO_SLOT;
	slot->kind = kind;
	slot->object = object;
	return slot->generation << SLOT_BITS | i;
}

void tl_handle_free_locked(DWORD handle)
{
	struct slot *slot = find(handle);

	if (!slot || slot->kind == TL_FREE)
		return;
	slot->kind = TL_FREE;
	slot->object = NULL;
	slot->generation = slot->generation % (GENERATIONS - 1) + 1;
	queue_free((uint32_t)(slot - slots));
}

void tl_handle_set_kind_locked(DWORD handle, enum tl_kind kind)
{
	struct slot *slot = find(handle);

	if (slot)
		slot->kind = kind;
}

void *tl_handle_find_locked(DWORD handle, enum tl_kind kind)
{
	struct slot *slot = find(handle);

	return slot && slot->kind == kind ? slot->object : NULL;
}
