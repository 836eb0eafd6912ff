// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * printf as programs for Windows mean it: l is for 32 bits, and strings may be of
 * either form.  All output is made as UTF-8, one directive at a time, by the C
 * library's own fprintf.
 */
#include <stdbool.h>
#include <string.h>

#include "text.h"

struct directive {
	char flags[6];
	int width;
	int precision;		/* -1: none */
	char size;		/* 'h', 'H' (hh), 'l', 'q' (64 bits), 'z' (a pointer's), or 0 */
	char conversion;
};

struct arguments {
	va_list list;
};

static int parse_number(const char **at, struct arguments *args)
{
	int number = 0;

	if (**at == '*') {
		(*at)++;
		return va_arg(args->list, int);
	}
	while (**at >= '0' && **at <= '9' && number < 10000)
		number = number * 10 + *(*at)++ - '0';
	return number;
}

static char parse_size(const char **at)
{
	static const struct {
		const char *text;
		char size;
	} sizes[] = {
		{ "I64", 'q' }, { "I32", 'l' }, { "ll", 'q' }, { "hh", 'H' }, { "I", 'z' },
		{ "h", 'h' }, { "l", 'l' }, { "w", 'l' }, { "z", 'z' }, { "t", 'z' }, { "j", 'q' },
		{ NULL, 0 },
	};
	size_t i, len;

	for (i = 0; sizes[i].text; i++) {
		len = strlen(sizes[i].text);
		if (!strncmp(*at, sizes[i].text, len)) {
			*at += len;
			return sizes[i].size;
		}
	}
	return 0;
}

static struct directive parse(const char **at, struct arguments *args)
{
	struct directive d = { .precision = -1 };
	size_t num = strspn(*at, "-+ #0");

	memcpy(d.flags, *at, num < sizeof(d.flags) ? num : sizeof(d.flags) - 1);
	*at += num;
	d.width = parse_number(at, args);
	if (**at == '.') {
		(*at)++;
		d.precision = parse_number(at, args);
	}
	d.size = parse_size(at);
	d.conversion = **at;
	if (d.conversion)
		(*at)++;
	return d;
}

static const char *format_of(const struct directive *d, const char *size)
{
	static _Thread_local char format[16];

	snprintf(format, sizeof(format), "%%%s*.*%s%c", d->flags, size, d->conversion);
	return format;
}

static int put_signed(FILE *out, const struct directive *d, struct arguments *args)
{
	long long number;

	if (d->size == 'q')
		number = va_arg(args->list, long long);
	else if (d->size == 'z')
		number = va_arg(args->list, intptr_t);
	else
		number = va_arg(args->list, int);
	if (d->size == 'h')
		number = (short)number;
	if (d->size == 'H')
		number = (signed char)number;
	return fprintf(out, format_of(d, "ll"), d->width, d->precision, number);
}

static int put_unsigned(FILE *out, const struct directive *d, struct arguments *args)
{
	unsigned long long number;

	if (d->size == 'q')
		number = va_arg(args->list, unsigned long long);
	else if (d->size == 'z')
		number = va_arg(args->list, uintptr_t);
	else
		number = va_arg(args->list, unsigned int);
	if (d->size == 'h')
		number = (unsigned short)number;
	if (d->size == 'H')
		number = (unsigned char)number;
	return fprintf(out, format_of(d, "ll"), d->width, d->precision, number);
}

/* Whether a string or character is of WCHAR, in a function of the W form or not. */
static bool is_wide(const struct directive *d, bool wide)
{
	bool other = d->conversion == 'S' || d->conversion == 'C';

	return d->size == 'l' || (d->size != 'h' && wide != other);
}

static int put_string(FILE *out, const struct directive *d, struct arguments *args, bool wide)
{
	const void *text = va_arg(args->list, const void *);
	size_t max = d->precision < 0 ? SIZE_MAX : (size_t)d->precision;
	char *copy = NULL;
	int num;

	if (text && is_wide(d, wide)) {
		copy = tl_shim_utf8(text, max);
		text = copy ? copy : "?";
		max = SIZE_MAX;
	}
	num = fprintf(out, strchr(d->flags, '-') ? "%-*.*s" : "%*.*s", d->width,
		      max > INT32_MAX ? -1 : (int)max, text ? (const char *)text : "(null)");
	free(copy);
	return num;
}

static int put_char(FILE *out, const struct directive *d, struct arguments *args, bool wide)
{
	int c = va_arg(args->list, int);
	WCHAR unit = (WCHAR)c;
	char *copy;
	int num;

	if (!is_wide(d, wide))
		return fprintf(out, strchr(d->flags, '-') ? "%-*c" : "%*c", d->width, c);
	copy = tl_shim_utf8(&unit, 1);
	num = fprintf(out, strchr(d->flags, '-') ? "%-*s" : "%*s", d->width, copy ? copy : "?");
	free(copy);
	return num;
}

static int put(FILE *out, const struct directive *d, struct arguments *args, bool wide)
{
	switch (d->conversion) {
	case 'd':
	case 'i':
		return put_signed(out, d, args);
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		return put_unsigned(out, d, args);
	case 's':
	case 'S':
		return put_string(out, d, args, wide);
	case 'c':
	case 'C':
		return put_char(out, d, args, wide);
	case 'p':
		return fprintf(out, "%*p", d->width, va_arg(args->list, void *));
	case 'e':
	case 'f':
	case 'g':
	case 'E':
	case 'F':
	case 'G':
		return fprintf(out, format_of(d, ""), d->width, d->precision,
			       va_arg(args->list, double));
	case '\0':
		return 0;
	default:		/* "%%", and what is none of these */
		return fprintf(out, "%c", d->conversion);
	}
}

/* Returns the number of bytes. */
static int format(FILE *out, const char *at, va_list list, bool wide)
{
	struct arguments args;
	struct directive d;
	int num = 0;
	size_t len;

	va_copy(args.list, list);
	while (*at) {
		len = strcspn(at, "%");
		num += (int)fwrite(at, 1, len, out);
		at += len;
		if (*at) {
			at++;
			d = parse(&at, &args);
			num += put(out, &d, &args, wide);
		}
	}
	va_end(args.list);
	return num;
}

static int format_wide(FILE *out, const WCHAR *text, va_list list)
{
	char *utf8 = tl_shim_utf8(text, SIZE_MAX);
	int num = utf8 ? format(out, utf8, list, true) : -1;

	free(utf8);
	return num;
}

/*
 * ---------------------------------------------------------------------------
 * The forms.  Those into memory return how much there would have been.
 */

int tline_vfprintfA(FILE *file, const char *text, va_list args)
{
	return format(file, text, args, false);
}

int tline_vfprintfW(FILE *file, const WCHAR *text, va_list args)
{
	return format_wide(file, text, args);
}

int tline_vsnprintfA(char *out, size_t room, const char *text, va_list args)
{
	char *made = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&made, &len);
	int num;

	if (!file)
		return -1;
	num = format(file, text, args, false);
	if (fclose(file))
		num = -1;
	if (num >= 0 && room) {
		memcpy(out, made, len < room ? len : room - 1);
		out[len < room ? len : room - 1] = '\0';
	}
	free(made);
	return num;
}

int tline_vsnprintfW(WCHAR *out, size_t room, const WCHAR *text, va_list args)
{
	char *made = NULL;
	size_t len = 0, units;
	FILE *file = open_memstream(&made, &len);
	int num;

	if (!file)
		return -1;
	num = format_wide(file, text, args);
	if (fclose(file))
		num = -1;
	if (num >= 0) {
		units = tl_to_wide(out, room ? room - 1 : 0, made, len);
		if (room)
			out[units < room ? units : room - 1] = 0;
		num = (int)units;
	}
	free(made);
	return num;
}

int wvsprintfA(LPSTR out, LPCSTR text, va_list args)
{
	return tline_vsnprintfA(out, SIZE_MAX, text, args);
}

int wvsprintfW(LPWSTR out, LPCWSTR text, va_list args)
{
	return tline_vsnprintfW(out, SIZE_MAX, text, args);
}

#define WITH_DOTS(num, call) do { \
	va_list args; \
	va_start(args, text); \
	num = call; \
	va_end(args); \
} while (0)

int wsprintfA(LPSTR out, LPCSTR text, ...)
{
	int num;

	WITH_DOTS(num, wvsprintfA(out, text, args));
	return num;
}

int wsprintfW(LPWSTR out, LPCWSTR text, ...)
{
	int num;

	WITH_DOTS(num, wvsprintfW(out, text, args));
	return num;
}

int tline_snprintfA(char *out, size_t room, const char *text, ...)
{
	int num;

	WITH_DOTS(num, tline_vsnprintfA(out, room, text, args));
	return num;
}

int tline_snprintfW(WCHAR *out, size_t room, const WCHAR *text, ...)
{
	int num;

	WITH_DOTS(num, tline_vsnprintfW(out, room, text, args));
	return num;
}

int tline_fprintfA(FILE *file, const char *text, ...)
{
	int num;

	WITH_DOTS(num, tline_vfprintfA(file, text, args));
	return num;
}

int tline_fprintfW(FILE *file, const WCHAR *text, ...)
{
	int num;

	WITH_DOTS(num, tline_vfprintfW(file, text, args));
	return num;
}

int tline_printfA(const char *text, ...)
{
	int num;

	WITH_DOTS(num, tline_vfprintfA(stdout, text, args));
	return num;
}

int tline_printfW(const WCHAR *text, ...)
{
	int num;

	WITH_DOTS(num, tline_vfprintfW(stdout, text, args));
	return num;
}
