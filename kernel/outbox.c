// SPDX-License-Identifier: GPL-2.0-only
/*
 * A line's outbox: all that its provider is to be told, in the order in which
 * the core decided it.  An entry is queued in the same hold of the line's lock
 * as the change of state that it tells of; nobody waits for its delivery.
 *
 * Whoever submits finds the outbox idle and drains it; everybody else (closing,
 * cancelling, deadlines) leaves that to the line's worker, so that no provider
 * can hold them up.  @draining makes deliveries one at a time.
 *
 * Deliveries of a line that is gone call no operation and just release what the
 * entry holds.
 */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/wait_bit.h>

#include "tline-priv.h"
#include "trace.h"

typedef const struct tline_provider_ops *ops_t;

static const char * const command_names[TLINE_CMD_COUNT] = {
	[TLINE_CMD_MONITOR_DIGITS]	= "monitor_digits",
	[TLINE_CMD_GENERATE_DIGITS]	= "generate_digits",
	[TLINE_CMD_SET_MEDIAMODE]	= "set_mediamode",
	[TLINE_CMD_SET_STATUS_MESSAGES]	= "set_status_messages",
	[TLINE_CMD_SET_MEDIA_DETECTION]	= "set_media_detection",
	[TLINE_CMD_MONITOR_MEDIA]	= "monitor_media",
	[TLINE_CMD_MONITOR_TONES]	= "monitor_tones",
	[TLINE_CMD_GENERATE_TONE]	= "generate_tone",
	[TLINE_CMD_SET_MEDIACONTROL]	= "set_mediacontrol",
	[TLINE_CMD_SET_DEVCONFIG]	= "set_devconfig",
};

const char *tline_command_name(u32 cmd)
{
	return cmd < TLINE_CMD_COUNT ? command_names[cmd] : "none";
}
EXPORT_SYMBOL_NS_GPL(tline_command_name, TLINE);

void tline_outbox_add_locked(struct tline_line *line, struct tline_out *out, u32 kind)
{
	lockdep_assert_held(&line->lock);
	out->kind = kind;
	list_add_tail(&out->node, &line->outbox);
}

struct tline_cmd *tline_cmd_alloc(u32 op, struct tline_blob *args)
{
	struct tline_cmd *cmd = kzalloc(sizeof(*cmd), GFP_KERNEL_ACCOUNT);

	if (!cmd) {
		tline_blob_put(args);
		return NULL;
	}
	cmd->op = op;
	cmd->args = args;
	return cmd;
}

void tline_cmd_free(struct tline_cmd *cmd)
{
	if (!cmd)
		return;
	if (cmd->call)
		tline_call_put(cmd->call);
	tline_blob_put(cmd->args);
	kfree(cmd);
}

void tline_cmd_add_locked(struct tline_line *line, struct tline_call *call,
			  struct tline_cmd **slot, struct tline_cmd *cmd)
{
	struct tline_cmd *old = *slot;

	if (call)
		cmd->call = tline_call_hold(call);
	cmd->slot = slot;
	*slot = cmd;
	tline_outbox_add_locked(line, &cmd->out, TLINE_OUT_COMMAND);
	if (old) {
		list_move(&cmd->out.node, &old->out.node);
		list_del(&old->out.node);
		tline_cmd_free(old);
	}
}

void tline_outbox_kick_locked(struct tline_line *line)
{
	lockdep_assert_held(&line->lock);
	if (line->draining || list_empty(&line->outbox))
		return;
	/* The worker has a reference of its own; this put is never the last one. */
	get_device(&line->dev);
	if (!queue_work(line->provider->wq, &line->work))
		put_device(&line->dev);
}

/*
 * Each deliver function is called with the line's lock held, prepares what it
 * needs, and returns with the lock held; the provider is called without it.
 */
static void call_begin(struct tline_line *line, u32 kind, u32 id)
	__releases(&line->lock)
{
	spin_unlock_irq(&line->lock);
	trace_tline_provider_in(line, kind, id, 0);
}

static void call_end(struct tline_line *line, u32 kind, u32 id, int result)
	__acquires(&line->lock)
{
	trace_tline_provider_out(line, kind, id, result);
	spin_lock_irq(&line->lock);
}

static struct tline_call *told_of(struct tline_line *line, u32 id)
{
	struct tline_call *call = id ? tline_call_find_locked(line, id) : NULL;

	if (call)
		call->told = true;
	return call;
}

static void deliver_request(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_op *op = container_of(out, struct tline_op, out);
	struct tline_call *call2 = told_of(line, op->call2);
	struct tline_call *new_call = told_of(line, op->new_call);
	struct tline_call *new_call2 = told_of(line, op->new_call2);
	struct tline_rq rq = {
		.id = out->id,
		.op = op->code,
		.call = op->call ? op->call->id : 0,
		.call2 = op->call2,
		.new_call = new_call ? op->new_call : 0,
		.new_call2 = new_call2 ? op->new_call2 : 0,
		.priv = op->call ? op->call->priv : NULL,
		.priv2 = call2 ? call2->priv : NULL,
		.arg = { op->arg[0], op->arg[1], op->arg[2] },
		.args_size = op->args ? op->args->size : 0,
		.args = op->args ? op->args->data : NULL,
	};
	int result = 0;

	/* The core's own drop of a call that is closed by now goes by the old id. */
	if (op->flags & TLINE_OPF_EMBEDDED)
		rq.call = op->call->close_out.id;
	/* A request belongs to the call that it creates, for the core only. */
	if (rq.call == rq.new_call)
		rq.call = 0;
	op->flags |= TLINE_OPF_DISPATCHED;
	if (op->new_call && !new_call && !(tline_op_table[op->code].flags & TLINE_ROW_MAY_CREATE)) {
		/* Whom the new call was for has gone: it is not to be made any more. */
		tline_op_finish_locked(op, TLINE_ERR_OPERATIONFAILED,
				       TLINE_REASON_CALL_CLOSED, 0);
	} else if (ops) {
		call_begin(line, TLINE_OUT_REQUEST, rq.id);
		result = ops->request[rq.op](line, &rq);
		call_end(line, TLINE_OUT_REQUEST, rq.id, result);
	}
	/* An error returned is an answer; so, after another one, it is the second. */
	if (result)
		tline_op_answer_locked(line, rq.id, result, 0, NULL, 0);
	if (op->flags & TLINE_OPF_ASKED && !op->done && list_empty(&out->node))
		tline_outbox_add_locked(line, out, TLINE_OUT_CANCEL);
	else
		tline_op_put(op);
}

static void deliver_cancel(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_op *op = container_of(out, struct tline_op, out);
	u32 kind = out->kind, id = out->id;
	bool answered = kind == TLINE_OUT_CANCEL && op->done;

	if (!answered && ops && ops->cancel) {
		call_begin(line, kind, id);
		ops->cancel(line, id, kind == TLINE_OUT_CANCEL_FORCE);
		call_end(line, kind, id, 0);
	}
	tline_op_put(op);
}

static void deliver_drop_on_close(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_call *call = container_of(out, struct tline_call, drop.out);
	u32 id = call->close_out.id;
	void *priv = call->priv;

	if (ops) {
		call_begin(line, TLINE_OUT_DROP_ON_CLOSE, id);
		ops->drop_on_close(line, id, priv);
		call_end(line, TLINE_OUT_DROP_ON_CLOSE, id, 0);
	}
	tline_call_put(call);
}

static void deliver_close_call(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_call *call = container_of(out, struct tline_call, close_out);
	void *priv = call->priv;

	if (ops) {
		call_begin(line, TLINE_OUT_CLOSE_CALL, out->id);
		ops->close_call(line, out->id, priv);
		call_end(line, TLINE_OUT_CLOSE_CALL, out->id, 0);
	}
	tline_call_forget_locked(call);
	tline_call_put(call);
}

static void deliver_open(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_open *open = container_of(out, struct tline_open, first_out);

	line->opener = NULL;
	if (ops && ops->open) {
		call_begin(line, TLINE_OUT_OPEN, 0);
		ops->open(line);
		call_end(line, TLINE_OUT_OPEN, 0, 0);
	}
	tline_open_put(open);
}

static void deliver_close(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_open *open = container_of(out, struct tline_open, last_out);

	if (ops && ops->close) {
		call_begin(line, TLINE_OUT_CLOSE, 0);
		ops->close(line);
		call_end(line, TLINE_OUT_CLOSE, 0, 0);
	}
	tline_open_put(open);
}

static void command(struct tline_line *line, ops_t ops, const struct tline_rq *rq)
	__must_hold(&line->lock)
{
	u32 kind = TLINE_OUT_TOLD + rq->op;

	if (!ops || !ops->command[rq->op])
		return;
	call_begin(line, kind, rq->call);
	ops->command[rq->op](line, rq);
	call_end(line, kind, rq->call, 0);
}

/* Commands that have no memory of their own tell what is true when they are delivered. */

static void call_command(struct tline_line *line, ops_t ops, struct tline_call *call, u32 op,
			 u32 arg)
	__must_hold(&line->lock)
{
	struct tline_rq rq = { .op = op, .call = call->id, .priv = call->priv, .arg = { arg } };

	if (rq.call)
		command(line, ops, &rq);
	tline_call_put(call);
}

static void deliver_call_digits(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_call *call = container_of(out, struct tline_call, digits_out);

	call_command(line, ops, call, TLINE_CMD_MONITOR_DIGITS, tline_digit_modes_locked(call));
}

static void deliver_call_media(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_call *call = container_of(out, struct tline_call, media_out);

	call_command(line, ops, call, TLINE_CMD_SET_MEDIAMODE, call->info.media_mode);
}

static void deliver_call_detect(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_call *call = container_of(out, struct tline_call, detect_out);

	call_command(line, ops, call, TLINE_CMD_MONITOR_MEDIA, call->info.monitor_media_modes);
}

static void deliver_status_messages(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_rq rq = { .op = TLINE_CMD_SET_STATUS_MESSAGES };
	struct tline_open *open;

	list_for_each_entry(open, &line->opens, line_node) {
		rq.arg[0] |= open->line_states;
		rq.arg[1] |= open->address_states;
	}
	command(line, ops, &rq);
}

static void deliver_media_detection(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_rq rq = { .op = TLINE_CMD_SET_MEDIA_DETECTION };
	struct tline_open *open;

	list_for_each_entry(open, &line->opens, line_node)
		rq.arg[0] |= open->media_modes;
	command(line, ops, &rq);
}

static void deliver_tones(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_rq rq = { };
	struct tline_blob *list = tline_tones_tell_locked(out, &rq);

	command(line, ops, &rq);
	tline_blob_put(list);
}

static void deliver_command(struct tline_line *line, ops_t ops, struct tline_out *out)
	__must_hold(&line->lock)
{
	struct tline_cmd *cmd = container_of(out, struct tline_cmd, out);
	struct tline_call *call = cmd->call;
	struct tline_rq rq = {
		.op = cmd->op,
		.call = call ? call->id : 0,
		.priv = call ? call->priv : NULL,
		.arg = { cmd->arg[0], cmd->arg[1] },
		.args_size = cmd->args ? cmd->args->size : 0,
		.args = cmd->args ? cmd->args->data : NULL,
	};

	*cmd->slot = NULL;
	/* Of a call that is closed, close_call is all that is left to tell. */
	if (!call || rq.call)
		command(line, ops, &rq);
	tline_cmd_free(cmd);
}

static void (*const deliver[TLINE_OUT_KINDS])(struct tline_line *, ops_t, struct tline_out *) = {
	[TLINE_OUT_OPEN]		= deliver_open,
	[TLINE_OUT_CLOSE]		= deliver_close,
	[TLINE_OUT_REQUEST]		= deliver_request,
	[TLINE_OUT_CANCEL]		= deliver_cancel,
	[TLINE_OUT_CANCEL_FORCE]	= deliver_cancel,
	[TLINE_OUT_DROP_ON_CLOSE]	= deliver_drop_on_close,
	[TLINE_OUT_CLOSE_CALL]		= deliver_close_call,
	[TLINE_OUT_CALL_DIGITS]		= deliver_call_digits,
	[TLINE_OUT_CALL_MEDIA]		= deliver_call_media,
	[TLINE_OUT_STATUS_MESSAGES]	= deliver_status_messages,
	[TLINE_OUT_MEDIA_DETECTION]	= deliver_media_detection,
	[TLINE_OUT_CALL_DETECT]		= deliver_call_detect,
	[TLINE_OUT_TONES]		= deliver_tones,
	[TLINE_OUT_COMMAND]		= deliver_command,
};

/*
 * Deliver up to TLINE_BATCH entries; the caller has set @draining.  The operations
 * stay while one of them runs: tline_outbox_stop() waits for it.
 * Modelled by Worker() in selftests/model/request.pml.
 */
static void drain_locked(struct tline_line *line)
	__must_hold(&line->lock)
{
	struct tline_out *out;
	unsigned int n = 0;

	while (n++ < TLINE_BATCH &&
	       (out = list_first_entry_or_null(&line->outbox, struct tline_out, node))) {
		list_del_init(&out->node);
		deliver[out->kind](line, line->gone ? NULL : line->ops, out);
	}
}

/* Modelled by outbox_run() in selftests/model/line.pml. */
void tline_outbox_run(struct tline_line *line)
{
	spin_lock_irq(&line->lock);
	if (!line->draining && !list_empty(&line->outbox)) {
		line->draining = true;
		drain_locked(line);
		line->draining = false;
		if (line->gone)
			wake_up_var(&line->draining);
		tline_outbox_kick_locked(line);
	}
	spin_unlock_irq(&line->lock);
}

static bool draining(struct tline_line *line)
{
	bool is;

	spin_lock_irq(&line->lock);
	is = line->draining;
	spin_unlock_irq(&line->lock);
	return is;
}

/*
 * Wait for the operation of a @gone line that runs; none is called any more.  A wait
 * for this line only: another one's operation may never return.
 */
void tline_outbox_stop(struct tline_line *line)
{
	wait_var_event(&line->draining, !draining(line));
}

void tline_outbox_work(struct work_struct *work)
{
	struct tline_line *line = container_of(work, struct tline_line, work);

	tline_outbox_run(line);
	put_device(&line->dev);
}

void tline_line_flush(struct tline_line *line)
{
	bool idle;

	do {
		flush_work(&line->work);
		tline_outbox_run(line);
		spin_lock_irq(&line->lock);
		idle = list_empty(&line->outbox) && !line->draining;
		spin_unlock_irq(&line->lock);
		if (!idle)
			usleep_range(100, 200);
	} while (!idle);
}
EXPORT_SYMBOL_NS_GPL(tline_line_flush, TLINE);
