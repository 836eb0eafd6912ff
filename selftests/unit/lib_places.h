/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A place for the files of locations, the system's and the user's, away from those of
 * whoever runs the test, and without lines.
 */
#ifndef _LIB_PLACES_H
#define _LIB_PLACES_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"
#include "locations.h"

static struct {
	char dir[64];
	char file[2][256];	/* [user] */
} places;

static void places_start(void)
{
	char path[128];

	strcpy(places.dir, "/tmp/tline-places-XXXXXX");
	if (!mkdtemp(places.dir))
		abort();
	setenv("TLINE_DEVDIR", places.dir, 1);
	setenv("LC_ALL", "C", 1);
	snprintf(path, sizeof(path), "%s/etc", places.dir);
	if (mkdir(path, 0700))
		abort();
	setenv("TLINE_CONFDIR", path, 1);
	snprintf(places.file[0], sizeof(places.file[0]), "%s/locations.conf", path);
	snprintf(path, sizeof(path), "%s/user", places.dir);
	setenv("XDG_CONFIG_HOME", path, 1);
	snprintf(places.file[1], sizeof(places.file[1]), "%s/tline/locations.conf", path);
}

static void places_stop(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", places.dir);
	if (system(command))
		abort();
}

/* NULL: there is none. */
static void places_write(bool user, const char *text, mode_t mode)
{
	FILE *file;

	if (!text) {
		unlink(places.file[user]);
		return;
	}
	if (user) {
		char path[128];

		snprintf(path, sizeof(path), "%s/user", places.dir);
		mkdir(path, 0700);
		snprintf(path, sizeof(path), "%s/user/tline", places.dir);
		mkdir(path, 0700);
	}
	file = fopen(places.file[user], "w");
	if (!file || fputs(text, file) < 0 || fclose(file) || chmod(places.file[user], mode))
		abort();
}

/* A string of a structure; "" if there is none. */
static inline const char *string_at(const void *base, DWORD size, DWORD offset)
{
	return size ? (const char *)base + offset : "";
}

#define STRING(base, s, member) \
	string_at(base, (s)->dw##member##Size, (s)->dw##member##Offset)

#endif /* _LIB_PLACES_H */
