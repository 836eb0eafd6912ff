// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proxies: opens that answer requests of other opens of their line.  Their requests
 * have all the promises that those have which a provider answers.
 */
#include <sys/mman.h>

#include "kselftest_harness.h"
#include "tline_test.h"

#define TYPE(name)	TLINE_PROXYREQUEST_##name
#define BIT(type)	(1u << (type))
#define SET_STATE	TYPE(SETAGENTSTATE)
#define GET_CAPS	TYPE(GETAGENTCAPS)
#define REASON(name)	TLINE_REASON_##name
#define PROXY		TLINE_OPENOPTION_PROXY
#define PROXY_REQUESTS	1024	/* pending at one proxy */
#define FEW_REQUESTS	8	/* that an app can have when half of them are */

static int proxy_try(struct sim *sim, int app, __u32 privileges, __u32 types, struct line *line)
{
	struct tline_ioc_open arg = {
		.api_version = V2_2, .privileges = privileges, .instance = 0x2000,
		.proxy_types = types,
	};
	int err = line_try(sim, 0, O_RDWR, app, &arg, &line->fd);

	line->app = app;
	line->handle = arg.handle;
	return err;
}

static __u32 served(struct line *line)
{
	struct tline_ioc_proxies arg = { 0 };

	return ioctl(line->fd, TLINE_IOC_PROXIES, &arg) ? 0 : arg.types;
}

static int ask_with(struct line *line, __u32 type, const void *args, __u32 size, __u64 timeout_ns)
{
	struct tline_request rq = {
		.op = TLINE_OP_PROXY, .arg = { type }, .args = (uintptr_t)args, .args_size = size,
		.timeout_ns = timeout_ns, .flags = TLINE_REQUEST_KEEP,
	};

	return submit(line, &rq);
}

static int ask(struct line *line, __u32 type, const char *text)
{
	return ask_with(line, type, *text ? text : NULL, strlen(text), 0);
}

/* 0, TLINE_ERR_ or -errno; *@size is the room, then what there is. */
static int take(struct line *line, __u32 *id, void *data, __u32 *size)
{
	struct tline_ioc_proxy_take arg = {
		.id = *id, .data = (uintptr_t)data, .size = *size,
	};
	int err = ioctl(line->fd, TLINE_IOC_PROXY_TAKE, &arg) ? -errno : arg.result;

	*id = arg.id;
	*size = arg.size;
	return err;
}

/* Take request @id (0: the oldest), which is to be @text; its number, or 0. */
static __u32 take_text(struct line *line, __u32 id, const char *text)
{
	char data[64];
	__u32 size = sizeof(data);

	if (take(line, &id, data, &size) || size != strlen(text) || memcmp(data, text, size))
		return 0;
	return id;
}

static int answer(struct line *line, __u32 id, __s32 result, const char *text)
{
	struct tline_ioc_proxy_answer arg = {
		.id = id, .answer = result, .size = strlen(text), .data = (uintptr_t)text,
	};

	return ioctl(line->fd, TLINE_IOC_PROXY_ANSWER, &arg) ? -errno : arg.result;
}

/* The output of request @id is @text, and can be taken once. */
static bool output_is(int app, int id, const char *text)
{
	char data[64];
	struct tline_ioc_output arg = { .id = id, .size = sizeof(data), .data = (uintptr_t)data };

	return !ioctl(app, TLINE_IOC_OUTPUT, &arg) && arg.size == strlen(text) &&
	       !memcmp(data, text, arg.size) && ioctl(app, TLINE_IOC_OUTPUT, &arg) &&
	       errno == ENOENT;
}

/* The next message asks for @type; the number of the request, or 0. */
static __u32 asked(struct line *proxy, __u32 type)
{
	struct tline_message m;

	if (!message(proxy->app, &m) || m.type != TLINE_MSG_PROXYREQUEST ||
	    m.handle != proxy->handle || m.instance != 0x2000 || m.p2 != type || m.p3)
		return 0;
	return m.p1;
}

/* Nothing is pending any more, and the books balance (P1, P10). */
static bool at_rest(struct line *line)
{
	return balanced(line->fd) && !counters(line->fd).pending;
}

FIXTURE(proxy) {
	struct sim sim;
	struct line agent;		/* asks */
	struct line acd;		/* answers SETAGENTSTATE, GETAGENTCAPS */
	__u32 id, size;
	__u32 reason;
};

FIXTURE_SETUP(proxy)
{
	sim_create(&self->sim, 1);
	self->acd.app = app_open();
	ASSERT_EQ(proxy_try(&self->sim, self->acd.app, NONE | PROXY,
			    BIT(SET_STATE) | BIT(GET_CAPS), &self->acd), 0);
	self->agent = line_open(&self->sim, 0, app_open_as("agent", V2_2), NONE, 0);
	EXPECT_TRUE(silent(self->acd.app));
}

FIXTURE_TEARDOWN(proxy)
{
	sim_destroy(&self->sim);
}

TEST_F(proxy, asked_and_answered)
{
	struct tline_ioc_proxy_take arg = { 0 };
	char data[8];
	int rq;

	rq = ask(&self->agent, SET_STATE, "ready");
	ASSERT_GT(rq, 0);
	self->id = asked(&self->acd, SET_STATE);
	ASSERT_NE(self->id, 0);
	EXPECT_TRUE(silent(self->agent.app));

	/* Not before it has been taken, which is done once. */
	EXPECT_EQ(answer(&self->acd, self->id, 0, "early"), TLINE_ERR_NOREQUEST);
	arg = (struct tline_ioc_proxy_take){
		.id = self->id, .data = (uintptr_t)data, .size = sizeof(data),
	};
	ASSERT_EQ(ioctl(self->acd.fd, TLINE_IOC_PROXY_TAKE, &arg), 0);
	EXPECT_EQ(arg.result, 0);
	EXPECT_EQ(arg.type, SET_STATE);
	EXPECT_EQ(arg.size, 5);
	EXPECT_EQ(memcmp(data, "ready", 5), 0);
	EXPECT_EQ(arg.uid, getuid());
	EXPECT_EQ(arg.api_version, V2_2);
	EXPECT_STREQ(arg.app, "agent");
	EXPECT_EQ(take_text(&self->acd, self->id, "ready"), 0);
	EXPECT_EQ(take_text(&self->acd, 0, "ready"), 0);

	EXPECT_EQ(answer(&self->acd, self->id, 0, "done"), 0);
	EXPECT_EQ(reply(self->agent.app, rq, &self->reason), 0);
	EXPECT_EQ(self->reason, REASON(DONE));
	EXPECT_TRUE(output_is(self->agent.app, rq, "done"));
	EXPECT_EQ(answer(&self->acd, self->id, 0, ""), TLINE_ERR_NOREQUEST);
	EXPECT_TRUE(at_rest(&self->agent));
	/* The provider has heard of nothing. */
	EXPECT_STREQ(sim_log(&self->sim, 0), "open");
}

TEST_F(proxy, refused)
{
	int rq = ask(&self->agent, GET_CAPS, "");

	self->id = take_text(&self->acd, 0, "");
	EXPECT_EQ(answer(&self->acd, self->id, 5, ""), -EINVAL);
	EXPECT_EQ(answer(&self->acd, self->id, -5, ""), -EINVAL);
	EXPECT_EQ(answer(&self->acd, self->id, TLINE_ERR_INVALAGENTSTATE, ""), 0);
	EXPECT_EQ(reply(self->agent.app, rq, &self->reason), TLINE_ERR_INVALAGENTSTATE);
	EXPECT_EQ(self->reason, REASON(REFUSED));
	EXPECT_TRUE(at_rest(&self->agent));
}

/* Types that nobody answers, and numbers that are none. */
TEST_F(proxy, nobody_to_ask)
{
	static const __u32 types[] = { 0, TYPE(SETAGENTGROUP), TYPE(SETAGENTSTATEEX), 21, 32, ~0u };
	int i;

	for (i = 0; i < 6; i++)
		EXPECT_EQ(ask(&self->agent, types[i], ""), TLINE_ERR_OPERATIONUNAVAIL);
	EXPECT_EQ(served(&self->agent), BIT(SET_STATE) | BIT(GET_CAPS));
	line_close(&self->acd);
	EXPECT_EQ(served(&self->agent), 0);
	EXPECT_EQ(ask(&self->agent, SET_STATE, ""), TLINE_ERR_OPERATIONUNAVAIL);
	EXPECT_EQ(counters(self->agent.fd).submitted, 0);
}

TEST_F(proxy, opening)
{
	static const __u32 bad[] = { 0, 1, BIT(21), BIT(31), BIT(GET_CAPS) | BIT(30) };
	int app = app_open(), i;
	struct line line;
	struct tline_ioc_open read_only = {
		.api_version = V2_2, .privileges = NONE | PROXY,
		.proxy_types = BIT(TYPE(CREATEAGENT)),
	};

	for (i = 0; i < 5; i++) {
		EXPECT_EQ(proxy_try(&self->sim, app, NONE | PROXY, bad[i], &line), -EINVAL);
		line_close(&line);
	}
	EXPECT_EQ(proxy_try(&self->sim, app, NONE, BIT(TYPE(CREATEAGENT)), &line), -EINVAL);
	line_close(&line);
	EXPECT_EQ(proxy_try(&self->sim, app, PROXY, BIT(TYPE(CREATEAGENT)), &line),
		  TLINE_ERR_INVALPRIVSELECT);
	line_close(&line);
	EXPECT_EQ(line_try(&self->sim, 0, O_RDONLY, app, &read_only, &line.fd), -EPERM);
	line_close(&line);

	/* A type that is answered: neither by another app nor by the same one. */
	EXPECT_EQ(proxy_try(&self->sim, app, NONE | PROXY, BIT(GET_CAPS) | BIT(TYPE(CREATEAGENT)),
			    &line), TLINE_ERR_NOTREGISTERED);
	line_close(&line);
	EXPECT_EQ(proxy_try(&self->sim, self->acd.app, NONE | PROXY, BIT(GET_CAPS), &line),
		  TLINE_ERR_NOTREGISTERED);
	line_close(&line);
	EXPECT_EQ(served(&self->agent), BIT(SET_STATE) | BIT(GET_CAPS));

	line_close(&self->acd);
	EXPECT_EQ(proxy_try(&self->sim, app, MONITOR | PROXY, BIT(GET_CAPS), &line), 0);
	EXPECT_EQ(served(&line), BIT(GET_CAPS));
}

/* PROXYSTATUS to opens that speak 2.2, but the proxy itself. */
TEST_F(proxy, status_messages)
{
	const __u32 acd_types = BIT(21) - BIT(TYPE(CREATEAGENT));
	struct line old = line_open_version(&self->sim, 0, app_open(), NONE, 0, V2_0);
	struct line acd;
	int app = app_open();
	__u32 type;

	ASSERT_EQ(proxy_try(&self->sim, app, NONE | PROXY, acd_types, &acd), 0);
	for (type = TYPE(CREATEAGENT); type <= TYPE(SETAGENTSTATEEX); type++)
		EXPECT_TRUE(next_is(self->agent.app, TLINE_MSG_PROXYSTATUS, self->agent.handle,
				    TLINE_PROXYSTATUS_OPEN, type, 0));
	EXPECT_TRUE(next_is(self->agent.app, TLINE_MSG_PROXYSTATUS, self->agent.handle,
			    TLINE_PROXYSTATUS_ALLOPENFORACD, 0, 0));
	EXPECT_TRUE(silent(self->agent.app));

	line_close(&self->acd);
	EXPECT_TRUE(next_is(self->agent.app, TLINE_MSG_PROXYSTATUS, self->agent.handle,
			    TLINE_PROXYSTATUS_CLOSE, SET_STATE, 0));
	EXPECT_TRUE(next_is(self->agent.app, TLINE_MSG_PROXYSTATUS, self->agent.handle,
			    TLINE_PROXYSTATUS_CLOSE, GET_CAPS, 0));
	EXPECT_TRUE(silent(self->agent.app));
	EXPECT_EQ(leftover(app, TLINE_MSG_PROXYSTATUS), 2);
	EXPECT_TRUE(silent(old.app));
}

TEST_F(proxy, messages_of_its_own)
{
	struct line old = line_open_version(&self->sim, 0, app_open(), NONE, 0, V2_0);
	struct line older = line_open_version(&self->sim, 0, app_open(), NONE, 0, V1_4);
	static const struct {
		__u32 type;
		bool since_2_0;
	} types[] = {
		{ TLINE_MSG_AGENTSPECIFIC, true }, { TLINE_MSG_AGENTSTATUS, true },
		{ TLINE_MSG_AGENTSESSIONSTATUS }, { TLINE_MSG_QUEUESTATUS },
		{ TLINE_MSG_AGENTSTATUSEX }, { TLINE_MSG_GROUPSTATUS },
	};
	static const __u32 bad[] = { 0, TLINE_MSG_CALLSTATE, TLINE_MSG_PROXYREQUEST, 1000, ~0u };
	struct tline_ioc_proxy_message arg = { .p1 = 1ull << 40, .p2 = 2, .p3 = 3 };
	int i;

	for (i = 0; i < 6; i++) {
		arg.type = types[i].type;
		ASSERT_EQ(ioctl(self->acd.fd, TLINE_IOC_PROXY_MESSAGE, &arg), 0);
		EXPECT_EQ(arg.result, 0);
		EXPECT_TRUE(next_is(self->agent.app, arg.type, self->agent.handle, 1ull << 40, 2,
				    3));
		EXPECT_EQ(leftover(old.app, arg.type), types[i].since_2_0);
	}
	EXPECT_TRUE(silent(older.app) && silent(self->acd.app));
	for (i = 0; i < 5; i++) {
		arg.type = bad[i];
		ASSERT_EQ(ioctl(self->acd.fd, TLINE_IOC_PROXY_MESSAGE, &arg), 0);
		EXPECT_EQ(arg.result, TLINE_ERR_INVALPARAM);
	}
	arg.type = TLINE_MSG_AGENTSTATUS;
	ASSERT_EQ(ioctl(self->agent.fd, TLINE_IOC_PROXY_MESSAGE, &arg), 0);
	EXPECT_EQ(arg.result, TLINE_ERR_INVALPARAM);
	EXPECT_TRUE(silent(self->agent.app));
}

/* The oldest first, and by number in any order. */
TEST_F(proxy, order_of_taking)
{
	static const char * const texts[] = { "0", "1", "2", "3" };
	__u32 ids[4];
	int i;

	for (i = 0; i < 4; i++) {
		ASSERT_GT(ask(&self->agent, i & 1 ? SET_STATE : GET_CAPS, texts[i]), 0);
		ids[i] = asked(&self->acd, i & 1 ? SET_STATE : GET_CAPS);
	}
	EXPECT_EQ(take_text(&self->acd, ids[2], "2"), ids[2]);
	EXPECT_EQ(take_text(&self->acd, 0, "0"), ids[0]);
	EXPECT_EQ(take_text(&self->acd, 0, "1"), ids[1]);
	EXPECT_EQ(take_text(&self->acd, 0, "3"), ids[3]);
	self->id = 0;
	EXPECT_EQ(take(&self->acd, &self->id, NULL, &self->size), TLINE_ERR_NOREQUEST);
	EXPECT_EQ(counters(self->acd.fd).pending, 4);
}

/* Too little room or a fault: it can still be taken, and is still the oldest. */
TEST_F(proxy, not_lost_when_taking_fails)
{
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int first = ask(&self->agent, SET_STATE, "first"), second;
	struct tline_ioc_proxy_take arg;

	second = ask(&self->agent, SET_STATE, "second");
	ASSERT_EQ(munmap(page + 4096, 4096), 0);

	arg = (struct tline_ioc_proxy_take){ .data = (uintptr_t)page, .size = 4 };
	EXPECT_EQ(ioctl(self->acd.fd, TLINE_IOC_PROXY_TAKE, &arg), 0);
	EXPECT_EQ(arg.result, 0);
	EXPECT_EQ(arg.size, 5);
	EXPECT_EQ(page[0], 0);

	arg = (struct tline_ioc_proxy_take){ .data = (uintptr_t)page + 4092, .size = 64 };
	EXPECT_EQ(ioctl(self->acd.fd, TLINE_IOC_PROXY_TAKE, &arg), -1);
	EXPECT_EQ(errno, EFAULT);
	EXPECT_EQ(ioctl(self->acd.fd, TLINE_IOC_PROXY_TAKE, NULL), -1);
	EXPECT_EQ(errno, EFAULT);

	self->id = take_text(&self->acd, 0, "first");
	ASSERT_NE(self->id, 0);

	/* An answer that cannot be read is none. */
	EXPECT_EQ(ioctl(self->acd.fd, TLINE_IOC_PROXY_ANSWER, &((struct tline_ioc_proxy_answer){
			.id = self->id, .size = 8, .data = (uintptr_t)page + 4092 })), -1);
	EXPECT_EQ(errno, EFAULT);
	EXPECT_EQ(ioctl(self->acd.fd, TLINE_IOC_PROXY_ANSWER, &((struct tline_ioc_proxy_answer){
			.id = self->id, .size = TLINE_MAX_PROXY + 1,
			.data = (uintptr_t)page })), -1);
	EXPECT_EQ(errno, E2BIG);
	EXPECT_EQ(answer(&self->acd, self->id, 0, "yes"), 0);
	EXPECT_EQ(reply(self->agent.app, first, NULL), 0);
	EXPECT_TRUE(output_is(self->agent.app, first, "yes"));
	self->id = take_text(&self->acd, 0, "second");
	EXPECT_EQ(answer(&self->acd, self->id, 0, ""), 0);
	EXPECT_EQ(reply(self->agent.app, second, NULL), 0);
	munmap(page, 4096);
}

/* The proxy's ring is full: its messages are lost, the requests are not (P9, P1). */
TEST_F(proxy, messages_lost)
{
	struct tline_ioc_app_setup setup = { .api_version = V2_2, .events = TLINE_MIN_EVENTS };
	int ids[64], i, app = app_open();
	struct line acd;

	ASSERT_EQ(ioctl(app, TLINE_IOC_APP_SETUP, &setup), 0);
	ASSERT_EQ(proxy_try(&self->sim, app, NONE | PROXY, BIT(TYPE(CREATEAGENT)), &acd), 0);
	drain(self->agent.app);
	for (i = 0; i < 64; i++)
		ids[i] = ask(&self->agent, TYPE(CREATEAGENT), "x");
	EXPECT_EQ(leftover(app, TLINE_MSG_PROXYREQUEST), TLINE_MIN_EVENTS);
	for (i = 0; i < 64; i++)
		EXPECT_EQ(answer(&acd, take_text(&acd, 0, "x"), 0, ""), 0);
	EXPECT_EQ(replies(self->agent.app, ids, 64, 0, REASON(DONE)), 64);
	EXPECT_TRUE(at_rest(&self->agent));
}

/* Two proxies of a line: each has its own requests, and nobody else touches them. */
TEST_F(proxy, not_yours)
{
	struct line other;
	int app = app_open(), rq;

	ASSERT_EQ(proxy_try(&self->sim, app, NONE | PROXY, BIT(TYPE(CREATEAGENT)), &other), 0);
	drain(self->agent.app);
	drain(self->acd.app);
	rq = ask(&self->agent, SET_STATE, "mine");
	self->id = asked(&self->acd, SET_STATE);
	EXPECT_TRUE(silent(app));
	EXPECT_EQ(take_text(&other, self->id, "mine"), 0);
	EXPECT_EQ(take_text(&other, 0, "mine"), 0);
	EXPECT_EQ(take_text(&self->agent, self->id, "mine"), 0);
	EXPECT_EQ(take_text(&self->acd, self->id, "mine"), self->id);
	EXPECT_EQ(answer(&other, self->id, 0, ""), TLINE_ERR_NOREQUEST);
	EXPECT_EQ(answer(&self->agent, self->id, 0, ""), TLINE_ERR_NOREQUEST);
	EXPECT_EQ(request_state(self->agent.app, rq, NULL), TLINE_REQUEST_PENDING);
	EXPECT_EQ(answer(&self->acd, self->id, 0, ""), 0);
	EXPECT_EQ(reply(self->agent.app, rq, NULL), 0);
}

/* An app may ask itself. */
TEST_F(proxy, own_proxy)
{
	int rq = ask(&self->acd, SET_STATE, "self");

	self->id = asked(&self->acd, SET_STATE);
	EXPECT_EQ(take_text(&self->acd, self->id, "self"), self->id);
	EXPECT_EQ(answer(&self->acd, self->id, 0, "me"), 0);
	EXPECT_EQ(reply(self->acd.app, rq, NULL), 0);
	EXPECT_TRUE(output_is(self->acd.app, rq, "me"));

	/* Its own are answered by its end, too. */
	rq = ask(&self->acd, SET_STATE, "self");
	ASSERT_EQ(ioctl(self->acd.fd, TLINE_IOC_CLOSE), 0);
	EXPECT_EQ(reply(self->acd.app, rq, &self->reason), FAILED);
	EXPECT_EQ(self->reason, REASON(LINE_CLOSED));
	EXPECT_TRUE(at_rest(&self->agent));
}

/* ----------------------------------------------------------------- ends of requests */

TEST_F(proxy, cancelled)
{
	int asked_rq = ask(&self->agent, SET_STATE, "asked");
	int taken_rq = ask(&self->agent, SET_STATE, "taken");
	__u32 first = asked(&self->acd, SET_STATE), second = asked(&self->acd, SET_STATE);

	EXPECT_EQ(take_text(&self->acd, second, "taken"), second);
	EXPECT_EQ(cancel(self->agent.app, asked_rq, TLINE_CANCEL_ASK), 0);
	EXPECT_EQ(cancel(self->agent.app, taken_rq, TLINE_CANCEL_ASK), 0);
	EXPECT_TRUE(silent(self->agent.app));
	EXPECT_EQ(cancel(self->agent.app, asked_rq, TLINE_CANCEL_FORCE), 0);
	EXPECT_EQ(cancel(self->agent.app, taken_rq, TLINE_CANCEL_FORCE), 0);
	EXPECT_EQ(reply(self->agent.app, asked_rq, &self->reason), FAILED);
	EXPECT_EQ(self->reason, REASON(CANCELLED));
	EXPECT_EQ(reply(self->agent.app, taken_rq, &self->reason), FAILED);
	EXPECT_EQ(self->reason, REASON(CANCELLED));

	EXPECT_EQ(take_text(&self->acd, first, "asked"), 0);
	EXPECT_EQ(answer(&self->acd, second, 0, "late"), TLINE_ERR_NOREQUEST);
	EXPECT_TRUE(silent(self->agent.app));
	EXPECT_TRUE(at_rest(&self->agent));
	EXPECT_STREQ(sim_log(&self->sim, 0), "open");
}

TEST_F(proxy, deadline)
{
	int rq = ask_with(&self->agent, SET_STATE, NULL, 0, 1000000);

	EXPECT_EQ(reply(self->agent.app, rq, &self->reason), FAILED);
	EXPECT_EQ(self->reason, REASON(TIMEDOUT));
	self->id = asked(&self->acd, SET_STATE);
	EXPECT_EQ(take_text(&self->acd, self->id, ""), 0);
	EXPECT_TRUE(at_rest(&self->agent));
}

/* A proxy that is closed is one no more. */
TEST_F(proxy, closed)
{
	struct tline_ioc_proxy_message arg = { .type = TLINE_MSG_AGENTSTATUS };

	ask(&self->agent, SET_STATE, "x");
	self->id = take_text(&self->acd, 0, "x");
	ASSERT_EQ(ioctl(self->acd.fd, TLINE_IOC_CLOSE), 0);
	EXPECT_EQ(answer(&self->acd, self->id, 0, ""), -ENOTCONN);
	EXPECT_EQ(take(&self->acd, &self->id, NULL, &self->size), -ENOTCONN);
	EXPECT_EQ(ioctl(self->acd.fd, TLINE_IOC_PROXY_MESSAGE, &arg), -1);
	EXPECT_EQ(errno, ENOTCONN);
	EXPECT_EQ(served(&self->acd), 0);
	EXPECT_EQ(leftover(self->agent.app, TLINE_MSG_REPLY), 1);
}

/* Who asked is gone: the request runs on, and its answer goes nowhere. */
TEST_F(proxy, asker_gone)
{
	struct line watcher = line_open(&self->sim, 0, app_open(), NONE, 0);
	struct tline_ioc_proxy_take arg = { 0 };

	ask(&self->agent, SET_STATE, "");
	ask(&self->agent, SET_STATE, "");
	self->id = take_text(&self->acd, 0, "");
	line_close(&self->agent);
	EXPECT_EQ(counters(watcher.fd).pending, 2);
	EXPECT_EQ(answer(&self->acd, self->id, 0, "to whom?"), 0);
	EXPECT_EQ(leftover(self->agent.app, TLINE_MSG_REPLY), 1);
	close(self->agent.app);
	ASSERT_EQ(ioctl(self->acd.fd, TLINE_IOC_PROXY_TAKE, &arg), 0);
	EXPECT_EQ(arg.result, 0);
	EXPECT_EQ(arg.type, SET_STATE);
	EXPECT_STREQ(arg.app, "");
	EXPECT_EQ(answer(&self->acd, arg.id, 0, "to whom?"), 0);
	EXPECT_TRUE(at_rest(&watcher));
}

/*
 * P8: who asks much is refused while the others still are not, and those whom a proxy
 * lets wait do not use up what the line has.
 */
TEST_F(proxy, bounded)
{
	struct line other = line_open(&self->sim, 0, app_open(), NONE, 0);
	int n = 0, i;

	while (n <= PROXY_REQUESTS && ask(&self->agent, SET_STATE, "") > 0)
		n++;
	EXPECT_EQ(n, PROXY_REQUESTS / 2);
	EXPECT_EQ(ask(&self->agent, SET_STATE, ""), TLINE_ERR_RESOURCEUNAVAIL);
	for (i = 0; i < FEW_REQUESTS; i++)
		EXPECT_GT(ask(&other, GET_CAPS, ""), 0);
	EXPECT_EQ(ask(&other, GET_CAPS, ""), TLINE_ERR_RESOURCEUNAVAIL);

	/* Nor by going, again and again. */
	for (n += i; n < PROXY_REQUESTS; n++) {
		struct line gone = line_open(&self->sim, 0, app_open(), NONE, 0);

		EXPECT_GT(ask(&gone, SET_STATE, ""), 0);
		line_close(&gone);
		close(gone.app);
	}
	line_close(&other);
	close(other.app);
	other = line_open(&self->sim, 0, app_open(), NONE, 0);
	EXPECT_EQ(ask(&other, SET_STATE, ""), TLINE_ERR_RESOURCEUNAVAIL);

	/* What has been answered makes room. */
	self->id = take_text(&self->acd, 0, "");
	EXPECT_EQ(answer(&self->acd, self->id, 0, ""), 0);
	EXPECT_GT(ask(&other, SET_STATE, ""), 0);
	EXPECT_EQ(ask(&other, SET_STATE, ""), TLINE_ERR_RESOURCEUNAVAIL);
	line_close(&self->acd);
	EXPECT_TRUE(at_rest(&other));
}

/* ------------------------------------------------------------- the end of the proxy */

enum end { END_CLOSE, END_FILE, END_SHUTDOWN, END_KILL, END_FORCED, END_UNPLUG };

FIXTURE(proxy_end) {
	struct sim sim;
	struct line agent;
	struct line acd;
	pid_t child;
};

FIXTURE_VARIANT(proxy_end) {
	enum end end;
	__u32 reason;
};

FIXTURE_VARIANT_ADD(proxy_end, close) { END_CLOSE, REASON(LINE_CLOSED) };
FIXTURE_VARIANT_ADD(proxy_end, file) { END_FILE, REASON(LINE_CLOSED) };
FIXTURE_VARIANT_ADD(proxy_end, shutdown) { END_SHUTDOWN, REASON(LINE_CLOSED) };
FIXTURE_VARIANT_ADD(proxy_end, kill) { END_KILL, REASON(LINE_CLOSED) };
FIXTURE_VARIANT_ADD(proxy_end, forced) { END_FORCED, REASON(LINE_CLOSED) };
FIXTURE_VARIANT_ADD(proxy_end, unplug) { END_UNPLUG, REASON(DEVICE_GONE) };

FIXTURE_SETUP(proxy_end)
{
	sim_create(&self->sim, 1);
	self->acd.app = app_open();
	ASSERT_EQ(proxy_try(&self->sim, self->acd.app, NONE | PROXY, BIT(SET_STATE), &self->acd),
		  0);
	if (variant->end == END_KILL) {
		/* Its files are another process's, and nobody else's. */
		self->child = fork();
		if (!self->child) {
			pause();
			_exit(0);
		}
	}
	self->agent = line_open(&self->sim, 0, app_open(), NONE, 0);
}

FIXTURE_TEARDOWN(proxy_end)
{
	sim_destroy(&self->sim);
}

static void end_proxy(struct sim *sim, struct line *acd, pid_t child, enum end end)
{
	switch (end) {
	case END_CLOSE:
		ioctl(acd->fd, TLINE_IOC_CLOSE);
		break;
	case END_FILE:
		line_close(acd);
		break;
	case END_SHUTDOWN:
		ioctl(acd->app, TLINE_IOC_SHUTDOWN);
		break;
	case END_KILL:
		line_close(acd);
		close(acd->app);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		break;
	case END_FORCED:
		sim_set(sim, 0, "close", "1");
		break;
	case END_UNPLUG:
		sim_set(sim, 0, "unplug", "1");
		break;
	}
}

/* P1, P3: when the end has come, everything that the proxy was asked has an answer. */
TEST_F(proxy_end, answers_everything)
{
	enum { N = 200 };	/* more than end in one hold of a lock */
	bool line_stays = variant->end < END_FORCED;
	int ids[N], i, n = 0;
	struct tline_message m;

	for (i = 0; i < N; i++) {
		ids[i] = ask(&self->agent, SET_STATE, "x");
		ASSERT_GT(ids[i], 0);
	}
	for (i = 0; i < N / 2; i++)
		ASSERT_NE(take_text(&self->acd, 0, "x"), 0);

	end_proxy(&self->sim, &self->acd, self->child, variant->end);
	/* Nothing waits for a message here: all are there, before any LINE_CLOSE or status. */
	while (!silent(self->agent.app) && message(self->agent.app, &m) &&
	       m.type == TLINE_MSG_REPLY) {
		n++;
		EXPECT_EQ((__s32)m.p2, FAILED);
		EXPECT_EQ((__u32)m.p3, variant->reason);
	}
	EXPECT_EQ(n, N);
	EXPECT_EQ(m.type, TLINE_MSG_PROXYSTATUS);
	EXPECT_TRUE(balanced(self->agent.app));
	if (!line_stays)
		return;
	EXPECT_TRUE(at_rest(&self->agent));
	EXPECT_EQ(ask(&self->agent, SET_STATE, "x"), TLINE_ERR_OPERATIONUNAVAIL);
	/* Somebody else can take its place. */
	self->acd.app = app_open();
	EXPECT_EQ(proxy_try(&self->sim, self->acd.app, NONE | PROXY, BIT(SET_STATE), &self->acd),
		  0);
	EXPECT_GT(ask(&self->agent, SET_STATE, "again"), 0);
	EXPECT_NE(asked(&self->acd, SET_STATE), 0);
}

TEST_HARNESS_MAIN
