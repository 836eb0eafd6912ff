// SPDX-License-Identifier: GPL-2.0-only
/*
 * An app that has all the handles it may have: it gets no more, what it asks for is refused whole,
 * and nobody else pays for it (P8).  With a limit of few; limits_test reaches the real one.
 */
#include <linux/module.h>

#include "scene.h"
#include "tline-priv.h"

#define UNAVAIL	TLINE_ERR_RESOURCEUNAVAIL
#define TARGET	"target"
#define ROOM	4

static struct {
	struct fake_line *fl;
	struct open *owner;	/* has all the room it wants */
	struct prog *full;	/* the one that has not */
	u32 id[ROOM];		/* calls that the provider knows */
} t;

static int limit_init(struct kunit *test)
{
	struct tline_ioc_app_setup setup = {
		.name = "full", .module = TARGET, .api_version = V2_2,
	};
	int err = scene_init(test);
	struct scene *s = test->priv;

	if (err)
		return err;
	t.fl = &s->line[0];
	t.full = prog_new(s, V2_2);
	KUNIT_ASSERT_EQ(test, 0L, user_ioctl(t.full->app, TLINE_IOC_APP_SETUP, &setup));
	t.owner = NULL;
	return 0;
}

/* The one place where a test reaches into the core: the full app may have @more handles. */
static void limit(u32 more)
{
	struct tline_app *app = t.full->app->private_data;

	app->handles.max = app->handles.used + more;
}

static u32 handles(void)
{
	struct tline_ioc_app_info info = { };

	user_ioctl(t.full->app, TLINE_IOC_APP_INFO, &info);
	return info.handles;
}

static void own_line(struct scene *s)
{
	t.owner = open_new(prog_new(s, V2_2), t.fl, OWNER);
}

/* @n connected calls that the owner has. */
static void calls(struct kunit *test, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		KUNIT_ASSERT_EQ(test, 0, fake_call_new(t.fl, STATE(CONNECTED), &t.id[i]));
}

static u32 monitors(struct open *o, u32 call)
{
	struct tline_ioc_call_info *arg = kunit_kzalloc(o->prog->scene->test, sizeof(*arg),
							GFP_KERNEL);

	arg->call = call;
	user_ioctl(o->file, TLINE_IOC_CALL_INFO, arg);
	return arg->info.num_monitors;
}

/* ------------------------------------------------------------------ calls that come */

static void incoming_call_goes_to_the_next_owner(struct kunit *test)
{
	struct scene *s = test->priv;

	open_new(t.full, t.fl, OWNER);
	own_line(s);
	limit(0);
	calls(test, 1);
	KUNIT_EXPECT_NE(test, 0U, offered(t.owner->prog));
	KUNIT_EXPECT_EQ(test, 0U, offered(t.full));
	/* It would have been the first. */
	limit(1);
	calls(test, 1);
	KUNIT_EXPECT_EQ(test, 0U, offered(t.owner->prog));
	KUNIT_EXPECT_NE(test, 0U, offered(t.full));
}

static void incoming_call_for_nobody_who_has_room_is_refused(struct kunit *test)
{
	open_new(t.full, t.fl, OWNER | MONITOR);
	limit(0);
	KUNIT_EXPECT_EQ(test, -ENOENT, fake_call_new(t.fl, STATE(OFFERING), &t.id[0]));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(t.fl).calls);
	limit(1);
	calls(test, 1);
	KUNIT_EXPECT_NE(test, 0U, offered(t.full));
}

static void full_monitor_goes_without_calls(struct kunit *test)
{
	struct scene *s = test->priv;
	u32 call;

	open_new(t.full, t.fl, MONITOR);
	own_line(s);
	limit(0);
	calls(test, 1);
	call = offered(t.owner->prog);
	KUNIT_EXPECT_EQ(test, STATE(CONNECTED), call_state(t.owner, call));
	KUNIT_EXPECT_EQ(test, 0U, monitors(t.owner, call));
	call = scene_call(s, t.owner);
	KUNIT_EXPECT_EQ(test, 0U, monitors(t.owner, call));
	KUNIT_EXPECT_EQ(test, 0U, leftover(t.full, TLINE_MSG_APPNEWCALL));
	KUNIT_EXPECT_EQ(test, 1U, handles());
	limit(1);
	call = scene_call(s, t.owner);
	KUNIT_EXPECT_EQ(test, 1U, monitors(t.owner, call));
}

/* ------------------------------------------------------------------ calls to be made */

static void call_for_which_there_is_no_handle_is_not_made(struct kunit *test)
{
	struct open *o = open_new(t.full, t.fl, OWNER);
	u32 call;

	fake_log(test, t.fl);
	limit(0);
	KUNIT_EXPECT_EQ(test, UNAVAIL, submit_makecall(o, &call));
	KUNIT_EXPECT_EQ(test, 0U, call);
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, t.fl));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(t.fl).pending);
	KUNIT_EXPECT_EQ(test, 0U, leftover(t.full, TLINE_MSG_REPLY));
	KUNIT_EXPECT_EQ(test, 1U, handles());
	limit(1);
	KUNIT_EXPECT_NE(test, 0U, scene_call(test->priv, o));
}

static void two_calls_are_made_or_none(struct kunit *test)
{
	struct open *o = open_new(t.full, t.fl, OWNER);

	fake_log(test, t.fl);
	limit(1);
	KUNIT_EXPECT_EQ(test, UNAVAIL, submit(o, TLINE_OP_SETUPCONFERENCE, 0));
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, t.fl));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(t.fl).pending);
	KUNIT_EXPECT_EQ(test, 1U, handles());
	limit(2);
	KUNIT_EXPECT_GT(test, submit(o, TLINE_OP_SETUPCONFERENCE, 0), 0);
	KUNIT_EXPECT_EQ(test, 3U, handles());
	KUNIT_EXPECT_STREQ(test, "request:setupconference", fake_log(test, t.fl));
}

/* ------------------------------------------------------------------ opens and lists */

/* A monitor is to hear of calls that are being made, so it needs a handle on each. */
static void line_is_opened_with_all_pending_calls_or_not(struct kunit *test)
{
	struct scene *s = test->priv;
	struct open *o;
	u32 call, i;

	own_line(s);
	for (i = 0; i < 2; i++)
		KUNIT_ASSERT_GT(test, submit_makecall(t.owner, &call), 0);
	o = open_unbound(t.full, t.fl);
	for (i = 0; i < 3; i++) {
		limit(i);
		KUNIT_EXPECT_EQ(test, (long)UNAVAIL, open_bind(o, MONITOR));
		KUNIT_EXPECT_EQ(test, 0U, handles());
		KUNIT_EXPECT_EQ(test, 1ULL, counters(t.fl).opens);
		KUNIT_EXPECT_EQ(test, 0U, monitors(t.owner, call));
	}
	limit(3);
	KUNIT_EXPECT_EQ(test, 0L, open_bind(o, MONITOR));
	KUNIT_EXPECT_EQ(test, 3U, handles());
	tline_complete(t.fl->line, fake_last(t.fl), 0);
	tline_call_state(t.fl->line, t.fl->new_call, STATE(CONNECTED), 0);
	KUNIT_EXPECT_NE(test, 0U, offered(t.full));
}

static s32 new_calls(struct open *o, u32 *count)
{
	struct tline_ioc_new_calls arg = { .select = TLINE_CALLSELECT_LINE, .count = ROOM };
	u32 ids[ROOM] = { };

	if (user_ioctl_data(o->file, TLINE_IOC_GET_NEW_CALLS, &arg, &arg.calls, ids, sizeof(ids)))
		return -EFAULT;
	*count = arg.count;
	return arg.result;
}

static void new_calls_are_all_got_or_none(struct kunit *test)
{
	struct open *o;
	u32 count;

	own_line(test->priv);
	calls(test, 2);
	o = open_new(t.full, t.fl, MONITOR);
	limit(1);
	KUNIT_EXPECT_EQ(test, UNAVAIL, new_calls(o, &count));
	KUNIT_EXPECT_EQ(test, 0U, count);
	KUNIT_EXPECT_EQ(test, 1U, handles());
	limit(2);
	KUNIT_EXPECT_EQ(test, 0, new_calls(o, &count));
	KUNIT_EXPECT_EQ(test, 2U, count);
}

static s32 conf_calls(struct open *o, u32 call, u32 *count)
{
	struct tline_ioc_conf_calls arg = { .call = call, .count = ROOM };
	u32 ids[ROOM] = { };

	if (user_ioctl_data(o->file, TLINE_IOC_CONF_CALLS, &arg, &arg.calls, ids, sizeof(ids)))
		return -EFAULT;
	*count = arg.count;
	return arg.result;
}

/* It has a handle on the parent only; the members came before it. */
static void calls_of_a_conference_are_all_got_or_none(struct kunit *test)
{
	struct open *o;
	u32 call, count, i;

	own_line(test->priv);
	calls(test, 2);
	o = open_new(t.full, t.fl, MONITOR);
	KUNIT_ASSERT_EQ(test, 0, fake_call_new(t.fl, STATE(CONNECTED), &t.id[2]));
	call = offered(t.full);
	for (i = 0; i < 2; i++)
		tline_call_state(t.fl->line, t.id[i], STATE(CONFERENCED), t.id[2]);
	limit(1);
	KUNIT_EXPECT_EQ(test, UNAVAIL, conf_calls(o, call, &count));
	KUNIT_EXPECT_EQ(test, 0U, count);
	KUNIT_EXPECT_EQ(test, 2U, handles());
	limit(2);
	KUNIT_EXPECT_EQ(test, 0, conf_calls(o, call, &count));
	KUNIT_EXPECT_EQ(test, 3U, count);
	KUNIT_EXPECT_EQ(test, 4U, handles());
}

/* ------------------------------------------------------------------ hand-off */

static s32 handoff(u32 call, const char *module, u32 mode)
{
	struct tline_ioc_handoff arg = { .call = call, .media_mode = mode };
	long err;

	strscpy(arg.module, module, sizeof(arg.module));
	err = user_ioctl(t.owner->file, TLINE_IOC_HANDOFF, &arg);
	return err ?: arg.result;
}

static void call_is_not_handed_to_who_has_no_room(struct kunit *test)
{
	u32 call;

	own_line(test->priv);
	call = scene_call(test->priv, t.owner);
	open_new(t.full, t.fl, OWNER);
	limit(0);
	KUNIT_EXPECT_EQ(test, UNAVAIL, handoff(call, TARGET, 0));
	/* By mode it is passed over, and the next one is who has the call already. */
	KUNIT_EXPECT_EQ(test, TLINE_ERR_TARGETSELF, handoff(call, "", VOICE));
	KUNIT_EXPECT_EQ(test, 1U, handles());
	KUNIT_EXPECT_EQ(test, 0U, offered(t.full));
	limit(1);
	KUNIT_EXPECT_EQ(test, 0, handoff(call, TARGET, 0));
	KUNIT_EXPECT_NE(test, 0U, offered(t.full));
}

static struct kunit_case limit_cases[] = {
	KUNIT_CASE(incoming_call_goes_to_the_next_owner),
	KUNIT_CASE(incoming_call_for_nobody_who_has_room_is_refused),
	KUNIT_CASE(full_monitor_goes_without_calls),
	KUNIT_CASE(call_for_which_there_is_no_handle_is_not_made),
	KUNIT_CASE(two_calls_are_made_or_none),
	KUNIT_CASE(line_is_opened_with_all_pending_calls_or_not),
	KUNIT_CASE(new_calls_are_all_got_or_none),
	KUNIT_CASE(calls_of_a_conference_are_all_got_or_none),
	KUNIT_CASE(call_is_not_handed_to_who_has_no_room),
	{ }
};

static struct kunit_suite limit_suite = {
	.name = "tline_limit",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = limit_init,
	.exit = scene_exit,
	.test_cases = limit_cases,
};

kunit_test_suites(&limit_suite);
