/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel for the library, played by the test: /dev/tline is a directory with a
 * FIFO for the app (each app opens one of its own) and files for the lines, and
 * ioctl() is the one below.  Hooks act while a system call is under way, so that
 * the races with a reader of messages are made, not hoped for.
 */
#ifndef _LIB_FAKE_KERNEL_H
#define _LIB_FAKE_KERNEL_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

#define NUM_LINES	4	/* line 3 has been removed */
#define MAX_FD		64

static struct {
	char dir[64];
	int fifo;			/* to write messages to the app opened last */
	uint32_t next_id;
	uint32_t handle[MAX_FD];	/* of an open line */
	struct tline_ioc_open opened;
	int opened_device;
	struct tline_ioc_app_setup setup;
	struct tline_request request;
	char args[4096];
	char output[256];		/* of requests with TLINE_REQUEST_KEEP */
	uint32_t output_size;
	uint32_t output_taken;		/* of this request */
	struct {
		const void *bytes;
		uint32_t size;
	} data[TLINE_DATA_KINDS];	/* for TLINE_IOC_DATA */
	unsigned char arg[2048];	/* of the last ioctl that is only written down ... */
	unsigned char list[4096];	/* ... and the array that it points to */
	uint32_t list_size;
	LONG answer;			/* its result */
	LONG refuse;
	uint32_t known_call;		/* this call is known ... */
	uint32_t known_line;		/* ... on this open */
	uint32_t deallocated;		/* the last one */
	int deallocations;
	struct tline_ioc_status_messages states;
	struct tline_ioc_priority priorities[8];	/* in the order of the calls */
	int num_priorities;
	int priority_errno;
	struct tline_ioc_recipient recipient;
	struct tline_ioc_assist assist;		/* the one that was asked for last */
	LONG assist_result;
	struct tline_ioc_proxy_take proxied;	/* what a proxy can take, once, ... */
	struct tline_ioc_proxy_take behind;	/* ... and then this, if it has an id */
	struct tline_ioc_proxy_answer proxy_answer;	/* the last one */
	unsigned char proxy_output[TLINE_MAX_PROXY];
	int closes;
	int shutdowns;
	int probes;
	uint32_t cancellable;		/* this request, not 0 */
	uint32_t num_opens;		/* of the line, all of them empty */
	uint32_t new_calls;		/* there are so many */
	uint32_t conf_calls[4];		/* of TLINE_IOC_CONF_CALLS */
	void (*during)(void);		/* once, in a system call that returns new ids */
} fake;

static void run_hook(void)
{
	void (*during)(void) = fake.during;

	fake.during = NULL;
	if (during)
		during();
}

static void send_message(struct tline_message m)
{
	if (write(fake.fifo, &m, sizeof(m)) != sizeof(m))
		abort();
}

/* How many calls each operation creates. */
static const uint8_t creates[TLINE_OP_COUNT] = {
	[TLINE_OP_MAKECALL] = 1, [TLINE_OP_SETUPTRANSFER] = 1, [TLINE_OP_COMPLETETRANSFER] = 1,
	[TLINE_OP_SETUPCONFERENCE] = 2, [TLINE_OP_PREPAREADDTOCONFERENCE] = 1,
	[TLINE_OP_UNPARK] = 1, [TLINE_OP_PICKUP] = 1, [TLINE_OP_FORWARD] = 1,
};

static int do_submit(struct tline_ioc_submit *arg)
{
	struct tline_request *rq = (struct tline_request *)(uintptr_t)arg->requests;

	rq->result = fake.refuse;
	if (!fake.refuse) {
		rq->id = ++fake.next_id;
		if (creates[rq->op])
			rq->new_call = ++fake.next_id;
		if (creates[rq->op] > 1)
			rq->new_call2 = ++fake.next_id;
	}
	arg->done = 1;
	memset(fake.args, 0, sizeof(fake.args));
	if (rq->args_size)
		memcpy(fake.args, (void *)(uintptr_t)rq->args, rq->args_size);
	fake.request = *rq;
	run_hook();
	return 0;
}

static int do_new_calls(struct tline_ioc_new_calls *arg)
{
	uint32_t *ids = (uint32_t *)(uintptr_t)arg->calls;

	arg->result = arg->count < fake.new_calls ? TLINE_ERR_STRUCTURETOOSMALL : 0;
	for (uint32_t i = 0; !arg->result && i < fake.new_calls; i++)
		ids[i] = ++fake.next_id;
	arg->count = fake.new_calls;
	run_hook();
	return 0;
}

static int do_conf_calls(struct tline_ioc_conf_calls *arg)
{
	uint32_t *ids = (uint32_t *)(uintptr_t)arg->calls;
	uint32_t i, num = 0;

	while (num < 4 && fake.conf_calls[num])
		num++;
	arg->result = !num ? TLINE_ERR_NOCONFERENCE :
		      arg->count < num ? TLINE_ERR_STRUCTURETOOSMALL : 0;
	for (i = 0; !arg->result && i < num; i++)
		ids[i] = fake.conf_calls[i];
	arg->count = num;
	run_hook();
	return 0;
}

static int do_data(struct tline_ioc_data *arg)
{
	uint32_t size = fake.data[arg->kind].size;

	if (size <= arg->size && size)
		memcpy((void *)(uintptr_t)arg->data, fake.data[arg->kind].bytes, size);
	arg->size = size;
	arg->result = 0;
	return 0;
}

/* Ioctls that need no more than to be written down. */
static const struct {
	unsigned long cmd;
	size_t result;
	size_t list;		/* where the pointer to an array is, if there is one ... */
	size_t count;		/* ... the number of its entries ... */
	uint32_t entry;		/* ... and the size of each */
} written[] = {
#define WRITTEN(cmd, type) { TLINE_IOC_##cmd, offsetof(struct type, result) }
#define LIST(cmd, type, list, count, size) { \
	TLINE_IOC_##cmd, offsetof(struct type, result), offsetof(struct type, list), \
	offsetof(struct type, count), size }
	WRITTEN(ADDRESS_STATUS, tline_ioc_address_status),
	WRITTEN(CALL_INFO, tline_ioc_call_info),
	WRITTEN(PROXY_MESSAGE, tline_ioc_proxy_message),
	WRITTEN(SET_PRIVILEGE, tline_ioc_privilege),
	WRITTEN(HANDOFF, tline_ioc_handoff),
	WRITTEN(SET_APPSPECIFIC, tline_ioc_set_call),
	WRITTEN(SET_MEDIAMODE, tline_ioc_set_call),
	WRITTEN(GENERATE_DIGITS, tline_ioc_digits),
	WRITTEN(MONITOR_DIGITS, tline_ioc_set_call),
	WRITTEN(MONITOR_MEDIA, tline_ioc_set_call),
	WRITTEN(GENERATE_TONE, tline_ioc_tone),
	LIST(MONITOR_TONES, tline_ioc_tones, tones, count, sizeof(struct tline_tone)),
	LIST(SET_MEDIACONTROL, tline_ioc_media_control, controls, count,
	     sizeof(struct tline_media_control)),
	WRITTEN(SET_NUM_RINGS, tline_ioc_num_rings),
	WRITTEN(GET_NUM_RINGS, tline_ioc_num_rings),
	LIST(SET_DEVCONFIG, tline_ioc_devconfig, data, size, 1),
#undef LIST
#undef WRITTEN
};

static int do_write_down(unsigned long cmd, unsigned char *arg)
{
	uint64_t list = 0;
	uint32_t count = 0;
	size_t i = 0;

	while (i < TL_ARRAY_SIZE(written) && written[i].cmd != cmd)
		i++;
	if (i == TL_ARRAY_SIZE(written)) {
		errno = ENOTTY;
		return -1;
	}
	memcpy(fake.arg, arg, _IOC_SIZE(cmd));
	memcpy(arg + written[i].result, &fake.answer, sizeof(fake.answer));
	fake.list_size = 0;
	if (!written[i].entry)
		return 0;
	memcpy(&list, arg + written[i].list, sizeof(list));
	memcpy(&count, arg + written[i].count, sizeof(count));
	fake.list_size = count * written[i].entry;
	memcpy(fake.list, (void *)(uintptr_t)list, fake.list_size);
	return 0;
}

static int line_of(int fd)
{
	char link[64], path[128] = "";

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (readlink(link, path, sizeof(path) - 1) < 0 || !strstr(path, "/line"))
		return -1;
	return atoi(strstr(path, "/line") + 5);
}

static int do_proxy_take(struct tline_ioc_proxy_take *arg)
{
	struct tline_ioc_proxy_take had = *arg;

	*arg = fake.proxied;
	arg->result = had.id && had.id != fake.proxied.id ? TLINE_ERR_NOREQUEST :
						    fake.proxied.result;
	arg->data = had.data;
	if (!arg->result && arg->size)
		memcpy((void *)(uintptr_t)had.data, (void *)(uintptr_t)fake.proxied.data, arg->size);
	if (arg->result)
		return 0;
	fake.proxied.result = TLINE_ERR_NOREQUEST;
	if (fake.behind.id)
		fake.proxied = fake.behind;
	fake.behind.id = 0;
	return 0;
}

static int do_proxy_answer(struct tline_ioc_proxy_answer *arg)
{
	if (arg->size > sizeof(fake.proxy_output))
		abort();
	if (arg->size)
		memcpy(fake.proxy_output, (void *)(uintptr_t)arg->data, arg->size);
	fake.proxy_answer = *arg;
	arg->result = 0;
	return 0;
}

static int do_line(int fd, unsigned long cmd, void *arg)
{
	struct tline_ioc_address_caps *address = arg;
	struct tline_ioc_deallocate *dealloc = arg;
	struct tline_ioc_call_status *status = arg;
	struct tline_ioc_devconfig *config = arg;
	struct tline_line_caps *caps = arg;
	struct tline_ioc_open *open = arg;

	switch (cmd) {
	case TLINE_IOC_LINE_CAPS:
		memset(caps, 0, sizeof(*caps));
		caps->num_addresses = 2;
		caps->api_version = line_of(fd) == 2 ? TLINE_API_VERSION_1_4 : 0;
		caps->bearer_modes = TLINE_BEARERMODE_VOICE;
		caps->media_modes = line_of(fd) == 1 ? TLINE_MEDIAMODE_DATAMODEM :
						      TLINE_MEDIAMODE_INTERACTIVEVOICE;
		caps->address_modes = TLINE_ADDRESSMODE_ADDRESSID |
				      TLINE_ADDRESSMODE_DIALABLEADDR;
		caps->max_rate = 9600;
		return 0;
	case TLINE_IOC_PROXIES:
		((struct tline_ioc_proxies *)arg)->types = fake.opened.proxy_types;
		return 0;
	case TLINE_IOC_PROXY_TAKE:
		return do_proxy_take(arg);
	case TLINE_IOC_PROXY_ANSWER:
		return do_proxy_answer(arg);
	case TLINE_IOC_ADDRESS_CAPS:
		address->result = address->address < 2 ? 0 : TLINE_ERR_INVALADDRESSID;
		snprintf(address->caps.number, sizeof(address->caps.number), "10%d%s",
			 line_of(fd), address->address ? "x1" : "");
		run_hook();
		return 0;
	case TLINE_IOC_OPEN:
		open->handle = ++fake.next_id;
		open->result = fake.refuse;
		fake.handle[fd] = open->handle;
		fake.opened = *open;
		fake.opened_device = line_of(fd);
		run_hook();
		return 0;
	case TLINE_IOC_CLOSE:
		fake.closes++;
		return 0;
	case TLINE_IOC_SUBMIT:
		return do_submit(arg);
	case TLINE_IOC_GET_NEW_CALLS:
		return do_new_calls(arg);
	case TLINE_IOC_CONF_CALLS:
		return do_conf_calls(arg);
	case TLINE_IOC_DATA:
		return do_data(arg);
	case TLINE_IOC_GET_DEVCONFIG:
		memcpy(fake.arg, arg, sizeof(*config));
		memcpy((void *)(uintptr_t)config->data, fake.output, fake.output_size);
		config->size = fake.output_size;
		config->result = fake.answer;
		return 0;
	case TLINE_IOC_CALL_STATUS:
		fake.probes++;
		status->result = status->call == fake.known_call &&
				 fake.handle[fd] == fake.known_line ? 0 :
				 TLINE_ERR_INVALCALLHANDLE;
		return 0;
	case TLINE_IOC_LINE_STATUS:
		memset(arg, 0, sizeof(struct tline_ioc_line_status));
		return 0;
	case TLINE_IOC_OPENS:
		((struct tline_ioc_opens *)arg)->count = fake.num_opens;
		return 0;
	case TLINE_IOC_SET_STATUS_MESSAGES:
		fake.states = *(struct tline_ioc_status_messages *)arg;
		return 0;
	case TLINE_IOC_GET_STATUS_MESSAGES:
		*(struct tline_ioc_status_messages *)arg = fake.states;
		return 0;
	case TLINE_IOC_DEALLOCATE:
		fake.deallocated = dealloc->call;
		fake.deallocations++;
		dealloc->result = 0;
		return 0;
	}
	return do_write_down(cmd, arg);
}

static int do_output(struct tline_ioc_output *arg)
{
	fake.output_taken = arg->id;
	if (arg->data && arg->size >= fake.output_size)
		memcpy((void *)(uintptr_t)arg->data, fake.output, fake.output_size);
	arg->size = fake.output_size;
	run_hook();
	return 0;
}

static int do_set_priority(const struct tline_ioc_priority *arg)
{
	if (fake.priority_errno) {
		errno = fake.priority_errno;
		return -1;
	}
	if (fake.num_priorities == 8)
		abort();
	fake.priorities[fake.num_priorities++] = *arg;
	return 0;
}

static int do_app(int fd, unsigned long cmd, void *arg)
{
	struct tline_ioc_app_info *info = arg;

	switch (cmd) {
	case TLINE_IOC_APP_INFO:
		memset(info, 0, sizeof(*info));
		info->max_api_version = TLINE_API_VERSION_MAX;
		info->num_lines = NUM_LINES;
		return 0;
	case TLINE_IOC_APP_SETUP:
		fake.setup = *(struct tline_ioc_app_setup *)arg;
		run_hook();
		return 0;
	case TLINE_IOC_OUTPUT:
		return do_output(arg);
	case TLINE_IOC_SHUTDOWN:
		fake.shutdowns++;
		send_message((struct tline_message){ .type = LINE_CREATE });	/* wakes */
		return 0;
	case TLINE_IOC_SET_PRIORITY:
		return do_set_priority(arg);
	case TLINE_IOC_GET_PRIORITY:
		((struct tline_ioc_priority *)arg)->priority = 3;
		return 0;
	case TLINE_IOC_RECIPIENT:
		fake.recipient = *(struct tline_ioc_recipient *)arg;
		return 0;
	case TLINE_IOC_ASSIST:
		fake.assist = *(struct tline_ioc_assist *)arg;
		((struct tline_ioc_assist *)arg)->result = fake.assist_result;
		return 0;
	case TLINE_IOC_ASSIST_TAKE:
		*(struct tline_ioc_assist *)arg = fake.assist;
		((struct tline_ioc_assist *)arg)->result = fake.assist_result;
		return 0;
	case TLINE_IOC_CANCEL:
		if (((struct tline_ioc_cancel *)arg)->id == fake.cancellable)
			return 0;
		errno = ENOENT;
		return -1;
	}
	errno = ENOTTY;
	return -1;
}

int ioctl(int fd, unsigned long cmd, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, cmd);
	arg = va_arg(ap, void *);
	va_end(ap);
	return line_of(fd) < 0 ? do_app(fd, cmd, arg) : do_line(fd, cmd, arg);
}

static char *node(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", fake.dir, name);
	return path;
}

static void new_fifo(void)
{
	unlink(node("app"));
	if (mkfifo(node("app"), 0600))
		abort();
	fake.fifo = open(node("app"), O_RDWR);
}

static void fake_start(void)
{
	memset(&fake, 0, sizeof(fake));
	strcpy(fake.dir, "/tmp/tline.XXXXXX");
	if (!mkdtemp(fake.dir))
		abort();
	setenv("TLINE_DEVDIR", fake.dir, 1);
	for (int i = 0; i < NUM_LINES - 1; i++) {
		char name[16];

		snprintf(name, sizeof(name), "line%d", i);
		close(open(node(name), O_CREAT | O_RDWR, 0600));
	}
	new_fifo();
	fake.next_id = 100;
}

static void fake_stop(void)
{
	for (int i = 0; i < NUM_LINES; i++) {
		char name[16];

		snprintf(name, sizeof(name), "line%d", i);
		unlink(node(name));
	}
	unlink(node("app"));
	rmdir(fake.dir);
}

static inline void send_reply(LONG result)
{
	send_message((struct tline_message){
		.type = LINE_REPLY, .instance = 42, .cookie = fake.request.cookie,
		.p1 = fake.request.id, .p2 = (uint32_t)result, .p3 = TLINE_REASON_DONE,
	});
}

static inline void send_new_call(uint32_t line, uint32_t call)
{
	send_message((struct tline_message){
		.type = LINE_APPNEWCALL, .handle = line, .instance = 42, .p2 = call,
		.p3 = LINECALLPRIVILEGE_OWNER,
	});
}

static inline void send_state(uint32_t call, DWORD state, uint64_t p2, DWORD privilege)
{
	send_message((struct tline_message){
		.type = LINE_CALLSTATE, .handle = call, .instance = 42, .p1 = state, .p2 = p2,
		.p3 = privilege,
	});
}

#endif /* _LIB_FAKE_KERNEL_H */
