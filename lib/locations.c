// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Locations and calling cards, as the system's file and the user's have them.
 * The parser is strict, and says where a mistake is: a number that is dialled by
 * half-understood rules reaches somebody else.
 */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "locations.h"

#define DIGITS		"0123456789"
#define DIALABLE	DIGITS "ABCDabcd*#!PpTtWw,@$?:"
#define MAX_ENTRIES	1000

enum key_kind { KEY_TEXT, KEY_NUMBER, KEY_WORD };

/* @chars: of a text, what it may consist of, NULL: any; of a word: "false|true" */
struct key {
	const char *name;
	enum tl_section section;
	enum key_kind kind;
	size_t offset;
	size_t size;
	const char *chars;
};

#define LOCATION(name, kind, member, chars) \
	{ name, TL_SECTION_LOCATION, kind, offsetof(struct tl_location, member), \
	  sizeof(((struct tl_location *)0)->member), chars }
#define CARD(name, kind, member, chars) \
	{ name, TL_SECTION_CARD, kind, offsetof(struct tl_card, member), \
	  sizeof(((struct tl_card *)0)->member), chars }
#define RULE(name, which) \
	LOCATION(name, KEY_TEXT, entry.rule[which], DIALABLE "EFG"), \
	CARD(name, KEY_TEXT, entry.rule[which], DIALABLE "EFGHI")

static const struct key keys[] = {
	LOCATION("id", KEY_NUMBER, entry.id, NULL),
	LOCATION("country", KEY_NUMBER, country, NULL),
	LOCATION("area", KEY_TEXT, area, DIGITS),
	LOCATION("outside", KEY_TEXT, outside, DIALABLE),
	LOCATION("outside-long-distance", KEY_TEXT, outside_far, DIALABLE),
	LOCATION("cancel-call-waiting", KEY_TEXT, cancel, DIALABLE),
	LOCATION("toll-prefixes", KEY_TEXT, toll, DIGITS ","),
	LOCATION("card", KEY_TEXT, card, NULL),
	LOCATION("dialing", KEY_WORD, pulse, "tone|pulse"),
	CARD("id", KEY_NUMBER, entry.id, NULL),
	CARD("number", KEY_TEXT, number, DIGITS "*#"),
	CARD("pin", KEY_TEXT, pin, DIGITS "*#"),
	CARD("hidden", KEY_WORD, hidden, "no|yes"),
	RULE("same-area-rule", TL_RULE_SAME_AREA),
	RULE("long-distance-rule", TL_RULE_LONG_DISTANCE),
	RULE("international-rule", TL_RULE_INTERNATIONAL),
};

/* One file being read. */
struct reader {
	struct tl_locations *l;
	bool user;
	bool secrets;		/* may be in it */
	unsigned int line;
	enum tl_section section;
	size_t index;		/* of the section's location or card */
};

#define bad(user, line, fmt, ...) \
	tl_translate_fail(LINEERR_INIFILECORRUPT, "%s:%u: " fmt, tl_locations_path(user), line, \
			  ##__VA_ARGS__)

static struct tl_entry *entry_at(const struct tl_locations *l, enum tl_section section,
				 size_t index)
{
	if (section == TL_SECTION_LOCATION)
		return &l->locations[index].entry;
	return &l->cards[index].entry;
}

static size_t num_entries(const struct tl_locations *l, enum tl_section section)
{
	return section == TL_SECTION_LOCATION ? l->num_locations : l->num_cards;
}

static size_t entry_size(enum tl_section section)
{
	return section == TL_SECTION_LOCATION ? sizeof(struct tl_location) : sizeof(struct tl_card);
}

static const char *section_name(enum tl_section section)
{
	return section == TL_SECTION_LOCATION ? "location" : "card";
}

static LONG append_entry(struct tl_locations *l, enum tl_section section)
{
	void **array = section == TL_SECTION_LOCATION ? (void **)&l->locations :
							(void **)&l->cards;
	size_t *num = section == TL_SECTION_LOCATION ? &l->num_locations : &l->num_cards;
	void *grown = reallocarray(*array, *num + 1, entry_size(section));

	if (!grown)
		return LINEERR_NOMEM;
	*array = grown;
	(*num)++;
	return 0;
}

/* It is shown to people: UTF-8 without control characters. */
static bool good_name(const char *name, size_t len)
{
	WCHAR units[sizeof(((struct tl_entry *)0)->name)];
	size_t num, i;

	if (!len || len >= TL_ARRAY_SIZE(units))
		return false;
	num = tl_to_wide(units, TL_ARRAY_SIZE(units), name, len);
	for (i = 0; i < num; i++)
		if (units[i] < ' ' || units[i] == 0x7f || units[i] == 0xfffd)
			return false;
	return true;
}

/* A later section of the same name replaces one of the other file. */
static LONG begin_section(struct reader *r, enum tl_section section, const char *name, size_t len)
{
	struct tl_entry *entry;
	LONG rc;

	if (!good_name(name, len))
		return bad(r->user, r->line, "a name is 1 to %zu bytes of UTF-8",
			   sizeof(entry->name) - 1);
	for (r->index = 0; r->index < num_entries(r->l, section); r->index++) {
		entry = entry_at(r->l, section, r->index);
		if (strlen(entry->name) != len || memcmp(entry->name, name, len))
			continue;
		if (entry->user == r->user)
			return bad(r->user, r->line, "%s '%s' has been in line %u",
				   section_name(section), entry->name, entry->line);
		break;
	}
	if (r->index == MAX_ENTRIES)
		return bad(r->user, r->line, "there are more than %d %ss", MAX_ENTRIES,
			   section_name(section));
	if (r->index == num_entries(r->l, section)) {
		rc = append_entry(r->l, section);
		if (rc)
			return rc;
	}
	entry = entry_at(r->l, section, r->index);
	memset(entry, 0, entry_size(section));
	memcpy(entry->name, name, len);
	entry->user = r->user;
	entry->line = r->line;
	r->section = section;
	return 0;
}

static bool has_key(const struct tl_entry *entry, enum tl_section section, const char *name)
{
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(keys); i++)
		if (keys[i].section == section && !strcmp(keys[i].name, name))
			return entry->keys & 1u << i;
	return false;
}

static LONG end_section(struct reader *r)
{
	static const char *const needed[] = { "id", "country" };
	const struct tl_entry *entry;
	size_t i;

	if (r->section == TL_SECTION_NONE)
		return 0;
	entry = entry_at(r->l, r->section, r->index);
	for (i = 0; i < (r->section == TL_SECTION_LOCATION ? 2 : 1); i++)
		if (!has_key(entry, r->section, needed[i]))
			return bad(r->user, entry->line, "%s '%s' has no %s",
				   section_name(r->section), entry->name, needed[i]);
	if (r->section == TL_SECTION_CARD && !r->secrets &&
	    (has_key(entry, r->section, "number") || has_key(entry, r->section, "pin")))
		return bad(r->user, entry->line,
			   "card '%s' has a number, but others may use this file; run: chmod 600 %s",
			   entry->name, tl_locations_path(r->user));
	return 0;
}

/* Nine digits at most, so that it fits. */
static bool read_number(const char *value, size_t len, DWORD *out)
{
	if (!len || len > 9 || strspn(value, DIGITS) < len)
		return false;
	for (*out = 0; len; len--)
		*out = *out * 10 + (DWORD)(*value++ - '0');
	return true;
}

static bool read_word(const char *value, size_t len, const char *words, bool *out)
{
	const char *second = strchr(words, '|') + 1;

	*out = strlen(second) == len && !memcmp(value, second, len);
	return *out || ((size_t)(second - words) - 1 == len && !memcmp(value, words, len));
}

static LONG read_value(struct reader *r, const struct key *key, void *to, const char *value,
		       size_t len)
{
	switch (key->kind) {
	case KEY_NUMBER:
		if (!read_number(value, len, to))
			return bad(r->user, r->line, "%s is a number of up to nine digits",
				   key->name);
		return 0;
	case KEY_WORD:
		if (!read_word(value, len, key->chars, to))
			return bad(r->user, r->line, "%s is %s", key->name, key->chars);
		return 0;
	case KEY_TEXT:
		break;
	}
	if (len >= key->size)
		return bad(r->user, r->line, "%s has up to %zu characters", key->name,
			   key->size - 1);
	memcpy(to, value, len);
	((char *)to)[len] = '\0';
	if (key->chars && strspn(to, key->chars) < len)
		return bad(r->user, r->line, "%s has no '%c' in it", key->name,
			   ((char *)to)[strspn(to, key->chars)]);
	return 0;
}

static LONG read_current(struct reader *r, const char *value, size_t len)
{
	struct tl_locations *l = r->l;

	if (l->current_line && l->current_user == r->user)
		return bad(r->user, r->line, "'current' has been in line %u", l->current_line);
	if (!good_name(value, len))
		return bad(r->user, r->line, "a name is 1 to %zu bytes of UTF-8",
			   sizeof(l->current_name) - 1);
	memcpy(l->current_name, value, len);
	l->current_name[len] = '\0';
	l->current_user = r->user;
	l->current_line = r->line;
	return 0;
}

static LONG read_assignment(struct reader *r, const char *name, size_t name_len,
			    const char *value, size_t len)
{
	struct tl_entry *entry;
	size_t i;

	if (r->section == TL_SECTION_NONE) {
		if (name_len == 7 && !memcmp(name, "current", 7))
			return read_current(r, value, len);
		return bad(r->user, r->line, "before the first section there is only 'current'");
	}
	for (i = 0; i < TL_ARRAY_SIZE(keys); i++)
		if (keys[i].section == r->section && strlen(keys[i].name) == name_len &&
		    !memcmp(keys[i].name, name, name_len))
			break;
	if (i == TL_ARRAY_SIZE(keys))
		return bad(r->user, r->line, "a %s has no '%.*s'", section_name(r->section),
			   (int)(name_len < 40 ? name_len : 40), name);
	entry = entry_at(r->l, r->section, r->index);
	if (entry->keys & 1u << i)
		return bad(r->user, r->line, "%s has been given above", keys[i].name);
	entry->keys |= 1u << i;
	return read_value(r, &keys[i], (char *)entry + keys[i].offset, value, len);
}

static LONG read_line(struct reader *r, const char *line, size_t len)
{
	size_t start = strspn(line, " \t\r"), name_len, value_len;
	const char *name, *value;
	enum tl_section section;
	LONG rc;

	if (start >= len || line[start] == '#' || line[start] == ';')
		return 0;
	if (tl_text_header(line, len, &section, &name, &name_len)) {
		rc = end_section(r);
		return rc ? rc : begin_section(r, section, name, name_len);
	}
	if (!tl_text_assignment(line, len, &name_len, &value, &value_len))
		return bad(r->user, r->line, "not [location NAME], [card NAME], NAME = VALUE or # comment");
	return read_assignment(r, line + start, name_len, value, value_len);
}

/* @text ends with a NUL, which counts not in @size. */
LONG tl_locations_parse(struct tl_locations *l, const char *text, size_t size, bool user,
			bool open_to_others)
{
	struct reader r = { .l = l, .user = user, .secrets = !open_to_others };
	const char *end;
	LONG rc = 0;

	if (strlen(text) < size)
		return tl_translate_fail(LINEERR_INIFILECORRUPT, "%s: not a text file",
					 tl_locations_path(user));
	for (; *text && !rc; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		r.line++;
		rc = read_line(&r, text, (size_t)(end - text));
	}
	return rc ? rc : end_section(&r);
}

static LONG check_ids(const struct tl_locations *l, enum tl_section section)
{
	size_t i, k;

	for (i = 0; i < num_entries(l, section); i++) {
		const struct tl_entry *a = entry_at(l, section, i);

		if (section == TL_SECTION_CARD && a->id == TL_CARD_DIRECT)
			return bad(a->user, a->line, "card 0 is direct dialling");
		for (k = 0; k < i; k++) {
			const struct tl_entry *b = entry_at(l, section, k);

			if (a->id == b->id)
				return bad(a->user, a->line, "%s '%s' has the id of '%s', %u",
					   section_name(section), a->name, b->name, a->id);
		}
	}
	return 0;
}

static LONG check_location(const struct tl_locations *l, const struct tl_location *location)
{
	const struct tl_entry *entry = &location->entry;

	if (!tl_calling_code(location->country) || tl_calling_code(location->country) > 999)
		return bad(entry->user, entry->line, "there is no country %u", location->country);
	if (*location->card && !tl_find_card_by_name(l, location->card))
		return bad(entry->user, entry->line, "there is no card '%s'", location->card);
	return 0;
}

static LONG check_card(const struct tl_card *card)
{
	const struct tl_entry *entry = &card->entry;
	size_t i;

	for (i = 0; i < TL_NUM_RULES; i++) {
		if ((strchr(entry->rule[i], 'H') && !*card->number) ||
		    (strchr(entry->rule[i], 'I') && !*card->pin))
			return bad(entry->user, entry->line,
				   "card '%s' has no number (H) or pin (I) for its rule %s",
				   entry->name, entry->rule[i]);
	}
	return 0;
}

/* The country's calling code from the user's locale, or 1. */
static DWORD locale_country(void)
{
	locale_t locale = newlocale(LC_TELEPHONE_MASK, "", (locale_t)0);
	DWORD code = 0;

	if (locale) {
		const char *text = nl_langinfo_l(_NL_TELEPHONE_INT_PREFIX, locale);

		if (strlen(text) > 3 || !read_number(text, strlen(text), &code))
			code = 0;
		freelocale(locale);
	}
	return code ? code : 1;
}

static LONG add_default(struct tl_locations *l)
{
	struct tl_location *location;
	LONG rc = append_entry(l, TL_SECTION_LOCATION);

	if (rc)
		return rc;
	location = &l->locations[0];
	memset(location, 0, sizeof(*location));
	strcpy(location->entry.name, "Default");
	location->country = locale_country();
	return 0;
}

/* Without a word of the files it is the user's first, else the first. */
static LONG choose_current(struct tl_locations *l)
{
	size_t i;

	for (i = 0; i < l->num_locations; i++) {
		const struct tl_entry *entry = &l->locations[i].entry;

		if (l->current_line ? !strcmp(entry->name, l->current_name) : entry->user) {
			l->current = i;
			return 0;
		}
	}
	if (l->current_line)
		return bad(l->current_user, l->current_line, "there is no location '%s'",
			   l->current_name);
	return 0;
}

LONG tl_locations_finish(struct tl_locations *l)
{
	LONG rc = 0;
	size_t i;

	if (!l->num_locations)
		rc = add_default(l);
	if (!rc)
		rc = check_ids(l, TL_SECTION_LOCATION);
	if (!rc)
		rc = check_ids(l, TL_SECTION_CARD);
	for (i = 0; i < l->num_locations && !rc; i++)
		rc = check_location(l, &l->locations[i]);
	for (i = 0; i < l->num_cards && !rc; i++)
		rc = check_card(&l->cards[i]);
	return rc ? rc : choose_current(l);
}

LONG tl_locations_load(struct tl_locations *l)
{
	bool open_to_others;
	size_t size;
	char *text;
	LONG rc = 0;
	int user;

	memset(l, 0, sizeof(*l));
	for (user = 0; user <= 1 && !rc; user++) {
		rc = tl_locations_read(user, &text, &size, &open_to_others);
		if (!rc && text)
			rc = tl_locations_parse(l, text, size, user, open_to_others);
		if (text)
			explicit_bzero(text, size);	/* there are cards in it */
		free(text);
	}
	return rc ? rc : tl_locations_finish(l);
}

void tl_locations_free(struct tl_locations *l)
{
	/* A card's number and PIN. */
	if (l->cards)
		explicit_bzero(l->cards, l->num_cards * sizeof(*l->cards));
	free(l->cards);
	free(l->locations);
	memset(l, 0, sizeof(*l));
}

struct tl_location *tl_find_location(const struct tl_locations *l, DWORD id)
{
	size_t i;

	for (i = 0; i < l->num_locations; i++)
		if (l->locations[i].entry.id == id)
			return &l->locations[i];
	return NULL;
}

struct tl_card *tl_find_card(const struct tl_locations *l, DWORD id)
{
	size_t i;

	for (i = 0; i < l->num_cards; i++)
		if (l->cards[i].entry.id == id)
			return &l->cards[i];
	return NULL;
}

struct tl_card *tl_find_card_by_name(const struct tl_locations *l, const char *name)
{
	size_t i;

	for (i = 0; i < l->num_cards; i++)
		if (!strcmp(l->cards[i].entry.name, name))
			return &l->cards[i];
	return NULL;
}
