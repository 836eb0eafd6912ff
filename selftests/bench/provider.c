// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "provider.h"

static void set_param(const char *name, unsigned int value)
{
	char path[80], text[16];
	int fd, len;

	snprintf(path, sizeof(path), "/sys/module/tline_bench_prov/parameters/%s", name);
	len = snprintf(text, sizeof(text), "%u", value);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, text, len) != len)
		bench_die("cannot write %s to %s", text, path);
	close(fd);
}

void provider_lines(unsigned int n)
{
	set_param("lines", n);
}

void provider_notices(int on)
{
	set_param("notices", on);
}

int app_open(void)
{
	int fd = open("/dev/tline/app", O_RDWR | O_NONBLOCK);

	if (fd < 0)
		bench_die("/dev/tline/app");
	return fd;
}

/* Not printf(): it would be counted. */
const char *line_path(unsigned int id)
{
	static const char dir[] = "/dev/tline/line";
	static char text[sizeof(dir) + 10];
	char digits[10];
	int n = 0, len = sizeof(dir) - 1;

	do {
		digits[n++] = '0' + id % 10;
		id /= 10;
	} while (id);
	memcpy(text, dir, len);
	while (n)
		text[len++] = digits[--n];
	text[len] = 0;
	return text;
}

void line_bind(int fd, int app)
{
	struct tline_ioc_open arg = {
		.app_fd = app,
		.api_version = TLINE_API_VERSION_MAX,
		.privileges = TLINE_CALLPRIVILEGE_OWNER,
		.media_modes = TLINE_MEDIAMODE_INTERACTIVEVOICE,
	};

	if (sys_ioctl(fd, TLINE_IOC_OPEN, &arg) || arg.result)
		bench_die("TLINE_IOC_OPEN: result %#x", arg.result);
}

int line_open(unsigned int id, int app)
{
	long fd = sys(SYS_openat, AT_FDCWD, (long)line_path(id), O_RDWR);

	if (fd < 0)
		bench_die("%s: error %ld", line_path(id), -fd);
	line_bind(fd, app);
	return fd;
}
