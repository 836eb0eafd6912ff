// SPDX-License-Identifier: GPL-2.0-only
/*
 * One program takes all that it can get: requests, calls, messages, memory.  It gets the documented
 * refusal; another one on the same line goes on as if it were not there.  P8.
 */
#include <sys/eventfd.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "kselftest_harness.h"
#include "phone.h"

#define CGROUP		"/tmp/tline-cgroup"
#define HOG_MEMORY	(6 << 20)
#define NOMEM		((__s32)TLINE_ERR_NOMEM)
#define CONSOLE_LEVEL	8	/* syslog(2): SYSLOG_ACTION_CONSOLE_LEVEL */

FIXTURE(hog)
{
	struct phone p;
	struct line hog;
};

typedef FIXTURE_DATA(hog) fixture;

FIXTURE_SETUP(hog)
{
	struct phone *p = &self->p;
	struct tline_ioc_app_setup setup = { .api_version = V2_2, .events = TLINE_MIN_EVENTS };

	sim_create_down(&p->sim, 2);
	sim_set(&p->sim, 0, "max_calls", "16");
	sim_set(&p->sim, 0, "max_active", "16");
	phone_up(p, V2_2);
	self->hog.app = app_open();
	ASSERT_EQ(ioctl(self->hog.app, TLINE_IOC_APP_SETUP, &setup), 0);
	self->hog = line_open(&p->sim, 0, self->hog.app, OWNER | MONITOR, TLINE_MEDIAMODE_G3FAX);
}

FIXTURE_TEARDOWN(hog)
{
	leave(&self->hog);
	phone_down(&self->p);
}

/* All of a telephone's day: the victim has its answers and messages, each at once, in order. */
static bool victim_is_served(fixture *self)
{
	struct phone *p = &self->p;
	__u32 call = p->call;
	int id;

	drain(p->app);
	id = submit_op(&p->line, TLINE_OP_HOLD, call);
	if (id <= 0 || !next_is(p->app, TLINE_MSG_REPLY, 0, id, 0, TLINE_REASON_DONE) ||
	    !next_is(p->app, TLINE_MSG_CALLSTATE, call, STATE(ONHOLD), 0, 0))
		return false;
	id = submit_op(&p->line, TLINE_OP_UNHOLD, call);
	if (id <= 0 || !next_is(p->app, TLINE_MSG_REPLY, 0, id, 0, TLINE_REASON_DONE) ||
	    !next_is(p->app, TLINE_MSG_CALLSTATE, call, STATE(CONNECTED),
		     TLINE_CONNECTEDMODE_ACTIVE, 0))
		return false;
	return silent(p->app) && balanced(p->books);
}

static bool victim_can_call(fixture *self)
{
	struct phone *p = &self->p;
	__u32 call;
	bool ok = !makecall(&p->line, "299", &call) && call_reaches(p->app, call, STATE(DIALTONE));

	return ok && !do_op(&p->line, TLINE_OP_DROP, call) && !deallocate(&p->line, call);
}

static struct tline_ioc_app_info app_info(int app)
{
	struct tline_ioc_app_info info = { 0 };

	if (ioctl(app, TLINE_IOC_APP_INFO, &info))
		abort();
	return info;
}

/* Requests done and never read: REQUESTOVERRUN, for that app. */
TEST_F(hog, of_requests)
{
	static int ids[TLINE_MAX_REQUESTS];
	int one;

	ASSERT_EQ(TLINE_MAX_REQUESTS, submit_many(&self->hog, TLINE_OP_SETLINEDEVSTATUS, 0,
						  TLINE_MAX_REQUESTS, ids));
	EXPECT_EQ(0, submit_many(&self->hog, TLINE_OP_SETLINEDEVSTATUS, 0, 1, &one));
	EXPECT_EQ(submit_lamp(&self->hog), (__s32)TLINE_ERR_REQUESTOVERRUN);
	EXPECT_TRUE(victim_is_served(self));
	EXPECT_TRUE(victim_can_call(self));
	EXPECT_EQ(app_info(self->hog.app).unread, TLINE_MAX_REQUESTS);
	/* All are there when it reads at last. */
	EXPECT_EQ(leftover(self->hog.app, TLINE_MSG_REPLY), TLINE_MAX_REQUESTS);
	EXPECT_GT(submit_lamp(&self->hog), 0);
}

/* Messages never read: the oldest events go, and that is all; completions stay. */
TEST_F(hog, of_messages)
{
	struct tline_message m;
	__u64 lost = 0, replies = 0;
	int i;

	for (i = 0; i < 5; i++)
		ASSERT_GT(submit_lamp(&self->hog), 0);
	for (i = 0; i < 100; i++) {
		EXPECT_TRUE(victim_can_call(self));
		EXPECT_TRUE(victim_is_served(self));
	}
	EXPECT_EQ(app_info(self->p.app).lost, 0);
	EXPECT_GT(app_info(self->hog.app).lost, 100);
	EXPECT_EQ(app_info(self->hog.app).events, TLINE_MIN_EVENTS);
	while (!silent(self->hog.app) && message(self->hog.app, &m)) {
		lost += m.type == TLINE_MSG_LOST ? m.p1 : 0;
		replies += m.type == TLINE_MSG_REPLY;
	}
	EXPECT_EQ(replies, 5);
	EXPECT_EQ(lost, app_info(self->hog.app).lost);
}

/* All calls that the line has: CALLUNAVAIL; calls there are go on, and it is over with the hog. */
TEST_F(hog, of_calls)
{
	__s32 err;
	__u32 call;
	int n = 0;

	while (!(err = makecall(&self->hog, "299", &call)))
		n++;
	EXPECT_EQ(err, (__s32)TLINE_ERR_CALLUNAVAIL);
	EXPECT_EQ(n, 15);
	EXPECT_TRUE(victim_is_served(self));
	line_close(&self->hog);
	sim_step(&self->p.sim, 1000);
	EXPECT_TRUE(victim_can_call(self));
}

/* A provider that never answers holds up only whom it does not answer. */
TEST_F(hog, of_the_provider)
{
	struct phone *p = &self->p;
	int ids[64];

	sim_set(&p->sim, 0, "fault", "setlinedevstatus:never");
	ASSERT_EQ(64, submit_many(&self->hog, TLINE_OP_SETLINEDEVSTATUS, 0, 64, ids));
	EXPECT_EQ(counters(p->books).pending, 64);
	EXPECT_TRUE(victim_is_served(self));
	EXPECT_TRUE(victim_can_call(self));
	EXPECT_EQ(app_info(self->hog.app).requests, 64);
}

/* ------------------------------------------------------------------ the memory cgroup */

static bool write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

/* A cgroup with little memory at CGROUP "/hog": false, this kernel has none. */
static bool make_cgroup(void)
{
	char most[16];

	mkdir(CGROUP, 0755);
	if (mount("none", CGROUP, "cgroup2", 0, NULL) && errno != EBUSY)
		return false;
	snprintf(most, sizeof(most), "%d", HOG_MEMORY);
	return write_to(CGROUP "/cgroup.subtree_control", "+memory") &&
	       (!mkdir(CGROUP "/hog", 0755) || errno == EEXIST) &&
	       write_to(CGROUP "/hog/memory.max", most);
}

static void remove_cgroup(void)
{
	rmdir(CGROUP "/hog");
	umount(CGROUP);
	rmdir(CGROUP);
}

/* Into the cgroup; @spared: not to be killed when its memory is used up, but refused more. */
static bool join_cgroup(bool spared)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", getpid());
	return write_to(CGROUP "/hog/cgroup.procs", pid) &&
	       (!spared || write_to("/proc/self/oom_score_adj", "-1000"));
}

/* Apps with rings of the largest size, then smaller ones: the errno of the last app. */
static int eat_rings(void)
{
	struct tline_ioc_app_setup setup = { .api_version = V2_2, .events = TLINE_MAX_EVENTS };
	int i, fd = 0, err = 0;

	for (i = 0; i < 1000 && fd >= 0 && setup.events >= TLINE_MIN_EVENTS; i++) {
		fd = open("/dev/tline/app", O_RDWR);
		if (fd < 0 || ioctl(fd, TLINE_IOC_APP_SETUP, &setup)) {
			err = errno;
			setup.events /= 4;
		}
	}
	return err;
}

/* Then lines, calls and requests in what is left: the first that is refused. */
static int eat_requests(fixture *self)
{
	struct tline_ioc_open arg = { .api_version = V2_2, .privileges = MONITOR };
	int i, fd, err = 0;

	for (i = 0; i < TLINE_MAX_REQUESTS && !err; i++) {
		err = submit_lamp(&self->hog);
		err = err > 0 ? 0 : err;
	}
	for (i = 0; i < 512 && !err; i++)
		err = line_try(&self->p.sim, 1, O_RDWR, self->hog.app, &arg, &fd);
	return err;
}

/* What a program says and is told that has no memory left, not even for a pipe. */
struct talk {
	int said, told;		/* eventfds */
	int *errs;		/* shared memory */
};

static void talk_begin(struct talk *t)
{
	t->said = eventfd(0, EFD_CLOEXEC);
	t->told = eventfd(0, EFD_CLOEXEC);
	t->errs = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void talk_end(struct talk *t)
{
	close(t->said);
	close(t->told);
	munmap(t->errs, 4096);
}

/* A program of its own does it, and says when it has all; it ends when told, or is killed. */
static pid_t start_hog(fixture *self, bool spared, struct talk *t)
{
	eventfd_t v;
	pid_t pid = fork();

	if (pid)
		return pid;
	/* A page fault of a program that cannot be killed is tried again for ever. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE) || !join_cgroup(spared))
		_exit(1);
	t->errs[0] = eat_rings();
	t->errs[1] = eat_requests(self);
	_exit(eventfd_write(t->said, 1) || eventfd_read(t->told, &v));
}

#define NEEDS_CGROUP()							\
	do {								\
		if (!make_cgroup()) {					\
			remove_cgroup();				\
			SKIP(return, "no memory controller of cgroup2 in this kernel");	\
		}							\
	} while (0)

/* What a user makes the kernel allocate is that user's: refused with ENOMEM, or NOMEM. */
TEST_F(hog, of_memory)
{
	struct tline_ioc_counters before = counters(self->p.books);
	struct talk t;
	int status, i;
	eventfd_t v;
	pid_t pid;

	NEEDS_CGROUP();
	/* The kernel reports that nobody can be killed, with a backtrace; that is no problem. */
	klogctl(CONSOLE_LEVEL, NULL, 4);
	talk_begin(&t);
	pid = start_hog(self, true, &t);
	ASSERT_EQ(eventfd_read(t.said, &v), 0);
	EXPECT_EQ(t.errs[0], ENOMEM);
	EXPECT_TRUE(t.errs[1] == -ENOMEM || t.errs[1] == NOMEM) {
		TH_LOG("%d", t.errs[1]);
	}
	for (i = 0; i < 20; i++) {
		EXPECT_TRUE(victim_is_served(self));
		EXPECT_TRUE(victim_can_call(self));
	}
	ASSERT_EQ(eventfd_write(t.told, 1), 0);
	ASSERT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
	klogctl(CONSOLE_LEVEL, NULL, 7);
	EXPECT_EQ(counters(self->p.books).opens, before.opens);
	talk_end(&t);
	remove_cgroup();
}

/* One that the kernel kills for its greed has left nothing behind. */
TEST_F(hog, of_memory_killed)
{
	struct tline_ioc_counters before = counters(self->p.books);
	struct talk t;
	int status;
	pid_t pid;

	NEEDS_CGROUP();
	klogctl(CONSOLE_LEVEL, NULL, 4);
	talk_begin(&t);
	pid = start_hog(self, false, &t);
	ASSERT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	klogctl(CONSOLE_LEVEL, NULL, 7);
	EXPECT_TRUE(victim_is_served(self));
	EXPECT_TRUE(victim_can_call(self));
	EXPECT_EQ(counters(self->p.books).opens, before.opens);
	EXPECT_TRUE(balanced(self->p.books));
	talk_end(&t);
	remove_cgroup();
}

TEST_HARNESS_MAIN
