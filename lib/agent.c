// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The agent functions of TAPI 2.0, and what those of 2.2 (agent-ex.c) share with
 * them.  Another program carries them out (proxy.c), which is no more to be
 * trusted than this one by that: what it has answered is read within its bounds,
 * and put together anew in the program's memory.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"

/* The longest string of an answer, in UTF-8. */
#define MAX_TEXT	(TLINE_MAX_PROXY / sizeof(WCHAR) * 3 + 1)
/* The largest fixed part of a structure that is answered. */
#define MAX_FIXED	sizeof(LINEAGENTSESSIONINFO)

/*
 * ---------------------------------------------------------------------------
 * Asking
 */

/* Appends a string to arguments that end behind the union; @pair: within it */
LONG tl_agent_add_string(struct tl_agent_args *args, size_t pair, const void *text, bool wide)
{
	DWORD where[2] = { 0, (DWORD)TL_PROXY_UNION + args->size };
	size_t room = (sizeof(args->bytes) - args->size) / sizeof(WCHAR);
	size_t units;
	char *utf8;
	LONG rc;

	rc = tl_dup_text(&utf8, text, wide, LINEERR_INVALPARAM);
	if (rc || !utf8)
		return rc;
	units = tl_to_wide(args->bytes + args->size, room, utf8, SIZE_MAX) + 1;
	free(utf8);
	if (units > room)
		return LINEERR_INVALPARAM;
	where[0] = (DWORD)(units * sizeof(WCHAR));
	memset(args->bytes + args->size + where[0] - sizeof(WCHAR), 0, sizeof(WCHAR));
	memcpy(args->bytes + pair, where, sizeof(where));
	args->size += where[0];
	return 0;
}

LONG tl_agent_ask(HLINE line, DWORD type, const void *args, uint32_t size,
		  struct tl_submit *submit)
{
	submit->op = TLINE_OP_PROXY;
	submit->arg[0] = type;
	submit->args = size ? args : NULL;
	submit->args_size = size;
	return tl_submit_handle(line, submit);
}

/* @fixed: least size of the structure */
LONG tl_agent_ask_struct(HLINE line, DWORD type, const void *args, uint32_t size, void *out,
			 DWORD fixed, tl_finish_fn *finish, bool wide)
{
	struct tl_submit submit = {
		.finish = finish, .target = out, .wide = wide, .output_size = TLINE_MAX_PROXY,
	};

	if (!out)
		return LINEERR_INVALPOINTER;
	memcpy(&submit.target_size, out, sizeof(submit.target_size));
	if (submit.target_size < fixed)
		return LINEERR_STRUCTURETOOSMALL;
	return tl_agent_ask(line, type, args, size, &submit);
}

static bool finish_handle(struct tl_request *rq, const struct tl_outcome *outcome,
			  LINEMESSAGE *message)
{
	if (outcome->result)
		return true;
	if (outcome->size == sizeof(DWORD))
		memcpy(rq->target, outcome->data, sizeof(DWORD));
	else
		message->dwParam2 = (DWORD_PTR)(intptr_t)LINEERR_OPERATIONFAILED;
	return true;
}

LONG tl_agent_ask_handle(HLINE line, DWORD type, const struct tl_agent_args *args, DWORD *out)
{
	struct tl_submit submit = {
		.finish = finish_handle, .target = out, .output_size = sizeof(*out),
	};

	if (!out)
		return LINEERR_INVALPOINTER;
	return tl_agent_ask(line, type, args->bytes, args->size, &submit);
}

/*
 * ---------------------------------------------------------------------------
 * Answers
 */

/* What a pair of size and offset refers to, within an answer; NULL: nothing, or outside. */
static const char *find_part(const struct tl_outcome *outcome, const char *pair, DWORD *size)
{
	DWORD offset = tl_get_dword(pair + sizeof(DWORD));

	*size = tl_get_dword(pair);
	if (!*size || offset > outcome->size || *size > outcome->size - offset)
		return NULL;
	return (const char *)outcome->data + offset;
}

/* "": there is none, or none that could be read */
static void get_text(char text[MAX_TEXT], const struct tl_outcome *outcome, const char *pair)
{
	DWORD size;
	const char *data = find_part(outcome, pair, &size);

	if (!data || tl_from_wide(text, MAX_TEXT, data, size, LINEERR_OPERATIONFAILED))
		text[0] = '\0';
}

static void copy_list(struct tl_pack *pack, const struct tl_outcome *outcome,
		      const struct tl_agent_layout *layout)
{
	const char *header = outcome->data;
	DWORD count = tl_get_dword(header + layout->count), none = 0, size, i;
	const char *from = find_part(outcome, header + layout->list, &size);
	char text[MAX_TEXT], *to;

	if (!from || count > size / layout->entry_size)
		count = 0;
	to = tl_pack_array(pack, layout->list, count * layout->entry_size);
	if (!to)
		memcpy((char *)pack->header + layout->count, &none, sizeof(none));
	for (i = 0; i < count; i++, from += layout->entry_size) {
		char *entry = to ? to + i * layout->entry_size : NULL;

		if (entry)
			memcpy(entry, from, layout->entry_size);
		if (!layout->entry_string)
			continue;
		if (entry)
			memset(entry + layout->entry_string, 0, 2 * sizeof(DWORD));
		get_text(text, outcome, from + layout->entry_string);
		tl_pack_entry_string(pack, entry, layout->entry_string, text, sizeof(text));
	}
}

/*
 * Writes the structure that a request has been answered with, in the program's
 * encoding; what does not fit into its memory counts as it always does.
 */
bool tl_agent_finish(struct tl_request *rq, const struct tl_outcome *outcome, LINEMESSAGE *message,
		     DWORD fixed, const struct tl_agent_layout *layout)
{
	char header[MAX_FIXED] = { 0 }, text[MAX_TEXT];
	const char *answer = outcome->data;
	struct tl_pack pack;
	DWORD needed, used;
	LONG rc;

	if (outcome->result)
		return true;
	rc = outcome->size < fixed ? LINEERR_OPERATIONFAILED :
				     tl_pack_begin(&pack, rq->target, header, fixed);
	if (rc) {
		message->dwParam2 = (DWORD_PTR)(intptr_t)rc;
		return true;
	}
	pack.total = rq->target_size;
	pack.wide = rq->wide;
	memcpy(header, answer, fixed);
	if (layout->string)
		memset(header + layout->string, 0, 2 * sizeof(DWORD));
	if (layout->list)
		memset(header + layout->list, 0, 2 * sizeof(DWORD));
	if (layout->list)
		copy_list(&pack, outcome, layout);
	if (layout->string) {
		get_text(text, outcome, answer + layout->string);
		tl_pack_string(&pack, layout->string, text, sizeof(text));
	}
	/* What the handler had no room for. */
	needed = tl_get_dword(answer + offsetof(LINEAGENTSTATUS, dwNeededSize));
	used = tl_get_dword(answer + offsetof(LINEAGENTSTATUS, dwUsedSize));
	if (needed > used && needed - used <= UINT32_MAX - pack.needed)
		pack.needed += needed - used;
	tl_pack_end(&pack);
	return true;
}

static bool finish_caps(struct tl_request *rq, const struct tl_outcome *outcome,
			LINEMESSAGE *message)
{
	static const struct tl_agent_layout layout = {
		TL_LAYOUT_STRING(LINEAGENTCAPS, AgentHandlerInfo),
		TL_LAYOUT_LIST(LINEAGENTCAPS, dwNumAgentExtensionIDs, AgentExtensionIDList,
			    LINEEXTENSIONID),
	};

	return tl_agent_finish(rq, outcome, message, tl_struct_size(TL_AGENTCAPS, rq->version),
			       &layout);
}

static bool finish_status(struct tl_request *rq, const struct tl_outcome *outcome,
			  LINEMESSAGE *message)
{
	static const struct tl_agent_layout layout = {
		TL_LAYOUT_STRING(LINEAGENTSTATUS, Activity),
		TL_LAYOUT_LIST(LINEAGENTSTATUS, dwNumEntries, GroupList, LINEAGENTGROUPENTRY),
		TL_LAYOUT_NAMES(LINEAGENTGROUPENTRY),
	};

	return tl_agent_finish(rq, outcome, message, sizeof(LINEAGENTSTATUS), &layout);
}

static bool finish_activities(struct tl_request *rq, const struct tl_outcome *outcome,
			      LINEMESSAGE *message)
{
	static const struct tl_agent_layout layout = {
		TL_LAYOUT_LIST(LINEAGENTACTIVITYLIST, dwNumEntries, List, LINEAGENTACTIVITYENTRY),
		TL_LAYOUT_NAMES(LINEAGENTACTIVITYENTRY),
	};

	return tl_agent_finish(rq, outcome, message, sizeof(LINEAGENTACTIVITYLIST), &layout);
}

bool tl_agent_finish_groups(struct tl_request *rq, const struct tl_outcome *outcome,
			    LINEMESSAGE *message)
{
	static const struct tl_agent_layout layout = {
		TL_LAYOUT_LIST(LINEAGENTGROUPLIST, dwNumEntries, List, LINEAGENTGROUPENTRY),
		TL_LAYOUT_NAMES(LINEAGENTGROUPENTRY),
	};

	return tl_agent_finish(rq, outcome, message, sizeof(LINEAGENTGROUPLIST), &layout);
}

/*
 * ---------------------------------------------------------------------------
 * The functions
 */

static LONG check_address(HLINE handle, DWORD address)
{
	struct tline_line_caps caps;
	struct tl_line *line;
	LONG rc;

	rc = tl_line_get(handle, &line);
	if (rc)
		return rc;
	if (tl_ioctl(line->fd, TLINE_IOC_LINE_CAPS, &caps) < 0)
		rc = tl_error(errno, LINEERR_INVALLINEHANDLE);
	else if (address >= caps.num_addresses)
		rc = LINEERR_INVALADDRESSID;
	tl_line_put(line);
	return rc;
}

/* A request about an address, for numbers only; the address is the first of them. */
static LONG ask_numbers(HLINE line, DWORD type, const DWORD *numbers, uint32_t size)
{
	struct tl_submit submit = { 0 };
	LONG rc;

	rc = check_address(line, numbers[0]);
	return rc ? rc : tl_agent_ask(line, type, numbers, size, &submit);
}

LONG lineSetAgentState(HLINE hLine, DWORD dwAddressID, DWORD dwAgentState, DWORD dwNextAgentState)
{
	const DWORD numbers[] = { dwAddressID, dwAgentState, dwNextAgentState };

	return ask_numbers(hLine, LINEPROXYREQUEST_SETAGENTSTATE, numbers, sizeof(numbers));
}

LONG lineSetAgentActivity(HLINE hLine, DWORD dwAddressID, DWORD dwActivityID)
{
	const DWORD numbers[] = { dwAddressID, dwActivityID };

	return ask_numbers(hLine, LINEPROXYREQUEST_SETAGENTACTIVITY, numbers, sizeof(numbers));
}

/* A copy of the groups, without their names, which say nothing to the handler. */
static LONG read_groups(const LINEAGENTGROUPLIST *in, struct tlineproxy_setagentgroup *fixed,
			struct tl_agent_args *args)
{
	const DWORD num = in ? in->dwNumEntries : 0, size = num * (DWORD)sizeof(LINEAGENTGROUPENTRY);
	const char *from = (const char *)in;
	LINEAGENTGROUPENTRY entry;
	DWORD i;

	if (in && in->dwTotalSize < sizeof(*in))
		return LINEERR_STRUCTURETOOSMALL;
	if (num > (sizeof(args->bytes) - sizeof(*fixed)) / sizeof(entry) ||
	    (num && (in->dwListOffset > in->dwTotalSize || in->dwListSize < size ||
		     in->dwListSize > in->dwTotalSize - in->dwListOffset)))
		return LINEERR_INVALPARAM;
	for (i = 0; i < num; i++) {
		memcpy(&entry, from + in->dwListOffset + i * sizeof(entry), sizeof(entry));
		entry.dwNameSize = 0;
		entry.dwNameOffset = 0;
		memcpy(args->bytes + sizeof(*fixed) + i * sizeof(entry), &entry, sizeof(entry));
	}
	fixed->GroupList = (LINEAGENTGROUPLIST){
		.dwTotalSize = (DWORD)sizeof(*in) + size,
		.dwNeededSize = (DWORD)sizeof(*in) + size,
		.dwUsedSize = (DWORD)sizeof(*in) + size,
		.dwNumEntries = num,
		.dwListSize = size,
		.dwListOffset = num ? sizeof(*in) : 0,
	};
	args->size = (uint32_t)sizeof(*fixed) + size;
	return 0;
}

/* No list, or an empty one: of no group any more. */
LONG lineSetAgentGroup(HLINE hLine, DWORD dwAddressID, LPLINEAGENTGROUPLIST lpAgentGroupList)
{
	struct tlineproxy_setagentgroup fixed = { .dwAddressID = dwAddressID };
	struct tl_submit submit = { 0 };
	struct tl_agent_args args;
	LONG rc;

	rc = check_address(hLine, dwAddressID);
	if (!rc)
		rc = read_groups(lpAgentGroupList, &fixed, &args);
	if (rc)
		return rc;
	memcpy(args.bytes, &fixed, sizeof(fixed));
	return tl_agent_ask(hLine, LINEPROXYREQUEST_SETAGENTGROUP, args.bytes, args.size, &submit);
}

static bool finish_specific(struct tl_request *rq, const struct tl_outcome *outcome,
			    LINEMESSAGE *message)
{
	DWORD size = outcome->size < rq->target_size ? outcome->size : rq->target_size;

	(void)message;
	if (!outcome->result && size)
		memcpy(rq->target, outcome->data, size);
	return true;
}

LONG lineAgentSpecific(HLINE hLine, DWORD dwAddressID, DWORD dwAgentExtensionIDIndex,
		       LPVOID lpParams, DWORD dwSize)
{
	const DWORD numbers[] = { dwAddressID, dwAgentExtensionIDIndex, dwSize };
	struct tl_submit submit = {
		.finish = finish_specific, .target = lpParams, .target_size = dwSize,
		.output_size = dwSize,
	};
	struct tl_agent_args args = { .size = sizeof(numbers) + dwSize };
	LONG rc;

	if (dwSize && !lpParams)
		return LINEERR_INVALPOINTER;
	if (dwSize > sizeof(args.bytes) - sizeof(numbers))
		return LINEERR_INVALPARAM;
	rc = check_address(hLine, dwAddressID);
	if (rc)
		return rc;
	memcpy(args.bytes, numbers, sizeof(numbers));
	if (dwSize)
		memcpy(args.bytes + sizeof(numbers), lpParams, dwSize);
	return tl_agent_ask(hLine, LINEPROXYREQUEST_AGENTSPECIFIC, args.bytes, args.size, &submit);
}

/* A structure about an address. */
static LONG ask_address(HLINE line, DWORD type, DWORD address, void *out, DWORD fixed,
			tl_finish_fn *finish, bool wide)
{
	LONG rc = check_address(line, address);

	return rc ? rc : tl_agent_ask_struct(line, type, &address, sizeof(address), out, fixed,
					     finish, wide);
}

static LONG get_status(HLINE line, DWORD address, LPLINEAGENTSTATUS out, bool wide)
{
	return ask_address(line, LINEPROXYREQUEST_GETAGENTSTATUS, address, out, sizeof(*out),
			   finish_status, wide);
}

LONG lineGetAgentStatus(HLINE hLine, DWORD dwAddressID, LPLINEAGENTSTATUS lpAgentStatus)
{
	return get_status(hLine, dwAddressID, lpAgentStatus, false);
}

__typeof__(lineGetAgentStatus) lineGetAgentStatusA TL_ALIAS(lineGetAgentStatus);

LONG lineGetAgentStatusW(HLINE hLine, DWORD dwAddressID, LPLINEAGENTSTATUS lpAgentStatus)
{
	return get_status(hLine, dwAddressID, lpAgentStatus, true);
}

static LONG get_activities(HLINE line, DWORD address, LPLINEAGENTACTIVITYLIST out, bool wide)
{
	return ask_address(line, LINEPROXYREQUEST_GETAGENTACTIVITYLIST, address, out, sizeof(*out),
			   finish_activities, wide);
}

LONG lineGetAgentActivityList(HLINE hLine, DWORD dwAddressID,
			      LPLINEAGENTACTIVITYLIST lpAgentActivityList)
{
	return get_activities(hLine, dwAddressID, lpAgentActivityList, false);
}

__typeof__(lineGetAgentActivityList) lineGetAgentActivityListA TL_ALIAS(lineGetAgentActivityList);

LONG lineGetAgentActivityListW(HLINE hLine, DWORD dwAddressID,
			       LPLINEAGENTACTIVITYLIST lpAgentActivityList)
{
	return get_activities(hLine, dwAddressID, lpAgentActivityList, true);
}

static LONG get_groups(HLINE line, DWORD address, LPLINEAGENTGROUPLIST out, bool wide)
{
	return ask_address(line, LINEPROXYREQUEST_GETAGENTGROUPLIST, address, out, sizeof(*out),
			   tl_agent_finish_groups, wide);
}

LONG lineGetAgentGroupList(HLINE hLine, DWORD dwAddressID, LPLINEAGENTGROUPLIST lpAgentGroupList)
{
	return get_groups(hLine, dwAddressID, lpAgentGroupList, false);
}

__typeof__(lineGetAgentGroupList) lineGetAgentGroupListA TL_ALIAS(lineGetAgentGroupList);

LONG lineGetAgentGroupListW(HLINE hLine, DWORD dwAddressID, LPLINEAGENTGROUPLIST lpAgentGroupList)
{
	return get_groups(hLine, dwAddressID, lpAgentGroupList, true);
}

/*
 * By device, without a line: it is opened for the time of asking.  The request is
 * the proxy's and does not end with that.
 */
static LONG get_caps(HLINEAPP hLineApp, DWORD device, DWORD address, DWORD version,
		     LPLINEAGENTCAPS out, bool wide)
{
	struct tline_ioc_open arg = {
		.api_version = version, .privileges = LINECALLPRIVILEGE_NONE,
	};
	struct tl_app *app;
	HLINE line;
	LONG rc;

	if (!out)
		return LINEERR_INVALPOINTER;
	rc = tl_app_get(hLineApp, &app);
	if (rc)
		return rc;
	arg.app_fd = app->fd;
	if (version < TLINE_API_VERSION_2_0 || !tl_version_known(version, TLINE_API_VERSION_MAX))
		rc = LINEERR_INCOMPATIBLEAPIVERSION;
	else
		rc = tl_line_open(app, device, 0, &arg, &line);
	tl_app_put(app);
	if (rc)
		return rc;
	rc = ask_address(line, LINEPROXYREQUEST_GETAGENTCAPS, address, out,
			 tl_struct_size(TL_AGENTCAPS, version), finish_caps, wide);
	lineClose(line);
	/* That is the library's; the program has named a device. */
	return rc == LINEERR_INVALLINEHANDLE ? LINEERR_NODEVICE : rc;
}

LONG lineGetAgentCaps(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAddressID,
		      DWORD dwAppAPIVersion, LPLINEAGENTCAPS lpAgentCaps)
{
	return get_caps(hLineApp, dwDeviceID, dwAddressID, dwAppAPIVersion, lpAgentCaps, false);
}

__typeof__(lineGetAgentCaps) lineGetAgentCapsA TL_ALIAS(lineGetAgentCaps);

LONG lineGetAgentCapsW(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAddressID,
		       DWORD dwAppAPIVersion, LPLINEAGENTCAPS lpAgentCaps)
{
	return get_caps(hLineApp, dwDeviceID, dwAddressID, dwAppAPIVersion, lpAgentCaps, true);
}
