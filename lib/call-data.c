// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What belongs to a call or a line and only the line understands: call data,
 * quality of service, treatment, terminals, device-specific functions.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Bytes of the program as an argument. */
static LONG check_bytes(const void *data, DWORD size, DWORD max)
{
	if (size && !data)
		return LINEERR_INVALPOINTER;
	return size > max ? LINEERR_INVALPARAM : 0;
}

LONG lineSetCallData(HCALL hCall, LPVOID lpCallData, DWORD dwSize)
{
	const struct tl_submit submit = {
		.op = TLINE_OP_SETCALLDATA,
		.args = dwSize ? lpCallData : NULL,
		.args_size = dwSize,
	};
	LONG rc = check_bytes(lpCallData, dwSize, TLINE_MAX_ARGS);

	return rc ? rc : tl_submit_call(hCall, &submit);
}

static uint32_t put_item(char *at, uint32_t kind, const void *data, DWORD size)
{
	const struct tline_item item = { .kind = kind, .size = size };

	memcpy(at, &item, sizeof(item));
	if (size)
		memcpy(at + sizeof(item), data, size);
	return (uint32_t)((sizeof(item) + size + 7) & ~7u);
}

LONG lineSetCallQualityOfService(HCALL hCall, LPVOID lpSendingFlowspec,
				 DWORD dwSendingFlowspecSize, LPVOID lpReceivingFlowspec,
				 DWORD dwReceivingFlowspecSize)
{
	const DWORD max = TLINE_MAX_ARGS / 2 - sizeof(struct tline_item);
	char items[TLINE_MAX_ARGS] = { 0 };
	struct tl_submit submit = { .op = TLINE_OP_SETCALLQUALITYOFSERVICE, .args = items };
	LONG rc = check_bytes(lpSendingFlowspec, dwSendingFlowspecSize, max);

	if (!rc)
		rc = check_bytes(lpReceivingFlowspec, dwReceivingFlowspecSize, max);
	if (rc)
		return rc;
	submit.args_size = put_item(items, TLINE_DATA_SENDING_FLOWSPEC, lpSendingFlowspec,
				    dwSendingFlowspecSize);
	submit.args_size += put_item(items + submit.args_size, TLINE_DATA_RECEIVING_FLOWSPEC,
				     lpReceivingFlowspec, dwReceivingFlowspecSize);
	return tl_submit_call(hCall, &submit);
}

LONG lineSetCallTreatment(HCALL hCall, DWORD dwTreatment)
{
	const struct tl_submit submit = {
		.op = TLINE_OP_SETCALLTREATMENT,
		.arg = { dwTreatment },
	};

	return tl_submit_call(hCall, &submit);
}

LONG lineSetTerminal(HLINE hLine, DWORD dwAddressID, HCALL hCall, DWORD dwSelect,
		     DWORD dwTerminalModes, DWORD dwTerminalID, DWORD bEnable)
{
	const struct tline_set_terminal args = {
		.address = dwSelect == LINECALLSELECT_ADDRESS ? dwAddressID : TLINE_ADDRESS_ANY,
		.modes = dwTerminalModes,
		.terminal = dwTerminalID,
		.enable = bEnable != 0,
	};
	const struct tl_submit submit = {
		.op = TLINE_OP_SETTERMINAL,
		.args = &args,
		.args_size = sizeof(args),
	};
	struct tl_line *line;
	uint32_t call;
	LONG rc;

	rc = tl_select_get(hLine, hCall, dwSelect, &line, &call);
	if (rc)
		return rc;
	rc = tl_submit_line(line, call, &submit);
	tl_line_put(line);
	return rc;
}

/*
 * ---------------------------------------------------------------------------
 * Device-specific functions: the line's bytes take the place of the program's
 */
static bool answered(struct tl_request *rq, const struct tl_outcome *outcome, LINEMESSAGE *out)
{
	(void)out;
	if (!outcome->result && outcome->size)
		memcpy(rq->target, outcome->data, outcome->size);
	return true;
}

static LONG submit_specific(HLINE hLine, HCALL hCall, DWORD op, DWORD arg, LPVOID params,
			    DWORD size)
{
	const struct tl_submit submit = {
		.op = op,
		.arg = { arg },
		.args = size ? params : NULL,
		.args_size = size,
		.finish = answered,
		.target = params,
		.output_size = size,
	};
	struct tl_line *line, *other;
	uint32_t call = 0;
	LONG rc;

	rc = check_bytes(params, size, TLINE_MAX_ARGS);
	if (!rc)
		rc = tl_line_get(hLine, &line);
	if (rc)
		return rc;
	if (hCall) {
		rc = tl_call_get(hCall, LINEERR_INVALCALLHANDLE, &other, &call);
		if (!rc) {
			if (other != line)
				rc = LINEERR_INVALCALLHANDLE;
			tl_line_put(other);
		}
	}
	if (!rc)
		rc = tl_submit_line(line, call, &submit);
	tl_line_put(line);
	return rc;
}

LONG lineDevSpecific(HLINE hLine, DWORD dwAddressID, HCALL hCall, LPVOID lpParams, DWORD dwSize)
{
	return submit_specific(hLine, hCall, TLINE_OP_DEVSPECIFIC, dwAddressID, lpParams, dwSize);
}

LONG lineDevSpecificFeature(HLINE hLine, DWORD dwFeature, LPVOID lpParams, DWORD dwSize)
{
	return submit_specific(hLine, 0, TLINE_OP_DEVSPECIFICFEATURE, dwFeature, lpParams, dwSize);
}
