// SPDX-License-Identifier: GPL-2.0-only
/*
 * TAPI's structures as libtline fills them from what the kernel says: the rules of their
 * sizes, and what is in them.
 */
#include "lib_phone.h"

#define ROOM		4096	/* more than any structure needs here */
#define OVERRUN		(-3)	/* of ask(): not a LINEERR */

/* What a query needs; which ones there are is in queries[]. */
struct asker {
	HLINEAPP app;
	DWORD device;
	DWORD version;
	HLINE line;
	HCALL call;
};

static LONG ask_call_info(const struct asker *a, void *out)
{
	return lineGetCallInfo(a->call, out);
}

static LONG ask_call_status(const struct asker *a, void *out)
{
	return lineGetCallStatus(a->call, out);
}

static LONG ask_dev_status(const struct asker *a, void *out)
{
	return lineGetLineDevStatus(a->line, out);
}

static LONG ask_address_status(const struct asker *a, void *out)
{
	return lineGetAddressStatus(a->line, 0, out);
}

static LONG ask_dev_caps(const struct asker *a, void *out)
{
	return lineGetDevCaps(a->app, a->device, a->version, 0, out);
}

static LONG ask_address_caps(const struct asker *a, void *out)
{
	return lineGetAddressCaps(a->app, a->device, 0, a->version, 0, out);
}

static const DWORD versions[] = { V1_4, V2_0, V2_2 };

static const struct query {
	const char *name;
	LONG (*ask)(const struct asker *a, void *out);
	DWORD fixed[3];		/* by version */
	DWORD variable;		/* bit of each version with variable parts */
} queries[] = {
	{ "LINECALLINFO", ask_call_info, { 296, 324, 324 }, 7 },
	{ "LINECALLSTATUS", ask_call_status, { 36, 56, 56 }, 0 },
	{ "LINEDEVSTATUS", ask_dev_status, { 76, 88, 88 }, 6 },
	{ "LINEADDRESSSTATUS", ask_address_status, { 64, 64, 64 }, 0 },
	{ "LINEDEVCAPS", ask_dev_caps, { 240, 252, 268 }, 7 },
	{ "LINEADDRESSCAPS", ask_address_caps, { 180, 228, 228 }, 7 },
};

/* dwTotalSize, dwNeededSize, dwUsedSize, ... */
static DWORD answer[ROOM / sizeof(DWORD)];

/* Asks with @total bytes, and sees to it that no more are written. */
static LONG ask(const struct query *q, const struct asker *a, DWORD total)
{
	unsigned char *bytes = (unsigned char *)answer;
	LONG rc;
	DWORD i;

	memset(answer, 0xa5, sizeof(answer));
	answer[0] = total;
	rc = q->ask(a, answer);
	for (i = total; i < ROOM; i++)
		if (bytes[i] != 0xa5)
			return OVERRUN;
	return rc;
}

static HCALL call_of_open(HLINE line)
{
	HCALL call = 0;

	must("lineGetNewCalls", get_new_calls(line, &call) - 1);
	return call;
}

/* The rules of every structure, in every version of TAPI that changed one. */
TEST_F(phone, structures)
{
	HLINEAPP app = program("Reader");
	const struct query *q;
	struct asker a;
	DWORD v, fixed, needed;

	connect_phone(self);
	for (v = 0; v < ARRAY_SIZE(versions); v++) {
		a = (struct asker) { .app = app, .device = self->sim.line[0],
				     .version = versions[v] };
		a.line = open_as(app, a.device, versions[v], LINECALLPRIVILEGE_MONITOR);
		a.call = call_of_open(a.line);
		for (q = queries; q < queries + ARRAY_SIZE(queries); q++) {
			fixed = q->fixed[v];
			EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, ask(q, &a, fixed - 1))
				TH_LOG("%s in %#x", q->name, versions[v]);
			EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, ask(q, &a, 4));
			ASSERT_EQ(0, ask(q, &a, fixed))
				TH_LOG("%s in %#x", q->name, versions[v]);
			EXPECT_EQ(fixed, answer[0]);
			EXPECT_EQ(fixed, answer[2]);
			needed = answer[1];
			if (!(q->variable & 1 << v)) {
				EXPECT_EQ(fixed, needed);
				continue;
			}
			ASSERT_LT(fixed, needed);
			ASSERT_GT(ROOM, needed);
			ASSERT_EQ(0, ask(q, &a, needed - 1));
			EXPECT_EQ(needed, answer[1]);
			EXPECT_GT(needed, answer[2]);
			ASSERT_EQ(0, ask(q, &a, needed));
			EXPECT_EQ(needed, answer[1]);
			EXPECT_EQ(needed, answer[2]);
		}
	}
}

#define TEXT(s, member)	((s)->member##Size ? (const char *)(s) + (s)->member##Offset : "")

/* lineGetCallInfo and lineGetCallStatus tell what the exchange and the core know. */
TEST_F(phone, call_info)
{
	LINECALLINFO *info = (LINECALLINFO *)answer;
	LINECALLSTATUS *status = (LINECALLSTATUS *)answer;

	connect_phone(self);
	ASSERT_EQ(0, lineSetAppSpecific(self->peer, 77));
	info->dwTotalSize = ROOM;
	ASSERT_EQ(0, lineGetCallInfo(self->peer, info));
	EXPECT_EQ(ROOM, info->dwTotalSize);
	EXPECT_EQ(self->far, info->hLine);
	EXPECT_EQ(self->sim.line[1], info->dwLineDeviceID);
	EXPECT_EQ(LINEBEARERMODE_VOICE, info->dwBearerMode);
	EXPECT_EQ(LINEMEDIAMODE_INTERACTIVEVOICE, info->dwMediaMode);
	EXPECT_EQ(77, info->dwAppSpecific);
	EXPECT_EQ(LINECALLORIGIN_INTERNAL, info->dwOrigin);
	EXPECT_EQ(1, info->dwNumOwners);
	EXPECT_EQ(0, info->dwNumMonitors);
	EXPECT_TRUE(info->dwCallerIDFlags & LINECALLPARTYID_ADDRESS);
	EXPECT_STREQ(self->sim.number[0], TEXT(info, dwCallerID));
	EXPECT_EQ(strlen(self->sim.number[0]) + 1, info->dwCallerIDSize);
	EXPECT_STREQ(self->sim.number[1], TEXT(info, dwCalledID));

	status->dwTotalSize = ROOM;
	ASSERT_EQ(0, lineGetCallStatus(self->peer, status));
	EXPECT_EQ(S(CONNECTED), status->dwCallState);
	EXPECT_EQ(LINECONNECTEDMODE_ACTIVE, status->dwCallStateMode);
	EXPECT_EQ(LINECALLPRIVILEGE_OWNER, status->dwCallPrivilege);
	EXPECT_TRUE(status->dwCallFeatures & LINECALLFEATURE_HOLD);
	EXPECT_FALSE(status->dwCallFeatures & LINECALLFEATURE_ANSWER);
	EXPECT_LT(2000, status->tStateEntryTime.wYear);
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetCallInfo(self->peer, NULL));
}

/* What lines and addresses say of themselves, and who has them open. */
TEST_F(phone, line_info)
{
	DWORD device = self->sim.line[0], address = 99;
	LINEDEVCAPS *caps = (LINEDEVCAPS *)answer;
	LINEADDRESSCAPS *ac = (LINEADDRESSCAPS *)answer;
	LINEDEVSTATUS *status = (LINEDEVSTATUS *)answer;
	char name[40];

	connect_phone(self);
	caps->dwTotalSize = ROOM;
	ASSERT_EQ(0, lineGetDevCaps(self->app, device, V2_2, 0, caps));
	snprintf(name, sizeof(name), "%s-0", self->sim.name);
	EXPECT_STREQ(name, TEXT(caps, dwLineName));
	EXPECT_STREQ("tline software exchange", TEXT(caps, dwSwitchInfo));
	EXPECT_EQ(1, caps->dwNumAddresses);
	EXPECT_EQ(STRINGFORMAT_ASCII, caps->dwStringFormat);
	EXPECT_TRUE(caps->dwDevCapFlags & LINEDEVCAPFLAGS_CLOSEDROP);
	EXPECT_NE(0, caps->PermanentLineGuid.Data1);

	ac->dwTotalSize = ROOM;
	ASSERT_EQ(0, lineGetAddressCaps(self->app, device, 0, V2_2, 0, ac));
	EXPECT_EQ(device, ac->dwLineDeviceID);
	EXPECT_STREQ(self->sim.number[0], TEXT(ac, dwAddress));
	EXPECT_EQ(LINEERR_INVALADDRESSID,
		  lineGetAddressCaps(self->app, device, 1, V2_2, 0, ac));
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION,
		  lineGetAddressCaps(self->app, device, 0, 0x00030000, 0, ac));

	status->dwTotalSize = ROOM;
	ASSERT_EQ(0, lineGetLineDevStatus(self->line, status));
	EXPECT_EQ(1, status->dwNumOpens);
	EXPECT_EQ(LINEMEDIAMODE_INTERACTIVEVOICE, status->dwOpenMediaModes);
	EXPECT_EQ(1, status->dwNumActiveCalls);
	ASSERT_EQ(sizeof(LINEAPPINFO), status->dwAppInfoSize);
	memcpy(name, (char *)answer + ((LINEAPPINFO *)((char *)answer + status->dwAppInfoOffset))
	       ->dwFriendlyNameOffset, sizeof("Dialer"));
	EXPECT_STREQ("Dialer", name);

	EXPECT_EQ(0, lineGetAddressID(self->line, &address, LINEADDRESSMODE_DIALABLEADDR,
				      self->sim.number[0], strlen(self->sim.number[0]) + 1));
	EXPECT_EQ(0, address);
}

TEST_HARNESS_MAIN
