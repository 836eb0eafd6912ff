/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between netlink.c (who asks, who is told) and netlink-fill.c (what they see).
 *
 * An object is first copied to a snapshot, under its line's lock, and then made
 * into attributes without it.
 */
#ifndef _TLINE_NETLINK_H
#define _TLINE_NETLINK_H

#include <linux/tline_netlink.h>
#include "tline-priv.h"

struct sk_buff;

/* A line; @line: with a reference of the caller's. */
struct tline_nl_line {
	struct tline_line *line;
	bool known;		/* the provider is there: @caps are valid */
	u32 opens;
	u32 calls;
	u32 status;
	struct tline_line_caps caps;
	struct tline_ioc_counters counters;
};

/* A call; members as in struct tline_call and its info. */
struct tline_nl_call {
	u32 line;
	u32 id;
	u32 address;
	u32 state;
	u32 mode;
	bool known;		/* the call is still there: what follows is valid */
	u64 state_time;		/* (but this always is) */
	bool pending;		/* its creating request is not complete */
	u32 origin;
	u32 reason;
	u32 media_mode;
	u32 bearer_mode;
	u32 rate;
	u32 owners;
	u32 monitors;
	u32 requests;		/* pending on it, up to TLINE_NL_MAX_COUNT */
	u32 call_id;
	struct tline_party party[TLINE_PARTY_COUNT];
	char app_name[TLINE_NAME_LEN];
};

/* A pending request. */
struct tline_nl_request {
	u32 line;
	u32 id;
	u32 app_id;
	u32 op;
	u32 call;
	u32 new_call;
	bool dispatched;
	bool deadline;
	char app_name[TLINE_NAME_LEN];
};

/* The books of a line, or (@total) of all. */
struct tline_nl_counters {
	bool total;
	u32 line;
	struct tline_ioc_counters sum;
};

/* A snapshot of anything; @lost: of a notification. */
struct tline_nl_snap {
	u64 lost;
	union {
		struct tline_nl_line line;
		struct tline_nl_call call;
		struct tline_nl_request request;
		struct tline_nl_counters counters;
	};
};

/* Room for the largest message about @line, and about anything else. */
size_t tline_nl_line_size(const struct tline_line *line);
#define TLINE_NL_LINE_SIZE_MAX	(16 * 1024)

void tline_nl_take_line(struct tline_line *line, struct tline_nl_snap *snap);
void tline_nl_take_counters(struct tline_line *line, struct tline_nl_snap *snap);
/* False: on its way out, not to be shown. */
bool tline_nl_take_call_locked(struct tline_line *line, void *obj, struct tline_nl_snap *snap);
bool tline_nl_take_request_locked(struct tline_line *line, void *obj,
				  struct tline_nl_snap *snap);

/* 0, or -EMSGSIZE. */
int tline_nl_fill_line(struct sk_buff *skb, const struct tline_nl_snap *snap);
int tline_nl_fill_call(struct sk_buff *skb, const struct tline_nl_snap *snap);
int tline_nl_fill_request(struct sk_buff *skb, const struct tline_nl_snap *snap);
int tline_nl_fill_counters(struct sk_buff *skb, const struct tline_nl_snap *snap);

#endif /* _TLINE_NETLINK_H */
