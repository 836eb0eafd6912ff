/* SPDX-License-Identifier: GPL-2.0-only */
/* Inside of the tline core: requests, and who answers them in place of the provider. */
#ifndef _TLINE_OP_H
#define _TLINE_OP_H

#include <linux/ktime.h>
#include <linux/timerqueue.h>

#include "tline-app.h"
#include "tline-line.h"

struct tline_handle;

/* Requests pending on one line, all apps: sixteen apps at their own limit. */
#define TLINE_MAX_LINE_REQUESTS	65536
/* Of these, pending at one proxy: all there can be are not to use up the line's. */
#define TLINE_MAX_PROXY_REQUESTS 1024
/* Of both, half is kept for apps with fewer than so many: eight for each open there can be. */
#define TLINE_FEW_REQUESTS	8

/* --------------------------------------------------------------------- op.c */

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

#endif /* _TLINE_OP_H */
