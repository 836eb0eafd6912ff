// SPDX-License-Identifier: GPL-2.0-only
/*
 * The functions with more to give or take than a result: calls that come in pairs
 * or perhaps, outputs, lists, devices.  The kernel is the test's.
 */
#include "kselftest_harness.h"
#include "lib_fake_kernel.h"

#define DEAD	0xdead

FIXTURE(services)
{
	HLINEAPP app;
	HLINE line;
	HCALL call;
	uint32_t kid;		/* the kernel's id of the line */
	uint32_t call_kid;
	LINEMESSAGE m;
};

FIXTURE_SETUP(services)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD num, version = TLINE_API_VERSION_MAX;

	fake_start();
	ASSERT_EQ(0, lineInitializeEx(&self->app, NULL, NULL, "test", &num, &version, &params));
	ASSERT_EQ(0, lineOpen(self->app, 0, &self->line, 0x00020002, 0, 42,
			      LINECALLPRIVILEGE_OWNER, LINEMEDIAMODE_INTERACTIVEVOICE, NULL));
	self->kid = fake.opened.handle;
	ASSERT_LT(0, lineMakeCall(self->line, &self->call, "1", 0, NULL));
	self->call_kid = fake.request.new_call;
	send_reply(0);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
}

FIXTURE_TEARDOWN(services)
{
	lineShutdown(self->app);
	fake_stop();
}

typedef FIXTURE_DATA(services) fixture;

/* The completion of the last request, read by the program. */
static LONG reply(fixture *self, LONG result)
{
	send_reply(result);
	return lineGetMessage(self->app, &self->m, 0);
}

static void send_gathered(uint32_t term, const char *digits)
{
	fake.output_size = strlen(digits);
	memcpy(fake.output, digits, fake.output_size);
	send_message((struct tline_message){
		.type = LINE_REPLY, .instance = 42, .cookie = fake.request.cookie,
		.p1 = fake.request.id, .p3 = TLINE_REASON_DONE | (uint64_t)term << 32,
		.time_ns = 5000000,
	});
}

static const struct tline_dest *sent_dest(void)
{
	return fake.request.args_size ? (const void *)fake.args : NULL;
}

static bool nothing(fixture *self)
{
	return lineGetMessage(self->app, &self->m, 0) == LINEERR_OPERATIONFAILED;
}

/* ---------------------------------------------------------------------- conferences */

/* Two calls: both are written with the reply, and neither if it fails. */
TEST_F(services, setup_conference)
{
	HCALL conf = DEAD, consult = DEAD;

	EXPECT_EQ(LINEERR_INVALPOINTER, lineSetupConference(self->call, 0, NULL, &consult, 3, NULL));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineSetupConference(self->call, 0, &conf, NULL, 3, NULL));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineSetupConference(DEAD, self->line, &conf, &consult, 3,
							       NULL));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineSetupConference(0, DEAD, &conf, &consult, 3, NULL));
	ASSERT_LT(0, lineSetupConference(self->call, 0, &conf, &consult, 3, NULL));
	EXPECT_EQ(TLINE_OP_SETUPCONFERENCE, fake.request.op);
	EXPECT_EQ(self->call_kid, fake.request.call);
	EXPECT_EQ(3, fake.request.arg[0]);
	EXPECT_EQ(DEAD, conf);
	ASSERT_EQ(0, reply(self, 0));
	EXPECT_NE(DEAD, conf);
	EXPECT_NE(DEAD, consult);
	EXPECT_NE(conf, consult);
	/* They are the kernel's in this order. */
	send_state(fake.request.new_call, LINECALLSTATE_ONHOLDPENDCONF, 0, 0);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(conf, self->m.hDevice);
	send_state(fake.request.new_call2, LINECALLSTATE_DIALTONE, 0, 0);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(consult, self->m.hDevice);
	/* A member's state names the parent by the program's handle. */
	send_state(self->call_kid, LINECALLSTATE_CONFERENCED, fake.request.new_call, 0);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(self->call, self->m.hDevice);
	EXPECT_EQ(conf, self->m.dwParam2);

	ASSERT_LT(0, lineSetupConference(0, self->line, &conf, &consult, 3, NULL));
	EXPECT_EQ(0, fake.request.call);
	conf = consult = DEAD;
	ASSERT_EQ(0, reply(self, LINEERR_CONFERENCEFULL));
	EXPECT_EQ((DWORD_PTR)LINEERR_CONFERENCEFULL, self->m.dwParam2);
	EXPECT_EQ(DEAD, conf);
	EXPECT_EQ(DEAD, consult);
}

TEST_F(services, conference_members)
{
	HCALL conf = self->call, consult = DEAD;

	EXPECT_EQ(LINEERR_INVALCONFCALLHANDLE, linePrepareAddToConference(DEAD, &consult, NULL));
	EXPECT_EQ(LINEERR_INVALPOINTER, linePrepareAddToConference(conf, NULL, NULL));
	ASSERT_LT(0, linePrepareAddToConference(conf, &consult, NULL));
	EXPECT_EQ(TLINE_OP_PREPAREADDTOCONFERENCE, fake.request.op);
	ASSERT_EQ(0, reply(self, 0));
	EXPECT_NE(DEAD, consult);
	EXPECT_EQ(LINEERR_INVALCONFCALLHANDLE, lineAddToConference(DEAD, consult));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineAddToConference(conf, DEAD));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineAddToConference(conf, 0));
	ASSERT_LT(0, lineAddToConference(conf, consult));
	EXPECT_EQ(TLINE_OP_ADDTOCONFERENCE, fake.request.op);
	EXPECT_EQ(self->call_kid, fake.request.call);
	EXPECT_NE(0, fake.request.call2);
	ASSERT_LT(0, lineRemoveFromConference(consult));
	EXPECT_EQ(TLINE_OP_REMOVEFROMCONFERENCE, fake.request.op);
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineRemoveFromConference(DEAD));
}

/* In the W form, strings of the parameters are UTF-16. */
TEST_F(services, conference_member_in_utf16)
{
	struct {
		LINECALLPARAMS params;
		WCHAR from[6];
	} in = {
		.params = {
			.dwTotalSize = sizeof(in), .dwBearerMode = LINEBEARERMODE_VOICE,
			.dwMinRate = 3100, .dwMaxRate = 3100,
			.dwMediaMode = LINEMEDIAMODE_INTERACTIVEVOICE,
			.dwAddressMode = LINEADDRESSMODE_DIALABLEADDR,
			.dwOrigAddressSize = sizeof(in.from),
			.dwOrigAddressOffset = offsetof(__typeof__(in), from),
		},
		.from = u"100x1",
	};
	const struct tline_call_params *args = (void *)fake.args;
	HCALL consult = DEAD;

	EXPECT_EQ(LINEERR_INVALPOINTER, linePrepareAddToConferenceW(self->call, NULL, &in.params));
	ASSERT_LT(0, linePrepareAddToConferenceW(self->call, &consult, &in.params));
	EXPECT_EQ(TLINE_OP_PREPAREADDTOCONFERENCE, fake.request.op);
	EXPECT_EQ(self->call_kid, fake.request.call);
	EXPECT_EQ(TLINE_ADDRESSMODE_ADDRESSID, args->address_mode);
	EXPECT_EQ(1, args->address);
	ASSERT_EQ(0, reply(self, 0));
	EXPECT_NE(DEAD, consult);
	in.from[1] = 0xd800;
	EXPECT_EQ(LINEERR_INVALADDRESS,
		  linePrepareAddToConferenceW(self->call, &consult, &in.params));
}

/* A call that the program has keeps its handle; the others get one. */
TEST_F(services, related_calls)
{
	DWORD room[16] = { sizeof(room) };
	LPLINECALLLIST list = (void *)room;
	HCALL calls[3];

	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineGetConfRelatedCalls(DEAD, list));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetConfRelatedCalls(self->call, NULL));
	EXPECT_EQ(LINEERR_NOCONFERENCE, lineGetConfRelatedCalls(self->call, list));
	room[0] = sizeof(*list) - 1;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, lineGetConfRelatedCalls(self->call, list));
	fake.conf_calls[0] = 1000;
	fake.conf_calls[1] = self->call_kid;
	fake.conf_calls[2] = 1001;
	/* Not for all: for none, but how much it takes. */
	room[0] = sizeof(*list) + 8;
	ASSERT_EQ(0, lineGetConfRelatedCalls(self->call, list));
	EXPECT_EQ(0, list->dwCallsNumEntries);
	EXPECT_EQ(sizeof(*list) + 12, list->dwNeededSize);
	room[0] = sizeof(room);
	ASSERT_EQ(0, lineGetConfRelatedCalls(self->call, list));
	ASSERT_EQ(3, list->dwCallsNumEntries);
	memcpy(calls, (char *)room + list->dwCallsOffset, sizeof(calls));
	EXPECT_EQ(self->call, calls[1]);
	EXPECT_NE(self->call, calls[0]);
	EXPECT_EQ(0, lineDeallocateCall(calls[0]));
	EXPECT_EQ(1000, fake.deallocated);
	EXPECT_EQ(0, lineDeallocateCall(calls[2]));
	EXPECT_EQ(1001, fake.deallocated);
}

/* --------------------------------------------------------------------------- parking */

TEST_F(services, park_directed)
{
	EXPECT_EQ(LINEERR_INVALPARKMODE, linePark(self->call, 3, "70", NULL));
	EXPECT_EQ(LINEERR_INVALPOINTER, linePark(self->call, LINEPARKMODE_DIRECTED, NULL, NULL));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, linePark(DEAD, LINEPARKMODE_DIRECTED, "70", NULL));
	ASSERT_LT(0, linePark(self->call, LINEPARKMODE_DIRECTED, "70", NULL));
	EXPECT_EQ(TLINE_OP_PARK, fake.request.op);
	EXPECT_EQ(LINEPARKMODE_DIRECTED, fake.request.arg[0]);
	EXPECT_EQ(0, fake.request.flags);
	EXPECT_STREQ("70", sent_dest()->number);
	ASSERT_LT(0, lineParkW(self->call, LINEPARKMODE_DIRECTED, u"71", NULL));
	EXPECT_STREQ("71", sent_dest()->number);
}

/* Where it is parked is written with the reply, which takes the output from the kernel. */
TEST_F(services, park_anywhere)
{
	struct tline_dest dest = { .number = "7001" };
	union {
		VARSTRING string;
		char room[64];
	} u = { .string.dwTotalSize = sizeof(u) };
	LONG id;

	EXPECT_EQ(LINEERR_INVALPOINTER, linePark(self->call, LINEPARKMODE_NONDIRECTED, NULL, NULL));
	u.string.dwTotalSize = sizeof(VARSTRING) - 1;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL,
		  linePark(self->call, LINEPARKMODE_NONDIRECTED, NULL, &u.string));
	u.string.dwTotalSize = sizeof(u);
	memcpy(fake.output, &dest, sizeof(dest));
	fake.output_size = sizeof(dest);
	id = linePark(self->call, LINEPARKMODE_NONDIRECTED, NULL, &u.string);
	ASSERT_LT(0, id);
	EXPECT_EQ(TLINE_REQUEST_KEEP, fake.request.flags);
	EXPECT_EQ(0, fake.request.args_size);
	EXPECT_EQ(0, u.string.dwUsedSize);
	ASSERT_EQ(0, reply(self, 0));
	EXPECT_EQ(LINE_REPLY, self->m.dwMessageID);
	EXPECT_EQ(0, self->m.dwParam2);
	EXPECT_EQ(id, fake.output_taken);
	EXPECT_EQ(STRINGFORMAT_ASCII, u.string.dwStringFormat);
	EXPECT_EQ(5, u.string.dwStringSize);
	EXPECT_STREQ("7001", u.room + u.string.dwStringOffset);

	ASSERT_LT(0, lineParkW(self->call, LINEPARKMODE_NONDIRECTED, NULL, &u.string));
	ASSERT_EQ(0, reply(self, 0));
	EXPECT_EQ(STRINGFORMAT_UNICODE, u.string.dwStringFormat);
	EXPECT_EQ(10, u.string.dwStringSize);
	EXPECT_EQ(0, memcmp(u"7001", u.room + u.string.dwStringOffset, 10));
	/* It is parked, and the program cannot know where: that is no success. */
	u.string.dwTotalSize = sizeof(VARSTRING) + 4;
	ASSERT_LT(0, linePark(self->call, LINEPARKMODE_NONDIRECTED, NULL, &u.string));
	ASSERT_EQ(0, reply(self, 0));
	EXPECT_EQ((DWORD_PTR)LINEERR_STRUCTURETOOSMALL, self->m.dwParam2);
	EXPECT_EQ(0, u.string.dwStringSize);
	/* The output of a request that failed is dropped. */
	memset(&u, 0x55, sizeof(u));
	u.string.dwTotalSize = sizeof(u);
	id = linePark(self->call, LINEPARKMODE_NONDIRECTED, NULL, &u.string);
	ASSERT_EQ(0, reply(self, LINEERR_OPERATIONFAILED));
	EXPECT_EQ(id, fake.output_taken);
	EXPECT_EQ(0x55555555, u.string.dwUsedSize);
}

TEST_F(services, unpark_and_pickup)
{
	HCALL call = DEAD;
	char number[TLINE_DEST_LEN];

	EXPECT_EQ(LINEERR_INVALPOINTER, lineUnpark(self->line, 1, NULL, "70"));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineUnpark(self->line, 1, &call, NULL));
	EXPECT_EQ(LINEERR_INVALADDRESS, lineUnpark(self->line, 1, &call, ""));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineUnpark(DEAD, 1, &call, "70"));
	ASSERT_LT(0, lineUnpark(self->line, 1, &call, "70"));
	EXPECT_EQ(TLINE_OP_UNPARK, fake.request.op);
	EXPECT_EQ(1, fake.request.arg[0]);
	EXPECT_STREQ("70", sent_dest()->number);
	ASSERT_EQ(0, reply(self, 0));
	EXPECT_NE(DEAD, call);

	/* linePickup: a number, a group, both, or whatever rings. */
	ASSERT_LT(0, linePickup(self->line, 1, &call, "100", "5"));
	EXPECT_EQ(TLINE_OP_PICKUP, fake.request.op);
	EXPECT_STREQ("100^5", sent_dest()->number);
	ASSERT_LT(0, linePickup(self->line, 1, &call, NULL, "5"));
	EXPECT_STREQ("^5", sent_dest()->number);
	ASSERT_LT(0, linePickupW(self->line, 1, &call, u"100", NULL));
	EXPECT_STREQ("100", sent_dest()->number);
	ASSERT_LT(0, linePickup(self->line, 1, &call, "", ""));
	EXPECT_EQ(NULL, sent_dest());
	EXPECT_EQ(LINEERR_INVALADDRESS, linePickup(self->line, 1, &call, "1^2", "5"));
	memset(number, '1', sizeof(number));
	number[sizeof(number) - 1] = '\0';
	EXPECT_EQ(LINEERR_INVALADDRESS, linePickup(self->line, 1, &call, number, "5"));
	EXPECT_EQ(LINEERR_INVALGROUPID, linePickup(self->line, 1, &call, "12", number));
	EXPECT_EQ(LINEERR_INVALPOINTER, linePickup(self->line, 1, NULL, NULL, NULL));
}

TEST_F(services, complete_call)
{
	DWORD id = DEAD;

	EXPECT_EQ(LINEERR_INVALPOINTER, lineCompleteCall(self->call, NULL, 1, 0));
	ASSERT_LT(0, lineCompleteCall(self->call, &id, LINECALLCOMPLMODE_CALLBACK, 2));
	EXPECT_EQ(LINECALLCOMPLMODE_CALLBACK, fake.request.arg[0]);
	EXPECT_EQ(2, fake.request.arg[1]);
	send_message((struct tline_message){
		.type = LINE_REPLY, .cookie = fake.request.cookie, .p1 = fake.request.id,
		.p3 = TLINE_REASON_DONE | 77ull << 32,
	});
	EXPECT_EQ(DEAD, id);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(77, id);
	ASSERT_LT(0, lineCompleteCall(self->call, &id, LINECALLCOMPLMODE_CALLBACK, 2));
	ASSERT_EQ(0, reply(self, LINEERR_COMPLETIONOVERRUN));
	EXPECT_EQ(77, id);
	ASSERT_LT(0, lineUncompleteCall(self->line, 77));
	EXPECT_EQ(TLINE_OP_UNCOMPLETECALL, fake.request.op);
	EXPECT_EQ(77, fake.request.arg[0]);
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineUncompleteCall(self->call, 77));
}

/* ------------------------------------------------------------------------ forwarding */

static LPLINEFORWARDLIST forward_list(DWORD total, DWORD num)
{
	LPLINEFORWARDLIST list = calloc(1, total < 8 ? 8 : total);

	list->dwTotalSize = total;
	list->dwNumEntries = num;
	return list;
}

#define FORWARD_SIZE(n)	(8 + (n) * (DWORD)sizeof(LINEFORWARD))

/* What the provider made of it decides whether there is a consultation call. */
TEST_F(services, forward)
{
	const DWORD total = FORWARD_SIZE(2) + 16;
	LPLINEFORWARDLIST list = forward_list(total, 2);
	struct tline_forward rules[2];
	HCALL consult = DEAD;

	list->ForwardList[0].dwForwardMode = LINEFORWARDMODE_UNCOND;
	list->ForwardList[0].dwDestCountryCode = 49;
	list->ForwardList[0].dwDestAddressSize = 4;
	list->ForwardList[0].dwDestAddressOffset = FORWARD_SIZE(2);
	list->ForwardList[1].dwForwardMode = LINEFORWARDMODE_BUSYSPECIFIC;
	list->ForwardList[1].dwCallerAddressSize = 3;	/* without a NUL */
	list->ForwardList[1].dwCallerAddressOffset = FORWARD_SIZE(2) + 4;
	memcpy((char *)list + FORWARD_SIZE(2), "101\00077", 7);
	memcpy((char *)list + FORWARD_SIZE(2) + 4, "777", 3);
	EXPECT_EQ(LINEERR_INVALPOINTER, lineForward(self->line, 0, 1, list, 5, NULL, NULL));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineForward(DEAD, 0, 1, list, 5, &consult, NULL));
	ASSERT_LT(0, lineForward(self->line, 0, 1, list, 5, &consult, NULL));
	EXPECT_EQ(TLINE_OP_FORWARD, fake.request.op);
	EXPECT_EQ(1, fake.request.arg[0]);
	EXPECT_EQ(5, fake.request.arg[1]);
	ASSERT_EQ(sizeof(rules), fake.request.args_size);
	memcpy(rules, fake.args, sizeof(rules));
	EXPECT_EQ(LINEFORWARDMODE_UNCOND, rules[0].mode);
	EXPECT_EQ(49, rules[0].country);
	EXPECT_STREQ("101", rules[0].dest);
	EXPECT_STREQ("", rules[0].caller);
	EXPECT_STREQ("777", rules[1].caller);
	EXPECT_STREQ("", rules[1].dest);
	/* No such call: 0. */
	ASSERT_EQ(0, reply(self, 0));
	EXPECT_EQ(0, consult);
	ASSERT_LT(0, lineForward(self->line, 1, 1, list, 5, &consult, NULL));
	EXPECT_EQ(TLINE_ADDRESS_ANY, fake.request.arg[0]);
	fake.known_call = fake.request.new_call;
	fake.known_line = self->kid;
	ASSERT_EQ(0, reply(self, 0));
	EXPECT_NE(0, consult);
	send_state(fake.request.new_call, LINECALLSTATE_CONNECTED, 0, 0);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(consult, self->m.hDevice);
	/* No list, or an empty one, ends it all. */
	ASSERT_LT(0, lineForward(self->line, 1, 0, NULL, 0, &consult, NULL));
	EXPECT_EQ(0, fake.request.args_size);
	list->dwNumEntries = 0;
	ASSERT_LT(0, lineForward(self->line, 1, 0, list, 0, &consult, NULL));
	EXPECT_EQ(0, fake.request.args_size);
	free(list);
}

TEST_F(services, forward_lists_that_are_none)
{
	static const struct {
		DWORD total, num, size, offset;
		LONG error;
	} rows[] = {
		{ 7, 0, 0, 0, LINEERR_STRUCTURETOOSMALL },
		{ FORWARD_SIZE(2) - 1, 2, 0, 0, LINEERR_STRUCTURETOOSMALL },
		{ FORWARD_SIZE(2), 0xffffffff, 0, 0, LINEERR_STRUCTURETOOSMALL },
		{ FORWARD_SIZE(2), 0x08000001, 0, 0, LINEERR_STRUCTURETOOSMALL },
		{ FORWARD_SIZE(1), 1, 1, FORWARD_SIZE(1), LINEERR_INVALPARAM },
		{ FORWARD_SIZE(1), 1, 0xffffffff, FORWARD_SIZE(1), LINEERR_INVALPARAM },
		{ FORWARD_SIZE(1), 1, 16, 0xfffffff8, LINEERR_INVALPARAM },
		{ FORWARD_SIZE(1) + 8, 1, 8, 0, LINEERR_INVALPARAM },	/* in the fixed part */
		{ FORWARD_SIZE(TL_MAX_FORWARD + 1), TL_MAX_FORWARD + 1, 0, 0, LINEERR_INVALPARAM },
		{ FORWARD_SIZE(1) + 200, 1, 200, FORWARD_SIZE(1), LINEERR_INVALADDRESS },
	};
	HCALL consult;
	size_t i, k;

	for (i = 0; i < TL_ARRAY_SIZE(rows); i++) {
		for (k = 0; k < 2; k++) {
			LPLINEFORWARDLIST list = forward_list(rows[i].total, rows[i].num);
			LINEFORWARD entry = { 0 };

			*(k ? &entry.dwDestAddressSize : &entry.dwCallerAddressSize) = rows[i].size;
			*(k ? &entry.dwDestAddressOffset : &entry.dwCallerAddressOffset) =
				rows[i].offset;
			if (rows[i].size)
				memcpy(list->ForwardList, &entry, sizeof(entry));
			if (rows[i].error == LINEERR_INVALADDRESS)
				memset((char *)list + FORWARD_SIZE(1), '1', 200);
			EXPECT_EQ(rows[i].error, lineForward(self->line, 0, 0, list, 0, &consult,
							     NULL))
				TH_LOG("row %zu", i);
			free(list);
		}
	}
}

/* ------------------------------------------------------------------ data of calls */

TEST_F(services, call_data)
{
	struct tline_item item;
	char big[TLINE_MAX_ARGS + 1] = { 0 };

	ASSERT_LT(0, lineSetCallData(self->call, "data", 4));
	EXPECT_EQ(TLINE_OP_SETCALLDATA, fake.request.op);
	EXPECT_EQ(4, fake.request.args_size);
	EXPECT_EQ(0, memcmp("data", fake.args, 4));
	ASSERT_LT(0, lineSetCallData(self->call, NULL, 0));
	EXPECT_EQ(0, fake.request.args_size);
	EXPECT_EQ(LINEERR_INVALPOINTER, lineSetCallData(self->call, NULL, 1));
	EXPECT_EQ(LINEERR_INVALPARAM, lineSetCallData(self->call, big, sizeof(big)));

	ASSERT_LT(0, lineSetCallQualityOfService(self->call, "send", 5, "r", 1));
	EXPECT_EQ(32, fake.request.args_size);
	memcpy(&item, fake.args, sizeof(item));
	EXPECT_EQ(TLINE_DATA_SENDING_FLOWSPEC, item.kind);
	EXPECT_EQ(5, item.size);
	EXPECT_STREQ("send", fake.args + 8);
	memcpy(&item, fake.args + 16, sizeof(item));
	EXPECT_EQ(TLINE_DATA_RECEIVING_FLOWSPEC, item.kind);
	EXPECT_EQ(1, item.size);
	EXPECT_EQ('r', fake.args[24]);
	EXPECT_EQ(LINEERR_INVALPOINTER, lineSetCallQualityOfService(self->call, NULL, 5, "r", 1));
	EXPECT_EQ(LINEERR_INVALPARAM, lineSetCallQualityOfService(self->call, big, 1, big, 2048));
	ASSERT_LT(0, lineSetCallQualityOfService(self->call, big, 2040, big, 2040));
	EXPECT_EQ(TLINE_MAX_ARGS, fake.request.args_size);

	ASSERT_LT(0, lineSetCallTreatment(self->call, LINECALLTREATMENT_MUSIC));
	EXPECT_EQ(LINECALLTREATMENT_MUSIC, fake.request.arg[0]);
}

TEST_F(services, terminals)
{
	struct tline_set_terminal set;

	ASSERT_LT(0, lineSetTerminal(self->line, 1, 0, LINECALLSELECT_ADDRESS,
				     LINETERMMODE_RINGER, 2, 0x80));
	memcpy(&set, fake.args, sizeof(set));
	EXPECT_EQ(sizeof(set), fake.request.args_size);
	EXPECT_EQ(1, set.address);
	EXPECT_EQ(LINETERMMODE_RINGER, set.modes);
	EXPECT_EQ(2, set.terminal);
	EXPECT_EQ(1, set.enable);
	ASSERT_LT(0, lineSetTerminal(self->line, 1, 0, LINECALLSELECT_LINE, 1, 2, 0));
	memcpy(&set, fake.args, sizeof(set));
	EXPECT_EQ(TLINE_ADDRESS_ANY, set.address);
	ASSERT_LT(0, lineSetTerminal(0, 1, self->call, LINECALLSELECT_CALL, 1, 2, 0));
	EXPECT_EQ(self->call_kid, fake.request.call);
	EXPECT_EQ(LINEERR_INVALCALLSELECT, lineSetTerminal(self->line, 1, 0, 8, 1, 2, 0));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE,
		  lineSetTerminal(self->line, 1, 0, LINECALLSELECT_CALL, 1, 2, 0));
}

/* The line's answer takes the place of the program's bytes, when it is delivered. */
TEST_F(services, device_specific)
{
	char params[8] = "question";
	HLINE other;

	memcpy(fake.output, "answer..", 8);
	fake.output_size = 8;
	ASSERT_LT(0, lineDevSpecific(self->line, 1, self->call, params, sizeof(params)));
	EXPECT_EQ(TLINE_OP_DEVSPECIFIC, fake.request.op);
	EXPECT_EQ(TLINE_REQUEST_KEEP, fake.request.flags);
	EXPECT_EQ(1, fake.request.arg[0]);
	EXPECT_EQ(self->call_kid, fake.request.call);
	EXPECT_EQ(0, memcmp("question", fake.args, 8));
	EXPECT_EQ(0, memcmp("question", params, 8));
	ASSERT_EQ(0, reply(self, 0));
	EXPECT_EQ(0, memcmp("answer..", params, 8));
	memset(params, 'q', sizeof(params));
	ASSERT_LT(0, lineDevSpecificFeature(self->line, 7, params, sizeof(params)));
	EXPECT_EQ(TLINE_OP_DEVSPECIFICFEATURE, fake.request.op);
	EXPECT_EQ(7, fake.request.arg[0]);
	ASSERT_EQ(0, reply(self, LINEERR_INVALFEATURE));
	EXPECT_EQ(0, memcmp("qqqqqqqq", params, 8));
	/* Without bytes there is nothing to keep. */
	ASSERT_LT(0, lineDevSpecific(self->line, 0, 0, NULL, 0));
	EXPECT_EQ(0, fake.request.flags);
	EXPECT_EQ(LINEERR_INVALPOINTER, lineDevSpecific(self->line, 0, 0, NULL, 1));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineDevSpecific(DEAD, 0, self->call, NULL, 0));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDevSpecific(self->line, 0, DEAD, NULL, 0));
	/* The call of another open of the line is not this one's. */
	ASSERT_EQ(0, lineOpen(self->app, 0, &other, 0x00020002, 0, 43, LINECALLPRIVILEGE_NONE, 0,
			      NULL));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDevSpecific(other, 0, self->call, NULL, 0));
}

/* What was asked for in vain, because the program closed the line meanwhile. */
static HLINEAPP hook_app;
static HLINE hook_line;

static void close_line(void)
{
	lineClose(hook_line);
}

static void shut_down(void)
{
	lineShutdown(hook_app);
}

/* Between the completion and its output, another thread shuts down: hands off. */
TEST_F(services, shut_down_before_the_output)
{
	char params[8] = "question";

	fake.output_size = 8;
	ASSERT_LT(0, lineDevSpecific(self->line, 0, 0, params, sizeof(params)));
	hook_app = self->app;
	self->m.dwMessageID = 0;
	fake.during = shut_down;
	/* The played kernel has a message left at the end, a real one an end of the file. */
	reply(self, 0);
	EXPECT_NE(LINE_REPLY, self->m.dwMessageID);
	EXPECT_EQ(0, memcmp("question", params, 8));
}

/* The line is closed, which ends its calls but no request: the reply comes. */
TEST_F(services, closed_before_the_output)
{
	HCALL conf = DEAD;
	char params[8] = "question";

	memcpy(fake.output, "answer..", 8);
	fake.output_size = 8;
	ASSERT_LT(0, lineDevSpecific(self->line, 0, 0, params, sizeof(params)));
	hook_line = self->line;
	fake.during = close_line;
	ASSERT_EQ(0, reply(self, 0));
	EXPECT_EQ(0, memcmp("answer..", params, 8));
	EXPECT_EQ(DEAD, conf);
}

/*
 * A line below 2.0 forgets its requests, but what one of them has put out is taken.
 * Nothing is told, least of all a LINE_REPLY of a function that has no request id.
 */
TEST_F(services, closed_before_2_0)
{
	char params[8] = "question";
	HLINE line;
	HCALL call;

	ASSERT_EQ(0, lineOpen(self->app, 1, &line, 0x10004, 0, 7, LINECALLPRIVILEGE_NONE, 0, NULL));
	fake.output_size = 8;
	ASSERT_LT(0, lineDevSpecific(line, 0, 0, params, sizeof(params)));
	ASSERT_EQ(0, lineClose(line));
	EXPECT_EQ(LINEERR_OPERATIONFAILED, reply(self, 0));
	EXPECT_EQ(fake.request.id, fake.output_taken);
	EXPECT_EQ(0, memcmp("question", params, 8));

	ASSERT_EQ(0, lineOpen(self->app, 1, &line, 0x10004, 0, 7, LINECALLPRIVILEGE_NONE, 0, NULL));
	ASSERT_LT(0, lineMakeCall(line, &call, "1", 0, NULL));
	ASSERT_EQ(0, reply(self, 0));
	ASSERT_EQ(0, lineGatherDigits(call, LINEDIGITMODE_DTMF, params, 4, NULL, 0, 0));
	ASSERT_EQ(0, lineClose(line));
	send_gathered(LINEGATHERTERM_CANCEL, "12");
	EXPECT_TRUE(nothing(self));
	EXPECT_EQ(fake.request.id, fake.output_taken);
	EXPECT_EQ(0, memcmp("question", params, 8));
}

/* ---------------------------------------------------------------------------- digits */

TEST_F(services, gather_digits)
{
	struct tline_gather sent;
	char digits[5];
	WCHAR wide[5];

	memset(digits, 'x', sizeof(digits));
	memset(wide, 0x55, sizeof(wide));
	ASSERT_EQ(0, tlineSetDeadline(self->line, 1000));
	ASSERT_EQ(0, lineGatherDigits(self->call, LINEDIGITMODE_DTMF, digits, 4, "#", 500, 600));
	EXPECT_EQ(TLINE_OP_GATHERDIGITS, fake.request.op);
	EXPECT_EQ(TLINE_REQUEST_KEEP, fake.request.flags);
	EXPECT_EQ(0, fake.request.timeout_ns);
	memcpy(&sent, fake.args, sizeof(sent));
	EXPECT_EQ(LINEDIGITMODE_DTMF, sent.modes);
	EXPECT_EQ(4, sent.count);
	EXPECT_EQ(500, sent.first_timeout);
	EXPECT_EQ(600, sent.inter_timeout);
	EXPECT_STREQ("#", sent.termination);
	EXPECT_TRUE(nothing(self));
	/* The completion becomes LINE_GATHERDIGITS; fewer digits are followed by a NUL. */
	send_gathered(LINEGATHERTERM_TERMDIGIT, "12#");
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(LINE_GATHERDIGITS, self->m.dwMessageID);
	EXPECT_EQ(self->call, self->m.hDevice);
	EXPECT_EQ(42, self->m.dwCallbackInstance);
	EXPECT_EQ(LINEGATHERTERM_TERMDIGIT, self->m.dwParam1);
	EXPECT_EQ(0, self->m.dwParam2);
	EXPECT_EQ(5, self->m.dwParam3);
	EXPECT_EQ(0, memcmp("12#\0x", digits, 5));

	ASSERT_EQ(0, lineGatherDigitsW(self->call, LINEDIGITMODE_DTMF, wide, 4, u"*", 0, 0));
	memcpy(&sent, fake.args, sizeof(sent));
	EXPECT_STREQ("*", sent.termination);
	send_gathered(LINEGATHERTERM_BUFFERFULL, "1234");
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(0, memcmp(u"1234", wide, 8));
	EXPECT_EQ(0x5555, wide[4]);
	EXPECT_TRUE(nothing(self));
}

TEST_F(services, gather_digits_refused)
{
	char digits[TLINE_MAX_GATHER + 1];

	EXPECT_EQ(LINEERR_INVALPARAM,
		  lineGatherDigits(self->call, LINEDIGITMODE_DTMF, digits, 0, NULL, 0, 0));
	EXPECT_EQ(LINEERR_INVALPARAM, lineGatherDigits(self->call, LINEDIGITMODE_DTMF, digits,
						       TLINE_MAX_GATHER + 1, NULL, 0, 0));
	EXPECT_EQ(LINEERR_INVALDIGITS, lineGatherDigits(self->call, LINEDIGITMODE_DTMF, digits, 1,
							"0123456789ABCD*#0123", 0, 0));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE,
		  lineGatherDigits(DEAD, LINEDIGITMODE_DTMF, digits, 1, NULL, 0, 0));
	fake.refuse = LINEERR_INVALDIGITMODE;
	EXPECT_EQ(LINEERR_INVALDIGITMODE, lineGatherDigits(self->call, 64, digits, 1, NULL, 0, 0));
	EXPECT_TRUE(nothing(self));
}

/* A request of no digits only ends the one before, and has no message of its own. */
TEST_F(services, gather_digits_cancelled)
{
	struct tline_gather sent;
	struct tline_request first;
	char digits[4] = "xxx";

	ASSERT_EQ(0, lineGatherDigits(self->call, LINEDIGITMODE_DTMF, digits, 4, NULL, 0, 0));
	first = fake.request;
	ASSERT_EQ(0, lineGatherDigits(self->call, 0, NULL, 9, "0123456789ABCD*#0123", 1, 1));
	memcpy(&sent, fake.args, sizeof(sent));
	EXPECT_EQ(0, sent.count);
	EXPECT_EQ(LINEDIGITMODE_DTMF, sent.modes);
	EXPECT_EQ(0, fake.request.flags);
	send_gathered(LINEGATHERTERM_CANCEL, "");
	EXPECT_TRUE(nothing(self));
	fake.request = first;
	send_gathered(LINEGATHERTERM_CANCEL, "1");
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(LINE_GATHERDIGITS, self->m.dwMessageID);
	EXPECT_EQ(LINEGATHERTERM_CANCEL, self->m.dwParam1);
	EXPECT_STREQ("1", digits);
	/* What ended it otherwise is a cancellation, too. */
	ASSERT_EQ(0, lineGatherDigits(self->call, LINEDIGITMODE_DTMF, digits, 4, NULL, 0, 0));
	fake.output_size = 0;
	ASSERT_EQ(0, reply(self, LINEERR_OPERATIONFAILED));
	EXPECT_EQ(LINE_GATHERDIGITS, self->m.dwMessageID);
	EXPECT_EQ(LINEGATHERTERM_CANCEL, self->m.dwParam1);
	EXPECT_STREQ("", digits);
	/* Who gave up the call hears nothing, and may have reused the memory. */
	memcpy(digits, "xxx", 4);
	ASSERT_EQ(0, lineGatherDigits(self->call, LINEDIGITMODE_DTMF, digits, 4, NULL, 0, 0));
	ASSERT_EQ(0, lineDeallocateCall(self->call));
	send_gathered(LINEGATHERTERM_CANCEL, "1");
	EXPECT_TRUE(nothing(self));
	EXPECT_STREQ("xxx", digits);
	EXPECT_EQ(fake.request.id, fake.output_taken);
}

/* ----------------------------------------------------------------------------- tones */

TEST_F(services, generate_tone)
{
	LINEGENERATETONE tones[TLINE_MAX_FREQUENCIES + 1] = { { 440, 100, 50, 0x8000 }, { 480 } };
	struct tline_ioc_tone sent;

	ASSERT_EQ(0, lineGenerateTone(self->call, LINETONEMODE_CUSTOM, 900, 2, tones));
	memcpy(&sent, fake.arg, sizeof(sent));
	EXPECT_EQ(self->call_kid, sent.call);
	EXPECT_EQ(LINETONEMODE_CUSTOM, sent.mode);
	EXPECT_EQ(900, sent.duration);
	EXPECT_EQ(2, sent.count);
	EXPECT_EQ(440, sent.tones[0].frequency);
	EXPECT_EQ(100, sent.tones[0].cadence_on);
	EXPECT_EQ(50, sent.tones[0].cadence_off);
	EXPECT_EQ(0x8000, sent.tones[0].volume);
	EXPECT_EQ(480, sent.tones[1].frequency);
	EXPECT_EQ(LINEERR_INVALTONE, lineGenerateTone(self->call, LINETONEMODE_CUSTOM, 0,
						      TLINE_MAX_FREQUENCIES + 1, tones));
	EXPECT_EQ(LINEERR_INVALTONE,
		  lineGenerateTone(self->call, LINETONEMODE_CUSTOM, 0, 0, tones));
	EXPECT_EQ(LINEERR_INVALPOINTER,
		  lineGenerateTone(self->call, LINETONEMODE_CUSTOM, 0, 1, NULL));
	/* The other modes have no list. */
	ASSERT_EQ(0, lineGenerateTone(self->call, LINETONEMODE_BEEP, 0, 99, NULL));
	memcpy(&sent, fake.arg, sizeof(sent));
	EXPECT_EQ(0, sent.count);
	fake.answer = LINEERR_INVALTONEMODE;
	EXPECT_EQ(LINEERR_INVALTONEMODE, lineGenerateTone(self->call, 0x100, 0, 0, NULL));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineGenerateTone(DEAD, 0, 0, 0, NULL));
}

TEST_F(services, monitor_tones)
{
	LINEMONITORTONE tones[TLINE_MAX_TONES + 1] = { { 7, 50, 440, 480, 0 }, { 8 } };
	struct tline_ioc_tones sent;
	struct tline_tone tone;

	ASSERT_EQ(0, lineMonitorTones(self->call, tones, 2));
	memcpy(&sent, fake.arg, sizeof(sent));
	EXPECT_EQ(self->call_kid, sent.call);
	EXPECT_EQ(sizeof(tone), sent.tone_size);
	ASSERT_EQ(2 * sizeof(tone), fake.list_size);
	memcpy(&tone, fake.list, sizeof(tone));
	EXPECT_EQ(7, tone.app_specific);
	EXPECT_EQ(50, tone.duration);
	EXPECT_EQ(480, tone.frequency[1]);
	EXPECT_EQ(LINEERR_INVALTONE, lineMonitorTones(self->call, tones, TLINE_MAX_TONES + 1));
	ASSERT_EQ(0, lineMonitorTones(self->call, NULL, 5));
	EXPECT_EQ(0, fake.list_size);
	ASSERT_EQ(0, lineMonitorMedia(self->call, LINEMEDIAMODE_G3FAX));
	EXPECT_EQ(LINEMEDIAMODE_G3FAX, ((struct tline_ioc_set_call *)(void *)fake.arg)->value);
	fake.answer = LINEERR_INVALMEDIAMODE;
	EXPECT_EQ(LINEERR_INVALMEDIAMODE, lineMonitorMedia(self->call, 0x80000000));
}

TEST_F(services, media_control)
{
	LINEMEDIACONTROLDIGIT digits[] = { { '1', LINEDIGITMODE_DTMF, LINEMEDIACONTROL_START } };
	LINEMEDIACONTROLMEDIA media[] = { { LINEMEDIAMODE_G3FAX, 20, LINEMEDIACONTROL_RESET } };
	LINEMEDIACONTROLTONE tones[] = { { 9, 30, 440, 480, 0, LINEMEDIACONTROL_PAUSE } };
	LINEMEDIACONTROLCALLSTATE states[TLINE_MAX_CONTROLS - 2] = {
		{ LINECALLSTATE_IDLE, LINEMEDIACONTROL_RESUME },
	};
	const struct tline_media_control *list = (const void *)fake.list;
	struct tline_ioc_media_control sent;

	ASSERT_EQ(0, lineSetMediaControl(self->line, 1, 0, LINECALLSELECT_ADDRESS, digits, 1, media,
					 1, tones, 1, states, 1));
	memcpy(&sent, fake.arg, sizeof(sent));
	EXPECT_EQ(LINECALLSELECT_ADDRESS, sent.select);
	EXPECT_EQ(1, sent.address);
	EXPECT_EQ(0, sent.call);
	ASSERT_EQ(4 * sizeof(*list), fake.list_size);
	EXPECT_EQ(TLINE_TRIGGER_DIGIT, list[0].trigger);
	EXPECT_EQ('1', list[0].value);
	EXPECT_EQ(LINEDIGITMODE_DTMF, list[0].modes);
	EXPECT_EQ(LINEMEDIACONTROL_START, list[0].action);
	EXPECT_EQ(TLINE_TRIGGER_MEDIA, list[1].trigger);
	EXPECT_EQ(LINEMEDIAMODE_G3FAX, list[1].value);
	EXPECT_EQ(20, list[1].duration);
	EXPECT_EQ(TLINE_TRIGGER_TONE, list[2].trigger);
	EXPECT_EQ(9, list[2].value);
	EXPECT_EQ(480, list[2].frequency[1]);
	EXPECT_EQ(LINEMEDIACONTROL_PAUSE, list[2].action);
	EXPECT_EQ(TLINE_TRIGGER_CALLSTATE, list[3].trigger);
	EXPECT_EQ(LINECALLSTATE_IDLE, list[3].value);
	EXPECT_EQ(LINEMEDIACONTROL_RESUME, list[3].action);
	/* No list: none of this kind, whatever the number says. */
	ASSERT_EQ(0, lineSetMediaControl(0, 0, self->call, LINECALLSELECT_CALL, NULL, 9, NULL, 0,
					 tones, 1, NULL, 0));
	memcpy(&sent, fake.arg, sizeof(sent));
	EXPECT_EQ(self->call_kid, sent.call);
	EXPECT_EQ(sizeof(*list), fake.list_size);
	/* Too many of what comes last. */
	EXPECT_EQ(LINEERR_INVALCALLSTATELIST,
		  lineSetMediaControl(self->line, 0, 0, LINECALLSELECT_LINE, digits, 1, media, 1,
				      tones, 1, states, TLINE_MAX_CONTROLS - 2));
	EXPECT_EQ(LINEERR_INVALDIGITLIST,
		  lineSetMediaControl(self->line, 0, 0, LINECALLSELECT_LINE, digits, 0xffffffff,
				      NULL, 0, NULL, 0, NULL, 0));
	EXPECT_EQ(LINEERR_INVALCALLSELECT, lineSetMediaControl(self->line, 0, 0, 0, NULL, 0, NULL, 0,
							       NULL, 0, NULL, 0));
}

/* --------------------------------------------------------------------- rings, devices */

TEST_F(services, rings)
{
	struct tline_ioc_num_rings *sent = (void *)fake.arg;
	DWORD rings = 0;

	ASSERT_EQ(0, lineSetNumRings(self->line, 1, 3));
	EXPECT_EQ(1, sent->address);
	EXPECT_EQ(3, sent->rings);
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetNumRings(self->line, 1, NULL));
	EXPECT_EQ(0, lineGetNumRings(self->line, 1, &rings));
	fake.answer = LINEERR_INVALADDRESSID;
	EXPECT_EQ(LINEERR_INVALADDRESSID, lineSetNumRings(self->line, 9, 3));
	EXPECT_EQ(LINEERR_INVALADDRESSID, lineGetNumRings(self->line, 9, &rings));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineSetNumRings(DEAD, 0, 3));
}

#define SET_DATA(kind, text) do {				\
	fake.data[TLINE_DATA_##kind].bytes = (text);		\
	fake.data[TLINE_DATA_##kind].size = sizeof(text);	\
} while (0)

TEST_F(services, device_ids)
{
	union {
		VARSTRING string;
		char room[96];
	} u = { .string.dwTotalSize = sizeof(u) };
	DWORD id;

	SET_DATA(DEVICES, "wave/in\0003\0wave/out\0hw:1\0tapi/phone\0004294967296");
	ASSERT_EQ(0, lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, "TAPI/Line"));
	EXPECT_EQ(STRINGFORMAT_BINARY, u.string.dwStringFormat);
	EXPECT_EQ(sizeof(id), u.string.dwStringSize);
	memcpy(&id, u.room + u.string.dwStringOffset, sizeof(id));
	EXPECT_EQ(0, id);
	ASSERT_EQ(0, lineGetID(self->line, 1, 0, LINECALLSELECT_ADDRESS, &u.string, "wave/in"));
	memcpy(&id, u.room + u.string.dwStringOffset, sizeof(id));
	EXPECT_EQ(3, id);
	ASSERT_EQ(0, lineGetID(0, 0, self->call, LINECALLSELECT_CALL, &u.string, "WAVE/OUT"));
	EXPECT_EQ(STRINGFORMAT_ASCII, u.string.dwStringFormat);
	EXPECT_STREQ("hw:1", u.room + u.string.dwStringOffset);
	ASSERT_EQ(0, lineGetIDW(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, u"wave/out"));
	EXPECT_EQ(0, memcmp(u"hw:1", u.room + u.string.dwStringOffset, 10));
	/* No DWORD: a name. */
	ASSERT_EQ(0, lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, "tapi/phone"));
	EXPECT_STREQ("4294967296", u.room + u.string.dwStringOffset);
	EXPECT_EQ(LINEERR_INVALDEVICECLASS,
		  lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, "comm"));
	EXPECT_EQ(LINEERR_INVALDEVICECLASS,
		  lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, ""));
	EXPECT_EQ(LINEERR_INVALDEVICECLASS, lineGetID(self->line, 0, 0, LINECALLSELECT_LINE,
						      &u.string, "a/class/with/a/name/that/is/long"));
	EXPECT_EQ(LINEERR_INVALADDRESSID,
		  lineGetID(self->line, 2, 0, LINECALLSELECT_ADDRESS, &u.string, "wave/in"));
	EXPECT_EQ(LINEERR_INVALCALLSELECT, lineGetID(self->line, 0, 0, 0, &u.string, "wave/in"));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE,
		  lineGetID(self->line, 0, 0, LINECALLSELECT_CALL, &u.string, "wave/in"));
	EXPECT_EQ(LINEERR_INVALPOINTER,
		  lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, NULL, "wave/in"));
	EXPECT_EQ(LINEERR_INVALPOINTER,
		  lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, NULL));
	u.string.dwTotalSize = sizeof(VARSTRING) - 1;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL,
		  lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, "wave/in"));
}

/* A list whose last string does not end there. */
TEST_F(services, devices_cut_off)
{
	VARSTRING string = { .dwTotalSize = sizeof(string) };

	SET_DATA(DEVICES, "wave/in\00033");
	fake.data[TLINE_DATA_DEVICES].size--;
	EXPECT_EQ(LINEERR_INVALDEVICECLASS,
		  lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &string, "wave/in"));
	fake.data[TLINE_DATA_DEVICES].size = 7;
	EXPECT_EQ(LINEERR_INVALDEVICECLASS,
		  lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &string, "wave/in"));
}

/* comm/datamodem: an open file and the name; nothing is opened that cannot be given. */
TEST_F(services, modem)
{
	union {
		VARSTRING string;
		char room[96];
	} u = { .string.dwTotalSize = sizeof(u) };
	const char *place;
	HANDLE handle;
	int fd;

	SET_DATA(DEVICES, "comm/datamodem\0/dev/null");
	ASSERT_EQ(0, lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, "comm/datamodem"));
	EXPECT_EQ(STRINGFORMAT_BINARY, u.string.dwStringFormat);
	EXPECT_EQ(sizeof(handle) + 10, u.string.dwStringSize);
	place = u.room + u.string.dwStringOffset;
	memcpy(&handle, place, sizeof(handle));
	EXPECT_STREQ("/dev/null", place + sizeof(handle));
	fd = (int)(intptr_t)handle;
	EXPECT_EQ(1, write(fd, "x", 1));
	EXPECT_EQ(O_RDWR, fcntl(fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK));
	EXPECT_EQ(FD_CLOEXEC, fcntl(fd, F_GETFD));
	close(fd);
	ASSERT_EQ(0, lineGetIDW(self->line, 0, 0, LINECALLSELECT_LINE, &u.string,
				u"comm/datamodem"));
	place = u.room + u.string.dwStringOffset;
	memcpy(&handle, place, sizeof(handle));
	EXPECT_EQ(0, memcmp(u"/dev/null", place + sizeof(handle), 20));
	close((int)(intptr_t)handle);
	u.string.dwTotalSize = sizeof(VARSTRING) + sizeof(handle);
	ASSERT_EQ(0, lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, "comm/datamodem"));
	EXPECT_EQ(0, u.string.dwStringSize);
	EXPECT_EQ(sizeof(VARSTRING) + sizeof(handle) + 10, u.string.dwNeededSize);
	EXPECT_EQ(-1, fcntl(fd, F_GETFD));
	u.string.dwTotalSize = sizeof(u);
	/* Its names alone. */
	ASSERT_EQ(0, lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, "comm"));
	EXPECT_STREQ("/dev/null", u.room + u.string.dwStringOffset);
	ASSERT_EQ(0, lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string,
			       "comm/datamodem/portname"));
	EXPECT_STREQ("/dev/null", u.room + u.string.dwStringOffset);
	SET_DATA(DEVICES, "comm/datamodem\0no-such-tty");
	EXPECT_EQ(LINEERR_NODEVICE,
		  lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, "comm/datamodem"));
}

TEST_F(services, device_config)
{
	const struct tline_ioc_devconfig *sent = (const void *)fake.arg;
	union {
		VARSTRING string;
		char room[64];
	} u = { .string.dwTotalSize = sizeof(u) };
	char big[TLINE_MAX_DATA + 1];

	ASSERT_EQ(0, lineSetDevConfig(0, "\1\2\3", 3, "comm/datamodem"));
	EXPECT_STREQ("comm/datamodem", sent->device_class);
	ASSERT_EQ(3, fake.list_size);
	EXPECT_EQ(0, memcmp("\1\2\3", fake.list, 3));
	ASSERT_EQ(0, lineSetDevConfigW(0, "\1", 1, u"comm"));
	EXPECT_STREQ("comm", sent->device_class);
	EXPECT_EQ(LINEERR_INVALPOINTER, lineSetDevConfig(0, NULL, 3, "comm"));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineSetDevConfig(0, big, 3, NULL));
	EXPECT_EQ(LINEERR_INVALPARAM, lineSetDevConfig(0, big, sizeof(big), "comm"));
	EXPECT_EQ(LINEERR_BADDEVICEID, lineSetDevConfig(NUM_LINES, big, 1, "comm"));
	EXPECT_EQ(LINEERR_NODEVICE, lineSetDevConfig(NUM_LINES - 1, big, 1, "comm"));
	memcpy(fake.output, "\4\5", 2);
	fake.output_size = 2;
	ASSERT_EQ(0, lineGetDevConfig(0, &u.string, "comm"));
	EXPECT_EQ(STRINGFORMAT_BINARY, u.string.dwStringFormat);
	EXPECT_EQ(2, u.string.dwStringSize);
	EXPECT_EQ(0, memcmp("\4\5", u.room + u.string.dwStringOffset, 2));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetDevConfig(0, NULL, "comm"));
	EXPECT_EQ(LINEERR_BADDEVICEID, lineGetDevConfig(NUM_LINES, &u.string, "comm"));
	fake.answer = LINEERR_INVALDEVICECLASS;
	EXPECT_EQ(LINEERR_INVALDEVICECLASS, lineGetDevConfigW(0, &u.string, u"ndis"));
	EXPECT_EQ(LINEERR_INVALDEVICECLASS, lineSetDevConfig(0, big, 1, "ndis"));
}

/* A version of the provider's extension; 0 is none, and always right. */
TEST_F(services, extensions)
{
	static const struct tline_extension ext = { { 1, 2, 3, 4 }, 0x10000, 0x10005 };
	LINEDEVCAPS caps = { .dwTotalSize = sizeof(caps) };
	LINEADDRESSCAPS address = { .dwTotalSize = sizeof(address) };
	LINEEXTENSIONID id = { 9, 9, 9, 9 };
	DWORD version;
	HLINE line;

	EXPECT_EQ(LINEERR_INCOMPATIBLEEXTVERSION,
		  lineNegotiateExtVersion(self->app, 0, 0x20002, 0, 0xffffffff, &version));
	EXPECT_EQ(0, lineNegotiateAPIVersion(self->app, 0, 0x10003, 0x20002, &version, &id));
	EXPECT_EQ(0, id.dwExtensionID0);
	fake.data[TLINE_DATA_EXTENSION].bytes = &ext;
	fake.data[TLINE_DATA_EXTENSION].size = sizeof(ext);
	EXPECT_EQ(0, lineNegotiateAPIVersion(self->app, 0, 0x10003, 0x20002, &version, &id));
	EXPECT_EQ(1, id.dwExtensionID0);
	EXPECT_EQ(4, id.dwExtensionID3);
	EXPECT_EQ(0, lineNegotiateAPIVersion(self->app, 0, 0x10003, 0x20002, &version, NULL));
	EXPECT_EQ(0, lineNegotiateExtVersion(self->app, 0, 0x20002, 0, 0xffffffff, &version));
	EXPECT_EQ(0x10005, version);
	EXPECT_EQ(0, lineNegotiateExtVersion(self->app, 0, 0x20002, 0, 0x10003, &version));
	EXPECT_EQ(0x10003, version);
	EXPECT_EQ(LINEERR_INCOMPATIBLEEXTVERSION,
		  lineNegotiateExtVersion(self->app, 0, 0x20002, 0x10006, 0x20000, &version));
	EXPECT_EQ(LINEERR_INCOMPATIBLEEXTVERSION,
		  lineNegotiateExtVersion(self->app, 0, 0x20002, 1, 0xffff, &version));
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION,
		  lineNegotiateExtVersion(self->app, 0, 0x30001, 0, 0x10005, &version));
	EXPECT_EQ(LINEERR_BADDEVICEID,
		  lineNegotiateExtVersion(self->app, NUM_LINES, 0x20002, 0, 0x10005, &version));
	EXPECT_EQ(LINEERR_INVALPOINTER,
		  lineNegotiateExtVersion(self->app, 0, 0x20002, 0, 0x10005, NULL));

	EXPECT_EQ(0, lineGetDevCaps(self->app, 0, 0x20002, 0x10001, &caps));
	EXPECT_EQ(LINEERR_INCOMPATIBLEEXTVERSION,
		  lineGetDevCaps(self->app, 0, 0x20002, 0x10006, &caps));
	EXPECT_EQ(0, lineGetAddressCaps(self->app, 0, 0, 0x20002, 0x10001, &address));
	EXPECT_EQ(LINEERR_INCOMPATIBLEEXTVERSION,
		  lineGetAddressCaps(self->app, 0, 0, 0x20002, 1, &address));
	EXPECT_EQ(0, lineOpen(self->app, 0, &line, 0x20002, 0x10005, 0, LINECALLPRIVILEGE_NONE, 0,
			      NULL));
	EXPECT_EQ(LINEERR_INCOMPATIBLEEXTVERSION,
		  lineOpen(self->app, 0, &line, 0x20002, 0x10006, 0, LINECALLPRIVILEGE_NONE, 0,
			   NULL));
}

/* ---------------------------------------------------------------------------- messages */

/* What a line reports of itself or of a call comes as it is. */
TEST_F(services, messages_of_devices)
{
	static const struct {
		DWORD type;
		bool call;
	} rows[] = {
		{ LINE_DEVSPECIFIC, false }, { LINE_DEVSPECIFIC, true },
		{ LINE_DEVSPECIFICFEATURE, false }, { LINE_MONITORMEDIA, true },
		{ LINE_MONITORTONE, true }, { LINE_AGENTSPECIFIC, false },
		{ LINE_AGENTSTATUS, false }, { LINE_AGENTSESSIONSTATUS, false },
		{ LINE_QUEUESTATUS, false }, { LINE_AGENTSTATUSEX, false },
		{ LINE_GROUPSTATUS, false }, { LINE_PROXYSTATUS, false },
	};
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(rows); i++) {
		send_message((struct tline_message){
			.type = rows[i].type, .handle = rows[i].call ? self->call_kid : self->kid,
			.instance = 42, .p1 = 1, .p2 = 2, .p3 = 3,
		});
		ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
		EXPECT_EQ(rows[i].type, self->m.dwMessageID);
		EXPECT_EQ(rows[i].call ? self->call : self->line, self->m.hDevice);
		EXPECT_EQ(1, self->m.dwParam1);
		EXPECT_EQ(2, self->m.dwParam2);
		EXPECT_EQ(3, self->m.dwParam3);
	}
}

TEST_HARNESS_MAIN
