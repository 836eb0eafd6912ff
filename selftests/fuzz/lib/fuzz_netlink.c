// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tool: attributes of netlink messages, with any types, sizes and nesting.
 */
#include "harness.h"
#include "../../../tools/netlink.c"

static const struct object_row *const objects[] = {
	&object_line, &object_call, &object_request, &object_counters,
};

/* Strings are leaked by the tool, which ends soon; here nothing may grow. */
static void *kept[4096];
static size_t num_kept;

static void *keep(void *p)
{
	if (num_kept == TL_ARRAY_SIZE(kept))
		abort();
	return kept[num_kept++] = p;
}

void *xcalloc(size_t n, size_t size)
{
	return keep(calloc(n, size));
}

char *xstrndup(const char *s, size_t max)
{
	return keep(strndup(s, max));
}

void *xgrow(void *array, size_t *room, size_t used, size_t size)
{
	abort();
}

void die(int status, const char *fmt, ...)
{
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct object_row *row;
	void *object;
	char *attrs;

	if (size < 1 || size > 4096)
		return 0;
	row = objects[data[0] % TL_ARRAY_SIZE(objects)];
	attrs = copy(data + 1, size - 1, false);
	object = xcalloc(1, row->size);
	read_attrs(row->attrs, row->num_attrs, (void *)attrs, size - 1, object);
	while (num_kept)
		free(kept[--num_kept]);
	free(attrs);
	return 0;
}
