// SPDX-License-Identifier: GPL-2.0-only
/*
 * Digits gathered by programs, from digits that travel through the exchange.  What only a
 * provider can bring about is in kunit/gather_kunit.c, what time brings in kunit/time_kunit.c.
 */
#include "kselftest_harness.h"
#include "phone.h"

#define TERM(x)	TLINE_GATHERTERM_##x

FIXTURE(gather) {
	struct phone p;
	char digits[32];
};

FIXTURE_SETUP(gather)
{
	sim_create_down(&self->p.sim, 2);
	phone_up(&self->p, V2_2);
	memset(self->digits, 0, sizeof(self->digits));
}

FIXTURE_TEARDOWN(gather)
{
	EXPECT_TRUE(balanced(self->p.books));
	phone_down(&self->p);
}

/* TLINE_GATHERTERM_ of the completion of @id, skipping other messages; 0: it failed. */
static __u32 term_of(int app, int id)
{
	struct tline_message m;

	while (message_of(app, TLINE_MSG_REPLY, &m))
		if (m.p1 == (__u64)id)
			return m.p3 >> 32;
	return 0;
}

/* What one end sends the other one gathers. */
TEST_F(gather, from_the_far_end)
{
	struct phone *p = &self->p;
	struct tline_ioc_digits send = {
		.call = p->peer, .mode = TLINE_DIGITMODE_DTMF, .digits = "12#",
	};
	int id = submit_gather(&p->line, p->call, 3);

	ASSERT_LT(0, id);
	EXPECT_EQ(-EBUSY, output(p->app, id, self->digits, sizeof(self->digits)));
	ASSERT_EQ(0, ioctl(p->far.fd, TLINE_IOC_GENERATE_DIGITS, &send));
	ASSERT_EQ(0, send.result);
	sim_step(&p->sim, 10000);
	EXPECT_EQ(TERM(BUFFERFULL), term_of(p->app, id));
	EXPECT_EQ(3, output(p->app, id, self->digits, sizeof(self->digits)));
	EXPECT_STREQ("12#", self->digits);
	EXPECT_EQ(0, request_state(p->app, id, NULL));
	EXPECT_STREQ("command:monitor_digits command:monitor_digits", sim_log(&p->sim, 0));
}

/* The far end hangs up: the digits so far are there. */
TEST_F(gather, call_ends)
{
	struct phone *p = &self->p;
	int id = submit_gather(&p->line, p->call, 9);

	sim_set(&p->sim, 0, "digits", "45");
	EXPECT_EQ(0, do_op(&p->far, TLINE_OP_DROP, p->peer));
	ASSERT_LT(0, submit_op(&p->line, TLINE_OP_DROP, p->call));
	EXPECT_EQ(TERM(CANCEL), term_of(p->app, id));
	EXPECT_EQ(2, output(p->app, id, self->digits, sizeof(self->digits)));
	EXPECT_STREQ("45", self->digits);
}

/* Two programs own the call; one of them is killed while it gathers. */
TEST_F(gather, kill)
{
	struct phone *p = &self->p;
	__u32 theirs;
	struct line other = co_owner(p, &theirs);
	int pipes[2], id;
	char byte;
	pid_t pid;

	ASSERT_NE(0, theirs);
	ASSERT_EQ(0, pipe(pipes));
	pid = fork();
	if (!pid) {
		close_fd(&p->app);
		close_fd(&p->line.fd);
		id = submit_gather(&other, theirs, 9);
		if (write(pipes[1], id > 0 ? "y" : "n", 1) == 1)
			pause();
		_exit(0);
	}
	leave(&other);
	ASSERT_EQ(1, read(pipes[0], &byte, 1));
	EXPECT_EQ('y', byte);
	EXPECT_EQ(1, counters(p->books).pending);
	kill(pid, SIGKILL);
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	EXPECT_EQ(0, counters(p->books).pending);
	/* The other owner notices nothing of it but that it is gone. */
	id = submit_gather(&p->line, p->call, 1);
	sim_set(&p->sim, 0, "digits", "8");
	EXPECT_EQ(TERM(BUFFERFULL), term_of(p->app, id));
	EXPECT_EQ(1, output(p->app, id, self->digits, sizeof(self->digits)));
	close(pipes[0]);
	close(pipes[1]);
}

/* TLINE_SUBMIT_WAIT returns when it has ended, here by another owner's request. */
TEST_F(gather, waited_for)
{
	struct phone *p = &self->p;
	struct tline_gather gather = { .modes = TLINE_DIGITMODE_DTMF, .count = 9 };
	struct tline_request rq = {
		.op = TLINE_OP_GATHERDIGITS, .flags = TLINE_REQUEST_KEEP, .call = p->call,
		.args = (uintptr_t)&gather, .args_size = sizeof(gather),
	};
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)&rq, .count = 1, .request_size = sizeof(rq),
		.flags = TLINE_SUBMIT_WAIT,
	};
	__u32 theirs;
	struct line other = co_owner(p, &theirs);
	pid_t pid = fork();

	if (!pid) {
		while (!counters(p->books).pending)
			usleep(1000);
		sim_set(&p->sim, 0, "digits", "12");
		_exit(submit_gather(&other, theirs, 0) > 0 ? 0 : 1);
	}
	ASSERT_EQ(0, ioctl(p->line.fd, TLINE_IOC_SUBMIT, &arg));
	EXPECT_EQ(0, rq.result);
	EXPECT_EQ(REASON(DONE), rq.reason);
	EXPECT_EQ(TERM(CANCEL), rq.value);
	EXPECT_EQ(2, output(p->app, rq.id, self->digits, sizeof(self->digits)));
	EXPECT_STREQ("12", self->digits);
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_REPLY));
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	leave(&other);
}

/* ------------------------------------------------------------------------- timeouts */

static int timed(struct phone *p, __u32 first, __u32 inter, __u64 deadline)
{
	struct tline_gather gather = {
		.modes = TLINE_DIGITMODE_DTMF, .count = 9, .first_timeout = first,
		.inter_timeout = inter,
	};
	struct tline_request rq = {
		.op = TLINE_OP_GATHERDIGITS, .flags = TLINE_REQUEST_KEEP, .call = p->call,
		.args = (uintptr_t)&gather, .args_size = sizeof(gather), .timeout_ns = deadline,
	};

	return submit(&p->line, &rq);
}

/* What the provider was told last, once it has been told everything: to listen no more. */
static bool provider_is_free(struct phone *p)
{
	const char *log, *last = NULL;

	if (reply(p->app, submit_lamp(&p->line), NULL))
		return false;
	for (log = sim_get(&p->sim, 0, "log"); (log = strstr(log, "monitor_digits")); log++)
		last = log;
	log = last ? strstr(last, "arg=") : NULL;
	return log && !strtoul(log + 4, NULL, 16);
}

/* No digit comes at all. */
TEST_F(gather, first_digit_is_waited_for_so_long)
{
	struct phone *p = &self->p;
	int id = timed(p, 10, 3000, 0);

	EXPECT_EQ(TERM(FIRSTTIMEOUT), term_of(p->app, id));
	EXPECT_EQ(0, output(p->app, id, self->digits, sizeof(self->digits)));
	EXPECT_TRUE(provider_is_free(p));
}

/* From the first digit on the other time counts. */
TEST_F(gather, next_digit_is_waited_for_so_long)
{
	struct phone *p = &self->p;
	int id = timed(p, 0, 10, 0);

	EXPECT_EQ(TLINE_REQUEST_PENDING, request_state(p->app, id, NULL));
	sim_set(&p->sim, 0, "digits", "4");
	EXPECT_EQ(TERM(INTERTIMEOUT), term_of(p->app, id));
	EXPECT_EQ(1, output(p->app, id, self->digits, sizeof(self->digits)));
	EXPECT_STREQ("4", self->digits);
}

/* The request's own deadline is before that of any digit. */
TEST_F(gather, deadline_ends_it_whatever_comes)
{
	struct phone *p = &self->p;
	struct tline_message m;
	int id = timed(p, 3000, 3000, 10 * 1000000);

	ASSERT_TRUE(message_of(p->app, TLINE_MSG_REPLY, &m));
	EXPECT_EQ(id, m.p1);
	EXPECT_EQ((__s32)TLINE_ERR_OPERATIONFAILED, (__s32)m.p2);
	EXPECT_EQ(REASON(TIMEDOUT), (__u32)m.p3);
	EXPECT_EQ(0, output(p->app, id, self->digits, sizeof(self->digits)));
	/* The call can be listened to again. */
	EXPECT_LT(0, timed(p, 0, 0, 0));
}

TEST_HARNESS_MAIN
