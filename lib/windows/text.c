// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Strings of the windows shim.  There is one code page, UTF-8.
 */
#include <strings.h>

#include "text.h"

/* A copy of at most @max units in UTF-8, to be freed; NULL: no memory, or no UTF-16 */
char *tl_shim_utf8(LPCWSTR text, size_t max)
{
	size_t units = 0;
	char *out;

	while (units < max && text[units])
		units++;
	out = malloc(3 * units + 1);
	if (out && tl_from_wide(out, 3 * units + 1, text, units * sizeof(*text), -1)) {
		free(out);
		out = NULL;
	}
	return out;
}

/* @size -1: with its NUL, which then counts */
int MultiByteToWideChar(UINT page, DWORD flags, LPCSTR text, int size, LPWSTR out, int room)
{
	size_t nul = size < 0;
	size_t units = tl_to_wide(NULL, 0, text, nul ? SIZE_MAX : (size_t)size) + nul;

	(void)page;
	(void)flags;
	if (!room)
		return (int)units;
	if (units > (size_t)room)
		return 0;
	tl_to_wide(out, units - nul, text, nul ? SIZE_MAX : (size_t)size);
	if (nul)
		out[units - 1] = 0;
	return (int)units;
}

int WideCharToMultiByte(UINT page, DWORD flags, LPCWSTR text, int size, LPSTR out, int room,
			LPCSTR replacement, LPBOOL replaced)
{
	char *utf8 = tl_shim_utf8(text, size < 0 ? SIZE_MAX : (size_t)size);
	size_t len = utf8 ? strlen(utf8) + (size < 0) : 0;

	(void)page;
	(void)flags;
	(void)replacement;
	if (replaced)
		*replaced = FALSE;
	if (room && len > (size_t)room)
		len = 0;
	else if (room && len)
		memcpy(out, utf8, len);
	free(utf8);
	return (int)len;
}

int lstrlenW(LPCWSTR text)
{
	int len = 0;

	while (text && text[len])
		len++;
	return len;
}

/* As on Windows, what is too long is cut, and there is always a NUL. */
LPWSTR lstrcpynW(LPWSTR to, LPCWSTR from, int room)
{
	int i;

	for (i = 0; i < room - 1 && from[i]; i++)
		to[i] = from[i];
	if (room > 0)
		to[i] = 0;
	return to;
}

LPSTR lstrcpynA(LPSTR to, LPCSTR from, int room)
{
	size_t len = room > 0 ? strnlen(from, (size_t)room - 1) : 0;

	memcpy(to, from, len);
	if (room > 0)
		to[len] = '\0';
	return to;
}

LPWSTR lstrcpyW(LPWSTR to, LPCWSTR from)
{
	return lstrcpynW(to, from, INT32_MAX);
}

LPWSTR lstrcatW(LPWSTR to, LPCWSTR from)
{
	lstrcpyW(to + lstrlenW(to), from);
	return to;
}

LPWSTR tline_wcsncpy(LPWSTR to, LPCWSTR from, size_t room)
{
	size_t i;

	for (i = 0; i < room && from[i]; i++)
		to[i] = from[i];
	for (; i < room; i++)
		to[i] = 0;
	return to;
}

static WCHAR lower(WCHAR c)
{
	return c >= 'A' && c <= 'Z' ? (WCHAR)(c + 'a' - 'A') : c;
}

static WCHAR same(WCHAR c)
{
	return c;
}

static int compare(LPCWSTR a, LPCWSTR b, size_t max, WCHAR (*fold)(WCHAR c))
{
	size_t i;

	for (i = 0; i < max; i++) {
		int difference = fold(a[i]) - fold(b[i]);

		if (difference || !a[i])
			return difference;
	}
	return 0;
}

int lstrcmpW(LPCWSTR a, LPCWSTR b)
{
	return compare(a, b, SIZE_MAX, same);
}

int lstrcmpiW(LPCWSTR a, LPCWSTR b)
{
	return compare(a, b, SIZE_MAX, lower);
}

int tline_wcsncmp(LPCWSTR a, LPCWSTR b, size_t max)
{
	return compare(a, b, max, same);
}

int lstrcmpiA(LPCSTR a, LPCSTR b)
{
	return strcasecmp(a, b);
}

LPWSTR tline_wcschr(LPCWSTR text, WCHAR c)
{
	for (; *text && *text != c; text++)
		;
	return *text == c ? (LPWSTR)text : NULL;
}

LPWSTR tline_wcsrchr(LPCWSTR text, WCHAR c)
{
	LPCWSTR end = text + lstrlenW(text);

	while (end > text && *end != c)
		end--;
	return *end == c ? (LPWSTR)end : NULL;
}

LPWSTR tline_wcsstr(LPCWSTR text, LPCWSTR part)
{
	size_t len = (size_t)lstrlenW(part);

	for (; *text; text++) {
		if (!compare(text, part, len, same))
			return (LPWSTR)text;
	}
	return len ? NULL : (LPWSTR)text;
}

LPWSTR tline_wcsdup(LPCWSTR text)
{
	LPWSTR copy = malloc(((size_t)lstrlenW(text) + 1) * sizeof(*copy));

	return copy ? lstrcpyW(copy, text) : NULL;
}

/* Numbers are ASCII, so that units and bytes are the same up to the end of one. */
long tline_wcstol(LPCWSTR text, LPWSTR *end, int base)
{
	char *utf8 = tl_shim_utf8(text, 64), *stop = utf8;
	long number = utf8 ? strtol(utf8, &stop, base) : 0;

	if (end)
		*end = (LPWSTR)text + (stop - utf8);
	free(utf8);
	return number;
}

unsigned long tline_wcstoul(LPCWSTR text, LPWSTR *end, int base)
{
	char *utf8 = tl_shim_utf8(text, 64), *stop = utf8;
	unsigned long number = utf8 ? strtoul(utf8, &stop, base) : 0;

	if (end)
		*end = (LPWSTR)text + (stop - utf8);
	free(utf8);
	return number;
}

/* How many bytes at the end are the start of a character, but not all of the text. */
static size_t begun(const char *text, size_t len)
{
	unsigned char byte;
	size_t i;

	for (i = 1; i < 4 && i < len; i++) {
		byte = (unsigned char)text[len - i];
		if (byte >= 0xc0)
			return i < (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4) ? i : 0;
	}
	return 0;
}

/*
 * A unit per byte at most, so that what fits as UTF-8 fits.  A character is not
 * divided: what has begun is for the next time.
 */
LPWSTR tline_fgetws(LPWSTR out, int room, FILE *file)
{
	char *line = malloc((size_t)room);
	LPWSTR got = NULL;
	size_t len, rest;

	if (line && fgets(line, room, file)) {
		len = strlen(line);
		for (rest = begun(line, len); rest; rest--)
			ungetc((unsigned char)line[--len], file);
		out[tl_to_wide(out, (size_t)room - 1, line, len)] = 0;
		got = out;
	}
	free(line);
	return got;
}

void OutputDebugStringA(LPCSTR text)
{
	fputs(text, stderr);
}

void OutputDebugStringW(LPCWSTR text)
{
	tline_fprintfW(stderr, u"%s", text);
}

int MessageBoxA(HWND hwnd, LPCSTR text, LPCSTR title, UINT type)
{
	(void)hwnd;
	(void)type;
	fprintf(stderr, "%s: %s\n", title ? title : "Error", text);
	return IDOK;
}

int MessageBoxW(HWND hwnd, LPCWSTR text, LPCWSTR title, UINT type)
{
	(void)hwnd;
	(void)type;
	tline_fprintfW(stderr, u"%s: %s\n", title ? title : u"Error", text);
	return IDOK;
}
