// SPDX-License-Identifier: GPL-2.0-only
/*
 * Agents and their proxies without memory, and with a kernel that refuses: the error is the right
 * one, nothing is left behind, and the same call then succeeds.
 */
#include "kselftest_harness.h"
#include "lib_fake_kernel.h"
#include "lib_failing.h"

#define V22	0x00020002

static struct {
	HLINEAPP app;
	HLINE line;
	uint32_t kid;		/* the kernel's id of the line */
	LINEPROXYREQUEST *request;
	union {
		LINEAGENTSTATUS status;
		LINEAGENTCAPS caps;
		LINEQUEUELIST queues;
		LINEPROXYREQUESTLIST types;
		char room[256];
	} out;
	DWORD agent;
} scene;

/* -------------------------------------------------------------- asking */

static LONG set_state(void)
{
	return lineSetAgentState(scene.line, 0, LINEAGENTSTATE_READY, 0);
}

static LONG set_group(void)
{
	return lineSetAgentGroup(scene.line, 0, NULL);
}

static LONG specific(void)
{
	return lineAgentSpecific(scene.line, 0, 0, &scene.agent, sizeof(scene.agent));
}

static LONG get_status(void)
{
	scene.out.status.dwTotalSize = sizeof(scene.out);
	return lineGetAgentStatus(scene.line, 0, &scene.out.status);
}

static LONG get_caps(void)
{
	scene.out.caps.dwTotalSize = sizeof(scene.out);
	return lineGetAgentCaps(scene.app, 0, 0, V22, &scene.out.caps);
}

static LONG get_queues(void)
{
	GUID group = { .Data1 = 1 };

	scene.out.queues.dwTotalSize = sizeof(scene.out);
	return lineGetQueueList(scene.line, &group, &scene.out.queues);
}

static LONG create(void)
{
	return lineCreateAgent(scene.line, "Jane", "1234", &scene.agent);
}

static LONG create_wide(void)
{
	return lineCreateAgentW(scene.line, u"Jane", u"1234", &scene.agent);
}

/* It is answered, so that none are left. */
static void finish(void)
{
	LINEMESSAGE m;

	send_reply(LINEERR_OPERATIONUNAVAIL);
	if (lineGetMessage(scene.app, &m, 0) || m.dwMessageID != LINE_REPLY)
		abort();
}

/* -------------------------------------------------------------- serving */

static LONG tell(void)
{
	return lineProxyMessage(scene.line, 0, LINE_AGENTSTATUS, 1, 2, 3);
}

static LONG get_types(void)
{
	LONG rc;

	fake.opened.proxy_types = 1u << LINEPROXYREQUEST_SETAGENTSTATEEX;
	scene.out.types.dwTotalSize = sizeof(scene.out);
	rc = lineGetProxyStatus(scene.app, 0, V22, &scene.out.types);
	return rc || scene.out.types.dwNumEntries == 1 ? rc : -1;
}

/* The handler has a request, which it keeps as long as its answer cannot be told. */
static void give(void)
{
	static const DWORD args[3];
	LINEMESSAGE m;

	if (scene.request)
		return;
	fake.proxied = (struct tline_ioc_proxy_take){
		.id = 7, .type = LINEPROXYREQUEST_SETAGENTSTATEEX, .size = sizeof(args),
		.data = (uintptr_t)args, .api_version = V22,
	};
	send_message((struct tline_message){
		.type = LINE_PROXYREQUEST, .handle = scene.kid, .instance = 42, .p1 = 7,
		.p2 = fake.proxied.type,
	});
	if (lineGetMessage(scene.app, &m, 0) || m.dwMessageID != LINE_PROXYREQUEST)
		abort();
	scene.request = (LINEPROXYREQUEST *)m.dwParam1;
}

static LONG respond(void)
{
	LONG rc = lineProxyResponse(scene.line, scene.request, 0);

	if (!rc || rc == LINEERR_INVALLINEHANDLE)
		scene.request = NULL;
	return rc;
}

/* -------------------------------------------------------------- what fails how */

#define ASKING(name, call, dead)	{ name, call, NULL, finish, 0, dead }

static const struct failing_call calls[] = {
	ASKING("lineSetAgentState", set_state, LINEERR_INVALLINEHANDLE),
	ASKING("lineSetAgentGroup", set_group, LINEERR_INVALLINEHANDLE),
	ASKING("lineAgentSpecific", specific, LINEERR_INVALLINEHANDLE),
	ASKING("lineGetAgentStatus", get_status, LINEERR_INVALLINEHANDLE),
	ASKING("lineGetQueueList", get_queues, LINEERR_INVALLINEHANDLE),
	ASKING("lineCreateAgent", create, LINEERR_INVALLINEHANDLE),
	ASKING("lineCreateAgentW", create_wide, LINEERR_INVALLINEHANDLE),
	ASKING("lineGetAgentCaps", get_caps, LINEERR_NODEVICE),
	{ "lineProxyMessage", tell, .dead = LINEERR_INVALLINEHANDLE },
	{ "lineProxyResponse", respond, give, .dead = LINEERR_INVALLINEHANDLE },
	{ "lineGetProxyStatus", get_types, .dead = LINEERR_NODEVICE },
};

/* A line that was opened to ask is of no use any more, however it is closed. */
static LONG wanted(const struct failing_call *c)
{
	return failing.cmd == TLINE_IOC_CLOSE ? 0 : fail_wanted(c);
}

FIXTURE(failure)
{
};

FIXTURE_SETUP(failure)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	struct {
		LINECALLPARAMS params;
		DWORD type;
	} in = {
		.params.dwTotalSize = sizeof(in),
		.params.dwDevSpecificSize = sizeof(in.type),
		.params.dwDevSpecificOffset = sizeof(in.params),
		.type = LINEPROXYREQUEST_SETAGENTSTATEEX,
	};
	DWORD num, version = V22;

	fake_start();
	ASSERT_EQ(0, lineInitializeEx(&scene.app, NULL, NULL, "test", &num, &version, &params));
	ASSERT_EQ(0, lineOpen(scene.app, 0, &scene.line, V22, 0, 42,
			      LINECALLPRIVILEGE_NONE | LINEOPENOPTION_PROXY, 0, &in.params));
	scene.kid = fake.opened.handle;
}

FIXTURE_TEARDOWN(failure)
{
	lineShutdown(scene.app);
	fake_stop();
}

TEST_F(failure, without_memory)
{
	const char *why;
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(calls); i++) {
		why = fail_each(&calls[i], FAIL_MEMORY, ENOMEM, fail_wanted);
		EXPECT_EQ(NULL, why)
			TH_LOG("%s", why);
	}
}

TEST_F(failure, with_system_calls_that_fail)
{
	static const int errors[] = { EIO, ENOMEM, ENODEV, EMFILE };
	const char *why;
	size_t i, k;

	for (i = 0; i < TL_ARRAY_SIZE(calls); i++) {
		for (k = 0; k < TL_ARRAY_SIZE(errors); k++) {
			why = fail_each(&calls[i], FAIL_SYSTEM, errors[k], wanted);
			EXPECT_EQ(NULL, why)
				TH_LOG("%s", why);
		}
	}
}

/* What a proxy has told wrongly it may answer again. */
TEST_F(failure, an_answer_that_the_kernel_does_not_understand)
{
	give();
	fail_nth(FAIL_SYSTEM, 1, EINVAL);
	EXPECT_EQ(LINEERR_INVALPARAM, respond());
	EXPECT_TRUE(fail_end());
	EXPECT_EQ(0, fake.proxy_answer.id);
	EXPECT_EQ(0, respond());
	EXPECT_EQ(7, fake.proxy_answer.id);
}

TEST_HARNESS_MAIN
