// SPDX-License-Identifier: GPL-2.0-only
/*
 * What programs of older API versions see: table 6.4 of what is translated, and
 * the modes, reasons and members that they do not know.
 */
#include "kselftest_harness.h"
#include "lib_fake_kernel.h"

#define V1_3	0x00010003
#define V1_4	0x00010004
#define V2_0	0x00020000
#define V2_2	0x00020002

#define D(x)	LINEDEVSTATE_##x
#define A(x)	LINEADDRESSSTATE_##x
#define S(x)	LINECALLSTATE_##x

FIXTURE(old)
{
	HLINEAPP app;
	HLINE line;
	uint32_t kid;
	LINEMESSAGE m;
};

FIXTURE_VARIANT(old)
{
	DWORD version;
};

FIXTURE_VARIANT_ADD(old, v1_3) { V1_3 };
FIXTURE_VARIANT_ADD(old, v1_4) { V1_4 };
FIXTURE_VARIANT_ADD(old, v2_0) { V2_0 };
FIXTURE_VARIANT_ADD(old, v2_2) { V2_2 };

FIXTURE_SETUP(old)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD num, version = variant->version;

	fake_start();
	ASSERT_EQ(0, lineInitializeEx(&self->app, NULL, NULL, NULL, &num, &version, &params));
	EXPECT_EQ(V2_2, version);
	EXPECT_EQ(variant->version, fake.setup.api_version);
	ASSERT_EQ(0, lineOpen(self->app, 0, &self->line, variant->version, 0, 42,
			      LINECALLPRIVILEGE_MONITOR, 0, NULL));
	self->kid = fake.opened.handle;
	send_new_call(self->kid, 777);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
}

FIXTURE_TEARDOWN(old)
{
	EXPECT_EQ(0, lineShutdown(self->app));
	fake_stop();
}

static const LINEMESSAGE *next(HLINEAPP app, LINEMESSAGE *m)
{
	memset(m, 0xff, sizeof(*m));
	return lineGetMessage(app, m, 0) ? NULL : m;
}

static void send_about(uint32_t handle, DWORD type, DWORD p1, DWORD p2, DWORD p3)
{
	send_message((struct tline_message){
		.type = type, .handle = handle, .instance = 42, .p1 = p1, .p2 = p2, .p3 = p3,
	});
}

static bool is_reinit(const LINEMESSAGE *m, DWORD change)
{
	return m && m->dwMessageID == LINE_LINEDEVSTATE && !m->hDevice &&
	       !m->dwCallbackInstance && m->dwParam1 == D(REINIT) &&
	       m->dwParam2 == LINE_LINEDEVSTATE && m->dwParam3 == change;
}

TEST_F(old, changes_mean_to_start_again)
{
	static const DWORD changes[] = { D(CAPSCHANGE), D(TRANSLATECHANGE) };
	const LINEMESSAGE *m;

	for (size_t i = 0; i < 2; i++) {
		send_about(self->kid, LINE_LINEDEVSTATE, changes[i] | D(CONNECTED), 0, 0);
		m = next(self->app, &self->m);
		if (variant->version < V1_4) {
			EXPECT_TRUE(is_reinit(m, changes[i]));
			continue;
		}
		ASSERT_NE(NULL, m);
		EXPECT_EQ(self->line, m->hDevice);
		EXPECT_EQ(42, m->dwCallbackInstance);
		EXPECT_EQ(changes[i] | D(CONNECTED), m->dwParam1);
	}
	send_about(self->kid, LINE_ADDRESSSTATE, 1, A(CAPSCHANGE) | A(NUMCALLS), 0);
	m = next(self->app, &self->m);
	ASSERT_NE(NULL, m);
	if (variant->version < V1_4) {
		EXPECT_TRUE(is_reinit(m, D(CAPSCHANGE)));
	} else {
		EXPECT_EQ(LINE_ADDRESSSTATE, m->dwMessageID);
		EXPECT_EQ(1, m->dwParam1);
		EXPECT_EQ(A(CAPSCHANGE) | A(NUMCALLS), m->dwParam2);
	}
	EXPECT_EQ(NULL, next(self->app, &self->m));
}

/* Of a provider: it is about everything. */
TEST_F(old, start_again)
{
	const LINEMESSAGE *m;

	send_about(self->kid, LINE_LINEDEVSTATE, D(REINIT) | D(CAPSCHANGE), 5, 6);
	m = next(self->app, &self->m);
	ASSERT_NE(NULL, m);
	EXPECT_EQ(0, m->hDevice);
	EXPECT_EQ(0, m->dwCallbackInstance);
	EXPECT_EQ(LINE_LINEDEVSTATE, m->dwMessageID);
	EXPECT_EQ(D(REINIT), m->dwParam1);
	EXPECT_EQ(0, m->dwParam2);
	EXPECT_EQ(0, m->dwParam3);
}

TEST_F(old, what_cannot_be_told_is_left_out)
{
	static const DWORD news[] = { D(CONFIGCHANGE), D(COMPLCANCEL), D(REMOVED) };
	DWORD left = variant->version < V1_4 ? 0 : ~0u;
	const LINEMESSAGE *m;

	for (size_t i = 0; i < 3; i++) {
		send_about(self->kid, LINE_LINEDEVSTATE, news[i], 5, 6);
		m = next(self->app, &self->m);
		EXPECT_EQ(left != 0, m != NULL);
		if (m)
			EXPECT_EQ(news[i], m->dwParam1);
		send_about(self->kid, LINE_LINEDEVSTATE, news[i] | D(RINGING), 5, 6);
		m = next(self->app, &self->m);
		ASSERT_NE(NULL, m);
		EXPECT_EQ(D(RINGING) | (news[i] & left), m->dwParam1);
		EXPECT_EQ(5, m->dwParam2);
		EXPECT_EQ(6, m->dwParam3);
	}
	left = variant->version < V2_0 ? 0 : ~0u;
	send_about(777, LINE_CALLINFO, LINECALLINFOSTATE_QOS, 0, 0);
	m = next(self->app, &self->m);
	EXPECT_EQ(left != 0, m != NULL);
	send_about(777, LINE_CALLINFO, LINECALLINFOSTATE_RATE | LINECALLINFOSTATE_CALLDATA, 0, 0);
	m = next(self->app, &self->m);
	ASSERT_NE(NULL, m);
	EXPECT_EQ(LINECALLINFOSTATE_RATE | (LINECALLINFOSTATE_CALLDATA & left), m->dwParam1);
}

TEST_F(old, ticks_came_with_2_0)
{
	static const DWORD messages[] = {
		LINE_GENERATE, LINE_MONITORDIGITS, LINE_MONITORMEDIA, LINE_MONITORTONE,
	};
	const LINEMESSAGE *m;

	for (size_t i = 0; i < 4; i++) {
		send_about(777, messages[i], 1, 2, 123456);
		m = next(self->app, &self->m);
		ASSERT_NE(NULL, m);
		EXPECT_EQ(messages[i], m->dwMessageID);
		EXPECT_EQ(1, m->dwParam1);
		EXPECT_EQ(2, m->dwParam2);
		EXPECT_EQ(variant->version < V2_0 ? 0 : 123456, m->dwParam3);
	}
}

TEST_F(old, modes_that_are_not_known)
{
	static const struct {
		DWORD state, mode;
		DWORD in_1_3, in_1_4;
	} rows[] = {
		{ S(OFFERING), LINEOFFERINGMODE_INACTIVE, 0, LINEOFFERINGMODE_INACTIVE },
		{ S(CONNECTED), LINECONNECTEDMODE_ACTIVE, 0, LINECONNECTEDMODE_ACTIVE },
		{ S(CONNECTED), LINECONNECTEDMODE_CONFIRMED, 0, LINECONNECTEDMODE_ACTIVE },
		{ S(CONNECTED), LINECONNECTEDMODE_INACTIVEHELD, 0, LINECONNECTEDMODE_INACTIVE },
		{ S(DISCONNECTED), LINEDISCONNECTMODE_NORMAL, LINEDISCONNECTMODE_NORMAL,
		  LINEDISCONNECTMODE_NORMAL },
		{ S(DISCONNECTED), LINEDISCONNECTMODE_NODIALTONE, LINEDISCONNECTMODE_UNKNOWN,
		  LINEDISCONNECTMODE_NODIALTONE },
		{ S(DISCONNECTED), LINEDISCONNECTMODE_BLOCKED, LINEDISCONNECTMODE_UNKNOWN,
		  LINEDISCONNECTMODE_UNKNOWN },
		{ S(BUSY), LINEBUSYMODE_TRUNK, LINEBUSYMODE_TRUNK, LINEBUSYMODE_TRUNK },
	};
	const LINEMESSAGE *m;
	DWORD expected;

	for (size_t i = 0; i < TL_ARRAY_SIZE(rows); i++) {
		expected = variant->version == V1_3 ? rows[i].in_1_3 :
			   variant->version == V1_4 ? rows[i].in_1_4 : rows[i].mode;
		send_state(777, rows[i].state, rows[i].mode, 0);
		m = next(self->app, &self->m);
		ASSERT_NE(NULL, m);
		EXPECT_EQ(rows[i].state, m->dwParam1);
		EXPECT_EQ(expected, m->dwParam2);
		EXPECT_EQ(expected, tl_state_mode_for(variant->version, rows[i].state,
						      rows[i].mode));
	}
}

TEST_F(old, reasons_and_origins_that_are_not_known)
{
	DWORD version = variant->version;

	EXPECT_EQ(LINECALLREASON_DIRECT, tl_reason_for(version, LINECALLREASON_DIRECT));
	EXPECT_EQ(version < V1_4 ? LINECALLREASON_UNAVAIL : LINECALLREASON_PARKED,
		  tl_reason_for(version, LINECALLREASON_PARKED));
	EXPECT_EQ(version < V2_0 ? LINECALLREASON_UNAVAIL : LINECALLREASON_CAMPEDON,
		  tl_reason_for(version, LINECALLREASON_CAMPEDON));
	EXPECT_EQ(LINECALLORIGIN_OUTBOUND, tl_origin_for(version, LINECALLORIGIN_OUTBOUND));
	EXPECT_EQ(version < V1_4 ? LINECALLORIGIN_UNAVAIL : LINECALLORIGIN_INBOUND,
		  tl_origin_for(version, LINECALLORIGIN_INBOUND));
}

/* Who does not know a change cannot ask to hear of it, and REINIT cannot be turned off. */
TEST_F(old, masks)
{
	DWORD line_extra = variant->version < V1_4 ? D(CAPSCHANGE) | D(TRANSLATECHANGE) : 0;
	DWORD address_extra = variant->version < V1_4 ? A(CAPSCHANGE) : 0;
	DWORD line_states, address_states;

	EXPECT_EQ(line_extra, fake.states.line_states);
	EXPECT_EQ(address_extra, fake.states.address_states);
	EXPECT_EQ(0, lineSetStatusMessages(self->line, D(RINGING), A(NUMCALLS)));
	EXPECT_EQ(D(RINGING) | line_extra, fake.states.line_states);
	EXPECT_EQ(A(NUMCALLS) | address_extra, fake.states.address_states);
	EXPECT_EQ(0, lineGetStatusMessages(self->line, &line_states, &address_states));
	EXPECT_EQ(D(RINGING), line_states);
	EXPECT_EQ(A(NUMCALLS), address_states);
}

TEST_HARNESS_MAIN
