// SPDX-License-Identifier: GPL-2.0-only
/*
 * tline list, tline info: the lines.
 */
#include <inttypes.h>
#include <string.h>

#include <tline/tapi.h>

#include "common.h"
#include "netlink.h"

static bool json;

#define LINE(key, title, kind, member, family, wide) \
	{ key, title, kind, offsetof(struct line, member), family, wide }

static const struct field line_fields[] = {
	LINE("line", "LINE", FIELD_U32, id, 0, false),
	LINE("name", "NAME", FIELD_STRING, name, 0, false),
	LINE("numbers", "NUMBERS", FIELD_LIST, numbers, 0, false),
	LINE("opens", "OPENS", FIELD_U32, opens, 0, false),
	LINE("calls", "CALLS", FIELD_U32, calls, 0, false),
	LINE("status", "STATUS", FIELD_MASK, status, TLINENAMES_DEVSTATUSFLAGS, false),
	LINE("provider", "PROVIDER", FIELD_STRING, provider, 0, false),
	LINE("serial", "SERIAL", FIELD_STRING, serial, 0, false),
	LINE("max_calls", "MAX CALLS", FIELD_U32, max_calls, 0, true),
	LINE("num_addresses", "ADDRESSES", FIELD_U32, num_addresses, 0, true),
	LINE("media_modes", "MEDIA MODES", FIELD_MASK, media_modes, TLINENAMES_MEDIAMODE, true),
	LINE("bearer_modes", "BEARER MODES", FIELD_MASK, bearer_modes, TLINENAMES_BEARERMODE,
	     true),
	LINE("features", "FEATURES", FIELD_MASK, features, TLINENAMES_LINEFEATURE, true),
	LINE("flags", "FLAGS", FIELD_MASK, flags, TLINENAMES_DEVCAPFLAGS, true),
	LINE("submitted", "REQUESTS", FIELD_U64, counters.submitted, 0, true),
	LINE("pending", "PENDING", FIELD_U64, counters.pending, 0, true),
};

static void print_json(const struct line *line)
{
	json_begin();
	json_fields(line_fields, ARRAY_SIZE(line_fields), line);
	json_end();
}

static int run_list(int argc, char **argv)
{
	struct line *lines;
	size_t n, i;

	(void)argc;
	(void)argv;
	lines = netlink_lines(&n);
	if (json)
		for (i = 0; i < n; i++)
			print_json(&lines[i]);
	else if (n)
		print_table(line_fields, ARRAY_SIZE(line_fields), lines, sizeof(*lines), n);
	else
		fputs("tline: there are no lines; run: modprobe -r tline_sim; modprobe tline_sim lines=4\n",
		      stderr);
	return EXIT_OK;
}

static void print_addresses(const struct line *line)
{
	const struct address *a;

	for (a = line->addresses; a < line->addresses + line->addresses_told; a++)
		printf("ADDRESS %-8" PRIu32 " %s: %" PRIu32 " active, %" PRIu32 " on hold, %" PRIu32
		       " on hold pending\n", a->id, a->number ? a->number : "-", a->active,
		       a->onhold, a->pending);
	if (line->addresses_told < line->num_addresses)
		printf("(and %zu addresses more)\n", line->num_addresses - line->addresses_told);
}

static int run_info(int argc, char **argv)
{
	const struct line *line = find_line(argv[0]);

	(void)argc;
	if (json) {
		print_json(line);
		return EXIT_OK;
	}
	print_list(line_fields, ARRAY_SIZE(line_fields), line);
	print_addresses(line);
	return EXIT_OK;
}

static const struct option_row options[] = {
	OPTION_JSON(json),
};

const struct command cmd_list = {
	.name = "list",
	.args = "",
	.help = "show the lines there are",
	.options = options,
	.num_options = ARRAY_SIZE(options),
	.run = run_list,
};

const struct command cmd_info = {
	.name = "info",
	.args = "LINE",
	.help = "show all about a line",
	.options = options,
	.num_options = ARRAY_SIZE(options),
	.min_args = 1,
	.max_args = 1,
	.run = run_info,
};
