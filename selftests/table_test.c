// SPDX-License-Identifier: GPL-2.0-only
/*
 * Section 5 of the design, multiplied out: every way to end a call, for everybody who
 * may have a handle on it, on lines with CLOSEDROP and without, by programs old and
 * new, with a request pending that the provider answers early, late, twice or never.
 *
 * table_rules.h says what must come of each combination, table_expect.h puts it
 * together, table_scene.h plays it.  A combination that no rule fits, or two, fails.
 *
 * With TABLE_EVERY=n in the environment one of n rows is run, for slow machines.
 */
#include "kselftest_harness.h"
#include "table_expect.h"

#include <sys/mman.h>

#define MAX_SHOWN	12	/* failing rows of a way that are printed in full */
#define MAX_FAILED	60	/* and after which it is given up */

/** struct tally - what has come of the rows of a way */
struct tally {
	int every;		/* of so many rows one is run */
	int seen, run, failed, left_out, turns;
	int impossible[ARRAY_LEN(impossible)];
};

/** struct play - one row being run */
struct play {
	const struct row *row;
	const struct expect *e;
	bool failed;
	bool shown;
};

/*
 * ---------------------------------------------------------------------------
 * Saying what is wrong
 */

static void print_row(const struct row *r)
{
	const struct cast *c = &r->cast;

	fprintf(stderr, "# %s by an %s%s (API %s), %d co-owner, %d monitors; %s; %s, answered %s\n",
		way_names[r->way], c->owner ? "owner" : "ex-owner that monitors",
		!c->second ? "" : c->second == OWNER ? " whose app owns it twice" :
		" whose app monitors it, too", api_names[r->api], c->co_owners, c->monitors,
		kind_names[r->kind], asked_names[r->asked], answer_names[r->answer]);
}

static void complain(struct play *p, const char *what, const char *whose, const char *expected,
		     const char *seen, const char *why)
{
	if (!p->failed && p->shown)
		print_row(p->row);
	p->failed = true;
	if (!p->shown)
		return;
	fprintf(stderr, "#   %s%s%s: expected '%s', got '%s'\n", what, whose[0] ? " " : "", whose,
		expected, seen);
	if (why)
		fprintf(stderr, "#     because of %s\n", why);
}

static void check_number(struct play *p, const char *what, __u64 low, __u64 high, __u64 seen,
			 const char *why)
{
	char want[32], got[32];

	if (seen >= low && seen <= high)
		return;
	snprintf(want, sizeof(want), low == high ? "%llu" : "%llu to %llu", (long long)low,
		 (long long)high);
	snprintf(got, sizeof(got), "%llu", (long long)seen);
	complain(p, what, "", want, got, why);
}

static const char *next_word(const char **text, char *word)
{
	int n = 0;

	word[0] = 0;
	if (sscanf(*text, "%63s%n", word, &n) == 1)
		*text += n;
	return word;
}

static bool may_precede_close(const char *word)
{
	return !strcmp(word, "owner-") || !strcmp(word, "monitors") || !strcmp(word, "idle");
}

/* "a&b": both in either order; "a&b?": or a alone. */
static bool matches_pair(char *pair, const char **seen, char *got)
{
	char *b = strchr(pair, '&') + 1, *optional = strchr(b, '?');
	const char *other = b;

	b[-1] = 0;
	if (optional)
		*optional = 0;
	if (!strcmp(got, b) && strcmp(got, pair))
		other = pair;
	else if (strcmp(got, pair))
		return false;
	next_word(seen, got);
	if (strcmp(got, other))
		return optional && other == b;
	next_word(seen, got);
	return true;
}

/* "~" is what others' closing may have caused. */
static bool matches(const char *pattern, const char *seen)
{
	char want[64], got[64];

	next_word(&seen, got);
	while (next_word(&pattern, want)[0]) {
		if (!strcmp(want, "~")) {
			while (may_precede_close(got))
				next_word(&seen, got);
		} else if (strchr(want, '&')) {
			if (!matches_pair(want, &seen, got))
				return false;
		} else {
			if (strcmp(want, got))
				return false;
			next_word(&seen, got);
		}
	}
	return !got[0];
}

static void check_text(struct play *p, const char *what, const char *whose, const char *expected,
		       const char *seen, const char *why)
{
	if (!matches(expected, seen))
		complain(p, what, whose, expected, seen, why);
}

/*
 * ---------------------------------------------------------------------------
 * Checking
 */

static void check_stories(struct play *p, const struct scene *s, const struct story *expected,
			  const char *when)
{
	const struct expect *e = p->e;
	enum part_id i;
	char what[64];

	for (i = 0; i < PARTS; i++) {
		const struct story *seen = &s->part[i].story;

		if (!is_here(p->row, i))
			continue;
		snprintf(what, sizeof(what), "%s, messages to", when);
		check_text(p, what, part_names[i], expected[i].text, seen->text,
			   goes_by_way(p->row, W(FORCED) | DEVICE_GOES) ? e->farewell->why :
			   i == CLOSER && e->app ? e->told->why : e->call->why);
		snprintf(what, sizeof(what), "%s, messages of the new call to", when);
		check_text(p, what, part_names[i], expected[i].second, seen->second,
			   e->fresh ? e->fresh->why : NULL);
		if (i >= CO_OWNER && !goes_by_way(p->row, W(FORCED) | DEVICE_GOES))
			check_number(p, "LINEDEVSTATE(CLOSE)", expected[i].line_closes,
				     expected[i].line_closes, seen->line_closes,
				     "tapi 4.3: LINEDEVSTATE(CLOSE) to other apps that enabled it");
	}
}

static void check_sight(struct play *p, struct scene *s)
{
	const struct expect *e = p->e;
	const struct fate_rule *fates[] = { e->call, e->fresh, e->line };
	struct sight seen;
	int i;

	look(s, &seen);
	for (i = CALL; i <= LINE; i++)
		check_text(p, "the provider sees of", subject_names[i], e->sees[i], seen.of[i],
			   fates[i] ? fates[i]->why : NULL);
}

static void check_states(struct play *p, struct scene *s)
{
	const struct expect *e = p->e;
	enum part_id i;
	int call;

	for (i = 0; i < PARTS; i++)
		for (call = 0; call < 2; call++)
			if (is_here(p->row, i) && s->part[i].call[call])
				check_text(p, call ? "state of the new call for" : "state for",
					   part_names[i], expect_state(e, i, call),
					   state_of(&s->part[i], call),
					   call ? e->fresh->why : e->call->why);
}

static void check_books(struct play *p, struct scene *s)
{
	struct tline_ioc_counters c = counters(s->books), *b = &s->before;
	const struct expect *e = p->e;

	check_number(p, "pending", e->pending, e->pending, c.pending,
		     e->app ? e->app->why : e->call->why);
	check_number(p, "calls", e->calls, e->calls, c.calls, e->call->why);
	check_number(p, "late answers", b->late + e->late_min, b->late + e->late, c.late,
		     e->app ? e->app->why : e->core ? e->core->why : NULL);
	check_number(p, "IDLE written by the core", b->owed_idle + e->owed,
		     b->owed_idle + e->owed, c.owed_idle, e->idle ? e->idle->why : NULL);
	check_number(p, "refused upcalls", b->refused_upcalls, b->refused_upcalls,
		     c.refused_upcalls, NULL);
	if (!balanced(s->books))
		complain(p, "P10", "", "balanced books", "others", NULL);
}

/* Everything that was not to end with the closing has ended in the end. */
static void check_end(struct play *p, struct scene *s)
{
	struct tline_ioc_counters c = counters(s->books);
	struct tline_ioc_app_info info;
	struct sight seen;
	int i;

	check_number(p, "in the end, pending", 0, 0, c.pending, "P1: exactly one completion comes");
	check_number(p, "in the end, calls", 0, 0, c.calls, "P6");
	hear_all(s);
	check_number(p, "completions", expect_replies_at_last(p->e), expect_replies_at_last(p->e),
		     s->replies, "P1: exactly one completion comes");
	if (!goes_by_way(p->row, APP_ENDS)) {
		if (ioctl(s->part[CLOSER].line.app, TLINE_IOC_APP_INFO, &info))
			_exit(1);
		check_number(p, "in the end, ids and handles of the app", 0, 0,
			     info.requests + info.unread + info.handles, "P6");
	}
	if (goes_by_way(p->row, DEVICE_GOES))
		return;
	look(s, &seen);
	for (i = CALL; i <= NEW_CALL; i++) {
		char *close = strstr(seen.of[i], "close_call");

		if (seen.of[i][0] && (!close || close[strlen("close_call")]))
			complain(p, "in the end, the provider has seen of", subject_names[i],
				 "... close_call", seen.of[i], "P6");
	}
}

/*
 * ---------------------------------------------------------------------------
 * Running
 */

static void forget_closer(struct scene *s, const struct row *r)
{
	if (r->way == SHUTDOWN)
		end_app(&s->closer_app[r->api]);
	s->part[CLOSER].here = s->part[SECOND].here = false;
	forget_stories(s);
}

static void run_row(struct play *p, struct scene *s)
{
	const struct row *r = p->row;
	const struct expect *e = p->e;
	int err;

	set_scene(s, r, e->owed);
	err = end(s, r);
	check_number(p, "result", 0, 0, e->call->left == REFUSED ?
		     err != TLINE_ERR_INVALCALLSTATE : err, e->call->why);
	check_sight(p, s);
	if (e->owed)
		wait_for_idle(s);
	hear_all(s);
	check_stories(p, s, e->now, "at once");
	forget_stories(s);

	answer(s, r->answer);
	hear_all(s);
	check_stories(p, s, e->later, "later");
	forget_stories(s);
	check_states(p, s);
	check_books(p, s);
	if (r->way != UNLOAD)
		check_text(p, "state at", "the far end", e->physical->state,
			   state_name(call_state(&s->far, s->peer)), e->physical->why);

	clear_scene(s, r);
	check_end(p, s);
	forget_closer(s, r);
	if (goes_by_way(r, DEVICE_GOES))
		plug_again(s, r);
}

/* @owed: of two passes over the rows, with which line, for fewer changes of line */
static void try_row(struct tally *t, struct scene *s, const struct row *r, bool owed)
{
	struct expect e;
	struct play p = { .row = r, .e = &e, .shown = t->failed < MAX_SHOWN };

	if (t->failed >= MAX_FAILED)
		return;
	expect(&e, r);
	if (e.owed != owed)
		return;
	if (t->seen++ % t->every) {
		t->left_out++;
		return;
	}
	if (e.misfit[0]) {
		complain(&p, "rules", "", "exactly one", e.misfit, NULL);
	} else if (e.impossible) {
		t->impossible[e.impossible - impossible]++;
	} else {
		t->run++;
		run_row(&p, s);
	}
	t->failed += p.failed;
	if (p.failed && !e.misfit[0]) {
		close_guests(s);
		strike_exchange(s);
		set_exchange(s);
	}
}

static const __u8 seconds[] = { 0, MONITOR, OWNER };

/*
 * To an app that is gone its version makes no difference, and a line that is taken
 * from all treats everybody alike.  There the versions take turns over the rows.
 */
static bool is_left_out(const struct row *r)
{
	const struct cast *c = &r->cast;

	return goes_by_way(r, W(EXIT) | W(KILL) | W(FORCED) | DEVICE_GOES) &&
	       (r->kind + r->asked + r->answer + c->second + c->monitors + c->owner) % APIS != r->api;
}

static void try_cast(struct tally *t, struct scene *s, struct row *r, bool owed)
{
	for (r->api = 0; r->api < APIS; r->api++)
		for (r->asked = 0; r->asked < ASKED; r->asked++)
			for (r->answer = 0; r->answer < ANSWERS; r->answer++)
				if (!is_left_out(r))
					try_row(t, s, r, owed);
				else
					t->turns += owed;
}

/* Those who only look on can stay where they are for all of these. */
static void try_line(struct tally *t, struct scene *s, struct row *r, bool owed)
{
	struct cast *c = &r->cast;
	unsigned int i;

	for (c->monitors = 0; c->monitors < 3; c->monitors++)
		for (c->owner = 0; c->owner < 2; c->owner++)
			for (i = 0; i < ARRAY_LEN(seconds); i++) {
				c->second = seconds[i];
				try_cast(t, s, r, owed);
			}
}

/* Half of a way's rows, in an exchange of their own. */
static void run_half(struct tally *t, int way, int co_owners)
{
	struct row r = { .way = way, .cast.co_owners = co_owners };
	struct scene s;

	set_exchange(&s);
	for (r.kind = 0; r.kind < KINDS; r.kind++) {
		try_line(t, &s, &r, false);
		try_line(t, &s, &r, true);
	}
	strike_exchange(&s);
}

static void print_tally(const struct tally *t, const char *way)
{
	unsigned int i;

	fprintf(stderr, "# %s: %d rows run, %d failed\n", way, t[0].run + t[1].run,
		t[0].failed + t[1].failed);
	for (i = 0; i < ARRAY_LEN(impossible); i++)
		if (t[0].impossible[i] + t[1].impossible[i])
			fprintf(stderr, "#   %d cannot be: %s\n",
				t[0].impossible[i] + t[1].impossible[i], impossible[i].why);
	if (t[0].turns + t[1].turns)
		fprintf(stderr, "#   %d left out: there the three versions take turns\n",
			t[0].turns + t[1].turns);
	if (t[0].left_out + t[1].left_out)
		fprintf(stderr, "#   %d left out: TABLE_EVERY=%d\n",
			t[0].left_out + t[1].left_out, t->every);
}

/*
 * The halves run side by side; but not where each line that goes is announced to all
 * apps, also to those of the other half, until some miss what is meant for them.
 */
static bool run_way(int way)
{
	struct tally *t = mmap(NULL, 2 * sizeof(*t), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	const char *every = getenv("TABLE_EVERY");
	bool announced = BIT(way) & DEVICE_GOES;
	int status;
	pid_t pid;

	if (t == MAP_FAILED)
		return false;
	t[0].every = t[1].every = every && atoi(every) > 0 ? atoi(every) : 1;
	pid = fork();
	if (!pid) {
		run_half(&t[1], way, 1);
		_exit(0);
	}
	if (!announced)
		run_half(&t[0], way, 0);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		return false;
	if (announced)
		run_half(&t[0], way, 0);
	print_tally(t, way_names[way]);
	return t[0].run && t[1].run && !t[0].failed && !t[1].failed;
}

TEST(close_2) { EXPECT_TRUE(run_way(CLOSE)); }
TEST(ioc_close) { EXPECT_TRUE(run_way(IOC_CLOSE)); }
TEST(ioc_shutdown) { EXPECT_TRUE(run_way(SHUTDOWN)); }
TEST(exit_of_the_process) { EXPECT_TRUE(run_way(EXIT)); }
TEST(kill_9) { EXPECT_TRUE(run_way(KILL)); }
TEST(deallocation) { EXPECT_TRUE(run_way(DEALLOCATE)); }
TEST(forced_close) { EXPECT_TRUE(run_way(FORCED)); }
TEST(line_unplugged) { EXPECT_TRUE(run_way(UNPLUG)); }
TEST(provider_unloaded) { EXPECT_TRUE(run_way(UNLOAD)); }

TEST_HARNESS_MAIN
