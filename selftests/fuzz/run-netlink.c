// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: requests right and wrong, and what comes back.
 */
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "rows.h"

#define ROOM	8192

static struct {
	uint16_t family;
	uint32_t group;
} tline_nl;

struct message {
	struct nlmsghdr nlh;
	struct genlmsghdr genl;
	char attrs[512];
};

static struct nlattr *put_attr(struct message *m, uint16_t type, const void *data, uint16_t len)
{
	struct nlattr *nla = (void *)((char *)m + NLMSG_ALIGN(m->nlh.nlmsg_len));

	nla->nla_type = type;
	nla->nla_len = NLA_HDRLEN + len;
	memcpy((char *)nla + NLA_HDRLEN, data, len);
	m->nlh.nlmsg_len = NLMSG_ALIGN(m->nlh.nlmsg_len) + NLA_ALIGN(nla->nla_len);
	return nla;
}

static void message_init(struct message *m, uint16_t family, uint8_t cmd, uint16_t flags)
{
	memset(m, 0, sizeof(*m));
	m->nlh.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN;
	m->nlh.nlmsg_type = family;
	m->nlh.nlmsg_flags = NLM_F_REQUEST | flags;
	m->genl.cmd = cmd;
	m->genl.version = TLINE_FAMILY_VERSION;
}

/* In a nest of nests: the number after the attribute @type. */
static uint32_t find_u32(const char *buf, int len, uint16_t type)
{
	const struct nlattr *nla = (const void *)buf;
	uint32_t num;

	while (len >= NLA_HDRLEN && nla->nla_len >= NLA_HDRLEN && nla->nla_len <= len) {
		if (nla->nla_type == type && nla->nla_len == NLA_HDRLEN + 4) {
			memcpy(&num, (const char *)nla + NLA_HDRLEN, 4);
			return num;
		}
		len -= NLA_ALIGN(nla->nla_len);
		nla = (const void *)((const char *)nla + NLA_ALIGN(nla->nla_len));
	}
	return 0;
}

static void learn_family(const char *buf, int len)
{
	const struct nlattr *nla = (const void *)buf, *group;

	while (len >= NLA_HDRLEN && nla->nla_len >= NLA_HDRLEN && nla->nla_len <= len) {
		const char *data = (const char *)nla + NLA_HDRLEN;

		if (nla->nla_type == CTRL_ATTR_FAMILY_ID)
			memcpy(&tline_nl.family, data, 2);
		group = (const void *)data;
		if (nla->nla_type == CTRL_ATTR_MCAST_GROUPS)
			tline_nl.group = find_u32(data + NLA_HDRLEN, group->nla_len - NLA_HDRLEN,
						  CTRL_ATTR_MCAST_GRP_ID);
		len -= NLA_ALIGN(nla->nla_len);
		nla = (const void *)((const char *)nla + NLA_ALIGN(nla->nla_len));
	}
}

static void resolve(int fd)
{
	struct message m;
	char buf[ROOM];
	ssize_t n;

	message_init(&m, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	put_attr(&m, CTRL_ATTR_FAMILY_NAME, TLINE_FAMILY_NAME, sizeof(TLINE_FAMILY_NAME));
	n = send(fd, &m, m.nlh.nlmsg_len, 0) < 0 ? -1 : recv(fd, buf, sizeof(buf), 0);
	if (n > NLMSG_HDRLEN + GENL_HDRLEN)
		learn_family(buf + NLMSG_HDRLEN + GENL_HDRLEN, n - NLMSG_HDRLEN - GENL_HDRLEN);
}

int32_t run_nl_open(struct thread *t, const struct call *call)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);

	if (fd < 0)
		return -errno;
	if (!tline_nl.family)
		resolve(fd);
	if (call->num_outs)
		file_put(t->x, call->outs[0].n, fd, object_new(t->x, FILE_NL));
	else
		close(fd);
	return 0;
}

static int on(struct thread *t, const struct call *call)
{
	return call->on < 0 ? -1 : file_fd(t->x, call->on);
}

/* Each value of an attribute's field is an attribute. */
int32_t run_netlink(struct thread *t, const struct call *call)
{
	const struct row *row = &rows[call->row];
	const struct value *odd = call_value(call, "attr"), *size = call_value(call, "attr_size");
	struct nlattr *last = NULL;
	struct message m;
	char data[64];
	int i;

	message_init(&m, tline_nl.family, row->cmd, call_num(t, call, "flags", 0));
	m.genl.version = call_num(t, call, "version", TLINE_FAMILY_VERSION);
	for (i = 0; i < call->num_values; i++) {
		const struct value *v = &call->values[i];
		const struct field *f = &row->fields[v->field];
		uint64_t num = v->num;

		if (f->where != IN_ATTR)
			continue;
		memset(data, 0, sizeof(data));
		if (v->kind == V_FILL)
			memset(data, *v->text, f->size);
		else if (v->kind == V_TEXT)
			memcpy(data, v->text, TEXT_LEN);
		else
			memcpy(data, &num, sizeof(num));
		last = put_attr(&m, f->offset, data, v->kind == V_TEXT ? strlen(v->text) + 1 : f->size);
	}
	if (odd)
		last = put_attr(&m, odd->num, data, 4);
	if (size && last)
		last->nla_len = size->num;
	return send(on(t, call), &m, m.nlh.nlmsg_len, MSG_DONTWAIT) < 0 ? -errno : 0;
}

int32_t run_recv(struct thread *t, const struct call *call)
{
	uint64_t size = call_num(t, call, "size", ROOM);
	static const char zeros[ROOM];
	ssize_t n;

	size = size < ROOM ? size : ROOM;
	n = recv(on(t, call), (void *)(uintptr_t)place(t, call, "ptr", t->data, zeros, size), size,
		 MSG_DONTWAIT);
	return n < 0 ? -errno : 0;
}

int32_t run_subscribe(struct thread *t, const struct call *call)
{
	return setsockopt(on(t, call), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &tline_nl.group,
			  sizeof(tline_nl.group)) ? -errno : 0;
}
