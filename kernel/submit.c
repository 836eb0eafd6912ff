// SPDX-License-Identifier: GPL-2.0-only
/*
 * TLINE_IOC_SUBMIT: from user space to tline_op_accept_locked() and back.
 */
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "tline-priv.h"

/* What SUBMIT writes back of a request, contiguous. */
#define OUT_OFFSET	offsetof(struct tline_request, id)
#define OUT_SIZE	(sizeof(struct tline_request) - OUT_OFFSET)

static int copy_in(struct tline_request *rq, const void __user *from, size_t size)
{
	const struct tline_op_row *row;
	int err;
	u32 i;

	/* A copy of constant size is several times cheaper. */
	if (likely(size == sizeof(*rq)))
		err = copy_from_user(rq, from, sizeof(*rq)) ? -EFAULT : 0;
	else
		err = copy_struct_from_user(rq, sizeof(*rq), from, size);
	if (err || !rq->op || rq->op >= TLINE_OP_COUNT || rq->flags & ~TLINE_REQUEST_KEEP)
		return err ?: -EINVAL;
	rq->op = array_index_nospec(rq->op, TLINE_OP_COUNT);
	row = &tline_op_table[rq->op];
	if ((rq->call && !(row->flags & (TLINE_ROW_CALL | TLINE_ROW_CALL_OPT))) ||
	    (rq->call2 && !(row->flags & TLINE_ROW_CALL2)) ||
	    (rq->flags & TLINE_REQUEST_KEEP && !row->output))
		return -EINVAL;
	for (i = row->num_arg; i < ARRAY_SIZE(rq->arg); i++)
		if (rq->arg[i])
			return -EINVAL;
	memset((void *)rq + OUT_OFFSET, 0, OUT_SIZE);
	return 0;
}

static int copy_out(void __user *to, const struct tline_request *rq)
{
	return copy_to_user(to + OUT_OFFSET, (void *)rq + OUT_OFFSET, OUT_SIZE) ? -EFAULT : 0;
}

/* What comes with the parameters is of the call that is made with them: the last one. */
static bool init_data(struct tline_call *call, const struct tline_op *op)
{
	const struct tline_call_params *params;

	if (tline_op_table[op->code].args != TLINE_ARGS_PARAMS || !op->args)
		return true;
	params = (const void *)op->args->data;
	return tline_call_init_data(call, params + 1, params->items_size);
}

/* Calls and handles for a request that creates calls. */
static int new_alloc(struct tline_op_new *new, struct tline_open *open, const struct tline_op *op)
{
	const struct tline_op_row *row = &tline_op_table[op->code];
	u32 handles = row->creates * (1 + READ_ONCE(open->line->num_monitors)), i;

	for (i = 0; i < row->creates; i++) {
		if (!new->call[i])
			new->call[i] = tline_call_alloc(open->line);
		if (!new->call[i])
			return -ENOMEM;
	}
	if (!init_data(new->call[row->creates - 1], op))
		return -ENOMEM;
	return tline_handles_alloc(&new->handles, &new->num_handles, handles) ? 0 : -ENOMEM;
}

static void new_free(struct tline_op_new *new)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(new->call); i++)
		if (new->call[i])
			tline_call_put(new->call[i]);
	tline_handles_free(&new->handles);
}

/* More memory for the completion and the ids of one request. */
static int grow(struct tline_open *open)
{
	struct tline_line *line = open->line;
	struct tline_app *app = open->app;
	struct tline_msg_page *page = tline_msg_page_alloc();

	if (!page || tline_slots_reserve(&line->op_ids, 1, &line->lock) ||
	    tline_slots_reserve(&app->requests, 1, &app->lock)) {
		kfree(page);
		return -ENOMEM;
	}
	spin_lock_irq(&app->lock);
	tline_queue_add_page(&app->queue, page);
	spin_unlock_irq(&app->lock);
	return 0;
}

/* 0, with @rq's output telling of acceptance or refusal, or an errno. */
static int accept(struct tline_open *open, struct tline_op *op, struct tline_request *rq)
{
	const struct tline_op_row *row = &tline_op_table[rq->op];
	struct tline_line *line = open->line;
	struct tline_op_new new = { .handles = LIST_HEAD_INIT(new.handles) };
	int ret = 0;

	for (;;) {
		if (row->creates)
			ret = new_alloc(&new, open, op);
		if (!ret) {
			spin_lock_irq(&line->lock);
			ret = tline_op_accept_locked(op, open, rq, &new);
			spin_unlock_irq(&line->lock);
		}
		if (ret != -EAGAIN)
			break;
		ret = grow(open);
		if (ret)
			break;
	}
	if (row->creates)
		new_free(&new);
	if (ret == -ENOMEM)
		ret = TLINE_ERR_NOMEM;
	/* LINEERRs are far below any errno. */
	if (ret >= -MAX_ERRNO)
		return ret;
	rq->result = ret;
	return 0;
}

/* What @op needs beside itself: 0 or -errno. */
static int op_fill(struct tline_op *op, const struct tline_request *rq)
{
	struct tline_args *args = tline_args_copy(rq);

	op->code = rq->op;
	if (IS_ERR(args))
		return PTR_ERR(args);
	op->args = args;
	if (rq->flags & TLINE_REQUEST_KEEP)
		op->flags |= TLINE_OPF_KEEP;
	else if (rq->op != TLINE_OP_GATHERDIGITS)
		return 0;
	op->output = tline_output_alloc(tline_output_room(rq->op, args));
	return op->output ? 0 : -ENOMEM;
}

/* One request.  *@kept is it, with a reference, if it was accepted. */
static int submit_one(struct tline_open *open, struct tline_request *rq, bool wait,
		      void __user *to, struct tline_op **kept)
{
	struct tline_op *op;
	int err;

	op = tline_op_alloc();
	if (!op) {
		rq->result = TLINE_ERR_NOMEM;
		return copy_out(to, rq);
	}
	op->waited = wait;
	err = op_fill(op, rq);
	if (err) {
		if (err == -ENOMEM) {
			rq->result = TLINE_ERR_NOMEM;
			err = copy_out(to, rq);
		}
		tline_op_put(op);
		return err;
	}
	err = accept(open, op, rq);
	if (!err) {
		err = copy_out(to, rq);
		/* User space must know of what it has submitted (P1). */
		if (err && rq->id)
			tline_op_revoke(open->app, op);
	}
	if (!err && rq->id && wait)
		*kept = op;
	else
		tline_op_put(op);
	return err;
}

static bool all_done(struct tline_app *app, struct tline_op **ops, u32 n)
{
	bool done = true;
	u32 i;

	spin_lock_irq(&app->lock);
	for (i = 0; i < n && done && !app->dead; i++)
		done = !ops[i] || !ops[i]->app;
	spin_unlock_irq(&app->lock);
	return done;
}

/*
 * Give one waited-for result to user space.  Whatever does not get there,
 * because it is still pending or for a fault, becomes a message.
 * Modelled by collect() in selftests/model/op.pml.
 */
static int collect(struct tline_app *app, struct tline_op *op,
		   struct tline_request __user *to)
{
	struct tline_slot *slot;
	int err = 0;

	spin_lock_irq(&app->lock);
	if (op->app || !op->waited) {
		/* A signal; or the app is being shut down, and this one's turn has not come. */
		op->waited = false;
		err = app->dead ? -ESHUTDOWN : -EINTR;
	}
	spin_unlock_irq(&app->lock);
	if (err)
		return err;

	/* Nobody writes to a request that has been done.  @reason last: it says that it has. */
	if (put_user(op->result, &to->result) || put_user(op->value, &to->value) ||
	    put_user(op->reason, &to->reason))
		err = -EFAULT;

	spin_lock_irq(&app->lock);
	slot = tline_slots_find(&app->requests, op->app_id);
	if (app->dead) {
		err = -ESHUTDOWN;
	} else if (err) {
		tline_op_message_locked(app, op);
	} else if (slot) {
		tline_op_heard_locked(app, op->app_id);
		tline_queue_unreserve(&app->queue);
	}
	spin_unlock_irq(&app->lock);
	return err;
}

static noinline int submit_wait(struct tline_open *open, const struct tline_ioc_submit *arg,
				struct tline_op **ops, u32 n)
{
	struct tline_app *app = open->app;
	int ret, err;
	u32 i;

	ret = wait_event_interruptible(app->done_wait, all_done(app, ops, n));
	if (ret)
		ret = -EINTR;
	for (i = 0; i < n; i++) {
		if (!ops[i])
			continue;
		err = collect(app, ops[i], u64_to_user_ptr(arg->requests) + i * arg->request_size);
		tline_op_put(ops[i]);
		ret = ret ?: err;
	}
	return ret;
}

int tline_submit(struct tline_open *open, struct tline_ioc_submit *arg)
{
	bool wait = arg->flags & TLINE_SUBMIT_WAIT;
	void __user *at = u64_to_user_ptr(arg->requests);
	struct tline_op **ops = NULL, *op;
	struct tline_request rq;
	int err = 0;
	u32 i;

	if (arg->flags & ~TLINE_SUBMIT_FLAGS || !arg->count ||
	    arg->count > (wait ? TLINE_MAX_SUBMIT_WAIT : TLINE_MAX_SUBMIT) ||
	    arg->request_size < sizeof(rq) || arg->request_size > PAGE_SIZE)
		return -EINVAL;
	if (!open->writable)
		return -EPERM;
	/* Once bound, an open keeps its app for good. */
	if (smp_load_acquire(&open->state) != TLINE_OPEN_BOUND)
		return READ_ONCE(open->line->gone) ? -ENODEV : -ENOTCONN;
	if (wait) {
		ops = kcalloc(arg->count, sizeof(*ops), GFP_KERNEL_ACCOUNT);
		if (!ops)
			return -ENOMEM;
	}
	for (i = 0; i < arg->count && !err; i++, at += arg->request_size) {
		op = NULL;
		err = copy_in(&rq, at, arg->request_size);
		if (!err)
			err = submit_one(open, &rq, wait, at, &op);
		if (op)
			ops[i] = op;
		if (err)
			break;
		if (i % TLINE_BATCH == TLINE_BATCH - 1)
			cond_resched();
	}
	arg->done = i;
	if (i)
		err = 0;
	tline_outbox_run(open->line);
	if (wait) {
		if (!err)
			err = submit_wait(open, arg, ops, i);
		kfree(ops);
	}
	return err;
}
