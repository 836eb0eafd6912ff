// SPDX-License-Identifier: GPL-2.0-only
/*
 * tline - telephone lines from the shell: the sub-commands.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"

#ifndef TLINE_VERSION
#error "TLINE_VERSION is to be defined by the Makefile"
#endif

const char command_of[] = "tline ";

static const struct command *const commands[] = {
	&cmd_list,
	&cmd_info,
	&cmd_calls,
	&cmd_requests,
	&cmd_stats,
	&cmd_dial,
	&cmd_answer,
	&cmd_drop,
	&cmd_watch,
	&cmd_location,
	&cmd_priority,
};

static void show_help(FILE *to)
{
	size_t i;
	char left[40];

	fputs("usage: tline COMMAND [OPTION]... [ARGUMENT]...\n"
	      "\n"
	      "Telephone lines: what there is, what goes on, and calls.\n"
	      "\n", to);
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		snprintf(left, sizeof(left), "%s %s", commands[i]->name, commands[i]->args);
		fprintf(to, "  %-22s %s\n", left, commands[i]->help);
	}
	fputs("\n"
	      "LINE is the number of one of its addresses (100), its name, its id (0, line0), or\n"
	      "its node (/dev/tline/line0).  'tline COMMAND --help' tells more of a command,\n"
	      "'man tline' of all.\n", to);
}

/* At exit: what could not be written, say on a full disk, is no success. */
static void close_output(void)
{
	int failed = ferror(stdout);

	errno = 0;
	if (!fclose(stdout) && !failed)
		return;
	fprintf(stderr, "tline: cannot write the output%s%s\n", errno ? ": " : "",
		errno ? strerror(errno) : "");
	_exit(EXIT_SYSTEM);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	size_t i;

	atexit(close_output);
	if (!strcmp(name, "-h") || !strcmp(name, "--help") || !strcmp(name, "help")) {
		show_help(stdout);
		return EXIT_OK;
	}
	if (!strcmp(name, "--version")) {
		puts("tline " TLINE_VERSION);
		return EXIT_OK;
	}
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(name, commands[i]->name))
			continue;
		argv[1] = "tline";
		argc = parse_options(commands[i], argc - 1, argv + 1);
		return commands[i]->run(argc, argv + 1);
	}
	if (!*name) {
		show_help(stderr);
		return EXIT_USAGE;
	}
	die(EXIT_USAGE, "there is no command '%s'; tline --help lists them", name);
}
