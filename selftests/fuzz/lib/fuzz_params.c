// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a program passes in: LINECALLPARAMS of any size and version, dialable strings,
 * user-user information.  The input is the structure, in memory of exactly its size.
 */
#include "harness.h"

/* Each item ends where the next one begins, and the last one where all do. */
static void check_items(const struct tl_params *p)
{
	struct tline_item item;
	uint32_t at = 0;

	must(p->call.items_size <= sizeof(p->items) && !(p->call.items_size % 8));
	while (at < p->call.items_size) {
		memcpy(&item, p->items + at, sizeof(item));
		must(item.kind && item.size);
		must(item.size <= p->call.items_size - at - sizeof(item));
		at += (sizeof(item) + item.size + 7) & ~7u;
	}
	must(at == p->call.items_size);
}

/* The kernel takes no string without an end, and no more user data than there is room for. */
static void check(const struct tl_params *p)
{
	must(strnlen(p->orig_address, sizeof(p->orig_address)) < sizeof(p->orig_address));
	must(strnlen(p->target, sizeof(p->target)) < sizeof(p->target));
	must(strnlen(p->call.calling, sizeof(p->call.calling)) < sizeof(p->call.calling));
	must(strnlen(p->call.displayable, sizeof(p->call.displayable)) <
	     sizeof(p->call.displayable));
	must(strnlen(p->call.called_party, sizeof(p->call.called_party)) <
	     sizeof(p->call.called_party));
	must(strnlen(p->call.comment, sizeof(p->call.comment)) < sizeof(p->call.comment));
	must(p->call.uui.size <= sizeof(p->call.uui.data));
	must(!p->call.dest.reserved);
	check_items(p);
}

static void try_strings(const uint8_t *data, size_t size)
{
	struct tline_dest dest;
	struct tline_uui uui;
	char *text = copy(data, size, true);

	if (!tl_read_dest(text, size, &dest, false))
		must(!strcmp(dest.number, text));
	else
		must(strlen(text) >= sizeof(dest.number));
	free(text);
	text = copy(data, size, false);
	if (!tl_read_uui(text, size, &uui))
		must(uui.size == size && !memcmp(uui.data, text, size));
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const DWORD versions[] = { 0x10003, 0x10004, 0x20000, 0x20001, 0x20002 };
	LINECALLPARAMS *in;
	struct tl_params out;
	size_t i;

	try_strings(data, size);
	/* A program's structure has at least its first member. */
	if (size < 4)
		return 0;
	in = (void *)copy(data, size, false);
	if (in->dwTotalSize > size || in->dwTotalSize < 4)
		in->dwTotalSize = size;
	for (i = 0; i < 2 * TL_ARRAY_SIZE(versions); i++) {
		DWORD version = versions[i / 2];
		bool wide = i & 1;

		/* Of a structure too small nothing else may be read. */
		must(in->dwTotalSize >= tl_struct_size(TL_CALLPARAMS, version) ||
		     tl_read_params(in, version, &out, wide) == LINEERR_STRUCTURETOOSMALL);
		if (!tl_read_params(in, version, &out, wide))
			check(&out);
	}
	free(in);
	return 0;
}
