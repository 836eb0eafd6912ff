// SPDX-License-Identifier: GPL-2.0-only
/*
 * tline location: where one is, and what is dialled from there.  No line is
 * needed.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <tline/tapi.h>

#include "common.h"

#define VERSION	0x00020002

static bool json;

struct location {
	uint32_t id;
	const char *name;
	uint32_t country;
	uint32_t code;
	const char *area;
	const char *outside;
	const char *outside_far;
	const char *cancel;
	const char *toll;
	const char *card;
	bool pulse;
	bool current;
};

#define LOCATION(key, title, kind, member, wide) \
	{ key, title, kind, offsetof(struct location, member), 0, wide }

static const struct field location_fields[] = {
	LOCATION("id", "ID", FIELD_U32, id, false),
	LOCATION("name", "NAME", FIELD_STRING, name, false),
	LOCATION("current", "CURRENT", FIELD_BOOL, current, false),
	LOCATION("country", "COUNTRY", FIELD_U32, country, false),
	LOCATION("code", "CODE", FIELD_U32, code, false),
	LOCATION("area", "AREA", FIELD_STRING, area, false),
	LOCATION("card", "CARD", FIELD_STRING, card, false),
	LOCATION("pulse", "PULSE", FIELD_BOOL, pulse, true),
	LOCATION("outside", "OUTSIDE", FIELD_STRING, outside, true),
	LOCATION("outside_long_distance", "LONG DISTANCE", FIELD_STRING, outside_far, true),
	LOCATION("cancel_call_waiting", "CALL WAITING", FIELD_STRING, cancel, true),
	LOCATION("toll_prefixes", "TOLL PREFIXES", FIELD_LIST, toll, true),
};

static _Noreturn void fail(LONG error)
{
	static const struct {
		LONG error;
		int status;
	} statuses[] = {
		{ LINEERR_INIFILECORRUPT, EXIT_FAILED },
		{ LINEERR_INVALADDRESS, EXIT_USAGE },
		{ LINEERR_OPERATIONUNAVAIL, EXIT_ABSENT },
		{ LINEERR_INVALLOCATION, EXIT_ABSENT },
	};
	const char *text = tlineTranslateError();
	int status = EXIT_SYSTEM;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(statuses); i++)
		if (statuses[i].error == error)
			status = statuses[i].status;
	die(status, "%s", *text ? text : tlineStrError(error));
}

/* A structure of any size, by a function that fills it. */
static void *get_all(LONG (*fill)(void *to, const void *arg), const void *arg)
{
	DWORD size = 1024, *header;
	LONG rc;

	for (;;) {
		header = xcalloc(1, size);
		header[0] = size;
		rc = fill(header, arg);
		if (rc)
			fail(rc);
		if (header[1] <= size)
			return header;
		size = header[1];
		free(header);
	}
}

static LONG fill_caps(void *to, const void *arg)
{
	(void)arg;
	return lineGetTranslateCaps(0, VERSION, to);
}

static LONG fill_output(void *to, const void *address)
{
	return lineTranslateAddress(0, 0, VERSION, address, 0, 0, to);
}

static const char *text_at(const void *base, DWORD size, DWORD offset)
{
	return size ? (const char *)base + offset : NULL;
}

#define TEXT(base, s, member) text_at(base, (s)->dw##member##Size, (s)->dw##member##Offset)

static const char *card_name(const LINETRANSLATECAPS *caps, DWORD id)
{
	const LINECARDENTRY *card = (const void *)((const char *)caps + caps->dwCardListOffset);
	DWORD i;

	for (i = 0; id && i < caps->dwNumCards; i++)
		if (card[i].dwPermanentCardID == id)
			return TEXT(caps, &card[i], CardName);
	return id ? "(hidden)" : NULL;
}

static struct location *get_locations(size_t *num)
{
	const LINETRANSLATECAPS *caps = get_all(fill_caps, NULL);
	const LINELOCATIONENTRY *entry = (const void *)((const char *)caps +
							caps->dwLocationListOffset);
	struct location *l = xcalloc(caps->dwNumLocations, sizeof(*l));
	size_t i;

	*num = caps->dwNumLocations;
	for (i = 0; i < *num; i++, entry++)
		l[i] = (struct location){
			.id = entry->dwPermanentLocationID,
			.name = TEXT(caps, entry, LocationName),
			.country = entry->dwCountryID,
			.code = entry->dwCountryCode,
			.area = TEXT(caps, entry, CityCode),
			.outside = TEXT(caps, entry, LocalAccessCode),
			.outside_far = TEXT(caps, entry, LongDistanceAccessCode),
			.cancel = TEXT(caps, entry, CancelCallWaiting),
			.toll = TEXT(caps, entry, TollPrefixList),
			.card = card_name(caps, entry->dwPreferredCardID),
			.pulse = entry->dwOptions & LINELOCATIONOPTION_PULSEDIAL,
			.current = entry->dwPermanentLocationID == caps->dwCurrentLocationID,
		};
	return l;
}

static const struct location *find(const struct location *l, size_t num, const char *name)
{
	size_t i;

	for (i = 0; i < num; i++)
		if (name ? !strcmp(l[i].name, name) : l[i].current)
			return &l[i];
	die(EXIT_ABSENT, "there is no location '%s'; tline location list shows them",
	    name ? name : "");
}

static void print_json(const struct location *location)
{
	json_begin();
	json_fields(location_fields, ARRAY_SIZE(location_fields), location);
	json_end();
}

static int do_list(const char *arg)
{
	size_t num, i;
	const struct location *l = get_locations(&num);

	(void)arg;
	for (i = 0; json && i < num; i++)
		print_json(&l[i]);
	if (!json)
		print_table(location_fields, ARRAY_SIZE(location_fields), l, sizeof(*l), num);
	return EXIT_OK;
}

static int do_show(const char *name)
{
	size_t num;
	const struct location *l = get_locations(&num);

	l = find(l, num, name);
	if (json)
		print_json(l);
	else
		print_list(location_fields, ARRAY_SIZE(location_fields), l);
	return EXIT_OK;
}

static int do_set(const char *name)
{
	size_t num;
	const struct location *l = get_locations(&num);
	LONG rc;

	rc = lineSetCurrentLocation(0, find(l, num, name)->id);
	if (rc)
		fail(rc);
	return EXIT_OK;
}

/* The files, and that there are such countries. */
static int do_check(const char *arg)
{
	LINECOUNTRYLIST list = { .dwTotalSize = sizeof(list) };
	size_t num, i;
	const struct location *l = get_locations(&num);
	LONG rc;

	(void)arg;
	for (i = 0; i < num; i++) {
		rc = lineGetCountry(l[i].country, VERSION, &list);
		if (rc == LINEERR_INVALCOUNTRYCODE)
			die(EXIT_FAILED, "location '%s': there is no country %" PRIu32, l[i].name,
			    l[i].country);
		if (rc)
			fail(rc);
	}
	return EXIT_OK;
}

/* What a card would have dialled secretly is not shown. */
static int do_translate(const char *address)
{
	const LINETRANSLATEOUTPUT *out = get_all(fill_output, address);
	const char *text = TEXT(out, out, DisplayableString);

	if (!json) {
		printf("%s\n", text);
		return EXIT_OK;
	}
	json_begin();
	json_text("address", address);
	json_text("dialled", text);
	json_number("country", out->dwDestCountry);
	json_mask("results", TLINENAMES_TRANSLATERESULT, out->dwTranslateResults);
	json_end();
	return EXIT_OK;
}

/* @arg: 0: has none, 1: may have one, 2: must have one */
static const struct action {
	const char *name;
	int arg;
	int (*run)(const char *arg);
} actions[] = {
	{ "list", 0, do_list },
	{ "show", 1, do_show },
	{ "set", 2, do_set },
	{ "check", 0, do_check },
	{ "translate", 2, do_translate },
};

static int run_location(int argc, char **argv)
{
	const char *name = argc ? argv[0] : "list";
	const struct action *a;

	for (a = actions; a < actions + ARRAY_SIZE(actions); a++) {
		if (strcmp(a->name, name))
			continue;
		if (a->arg == 2 && argc < 2)
			die(EXIT_USAGE, "location %s takes an argument; see tline location --help",
			    name);
		if (!a->arg && argc > 1)
			die(EXIT_USAGE, "location %s takes no argument; see tline location --help",
			    name);
		return a->run(argc > 1 ? argv[1] : NULL);
	}
	die(EXIT_USAGE, "location does not know '%s'; see tline location --help", name);
}

static const struct option_row options[] = {
	OPTION_JSON(json),
};

const struct command cmd_location = {
	.name = "location",
	.args = "[ACTION [ARGUMENT]]",
	.help = "show and choose where one is, and what is dialled from there",
	.more = "\n"
		"  list                the locations there are\n"
		"  show [NAME]         all about one, or about the current one\n"
		"  set NAME            make it the current one\n"
		"  check               look for mistakes in the files of locations\n"
		"  translate NUMBER    what is dialled for '+1 (425) 555-0100'",
	.options = options,
	.num_options = ARRAY_SIZE(options),
	.max_args = 2,
	.run = run_location,
};
