// SPDX-License-Identifier: GPL-2.0-only
/*
 * Call states (kernel/call-state.c) against tables of their own: the transitions of
 * Documentation/termination.rst, and TAPI's operations by state.
 */
#include "kselftest_harness.h"

KSHIM_DEFINITIONS;

#define STATES	16
#define S(x)	TLINE_CALLSTATE_##x
#define F(x)	TLINE_CALLFEATURE_##x
#define EXTENDED	0x01000000	/* a provider's own substate */

static const u32 state_bit[STATES] = {
	S(IDLE), S(OFFERING), S(ACCEPTED), S(DIALTONE), S(DIALING), S(RINGBACK), S(BUSY),
	S(SPECIALINFO), S(CONNECTED), S(PROCEEDING), S(ONHOLD), S(CONFERENCED),
	S(ONHOLDPENDCONF), S(ONHOLDPENDTRANSFER), S(DISCONNECTED), S(UNKNOWN),
};

/*
 * Rows from, columns to, both as above: x allowed.
 * The columns:   I O A D D R B S C P H C H H D U
 *                D F C T I I U P O R O O P P I N
 *                L F C O A N S E N O L N C T S K
 */
static const char * const matrix[STATES] = {
	/* IDLE */	". . . . . . . . . . . . . . . .",
	/* OFFERING */	"x . x . . . . . x . . . . . x x",
	/* ACCEPTED */	"x . . . . . . . x . . . . . x x",
	/* DIALTONE */	"x . . . x x x x x x . . . . x x",
	/* DIALING */	"x . . . . x x x x x . . . . x x",
	/* RINGBACK */	"x . . . . . x x x . . x . . x x",
	/* BUSY */	"x . . x . x . . x . . . . . x x",
	/* SPECIAL */	"x . . x . x . . x . . . . . x x",
	/* CONNECTED */	"x . . . . . . . x . x x x x x x",
	/* PROCEEDING */ "x . . . . x x x x . . x . . x x",
	/* ONHOLD */	"x x . . . . . . x . x x x x x x",
	/* CONFERENCED */ "x . . . . . . . x . x . . x x x",
	/* PENDCONF */	"x x . . . . . . x . x x x x x x",
	/* PENDTRANSF */ "x x . . . . . . x . x x x x x x",
	/* DISCONNECTED */ "x . . . . . . . . . . . . . . .",
	/* UNKNOWN */	"x x x x x x x x x x x x x x x x",
};

TEST(transitions)
{
	u32 from, to;

	for (from = 0; from < STATES; from++)
		for (to = 0; to < STATES; to++)
			EXPECT_EQ(tline_state_may_follow(state_bit[from], state_bit[to]),
				  matrix[from][2 * to] == 'x') {
				TH_LOG("from %s to %s", tline_state_name(state_bit[from]),
				       tline_state_name(state_bit[to]));
			}
}

/* The first state of a call is any but IDLE. */
TEST(first_state)
{
	u32 to;

	for (to = 0; to < STATES; to++)
		EXPECT_EQ(tline_state_may_follow(0, state_bit[to]), to != 0);
}

/* P5: whatever a provider reports after IDLE, nothing follows it. */
TEST(idle_is_final)
{
	u64 seed = 42;
	int i;

	for (i = 0; i < 10000; i++) {
		u32 to = kshim_random(&seed);

		ASSERT_EQ(tline_state_may_follow(S(IDLE), to), false);
		ASSERT_EQ(tline_state_may_follow(S(IDLE) | EXTENDED, to), false);
	}
}

/* One predefined state, alone or with a provider's own bits; nothing else is one. */
TEST(valid)
{
	u32 i, j;

	EXPECT_FALSE(tline_state_valid(0));
	EXPECT_FALSE(tline_state_valid(EXTENDED));
	for (i = 0; i < STATES; i++) {
		EXPECT_TRUE(tline_state_valid(state_bit[i]));
		EXPECT_TRUE(tline_state_valid(state_bit[i] | EXTENDED));
		for (j = 0; j < STATES; j++) {
			if (i == j)
				continue;
			EXPECT_FALSE(tline_state_valid(state_bit[i] | state_bit[j]));
			EXPECT_FALSE(tline_state_may_follow(S(UNKNOWN),
							    state_bit[i] | state_bit[j]));
		}
		EXPECT_FALSE(tline_state_may_follow(state_bit[i], 0));
		EXPECT_FALSE(tline_state_may_follow(state_bit[i], EXTENDED));
		EXPECT_EQ(tline_state_may_follow(state_bit[i] | EXTENDED, S(DISCONNECTED)),
			  matrix[i][2 * 14] == 'x');
	}
}

/* Bits 16 to 23 are neither a state nor a provider's own. */
TEST(unused_bits)
{
	u32 bit;

	for (bit = 16; bit < 24; bit++) {
		EXPECT_FALSE(tline_state_valid(1u << bit));
		EXPECT_FALSE(tline_state_may_follow(0, 1u << bit));
	}
}

/* What TAPI's call features say for an owner, state by state; to that come those of any state. */
static const u32 feature_bits[STATES] = {
	[1] = F(ACCEPT) | F(ANSWER) | F(DROP) | F(REDIRECT) | F(SENDUSERUSER),
	[2] = F(ANSWER) | F(DROP) | F(SENDUSERUSER),
	[3] = F(DIAL) | F(DROP),
	[4] = F(DIAL) | F(DROP),
	[5] = F(DROP) | F(COMPLETECALL) | F(COMPLETETRANSF) | F(ADDTOCONF) | F(SENDUSERUSER),
	[6] = F(DROP) | F(COMPLETECALL) | F(COMPLETETRANSF),
	[7] = F(DROP),
	[8] = F(DROP) | F(HOLD) | F(BLINDTRANSFER) | F(PARK) | F(SETUPTRANSFER) | F(SETUPCONF) |
	      F(PREPAREADDCONF) | F(ADDTOCONF) | F(COMPLETETRANSF) | F(SWAPHOLD) |
	      F(SENDUSERUSER) | F(GATHERDIGITS) | F(GENERATEDIGITS) | F(GENERATETONE) |
	      F(MONITORDIGITS) | F(MONITORMEDIA) | F(MONITORTONES),
	[9] = F(DROP) | F(COMPLETETRANSF) | F(ADDTOCONF),
	[10] = F(UNHOLD) | F(SWAPHOLD) | F(DROP) | F(COMPLETETRANSF) | F(ADDTOCONF),
	[11] = F(REMOVEFROMCONF) | F(DROP),
	[12] = F(UNHOLD) | F(SWAPHOLD) | F(DROP) | F(ADDTOCONF),
	[13] = F(UNHOLD) | F(SWAPHOLD) | F(DROP) | F(COMPLETETRANSF),
	[14] = F(DROP),
	[15] = F(DROP),
};

TEST(features)
{
	const u32 live = F(SECURECALL) | F(SETCALLPARAMS) | F(SETMEDIACONTROL) | F(SETTERMINAL) |
			 F(RELEASEUSERUSERINFO) | F(SETTREATMENT) | F(SETQOS) | F(SETCALLDATA);
	u32 i;

	for (i = 0; i < STATES; i++) {
		bool over = state_bit[i] & (S(IDLE) | S(DISCONNECTED));

		EXPECT_EQ(tline_state_features(state_bit[i]), feature_bits[i] | (over ? 0 : live)) {
			TH_LOG("in %s", tline_state_name(state_bit[i]));
		}
		EXPECT_EQ(tline_state_features(state_bit[i] | EXTENDED),
			  tline_state_features(state_bit[i]));
	}
	EXPECT_EQ(tline_state_features(0), 0);
}

/* An operation that the table of operations allows in a state is a feature there, and only then. */
TEST(features_agree_with_operations)
{
	const u32 both = S(IDLE) | S(DISCONNECTED);
	u32 op, i;

	for (op = 1; op < TLINE_OP_COUNT; op++) {
		const struct tline_op_row *row = &tline_op_table[op];

		if (!row->call_feature || !row->states)
			continue;
		for (i = 0; i < STATES; i++) {
			bool possible = (row->states | row->states2) & state_bit[i];
			bool shown = tline_state_features(state_bit[i]) & row->call_feature;

			/* No feature is shown that would be refused. */
			if (shown)
				EXPECT_TRUE(possible) {
					TH_LOG("%s in %s", row->name,
					       tline_state_name(state_bit[i]));
				}
			/* A member: for the provider to refuse. */
			if (op == TLINE_OP_ADDTOCONFERENCE && state_bit[i] == S(CONFERENCED))
				continue;
			/* Valid, but of no use there. */
			if (possible && !(both & state_bit[i]) && op != TLINE_OP_DIAL &&
			    op != TLINE_OP_GATHERDIGITS)
				EXPECT_TRUE(shown) {
					TH_LOG("%s in %s", row->name,
					       tline_state_name(state_bit[i]));
				}
		}
	}
}

/* Active, on hold, on hold pending a transfer or conference, or none: TAPI's counts of calls. */
TEST(activity)
{
	u32 i;

	for (i = 0; i < STATES; i++) {
		int expected = TLINE_ACTIVE;

		if (state_bit[i] == S(IDLE))
			expected = -1;
		else if (state_bit[i] == S(ONHOLD))
			expected = TLINE_ONHOLD;
		else if (state_bit[i] & (S(ONHOLDPENDCONF) | S(ONHOLDPENDTRANSFER)))
			expected = TLINE_ONHOLD_PENDING;
		EXPECT_EQ(tline_state_activity(state_bit[i]), expected);
	}
	EXPECT_EQ(tline_state_activity(0), -1);
}

TEST(names)
{
	u32 i, j;

	EXPECT_STREQ(tline_state_name(0), "NONE");
	EXPECT_STREQ(tline_state_name(S(CONNECTED)), "CONNECTED");
	EXPECT_STREQ(tline_state_name(S(ONHOLDPENDTRANSFER) | EXTENDED), "ONHOLDPENDTRANSFER");
	for (i = 0; i < STATES; i++)
		for (j = 0; j < i; j++)
			EXPECT_STRNE(tline_state_name(state_bit[i]),
				     tline_state_name(state_bit[j]));
}

TEST_HARNESS_MAIN
