// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a program gets: TAPI's variable-sized structures, filled from structures of the
 * kernel that hold anything, into memory of any size.
 */
#include <stdalign.h>

#include "harness.h"

/* Anything at all as the provider's data, each item in memory of its size. */
static struct tl_data items;
static bool wide;

static void take_items(struct input *in)
{
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(items.item); i++) {
		items.item[i].size = take_u32(in) % 600;
		items.item[i].bytes = malloc(items.item[i].size ?: 1);
		take(in, items.item[i].bytes, items.item[i].size);
	}
}

#define MAX_OUT	4096
#define MAX_OPENS	8

struct target {
	enum tl_struct which;
	int32_t (*fill)(void *out, DWORD version, struct input *in);
};

static int32_t fill_dev_caps(void *out, DWORD version, struct input *in)
{
	struct tline_line_caps caps;

	take(in, &caps, sizeof(caps));
	return tl_fill_dev_caps(out, version, &caps, &items, wide);
}

static int32_t fill_address_caps(void *out, DWORD version, struct input *in)
{
	struct tline_address_caps caps;

	take(in, &caps, sizeof(caps));
	return tl_fill_address_caps(out, version, 3, &caps, &items, wide);
}

static int32_t fill_call_info(void *out, DWORD version, struct input *in)
{
	struct tline_call_info info;

	take(in, &info, sizeof(info));
	return tl_fill_call_info(out, version, 7, &info, &items, wide);
}

static int32_t fill_call_status(void *out, DWORD version, struct input *in)
{
	struct tline_ioc_call_status status;

	take(in, &status, sizeof(status));
	return tl_fill_call_status(out, version, &status, &items);
}

static int32_t fill_dev_status(void *out, DWORD version, struct input *in)
{
	struct tline_ioc_line_status status;
	struct tline_open_info *opens;
	DWORD n = take_u32(in) % (MAX_OPENS + 1);
	LONG rc;

	take(in, &status, sizeof(status));
	opens = calloc(n ?: 1, sizeof(*opens));
	take(in, opens, n * sizeof(*opens));
	rc = tl_fill_dev_status(out, version, &status, opens, n, "machine", &items, wide);
	free(opens);
	return rc;
}

static int32_t fill_address_status(void *out, DWORD version, struct input *in)
{
	struct tline_ioc_address_status status;

	take(in, &status, sizeof(status));
	return tl_fill_address_status(out, version, &status, &items, wide);
}

static const struct target targets[] = {
	{ TL_DEVCAPS, fill_dev_caps }, { TL_ADDRESSCAPS, fill_address_caps },
	{ TL_CALLINFO, fill_call_info }, { TL_CALLSTATUS, fill_call_status },
	{ TL_DEVSTATUS, fill_dev_status }, { TL_ADDRESSSTATUS, fill_address_status },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const DWORD versions[] = { 0x10003, 0x10004, 0x20000, 0x20001, 0x20002 };
	struct input in = { data, size };
	struct input rest = { data + size / 2, size - size / 2 };
	const struct target *target = &targets[take_u32(&in) % TL_ARRAY_SIZE(targets)];
	DWORD version = versions[take_u32(&in) % TL_ARRAY_SIZE(versions)];
	DWORD total = take_u32(&in) % MAX_OUT, fixed = tl_struct_size(target->which, version);
	DWORD *out = malloc(total < 12 ? 12 : total);
	LONG rc;

	wide = take_u32(&rest) & 1;
	take_items(&rest);
	memset(out, 0xa5, total < 12 ? 12 : total);
	out[0] = total;
	rc = target->fill(out, version, &in);
	if (rc) {
		must(rc == LINEERR_STRUCTURETOOSMALL && total < fixed);
	} else {
		must(out[0] == total && out[2] <= total && out[1] >= out[2] && out[2] >= fixed);
		must(out[1] > total || out[1] == out[2]);
	}
	tl_data_free(&items);
	free(out);
	return 0;
}
