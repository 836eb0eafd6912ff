// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Calls that wait elsewhere: park, unpark, pickup, and completion of calls that
 * were not answered.
 */
#include <string.h>

#include "internal.h"

/*
 * Where the call is parked.  The call is gone by now, so that what does not fit
 * cannot be asked for again.
 */
static bool parked(struct tl_request *rq, const struct tl_outcome *outcome, LINEMESSAGE *out)
{
	const struct tline_dest *dest = outcome->data;
	LPVARSTRING where = rq->target;
	LONG rc;

	if (outcome->result)
		return true;
	rc = tl_fill_string(where, outcome->size < sizeof(*dest) ? "" : dest->number,
			    sizeof(dest->number), rq->wide);
	if (!rc && where->dwNeededSize > where->dwUsedSize)
		rc = LINEERR_STRUCTURETOOSMALL;
	out->dwParam2 = (DWORD_PTR)(intptr_t)rc;
	return true;
}

static LONG park_directed(HCALL hCall, const void *address, bool wide)
{
	struct tline_dest dest;
	const struct tl_submit submit = {
		.op = TLINE_OP_PARK,
		.arg = { LINEPARKMODE_DIRECTED },
		.args = &dest,
		.args_size = sizeof(dest),
	};
	LONG rc = tl_read_dest(address, 0, &dest, wide);

	return rc ? rc : tl_submit_call(hCall, &submit);
}

static LONG park_anywhere(HCALL hCall, LPVARSTRING where, bool wide)
{
	const struct tl_submit submit = {
		.op = TLINE_OP_PARK,
		.arg = { LINEPARKMODE_NONDIRECTED },
		.finish = parked,
		.target = where,
		.wide = wide,
		.output_size = sizeof(struct tline_dest),
	};

	if (!where)
		return LINEERR_INVALPOINTER;
	if (where->dwTotalSize < sizeof(*where))
		return LINEERR_STRUCTURETOOSMALL;
	return tl_submit_call(hCall, &submit);
}

static LONG park(HCALL hCall, DWORD mode, const void *address, LPVARSTRING where, bool wide)
{
	if (mode == LINEPARKMODE_DIRECTED)
		return park_directed(hCall, address, wide);
	if (mode == LINEPARKMODE_NONDIRECTED)
		return park_anywhere(hCall, where, wide);
	return LINEERR_INVALPARKMODE;
}

LONG linePark(HCALL hCall, DWORD dwParkMode, LPCSTR lpszDirAddress, LPVARSTRING lpNonDirAddress)
{
	return park(hCall, dwParkMode, lpszDirAddress, lpNonDirAddress, false);
}

__typeof__(linePark) lineParkA TL_ALIAS(linePark);

LONG lineParkW(HCALL hCall, DWORD dwParkMode, LPCWSTR lpszDirAddress, LPVARSTRING lpNonDirAddress)
{
	return park(hCall, dwParkMode, lpszDirAddress, lpNonDirAddress, true);
}

/* Operations of a line that make a call on an address. */
static LONG submit_fetch(HLINE hLine, DWORD op, DWORD address, LPHCALL new_call,
			 const struct tline_dest *dest)
{
	const struct tl_submit submit = {
		.op = op,
		.arg = { address },
		.args = *dest->number ? dest : NULL,
		.args_size = *dest->number ? sizeof(*dest) : 0,
		.new_call = new_call,
	};

	return new_call ? tl_submit_handle(hLine, &submit) : LINEERR_INVALPOINTER;
}

static LONG unpark(HLINE hLine, DWORD address, LPHCALL call, const void *where, bool wide)
{
	struct tline_dest dest;
	LONG rc = tl_read_dest(where, 0, &dest, wide);

	if (rc)
		return rc;
	return *dest.number ? submit_fetch(hLine, TLINE_OP_UNPARK, address, call, &dest) :
			      LINEERR_INVALADDRESS;
}

LONG lineUnpark(HLINE hLine, DWORD dwAddressID, LPHCALL lphCall, LPCSTR lpszDestAddress)
{
	return unpark(hLine, dwAddressID, lphCall, lpszDestAddress, false);
}

__typeof__(lineUnpark) lineUnparkA TL_ALIAS(lineUnpark);

LONG lineUnparkW(HLINE hLine, DWORD dwAddressID, LPHCALL lphCall, LPCWSTR lpszDestAddress)
{
	return unpark(hLine, dwAddressID, lphCall, lpszDestAddress, true);
}

/* The kernel takes "number", "^group" or both, and neither for any call that rings. */
static LONG read_pickup(struct tline_dest *dest, const void *number, const void *group, bool wide)
{
	size_t len;
	LONG rc = 0;

	memset(dest, 0, sizeof(*dest));
	if (number)
		rc = tl_read_dest(number, 0, dest, wide);
	len = strlen(dest->number);
	if (rc || !group)
		return rc;
	if (strchr(dest->number, '^') || len + 2 > sizeof(dest->number))
		return LINEERR_INVALADDRESS;
	dest->number[len] = '^';
	rc = tl_read_text(dest->number + len + 1, sizeof(dest->number) - len - 1, group,
			  TL_UNTIL_NUL, wide, LINEERR_INVALGROUPID);
	if (!rc && !dest->number[len + 1])
		dest->number[len] = '\0';
	return rc;
}

static LONG pickup(HLINE hLine, DWORD address, LPHCALL call, const void *number, const void *group,
		   bool wide)
{
	struct tline_dest dest;
	LONG rc = read_pickup(&dest, number, group, wide);

	return rc ? rc : submit_fetch(hLine, TLINE_OP_PICKUP, address, call, &dest);
}

LONG linePickup(HLINE hLine, DWORD dwAddressID, LPHCALL lphCall, LPCSTR lpszDestAddress,
		LPCSTR lpszGroupID)
{
	return pickup(hLine, dwAddressID, lphCall, lpszDestAddress, lpszGroupID, false);
}

__typeof__(linePickup) linePickupA TL_ALIAS(linePickup);

LONG linePickupW(HLINE hLine, DWORD dwAddressID, LPHCALL lphCall, LPCWSTR lpszDestAddress,
		 LPCWSTR lpszGroupID)
{
	return pickup(hLine, dwAddressID, lphCall, lpszDestAddress, lpszGroupID, true);
}

static bool completion_begun(struct tl_request *rq, const struct tl_outcome *outcome,
			     LINEMESSAGE *out)
{
	(void)out;
	if (!outcome->result)
		*(LPDWORD)rq->target = outcome->value;
	return true;
}

LONG lineCompleteCall(HCALL hCall, LPDWORD lpdwCompletionID, DWORD dwCompletionMode,
		      DWORD dwMessageID)
{
	const struct tl_submit submit = {
		.op = TLINE_OP_COMPLETECALL,
		.arg = { dwCompletionMode, dwMessageID },
		.finish = completion_begun,
		.target = lpdwCompletionID,
	};

	return lpdwCompletionID ? tl_submit_call(hCall, &submit) : LINEERR_INVALPOINTER;
}

LONG lineUncompleteCall(HLINE hLine, DWORD dwCompletionID)
{
	const struct tl_submit submit = {
		.op = TLINE_OP_UNCOMPLETECALL,
		.arg = { dwCompletionID },
	};

	return tl_submit_handle(hLine, &submit);
}
