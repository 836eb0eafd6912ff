/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Generic netlink spoken without a library: a test decides what goes into a request,
 * wrong things too, and when the next part of a dump is fetched.
 */
#ifndef TLINE_NL_H
#define TLINE_NL_H

#include <sys/socket.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/tline_netlink.h>

#include "tline_test.h"

#define MAX_ATTR	32
#define SMALL_ROOM	4096	/* enough for all but dumps of lines */
#define LINE_ROOM	16384	/* enough for those */
#define LARGE_ROOM	18432	/* more than enough */

/**
 * struct nl - a socket; @buf holds what came last, @tb the attributes of one message
 * @room: how much is read at a time.  The kernel makes the parts of a dump as large
 *	as the largest buffer ever offered to it, or else as small as it can.
 */
struct nl {
	int fd;
	int room;
	__u16 family;
	__u32 group;
	__u32 seq;
	bool intr;		/* NLM_F_DUMP_INTR was seen */
	char error[128];	/* text of the last refusal */
	__u32 error_at;		/* offset of the attribute that it blames */
	int len;
	char buf[LARGE_ROOM];
	struct nlattr *tb[MAX_ATTR];
};

struct req {
	struct nlmsghdr nlh;
	struct genlmsghdr genl;
	char attrs[256];
};

static void *nla_payload(const struct nlattr *nla)
{
	return (char *)nla + NLA_HDRLEN;
}

/* Attributes by type; of several of one type the last. */
static void parse(struct nlattr **tb, void *from, int len)
{
	struct nlattr *nla = from;

	memset(tb, 0, MAX_ATTR * sizeof(*tb));
	while (len >= NLA_HDRLEN && nla->nla_len >= NLA_HDRLEN && nla->nla_len <= len) {
		if ((nla->nla_type & NLA_TYPE_MASK) < MAX_ATTR)
			tb[nla->nla_type & NLA_TYPE_MASK] = nla;
		len -= NLA_ALIGN(nla->nla_len);
		nla = (void *)nla + NLA_ALIGN(nla->nla_len);
	}
}

static void parse_nest(struct nlattr **tb, struct nlattr *nest)
{
	if (nest)
		parse(tb, nla_payload(nest), nest->nla_len - NLA_HDRLEN);
	else
		memset(tb, 0, MAX_ATTR * sizeof(*tb));
}

/* Values; of an absent attribute ~0, or "(none)". */
static __u32 u32(const struct nlattr *nla)
{
	return nla && nla->nla_len == NLA_HDRLEN + 4 ? *(__u32 *)nla_payload(nla) : ~0;
}

static __u64 u64(const struct nlattr *nla)
{
	__u64 v = ~0ULL;

	if (nla && nla->nla_len == NLA_HDRLEN + 8)
		memcpy(&v, nla_payload(nla), 8);
	return v;
}

static const char *str(const struct nlattr *nla)
{
	return nla ? nla_payload(nla) : "(none)";
}

static void req_init(struct req *r, __u16 type, __u8 cmd, __u16 flags)
{
	memset(r, 0, sizeof(*r));
	r->nlh.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN;
	r->nlh.nlmsg_type = type;
	r->nlh.nlmsg_flags = NLM_F_REQUEST | flags;
	r->genl.cmd = cmd;
	r->genl.version = 1;
}

static void put(struct req *r, __u16 type, const void *data, __u16 len)
{
	struct nlattr *nla = (void *)r + NLMSG_ALIGN(r->nlh.nlmsg_len);

	nla->nla_type = type;
	nla->nla_len = NLA_HDRLEN + len;
	memcpy(nla_payload(nla), data, len);
	r->nlh.nlmsg_len = NLMSG_ALIGN(r->nlh.nlmsg_len) + NLA_ALIGN(nla->nla_len);
}

static void put_u32(struct req *r, __u16 type, __u32 v)
{
	put(r, type, &v, sizeof(v));
}

static void nl_send(struct nl *nl, struct req *r)
{
	r->nlh.nlmsg_seq = ++nl->seq;
	if (send(nl->fd, r, r->nlh.nlmsg_len, 0) < 0)
		perror("# netlink send");
}

/* One datagram: 0 or -errno. */
static int nl_recv(struct nl *nl)
{
	struct pollfd p = { .fd = nl->fd, .events = POLLIN };

	if (poll(&p, 1, WAIT_MS) != 1)
		return -ETIMEDOUT;
	nl->len = recv(nl->fd, nl->buf, nl->room, MSG_TRUNC);
	if (nl->len < 0)
		return -errno;
	return nl->len > nl->room ? -EMSGSIZE : 0;
}

/* A refusal: NLMSG_ERROR, or NLMSG_DONE of a dump that did not get far. */
static int nl_error(struct nl *nl, struct nlmsghdr *nlh)
{
	int size = nlh->nlmsg_type == NLMSG_ERROR ? sizeof(struct nlmsgerr) : sizeof(int);
	void *data = NLMSG_DATA(nlh);
	struct nlattr *tb[MAX_ATTR];

	nl->error[0] = 0;
	nl->error_at = 0;
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS) {
		parse(tb, data + size, nlh->nlmsg_len - NLMSG_HDRLEN - size);
		if (tb[NLMSGERR_ATTR_MSG])
			snprintf(nl->error, sizeof(nl->error), "%s", str(tb[NLMSGERR_ATTR_MSG]));
		if (tb[NLMSGERR_ATTR_OFFS])
			nl->error_at = u32(tb[NLMSGERR_ATTR_OFFS]);
	}
	return *(int *)data;
}

static void nl_parse(struct nl *nl, struct nlmsghdr *nlh)
{
	parse(nl->tb, NLMSG_DATA(nlh) + GENL_HDRLEN,
	      nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN);
}

/* Ask for one object: its attributes are in @nl->tb. */
static int nl_get(struct nl *nl, struct req *r)
{
	struct nlmsghdr *nlh = (void *)nl->buf;
	int err;

	nl_send(nl, r);
	err = nl_recv(nl);
	if (err)
		return err;
	if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
		return nl_error(nl, nlh);
	nl_parse(nl, nlh);
	return 0;
}

typedef void (*each_fn)(struct nl *nl, void *data);

/* The next part of a dump: 1: more to come, 0: done, or -errno. */
static int dump_turn(struct nl *nl, each_fn each, void *data)
{
	struct nlmsghdr *nlh = (void *)nl->buf;
	int err = nl_recv(nl), len = nl->len;

	if (err)
		return err;
	for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
		nl->intr |= !!(nlh->nlmsg_flags & NLM_F_DUMP_INTR);
		if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
			return nl_error(nl, nlh);
		nl_parse(nl, nlh);
		each(nl, data);
	}
	return 1;
}

/* The rest of a dump: how many turns it took, or -errno. */
static int dump_rest(struct nl *nl, each_fn each, void *data)
{
	int turns = 0, ret;

	do {
		turns++;
		ret = dump_turn(nl, each, data);
	} while (ret > 0);
	return ret ?: turns;
}

/* Dump all, or all of @line (the attribute that names it is number 1 everywhere). */
static int dump(struct nl *nl, __u8 cmd, int line, each_fn each, void *data)
{
	struct req r;

	req_init(&r, nl->family, cmd, NLM_F_DUMP);
	if (line >= 0)
		put_u32(&r, 1, line);
	nl->intr = false;
	nl_send(nl, &r);
	return dump_rest(nl, each, data);
}

/* The group's id is in a nest of nests. */
static __u32 find_group(struct nlattr *groups, const char *name)
{
	struct nlattr *tb[MAX_ATTR], *group[MAX_ATTR];
	int i;

	parse_nest(tb, groups);
	for (i = 0; i < MAX_ATTR; i++) {
		parse_nest(group, tb[i]);
		if (!strcmp(str(group[CTRL_ATTR_MCAST_GRP_NAME]), name))
			return u32(group[CTRL_ATTR_MCAST_GRP_ID]);
	}
	return 0;
}

static int nl_open(struct nl *nl)
{
	struct req r;
	int one = 1, err;

	memset(nl, 0, sizeof(*nl));
	nl->room = SMALL_ROOM;
	nl->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	setsockopt(nl->fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(nl->fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	req_init(&r, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	put(&r, CTRL_ATTR_FAMILY_NAME, TLINE_FAMILY_NAME, sizeof(TLINE_FAMILY_NAME));
	err = nl_get(nl, &r);
	if (err)
		return err;
	nl->family = *(__u16 *)nla_payload(nl->tb[CTRL_ATTR_FAMILY_ID]);
	nl->group = find_group(nl->tb[CTRL_ATTR_MCAST_GROUPS], TLINE_MCGRP_EVENTS);
	return u32(nl->tb[CTRL_ATTR_VERSION]) == TLINE_FAMILY_VERSION && nl->group ? 0 : -EPROTO;
}

static int nl_join(struct nl *nl)
{
	return setsockopt(nl->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &nl->group,
			  sizeof(nl->group)) ? -errno : 0;
}

#endif /* TLINE_NL_H */
