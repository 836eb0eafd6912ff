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

static bool terminated(const char *s, size_t size)
{
	return strnlen(s, size) < size;
}

static int dest_valid(const struct tline_dest *dest)
{
	return terminated(dest->number, sizeof(dest->number)) && !dest->reserved ? 0 : -EINVAL;
}

static int uui_valid(const struct tline_uui *uui)
{
	return uui->size <= sizeof(uui->data) ? 0 : -EINVAL;
}

static int params_valid(const struct tline_call_params *p)
{
	if (p->items_size || dest_valid(&p->dest) || uui_valid(&p->uui) ||
	    !terminated(p->calling, sizeof(p->calling)) ||
	    !terminated(p->displayable, sizeof(p->displayable)) ||
	    !terminated(p->called_party, sizeof(p->called_party)) ||
	    !terminated(p->comment, sizeof(p->comment)))
		return -EINVAL;
	return 0;
}

static int args_valid(u8 kind, const void *data)
{
	switch (kind) {
	case TLINE_ARGS_DEST:
		return dest_valid(data);
	case TLINE_ARGS_PARAMS:
		return params_valid(data);
	case TLINE_ARGS_UUI:
		return uui_valid(data);
	default:
		return 0;
	}
}

struct tline_args *tline_args_copy(const struct tline_request *rq)
{
	const struct tline_op_row *row = &tline_op_table[rq->op];
	u32 size = tline_args_size[row->args];
	struct tline_args *args;
	int err;

	if (!rq->args_size)
		return rq->args || (row->flags & TLINE_ROW_ARGS) ? ERR_PTR(-EINVAL) : NULL;
	if (!size)
		return ERR_PTR(-EINVAL);
	if (row->args == TLINE_ARGS_BYTES) {
		if (rq->args_size > size)
			return ERR_PTR(-E2BIG);
		size = rq->args_size;
	} else if (rq->args_size > PAGE_SIZE) {
		return ERR_PTR(-E2BIG);
	}
	args = kmalloc(struct_size(args, data, size), GFP_KERNEL_ACCOUNT);
	if (!args)
		return ERR_PTR(-ENOMEM);
	args->size = size;
	err = copy_struct_from_user(args->data, size, u64_to_user_ptr(rq->args), rq->args_size);
	if (!err)
		err = args_valid(row->args, args->data);
	if (err) {
		kfree(args);
		return ERR_PTR(err);
	}
	return args;
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

s32 tline_args_check_locked(const struct tline_line *line, const struct tline_op *op)
{
	const struct tline_op_row *row = &tline_op_table[op->code];
	u32 uui = 0;
	s32 err;

	if (row->flags & TLINE_ROW_ADDRESS && op->arg[0] >= line->num_addresses)
		return TLINE_ERR_INVALADDRESSID;
	if (!op->args)
		return 0;
	if (row->args == TLINE_ARGS_PARAMS) {
		struct tline_call_params *p = (void *)op->args->data;

		err = check_params(line, p);
		if (err)
			return err;
		uui = p->uui.size;
	} else if (row->args == TLINE_ARGS_UUI) {
		uui = ((struct tline_uui *)op->args->data)->size;
	}
	/* The row says which of the line's limits holds for this operation. */
	if (row->uui && uui > *(const u32 *)((const u8 *)line->caps + row->uui))
		return TLINE_ERR_USERUSERINFOTOOBIG;
	return 0;
}
