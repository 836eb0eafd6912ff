// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Forwarding: reads LINEFORWARDLIST.
 */
#include <string.h>

#include "internal.h"

#define LIST_HEAD	((DWORD)offsetof(LINEFORWARDLIST, ForwardList))
#define ENTRY_SIZE	((DWORD)sizeof(LINEFORWARD))

static LONG read_address(const LINEFORWARDLIST *in, DWORD fixed, size_t member, bool wide,
			 char *out, size_t max)
{
	const char *data;
	DWORD size;

	if (tl_find_member(in, in->dwTotalSize, fixed, member, &data, &size))
		return LINEERR_INVALPARAM;
	return size ? tl_read_text(out, max, data, size, wide, LINEERR_INVALADDRESS) : 0;
}

static LONG read_entry(const LINEFORWARDLIST *in, DWORD fixed, DWORD i, bool wide,
		       struct tline_forward *out)
{
	const size_t base = LIST_HEAD + i * ENTRY_SIZE;
	LINEFORWARD entry;
	LONG rc;

	memcpy(&entry, (const char *)in + base, sizeof(entry));
	out->mode = entry.dwForwardMode;
	out->country = entry.dwDestCountryCode;
	rc = read_address(in, fixed, base + offsetof(LINEFORWARD, dwCallerAddressSize), wide,
			  out->caller, sizeof(out->caller));
	if (rc)
		return rc;
	return read_address(in, fixed, base + offsetof(LINEFORWARD, dwDestAddressSize), wide,
			    out->dest, sizeof(out->dest));
}

/* The rules of @in, none if it is NULL; @out has room for TL_MAX_FORWARD of them. */
LONG tl_read_forward(const LINEFORWARDLIST *in, bool wide, struct tline_forward *out, DWORD *num)
{
	DWORD i, fixed;
	LONG rc = 0;

	*num = 0;
	if (!in)
		return 0;
	if (in->dwTotalSize < LIST_HEAD)
		return LINEERR_STRUCTURETOOSMALL;
	if (in->dwNumEntries > (in->dwTotalSize - LIST_HEAD) / ENTRY_SIZE)
		return LINEERR_STRUCTURETOOSMALL;
	if (in->dwNumEntries > TL_MAX_FORWARD)
		return LINEERR_INVALPARAM;
	fixed = LIST_HEAD + in->dwNumEntries * ENTRY_SIZE;
	memset(out, 0, in->dwNumEntries * sizeof(*out));
	for (i = 0; !rc && i < in->dwNumEntries; i++)
		rc = read_entry(in, fixed, i, wide, &out[i]);
	*num = rc ? 0 : in->dwNumEntries;
	return rc;
}

/*
 * The line's switch knows best how to ask for the forwarding: lpCallParams, which is
 * for a consultation call that it makes for this, is only checked.
 */
static LONG forward(HLINE hLine, DWORD address, const LINEFORWARDLIST *list, DWORD rings,
		    LPHCALL consult, const LINECALLPARAMS *in, bool wide)
{
	struct tline_forward rules[TL_MAX_FORWARD];
	struct tl_submit submit = {
		.op = TLINE_OP_FORWARD,
		.arg = { address, rings },
		.new_call = consult,
		.may_create = true,
	};
	struct tl_params params;
	struct tl_line *line;
	DWORD num;
	LONG rc;

	if (!consult)
		return LINEERR_INVALPOINTER;
	rc = tl_line_get(hLine, &line);
	if (rc)
		return rc;
	rc = tl_read_params(in, line->api_version, &params, wide);
	if (!rc)
		rc = tl_read_forward(list, wide, rules, &num);
	if (!rc) {
		submit.args = num ? rules : NULL;
		submit.args_size = num * (uint32_t)sizeof(*rules);
		rc = tl_submit_line(line, 0, &submit);
	}
	tl_line_put(line);
	return rc;
}

LONG lineForward(HLINE hLine, DWORD bAllAddresses, DWORD dwAddressID,
		 LPLINEFORWARDLIST const lpForwardList, DWORD dwNumRingsNoAnswer,
		 LPHCALL lphConsultCall, LPLINECALLPARAMS const lpCallParams)
{
	return forward(hLine, bAllAddresses ? TLINE_ADDRESS_ANY : dwAddressID, lpForwardList,
		       dwNumRingsNoAnswer, lphConsultCall, lpCallParams, false);
}

__typeof__(lineForward) lineForwardA TL_ALIAS(lineForward);

LONG lineForwardW(HLINE hLine, DWORD bAllAddresses, DWORD dwAddressID,
		  LPLINEFORWARDLIST const lpForwardList, DWORD dwNumRingsNoAnswer,
		  LPHCALL lphConsultCall, LPLINECALLPARAMS const lpCallParams)
{
	return forward(hLine, bAllAddresses ? TLINE_ADDRESS_ANY : dwAddressID, lpForwardList,
		       dwNumRingsNoAnswer, lphConsultCall, lpCallParams, true);
}
