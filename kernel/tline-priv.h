/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside of the tline core: the objects (tline-app.h, tline-line.h, tline-op.h,
 * tline-call.h), who guards them, who calls whom.
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

#include "tline-call.h"

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
