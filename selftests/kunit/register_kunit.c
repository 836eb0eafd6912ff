// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registration of providers and lines: every field that can be refused is, what is absent is off,
 * and what was refused leaves nothing.
 */
#include <linux/kernel.h>
#include <linux/module.h>

#include "scene.h"

#define CHARS_31	"0123456789012345678901234567890"
#define CHARS_63	CHARS_31 "x" CHARS_31

static void no_close_call(struct tline_line *line, u32 call, void *priv)
{
}

static const struct tline_provider_ops minimal_ops = { .close_call = no_close_call };
static const struct tline_provider_ops empty_ops = { };

static const struct {
	const char *what;
	const char *name;
	const struct tline_provider_ops *ops;
	int err;
} providers[] = {
	{ "no operations", "other", NULL, -EINVAL },
	{ "no close_call", "other", &empty_ops, -EINVAL },
	{ "no name", NULL, &minimal_ops, -EINVAL },
	{ "an empty name", "", &minimal_ops, -EINVAL },
	{ "a space", "a b", &minimal_ops, -EINVAL },
	{ "a slash", "a/b", &minimal_ops, -EINVAL },
	{ "a dot", "a.b", &minimal_ops, -EINVAL },
	{ "a newline", "a\n", &minimal_ops, -EINVAL },
	{ "a letter beyond ASCII", "\xc3\xa4", &minimal_ops, -EINVAL },
	{ "32 characters", CHARS_31 "x", &minimal_ops, -EINVAL },
	{ "a name that is taken", "fake", &minimal_ops, -EEXIST },
	{ "31 characters", CHARS_31, &minimal_ops, 0 },
	{ "all kinds of characters", "azAZ09-_", &minimal_ops, 0 },
};

static void provider_is_registered_or_refused(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(providers); i++) {
		struct tline_provider p = { .name = providers[i].name, .ops = providers[i].ops };
		int err = tline_provider_register(&p);

		KUNIT_EXPECT_EQ_MSG(test, providers[i].err, err, "%s", providers[i].what);
		if (!err)
			tline_provider_unregister(&p);
	}
}

static void name_of_a_provider_that_went_is_free(struct kunit *test)
{
	struct tline_provider p = { .name = "comes-and-goes", .ops = &minimal_ops };
	u32 i;

	for (i = 0; i < 3; i++) {
		KUNIT_ASSERT_EQ(test, 0, tline_provider_register(&p));
		tline_provider_unregister(&p);
	}
}

/* ------------------------------------------------------------------ lines */

static const struct {
	const char *what;
	struct tline_line_config config;
	int err;
} configs[] = {
	{ "no caps", { .num_addresses = 1 }, -EINVAL },
	{ "no address", { .caps = &fake_caps }, -EINVAL },
	{ "256 addresses", { .caps = &fake_caps, .num_addresses = 256 }, -EINVAL },
	{ "2^32-1 addresses", { .caps = &fake_caps, .num_addresses = U32_MAX }, -EINVAL },
	{ "too many calls",
	  { .caps = &fake_caps, .num_addresses = 1, .max_calls = TLINE_MAX_CALLS + 1 }, -EINVAL },
	{ "2^32-1 calls",
	  { .caps = &fake_caps, .num_addresses = 1, .max_calls = U32_MAX }, -EINVAL },
	{ "a name of 32 characters",
	  { .caps = &fake_caps, .num_addresses = 1, .name = CHARS_31 "x" }, -EINVAL },
	{ "a serial of 32 characters",
	  { .caps = &fake_caps, .num_addresses = 1, .serial = CHARS_31 "x" }, -EINVAL },
	{ "255 addresses", { .caps = &fake_caps, .num_addresses = 255 }, 0 },
	{ "as many calls as there may be",
	  { .caps = &fake_caps, .num_addresses = 1, .max_calls = TLINE_MAX_CALLS }, 0 },
	{ "the longest name and serial",
	  { .caps = &fake_caps, .num_addresses = 1, .name = CHARS_31, .serial = CHARS_31 }, 0 },
	{ "the longest time to owe an IDLE",
	  { .caps = &fake_caps, .num_addresses = 1, .idle_limit_ms = U32_MAX }, 0 },
};

static void line_is_allocated_or_refused(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_line *line;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(configs); i++) {
		line = tline_line_alloc(&s->provider, &configs[i].config);
		KUNIT_EXPECT_EQ_MSG(test, configs[i].err, PTR_ERR_OR_ZERO(line), "%s",
				    configs[i].what);
		if (!IS_ERR(line))
			tline_line_free(line);
	}
}

static void address_is_set_or_refused(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_line_config config = { .caps = &fake_caps, .num_addresses = 2 };
	struct tline_line *line = tline_line_alloc(&s->provider, &config);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, line);
#define SET(address, number, caps)	tline_line_set_address(line, address, number, caps)
	KUNIT_EXPECT_EQ(test, -EINVAL, SET(2, "1", &fake_address_caps));
	KUNIT_EXPECT_EQ(test, -EINVAL, SET(U32_MAX, "1", &fake_address_caps));
	KUNIT_EXPECT_EQ(test, -EINVAL, SET(0, "1", NULL));
	KUNIT_EXPECT_EQ(test, -EINVAL, SET(0, CHARS_63 "x", &fake_address_caps));
	KUNIT_EXPECT_EQ(test, 0, SET(0, CHARS_63, &fake_address_caps));
	/* Until all of them are there. */
	KUNIT_EXPECT_EQ(test, -EINVAL, tline_line_register(line));
	KUNIT_EXPECT_EQ(test, 0, SET(1, "", &fake_address_caps));
	KUNIT_EXPECT_EQ(test, 0, tline_line_register(line));
	KUNIT_EXPECT_EQ(test, -EINVAL, SET(0, "1", &fake_address_caps));
	tline_line_unregister(line);
}

static void replug(struct scene *s, struct fake_line *fl, const char *name, const char *serial)
{
	struct tline_line_config config = fake_config(fl);

	config.name = name;
	config.serial = serial;
	if (fl->plugged)
		scene_unplug(s, fl);
	scene_fput(&fl->books);
	scene_plug(s, fl, &config);
}

static void line_with_a_name_that_is_taken_is_refused(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_line_config config = fake_config(&s->line[0]);
	struct tline_line *line;
	u32 i;

	config.name = "reception";
	replug(s, &s->line[0], config.name, NULL);
	for (i = 0; i < 3; i++) {
		line = tline_line_alloc(&s->provider, &config);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, line);
		KUNIT_EXPECT_EQ(test, 0, tline_line_set_address(line, 0, "1", &fake_address_caps));
		KUNIT_EXPECT_EQ(test, -EEXIST, tline_line_register(line));
		tline_line_free(line);
	}
	/* The refused ones have not taken it from who has it. */
	KUNIT_EXPECT_NE(test, 0U, open_new(prog_new(s, V2_2), &s->line[0], OWNER)->handle);
	/* It is free as soon as the line goes, whoever has its file open. */
	scene_unplug(s, &s->line[0]);
	replug(s, &s->line[1], config.name, NULL);
}

static struct tline_line_caps *caps_of(struct kunit *test, struct fake_line *fl)
{
	struct tline_line_caps *caps = kunit_kzalloc(test, sizeof(*caps), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, caps);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(fl->books, TLINE_IOC_LINE_CAPS, caps));
	return caps;
}

static void names_and_serials_are_shown(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_line_caps *caps;
	char name[TLINE_LINE_NAME_LEN];
	u32 id;

	replug(s, fl, "desk", "4711");
	caps = caps_of(test, fl);
	KUNIT_EXPECT_STREQ(test, "desk", caps->name);
	KUNIT_EXPECT_STREQ(test, "4711", caps->serial);
	KUNIT_EXPECT_STREQ(test, "fake", caps->provider);
	KUNIT_EXPECT_EQ(test, tline_line_id(fl->line), caps->line);
	id = caps->permanent_id;
	/* The serial, not the name or the number, is who it is. */
	replug(s, fl, "hall", "4711");
	KUNIT_EXPECT_EQ(test, id, caps_of(test, fl)->permanent_id);
	replug(s, fl, "desk", "4712");
	KUNIT_EXPECT_NE(test, id, caps_of(test, fl)->permanent_id);
	replug(s, fl, NULL, NULL);
	caps = caps_of(test, fl);
	snprintf(name, sizeof(name), "line%u", tline_line_id(fl->line));
	KUNIT_EXPECT_STREQ(test, name, caps->name);
	KUNIT_EXPECT_STREQ(test, "", caps->serial);
}

/* ------------------------------------------------------------------ what is absent */

static const struct feature {
	const char *name;
	u32 op;
	u32 line;
	u32 address;
	u32 call;
} features[] = {
	{ "makecall", TLINE_OP_MAKECALL, TLINE_LINEFEATURE_MAKECALL, TLINE_ADDRFEATURE_MAKECALL },
	{ "dial", TLINE_OP_DIAL, .call = TLINE_CALLFEATURE_DIAL },
	{ "accept", TLINE_OP_ACCEPT, .call = TLINE_CALLFEATURE_ACCEPT },
	{ "answer", TLINE_OP_ANSWER, .call = TLINE_CALLFEATURE_ANSWER },
	{ "drop", TLINE_OP_DROP, .call = TLINE_CALLFEATURE_DROP },
	{ "hold", TLINE_OP_HOLD, .call = TLINE_CALLFEATURE_HOLD },
	{ "unhold", TLINE_OP_UNHOLD, .call = TLINE_CALLFEATURE_UNHOLD },
	{ "swaphold", TLINE_OP_SWAPHOLD, .call = TLINE_CALLFEATURE_SWAPHOLD },
	{ "redirect", TLINE_OP_REDIRECT, .call = TLINE_CALLFEATURE_REDIRECT },
	{ "blindtransfer", TLINE_OP_BLINDTRANSFER, .call = TLINE_CALLFEATURE_BLINDTRANSFER },
	{ "park", TLINE_OP_PARK, .call = TLINE_CALLFEATURE_PARK },
	{ "unpark", TLINE_OP_UNPARK, .address = TLINE_ADDRFEATURE_UNPARK },
	{ "pickup", TLINE_OP_PICKUP, .address = TLINE_ADDRFEATURE_PICKUP },
	{ "forward", TLINE_OP_FORWARD, TLINE_LINEFEATURE_FORWARD, TLINE_ADDRFEATURE_FORWARD },
	{ "securecall", TLINE_OP_SECURECALL, .call = TLINE_CALLFEATURE_SECURECALL },
	{ "setlinedevstatus", TLINE_OP_SETLINEDEVSTATUS, TLINE_LINEFEATURE_SETDEVSTATUS },
	{ "devspecific", TLINE_OP_DEVSPECIFIC, TLINE_LINEFEATURE_DEVSPECIFIC },
};

static void feature_desc(const struct feature *f, char *desc)
{
	strscpy(desc, f->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(feature, features, feature_desc);

static struct feature features_of(struct kunit *test, struct fake_line *fl)
{
	struct tline_ioc_address_caps *a = kunit_kzalloc(test, sizeof(*a), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(fl->books, TLINE_IOC_ADDRESS_CAPS, a));
	return (struct feature) {
		.line = caps_of(test, fl)->line_features,
		.address = a->caps.address_features,
		.call = a->caps.call_features,
	};
}

/* "the matching feature bits are off", and no other. */
static void absent_operation_switches_its_features_off(struct kunit *test)
{
	const struct feature *f = test->param_value;
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct feature with = features_of(test, fl), without;

	s->ops.request[f->op] = NULL;
	replug(s, fl, NULL, NULL);
	without = features_of(test, fl);
	KUNIT_EXPECT_EQ(test, f->line, with.line ^ without.line);
	KUNIT_EXPECT_EQ(test, f->address, with.address ^ without.address);
	KUNIT_EXPECT_EQ(test, f->call, with.call ^ without.call);
	KUNIT_EXPECT_EQ(test, f->line, with.line & f->line);
}

static void request_for_an_absent_operation_is_refused(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct open *o;
	u32 call;

	s->ops.request[TLINE_OP_SETLINEDEVSTATUS] = NULL;
	s->ops.request[TLINE_OP_HOLD] = NULL;
	replug(s, fl, NULL, NULL);
	o = open_new(prog_new(s, V2_2), fl, OWNER);
	call = scene_call(s, o);
	KUNIT_EXPECT_EQ(test, TLINE_ERR_OPERATIONUNAVAIL,
			submit(o, TLINE_OP_SETLINEDEVSTATUS, 0));
	KUNIT_EXPECT_EQ(test, TLINE_ERR_OPERATIONUNAVAIL, submit(o, TLINE_OP_HOLD, call));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).submitted);
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, fl));
}

static u32 minimal_closed;

static void minimal_close_call(struct tline_line *line, u32 call, void *priv)
{
	minimal_closed++;
}

/* With nothing but close_call a line can be opened, gets calls, and ends. */
static void provider_of_the_least_operations_works(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct open *o;
	u32 call, op, refused = 0, id;

	s->ops = (struct tline_provider_ops) { .close_call = minimal_close_call };
	replug(s, fl, NULL, NULL);
	minimal_closed = 0;
	KUNIT_EXPECT_EQ(test, 0U, features_of(test, fl).call | features_of(test, fl).line |
				  features_of(test, fl).address);
	o = open_new(prog_new(s, V2_2), fl, OWNER | MONITOR);
	KUNIT_EXPECT_EQ(test, 0, fake_call_new(fl, STATE(CONNECTED), &id));
	call = offered(s->prog);
	for (op = 1; op < TLINE_OP_COUNT; op++)
		refused += submit(o, op, op == TLINE_OP_HOLD ? call : 0) <= 0;
	KUNIT_EXPECT_EQ(test, TLINE_OP_COUNT - 1U, refused);
	open_close(o);
	tline_line_flush(fl->line);
	KUNIT_EXPECT_EQ(test, 1U, minimal_closed);
	fl->calls = 0;
}

/* ------------------------------------------------------------------ the module */

static void open_lines_do_not_hold_the_providers_module(struct kunit *test)
{
	struct scene *s = test->priv;
	int before = module_refcount(s->provider.owner);
	struct open *o = open_new(prog_new(s, V2_2), &s->line[0], OWNER);

	KUNIT_EXPECT_GT(test, submit(o, TLINE_OP_SETLINEDEVSTATUS, 0), 0);
	KUNIT_EXPECT_NE(test, 0U, scene_call(s, o));
	KUNIT_EXPECT_EQ(test, before, module_refcount(s->provider.owner));
}

static struct kunit_case register_cases[] = {
	KUNIT_CASE(provider_is_registered_or_refused),
	KUNIT_CASE(name_of_a_provider_that_went_is_free),
	KUNIT_CASE(line_is_allocated_or_refused),
	KUNIT_CASE(address_is_set_or_refused),
	KUNIT_CASE(line_with_a_name_that_is_taken_is_refused),
	KUNIT_CASE(names_and_serials_are_shown),
	KUNIT_CASE_PARAM(absent_operation_switches_its_features_off, feature_gen_params),
	KUNIT_CASE(request_for_an_absent_operation_is_refused),
	KUNIT_CASE(provider_of_the_least_operations_works),
	KUNIT_CASE(open_lines_do_not_hold_the_providers_module),
	{ }
};

static struct kunit_suite register_suite = {
	.name = "tline_register",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = scene_init,
	.exit = scene_exit,
	.test_cases = register_cases,
};

kunit_test_suites(&register_suite);
