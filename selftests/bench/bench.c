// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running measurements: rounds of about equal length, each bench in a process of
 * its own.  A result is a line "R name n rounds min p50 max", per operation.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "bench.h"

uint64_t phase[PHASES];

static const char *current;

void bench_skip(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printf("S %-28s ", current);
	vprintf(fmt, ap);
	printf("\n");
	va_end(ap);
	exit(0);
}

void bench_die(const char *fmt, ...)
{
	int err = errno;
	va_list ap;

	va_start(ap, fmt);
	fprintf(stderr, "%s: ", current ?: "bench");
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, " (%s)\n", strerror(err));
	va_end(ap);
	exit(1);
}

/* ----------------------------------------------------------------- deferred work */

static pid_t spinner;
static clockid_t spinner_clock;

/* Keeps the CPU from idling, for virtual time jumps over idleness. */
void work_begin(void)
{
	struct sched_param param = { 0 };

	fflush(stdout);
	spinner = fork();
	if (spinner < 0)
		bench_die("fork");
	if (!spinner) {
		sched_setscheduler(0, SCHED_IDLE, &param);
		for (;;)
			asm volatile("");
	}
	if (clock_getcpuclockid(spinner, &spinner_clock))
		bench_die("clock_getcpuclockid");
}

uint64_t work(void)
{
	struct timespec ts;

	clock_gettime(spinner_clock, &ts);
	return now() - (ts.tv_sec * 1000000000ULL + ts.tv_nsec);
}

void work_end(void)
{
	kill(spinner, SIGKILL);
	waitpid(spinner, NULL, 0);
}

/* ------------------------------------------------------------------------ running */

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void report(const struct bench *b, const char *suffix, long n, double *v, int rounds)
{
	char name[64];

	snprintf(name, sizeof(name), "%s%s", b->name, suffix);
	qsort(v, rounds, sizeof(*v), compare);
	printf("R %-28s %8ld %3d %12.2f %12.2f %12.2f\n", name, n, rounds,
	       v[0], v[rounds / 2], v[rounds - 1]);
}

/* Repetitions that fill a round, from the length of one. */
static long repetitions(const struct bench *b)
{
	uint64_t t;
	long n = 1;

	b->op(1, b->arg);
	t = now();
	b->op(1, b->arg);
	t = now() - t;
	while (n * 2 * (t ?: 1) < ROUND_LENGTH)
		n *= 2;
	return n;
}

static void run(const struct bench *b)
{
	static const char * const suffix[PHASES] = { ":a", ":b", ":c" };
	static double v[PHASES + 1][ROUNDS];
	int rounds = b->rounds ?: ROUNDS, phases = 0, r, i;
	uint64_t t;
	long n;

	current = b->name;
	if (b->setup)
		b->setup(b->arg);
	n = rounds > 1 ? repetitions(b) : 1;
	if (rounds > 1)
		b->op(n, b->arg);
	for (r = 0; r < rounds; r++) {
		memset(phase, 0, sizeof(phase));
		t = now();
		b->op(n, b->arg);
		v[PHASES][r] = (double)(now() - t) / n / b->per;
		for (i = 0; i < PHASES; i++)
			v[i][r] = (double)phase[i] / n / b->per;
	}
	while (phases < PHASES && phase[phases])
		phases++;
	if (!phases)
		report(b, "", n, v[PHASES], rounds);
	for (i = 0; i < phases; i++)
		report(b, phases == 1 ? "" : suffix[i], n, v[i], rounds);
	fflush(stdout);
	exit(0);
}

static bool chosen(const struct bench *b, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (!strncmp(b->name, *names, strlen(*names)))
			return true;
	return false;
}

int bench_main(const struct bench *benches, int argc, char **argv)
{
	int status, failed = 0;
	pid_t pid;

	mlockall(MCL_CURRENT | MCL_FUTURE);
	for (; benches->name; benches++) {
		if (!chosen(benches, argv + 1))
			continue;
		fflush(stdout);
		pid = fork();
		if (pid < 0)
			bench_die("fork");
		if (!pid) {
			mlockall(MCL_CURRENT | MCL_FUTURE);
			run(benches);
		}
		waitpid(pid, &status, 0);
		failed |= status;
	}
	return failed ? 1 : 0;
}
