// SPDX-License-Identifier: GPL-2.0-only
/* What takes several steps, each after the one before, and would hardly come about by chance. */
#include "actor.h"

#define S(x)		TLINE_CALLSTATE_##x
#define PATIENCE_MS	1500
#define REACHED		(S(RINGBACK) | S(CONNECTED))

static const struct action set_up = { .op = TLINE_OP_SETUPCONFERENCE, .args = ARGS_PARTY };
static const struct action prepare = {
	.op = TLINE_OP_PREPAREADDTOCONFERENCE, .args = ARGS_PARTY, .states = ~0u,
};
static const struct action add = { .op = TLINE_OP_ADDTOCONFERENCE, .states = ~0u };
static const struct action take_out = { .op = TLINE_OP_REMOVEFROMCONFERENCE, .states = ~0u };

static const struct action consult = {
	.op = TLINE_OP_SETUPTRANSFER, .args = ARGS_PARTY, .states = ~0u,
};
static const struct action swap = { .op = TLINE_OP_SWAPHOLD, .states = ~0u };
static const struct action complete = {
	.op = TLINE_OP_COMPLETETRANSFER, .args = ARGS_MODE, .states = ~0u,
};

/* Read, as everybody does, until @call is in one of these @states. */
static bool reaches(const struct my_line *line, __u32 call, __u32 states)
{
	__u64 until = milliseconds() + PATIENCE_MS;
	int i;

	for (i = 0; i < MY_APPS && me.app[i].slot != line->slot; i++)
		;
	while (i < MY_APPS && me.app[i].fd >= 0 && milliseconds() < until) {
		ledger_read(line->slot, me.app[i].fd, false);
		if (ledger_state(line->slot, call) & states)
			return true;
		nap_us(4000);
	}
	return false;
}

/* One more party: the consultation is the second call that @how makes, or its only one. */
static int join(const struct my_line *line, const struct action *how, __u32 *parent, __u32 *member)
{
	struct tline_request rq;
	int err = submit_step(how, line, *parent, 0, &rq);

	if (err)
		return err;
	if (rq.new_call2)
		*parent = rq.new_call;
	*member = rq.new_call2 ?: rq.new_call;
	if (!reaches(line, *member, REACHED))
		return -ETIMEDOUT;
	err = submit_step(&add, line, *parent, *member, &rq);
	if (!err && !reaches(line, *member, S(CONFERENCED)))
		return -ETIMEDOUT;
	return err;
}

int act_conference(const struct action *a)
{
	struct my_line *line = my_line();
	__u32 parent = 0, first, second;
	struct tline_request rq;
	int err;

	if (!line)
		return SKIP;
	me.what = line->handle;
	err = join(line, &set_up, &parent, &first);
	if (err)
		return err;
	me.what = parent;
	err = join(line, &prepare, &parent, &second);
	if (err)
		return err;
	return submit_step(&take_out, line, one_in(&me.rng, 2) ? first : second, 0, &rq);
}

/* Completed by whichever of the two calls is held then. */
int act_transfer(const struct action *a)
{
	struct tline_request rq;
	__u32 call, second;
	struct my_line *line = my_call(S(CONNECTED), &call);
	int err;

	if (!call)
		return SKIP;
	me.what = call;
	err = submit_step(&consult, line, call, 0, &rq);
	second = rq.new_call;
	if (err)
		return err;
	if (!reaches(line, second, REACHED))
		return -ETIMEDOUT;
	if (!submit_step(&swap, line, second, call, &rq) && reaches(line, call, S(CONNECTED)))
		return submit_step(&complete, line, second, call, &rq);
	return submit_step(&complete, line, call, second, &rq);
}
