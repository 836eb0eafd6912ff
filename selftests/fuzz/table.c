// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of calls: generator, executor, parser and printer have no other
 * knowledge of what an ioctl takes.
 */
#include "rows.h"

const char res_letter[NUM_RES + 1] = "rcqpa";

/* ------------------------------------------------------------------- vocabulary */

#define END		{ NULL, 0 }
#define ITEM_DATA	24

#define OP(name, NAME)	{ #name, TLINE_OP_##NAME }
static const struct name ops[] = {
	OP(makecall, MAKECALL), OP(dial, DIAL), OP(accept, ACCEPT), OP(answer, ANSWER),
	OP(drop, DROP), OP(hold, HOLD), OP(unhold, UNHOLD), OP(swaphold, SWAPHOLD),
	OP(redirect, REDIRECT), OP(blindtransfer, BLINDTRANSFER),
	OP(setuptransfer, SETUPTRANSFER), OP(completetransfer, COMPLETETRANSFER),
	OP(setupconference, SETUPCONFERENCE),
	OP(prepareaddtoconference, PREPAREADDTOCONFERENCE),
	OP(addtoconference, ADDTOCONFERENCE), OP(removefromconference, REMOVEFROMCONFERENCE),
	OP(park, PARK), OP(unpark, UNPARK), OP(pickup, PICKUP),
	OP(completecall, COMPLETECALL), OP(uncompletecall, UNCOMPLETECALL),
	OP(forward, FORWARD), OP(securecall, SECURECALL),
	OP(senduseruserinfo, SENDUSERUSERINFO), OP(releaseuseruserinfo, RELEASEUSERUSERINFO),
	OP(setcallparams, SETCALLPARAMS), OP(setcalldata, SETCALLDATA),
	OP(setcallqualityofservice, SETCALLQUALITYOFSERVICE),
	OP(setcalltreatment, SETCALLTREATMENT), OP(setterminal, SETTERMINAL),
	OP(setlinedevstatus, SETLINEDEVSTATUS), OP(devspecific, DEVSPECIFIC),
	OP(devspecificfeature, DEVSPECIFICFEATURE), OP(gatherdigits, GATHERDIGITS),
	OP(proxy, PROXY), END
};

static const uint8_t args_of[TLINE_OP_COUNT] = {
	[TLINE_OP_MAKECALL] = IN_PARAMS, [TLINE_OP_DIAL] = IN_DEST,
	[TLINE_OP_ACCEPT] = IN_UUI, [TLINE_OP_ANSWER] = IN_UUI, [TLINE_OP_DROP] = IN_UUI,
	[TLINE_OP_REDIRECT] = IN_DEST, [TLINE_OP_BLINDTRANSFER] = IN_DEST,
	[TLINE_OP_SETUPTRANSFER] = IN_PARAMS, [TLINE_OP_SETUPCONFERENCE] = IN_PARAMS,
	[TLINE_OP_PREPAREADDTOCONFERENCE] = IN_PARAMS, [TLINE_OP_PARK] = IN_DEST,
	[TLINE_OP_UNPARK] = IN_DEST, [TLINE_OP_PICKUP] = IN_DEST,
	[TLINE_OP_FORWARD] = IN_FORWARD, [TLINE_OP_SENDUSERUSERINFO] = IN_UUI,
	[TLINE_OP_SETCALLPARAMS] = IN_PARAMS, [TLINE_OP_SETCALLDATA] = IN_ATTR,
	[TLINE_OP_SETCALLQUALITYOFSERVICE] = IN_ITEM, [TLINE_OP_SETTERMINAL] = IN_TERMINAL,
	[TLINE_OP_DEVSPECIFIC] = IN_ATTR, [TLINE_OP_DEVSPECIFICFEATURE] = IN_ATTR,
	[TLINE_OP_GATHERDIGITS] = IN_GATHER, [TLINE_OP_PROXY] = IN_ATTR,
};

enum where op_args(uint64_t op)
{
	return op < TLINE_OP_COUNT ? args_of[op] : IN_CTL;
}

static const struct name privileges[] = {
	{ "NONE", TLINE_CALLPRIVILEGE_NONE }, { "MONITOR", TLINE_CALLPRIVILEGE_MONITOR },
	{ "OWNER", TLINE_CALLPRIVILEGE_OWNER }, { "SINGLEADDRESS", TLINE_OPENOPTION_SINGLEADDRESS },
	{ "PROXY", TLINE_OPENOPTION_PROXY }, END
};

static const struct name call_privileges[] = {
	{ "NONE", TLINE_CALLPRIVILEGE_NONE }, { "MONITOR", TLINE_CALLPRIVILEGE_MONITOR },
	{ "OWNER", TLINE_CALLPRIVILEGE_OWNER }, END
};

static const struct name media[] = {
	{ "VOICE", TLINE_MEDIAMODE_INTERACTIVEVOICE }, { "UNKNOWN", TLINE_MEDIAMODE_UNKNOWN },
	{ "AUTOMATED", TLINE_MEDIAMODE_AUTOMATEDVOICE }, { "MODEM", TLINE_MEDIAMODE_DATAMODEM },
	{ "FAX", TLINE_MEDIAMODE_G3FAX }, END
};

static const struct name bearers[] = {
	{ "VOICE", TLINE_BEARERMODE_VOICE }, { "DATA", TLINE_BEARERMODE_DATA },
	{ "PASSTHROUGH", TLINE_BEARERMODE_PASSTHROUGH }, END
};

static const struct name versions[] = {
	{ "2.2", TLINE_API_VERSION_MAX }, { "2.0", TLINE_API_VERSION_2_0 },
	{ "1.4", TLINE_API_VERSION_1_4 }, { "1.3", TLINE_API_VERSION_MIN }, END
};

static const struct name rings[] = {
	{ "default", 0 }, { "least", TLINE_MIN_EVENTS }, { "few", 64 },
	{ "most", TLINE_MAX_EVENTS }, END
};

static const struct name cancels[] = {
	{ "ask", TLINE_CANCEL_ASK }, { "force", TLINE_CANCEL_FORCE }, END
};

#define DATA(kind)	{ #kind, TLINE_DATA_##kind }
static const struct name data_kinds[] = {
	DATA(LINE_DEVSPECIFIC), DATA(TERMINAL_CAPS), DATA(LINE_TERMINALS), DATA(DEVICES),
	DATA(EXTENSION), DATA(ADDRESS_DEVSPECIFIC), DATA(COMPLETION_MESSAGES), DATA(TREATMENTS),
	DATA(FORWARD), DATA(ADDRESS_TERMINALS), DATA(CALL_DEVSPECIFIC), DATA(CALL_DATA),
	DATA(HIGHLEVELCOMP), DATA(LOWLEVELCOMP), DATA(CHARGINGINFO), DATA(SENDING_FLOWSPEC),
	DATA(RECEIVING_FLOWSPEC), DATA(CALL_TERMINALS), DATA(DEVICE_CONFIG), END
};

static const struct name forward_modes[] = {
	{ "UNCOND", TLINE_FORWARDMODE_UNCOND }, { "BUSY", TLINE_FORWARDMODE_BUSY },
	{ "NOANSW", TLINE_FORWARDMODE_NOANSW },
	{ "NOANSWSPECIFIC", TLINE_FORWARDMODE_NOANSWSPECIFIC }, END
};

static const struct name term_modes[] = {
	{ "RINGER", TLINE_TERMMODE_RINGER }, { "HOOKSWITCH", TLINE_TERMMODE_HOOKSWITCH },
	{ "MEDIABIDIRECT", TLINE_TERMMODE_MEDIABIDIRECT }, END
};

static const struct name tone_modes[] = {
	{ "CUSTOM", TLINE_TONEMODE_CUSTOM }, { "RINGBACK", TLINE_TONEMODE_RINGBACK },
	{ "BUSY", TLINE_TONEMODE_BUSY }, { "BEEP", TLINE_TONEMODE_BEEP }, END
};

static const struct name triggers[] = {
	{ "DIGIT", TLINE_TRIGGER_DIGIT }, { "MEDIA", TLINE_TRIGGER_MEDIA },
	{ "TONE", TLINE_TRIGGER_TONE }, { "CALLSTATE", TLINE_TRIGGER_CALLSTATE }, END
};

static const struct name media_actions[] = {
	{ "START", TLINE_MEDIACONTROL_START }, { "PAUSE", TLINE_MEDIACONTROL_PAUSE },
	{ "VOLUMEUP", TLINE_MEDIACONTROL_VOLUMEUP }, END
};

static const struct name proxy_messages[] = {
	{ "AGENTSPECIFIC", TLINE_MSG_AGENTSPECIFIC }, { "AGENTSTATUS", TLINE_MSG_AGENTSTATUS },
	{ "QUEUESTATUS", TLINE_MSG_QUEUESTATUS }, { "GROUPSTATUS", TLINE_MSG_GROUPSTATUS }, END
};

static const struct name classes[] = {
	{ "tapi/line", 0 }, { "comm/datamodem", 0 }, { "WAVE/IN", 0 }, END
};

static const struct name keeps[] = { { "KEEP", TLINE_REQUEST_KEEP }, END };

static const struct name submits[] = { { "WAIT", TLINE_SUBMIT_WAIT }, END };

static const struct name selects[] = {
	{ "line", TLINE_CALLSELECT_LINE }, { "address", TLINE_CALLSELECT_ADDRESS },
	{ "call", TLINE_CALLSELECT_CALL }, END
};

static const struct name digit_modes[] = {
	{ "PULSE", TLINE_DIGITMODE_PULSE }, { "DTMF", TLINE_DIGITMODE_DTMF },
	{ "DTMFEND", TLINE_DIGITMODE_DTMFEND }, END
};

static const struct name line_states[] = {
	{ "RINGING", TLINE_DEVSTATE_RINGING }, { "OPEN", TLINE_DEVSTATE_OPEN },
	{ "CLOSE", TLINE_DEVSTATE_CLOSE }, { "NUMCALLS", TLINE_DEVSTATE_NUMCALLS },
	{ "MSGWAITON", TLINE_DEVSTATE_MSGWAITON }, END
};

static const struct name address_states[] = {
	{ "NUMCALLS", TLINE_ADDRESSSTATE_NUMCALLS }, { "INUSEZERO", TLINE_ADDRESSSTATE_INUSEZERO },
	{ "INUSEONE", TLINE_ADDRESSSTATE_INUSEONE }, END
};

static const struct name args1[] = {	/* arg[0] of various operations */
	{ "transfer", TLINE_TRANSFERMODE_TRANSFER },
	{ "conference", TLINE_TRANSFERMODE_CONFERENCE }, { "0", 0 }, END
};

static const struct name timeouts[] = {
	{ "none", 0 }, { "now", 1 }, { "1ms", 1000000 }, { "hour", 3600000000000ULL },
	{ "never", UINT64_MAX }, END
};

static const struct name deliveries[] = { { "r", 0 }, { "rw", 1 }, { "w", 2 }, END };

static const struct name nl_flags[] = {
	{ "DUMP", 0x300 }, { "ROOT", 0x100 }, { "ACK", 4 }, { "ECHO", 8 }, END
};

static const struct name numbers[] = {
	{ "200", 0 }, { "201", 0 }, { "202", 0 }, { "203", 0 }, { "202x1", 0 }, { "202|1", 0 },
	{ "999", 0 }, { "", 0 }, { "20;", 0 }, { "1;", 0 }, { "2,0,1", 0 }, { "+49 (30) 2-0.1", 0 },
	{ "20W1", 0 }, { "2?", 0 }, { "@$", 0 }, { "T201^name", 0 }, { "!#*ABCD", 0 }, END
};

static const struct name words[] = {
	{ "a", 0 }, { "b", 0 }, { "phone", 0 }, { "", 0 }, { "a\x01\xff", 0 }, END
};

static const struct name digits[] = {
	{ "1", 0 }, { "123#", 0 }, { "", 0 }, { ",1,", 0 }, { "x", 0 }, { "ABCD*", 0 }, END
};

static const struct name line_names[] = {
	{ "fuzz-0", 0 }, { "fuzz-3", 0 }, { "nobody", 0 }, { "", 0 }, END
};

/* What the simulator's attributes take. */
static const struct name switch_values[] = { { "0", 0 }, { "1", 0 }, { "2", 0 }, END };
static const struct name faults[] = {
	{ "none", 0 }, { "never", 0 }, { "twice", 0 }, { "late", 0 }, { "badstate", 0 },
	{ "dropmsg", 0 }, { "owe", 0 }, { "delay=10", 0 }, { "delay=1-500", 0 },
	{ "fail=0x80000048", 0 }, { "fail=7", 0 }, { "drop:never", 0 }, { "drop:delay=100", 0 },
	{ "makecall:never", 0 }, { "makecall:twice badstate", 0 }, { "answer:fail=0x80000001", 0 },
	{ "hold:dropmsg", 0 }, { "setuptransfer:delay=50", 0 }, { "late twice owe", 0 }, { "inside", 0 },
	{ "nonsense", 0 }, END
};
static const struct name scripts[] = {
	{ "app", 0 }, { "busy", 0 }, { "noanswer", 0 }, { "reject", 0 }, { "special", 0 },
	{ "gone", 0 }, { "answer=100", 0 }, { "random", 0 }, END
};
static const struct name callers[] = {
	{ "555,Anna", 0 }, { "1 media=10", 0 }, { "7,B media=4", 0 }, { "", 0 },
	{ "+4930123456789012345678901234567890", 0 }, END
};
static const struct name steps[] = {
	{ "0", 0 }, { "1", 0 }, { "50", 0 }, { "200", 0 }, { "1000", 0 }, { "6000", 0 },
	{ "200000", 0 }, END
};
static const struct name releases[] = { { "1", 0 }, { "2", 0 }, { "all", 0 }, { "0", 0 }, END };

const struct name results[] = {
	{ "ok", 0 },
#define E(x)	{ #x, (uint64_t)-x }
	E(ENOTTY), E(EINVAL), E(E2BIG), E(EFAULT), E(EPERM), E(ENOTCONN), E(EISCONN), E(ESHUTDOWN),
	E(ENODEV), E(ENOENT), E(EALREADY), E(EBUSY), E(ENOMEM), E(EINTR), E(EBADF), E(EAGAIN),
	E(ENOSPC), E(ERANGE), E(EOPNOTSUPP),
#undef E
#define E(x)	{ #x, (uint64_t)TLINE_ERR_##x }
	E(INVALCALLHANDLE), E(NOTOWNER), E(INVALCALLSTATE), E(INVALADDRESSID), E(OPERATIONUNAVAIL),
	E(OPERATIONFAILED), E(INVALMEDIAMODE), E(INVALPRIVSELECT), E(INCOMPATIBLEAPIVERSION),
	E(INVALCALLPRIVILEGE), E(TARGETNOTFOUND), E(TARGETSELF), E(STRUCTURETOOSMALL),
	E(INVALCALLSELECT), E(INVALLINESTATE), E(INVALDIGITS), E(INVALDIGITMODE),
	E(INVALCONFCALLHANDLE), E(INVALCONSULTCALLHANDLE), E(INVALBEARERMODE), E(INVALRATE),
	E(INVALADDRESSMODE), E(INVALCALLPARAMS), E(USERUSERINFOTOOBIG), E(REQUESTOVERRUN),
	E(CALLUNAVAIL), E(RESOURCEUNAVAIL), E(INUSE), E(INVALADDRESS), E(INVALADDRESSSTATE),
	E(NOCONFERENCE), E(CONFERENCEFULL), E(INVALPARAM), E(INVALTIMEOUT), E(INVALTERMINALID),
	E(INVALTERMINALMODE), E(NOREQUEST), E(NOTREGISTERED),
#undef E
	END
};

/* ----------------------------------------------------------------------- fields */

#define CTL(name, kind, names)	{ name, IN_CTL, kind, 0, 0, names }
#define AT(where, kind, type, member, name, names)				\
	{ name, where, kind, offsetof(struct type, member),			\
	  sizeof(((struct type *)0)->member), names }
#define ARG(kind, type, member, names)	AT(IN_ARG, kind, type, member, #member, names)
#define RQ(kind, member, names)	AT(IN_REQUEST, kind, tline_request, member, #member, names)
#define PAR(kind, member, name, names)	AT(IN_PARAMS, kind, tline_call_params, member, name, names)
/* Output from @first to the end of @last. */
#define OUT(where, type, first, last)						\
	{ "", where, F_OUT, offsetof(struct type, first),			\
	  offsetof(struct type, last) + sizeof(((struct type *)0)->last) -	\
	  offsetof(struct type, first), NULL }

/* What is wrong with an ioctl as such: another pointer, size, direction, bytes past its end. */
#define IOCTL_FIELDS(name, ...)							\
static const struct field name[] = {						\
	CTL("ptr", F_PTR, NULL), CTL("size", F_NUM, NULL), CTL("dir", F_SMALL, NULL),	\
	CTL("tail", F_SMALL, NULL), __VA_ARGS__					\
}

IOCTL_FIELDS(f_none);

IOCTL_FIELDS(f_app_info,
	OUT(IN_ARG, tline_ioc_app_info, abi_version, lost)
);

IOCTL_FIELDS(f_app_setup,
	ARG(F_TEXT, tline_ioc_app_setup, name, words),
	ARG(F_TEXT, tline_ioc_app_setup, module, words),
	ARG(F_ENUM, tline_ioc_app_setup, api_version, versions),
	ARG(F_ENUM, tline_ioc_app_setup, events, rings)
);

IOCTL_FIELDS(f_cancel,
	ARG(F_REQUEST, tline_ioc_cancel, id, NULL),
	ARG(F_ENUM, tline_ioc_cancel, mode, cancels)
);

IOCTL_FIELDS(f_request_state,
	ARG(F_REQUEST, tline_ioc_request_state, id, NULL),
	OUT(IN_ARG, tline_ioc_request_state, state, reserved)
);

IOCTL_FIELDS(f_priority,
	ARG(F_TEXT, tline_ioc_priority, module, words),
	ARG(F_FLAGS, tline_ioc_priority, media_mode, media),
	ARG(F_SMALL, tline_ioc_priority, priority, NULL)
);

IOCTL_FIELDS(f_counters,
	OUT(IN_ARG, tline_ioc_counters, submitted, opens)
);

IOCTL_FIELDS(f_open,
	ARG(F_FD, tline_ioc_open, app_fd, NULL),
	ARG(F_ENUM, tline_ioc_open, api_version, versions),
	ARG(F_FLAGS, tline_ioc_open, privileges, privileges),
	ARG(F_FLAGS, tline_ioc_open, media_modes, media),
	ARG(F_SMALL, tline_ioc_open, address, NULL),
	ARG(F_ZERO, tline_ioc_open, reserved, NULL),
	ARG(F_NUM, tline_ioc_open, instance, NULL),
	OUT(IN_ARG, tline_ioc_open, handle, line),
	ARG(F_SMALL, tline_ioc_open, proxy_types, NULL)
);

IOCTL_FIELDS(f_line_caps,
	OUT(IN_ARG, tline_line_caps, line, switch_info)
);

IOCTL_FIELDS(f_address_caps,
	ARG(F_SMALL, tline_ioc_address_caps, address, NULL),
	OUT(IN_ARG, tline_ioc_address_caps, result, caps)
);

IOCTL_FIELDS(f_opens,
	ARG(F_PTR, tline_ioc_opens, opens, NULL),
	ARG(F_SMALL, tline_ioc_opens, count, NULL),
	ARG(F_NUM, tline_ioc_opens, entry_size, NULL)
);

IOCTL_FIELDS(f_submit,
	ARG(F_PTR, tline_ioc_submit, requests, NULL),
	ARG(F_SMALL, tline_ioc_submit, count, NULL),
	ARG(F_NUM, tline_ioc_submit, request_size, NULL),
	{ "flags", IN_ARG, F_FLAGS, offsetof(struct tline_ioc_submit, flags), 4, submits },
	OUT(IN_ARG, tline_ioc_submit, done, done),
	CTL("repeat", F_SMALL, NULL)
);

/* A request and all that its arguments may be; of these, what the operation takes is used. */
static const struct field f_req[] = {
	RQ(F_ENUM, op, ops),
	AT(IN_REQUEST, F_FLAGS, tline_request, flags, "flags", keeps),
	RQ(F_CALL, call, NULL),
	RQ(F_CALL, call2, NULL),
	RQ(F_NUM, cookie, NULL),
	RQ(F_ENUM, timeout_ns, timeouts),
	RQ(F_PTR, args, NULL),
	RQ(F_NUM, args_size, NULL),
	AT(IN_REQUEST, F_ENUM, tline_request, arg[0], "arg0", args1),
	AT(IN_REQUEST, F_SMALL, tline_request, arg[1], "arg1", NULL),
	AT(IN_REQUEST, F_SMALL, tline_request, arg[2], "arg2", NULL),
	OUT(IN_REQUEST, tline_request, id, value),
	AT(IN_DEST, F_TEXT, tline_dest, number, "number", numbers),
	AT(IN_DEST, F_NUM, tline_dest, country, "country", NULL),
	AT(IN_DEST, F_ZERO, tline_dest, reserved, "dest_reserved", NULL),
	AT(IN_UUI, F_NUM, tline_uui, size, "uui_size", NULL),
	AT(IN_UUI, F_BYTES, tline_uui, data, "uui", words),
	PAR(F_FLAGS, bearer_mode, "bearer", bearers),
	PAR(F_NUM, min_rate, "min_rate", NULL),
	PAR(F_NUM, max_rate, "max_rate", NULL),
	PAR(F_FLAGS, media_mode, "media", media),
	PAR(F_NUM, flags, "param_flags", NULL),
	PAR(F_SMALL, address_mode, "address_mode", NULL),
	PAR(F_SMALL, address, "address", NULL),
	PAR(F_SMALL, no_answer_timeout, "no_answer", NULL),
	PAR(F_SMALL, treatment, "treatment", NULL),
	PAR(F_NUM, items_size, "items_size", NULL),
	PAR(F_NUM, dial.pause, "pause", NULL),
	PAR(F_NUM, dial.speed, "speed", NULL),
	PAR(F_NUM, dial.duration, "duration", NULL),
	PAR(F_NUM, dial.wait_dialtone, "wait", NULL),
	PAR(F_TEXT, dest.number, "dest", numbers),
	PAR(F_NUM, dest.country, "dest_country", NULL),
	PAR(F_ZERO, dest.reserved, "params_dest_reserved", NULL),
	PAR(F_TEXT, calling, "calling", numbers),
	PAR(F_TEXT, displayable, "displayable", numbers),
	PAR(F_TEXT, called_party, "called", words),
	PAR(F_TEXT, comment, "comment", words),
	PAR(F_NUM, uui.size, "params_uui_size", NULL),
	PAR(F_BYTES, uui.data, "params_uui", words),
	AT(IN_FORWARD, F_FLAGS, tline_forward, mode, "forward", forward_modes),
	AT(IN_FORWARD, F_NUM, tline_forward, country, "forward_country", NULL),
	AT(IN_FORWARD, F_TEXT, tline_forward, caller, "forward_caller", numbers),
	AT(IN_FORWARD, F_TEXT, tline_forward, dest, "forward_dest", numbers),
	AT(IN_TERMINAL, F_SMALL, tline_set_terminal, address, "terminal_address", NULL),
	AT(IN_TERMINAL, F_FLAGS, tline_set_terminal, modes, "terminal_modes", term_modes),
	AT(IN_TERMINAL, F_SMALL, tline_set_terminal, terminal, "terminal", NULL),
	AT(IN_TERMINAL, F_SMALL, tline_set_terminal, enable, "terminal_enable", NULL),
	AT(IN_GATHER, F_FLAGS, tline_gather, modes, "gather", digit_modes),
	AT(IN_GATHER, F_SMALL, tline_gather, count, "gather_count", NULL),
	AT(IN_GATHER, F_SMALL, tline_gather, first_timeout, "first_timeout", NULL),
	AT(IN_GATHER, F_SMALL, tline_gather, inter_timeout, "inter_timeout", NULL),
	AT(IN_GATHER, F_TEXT, tline_gather, termination, "termination", digits),
	AT(IN_ITEM, F_ENUM, tline_item, kind, "item", data_kinds),
	AT(IN_ITEM, F_NUM, tline_item, size, "item_size", NULL),
	{ "item_data", IN_ITEM, F_BYTES, sizeof(struct tline_item), ITEM_DATA, words },
};

IOCTL_FIELDS(f_line_status,
	OUT(IN_ARG, tline_ioc_line_status, seq, reserved)
);

IOCTL_FIELDS(f_address_status,
	ARG(F_SMALL, tline_ioc_address_status, address, NULL),
	OUT(IN_ARG, tline_ioc_address_status, result, reserved)
);

IOCTL_FIELDS(f_set_status,
	ARG(F_FLAGS, tline_ioc_status_messages, line_states, line_states),
	ARG(F_FLAGS, tline_ioc_status_messages, address_states, address_states),
	OUT(IN_ARG, tline_ioc_status_messages, result, reserved)
);

IOCTL_FIELDS(f_get_status,
	OUT(IN_ARG, tline_ioc_status_messages, line_states, reserved)
);

IOCTL_FIELDS(f_new_calls,
	ARG(F_ENUM, tline_ioc_new_calls, select, selects),
	ARG(F_SMALL, tline_ioc_new_calls, address, NULL),
	ARG(F_PTR, tline_ioc_new_calls, calls, NULL),
	ARG(F_SMALL, tline_ioc_new_calls, count, NULL),
	OUT(IN_ARG, tline_ioc_new_calls, result, seq)
);

IOCTL_FIELDS(f_call_info,
	ARG(F_CALL, tline_ioc_call_info, call, NULL),
	OUT(IN_ARG, tline_ioc_call_info, result, reserved)
);

IOCTL_FIELDS(f_call_status,
	ARG(F_CALL, tline_ioc_call_status, call, NULL),
	OUT(IN_ARG, tline_ioc_call_status, result, state_time_ns)
);

IOCTL_FIELDS(f_privilege,
	ARG(F_CALL, tline_ioc_privilege, call, NULL),
	ARG(F_FLAGS, tline_ioc_privilege, privilege, call_privileges),
	OUT(IN_ARG, tline_ioc_privilege, result, reserved)
);

IOCTL_FIELDS(f_handoff,
	ARG(F_CALL, tline_ioc_handoff, call, NULL),
	ARG(F_FLAGS, tline_ioc_handoff, media_mode, media),
	ARG(F_TEXT, tline_ioc_handoff, module, words),
	OUT(IN_ARG, tline_ioc_handoff, result, reserved)
);

IOCTL_FIELDS(f_deallocate,
	ARG(F_CALL, tline_ioc_deallocate, call, NULL),
	OUT(IN_ARG, tline_ioc_deallocate, result, result)
);

#define SET_CALL_FIELDS(name, names)						\
IOCTL_FIELDS(name,								\
	ARG(F_CALL, tline_ioc_set_call, call, NULL),				\
	ARG(F_FLAGS, tline_ioc_set_call, value, names),				\
	OUT(IN_ARG, tline_ioc_set_call, result, reserved)			\
)

SET_CALL_FIELDS(f_appspecific, NULL);
SET_CALL_FIELDS(f_mediamode, media);
SET_CALL_FIELDS(f_monitor_digits, digit_modes);

IOCTL_FIELDS(f_digits,
	ARG(F_CALL, tline_ioc_digits, call, NULL),
	ARG(F_FLAGS, tline_ioc_digits, mode, digit_modes),
	ARG(F_NUM, tline_ioc_digits, duration, NULL),
	OUT(IN_ARG, tline_ioc_digits, result, result),
	ARG(F_TEXT, tline_ioc_digits, digits, digits)
);

SET_CALL_FIELDS(f_monitor_media, media);

/* ------------------------------------------------- those that point to other memory */

/* Bytes that an ioctl takes; what it gives is nobody's to choose. */
#define TEXT	{ "text", IN_DATA, F_TEXT, 0, 64, words }

IOCTL_FIELDS(f_output,
	ARG(F_REQUEST, tline_ioc_output, id, NULL),
	AT(IN_ARG, F_NUM, tline_ioc_output, size, "room", NULL),
	ARG(F_PTR, tline_ioc_output, data, NULL)
);

IOCTL_FIELDS(f_data,
	ARG(F_ENUM, tline_ioc_data, kind, data_kinds),
	ARG(F_CALL, tline_ioc_data, object, NULL),
	AT(IN_ARG, F_NUM, tline_ioc_data, size, "room", NULL),
	OUT(IN_ARG, tline_ioc_data, result, result),
	ARG(F_PTR, tline_ioc_data, data, NULL)
);

IOCTL_FIELDS(f_devconfig,
	ARG(F_TEXT, tline_ioc_devconfig, device_class, classes),
	AT(IN_ARG, F_NUM, tline_ioc_devconfig, size, "room", NULL),
	OUT(IN_ARG, tline_ioc_devconfig, result, result),
	ARG(F_PTR, tline_ioc_devconfig, data, NULL),
	TEXT
);

IOCTL_FIELDS(f_conf_calls,
	ARG(F_CALL, tline_ioc_conf_calls, call, NULL),
	ARG(F_SMALL, tline_ioc_conf_calls, count, NULL),
	ARG(F_PTR, tline_ioc_conf_calls, calls, NULL),
	OUT(IN_ARG, tline_ioc_conf_calls, result, seq)
);

IOCTL_FIELDS(f_tones,
	ARG(F_CALL, tline_ioc_tones, call, NULL),
	ARG(F_SMALL, tline_ioc_tones, count, NULL),
	ARG(F_PTR, tline_ioc_tones, tones, NULL),
	ARG(F_NUM, tline_ioc_tones, tone_size, NULL),
	OUT(IN_ARG, tline_ioc_tones, result, result),
	AT(IN_DATA, F_NUM, tline_tone, app_specific, "app_specific", NULL),
	AT(IN_DATA, F_SMALL, tline_tone, duration, "tone_duration", NULL),
	AT(IN_DATA, F_NUM, tline_tone, frequency[0], "frequency", NULL)
);

IOCTL_FIELDS(f_tone,
	ARG(F_CALL, tline_ioc_tone, call, NULL),
	ARG(F_FLAGS, tline_ioc_tone, mode, tone_modes),
	ARG(F_SMALL, tline_ioc_tone, duration, NULL),
	ARG(F_SMALL, tline_ioc_tone, count, NULL),
	OUT(IN_ARG, tline_ioc_tone, result, result),
	ARG(F_ZERO, tline_ioc_tone, reserved, NULL),
	AT(IN_ARG, F_NUM, tline_ioc_tone, tones[0].frequency, "frequency", NULL),
	AT(IN_ARG, F_SMALL, tline_ioc_tone, tones[0].cadence_on, "cadence_on", NULL),
	AT(IN_ARG, F_SMALL, tline_ioc_tone, tones[0].cadence_off, "cadence_off", NULL),
	AT(IN_ARG, F_NUM, tline_ioc_tone, tones[0].volume, "volume", NULL),
	{ "more_tones", IN_ARG, F_BYTES, offsetof(struct tline_ioc_tone, tones[1]),
	  sizeof(struct tline_generate_tone) * (TLINE_MAX_FREQUENCIES - 1), words }
);

IOCTL_FIELDS(f_media_control,
	ARG(F_ENUM, tline_ioc_media_control, select, selects),
	ARG(F_SMALL, tline_ioc_media_control, address, NULL),
	ARG(F_CALL, tline_ioc_media_control, call, NULL),
	ARG(F_SMALL, tline_ioc_media_control, count, NULL),
	ARG(F_PTR, tline_ioc_media_control, controls, NULL),
	ARG(F_NUM, tline_ioc_media_control, control_size, NULL),
	OUT(IN_ARG, tline_ioc_media_control, result, result),
	AT(IN_DATA, F_ENUM, tline_media_control, trigger, "trigger", triggers),
	AT(IN_DATA, F_FLAGS, tline_media_control, action, "action", media_actions),
	AT(IN_DATA, F_NUM, tline_media_control, value, "value", NULL),
	AT(IN_DATA, F_FLAGS, tline_media_control, modes, "modes", digit_modes)
);

IOCTL_FIELDS(f_proxy_take,
	ARG(F_ASKED, tline_ioc_proxy_take, id, NULL),
	OUT(IN_ARG, tline_ioc_proxy_take, type, type),
	AT(IN_ARG, F_NUM, tline_ioc_proxy_take, size, "room", NULL),
	OUT(IN_ARG, tline_ioc_proxy_take, result, result),
	ARG(F_PTR, tline_ioc_proxy_take, data, NULL),
	OUT(IN_ARG, tline_ioc_proxy_take, uid, app)
);

IOCTL_FIELDS(f_proxy_answer,
	ARG(F_ASKED, tline_ioc_proxy_answer, id, NULL),
	ARG(F_SMALL, tline_ioc_proxy_answer, answer, NULL),
	AT(IN_ARG, F_NUM, tline_ioc_proxy_answer, size, "room", NULL),
	OUT(IN_ARG, tline_ioc_proxy_answer, result, result),
	ARG(F_PTR, tline_ioc_proxy_answer, data, NULL),
	TEXT
);

/* ------------------------------------------------------------------ those that do not */

IOCTL_FIELDS(f_recipient,
	ARG(F_SMALL, tline_ioc_recipient, modes, NULL),
	ARG(F_SMALL, tline_ioc_recipient, enable, NULL),
	ARG(F_NUM, tline_ioc_recipient, instance, NULL)
);

IOCTL_FIELDS(f_assist,
	ARG(F_SMALL, tline_ioc_assist, mode, NULL),
	OUT(IN_ARG, tline_ioc_assist, result, result),
	ARG(F_TEXT, tline_ioc_assist, dest, numbers),
	ARG(F_TEXT, tline_ioc_assist, app, words),
	ARG(F_TEXT, tline_ioc_assist, party, words),
	ARG(F_TEXT, tline_ioc_assist, comment, words)
);

IOCTL_FIELDS(f_num_rings,
	ARG(F_SMALL, tline_ioc_num_rings, address, NULL),
	ARG(F_SMALL, tline_ioc_num_rings, rings, NULL),
	OUT(IN_ARG, tline_ioc_num_rings, result, reserved)
);

IOCTL_FIELDS(f_proxies,
	OUT(IN_ARG, tline_ioc_proxies, types, reserved)
);

IOCTL_FIELDS(f_proxy_message,
	ARG(F_ENUM, tline_ioc_proxy_message, type, proxy_messages),
	OUT(IN_ARG, tline_ioc_proxy_message, result, result),
	ARG(F_NUM, tline_ioc_proxy_message, p1, NULL),
	ARG(F_NUM, tline_ioc_proxy_message, p2, NULL),
	ARG(F_NUM, tline_ioc_proxy_message, p3, NULL)
);

static const struct field f_raw[] = { CTL("cmd", F_NUM, NULL), CTL("ptr", F_PTR, NULL) };
static const struct field f_app[] = { CTL("block", F_SMALL, NULL) };
static const struct field f_line[] = {
	CTL("n", F_SMALL, NULL), CTL("mode", F_ENUM, deliveries),
};
static const struct field f_read[] = { CTL("size", F_NUM, NULL), CTL("ptr", F_PTR, NULL) };
static const struct field f_poke_step[] = { CTL("value", F_TEXT, steps) };
static const struct field f_poke_live[] = { CTL("value", F_TEXT, switch_values) };

#define POKE(values)	{ CTL("line", F_SMALL, NULL), CTL("value", F_TEXT, values) }
static const struct field f_poke_switch[] = POKE(switch_values);
static const struct field f_poke_release[] = POKE(releases);
static const struct field f_poke_fault[] = POKE(faults);
static const struct field f_poke_script[] = POKE(scripts);
static const struct field f_poke_incoming[] = POKE(callers);
static const struct field f_poke_digits[] = POKE(digits);

#define ATTR(name, kind, type, size, names)	{ name, IN_ATTR, kind, type, size, names }
#define NL_FIELDS(name, ...)							\
static const struct field name[] = {						\
	CTL("flags", F_FLAGS, nl_flags), CTL("version", F_SMALL, NULL),		\
	CTL("attr", F_NUM, NULL), CTL("attr_size", F_NUM, NULL), __VA_ARGS__	\
}

NL_FIELDS(f_nl_line,
	ATTR("id", F_SMALL, TLINE_A_LINE_ID, 4, NULL),
	ATTR("name", F_TEXT, TLINE_A_LINE_NAME, 32, line_names)
);

NL_FIELDS(f_nl_call,
	ATTR("line", F_SMALL, TLINE_A_CALL_LINE, 4, NULL),
	ATTR("id", F_SMALL, TLINE_A_CALL_ID, 4, NULL)
);

NL_FIELDS(f_nl_counters,
	ATTR("line", F_SMALL, TLINE_A_COUNTERS_LINE, 4, NULL)
);

/* ------------------------------------------------------------------------- rows */

#define FIELDS(f)	.fields = f, .num_fields = ARRAY_SIZE(f)
#define IOCTL(n, file, w, f)	{ .name = #n, .on = FILE_##file, .cmd = TLINE_IOC_##n,	\
				  .weight = w, .run = run_ioctl, FIELDS(f) }
#define IOCTL_R(n, file, w, f, type, o)						\
	{ .name = #n, .on = FILE_##file, .cmd = TLINE_IOC_##n, .weight = w,		\
	  .result = offsetof(struct type, result), .outs = o, .run = run_ioctl, FIELDS(f) }
#define POKE_ROW(n, w, f)	{ .name = n, .weight = w, .run = run_poke, FIELDS(f) }
#define NL_ROW(n, w, f)	{ .name = #n, .on = FILE_NL, .cmd = TLINE_NL_CMD_##n, .weight = w,	\
			  .run = run_netlink, FIELDS(f) }

const struct row rows[] = {
	{ .name = "app", .makes = FILE_APP, .outs = "r", .weight = 6, .run = run_app, FIELDS(f_app) },
	{ .name = "line", .makes = FILE_LINE, .outs = "r", .weight = 12, .run = run_line,
	  FIELDS(f_line) },
	{ .name = "netlink", .makes = FILE_NL, .outs = "r", .weight = 3, .run = run_nl_open },
	{ .name = "dup", .on = FILE_ANY, .makes = FILE_ANY, .outs = "r", .weight = 3,
	  .run = run_dup },
	{ .name = "pass", .on = FILE_ANY, .weight = 2, .run = run_pass },
	{ .name = "close", .on = FILE_ANY, .weight = 14, .run = run_close },
	{ .name = "read", .on = FILE_APP, .outs = "cc", .weight = 24, .run = run_read,
	  FIELDS(f_read) },
	{ .name = "write", .on = FILE_ANY, .weight = 1, .run = run_write },
	{ .name = "poll", .on = FILE_ANY, .weight = 4, .run = run_poll },
	{ .name = "join", .weight = 3, .run = run_join },
	{ .name = "fork", .outs = "p", .weight = 3, .run = run_fork },
	{ .name = "kill", .weight = 3, .run = run_kill },
	{ .name = "ioctl", .on = FILE_ANY, .weight = 2, .run = run_raw, FIELDS(f_raw) },

	IOCTL(APP_INFO, APP, 3, f_app_info),
	IOCTL(APP_SETUP, APP, 4, f_app_setup),
	IOCTL(SHUTDOWN, APP, 4, f_none),
	IOCTL(CANCEL, APP, 16, f_cancel),
	IOCTL(REQUEST_STATE, APP, 5, f_request_state),
	IOCTL(SET_PRIORITY, APP, 4, f_priority),
	IOCTL(GET_PRIORITY, APP, 3, f_priority),
	IOCTL(COUNTERS, ANY, 3, f_counters),
	IOCTL_R(OPEN, LINE, 14, f_open, tline_ioc_open, "c"),
	IOCTL(LINE_CAPS, LINE, 3, f_line_caps),
	IOCTL_R(ADDRESS_CAPS, LINE, 3, f_address_caps, tline_ioc_address_caps, NULL),
	IOCTL(OPENS, LINE, 4, f_opens),
	IOCTL(CLOSE, LINE, 6, f_none),
	{ .name = "req", .weight = 40, .run = run_req, FIELDS(f_req) },
	{ .name = "SUBMIT", .on = FILE_LINE, .outs = "qccq", .cmd = TLINE_IOC_SUBMIT, .weight = 50,
	  .run = run_submit, FIELDS(f_submit) },
	IOCTL(LINE_STATUS, LINE, 3, f_line_status),
	IOCTL_R(ADDRESS_STATUS, LINE, 3, f_address_status, tline_ioc_address_status, NULL),
	IOCTL_R(SET_STATUS_MESSAGES, LINE, 6, f_set_status, tline_ioc_status_messages, NULL),
	IOCTL(GET_STATUS_MESSAGES, LINE, 3, f_get_status),
	{ .name = "GET_NEW_CALLS", .on = FILE_LINE, .outs = "cc", .cmd = TLINE_IOC_GET_NEW_CALLS,
	  .weight = 8, .result = offsetof(struct tline_ioc_new_calls, result), .run = run_new_calls,
	  FIELDS(f_new_calls) },
	IOCTL_R(CALL_INFO, LINE, 5, f_call_info, tline_ioc_call_info, NULL),
	IOCTL_R(CALL_STATUS, LINE, 5, f_call_status, tline_ioc_call_status, NULL),
	IOCTL_R(SET_PRIVILEGE, LINE, 8, f_privilege, tline_ioc_privilege, NULL),
	IOCTL_R(HANDOFF, LINE, 10, f_handoff, tline_ioc_handoff, NULL),
	IOCTL_R(DEALLOCATE, LINE, 10, f_deallocate, tline_ioc_deallocate, NULL),
	IOCTL_R(SET_APPSPECIFIC, LINE, 3, f_appspecific, tline_ioc_set_call, NULL),
	IOCTL_R(SET_MEDIAMODE, LINE, 4, f_mediamode, tline_ioc_set_call, NULL),
	IOCTL_R(MONITOR_DIGITS, LINE, 5, f_monitor_digits, tline_ioc_set_call, NULL),
	IOCTL_R(GENERATE_DIGITS, LINE, 6, f_digits, tline_ioc_digits, NULL),
	IOCTL(OUTPUT, APP, 8, f_output),
	IOCTL(RECIPIENT, APP, 4, f_recipient),
	IOCTL_R(ASSIST, APP, 4, f_assist, tline_ioc_assist, NULL),
	IOCTL_R(ASSIST_TAKE, APP, 4, f_assist, tline_ioc_assist, NULL),
	IOCTL_R(DATA, LINE, 6, f_data, tline_ioc_data, NULL),
	IOCTL_R(SET_DEVCONFIG, LINE, 4, f_devconfig, tline_ioc_devconfig, NULL),
	IOCTL_R(GET_DEVCONFIG, LINE, 4, f_devconfig, tline_ioc_devconfig, NULL),
	IOCTL(PROXIES, LINE, 2, f_proxies),
	IOCTL_R(CONF_CALLS, LINE, 6, f_conf_calls, tline_ioc_conf_calls, "cc"),
	IOCTL_R(SET_NUM_RINGS, LINE, 3, f_num_rings, tline_ioc_num_rings, NULL),
	IOCTL_R(GET_NUM_RINGS, LINE, 3, f_num_rings, tline_ioc_num_rings, NULL),
	IOCTL_R(MONITOR_MEDIA, LINE, 5, f_monitor_media, tline_ioc_set_call, NULL),
	IOCTL_R(MONITOR_TONES, LINE, 5, f_tones, tline_ioc_tones, NULL),
	IOCTL_R(GENERATE_TONE, LINE, 5, f_tone, tline_ioc_tone, NULL),
	IOCTL_R(SET_MEDIACONTROL, LINE, 5, f_media_control, tline_ioc_media_control, NULL),
	IOCTL_R(PROXY_TAKE, LINE, 8, f_proxy_take, tline_ioc_proxy_take, "a"),
	IOCTL_R(PROXY_ANSWER, LINE, 8, f_proxy_answer, tline_ioc_proxy_answer, NULL),
	IOCTL_R(PROXY_MESSAGE, LINE, 4, f_proxy_message, tline_ioc_proxy_message, NULL),

	POKE_ROW("step", 30, f_poke_step),
	POKE_ROW("live", 1, f_poke_live),
	POKE_ROW("park", 12, f_poke_switch),
	POKE_ROW("release", 10, f_poke_release),
	POKE_ROW("fault", 10, f_poke_fault),
	POKE_ROW("script", 6, f_poke_script),
	POKE_ROW("incoming", 14, f_poke_incoming),
	POKE_ROW("digits", 4, f_poke_digits),
	POKE_ROW("hangup", 6, f_poke_switch),
	POKE_ROW("ring_mode", 1, f_poke_switch),
	POKE_ROW("signal", 1, f_poke_switch),
	POKE_ROW("roam_mode", 1, f_poke_switch),
	POKE_ROW("unplug", 2, f_poke_switch),
	{ .name = "force_close", .weight = 4, .run = run_poke, FIELDS(f_poke_switch) },

	NL_ROW(LINE_GET, 4, f_nl_line),
	NL_ROW(CALL_GET, 4, f_nl_call),
	NL_ROW(REQUEST_GET, 4, f_nl_call),
	NL_ROW(COUNTERS_GET, 3, f_nl_counters),
	{ .name = "recv", .on = FILE_NL, .weight = 6, .run = run_recv, FIELDS(f_read) },
	{ .name = "subscribe", .on = FILE_NL, .weight = 3, .run = run_subscribe },
};

const int num_rows = ARRAY_SIZE(rows);

const uint16_t where_size[NUM_WHERE] = {
	[IN_REQUEST] = sizeof(struct tline_request), [IN_DEST] = sizeof(struct tline_dest),
	[IN_PARAMS] = sizeof(struct tline_call_params), [IN_UUI] = sizeof(struct tline_uui),
	[IN_FORWARD] = sizeof(struct tline_forward),
	[IN_TERMINAL] = sizeof(struct tline_set_terminal),
	[IN_GATHER] = sizeof(struct tline_gather),
	[IN_ITEM] = sizeof(struct tline_item) + ITEM_DATA,
};

const struct row *row_find(const char *name)
{
	int i;

	for (i = 0; i < num_rows; i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	return NULL;
}

const struct field *field_find(const struct row *row, const char *name)
{
	int i;

	for (i = 0; i < row->num_fields; i++)
		if (*row->fields[i].name && !strcmp(row->fields[i].name, name))
			return &row->fields[i];
	return NULL;
}
