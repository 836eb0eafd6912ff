// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rules that hold for every ioctl (Documentation/abi.rst, "Errors"), from one table of all of
 * them: sizes, unknown parts, bad pointers, unknown numbers, the state of the file.  Built for
 * 32-bit programs, too.
 */
#include <sys/mman.h>

#include "kselftest_harness.h"
#include "tline_test.h"
#include "abi_layout.h"

#define MAX_ARG		4096
#define MAX_SIZE	((1 << _IOC_SIZEBITS) - 1)
#define CANARY		0x5c

/* What the ioctls need, valid. */
struct world {
	struct sim sim;
	int app;
	struct line line;		/* OWNER and MONITOR */
	struct line peer;
	__u32 call;			/* connected */
	int id;				/* of a request that is pending */
	int kept;			/* of one whose output is kept */
	struct tline_request rq;
	struct tline_open_info opens[4];
	__u32 calls[4];
	__u8 bytes[64];
	struct tline_tone tone;
	struct tline_media_control control;
};

#define APP	1
#define LINE	2
#define BOUND	4	/* the line file must be bound */
#define FRESH	8	/* needs a file of its own each time, which is not bound */

/* An ioctl: input() sets every input member, and nothing else. */
struct ioc {
	const char *name;
	unsigned int cmd;
	unsigned int flags;
	void (*input)(struct world *w, void *arg);
	unsigned int zero;	/* offset of a reserved output, 0: none */
	unsigned int differs;	/* offset of a 32-bit output that is another each time */
};

#define INPUT(name, type)							\
	static void in_##name(struct world *w, void *p, struct type *arg);	\
	static void input_##name(struct world *w, void *p) { in_##name(w, p, p); }	\
	static void in_##name(struct world *w, void *p, struct type *arg)

INPUT(setup, tline_ioc_app_setup)
{
	memset(arg, 0, sizeof(*arg));
	strcpy(arg->name, "abi test");
	strcpy(arg->module, "abi_test");
	arg->api_version = V2_0;
	arg->events = TLINE_MIN_EVENTS;
}

INPUT(cancel, tline_ioc_cancel)
{
	arg->id = w->id;
	arg->mode = TLINE_CANCEL_ASK;
}

INPUT(request_state, tline_ioc_request_state)
{
	arg->id = w->id;
}

/* Without room for it the output stays. */
INPUT(output, tline_ioc_output)
{
	arg->id = w->kept;
	arg->size = 0;
	arg->data = (uintptr_t)w->calls;
}

INPUT(get_priority, tline_ioc_priority)
{
	memset(arg->module, 0, sizeof(arg->module));
	strcpy(arg->module, "abi_test");
	arg->media_mode = VOICE;
}

INPUT(set_priority, tline_ioc_priority)
{
	input_get_priority(w, p);
	arg->priority = 0;
}

INPUT(open, tline_ioc_open)
{
	arg->app_fd = w->app;
	arg->api_version = V2_2;
	arg->privileges = NONE;
	arg->media_modes = 0;
	arg->address = 0;
	arg->reserved = 0;
	arg->instance = 99;
	arg->proxy_types = 0;
}

INPUT(recipient, tline_ioc_recipient)
{
	arg->modes = TLINE_REQUESTMODE_MAKECALL;
	arg->enable = 0;
	arg->instance = 0;
}

INPUT(assist, tline_ioc_assist)
{
	memset(arg, 0, sizeof(*arg));
	arg->mode = TLINE_REQUESTMODE_MAKECALL;
}

INPUT(assist_take, tline_ioc_assist)
{
	arg->mode = TLINE_REQUESTMODE_MAKECALL;
}

INPUT(address_caps, tline_ioc_address_caps)
{
	arg->address = 0;
}

INPUT(opens, tline_ioc_opens)
{
	arg->opens = (uintptr_t)w->opens;
	arg->count = ARRAY_SIZE(w->opens);
	arg->entry_size = sizeof(w->opens[0]);
}

INPUT(submit, tline_ioc_submit)
{
	w->rq = (struct tline_request) { .op = TLINE_OP_HOLD, .call = 0 };
	arg->requests = (uintptr_t)&w->rq;
	arg->count = 1;
	arg->request_size = sizeof(w->rq);
	arg->flags = 0;
}

INPUT(address_status, tline_ioc_address_status)
{
	arg->address = 0;
}

INPUT(status_messages, tline_ioc_status_messages)
{
	arg->line_states = TLINE_DEVSTATE_RINGING;
	arg->address_states = 0;
}

INPUT(new_calls, tline_ioc_new_calls)
{
	arg->select = TLINE_CALLSELECT_LINE;
	arg->address = 0;
	arg->calls = (uintptr_t)w->calls;
	arg->count = ARRAY_SIZE(w->calls);
}

INPUT(conf_calls, tline_ioc_conf_calls)
{
	arg->call = w->call;
	arg->calls = (uintptr_t)w->calls;
	arg->count = ARRAY_SIZE(w->calls);
}

INPUT(call_info, tline_ioc_call_info)
{
	arg->call = w->call;
}

INPUT(call_status, tline_ioc_call_status)
{
	arg->call = w->call;
}

INPUT(privilege, tline_ioc_privilege)
{
	arg->call = w->call;
	arg->privilege = OWNER;
}

INPUT(handoff, tline_ioc_handoff)
{
	arg->call = w->call;
	arg->media_mode = VOICE;
	memset(arg->module, 0, sizeof(arg->module));
}

INPUT(deallocate, tline_ioc_deallocate)
{
	arg->call = 0;
}

INPUT(appspecific, tline_ioc_set_call)
{
	arg->call = w->call;
	arg->value = 0x1234;
}

INPUT(mediamode, tline_ioc_set_call)
{
	arg->call = w->call;
	arg->value = VOICE;
}

INPUT(monitor_digits, tline_ioc_set_call)
{
	arg->call = w->call;
	arg->value = TLINE_DIGITMODE_DTMF;
}

INPUT(generate_digits, tline_ioc_digits)
{
	arg->call = w->call;
	arg->mode = TLINE_DIGITMODE_DTMF;
	arg->duration = 0;
	memset(arg->digits, 0, sizeof(arg->digits));
	strcpy(arg->digits, "12");
}

INPUT(data, tline_ioc_data)
{
	arg->kind = TLINE_DATA_CALL_DATA;
	arg->object = w->call;
	arg->size = sizeof(w->bytes);
	arg->data = (uintptr_t)w->bytes;
}

INPUT(devconfig, tline_ioc_devconfig)
{
	memset(arg->device_class, 0, sizeof(arg->device_class));
	strcpy(arg->device_class, "wave/in");
	arg->size = sizeof(w->bytes);
	arg->data = (uintptr_t)w->bytes;
}

INPUT(get_num_rings, tline_ioc_num_rings)
{
	arg->address = 0;
}

INPUT(set_num_rings, tline_ioc_num_rings)
{
	arg->address = 0;
	arg->rings = 3;
}

INPUT(monitor_tones, tline_ioc_tones)
{
	w->tone = (struct tline_tone) { .app_specific = 1 };
	arg->call = w->call;
	arg->count = 1;
	arg->tones = (uintptr_t)&w->tone;
	arg->tone_size = sizeof(w->tone);
}

INPUT(generate_tone, tline_ioc_tone)
{
	arg->call = w->call;
	arg->mode = TLINE_TONEMODE_BEEP;
	arg->duration = 0;
	arg->count = 0;
	arg->reserved = 0;
	memset(arg->tones, 0, sizeof(arg->tones));
}

INPUT(set_mediacontrol, tline_ioc_media_control)
{
	w->control = (struct tline_media_control) {
		.trigger = TLINE_TRIGGER_DIGIT,
		.action = TLINE_MEDIACONTROL_START,
		.value = '1',
		.modes = TLINE_DIGITMODE_DTMF,
	};
	arg->select = TLINE_CALLSELECT_CALL;
	arg->address = 0;
	arg->call = w->call;
	arg->count = 1;
	arg->controls = (uintptr_t)&w->control;
	arg->control_size = sizeof(w->control);
}

INPUT(proxy_take, tline_ioc_proxy_take)
{
	arg->id = 0;
	arg->size = 0;
	arg->data = 0;
}

INPUT(proxy_answer, tline_ioc_proxy_answer)
{
	arg->id = w->id;
	arg->answer = 0;
	arg->size = 0;
	arg->data = 0;
}

INPUT(proxy_message, tline_ioc_proxy_message)
{
	arg->type = TLINE_MSG_AGENTSTATUS;
	arg->p1 = 0;
	arg->p2 = 0;
	arg->p3 = 0;
}

#define IOC(name, ...)		{ #name, TLINE_IOC_##name, __VA_ARGS__ }
#define ZERO(type, member)	.zero = offsetof(struct type, member)

static const struct ioc iocs[] = {
	IOC(APP_INFO, APP, NULL, ZERO(tline_ioc_app_info, reserved)),
	IOC(APP_SETUP, APP | FRESH, input_setup),
	IOC(SHUTDOWN, APP | FRESH, NULL),
	IOC(CANCEL, APP, input_cancel),
	IOC(REQUEST_STATE, APP, input_request_state, ZERO(tline_ioc_request_state, reserved)),
	IOC(OUTPUT, APP, input_output),
	IOC(SET_PRIORITY, APP, input_set_priority),
	IOC(GET_PRIORITY, APP, input_get_priority),
	IOC(COUNTERS, APP | LINE, NULL),
	IOC(RECIPIENT, APP, input_recipient),
	IOC(ASSIST, APP, input_assist),
	IOC(ASSIST_TAKE, APP, input_assist_take),
	IOC(OPEN, LINE | FRESH, input_open,
	    .differs = offsetof(struct tline_ioc_open, handle)),
	IOC(LINE_CAPS, LINE, NULL, ZERO(tline_line_caps, reserved)),
	IOC(ADDRESS_CAPS, LINE, input_address_caps),
	IOC(OPENS, LINE, input_opens),
	IOC(PROXIES, LINE, NULL, ZERO(tline_ioc_proxies, reserved)),
	IOC(CLOSE, LINE | BOUND | FRESH, NULL),
	IOC(SUBMIT, LINE | BOUND, input_submit),
	IOC(LINE_STATUS, LINE | BOUND, NULL, ZERO(tline_ioc_line_status, reserved)),
	IOC(ADDRESS_STATUS, LINE | BOUND, input_address_status,
	    ZERO(tline_ioc_address_status, reserved)),
	IOC(SET_STATUS_MESSAGES, LINE | BOUND, input_status_messages,
	    ZERO(tline_ioc_status_messages, reserved)),
	IOC(GET_STATUS_MESSAGES, LINE | BOUND, NULL, ZERO(tline_ioc_status_messages, result)),
	IOC(GET_NEW_CALLS, LINE | BOUND, input_new_calls),
	IOC(CONF_CALLS, LINE | BOUND, input_conf_calls, ZERO(tline_ioc_conf_calls, reserved)),
	IOC(CALL_INFO, LINE | BOUND, input_call_info, ZERO(tline_ioc_call_info, reserved)),
	IOC(CALL_STATUS, LINE | BOUND, input_call_status, ZERO(tline_ioc_call_status, reserved)),
	IOC(SET_PRIVILEGE, LINE | BOUND, input_privilege, ZERO(tline_ioc_privilege, reserved)),
	IOC(HANDOFF, LINE | BOUND, input_handoff, ZERO(tline_ioc_handoff, reserved)),
	IOC(DEALLOCATE, LINE | BOUND, input_deallocate),
	IOC(SET_APPSPECIFIC, LINE | BOUND, input_appspecific, ZERO(tline_ioc_set_call, reserved)),
	IOC(SET_MEDIAMODE, LINE | BOUND, input_mediamode, ZERO(tline_ioc_set_call, reserved)),
	IOC(MONITOR_DIGITS, LINE | BOUND, input_monitor_digits,
	    ZERO(tline_ioc_set_call, reserved)),
	IOC(GENERATE_DIGITS, LINE | BOUND, input_generate_digits),
	IOC(DATA, LINE | BOUND, input_data),
	IOC(SET_DEVCONFIG, LINE, input_devconfig),
	IOC(GET_DEVCONFIG, LINE, input_devconfig),
	IOC(SET_NUM_RINGS, LINE | BOUND, input_set_num_rings, ZERO(tline_ioc_num_rings, reserved)),
	IOC(GET_NUM_RINGS, LINE | BOUND, input_get_num_rings, ZERO(tline_ioc_num_rings, reserved)),
	IOC(MONITOR_MEDIA, LINE | BOUND, input_mediamode, ZERO(tline_ioc_set_call, reserved)),
	IOC(MONITOR_TONES, LINE | BOUND, input_monitor_tones),
	IOC(GENERATE_TONE, LINE | BOUND, input_generate_tone),
	IOC(SET_MEDIACONTROL, LINE | BOUND, input_set_mediacontrol),
	IOC(PROXY_TAKE, LINE | BOUND, input_proxy_take),
	IOC(PROXY_ANSWER, LINE | BOUND, input_proxy_answer),
	IOC(PROXY_MESSAGE, LINE | BOUND, input_proxy_message),
};

#define END			(iocs + ARRAY_SIZE(iocs))
#define for_each_ioc(i)		for (i = iocs; i < END; i++)
/* Those that go in one of these directions. */
#define for_each_ioc_with(i, dir)	\
	for (i = first_with(iocs, dir); i < END; i = first_with(i + 1, dir))

static const struct ioc *first_with(const struct ioc *i, unsigned int dir)
{
	while (i < END && !(_IOC_DIR(i->cmd) & dir))
		i++;
	return i;
}

static int open_line_file(struct world *w)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/dev/tline/line%d", w->sim.line[0]);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		abort();
	return fd;
}

/* Do @cmd, which is @ioc's or akin, on a file fit for it: 0 or -errno. */
static int run(struct world *w, const struct ioc *ioc, unsigned int cmd, void *arg)
{
	int fd = ioc->flags & APP ? w->app : w->line.fd, err;

	if (ioc->flags & FRESH)
		fd = ioc->flags & APP ? app_open() : open_line_file(w);
	err = ioctl(fd, cmd, arg) ? -errno : 0;
	if (ioc->flags & FRESH)
		close(fd);
	return err;
}

static unsigned int resized(const struct ioc *ioc, unsigned int size)
{
	return _IOC(_IOC_DIR(ioc->cmd), TLINE_IOC_MAGIC, _IOC_NR(ioc->cmd), size);
}

/* A buffer of MAX_ARG bytes full of @fill, with valid input in it. */
static void *prepare(struct world *w, const struct ioc *ioc, int fill)
{
	static __u64 buf[2][MAX_ARG / sizeof(__u64)];
	static int turn;
	void *arg = buf[turn++ % 2];

	memset(arg, fill, MAX_ARG);
	if (ioc->input)
		ioc->input(w, arg);
	return arg;
}

static bool all(const void *p, int byte, size_t n)
{
	const unsigned char *at = p;

	while (n && *at == (unsigned char)byte) {
		at++;
		n--;
	}
	return !n;
}

#define EXPECT_IOC(seen, expected)					\
	do {								\
		int _seen = (seen), _expected = (expected);		\
									\
		EXPECT_EQ(_seen, _expected) {				\
			TH_LOG("%s, line %d", i->name, __LINE__);	\
		}							\
	} while (0)

FIXTURE(abi)
{
	struct world w;
};

FIXTURE_SETUP(abi)
{
	struct world *w = &self->w;
	__u32 answered;

	sim_create(&w->sim, 2);
	w->app = app_open();
	w->line = line_open(&w->sim, 0, w->app, OWNER | MONITOR, VOICE);
	w->peer = line_open(&w->sim, 1, app_open(), OWNER, VOICE);
	connect_call(&w->sim, &w->line, &w->peer, 1, &w->call, &answered);
	w->kept = submit_gather(&w->line, w->call, 1);
	sim_set(&w->sim, 0, "digits", "7");
	reply(w->app, w->kept, NULL);
	sim_set(&w->sim, 0, "park", "1");
	w->id = submit_op(&w->line, TLINE_OP_HOLD, w->call);
	ASSERT_GT(w->id, 0);
}

FIXTURE_TEARDOWN(abi)
{
	line_close(&self->w.line);
	line_close(&self->w.peer);
	close(self->w.peer.app);
	close(self->w.app);
	sim_destroy(&self->w.sim);
}

/* Every byte of the output is defined: it does not depend on what was there before. */
TEST_F(abi, output_is_defined)
{
	struct world *w = &self->w;
	const struct ioc *i;

	for_each_ioc_with(i, _IOC_READ) {
		size_t size = _IOC_SIZE(i->cmd);
		char *ones = prepare(w, i, 0xff), *zeros;

		EXPECT_IOC(run(w, i, i->cmd, ones), 0);
		EXPECT_IOC(all(ones + size, 0xff, MAX_ARG - size), true);
		zeros = prepare(w, i, 0);
		EXPECT_IOC(run(w, i, i->cmd, zeros), 0);
		EXPECT_IOC(all(zeros + size, 0, MAX_ARG - size), true);
		if (i->zero)
			EXPECT_IOC(all(ones + i->zero, 0, 4), true);
		if (i->differs)
			memcpy(zeros + i->differs, ones + i->differs, 4);
		EXPECT_IOC(memcmp(ones, zeros, size), 0);
	}
}

/* What is only input is accepted whatever surrounds it, and left as it was. */
TEST_F(abi, input_is_not_written)
{
	char before[MAX_ARG];
	const struct ioc *i;

	for_each_ioc_with(i, _IOC_WRITE) {
		void *arg;

		if (_IOC_DIR(i->cmd) & _IOC_READ)
			continue;
		arg = prepare(&self->w, i, 0xff);
		memcpy(before, arg, MAX_ARG);
		EXPECT_IOC(run(&self->w, i, i->cmd, arg), 0);
		EXPECT_IOC(memcmp(before, arg, MAX_ARG), 0);
	}
}

/* A newer program's larger structure: what the kernel does not know is zero, in and out. */
TEST_F(abi, larger)
{
	struct world *w = &self->w;
	const struct ioc *i;

	for_each_ioc_with(i, _IOC_READ | _IOC_WRITE) {
		size_t size = _IOC_SIZE(i->cmd), more = size + 40;
		char *arg = prepare(w, i, 0xff);

		/* Without input, the tail may hold anything. */
		if (_IOC_DIR(i->cmd) & _IOC_WRITE)
			memset(arg + size, 0, more - size);
		EXPECT_IOC(run(w, i, resized(i, more), arg), 0);
		EXPECT_IOC(all(arg + size, 0, more - size), true);
		EXPECT_IOC(all(arg + more, 0xff, MAX_ARG - more), true);
	}
}

/* One bit that is not known makes it E2BIG, wherever it is; nothing is written. */
TEST_F(abi, larger_not_zero)
{
	struct world *w = &self->w;
	char before[MAX_ARG];
	const struct ioc *i;

	for_each_ioc_with(i, _IOC_WRITE) {
		size_t size = _IOC_SIZE(i->cmd), more = size + 40, at;

		for (at = size; at < more; at += 13) {
			char *arg = prepare(w, i, 0xff);

			memset(arg + size, 0, more - size);
			arg[at] = 1;
			memcpy(before, arg, MAX_ARG);
			EXPECT_IOC(run(w, i, resized(i, more), arg), -E2BIG);
			EXPECT_IOC(memcmp(before, arg, MAX_ARG), 0);
		}
	}
}

/* Smaller than the first version there was: no program can have been built so. */
TEST_F(abi, smaller)
{
	struct world *w = &self->w;
	char before[MAX_ARG];
	const struct ioc *i;

	for_each_ioc_with(i, _IOC_READ | _IOC_WRITE) {
		size_t size = _IOC_SIZE(i->cmd), n;

		for (n = 0; n < size; n += n < size - 1 ? size - 1 : 1) {
			char *arg = prepare(w, i, 0xff);

			memcpy(before, arg, MAX_ARG);
			EXPECT_IOC(run(w, i, resized(i, n), arg), -EINVAL);
			EXPECT_IOC(memcmp(before, arg, MAX_ARG), 0);
		}
	}
}

/* Bad pointers: NULL, an address of the kernel, a structure whose last byte is missing. */
TEST_F(abi, fault)
{
	struct world *w = &self->w;
	size_t page = sysconf(_SC_PAGESIZE);
	char *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const struct ioc *i;

	ASSERT_TRUE(map != MAP_FAILED);
	ASSERT_EQ(munmap(map + page, page), 0);
	for_each_ioc_with(i, _IOC_READ | _IOC_WRITE) {
		size_t size = _IOC_SIZE(i->cmd);
		char *arg = prepare(w, i, 0);

		EXPECT_IOC(run(w, i, i->cmd, NULL), -EFAULT);
		EXPECT_IOC(run(w, i, i->cmd, (void *)(uintptr_t)-4096), -EFAULT);
		memcpy(map + page - size + 1, arg, size - 1);
		EXPECT_IOC(run(w, i, i->cmd, map + page - size + 1), -EFAULT);
		/* A larger structure whose unknown part is missing. */
		memcpy(map + page - size, arg, size);
		EXPECT_IOC(run(w, i, resized(i, size + 1), map + page - size), -EFAULT);
		/* And the valid neighbour: not a byte more than the structure is looked at. */
		EXPECT_IOC(run(w, i, i->cmd, map + page - size), 0);
	}
}

/* Output that cannot be written is a fault, too. */
TEST_F(abi, read_only_memory)
{
	size_t page = sysconf(_SC_PAGESIZE);
	char *map = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const struct ioc *i;

	ASSERT_TRUE(map != MAP_FAILED);
	for_each_ioc_with(i, _IOC_READ) {
		memcpy(map, prepare(&self->w, i, 0), page);
		ASSERT_EQ(mprotect(map, page, PROT_READ), 0);
		EXPECT_IOC(run(&self->w, i, i->cmd, map), -EFAULT);
		ASSERT_EQ(mprotect(map, page, PROT_READ | PROT_WRITE), 0);
	}
}

static bool known(int node, unsigned int dir, unsigned int nr)
{
	const struct ioc *i;

	for_each_ioc(i)
		if (i->flags & node && _IOC_DIR(i->cmd) == dir && _IOC_NR(i->cmd) == nr)
			return true;
	return false;
}

/*
 * Numbers that are not the node's, in all four directions, and known ones in the other three: ENOTTY,
 * and not a byte of the largest buffer there can be is touched.  So the numbers of the one
 * node are unknown to the other.
 */
TEST_F(abi, unknown_number)
{
	static unsigned char buf[MAX_SIZE], before[MAX_SIZE];
	unsigned int node, nr, dir;

	memset(before, CANARY, sizeof(before));
	memset(buf, CANARY, sizeof(buf));
	for (node = APP; node <= LINE; node++)
		for (nr = 0; nr < 256; nr++)
			for (dir = 0; dir < 4; dir++) {
				int fd = node == APP ? self->w.app : self->w.line.fd;

				if (known(node, dir, nr))
					continue;
				EXPECT_EQ(ioctl(fd, _IOC(dir, TLINE_IOC_MAGIC, nr, MAX_SIZE), buf), -1);
				EXPECT_EQ(errno, ENOTTY) {
					TH_LOG("node %u, direction %u, number %#x", node, dir, nr);
				}
				ASSERT_EQ(memcmp(buf, before, sizeof(buf)), 0);
			}
}

/* Nobody else's numbers, either: same number and size, another letter; a terminal's. */
TEST_F(abi, unknown_letter)
{
	const struct ioc *i;

	for_each_ioc(i) {
		EXPECT_IOC(run(&self->w, i, i->cmd ^ (1 << _IOC_TYPESHIFT),
			       prepare(&self->w, i, 0)), -ENOTTY);
		EXPECT_IOC(run(&self->w, i, 0x5401, prepare(&self->w, i, 0)), -ENOTTY);
	}
}

/* Before it is bound, a line file has its own ioctls, and none of an open line. */
TEST_F(abi, not_bound)
{
	struct world *w = &self->w;
	int fd = open_line_file(w);
	const struct ioc *i;

	for_each_ioc(i) {
		if (i->flags & FRESH && !(i->flags & BOUND))
			continue;
		if (i->flags & LINE) {
			EXPECT_IOC(ioctl(fd, i->cmd, prepare(w, i, 0)) ? -errno : 0,
				   i->flags & BOUND ? -ENOTCONN : 0);
		}
	}
	close(fd);
}

/* The same when it has been closed, by whatever: for good, it cannot be bound again. */
TEST_F(abi, closed)
{
	struct world *w = &self->w;
	const struct ioc *i;

	ASSERT_EQ(ioctl(w->line.fd, TLINE_IOC_CLOSE), 0);
	for_each_ioc(i) {
		int expected = i->flags & BOUND ? -ENOTCONN : 0;

		if (!(i->flags & LINE))
			continue;
		if (i->cmd == TLINE_IOC_OPEN)
			expected = -EISCONN;
		EXPECT_IOC(ioctl(w->line.fd, i->cmd, prepare(w, i, 0)) ? -errno : 0, expected);
	}
}

/*
 * P7: the line is gone, and its file says so whatever is asked of it but its books.  It has been
 * closed with that: nothing is left to close.
 */
TEST_F(abi, gone)
{
	struct world *w = &self->w;
	int fresh = open_line_file(w);
	const struct ioc *i;

	sim_set(&w->sim, 0, "unplug", "1");
	for_each_ioc(i) {
		int expected = i->cmd == TLINE_IOC_COUNTERS || i->cmd == TLINE_IOC_OPENS ? 0 : -ENODEV;

		if (!(i->flags & LINE))
			continue;
		if (i->cmd == TLINE_IOC_CLOSE)
			expected = -ENOTCONN;
		if (i->cmd == TLINE_IOC_OPEN) {
			EXPECT_IOC(ioctl(fresh, i->cmd, prepare(w, i, 0)) ? -errno : 0, -ENODEV);
			continue;
		}
		EXPECT_IOC(ioctl(w->line.fd, i->cmd, prepare(w, i, 0)) ? -errno : 0, expected);
	}
	close(fresh);
	sim_set(&w->sim, 0, "unplug", "0");
}

/* After SHUTDOWN an app still answers questions; it takes no set-up and no lines any more. */
TEST_F(abi, shut_down)
{
	struct world *w = &self->w;
	const struct ioc *i;
	int fd = open_line_file(w);

	ASSERT_EQ(ioctl(w->app, TLINE_IOC_SHUTDOWN), 0);
	for_each_ioc(i) {
		int expected = 0;

		if (!(i->flags & APP))
			continue;
		if (i->cmd == TLINE_IOC_APP_SETUP || i->cmd == TLINE_IOC_RECIPIENT)
			expected = -ESHUTDOWN;
		if (i->cmd == TLINE_IOC_CANCEL || i->cmd == TLINE_IOC_REQUEST_STATE ||
		    i->cmd == TLINE_IOC_OUTPUT)
			expected = -ENOENT;
		EXPECT_IOC(ioctl(w->app, i->cmd, prepare(w, i, 0)) ? -errno : 0, expected);
	}
	for_each_ioc(i) {
		if (i->flags & BOUND)
			EXPECT_IOC(ioctl(w->line.fd, i->cmd, prepare(w, i, 0)) ? -errno : 0, -ENOTCONN);
		if (i->cmd == TLINE_IOC_OPEN)
			EXPECT_IOC(ioctl(fd, i->cmd, prepare(w, i, 0)) ? -errno : 0, -ESHUTDOWN);
	}
	close(fd);
}

/* P12: with a file opened read-only there is no way to own, or to change a call. */
TEST_F(abi, read_only_file)
{
	struct world *w = &self->w;
	struct tline_ioc_open arg = { .api_version = V2_2, .media_modes = VOICE };
	const struct ioc *i;
	int fd;

	arg.privileges = OWNER;
	EXPECT_EQ(line_try(&w->sim, 0, O_RDONLY, w->app, &arg, &fd), -EPERM);
	arg.privileges = OWNER | MONITOR;
	EXPECT_EQ(line_try(&w->sim, 0, O_RDONLY, w->app, &arg, &fd), -EPERM);
	arg.privileges = MONITOR;
	ASSERT_EQ(line_try(&w->sim, 0, O_RDONLY, w->app, &arg, &fd), 0);
	for_each_ioc(i) {
		int err, expected = 0;

		if (!(i->flags & BOUND) || i->flags & FRESH)
			continue;
		switch (i->cmd) {
		case TLINE_IOC_SUBMIT:
		case TLINE_IOC_SET_PRIVILEGE:
		case TLINE_IOC_SET_APPSPECIFIC:
		case TLINE_IOC_SET_MEDIAMODE:
		case TLINE_IOC_GENERATE_DIGITS:
		case TLINE_IOC_GENERATE_TONE:
		case TLINE_IOC_SET_MEDIACONTROL:
			expected = -EPERM;
		}
		err = ioctl(fd, i->cmd, prepare(w, i, 0)) ? -errno : 0;
		EXPECT_IOC(err, expected);
	}
	close(fd);
}

TEST_HARNESS_MAIN
