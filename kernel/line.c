// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines: allocation, registration, the node and its sysfs entries, and the end.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/crc32.h>
#include <linux/idr.h>
#include <linux/kdev_t.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/wait_bit.h>

#include "tline-priv.h"

#define LINE_FROM_DEV(d)	container_of(d, struct tline_line, dev)

/* ----------------------------------------------------------------------- sysfs */

/*
 * What udev, and whoever reads the line's uevent file, is told.  Not attributes:
 * two files for each of 65,536 lines would cost more than the lines.
 */
static int line_uevent(struct device *dev, struct kobj_uevent_env *env)
{
	const struct tline_line *line = LINE_FROM_DEV(dev);
	int err = add_uevent_var(env, "TLINE_NAME=%s", line->name);

	if (!err && line->serial[0])
		err = add_uevent_var(env, "TLINE_SERIAL=%s", line->serial);
	return err;
}

static void line_free_rcu(struct rcu_head *rcu)
{
	kfree(container_of(rcu, struct tline_line, rcu));
}

/*
 * The last reference: registration and every file of the node have gone.  Ids die
 * here, not earlier, so that no new line meets a file of the old one.  RCU: a
 * deadline or a cancel may still be on its way from a request to this line.
 */
static void line_release(struct device *dev)
{
	struct tline_line *line = LINE_FROM_DEV(dev);
	u32 id = line->id;

	tline_slots_free(&line->call_ids);
	tline_slots_free(&line->op_ids);
	tline_line_free_data(line);
	tline_line_free_devconfigs(line);
	call_rcu(&line->rcu, line_free_rcu);
	ida_free(&tline_registry.line_ids, id);
	wake_up_var(&tline_registry.line_ids);
}

static char *tline_devnode(struct device *dev, umode_t *mode)
{
	/* An app by itself can do nothing; the lines' nodes carry the rights. */
	if (mode && MINOR(dev->devt) == TLINE_MINOR_APP)
		*mode = 0666;
	return kasprintf(GFP_KERNEL, "tline/%s", dev_name(dev));
}

/* Fewer than there are minors: on a machine where lines come and go by themselves. */
static uint max_lines = TLINE_MAX_LINES;
module_param(max_lines, uint, 0444);
MODULE_PARM_DESC(max_lines, "How many lines there can be");

struct class *tline_class;

/* Of lines only: the app node is of the same class. */
static const struct device_type line_type = {
	.name		= "line",
	.uevent		= line_uevent,
	.release	= line_release,
};

int tline_line_init(void)
{
	if (!max_lines || max_lines > TLINE_MAX_LINES) {
		pr_err("max_lines=%u is refused, allowed: 1 to %u\n", max_lines, TLINE_MAX_LINES);
		return -EINVAL;
	}
	/* An allocated one, since a class may outlive its deletion. */
	tline_class = class_create(THIS_MODULE, "tline");
	if (IS_ERR(tline_class))
		return PTR_ERR(tline_class);
	tline_class->devnode = tline_devnode;
	return 0;
}

void tline_line_exit(void)
{
	/* A debugging kernel lets go of devices later than it says. */
	wait_var_event(&tline_registry.line_ids, ida_is_empty(&tline_registry.line_ids));
	class_destroy(tline_class);
}

/* ---------------------------------------------------------------- what it can do */

/* Feature bits follow from the operations that the provider has. */
static void line_features(struct tline_line *line, const struct tline_provider_ops *ops)
{
	/* The core gathers the digits that a provider reports. */
	static const u32 cmd_features[TLINE_CMD_COUNT] = {
		[TLINE_CMD_MONITOR_DIGITS]	= TLINE_CALLFEATURE_MONITORDIGITS |
						  TLINE_CALLFEATURE_GATHERDIGITS,
		[TLINE_CMD_GENERATE_DIGITS]	= TLINE_CALLFEATURE_GENERATEDIGITS,
		[TLINE_CMD_MONITOR_MEDIA]	= TLINE_CALLFEATURE_MONITORMEDIA,
		[TLINE_CMD_MONITOR_TONES]	= TLINE_CALLFEATURE_MONITORTONES,
		[TLINE_CMD_GENERATE_TONE]	= TLINE_CALLFEATURE_GENERATETONE,
		[TLINE_CMD_SET_MEDIACONTROL]	= TLINE_CALLFEATURE_SETMEDIACONTROL,
	};
	u32 i;

	for (i = 1; i < TLINE_OP_COUNT; i++) {
		if (!ops->request[i] || tline_op_table[i].flags & TLINE_ROW_CORE)
			continue;
		line->op_mask |= BIT_ULL(i);
		line->call_features |= tline_op_table[i].call_feature;
		line->line_features |= tline_op_table[i].line_feature;
		line->address_features |= tline_op_table[i].address_feature;
	}
	for (i = 0; i < TLINE_CMD_COUNT; i++) {
		if (!ops->command[i])
			continue;
		line->cmd_mask |= BIT(i);
		line->call_features |= cmd_features[i];
	}
	if (line->cmd_mask & BIT(TLINE_CMD_MONITOR_DIGITS))
		line->op_mask |= BIT_ULL(TLINE_OP_GATHERDIGITS);
	if (line->cmd_mask & BIT(TLINE_CMD_SET_MEDIACONTROL)) {
		line->line_features |= TLINE_LINEFEATURE_SETMEDIACONTROL;
		line->address_features |= TLINE_ADDRFEATURE_SETMEDIACONTROL;
	}
	line->has_open = ops->open;
	line->has_close = ops->close;
	line->has_cancel = ops->cancel;
	line->has_drop_on_close = ops->drop_on_close;
}

int tline_line_caps(struct tline_line *line, struct tline_line_caps *caps)
{
	int err = -ENODEV;

	spin_lock_irq(&line->lock);
	if (!line->gone) {
		*caps = *line->caps;
		caps->line = line->id;
		caps->permanent_id = crc32_le(~0, line->serial, strlen(line->serial));
		caps->num_addresses = line->num_addresses;
		caps->line_features = line->line_features;
		strscpy_pad(caps->name, line->name, sizeof(caps->name));
		strscpy_pad(caps->serial, line->serial, sizeof(caps->serial));
		strscpy_pad(caps->provider, line->provider->name, sizeof(caps->provider));
		err = 0;
	}
	spin_unlock_irq(&line->lock);
	return err;
}

int tline_address_caps(struct tline_line *line, struct tline_ioc_address_caps *arg)
{
	const struct tline_address *address;
	int err = -ENODEV;

	memset(&arg->caps, 0, sizeof(arg->caps));
	arg->result = 0;
	spin_lock_irq(&line->lock);
	if (!line->gone) {
		err = 0;
		if (arg->address < line->num_addresses) {
			address = &line->addresses[array_index_nospec(arg->address,
								      line->num_addresses)];
			arg->caps = *address->caps;
			arg->caps.call_features = line->call_features;
			arg->caps.address_features = line->address_features;
			strscpy_pad(arg->caps.number, address->number, sizeof(arg->caps.number));
		} else {
			arg->result = TLINE_ERR_INVALADDRESSID;
		}
	}
	spin_unlock_irq(&line->lock);
	return err;
}

void tline_line_counters(struct tline_line *line, struct tline_ioc_counters *sum)
{
	spin_lock_irq(&line->lock);
	*sum = line->counters;
	spin_unlock_irq(&line->lock);
}

/* ---------------------------------------------------------------------- messages */

void tline_line_event_locked(struct tline_line *line, u32 states, u32 p2, u32 p3,
			     const struct tline_open *except)
{
	struct tline_open *open;

	list_for_each_entry(open, &line->opens, line_node)
		if (open != except && open->line_states & states)
			tline_open_event_locked(open, TLINE_MSG_LINEDEVSTATE, open->handle,
						open->line_states & states, p2, p3);
}

void tline_address_event_locked(struct tline_line *line, u32 address, u32 states)
{
	struct tline_open *open;

	list_for_each_entry(open, &line->opens, line_node)
		if (open->address_states & states)
			tline_open_event_locked(open, TLINE_MSG_ADDRESSSTATE, open->handle,
						address, open->address_states & states, 0);
}

static void queue_command(struct tline_line *line, struct tline_out *out, u32 kind, u32 cmd)
{
	if (line->cmd_mask & BIT(cmd) && list_empty(&out->node))
		tline_outbox_add_locked(line, out, kind);
}

void tline_line_opens_changed_locked(struct tline_line *line)
{
	queue_command(line, &line->status_out, TLINE_OUT_STATUS_MESSAGES,
		      TLINE_CMD_SET_STATUS_MESSAGES);
	queue_command(line, &line->media_out, TLINE_OUT_MEDIA_DETECTION,
		      TLINE_CMD_SET_MEDIA_DETECTION);
}

/* What a state says of the line's status: bits to set and to clear. */
static const struct {
	u32 state;
	u32 set;
	u32 clear;
} status_of[] = {
	{ TLINE_DEVSTATE_CONNECTED,	TLINE_DEVSTATUSFLAGS_CONNECTED, 0 },
	{ TLINE_DEVSTATE_DISCONNECTED,	0, TLINE_DEVSTATUSFLAGS_CONNECTED },
	{ TLINE_DEVSTATE_MSGWAITON,	TLINE_DEVSTATUSFLAGS_MSGWAIT, 0 },
	{ TLINE_DEVSTATE_MSGWAITOFF,	0, TLINE_DEVSTATUSFLAGS_MSGWAIT },
	{ TLINE_DEVSTATE_INSERVICE,	TLINE_DEVSTATUSFLAGS_INSERVICE, 0 },
	{ TLINE_DEVSTATE_OUTOFSERVICE,	0, TLINE_DEVSTATUSFLAGS_INSERVICE },
};

#define CORE_LINE_STATES	(TLINE_DEVSTATE_OPEN | TLINE_DEVSTATE_CLOSE |	\
				 TLINE_DEVSTATE_NUMCALLS | TLINE_DEVSTATE_REMOVED)
#define CORE_ADDRESS_STATES	(TLINE_ADDRESSSTATE_INUSEZERO | TLINE_ADDRESSSTATE_INUSEONE | \
				 TLINE_ADDRESSSTATE_INUSEMANY | TLINE_ADDRESSSTATE_NUMCALLS)
#define ROAMMODES		(2 * TLINE_ROAMMODE_ROAMB - 1)

void tline_line_state(struct tline_line *line, u32 states, u32 p2, u32 p3)
{
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&line->lock, flags);
	if (states & CORE_LINE_STATES || states & ~TLINE_DEVSTATES_ALL) {
		line->counters.refused_upcalls++;
	} else {
		for (i = 0; i < ARRAY_SIZE(status_of); i++)
			if (states & status_of[i].state)
				line->status = (line->status & ~status_of[i].clear) |
					       status_of[i].set;
		if (states & TLINE_DEVSTATE_RINGING)
			line->ring_mode = p2;
		/* The end of ringing is a status; TAPI has no message for it. */
		if (!p2)
			states &= ~TLINE_DEVSTATE_RINGING;
		tline_line_event_locked(line, states, p2, p3, NULL);
	}
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_line_state, TLINE);

void tline_line_status(struct tline_line *line, u32 item, u32 value)
{
	static const struct {
		u32 state;
		u32 max;
	} items[TLINE_STATUS_ITEMS] = {
		[TLINE_STATUS_COMPLETIONS]	= { TLINE_DEVSTATE_NUMCOMPLETIONS, U32_MAX },
		[TLINE_STATUS_SIGNAL]		= { TLINE_DEVSTATE_SIGNAL, U16_MAX },
		[TLINE_STATUS_BATTERY]		= { TLINE_DEVSTATE_BATTERY, U16_MAX },
		[TLINE_STATUS_ROAMMODE]		= { TLINE_DEVSTATE_ROAMMODE, ROAMMODES },
	};
	unsigned long flags;

	spin_lock_irqsave(&line->lock, flags);
	if (item >= TLINE_STATUS_ITEMS || value > items[item].max) {
		line->counters.refused_upcalls++;
	} else if (line->status_item[item] != value) {
		line->status_item[item] = value;
		tline_line_event_locked(line, items[item].state, 0, 0, NULL);
	}
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_line_status, TLINE);

void tline_devspecific(struct tline_line *line, u32 id, bool feature, u64 p1, u64 p2, u64 p3)
{
	u32 type = feature ? TLINE_MSG_DEVSPECIFICFEATURE : TLINE_MSG_DEVSPECIFIC;
	struct tline_call *call;
	struct tline_handle *h;
	struct tline_open *open;
	unsigned long flags;

	spin_lock_irqsave(&line->lock, flags);
	call = id ? tline_call_reported_locked(line, id, "devspecific") : NULL;
	if (call && tline_call_going(call))
		list_for_each_entry(h, &call->handles, call_node)
			tline_open_event_locked(h->open, type, h->id, p1, p2, p3);
	if (!id)
		list_for_each_entry(open, &line->opens, line_node)
			tline_open_event_locked(open, type, open->handle, p1, p2, p3);
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_devspecific, TLINE);

void tline_address_state(struct tline_line *line, u32 address, u32 states)
{
	unsigned long flags;

	spin_lock_irqsave(&line->lock, flags);
	if (address >= line->num_addresses || states & CORE_ADDRESS_STATES ||
	    states & ~TLINE_ADDRESSSTATES_ALL)
		line->counters.refused_upcalls++;
	else
		tline_address_event_locked(line, address, states);
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_address_state, TLINE);

/* ------------------------------------------------------------------- registration */

struct tline_line *tline_line_alloc(struct tline_provider *provider,
				    const struct tline_line_config *config)
{
	struct tline_line *line;
	int id;

	if (!config->caps || !config->num_addresses || config->num_addresses > U8_MAX ||
	    config->max_calls > TLINE_MAX_CALLS ||
	    (config->name && strlen(config->name) >= TLINE_LINE_NAME_LEN) ||
	    (config->serial && strlen(config->serial) >= TLINE_LINE_NAME_LEN))
		return ERR_PTR(-EINVAL);
	line = kzalloc(struct_size(line, addresses, config->num_addresses), GFP_KERNEL);
	if (!line)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&tline_registry.lock);
	id = ida_alloc_range(&tline_registry.line_ids, tline_registry.next_id, max_lines - 1,
			     GFP_KERNEL);
	/* All ids above those ever seen by an app are taken: better one again than none. */
	if (id == -ENOSPC)
		id = ida_alloc_max(&tline_registry.line_ids, max_lines - 1, GFP_KERNEL);
	mutex_unlock(&tline_registry.lock);
	if (id < 0) {
		kfree(line);
		return ERR_PTR(id);
	}

	line->id = id;
	line->provider = provider;
	line->ops = provider->ops;
	line->caps = config->caps;
	line->priv = config->priv;
	line->max_calls = config->max_calls ?: TLINE_MAX_CALLS;
	line->idle_limit = msecs_to_jiffies(config->idle_limit_ms ?: TLINE_IDLE_LIMIT_MS);
	line->num_addresses = config->num_addresses;
	line->closedrop = config->caps->flags & TLINE_DEVCAPFLAGS_CLOSEDROP;
	line->status = TLINE_DEVSTATUSFLAGS_CONNECTED | TLINE_DEVSTATUSFLAGS_INSERVICE;
	if (config->name)
		strscpy(line->name, config->name, sizeof(line->name));
	else
		snprintf(line->name, sizeof(line->name), "line%d", id);
	if (config->serial)
		strscpy(line->serial, config->serial, sizeof(line->serial));
	spin_lock_init(&line->lock);
	init_waitqueue_head(&line->wait);
	INIT_LIST_HEAD(&line->node);
	INIT_LIST_HEAD(&line->opens);
	INIT_LIST_HEAD(&line->calls);
	INIT_LIST_HEAD(&line->requests);
	INIT_LIST_HEAD(&line->proxies);
	INIT_LIST_HEAD(&line->owed);
	INIT_LIST_HEAD(&line->outbox);
	INIT_LIST_HEAD(&line->devconfigs);
	INIT_LIST_HEAD(&line->status_out.node);
	INIT_LIST_HEAD(&line->media_out.node);
	INIT_WORK(&line->work, tline_outbox_work);
	timer_setup(&line->owed_timer, tline_owed_timer, 0);
	/* Those that are closed keep their id until the provider has been told. */
	tline_slots_init(&line->call_ids, 2 * TLINE_MAX_CALLS);
	tline_slots_init(&line->op_ids, TLINE_MAX_LINE_REQUESTS);
	line_features(line, provider->ops);

	device_initialize(&line->dev);
	line->dev.class = tline_class;
	line->dev.type = &line_type;
	line->dev.parent = provider->parent;
	line->dev.devt = MKDEV(MAJOR(tline_devt), TLINE_MINOR_LINE + id);
	return line;
}
EXPORT_SYMBOL_NS_GPL(tline_line_alloc, TLINE);

void tline_line_free(struct tline_line *line)
{
	put_device(&line->dev);
}
EXPORT_SYMBOL_NS_GPL(tline_line_free, TLINE);

int tline_line_set_address(struct tline_line *line, u32 address, const char *number,
			   const struct tline_address_caps *caps)
{
	if (line->registered || address >= line->num_addresses || !caps ||
	    strscpy(line->addresses[address].number, number, TLINE_NUMBER_LEN) < 0)
		return -EINVAL;
	line->addresses[address].caps = caps;
	return 0;
}
EXPORT_SYMBOL_NS_GPL(tline_line_set_address, TLINE);

/* LINE_CREATE, or to an app below 1.4 a REINIT that says so. */
static void announce(struct tline_line *line)
{
	struct tline_app *app;

	list_for_each_entry(app, &tline_registry.apps, node) {
		struct tline_message msg = { .type = TLINE_MSG_CREATE, .p1 = line->id };

		if (app->api_version < TLINE_API_VERSION_1_4)
			msg = (struct tline_message) {
				.type = TLINE_MSG_LINEDEVSTATE,
				.p1 = TLINE_DEVSTATE_REINIT,
				.p2 = TLINE_MSG_CREATE,
				.p3 = line->id,
			};
		tline_app_event(app, &msg);
	}
}

static void line_disable(struct tline_line *line)
{
	spin_lock_irq(&line->lock);
	line->gone = true;
	spin_unlock_irq(&line->lock);
	wake_up_poll(&line->wait, EPOLLHUP | EPOLLERR);
}

int tline_line_register(struct tline_line *line)
{
	u32 i;
	int err;

	for (i = 0; i < line->num_addresses; i++)
		if (!line->addresses[i].caps)
			return -EINVAL;
	err = dev_set_name(&line->dev, "line%u", line->id);
	if (err)
		return err;

	mutex_lock(&tline_registry.lock);
	/* Everything is ready before it can be found: it can be opened at once. */
	err = tline_registry_add(line);
	if (!err) {
		err = device_add(&line->dev);
		if (err)
			tline_registry_remove(line);
	}
	if (err) {
		/* Somebody may have opened it, by a node made by hand. */
		line_disable(line);
		goto unlock;
	}
	line->registered = true;
	list_add_tail(&line->node, &line->provider->lines);
	announce(line);
unlock:
	mutex_unlock(&tline_registry.lock);
	if (!err)
		tline_netlink_line_new(line);
	return err;
}
EXPORT_SYMBOL_NS_GPL(tline_line_register, TLINE);

/* An open of the line, with a reference, or NULL. */
static struct tline_open *first_open(struct tline_line *line)
{
	struct tline_open *open;

	spin_lock_irq(&line->lock);
	open = list_first_entry_or_null(&line->opens, struct tline_open, line_node);
	if (open)
		kref_get(&open->ref);
	spin_unlock_irq(&line->lock);
	return open;
}

static void close_opens(struct tline_line *line, enum tline_how how)
{
	struct tline_open *open;

	tline_terminate_requests(line, how);
	while ((open = first_open(line))) {
		tline_terminate_open(open, how);
		tline_open_put(open);
	}
}

void tline_line_close(struct tline_line *line)
{
	close_opens(line, TLINE_HOW_FORCED);
}
EXPORT_SYMBOL_NS_GPL(tline_line_close, TLINE);

/* LINE_REMOVE to all apps from 2.0 on; the older ones had their LINE_CLOSE. */
static void announce_end(struct tline_line *line)
{
	struct tline_message msg = { .type = TLINE_MSG_REMOVE, .p1 = line->id };
	struct tline_app *app;

	list_for_each_entry(app, &tline_registry.apps, node)
		if (app->api_version >= TLINE_API_VERSION_2_0)
			tline_app_event(app, &msg);
}

/*
 * The end of a line, in this order:
 *  1. no new opens: the node goes;
 *  2. no new binding, request or call: @gone;
 *  3. no new operation, for the same reason, and none is running;
 *  4. everything ends: opens with their calls and requests, the outbox;
 *  5. the apps and netlink are told; the registration's reference goes.
 * Of several lines, none has operations called while another one's are waited for:
 * hence the two halves.
 */
static void line_begin_end(struct tline_line *line)
{
	device_del(&line->dev);
	line_disable(line);
}

static u32 closers(struct tline_line *line)
{
	u32 n;

	spin_lock_irq(&line->lock);
	n = line->closers;
	spin_unlock_irq(&line->lock);
	return n;
}

static void line_finish_end(struct tline_line *line)
{
	tline_outbox_stop(line);
	close_opens(line, TLINE_HOW_GONE);
	/* Those that are being closed by others: soon done, they wait for nobody. */
	wait_var_event(&line->closers, !closers(line));
	/* Of a line that is gone, delivering is but letting go. */
	tline_line_flush(line);
	flush_work(&line->work);
	timer_shutdown_sync(&line->owed_timer);
	mutex_lock(&tline_registry.lock);
	tline_registry_remove(line);
	tline_counters_add(&tline_registry.departed, &line->counters);
	announce_end(line);
	mutex_unlock(&tline_registry.lock);
	tline_netlink_line_gone(line);
	put_device(&line->dev);
}

/* Modelled by Unplug() in selftests/model/line.pml. */
void tline_line_unregister(struct tline_line *line)
{
	mutex_lock(&tline_registry.lock);
	list_del_init(&line->node);
	mutex_unlock(&tline_registry.lock);
	line_begin_end(line);
	line_finish_end(line);
}
EXPORT_SYMBOL_NS_GPL(tline_line_unregister, TLINE);

void tline_lines_unregister(struct list_head *lines)
{
	struct tline_line *line, *next;

	list_for_each_entry(line, lines, node)
		line_begin_end(line);
	list_for_each_entry_safe(line, next, lines, node) {
		list_del_init(&line->node);
		line_finish_end(line);
	}
}

void *tline_line_priv(const struct tline_line *line)
{
	return line->priv;
}
EXPORT_SYMBOL_NS_GPL(tline_line_priv, TLINE);

u32 tline_line_id(const struct tline_line *line)
{
	return line->id;
}
EXPORT_SYMBOL_NS_GPL(tline_line_id, TLINE);
