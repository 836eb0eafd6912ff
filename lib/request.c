// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Submitting requests.
 *
 * A request is known to the library, under its cookie, before the kernel has
 * it: its completion may be read by another thread before the submitting one
 * returns.  That reader waits (message.c) until the request id is known here,
 * so that nobody sees a LINE_REPLY before the request has been accepted.
 */
#include <errno.h>
#include <stdlib.h>

#include "internal.h"

static uint64_t last_cookie;

static bool reserve_calls_locked(struct tl_line *line, struct tl_request *rq)
{
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(rq->new_call); i++) {
		if (!rq->new_call[i].out)
			continue;
		rq->new_call[i].call = tl_call_reserve_locked(line);
		if (!rq->new_call[i].call)
			return false;
	}
	return true;
}

static struct tl_request *start_locked(struct tl_line *line, uint32_t call,
				       const struct tl_submit *submit)
{
	struct tl_request *rq = calloc(1, sizeof(*rq) + submit->output_size);
	struct tl_id *about = call ? tl_id_find_locked(line->app, call) : NULL;

	if (!rq)
		return NULL;
	rq->op = submit->op;
	rq->new_call[0].out = submit->new_call;
	rq->new_call[1].out = submit->new_call2;
	if (!reserve_calls_locked(line, rq)) {
		tl_request_drop_calls_locked(rq);
		free(rq);
		return NULL;
	}
	rq->about = about ? about->handle : 0;
	rq->may_create = submit->may_create;
	rq->finish = submit->finish;
	rq->target = submit->target;
	rq->target_size = submit->target_size;
	rq->version = line->api_version;
	rq->wide = submit->wide;
	rq->output_size = submit->output_size;
	rq->cookie = line->cookie;
	rq->line = line;
	rq->busy = true;
	rq->node.key = ++last_cookie;
	tl_hash_add(&line->app->requests, &rq->node);
	tl_list_add_tail(&line->requests, &rq->line_node);
	return rq;
}

/* The system call has returned.  @accepted: a completion follows. */
static void finish_locked(struct tl_app *app, struct tl_request *rq, bool accepted,
			  const struct tline_request *request)
{
	const uint32_t ids[] = { request->new_call, request->new_call2 };
	size_t i;

	rq->busy = false;
	for (i = 0; i < TL_ARRAY_SIZE(ids); i++) {
		if (rq->new_call[i].call)
			rq->new_call[i].call->id.node.key = ids[i];
	}
	if (!accepted || rq->forgotten)
		tl_request_free_locked(app, rq);
	pthread_cond_broadcast(&tl_wake);
}

/*
 * A line that is open for reading only cannot take requests.  Whoever holds a
 * call there is a monitor.
 */
static LONG submit_error(int err, uint32_t call)
{
	if (tl_denied(err))
		return call ? LINEERR_NOTOWNER : LINEERR_OPERATIONUNAVAIL;
	return tl_error(err, call ? LINEERR_INVALCALLHANDLE : LINEERR_INVALLINEHANDLE);
}

static LONG submit_ioctl(struct tl_line *line, struct tline_request *request)
{
	struct tline_ioc_submit submit = {
		.requests = (uintptr_t)request,
		.count = 1,
		.request_size = sizeof(*request),
	};

	if (tl_ioctl(line->fd, TLINE_IOC_SUBMIT, &submit) < 0)
		return submit_error(errno, request->call);
	if (request->result < 0)
		return request->result;
	return (LONG)request->id;
}

/* The kernel's ids of both calls; the second one must be of the same app. */
static LONG set_calls_locked(struct tl_line *line, uint32_t call, const struct tl_submit *submit,
			     struct tline_request *request)
{
	struct tl_call *second;

	request->call = call;
	if (!submit->call2)
		return 0;
	second = tl_handle_find_locked(submit->call2, TL_CALL);
	if (!second || second->line->app != line->app)
		return submit->call2_error;
	request->call2 = (uint32_t)second->id.node.key;
	return 0;
}

/* Returns a request id, or a LINEERR. */
LONG tl_submit_line(struct tl_line *line, uint32_t call, const struct tl_submit *submit)
{
	struct tline_request request = {
		.op = submit->op,
		.flags = submit->output_size ? TLINE_REQUEST_KEEP : 0,
		.args = (uintptr_t)submit->args,
		.args_size = submit->args_size,
		.arg = { submit->arg[0], submit->arg[1], submit->arg[2] },
	};
	struct tl_request *rq;
	LONG rc;

	pthread_mutex_lock(&tl_lock);
	rc = call ? LINEERR_INVALCALLHANDLE : LINEERR_INVALLINEHANDLE;
	if (!line->open)
		goto unlock;
	rc = set_calls_locked(line, call, submit, &request);
	if (rc)
		goto unlock;
	rq = start_locked(line, call, submit);
	if (!rq) {
		rc = LINEERR_NOMEM;
		goto unlock;
	}
	request.cookie = rq->node.key;
	request.timeout_ns = submit->no_deadline ? 0 : line->deadline_ms * 1000000ull;
	pthread_mutex_unlock(&tl_lock);

	rc = submit_ioctl(line, &request);

	pthread_mutex_lock(&tl_lock);
	finish_locked(line->app, rq, rc > 0, &request);
unlock:
	pthread_mutex_unlock(&tl_lock);
	return rc;
}

LONG tl_submit_handle(HLINE handle, const struct tl_submit *submit)
{
	struct tl_line *line;
	LONG rc;

	rc = tl_line_get(handle, &line);
	if (rc)
		return rc;
	rc = tl_submit_line(line, 0, submit);
	tl_line_put(line);
	return rc;
}

LONG tl_submit_call(HCALL handle, const struct tl_submit *submit)
{
	struct tl_line *line;
	uint32_t call;
	LONG rc;

	rc = tl_call_get(handle, LINEERR_INVALCALLHANDLE, &line, &call);
	if (rc)
		return rc;
	rc = tl_submit_line(line, call, submit);
	tl_line_put(line);
	return rc;
}
