// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations: one row for every TSPI function that takes a request id.  The
 * states in which they are valid are those of TAPI's function pages.  A pure
 * table.
 */
#include <linux/kernel.h>
#include <linux/stddef.h>

#include "tline-priv.h"

#define S(x)	TLINE_CALLSTATE_##x
#define E(x)	TLINE_ERR_INVAL##x
#define CF(x)	TLINE_CALLFEATURE_##x
#define AF(x)	TLINE_ADDRFEATURE_##x
#define LF(x)	TLINE_LINEFEATURE_##x
#define UUI(x)	offsetof(struct tline_line_caps, uui_##x)

#define ANY		0xffffffff
#define NOT_IDLE	(~S(IDLE))
#define NOT_ENDED	(~(S(IDLE) | S(DISCONNECTED)))
#define HELD		(S(ONHOLD) | S(ONHOLDPENDTRANSFER) | S(ONHOLDPENDCONF))

#define OWN_CALL	(TLINE_ROW_CALL | TLINE_ROW_OWNER)
#define OWN_CALLS	(OWN_CALL | TLINE_ROW_CALL2)

const u32 tline_args_size[] = {
	[TLINE_ARGS_NONE]	= 0,
	[TLINE_ARGS_DEST]	= sizeof(struct tline_dest),
	[TLINE_ARGS_PARAMS]	= sizeof(struct tline_call_params),
	[TLINE_ARGS_UUI]	= sizeof(struct tline_uui),
	[TLINE_ARGS_GATHER]	= sizeof(struct tline_gather),
	[TLINE_ARGS_TERMINAL]	= sizeof(struct tline_set_terminal),
	[TLINE_ARGS_BYTES]	= TLINE_MAX_ARGS,
	[TLINE_ARGS_ITEMS]	= TLINE_MAX_ARGS,
	[TLINE_ARGS_FORWARD]	= TLINE_MAX_ARGS,
	[TLINE_ARGS_PROXY]	= TLINE_MAX_PROXY,
};

const struct tline_op_row tline_op_table[TLINE_OP_COUNT] = {
	[TLINE_OP_MAKECALL] = {
		.name = "makecall", .flags = TLINE_ROW_ARGS,
		.args = TLINE_ARGS_PARAMS, .creates = 1, .uui = UUI(makecall),
		.line_feature = LF(MAKECALL), .address_feature = AF(MAKECALL),
	},
	[TLINE_OP_DIAL] = {
		.name = "dial", .flags = OWN_CALL | TLINE_ROW_ARGS,
		.args = TLINE_ARGS_DEST, .states = NOT_ENDED, .call_feature = CF(DIAL),
	},
	[TLINE_OP_ACCEPT] = {
		.name = "accept", .flags = OWN_CALL | TLINE_ROW_NAMES,
		.args = TLINE_ARGS_UUI,
		.states = S(OFFERING), .call_feature = CF(ACCEPT), .uui = UUI(accept),
	},
	[TLINE_OP_ANSWER] = {
		.name = "answer", .flags = OWN_CALL | TLINE_ROW_NAMES | TLINE_ROW_INACTIVE,
		.args = TLINE_ARGS_UUI,
		.states = S(OFFERING) | S(ACCEPTED), .call_feature = CF(ANSWER),
		.uui = UUI(answer),
	},
	[TLINE_OP_DROP] = {
		.name = "drop", .flags = OWN_CALL, .args = TLINE_ARGS_UUI,
		.states = NOT_IDLE, .call_feature = CF(DROP), .uui = UUI(drop),
	},
	[TLINE_OP_HOLD] = {
		.name = "hold", .flags = OWN_CALL,
		.states = S(CONNECTED), .call_feature = CF(HOLD),
	},
	[TLINE_OP_UNHOLD] = {
		.name = "unhold", .flags = OWN_CALL,
		.states = HELD, .call_feature = CF(UNHOLD),
	},
	[TLINE_OP_SWAPHOLD] = {
		.name = "swaphold", .flags = OWN_CALLS,
		.states = S(CONNECTED), .states2 = HELD, .call_feature = CF(SWAPHOLD),
	},
	[TLINE_OP_REDIRECT] = {
		.name = "redirect", .flags = OWN_CALL | TLINE_ROW_ARGS,
		.args = TLINE_ARGS_DEST, .states = S(OFFERING), .call_feature = CF(REDIRECT),
	},
	[TLINE_OP_BLINDTRANSFER] = {
		.name = "blindtransfer", .flags = OWN_CALL | TLINE_ROW_ARGS,
		.args = TLINE_ARGS_DEST, .states = S(CONNECTED),
		.call_feature = CF(BLINDTRANSFER),
	},
	[TLINE_OP_SETUPTRANSFER] = {
		.name = "setuptransfer", .flags = OWN_CALL,
		.args = TLINE_ARGS_PARAMS, .creates = 1, .states = S(CONNECTED),
		.call_feature = CF(SETUPTRANSFER), .uui = UUI(makecall),
	},
	[TLINE_OP_COMPLETETRANSFER] = {
		.name = "completetransfer", .flags = OWN_CALLS | TLINE_ROW_MAY_CREATE,
		.creates = 1, .num_arg = 1, .states = S(ONHOLD) | S(ONHOLDPENDTRANSFER),
		.states2 = S(CONNECTED) | S(RINGBACK) | S(BUSY) | S(PROCEEDING),
		.call_feature = CF(COMPLETETRANSF), .bad_call2 = E(CONSULTCALLHANDLE),
	},
	[TLINE_OP_SETUPCONFERENCE] = {
		.name = "setupconference",
		.flags = TLINE_ROW_CALL_OPT | TLINE_ROW_OWNER,
		.args = TLINE_ARGS_PARAMS, .creates = 2, .num_arg = 1, .states = S(CONNECTED),
		.call_feature = CF(SETUPCONF), .address_feature = AF(SETUPCONF),
		.uui = UUI(makecall),
	},
	[TLINE_OP_PREPAREADDTOCONFERENCE] = {
		.name = "prepareaddtoconference", .flags = OWN_CALL,
		.args = TLINE_ARGS_PARAMS, .creates = 1, .states = S(CONNECTED),
		.call_feature = CF(PREPAREADDCONF), .bad_call = E(CONFCALLHANDLE),
		.uui = UUI(makecall),
	},
	[TLINE_OP_ADDTOCONFERENCE] = {
		.name = "addtoconference", .flags = OWN_CALLS,
		.states = S(ONHOLDPENDCONF) | S(ONHOLD),
		/* A member, which the provider refuses: TAPI calls that a bad handle. */
		.states2 = S(CONNECTED) | S(ONHOLD) | S(PROCEEDING) | S(RINGBACK) | S(CONFERENCED),
		.call_feature = CF(ADDTOCONF), .bad_call = E(CONFCALLHANDLE),
	},
	[TLINE_OP_REMOVEFROMCONFERENCE] = {
		.name = "removefromconference", .flags = OWN_CALL,
		.states = S(CONFERENCED), .call_feature = CF(REMOVEFROMCONF),
	},
	[TLINE_OP_PARK] = {
		.name = "park", .flags = OWN_CALL, .args = TLINE_ARGS_DEST,
		.output = TLINE_OUTPUT_DEST, .num_arg = 1, .states = S(CONNECTED),
		.call_feature = CF(PARK),
	},
	[TLINE_OP_UNPARK] = {
		.name = "unpark",
		.flags = TLINE_ROW_ARGS | TLINE_ROW_ADDRESS,
		.args = TLINE_ARGS_DEST, .creates = 1, .num_arg = 1, .address_feature = AF(UNPARK),
	},
	[TLINE_OP_PICKUP] = {
		.name = "pickup", .flags = TLINE_ROW_ADDRESS,
		.args = TLINE_ARGS_DEST, .creates = 1, .num_arg = 1, .address_feature = AF(PICKUP),
	},
	[TLINE_OP_COMPLETECALL] = {
		.name = "completecall", .flags = OWN_CALL, .num_arg = 2,
		.states = S(BUSY) | S(RINGBACK), .call_feature = CF(COMPLETECALL),
	},
	[TLINE_OP_UNCOMPLETECALL] = {
		.name = "uncompletecall", .num_arg = 1,
		.address_feature = AF(UNCOMPLETECALL),
	},
	[TLINE_OP_FORWARD] = {
		.name = "forward", .flags = TLINE_ROW_ADDRESS_ANY | TLINE_ROW_MAY_CREATE,
		.args = TLINE_ARGS_FORWARD, .creates = 1, .num_arg = 2,
		.line_feature = LF(FORWARD), .address_feature = AF(FORWARD),
	},
	[TLINE_OP_SECURECALL] = {
		.name = "securecall", .flags = OWN_CALL, .states = ANY,
		.call_feature = CF(SECURECALL),
	},
	[TLINE_OP_SENDUSERUSERINFO] = {
		.name = "senduseruserinfo", .flags = OWN_CALL | TLINE_ROW_ARGS,
		.args = TLINE_ARGS_UUI,
		.states = S(CONNECTED) | S(OFFERING) | S(ACCEPTED) | S(RINGBACK),
		.call_feature = CF(SENDUSERUSER), .uui = UUI(send),
	},
	[TLINE_OP_RELEASEUSERUSERINFO] = {
		.name = "releaseuseruserinfo", .flags = OWN_CALL,
		.states = ANY, .call_feature = CF(RELEASEUSERUSERINFO),
	},
	[TLINE_OP_SETCALLPARAMS] = {
		.name = "setcallparams", .flags = OWN_CALL | TLINE_ROW_ARGS,
		.args = TLINE_ARGS_PARAMS, .states = NOT_ENDED, .call_feature = CF(SETCALLPARAMS),
	},
	[TLINE_OP_SETCALLDATA] = {
		.name = "setcalldata", .flags = OWN_CALL,
		.args = TLINE_ARGS_BYTES, .states = ANY, .call_feature = CF(SETCALLDATA),
	},
	[TLINE_OP_SETCALLQUALITYOFSERVICE] = {
		.name = "setcallqualityofservice",
		.flags = OWN_CALL | TLINE_ROW_ARGS,
		.args = TLINE_ARGS_ITEMS, .states = ANY, .call_feature = CF(SETQOS),
	},
	[TLINE_OP_SETCALLTREATMENT] = {
		.name = "setcalltreatment", .flags = OWN_CALL, .num_arg = 1,
		.states = ANY, .call_feature = CF(SETTREATMENT),
	},
	[TLINE_OP_SETTERMINAL] = {
		.name = "setterminal",
		.flags = TLINE_ROW_CALL_OPT | TLINE_ROW_ARGS,
		.args = TLINE_ARGS_TERMINAL, .states = ANY, .call_feature = CF(SETTERMINAL),
		.line_feature = LF(SETTERMINAL), .address_feature = AF(SETTERMINAL),
	},
	[TLINE_OP_SETLINEDEVSTATUS] = {
		.name = "setlinedevstatus", .num_arg = 2,
		.line_feature = LF(SETDEVSTATUS),
	},
	[TLINE_OP_DEVSPECIFIC] = {
		.name = "devspecific", .flags = TLINE_ROW_CALL_OPT,
		.args = TLINE_ARGS_BYTES, .output = TLINE_OUTPUT_BYTES, .num_arg = 1,
		.states = ANY, .line_feature = LF(DEVSPECIFIC),
	},
	[TLINE_OP_DEVSPECIFICFEATURE] = {
		.name = "devspecificfeature", .args = TLINE_ARGS_BYTES,
		.output = TLINE_OUTPUT_BYTES, .num_arg = 1, .line_feature = LF(DEVSPECIFICFEAT),
	},
	[TLINE_OP_GATHERDIGITS] = {
		.name = "gatherdigits", .flags = OWN_CALL | TLINE_ROW_ARGS | TLINE_ROW_CORE,
		.args = TLINE_ARGS_GATHER, .output = TLINE_OUTPUT_DIGITS, .states = NOT_IDLE,
		.call_feature = CF(GATHERDIGITS),
	},
	[TLINE_OP_PROXY] = {
		.name = "proxy", .flags = TLINE_ROW_CORE, .args = TLINE_ARGS_PROXY,
		.output = TLINE_OUTPUT_ANSWER, .num_arg = 1,
	},
};

const char *tline_op_name(u32 code)
{
	return code && code < TLINE_OP_COUNT ? tline_op_table[code].name : "none";
}
