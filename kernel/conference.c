// SPDX-License-Identifier: GPL-2.0-only
/*
 * Conferences.  A member is CONFERENCED, and the mode of that is the provider's id of
 * the parent: never a reference, but looked up each time it matters, since parent and
 * members end in any order.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "tline-priv.h"

static bool member_of(const struct tline_call *call, const struct tline_call *parent)
{
	return call->state & TLINE_CALLSTATE_CONFERENCED && call->mode == parent->id;
}

static struct tline_call *parent_of(const struct tline_call *call)
{
	struct tline_call *parent = tline_call_find_locked(call->line, call->mode);

	return parent && parent->life == TLINE_CALL_LIVE && parent->id ? parent : NULL;
}

u32 tline_call_mode_locked(const struct tline_call *call, const struct tline_open *open)
{
	struct tline_call *parent;
	struct tline_handle *h;

	if (!(call->state & TLINE_CALLSTATE_CONFERENCED))
		return call->mode;
	parent = parent_of(call);
	h = parent ? tline_handle_of_locked(parent, open) : NULL;
	return h ? h->id : 0;
}

/* The conference that @call belongs to, as its parent; NULL: none. */
static struct tline_call *conference_of(struct tline_call *call)
{
	struct tline_call *other;

	if (call->state & TLINE_CALLSTATE_CONFERENCED)
		return parent_of(call);
	if (call->info.origin & TLINE_CALLORIGIN_CONFERENCE)
		return call;
	list_for_each_entry(other, &call->line->calls, node)
		if (other->life == TLINE_CALL_LIVE && member_of(other, call))
			return call;
	return NULL;
}

/**
 * struct list - what TLINE_IOC_CONF_CALLS gives
 * @open: whom
 * @pool: handles for calls that it has none on
 * @ids: handles, the parent's first
 * @n: how many
 * @made: those of them that are new
 * @num_made: how many
 */
struct list {
	struct tline_open *open;
	struct list_head pool;
	u32 *ids;
	u32 n;
	u32 *made;
	u32 num_made;
};

static bool list_call(struct list *list, struct tline_call *call)
{
	struct tline_handle *h = tline_handle_of_locked(call, list->open);

	if (!h) {
		h = tline_handle_attach_locked(&list->pool, list->open, call,
					       TLINE_CALLPRIVILEGE_MONITOR);
		if (!h)
			return false;
		/* Its state is for the asking: no message is the first one. */
		h->fresh = false;
		list->made[list->num_made++] = h->id;
	}
	list->ids[list->n++] = h->id;
	return true;
}

/* All of them, or none. */
static s32 list_conference(struct list *list, struct tline_call *parent, u32 room, u32 *count)
{
	struct tline_open *open = list->open;
	struct tline_call *call;
	bool ok = true;
	s32 err;
	u32 i;

	*count = 1;
	list_for_each_entry(call, &open->line->calls, node)
		*count += call->life == TLINE_CALL_LIVE && member_of(call, parent);
	if (*count > room)
		return TLINE_ERR_STRUCTURETOOSMALL;
	ok = list_call(list, parent);
	list_for_each_entry(call, &open->line->calls, node)
		if (ok && call->life == TLINE_CALL_LIVE && member_of(call, parent))
			ok = list_call(list, call);
	if (!ok) {
		/* Now: what is undone makes room. */
		err = tline_handle_error(open->app);
		for (i = 0; i < list->num_made; i++)
			tline_handle_detach_locked(tline_handle_find_locked(open, list->made[i]));
		*count = 0;
		return err;
	}
	for (i = 0; i < list->num_made; i++)
		tline_call_info_event_locked(tline_handle_find_locked(open, list->made[i])->call,
					     TLINE_CALLINFOSTATE_NUMMONITORS, open->app);
	return 0;
}

static s32 find_conference(struct tline_open *open, u32 id, struct tline_call **parent)
{
	struct tline_handle *h = tline_handle_find_locked(open, id);

	*parent = h ? conference_of(h->call) : NULL;
	if (*parent)
		return 0;
	return h ? TLINE_ERR_NOCONFERENCE : TLINE_ERR_INVALCALLHANDLE;
}

int tline_call_conf_calls(struct tline_open *open, struct tline_ioc_conf_calls *arg)
{
	u32 room = min_t(u32, arg->count, TLINE_MAX_CALLS), have = 0;
	struct list list = { .open = open, .pool = LIST_HEAD_INIT(list.pool) };
	struct tline_call *parent;
	int err = -ENOMEM;

	arg->reserved = 0;
	list.ids = kcalloc(max(room, 1U), 2 * sizeof(*list.ids), GFP_KERNEL_ACCOUNT);
	if (!list.ids)
		return -ENOMEM;
	list.made = list.ids + room;
	if (!tline_handles_alloc(&list.pool, &have, room))
		goto free;
	err = tline_open_begin(open);
	if (err)
		goto free;
	arg->result = find_conference(open, arg->call, &parent);
	if (!arg->result)
		arg->result = list_conference(&list, parent, room, &arg->count);
	else
		arg->count = 0;
	tline_open_end(open, &arg->seq);
	if (!arg->result &&
	    copy_to_user(u64_to_user_ptr(arg->calls), list.ids, list.n * sizeof(*list.ids))) {
		tline_call_undo_new_calls(open, list.made, list.num_made);
		err = -EFAULT;
	}
free:
	tline_handles_free(&list.pool);
	kfree(list.ids);
	return err;
}
