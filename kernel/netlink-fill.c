// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is seen through generic netlink: from objects to snapshots, from
 * snapshots to attributes.
 */
#include <linux/minmax.h>
#include <linux/string.h>
#include <net/netlink.h>

#include "netlink.h"

/* An attribute and where in a structure it comes from. */
struct nl_u32 {
	u16 attr;
	u16 offset;
};

struct nl_u64 {
	u16 attr;
	u16 offset;
};

#define NL_CAPS(attr, member)	{ TLINE_A_LINE_##attr, offsetof(struct tline_line_caps, member) }
#define NL_CALL(attr, member)	{ TLINE_A_CALL_##attr, offsetof(struct tline_nl_call, member) }
#define NL_COUNT(attr, member) \
	{ TLINE_A_COUNTERS_##attr, offsetof(struct tline_ioc_counters, member) }

static const struct nl_u32 nl_caps[] = {
	NL_CAPS(MEDIA_MODES, media_modes),
	NL_CAPS(BEARER_MODES, bearer_modes),
	NL_CAPS(FEATURES, line_features),
	NL_CAPS(FLAGS, flags),
};

static const struct nl_u32 nl_call[] = {
	NL_CALL(LINE, line),
	NL_CALL(ID, id),
	NL_CALL(ADDRESS, address),
	NL_CALL(STATE, state),
	NL_CALL(STATE_MODE, mode),
};

static const struct nl_u32 nl_call_info[] = {
	NL_CALL(ORIGIN, origin),
	NL_CALL(REASON, reason),
	NL_CALL(MEDIA_MODE, media_mode),
	NL_CALL(BEARER_MODE, bearer_mode),
	NL_CALL(RATE, rate),
	NL_CALL(OWNERS, owners),
	NL_CALL(MONITORS, monitors),
	NL_CALL(REQUESTS, requests),
};

static const struct nl_u64 nl_counters[] = {
	NL_COUNT(SUBMITTED, submitted),
	NL_COUNT(COMPLETED, completed),
	NL_COUNT(PENDING, pending),
	NL_COUNT(LATE, late),
	NL_COUNT(REFUSED_UPCALLS, refused_upcalls),
	NL_COUNT(OWED_IDLE, owed_idle),
	NL_COUNT(CALLS, calls),
	NL_COUNT(CALLS_TOTAL, calls_total),
	NL_COUNT(OPENS, opens),
};

static int nl_put_u32s(struct sk_buff *skb, const struct nl_u32 *row, size_t n, const void *from)
{
	for (; n; n--, row++)
		if (nla_put_u32(skb, row->attr, *(const u32 *)(from + row->offset)))
			return -EMSGSIZE;
	return 0;
}

/* A string of at most @size bytes, which may lack its NUL; none if empty. */
static int nl_put_text(struct sk_buff *skb, int attr, const char *text, size_t size)
{
	size_t len = strnlen(text, size);
	struct nlattr *nla;
	char *to;

	if (!len)
		return 0;
	nla = nla_reserve(skb, attr, len + 1);
	if (!nla)
		return -EMSGSIZE;
	to = nla_data(nla);
	memcpy(to, text, len);
	to[len] = '\0';
	return 0;
}

static int nl_put_lost(struct sk_buff *skb, int attr, u64 lost, int pad)
{
	return lost ? nla_put_u64_64bit(skb, attr, lost, pad) : 0;
}

/* -------------------------------------------------------------------- counters */

void tline_nl_take_counters(struct tline_line *line, struct tline_nl_snap *snap)
{
	struct tline_nl_counters *to = &snap->counters;

	to->total = !line;
	if (line) {
		to->line = line->id;
		tline_line_counters(line, &to->sum);
	} else {
		tline_counters_all(&to->sum);
	}
}

static int nl_put_reasons(struct sk_buff *skb, const struct tline_ioc_counters *sum)
{
	struct nlattr *nest = nla_nest_start(skb, TLINE_A_COUNTERS_BY_REASON);
	u32 reason;

	BUILD_BUG_ON(TLINE_REASON_COUNT > TLINE_A_REASON_PAD);
	if (!nest)
		return -EMSGSIZE;
	for (reason = 1; reason < TLINE_REASON_COUNT; reason++)
		if (nla_put_u64_64bit(skb, reason, sum->by_reason[reason], TLINE_A_REASON_PAD))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nl_put_counters(struct sk_buff *skb, const struct tline_ioc_counters *sum)
{
	const struct nl_u64 *row;

	for (row = nl_counters; row < nl_counters + ARRAY_SIZE(nl_counters); row++)
		if (nla_put_u64_64bit(skb, row->attr, *(const u64 *)((void *)sum + row->offset),
				      TLINE_A_COUNTERS_PAD))
			return -EMSGSIZE;
	return nl_put_reasons(skb, sum);
}

int tline_nl_fill_counters(struct sk_buff *skb, const struct tline_nl_snap *snap)
{
	const struct tline_nl_counters *c = &snap->counters;

	if (!c->total && nla_put_u32(skb, TLINE_A_COUNTERS_LINE, c->line))
		return -EMSGSIZE;
	return nl_put_counters(skb, &c->sum);
}

/* ----------------------------------------------------------------------- lines */

static u32 nl_num_addresses(const struct tline_line *line)
{
	return min_t(u32, line->num_addresses, TLINE_NL_MAX_ADDRESSES);
}

size_t tline_nl_line_size(const struct tline_line *line)
{
	size_t address = nla_total_size(0) + 4 * nla_total_size(sizeof(u32)) +
			 nla_total_size(TLINE_NUMBER_LEN + 1);

	BUILD_BUG_ON(TLINE_NL_MAX_ADDRESSES * (TLINE_NUMBER_LEN + 56) >
		     TLINE_NL_LINE_SIZE_MAX - NLMSG_GOODSIZE);
	return NLMSG_DEFAULT_SIZE + nl_num_addresses(line) * address;
}

void tline_nl_take_line(struct tline_line *line, struct tline_nl_snap *snap)
{
	struct tline_nl_line *to = &snap->line;

	to->line = line;
	to->known = !tline_line_caps(line, &to->caps);
	tline_line_counters(line, &to->counters);
	spin_lock_irq(&line->lock);
	to->opens = line->num_opens;
	to->calls = line->num_calls;
	to->status = line->status;
	spin_unlock_irq(&line->lock);
}

static int nl_put_address(struct sk_buff *skb, struct tline_line *line, u32 i)
{
	struct nlattr *nest = nla_nest_start(skb, TLINE_A_LINE_ADDRESS);
	u32 calls[TLINE_ACTIVITIES];

	if (!nest)
		return -EMSGSIZE;
	spin_lock_irq(&line->lock);
	memcpy(calls, line->addresses[i].calls, sizeof(calls));
	spin_unlock_irq(&line->lock);
	/* The number does not change once the line is registered. */
	if (nla_put_u32(skb, TLINE_A_ADDRESS_ID, i) ||
	    nl_put_text(skb, TLINE_A_ADDRESS_NUMBER, line->addresses[i].number,
			TLINE_NUMBER_LEN) ||
	    nla_put_u32(skb, TLINE_A_ADDRESS_ACTIVE_CALLS, calls[TLINE_ACTIVE]) ||
	    nla_put_u32(skb, TLINE_A_ADDRESS_ONHOLD_CALLS, calls[TLINE_ONHOLD]) ||
	    nla_put_u32(skb, TLINE_A_ADDRESS_ONHOLD_PENDING_CALLS, calls[TLINE_ONHOLD_PENDING]))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nl_put_caps(struct sk_buff *skb, const struct tline_line_caps *caps)
{
	if (nl_put_text(skb, TLINE_A_LINE_PROVIDER, caps->provider, sizeof(caps->provider)))
		return -EMSGSIZE;
	return nl_put_u32s(skb, nl_caps, ARRAY_SIZE(nl_caps), caps);
}

int tline_nl_fill_line(struct sk_buff *skb, const struct tline_nl_snap *snap)
{
	const struct tline_nl_line *l = &snap->line;
	struct tline_line *line = l->line;
	struct nlattr *nest;
	u32 i;

	if (nla_put_u32(skb, TLINE_A_LINE_ID, line->id) ||
	    nl_put_text(skb, TLINE_A_LINE_NAME, line->name, sizeof(line->name)) ||
	    nl_put_text(skb, TLINE_A_LINE_SERIAL, line->serial, sizeof(line->serial)) ||
	    nla_put_u32(skb, TLINE_A_LINE_NUM_ADDRESSES, line->num_addresses) ||
	    nla_put_u32(skb, TLINE_A_LINE_OPENS, l->opens) ||
	    nla_put_u32(skb, TLINE_A_LINE_CALLS, l->calls) ||
	    nla_put_u32(skb, TLINE_A_LINE_MAX_CALLS, line->max_calls) ||
	    nla_put_u32(skb, TLINE_A_LINE_STATUS, l->status) ||
	    (l->known && nl_put_caps(skb, &l->caps)) ||
	    nl_put_lost(skb, TLINE_A_LINE_LOST, snap->lost, TLINE_A_LINE_PAD))
		return -EMSGSIZE;
	for (i = 0; i < nl_num_addresses(line); i++)
		if (nl_put_address(skb, line, i))
			return -EMSGSIZE;
	nest = nla_nest_start(skb, TLINE_A_LINE_COUNTERS);
	if (!nest || nl_put_counters(skb, &l->counters))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* ----------------------------------------------------------------------- calls */

/* A list may be long, and interrupts are off. */
static u32 nl_count(const struct list_head *list)
{
	const struct list_head *pos;
	u32 n = 0;

	list_for_each(pos, list)
		if (++n == TLINE_NL_MAX_COUNT)
			break;
	return n;
}

bool tline_nl_take_call_locked(struct tline_line *line, void *obj, struct tline_nl_snap *snap)
{
	struct tline_nl_call *to = &snap->call;
	struct tline_call *call = obj;

	if (call->life == TLINE_CALL_CLOSED)
		return false;
	*to = (struct tline_nl_call) {
		.line = line->id,
		.id = call->id,
		.address = call->address,
		.state = call->state,
		.mode = call->mode,
		.known = true,
		.state_time = call->state_time,
		.pending = call->life == TLINE_CALL_PENDING,
		.origin = call->info.origin,
		.reason = call->info.reason,
		.media_mode = call->info.media_mode,
		.bearer_mode = call->info.bearer_mode,
		.rate = call->info.rate,
		.owners = call->owners,
		.monitors = call->monitors,
		.requests = nl_count(&call->requests),
		.call_id = call->info.call_id,
	};
	memcpy(to->party, call->info.party, sizeof(to->party));
	memcpy(to->app_name, call->info.app_name, sizeof(to->app_name));
	return true;
}

static int nl_put_party(struct sk_buff *skb, const struct tline_party *party, u32 role)
{
	struct nlattr *nest;

	if (!party->flags && !party->number[0] && !party->name[0])
		return 0;
	nest = nla_nest_start(skb, TLINE_A_CALL_PARTY);
	if (!nest ||
	    nla_put_u32(skb, TLINE_A_PARTY_ROLE, role) ||
	    nla_put_u32(skb, TLINE_A_PARTY_FLAGS, party->flags) ||
	    nl_put_text(skb, TLINE_A_PARTY_NUMBER, party->number, sizeof(party->number)) ||
	    nl_put_text(skb, TLINE_A_PARTY_NAME, party->name, sizeof(party->name)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nl_put_call_info(struct sk_buff *skb, const struct tline_nl_call *call)
{
	u32 role;

	if (nl_put_u32s(skb, nl_call_info, ARRAY_SIZE(nl_call_info), call) ||
	    (call->pending && nla_put_flag(skb, TLINE_A_CALL_PENDING)) ||
	    (call->call_id && nla_put_u32(skb, TLINE_A_CALL_CALL_ID, call->call_id)))
		return -EMSGSIZE;
	for (role = 0; role < TLINE_PARTY_COUNT; role++)
		if (nl_put_party(skb, &call->party[role], role))
			return -EMSGSIZE;
	return nl_put_text(skb, TLINE_A_CALL_APP_NAME, call->app_name, sizeof(call->app_name));
}

int tline_nl_fill_call(struct sk_buff *skb, const struct tline_nl_snap *snap)
{
	const struct tline_nl_call *call = &snap->call;

	if (nl_put_u32s(skb, nl_call, ARRAY_SIZE(nl_call), call) ||
	    nla_put_u64_64bit(skb, TLINE_A_CALL_STATE_TIME, call->state_time,
			      TLINE_A_CALL_PAD) ||
	    nl_put_lost(skb, TLINE_A_CALL_LOST, snap->lost, TLINE_A_CALL_PAD))
		return -EMSGSIZE;
	return call->known ? nl_put_call_info(skb, call) : 0;
}

/* -------------------------------------------------------------------- requests */

bool tline_nl_take_request_locked(struct tline_line *line, void *obj,
				  struct tline_nl_snap *snap)
{
	struct tline_nl_request *to = &snap->request;
	struct tline_op *op = obj;

	if (op->done)
		return false;
	*to = (struct tline_nl_request) {
		.line = line->id,
		.id = op->out.id,
		.op = op->code,
		.call = op->call ? op->call->id : 0,
		.new_call = op->new_call,
		.dispatched = op->flags & (TLINE_OPF_DISPATCHED | TLINE_OPF_TAKEN),
	};
	if (op->app) {
		to->app_id = op->app_id;
		spin_lock(&op->app->lock);
		to->deadline = timerqueue_node_queued(&op->timer);
		memcpy(to->app_name, op->app->name, sizeof(to->app_name));
		spin_unlock(&op->app->lock);
	}
	return true;
}

int tline_nl_fill_request(struct sk_buff *skb, const struct tline_nl_snap *snap)
{
	const struct tline_nl_request *rq = &snap->request;

	if (nla_put_u32(skb, TLINE_A_REQUEST_LINE, rq->line) ||
	    nla_put_u32(skb, TLINE_A_REQUEST_ID, rq->id) ||
	    nla_put_u32(skb, TLINE_A_REQUEST_OP, rq->op) ||
	    nla_put_string(skb, TLINE_A_REQUEST_OP_NAME, tline_op_name(rq->op)) ||
	    (rq->app_id && nla_put_u32(skb, TLINE_A_REQUEST_APP_ID, rq->app_id)) ||
	    (rq->call && nla_put_u32(skb, TLINE_A_REQUEST_CALL, rq->call)) ||
	    (rq->new_call && nla_put_u32(skb, TLINE_A_REQUEST_NEW_CALL, rq->new_call)) ||
	    (rq->dispatched && nla_put_flag(skb, TLINE_A_REQUEST_DISPATCHED)) ||
	    (rq->deadline && nla_put_flag(skb, TLINE_A_REQUEST_DEADLINE)) ||
	    nl_put_text(skb, TLINE_A_REQUEST_APP_NAME, rq->app_name, sizeof(rq->app_name)))
		return -EMSGSIZE;
	return 0;
}
