// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * UTF-16, which the W functions take and give; within the library and below it
 * all text is UTF-8.  No locale plays a part.
 *
 * What a program gives must be right, or it is refused: a number that is not the
 * one meant must never be dialled.  What a program is given is U+FFFD where the
 * source is wrong.
 *
 * Strings within structures may start at odd addresses.
 */
#include <string.h>

#include "internal.h"

#define REPLACEMENT	0xfffd

static uint32_t get_unit(const void *text, size_t i)
{
	uint16_t unit;

	memcpy(&unit, (const char *)text + i * sizeof(unit), sizeof(unit));
	return unit;
}

static bool is_high(uint32_t unit)
{
	return (unit & ~0x3ffu) == 0xd800;
}

static bool is_low(uint32_t unit)
{
	return (unit & ~0x3ffu) == 0xdc00;
}

static size_t encode_utf8(char out[4], uint32_t c)
{
	static const unsigned char first[] = { 0, 0x00, 0xc0, 0xe0, 0xf0 };
	size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	size_t i;

	for (i = len - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	out[0] = (char)(first[len] | c);
	return len;
}

/*
 * UTF-16 of at most @size bytes, with or without a NUL, to UTF-8 of at most @max
 * bytes, the NUL included; @error if it does not fit or is wrong.
 */
LONG tl_from_wide(char *out, size_t max, const void *text, size_t size, LONG error)
{
	size_t units = size / sizeof(WCHAR);
	size_t len = 0, i = 0, n;
	char bytes[4];
	uint32_t c;

	while (i < units && (c = get_unit(text, i++))) {
		if (is_high(c) && i < units && is_low(get_unit(text, i)))
			c = 0x10000 + ((c & 0x3ff) << 10) + (get_unit(text, i++) & 0x3ff);
		else if (is_high(c) || is_low(c))
			return error;
		n = encode_utf8(bytes, c);
		if (n >= max - len)
			return error;
		memcpy(out + len, bytes, n);
		len += n;
	}
	out[len] = '\0';
	return 0;
}

/* One character of UTF-8, of at most @max bytes; returns how many it has. */
static size_t decode_utf8(uint32_t *c, const unsigned char *in, size_t max)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = in[0] < 0x80 ? 1 : in[0] < 0xc0 ? 0 : in[0] < 0xe0 ? 2 :
		     in[0] < 0xf0 ? 3 : in[0] < 0xf8 ? 4 : 0;
	size_t i;

	*c = REPLACEMENT;
	if (!len || len > max)
		return 1;
	if (len == 1) {
		*c = in[0];
		return 1;
	}
	*c = in[0] & (0x7fu >> len);
	for (i = 1; i < len && (in[i] & 0xc0) == 0x80; i++)
		*c = *c << 6 | (in[i] & 0x3f);
	if (i == len && *c >= least[len] && *c < 0x110000 && !is_high(*c) && !is_low(*c))
		return len;
	*c = REPLACEMENT;
	return 1;
}

/*
 * UTF-8 of at most @max bytes to UTF-16 without a NUL.  Writes no more than @room
 * units, returns how many there are.
 */
size_t tl_to_wide(void *out, size_t room, const char *text, size_t max)
{
	size_t len = strnlen(text, max);
	size_t units = 0, i = 0, k, n;
	uint16_t pair[2];
	uint32_t c;

	while (i < len) {
		i += decode_utf8(&c, (const unsigned char *)text + i, len - i);
		n = c < 0x10000 ? 1 : 2;
		pair[0] = (uint16_t)(n == 1 ? c : 0xd800 + ((c - 0x10000) >> 10));
		pair[1] = (uint16_t)(0xdc00 + (c & 0x3ff));
		for (k = 0; k < n && units + k < room; k++)
			memcpy((char *)out + (units + k) * sizeof(pair[k]), &pair[k],
			       sizeof(pair[k]));
		units += n;
	}
	return units;
}

DWORD tl_string_format(bool wide)
{
	return wide ? STRINGFORMAT_UNICODE : STRINGFORMAT_ASCII;
}
