// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * From numbers to names and back.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "names.h"

static const struct tl_name *find(int family, DWORD value)
{
	const struct tl_family *f;
	size_t i;

	if (family < 0 || family >= TLINENAMES_COUNT)
		return NULL;
	f = &tl_families[family];
	for (i = 0; i < f->num; i++) {
		if (f->names[i].value == value)
			return &f->names[i];
	}
	return NULL;
}

const char *tlineName(int nFamily, DWORD dwValue)
{
	const struct tl_name *name = find(nFamily, dwValue);

	return name ? name->name : NULL;
}

const char *tlineStrError(LONG lError)
{
	const struct tl_name *name = find(TLINENAMES_ERROR, (DWORD)lError);

	if (name)
		return name->text;
	if (lError >= 0)
		return "success";
	return (DWORD)lError >= 0xc0000000 ? "an error of the line's provider" :
					     "an error without a name";
}

static void append(char *buffer, size_t size, size_t *len, const char *text)
{
	if (*len < size)
		snprintf(buffer + *len, size - *len, "%s%s", *len ? "|" : "", text);
	*len += strlen(text) + (*len ? 1 : 0);
}

char *tlineMaskNames(int nFamily, DWORD dwMask, char *lpszBuffer, size_t cbBuffer)
{
	char rest[16];
	size_t len = 0;
	int bit;

	if (!cbBuffer)
		return lpszBuffer;
	*lpszBuffer = '\0';
	for (bit = 0; bit < 32; bit++) {
		DWORD value = dwMask & 1u << bit;
		const char *name = value ? tlineName(nFamily, value) : NULL;

		if (!name)
			continue;
		append(lpszBuffer, cbBuffer, &len, name);
		dwMask &= ~value;
	}
	if (dwMask || !len) {
		snprintf(rest, sizeof(rest), dwMask ? "0x%x" : "%u", dwMask);
		append(lpszBuffer, cbBuffer, &len, rest);
	}
	return lpszBuffer;
}

/* One name or number of @len bytes. */
static bool parse_one(int family, const char *text, size_t len, DWORD *value)
{
	const struct tl_family *f = &tl_families[family];
	char word[48], *end;
	unsigned long number;
	size_t i;

	if (!len || len >= sizeof(word))
		return false;
	memcpy(word, text, len);
	word[len] = '\0';
	for (i = 0; i < f->num; i++) {
		if (!strcasecmp(f->names[i].name, word)) {
			*value = f->names[i].value;
			return true;
		}
	}
	if (word[0] < '0' || word[0] > '9')
		return false;
	errno = 0;
	number = strtoul(word, &end, 0);
	*value = (DWORD)number;
	return !*end && !errno && number <= UINT32_MAX;
}

LONG tlineParseNames(int nFamily, const char *lpszText, LPDWORD lpdwMask, const char **lpszBad)
{
	DWORD mask = 0, value;
	size_t len;

	if (!lpszText || !lpdwMask)
		return LINEERR_INVALPOINTER;
	if (nFamily < 0 || nFamily >= TLINENAMES_COUNT)
		return LINEERR_INVALPARAM;
	for (;;) {
		len = strcspn(lpszText, "|,");
		/* Numbers cannot be joined. */
		if (!parse_one(nFamily, lpszText, len, &value) ||
		    (lpszText[len] && !tl_families[nFamily].is_mask)) {
			if (lpszBad)
				*lpszBad = lpszText;
			return LINEERR_INVALPARAM;
		}
		mask |= value;
		if (!lpszText[len])
			break;
		lpszText += len + 1;
	}
	*lpdwMask = mask;
	return 0;
}

const char *tlineCallStateName(DWORD dwCallState)
{
	return tlineName(TLINENAMES_CALLSTATE, dwCallState);
}

/* Which names the mode has depends on the state. */
const char *tlineCallStateModeName(DWORD dwCallState, DWORD dwCallStateMode)
{
	static const struct {
		DWORD state;
		int family;
	} modes[] = {
		{ LINECALLSTATE_OFFERING, TLINENAMES_OFFERINGMODE },
		{ LINECALLSTATE_DIALTONE, TLINENAMES_DIALTONEMODE },
		{ LINECALLSTATE_BUSY, TLINENAMES_BUSYMODE },
		{ LINECALLSTATE_SPECIALINFO, TLINENAMES_SPECIALINFO },
		{ LINECALLSTATE_CONNECTED, TLINENAMES_CONNECTEDMODE },
		{ LINECALLSTATE_DISCONNECTED, TLINENAMES_DISCONNECTMODE },
	};
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(modes); i++) {
		if (modes[i].state == dwCallState)
			return tlineName(modes[i].family, dwCallStateMode);
	}
	return NULL;
}

const char *tlineMessageName(DWORD dwMessageID)
{
	return tlineName(TLINENAMES_MESSAGE, dwMessageID);
}

const char *tlineReasonName(DWORD dwReason)
{
	return tlineName(TLINENAMES_REASON, dwReason);
}
