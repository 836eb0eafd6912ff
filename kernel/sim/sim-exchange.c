// SPDX-License-Identifier: GPL-2.0-only
/*
 * The exchange proper: from the digits dialled to the line that rings.
 */
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/stringhash.h>
#include <linux/string.h>

#include "sim.h"

static struct sim_line *find_base(struct sim_exchange *ex, const char *number, size_t len)
{
	struct sim_line *line;

	hash_for_each_possible(ex->numbers, line, by_number, full_name_hash(NULL, number, len)) {
		if (!strncmp(line->number, number, len) && !line->number[len])
			return line;
	}
	return NULL;
}

/* "100" is address 0 of its line, "100x2" address 2. */
struct sim_line *sim_find_number(struct sim_exchange *ex, const char *number, u32 *address)
{
	size_t len = strcspn(number, "x");
	struct sim_line *line = find_base(ex, number, len);

	lockdep_assert_held(&ex->lock);
	*address = 0;
	if (line && number[len] && kstrtou32(number + len + 1, 10, address))
		return NULL;
	return line && *address < line->addresses ? line : NULL;
}

/*
 * ---------------------------------------------------------------------------
 * What becomes of a call that was routed
 */

static u32 disconnect_mode(u32 state, u32 mode)
{
	switch (state) {
	case TLINE_CALLSTATE_BUSY:
		return TLINE_DISCONNECTMODE_BUSY;
	case TLINE_CALLSTATE_SPECIALINFO:
		return TLINE_DISCONNECTMODE_UNREACHABLE;
	default:
		return mode;
	}
}

/* A caller of the network, or one already connected, cannot listen to tones. */
static void no_way(struct sim_call *caller, u32 state, u32 mode)
{
	if (caller->line && caller->state & SIM_PROGRESS)
		sim_call_state(caller, state, mode);
	else
		sim_call_far_gone(caller, disconnect_mode(state, mode));
}

void sim_disconnect(struct sim_call *caller, u32 mode)
{
	no_way(caller, TLINE_CALLSTATE_DISCONNECTED, mode);
}

static void no_answer(struct sim_exchange *ex, struct sim_event *ev)
{
	struct sim_call *caller = container_of(ev, struct sim_call, timer);

	if (caller->peer)
		sim_call_far_gone(caller->peer, TLINE_DISCONNECTMODE_NORMAL);
	sim_disconnect(caller, TLINE_DISCONNECTMODE_NOANSWER);
}

/* The called line rings; a caller that was transferred there hears nothing of it. */
void sim_wait_for_answer(struct sim_call *caller)
{
	if (caller->state & SIM_PROGRESS && caller->state != TLINE_CALLSTATE_RINGBACK)
		sim_call_state(caller, TLINE_CALLSTATE_RINGBACK, 0);
	sim_event_set(caller->ex, &caller->timer, caller->no_answer_ms ?: SIM_NO_ANSWER_MS,
		      no_answer);
}

/* @callee has rung for long enough; its caller goes on. */
static void forward_unanswered(struct sim_call *callee, struct sim_line *line, u32 address)
{
	struct sim_call *caller = callee->peer;

	sim_event_cancel(caller->ex, &caller->timer);
	sim_call_far_gone(callee, TLINE_DISCONNECTMODE_FORWARDED);
	sim_forward(caller, line, address, SIM_FORWARD_NOANSWER);
}

static void ring(struct sim_exchange *ex, struct sim_event *ev)
{
	struct sim_call *call = container_of(ev, struct sim_call, timer);

	if (!(call->state & SIM_RINGING) || !call->line || !call->line->tl)
		return;
	if (call->rings && call->rings == sim_forward_rings(call->peer, call->line, call->address)) {
		forward_unanswered(call, call->line, call->address);
		return;
	}
	tline_line_state(call->line->tl, TLINE_DEVSTATE_RINGING, call->line->ring_mode,
			 call->rings++);
	sim_event_set(ex, ev, SIM_RING_MS, ring);
	call->ring_due = ev->due;
}

void sim_call_fill_info(const struct sim_call *callee, struct tline_call_info *info)
{
	const struct sim_call *caller = callee->peer;

	memset(info, 0, sizeof(*info));
	info->address = callee->address;
	info->bearer_mode = callee->bearer_mode;
	info->rate = callee->rate;
	info->media_mode = callee->media_mode;
	info->call_id = callee->switch_id;
	info->param_flags = caller->flags & TLINE_CALLPARAMFLAGS_SECURE;
	info->origin = caller->home ? TLINE_CALLORIGIN_INTERNAL : TLINE_CALLORIGIN_EXTERNAL;
	info->reason = caller->reason;
	info->completion_id = caller->completion_id;
	info->trunk = U32_MAX;
	info->dial = caller->dial;
	sim_party_set(&info->party[TLINE_PARTY_CALLER], caller);
	sim_party_number(&info->party[TLINE_PARTY_CALLED], callee->dialled);
	if (caller->via[0])
		sim_party_number(&info->party[TLINE_PARTY_REDIRECTING], caller->via);
	if (caller->uui)
		info->uui = *caller->uui;
}

void sim_call_tell_arrived(struct sim_call *call)
{
	if (!call->peer)
		return;
	sim_call_fill_info(call, &call->ex->info);
	sim_call_info(call, TLINE_CALLINFOSTATE_BEARERMODE | TLINE_CALLINFOSTATE_RATE |
			    TLINE_CALLINFOSTATE_MEDIAMODE | TLINE_CALLINFOSTATE_CALLID |
			    TLINE_CALLINFOSTATE_ORIGIN | TLINE_CALLINFOSTATE_REASON |
			    TLINE_CALLINFOSTATE_CALLERID | TLINE_CALLINFOSTATE_CALLEDID |
			    TLINE_CALLINFOSTATE_REDIRECTINGID | TLINE_CALLINFOSTATE_DIALPARAMS);
	sim_data_tell(call);
	sim_terminals_tell(call);
}

/*
 * Make @callee known to the core.  0 (also if nobody wants it: it rings for nobody), or
 * an error: the leg is released.
 */
int sim_introduce(struct sim_call *callee)
{
	struct tline_call_info *info = &callee->ex->info;
	int ret;

	sim_call_fill_info(callee, info);
	ret = tline_call_new(callee->line->tl, callee->address, callee->state, callee->mode, info,
			     callee, &callee->id);
	if (!ret) {
		sim_data_tell(callee);
		sim_terminals_tell(callee);
	} else if (ret == -ENOENT && callee->state & SIM_RINGING) {
		callee->closed = true;
		ret = 0;
	} else {
		sim_call_release(callee);
	}
	return ret;
}

/* Nobody had the line open for this call; now somebody may. */
static void offer_again(struct sim_exchange *ex, struct sim_event *ev)
{
	struct sim_call *callee = container_of(ev, struct sim_call, timer);
	u64 due = callee->ring_due;

	if (!(callee->state & SIM_RINGING) || !callee->closed || !callee->line->tl)
		return;
	callee->closed = false;
	callee->late_id = 0;
	if (!sim_introduce(callee))
		sim_event_set(ex, ev, due > ex->now ? due - ex->now : 0, ring);
}

void sim_offer_again(struct sim_line *line)
{
	struct sim_call *call;

	list_for_each_entry(call, &line->calls, node) {
		if (call->closed && call->state & SIM_RINGING)
			sim_event_set(line->ex, &call->timer, 0, offer_again);
	}
}

struct sim_call *sim_callee_alloc(struct sim_call *caller, struct sim_line *line, u32 address)
{
	struct sim_call *callee = sim_call_alloc(caller->ex, line);

	if (!callee)
		return NULL;
	callee->address = address;
	callee->state = TLINE_CALLSTATE_OFFERING;
	callee->mode = TLINE_OFFERINGMODE_ACTIVE;
	callee->bearer_mode = caller->bearer_mode;
	callee->media_mode = caller->media_mode;
	callee->rate = caller->rate;
	callee->switch_id = caller->switch_id;
	strscpy(callee->dialled, caller->dialled, sizeof(callee->dialled));
	sim_call_pair(caller, callee);
	sim_data_carry(caller, callee);
	sim_terminals_inherit(callee);
	return callee;
}

bool sim_line_busy(const struct sim_line *line)
{
	const struct sim_call *call;

	list_for_each_entry(call, &line->calls, node) {
		if (call->secure && call->state != TLINE_CALLSTATE_IDLE)
			return true;
	}
	return sim_line_count(line, SIM_ACTIVE, NULL) >= line->max_active ||
	       sim_line_count(line, 0, NULL) >= line->max_calls;
}

static int busy(struct sim_call *caller, struct sim_line *line, u32 address)
{
	if (sim_forward(caller, line, address, SIM_FORWARD_BUSY))
		return 0;
	no_way(caller, TLINE_CALLSTATE_BUSY, TLINE_BUSYMODE_STATION);
	return -EBUSY;
}

int sim_offer(struct sim_call *caller, struct sim_line *line, u32 address)
{
	struct sim_call *callee;
	int ret;

	if (sim_line_busy(line))
		return busy(caller, line, address);
	if (caller->media_mode & ~line->media_modes) {
		sim_disconnect(caller, TLINE_DISCONNECTMODE_INCOMPATIBLE);
		return -EOPNOTSUPP;
	}
	callee = sim_callee_alloc(caller, line, address);
	if (!callee) {
		sim_disconnect(caller, TLINE_DISCONNECTMODE_CONGESTION);
		return -ENOMEM;
	}
	sim_wait_for_answer(caller);
	ret = sim_introduce(callee);
	if (!ret) {
		ring(caller->ex, &callee->timer);
		return 0;
	}
	sim_event_cancel(caller->ex, &caller->timer);
	if (ret == -EBUSY)
		no_way(caller, TLINE_CALLSTATE_BUSY, TLINE_BUSYMODE_STATION);
	else
		sim_disconnect(caller, TLINE_DISCONNECTMODE_TEMPFAILURE);
	return ret;
}

/*
 * ---------------------------------------------------------------------------
 * Far ends played by the exchange
 */

static void play_app(struct sim_call *caller, struct sim_line *line, u32 address)
{
	sim_offer(caller, line, address);
}

static void play_busy(struct sim_call *caller, struct sim_line *line, u32 address)
{
	busy(caller, line, address);
}

static void play_reject(struct sim_call *caller, struct sim_line *line, u32 address)
{
	sim_disconnect(caller, TLINE_DISCONNECTMODE_REJECT);
}

static void play_special(struct sim_call *caller, struct sim_line *line, u32 address)
{
	no_way(caller, TLINE_CALLSTATE_SPECIALINFO, TLINE_SPECIALINFO_CUSTIRREG);
}

static void play_gone(struct sim_call *caller, struct sim_line *line, u32 address)
{
	sim_disconnect(caller, TLINE_DISCONNECTMODE_OUTOFORDER);
}

static struct sim_call *network_callee(struct sim_call *caller)
{
	struct sim_call *far = NULL;

	/* Two parties of the network need no exchange. */
	if (caller->line)
		far = sim_callee_alloc(caller, NULL, 0);
	if (!far) {
		sim_disconnect(caller, TLINE_DISCONNECTMODE_CONGESTION);
		return NULL;
	}
	strscpy(far->number, caller->dialled, sizeof(far->number));
	sim_wait_for_answer(caller);
	return far;
}

static void gives_up(struct sim_exchange *ex, struct sim_event *ev)
{
	struct sim_call *far = container_of(ev, struct sim_call, timer);
	u32 address;
	struct sim_line *line = sim_find_number(ex, far->dialled, &address);

	if (far->peer && line)
		forward_unanswered(far, line, address);
}

static void play_noanswer(struct sim_call *caller, struct sim_line *line, u32 address)
{
	u32 rings = sim_forward_rings(caller, line, address);
	struct sim_call *far = network_callee(caller);

	if (far && rings)
		sim_event_set(caller->ex, &far->timer, (u64)rings * SIM_RING_MS, gives_up);
}

static void answers_itself(struct sim_exchange *ex, struct sim_event *ev)
{
	sim_call_connect(container_of(ev, struct sim_call, timer));
}

static void play_answer(struct sim_call *caller, struct sim_line *line, u32 address)
{
	struct sim_call *far = network_callee(caller);

	if (far)
		sim_event_set(caller->ex, &far->timer, line->script.ms, answers_itself);
}

static void (* const play[])(struct sim_call *caller, struct sim_line *line, u32 address) = {
	[SIM_SCRIPT_APP]	= play_app,
	[SIM_SCRIPT_BUSY]	= play_busy,
	[SIM_SCRIPT_NOANSWER]	= play_noanswer,
	[SIM_SCRIPT_REJECT]	= play_reject,
	[SIM_SCRIPT_SPECIAL]	= play_special,
	[SIM_SCRIPT_GONE]	= play_gone,
	[SIM_SCRIPT_ANSWER]	= play_answer,
};

/*
 * ---------------------------------------------------------------------------
 * Dialling and routing
 */

void sim_route(struct sim_call *caller)
{
	struct sim_exchange *ex = caller->ex;
	struct sim_line *line;
	u32 address, kind;

	line = sim_find_number(ex, caller->dialled, &address);
	if (line && caller->subaddress)
		address = caller->subaddress;
	if (!line || address >= line->addresses) {
		sim_disconnect(caller, TLINE_DISCONNECTMODE_BADADDRESS);
		return;
	}
	if (!line->up || !line->tl) {
		sim_disconnect(caller, TLINE_DISCONNECTMODE_OUTOFORDER);
		return;
	}
	if (sim_forward(caller, line, address, SIM_FORWARD_UNCOND))
		return;
	kind = line->script.kind;
	if (kind == SIM_SCRIPT_RANDOM)
		kind = prandom_u32_state(&ex->rnd) % SIM_SCRIPT_RANDOM;
	play[kind](caller, line, address);
}

static void route(struct sim_exchange *ex, struct sim_event *ev)
{
	sim_route(container_of(ev, struct sim_call, timer));
}

void sim_route_soon(struct sim_call *call, u64 delay)
{
	sim_event_set(call->ex, &call->timer, delay, route);
}

static void all_dialled(struct sim_exchange *ex, struct sim_event *ev)
{
	struct sim_call *call = container_of(ev, struct sim_call, timer);

	if (call->state & SIM_PROGRESS)
		sim_call_state(call, TLINE_CALLSTATE_PROCEEDING, 0);
	sim_route_soon(call, SIM_PROCEED_MS);
}

void sim_dial(struct sim_call *call, const struct sim_dialled *d)
{
	struct sim_exchange *ex = call->ex;
	u64 now = sim_clock_now(ex);
	u64 ms = (u64)d->num * (call->dial.speed + call->dial.duration) +
		 (u64)d->pauses * call->dial.pause;

	strlcat(call->dialled, d->digits, sizeof(call->dialled));
	if (d->subaddress)
		call->subaddress = d->subaddress;
	call->dial_until = max(call->dial_until, now) + min_t(u64, ms, SIM_DIAL_MAX_MS);
	call->dial_complete = !d->partial;
	if (call->state == TLINE_CALLSTATE_DIALTONE)
		sim_call_state(call, TLINE_CALLSTATE_DIALING, 0);
	if (call->dial_complete)
		sim_event_set(ex, &call->timer, call->dial_until - now, all_dialled);
}

void sim_divert(struct sim_call *call, const char *by, const struct sim_dialled *d, u32 reason)
{
	strscpy(call->dialled, d->digits, sizeof(call->dialled));
	call->subaddress = d->subaddress;
	call->dial_complete = true;
	call->reason = reason;
	strscpy(call->via, by, sizeof(call->via));
	sim_party_number(&call->ex->info.party[TLINE_PARTY_REDIRECTION], d->digits);
	sim_call_info(call, TLINE_CALLINFOSTATE_REDIRECTIONID);
	sim_route_soon(call, SIM_PROCEED_MS);
}

int sim_incoming(struct sim_line *line, const char *number, const char *name, u32 media)
{
	struct sim_exchange *ex = line->ex;
	struct sim_call *caller;

	if (!line->up || !line->tl)
		return -ENODEV;
	caller = sim_call_alloc(ex, NULL);
	if (!caller)
		return -ENOMEM;
	caller->state = TLINE_CALLSTATE_PROCEEDING;
	caller->media_mode = media;
	caller->switch_id = ++ex->switch_id;
	caller->dial_complete = true;
	strscpy(caller->number, number, sizeof(caller->number));
	caller->name = kstrdup(name, GFP_KERNEL);
	strscpy(caller->dialled, line->number, sizeof(caller->dialled));
	if (sim_forward(caller, line, 0, SIM_FORWARD_UNCOND))
		return 0;
	return sim_offer(caller, line, 0);
}
