/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside of the tline core: the objects, who guards them, who calls whom.
 *
 * Lock order, outermost first:
 *
 *   tline_registry.lock	mutex: the lists of providers, lines and apps
 *   tline_open.close_lock	mutex: one terminator of an open at a time
 *   tline_line.lock		spinlock, irq-safe: calls, handles, requests, opens
 *				and outbox of the line
 *   tline_app.lock		spinlock, irq-safe, leaf: ids, queue and deadlines
 *
 * No provider is called with a lock held.  No lock is held while copying from or
 * to user space, but tline_app.read_lock (mutex, takes tline_app.lock), which
 * only readers of one app take.
 *
 * A function with the suffix _locked needs the lock of its object.
 */
#ifndef _TLINE_PRIV_H
#define _TLINE_PRIV_H

#include <linux/device.h>
#include <linux/hrtimer.h>
#include <linux/kref.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/timerqueue.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "tline-leaf.h"
#include "tline-provider.h"

#define TLINE_MINOR_APP		0
#define TLINE_MINOR_LINE	16	/* minor of line 0; those between are reserved */

/* Requests pending on one line, all apps: sixteen apps at their own limit. */
#define TLINE_MAX_LINE_REQUESTS	65536
/* Of these, pending at one proxy: all there can be are not to use up the line's. */
#define TLINE_MAX_PROXY_REQUESTS 1024
/* Of both, half is kept for apps with fewer than so many: eight for each open there can be. */
#define TLINE_FEW_REQUESTS	8
#define TLINE_IDLE_LIMIT_MS	30000
#define TLINE_STAGE		64	/* messages copied to user space at a time */

#define TLINE_DEVSTATES_ALL	0x01ffffff
#define TLINE_ADDRESSSTATES_ALL	0x000001ff
#define TLINE_MEDIA_BITS	16	/* bits of TLINE_MEDIAMODES_ALL */
#define TLINE_RANK_ASSIST	0	/* bit that is no media mode: the list of assisted telephony */
#define TLINE_RANK_NONE		0xff	/* program not on the list of a media mode */

struct tline_app;
struct tline_call;
struct tline_handle;
struct tline_line;
struct tline_open;
struct tline_proxy;

/* -------------------------------------------------------------------- app.c */

/**
 * struct tline_app - an app registration: an open file of /dev/tline/app
 * @ref: the file, and each open bound to it
 * @node: in tline_registry.apps
 * @lock: guards all below, unless it says otherwise
 * @dead: shut down: nothing is queued any more, readers return
 * @bound: a line has been bound; the set-up is fixed
 * @api_version: constant once @bound
 * @name: same
 * @module: same
 * @rank: place on the priority list of each media mode; written under the registry
 *	lock, read under a line's: a stale one is as good
 * @recipient_node: in the list of who makes calls for others (registry lock); so the
 *	next two
 * @recipient_instance: for TLINE_MSG_REQUEST
 * @assists: calls that it is asked for and has not taken
 * @opens: tline_open.app_node
 * @handles: hLine and hCall; an open's slot holds TLINE_SLOT_LINE, a call's the
 *	tline_handle.  A call's slot changes with the line's lock held, too.
 * @requests: pending; done, but its output has not been taken (both: the tline_op);
 *	done, unread (NULL).  Note of those that are done: the result
 * @kept: of these, read: only the output is waited for
 * @queue: messages
 * @deadlines: tline_op.timer
 * @timer: fires at the first deadline
 * @wait: readers and pollers; lives as long as the file
 * @done_wait: submitters that wait for their requests
 * @read_lock: one reader at a time; guards the three below
 * @stage: messages taken from the queue and not yet in user space
 * @staged: how many there are
 * @stage_pos: how many of them user space has
 */
struct tline_app {
	struct kref ref;
	struct list_head node;
	spinlock_t lock;
	bool dead;
	bool bound;
	u32 api_version;
	char name[TLINE_NAME_LEN];
	char module[TLINE_NAME_LEN];
	u8 rank[TLINE_MEDIA_BITS];
	struct list_head recipient_node;
	u64 recipient_instance;
	struct list_head assists;
	struct list_head opens;
	struct tline_slots handles;
	struct tline_slots requests;
	u32 kept;
	struct tline_queue queue;
	struct timerqueue_head deadlines;
	struct hrtimer timer;
	wait_queue_head_t wait;
	wait_queue_head_t done_wait;
	struct mutex read_lock;
	struct tline_message *stage;
	u32 staged;
	u32 stage_pos;
};

#define TLINE_SLOT_LINE		((void *)1)

struct tline_app *tline_app_create(void);
void tline_app_put(struct tline_app *app);
/* End of the registration: TLINE_IOC_SHUTDOWN and the last fd. */
void tline_app_shutdown(struct tline_app *app);
int tline_app_setup(struct tline_app *app, const struct tline_ioc_app_setup *setup);
void tline_app_info(struct tline_app *app, struct tline_ioc_app_info *info);
ssize_t tline_app_read(struct tline_app *app, char __user *buf, size_t size, bool nonblock);
__poll_t tline_app_poll(struct tline_app *app, struct file *file,
			struct poll_table_struct *wait);
/* Queue an event; app->lock not held.  Any context. */
void tline_app_event(struct tline_app *app, struct tline_message *msg);
void tline_app_wake_locked(struct tline_app *app);

/* ---------------------------------------------------------------- assist.c */

int tline_assist_recipient(struct tline_app *app, struct tline_ioc_recipient *arg);
int tline_assist(struct tline_app *app, struct tline_ioc_assist *arg);
int tline_assist_take(struct tline_app *app, struct tline_ioc_assist *arg);
/* What a dead app has been asked for is the next one's; needs the registry lock. */
void tline_assist_end(struct tline_app *app);

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

/* ------------------------------------------------------------------- call.c */

enum tline_call_life {
	TLINE_CALL_PENDING,	/* its creating request is not complete */
	TLINE_CALL_LIVE,
	TLINE_CALL_CLOSED,	/* nobody holds it; close_call is queued */
};

/**
 * struct tline_op - a request; see op.c for its life
 * @link: in tline_call.requests, tline_line.requests or tline_proxy.requests, while
 *	pending
 * @out: in the line's outbox; @out.id is the provider's request id
 * @line: the line; outlives the request
 * @call: the call it belongs to, with a reference, or NULL
 * @proxy: who is to answer it, or NULL; while pending
 * @app: submitter, to whom the completion goes; NULL: nobody (any more)
 * @timer: in tline_app.deadlines, if it has a deadline
 * @cookie: the submitter's
 * @instance: of the open it was submitted on
 * @args: copied arguments, or NULL
 * @output: what it brings, or NULL
 * @app_id: request id of the app
 * @handle: handle it was submitted with, of the call or else of the line
 * @call2: provider's id of the second call
 * @new_call: provider's id of the call that it creates
 * @new_call2: same
 * @arg: small arguments; once done, see @result
 * @result: once done
 * @reason: once done, enum tline_reason
 * @value: once done
 * @ref: pending, outbox, dispatch, its output to be taken, and whoever looks at it
 * @code: enum tline_opcode
 * @done: has ended
 * @waited: the submitter waits for it, there is to be no message
 * @flags: TLINE_OPF_
 *
 * All but @args, @code and the ids is guarded by the line's lock; @timer and
 * @waited by the app's, @app by both.
 */
struct tline_op {
	struct list_head link;
	struct tline_out out;
	struct tline_line *line;
	struct tline_call *call;
	struct tline_proxy *proxy;
	struct tline_app *app;
	struct timerqueue_node timer;
	u64 cookie;
	u64 instance;
	struct tline_args *args;
	struct tline_output *output;
	u32 app_id;
	u32 handle;
	u32 call2;
	u32 new_call;
	u32 new_call2;
	union {
		u32 arg[3];
		struct {
			s32 result;
			u32 reason;
			u32 value;
		};
	};
	refcount_t ref;
	u8 code;
	bool done;
	bool waited;
	u8 flags;
};

#define TLINE_OPF_DISPATCHED	0x01	/* the provider has seen it */
#define TLINE_OPF_EMBEDDED	0x02	/* tline_call.drop: freed with the call */
#define TLINE_OPF_OLD_API	0x04	/* submitted below 2.0 */
#define TLINE_OPF_ASKED		0x08	/* cancel(ask) before it was dispatched */
#define TLINE_OPF_KEEP		0x10	/* its output is to be taken */
#define TLINE_OPF_TAKEN		0x20	/* the proxy has its arguments */

struct tline_args {
	u32 size;
	u8 data[] __aligned(8);
};

/**
 * struct tline_output - what a request brings, made when it is submitted
 * @room: bytes there can be
 * @size: bytes there are
 * @heard: its app knows that it is done (app's lock)
 * @deadline: of the request, if it gathers digits; its timer is for the next digit, too
 * @data: constant once it is done
 *
 * Guarded by the line's lock until the request is done.
 */
struct tline_output {
	u32 room;
	u32 size;
	bool heard;
	ktime_t deadline;
	u8 data[] __aligned(8);
};

/**
 * struct tline_call - a call
 * @ref: line's list, each handle, each request, outbox entries
 * @line: the line; outlives the call
 * @node: in tline_line.calls
 * @handles: tline_handle.call_node
 * @requests: tline_op.link
 * @id: the provider's id; 0 once closed, though it is known until close_call
 * @address: it is on
 * @life: enum tline_call_life
 * @told: the provider knows of it
 * @state: TLINE_CALLSTATE_, 0 while the provider has told none
 * @mode: of @state; of CONFERENCED: @id of the parent, as the provider has it
 * @state_time: CLOCK_REALTIME, ns
 * @owners: handles with OWNER
 * @monitors: the other handles
 * @priv: the provider's
 * @owed_node: in tline_line.owed
 * @owed_at: jiffies when the debt is called in
 * @close_out: close_call
 * @digits_out: monitor_digits
 * @media_out: set_mediamode
 * @detect_out: monitor_media
 * @drop: the request that the core itself makes when the sole owner goes
 * @gather: request that gathers digits, or NULL
 * @generator: handle whose digits are being sent or tone made, or NULL
 * @generate_tag: number of the latest of them
 * @generate: those that the provider has not been given yet, or NULL
 * @control: media control that it has not been given yet, or NULL
 * @data: by enum tline_data_kind
 * @info: what is known
 */
struct tline_call {
	struct kref ref;
	struct tline_line *line;
	struct list_head node;
	struct list_head handles;
	struct list_head requests;
	u32 id;
	u32 address;
	u8 life;
	bool told;
	u32 state;
	u32 mode;
	u64 state_time;
	u32 owners;
	u32 monitors;
	void *priv;
	struct list_head owed_node;
	unsigned long owed_at;
	struct tline_out close_out;
	struct tline_out digits_out;
	struct tline_out media_out;
	struct tline_out detect_out;
	struct tline_op drop;
	struct tline_handle *generator;
	struct tline_op *gather;
	u32 generate_tag;
	struct tline_cmd *generate;
	struct tline_cmd *control;
	struct tline_blob *data[TLINE_CALL_DATA];
	struct tline_call_info info;
};

/**
 * struct tline_handle - an open's handle on a call
 * @call_node: in tline_call.handles
 * @open_node: in tline_open.handles
 * @call: with a reference
 * @open: the open; outlives the handle
 * @id: hCall, of the app
 * @privilege: TLINE_CALLPRIVILEGE_OWNER or _MONITOR
 * @digit_modes: digits wanted
 * @media_modes: media modes wanted
 * @tones: list of the tones wanted, or NULL
 * @fresh: the app has not yet been told a state of this call
 *
 * While the call is PENDING the handle is reserved: lookups do not find it.
 */
struct tline_handle {
	struct list_head call_node;
	struct list_head open_node;
	struct tline_call *call;
	struct tline_open *open;
	u32 id;
	u32 privilege;
	u32 digit_modes;
	u32 media_modes;
	struct tline_tones *tones;
	bool fresh;
};

/**
 * struct tline_tones - a list of tones that a handle listens for
 * @out: tells the provider of it; queued at least once before @told
 * @call: with a reference
 * @number: unique on the line
 * @told: the provider knows of it
 * @list: of struct tline_tone, with a reference; NULL: the handle has it no longer, and
 *	it is freed when the provider has been told
 */
struct tline_tones {
	struct tline_out out;
	struct tline_call *call;
	u32 number;
	bool told;
	struct tline_blob *list;
};

int tline_call_init(void);
void tline_call_exit(void);
struct tline_call *tline_call_alloc(struct tline_line *line);
static inline struct tline_call *tline_call_hold(struct tline_call *call)
{
	kref_get(&call->ref);
	return call;
}
void tline_call_put(struct tline_call *call);
/* Somebody else of those who share the line talks; an owner here may answer, too. */
static inline bool tline_call_inactive(const struct tline_call *call)
{
	return call->state & TLINE_CALLSTATE_CONNECTED &&
	       call->mode & (TLINE_CONNECTEDMODE_INACTIVE | TLINE_CONNECTEDMODE_INACTIVEHELD);
}
/* There is still something to be told of it. */
static inline bool tline_call_going(const struct tline_call *call)
{
	return call->life == TLINE_CALL_LIVE && !(call->state & TLINE_CALLSTATE_IDLE);
}
/* Give it an id and a place on its line; false: no memory, or too many calls. */
bool tline_call_link_locked(struct tline_call *call, u32 address);
struct tline_call *tline_call_find_locked(struct tline_line *line, u32 id);
/* The same for an upcall: NULL, counted, if the provider should know better. */
struct tline_call *tline_call_reported_locked(struct tline_line *line, u32 id,
					      const char *upcall);
/* Call handle @id of @open, or NULL. */
struct tline_handle *tline_handle_find_locked(struct tline_open *open, u32 id);
/* Fill a pool (tline_handle.call_node) that holds *@have up to @need; sleeps. */
bool tline_handles_alloc(struct list_head *pool, u32 *have, u32 need);
void tline_handles_free(struct list_head *pool);
/* Attach one of @pool, which is not empty; NULL: no id to be had, it stays there. */
struct tline_handle *tline_handle_attach_locked(struct list_head *pool, struct tline_open *open,
						struct tline_call *call, u32 privilege);
/* Why that failed: the app has all the handles that it may, or there is no memory. */
bool tline_app_full(struct tline_app *app);
s32 tline_handle_error(struct tline_app *app);
/* Detach and free @h, its id too. */
void tline_handle_detach_locked(struct tline_handle *h);
/* A pending call comes to life: all handles are announced. */
void tline_call_publish_locked(struct tline_call *call, bool incoming);
/* What is known of a call that is made with @params (NULL: none). */
void tline_call_set_params(struct tline_call *call, const struct tline_app *app,
			   const struct tline_call_params *params);
void tline_call_set_state_locked(struct tline_call *call, u32 state, u32 mode);
/* CALLINFO to every handle but those of @except. */
void tline_call_info_event_locked(struct tline_call *call, u32 changed,
				  const struct tline_app *except);
/* Off the line: nobody finds it any more but the provider, by an id that it knows. */
void tline_call_unlink_locked(struct tline_call *call);
/* The provider has been told of its end, or never knew of it: the id goes, too. */
void tline_call_forget_locked(struct tline_call *call);
/* APPNEWCALL (from 2.0 on) and CALLSTATE to a new handle of a live call. */
void tline_handle_announce_locked(struct tline_handle *h, u32 state, u32 mode);
struct tline_handle *tline_handle_of_locked(struct tline_call *call,
					    const struct tline_open *open);
/* Change the privilege of a handle and tell the others. */
void tline_handle_set_privilege_locked(struct tline_handle *h, u32 privilege,
				       const struct tline_app *except);

/* ------------------------------------------------------------ privilege.c, route.c */

int tline_call_new_calls(struct tline_open *open, struct tline_ioc_new_calls *arg);
/* User space did not get the handles that were made for it: as if nothing had happened. */
void tline_call_undo_new_calls(struct tline_open *open, const u32 *ids, u32 n);
int tline_call_set_privilege(struct tline_open *open, struct tline_ioc_privilege *arg);
int tline_call_handoff(struct tline_open *open, struct tline_ioc_handoff *arg);
int tline_call_deallocate(struct tline_open *open, struct tline_ioc_deallocate *arg);
int tline_call_get_info(struct tline_open *open, struct tline_ioc_call_info *arg);
int tline_call_get_status(struct tline_open *open, struct tline_ioc_call_status *arg);
int tline_call_set_appspecific(struct tline_open *open, struct tline_ioc_set_call *arg);
int tline_call_set_mediamode(struct tline_open *open, struct tline_ioc_set_call *arg);

/* The open that becomes the owner of @call, or NULL; may narrow its media modes. */
struct tline_open *tline_route_owner_locked(struct tline_line *line, struct tline_call *call);
/* Best OWNER open for exactly one media mode, or NULL. */
struct tline_open *tline_route_mode_locked(struct tline_line *line, u32 media, u32 address);
int tline_priority_set(const struct tline_ioc_priority *arg);
int tline_priority_get(struct tline_ioc_priority *arg);
void tline_priority_rank(struct tline_app *app);
void tline_priority_exit(void);

/* ------------------------------------ digits.c, detect.c, generate.c, control.c */

#define TLINE_DIGITMODES_ALL	(TLINE_DIGITMODE_PULSE | TLINE_DIGITMODE_DTMF | \
				 TLINE_DIGITMODE_DTMFEND)
/* What can be heard. */
#define TLINE_DIGITS		"0123456789ABCD*#"
#define TLINE_PULSE_DIGITS	"0123456789"

/**
 * struct tline_listen - something that handles listen for, by modes
 * @cmd: enum tline_command that the provider must have
 * @all: modes that there are
 * @caps: offset of those that a line can tell in struct tline_line_caps
 * @modes: offset of those that a handle wants in struct tline_handle
 * @bad_modes: error for others
 * @changed: the union over the handles of a call is to be looked at, for all apps but one
 */
struct tline_listen {
	u32 cmd;
	u32 all;
	u32 caps;
	u32 modes;
	s32 bad_modes;
	void (*changed)(struct tline_call *call, const struct tline_app *except);
};

/* Let the handle that @arg names listen for what it says. */
int tline_call_listen(struct tline_open *open, struct tline_ioc_set_call *arg,
		      const struct tline_listen *what);

int tline_call_monitor_digits(struct tline_open *open, struct tline_ioc_set_call *arg);
int tline_call_monitor_media(struct tline_open *open, struct tline_ioc_set_call *arg);
int tline_call_monitor_tones(struct tline_open *open, struct tline_ioc_tones *arg);
/* A handle leaves, off its call's list already: nothing is heard for it. */
void tline_handle_end_digits_locked(struct tline_handle *h);
void tline_handle_end_gather_locked(struct tline_handle *h);
/* Digits that somebody wants; tell the provider if these are others than @before. */
u32 tline_digit_modes_locked(const struct tline_call *call);
void tline_digit_modes_tell_locked(struct tline_call *call, u32 before);
void tline_handle_end_detect_locked(struct tline_handle *h);
/* What @out, of a list of tones, is to tell; with a reference to what @rq points to. */
struct tline_blob *tline_tones_tell_locked(struct tline_out *out, struct tline_rq *rq);
int tline_open_set_mediacontrol(struct tline_open *open, struct tline_ioc_media_control *arg);
int tline_call_generate_digits(struct tline_open *open, struct tline_ioc_digits *arg);
int tline_call_generate_tone(struct tline_open *open, struct tline_ioc_tone *arg);
/* @h leaves, or the call ends: nothing is made for it any more. */
void tline_call_end_generate_locked(struct tline_call *call, const struct tline_handle *h);
/* Of struct tline_tone and tline_media_control: those that are not 0. */
static inline u32 tline_frequencies(const u32 frequency[3])
{
	return !!frequency[0] + !!frequency[1] + !!frequency[2];
}
/* TAPI's tick: milliseconds since boot in 32 bits. */
static inline u32 tline_tick(void)
{
	return ktime_to_ms(ktime_get());
}

/* ------------------------------------------------------------------- data.c */

/* To be filled in; NULL: no memory. */
struct tline_blob *tline_blob_alloc(u32 size);
/* A copy of what user space has; NULL if that is nothing; ERR_PTR(-ENOMEM, -EFAULT). */
struct tline_blob *tline_blob_from_user(u64 from, u32 size);
static inline struct tline_blob *tline_blob_get(struct tline_blob *blob)
{
	if (blob)
		refcount_inc(&blob->ref);
	return blob;
}
/* Any context; NULL is fine. */
void tline_blob_put(struct tline_blob *blob);
/* Give the bytes after @from to user space if *@size is room enough; and how many they are. */
int tline_blob_copy(struct tline_blob *blob, u32 from, u64 to, u32 *size);
void tline_call_free_data(struct tline_call *call);
/* What an app says of a call that is to be made; false: no memory. */
bool tline_call_init_data(struct tline_call *call, const void *items, u32 size);
void tline_line_free_data(struct tline_line *line);
int tline_open_data(struct tline_open *open, struct tline_ioc_data *arg);

/* -------------------------------------------------------------- devconfig.c */

int tline_open_set_devconfig(struct tline_open *open, struct tline_ioc_devconfig *arg);
int tline_open_get_devconfig(struct tline_open *open, struct tline_ioc_devconfig *arg);
void tline_line_free_devconfigs(struct tline_line *line);

/* ------------------------------------------------------------- conference.c */

/* Mode of the call's state as @open is to hear it. */
u32 tline_call_mode_locked(const struct tline_call *call, const struct tline_open *open);
int tline_call_conf_calls(struct tline_open *open, struct tline_ioc_conf_calls *arg);

/* ----------------------------------------------------------------- gather.c */

s32 tline_gather_check_locked(const struct tline_line *line, const struct tline_gather *gather);
/* For TLINE_OP_GATHERDIGITS: it has been accepted; it has ended; its timer has fired. */
void tline_gather_begin_locked(struct tline_op *op);
void tline_gather_ended_locked(struct tline_op *op);
void tline_gather_expired_locked(struct tline_op *op);
/* End what is gathered of a call, if anything is. */
void tline_gather_cancel_locked(struct tline_call *call);
void tline_gather_digit_locked(struct tline_call *call, u32 digit, u32 mode);
u32 tline_gather_modes_locked(const struct tline_call *call);

/* ------------------------------------------------------------------- args.c */

/* Copy a request's arguments; NULL if it has none, or ERR_PTR(errno). */
struct tline_args *tline_args_copy(const struct tline_request *rq);
/* Check them against the line and fill in its defaults; 0 or a TLINE_ERR_. */
s32 tline_args_check_locked(const struct tline_line *line, const struct tline_op *op,
			    const struct tline_call *call);

/* Room for what a request brings; NULL: no memory. */
struct tline_output *tline_output_alloc(u32 room);
/* How much of that there is to be for a request. */
u32 tline_output_room(u32 op, const struct tline_args *args);

/* ----------------------------------------------------------------- submit.c */

int tline_submit(struct tline_open *open, struct tline_ioc_submit *arg);

/* --------------------------------------------------------------------- op.c */

/**
 * struct tline_op_new - what a request may need, allocated beforehand
 * @call: calls that it creates
 * @handles: handles on them, tline_handle.call_node
 * @num_handles: how many
 */
struct tline_op_new {
	struct tline_call *call[2];
	struct list_head handles;
	u32 num_handles;
};

int tline_op_init(void);
void tline_op_exit(void);
struct tline_op *tline_op_alloc(void);
void tline_op_hold(struct tline_op *op);
void tline_op_put(struct tline_op *op);
/* The same for many at once, which is cheaper; overwrites @ops. */
void tline_ops_put(struct tline_op **ops, u32 n);
/* Accept @op: 0 and @rq's output filled in, a TLINE_ERR_, or an errno; -EAGAIN:
 * more memory is needed.
 */
int tline_op_accept_locked(struct tline_op *op, struct tline_open *open,
			   struct tline_request *rq, struct tline_op_new *new);
/* The one place where a request ends; false: it had ended before. */
bool tline_op_finish_locked(struct tline_op *op, s32 result, u32 reason, u32 value);
/* The provider's answer to request @id; late or a second one, it is counted. */
void tline_op_answer_locked(struct tline_line *line, u32 id, s32 result, u32 value,
			    const void *data, u32 size);
/* Queue the completion message of a request that has been waited for. */
void tline_op_message_locked(struct tline_app *app, struct tline_op *op);
/* The same, and tell the provider, if it knows of it, that the answer is void. */
bool tline_op_abandon_locked(struct tline_op *op, u32 reason);
/* The core drops @call itself: a request without a submitter. */
void tline_op_drop_locked(struct tline_call *call);
void tline_op_drop_forget_locked(struct tline_call *call);
/* Its timer is to fire at that time (KTIME_MAX: never). */
void tline_op_set_timer_locked(struct tline_op *op, ktime_t at);
/* Part from the submitter without a completion. */
void tline_op_unbind_locked(struct tline_op *op);

/* ---------------------------------------------------------------- request.c */

/* Take back what user space could not be told of. */
void tline_op_revoke(struct tline_app *app, struct tline_op *op);
/* Its app knows of the end of a request that is kept. */
void tline_op_heard_kept_locked(struct tline_app *app, struct tline_slot *slot);
/* The same of request @id, which is free now or waits for its output. */
static inline void tline_op_heard_locked(struct tline_app *app, u32 id)
{
	struct tline_slot *slot = tline_slot_of(&app->requests, id);

	if (likely(!slot->obj))
		tline_slots_put(&app->requests, slot);
	else
		tline_op_heard_kept_locked(app, slot);
}
int tline_cancel(struct tline_app *app, const struct tline_ioc_cancel *arg);
int tline_request_state(struct tline_app *app, struct tline_ioc_request_state *arg);
int tline_request_output(struct tline_app *app, struct tline_ioc_output *arg);
/* An app is gone: its requests go on without it. */
void tline_op_orphan(struct tline_app *app);
enum hrtimer_restart tline_op_deadline(struct hrtimer *timer);

/* Only a LINEERR may stand where an app looks for one (P11). */
static inline bool tline_error_valid(s32 error)
{
	return error >= TLINE_ERR_ALLOCATED && error <= TLINE_ERR_SERVICE_NOT_RUNNING;
}

/* ------------------------------------------------------------------ proxy.c */

/**
 * struct tline_proxy - an open that answers requests of others; see proxy.c
 * @open: the open, which frees it
 * @node: in tline_line.proxies
 * @requests: tline_op.link of requests that it is to answer
 * @asked: those of @requests that it has not taken, the oldest first; tline_op.out
 * @num_requests: in @requests
 * @types: requests that it answers, bit 1 << n for TLINE_PROXYREQUEST_ n
 *
 * Guarded by the line's lock; @types is constant.
 */
struct tline_proxy {
	struct tline_open *open;
	struct list_head node;
	struct list_head requests;
	struct list_head asked;
	u32 num_requests;
	u32 types;
};

/* The types of @arg are well-formed; and nobody on the line answers one of them. */
bool tline_proxy_valid(const struct tline_ioc_open *arg);
bool tline_proxy_free_locked(const struct tline_line *line, u32 types);
struct tline_proxy *tline_proxy_alloc(struct tline_open *open, u32 types);
/* Who answers requests of @type, or NULL. */
struct tline_proxy *tline_proxy_find_locked(struct tline_line *line, u32 type);
/* An open begins to answer; it has ended to, and all its requests with it: the others are told. */
void tline_proxy_begin_locked(struct tline_proxy *proxy);
void tline_proxy_ended_locked(struct tline_proxy *proxy);
/* Give an accepted request to its proxy. */
void tline_proxy_ask_locked(struct tline_op *op, const struct tline_open *asker);
int tline_proxy_types(struct tline_open *open, struct tline_ioc_proxies *arg);
int tline_proxy_take(struct tline_open *open, struct tline_ioc_proxy_take *arg);
int tline_proxy_answer(struct tline_open *open, struct tline_ioc_proxy_answer *arg);
int tline_proxy_message(struct tline_open *open, struct tline_ioc_proxy_message *arg);

/* -------------------------------------------------------------- terminate.c */

enum tline_how {
	TLINE_HOW_DEALLOCATE,	/* the app gives up one handle */
	TLINE_HOW_CLOSE,	/* the app closes the line, or ends */
	TLINE_HOW_FORCED,	/* the provider closes the line */
	TLINE_HOW_GONE,		/* the line is unregistered */
};

/* End all requests of a line, before its opens are closed by force. */
void tline_terminate_requests(struct tline_line *line, enum tline_how how);
/* Close an open: the table of Documentation/termination.rst for each handle. */
void tline_terminate_open(struct tline_open *open, enum tline_how how);
/* The same for one handle; process context, drops the lock now and then. */
void tline_terminate_handle_locked(struct tline_handle *h, enum tline_how how);
/* A call that never came to life goes; any context. */
void tline_terminate_pending_locked(struct tline_call *call);
void tline_owed_timer(struct timer_list *timer);

/* ---------------------------------------------------------------- netlink.c */

int tline_netlink_init(void);
void tline_netlink_exit(void);
/* Notifications.  The first two: process context; the third: any, never fails. */
void tline_netlink_line_new(struct tline_line *line);
void tline_netlink_line_gone(struct tline_line *line);
void tline_netlink_call_state_locked(struct tline_call *call);

/* ----------------------------------------------------------------- chrdev.c */

int tline_chrdev_init(void);
void tline_chrdev_exit(void);

#endif /* _TLINE_PRIV_H */
