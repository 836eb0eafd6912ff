/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where telephones are and how one dials from there: locations and calling
 * cards from files, countries from the plug-in.  Documentation/translation.rst
 * describes all of it.
 */
#ifndef TLINE_LOCATIONS_H
#define TLINE_LOCATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "internal.h"
#include "phone/phone.h"

#define TL_CARD_DIRECT	0	/* the id of "no card" */
#define TL_CODE_LEN	32

/* What locations and cards have in common. */
struct tl_entry {
	char name[64];
	DWORD id;
	bool user;		/* from the user's file, not the system's */
	unsigned int line;	/* of its header there */
	DWORD keys;		/* that have been read */
	char rule[TL_NUM_RULES][TL_RULE_LEN];
};

struct tl_location {
	struct tl_entry entry;
	DWORD country;			/* id */
	char area[16];
	char outside[TL_CODE_LEN];
	char outside_far[TL_CODE_LEN];
	char cancel[TL_CODE_LEN];	/* call waiting */
	char toll[1024];		/* digits, separated by commas */
	char card[64];			/* by name; empty: none */
	bool pulse;
};

struct tl_card {
	struct tl_entry entry;
	char number[64];
	char pin[32];
	bool hidden;
};

/**
 * struct tl_locations - what the files say, checked
 * @locations: in order of the files, at least one
 * @cards: without card 0
 * @current: the index of the current location
 * @current_name: while reading: its name, or empty
 */
struct tl_locations {
	struct tl_location *locations;
	size_t num_locations;
	struct tl_card *cards;
	size_t num_cards;
	size_t current;
	char current_name[64];
	bool current_user;		/* the user's file said so, ... */
	unsigned int current_line;	/* ... here */
};

enum tl_section { TL_SECTION_NONE, TL_SECTION_LOCATION, TL_SECTION_CARD };

/* Of a country by its id; what Documentation/translation.rst says of ids. */
static inline DWORD tl_calling_code(DWORD country)
{
	return country < 1000 ? country : country / 1000;
}

/*
 * locations.c.  tl_locations_load() reads the files; tl_locations_parse() and
 * tl_locations_finish() are its parts.  All leave @l to be freed.
 */
LONG tl_locations_load(struct tl_locations *l);
LONG tl_locations_parse(struct tl_locations *l, const char *text, size_t size, bool user,
			bool open_to_others);
LONG tl_locations_finish(struct tl_locations *l);
void tl_locations_free(struct tl_locations *l);
struct tl_location *tl_find_location(const struct tl_locations *l, DWORD id);
struct tl_card *tl_find_card(const struct tl_locations *l, DWORD id);
struct tl_card *tl_find_card_by_name(const struct tl_locations *l, const char *name);

/* locations-file.c: the files as text */
struct tl_setting {
	const char *key;
	const char *value;
};

const char *tl_locations_path(bool user);
LONG tl_locations_read(bool user, char **text, size_t *size, bool *open_to_others);
LONG tl_locations_lock(int *lock);
void tl_locations_unlock(int lock);
LONG tl_locations_set(enum tl_section section, const char *name,
		      const struct tl_setting *settings, size_t num);
char *tl_text_set(const char *text, enum tl_section section, const char *name, const char *key,
		  const char *value);
bool tl_text_header(const char *line, size_t len, enum tl_section *section, const char **name,
		    size_t *name_len);
bool tl_text_assignment(const char *line, size_t len, size_t *key_len, const char **value,
			size_t *value_len);

/* dialling.c: one number */
struct tl_number {
	DWORD country;			/* calling code */
	char area[16];
	char subscriber[128];		/* digits and dial modifiers */
	char rest[128];			/* "| subaddress ^ name", or empty */
};

struct tl_dial {
	const struct tl_location *location;
	const struct tl_card *card;	/* NULL: direct dial */
	DWORD options;			/* LINETRANSLATEOPTION_ */
	DWORD results;			/* LINETRANSLATERESULT_ */
	char dialable[512];
	char displayable[512];
};

bool tl_is_canonical(const char *text);
LONG tl_parse_number(const char *text, struct tl_number *number);
LONG tl_dial_number(const struct tl_number *number, struct tl_dial *dial);
LONG tl_dial_as_is(const char *text, struct tl_dial *dial);
bool tl_has_toll_list(const struct tl_location *location);
bool tl_toll_has(const char *list, const char *digits);
LONG tl_toll_edit(const char *list, const char *digits, bool add, char *out, size_t size);

/* phone.c: countries */
LONG tl_num_countries(size_t *num);
LONG tl_country_at(size_t index, struct tl_country *country);
LONG tl_find_country(DWORD id, struct tl_country *country);

/* translate.c */
LONG tl_translate_fail(LONG error, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
LONG tl_current_location(DWORD *country_code, char *area, size_t size);

#endif /* TLINE_LOCATIONS_H */
