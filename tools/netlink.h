/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel tells over generic netlink, as objects.
 */
#ifndef TLINE_TOOL_NETLINK_H
#define TLINE_TOOL_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/tline.h>

struct counters {
	uint32_t line;
	uint64_t submitted;
	uint64_t completed;
	uint64_t pending;
	uint64_t by_reason[TLINE_REASON_COUNT];
	uint64_t late;
	uint64_t refused_upcalls;
	uint64_t owed_idle;
	uint64_t calls;
	uint64_t calls_total;
	uint64_t opens;
};

struct address {
	uint32_t id;
	const char *number;
	uint32_t active;
	uint32_t onhold;
	uint32_t pending;
};

struct line {
	uint32_t id;
	const char *name;
	const char *serial;
	const char *provider;
	const char *numbers;	/* of its addresses, separated by ',' */
	uint32_t num_addresses;
	struct address *addresses;
	size_t addresses_told;
	uint32_t opens;
	uint32_t calls;
	uint32_t max_calls;
	uint32_t status;
	uint32_t media_modes;
	uint32_t bearer_modes;
	uint32_t features;
	uint32_t flags;
	struct counters counters;
};

struct party {
	uint32_t flags;
	const char *number;
	const char *name;
};

struct call {
	uint32_t line;
	uint32_t id;
	uint32_t address;
	uint32_t state;
	uint32_t state_mode;
	uint64_t state_time;
	bool pending;
	uint32_t origin;
	uint32_t reason;
	uint32_t media_mode;
	uint32_t bearer_mode;
	uint32_t rate;
	uint32_t owners;
	uint32_t monitors;
	uint32_t requests;
	uint32_t call_id;
	struct party party[TLINE_PARTY_COUNT];
	const char *app_name;
	const char *line_name;	/* for whoever shows it; so is all below */
	const char *mode_name;
	const char *other;
};

struct request {
	uint32_t line;
	uint32_t id;
	uint32_t app_id;
	uint32_t op;
	const char *op_name;
	uint32_t call;
	uint32_t new_call;
	bool dispatched;
	bool deadline;
	const char *app_name;
	const char *line_name;	/* for whoever shows it */
};

/* All of them, or those of one line; die with a sentence if that fails. */
struct line *netlink_lines(size_t *count);
struct call *netlink_calls(const struct line *line, size_t *count);
struct request *netlink_requests(const struct line *line, size_t *count);
struct counters netlink_counters(const struct line *line);	/* NULL: the total */

/* The line that the user means, or die. */
const struct line *find_line(const char *text);
/* The line with an id, or NULL; among those of the last netlink_lines(). */
const struct line *line_by_id(uint32_t id);
const char *line_name(uint32_t id);

#endif /* TLINE_TOOL_NETLINK_H */
