// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Conferences: a parent call, and a call for each member.
 */
#include "internal.h"

static LONG setup_conference(HCALL hCall, HLINE hLine, LPHCALL conf, LPHCALL consult, DWORD parties,
			     const LINECALLPARAMS *params, bool wide)
{
	struct tl_submit submit = {
		.op = TLINE_OP_SETUPCONFERENCE,
		.arg = { parties },
		.new_call = conf,
		.new_call2 = consult,
		.wide = wide,
	};
	struct tl_line *line;
	uint32_t call = 0;
	LONG rc;

	if (!conf || !consult)
		return LINEERR_INVALPOINTER;
	/* With a call, which becomes the first member, hLine is ignored. */
	rc = hCall ? tl_call_get(hCall, LINEERR_INVALCALLHANDLE, &line, &call) :
		     tl_line_get(hLine, &line);
	if (rc)
		return rc;
	rc = tl_submit_params(line, call, params, NULL, &submit);
	tl_line_put(line);
	return rc;
}

LONG lineSetupConference(HCALL hCall, HLINE hLine, LPHCALL lphConfCall, LPHCALL lphConsultCall,
			 DWORD dwNumParties, LPLINECALLPARAMS const lpCallParams)
{
	return setup_conference(hCall, hLine, lphConfCall, lphConsultCall, dwNumParties,
				lpCallParams, false);
}

__typeof__(lineSetupConference) lineSetupConferenceA TL_ALIAS(lineSetupConference);

LONG lineSetupConferenceW(HCALL hCall, HLINE hLine, LPHCALL lphConfCall, LPHCALL lphConsultCall,
			  DWORD dwNumParties, LPLINECALLPARAMS const lpCallParams)
{
	return setup_conference(hCall, hLine, lphConfCall, lphConsultCall, dwNumParties,
				lpCallParams, true);
}

LONG linePrepareAddToConference(HCALL hConfCall, LPHCALL lphConsultCall,
				LPLINECALLPARAMS const lpCallParams)
{
	return tl_submit_consult(hConfCall, LINEERR_INVALCONFCALLHANDLE,
				 TLINE_OP_PREPAREADDTOCONFERENCE, lphConsultCall, lpCallParams,
				 false);
}

__typeof__(linePrepareAddToConference) linePrepareAddToConferenceA
	TL_ALIAS(linePrepareAddToConference);

LONG linePrepareAddToConferenceW(HCALL hConfCall, LPHCALL lphConsultCall,
				 LPLINECALLPARAMS const lpCallParams)
{
	return tl_submit_consult(hConfCall, LINEERR_INVALCONFCALLHANDLE,
				 TLINE_OP_PREPAREADDTOCONFERENCE, lphConsultCall, lpCallParams,
				 true);
}

LONG lineAddToConference(HCALL hConfCall, HCALL hConsultCall)
{
	const struct tl_submit submit = {
		.op = TLINE_OP_ADDTOCONFERENCE,
		.call2 = hConsultCall,
		.call2_error = LINEERR_INVALCALLHANDLE,
	};
	struct tl_line *line;
	uint32_t call;
	LONG rc;

	rc = tl_call_get(hConfCall, LINEERR_INVALCONFCALLHANDLE, &line, &call);
	if (rc)
		return rc;
	rc = hConsultCall ? tl_submit_line(line, call, &submit) : LINEERR_INVALCALLHANDLE;
	tl_line_put(line);
	return rc;
}

LONG lineRemoveFromConference(HCALL hCall)
{
	const struct tl_submit submit = { .op = TLINE_OP_REMOVEFROMCONFERENCE };

	return tl_submit_call(hCall, &submit);
}
