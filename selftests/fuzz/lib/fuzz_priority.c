// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file of priorities: what can be read can be changed, and then says so.
 */
#include "harness.h"

#define PROGRAM	"my phone"

static size_t count(const struct tl_priority_file *file, DWORD mode, const char *program)
{
	size_t i, n = 0;

	for (i = 0; i < file->num; i++)
		n += *file->lines[i].program && file->lines[i].media_mode == mode &&
		     (!program || !strcmp(file->lines[i].program, program));
	return n;
}

static void check(const struct tl_priority_file *file)
{
	size_t i;

	for (i = 0; i < file->num; i++) {
		if (!*file->lines[i].program)
			continue;
		must(tl_is_program_name(file->lines[i].program));
		must(!file->lines[i].media_mode || tl_is_media_mode(file->lines[i].media_mode));
	}
}

static const struct tl_priority *first_of(const struct tl_priority_file *file, DWORD mode)
{
	size_t i;

	for (i = 0; i < file->num; i++)
		if (*file->lines[i].program && file->lines[i].media_mode == mode)
			return &file->lines[i];
	return NULL;
}

static void change(const struct tl_priority_file *file, DWORD mode, bool first)
{
	size_t others = count(file, mode, NULL) - count(file, mode, PROGRAM), size;
	struct tl_priority_file after;
	FILE *stream;
	char *text;

	stream = open_memstream(&text, &size);
	must(stream);
	tl_priority_print(stream, file, mode, PROGRAM, first);
	must(!fclose(stream));
	stream = fmemopen(text, size, "r");
	must(stream);
	must(!tl_priority_parse(&after, stream) || file->num >= 4095);
	fclose(stream);
	must(count(&after, mode, PROGRAM) == first || file->num >= 4095);
	must(count(&after, mode, NULL) == others + first || file->num >= 4095);
	must(!first || !strcmp(first_of(&after, mode)->program, PROGRAM));
	tl_priority_free(&after);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = copy(data, size, false);
	struct tl_priority_file file;
	FILE *stream;
	LONG rc;

	if (!size) {
		free(text);
		return 0;
	}
	stream = fmemopen(text, size, "r");
	must(stream);
	rc = tl_priority_parse(&file, stream);
	fclose(stream);
	if (rc) {
		must(rc == LINEERR_INIFILECORRUPT);
	} else {
		check(&file);
		change(&file, 0, true);
		change(&file, LINEMEDIAMODE_INTERACTIVEVOICE, true);
		change(&file, LINEMEDIAMODE_G3FAX, false);
	}
	tl_priority_free(&file);
	free(text);
	return 0;
}
