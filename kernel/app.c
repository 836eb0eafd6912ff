// SPDX-License-Identifier: GPL-2.0-only
/*
 * App registrations: the object behind an open file of /dev/tline/app, its set-up,
 * its end, and the reader of its queue.
 */
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "tline-priv.h"

struct tline_app *tline_app_create(void)
{
	struct tline_app *app;

	app = kzalloc(sizeof(*app), GFP_KERNEL_ACCOUNT);
	if (!app)
		return NULL;
	app->stage = kmalloc_array(TLINE_STAGE, sizeof(*app->stage), GFP_KERNEL_ACCOUNT);
	if (!app->stage || tline_queue_init(&app->queue, TLINE_DEF_EVENTS)) {
		kfree(app->stage);
		kfree(app);
		return NULL;
	}
	kref_init(&app->ref);
	spin_lock_init(&app->lock);
	app->api_version = TLINE_API_VERSION_MAX;
	INIT_LIST_HEAD(&app->opens);
	INIT_LIST_HEAD(&app->recipient_node);
	INIT_LIST_HEAD(&app->assists);
	tline_slots_init(&app->handles, TLINE_MAX_HANDLES);
	tline_slots_init(&app->requests, TLINE_MAX_REQUESTS);
	timerqueue_init_head(&app->deadlines);
	hrtimer_init(&app->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_SOFT);
	app->timer.function = tline_op_deadline;
	init_waitqueue_head(&app->wait);
	init_waitqueue_head(&app->done_wait);
	mutex_init(&app->read_lock);

	mutex_lock(&tline_registry.lock);
	tline_priority_rank(app);
	list_add_tail(&app->node, &tline_registry.apps);
	if (!tline_registry.num_apps++)
		tline_registry.next_id = tline_registry.num_ids;
	mutex_unlock(&tline_registry.lock);
	return app;
}

static void app_release(struct kref *ref)
{
	struct tline_app *app = container_of(ref, struct tline_app, ref);

	tline_slots_free(&app->handles);
	tline_slots_free(&app->requests);
	tline_queue_free(&app->queue);
	kfree(app->stage);
	kfree(app);
}

void tline_app_put(struct tline_app *app)
{
	kref_put(&app->ref, app_release);
}

/* An open still bound to a dead app, with a reference. */
static struct tline_open *next_open(struct tline_app *app)
{
	struct tline_open *open;

	spin_lock_irq(&app->lock);
	open = list_first_entry_or_null(&app->opens, struct tline_open, app_node);
	if (open)
		kref_get(&open->ref);
	spin_unlock_irq(&app->lock);
	return open;
}

/* Modelled by Shutdown() in selftests/model/line.pml. */
void tline_app_shutdown(struct tline_app *app)
{
	struct tline_open *open;
	bool first;

	spin_lock_irq(&app->lock);
	first = !app->dead;
	app->dead = true;
	spin_unlock_irq(&app->lock);
	wake_up_poll(&app->wait, EPOLLHUP | EPOLLERR);
	wake_up_all(&app->done_wait);

	/* No new ones: binding looks at @dead under the same lock. */
	while ((open = next_open(app))) {
		tline_terminate_open(open, TLINE_HOW_CLOSE);
		tline_open_put(open);
	}
	tline_op_orphan(app);
	/* Nothing arms it any more: requests without an app have no deadline. */
	hrtimer_cancel(&app->timer);

	if (!first)
		return;
	mutex_lock(&tline_registry.lock);
	tline_assist_end(app);
	list_del(&app->node);
	if (!--tline_registry.num_apps)
		tline_registry.next_id = 0;
	mutex_unlock(&tline_registry.lock);
}

int tline_app_setup(struct tline_app *app, const struct tline_ioc_app_setup *setup)
{
	u32 events = setup->events ?: TLINE_DEF_EVENTS;
	struct tline_message *ring;
	int err = 0;

	if (strnlen(setup->name, sizeof(setup->name)) == sizeof(setup->name) ||
	    strnlen(setup->module, sizeof(setup->module)) == sizeof(setup->module) ||
	    setup->api_version < TLINE_API_VERSION_MIN ||
	    setup->api_version > TLINE_API_VERSION_MAX || !is_power_of_2(events) ||
	    events < TLINE_MIN_EVENTS || events > TLINE_MAX_EVENTS)
		return -EINVAL;
	ring = tline_ring_alloc(events);
	if (!ring)
		return -ENOMEM;

	mutex_lock(&tline_registry.lock);
	spin_lock_irq(&app->lock);
	if (app->dead) {
		err = -ESHUTDOWN;
	} else if (app->bound) {
		err = -EBUSY;
	} else {
		strscpy(app->name, setup->name, sizeof(app->name));
		strscpy(app->module, setup->module, sizeof(app->module));
		app->api_version = setup->api_version;
		ring = tline_queue_resize(&app->queue, ring, events);
	}
	spin_unlock_irq(&app->lock);
	tline_priority_rank(app);
	mutex_unlock(&tline_registry.lock);
	kvfree(ring);
	return err;
}

void tline_app_info(struct tline_app *app, struct tline_ioc_app_info *info)
{
	memset(info, 0, sizeof(*info));
	info->abi_version = TLINE_ABI_VERSION;
	info->max_api_version = TLINE_API_VERSION_MAX;
	mutex_lock(&tline_registry.lock);
	info->num_lines = tline_registry.num_ids;
	mutex_unlock(&tline_registry.lock);
	spin_lock_irq(&app->lock);
	info->handles = app->handles.used;
	info->requests = app->queue.reserved;
	info->unread = app->requests.used - app->queue.reserved - app->kept;
	info->events = app->queue.events;
	info->seq = app->queue.seq;
	info->lost = app->queue.lost_total;
	spin_unlock_irq(&app->lock);
}

/* ------------------------------------------------------------------- the queue */

/* Costs a barrier instead of a lock when nobody sleeps. */
void tline_app_wake_locked(struct tline_app *app)
{
	lockdep_assert_held(&app->lock);
	if (wq_has_sleeper(&app->wait))
		wake_up_interruptible_poll(&app->wait, EPOLLIN | EPOLLRDNORM);
}

void tline_app_event(struct tline_app *app, struct tline_message *msg)
{
	unsigned long flags;

	spin_lock_irqsave(&app->lock, flags);
	if (!app->dead) {
		tline_queue_event(&app->queue, msg);
		tline_app_wake_locked(app);
	}
	spin_unlock_irqrestore(&app->lock, flags);
}

static bool app_readable(struct tline_app *app)
{
	bool readable;

	spin_lock_irq(&app->lock);
	readable = app->dead || !tline_queue_empty(&app->queue) ||
		   READ_ONCE(app->stage_pos) != READ_ONCE(app->staged);
	spin_unlock_irq(&app->lock);
	return readable;
}

/* Move up to @n messages to the stage; ids of most completions become free. */
static int stage_fill(struct tline_app *app, u32 n)
{
	u32 i;

	spin_lock_irq(&app->lock);
	if (app->dead) {
		spin_unlock_irq(&app->lock);
		return -ESHUTDOWN;
	}
	n = tline_queue_take(&app->queue, app->stage, min_t(u32, n, TLINE_STAGE));
	for (i = 0; i < n; i++)
		if (app->stage[i].type == TLINE_MSG_REPLY)
			tline_op_heard_locked(app, app->stage[i].p1);
	WRITE_ONCE(app->stage_pos, 0);
	WRITE_ONCE(app->staged, n);
	spin_unlock_irq(&app->lock);
	return n;
}

/* A copy of constant size is several times cheaper. */
static unsigned long copy_messages(char __user *to, const struct tline_message *from, u32 n)
{
	if (n == 1)
		return copy_to_user(to, from, sizeof(*from));
	return copy_to_user(to, from, n * sizeof(*from));
}

/*
 * Messages pass through the stage because the ring may drop its oldest while a
 * copy to user space sleeps.  What a fault leaves there is the next to be read.
 */
static ssize_t read_messages(struct tline_app *app, char __user *buf, u32 n)
{
	u32 done = 0;
	int ret = 0;

	while (done < n) {
		u32 k;

		if (app->stage_pos == app->staged) {
			ret = stage_fill(app, n - done);
			if (ret <= 0)
				break;
		}
		k = min(app->staged - app->stage_pos, n - done);
		if (copy_messages(buf + done * sizeof(struct tline_message),
				  app->stage + app->stage_pos, k)) {
			ret = -EFAULT;
			break;
		}
		WRITE_ONCE(app->stage_pos, app->stage_pos + k);
		done += k;
	}
	return done ? done * sizeof(struct tline_message) : ret;
}

ssize_t tline_app_read(struct tline_app *app, char __user *buf, size_t size, bool nonblock)
{
	u32 n = min_t(size_t, size, INT_MAX) / sizeof(struct tline_message);
	ssize_t ret;

	if (!n)
		return -EINVAL;
	for (;;) {
		if (mutex_lock_interruptible(&app->read_lock))
			return -ERESTARTSYS;
		ret = read_messages(app, buf, n);
		mutex_unlock(&app->read_lock);
		if (ret)
			return ret;
		if (nonblock)
			return -EAGAIN;
		if (wait_event_interruptible(app->wait, app_readable(app)))
			return -ERESTARTSYS;
	}
}

__poll_t tline_app_poll(struct tline_app *app, struct file *file,
			struct poll_table_struct *wait)
{
	poll_wait(file, &app->wait, wait);
	if (READ_ONCE(app->dead))
		return EPOLLHUP | EPOLLERR;
	return app_readable(app) ? EPOLLIN | EPOLLRDNORM : 0;
}
