// SPDX-License-Identifier: GPL-2.0-only
/*
 * Supplementary services through <tapi.h>, on the lines of the simulator: what comes
 * with the reply or with a message of its own, and what TAPI's structures say then.
 * What the library does by itself is in unit/lib_services_test.c, what the simulator
 * does in sim_*_test.c.
 *
 * The program under test has line 0; an other one has lines 1 to 3.
 */
#include "lib_phone.h"

#define DTMF	LINEDIGITMODE_DTMF
#define FAR	3

/* The extension of the simulator (Documentation/simulator.rst). */
#define SET_NOTE	1
#define GET_NOTE	2
#define FLASH		3

FIXTURE(services) {
	struct sim sim;
	HLINEAPP app;
	HLINEAPP far_app;
	HLINE line;
	HLINE far[FAR];
	HCALL call;
	HCALL peer;
};

typedef FIXTURE_DATA(services) services;

FIXTURE_SETUP(services)
{
	int i;

	sim_create_down(&self->sim, FAR + 1);
	sim_set(&self->sim, 0, "max_calls", "8");
	sim_set(&self->sim, 0, "terminals", "phone headset");
	sim_set(&self->sim, 0, "devices", "comm/datamodem=/dev/null wave/in=3");
	sim_live(&self->sim);
	self->app = program("Phone");
	self->far_app = program("Others");
	self->line = open_as(self->app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_OWNER);
	for (i = 0; i < FAR; i++)
		self->far[i] = open_as(self->far_app, self->sim.line[i + 1], V2_2,
				       LINECALLPRIVILEGE_OWNER);
}

FIXTURE_TEARDOWN(services)
{
	sim_destroy(&self->sim);
}

/* The call that is offered to the other program next. */
static HCALL offered_far(services *self)
{
	LINEMESSAGE m;

	sim_step(&self->sim, 1000);
	if (!message_named(self->far_app, LINE_APPNEWCALL, &m))
		must("LINE_APPNEWCALL", LINEERR_OPERATIONFAILED);
	return (HCALL)m.dwParam2;
}

static HCALL answered_far(services *self)
{
	HCALL call = offered_far(self);

	must("lineAnswer", reply_of(self->far_app, lineAnswer(call, NULL, 0)));
	sim_step(&self->sim, 1000);
	return call;
}

/* Line 0 calls line @to, which answers: the call; *@peer is the other end. */
static HCALL connect_to(services *self, int to, HCALL *peer)
{
	HCALL call;

	must("lineMakeCall", reply_of(self->app, lineMakeCall(self->line, &call,
							      self->sim.number[to], 0, NULL)));
	*peer = answered_far(self);
	if (!reaches(self->app, call, S(CONNECTED)) || !reaches(self->far_app, *peer, S(CONNECTED)))
		must("CONNECTED", LINEERR_OPERATIONFAILED);
	skip(self->app);
	skip(self->far_app);
	return call;
}

/* LINECALLPARAMS with a target address, for who sets up a conference or a transfer. */
static LPLINECALLPARAMS params_to(const char *number)
{
	static char room[256];
	LPLINECALLPARAMS params = (void *)room;

	memset(room, 0, sizeof(room));
	params->dwTotalSize = sizeof(room);
	params->dwTargetAddressSize = strlen(number) + 1;
	params->dwTargetAddressOffset = 200;
	strcpy(room + 200, number);
	return params;
}

static DWORD num_related(HCALL call, HCALL *calls)
{
	union {
		LINECALLLIST list;
		char room[128];
	} u = { .list.dwTotalSize = sizeof(u) };

	if (lineGetConfRelatedCalls(call, &u.list))
		return 0;
	memcpy(calls, u.room + u.list.dwCallsOffset, u.list.dwCallsSize);
	return u.list.dwCallsNumEntries;
}

/* ---------------------------------------------------------------------- conferences */

/* Setup, add, prepare, add, remove: each call has its handle and its state. */
TEST_F(services, conference)
{
	HCALL call, conf = 0xdead, consult = 0xdead, third, peer, calls[8];
	LINECALLSTATUS status = { .dwTotalSize = sizeof(status) };
	LINEMESSAGE m;

	call = connect_to(self, 1, &peer);
	ASSERT_EQ(0, reply_of(self->app, lineSetupConference(call, 0, &conf, &consult, 3,
							     params_to(self->sim.number[2]))));
	EXPECT_NE(conf, consult);
	EXPECT_TRUE(reaches(self->app, conf, S(ONHOLDPENDCONF)));
	EXPECT_EQ(S(CONFERENCED), state_of(call));
	EXPECT_EQ(LINECALLPRIVILEGE_OWNER, privilege_of(conf));
	answered_far(self);
	EXPECT_TRUE(reaches(self->app, consult, S(CONNECTED)));
	ASSERT_EQ(0, reply_of(self->app, lineAddToConference(conf, consult)));
	/* CONFERENCED says in which conference. */
	EXPECT_TRUE(message_named(self->app, LINE_CALLSTATE, &m));
	EXPECT_EQ(consult, m.hDevice);
	EXPECT_EQ(S(CONFERENCED), m.dwParam1);
	EXPECT_EQ(conf, m.dwParam2);
	EXPECT_TRUE(reaches(self->app, conf, S(CONNECTED)));
	ASSERT_EQ(0, lineGetCallStatus(consult, &status));
	EXPECT_EQ(S(CONFERENCED), status.dwCallState);

	ASSERT_EQ(0, reply_of(self->app, linePrepareAddToConference(conf, &third,
						params_to(self->sim.number[3]))));
	answered_far(self);
	EXPECT_TRUE(reaches(self->app, third, S(CONNECTED)));
	ASSERT_EQ(0, reply_of(self->app, lineAddToConference(conf, third)));
	/* The parent comes first; all have handles already. */
	ASSERT_EQ(4, num_related(third, calls));
	EXPECT_EQ(conf, calls[0]);
	EXPECT_EQ(LINEERR_NOCONFERENCE, lineGetConfRelatedCalls(peer, &(LINECALLLIST){
		.dwTotalSize = sizeof(LINECALLLIST) }));
	ASSERT_EQ(0, reply_of(self->app, lineRemoveFromConference(third)));
	ASSERT_EQ(3, num_related(conf, calls));
	EXPECT_EQ(0, reply_of(self->app, lineDrop(conf, NULL, 0)));
	EXPECT_TRUE(reaches(self->app, conf, S(IDLE)));
}

/* A program that only looks on gets handles for the calls of a conference. */
TEST_F(services, conference_seen_by_another)
{
	HLINEAPP other = program("Monitor");
	HLINE line = open_as(other, self->sim.line[0], V2_2, LINECALLPRIVILEGE_MONITOR);
	HCALL call, conf, consult, peer, calls[8];
	LINEMESSAGE m;

	call = connect_to(self, 1, &peer);
	ASSERT_TRUE(message_named(other, LINE_APPNEWCALL, &m));
	EXPECT_EQ(line, m.hDevice);
	ASSERT_EQ(0, reply_of(self->app, lineSetupConference(call, 0, &conf, &consult, 3, NULL)));
	while (m.dwParam1 != S(CONFERENCED) && message_named(other, LINE_CALLSTATE, &m))
		;
	ASSERT_EQ(2, num_related(m.hDevice, calls));
	EXPECT_EQ(calls[0], m.dwParam2);
	EXPECT_EQ(m.hDevice, calls[1]);
	EXPECT_EQ(LINECALLPRIVILEGE_MONITOR, privilege_of(calls[0]));
}

/* lineCompleteTransfer: a conference of three. */
TEST_F(services, transfer_into_a_conference)
{
	HCALL call, consult, conf = 0xdead, peer, calls[8];

	call = connect_to(self, 1, &peer);
	ASSERT_EQ(0, reply_of(self->app, lineSetupTransfer(call, &consult, NULL)));
	ASSERT_EQ(0, reply_of(self->app, lineDial(consult, self->sim.number[2], 0)));
	answered_far(self);
	ASSERT_TRUE(reaches(self->app, consult, S(CONNECTED)));
	ASSERT_EQ(0, reply_of(self->app, lineCompleteTransfer(call, consult, &conf,
							      LINETRANSFERMODE_CONFERENCE)));
	EXPECT_TRUE(reaches(self->app, conf, S(CONNECTED)));
	EXPECT_EQ(3, num_related(conf, calls));
	EXPECT_EQ(S(CONFERENCED), state_of(call));
	EXPECT_EQ(S(CONFERENCED), state_of(consult));
}

/* ------------------------------------------------------------------ park and pickup */

TEST_F(services, park_and_unpark)
{
	union {
		VARSTRING string;
		char room[64];
	} u = { .string.dwTotalSize = sizeof(u) };
	LINECALLINFO info = { .dwTotalSize = sizeof(info) };
	HCALL call, peer, again;

	call = connect_to(self, 1, &peer);
	ASSERT_EQ(0, reply_of(self->app, linePark(call, LINEPARKMODE_NONDIRECTED, NULL,
						  &u.string)));
	EXPECT_LT(1, u.string.dwStringSize);
	EXPECT_TRUE(reaches(self->app, call, S(IDLE)));
	EXPECT_EQ(S(CONNECTED), state_of(peer));
	/* Somebody else takes it. */
	ASSERT_EQ(0, reply_of(self->far_app, lineUnpark(self->far[1], 0, &again,
							u.room + u.string.dwStringOffset)));
	EXPECT_TRUE(reaches(self->far_app, again, S(CONNECTED)));
	ASSERT_EQ(0, lineGetCallInfo(again, &info));
	EXPECT_EQ(LINECALLREASON_UNPARK, info.dwReason);
	EXPECT_EQ(LINEERR_INVALADDRESS,
		  reply_of(self->far_app, lineUnpark(self->far[1], 0, &again, "*123")));
}

TEST_F(services, park_where_told)
{
	HCALL call, peer, again;

	call = connect_to(self, 1, &peer);
	ASSERT_EQ(0, reply_of(self->app, lineParkW(call, LINEPARKMODE_DIRECTED, u"*42", NULL)));
	EXPECT_TRUE(reaches(self->app, call, S(IDLE)));
	ASSERT_EQ(0, reply_of(self->app, lineUnparkW(self->line, 0, &again, u"*42")));
	EXPECT_TRUE(reaches(self->app, again, S(CONNECTED)));
	EXPECT_EQ(LINEERR_INVALADDRESSID,
		  reply_of(self->app, lineUnpark(self->line, 7, &again, "*42")));
}

TEST_F(services, pickup)
{
	LINECALLINFO info = { .dwTotalSize = sizeof(info) };
	HCALL ringing, taken = 0xdead, outgoing;

	ASSERT_EQ(0, reply_of(self->far_app, lineMakeCall(self->far[0], &outgoing,
							  self->sim.number[2], 0, NULL)));
	ringing = offered_far(self);
	ASSERT_EQ(0, reply_of(self->app, linePickup(self->line, 0, &taken, self->sim.number[2],
						    NULL)));
	EXPECT_TRUE(reaches(self->app, taken, S(CONNECTED)));
	ASSERT_EQ(0, lineGetCallInfo(taken, &info));
	EXPECT_EQ(LINECALLREASON_PICKUP, info.dwReason);
	EXPECT_TRUE(reaches(self->far_app, ringing, S(IDLE)));
	taken = 0xdead;
	EXPECT_EQ(LINEERR_INVALGROUPID,
		  reply_of(self->app, linePickup(self->line, 0, &taken, NULL, "nobody's")));
	EXPECT_EQ(0xdead, taken);
}

/* ------------------------------------------------------------------------ forwarding */

/* The rules that are in force stand in LINEADDRESSSTATUS; no list ends them. */
TEST_F(services, forward)
{
	struct {
		LINEFORWARDLIST list;
		char number[16];
	} in = { .list = { .dwTotalSize = sizeof(in), .dwNumEntries = 1 } };
	union {
		LINEADDRESSSTATUS status;
		char room[512];
	} u = { .status.dwTotalSize = sizeof(u) };
	LINECALLINFO info = { .dwTotalSize = sizeof(info) };
	LINEFORWARD rule;
	HCALL consult = 0xdead;

	in.list.ForwardList[0].dwForwardMode = LINEFORWARDMODE_UNCOND;
	in.list.ForwardList[0].dwDestAddressSize = sizeof(in.number);
	in.list.ForwardList[0].dwDestAddressOffset = sizeof(in.list);
	strcpy(in.number, self->sim.number[3]);
	ASSERT_EQ(0, lineSetStatusMessages(self->far[0], 0, LINEADDRESSSTATE_FORWARD));
	ASSERT_EQ(0, reply_of(self->far_app, lineForward(self->far[0], 0, 0, &in.list, 3, &consult,
							 NULL)));
	EXPECT_EQ(0, consult);
	EXPECT_TRUE(hears(self->far_app, LINE_ADDRESSSTATE, self->far[0], 0,
			  LINEADDRESSSTATE_FORWARD, 0));
	ASSERT_EQ(0, lineGetAddressStatus(self->far[0], 0, &u.status));
	ASSERT_EQ(1, u.status.dwForwardNumEntries);
	memcpy(&rule, u.room + u.status.dwForwardOffset, sizeof(rule));
	EXPECT_EQ(LINEFORWARDMODE_UNCOND, rule.dwForwardMode);
	EXPECT_STREQ(self->sim.number[3], u.room + rule.dwDestAddressOffset);
	/* The call goes there. */
	ASSERT_EQ(0, reply_of(self->app, lineMakeCall(self->line, &self->call, self->sim.number[1],
						      0, NULL)));
	self->peer = offered_far(self);
	ASSERT_EQ(0, lineGetCallInfo(self->peer, &info));
	EXPECT_EQ(self->far[2], info.hLine);
	EXPECT_EQ(LINECALLREASON_FWDUNCOND, info.dwReason);
	skip(self->far_app);
	ASSERT_EQ(0, reply_of(self->far_app, lineForward(self->far[0], 1, 0, NULL, 0, &consult,
							 NULL)));
	ASSERT_EQ(0, lineGetAddressStatus(self->far[0], 0, &u.status));
	EXPECT_EQ(0, u.status.dwForwardNumEntries);
	/* A list of what the line cannot do. */
	in.list.ForwardList[0].dwForwardMode = 0;
	EXPECT_EQ(LINEERR_INVALPARAM, reply_of(self->far_app,
		lineForward(self->far[0], 0, 0, &in.list, 3, &consult, NULL)));
	EXPECT_EQ(LINEERR_INVALADDRESSID, reply_of(self->far_app,
		lineForward(self->far[0], 0, 9, NULL, 3, &consult, NULL)));
}

/* ------------------------------------------------------------------- call completion */

TEST_F(services, complete_call)
{
	union {
		LINEADDRESSCAPS caps;
		char room[2048];
	} u = { .caps.dwTotalSize = sizeof(u) };
	DWORD id = 0xdead;
	HCALL busy, peer;

	connect_to(self, 1, &peer);
	ASSERT_EQ(0, reply_of(self->far_app, lineMakeCall(self->far[1], &busy, self->sim.number[1],
							  0, NULL)));
	sim_step(&self->sim, 1000);
	ASSERT_TRUE(reaches(self->far_app, busy, S(BUSY)));
	EXPECT_EQ(LINEERR_INVALCALLCOMPLMODE,
		  reply_of(self->far_app, lineCompleteCall(busy, &id, 0, 0)));
	EXPECT_EQ(LINEERR_INVALMESSAGEID, reply_of(self->far_app,
		lineCompleteCall(busy, &id, LINECALLCOMPLMODE_MESSAGE, 99)));
	EXPECT_EQ(0xdead, id);
	ASSERT_EQ(0, reply_of(self->far_app,
			      lineCompleteCall(busy, &id, LINECALLCOMPLMODE_CALLBACK, 0)));
	EXPECT_NE(0xdead, id);
	EXPECT_TRUE(reaches(self->far_app, busy, S(IDLE)));
	ASSERT_EQ(0, reply_of(self->far_app, lineUncompleteCall(self->far[1], id)));
	EXPECT_EQ(LINEERR_INVALCOMPLETIONID,
		  reply_of(self->far_app, lineUncompleteCall(self->far[1], id)));
	/* The messages that can be left. */
	ASSERT_EQ(0, lineGetAddressCaps(self->app, self->sim.line[0], 0, V2_2, 0, &u.caps));
	EXPECT_LT(0, u.caps.dwNumCompletionMessages);
	EXPECT_EQ(u.caps.dwNumCompletionMessages * u.caps.dwCompletionMsgTextEntrySize,
		  u.caps.dwCompletionMsgTextSize);
	EXPECT_STREQ("Please call back", u.room + u.caps.dwCompletionMsgTextOffset);
	EXPECT_EQ(4, u.caps.dwNumCallTreatments);
}

/* -------------------------------------------------------------------- data of calls */

/* Call data comes with the call to the other end, and follows what the owner sets. */
TEST_F(services, call_data)
{
	static char room[256];
	LPLINECALLPARAMS params = (void *)room;
	union {
		LINECALLINFO info;
		char room[1024];
	} u = { .info.dwTotalSize = sizeof(u) };
	LINEMESSAGE m;

	params->dwTotalSize = sizeof(room);
	params->dwCallDataSize = 5;
	params->dwCallDataOffset = 200;
	params->dwHighLevelCompSize = 3;
	params->dwHighLevelCompOffset = 208;
	memcpy(room + 200, "data1", 5);
	memcpy(room + 208, "hlc", 3);
	ASSERT_EQ(0, reply_of(self->app, lineMakeCall(self->line, &self->call, self->sim.number[1],
						      0, params)));
	self->peer = offered_far(self);
	ASSERT_EQ(0, lineGetCallInfo(self->peer, &u.info));
	ASSERT_EQ(5, u.info.dwCallDataSize);
	EXPECT_EQ(0, memcmp("data1", u.room + u.info.dwCallDataOffset, 5));
	ASSERT_EQ(3, u.info.dwHighLevelCompSize);
	EXPECT_EQ(0, memcmp("hlc", u.room + u.info.dwHighLevelCompOffset, 3));
	/* The caller has it, too. */
	ASSERT_EQ(0, lineGetCallInfo(self->call, &u.info));
	EXPECT_EQ(5, u.info.dwCallDataSize);
	must("lineAnswer", reply_of(self->far_app, lineAnswer(self->peer, NULL, 0)));
	sim_step(&self->sim, 1000);
	skip(self->far_app);
	ASSERT_EQ(0, reply_of(self->app, lineSetCallData(self->call, "new", 3)));
	ASSERT_TRUE(message_named(self->far_app, LINE_CALLINFO, &m));
	EXPECT_EQ(LINECALLINFOSTATE_CALLDATA, m.dwParam1);
	ASSERT_EQ(0, lineGetCallInfo(self->peer, &u.info));
	EXPECT_EQ(3, u.info.dwCallDataSize);
	/* What one sends the other receives. */
	ASSERT_EQ(0, reply_of(self->app, lineSetCallQualityOfService(self->call, "out", 3, "in", 2)));
	ASSERT_EQ(0, lineGetCallInfo(self->peer, &u.info));
	ASSERT_EQ(3, u.info.dwReceivingFlowspecSize);
	EXPECT_EQ(0, memcmp("out", u.room + u.info.dwReceivingFlowspecOffset, 3));
	EXPECT_EQ(2, u.info.dwSendingFlowspecSize);
	ASSERT_EQ(0, reply_of(self->app, lineSetCallTreatment(self->call, LINECALLTREATMENT_MUSIC)));
	ASSERT_EQ(0, lineGetCallInfo(self->call, &u.info));
	EXPECT_EQ(LINECALLTREATMENT_MUSIC, u.info.dwCallTreatment);
	EXPECT_EQ(LINEERR_INVALPARAM, reply_of(self->app, lineSetCallTreatment(self->call, 99)));
}

TEST_F(services, terminals)
{
	union {
		LINEDEVCAPS caps;
		char room[1024];
	} c = { .caps.dwTotalSize = sizeof(c) };
	union {
		LINEDEVSTATUS status;
		char room[1024];
	} s = { .status.dwTotalSize = sizeof(s) };
	LINETERMCAPS term[2];
	DWORD modes[2];

	ASSERT_EQ(0, lineGetDevCaps(self->app, self->sim.line[0], V2_2, 0, &c.caps));
	ASSERT_EQ(2, c.caps.dwNumTerminals);
	ASSERT_EQ(sizeof(term), c.caps.dwTerminalCapsSize);
	memcpy(term, c.room + c.caps.dwTerminalCapsOffset, sizeof(term));
	EXPECT_EQ(LINETERMDEV_PHONE, term[0].dwTermDev);
	EXPECT_EQ(LINETERMDEV_HEADSET, term[1].dwTermDev);
	EXPECT_STREQ("Headset", c.room + c.caps.dwTerminalTextOffset +
		     c.caps.dwTerminalTextEntrySize);
	EXPECT_EQ(0, memcmp("tapi/line\0comm/datamodem\0wave/in\0",
			    c.room + c.caps.dwDeviceClassesOffset, c.caps.dwDeviceClassesSize));
	ASSERT_EQ(0, reply_of(self->app, lineSetTerminal(self->line, 0, 0, LINECALLSELECT_LINE,
							 LINETERMMODE_MEDIATOLINE, 1, 1)));
	ASSERT_EQ(0, lineGetLineDevStatus(self->line, &s.status));
	ASSERT_EQ(sizeof(modes), s.status.dwTerminalModesSize);
	memcpy(modes, s.room + s.status.dwTerminalModesOffset, sizeof(modes));
	EXPECT_EQ(LINETERMMODE_MEDIATOLINE, modes[1]);
	EXPECT_EQ(LINEERR_INVALTERMINALID, reply_of(self->app,
		lineSetTerminal(self->line, 0, 0, LINECALLSELECT_LINE, 1, 2, 1)));
	EXPECT_EQ(LINEERR_INVALTERMINALMODE, reply_of(self->app,
		lineSetTerminal(self->line, 0, 0, LINECALLSELECT_LINE, LINETERMMODE_RINGER, 1, 1)));
	EXPECT_EQ(LINEERR_INVALADDRESSID, reply_of(self->app,
		lineSetTerminal(self->line, 9, 0, LINECALLSELECT_ADDRESS, 1, 0, 1)));
}

/* ------------------------------------------------------------------- device specific */

TEST_F(services, extension)
{
	union {
		LINEDEVCAPS caps;
		char room[1024];
	} c = { .caps.dwTotalSize = sizeof(c) };
	LINEEXTENSIONID id = { 0 };
	char note[] = { GET_NOTE, 'x', 'x', 'x', 'x', 'x' };
	char flash[] = { FLASH, 9 };
	LINEMESSAGE m;
	DWORD version = 0;

	ASSERT_EQ(0, lineNegotiateAPIVersion(self->app, self->sim.line[0], V1_4, V2_2, &version,
					     &id));
	EXPECT_NE(0, id.dwExtensionID0);
	ASSERT_EQ(0, lineNegotiateExtVersion(self->app, self->sim.line[0], V2_2, 0, 0xffffffff,
					     &version));
	EXPECT_EQ(0x10000, version);
	ASSERT_EQ(0, reply_of(self->app, lineDevSpecific(self->line, 0, 0,
							 (char []){ SET_NOTE, 'h', 'i' }, 3)));
	ASSERT_EQ(0, reply_of(self->app, lineDevSpecific(self->line, 0, 0, note, sizeof(note))));
	EXPECT_EQ(0, memcmp("hi\0", note + 1, 3));
	ASSERT_EQ(0, lineGetDevCaps(self->app, self->sim.line[0], V2_2, version, &c.caps));
	ASSERT_EQ(2, c.caps.dwDevSpecificSize);
	EXPECT_EQ(0, memcmp("hi", c.room + c.caps.dwDevSpecificOffset, 2));
	/* The answer must fit. */
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL,
		  reply_of(self->app, lineDevSpecific(self->line, 0, 0, note, 2)));
	ASSERT_EQ(0, reply_of(self->app, lineDevSpecific(self->line, 0, 0, flash, sizeof(flash))));
	ASSERT_TRUE(message_named(self->app, LINE_DEVSPECIFIC, &m));
	EXPECT_EQ(self->line, m.hDevice);
	EXPECT_EQ(FLASH, m.dwParam1);
	EXPECT_EQ(9, m.dwParam2);
	EXPECT_EQ(LINEERR_INVALADDRESSID,
		  reply_of(self->app, lineDevSpecific(self->line, 9, 0, flash, sizeof(flash))));
	EXPECT_EQ(LINEERR_INVALFEATURE,
		  reply_of(self->app, lineDevSpecificFeature(self->line, 1, NULL, 0)));
	ASSERT_EQ(0, reply_of(self->app, lineDevSpecificFeature(self->line, 8, NULL, 0)));
	EXPECT_TRUE(message_named(self->app, LINE_DEVSPECIFICFEATURE, &m));
	EXPECT_EQ(8, m.dwParam1);
}

TEST_F(services, devices)
{
	union {
		VARSTRING string;
		char room[128];
	} u = { .string.dwTotalSize = sizeof(u) };
	HANDLE handle;
	DWORD id;

	ASSERT_EQ(0, lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, "tapi/line"));
	memcpy(&id, u.room + u.string.dwStringOffset, sizeof(id));
	EXPECT_EQ(self->sim.line[0], id);
	ASSERT_EQ(0, lineGetID(self->line, 0, 0, LINECALLSELECT_ADDRESS, &u.string, "wave/in"));
	memcpy(&id, u.room + u.string.dwStringOffset, sizeof(id));
	EXPECT_EQ(3, id);
	ASSERT_EQ(0, lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, "comm/datamodem"));
	memcpy(&handle, u.room + u.string.dwStringOffset, sizeof(handle));
	EXPECT_STREQ("/dev/null", u.room + u.string.dwStringOffset + sizeof(handle));
	EXPECT_EQ(1, write((int)(intptr_t)handle, "x", 1));
	EXPECT_EQ(0, close((int)(intptr_t)handle));
	EXPECT_EQ(LINEERR_INVALDEVICECLASS,
		  lineGetID(self->line, 0, 0, LINECALLSELECT_LINE, &u.string, "ndis"));
	EXPECT_EQ(LINEERR_INVALADDRESSID,
		  lineGetID(self->line, 9, 0, LINECALLSELECT_ADDRESS, &u.string, "tapi/line"));

	ASSERT_EQ(0, lineSetStatusMessages(self->line, LINEDEVSTATE_CONFIGCHANGE, 0));
	ASSERT_EQ(0, lineSetDevConfig(self->sim.line[0], "\1\2\3", 3, "COMM/datamodem"));
	EXPECT_TRUE(hears(self->app, LINE_LINEDEVSTATE, self->line, LINEDEVSTATE_CONFIGCHANGE, 0,
			  0));
	ASSERT_EQ(0, lineGetDevConfig(self->sim.line[0], &u.string, "comm/datamodem"));
	EXPECT_EQ(3, u.string.dwStringSize);
	EXPECT_EQ(0, memcmp("\1\2\3", u.room + u.string.dwStringOffset, 3));
	EXPECT_EQ(LINEERR_INVALDEVICECLASS, lineSetDevConfig(self->sim.line[0], "x", 1, "ndis"));
	EXPECT_EQ(LINEERR_INVALDEVICECLASS, lineGetDevConfig(self->sim.line[0], &u.string, "ndis"));
	EXPECT_EQ(LINEERR_BADDEVICEID, lineSetDevConfig(99999, "x", 1, "comm"));
}

/* Advice of all programs: the least number counts, as long as its line is open. */
TEST_F(services, rings)
{
	HLINEAPP other = program("Other");
	HLINE line = open_as(other, self->sim.line[0], V2_2, LINECALLPRIVILEGE_NONE);
	DWORD rings = 0;

	ASSERT_EQ(0, lineGetNumRings(self->line, 0, &rings));
	EXPECT_EQ(0xffffffff, rings);
	ASSERT_EQ(0, lineSetNumRings(self->line, 0, 4));
	ASSERT_EQ(0, lineSetNumRings(line, 0, 2));
	ASSERT_EQ(0, lineGetNumRings(self->line, 0, &rings));
	EXPECT_EQ(2, rings);
	ASSERT_EQ(0, lineClose(line));
	ASSERT_EQ(0, lineGetNumRings(self->line, 0, &rings));
	EXPECT_EQ(4, rings);
	EXPECT_EQ(LINEERR_INVALADDRESSID, lineSetNumRings(self->line, 9, 1));
	EXPECT_EQ(LINEERR_INVALADDRESSID, lineGetNumRings(self->line, 9, &rings));
}

/* --------------------------------------------------------------------- digits, tones */

TEST_F(services, gather_digits)
{
	char digits[8];
	LINEMESSAGE m;

	self->call = connect_to(self, 1, &self->peer);
	memset(digits, 'x', sizeof(digits));
	ASSERT_EQ(0, lineGatherDigits(self->call, DTMF, digits, 6, "#", 0, 0));
	ASSERT_EQ(0, lineGenerateDigits(self->peer, DTMF, "12#4", 50));
	sim_step(&self->sim, 1000);
	ASSERT_TRUE(message_named(self->app, LINE_GATHERDIGITS, &m));
	EXPECT_EQ(self->call, m.hDevice);
	EXPECT_EQ(LINEGATHERTERM_TERMDIGIT, m.dwParam1);
	EXPECT_EQ(0, memcmp("12#\0x", digits, 5));
	EXPECT_TRUE(nothing(self->app));
	/* Filled to the last digit there is no NUL. */
	ASSERT_EQ(0, lineGatherDigits(self->call, DTMF, digits, 2, NULL, 0, 0));
	ASSERT_EQ(0, lineGenerateDigits(self->peer, DTMF, "789", 50));
	sim_step(&self->sim, 1000);
	ASSERT_TRUE(message_named(self->app, LINE_GATHERDIGITS, &m));
	EXPECT_EQ(LINEGATHERTERM_BUFFERFULL, m.dwParam1);
	EXPECT_EQ(0, memcmp("78#", digits, 3));
}

/* One at a time: a new one, or one without memory, ends the one before. */
TEST_F(services, gather_digits_cancelled)
{
	char first[4], second[4];
	LINEMESSAGE m;

	self->call = connect_to(self, 1, &self->peer);
	ASSERT_EQ(0, lineGatherDigits(self->call, DTMF, first, 4, NULL, 0, 0));
	ASSERT_EQ(0, lineGatherDigits(self->call, DTMF, second, 4, NULL, 0, 0));
	ASSERT_TRUE(message_named(self->app, LINE_GATHERDIGITS, &m));
	EXPECT_EQ(LINEGATHERTERM_CANCEL, m.dwParam1);
	EXPECT_STREQ("", first);
	ASSERT_EQ(0, lineGatherDigits(self->call, 0, NULL, 0, NULL, 0, 0));
	ASSERT_TRUE(message_named(self->app, LINE_GATHERDIGITS, &m));
	EXPECT_EQ(LINEGATHERTERM_CANCEL, m.dwParam1);
	EXPECT_STREQ("", second);
	EXPECT_TRUE(nothing(self->app));
	EXPECT_EQ(LINEERR_INVALDIGITMODE, lineGatherDigits(self->call, 8, first, 4, NULL, 0, 0));
	EXPECT_EQ(LINEERR_INVALDIGITS, lineGatherDigits(self->call, DTMF, first, 4, "Q", 0, 0));
	EXPECT_EQ(LINEERR_INVALTIMEOUT,
		  lineGatherDigits(self->call, DTMF, first, 4, NULL, 1, 0xffffffff));
	EXPECT_TRUE(nothing(self->app));
}

TEST_F(services, tones)
{
	LINEGENERATETONE tone = { .dwFrequency = 440, .dwCadenceOn = 100 };
	LINEMONITORTONE listen = { .dwAppSpecific = 7, .dwDuration = 100, .dwFrequency1 = 440 };
	LINEMONITORTONE many[TLINE_MAX_TONES + 1];
	LINEMESSAGE m;

	self->call = connect_to(self, 1, &self->peer);
	ASSERT_EQ(0, lineMonitorTones(self->call, &listen, 1));
	ASSERT_EQ(0, lineGenerateTone(self->peer, LINETONEMODE_CUSTOM, 300, 1, &tone));
	sim_step(&self->sim, 1000);
	ASSERT_TRUE(message_named(self->app, LINE_MONITORTONE, &m));
	EXPECT_EQ(self->call, m.hDevice);
	EXPECT_EQ(7, m.dwParam1);
	ASSERT_TRUE(message_named(self->far_app, LINE_GENERATE, &m));
	EXPECT_EQ(LINEGENERATETERM_DONE, m.dwParam1);
	/* A tone without mode ends the one that is being made. */
	ASSERT_EQ(0, lineGenerateTone(self->peer, LINETONEMODE_BUSY, 0, 0, NULL));
	ASSERT_EQ(0, lineGenerateTone(self->peer, 0, 0, 0, NULL));
	ASSERT_TRUE(message_named(self->far_app, LINE_GENERATE, &m));
	EXPECT_EQ(LINEGENERATETERM_CANCEL, m.dwParam1);
	EXPECT_EQ(LINEERR_INVALTONEMODE, lineGenerateTone(self->peer, 3, 0, 0, NULL));
	EXPECT_EQ(LINEERR_INVALTONE, lineMonitorTones(self->call, many, TLINE_MAX_TONES + 1));
	ASSERT_EQ(0, lineMonitorTones(self->call, NULL, 0));
}

TEST_F(services, media)
{
	LINEMEDIACONTROLDIGIT digit = { '5', DTMF, LINEMEDIACONTROL_PAUSE };
	LINEMESSAGE m;

	self->call = connect_to(self, 1, &self->peer);
	ASSERT_EQ(0, lineMonitorMedia(self->call, LINEMEDIAMODE_DATAMODEM));
	EXPECT_EQ(LINEERR_INVALMEDIAMODE, lineMonitorMedia(self->call, 0x80000000));
	ASSERT_EQ(0, lineSetMediaMode(self->peer, LINEMEDIAMODE_DATAMODEM));
	ASSERT_TRUE(message_named(self->app, LINE_MONITORMEDIA, &m));
	EXPECT_EQ(self->call, m.hDevice);
	EXPECT_EQ(LINEMEDIAMODE_DATAMODEM, m.dwParam1);
	/* The simulator tells what it would do to the media stream. */
	ASSERT_EQ(0, lineSetMediaControl(0, 0, self->call, LINECALLSELECT_CALL, &digit, 1, NULL, 0,
					 NULL, 0, NULL, 0));
	ASSERT_EQ(0, lineGenerateDigits(self->peer, DTMF, "5", 50));
	sim_step(&self->sim, 1000);
	ASSERT_TRUE(message_named(self->app, LINE_DEVSPECIFIC, &m));
	EXPECT_EQ(self->call, m.hDevice);
	EXPECT_EQ(LINEMEDIACONTROL_PAUSE, m.dwParam2);
	digit.dwDigit = 'Q';
	EXPECT_EQ(LINEERR_INVALDIGITLIST,
		  lineSetMediaControl(self->line, 0, 0, LINECALLSELECT_LINE, &digit, 1, NULL, 0,
				      NULL, 0, NULL, 0));
	EXPECT_EQ(LINEERR_INVALADDRESSID,
		  lineSetMediaControl(self->line, 9, 0, LINECALLSELECT_ADDRESS, NULL, 0, NULL, 0,
				      NULL, 0, NULL, 0));
}

/* ------------------------------------------------------- programs that do not wait */

/* A line that is closed while something is asked of it: the reply comes, as a failure. */
TEST_F(services, closed_meanwhile)
{
	char note[] = { GET_NOTE, 'x', 'x' };
	LINEMESSAGE m;
	LONG id;

	sim_set(&self->sim, 0, "park", "1");
	id = lineDevSpecific(self->line, 0, 0, note, sizeof(note));
	ASSERT_LT(0, id);
	ASSERT_EQ(0, lineClose(self->line));
	ASSERT_TRUE(message_named(self->app, LINE_REPLY, &m));
	EXPECT_EQ(id, m.dwParam1);
	EXPECT_EQ((DWORD_PTR)LINEERR_OPERATIONFAILED, m.dwParam2);
	EXPECT_EQ(0, memcmp("xx", note + 1, 2));
	sim_set(&self->sim, 0, "park", "0");
}

/* A request that has put something out, which nobody has fetched: it ends with the program. */
TEST_F(services, shut_down_unread)
{
	char note[] = { GET_NOTE, 'x', 'x' };
	int i;

	for (i = 0; i < 100; i++)
		ASSERT_LT(0, lineDevSpecific(self->line, 0, 0, note, sizeof(note)));
	EXPECT_EQ(0, lineShutdown(self->app));
	EXPECT_EQ(0, memcmp("xx", note + 1, 2));
}

TEST_HARNESS_MAIN
