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

struct sim_call *sim_leg_alloc(struct tline_line *tl, u32 id)
{
	struct sim_line *line = tline_line_priv(tl);
	struct sim_call *call = sim_call_alloc(line->ex, line);

	if (!call)
		return NULL;
	call->id = id;
	tline_call_set_priv(tl, id, call);
	return call;
}

static s32 make_legs(struct tline_line *tl, struct sim_rq *r)
{
	u32 flags = sim_op_table[r->rq.op].flags;

	if (flags & SIM_OP_CREATES)
		r->made = sim_leg_alloc(tl, r->rq.new_call);
	if (flags & SIM_OP_CREATES2)
		r->made2 = sim_leg_alloc(tl, r->rq.new_call2);
	return (flags & SIM_OP_CREATES && !r->made) || (flags & SIM_OP_CREATES2 && !r->made2) ?
		TLINE_ERR_NOMEM : 0;
}

static int sim_request(struct tline_line *tl, const struct tline_rq *rq)
{
	struct sim_line *line = tline_line_priv(tl);
	struct sim_exchange *ex = enter(line);
	struct sim_rq r = { .rq = *rq, .call = rq->priv, .call2 = rq->priv2 };
	bool park = line->park;
	s32 ret;

	sim_log(line, SIM_LOG_REQUEST, rq->op, rq->id, rq->call, rq->call2, rq->new_call);
	if (rq->op == TLINE_OP_DROP && sim_fault_mask(line, 0) & SIM_FAULT_MASK(INSIDE)) {
		sim_rq_inside(line);
		park = false;
	}
	ret = make_legs(tl, &r);
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
	sim_call_send_media(call);
}

static void monitor_media(struct sim_call *call, const struct tline_rq *rq)
{
	call->monitor_media = rq->arg[0];
}

static void monitor_tones(struct sim_call *call, const struct tline_rq *rq)
{
	sim_call_listen(call, rq->arg[0], rq->args, rq->args_size / sizeof(struct tline_tone));
}

static void generate_tone(struct sim_call *call, const struct tline_rq *rq)
{
	sim_call_send_tone(call, rq->args, rq->arg[0]);
}

/* The others belong to the line. */
static void (* const commands[TLINE_CMD_COUNT])(struct sim_call *call,
						const struct tline_rq *rq) = {
	[TLINE_CMD_MONITOR_DIGITS]	= monitor_digits,
	[TLINE_CMD_GENERATE_DIGITS]	= generate_digits,
	[TLINE_CMD_SET_MEDIAMODE]	= set_mediamode,
	[TLINE_CMD_MONITOR_MEDIA]	= monitor_media,
	[TLINE_CMD_MONITOR_TONES]	= monitor_tones,
	[TLINE_CMD_GENERATE_TONE]	= generate_tone,
};

static void set_mediacontrol(struct sim_line *line, struct sim_call *call,
			     const struct tline_rq *rq)
{
	struct sim_controls **to = &line->controls;

	if (rq->arg[0] == TLINE_CALLSELECT_CALL && !call)
		return;
	if (rq->arg[0] == TLINE_CALLSELECT_CALL)
		to = &call->controls;
	else if (rq->arg[0] == TLINE_CALLSELECT_ADDRESS)
		to = &line->address[rq->arg[1]].controls;
	sim_controls_set(to, rq->args, rq->args_size / sizeof(struct tline_media_control));
}

static void sim_command(struct tline_line *tl, const struct tline_rq *rq)
{
	struct sim_line *line = tline_line_priv(tl);
	struct sim_exchange *ex = enter(line);
	struct sim_call *call = rq->priv;

	sim_log(line, SIM_LOG_COMMAND, rq->op, rq->call, rq->arg[0], 0, 0);
	if (call && commands[rq->op])
		commands[rq->op](call, rq);
	if (rq->op == TLINE_CMD_SET_MEDIA_DETECTION)
		sim_offer_again(line);
	else if (rq->op == TLINE_CMD_SET_MEDIACONTROL)
		set_mediacontrol(line, call, rq);
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
	struct sim_call *call = priv;

	sim_log(line, SIM_LOG_DROP_ON_CLOSE, 0, id, 0, 0, 0);
	sim_rq_inside(line);
	if (call && call->state && call->state != TLINE_CALLSTATE_IDLE)
		sim_call_drop(call, !(sim_fault_mask(line, TLINE_OP_DROP) & SIM_FAULT_MASK(OWE)));
	leave(ex);
}

/* Somebody else, on a parallel telephone, has it from now on; that one does not confer. */
static void leave_to_network(struct sim_call *call)
{
	struct sim_call *related = call->related;

	call->auto_join = false;
	sim_conf_leave(call);
	if (related && related->parent) {
		sim_call_unrelate(call);
		sim_conf_resume(related);
	}
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
	sim_call_silence(call);
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

/* Every operation that there is a row for, and every command. */
void sim_provider_ops_init(struct tline_provider_ops *ops)
{
	u32 i;

	*ops = (struct tline_provider_ops) {
		.open = sim_open,
		.close = sim_close,
		.cancel = sim_cancel,
		.drop_on_close = sim_drop_on_close,
		.close_call = sim_close_call,
	};
	for (i = 0; i < TLINE_OP_COUNT; i++) {
		if (sim_op_table[i].run)
			ops->request[i] = sim_request;
	}
	for (i = 0; i < TLINE_CMD_COUNT; i++)
		ops->command[i] = sim_command;
}
