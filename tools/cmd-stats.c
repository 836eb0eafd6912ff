// SPDX-License-Identifier: GPL-2.0-only
/*
 * tline stats: the books.
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include <tline/tapi.h>

#include "common.h"
#include "netlink.h"

static bool json;

#define COUNT(key, title, member) \
	{ key, title, FIELD_U64, offsetof(struct counters, member), 0, false }

static const struct field request_fields[] = {
	COUNT("submitted", "submitted", submitted),
	COUNT("completed", "completed", completed),
	COUNT("pending", "pending", pending),
};

static const struct field other_fields[] = {
	COUNT("late", "late answers", late),
	COUNT("refused_upcalls", "refused upcalls", refused_upcalls),
	COUNT("owed_idle", "owed IDLE", owed_idle),
	COUNT("calls", "calls", calls),
	COUNT("calls_total", "calls ever", calls_total),
	COUNT("opens", "open lines", opens),
};

/* "CALLCLOSED" to "callclosed"; the number if it has no name yet. */
static const char *reason_word(unsigned int reason)
{
	static char word[32];
	const char *name = tlineReasonName(reason);
	size_t i;

	if (!name) {
		snprintf(word, sizeof(word), "reason %u", reason);
		return word;
	}
	for (i = 0; name[i] && i < sizeof(word) - 1; i++)
		word[i] = tolower((unsigned char)name[i]);
	word[i] = '\0';
	return word;
}

static bool balanced(const struct counters *c)
{
	uint64_t sum = 0;
	unsigned int reason;

	for (reason = 1; reason < TLINE_REASON_COUNT; reason++)
		sum += c->by_reason[reason];
	return c->submitted == c->completed + c->pending && c->completed == sum;
}

static void print_json(const struct counters *c)
{
	unsigned int reason;

	json_begin();
	json_fields(request_fields, ARRAY_SIZE(request_fields), c);
	json_object("by_reason");
	for (reason = 1; reason < TLINE_REASON_COUNT; reason++)
		json_number(reason_word(reason), c->by_reason[reason]);
	json_close();
	json_fields(other_fields, ARRAY_SIZE(other_fields), c);
	json_bool("balanced", balanced(c));
	json_end();
}

static void print_text(const struct counters *c)
{
	unsigned int reason;

	print_list(request_fields, ARRAY_SIZE(request_fields), c);
	for (reason = 1; reason < TLINE_REASON_COUNT; reason++)
		if (c->by_reason[reason])
			printf("  %-14s %" PRIu64 "\n", reason_word(reason), c->by_reason[reason]);
	print_list(other_fields, ARRAY_SIZE(other_fields), c);
	printf("The books %s: %" PRIu64 " submitted %s %" PRIu64 " completed + %" PRIu64
	       " pending.\n", balanced(c) ? "balance" : "DO NOT BALANCE", c->submitted,
	       balanced(c) ? "=" : "/", c->completed, c->pending);
}

static int run_stats(int argc, char **argv)
{
	struct counters c = netlink_counters(argc ? find_line(argv[0]) : NULL);

	if (json)
		print_json(&c);
	else
		print_text(&c);
	return balanced(&c) ? EXIT_OK : EXIT_FAILED;
}

static const struct option_row options[] = {
	OPTION_JSON(json),
};

const struct command cmd_stats = {
	.name = "stats",
	.args = "[LINE]",
	.help = "show the books: how requests ended",
	.more = "Without LINE, of all lines there are and ever were.  Fails if the books do not\n"
		"balance: what was submitted has completed or is pending, nothing else.",
	.options = options,
	.num_options = ARRAY_SIZE(options),
	.max_args = 1,
	.run = run_stats,
};
