// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations of the provider: what the core calls.  Each takes the exchange's
 * lock and nothing else, see sim.h.
 */
#include "sim.h"

static struct sim_exchange *enter(struct sim_line *line)
{
	mutex_lock(&line->ex->lock);
	return line->ex;
}

static void leave(struct sim_exchange *ex)
{
	mutex_unlock(&ex->lock);
}

/* The leg of a call that was introduced a moment ago may not know its id yet. */
static struct sim_call *attach(void *priv, u32 id)
{
	struct sim_call *call = priv;

	if (call && !call->id && !call->closed) {
		call->id = id;
		if (call->unreported)
			sim_call_report(call);
	}
	return call;
}

static int sim_open(struct tline_line *tl)
{
	struct sim_line *line = tline_line_priv(tl);
	struct sim_exchange *ex = enter(line);

	sim_log(line, SIM_LOG_OPEN, 0, 0, 0, 0, 0);
	leave(ex);
	return 0;
}

static void sim_close(struct tline_line *tl)
{
	struct sim_line *line = tline_line_priv(tl);
	struct sim_exchange *ex = enter(line);

	sim_log(line, SIM_LOG_CLOSE, 0, 0, 0, 0, 0);
	sim_rq_inside(line);
	leave(ex);
}

static s32 make_leg(struct tline_line *tl, struct sim_line *line, struct sim_rq *r)
{
	r->made = sim_call_alloc(line->ex, line);
	if (!r->made)
		return TLINE_ERR_NOMEM;
	r->made->id = r->rq.new_call;
	tline_call_set_priv(tl, r->rq.new_call, r->made);
	return 0;
}

static int sim_request(struct tline_line *tl, const struct tline_rq *rq)
{
	struct sim_line *line = tline_line_priv(tl);
	struct sim_exchange *ex = enter(line);
	struct sim_rq r = { .rq = *rq };
	bool park = line->park;
	s32 ret = 0;

	sim_log(line, SIM_LOG_REQUEST, rq->op, rq->id, rq->call, rq->call2, rq->new_call);
	if (rq->op == TLINE_OP_DROP && sim_fault_mask(line, 0) & SIM_FAULT_MASK(INSIDE)) {
		sim_rq_inside(line);
		park = false;
	}
	r.call = attach(rq->priv, rq->call);
	r.call2 = attach(rq->priv2, rq->call2);
	if (sim_op_table[rq->op].flags & SIM_OP_CREATES)
		ret = make_leg(tl, line, &r);
	if (!ret)
		ret = park ? sim_rq_park(line, &r) : sim_rq_begin(line, &r, NULL);
	leave(ex);
	return ret;
}

static void sim_cancel(struct tline_line *tl, u32 id, bool force)
{
	struct sim_line *line = tline_line_priv(tl);
	struct sim_exchange *ex = enter(line);

	sim_log(line, SIM_LOG_CANCEL, 0, id, force, 0, 0);
	sim_rq_cancel(line, id, force);
	leave(ex);
}

/*
 * ---------------------------------------------------------------------------
 * Commands
 */

static void monitor_digits(struct sim_call *call, const struct tline_rq *rq)
{
	call->monitor = rq->arg[0];
}

static void generate_digits(struct sim_call *call, const struct tline_rq *rq)
{
	sim_call_send_digits(call, rq->args, rq->arg[0]);
}

static void set_mediamode(struct sim_call *call, const struct tline_rq *rq)
{
	call->media_mode = rq->arg[0];
}

/* The other two belong to the line. */
static void (* const commands[TLINE_CMD_COUNT])(struct sim_call *call,
						const struct tline_rq *rq) = {
	[TLINE_CMD_MONITOR_DIGITS]	= monitor_digits,
	[TLINE_CMD_GENERATE_DIGITS]	= generate_digits,
	[TLINE_CMD_SET_MEDIAMODE]	= set_mediamode,
};

static void sim_command(struct tline_line *tl, const struct tline_rq *rq)
{
	struct sim_line *line = tline_line_priv(tl);
	struct sim_exchange *ex = enter(line);
	struct sim_call *call = attach(rq->priv, rq->call);

	sim_log(line, SIM_LOG_COMMAND, rq->op, rq->call, rq->arg[0], 0, 0);
	if (call && commands[rq->op])
		commands[rq->op](call, rq);
	if (rq->op == TLINE_CMD_SET_MEDIA_DETECTION)
		sim_offer_again(line);
	leave(ex);
}

/*
 * ---------------------------------------------------------------------------
 * The end of a call
 */

static void sim_drop_on_close(struct tline_line *tl, u32 id, void *priv)
{
	struct sim_line *line = tline_line_priv(tl);
	struct sim_exchange *ex = enter(line);
	struct sim_call *call = attach(priv, id);

	sim_log(line, SIM_LOG_DROP_ON_CLOSE, 0, id, 0, 0, 0);
	sim_rq_inside(line);
	if (call && call->state && call->state != TLINE_CALLSTATE_IDLE)
		sim_call_drop(call, !(sim_fault_mask(line, TLINE_OP_DROP) & SIM_FAULT_MASK(OWE)));
	leave(ex);
}

/* Somebody else, on a parallel telephone, has it from now on. */
static void leave_to_network(struct sim_call *call)
{
	call->line = NULL;
	list_move_tail(&call->node, &call->ex->network);
	sim_call_abandon(call);
}

/*
 * A call that still rings goes on ringing: nobody heard it, and its caller gets
 * no answer.  An active one is dropped, or left alone, by CLOSEDROP.
 */
static void close_leg(struct sim_line *line, struct sim_call *call)
{
	bool active = call->state & (SIM_PROGRESS | SIM_HELD | TLINE_CALLSTATE_CONNECTED);

	call->closed = true;
	call->id = 0;
	sim_event_cancel(line->ex, &call->tone_timer);
	if (call->state & SIM_RINGING)
		return;
	if (active && !line->closedrop && (call->peer || call->dial_complete)) {
		leave_to_network(call);
		return;
	}
	if (call->state)
		sim_call_drop(call, false);
	sim_call_release(call);
}

static void sim_close_call(struct tline_line *tl, u32 id, void *priv)
{
	struct sim_line *line = tline_line_priv(tl);
	struct sim_exchange *ex = enter(line);
	struct sim_call *call = priv;
	u32 late_id = call ? call->late_id : 0;

	sim_log(line, SIM_LOG_CLOSE_CALL, 0, id, 0, 0, 0);
	sim_rq_inside(line);
	if (call && !call->closed)
		close_leg(line, call);
	if (late_id || sim_fault_mask(line, 0) & SIM_FAULT_MASK(LATE))
		sim_rq_late(line, late_id, id);
	leave(ex);
}

const struct tline_provider_ops sim_provider_ops = {
	.open = sim_open,
	.close = sim_close,
	.request = {
		[TLINE_OP_MAKECALL]		= sim_request,
		[TLINE_OP_DIAL]			= sim_request,
		[TLINE_OP_ACCEPT]		= sim_request,
		[TLINE_OP_ANSWER]		= sim_request,
		[TLINE_OP_DROP]			= sim_request,
		[TLINE_OP_HOLD]			= sim_request,
		[TLINE_OP_UNHOLD]		= sim_request,
		[TLINE_OP_SWAPHOLD]		= sim_request,
		[TLINE_OP_REDIRECT]		= sim_request,
		[TLINE_OP_BLINDTRANSFER]	= sim_request,
		[TLINE_OP_SETUPTRANSFER]	= sim_request,
		[TLINE_OP_COMPLETETRANSFER]	= sim_request,
		[TLINE_OP_SECURECALL]		= sim_request,
		[TLINE_OP_SENDUSERUSERINFO]	= sim_request,
		[TLINE_OP_RELEASEUSERUSERINFO]	= sim_request,
		[TLINE_OP_SETCALLPARAMS]	= sim_request,
		[TLINE_OP_SETLINEDEVSTATUS]	= sim_request,
	},
	.command = {
		[TLINE_CMD_MONITOR_DIGITS]	= sim_command,
		[TLINE_CMD_GENERATE_DIGITS]	= sim_command,
		[TLINE_CMD_SET_MEDIAMODE]	= sim_command,
		[TLINE_CMD_SET_STATUS_MESSAGES]	= sim_command,
		[TLINE_CMD_SET_MEDIA_DETECTION]	= sim_command,
	},
	.cancel = sim_cancel,
	.drop_on_close = sim_drop_on_close,
	.close_call = sim_close_call,
};
