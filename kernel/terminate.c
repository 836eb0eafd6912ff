// SPDX-License-Identifier: GPL-2.0-only
/*
 * How calls and opens end: the table of Documentation/termination.rst, and
 * nothing else.  For the handle that goes,
 *
 *   sole owner	only handle	the provider sees		its requests
 *   yes	yes		drop, close_call		all end
 *   yes	no		drop; it owes IDLE		its affair
 *   no		yes		close_call			all end
 *   no		no		nothing				run on
 *
 * An open that is a proxy answers no more: what it was to answer ends, too.
 *
 * Nothing here waits for the provider: what it is to see goes to the outbox.
 * Nothing here needs memory.  Requests end TLINE_BATCH to a hold of the lock.
 */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/wait_bit.h>

#include "tline-priv.h"

static u32 reason_of(enum tline_how how, u32 reason)
{
	return how == TLINE_HOW_GONE ? TLINE_REASON_DEVICE_GONE : reason;
}

/*
 * End up to TLINE_BATCH requests of a list.  Drops the lock if that many have ended:
 * the caller holds on to what the list is part of, and tline_line_unregister() waits
 * for the caller, whatever it is about.
 */
static noinline void end_some_requests(struct tline_line *line, struct list_head *list,
				       enum tline_how how, u32 reason)
	__must_hold(&line->lock)
{
	struct tline_op *ended[TLINE_BATCH], *op;
	u32 n = 0;

	while (n < TLINE_BATCH && (op = list_first_entry_or_null(list, struct tline_op, link))) {
		/* Old apps, too, have replies to what a forced close ends. */
		if (how == TLINE_HOW_FORCED || how == TLINE_HOW_GONE)
			op->flags &= ~TLINE_OPF_OLD_API;
		tline_op_hold(op);
		ended[n++] = op;
		tline_op_finish_locked(op, TLINE_ERR_OPERATIONFAILED, reason_of(how, reason), 0);
	}
	if (n < TLINE_BATCH) {
		tline_ops_put(ended, n);
		return;
	}
	line->closers++;
	spin_unlock_irq(&line->lock);
	tline_ops_put(ended, n);
	cond_resched();
	spin_lock_irq(&line->lock);
	if (!--line->closers)
		wake_up_var(&line->closers);
}

/* All of a list that nothing is added to any more. */
static void end_requests(struct tline_line *line, struct list_head *list,
			 enum tline_how how, u32 reason)
	__must_hold(&line->lock)
{
	while (!list_empty(list))
		end_some_requests(line, list, how, reason);
}

/* Nobody holds the call: it does not exist any more (P6). */
static void close_call(struct tline_call *call, enum tline_how how)
	__must_hold(&call->line->lock)
{
	struct tline_line *line = call->line;

	tline_call_unlink_locked(call);
	end_requests(line, &call->requests, how, TLINE_REASON_CALL_CLOSED);
	/* The reference of the line's list goes to the outbox. */
	tline_outbox_add_locked(line, &call->close_out, TLINE_OUT_CLOSE_CALL);
}

/* Modelled by terminate_pending() in selftests/model/handle.pml. */
void tline_terminate_pending_locked(struct tline_call *call)
{
	while (!list_empty(&call->handles))
		tline_handle_detach_locked(list_first_entry(&call->handles, struct tline_handle,
							    call_node));
	tline_call_unlink_locked(call);
	if (call->told)
		tline_outbox_add_locked(call->line, &call->close_out, TLINE_OUT_CLOSE_CALL);
	else
		tline_call_put(call);
}

static void drop_call(struct tline_call *call)
{
	struct tline_line *line = call->line;

	if (!line->has_drop_on_close) {
		tline_op_drop_locked(call);
	} else if (list_empty(&call->drop.out.node)) {
		tline_call_hold(call);
		tline_outbox_add_locked(line, &call->drop.out, TLINE_OUT_DROP_ON_CLOSE);
	}
}

/* ------------------------------------------------------------------ the owed IDLE */

static void owe_idle(struct tline_call *call)
{
	struct tline_line *line = call->line;

	if (!list_empty(&call->owed_node))
		return;
	call->owed_at = jiffies + line->idle_limit;
	/* The limit is the same for all, so the list is in order. */
	if (list_empty(&line->owed))
		mod_timer(&line->owed_timer, call->owed_at);
	list_add_tail(&call->owed_node, &line->owed);
}

static void write_idle(struct tline_call *call)
{
	call->line->counters.owed_idle++;
	if (tline_state_may_follow(call->state, TLINE_CALLSTATE_DISCONNECTED))
		tline_call_set_state_locked(call, TLINE_CALLSTATE_DISCONNECTED,
					    TLINE_DISCONNECTMODE_UNAVAIL);
	tline_call_set_state_locked(call, TLINE_CALLSTATE_IDLE, 0);
}

/*
 * Softirq: the provider has not said in time that a dropped call is IDLE.
 * Modelled by Owed() in selftests/model/call.pml.
 */
void tline_owed_timer(struct timer_list *timer)
{
	struct tline_line *line = from_timer(line, timer, owed_timer);
	struct tline_call *call;
	unsigned long flags;
	u32 n = 0;

	spin_lock_irqsave(&line->lock, flags);
	while ((call = list_first_entry_or_null(&line->owed, struct tline_call, owed_node)) &&
	       time_after_eq(jiffies, call->owed_at) && n++ < TLINE_BATCH) {
		list_del_init(&call->owed_node);
		write_idle(call);
	}
	if (call)
		mod_timer(timer, call->owed_at);
	spin_unlock_irqrestore(&line->lock, flags);
}

/* --------------------------------------------------------------------- one handle */

/* The call is still being created: the creator takes it along, a monitor does not. */
static void terminate_pending_handle(struct tline_handle *h, enum tline_how how)
	__must_hold(&h->call->line->lock)
{
	struct tline_call *call = h->call;
	struct tline_line *line = call->line;
	bool creator = h->privilege == TLINE_CALLPRIVILEGE_OWNER;

	tline_handle_detach_locked(h);
	if (!creator)
		return;
	/* Its creating request ends, unless that is a request on another call. */
	end_requests(line, &call->requests, how, TLINE_REASON_CALL_CLOSED);
	if (call->life == TLINE_CALL_PENDING)
		tline_terminate_pending_locked(call);
}

/* Modelled by terminate_handle() in selftests/model/handle.pml. */
void tline_terminate_handle_locked(struct tline_handle *h, enum tline_how how)
{
	struct tline_call *call = tline_call_hold(h->call);
	const struct tline_app *app = h->open->app;
	bool owner = h->privilege == TLINE_CALLPRIVILEGE_OWNER;
	bool sole_owner = owner && call->owners == 1;
	bool only_handle = list_is_singular(&call->handles);
	bool drop = sole_owner && !(call->state & TLINE_CALLSTATE_IDLE) &&
		    (how == TLINE_HOW_CLOSE || how == TLINE_HOW_FORCED) &&
		    call->line->closedrop;

	if (call->life == TLINE_CALL_PENDING) {
		terminate_pending_handle(h, how);
	} else {
		tline_handle_detach_locked(h);
		if (drop)
			drop_call(call);
		if (only_handle) {
			close_call(call, how);
		} else {
			tline_call_info_event_locked(call, owner ?
						     TLINE_CALLINFOSTATE_NUMOWNERDECR :
						     TLINE_CALLINFOSTATE_NUMMONITORS, app);
			if (drop)
				owe_idle(call);
		}
	}
	tline_call_put(call);
}

/* ----------------------------------------------------------------------- an open */

static struct tline_proxy *busy_proxy(struct tline_line *line)
{
	struct tline_proxy *proxy;

	list_for_each_entry(proxy, &line->proxies, node)
		if (!list_empty(&proxy->requests))
			return proxy;
	return NULL;
}

/*
 * Before a line is closed by force: TAPI has everything complete before the first
 * LINE_CLOSE.  What belongs to the line or to a call with several handles would
 * otherwise end with the last open, after its own app was told.
 */
void tline_terminate_requests(struct tline_line *line, enum tline_how how)
{
	struct tline_proxy *proxy;
	struct tline_call *call;
	bool unlinked;

	spin_lock_irq(&line->lock);
	/* No handle has died yet: who has lost its replies did so by deallocating. */
	end_requests(line, &line->requests, TLINE_HOW_CLOSE,
		     reason_of(how, TLINE_REASON_LINE_CLOSED));
	while ((proxy = busy_proxy(line))) {
		struct tline_open *open = proxy->open;

		kref_get(&open->ref);
		end_requests(line, &proxy->requests, TLINE_HOW_CLOSE,
			     reason_of(how, TLINE_REASON_LINE_CLOSED));
		tline_open_put(open);
	}
again:
	list_for_each_entry(call, &line->calls, node) {
		if (list_empty(&call->requests))
			continue;
		tline_call_hold(call);
		end_requests(line, &call->requests, TLINE_HOW_CLOSE,
			     reason_of(how, TLINE_REASON_CALL_CLOSED));
		/* A call that was being created has gone with its request. */
		unlinked = list_empty(&call->node);
		tline_call_put(call);
		if (unlinked)
			goto again;
	}
	tline_outbox_kick_locked(line);
	spin_unlock_irq(&line->lock);
}

/* Off the line: it is not routed to, announced to or counted any more. */
static void unlink_open(struct tline_open *open)
{
	struct tline_line *line = open->line;

	list_del_init(&open->line_node);
	if (open->proxy)
		list_del(&open->proxy->node);
	line->num_opens--;
	line->counters.opens--;
	if (open->privileges & TLINE_CALLPRIVILEGE_MONITOR)
		WRITE_ONCE(line->num_monitors, line->num_monitors - 1);
}

static void last_open_gone(struct tline_open *open, enum tline_how how)
	__must_hold(&open->line->lock)
{
	struct tline_line *line = open->line;

	/* A new open that comes while the lock is dropped keeps session and requests. */
	while (list_empty(&line->opens) && !list_empty(&line->requests))
		end_some_requests(line, &line->requests, how, TLINE_REASON_LINE_CLOSED);
	if (!list_empty(&line->opens) || !line->session)
		return;
	line->session = false;
	if (line->opener) {
		/*
		 * The provider has not heard of the open yet, and need not: otherwise
		 * opening and closing would fill the outbox of one that hangs.
		 */
		list_del_init(&line->opener->first_out.node);
		tline_open_put(line->opener);
		line->opener = NULL;
	} else if (line->has_close && !line->gone) {
		kref_get(&open->ref);
		tline_outbox_add_locked(line, &open->last_out, TLINE_OUT_CLOSE);
	}
}

/* The app's side: told if it did not do it itself, and its line handle dies. */
static void leave_app(struct tline_open *open, enum tline_how how)
{
	struct tline_app *app = open->app;

	if (how == TLINE_HOW_GONE && open->api_version < TLINE_API_VERSION_2_0)
		tline_open_event_locked(open, TLINE_MSG_LINEDEVSTATE, open->handle,
					TLINE_DEVSTATE_REMOVED, 0, 0);
	if (how != TLINE_HOW_CLOSE)
		tline_open_event_locked(open, TLINE_MSG_CLOSE, open->handle, 0, 0, 0);
	spin_lock(&app->lock);
	tline_slots_put(&app->handles, tline_slots_find(&app->handles, open->handle));
	list_del_init(&open->app_node);
	spin_unlock(&app->lock);
}

/* Modelled by terminate_open() in selftests/model/line.pml. */
void tline_terminate_open(struct tline_open *open, enum tline_how how)
{
	struct tline_line *line = open->line;

	mutex_lock(&open->close_lock);
	/* Whoever comes second finds it closed, and perhaps the line freed. */
	if (open->state == TLINE_OPEN_CLOSED)
		goto out;
	spin_lock_irq(&line->lock);
	if (open->state == TLINE_OPEN_BOUND) {
		bool forced = how != TLINE_HOW_CLOSE;

		/* No new request from here on; tline_line_unregister() waits for us. */
		open->state = TLINE_OPEN_CLOSED;
		line->closers++;
		unlink_open(open);
		while (!list_empty(&open->handles))
			tline_terminate_handle_locked(list_first_entry(&open->handles,
								       struct tline_handle,
								       open_node), how);
		/* An old app's requests find out by the dead handle that it has closed. */
		if (!forced)
			leave_app(open, how);
		if (open->proxy) {
			end_requests(line, &open->proxy->requests, how, TLINE_REASON_LINE_CLOSED);
			tline_proxy_ended_locked(open->proxy);
		}
		if (list_empty(&line->opens))
			last_open_gone(open, how);
		if (forced)
			leave_app(open, how);
		tline_line_event_locked(line, TLINE_DEVSTATE_CLOSE, 0, 0, NULL);
		tline_line_opens_changed_locked(line);
		tline_outbox_kick_locked(line);
		if (!--line->closers)
			wake_up_var(&line->closers);
		if (wq_has_sleeper(&line->wait))
			wake_up_poll(&line->wait, EPOLLHUP | EPOLLERR);
	}
	open->state = TLINE_OPEN_CLOSED;
	spin_unlock_irq(&line->lock);
out:
	mutex_unlock(&open->close_lock);
}
