// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Fills TAPI's variable-sized structures: a fixed part with pairs of size and
 * offset, followed by what they describe.  Nothing is truncated: what does not
 * fit has size and offset 0 and counts in dwNeededSize only.  Nothing is written
 * beyond dwTotalSize, nor beyond the fixed part of the API version in use.
 *
 * All text passes through put_text(), the one place to know of encodings.
 */
#include <string.h>

#include "internal.h"

/* The start that the structures have in common. */
struct var_header {
	DWORD total;
	DWORD needed;
	DWORD used;
};

/* Each variable part starts at a multiple of this, so that arrays are aligned. */
static DWORD align(DWORD size)
{
	return (size + 3) & ~3u;
}

/*
 * @base is what the program gave, @header the fixed part as the library builds
 * it, of which the first @fixed bytes will be copied.
 */
LONG tl_pack_begin(struct tl_pack *pack, void *base, void *header, DWORD fixed)
{
	if (!base)
		return LINEERR_INVALPOINTER;
	*pack = (struct tl_pack){
		.base = base, .header = header, .fixed = fixed, .needed = fixed, .used = fixed,
	};
	memcpy(&pack->total, base, sizeof(pack->total));
	return pack->total < fixed ? LINEERR_STRUCTURETOOSMALL : 0;
}

void tl_pack_end(struct tl_pack *pack)
{
	struct var_header start = { pack->total, pack->needed, pack->used };

	memcpy(pack->header, &start, sizeof(start));
	memcpy(pack->base, pack->header, pack->fixed);
}

static void set_pair(char *pair, DWORD size, DWORD offset)
{
	DWORD values[2] = { size, offset };

	memcpy(pair, values, sizeof(values));
}

/* @pair: where size and offset go; NULL: what holds them did not fit either */
static char *put(struct tl_pack *pack, char *pair, const void *data, size_t size)
{
	DWORD len = (DWORD)size;
	DWORD start = align(pack->used);
	char *place;

	if (!len)
		return NULL;
	pack->needed = align(pack->needed) + len;
	if (!pair || start > pack->total || len > pack->total - start)
		return NULL;
	place = pack->base + start;
	if (data)
		memcpy(place, data, len);
	else
		memset(place, 0, len);
	set_pair(pair, len, start);
	pack->used = start + len;
	return place;
}

static void put_text(struct tl_pack *pack, char *pair, const char *text, size_t max)
{
	size_t len = pack->wide ? tl_to_wide(NULL, 0, text, max) : strnlen(text, max);
	char *place;

	if (!len)
		return;
	place = put(pack, pair, NULL, (len + 1) * (pack->wide ? sizeof(WCHAR) : 1));
	if (place && pack->wide)
		tl_to_wide(place, len, text, max);
	else if (place)
		memcpy(place, text, len);
}

static char *header_pair(struct tl_pack *pack, size_t member)
{
	return (char *)pack->header + member;
}

/* Members that came with a later version than the one in use do not exist. */
static bool has_member(const struct tl_pack *pack, size_t member)
{
	return member + 2 * sizeof(DWORD) <= pack->fixed;
}

/* @member: offset of a dwXxxSize in the fixed part */
void tl_pack_bytes(struct tl_pack *pack, size_t member, const void *data, size_t size)
{
	if (has_member(pack, member))
		put(pack, header_pair(pack, member), data, size);
}

/* @max: size of the array that holds @text */
void tl_pack_string(struct tl_pack *pack, size_t member, const char *text, size_t max)
{
	if (has_member(pack, member))
		put_text(pack, header_pair(pack, member), text, max);
}

/* Room for an array, zeroed; NULL if it does not fit or does not exist. */
char *tl_pack_array(struct tl_pack *pack, size_t member, size_t size)
{
	return has_member(pack, member) ? put(pack, header_pair(pack, member), NULL, size) : NULL;
}

/* A string that belongs to an entry of an array; @entry NULL: it did not fit */
void tl_pack_entry_string(struct tl_pack *pack, char *entry, size_t member, const char *text,
			  size_t max)
{
	put_text(pack, entry ? entry + member : NULL, text, max);
}
