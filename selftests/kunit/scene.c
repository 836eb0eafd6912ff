// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scene of a test: who is there, how it ends, and what has to be true then.
 */
#include <linux/file.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "scene.h"

/* Of the program that loads the suites and so runs them: kernel threads have none. */
static struct mm_struct *scene_mm;

int scene_suite_init(struct kunit_suite *suite)
{
	scene_mm = get_task_mm(current);
	return scene_mm ? 0 : -EINVAL;
}
EXPORT_SYMBOL_GPL(scene_suite_init);

void scene_suite_exit(struct kunit_suite *suite)
{
	if (scene_mm)
		mmput(scene_mm);
	scene_mm = NULL;
}
EXPORT_SYMBOL_GPL(scene_suite_exit);

unsigned long scene_user_begin(size_t size)
{
	unsigned long at;

	kthread_use_mm(scene_mm);
	at = vm_mmap(NULL, 0, PAGE_ALIGN(size), PROT_READ | PROT_WRITE,
		     MAP_ANONYMOUS | MAP_PRIVATE, 0);
	if (!IS_ERR_VALUE(at))
		return at;
	kthread_unuse_mm(scene_mm);
	return 0;
}
EXPORT_SYMBOL_GPL(scene_user_begin);

void scene_user_end(unsigned long at, size_t size)
{
	vm_munmap(at, PAGE_ALIGN(size));
	kthread_unuse_mm(scene_mm);
}
EXPORT_SYMBOL_GPL(scene_user_end);

void scene_fput(struct file **file)
{
	struct file *f = *file;

	*file = NULL;
	if (!f)
		return;
	/* Once a test has been aborted, it is cleaned up by who loaded the module. */
	if (current->flags & PF_KTHREAD)
		__fput_sync(f);
	else
		fput(f);
}
EXPORT_SYMBOL_GPL(scene_fput);

/* ------------------------------------------------------------------ threads */

static int thread_main(void *data)
{
	struct thread *t = data;

	t->fn(t->arg);
	complete(&t->done);
	return 0;
}

struct thread *thread_start(struct scene *s, void (*fn)(void *arg), void *arg)
{
	struct thread *t = &s->thread[s->threads];

	KUNIT_ASSERT_LT(s->test, s->threads, SCENE_THREADS);
	t->fn = fn;
	t->arg = arg;
	init_completion(&t->done);
	t->task = kthread_create(thread_main, t, "tline_kunit");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(s->test, t->task);
	get_task_struct(t->task);
	s->threads++;
	wake_up_process(t->task);
	return t;
}
EXPORT_SYMBOL_GPL(thread_start);

bool thread_ends(struct thread *t)
{
	bool ended = wait_for_completion_timeout(&t->done, msecs_to_jiffies(STUCK_MS));

	/* For the next one who asks. */
	if (ended)
		complete_all(&t->done);
	return ended;
}
EXPORT_SYMBOL_GPL(thread_ends);

bool thread_runs(struct thread *t)
{
	return !completion_done(&t->done);
}
EXPORT_SYMBOL_GPL(thread_runs);

/* ------------------------------------------------------------------ beginning */

int scene_init_down(struct kunit *test)
{
	struct scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	u32 i;

	if (!s || !scene_mm)
		return -ENOMEM;
	s->test = test;
	s->ops = fake_ops;
	s->provider.name = "fake";
	s->provider.owner = THIS_MODULE;
	s->provider.ops = &s->ops;
	for (i = 0; i < SCENE_LINES; i++)
		fake_init(&s->line[i]);
	test->priv = s;
	return 0;
}
EXPORT_SYMBOL_GPL(scene_init_down);

struct tline_line_config fake_config(struct fake_line *fl)
{
	return (struct tline_line_config) {
		.num_addresses = 1,
		.caps = &fake_caps,
		.priv = fl,
	};
}
EXPORT_SYMBOL_GPL(fake_config);

void scene_books(struct scene *s, struct fake_line *fl)
{
	char path[32];

	snprintf(path, sizeof(path), "/dev/tline/line%u", tline_line_id(fl->line));
	fl->books = filp_open(path, O_RDONLY, 0);
	if (!IS_ERR(fl->books))
		return;
	fl->books = NULL;
	KUNIT_FAIL(s->test, "%s cannot be opened", path);
	kunit_try_catch_throw(&s->test->try_catch);
}
EXPORT_SYMBOL_GPL(scene_books);

void scene_plug(struct scene *s, struct fake_line *fl, const struct tline_line_config *config)
{
	struct tline_line *line = tline_line_alloc(&s->provider, config);
	u32 i;
	int err = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(s->test, line);
	for (i = 0; i < config->num_addresses && !err; i++)
		err = tline_line_set_address(line, i, "100", &fake_address_caps);
	err = err ?: tline_line_register(line);
	if (err)
		tline_line_free(line);
	KUNIT_ASSERT_EQ(s->test, 0, err);
	fl->line = line;
	fl->plugged = true;
	scene_books(s, fl);
}
EXPORT_SYMBOL_GPL(scene_plug);

void scene_unplug(struct scene *s, struct fake_line *fl)
{
	tline_line_unregister(fl->line);
	fl->plugged = false;
}
EXPORT_SYMBOL_GPL(scene_unplug);

void scene_up(struct scene *s)
{
	u32 i;

	KUNIT_ASSERT_EQ(s->test, 0, tline_provider_register(&s->provider));
	s->registered = true;
	for (i = 0; i < SCENE_LINES; i++) {
		struct tline_line_config config = fake_config(&s->line[i]);

		scene_plug(s, &s->line[i], &config);
	}
}
EXPORT_SYMBOL_GPL(scene_up);

int scene_init(struct kunit *test)
{
	int err = scene_init_down(test);

	if (!err)
		scene_up(test->priv);
	return err;
}
EXPORT_SYMBOL_GPL(scene_init);

u32 scene_call(struct scene *s, struct open *o)
{
	struct fake_line *fl = o->fl;
	struct tline_message m;
	u32 call;
	int id = submit_makecall(o, &call);

	KUNIT_ASSERT_GT(s->test, id, 0);
	tline_complete(fl->line, fake_last(fl), 0);
	tline_call_state(fl->line, fl->new_call, STATE(CONNECTED), 0);
	KUNIT_ASSERT_EQ(s->test, REASON(DONE), reply(o->prog, id, NULL));
	KUNIT_ASSERT_EQ(s->test, STATE(CONNECTED), call_state(o, call));
	while (message(o->prog, &m))
		;
	fake_log(s->test, fl);
	return call;
}
EXPORT_SYMBOL_GPL(scene_call);

/* ------------------------------------------------------------------ the end */

static void line_ends(struct scene *s, struct fake_line *fl)
{
	struct tline_ioc_counters c;

	KUNIT_EXPECT_FALSE(s->test, fl->overlap);
	if (!fl->books || !(current->flags & PF_KTHREAD))
		return;
	if (fl->plugged) {
		tline_line_flush(fl->line);
		KUNIT_EXPECT_EQ_MSG(s->test, 0, fl->calls, "calls that were not closed");
	}
	c = counters(fl);
	KUNIT_EXPECT_EQ(s->test, c.submitted, c.completed + c.pending);
	KUNIT_EXPECT_EQ_MSG(s->test, 0ULL, c.pending, "requests left");
	KUNIT_EXPECT_EQ_MSG(s->test, 0ULL, c.calls, "calls left");
	KUNIT_EXPECT_EQ_MSG(s->test, 0ULL, c.opens, "opens left");
}

void scene_exit(struct kunit *test)
{
	struct scene *s = test->priv;
	u32 i;

	if (!s)
		return;
	for (i = 0; i < SCENE_LINES; i++)
		fake_release(&s->line[i]);
	for (i = 0; i < s->threads; i++) {
		KUNIT_EXPECT_TRUE_MSG(test, thread_ends(&s->thread[i]), "a thread is stuck");
		/* It uses the scene. */
		wait_for_completion(&s->thread[i].done);
		put_task_struct(s->thread[i].task);
	}
	for (i = 0; i < SCENE_OPENS; i++)
		scene_fput(&s->open[i].file);
	for (i = 0; i < SCENE_PROGS; i++)
		scene_fput(&s->prog[i].app);
	for (i = 0; i < SCENE_LINES; i++)
		line_ends(s, &s->line[i]);
	if (s->registered)
		tline_provider_unregister(&s->provider);
	for (i = 0; i < SCENE_LINES; i++)
		scene_fput(&s->line[i].books);
}
EXPORT_SYMBOL_GPL(scene_exit);
