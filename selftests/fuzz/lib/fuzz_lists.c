// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lists that a program passes in: LINEFORWARDLIST of any size, the lists of tones
 * and of media control with any number of entries, in memory of exactly their size.
 */
#include "harness.h"

#define MAX_ENTRIES	80

static bool ends(const char *text, size_t size)
{
	return strnlen(text, size) < size;
}

static void try_forward(const uint8_t *data, size_t size, bool wide)
{
	struct tline_forward rules[TL_MAX_FORWARD];
	LINEFORWARDLIST *in;
	DWORD i, num;

	/* A program's structure has at least its first member. */
	if (size < 4)
		return;
	in = (void *)copy(data, size, false);
	if (in->dwTotalSize > size || in->dwTotalSize < 4)
		in->dwTotalSize = size;
	if (tl_read_forward(in, wide, rules, &num)) {
		must(!num);
	} else {
		must(num == in->dwNumEntries && num <= TL_MAX_FORWARD);
		for (i = 0; i < num; i++)
			must(ends(rules[i].caller, sizeof(rules[i].caller)) &&
			     ends(rules[i].dest, sizeof(rules[i].dest)));
	}
	free(in);
}

/* @num entries, of which the input may not have so many. */
static void *entries(struct input *in, size_t size, DWORD *num)
{
	char *list;

	*num = take_u32(in) % MAX_ENTRIES;
	list = malloc(*num * size ?: 1);
	take(in, list, *num * size);
	return list;
}

static void try_tones(struct input *in)
{
	struct tline_generate_tone frequencies[TLINE_MAX_FREQUENCIES];
	struct tline_tone tones[TLINE_MAX_TONES];
	DWORD num, count;
	void *list;

	list = entries(in, sizeof(LINEGENERATETONE), &num);
	must(!tl_read_generate_tones(list, num, frequencies) ==
	     (num && num <= TLINE_MAX_FREQUENCIES));
	free(list);
	list = entries(in, sizeof(LINEMONITORTONE), &num);
	if (!tl_read_tones(list, num, tones, &count))
		must(count == num && num <= TLINE_MAX_TONES);
	else
		must(num > TLINE_MAX_TONES);
	free(list);
}

static void try_controls(struct input *in)
{
	static const size_t sizes[TL_TRIGGERS] = {
		sizeof(LINEMEDIACONTROLDIGIT), sizeof(LINEMEDIACONTROLMEDIA),
		sizeof(LINEMEDIACONTROLTONE), sizeof(LINEMEDIACONTROLCALLSTATE),
	};
	struct tline_media_control controls[TLINE_MAX_CONTROLS];
	struct tl_control_list lists[TL_TRIGGERS];
	void *memory[TL_TRIGGERS];
	DWORD i, count, total = 0;

	for (i = 0; i < TL_TRIGGERS; i++) {
		memory[i] = entries(in, sizes[i], &lists[i].num);
		lists[i].entries = memory[i];
		total += lists[i].num;
	}
	if (!tl_read_controls(lists, controls, &count)) {
		must(count == total && total <= TLINE_MAX_CONTROLS);
		for (i = 0; i < count; i++)
			must(controls[i].trigger >= TLINE_TRIGGER_DIGIT &&
			     controls[i].trigger <= TLINE_TRIGGER_CALLSTATE);
	} else {
		must(total > TLINE_MAX_CONTROLS);
	}
	for (i = 0; i < TL_TRIGGERS; i++)
		free(memory[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };

	try_forward(data, size, false);
	try_forward(data, size, true);
	try_tones(&in);
	try_controls(&in);
	return 0;
}
