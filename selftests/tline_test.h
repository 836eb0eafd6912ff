/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests share: simulator exchanges of their own, apps, lines, messages.
 *
 * Every test makes its own exchange with lines of its own, so that tests run in
 * any order, at the same time, and next to anything else.  The exchange has a
 * manual clock: nothing happens there but what the test asks for.
 *
 * Helpers that fail print what failed and exit the test's process with failure.
 */
#ifndef TLINE_TEST_H
#define TLINE_TEST_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <linux/tline.h>

#define MONITOR	TLINE_CALLPRIVILEGE_MONITOR
#define OWNER	TLINE_CALLPRIVILEGE_OWNER
#define NONE	TLINE_CALLPRIVILEGE_NONE
#define VOICE	TLINE_MEDIAMODE_INTERACTIVEVOICE
#define V2_0	TLINE_API_VERSION_2_0
#define V2_2	TLINE_API_VERSION_MAX
#define V1_4	TLINE_API_VERSION_1_4
#define FAILED	TLINE_ERR_OPERATIONFAILED

#define MAX_LINES	8
#define WAIT_MS		20000	/* longer than any message takes on a slow machine */

/** struct sim - an exchange of the simulator, one per test */
struct sim {
	char dir[128];
	char name[24];			/* of the exchange; its lines are <name>-<i> */
	int n;
	int line[MAX_LINES];		/* ids; the node is /dev/tline/line<id> */
	char number[MAX_LINES][16];	/* to be dialled */
};

/** struct line - an open line */
struct line {
	int fd;
	int app;
	__u32 handle;
};

/* Exchange with @n lines, live, with a manual clock. */
void sim_create(struct sim *sim, int n);
/* The same, but down: set what is to be set, then sim_live(). */
void sim_create_down(struct sim *sim, int n);
void sim_live(struct sim *sim);
void sim_destroy(struct sim *sim);
/* Write to an attribute of line @i (-1: of the exchange). */
void sim_set(struct sim *sim, int i, const char *attr, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* The same without failing: 0 or -errno. */
int sim_try(struct sim *sim, int i, const char *attr, const char *value);
/* Contents of an attribute, in a static buffer. */
const char *sim_get(struct sim *sim, int i, const char *attr);
long sim_num(struct sim *sim, int i, const char *attr);
void sim_step(struct sim *sim, long ms);
/* The log of line @i, without ids: "open request:makecall close_call ...". */
const char *sim_log(struct sim *sim, int i);
void sim_log_clear(struct sim *sim, int i);

int app_open(void);
/* The same with a module name and version (TLINE_IOC_APP_SETUP). */
int app_open_as(const char *module, __u32 version);
/* Open line @i of @sim; media matters with OWNER. */
struct line line_open(struct sim *sim, int i, int app, __u32 privileges, __u32 media);
struct line line_open_version(struct sim *sim, int i, int app, __u32 privileges, __u32 media,
			      __u32 version);
/* As TLINE_IOC_OPEN: 0, TLINE_ERR_ or -errno; @arg as for the ioctl but its app_fd. */
int line_try(struct sim *sim, int i, int flags, int app, struct tline_ioc_open *arg, int *fd);
void line_close(struct line *line);

/* Submit one request: its id, or the TLINE_ERR_ (negative), or -errno with errno set. */
int submit(struct line *line, struct tline_request *rq);
/* An operation on a call. */
int submit_op(struct line *line, __u32 op, __u32 call);
/* Make a call to @dest; *@call is the handle. */
int submit_makecall(struct line *line, const char *dest, __u32 *call);

/* @n requests @op on @call in one system call; the ids to @ids.  The number accepted. */
int submit_many(struct line *line, __u32 op, __u32 call, int n, int *ids);
/* Gather @count DTMF digits, and keep them; output() takes what a request has kept: bytes or
 * -errno.
 */
int submit_gather(struct line *line, __u32 call, __u32 count);
int output(int app, int id, void *to, __u32 room);
/* A request that belongs to the line: light the message lamp. */
int submit_lamp(struct line *line);
/* 0, or the errno of TLINE_IOC_CANCEL. */
int cancel(int app, int id, __u32 mode);
/* TLINE_REQUEST_ and, once done, the result; 0: there is no such request. */
__u32 request_state(int app, int id, __s32 *result);

/* The next message, waiting up to WAIT_MS; false: none came. */
bool message(int app, struct tline_message *m);
/* The next message of @type, skipping others. */
bool message_of(int app, __u32 type, struct tline_message *m);
/* True if nothing is queued. */
bool silent(int app);
/* Throw away what is queued. */
void drain(int app);
/* Wait for the completion of @id, skipping other messages: its result. */
__s32 reply(int app, int id, __u32 *reason);
/* How many of @ids, from the first one on, complete in this order, with this result. */
int replies(int app, const int *ids, int n, __s32 result, __u32 reason);
/* Read what is queued: how many messages of @type there were. */
int leftover(int app, __u32 type);
/* Wait until @call is in @state (skipping messages): false on timeout. */
bool call_reaches(int app, __u32 call, __u32 state);

/* True if the next message is this one; otherwise it is printed. */
bool next_is(int app, __u32 type, __u32 handle, __u64 p1, __u64 p2, __u64 p3);

struct tline_call_info call_info(struct line *line, __u32 call);
/* With @result set if there is no such handle. */
struct tline_ioc_call_status call_status(struct line *line, __u32 call);
/* Submit and wait for the completion: its result, or the refusal. */
__s32 do_op(struct line *line, __u32 op, __u32 call);
__s32 makecall(struct line *line, const char *dest, __u32 *call);
__s32 makecall_params(struct line *line, struct tline_call_params *params, __u32 *call);

/* State of a call by query; 0: no such handle. */
__u32 call_state(struct line *line, __u32 call);
/* 0 or the TLINE_ERR_ of these ioctls. */
__s32 deallocate(struct line *line, __u32 call);
__s32 set_privilege(struct line *line, __u32 call, __u32 privilege);
__s32 handoff(struct line *line, __u32 call, const char *module, __u32 media);
/* Monitor handles for all calls on the line; the number of them, or TLINE_ERR_. */
int new_calls(struct line *line, __u32 *calls, int room);

/* Line @from calls line @to of @sim and is answered by @callee; both connected. */
void connect_call(struct sim *sim, struct line *caller, struct line *callee, int to,
		  __u32 *call, __u32 *answered);
/* The call offered on @line next (its owner's APPNEWCALL). */
__u32 offered(struct line *line);

#ifndef SYS_poll
#define SYS_poll	SYS_ppoll	/* what the library uses then */
#endif
/* Returns when thread @tid of this process sleeps in system call @nr. */
void wait_asleep(pid_t tid, long nr);

/* Books of a line, or of all with fd = an app. */
struct tline_ioc_counters counters(int fd);
bool balanced(int fd);

#endif /* TLINE_TEST_H */
