// SPDX-License-Identifier: GPL-2.0-only
/*
 * Agents and proxies that lie: every number in a request and in an answer is, one
 * after the other, made what it must not be, and both are cut short everywhere.
 * Nothing may be read outside of them; the sanitizers watch.
 */
#include "kselftest_harness.h"
#include "lib_fake_kernel.h"
#include "agent.h"

#define TYPE(x)		LINEPROXYREQUEST_##x
#define ROOM		300

static const DWORD nasty[] = {
	0, 1, 2, 3, 4, 7, 28, 60, 107, 108, 109, 124, 255, 256, 0x4000, 0x7fffffff, 0x80000000,
	0xfffffff0, 0xffffffff,
};

/* ---------------------------------------------------------------------------- answers */

struct answer {
	LINEAGENTSTATUS status;
	LINEAGENTGROUPENTRY entry[2];
	WCHAR name[4];
	WCHAR activity[6];
};

static const struct answer good = {
	.status = {
		.dwTotalSize = 16000, .dwNeededSize = sizeof(good), .dwUsedSize = sizeof(good),
		.dwNumEntries = 2, .dwGroupListSize = sizeof(good.entry),
		.dwGroupListOffset = offsetof(struct answer, entry),
		.dwActivitySize = sizeof(good.activity),
		.dwActivityOffset = offsetof(struct answer, activity),
	},
	.entry[1] = {
		.dwNameSize = sizeof(good.name), .dwNameOffset = offsetof(struct answer, name),
	},
	.name = u"abc",
	.activity = u"lunch",
};

static const struct tl_agent_layout layout = {
	TL_LAYOUT_STRING(LINEAGENTSTATUS, Activity),
	TL_LAYOUT_LIST(LINEAGENTSTATUS, dwNumEntries, GroupList, LINEAGENTGROUPENTRY),
	TL_LAYOUT_NAMES(LINEAGENTGROUPENTRY),
};

/* Delivers @size bytes of @answer into @room bytes of memory, exactly; the result. */
static LONG deliver(const void *answer, DWORD size, DWORD room, bool wide, LINEAGENTSTATUS **out)
{
	struct tl_outcome outcome = { .data = memcpy(malloc(size), answer, size), .size = size };
	struct tl_request rq = { .target_size = room, .wide = wide };
	LINEMESSAGE m = { 0 };

	rq.target = calloc(1, room);
	memcpy(rq.target, &room, sizeof(room));
	tl_agent_finish(&rq, &outcome, &m, sizeof(LINEAGENTSTATUS), &layout);
	free((void *)outcome.data);
	*out = rq.target;
	return (LONG)m.dwParam2;
}

/* What the program gets leads nowhere outside of it. */
static bool is_sound(const LINEAGENTSTATUS *status, DWORD room)
{
	const LINEAGENTGROUPENTRY *entry = (void *)((char *)status + status->dwGroupListOffset);
	DWORD i;

	if (status->dwTotalSize != room || status->dwUsedSize > room ||
	    status->dwNeededSize < status->dwUsedSize ||
	    (uint64_t)status->dwActivityOffset + status->dwActivitySize > status->dwUsedSize ||
	    (uint64_t)status->dwGroupListOffset + status->dwGroupListSize > status->dwUsedSize ||
	    status->dwNumEntries != status->dwGroupListSize / sizeof(*entry))
		return false;
	for (i = 0; i < status->dwNumEntries; i++)
		if ((uint64_t)entry[i].dwNameOffset + entry[i].dwNameSize > status->dwUsedSize)
			return false;
	return true;
}

TEST(good_answer)
{
	LINEAGENTSTATUS *out;

	EXPECT_EQ(0, deliver(&good, sizeof(good), ROOM, false, &out));
	EXPECT_EQ(2, out->dwNumEntries);
	EXPECT_STREQ("lunch", (char *)out + out->dwActivityOffset);
	EXPECT_TRUE(is_sound(out, ROOM));
	free(out);
}

TEST(answers_cut_short)
{
	LINEAGENTSTATUS *out;
	DWORD size;

	for (size = 1; size < sizeof(good); size++) {
		EXPECT_EQ(size < sizeof(good.status) ? LINEERR_OPERATIONFAILED : 0,
			  deliver(&good, size, ROOM, size % 2, &out));
		if (size >= sizeof(good.status))
			EXPECT_TRUE(is_sound(out, ROOM));
		free(out);
	}
}

TEST(answers_with_wrong_numbers)
{
	const DWORD rooms[] = { sizeof(good.status), sizeof(good.status) + 30, ROOM };
	struct answer bad;
	LINEAGENTSTATUS *out;
	size_t at, i, k;

	for (at = 0; at < offsetof(struct answer, name); at += sizeof(DWORD)) {
		for (i = 0; i < TL_ARRAY_SIZE(nasty); i++) {
			for (k = 0; k < TL_ARRAY_SIZE(rooms); k++) {
				bad = good;
				memcpy((char *)&bad + at, &nasty[i], sizeof(nasty[i]));
				EXPECT_EQ(0, deliver(&bad, sizeof(bad), rooms[k], i % 2, &out));
				EXPECT_TRUE(is_sound(out, rooms[k])) {
					TH_LOG("%#x at %zu", nasty[i], at);
				}
				free(out);
			}
		}
	}
}

/* What the handler had no room for cannot be more than there is. */
TEST(answer_that_needs_everything)
{
	struct answer bad = good;
	LINEAGENTSTATUS *out;

	bad.status.dwNeededSize = UINT32_MAX;
	bad.status.dwUsedSize = 0;
	EXPECT_EQ(0, deliver(&bad, sizeof(bad), ROOM, false, &out));
	EXPECT_TRUE(is_sound(out, ROOM));
	free(out);
}

/* ---------------------------------------------------------------------------- requests */

FIXTURE(proxy)
{
	HLINEAPP app;
	HLINE line;
	uint32_t kid;
	LINEMESSAGE m;
};

FIXTURE_SETUP(proxy)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD num, version = TLINE_API_VERSION_MAX;
	struct {
		LINECALLPARAMS params;
		DWORD types[3];
	} in = {
		.params.dwTotalSize = sizeof(in),
		.params.dwDevSpecificSize = sizeof(in.types),
		.params.dwDevSpecificOffset = sizeof(in.params),
		.types = { TYPE(SETAGENTGROUP), TYPE(CREATEAGENT), TYPE(SETAGENTSTATEEX) },
	};

	fake_start();
	ASSERT_EQ(0, lineInitializeEx(&self->app, NULL, NULL, "test", &num, &version, &params));
	ASSERT_EQ(0, lineOpen(self->app, 0, &self->line, 0x00020002, 0, 42,
			      LINECALLPRIVILEGE_NONE | LINEOPENOPTION_PROXY, 0, &in.params));
	EXPECT_EQ(1u << TYPE(SETAGENTGROUP) | 1u << TYPE(CREATEAGENT) | 1u << TYPE(SETAGENTSTATEEX),
		  fake.opened.proxy_types);
	self->kid = fake.opened.handle;
}

FIXTURE_TEARDOWN(proxy)
{
	lineShutdown(self->app);
	fake_stop();
}

typedef FIXTURE_DATA(proxy) fixture;

/* The handler is given a request of @type with these bytes, or NULL: it was refused. */
static LINEPROXYREQUEST *given(fixture *self, DWORD type, const void *args, DWORD size)
{
	void *exact = memcpy(malloc(size + !size), args, size);
	LONG rc;

	fake.proxied = (struct tline_ioc_proxy_take){
		.id = 7, .type = type, .size = size, .data = (uintptr_t)exact, .uid = 1,
		.api_version = 0x00020002, .app = "app",
	};
	memset(&fake.proxy_answer, 0, sizeof(fake.proxy_answer));
	send_message((struct tline_message){
		.type = LINE_PROXYREQUEST, .handle = self->kid, .instance = 42, .p1 = 7,
		.p2 = type,
	});
	rc = lineGetMessage(self->app, &self->m, 0);
	free(exact);
	if (!rc)
		return (LINEPROXYREQUEST *)self->m.dwParam1;
	/* Whoever has asked is not left waiting. */
	if (fake.proxy_answer.id != 7 || fake.proxy_answer.answer != LINEERR_OPERATIONFAILED)
		abort();
	return NULL;
}

static bool string_sound(const LINEPROXYREQUEST *request, DWORD size, DWORD offset)
{
	WCHAR last;

	if (!size)
		return true;
	if (offset < sizeof(*request) || (uint64_t)offset + size > request->dwSize || size % 2)
		return false;
	memcpy(&last, (char *)request + offset + size - sizeof(last), sizeof(last));
	return !last;
}

static bool request_sound(const LINEPROXYREQUEST *request)
{
	const LINEAGENTGROUPLIST *groups = &request->SetAgentGroup.GroupList;

	if (!string_sound(request, request->dwClientUserNameSize,
			  request->dwClientUserNameOffset) ||
	    !string_sound(request, request->dwClientMachineNameSize,
			  request->dwClientMachineNameOffset))
		return false;
	if (request->dwRequestType == TYPE(CREATEAGENT))
		return string_sound(request, request->CreateAgent.dwAgentIDSize,
				    request->CreateAgent.dwAgentIDOffset) &&
		       string_sound(request, request->CreateAgent.dwAgentPINSize,
				    request->CreateAgent.dwAgentPINOffset);
	return groups->dwUsedSize <= groups->dwTotalSize &&
	       groups->dwTotalSize <= request->dwSize - 32 &&
	       (uint64_t)groups->dwListOffset + groups->dwListSize <= groups->dwUsedSize &&
	       groups->dwNumEntries * sizeof(LINEAGENTGROUPENTRY) <= groups->dwListSize;
}

/* A request, each of its numbers spoilt, and cut short; how many the handler was given. */
static int spoil(fixture *self, DWORD type, const void *args, DWORD size)
{
	LINEPROXYREQUEST *request;
	char bad[512];
	int got = 0;
	size_t i;
	DWORD at;

	for (at = 0; at + sizeof(DWORD) <= size; at += sizeof(DWORD)) {
		for (i = 0; i < TL_ARRAY_SIZE(nasty); i++) {
			memcpy(bad, args, size);
			memcpy(bad + at, &nasty[i], sizeof(nasty[i]));
			request = given(self, type, bad, size);
			if (request && !request_sound(request))
				return -1;
			got += !!request;
			if (request && lineProxyResponse(self->line, request, 0))
				return -1;
		}
	}
	for (at = 0; at < size; at++) {
		request = given(self, type, args, at);
		if (request && (!request_sound(request) ||
				lineProxyResponse(self->line, request, 0)))
			return -1;
		got += !!request;
	}
	return got;
}

TEST_F(proxy, requests_with_strings)
{
	struct {
		struct tlineproxy_createagent fixed;
		char rest[sizeof(LINEPROXYREQUEST) - TL_PROXY_UNION -
			  sizeof(struct tlineproxy_createagent)];
		WCHAR id[4];
		WCHAR pin[2];
	} args = {
		.fixed = {
			.dwAgentIDSize = sizeof(args.id), .dwAgentIDOffset = 108,
			.dwAgentPINSize = sizeof(args.pin), .dwAgentPINOffset = 116,
		},
		.id = u"bob", .pin = u"1",
	};
	LINEPROXYREQUEST *request = given(self, TYPE(CREATEAGENT), &args, sizeof(args));

	ASSERT_NE(NULL, request);
	EXPECT_TRUE(request_sound(request));
	request->CreateAgent.hAgent = 5;
	EXPECT_EQ(0, lineProxyResponse(self->line, request, 0));
	EXPECT_EQ(4, fake.proxy_answer.size);
	EXPECT_EQ(5, fake.proxy_output[0]);
	EXPECT_LT(0, spoil(self, TYPE(CREATEAGENT), &args, sizeof(args)));
}

TEST_F(proxy, requests_with_a_list)
{
	struct {
		DWORD address;
		LINEAGENTGROUPLIST list;
		LINEAGENTGROUPENTRY entry[2];
	} args = {
		.list = {
			.dwTotalSize = sizeof(args) - 4, .dwNeededSize = sizeof(args) - 4,
			.dwUsedSize = sizeof(args) - 4, .dwNumEntries = 2,
			.dwListSize = sizeof(args.entry), .dwListOffset = sizeof(args.list),
		},
	};
	LINEPROXYREQUEST *request = given(self, TYPE(SETAGENTGROUP), &args, sizeof(args));

	ASSERT_NE(NULL, request);
	EXPECT_TRUE(request_sound(request));
	EXPECT_EQ(0, lineProxyResponse(self->line, request, 0));
	EXPECT_EQ(0, fake.proxy_answer.size);
	EXPECT_LT(0, spoil(self, TYPE(SETAGENTGROUP), &args, sizeof(args)));
}

TEST_F(proxy, types_that_do_not_exist)
{
	EXPECT_EQ(NULL, given(self, 0, "", 0));
	EXPECT_EQ(NULL, given(self, 21, "", 0));
	EXPECT_EQ(NULL, given(self, ~0u, "", 0));
}

/* The handler's own numbers are not trusted with its memory, either. */
TEST_F(proxy, answers_beyond_their_memory)
{
	static const DWORD types[] = {
		TYPE(GETAGENTCAPS), TYPE(GETGROUPLIST), TYPE(GETAGENTSESSIONINFO),
		TYPE(AGENTSPECIFIC),
	};
	static const DWORD args[3];
	LINEPROXYREQUEST *request;
	size_t i, k;

	for (k = 0; k < TL_ARRAY_SIZE(types); k++) {
		for (i = 0; i < TL_ARRAY_SIZE(nasty); i++) {
			request = given(self, types[k], args, sizeof(args));
			ASSERT_NE(NULL, request);
			request->dwSize = nasty[i];
			request->dwRequestType = nasty[i];
			request->AgentSpecific.dwSize = nasty[i];
			request->GetAgentCaps.AgentCaps.dwTotalSize = nasty[i];
			request->GetAgentCaps.AgentCaps.dwUsedSize = nasty[i];
			request->GetGroupList.GroupList.dwUsedSize = nasty[i];
			EXPECT_EQ(0, lineProxyResponse(self->line, request, 0));
			EXPECT_LE(fake.proxy_answer.size, TLINE_MAX_PROXY);
		}
	}
}

/* UTF-16 in a structure, as if it were all ASCII. */
static bool wide_is(const void *base, DWORD size, DWORD offset, const char *text)
{
	char utf8[64];

	return !tl_from_wide(utf8, sizeof(utf8), (const char *)base + offset, size, -1) &&
	       size == 2 * (strlen(text) + 1) && !strcmp(utf8, text);
}

/*
 * After messages were lost, the oldest request is asked for; if that is malformed it is
 * refused, and the next one given.  Who asks may have no name.
 */
TEST_F(proxy, requests_behind_a_malformed_one)
{
	static const DWORD args[3] = { 1, 2, 3 };
	LINEPROXYREQUEST *request;

	fake.proxied = (struct tline_ioc_proxy_take){ .id = 7, .type = 21 };
	fake.behind = (struct tline_ioc_proxy_take){
		.id = 8, .type = TYPE(SETAGENTSTATEEX), .size = sizeof(args),
		.data = (uintptr_t)args, .uid = 4000000001, .api_version = 0x00020002,
	};
	send_message((struct tline_message){ .type = TLINE_LOST, .p1 = 1 });
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(TLINE_LOST, self->m.dwMessageID);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(LINE_PROXYREQUEST, self->m.dwMessageID);
	EXPECT_EQ(7, fake.proxy_answer.id);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, fake.proxy_answer.answer);
	request = (LINEPROXYREQUEST *)self->m.dwParam1;
	EXPECT_EQ(TYPE(SETAGENTSTATEEX), request->dwRequestType);
	EXPECT_EQ(0, memcmp(args, &request->SetAgentStateEx, sizeof(args)));
	EXPECT_TRUE(wide_is(request, request->dwClientUserNameSize,
			    request->dwClientUserNameOffset, "4000000001"));
	EXPECT_EQ(0, lineProxyResponse(self->line, request, 0));
	EXPECT_EQ(8, fake.proxy_answer.id);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineGetMessage(self->app, &self->m, 0));
}

/* What a request says of its bytes has to be so. */
TEST_F(proxy, bytes_that_are_not_there)
{
	struct {
		struct tlineproxy_agentspecific fixed;
		char more[3];
	} args = { .fixed.dwSize = 4 };
	DWORD size = sizeof(args);
	LINEPROXYREQUEST *request;

	request = given(self, TYPE(AGENTSPECIFIC), &args, size);
	ASSERT_NE(NULL, request);
	EXPECT_EQ(0, lineProxyResponse(self->line, request, 0));
	EXPECT_EQ(4, fake.proxy_answer.size);
	EXPECT_EQ(NULL, given(self, TYPE(AGENTSPECIFIC), &args, size - 1));
	args.fixed.dwSize = 5;
	EXPECT_EQ(NULL, given(self, TYPE(AGENTSPECIFIC), &args, size));
}

/* ---------------------------------------------------------------------------- asking */

/* The completion of the last request, with this answer, read by the program. */
static LONG answered(fixture *self, const void *answer, DWORD size)
{
	fake.output_size = size;
	memcpy(fake.output, answer, size);
	send_reply(0);
	if (lineGetMessage(self->app, &self->m, 0) || self->m.dwMessageID != LINE_REPLY)
		abort();
	return (LONG)self->m.dwParam2;
}

static LONG get_activities(HLINE line, void *out, bool wide)
{
	return wide ? lineGetAgentActivityListW(line, 1, out) :
		      lineGetAgentActivityList(line, 1, out);
}

static LONG get_groups(HLINE line, void *out, bool wide)
{
	return wide ? lineGetAgentGroupListW(line, 1, out) : lineGetAgentGroupList(line, 1, out);
}

static GUID queues_of = { .Data1 = 1 };

static LONG get_queues(HLINE line, void *out, bool wide)
{
	return wide ? lineGetQueueListW(line, &queues_of, out) :
		      lineGetQueueList(line, &queues_of, out);
}

static LONG get_all_groups(HLINE line, void *out, bool wide)
{
	return wide ? lineGetGroupListW(line, out) : lineGetGroupList(line, out);
}

/* Lists of entries that end with a pair, of the size and offset of a name. */
static const struct {
	LONG (*get)(HLINE line, void *out, bool wide);
	DWORD type;
	DWORD entry;
	bool asks_first_of;	/* the number 1 */
} lists[] = {
	{ get_activities, TYPE(GETAGENTACTIVITYLIST), sizeof(LINEAGENTACTIVITYENTRY), true },
	{ get_groups, TYPE(GETAGENTGROUPLIST), sizeof(LINEAGENTGROUPENTRY), true },
	{ get_queues, TYPE(GETQUEUELIST), sizeof(LINEQUEUEENTRY), true },
	{ get_all_groups, TYPE(GETGROUPLIST), sizeof(LINEAGENTGROUPENTRY) },
};

/* The only name in a list that has been got, and its size in bytes; NULL if there is none. */
static const void *name_in(const LINEAGENTGROUPLIST *list, DWORD entry, DWORD *size)
{
	const char *end = (const char *)list + list->dwListOffset + entry;
	DWORD pair[2];

	if (list->dwNumEntries != 1 || list->dwListSize != entry)
		return NULL;
	memcpy(pair, end - sizeof(pair), sizeof(pair));
	*size = pair[0];
	return (const char *)list + pair[1];
}

TEST_F(proxy, names_in_either_form)
{
	const WCHAR name[] = u"müde";
	struct {
		LINEAGENTGROUPLIST list;
		char entry[64];
	} answer;
	union {
		LINEAGENTGROUPLIST list;
		char room[200];
	} out;
	DWORD pair[2], size, one = 1;
	const void *got;
	size_t i, wide;

	for (i = 0; i < 2 * TL_ARRAY_SIZE(lists); i++) {
		const DWORD entry = lists[i / 2].entry;

		wide = i % 2;
		pair[0] = sizeof(name);
		pair[1] = sizeof(answer.list) + entry;
		memset(&answer, 0, sizeof(answer));
		answer.list.dwNumEntries = 1;
		answer.list.dwListSize = entry;
		answer.list.dwListOffset = sizeof(answer.list);
		memcpy(answer.entry + entry - sizeof(pair), pair, sizeof(pair));
		memcpy(answer.entry + entry, name, sizeof(name));
		out.list.dwTotalSize = sizeof(out);
		EXPECT_EQ(LINEERR_INVALPOINTER, lists[i / 2].get(self->line, NULL, wide));
		ASSERT_LT(0, lists[i / 2].get(self->line, &out, wide));
		EXPECT_EQ(TLINE_OP_PROXY, fake.request.op);
		EXPECT_EQ(lists[i / 2].type, fake.request.arg[0]);
		if (lists[i / 2].asks_first_of)
			EXPECT_EQ(0, memcmp(fake.args, &one, sizeof(one)));
		ASSERT_EQ(0, answered(self, &answer, sizeof(answer)));
		got = name_in(&out.list, entry, &size);
		ASSERT_NE(NULL, got);
		if (wide) {
			ASSERT_EQ(sizeof(name), size);
			EXPECT_EQ(0, memcmp(name, got, sizeof(name)));
		} else {
			EXPECT_EQ(strlen("müde") + 1, size);
			EXPECT_STREQ("müde", got);
		}
	}
}

/* The PIN is behind the union, in UTF-16, and the answer is a handle or nothing. */
TEST_F(proxy, sessions_are_created_in_either_form)
{
	const struct tlineproxy_createagentsession *args = (void *)fake.args;
	const WCHAR pin[] = u"1ü";
	HAGENTSESSION session = 7;
	DWORD handles[2] = { 55, 56 };
	GUID group = { .Data1 = 5 };
	int wide, size;

	for (wide = 0; wide < 2; wide++) {
		for (size = 0; size <= 8; size += 2) {
			ASSERT_LT(0, wide ? lineCreateAgentSessionW(self->line, 9, pin, 1, &group,
								    &session) :
					    lineCreateAgentSession(self->line, 9, "1ü", 1, &group,
								   &session));
			EXPECT_EQ(TYPE(CREATEAGENTSESSION), fake.request.arg[0]);
			EXPECT_EQ(9, args->hAgent);
			EXPECT_EQ(5, args->GroupID.Data1);
			ASSERT_EQ(sizeof(pin), args->dwAgentPINSize);
			EXPECT_EQ(0, memcmp(pin, fake.args + args->dwAgentPINOffset - TL_PROXY_UNION,
					    sizeof(pin)));
			EXPECT_EQ(size == sizeof(session) ? 0 : LINEERR_OPERATIONFAILED,
				  answered(self, handles, size));
			EXPECT_EQ(size == sizeof(session) ? 55 : 7, session);
			session = 7;
		}
		EXPECT_EQ(LINEERR_INVALPARAM,
			  lineCreateAgentSessionW(self->line, 9, (WCHAR[]){ 0xd800, 0 }, 1, &group,
						  &session));
		EXPECT_EQ(LINEERR_INVALPOINTER,
			  lineGetQueueListW(self->line, NULL, (LINEQUEUELIST *)handles));
	}
}

/* What the list to log in to says of itself has to be so. */
TEST_F(proxy, groups_that_are_not_there)
{
	struct {
		LINEAGENTGROUPLIST list;
		LINEAGENTGROUPENTRY entry[2];
	} in, good_list = {
		.list = {
			.dwTotalSize = sizeof(in), .dwNumEntries = 2,
			.dwListSize = sizeof(in.entry), .dwListOffset = sizeof(in.list),
		},
	};
	static const struct {
		size_t member;
		DWORD value;
	} rows[] = {
#define BAD(member, value) { offsetof(LINEAGENTGROUPLIST, member), value }
		BAD(dwNumEntries, 3), BAD(dwNumEntries, 1 << 20), BAD(dwNumEntries, 0x0aaaaaab),
		BAD(dwListSize, 2 * sizeof(LINEAGENTGROUPENTRY) - 1), BAD(dwListSize, ~0u),
		BAD(dwListOffset, sizeof(LINEAGENTGROUPLIST) + 1), BAD(dwListOffset, ~0u),
		BAD(dwTotalSize, sizeof(in) - 1),
#undef BAD
	};
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(rows); i++) {
		in = good_list;
		memcpy((char *)&in + rows[i].member, &rows[i].value, sizeof(rows[i].value));
		EXPECT_EQ(LINEERR_INVALPARAM, lineSetAgentGroup(self->line, 0, &in.list))
			TH_LOG("row %zu", i);
	}
	EXPECT_LT(0, lineSetAgentGroup(self->line, 0, &good_list.list));
}

TEST_HARNESS_MAIN
