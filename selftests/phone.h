/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scene of most tests of sections 4 and 5 of the design: a connected call, a
 * provider that keeps its requests, and other apps on the same line.
 */
#ifndef PHONE_H
#define PHONE_H

#include "tline_test.h"

#define REASON(x)	TLINE_REASON_##x
#define STATE(x)	TLINE_CALLSTATE_##x
#define PARKED		3	/* requests that park() leaves with the provider */

static inline void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/*
 * A connected call from line 0, the one that is looked at, to line 1.  Each end has
 * an app of its own.
 */
struct phone {
	struct sim sim;
	int app, far_app;
	struct line line, far;
	__u32 call, peer;
	int books;			/* unbound file of line 0, for its counters */
	int ids[PARKED];
	struct tline_ioc_counters before;
};

static inline void phone_up(struct phone *p, __u32 version)
{
	char path[64];

	sim_live(&p->sim);
	snprintf(path, sizeof(path), "/dev/tline/line%d", p->sim.line[0]);
	p->books = open(path, O_RDONLY | O_CLOEXEC);
	p->app = app_open_as("first", V2_2);
	p->far_app = app_open();
	p->line = line_open_version(&p->sim, 0, p->app, OWNER, VOICE, version);
	p->far = line_open(&p->sim, 1, p->far_app, OWNER, VOICE);
	connect_call(&p->sim, &p->line, &p->far, 1, &p->call, &p->peer);
	sim_log_clear(&p->sim, 0);
	p->before = counters(p->books);
}

static inline void phone_down(struct phone *p)
{
	line_close(&p->line);
	line_close(&p->far);
	close_fd(&p->app);
	close_fd(&p->far_app);
	close_fd(&p->books);
	sim_destroy(&p->sim);
}

/* Three requests on the call that the provider keeps; the log begins after them. */
static inline bool park(struct phone *p)
{
	sim_set(&p->sim, 0, "park", "1");
	p->ids[0] = submit_op(&p->line, TLINE_OP_HOLD, p->call);
	p->ids[1] = submit_op(&p->line, TLINE_OP_SECURECALL, p->call);
	p->ids[2] = submit_op(&p->line, TLINE_OP_RELEASEUSERUSERINFO, p->call);
	if (sim_num(&p->sim, 0, "parked") != PARKED || !balanced(p->books))
		return false;
	sim_log_clear(&p->sim, 0);
	p->before = counters(p->books);
	return p->before.pending == PARKED;
}

/* Another app with the line open, and a handle on its call. */
static inline struct line monitor(struct phone *p, __u32 *call)
{
	struct line line = line_open(&p->sim, 0, app_open(), MONITOR, 0);

	if (new_calls(&line, call, 1) != 1)
		*call = 0;
	drain(line.app);
	drain(p->app);
	return line;
}

static inline struct line co_owner(struct phone *p, __u32 *call)
{
	struct line line = line_open(&p->sim, 0, app_open_as("second", V2_2), OWNER, VOICE);

	*call = handoff(&p->line, p->call, "second", 0) ? 0 : offered(&line);
	drain(line.app);
	drain(p->app);
	return line;
}

static inline void leave(struct line *line)
{
	line_close(line);
	close_fd(&line->app);
}

static inline __u64 ended(struct phone *p, __u32 reason)
{
	return counters(p->books).by_reason[reason] - p->before.by_reason[reason];
}

static inline __u32 info_of(struct line *line)
{
	struct tline_message m;

	return message_of(line->app, TLINE_MSG_CALLINFO, &m) ? m.p1 : 0;
}

#endif /* PHONE_H */
