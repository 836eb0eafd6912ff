// SPDX-License-Identifier: GPL-2.0-only
/*
 * The message queue of an app (kernel/event.c): P2, a completion never fails nor gets lost; P9, no
 * event is lost in silence; one order over both.
 */
#include "kselftest_harness.h"

KSHIM_DEFINITIONS;

#define EVENTS	16
#define PAGE	63	/* completions in a page */

FIXTURE(queue)
{
	struct tline_queue q;
};

FIXTURE_SETUP(queue)
{
	ASSERT_EQ(tline_queue_init(&self->q, EVENTS), 0);
}

FIXTURE_TEARDOWN(queue)
{
	tline_queue_free(&self->q);
}

static void event(struct tline_queue *q, u64 p1)
{
	struct tline_message m = {
		.type = TLINE_MSG_CALLSTATE, .handle = 7, .instance = 8, .p1 = p1, .p2 = 1, .p3 = 2,
	};

	tline_queue_event(q, &m);
}

/* Memory for one more completion, as submit does it. */
static void reserve(struct tline_queue *q)
{
	if (tline_queue_reserve(q))
		return;
	tline_queue_add_page(q, tline_msg_page_alloc());
	if (!tline_queue_reserve(q))
		abort();
}

static void complete(struct tline_queue *q, u64 id)
{
	struct tline_message *m = tline_queue_completion(q);

	m->type = TLINE_MSG_REPLY;
	m->handle = 0;
	m->instance = 0;
	m->cookie = ~id;
	m->p1 = id;
	m->p2 = 0;
	m->p3 = 0;
}

/* All of a message arrives, with a number and a time of its own. */
TEST_F(queue, one)
{
	struct tline_message m;

	EXPECT_TRUE(tline_queue_empty(&self->q));
	EXPECT_EQ(tline_queue_take(&self->q, &m, 1), 0);
	event(&self->q, 5);
	EXPECT_FALSE(tline_queue_empty(&self->q));
	ASSERT_EQ(tline_queue_take(&self->q, &m, 1), 1);
	EXPECT_EQ(m.seq, 1);
	EXPECT_EQ(m.time_ns, kshim_time);
	EXPECT_EQ(m.type, TLINE_MSG_CALLSTATE);
	EXPECT_EQ(m.handle, 7);
	EXPECT_EQ(m.instance, 8);
	EXPECT_EQ(m.cookie, 0);
	EXPECT_EQ(m.p1, 5);
	EXPECT_EQ(m.p2, 1);
	EXPECT_EQ(m.p3, 2);
	EXPECT_TRUE(tline_queue_empty(&self->q));
}

/* Completions need room that was made before; then neither memory nor luck. */
TEST_F(queue, reservation)
{
	struct tline_message m[PAGE];
	u32 i;

	EXPECT_FALSE(tline_queue_reserve(&self->q));
	tline_queue_add_page(&self->q, tline_msg_page_alloc());
	for (i = 0; i < PAGE; i++)
		ASSERT_TRUE(tline_queue_reserve(&self->q));
	EXPECT_FALSE(tline_queue_reserve(&self->q));
	tline_queue_unreserve(&self->q);
	EXPECT_TRUE(tline_queue_reserve(&self->q));
	EXPECT_FALSE(tline_queue_reserve(&self->q));
	kshim_allocs_left = 0;
	for (i = 0; i < PAGE; i++)
		complete(&self->q, i);
	/* Done and unread, they go on taking their room. */
	EXPECT_FALSE(tline_queue_reserve(&self->q));
	ASSERT_EQ(tline_queue_take(&self->q, m, PAGE), PAGE);
	for (i = 0; i < PAGE; i++) {
		EXPECT_EQ(m[i].p1, i);
		EXPECT_EQ(m[i].cookie, ~(u64)i);
		EXPECT_EQ(m[i].seq, i + 1);
	}
	/* Read, they have given it back. */
	for (i = 0; i < PAGE; i++)
		ASSERT_TRUE(tline_queue_reserve(&self->q));
	kshim_allocs_left = UINT_MAX;
}

TEST_F(queue, no_memory)
{
	struct tline_queue q;

	kshim_allocs_left = 0;
	EXPECT_EQ(tline_queue_init(&q, EVENTS), -ENOMEM);
	kshim_allocs_left = 0;
	EXPECT_EQ(tline_msg_page_alloc(), NULL);
	kshim_allocs_left = 0;
	EXPECT_EQ(tline_ring_alloc(EVENTS), NULL);
	kshim_allocs_left = UINT_MAX;
}

/* The oldest events fall out, in their place stands how many; completions stay. */
TEST_F(queue, lost)
{
	struct tline_message m[32];
	u32 i;

	reserve(&self->q);
	reserve(&self->q);
	event(&self->q, 1);			/* seq 1, lost */
	complete(&self->q, 100);		/* seq 2 */
	event(&self->q, 2);			/* seq 3, lost */
	event(&self->q, 3);			/* seq 4, lost */
	complete(&self->q, 101);		/* seq 5 */
	for (i = 0; i < EVENTS; i++)
		event(&self->q, 10 + i);	/* seq 6 to 21 */
	ASSERT_EQ(tline_queue_take(&self->q, m, 32), EVENTS + 3);
	EXPECT_EQ(m[0].p1, 100);
	EXPECT_EQ(m[0].seq, 2);
	EXPECT_EQ(m[1].type, TLINE_MSG_LOST);
	EXPECT_EQ(m[1].seq, 4);
	EXPECT_EQ(m[1].p1, 3);
	EXPECT_EQ(m[1].handle, 0);
	EXPECT_EQ(m[1].cookie, 0);
	EXPECT_EQ(m[2].p1, 101);
	EXPECT_EQ(m[2].seq, 5);
	for (i = 0; i < EVENTS; i++) {
		EXPECT_EQ(m[3 + i].p1, 10 + i);
		EXPECT_EQ(m[3 + i].seq, 6 + i);
	}
	EXPECT_EQ(self->q.lost_total, 3);
	EXPECT_EQ(self->q.lost, 0);
}

/* A void completion is not read, and gives its room back. */
TEST_F(queue, void_completion)
{
	struct tline_message m[4];
	u32 i;

	for (i = 1; i <= 3; i++) {
		reserve(&self->q);
		complete(&self->q, i);
	}
	tline_queue_void(&self->q, 2);
	ASSERT_EQ(tline_queue_take(&self->q, m, 4), 2);
	EXPECT_EQ(m[0].p1, 1);
	EXPECT_EQ(m[1].p1, 3);
	EXPECT_TRUE(tline_queue_empty(&self->q));
	EXPECT_EQ(self->q.unread, 0);
	EXPECT_EQ(self->q.reserved, 0);
	reserve(&self->q);
	complete(&self->q, 4);
	tline_queue_void(&self->q, 4);
	EXPECT_EQ(tline_queue_take(&self->q, m, 1), 0);
	EXPECT_TRUE(tline_queue_empty(&self->q));
}

/* A larger ring keeps everything, a smaller one the newest; what falls out is counted. */
TEST_F(queue, resize)
{
	struct tline_message m[40];
	u32 i;

	for (i = 1; i <= EVENTS + 5; i++)
		event(&self->q, i);
	free(tline_queue_resize(&self->q, tline_ring_alloc(32), 32));
	EXPECT_EQ(self->q.events, 32);
	EXPECT_EQ(self->q.lost, 5);
	for (; i <= 32 + 5; i++)
		event(&self->q, i);
	EXPECT_EQ(self->q.lost, 5);
	free(tline_queue_resize(&self->q, tline_ring_alloc(8), 8));
	EXPECT_EQ(self->q.lost, 29);
	ASSERT_EQ(tline_queue_take(&self->q, m, 40), 9);
	EXPECT_EQ(m[0].type, TLINE_MSG_LOST);
	EXPECT_EQ(m[0].p1, 29);
	EXPECT_EQ(m[0].seq, 29);
	for (i = 1; i < 9; i++)
		EXPECT_EQ(m[i].p1, 29 + i);
}

/* ------------------------------------------------------------- against a model */

/*
 * The model: one list of everything queued, in the order of its numbers.  What the real queue
 * finds by merging two rings, it finds by looking at all.
 */
#define MODEL	8192

struct entry {
	u64 seq;
	u64 p1;
	u32 type;
};

static struct model {
	struct entry list[MODEL];
	u32 n;
	u64 seq;
	u32 events, ring;
	u64 lost, lost_seq, lost_total;
	u32 reserved, unread;
} model;

static void model_remove(u32 i)
{
	memmove(&model.list[i], &model.list[i + 1], (--model.n - i) * sizeof(model.list[0]));
}

static void model_drop_oldest(void)
{
	u32 i = 0;

	while (model.list[i].type == TLINE_MSG_REPLY)
		i++;
	model.lost++;
	model.lost_total++;
	model.lost_seq = model.list[i].seq;
	model.events--;
	model_remove(i);
}

static void model_put(u32 type, u64 p1)
{
	model.seq++;
	if (type == TLINE_MSG_REPLY)
		model.unread++;
	else if (++model.events > model.ring)
		model_drop_oldest();
	model.list[model.n++] = (struct entry) { model.seq, p1, type };
}

static bool model_take(struct entry *e)
{
	if (model.lost && (!model.n || model.lost_seq < model.list[0].seq)) {
		*e = (struct entry) { model.lost_seq, model.lost, TLINE_MSG_LOST };
		model.lost = 0;
		return true;
	}
	if (!model.n)
		return false;
	*e = model.list[0];
	if (e->type == TLINE_MSG_REPLY)
		model.unread--;
	else
		model.events--;
	model_remove(0);
	return true;
}

static bool model_void(u64 id)
{
	u32 i;

	for (i = 0; i < model.n; i++) {
		if (model.list[i].type != TLINE_MSG_REPLY || model.list[i].p1 != id)
			continue;
		model_remove(i);
		model.unread--;
		return true;
	}
	return false;
}

/* Read up to @n; false where queue and model differ. */
static bool take_both(struct tline_queue *q, u32 n, u64 *last, u64 *taken)
{
	static struct tline_message m[128];
	u32 got = tline_queue_take(q, m, n), i;
	struct entry e;

	for (i = 0; i < got; i++) {
		if (!model_take(&e) || m[i].seq != e.seq || m[i].type != e.type ||
		    m[i].p1 != e.p1 || m[i].seq <= *last)
			return false;
		*last = m[i].seq;
		*taken += e.type == TLINE_MSG_LOST ? e.p1 : 1;
	}
	return got == n || !model_take(&e);
}

static void random_run(struct __test_metadata *_metadata, u64 seed, u32 ring, u32 steps)
{
	u64 last = 0, taken = 0, voided = 0, ids = 0, r, rate;
	struct tline_queue q;
	u32 step;

	memset(&model, 0, sizeof(model));
	model.ring = ring;
	ASSERT_EQ(tline_queue_init(&q, ring), 0);
	for (step = 0; step < steps; step++) {
		/* Bursts: the reader is now faster, now slower than what happens. */
		rate = (step / 512) % 3;
		r = kshim_random(&seed);
		switch (r % 16) {
		case 0 ... 3:
			if (model.reserved + model.unread < 4096) {
				reserve(&q);
				model.reserved++;
			}
			break;
		case 4 ... 6:
			if (model.reserved) {
				model.reserved--;
				complete(&q, ++ids);
				model_put(TLINE_MSG_REPLY, ids);
			}
			break;
		case 7:
			if (model.reserved && r & 0x100) {
				model.reserved--;
				tline_queue_unreserve(&q);
			}
			break;
		case 8:
			if (ids && r & 0x100) {
				u64 id = ids - (r >> 16) % min(ids, 40UL);

				tline_queue_void(&q, id);
				voided += model_void(id);
			}
			break;
		case 9 ... 13:
			event(&q, step);
			model_put(TLINE_MSG_CALLSTATE, step);
			break;
		default:
			if (rate || !(r & 0x300))
				ASSERT_TRUE(take_both(&q, 1 + (r >> 16) % (rate == 1 ? 2 : 64),
						      &last, &taken)) {
					TH_LOG("step %u", step);
				}
		}
		ASSERT_EQ(q.seq, model.seq);
		ASSERT_EQ(q.reserved, model.reserved);
		ASSERT_EQ(q.head - q.tail, model.events);
		ASSERT_EQ(q.lost_total, model.lost_total);
		ASSERT_LE(q.reserved, q.done_room);
	}
	for (step = 0; !tline_queue_empty(&q) || model.n; step++) {
		ASSERT_TRUE(take_both(&q, 64, &last, &taken));
		ASSERT_LT(step, MODEL);
	}
	/* Every number was read, or counted as lost, or made void: exactly once. */
	EXPECT_EQ(taken + voided, q.seq);
	EXPECT_EQ(q.unread, 0);
	tline_queue_free(&q);
}

TEST(random_small_ring)
{
	random_run(_metadata, 0x9e3779b97f4a7c15, 16, 200000);
}

TEST(random_large_ring)
{
	random_run(_metadata, 0x2545f4914f6cdd1d, 256, 200000);
}

TEST(random_many_seeds)
{
	u64 seed;

	for (seed = 1; seed <= 50; seed++)
		random_run(_metadata, seed * 0x9e3779b97f4a7c15, 4u << seed % 5, 3000);
}

/* The position in the ring is a number that wraps. */
TEST_F(queue, ring_position_wraps)
{
	struct tline_message m[EVENTS];
	u32 i;

	self->q.head = U32_MAX - 3;
	self->q.tail = U32_MAX - 3;
	for (i = 0; i < EVENTS + 2; i++)
		event(&self->q, i);
	ASSERT_EQ(tline_queue_take(&self->q, m, EVENTS), EVENTS);
	EXPECT_EQ(m[0].type, TLINE_MSG_LOST);
	EXPECT_EQ(m[0].p1, 2);
	for (i = 1; i < EVENTS; i++)
		EXPECT_EQ(m[i].p1, i + 1);
	ASSERT_EQ(tline_queue_take(&self->q, m, EVENTS), 1);
	EXPECT_EQ(m[0].p1, EVENTS + 1);
}

TEST_HARNESS_MAIN
