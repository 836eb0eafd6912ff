// SPDX-License-Identifier: GPL-2.0-only
/* Ids (kernel/slots.c): unique, positive, long not reused, never found by guessing. */
#include "kselftest_harness.h"

KSHIM_DEFINITIONS;

#define MAX	4096
#define SIGN	0x80000000u

static int object[MAX];

FIXTURE(slots)
{
	struct tline_slots s;
};

FIXTURE_SETUP(slots)
{
	tline_slots_init(&self->s, MAX);
}

FIXTURE_TEARDOWN(slots)
{
	tline_slots_free(&self->s);
}

static void put(struct tline_slots *s, u32 id)
{
	tline_slots_put(s, tline_slots_find(s, id));
}

/* An id finds its object, and after it was given back nothing; nor does any other number. */
TEST_F(slots, find)
{
	u32 a = tline_slots_get(&self->s, &object[0]);
	u32 b = tline_slots_get(&self->s, NULL);

	ASSERT_NE(a, 0);
	ASSERT_NE(b, 0);
	ASSERT_NE(a, b);
	EXPECT_EQ(tline_slots_find(&self->s, a)->obj, &object[0]);
	EXPECT_EQ(tline_slots_find(&self->s, b)->obj, NULL);
	EXPECT_EQ(self->s.used, 2);
	EXPECT_EQ(tline_slots_find(&self->s, 0), NULL);
	EXPECT_EQ(tline_slots_find(&self->s, U32_MAX), NULL);
	EXPECT_EQ(tline_slots_find(&self->s, a | SIGN), NULL);
	EXPECT_EQ(tline_slots_find(&self->s, a + (1 << self->s.bits)), NULL);
	put(&self->s, a);
	EXPECT_EQ(tline_slots_find(&self->s, a), NULL);
	EXPECT_EQ(tline_slots_find(&self->s, b)->id, b);
	EXPECT_EQ(self->s.used, 1);
}

/* A free slot has the id that it will be given out with; that one finds nothing, either. */
TEST_F(slots, next_id_is_not_found)
{
	u32 id = tline_slots_get(&self->s, &object[0]), i, next[TLINE_BATCH];

	put(&self->s, id);
	for (i = 0; i < TLINE_BATCH; i++) {
		next[i] = tline_slots_get(&self->s, &object[i]);
		ASSERT_NE(next[i], 0);
	}
	for (i = 0; i < TLINE_BATCH; i++)
		put(&self->s, next[i]);
	for (i = 0; i < TLINE_BATCH; i++)
		EXPECT_EQ(tline_slots_find(&self->s, next[i] + (1 << self->s.bits)), NULL);
	EXPECT_EQ(tline_slots_get(&self->s, NULL), next[0] + (1 << self->s.bits));
}

/* An empty table finds nothing. */
TEST_F(slots, empty)
{
	u32 index = 0;

	EXPECT_EQ(tline_slots_find(&self->s, 1), NULL);
	EXPECT_EQ(tline_slots_find(&self->s, 1 << self->s.bits), NULL);
	EXPECT_EQ(tline_slots_next(&self->s, &index), NULL);
}

/* As many ids as there may be, all different and positive; then 0, until one is given back. */
TEST_F(slots, exhaustion)
{
	static u32 ids[MAX];
	u32 i;

	for (i = 0; i < MAX; i++) {
		ids[i] = tline_slots_get(&self->s, &object[i]);
		ASSERT_NE(ids[i], 0);
		ASSERT_EQ(ids[i] & SIGN, 0);
	}
	for (i = 0; i < MAX; i++)
		ASSERT_EQ(tline_slots_find(&self->s, ids[i])->obj, &object[i]);
	EXPECT_EQ(tline_slots_get(&self->s, &object[0]), 0);
	put(&self->s, ids[1234]);
	i = tline_slots_get(&self->s, &object[1]);
	EXPECT_EQ(i, ids[1234] + (1 << self->s.bits));
	EXPECT_EQ(tline_slots_get(&self->s, &object[0]), 0);
}

/* The limit holds for one that is no power of two, as well. */
TEST(odd_limit)
{
	struct tline_slots s;
	u32 i;

	tline_slots_init(&s, 100);
	for (i = 0; i < 100; i++)
		ASSERT_NE(tline_slots_get(&s, &object[i]), 0);
	EXPECT_EQ(tline_slots_get(&s, &object[i]), 0);
	tline_slots_free(&s);
}

/*
 * Design 2: "not reused soon".  With all of the table's bits in use for the index, a slot has 8191
 * generations, and the 64 slots of one chunk take turns: 524,224 ids until the first comes back.
 */
TEST(reuse)
{
	const u32 period = TLINE_BATCH * 8191;
	struct tline_slots s;
	u8 *seen = calloc(1, 1U << 28);
	u32 first = 0, id = 0, i;

	ASSERT_NE(seen, NULL);
	tline_slots_init(&s, TLINE_MAX_HANDLES);
	for (i = 0; i < period; i++) {
		id = tline_slots_get(&s, &object[0]);
		if (!i)
			first = id;
		ASSERT_NE(id, 0);
		ASSERT_EQ(id & SIGN, 0);
		ASSERT_EQ(seen[id >> 3] & (1 << (id & 7)), 0);
		seen[id >> 3] |= 1 << (id & 7);
		put(&s, id);
	}
	/* The generation wraps to 1, never to 0: no id is ever 0. */
	EXPECT_EQ(tline_slots_get(&s, &object[0]), first);
	EXPECT_EQ(first >> s.bits, 1);
	EXPECT_EQ(id >> s.bits, 8191);
	tline_slots_free(&s);
	free(seen);
}

/* Where no memory is to be had under the lock, there is no id, and no harm. */
TEST_F(slots, no_memory)
{
	u32 left;

	for (left = 0; left < 2; left++) {
		kshim_allocs_left = left;
		EXPECT_EQ(tline_slots_get(&self->s, &object[0]), 0);
		EXPECT_EQ(self->s.used, 0);
		kshim_allocs_left = UINT_MAX;
	}
	EXPECT_NE(tline_slots_get(&self->s, &object[0]), 0);
}

/* What was reserved needs no memory any more; reserving does not allocate under the lock. */
TEST_F(slots, reserve)
{
	spinlock_t lock = { 0 };
	u32 i;

	kshim_allocs_left = 0;
	EXPECT_EQ(tline_slots_reserve(&self->s, 1, &lock), -ENOMEM);
	kshim_allocs_left = 1;
	EXPECT_EQ(tline_slots_reserve(&self->s, 1, &lock), -ENOMEM);
	kshim_allocs_left = UINT_MAX;
	ASSERT_EQ(tline_slots_reserve(&self->s, 1000, &lock), 0);
	EXPECT_EQ(lock.held, false);
	kshim_allocs_left = 0;
	for (i = 0; i < 1000; i++)
		ASSERT_NE(tline_slots_get(&self->s, &object[i]), 0);
	kshim_allocs_left = UINT_MAX;
	/* Beyond the limit there is nothing to reserve; tline_slots_get() will say so. */
	EXPECT_EQ(tline_slots_reserve(&self->s, MAX, &lock), 0);
	while (tline_slots_get(&self->s, &object[0]))
		i++;
	EXPECT_EQ(i, MAX);
}

/* A walk sees exactly the ids in use, in the order of their slots. */
TEST_F(slots, walk)
{
	u32 ids[200], index = 0, i, n = 0;
	struct tline_slot *slot;

	for (i = 0; i < ARRAY_SIZE(ids); i++)
		ids[i] = tline_slots_get(&self->s, &object[i]);
	for (i = 0; i < ARRAY_SIZE(ids); i++)
		if (i % 3)
			put(&self->s, ids[i]);
	while ((slot = tline_slots_next(&self->s, &index))) {
		EXPECT_EQ(slot->id, ids[n * 3]);
		EXPECT_EQ(slot->obj, &object[n * 3]);
		n++;
	}
	EXPECT_EQ(n, (ARRAY_SIZE(ids) + 2) / 3);
}

/* Random use against a plain list of what is held. */
TEST_F(slots, random)
{
	static struct held {
		u32 id;
		int *obj;
	} held[MAX];
	static u32 dead[MAX];
	u64 seed = 0x1234567890abcdef;
	u32 n = 0, i, k, step;

	for (step = 0; step < 100000; step++) {
		u64 r = kshim_random(&seed);

		/* Half of the time the table tends to fill, half of the time to empty. */
		if (r % 100 < ((step / 8192) % 2 ? 30 : 70)) {
			u32 id = tline_slots_get(&self->s, &object[step % MAX]);

			ASSERT_EQ(!id, n == MAX);
			if (!id)
				continue;
			for (i = 0; i < MAX; i++)
				if (dead[i] == id)
					dead[i] = 0;
			held[n].id = id;
			held[n++].obj = &object[step % MAX];
		} else if (n) {
			i = r / 100 % n;
			ASSERT_EQ(tline_slots_find(&self->s, held[i].id)->obj, held[i].obj);
			put(&self->s, held[i].id);
			dead[step % MAX] = held[i].id;
			held[i] = held[--n];
		}
		ASSERT_EQ(self->s.used, n);
		k = r / 100 % MAX;
		ASSERT_EQ(tline_slots_find(&self->s, dead[k]), NULL);
		if (n)
			ASSERT_EQ(tline_slots_find(&self->s, held[k % n].id)->obj, held[k % n].obj);
	}
}

TEST_HARNESS_MAIN
