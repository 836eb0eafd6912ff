// SPDX-License-Identifier: GPL-2.0-only
/*
 * Media modes and tones that are listened for.  Of media modes the provider is told
 * the union over all handles, as of digits; a list of tones belongs to one handle, and
 * the provider has each by its number.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tline-priv.h"
#include "trace.h"

#define ENDED	(TLINE_CALLSTATE_IDLE | TLINE_CALLSTATE_DISCONNECTED)

/* ------------------------------------------------------------------- media modes */

static void media_union(struct tline_call *call, const struct tline_app *except)
{
	struct tline_handle *h;
	u32 modes = 0;

	list_for_each_entry(h, &call->handles, call_node)
		modes |= h->media_modes;
	if (modes == call->info.monitor_media_modes)
		return;
	call->info.monitor_media_modes = modes;
	tline_call_info_event_locked(call, TLINE_CALLINFOSTATE_MONITORMODES, except);
	if (list_empty(&call->detect_out.node) && call->life == TLINE_CALL_LIVE) {
		tline_call_hold(call);
		tline_outbox_add_locked(call->line, &call->detect_out, TLINE_OUT_CALL_DETECT);
	}
}

int tline_call_listen(struct tline_open *open, struct tline_ioc_set_call *arg,
		      const struct tline_listen *what)
{
	struct tline_line *line = open->line;
	struct tline_handle *h;
	u32 allowed;
	int err;

	arg->reserved = 0;
	err = tline_open_begin(open);
	if (err)
		return err;
	h = tline_handle_find_locked(open, arg->call);
	allowed = what->all & *(const u32 *)((const u8 *)line->caps + what->caps);
	arg->result = 0;
	if (!h)
		arg->result = TLINE_ERR_INVALCALLHANDLE;
	else if (h->call->state & ENDED)
		arg->result = TLINE_ERR_INVALCALLSTATE;
	else if (arg->value & ~allowed)
		arg->result = what->bad_modes;
	else if (!(line->cmd_mask & BIT(what->cmd)))
		arg->result = TLINE_ERR_OPERATIONUNAVAIL;
	if (!arg->result) {
		*(u32 *)((u8 *)h + what->modes) = arg->value;
		what->changed(h->call, open->app);
	}
	tline_open_end(open, NULL);
	tline_outbox_run(line);
	return 0;
}

int tline_call_monitor_media(struct tline_open *open, struct tline_ioc_set_call *arg)
{
	static const struct tline_listen media = {
		.cmd		= TLINE_CMD_MONITOR_MEDIA,
		.all		= TLINE_MEDIAMODES_ALL,
		.caps		= offsetof(struct tline_line_caps, media_modes),
		.modes		= offsetof(struct tline_handle, media_modes),
		.bad_modes	= TLINE_ERR_INVALMEDIAMODE,
		.changed	= media_union,
	};

	return tline_call_listen(open, arg, &media);
}

void tline_call_media(struct tline_line *line, u32 id, u32 mode)
{
	struct tline_call *call;
	struct tline_handle *h;
	unsigned long flags;

	spin_lock_irqsave(&line->lock, flags);
	call = tline_call_reported_locked(line, id, "media");
	if (call && (!is_power_of_2(mode) || mode & ~TLINE_MEDIAMODES_ALL)) {
		line->counters.refused_upcalls++;
		trace_tline_refused(line, "media", id);
	} else if (call && tline_call_going(call)) {
		list_for_each_entry(h, &call->handles, call_node)
			if (h->media_modes & mode)
				tline_open_event_locked(h->open, TLINE_MSG_MONITORMEDIA, h->id,
							mode, 0, tline_tick());
	}
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_call_media, TLINE);

/* ------------------------------------------------------------------- tones */

static void tones_free(struct tline_tones *tones)
{
	tline_call_put(tones->call);
	tline_blob_put(tones->list);
	kfree(tones);
}

static void tones_tell(struct tline_tones *tones)
{
	if (list_empty(&tones->out.node))
		tline_outbox_add_locked(tones->call->line, &tones->out, TLINE_OUT_TONES);
}

/* The handle has no list any more; the provider is told if it knows of one. */
static void tones_end(struct tline_handle *h)
{
	struct tline_tones *tones = h->tones;

	if (!tones)
		return;
	h->tones = NULL;
	if (tones->told) {
		tline_blob_put(tones->list);
		tones->list = NULL;
		tones_tell(tones);
	} else {
		list_del(&tones->out.node);
		tones_free(tones);
	}
}

struct tline_blob *tline_tones_tell_locked(struct tline_out *out, struct tline_rq *rq)
{
	struct tline_tones *tones = container_of(out, struct tline_tones, out);
	struct tline_call *call = tones->call;

	/* By the id it had: that a list is gone is told when its call is closed, too. */
	rq->op = TLINE_CMD_MONITOR_TONES;
	rq->call = call->close_out.id;
	rq->priv = call->priv;
	rq->arg[0] = tones->number;
	if (tones->list) {
		rq->args = tones->list->data;
		rq->args_size = tones->list->size;
		tones->told = true;
		return tline_blob_get(tones->list);
	}
	tones_free(tones);
	return NULL;
}

/* @list: with a reference for the handle; NULL: none.  @new: taken and set to NULL if needed. */
static void set_tones(struct tline_handle *h, struct tline_blob *list, struct tline_tones **new)
{
	struct tline_line *line = h->call->line;

	if (!list) {
		tones_end(h);
		return;
	}
	if (!h->tones) {
		h->tones = *new;
		*new = NULL;
		h->tones->call = tline_call_hold(h->call);
		/* 0 is none. */
		line->tone_lists = line->tone_lists + 1 ?: 1;
		h->tones->number = line->tone_lists;
	}
	swap(h->tones->list, list);
	tline_blob_put(list);
	tones_tell(h->tones);
}

static s32 check_tones(const struct tline_line *line, const struct tline_handle *h,
		       const struct tline_tone *tones, u32 count)
{
	u32 i;

	if (!h)
		return TLINE_ERR_INVALCALLHANDLE;
	if (h->call->state & ENDED)
		return TLINE_ERR_INVALCALLSTATE;
	if (count > line->caps->monitor_tone_max_entries)
		return TLINE_ERR_INVALTONE;
	for (i = 0; i < count; i++)
		if (tline_frequencies(tones[i].frequency) > line->caps->monitor_tone_max_freq)
			return TLINE_ERR_INVALTONE;
	return line->cmd_mask & BIT(TLINE_CMD_MONITOR_TONES) ? 0 : TLINE_ERR_OPERATIONUNAVAIL;
}

int tline_call_monitor_tones(struct tline_open *open, struct tline_ioc_tones *arg)
{
	struct tline_line *line = open->line;
	struct tline_blob *list;
	struct tline_tones *new;
	struct tline_handle *h;
	int err;

	if (arg->tone_size != sizeof(struct tline_tone) || arg->count > TLINE_MAX_TONES)
		return -EINVAL;
	list = tline_blob_from_user(arg->tones, arg->count * sizeof(struct tline_tone));
	if (IS_ERR(list))
		return PTR_ERR(list);
	err = -ENOMEM;
	new = kzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
	if (!new)
		goto free;
	INIT_LIST_HEAD(&new->out.node);
	err = tline_open_begin(open);
	if (err)
		goto free;
	h = tline_handle_find_locked(open, arg->call);
	arg->result = check_tones(line, h, list ? (void *)list->data : NULL, arg->count);
	if (!arg->result) {
		set_tones(h, list, &new);
		list = NULL;
	}
	tline_open_end(open, NULL);
	tline_outbox_run(line);
free:
	kfree(new);
	tline_blob_put(list);
	return err;
}

/* Of a list that has been replaced or is gone, a report is nothing: the provider is told later. */
static bool listens(const struct tline_handle *h, u32 number, u32 app_specific)
{
	const struct tline_tone *tone;
	u32 i;

	if (!h->tones || h->tones->number != number)
		return false;
	tone = (const void *)h->tones->list->data;
	for (i = 0; i < h->tones->list->size / sizeof(*tone); i++)
		if (tone[i].app_specific == app_specific)
			return true;
	return false;
}

void tline_call_tone(struct tline_line *line, u32 id, u32 list, u32 app_specific)
{
	struct tline_call *call;
	struct tline_handle *h;
	unsigned long flags;

	spin_lock_irqsave(&line->lock, flags);
	call = tline_call_reported_locked(line, id, "tone");
	if (call && tline_call_going(call))
		list_for_each_entry(h, &call->handles, call_node)
			if (listens(h, list, app_specific))
				tline_open_event_locked(h->open, TLINE_MSG_MONITORTONE, h->id,
							app_specific, 0, tline_tick());
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_call_tone, TLINE);

void tline_handle_end_detect_locked(struct tline_handle *h)
{
	tones_end(h);
	if (h->media_modes)
		media_union(h->call, h->open->app);
}
