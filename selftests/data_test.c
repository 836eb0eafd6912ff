// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of a line, an address or a call has no fixed size (TLINE_IOC_DATA), settings of devices, and
 * wishes how often a call is to ring: as an app sees them, on the simulator.
 */
#include <sys/mman.h>

#include "kselftest_harness.h"
#include "tline_test.h"

#define KIND(x)		TLINE_DATA_##x
#define DEVICES		"comm/datamodem=ttyS7 wave/in=hw:1"
#define DEVICES_SAID	"comm/datamodem\0ttyS7\0wave/in\0hw:1"
#define NO_RINGS	0xffffffff
#define BAD		((void *)(uintptr_t)-4096)

FIXTURE(data) {
	struct sim sim;
	struct line a, b;
	__u32 call, answered;
};

FIXTURE_SETUP(data)
{
	sim_create_down(&self->sim, 2);
	sim_set(&self->sim, 0, "addresses", "2");
	sim_set(&self->sim, 0, "devices", DEVICES);
	sim_live(&self->sim);
	self->a = line_open(&self->sim, 0, app_open(), OWNER, VOICE);
	self->b = line_open(&self->sim, 1, app_open(), OWNER, VOICE);
	connect_call(&self->sim, &self->a, &self->b, 1, &self->call, &self->answered);
	drain(self->a.app);
	drain(self->b.app);
}

FIXTURE_TEARDOWN(data)
{
	sim_destroy(&self->sim);
}

/* Bytes there are, the TLINE_ERR_, or -errno. */
static long get(int fd, __u32 kind, __u32 object, void *buf, __u32 room)
{
	struct tline_ioc_data arg = {
		.kind = kind, .object = object, .size = room, .data = (uintptr_t)buf,
	};

	if (ioctl(fd, TLINE_IOC_DATA, &arg))
		return -errno;
	return arg.result ? arg.result : (long)arg.size;
}

static int line_file(const struct sim *sim, int i, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/dev/tline/line%d", sim->line[i]);
	return open(path, flags | O_CLOEXEC);
}

/* ------------------------------------------------------------------------ reading data */

/* With room, without, with too little; from a file that is bound, and one that is not. */
TEST_F(data, of_the_line)
{
	const int files[] = { self->a.fd, line_file(&self->sim, 0, O_RDONLY) };
	const __u32 size = sizeof(DEVICES_SAID);
	char buf[128];
	int i;

	for (i = 0; i < 2; i++) {
		EXPECT_EQ(size, get(files[i], KIND(DEVICES), 0, NULL, 0));
		memset(buf, 'x', sizeof(buf));
		EXPECT_EQ(size, get(files[i], KIND(DEVICES), 0, buf, size - 1));
		EXPECT_EQ('x', buf[0]);
		EXPECT_EQ(size, get(files[i], KIND(DEVICES), 0, buf, size));
		EXPECT_EQ(0, memcmp(buf, DEVICES_SAID, size));
		EXPECT_EQ('x', buf[size]);
		EXPECT_EQ(size, get(files[i], KIND(DEVICES), 0, buf, sizeof(buf)));
		EXPECT_EQ('x', buf[size]);
	}
	EXPECT_EQ(0, get(self->b.fd, KIND(DEVICES), 0, buf, sizeof(buf)));
	close(files[1]);
}

TEST_F(data, bad_pointers)
{
	const __u32 size = sizeof(DEVICES_SAID);
	long page = sysconf(_SC_PAGESIZE);
	char *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, map);
	ASSERT_EQ(0, munmap(map + page, page));
	EXPECT_EQ(-EFAULT, get(self->a.fd, KIND(DEVICES), 0, NULL, 4096));
	EXPECT_EQ(-EFAULT, get(self->a.fd, KIND(DEVICES), 0, BAD, 4096));
	EXPECT_EQ(-EFAULT, get(self->a.fd, KIND(DEVICES), 0, map + page - size + 1, size));
	EXPECT_EQ(size, get(self->a.fd, KIND(DEVICES), 0, map + page - size, 0xffffffff));
	/* Nothing has to be written there. */
	EXPECT_EQ(size, get(self->a.fd, KIND(DEVICES), 0, BAD, size - 1));
	EXPECT_EQ(0, get(self->b.fd, KIND(DEVICES), 0, BAD, 4096));
}

TEST_F(data, objects_that_there_are_not)
{
	int file = line_file(&self->sim, 0, O_RDONLY);
	char b;

	EXPECT_EQ(-EINVAL, get(self->a.fd, 0, 0, &b, 1));
	EXPECT_EQ(-EINVAL, get(self->a.fd, TLINE_DATA_KINDS, 0, &b, 1));
	EXPECT_EQ(-EINVAL, get(self->a.fd, KIND(DEVICE_CONFIG), 0, &b, 1));
	EXPECT_EQ(-EINVAL, get(self->a.fd, 0x80000001, 0, &b, 1));
	EXPECT_EQ(-EINVAL, get(self->a.fd, KIND(DEVICES), self->a.handle, &b, 1));
	EXPECT_EQ(0, get(self->a.fd, KIND(FORWARD), 1, &b, 1));
	EXPECT_EQ(TLINE_ERR_INVALADDRESSID, get(self->a.fd, KIND(FORWARD), 2, &b, 1));
	EXPECT_EQ(TLINE_ERR_INVALADDRESSID, get(file, KIND(FORWARD), 0xffffffff, &b, 1));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, get(self->a.fd, KIND(CALL_DATA), 0, &b, 1));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE,
		  get(self->a.fd, KIND(CALL_DATA), self->a.handle, &b, 1));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE,
		  get(self->a.fd, KIND(CALL_DATA), self->call + 1, &b, 1));
	EXPECT_EQ(-ENOTCONN, get(file, KIND(CALL_DATA), self->call, &b, 1));
	ASSERT_EQ(0, deallocate(&self->a, self->call));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, get(self->a.fd, KIND(CALL_DATA), self->call, &b, 1));
	line_close(&self->a);
	close(file);
}

/* Call data: an owner sets it, everybody with a handle hears of it and reads it, at both ends. */
TEST_F(data, of_a_call)
{
	struct line mon = line_open(&self->sim, 1, app_open(), MONITOR, 0);
	struct tline_request rq = {
		.op = TLINE_OP_SETCALLDATA, .call = self->call, .args = (uintptr_t)"\0 bytes",
		.args_size = 8,
	};
	__u32 seen;
	char buf[16];
	int id;

	ASSERT_EQ(1, new_calls(&mon, &seen, 1));
	drain(self->b.app);
	id = submit(&self->a, &rq);
	ASSERT_GT(id, 0);
	EXPECT_EQ(0, reply(self->a.app, id, NULL));
	EXPECT_TRUE(next_is(self->b.app, TLINE_MSG_CALLINFO, self->answered,
			    TLINE_CALLINFOSTATE_CALLDATA, 0, 0));
	EXPECT_TRUE(next_is(mon.app, TLINE_MSG_CALLINFO, seen, TLINE_CALLINFOSTATE_CALLDATA, 0, 0));
	EXPECT_EQ(8, get(self->a.fd, KIND(CALL_DATA), self->call, buf, sizeof(buf)));
	EXPECT_EQ(0, memcmp(buf, "\0 bytes", 8));
	memset(buf, 0, sizeof(buf));
	EXPECT_EQ(8, get(mon.fd, KIND(CALL_DATA), seen, buf, sizeof(buf)));
	EXPECT_EQ(0, memcmp(buf, "\0 bytes", 8));
	rq.call = seen;
	EXPECT_EQ(TLINE_ERR_NOTOWNER, submit(&mon, &rq));
	/* It can be read as long as there is a handle, after the end, too. */
	EXPECT_EQ(0, do_op(&self->a, TLINE_OP_DROP, self->call));
	EXPECT_EQ(8, get(mon.fd, KIND(CALL_DATA), seen, buf, sizeof(buf)));
}

/* ----------------------------------------------------------------- settings of devices */

static long devconfig(int fd, unsigned long cmd, const char *device_class, void *buf, __u32 size)
{
	struct tline_ioc_devconfig arg = { .size = size, .data = (uintptr_t)buf };

	strncpy(arg.device_class, device_class, sizeof(arg.device_class) - 1);
	if (ioctl(fd, cmd, &arg))
		return -errno;
	return arg.result ? arg.result : (long)arg.size;
}

#define SET(fd, class, text)	devconfig(fd, TLINE_IOC_SET_DEVCONFIG, class, text, strlen(text))
#define GET(fd, class, buf)	devconfig(fd, TLINE_IOC_GET_DEVCONFIG, class, buf, sizeof(buf))

/* Set by one, read by another, in any case; who wants to know hears of it; it outlives who set it. */
TEST_F(data, devconfig)
{
	struct tline_ioc_status_messages want = { .line_states = TLINE_DEVSTATE_CONFIGCHANGE };
	int file = line_file(&self->sim, 0, O_RDWR);
	char buf[16] = "";

	ASSERT_EQ(0, ioctl(self->a.fd, TLINE_IOC_SET_STATUS_MESSAGES, &want));
	sim_log_clear(&self->sim, 0);
	EXPECT_EQ(0, GET(self->a.fd, "wave/in", buf));
	EXPECT_EQ(4, SET(file, "Wave/IN", "loud"));
	EXPECT_STREQ("command:set_devconfig", sim_log(&self->sim, 0));
	close(file);
	EXPECT_TRUE(next_is(self->a.app, TLINE_MSG_LINEDEVSTATE, self->a.handle,
			    TLINE_DEVSTATE_CONFIGCHANGE, 0, 0));
	EXPECT_EQ(4, GET(self->a.fd, "wave/in", buf));
	EXPECT_STREQ("loud", buf);
	EXPECT_EQ(0, GET(self->a.fd, "comm/datamodem", buf));
	EXPECT_EQ(5, SET(self->a.fd, "comm/datamodem", "ATS0="));
	EXPECT_EQ(4, GET(self->a.fd, "WAVE/IN", buf));
	EXPECT_EQ(5, GET(self->a.fd, "comm/DataModem", buf));
	EXPECT_STREQ("ATS0=", buf);
	EXPECT_EQ(0, SET(self->a.fd, "comm/datamodem", ""));
	EXPECT_EQ(0, GET(self->a.fd, "comm/datamodem", buf));
}

TEST_F(data, devconfig_refused)
{
	struct tline_ioc_devconfig arg;
	int file = line_file(&self->sim, 0, O_RDONLY);
	char buf[16] = "x";

	sim_log_clear(&self->sim, 0);
	EXPECT_EQ(TLINE_ERR_INVALDEVICECLASS, SET(self->a.fd, "wave/out", "x"));
	EXPECT_EQ(TLINE_ERR_INVALDEVICECLASS, SET(self->a.fd, "", "x"));
	EXPECT_EQ(TLINE_ERR_INVALDEVICECLASS, SET(self->a.fd, "hw:1", "x"));
	EXPECT_EQ(TLINE_ERR_INVALDEVICECLASS, GET(self->b.fd, "wave/in", buf));
	EXPECT_EQ(-EPERM, SET(file, "wave/in", "x"));
	EXPECT_EQ(0, GET(file, "wave/in", buf));
	EXPECT_EQ(-EFAULT, devconfig(self->a.fd, TLINE_IOC_SET_DEVCONFIG, "wave/in", NULL, 1));
	EXPECT_EQ(-EFAULT, devconfig(self->a.fd, TLINE_IOC_SET_DEVCONFIG, "wave/in", BAD, 1));
	EXPECT_EQ(-EINVAL, devconfig(self->a.fd, TLINE_IOC_SET_DEVCONFIG, "wave/in", buf,
				     TLINE_MAX_DATA + 1));
	EXPECT_EQ(-EINVAL, devconfig(self->a.fd, TLINE_IOC_SET_DEVCONFIG, "wave/in", buf, ~0U));
	memset(&arg, 'w', sizeof(arg));
	EXPECT_EQ(-1, ioctl(self->a.fd, TLINE_IOC_GET_DEVCONFIG, &arg));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_STREQ("", sim_log(&self->sim, 0));
	EXPECT_EQ(0, GET(self->a.fd, "wave/in", buf));
	close(file);
}

/* ------------------------------------------------------------------------------- rings */

static __s32 set_rings(struct line *line, __u32 address, __u32 rings)
{
	struct tline_ioc_num_rings arg = { .address = address, .rings = rings };

	return ioctl(line->fd, TLINE_IOC_SET_NUM_RINGS, &arg) ? -errno : arg.result;
}

static __u32 rings(struct line *line, __u32 address)
{
	struct tline_ioc_num_rings arg = { .address = address };

	return ioctl(line->fd, TLINE_IOC_GET_NUM_RINGS, &arg) || arg.result ? 0 : arg.rings;
}

/* 2.8: the least of all wishes, for each address; a wish goes with its open, kill -9 included. */
TEST_F(data, rings)
{
	struct tline_ioc_num_rings arg = { .address = 2 };
	int ready[2], status;
	pid_t pid;
	char c;

	EXPECT_EQ(NO_RINGS, rings(&self->a, 0));
	EXPECT_EQ(0, set_rings(&self->a, 0, 5));
	EXPECT_EQ(5, rings(&self->a, 0));
	EXPECT_EQ(NO_RINGS, rings(&self->a, 1));
	ASSERT_EQ(0, pipe(ready));
	pid = fork();
	if (!pid) {
		struct line mine = line_open(&self->sim, 0, app_open(), NONE, 0);

		if (set_rings(&mine, 0, 2) || set_rings(&mine, 1, 7) || write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	ASSERT_EQ(1, read(ready[0], &c, 1));
	EXPECT_EQ(2, rings(&self->a, 0));
	EXPECT_EQ(7, rings(&self->a, 1));
	kill(pid, SIGKILL);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(5, rings(&self->a, 0));
	EXPECT_EQ(NO_RINGS, rings(&self->a, 1));
	EXPECT_EQ(NO_RINGS, rings(&self->b, 0));
	EXPECT_EQ(TLINE_ERR_INVALADDRESSID, set_rings(&self->a, 2, 1));
	EXPECT_EQ(TLINE_ERR_INVALADDRESSID, set_rings(&self->a, ~0U, 1));
	ASSERT_EQ(0, ioctl(self->a.fd, TLINE_IOC_GET_NUM_RINGS, &arg));
	EXPECT_EQ(TLINE_ERR_INVALADDRESSID, arg.result);
}

TEST_HARNESS_MAIN
