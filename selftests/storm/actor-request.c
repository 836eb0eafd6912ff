// SPDX-License-Identifier: GPL-2.0-only
/* Requests: one, many, waited for, with deadlines; and their cancellation. */
#include "actor.h"

#define MAX_BATCH	24

/** struct slip - a request with its arguments, until it is submitted */
struct slip {
	struct entry *entry;
	union payload args;
};

static const bool has_output[TLINE_OP_COUNT] = {
	[TLINE_OP_PARK] = true, [TLINE_OP_DEVSPECIFIC] = true,
	[TLINE_OP_DEVSPECIFICFEATURE] = true, [TLINE_OP_GATHERDIGITS] = true,
	[TLINE_OP_PROXY] = true,
};

/* @rng apart, this may be a thread of its own. */
static bool fill(struct rng *rng, const struct action *a, const struct my_line *line,
		 __u32 call, struct tline_request *rq, struct slip *slip)
{
	memset(rq, 0, sizeof(*rq));
	rq->op = a->op;
	if (a->states) {
		rq->call = call;
		if (!call)
			return false;
	}
	if (a->states2) {
		rq->call2 = ledger_pick(line->slot, rng, a->states2, line->instance);
		if (!rq->call2)
			return false;
	}
	if (one_in(rng, 8))
		rq->timeout_ns = (1 + rnd(rng, 100)) * 1000000ULL;
	if (has_output[a->op] && !one_in(rng, 4))
		rq->flags = TLINE_REQUEST_KEEP;
	fill_args(rng, line, a->args, rq, &slip->args);
	return true;
}

/* What the ledger has to know beside; what a proxy is asked names who asks. */
static void set_entry(const struct my_line *line, const struct tline_request *rq,
		      struct slip *slip)
{
	slip->entry->line = line->line;
	slip->entry->room = rq->op == TLINE_OP_GATHERDIGITS ? slip->args.gather.count :
			    rq->op == TLINE_OP_PARK ? sizeof(struct tline_dest) : rq->args_size;
	if (rq->op == TLINE_OP_PROXY)
		slip->args.cookie = rq->cookie;
}

/* Submit @n requests in one ioctl; 0, the first one's refusal, or -errno. */
static int submit_slips(const struct my_line *line, struct tline_request *rq,
			struct slip *slip, int n, __u32 flags)
{
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)rq, .request_size = sizeof(*rq), .flags = flags,
	};
	int i, err;

	for (i = 0; i < n; i++) {
		slip[i].entry = entry_begin(line->slot, &rq[i], line->old,
					    flags & TLINE_SUBMIT_WAIT, &rq[i].cookie);
		if (!slip[i].entry)
			break;
		set_entry(line, &rq[i], &slip[i]);
	}
	n = i;
	if (!n)
		return SKIP;
	arg.count = n;
	err = ioctl(line->fd, TLINE_IOC_SUBMIT, &arg) ? errno : 0;
	for (i = 0; i < n; i++)
		entry_end(line->slot, slip[i].entry, &rq[i], err);
	return err ? -err : rq[0].id ? 0 : rq[0].result;
}

static int submit_one(const struct action *a, const struct my_line *line, __u32 call)
{
	struct tline_request rq;
	struct slip slip;
	int err;

	if (!line || !fill(&me.rng, a, line, call, &rq, &slip))
		return SKIP;
	err = submit_slips(line, &rq, &slip, 1, 0);
	me.what = rq.id ?: call;
	if (err == (int)TLINE_ERR_INVALCALLHANDLE || err == (int)TLINE_ERR_NOTOWNER)
		ledger_forget(line->slot, call, line->instance);
	return err;
}

int submit_step(const struct action *a, const struct my_line *line, __u32 call, __u32 call2,
		struct tline_request *rq)
{
	struct slip slip;
	int err;

	if (!fill(&me.rng, a, line, call, rq, &slip))
		return SKIP;
	rq->call2 = call2;
	err = submit_slips(line, rq, &slip, 1, 0);
	if (!err)
		count_request(a->op);
	return err;
}

int act_request(const struct action *a)
{
	__u32 call = 0;
	struct my_line *line = a->states ? my_call(a->states, &call) : my_line();

	return submit_one(a, line, call);
}

/* Whatever suits a call that there is. */
int act_go_on(const struct action *a)
{
	const struct action *next;
	struct my_line *line;
	__u32 call;
	int err;

	/* Connected ones first: there is most to be done with them. */
	line = my_call(TLINE_CALLSTATE_CONNECTED | TLINE_CALLSTATE_ONHOLD |
		       TLINE_CALLSTATE_ONHOLDPENDTRANSFER, &call);
	if (line && !call)
		line = my_call(~0, &call);
	if (!line || !call)
		return SKIP;
	next = action_for(ledger_state(line->slot, call));
	if (!next)
		return SKIP;
	err = submit_one(next, line, call);
	if (!err)
		INC(done[self->action + (next - a)]);
	return err;
}

/* What batches are made of: as in the table of actions, without the second call. */
static const struct action mixture[] = {
	{ .op = TLINE_OP_MAKECALL, .args = ARGS_PARAMS },
	{ .op = TLINE_OP_SETLINEDEVSTATUS, .args = ARGS_LAMP },
	{ .op = TLINE_OP_SETLINEDEVSTATUS, .args = ARGS_LAMP },
	{ .op = TLINE_OP_DROP, .states = TLINE_CALLSTATE_BUSY | TLINE_CALLSTATE_RINGBACK },
	{ .op = TLINE_OP_HOLD, .states = TLINE_CALLSTATE_CONNECTED },
	{ .op = TLINE_OP_UNHOLD, .states = TLINE_CALLSTATE_ONHOLD },
	{ .op = TLINE_OP_ANSWER, .args = ARGS_UUI, .states = TLINE_CALLSTATE_OFFERING },
	{ .op = TLINE_OP_SENDUSERUSERINFO, .args = ARGS_UUI, .states = TLINE_CALLSTATE_CONNECTED },
	{ .op = TLINE_OP_DROP, .states = TLINE_CALLSTATE_CONNECTED },
	{ .op = TLINE_OP_GATHERDIGITS, .args = ARGS_GATHER, .states = TLINE_CALLSTATE_CONNECTED },
	{ .op = TLINE_OP_DEVSPECIFIC, .args = ARGS_EXTENSION },
	{ .op = TLINE_OP_PROXY, .args = ARGS_PROXY },
};

static int submit_mixture(struct rng *rng, const struct my_line *line, int n, __u32 flags)
{
	struct tline_request rq[MAX_BATCH];
	struct slip slip[MAX_BATCH];
	__u32 call;
	int i = 0;

	while (n-- > 0) {
		const struct action *a = &mixture[rnd(rng, ARRAY_LEN(mixture))];

		call = ledger_pick(line->slot, rng, a->states, line->instance);
		i += fill(rng, a, line, call, &rq[i], &slip[i]);
	}
	return i ? submit_slips(line, rq, slip, i, flags) : SKIP;
}

int submit_random(const struct my_line *line, int n, __u32 flags)
{
	struct rng rng = { mix(me.rng.state, n) };

	return submit_mixture(&rng, line, n, flags);
}

int act_batch(const struct action *a)
{
	struct my_line *line = my_line();

	if (!line)
		return SKIP;
	me.what = line->handle;
	return submit_mixture(&me.rng, line, 2 + rnd(&me.rng, MAX_BATCH - 1), 0);
}

/* Interrupted is as good as done, but only the latter counts. */
int act_wait(const struct action *a)
{
	struct my_line *line = my_line();
	int err;

	if (!line)
		return SKIP;
	me.what = line->handle;
	alarms(true);
	err = submit_mixture(&me.rng, line, 1 + rnd(&me.rng, 4), TLINE_SUBMIT_WAIT);
	alarms(false);
	return err;
}

int act_cancel(const struct action *a)
{
	struct my_app *app = my_app();

	if (!app)
		return SKIP;
	me.what = ledger_pick_request(app->slot, &me.rng);
	return me.what ? -cancel(app->fd, me.what, a->op) : SKIP;
}

int act_output(const struct action *a)
{
	struct my_app *app = my_app();

	if (!app)
		return SKIP;
	me.what = app->slot;
	return ledger_take_output(app->slot, app->fd, &me.rng);
}
