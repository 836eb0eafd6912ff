// SPDX-License-Identifier: GPL-2.0-only
/*
 * Errors, memory, options.
 */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"

#define MAX_OPTIONS	16

void die(int status, const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(status);
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		die(EXIT_SYSTEM, "out of memory");
	return p;
}

/* Room for one more element, zeroed. */
void *xgrow(void *array, size_t *room, size_t used, size_t size)
{
	size_t want = *room ? 2 * *room : 16;

	if (used < *room)
		return array;
	array = realloc(array, want * size);
	if (!array)
		die(EXIT_SYSTEM, "out of memory");
	memset((char *)array + *room * size, 0, (want - *room) * size);
	*room = want;
	return array;
}

char *xstrdup(const char *s)
{
	char *p = strdup(s);

	if (!p)
		die(EXIT_SYSTEM, "out of memory");
	return p;
}

/* Of text that may lack its NUL. */
char *xstrndup(const char *s, size_t max)
{
	char *p = strndup(s, max);

	if (!p)
		die(EXIT_SYSTEM, "out of memory");
	return p;
}

static void print_help(const struct command *cmd)
{
	const struct option_row *row;
	char left[40];

	printf("usage: %s%s [OPTION]...%s%s\n\n%s.\n", command_of, cmd->name, *cmd->args ? " " : "",
	       cmd->args, cmd->help);
	if (cmd->more)
		printf("%s\n", cmd->more);
	printf("\n");
	for (row = cmd->options; row < cmd->options + cmd->num_options; row++) {
		snprintf(left, sizeof(left), "%c%c%s --%s%s%s", row->letter ? '-' : ' ',
			 row->letter ? row->letter : ' ', row->letter ? "," : " ", row->name,
			 row->arg ? " " : "", row->arg ? row->arg : "");
		printf("  %-28s %s\n", left, row->help);
	}
	printf("  %-28s %s\n", "-h, --help", "show this text");
}

static void set_option(const struct command *cmd, const struct option_row *row, const char *text)
{
	double number;
	char *end;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)row->value = true;
		return;
	case OPTION_TEXT:
		*(const char **)row->value = text;
		return;
	case OPTION_SECONDS:
	case OPTION_COUNT:
		break;
	}
	errno = 0;
	number = strtod(text, &end);
	if (end == text || *end || errno || !(number >= 0 && number <= 1e6))
		die(EXIT_USAGE, "%s: --%s takes a number from 0 to 1000000, not '%s'",
		    cmd->name, row->name, text);
	if (row->kind == OPTION_SECONDS)
		*(double *)row->value = number;
	else
		*(unsigned int *)row->value = number;
}

int parse_options(const struct command *cmd, int argc, char **argv)
{
	struct option longs[MAX_OPTIONS + 2] = {};
	char shorts[2 * MAX_OPTIONS + 4] = "h", *s = shorts + 1;
	size_t i;
	int c;

	for (i = 0; i < cmd->num_options; i++) {
		const struct option_row *row = &cmd->options[i];

		longs[i].name = row->name;
		longs[i].has_arg = row->kind == OPTION_FLAG ? no_argument : required_argument;
		longs[i].val = 256 + i;
		if (row->letter) {
			*s++ = row->letter;
			if (row->kind != OPTION_FLAG)
				*s++ = ':';
		}
	}
	longs[i].name = "help";
	longs[i].val = 'h';

	optind = 1;
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (c == '?') {
			fprintf(stderr, "usage: %s%s [OPTION]...%s%s (see %s%s --help)\n",
				command_of, cmd->name, *cmd->args ? " " : "", cmd->args, command_of,
				cmd->name);
			exit(EXIT_USAGE);
		}
		if (c == 'h') {
			print_help(cmd);
			exit(EXIT_OK);
		}
		for (i = 0; i < cmd->num_options; i++)
			if (c == 256 + (int)i || c == cmd->options[i].letter)
				set_option(cmd, &cmd->options[i], optarg);
	}
	argc -= optind;
	memmove(argv, argv + optind, (argc + 1) * sizeof(*argv));
	if (argc < cmd->min_args || argc > cmd->max_args)
		die(EXIT_USAGE, "%s takes %s, not %d argument%s; see %s%s --help", cmd->name,
		    *cmd->args ? cmd->args : "no argument", argc, argc == 1 ? "" : "s", command_of,
		    cmd->name);
	return argc;
}
