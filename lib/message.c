// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Reading messages.  One read() takes one message, and the library keeps none
 * back, so that the file descriptor is readable exactly while there are some.
 *
 * A message is read and translated by one thread at a time (tl_app.reading):
 * translating may have to wait for a thread whose system call returns a new
 * kernel id, and a later message must not overtake it meanwhile.
 */
#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

/* Besides LINEERR codes: */
#define DELIVERED	0
#define DROPPED		1	/* about a handle that the program has given up */
#define NOTHING		TL_NO_MESSAGE

_Static_assert(sizeof(struct tline_message) == 64, "the kernel's message");

/* Messages about a call, by number; the others are about a line, or nothing. */
static const bool about_call[] = {
	[LINE_CALLINFO]		= true,
	[LINE_CALLSTATE]	= true,
	[LINE_GATHERDIGITS]	= true,
	[LINE_GENERATE]		= true,
	[LINE_MONITORDIGITS]	= true,
	[LINE_MONITORMEDIA]	= true,
	[LINE_MONITORTONE]	= true,
};

static bool is_about_call(uint32_t type)
{
	return type < TL_ARRAY_SIZE(about_call) && about_call[type];
}

/*
 * Another thread may be about to learn this very id from the system call that
 * created it; until it has, wait.
 */
static struct tl_id *wait_id_locked(struct tl_app *app, uint32_t kid)
{
	struct tl_id *id;

	while (!(id = tl_id_find_locked(app, kid)) && app->learning && !app->dead)
		pthread_cond_wait(&tl_wake, &tl_lock);
	return id;
}

/* Whether a call handle belongs to this open of a line. */
static bool line_has_call(struct tl_line *line, uint32_t kid)
{
	struct tline_ioc_call_status status = { .call = kid };

	return !tl_ioctl(line->fd, TLINE_IOC_CALL_STATUS, &status) && !status.result;
}

static struct tl_line *next_line_locked(struct tl_app *app, struct tl_line *last,
					uint64_t instance)
{
	/* From the start if @last has been closed: then there is one line less. */
	struct tl_list *pos = last && last->open ? last->node.next : app->lines.next;

	for (; pos != &app->lines; pos = pos->next) {
		struct tl_line *line = tl_container_of(pos, struct tl_line, node);

		if (line->instance == instance) {
			line->refs++;
			return line;
		}
	}
	return NULL;
}

/* A message brings one new call at most. */
static struct tl_id *publish_spare_locked(struct tl_line *line, uint32_t kid)
{
	struct tl_call *call = line->app->spare;

	line->app->spare = NULL;
	call->line = line;
	tl_call_publish_locked(call, kid);
	return &call->id;
}

/*
 * A call that was never announced: below 2.0 there is no LINE_APPNEWCALL, and
 * from 2.0 on it may be among the events lost.  One of the lines with the
 * message's instance has it, if it still exists.  Returns that line with a
 * reference, or NULL.
 */
static struct tl_line *find_line_locked(struct tl_app *app, const struct tline_message *m)
{
	struct tl_line *line = NULL, *last;
	bool found;

	do {
		last = line;
		line = next_line_locked(app, last, m->instance);
		pthread_mutex_unlock(&tl_lock);
		if (last)
			tl_line_put(last);
		found = line && line_has_call(line, m->handle);
		pthread_mutex_lock(&tl_lock);
	} while (line && !found);
	return line;
}

static struct tl_id *learn_call_locked(struct tl_app *app, const struct tline_message *m)
{
	struct tl_line *line = find_line_locked(app, m);

	if (!line)
		return NULL;
	if (!tl_id_find_locked(app, m->handle) && line->open)
		publish_spare_locked(line, m->handle);
	pthread_mutex_unlock(&tl_lock);
	tl_line_put(line);
	pthread_mutex_lock(&tl_lock);
	/* Only now: meanwhile another thread may have given it up. */
	return tl_id_find_locked(app, m->handle);
}

/* LINE_APPNEWCALL: the handle is the line's, p2 the new call's. */
static void new_call_locked(struct tl_app *app, struct tl_line *line, uint32_t kid,
			    LINEMESSAGE *out)
{
	struct tl_id *id = tl_id_find_locked(app, kid);

	if (!id)
		id = publish_spare_locked(line, kid);
	out->dwParam2 = id->handle;
}

/* The new call gets its handle, and the program's variable is written. */
static void deliver_new_call_locked(struct tl_app *app, struct tl_new_call *new)
{
	uint32_t kid = (uint32_t)new->call->id.node.key;
	struct tl_id *known = tl_id_find_locked(app, kid);

	if (!kid) {
		*new->out = 0;
	} else if (known) {
		*new->out = known->handle;
	} else {
		tl_call_publish_locked(new->call, kid);
		*new->out = new->call->id.handle;
		new->call = NULL;
	}
}

/* Takes what the request has put out, and frees its id; returns how much it is. */
static uint32_t take_output(struct tl_app *app, uint32_t id, void *data, uint32_t room)
{
	struct tline_ioc_output arg = { .id = id, .size = room, .data = (uintptr_t)data };

	if (tl_ioctl(app->fd, TLINE_IOC_OUTPUT, &arg) < 0)
		return 0;
	if (arg.size <= room)
		return arg.size;
	/* More than it ought to be, and still there. */
	arg.data = 0;
	tl_ioctl(app->fd, TLINE_IOC_OUTPUT, &arg);
	return 0;
}

/* A call that the provider may have made: there is one, or its kernel id is 0. */
static void find_new_call_locked(struct tl_request *rq)
{
	struct tl_line *line = rq->line;
	uint32_t kid = (uint32_t)rq->new_call[0].call->id.node.key;
	bool found;

	line->refs++;
	pthread_mutex_unlock(&tl_lock);
	found = line_has_call(line, kid);
	tl_line_put(line);
	pthread_mutex_lock(&tl_lock);
	if (!found && rq->new_call[0].call)
		rq->new_call[0].call->id.node.key = 0;
}

/*
 * What has to be asked for.  Meanwhile the line may be closed and the app shut
 * down: then nobody waits for the request any more (tl_request.forgotten).
 */
static void ask_locked(struct tl_app *app, struct tl_request *rq, uint32_t id,
		       struct tl_outcome *outcome)
{
	rq->busy = true;
	if (rq->output_size) {
		pthread_mutex_unlock(&tl_lock);
		outcome->data = rq->output;
		outcome->size = take_output(app, id, rq->output, rq->output_size);
		pthread_mutex_lock(&tl_lock);
	}
	if (rq->may_create && !outcome->result && rq->line && rq->new_call[0].call)
		find_new_call_locked(rq);
	rq->busy = false;
}

/*
 * Requests of a line below 2.0 are forgotten when it is closed, and their replies
 * are suppressed.  One of them may have been complete by then, and its output must
 * not keep the id.
 */
static LONG suppress_locked(struct tl_app *app, uint32_t id)
{
	pthread_mutex_unlock(&tl_lock);
	take_output(app, id, NULL, 0);
	pthread_mutex_lock(&tl_lock);
	return DROPPED;
}

static struct tl_request *find_request_locked(struct tl_app *app, uint64_t cookie)
{
	struct tl_hash_node *node;
	struct tl_request *rq;

	while ((node = tl_hash_find(&app->requests, cookie))) {
		rq = tl_container_of(node, struct tl_request, node);
		if (!rq->busy)
			return rq;
		pthread_cond_wait(&tl_wake, &tl_lock);
	}
	return NULL;
}

static LONG finish_locked(struct tl_app *app, struct tl_request *rq,
			  const struct tl_outcome *outcome, LINEMESSAGE *out)
{
	bool deliver = !rq->forgotten;
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(rq->new_call); i++) {
		if (rq->new_call[i].call && !outcome->result)
			deliver_new_call_locked(app, &rq->new_call[i]);
	}
	if (deliver && rq->finish)
		deliver = rq->finish(rq, outcome, out) && tl_message_for(rq->version, out);
	tl_request_free_locked(app, rq);
	return deliver ? DELIVERED : DROPPED;
}

static LONG reply_locked(struct tl_app *app, const struct tline_message *m, LINEMESSAGE *out,
			 TLINEMESSAGEEX *ex)
{
	struct tl_outcome outcome = {
		.result = (LONG)(uint32_t)m->p2,
		.value = (DWORD)(m->p3 >> 32),
		.tick = (DWORD)(m->time_ns / 1000000),
	};
	struct tl_request *rq;

	out->hDevice = 0;
	out->dwParam2 = (DWORD_PTR)(intptr_t)outcome.result;
	out->dwParam3 = 0;
	ex->dwReason = (DWORD)m->p3;
	ex->dwValue = outcome.value;
	rq = find_request_locked(app, m->cookie);
	if (!rq)
		return suppress_locked(app, (uint32_t)m->p1);
	ex->dwOperation = rq->op;
	ex->qwCookie = rq->cookie;
	ask_locked(app, rq, (uint32_t)m->p1, &outcome);
	return finish_locked(app, rq, &outcome, out);
}

/*
 * One that has ended meanwhile, or was taken because its message was late, is no news.
 * Without memory it stays in the kernel, to be asked for later.
 */
static LONG proxy_request_locked(struct tl_line *line, uint32_t id, LINEMESSAGE *out)
{
	LONG rc = tl_proxy_take_locked(line, id, out);

	if (rc == LINEERR_NOMEM) {
		line->unheard = true;
		line->app->unheard = true;
	}
	return rc == LINEERR_NOREQUEST ? DROPPED : rc;
}

/* With events lost, requests are not: their proxies ask for what they have not heard of. */
static void lost_locked(struct tl_app *app)
{
	struct tl_list *pos;

	for (pos = app->lines.next; pos != &app->lines; pos = pos->next) {
		struct tl_line *line = tl_container_of(pos, struct tl_line, node);

		line->unheard = line->proxy;
		app->unheard = app->unheard || line->proxy;
	}
}

/* The oldest of those, or NOTHING is left. */
static LONG unheard_locked(struct tl_app *app, LINEMESSAGE *out)
{
	struct tl_list *pos = app->lines.next;
	LONG rc;

	while (pos != &app->lines) {
		struct tl_line *line = tl_container_of(pos, struct tl_line, node);

		pos = pos->next;
		if (!line->unheard)
			continue;
		rc = tl_proxy_take_locked(line, 0, out);
		if (rc != LINEERR_NOREQUEST)
			return rc;
		/* Meanwhile lines may have come and gone. */
		pos = app->lines.next;
	}
	app->unheard = false;
	return NOTHING;
}

static DWORD version_of(const struct tl_id *id)
{
	if (id->kind == TL_CALL)
		return tl_container_of(id, struct tl_call, id)->line->api_version;
	return tl_container_of(id, struct tl_line, id)->api_version;
}

/*
 * @closed: a line that died with this message, with a reference
 */
static LONG translate_locked(struct tl_app *app, const struct tline_message *m, LINEMESSAGE *out,
			     TLINEMESSAGEEX *ex, struct tl_line **closed)
{
	struct tl_id *id;

	*out = (LINEMESSAGE){
		.dwMessageID = m->type,
		.dwCallbackInstance = (DWORD_PTR)m->instance,
		.dwParam1 = (DWORD_PTR)m->p1,
		.dwParam2 = (DWORD_PTR)m->p2,
		.dwParam3 = (DWORD_PTR)m->p3,
	};
	ex->qwSequence = m->seq;
	ex->qwTime = m->time_ns;
	if (m->type == LINE_REPLY)
		return reply_locked(app, m, out, ex);
	if (m->type == TLINE_LOST)
		lost_locked(app);
	if (!m->handle)
		return DELIVERED;
	/* Before the call's own: waiting for one forgets the other. */
	if (m->type == LINE_CALLSTATE && m->p1 == LINECALLSTATE_CONFERENCED && m->p2) {
		id = wait_id_locked(app, (uint32_t)m->p2);
		out->dwParam2 = id ? id->handle : 0;
	}
	id = wait_id_locked(app, m->handle);
	if (!id && is_about_call(m->type))
		id = learn_call_locked(app, m);
	if (!id)
		return DROPPED;
	out->hDevice = id->handle;
	if (m->type == LINE_APPNEWCALL && id->kind == TL_LINE) {
		new_call_locked(app, tl_container_of(id, struct tl_line, id), (uint32_t)m->p2, out);
		return DELIVERED;
	}
	if (!tl_message_for(version_of(id), out))
		return DROPPED;
	if (m->type == LINE_PROXYREQUEST && id->kind == TL_LINE)
		return proxy_request_locked(tl_container_of(id, struct tl_line, id),
					    (uint32_t)m->p1, out);
	if (m->type == LINE_CLOSE && id->kind == TL_LINE) {
		*closed = tl_container_of(id, struct tl_line, id);
		tl_line_unpublish_locked(*closed);
	}
	return DELIVERED;
}

/*
 * ---------------------------------------------------------------------------
 * Reading
 */

static LONG read_message(struct tl_app *app, struct tline_message *m)
{
	ssize_t len;

	do
		len = read(app->fd, m, sizeof(*m));
	while (len < 0 && errno == EINTR);
	if (len == (ssize_t)sizeof(*m))
		return DELIVERED;
	return len < 0 && errno == EAGAIN ? NOTHING : LINEERR_INVALAPPHANDLE;
}

/* Before a message is read, so that without memory it stays where a program waits for it. */
static LONG have_spare(struct tl_app *app)
{
	LONG rc;

	pthread_mutex_lock(&tl_lock);
	if (!app->spare)
		app->spare = tl_call_reserve_locked(NULL);
	rc = app->spare ? 0 : LINEERR_NOMEM;
	pthread_mutex_unlock(&tl_lock);
	return rc;
}

static LONG fetch_message(struct tl_app *app, LINEMESSAGE *out, TLINEMESSAGEEX *ex)
{
	struct tl_line *closed = NULL;
	struct tline_message m;
	LONG rc;

	/* Only readers set it, one at a time. */
	if (app->unheard) {
		pthread_mutex_lock(&tl_lock);
		rc = unheard_locked(app, out);
		pthread_mutex_unlock(&tl_lock);
		if (rc != NOTHING)
			return rc;
	}
	rc = have_spare(app);
	if (!rc)
		rc = read_message(app, &m);
	if (rc)
		return rc;
	pthread_mutex_lock(&tl_lock);
	rc = translate_locked(app, &m, out, ex, &closed);
	pthread_mutex_unlock(&tl_lock);
	if (closed)
		tl_line_put(closed);
	return rc;
}

LONG tl_next_message(struct tl_app *app, LINEMESSAGE *out, TLINEMESSAGEEX *ex)
{
	LONG rc = LINEERR_INVALAPPHANDLE;

	pthread_mutex_lock(&tl_lock);
	while (app->reading && !app->dead)
		pthread_cond_wait(&tl_wake, &tl_lock);
	if (app->dead)
		goto unlock;
	app->reading = true;
	pthread_mutex_unlock(&tl_lock);

	do
		rc = fetch_message(app, out, ex);
	while (rc == DROPPED);

	pthread_mutex_lock(&tl_lock);
	app->reading = false;
	pthread_cond_broadcast(&tl_wake);
unlock:
	pthread_mutex_unlock(&tl_lock);
	return rc;
}

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* The end of a timeout in ms, for tl_ms_left(). */
uint64_t tl_deadline(DWORD timeout)
{
	return now_ms() + timeout;
}

/* What poll() and the like take: 0 once it is over, -1 if it never is. */
int tl_ms_left(DWORD timeout, uint64_t deadline)
{
	uint64_t now;

	if (timeout == INFINITE)
		return -1;
	now = now_ms();
	if (now >= deadline)
		return 0;
	return deadline - now > INT32_MAX ? INT32_MAX : (int)(deadline - now);
}

/* Waking up without a reason is allowed. */
static LONG poll_message(struct tl_app *app, DWORD timeout, uint64_t deadline)
{
	struct pollfd pfd = { .fd = app->fd, .events = POLLIN };
	int ms = tl_ms_left(timeout, deadline);

	if (!ms)
		return LINEERR_OPERATIONFAILED;
	if (poll(&pfd, 1, ms) < 0 && errno != EINTR)
		return tl_error(errno, LINEERR_INVALAPPHANDLE);
	return 0;
}

LONG tl_wait_message(struct tl_app *app, LINEMESSAGE *out, TLINEMESSAGEEX *ex, DWORD timeout)
{
	uint64_t deadline = tl_deadline(timeout);
	LONG rc;

	while ((rc = tl_next_message(app, out, ex)) == NOTHING) {
		rc = poll_message(app, timeout, deadline);
		if (rc)
			break;
	}
	return rc;
}

LONG tlineGetMessageEx(HLINEAPP hLineApp, LPLINEMESSAGE lpMessage, LPTLINEMESSAGEEX lpMessageEx,
		       DWORD dwTimeout)
{
	TLINEMESSAGEEX ex = { .dwTotalSize = sizeof(ex) };
	LINEMESSAGE message;
	struct tl_app *app;
	LONG rc;

	if (!lpMessage)
		return LINEERR_INVALPOINTER;
	if (lpMessageEx && lpMessageEx->dwTotalSize < sizeof(ex))
		return LINEERR_STRUCTURETOOSMALL;
	rc = tl_app_get(hLineApp, &app);
	if (rc)
		return rc;
	if (app->mechanism == LINEINITIALIZEEXOPTION_USEEVENT)
		rc = tl_wait_message(app, &message, &ex, dwTimeout);
	else
		rc = LINEERR_OPERATIONUNAVAIL;
	tl_app_put(app);
	if (rc)
		return rc;
	*lpMessage = message;
	if (lpMessageEx) {
		ex.dwTotalSize = lpMessageEx->dwTotalSize;
		*lpMessageEx = ex;
	}
	return 0;
}

LONG lineGetMessage(HLINEAPP hLineApp, LPLINEMESSAGE lpMessage, DWORD dwTimeout)
{
	return tlineGetMessageEx(hLineApp, lpMessage, NULL, dwTimeout);
}
