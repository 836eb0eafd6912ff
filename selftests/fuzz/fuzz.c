// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: fuzz [-s SEED] [-t SECONDS] [CORPUS]...
 *
 * The fuzzer: one process executes programs, and keeps those that reach places which
 * none has reached before; another one watches it, since the kernel may kill or hang
 * the first.  The corpus that was found, and the places, are printed at the end.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

#define MAX_CORPUS	1024
#define HANG_SECONDS	90
#define STATUS_SECONDS	10
#define WORDS		ARRAY_SIZE(((struct cover_set *)0)->bits)

struct entry {
	struct prog p;
	struct cover_set set;
	bool seed;
	int us;			/* that it takes */
};

/* Seen by both processes. */
static struct shared {
	struct prog current, previous;
	uint64_t programs, calls;
	int n;
	int pcs;
	bool failed;
	char why[512];
	struct entry corpus[MAX_CORPUS];
} *shared;

static struct exec x;
static struct cover_set total;
static int last_us;		/* that the program run last took */
static uint64_t seed = 1;
static int seconds = 60;

static uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000ULL + ts.tv_nsec / 1000;
}

static int now(void)
{
	return now_us() / 1000000;
}

static void print_prog(const struct prog *p)
{
	char text[PROG_TEXT];

	prog_print(p, text, sizeof(text));
	fputs(text, stdout);
	printf("\n");
}

static bool covers(const struct cover_set *set, const struct cover_set *of)
{
	size_t i;

	for (i = 0; i < WORDS; i++)
		if (of->bits[i] & ~set->bits[i])
			return false;
	return true;
}

/* What @set has and @than has not, to @out; false: nothing. */
static bool more(const struct cover_set *set, const struct cover_set *than, struct cover_set *out)
{
	bool any = false;
	size_t i;

	for (i = 0; i < WORDS; i++) {
		out->bits[i] = set->bits[i] & ~than->bits[i];
		any |= !!out->bits[i];
	}
	return any;
}

static void add(struct cover_set *to, const struct cover_set *set)
{
	size_t i;

	for (i = 0; i < WORDS; i++)
		to->bits[i] |= set->bits[i];
}

/* Does not return if something is wrong: whatever follows would be, too. */
static void run(const struct prog *p, struct cover_set *set, bool wants)
{
	uint64_t begin = now_us();

	shared->previous = shared->current;
	shared->current = *p;
	memset(set, 0, sizeof(*set));
	shared->failed = !exec_run(&x, &shared->current, wants, shared->why, sizeof(shared->why));
	cover_end(set);
	last_us = now_us() - begin;
	shared->pcs = cover_count();
	shared->programs++;
	shared->calls += p->n;
	if (shared->failed)
		_exit(1);
}

static void keep(const struct prog *p, const struct cover_set *set, bool is_seed)
{
	struct entry *e = &shared->corpus[shared->n];

	add(&total, set);
	if (shared->n == MAX_CORPUS)
		return;
	e->p = *p;
	e->set = *set;
	e->seed = is_seed;
	e->us = last_us;
	if (!is_seed)
		snprintf(e->p.name, sizeof(e->p.name), "found-%llu-%d", (unsigned long long)seed,
			 shared->n);
	shared->n++;
}

/* Without the calls that what is new does not need. */
static void minimize(struct prog *p, struct cover_set *set, const struct cover_set *fresh)
{
	struct cover_set got;
	struct prog less;
	int i;

	run(p, &got, false);
	if (!covers(&got, fresh))
		return;		/* a race; as it is */
	for (i = p->n - 1; i >= 0 && p->n > 1; i--) {
		less = *p;
		memmove(&less.calls[i], &less.calls[i + 1], (p->n - i - 1) * sizeof(less.calls[0]));
		less.n--;
		run(&less, &got, false);
		if (!covers(&got, fresh))
			continue;
		*p = less;
		*set = got;
	}
}

static void load(const char *path)
{
	static char text[1 << 20];
	const char *at = text, *error = NULL;
	struct cover_set set;
	struct prog p;
	int line = 1, ret;
	FILE *f = fopen(path, "r");

	if (!f) {
		perror(path);
		exit(2);
	}
	text[fread(text, 1, sizeof(text) - 1, f)] = 0;
	fclose(f);
	while ((ret = prog_parse(&at, &p, &line, &error)) > 0) {
		run(&p, &set, true);
		keep(&p, &set, true);
	}
	if (ret < 0) {
		fprintf(stderr, "%s:%d: %s\n", path, line, error);
		exit(2);
	}
}

/* The newest ones more often, and of two the one that takes less time. */
static const struct prog *choose(void)
{
	const struct entry *best = NULL, *e;
	int tries;

	for (tries = 0; tries < 2; tries++) {
		e = &shared->corpus[rnd(2) ? rnd(shared->n) :
				    shared->n - 1 - rnd((shared->n + 3) / 4)];
		best = best && best->us <= e->us ? best : e;
	}
	return &best->p;
}

static void status(int since)
{
	int t = now() - since ?: 1;

	printf("# %d s: %llu programs (%llu/s), %llu calls, %d PCs, corpus of %d\n", t,
	       (unsigned long long)shared->programs, (unsigned long long)shared->programs / t,
	       (unsigned long long)shared->calls, shared->pcs, shared->n);
	fflush(stdout);
}

static void work(int files, char **file)
{
	int start = now(), told = start, i;
	struct cover_set set, fresh;
	struct prog p;

	exec_init(&x);
	if (!cover_init(0))
		printf("# no KCOV: nothing guides this\n");
	oracle_kernel();
	world_up();
	for (i = 0; i < files; i++)
		load(file[i]);
	printf("# the corpus that there is: %d programs\n", shared->n);
	status(start);
	rnd_seed(seed);
	while (now() - start < seconds) {
		if (!shared->n || !rnd(20)) {
			gen_prog(&p);
		} else {
			p = *choose();
			gen_mutate(&p, &shared->corpus[rnd(shared->n)].p);
		}
		run(&p, &set, false);
		if (more(&set, &total, &fresh)) {
			minimize(&p, &set, &fresh);
			add(&total, &fresh);
			keep(&p, &set, false);
		}
		if (now() - told >= STATUS_SECONDS) {
			told = now();
			status(start);
		}
	}
	status(start);
	cover_print(stdout);
	world_down();
	fflush(stdout);
	_exit(0);
}

static int shorter(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->seed != y->seed ? y->seed - x->seed : x->p.n - y->p.n;
}

/* Of what was found, short ones first, what adds to those before. */
static void print_corpus(void)
{
	struct cover_set have = { { 0 } }, fresh;
	int i, n = 0;

	qsort(shared->corpus, shared->n, sizeof(shared->corpus[0]), shorter);
	printf("# corpus begin\n");
	for (i = 0; i < shared->n; i++) {
		struct entry *e = &shared->corpus[i];

		if (!more(&e->set, &have, &fresh) || e->seed) {
			add(&have, &e->set);
			continue;
		}
		add(&have, &e->set);
		print_prog(&e->p);
		n++;
	}
	printf("# corpus end\n# %d programs to be kept\n", n);
}

static void print_failure(const char *what)
{
	printf("FAILED: %s\n# the program that did it:\n", what);
	printf("# failure begin\n");
	print_prog(&shared->current);
	printf("# failure end\n# the one before it:\n");
	print_prog(&shared->previous);
}

/* The exit status: 0, or 1 with what failed in the output. */
static int watch(pid_t pid)
{
	uint64_t seen = ~0ULL;
	int status, moved = now();
	char what[64];

	while (!waitpid(pid, &status, WNOHANG)) {
		usleep(200000);
		if (shared->programs != seen) {
			seen = shared->programs;
			moved = now();
		}
		if (now() - moved < HANG_SECONDS)
			continue;
		print_failure("a program does not end");
		kill(pid, SIGKILL);
		return 1;
	}
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) != 1)
		return 2;
	snprintf(what, sizeof(what), "killed by signal %d", WTERMSIG(status));
	print_failure(shared->failed ? shared->why : what);
	return 1;
}

int main(int argc, char **argv)
{
	int opt, ret;
	pid_t pid;

	while ((opt = getopt(argc, argv, "s:t:")) != -1) {
		if (opt == 's')
			seed = strtoull(optarg, NULL, 0);
		else if (opt == 't')
			seconds = atoi(optarg);
		else
			return 2;
	}
	if (table_check())
		return 2;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (shared == MAP_FAILED) {
		perror("fuzz: memory");
		return 2;
	}
	printf("# seed %llu, %d seconds\n", (unsigned long long)seed, seconds);
	fflush(stdout);
	pid = fork();
	if (!pid)
		work(argc - optind, argv + optind);
	ret = watch(pid);
	print_corpus();
	return ret;
}
