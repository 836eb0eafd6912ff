// SPDX-License-Identifier: GPL-2.0-only
/*
 * Open lines: binding a file of /dev/tline/lineN to an app, and what an open can
 * ask and set.  How it ends is in terminate.c.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "tline-priv.h"

#define NO_RINGS	U32_MAX		/* no wish how often a call is to ring */
#define PRIVILEGES	(TLINE_CALLPRIVILEGE_MONITOR | TLINE_CALLPRIVILEGE_OWNER)
#define OPTIONS		(TLINE_OPENOPTION_SINGLEADDRESS | TLINE_OPENOPTION_PROXY)

struct tline_open *tline_open_create(struct tline_line *line, bool writable)
{
	struct tline_open *open = kzalloc(sizeof(*open), GFP_KERNEL_ACCOUNT);

	if (!open)
		return NULL;
	kref_init(&open->ref);
	mutex_init(&open->close_lock);
	INIT_LIST_HEAD(&open->handles);
	INIT_LIST_HEAD(&open->first_out.node);
	INIT_LIST_HEAD(&open->last_out.node);
	open->line = line;
	get_device(&line->dev);
	open->writable = writable;
	return open;
}

static void open_release(struct kref *ref)
{
	struct tline_open *open = container_of(ref, struct tline_open, ref);

	put_pid(open->pid);
	/* Most have neither: even freeing nothing costs. */
	if (open->proxy || open->rings) {
		kfree(open->proxy);
		kfree(open->rings);
	}
	kfree(open);
}

/* May be called with the line's lock held; so the line itself is let go by the file. */
void tline_open_put(struct tline_open *open)
{
	kref_put(&open->ref, open_release);
}

int tline_open_check_locked(const struct tline_open *open)
{
	lockdep_assert_held(&open->line->lock);
	if (open->line->gone)
		return -ENODEV;
	return open->state == TLINE_OPEN_BOUND ? 0 : -ENOTCONN;
}

void tline_open_event_locked(struct tline_open *open, u32 type, u32 handle,
			     u64 p1, u64 p2, u64 p3)
{
	struct tline_message msg = {
		.type = type,
		.handle = handle,
		.instance = open->instance,
		.p1 = p1,
		.p2 = p2,
		.p3 = p3,
	};

	tline_app_event(open->app, &msg);
}

/* --------------------------------------------------------------------- binding */

/* One user is not to keep the others from a line. */
static bool user_has_enough(const struct tline_line *line)
{
	const struct tline_open *open;
	u32 n = 0;

	if (line->num_opens < TLINE_MAX_USER_OPENS)
		return false;
	list_for_each_entry(open, &line->opens, line_node)
		n += uid_eq(open->uid, current_uid());
	return n >= TLINE_MAX_USER_OPENS && !capable(CAP_SYS_RESOURCE);
}

/* The refusals that lineOpen documents. */
static s32 check_bind(const struct tline_line *line, const struct tline_ioc_open *arg)
{
	u32 priv = arg->privileges & ~OPTIONS;
	const struct tline_line_caps *caps = line->caps;

	if (arg->api_version < TLINE_API_VERSION_MIN ||
	    arg->api_version > TLINE_API_VERSION_MAX ||
	    (caps->api_version && arg->api_version > caps->api_version))
		return TLINE_ERR_INCOMPATIBLEAPIVERSION;
	if (priv != TLINE_CALLPRIVILEGE_NONE && (!priv || priv & ~PRIVILEGES))
		return TLINE_ERR_INVALPRIVSELECT;
	if (arg->privileges & TLINE_OPENOPTION_SINGLEADDRESS &&
	    arg->address >= line->num_addresses)
		return TLINE_ERR_INVALADDRESSID;
	if (priv & TLINE_CALLPRIVILEGE_OWNER &&
	    (!arg->media_modes ||
	     arg->media_modes & ~(caps->media_modes | TLINE_MEDIAMODE_UNKNOWN)))
		return TLINE_ERR_INVALMEDIAMODE;
	if (arg->proxy_types && !tline_proxy_free_locked(line, arg->proxy_types))
		return TLINE_ERR_NOTREGISTERED;
	if (line->num_opens >= TLINE_MAX_OPENS || user_has_enough(line))
		return TLINE_ERR_RESOURCEUNAVAIL;
	return 0;
}

static int bind_app(struct tline_open *open, struct tline_app *app)
{
	int err = 0;

	spin_lock(&app->lock);
	if (app->dead)
		err = -ESHUTDOWN;
	else
		open->handle = tline_slots_get(&app->handles, TLINE_SLOT_LINE);
	if (open->handle) {
		list_add_tail(&open->app_node, &app->opens);
		app->bound = true;
	}
	spin_unlock(&app->lock);
	return err;
}

/* Handles for the calls that are being created, so that the open will hear of them. */
static bool bind_pending(struct tline_open *open, struct list_head *pool)
{
	struct tline_call *call;

	list_for_each_entry(call, &open->line->calls, node)
		if (call->life == TLINE_CALL_PENDING &&
		    !tline_handle_attach_locked(pool, open, call, TLINE_CALLPRIVILEGE_MONITOR))
			return false;
	return true;
}

static u32 count_pending(struct tline_line *line)
{
	struct tline_call *call;
	u32 n = 0;

	list_for_each_entry(call, &line->calls, node)
		n += call->life == TLINE_CALL_PENDING;
	return n;
}

static void unbind_partly(struct tline_open *open)
{
	struct tline_app *app = open->app;

	while (!list_empty(&open->handles))
		tline_handle_detach_locked(list_first_entry(&open->handles, struct tline_handle,
							    open_node));
	spin_lock(&app->lock);
	tline_slots_put(&app->handles, tline_slots_find(&app->handles, open->handle));
	list_del(&open->app_node);
	spin_unlock(&app->lock);
	open->handle = 0;
	open->app = NULL;
}

static void bind_line(struct tline_open *open)
{
	struct tline_line *line = open->line;

	list_add_tail(&open->line_node, &line->opens);
	line->num_opens++;
	line->counters.opens++;
	if (open->privileges & TLINE_CALLPRIVILEGE_MONITOR)
		WRITE_ONCE(line->num_monitors, line->num_monitors + 1);
	if (!line->session) {
		line->session = true;
		if (line->has_open || line->has_close) {
			kref_get(&open->ref);
			line->opener = open;
			tline_outbox_add_locked(line, &open->first_out, TLINE_OUT_OPEN);
		}
	}
	tline_line_opens_changed_locked(line);
	tline_line_event_locked(line, TLINE_DEVSTATE_OPEN, 0, 0, open);
}

/*
 * 0, and @proxy (*@proxy NULL: none) taken; a TLINE_ERR_, an errno, or -EAGAIN: *@need
 * handles for pending calls.
 */
static int bind_locked(struct tline_open *open, struct tline_app *app,
		       const struct tline_ioc_open *arg, struct list_head *pool, u32 *need,
		       struct tline_proxy **proxy)
{
	struct tline_line *line = open->line;
	u32 have = *need;
	int err;

	if (open->state != TLINE_OPEN_UNBOUND)
		return -EISCONN;
	if (line->gone)
		return -ENODEV;
	err = check_bind(line, arg);
	if (err)
		return err;
	open->privileges = arg->privileges & (PRIVILEGES | TLINE_CALLPRIVILEGE_NONE);
	if (open->privileges & TLINE_CALLPRIVILEGE_MONITOR) {
		*need = count_pending(line);
		if (*need > have)
			return -EAGAIN;
	}
	err = bind_app(open, app);
	if (err)
		return err;
	if (!open->handle)
		return tline_handle_error(app);
	open->app = app;
	open->api_version = arg->api_version;
	open->media_modes = open->privileges & TLINE_CALLPRIVILEGE_OWNER ? arg->media_modes : 0;
	open->address = arg->privileges & TLINE_OPENOPTION_SINGLEADDRESS ?
			arg->address : TLINE_ADDRESS_ANY;
	open->instance = arg->instance;
	open->line_states = TLINE_DEVSTATE_REINIT;
	if (open->privileges & TLINE_CALLPRIVILEGE_MONITOR && !bind_pending(open, pool)) {
		/* Now: what is undone makes room. */
		err = tline_handle_error(app);
		unbind_partly(open);
		return err;
	}
	open->uid = current_uid();
	open->pid = get_pid(task_tgid(current));
	kref_get(&app->ref);
	bind_line(open);
	if (*proxy) {
		open->proxy = *proxy;
		*proxy = NULL;
		tline_proxy_begin_locked(open->proxy);
	}
	/* Pairs with readers of @state that go on to use @app without the lock. */
	smp_store_release(&open->state, TLINE_OPEN_BOUND);
	return 0;
}

int tline_open_bind(struct tline_open *open, struct tline_app *app, struct tline_ioc_open *arg)
{
	struct tline_line *line = open->line;
	struct tline_proxy *proxy = NULL;
	LIST_HEAD(pool);
	u32 have = 0, need = 0;
	int ret;

	if (arg->reserved || ((arg->proxy_types || arg->privileges & TLINE_OPENOPTION_PROXY) &&
			      !tline_proxy_valid(arg)))
		return -EINVAL;
	if (arg->privileges & (TLINE_CALLPRIVILEGE_OWNER | TLINE_OPENOPTION_PROXY) &&
	    !open->writable)
		return -EPERM;
	if (arg->proxy_types)
		proxy = tline_proxy_alloc(open, arg->proxy_types);
	do {
		if ((arg->proxy_types && !proxy) || !tline_handles_alloc(&pool, &have, need)) {
			ret = TLINE_ERR_NOMEM;
			break;
		}
		need = have;
		spin_lock_irq(&line->lock);
		ret = bind_locked(open, app, arg, &pool, &need, &proxy);
		spin_unlock_irq(&line->lock);
	} while (ret == -EAGAIN);
	tline_handles_free(&pool);
	if (arg->proxy_types)
		kfree(proxy);
	if (!ret)
		tline_outbox_run(line);

	arg->line = line->id;
	arg->handle = open->handle;
	if (ret < -MAX_ERRNO) {
		arg->result = ret;
		arg->handle = 0;
		return 0;
	}
	arg->result = 0;
	return ret;
}

/* --------------------------------------------------------------- asking, setting */

/* Number of the app's newest message; what the line's lock guards is true for it. */
static u64 app_seq(struct tline_open *open)
{
	u64 seq;

	spin_lock(&open->app->lock);
	seq = open->app->queue.seq;
	spin_unlock(&open->app->lock);
	return seq;
}

/*
 * sparse cannot follow a lock that is taken on success only; so it is told that
 * none is, here and in tline_open_end().
 */
int tline_open_begin(struct tline_open *open)
{
	int err;

	spin_lock_irq(&open->line->lock);
	err = tline_open_check_locked(open);
	if (err)
		spin_unlock_irq(&open->line->lock);
	else
		__release(&open->line->lock);
	return err;
}

void tline_open_end(struct tline_open *open, u64 *seq)
{
	__acquire(&open->line->lock);
	if (seq)
		*seq = app_seq(open);
	spin_unlock_irq(&open->line->lock);
}

int tline_open_line_status(struct tline_open *open, struct tline_ioc_line_status *st)
{
	struct tline_line *line = open->line;
	struct tline_open *o;
	int err;

	memset(st, 0, sizeof(*st));
	err = tline_open_begin(open);
	if (err)
		return err;
	st->num_opens = line->num_opens;
	list_for_each_entry(o, &line->opens, line_node)
		st->open_media_modes |= o->media_modes;
	st->active_calls = line->activity[TLINE_ACTIVE];
	st->onhold_calls = line->activity[TLINE_ONHOLD];
	st->onhold_pending_calls = line->activity[TLINE_ONHOLD_PENDING];
	st->line_features = line->line_features;
	if (line->num_calls >= line->max_calls)
		st->line_features &= ~TLINE_LINEFEATURE_MAKECALL;
	st->num_completions = line->status_item[TLINE_STATUS_COMPLETIONS];
	st->ring_mode = line->ring_mode;
	st->signal = line->status_item[TLINE_STATUS_SIGNAL];
	st->battery = line->status_item[TLINE_STATUS_BATTERY];
	st->roam_mode = line->status_item[TLINE_STATUS_ROAMMODE];
	st->status = line->status;
	st->media_modes = line->num_calls < line->max_calls ? line->caps->media_modes : 0;
	tline_open_end(open, &st->seq);
	return 0;
}

int tline_open_address_status(struct tline_open *open, struct tline_ioc_address_status *st)
{
	struct tline_line *line = open->line;
	u32 address = st->address, *calls;
	int err;

	memset(st, 0, sizeof(*st));
	st->address = address;
	err = tline_open_begin(open);
	if (err)
		return err;
	if (address < line->num_addresses) {
		calls = line->addresses[array_index_nospec(address, line->num_addresses)].calls;
		st->active_calls = calls[TLINE_ACTIVE];
		st->onhold_calls = calls[TLINE_ONHOLD];
		st->onhold_pending_calls = calls[TLINE_ONHOLD_PENDING];
		st->num_in_use = st->active_calls + st->onhold_calls +
				 st->onhold_pending_calls ? 1 : 0;
		st->address_features = line->address_features;
		if (line->num_calls >= line->max_calls)
			st->address_features &= ~TLINE_ADDRFEATURE_MAKECALL;
	} else {
		st->result = TLINE_ERR_INVALADDRESSID;
	}
	tline_open_end(open, &st->seq);
	return 0;
}

int tline_open_set_status_messages(struct tline_open *open, struct tline_ioc_status_messages *m)
{
	int err;

	m->result = 0;
	if (m->line_states & ~TLINE_DEVSTATES_ALL)
		m->result = TLINE_ERR_INVALLINESTATE;
	else if (m->address_states & ~TLINE_ADDRESSSTATES_ALL)
		m->result = TLINE_ERR_INVALADDRESSSTATE;
	err = tline_open_begin(open);
	if (err)
		return err;
	if (!m->result) {
		open->line_states = m->line_states | TLINE_DEVSTATE_REINIT;
		open->address_states = m->address_states;
		tline_line_opens_changed_locked(open->line);
	}
	tline_open_end(open, NULL);
	tline_outbox_run(open->line);
	return 0;
}

int tline_open_get_status_messages(struct tline_open *open, struct tline_ioc_status_messages *m)
{
	int err;

	memset(m, 0, sizeof(*m));
	err = tline_open_begin(open);
	if (err)
		return err;
	m->line_states = open->line_states;
	m->address_states = open->address_states;
	tline_open_end(open, NULL);
	return 0;
}

/* A vote goes with its open. */
int tline_open_set_num_rings(struct tline_open *open, struct tline_ioc_num_rings *arg)
{
	u32 n = open->line->num_addresses, *rings;
	int err;

	arg->reserved = 0;
	rings = kmalloc_array(n, sizeof(*rings), GFP_KERNEL_ACCOUNT);
	if (!rings)
		return -ENOMEM;
	memset32(rings, NO_RINGS, n);
	err = tline_open_begin(open);
	if (err)
		goto free;
	arg->result = arg->address < n ? 0 : TLINE_ERR_INVALADDRESSID;
	if (!arg->result) {
		if (!open->rings)
			swap(open->rings, rings);
		open->rings[array_index_nospec(arg->address, n)] = arg->rings;
	}
	tline_open_end(open, NULL);
free:
	kfree(rings);
	return err;
}

int tline_open_get_num_rings(struct tline_open *open, struct tline_ioc_num_rings *arg)
{
	struct tline_line *line = open->line;
	u32 n = line->num_addresses;
	struct tline_open *o;
	int err;

	arg->reserved = 0;
	arg->rings = NO_RINGS;
	err = tline_open_begin(open);
	if (err)
		return err;
	arg->result = arg->address < n ? 0 : TLINE_ERR_INVALADDRESSID;
	if (!arg->result)
		list_for_each_entry(o, &line->opens, line_node)
			if (o->rings)
				arg->rings = min(arg->rings,
						 o->rings[array_index_nospec(arg->address, n)]);
	tline_open_end(open, NULL);
	return 0;
}

static void fill_open_info(struct tline_open_info *info, const struct tline_open *open)
{
	strscpy(info->name, open->app->name, sizeof(info->name));
	strscpy(info->module, open->app->module, sizeof(info->module));
	info->media_modes = open->media_modes;
	info->address = open->address;
	info->uid = from_kuid_munged(current_user_ns(), open->uid);
	info->pid = pid_vnr(open->pid);
}

int tline_open_opens(struct tline_open *open, struct tline_ioc_opens *arg)
{
	struct tline_line *line = open->line;
	struct tline_open_info *info = NULL;
	struct tline_open *o;
	u32 room = min_t(u32, arg->count, TLINE_MAX_OPENS), n = 0, i;
	int err = 0;

	if (arg->entry_size != sizeof(*info) || (room && !arg->opens))
		return -EINVAL;
	if (room) {
		info = kvcalloc(room, sizeof(*info), GFP_KERNEL_ACCOUNT);
		if (!info)
			return -ENOMEM;
	}
	spin_lock_irq(&line->lock);
	list_for_each_entry(o, &line->opens, line_node) {
		if (n < room)
			fill_open_info(&info[n], o);
		n++;
	}
	spin_unlock_irq(&line->lock);
	i = min(n, room);
	if (i && copy_to_user(u64_to_user_ptr(arg->opens), info, i * sizeof(*info)))
		err = -EFAULT;
	kvfree(info);
	arg->count = n;
	return err;
}
