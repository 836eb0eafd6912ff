// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the library reads: LINECALLPARAMS with sizes and offsets of every kind,
 * dialable strings, user-user information.
 */
#include <stdlib.h>
#include <string.h>

#include "kselftest_harness.h"
#include "internal.h"

#define V13	0x00010003
#define V20	0x00020000

/* Memory of exactly @total bytes; the address sanitizer watches its end. */
static LINECALLPARAMS *params_alloc(DWORD total)
{
	LINECALLPARAMS *p = calloc(1, total);

	p->dwTotalSize = total;
	return p;
}

static void put(LINECALLPARAMS *p, size_t member, DWORD offset, const char *data, DWORD size)
{
	DWORD pair[2] = { size, offset };

	memcpy((char *)p + member, pair, sizeof(pair));
	if (data)
		memcpy((char *)p + offset, data, size);
}

TEST(null_is_a_voice_call)
{
	struct tl_params out, zero;

	memset(&zero, 0, sizeof(zero));
	ASSERT_EQ(0, tl_read_params(NULL, V20, &out, false));
	EXPECT_EQ(0, memcmp(&out, &zero, sizeof(zero)));
}

TEST(everything)
{
	LINECALLPARAMS *p = params_alloc(400);
	struct tl_params out;

	p->dwBearerMode = LINEBEARERMODE_DATA;
	p->dwMinRate = 300;
	p->dwMaxRate = 9600;
	p->dwMediaMode = LINEMEDIAMODE_DATAMODEM;
	p->dwCallParamFlags = LINECALLPARAMFLAGS_IDLE;
	p->dwAddressMode = LINEADDRESSMODE_ADDRESSID;
	p->dwAddressID = 7;
	p->DialParams.dwDialPause = 1;
	p->DialParams.dwWaitForDialtone = 4;
	p->dwNoAnswerTimeout = 30;
	put(p, offsetof(LINECALLPARAMS, dwCommentSize), 180, "hello", 6);
	put(p, offsetof(LINECALLPARAMS, dwCalledPartySize), 190, "Ada", 3);	/* no NUL */
	put(p, offsetof(LINECALLPARAMS, dwCallingPartyIDSize), 396, "100", 4);
	put(p, offsetof(LINECALLPARAMS, dwTargetAddressSize), 200, "102", 4);
	put(p, offsetof(LINECALLPARAMS, dwUserUserInfoSize), 210, "\0\1", 2);
	ASSERT_EQ(0, tl_read_params(p, V20, &out, false));
	EXPECT_EQ(TLINE_BEARERMODE_DATA, out.call.bearer_mode);
	EXPECT_EQ(300, out.call.min_rate);
	EXPECT_EQ(9600, out.call.max_rate);
	EXPECT_EQ(TLINE_MEDIAMODE_DATAMODEM, out.call.media_mode);
	EXPECT_EQ(TLINE_CALLPARAMFLAGS_IDLE, out.call.flags);
	EXPECT_EQ(TLINE_ADDRESSMODE_ADDRESSID, out.call.address_mode);
	EXPECT_EQ(7, out.call.address);
	EXPECT_EQ(1, out.call.dial.pause);
	EXPECT_EQ(4, out.call.dial.wait_dialtone);
	EXPECT_EQ(30, out.call.no_answer_timeout);
	EXPECT_STREQ("hello", out.call.comment);
	EXPECT_STREQ("Ada", out.call.called_party);
	EXPECT_STREQ("100", out.call.calling);
	EXPECT_STREQ("102", out.target);
	EXPECT_EQ(2, out.call.uui.size);
	EXPECT_EQ(1, out.call.uui.data[1]);
	free(p);
}

/* Bytes go behind the kernel's structure, one item after the other. */
TEST(items)
{
	static const struct {
		size_t member;
		const char *bytes;
		DWORD size;
		uint32_t kind;
		const char *item;
		DWORD item_size;
	} rows[] = {
#define M(name) offsetof(LINECALLPARAMS, dw##name##Size)
		{ M(HighLevelComp), "hi", 2, TLINE_DATA_HIGHLEVELCOMP, "hi", 2 },
		{ M(LowLevelComp), "lowlowlow", 9, TLINE_DATA_LOWLEVELCOMP, "lowlowlow", 9 },
		{ M(DevSpecific), "d", 1, TLINE_DATA_CALL_DEVSPECIFIC, "d", 1 },
		{ M(SendingFlowspec), "s\0\0s", 4, TLINE_DATA_SENDING_FLOWSPEC, "s\0\0s", 4 },
		{ M(ReceivingFlowspec), "12345678", 8, TLINE_DATA_RECEIVING_FLOWSPEC, "12345678", 8 },
		{ M(CallData), "data", 4, TLINE_DATA_CALL_DATA, "data", 4 },
		/* The class goes into the configuration's item. */
		{ M(DeviceClass), "comm", 5, 0, NULL, 0 },
		{ M(DeviceConfig), "\1\2", 2, TLINE_DATA_DEVICE_CONFIG, "comm\0\1\2", 7 },
#undef M
	};
	LINECALLPARAMS *p = params_alloc(400);
	struct tl_params out;
	struct tline_item item;
	uint32_t at = 0;
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(rows); i++)
		put(p, rows[i].member, 200 + 16 * i, rows[i].bytes, rows[i].size);
	ASSERT_EQ(0, tl_read_params(p, V20, &out, false));
	for (i = 0; i < TL_ARRAY_SIZE(rows); i++) {
		if (!rows[i].kind)
			continue;
		memcpy(&item, out.items + at, sizeof(item));
		EXPECT_EQ(rows[i].kind, item.kind);
		ASSERT_EQ(rows[i].item_size, item.size);
		EXPECT_EQ(0, memcmp(out.items + at + sizeof(item), rows[i].item, item.size));
		at += (sizeof(item) + item.size + 7) & ~7u;
	}
	EXPECT_EQ(at, out.call.items_size);
	EXPECT_EQ(sizeof(out.call) + at, tl_params_size(&out));
	free(p);
}

/* All that goes behind the structure has TLINE_MAX_ARGS together with it. */
TEST(items_have_a_limit)
{
	const DWORD room = (sizeof(((struct tl_params *)0)->items) & ~7u) - sizeof(struct tline_item);
	LINECALLPARAMS *p = params_alloc(8192);
	struct tl_params out;

	put(p, offsetof(LINECALLPARAMS, dwCallDataSize), 180, NULL, room);
	EXPECT_EQ(0, tl_read_params(p, V20, &out, false));
	EXPECT_GE(TLINE_MAX_ARGS, tl_params_size(&out));
	put(p, offsetof(LINECALLPARAMS, dwCallDataSize), 180, NULL, room + 1);
	EXPECT_EQ(LINEERR_INVALCALLPARAMS, tl_read_params(p, V20, &out, false));
	put(p, offsetof(LINECALLPARAMS, dwCallDataSize), 180, NULL, room - 8);
	put(p, offsetof(LINECALLPARAMS, dwDevSpecificSize), 180, "x", 1);
	EXPECT_EQ(LINEERR_INVALCALLPARAMS, tl_read_params(p, V20, &out, false));
	free(p);
}

TEST(device_class)
{
	LINECALLPARAMS *p = params_alloc(400);
	struct tl_params out;

	put(p, offsetof(LINECALLPARAMS, dwDeviceConfigSize), 180, "x", 1);
	ASSERT_EQ(0, tl_read_params(p, V20, &out, false));
	EXPECT_EQ(0, out.call.items_size);	/* of no class */
	put(p, offsetof(LINECALLPARAMS, dwDeviceClassSize), 200,
	    "comm/datamodem/with/a/name/too/long", TLINE_LINE_NAME_LEN + 1);
	EXPECT_EQ(LINEERR_INVALCALLPARAMS, tl_read_params(p, V20, &out, false));
	free(p);
}

TEST(fixed_part_by_version)
{
	LINECALLPARAMS *p = params_alloc(112);
	struct tl_params out;

	EXPECT_EQ(0, tl_read_params(p, V13, &out, false));
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, tl_read_params(p, V20, &out, false));
	p->dwTotalSize = 111;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, tl_read_params(p, V13, &out, false));
	free(p);
	p = params_alloc(176);
	EXPECT_EQ(0, tl_read_params(p, V20, &out, false));
	p->dwTotalSize = 175;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, tl_read_params(p, V20, &out, false));
	free(p);
}

TEST(members_of_2_0_do_not_exist_before)
{
	LINECALLPARAMS *p = params_alloc(200);
	struct tl_params out;

	p->dwNoAnswerTimeout = 30;
	put(p, offsetof(LINECALLPARAMS, dwTargetAddressSize), 0xffffffff, NULL, 0xffffffff);
	ASSERT_EQ(0, tl_read_params(p, V13, &out, false));
	EXPECT_EQ(0, out.call.no_answer_timeout);
	EXPECT_EQ(LINEERR_INVALCALLPARAMS, tl_read_params(p, V20, &out, false));
	free(p);
}

/* Every variable member, with each way to point outside. */
TEST(offsets_outside)
{
	static const size_t members[] = {
		offsetof(LINECALLPARAMS, dwOrigAddressSize),
		offsetof(LINECALLPARAMS, dwDisplayableAddressSize),
		offsetof(LINECALLPARAMS, dwCalledPartySize),
		offsetof(LINECALLPARAMS, dwCommentSize),
		offsetof(LINECALLPARAMS, dwUserUserInfoSize),
		offsetof(LINECALLPARAMS, dwHighLevelCompSize),
		offsetof(LINECALLPARAMS, dwLowLevelCompSize),
		offsetof(LINECALLPARAMS, dwDevSpecificSize),
		offsetof(LINECALLPARAMS, dwTargetAddressSize),
		offsetof(LINECALLPARAMS, dwSendingFlowspecSize),
		offsetof(LINECALLPARAMS, dwReceivingFlowspecSize),
		offsetof(LINECALLPARAMS, dwDeviceClassSize),
		offsetof(LINECALLPARAMS, dwDeviceConfigSize),
		offsetof(LINECALLPARAMS, dwCallDataSize),
		offsetof(LINECALLPARAMS, dwCallingPartyIDSize),
	};
	static const struct {
		DWORD size, offset;
		bool good;
	} places[] = {
		{ 0, 0, true }, { 0, 0xffffffff, true }, { 4, 176, true }, { 4, 196, true },
		{ 1, 199, true }, { 1, 200, false }, { 5, 196, false }, { 1, 175, false },
		{ 1, 0, false }, { 0xffffffff, 180, false }, { 180, 0xffffffff, false },
		{ 0x80000000, 0x80000000, false }, { 0xffffffff, 0xffffffff, false },
	};

	for (size_t i = 0; i < TL_ARRAY_SIZE(members); i++) {
		for (size_t k = 0; k < TL_ARRAY_SIZE(places); k++) {
			LINECALLPARAMS *p = params_alloc(200);
			struct tl_params out;

			put(p, members[i], places[k].offset, NULL, places[k].size);
			EXPECT_EQ(places[k].good ? 0 : LINEERR_INVALCALLPARAMS,
				  tl_read_params(p, V20, &out, false))
				TH_LOG("member at %zu, size %x, offset %x", members[i],
				       places[k].size, places[k].offset);
			free(p);
		}
	}
}

TEST(too_long)
{
	static const struct {
		size_t member;
		DWORD max;	/* that fits, without the NUL */
		LONG error;
	} members[] = {
		{ offsetof(LINECALLPARAMS, dwCommentSize), TLINE_TEXT_LEN - 1,
		  LINEERR_INVALCALLPARAMS },
		{ offsetof(LINECALLPARAMS, dwCalledPartySize), TLINE_NAME_LEN - 1,
		  LINEERR_INVALCALLPARAMS },
		{ offsetof(LINECALLPARAMS, dwDisplayableAddressSize), TLINE_DEST_LEN - 1,
		  LINEERR_INVALCALLPARAMS },
		{ offsetof(LINECALLPARAMS, dwCallingPartyIDSize), TLINE_NUMBER_LEN - 1,
		  LINEERR_INVALCALLPARAMS },
		{ offsetof(LINECALLPARAMS, dwTargetAddressSize), TLINE_DEST_LEN - 1,
		  LINEERR_INVALADDRESS },
		{ offsetof(LINECALLPARAMS, dwUserUserInfoSize), TLINE_UUI_LEN,
		  LINEERR_USERUSERINFOTOOBIG },
	};

	for (size_t i = 0; i < TL_ARRAY_SIZE(members); i++) {
		LINECALLPARAMS *p = params_alloc(1000);
		struct tl_params out;

		memset((char *)p + 176, 'x', 1000 - 176);
		put(p, members[i].member, 200, NULL, members[i].max);
		EXPECT_EQ(0, tl_read_params(p, V20, &out, false));
		put(p, members[i].member, 200, NULL, members[i].max + 1);
		EXPECT_EQ(members[i].error, tl_read_params(p, V20, &out, false));
		free(p);
	}
}

TEST(address_modes)
{
	LINECALLPARAMS *p = params_alloc(200);
	struct tl_params out;

	p->dwAddressMode = LINEADDRESSMODE_DIALABLEADDR;
	p->dwAddressID = 9;
	put(p, offsetof(LINECALLPARAMS, dwOrigAddressSize), 180, "101", 4);
	ASSERT_EQ(0, tl_read_params(p, V20, &out, false));
	EXPECT_EQ(LINEADDRESSMODE_DIALABLEADDR, out.address_mode);
	EXPECT_EQ(0, out.call.address_mode);
	EXPECT_EQ(0, out.call.address);
	EXPECT_STREQ("101", out.orig_address);
	p->dwAddressMode = 3;
	EXPECT_EQ(LINEERR_INVALADDRESSMODE, tl_read_params(p, V20, &out, false));
	free(p);
}

TEST(destinations)
{
	char longest[TLINE_DEST_LEN + 1];
	struct tline_dest dest;

	memset(longest, '1', sizeof(longest));
	longest[TLINE_DEST_LEN] = '\0';
	EXPECT_EQ(LINEERR_INVALADDRESS, tl_read_dest(longest, 0, &dest, false));
	longest[TLINE_DEST_LEN - 1] = '\0';
	EXPECT_EQ(0, tl_read_dest(longest, 49, &dest, false));
	EXPECT_STREQ(longest, dest.number);
	EXPECT_EQ(49, dest.country);
	EXPECT_EQ(LINEERR_INVALPOINTER, tl_read_dest(NULL, 0, &dest, false));
}

TEST(user_user_information)
{
	char data[TLINE_UUI_LEN + 1] = { 1 };
	struct tline_uui uui;

	EXPECT_EQ(0, tl_read_uui(NULL, 0, &uui));
	EXPECT_EQ(LINEERR_INVALPOINTER, tl_read_uui(NULL, 1, &uui));
	EXPECT_EQ(0, tl_read_uui(data, TLINE_UUI_LEN, &uui));
	EXPECT_EQ(TLINE_UUI_LEN, uui.size);
	EXPECT_EQ(LINEERR_USERUSERINFOTOOBIG, tl_read_uui(data, TLINE_UUI_LEN + 1, &uui));
}

TEST_HARNESS_MAIN
