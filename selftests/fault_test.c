// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of a program that goes bad where an answer is to be written (abi.rst, EFAULT): whether the
 * result can be written is tried before anything is changed; and P1 holds whatever comes.
 */
#include <pthread.h>
#include <stddef.h>
#include <sys/mman.h>

#include "kselftest_harness.h"
#include "phone.h"

#define SOME_MODE	2	/* a media mode and a mode of digits */

FIXTURE(fault)
{
	struct phone p;
	struct line monitor;
	__u32 monitored;
	char *map;		/* two pages; the second one can become read-only */
	size_t page;
};

FIXTURE_SETUP(fault)
{
	struct phone *p = &self->p;

	sim_create_down(&p->sim, 2);
	phone_up(p, V2_2);
	self->monitor = monitor(p, &self->monitored);
	self->page = sysconf(_SC_PAGESIZE);
	self->map = mmap(NULL, 2 * self->page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0);
	ASSERT_TRUE(self->map != MAP_FAILED);
}

FIXTURE_TEARDOWN(fault)
{
	leave(&self->monitor);
	phone_down(&self->p);
	munmap(self->map, 2 * self->page);
}

typedef FIXTURE_DATA(fault) fixture;

static int protect(fixture *self, int prot)
{
	return mprotect(self->map + self->page, self->page, prot);
}

/* An ioctl whose output begins at @out, and what tells whether it has been carried out. */
struct row {
	const char *name;
	unsigned int cmd;
	size_t out;
	bool (*undone)(fixture *self);
	void (*input)(fixture *self, void *arg);
};

static bool monitor_monitors(fixture *self)
{
	return call_status(&self->monitor, self->monitored).privilege == MONITOR;
}

static void in_privilege(fixture *self, void *p)
{
	struct tline_ioc_privilege *arg = p;

	arg->call = self->monitored;
	arg->privilege = OWNER;
}

static bool monitor_is_there(fixture *self)
{
	return call_state(&self->monitor, self->monitored);
}

static void in_deallocate(fixture *self, void *p)
{
	((struct tline_ioc_deallocate *)p)->call = self->monitored;
}

static bool one_owner(fixture *self)
{
	return call_info(&self->monitor, self->monitored).num_owners == 1;
}

static void in_handoff(fixture *self, void *p)
{
	struct tline_ioc_handoff *arg = p;

	arg->call = self->p.call;
	strcpy(arg->module, "second");
}

static bool not_specific(fixture *self)
{
	struct tline_call_info info = call_info(&self->monitor, self->monitored);

	return !info.app_specific && info.media_mode == VOICE && !info.monitor_digit_modes;
}

static void in_set_call(fixture *self, void *p)
{
	struct tline_ioc_set_call *arg = p;

	arg->call = self->p.call;
	arg->value = SOME_MODE;
}

static bool no_messages(fixture *self)
{
	struct tline_ioc_status_messages m;

	return !ioctl(self->p.line.fd, TLINE_IOC_GET_STATUS_MESSAGES, &m) &&
	       m.line_states == TLINE_DEVSTATE_REINIT;
}

static void in_messages(fixture *self, void *p)
{
	((struct tline_ioc_status_messages *)p)->line_states = TLINE_DEVSTATE_RINGING;
}

#define ROW(name, type, member, undone, input) \
	{ #name, TLINE_IOC_##name, offsetof(struct type, member), undone, input }

static const struct row rows[] = {
	ROW(SET_PRIVILEGE, tline_ioc_privilege, result, monitor_monitors, in_privilege),
	ROW(DEALLOCATE, tline_ioc_deallocate, result, monitor_is_there, in_deallocate),
	ROW(HANDOFF, tline_ioc_handoff, result, one_owner, in_handoff),
	ROW(SET_APPSPECIFIC, tline_ioc_set_call, result, not_specific, in_set_call),
	ROW(SET_MEDIAMODE, tline_ioc_set_call, result, not_specific, in_set_call),
	ROW(MONITOR_DIGITS, tline_ioc_set_call, result, not_specific, in_set_call),
	ROW(SET_STATUS_MESSAGES, tline_ioc_status_messages, result, no_messages, in_messages),
};

/* A structure of which the first half can be written, and not the one with the result. */
TEST_F(fault, output_is_tried_before_anything_is_changed)
{
	struct line second = line_open(&self->p.sim, 0, app_open_as("second", V2_2), OWNER,
				       TLINE_MEDIAMODE_TELEX);
	const struct row *row;

	for (row = rows; row < rows + ARRAY_SIZE(rows); row++) {
		char *arg = self->map + self->page - row->out;
		int fd = row->cmd == TLINE_IOC_SET_PRIVILEGE || row->cmd == TLINE_IOC_DEALLOCATE ?
			 self->monitor.fd : self->p.line.fd;

		memset(self->map, 0, 2 * self->page);
		row->input(self, arg);
		ASSERT_EQ(protect(self, PROT_READ), 0);
		EXPECT_EQ(ioctl(fd, row->cmd, arg), -1);
		EXPECT_EQ(errno, EFAULT);
		EXPECT_TRUE(row->undone(self)) {
			TH_LOG("%s has been carried out", row->name);
		}
		ASSERT_EQ(protect(self, PROT_READ | PROT_WRITE), 0);
	}
	leave(&second);
}

/* The same for OPEN: the file is as good as before, and the app has no line. */
TEST_F(fault, open_is_tried_before_anything_is_bound)
{
	struct tline_ioc_open *arg = (void *)(self->map + self->page -
					      offsetof(struct tline_ioc_open, handle));
	struct tline_ioc_app_info info;
	int app = app_open(), fd;
	char path[64];

	snprintf(path, sizeof(path), "/dev/tline/line%d", self->p.sim.line[0]);
	fd = open(path, O_RDWR);
	*arg = (struct tline_ioc_open) { .app_fd = app, .api_version = V2_2, .privileges = NONE };
	ASSERT_EQ(protect(self, PROT_READ), 0);
	EXPECT_EQ(ioctl(fd, TLINE_IOC_OPEN, arg), -1);
	EXPECT_EQ(errno, EFAULT);
	ASSERT_EQ(ioctl(app, TLINE_IOC_APP_INFO, &info), 0);
	EXPECT_EQ(info.handles, 0);
	ASSERT_EQ(protect(self, PROT_READ | PROT_WRITE), 0);
	EXPECT_EQ(ioctl(fd, TLINE_IOC_OPEN, arg), 0);
	EXPECT_EQ(arg->result, 0);
	close(fd);
	close(app);
}

/* P1: a submit that fails because its own structure cannot be written has submitted nothing. */
TEST_F(fault, submit_whose_count_cannot_be_written)
{
	struct tline_request rq = { .op = TLINE_OP_HOLD, .call = self->p.call };
	struct tline_ioc_submit *arg = (void *)(self->map + self->page -
						offsetof(struct tline_ioc_submit, done));

	*arg = (struct tline_ioc_submit) {
		.requests = (uintptr_t)&rq, .count = 1, .request_size = sizeof(rq),
	};
	ASSERT_EQ(protect(self, PROT_READ), 0);
	EXPECT_EQ(ioctl(self->p.line.fd, TLINE_IOC_SUBMIT, arg), -1);
	EXPECT_EQ(errno, EFAULT);
	EXPECT_EQ(leftover(self->p.app, TLINE_MSG_REPLY), 0);
	EXPECT_EQ(call_state(&self->p.line, self->p.call), STATE(CONNECTED));
	EXPECT_EQ(counters(self->p.books).submitted, self->p.before.submitted);
	EXPECT_EQ(rq.id, 0);
}

/* The same for one whose output is to be kept, done already or pending. */
TEST_F(fault, kept_request_whose_id_cannot_be_written)
{
	struct tline_request *rq = (void *)(self->map + self->page -
					    offsetof(struct tline_request, id));
	struct tline_gather gather = { .modes = TLINE_DIGITMODE_DTMF };
	struct tline_ioc_app_info info;
	struct phone *p = &self->p;

	*rq = (struct tline_request) {
		.op = TLINE_OP_GATHERDIGITS, .flags = TLINE_REQUEST_KEEP, .call = p->call,
		.args = (uintptr_t)&gather, .args_size = sizeof(gather),
	};
	for (gather.count = 0; gather.count < 2; gather.count++) {
		ASSERT_EQ(protect(self, PROT_READ), 0);
		EXPECT_EQ(submit(&p->line, rq), -EFAULT);
		ASSERT_EQ(protect(self, PROT_READ | PROT_WRITE), 0);
		EXPECT_EQ(leftover(p->app, TLINE_MSG_REPLY), 0);
		ASSERT_EQ(ioctl(p->app, TLINE_IOC_APP_INFO, &info), 0);
		EXPECT_EQ(info.requests, 0);
		EXPECT_EQ(counters(p->books).pending, 0);
		EXPECT_TRUE(balanced(p->books));
	}
	/* Nobody gathers any more. */
	EXPECT_EQ(call_info(&p->line, p->call).monitor_digit_modes, 0);
}

/* What is longer than the kernel knows is looked at to its end. */
TEST_F(fault, tail_that_cannot_be_read)
{
	struct phone *p = &self->p;
	struct tline_uui *uui = (void *)(self->map + self->page - sizeof(*uui));
	struct tline_request rq = {
		.op = TLINE_OP_DROP, .call = p->call, .args = (uintptr_t)uui,
		.args_size = sizeof(*uui) + 8,
	}, *last = (void *)(self->map + self->page - sizeof(rq));
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)last, .count = 1, .request_size = sizeof(rq) + 8,
	};

	ASSERT_EQ(protect(self, PROT_NONE), 0);
	EXPECT_EQ(submit(&p->line, &rq), -EFAULT);
	*last = (struct tline_request) { .op = TLINE_OP_HOLD, .call = p->call };
	EXPECT_EQ(ioctl(p->line.fd, TLINE_IOC_SUBMIT, &arg), -1);
	EXPECT_EQ(errno, EFAULT);
	EXPECT_EQ(arg.done, 0);
	EXPECT_EQ(counters(p->books).submitted, p->before.submitted);
	EXPECT_EQ(call_state(&p->line, p->call), STATE(CONNECTED));
}

struct waiter {
	struct line line;
	struct tline_request *rq;
	volatile pid_t tid;
	int err;
};

static void *wait_for_it(void *data)
{
	struct waiter *w = data;
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)w->rq, .count = 1, .request_size = sizeof(*w->rq),
		.flags = TLINE_SUBMIT_WAIT,
	};

	w->tid = syscall(SYS_gettid);
	w->err = ioctl(w->line.fd, TLINE_IOC_SUBMIT, &arg) ? -errno : 0;
	return NULL;
}

/*
 * P1, with WAIT: the memory of the result becomes read-only while the request is pending, from a
 * member of the result on: the request completes by message, and no structure says that it has
 * completed, or the other way round.
 */
TEST_F(fault, waiting_result_is_in_one_place)
{
	static const size_t from[] = {
		offsetof(struct tline_request, result), offsetof(struct tline_request, reason),
		offsetof(struct tline_request, value),
	};
	struct phone *p = &self->p;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(from); i++) {
		struct waiter w = { .line = p->line };
		pthread_t thread;

		memset(self->map, 0, 2 * self->page);
		w.rq = (void *)(self->map + self->page - from[i]);
		w.rq->op = TLINE_OP_SECURECALL;
		w.rq->call = p->call;
		sim_set(&p->sim, 0, "park", "1");
		ASSERT_EQ(pthread_create(&thread, NULL, wait_for_it, &w), 0);
		while (sim_num(&p->sim, 0, "parked") != 1)
			;
		wait_asleep(w.tid, SYS_ioctl);
		ASSERT_EQ(protect(self, PROT_READ), 0);
		sim_set(&p->sim, 0, "park", "0");
		pthread_join(thread, NULL);
		EXPECT_EQ(w.err, -EFAULT);
		EXPECT_GT((int)w.rq->id, 0);
		EXPECT_EQ(leftover(p->app, TLINE_MSG_REPLY), 1);
		EXPECT_EQ(w.rq->reason, 0) {
			TH_LOG("a message, and the structure says %u, too", w.rq->reason);
		}
		ASSERT_EQ(protect(self, PROT_READ | PROT_WRITE), 0);
	}
	EXPECT_EQ(counters(p->books).pending, 0);
	EXPECT_TRUE(balanced(p->books));
}

TEST_HARNESS_MAIN
