// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tool: a command line of any words.
 */
#include <setjmp.h>
#include <stdlib.h>

static jmp_buf left;

/* It ends the process on a mistake; here, the input. */
#define exit(status)	longjmp(left, 1 + (status))
#include "../../../tools/common.c"
#undef exit
#include "harness.h"

#define MAX_ARGS	16

const char command_of[] = "tline ";

static bool flag;
static const char *word;
static double seconds;
static unsigned int count;

static const struct option_row options[] = {
	{ "json", 'j', OPTION_FLAG, NULL, "a flag", &flag },
	{ "name", 'n', OPTION_TEXT, "NAME", "a word", &word },
	{ "time", 't', OPTION_SECONDS, "SECONDS", "a time", &seconds },
	{ "count", 0, OPTION_COUNT, "N", "a number", &count },
};

static const struct command command = {
	.name = "fuzz", .args = "[LINE]", .help = "Be fuzzed", .options = options,
	.num_options = TL_ARRAY_SIZE(options), .max_args = 1,
};

/* A word for each NUL or newline. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *argv[MAX_ARGS + 1] = { "fuzz" }, *text = copy(data, size, true), *p;
	int argc = 1, n;

	/* getopt() remembers a place in the words of the input before. */
	optind = 0;
	opterr = 0;
	getopt(1, argv, "");
	seconds = count = 0;
	for (p = text; p < text + size && argc < MAX_ARGS; p += strlen(p) + 1) {
		p[strcspn(p, "\n")] = 0;
		argv[argc++] = p;
	}
	if (!setjmp(left)) {
		n = parse_options(&command, argc, argv);
		must(n >= 0 && n <= 1 && !argv[n]);
	}
	must(seconds >= 0 && seconds <= 1e6 && count <= 1000000);
	free(text);
	return 0;
}
