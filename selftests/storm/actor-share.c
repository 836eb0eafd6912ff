// SPDX-License-Identifier: GPL-2.0-only
/* Files in several hands: dup, fork, SCM_RIGHTS, threads; and death in mid-ioctl. */
#include <sys/socket.h>

#include "actor.h"

#define THREAD_MS	30
#define THREAD_STACK	(128 * 1024)
#define PASS_LINES	2

/* ---------------------------------------------------------------------------- dup */

/* The old file goes: an open ends with its last reference, not with this one. */
int act_dup(const struct action *a)
{
	struct my_app *app = one_in(&me.rng, 2) ? my_app() : NULL;
	struct my_line *line = app ? NULL : my_line();
	int *fd = app ? &app->fd : line ? &line->fd : NULL;
	int copy;

	if (!fd)
		return SKIP;
	me.what = *fd;
	copy = dup(*fd);
	if (copy < 0)
		return -errno;
	close(*fd);
	*fd = copy;
	return 0;
}

/* ------------------------------------------------------------------------ passing on */

/** struct parcel - an app and some of its lines, on the way; the files come beside it */
struct parcel {
	int slot;
	int lines;
	struct my_line line[PASS_LINES];
};

union control {
	struct cmsghdr align;
	char buf[CMSG_SPACE((1 + PASS_LINES) * sizeof(int))];
};

int act_pass(const struct action *a)
{
	union control control = { 0 };
	struct parcel parcel = { 0 };
	struct iovec iov = { &parcel, sizeof(parcel) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control };
	struct my_app *app = my_app();
	struct cmsghdr *cmsg;
	int fds[1 + PASS_LINES], i;

	if (!app)
		return SKIP;
	me.what = app->slot;
	fds[0] = app->fd;
	parcel.slot = app->slot;
	for (i = 0; i < MY_LINES && parcel.lines < PASS_LINES; i++) {
		if (me.line[i].fd < 0 || me.line[i].slot != app->slot)
			continue;
		parcel.line[parcel.lines++] = me.line[i];
		fds[parcel.lines] = me.line[i].fd;
	}
	msg.msg_controllen = CMSG_SPACE((1 + parcel.lines) * sizeof(int));
	cmsg = CMSG_FIRSTHDR(&msg);
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN((1 + parcel.lines) * sizeof(int));
	memcpy(CMSG_DATA(cmsg), fds, (1 + parcel.lines) * sizeof(int));
	ledger_hold(app->slot);
	if (sendmsg(shared->post[0], &msg, MSG_DONTWAIT) >= 0)
		return 0;
	ledger_put(app->slot);
	return -errno;
}

static bool have_app(int slot)
{
	int i;

	for (i = 0; i < MY_APPS; i++)
		if (me.app[i].fd >= 0 && me.app[i].slot == slot)
			return true;
	return false;
}

/* What a parcel brought: its app and lines are this actor's, as far as there is room. */
static int unpack(const struct parcel *parcel, const int *fds)
{
	struct my_app *app = free_app();
	struct my_line *line;
	int i;

	if (!app || have_app(parcel->slot) || !actor_holds(self, parcel->slot)) {
		for (i = 0; i <= parcel->lines; i++)
			close(fds[i]);
		ledger_put(parcel->slot);
		return SKIP;
	}
	*app = (struct my_app) { fds[0], parcel->slot };
	for (i = 0; i < parcel->lines; i++) {
		line = free_line();
		if (!line) {
			close(fds[1 + i]);
			continue;
		}
		*line = parcel->line[i];
		line->fd = fds[1 + i];
	}
	return 0;
}

int act_take(const struct action *a)
{
	union control control;
	struct parcel parcel;
	struct iovec iov = { &parcel, sizeof(parcel) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg;
	int fds[1 + PASS_LINES];

	if (recvmsg(shared->post[1], &msg, MSG_DONTWAIT) != sizeof(parcel))
		return SKIP;
	cmsg = CMSG_FIRSTHDR(&msg);
	if (!cmsg || cmsg->cmsg_len != CMSG_LEN((1 + parcel.lines) * sizeof(int)))
		return -EMFILE;
	memcpy(fds, CMSG_DATA(cmsg), (1 + parcel.lines) * sizeof(int));
	me.what = parcel.slot;
	return unpack(&parcel, fds);
}

/* ---------------------------------------------------------------------------- fork */

static void bequeath(struct actor *child)
{
	int i;

	for (i = 0; i < MY_APPS; i++) {
		if (me.app[i].fd < 0)
			continue;
		ledger_hold(me.app[i].slot);
		actor_holds(child, me.app[i].slot);
	}
}

static void take_back(struct actor *child)
{
	int i;

	for (i = 0; i < MY_APPS; i++) {
		if (me.app[i].fd < 0)
			continue;
		actor_lets_go(child, me.app[i].slot);
		ledger_put(me.app[i].slot);
	}
	child->state = ACTOR_FREE;
}

/* Twice, so that the controller is told of the death of both. */
int act_fork(const struct action *a)
{
	struct actor *child = actor_alloc(mix(self->number, self->step), true);
	int status = 1;
	pid_t pid;

	if (!child)
		return SKIP;
	me.what = child - shared->actor;
	bequeath(child);
	pid = fork();
	if (!pid) {
		pid = fork();
		if (pid)
			_exit(pid < 0);
		forget_threads();
		actor_go_on(child);
	}
	if (pid > 0)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	if (!status)
		return 0;
	take_back(child);
	return -EAGAIN;
}

/* -------------------------------------------------------------------------- threads */

static struct reader {
	pthread_t thread;
	bool running;
	int fd;
	int slot;
} reader;

static int start(pthread_t *thread, void *(*fn)(void *), void *arg)
{
	sigset_t alarm, old;
	pthread_attr_t attr;
	int err;

	/* It inherits that alarms are not for it. */
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &alarm, &old);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, THREAD_STACK);
	err = pthread_create(thread, &attr, fn, arg);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return err;
}

static void *read_a_while(void *arg)
{
	struct pollfd p = { .fd = reader.fd, .events = POLLIN };
	__u64 until = milliseconds() + THREAD_MS;

	while (milliseconds() < until) {
		if (poll(&p, 1, 10) == 1 && p.revents & POLLHUP)
			break;
		if (p.revents & POLLIN)
			ledger_read(reader.slot, reader.fd, false);
	}
	return NULL;
}

/* A thread that reads while this one goes on; it has a file of its own. */
int act_thread(const struct action *a)
{
	struct my_app *app = my_app();
	int err;

	end_threads();
	if (!app || !actor_holds(self, app->slot))
		return SKIP;
	me.what = app->slot;
	ledger_hold(app->slot);
	reader.slot = app->slot;
	reader.fd = dup(app->fd);
	err = start(&reader.thread, read_a_while, NULL);
	reader.running = true;
	if (err) {
		forget_threads();
		actor_lets_go(self, reader.slot);
		ledger_put(reader.slot);
	}
	return -err;
}

void end_threads(void)
{
	if (!reader.running)
		return;
	pthread_join(reader.thread, NULL);
	reader.running = false;
	close(reader.fd);
	actor_lets_go(self, reader.slot);
	ledger_put(reader.slot);
}

/* Of a forked child: there is no thread, but its file. */
void forget_threads(void)
{
	if (reader.running)
		close(reader.fd);
	reader.running = false;
}

/* -------------------------------------------------------------------------- suicide */

static void *submit_a_lot(void *arg)
{
	const struct my_line *line = arg;
	__u32 i;

	for (i = 0; i < 8; i++)
		submit_random(line, 20 + i % 5, i % 2 ? TLINE_SUBMIT_WAIT : 0);
	ioctl(line->fd, TLINE_IOC_CLOSE);
	return NULL;
}

/* Killed with a thread inside of an ioctl, at a random place. */
int act_suicide(const struct action *a)
{
	struct my_line *line = my_line();
	pthread_t thread;

	if (!line)
		return SKIP;
	me.what = line->handle;
	if (start(&thread, submit_a_lot, line))
		return -EAGAIN;
	nap_us(rnd(&me.rng, 4000));
	INC(tried[self->action]);
	INC(done[self->action]);
	kill(getpid(), SIGKILL);
	return SKIP;
}
