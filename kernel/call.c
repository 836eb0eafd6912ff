// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls and the handles on them: how they begin, what is known of them, who is
 * told.  The provider's reports about calls arrive here.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "tline-priv.h"
#include "trace.h"

static struct kmem_cache *call_cache, *handle_cache;

int tline_call_init(void)
{
	call_cache = KMEM_CACHE(tline_call, SLAB_ACCOUNT);
	return call_cache ? 0 : -ENOMEM;
}

void tline_call_exit(void)
{
	kmem_cache_destroy(call_cache);
}

int tline_handle_init(void)
{
	handle_cache = KMEM_CACHE(tline_handle, SLAB_ACCOUNT);
	return handle_cache ? 0 : -ENOMEM;
}

void tline_handle_exit(void)
{
	kmem_cache_destroy(handle_cache);
}

struct tline_call *tline_call_alloc(struct tline_line *line)
{
	struct tline_call *call = kmem_cache_zalloc(call_cache, GFP_KERNEL);

	if (!call)
		return NULL;
	kref_init(&call->ref);
	call->line = line;
	INIT_LIST_HEAD(&call->node);
	INIT_LIST_HEAD(&call->handles);
	INIT_LIST_HEAD(&call->requests);
	INIT_LIST_HEAD(&call->owed_node);
	INIT_LIST_HEAD(&call->close_out.node);
	INIT_LIST_HEAD(&call->digits_out.node);
	INIT_LIST_HEAD(&call->media_out.node);
	INIT_LIST_HEAD(&call->detect_out.node);
	INIT_LIST_HEAD(&call->drop.out.node);
	return call;
}

static void call_release(struct kref *ref)
{
	struct tline_call *call = container_of(ref, struct tline_call, ref);

	tline_call_free_data(call);
	kmem_cache_free(call_cache, call);
}

/* Any context; the line may be gone by now. */
void tline_call_put(struct tline_call *call)
{
	kref_put(&call->ref, call_release);
}

bool tline_call_link_locked(struct tline_call *call, u32 address)
{
	struct tline_line *line = call->line;
	const struct tline_address *addr = &line->addresses[address];

	call->id = tline_slots_get(&line->call_ids, call);
	if (!call->id)
		return false;
	call->close_out.id = call->id;
	call->address = address;
	call->info.line = line->id;
	call->info.address = address;
	call->info.call_states = addr->caps->call_states | TLINE_CALLSTATE_UNKNOWN;
	list_add_tail(&call->node, &line->calls);
	line->num_calls++;
	return true;
}

struct tline_call *tline_call_find_locked(struct tline_line *line, u32 id)
{
	struct tline_slot *slot = tline_slots_find(&line->call_ids, id);

	return slot ? slot->obj : NULL;
}

/* Account a live call to its state's activity, or take it off again. */
static void call_count(struct tline_call *call, u32 state, int by)
{
	int activity = tline_state_activity(state);

	if (activity < 0)
		return;
	call->line->activity[activity] += by;
	call->line->addresses[call->address].calls[activity] += by;
}

static void counts_changed(struct tline_call *call)
{
	tline_address_event_locked(call->line, call->address, TLINE_ADDRESSSTATE_NUMCALLS);
	tline_line_event_locked(call->line, TLINE_DEVSTATE_NUMCALLS, 0, 0, NULL);
}

void tline_call_forget_locked(struct tline_call *call)
{
	struct tline_line *line = call->line;

	tline_slots_put(&line->call_ids, tline_slots_find(&line->call_ids, call->close_out.id));
	tline_op_drop_forget_locked(call);
}

/* Modelled by unlink() in selftests/model/handle.pml. */
void tline_call_unlink_locked(struct tline_call *call)
{
	struct tline_line *line = call->line;

	if (call->life == TLINE_CALL_LIVE) {
		line->counters.calls--;
		call_count(call, call->state, -1);
		if (tline_state_activity(call->state) >= 0)
			counts_changed(call);
	}
	call->life = TLINE_CALL_CLOSED;
	/* Until it has been told, what the provider says of the call is no mistake. */
	if (!call->told)
		tline_call_forget_locked(call);
	call->id = 0;
	list_del_init(&call->node);
	list_del_init(&call->owed_node);
	line->num_calls--;
}

/* --------------------------------------------------------------------- handles */

bool tline_handles_alloc(struct list_head *pool, u32 *have, u32 need)
{
	for (; *have < need; (*have)++) {
		struct tline_handle *h = kmem_cache_zalloc(handle_cache, GFP_KERNEL);

		if (!h)
			return false;
		list_add(&h->call_node, pool);
	}
	return true;
}

void tline_handles_free(struct list_head *pool)
{
	struct tline_handle *h, *next;

	list_for_each_entry_safe(h, next, pool, call_node)
		kmem_cache_free(handle_cache, h);
}

struct tline_handle *tline_handle_attach_locked(struct list_head *pool, struct tline_open *open,
						struct tline_call *call, u32 privilege)
{
	struct tline_handle *h = list_first_entry(pool, struct tline_handle, call_node);

	spin_lock(&open->app->lock);
	h->id = tline_slots_get(&open->app->handles, h);
	spin_unlock(&open->app->lock);
	if (!h->id)
		return NULL;
	h->open = open;
	h->call = tline_call_hold(call);
	h->privilege = privilege;
	h->fresh = true;
	if (privilege == TLINE_CALLPRIVILEGE_OWNER)
		call->owners++;
	else
		call->monitors++;
	list_move_tail(&h->call_node, &call->handles);
	list_add_tail(&h->open_node, &open->handles);
	return h;
}

bool tline_app_full(struct tline_app *app)
{
	unsigned long flags;
	bool full;

	spin_lock_irqsave(&app->lock, flags);
	full = app->handles.used >= app->handles.max;
	spin_unlock_irqrestore(&app->lock, flags);
	return full;
}

s32 tline_handle_error(struct tline_app *app)
{
	return tline_app_full(app) ? TLINE_ERR_RESOURCEUNAVAIL : TLINE_ERR_NOMEM;
}

void tline_handle_detach_locked(struct tline_handle *h)
{
	struct tline_call *call = h->call;
	struct tline_app *app = h->open->app;

	spin_lock(&app->lock);
	tline_slots_put(&app->handles, tline_slots_find(&app->handles, h->id));
	spin_unlock(&app->lock);
	if (h->privilege == TLINE_CALLPRIVILEGE_OWNER)
		call->owners--;
	else
		call->monitors--;
	list_del(&h->call_node);
	list_del(&h->open_node);
	tline_handle_end_gather_locked(h);
	tline_handle_end_digits_locked(h);
	tline_handle_end_detect_locked(h);
	tline_call_end_generate_locked(call, h);
	kmem_cache_free(handle_cache, h);
	tline_call_put(call);
}

struct tline_handle *tline_handle_find_locked(struct tline_open *open, u32 id)
{
	struct tline_slot *slot;
	struct tline_handle *h = NULL;

	spin_lock(&open->app->lock);
	slot = tline_slots_find(&open->app->handles, id);
	/* Of another line's open, only the pointer may be looked at: its lock is not held. */
	if (slot && slot->obj != TLINE_SLOT_LINE)
		h = slot->obj;
	if (h && (READ_ONCE(h->open) != open || h->call->life == TLINE_CALL_PENDING))
		h = NULL;
	spin_unlock(&open->app->lock);
	return h;
}

struct tline_handle *tline_handle_of_locked(struct tline_call *call, const struct tline_open *open)
{
	struct tline_handle *h;

	list_for_each_entry(h, &call->handles, call_node)
		if (h->open == open)
			return h;
	return NULL;
}

static void state_event(struct tline_handle *h, u32 state, u32 mode)
{
	tline_open_event_locked(h->open, TLINE_MSG_CALLSTATE, h->id, state, mode,
				h->fresh ? h->privilege : 0);
	h->fresh = false;
}

void tline_handle_announce_locked(struct tline_handle *h, u32 state, u32 mode)
{
	if (h->open->api_version >= TLINE_API_VERSION_2_0)
		tline_open_event_locked(h->open, TLINE_MSG_APPNEWCALL, h->open->handle,
					h->call->address, h->id, h->privilege);
	state_event(h, state, mode);
}

void tline_call_info_event_locked(struct tline_call *call, u32 changed,
				  const struct tline_app *except)
{
	struct tline_handle *h;

	if (!tline_call_going(call))
		return;
	list_for_each_entry(h, &call->handles, call_node)
		if (h->open->app != except)
			tline_open_event_locked(h->open, TLINE_MSG_CALLINFO, h->id, changed, 0, 0);
}

void tline_handle_set_privilege_locked(struct tline_handle *h, u32 privilege,
				       const struct tline_app *except)
{
	struct tline_call *call = h->call;
	u32 changed = TLINE_CALLINFOSTATE_NUMMONITORS;

	if (h->privilege == privilege)
		return;
	h->privilege = privilege;
	if (privilege == TLINE_CALLPRIVILEGE_OWNER) {
		call->owners++;
		call->monitors--;
		changed |= TLINE_CALLINFOSTATE_NUMOWNERINCR;
	} else {
		call->owners--;
		call->monitors++;
		changed |= TLINE_CALLINFOSTATE_NUMOWNERDECR;
	}
	tline_call_info_event_locked(call, changed, except);
}

/* ----------------------------------------------------------------- coming to life */

/*
 * The creator of an outgoing call has had its reply and hears of the first state
 * (P5); everybody else gets a handle now.  Monitors of an outgoing call begin
 * with UNKNOWN, TAPI's way to say that it is somebody else's new call.
 * Modelled by publish() in selftests/model/handle.pml.
 */
void tline_call_publish_locked(struct tline_call *call, bool incoming)
{
	struct tline_handle *h;
	u32 unknown = TLINE_CALLSTATE_UNKNOWN;

	call->life = TLINE_CALL_LIVE;
	call->line->counters.calls++;
	call->line->counters.calls_total++;
	call->state_time = ktime_get_real_ns();
	call_count(call, call->state, 1);
	list_for_each_entry(h, &call->handles, call_node) {
		if (incoming) {
			tline_handle_announce_locked(h, call->state,
						     tline_call_mode_locked(call, h->open));
			continue;
		}
		if (h->privilege != TLINE_CALLPRIVILEGE_OWNER)
			tline_handle_announce_locked(h, unknown, 0);
		if (call->state && (h->fresh || call->state != unknown))
			state_event(h, call->state, tline_call_mode_locked(call, h->open));
	}
	if (call->state)
		counts_changed(call);
	tline_netlink_call_state_locked(call);
}

void tline_call_set_state_locked(struct tline_call *call, u32 state, u32 mode)
{
	bool live = call->life == TLINE_CALL_LIVE;
	bool recount = tline_state_activity(state) != tline_state_activity(call->state);
	struct tline_handle *h;

	if (call->state == state && call->mode == mode)
		return;
	if (live && recount) {
		call_count(call, call->state, -1);
		call_count(call, state, 1);
	}
	call->state = state;
	call->mode = mode;
	call->state_time = ktime_get_real_ns();
	if (state & TLINE_CALLSTATE_IDLE) {
		list_del_init(&call->owed_node);
		tline_call_end_generate_locked(call, call->generator);
		tline_gather_cancel_locked(call);
	}
	if (!live)
		return;
	list_for_each_entry(h, &call->handles, call_node)
		state_event(h, state, tline_call_mode_locked(call, h->open));
	if (recount)
		counts_changed(call);
	tline_netlink_call_state_locked(call);
}

void tline_call_set_params(struct tline_call *call, const struct tline_app *app,
			   const struct tline_call_params *params)
{
	struct tline_call_info *info = &call->info;

	info->bearer_mode = TLINE_BEARERMODE_VOICE;
	info->media_mode = TLINE_MEDIAMODE_INTERACTIVEVOICE;
	info->origin = TLINE_CALLORIGIN_OUTBOUND;
	info->reason = TLINE_CALLREASON_DIRECT;
	info->trunk = U32_MAX;
	strscpy(info->app_name, app->name, sizeof(info->app_name));
	if (!params)
		return;
	info->bearer_mode = params->bearer_mode;
	info->media_mode = params->media_mode;
	info->rate = params->max_rate;
	info->param_flags = params->flags;
	info->country = params->dest.country;
	info->treatment = params->treatment;
	info->dial = params->dial;
	if (params->calling[0]) {
		info->party[TLINE_PARTY_CALLER].flags = TLINE_CALLPARTYID_ADDRESS;
		strscpy(info->party[TLINE_PARTY_CALLER].number, params->calling,
			TLINE_NUMBER_LEN);
	}
	strscpy(info->displayable, params->displayable, sizeof(info->displayable));
	strscpy(info->called_party, params->called_party, sizeof(info->called_party));
	strscpy(info->comment, params->comment, sizeof(info->comment));
}

/* ------------------------------------------------------------ the provider's reports */

#define INFO(bit, member)	{ TLINE_CALLINFOSTATE_##bit,			\
				  offsetof(struct tline_call_info, member),	\
				  sizeof_field(struct tline_call_info, member) }
#define PARTY(bit, index)	INFO(bit##ID, party[TLINE_PARTY_##index])

/* What each CALLINFOSTATE bit stands for; the rest is the core's own. */
static const struct {
	u32 bit;
	u16 offset;
	u16 size;
} info_parts[] = {
	INFO(BEARERMODE, bearer_mode),
	INFO(RATE, rate),
	INFO(MEDIAMODE, media_mode),
	INFO(APPSPECIFIC, app_specific),
	INFO(CALLID, call_id),
	INFO(RELATEDCALLID, related_call_id),
	INFO(ORIGIN, origin),
	INFO(REASON, reason),
	INFO(COMPLETIONID, completion_id),
	INFO(TRUNK, trunk),
	INFO(TREATMENT, treatment),
	INFO(DIALPARAMS, dial),
	INFO(DISPLAY, display),
	INFO(USERUSERINFO, uui),
	PARTY(CALLER, CALLER),
	PARTY(CALLED, CALLED),
	PARTY(CONNECTED, CONNECTED),
	PARTY(REDIRECTION, REDIRECTION),
	PARTY(REDIRECTING, REDIRECTING),
};

/* The core trusts no provider to end its strings, nor to have nothing behind their ends. */
static void end_text(char *text, size_t size)
{
	size_t len = strnlen(text, size - 1);

	memset(text + len, 0, size - len);
}

static u32 info_merge(struct tline_call_info *to, const struct tline_call_info *from, u32 changed)
{
	u32 taken = 0, i;

	for (i = 0; i < ARRAY_SIZE(info_parts); i++) {
		if (!(changed & info_parts[i].bit))
			continue;
		memcpy((void *)to + info_parts[i].offset, (void *)from + info_parts[i].offset,
		       info_parts[i].size);
		taken |= info_parts[i].bit;
	}
	for (i = 0; i < TLINE_PARTY_COUNT; i++) {
		to->party[i].reserved = 0;
		end_text(to->party[i].number, TLINE_NUMBER_LEN);
		end_text(to->party[i].name, TLINE_NAME_LEN);
	}
	end_text(to->display, TLINE_TEXT_LEN);
	to->uui.size = min_t(u32, to->uui.size, TLINE_UUI_LEN);
	memset(to->uui.data + to->uui.size, 0, TLINE_UUI_LEN - to->uui.size);
	return taken;
}

/*
 * The live or pending call @id that the provider speaks of, or NULL.  One that is
 * closed, which the provider cannot know yet, is nothing; any other is counted.
 */
struct tline_call *tline_call_reported_locked(struct tline_line *line, u32 id,
					      const char *upcall)
{
	struct tline_call *call = tline_call_find_locked(line, id);

	if (!call) {
		line->counters.refused_upcalls++;
		trace_tline_refused(line, upcall, id);
	}
	return call && call->life != TLINE_CALL_CLOSED ? call : NULL;
}

void tline_call_state(struct tline_line *line, u32 id, u32 state, u32 mode)
{
	struct tline_call *call;
	unsigned long flags;
	bool taken;

	spin_lock_irqsave(&line->lock, flags);
	call = tline_call_reported_locked(line, id, "state");
	if (call) {
		taken = (call->state == state && call->mode == mode) ||
			tline_state_may_follow(call->state, state);
		trace_tline_call_state(call, state, mode, taken);
		if (taken)
			tline_call_set_state_locked(call, state, mode);
		else
			line->counters.refused_upcalls++;
	}
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_call_state, TLINE);

void tline_call_set_info(struct tline_line *line, u32 id, u32 changed,
			 const struct tline_call_info *info)
{
	struct tline_call *call;
	unsigned long flags;

	spin_lock_irqsave(&line->lock, flags);
	call = tline_call_reported_locked(line, id, "info");
	if (call) {
		changed = info_merge(&call->info, info, changed);
		if (changed)
			tline_call_info_event_locked(call, changed, NULL);
	}
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_call_set_info, TLINE);

void tline_call_set_priv(struct tline_line *line, u32 id, void *priv)
{
	struct tline_call *call;
	unsigned long flags;

	spin_lock_irqsave(&line->lock, flags);
	call = tline_call_reported_locked(line, id, "priv");
	/*
	 * Of a call that was closed while the provider was making it, too: close_call is
	 * still to come, and has to say what the provider is to give up.
	 */
	if (!call)
		call = tline_call_find_locked(line, id);
	if (call)
		call->priv = priv;
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_call_set_priv, TLINE);

/* The owner first, then the monitors.  0, -ENOENT (nobody), -ENOMEM or -EAGAIN. */
static int new_attach(struct tline_call *call, struct list_head *pool, u32 have)
{
	struct tline_line *line = call->line;
	struct tline_open *owner, *open;

	if (have < line->num_monitors + 1)
		return -EAGAIN;
	owner = tline_route_owner_locked(line, call);
	if (!owner && !line->num_monitors)
		return -ENOENT;
	if (owner && !tline_handle_attach_locked(pool, owner, call, TLINE_CALLPRIVILEGE_OWNER))
		return -ENOMEM;
	list_for_each_entry(open, &line->opens, line_node) {
		if (open == owner || !(open->privileges & TLINE_CALLPRIVILEGE_MONITOR))
			continue;
		/* One that cannot have another handle is not to keep the call from the others. */
		if (!tline_handle_attach_locked(pool, open, call, TLINE_CALLPRIVILEGE_MONITOR) &&
		    !tline_app_full(open->app))
			return -ENOMEM;
	}
	return list_empty(&call->handles) ? -ENOENT : 0;
}

static int new_locked(struct tline_call *call, u32 address, struct list_head *pool,
		      u32 have, u32 *id)
{
	struct tline_line *line = call->line;
	int err;

	if (line->gone)
		return -ENODEV;
	if (line->num_calls >= line->max_calls)
		return -EBUSY;
	/* The line's list takes a reference of its own, for the undoing below. */
	tline_call_hold(call);
	if (!tline_call_link_locked(call, address)) {
		tline_call_put(call);
		return -ENOMEM;
	}
	err = new_attach(call, pool, have);
	if (err) {
		tline_terminate_pending_locked(call);
		return err;
	}
	*id = call->id;
	call->told = true;
	tline_call_publish_locked(call, true);
	return 0;
}

static struct tline_call *new_call(struct tline_line *line, u32 state, u32 mode,
				   const struct tline_call_info *info, void *priv)
{
	struct tline_call *call = tline_call_alloc(line);

	if (!call)
		return NULL;
	info_merge(&call->info, info, U32_MAX);
	call->info.param_flags = info->param_flags;
	call->info.country = info->country;
	if (!call->info.media_mode)
		call->info.media_mode = TLINE_MEDIAMODE_UNKNOWN;
	call->priv = priv;
	call->state = state;
	call->mode = mode;
	return call;
}

int tline_call_new(struct tline_line *line, u32 address, u32 state, u32 mode,
		   const struct tline_call_info *info, void *priv, u32 *id)
{
	struct tline_call *call;
	LIST_HEAD(pool);
	u32 have = 0;
	int err;

	if (address >= line->num_addresses || !tline_state_may_follow(0, state))
		return -EINVAL;
	/* Once more if monitors came meanwhile. */
	do {
		call = new_call(line, state, mode, info, priv);
		if (!call || !tline_handles_alloc(&pool, &have,
						  READ_ONCE(line->num_monitors) + 1)) {
			err = -ENOMEM;
		} else {
			spin_lock_irq(&line->lock);
			err = new_locked(call, address, &pool, have, id);
			spin_unlock_irq(&line->lock);
		}
		if (call)
			tline_call_put(call);
	} while (err == -EAGAIN);
	tline_handles_free(&pool);
	return err;
}
EXPORT_SYMBOL_NS_GPL(tline_call_new, TLINE);
