// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every ioctl but SUBMIT, every open and read, through each of its failure points: see failnth.h.
 */
#include "failnth.h"

#define CHUNK	64	/* handles that an app's table grows by */

/* ------------------------------------------------------------- what the rows prepare */

static void fresh_app(struct world *w)
{
	w->fresh_app = app_open_as("fresh", V2_2);
}

static void fresh_file(struct world *w)
{
	fresh_app(w);
	w->fresh.fd = open_line_file(w, 0, O_RDWR);
	w->fresh.app = w->fresh_app;
}

static void fresh_line(struct world *w)
{
	fresh_app(w);
	w->fresh = line_open(&w->sim, 0, w->fresh_app, NONE, 0);
}

static void fresh_handle(struct world *w)
{
	fresh_line(w);
	if (new_calls(&w->fresh, &w->handle, 1) != 1)
		abort();
	drain_all(w);
}

static void away_with_fresh(struct world *w)
{
	line_close(&w->fresh);
	if (w->fresh_app >= 0)
		close(w->fresh_app);
	w->fresh_app = -1;
}

/* A call that is being made: who binds a monitor now gets a handle for it. */
static void pending_call(struct world *w)
{
	__u32 call;

	sim_set(&w->sim, 0, "park", "1");
	w->id = submit_makecall(&w->line, NOWHERE, &call);
	fresh_file(w);
}

static void away_with_pending_call(struct world *w)
{
	away_with_fresh(w);
	away_with_pending(w);
}

/* An open that answers for agents. */
static void fresh_proxy(struct world *w)
{
	struct tline_ioc_open arg = {
		.api_version = V2_2, .privileges = NONE | TLINE_OPENOPTION_PROXY,
		.proxy_types = 1 << TLINE_PROXYREQUEST_GETAGENTCAPS,
	};

	fresh_app(w);
	if (line_try(&w->sim, 0, O_RDWR, w->fresh_app, &arg, &w->fresh.fd))
		abort();
	w->fresh.app = w->fresh_app;
}

/* And is asked twice: one may be taken by a call that says that it has failed. */
static void asked_proxy(struct world *w)
{
	struct tline_request rq = {
		.op = TLINE_OP_PROXY, .arg = { TLINE_PROXYREQUEST_GETAGENTCAPS },
	};

	fresh_proxy(w);
	if (submit(&w->line, &rq) <= 0 || submit(&w->line, &rq) <= 0)
		abort();
}

/* And has taken what it was asked first. */
static void taken_proxy(struct world *w)
{
	struct tline_ioc_proxy_take arg = { 0 };

	asked_proxy(w);
	if (ioctl(w->fresh.fd, TLINE_IOC_PROXY_TAKE, &arg) || arg.result)
		abort();
	w->handle = arg.id;
}

/* A request that is done and has an output. */
static void kept(struct world *w)
{
	struct tline_gather gather = { .count = 0 };
	struct tline_request rq = {
		.op = TLINE_OP_GATHERDIGITS, .call = w->call, .flags = TLINE_REQUEST_KEEP,
		.args = (uintptr_t)&gather, .args_size = sizeof(gather),
	};

	w->id = submit(&w->line, &rq);
	if (w->id <= 0 || reply(w->app, w->id, NULL))
		abort();
}

/* Assisted telephony: who makes calls for others, and has been asked twice. */
static void recipient(struct world *w)
{
	struct tline_ioc_recipient arg = { .modes = TLINE_REQUESTMODE_MAKECALL, .enable = 1 };

	if (ioctl(w->app, TLINE_IOC_RECIPIENT, &arg))
		abort();
}

static void asked_recipient(struct world *w)
{
	struct tline_ioc_assist arg = { .mode = TLINE_REQUESTMODE_MAKECALL };
	int i;

	recipient(w);
	for (i = 0; i < 2; i++)
		if (ioctl(w->far_app, TLINE_IOC_ASSIST, &arg) || arg.result)
			abort();
}

static void away_with_recipient(struct world *w)
{
	struct tline_ioc_recipient arg = { .modes = TLINE_REQUESTMODE_MAKECALL };

	if (ioctl(w->app, TLINE_IOC_RECIPIENT, &arg))
		abort();
}

/* ----------------------------------------------------------------------- the ioctls */

static int result(int fd, unsigned int cmd, void *arg, const __s32 *result)
{
	return ioctl(fd, cmd, arg) ? -errno : result ? *result : 0;
}

#define CALL(name, ...)							\
	static int do_##name(struct world *w)				\
	{								\
		__VA_ARGS__						\
	}
#define PLAIN(name, fd, cmd, type, ...)					\
	CALL(name, struct type a = { __VA_ARGS__ }; return result(fd, TLINE_IOC_##cmd, &a, NULL);)
#define RESULT(name, fd, cmd, type, ...)				\
	CALL(name, struct type a = { __VA_ARGS__ };			\
	     return result(fd, TLINE_IOC_##cmd, &a, &a.result);)

PLAIN(app_info, w->app, APP_INFO, tline_ioc_app_info)
PLAIN(setup, w->fresh_app, APP_SETUP, tline_ioc_app_setup, .name = "x", .module = "y",
      .api_version = V2_0, .events = 1024)
PLAIN(setup_most, w->fresh_app, APP_SETUP, tline_ioc_app_setup, .name = "x", .module = "y",
      .api_version = V2_0, .events = TLINE_MAX_EVENTS)
CALL(shutdown, return result(w->fresh_app, TLINE_IOC_SHUTDOWN, NULL, NULL);)
PLAIN(cancel, w->app, CANCEL, tline_ioc_cancel, .id = w->id, .mode = TLINE_CANCEL_FORCE)
PLAIN(ask, w->app, CANCEL, tline_ioc_cancel, .id = w->id, .mode = TLINE_CANCEL_ASK)
PLAIN(request_state, w->app, REQUEST_STATE, tline_ioc_request_state, .id = w->id)
PLAIN(set_priority, w->app, SET_PRIORITY, tline_ioc_priority, .module = MODULE,
      .media_mode = TLINE_MEDIAMODE_TELEX, .priority = 1)
PLAIN(no_priority, w->app, SET_PRIORITY, tline_ioc_priority, .module = MODULE,
      .media_mode = TLINE_MEDIAMODE_TELEX)
PLAIN(get_priority, w->app, GET_PRIORITY, tline_ioc_priority, .module = MODULE,
      .media_mode = TLINE_MEDIAMODE_TELEX)
PLAIN(output, w->app, OUTPUT, tline_ioc_output, .id = w->id, .size = 8,
      .data = (uintptr_t)w->args)
PLAIN(recipient, w->app, RECIPIENT, tline_ioc_recipient, .modes = TLINE_REQUESTMODE_MAKECALL,
      .enable = 1)
RESULT(assist, w->far_app, ASSIST, tline_ioc_assist, .mode = TLINE_REQUESTMODE_MAKECALL)
RESULT(take_assist, w->app, ASSIST_TAKE, tline_ioc_assist, .mode = TLINE_REQUESTMODE_MAKECALL)
PLAIN(app_counters, w->app, COUNTERS, tline_ioc_counters)

RESULT(open, w->fresh.fd, OPEN, tline_ioc_open, .app_fd = w->fresh_app, .api_version = V2_2,
       .privileges = OWNER | MONITOR, .media_modes = VOICE)
PLAIN(line_caps, w->line.fd, LINE_CAPS, tline_line_caps)
RESULT(address_caps, w->line.fd, ADDRESS_CAPS, tline_ioc_address_caps)
PLAIN(opens, w->line.fd, OPENS, tline_ioc_opens, .opens = (uintptr_t)w->args, .count = 8,
      .entry_size = sizeof(struct tline_open_info))
PLAIN(counters, w->line.fd, COUNTERS, tline_ioc_counters)
CALL(close, return result(w->fresh.fd, TLINE_IOC_CLOSE, NULL, NULL);)
PLAIN(line_status, w->line.fd, LINE_STATUS, tline_ioc_line_status)
RESULT(address_status, w->line.fd, ADDRESS_STATUS, tline_ioc_address_status)
RESULT(messages, w->line.fd, SET_STATUS_MESSAGES, tline_ioc_status_messages,
       .line_states = TLINE_DEVSTATE_RINGING)
RESULT(no_messages, w->line.fd, SET_STATUS_MESSAGES, tline_ioc_status_messages)
RESULT(get_messages, w->line.fd, GET_STATUS_MESSAGES, tline_ioc_status_messages)
/* Room for few: under KASAN what was freed is not used again soon, and a slab grows often. */
RESULT(new_calls, w->fresh.fd, GET_NEW_CALLS, tline_ioc_new_calls,
       .select = TLINE_CALLSELECT_LINE, .calls = (uintptr_t)w->args, .count = 2)
CALL(conf_calls,
     struct tline_ioc_conf_calls a = {
	     .call = w->call, .calls = (uintptr_t)w->args, .count = 8 };
     __s32 err = result(w->line.fd, TLINE_IOC_CONF_CALLS, &a, &a.result);
     /* It is none; and that is found out with memory in hand. */
     return err == TLINE_ERR_NOCONFERENCE ? 0 : err;)
RESULT(call_info, w->line.fd, CALL_INFO, tline_ioc_call_info, .call = w->call)
RESULT(call_status, w->line.fd, CALL_STATUS, tline_ioc_call_status, .call = w->call)
RESULT(own, w->monitor.fd, SET_PRIVILEGE, tline_ioc_privilege, .call = w->monitored,
       .privilege = OWNER)
RESULT(disown, w->monitor.fd, SET_PRIVILEGE, tline_ioc_privilege, .call = w->monitored,
       .privilege = MONITOR)
RESULT(handoff, w->line.fd, HANDOFF, tline_ioc_handoff, .call = w->call, .module = "second")
RESULT(deallocate, w->fresh.fd, DEALLOCATE, tline_ioc_deallocate, .call = w->handle)
RESULT(appspecific, w->line.fd, SET_APPSPECIFIC, tline_ioc_set_call, .call = w->call, .value = 9)
RESULT(no_appspecific, w->line.fd, SET_APPSPECIFIC, tline_ioc_set_call, .call = w->call)
RESULT(mediamode, w->line.fd, SET_MEDIAMODE, tline_ioc_set_call, .call = w->call,
       .value = TLINE_MEDIAMODE_TELEX)
RESULT(voice, w->line.fd, SET_MEDIAMODE, tline_ioc_set_call, .call = w->call, .value = VOICE)
RESULT(digits, w->line.fd, MONITOR_DIGITS, tline_ioc_set_call, .call = w->call,
       .value = TLINE_DIGITMODE_DTMF)
RESULT(no_digits, w->line.fd, MONITOR_DIGITS, tline_ioc_set_call, .call = w->call)
RESULT(generate, w->line.fd, GENERATE_DIGITS, tline_ioc_digits, .call = w->call,
       .mode = TLINE_DIGITMODE_DTMF, .digits = "12")
RESULT(no_generate, w->line.fd, GENERATE_DIGITS, tline_ioc_digits, .call = w->call)

static struct tline_tone one_tone = { .app_specific = 1, .frequency = { 440 } };
static struct tline_media_control one_control = {
	.trigger = TLINE_TRIGGER_DIGIT, .action = TLINE_MEDIACONTROL_START, .value = '#',
	.modes = TLINE_DIGITMODE_DTMF,
};

RESULT(media, w->line.fd, MONITOR_MEDIA, tline_ioc_set_call, .call = w->call, .value = VOICE)
RESULT(no_media, w->line.fd, MONITOR_MEDIA, tline_ioc_set_call, .call = w->call)
RESULT(tones, w->line.fd, MONITOR_TONES, tline_ioc_tones, .call = w->call, .count = 1,
       .tones = (uintptr_t)&one_tone, .tone_size = sizeof(one_tone))
RESULT(no_tones, w->line.fd, MONITOR_TONES, tline_ioc_tones, .call = w->call,
       .tone_size = sizeof(one_tone))
RESULT(tone, w->line.fd, GENERATE_TONE, tline_ioc_tone, .call = w->call,
       .mode = TLINE_TONEMODE_BEEP)
RESULT(no_tone, w->line.fd, GENERATE_TONE, tline_ioc_tone, .call = w->call)
RESULT(control, w->line.fd, SET_MEDIACONTROL, tline_ioc_media_control,
       .select = TLINE_CALLSELECT_CALL, .call = w->call, .count = 1,
       .controls = (uintptr_t)&one_control, .control_size = sizeof(one_control))
RESULT(no_control, w->line.fd, SET_MEDIACONTROL, tline_ioc_media_control,
       .select = TLINE_CALLSELECT_CALL, .call = w->call, .control_size = sizeof(one_control))
RESULT(rings, w->line.fd, SET_NUM_RINGS, tline_ioc_num_rings, .rings = 3)
RESULT(get_rings, w->line.fd, GET_NUM_RINGS, tline_ioc_num_rings)
PLAIN(proxies, w->line.fd, PROXIES, tline_ioc_proxies)
RESULT(take, w->fresh.fd, PROXY_TAKE, tline_ioc_proxy_take, .size = 8,
       .data = (uintptr_t)w->args)
RESULT(answer, w->fresh.fd, PROXY_ANSWER, tline_ioc_proxy_answer, .id = w->handle, .size = 8,
       .data = (uintptr_t)w->args)
RESULT(proxy_message, w->fresh.fd, PROXY_MESSAGE, tline_ioc_proxy_message,
       .type = TLINE_MSG_AGENTSTATUS)
RESULT(data, w->line.fd, DATA, tline_ioc_data, .kind = TLINE_DATA_DEVICES,
       .data = (uintptr_t)w->args, .size = sizeof(w->args))
RESULT(config, w->line.fd, SET_DEVCONFIG, tline_ioc_devconfig, .device_class = "wave/in",
       .data = (uintptr_t)w->args, .size = 8)
RESULT(get_config, w->line.fd, GET_DEVCONFIG, tline_ioc_devconfig, .device_class = "wave/in",
       .data = (uintptr_t)w->args, .size = 8)

CALL(open_app, return w->fresh_app = open("/dev/tline/app", O_RDWR | O_CLOEXEC),
     w->fresh_app < 0 ? -errno : 0;)
CALL(open_line, return w->fresh.fd = open_line_file(w, 0, O_RDWR), w->fresh.fd < 0 ? -errno : 0;)
CALL(open_read_only, return w->fresh.fd = open_line_file(w, 0, O_RDONLY),
     w->fresh.fd < 0 ? -errno : 0;)

static int do_handoff_back(struct world *w)
{
	return deallocate(&w->second, offered(&w->second));
}

/**
 * struct row - a call
 * @cmd: the ioctl; 0: another system call
 * @prepare: what it needs, each time
 * @call: 0 or what it says has gone wrong
 * @back: undoes what @call has done, ...
 * @undo: ... and this, what @prepare has
 * @told: it changes something and has output, whose copy, the last one, may fail after the deed:
 *	abi.rst, EFAULT
 */
struct row {
	const char *name;
	unsigned int cmd;
	void (*prepare)(struct world *w);
	int (*call)(struct world *w);
	int (*back)(struct world *w);
	void (*undo)(struct world *w);
	bool told;
};

#define IOC(name)	#name, TLINE_IOC_##name
#define TOLD		.told = true

static const struct row app_rows[] = {
	{ IOC(APP_INFO), NULL, do_app_info },
	{ IOC(APP_SETUP), fresh_app, do_setup, NULL, away_with_fresh },
	{ IOC(APP_SETUP), fresh_app, do_setup_most, NULL, away_with_fresh },
	{ IOC(SHUTDOWN), fresh_handle, do_shutdown, NULL, away_with_fresh },
	{ IOC(CANCEL), pending, do_cancel, NULL, away_with_pending },
	{ IOC(CANCEL), pending, do_ask, NULL, away_with_pending },
	{ IOC(REQUEST_STATE), pending, do_request_state, NULL, away_with_pending },
	{ IOC(SET_PRIORITY), NULL, do_set_priority, do_no_priority },
	{ IOC(GET_PRIORITY), NULL, do_get_priority },
	{ IOC(OUTPUT), kept, do_output, TOLD },
	{ IOC(RECIPIENT), NULL, do_recipient, NULL, away_with_recipient },
	{ IOC(ASSIST), recipient, do_assist, NULL, away_with_recipient, TOLD },
	{ IOC(ASSIST_TAKE), asked_recipient, do_take_assist, NULL, away_with_recipient, TOLD },
	{ IOC(COUNTERS), NULL, do_app_counters },
};

static const struct row line_rows[] = {
	{ IOC(OPEN), fresh_file, do_open, NULL, away_with_fresh, TOLD },
	{ IOC(OPEN), pending_call, do_open, NULL, away_with_pending_call, TOLD },
	{ IOC(LINE_CAPS), NULL, do_line_caps },
	{ IOC(ADDRESS_CAPS), NULL, do_address_caps },
	{ IOC(OPENS), NULL, do_opens },
	{ IOC(COUNTERS), NULL, do_counters },
	{ IOC(CLOSE), fresh_handle, do_close, NULL, away_with_fresh },
	{ IOC(LINE_STATUS), NULL, do_line_status },
	{ IOC(ADDRESS_STATUS), NULL, do_address_status },
	{ IOC(SET_STATUS_MESSAGES), NULL, do_messages, do_no_messages, TOLD },
	{ IOC(GET_STATUS_MESSAGES), NULL, do_get_messages },
	{ IOC(GET_NEW_CALLS), fresh_line, do_new_calls, NULL, away_with_fresh, TOLD },
	{ IOC(CONF_CALLS), NULL, do_conf_calls },
	{ IOC(CALL_INFO), NULL, do_call_info },
	{ IOC(CALL_STATUS), NULL, do_call_status },
	{ IOC(SET_PRIVILEGE), NULL, do_own, do_disown, TOLD },
	{ IOC(HANDOFF), NULL, do_handoff, do_handoff_back, TOLD },
	{ IOC(DEALLOCATE), fresh_handle, do_deallocate, NULL, away_with_fresh, TOLD },
	{ IOC(SET_APPSPECIFIC), NULL, do_appspecific, do_no_appspecific, TOLD },
	{ IOC(SET_MEDIAMODE), NULL, do_mediamode, do_voice, TOLD },
	{ IOC(MONITOR_DIGITS), NULL, do_digits, do_no_digits, TOLD },
	{ IOC(GENERATE_DIGITS), NULL, do_generate, do_no_generate, TOLD },
	{ IOC(GENERATE_TONE), NULL, do_tone, do_no_tone, TOLD },
	{ IOC(MONITOR_MEDIA), NULL, do_media, do_no_media, TOLD },
	{ IOC(MONITOR_TONES), NULL, do_tones, do_no_tones, TOLD },
	{ IOC(SET_MEDIACONTROL), NULL, do_control, do_no_control, TOLD },
	{ IOC(SET_NUM_RINGS), NULL, do_rings, NULL, TOLD },
	{ IOC(GET_NUM_RINGS), NULL, do_get_rings },
	{ IOC(PROXIES), NULL, do_proxies },
	{ IOC(PROXY_TAKE), asked_proxy, do_take, NULL, away_with_fresh, TOLD },
	{ IOC(PROXY_ANSWER), taken_proxy, do_answer, NULL, away_with_fresh, TOLD },
	{ IOC(PROXY_MESSAGE), fresh_proxy, do_proxy_message, NULL, away_with_fresh, TOLD },
	{ IOC(DATA), NULL, do_data },
	{ IOC(SET_DEVCONFIG), NULL, do_config, NULL, TOLD },
	{ IOC(GET_DEVCONFIG), NULL, do_get_config },
};

static const struct row open_rows[] = {
	{ "open of an app", 0, NULL, do_open_app, NULL, away_with_fresh },
	{ "open of a line", 0, NULL, do_open_line, NULL, away_with_fresh },
	{ "open, read-only", 0, NULL, do_open_read_only, NULL, away_with_fresh },
};

/* One attempt with the @n-th point failing: false: there was none left. */
static bool attempt(struct __test_metadata *_metadata, struct world *w, const struct row *row,
		    int n, const char *base)
{
	const char *before;
	bool struck, done;
	int err;

	if (row->prepare)
		row->prepare(w);
	before = state_of(w);
	arm(w->fn, n);
	err = row->call(w);
	struck = disarm(w->fn);
	done = !err;
	if (err) {
		EXPECT_TRUE(struck && right_error(err)) {
			TH_LOG("%s: point %d: %d", row->name, n, err);
		}
		/* Carried out, though not told so, or not at all. */
		done = row->told && err == -EFAULT && strcmp(before, state_of(w));
		w->late += done;
		EXPECT_TRUE(done || same(before, state_of(w))) {
			TH_LOG("%s: point %d: %d, and something was done", row->name, n, err);
		}
	}
	if (!done) {
		err = row->call(w);
		EXPECT_EQ(err, 0) {
			TH_LOG("%s: after point %d has failed", row->name, n);
		}
	}
	if (row->back)
		row->back(w);
	if (row->undo)
		row->undo(w);
	drain_all(w);
	EXPECT_TRUE(same(base, state_of(w))) {
		TH_LOG("%s: point %d: something is left", row->name, n);
	}
	return struck;
}

/* Each point in turn: the number of them. */
static int run_row(struct __test_metadata *_metadata, struct world *w, const struct row *row)
{
	char *base = strdup(state_of(w));
	int n;

	w->late = 0;
	for (n = 1; n < MAX_POINTS && attempt(_metadata, w, row, n, base); n++)
		;
	EXPECT_LT(n, MAX_POINTS);
	free(base);
	return n - 1;
}

static void run_rows(struct __test_metadata *_metadata, struct world *w, const struct row *rows,
		     unsigned int num)
{
	const struct row *row;
	int tries, points = 0;

	drain_all(w);
	for (row = rows; row < rows + num; row++) {
		/* A slab that must grow is a point more: then the last one may be met twice. */
		for (tries = 0; tries < 4; tries++) {
			points += run_row(_metadata, w, row);
			if (w->late <= 1)
				break;
		}
		EXPECT_LE(w->late, 1) {
			TH_LOG("%s: a fault before the last came after the deed", row->name);
		}
	}
	fprintf(stderr, "# %u calls, %d failure points\n", num, points);
	EXPECT_GT(points, num);
}

TEST_F(failnth, app_ioctls_fail_whole)
{
	NEEDS_INJECTION(&self->w);
	run_rows(_metadata, &self->w, app_rows, ARRAY_SIZE(app_rows));
}

TEST_F(failnth, line_ioctls_fail_whole)
{
	NEEDS_INJECTION(&self->w);
	run_rows(_metadata, &self->w, line_rows, ARRAY_SIZE(line_rows));
}

/* GET_NEW_CALLS gives all or none, also where the app's table of handles is full. */
TEST_F(failnth, new_calls_are_all_or_none)
{
	struct world *w = &self->w;
	struct line lines[CHUNK - 1];
	bool more = true;
	int n, i, err;
	__u32 call;

	NEEDS_INJECTION(w);
	for (n = 1; n < MAX_POINTS && more; n++) {
		fresh_line(w);
		for (i = 0; i < CHUNK - 1; i++)
			lines[i] = line_open(&w->sim, 2, w->fresh_app, NONE, 0);
		arm(w->fn, n);
		err = new_calls(&w->fresh, &call, 1);
		more = disarm(w->fn);
		EXPECT_TRUE(err == 1 || right_error(err)) {
			TH_LOG("point %d: %d", n, err);
		}
		for (i = 0; i < CHUNK - 1; i++)
			line_close(&lines[i]);
		away_with_fresh(w);
		drain_all(w);
	}
	EXPECT_GT(n, 3);
	EXPECT_LT(n, MAX_POINTS);
}

TEST_F(failnth, opens_of_the_nodes_fail_whole)
{
	NEEDS_INJECTION(&self->w);
	run_rows(_metadata, &self->w, open_rows, ARRAY_SIZE(open_rows));
}

static bool in_rows(const struct row *rows, unsigned int num, unsigned int dir, unsigned int nr)
{
	const struct row *row;

	for (row = rows; row < rows + num; row++)
		if (row->cmd && _IOC_DIR(row->cmd) == dir && _IOC_NR(row->cmd) == nr)
			return true;
	return false;
}

/* The kernel knows no ioctl that is not in the tables above, SUBMIT apart. */
TEST_F(failnth, every_ioctl_is_in_a_table)
{
	struct world *w = &self->w;
	unsigned int nr, dir, known = 0;

	for (nr = 0; nr < 256; nr++)
		for (dir = 0; dir < 4; dir++) {
			/* Too small for any that has an argument: EINVAL, and nothing is done. */
			unsigned int cmd = _IOC(dir, TLINE_IOC_MAGIC, nr, dir ? 1 : 0);

			fresh_file(w);
			if (ioctl(w->fresh_app, cmd, w->args) == 0 || errno != ENOTTY) {
				known++;
				EXPECT_TRUE(in_rows(app_rows, ARRAY_SIZE(app_rows), dir, nr)) {
					TH_LOG("app: %u %#x", dir, nr);
				}
			}
			if (ioctl(w->fresh.fd, cmd, w->args) == 0 || errno != ENOTTY) {
				known++;
				EXPECT_TRUE(nr == _IOC_NR(TLINE_IOC_SUBMIT) ||
					    in_rows(line_rows, ARRAY_SIZE(line_rows), dir, nr)) {
					TH_LOG("line: %u %#x", dir, nr);
				}
			}
			away_with_fresh(w);
		}
	EXPECT_EQ(known, 47);
}

/* --------------------------------------------------------------------------- reading */

/* read(): a fault loses no message, and none comes twice (abi.rst, "Messages"). */
TEST_F(failnth, read_loses_nothing)
{
	struct tline_message got[8], rest[8];
	struct world *w = &self->w;
	bool more = true;
	int n, i;

	NEEDS_INJECTION(w);
	drain_all(w);
	for (n = 1; n < MAX_POINTS && more; n++) {
		int ids[5], have = 0;
		ssize_t size;

		for (i = 0; i < 5; i++)
			ids[i] = submit_lamp(&w->line);
		memset(got, 0, sizeof(got));
		arm(w->fn, n);
		size = read(w->app, got, sizeof(got));
		i = errno;
		more = disarm(w->fn);
		EXPECT_TRUE(size > 0 || (more && i == EFAULT));
		have = size > 0 ? size / sizeof(got[0]) : 0;
		while (!silent(w->app) && have < 8) {
			size = read(w->app, rest, sizeof(rest[0]));
			ASSERT_EQ(size, sizeof(rest[0]));
			got[have++] = rest[0];
		}
		EXPECT_EQ(have, 5);
		for (i = 0; i < 5; i++)
			EXPECT_EQ(got[i].p1, ids[i]);
	}
	EXPECT_GT(n, 2);
}

TEST_HARNESS_MAIN
