// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nothing of the kernel's memory, or of another call's, is in what a program is given: every byte
 * of every answer is defined, padding, reserved members and the ends of strings, too.
 *
 * Each answer is asked for twice, with other garbage in the buffer and in the kernel's heap; it must
 * be the same.  (A kernel that clears its memory by itself hides what is forgotten: these tests say
 * most with init_on_alloc=0 or slub_debug=P on the kernel's command line.)
 */
#include <stddef.h>
#include <sys/socket.h>
#include <sys/xattr.h>

#include "kselftest_harness.h"
#include "phone.h"
#include "slow.h"
#include "tline_nl.h"

#define SPRAYS		24	/* objects of a size; where freed ones rest, it is of no use */
#define ROOM		2048	/* for the largest structure, and what is behind it */

FIXTURE(leak)
{
	struct phone p;
	struct line other;	/* monitor */
	__u32 monitored;
	int id;			/* of a request that is pending */
	struct nl nl;
};

typedef FIXTURE_DATA(leak) fixture;

FIXTURE_SETUP(leak)
{
	struct phone *p = &self->p;

	sim_create_down(&p->sim, 2);
	sim_set(&p->sim, 0, "max_calls", "8");
	sim_set(&p->sim, 0, "max_active", "8");
	phone_up(p, V2_2);
	self->other = monitor(p, &self->monitored);
	sim_set(&p->sim, 0, "park", "1");
	self->id = submit_op(&p->line, TLINE_OP_SECURECALL, p->call);
	ASSERT_GT(self->id, 0);
	ASSERT_EQ(nl_open(&self->nl), 0);
}

FIXTURE_TEARDOWN(leak)
{
	leave(&self->other);
	phone_down(&self->p);
	close(self->nl.fd);
}

/* Two sockets: what is sent by the first one waits in the heap until the second one reads it. */
static void socket_pair(int *pair, struct sockaddr_nl *to)
{
	socklen_t len = sizeof(*to);

	memset(to, 0, sizeof(*to));
	to->nl_family = AF_NETLINK;
	pair[0] = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
	pair[1] = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
	if (bind(pair[1], (void *)to, sizeof(*to)) || getsockname(pair[1], (void *)to, &len))
		abort();
}

/* Free objects of all sizes, accounted to a cgroup and not, are full of @byte from now on. */
static void spray(int byte)
{
	int unix_pair[2], nl_pair[2], size, i, n = slow_kernel() ? 1 : SPRAYS;
	static char data[8192];
	struct sockaddr_nl to;

	memset(data, byte, sizeof(data));
	socket_pair(nl_pair, &to);
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, unix_pair))
		abort();
	for (size = 16; size <= 8192; size *= 2) {
		/* Less than the object's size by what sockets put behind the data, or not. */
		for (i = 0; i < n; i++) {
			send(unix_pair[0], data, size - 8 - 320 * (i % 2 && size > 512), MSG_DONTWAIT);
			sendto(nl_pair[0], data, size - 8 - 320 * (i % 2 && size > 512), MSG_DONTWAIT,
			       (void *)&to, sizeof(to));
		}
		/* Of the largest, sockets make pages; what is freed last is taken first. */
		while (recv(unix_pair[1], data, sizeof(data), MSG_DONTWAIT) > 0)
			;
		while (recv(nl_pair[1], data, sizeof(data), MSG_DONTWAIT) > 0)
			;
	}
	setxattr("/proc", "user.spray", data, sizeof(data), 0);
	for (i = 0; i < 2; i++) {
		close(unix_pair[i]);
		close(nl_pair[i]);
	}
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

/* After the NUL there is nothing. */
static bool ends_clean(const char *s, size_t size)
{
	size_t len = strnlen(s, size);

	return len < size && all(s + len, 0, size - len);
}

/* ----------------------------------------------------------------------- the ioctls */

#define INPUT(name, type, ...)							\
	static void in_##name(fixture *self, void *arg, size_t out)		\
	{									\
		struct type in = { __VA_ARGS__ };				\
										\
		memcpy(arg, &in, out);						\
	}

INPUT(nothing, tline_ioc_app_info)
INPUT(state, tline_ioc_request_state, .id = self->id)
INPUT(priority, tline_ioc_priority, .module = "leak", .media_mode = VOICE)
INPUT(address_caps, tline_ioc_address_caps)
INPUT(no_address, tline_ioc_address_caps, .address = 9)
INPUT(status, tline_ioc_address_status)
INPUT(messages, tline_ioc_status_messages, .line_states = TLINE_DEVSTATE_RINGING)
INPUT(bad_messages, tline_ioc_status_messages, .line_states = ~0)
INPUT(no_calls, tline_ioc_new_calls, .select = TLINE_CALLSELECT_LINE)
INPUT(bad_calls, tline_ioc_new_calls, .select = 99)
INPUT(call, tline_ioc_call_info, .call = self->p.call)
INPUT(no_call, tline_ioc_call_info, .call = 77)
INPUT(own, tline_ioc_privilege, .call = self->p.call, .privilege = OWNER)
INPUT(handoff, tline_ioc_handoff, .call = self->p.call, .module = "nobody")
INPUT(value, tline_ioc_set_call, .call = self->p.call, .value = VOICE)
INPUT(mode, tline_ioc_set_call, .call = self->p.call, .value = TLINE_DIGITMODE_DTMF)
INPUT(digits, tline_ioc_digits, .call = self->p.call, .mode = TLINE_DIGITMODE_DTMF)
INPUT(rings, tline_ioc_num_rings, .rings = 2)
INPUT(no_rings, tline_ioc_num_rings, .address = 9)
INPUT(tones, tline_ioc_tones, .call = self->p.call, .tone_size = sizeof(struct tline_tone))
INPUT(tone, tline_ioc_tone, .call = self->p.call, .mode = TLINE_TONEMODE_BEEP)
INPUT(control, tline_ioc_media_control, .select = 99,
      .control_size = sizeof(struct tline_media_control))
INPUT(data, tline_ioc_data, .kind = TLINE_DATA_DEVICES)
INPUT(no_data, tline_ioc_data, .kind = TLINE_DATA_FORWARD, .object = 9)
INPUT(config, tline_ioc_devconfig, .device_class = "none")
INPUT(opens, tline_ioc_opens, .entry_size = sizeof(struct tline_open_info))
INPUT(no_parent, tline_ioc_conf_calls, .call = self->p.call)
INPUT(assist, tline_ioc_assist, .mode = TLINE_REQUESTMODE_MAKECALL)
INPUT(take, tline_ioc_proxy_take)
INPUT(answer, tline_ioc_proxy_answer, .id = 77)
INPUT(message, tline_ioc_proxy_message, .type = TLINE_MSG_AGENTSPECIFIC)

/**
 * struct ioc - an ioctl that answers
 * @app: on the app
 * @out: where the answer begins
 * @input: sets what is before that
 * @zero: a reserved member, 0: none
 */
static const struct ioc {
	const char *name;
	unsigned int cmd;
	bool app;
	size_t out;
	void (*input)(fixture *self, void *arg, size_t out);
	size_t zero;
} iocs[] = {
#define IOC(name, type, out, input, ...) \
	{ #name, TLINE_IOC_##name, false, offsetof(struct type, out), in_##input, ##__VA_ARGS__ }
#define APP(name, type, out, input, ...) \
	{ #name, TLINE_IOC_##name, true, offsetof(struct type, out), in_##input, ##__VA_ARGS__ }
/* Input as a whole: the answer is in the midst of it. */
#define WHOLE(name, type, input) \
	{ #name, TLINE_IOC_##name, false, sizeof(struct type), in_##input }
#define ZERO(type, member) offsetof(struct type, member)
	APP(APP_INFO, tline_ioc_app_info, abi_version, nothing, ZERO(tline_ioc_app_info, reserved)),
	APP(REQUEST_STATE, tline_ioc_request_state, state, state,
	    ZERO(tline_ioc_request_state, reserved)),
	APP(GET_PRIORITY, tline_ioc_priority, priority, priority),
	APP(COUNTERS, tline_ioc_counters, submitted, nothing),
	IOC(COUNTERS, tline_ioc_counters, submitted, nothing),
	IOC(LINE_CAPS, tline_line_caps, line, nothing, ZERO(tline_line_caps, reserved)),
	IOC(ADDRESS_CAPS, tline_ioc_address_caps, result, address_caps),
	IOC(ADDRESS_CAPS, tline_ioc_address_caps, result, no_address),
	WHOLE(OPENS, tline_ioc_opens, opens),
	IOC(LINE_STATUS, tline_ioc_line_status, seq, nothing, ZERO(tline_ioc_line_status, reserved)),
	IOC(ADDRESS_STATUS, tline_ioc_address_status, result, status,
	    ZERO(tline_ioc_address_status, reserved)),
	IOC(ADDRESS_STATUS, tline_ioc_address_status, result, no_address,
	    ZERO(tline_ioc_address_status, reserved)),
	IOC(SET_STATUS_MESSAGES, tline_ioc_status_messages, result, messages,
	    ZERO(tline_ioc_status_messages, reserved)),
	IOC(SET_STATUS_MESSAGES, tline_ioc_status_messages, result, bad_messages,
	    ZERO(tline_ioc_status_messages, reserved)),
	IOC(GET_STATUS_MESSAGES, tline_ioc_status_messages, line_states, nothing,
	    ZERO(tline_ioc_status_messages, result)),
	IOC(GET_NEW_CALLS, tline_ioc_new_calls, result, no_calls),
	IOC(GET_NEW_CALLS, tline_ioc_new_calls, result, bad_calls),
	IOC(CALL_INFO, tline_ioc_call_info, result, call, ZERO(tline_ioc_call_info, reserved)),
	IOC(CALL_INFO, tline_ioc_call_info, result, no_call, ZERO(tline_ioc_call_info, reserved)),
	IOC(CALL_STATUS, tline_ioc_call_status, result, call, ZERO(tline_ioc_call_status, reserved)),
	IOC(CALL_STATUS, tline_ioc_call_status, result, no_call,
	    ZERO(tline_ioc_call_status, reserved)),
	IOC(SET_PRIVILEGE, tline_ioc_privilege, result, own, ZERO(tline_ioc_privilege, reserved)),
	IOC(SET_PRIVILEGE, tline_ioc_privilege, result, no_call,
	    ZERO(tline_ioc_privilege, reserved)),
	IOC(HANDOFF, tline_ioc_handoff, result, handoff, ZERO(tline_ioc_handoff, reserved)),
	IOC(DEALLOCATE, tline_ioc_deallocate, result, no_call),
	IOC(SET_APPSPECIFIC, tline_ioc_set_call, result, value, ZERO(tline_ioc_set_call, reserved)),
	IOC(SET_MEDIAMODE, tline_ioc_set_call, result, value, ZERO(tline_ioc_set_call, reserved)),
	IOC(MONITOR_DIGITS, tline_ioc_set_call, result, mode, ZERO(tline_ioc_set_call, reserved)),
	IOC(SET_NUM_RINGS, tline_ioc_num_rings, result, rings, ZERO(tline_ioc_num_rings, reserved)),
	IOC(SET_NUM_RINGS, tline_ioc_num_rings, result, no_rings,
	    ZERO(tline_ioc_num_rings, reserved)),
	IOC(GET_NUM_RINGS, tline_ioc_num_rings, rings, rings, ZERO(tline_ioc_num_rings, reserved)),
	IOC(GET_NUM_RINGS, tline_ioc_num_rings, rings, no_rings,
	    ZERO(tline_ioc_num_rings, reserved)),
	IOC(MONITOR_MEDIA, tline_ioc_set_call, result, value, ZERO(tline_ioc_set_call, reserved)),
	IOC(MONITOR_TONES, tline_ioc_tones, result, tones),
	IOC(SET_MEDIACONTROL, tline_ioc_media_control, result, control),
	WHOLE(GENERATE_DIGITS, tline_ioc_digits, digits),
	WHOLE(GENERATE_TONE, tline_ioc_tone, tone),
	WHOLE(DATA, tline_ioc_data, data),
	WHOLE(DATA, tline_ioc_data, no_data),
	WHOLE(SET_DEVCONFIG, tline_ioc_devconfig, config),
	WHOLE(GET_DEVCONFIG, tline_ioc_devconfig, config),
	IOC(PROXIES, tline_ioc_proxies, types, nothing, ZERO(tline_ioc_proxies, reserved)),
	IOC(CONF_CALLS, tline_ioc_conf_calls, result, no_parent,
	    ZERO(tline_ioc_conf_calls, reserved)),
	WHOLE(PROXY_TAKE, tline_ioc_proxy_take, take),
	WHOLE(PROXY_ANSWER, tline_ioc_proxy_answer, answer),
	WHOLE(PROXY_MESSAGE, tline_ioc_proxy_message, message),
	{ "ASSIST", TLINE_IOC_ASSIST, true, sizeof(struct tline_ioc_assist), in_assist },
	{ "ASSIST_TAKE", TLINE_IOC_ASSIST_TAKE, true, sizeof(struct tline_ioc_assist), in_assist },
};

/* These answer by way of others, or not without having done something: tests of their own. */
static const unsigned int on_their_own[] = {
	TLINE_IOC_OPEN, TLINE_IOC_SUBMIT, TLINE_IOC_OUTPUT,
};

/* The answer of @i in @arg, over garbage of one kind in front of garbage of another. */
static int ask(fixture *self, const struct ioc *i, void *arg, int fill, int garbage)
{
	spray(garbage);
	memset(arg, fill, ROOM);
	i->input(self, arg, i->out);
	return ioctl(i->app ? self->p.app : self->p.line.fd, i->cmd, arg) ? -errno : 0;
}

TEST_F(leak, every_byte_of_an_answer_is_defined)
{
	static __u64 one[ROOM / 8], two[ROOM / 8];
	const struct ioc *i;
	int err;

	for (i = iocs; i < iocs + ARRAY_SIZE(iocs); i++) {
		size_t size = _IOC_SIZE(i->cmd);

		err = ask(self, i, one, 0xff, 0xa5);
		EXPECT_EQ(err, 0) {
			TH_LOG("%s: %d", i->name, err);
		}
		EXPECT_EQ(ask(self, i, two, 0x00, 0x3c), 0);
		EXPECT_EQ(memcmp(one, two, size), 0) {
			TH_LOG("%s is not the same twice", i->name);
		}
		EXPECT_TRUE(!i->zero || all((char *)one + i->zero, 0, 4)) {
			TH_LOG("%s: what is reserved is not 0", i->name);
		}
		EXPECT_TRUE(all((char *)one + size, 0xff, ROOM - size));
	}
}

static bool is_asked(unsigned int dir, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(iocs); i++)
		if (_IOC_DIR(iocs[i].cmd) == dir && _IOC_NR(iocs[i].cmd) == nr)
			return true;
	for (i = 0; i < ARRAY_SIZE(on_their_own); i++)
		if (_IOC_DIR(on_their_own[i]) == dir && _IOC_NR(on_their_own[i]) == nr)
			return true;
	return false;
}

/* The kernel knows no ioctl that answers, and is not in the tables above. */
TEST_F(leak, every_ioctl_that_answers_is_asked)
{
	const int fds[] = { self->p.app, self->p.line.fd };
	unsigned int nr, i, known = 0;
	char byte;

	for (nr = 0; nr < 256; nr++)
		for (i = 0; i < 4; i++) {
			unsigned int dir = i / 2 ? _IOC_READ : _IOC_READ | _IOC_WRITE;

			/* Too small for any: EINVAL, and nothing is done. */
			if (!ioctl(fds[i % 2], _IOC(dir, TLINE_IOC_MAGIC, nr, 1), &byte) ||
			    errno == ENOTTY)
				continue;
			known++;
			EXPECT_TRUE(is_asked(dir, nr)) {
				TH_LOG("direction %u, number %#x", dir, nr);
			}
		}
	EXPECT_GT(known, 40);
}

/* The list of the opens, and of handles: entries whole, and nothing behind the last one. */
TEST_F(leak, arrays)
{
	struct tline_open_info info[2][4];
	struct tline_ioc_opens arg = { .entry_size = sizeof(info[0][0]) };
	__u32 calls[4];
	int turn, i;

	for (turn = 0; turn < 2; turn++) {
		spray(turn ? 0xa5 : 0x3c);
		memset(info[turn], turn ? 0xff : 0, sizeof(info[0]));
		arg.opens = (uintptr_t)info[turn];
		arg.count = 4;
		ASSERT_EQ(ioctl(self->p.line.fd, TLINE_IOC_OPENS, &arg), 0);
		ASSERT_EQ(arg.count, 2);
	}
	EXPECT_EQ(memcmp(info[0], info[1], 2 * sizeof(info[0][0])), 0);
	for (i = 0; i < 2; i++) {
		EXPECT_TRUE(ends_clean(info[0][i].name, TLINE_NAME_LEN));
		EXPECT_TRUE(ends_clean(info[0][i].module, TLINE_NAME_LEN));
	}
	EXPECT_TRUE(all(&info[1][2], 0xff, 2 * sizeof(info[0][0])));
	memset(calls, 0xff, sizeof(calls));
	ASSERT_EQ(deallocate(&self->other, self->monitored), 0);
	ASSERT_EQ(new_calls(&self->other, calls, 4), 1);
	EXPECT_TRUE(all(calls + 1, 0xff, 3 * sizeof(calls[0])));
}

/* The output half of a request, accepted or refused. */
TEST_F(leak, requests)
{
	struct phone *p = &self->p;
	struct tline_request rq[4];
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)rq, .count = 4, .request_size = sizeof(rq[0]),
	};
	int i;

	spray(0xa5);
	for (i = 0; i < 4; i++) {
		memset(&rq[i], 0, offsetof(struct tline_request, id));
		memset(&rq[i].id, 0xff, sizeof(rq[i]) - offsetof(struct tline_request, id));
		rq[i].op = TLINE_OP_SECURECALL;
		rq[i].call = i % 2 ? 77 : p->call;
	}
	rq[0].op = TLINE_OP_SETUPTRANSFER;
	ASSERT_EQ(ioctl(p->line.fd, TLINE_IOC_SUBMIT, &arg), 0);
	ASSERT_EQ(arg.done, 4);
	for (i = 0; i < 4; i++) {
		EXPECT_EQ(rq[i].id == 0, i % 2);
		EXPECT_EQ(rq[i].new_call != 0, i == 0);
		EXPECT_EQ(rq[i].result != 0, i % 2);
		EXPECT_EQ(rq[i].new_call2, 0);
		EXPECT_EQ(rq[i].reason, 0);
		EXPECT_EQ(rq[i].value, 0);
	}
}

/* ------------------------------------------------------------------------- messages */

/* The messages of a day: what @n there were, with what differs from day to day put out. */
static int day(fixture *self, struct tline_message *m, int room, int garbage)
{
	struct phone *p = &self->p;
	int app = app_open(), n = 0, size;
	struct line line;
	__u32 call;

	spray(garbage);
	memset(m, garbage, room * sizeof(*m));
	line = line_open(&p->sim, 0, app, MONITOR, 0);
	spray(garbage);
	sim_set(&p->sim, 0, "park", "0");
	makecall(&p->line, p->sim.number[1], &call);
	sim_step(&p->sim, 1000);
	do_op(&p->line, TLINE_OP_DROP, call);
	deallocate(&p->line, call);
	sim_step(&p->sim, 1000);
	submit_lamp(&line);
	while (n < room && !silent(app)) {
		size = read(app, m + n, (room - n) * sizeof(*m));
		n += size > 0 ? size / sizeof(*m) : 0;
	}
	line_close(&line);
	close(app);
	drain(p->app);
	for (room = n; room--; m[room].time_ns = 0)
		;
	return n;
}

TEST_F(leak, every_byte_of_a_message_is_defined)
{
	struct tline_message one[32], two[32];
	int n = day(self, one, 32, 0xa5), i;

	EXPECT_GT(n, 4);
	EXPECT_EQ(day(self, two, 32, 0x3c), n);
	for (i = 0; i < n; i++) {
		EXPECT_EQ(memcmp(&one[i], &two[i], sizeof(one[i])), 0) {
			TH_LOG("message %d of type %u", i, one[i].type);
		}
		EXPECT_TRUE(one[i].type == TLINE_MSG_REPLY ? !one[i].handle : !one[i].cookie);
	}
}

/* -------------------------------------------------------------------------- strings */

static bool strings_end_clean(const struct tline_call_info *info)
{
	int i;

	for (i = 0; i < TLINE_PARTY_COUNT; i++)
		if (!ends_clean(info->party[i].number, TLINE_NUMBER_LEN) ||
		    !ends_clean(info->party[i].name, TLINE_NAME_LEN) || info->party[i].reserved)
			return false;
	return ends_clean(info->app_name, TLINE_NAME_LEN) &&
	       ends_clean(info->displayable, TLINE_DEST_LEN) &&
	       ends_clean(info->called_party, TLINE_NAME_LEN) &&
	       ends_clean(info->comment, TLINE_TEXT_LEN) &&
	       ends_clean(info->display, TLINE_TEXT_LEN) &&
	       info->uui.size <= TLINE_UUI_LEN &&
	       all(info->uui.data + info->uui.size, 0, TLINE_UUI_LEN - info->uui.size);
}

/* After a call with long strings, one with short ones has nothing of them. */
TEST_F(leak, strings_of_another_call)
{
	static const char *const callers[] = {
		"0123456789012345678901234567,A caller with a very long name indeed, almost 64",
		"5,X",
	};
	struct phone *p = &self->p;
	struct tline_call_info info;
	__u32 call;
	int i;

	for (i = 0; i < 2; i++) {
		sim_set(&p->sim, 0, "incoming", "%s", callers[i]);
		sim_step(&p->sim, 1);
		call = offered(&p->line);
		info = call_info(&p->line, call);
		EXPECT_STREQ(info.party[TLINE_PARTY_CALLER].name, strchr(callers[i], ',') + 1);
		EXPECT_TRUE(strings_end_clean(&info));
		drain(p->app);
	}
}

/* The same of a call made, with parameters, and user-user information. */
TEST_F(leak, strings_of_a_call_made)
{
	struct phone *p = &self->p;
	struct tline_call_params params;
	struct tline_call_info info;
	__u32 call;
	int i;

	sim_set(&p->sim, 0, "park", "0");
	drain(p->app);
	for (i = 0; i < 2; i++) {
		/* Long ones first; of the short ones all that is behind the NUL is garbage. */
		memset(&params, 0, sizeof(params));
		memset(params.comment, 'c', TLINE_TEXT_LEN - 1);
		memset(params.displayable, 'd', TLINE_DEST_LEN - 1);
		memset(params.called_party, 'p', TLINE_NAME_LEN - 1);
		memset(params.calling, '1', 20);
		if (i) {
			params.comment[1] = 0;
			params.displayable[1] = 0;
			params.called_party[1] = 0;
			params.calling[1] = 0;
		}
		strcpy(params.dest.number, "299");
		spray(0xa5);
		ASSERT_EQ(makecall_params(&p->line, &params, &call), 0);
		info = call_info(&p->line, call);
		EXPECT_EQ(strlen(info.comment), i ? 1 : TLINE_TEXT_LEN - 1);
		EXPECT_TRUE(strings_end_clean(&info));
		do_op(&p->line, TLINE_OP_DROP, call);
		deallocate(&p->line, call);
	}
}

TEST_F(leak, strings_of_a_line)
{
	struct tline_ioc_address_caps address = { 0 };
	struct tline_line_caps caps;

	spray(0xa5);
	memset(&caps, 0xff, sizeof(caps));
	ASSERT_EQ(ioctl(self->p.line.fd, TLINE_IOC_LINE_CAPS, &caps), 0);
	EXPECT_TRUE(ends_clean(caps.name, TLINE_LINE_NAME_LEN));
	EXPECT_TRUE(ends_clean(caps.serial, TLINE_LINE_NAME_LEN));
	EXPECT_TRUE(ends_clean(caps.provider, TLINE_LINE_NAME_LEN));
	EXPECT_TRUE(ends_clean(caps.switch_info, TLINE_NAME_LEN));
	ASSERT_EQ(ioctl(self->p.line.fd, TLINE_IOC_ADDRESS_CAPS, &address), 0);
	EXPECT_TRUE(ends_clean(address.caps.number, TLINE_NUMBER_LEN));
}

/* -------------------------------------------------------------------------- services */

/* What a bound line is told of itself, or one that was refused. */
TEST_F(leak, opens)
{
	static const __u32 privileges[] = { MONITOR, OWNER };
	unsigned int i;
	int fd, err;

	for (i = 0; i < ARRAY_SIZE(privileges); i++) {
		struct tline_ioc_open arg = {
			.api_version = V2_2, .privileges = privileges[i],
			.handle = 0xa5a5a5a5, .result = 0xa5a5a5a5, .line = 0xa5a5a5a5,
		};

		spray(0xa5);
		/* An owner names media modes. */
		err = line_try(&self->p.sim, 0, O_RDWR, self->p.app, &arg, &fd);
		EXPECT_EQ(err, i ? (__s32)TLINE_ERR_INVALMEDIAMODE : 0);
		EXPECT_EQ(arg.handle == 0, i);
		EXPECT_EQ(arg.line, self->p.sim.line[0]);
		EXPECT_NE(arg.handle, 0xa5a5a5a5);
		close(fd);
	}
}

/* What a request has kept, and nothing behind it; no byte if there is no room for all. */
TEST_F(leak, outputs)
{
	struct phone *p = &self->p;
	char data[TLINE_MAX_GATHER];
	int id;

	spray(0xa5);
	id = submit_gather(&p->line, p->call, 2);
	ASSERT_GT(id, 0);
	sim_set(&p->sim, 0, "digits", "12");
	ASSERT_EQ(reply(p->app, id, NULL), 0);
	memset(data, 0xff, sizeof(data));
	EXPECT_EQ(output(p->app, id, data, 1), 2);
	EXPECT_TRUE(all(data, 0xff, sizeof(data)));
	EXPECT_EQ(output(p->app, id, data, sizeof(data)), 2);
	EXPECT_EQ(memcmp(data, "12", 2), 0);
	EXPECT_TRUE(all(data + 2, 0xff, sizeof(data) - 2));
}

/* Who answers for others is given what was asked and by whom, and nothing else. */
TEST_F(leak, requests_to_a_proxy)
{
	static const char asked[] = { 'a', 's', 'k', 'e', 'd' };
	struct phone *p = &self->p;
	const __u32 type = TLINE_PROXYREQUEST_SETAGENTSTATE;
	struct tline_ioc_open arg = {
		.api_version = V2_2, .privileges = NONE | TLINE_OPENOPTION_PROXY,
		.proxy_types = 1u << type,
	};
	struct tline_ioc_proxy_answer answer;
	struct tline_ioc_proxy_take take;
	struct tline_request rq;
	struct line proxy = { .app = app_open() };
	char data[64];
	int id, fill;

	ASSERT_EQ(line_try(&p->sim, 0, O_RDWR, proxy.app, &arg, &proxy.fd), 0);
	for (fill = 0; fill < 2; fill++) {
		rq = (struct tline_request){
			.op = TLINE_OP_PROXY, .arg = { type }, .args = (uintptr_t)asked,
			.args_size = sizeof(asked), .flags = TLINE_REQUEST_KEEP,
		};
		spray(0xa5);
		id = submit(&p->line, &rq);
		ASSERT_GT(id, 0);
		memset(&take, fill ? 0xff : 0, sizeof(take));
		memset(data, 0xff, sizeof(data));
		take.id = 0;
		take.size = sizeof(data);
		take.data = (uintptr_t)data;
		ASSERT_EQ(ioctl(proxy.fd, TLINE_IOC_PROXY_TAKE, &take), 0);
		EXPECT_EQ(take.result, 0);
		EXPECT_EQ(take.size, sizeof(asked));
		EXPECT_EQ(memcmp(data, asked, sizeof(asked)), 0);
		EXPECT_TRUE(all(data + sizeof(asked), 0xff, sizeof(data) - sizeof(asked)));
		EXPECT_STREQ(take.app, "first");
		EXPECT_TRUE(ends_clean(take.app, TLINE_NAME_LEN));

		answer = (struct tline_ioc_proxy_answer){
			.id = take.id, .size = 2, .data = (uintptr_t)"ok",
		};
		ASSERT_EQ(ioctl(proxy.fd, TLINE_IOC_PROXY_ANSWER, &answer), 0);
		ASSERT_EQ(reply(p->app, id, NULL), 0);
		memset(data, 0xff, sizeof(data));
		EXPECT_EQ(output(p->app, id, data, sizeof(data)), 2);
		EXPECT_TRUE(all(data + 2, 0xff, sizeof(data) - 2));
	}
	leave(&proxy);
}

/* Nor does it reach the one who makes calls for others what the asker's memory was like. */
TEST_F(leak, calls_asked_for)
{
	struct tline_ioc_recipient recipient = {
		.modes = TLINE_REQUESTMODE_MAKECALL, .enable = 1,
	};
	struct tline_ioc_assist what, taken;
	int asker = app_open();

	ASSERT_EQ(ioctl(self->p.app, TLINE_IOC_RECIPIENT, &recipient), 0);
	memset(&what, 0xa5, sizeof(what));
	what.mode = TLINE_REQUESTMODE_MAKECALL;
	strcpy(what.dest, "201");
	strcpy(what.app, "a");
	strcpy(what.party, "p");
	strcpy(what.comment, "");
	spray(0xa5);
	ASSERT_EQ(ioctl(asker, TLINE_IOC_ASSIST, &what), 0);
	EXPECT_EQ(what.result, 0);
	memset(&taken, 0xff, sizeof(taken));
	taken.mode = TLINE_REQUESTMODE_MAKECALL;
	ASSERT_EQ(ioctl(self->p.app, TLINE_IOC_ASSIST_TAKE, &taken), 0);
	EXPECT_EQ(taken.result, 0);
	EXPECT_STREQ(taken.dest, "201");
	EXPECT_TRUE(ends_clean(taken.dest, sizeof(taken.dest)));
	EXPECT_TRUE(ends_clean(taken.app, sizeof(taken.app)));
	EXPECT_TRUE(ends_clean(taken.party, sizeof(taken.party)));
	EXPECT_TRUE(ends_clean(taken.comment, sizeof(taken.comment)));
	close(asker);
}

/* --------------------------------------------------------------------------- netlink */

/* What is between attributes, to bring them to a multiple of four, is 0. */
static bool padding_is_clean(const void *from, int len)
{
	const struct nlattr *nla = from;

	while (len >= NLA_HDRLEN && nla->nla_len >= NLA_HDRLEN) {
		int step = NLA_ALIGN(nla->nla_len);

		if (step <= len && !all((char *)nla + nla->nla_len, 0, step - nla->nla_len))
			return false;
		len -= step;
		nla = (void *)nla + step;
	}
	return true;
}

static bool answer_is_clean(struct nl *nl)
{
	const int head = NLMSG_HDRLEN + GENL_HDRLEN;

	return nl->len > head && padding_is_clean(nl->buf + head, nl->len - head);
}

/* The attribute of an object that is asked for by two ids; a dump gives the first one's. */
struct get {
	__u8 cmd;
	__u16 attr;
	__u32 id;
};

static void take_id(struct nl *nl, void *data)
{
	struct get *get = data;

	if (!get->id)
		get->id = u32(nl->tb[get->attr]);
}

TEST_F(leak, every_byte_of_a_netlink_answer_is_defined)
{
	struct get gets[] = {
		{ TLINE_NL_CMD_LINE_GET }, { TLINE_NL_CMD_COUNTERS_GET },
		{ TLINE_NL_CMD_CALL_GET, TLINE_A_CALL_ID },
		{ TLINE_NL_CMD_REQUEST_GET, TLINE_A_REQUEST_ID },
	}, *get;
	static char one[LINE_ROOM];
	struct nl *nl = &self->nl;
	int turn, len = 0;

	nl->room = LINE_ROOM;
	for (get = gets; get < gets + ARRAY_SIZE(gets); get++) {
		if (get->attr)
			ASSERT_GT(dump(nl, get->cmd, self->p.sim.line[0], take_id, get), 0);
		for (turn = 0; turn < 2; turn++) {
			struct nlmsghdr *nlh = (void *)nl->buf;
			struct req r;

			req_init(&r, nl->family, get->cmd, 0);
			put_u32(&r, 1, self->p.sim.line[0]);
			if (get->attr)
				put_u32(&r, get->attr, get->id);
			spray(turn ? 0xa5 : 0x3c);
			ASSERT_EQ(nl_get(nl, &r), 0);
			EXPECT_TRUE(answer_is_clean(nl));
			nlh->nlmsg_seq = 0;
			EXPECT_TRUE(!turn || (len == nl->len && !memcmp(one, nl->buf, len))) {
				TH_LOG("command %u", get->cmd);
			}
			len = nl->len;
			memcpy(one, nl->buf, len);
		}
		EXPECT_TRUE(get->cmd != TLINE_NL_CMD_COUNTERS_GET ||
			    u64(nl->tb[TLINE_A_COUNTERS_PENDING]) == 1);
	}
}

TEST_F(leak, netlink_notifications)
{
	struct nl *nl = &self->nl;
	int i;

	ASSERT_EQ(nl_join(nl), 0);
	for (i = 0; i < 2; i++) {
		spray(i ? 0xa5 : 0x3c);
		sim_set(&self->p.sim, 0, "incoming", i ? "5,X" : "0123456789,A long name");
		sim_step(&self->p.sim, 1);
		ASSERT_EQ(nl_recv(nl), 0);
		EXPECT_TRUE(answer_is_clean(nl));
	}
}

TEST_HARNESS_MAIN
