// SPDX-License-Identifier: GPL-2.0-only
/*
 * The structures that the library fills: sizes by API version, what fits and
 * what does not, nothing beyond dwTotalSize.
 */
#include <stdlib.h>
#include <string.h>

#include "kselftest_harness.h"
#include "internal.h"

static const struct tl_data no_data;

#define V13	0x00010003
#define V14	0x00010004
#define V20	0x00020000
#define V22	0x00020002

static const struct tline_line_caps line_caps = {
	.permanent_id = 77,
	.num_addresses = 2,
	.bearer_modes = TLINE_BEARERMODE_VOICE,
	.dial_max = { .pause = 5000 },
	.settable_status = 4,
	.name = "100",
	.serial = "SIM-100",
	.provider = "tline_sim",
};

static const struct tline_address_caps address_caps = {
	.sharing = TLINE_ADDRESSSHARING_PRIVATE,
	.num_treatments = 4,
	.media_modes = TLINE_MEDIAMODE_INTERACTIVEVOICE,
	.number = "100",
};

static const struct tline_call_info call_info = {
	.line = 3,
	.call_states = TLINE_CALLSTATE_IDLE,
	.treatment = TLINE_CALLTREATMENT_MUSIC,
	.party = {
		[TLINE_PARTY_CALLER] = {
			.flags = TLINE_CALLPARTYID_ADDRESS | TLINE_CALLPARTYID_NAME,
			.number = "101", .name = "Ada",
		},
		[TLINE_PARTY_REDIRECTING] = {
			.flags = TLINE_CALLPARTYID_BLOCKED,
			.number = "never shown", .name = "never shown",
		},
	},
	.app_name = "dialer",
	.comment = "c",
	.uui = { .size = 3, .data = { 0, 1, 2 } },
};

static const struct tline_ioc_call_status call_status = {
	.state = TLINE_CALLSTATE_CONNECTED,
	.features2 = 8,
	.state_time_ns = 951826154987000000ull,	/* 2000-02-29 12:09:14.987 UTC, a Tuesday */
};

static const struct tline_ioc_line_status line_status = { .num_opens = 2, .media_modes = 4 };

static const struct tline_open_info opens[2] = {
	{ .name = "dialer", .module = "tline", .media_modes = 4, .address = TLINE_ADDRESS_ANY,
	  .uid = 1000 },
	{ .name = "monitor", .module = "watch", .address = 1 },
};

static const struct tline_ioc_address_status address_status = { .num_in_use = 1 };

static const HCALL calls[3] = { 11, 22, 33 };

static LONG fill_dev_caps(void *out, DWORD version)
{
	return tl_fill_dev_caps(out, version, &line_caps, &no_data, false);
}

static LONG fill_address_caps(void *out, DWORD version)
{
	return tl_fill_address_caps(out, version, 3, &address_caps, &no_data, false);
}

static LONG fill_call_info(void *out, DWORD version)
{
	return tl_fill_call_info(out, version, 99, &call_info, &no_data, false);
}

static LONG fill_call_status(void *out, DWORD version)
{
	return tl_fill_call_status(out, version, &call_status, &no_data);
}

static LONG fill_dev_status(void *out, DWORD version)
{
	return tl_fill_dev_status(out, version, &line_status, opens, 2, "host", &no_data, false);
}

static LONG fill_address_status(void *out, DWORD version)
{
	return tl_fill_address_status(out, version, &address_status, &no_data, false);
}

static LONG fill_call_list(void *out, DWORD version)
{
	return tl_fill_call_list(out, calls, 3);
}

/* Fixed sizes: before 2.0, from 2.0 on, from 2.2 on. */
static const struct structure {
	const char *name;
	LONG (*fill)(void *out, DWORD version);
	DWORD sizes[3];
} structures[] = {
	{ "LINEDEVCAPS", fill_dev_caps, { 240, 252, 268 } },
	{ "LINEADDRESSCAPS", fill_address_caps, { 180, 228, 228 } },
	{ "LINECALLINFO", fill_call_info, { 296, 324, 324 } },
	{ "LINECALLSTATUS", fill_call_status, { 36, 56, 56 } },
	{ "LINEDEVSTATUS", fill_dev_status, { 76, 88, 88 } },
	{ "LINEADDRESSSTATUS", fill_address_status, { 64, 64, 64 } },
	{ "LINECALLLIST", fill_call_list, { 24, 24, 24 } },
};

static const DWORD versions[] = { V13, V14, V20, 0x00020001, V22 };

static DWORD fixed_size(const struct structure *s, DWORD version)
{
	return s->sizes[version < V20 ? 0 : version < V22 ? 1 : 2];
}

/*
 * Memory of exactly @total bytes, so that the address sanitizer sees a byte too
 * many; filled with a pattern that a forgotten member would keep.
 */
static void *structure_alloc(DWORD total)
{
	char *mem = malloc(total);

	memset(mem, 0xa5, total);
	memcpy(mem, &total, sizeof(total));
	return mem;
}

static VARSTRING header_of(const void *mem)
{
	VARSTRING header = { 0 };

	memcpy(&header, mem, 3 * sizeof(DWORD));
	return header;
}

static const char *text_at(const void *mem, size_t member)
{
	DWORD pair[2];

	memcpy(pair, (const char *)mem + member, sizeof(pair));
	return pair[0] ? (const char *)mem + pair[1] : "";
}

static void try_sizes(struct __test_metadata *_metadata, const struct structure *s, DWORD version)
{
	DWORD fixed = fixed_size(s, version), total, needed = fixed, last = fixed;

	for (total = sizeof(DWORD); total <= needed + 4; total++) {
		void *mem = structure_alloc(total);
		LONG rc = s->fill(mem, version);

		if (total < fixed) {
			EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, rc);
		} else {
			VARSTRING h = header_of(mem);

			ASSERT_EQ(0, rc)
				TH_LOG("%s, version %x, size %u", s->name, version, total);
			needed = h.dwNeededSize;
			EXPECT_EQ(total, h.dwTotalSize);
			EXPECT_LE(h.dwUsedSize, total);
			EXPECT_LE(last, h.dwUsedSize);
			EXPECT_EQ(total >= needed, h.dwUsedSize == needed);
			last = h.dwUsedSize;
		}
		free(mem);
	}
}

TEST(every_size_from_too_small_to_enough)
{
	for (size_t i = 0; i < TL_ARRAY_SIZE(structures); i++) {
		for (size_t v = 0; v < TL_ARRAY_SIZE(versions); v++)
			try_sizes(_metadata, &structures[i], versions[v]);
	}
}

TEST(null_is_refused)
{
	for (size_t i = 0; i < TL_ARRAY_SIZE(structures); i++)
		EXPECT_EQ(LINEERR_INVALPOINTER, structures[i].fill(NULL, V20));
}

TEST(dev_caps)
{
	LINEDEVCAPS *caps = structure_alloc(1000), *again = structure_alloc(1000);
	GUID none = { 0 };

	ASSERT_EQ(0, tl_fill_dev_caps(caps, V22, &line_caps, &no_data, false));
	EXPECT_EQ(77, caps->dwPermanentLineID);
	EXPECT_EQ(2, caps->dwNumAddresses);
	EXPECT_EQ(5000, caps->MaxDialParams.dwDialPause);
	EXPECT_STREQ("100", text_at(caps, offsetof(LINEDEVCAPS, dwLineNameSize)));
	EXPECT_EQ(4, caps->dwLineNameSize);
	EXPECT_STREQ("tline_sim", text_at(caps, offsetof(LINEDEVCAPS, dwProviderInfoSize)));
	EXPECT_EQ(0, caps->dwSwitchInfoSize);
	EXPECT_EQ(0, caps->dwSwitchInfoOffset);
	EXPECT_NE(0, memcmp(&none, &caps->PermanentLineGuid, sizeof(none)));
	ASSERT_EQ(0, tl_fill_dev_caps(again, V22, &line_caps, &no_data, false));
	EXPECT_EQ(0, memcmp(caps, again, caps->dwUsedSize));
	free(caps);
	free(again);
}

TEST(older_versions_lack_newer_members)
{
	char *mem = structure_alloc(1000);
	LINEDEVCAPS *caps = (LINEDEVCAPS *)mem;
	LINEDEVSTATUS *status;

	ASSERT_EQ(0, tl_fill_dev_caps(caps, V13, &line_caps, &no_data, false));
	EXPECT_EQ(240, caps->dwLineNameOffset);	/* where dwSettableDevStatus is from 2.0 on */
	EXPECT_STREQ("100", mem + 240);
	free(mem);

	mem = structure_alloc(1000);
	status = (LINEDEVSTATUS *)mem;
	ASSERT_EQ(0, tl_fill_dev_status(status, V14, &line_status, opens, 2, "host", &no_data, false));
	EXPECT_EQ(76, status->dwNeededSize);
	EXPECT_EQ((char)0xa5, mem[76]);
	free(mem);
}

TEST(treatments_have_names)
{
	LINEADDRESSCAPS *caps = structure_alloc(1000);
	LINECALLTREATMENTENTRY *entry;

	ASSERT_EQ(0, tl_fill_address_caps(caps, V20, 3, &address_caps, &no_data, false));
	ASSERT_EQ(4, caps->dwNumCallTreatments);
	ASSERT_EQ(48, caps->dwCallTreatmentListSize);
	entry = (LINECALLTREATMENTENTRY *)((char *)caps + caps->dwCallTreatmentListOffset);
	EXPECT_EQ(LINECALLTREATMENT_MUSIC, entry[3].dwCallTreatmentID);
	EXPECT_STREQ("MUSIC", (char *)caps + entry[3].dwCallTreatmentNameOffset);
	free(caps);
}

TEST(info_of_a_call)
{
	LINECALLINFO *info = structure_alloc(1000);

	ASSERT_EQ(0, tl_fill_call_info(info, V20, 99, &call_info, &no_data, false));
	EXPECT_EQ(99, info->hLine);
	EXPECT_EQ(3, info->dwLineDeviceID);
	EXPECT_EQ(LINECALLSTATE_IDLE | LINECALLSTATE_UNKNOWN, info->dwCallStates);
	EXPECT_EQ(LINECALLTREATMENT_MUSIC, info->dwCallTreatment);
	EXPECT_STREQ("101", text_at(info, offsetof(LINECALLINFO, dwCallerIDSize)));
	EXPECT_STREQ("Ada", text_at(info, offsetof(LINECALLINFO, dwCallerIDNameSize)));
	EXPECT_EQ(LINECALLPARTYID_BLOCKED, info->dwRedirectingIDFlags);
	EXPECT_EQ(0, info->dwRedirectingIDSize);
	EXPECT_EQ(0, info->dwRedirectingIDNameSize);
	EXPECT_STREQ("dialer", text_at(info, offsetof(LINECALLINFO, dwAppNameSize)));
	EXPECT_EQ(3, info->dwUserUserInfoSize);
	EXPECT_EQ(0, memcmp((char *)info + info->dwUserUserInfoOffset, "\0\1\2", 3));
	free(info);
}

TEST(text_that_fills_its_array)
{
	struct tline_call_info info = { 0 };
	LINECALLINFO *out = structure_alloc(1000);

	memset(info.comment, 'x', sizeof(info.comment));
	info.uui.size = 0xffffffff;
	ASSERT_EQ(0, tl_fill_call_info(out, V20, 1, &info, &no_data, false));
	EXPECT_EQ(sizeof(info.comment) + 1, out->dwCommentSize);
	EXPECT_EQ(sizeof(info.comment), strlen(text_at(out, offsetof(LINECALLINFO,
								     dwCommentSize))));
	EXPECT_EQ(TLINE_UUI_LEN, out->dwUserUserInfoSize);
	free(out);
}

TEST(call_status_time)
{
	LINECALLSTATUS *status = structure_alloc(sizeof(LINECALLSTATUS));

	ASSERT_EQ(0, tl_fill_call_status(status, V20, &call_status, &no_data));
	EXPECT_EQ(2000, status->tStateEntryTime.wYear);
	EXPECT_EQ(2, status->tStateEntryTime.wMonth);
	EXPECT_EQ(29, status->tStateEntryTime.wDay);
	EXPECT_EQ(2, status->tStateEntryTime.wDayOfWeek);
	EXPECT_EQ(12, status->tStateEntryTime.wHour);
	EXPECT_EQ(9, status->tStateEntryTime.wMinute);
	EXPECT_EQ(14, status->tStateEntryTime.wSecond);
	EXPECT_EQ(987, status->tStateEntryTime.wMilliseconds);
	EXPECT_EQ(8, status->dwCallFeatures2);
	free(status);
}

TEST(opens_of_a_line)
{
	LINEDEVSTATUS *status = structure_alloc(1000);
	LINEAPPINFO *app;

	ASSERT_EQ(0, tl_fill_dev_status(status, V20, &line_status, opens, 2, "host", &no_data, false));
	ASSERT_EQ(80, status->dwAppInfoSize);
	EXPECT_EQ(0, status->dwAppInfoOffset % 4);
	app = (LINEAPPINFO *)((char *)status + status->dwAppInfoOffset);
	EXPECT_EQ(4, app[0].dwMediaModes);
	EXPECT_EQ(0xffffffff, app[0].dwAddressID);
	EXPECT_STREQ("1000", (char *)status + app[0].dwUserNameOffset);
	EXPECT_STREQ("host", (char *)status + app[1].dwMachineNameOffset);
	EXPECT_STREQ("watch", (char *)status + app[1].dwModuleFilenameOffset);
	EXPECT_STREQ("monitor", (char *)status + app[1].dwFriendlyNameOffset);
	free(status);
}

TEST(call_list)
{
	LINECALLLIST *list = structure_alloc(24 + 12);

	ASSERT_EQ(0, tl_fill_call_list(list, calls, 3));
	EXPECT_EQ(3, list->dwCallsNumEntries);
	EXPECT_EQ(12, list->dwCallsSize);
	EXPECT_EQ(0, memcmp((char *)list + list->dwCallsOffset, calls, 12));
	/* as for a list that the kernel found too small: only the need is known */
	ASSERT_EQ(0, tl_fill_call_list(list, NULL, 4));
	EXPECT_EQ(0, list->dwCallsNumEntries);
	EXPECT_EQ(0, list->dwCallsSize);
	EXPECT_EQ(24 + 16, list->dwNeededSize);
	EXPECT_EQ(24, list->dwUsedSize);
	free(list);
}

TEST(version_negotiation)
{
	EXPECT_EQ(V22, tl_version_negotiate(V13, 0x7fffffff, V22));
	EXPECT_EQ(V20, tl_version_negotiate(V13, 0x00020000, V22));
	EXPECT_EQ(V14, tl_version_negotiate(0, V22, 0x0001ffff));
	EXPECT_EQ(0, tl_version_negotiate(0x00030000, 0xffffffff, V22));
	EXPECT_EQ(0, tl_version_negotiate(V20, V14, V22));
	EXPECT_TRUE(tl_version_known(V14, V22));
	EXPECT_FALSE(tl_version_known(0x00010005, V22));
	EXPECT_FALSE(tl_version_known(0x00030000, V22));
	EXPECT_FALSE(tl_version_known(0, V22));
}


/* ------------------------------------------------------------ what has no fixed size */

#define BLOB(array) { (void *)(array), sizeof(array) }

static const struct tline_terminal_caps terminals[2] = {
	{ TLINE_TERMDEV_PHONE, TLINE_TERMMODE_RINGER, TLINE_TERMSHARING_PRIVATE, 0, "Handset" },
	{ TLINE_TERMDEV_HEADSET, TLINE_TERMMODE_LAMPS, TLINE_TERMSHARING_SHAREDCONF, 0, "Headset" },
};

static const uint32_t terminal_modes[2] = { 3, 4 };
static const char devices[] = "comm/datamodem\0ttyS1\0wave/in\0003";
static const char messages[2][TLINE_NAME_LEN] = { "Call me", "Later" };

static const struct tline_treatment treatments[2] = {
	{ TLINE_CALLTREATMENT_MUSIC, 0, "Mozart" }, { 0x100, 0, "News" },
};

static const struct tline_forward forward[2] = {
	{ TLINE_FORWARDMODE_UNCOND, 49, "", "200" },
	{ TLINE_FORWARDMODE_BUSYSPECIFIC, 0, "555", "" },
};

static const struct tl_data all_data = {
	.item = {
		[TLINE_DATA_LINE_DEVSPECIFIC] = BLOB("line"),
		[TLINE_DATA_TERMINAL_CAPS] = BLOB(terminals),
		[TLINE_DATA_LINE_TERMINALS] = BLOB(terminal_modes),
		[TLINE_DATA_DEVICES] = BLOB(devices),
		[TLINE_DATA_ADDRESS_DEVSPECIFIC] = BLOB("address"),
		[TLINE_DATA_COMPLETION_MESSAGES] = BLOB(messages),
		[TLINE_DATA_TREATMENTS] = BLOB(treatments),
		[TLINE_DATA_FORWARD] = BLOB(forward),
		[TLINE_DATA_ADDRESS_TERMINALS] = BLOB(terminal_modes),
		[TLINE_DATA_CALL_DEVSPECIFIC] = BLOB("call"),
		[TLINE_DATA_CALL_DATA] = BLOB("data"),
		[TLINE_DATA_HIGHLEVELCOMP] = BLOB("high"),
		[TLINE_DATA_LOWLEVELCOMP] = BLOB("low"),
		[TLINE_DATA_CHARGINGINFO] = BLOB("charge"),
		[TLINE_DATA_SENDING_FLOWSPEC] = BLOB("send"),
		[TLINE_DATA_RECEIVING_FLOWSPEC] = BLOB("receive"),
		[TLINE_DATA_CALL_TERMINALS] = BLOB(terminal_modes),
	},
};

/* Where the part is whose size is at @member; NULL: there is none */
static const char *part(const void *base, size_t member)
{
	DWORD pair[2];

	memcpy(pair, (const char *)base + member, sizeof(pair));
	return pair[0] ? (const char *)base + pair[1] : NULL;
}

#define PART(base, type, name) part(base, offsetof(type, dw##name##Size))

static void *room(DWORD total)
{
	DWORD *out = calloc(1, total);

	out[0] = total;
	return out;
}

TEST(data_of_a_line)
{
	LINEDEVCAPS *caps = room(1024);
	LINEDEVSTATUS *status = room(1024);
	const LINETERMCAPS *term;

	ASSERT_EQ(0, tl_fill_dev_caps(caps, V22, &line_caps, &all_data, false));
	EXPECT_EQ(caps->dwNeededSize, caps->dwUsedSize);
	EXPECT_STREQ("line", PART(caps, LINEDEVCAPS, DevSpecific));
	EXPECT_EQ(2, caps->dwNumTerminals);
	term = (const void *)PART(caps, LINEDEVCAPS, TerminalCaps);
	EXPECT_EQ(2 * sizeof(*term), caps->dwTerminalCapsSize);
	EXPECT_EQ(LINETERMDEV_HEADSET, term[1].dwTermDev);
	EXPECT_EQ(LINETERMMODE_LAMPS, term[1].dwTermModes);
	EXPECT_EQ(LINETERMSHARING_SHAREDCONF, term[1].dwTermSharing);
	EXPECT_EQ(2 * caps->dwTerminalTextEntrySize, caps->dwTerminalTextSize);
	EXPECT_STREQ("Handset", PART(caps, LINEDEVCAPS, TerminalText));
	EXPECT_STREQ("Headset", PART(caps, LINEDEVCAPS, TerminalText) +
		     caps->dwTerminalTextEntrySize);
	EXPECT_EQ(34, caps->dwDeviceClassesSize);
	EXPECT_EQ(0, memcmp("tapi/line\0comm/datamodem\0wave/in\0", PART(caps, LINEDEVCAPS,
									     DeviceClasses), 34));
	ASSERT_EQ(0, tl_fill_dev_status(status, V22, &line_status, opens, 0, "", &all_data, false));
	EXPECT_EQ(0, memcmp(terminal_modes, PART(status, LINEDEVSTATUS, TerminalModes), 8));
	EXPECT_STREQ("line", PART(status, LINEDEVSTATUS, DevSpecific));
	/* Device classes came with 2.0. */
	ASSERT_EQ(0, tl_fill_dev_caps(caps, V14, &line_caps, &all_data, false));
	EXPECT_EQ(caps->dwNeededSize, caps->dwUsedSize);
	EXPECT_STREQ("Handset", PART(caps, LINEDEVCAPS, TerminalText));
	free(status);
	free(caps);
}

TEST(data_of_a_line_wide)
{
	LINEDEVCAPS *caps = room(2048);

	ASSERT_EQ(0, tl_fill_dev_caps(caps, V22, &line_caps, &all_data, true));
	EXPECT_EQ(2 * TLINE_NAME_LEN, caps->dwTerminalTextEntrySize);
	EXPECT_EQ(0, memcmp(u"Headset", PART(caps, LINEDEVCAPS, TerminalText) +
			    caps->dwTerminalTextEntrySize, 16));
	EXPECT_EQ(68, caps->dwDeviceClassesSize);
	EXPECT_EQ(0, memcmp(u"tapi/line\0comm/datamodem\0wave/in\0",
			    PART(caps, LINEDEVCAPS, DeviceClasses), 68));
	/* Bytes are no text. */
	EXPECT_STREQ("line", PART(caps, LINEDEVCAPS, DevSpecific));
	free(caps);
}

TEST(data_of_an_address)
{
	LINEADDRESSCAPS *caps = room(1024);
	LINEADDRESSSTATUS *status = room(1024);
	LINECALLTREATMENTENTRY row[2];
	LINEFORWARD rule[2];

	ASSERT_EQ(0, tl_fill_address_caps(caps, V22, 3, &address_caps, &all_data, false));
	EXPECT_EQ(caps->dwNeededSize, caps->dwUsedSize);
	EXPECT_STREQ("address", PART(caps, LINEADDRESSCAPS, DevSpecific));
	EXPECT_STREQ("Later", PART(caps, LINEADDRESSCAPS, CompletionMsgText) +
		     caps->dwCompletionMsgTextEntrySize);
	EXPECT_EQ(2, caps->dwNumCallTreatments);
	memcpy(row, PART(caps, LINEADDRESSCAPS, CallTreatmentList), sizeof(row));
	EXPECT_EQ(0x100, row[1].dwCallTreatmentID);
	EXPECT_STREQ("Mozart", (char *)caps + row[0].dwCallTreatmentNameOffset);
	EXPECT_STREQ("News", (char *)caps + row[1].dwCallTreatmentNameOffset);
	EXPECT_STREQ("tapi/line", PART(caps, LINEADDRESSCAPS, DeviceClasses));

	ASSERT_EQ(0, tl_fill_address_status(status, V22, &address_status, &all_data, false));
	EXPECT_EQ(status->dwNeededSize, status->dwUsedSize);
	EXPECT_EQ(2, status->dwForwardNumEntries);
	EXPECT_EQ(sizeof(rule), status->dwForwardSize);
	memcpy(rule, PART(status, LINEADDRESSSTATUS, Forward), sizeof(rule));
	EXPECT_EQ(LINEFORWARDMODE_UNCOND, rule[0].dwForwardMode);
	EXPECT_EQ(49, rule[0].dwDestCountryCode);
	EXPECT_EQ(4, rule[0].dwDestAddressSize);
	EXPECT_STREQ("200", (char *)status + rule[0].dwDestAddressOffset);
	EXPECT_EQ(0, rule[0].dwCallerAddressSize);
	EXPECT_STREQ("555", (char *)status + rule[1].dwCallerAddressOffset);
	EXPECT_EQ(0, rule[1].dwDestAddressSize);
	EXPECT_EQ(8, status->dwTerminalModesSize);
	EXPECT_STREQ("address", PART(status, LINEADDRESSSTATUS, DevSpecific));
	/* No room for the rules: none, and nothing that says there were some. */
	status->dwTotalSize = 64 + sizeof(rule) - 1;
	ASSERT_EQ(0, tl_fill_address_status(status, V22, &address_status, &all_data, false));
	EXPECT_EQ(0, status->dwForwardNumEntries);
	EXPECT_EQ(0, status->dwForwardSize);
	EXPECT_LT(status->dwUsedSize, status->dwNeededSize);
	free(status);
	free(caps);
}

TEST(data_of_a_call)
{
	LINECALLINFO *info = room(1024);
	LINECALLSTATUS *status = room(256);

	ASSERT_EQ(0, tl_fill_call_info(info, V22, 1, &call_info, &all_data, false));
	EXPECT_EQ(info->dwNeededSize, info->dwUsedSize);
	EXPECT_STREQ("high", PART(info, LINECALLINFO, HighLevelComp));
	EXPECT_STREQ("low", PART(info, LINECALLINFO, LowLevelComp));
	EXPECT_STREQ("charge", PART(info, LINECALLINFO, ChargingInfo));
	EXPECT_STREQ("call", PART(info, LINECALLINFO, DevSpecific));
	EXPECT_STREQ("data", PART(info, LINECALLINFO, CallData));
	EXPECT_STREQ("send", PART(info, LINECALLINFO, SendingFlowspec));
	EXPECT_STREQ("receive", PART(info, LINECALLINFO, ReceivingFlowspec));
	EXPECT_EQ(0, memcmp(terminal_modes, PART(info, LINECALLINFO, TerminalModes), 8));
	ASSERT_EQ(0, tl_fill_call_status(status, V13, &call_status, &all_data));
	EXPECT_STREQ("call", PART(status, LINECALLSTATUS, DevSpecific));
	/* Call data and flow specifications came with 2.0. */
	ASSERT_EQ(0, tl_fill_call_info(info, V13, 1, &call_info, &all_data, false));
	EXPECT_EQ(info->dwNeededSize, info->dwUsedSize);
	EXPECT_STREQ("charge", PART(info, LINECALLINFO, ChargingInfo));
	free(status);
	free(info);
}

/* What is no whole entry is none. */
TEST(data_cut_off)
{
	LINEADDRESSCAPS *caps = room(1024);
	struct tl_data data = all_data;

	data.item[TLINE_DATA_TREATMENTS].size = sizeof(treatments) - 1;
	data.item[TLINE_DATA_COMPLETION_MESSAGES].size = TLINE_NAME_LEN - 1;
	data.item[TLINE_DATA_DEVICES].size = 20;
	ASSERT_EQ(0, tl_fill_address_caps(caps, V22, 3, &address_caps, &data, false));
	EXPECT_EQ(1, caps->dwNumCallTreatments);
	EXPECT_EQ(0, caps->dwCompletionMsgTextSize);
	EXPECT_EQ(11, caps->dwDeviceClassesSize);
	free(caps);
}

TEST_HARNESS_MAIN
