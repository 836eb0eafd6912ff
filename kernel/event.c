// SPDX-License-Identifier: GPL-2.0-only
/*
 * The messages of an app, in memory set aside beforehand: events in a ring that
 * drops its oldest, completions in pages that have room for every request that
 * is pending.  One sequence of numbers runs over both, by which the reader gets
 * them in the order in which they happened.
 *
 * A leaf: no locks (the app's is held), nothing called that could call back.
 */
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tline-priv.h"

#define MSG_VOID	U32_MAX		/* type of a message that is not to be read */
#define PAGE_MESSAGES	((4096 - 16) / sizeof(struct tline_message))

/**
 * struct tline_msg_page - a page of completions
 * @next: page that follows
 * @head: messages put
 * @tail: messages taken
 * @msg: the messages
 */
struct tline_msg_page {
	struct tline_msg_page *next;
	u32 head;
	u32 tail;
	struct tline_message msg[PAGE_MESSAGES];
};

struct tline_message *tline_ring_alloc(u32 events)
{
	return kvcalloc(events, sizeof(struct tline_message), GFP_KERNEL_ACCOUNT);
}

int tline_queue_init(struct tline_queue *q, u32 events)
{
	memset(q, 0, sizeof(*q));
	q->events = events;
	q->ring = tline_ring_alloc(events);
	return q->ring ? 0 : -ENOMEM;
}

static struct tline_message *ring_at(struct tline_queue *q, u32 pos)
{
	return &q->ring[pos & (q->events - 1)];
}

static void drop_oldest(struct tline_queue *q)
{
	q->lost_seq = ring_at(q, q->tail++)->seq;
	q->lost++;
	q->lost_total++;
}

struct tline_message *tline_queue_resize(struct tline_queue *q, struct tline_message *ring,
					 u32 events)
{
	struct tline_message *old = q->ring;
	u32 n = 0;

	while (q->head - q->tail > events)
		drop_oldest(q);
	while (q->head != q->tail)
		ring[n++] = *ring_at(q, q->tail++);
	q->ring = ring;
	q->events = events;
	q->tail = 0;
	q->head = n;
	return old;
}

static void free_pages_from(struct tline_msg_page *page)
{
	while (page) {
		struct tline_msg_page *next = page->next;

		kfree(page);
		page = next;
	}
}

void tline_queue_free(struct tline_queue *q)
{
	free_pages_from(q->done_head);
	free_pages_from(q->done_free);
	kvfree(q->ring);
	memset(q, 0, sizeof(*q));
}

bool tline_queue_empty(const struct tline_queue *q)
{
	return q->head == q->tail && !q->unread && !q->lost;
}

struct tline_msg_page *tline_msg_page_alloc(void)
{
	BUILD_BUG_ON(sizeof(struct tline_msg_page) > 4096);
	return kmalloc(sizeof(struct tline_msg_page), GFP_KERNEL_ACCOUNT);
}

void tline_queue_add_page(struct tline_queue *q, struct tline_msg_page *page)
{
	page->next = q->done_free;
	q->done_free = page;
	q->done_room += PAGE_MESSAGES;
}

bool tline_queue_reserve(struct tline_queue *q)
{
	if (q->reserved >= q->done_room)
		return false;
	q->reserved++;
	return true;
}

void tline_queue_unreserve(struct tline_queue *q)
{
	q->reserved--;
}

static void stamp(struct tline_queue *q, struct tline_message *msg)
{
	msg->seq = ++q->seq;
	msg->time_ns = ktime_get_ns();
}

struct tline_message *tline_queue_completion(struct tline_queue *q)
{
	struct tline_msg_page *page = q->done_tail;
	struct tline_message *msg;

	if (!page || page->head == PAGE_MESSAGES) {
		page = q->done_free;
		q->done_free = page->next;
		page->next = NULL;
		page->head = 0;
		page->tail = 0;
		if (q->done_tail)
			q->done_tail->next = page;
		else
			q->done_head = page;
		q->done_tail = page;
	}
	msg = &page->msg[page->head++];
	stamp(q, msg);
	q->unread++;
	q->reserved--;
	q->done_room--;
	return msg;
}

void tline_queue_event(struct tline_queue *q, const struct tline_message *msg)
{
	struct tline_message *to;

	if (q->head - q->tail == q->events)
		drop_oldest(q);
	to = ring_at(q, q->head++);
	*to = *msg;
	stamp(q, to);
}

void tline_queue_void(struct tline_queue *q, u32 id)
{
	struct tline_msg_page *page;
	u32 i;

	for (page = q->done_head; page; page = page->next)
		for (i = page->tail; i < page->head; i++)
			if (page->msg[i].p1 == id)
				page->msg[i].type = MSG_VOID;
}

/* Copy completions numbered below @limit; gives back the pages used up. */
static u32 take_done(struct tline_queue *q, struct tline_message *to, u32 n, u64 limit)
{
	struct tline_msg_page *page = q->done_head;
	u32 i = 0;

	while (i < n && page && page->tail < page->head && page->msg[page->tail].seq < limit) {
		to[i] = page->msg[page->tail++];
		i += to[i].type != MSG_VOID;
		q->unread--;
		if (page->tail < PAGE_MESSAGES)
			continue;
		q->done_head = page->next;
		if (!q->done_head)
			q->done_tail = NULL;
		tline_queue_add_page(q, page);
		page = q->done_head;
	}
	return i;
}

static u32 take_events(struct tline_queue *q, struct tline_message *to, u32 n, u64 limit)
{
	u32 i = 0;

	while (i < n && q->tail != q->head) {
		const struct tline_message *m = ring_at(q, q->tail);

		if (m->seq >= limit)
			break;
		to[i++] = *m;
		q->tail++;
	}
	return i;
}

/* A message of its own says how many events fell out, in their place. */
static void take_lost(struct tline_queue *q, struct tline_message *to)
{
	*to = (struct tline_message) {
		.seq = q->lost_seq,
		.time_ns = ktime_get_ns(),
		.type = TLINE_MSG_LOST,
		.p1 = q->lost,
	};
	q->lost = 0;
}

u32 tline_queue_take(struct tline_queue *q, struct tline_message *to, u32 n)
{
	u32 i = 0;

	while (i < n && !tline_queue_empty(q)) {
		u64 done = q->unread ? q->done_head->msg[q->done_head->tail].seq : U64_MAX;
		u64 event = q->head != q->tail ? ring_at(q, q->tail)->seq : U64_MAX;
		u64 lost = q->lost ? q->lost_seq : U64_MAX;

		if (lost < done && lost < event)
			take_lost(q, &to[i++]);
		else if (done < event)
			i += take_done(q, to + i, n - i, min(event, lost));
		else
			i += take_events(q, to + i, n - i, min(done, lost));
	}
	return i;
}
