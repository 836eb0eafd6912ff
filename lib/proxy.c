// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Proxies: programs that carry out the agent functions of others.
 *
 * A request is made into a LINEPROXYREQUEST of the library's when its message is
 * read.  It is the program's until lineProxyResponse(), which may well come after
 * the line was closed, or until lineShutdown().
 */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "agent.h"

#define UNION_SIZE	(sizeof(LINEPROXYREQUEST) - TL_PROXY_UNION)
/* Of a name behind the union, in units of UTF-16. */
#define NAME_UNITS	256

/*
 * ---------------------------------------------------------------------------
 * The types of requests
 */

/* What there is in the union for a type of request; offsets count from its start. */
struct row {
	uint16_t in;		/* bytes that the asker fills in */
	uint16_t strings;	/* of the first of @num_strings pairs of size and offset */
	uint16_t num_strings;
	uint16_t out;		/* of what the handler fills in */
	uint16_t out_size;	/* its fixed part; 0: nothing */
	bool variable;		/* it starts with dwTotalSize */
};

#define IN(s)			.in = sizeof(struct tlineproxy_##s)
#define STRINGS(s, first, num)	.strings = offsetof(struct tlineproxy_##s, first), .num_strings = num
#define OUT(s, member)							\
	.out = offsetof(struct tlineproxy_##s, member),			\
	.out_size = sizeof(((struct tlineproxy_##s *)0)->member)
/* The asker fills in what is before the structure. */
#define VARIABLE(s, member)						\
	.in = offsetof(struct tlineproxy_##s, member), OUT(s, member), .variable = true

static const struct row rows[] = {
	[LINEPROXYREQUEST_SETAGENTGROUP]	= { IN(setagentgroup) },
	[LINEPROXYREQUEST_SETAGENTSTATE]	= { IN(setagentstate) },
	[LINEPROXYREQUEST_SETAGENTACTIVITY]	= { IN(setagentactivity) },
	[LINEPROXYREQUEST_GETAGENTCAPS]		= { VARIABLE(getagentcaps, AgentCaps) },
	[LINEPROXYREQUEST_GETAGENTSTATUS]	= { VARIABLE(getagentstatus, AgentStatus) },
	[LINEPROXYREQUEST_AGENTSPECIFIC]	= {
		.in = offsetof(struct tlineproxy_agentspecific, Params),
		OUT(agentspecific, Params),
	},
	[LINEPROXYREQUEST_GETAGENTACTIVITYLIST]	= { VARIABLE(getagentactivitylist, ActivityList) },
	[LINEPROXYREQUEST_GETAGENTGROUPLIST]	= { VARIABLE(getagentgrouplist, GroupList) },
	[LINEPROXYREQUEST_CREATEAGENT]		= {
		IN(createagent), STRINGS(createagent, dwAgentIDSize, 2), OUT(createagent, hAgent),
	},
	[LINEPROXYREQUEST_SETAGENTMEASUREMENTPERIOD] = { IN(setagentmeasurementperiod) },
	[LINEPROXYREQUEST_GETAGENTINFO]		= { VARIABLE(getagentinfo, AgentInfo) },
	[LINEPROXYREQUEST_CREATEAGENTSESSION]	= {
		IN(createagentsession), STRINGS(createagentsession, dwAgentPINSize, 1),
		OUT(createagentsession, hAgentSession),
	},
	[LINEPROXYREQUEST_GETAGENTSESSIONLIST]	= { VARIABLE(getagentsessionlist, SessionList) },
	[LINEPROXYREQUEST_SETAGENTSESSIONSTATE]	= { IN(setagentsessionstate) },
	[LINEPROXYREQUEST_GETAGENTSESSIONINFO]	= { VARIABLE(getagentsessioninfo, SessionInfo) },
	[LINEPROXYREQUEST_GETQUEUELIST]		= { VARIABLE(getqueuelist, QueueList) },
	[LINEPROXYREQUEST_SETQUEUEMEASUREMENTPERIOD] = { IN(setqueuemeasurementperiod) },
	[LINEPROXYREQUEST_GETQUEUEINFO]		= { VARIABLE(getqueueinfo, QueueInfo) },
	[LINEPROXYREQUEST_GETGROUPLIST]		= { VARIABLE(getgrouplist, GroupList) },
	[LINEPROXYREQUEST_SETAGENTSTATEEX]	= { IN(setagentstateex) },
};

_Static_assert(sizeof(LINEPROXYREQUEST) == 108, "TAPI's");

/* DWORDs behind LINECALLPARAMS, in dwDevSpecific: the types that the program serves. */
LONG tl_proxy_types(const struct tl_params *params, uint32_t *types)
{
	const char *at = params->items, *end = at + params->call.items_size;
	struct tline_item item = { 0 };
	DWORD type, i;

	*types = 0;
	for (; at < end; at += (sizeof(item) + item.size + 7) & ~(size_t)7) {
		memcpy(&item, at, sizeof(item));
		if (item.kind == TLINE_DATA_CALL_DEVSPECIFIC)
			break;
	}
	for (i = 0; at < end && i < item.size / sizeof(type); i++) {
		memcpy(&type, at + sizeof(item) + i * sizeof(type), sizeof(type));
		if (!type || type >= TL_ARRAY_SIZE(rows))
			return LINEERR_INVALPARAM;
		*types |= 1u << type;
	}
	return *types ? 0 : LINEERR_INVALPARAM;
}

/*
 * ---------------------------------------------------------------------------
 * Requests
 */

/* What a program was given and has not given back. */
struct proxied {
	struct tl_list node;	/* in outstanding */
	struct tl_app *app;	/* no reference: it takes them along */
	HLINE line;
	uint32_t id;
	DWORD type;		/* the program's copy may have changed */
	union {
		LINEPROXYREQUEST request;
		uint64_t align;
	};
	char rest[TLINE_MAX_PROXY - UNION_SIZE];
	WCHAR machine[NAME_UNITS];
	WCHAR user[NAME_UNITS];
};

/* Under tl_lock. */
static struct tl_list outstanding = { &outstanding, &outstanding };

static char *union_of(struct proxied *p)
{
	return (char *)&p->request + TL_PROXY_UNION;
}

static struct proxied *find_locked(const LINEPROXYREQUEST *request)
{
	struct tl_list *pos;

	for (pos = outstanding.next; pos != &outstanding; pos = pos->next) {
		struct proxied *p = tl_container_of(pos, struct proxied, node);

		if (&p->request == request)
			return p;
	}
	return NULL;
}

/* The registration has ended, and with it what it was given. */
void tl_proxy_forget_locked(struct tl_app *app)
{
	struct tl_list *pos = outstanding.next;

	while (pos != &outstanding) {
		struct proxied *p = tl_container_of(pos, struct proxied, node);

		pos = pos->next;
		if (p->app == app) {
			tl_list_del(&p->node);
			free(p);
		}
	}
}

static void set_dword(char *at, DWORD value)
{
	memcpy(at, &value, sizeof(value));
}

/* @where: size and offset of a part that lies behind @start bytes, both from the same place */
static bool part_valid(const char *where, DWORD base, DWORD start, DWORD size)
{
	DWORD len = tl_get_dword(where), offset = tl_get_dword(where + sizeof(DWORD));

	if (!len)
		return true;
	return offset >= base + start && offset - base <= size && len <= size - (offset - base);
}

static bool string_valid(const char *args, DWORD size, DWORD pair)
{
	DWORD len = tl_get_dword(args + pair), offset = tl_get_dword(args + pair + sizeof(DWORD));
	WCHAR last;

	if (!part_valid(args + pair, TL_PROXY_UNION, UNION_SIZE, size))
		return false;
	if (!len)
		return true;
	if (len % sizeof(last))
		return false;
	memcpy(&last, args + offset - TL_PROXY_UNION + len - sizeof(last), sizeof(last));
	return !last;
}

static bool groups_valid(const char *args, DWORD size)
{
	const size_t at = offsetof(struct tlineproxy_setagentgroup, GroupList);
	LINEAGENTGROUPLIST list;

	memcpy(&list, args + at, sizeof(list));
	size -= (DWORD)at;
	return list.dwTotalSize == size && list.dwUsedSize == size &&
	       part_valid(args + at + offsetof(LINEAGENTGROUPLIST, dwListSize), 0, sizeof(list),
			  size) &&
	       list.dwNumEntries == list.dwListSize / sizeof(LINEAGENTGROUPENTRY);
}

/* The asker may be any program: nothing of its request must lead outside of it. */
static bool args_valid(DWORD type, const char *args, DWORD size)
{
	const struct row *row = &rows[type];
	unsigned int i;

	if (size < row->in)
		return false;
	for (i = 0; i < row->num_strings; i++) {
		if (!string_valid(args, size, row->strings + i * 2 * (DWORD)sizeof(DWORD)))
			return false;
	}
	if (type == LINEPROXYREQUEST_SETAGENTGROUP)
		return groups_valid(args, size);
	if (type == LINEPROXYREQUEST_AGENTSPECIFIC)
		return tl_get_dword(args + offsetof(struct tlineproxy_agentspecific, dwSize)) ==
		       size - row->in;
	return true;
}

static DWORD put_name(WCHAR *out, const char *name)
{
	size_t units = tl_to_wide(out, NAME_UNITS - 1, name, SIZE_MAX);

	if (units > NAME_UNITS - 1)
		units = NAME_UNITS - 1;
	out[units] = 0;
	return (DWORD)((units + 1) * sizeof(WCHAR));
}

static void name_user(char *out, size_t size, uint32_t uid)
{
	char buffer[4096];
	struct passwd pw, *found = NULL;

	if (getpwuid_r(uid, &pw, buffer, sizeof(buffer), &found) || !found)
		snprintf(out, size, "%u", uid);
	else
		snprintf(out, size, "%s", pw.pw_name);
}

static void describe(struct proxied *p, const struct tline_ioc_proxy_take *take)
{
	const struct row *row = &rows[take->type];
	LINEPROXYREQUEST *request = &p->request;
	char *out = union_of(p) + row->out;
	struct utsname system = { 0 };
	char user[NAME_UNITS];

	name_user(user, sizeof(user), take->uid);
	uname(&system);
	request->dwSize = sizeof(*p) - offsetof(struct proxied, request);
	request->dwClientMachineNameSize = put_name(p->machine, system.nodename);
	request->dwClientMachineNameOffset = offsetof(struct proxied, machine) -
					     offsetof(struct proxied, request);
	request->dwClientUserNameSize = put_name(p->user, user);
	request->dwClientUserNameOffset = offsetof(struct proxied, user) -
					  offsetof(struct proxied, request);
	request->dwClientAppAPIVersion = take->api_version;
	request->dwRequestType = take->type;
	if (row->variable) {
		memset(out, 0, row->out_size);
		set_dword(out, TLINE_MAX_PROXY - row->out);
		set_dword(out + sizeof(DWORD), row->out_size);
		set_dword(out + 2 * sizeof(DWORD), row->out_size);
	}
}

static void refuse(int fd, uint32_t id)
{
	struct tline_ioc_proxy_answer answer = {
		.id = id, .answer = LINEERR_OPERATIONFAILED,
	};

	tl_ioctl(fd, TLINE_IOC_PROXY_ANSWER, &answer);
}

/*
 * Takes request @id of @line, 0: the oldest, for the message @out; false: there is
 * none, or it is malformed and has been refused.
 */
static bool take(struct tl_line *line, struct proxied *p, uint32_t id)
{
	struct tline_ioc_proxy_take arg = {
		.id = id, .size = TLINE_MAX_PROXY, .data = (uintptr_t)union_of(p),
	};

	while (tl_ioctl(line->fd, TLINE_IOC_PROXY_TAKE, &arg) == 0 && !arg.result) {
		if (arg.type && arg.type < TL_ARRAY_SIZE(rows) &&
		    args_valid(arg.type, union_of(p), arg.size)) {
			p->id = arg.id;
			p->type = arg.type;
			describe(p, &arg);
			return true;
		}
		refuse(line->fd, arg.id);
		if (id)
			break;
		arg.id = 0;
		arg.size = TLINE_MAX_PROXY;
	}
	return false;
}

/*
 * Makes the message of request @id that of a LINEPROXYREQUEST.  With @id 0,
 * tl_line.unheard stays set as long as there may be more.
 */
LONG tl_proxy_take_locked(struct tl_line *line, uint32_t id, LINEMESSAGE *out)
{
	struct proxied *p = calloc(1, sizeof(*p));
	HLINE handle = line->id.handle;
	bool taken;

	line->unheard = line->unheard || !id;
	if (!p)
		return LINEERR_NOMEM;
	line->refs++;
	pthread_mutex_unlock(&tl_lock);
	taken = take(line, p, id);
	pthread_mutex_lock(&tl_lock);
	if (taken && line->open) {
		p->app = line->app;
		p->line = handle;
		tl_list_add_tail(&outstanding, &p->node);
		*out = (LINEMESSAGE){
			.hDevice = handle,
			.dwMessageID = LINE_PROXYREQUEST,
			.dwCallbackInstance = (DWORD_PTR)line->instance,
			.dwParam1 = (DWORD_PTR)&p->request,
		};
		p = NULL;
	}
	if (!taken && !id)
		line->unheard = false;
	pthread_mutex_unlock(&tl_lock);
	tl_line_put(line);
	pthread_mutex_lock(&tl_lock);
	free(p);
	return p ? LINEERR_NOREQUEST : 0;
}

/*
 * ---------------------------------------------------------------------------
 * The functions
 */

/* How much of what the handler has filled in there is; never beyond the memory that it had. */
static DWORD answer_size(struct proxied *p, const struct row *row)
{
	const char *out = union_of(p) + row->out;
	DWORD room = TLINE_MAX_PROXY - row->out, size = row->out_size;

	if (row->variable)
		size = tl_get_dword(out + 2 * sizeof(DWORD));
	else if (p->type == LINEPROXYREQUEST_AGENTSPECIFIC)
		size = p->request.AgentSpecific.dwSize;
	return size < room ? size : room;
}

static LONG answer(struct tl_line *line, struct proxied *p, LONG result)
{
	struct tline_ioc_proxy_answer arg = { .id = p->id, .answer = result };
	const struct row *row = &rows[p->type];

	if (!result && row->out_size) {
		arg.size = answer_size(p, row);
		arg.data = (uintptr_t)(union_of(p) + row->out);
	}
	if (tl_ioctl(line->fd, TLINE_IOC_PROXY_ANSWER, &arg) < 0)
		return errno == EINVAL ? LINEERR_INVALPARAM :
					 tl_error(errno, LINEERR_INVALLINEHANDLE);
	/* That nobody waits for it any more is no fault of the handler's. */
	return 0;
}

/* It is the caller's alone; NULL: the program was not given it, or has given it back. */
static struct proxied *reclaim(const LINEPROXYREQUEST *request)
{
	struct proxied *p;

	pthread_mutex_lock(&tl_lock);
	p = find_locked(request);
	if (p)
		tl_list_del(&p->node);
	pthread_mutex_unlock(&tl_lock);
	return p;
}

static void give_again(struct proxied *p)
{
	pthread_mutex_lock(&tl_lock);
	tl_list_add_tail(&outstanding, &p->node);
	pthread_mutex_unlock(&tl_lock);
}

/* With a line that was closed, there is nobody to answer, but the request is taken back. */
LONG lineProxyResponse(HLINE hLine, LPLINEPROXYREQUEST lpProxyRequest, DWORD dwResult)
{
	struct tl_line *line = NULL;
	struct proxied *p;
	LONG rc;

	if (!lpProxyRequest)
		return LINEERR_INVALPOINTER;
	rc = tl_line_get(hLine, &line);
	p = reclaim(lpProxyRequest);
	if (!p) {
		rc = rc ? rc : LINEERR_INVALPARAM;
	} else if (p->line != hLine) {
		give_again(p);
		rc = rc ? rc : LINEERR_INVALPARAM;
	} else {
		rc = rc ? rc : answer(line, p, (LONG)dwResult);
		if (rc && rc != LINEERR_INVALLINEHANDLE)
			give_again(p);
		else
			free(p);
	}
	if (line)
		tl_line_put(line);
	return rc;
}

/* hCall: no message of a proxy is about a call */
LONG lineProxyMessage(HLINE hLine, HCALL hCall, DWORD dwMsg, DWORD dwParam1, DWORD dwParam2,
		      DWORD dwParam3)
{
	struct tline_ioc_proxy_message arg = {
		.type = dwMsg, .p1 = dwParam1, .p2 = dwParam2, .p3 = dwParam3,
	};
	struct tl_line *line;
	LONG rc;

	(void)hCall;
	rc = tl_line_get(hLine, &line);
	if (rc)
		return rc;
	if (tl_ioctl(line->fd, TLINE_IOC_PROXY_MESSAGE, &arg) < 0)
		rc = tl_error(errno, LINEERR_INVALLINEHANDLE);
	else
		rc = arg.result;
	tl_line_put(line);
	return rc;
}

static LONG fill_types(LPLINEPROXYREQUESTLIST out, uint32_t types)
{
	LINEPROXYREQUESTLIST header = { 0 };
	DWORD list[TL_ARRAY_SIZE(rows)], num = 0, type;
	struct tl_pack pack;
	LONG rc;

	for (type = 1; type < TL_ARRAY_SIZE(rows); type++) {
		if (types & 1u << type)
			list[num++] = type;
	}
	rc = tl_pack_begin(&pack, out, &header, sizeof(header));
	if (rc)
		return rc;
	tl_pack_bytes(&pack, offsetof(LINEPROXYREQUESTLIST, dwListSize), list,
		      num * sizeof(*list));
	if (header.dwListSize)
		header.dwNumEntries = num;
	tl_pack_end(&pack);
	return 0;
}

LONG lineGetProxyStatus(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAppAPIVersion,
			LPLINEPROXYREQUESTLIST lpProxyRequestList)
{
	struct tline_ioc_proxies arg = { 0 };
	struct tl_app *app;
	LONG rc;
	int fd;

	if (!lpProxyRequestList)
		return LINEERR_INVALPOINTER;
	rc = tl_app_get(hLineApp, &app);
	if (rc)
		return rc;
	if (dwAppAPIVersion < TLINE_API_VERSION_MAX ||
	    !tl_version_known(dwAppAPIVersion, TLINE_API_VERSION_MAX))
		rc = LINEERR_INCOMPATIBLEAPIVERSION;
	else
		rc = tl_open_line_node(app, dwDeviceID, false, &fd);
	tl_app_put(app);
	if (rc)
		return rc;
	if (tl_ioctl(fd, TLINE_IOC_PROXIES, &arg) < 0)
		rc = tl_error(errno, LINEERR_NODEVICE);
	close(fd);
	return rc ? rc : fill_types(lpProxyRequestList, arg.types);
}
