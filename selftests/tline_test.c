// SPDX-License-Identifier: GPL-2.0-only
/* See tline_test.h. */
#include <sched.h>
#include <stdarg.h>
#include <sys/stat.h>

#include "tline_test.h"

#define CONFIGFS	"/sys/kernel/config/tline_sim"

#define die(fmt, ...) do {							\
	fprintf(stderr, "# %s:%d: " fmt "\n", __FILE__, __LINE__, ##__VA_ARGS__);	\
	_exit(1);								\
} while (0)

/* ------------------------------------------------------------------ the simulator */

static void attr_path(struct sim *sim, int i, const char *attr, char *path, size_t size)
{
	if (i < 0)
		snprintf(path, size, "%s/%s", sim->dir, attr);
	else
		snprintf(path, size, "%s/%s-%d/%s", sim->dir, sim->name, i, attr);
}

int sim_try(struct sim *sim, int i, const char *attr, const char *value)
{
	char path[256];
	int fd, err = 0;

	attr_path(sim, i, attr, path, sizeof(path));
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -errno;
	if (write(fd, value, strlen(value)) < 0)
		err = -errno;
	close(fd);
	return err;
}

void sim_set(struct sim *sim, int i, const char *attr, const char *fmt, ...)
{
	char value[512];
	va_list ap;
	int err;

	va_start(ap, fmt);
	vsnprintf(value, sizeof(value), fmt, ap);
	va_end(ap);
	err = sim_try(sim, i, attr, value);
	if (err)
		die("%s/%d/%s = '%s': %s", sim->dir, i, attr, value, strerror(-err));
}

const char *sim_get(struct sim *sim, int i, const char *attr)
{
	static char text[8192];
	char path[256];
	ssize_t n;
	int fd;

	attr_path(sim, i, attr, path, sizeof(path));
	fd = open(path, O_RDONLY);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (n < 0)
		die("%s: %s", path, strerror(errno));
	close(fd);
	text[n] = 0;
	if (n && text[n - 1] == '\n')
		text[n - 1] = 0;
	return text;
}

long sim_num(struct sim *sim, int i, const char *attr)
{
	return strtol(sim_get(sim, i, attr), NULL, 0);
}

void sim_step(struct sim *sim, long ms)
{
	sim_set(sim, -1, "step", "%ld", ms);
}

void sim_create_down(struct sim *sim, int n)
{
	static int count;
	char path[256];
	int i;

	if (access(CONFIGFS, F_OK))
		die("no %s: load tline_sim and mount configfs", CONFIGFS);
	memset(sim, 0, sizeof(*sim));
	sim->n = n;
	snprintf(sim->name, sizeof(sim->name), "%d-%d", getpid() % 100000, count++);
	snprintf(sim->dir, sizeof(sim->dir), CONFIGFS "/%s", sim->name);
	if (mkdir(sim->dir, 0755))
		die("%s: %s", sim->dir, strerror(errno));
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s-%d", sim->dir, sim->name, i);
		if (mkdir(path, 0755))
			die("%s: %s", path, strerror(errno));
		snprintf(sim->number[i], sizeof(sim->number[i]), "%d", 200 + i);
		sim_set(sim, i, "number", "%s", sim->number[i]);
	}
	sim_set(sim, -1, "clock", "manual");
}

void sim_live(struct sim *sim)
{
	int i;

	sim_set(sim, -1, "live", "1");
	for (i = 0; i < sim->n; i++)
		sim->line[i] = sim_num(sim, i, "id");
}

void sim_create(struct sim *sim, int n)
{
	sim_create_down(sim, n);
	sim_live(sim);
}

void sim_destroy(struct sim *sim)
{
	char path[256];
	int i;

	sim_set(sim, -1, "live", "0");
	for (i = 0; i < sim->n; i++) {
		snprintf(path, sizeof(path), "%s/%s-%d", sim->dir, sim->name, i);
		if (rmdir(path))
			die("rmdir %s: %s", path, strerror(errno));
	}
	if (rmdir(sim->dir))
		die("rmdir %s: %s", sim->dir, strerror(errno));
}

/* "request dial id=3 ..." becomes "request:dial". */
const char *sim_log(struct sim *sim, int i)
{
	static char out[8192];
	char text[8192], *line, *save = NULL;
	size_t at = 0;

	snprintf(text, sizeof(text), "%s", sim_get(sim, i, "log"));
	out[0] = 0;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char verb[64] = "", what[64] = "";
		int n = sscanf(line, "%63s %63s", verb, what);

		if (n < 1)
			continue;
		/* Advice about opens comes whenever opens change. */
		if (!strcmp(what, "set_status_messages") || !strcmp(what, "set_media_detection"))
			continue;
		at += snprintf(out + at, sizeof(out) - at, "%s%s", at ? " " : "", verb);
		if (n == 2 && !strchr(what, '='))
			at += snprintf(out + at, sizeof(out) - at, ":%s", what);
	}
	return out;
}

void sim_log_clear(struct sim *sim, int i)
{
	sim_set(sim, i, "log", "0");
}

/* -------------------------------------------------------------------- apps and lines */

int app_open(void)
{
	int fd = open("/dev/tline/app", O_RDWR | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		die("/dev/tline/app: %s", strerror(errno));
	return fd;
}

int app_open_as(const char *module, __u32 version)
{
	struct tline_ioc_app_setup setup = { .api_version = version };
	int fd = app_open();

	snprintf(setup.name, sizeof(setup.name), "%s", module);
	snprintf(setup.module, sizeof(setup.module), "%s", module);
	if (ioctl(fd, TLINE_IOC_APP_SETUP, &setup))
		die("setup %s: %s", module, strerror(errno));
	return fd;
}

int line_try(struct sim *sim, int i, int flags, int app, struct tline_ioc_open *arg, int *fd)
{
	char path[64];
	int err;

	snprintf(path, sizeof(path), "/dev/tline/line%d", sim->line[i]);
	*fd = open(path, flags | O_CLOEXEC);
	if (*fd < 0)
		return -errno;
	arg->app_fd = app;
	err = ioctl(*fd, TLINE_IOC_OPEN, arg) ? -errno : arg->result;
	if (err) {
		close(*fd);
		*fd = -1;
	}
	return err;
}

struct line line_open_version(struct sim *sim, int i, int app, __u32 privileges, __u32 media,
			      __u32 version)
{
	struct tline_ioc_open arg = {
		.api_version = version, .privileges = privileges, .media_modes = media,
		.instance = 0x1000 + i,
	};
	struct line line = { .app = app };
	int err = line_try(sim, i, O_RDWR, app, &arg, &line.fd);

	if (err)
		die("open line %d: %#x", i, err);
	line.handle = arg.handle;
	return line;
}

struct line line_open(struct sim *sim, int i, int app, __u32 privileges, __u32 media)
{
	return line_open_version(sim, i, app, privileges, media, V2_2);
}

void line_close(struct line *line)
{
	if (line->fd >= 0)
		close(line->fd);
	line->fd = -1;
}

/* -------------------------------------------------------------------------- requests */

int submit(struct line *line, struct tline_request *rq)
{
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)rq, .count = 1, .request_size = sizeof(*rq),
	};

	if (ioctl(line->fd, TLINE_IOC_SUBMIT, &arg))
		return -errno;
	return rq->result ?: (int)rq->id;
}

int submit_op(struct line *line, __u32 op, __u32 call)
{
	struct tline_request rq = { .op = op, .call = call, .cookie = op };

	return submit(line, &rq);
}

int submit_gather(struct line *line, __u32 call, __u32 count)
{
	struct tline_gather gather = { .modes = TLINE_DIGITMODE_DTMF, .count = count };
	struct tline_request rq = {
		.op = TLINE_OP_GATHERDIGITS, .flags = TLINE_REQUEST_KEEP, .call = call,
		.args = (uintptr_t)&gather, .args_size = sizeof(gather),
	};

	return submit(line, &rq);
}

int output(int app, int id, void *to, __u32 room)
{
	struct tline_ioc_output arg = { .id = id, .size = room, .data = (uintptr_t)to };

	return ioctl(app, TLINE_IOC_OUTPUT, &arg) ? -errno : (int)arg.size;
}

int submit_makecall(struct line *line, const char *dest, __u32 *call)
{
	struct tline_call_params params = { 0 };
	struct tline_request rq = {
		.op = TLINE_OP_MAKECALL, .args = (uintptr_t)&params, .args_size = sizeof(params),
	};
	int id;

	snprintf(params.dest.number, sizeof(params.dest.number), "%s", dest);
	id = submit(line, &rq);
	*call = rq.new_call;
	return id;
}

int submit_many(struct line *line, __u32 op, __u32 call, int n, int *ids)
{
	struct tline_request *rq = calloc(n, sizeof(*rq));
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)rq, .count = n, .request_size = sizeof(*rq),
	};
	int i, accepted = 0;

	for (i = 0; i < n; i++) {
		rq[i].op = op;
		rq[i].call = call;
		rq[i].cookie = i;
	}
	if (ioctl(line->fd, TLINE_IOC_SUBMIT, &arg))
		die("submit: %s", strerror(errno));
	for (i = 0; i < n; i++) {
		ids[i] = rq[i].id;
		accepted += rq[i].id && !rq[i].result;
	}
	free(rq);
	return accepted;
}

int submit_lamp(struct line *line)
{
	struct tline_request rq = {
		.op = TLINE_OP_SETLINEDEVSTATUS, .arg = { TLINE_DEVSTATUSFLAGS_MSGWAIT, 1 },
	};

	return submit(line, &rq);
}

int cancel(int app, int id, __u32 mode)
{
	struct tline_ioc_cancel arg = { .id = id, .mode = mode };

	return ioctl(app, TLINE_IOC_CANCEL, &arg) ? errno : 0;
}

__u32 request_state(int app, int id, __s32 *result)
{
	struct tline_ioc_request_state arg = { .id = id };

	if (ioctl(app, TLINE_IOC_REQUEST_STATE, &arg)) {
		if (errno != ENOENT)
			die("request state: %s", strerror(errno));
		return 0;
	}
	if (result)
		*result = arg.result;
	return arg.state;
}

/* -------------------------------------------------------------------------- messages */

bool message(int app, struct tline_message *m)
{
	struct pollfd p = { .fd = app, .events = POLLIN };

	if (poll(&p, 1, WAIT_MS) != 1 || !(p.revents & POLLIN))
		return false;
	return read(app, m, sizeof(*m)) == sizeof(*m);
}

bool message_of(int app, __u32 type, struct tline_message *m)
{
	while (message(app, m))
		if (m->type == type)
			return true;
	return false;
}

bool silent(int app)
{
	struct pollfd p = { .fd = app, .events = POLLIN };

	return poll(&p, 1, 0) == 0;
}

void drain(int app)
{
	struct tline_message m[64];

	while (!silent(app) && read(app, m, sizeof(m)) > 0)
		;
}

__s32 reply(int app, int id, __u32 *reason)
{
	struct tline_message m;

	while (message_of(app, TLINE_MSG_REPLY, &m)) {
		if ((int)m.p1 != id)
			continue;
		if (reason)
			*reason = (__u32)m.p3;
		return (__s32)m.p2;
	}
	die("no completion of request %d", id);
}

int replies(int app, const int *ids, int n, __s32 result, __u32 reason)
{
	__u32 why;
	int i;

	for (i = 0; i < n; i++)
		if (reply(app, ids[i], &why) != result || why != reason)
			return i;
	return n;
}

int leftover(int app, __u32 type)
{
	struct tline_message m;
	int n = 0;

	while (!silent(app) && read(app, &m, sizeof(m)) == sizeof(m))
		n += m.type == type;
	return n;
}

bool call_reaches(int app, __u32 call, __u32 state)
{
	struct tline_message m;

	while (message_of(app, TLINE_MSG_CALLSTATE, &m))
		if (m.handle == call && m.p1 == state)
			return true;
	return false;
}

bool next_is(int app, __u32 type, __u32 handle, __u64 p1, __u64 p2, __u64 p3)
{
	struct tline_message m;

	if (!message(app, &m)) {
		fprintf(stderr, "# no message, expected type %u\n", type);
		return false;
	}
	if (m.type == type && m.handle == handle && m.p1 == p1 && m.p2 == p2 && m.p3 == p3)
		return true;
	fprintf(stderr, "# message %u %#x (%#llx, %#llx, %#llx), expected %u %#x (%#llx, %#llx, %#llx)\n",
		m.type, m.handle, (long long)m.p1, (long long)m.p2, (long long)m.p3,
		type, handle, (long long)p1, (long long)p2, (long long)p3);
	return false;
}

/* ----------------------------------------------------------------------------- calls */

__s32 do_op(struct line *line, __u32 op, __u32 call)
{
	int id = submit_op(line, op, call);

	return id > 0 ? reply(line->app, id, NULL) : id;
}

__s32 makecall(struct line *line, const char *dest, __u32 *call)
{
	int id = submit_makecall(line, dest, call);

	return id > 0 ? reply(line->app, id, NULL) : id;
}

__s32 makecall_params(struct line *line, struct tline_call_params *params, __u32 *call)
{
	struct tline_request rq = {
		.op = TLINE_OP_MAKECALL, .args = (uintptr_t)params, .args_size = sizeof(*params),
	};
	int id = submit(line, &rq);

	*call = rq.new_call;
	return id > 0 ? reply(line->app, id, NULL) : id;
}

struct tline_call_info call_info(struct line *line, __u32 call)
{
	struct tline_ioc_call_info arg = { .call = call };

	if (ioctl(line->fd, TLINE_IOC_CALL_INFO, &arg))
		die("call info: %s", strerror(errno));
	if (arg.result)
		die("call info of %#x: %#x", call, arg.result);
	return arg.info;
}

struct tline_ioc_call_status call_status(struct line *line, __u32 call)
{
	struct tline_ioc_call_status st = { .call = call };

	if (ioctl(line->fd, TLINE_IOC_CALL_STATUS, &st))
		die("call status: %s", strerror(errno));
	return st;
}

__u32 call_state(struct line *line, __u32 call)
{
	struct tline_ioc_call_status st = { .call = call };

	if (ioctl(line->fd, TLINE_IOC_CALL_STATUS, &st))
		die("call status: %s", strerror(errno));
	return st.result ? 0 : st.state;
}

__s32 deallocate(struct line *line, __u32 call)
{
	struct tline_ioc_deallocate arg = { .call = call };

	return ioctl(line->fd, TLINE_IOC_DEALLOCATE, &arg) ? -errno : arg.result;
}

__s32 set_privilege(struct line *line, __u32 call, __u32 privilege)
{
	struct tline_ioc_privilege arg = { .call = call, .privilege = privilege };

	return ioctl(line->fd, TLINE_IOC_SET_PRIVILEGE, &arg) ? -errno : arg.result;
}

__s32 handoff(struct line *line, __u32 call, const char *module, __u32 media)
{
	struct tline_ioc_handoff arg = { .call = call, .media_mode = media };

	snprintf(arg.module, sizeof(arg.module), "%s", module ?: "");
	return ioctl(line->fd, TLINE_IOC_HANDOFF, &arg) ? -errno : arg.result;
}

int new_calls(struct line *line, __u32 *calls, int room)
{
	struct tline_ioc_new_calls arg = {
		.select = TLINE_CALLSELECT_LINE, .calls = (uintptr_t)calls, .count = room,
	};

	if (ioctl(line->fd, TLINE_IOC_GET_NEW_CALLS, &arg))
		return -errno;
	return arg.result ?: (int)arg.count;
}

__u32 offered(struct line *line)
{
	struct tline_message m;

	while (message_of(line->app, TLINE_MSG_APPNEWCALL, &m))
		if (m.handle == line->handle)
			return m.p2;
	die("no call offered");
}

void connect_call(struct sim *sim, struct line *caller, struct line *callee, int to,
		  __u32 *call, __u32 *answered)
{
	int id = submit_makecall(caller, sim->number[to], call);

	if (id <= 0 || reply(caller->app, id, NULL))
		die("makecall failed: %#x", id);
	sim_step(sim, 1000);
	*answered = offered(callee);
	id = submit_op(callee, TLINE_OP_ANSWER, *answered);
	if (id <= 0 || reply(callee->app, id, NULL))
		die("answer failed: %#x", id);
	sim_step(sim, 1000);
	if (call_state(caller, *call) != TLINE_CALLSTATE_CONNECTED ||
	    call_state(callee, *answered) != TLINE_CALLSTATE_CONNECTED)
		die("not connected: %#x, %#x", call_state(caller, *call),
		    call_state(callee, *answered));
	drain(caller->app);
	drain(callee->app);
}

void wait_asleep(pid_t tid, long nr)
{
	char path[64], text[64], want[16];
	bool asleep = false;
	FILE *f;

	/* "running", or the number of the system call that it sleeps in, and more. */
	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", tid);
	snprintf(want, sizeof(want), "%ld ", nr);
	while (!asleep) {
		sched_yield();
		f = fopen(path, "r");
		if (!f)
			die("%s: %s", path, strerror(errno));
		asleep = fgets(text, sizeof(text), f) && !strncmp(text, want, strlen(want));
		fclose(f);
	}
}

struct tline_ioc_counters counters(int fd)
{
	struct tline_ioc_counters c;

	if (ioctl(fd, TLINE_IOC_COUNTERS, &c))
		die("counters: %s", strerror(errno));
	return c;
}

bool balanced(int fd)
{
	struct tline_ioc_counters c = counters(fd);
	__u64 sum = 0;
	int i;

	for (i = 1; i < TLINE_REASON_COUNT; i++)
		sum += c.by_reason[i];
	return c.submitted == c.completed + c.pending && sum == c.completed;
}
