// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Apps, lines, calls and requests: who holds whom, and what dies with what.
 */
#include <stdlib.h>
#include <unistd.h>

#include "internal.h"

pthread_mutex_t tl_lock = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t tl_wake = PTHREAD_COND_INITIALIZER;

/* An application has been initialized once. */
static bool initialized;

LONG tl_bad_handle(LONG error)
{
	return initialized ? error : LINEERR_UNINITIALIZED;
}

/*
 * ---------------------------------------------------------------------------
 * Apps
 */
LONG tl_app_get(HLINEAPP handle, struct tl_app **app)
{
	LONG rc = 0;

	pthread_mutex_lock(&tl_lock);
	*app = tl_handle_find_locked(handle, TL_APP);
	if (*app)
		(*app)->refs++;
	else
		rc = tl_bad_handle(LINEERR_INVALAPPHANDLE);
	pthread_mutex_unlock(&tl_lock);
	return rc;
}

void tl_app_put(struct tl_app *app)
{
	bool last;

	pthread_mutex_lock(&tl_lock);
	last = --app->refs == 0;
	if (last && app->spare)
		tl_call_free_locked(app->spare);
	pthread_mutex_unlock(&tl_lock);
	if (!last)
		return;
	if (app->fd >= 0)
		close(app->fd);
	if (app->port)
		tl_port_put(app->port);
	tl_hash_destroy(&app->ids);
	tl_hash_destroy(&app->requests);
	free(app);
}

bool tl_app_is_dead(struct tl_app *app)
{
	bool dead;

	pthread_mutex_lock(&tl_lock);
	dead = app->dead;
	pthread_mutex_unlock(&tl_lock);
	return dead;
}

/* Gives the app a handle, which takes over the caller's reference. */
LONG tl_app_publish(struct tl_app *app)
{
	pthread_mutex_lock(&tl_lock);
	app->handle = tl_handle_alloc_locked(TL_APP, app);
	if (app->handle)
		initialized = true;
	pthread_mutex_unlock(&tl_lock);
	return app->handle ? 0 : LINEERR_NOMEM;
}

/*
 * Ends an app's handle and those of its lines and calls, and wakes whoever
 * waits for it.  The caller gets the handle's reference.
 */
LONG tl_app_unpublish(HLINEAPP handle, struct tl_app **dead)
{
	struct tl_hash_node *node;
	struct tl_app *app;
	LONG rc = 0;

	pthread_mutex_lock(&tl_lock);
	app = tl_handle_find_locked(handle, TL_APP);
	if (!app) {
		rc = tl_bad_handle(LINEERR_INVALAPPHANDLE);
		goto unlock;
	}
	*dead = app;
	tl_handle_free_locked(handle);
	app->dead = true;
	while (!tl_list_empty(&app->lines)) {
		struct tl_line *line = tl_container_of(app->lines.next, struct tl_line, node);

		tl_line_unpublish_locked(line);
		pthread_mutex_unlock(&tl_lock);
		tl_line_put(line);
		pthread_mutex_lock(&tl_lock);
	}
	tl_proxy_forget_locked(app);
	while ((node = tl_hash_any(&app->requests)))
		tl_request_free_locked(app, tl_container_of(node, struct tl_request, node));
	pthread_cond_broadcast(&tl_wake);
unlock:
	pthread_mutex_unlock(&tl_lock);
	return rc;
}

struct tl_id *tl_id_find_locked(struct tl_app *app, uint32_t id)
{
	struct tl_hash_node *node = tl_hash_find(&app->ids, id);

	return node ? tl_container_of(node, struct tl_id, node) : NULL;
}

/*
 * ---------------------------------------------------------------------------
 * Lines
 */
LONG tl_line_get(HLINE handle, struct tl_line **line)
{
	LONG rc = 0;

	pthread_mutex_lock(&tl_lock);
	*line = tl_handle_find_locked(handle, TL_LINE);
	if (*line)
		(*line)->refs++;
	else
		rc = tl_bad_handle(LINEERR_INVALLINEHANDLE);
	pthread_mutex_unlock(&tl_lock);
	return rc;
}

void tl_line_put(struct tl_line *line)
{
	bool last;

	pthread_mutex_lock(&tl_lock);
	last = --line->refs == 0;
	if (last && line->id.handle)
		tl_handle_free_locked(line->id.handle);
	pthread_mutex_unlock(&tl_lock);
	if (!last)
		return;
	if (line->fd >= 0)
		close(line->fd);
	tl_app_put(line->app);
	free(line);
}

/* A line with one reference and a handle that is not valid yet. */
struct tl_line *tl_line_alloc(struct tl_app *app)
{
	struct tl_line *line = calloc(1, sizeof(*line));

	if (!line)
		return NULL;
	line->fd = -1;
	line->refs = 1;
	line->app = app;
	line->id.kind = TL_LINE;
	tl_list_init(&line->node);
	tl_list_init(&line->calls);
	tl_list_init(&line->requests);
	pthread_mutex_lock(&tl_lock);
	app->refs++;
	line->id.handle = tl_handle_alloc_locked(TL_RESERVED, line);
	pthread_mutex_unlock(&tl_lock);
	if (!line->id.handle) {
		tl_line_put(line);
		return NULL;
	}
	return line;
}

/* The handle becomes valid, and takes over the caller's reference. */
void tl_line_publish_locked(struct tl_line *line, uint32_t id)
{
	line->open = true;
	line->id.node.key = id;
	tl_hash_add(&line->app->ids, &line->id.node);
	tl_list_add_tail(&line->app->lines, &line->node);
	tl_handle_set_kind_locked(line->id.handle, TL_LINE);
}

/*
 * The handle of the line and those of its calls die.  Its requests go on; below
 * 2.0 the kernel suppresses their completions.  The caller gets the handle's
 * reference.
 */
void tl_line_unpublish_locked(struct tl_line *line)
{
	struct tl_app *app = line->app;

	line->open = false;
	tl_list_del(&line->node);
	tl_hash_remove(&app->ids, &line->id.node);
	tl_handle_free_locked(line->id.handle);
	line->id.handle = 0;
	while (!tl_list_empty(&line->calls))
		tl_call_free_locked(tl_container_of(line->calls.next, struct tl_call, node));
	while (!tl_list_empty(&line->requests)) {
		struct tl_request *rq = tl_container_of(line->requests.next, struct tl_request,
							line_node);

		tl_list_del(&rq->line_node);
		rq->line = NULL;
		tl_request_drop_calls_locked(rq);
		if (line->api_version < TLINE_API_VERSION_2_0)
			tl_request_free_locked(app, rq);
	}
}

/* The same by handle. */
LONG tl_line_unpublish(HLINE handle, struct tl_line **line)
{
	LONG rc = 0;

	pthread_mutex_lock(&tl_lock);
	*line = tl_handle_find_locked(handle, TL_LINE);
	if (*line)
		tl_line_unpublish_locked(*line);
	else
		rc = tl_bad_handle(LINEERR_INVALLINEHANDLE);
	pthread_mutex_unlock(&tl_lock);
	return rc;
}

/*
 * ---------------------------------------------------------------------------
 * Calls
 */

/* @error: for a handle that is none; the line comes with a reference */
LONG tl_call_get(HCALL handle, LONG error, struct tl_line **line, uint32_t *id)
{
	struct tl_call *call;
	LONG rc = 0;

	pthread_mutex_lock(&tl_lock);
	call = tl_handle_find_locked(handle, TL_CALL);
	if (call) {
		*line = call->line;
		*id = (uint32_t)call->id.node.key;
		call->line->refs++;
	} else {
		rc = tl_bad_handle(error);
	}
	pthread_mutex_unlock(&tl_lock);
	return rc;
}

/*
 * What LINECALLSELECT_LINE, ADDRESS or CALL is about; the line comes with a
 * reference, @call is 0 if it is not about one.
 */
LONG tl_select_get(HLINE hLine, HCALL hCall, DWORD select, struct tl_line **line, uint32_t *call)
{
	*call = 0;
	switch (select) {
	case LINECALLSELECT_LINE:
	case LINECALLSELECT_ADDRESS:
		return tl_line_get(hLine, line);
	case LINECALLSELECT_CALL:
		return tl_call_get(hCall, LINEERR_INVALCALLHANDLE, line, call);
	default:
		return LINEERR_INVALCALLSELECT;
	}
}

/* The kernel's call handle is gone. */
void tl_call_forget(HCALL handle)
{
	struct tl_call *call;

	pthread_mutex_lock(&tl_lock);
	call = tl_handle_find_locked(handle, TL_CALL);
	if (call)
		tl_call_free_locked(call);
	pthread_mutex_unlock(&tl_lock);
}

/* A call with a handle that is not valid yet, or NULL.  @line may come later. */
struct tl_call *tl_call_reserve_locked(struct tl_line *line)
{
	struct tl_call *call = calloc(1, sizeof(*call));

	if (!call)
		return NULL;
	call->line = line;
	call->id.kind = TL_CALL;
	call->id.handle = tl_handle_alloc_locked(TL_RESERVED, call);
	tl_list_init(&call->node);
	if (!call->id.handle) {
		free(call);
		return NULL;
	}
	return call;
}

void tl_call_publish_locked(struct tl_call *call, uint32_t id)
{
	call->id.node.key = id;
	tl_hash_add(&call->line->app->ids, &call->id.node);
	tl_list_add_tail(&call->line->calls, &call->node);
	tl_handle_set_kind_locked(call->id.handle, TL_CALL);
}

void tl_call_free_locked(struct tl_call *call)
{
	if (!tl_list_empty(&call->node)) {
		tl_list_del(&call->node);
		tl_hash_remove(&call->line->app->ids, &call->id.node);
	}
	tl_handle_free_locked(call->id.handle);
	free(call);
}

/*
 * ---------------------------------------------------------------------------
 * Requests
 */

/* The calls that it was to create have no handles. */
void tl_request_drop_calls_locked(struct tl_request *rq)
{
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(rq->new_call); i++) {
		if (rq->new_call[i].call)
			tl_call_free_locked(rq->new_call[i].call);
		rq->new_call[i].call = NULL;
	}
}

/* While a system call is under way, its thread still uses the request. */
void tl_request_free_locked(struct tl_app *app, struct tl_request *rq)
{
	if (!rq->forgotten)
		tl_hash_remove(&app->requests, &rq->node);
	tl_request_drop_calls_locked(rq);
	tl_list_del(&rq->line_node);
	rq->line = NULL;
	if (rq->busy)
		rq->forgotten = true;
	else
		free(rq);
}
