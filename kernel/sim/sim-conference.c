// SPDX-License-Identifier: GPL-2.0-only
/*
 * Conferences.  The parent is a leg without a far end; its members are legs of the same
 * line, each with a far end of its own.  A conference begins with one member or none and
 * a consultation call, and ends when its last but one member leaves, with the parent's
 * end, or before it began, with the end of the consultation.
 */
#include "sim.h"

/* Of the states that a parent can have, what a member has that is one no longer. */
static u32 state_after(const struct sim_call *parent)
{
	return parent->state == TLINE_CALLSTATE_ONHOLD ? TLINE_CALLSTATE_ONHOLD :
							 TLINE_CALLSTATE_CONNECTED;
}

static void set_talking(struct sim_call *call, u32 state)
{
	sim_call_state(call, state,
		       state == TLINE_CALLSTATE_CONNECTED ? TLINE_CONNECTEDMODE_ACTIVE : 0);
}

static struct sim_call *last_member(const struct sim_call *parent)
{
	struct sim_call *call;

	list_for_each_entry(call, &parent->home->calls, node) {
		if (call->conf == parent)
			return call;
	}
	return NULL;
}

/* The parent goes IDLE; who is left has an ordinary call again. */
static void dissolve(struct sim_call *parent)
{
	struct sim_call *last = last_member(parent);
	u32 state = state_after(parent);

	if (last)
		last->conf = NULL;
	parent->members = 0;
	sim_call_state(parent, TLINE_CALLSTATE_IDLE, 0);
	if (last && last->state == TLINE_CALLSTATE_CONFERENCED)
		set_talking(last, state);
}

void sim_conf_leave(struct sim_call *call)
{
	struct sim_call *parent = call->conf;

	if (!parent)
		return;
	call->conf = NULL;
	if (--parent->members > 1 || parent->state == TLINE_CALLSTATE_IDLE)
		return;
	parent->established = false;
	/* Unless somebody is being added. */
	if (!parent->related)
		dissolve(parent);
}

void sim_conf_resume(struct sim_call *parent)
{
	if (!parent->established)
		dissolve(parent);
	else if (parent->state == TLINE_CALLSTATE_ONHOLDPENDCONF)
		set_talking(parent, TLINE_CALLSTATE_CONNECTED);
}

/* Whoever has let go of the parent, the members' ends are told. */
void sim_conf_end(struct sim_call *parent)
{
	struct sim_call *call;

	parent->members = 0;
	list_for_each_entry(call, &parent->home->calls, node) {
		if (call->conf != parent)
			continue;
		call->conf = NULL;
		if (call->state == TLINE_CALLSTATE_CONFERENCED)
			sim_call_drop(call, true);
	}
}

static void enter(struct sim_call *call, struct sim_call *parent)
{
	if (!call->conf)
		parent->members++;
	call->conf = parent;
	sim_call_state(call, TLINE_CALLSTATE_CONFERENCED, parent->id);
}

static bool full(const struct sim_line *line, u32 parties)
{
	return parties > line->max_conference;
}

/* The party that joins last; the one that it began with has waited, CONNECTED, if told to. */
static void join(struct sim_call *call, struct sim_call *parent)
{
	struct sim_call *first = parent->established ? NULL : last_member(parent);

	if (call->related == parent)
		sim_call_unrelate(call);
	parent->established = true;
	if (first && first->state != TLINE_CALLSTATE_CONFERENCED)
		enter(first, parent);
	enter(call, parent);
	set_talking(parent, TLINE_CALLSTATE_CONNECTED);
}

void sim_conf_progress(struct sim_call *call)
{
	struct sim_call *parent = call->related;

	if (!(call->state & (TLINE_CALLSTATE_CONNECTED | TLINE_CALLSTATE_BUSY |
			     TLINE_CALLSTATE_SPECIALINFO | TLINE_CALLSTATE_DISCONNECTED)))
		return;
	call->auto_join = false;
	if (!parent)
		return;
	if (call->state == TLINE_CALLSTATE_CONNECTED) {
		join(call, parent);
		return;
	}
	sim_call_unrelate(call);
	sim_conf_resume(parent);
}

/*
 * ---------------------------------------------------------------------------
 * Requests
 */

static bool no_hold(const struct tline_call_params *p)
{
	return p && p->flags & TLINE_CALLPARAMFLAGS_NOHOLDCONFERENCE;
}

static void relate(struct sim_call *parent, struct sim_call *consult, bool auto_join)
{
	sim_call_unrelate(parent);
	parent->related = consult;
	consult->related = parent;
	consult->consult = true;
	consult->auto_join = auto_join;
}

static void begin_consultation(struct sim_call *consult, const struct tline_call_params *p,
			       const struct sim_dialled *d)
{
	/* One that is not held for does not draw a dial tone either. */
	sim_begin_outgoing(consult, no_hold(p) ? TLINE_CALLSTATE_DIALING : TLINE_CALLSTATE_DIALTONE,
			   d, p && p->dest.number[0]);
}

static void begin_parent(struct sim_call *parent, struct sim_call *first, u32 state)
{
	struct tline_call_info *info = &parent->ex->info;

	parent->parent = true;
	parent->switch_id = ++parent->ex->switch_id;
	sim_call_state(parent, state,
		       state == TLINE_CALLSTATE_CONNECTED ? TLINE_CONNECTEDMODE_ACTIVE : 0);
	sim_terminals_inherit(parent);
	info->call_id = parent->switch_id;
	info->related_call_id = first ? first->switch_id : 0;
	info->origin = TLINE_CALLORIGIN_CONFERENCE;
	sim_call_info(parent, TLINE_CALLINFOSTATE_CALLID | TLINE_CALLINFOSTATE_ORIGIN |
			      TLINE_CALLINFOSTATE_RELATEDCALLID);
}

/* Where to call whoever is to join at once has to be known. */
static s32 check_consultation(struct sim_line *line, const struct tline_call_params *p,
			      struct sim_dialled *d)
{
	s32 ret = sim_check_params(line, p, TLINE_CALLPARAMFLAGS_NOHOLDCONFERENCE, d);

	if (!ret && no_hold(p) && (!d->num || d->partial))
		ret = TLINE_ERR_INVALCALLPARAMS;
	return ret;
}

s32 sim_do_setupconference(struct sim_line *line, struct sim_rq *r)
{
	const struct tline_call_params *p = r->rq.args;
	struct sim_call *first = r->call;
	struct sim_call *parent = r->made;
	struct sim_dialled d;
	s32 ret = check_consultation(line, p, &d);

	if (ret)
		return ret;
	if (first && (first->state != TLINE_CALLSTATE_CONNECTED || first->conf || !first->peer))
		return TLINE_ERR_INVALCALLSTATE;
	if (no_hold(p) && !first)
		return TLINE_ERR_INVALCALLPARAMS;
	if (full(line, r->rq.arg[0]))
		return TLINE_ERR_CONFERENCEFULL;
	if (!sim_line_room(line, first, 2))
		return TLINE_ERR_CALLUNAVAIL;
	sim_set_params(r->made2, p);
	parent->address = r->made2->address;
	sim_done(line, r);
	parent->parent = true;
	if (first) {
		first->conf = parent;
		parent->members = 1;
		sim_call_unrelate(first);
	}
	relate(parent, r->made2, no_hold(p));
	if (first && !no_hold(p))
		enter(first, parent);
	begin_parent(parent, first, TLINE_CALLSTATE_ONHOLDPENDCONF);
	begin_consultation(r->made2, p, &d);
	return 0;
}

s32 sim_do_prepareaddtoconference(struct sim_line *line, struct sim_rq *r)
{
	const struct tline_call_params *p = r->rq.args;
	struct sim_call *parent = r->call;
	struct sim_dialled d;
	s32 ret;

	if (!parent->parent)
		return TLINE_ERR_INVALCONFCALLHANDLE;
	if (parent->state != TLINE_CALLSTATE_CONNECTED || parent->related)
		return TLINE_ERR_INVALCALLSTATE;
	ret = check_consultation(line, p, &d);
	if (ret)
		return ret;
	if (full(line, parent->members + 2))
		return TLINE_ERR_CONFERENCEFULL;
	if (!sim_line_room(line, parent, 1))
		return TLINE_ERR_CALLUNAVAIL;
	sim_set_params(r->made, p);
	sim_done(line, r);
	relate(parent, r->made, no_hold(p));
	if (!no_hold(p))
		sim_call_state(parent, TLINE_CALLSTATE_ONHOLDPENDCONF, 0);
	begin_consultation(r->made, p, &d);
	return 0;
}

s32 sim_do_addtoconference(struct sim_line *line, struct sim_rq *r)
{
	struct sim_call *parent = r->call;
	struct sim_call *call = r->call2;

	if (!parent->parent)
		return TLINE_ERR_INVALCONFCALLHANDLE;
	if (!call || call->parent || call->conf)
		return TLINE_ERR_INVALCALLHANDLE;
	if (!(parent->state & (TLINE_CALLSTATE_ONHOLDPENDCONF | TLINE_CALLSTATE_ONHOLD)) ||
	    !(call->state & (TLINE_CALLSTATE_CONNECTED | TLINE_CALLSTATE_ONHOLD |
			     TLINE_CALLSTATE_PROCEEDING | TLINE_CALLSTATE_RINGBACK)))
		return TLINE_ERR_INVALCALLSTATE;
	if (full(line, parent->members + 2))
		return TLINE_ERR_CONFERENCEFULL;
	if (sim_line_count(line, SIM_TALKING, call) >= line->max_active)
		return TLINE_ERR_RESOURCEUNAVAIL;
	sim_done(line, r);
	join(call, parent);
	return 0;
}

s32 sim_do_removefromconference(struct sim_line *line, struct sim_rq *r)
{
	struct sim_call *call = r->call;

	if (call->state != TLINE_CALLSTATE_CONFERENCED || !call->conf)
		return TLINE_ERR_INVALCALLSTATE;
	sim_done(line, r);
	sim_call_state(call, TLINE_CALLSTATE_ONHOLD, 0);
	sim_conf_leave(call);
	return 0;
}

s32 sim_do_transferconference(struct sim_line *line, struct sim_rq *r)
{
	struct sim_call *held = r->call;
	struct sim_call *consult = r->call2;
	struct sim_call *parent;

	if (held->conf || consult->conf || !held->peer || !consult->peer ||
	    consult->state != TLINE_CALLSTATE_CONNECTED)
		return TLINE_ERR_INVALCALLSTATE;
	if (full(line, 3))
		return TLINE_ERR_CONFERENCEFULL;
	/* Of a line that is about to go the core's object is not ours to use any more. */
	if (!r->rq.new_call || !line->tl || !sim_line_room(line, consult, 1))
		return TLINE_ERR_CALLUNAVAIL;
	parent = r->made = sim_leg_alloc(line->tl, r->rq.new_call);
	if (!parent)
		return TLINE_ERR_NOMEM;
	parent->address = held->address;
	sim_done(line, r);
	sim_call_unrelate(held);
	sim_call_unrelate(consult);
	parent->parent = true;
	parent->established = true;
	enter(held, parent);
	enter(consult, parent);
	begin_parent(parent, held, TLINE_CALLSTATE_CONNECTED);
	return 0;
}
