// SPDX-License-Identifier: GPL-2.0-only
/*
 * Upcalls from where only kernel code can make them: "any context, hardware interrupts included,
 * and from inside an operation", and "from several contexts at once".
 */
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/module.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "scene.h"

static int context_init(struct kunit *test)
{
	struct tline_ioc_status_messages st = { 0x01ffffff, 0x1ff };
	int err = scene_init(test);
	struct scene *s = test->priv;
	struct open *o;

	if (err)
		return err;
	o = open_new(prog_new(s, V2_2), &s->line[0], OWNER);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(o->file, TLINE_IOC_SET_STATUS_MESSAGES, &st));
	tline_line_flush(s->line[0].line);
	leftover(s->prog, 0);
	return 0;
}

/**
 * struct job - what is to be run somewhere
 * @fn: it
 * @fl: its line
 * @call: provider's id of a call
 * @id: of a request
 * @was: context that it was run in: hardirq, softirq, interrupts off
 * @irqs: whether interrupts were as before when it was over
 * @done: it is over
 * @hrtimer: what runs it; so all of the following
 * @timer: same
 * @tasklet: same
 * @irq_work: same
 * @work: same
 */
struct job {
	void (*fn)(struct job *job);
	struct fake_line *fl;
	u32 call;
	u32 id;
	struct {
		bool hardirq;
		bool softirq;
		bool irqsoff;
	} was;
	bool irqs;
	struct completion done;
	union {
		struct hrtimer hrtimer;
		struct timer_list timer;
		struct tasklet_struct tasklet;
		struct irq_work irq_work;
		struct work_struct work;
	};
};

static void run_job(struct job *job)
{
	bool off = irqs_disabled();

	job->was.hardirq = in_hardirq();
	job->was.softirq = in_serving_softirq();
	job->was.irqsoff = off;
	job->fn(job);
	job->irqs = irqs_disabled() == off;
	complete(&job->done);
}

static enum hrtimer_restart job_hrtimer(struct hrtimer *timer)
{
	run_job(container_of(timer, struct job, hrtimer));
	return HRTIMER_NORESTART;
}

static void job_timer(struct timer_list *timer)
{
	run_job(container_of(timer, struct job, timer));
}

static void job_tasklet(struct tasklet_struct *tasklet)
{
	run_job(container_of(tasklet, struct job, tasklet));
}

static void job_irq_work(struct irq_work *work)
{
	run_job(container_of(work, struct job, irq_work));
}

static void job_work(struct work_struct *work)
{
	run_job(container_of(work, struct job, work));
}

static int job_hook(struct fake_line *fl, enum fake_told told, const struct tline_rq *rq)
{
	if (told == FAKE_REQUEST)
		run_job(fl->arg);
	return 0;
}

/* ------------------------------------------------------------------ how to get there */

static void here(struct job *job)
{
	run_job(job);
}

static void irqs_off(struct job *job)
{
	static DEFINE_RAW_SPINLOCK(driver_lock);
	unsigned long flags;

	raw_spin_lock_irqsave(&driver_lock, flags);
	run_job(job);
	raw_spin_unlock_irqrestore(&driver_lock, flags);
}

static void bh_off(struct job *job)
{
	local_bh_disable();
	run_job(job);
	local_bh_enable();
}

static void hrtimer_hard(struct job *job)
{
	hrtimer_init_on_stack(&job->hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	job->hrtimer.function = job_hrtimer;
	hrtimer_start(&job->hrtimer, ns_to_ktime(100 * NSEC_PER_USEC), HRTIMER_MODE_REL_HARD);
	wait_for_completion(&job->done);
	hrtimer_cancel(&job->hrtimer);
	destroy_hrtimer_on_stack(&job->hrtimer);
}

static void hrtimer_soft(struct job *job)
{
	hrtimer_init_on_stack(&job->hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	job->hrtimer.function = job_hrtimer;
	hrtimer_start(&job->hrtimer, ns_to_ktime(100 * NSEC_PER_USEC), HRTIMER_MODE_REL_SOFT);
	wait_for_completion(&job->done);
	hrtimer_cancel(&job->hrtimer);
	destroy_hrtimer_on_stack(&job->hrtimer);
}

static void timer(struct job *job)
{
	timer_setup_on_stack(&job->timer, job_timer, 0);
	mod_timer(&job->timer, jiffies + 1);
	wait_for_completion(&job->done);
	del_timer_sync(&job->timer);
	destroy_timer_on_stack(&job->timer);
}

static void tasklet(struct job *job)
{
	tasklet_setup(&job->tasklet, job_tasklet);
	tasklet_schedule(&job->tasklet);
	wait_for_completion(&job->done);
	tasklet_kill(&job->tasklet);
}

static void irqwork(struct job *job)
{
	job->irq_work = IRQ_WORK_INIT_HARD(job_irq_work);
	irq_work_queue(&job->irq_work);
	wait_for_completion(&job->done);
	irq_work_sync(&job->irq_work);
}

static void work(struct job *job)
{
	INIT_WORK_ONSTACK(&job->work, job_work);
	schedule_work(&job->work);
	flush_work(&job->work);
	destroy_work_on_stack(&job->work);
}

/* From inside an operation: of another line, so that its own request does not interfere. */
static void inside(struct job *job)
{
	struct fake_line *fl = job->fl + 1;
	struct scene *s = container_of(job->fl, struct scene, line[0]);
	struct open *o = open_new(prog_new(s, V2_2), fl, OWNER);
	int id;

	fl->arg = job;
	fl->hook = job_hook;
	id = submit(o, TLINE_OP_SETLINEDEVSTATUS, 0);
	KUNIT_EXPECT_GT(s->test, id, 0);
	tline_line_flush(fl->line);
	fl->hook = NULL;
}

/* And of the line itself, whose request is never answered but by its end. */
static void inside_own(struct job *job)
{
	struct scene *s = container_of(job->fl, struct scene, line[0]);
	int id;

	job->fl->arg = job;
	job->fl->hook = job_hook;
	id = submit(s->open, TLINE_OP_SETLINEDEVSTATUS, 0);
	tline_line_flush(job->fl->line);
	job->fl->hook = NULL;
	KUNIT_EXPECT_EQ(s->test, 0, prog_cancel(s->prog, id, TLINE_CANCEL_FORCE));
}

static const struct context {
	const char *name;
	void (*run)(struct job *job);
	bool hardirq;
	bool softirq;
	bool irqsoff;
} contexts[] = {
	{ "a thread", here },
	{ "a work item", work },
	{ "interrupts off", irqs_off, .irqsoff = true },
	{ "softirqs off", bh_off },
	{ "a timer", timer, .softirq = true },
	{ "a tasklet", tasklet, .softirq = true },
	{ "a soft hrtimer", hrtimer_soft, .softirq = true },
	{ "a hard hrtimer", hrtimer_hard, .hardirq = true, .irqsoff = true },
	{ "irq_work", irqwork, .hardirq = true, .irqsoff = true },
	{ "an operation of another line", inside },
	{ "an operation of the same line", inside_own },
};

static void context_desc(const struct context *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(context, contexts, context_desc);

/* Run it there, and make sure that it was there. */
static void run_there(struct kunit *test, struct job *job)
{
	const struct context *c = test->param_value;

	init_completion(&job->done);
	c->run(job);
	KUNIT_EXPECT_EQ(test, c->hardirq, job->was.hardirq);
	KUNIT_EXPECT_EQ(test, c->softirq, job->was.softirq);
	KUNIT_EXPECT_EQ(test, c->irqsoff, job->was.irqsoff);
	KUNIT_EXPECT_TRUE(test, job->irqs);
}

/* ------------------------------------------------------------------ what is done there */

static void all_upcalls(struct job *job)
{
	struct tline_line *line = job->fl->line;
	static const struct tline_call_info info = { .rate = 9600 };

	tline_call_set_priv(line, job->call, job);
	tline_call_state(line, job->call, STATE(DIALTONE), 0);
	tline_complete_value(line, job->id, 0, 5);
	tline_call_state(line, job->call, STATE(PROCEEDING), 0);
	tline_call_set_info(line, job->call, TLINE_CALLINFOSTATE_RATE, &info);
	tline_call_digit(line, job->call, '1', TLINE_DIGITMODE_DTMF);
	tline_call_generated(line, job->call, 1);
	tline_line_state(line, TLINE_DEVSTATE_RINGING, 1, 0);
	tline_address_state(line, 0, TLINE_ADDRESSSTATE_FORWARD);
	/* And what makes no sense. */
	tline_complete(line, job->id, 0);
	tline_call_state(line, job->call, STATE(OFFERING), 0);
	tline_call_state(line, 0, STATE(IDLE), 0);
}

static const u32 all_messages[] = {
	TLINE_MSG_REPLY, TLINE_MSG_CALLSTATE, TLINE_MSG_ADDRESSSTATE, TLINE_MSG_LINEDEVSTATE,
	TLINE_MSG_CALLSTATE, TLINE_MSG_CALLINFO, TLINE_MSG_LINEDEVSTATE, TLINE_MSG_ADDRESSSTATE,
};

static void every_upcall_may_come_from(struct kunit *test)
{
	struct scene *s = test->priv;
	struct job job = { .fn = all_upcalls, .fl = &s->line[0] };
	struct tline_message m;
	u32 call, i;

	KUNIT_EXPECT_GT(test, submit_makecall(s->open, &call), 0);
	job.id = fake_last(job.fl);
	job.call = job.fl->new_call;
	run_there(test, &job);
	for (i = 0; i < ARRAY_SIZE(all_messages); i++) {
		KUNIT_ASSERT_TRUE(test, message(s->prog, &m));
		KUNIT_EXPECT_EQ_MSG(test, all_messages[i], m.type, "message %u", i);
	}
	KUNIT_EXPECT_EQ(test, 1ULL, counters(job.fl).late);
	KUNIT_EXPECT_EQ(test, 2ULL, counters(job.fl).refused_upcalls);
	KUNIT_EXPECT_EQ(test, STATE(PROCEEDING), call_state(s->open, call));
}

static void fail_it(struct job *job)
{
	tline_complete(job->fl->line, job->id, TLINE_ERR_CALLUNAVAIL);
}

/* It leaves something to be told to the provider, which cannot be done there. */
static void creation_may_fail_in(struct kunit *test)
{
	struct scene *s = test->priv;
	struct job job = { .fn = fail_it, .fl = &s->line[0] };
	u32 call;
	int id = submit_makecall(s->open, &call);
	s32 result = 0;

	job.id = fake_last(job.fl);
	run_there(test, &job);
	KUNIT_EXPECT_EQ(test, REASON(REFUSED), reply(s->prog, id, &result));
	KUNIT_EXPECT_EQ(test, TLINE_ERR_CALLUNAVAIL, result);
	tline_line_flush(job.fl->line);
	KUNIT_EXPECT_EQ(test, 1U, job.fl->closed);
}

static void end_it(struct job *job)
{
	tline_call_state(job->fl->line, job->call, STATE(DISCONNECTED), 0);
	tline_call_state(job->fl->line, job->call, STATE(IDLE), 0);
	tline_complete(job->fl->line, job->id, 0);
}

static void call_may_end_in(struct kunit *test)
{
	struct scene *s = test->priv;
	struct job job = { .fn = end_it, .fl = &s->line[0] };
	u32 call = scene_call(s, s->open);
	int id = submit(s->open, TLINE_OP_DROP, call);

	job.id = fake_last(job.fl);
	job.call = job.fl->new_call;
	run_there(test, &job);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
	KUNIT_EXPECT_EQ(test, STATE(IDLE), call_state(s->open, call));
}

static void bring_call(struct job *job)
{
	job->id = fake_call_new(job->fl, STATE(OFFERING), &job->call);
}

static const void *process_gen_params(const void *prev, char *desc)
{
	const struct context *c = prev;

	do {
		c = context_gen_params(c, desc);
	} while (c && (c->irqsoff || c->softirq || c->run == bh_off));
	return c;
}

/* tline_call_new() from where it may come: process context, operations included. */
static void new_call_may_come_from(struct kunit *test)
{
	struct scene *s = test->priv;
	struct job job = { .fn = bring_call, .fl = &s->line[0] };

	run_there(test, &job);
	KUNIT_EXPECT_EQ(test, 0U, job.id);
	KUNIT_EXPECT_NE(test, 0U, offered(s->prog));
}

/* ------------------------------------------------------------------ several at once */

#define RACERS		4
#define RACE_REQUESTS	48	/* all fit into fake_line.request */

struct race {
	struct fake_line *fl;
	struct completion go;
	struct hrtimer timer;
	u32 shots;
};

static void answer_all(struct race *r)
{
	u32 i;

	for (i = 0; i < RACE_REQUESTS; i++)
		tline_complete(r->fl->line, r->fl->request[i], 0);
}

static void racer(void *arg)
{
	struct race *r = arg;

	wait_for_completion(&r->go);
	answer_all(r);
}

static enum hrtimer_restart race_timer(struct hrtimer *timer)
{
	struct race *r = container_of(timer, struct race, timer);

	answer_all(r);
	return ++r->shots < 2 ? hrtimer_forward_now(timer, ns_to_ktime(50 * NSEC_PER_USEC)), HRTIMER_RESTART :
				HRTIMER_NORESTART;
}

/* P1 and P4: one of them is the answer, all others are counted. */
static void answers_at_the_same_time_complete_once(struct kunit *test)
{
	struct scene *s = test->priv;
	struct race r = { .fl = &s->line[0] };
	struct tline_ioc_counters c;
	struct thread *t[RACERS];
	u32 i, late;

	init_completion(&r.go);
	for (i = 0; i < RACE_REQUESTS; i++)
		KUNIT_ASSERT_GT(test, submit(s->open, TLINE_OP_SETLINEDEVSTATUS, 0), 0);
	tline_line_flush(r.fl->line);
	for (i = 0; i < RACERS; i++)
		t[i] = thread_start(s, racer, &r);
	hrtimer_init_on_stack(&r.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	r.timer.function = race_timer;
	hrtimer_start(&r.timer, ns_to_ktime(20 * NSEC_PER_USEC), HRTIMER_MODE_REL_HARD);
	complete_all(&r.go);
	for (i = 0; i < RACERS; i++)
		KUNIT_EXPECT_TRUE(test, thread_ends(t[i]));
	while (hrtimer_active(&r.timer))
		schedule_timeout_uninterruptible(1);
	destroy_hrtimer_on_stack(&r.timer);
	KUNIT_EXPECT_EQ(test, (u32)RACE_REQUESTS, leftover(s->prog, TLINE_MSG_REPLY));
	c = counters(r.fl);
	late = (RACERS + r.shots - 1) * RACE_REQUESTS;
	KUNIT_EXPECT_EQ(test, (u64)late, c.late);
	KUNIT_EXPECT_EQ(test, (u64)RACE_REQUESTS, c.by_reason[REASON(DONE)]);
}

struct cancel_race {
	struct race r;
	struct prog *prog;
	int id[RACE_REQUESTS];
	u32 cancelled;
};

static void canceller(void *arg)
{
	struct cancel_race *c = arg;
	u32 i;

	wait_for_completion(&c->r.go);
	for (i = RACE_REQUESTS; i--;)
		c->cancelled += !prog_cancel(c->prog, c->id[i], TLINE_CANCEL_FORCE);
}

/* An answer against a forced cancel of the same request: the ioctl says who was first. */
static void answers_against_cancels_complete_once(struct kunit *test)
{
	struct scene *s = test->priv;
	struct cancel_race c = { .r.fl = &s->line[0], .prog = s->prog };
	struct tline_ioc_counters n;
	struct thread *a, *b;
	u32 i;

	init_completion(&c.r.go);
	for (i = 0; i < RACE_REQUESTS; i++)
		c.id[i] = submit(s->open, TLINE_OP_SETLINEDEVSTATUS, 0);
	tline_line_flush(c.r.fl->line);
	a = thread_start(s, racer, &c.r);
	b = thread_start(s, canceller, &c);
	complete_all(&c.r.go);
	KUNIT_EXPECT_TRUE(test, thread_ends(a));
	KUNIT_EXPECT_TRUE(test, thread_ends(b));
	n = counters(c.r.fl);
	KUNIT_EXPECT_EQ(test, (u64)RACE_REQUESTS, n.completed);
	KUNIT_EXPECT_EQ(test, (u64)c.cancelled, n.by_reason[REASON(CANCELLED)]);
	KUNIT_EXPECT_EQ(test, (u64)c.cancelled, n.late);
	KUNIT_EXPECT_EQ(test, (u32)RACE_REQUESTS, leftover(s->prog, TLINE_MSG_REPLY));
}

static struct kunit_case context_cases[] = {
	KUNIT_CASE_PARAM(every_upcall_may_come_from, context_gen_params),
	KUNIT_CASE_PARAM(creation_may_fail_in, context_gen_params),
	KUNIT_CASE_PARAM(call_may_end_in, context_gen_params),
	KUNIT_CASE_PARAM(new_call_may_come_from, process_gen_params),
	KUNIT_CASE(answers_at_the_same_time_complete_once),
	KUNIT_CASE(answers_against_cancels_complete_once),
	{ }
};

static struct kunit_suite context_suite = {
	.name = "tline_context",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = context_init,
	.exit = scene_exit,
	.test_cases = context_cases,
};

kunit_test_suites(&context_suite);
