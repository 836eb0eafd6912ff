// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each request does.  A function here checks, answers with sim_done(), and
 * only then acts, so that the answer comes before the states that it causes; or it
 * returns the error and has changed nothing.  The exchange's lock is held.
 */
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

#define FLAGS_KNOWN	(TLINE_CALLPARAMFLAGS_SECURE | TLINE_CALLPARAMFLAGS_IDLE | \
			 TLINE_CALLPARAMFLAGS_BLOCKID | TLINE_CALLPARAMFLAGS_ORIGOFFHOOK | \
			 TLINE_CALLPARAMFLAGS_DESTOFFHOOK)

/*
 * ---------------------------------------------------------------------------
 * Destinations and call parameters
 */

/* The number of an address is dialable as it stands, even with its 'x'. */
s32 sim_scan_dest(struct sim_line *line, const char *number, struct sim_dialled *d)
{
	u32 address;

	if (strchr(number, 'x') && sim_find_number(line->ex, number, &address)) {
		memset(d, 0, sizeof(*d));
		d->num = strscpy(d->digits, number, sizeof(d->digits));
		return 0;
	}
	return sim_dial_scan(number, d);
}

s32 sim_scan_whole(struct sim_line *line, const char *number, struct sim_dialled *d)
{
	s32 ret = sim_scan_dest(line, number, d);

	if (!ret && (d->partial || !d->num))
		ret = TLINE_ERR_INVALADDRESS;
	return ret;
}

/* The core has checked the rest against the line's capabilities, and clamped it. */
s32 sim_check_params(struct sim_line *line, const struct tline_call_params *p, u32 also,
		     struct sim_dialled *d)
{
	memset(d, 0, sizeof(*d));
	if (!p)
		return 0;
	if (p->flags & ~(FLAGS_KNOWN | also) ||
	    (p->treatment && !sim_treatment_valid(p->treatment)))
		return TLINE_ERR_INVALCALLPARAMS;
	return sim_scan_dest(line, p->dest.number, d);
}

static void set_bearer(struct sim_call *call, const struct tline_call_params *p)
{
	call->bearer_mode = p->bearer_mode;
	call->rate = p->max_rate;
	call->dial = p->dial;
}

void sim_set_params(struct sim_call *call, const struct tline_call_params *p)
{
	if (!p)
		return;
	set_bearer(call, p);
	call->media_mode = p->media_mode;
	call->address = p->address;
	call->flags = p->flags;
	call->secure = p->flags & TLINE_CALLPARAMFLAGS_SECURE;
	call->no_answer_ms = min_t(u32, p->no_answer_timeout,
				   call->home->caps->address.max_no_answer_timeout) * 1000;
	strscpy(call->number, p->calling, sizeof(call->number));
	if (p->uui.size)
		call->uui = kmemdup(&p->uui, sizeof(p->uui), GFP_KERNEL_ACCOUNT);
	call->treatment = p->treatment;
	sim_data_from_params(call, p);
}

bool sim_line_room(const struct sim_line *line, const struct sim_call *except, u32 calls)
{
	return sim_line_count(line, SIM_ACTIVE, except) < line->max_active &&
	       sim_line_count(line, 0, NULL) + calls <= line->max_calls;
}

/* What only the exchange knows; the rest the core has from the parameters. */
static void tell_outgoing(struct sim_call *call, const char *called)
{
	struct tline_call_info *info = &call->ex->info;
	u32 changed = TLINE_CALLINFOSTATE_CALLID | TLINE_CALLINFOSTATE_CALLERID;

	info->call_id = call->switch_id;
	sim_party_set(&info->party[TLINE_PARTY_CALLER], call);
	if (call->related) {
		info->related_call_id = call->related->switch_id;
		changed |= TLINE_CALLINFOSTATE_RELATEDCALLID;
	}
	if (called[0]) {
		sim_party_number(&info->party[TLINE_PARTY_CALLED], called);
		changed |= TLINE_CALLINFOSTATE_CALLEDID;
	}
	sim_call_info(call, changed);
}

/*
 * ---------------------------------------------------------------------------
 * Making calls
 */

void sim_begin_outgoing(struct sim_call *call, u32 state, const struct sim_dialled *d, bool dial)
{
	call->switch_id = ++call->ex->switch_id;
	sim_call_state(call, state,
		       state == TLINE_CALLSTATE_DIALTONE ? TLINE_DIALTONEMODE_NORMAL : 0);
	sim_terminals_inherit(call);
	tell_outgoing(call, dial && !d->partial ? d->digits : "");
	if (dial)
		sim_dial(call, d);
}

static s32 do_makecall(struct sim_line *line, struct sim_rq *r)
{
	const struct tline_call_params *p = r->rq.args;
	struct sim_dialled d;
	s32 ret = sim_check_params(line, p, 0, &d);

	if (ret)
		return ret;
	if (!sim_line_room(line, NULL, 1))
		return TLINE_ERR_CALLUNAVAIL;
	sim_set_params(r->made, p);
	sim_done(line, r);
	sim_begin_outgoing(r->made, TLINE_CALLSTATE_DIALTONE, &d, p->dest.number[0]);
	return 0;
}

static s32 do_dial(struct sim_line *line, struct sim_rq *r)
{
	const struct tline_dest *dest = r->rq.args;
	struct sim_call *call = r->call;
	struct sim_dialled d;
	s32 ret;

	if (!(call->state & (TLINE_CALLSTATE_DIALTONE | TLINE_CALLSTATE_DIALING)) ||
	    call->dial_complete)
		return TLINE_ERR_INVALCALLSTATE;
	ret = sim_scan_dest(line, dest->number, &d);
	if (ret)
		return ret;
	if (strlen(call->dialled) + d.num >= sizeof(call->dialled))
		return TLINE_ERR_INVALADDRESS;
	sim_done(line, r);
	sim_dial(call, &d);
	if (call->dial_complete) {
		sim_party_number(&call->ex->info.party[TLINE_PARTY_CALLED], call->dialled);
		sim_call_info(call, TLINE_CALLINFOSTATE_CALLEDID);
	}
	return 0;
}

/*
 * ---------------------------------------------------------------------------
 * Being called, and the end
 */

static s32 do_accept(struct sim_line *line, struct sim_rq *r)
{
	if (r->call->state != TLINE_CALLSTATE_OFFERING)
		return TLINE_ERR_INVALCALLSTATE;
	sim_done(line, r);
	sim_call_state(r->call, TLINE_CALLSTATE_ACCEPTED, 0);
	sim_call_uui(r->call, r->rq.args);
	return 0;
}

/* What answering does to the calls that there are (TLINE_ANSWERMODE_). */
static void set_aside(struct sim_line *line, const struct sim_call *answered)
{
	struct sim_call *call;

	list_for_each_entry(call, &line->calls, node) {
		if (call == answered || call->closed || call->state != TLINE_CALLSTATE_CONNECTED)
			continue;
		if (line->answer_mode == TLINE_ANSWERMODE_DROP)
			sim_call_drop(call, true);
		else if (line->answer_mode == TLINE_ANSWERMODE_HOLD)
			sim_call_state(call, TLINE_CALLSTATE_ONHOLD, 0);
	}
}

static s32 do_answer(struct sim_line *line, struct sim_rq *r)
{
	u32 stay = line->answer_mode == TLINE_ANSWERMODE_NONE ? SIM_TALKING :
		   SIM_TALKING & ~TLINE_CALLSTATE_CONNECTED;
	struct sim_call *call = r->call;

	if (!(call->state & SIM_RINGING))
		return TLINE_ERR_INVALCALLSTATE;
	if (sim_line_count(line, stay, call) >= line->max_active)
		return TLINE_ERR_INUSE;
	sim_done(line, r);
	set_aside(line, call);
	sim_call_uui(call, r->rq.args);
	sim_call_connect(call);
	return 0;
}

static s32 do_drop(struct sim_line *line, struct sim_rq *r)
{
	if (r->call->state == TLINE_CALLSTATE_IDLE)
		return TLINE_ERR_INVALCALLSTATE;
	sim_done(line, r);
	sim_call_uui(r->call, r->rq.args);
	sim_call_drop(r->call, !(r->faults & SIM_FAULT_MASK(OWE)));
	return 0;
}

/*
 * ---------------------------------------------------------------------------
 * Hold
 */

static s32 do_hold(struct sim_line *line, struct sim_rq *r)
{
	if (r->call->state != TLINE_CALLSTATE_CONNECTED)
		return TLINE_ERR_INVALCALLSTATE;
	sim_done(line, r);
	sim_call_state(r->call, TLINE_CALLSTATE_ONHOLD, 0);
	return 0;
}

static struct sim_call *consultation(const struct sim_call *held)
{
	struct sim_call *related = held->state & SIM_PENDING ? held->related : NULL;

	return related && related->consult ? related : NULL;
}

/* Going back to the one held for a transfer or a conference ends the consultation. */
static s32 do_unhold(struct sim_line *line, struct sim_rq *r)
{
	struct sim_call *call = r->call;
	struct sim_call *consult = consultation(call);
	u32 talking = sim_line_count(line, SIM_TALKING, consult);

	if (!(call->state & SIM_HELD))
		return TLINE_ERR_INVALCALLSTATE;
	if (talking >= line->max_active)
		return TLINE_ERR_RESOURCEUNAVAIL;
	sim_done(line, r);
	if (consult) {
		sim_call_unrelate(consult);
		sim_call_drop(consult, true);
	}
	if (consult && call->parent)
		sim_conf_resume(call);
	else
		sim_call_state(call, TLINE_CALLSTATE_CONNECTED, TLINE_CONNECTEDMODE_ACTIVE);
	return 0;
}

static s32 do_swaphold(struct sim_line *line, struct sim_rq *r)
{
	struct sim_call *active = r->call;
	struct sim_call *held = r->call2;
	u32 kind;

	if (!held || active->state != TLINE_CALLSTATE_CONNECTED || !(held->state & SIM_HELD))
		return TLINE_ERR_INVALCALLSTATE;
	sim_done(line, r);
	kind = held->state;
	sim_call_state(active, kind, 0);
	sim_call_state(held, TLINE_CALLSTATE_CONNECTED, TLINE_CONNECTEDMODE_ACTIVE);
	return 0;
}

/*
 * ---------------------------------------------------------------------------
 * Sending calls elsewhere
 */

/* @call leaves; the other end goes on to somebody else. */
static s32 send_on(struct sim_line *line, struct sim_rq *r, u32 states, u32 reason)
{
	const struct tline_dest *dest = r->rq.args;
	struct sim_call *call = r->call;
	struct sim_call *other = call->peer;
	char number[TLINE_NUMBER_LEN];
	struct sim_dialled d;
	s32 ret;

	/* What is parked is not here to be sent anywhere. */
	if (!(call->state & states) || !other || other->parker)
		return TLINE_ERR_INVALCALLSTATE;
	ret = sim_scan_whole(line, dest->number, &d);
	if (ret)
		return ret;
	sim_done(line, r);
	sim_call_unpair(call);
	sim_call_number(call, number, sizeof(number));
	other->hops = 0;
	sim_divert(other, number, &d, reason);
	sim_call_drop(call, true);
	return 0;
}

static s32 do_redirect(struct sim_line *line, struct sim_rq *r)
{
	return send_on(line, r, TLINE_CALLSTATE_OFFERING, TLINE_CALLREASON_REDIRECT);
}

static s32 do_blindtransfer(struct sim_line *line, struct sim_rq *r)
{
	return send_on(line, r, TLINE_CALLSTATE_CONNECTED, TLINE_CALLREASON_TRANSFER);
}

static s32 do_setuptransfer(struct sim_line *line, struct sim_rq *r)
{
	const struct tline_call_params *p = r->rq.args;
	struct sim_call *call = r->call;
	struct sim_dialled d;
	s32 ret;

	if (call->state != TLINE_CALLSTATE_CONNECTED || call->parent)
		return TLINE_ERR_INVALCALLSTATE;
	ret = sim_check_params(line, p, TLINE_CALLPARAMFLAGS_ONESTEPTRANSFER, &d);
	if (ret)
		return ret;
	if (p && p->flags & TLINE_CALLPARAMFLAGS_ONESTEPTRANSFER && !d.num)
		return TLINE_ERR_INVALCALLPARAMS;
	if (!sim_line_room(line, call, 1))
		return TLINE_ERR_CALLUNAVAIL;
	sim_set_params(r->made, p);
	sim_done(line, r);
	sim_call_unrelate(call);
	call->related = r->made;
	r->made->related = call;
	r->made->consult = true;
	sim_call_state(call, TLINE_CALLSTATE_ONHOLDPENDTRANSFER, 0);
	sim_begin_outgoing(r->made, TLINE_CALLSTATE_DIALTONE, &d, p && p->dest.number[0]);
	return 0;
}

/*
 * The two far ends meet; one that is still being called goes on ringing, and one that is not
 * called yet will be.
 */
static void join(struct sim_call *held, struct sim_call *consult)
{
	struct sim_call *a = held->peer;
	struct sim_call *b = consult->peer;
	char number[TLINE_NUMBER_LEN];

	sim_call_unpair(held);
	sim_call_unpair(consult);
	if (b) {
		sim_call_pair(a, b);
		sim_data_carry(a, b);
		sim_data_tell(b);
		a->no_answer_ms = consult->no_answer_ms;
		if (b->state & SIM_RINGING) {
			strscpy(a->dialled, consult->dialled, sizeof(a->dialled));
			sim_wait_for_answer(a);
		}
		sim_call_tell_connected(a);
		sim_call_tell_connected(b);
		sim_call_abandon(a);
	} else if (consult->state == TLINE_CALLSTATE_PROCEEDING) {
		struct sim_dialled d = { .subaddress = consult->subaddress };

		strscpy(d.digits, consult->dialled, sizeof(d.digits));
		sim_call_number(held, number, sizeof(number));
		sim_divert(a, number, &d, TLINE_CALLREASON_TRANSFER);
	} else {
		sim_call_far_gone(a, TLINE_DISCONNECTMODE_BUSY);
	}
}

static s32 do_completetransfer(struct sim_line *line, struct sim_rq *r)
{
	struct sim_call *held = r->call;
	struct sim_call *consult = r->call2;

	if (r->rq.arg[0] != TLINE_TRANSFERMODE_TRANSFER &&
	    r->rq.arg[0] != TLINE_TRANSFERMODE_CONFERENCE)
		return TLINE_ERR_INVALTRANSFERMODE;
	if (!consult || consult == held || consult->parent)
		return TLINE_ERR_INVALCONSULTCALLHANDLE;
	/* A call that its far end has sent on has nobody to be transferred yet. */
	if (held->parent || !held->peer ||
	    !(held->state & (TLINE_CALLSTATE_ONHOLD | TLINE_CALLSTATE_ONHOLDPENDTRANSFER)) ||
	    !(consult->state & (TLINE_CALLSTATE_CONNECTED | TLINE_CALLSTATE_RINGBACK |
				TLINE_CALLSTATE_BUSY | TLINE_CALLSTATE_PROCEEDING)))
		return TLINE_ERR_INVALCALLSTATE;
	if (r->rq.arg[0] == TLINE_TRANSFERMODE_CONFERENCE)
		return sim_do_transferconference(line, r);
	sim_done(line, r);
	join(held, consult);
	sim_call_drop(held, true);
	sim_call_drop(consult, true);
	return 0;
}

/*
 * ---------------------------------------------------------------------------
 * The rest
 */

static s32 do_securecall(struct sim_line *line, struct sim_rq *r)
{
	if (r->call->state == TLINE_CALLSTATE_IDLE)
		return TLINE_ERR_INVALCALLSTATE;
	sim_done(line, r);
	r->call->secure = true;
	return 0;
}

static s32 do_senduseruserinfo(struct sim_line *line, struct sim_rq *r)
{
	const struct tline_uui *uui = r->rq.args;

	if (!(r->call->state & (SIM_RINGING | TLINE_CALLSTATE_CONNECTED |
				TLINE_CALLSTATE_RINGBACK)))
		return TLINE_ERR_INVALCALLSTATE;
	sim_done(line, r);
	sim_call_uui(r->call, uui);
	return 0;
}

/* What was received has been read: room for more. */
static s32 do_releaseuseruserinfo(struct sim_line *line, struct sim_rq *r)
{
	sim_done(line, r);
	memset(&line->ex->info.uui, 0, sizeof(line->ex->info.uui));
	sim_call_info(r->call, TLINE_CALLINFOSTATE_USERUSERINFO);
	return 0;
}

static s32 do_setcallparams(struct sim_line *line, struct sim_rq *r)
{
	const struct tline_call_params *p = r->rq.args;
	struct sim_call *call = r->call;

	if (call->state & (TLINE_CALLSTATE_IDLE | TLINE_CALLSTATE_DISCONNECTED))
		return TLINE_ERR_INVALCALLSTATE;
	set_bearer(call, p);
	sim_done(line, r);
	call->ex->info.bearer_mode = call->bearer_mode;
	call->ex->info.rate = call->rate;
	call->ex->info.dial = call->dial;
	sim_call_info(call, TLINE_CALLINFOSTATE_BEARERMODE | TLINE_CALLINFOSTATE_RATE |
			    TLINE_CALLINFOSTATE_DIALPARAMS);
	return 0;
}

void sim_lamp(struct sim_line *line, bool on)
{
	if (on != line->msgwait && line->tl)
		tline_line_state(line->tl, on ? TLINE_DEVSTATE_MSGWAITON :
						TLINE_DEVSTATE_MSGWAITOFF, 0, 0);
	line->msgwait = on;
}

static s32 do_setlinedevstatus(struct sim_line *line, struct sim_rq *r)
{
	if (r->rq.arg[0] != TLINE_DEVSTATUSFLAGS_MSGWAIT)
		return TLINE_ERR_INVALLINESTATE;
	sim_done(line, r);
	sim_lamp(line, r->rq.arg[1]);
	return 0;
}

const struct sim_op sim_op_table[TLINE_OP_COUNT] = {
	[TLINE_OP_MAKECALL]			= { do_makecall, SIM_OP_CREATES },
	[TLINE_OP_DIAL]				= { do_dial, SIM_OP_CALL },
	[TLINE_OP_ACCEPT]			= { do_accept, SIM_OP_CALL },
	[TLINE_OP_ANSWER]			= { do_answer, SIM_OP_CALL },
	[TLINE_OP_DROP]				= { do_drop, SIM_OP_CALL },
	[TLINE_OP_HOLD]				= { do_hold, SIM_OP_CALL },
	[TLINE_OP_UNHOLD]			= { do_unhold, SIM_OP_CALL },
	[TLINE_OP_SWAPHOLD]			= { do_swaphold, SIM_OP_CALL },
	[TLINE_OP_REDIRECT]			= { do_redirect, SIM_OP_CALL },
	[TLINE_OP_BLINDTRANSFER]		= { do_blindtransfer, SIM_OP_CALL },
	[TLINE_OP_SETUPTRANSFER]		= { do_setuptransfer, SIM_OP_CALL | SIM_OP_CREATES },
	[TLINE_OP_COMPLETETRANSFER]		= { do_completetransfer, SIM_OP_CALL },
	[TLINE_OP_SETUPCONFERENCE]		= {
		sim_do_setupconference, SIM_OP_CREATES | SIM_OP_CREATES2
	},
	[TLINE_OP_PREPAREADDTOCONFERENCE]	= {
		sim_do_prepareaddtoconference, SIM_OP_CALL | SIM_OP_CREATES
	},
	[TLINE_OP_ADDTOCONFERENCE]		= { sim_do_addtoconference, SIM_OP_CALL },
	[TLINE_OP_REMOVEFROMCONFERENCE]		= { sim_do_removefromconference, SIM_OP_CALL },
	[TLINE_OP_PARK]				= { sim_do_park, SIM_OP_CALL },
	[TLINE_OP_UNPARK]			= { sim_do_unpark, SIM_OP_CREATES },
	[TLINE_OP_PICKUP]			= { sim_do_pickup, SIM_OP_CREATES },
	[TLINE_OP_COMPLETECALL]			= { sim_do_completecall, SIM_OP_CALL },
	[TLINE_OP_UNCOMPLETECALL]		= { sim_do_uncompletecall },
	[TLINE_OP_FORWARD]			= { sim_do_forward },
	[TLINE_OP_SECURECALL]			= { do_securecall, SIM_OP_CALL },
	[TLINE_OP_SENDUSERUSERINFO]		= { do_senduseruserinfo, SIM_OP_CALL },
	[TLINE_OP_RELEASEUSERUSERINFO]		= { do_releaseuseruserinfo, SIM_OP_CALL },
	[TLINE_OP_SETCALLPARAMS]		= { do_setcallparams, SIM_OP_CALL },
	[TLINE_OP_SETCALLDATA]			= { sim_do_setcalldata, SIM_OP_CALL },
	[TLINE_OP_SETCALLQUALITYOFSERVICE]	= { sim_do_setcallqualityofservice, SIM_OP_CALL },
	[TLINE_OP_SETCALLTREATMENT]		= { sim_do_setcalltreatment, SIM_OP_CALL },
	[TLINE_OP_SETTERMINAL]			= { sim_do_setterminal },
	[TLINE_OP_SETLINEDEVSTATUS]		= { do_setlinedevstatus },
	[TLINE_OP_DEVSPECIFIC]			= { sim_do_devspecific },
	[TLINE_OP_DEVSPECIFICFEATURE]		= { sim_do_devspecificfeature },
};
