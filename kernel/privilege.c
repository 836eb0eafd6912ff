// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may do what with a call: getting handles, changing privileges, hand-off,
 * deallocation, and the queries of a handle.  All of it is the core's own affair;
 * providers know no privileges.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "tline-priv.h"

static bool idle(const struct tline_call *call)
{
	return call->state & TLINE_CALLSTATE_IDLE;
}

/* ------------------------------------------------------------------- get new calls */

static bool selected(const struct tline_ioc_new_calls *arg, const struct tline_call *call)
{
	return call->life == TLINE_CALL_LIVE &&
	       (arg->select == TLINE_CALLSELECT_LINE || call->address == arg->address);
}

static s32 check_select(const struct tline_open *open, const struct tline_ioc_new_calls *arg)
{
	if (arg->select != TLINE_CALLSELECT_LINE && arg->select != TLINE_CALLSELECT_ADDRESS)
		return TLINE_ERR_INVALCALLSELECT;
	if (arg->select == TLINE_CALLSELECT_ADDRESS && arg->address >= open->line->num_addresses)
		return TLINE_ERR_INVALADDRESSID;
	return 0;
}

/* Give @open a monitor handle on each selected call; all or none. */
static s32 attach_new_calls(struct tline_open *open, struct tline_ioc_new_calls *arg,
			    struct list_head *pool, u32 *ids, u32 room)
{
	struct tline_call *call;
	struct tline_handle *h;
	u32 n = 0;
	s32 err;

	list_for_each_entry(call, &open->line->calls, node)
		n += selected(arg, call) && !tline_handle_of_locked(call, open);
	arg->count = n;
	if (n > room)
		return TLINE_ERR_STRUCTURETOOSMALL;
	n = 0;
	list_for_each_entry(call, &open->line->calls, node) {
		if (!selected(arg, call) || tline_handle_of_locked(call, open))
			continue;
		h = tline_handle_attach_locked(pool, open, call, TLINE_CALLPRIVILEGE_MONITOR);
		if (!h)
			goto undo;
		/* Its state is for the asking: no message is the first one. */
		h->fresh = false;
		ids[n++] = h->id;
	}
	for (n = 0; n < arg->count; n++)
		tline_call_info_event_locked(tline_handle_find_locked(open, ids[n])->call,
					     TLINE_CALLINFOSTATE_NUMMONITORS, open->app);
	return 0;
undo:
	/* Now: what is undone makes room. */
	err = tline_handle_error(open->app);
	while (n--)
		tline_handle_detach_locked(tline_handle_find_locked(open, ids[n]));
	arg->count = 0;
	return err;
}

/* User space did not get the ids: as if nothing had happened. */
void tline_call_undo_new_calls(struct tline_open *open, const u32 *ids, u32 n)
{
	struct tline_handle *h;

	if (tline_open_begin(open))
		return;
	while (n--) {
		h = tline_handle_find_locked(open, ids[n]);
		if (h)
			tline_terminate_handle_locked(h, TLINE_HOW_DEALLOCATE);
	}
	tline_outbox_kick_locked(open->line);
	tline_open_end(open, NULL);
}

int tline_call_new_calls(struct tline_open *open, struct tline_ioc_new_calls *arg)
{
	u32 room = min_t(u32, arg->count, TLINE_MAX_CALLS), have = 0;
	LIST_HEAD(pool);
	u32 *ids;
	int err = -ENOMEM;

	ids = kcalloc(max(room, 1U), sizeof(*ids), GFP_KERNEL_ACCOUNT);
	if (!ids)
		return -ENOMEM;
	if (!tline_handles_alloc(&pool, &have, room))
		goto free;
	err = tline_open_begin(open);
	if (err)
		goto free;
	arg->result = check_select(open, arg);
	if (!arg->result)
		arg->result = attach_new_calls(open, arg, &pool, ids, room);
	else
		arg->count = 0;
	tline_open_end(open, &arg->seq);
	if (!arg->result && arg->count &&
	    copy_to_user(u64_to_user_ptr(arg->calls), ids, arg->count * sizeof(*ids))) {
		tline_call_undo_new_calls(open, ids, arg->count);
		err = -EFAULT;
	}
free:
	tline_handles_free(&pool);
	kfree(ids);
	return err;
}

/* ---------------------------------------------------------------------- privileges */

static s32 set_privilege(struct tline_handle *h, u32 privilege)
{
	struct tline_call *call = h->call;

	switch (privilege) {
	case TLINE_CALLPRIVILEGE_NONE:
		tline_terminate_handle_locked(h, TLINE_HOW_DEALLOCATE);
		return 0;
	case TLINE_CALLPRIVILEGE_MONITOR:
		if (h->privilege == TLINE_CALLPRIVILEGE_OWNER && call->owners == 1 && !idle(call))
			return TLINE_ERR_INVALCALLSTATE;
		break;
	case TLINE_CALLPRIVILEGE_OWNER:
		break;
	default:
		return TLINE_ERR_INVALCALLPRIVILEGE;
	}
	tline_handle_set_privilege_locked(h, privilege, h->open->app);
	return 0;
}

/* Below 2.0 a sole owner must not let go of a call that is not over. */
static s32 check_deallocate(const struct tline_handle *h)
{
	if (h->privilege == TLINE_CALLPRIVILEGE_OWNER && h->call->owners == 1 &&
	    !idle(h->call) && h->open->api_version < TLINE_API_VERSION_2_0)
		return TLINE_ERR_INVALCALLSTATE;
	return 0;
}

int tline_call_set_privilege(struct tline_open *open, struct tline_ioc_privilege *arg)
{
	struct tline_handle *h;
	int err;

	arg->reserved = 0;
	if (arg->privilege == TLINE_CALLPRIVILEGE_OWNER && !open->writable)
		return -EPERM;
	err = tline_open_begin(open);
	if (err)
		return err;
	h = tline_handle_find_locked(open, arg->call);
	arg->result = h ? 0 : TLINE_ERR_INVALCALLHANDLE;
	if (h && arg->privilege == TLINE_CALLPRIVILEGE_NONE)
		arg->result = check_deallocate(h);
	if (!arg->result)
		arg->result = set_privilege(h, arg->privilege);
	tline_outbox_kick_locked(open->line);
	tline_open_end(open, NULL);
	return 0;
}

int tline_call_deallocate(struct tline_open *open, struct tline_ioc_deallocate *arg)
{
	struct tline_handle *h;
	int err;

	err = tline_open_begin(open);
	if (err)
		return err;
	h = tline_handle_find_locked(open, arg->call);
	arg->result = h ? check_deallocate(h) : TLINE_ERR_INVALCALLHANDLE;
	if (!arg->result)
		tline_terminate_handle_locked(h, TLINE_HOW_DEALLOCATE);
	tline_outbox_kick_locked(open->line);
	tline_open_end(open, NULL);
	return 0;
}

/* ------------------------------------------------------------------------- hand-off */

static struct tline_open *open_by_module(struct tline_open *self, const char *module)
{
	struct tline_open *open;

	/* To oneself succeeds, TAPI says, whoever else has the same name. */
	if (self->privileges & TLINE_CALLPRIVILEGE_OWNER && !strcmp(self->app->module, module))
		return self;
	list_for_each_entry(open, &self->line->opens, line_node)
		if (open->privileges & TLINE_CALLPRIVILEGE_OWNER &&
		    !strcmp(open->app->module, module))
			return open;
	return NULL;
}

static s32 find_target(struct tline_open *self, const struct tline_call *call,
		       const struct tline_ioc_handoff *arg, struct tline_open **target)
{
	if (arg->module[0]) {
		*target = open_by_module(self, arg->module);
		return *target ? 0 : TLINE_ERR_TARGETNOTFOUND;
	}
	if (!is_power_of_2(arg->media_mode) || arg->media_mode & ~TLINE_MEDIAMODES_ALL)
		return TLINE_ERR_INVALMEDIAMODE;
	*target = tline_route_mode_locked(self->line, arg->media_mode, TLINE_ADDRESS_ANY);
	if (*target == self)
		return TLINE_ERR_TARGETSELF;
	return *target ? 0 : TLINE_ERR_TARGETNOTFOUND;
}

/*
 * The target is told even if it is an owner already; the caller keeps its handle.
 * Modelled by give() in selftests/model/call.pml.
 */
static s32 give(struct tline_call *call, struct tline_open *from, struct tline_open *target,
		struct list_head *pool)
{
	struct tline_handle *h = tline_handle_of_locked(call, target), *other;
	u32 changed = TLINE_CALLINFOSTATE_NUMOWNERINCR;
	bool was_owner = h && h->privilege == TLINE_CALLPRIVILEGE_OWNER;
	u32 state = call->state ?: TLINE_CALLSTATE_UNKNOWN;

	if (!h) {
		h = tline_handle_attach_locked(pool, target, call, TLINE_CALLPRIVILEGE_OWNER);
		if (!h)
			return tline_handle_error(target->app);
		tline_handle_announce_locked(h, state, tline_call_mode_locked(call, target));
	} else {
		if (!was_owner) {
			h->privilege = TLINE_CALLPRIVILEGE_OWNER;
			call->owners++;
			call->monitors--;
			changed |= TLINE_CALLINFOSTATE_NUMMONITORS;
		}
		tline_open_event_locked(target, TLINE_MSG_CALLSTATE, h->id, state,
					tline_call_mode_locked(call, target),
					TLINE_CALLPRIVILEGE_OWNER);
		h->fresh = false;
	}
	if (was_owner || idle(call))
		return 0;
	list_for_each_entry(other, &call->handles, call_node)
		if (other->open->app != from->app && other != h)
			tline_open_event_locked(other->open, TLINE_MSG_CALLINFO, other->id,
						changed, 0, 0);
	return 0;
}

int tline_call_handoff(struct tline_open *open, struct tline_ioc_handoff *arg)
{
	struct tline_handle *h;
	struct tline_open *target;
	LIST_HEAD(pool);
	u32 have = 0;
	int err;

	if (strnlen(arg->module, sizeof(arg->module)) == sizeof(arg->module))
		return -EINVAL;
	arg->reserved = 0;
	if (!tline_handles_alloc(&pool, &have, 1))
		return -ENOMEM;
	err = tline_open_begin(open);
	if (err)
		goto free;
	h = tline_handle_find_locked(open, arg->call);
	if (!h)
		arg->result = TLINE_ERR_INVALCALLHANDLE;
	else if (h->privilege != TLINE_CALLPRIVILEGE_OWNER)
		arg->result = TLINE_ERR_NOTOWNER;
	else
		arg->result = find_target(open, h->call, arg, &target);
	if (!arg->result && target != open)
		arg->result = give(h->call, open, target, &pool);
	tline_open_end(open, NULL);
free:
	tline_handles_free(&pool);
	return err;
}

/* -------------------------------------------------------------------------- queries */

int tline_call_get_info(struct tline_open *open, struct tline_ioc_call_info *arg)
{
	struct tline_handle *h;
	int err;

	memset(&arg->info, 0, sizeof(arg->info));
	arg->reserved = 0;
	err = tline_open_begin(open);
	if (err)
		return err;
	h = tline_handle_find_locked(open, arg->call);
	arg->result = h ? 0 : TLINE_ERR_INVALCALLHANDLE;
	if (h) {
		arg->info = h->call->info;
		arg->info.num_owners = h->call->owners;
		arg->info.num_monitors = h->call->monitors;
	}
	tline_open_end(open, &arg->seq);
	return 0;
}

int tline_call_get_status(struct tline_open *open, struct tline_ioc_call_status *arg)
{
	const struct tline_address *address;
	struct tline_handle *h;
	struct tline_call *call;
	u32 id = arg->call;
	int err;

	memset(arg, 0, sizeof(*arg));
	arg->call = id;
	err = tline_open_begin(open);
	if (err)
		return err;
	h = tline_handle_find_locked(open, id);
	if (h) {
		call = h->call;
		address = &open->line->addresses[call->address];
		arg->state = call->state ?: TLINE_CALLSTATE_UNKNOWN;
		/* TAPI: of CONFERENCED there is none but in the message. */
		arg->mode = arg->state & TLINE_CALLSTATE_CONFERENCED ? 0 : call->mode;
		arg->privilege = h->privilege;
		arg->features = tline_state_features(arg->state) & open->line->call_features;
		if (tline_call_inactive(call))
			arg->features |= TLINE_CALLFEATURE_ANSWER & open->line->call_features;
		arg->features2 = arg->features ? address->caps->call_features2 : 0;
		arg->state_time_ns = call->state_time;
	} else {
		arg->result = TLINE_ERR_INVALCALLHANDLE;
	}
	tline_open_end(open, &arg->seq);
	return 0;
}

/* ------------------------------------------------------------- settings of an owner */

/* Begin a change of one of @open's calls: *@h, or the refusal in @arg->result. */
static int begin_change(struct tline_open *open, struct tline_ioc_set_call *arg,
			struct tline_handle **h)
{
	int err;

	if (!open->writable)
		return -EPERM;
	arg->reserved = 0;
	arg->result = 0;
	err = tline_open_begin(open);
	if (err)
		return err;
	*h = tline_handle_find_locked(open, arg->call);
	if (!*h)
		arg->result = TLINE_ERR_INVALCALLHANDLE;
	else if ((*h)->privilege != TLINE_CALLPRIVILEGE_OWNER)
		arg->result = TLINE_ERR_NOTOWNER;
	return 0;
}

int tline_call_set_appspecific(struct tline_open *open, struct tline_ioc_set_call *arg)
{
	struct tline_handle *h;
	int err = begin_change(open, arg, &h);

	if (err)
		return err;
	if (!arg->result) {
		h->call->info.app_specific = arg->value;
		tline_call_info_event_locked(h->call, TLINE_CALLINFOSTATE_APPSPECIFIC, open->app);
	}
	tline_open_end(open, NULL);
	return 0;
}

int tline_call_set_mediamode(struct tline_open *open, struct tline_ioc_set_call *arg)
{
	struct tline_line *line = open->line;
	struct tline_handle *h;
	int err = begin_change(open, arg, &h);

	if (err)
		return err;
	if (!arg->result && (!arg->value || arg->value & ~TLINE_MEDIAMODES_ALL ||
			     (!(arg->value & TLINE_MEDIAMODE_UNKNOWN) &&
			      !is_power_of_2(arg->value))))
		arg->result = TLINE_ERR_INVALMEDIAMODE;
	if (!arg->result) {
		struct tline_call *call = h->call;

		call->info.media_mode = arg->value;
		tline_call_info_event_locked(call, TLINE_CALLINFOSTATE_MEDIAMODE, open->app);
		if (line->cmd_mask & BIT(TLINE_CMD_SET_MEDIAMODE) &&
		    list_empty(&call->media_out.node)) {
			tline_call_hold(call);
			tline_outbox_add_locked(line, &call->media_out, TLINE_OUT_CALL_MEDIA);
		}
	}
	tline_open_end(open, NULL);
	tline_outbox_run(line);
	return 0;
}
