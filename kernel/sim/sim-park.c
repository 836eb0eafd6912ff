// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls that somebody else takes over: parked ones, and those that ring elsewhere.
 *
 * A place where a call is parked is a leg of the network, the parked party's peer.
 * Its number is that of the place, which is not one that can be called.
 */
#include <linux/string.h>

#include "sim.h"

#define SIM_FIRST_PLACE		701	/* places that the exchange chooses: *701 to *799 */
#define SIM_LAST_PLACE		799

static struct sim_call *find_place(struct sim_exchange *ex, const char *number)
{
	struct sim_call *call;

	list_for_each_entry(call, &ex->network, node) {
		if (call->parker && call->peer && !strcmp(call->number, number))
			return call;
	}
	return NULL;
}

static bool free_place(struct sim_exchange *ex, char *number, size_t size)
{
	u32 i;

	for (i = SIM_FIRST_PLACE; i <= SIM_LAST_PLACE; i++) {
		snprintf(number, size, "*%u", i);
		if (!find_place(ex, number))
			return true;
	}
	return false;
}

static s32 choose_place(struct sim_line *line, const struct tline_rq *rq, struct tline_dest *place)
{
	const struct tline_dest *dest = rq->args;
	struct sim_dialled d;
	s32 ret;

	memset(place, 0, sizeof(*place));
	if (rq->arg[0] == TLINE_PARKMODE_NONDIRECTED)
		return free_place(line->ex, place->number, TLINE_NUMBER_LEN) ? 0 :
			TLINE_ERR_RESOURCEUNAVAIL;
	if (rq->arg[0] != TLINE_PARKMODE_DIRECTED)
		return TLINE_ERR_INVALPARKMODE;
	if (!dest)
		return TLINE_ERR_INVALADDRESS;
	ret = sim_scan_whole(line, dest->number, &d);
	if (ret)
		return ret;
	strscpy(place->number, d.digits, TLINE_NUMBER_LEN);
	return find_place(line->ex, place->number) ? TLINE_ERR_RESOURCEUNAVAIL : 0;
}

/* Nobody has taken it: it rings where it was parked, when there is room. */
static void remind(struct sim_exchange *ex, struct sim_event *ev)
{
	struct sim_call *place = container_of(ev, struct sim_call, timer);
	struct sim_call *parked = place->peer;
	struct sim_line *line = place->parker;

	if (!line->up || !line->tl || sim_line_busy(line)) {
		sim_event_set(ex, ev, line->park_timeout, remind);
		return;
	}
	sim_line_number(line, place->address, parked->dialled, sizeof(parked->dialled));
	strscpy(parked->via, place->number, sizeof(parked->via));
	parked->subaddress = 0;
	parked->reason = TLINE_CALLREASON_REMINDER;
	sim_call_release(place);
	sim_route(parked);
}

/* The parked party hears nothing of it. */
s32 sim_do_park(struct sim_line *line, struct sim_rq *r)
{
	struct sim_call *call = r->call;
	struct sim_call *parked = call->peer;
	struct sim_call *place;
	struct tline_dest dest;
	s32 ret;

	if (call->state != TLINE_CALLSTATE_CONNECTED || !parked || parked->parker ||
	    !(parked->state & (TLINE_CALLSTATE_CONNECTED | TLINE_CALLSTATE_CONFERENCED | SIM_HELD)))
		return TLINE_ERR_INVALCALLSTATE;
	ret = choose_place(line, &r->rq, &dest);
	if (ret)
		return ret;
	place = sim_call_alloc(line->ex, NULL);
	if (!place)
		return TLINE_ERR_NOMEM;
	place->state = TLINE_CALLSTATE_CONNECTED;
	place->parker = line;
	place->address = call->address;
	strscpy(place->number, dest.number, sizeof(place->number));
	r->out = &dest;
	r->out_size = sizeof(dest);
	sim_done(line, r);
	sim_call_unpair(call);
	sim_call_pair(place, parked);
	sim_call_drop(call, true);
	if (line->park_timeout)
		sim_event_set(line->ex, &place->timer, line->park_timeout, remind);
	return 0;
}

/* @made has the far end @other from now on. */
static void take_over(struct sim_call *made, struct sim_call *other, u32 reason, u32 address)
{
	made->address = address;
	made->switch_id = other->switch_id;
	made->bearer_mode = other->bearer_mode;
	made->media_mode = other->media_mode;
	made->rate = other->rate;
	other->reason = reason;
	sim_call_pair(made, other);
	sim_terminals_inherit(made);
	sim_data_carry(other, made);
}

s32 sim_do_unpark(struct sim_line *line, struct sim_rq *r)
{
	const struct tline_dest *dest = r->rq.args;
	struct sim_call *made = r->made;
	struct sim_call *place, *parked;
	struct sim_dialled d;
	s32 ret = sim_scan_whole(line, dest->number, &d);

	if (ret)
		return ret;
	place = find_place(line->ex, d.digits);
	if (!place)
		return TLINE_ERR_INVALADDRESS;
	if (!sim_line_room(line, NULL, 1))
		return TLINE_ERR_CALLUNAVAIL;
	parked = place->peer;
	strscpy(made->dialled, place->number, sizeof(made->dialled));
	sim_call_release(place);
	take_over(made, parked, TLINE_CALLREASON_UNPARK, r->rq.arg[0]);
	sim_done(line, r);
	sim_call_connect(made);
	sim_call_tell_arrived(made);
	return 0;
}

/*
 * ---------------------------------------------------------------------------
 * Pickup
 */

static struct sim_call *ringing_on(const struct sim_line *line)
{
	struct sim_call *call;

	list_for_each_entry(call, &line->calls, node) {
		if (call->state & SIM_RINGING && call->peer)
			return call;
	}
	return NULL;
}

/*
 * The first call that rings in a group, line by line.  sim_exchange.lines is fixed
 * while there is a line to be asked this.
 */
static s32 find_ringing(struct sim_line *line, const char *group, struct sim_call **ringing)
{
	struct sim_line *other;
	bool known = false;

	list_for_each_entry(other, &line->ex->lines, node) {
		if (strcmp(other->pickup_group, group))
			continue;
		known = true;
		*ringing = other == line ? NULL : ringing_on(other);
		if (*ringing)
			return 0;
	}
	return known ? TLINE_ERR_OPERATIONFAILED : TLINE_ERR_INVALGROUPID;
}

/* "number", "^group", "number^group", or nothing: the line's own group */
static s32 find_pickup(struct sim_line *line, const struct tline_dest *dest,
		       struct sim_call **ringing)
{
	const char *text = dest ? dest->number : "";
	const char *group = strchr(text, '^');
	struct sim_line *other;
	struct sim_dialled d;
	u32 address;
	s32 ret;

	if (!*text)
		return find_ringing(line, line->pickup_group, ringing);
	if (group == text)
		return find_ringing(line, group + 1, ringing);
	ret = sim_scan_whole(line, text, &d);
	if (ret)
		return ret;
	other = sim_find_number(line->ex, d.digits, &address);
	if (!other || other == line)
		return TLINE_ERR_INVALADDRESS;
	if (group && strcmp(other->pickup_group, group + 1))
		return TLINE_ERR_INVALGROUPID;
	*ringing = ringing_on(other);
	return *ringing ? 0 : TLINE_ERR_OPERATIONFAILED;
}

/* Somebody else answers; where it has rung nothing is to be done. */
static void stop_ringing(struct sim_call *call)
{
	sim_event_cancel(call->ex, &call->timer);
	sim_call_unpair(call);
	if (call->closed) {
		sim_call_release(call);
		return;
	}
	sim_call_state(call, TLINE_CALLSTATE_DISCONNECTED, TLINE_DISCONNECTMODE_PICKUP);
	sim_call_state(call, TLINE_CALLSTATE_IDLE, 0);
}

s32 sim_do_pickup(struct sim_line *line, struct sim_rq *r)
{
	struct sim_call *made = r->made;
	struct sim_call *ringing = NULL;
	struct sim_call *caller;
	s32 ret = find_pickup(line, r->rq.args, &ringing);

	if (ret)
		return ret;
	if (!sim_line_room(line, NULL, 1))
		return TLINE_ERR_CALLUNAVAIL;
	caller = ringing->peer;
	strscpy(made->dialled, ringing->dialled, sizeof(made->dialled));
	sim_call_number(ringing, caller->via, sizeof(caller->via));
	sim_done(line, r);
	stop_ringing(ringing);
	take_over(made, caller, TLINE_CALLREASON_PICKUP, r->rq.arg[0]);
	sim_call_connect(made);
	sim_call_tell_arrived(made);
	return 0;
}
