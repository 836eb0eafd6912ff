// SPDX-License-Identifier: GPL-2.0-only
/*
 * The arguments of requests: copied once, checked by kind.  What is malformed is
 * an errno; what the line cannot do is a LINEERR.
 */
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "tline-priv.h"

#define CALLPARAMFLAGS_ALL	0xff
#define FORWARDMODES_ALL	0xffff
#define TERMMODES_ALL		0xff
#define ITEM_ALIGN		8

static bool terminated(const char *s, size_t size)
{
	return strnlen(s, size) < size;
}

static int dest_valid(const struct tline_dest *dest)
{
	return terminated(dest->number, sizeof(dest->number)) && !dest->reserved ? 0 : -EINVAL;
}

/* What an app may say of a call beside its parameters. */
static bool item_of_params(u32 kind)
{
	return (kind >= TLINE_DATA_CALL_DEVSPECIFIC && kind <= TLINE_DATA_LOWLEVELCOMP) ||
	       kind == TLINE_DATA_SENDING_FLOWSPEC || kind == TLINE_DATA_RECEIVING_FLOWSPEC ||
	       kind == TLINE_DATA_DEVICE_CONFIG;
}

static bool item_of_qos(u32 kind)
{
	return kind == TLINE_DATA_SENDING_FLOWSPEC || kind == TLINE_DATA_RECEIVING_FLOWSPEC;
}

static u32 item_space(const struct tline_item *item)
{
	return ALIGN(sizeof(*item) + item->size, ITEM_ALIGN);
}

/* @size bytes of items, each within them and of a kind that goes here. */
static int items_valid(const void *items, u32 size, bool (*allowed)(u32 kind))
{
	const struct tline_item *item = items;

	if (size % ITEM_ALIGN)
		return -EINVAL;
	while (size) {
		if (item->size > size - sizeof(*item) || !allowed(item->kind) ||
		    (item->kind == TLINE_DATA_DEVICE_CONFIG &&
		     !terminated((const char *)item->data, item->size)))
			return -EINVAL;
		size -= item_space(item);
		item = (const void *)item + item_space(item);
	}
	return 0;
}

const struct tline_item *tline_find_item(const void *items, u32 size, u32 kind)
{
	const struct tline_item *item = items, *end = items + size;

	while (item < end && item->kind != kind)
		item = (const void *)item + item_space(item);
	return item < end ? item : NULL;
}
EXPORT_SYMBOL_NS_GPL(tline_find_item, TLINE);

static int params_valid(const struct tline_args *args)
{
	const struct tline_call_params *p = (const void *)args->data;

	if (dest_valid(&p->dest) || p->uui.size > sizeof(p->uui.data) ||
	    !terminated(p->calling, sizeof(p->calling)) ||
	    !terminated(p->displayable, sizeof(p->displayable)) ||
	    !terminated(p->called_party, sizeof(p->called_party)) ||
	    !terminated(p->comment, sizeof(p->comment)))
		return -EINVAL;
	return items_valid(p + 1, p->items_size, item_of_params);
}

static int dest_args_valid(const struct tline_args *args)
{
	return dest_valid((const void *)args->data);
}

static int uui_valid(const struct tline_args *args)
{
	const struct tline_uui *uui = (const void *)args->data;

	return uui->size <= sizeof(uui->data) ? 0 : -EINVAL;
}

static int gather_valid(const struct tline_args *args)
{
	const struct tline_gather *gather = (const void *)args->data;

	return terminated(gather->termination, sizeof(gather->termination)) ? 0 : -EINVAL;
}

static int qos_valid(const struct tline_args *args)
{
	return items_valid(args->data, args->size, item_of_qos);
}

static int forward_valid(const struct tline_args *args)
{
	const struct tline_forward *rule = (const void *)args->data;
	const struct tline_forward *end = (const void *)(args->data + args->size);

	if (args->size % sizeof(*rule))
		return -EINVAL;
	for (; rule < end; rule++)
		if (!terminated(rule->caller, sizeof(rule->caller)) ||
		    !terminated(rule->dest, sizeof(rule->dest)))
			return -EINVAL;
	return 0;
}

static int (*const args_valid[])(const struct tline_args *args) = {
	[TLINE_ARGS_DEST]	= dest_args_valid,
	[TLINE_ARGS_PARAMS]	= params_valid,
	[TLINE_ARGS_UUI]	= uui_valid,
	[TLINE_ARGS_GATHER]	= gather_valid,
	[TLINE_ARGS_ITEMS]	= qos_valid,
	[TLINE_ARGS_FORWARD]	= forward_valid,
	[TLINE_ARGS_PROXY]	= NULL,
};

/* How much of the arguments are items behind the structure. */
static int items_size(const struct tline_request *rq, u32 *size)
{
	const struct tline_call_params __user *p = u64_to_user_ptr(rq->args);
	const u32 end = offsetofend(struct tline_call_params, items_size);

	*size = 0;
	if (rq->args_size < end)
		return 0;
	if (copy_from_user(size, &p->items_size, sizeof(*size)))
		return -EFAULT;
	if (*size > rq->args_size - end)
		return -EINVAL;
	return *size > TLINE_MAX_ARGS - sizeof(*p) ? -E2BIG : 0;
}

static int args_fill(struct tline_args *args, const struct tline_request *rq, u8 kind, u32 items)
{
	const void __user *from = u64_to_user_ptr(rq->args);
	u32 size = args->size - items, given = rq->args_size - items;
	int err = copy_struct_from_user(args->data, size, from, given);

	if (!err && items && copy_from_user(args->data + size, from + given, items))
		err = -EFAULT;
	if (err)
		return err;
	/* It may be another one by now. */
	if (kind == TLINE_ARGS_PARAMS)
		((struct tline_call_params *)args->data)->items_size = items;
	return args_valid[kind] ? args_valid[kind](args) : 0;
}

static noinline struct tline_args *copy_args(const struct tline_request *rq)
{
	const struct tline_op_row *row = &tline_op_table[rq->op];
	u32 size = tline_args_size[row->args], items = 0;
	struct tline_args *args;
	int err = 0;

	if (!size)
		return ERR_PTR(-EINVAL);
	if (rq->args_size > (row->args >= TLINE_ARGS_BYTES ? size : PAGE_SIZE))
		return ERR_PTR(-E2BIG);
	if (row->args >= TLINE_ARGS_BYTES)
		size = rq->args_size;
	else if (row->args == TLINE_ARGS_PARAMS)
		err = items_size(rq, &items);
	if (err)
		return ERR_PTR(err);
	size += items;
	args = kmalloc(struct_size(args, data, size), GFP_KERNEL_ACCOUNT);
	if (!args)
		return ERR_PTR(-ENOMEM);
	args->size = size;
	err = args_fill(args, rq, row->args, items);
	if (err) {
		kfree(args);
		return ERR_PTR(err);
	}
	return args;
}

/* Many requests have none; so that is by itself, here and below. */
struct tline_args *tline_args_copy(const struct tline_request *rq)
{
	if (rq->args_size)
		return copy_args(rq);
	return rq->args || tline_op_table[rq->op].flags & TLINE_ROW_ARGS ? ERR_PTR(-EINVAL) : NULL;
}

struct tline_output *tline_output_alloc(u32 room)
{
	struct tline_output *output;

	output = kzalloc(struct_size(output, data, room), GFP_KERNEL_ACCOUNT);
	if (output)
		output->room = room;
	return output;
}

u32 tline_output_room(u32 op, const struct tline_args *args)
{
	switch (tline_op_table[op].output) {
	case TLINE_OUTPUT_DEST:
		return sizeof(struct tline_dest);
	case TLINE_OUTPUT_BYTES:
		return args ? args->size : 0;
	case TLINE_OUTPUT_DIGITS:
		return min_t(u32, ((const struct tline_gather *)args->data)->count,
			     TLINE_MAX_GATHER);
	default:
		return 0;
	}
}

/* TAPI: exactly one media mode, or UNKNOWN with any others. */
static bool media_valid(u32 media, u32 of)
{
	return media && !(media & ~of) &&
	       (media & TLINE_MEDIAMODE_UNKNOWN || is_power_of_2(media));
}

/* TAPI: dial parameters out of range are clamped, and 0 is the default. */
static void dial_clamp(u32 *v, u32 min, u32 max, u32 def)
{
	if (!*v)
		*v = def;
	else if (max)
		*v = clamp(*v, min, max);
}

static s32 check_params(const struct tline_line *line, struct tline_call_params *p)
{
	const struct tline_line_caps *caps = line->caps;

	p->bearer_mode = p->bearer_mode ?: TLINE_BEARERMODE_VOICE;
	p->media_mode = p->media_mode ?: TLINE_MEDIAMODE_INTERACTIVEVOICE;
	p->max_rate = p->max_rate ?: caps->max_rate;
	if (!is_power_of_2(p->bearer_mode) || !(p->bearer_mode & caps->bearer_modes))
		return TLINE_ERR_INVALBEARERMODE;
	if (p->min_rate > p->max_rate || p->min_rate > caps->max_rate)
		return TLINE_ERR_INVALRATE;
	if (!media_valid(p->media_mode, caps->media_modes))
		return TLINE_ERR_INVALMEDIAMODE;
	if (p->flags & ~CALLPARAMFLAGS_ALL)
		return TLINE_ERR_INVALCALLPARAMS;
	if (p->address_mode && p->address_mode != TLINE_ADDRESSMODE_ADDRESSID)
		return TLINE_ERR_INVALADDRESSMODE;
	if (!p->address_mode)
		p->address = 0;
	if (p->address >= line->num_addresses)
		return TLINE_ERR_INVALADDRESSID;
	dial_clamp(&p->dial.pause, caps->dial_min.pause, caps->dial_max.pause,
		   caps->dial_default.pause);
	dial_clamp(&p->dial.speed, caps->dial_min.speed, caps->dial_max.speed,
		   caps->dial_default.speed);
	dial_clamp(&p->dial.duration, caps->dial_min.duration, caps->dial_max.duration,
		   caps->dial_default.duration);
	dial_clamp(&p->dial.wait_dialtone, caps->dial_min.wait_dialtone,
		   caps->dial_max.wait_dialtone, caps->dial_default.wait_dialtone);
	return 0;
}

static s32 check_terminal(const struct tline_line *line, const struct tline_call *call,
			  const struct tline_set_terminal *t)
{
	if (!call && t->address != TLINE_ADDRESS_ANY && t->address >= line->num_addresses)
		return TLINE_ERR_INVALADDRESSID;
	if (t->terminal >= line->caps->num_terminals)
		return TLINE_ERR_INVALTERMINALID;
	if (!t->modes || t->modes & ~TERMMODES_ALL)
		return TLINE_ERR_INVALTERMINALMODE;
	return t->enable > 1 ? TLINE_ERR_INVALPARAM : 0;
}

static s32 check_forward(const struct tline_args *args)
{
	const struct tline_forward *rule = (const void *)args->data;
	const struct tline_forward *end = (const void *)(args->data + args->size);

	for (; rule < end; rule++)
		if (!is_power_of_2(rule->mode) || rule->mode & ~FORWARDMODES_ALL)
			return TLINE_ERR_INVALPARAM;
	return 0;
}

static noinline s32 check_args(const struct tline_line *line, const struct tline_op *op,
			       const struct tline_call *call)
{
	const struct tline_op_row *row = &tline_op_table[op->code];
	const struct tline_uui *uui = NULL;
	s32 err = 0;

	if (row->args == TLINE_ARGS_PARAMS) {
		struct tline_call_params *p = (void *)op->args->data;

		err = check_params(line, p);
		uui = &p->uui;
	} else if (row->args == TLINE_ARGS_UUI) {
		uui = (const void *)op->args->data;
	} else if (row->args == TLINE_ARGS_TERMINAL) {
		err = check_terminal(line, call, (const void *)op->args->data);
	} else if (row->args == TLINE_ARGS_FORWARD) {
		err = check_forward(op->args);
	} else if (row->args == TLINE_ARGS_GATHER) {
		err = tline_gather_check_locked(line, (const void *)op->args->data);
	}
	if (err)
		return err;
	/* The row says which of the line's limits holds for this operation. */
	if (row->uui && uui->size > *(const u32 *)((const u8 *)line->caps + row->uui))
		return TLINE_ERR_USERUSERINFOTOOBIG;
	return 0;
}

s32 tline_args_check_locked(const struct tline_line *line, const struct tline_op *op,
			    const struct tline_call *call)
{
	const u32 flags = tline_op_table[op->code].flags;

	if (flags & (TLINE_ROW_ADDRESS | TLINE_ROW_ADDRESS_ANY) &&
	    op->arg[0] >= line->num_addresses &&
	    !(flags & TLINE_ROW_ADDRESS_ANY && op->arg[0] == TLINE_ADDRESS_ANY))
		return TLINE_ERR_INVALADDRESSID;
	return op->args ? check_args(line, op, call) : 0;
}
