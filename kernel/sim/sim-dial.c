// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dialable strings: TAPI's own, or canonical addresses reduced to their digits.
 * Pure, no locks.
 */
#include <linux/ctype.h>
#include <linux/string.h>

#include "sim.h"

#define DIAL_IGNORED	"!PpTt"
#define CANONICAL_SPACE	" ()-."

static s32 refused_modifier(char c)
{
	switch (c) {
	case '?':
		return TLINE_ERR_DIALPROMPT;
	case '$':
		return TLINE_ERR_DIALBILLING;
	case '@':
		return TLINE_ERR_DIALQUIET;
	case 'W':
	case 'w':
		return TLINE_ERR_DIALDIALTONE;
	case ':':
		return TLINE_ERR_DIALVOICEDETECT;
	default:
		return TLINE_ERR_INVALADDRESS;
	}
}

/* "|subaddress" and "^name", to the end but for a ';' */
static s32 scan_tail(const char *s, struct sim_dialled *out)
{
	if (*s == '|') {
		while (isdigit(*++s) && out->subaddress < SIM_MAX_ADDRESSES)
			out->subaddress = out->subaddress * 10 + *s - '0';
	}
	if (*s == '^') {
		while (*++s && *s != ';') {
			if (!isprint(*s))
				return TLINE_ERR_INVALADDRESS;
		}
	}
	if (*s == ';') {
		out->partial = true;
		s++;
	}
	return *s ? TLINE_ERR_INVALADDRESS : 0;
}

/**
 * sim_dial_scan - read a whole dialable string before anything is dialled
 * @s: the string
 * @out: what it says
 *
 * Return: 0, or the TLINE_ERR_ of the first character that cannot be dialled.
 */
s32 sim_dial_scan(const char *s, struct sim_dialled *out)
{
	bool canonical = *s == '+';

	memset(out, 0, sizeof(*out));
	for (s += canonical; *s; s++) {
		if (strchr(SIM_DIGITS, *s)) {
			if (out->num == sizeof(out->digits) - 1)
				return TLINE_ERR_INVALADDRESS;
			out->digits[out->num++] = *s;
		} else if (*s == ',') {
			out->pauses++;
		} else if (strchr("|^;", *s)) {
			return scan_tail(s, out);
		} else if (!strchr(canonical ? CANONICAL_SPACE : DIAL_IGNORED, *s)) {
			return refused_modifier(*s);
		}
	}
	return 0;
}
