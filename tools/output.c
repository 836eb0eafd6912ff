// SPDX-License-Identifier: GPL-2.0-only
/*
 * Objects as tables, lists and JSON, from descriptions of their fields.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <tline/tapi.h>

#include "common.h"

#define CELL	1024

const char *mask_text(int family, uint32_t mask)
{
	static char buf[4][1024];
	static unsigned int turn;

	return mask ? tlineMaskNames(family, mask, buf[turn++ % 4], sizeof(buf[0])) : "-";
}

const char *name_text(int family, uint32_t value)
{
	static char buf[4][16];
	static unsigned int turn;
	const char *name = value ? tlineName(family, value) : "-";
	char *p;

	if (name)
		return name;
	p = buf[turn++ % 4];
	snprintf(p, sizeof(buf[0]), "0x%" PRIx32, value);
	return p;
}

static const void *member(const struct field *f, const void *object)
{
	return (const char *)object + f->offset;
}

static uint32_t get_u32(const struct field *f, const void *object)
{
	return *(const uint32_t *)member(f, object);
}

static uint64_t get_u64(const struct field *f, const void *object)
{
	return *(const uint64_t *)member(f, object);
}

static const char *get_text(const struct field *f, const void *object)
{
	return *(const char *const *)member(f, object);
}

static void age_text(char *cell, uint64_t then)
{
	struct timespec now;
	double age;

	clock_gettime(CLOCK_REALTIME, &now);
	age = now.tv_sec + now.tv_nsec / 1e9 - then / 1e9;
	if (!then)
		strcpy(cell, "-");
	else
		snprintf(cell, CELL, "%.1f s", age > 0 ? age : 0);
}

static void cell_text(char *cell, const struct field *f, const void *object)
{
	const char *text = NULL;

	switch (f->kind) {
	case FIELD_U32:
		snprintf(cell, CELL, "%" PRIu32, get_u32(f, object));
		return;
	case FIELD_U64:
		snprintf(cell, CELL, "%" PRIu64, get_u64(f, object));
		return;
	case FIELD_AGE:
		age_text(cell, get_u64(f, object));
		return;
	case FIELD_BOOL:
		text = *(const bool *)member(f, object) ? "yes" : "no";
		break;
	case FIELD_NAME:
		text = name_text(f->family, get_u32(f, object));
		break;
	case FIELD_MASK:
		text = mask_text(f->family, get_u32(f, object));
		break;
	case FIELD_STRING:
	case FIELD_LIST:
		text = get_text(f, object);
		break;
	}
	snprintf(cell, CELL, "%s", text && *text ? text : "-");
}

static bool is_number(enum field_kind kind)
{
	return kind == FIELD_U32 || kind == FIELD_U64 || kind == FIELD_AGE;
}

void print_table(const struct field *fields, size_t n, const void *objects, size_t size,
		 size_t count)
{
	const struct field *f, *end = fields + n;
	int width[32] = {}, w, last = 0;
	char cell[CELL];
	size_t row;

	for (f = fields; f < end; f++) {
		if (!f->title || f->wide)
			continue;
		last = f - fields;
		width[last] = strlen(f->title);
		for (row = 0; row < count; row++) {
			cell_text(cell, f, (const char *)objects + row * size);
			w = strlen(cell);
			if (w > width[last])
				width[last] = w;
		}
	}
	for (row = 0; row <= count; row++) {
		for (f = fields; f < end; f++) {
			if (!f->title || f->wide)
				continue;
			w = width[f - fields];
			if (row)
				cell_text(cell, f, (const char *)objects + (row - 1) * size);
			else
				snprintf(cell, CELL, "%s", f->title);
			if (is_number(f->kind))
				printf("%*s", w, cell);
			else
				printf("%-*s", f - fields == last ? 0 : w, cell);
			fputs(f - fields == last ? "\n" : "  ", stdout);
		}
	}
}

void print_list(const struct field *fields, size_t n, const void *object)
{
	const struct field *f;
	char cell[CELL];

	for (f = fields; f < fields + n; f++) {
		if (!f->title)
			continue;
		cell_text(cell, f, object);
		printf("%-16s %s\n", f->title, cell);
	}
}

/* ------------------------------------------------------------------------- JSON */

static bool json_first;

static void json_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if ((unsigned char)*text < ' ')
			printf("\\u%04x", *text);
		else
			putchar(*text);
	}
	putchar('"');
}

static void json_key(const char *key)
{
	if (!json_first)
		putchar(',');
	json_first = false;
	json_string(key);
	putchar(':');
}

void json_begin(void)
{
	putchar('{');
	json_first = true;
}

void json_number(const char *key, uint64_t value)
{
	json_key(key);
	printf("%" PRIu64, value);
}

void json_bool(const char *key, bool value)
{
	json_key(key);
	fputs(value ? "true" : "false", stdout);
}

void json_text(const char *key, const char *value)
{
	if (!value)
		return;
	json_key(key);
	json_string(value);
}

static void json_words(const char *key, const char *words, char separator)
{
	char *copy = xstrdup(words), *word = copy, *end;
	bool first = true;

	json_key(key);
	putchar('[');
	while (*word) {
		end = strchr(word, separator);
		if (end)
			*end = '\0';
		if (!first)
			putchar(',');
		first = false;
		json_string(word);
		if (!end)
			break;
		word = end + 1;
	}
	putchar(']');
	free(copy);
}

void json_mask(const char *key, int family, uint32_t mask)
{
	json_words(key, mask ? mask_text(family, mask) : "", '|');
}

void json_bits(const char *key, const char *words)
{
	json_words(key, words, '|');
}

void json_list(const char *key, const char *words)
{
	json_words(key, words ? words : "", ',');
}

void json_object(const char *key)
{
	json_key(key);
	putchar('{');
	json_first = true;
}

void json_close(void)
{
	putchar('}');
	json_first = false;
}

void json_fields(const struct field *fields, size_t n, const void *object)
{
	const struct field *f;

	for (f = fields; f < fields + n; f++) {
		switch (f->kind) {
		case FIELD_U32:
			json_number(f->key, get_u32(f, object));
			break;
		case FIELD_U64:
		case FIELD_AGE:
			json_number(f->key, get_u64(f, object));
			break;
		case FIELD_BOOL:
			json_bool(f->key, *(const bool *)member(f, object));
			break;
		case FIELD_NAME:
			if (get_u32(f, object))
				json_text(f->key, name_text(f->family, get_u32(f, object)));
			break;
		case FIELD_MASK:
			json_mask(f->key, f->family, get_u32(f, object));
			break;
		case FIELD_STRING:
			json_text(f->key, get_text(f, object));
			break;
		case FIELD_LIST:
			json_list(f->key, get_text(f, object));
			break;
		}
	}
}

/* A reader at the other end of a pipe wants whole objects at once. */
void json_end(void)
{
	fputs("}\n", stdout);
	fflush(stdout);
}
