// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generic netlink: what is to be seen of lines, calls, requests and counters, what
 * is refused and why, dumps in many turns, and notifications (spec/tline.yaml).
 */
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "tline_nl.h"

#define S(x)		TLINE_CALLSTATE_##x
#define GET(x)		TLINE_NL_CMD_##x##_GET
#define A(x)		TLINE_A_##x
#define N(a)		((int)(sizeof(a) / sizeof((a)[0])))

/* ------------------------------------------------------------------------------- fixture */

FIXTURE(netlink) {
	struct sim sim;
	struct nl nl;
	int a;
	struct line la;
};

FIXTURE_SETUP(netlink)
{
	sim_create_down(&self->sim, 2);
	sim_set(&self->sim, 0, "addresses", "3");
	sim_set(&self->sim, 0, "max_calls", "64");
	sim_set(&self->sim, 0, "max_active", "64");
	sim_live(&self->sim);
	ASSERT_EQ(0, nl_open(&self->nl));
	self->a = app_open_as("netlink-a", V2_2);
	self->la = line_open(&self->sim, 0, self->a, OWNER, VOICE);
}

FIXTURE_TEARDOWN(netlink)
{
	close(self->nl.fd);
	sim_destroy(&self->sim);
}

static int get_one(struct nl *nl, __u8 cmd, __u32 line, __u32 id)
{
	struct req r;

	req_init(&r, nl->family, cmd, 0);
	put_u32(&r, 1, line);
	if (id)
		put_u32(&r, 2, id);
	return nl_get(nl, &r);
}

/* The id of the line's only call, as the provider knows it. */
static __u32 call_id(struct sim *sim, int i)
{
	return strtoul(sim_get(sim, i, "calls"), NULL, 10);
}

/* What a dump showed: ids of lines or objects, each how often. */
struct seen {
	__u8 attr;
	__u32 line;		/* of objects, by attribute 1; ~0: do not look */
	int total;
	__u32 last;
	bool ascending;
	__u8 times[8192];
};

static void note(struct nl *nl, void *data)
{
	struct seen *s = data;
	__u32 id = u32(nl->tb[s->attr]);

	if (s->line != ~0U && u32(nl->tb[1]) != s->line)
		return;
	s->ascending &= !s->total || id > s->last;
	s->last = id;
	s->total++;
	s->times[id % 8192]++;
}

static struct seen *seen_init(__u8 attr, __u32 line)
{
	static struct seen s;

	memset(&s, 0, sizeof(s));
	s.attr = attr;
	s.line = line;
	s.ascending = true;
	return &s;
}

/* --------------------------------------------------------------------------------- lines */

/* A line by id and by name. */
TEST_F(netlink, line_get)
{
	struct line b = line_open(&self->sim, 0, app_open(), NONE, 0);
	struct nlattr *address[MAX_ATTR], *count[MAX_ATTR];
	struct tline_line_caps caps;
	struct nl *nl = &self->nl;
	struct req r;
	int round;

	sim_set(&self->sim, 0, "incoming", "5550100");
	ASSERT_EQ(0, ioctl(b.fd, TLINE_IOC_LINE_CAPS, &caps));
	for (round = 0; round < 2; round++) {
		req_init(&r, nl->family, GET(LINE), 0);
		if (round)
			put(&r, A(LINE_NAME), caps.name, strlen(caps.name) + 1);
		else
			put_u32(&r, A(LINE_ID), self->sim.line[0]);
		ASSERT_EQ(0, nl_get(nl, &r));
		EXPECT_EQ(self->sim.line[0], u32(nl->tb[A(LINE_ID)]));
		EXPECT_STREQ(caps.name, str(nl->tb[A(LINE_NAME)]));
		EXPECT_STREQ(caps.serial, str(nl->tb[A(LINE_SERIAL)]));
		EXPECT_STREQ(caps.provider, str(nl->tb[A(LINE_PROVIDER)]));
		EXPECT_EQ(3, u32(nl->tb[A(LINE_NUM_ADDRESSES)]));
		EXPECT_EQ(2, u32(nl->tb[A(LINE_OPENS)]));
		EXPECT_EQ(1, u32(nl->tb[A(LINE_CALLS)]));
		EXPECT_EQ(TLINE_DEVSTATUSFLAGS_CONNECTED | TLINE_DEVSTATUSFLAGS_INSERVICE,
			  u32(nl->tb[A(LINE_STATUS)]));
		EXPECT_EQ(caps.media_modes, u32(nl->tb[A(LINE_MEDIA_MODES)]));
		EXPECT_EQ(caps.bearer_modes, u32(nl->tb[A(LINE_BEARER_MODES)]));
		EXPECT_EQ(caps.line_features, u32(nl->tb[A(LINE_FEATURES)]));
		EXPECT_EQ(caps.flags, u32(nl->tb[A(LINE_FLAGS)]));
		EXPECT_NE(~0U, u32(nl->tb[A(LINE_MAX_CALLS)]));
		EXPECT_EQ(NULL, nl->tb[A(LINE_LOST)]);
		/* The last address of the three. */
		parse_nest(address, nl->tb[A(LINE_ADDRESS)]);
		EXPECT_EQ(2, u32(address[A(ADDRESS_ID)]));
		EXPECT_STREQ("200x2", str(address[A(ADDRESS_NUMBER)]));
		EXPECT_EQ(0, u32(address[A(ADDRESS_ACTIVE_CALLS)]));
		parse_nest(count, nl->tb[A(LINE_COUNTERS)]);
		EXPECT_EQ(1, u64(count[A(COUNTERS_CALLS)]));
		EXPECT_EQ(2, u64(count[A(COUNTERS_OPENS)]));
	}
}

/* All lines, in the order of their ids, each once; or one. */
TEST_F(netlink, line_dump)
{
	struct seen *s = seen_init(A(LINE_ID), ~0);

	self->nl.room = LINE_ROOM;
	EXPECT_GT(dump(&self->nl, GET(LINE), -1, note, s), 0);
	EXPECT_EQ(1, s->times[self->sim.line[0] % 8192]);
	EXPECT_EQ(1, s->times[self->sim.line[1] % 8192]);
	EXPECT_GE(s->total, 2);
	EXPECT_TRUE(s->ascending);
	EXPECT_FALSE(self->nl.intr);

	s = seen_init(A(LINE_ID), ~0);
	EXPECT_GT(dump(&self->nl, GET(LINE), self->sim.line[1], note, s), 0);
	EXPECT_EQ(1, s->total);
	EXPECT_EQ(self->sim.line[1], s->last);
}

/* ------------------------------------------------------------------------------ refusals */

#define LINE_ID_OK	0xffffffff	/* the id of line 0 */

/* P11: what is refused says why, and which attribute is to blame. */
TEST_F(netlink, refusals)
{
	static const struct {
		__u8 cmd;
		__u16 flags;
		int attr[2];
		__u32 value[2];
		int err;
		const char *text;
		int blamed;		/* number of the attribute, from 1; 0: none */
	} bad[] = {
		{ GET(LINE), 0, { 0 }, { 0 }, -EINVAL,
		  "give either the id or the name of the line", 0 },
		{ GET(LINE), 0, { 1 }, { 200000 }, -ENODEV,
		  "no line with this id; a dump of line-get lists them", 1 },
		{ GET(LINE), 0, { 1 }, { TLINE_MAX_LINES }, -ERANGE, "integer out of range", 1 },
		{ GET(LINE), 0, { 1, 3 }, { LINE_ID_OK, 1 }, -EINVAL, "Unknown attribute type", 2 },
		{ GET(LINE), 0, { 30 }, { 1 }, -EINVAL, "Unknown attribute type", 1 },
		{ GET(LINE), NLM_F_DUMP, { 30 }, { 1 }, -EINVAL, "Unknown attribute type", 1 },
		{ GET(LINE), NLM_F_DUMP, { 1 }, { 200000 }, -ENODEV,
		  "no line with this id; a dump of line-get lists them", 0 },
		{ GET(CALL), 0, { 1 }, { LINE_ID_OK }, -EINVAL,
		  "give the id of the line and the id on the line", 0 },
		{ GET(CALL), 0, { 2 }, { 1 }, -EINVAL,
		  "give the id of the line and the id on the line", 0 },
		{ GET(CALL), 0, { 1, 2 }, { LINE_ID_OK, 0 }, -ERANGE, "integer out of range", 2 },
		{ GET(CALL), 0, { 1, 2 }, { LINE_ID_OK, 77 }, -ENOENT,
		  "nothing with this id on the line (any more)", 2 },
		{ GET(CALL), NLM_F_DUMP, { 2 }, { 1 }, -EINVAL,
		  "a dump is of all lines or of one by id, nothing else", 0 },
		{ GET(REQUEST), 0, { 1, 2 }, { LINE_ID_OK, 77 }, -ENOENT,
		  "nothing with this id on the line (any more)", 2 },
		{ GET(REQUEST), NLM_F_DUMP, { 1, 5 }, { LINE_ID_OK, 1 }, -EINVAL,
		  "Unknown attribute type", 2 },
		{ GET(COUNTERS), 0, { 1, 2 }, { LINE_ID_OK, 1 }, -EINVAL,
		  "Unknown attribute type", 2 },
	};
	const int first = NLMSG_HDRLEN + GENL_HDRLEN;
	struct nl *nl = &self->nl;
	struct req r;
	int i, k, err;

	for (i = 0; i < N(bad); i++) {
		req_init(&r, nl->family, bad[i].cmd, bad[i].flags);
		for (k = 0; k < 2 && bad[i].attr[k]; k++)
			put_u32(&r, bad[i].attr[k], bad[i].value[k] == LINE_ID_OK ?
						    (__u32)self->sim.line[0] : bad[i].value[k]);
		err = nl_get(nl, &r);
		EXPECT_EQ(bad[i].err, err) {
			TH_LOG("request %d", i);
		}
		EXPECT_STREQ(bad[i].text, nl->error);
		/* What a dump says at its end blames no attribute. */
		EXPECT_EQ(bad[i].blamed ? first + 8 * (bad[i].blamed - 1) : 0, nl->error_at);
	}
	/* Both names of a line; a number that is too short; no such command. */
	req_init(&r, nl->family, GET(LINE), 0);
	put_u32(&r, A(LINE_ID), self->sim.line[0]);
	put(&r, A(LINE_NAME), "x", 2);
	EXPECT_EQ(-EINVAL, nl_get(nl, &r));
	EXPECT_STREQ("give either the id or the name of the line", nl->error);
	req_init(&r, nl->family, GET(LINE), 0);
	put(&r, A(LINE_NAME), "no-such-line", 13);
	EXPECT_EQ(-ENODEV, nl_get(nl, &r));
	EXPECT_STREQ("no line of this name; a dump of line-get lists them", nl->error);
	req_init(&r, nl->family, GET(LINE), 0);
	put(&r, A(LINE_ID), "xy", 2);
	EXPECT_EQ(-EINVAL, nl_get(nl, &r));
	EXPECT_STREQ("invalid attribute length", nl->error);
	req_init(&r, nl->family, 99, 0);
	EXPECT_EQ(-EOPNOTSUPP, nl_get(nl, &r));
}

static int as_nobody(struct sim *sim)
{
	static struct nl nl;
	struct seen *s = seen_init(1, ~0);

	if (setuid(65534) || nl_open(&nl))
		return 1;
	nl.room = LINE_ROOM;
	if (get_one(&nl, GET(LINE), sim->line[0], 0) || dump(&nl, GET(LINE), -1, note, s) < 1)
		return 2;
	if (get_one(&nl, GET(COUNTERS), sim->line[0], 0))
		return 3;
	if (get_one(&nl, GET(CALL), sim->line[0], 1) != -EPERM ||
	    dump(&nl, GET(CALL), -1, note, s) != -EPERM)
		return 4;
	if (get_one(&nl, GET(REQUEST), sim->line[0], 1) != -EPERM ||
	    dump(&nl, GET(REQUEST), -1, note, s) != -EPERM)
		return 5;
	return nl_join(&nl) == -EPERM ? 0 : 6;
}

/* Calls, requests and notifications show who talks to whom: CAP_NET_ADMIN. */
TEST_F(netlink, rights)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(as_nobody(&self->sim));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, WEXITSTATUS(status));
}

/* -------------------------------------------------------------------- calls and requests */

/* A call, its parties, its holders. */
TEST_F(netlink, call_get)
{
	struct line mon = line_open(&self->sim, 0, app_open(), MONITOR, 0);
	struct nlattr *party[MAX_ATTR];
	struct nl *nl = &self->nl;
	__u32 call, made, id;

	sim_set(&self->sim, 0, "incoming", "5550100,Alice");
	call = offered(&self->la);
	id = call_id(&self->sim, 0);
	sim_set(&self->sim, 0, "park", "1");
	ASSERT_GT(submit_op(&self->la, TLINE_OP_ANSWER, call), 0);
	ASSERT_EQ(0, get_one(nl, GET(CALL), self->sim.line[0], id));
	EXPECT_EQ(self->sim.line[0], u32(nl->tb[A(CALL_LINE)]));
	EXPECT_EQ(id, u32(nl->tb[A(CALL_ID)]));
	EXPECT_EQ(0, u32(nl->tb[A(CALL_ADDRESS)]));
	EXPECT_EQ(S(OFFERING), u32(nl->tb[A(CALL_STATE)]));
	EXPECT_EQ(TLINE_OFFERINGMODE_ACTIVE, u32(nl->tb[A(CALL_STATE_MODE)]));
	EXPECT_EQ(call_status(&self->la, call).state_time_ns, u64(nl->tb[A(CALL_STATE_TIME)]));
	EXPECT_EQ(NULL, nl->tb[A(CALL_PENDING)]);
	EXPECT_EQ(TLINE_CALLORIGIN_EXTERNAL, u32(nl->tb[A(CALL_ORIGIN)]));
	EXPECT_EQ(TLINE_CALLREASON_DIRECT, u32(nl->tb[A(CALL_REASON)]));
	EXPECT_EQ(VOICE, u32(nl->tb[A(CALL_MEDIA_MODE)]));
	EXPECT_EQ(TLINE_BEARERMODE_VOICE, u32(nl->tb[A(CALL_BEARER_MODE)]));
	EXPECT_EQ(1, u32(nl->tb[A(CALL_OWNERS)]));
	EXPECT_EQ(1, u32(nl->tb[A(CALL_MONITORS)]));
	EXPECT_EQ(1, u32(nl->tb[A(CALL_REQUESTS)]));
	EXPECT_STREQ("netlink-a", str(nl->tb[A(CALL_APP_NAME)]));
	EXPECT_EQ(call_info(&mon, offered(&mon)).call_id, u32(nl->tb[A(CALL_CALL_ID)]));
	/* The last party told is the one called. */
	parse_nest(party, nl->tb[A(CALL_PARTY)]);
	EXPECT_EQ(TLINE_PARTY_CALLED, u32(party[A(PARTY_ROLE)]));
	EXPECT_STREQ("200", str(party[A(PARTY_NUMBER)]));
	EXPECT_EQ(NULL, party[A(PARTY_NAME)]);

	/* A call that is being made. */
	ASSERT_GT(submit_makecall(&self->la, "201", &made), 0);
	EXPECT_EQ(2, sim_num(&self->sim, 0, "parked"));
	ASSERT_EQ(0, get_one(nl, GET(CALL), self->sim.line[0], id + 1));
	EXPECT_NE(NULL, nl->tb[A(CALL_PENDING)]);
	EXPECT_EQ(0, u32(nl->tb[A(CALL_STATE)]));
	EXPECT_EQ(TLINE_CALLORIGIN_OUTBOUND, u32(nl->tb[A(CALL_ORIGIN)]));
}

/* A dump of calls resumes within a line; calls that end meanwhile disturb no other. */
TEST_F(netlink, call_dump)
{
	struct line lb = line_open(&self->sim, 1, app_open(), NONE, 0);
	struct seen *s = seen_init(A(CALL_ID), self->sim.line[0]);
	struct nl *nl = &self->nl;
	__u32 call[50], other;
	struct req r;
	int i, id, once = 0;

	for (i = 0; i < 50; i++) {
		sim_set(&self->sim, 0, "incoming", "5550%d,Somebody", i);
		call[i] = offered(&self->la);
		drain(self->a);
	}
	id = submit_makecall(&lb, "", &other);
	ASSERT_EQ(0, reply(lb.app, id, NULL));
	EXPECT_GT(dump(nl, GET(CALL), self->sim.line[0], note, s), 3);
	EXPECT_EQ(50, s->total);
	EXPECT_EQ(0, s->times[0]);
	for (i = 0; i < 8192; i++)
		once += s->times[i] == 1;
	EXPECT_EQ(50, once);
	s = seen_init(A(CALL_ID), ~0);
	EXPECT_GT(dump(nl, GET(CALL), self->sim.line[1], note, s), 0);
	EXPECT_EQ(1, s->total);

	/* All lines; after the first turn 20 calls go, old and new ones. */
	s = seen_init(A(CALL_ID), self->sim.line[0]);
	req_init(&r, nl->family, GET(CALL), NLM_F_DUMP);
	nl_send(nl, &r);
	EXPECT_EQ(1, dump_turn(nl, note, s));
	EXPECT_GT(50, s->total);
	for (i = 0; i < 50; i += 5) {
		EXPECT_EQ(0, deallocate(&self->la, call[i]));
		EXPECT_EQ(0, deallocate(&self->la, call[i + 1]));
	}
	EXPECT_GT(dump_rest(nl, note, s), 0);
	for (i = 0, once = 0; i < 8192; i++) {
		EXPECT_GE(1, s->times[i]);
		once += s->times[i];
	}
	EXPECT_LE(30, once);
	EXPECT_GT(50, once);
}

struct wanted {
	__u32 line;
	int n;
	__u32 op;
	__u32 id;
	__u32 call;
	__u32 new_call;
	bool deadline;
	bool dispatched;
	char name[32];
	char app[32];
};

static void note_request(struct nl *nl, void *data)
{
	struct wanted *w = (struct wanted *)data + ((struct wanted *)data)->n++;

	w->line = u32(nl->tb[A(REQUEST_LINE)]);
	w->op = u32(nl->tb[A(REQUEST_OP)]);
	w->id = u32(nl->tb[A(REQUEST_APP_ID)]);
	w->call = u32(nl->tb[A(REQUEST_CALL)]);
	w->new_call = u32(nl->tb[A(REQUEST_NEW_CALL)]);
	w->deadline = nl->tb[A(REQUEST_DEADLINE)];
	w->dispatched = nl->tb[A(REQUEST_DISPATCHED)];
	snprintf(w->name, sizeof(w->name), "%s", str(nl->tb[A(REQUEST_OP_NAME)]));
	snprintf(w->app, sizeof(w->app), "%s", str(nl->tb[A(REQUEST_APP_NAME)]));
}

/* Pending requests: whose they are, what they are about; one by its id. */
TEST_F(netlink, requests)
{
	struct tline_request rq = {
		.op = TLINE_OP_SETLINEDEVSTATUS, .arg = { TLINE_DEVSTATUSFLAGS_MSGWAIT, 1 },
		.timeout_ns = 3600000000000ULL,
	};
	struct wanted w[4] = { 0 };
	struct nl *nl = &self->nl;
	__u32 call, made;
	int id[3];

	sim_set(&self->sim, 0, "incoming", "5550100");
	call = offered(&self->la);
	sim_set(&self->sim, 0, "park", "1");
	id[0] = submit_op(&self->la, TLINE_OP_ACCEPT, call);
	id[1] = submit(&self->la, &rq);
	id[2] = submit_makecall(&self->la, "201", &made);
	EXPECT_EQ(3, sim_num(&self->sim, 0, "parked"));
	EXPECT_GT(dump(nl, GET(REQUEST), self->sim.line[0], note_request, w), 0);
	ASSERT_EQ(3, w[0].n);
	EXPECT_STREQ("accept", w[0].name);
	EXPECT_EQ(TLINE_OP_ACCEPT, w[0].op);
	EXPECT_EQ(call_id(&self->sim, 0), w[0].call);
	EXPECT_EQ(id[0], w[0].id);
	EXPECT_FALSE(w[0].deadline);
	EXPECT_TRUE(w[0].dispatched);
	EXPECT_STREQ("netlink-a", w[0].app);
	EXPECT_STREQ("setlinedevstatus", w[1].name);
	EXPECT_EQ(~0U, w[1].call);
	EXPECT_EQ(id[1], w[1].id);
	EXPECT_TRUE(w[1].deadline);
	EXPECT_STREQ("makecall", w[2].name);
	EXPECT_EQ(id[2], w[2].id);
	EXPECT_NE(~0U, w[2].new_call);
	EXPECT_EQ(w[2].call, w[2].new_call);

	/* The provider's id, as its log has it. */
	id[0] = strtoul(strstr(sim_get(&self->sim, 0, "log"), "accept id=") + 10, NULL, 10);
	EXPECT_EQ(0, get_one(nl, GET(REQUEST), self->sim.line[0], id[0]));
	EXPECT_STREQ("accept", str(nl->tb[A(REQUEST_OP_NAME)]));
	sim_set(&self->sim, 0, "park", "0");
	EXPECT_EQ(-ENOENT, get_one(nl, GET(REQUEST), self->sim.line[0], id[0]));
	memset(w, 0, sizeof(w));
	EXPECT_GT(dump(nl, GET(REQUEST), self->sim.line[0], note_request, w), 0);
	EXPECT_EQ(0, w[0].n);
}

/* P10: the books of a line are those of the ioctl; the total balances. */
TEST_F(netlink, counters)
{
	struct nlattr *reason[MAX_ATTR];
	struct tline_ioc_counters c;
	struct nl *nl = &self->nl;
	struct req r;
	__u64 sum = 0;
	__u32 made;
	int i, id;

	sim_set(&self->sim, 0, "fault", "makecall:fail=0x80000048");
	id = submit_makecall(&self->la, "201", &made);
	ASSERT_EQ(FAILED, reply(self->a, id, NULL));
	sim_set(&self->sim, 0, "fault", "never");
	ASSERT_GT(submit_makecall(&self->la, "201", &made), 0);
	c = counters(self->la.fd);
	ASSERT_EQ(0, get_one(nl, GET(COUNTERS), self->sim.line[0], 0));
	EXPECT_EQ(self->sim.line[0], u32(nl->tb[A(COUNTERS_LINE)]));
	EXPECT_EQ(2, u64(nl->tb[A(COUNTERS_SUBMITTED)]));
	EXPECT_EQ(1, u64(nl->tb[A(COUNTERS_COMPLETED)]));
	EXPECT_EQ(1, u64(nl->tb[A(COUNTERS_PENDING)]));
	EXPECT_EQ(c.late, u64(nl->tb[A(COUNTERS_LATE)]));
	EXPECT_EQ(c.refused_upcalls, u64(nl->tb[A(COUNTERS_REFUSED_UPCALLS)]));
	EXPECT_EQ(0, u64(nl->tb[A(COUNTERS_OWED_IDLE)]));
	EXPECT_EQ(0, u64(nl->tb[A(COUNTERS_CALLS)]));
	EXPECT_EQ(0, u64(nl->tb[A(COUNTERS_CALLS_TOTAL)]));
	EXPECT_EQ(1, u64(nl->tb[A(COUNTERS_OPENS)]));
	parse_nest(reason, nl->tb[A(COUNTERS_BY_REASON)]);
	EXPECT_EQ(1, u64(reason[TLINE_REASON_REFUSED]));
	EXPECT_EQ(0, u64(reason[TLINE_REASON_DONE]));

	req_init(&r, nl->family, GET(COUNTERS), 0);
	ASSERT_EQ(0, nl_get(nl, &r));
	EXPECT_EQ(NULL, nl->tb[A(COUNTERS_LINE)]);
	parse_nest(reason, nl->tb[A(COUNTERS_BY_REASON)]);
	for (i = 1; i < TLINE_REASON_COUNT; i++)
		sum += u64(reason[i]);
	EXPECT_EQ(u64(nl->tb[A(COUNTERS_COMPLETED)]), sum);
	EXPECT_EQ(u64(nl->tb[A(COUNTERS_SUBMITTED)]), sum + u64(nl->tb[A(COUNTERS_PENDING)]));
}

/* --------------------------------------------------------------------- dumps in many turns */

#define MANY	100

/* An exchange with MANY lines, each of many addresses: large messages. */
FIXTURE(many) {
	struct sim sim;
	struct nl nl;
	__u32 id[MANY];		/* not one after the other if others were freed late */
};

static void line_attr(struct sim *sim, int i, const char *attr, const char *fmt, int value)
{
	char path[256], text[32];
	int fd;

	snprintf(path, sizeof(path), "%s/%s-%d/%s", sim->dir, sim->name, i, attr);
	snprintf(text, sizeof(text), fmt, value);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		perror(path);
	close(fd);
}

FIXTURE_SETUP(many)
{
	char path[200];
	int i;

	sim_create_down(&self->sim, 0);
	for (i = 0; i < MANY; i++) {
		snprintf(path, sizeof(path), "%s/%s-%d", self->sim.dir, self->sim.name, i);
		ASSERT_EQ(0, mkdir(path, 0755));
		line_attr(&self->sim, i, "number", "%d", 3000 + i);
		line_attr(&self->sim, i, "addresses", "%d", 16);
	}
	sim_live(&self->sim);
	for (i = 0; i < MANY; i++)
		self->id[i] = sim_num(&self->sim, i, "id");
	ASSERT_EQ(0, nl_open(&self->nl));
	self->nl.room = LINE_ROOM;
}

FIXTURE_TEARDOWN(many)
{
	char path[200];
	int i;

	sim_set(&self->sim, -1, "live", "0");
	for (i = 0; i < MANY; i++) {
		snprintf(path, sizeof(path), "%s/%s-%d", self->sim.dir, self->sim.name, i);
		EXPECT_EQ(0, rmdir(path));
	}
	sim_destroy(&self->sim);
}

/* A dump goes on where it stopped: every line once, however many turns. */
TEST_F(many, dump_resumes)
{
	struct seen *s = seen_init(A(LINE_ID), ~0);
	int i, once = 0;

	EXPECT_GT(dump(&self->nl, GET(LINE), -1, note, s), 5);
	for (i = 0; i < MANY; i++)
		once += s->times[self->id[i] % 8192] == 1;
	EXPECT_EQ(MANY, once);
	EXPECT_TRUE(s->ascending);
	EXPECT_FALSE(self->nl.intr);
}

/* The line with the @n-th lowest id. */
static int by_id(const __u32 *id, int n)
{
	int i, j, lower;

	for (i = 0; i < MANY; i++) {
		for (j = 0, lower = 0; j < MANY; j++)
			lower += id[j] < id[i];
		if (lower == n)
			break;
	}
	return i;
}

/* Lines that go in the middle of a dump: it says so, and shows all others once. */
TEST_F(many, dump_interrupted)
{
	int first = by_id(self->id, 0), late = by_id(self->id, MANY - 2), i, once = 0;
	struct seen *s = seen_init(A(LINE_ID), ~0);
	struct nl *nl = &self->nl;
	struct req r;

	req_init(&r, nl->family, GET(LINE), NLM_F_DUMP);
	nl_send(nl, &r);
	EXPECT_EQ(1, dump_turn(nl, note, s));
	EXPECT_LT(s->total, MANY / 2);
	EXPECT_FALSE(nl->intr);
	sim_set(&self->sim, first, "unplug", "1");
	sim_set(&self->sim, late, "unplug", "1");
	EXPECT_GT(dump_rest(nl, note, s), 3);
	EXPECT_TRUE(nl->intr);
	for (i = 0; i < MANY; i++)
		once += i != first && i != late && s->times[self->id[i] % 8192] == 1;
	EXPECT_EQ(MANY - 2, once);
	EXPECT_EQ(0, s->times[self->id[late] % 8192]);
}

/* Wherever in a line's message the room for it ends, the line comes whole in the next turn. */
TEST_F(many, dump_of_lines_goes_on_after_any_attribute)
{
	int i, once;

	for (self->nl.room = LINE_ROOM; self->nl.room < LARGE_ROOM; self->nl.room += 44) {
		struct seen *s = seen_init(A(LINE_ID), ~0);

		EXPECT_GT(dump(&self->nl, GET(LINE), -1, note, s), 5);
		for (i = 0, once = 0; i < MANY; i++)
			once += s->times[self->id[i] % 8192] == 1;
		EXPECT_EQ(MANY, once) {
			TH_LOG("room for %d bytes", self->nl.room);
		}
	}
}

/* The same for calls, one of whose messages is as long as any other. */
TEST_F(netlink, dump_of_calls_goes_on_after_any_attribute)
{
	struct nl *nl = &self->nl;
	int i;

	for (i = 0; i < 64; i++)
		sim_set(&self->sim, 0, "incoming", "5550100,Ann");
	for (nl->room = SMALL_ROOM; nl->room < SMALL_ROOM + 640; nl->room += 4) {
		struct seen *s = seen_init(A(CALL_ID), self->sim.line[0]);

		EXPECT_GT(dump(nl, GET(CALL), self->sim.line[0], note, s), 3);
		EXPECT_EQ(64, s->total) {
			TH_LOG("room for %d bytes", nl->room);
		}
		EXPECT_TRUE(s->ascending);
	}
}

/* And for requests. */
TEST_F(netlink, dump_of_requests_goes_on_after_any_attribute)
{
	struct nl *nl = &self->nl;
	int i;

	sim_set(&self->sim, 0, "park", "1");
	for (i = 0; i < 200; i++)
		ASSERT_GT(submit_lamp(&self->la), 0);
	for (nl->room = SMALL_ROOM; nl->room < SMALL_ROOM + 200; nl->room += 4) {
		struct seen *s = seen_init(A(REQUEST_ID), self->sim.line[0]);

		EXPECT_GT(dump(nl, GET(REQUEST), self->sim.line[0], note, s), 3);
		EXPECT_EQ(200, s->total) {
			TH_LOG("room for %d bytes", nl->room);
		}
	}
}

/* -------------------------------------------------------------------------- notifications */

/* The next notification about @line: its command, or -errno. */
static int notified(struct nl *nl, __u32 line)
{
	struct nlmsghdr *nlh = (void *)nl->buf;
	int err;

	do {
		err = nl_recv(nl);
		if (err)
			return err;
		nl_parse(nl, nlh);
	} while (u32(nl->tb[1]) != line);
	return ((struct genlmsghdr *)NLMSG_DATA(nlh))->cmd;
}

static bool call_change(struct nl *nl, __u32 line, __u32 state, __u32 mode)
{
	if (notified(nl, line) == TLINE_NL_CMD_CALL_CHANGE_NTF &&
	    u32(nl->tb[A(CALL_STATE)]) == state && u32(nl->tb[A(CALL_STATE_MODE)]) == mode &&
	    !nl->tb[A(CALL_LOST)])
		return true;
	fprintf(stderr, "# state %#x, mode %#x; expected %#x\n", u32(nl->tb[A(CALL_STATE)]),
		u32(nl->tb[A(CALL_STATE_MODE)]), state);
	return false;
}

/* Every change of a call's state, in order, with the mode that it had. */
TEST_F(netlink, notified_of_calls)
{
	__u32 line = self->sim.line[0], made, id;
	struct nl *nl = &self->nl;

	ASSERT_EQ(0, nl_join(nl));
	sim_set(&self->sim, 1, "script", "answer=100");
	ASSERT_GT(submit_makecall(&self->la, "201", &made), 0);
	sim_step(&self->sim, 1000);
	id = call_id(&self->sim, 0);
	EXPECT_TRUE(call_change(nl, line, 0, 0));	/* it exists; no state told yet */
	EXPECT_TRUE(call_change(nl, line, S(DIALTONE), TLINE_DIALTONEMODE_NORMAL));
	EXPECT_EQ(id, u32(nl->tb[A(CALL_ID)]));
	EXPECT_NE(0, u64(nl->tb[A(CALL_STATE_TIME)]));
	EXPECT_TRUE(call_change(nl, line, S(DIALING), 0));
	EXPECT_TRUE(call_change(nl, line, S(PROCEEDING), 0));
	EXPECT_TRUE(call_change(nl, line, S(RINGBACK), 0));
	EXPECT_TRUE(call_change(nl, line, S(CONNECTED), TLINE_CONNECTEDMODE_ACTIVE));
	EXPECT_EQ(1, u32(nl->tb[A(CALL_OWNERS)]));
	sim_set(&self->sim, 0, "hangup", "1");
	EXPECT_TRUE(call_change(nl, line, S(DISCONNECTED), TLINE_DISCONNECTMODE_NORMAL));
	ASSERT_GT(submit_op(&self->la, TLINE_OP_DROP, made), 0);
	EXPECT_TRUE(call_change(nl, line, S(IDLE), 0));
	EXPECT_EQ(id, u32(nl->tb[A(CALL_ID)]));
	/* The end of the line comes after the end of its calls. */
	sim_set(&self->sim, 0, "incoming", "5550100");
	sim_set(&self->sim, 0, "unplug", "1");
	EXPECT_TRUE(call_change(nl, line, S(OFFERING), TLINE_OFFERINGMODE_ACTIVE));
	EXPECT_EQ(TLINE_NL_CMD_LINE_DELETE_NTF, notified(nl, line));
}

/* Lines that come and go. */
TEST_F(netlink, notified_of_lines)
{
	struct nl *nl = &self->nl;
	char name[64];
	__u32 line;

	ASSERT_EQ(0, nl_join(nl));
	snprintf(name, sizeof(name), "%s-1", self->sim.name);
	sim_set(&self->sim, 1, "unplug", "1");
	EXPECT_EQ(TLINE_NL_CMD_LINE_DELETE_NTF, notified(nl, self->sim.line[1]));
	EXPECT_STREQ(name, str(nl->tb[A(LINE_NAME)]));
	EXPECT_EQ(NULL, nl->tb[A(LINE_PROVIDER)]);
	EXPECT_EQ(NULL, nl->tb[A(LINE_LOST)]);
	sim_set(&self->sim, 1, "unplug", "0");
	line = sim_num(&self->sim, 1, "id");
	EXPECT_EQ(TLINE_NL_CMD_LINE_CREATE_NTF, notified(nl, line));
	EXPECT_STREQ(name, str(nl->tb[A(LINE_NAME)]));
	EXPECT_NE(NULL, nl->tb[A(LINE_PROVIDER)]);
	EXPECT_EQ(1, u32(nl->tb[A(LINE_NUM_ADDRESSES)]));
	EXPECT_EQ(0, u32(nl->tb[A(LINE_OPENS)]));
}

TEST_HARNESS_MAIN
