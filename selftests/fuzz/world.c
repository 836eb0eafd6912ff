// SPDX-License-Identifier: GPL-2.0-only
/*
 * The exchange that programs run on: four lines with a manual clock.  Between two
 * programs it goes back to where it was: connected lines without calls, whose
 * provider keeps the rules.
 */
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

#define CONFIGFS	"/sys/kernel/config/tline_sim"
#define NAME		"fuzz"
#define RESET_TRIES	5

/* Written while the exchange is live; what a line is at its start is in setup[]. */
static const struct attr {
	const char *name;
	bool exchange;
	const char *normal;	/* what it is between two programs, NULL: it is an event */
} attrs[] = {
	{ "step", true, NULL }, { "live", true, "1" },
	{ "unplug", false, "0" }, { "fault", false, "none" }, { "park", false, "0" },
	{ "script", false, "app" }, { "release", false, NULL }, { "incoming", false, NULL },
	{ "digits", false, NULL }, { "hangup", false, NULL }, { "close", false, NULL },
	{ "ring_mode", false, "1" }, { "signal", false, "0" }, { "roam_mode", false, "0" },
};

#define NUM_ATTRS	ARRAY_SIZE(attrs)

static const struct { int line; const char *attr, *value; } setup[] = {
	{ 0, "number", "200" }, { 1, "number", "201" }, { 2, "number", "202" },
	{ 3, "number", "203" },
	{ 1, "max_active", "2" }, { 2, "addresses", "2" }, { 2, "max_active", "4" },
	{ 2, "max_calls", "8" }, { 2, "answer_mode", "hold" }, { 2, "max_conference", "3" },
	{ 2, "terminals", "phone headset" }, { 2, "devices", "comm/datamodem=/dev/null wave/in=0" },
	{ 2, "park_timeout", "20000" }, { 3, "closedrop", "0" }, { 3, "drop_on_close", "1" },
	{ 3, "without", "hold generate_digits" },
};

static struct {
	int fds[WORLD_LINES + 1][NUM_ATTRS];	/* the last row is the exchange's */
	bool dirty[WORLD_LINES + 1][NUM_ATTRS];
	int ids[WORLD_LINES];			/* -1: to be read */
	int app;				/* for the books */
	bool changed;				/* the lines are to be made anew */
} world;

static void attr_path(char *path, size_t size, int line, const char *attr)
{
	if (line < 0 || line == WORLD_LINES)
		snprintf(path, size, CONFIGFS "/" NAME "/%s", attr);
	else
		snprintf(path, size, CONFIGFS "/" NAME "/" NAME "-%d/%s", line, attr);
}

static int read_attr(int line, const char *attr, char *out, size_t size)
{
	char path[128];
	ssize_t n;
	int fd;

	attr_path(path, sizeof(path), line, attr);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, out, size - 1);
	if (fd >= 0)
		close(fd);
	out[n > 0 ? n : 0] = 0;
	return n;
}

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "fuzz: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void configure(int line, const char *attr, const char *value)
{
	char path[128];
	int fd;

	attr_path(path, sizeof(path), line, attr);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	must(fd >= 0 && write(fd, value, strlen(value)) == (ssize_t)strlen(value), path);
	close(fd);
}

void world_up(void)
{
	char path[128];
	size_t i;
	int line;

	must(!access(CONFIGFS, F_OK), CONFIGFS " (load tline_sim, mount configfs)");
	must(!mkdir(CONFIGFS "/" NAME, 0755), CONFIGFS "/" NAME);
	for (line = 0; line < WORLD_LINES; line++) {
		attr_path(path, sizeof(path), line, "");
		must(!mkdir(path, 0755), path);
	}
	for (i = 0; i < ARRAY_SIZE(setup); i++)
		configure(setup[i].line, setup[i].attr, setup[i].value);
	configure(-1, "clock", "manual");
	configure(-1, "live", "1");
	for (line = 0; line <= WORLD_LINES; line++) {
		for (i = 0; i < NUM_ATTRS; i++) {
			world.fds[line][i] = -1;
			if (attrs[i].exchange != (line == WORLD_LINES))
				continue;
			attr_path(path, sizeof(path), line, attrs[i].name);
			world.fds[line][i] = open(path, O_WRONLY | O_CLOEXEC);
			must(world.fds[line][i] >= 0, path);
		}
	}
	memset(world.ids, -1, sizeof(world.ids));
	world.app = open("/dev/tline/app", O_RDWR | O_CLOEXEC);
	must(world.app >= 0, "/dev/tline/app");
}

void world_down(void)
{
	char path[128];
	size_t i;
	int line;

	for (line = 0; line <= WORLD_LINES; line++)
		for (i = 0; i < NUM_ATTRS; i++)
			if (world.fds[line][i] >= 0)
				close(world.fds[line][i]);
	close(world.app);
	configure(-1, "live", "0");
	for (line = 0; line < WORLD_LINES; line++) {
		attr_path(path, sizeof(path), line, "");
		must(!rmdir(path), path);
	}
	must(!rmdir(CONFIGFS "/" NAME), CONFIGFS "/" NAME);
}

static size_t attr_index(const char *attr)
{
	size_t i = 0;

	while (i < NUM_ATTRS && strcmp(attrs[i].name, attr))
		i++;
	must(i < NUM_ATTRS, attr);
	return i;
}

bool world_attr_is_exchange(const char *attr)
{
	return attrs[attr_index(attr)].exchange;
}

int world_poke(const char *attr, int line, const char *value)
{
	size_t i = attr_index(attr);
	int row = line < 0 ? WORLD_LINES : line;

	world.dirty[row][i] = true;
	/* Lines may come back with other ids. */
	if (!strcmp(attr, "unplug") || !strcmp(attr, "live"))
		memset(world.ids, -1, sizeof(world.ids));
	return write(world.fds[row][i], value, strlen(value)) < 0 ? -errno : 0;
}

int world_line_open(int line, int flags)
{
	int id = __atomic_load_n(&world.ids[line], __ATOMIC_RELAXED);
	char text[64];

	if (id < 0) {
		read_attr(line, "id", text, sizeof(text));
		id = atoi(text);
		__atomic_store_n(&world.ids[line], id, __ATOMIC_RELAXED);
	}
	snprintf(text, sizeof(text), "/dev/tline/line%d", id);
	return open(text, flags | O_CLOEXEC);
}

struct tline_ioc_counters world_counters(void)
{
	struct tline_ioc_counters c;

	must(!ioctl(world.app, TLINE_IOC_COUNTERS, &c), "TLINE_IOC_COUNTERS");
	return c;
}

/* Far ends that still ring hang up. */
static void hang_up(int line)
{
	int tries = 16;

	while (tries-- && !world_poke("hangup", line, "1"))
		;
}

/* NULL: no calls, nothing parked. */
static const char *leftover(int line, bool parked)
{
	static char text[256];
	char value[128];

	read_attr(line, "calls", value, sizeof(value));
	if (*value) {
		snprintf(text, sizeof(text), "line %d still has calls: %.100s", line, value);
		return text;
	}
	if (!parked)
		return NULL;
	read_attr(line, "parked", value, sizeof(value));
	if (atoi(value)) {
		snprintf(text, sizeof(text), "line %d still has %d parked requests", line,
			 atoi(value));
		return text;
	}
	return NULL;
}

static void normal(int row)
{
	size_t i;

	for (i = 0; i < NUM_ATTRS; i++) {
		if (!world.dirty[row][i] || !attrs[i].normal)
			continue;
		if (world_poke(attrs[i].name, row == WORLD_LINES ? -1 : row, attrs[i].normal))
			must(false, attrs[i].name);
	}
}

void world_changed(void)
{
	__atomic_store_n(&world.changed, true, __ATOMIC_RELAXED);
}

/* A program that has done nothing to lines leaves nothing: this takes longer than most programs. */
const char *world_reset(bool submitted)
{
	size_t park = attr_index("park"), incoming = attr_index("incoming");
	const char *left = NULL;
	bool quiet = !submitted;
	int line, tries;

	normal(WORLD_LINES);
	for (line = 0; line < WORLD_LINES; line++) {
		normal(line);
		quiet &= !world.dirty[line][incoming];
	}
	for (tries = 0; !quiet && tries < RESET_TRIES; tries++) {
		for (line = 0; line < WORLD_LINES; line++)
			if (tries || world.dirty[line][incoming])
				hang_up(line);
		world_poke("step", -1, "400000");
		left = NULL;
		for (line = 0; line < WORLD_LINES && !left; line++)
			left = leftover(line, world.dirty[line][park]);
		quiet = !left;
	}
	if (world.changed) {
		world_poke("live", -1, "0");
		world_poke("live", -1, "1");
		world.changed = false;
	}
	memset(world.dirty, 0, sizeof(world.dirty));
	return left;
}
