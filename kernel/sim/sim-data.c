// SPDX-License-Identifier: GPL-2.0-only
/*
 * What goes with a call and has no fixed size: call data, compatibility information, flow
 * specifications.  Everything here needs the exchange's lock.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

#define KIND(x)		(TLINE_DATA_##x - SIM_FIRST_KIND)

/* What the other end has of it: one sends what the other receives.  0: nothing. */
static const u8 far_kind[SIM_CALL_KINDS] = {
	[KIND(CALL_DATA)]		= TLINE_DATA_CALL_DATA,
	[KIND(HIGHLEVELCOMP)]		= TLINE_DATA_HIGHLEVELCOMP,
	[KIND(LOWLEVELCOMP)]		= TLINE_DATA_LOWLEVELCOMP,
	[KIND(SENDING_FLOWSPEC)]	= TLINE_DATA_RECEIVING_FLOWSPEC,
	[KIND(RECEIVING_FLOWSPEC)]	= TLINE_DATA_SENDING_FLOWSPEC,
};

static bool data_set(struct sim_call *call, u32 kind, const void *data, u32 size)
{
	struct sim_blob **at = &call->data[kind - SIM_FIRST_KIND];
	struct sim_blob *blob = NULL;

	if (size) {
		blob = kmalloc(struct_size(blob, data, size), GFP_KERNEL_ACCOUNT);
		if (!blob)
			return false;
		blob->size = size;
		memcpy(blob->data, data, size);
	}
	kfree(*at);
	*at = blob;
	return true;
}

static void tell(const struct sim_call *call, u32 kind)
{
	const struct sim_blob *blob = call->data[kind - SIM_FIRST_KIND];

	if (call->line && call->line->tl && call->id && call->state != TLINE_CALLSTATE_IDLE)
		tline_set_data(call->line->tl, kind, call->id, blob ? blob->data : NULL,
			       blob ? blob->size : 0);
}

void sim_data_tell(struct sim_call *call)
{
	u32 kind;

	for (kind = 0; kind < SIM_CALL_KINDS; kind++) {
		if (call->data[kind])
			tell(call, kind + SIM_FIRST_KIND);
	}
}

static void carry(const struct sim_call *from, struct sim_call *to, u32 kind)
{
	const struct sim_blob *blob = from->data[kind - SIM_FIRST_KIND];
	u32 far = far_kind[kind - SIM_FIRST_KIND];

	if (far)
		data_set(to, far, blob ? blob->data : NULL, blob ? blob->size : 0);
}

/* For want of memory it may have to do without. */
void sim_data_carry(const struct sim_call *from, struct sim_call *to)
{
	u32 kind;

	for (kind = 0; kind < SIM_CALL_KINDS; kind++) {
		if (from->data[kind])
			carry(from, to, kind + SIM_FIRST_KIND);
	}
}

void sim_data_free(struct sim_call *call)
{
	u32 kind;

	for (kind = 0; kind < SIM_CALL_KINDS; kind++)
		kfree(call->data[kind]);
}

/* The core has told the app's own side already. */
void sim_data_from_params(struct sim_call *call, const struct tline_call_params *p)
{
	const struct tline_item *item;
	u32 kind;

	for (kind = SIM_FIRST_KIND; p && kind < TLINE_DATA_KINDS; kind++) {
		item = tline_find_item(p + 1, p->items_size, kind);
		if (item)
			data_set(call, kind, item->data, item->size);
	}
}

/* What was set is set at both ends. */
static void changed(struct sim_call *call, u32 kind)
{
	tell(call, kind);
	if (!call->peer)
		return;
	carry(call, call->peer, kind);
	tell(call->peer, far_kind[kind - SIM_FIRST_KIND]);
}

/*
 * ---------------------------------------------------------------------------
 * Requests
 */

s32 sim_do_setcalldata(struct sim_line *line, struct sim_rq *r)
{
	u32 size = r->rq.args ? r->rq.args_size : 0;

	if (r->call->state == TLINE_CALLSTATE_IDLE)
		return TLINE_ERR_INVALCALLSTATE;
	if (size > SIM_MAX_CALL_DATA)
		return TLINE_ERR_INVALPARAM;
	if (!data_set(r->call, TLINE_DATA_CALL_DATA, r->rq.args, size))
		return TLINE_ERR_NOMEM;
	sim_done(line, r);
	changed(r->call, TLINE_DATA_CALL_DATA);
	return 0;
}

s32 sim_do_setcallqualityofservice(struct sim_line *line, struct sim_rq *r)
{
	static const u32 kinds[] = { TLINE_DATA_SENDING_FLOWSPEC, TLINE_DATA_RECEIVING_FLOWSPEC };
	const struct tline_item *item[ARRAY_SIZE(kinds)];
	u32 i;

	if (r->call->state == TLINE_CALLSTATE_IDLE)
		return TLINE_ERR_INVALCALLSTATE;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		item[i] = tline_find_item(r->rq.args, r->rq.args_size, kinds[i]);
		if (item[i] && !data_set(r->call, kinds[i], item[i]->data, item[i]->size))
			return TLINE_ERR_NOMEM;
	}
	sim_done(line, r);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (item[i])
			changed(r->call, kinds[i]);
	}
	return 0;
}
