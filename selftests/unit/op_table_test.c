// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of operations (kernel/op-table.c): complete, consistent in itself, and as the pages of
 * TAPI's functions have it.
 */
#include <ctype.h>

#include "kselftest_harness.h"

KSHIM_DEFINITIONS;

#define S(x)		TLINE_CALLSTATE_##x
#define ANY		0xffff
#define STATE_BITS	0xffff
#define HELD		(S(ONHOLD) | S(ONHOLDPENDTRANSFER) | S(ONHOLDPENDCONF))
#define LIVE		(ANY & ~(S(IDLE) | S(DISCONNECTED)))

enum { LINE, CALL, CALLS, CALL_OR_LINE };

/* What TAPI says: about what, in which states, for whom, and what it brings. */
static const struct rule {
	u32 op;
	const char *name;
	int about;
	bool owner;
	u32 states;
	u32 states2;
	u8 args;
	bool args_needed;
	u8 creates;
} rules[] = {
	{ TLINE_OP_MAKECALL, "makecall", LINE, false, 0, 0, TLINE_ARGS_PARAMS, true, 1 },
	{ TLINE_OP_DIAL, "dial", CALL, true, LIVE, 0, TLINE_ARGS_DEST, true },
	{ TLINE_OP_ACCEPT, "accept", CALL, true, S(OFFERING), 0, TLINE_ARGS_UUI },
	{ TLINE_OP_ANSWER, "answer", CALL, true, S(OFFERING) | S(ACCEPTED), 0, TLINE_ARGS_UUI },
	{ TLINE_OP_DROP, "drop", CALL, true, ANY & ~S(IDLE), 0, TLINE_ARGS_UUI },
	{ TLINE_OP_HOLD, "hold", CALL, true, S(CONNECTED) },
	{ TLINE_OP_UNHOLD, "unhold", CALL, true, HELD },
	{ TLINE_OP_SWAPHOLD, "swaphold", CALLS, true, S(CONNECTED), HELD },
	{ TLINE_OP_REDIRECT, "redirect", CALL, true, S(OFFERING), 0, TLINE_ARGS_DEST, true },
	{ TLINE_OP_BLINDTRANSFER, "blindtransfer", CALL, true, S(CONNECTED), 0, TLINE_ARGS_DEST,
	  true },
	{ TLINE_OP_SETUPTRANSFER, "setuptransfer", CALL, true, S(CONNECTED), 0, TLINE_ARGS_PARAMS,
	  false, 1 },
	{ TLINE_OP_COMPLETETRANSFER, "completetransfer", CALLS, true,
	  S(ONHOLD) | S(ONHOLDPENDTRANSFER),
	  S(CONNECTED) | S(RINGBACK) | S(BUSY) | S(PROCEEDING), 0, false, 1 },
	{ TLINE_OP_SETUPCONFERENCE, "setupconference", CALL_OR_LINE, true, S(CONNECTED), 0,
	  TLINE_ARGS_PARAMS, false, 2 },
	{ TLINE_OP_PREPAREADDTOCONFERENCE, "prepareaddtoconference", CALL, true, S(CONNECTED), 0,
	  TLINE_ARGS_PARAMS, false, 1 },
	{ TLINE_OP_ADDTOCONFERENCE, "addtoconference", CALLS, true,
	  S(ONHOLDPENDCONF) | S(ONHOLD),
	  S(CONNECTED) | S(ONHOLD) | S(PROCEEDING) | S(RINGBACK) | S(CONFERENCED) },
	{ TLINE_OP_REMOVEFROMCONFERENCE, "removefromconference", CALL, true, S(CONFERENCED) },
	{ TLINE_OP_PARK, "park", CALL, true, S(CONNECTED), 0, TLINE_ARGS_DEST },
	{ TLINE_OP_UNPARK, "unpark", LINE, false, 0, 0, TLINE_ARGS_DEST, true, 1 },
	{ TLINE_OP_PICKUP, "pickup", LINE, false, 0, 0, TLINE_ARGS_DEST, false, 1 },
	{ TLINE_OP_COMPLETECALL, "completecall", CALL, true, S(BUSY) | S(RINGBACK) },
	{ TLINE_OP_UNCOMPLETECALL, "uncompletecall", LINE },
	{ TLINE_OP_FORWARD, "forward", LINE, false, 0, 0, TLINE_ARGS_FORWARD, false, 1 },
	{ TLINE_OP_SECURECALL, "securecall", CALL, true, ANY },
	{ TLINE_OP_SENDUSERUSERINFO, "senduseruserinfo", CALL, true,
	  S(CONNECTED) | S(OFFERING) | S(ACCEPTED) | S(RINGBACK), 0, TLINE_ARGS_UUI, true },
	{ TLINE_OP_RELEASEUSERUSERINFO, "releaseuseruserinfo", CALL, true, ANY },
	{ TLINE_OP_SETCALLPARAMS, "setcallparams", CALL, true, LIVE, 0, TLINE_ARGS_PARAMS, true },
	{ TLINE_OP_SETCALLDATA, "setcalldata", CALL, true, ANY, 0, TLINE_ARGS_BYTES },
	{ TLINE_OP_SETCALLQUALITYOFSERVICE, "setcallqualityofservice", CALL, true, ANY, 0,
	  TLINE_ARGS_ITEMS, true },
	{ TLINE_OP_SETCALLTREATMENT, "setcalltreatment", CALL, true, ANY },
	{ TLINE_OP_SETTERMINAL, "setterminal", CALL_OR_LINE, false, ANY, 0, TLINE_ARGS_TERMINAL,
	  true },
	{ TLINE_OP_SETLINEDEVSTATUS, "setlinedevstatus", LINE },
	{ TLINE_OP_DEVSPECIFIC, "devspecific", CALL_OR_LINE, false, ANY, 0, TLINE_ARGS_BYTES },
	{ TLINE_OP_DEVSPECIFICFEATURE, "devspecificfeature", LINE, false, 0, 0,
	  TLINE_ARGS_BYTES },
	{ TLINE_OP_GATHERDIGITS, "gatherdigits", CALL, true, ANY & ~S(IDLE), 0,
	  TLINE_ARGS_GATHER, true },
	{ TLINE_OP_PROXY, "proxy", LINE, false, 0, 0, TLINE_ARGS_PROXY },
};

static int about(const struct tline_op_row *row)
{
	if (row->flags & TLINE_ROW_CALL2)
		return CALLS;
	if (row->flags & TLINE_ROW_CALL_OPT)
		return CALL_OR_LINE;
	return row->flags & TLINE_ROW_CALL ? CALL : LINE;
}

#define EXPECT_ROW(what)					\
	do {							\
		bool _holds = (what);				\
								\
		EXPECT_TRUE(_holds) {				\
			TH_LOG("%s: %s", row->name, #what);	\
		}						\
	} while (0)

/* Every operation has a row, and it says what TAPI says. */
TEST(rows)
{
	u32 i;

	ASSERT_EQ(ARRAY_SIZE(rules), TLINE_OP_COUNT - 1);
	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		const struct rule *rule = &rules[i];
		const struct tline_op_row *row = &tline_op_table[rule->op];

		ASSERT_EQ(rule->op, i + 1);
		ASSERT_NE(row->name, NULL);
		EXPECT_STREQ(row->name, rule->name);
		EXPECT_STREQ(tline_op_name(rule->op), rule->name);
		EXPECT_ROW(about(row) == rule->about);
		EXPECT_ROW(!!(row->flags & TLINE_ROW_OWNER) == rule->owner);
		EXPECT_ROW((row->states & STATE_BITS) == rule->states);
		EXPECT_ROW((row->states2 & STATE_BITS) == rule->states2);
		EXPECT_ROW(row->args == rule->args);
		EXPECT_ROW(!!(row->flags & TLINE_ROW_ARGS) == rule->args_needed);
		EXPECT_ROW(row->creates == rule->creates);
		EXPECT_ROW(!!(row->flags & TLINE_ROW_CORE) == (rule->op >= TLINE_OP_GATHERDIGITS));
	}
}

TEST(sizes_of_arguments)
{
	EXPECT_EQ(tline_args_size[TLINE_ARGS_NONE], 0);
	EXPECT_EQ(tline_args_size[TLINE_ARGS_DEST], 136);
	EXPECT_EQ(tline_args_size[TLINE_ARGS_PARAMS], 788);
	EXPECT_EQ(tline_args_size[TLINE_ARGS_UUI], 260);
	EXPECT_EQ(tline_args_size[TLINE_ARGS_GATHER], 36);
	EXPECT_EQ(tline_args_size[TLINE_ARGS_TERMINAL], 16);
	EXPECT_EQ(tline_args_size[TLINE_ARGS_BYTES], 4096);
	EXPECT_EQ(tline_args_size[TLINE_ARGS_ITEMS], 4096);
	EXPECT_EQ(tline_args_size[TLINE_ARGS_FORWARD], 4096);
	EXPECT_EQ(tline_args_size[TLINE_ARGS_PROXY], 16384);
}

/* What rows say must not contradict itself. */
TEST(consistency)
{
	u32 op;

	for (op = 1; op < TLINE_OP_COUNT; op++) {
		const struct tline_op_row *row = &tline_op_table[op];
		bool call = row->flags & (TLINE_ROW_CALL | TLINE_ROW_CALL_OPT);
		const char *c;

		for (c = row->name; *c; c++)
			EXPECT_ROW(islower(*c));
		/* A call has states and, in TAPI, a feature bit; a line has features. */
		EXPECT_ROW(!!row->states == call);
		EXPECT_ROW(!!row->states2 == !!(row->flags & TLINE_ROW_CALL2));
		EXPECT_ROW(row->flags & TLINE_ROW_CALL ? row->call_feature :
			   row->line_feature | row->address_feature || op == TLINE_OP_PROXY);
		EXPECT_ROW(!((row->flags & TLINE_ROW_CALL) && (row->flags & TLINE_ROW_CALL_OPT)));
		EXPECT_ROW(!((row->flags & TLINE_ROW_CALL2) && !(row->flags & TLINE_ROW_CALL)));
		EXPECT_ROW(!((row->flags & TLINE_ROW_OWNER) && !call));
		EXPECT_ROW(!((row->flags & TLINE_ROW_ARGS) && row->args == TLINE_ARGS_NONE));
		EXPECT_ROW(!((row->flags & (TLINE_ROW_ADDRESS | TLINE_ROW_ADDRESS_ANY)) &&
			     !row->num_arg));
		EXPECT_ROW(!((row->flags & TLINE_ROW_MAY_CREATE) && !row->creates));
		EXPECT_ROW(!((row->flags & TLINE_ROW_NAMES) && !(row->flags & TLINE_ROW_CALL)));
		EXPECT_ROW(row->creates <= 2);
		EXPECT_ROW(row->num_arg <= 3);
		EXPECT_ROW(row->bad_call <= 0);
		EXPECT_ROW(row->bad_call2 <= 0);
		/* A limit of user-user information where there can be some, and only there. */
		EXPECT_ROW(!row->uui == !(row->args == TLINE_ARGS_UUI ||
					  (row->args == TLINE_ARGS_PARAMS && row->creates)));
		EXPECT_ROW(row->uui <= offsetof(struct tline_line_caps, uui_callinfo));
	}
}

/* No two operations stand for the same call feature. */
TEST(features_are_unique)
{
	u32 seen = 0, op;

	for (op = 1; op < TLINE_OP_COUNT; op++) {
		u32 feature = tline_op_table[op].call_feature;

		EXPECT_EQ(feature & (feature - 1), 0);
		EXPECT_EQ(seen & feature, 0);
		seen |= feature;
	}
}

TEST(names)
{
	u32 a, b;

	EXPECT_STREQ(tline_op_name(0), "none");
	EXPECT_STREQ(tline_op_name(TLINE_OP_COUNT), "none");
	EXPECT_STREQ(tline_op_name(U32_MAX), "none");
	for (a = 1; a < TLINE_OP_COUNT; a++)
		for (b = 1; b < a; b++)
			EXPECT_STRNE(tline_op_name(a), tline_op_name(b));
}

TEST_HARNESS_MAIN
