/* SPDX-License-Identifier: GPL-2.0-only */
/* Inside of the tline core: lines, their outbox and who has them open. */
#ifndef _TLINE_LINE_H
#define _TLINE_LINE_H

#include <linux/device.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "tline-leaf.h"
#include "tline-provider.h"

struct tline_app;
struct tline_call;
struct tline_proxy;

#define TLINE_MINOR_APP		0
#define TLINE_MINOR_LINE	16	/* minor of line 0; those between are reserved */

#define TLINE_IDLE_LIMIT_MS	30000

#define TLINE_DEVSTATES_ALL	0x01ffffff
#define TLINE_ADDRESSSTATES_ALL	0x000001ff

/* ------------------------------------------------------------------- line.c */

/* Things to tell a provider, see outbox.c. */
enum tline_out_kind {
	TLINE_OUT_OPEN,			/* tline_open.first_out */
	TLINE_OUT_CLOSE,		/* tline_open.last_out */
	TLINE_OUT_REQUEST,		/* tline_op.out */
	TLINE_OUT_CANCEL,		/* tline_op.out */
	TLINE_OUT_CANCEL_FORCE,		/* tline_op.out */
	TLINE_OUT_DROP_ON_CLOSE,	/* tline_call.drop.out */
	TLINE_OUT_CLOSE_CALL,		/* tline_call.close_out */
	TLINE_OUT_CALL_DIGITS,		/* tline_call.digits_out */
	TLINE_OUT_CALL_MEDIA,		/* tline_call.media_out */
	TLINE_OUT_STATUS_MESSAGES,	/* tline_line.status_out */
	TLINE_OUT_MEDIA_DETECTION,	/* tline_line.media_out */
	TLINE_OUT_CALL_DETECT,		/* tline_call.detect_out */
	TLINE_OUT_TONES,		/* tline_tones.out */
	TLINE_OUT_COMMAND,		/* tline_cmd.out */
	TLINE_OUT_KINDS,
	TLINE_OUT_TOLD = 0x100		/* and a command: only for tracing */
};

/**
 * struct tline_out - entry of a line's outbox, part of what it is about
 * @node: in tline_line.outbox, or empty
 * @kind: enum tline_out_kind
 * @id: of the request or call, for the provider
 *
 * While queued it holds a reference to the object it is part of (line: none).
 */
struct tline_out {
	struct list_head node;
	u32 kind;
	u32 id;
};

/**
 * struct tline_blob - bytes that are shared and never change
 * @ref: whoever shows them, has them to tell, or is copying them
 * @size: how many
 * @data: the bytes
 */
struct tline_blob {
	refcount_t ref;
	u32 size;
	u8 data[] __aligned(8);
};

/**
 * struct tline_cmd - a command that has arguments: told once, then freed
 * @out: entry of the outbox
 * @call: with a reference; NULL: it is about the line
 * @slot: where the object it is about has it until then
 * @op: enum tline_command
 * @arg: small arguments
 * @args: with a reference, or NULL
 */
struct tline_cmd {
	struct tline_out out;
	struct tline_call *call;
	struct tline_cmd **slot;
	u32 op;
	u32 arg[2];
	struct tline_blob *args;
};

/* Kinds of enum tline_data_kind that a line, an address and a call have. */
#define TLINE_LINE_DATA		(TLINE_DATA_ADDRESS_DEVSPECIFIC - TLINE_DATA_LINE_DEVSPECIFIC)
#define TLINE_ADDRESS_DATA	(TLINE_DATA_CALL_DEVSPECIFIC - TLINE_DATA_ADDRESS_DEVSPECIFIC)
#define TLINE_CALL_DATA		(TLINE_DATA_KINDS - TLINE_DATA_CALL_DEVSPECIFIC)

/**
 * struct tline_address - an address of a line
 * @caps: valid as tline_line.caps is
 * @calls: live calls by enum tline_activity; line's lock, so the next two
 * @data: by enum tline_data_kind
 * @control: media control that the provider has not been given yet, or NULL
 * @number: constant
 */
struct tline_address {
	const struct tline_address_caps *caps;
	u32 calls[TLINE_ACTIVITIES];
	struct tline_blob *data[TLINE_ADDRESS_DATA];
	struct tline_cmd *control;
	char number[TLINE_NUMBER_LEN];
};

/**
 * struct tline_line - a line device
 * @dev: its release frees the line; one reference each for registration and for
 *	every open file of the node
 * @id: of the line; freed in release
 * @rcu: frees the line
 * @node: in tline_provider.lines (registry lock)
 * @name_node: in the registry's table of names (registry lock)
 * @provider: while registered
 * @ops: not called once @gone; valid while not @gone or @draining
 * @caps: valid under @lock while not @gone
 * @op_mask: operations the provider has, bit by enum tline_opcode
 * @cmd_mask: same, bit by enum tline_command
 * @call_features: of @op_mask and @cmd_mask, TLINE_CALLFEATURE_
 * @line_features: TLINE_LINEFEATURE_
 * @address_features: TLINE_ADDRFEATURE_
 * @has_open: the provider has that operation; so the next three
 * @has_close: same
 * @has_cancel: same
 * @has_drop_on_close: same
 * @closedrop: TLINE_DEVCAPFLAGS_CLOSEDROP of @caps
 * @max_calls: constant
 * @idle_limit: jiffies that a provider may owe an IDLE; constant
 * @priv: the provider's
 * @lock: guards all below, and calls, handles and requests of the line
 * @registered: tline_line_register() has succeeded (registry lock)
 * @gone: unregistered
 * @session: the provider has been told of an open and of no close since
 * @opener: open that the provider is still to be told of, or NULL
 * @opens: tline_open.line_node, the oldest first
 * @proxies: of these, those that answer requests; tline_proxy.node
 * @wait: who polls a file of the line
 * @closers: who is ending opens or requests that are off their lists already
 * @num_opens: opens in @opens
 * @num_monitors: of these, with MONITOR
 * @calls: tline_call.node
 * @num_calls: in @calls
 * @activity: tline_address.calls of all addresses
 * @requests: tline_op.link of requests that belong to no call and no proxy
 * @call_ids: provider's ids of calls
 * @op_ids: provider's ids of pending requests
 * @owed: calls whose IDLE the provider owes, oldest first; tline_call.owed_node
 * @owed_timer: writes them
 * @outbox: tline_out.node: what the provider is still to be told, in order
 * @draining: somebody is at it
 * @work: goes on with @outbox where nobody else may
 * @status_out: of the union of status masks
 * @media_out: of the union of media modes
 * @counters: the books
 * @status: TLINE_DEVSTATUSFLAGS_
 * @ring_mode: 0: not ringing
 * @status_item: by enum tline_status_item
 * @data: by enum tline_data_kind
 * @devconfigs: settings of devices, see devconfig.c
 * @control: media control that the provider has not been given yet, or NULL
 * @tone_lists: lists of tones there ever were
 * @name: unique
 * @serial: may be empty
 * @num_addresses: constant
 * @addresses: its addresses
 */
struct tline_line {
	struct device dev;
	struct rcu_head rcu;
	u32 id;
	struct list_head node;
	struct hlist_node name_node;
	struct tline_provider *provider;
	const struct tline_provider_ops *ops;
	const struct tline_line_caps *caps;
	u64 op_mask;
	u32 cmd_mask;
	u32 call_features;
	u32 line_features;
	u32 address_features;
	bool has_open;
	bool has_close;
	bool has_cancel;
	bool has_drop_on_close;
	bool closedrop;
	u32 max_calls;
	unsigned long idle_limit;
	void *priv;
	spinlock_t lock;
	bool registered;
	bool gone;
	bool session;
	bool draining;
	wait_queue_head_t wait;
	struct tline_open *opener;
	struct list_head opens;
	struct list_head proxies;
	u32 closers;
	u32 num_opens;
	u32 num_monitors;
	u32 num_calls;
	struct list_head calls;
	u32 activity[TLINE_ACTIVITIES];
	struct list_head requests;
	struct tline_slots call_ids;
	struct tline_slots op_ids;
	struct list_head owed;
	struct timer_list owed_timer;
	struct list_head outbox;
	struct work_struct work;
	struct tline_out status_out;
	struct tline_out media_out;
	struct tline_ioc_counters counters;
	u32 status;
	u32 ring_mode;
	u32 status_item[TLINE_STATUS_ITEMS];
	struct tline_blob *data[TLINE_LINE_DATA];
	struct list_head devconfigs;
	struct tline_cmd *control;
	u32 tone_lists;
	char name[TLINE_LINE_NAME_LEN];
	char serial[TLINE_LINE_NAME_LEN];
	u32 num_addresses;
	struct tline_address addresses[];
};

extern struct workqueue_struct *tline_wq;

void tline_line_counters(struct tline_line *line, struct tline_ioc_counters *sum);
int tline_line_caps(struct tline_line *line, struct tline_line_caps *caps);
int tline_address_caps(struct tline_line *line, struct tline_ioc_address_caps *arg);
int tline_line_init(void);
void tline_line_exit(void);
/* Unregister all of @lines (tline_line.node). */
void tline_lines_unregister(struct list_head *lines);
/* The unions over all opens have changed: tell the provider. */
void tline_line_opens_changed_locked(struct tline_line *line);
/* LINEDEVSTATE and ADDRESSSTATE to every open that enabled it, but @except. */
void tline_line_event_locked(struct tline_line *line, u32 states, u32 p2, u32 p3,
			     const struct tline_open *except);
void tline_address_event_locked(struct tline_line *line, u32 address, u32 states);

/* --------------------------------------------------------------- registry (core.c) */

/**
 * struct tline_registry - what there is
 * @lock: guards all below; never held around a call into a provider
 * @providers: tline_provider.node
 * @apps: tline_app.node
 * @num_apps: in @apps
 * @lines: by id; an entry is a registered line.  Read under RCU too: the device
 *	is freed after a grace period.
 * @line_ids: ids in use, until release
 * @next_id: ids below it are not given again while an app is registered
 * @num_ids: ids of registered lines are below it
 * @generation: number of changes to @lines, for dumps
 * @departed: counters of lines that are gone
 */
struct tline_registry {
	struct mutex lock;
	struct list_head providers;
	struct list_head apps;
	u32 num_apps;
	struct xarray lines;
	struct ida line_ids;
	u32 next_id;
	u32 num_ids;
	u32 generation;
	struct tline_ioc_counters departed;
};

extern struct tline_registry tline_registry;
extern dev_t tline_devt;
extern struct class *tline_class;

/* Needs the registry lock.  -EEXIST: the name is taken. */
int tline_registry_add(struct tline_line *line);
void tline_registry_remove(struct tline_line *line);
/* Totals of all lines there are and were; takes the registry lock. */
void tline_counters_all(struct tline_ioc_counters *sum);
void tline_counters_add(struct tline_ioc_counters *sum, const struct tline_ioc_counters *c);
/* A registered line with a reference to its device, or NULL. */
struct tline_line *tline_line_get(u32 id);
static inline void tline_line_put(struct tline_line *line)
{
	put_device(&line->dev);
}

/* ----------------------------------------------------------------- outbox.c */

/* Queue for the provider; the caller has taken the reference that @out holds. */
void tline_outbox_add_locked(struct tline_line *line, struct tline_out *out, u32 kind);
/* A command; takes over the reference to @args (NULL: none), also if there is no memory. */
struct tline_cmd *tline_cmd_alloc(u32 op, struct tline_blob *args);
void tline_cmd_free(struct tline_cmd *cmd);
/*
 * Queue it about @call (NULL: the line).  One that is still in @slot has not been told,
 * and is not any more: the new one takes its place.
 */
void tline_cmd_add_locked(struct tline_line *line, struct tline_call *call,
			  struct tline_cmd **slot, struct tline_cmd *cmd);
/* Drain it here if nobody is at it.  Process context, no lock held. */
void tline_outbox_run(struct tline_line *line);
/* Have it drained by the line's worker.  Any context. */
void tline_outbox_kick_locked(struct tline_line *line);
/* Wait for the operation of a @gone line that runs. */
void tline_outbox_stop(struct tline_line *line);
void tline_outbox_work(struct work_struct *work);

/* ------------------------------------------------------------------- open.c */

enum tline_open_state {
	TLINE_OPEN_UNBOUND,
	TLINE_OPEN_BOUND,
	TLINE_OPEN_CLOSED,
};

/**
 * struct tline_open - an open line: an open file of /dev/tline/lineN
 * @ref: the file, outbox entries, and whoever is closing it
 * @line: with a reference to the device
 * @app: with a reference; NULL until bound
 * @close_lock: one terminator at a time
 * @line_node: in tline_line.opens
 * @app_node: in tline_app.opens (app's lock)
 * @handles: tline_handle.open_node
 * @first_out: tells the provider that it is the first open
 * @last_out: tells the provider that it was the last one
 * @state: enum tline_open_state
 * @writable: the file is open for writing
 * @handle: hLine
 * @api_version: constant once bound; so the next four
 * @privileges: without options
 * @media_modes: 0 unless owner
 * @address: TLINE_ADDRESS_ANY unless SINGLEADDRESS
 * @instance: the callback instance
 * @proxy: what it has if it answers requests of others, or NULL; constant once bound
 * @line_states: status messages wanted
 * @address_states: same
 * @rings: TLINE_IOC_SET_NUM_RINGS of each address, NULL: of none
 * @uid: who opened it
 * @pid: same
 *
 * What changes after binding is guarded by the line's lock.
 */
struct tline_open {
	struct kref ref;
	struct tline_line *line;
	struct tline_app *app;
	struct mutex close_lock;
	struct list_head line_node;
	struct list_head app_node;
	struct list_head handles;
	struct tline_out first_out;
	struct tline_out last_out;
	u8 state;
	bool writable;
	u32 handle;
	u32 api_version;
	u32 privileges;
	u32 media_modes;
	u32 address;
	u64 instance;
	struct tline_proxy *proxy;
	u32 line_states;
	u32 address_states;
	u32 *rings;
	kuid_t uid;
	struct pid *pid;
};

struct tline_open *tline_open_create(struct tline_line *line, bool writable);
void tline_open_put(struct tline_open *open);
int tline_open_bind(struct tline_open *open, struct tline_app *app, struct tline_ioc_open *arg);
/* 0, or -ENOTCONN, -ENODEV; line's lock held. */
int tline_open_check_locked(const struct tline_open *open);
/* Lock the line of a bound open, or fail; and unlock, reading the app's @seq. */
int tline_open_begin(struct tline_open *open);
void tline_open_end(struct tline_open *open, u64 *seq);
void tline_open_event_locked(struct tline_open *open, u32 type, u32 handle,
			     u64 p1, u64 p2, u64 p3);
int tline_open_opens(struct tline_open *open, struct tline_ioc_opens *arg);
int tline_open_line_status(struct tline_open *open, struct tline_ioc_line_status *st);
int tline_open_address_status(struct tline_open *open, struct tline_ioc_address_status *st);
int tline_open_set_status_messages(struct tline_open *open, struct tline_ioc_status_messages *m);
int tline_open_get_status_messages(struct tline_open *open, struct tline_ioc_status_messages *m);
int tline_open_set_num_rings(struct tline_open *open, struct tline_ioc_num_rings *arg);
int tline_open_get_num_rings(struct tline_open *open, struct tline_ioc_num_rings *arg);

#endif /* _TLINE_LINE_H */
