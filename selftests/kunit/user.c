// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs that use lines, in kernel threads: what a system call does, without the system call.
 */
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/uaccess.h>

#include "scene.h"

long user_ioctl(struct file *file, unsigned int cmd, void *arg)
{
	size_t size = max_t(size_t, _IOC_SIZE(cmd), 1);
	unsigned long at = scene_user_begin(size);
	void __user *user = (void __user *)at;
	long ret = -ENOMEM;

	if (!at)
		return ret;
	if (arg && copy_to_user(user, arg, size))
		ret = -EFAULT;
	else
		ret = file->f_op->unlocked_ioctl(file, cmd, at);
	if (arg && copy_from_user(arg, user, size))
		ret = -EFAULT;
	scene_user_end(at, size);
	return ret;
}
EXPORT_SYMBOL_GPL(user_ioctl);

long user_ioctl_data(struct file *file, unsigned int cmd, void *arg, u64 *pointer, void *data,
		     size_t size)
{
	size_t arg_size = _IOC_SIZE(cmd);
	unsigned long at = scene_user_begin(arg_size + size);
	void __user *user = (void __user *)at;
	long ret = -EFAULT;

	if (!at)
		return -ENOMEM;
	*pointer = at + arg_size;
	if (!copy_to_user(user, arg, arg_size) && !copy_to_user(user + arg_size, data, size))
		ret = file->f_op->unlocked_ioctl(file, cmd, at);
	if (copy_from_user(arg, user, arg_size) || copy_from_user(data, user + arg_size, size))
		ret = -EFAULT;
	scene_user_end(at, arg_size + size);
	return ret;
}
EXPORT_SYMBOL_GPL(user_ioctl_data);

/* ------------------------------------------------------------------ apps and opens */

struct prog *prog_new(struct scene *s, u32 version)
{
	struct tline_ioc_app_setup setup = { .name = "user", .api_version = version };
	struct prog *u = s->prog;

	while (u < s->prog + SCENE_PROGS && u->app)
		u++;
	KUNIT_ASSERT_TRUE(s->test, u < s->prog + SCENE_PROGS);
	u->scene = s;
	u->app = filp_open("/dev/tline/app", O_RDWR | O_NONBLOCK, 0);
	if (IS_ERR(u->app)) {
		u->app = NULL;
		KUNIT_FAIL(s->test, "/dev/tline/app cannot be opened");
		kunit_try_catch_throw(&s->test->try_catch);
	}
	KUNIT_ASSERT_EQ(s->test, 0L, user_ioctl(u->app, TLINE_IOC_APP_SETUP, &setup));
	return u;
}
EXPORT_SYMBOL_GPL(prog_new);

void prog_shutdown(struct prog *u)
{
	user_ioctl(u->app, TLINE_IOC_SHUTDOWN, NULL);
}
EXPORT_SYMBOL_GPL(prog_shutdown);

void prog_exit(struct prog *u)
{
	scene_fput(&u->app);
}
EXPORT_SYMBOL_GPL(prog_exit);

/* TLINE_IOC_OPEN names the app by a descriptor: one of the table that kernel threads share. */
static long bind_line(struct open *o, struct tline_ioc_open *arg)
{
	int fd = get_unused_fd_flags(0);
	long ret;

	if (fd < 0)
		return fd;
	get_file(o->prog->app);
	fd_install(fd, o->prog->app);
	arg->app_fd = fd;
	ret = user_ioctl(o->file, TLINE_IOC_OPEN, arg);
	close_fd(fd);
	flush_delayed_fput();
	return ret;
}

struct open *open_unbound(struct prog *u, struct fake_line *fl)
{
	struct kunit *test = u->scene->test;
	struct open *o = u->scene->open;
	char path[32];

	while (o < u->scene->open + SCENE_OPENS && o->file)
		o++;
	KUNIT_ASSERT_TRUE(test, o < u->scene->open + SCENE_OPENS);
	o->prog = u;
	o->fl = fl;
	snprintf(path, sizeof(path), "/dev/tline/line%u", tline_line_id(fl->line));
	o->file = filp_open(path, O_RDWR, 0);
	if (IS_ERR(o->file)) {
		o->file = NULL;
		KUNIT_FAIL(test, "%s cannot be opened", path);
		kunit_try_catch_throw(&test->try_catch);
	}
	return o;
}
EXPORT_SYMBOL_GPL(open_unbound);

long open_bind(struct open *o, u32 privileges)
{
	struct tline_ioc_open arg = {
		.api_version = V2_2,
		.privileges = privileges,
		.media_modes = privileges & OWNER ? VOICE : 0,
	};
	long err = bind_line(o, &arg);

	o->handle = arg.handle;
	return err ?: arg.result;
}
EXPORT_SYMBOL_GPL(open_bind);

struct open *open_new(struct prog *u, struct fake_line *fl, u32 privileges)
{
	struct open *o = open_unbound(u, fl);

	KUNIT_ASSERT_EQ(u->scene->test, 0L, open_bind(o, privileges));
	return o;
}
EXPORT_SYMBOL_GPL(open_new);

void open_close(struct open *o)
{
	scene_fput(&o->file);
}
EXPORT_SYMBOL_GPL(open_close);

/* ------------------------------------------------------------------ requests */

#define ARGS_ROOM	1024	/* of one request */

/* The requests, and behind them room for the arguments of each. */
long user_submit(struct open *o, struct tline_request *rq, u32 n, u32 flags)
{
	size_t requests = n * sizeof(*rq), size = sizeof(struct tline_ioc_submit) + requests +
						  n * ARGS_ROOM;
	unsigned long at = scene_user_begin(size), list = at + sizeof(struct tline_ioc_submit);
	struct tline_ioc_submit arg = {
		.requests = list,
		.count = n,
		.request_size = sizeof(*rq),
		.flags = flags,
	};
	long ret = -EFAULT;
	u32 i;

	if (!at)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		unsigned long args = list + requests + i * ARGS_ROOM;

		if (rq[i].args && copy_to_user((void __user *)args, u64_to_user_ptr(rq[i].args),
					       rq[i].args_size))
			goto out;
		if (rq[i].args)
			rq[i].args = args;
	}
	if (!copy_to_user((void __user *)at, &arg, sizeof(arg)) &&
	    !copy_to_user((void __user *)list, rq, requests))
		ret = o->file->f_op->unlocked_ioctl(o->file, TLINE_IOC_SUBMIT, at);
	if (copy_from_user(rq, (void __user *)list, requests))
		ret = -EFAULT;
out:
	scene_user_end(at, size);
	return ret;
}
EXPORT_SYMBOL_GPL(user_submit);

static int submit_rq(struct open *o, struct tline_request *rq)
{
	long err = user_submit(o, rq, 1, 0);

	return err ?: rq->result ?: rq->id;
}

int submit_timed(struct open *o, u32 op, u32 call, u64 timeout_ns)
{
	struct tline_request rq = { .op = op, .call = call, .timeout_ns = timeout_ns };

	return submit_rq(o, &rq);
}
EXPORT_SYMBOL_GPL(submit_timed);

int submit(struct open *o, u32 op, u32 call)
{
	return submit_timed(o, op, call, 0);
}
EXPORT_SYMBOL_GPL(submit);

int submit_makecall(struct open *o, u32 *call)
{
	struct tline_call_params params = { };
	struct tline_request rq = {
		.op = TLINE_OP_MAKECALL,
		.args = (unsigned long)&params,
		.args_size = sizeof(params),
	};
	int id = submit_rq(o, &rq);

	*call = rq.new_call;
	return id;
}
EXPORT_SYMBOL_GPL(submit_makecall);

int submit_gather(struct open *o, u32 call, const struct tline_gather *gather, u64 timeout_ns)
{
	struct tline_request rq = {
		.op = TLINE_OP_GATHERDIGITS,
		.flags = TLINE_REQUEST_KEEP,
		.call = call,
		.timeout_ns = timeout_ns,
		.args = (unsigned long)gather,
		.args_size = sizeof(*gather),
	};

	return submit_rq(o, &rq);
}
EXPORT_SYMBOL_GPL(submit_gather);

u32 gathered(struct prog *u, u32 id, char *digits)
{
	struct tline_message m;
	u32 size = 0;

	while (message_of(u, TLINE_MSG_REPLY, &m) && m.p1 != id)
		;
	if (m.type != TLINE_MSG_REPLY || m.p1 != id ||
	    output_take(u, id, digits, TLINE_MAX_GATHER, &size))
		return 0;
	digits[size] = 0;
	return m.p3 >> 32;
}
EXPORT_SYMBOL_GPL(gathered);

int prog_cancel(struct prog *u, u32 id, u32 mode)
{
	struct tline_ioc_cancel arg = { .id = id, .mode = mode };

	return user_ioctl(u->app, TLINE_IOC_CANCEL, &arg);
}
EXPORT_SYMBOL_GPL(prog_cancel);

long output_take(struct prog *u, u32 id, void *to, u32 room, u32 *size)
{
	struct tline_ioc_output arg = { .id = id, .size = room };
	long ret = to ? user_ioctl_data(u->app, TLINE_IOC_OUTPUT, &arg, &arg.data, to, room) :
			user_ioctl(u->app, TLINE_IOC_OUTPUT, &arg);

	*size = arg.size;
	return ret;
}
EXPORT_SYMBOL_GPL(output_take);

/* ------------------------------------------------------------------ messages */

bool message(struct prog *u, struct tline_message *m)
{
	unsigned long at = scene_user_begin(sizeof(*m));
	bool got;

	if (!at)
		return false;
	got = u->app->f_op->read(u->app, (char __user *)at, sizeof(*m), NULL) == sizeof(*m) &&
	      !copy_from_user(m, (void __user *)at, sizeof(*m));
	scene_user_end(at, sizeof(*m));
	return got;
}
EXPORT_SYMBOL_GPL(message);

bool message_of(struct prog *u, u32 type, struct tline_message *m)
{
	while (message(u, m))
		if (m->type == type)
			return true;
	return false;
}
EXPORT_SYMBOL_GPL(message_of);

u32 leftover(struct prog *u, u32 type)
{
	struct tline_message m;
	u32 n = 0;

	while (message_of(u, type, &m))
		n++;
	return n;
}
EXPORT_SYMBOL_GPL(leftover);

u32 reply(struct prog *u, u32 id, s32 *result)
{
	struct tline_message m;

	while (message_of(u, TLINE_MSG_REPLY, &m)) {
		if (m.p1 != id)
			continue;
		if (result)
			*result = m.p2;
		return m.p3;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(reply);

/* ------------------------------------------------------------------ queries */

u32 call_state(struct open *o, u32 call)
{
	struct tline_ioc_call_status st = { .call = call };

	return user_ioctl(o->file, TLINE_IOC_CALL_STATUS, &st) || st.result ? 0 : st.state;
}
EXPORT_SYMBOL_GPL(call_state);

u32 offered(struct prog *p)
{
	struct tline_message m;

	return message_of(p, TLINE_MSG_APPNEWCALL, &m) ? m.p2 : 0;
}
EXPORT_SYMBOL_GPL(offered);

s32 deallocate(struct open *o, u32 call)
{
	struct tline_ioc_deallocate arg = { .call = call };

	return user_ioctl(o->file, TLINE_IOC_DEALLOCATE, &arg) ?: arg.result;
}
EXPORT_SYMBOL_GPL(deallocate);

struct tline_ioc_counters counters(struct fake_line *fl)
{
	struct tline_ioc_counters c = { };

	user_ioctl(fl->books, TLINE_IOC_COUNTERS, &c);
	return c;
}
EXPORT_SYMBOL_GPL(counters);
