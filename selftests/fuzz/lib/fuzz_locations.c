// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of locations, and numbers dialled from what they say: the input is the
 * system's file, the user's and a number, separated by NULs.
 */
#include "harness.h"
#include "locations.h"

static const char *const countries[] = { "0FG", "1FG", "FG", "8WFG" };

/* Rules for all kinds of calls, so that the plug-in is not asked. */
static void complete(struct tl_locations *l, size_t size)
{
	size_t i, k;

	for (i = 0; i < l->num_locations; i++)
		for (k = 0; k < TL_NUM_RULES; k++)
			if (!*l->locations[i].entry.rule[k])
				strcpy(l->locations[i].entry.rule[k], countries[(size + k) % 4]);
}

/* The user's card is called by its name, and nothing else of it is shown. */
static void check_dial(const struct tl_dial *dial)
{
	const struct tl_card *card = dial->card;

	must(strnlen(dial->dialable, sizeof(dial->dialable)) < sizeof(dial->dialable));
	must(strnlen(dial->displayable, sizeof(dial->displayable)) < sizeof(dial->displayable));
	must(!strpbrk(dial->displayable, "\r\n"));
	must(!strpbrk(dial->dialable, "\r\n"));
	if (!card)
		must(!strncmp(dial->dialable, dial->displayable, strlen(dial->displayable)));
}

static void try_number(const struct tl_locations *l, const char *text, size_t size)
{
	struct tl_dial dial = { .location = &l->locations[l->current] };
	struct tl_number number;
	size_t i;

	if (!tl_is_canonical(text)) {
		if (!tl_dial_as_is(text, &dial))
			check_dial(&dial);
		return;
	}
	if (tl_parse_number(text, &number))
		return;
	must(number.country > 0 && number.country < 1000 && *number.subscriber);
	for (i = 0; i <= l->num_cards && i < 3; i++) {
		dial.card = i ? &l->cards[i - 1] : NULL;
		dial.options = size & (LINETRANSLATEOPTION_CANCELCALLWAITING |
				       LINETRANSLATEOPTION_FORCELOCAL);
		if (!tl_dial_number(&number, &dial))
			check_dial(&dial);
	}
}

static void try_toll_list(const char *list, const char *digits)
{
	char before[1024], after[1024];

	if (strspn(list, "0123456789,") < strlen(list) || strlen(list) > 900)
		return;
	if (tl_toll_edit(list, digits, true, before, sizeof(before)))
		return;
	must(tl_toll_has(before, digits));
	must(!tl_toll_edit(before, digits, false, after, sizeof(after)));
	must(!tl_toll_has(after, digits));
}

/* What has been set is found there, and all else is as it was. */
static void try_edit(const char *text, size_t size)
{
	struct tl_locations before = { 0 }, after = { 0 };
	char *changed = tl_text_set(text, TL_SECTION_NONE, NULL, "current", "Home");
	size_t i;

	must(changed);
	if (!tl_locations_parse(&before, text, size, true, false)) {
		must(!tl_locations_parse(&after, changed, strlen(changed), true, false));
		must(!strcmp(after.current_name, "Home"));
		must(before.num_locations == after.num_locations);
		must(before.num_cards == after.num_cards);
		for (i = 0; i < before.num_locations; i++)
			must(before.locations[i].entry.id == after.locations[i].entry.id);
	}
	tl_locations_free(&before);
	tl_locations_free(&after);
	free(changed);
	changed = tl_text_set(text, TL_SECTION_LOCATION, "Home", "area", "425");
	must(changed && strstr(changed, "area = 425\n"));
	free(changed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = copy(data, size, true), *user, *number;
	struct tl_locations l = { 0 };
	LONG rc;

	user = text + strlen(text) + (strlen(text) < size);
	number = user + strlen(user) + (user + strlen(user) < text + size);
	rc = tl_locations_parse(&l, text, strlen(text), false, size & 1);
	if (!rc)
		rc = tl_locations_parse(&l, user, strlen(user), true, size & 2);
	if (!rc)
		rc = tl_locations_finish(&l);
	if (!rc) {
		must(l.num_locations && l.current < l.num_locations);
		complete(&l, size);
		try_number(&l, number, size);
	} else {
		must(rc == LINEERR_INIFILECORRUPT && *tlineTranslateError());
	}
	try_edit(user, strlen(user));
	try_toll_list(user, number);
	tl_locations_free(&l);
	free(text);
	return 0;
}
