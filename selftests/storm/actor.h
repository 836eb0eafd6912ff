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
	bool proxy;
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
	ARGS_MODE,
	ARGS_CONFERENCE,
	ARGS_PARTY,		/* a consultation with a line that there is */
	ARGS_PARK,
	ARGS_PLACE,		/* where something may be parked */
	ARGS_PICKUP,
	ARGS_COMPLETE,
	ARGS_COMPLETION,	/* id of a call completion */
	ARGS_FORWARD,
	ARGS_TREATMENT,
	ARGS_TERMINAL,
	ARGS_BYTES,
	ARGS_QOS,
	ARGS_EXTENSION,
	ARGS_BUTTON,
	ARGS_GATHER,
	ARGS_GATHER_END,
	ARGS_PROXY,
	ARGS_KINDS
};

#define FORWARDS	2

/** union payload - what struct tline_request.args points to */
union payload {
	struct tline_dest dest;
	struct tline_call_params params;
	struct tline_uui uui;
	struct tline_forward forward[FORWARDS];
	struct tline_set_terminal terminal;
	struct tline_gather gather;
	struct {
		__u32 kind;
		__u32 size;
		__u8 data[8];
	} flowspec[2];
	__u8 bytes[64];
	__u64 cookie;		/* of the request itself, for TLINE_OP_PROXY */
};

/* What came of an ioctl: its errno, or the @result that it has written by then. */
static inline int outcome(int ret, const __s32 *result)
{
	return ret ? -errno : *result;
}

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
/* A request @op was accepted that its row did not submit. */
void count_request(__u32 op);

/* actor-args.c: of a request on @line; @rng apart, this may be a thread of its own. */
void fill_args(struct rng *rng, const struct my_line *line, enum args kind,
	       struct tline_request *rq, union payload *p);
/* actor-request.c */
int act_go_on(const struct action *a);
int act_request(const struct action *a);
int act_batch(const struct action *a);
int act_wait(const struct action *a);
int act_cancel(const struct action *a);
int act_output(const struct action *a);
/* Many requests on some line, with or without waiting; for threads, too. */
int submit_random(const struct my_line *line, int n, __u32 flags);
/* Submit what @a says, on these calls; @rq: the request, with the handles of new calls. */
int submit_step(const struct action *a, const struct my_line *line, __u32 call, __u32 call2,
		struct tline_request *rq);
/* actor-scene.c */
int act_conference(const struct action *a);
int act_transfer(const struct action *a);
/* actor-line.c */
int act_app_open(const struct action *a);
int act_line_open(const struct action *a);
int act_proxy_open(const struct action *a);
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
int act_conf_calls(const struct action *a);
/* actor-media.c */
int act_monitor_tones(const struct action *a);
int act_generate_tone(const struct action *a);
int act_media_control(const struct action *a);
/* actor-service.c */
int act_proxy_take(const struct action *a);
int act_proxy_answer(const struct action *a);
int act_proxy_wrong(const struct action *a);
int act_proxy_message(const struct action *a);
int act_recipient(const struct action *a);
int act_assist(const struct action *a);
int act_assist_take(const struct action *a);
int act_data(const struct action *a);
int act_set_config(const struct action *a);
int act_get_config(const struct action *a);
int act_num_rings(const struct action *a);
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
