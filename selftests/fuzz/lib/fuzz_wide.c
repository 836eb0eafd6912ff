// SPDX-License-Identifier: GPL-2.0-only
/*
 * UTF-16 and UTF-8, from each other: the input is taken for both.  What was UTF-16
 * comes back as it was; whatever bytes there are, what a program gets is UTF-16.
 */
#include "harness.h"

static void from_wide(const char *in, size_t size, size_t room)
{
	size_t units = size / sizeof(WCHAR), len;
	char *text = malloc(room);
	WCHAR *back;

	if (!tl_from_wide(text, room, in, size, -1)) {
		must(strlen(text) < room);
		len = tl_to_wide(NULL, 0, text, room);
		must(len <= units);
		back = malloc(len * sizeof(WCHAR) ?: 1);
		must(tl_to_wide(back, len, text, room) == len);
		must(!memcmp(back, in, len * sizeof(WCHAR)));
		must(len == units || !(in[2 * len] | in[2 * len + 1]));
		free(back);
	}
	free(text);
}

static void to_wide(const char *in, size_t size)
{
	size_t units = tl_to_wide(NULL, 0, in, size), max = 3 * units + 1;
	WCHAR *wide = malloc(units * sizeof(WCHAR) ?: 1);
	char *text = malloc(max);

	must(units <= size);
	must(tl_to_wide(wide, units, in, size) == units);
	must(!tl_from_wide(text, max, wide, units * sizeof(WCHAR), -1));
	must(tl_to_wide(NULL, 0, text, max) == units);
	free(text);
	free(wide);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	size_t room = 1 + take_u32(&in) % 1024;
	char *bytes = copy(in.at, in.left, false);

	from_wide(bytes, in.left, room);
	to_wide(bytes, in.left);
	free(bytes);
	return 0;
}
