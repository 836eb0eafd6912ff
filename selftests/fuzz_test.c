// SPDX-License-Identifier: GPL-2.0-only
/*
 * The corpus of the fuzzer as a test: all its programs are executed, on any kernel,
 * and each must leave the kernel as it was (oracle.c).
 *
 * usage: fuzz_test [-v] [FILE]...
 *
 * Without FILEs, the corpus that is built in.
 */
#include <sched.h>
#include <time.h>

#include "fuzz.h"
#include "kselftest.h"

asm(".section .rodata\n\t"
	"corpus:\n\t"
	".incbin \"" CORPUS "\"\n\t"
	".byte 0\n\t"
	".previous\n\t");

static struct exec x;
static bool verbose;

static int now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void show(const struct prog *p, int ms)
{
	char text[PROG_TEXT], *line, *save = NULL;
	int i = -1;

	prog_print(p, text, sizeof(text));
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save), i++)
		if (i < 0)
			printf("# %s: %d ms\n", line, ms);
		else
			printf("#   %-70s got %#x\n", line, x.got[i]);
}

/* Parsing what was printed gives the same program: what is in a file is what was run. */
static bool same_again(const struct prog *p)
{
	static char first[PROG_TEXT], second[PROG_TEXT];
	const char *at = first, *error = NULL;
	struct prog again;
	int line = 1;

	prog_print(p, first, sizeof(first));
	if (prog_parse(&at, &again, &line, &error) < 0)
		return false;
	prog_print(&again, second, sizeof(second));
	return !strcmp(first, second);
}

static void replay(const char *name, const char *text, const char *end)
{
	const char *error = NULL;
	int line = 1, n = 0, bad = 0, ret = 0, begin;
	char why[512];
	struct prog p;

	while (text < end && (ret = prog_parse(&text, &p, &line, &error)) > 0) {
		n++;
		begin = now_ms();
		if (!same_again(&p)) {
			ksft_print_msg("%s: is printed as another program\n", p.name);
			bad++;
		}
		if (!exec_run(&x, &p, true, why, sizeof(why))) {
			ksft_print_msg("%s: %s\n", p.name, why);
			show(&p, now_ms() - begin);
			bad++;
		} else if (verbose) {
			show(&p, now_ms() - begin);
		}
	}
	if (ret < 0)
		ksft_print_msg("%s:%d: %s\n", name, line, error);
	ksft_test_result(!ret && n && !bad, "corpus %s: %d programs\n", name, n);
}

static void replay_file(const char *path)
{
	static char text[1 << 20];
	FILE *f = fopen(path, "r");

	if (!f)
		ksft_exit_fail_msg("%s: %s\n", path, strerror(errno));
	text[fread(text, 1, sizeof(text) - 1, f)] = 0;
	fclose(f);
	replay(path, text, text + strlen(text));
}

/* One file of those built in; returns where the next one begins. */
static const char *replay_built_in(const char *at)
{
	static char text[1 << 20];
	const char *end = strstr(at + 1, "# file ");
	char name[64];

	end = end ?: at + strlen(at);
	snprintf(text, sizeof(text), "%.*s", (int)(end - at), at);
	if (sscanf(at, "# file %63s", name) != 1)
		strcpy(name, "?");
	replay(name, text, text + strlen(text));
	return end;
}

static int count_built_in(void)
{
	const char *at = corpus;
	int n = 0;

	for (; (at = strstr(at, "# file ")); at++)
		n++;
	return n;
}

/* Two threads on one processor take turns in nearly the same way each time. */
static void use_one_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

int main(int argc, char **argv)
{
	const char *at = corpus;

	if (argc > 1 && !strcmp(argv[1], "-v")) {
		verbose = true;
		argc--;
		argv++;
	}
	ksft_print_header();
	ksft_set_plan(1 + (argc > 1 ? argc - 1 : count_built_in()));
	ksft_test_result(!table_check(), "every ioctl, operation and structure of the uapi is in the table\n");
	use_one_cpu();
	exec_init(&x);
	oracle_kernel();
	world_up();
	while (argc == 1 && *at)
		at = replay_built_in(at);
	while (argc-- > 1)
		replay_file(*++argv);
	world_down();
	ksft_finished();
}
