// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system calls themselves: misuse is an errno and changes nothing
 * (Documentation/abi.rst).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "compliance.h"

/* The errno of an ioctl, 0 for success. */
static int err_of(int fd, unsigned long cmd, void *arg)
{
	return ioctl(fd, cmd, arg) ? errno : 0;
}

static void unknown_command(void)
{
	static const unsigned int direction[] = { _IOC_NONE, _IOC_READ, _IOC_WRITE,
						 _IOC_READ | _IOC_WRITE };
	int fd[] = { raw_app(), raw_line(O_RDWR) };
	char room[64] = {};
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(fd); i++)
		for (j = 0; j < ARRAY_SIZE(direction); j++) {
			int err = err_of(fd[i],
					 _IOC(direction[j], TLINE_IOC_MAGIC, 0xfe,
					      sizeof(room)), room);

			EXPECT(err == ENOTTY, "direction %u: %s", direction[j], strerror(err));
		}
}

static void null_argument(void)
{
	static const unsigned long cmds[] = {
		TLINE_IOC_LINE_CAPS, TLINE_IOC_ADDRESS_CAPS, TLINE_IOC_OPEN, TLINE_IOC_LINE_STATUS,
		TLINE_IOC_CALL_INFO, TLINE_IOC_CALL_STATUS, TLINE_IOC_SUBMIT, TLINE_IOC_COUNTERS,
		TLINE_IOC_GENERATE_DIGITS, TLINE_IOC_HANDOFF,
	};
	int line = raw_line(O_RDWR);
	size_t i;

	EXPECT_RC(raw_bind(line, raw_app(), OWNER, NULL), 0);
	for (i = 0; i < ARRAY_SIZE(cmds); i++) {
		int err = err_of(line, cmds[i], NULL);

		EXPECT(err == EFAULT, "ioctl number %#lx: %s", _IOC_NR(cmds[i]), strerror(err));
	}
}

static void tail_of_longer_structure(void)
{
	struct {
		struct tline_ioc_call_status status;
		__u64 more;
	} arg = { .status.call = 1 };
	unsigned long cmd = _IOC(_IOC_READ | _IOC_WRITE, TLINE_IOC_MAGIC,
				 _IOC_NR(TLINE_IOC_CALL_STATUS),
				 sizeof(arg));
	int line = raw_line(O_RDWR), err;

	EXPECT_RC(raw_bind(line, raw_app(), OWNER, NULL), 0);
	err = err_of(line, cmd, &arg);
	EXPECT(!err, "with a tail of zeros: %s", strerror(err));
	EXPECT(arg.status.result == TLINE_ERR_INVALCALLHANDLE, "a call that is none: %s",
	       error_name(arg.status.result));
	arg.more = 1;
	err = err_of(line, cmd, &arg);
	EXPECT(err == E2BIG, "with a tail that is not zero: %s", strerror(err));
}

static void unbound_line(void)
{
	struct tline_ioc_line_status status;
	int err = err_of(raw_line(O_RDWR), TLINE_IOC_LINE_STATUS, &status);

	EXPECT(err == ENOTCONN, "TLINE_IOC_LINE_STATUS: %s", strerror(err));
}

static int submit(int line, struct tline_request *rq, uint32_t count, uint32_t flags)
{
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)rq,
		.count = count,
		.request_size = sizeof(*rq),
		.flags = flags,
	};

	return err_of(line, TLINE_IOC_SUBMIT, &arg);
}

static void malformed_submission(void)
{
	struct tline_request rq = { .op = TLINE_OP_COUNT };
	int line = raw_line(O_RDWR), app = raw_app(), err;
	struct tline_ioc_app_info info;

	EXPECT_RC(raw_bind(line, app, OWNER, NULL), 0);
	err = submit(line, &rq, 1, 0);
	EXPECT(err == EINVAL, "an unknown operation: %s", strerror(err));
	rq.op = TLINE_OP_DROP;
	err = submit(line, &rq, 1, 0x80000000);
	EXPECT(err == EINVAL, "an unknown flag: %s", strerror(err));
	rq.flags = 0x80000000;
	err = submit(line, &rq, 1, 0);
	EXPECT(err == EINVAL, "an unknown flag of a request: %s", strerror(err));
	err = submit(line, &rq, 0, 0);
	EXPECT(err == EINVAL, "no request: %s", strerror(err));
	err = submit(line, NULL, 1, 0);
	EXPECT(err == EFAULT, "no memory: %s", strerror(err));
	EXPECT(!err_of(app, TLINE_IOC_APP_INFO, &info) && !info.requests && !info.unread,
	       "%u requests pending, %u unread", info.requests, info.unread);
}

static void read_only_never_owns(void)
{
	int line = raw_line(O_RDONLY), app = raw_app(), rc;
	struct tline_request rq = { .op = TLINE_OP_MAKECALL };

	rc = raw_bind(line, app, OWNER, NULL);
	EXPECT(rc == -EPERM, "opening it as owner: %s", rc < 0 ? strerror(-rc) : "success");
	EXPECT_RC(raw_bind(line, app, MONITOR, NULL), 0);
	rc = submit(line, &rq, 1, 0);
	EXPECT(rc == EPERM, "a request: %s", strerror(rc));
}

static void refusal_is_no_errno(void)
{
	struct tline_request rq = { .op = TLINE_OP_DROP, .call = 0x7fffffff };
	int line = raw_line(O_RDWR), err;

	EXPECT_RC(raw_bind(line, raw_app(), OWNER, NULL), 0);
	err = submit(line, &rq, 1, 0);
	EXPECT(!err, "a drop of a call that is none: %s", strerror(err));
	EXPECT(rq.result == TLINE_ERR_INVALCALLHANDLE && !rq.id, "result %s, id %u",
	       error_name(rq.result), rq.id);
}

static short events_of(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, 0) < 0 ? -1 : pfd.revents;
}

/* Level triggered: readable as long as there is something to read. */
static void poll_is_level_triggered(void)
{
	int app = raw_app(), line = raw_line(O_RDWR), other = raw_line(O_RDONLY);
	struct tline_ioc_status_messages wanted = { .line_states = TLINE_DEVSTATE_OPEN };
	struct tline_message m;

	EXPECT_RC(raw_bind(line, app, MONITOR, NULL), 0);
	EXPECT(!err_of(line, TLINE_IOC_SET_STATUS_MESSAGES, &wanted),
	       "TLINE_IOC_SET_STATUS_MESSAGES: %s",
	       strerror(errno));
	EXPECT(!(events_of(app) & POLLIN), "readable without a message");
	EXPECT_RC(raw_bind(other, raw_app(), MONITOR, NULL), 0);
	EXPECT(events_of(app) & POLLIN && events_of(app) & POLLIN, "not readable with a message");
	EXPECT(read(app, &m, sizeof(m) - 1) < 0 && errno == EINVAL,
	       "room for less than a message is no EINVAL");
	EXPECT(read(app, &m, sizeof(m)) == sizeof(m), "read: %s", strerror(errno));
	EXPECT(!(events_of(app) & POLLIN), "readable after the last message");
	EXPECT(read(app, &m, sizeof(m)) < 0 && errno == EAGAIN, "an empty queue is no EAGAIN");
	EXPECT(!err_of(app, TLINE_IOC_SHUTDOWN, NULL), "TLINE_IOC_SHUTDOWN: %s", strerror(errno));
	EXPECT(events_of(app) & POLLHUP, "no HUP after TLINE_IOC_SHUTDOWN");
}

static void one_open_for_each_file(void)
{
	int line = raw_line(O_RDWR), app = raw_app(), rc;

	EXPECT_RC(raw_bind(line, app, MONITOR, NULL), 0);
	rc = raw_bind(line, app, MONITOR, NULL);
	EXPECT(rc == -EISCONN, "binding it again: %s",
	       rc < 0 ? strerror(-rc) : "success");
	rc = raw_bind(raw_line(O_RDWR), line, MONITOR, NULL);
	EXPECT(rc == -EBADF, "a line in place of an app: %s", rc < 0 ? strerror(-rc) : "success");
}

static const struct rule rules[] = {
	{ "abi-1", "an unknown ioctl is ENOTTY in all four directions", 0, unknown_command },
	{ "abi-2", "an argument at NULL is EFAULT", 0, null_argument },
	{ "abi-3", "what a longer structure has more must be zero, else E2BIG",
	  0, tail_of_longer_structure },
	{ "abi-4", "a line is to be bound to an app first, else ENOTCONN", 0, unbound_line },
	{ "abi-5", "a malformed submission is an errno and submits nothing",
	  0, malformed_submission },
	{ "abi-6", "a read-only open cannot own, nor request", 0, read_only_never_owns },
	{ "abi-7", "a refusal of telephony is a LINEERR, and no errno", 0, refusal_is_no_errno },
	{ "abi-8", "poll is level triggered, and HUP after the end", 0, poll_is_level_triggered },
	{ "abi-9", "an open file is one open line of one app", 0, one_open_for_each_file },
};

RULE_GROUP(abi_rules, "System calls", rules);
