// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family "tline", through libnl.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include <linux/tline_netlink.h>

#include "common.h"
#include "netlink.h"

#define DUMP_TRIES	10

enum attr_kind { ATTR_U32, ATTR_U64, ATTR_STRING, ATTR_FLAG, ATTR_NEST };

/**
 * struct attr_row - an attribute
 * @kind: what it is
 * @offset: member of the object that takes it
 * @nest: of a nest: reads it
 */
struct attr_row {
	enum attr_kind kind;
	size_t offset;
	void (*nest)(struct nlattr *nest, void *object);
};

/* An object: the command that gets it, its attributes. */
struct object_row {
	uint8_t cmd;
	const struct attr_row *attrs;
	size_t num_attrs;
	size_t size;
};

static void read_attrs(const struct attr_row *rows, size_t n, struct nlattr *attr, int len,
		       void *object)
{
	const struct attr_row *row;
	struct nlattr *pos;
	int rest;
	char *to;

	nla_for_each_attr(pos, attr, len, rest) {
		if ((size_t)nla_type(pos) >= n || rows[nla_type(pos)].offset == SIZE_MAX)
			continue;
		row = &rows[nla_type(pos)];
		to = (char *)object + row->offset;
		switch (row->kind) {
		case ATTR_U32:
			if (nla_len(pos) >= 4)
				*(uint32_t *)to = nla_get_u32(pos);
			break;
		case ATTR_U64:
			if (nla_len(pos) >= 8)
				*(uint64_t *)to = nla_get_u64(pos);
			break;
		case ATTR_STRING:
			*(const char **)to = xstrndup(nla_data(pos), nla_len(pos));
			break;
		case ATTR_FLAG:
			*(bool *)to = true;
			break;
		case ATTR_NEST:
			row->nest(pos, object);
			break;
		}
	}
}

static void read_nest(const struct attr_row *rows, size_t n, struct nlattr *nest, void *object)
{
	read_attrs(rows, n, nla_data(nest), nla_len(nest), object);
}

#define UNUSED			{ ATTR_U32, SIZE_MAX, NULL }
#define U32(type, member)	{ ATTR_U32, offsetof(struct type, member), NULL }
#define U64(type, member)	{ ATTR_U64, offsetof(struct type, member), NULL }
#define STRING(type, member)	{ ATTR_STRING, offsetof(struct type, member), NULL }
#define FLAG(type, member)	{ ATTR_FLAG, offsetof(struct type, member), NULL }
#define NEST(function)		{ ATTR_NEST, 0, function }

static void read_reasons(struct nlattr *nest, void *object)
{
	struct counters *c = object;
	struct nlattr *pos;
	int rest;

	nla_for_each_nested(pos, nest, rest)
		if (nla_type(pos) < TLINE_REASON_COUNT && nla_len(pos) >= 8)
			c->by_reason[nla_type(pos)] = nla_get_u64(pos);
}

static const struct attr_row counters_attrs[] = {
	[0] = UNUSED,
	[TLINE_A_COUNTERS_LINE] = U32(counters, line),
	[TLINE_A_COUNTERS_SUBMITTED] = U64(counters, submitted),
	[TLINE_A_COUNTERS_COMPLETED] = U64(counters, completed),
	[TLINE_A_COUNTERS_PENDING] = U64(counters, pending),
	[TLINE_A_COUNTERS_BY_REASON] = NEST(read_reasons),
	[TLINE_A_COUNTERS_LATE] = U64(counters, late),
	[TLINE_A_COUNTERS_REFUSED_UPCALLS] = U64(counters, refused_upcalls),
	[TLINE_A_COUNTERS_OWED_IDLE] = U64(counters, owed_idle),
	[TLINE_A_COUNTERS_CALLS] = U64(counters, calls),
	[TLINE_A_COUNTERS_CALLS_TOTAL] = U64(counters, calls_total),
	[TLINE_A_COUNTERS_OPENS] = U64(counters, opens),
};

static const struct attr_row address_attrs[] = {
	[0] = UNUSED,
	[TLINE_A_ADDRESS_ID] = U32(address, id),
	[TLINE_A_ADDRESS_NUMBER] = STRING(address, number),
	[TLINE_A_ADDRESS_ACTIVE_CALLS] = U32(address, active),
	[TLINE_A_ADDRESS_ONHOLD_CALLS] = U32(address, onhold),
	[TLINE_A_ADDRESS_ONHOLD_PENDING_CALLS] = U32(address, pending),
};

static void read_line_counters(struct nlattr *nest, void *object)
{
	struct line *line = object;

	read_nest(counters_attrs, ARRAY_SIZE(counters_attrs), nest, &line->counters);
}

static void read_address(struct nlattr *nest, void *object)
{
	struct line *line = object;
	struct address *a;
	size_t room = line->addresses_told;
	char *numbers;

	/* Few of them, so the array grows one by one. */
	a = xcalloc(room + 1, sizeof(*a));
	if (room)
		memcpy(a, line->addresses, room * sizeof(*a));
	line->addresses = a;
	a += line->addresses_told++;
	read_nest(address_attrs, ARRAY_SIZE(address_attrs), nest, a);
	if (!a->number)
		return;
	if (!line->numbers) {
		line->numbers = a->number;
		return;
	}
	numbers = xcalloc(1, strlen(line->numbers) + strlen(a->number) + 2);
	sprintf(numbers, "%s,%s", line->numbers, a->number);
	line->numbers = numbers;
}

static const struct attr_row line_attrs[] = {
	[0] = UNUSED,
	[TLINE_A_LINE_ID] = U32(line, id),
	[TLINE_A_LINE_NAME] = STRING(line, name),
	[TLINE_A_LINE_SERIAL] = STRING(line, serial),
	[TLINE_A_LINE_PROVIDER] = STRING(line, provider),
	[TLINE_A_LINE_NUM_ADDRESSES] = U32(line, num_addresses),
	[TLINE_A_LINE_ADDRESS] = NEST(read_address),
	[TLINE_A_LINE_OPENS] = U32(line, opens),
	[TLINE_A_LINE_CALLS] = U32(line, calls),
	[TLINE_A_LINE_MAX_CALLS] = U32(line, max_calls),
	[TLINE_A_LINE_STATUS] = U32(line, status),
	[TLINE_A_LINE_MEDIA_MODES] = U32(line, media_modes),
	[TLINE_A_LINE_BEARER_MODES] = U32(line, bearer_modes),
	[TLINE_A_LINE_FEATURES] = U32(line, features),
	[TLINE_A_LINE_FLAGS] = U32(line, flags),
	[TLINE_A_LINE_COUNTERS] = NEST(read_line_counters),
};

struct party_read {
	uint32_t role;
	struct party party;
};

static const struct attr_row party_attrs[] = {
	[0] = UNUSED,
	[TLINE_A_PARTY_ROLE] = U32(party_read, role),
	[TLINE_A_PARTY_FLAGS] = U32(party_read, party.flags),
	[TLINE_A_PARTY_NUMBER] = STRING(party_read, party.number),
	[TLINE_A_PARTY_NAME] = STRING(party_read, party.name),
};

static void read_party(struct nlattr *nest, void *object)
{
	struct party_read p = {};
	struct call *call = object;

	read_nest(party_attrs, ARRAY_SIZE(party_attrs), nest, &p);
	if (p.role < TLINE_PARTY_COUNT)
		call->party[p.role] = p.party;
}

static const struct attr_row call_attrs[] = {
	[0] = UNUSED,
	[TLINE_A_CALL_LINE] = U32(call, line),
	[TLINE_A_CALL_ID] = U32(call, id),
	[TLINE_A_CALL_ADDRESS] = U32(call, address),
	[TLINE_A_CALL_STATE] = U32(call, state),
	[TLINE_A_CALL_STATE_MODE] = U32(call, state_mode),
	[TLINE_A_CALL_STATE_TIME] = U64(call, state_time),
	[TLINE_A_CALL_PENDING] = FLAG(call, pending),
	[TLINE_A_CALL_ORIGIN] = U32(call, origin),
	[TLINE_A_CALL_REASON] = U32(call, reason),
	[TLINE_A_CALL_MEDIA_MODE] = U32(call, media_mode),
	[TLINE_A_CALL_BEARER_MODE] = U32(call, bearer_mode),
	[TLINE_A_CALL_RATE] = U32(call, rate),
	[TLINE_A_CALL_OWNERS] = U32(call, owners),
	[TLINE_A_CALL_MONITORS] = U32(call, monitors),
	[TLINE_A_CALL_REQUESTS] = U32(call, requests),
	[TLINE_A_CALL_PARTY] = NEST(read_party),
	[TLINE_A_CALL_APP_NAME] = STRING(call, app_name),
	[TLINE_A_CALL_CALL_ID] = U32(call, call_id),
};

static const struct attr_row request_attrs[] = {
	[0] = UNUSED,
	[TLINE_A_REQUEST_LINE] = U32(request, line),
	[TLINE_A_REQUEST_ID] = U32(request, id),
	[TLINE_A_REQUEST_APP_ID] = U32(request, app_id),
	[TLINE_A_REQUEST_OP] = U32(request, op),
	[TLINE_A_REQUEST_OP_NAME] = STRING(request, op_name),
	[TLINE_A_REQUEST_CALL] = U32(request, call),
	[TLINE_A_REQUEST_NEW_CALL] = U32(request, new_call),
	[TLINE_A_REQUEST_DISPATCHED] = FLAG(request, dispatched),
	[TLINE_A_REQUEST_DEADLINE] = FLAG(request, deadline),
	[TLINE_A_REQUEST_APP_NAME] = STRING(request, app_name),
};

#define OBJECT(cmd, type) \
	{ TLINE_NL_CMD_##cmd, type##_attrs, ARRAY_SIZE(type##_attrs), sizeof(struct type) }

static const struct object_row object_line = OBJECT(LINE_GET, line);
static const struct object_row object_call = OBJECT(CALL_GET, call);
static const struct object_row object_request = OBJECT(REQUEST_GET, request);
static const struct object_row object_counters = OBJECT(COUNTERS_GET, counters);

/* ----------------------------------------------------------------------- queries */

/* A query under way. */
struct query {
	const struct object_row *row;
	char *objects;
	size_t count;
	size_t room;
	int error;		/* errno of the kernel, or 0 */
	char text[160];		/* and what it said */
};

static int on_object(struct nl_msg *msg, void *arg)
{
	struct query *q = arg;
	struct genlmsghdr *head = nlmsg_data(nlmsg_hdr(msg));

	q->objects = xgrow(q->objects, &q->room, q->count, q->row->size);
	read_attrs(q->row->attrs, q->row->num_attrs, genlmsg_attrdata(head, 0),
		   genlmsg_attrlen(head, 0), q->objects + q->count++ * q->row->size);
	return NL_OK;
}

/* The kernel's sentence about a refusal follows its copy of the request. */
static int on_error(struct sockaddr_nl *from, struct nlmsgerr *err, void *arg)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)((char *)err - NLMSG_HDRLEN);
	int skip = sizeof(*err), rest;
	struct query *q = arg;
	struct nlattr *pos;

	(void)from;
	q->error = -err->error;
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return NL_STOP;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		skip += NLMSG_ALIGN(err->msg.nlmsg_len) - sizeof(err->msg);
	nla_for_each_attr(pos, (struct nlattr *)((char *)err + skip),
			  (int)(nlh->nlmsg_len - NLMSG_HDRLEN) - skip, rest)
		if (nla_type(pos) == NLMSGERR_ATTR_MSG)
			snprintf(q->text, sizeof(q->text), ": %.*s", nla_len(pos),
				 (char *)nla_data(pos));
	return NL_STOP;
}

static struct nl_sock *netlink_socket(int *family)
{
	static struct nl_sock *sk;
	static int id;
	int on = 1;

	if (!sk) {
		sk = nl_socket_alloc();
		if (!sk || genl_connect(sk) < 0)
			die(EXIT_SYSTEM, "cannot open a netlink socket: %s", strerror(errno));
		nl_socket_disable_auto_ack(sk);
		setsockopt(nl_socket_get_fd(sk), SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
		id = genl_ctrl_resolve(sk, TLINE_FAMILY_NAME);
		if (id < 0)
			die(EXIT_ABSENT,
			    "the kernel module tline is not loaded; run: modprobe tline_sim lines=4");
	}
	*family = id;
	return sk;
}

static int query_once(struct query *q, int flags, int line_attr, const struct line *line)
{
	int family, err;
	struct nl_sock *sk = netlink_socket(&family);
	struct nl_msg *msg = nlmsg_alloc();
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);

	q->count = 0;
	q->error = 0;
	if (!msg || !cb || !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, flags,
					q->row->cmd, TLINE_FAMILY_VERSION) ||
	    (line && nla_put_u32(msg, line_attr, line->id) < 0))
		die(EXIT_SYSTEM, "out of memory");
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_object, q);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, q);
	err = nl_send_auto(sk, msg);
	if (err >= 0)
		err = nl_recvmsgs(sk, cb);
	nl_cb_put(cb);
	nlmsg_free(msg);
	return q->error ? 0 : err;
}

static struct query query(const struct object_row *row, int flags, int line_attr,
			  const struct line *line)
{
	struct query q = { .row = row };
	int tries, err;

	for (tries = 0; tries < DUMP_TRIES; tries++) {
		err = query_once(&q, flags, line_attr, line);
		if (err != -NLE_DUMP_INTR)
			break;
		/* A line came or went meanwhile: what we have may be inconsistent. */
		memset(q.objects, 0, q.room * row->size);
	}
	if (q.error == EPERM)
		die(EXIT_DENIED, "this shows who talks to whom, and needs CAP_NET_ADMIN; "
		    "run it as root (watch LINE works with read permission for the line's node)");
	if (q.error)
		die(q.error == ENODEV ? EXIT_ABSENT : EXIT_SYSTEM, "the kernel refused: %s%s",
		    strerror(q.error), q.text);
	if (err < 0 && err != -NLE_DUMP_INTR)
		die(EXIT_SYSTEM, "netlink: %s", nl_geterror(err));
	return q;
}

static void *dump(const struct object_row *row, int line_attr, const struct line *line,
		  size_t *count)
{
	struct query q = query(row, NLM_F_DUMP, line_attr, line);

	*count = q.count;
	return q.objects;
}

static struct line *all_lines;
static size_t num_lines;

struct line *netlink_lines(size_t *count)
{
	all_lines = dump(&object_line, TLINE_A_LINE_ID, NULL, &num_lines);
	*count = num_lines;
	return all_lines;
}

struct call *netlink_calls(const struct line *line, size_t *count)
{
	return dump(&object_call, TLINE_A_CALL_LINE, line, count);
}

struct request *netlink_requests(const struct line *line, size_t *count)
{
	return dump(&object_request, TLINE_A_REQUEST_LINE, line, count);
}

struct counters netlink_counters(const struct line *line)
{
	struct query q = query(&object_counters, 0, TLINE_A_COUNTERS_LINE, line);

	if (q.count != 1)
		die(EXIT_SYSTEM, "the kernel gave %zu answers instead of one", q.count);
	return *(struct counters *)q.objects;
}

static int compare_id(const void *key, const void *line)
{
	uint32_t id = *(const uint32_t *)key, other = ((const struct line *)line)->id;

	return id < other ? -1 : id > other;
}

/* They come in the order of their ids. */
const struct line *line_by_id(uint32_t id)
{
	return bsearch(&id, all_lines, num_lines, sizeof(*all_lines), compare_id);
}

const char *line_name(uint32_t id)
{
	const struct line *line = line_by_id(id);

	return line && line->name ? line->name : "?";
}
