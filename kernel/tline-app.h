/* SPDX-License-Identifier: GPL-2.0-only */
/* Inside of the tline core: apps. */
#ifndef _TLINE_APP_H
#define _TLINE_APP_H

#include <linux/hrtimer.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/timerqueue.h>
#include <linux/wait.h>

#include "tline-leaf.h"

struct file;
struct poll_table_struct;
struct tline_op;
struct tline_open;

#define TLINE_STAGE		64	/* messages copied to user space at a time */
#define TLINE_MEDIA_BITS	16	/* bits of TLINE_MEDIAMODES_ALL */
#define TLINE_RANK_ASSIST	0	/* bit that is no media mode: the list of assisted telephony */
#define TLINE_RANK_NONE		0xff	/* program not on the list of a media mode */

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

#endif /* _TLINE_APP_H */
