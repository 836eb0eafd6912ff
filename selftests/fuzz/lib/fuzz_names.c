// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of numbers, and back: what parses is printed as something that parses to the
 * same; nothing is written beyond the buffer.
 */
#include "harness.h"

static void check_mask(int family, DWORD mask, size_t room)
{
	char *small = malloc(room + 1), all[2048];
	DWORD again = ~mask;

	small[room] = 0x5a;
	tlineMaskNames(family, mask, small, room);
	must(small[room] == 0x5a && (!room || strnlen(small, room) < room));
	tlineMaskNames(family, mask, all, sizeof(all));
	must(!room || !strncmp(small, all, strlen(small)));
	/* Families that are no masks have no name for a sum. */
	if (!tlineParseNames(family, all, &again, NULL))
		must(again == mask);
	free(small);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	int family = (int)(take_u32(&in) % (TLINENAMES_COUNT + 2)) - 1;
	DWORD mask = take_u32(&in), value = 0;
	const char *bad = NULL;
	char *text;

	check_mask(family, mask, take_u32(&in) % 300);
	(void)tlineStrError((LONG)mask);
	(void)tlineCallStateModeName(mask, take_u32(&in));
	text = copy(in.at, in.left, true);
	if (!tlineParseNames(family, text, &value, &bad))
		must(!bad);
	else
		must(family < 0 || family >= TLINENAMES_COUNT ||
		     (bad >= text && bad <= text + strlen(text)));
	free(text);
	return 0;
}
