// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * /etc/tline/priority: what outlives the kernel of application priorities.  A line
 * has a media mode, or MAKECALL for assisted telephony, and the name of a program;
 * of the lines with the same mode the first has the highest priority.  What a
 * person wrote besides stays.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

#define CONFIG_DIR	"/etc/tline"
#define FILE_NAME	"priority"
#define TEMP_NAME	"priority.new"
#define MAX_LINES	4096
#define BLANKS		" \t\r\n"

/* TLINE_CONFDIR is for tests. */
static const char *config_dir(void)
{
	const char *dir = secure_getenv("TLINE_CONFDIR");

	return dir && *dir ? dir : CONFIG_DIR;
}

/* Whoever has the folder locked is the only one to change the file. */
static int lock_dir(void)
{
	const char *path = config_dir();
	int dir, rc;

	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return -1;
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -1;
	do
		rc = flock(dir, LOCK_EX);
	while (rc < 0 && errno == EINTR);
	if (rc < 0) {
		close(dir);
		return -1;
	}
	return dir;
}

static bool read_mode(const char *word, DWORD *mode)
{
	if (!strcasecmp(word, TL_PRIORITY_MAKECALL)) {
		*mode = 0;
		return true;
	}
	return !tlineParseNames(TLINENAMES_MEDIAMODE, word, mode, NULL) &&
	       tl_is_media_mode(*mode);
}

/* A line without its newline; false: it says something else. */
static bool read_entry(const char *line, struct tl_priority *entry)
{
	char word[32];
	size_t len;

	line += strspn(line, BLANKS);
	len = strcspn(line, BLANKS);
	if (len >= sizeof(word))
		return false;
	memcpy(word, line, len);
	word[len] = '\0';
	line += len;
	line += strspn(line, BLANKS);
	len = strlen(line);
	while (len && strchr(BLANKS, line[len - 1]))
		len--;
	if (!len || len >= sizeof(entry->program))
		return false;
	memcpy(entry->program, line, len);
	entry->program[len] = '\0';
	return read_mode(word, &entry->media_mode) && tl_is_program_name(entry->program);
}

static LONG add_line(struct tl_priority_file *file, const char *text)
{
	struct tl_priority *entry;

	if (file->num == MAX_LINES)
		return LINEERR_INIFILECORRUPT;
	if (file->num % 64 == 0) {
		entry = realloc(file->lines, (file->num + 64) * sizeof(*entry));
		if (!entry)
			return LINEERR_NOMEM;
		file->lines = entry;
	}
	entry = &file->lines[file->num];
	memset(entry, 0, sizeof(*entry));
	entry->text = strdup(text);
	if (!entry->text)
		return LINEERR_NOMEM;
	file->num++;
	if (!text[strspn(text, BLANKS)] || text[strspn(text, BLANKS)] == '#')
		return 0;
	return read_entry(text, entry) ? 0 : LINEERR_INIFILECORRUPT;
}

void tl_priority_free(struct tl_priority_file *file)
{
	size_t i;

	for (i = 0; i < file->num; i++)
		free(file->lines[i].text);
	free(file->lines);
	*file = (struct tl_priority_file){ 0 };
}

/* LINEERR_INIFILECORRUPT: @num lines have been read, the last of which is wrong. */
LONG tl_priority_parse(struct tl_priority_file *file, FILE *stream)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t len;
	LONG rc = 0;

	*file = (struct tl_priority_file){ 0 };
	while (!rc && (len = getline(&text, &room, stream)) > 0) {
		if (strlen(text) != (size_t)len)
			rc = LINEERR_INIFILECORRUPT;
		else
			rc = add_line(file, text);
	}
	/* Without memory, or with an error, getline() ends as at the end. */
	if (!rc && !feof(stream))
		rc = errno == ENOMEM ? LINEERR_NOMEM : LINEERR_INIFILECORRUPT;
	free(text);
	return rc;
}

/* A file that does not exist is empty. */
LONG tl_priority_read(struct tl_priority_file *file)
{
	char path[512];
	FILE *stream;
	LONG rc;

	*file = (struct tl_priority_file){ 0 };
	if ((size_t)snprintf(path, sizeof(path), "%s/" FILE_NAME, config_dir()) >= sizeof(path))
		return LINEERR_INIFILECORRUPT;
	stream = fopen(path, "re");
	if (!stream)
		return errno == ENOENT || errno == ENOTDIR ? 0 :
		       errno == ENOMEM ? LINEERR_NOMEM : LINEERR_INIFILECORRUPT;
	rc = tl_priority_parse(file, stream);
	fclose(stream);
	return rc;
}

static bool is_entry(const struct tl_priority *line, DWORD mode, const char *program)
{
	return *line->program && line->media_mode == mode &&
	       (!program || !strcmp(line->program, program));
}

/* The file with a program put first, or taken out. */
void tl_priority_print(FILE *stream, const struct tl_priority_file *file, DWORD mode,
		       const char *program, bool first)
{
	const char *word = mode ? tlineName(TLINENAMES_MEDIAMODE, mode) : TL_PRIORITY_MAKECALL;
	const struct tl_priority *line;
	size_t i, len;

	if (!file->num)
		fputs("# Which program gets calls first; see tline(8).\n", stream);
	for (i = 0; i < file->num; i++) {
		line = &file->lines[i];
		if (first && is_entry(line, mode, NULL)) {
			fprintf(stream, "%s %s\n", word, program);
			first = false;
		}
		if (is_entry(line, mode, program))
			continue;
		len = strcspn(line->text, "\n");
		fprintf(stream, "%.*s\n", (int)len, line->text);
	}
	if (first)
		fprintf(stream, "%s %s\n", word, program);
}

static int write_temp(int dir, const struct tl_priority_file *file, DWORD mode,
		      const char *program, bool first)
{
	FILE *stream;
	int fd, err;

	fd = openat(dir, TEMP_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return -1;
	stream = fdopen(fd, "w");
	if (stream) {
		tl_priority_print(stream, file, mode, program, first);
		err = fflush(stream) || ferror(stream) || fchmod(fd, 0644) < 0 || fsync(fd) < 0;
		err |= fclose(stream);
	} else {
		err = -1;
		close(fd);
	}
	if (err)
		unlinkat(dir, TEMP_NAME, 0);
	return err ? -1 : 0;
}

/* errno says why. */
static LONG write_error(void)
{
	return errno == ENOMEM ? LINEERR_NOMEM : LINEERR_OPERATIONFAILED;
}

/*
 * Puts a program first, or takes it off a list.  @apply makes it so in the kernel;
 * if it refuses, the file stays as it is.
 */
LONG tl_priority_change(DWORD mode, const char *program, bool first,
			LONG (*apply)(DWORD mode, const char *program, bool first))
{
	struct tl_priority_file file;
	int dir, err;
	LONG rc;

	dir = lock_dir();
	if (dir < 0)
		return write_error();
	rc = tl_priority_read(&file);
	if (!rc && write_temp(dir, &file, mode, program, first) < 0)
		rc = write_error();
	else if (!rc) {
		rc = apply(mode, program, first);
		if (!rc && renameat(dir, TEMP_NAME, dir, FILE_NAME) < 0)
			rc = write_error();
		err = errno;
		if (rc)
			unlinkat(dir, TEMP_NAME, 0);
		errno = err;
	}
	err = errno;
	tl_priority_free(&file);
	close(dir);
	errno = err;
	return rc;
}
