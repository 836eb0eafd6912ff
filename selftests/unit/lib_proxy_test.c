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

TEST_HARNESS_MAIN
