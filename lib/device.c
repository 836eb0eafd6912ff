// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The nodes in /dev/tline and the system calls on them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "internal.h"

#define DEVICE_DIR	"/dev/tline"

int tl_ioctl(int fd, unsigned long cmd, void *arg)
{
	int rc;

	do
		rc = ioctl(fd, cmd, arg);
	while (rc < 0 && errno == EINTR);
	return rc;
}

/* TLINE_DEVDIR is for tests that run beside a real /dev/tline. */
int tl_open_node(const char *name, int flags)
{
	const char *dir = secure_getenv("TLINE_DEVDIR");
	char path[256];

	if (!dir || !*dir)
		dir = DEVICE_DIR;
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", dir, name) >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open(path, flags | O_CLOEXEC);
}

/* Without the node there is no module. */
LONG tl_open_app_node(int *fd)
{
	*fd = tl_open_node("app", O_RDWR | O_NONBLOCK);
	if (*fd >= 0)
		return 0;
	if (errno == ENOENT || errno == ENOTDIR || errno == ENXIO || errno == ENODEV)
		return LINEERR_NODRIVER;
	return tl_error(errno, LINEERR_NODRIVER);
}

LONG tl_num_lines(struct tl_app *app, DWORD *num)
{
	struct tline_ioc_app_info info;

	if (tl_ioctl(app->fd, TLINE_IOC_APP_INFO, &info) < 0)
		return tl_error(errno, LINEERR_INVALAPPHANDLE);
	*num = info.num_lines;
	return 0;
}

/* Whether the file system, and not telephony, refuses. */
bool tl_denied(int err)
{
	return err == EACCES || err == EPERM || err == EROFS;
}

/* @app: NULL: any will do */
static LONG ask_num_lines(struct tl_app *app, DWORD *num)
{
	struct tl_app any;
	LONG rc;

	if (app)
		return tl_num_lines(app, num);
	rc = tl_open_app_node(&any.fd);
	if (rc)
		return rc;
	rc = tl_num_lines(&any, num);
	close(any.fd);
	return rc;
}

/* A line that does not exist was either removed, or never there. */
static LONG missing_line(struct tl_app *app, DWORD device)
{
	DWORD num;
	LONG rc;

	rc = ask_num_lines(app, &num);
	if (rc)
		return rc;
	return device < num ? LINEERR_NODEVICE : LINEERR_BADDEVICEID;
}

/* For writing if that is allowed; for reading if that will do. */
LONG tl_open_line_node(struct tl_app *app, DWORD device, bool need_write, int *fd)
{
	char name[24];
	int err;

	snprintf(name, sizeof(name), "line%u", device);
	*fd = tl_open_node(name, O_RDWR);
	if (*fd < 0 && tl_denied(errno) && !need_write)
		*fd = tl_open_node(name, O_RDONLY);
	if (*fd >= 0)
		return 0;
	err = errno;
	if (err == ENOENT || err == ENXIO || err == ENODEV)
		return missing_line(app, device);
	return tl_error(err, LINEERR_NODEVICE);
}

/* The id of the address with a number. */
LONG tl_find_address(int fd, DWORD num_addresses, const char *number, DWORD *address)
{
	struct tline_ioc_address_caps caps;
	DWORD i;

	for (i = 0; i < num_addresses; i++) {
		memset(&caps, 0, sizeof(caps));
		caps.address = i;
		if (tl_ioctl(fd, TLINE_IOC_ADDRESS_CAPS, &caps) < 0)
			return tl_error(errno, LINEERR_INVALLINEHANDLE);
		if (!caps.result && !strncmp(caps.caps.number, number, sizeof(caps.caps.number))) {
			*address = i;
			return 0;
		}
	}
	return LINEERR_INVALADDRESS;
}
