// SPDX-License-Identifier: GPL-2.0-only
/*
 * What has no fixed size and is told of lines, addresses and calls, the settings of devices, and
 * how often a call is to ring.
 */
#include <linux/module.h>
#include <linux/slab.h>

#include "scene.h"

#define KIND(x)		TLINE_DATA_##x
#define DEV(x)		TLINE_DEVSTATE_##x
#define ADDR(x)		TLINE_ADDRESSSTATE_##x
#define INFO(x)		TLINE_CALLINFOSTATE_##x
#define MSG(x)		TLINE_MSG_##x
#define CALL		0xffff		/* object: the scene's call */
#define NO_RINGS	0xffffffff

/* Lines with two addresses, and a connected call whose owner hears of everything. */
static int data_init(struct kunit *test)
{
	struct tline_ioc_status_messages st = { 0x01ffffff, 0x1ff };
	int err = scene_init_down(test), i;
	struct scene *s = test->priv;
	struct open *o;

	if (err)
		return err;
	KUNIT_ASSERT_EQ(test, 0, tline_provider_register(&s->provider));
	s->registered = true;
	for (i = 0; i < SCENE_LINES; i++) {
		struct tline_line_config config = fake_config(&s->line[i]);

		config.num_addresses = 2;
		scene_plug(s, &s->line[i], &config);
	}
	o = open_new(prog_new(s, V2_2), &s->line[0], OWNER);
	s->line[0].arg = (void *)(unsigned long)scene_call(s, o);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(o->file, TLINE_IOC_SET_STATUS_MESSAGES, &st));
	return 0;
}

static u32 handle_of(const struct scene *s)
{
	return (unsigned long)s->line[0].arg;
}

/* What the provider, and what the program calls the object of a test. */
static u32 provider_object(const struct scene *s, u32 object)
{
	return object == CALL ? s->line[0].new_call : object;
}

static u32 user_object(const struct scene *s, u32 object)
{
	return object == CALL ? handle_of(s) : object;
}

/* TLINE_IOC_DATA: bytes there are, or -errno or the TLINE_ERR_. */
static long get(struct file *file, u32 kind, u32 object, void *buf, u32 room)
{
	struct tline_ioc_data arg = { .kind = kind, .object = object, .size = room };
	long err = user_ioctl_data(file, TLINE_IOC_DATA, &arg, &arg.data, buf, room ?: 1);

	return err ?: arg.result ?: (long)arg.size;
}

/* ------------------------------------------------------------------ the kinds */

/**
 * struct item - an item that makes sense
 * @what: its name
 * @kind: enum tline_data_kind
 * @object: of what
 * @unit: it is a multiple of that size
 * @type: message that announces it
 * @state: bit that it has; 0: there is no message
 */
struct item {
	const char *what;
	u32 kind;
	u32 object;
	u32 unit;
	u32 type;
	u32 state;
};

static const struct item items[] = {
	{ "line, device specific", KIND(LINE_DEVSPECIFIC), 0, 1, MSG(LINEDEVSTATE),
	  DEV(DEVSPECIFIC) },
	{ "terminals there are", KIND(TERMINAL_CAPS), 0, sizeof(struct tline_terminal_caps) },
	{ "terminals of the line", KIND(LINE_TERMINALS), 0, 4, MSG(LINEDEVSTATE), DEV(TERMINALS) },
	{ "devices", KIND(DEVICES), 0, 1 },
	{ "extension", KIND(EXTENSION), 0, sizeof(struct tline_extension) },
	{ "address, device specific", KIND(ADDRESS_DEVSPECIFIC), 1, 1, MSG(ADDRESSSTATE),
	  ADDR(DEVSPECIFIC) },
	{ "completion messages", KIND(COMPLETION_MESSAGES), 1, TLINE_NAME_LEN },
	{ "treatments", KIND(TREATMENTS), 1, sizeof(struct tline_treatment) },
	{ "forward", KIND(FORWARD), 1, sizeof(struct tline_forward), MSG(ADDRESSSTATE),
	  ADDR(FORWARD) },
	{ "terminals of the address", KIND(ADDRESS_TERMINALS), 1, 4, MSG(ADDRESSSTATE),
	  ADDR(TERMINALS) },
	{ "call, device specific", KIND(CALL_DEVSPECIFIC), CALL, 1, MSG(CALLINFO),
	  INFO(DEVSPECIFIC) },
	{ "call data", KIND(CALL_DATA), CALL, 1, MSG(CALLINFO), INFO(CALLDATA) },
	{ "high level", KIND(HIGHLEVELCOMP), CALL, 1, MSG(CALLINFO), INFO(HIGHLEVELCOMP) },
	{ "low level", KIND(LOWLEVELCOMP), CALL, 1, MSG(CALLINFO), INFO(LOWLEVELCOMP) },
	{ "charging", KIND(CHARGINGINFO), CALL, 1, MSG(CALLINFO), INFO(CHARGINGINFO) },
	{ "sending", KIND(SENDING_FLOWSPEC), CALL, 1, MSG(CALLINFO), INFO(QOS) },
	{ "receiving", KIND(RECEIVING_FLOWSPEC), CALL, 1, MSG(CALLINFO), INFO(QOS) },
	{ "terminals of the call", KIND(CALL_TERMINALS), CALL, 4, MSG(CALLINFO), INFO(TERMINAL) },
};

static void item_desc(const struct item *i, char *desc)
{
	strscpy(desc, i->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(item, items, item_desc);

static void expect_announced(struct kunit *test, const struct item *i)
{
	struct scene *s = test->priv;
	struct tline_message m;

	if (i->state) {
		KUNIT_ASSERT_TRUE(test, message(s->prog, &m));
		KUNIT_EXPECT_EQ(test, i->type, m.type);
		KUNIT_EXPECT_EQ(test, i->type == MSG(ADDRESSSTATE) ? m.p2 : m.p1, (u64)i->state);
		KUNIT_EXPECT_EQ(test, i->type == MSG(CALLINFO) ? handle_of(s) : s->open->handle,
				m.handle);
		if (i->type == MSG(ADDRESSSTATE))
			KUNIT_EXPECT_EQ(test, 1ULL, m.p1);
	}
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
}

/* Set, announced, read; not copied where there is no room; gone again. */
static void item_is_announced_and_read(struct kunit *test)
{
	const struct item *i = test->param_value;
	struct scene *s = test->priv;
	struct tline_line *line = s->line->line;
	u32 size = 2 * i->unit, object = user_object(s, i->object);
	u8 *data = kunit_kzalloc(test, size, GFP_KERNEL);
	u8 *buf = kunit_kzalloc(test, TLINE_MAX_DATA, GFP_KERNEL);
	struct file *file = s->open->file;

	KUNIT_ASSERT_TRUE(test, data && buf);
	data[0] = 0xa5;
	KUNIT_EXPECT_EQ(test, 0L, get(file, i->kind, object, buf, size));
	KUNIT_ASSERT_EQ(test, 0, tline_set_data(line, i->kind, provider_object(s, i->object),
						data, size));
	expect_announced(test, i);
	KUNIT_EXPECT_EQ(test, (long)size, get(file, i->kind, object, buf, 0));
	KUNIT_EXPECT_EQ(test, (long)size, get(file, i->kind, object, buf, size - 1));
	KUNIT_EXPECT_EQ(test, 0, buf[0]);
	KUNIT_EXPECT_EQ(test, (long)size, get(file, i->kind, object, buf, TLINE_MAX_DATA));
	KUNIT_EXPECT_EQ(test, 0, memcmp(data, buf, size));
	KUNIT_EXPECT_EQ(test, 0, buf[size]);
	KUNIT_ASSERT_EQ(test, 0, tline_set_data(line, i->kind, provider_object(s, i->object),
						NULL, 0));
	expect_announced(test, i);
	KUNIT_EXPECT_EQ(test, 0L, get(file, i->kind, object, buf, size));
}

/* Half an entry, more than there may be, or a string without end. */
static void item_that_is_malformed_is_refused(struct kunit *test)
{
	const struct item *i = test->param_value;
	struct scene *s = test->priv;
	struct tline_line *line = s->line->line;
	u32 object = provider_object(s, i->object), most = TLINE_MAX_DATA / i->unit * i->unit;
	u8 *data = kunit_kzalloc(test, TLINE_MAX_DATA + i->unit, GFP_KERNEL);
	bool text = i->unit >= sizeof(struct tline_extension) && i->kind != KIND(EXTENSION);

	KUNIT_ASSERT_NOT_NULL(test, data);
	KUNIT_EXPECT_EQ(test, -EINVAL,
			tline_set_data(line, i->kind, object, data, most + i->unit));
	if (i->unit > 1)
		KUNIT_EXPECT_EQ(test, -EINVAL,
				tline_set_data(line, i->kind, object, data, i->unit + 1));
	if (text || i->kind == KIND(DEVICES)) {
		memset(data, 'x', 2 * i->unit);
		KUNIT_EXPECT_EQ(test, -EINVAL,
				tline_set_data(line, i->kind, object, data, 2 * i->unit));
		data[i->unit - 1] = 0;
		KUNIT_EXPECT_EQ(test, -EINVAL,
				tline_set_data(line, i->kind, object, data, 2 * i->unit));
	}
	KUNIT_EXPECT_EQ(test, 0L, get(s->open->file, i->kind, user_object(s, i->object), data, 0));
	memset(data, 0, most);
	KUNIT_EXPECT_EQ(test, 0, tline_set_data(line, i->kind, object, data, most));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(s->line).refused_upcalls);
}

/* Both of its strings have to end. */
static void forward_has_two_strings(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_forward f[2] = { };

	memset(f[1].caller, '1', sizeof(f[1].caller));
	KUNIT_EXPECT_EQ(test, -EINVAL,
			tline_set_data(s->line->line, KIND(FORWARD), 0, f, sizeof(f)));
	f[1].caller[TLINE_NUMBER_LEN - 1] = 0;
	memset(f[1].dest, '1', sizeof(f[1].dest));
	KUNIT_EXPECT_EQ(test, -EINVAL,
			tline_set_data(s->line->line, KIND(FORWARD), 0, f, sizeof(f)));
	f[1].dest[TLINE_DEST_LEN - 1] = 0;
	KUNIT_EXPECT_EQ(test, 0, tline_set_data(s->line->line, KIND(FORWARD), 0, f, sizeof(f)));
}

/* ------------------------------------------------------------------ the objects */

static void objects_that_there_are_not(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_line *line = s->line->line;
	struct file *file = s->open->file;
	u8 b = 1;

	KUNIT_EXPECT_EQ(test, -EINVAL, tline_set_data(line, 0, 0, &b, 1));
	KUNIT_EXPECT_EQ(test, -EINVAL, tline_set_data(line, TLINE_DATA_KINDS, 0, &b, 1));
	KUNIT_EXPECT_EQ(test, -EINVAL, tline_set_data(line, KIND(DEVICE_CONFIG), 0, &b, 1));
	KUNIT_EXPECT_EQ(test, -EINVAL, tline_set_data(line, KIND(LINE_DEVSPECIFIC), 1, &b, 1));
	KUNIT_EXPECT_EQ(test, -EINVAL, tline_set_data(line, KIND(ADDRESS_DEVSPECIFIC), 2, &b, 1));
	KUNIT_EXPECT_EQ(test, -EINVAL, tline_set_data(line, KIND(CALL_DATA), 0, &b, 1));
	KUNIT_EXPECT_EQ(test, -EINVAL, tline_set_data(line, KIND(CALL_DATA), 0x7fffffff, &b, 1));

	KUNIT_EXPECT_EQ(test, (long)-EINVAL, get(file, 0, 0, &b, 1));
	KUNIT_EXPECT_EQ(test, (long)-EINVAL, get(file, TLINE_DATA_KINDS, 0, &b, 1));
	KUNIT_EXPECT_EQ(test, (long)-EINVAL, get(file, KIND(DEVICE_CONFIG), 0, &b, 1));
	KUNIT_EXPECT_EQ(test, (long)-EINVAL, get(file, 0xffffffff, 0, &b, 1));
	KUNIT_EXPECT_EQ(test, (long)-EINVAL, get(file, KIND(DEVICES), 1, &b, 1));
	KUNIT_EXPECT_EQ(test, (long)TLINE_ERR_INVALADDRESSID, get(file, KIND(FORWARD), 2, &b, 1));
	KUNIT_EXPECT_EQ(test, (long)TLINE_ERR_INVALADDRESSID,
			get(file, KIND(FORWARD), TLINE_ADDRESS_ANY, &b, 1));
	KUNIT_EXPECT_EQ(test, (long)TLINE_ERR_INVALCALLHANDLE,
			get(file, KIND(CALL_DATA), 0, &b, 1));
	KUNIT_EXPECT_EQ(test, (long)TLINE_ERR_INVALCALLHANDLE,
			get(file, KIND(CALL_DATA), s->open->handle, &b, 1));
}

/* Each line, address and call has its own. */
static void each_object_has_its_own(struct kunit *test)
{
	struct scene *s = test->priv;
	struct file *file = s->open->file;
	u32 kind = KIND(ADDRESS_DEVSPECIFIC), other;
	char buf[8] = { };
	struct open *o;

	KUNIT_EXPECT_EQ(test, 0, tline_set_data(s->line[0].line, kind, 0, "zero", 4));
	KUNIT_EXPECT_EQ(test, 0, tline_set_data(s->line[0].line, kind, 1, "one", 3));
	KUNIT_EXPECT_EQ(test, 4L, get(file, kind, 0, buf, 8));
	KUNIT_EXPECT_STREQ(test, "zero", buf);
	memset(buf, 0, sizeof(buf));
	KUNIT_EXPECT_EQ(test, 3L, get(file, kind, 1, buf, 8));
	KUNIT_EXPECT_STREQ(test, "one", buf);
	o = open_new(s->prog, &s->line[1], OWNER);
	KUNIT_EXPECT_EQ(test, 0L, get(o->file, kind, 0, buf, 8));

	KUNIT_EXPECT_EQ(test, 0, tline_set_data(s->line[0].line, KIND(CALL_DATA),
						s->line[0].new_call, "call", 4));
	other = scene_call(s, o);
	KUNIT_EXPECT_EQ(test, 0L, get(o->file, KIND(CALL_DATA), other, buf, 8));
	KUNIT_EXPECT_EQ(test, 4L, get(file, KIND(CALL_DATA), handle_of(s), buf, 8));
}

/* A file that is not bound reads what is the line's; of calls it knows nothing. */
static void file_that_is_not_bound(struct kunit *test)
{
	struct scene *s = test->priv;
	struct open *o = open_unbound(s->prog, s->line);
	char buf[8] = { };

	KUNIT_EXPECT_EQ(test, 0, tline_set_data(s->line->line, KIND(LINE_DEVSPECIFIC), 0, "x", 2));
	KUNIT_EXPECT_EQ(test, 2L, get(o->file, KIND(LINE_DEVSPECIFIC), 0, buf, 8));
	KUNIT_EXPECT_STREQ(test, "x", buf);
	KUNIT_EXPECT_EQ(test, (long)-ENOTCONN,
			get(o->file, KIND(CALL_DATA), handle_of(s), buf, 8));
	scene_unplug(s, s->line);
	KUNIT_EXPECT_EQ(test, (long)-ENODEV, get(o->file, KIND(LINE_DEVSPECIFIC), 0, buf, 8));
	KUNIT_EXPECT_EQ(test, (long)-ENODEV,
			get(s->open->file, KIND(CALL_DATA), handle_of(s), buf, 8));
}

/* P5: of a call that is being made nothing is told; what was set meanwhile is there then. */
static void data_of_a_call_to_be(struct kunit *test)
{
	struct scene *s = test->priv;
	struct open *o = open_new(s->prog, &s->line[1], OWNER);
	struct fake_line *fl = &s->line[1];
	struct tline_message m;
	char buf[8] = { };
	u32 call;
	int id = submit_makecall(o, &call);

	KUNIT_ASSERT_GT(test, id, 0);
	fake_last(fl);
	leftover(s->prog, 0);
	KUNIT_EXPECT_EQ(test, 0,
			tline_set_data(fl->line, KIND(CALL_DATA), fl->new_call, "early", 6));
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
	tline_complete(fl->line, fake_last(fl), 0);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
	KUNIT_EXPECT_EQ(test, 6L, get(o->file, KIND(CALL_DATA), call, buf, 8));
	KUNIT_EXPECT_STREQ(test, "early", buf);
}

/* IDLE is final: it can still be read, and is announced no more. */
static void data_of_a_call_that_is_over(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	struct tline_message m;
	char buf[8] = { };

	tline_call_state(fl->line, fl->new_call, STATE(IDLE), 0);
	leftover(s->prog, 0);
	KUNIT_EXPECT_EQ(test, 0, tline_set_data(fl->line, KIND(CHARGINGINFO), fl->new_call, "9", 2));
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, 2L, get(s->open->file, KIND(CHARGINGINFO), handle_of(s), buf, 8));
	KUNIT_EXPECT_STREQ(test, "9", buf);
	tline_devspecific(fl->line, fl->new_call, false, 1, 2, 3);
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
}

/* The provider cannot know yet that the call is closed: its report is nothing, and no mistake. */
static void data_of_a_call_that_is_closed(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;

	fake_hang(fl, FAKE_CLOSE_CALL);
	KUNIT_EXPECT_EQ(test, 0, deallocate(s->open, handle_of(s)));
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	KUNIT_EXPECT_EQ(test, 0, tline_set_data(fl->line, KIND(CALL_DATA), fl->new_call, "x", 2));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).refused_upcalls);
	fake_release(fl);
	tline_line_flush(fl->line);
	KUNIT_EXPECT_EQ(test, -EINVAL,
			tline_set_data(fl->line, KIND(CALL_DATA), fl->new_call, "x", 2));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).refused_upcalls);
}

/* A line can be described before it can be found. */
static void data_before_the_line_is_registered(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_line_config config = fake_config(&s->line[0]);
	struct tline_line *line = tline_line_alloc(&s->provider, &config);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, line);
	KUNIT_EXPECT_EQ(test, 0, tline_set_data(line, KIND(DEVICES), 0, "a\0b", 4));
	KUNIT_EXPECT_EQ(test, 0, tline_set_data(line, KIND(FORWARD), 0, NULL, 0));
	KUNIT_EXPECT_EQ(test, -EINVAL, tline_set_data(line, KIND(CALL_DATA), 1, "x", 1));
	tline_line_free(line);
}

/* ------------------------------------------------------------------ the line's own */

static void devspecific_reaches_each_open_or_handle(struct kunit *test)
{
	struct scene *s = test->priv;
	struct prog *other = prog_new(s, V2_2);
	struct open *o = open_new(other, s->line, TLINE_CALLPRIVILEGE_NONE);
	struct tline_message m;

	leftover(s->prog, 0);
	tline_devspecific(s->line->line, 0, false, 1, 2, 1ULL << 40);
	KUNIT_ASSERT_TRUE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, s->open->handle, m.handle);
	KUNIT_ASSERT_TRUE(test, message(other, &m));
	KUNIT_EXPECT_EQ(test, (u32)MSG(DEVSPECIFIC), m.type);
	KUNIT_EXPECT_EQ(test, o->handle, m.handle);
	KUNIT_EXPECT_TRUE(test, m.p1 == 1 && m.p2 == 2 && m.p3 == 1ULL << 40);

	tline_devspecific(s->line->line, s->line->new_call, true, 4, 5, 6);
	KUNIT_EXPECT_FALSE(test, message(other, &m));
	KUNIT_ASSERT_TRUE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, (u32)MSG(DEVSPECIFICFEATURE), m.type);
	KUNIT_EXPECT_EQ(test, handle_of(s), m.handle);
}

static void status_keeps_what_was_told(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_line *line = s->line->line;
	struct tline_ioc_line_status st;
	struct tline_message m;

	tline_line_status(line, TLINE_STATUS_COMPLETIONS, 2);
	tline_line_status(line, TLINE_STATUS_SIGNAL, 0x8000);
	tline_line_status(line, TLINE_STATUS_BATTERY, 0x4000);
	tline_line_status(line, TLINE_STATUS_ROAMMODE, TLINE_ROAMMODE_ROAMA);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(s->open->file, TLINE_IOC_LINE_STATUS, &st));
	KUNIT_EXPECT_EQ(test, 2U, st.num_completions);
	KUNIT_EXPECT_EQ(test, 0x8000U, st.signal);
	KUNIT_EXPECT_EQ(test, 0x4000U, st.battery);
	KUNIT_EXPECT_EQ(test, (u32)TLINE_ROAMMODE_ROAMA, st.roam_mode);
	leftover(s->prog, 0);
	/* The second parameter says which completion it was. */
	tline_line_state(line, DEV(COMPLCANCEL), 77, 0);
	KUNIT_ASSERT_TRUE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, (u32)MSG(LINEDEVSTATE), m.type);
	KUNIT_EXPECT_EQ(test, (u64)DEV(COMPLCANCEL), m.p1);
	KUNIT_EXPECT_EQ(test, 77ULL, m.p2);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(s->open->file, TLINE_IOC_LINE_STATUS, &st));
	KUNIT_EXPECT_EQ(test, 0U, st.ring_mode);
}

/* ------------------------------------------------------------------ settings of devices */

static long devconfig(struct file *file, unsigned int cmd, const char *device_class, char *buf,
		      u32 size)
{
	struct tline_ioc_devconfig arg = { .size = size };
	long err;

	strscpy(arg.device_class, device_class, sizeof(arg.device_class));
	err = user_ioctl_data(file, cmd, &arg, &arg.data, buf, size ?: 1);
	return err ?: arg.result ?: (long)arg.size;
}

/* A copy: what was given comes back, and string constants may not be written to. */
static long set_config(struct file *file, const char *device_class, const char *config)
{
	char copy[16] = "";

	strscpy(copy, config, sizeof(copy));
	return devconfig(file, TLINE_IOC_SET_DEVCONFIG, device_class, copy, strlen(copy));
}

static const char devices[] = "comm/datamodem\0ttyS0\0Wave/In\0hw:1\0wave/in\0hw:2";

static void config_is_kept_and_told(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	struct file *file = s->open->file;
	struct tline_message m;
	char buf[8] = { };

	KUNIT_ASSERT_EQ(test, 0, tline_set_data(fl->line, KIND(DEVICES), 0, devices,
						sizeof(devices)));
	fl->quiet = 0;
	KUNIT_EXPECT_EQ(test, 0L, devconfig(file, TLINE_IOC_GET_DEVCONFIG, "WAVE/IN", buf, 8));
	KUNIT_EXPECT_EQ(test, 5L, set_config(file, "wAVE/iN", "loud!"));
	KUNIT_EXPECT_STREQ(test, "command:set_devconfig", fake_log(test, fl));
	/* As the provider writes it. */
	KUNIT_EXPECT_EQ(test, 8U, fl->last.arg[0]);
	KUNIT_EXPECT_EQ(test, 13U, fl->last.args_size);
	KUNIT_EXPECT_EQ(test, 0, memcmp(fl->args, "Wave/In\0loud!", 13));
	KUNIT_ASSERT_TRUE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, (u32)MSG(LINEDEVSTATE), m.type);
	KUNIT_EXPECT_EQ(test, (u64)DEV(CONFIGCHANGE), m.p1);
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));

	KUNIT_EXPECT_EQ(test, 5L, devconfig(file, TLINE_IOC_GET_DEVCONFIG, "WAVE/IN", buf, 4));
	KUNIT_EXPECT_EQ(test, 0, buf[0]);
	KUNIT_EXPECT_EQ(test, 5L, devconfig(file, TLINE_IOC_GET_DEVCONFIG, "WAVE/IN", buf, 8));
	KUNIT_EXPECT_STREQ(test, "loud!", buf);
	KUNIT_EXPECT_EQ(test, 0L, devconfig(file, TLINE_IOC_GET_DEVCONFIG, "comm/datamodem", buf,
					    8));
	KUNIT_EXPECT_EQ(test, 0L, set_config(file, "wave/in", ""));
	KUNIT_EXPECT_EQ(test, 0L, devconfig(file, TLINE_IOC_GET_DEVCONFIG, "wave/in", buf, 8));
	fake_log(test, fl);
	KUNIT_EXPECT_EQ(test, 8U, fl->last.args_size);
}

static void config_that_is_refused(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	struct file *file = s->open->file;
	struct tline_ioc_devconfig arg = { .device_class = "comm/datamodem" };
	struct tline_message m;
	char *big = kunit_kzalloc(test, TLINE_MAX_DATA + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, big);
	fl->quiet = 0;
	KUNIT_EXPECT_EQ(test, (long)TLINE_ERR_INVALDEVICECLASS, set_config(file, "wave/in", "x"));
	KUNIT_ASSERT_EQ(test, 0, tline_set_data(fl->line, KIND(DEVICES), 0, devices,
						sizeof(devices)));
	KUNIT_EXPECT_EQ(test, (long)TLINE_ERR_INVALDEVICECLASS, set_config(file, "wave/out", "x"));
	KUNIT_EXPECT_EQ(test, (long)TLINE_ERR_INVALDEVICECLASS, set_config(file, "wave", "x"));
	KUNIT_EXPECT_EQ(test, (long)TLINE_ERR_INVALDEVICECLASS, set_config(file, "", "x"));
	/* The name of a device is no class. */
	KUNIT_EXPECT_EQ(test, (long)TLINE_ERR_INVALDEVICECLASS, set_config(file, "ttyS0", "x"));
	KUNIT_EXPECT_EQ(test, (long)TLINE_ERR_INVALDEVICECLASS,
			devconfig(file, TLINE_IOC_GET_DEVCONFIG, "hw:1", big, 1));
	arg.size = 1;
	KUNIT_EXPECT_EQ(test, (long)-EFAULT, user_ioctl(file, TLINE_IOC_SET_DEVCONFIG, &arg));
	KUNIT_EXPECT_EQ(test, (long)-EINVAL, devconfig(file, TLINE_IOC_SET_DEVCONFIG, "wave/in", big,
						       TLINE_MAX_DATA + 1));
	memset(arg.device_class, 'x', sizeof(arg.device_class));
	KUNIT_EXPECT_EQ(test, (long)-EINVAL, user_ioctl(file, TLINE_IOC_SET_DEVCONFIG, &arg));
	KUNIT_EXPECT_EQ(test, (long)-EINVAL, user_ioctl(file, TLINE_IOC_GET_DEVCONFIG, &arg));
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, fl));
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, (long)TLINE_MAX_DATA, devconfig(file, TLINE_IOC_SET_DEVCONFIG,
							      "wave/in", big, TLINE_MAX_DATA));
	scene_unplug(s, fl);
	KUNIT_EXPECT_EQ(test, (long)-ENODEV, set_config(file, "wave/in", "x"));
	KUNIT_EXPECT_EQ(test, (long)-ENODEV,
			devconfig(file, TLINE_IOC_GET_DEVCONFIG, "wave/in", big, 1));
}

static void set_some(void *arg)
{
	set_config(((struct open *)arg)->file, "wave/in", "first");
}

/* A provider that hangs is told once more: of each class the latest, in the order they came. */
static void config_waits_for_a_provider_that_hangs(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	struct file *file = s->open->file;
	struct thread *t;
	char buf[8] = { };
	int i;

	KUNIT_ASSERT_EQ(test, 0, tline_set_data(fl->line, KIND(DEVICES), 0, devices,
						sizeof(devices)));
	fl->quiet = 0;
	fake_hang(fl, FAKE_COMMAND);
	t = thread_start(s, set_some, s->open);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	for (i = 0; i < 50; i++) {
		KUNIT_EXPECT_EQ(test, 4L, set_config(file, "wave/in", "then"));
		KUNIT_EXPECT_EQ(test, 5L, set_config(file, "comm/datamodem", "modem"));
	}
	KUNIT_EXPECT_EQ(test, 4L, set_config(file, "wave/in", "last"));
	KUNIT_EXPECT_EQ(test, 4L, devconfig(file, TLINE_IOC_GET_DEVCONFIG, "wave/in", buf, 8));
	KUNIT_EXPECT_STREQ(test, "last", buf);
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_STREQ(test,
			   "command:set_devconfig command:set_devconfig command:set_devconfig",
			   fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, 0, memcmp(fl->args, "comm/datamodem\0modem", 20));
}

/* ------------------------------------------------------------------ rings */

static long set_rings(struct open *o, u32 address, u32 rings)
{
	struct tline_ioc_num_rings arg = { .address = address, .rings = rings };

	return user_ioctl(o->file, TLINE_IOC_SET_NUM_RINGS, &arg) ?: arg.result;
}

static u32 rings(struct open *o, u32 address)
{
	struct tline_ioc_num_rings arg = { .address = address };

	return user_ioctl(o->file, TLINE_IOC_GET_NUM_RINGS, &arg) ? 0 : arg.rings;
}

/* 2.8: the least of all wishes; each goes with its open. */
static void rings_are_the_least_of_all_wishes(struct kunit *test)
{
	struct scene *s = test->priv;
	struct open *a = s->open, *b = open_new(s->prog, s->line, TLINE_CALLPRIVILEGE_NONE);
	struct open *c = open_new(prog_new(s, V2_2), s->line, MONITOR);
	struct tline_ioc_num_rings arg = { .address = 2 };

	KUNIT_EXPECT_EQ(test, NO_RINGS, rings(a, 0));
	KUNIT_EXPECT_EQ(test, 0L, set_rings(a, 0, 4));
	KUNIT_EXPECT_EQ(test, 0L, set_rings(b, 0, 2));
	KUNIT_EXPECT_EQ(test, 0L, set_rings(c, 1, 1));
	KUNIT_EXPECT_EQ(test, 2U, rings(a, 0));
	KUNIT_EXPECT_EQ(test, 1U, rings(a, 1));
	KUNIT_EXPECT_EQ(test, 0L, set_rings(b, 0, 6));
	KUNIT_EXPECT_EQ(test, 4U, rings(c, 0));
	KUNIT_EXPECT_EQ(test, 0L, set_rings(a, 0, NO_RINGS));
	KUNIT_EXPECT_EQ(test, 6U, rings(c, 0));
	KUNIT_EXPECT_EQ(test, (long)TLINE_ERR_INVALADDRESSID, set_rings(a, 2, 1));
	KUNIT_EXPECT_EQ(test, (long)TLINE_ERR_INVALADDRESSID, set_rings(a, TLINE_ADDRESS_ANY, 1));
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(a->file, TLINE_IOC_GET_NUM_RINGS, &arg));
	KUNIT_EXPECT_EQ(test, TLINE_ERR_INVALADDRESSID, arg.result);
	open_close(b);
	KUNIT_EXPECT_EQ(test, NO_RINGS, rings(a, 0));
	KUNIT_EXPECT_EQ(test, 1U, rings(a, 1));
	prog_shutdown(c->prog);
	KUNIT_EXPECT_EQ(test, NO_RINGS, rings(a, 1));
	KUNIT_EXPECT_EQ(test, (long)-ENOTCONN, set_rings(c, 1, 1));
}

static struct kunit_case data_cases[] = {
	KUNIT_CASE_PARAM(item_is_announced_and_read, item_gen_params),
	KUNIT_CASE_PARAM(item_that_is_malformed_is_refused, item_gen_params),
	KUNIT_CASE(forward_has_two_strings),
	KUNIT_CASE(objects_that_there_are_not),
	KUNIT_CASE(each_object_has_its_own),
	KUNIT_CASE(file_that_is_not_bound),
	KUNIT_CASE(data_of_a_call_to_be),
	KUNIT_CASE(data_of_a_call_that_is_over),
	KUNIT_CASE(data_of_a_call_that_is_closed),
	KUNIT_CASE(data_before_the_line_is_registered),
	KUNIT_CASE(devspecific_reaches_each_open_or_handle),
	KUNIT_CASE(status_keeps_what_was_told),
	KUNIT_CASE(config_is_kept_and_told),
	KUNIT_CASE(config_that_is_refused),
	KUNIT_CASE(config_waits_for_a_provider_that_hangs),
	KUNIT_CASE(rings_are_the_least_of_all_wishes),
	{ }
};

static struct kunit_suite data_suite = {
	.name = "tline_data",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = data_init,
	.exit = scene_exit,
	.test_cases = data_cases,
};

kunit_test_suites(&data_suite);
