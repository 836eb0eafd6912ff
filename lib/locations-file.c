// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The files of locations as text: where they are, how they are read, and how a
 * program's change is written without losing what a person wrote in them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"
#include "locations.h"

#define SYSTEM_DIR	"/etc/tline"
#define FILE_NAME	"locations.conf"
#define MAX_SIZE	(256 * 1024)
#define BLANKS		" \t\r"

/*
 * Empty: there is none.  TLINE_CONFDIR is for tests.  In a static buffer each,
 * of the thread.
 */
const char *tl_locations_path(bool user)
{
	static __thread char path[2][512];
	const char *dir = secure_getenv(user ? "XDG_CONFIG_HOME" : "TLINE_CONFDIR");
	const char *home = secure_getenv("HOME");
	int len;

	if (!user)
		len = snprintf(path[0], sizeof(path[0]), "%s/" FILE_NAME,
			       dir && *dir ? dir : SYSTEM_DIR);
	else if (dir && *dir == '/')
		len = snprintf(path[1], sizeof(path[1]), "%s/tline/" FILE_NAME, dir);
	else if (home && *home == '/')
		len = snprintf(path[1], sizeof(path[1]), "%s/.config/tline/" FILE_NAME, home);
	else
		len = 0;
	if (len <= 0 || (size_t)len >= sizeof(path[0]))
		path[user][0] = '\0';
	return path[user];
}

/* After a system call: the error is @rc, unless it is that there is no memory. */
static LONG system_error(LONG rc, const char *path)
{
	if (errno == ENOMEM)
		return LINEERR_NOMEM;
	return tl_translate_fail(rc, "%s: %s", path, strerror(errno));
}

static LONG read_all(int fd, const char *path, char **text, size_t *size)
{
	ssize_t n = 1;

	*text = malloc(MAX_SIZE + 1);
	if (!*text)
		return LINEERR_NOMEM;
	for (*size = 0; n && *size <= MAX_SIZE; *size += (size_t)n) {
		n = read(fd, *text + *size, MAX_SIZE + 1 - *size);
		if (n < 0)
			return system_error(LINEERR_INIFILECORRUPT, path);
	}
	if (*size > MAX_SIZE)
		return tl_translate_fail(LINEERR_INIFILECORRUPT, "%s: larger than %d KiB", path,
					 MAX_SIZE / 1024);
	(*text)[*size] = '\0';
	return 0;
}

/* @text, to be freed: NULL if there is no such file. */
LONG tl_locations_read(bool user, char **text, size_t *size, bool *open_to_others)
{
	const char *path = tl_locations_path(user);
	struct stat st = { 0 };
	LONG rc = 0;
	int fd;

	*text = NULL;
	*size = 0;
	if (!*path)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 :
		       system_error(LINEERR_INIFILECORRUPT, path);
	if (fstat(fd, &st) < 0)
		rc = system_error(LINEERR_INIFILECORRUPT, path);
	else if (!S_ISREG(st.st_mode))
		rc = tl_translate_fail(LINEERR_INIFILECORRUPT, "%s: not a file", path);
	else
		rc = read_all(fd, path, text, size);
	close(fd);
	*open_to_others = st.st_mode & (S_IWGRP | S_IRWXO);
	return rc;
}

static void trim(const char **text, size_t *len)
{
	while (*len && strchr(BLANKS, **text)) {
		(*text)++;
		(*len)--;
	}
	while (*len && strchr(BLANKS, (*text)[*len - 1]))
		(*len)--;
}

/* Whether a line is [location NAME] or [card NAME]. */
bool tl_text_header(const char *line, size_t len, enum tl_section *section, const char **name,
		    size_t *name_len)
{
	static const struct {
		const char *word;
		enum tl_section section;
	} words[] = {
		{ "location", TL_SECTION_LOCATION }, { "card", TL_SECTION_CARD },
	};
	size_t i, n;

	trim(&line, &len);
	if (len < 2 || line[0] != '[' || line[len - 1] != ']')
		return false;
	line++;
	len -= 2;
	trim(&line, &len);
	for (i = 0; i < TL_ARRAY_SIZE(words); i++) {
		n = strlen(words[i].word);
		if (len <= n || memcmp(line, words[i].word, n) || !strchr(BLANKS, line[n]))
			continue;
		*section = words[i].section;
		*name = line + n;
		*name_len = len - n;
		trim(name, name_len);
		return true;
	}
	return false;
}

/* Whether a line is NAME = VALUE; NAME is where the line's blanks end. */
bool tl_text_assignment(const char *line, size_t len, size_t *key_len, const char **value,
			size_t *value_len)
{
	const char *equals;

	trim(&line, &len);
	equals = memchr(line, '=', len);
	if (!equals || equals == line)
		return false;
	*value = equals + 1;
	*value_len = len - (size_t)(equals + 1 - line);
	trim(value, value_len);
	*key_len = (size_t)(equals - line);
	trim(&line, key_len);
	return true;
}

/* Where a section's lines are in a text: after its header, up to the next one. */
static bool find_section(const char *text, enum tl_section section, const char *name,
			 const char **header, const char **start, const char **end)
{
	enum tl_section found = TL_SECTION_NONE;
	bool inside = section == TL_SECTION_NONE;
	const char *line, *eol, *n;
	size_t len;

	*header = *start = text;
	for (line = text; *line; line = *eol ? eol + 1 : eol) {
		eol = strchrnul(line, '\n');
		if (!tl_text_header(line, (size_t)(eol - line), &found, &n, &len))
			continue;
		if (inside)
			break;
		inside = found == section && strlen(name) == len && !memcmp(n, name, len);
		if (inside) {
			*header = line;
			*start = *eol ? eol + 1 : eol;
		}
	}
	*end = line;
	return inside;
}

/* The line in [start, end) that sets @key, or where to insert one: after the others. */
static bool find_key(const char *start, const char *end, const char *key, const char **line,
		     const char **eol)
{
	const char *at, *stop, *next, *value;
	size_t key_len, value_len, blanks;

	*line = *eol = start;
	for (at = start; at < end; at = next) {
		stop = strchrnul(at, '\n');
		next = *stop ? stop + 1 : stop;
		blanks = strspn(at, BLANKS);
		if (strchr("#;", at[blanks]) ||
		    !tl_text_assignment(at, (size_t)(stop - at), &key_len, &value, &value_len))
			continue;
		*line = *eol = next;
		if (strlen(key) == key_len && !memcmp(at + blanks, key, key_len)) {
			*line = at;
			return true;
		}
	}
	return false;
}

/*
 * A copy of the text in which @key of a section is @value; the section is made
 * if there is none.  NULL: no memory.
 */
char *tl_text_set(const char *text, enum tl_section section, const char *name, const char *key,
		  const char *value)
{
	const char *header, *start, *end, *line, *eol, *newline;
	char *out = NULL, *whole;

	if (!find_section(text, section, name, &header, &start, &end)) {
		newline = *text && text[strlen(text) - 1] != '\n' ? "\n" : "";
		if (asprintf(&whole, "%s%s%s[%s %s]\n", text, newline, *text ? "\n" : "",
			     section == TL_SECTION_LOCATION ? "location" : "card", name) < 0)
			return NULL;
		out = tl_text_set(whole, section, name, key, value);
		free(whole);
		return out;
	}
	find_key(start, end, key, &line, &eol);
	newline = line > text && line[-1] != '\n' ? "\n" : "";
	if (asprintf(&out, "%.*s%s%s =%s%s\n%s", (int)(line - text), text, newline, key,
		     *value ? " " : "", value, eol) < 0)
		return NULL;
	return out;
}

/* Makes the directories above @path, as far as they are not there and can be made. */
static int make_parents(char *path)
{
	char *slash;
	int rc;

	for (slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		rc = mkdir(path, 0700);
		*slash = '/';
		if (rc < 0 && errno != EEXIST && errno != EROFS && errno != EACCES)
			return -1;
	}
	return 0;
}

/**
 * tl_locations_lock - keep other writers of the user's file away
 * @lock: what to give to tl_locations_unlock()
 *
 * To be held from before the files are read until after tl_locations_set().
 * Returns 0, LINEERR_OPERATIONFAILED or LINEERR_NOMEM.
 */
LONG tl_locations_lock(int *lock)
{
	const char *path = tl_locations_path(true);
	char dir[512];
	int rc;

	if (!*path)
		return tl_translate_fail(LINEERR_OPERATIONFAILED,
					 "there is no place for a user's file: HOME is not set");
	snprintf(dir, sizeof(dir), "%s", path);
	if (make_parents(dir) < 0)
		return system_error(LINEERR_OPERATIONFAILED, path);
	*strrchr(dir, '/') = '\0';
	*lock = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*lock < 0)
		return system_error(LINEERR_OPERATIONFAILED, dir);
	do
		rc = flock(*lock, LOCK_EX);
	while (rc < 0 && errno == EINTR);
	if (!rc)
		return 0;
	rc = system_error(LINEERR_OPERATIONFAILED, dir);
	close(*lock);
	return rc;
}

void tl_locations_unlock(int lock)
{
	close(lock);
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);
	ssize_t n;

	for (; left; left -= (size_t)n, text += n) {
		n = write(fd, text, left);
		if (n < 0)
			return -1;
	}
	return fsync(fd);
}

static LONG replace_target(const char *target, const char *text)
{
	char *temp = NULL;
	struct stat st;
	LONG rc = 0;
	int fd;

	if (asprintf(&temp, "%s.XXXXXX", target) < 0)
		return LINEERR_NOMEM;
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0) {
		rc = system_error(LINEERR_OPERATIONFAILED, target);
	} else {
		if ((!stat(target, &st) && fchmod(fd, st.st_mode & 0777) < 0) ||
		    write_all(fd, text) < 0 || rename(temp, target) < 0) {
			rc = system_error(LINEERR_OPERATIONFAILED, target);
			unlink(temp);
		}
		close(fd);
	}
	free(temp);
	return rc;
}

/* A link stays one: the file that it leads to is replaced. */
static LONG replace_file(const char *path, const char *text)
{
	char *real = realpath(path, NULL);
	LONG rc;

	if (!real && errno != ENOENT)
		return system_error(LINEERR_OPERATIONFAILED, path);
	rc = replace_target(real ? real : path, text);
	free(real);
	return rc;
}

/* Whether all would be well with @text as the user's file. */
static LONG check_text(const char *text, bool open_to_others)
{
	struct tl_locations l = { 0 };
	char *system = NULL;
	bool system_open;
	size_t size;
	LONG rc;

	rc = tl_locations_read(false, &system, &size, &system_open);
	if (!rc && system)
		rc = tl_locations_parse(&l, system, size, false, system_open);
	if (!rc)
		rc = tl_locations_parse(&l, text, strlen(text), true, open_to_others);
	if (!rc)
		rc = tl_locations_finish(&l);
	tl_locations_free(&l);
	free(system);
	return rc;
}

static LONG append(char **text, const char *start, const char *end)
{
	char *joined;

	if (asprintf(&joined, "%s%s%.*s", *text, **text ? "\n" : "", (int)(end - start), start) < 0)
		return LINEERR_NOMEM;
	free(*text);
	*text = joined;
	return 0;
}

/* What the user changes in a section of the system's starts as a copy of it. */
static LONG adopt_section(char **text, enum tl_section section, const char *name)
{
	const char *header, *start, *end;
	bool open_to_others;
	char *system;
	size_t size;
	LONG rc;

	if (find_section(*text, section, name, &header, &start, &end))
		return 0;
	rc = tl_locations_read(false, &system, &size, &open_to_others);
	if (!rc && system && find_section(system, section, name, &header, &start, &end))
		rc = append(text, header, end);
	free(system);
	return rc;
}

static LONG set_all(char **text, enum tl_section section, const char *name,
		    const struct tl_setting *settings, size_t num)
{
	char *changed;

	for (; num; num--, settings++) {
		changed = tl_text_set(*text, section, name, settings->key, settings->value);
		if (!changed)
			return LINEERR_NOMEM;
		free(*text);
		*text = changed;
	}
	return 0;
}

/**
 * tl_locations_set - change values of a section in the user's file
 * @section: TL_SECTION_NONE: before the sections
 * @name: of the section, which is made if there is none
 * @settings: what to set to what
 * @num: how many
 *
 * Replaces the file as a whole, and only by one without mistakes.  The lock is
 * held.  Returns 0, LINEERR_INIFILECORRUPT if a file has mistakes, before or
 * after, LINEERR_OPERATIONFAILED if it cannot be written, or LINEERR_NOMEM.
 */
LONG tl_locations_set(enum tl_section section, const char *name,
		      const struct tl_setting *settings, size_t num)
{
	bool open_to_others = false;
	size_t size;
	char *text;
	LONG rc;

	rc = tl_locations_read(true, &text, &size, &open_to_others);
	if (!rc && !text) {
		text = strdup("");
		rc = text ? 0 : LINEERR_NOMEM;
	}
	if (!rc)
		rc = adopt_section(&text, section, name);
	if (!rc)
		rc = set_all(&text, section, name, settings, num);
	if (!rc && strlen(text) > MAX_SIZE)
		rc = tl_translate_fail(LINEERR_OPERATIONFAILED, "%s: it would be too large",
				       tl_locations_path(true));
	if (!rc)
		rc = check_text(text, open_to_others);
	if (!rc)
		rc = replace_file(tl_locations_path(true), text);
	free(text);
	return rc;
}
