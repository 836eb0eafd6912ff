// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What a line, an address or a call has that is of no fixed size, fetched from the
 * kernel, and where it goes in TAPI's structures.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* One item, which may grow while it is being fetched. */
static LONG get_item(int fd, uint32_t kind, uint32_t object, LONG dead, struct tl_blob *item)
{
	struct tline_ioc_data arg = { .kind = kind, .object = object };
	uint32_t room = 0;

	for (;;) {
		arg.size = room;
		arg.data = (uintptr_t)item->bytes;
		if (tl_ioctl(fd, TLINE_IOC_DATA, &arg) < 0)
			return tl_error(errno, dead);
		if (arg.result)
			return arg.result;
		if (arg.size <= room) {
			item->size = arg.size;
			return 0;
		}
		free(item->bytes);
		room = arg.size;
		item->bytes = malloc(room);
		if (!item->bytes)
			return LINEERR_NOMEM;
	}
}

/*
 * The kinds from @first to @last of an object.  @data is to be freed, or, after an
 * error, is empty.  @dead: for tl_error()
 */
LONG tl_data_get(struct tl_data *data, int fd, enum tline_data_kind first,
		 enum tline_data_kind last, uint32_t object, LONG dead)
{
	uint32_t kind;
	LONG rc = 0;

	for (kind = first; !rc && kind <= last; kind++)
		rc = get_item(fd, kind, object, dead, &data->item[kind]);
	if (rc)
		tl_data_free(data);
	return rc;
}

void tl_data_free(struct tl_data *data)
{
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(data->item); i++)
		free(data->item[i].bytes);
	memset(data, 0, sizeof(*data));
}

LONG tl_data_of_line(struct tl_data *data, int fd, LONG dead)
{
	memset(data, 0, sizeof(*data));
	return tl_data_get(data, fd, TLINE_DATA_LINE_DEVSPECIFIC, TLINE_DATA_EXTENSION, 0, dead);
}

LONG tl_data_of_address(struct tl_data *data, int fd, DWORD address, LONG dead)
{
	memset(data, 0, sizeof(*data));
	return tl_data_get(data, fd, TLINE_DATA_ADDRESS_DEVSPECIFIC,
			   TLINE_DATA_ADDRESS_TERMINALS, address, dead);
}

LONG tl_data_of_call(struct tl_data *data, int fd, uint32_t call)
{
	memset(data, 0, sizeof(*data));
	return tl_data_get(data, fd, TLINE_DATA_CALL_DEVSPECIFIC, TLINE_DATA_CALL_TERMINALS, call,
			   LINEERR_INVALCALLHANDLE);
}

/* Bytes that TAPI's structures take as they are. */
void tl_pack_data(struct tl_pack *pack, const struct tl_data *data,
		  const struct tl_data_member *members, size_t num)
{
	size_t i;

	for (i = 0; i < num; i++) {
		const struct tl_blob *item = &data->item[members[i].kind];

		tl_pack_bytes(pack, members[i].member, item->bytes, item->size);
	}
}

/* The next string of a list of them; NULL: there is none, or it does not end. */
static const char *next_string(const char **at, const char *end)
{
	const char *text = *at;
	const char *nul = text < end ? memchr(text, '\0', (size_t)(end - text)) : NULL;

	if (!nul)
		return NULL;
	*at = nul + 1;
	return text;
}

/* Walks TLINE_DATA_DEVICES; *@at is 0 at the start. */
bool tl_next_device(const struct tl_blob *devices, size_t *at, const char **class,
		    const char **name)
{
	const char *start = devices->bytes;
	const char *pos = start + *at;
	const char *end = start + devices->size;

	if (!devices->size)
		return false;
	*class = next_string(&pos, end);
	*name = *class ? next_string(&pos, end) : NULL;
	*at = (size_t)(pos - start);
	return *name;
}
