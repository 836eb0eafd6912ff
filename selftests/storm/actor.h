/* SPDX-License-Identifier: GPL-2.0-only */
/* Inside of an actor: what it has, and its table of actions. */
#ifndef STORM_ACTOR_H
#define STORM_ACTOR_H

#include "storm.h"

#define MY_APPS		3
#define MY_LINES	6

/** struct my_app - an app that this process has; @fd < 0: none */
struct my_app {
	int fd;
	int slot;
};

/** struct my_line - an open line, bound to an app whose ledger is @slot; @fd < 0: none */
struct my_line {
	int fd;
	int slot;
	__u32 instance;
	__u32 handle;
	int line;
	bool old;
};

struct me {
	struct rng rng;
	__u32 what;			/* for the log */
	struct my_app app[MY_APPS];
	struct my_line line[MY_LINES];
};

extern struct me me;

struct action;
typedef int (*action_fn)(const struct action *a);

/**
 * struct action - one thing to do
 * @name: of it
 * @weight: how often it is done, relative to the others
 * @fn: does it: 0, SKIP, a TLINE_ERR_ or -errno
 * @op: for requests, enum tline_opcode
 * @args: its arguments: enum args
 * @states: of the call that suit it
 * @states2: of the second call
 * @rare: asked for only in a long storm
 */
struct action {
	const char *name;
	__u16 weight;
	action_fn fn;
	__u32 op;
	__u32 args;
	__u32 states;
	__u32 states2;
	bool rare;
};

enum args {
	ARGS_NONE,
	ARGS_DEST,
	ARGS_PARAMS,
	ARGS_UUI,
	ARGS_LAMP,
	ARGS_MODE,		/* arg[0] is 1 */
};

/* A random one that this process has, or NULL. */
struct my_app *my_app(void);
struct my_line *my_line(void);
/* A line, and a call on it that is in one of these @states (0: any); *@call is 0 if there is none. */
struct my_line *my_call(__u32 states, __u32 *call);
struct my_app *free_app(void);
struct my_line *free_line(void);
void drop_app(struct my_app *app);
void drop_lines_of(int slot);
void drop_line(struct my_line *line);
/* Interrupt what this thread waits in, every 20 ms; false: no more. */
void alarms(bool on);

const struct action *action_for(__u32 state);

/* actor-request.c */
int act_go_on(const struct action *a);
int act_request(const struct action *a);
int act_batch(const struct action *a);
int act_wait(const struct action *a);
int act_cancel(const struct action *a);
/* Many requests on some line, with or without waiting; for threads, too. */
int submit_random(const struct my_line *line, int n, __u32 flags);
/* actor-line.c */
int act_app_open(const struct action *a);
int act_line_open(const struct action *a);
int act_line_close(const struct action *a);
int act_close(const struct action *a);
int act_app_close(const struct action *a);
int act_shutdown(const struct action *a);
int act_status_messages(const struct action *a);
int act_line_query(const struct action *a);
int act_read(const struct action *a);
int act_read_blocking(const struct action *a);
int act_audit(const struct action *a);
int act_settle(const struct action *a);
/* actor-call.c */
int act_deallocate(const struct action *a);
int act_privilege(const struct action *a);
int act_handoff(const struct action *a);
int act_new_calls(const struct action *a);
int act_call_query(const struct action *a);
int act_set_call(const struct action *a);
int act_digits(const struct action *a);
/* actor-share.c */
int act_dup(const struct action *a);
int act_pass(const struct action *a);
int act_take(const struct action *a);
int act_fork(const struct action *a);
int act_thread(const struct action *a);
int act_suicide(const struct action *a);
void end_threads(void);
void forget_threads(void);

#endif /* STORM_ACTOR_H */
