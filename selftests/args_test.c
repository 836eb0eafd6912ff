// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a request may be about and with: arguments, handles, operations that a line lacks, and the
 * order of the checks (Documentation/abi.rst, "Submitting").
 */
#include <stddef.h>

#include "kselftest_harness.h"
#include "tline_test.h"

#define LINES	3

/* Line 0 lacks most operations, line 1 those on held calls, line 2 makes and answers no calls. */
static const char * const without[LINES] = {
	"dial accept drop hold redirect blindtransfer setuptransfer securecall "
	"senduseruserinfo releaseuseruserinfo setcallparams setlinedevstatus "
	"setupconference prepareaddtoconference park unpark pickup uncompletecall forward "
	"setcalldata setcallqualityofservice setcalltreatment setterminal devspecific "
	"devspecificfeature monitor_digits",
	"unhold swaphold completetransfer addtoconference removefromconference completecall "
	"devspecific",
	"makecall answer",
};

FIXTURE(args)
{
	struct sim sim;
	int app[LINES];
	struct line line[LINES];
};

typedef FIXTURE_DATA(args) fixture;

FIXTURE_SETUP(args)
{
	int i;

	sim_create_down(&self->sim, LINES);
	for (i = 0; i < LINES; i++)
		sim_set(&self->sim, i, "without", "%s", without[i]);
	sim_live(&self->sim);
	for (i = 0; i < LINES; i++) {
		self->app[i] = app_open();
		self->line[i] = line_open(&self->sim, i, self->app[i], OWNER, VOICE);
	}
}

FIXTURE_TEARDOWN(args)
{
	int i;

	for (i = 0; i < LINES; i++) {
		line_close(&self->line[i]);
		close(self->app[i]);
	}
	sim_destroy(&self->sim);
}

/* Submit @op on @call with @size bytes of arguments: 0, or -errno or TLINE_ERR_; no completion. */
static int with(struct line *line, __u32 op, __u32 call, const void *args, __u32 size)
{
	struct tline_request rq = {
		.op = op, .call = call, .args = (uintptr_t)args, .args_size = size,
	};
	int id = submit(line, &rq);

	if (id < 0)
		return id;
	return reply(line->app, id, NULL);
}

static int refused(struct line *line, struct tline_request rq)
{
	return submit(line, &rq);
}

/* ------------------------------------------------------------------------- arguments */

static const struct tline_call_params call_params = { .dest = { .number = "201" } };

#define STRING(member)	{ offsetof(struct tline_call_params, member), \
			  sizeof(((struct tline_call_params *)0)->member) }

/* Each string must end, each reserved member be 0, user-user information fit its place. */
TEST_F(args, call_params)
{
	static const struct {
		size_t at, size;
	} strings[] = {
		STRING(dest.number), STRING(calling), STRING(displayable), STRING(called_party),
		STRING(comment),
	};
	struct line *line = &self->line[1];
	struct tline_call_params params;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(strings); i++) {
		params = call_params;
		memset((char *)&params + strings[i].at, '1', strings[i].size);
		EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &params, sizeof(params)), -EINVAL) {
			TH_LOG("string %u", i);
		}
	}
	params = call_params;
	params.dest.reserved = 1;
	EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &params, sizeof(params)), -EINVAL);
	params = call_params;
	params.uui.size = TLINE_UUI_LEN + 1;
	EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &params, sizeof(params)), -EINVAL);
	EXPECT_EQ(counters(line->fd).submitted, 0);
	/* The longest that fit. */
	params = call_params;
	for (i = 1; i < ARRAY_SIZE(strings); i++)
		memset((char *)&params + strings[i].at, '1', strings[i].size - 1);
	params.uui.size = TLINE_UUI_LEN;
	EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &params, sizeof(params)), 0);
}

/* An older program's shorter structure is filled up with zeros; a newer one's tail must be zero. */
TEST_F(args, sizes)
{
	struct line *line = &self->line[1];
	struct {
		struct tline_call_params params;
		char tail[4096];
	} larger = { .params = call_params };
	__u32 size = sizeof(call_params);

	EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &larger,
		       offsetof(struct tline_call_params, calling)), 0);
	drain(line->app);
	line_close(line);
	self->line[1] = line_open(&self->sim, 1, self->app[1], OWNER, VOICE);
	EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &larger, 4096), 0);
	larger.tail[0] = 1;
	EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &larger, size + 1), -E2BIG);
	EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &larger, 4096), -E2BIG);
	larger.tail[0] = 0;
	larger.tail[4095 - size] = 1;
	EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &larger, 4096), -E2BIG);
	EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &larger, 4097), -E2BIG);
	EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, NULL, 0), -EINVAL);
	EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &larger, 0), -EINVAL);
	/* These two, and the drop that the core made when the line was closed. */
	EXPECT_EQ(counters(line->fd).submitted, 3);
}

/* The same for the other kinds of arguments; the line's call is not even looked for. */
TEST_F(args, kinds)
{
	struct line *line = &self->line[1];
	struct tline_dest dest = { .reserved = 1 };
	struct tline_uui uui = { .size = TLINE_UUI_LEN + 1 };
	static char bytes[TLINE_MAX_ARGS + 1];

	EXPECT_EQ(with(line, TLINE_OP_DIAL, 1, &dest, sizeof(dest)), -EINVAL);
	dest.reserved = 0;
	EXPECT_EQ((__u32)with(line, TLINE_OP_DIAL, 1, &dest, sizeof(dest)),
		  TLINE_ERR_INVALCALLHANDLE);
	memset(dest.number, '1', sizeof(dest.number));
	EXPECT_EQ(with(line, TLINE_OP_REDIRECT, 1, &dest, sizeof(dest)), -EINVAL);
	EXPECT_EQ(with(line, TLINE_OP_ANSWER, 1, &uui, sizeof(uui)), -EINVAL);
	uui.size = ~0;
	EXPECT_EQ(with(line, TLINE_OP_DROP, 1, &uui, sizeof(uui)), -EINVAL);
	uui.size = TLINE_UUI_LEN;
	EXPECT_EQ((__u32)with(line, TLINE_OP_DROP, 1, &uui, sizeof(uui)),
		  TLINE_ERR_INVALCALLHANDLE);
	EXPECT_EQ((__u32)with(line, TLINE_OP_DROP, 1, NULL, 0), TLINE_ERR_INVALCALLHANDLE);
	EXPECT_EQ(with(line, TLINE_OP_DEVSPECIFIC, 0, bytes, sizeof(bytes)), -E2BIG);
	EXPECT_EQ((__u32)with(line, TLINE_OP_DEVSPECIFIC, 0, bytes, sizeof(bytes) - 1),
		  TLINE_ERR_OPERATIONUNAVAIL);
	EXPECT_EQ(with(line, TLINE_OP_SETTERMINAL, 0, NULL, 0), -EINVAL);
	EXPECT_EQ(with(line, TLINE_OP_SENDUSERUSERINFO, 1, NULL, 0), -EINVAL);
}

/* Items behind the parameters: each fits, is of a kind that goes there, and ends. */
TEST_F(args, items)
{
	static const struct {
		const char *what;
		int err;
		__u32 kind, size, items_size;
	} bad[] = {
		{ "none", 0, 0, 0, 0 },
		{ "one", 0, TLINE_DATA_CALL_DATA, 8, 16 },
		{ "empty", 0, TLINE_DATA_CALL_DATA, 0, 8 },
		{ "odd", 0, TLINE_DATA_CALL_DATA, 3, 16 },
		{ "kind 0", -EINVAL, 0, 8, 16 },
		{ "of a line", -EINVAL, TLINE_DATA_LINE_DEVSPECIFIC, 8, 16 },
		{ "of the provider", -EINVAL, TLINE_DATA_CHARGINGINFO, 8, 16 },
		{ "of nobody", -EINVAL, TLINE_DATA_KINDS, 8, 16 },
		{ "too long", -EINVAL, TLINE_DATA_CALL_DATA, 9, 16 },
		{ "far too long", -EINVAL, TLINE_DATA_CALL_DATA, 0xfffffff8, 16 },
		{ "cut", -EINVAL, TLINE_DATA_CALL_DATA, 0, 4 },
		{ "a second one of nothing", -EINVAL, TLINE_DATA_CALL_DATA, 8, 24 },
		{ "class without end", -EINVAL, TLINE_DATA_DEVICE_CONFIG, 8, 16 },
		{ "more than there is", -EINVAL, TLINE_DATA_CALL_DATA, 8, 4096 },
	};
	struct line *line = &self->line[1];
	struct {
		struct tline_call_params params;
		struct tline_item item;
		char data[TLINE_MAX_ARGS];
	} args;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(&args, 0, sizeof(args));
		args.params = call_params;
		args.params.items_size = bad[i].items_size;
		args.item.kind = bad[i].kind;
		args.item.size = bad[i].size;
		memset(args.data, 'x', 8);
		EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &args, sizeof(args.params) +
			       (bad[i].items_size < 24 ? bad[i].items_size : 24)), bad[i].err) {
			TH_LOG("%s", bad[i].what);
		}
		drain(line->app);
		line_close(line);
		*line = line_open(&self->sim, 1, self->app[1], OWNER, VOICE);
	}
	/* Structure and items together have a limit. */
	args.params.items_size = 4096 - sizeof(args.params) + 8;
	args.params.items_size -= args.params.items_size % 8;
	EXPECT_EQ(with(line, TLINE_OP_MAKECALL, 0, &args,
		       sizeof(args.params) + args.params.items_size), -E2BIG);
}

/* Rules of forwarding, terminals: what is malformed, and what the line does not have. */
TEST_F(args, rules_and_terminals)
{
	struct line *line = &self->line[1];
	struct tline_forward rule[2] = { { .mode = TLINE_FORWARDMODE_BUSY, .dest = "200" } };
	struct tline_set_terminal t = { .terminal = 0xffff, .modes = TLINE_TERMMODE_RINGER };
	struct tline_item flow = { TLINE_DATA_CALL_DATA, 0 };

	rule[1] = rule[0];
	EXPECT_EQ(with(line, TLINE_OP_FORWARD, 0, rule, sizeof(rule) - 1), -EINVAL);
	memset(rule[1].caller, '1', sizeof(rule[1].caller));
	EXPECT_EQ(with(line, TLINE_OP_FORWARD, 0, rule, sizeof(rule)), -EINVAL);
	rule[1] = rule[0];
	rule[1].mode = TLINE_FORWARDMODE_BUSY | TLINE_FORWARDMODE_NOANSW;
	EXPECT_EQ((__u32)with(line, TLINE_OP_FORWARD, 0, rule, sizeof(rule)), TLINE_ERR_INVALPARAM);
	rule[1].mode = TLINE_FORWARDMODE_UNAVAIL;
	EXPECT_EQ((__u32)with(line, TLINE_OP_FORWARD, 0, rule, sizeof(rule)), TLINE_ERR_INVALPARAM);
	EXPECT_EQ((__u32)with(line, TLINE_OP_SETTERMINAL, 0, &t, sizeof(t)),
		  TLINE_ERR_INVALTERMINALID);
	t.address = 99;
	EXPECT_EQ((__u32)with(line, TLINE_OP_SETTERMINAL, 0, &t, sizeof(t)),
		  TLINE_ERR_INVALADDRESSID);
	EXPECT_EQ(with(line, TLINE_OP_SETCALLQUALITYOFSERVICE, 1, &flow, sizeof(flow)), -EINVAL);
	EXPECT_EQ(with(line, TLINE_OP_SETCALLQUALITYOFSERVICE, 1, &flow, 4), -EINVAL);
}

/* --------------------------------------------------------------------------- handles */

/* Handles that are none: of nothing, of the line, of another line, of a call to be. */
TEST_F(args, call_handles)
{
	struct line *line = &self->line[1];
	struct line second = line_open(&self->sim, 0, line->app, OWNER, VOICE);
	__u32 call, other, call2;
	int id;

	id = submit_makecall(line, "none", &call);
	EXPECT_EQ((__u32)reply(line->app, id, NULL), TLINE_ERR_INVALADDRESS);
	EXPECT_EQ((__u32)submit_op(line, TLINE_OP_DROP, call), TLINE_ERR_INVALCALLHANDLE);
	EXPECT_EQ((__u32)submit_op(line, TLINE_OP_DROP, 0), TLINE_ERR_INVALCALLHANDLE);
	EXPECT_EQ((__u32)submit_op(line, TLINE_OP_DROP, line->handle), TLINE_ERR_INVALCALLHANDLE);

	id = submit_makecall(&second, "", &other);
	ASSERT_EQ(reply(line->app, id, NULL), 0);
	EXPECT_EQ((__u32)submit_op(line, TLINE_OP_DROP, other), TLINE_ERR_INVALCALLHANDLE);
	EXPECT_EQ((__u32)submit_op(&self->line[0], TLINE_OP_DROP, other),
		  TLINE_ERR_INVALCALLHANDLE);

	/* P5: reserved, and not yet to be used. */
	sim_set(&self->sim, 1, "park", "1");
	id = submit_makecall(line, "", &call2);
	ASSERT_GT(id, 0);
	EXPECT_EQ((__u32)submit_op(line, TLINE_OP_DROP, call2), TLINE_ERR_INVALCALLHANDLE);
	EXPECT_EQ(call_state(line, call2), 0);
	sim_set(&self->sim, 1, "park", "0");
	EXPECT_EQ(reply(line->app, id, NULL), 0);
	EXPECT_GT(submit_op(line, TLINE_OP_DROP, call2), 0);
	line_close(&second);
}

/* Where TAPI has a code of its own for a bad handle. */
TEST_F(args, conference_handles)
{
	struct line *line = &self->line[1];
	__u32 call;
	int id = submit_makecall(line, "", &call);

	ASSERT_EQ(reply(line->app, id, NULL), 0);
	EXPECT_EQ((__u32)submit_op(line, TLINE_OP_PREPAREADDTOCONFERENCE, 99),
		  TLINE_ERR_INVALCONFCALLHANDLE);
	EXPECT_EQ((__u32)submit_op(line, TLINE_OP_ADDTOCONFERENCE, 99),
		  TLINE_ERR_INVALCONFCALLHANDLE);
	EXPECT_EQ((__u32)submit_op(line, TLINE_OP_COMPLETETRANSFER, 99),
		  TLINE_ERR_INVALCALLHANDLE);
}

/* A call that is connected, @to answering. */
static __u32 connected(fixture *self, int from, int to, __u32 *answered)
{
	__u32 call;

	connect_call(&self->sim, &self->line[from], &self->line[to], to, &call, answered);
	return call;
}

/*
 * What is wrong is told in this order: handle, privilege, state, second handle, arguments,
 * operation.  Each request here has all the faults that come after, as well.
 */
TEST_F(args, order)
{
	struct line *line = &self->line[0], monitor;
	struct tline_dest dest = { .number = "201" };
	struct tline_request rq = {
		.op = TLINE_OP_REDIRECT, .args = (uintptr_t)&dest, .args_size = sizeof(dest),
	};
	struct tline_request swap = { .op = TLINE_OP_SWAPHOLD, .call2 = 99 };
	struct tline_call_params params = { .min_rate = ~0 };
	struct tline_request set = {
		.op = TLINE_OP_SETCALLPARAMS, .args = (uintptr_t)&params,
		.args_size = sizeof(params),
	};
	__u32 answered, call = connected(self, 0, 1, &answered), watched;

	monitor = line_open(&self->sim, 0, app_open(), MONITOR, 0);
	ASSERT_EQ(new_calls(&monitor, &watched, 1), 1);

	rq.call = 99;
	EXPECT_EQ((__u32)refused(&monitor, rq), TLINE_ERR_INVALCALLHANDLE);
	rq.call = watched;
	EXPECT_EQ((__u32)refused(&monitor, rq), TLINE_ERR_NOTOWNER);
	rq.call = call;
	EXPECT_EQ((__u32)refused(line, rq), TLINE_ERR_INVALCALLSTATE);
	swap.call = watched;
	EXPECT_EQ((__u32)refused(&monitor, swap), TLINE_ERR_NOTOWNER);
	swap.call = call;
	EXPECT_EQ((__u32)refused(line, swap), TLINE_ERR_INVALCALLHANDLE);
	set.call = call;
	EXPECT_EQ((__u32)refused(line, set), TLINE_ERR_INVALRATE);
	params.min_rate = 0;
	EXPECT_EQ((__u32)refused(line, set), TLINE_ERR_OPERATIONUNAVAIL);
	EXPECT_EQ(counters(line->fd).submitted, 1);
	line_close(&monitor);
	close(monitor.app);
}

/* The second call: another one, in a state of its own. */
TEST_F(args, second_call)
{
	struct line *line = &self->line[2];
	struct tline_request transfer = { .op = TLINE_OP_COMPLETETRANSFER };
	struct tline_request swap = { .op = TLINE_OP_SWAPHOLD };
	__u32 call;

	sim_set(&self->sim, 2, "incoming", "123");
	call = offered(line);
	transfer.call = call;
	EXPECT_EQ((__u32)refused(line, transfer), TLINE_ERR_INVALCALLSTATE);
	swap.call = call;
	swap.call2 = call;
	EXPECT_EQ((__u32)refused(line, swap), TLINE_ERR_INVALCALLSTATE);
	EXPECT_EQ(counters(line->fd).submitted, 0);
}

/* ------------------------------------------------------- operations that are not there */

/* OPERATIONUNAVAIL of @op on a good call in a good state; marks it as seen. */
static bool lacks(struct line *line, __u32 op, __u32 call, __u32 call2, __u64 *seen)
{
	static const struct tline_dest dest = { .number = "201" };
	static const struct tline_uui uui = { .size = 1 };
	static const struct tline_item flow = { TLINE_DATA_SENDING_FLOWSPEC, 0 };
	static const struct tline_set_terminal terminal = { .modes = TLINE_TERMMODE_RINGER };
	static const struct tline_gather gather = { TLINE_DIGITMODE_DTMF, 1 };
	static const struct {
		const void *args;
		__u32 size;
	} args_of[TLINE_OP_COUNT] = {
		[TLINE_OP_MAKECALL] = { &call_params, sizeof(call_params) },
		[TLINE_OP_DIAL] = { &dest, sizeof(dest) },
		[TLINE_OP_REDIRECT] = { &dest, sizeof(dest) },
		[TLINE_OP_BLINDTRANSFER] = { &dest, sizeof(dest) },
		[TLINE_OP_UNPARK] = { &dest, sizeof(dest) },
		[TLINE_OP_SENDUSERUSERINFO] = { &uui, sizeof(uui) },
		[TLINE_OP_SETCALLPARAMS] = { &call_params, sizeof(call_params) },
		[TLINE_OP_SETCALLQUALITYOFSERVICE] = { &flow, sizeof(flow) },
		[TLINE_OP_SETTERMINAL] = { &terminal, sizeof(terminal) },
		[TLINE_OP_GATHERDIGITS] = { &gather, sizeof(gather) },
	};
	struct tline_request rq = {
		.op = op, .call = call, .call2 = call2, .args = (uintptr_t)args_of[op].args,
		.args_size = args_of[op].size,
	};
	/* That there are no terminals is found first. */
	__s32 expected = op == TLINE_OP_SETTERMINAL ? TLINE_ERR_INVALTERMINALID :
			 TLINE_ERR_OPERATIONUNAVAIL;
	int result = submit(line, &rq);

	*seen |= 1ULL << op;
	if (result == expected && !rq.id && !rq.new_call && !rq.new_call2)
		return true;
	fprintf(stderr, "# operation %u: %#x\n", op, result);
	return false;
}

/* Every operation there is, on a line that lacks it. */
TEST_F(args, unavailable)
{
	static const __u32 of_lines[] = {
		TLINE_OP_UNPARK, TLINE_OP_PICKUP, TLINE_OP_UNCOMPLETECALL, TLINE_OP_FORWARD,
		TLINE_OP_SETTERMINAL, TLINE_OP_SETLINEDEVSTATUS, TLINE_OP_DEVSPECIFIC,
		TLINE_OP_DEVSPECIFICFEATURE, TLINE_OP_SETUPCONFERENCE, TLINE_OP_PROXY,
	};
	static const __u32 connected_ops[] = {
		TLINE_OP_DIAL, TLINE_OP_DROP, TLINE_OP_HOLD, TLINE_OP_BLINDTRANSFER,
		TLINE_OP_SETUPTRANSFER, TLINE_OP_SECURECALL, TLINE_OP_SENDUSERUSERINFO,
		TLINE_OP_RELEASEUSERUSERINFO, TLINE_OP_SETCALLPARAMS, TLINE_OP_SETUPCONFERENCE,
		TLINE_OP_PREPAREADDTOCONFERENCE, TLINE_OP_PARK, TLINE_OP_SETCALLDATA,
		TLINE_OP_SETCALLQUALITYOFSERVICE, TLINE_OP_SETCALLTREATMENT, TLINE_OP_SETTERMINAL,
		TLINE_OP_DEVSPECIFIC, TLINE_OP_GATHERDIGITS,
	};
	__u64 seen = 1;
	struct line *line = &self->line[0];
	__u32 call, busy, second;
	unsigned int i;
	int id;

	for (i = 0; i < ARRAY_SIZE(of_lines); i++)
		EXPECT_TRUE(lacks(line, of_lines[i], 0, 0, &seen));
	/* A call that rings at line 0. */
	sim_set(&self->sim, 0, "incoming", "123");
	call = offered(line);
	EXPECT_TRUE(lacks(line, TLINE_OP_ACCEPT, call, 0, &seen));
	EXPECT_TRUE(lacks(line, TLINE_OP_REDIRECT, call, 0, &seen));
	/* Answered, it is connected. */
	id = submit_op(line, TLINE_OP_ANSWER, call);
	ASSERT_EQ(reply(line->app, id, NULL), 0);
	ASSERT_EQ(call_state(line, call), TLINE_CALLSTATE_CONNECTED);
	for (i = 0; i < ARRAY_SIZE(connected_ops); i++)
		EXPECT_TRUE(lacks(line, connected_ops[i], call, 0, &seen));
	line_close(line);
	*line = line_open(&self->sim, 0, self->app[0], OWNER, VOICE);

	/* One held, one connected. */
	line = &self->line[1];
	connected(self, 0, 1, &call);
	id = submit_op(line, TLINE_OP_HOLD, call);
	ASSERT_EQ(reply(line->app, id, NULL), 0);
	EXPECT_TRUE(lacks(line, TLINE_OP_UNHOLD, call, 0, &seen));
	sim_set(&self->sim, 1, "incoming", "124");
	second = offered(line);
	id = submit_op(line, TLINE_OP_ANSWER, second);
	ASSERT_EQ(reply(line->app, id, NULL), 0);
	EXPECT_TRUE(lacks(line, TLINE_OP_SWAPHOLD, second, call, &seen));
	EXPECT_TRUE(lacks(line, TLINE_OP_COMPLETETRANSFER, call, second, &seen));
	EXPECT_TRUE(lacks(line, TLINE_OP_ADDTOCONFERENCE, call, second, &seen));
	id = submit_op(line, TLINE_OP_DROP, second);
	ASSERT_EQ(reply(line->app, id, NULL), 0);
	/* One that is busy. */
	sim_set(&self->sim, 2, "script", "busy");
	id = submit_makecall(line, self->sim.number[2], &busy);
	ASSERT_EQ(reply(line->app, id, NULL), 0);
	sim_step(&self->sim, 1000);
	ASSERT_EQ(call_state(line, busy), TLINE_CALLSTATE_BUSY);
	EXPECT_TRUE(lacks(line, TLINE_OP_COMPLETECALL, busy, 0, &seen));
	id = submit_op(line, TLINE_OP_DROP, busy);
	ASSERT_EQ(reply(line->app, id, NULL), 0);
	/* A member of a conference. */
	sim_set(&self->sim, 1, "incoming", "126");
	call = offered(line);
	id = submit_op(line, TLINE_OP_ANSWER, call);
	ASSERT_EQ(reply(line->app, id, NULL), 0);
	id = submit_op(line, TLINE_OP_SETUPCONFERENCE, call);
	ASSERT_EQ(reply(line->app, id, NULL), 0);
	ASSERT_EQ(call_state(line, call), TLINE_CALLSTATE_CONFERENCED);
	EXPECT_TRUE(lacks(line, TLINE_OP_REMOVEFROMCONFERENCE, call, 0, &seen));

	line = &self->line[2];
	EXPECT_TRUE(lacks(line, TLINE_OP_MAKECALL, 0, 0, &seen));
	sim_set(&self->sim, 2, "script", "app");
	sim_set(&self->sim, 2, "incoming", "125");
	EXPECT_TRUE(lacks(line, TLINE_OP_ANSWER, offered(line), 0, &seen));
	EXPECT_EQ(counters(line->fd).submitted, 0);

	/* That were all. */
	EXPECT_EQ(seen, (1ULL << TLINE_OP_COUNT) - 1);
}

TEST_HARNESS_MAIN
