// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which line does the user mean?
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "netlink.h"

#define SHOWN	8	/* lines named in an error */

static bool has_number(const struct line *line, const char *text)
{
	size_t i;

	for (i = 0; i < line->addresses_told; i++)
		if (line->addresses[i].number && !strcmp(line->addresses[i].number, text))
			return true;
	return false;
}

static bool has_name(const struct line *line, const char *text)
{
	return line->name && !strcmp(line->name, text);
}

/* "/dev/tline/line3", a link to it, "line3", or "3" */
static bool has_id(const struct line *line, const char *text)
{
	char path[PATH_MAX];
	char *end;
	unsigned long id;

	if (strchr(text, '/')) {
		if (!realpath(text, path) || strncmp(path, "/dev/tline/", 11))
			return false;
		text = path + 11;
	}
	if (!strncmp(text, "line", 4))
		text += 4;
	if (*text < '0' || *text > '9')
		return false;
	id = strtoul(text, &end, 10);
	return !*end && id == line->id;
}

/* In the order in which they are tried. */
static bool (*const matches[])(const struct line *line, const char *text) = {
	has_name,
	has_number,
	has_id,
};

static _Noreturn void no_such_line(const char *text, const struct line *lines, size_t n)
{
	char list[1024] = "";
	size_t i, len = 0;

	if (!n)
		die(EXIT_ABSENT, "there is no line '%s', nor any other; "
		    "run: modprobe -r tline_sim; modprobe tline_sim lines=4", text);
	for (i = 0; i < n && i < SHOWN; i++)
		len += snprintf(list + len, sizeof(list) - len, "%s%s (line%u)", i ? ", " : "",
				lines[i].name ? lines[i].name : "?", lines[i].id);
	if (n > SHOWN)
		snprintf(list + len, sizeof(list) - len, " and %zu more, see tline list",
			 n - SHOWN);
	die(EXIT_ABSENT, "there is no line '%s'; there %s %s", text, n == 1 ? "is" : "are", list);
}

const struct line *find_line(const char *text)
{
	static struct line *lines;
	static size_t n;
	size_t i, m;

	if (!lines)
		lines = netlink_lines(&n);
	for (m = 0; m < ARRAY_SIZE(matches); m++)
		for (i = 0; i < n; i++)
			if (matches[m](&lines[i], text))
				return &lines[i];
	no_such_line(text, lines, n);
}
