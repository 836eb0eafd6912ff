// SPDX-License-Identifier: GPL-2.0-only
/*
 * The virtual clock of an exchange: events in the order of their time, and of
 * being set among those due together.  In auto mode the time follows real time
 * and a delayed work runs what is due; in manual mode it stands still until
 * stepped, and whoever steps runs it.
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "sim.h"

#define SIM_MAX_SLEEP_MS	3600000

static struct sim_event *first_event(struct sim_exchange *ex)
{
	struct rb_node *node = rb_first_cached(&ex->events);

	return node ? rb_entry(node, struct sim_event, node) : NULL;
}

static u64 real_now(const struct sim_exchange *ex)
{
	return ex->base + ktime_ms_delta(ktime_get(), ex->since);
}

/* The time of an event while it runs: what follows from it is not delayed by us. */
u64 sim_clock_now(struct sim_exchange *ex)
{
	lockdep_assert_held(&ex->lock);
	if (ex->live && !ex->manual && !ex->in_event)
		ex->now = max(ex->now, real_now(ex));
	return ex->now;
}

static void kick(struct sim_exchange *ex)
{
	struct sim_event *ev = first_event(ex);
	u64 now;

	if (!ev || ex->manual || ex->in_event)
		return;
	now = sim_clock_now(ex);
	mod_delayed_work(system_unbound_wq, &ex->work,
			 ev->due > now ? msecs_to_jiffies(min_t(u64, ev->due - now,
								SIM_MAX_SLEEP_MS)) : 0);
}

void sim_event_init(struct sim_event *ev)
{
	RB_CLEAR_NODE(&ev->node);
}

static bool event_less(struct rb_node *a, const struct rb_node *b)
{
	const struct sim_event *x = rb_entry(a, struct sim_event, node);
	const struct sim_event *y = rb_entry(b, struct sim_event, node);

	return x->due != y->due ? x->due < y->due : x->seq < y->seq;
}

void sim_event_cancel(struct sim_exchange *ex, struct sim_event *ev)
{
	lockdep_assert_held(&ex->lock);
	if (RB_EMPTY_NODE(&ev->node))
		return;
	rb_erase_cached(&ev->node, &ex->events);
	RB_CLEAR_NODE(&ev->node);
}

void sim_event_set(struct sim_exchange *ex, struct sim_event *ev, u64 delay,
		   void (*fn)(struct sim_exchange *ex, struct sim_event *ev))
{
	sim_event_cancel(ex, ev);
	ev->due = sim_clock_now(ex) + delay;
	ev->seq = ex->event_seq++;
	ev->fn = fn;
	rb_add_cached(&ev->node, &ex->events, event_less);
	if (first_event(ex) == ev)
		kick(ex);
}

/* A handler may drop the lock, and run events of its own making: look again. */
static int run_until(struct sim_exchange *ex, u64 until)
{
	struct sim_event *ev;
	int ret = 0;

	lockdep_assert_held(&ex->run);
	ex->in_event = true;
	while ((ev = first_event(ex)) && ev->due <= until) {
		sim_event_cancel(ex, ev);
		/* However late it runs: rings every six seconds are not to drift. */
		ex->now = ev->due;
		ev->fn(ex, ev);
		mutex_unlock(&ex->lock);
		cond_resched();
		mutex_lock(&ex->lock);
		if (fatal_signal_pending(current)) {
			ret = -EINTR;
			break;
		}
	}
	ex->in_event = false;
	return ret;
}

int sim_clock_step(struct sim_exchange *ex, u64 ms)
{
	u64 until = ex->now + ms;
	int ret = run_until(ex, until);

	if (!ret)
		ex->now = until;
	return ret;
}

static void clock_work(struct work_struct *work)
{
	struct sim_exchange *ex = container_of(to_delayed_work(work), struct sim_exchange, work);

	mutex_lock(&ex->run);
	mutex_lock(&ex->lock);
	if (ex->live && !ex->manual) {
		run_until(ex, real_now(ex));
		kick(ex);
	}
	mutex_unlock(&ex->lock);
	mutex_unlock(&ex->run);
}

void sim_clock_set_manual(struct sim_exchange *ex, bool manual)
{
	ex->base = sim_clock_now(ex);
	ex->since = ktime_get();
	ex->manual = manual;
	if (ex->live)
		kick(ex);
}

void sim_clock_start(struct sim_exchange *ex)
{
	ex->now = 0;
	ex->base = 0;
	ex->since = ktime_get();
	ex->event_seq = 0;
}

void sim_clock_init(struct sim_exchange *ex)
{
	ex->events = RB_ROOT_CACHED;
	INIT_DELAYED_WORK(&ex->work, clock_work);
}

void sim_clock_stop(struct sim_exchange *ex)
{
	cancel_delayed_work_sync(&ex->work);
}
