// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Lists of calls: system calls that may create handles of calls the program has
 * none for.
 */
#include <errno.h>
#include <stdlib.h>

#include "internal.h"

/* Room for the kernel's ids behind a LINECALLLIST of the program. */
struct list {
	uint32_t *ids;
	DWORD room;
};

static LONG begin(struct list *list, const LINECALLLIST *out)
{
	if (!out)
		return LINEERR_INVALPOINTER;
	if (out->dwTotalSize < sizeof(*out))
		return LINEERR_STRUCTURETOOSMALL;
	list->room = (out->dwTotalSize - (DWORD)sizeof(*out)) / (DWORD)sizeof(HCALL);
	if (list->room > TLINE_MAX_CALLS)
		list->room = TLINE_MAX_CALLS;
	list->ids = calloc(list->room + 1, sizeof(*list->ids));
	return list->ids ? 0 : LINEERR_NOMEM;
}

/*
 * If there is no room for all the handles there will be none, and dwNeededSize
 * says how much is needed.
 */
static LONG end(struct list *list, LPLINECALLLIST out, DWORD count, LONG rc)
{
	if (!rc)
		rc = tl_fill_call_list(out, list->ids, count);
	else if (rc == LINEERR_STRUCTURETOOSMALL)
		rc = tl_fill_call_list(out, NULL, count);
	free(list->ids);
	return rc;
}

/*
 * While such a system call is under way, a reader of messages that meets one of
 * the new ids waits.
 */
static void start_learning(struct tl_app *app)
{
	pthread_mutex_lock(&tl_lock);
	app->learning++;
	pthread_mutex_unlock(&tl_lock);
}

/*
 * Handles for the kernel's @ids, in their place.  Returns for how many there was
 * memory; behind them are @lost new ids without.
 */
static DWORD learn_calls_locked(struct tl_line *line, uint32_t *ids, DWORD num, DWORD *lost)
{
	DWORD i, k;

	for (i = 0; i < num; i++) {
		struct tl_id *known = tl_id_find_locked(line->app, ids[i]);
		struct tl_call *call;

		if (!known) {
			call = tl_call_reserve_locked(line);
			if (!call)
				break;
			tl_call_publish_locked(call, ids[i]);
			known = &call->id;
		}
		ids[i] = known->handle;
	}
	for (k = i; k < num; k++) {
		if (!tl_id_find_locked(line->app, ids[k]))
			ids[i + (*lost)++] = ids[k];
	}
	return i;
}

/* The next such function can have them. */
static void give_back(struct tl_line *line, const uint32_t *ids, DWORD num)
{
	DWORD i;

	for (i = 0; i < num; i++) {
		struct tline_ioc_deallocate arg = { .call = ids[i] };

		tl_ioctl(line->fd, TLINE_IOC_DEALLOCATE, &arg);
	}
}

/* @count: of ids from the kernel, then of handles */
static LONG stop_learning(struct tl_line *line, struct list *list, __u32 *count, LONG rc)
{
	DWORD lost = 0;

	pthread_mutex_lock(&tl_lock);
	line->app->learning--;
	if (!rc && !line->open)
		rc = LINEERR_INVALLINEHANDLE;
	if (!rc)
		*count = learn_calls_locked(line, list->ids, *count, &lost);
	pthread_cond_broadcast(&tl_wake);
	pthread_mutex_unlock(&tl_lock);
	if (!lost)
		return rc;
	give_back(line, list->ids + *count, lost);
	return *count ? 0 : LINEERR_NOMEM;
}

LONG lineGetNewCalls(HLINE hLine, DWORD dwAddressID, DWORD dwSelect, LPLINECALLLIST lpCallList)
{
	struct tline_ioc_new_calls arg = { .select = dwSelect };
	struct tl_line *line;
	struct list list;
	LONG rc;

	rc = tl_line_get(hLine, &line);
	if (rc)
		return rc;
	rc = begin(&list, lpCallList);
	if (rc)
		goto put;
	if (dwSelect == LINECALLSELECT_ADDRESS)
		arg.address = dwAddressID;
	arg.calls = (uintptr_t)list.ids;
	arg.count = list.room;
	start_learning(line->app);
	if (tl_ioctl(line->fd, TLINE_IOC_GET_NEW_CALLS, &arg) < 0)
		rc = tl_error(errno, LINEERR_INVALLINEHANDLE);
	else
		rc = arg.result;
	rc = stop_learning(line, &list, &arg.count, rc);
	rc = end(&list, lpCallList, arg.count, rc);
put:
	tl_line_put(line);
	return rc;
}

LONG lineGetConfRelatedCalls(HCALL hCall, LPLINECALLLIST lpCallList)
{
	struct tline_ioc_conf_calls arg = { 0 };
	struct tl_line *line;
	struct list list;
	LONG rc;

	rc = tl_call_get(hCall, LINEERR_INVALCALLHANDLE, &line, &arg.call);
	if (rc)
		return rc;
	rc = begin(&list, lpCallList);
	if (rc)
		goto put;
	arg.calls = (uintptr_t)list.ids;
	arg.count = list.room;
	start_learning(line->app);
	if (tl_ioctl(line->fd, TLINE_IOC_CONF_CALLS, &arg) < 0)
		rc = tl_error(errno, LINEERR_INVALCALLHANDLE);
	else
		rc = arg.result;
	rc = stop_learning(line, &list, &arg.count, rc);
	rc = end(&list, lpCallList, arg.count, rc);
put:
	tl_line_put(line);
	return rc;
}
