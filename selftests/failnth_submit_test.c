// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every request through each of its failure points: see failnth.h.  P1: either the submit fails, or
 * exactly one completion comes.
 */
#include "failnth.h"

#define CREATED(rq)	((rq)->new_call || (rq)->new_call2)

/* ------------------------------------------------------------------------- requests */

/* The least that operation @op takes; what its row does not know, it refuses. */
static void make_request(struct world *w, struct tline_request *rq, __u32 op)
{
	static const struct {
		__u32 size;
		bool call, call2;
	} takes[TLINE_OP_COUNT] = {
		[TLINE_OP_MAKECALL] = { sizeof(struct tline_call_params) },
		[TLINE_OP_DIAL] = { sizeof(struct tline_dest), true },
		[TLINE_OP_ACCEPT] = { sizeof(struct tline_uui), true },
		[TLINE_OP_ANSWER] = { sizeof(struct tline_uui), true },
		[TLINE_OP_DROP] = { sizeof(struct tline_uui), true },
		[TLINE_OP_HOLD] = { 0, true },
		[TLINE_OP_UNHOLD] = { 0, true },
		[TLINE_OP_SWAPHOLD] = { 0, true, true },
		[TLINE_OP_REDIRECT] = { sizeof(struct tline_dest), true },
		[TLINE_OP_BLINDTRANSFER] = { sizeof(struct tline_dest), true },
		[TLINE_OP_SETUPTRANSFER] = { sizeof(struct tline_call_params), true },
		[TLINE_OP_COMPLETETRANSFER] = { 0, true, true },
		[TLINE_OP_SETUPCONFERENCE] = { sizeof(struct tline_call_params), true },
		[TLINE_OP_PREPAREADDTOCONFERENCE] = { sizeof(struct tline_call_params), true },
		[TLINE_OP_ADDTOCONFERENCE] = { 0, true, true },
		[TLINE_OP_REMOVEFROMCONFERENCE] = { 0, true },
		[TLINE_OP_PARK] = { sizeof(struct tline_dest), true },
		[TLINE_OP_UNPARK] = { sizeof(struct tline_dest) },
		[TLINE_OP_PICKUP] = { sizeof(struct tline_dest) },
		[TLINE_OP_COMPLETECALL] = { 0, true },
		[TLINE_OP_FORWARD] = { sizeof(struct tline_forward) },
		[TLINE_OP_SECURECALL] = { 0, true },
		[TLINE_OP_SENDUSERUSERINFO] = { sizeof(struct tline_uui), true },
		[TLINE_OP_RELEASEUSERUSERINFO] = { 0, true },
		[TLINE_OP_SETCALLPARAMS] = { sizeof(struct tline_call_params), true },
		[TLINE_OP_SETCALLDATA] = { TLINE_MAX_ARGS, true },
		[TLINE_OP_SETCALLQUALITYOFSERVICE] = { 64, true },
		[TLINE_OP_SETCALLTREATMENT] = { 0, true },
		[TLINE_OP_SETTERMINAL] = { sizeof(struct tline_set_terminal), true },
		[TLINE_OP_DEVSPECIFIC] = { 64, true },
		[TLINE_OP_DEVSPECIFICFEATURE] = { 64 },
		[TLINE_OP_GATHERDIGITS] = { sizeof(struct tline_gather), true },
		[TLINE_OP_PROXY] = { 64 },
	};
	struct tline_item *item = (void *)w->args;

	memset(w->args, 0, sizeof(w->args));
	if (op == TLINE_OP_SETCALLQUALITYOFSERVICE) {
		item->kind = TLINE_DATA_SENDING_FLOWSPEC;
		item->size = takes[op].size - sizeof(*item);
	}
	*rq = (struct tline_request) {
		.op = op,
		.call = takes[op].call ? w->call : 0,
		.call2 = takes[op].call2 ? w->call : 0,
		.args = takes[op].size ? (uintptr_t)w->args : 0,
		.args_size = takes[op].size,
		.cookie = op,
	};
}

static int do_submit(struct world *w, __u32 n, __u32 flags, __u32 *done)
{
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)w->rq, .count = n, .request_size = sizeof(w->rq[0]),
		.flags = flags, .done = ~0,
	};
	int err;

	for (*done = 0; *done < n; ++*done)
		memset(&w->rq[*done].id, 0, sizeof(w->rq[0]) - offsetof(struct tline_request, id));
	err = ioctl(w->line.fd, TLINE_IOC_SUBMIT, &arg) ? -errno : 0;
	*done = arg.done;
	return err;
}

/* Requests that were accepted: force them to an end, and do away with calls made. */
static void away_with_requests(struct world *w, __u32 n)
{
	__u32 i;

	for (i = 0; i < n; i++) {
		if (!w->rq[i].id)
			continue;
		cancel(w->app, w->rq[i].id, TLINE_CANCEL_FORCE);
		if (w->rq[i].new_call && call_state(&w->line, w->rq[i].new_call)) {
			do_op(&w->line, TLINE_OP_DROP, w->rq[i].new_call);
			deallocate(&w->line, w->rq[i].new_call);
		}
	}
}

/* A refusal is the one that comes without a fault, too, or for want of memory. */
static bool right_refusal(const struct tline_request *rq, __s32 usual)
{
	return rq->result == (__s32)TLINE_ERR_NOMEM || rq->result == usual;
}

/*
 * P1: the ioctl has failed, and there is no completion; or each request that was accepted has
 * one.  What is in the structures agrees.  True: a point was left that could fail.
 */
static bool attempt_submit(struct __test_metadata *_metadata, struct world *w, __u32 count, int n,
			   const char *base, __s32 usual)
{
	__u32 done = 0, accepted = 0, i;
	bool struck;
	int err;

	arm(w->fn, n);
	err = do_submit(w, count, 0, &done);
	struck = disarm(w->fn);
	if (err) {
		EXPECT_TRUE(struck && right_error(err));
		EXPECT_TRUE(same(base, state_of(w)));
	} else {
		EXPECT_GE(done, struck ? 1 : count);
		EXPECT_LE(done, count);
		for (i = 0; i < done; i++) {
			accepted += w->rq[i].id > 0;
			EXPECT_TRUE(w->rq[i].id ? !w->rq[i].result : right_refusal(&w->rq[i], usual)) {
				TH_LOG("%#x, usually %#x", w->rq[i].result, usual);
			}
			EXPECT_TRUE(w->rq[i].id || !CREATED(&w->rq[i]));
		}
		for (i = 0; i < done; i++)
			cancel(w->app, w->rq[i].id, TLINE_CANCEL_FORCE);
	}
	EXPECT_EQ(leftover(w->app, TLINE_MSG_REPLY), accepted) {
		TH_LOG("operation %u, point %d: %d", w->rq[0].op, n, err);
	}
	if (!err)
		away_with_requests(w, done);
	drain_all(w);
	EXPECT_TRUE(same(base, state_of(w))) {
		TH_LOG("operation %u, point %d: something is left", w->rq[0].op, n);
	}
	return struck;
}

/* The result of the request when nothing fails: 0, accepted; or the refusal. */
static __s32 usual_result(struct world *w)
{
	__u32 done;

	if (do_submit(w, 1, 0, &done))
		return -errno;
	away_with_requests(w, 1);
	drain_all(w);
	return w->rq[0].result;
}

static int drive_submit(struct __test_metadata *_metadata, struct world *w, __u32 count)
{
	char *base = strdup(state_of(w));
	__s32 usual = usual_result(w);
	int n;

	EXPECT_TRUE(!usual || usual < -4095) {
		TH_LOG("operation %u is malformed: %d", w->rq[0].op, usual);
	}
	EXPECT_TRUE(same(base, state_of(w)));
	for (n = 1; n < MAX_POINTS && attempt_submit(_metadata, w, count, n, base, usual); n++)
		;
	EXPECT_LT(n, MAX_POINTS);
	free(base);
	return n - 1;
}

/* Every operation, up to its being given to a provider that keeps it. */
TEST_F(failnth, requests_fail_whole)
{
	struct world *w = &self->w;
	int points = 0;
	__u32 op;

	NEEDS_INJECTION(w);
	drain_all(w);
	for (op = 1; op < TLINE_OP_COUNT; op++) {
		sim_set(&w->sim, 0, "park", "1");
		make_request(w, &w->rq[0], op);
		points += drive_submit(_metadata, w, 1);
		sim_set(&w->sim, 0, "park", "0");
		drain_all(w);
	}
	fprintf(stderr, "# %d operations, %d failure points\n", TLINE_OP_COUNT - 1, points);
	EXPECT_GT(points, 3 * (TLINE_OP_COUNT - 1));
}

/* An array: what was accepted before the failure completes, what comes after it was never seen. */
TEST_F(failnth, arrays_of_requests_fail_by_the_request)
{
	struct world *w = &self->w;
	int i;

	NEEDS_INJECTION(w);
	drain_all(w);
	sim_set(&w->sim, 0, "park", "1");
	for (i = 0; i < 3; i++)
		make_request(w, &w->rq[i], TLINE_OP_SECURECALL);
	EXPECT_GT(drive_submit(_metadata, w, 3), 8);
	sim_set(&w->sim, 0, "park", "0");
}

/* Where each table of ids is full, so that one more needs memory. */
TEST_F(failnth, tables_that_grow_fail_whole)
{
	static int ids[CHUNK];
	struct world *w = &self->w;
	bool more = true;
	char *base;
	int n, i;

	NEEDS_INJECTION(w);
	drain_all(w);
	sim_set(&w->sim, 0, "park", "1");
	for (n = 1; n < MAX_POINTS && more; n++) {
		ASSERT_EQ(submit_many(&w->line, TLINE_OP_SECURECALL, w->call, CHUNK, ids), CHUNK);
		base = strdup(state_of(w));
		make_request(w, &w->rq[0], TLINE_OP_SECURECALL);
		more = attempt_submit(_metadata, w, 1, n, base, 0);
		free(base);
	}
	EXPECT_GT(n, 3);
	EXPECT_LT(n, MAX_POINTS);
	EXPECT_EQ(ioctl(w->line.fd, TLINE_IOC_CLOSE), 0);
	for (i = 1; i < n; i++)
		drain(w->app);
	sim_set(&w->sim, 0, "park", "0");
}

/* A call is made with a handle for each monitor, or not at all, and nothing of it is left. */
TEST_F(failnth, monitors_that_need_memory_fail_calls_whole)
{
	struct tline_ioc_app_info info = { 0 };
	bool more = true, accepted, replied;
	struct world *w = &self->w;
	struct crowd crowd;
	__u32 done = 0;
	char *base;
	int n, err;

	NEEDS_INJECTION(w);
	drain_all(w);
	sim_set(&w->sim, 0, "park", "1");
	for (n = 1; n < MAX_POINTS && more; n++) {
		crowd_open(w, &crowd, 0);
		base = strdup(state_of(w));
		make_request(w, &w->rq[0], TLINE_OP_MAKECALL);
		arm(w->fn, n);
		err = do_submit(w, 1, 0, &done);
		more = disarm(w->fn);
		accepted = !err && w->rq[0].id;
		EXPECT_TRUE(!err || (more && right_error(err)));
		EXPECT_TRUE(err || accepted || w->rq[0].result == (__s32)TLINE_ERR_NOMEM);
		/* By a provider that had no memory. */
		replied = leftover(w->app, TLINE_MSG_REPLY);
		EXPECT_TRUE(!replied || (accepted && more));
		ASSERT_EQ(ioctl(crowd.app, TLINE_IOC_APP_INFO, &info), 0);
		EXPECT_EQ(info.handles, CHUNK + (accepted && !replied)) {
			TH_LOG("point %d: %d", n, err);
		}
		if (accepted)
			away_with_requests(w, 1);
		drain_all(w);
		EXPECT_TRUE(same(base, state_of(w)));
		free(base);
		crowd_close(&crowd);
	}
	EXPECT_GT(n, 5);
	EXPECT_LT(n, MAX_POINTS);
	sim_set(&w->sim, 0, "park", "0");
}

/* With a provider that carries them out at once: a call, a consultation, the lamp. */
TEST_F(failnth, requests_carried_out_fail_whole)
{
	static const __u32 ops[] = {
		TLINE_OP_MAKECALL, TLINE_OP_SETUPTRANSFER, TLINE_OP_SETLINEDEVSTATUS,
		TLINE_OP_SENDUSERUSERINFO,
	};
	struct world *w = &self->w;
	unsigned int i;

	NEEDS_INJECTION(w);
	drain_all(w);
	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		char *base = strdup(state_of(w));
		bool more = true;
		int n;

		for (n = 1; n < MAX_POINTS && more; n++) {
			struct tline_request *rq = &w->rq[0];
			int err, replies;
			__u32 done;

			make_request(w, rq, ops[i]);
			if (ops[i] == TLINE_OP_MAKECALL)
				strcpy((char *)&((struct tline_call_params *)w->args)->dest, NOWHERE);
			arm(w->fn, n);
			err = do_submit(w, 1, 0, &done);
			more = disarm(w->fn);
			EXPECT_TRUE(!err || (more && right_error(err)));
			EXPECT_TRUE(err || rq->id || right_refusal(rq, 0));
			replies = leftover(w->app, TLINE_MSG_REPLY);
			EXPECT_EQ(replies, !err && rq->id) {
				TH_LOG("operation %u, point %d: %d, id %d", ops[i], n, err, rq->id);
			}
			/* Dropping the consultation takes the call back. */
			if (!err)
				away_with_requests(w, 1);
			sim_step(&w->sim, 1000);
			drain_all(w);
			EXPECT_TRUE(same(base, state_of(w))) {
				TH_LOG("operation %u, point %d: something is left", ops[i], n);
			}
		}
		EXPECT_LT(n, MAX_POINTS);
		free(base);
	}
}

/* WAIT: a result is in the structure or comes by message, never both, never neither. */
TEST_F(failnth, waiting_fails_whole)
{
	struct world *w = &self->w;
	char *base;
	bool more = true;
	int n, i;

	NEEDS_INJECTION(w);
	drain_all(w);
	base = strdup(state_of(w));
	for (n = 1; n < MAX_POINTS && more; n++) {
		int err, by_message = 0;
		__u32 done;

		for (i = 0; i < 3; i++)
			make_request(w, &w->rq[i], TLINE_OP_SETLINEDEVSTATUS);
		arm(w->fn, n);
		err = do_submit(w, 3, TLINE_SUBMIT_WAIT, &done);
		more = disarm(w->fn);
		EXPECT_TRUE(!err || (more && right_error(err)));
		for (i = 0; i < 3; i++) {
			by_message += w->rq[i].id && !w->rq[i].reason;
			EXPECT_TRUE(w->rq[i].id || !w->rq[i].reason);
		}
		EXPECT_EQ(leftover(w->app, TLINE_MSG_REPLY), by_message) {
			TH_LOG("point %d: %d", n, err);
		}
		EXPECT_TRUE(err || !by_message);
		drain_all(w);
		EXPECT_TRUE(same(base, state_of(w)));
	}
	EXPECT_LT(n, MAX_POINTS);
	free(base);
}

TEST_HARNESS_MAIN
