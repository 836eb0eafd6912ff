// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two things in an order that nobody thinks of: what the models of selftests/model and the fuzzer
 * found.  P1, P3, P4, P6, P7.
 */
#include <linux/cpumask.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/sched.h>

#include "scene.h"

#define LAMP	TLINE_OP_SETLINEDEVSTATUS
#define BATCH	64	/* requests that the core ends before it lets go of the line's lock */

/* Who has the line open. */
enum { FIRST, SECOND };

static int order_init(struct kunit *test)
{
	int err = scene_init(test);
	struct scene *s = test->priv;

	if (!err)
		open_new(prog_new(s, V2_2), &s->line[0], OWNER);
	return err;
}

/**
 * struct seen - what a provider saw
 * @asked: latest request; its pointers mean nothing any more
 * @closes: close_calls of the call that it was to make
 * @priv: what the last of them said
 */
struct seen {
	struct tline_rq asked;
	u32 closes;
	void *priv;
};

static int sees(struct fake_line *fl, enum fake_told told, const struct tline_rq *rq)
{
	struct seen *seen = fl->arg;

	if (told == FAKE_REQUEST) {
		seen->asked = *rq;
	} else if (told == FAKE_CLOSE_CALL && rq->call == seen->asked.new_call) {
		seen->closes++;
		seen->priv = rq->priv;
	}
	return 0;
}

static void lamp(void *arg)
{
	submit(arg, LAMP, 0);
}

/* Somebody's request keeps the provider busy. */
static struct thread *keep_busy(struct scene *s)
{
	struct thread *t;

	fake_log(s->test, &s->line[0]);
	fake_hang(&s->line[0], FAKE_REQUEST);
	t = thread_start(s, lamp, &s->open[FIRST]);
	KUNIT_ASSERT_TRUE(s->test, fake_hangs(&s->line[0]));
	return t;
}

/* Read, waiting for it. */
static void message_comes(struct prog *u, struct tline_message *m)
{
	u->app->f_flags &= ~O_NONBLOCK;
	message(u, m);
	u->app->f_flags |= O_NONBLOCK;
}

/* ------------------------------------------------------------------ answers and results */

/* Ids of a line follow each other, as those of the provider may. */
static void answer_to_what_has_not_been_asked_is_none(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct thread *t = keep_busy(s);
	u32 first = fl->request[0], guess;
	int id = submit(s->open, LAMP, 0);

	for (guess = 1; guess < BATCH; guess++)
		tline_complete(fl->line, first + guess, 0);
	KUNIT_EXPECT_EQ(test, BATCH - 1ULL, counters(fl).late);
	KUNIT_EXPECT_EQ(test, 2ULL, counters(fl).pending);
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_STREQ(test, "request:setlinedevstatus request:setlinedevstatus",
			   fake_log(test, fl));
	KUNIT_EXPECT_LT_MSG(test, fake_last(fl) - first, (u32)BATCH, "not one of the guesses");
	KUNIT_EXPECT_EQ(test, 0U, reply(s->prog, id, NULL));
	tline_complete(fl->line, fake_last(fl), 0);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
	tline_complete(fl->line, first, 0);
	KUNIT_EXPECT_EQ(test, BATCH - 1ULL, counters(fl).late);
}

/* A provider is asked to cancel what it has been given, and what it has not answered. */

static void cancel_asked_before_delivery_is_told_after_it(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct thread *t = keep_busy(s);
	int id = submit(s->open, LAMP, 0);

	KUNIT_EXPECT_EQ(test, 0, prog_cancel(s->prog, id, TLINE_CANCEL_ASK));
	KUNIT_EXPECT_EQ(test, 0, prog_cancel(s->prog, id, TLINE_CANCEL_ASK));
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_STREQ(test, "request:setlinedevstatus request:setlinedevstatus cancel",
			   fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, 0U, reply(s->prog, id, NULL));
	tline_complete(fl->line, fl->last.id, 0);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
}

static void cancel_of_what_is_answered_meanwhile_is_not_told(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	int id = submit(s->open, LAMP, 0);
	u32 asked = fake_last(fl);
	struct thread *t = keep_busy(s);

	KUNIT_EXPECT_EQ(test, 0, prog_cancel(s->prog, id, TLINE_CANCEL_ASK));
	tline_complete(fl->line, asked, 0);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_STREQ(test, "request:setlinedevstatus", fake_log(test, fl));
}

struct waiter {
	struct open *open;
	struct tline_request rq;
	long ret;
};

static void waits(void *arg)
{
	struct waiter *w = arg;

	w->rq.op = LAMP;
	w->ret = user_submit(w->open, &w->rq, 1, TLINE_SUBMIT_WAIT);
}

/* TLINE_SUBMIT_WAIT: its app goes, the request is answered, and only then it looks. */
static void result_of_what_runs_on_without_its_app_is_nobodys(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct waiter w = { .open = s->open };
	struct thread *t;

	open_new(prog_new(s, V2_2), fl, OWNER);
	fake_hang(fl, FAKE_REQUEST);
	t = thread_start(s, waits, &w);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	prog_shutdown(s->prog);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).pending);
	tline_complete_value(fl->line, fl->request[0], TLINE_ERR_CALLUNAVAIL, 7);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).by_reason[REASON(REFUSED)]);
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_EQ(test, (long)-ESHUTDOWN, w.ret);
	KUNIT_EXPECT_GT(test, (s32)w.rq.id, 0);
	KUNIT_EXPECT_EQ(test, 0, w.rq.result);
	KUNIT_EXPECT_EQ(test, 0U, w.rq.value);
	KUNIT_EXPECT_EQ(test, 0U, w.rq.reason);
}

/* ------------------------------------------------------------------ between two batches */

/**
 * struct between - somebody who comes when the core, ending requests, lets go of the lock
 * @fl: the line whose requests are ended
 * @reader: its first completion is what he waits for; he comes before all others on the processor
 *	where they are ended, and so does at the first moment that it can be done
 * @waits: he does
 * @open: what he binds
 * @err: result of that
 * @id: a request of his
 * @pending: requests that there were when unregistering had returned
 */
struct between {
	struct fake_line *fl;
	struct prog *reader;
	struct completion waits;
	struct open *open;
	long err;
	int id;
	u64 pending;
};

static void stay_here(void)
{
	set_cpus_allowed_ptr(current, cpumask_of(0));
}

static void wait_for_the_first(struct between *b)
{
	struct tline_message m;

	stay_here();
	sched_set_fifo(current);
	complete(&b->waits);
	message_comes(b->reader, &m);
}

static bool between_waits(struct between *b)
{
	return wait_for_completion_timeout(&b->waits, msecs_to_jiffies(STUCK_MS));
}

static void opens_between(void *arg)
{
	struct between *b = arg;

	wait_for_the_first(b);
	b->err = open_bind(b->open, OWNER);
	b->id = submit(b->open, LAMP, 0);
}

static void first_closes(void *arg)
{
	struct scene *s = arg;

	stay_here();
	open_close(&s->open[FIRST]);
}

static void open_that_comes_in_between_keeps_its_requests(struct kunit *test)
{
	struct scene *s = test->priv;
	struct between b = { .fl = &s->line[0], .reader = s->prog };
	struct prog *other = prog_new(s, V2_2);
	struct thread *t, *u;
	u32 i;

	init_completion(&b.waits);
	b.open = open_unbound(other, b.fl);
	for (i = 0; i < BATCH; i++)
		KUNIT_ASSERT_GT(test, submit(s->open, LAMP, 0), 0);
	fake_log(test, b.fl);
	t = thread_start(s, opens_between, &b);
	KUNIT_EXPECT_TRUE(test, between_waits(&b));
	u = thread_start(s, first_closes, s);
	KUNIT_EXPECT_TRUE(test, thread_ends(u));
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_EQ(test, 0L, b.err);
	KUNIT_EXPECT_EQ(test, (u64)BATCH, counters(b.fl).by_reason[REASON(LINE_CLOSED)]);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(b.fl).pending);
	tline_complete(b.fl->line, fake_last(b.fl), 0);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(other, b.id, NULL));
}

/* In the middle of tline_line_unregister(): the line can still be used. */
static void device_goes(void *arg)
{
	wait_for_the_first(arg);
}

static void unregisters_between(void *arg)
{
	struct between *b = arg;

	tline_line_unregister(b->fl->line);
	b->fl->plugged = false;
	b->pending = counters(b->fl).pending;
}

struct deallocation {
	struct open *open;
	u32 call;
};

static void deallocates(void *arg)
{
	struct deallocation *d = arg;

	stay_here();
	deallocate(d->open, d->call);
}

/* Plug the line again, below @parent, so that its device can be found there. */
static void plug_below(struct scene *s, struct fake_line *fl, struct device *parent,
		       void (*action)(void *arg), void *arg)
{
	struct tline_line_config config = fake_config(fl);
	struct device *dev;
	char name[16];

	scene_unplug(s, fl);
	scene_fput(&fl->books);
	s->provider.parent = parent;
	scene_plug(s, fl, &config);
	s->provider.parent = NULL;
	snprintf(name, sizeof(name), "line%u", tline_line_id(fl->line));
	dev = device_find_child_by_name(parent, name);
	KUNIT_EXPECT_NOT_ERR_OR_NULL(s->test, dev);
	if (!dev)
		return;
	KUNIT_EXPECT_EQ(s->test, 0, devm_add_action(dev, action, arg));
	put_device(dev);
}

static void unregister_waits_for_who_ends_the_requests_of_a_call(struct kunit *test)
{
	struct scene *s = test->priv;
	struct between b = { .fl = &s->line[1], .reader = s->prog };
	/* Of no module: while its suites run, this one is not in sysfs yet. */
	struct device *parent = __root_device_register("tline_kunit", NULL);
	struct deallocation d;
	struct thread *t, *u;
	u32 i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, parent);
	init_completion(&b.waits);
	plug_below(s, b.fl, parent, device_goes, &b);
	d.open = open_new(s->prog, b.fl, OWNER);
	d.call = scene_call(s, d.open);
	for (i = 0; i < 2 * BATCH; i++)
		KUNIT_EXPECT_GT(test, submit(d.open, TLINE_OP_SECURECALL, d.call), 0);
	fake_log(test, b.fl);
	leftover(s->prog, 0);
	t = thread_start(s, unregisters_between, &b);
	KUNIT_EXPECT_TRUE(test, between_waits(&b));
	u = thread_start(s, deallocates, &d);
	KUNIT_EXPECT_TRUE(test, thread_ends(u));
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_EQ(test, 0ULL, b.pending);
	KUNIT_EXPECT_EQ(test, 2ULL * BATCH, counters(b.fl).by_reason[REASON(CALL_CLOSED)]);
	root_device_unregister(parent);
}

/* ------------------------------------------------------------------ calls to be made */

/**
 * struct creation - a request that makes calls
 * @name: of it, and how it ends
 * @op: TLINE_OP_
 * @calls: calls that it is about: none, a connected one, or one on hold and a connected one
 * @end: ends it once the provider has been asked; NULL: its submitter has gone before
 * @closes: close_calls that the provider gets of the new call
 */
struct creation {
	const char *name;
	u32 op;
	u32 calls;
	void (*end)(struct scene *s, int id, const struct tline_request *rq);
	u32 closes;
};

static const struct creation needed[] = {
	{ "setuptransfer", TLINE_OP_SETUPTRANSFER, 1 },
	{ "prepareaddtoconference", TLINE_OP_PREPAREADDTOCONFERENCE, 1 },
	{ "setupconference", TLINE_OP_SETUPCONFERENCE, 1 },
};

static const struct creation optional[] = {
	{ "completetransfer", TLINE_OP_COMPLETETRANSFER, 2 },
	{ "forward", TLINE_OP_FORWARD },
};

static void end_cancel(struct scene *s, int id, const struct tline_request *rq)
{
	KUNIT_EXPECT_EQ(s->test, 0, prog_cancel(s->prog, id, TLINE_CANCEL_FORCE));
	KUNIT_EXPECT_EQ(s->test, REASON(CANCELLED), reply(s->prog, id, NULL));
}

static void end_deadline(struct scene *s, int id, const struct tline_request *rq)
{
	struct tline_message m = { };

	message_comes(s->prog, &m);
	KUNIT_EXPECT_EQ(s->test, (u64)id, m.p1);
	KUNIT_EXPECT_EQ(s->test, (u64)REASON(TIMEDOUT), m.p3);
}

static void end_call(struct scene *s, int id, const struct tline_request *rq)
{
	KUNIT_EXPECT_EQ(s->test, 0, deallocate(s->open, rq->call));
	KUNIT_EXPECT_EQ(s->test, REASON(CALL_CLOSED), reply(s->prog, id, NULL));
}

static void end_answer(struct scene *s, int id, const struct tline_request *rq)
{
	struct fake_line *fl = &s->line[0];

	tline_complete(fl->line, fake_last(fl), FAILED);
	KUNIT_EXPECT_EQ(s->test, REASON(REFUSED), reply(s->prog, id, NULL));
	/* It has said itself that there is none. */
	fl->calls--;
}

static const struct creation ends[] = {
	{ "forward that is cancelled", TLINE_OP_FORWARD, 0, end_cancel, 1 },
	{ "forward out of time", TLINE_OP_FORWARD, 0, end_deadline, 1 },
	{ "forward that is refused", TLINE_OP_FORWARD, 0, end_answer, 0 },
	{ "completetransfer that is cancelled", TLINE_OP_COMPLETETRANSFER, 2, end_cancel, 1 },
	{ "completetransfer out of time", TLINE_OP_COMPLETETRANSFER, 2, end_deadline, 1 },
	{ "completetransfer of a closed call", TLINE_OP_COMPLETETRANSFER, 2, end_call, 1 },
	{ "completetransfer that is refused", TLINE_OP_COMPLETETRANSFER, 2, end_answer, 0 },
};

static void creation_desc(const struct creation *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(needed, needed, creation_desc);
KUNIT_ARRAY_PARAM(optional, optional, creation_desc);
KUNIT_ARRAY_PARAM(ends, ends, creation_desc);

/* A connected call of the first open: the handle that @o, an owner as well, has of it. */
static u32 call_of(struct scene *s, struct open *o)
{
	u32 call = scene_call(s, &s->open[FIRST]);
	struct tline_ioc_privilege p = { .privilege = OWNER };

	if (o == &s->open[FIRST])
		return call;
	p.call = offered(o->prog);
	KUNIT_EXPECT_EQ(s->test, 0L, user_ioctl(o->file, TLINE_IOC_SET_PRIVILEGE, &p));
	KUNIT_EXPECT_EQ(s->test, 0, p.result);
	return p.call;
}

/* What @o submits if it wants @c. */
static struct tline_request creation_request(struct scene *s, struct open *o,
					     const struct creation *c)
{
	struct tline_request rq = { .op = c->op };

	if (c->calls)
		rq.call = call_of(s, o);
	if (c->calls == 2) {
		tline_call_state(s->line[0].line, s->line[0].new_call, STATE(ONHOLD), 0);
		rq.call2 = call_of(s, o);
		rq.arg[0] = TLINE_TRANSFERMODE_CONFERENCE;
	}
	return rq;
}

/* Somebody asks for @c and has gone when the provider's turn comes: the id of his request. */
static int made_for_nobody(struct scene *s, const struct creation *c)
{
	struct fake_line *fl = &s->line[0];
	struct open *o = open_new(prog_new(s, V2_2), fl, OWNER | MONITOR);
	struct tline_request rq = creation_request(s, o, c);
	struct thread *t = keep_busy(s);

	KUNIT_EXPECT_EQ(s->test, 0L, user_submit(o, &rq, 1, 0));
	KUNIT_EXPECT_EQ(s->test, 0, rq.result);
	open_close(o);
	fake_release(fl);
	KUNIT_EXPECT_TRUE(s->test, thread_ends(t));
	tline_line_flush(fl->line);
	return rq.id;
}

/* The request is one on a call that another open owns as well, and so does not end with his. */
static void call_is_not_made_for_nobody(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	int id = made_for_nobody(s, test->param_value);

	KUNIT_EXPECT_EQ(test, REASON(CALL_CLOSED), reply(&s->prog[SECOND], id, NULL));
	KUNIT_EXPECT_STREQ(test, "request:setlinedevstatus", fake_log(test, fl));
	tline_complete(fl->line, fake_last(fl), 0);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).calls);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).pending);
}

static void request_that_can_do_without_its_call_is_made_without(struct kunit *test)
{
	const struct creation *c = test->param_value;
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct seen seen = { };
	int id;

	fl->hook = sees;
	fl->arg = &seen;
	id = made_for_nobody(s, c);
	KUNIT_EXPECT_EQ(test, c->op, seen.asked.op);
	KUNIT_EXPECT_EQ(test, 0U, seen.asked.new_call);
	tline_complete(fl->line, seen.asked.id, 0);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(&s->prog[SECOND], id, NULL));
	fl->hook = NULL;
}

static void provider_closes_what_it_may_have_made(struct kunit *test)
{
	const struct creation *c = test->param_value;
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_request rq = creation_request(s, s->open, c);
	struct seen seen = { };

	fl->hook = sees;
	fl->arg = &seen;
	/* Long enough for a slow kernel to ask the provider first. */
	rq.timeout_ns = c->end == end_deadline ? 2 * NSEC_PER_SEC : 0;
	leftover(s->prog, 0);
	KUNIT_EXPECT_EQ(test, 0L, user_submit(s->open, &rq, 1, 0));
	KUNIT_EXPECT_EQ(test, 0, rq.result);
	tline_line_flush(fl->line);
	KUNIT_EXPECT_NE(test, 0U, seen.asked.new_call);
	c->end(s, rq.id, &rq);
	tline_line_flush(fl->line);
	KUNIT_EXPECT_EQ(test, c->closes, seen.closes);
	fl->hook = NULL;
}

static void makes_a_call(void *arg)
{
	u32 call;

	submit_makecall(arg, &call);
}

static void private_pointer_of_a_call_that_is_closed_already_is_taken(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct seen seen = { };
	struct thread *t;

	fl->hook = sees;
	fl->arg = &seen;
	fake_hang(fl, FAKE_REQUEST);
	t = thread_start(s, makes_a_call, s->open);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	prog_shutdown(s->prog);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).pending);
	tline_call_set_priv(fl->line, fl->new_call, &seen);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).refused_upcalls);
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_STREQ(test, "open request:makecall close_call close", fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, 1U, seen.closes);
	KUNIT_EXPECT_PTR_EQ(test, (void *)&seen, seen.priv);
	fl->hook = NULL;
}

static struct kunit_case order_cases[] = {
	KUNIT_CASE(answer_to_what_has_not_been_asked_is_none),
	KUNIT_CASE(cancel_asked_before_delivery_is_told_after_it),
	KUNIT_CASE(cancel_of_what_is_answered_meanwhile_is_not_told),
	KUNIT_CASE(result_of_what_runs_on_without_its_app_is_nobodys),
	KUNIT_CASE(open_that_comes_in_between_keeps_its_requests),
	KUNIT_CASE(unregister_waits_for_who_ends_the_requests_of_a_call),
	KUNIT_CASE_PARAM(call_is_not_made_for_nobody, needed_gen_params),
	KUNIT_CASE_PARAM(request_that_can_do_without_its_call_is_made_without,
			 optional_gen_params),
	KUNIT_CASE_PARAM(provider_closes_what_it_may_have_made, ends_gen_params),
	KUNIT_CASE(private_pointer_of_a_call_that_is_closed_already_is_taken),
	{ }
};

static struct kunit_suite order_suite = {
	.name = "tline_order",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = order_init,
	.exit = scene_exit,
	.test_cases = order_cases,
};

kunit_test_suites(&order_suite);
