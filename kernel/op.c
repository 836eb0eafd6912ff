// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a request (Documentation/termination.rst):
 *
 *   accept ─► pending ─► done, its completion queued ─► read, id free
 *
 * The id of one whose output is kept is free when that has been taken, too.
 *
 * tline_op_finish_locked() is the one way from pending to done, for answers of
 * the provider, cancellation, deadlines, closing and unplugging alike; the first
 * caller wins.  A request is reachable by three ids, each given up as the request
 * passes the stage that it belongs to:
 *
 *   the provider's (tline_line.op_ids)	until done: a later answer finds nothing
 *   the app's (tline_app.requests)	until its completion is read, its output taken
 *   the list of its call, line or proxy	until done
 *
 * References: one while pending, one while in the outbox or being delivered, one
 * while its output is kept.
 */
#include <linux/kernel.h>
#include <linux/slab.h>

#include "tline-priv.h"
#include "trace.h"

static struct kmem_cache *op_cache;

int tline_op_init(void)
{
	op_cache = KMEM_CACHE(tline_op, SLAB_ACCOUNT);
	return op_cache ? 0 : -ENOMEM;
}

void tline_op_exit(void)
{
	kmem_cache_destroy(op_cache);
}

static void op_setup(struct tline_op *op)
{
	INIT_LIST_HEAD(&op->link);
	INIT_LIST_HEAD(&op->out.node);
	timerqueue_init(&op->timer);
	refcount_set(&op->ref, 1);
}

struct tline_op *tline_op_alloc(void)
{
	struct tline_op *op = kmem_cache_zalloc(op_cache, GFP_KERNEL);

	if (op)
		op_setup(op);
	return op;
}

void tline_op_hold(struct tline_op *op)
{
	refcount_inc(&op->ref);
}

static noinline void free_parts(struct tline_op *op)
{
	kfree(op->args);
	kfree(op->output);
}

/* Drop a reference; true: it was the last one, and @op's memory is to be freed. */
static bool op_unref(struct tline_op *op)
{
	struct tline_call *call;
	bool embedded;

	if (!refcount_dec_and_test(&op->ref))
		return false;
	/* Read now: nobody else sets flags any more; and an embedded one goes with its call. */
	embedded = op->flags & TLINE_OPF_EMBEDDED;
	call = op->call;
	/* Most have neither: even freeing nothing costs. */
	if (op->args || op->output)
		free_parts(op);
	if (call)
		tline_call_put(call);
	return !embedded;
}

void tline_op_put(struct tline_op *op)
{
	if (op_unref(op))
		kmem_cache_free(op_cache, op);
}

void tline_ops_put(struct tline_op **ops, u32 n)
{
	u32 dead = 0, i;

	for (i = 0; i < n; i++)
		if (op_unref(ops[i]))
			ops[dead++] = ops[i];
	if (dead)
		kmem_cache_free_bulk(op_cache, dead, (void **)ops);
}

/* ------------------------------------------------------------------ accepting */

/* The handle that @rq names, checked in TAPI's order: handle, owner, state. */
static s32 check_call(struct tline_open *open, u32 id, const struct tline_op_row *row,
		      u32 states, s32 bad, struct tline_call **call)
{
	struct tline_handle *h = tline_handle_find_locked(open, id);
	u32 state;

	if (!h)
		return bad ?: TLINE_ERR_INVALCALLHANDLE;
	if (row->flags & TLINE_ROW_OWNER && h->privilege != TLINE_CALLPRIVILEGE_OWNER)
		return TLINE_ERR_NOTOWNER;
	state = h->call->state ?: TLINE_CALLSTATE_UNKNOWN;
	if (!(states & state & 0xffff) &&
	    !(row->flags & TLINE_ROW_INACTIVE && tline_call_inactive(h->call)))
		return TLINE_ERR_INVALCALLSTATE;
	*call = h->call;
	return 0;
}

static s32 check_request(struct tline_op *op, struct tline_open *open,
			 const struct tline_request *rq, struct tline_call **call)
{
	const struct tline_op_row *row = &tline_op_table[op->code];
	struct tline_call *call2 = NULL;
	s32 err;

	*call = NULL;
	if (row->flags & TLINE_ROW_CALL || rq->call) {
		err = check_call(open, rq->call, row, row->states, row->bad_call, call);
		if (err)
			return err;
	}
	if (row->flags & TLINE_ROW_CALL2) {
		err = check_call(open, rq->call2, row, row->states2, row->bad_call2, &call2);
		if (err)
			return err;
		if (call2 == *call)
			return row->bad_call2 ?: TLINE_ERR_INVALCALLHANDLE;
		op->call2 = call2->id;
	}
	err = tline_args_check_locked(open->line, op, *call);
	if (err)
		return err;
	if (op->code == TLINE_OP_PROXY) {
		op->proxy = tline_proxy_find_locked(open->line, op->arg[0]);
		return op->proxy ? 0 : TLINE_ERR_OPERATIONUNAVAIL;
	}
	return open->line->op_mask & BIT_ULL(op->code) ? 0 : TLINE_ERR_OPERATIONUNAVAIL;
}

static void op_start_timer(struct tline_app *app, struct tline_op *op, ktime_t at)
{
	op->timer.expires = at;
	if (timerqueue_add(&app->deadlines, &op->timer))
		hrtimer_start(&app->timer, op->timer.expires, HRTIMER_MODE_ABS_SOFT);
}

/* The timer itself is left to fire for nothing: that is cheaper than stopping it. */
static void op_stop_timer(struct tline_app *app, struct tline_op *op)
{
	if (!RB_EMPTY_NODE(&op->timer.node))
		timerqueue_del(&app->deadlines, &op->timer);
}

void tline_op_set_timer_locked(struct tline_op *op, ktime_t at)
{
	struct tline_app *app = op->app;

	spin_lock(&app->lock);
	op_stop_timer(app, op);
	if (at != KTIME_MAX)
		op_start_timer(app, op, at);
	else
		op->timer.expires = at;
	spin_unlock(&app->lock);
}

static ktime_t deadline(u64 timeout_ns)
{
	return ktime_add_safe(ktime_get(), min_t(u64, timeout_ns, KTIME_MAX));
}

/* Of @max requests @pending are; half of them is for apps that have few. */
static bool crowded(u32 pending, u32 max, const struct tline_app *app)
{
	return pending >= max || (pending >= max / 2 && app->queue.reserved >= TLINE_FEW_REQUESTS);
}

/* Ids and a place for the completion: all that ending will need (P2). */
static int op_reserve(struct tline_op *op, struct tline_open *open,
		      const struct tline_request *rq)
{
	struct tline_app *app = open->app;
	u32 pending = open->line->op_ids.used;
	int err = -EAGAIN;

	if (pending >= TLINE_MAX_LINE_REQUESTS)
		return TLINE_ERR_RESOURCEUNAVAIL;
	op->out.id = tline_slots_get(&open->line->op_ids, op);
	if (!op->out.id)
		return err;
	spin_lock(&app->lock);
	if (app->requests.used >= TLINE_MAX_REQUESTS) {
		err = TLINE_ERR_REQUESTOVERRUN;
	} else if (crowded(pending, TLINE_MAX_LINE_REQUESTS, app) ||
		   (op->proxy && crowded(op->proxy->num_requests, TLINE_MAX_PROXY_REQUESTS, app))) {
		err = TLINE_ERR_RESOURCEUNAVAIL;
	} else if (tline_queue_reserve(&app->queue)) {
		op->app_id = tline_slots_get(&app->requests, op);
		if (!op->app_id)
			tline_queue_unreserve(&app->queue);
	}
	if (op->app_id) {
		op->app = app;
		if (rq->timeout_ns)
			op_start_timer(app, op, deadline(rq->timeout_ns));
		err = 0;
	}
	spin_unlock(&app->lock);
	if (err)
		tline_slots_put(&open->line->op_ids,
				tline_slots_find(&open->line->op_ids, op->out.id));
	return err;
}

/* Part from the submitter without a completion. */
void tline_op_unbind_locked(struct tline_op *op)
{
	struct tline_app *app = op->app;

	spin_lock(&app->lock);
	op_stop_timer(app, op);
	tline_slots_put(&app->requests, tline_slots_find(&app->requests, op->app_id));
	tline_queue_unreserve(&app->queue);
	op->app = NULL;
	/* Not done, and nobody hears when it is: who waits for it gives up. */
	op->waited = false;
	spin_unlock(&app->lock);
}

/* Its timer, or a cancellation that guessed its id, may have found it: it is over. */
static void op_unreserve(struct tline_op *op)
{
	op->done = true;
	tline_op_unbind_locked(op);
	tline_slots_put(&op->line->op_ids, tline_slots_find(&op->line->op_ids, op->out.id));
}

/*
 * A call to be: the creator's handle and those of the monitors are reserved now,
 * and found only when the request has succeeded.
 */
static struct tline_call *create_call(struct tline_op *op, struct tline_open *creator,
				      struct tline_op_new *new, u32 index, u32 address, s32 *err)
{
	struct tline_call *call = new->call[index];
	const struct tline_call_params *params = NULL;
	struct tline_open *open;

	*err = TLINE_ERR_NOMEM;
	if (!tline_call_link_locked(call, address))
		return NULL;
	new->call[index] = NULL;	/* the line's list has the reference now */
	if (tline_op_table[op->code].args == TLINE_ARGS_PARAMS && op->args)
		params = (void *)op->args->data;
	tline_call_set_params(call, creator->app, params);
	if (!tline_handle_attach_locked(&new->handles, creator, call, TLINE_CALLPRIVILEGE_OWNER)) {
		*err = tline_handle_error(creator->app);
		goto undo;
	}
	list_for_each_entry(open, &op->line->opens, line_node)
		/* As for an incoming call: one that is full goes without. */
		if (open != creator && open->privileges & TLINE_CALLPRIVILEGE_MONITOR &&
		    !tline_handle_attach_locked(&new->handles, open, call,
						TLINE_CALLPRIVILEGE_MONITOR) &&
		    !tline_app_full(open->app))
			goto undo;
	return call;
undo:
	tline_terminate_pending_locked(call);
	return NULL;
}

static u32 creator_handle(struct tline_call *call)
{
	return list_first_entry(&call->handles, struct tline_handle, call_node)->id;
}

/* Address that a new call is on: the one asked for, else that of its sibling. */
static u32 new_address(const struct tline_op *op, const struct tline_call *sibling)
{
	const struct tline_op_row *row = &tline_op_table[op->code];

	if (row->flags & TLINE_ROW_ADDRESS)
		return op->arg[0];
	if (row->flags & TLINE_ROW_ADDRESS_ANY)
		return op->arg[0] == TLINE_ADDRESS_ANY ? 0 : op->arg[0];
	if (row->args == TLINE_ARGS_PARAMS && op->args) {
		const struct tline_call_params *params = (void *)op->args->data;

		if (params->address_mode)
			return params->address;
	}
	return sibling ? sibling->address : 0;
}

static s32 create_calls(struct tline_op *op, struct tline_open *open,
			struct tline_request *rq, struct tline_op_new *new,
			struct tline_call **call)
{
	const struct tline_op_row *row = &tline_op_table[op->code];
	u32 address = new_address(op, *call);
	struct tline_call *first, *second;
	s32 err;

	if (op->line->num_calls + row->creates > op->line->max_calls)
		return row->flags & TLINE_ROW_MAY_CREATE ? 0 : TLINE_ERR_CALLUNAVAIL;
	first = create_call(op, open, new, 0, address, &err);
	if (!first)
		return err;
	if (row->creates > 1) {
		second = create_call(op, open, new, 1, address, &err);
		if (!second) {
			tline_terminate_pending_locked(first);
			return err;
		}
		op->new_call2 = second->id;
		rq->new_call2 = creator_handle(second);
	}
	op->new_call = first->id;
	rq->new_call = creator_handle(first);
	/* It belongs to the call it makes, unless to one that is there or to the line. */
	if (!*call && !(row->flags & TLINE_ROW_MAY_CREATE))
		*call = first;
	return 0;
}

/* Modelled by accept() in selftests/model/op.pml. */
int tline_op_accept_locked(struct tline_op *op, struct tline_open *open,
			   struct tline_request *rq, struct tline_op_new *new)
{
	const struct tline_op_row *row = &tline_op_table[op->code];
	struct tline_line *line = open->line;
	struct tline_call *call;
	int err;

	err = tline_open_check_locked(open);
	if (err)
		return err;
	memcpy(op->arg, rq->arg, sizeof(op->arg));
	err = check_request(op, open, rq, &call);
	if (err)
		return err;
	if (new->num_handles < row->creates * (1 + line->num_monitors))
		return -EAGAIN;
	op->line = line;
	err = op_reserve(op, open, rq);
	if (err)
		return err;
	if (row->creates) {
		err = create_calls(op, open, rq, new, &call);
		if (err) {
			op_unreserve(op);
			return err;
		}
	}

	op->cookie = rq->cookie;
	op->instance = open->instance;
	op->handle = rq->call ?: rq->new_call ?: open->handle;
	if (open->api_version < TLINE_API_VERSION_2_0)
		op->flags |= TLINE_OPF_OLD_API;
	if (row->flags & TLINE_ROW_NAMES && !call->info.app_name[0])
		strscpy(call->info.app_name, open->app->name, sizeof(call->info.app_name));
	if (call)
		op->call = tline_call_hold(call);
	list_add_tail(&op->link, call ? &call->requests : &line->requests);
	line->counters.submitted++;
	line->counters.pending++;
	rq->id = op->app_id;
	trace_tline_submit(op, call ? call->id : 0);

	tline_op_hold(op);			/* pending */
	if (op->code == TLINE_OP_GATHERDIGITS) {
		tline_gather_begin_locked(op);
		return 0;
	}
	tline_op_hold(op);			/* in the outbox, or asked of a proxy */
	if (op->code == TLINE_OP_PROXY)
		tline_proxy_ask_locked(op, open);
	else
		tline_outbox_add_locked(line, &op->out, TLINE_OUT_REQUEST);
	return 0;
}

/* --------------------------------------------------------------------- ending */

void tline_op_message_locked(struct tline_app *app, struct tline_op *op)
{
	struct tline_message *msg = tline_queue_completion(&app->queue);

	msg->type = TLINE_MSG_REPLY;
	msg->handle = 0;
	msg->instance = op->instance;
	msg->cookie = op->cookie;
	msg->p1 = op->app_id;
	msg->p2 = (u32)op->result;
	msg->p3 = op->reason | (u64)op->value << 32;
	tline_app_wake_locked(app);
}

/*
 * An open below 2.0 gets no reply once the handle that it submitted with is gone
 * (tapi-semantics: "outstanding replies are suppressed").
 */
static bool suppressed(struct tline_app *app, const struct tline_op *op)
{
	return op->flags & TLINE_OPF_OLD_API && !op->waited &&
	       !tline_slots_find(&app->handles, op->handle);
}

/*
 * Hand the result to the submitter, in the place reserved for it.
 * Modelled by post() in selftests/model/op.pml.
 */
static void op_post(struct tline_op *op)
{
	struct tline_app *app = op->app;
	struct tline_slot *slot;

	if (!app)
		return;
	spin_lock(&app->lock);
	op_stop_timer(app, op);
	slot = tline_slot_of(&app->requests, op->app_id);
	op->app = NULL;
	if (app->dead || suppressed(app, op)) {
		tline_slots_put(&app->requests, slot);
		tline_queue_unreserve(&app->queue);
	} else {
		slot->obj = NULL;
		if (op->flags & TLINE_OPF_KEEP) {
			tline_op_hold(op);
			slot->obj = op;
		}
		slot->next = op->result;
		if (!op->waited)
			tline_op_message_locked(app, op);
	}
	if (op->waited)
		wake_up(&app->done_wait);
	spin_unlock(&app->lock);
}

static void end_creation(struct tline_op *op, u32 id)
{
	struct tline_call *call = id ? tline_call_find_locked(op->line, id) : NULL;
	bool made = !op->result;

	if (!call || call->life != TLINE_CALL_PENDING)
		return;
	/* Not taken up by the provider: it need not hear that it goes, if it has answered. */
	if (tline_op_table[op->code].flags & TLINE_ROW_MAY_CREATE && !call->priv) {
		if (op->reason == TLINE_REASON_DONE || op->reason == TLINE_REASON_REFUSED)
			call->told = false;
		made = false;
	}
	if (made)
		tline_call_publish_locked(call, false);
	else
		tline_terminate_pending_locked(call);
}

/* Modelled by finish() in selftests/model/op.pml. */
bool tline_op_finish_locked(struct tline_op *op, s32 result, u32 reason, u32 value)
{
	struct tline_line *line = op->line;

	lockdep_assert_held(&line->lock);
	if (op->done)
		return false;
	op->done = true;
	op->result = result;
	op->reason = reason;
	op->value = value;
	trace_tline_finish(op, op->result, reason);

	if (!(op->flags & TLINE_OPF_EMBEDDED))
		tline_slots_put(&line->op_ids, tline_slot_of(&line->op_ids, op->out.id));
	list_del_init(&op->link);
	if (op->proxy)
		op->proxy->num_requests--;
	line->counters.pending--;
	line->counters.completed++;
	line->counters.by_reason[reason]++;
	/* What provider or proxy has not seen it never will, but the core's own drop. */
	if (!list_empty(&op->out.node) && op->out.kind == TLINE_OUT_REQUEST &&
	    !(op->flags & TLINE_OPF_EMBEDDED)) {
		list_del_init(&op->out.node);
		tline_op_put(op);
	}
	if (op->code == TLINE_OP_GATHERDIGITS)
		tline_gather_ended_locked(op);
	op_post(op);
	end_creation(op, op->new_call);
	end_creation(op, op->new_call2);
	tline_op_put(op);
	return true;
}

/* Modelled by abandon() in selftests/model/op.pml. */
bool tline_op_abandon_locked(struct tline_op *op, u32 reason)
{
	if (!tline_op_finish_locked(op, TLINE_ERR_OPERATIONFAILED, reason, 0))
		return false;
	if (!(op->flags & TLINE_OPF_DISPATCHED) || !op->line->has_cancel)
		return true;
	if (list_empty(&op->out.node)) {
		tline_op_hold(op);
		tline_outbox_add_locked(op->line, &op->out, TLINE_OUT_CANCEL_FORCE);
	} else {
		op->out.kind = TLINE_OUT_CANCEL_FORCE;
	}
	return true;
}

static s32 result_of(s32 result)
{
	return !result || tline_error_valid(result) ? result : TLINE_ERR_OPERATIONFAILED;
}

/* Modelled by complete() in selftests/model/op.pml. */
void tline_op_answer_locked(struct tline_line *line, u32 id, s32 result, u32 value,
			    const void *data, u32 size)
{
	struct tline_slot *slot = tline_slots_find(&line->op_ids, id);
	struct tline_op *op = slot ? slot->obj : NULL;

	/* An answer to what has not been asked yet is none: the id was guessed. */
	if (!op || !(op->flags & TLINE_OPF_DISPATCHED)) {
		line->counters.late++;
		trace_tline_refused(line, "complete", id);
		return;
	}
	if (!result && op->output) {
		op->output->size = min(size, op->output->room);
		memcpy(op->output->data, data, op->output->size);
	}
	/* The call holds on to its drop, whether that has ended or not. */
	if (op->flags & TLINE_OPF_EMBEDDED)
		tline_slots_put(&line->op_ids, slot);
	tline_op_finish_locked(op, result_of(result),
			       result ? TLINE_REASON_REFUSED : TLINE_REASON_DONE, value);
}

static void answer(struct tline_line *line, u32 id, s32 result, u32 value,
		   const void *data, u32 size)
{
	unsigned long flags;

	spin_lock_irqsave(&line->lock, flags);
	tline_op_answer_locked(line, id, result, value, data, size);
	/* A creation that failed leaves a call to be closed. */
	tline_outbox_kick_locked(line);
	spin_unlock_irqrestore(&line->lock, flags);
}

void tline_complete_value(struct tline_line *line, u32 id, s32 result, u32 value)
{
	answer(line, id, result, value, NULL, 0);
}
EXPORT_SYMBOL_NS_GPL(tline_complete_value, TLINE);

void tline_complete(struct tline_line *line, u32 id, s32 result)
{
	answer(line, id, result, 0, NULL, 0);
}
EXPORT_SYMBOL_NS_GPL(tline_complete, TLINE);

void tline_complete_data(struct tline_line *line, u32 id, s32 result, const void *data, u32 size)
{
	answer(line, id, result, 0, data, size);
}
EXPORT_SYMBOL_NS_GPL(tline_complete_data, TLINE);

/* ---------------------------------------------------------- the core's own drop */

/*
 * Part of its call, so that closing needs no memory.  Issued at most once in a
 * call's life: by then nobody owns the call, and a new owner's own drop ends it.
 */
void tline_op_drop_locked(struct tline_call *call)
{
	struct tline_op *op = &call->drop;
	struct tline_line *line = call->line;

	if (op->line || !(line->op_mask & BIT_ULL(TLINE_OP_DROP)))
		return;
	op_setup(op);
	op->out.id = tline_slots_get(&line->op_ids, op);
	if (!op->out.id)
		return;
	op->line = line;
	op->code = TLINE_OP_DROP;
	op->flags = TLINE_OPF_EMBEDDED;
	op->call = tline_call_hold(call);
	list_add_tail(&op->link, &call->requests);
	line->counters.submitted++;
	line->counters.pending++;
	trace_tline_submit(op, call->id);
	tline_op_hold(op);			/* in the outbox; the first one is "pending" */
	tline_outbox_add_locked(line, &op->out, TLINE_OUT_REQUEST);
}

/*
 * Its id lives until it is answered, or else until the provider has been told of
 * the end of the call: an answer to a drop that the core did not wait for is right.
 */
void tline_op_drop_forget_locked(struct tline_call *call)
{
	struct tline_slots *ids = &call->line->op_ids;
	struct tline_slot *slot = tline_slots_find(ids, call->drop.out.id);

	if (slot && slot->obj == &call->drop)
		tline_slots_put(ids, slot);
}
