// SPDX-License-Identifier: GPL-2.0-only
/* Apps and lines: opening, looking, reading, closing. */
#include "actor.h"

static const __u32 versions[] = { V1_4, V2_0, V2_2, V2_2 };

int act_app_open(const struct action *a)
{
	struct tline_ioc_app_setup setup = {
		.api_version = versions[rnd(&me.rng, ARRAY_LEN(versions))],
		.events = TLINE_MIN_EVENTS << rnd(&me.rng, 5),
	};
	bool blocking = one_in(&me.rng, 6);
	struct my_app *app = free_app();
	int fd, slot;

	if (!app)
		return SKIP;
	snprintf(setup.module, sizeof(setup.module), "storm%u", rnd(&me.rng, 4));
	snprintf(setup.name, sizeof(setup.name), "%llu", self->number);
	fd = open("/dev/tline/app", O_RDWR | (blocking ? 0 : O_NONBLOCK));
	if (fd < 0)
		return -errno;
	slot = ledger_new(blocking);
	if (slot < 0) {
		close(fd);
		return SKIP;
	}
	*app = (struct my_app) { fd, slot };
	me.what = slot;
	return ioctl(fd, TLINE_IOC_APP_SETUP, &setup) ? -errno : 0;
}

/* @types: requests that it answers as a proxy. */
static int bind_line(struct my_line *line, const struct my_app *app, __u32 privileges,
		     __u32 types)
{
	struct tline_ioc_open arg = {
		.app_fd = app->fd, .privileges = privileges,
		.media_modes = privileges & OWNER ? VOICE : 0,
		.api_version = versions[rnd(&me.rng, ARRAY_LEN(versions))],
		.instance = ++shared->ledger[app->slot].instances,
		.proxy_types = types,
	};

	if (one_in(&me.rng, 8))
		arg.privileges |= TLINE_OPENOPTION_SINGLEADDRESS;
	if (ioctl(line->fd, TLINE_IOC_OPEN, &arg))
		return -errno;
	if (arg.result)
		return arg.result;
	line->slot = app->slot;
	line->instance = arg.instance;
	line->handle = arg.handle;
	line->old = arg.api_version < V2_0;
	line->proxy = types;
	return 0;
}

static int open_line(__u32 privileges, __u32 types, int flags)
{
	int i = rnd(&me.rng, LINES), err;
	struct my_line *line = free_line();
	struct my_app *app = my_app();
	char path[64];

	if (!line || !app || shared->line[i] < 0)
		return SKIP;
	snprintf(path, sizeof(path), "/dev/tline/line%d", shared->line[i]);
	me.what = i;
	line->line = i;
	line->fd = open(path, flags);
	if (line->fd < 0)
		return -errno;
	err = bind_line(line, app, privileges, types);
	if (err)
		drop_line(line);
	return err;
}

int act_line_open(const struct action *a)
{
	static const __u32 privileges[] = { MONITOR, OWNER, OWNER, MONITOR | OWNER, NONE };
	__u32 privilege = privileges[rnd(&me.rng, ARRAY_LEN(privileges))];
	bool writing = privilege & OWNER || !one_in(&me.rng, 4);

	return open_line(privilege, 0, writing ? O_RDWR : O_RDONLY);
}

/* For one or two types, which may be taken; now and then for all of an ACD. */
int act_proxy_open(const struct action *a)
{
	__u32 types = 1 << (1 + rnd(&me.rng, 4)) | 1 << (1 + rnd(&me.rng, 4));

	if (one_in(&me.rng, 8))
		types = (2 << TLINE_PROXYREQUEST_SETAGENTSTATEEX) -
			(1 << TLINE_PROXYREQUEST_CREATEAGENT);
	return open_line((one_in(&me.rng, 2) ? OWNER : NONE) | TLINE_OPENOPTION_PROXY, types,
			 O_RDWR);
}

/* The file stays, as something that is of no use any more. */
int act_line_close(const struct action *a)
{
	struct my_line *line = my_line();
	int err;

	if (!line)
		return SKIP;
	me.what = line->handle;
	err = ioctl(line->fd, TLINE_IOC_CLOSE) ? -errno : 0;
	if (!one_in(&me.rng, 4))
		drop_line(line);
	return err;
}

int act_close(const struct action *a)
{
	struct my_line *line = my_line();

	if (!line)
		return SKIP;
	me.what = line->handle;
	drop_line(line);
	return 0;
}

/* The lines first, or last: then the core has closed them, if this was the last file. */
int act_app_close(const struct action *a)
{
	struct my_app *app = my_app();

	if (!app)
		return SKIP;
	me.what = app->slot;
	if (one_in(&me.rng, 2))
		drop_lines_of(app->slot);
	drop_app(app);
	return 0;
}

int act_shutdown(const struct action *a)
{
	struct my_app *app = my_app();

	if (!app)
		return SKIP;
	me.what = app->slot;
	shared->ledger[app->slot].shut = true;
	if (ioctl(app->fd, TLINE_IOC_SHUTDOWN))
		return -errno;
	drop_app(app);
	return 0;
}

int act_status_messages(const struct action *a)
{
	struct tline_ioc_status_messages arg = {
		.line_states = one_in(&me.rng, 3) ? 0 : 0x01ffffff,
		.address_states = one_in(&me.rng, 3) ? 0 : 0x1ff,
	};
	struct my_line *line = my_line();

	if (!line)
		return SKIP;
	me.what = line->handle;
	return ioctl(line->fd, TLINE_IOC_SET_STATUS_MESSAGES, &arg) ? -errno : arg.result;
}

int act_line_query(const struct action *a)
{
	static const unsigned long cmds[] = {
		TLINE_IOC_LINE_CAPS, TLINE_IOC_ADDRESS_CAPS, TLINE_IOC_LINE_STATUS,
		TLINE_IOC_ADDRESS_STATUS, TLINE_IOC_GET_STATUS_MESSAGES,
	};
	struct my_line *line = my_line();
	struct tline_open_info who[4];
	struct tline_ioc_opens opens = {
		.opens = (uintptr_t)who, .count = ARRAY_LEN(who), .entry_size = sizeof(who[0]),
	};
	__u32 i = rnd(&me.rng, ARRAY_LEN(cmds) + 1);
	char bytes[2048] = { 0 };

	if (!line)
		return SKIP;
	me.what = line->handle;
	if (i < ARRAY_LEN(cmds))
		return ioctl(line->fd, cmds[i], bytes) ? -errno : 0;
	return ioctl(line->fd, TLINE_IOC_OPENS, &opens) ? -errno : 0;
}

int act_read(const struct action *a)
{
	struct my_app *app = my_app();
	int n;

	if (!app)
		return SKIP;
	me.what = app->slot;
	n = ledger_read(app->slot, app->fd, false);
	return n > 0 ? 0 : n ?: SKIP;
}

int act_read_blocking(const struct action *a)
{
	struct my_app *app = my_app();
	int n;

	if (!app || !shared->ledger[app->slot].blocking)
		return SKIP;
	me.what = app->slot;
	alarms(true);
	n = ledger_read(app->slot, app->fd, true);
	alarms(false);
	return n > 0 ? 0 : n ?: SKIP;
}

int act_audit(const struct action *a)
{
	struct tline_ioc_app_info info;
	struct my_app *app = my_app();

	if (!app)
		return SKIP;
	me.what = app->slot;
	ledger_audit(app->slot, app->fd);
	return ioctl(app->fd, TLINE_IOC_APP_INFO, &info) ? -errno : 0;
}

int act_settle(const struct action *a)
{
	struct my_app *app = my_app();

	if (!app)
		return SKIP;
	me.what = app->slot;
	/* Others may go on submitting: what is proven is proven at the end. */
	return ledger_settle(app->slot, app->fd, 200) ? 0 : -ETIMEDOUT;
}
