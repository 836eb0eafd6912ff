// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests as their app knows them: by id and by deadline.  A slot of
 * tline_app.requests holds
 *
 *   the request, whose @app is set	it is pending
 *   the request, whose @app is NULL	it is done, and its output kept
 *   NULL				it is done, and its completion unread
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/uaccess.h>

#include "tline-priv.h"

/* Whether the request under @slot of an app is pending; else it is kept, or just done. */
static bool pending(const struct tline_slot *slot)
{
	const struct tline_op *op = slot->obj;

	return op && op->app;
}

/* Done, and heard of: only its output is still to be taken. */
static bool kept_heard(const struct tline_slot *slot)
{
	const struct tline_op *op = slot->obj;

	return op && op->output->heard;
}

/* Returns the request that was kept, if any, with the reference that goes with it. */
static struct tline_op *free_id(struct tline_app *app, struct tline_slot *slot)
{
	struct tline_op *op = slot->obj;

	if (kept_heard(slot))
		app->kept--;
	tline_slots_put(&app->requests, slot);
	return op;
}

void tline_op_heard_kept_locked(struct tline_app *app, struct tline_slot *slot)
{
	struct tline_op *op = slot->obj;

	op->output->heard = true;
	app->kept++;
}

/*
 * The request under @slot of an app, with a reference.  The line of a pending one may be
 * let go by everybody as soon as the app's lock is: the caller is in an RCU read
 * section, and lines are freed after a grace period.
 */
static struct tline_op *op_of_slot(struct tline_slot *slot)
{
	struct tline_op *op = slot->obj;

	tline_op_hold(op);
	return op;
}

/* ------------------------------------------------------------------ taking back */

/* Modelled by revoke() in selftests/model/op.pml. */
void tline_op_revoke(struct tline_app *app, struct tline_op *op)
{
	struct tline_line *line = op->line;
	struct tline_op *kept = NULL;
	struct tline_slot *slot;
	bool silent;

	spin_lock_irq(&line->lock);
	spin_lock(&app->lock);
	silent = op->app || op->waited;		/* else its message is queued already */
	op->waited = true;
	spin_unlock(&app->lock);
	tline_op_abandon_locked(op, TLINE_REASON_CANCELLED);
	tline_outbox_kick_locked(line);
	spin_unlock_irq(&line->lock);

	spin_lock_irq(&app->lock);
	slot = tline_slots_find(&app->requests, op->app_id);
	if (slot) {
		if (silent)
			tline_queue_unreserve(&app->queue);
		else if (!kept_heard(slot))
			tline_queue_void(&app->queue, op->app_id);
		kept = free_id(app, slot);
	}
	spin_unlock_irq(&app->lock);
	if (kept)
		tline_op_put(kept);
}

/* Modelled by Canceller() in selftests/model/user.pml. */
int tline_cancel(struct tline_app *app, const struct tline_ioc_cancel *arg)
{
	struct tline_op *op = NULL;
	struct tline_slot *slot;
	struct tline_line *line;
	int err = -ENOENT;

	if (arg->mode > TLINE_CANCEL_FORCE)
		return -EINVAL;
	rcu_read_lock();
	spin_lock_irq(&app->lock);
	slot = tline_slots_find(&app->requests, arg->id);
	if (slot && pending(slot))
		op = op_of_slot(slot);
	else if (slot)
		err = -EALREADY;
	spin_unlock_irq(&app->lock);
	if (!op) {
		rcu_read_unlock();
		return err;
	}
	line = op->line;
	spin_lock_irq(&line->lock);
	err = 0;
	if (op->done) {
		err = -EALREADY;
	} else if (arg->mode == TLINE_CANCEL_FORCE || op->code == TLINE_OP_GATHERDIGITS) {
		tline_op_abandon_locked(op, TLINE_REASON_CANCELLED);
	} else if (!(op->flags & TLINE_OPF_DISPATCHED)) {
		op->flags |= TLINE_OPF_ASKED;
	} else if (line->has_cancel && list_empty(&op->out.node)) {
		tline_op_hold(op);
		tline_outbox_add_locked(line, &op->out, TLINE_OUT_CANCEL);
	}
	tline_outbox_kick_locked(line);
	spin_unlock_irq(&line->lock);
	rcu_read_unlock();
	tline_op_put(op);
	return err;
}

int tline_request_state(struct tline_app *app, struct tline_ioc_request_state *arg)
{
	struct tline_slot *slot;

	spin_lock_irq(&app->lock);
	slot = tline_slots_find(&app->requests, arg->id);
	if (slot) {
		arg->state = pending(slot) ? TLINE_REQUEST_PENDING : TLINE_REQUEST_DONE;
		arg->result = pending(slot) ? 0 : slot->next;
		arg->reserved = 0;
	}
	spin_unlock_irq(&app->lock);
	return slot ? 0 : -ENOENT;
}

/* --------------------------------------------------------------------- outputs */

/* The request that @id keeps, with a reference, or ERR_PTR(-errno). */
static struct tline_op *kept_get(struct tline_app *app, u32 id)
{
	struct tline_op *op = ERR_PTR(-ENOENT);
	struct tline_slot *slot;

	spin_lock_irq(&app->lock);
	slot = tline_slots_find(&app->requests, id);
	if (slot && pending(slot))
		op = ERR_PTR(-EBUSY);
	else if (slot && slot->obj)
		op = op_of_slot(slot);
	spin_unlock_irq(&app->lock);
	return op;
}

/*
 * @op is not to be kept any more; its completion may still be unread.
 * Modelled by kept_end() in selftests/model/op.pml.
 */
static void kept_end(struct tline_app *app, struct tline_op *op)
{
	struct tline_op *taken = NULL;
	struct tline_slot *slot;

	spin_lock_irq(&app->lock);
	slot = tline_slots_find(&app->requests, op->app_id);
	/* Whoever else takes it at the same time has it, too. */
	if (slot && slot->obj == op) {
		taken = op;
		if (kept_heard(slot))
			free_id(app, slot);
		else
			slot->obj = NULL;
	}
	spin_unlock_irq(&app->lock);
	if (taken)
		tline_op_put(taken);
}

/* Modelled by Taker() in selftests/model/user.pml. */
int tline_request_output(struct tline_app *app, struct tline_ioc_output *arg)
{
	struct tline_op *op = kept_get(app, arg->id);
	u32 room = arg->size;
	int err = 0;

	if (IS_ERR(op))
		return PTR_ERR(op);
	arg->size = op->output->size;
	if (arg->data && arg->size <= room &&
	    copy_to_user(u64_to_user_ptr(arg->data), op->output->data, arg->size))
		err = -EFAULT;
	else if (!arg->data || arg->size <= room)
		kept_end(app, op);
	tline_op_put(op);
	return err;
}

/* ------------------------------------------------------------------- deadlines */

/* Take up to TLINE_BATCH requests whose time has come off the app's queue. */
static u32 take_expired(struct tline_app *app, struct tline_op **ops)
{
	ktime_t now = ktime_get();
	struct timerqueue_node *node;
	u32 n = 0;

	while (n < TLINE_BATCH && (node = timerqueue_getnext(&app->deadlines)) &&
	       node->expires <= now) {
		struct tline_op *op = container_of(node, struct tline_op, timer);

		timerqueue_del(&app->deadlines, node);
		tline_op_hold(op);
		ops[n++] = op;
	}
	return n;
}

/*
 * Softirq.  The app outlives it: tline_app_shutdown() waits for the timer.
 * Modelled by Timer() in selftests/model/user.pml.
 */
enum hrtimer_restart tline_op_deadline(struct hrtimer *timer)
{
	struct tline_app *app = container_of(timer, struct tline_app, timer);
	enum hrtimer_restart again = HRTIMER_NORESTART;
	struct timerqueue_node *next;
	struct tline_op *ops[TLINE_BATCH];
	unsigned long flags;
	u32 n, i;

	rcu_read_lock();
	spin_lock_irqsave(&app->lock, flags);
	n = take_expired(app, ops);
	spin_unlock_irqrestore(&app->lock, flags);
	for (i = 0; i < n; i++) {
		struct tline_line *line = ops[i]->line;

		spin_lock_irqsave(&line->lock, flags);
		if (ops[i]->code == TLINE_OP_GATHERDIGITS)
			tline_gather_expired_locked(ops[i]);
		else
			tline_op_abandon_locked(ops[i], TLINE_REASON_TIMEDOUT);
		tline_outbox_kick_locked(line);
		spin_unlock_irqrestore(&line->lock, flags);
		tline_op_put(ops[i]);
	}
	rcu_read_unlock();

	spin_lock_irqsave(&app->lock, flags);
	next = timerqueue_getnext(&app->deadlines);
	if (next && !hrtimer_is_queued(timer)) {
		hrtimer_set_expires(timer, next->expires);
		again = HRTIMER_RESTART;
	}
	spin_unlock_irqrestore(&app->lock, flags);
	return again;
}

/* ------------------------------------------------------------------ the app's end */

/* Process context, once the app is dead and all its opens are closed. */
void tline_op_orphan(struct tline_app *app)
{
	struct tline_line *line;
	struct tline_slot *slot;
	struct tline_op *op;
	u32 index = 0;
	bool kept;

	for (;;) {
		op = NULL;
		rcu_read_lock();
		spin_lock_irq(&app->lock);
		do {
			slot = tline_slots_next(&app->requests, &index);
		} while (slot && !slot->obj);
		if (slot)
			op = op_of_slot(slot);
		kept = slot && !pending(slot);
		spin_unlock_irq(&app->lock);
		if (!op) {
			rcu_read_unlock();
			return;
		}
		if (kept) {
			rcu_read_unlock();
			kept_end(app, op);
		} else {
			line = op->line;
			spin_lock_irq(&line->lock);
			if (op->app)
				tline_op_unbind_locked(op);
			spin_unlock_irq(&line->lock);
			rcu_read_unlock();
		}
		tline_op_put(op);
	}
}
