// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generic netlink: looking at lines, calls, requests and counters, and telling
 * of changes.  The family is described in spec/tline.yaml.
 *
 * A dump keeps ids, not pointers, between its turns, so that nothing is held up
 * by a reader that does not read.
 *
 * Locks: nl_send.lock (mutex) orders notifications; it may be taken with the
 * registry lock held or not, and takes a line's.  nl_changes.lock is a leaf under
 * a line's lock.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <net/genetlink.h>

#include "netlink.h"

#define NL_EVENTS	0	/* index of the multicast group */
#define NL_CHANGES	1024	/* changes of call states not yet sent */
#define NL_END		U32_MAX	/* cursor: past the last line */

/* The attributes of a request, the same two in every command. */
#define NL_A_LINE	1	/* TLINE_A_LINE_ID, TLINE_A_CALL_LINE ... */
#define NL_A_SELECT	2	/* TLINE_A_LINE_NAME, TLINE_A_CALL_ID ... */

static struct genl_family tline_nl_family;

static struct netlink_range_validation nl_line_range = { .max = TLINE_MAX_LINES - 1 };

static const struct nla_policy nl_line_policy[] = {
	[TLINE_A_LINE_ID] = NLA_POLICY_FULL_RANGE(NLA_U32, &nl_line_range),
	[TLINE_A_LINE_NAME] = { .type = NLA_NUL_STRING, .len = TLINE_LINE_NAME_LEN - 1 },
};

static const struct nla_policy nl_call_policy[] = {
	[TLINE_A_CALL_LINE] = NLA_POLICY_FULL_RANGE(NLA_U32, &nl_line_range),
	[TLINE_A_CALL_ID] = NLA_POLICY_MIN(NLA_U32, 1),
};

static const struct nla_policy nl_request_policy[] = {
	[TLINE_A_REQUEST_LINE] = NLA_POLICY_FULL_RANGE(NLA_U32, &nl_line_range),
	[TLINE_A_REQUEST_ID] = NLA_POLICY_MIN(NLA_U32, 1),
};

static const struct nla_policy nl_counters_policy[] = {
	[TLINE_A_COUNTERS_LINE] = NLA_POLICY_FULL_RANGE(NLA_U32, &nl_line_range),
};

/**
 * struct nl_kind - what a command is about
 * @policy: of its requests
 * @maxattr: of @policy
 * @slots: of objects of which a line has many: offset of their table in the line
 * @take: snapshot of a line, ...
 * @take_locked: or of an object in @slots
 * @fill: snapshot to attributes
 */
struct nl_kind {
	const struct nla_policy *policy;
	u32 maxattr;
	size_t slots;
	void (*take)(struct tline_line *line, struct tline_nl_snap *snap);
	bool (*take_locked)(struct tline_line *line, void *obj, struct tline_nl_snap *snap);
	int (*fill)(struct sk_buff *skb, const struct tline_nl_snap *snap);
};

static const struct nl_kind nl_kinds[] = {
	[TLINE_NL_CMD_LINE_GET] = {
		.policy = nl_line_policy,
		.maxattr = ARRAY_SIZE(nl_line_policy) - 1,
		.take = tline_nl_take_line,
		.fill = tline_nl_fill_line,
	},
	[TLINE_NL_CMD_CALL_GET] = {
		.policy = nl_call_policy,
		.maxattr = ARRAY_SIZE(nl_call_policy) - 1,
		.slots = offsetof(struct tline_line, call_ids),
		.take_locked = tline_nl_take_call_locked,
		.fill = tline_nl_fill_call,
	},
	[TLINE_NL_CMD_REQUEST_GET] = {
		.policy = nl_request_policy,
		.maxattr = ARRAY_SIZE(nl_request_policy) - 1,
		.slots = offsetof(struct tline_line, op_ids),
		.take_locked = tline_nl_take_request_locked,
		.fill = tline_nl_fill_request,
	},
	[TLINE_NL_CMD_COUNTERS_GET] = {
		.policy = nl_counters_policy,
		.maxattr = ARRAY_SIZE(nl_counters_policy) - 1,
		.take = tline_nl_take_counters,
		.fill = tline_nl_fill_counters,
	},
};

static struct tline_slots *nl_slots(struct tline_line *line, const struct nl_kind *kind)
{
	return (void *)line + kind->slots;
}

/* -------------------------------------------------------------------- one object */

/* What goes into the header of a message; @cb: of a dump. */
struct nl_head {
	struct netlink_callback *cb;
	u32 portid;
	u32 seq;
	int flags;
	u8 cmd;
};

static int nl_message(struct sk_buff *skb, const struct nl_head *head,
		      const struct tline_nl_snap *snap,
		      int (*fill)(struct sk_buff *skb, const struct tline_nl_snap *snap))
{
	void *hdr = genlmsg_put(skb, head->portid, head->seq, &tline_nl_family, head->flags,
				head->cmd);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	if (head->cb)
		genl_dump_check_consistent(head->cb, hdr);
	err = fill(skb, snap);
	if (err) {
		genlmsg_cancel(skb, hdr);
		return err;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static struct tline_line *nl_line_by_name(const char *name)
{
	struct tline_line *line;
	unsigned long id;

	mutex_lock(&tline_registry.lock);
	xa_for_each(&tline_registry.lines, id, line)
		if (!strcmp(line->name, name)) {
			get_device(&line->dev);
			break;
		}
	mutex_unlock(&tline_registry.lock);
	return line;
}

static struct tline_line *nl_line_by_attr(const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	struct tline_line *line = tline_line_get(nla_get_u32(attr));

	if (line)
		return line;
	NL_SET_ERR_MSG_ATTR(extack, attr, "no line with this id; a dump of line-get lists them");
	return ERR_PTR(-ENODEV);
}

/* The line that is asked for; NULL: none is named. */
static struct tline_line *nl_line_asked(struct genl_info *info)
{
	struct nlattr *id = info->attrs[NL_A_LINE], *name;
	struct tline_line *line;

	if (info->genlhdr->cmd == TLINE_NL_CMD_LINE_GET) {
		name = info->attrs[TLINE_A_LINE_NAME];
		if (!id == !name) {
			GENL_SET_ERR_MSG(info, "give either the id or the name of the line");
			return ERR_PTR(-EINVAL);
		}
		if (name) {
			line = nl_line_by_name(nla_data(name));
			if (line)
				return line;
			NL_SET_ERR_MSG_ATTR(info->extack, name,
					    "no line of this name; a dump of line-get lists them");
			return ERR_PTR(-ENODEV);
		}
	}
	return id ? nl_line_by_attr(id, info->extack) : NULL;
}

static int nl_take_one(struct tline_line *line, const struct nl_kind *kind,
		       struct tline_nl_snap *snap, struct genl_info *info)
{
	struct tline_slot *slot;
	struct nlattr *id;
	bool taken;

	if (!kind->slots) {
		kind->take(line, snap);
		return 0;
	}
	/* Only now: not all kinds have this attribute, nor room for it. */
	id = info->attrs[NL_A_SELECT];
	spin_lock_irq(&line->lock);
	slot = tline_slots_find(nl_slots(line, kind), nla_get_u32(id));
	taken = slot && slot->obj && kind->take_locked(line, slot->obj, snap);
	spin_unlock_irq(&line->lock);
	if (taken)
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, id, "nothing with this id on the line (any more)");
	return -ENOENT;
}

static int nl_reply(struct tline_line *line, const struct nl_kind *kind, struct genl_info *info)
{
	const struct nl_head head = {
		.portid = info->snd_portid, .seq = info->snd_seq, .cmd = info->genlhdr->cmd,
	};
	struct tline_nl_snap *snap = kzalloc(sizeof(*snap), GFP_KERNEL);
	struct sk_buff *skb;
	int err;

	skb = genlmsg_new(line ? tline_nl_line_size(line) : NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	err = snap && skb ? nl_take_one(line, kind, snap, info) : -ENOMEM;
	if (!err)
		err = nl_message(skb, &head, snap, kind->fill);
	if (!err) {
		err = genlmsg_reply(skb, info);
		skb = NULL;
	}
	nlmsg_free(skb);
	kfree(snap);
	return err;
}

static int nl_get(struct sk_buff *skb, struct genl_info *info)
{
	const struct nl_kind *kind = &nl_kinds[info->genlhdr->cmd];
	struct tline_line *line;
	int err;

	if (kind->slots && (GENL_REQ_ATTR_CHECK(info, NL_A_LINE) ||
			    GENL_REQ_ATTR_CHECK(info, NL_A_SELECT))) {
		GENL_SET_ERR_MSG(info, "give the id of the line and the id on the line");
		return -EINVAL;
	}
	line = nl_line_asked(info);
	if (IS_ERR(line))
		return PTR_ERR(line);
	err = nl_reply(line, kind, info);
	if (line)
		tline_line_put(line);
	return err;
}

/* ------------------------------------------------------------------------- dumps */

/**
 * struct nl_cursor - where a dump is
 * @kind: of what
 * @snap: memory for snapshots
 * @line: id of the line to go on with, or of the next one there is
 * @slot: index in its table to go on with
 * @one: no other line
 * @begun: @line and @one are set
 */
struct nl_cursor {
	const struct nl_kind *kind;
	struct tline_nl_snap *snap;
	u32 line;
	u32 slot;
	bool one;
	bool begun;
};

static struct nl_cursor *nl_cursor(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct nl_cursor) > sizeof(cb->ctx));
	return (struct nl_cursor *)cb->ctx;
}

static u8 nl_cmd(const struct nlmsghdr *nlh)
{
	return ((struct genlmsghdr *)nlmsg_data(nlh))->cmd;
}

static int nl_dump_start(struct netlink_callback *cb)
{
	struct nl_cursor *c = nl_cursor(cb);

	c->kind = &nl_kinds[nl_cmd(cb->nlh)];
	c->snap = kzalloc(sizeof(*c->snap), GFP_KERNEL);
	if (!c->snap)
		return -ENOMEM;
	if (c->kind->fill == tline_nl_fill_line)
		cb->min_dump_alloc = TLINE_NL_LINE_SIZE_MAX;
	return 0;
}

/* What is asked for: in the first turn, since kernel 6.1 has no extack in a start. */
static int nl_dump_begin(struct netlink_callback *cb, struct nl_cursor *c)
{
	struct nlattr *attrs[NL_A_SELECT + 1] = {};
	struct tline_line *line;
	int err;

	err = genlmsg_parse(cb->nlh, &tline_nl_family, attrs, c->kind->maxattr, c->kind->policy,
			    cb->extack);
	if (err)
		return err;
	if (attrs[NL_A_SELECT]) {
		NL_SET_ERR_MSG_ATTR(cb->extack, attrs[NL_A_SELECT],
				    "a dump is of all lines or of one by id, nothing else");
		return -EINVAL;
	}
	if (attrs[NL_A_LINE]) {
		line = nl_line_by_attr(attrs[NL_A_LINE], cb->extack);
		if (IS_ERR(line))
			return PTR_ERR(line);
		c->line = line->id;
		c->one = true;
		tline_line_put(line);
	}
	c->begun = true;
	return 0;
}

static int nl_dump_done(struct netlink_callback *cb)
{
	kfree(nl_cursor(cb)->snap);
	return 0;
}

/* The line at the cursor or the next one, with a reference. */
static struct tline_line *nl_dump_line(struct netlink_callback *cb, struct nl_cursor *c)
{
	unsigned long id = c->line;
	struct tline_line *line;

	mutex_lock(&tline_registry.lock);
	/* 0 would mean "no generation". */
	cb->seq = tline_registry.generation << 1 | 1;
	line = xa_find(&tline_registry.lines, &id, c->one ? c->line : NL_END, XA_PRESENT);
	if (line)
		get_device(&line->dev);
	mutex_unlock(&tline_registry.lock);
	if (line && id != c->line) {
		c->line = id;
		c->slot = 0;
	}
	return line;
}

/*
 * Snapshot of the object at the cursor, or the next one; false: no more.  The
 * order is that of the slots, which an object does not leave as long as it lives.
 */
static bool nl_dump_next(struct nl_cursor *c, struct tline_line *line)
{
	struct tline_slots *s = nl_slots(line, c->kind);
	struct tline_slot *slot;
	bool taken = false, more;
	u32 end;

	do {
		spin_lock_irq(&line->lock);
		end = min(s->nchunks * TLINE_BATCH, round_down(c->slot, TLINE_BATCH) + TLINE_BATCH);
		for (; c->slot < end; c->slot++) {
			slot = &s->chunk[c->slot / TLINE_BATCH][c->slot % TLINE_BATCH];
			slot = tline_slots_find(s, slot->id);
			taken = slot && slot->obj &&
				c->kind->take_locked(line, slot->obj, c->snap);
			if (taken)
				break;
		}
		more = c->slot < s->nchunks * TLINE_BATCH;
		spin_unlock_irq(&line->lock);
	} while (!taken && more);
	return taken;
}

static int nl_dump_objects(struct sk_buff *skb, const struct nl_head *head, struct nl_cursor *c,
			   struct tline_line *line)
{
	int err;

	if (!c->kind->slots) {
		c->kind->take(line, c->snap);
		return nl_message(skb, head, c->snap, c->kind->fill);
	}
	for (; nl_dump_next(c, line); c->slot++) {
		err = nl_message(skb, head, c->snap, c->kind->fill);
		if (err)
			return err;
	}
	return 0;
}

static int nl_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct nl_head head = {
		.cb = cb, .portid = NETLINK_CB(cb->skb).portid, .seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI, .cmd = nl_cmd(cb->nlh),
	};
	struct nl_cursor *c = nl_cursor(cb);
	struct tline_line *line;
	int err = 0;

	if (!c->begun) {
		err = nl_dump_begin(cb, c);
		if (err)
			return err;
	}
	while ((line = nl_dump_line(cb, c))) {
		err = nl_dump_objects(skb, &head, c, line);
		tline_line_put(line);
		if (err)
			break;
		c->line = c->one ? NL_END : c->line + 1;
		c->slot = 0;
		cond_resched();
	}
	return skb->len ?: err;
}

/* ----------------------------------------------------------------- notifications */

/* A change of a call's state that is to be told. */
struct nl_change {
	u32 line;
	u32 call;
	u32 address;
	u32 state;
	u32 mode;
	u64 time;
};

/* Changes of call states, written in any context. */
static struct {
	spinlock_t lock;	/* guards all below */
	struct nl_change *ring;	/* NL_CHANGES of them; if it is full the oldest one goes */
	u32 head;		/* changes ever put */
	u32 tail;		/* changes ever taken or dropped */
	u64 lost;		/* changes dropped since the last notification */
} nl_changes = {
	.lock = __SPIN_LOCK_UNLOCKED(nl_changes.lock),
};

/* The sender of notifications: one at a time, so that they leave in order. */
static struct {
	struct mutex lock;		/* held while sending */
	struct tline_nl_snap *snap;	/* guarded by @lock */
	struct work_struct work;	/* sends nl_changes */
} nl_send = {
	.lock = __MUTEX_INITIALIZER(nl_send.lock),
};

static bool nl_listened(void)
{
	return genl_has_listeners(&tline_nl_family, &init_net, NL_EVENTS);
}

static u64 nl_take_lost(void)
{
	u64 lost;

	spin_lock_irq(&nl_changes.lock);
	lost = nl_changes.lost;
	nl_changes.lost = 0;
	spin_unlock_irq(&nl_changes.lock);
	return lost;
}

/* Send nl_send.snap. */
static void nl_multicast(u8 cmd, size_t size,
			 int (*fill)(struct sk_buff *skb, const struct tline_nl_snap *snap))
{
	const struct nl_head head = { .cmd = cmd };
	struct sk_buff *skb = genlmsg_new(size, GFP_KERNEL);

	if (skb && !nl_message(skb, &head, nl_send.snap, fill)) {
		genlmsg_multicast(&tline_nl_family, skb, 0, NL_EVENTS, GFP_KERNEL);
		return;
	}
	nlmsg_free(skb);
	spin_lock_irq(&nl_changes.lock);
	nl_changes.lost += nl_send.snap->lost + 1;
	spin_unlock_irq(&nl_changes.lock);
}

static bool nl_take_change(struct nl_change *change)
{
	bool taken = false;

	spin_lock_irq(&nl_changes.lock);
	if (nl_changes.head != nl_changes.tail) {
		*change = nl_changes.ring[nl_changes.tail++ % NL_CHANGES];
		taken = true;
	}
	spin_unlock_irq(&nl_changes.lock);
	return taken;
}

static void nl_take_call(const struct nl_change *change)
{
	struct tline_line *line = tline_line_get(change->line);
	struct tline_nl_call *to = &nl_send.snap->call;
	struct tline_call *call;

	memset(to, 0, sizeof(*to));
	if (line) {
		spin_lock_irq(&line->lock);
		call = tline_call_find_locked(line, change->call);
		if (call)
			tline_nl_take_call_locked(line, call, nl_send.snap);
		spin_unlock_irq(&line->lock);
		tline_line_put(line);
	}
	to->line = change->line;
	to->id = change->call;
	to->address = change->address;
	to->state = change->state;
	to->mode = change->mode;
	to->state_time = change->time;
}

static void nl_send_changes(void)
{
	struct nl_change change;

	lockdep_assert_held(&nl_send.lock);
	while (nl_take_change(&change)) {
		nl_take_call(&change);
		nl_send.snap->lost = nl_take_lost();
		nl_multicast(TLINE_NL_CMD_CALL_CHANGE_NTF, NLMSG_DEFAULT_SIZE, tline_nl_fill_call);
		cond_resched();
	}
}

static void nl_send_work(struct work_struct *work)
{
	mutex_lock(&nl_send.lock);
	nl_send_changes();
	mutex_unlock(&nl_send.lock);
}

void tline_netlink_call_state_locked(struct tline_call *call)
{
	unsigned long flags;

	lockdep_assert_held(&call->line->lock);
	if (!nl_listened())
		return;
	spin_lock_irqsave(&nl_changes.lock, flags);
	if (nl_changes.head - nl_changes.tail == NL_CHANGES) {
		nl_changes.tail++;
		nl_changes.lost++;
	}
	nl_changes.ring[nl_changes.head++ % NL_CHANGES] = (struct nl_change) {
		.line = call->line->id,
		.call = call->id,
		.address = call->address,
		.state = call->state,
		.mode = call->mode,
		.time = call->state_time,
	};
	spin_unlock_irqrestore(&nl_changes.lock, flags);
	queue_work(tline_wq, &nl_send.work);
}

static void nl_send_line(struct tline_line *line, u8 cmd)
{
	if (!nl_listened())
		return;
	mutex_lock(&nl_send.lock);
	nl_send_changes();
	tline_nl_take_line(line, nl_send.snap);
	nl_send.snap->lost = nl_take_lost();
	nl_multicast(cmd, tline_nl_line_size(line), tline_nl_fill_line);
	mutex_unlock(&nl_send.lock);
}

void tline_netlink_line_new(struct tline_line *line)
{
	nl_send_line(line, TLINE_NL_CMD_LINE_CREATE_NTF);
}

void tline_netlink_line_gone(struct tline_line *line)
{
	nl_send_line(line, TLINE_NL_CMD_LINE_DELETE_NTF);
}

/* -------------------------------------------------------------------- the family */

#define NL_OP(_cmd, _policy, _flags) {					\
	.cmd = _cmd,							\
	.flags = _flags,						\
	.policy = _policy,						\
	.maxattr = ARRAY_SIZE(_policy) - 1,				\
	.doit = nl_get,							\
	.start = nl_dump_start,						\
	.dumpit = nl_dump,						\
	.done = nl_dump_done,						\
}

/*
 * Telephone numbers are for whoever may open the node of the line, which netlink
 * cannot check, and for the administrator.
 */
static const struct genl_ops nl_ops[] = {
	NL_OP(TLINE_NL_CMD_LINE_GET, nl_line_policy, 0),
	NL_OP(TLINE_NL_CMD_CALL_GET, nl_call_policy, GENL_ADMIN_PERM),
	NL_OP(TLINE_NL_CMD_REQUEST_GET, nl_request_policy, GENL_ADMIN_PERM),
	NL_OP(TLINE_NL_CMD_COUNTERS_GET, nl_counters_policy, 0),
};

static const struct genl_multicast_group nl_groups[] = {
	[NL_EVENTS] = { .name = TLINE_MCGRP_EVENTS, .flags = GENL_MCAST_CAP_NET_ADMIN },
};

/*
 * resv_start_op is 0: every command is validated strictly.  Commands may run in
 * parallel: none relies on the mutex of generic netlink.
 */
static struct genl_family tline_nl_family __ro_after_init = {
	.name = TLINE_FAMILY_NAME,
	.version = TLINE_FAMILY_VERSION,
	.module = THIS_MODULE,
	.parallel_ops = true,
	.ops = nl_ops,
	.n_ops = ARRAY_SIZE(nl_ops),
	.mcgrps = nl_groups,
	.n_mcgrps = ARRAY_SIZE(nl_groups),
};

int tline_netlink_init(void)
{
	int err = -ENOMEM;

	BUILD_BUG_ON_NOT_POWER_OF_2(NL_CHANGES);
	INIT_WORK(&nl_send.work, nl_send_work);
	nl_changes.ring = kvcalloc(NL_CHANGES, sizeof(*nl_changes.ring), GFP_KERNEL);
	nl_send.snap = kzalloc(sizeof(*nl_send.snap), GFP_KERNEL);
	if (nl_changes.ring && nl_send.snap)
		err = genl_register_family(&tline_nl_family);
	if (err) {
		kfree(nl_send.snap);
		kvfree(nl_changes.ring);
	}
	return err;
}

void tline_netlink_exit(void)
{
	genl_unregister_family(&tline_nl_family);
	cancel_work_sync(&nl_send.work);
	kfree(nl_send.snap);
	kvfree(nl_changes.ring);
}
