// SPDX-License-Identifier: GPL-2.0-only
/*
 * Forwarding: where calls to an address go instead, always, when it is busy, or when
 * nobody answers.  Everything here needs the exchange's lock.
 */
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

#define MODE(x)		TLINE_FORWARDMODE_##x
#define SPECIFIC	(MODE(UNCONDSPECIFIC) | MODE(BUSYSPECIFIC) | MODE(NOANSWSPECIFIC) | \
			 MODE(BUSYNASPECIFIC))

/* A mode for all callers; the next bits are those for internal, external and specific ones. */
static const struct {
	u32 modes;
	u32 reason;
} conditions[] = {
	[SIM_FORWARD_UNCOND]	= { MODE(UNCOND), TLINE_CALLREASON_FWDUNCOND },
	[SIM_FORWARD_BUSY]	= { MODE(BUSY) | MODE(BUSYNA), TLINE_CALLREASON_FWDBUSY },
	[SIM_FORWARD_NOANSWER]	= { MODE(NOANSW) | MODE(BUSYNA), TLINE_CALLREASON_FWDNOANSWER },
};

static bool is_caller(const struct tline_forward *rule, const struct sim_call *caller)
{
	char number[TLINE_NUMBER_LEN];

	sim_call_number(caller, number, sizeof(number));
	return !strcmp(rule->caller, number);
}

/* The rule that is most about this caller, and of those the first. */
static const struct tline_forward *find_rule(const struct sim_forwards *f, u32 modes,
					     const struct sim_call *caller)
{
	u32 kinds[] = { modes << 3, caller->home ? modes << 1 : modes << 2, modes };
	u32 kind, i;

	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		for (i = 0; i < f->count; i++) {
			const struct tline_forward *rule = &f->rule[i];

			if (rule->mode & kinds[kind] &&
			    (!(rule->mode & SPECIFIC) || is_caller(rule, caller)))
				return rule;
		}
	}
	return NULL;
}

static const struct tline_forward *rule_for(const struct sim_call *caller,
					    const struct sim_line *line, u32 address, u32 when)
{
	const struct sim_forwards *f = line->address ? line->address[address].forwards : NULL;

	/* These are for who has parked a call, or asked to be called, and nobody else. */
	if (!f || caller->callback || caller->reason == TLINE_CALLREASON_REMINDER)
		return NULL;
	return find_rule(f, conditions[when].modes, caller);
}

bool sim_forward(struct sim_call *caller, struct sim_line *line, u32 address, u32 when)
{
	const struct tline_forward *rule = rule_for(caller, line, address, when);
	char number[TLINE_NUMBER_LEN];
	struct sim_dialled d;

	if (!rule)
		return false;
	if (!rule->dest[0]) {
		sim_disconnect(caller, TLINE_DISCONNECTMODE_DONOTDISTURB);
		return true;
	}
	if (++caller->hops > SIM_MAX_HOPS || sim_scan_whole(line, rule->dest, &d)) {
		sim_disconnect(caller, TLINE_DISCONNECTMODE_UNREACHABLE);
		return true;
	}
	sim_line_number(line, address, number, sizeof(number));
	sim_divert(caller, number, &d, conditions[when].reason);
	return true;
}

u32 sim_forward_rings(struct sim_call *caller, struct sim_line *line, u32 address)
{
	return caller && rule_for(caller, line, address, SIM_FORWARD_NOANSWER) ?
		line->address[address].forwards->rings : 0;
}

void sim_forward_tell(struct sim_line *line, struct tline_line *tl, u32 address)
{
	const struct sim_forwards *f = line->address[address].forwards;

	tline_set_data(tl, TLINE_DATA_FORWARD, address, f ? f->rule : NULL,
		       f ? f->count * sizeof(f->rule[0]) : 0);
}

/*
 * ---------------------------------------------------------------------------
 * Requests
 */

static s32 check_rule(struct sim_line *line, const struct tline_forward *rule)
{
	struct sim_dialled d;

	if (!is_power_of_2(rule->mode) || rule->mode & ~SIM_FORWARD_MODES ||
	    (rule->mode & SPECIFIC && !rule->caller[0]))
		return TLINE_ERR_INVALPARAM;
	return rule->dest[0] ? sim_scan_whole(line, rule->dest, &d) : 0;
}

static s32 check_rules(struct sim_line *line, const struct tline_rq *rq)
{
	const struct tline_forward *rule = rq->args;
	u32 count = rq->args_size / sizeof(*rule);
	s32 ret = 0;

	if (rq->arg[0] != TLINE_ADDRESS_ANY && rq->arg[0] >= line->addresses)
		return TLINE_ERR_INVALADDRESSID;
	if (count > SIM_MAX_FORWARDS)
		return TLINE_ERR_INVALPARAM;
	for (; count && !ret; count--)
		ret = check_rule(line, rule++);
	return ret;
}

static struct sim_forwards *forwards_alloc(const struct tline_forward *rules, u32 count, u32 rings)
{
	struct sim_forwards *f = kmalloc(struct_size(f, rule, count), GFP_KERNEL_ACCOUNT);

	if (!f)
		return NULL;
	f->count = count;
	f->rings = clamp_t(u32, rings, SIM_MIN_RINGS, SIM_MAX_RINGS);
	memcpy(f->rule, rules, count * sizeof(*rules));
	return f;
}

static void set_rules(struct sim_line *line, u32 address, struct sim_forwards *f)
{
	kfree(line->address[address].forwards);
	line->address[address].forwards = f;
	if (line->tl)
		sim_forward_tell(line, line->tl, address);
}

s32 sim_do_forward(struct sim_line *line, struct sim_rq *r)
{
	const struct tline_rq *rq = &r->rq;
	u32 count = rq->args ? rq->args_size / sizeof(struct tline_forward) : 0;
	u32 first = rq->arg[0] == TLINE_ADDRESS_ANY ? 0 : rq->arg[0];
	u32 last = rq->arg[0] == TLINE_ADDRESS_ANY ? line->addresses - 1 : first;
	struct sim_forwards *new[SIM_MAX_ADDRESSES] = {};
	s32 ret = check_rules(line, rq);
	u32 i;

	for (i = first; !ret && count && i <= last; i++) {
		new[i] = forwards_alloc(rq->args, count, rq->arg[1]);
		ret = new[i] ? 0 : TLINE_ERR_NOMEM;
	}
	if (ret) {
		for (i = 0; i < SIM_MAX_ADDRESSES; i++)
			kfree(new[i]);
		return ret;
	}
	sim_done(line, r);
	for (i = first; i <= last; i++)
		set_rules(line, i, new[i]);
	return 0;
}

bool sim_do_not_disturb(struct sim_line *line, u32 address)
{
	static const struct tline_forward refuse = { .mode = TLINE_FORWARDMODE_UNCOND };
	const struct sim_forwards *f = line->address[address].forwards;
	bool on = !(f && f->rule[0].mode == TLINE_FORWARDMODE_UNCOND && !f->rule[0].dest[0]);
	struct sim_forwards *new = on ? forwards_alloc(&refuse, 1, SIM_MIN_RINGS) : NULL;

	set_rules(line, address, new);
	return new;
}
