// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Address translation: TAPI's functions over locations, cards and countries.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"
#include "locations.h"

#define OPTIONS_ALL	(LINETRANSLATEOPTION_CARDOVERRIDE | LINETRANSLATEOPTION_CANCELCALLWAITING | \
			 LINETRANSLATEOPTION_FORCELOCAL | LINETRANSLATEOPTION_FORCELD)
#define VERSION_3_0	0x00030000
#define DIRECT_NAME	"None (Direct Dial)"

static __thread char error_text[512];

/* Says for tlineTranslateError() what is wrong. */
LONG tl_translate_fail(LONG error, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(error_text, sizeof(error_text), fmt, ap);
	va_end(ap);
	return error;
}

LPCSTR tlineTranslateError(void)
{
	return error_text;
}

/* The program's highest version; it may well be above ours. */
static LONG use_version(DWORD highest, DWORD *version)
{
	*version = tl_version_negotiate(0, highest, TLINE_API_VERSION_MAX);
	return *version ? 0 : LINEERR_INCOMPATIBLEAPIVERSION;
}

/*
 * From 2.0 on a program may translate before it registers; then there may also
 * be no lines at all.
 */
static LONG get_num_lines(HLINEAPP handle, DWORD version, DWORD *num)
{
	struct tl_app *app, probe = { 0 };
	LONG rc;

	if (handle) {
		rc = tl_app_get(handle, &app);
		if (rc)
			return rc;
		rc = tl_num_lines(app, num);
		tl_app_put(app);
		return rc;
	}
	if (version < TLINE_API_VERSION_2_0)
		return LINEERR_INVALAPPHANDLE;
	rc = tl_open_app_node(&probe.fd);
	if (rc) {
		*num = UINT32_MAX;
		return 0;
	}
	rc = tl_num_lines(&probe, num);
	close(probe.fd);
	return rc;
}

static LONG check_app(HLINEAPP handle, DWORD version)
{
	DWORD num;

	error_text[0] = '\0';
	return get_num_lines(handle, version, &num);
}

static LONG check_device(HLINEAPP handle, DWORD device, DWORD version)
{
	DWORD num;
	LONG rc;

	error_text[0] = '\0';
	rc = get_num_lines(handle, version, &num);
	if (rc)
		return rc;
	return device < num ? 0 : LINEERR_BADDEVICEID;
}

/* The card to use: the location's, or another for once; NULL: none. */
static LONG choose_card(const struct tl_locations *l, DWORD options, DWORD id,
			const struct tl_card **card)
{
	const struct tl_location *location = &l->locations[l->current];

	if (!(options & LINETRANSLATEOPTION_CARDOVERRIDE)) {
		*card = tl_find_card_by_name(l, location->card);
		return 0;
	}
	*card = tl_find_card(l, id);
	return *card || id == TL_CARD_DIRECT ? 0 : LINEERR_INVALCARD;
}

static LONG check_options(DWORD options)
{
	const DWORD both = LINETRANSLATEOPTION_FORCELOCAL | LINETRANSLATEOPTION_FORCELD;

	if (options & ~OPTIONS_ALL || (options & both) == both)
		return LINEERR_INVALPARAM;
	return 0;
}

static LONG fill_output(LPLINETRANSLATEOUTPUT out, bool wide, const struct tl_dial *dial,
			DWORD dest)
{
	LINETRANSLATEOUTPUT fixed = {
		.dwCurrentCountry = tl_calling_code(dial->location->country),
		.dwDestCountry = dest,
		.dwTranslateResults = dial->results,
	};
	struct tl_pack pack;
	LONG rc;

	rc = tl_pack_begin(&pack, out, &fixed, sizeof(fixed));
	if (rc)
		return rc;
	pack.wide = wide;
	tl_pack_string(&pack, offsetof(LINETRANSLATEOUTPUT, dwDialableStringSize), dial->dialable,
		       sizeof(dial->dialable));
	tl_pack_string(&pack, offsetof(LINETRANSLATEOUTPUT, dwDisplayableStringSize),
		       dial->displayable, sizeof(dial->displayable));
	tl_pack_end(&pack);
	return 0;
}

static LONG translate(DWORD highest, const char *text, DWORD card, DWORD options,
		      LPLINETRANSLATEOUTPUT out, bool wide)
{
	struct tl_dial dial = { .options = options };
	struct tl_number number = { 0 };
	struct tl_locations l;
	LONG rc;

	rc = tl_locations_load(&l);
	if (!rc)
		rc = choose_card(&l, options, card, &dial.card);
	if (rc)
		goto done;
	dial.location = &l.locations[l.current];
	if (tl_is_canonical(text)) {
		rc = tl_parse_number(text, &number);
		if (!rc)
			rc = tl_dial_number(&number, &dial);
	} else {
		rc = tl_dial_as_is(text, &dial);
		if (highest >= VERSION_3_0)
			dial.results |= LINETRANSLATERESULT_NOTRANSLATION;
	}
	if (!rc)
		rc = fill_output(out, wide, &dial, number.country);
done:
	tl_locations_free(&l);
	explicit_bzero(&dial, sizeof(dial));
	return rc;
}

static LONG check_output(const void *out, size_t fixed)
{
	DWORD total;

	if (!out)
		return LINEERR_INVALPOINTER;
	memcpy(&total, out, sizeof(total));
	return total < fixed ? LINEERR_STRUCTURETOOSMALL : 0;
}

static LONG translate_address(HLINEAPP app, DWORD device, DWORD highest, const void *address,
			      DWORD card, DWORD options, LPLINETRANSLATEOUTPUT out, bool wide)
{
	DWORD version;
	char *text;
	LONG rc;

	if (!address)
		return LINEERR_INVALPOINTER;
	rc = use_version(highest, &version);
	if (!rc)
		rc = check_device(app, device, version);
	if (!rc)
		rc = check_output(out, sizeof(*out));
	if (!rc)
		rc = check_options(options);
	if (!rc)
		rc = tl_dup_text(&text, address, wide, LINEERR_INVALADDRESS);
	if (rc)
		return rc;
	rc = translate(highest, text, card, options, out, wide);
	free(text);
	return rc;
}

LONG lineTranslateAddress(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
			  LPCSTR lpszAddressIn, DWORD dwCard, DWORD dwTranslateOptions,
			  LPLINETRANSLATEOUTPUT lpTranslateOutput)
{
	return translate_address(hLineApp, dwDeviceID, dwAPIVersion, lpszAddressIn, dwCard,
				 dwTranslateOptions, lpTranslateOutput, false);
}

__typeof__(lineTranslateAddress) lineTranslateAddressA TL_ALIAS(lineTranslateAddress);

LONG lineTranslateAddressW(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
			   LPCWSTR lpszAddressIn, DWORD dwCard, DWORD dwTranslateOptions,
			   LPLINETRANSLATEOUTPUT lpTranslateOutput)
{
	return translate_address(hLineApp, dwDeviceID, dwAPIVersion, lpszAddressIn, dwCard,
				 dwTranslateOptions, lpTranslateOutput, true);
}

/* Entries of an array; those of before 1.4 end early. */
struct entries {
	char *base;		/* NULL: no room */
	size_t size;
	bool old;
};

static char *entry_at(const struct entries *e, size_t index, const void *fixed)
{
	if (!e->base)
		return NULL;
	return memcpy(e->base + index * e->size, fixed, e->size);
}

static void fill_location(struct tl_pack *pack, const struct entries *e, size_t index,
			  const struct tl_location *location, DWORD card)
{
	const LINELOCATIONENTRY fixed = {
		.dwPermanentLocationID = location->entry.id,
		.dwCountryCode = tl_calling_code(location->country),
		.dwPreferredCardID = card,
		.dwCountryID = location->country,
		.dwOptions = location->pulse ? LINELOCATIONOPTION_PULSEDIAL : 0,
	};
	char *entry = entry_at(e, index, &fixed);

#define STRING(member, text) \
	tl_pack_entry_string(pack, entry, offsetof(LINELOCATIONENTRY, dw##member##Size), text, \
			     sizeof(text))
	STRING(LocationName, location->entry.name);
	STRING(CityCode, location->area);
	if (e->old)
		return;
	STRING(LocalAccessCode, location->outside);
	STRING(LongDistanceAccessCode, location->outside_far);
	STRING(TollPrefixList, location->toll);
	STRING(CancelCallWaiting, location->cancel);
#undef STRING
}

static void fill_card(struct tl_pack *pack, const struct entries *e, size_t index,
		      const struct tl_card *card)
{
	const LINECARDENTRY fixed = {
		.dwPermanentCardID = card->entry.id,
		.dwCardNumberDigits = (DWORD)strlen(card->number),
		.dwOptions = card->entry.user ? 0 : LINECARDOPTION_PREDEFINED,
	};
	char *entry = entry_at(e, index, &fixed);

#define STRING(member, text) \
	tl_pack_entry_string(pack, entry, offsetof(LINECARDENTRY, dw##member##Size), text, \
			     sizeof(text))
	STRING(CardName, card->entry.name);
	if (e->old)
		return;
	STRING(SameAreaRule, card->entry.rule[TL_RULE_SAME_AREA]);
	STRING(LongDistanceRule, card->entry.rule[TL_RULE_LONG_DISTANCE]);
	STRING(InternationalRule, card->entry.rule[TL_RULE_INTERNATIONAL]);
#undef STRING
}

static DWORD card_id(const struct tl_locations *l, const struct tl_location *location)
{
	const struct tl_card *card = tl_find_card_by_name(l, location->card);

	return card ? card->entry.id : TL_CARD_DIRECT;
}

static DWORD num_shown_cards(const struct tl_locations *l)
{
	DWORD num = 1;
	size_t i;

	for (i = 0; i < l->num_cards; i++)
		num += !l->cards[i].hidden;
	return num;
}

static LONG fill_caps(LPLINETRANSLATECAPS out, bool wide, DWORD version,
		      const struct tl_locations *l)
{
	static const struct tl_card direct = { .entry = { .name = DIRECT_NAME } };
	LINETRANSLATECAPS fixed = {
		.dwNumLocations = (DWORD)l->num_locations,
		.dwCurrentLocationID = l->locations[l->current].entry.id,
		.dwNumCards = num_shown_cards(l),
		.dwCurrentPreferredCardID = card_id(l, &l->locations[l->current]),
	};
	bool old = version < TLINE_API_VERSION_1_4;
	struct entries locations = {
		.size = old ? offsetof(LINELOCATIONENTRY, dwLocalAccessCodeSize) :
			      sizeof(LINELOCATIONENTRY),
		.old = old,
	};
	struct entries cards = {
		.size = old ? offsetof(LINECARDENTRY, dwCardNumberDigits) : sizeof(LINECARDENTRY),
		.old = old,
	};
	struct tl_pack pack;
	size_t i, shown = 1;
	LONG rc;

	rc = tl_pack_begin(&pack, out, &fixed, sizeof(fixed));
	if (rc)
		return rc;
	pack.wide = wide;
	locations.base = tl_pack_array(&pack, offsetof(LINETRANSLATECAPS, dwLocationListSize),
				       fixed.dwNumLocations * locations.size);
	cards.base = tl_pack_array(&pack, offsetof(LINETRANSLATECAPS, dwCardListSize),
				   fixed.dwNumCards * cards.size);
	for (i = 0; i < l->num_locations; i++)
		fill_location(&pack, &locations, i, &l->locations[i],
			      card_id(l, &l->locations[i]));
	fill_card(&pack, &cards, 0, &direct);
	for (i = 0; i < l->num_cards; i++)
		if (!l->cards[i].hidden)
			fill_card(&pack, &cards, shown++, &l->cards[i]);
	tl_pack_end(&pack);
	return 0;
}

static LONG get_translate_caps(HLINEAPP app, DWORD highest, LPLINETRANSLATECAPS out, bool wide)
{
	struct tl_locations l;
	DWORD version;
	LONG rc;

	rc = use_version(highest, &version);
	if (!rc)
		rc = check_app(app, version);
	if (!rc)
		rc = check_output(out, sizeof(*out));
	if (rc)
		return rc;
	rc = tl_locations_load(&l);
	if (!rc)
		rc = fill_caps(out, wide, version, &l);
	tl_locations_free(&l);
	return rc;
}

LONG lineGetTranslateCaps(HLINEAPP hLineApp, DWORD dwAPIVersion,
			  LPLINETRANSLATECAPS lpTranslateCaps)
{
	return get_translate_caps(hLineApp, dwAPIVersion, lpTranslateCaps, false);
}

__typeof__(lineGetTranslateCaps) lineGetTranslateCapsA TL_ALIAS(lineGetTranslateCaps);

LONG lineGetTranslateCapsW(HLINEAPP hLineApp, DWORD dwAPIVersion,
			   LPLINETRANSLATECAPS lpTranslateCaps)
{
	return get_translate_caps(hLineApp, dwAPIVersion, lpTranslateCaps, true);
}

static void fill_country(struct tl_pack *pack, char *entry, const struct tl_country *country)
{
	const LINECOUNTRYENTRY fixed = {
		.dwCountryID = country->id,
		.dwCountryCode = country->code,
		.dwNextCountryID = country->next,
	};

	if (entry)
		memcpy(entry, &fixed, sizeof(fixed));
#define STRING(member, text) \
	tl_pack_entry_string(pack, entry, offsetof(LINECOUNTRYENTRY, dw##member##Size), text, \
			     sizeof(text))
	STRING(CountryName, country->name);
	STRING(SameAreaRule, country->rule[TL_RULE_SAME_AREA]);
	STRING(LongDistanceRule, country->rule[TL_RULE_LONG_DISTANCE]);
	STRING(InternationalRule, country->rule[TL_RULE_INTERNATIONAL]);
#undef STRING
}

/* @id: 0 for all */
static LONG fill_countries(struct tl_pack *pack, LINECOUNTRYLIST *fixed, DWORD id)
{
	struct tl_country country;
	size_t num = 1, i;
	char *entries;
	LONG rc;

	rc = id ? tl_find_country(id, &country) : tl_num_countries(&num);
	if (rc)
		return rc;
	fixed->dwNumCountries = (DWORD)num;
	entries = tl_pack_array(pack, offsetof(LINECOUNTRYLIST, dwCountryListSize),
				num * sizeof(LINECOUNTRYENTRY));
	for (i = 0; i < num; i++) {
		rc = id ? 0 : tl_country_at(i, &country);
		if (rc)
			return rc;
		fill_country(pack, entries ? entries + i * sizeof(LINECOUNTRYENTRY) : NULL,
			     &country);
	}
	return 0;
}

static LONG get_country(DWORD id, DWORD highest, LPLINECOUNTRYLIST out, bool wide)
{
	LINECOUNTRYLIST fixed = { 0 };
	struct tl_pack pack;
	DWORD version;
	LONG rc;

	error_text[0] = '\0';
	rc = use_version(highest, &version);
	if (!rc)
		rc = tl_pack_begin(&pack, out, &fixed, sizeof(fixed));
	if (rc)
		return rc;
	pack.wide = wide;
	rc = fill_countries(&pack, &fixed, id);
	if (!rc)
		tl_pack_end(&pack);
	return rc;
}

LONG lineGetCountry(DWORD dwCountryID, DWORD dwAPIVersion, LPLINECOUNTRYLIST lpLineCountryList)
{
	return get_country(dwCountryID, dwAPIVersion, lpLineCountryList, false);
}

__typeof__(lineGetCountry) lineGetCountryA TL_ALIAS(lineGetCountry);

LONG lineGetCountryW(DWORD dwCountryID, DWORD dwAPIVersion, LPLINECOUNTRYLIST lpLineCountryList)
{
	return get_country(dwCountryID, dwAPIVersion, lpLineCountryList, true);
}

static LONG make_current(const struct tl_location *location)
{
	const struct tl_setting setting = { "current", location->entry.name };

	/* The default location, which no file names, is the current one already. */
	if (!location->entry.line)
		return 0;
	return tl_locations_set(TL_SECTION_NONE, NULL, &setting, 1);
}

LONG lineSetCurrentLocation(HLINEAPP hLineApp, DWORD dwLocation)
{
	const struct tl_location *location;
	struct tl_locations l;
	int lock;
	LONG rc;

	rc = check_app(hLineApp, TLINE_API_VERSION_MAX);
	if (!rc)
		rc = tl_locations_lock(&lock);
	if (rc)
		return rc;
	rc = tl_locations_load(&l);
	if (!rc) {
		location = tl_find_location(&l, dwLocation);
		rc = location ? make_current(location) : LINEERR_INVALLOCATION;
	}
	tl_locations_free(&l);
	tl_locations_unlock(lock);
	return rc;
}

static LONG save_toll_list(const struct tl_location *location, const char *list)
{
	char id[12], country[12];
	const struct tl_setting settings[] = {
		{ "toll-prefixes", list }, { "id", id }, { "country", country },
	};

	snprintf(id, sizeof(id), "%u", location->entry.id);
	snprintf(country, sizeof(country), "%u", location->country);
	return tl_locations_set(TL_SECTION_LOCATION, location->entry.name, settings,
				location->entry.line ? 1 : TL_ARRAY_SIZE(settings));
}

static LONG edit_toll_list(const struct tl_location *location, const char *text, bool add)
{
	char list[sizeof(location->toll)];
	struct tl_number number;
	LONG rc;

	rc = tl_parse_number(text, &number);
	if (rc)
		return rc;
	if (!tl_has_toll_list(location))
		return LINEERR_INVALLOCATION;
	if (number.country != tl_calling_code(location->country) ||
	    strcmp(number.area, location->area))
		return LINEERR_INVALADDRESS;
	rc = tl_toll_edit(location->toll, number.subscriber, add, list, sizeof(list));
	if (rc || !strcmp(list, location->toll))
		return rc;
	return save_toll_list(location, list);
}

/* The list is read under the lock, too, so that no writer's change is lost. */
static LONG change_toll_list(const char *text, bool add)
{
	struct tl_locations l;
	int lock;
	LONG rc;

	rc = tl_locations_lock(&lock);
	if (rc)
		return rc;
	rc = tl_locations_load(&l);
	if (!rc)
		rc = edit_toll_list(&l.locations[l.current], text, add);
	tl_locations_free(&l);
	tl_locations_unlock(lock);
	return rc;
}

static LONG set_toll_list(HLINEAPP app, DWORD device, const void *address, DWORD option, bool wide)
{
	char *text;
	LONG rc;

	if (!address)
		return LINEERR_INVALPOINTER;
	rc = check_device(app, device, TLINE_API_VERSION_MAX);
	if (!rc && option != LINETOLLLISTOPTION_ADD && option != LINETOLLLISTOPTION_REMOVE)
		rc = LINEERR_INVALPARAM;
	if (!rc)
		rc = tl_dup_text(&text, address, wide, LINEERR_INVALADDRESS);
	if (rc)
		return rc;
	rc = change_toll_list(text, option == LINETOLLLISTOPTION_ADD);
	free(text);
	return rc;
}

LONG lineSetTollList(HLINEAPP hLineApp, DWORD dwDeviceID, LPCSTR lpszAddressIn,
		     DWORD dwTollListOption)
{
	return set_toll_list(hLineApp, dwDeviceID, lpszAddressIn, dwTollListOption, false);
}

__typeof__(lineSetTollList) lineSetTollListA TL_ALIAS(lineSetTollList);

LONG lineSetTollListW(HLINEAPP hLineApp, DWORD dwDeviceID, LPCWSTR lpszAddressIn,
		      DWORD dwTollListOption)
{
	return set_toll_list(hLineApp, dwDeviceID, lpszAddressIn, dwTollListOption, true);
}

/* Where the user says to be: calling code and area code, which may be empty. */
LONG tl_current_location(DWORD *country_code, char *area, size_t size)
{
	const struct tl_location *location;
	struct tl_locations l;
	LONG rc;

	error_text[0] = '\0';
	rc = tl_locations_load(&l);
	if (!rc) {
		location = &l.locations[l.current];
		*country_code = tl_calling_code(location->country);
		rc = tl_read_string(area, size, location->area, sizeof(location->area),
				    LINEERR_OPERATIONFAILED);
	}
	tl_locations_free(&l);
	return rc;
}
