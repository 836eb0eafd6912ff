// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * One number: from canonical form to what is dialled from a location.
 */
#include <string.h>

#include "internal.h"
#include "locations.h"

#define DIGITS		"0123456789"
#define DIALED		DIGITS "ABCDabcd*#!PpTtWw,@$?:"
#define FORMATTING	" -./"

/* Only the North American plan has prefixes of its own area that are long distance. */
#define TOLL_COUNTRY	1
#define TOLL_DIGITS	3

bool tl_has_toll_list(const struct tl_location *location)
{
	return tl_calling_code(location->country) == TOLL_COUNTRY;
}

bool tl_is_canonical(const char *text)
{
	return text[0] == '+';
}

/* Copies up to @max - 1 bytes of @len; false: there are more. */
static bool take(char *out, size_t max, const char *text, size_t len)
{
	if (len >= max)
		return false;
	memcpy(out, text, len);
	out[len] = '\0';
	return true;
}

/* "(area) ", or nothing */
static bool take_area(const char **text, struct tl_number *number)
{
	size_t len;

	if (**text != '(')
		return true;
	len = strspn(*text + 1, DIGITS);
	if (!take(number->area, sizeof(number->area), *text + 1, len) ||
	    strncmp(*text + 1 + len, ") ", 2))
		return false;
	*text += len + 3;
	return true;
}

/* Digits and dial modifiers, without what makes them readable. */
static bool take_subscriber(const char *text, size_t len, char *out, size_t max)
{
	bool digits = false;

	for (; len; len--, text++) {
		if (strchr(FORMATTING, *text))
			continue;
		if (!strchr(DIALED, *text) || max < 2)
			return false;
		digits |= !!strchr(DIGITS, *text);
		*out++ = *text;
		max--;
	}
	*out = '\0';
	return digits;
}

/*
 * + country space [(area) space] subscriber [| subaddress] [^ name], of which
 * only the first of several addresses in lines of their own counts.
 */
LONG tl_parse_number(const char *text, struct tl_number *number)
{
	size_t end = strcspn(text, "\r\n"), len;
	const char *start = text;

	memset(number, 0, sizeof(*number));
	if (*text++ != '+')
		return LINEERR_INVALADDRESS;
	for (len = 0; len < 3 && strchr(DIGITS, *text) && *text; len++)
		number->country = number->country * 10 + (DWORD)(*text++ - '0');
	if (!number->country || start[1] == '0' || *text++ != ' ' || !take_area(&text, number))
		return LINEERR_INVALADDRESS;
	len = strcspn(text, "|^\r\n");
	if (*text == ' ' ||
	    !take_subscriber(text, len, number->subscriber, sizeof(number->subscriber)))
		return LINEERR_INVALADDRESS;
	text += len;
	if (!take(number->rest, sizeof(number->rest), text, (size_t)(start + end - text)))
		return LINEERR_INVALADDRESS;
	return 0;
}

/* Both strings; @shown differs where there is something to hide. */
static bool put(struct tl_dial *dial, const char *text, const char *shown)
{
	size_t used = strlen(dial->dialable), shown_used = strlen(dial->displayable);

	return take(dial->dialable + used, sizeof(dial->dialable) - used, text, strlen(text)) &&
	       take(dial->displayable + shown_used, sizeof(dial->displayable) - shown_used, shown,
		    strlen(shown));
}

/* Which modifiers the line must know is for the program to compare with LINEDEVCAPS. */
static void note_modifiers(struct tl_dial *dial)
{
	static const struct {
		const char *chars;
		DWORD result;
	} modifiers[] = {
		{ "$", LINETRANSLATERESULT_DIALBILLING },
		{ "@", LINETRANSLATERESULT_DIALQUIET },
		{ "Ww", LINETRANSLATERESULT_DIALDIALTONE },
		{ "?", LINETRANSLATERESULT_DIALPROMPT },
		{ ":", LINETRANSLATERESULT_VOICEDETECT },
	};
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(modifiers); i++)
		if (strpbrk(dial->dialable, modifiers[i].chars))
			dial->results |= modifiers[i].result;
}

/* Replaces the letters of a rule; all others stand for themselves. */
static bool put_rule(struct tl_dial *dial, const char *rule, const struct tl_number *number)
{
	char code[4] = { 0 }, hidden[72] = "", one[2] = "";
	const struct {
		char letter;
		const char *text;
		const char *shown;
	} letters[] = {
		{ 'E', code, code },
		{ 'F', number->area, number->area },
		{ 'G', number->subscriber, number->subscriber },
		{ 'H', dial->card ? dial->card->number : "", hidden },
		{ 'I', dial->card ? dial->card->pin : "", hidden },
	};
	DWORD rest = number->country;
	size_t i, digit;

	for (digit = rest > 99 ? 3 : rest > 9 ? 2 : 1; digit; digit--, rest /= 10)
		code[digit - 1] = (char)('0' + rest % 10);
	if (dial->card) {
		strcpy(hidden, "[");
		strcat(hidden, dial->card->entry.name);
		strcat(hidden, "]");
	}
	for (; *rule; rule++) {
		for (i = 0; i < TL_ARRAY_SIZE(letters) && letters[i].letter != *rule; i++)
			;
		one[0] = *rule;
		if (i < TL_ARRAY_SIZE(letters) ? !put(dial, letters[i].text, letters[i].shown) :
						 !put(dial, one, one))
			return false;
	}
	return true;
}

/* A card's rule, or the location's own, or the country's. */
static LONG find_rule(const struct tl_dial *dial, enum tl_rule which, char *rule)
{
	const struct tl_entry *location = &dial->location->entry;
	struct tl_country country;
	LONG rc;

	if (dial->card && *dial->card->entry.rule[which]) {
		strcpy(rule, dial->card->entry.rule[which]);
		return 0;
	}
	if (*location->rule[which]) {
		strcpy(rule, location->rule[which]);
		return 0;
	}
	rc = tl_find_country(dial->location->country, &country);
	if (rc == LINEERR_INVALCOUNTRYCODE)
		return tl_translate_fail(LINEERR_INIFILECORRUPT,
					 "location '%s': there is no country %u", location->name,
					 dial->location->country);
	if (rc)
		return rc;
	if (!*country.rule[which])
		return tl_translate_fail(LINEERR_OPERATIONFAILED,
					 "location '%s': from %s one calls abroad by one of several carriers; choose by international-rule",
					 location->name, country.name);
	strcpy(rule, country.rule[which]);
	return 0;
}

static bool same_area(const struct tl_dial *dial, const struct tl_number *number)
{
	return !strcmp(dial->location->area, number->area);
}

static enum tl_rule classify(struct tl_dial *dial, const struct tl_number *number)
{
	DWORD home = tl_calling_code(dial->location->country);
	bool toll = false;

	if (number->country != home)
		return TL_RULE_INTERNATIONAL;
	if (tl_has_toll_list(dial->location) && same_area(dial, number)) {
		toll = tl_toll_has(dial->location->toll, number->subscriber);
		dial->results |= toll ? LINETRANSLATERESULT_INTOLLLIST :
					LINETRANSLATERESULT_NOTINTOLLLIST;
	}
	if (dial->options & LINETRANSLATEOPTION_FORCELD)
		return TL_RULE_LONG_DISTANCE;
	if (dial->options & LINETRANSLATEOPTION_FORCELOCAL)
		return TL_RULE_SAME_AREA;
	return same_area(dial, number) && !toll ? TL_RULE_SAME_AREA : TL_RULE_LONG_DISTANCE;
}

/*
 * Pulse or tone, the end of call waiting, the way out, then the rule.  A local
 * call into another area is one by FORCELOCAL, and keeps its area code.
 */
LONG tl_dial_number(const struct tl_number *number, struct tl_dial *dial)
{
	static const DWORD results[] = {
		[TL_RULE_SAME_AREA] = LINETRANSLATERESULT_LOCAL,
		[TL_RULE_LONG_DISTANCE] = LINETRANSLATERESULT_LONGDISTANCE,
		[TL_RULE_INTERNATIONAL] = LINETRANSLATERESULT_INTERNATIONAL,
	};
	const struct tl_location *location = dial->location;
	bool cancel = dial->options & LINETRANSLATEOPTION_CANCELCALLWAITING;
	const char *prefix = location->pulse ? "P" : "T";
	char rule[TL_RULE_LEN] = "FG";
	enum tl_rule which;
	const char *access;
	size_t used;
	LONG rc = 0;

	dial->results = LINETRANSLATERESULT_CANONICAL;
	dial->dialable[0] = dial->displayable[0] = '\0';
	which = classify(dial, number);
	dial->results |= results[which];
	access = which == TL_RULE_SAME_AREA ? location->outside : location->outside_far;
	if (which != TL_RULE_SAME_AREA || same_area(dial, number))
		rc = find_rule(dial, which, rule);
	if (rc)
		return rc;
	if (!put(dial, prefix, prefix) ||
	    (cancel && !put(dial, location->cancel, location->cancel)) ||
	    !put(dial, access, access) || !put_rule(dial, rule, number))
		return LINEERR_INVALADDRESS;
	note_modifiers(dial);
	used = strlen(dial->dialable);
	if (!take(dial->dialable + used, sizeof(dial->dialable) - used, number->rest,
		  strlen(number->rest)))
		return LINEERR_INVALADDRESS;
	return 0;
}

/* What is not canonical is somebody's own way to dial, and not touched. */
LONG tl_dial_as_is(const char *text, struct tl_dial *dial)
{
	size_t all = strcspn(text, "\r\n"), len = strcspn(text, "|^\r\n");

	dial->results = 0;
	if (!len || !take(dial->displayable, sizeof(dial->displayable), text, len))
		return LINEERR_INVALADDRESS;
	strcpy(dial->dialable, dial->displayable);
	note_modifiers(dial);
	if (!take(dial->dialable, sizeof(dial->dialable), text, all))
		return LINEERR_INVALADDRESS;
	return 0;
}

/* Whether the digits start with one of the list's prefixes. */
bool tl_toll_has(const char *list, const char *digits)
{
	size_t len;

	for (; *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		if (len && !strncmp(list, digits, len))
			return true;
	}
	return false;
}

/*
 * A copy of the list with the number's prefix, or without all that its digits
 * start with.
 */
LONG tl_toll_edit(const char *list, const char *digits, bool add, char *out, size_t size)
{
	bool append = add && !tl_toll_has(list, digits);
	size_t len, used = 0;

	if (strspn(digits, DIGITS) < TOLL_DIGITS)
		return LINEERR_INVALADDRESS;
	*out = '\0';
	for (; *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		if (!len || (!add && !strncmp(list, digits, len)))
			continue;
		if (used + len + 2 > size)
			return LINEERR_OPERATIONFAILED;
		if (used)
			out[used++] = ',';
		memcpy(out + used, list, len);
		used += len;
		out[used] = '\0';
	}
	if (!append)
		return 0;
	if (used + TOLL_DIGITS + 2 > size)
		return LINEERR_OPERATIONFAILED;
	if (used)
		out[used++] = ',';
	memcpy(out + used, digits, TOLL_DIGITS);
	out[used + TOLL_DIGITS] = '\0';
	return 0;
}
