// SPDX-License-Identifier: GPL-2.0-only
/*
 * The controller: starts and kills actors, buries them, and decides when the storm is
 * over.  See storm.h.
 */
#include <stdarg.h>
#include <time.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "storm.h"

/* From here on everything must have happened. */
#define STRICT_SECONDS	60
#define STRICT_OPERATIONS	100000
#define STUCK_SECONDS	60	/* without a step, or unburied */
#define SETTLE_SECONDS	150
#define START_SECONDS	20	/* until a forked actor runs, if there is one */

struct shared *shared;
struct actor *self;
const char *role = "controller";

static pid_t gremlin[EXCHANGES], watch;
static struct rng rng;
static int wanted = 200;

/* ------------------------------------------------------------------------- basics */

__u64 mix(__u64 a, __u64 b)
{
	__u64 z = a * 0x9e3779b97f4a7c15ULL + b + 0x632be59bd9b4e019ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

__u32 rnd(struct rng *rng, __u32 n)
{
	rng->state = mix(rng->state, 1);
	return (rng->state >> 32) % n;
}

__u64 milliseconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ULL + ts.tv_nsec / 1000000;
}

__u32 seconds(void)
{
	return milliseconds() / 1000;
}

void nap_us(__u32 us)
{
	struct timespec ts = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&ts, NULL);
}

static void show_log(const struct actor *a)
{
	__u32 i, from = a->step > LOG ? a->step - LOG : 0;

	for (i = from; i < a->step; i++) {
		const struct log_row *row = &a->log[i % LOG];

		if (row->step == i && row->result != SKIP)
			fprintf(stderr, "#   step %u: %s %#x: %d (%#x)\n", row->step,
				actor_action_name(row->action), row->what, row->result,
				row->result);
	}
	fprintf(stderr, "#   step %u: %s\n", a->step, actor_action_name(a->action));
}

void violation(const char *fmt, ...)
{
	va_list ap;
	int i;

	/* The first one speaks, and is not killed before it has. */
	if (atomic_exchange(&shared->violated, true)) {
		for (i = 0; i < 500 && shared->phase != PHASE_FAILED; i++)
			nap_us(10000);
		_exit(3);
	}
	fprintf(stderr, "# VIOLATION, SEED=%llu, %s %d", shared->seed, role, getpid());
	if (self)
		fprintf(stderr, ", actor number %llu, step %u", self->number, self->step);
	fprintf(stderr, "\n# ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	if (self)
		show_log(self);
	shared->phase = PHASE_FAILED;
	_exit(3);
}

/* ------------------------------------------------------------------------- actors */

struct actor *actor_alloc(__u64 number, bool heir)
{
	__u32 expected;
	int i;

	for (i = 0; i < ACTORS; i++) {
		struct actor *a = &shared->actor[i];

		expected = ACTOR_FREE;
		if (!atomic_compare_exchange_strong(&a->state, &expected, ACTOR_STARTING))
			continue;
		a->pid = 0;
		a->number = number;
		a->heir = heir;
		a->step = 0;
		a->beat = seconds();
		memset(a->held, 0, sizeof(a->held));
		return a;
	}
	return NULL;
}

bool actor_holds(struct actor *a, int slot)
{
	int i;

	for (i = 0; i < HELD; i++) {
		if (a->held[i])
			continue;
		a->held[i] = slot + 1;
		return true;
	}
	return false;
}

void actor_lets_go(struct actor *a, int slot)
{
	int i;

	for (i = 0; i < HELD; i++) {
		if (a->held[i] != slot + 1)
			continue;
		a->held[i] = 0;
		return;
	}
}

static void bury(struct actor *a)
{
	int i;

	for (i = 0; i < HELD; i++) {
		if (!a->held[i])
			continue;
		ledger_orphan(a->held[i] - 1, a - shared->actor);
		ledger_put(a->held[i] - 1);
	}
	a->pid = 0;
	a->state = ACTOR_FREE;
}

static void spawn(void)
{
	struct actor *a = actor_alloc(shared->numbers + 1, false);
	pid_t pid;

	if (!a)
		return;
	pid = fork();
	if (!pid) {
		/* Or the crowd leaves no time for the provider, and nothing would happen to it. */
		setpriority(PRIO_PROCESS, 0, 10);
		actor_main(a);
	}
	if (pid < 0) {
		a->state = ACTOR_FREE;
		return;
	}
	shared->numbers++;
	a->pid = pid;
}

static struct actor *actor_of(pid_t pid)
{
	int i;

	for (i = 0; i < ACTORS; i++)
		if (shared->actor[i].state != ACTOR_FREE && shared->actor[i].pid == pid)
			return &shared->actor[i];
	return NULL;
}

static int alive(void)
{
	int i, n = 0;

	for (i = 0; i < ACTORS; i++)
		n += shared->actor[i].state != ACTOR_FREE;
	return n;
}

static void kill_one(void)
{
	__u32 at = rnd(&rng, ACTORS), i;

	for (i = 0; i < ACTORS; i++) {
		struct actor *a = &shared->actor[(at + i) % ACTORS];

		/* Only this process buries: the pid is nobody else's. */
		if (a->state != ACTOR_RUNNING || a->pid <= 0)
			continue;
		kill(a->pid, SIGKILL);
		INC(kills);
		return;
	}
}

/* Of others: gremlins and the watch end when they are told to, and not before. */
static void check_end(pid_t pid, int status)
{
	int i;

	for (i = 0; i < EXCHANGES; i++) {
		if (pid != gremlin[i])
			continue;
		gremlin[i] = 0;
		if (status || shared->phase < PHASE_CLEAN)
			violation("gremlin %d has ended with status %#x", i, status);
	}
	if (pid != watch)
		return;
	watch = 0;
	if (status || shared->phase < PHASE_END)
		violation("the watch has ended with status %#x", status);
}

/* Take note of who has ended: how many actors. */
static int reap(void)
{
	int status, n = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct actor *a = actor_of(pid);

		if (!a) {
			check_end(pid, status);
			continue;
		}
		if (shared->phase != PHASE_FAILED && status &&
		    !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)) {
			self = a;
			violation("actor has ended with status %#x", status);
		}
		bury(a);
		INC(exits);
		n++;
	}
	return n;
}

static void show_stack(pid_t pid)
{
	char path[64], text[4096];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stack", pid);
	fd = open(path, O_RDONLY);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (n > 0)
		fprintf(stderr, "%.*s", (int)n, text);
	close(fd);
}

static void find_stuck(void)
{
	__u32 now = seconds();
	int i;

	for (i = 0; i < ACTORS; i++) {
		struct actor *a = &shared->actor[i];
		bool unborn = a->state == ACTOR_STARTING && !a->pid;
		__u32 limit = unborn ? START_SECONDS :
			      shared->phase == PHASE_STORM ? STUCK_SECONDS : SETTLE_SECONDS;

		if (a->state == ACTOR_FREE || now - a->beat <= limit || now < a->beat)
			continue;
		/* Who was to start it was killed before. */
		if (unborn) {
			bury(a);
			continue;
		}
		show_stack(a->pid);
		self = a;
		violation("actor (process %d) has not moved for %u s", a->pid, now - a->beat);
	}
}

/* ------------------------------------------------------------------------- phases */

static void start_others(void)
{
	int i;

	for (i = 0; i < EXCHANGES; i++) {
		gremlin[i] = fork();
		if (!gremlin[i])
			gremlin_main(i);
	}
	while (shared->ready < EXCHANGES) {
		reap();
		nap_us(10000);
	}
	watch = fork();
	if (!watch) {
		setpriority(PRIO_PROCESS, 0, 5);
		watch_main();
	}
}

/* About every other one is killed, so that they live to do something. */
static void storm(int secs)
{
	__u64 until = milliseconds() + secs * 1000ULL;
	__u32 last = 0;
	int i, ended;

	while (milliseconds() < until && shared->phase == PHASE_STORM) {
		ended = reap();
		for (i = 0; i < 16 && alive() < wanted; i++)
			spawn();
		while (ended-- > 0)
			if (one_in(&rng, 3))
				kill_one();
		if (one_in(&rng, 50))
			kill_one();
		if (seconds() != last) {
			last = seconds();
			find_stuck();
		}
		nap_us(5000);
	}
}

/* Parcels that nobody has taken: without room for them, their files are closed. */
static void empty_post(void)
{
	char parcel[1024];

	while (recv(shared->post[1], parcel, sizeof(parcel), MSG_DONTWAIT) >= 0)
		;
}

typedef bool (*over_fn)(void);

static void wait_for(const char *what, int secs, over_fn over)
{
	__u64 until = milliseconds() + secs * 1000ULL;

	while (!over()) {
		if (shared->phase == PHASE_FAILED)
			return;
		if (milliseconds() > until)
			violation("%s takes more than %d s", what, secs);
		reap();
		find_stuck();
		nap_us(10000);
	}
}

static bool actors_gone(void) { return !alive() && shared->ready == 2 * EXCHANGES; }
static bool watch_gone(void) { return !watch; }

static bool gremlins_gone(void)
{
	int i;

	for (i = 0; i < EXCHANGES && !gremlin[i]; i++)
		;
	return i == EXCHANGES;
}

static void next_phase(__u32 phase)
{
	__u32 before = phase - 1;

	/* Unless it has failed. */
	atomic_compare_exchange_strong(&shared->phase, &before, phase);
}

static void calm_down(void)
{
	__u64 since = milliseconds(), settled;

	next_phase(PHASE_SETTLE);
	wait_for("the end of the actors", SETTLE_SECONDS, actors_gone);
	if (shared->phase == PHASE_FAILED)
		return;
	empty_post();
	watch_final();
	settled = milliseconds();
	next_phase(PHASE_CLEAN);
	wait_for("a call from every line", SETTLE_SECONDS, gremlins_gone);
	next_phase(PHASE_END);
	wait_for("the last look", SETTLE_SECONDS, watch_gone);
	printf("storm: settled in %llu s, cleaned up in %llu s\n", (settled - since) / 1000,
	       (milliseconds() - settled) / 1000);
}

static void kill_all(void)
{
	int i;

	for (i = 0; i < EXCHANGES; i++)
		if (gremlin[i] > 0)
			kill(gremlin[i], SIGKILL);
	if (watch > 0)
		kill(watch, SIGKILL);
	for (i = 0; i < ACTORS; i++)
		if (shared->actor[i].state != ACTOR_FREE && shared->actor[i].pid > 0)
			kill(shared->actor[i].pid, SIGKILL);
}

/* ------------------------------------------------------------------------- report */

static __u64 operations(void)
{
	__u64 sum = 0;
	__u32 i;

	for (i = 0; i < actor_num_actions(); i++)
		sum += shared->tried[i];
	return sum;
}

static bool report(int secs)
{
	bool strict = secs >= STRICT_SECONDS && operations() >= STRICT_OPERATIONS, complete;

	printf("--- actors\n");
	complete = actor_report(strict, operations());
	printf("--- exchanges\n");
	complete &= gremlin_report(strict);
	printf("--- ends of requests\n");
	complete &= watch_report(strict);
	if (!strict)
		printf("# too short, with fewer than %d s or %d operations, to ask for everything\n",
		       STRICT_SECONDS, STRICT_OPERATIONS);
	printf("--- %llu operations of %lld actors, of whom %lld were killed\n", operations(),
	       (long long)shared->exits, (long long)shared->kills);
	printf("messages %llu, lost %llu; completions read before the submit returned %llu, suppressed %llu\n",
	       (long long)shared->messages, (long long)shared->lost, (long long)shared->early,
	       (long long)shared->suppressed);
	printf("outputs taken %llu, requests answered by proxies %llu, calls asked for %u\n",
	       (long long)shared->outputs, (long long)shared->answers, shared->assists);
	printf("killed while submitting: %llu requests; while reading: %llu apps\n",
	       (long long)shared->unsure, (long long)shared->blind);
	printf("requests looked up %llu, apps settled %llu, books checked %llu, dumps %llu, notifications %llu, clean calls %llu\n",
	       (long long)shared->audits, (long long)shared->settled, (long long)shared->samples,
	       (long long)shared->dumps, (long long)shared->notifications,
	       (long long)shared->clean_calls);
	return complete;
}

static void prepare(__u64 seed)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (shared == MAP_FAILED || socketpair(AF_UNIX, SOCK_DGRAM, 0, shared->post)) {
		perror("storm");
		exit(1);
	}
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	shared->seed = seed;
	rng.state = seed;
	memset(shared->line, -1, sizeof(shared->line));
	ledgers_init();
}

int main(int argc, char **argv)
{
	bool complete;
	int secs;

	if (argc < 3) {
		fprintf(stderr, "usage: storm SEED SECONDS [PROCESSES]\n");
		return 2;
	}
	secs = atoi(argv[2]);
	if (argc > 3)
		wanted = atoi(argv[3]) < ACTORS ? atoi(argv[3]) : ACTORS;
	setvbuf(stdout, NULL, _IOLBF, 0);
	prepare(strtoull(argv[1], NULL, 0));
	printf("storm: SEED=%llu, %d s, %d processes, %d lines\n", shared->seed, secs, wanted,
	       LINES);
	start_others();
	storm(secs);
	calm_down();
	kill_all();
	if (shared->violated) {
		printf("storm: FAILED, SEED=%llu\n", shared->seed);
		return 1;
	}
	complete = report(secs);
	printf("storm: %s, SEED=%llu\n", complete ? "clean" : "clean but INCOMPLETE", shared->seed);
	return !complete;
}
