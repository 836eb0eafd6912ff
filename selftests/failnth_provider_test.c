// SPDX-License-Identifier: GPL-2.0-only
/*
 * Netlink, and what a provider tells the core, through each of their failure points: see failnth.h.
 */
#include "failnth.h"
#include "tline_nl.h"

/* --------------------------------------------------------------------------- netlink */

static bool nl_right_error(int err)
{
	return err == -ENOMEM || err == -ENOBUFS || err == -EFAULT || err == -ETIMEDOUT;
}

static void count_object(struct nl *nl, void *data)
{
	++*(int *)data;
}

static void find_pending(struct nl *nl, void *data)
{
	*(__u64 *)data = u64(nl->tb[TLINE_A_COUNTERS_PENDING]);
}

/* Every command, asking for one and for all, with somebody listening: an answer or an error. */
TEST_F(failnth, netlink_fails_whole)
{
	static const __u8 cmds[] = {
		TLINE_NL_CMD_LINE_GET, TLINE_NL_CMD_CALL_GET, TLINE_NL_CMD_REQUEST_GET,
		TLINE_NL_CMD_COUNTERS_GET,
	};
	struct world *w = &self->w;
	struct nl nl, ear;
	unsigned int i, all;
	__u64 pendings = 0;
	char *base;

	NEEDS_INJECTION(w);
	ASSERT_EQ(nl_open(&ear), 0);
	ASSERT_EQ(nl_join(&ear), 0);
	pending(w);
	base = strdup(state_of(w));
	for (i = 0; i < 2 * ARRAY_SIZE(cmds); i++) {
		bool more = true;
		int n, err, found;

		all = i % 2;
		for (n = 1; n < MAX_POINTS && more; n++) {
			struct req r;

			ASSERT_EQ(nl_open(&nl), 0);
			nl.room = all ? LINE_ROOM : SMALL_ROOM;
			req_init(&r, nl.family, cmds[i / 2], all ? NLM_F_DUMP : 0);
			put_u32(&r, 1, w->sim.line[0]);
			if (cmds[i / 2] == TLINE_NL_CMD_CALL_GET && !all)
				put_u32(&r, TLINE_A_CALL_ID, 1);
			if (cmds[i / 2] == TLINE_NL_CMD_REQUEST_GET && !all)
				put_u32(&r, TLINE_A_REQUEST_ID, 1);
			r.nlh.nlmsg_seq = 1;
			found = 0;
			arm(w->fn, n);
			err = send(nl.fd, &r, r.nlh.nlmsg_len, 0) < 0 ? -errno : 0;
			if (!err)
				err = all ? dump_rest(&nl, count_object, &found) : nl_recv(&nl);
			more = disarm(w->fn);
			EXPECT_TRUE(err >= 0 || (more && nl_right_error(err))) {
				TH_LOG("command %u, point %d: %d", cmds[i / 2], n, err);
			}
			EXPECT_TRUE(err < 0 || !all || found > 0);
			close(nl.fd);
			EXPECT_TRUE(same(base, state_of(w)));
		}
		EXPECT_GT(n, 2);
		EXPECT_LT(n, MAX_POINTS);
	}
	free(base);
	ASSERT_EQ(nl_open(&nl), 0);
	EXPECT_GT(dump(&nl, TLINE_NL_CMD_COUNTERS_GET, w->sim.line[0], find_pending, &pendings), 0);
	EXPECT_EQ(pendings, 1);
	close(nl.fd);
	/* And the socket that hears of changes hears of the next one. */
	away_with_pending(w);
	sim_set(&w->sim, 0, "hangup", "1");
	sim_step(&w->sim, 1000);
	do {
		ASSERT_EQ(nl_recv(&ear), 0);
		nl_parse(&ear, (void *)ear.buf);
	} while (u32(ear.tb[TLINE_A_CALL_LINE]) != w->sim.line[0]);
	close(ear.fd);
}

/* ------------------------------------------------------------------------ providers */

/* Line 2 as if new: its tables are empty. */
static void replug(struct world *w)
{
	sim_set(&w->sim, 2, "unplug", "1");
	sim_set(&w->sim, 2, "unplug", "0");
	w->sim.line[2] = sim_num(&w->sim, 2, "id");
}

/*
 * An incoming call is there for everybody, or not at all and the next one is.  It is the first
 * one of the line, and a monitor has all its ids used: two tables must grow.
 */
TEST_F(failnth, incoming_calls_fail_whole)
{
	struct world *w = &self->w;
	struct tline_message m;
	struct crowd crowd;
	bool more = true;
	char *base;
	int n;

	NEEDS_INJECTION(w);
	drain_all(w);
	base = strdup(state_of(w));
	for (n = 1; n < MAX_POINTS && more; n++) {
		int err, offers = 0, monitored;

		line_close(&w->idle);
		replug(w);
		w->idle = line_open(&w->sim, 2, w->far_app, OWNER | MONITOR, VOICE);
		drain_all(w);
		crowd_open(w, &crowd, 2);
		arm(w->fn, n);
		err = sim_try(&w->sim, 2, "incoming", "0555,Me");
		more = disarm(w->fn);
		EXPECT_TRUE(!err || (more && (err == -ENOMEM || err == -EFAULT))) {
			TH_LOG("point %d: %d", n, err);
		}
		sim_step(&w->sim, 1);
		while (!silent(w->far_app) && message(w->far_app, &m))
			offers += m.type == TLINE_MSG_APPNEWCALL;
		/* What the exchange took, it offers in the end. */
		EXPECT_EQ(offers, !err) {
			TH_LOG("point %d: %d", n, err);
		}
		monitored = leftover(crowd.app, TLINE_MSG_APPNEWCALL);
		EXPECT_EQ(monitored, !err);
		crowd_close(&crowd);
		sim_try(&w->sim, 2, "hangup", "1");
		sim_step(&w->sim, 1000);
		EXPECT_EQ(ioctl(w->idle.fd, TLINE_IOC_CLOSE), 0);
		line_close(&w->idle);
		w->idle = line_open(&w->sim, 2, w->far_app, OWNER | MONITOR, VOICE);
		drain_all(w);
		EXPECT_TRUE(same(base, state_of(w)));
		EXPECT_STREQ(sim_get(&w->sim, 2, "calls"), "");
	}
	EXPECT_LT(n, MAX_POINTS);
	free(base);
}

/* Notifications that came, without waiting: of lines made and gone, and of those lost before. */
struct heard {
	int made, gone;
	__u64 lost;
};

static struct heard hear(struct nl *ear)
{
	struct genlmsghdr *genl = NLMSG_DATA((struct nlmsghdr *)ear->buf);
	struct heard h = { 0 };

	while (recv(ear->fd, ear->buf, ear->room, MSG_DONTWAIT) > 0) {
		h.made += genl->cmd == TLINE_NL_CMD_LINE_CREATE_NTF;
		h.gone += genl->cmd == TLINE_NL_CMD_LINE_DELETE_NTF;
		nl_parse(ear, (void *)ear->buf);
		if (ear->tb[TLINE_A_LINE_LOST])
			h.lost += u64(ear->tb[TLINE_A_LINE_LOST]);
	}
	return h;
}

/* Who is not told of a line, for want of memory, is told so with the next one. */
TEST_F(failnth, notifications_that_fail_are_counted)
{
	struct world *w = &self->w;
	int n, err, lost = 0;
	bool more = true;
	struct heard h;
	struct sim sim;
	struct nl ear;

	NEEDS_INJECTION(w);
	ASSERT_EQ(nl_open(&ear), 0);
	ear.room = LINE_ROOM;
	ASSERT_EQ(nl_join(&ear), 0);
	sim_create_down(&sim, 1);
	hear(&ear);
	for (n = 1; n < MAX_POINTS && more; n++) {
		arm(w->fn, n);
		err = sim_try(&sim, -1, "live", "1");
		more = disarm(w->fn);
		sim_set(&sim, -1, "live", "0");
		h = hear(&ear);
		EXPECT_EQ(h.made + h.lost, h.gone) {
			TH_LOG("point %d: %d", n, err);
		}
		EXPECT_TRUE(err || h.gone == 1);
		lost += h.lost;
	}
	EXPECT_LT(n, MAX_POINTS);
	EXPECT_GT(lost, 0);
	close(ear.fd);
	sim_destroy(&sim);
}

/* A line is registered, node and all, or it is as if it had never been tried. */
TEST_F(failnth, registering_lines_fails_whole)
{
	struct world *w = &self->w;
	bool more = true;
	struct sim sim;
	int n, err = 0, line = 0;
	char path[64];

	NEEDS_INJECTION(w);
	sim_create_down(&sim, 1);
	for (n = 1; n < MAX_POINTS && more; n++) {
		arm(w->fn, n);
		err = sim_try(&sim, -1, "live", "1");
		more = disarm(w->fn);
		EXPECT_TRUE(!err || (more && (err == -ENOMEM || err == -EFAULT))) {
			TH_LOG("point %d: %d", n, err);
		}
		EXPECT_EQ(sim_num(&sim, -1, "live"), !err);
		line = sim_num(&sim, 0, "id");
		EXPECT_EQ(line >= 0, !err);
		snprintf(path, sizeof(path), "/dev/tline/line%d", line);
		/* (A node that could not be made does not keep the kernel from adding a device.) */
		EXPECT_TRUE(!err || access(path, F_OK));
		sim_set(&sim, -1, "live", "0");
		EXPECT_NE(access(path, F_OK), 0);
	}
	EXPECT_LT(n, MAX_POINTS);
	EXPECT_GT(n, 10);
	sim_destroy(&sim);
}

/*
 * From some allocation on all of them fail, for a task that has /proc/self/make-it-fail: what tries
 * again is refused, too.  Whether any fails is said last, and unsaid first.
 */
static bool starve(int space)
{
	char bytes[16];

	snprintf(bytes, sizeof(bytes), "%d", space);
	return set_injection("failslab/task-filter", "Y") &&
	       set_injection("failslab/times", "-1") &&
	       set_injection("failslab/space", bytes) &&
	       set_injection("failslab/probability", "100");
}

static bool feed(void)
{
	return set_injection("failslab/probability", "0") &&
	       set_injection("failslab/task-filter", "N");
}

/* The same for the table of lines, which begins a new part with every 64th. */
TEST_F(failnth, registering_lines_without_memory_fails_whole)
{
	struct world *w = &self->w;
	int space, err = -ENOMEM, failed = 0, filter;
	struct sim sim;

	NEEDS_INJECTION(w);
	filter = open("/proc/self/make-it-fail", O_WRONLY | O_CLOEXEC);
	ASSERT_LE(0, filter);
	sim_create(&sim, 1);
	while (sim_num(&sim, 0, "id") % 64 != 63) {
		sim_set(&sim, -1, "live", "0");
		sim_set(&sim, -1, "live", "1");
	}
	sim_set(&sim, -1, "live", "0");
	for (space = 0; space < 1 << 20 && err; space += 256) {
		ASSERT_TRUE(starve(space));
		ASSERT_EQ(pwrite(filter, "1", 1, 0), 1);
		err = sim_try(&sim, -1, "live", "1");
		ASSERT_EQ(pwrite(filter, "0", 1, 0), 1);
		ASSERT_TRUE(feed());
		EXPECT_TRUE(!err || err == -ENOMEM) {
			TH_LOG("with %d bytes: %d", space, err);
		}
		EXPECT_EQ(sim_num(&sim, -1, "live"), !err);
		EXPECT_EQ(sim_num(&sim, 0, "id") >= 0, !err);
		failed += !!err;
	}
	EXPECT_EQ(err, 0);
	EXPECT_GT(failed, 10);
	close(filter);
	sim_destroy(&sim);
}

TEST_HARNESS_MAIN
