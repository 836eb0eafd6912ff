// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the rows of the table do: files, ioctls, messages, processes.
 */
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rows.h"

#define MAX_IOC		((1 << _IOC_SIZEBITS) - 1)
#define MAX_REPEAT	256
#define MAX_READ	(16 * 4096)

static int on(struct thread *t, const struct call *call)
{
	return call->on < 0 ? -1 : file_fd(t->x, call->on);
}

static int on_object(struct thread *t, const struct call *call)
{
	return call->on < 0 ? 0 : t->x->files[call->on].object;
}

/* ------------------------------------------------------------------------ files */

static int32_t opened(struct thread *t, const struct call *call, int fd, int object)
{
	if (fd < 0)
		return -errno;
	if (call->num_outs)
		file_put(t->x, call->outs[0].n, fd, object);
	else
		close(fd);
	return 0;
}

int32_t run_app(struct thread *t, const struct call *call)
{
	int flags = call_num(t, call, "block", 0) ? 0 : O_NONBLOCK;

	return opened(t, call, open("/dev/tline/app", O_RDWR | O_CLOEXEC | flags),
		      object_new(t->x, FILE_APP));
}

int32_t run_line(struct thread *t, const struct call *call)
{
	static const int flags[] = { O_RDONLY, O_RDWR, O_WRONLY };
	uint64_t mode = call_num(t, call, "mode", 1);

	return opened(t, call, world_line_open(call_num(t, call, "n", 0) % WORLD_LINES,
					       flags[mode % ARRAY_SIZE(flags)]),
		      object_new(t->x, FILE_LINE));
}

int32_t run_dup(struct thread *t, const struct call *call)
{
	return opened(t, call, fcntl(on(t, call), F_DUPFD_CLOEXEC, 3), on_object(t, call));
}

int32_t run_close(struct thread *t, const struct call *call)
{
	int fd = call->on < 0 ? -1 : file_take(t->x, call->on);

	return close(fd) ? -errno : 0;
}

/* A file on its way between two sockets, neither of which anybody reads. */
int32_t run_pass(struct thread *t, const struct call *call)
{
	char byte = 0, control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
	int fd = on(t, call);

	if (t->x->unix_pair[0] < 0 &&
	    socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, t->x->unix_pair))
		return -errno;
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	return sendmsg(t->x->unix_pair[0], &msg, MSG_DONTWAIT) < 0 ? -errno : 0;
}

int32_t run_write(struct thread *t, const struct call *call)
{
	return write(on(t, call), "x", 1) < 0 ? -errno : 0;
}

int32_t run_poll(struct thread *t, const struct call *call)
{
	struct pollfd p = { .fd = on(t, call), .events = POLLIN | POLLOUT | POLLPRI };

	return poll(&p, 1, 0) < 0 ? -errno : p.revents;
}

int32_t run_read(struct thread *t, const struct call *call)
{
	static const char zeros[MAX_READ];
	uint64_t size = call_num(t, call, "size", 16 * sizeof(struct tline_message));
	const struct tline_message *m;
	int object = on_object(t, call), i;
	uint64_t buf;
	ssize_t n;

	size = size < MAX_READ ? size : MAX_READ;
	buf = place(t, call, "ptr", t->data, zeros, size);
	alarm_begin();
	n = syscall(SYS_read, on(t, call), buf, size);
	n = n < 0 ? -errno : n;
	alarm_end();
	if (n <= 0 || t->x->objects[object].type != FILE_APP)
		return n;
	if (n % sizeof(*m))
		t->x->broken = "read returned part of a message";
	m = (const void *)(uintptr_t)buf;
	n /= sizeof(*m);
	log_heard(t->x, object, m, n);
	for (i = 0; i < n; i++)
		if (m[i].type == TLINE_MSG_APPNEWCALL)
			make(t, RES_CALL, m[i].p2);
	return n;
}

/* -------------------------------------------------------------------- processes */

static char stacks[SLOTS][16384] __attribute__((aligned(16)));

static int sleep_forever(void *unused)
{
	for (;;)
		syscall(SYS_pause);
	return 0;
}

void process_stop(struct exec *x, int n)
{
	pid_t pid = __atomic_exchange_n(&x->values[RES_PROCESS][n], 0, __ATOMIC_ACQ_REL);

	if (!pid)
		return;
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		;
}

/* A process with all files that there are now; its memory is this one's, to be fast. */
int32_t run_fork(struct thread *t, const struct call *call)
{
	int slot = call->num_outs ? call->outs[0].n : 0;
	pid_t pid;

	process_stop(t->x, slot);
	pid = clone(sleep_forever, (char *)stacks + (slot + 1) * sizeof(stacks[0]),
		    CLONE_VM | SIGCHLD, NULL);
	if (pid > 0)
		t->x->values[RES_PROCESS][slot] = pid;
	return pid < 0 ? -errno : 0;
}

/* All of them. */
int32_t run_kill(struct thread *t, const struct call *call)
{
	int i;

	for (i = 0; i < SLOTS; i++)
		process_stop(t->x, i);
	return 0;
}

int32_t run_join(struct thread *t, const struct call *call)
{
	if (t == &t->x->threads[0])
		join_thread();
	return 0;
}

/* ----------------------------------------------------------------------- ioctls */

/* The command, its structure's size and direction as the call wants them. */
static uint32_t command(struct thread *t, const struct call *call)
{
	uint32_t cmd = rows[call->row].cmd;
	uint64_t size = call_num(t, call, "size", _IOC_SIZE(cmd));

	return _IOC(call_num(t, call, "dir", _IOC_DIR(cmd)) & 3, _IOC_TYPE(cmd), _IOC_NR(cmd),
		    size & MAX_IOC);
}

/* @buf: what the fields make of the structure; out: as the kernel leaves it. */
static int32_t do_ioctl(struct thread *t, const struct call *call, char *buf)
{
	uint32_t cmd = command(t, call), size = _IOC_SIZE(cmd);
	uint64_t tail = call_num(t, call, "tail", 0), arg;
	int32_t ret;

	if (tail && size)
		buf[size - 1] = tail;
	arg = place(t, call, "ptr", t->arg, buf, size);
	ret = syscall(SYS_ioctl, on(t, call), cmd, arg) < 0 ? -errno : 0;
	if (!call_value(call, "ptr"))
		memcpy(buf, t->arg - size, size);
	return ret;
}

static int32_t result_of(const struct call *call, const char *buf, int32_t ret)
{
	uint16_t at = rows[call->row].result;
	int32_t result;

	if (ret || !at || call_value(call, "ptr") || call_value(call, "size"))
		return ret;
	memcpy(&result, buf + at, sizeof(result));
	return result;
}

static int app_object(struct exec *x, int fd)
{
	int i;

	for (i = 0; i < SLOTS; i++)
		if (file_fd(x, i) == fd && x->objects[x->files[i].object].type == FILE_APP)
			return x->files[i].object;
	return -1;
}

static void after_open(struct thread *t, const struct call *call, const char *buf)
{
	const struct tline_ioc_open *arg = (const void *)buf;
	int app = app_object(t->x, arg->app_fd);

	/* The app's file was closed meanwhile: the books of its messages are lost. */
	if (app < 0)
		t->x->overflow = true;
	t->x->objects[on_object(t, call)].app = app;
	t->x->objects[on_object(t, call)].silent = arg->api_version < TLINE_API_VERSION_2_0;
	make(t, RES_CALL, arg->handle);
}

static void after_proxy_take(struct thread *t, const struct call *call, const char *buf)
{
	make(t, RES_ASKED, ((const struct tline_ioc_proxy_take *)buf)->id);
}

/* Ioctls that point to other memory: where the pointer is, and how much of it is told. */
#define POINTS(name, type, member, size, n, entry_size, entry)			\
	{ TLINE_IOC_##name, #member, offsetof(struct type, member),		\
	  offsetof(struct type, size), n, entry_size, entry }
#define BYTES(name, type)	POINTS(name, type, data, size, 64, 0, 1)

static const struct {
	uint32_t cmd;
	const char *name;
	uint16_t at, count_at, count, entry_at, entry;
} points[] = {
	BYTES(OUTPUT, tline_ioc_output), BYTES(DATA, tline_ioc_data),
	BYTES(SET_DEVCONFIG, tline_ioc_devconfig), BYTES(GET_DEVCONFIG, tline_ioc_devconfig),
	BYTES(PROXY_TAKE, tline_ioc_proxy_take), BYTES(PROXY_ANSWER, tline_ioc_proxy_answer),
	POINTS(CONF_CALLS, tline_ioc_conf_calls, calls, count, 8, 0, sizeof(uint32_t)),
	POINTS(MONITOR_TONES, tline_ioc_tones, tones, count, 1,
	       offsetof(struct tline_ioc_tones, tone_size), sizeof(struct tline_tone)),
	POINTS(SET_MEDIACONTROL, tline_ioc_media_control, controls, count, 1,
	       offsetof(struct tline_ioc_media_control, control_size),
	       sizeof(struct tline_media_control)),
};

static void point(struct thread *t, const struct call *call, char *buf)
{
	char data[MAX_IOC + 1] __attribute__((aligned(8))) = { 0 };
	uint32_t count, entry;
	uint64_t ptr;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(points); i++) {
		if (points[i].cmd != rows[call->row].cmd)
			continue;
		count = points[i].count;
		entry = points[i].entry;
		fill(t, call, IN_DATA, data);
		ptr = place(t, call, points[i].name, t->data, data, count * entry);
		memcpy(buf + points[i].at, &ptr, sizeof(ptr));
		memcpy(buf + points[i].count_at, &count, sizeof(count));
		if (points[i].entry_at)
			memcpy(buf + points[i].entry_at, &entry, sizeof(entry));
	}
}

static void after_conf_calls(struct thread *t, const struct call *call, const char *buf)
{
	const struct tline_ioc_conf_calls *arg = (const void *)buf;
	const uint32_t *calls = (const void *)(uintptr_t)arg->calls;
	uint32_t i;

	for (i = 0; i < arg->count && i < 8 && !call_value(call, "calls"); i++)
		make(t, RES_CALL, calls[i]);
}

int32_t run_ioctl(struct thread *t, const struct call *call)
{
	char buf[MAX_IOC + 1] __attribute__((aligned(8))) = { 0 };
	struct tline_ioc_opens *opens = (void *)buf;
	uint32_t cmd = rows[call->row].cmd;
	int32_t ret;

	if (cmd == TLINE_IOC_OPENS) {
		opens->count = 4;
		opens->entry_size = sizeof(struct tline_open_info);
		opens->opens = (uintptr_t)t->data - opens->count * opens->entry_size;
		opens->opens = place(t, call, "opens", t->data, t->data - 4096, 832);
	}
	point(t, call, buf);
	fill(t, call, IN_ARG, buf);
	ret = do_ioctl(t, call, buf);
	/* Where the result cannot be seen it may have been done all the same. */
	if (cmd == TLINE_IOC_OPEN && (call_value(call, "ptr") || call_value(call, "size")))
		t->x->overflow = true;
	ret = result_of(call, buf, ret);
	if (!ret && cmd == TLINE_IOC_OPEN)
		after_open(t, call, buf);
	if (!ret && cmd == TLINE_IOC_CONF_CALLS && !call_value(call, "ptr"))
		after_conf_calls(t, call, buf);
	if (!ret && cmd == TLINE_IOC_PROXY_TAKE && !call_value(call, "ptr"))
		after_proxy_take(t, call, buf);
	if (cmd == TLINE_IOC_SET_DEVCONFIG || cmd == TLINE_IOC_SET_NUM_RINGS ||
	    cmd == TLINE_IOC_SET_MEDIACONTROL)
		world_changed();
	if (!ret && cmd == TLINE_IOC_SET_PRIORITY && t->x->num_priorities < MAX_CALLS_PROG)
		memcpy(&t->x->priorities[t->x->num_priorities++], buf,
		       sizeof(struct tline_ioc_priority));
	return ret;
}

int32_t run_new_calls(struct thread *t, const struct call *call)
{
	char buf[MAX_IOC + 1] __attribute__((aligned(8))) = { 0 };
	struct tline_ioc_new_calls *arg = (void *)buf;
	uint32_t calls[8] = { 0 }, i;
	int32_t ret;

	arg->select = TLINE_CALLSELECT_LINE;
	arg->count = ARRAY_SIZE(calls);
	arg->calls = place(t, call, "calls", t->data, calls, sizeof(calls));
	fill(t, call, IN_ARG, buf);
	ret = result_of(call, buf, do_ioctl(t, call, buf));
	if (ret || call_value(call, "ptr") || call_value(call, "calls"))
		return ret;
	memcpy(calls, t->data - sizeof(calls), sizeof(calls));
	for (i = 0; i < arg->count && i < ARRAY_SIZE(calls); i++)
		make(t, RES_CALL, calls[i]);
	return 0;
}

int32_t run_raw(struct thread *t, const struct call *call)
{
	uint32_t cmd = call_num(t, call, "cmd", 0);
	static const char zeros[MAX_IOC + 1];
	uint64_t arg = place(t, call, "ptr", t->arg, zeros, _IOC_SIZE(cmd));

	/* Not the files' own: some would change what this file is to others. */
	if (_IOC_TYPE(cmd) != TLINE_IOC_MAGIC)
		cmd = _IOC(_IOC_DIR(cmd), TLINE_IOC_MAGIC, _IOC_NR(cmd), _IOC_SIZE(cmd));
	return syscall(SYS_ioctl, on(t, call), cmd, arg) < 0 ? -errno : 0;
}

/* --------------------------------------------------------------------- requests */

/* The arguments that operation @op takes: their size. */
static size_t build_args(struct thread *t, const struct call *call, enum where args, char *buf)
{
	struct tline_call_params *params = (void *)buf;
	struct tline_uui *uui = (void *)buf;
	const char *text = call_text(call, "uui", "");
	struct tline_item *item = (void *)buf;

	if (args == IN_ATTR) {		/* plain bytes, of any length */
		snprintf(buf, TEXT_LEN, "%s", text);
		return strlen(text);
	}
	/* What may be absent is, unless something is said of it. */
	if (args == IN_UUI && !call_value(call, "uui") && !call_value(call, "uui_size"))
		return 0;
	if (args == IN_UUI)
		uui->size = strlen(text);
	if (args == IN_PARAMS)
		params->uui.size = strlen(call_text(call, "params_uui", ""));
	if (args == IN_ITEM)
		item->size = where_size[IN_ITEM] - sizeof(*item);
	if (args == IN_PARAMS && call_value(call, "item")) {
		params->items_size = where_size[IN_ITEM];
		fill(t, call, args, buf);
		return where_size[args] + build_args(t, call, IN_ITEM, (char *)(params + 1));
	}
	fill(t, call, args, buf);
	return where_size[args];
}

/* These change the line, not only its calls. */
static bool changes_line(uint32_t op)
{
	return op == TLINE_OP_FORWARD || op == TLINE_OP_COMPLETECALL ||
	       op == TLINE_OP_SETTERMINAL || op == TLINE_OP_DEVSPECIFIC ||
	       op == TLINE_OP_DEVSPECIFICFEATURE || op == TLINE_OP_SETLINEDEVSTATUS;
}

/* One more request for the next SUBMIT of this thread. */
int32_t run_req(struct thread *t, const struct call *call)
{
	char buf[8192] __attribute__((aligned(8))) = { 0 };
	struct tline_request *rq;
	const struct value *v;
	size_t size;

	if (t->batch == BATCH)
		return -E2BIG;
	rq = &t->batched[t->batch];
	memset(rq, 0, sizeof(*rq));
	fill(t, call, IN_REQUEST, (char *)rq);
	size = build_args(t, call, op_args(rq->op), buf);
	v = call_value(call, "args_size");
	if (v)
		size = v->num < sizeof(buf) ? v->num : sizeof(buf);
	if (size || call_value(call, "args"))
		rq->args = place(t, call, "args", t->args[t->batch], buf, size);
	rq->args_size = v ? v->num : size;
	if (changes_line(rq->op))
		world_changed();
	t->batch++;
	return 0;
}

static void after_submit(struct thread *t, const struct call *call,
			 const struct tline_ioc_submit *arg, int32_t ret)
{
	bool wait = arg->flags & TLINE_SUBMIT_WAIT, seen = !call_value(call, "ptr");
	const char *at = (const char *)(uintptr_t)arg->requests;
	uint32_t n = ret ? arg->count : arg->done, i;
	struct tline_request rq;

	for (i = 0; i < n && at + sizeof(rq) <= t->requests; i++, at += arg->request_size) {
		memcpy(&rq, at, sizeof(rq));
		if (!rq.id)
			continue;
		if (ret && !wait) {
			/* An id may be of a request that has been taken back; not the first one. */
			if (!call_value(call, "requests"))
				t->x->broken = "SUBMIT failed, and has accepted a request";
			return;
		}
		make(t, RES_REQUEST, rq.id);
		if (rq.new_call)
			make(t, RES_CALL, rq.new_call);
		if (rq.new_call2)
			make(t, RES_CALL, rq.new_call2);
		if (seen && !(wait && rq.reason))
			log_accepted(t->x, on_object(t, call), rq.id);
	}
}

int32_t run_submit(struct thread *t, const struct call *call)
{
	uint32_t n = t->batch ?: 1, repeat = call_num(t, call, "repeat", 1), size, i;
	char buf[MAX_IOC + 1] __attribute__((aligned(8))) = { 0 };
	struct tline_ioc_submit *arg = (void *)buf;
	char *array = t->array;
	bool odd;
	int32_t ret;

	repeat = repeat < 1 ? 1 : repeat < MAX_REPEAT ? repeat : MAX_REPEAT;
	arg->request_size = sizeof(struct tline_request);
	arg->count = n + repeat - 1;
	fill(t, call, IN_ARG, buf);
	/* Numbers that make no sense are for the kernel to refuse. */
	odd = arg->request_size < sizeof(struct tline_request) || arg->request_size > 4096;
	size = odd ? sizeof(struct tline_request) : arg->request_size;
	n = arg->count < n + repeat - 1 ? arg->count : n + repeat - 1;
	n = n < sizeof(t->array) / size ? n : sizeof(t->array) / size;
	memset(array, 0, n * size);
	for (i = 0; i < n && t->batch; i++)
		memcpy(array + i * size, &t->batched[(int)i < t->batch ? i : t->batch - 1],
		       sizeof(struct tline_request));
	t->batch = 0;
	arg->requests = place(t, call, "requests", t->requests, array, n * size);
	if (arg->flags & TLINE_SUBMIT_WAIT)
		alarm_begin();
	t->x->submitted = true;
	ret = do_ioctl(t, call, buf);
	if (arg->flags & TLINE_SUBMIT_WAIT)
		alarm_end();
	if (!odd && n && (!call_value(call, "requests") || !ret))
		after_submit(t, call, arg, ret);
	if (ret || !n || call_value(call, "requests") || odd)
		return ret;
	return ((struct tline_request *)(uintptr_t)arg->requests)->result;
}

/* ------------------------------------------------------------------ the simulator */

int32_t run_poke(struct thread *t, const struct call *call)
{
	const char *name = rows[call->row].name;
	const char *attr = strcmp(name, "force_close") ? name : "close";
	int line = world_attr_is_exchange(attr) ? -1 :
		   (int)(call_num(t, call, "line", 0) % WORLD_LINES);

	return world_poke(attr, line, call_text(call, "value", "1"));
}
