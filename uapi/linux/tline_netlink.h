/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Generic netlink family "tline": looking at lines, calls and requests from
 * outside, and being told of changes.  spec/tline.yaml describes it message by
 * message; numbers here and there are the same.  None is ever reused.
 *
 * Strings are NUL-terminated.  64-bit attributes are preceded by a PAD where
 * their alignment needs it.
 */
#ifndef _UAPI_LINUX_TLINE_NETLINK_H
#define _UAPI_LINUX_TLINE_NETLINK_H

#define TLINE_FAMILY_NAME	"tline"
#define TLINE_FAMILY_VERSION	1

/** TLINE_MCGRP_EVENTS: the notifications; joining it needs CAP_NET_ADMIN */
#define TLINE_MCGRP_EVENTS	"events"

/** TLINE_NL_MAX_ADDRESSES: addresses of a line that are told in a message */
#define TLINE_NL_MAX_ADDRESSES	64
/** TLINE_NL_MAX_COUNT: TLINE_A_CALL_REQUESTS stops counting here */
#define TLINE_NL_MAX_COUNT	1024

/**
 * enum tline_nl_cmd - messages
 * @TLINE_NL_CMD_LINE_GET: lines; needs no privilege
 * @TLINE_NL_CMD_CALL_GET: calls; needs CAP_NET_ADMIN: it shows telephone numbers
 * @TLINE_NL_CMD_REQUEST_GET: pending requests; needs CAP_NET_ADMIN
 * @TLINE_NL_CMD_COUNTERS_GET: the books of a line, or without TLINE_A_COUNTERS_LINE
 *	of all lines there are and ever were; needs no privilege
 * @TLINE_NL_CMD_LINE_CREATE_NTF: a line came; attributes as of LINE_GET
 * @TLINE_NL_CMD_LINE_DELETE_NTF: a line went; the same, without what its provider
 *	told
 * @TLINE_NL_CMD_CALL_CHANGE_NTF: the state of a call changed; attributes as of
 *	CALL_GET.  STATE, STATE_MODE and STATE_TIME are those of the change; the rest is
 *	what is known when the message is made, and absent if the call is gone by
 *	then.
 */
enum tline_nl_cmd {
	TLINE_NL_CMD_LINE_GET = 1,
	TLINE_NL_CMD_CALL_GET,
	TLINE_NL_CMD_REQUEST_GET,
	TLINE_NL_CMD_COUNTERS_GET,
	TLINE_NL_CMD_LINE_CREATE_NTF,
	TLINE_NL_CMD_LINE_DELETE_NTF,
	TLINE_NL_CMD_CALL_CHANGE_NTF,
};

#define TLINE_NL_CMD_MAX	TLINE_NL_CMD_CALL_CHANGE_NTF

/**
 * enum tline_a_line - attributes of a line
 * @TLINE_A_LINE_ID: u32, the node is /dev/tline/line<id>
 * @TLINE_A_LINE_NAME: string
 * @TLINE_A_LINE_SERIAL: string, absent if there is none
 * @TLINE_A_LINE_PROVIDER: string
 * @TLINE_A_LINE_NUM_ADDRESSES: u32
 * @TLINE_A_LINE_ADDRESS: nest, once for each of the first TLINE_NL_MAX_ADDRESSES
 *	addresses; enum tline_a_address
 * @TLINE_A_LINE_OPENS: u32, opens of the line
 * @TLINE_A_LINE_CALLS: u32, calls there are
 * @TLINE_A_LINE_MAX_CALLS: u32, calls there may be
 * @TLINE_A_LINE_STATUS: u32, TLINE_DEVSTATUSFLAGS_
 * @TLINE_A_LINE_MEDIA_MODES: u32, TLINE_MEDIAMODE_
 * @TLINE_A_LINE_BEARER_MODES: u32, TLINE_BEARERMODE_
 * @TLINE_A_LINE_FEATURES: u32, TLINE_LINEFEATURE_
 * @TLINE_A_LINE_FLAGS: u32, TLINE_DEVCAPFLAGS_
 * @TLINE_A_LINE_COUNTERS: nest, enum tline_a_counters
 * @TLINE_A_LINE_LOST: u64, notifications: how many were lost before this one,
 *	because they came too fast
 * @TLINE_A_LINE_PAD: alignment
 */
enum tline_a_line {
	TLINE_A_LINE_ID = 1,
	TLINE_A_LINE_NAME,
	TLINE_A_LINE_SERIAL,
	TLINE_A_LINE_PROVIDER,
	TLINE_A_LINE_NUM_ADDRESSES,
	TLINE_A_LINE_ADDRESS,
	TLINE_A_LINE_OPENS,
	TLINE_A_LINE_CALLS,
	TLINE_A_LINE_MAX_CALLS,
	TLINE_A_LINE_STATUS,
	TLINE_A_LINE_MEDIA_MODES,
	TLINE_A_LINE_BEARER_MODES,
	TLINE_A_LINE_FEATURES,
	TLINE_A_LINE_FLAGS,
	TLINE_A_LINE_COUNTERS,
	TLINE_A_LINE_LOST,
	TLINE_A_LINE_PAD,
};

#define TLINE_A_LINE_MAX	TLINE_A_LINE_PAD

/**
 * enum tline_a_address - attributes of an address
 * @TLINE_A_ADDRESS_ID: u32, from 0
 * @TLINE_A_ADDRESS_NUMBER: string
 * @TLINE_A_ADDRESS_ACTIVE_CALLS: u32, calls neither IDLE nor on hold
 * @TLINE_A_ADDRESS_ONHOLD_CALLS: u32, calls ONHOLD
 * @TLINE_A_ADDRESS_ONHOLD_PENDING_CALLS: u32, calls ONHOLDPENDTRANSFER or ONHOLDPENDCONF
 */
enum tline_a_address {
	TLINE_A_ADDRESS_ID = 1,
	TLINE_A_ADDRESS_NUMBER,
	TLINE_A_ADDRESS_ACTIVE_CALLS,
	TLINE_A_ADDRESS_ONHOLD_CALLS,
	TLINE_A_ADDRESS_ONHOLD_PENDING_CALLS,
};

#define TLINE_A_ADDRESS_MAX	TLINE_A_ADDRESS_ONHOLD_PENDING_CALLS

/**
 * enum tline_a_call - attributes of a call
 * @TLINE_A_CALL_LINE: u32, id of the line
 * @TLINE_A_CALL_ID: u32, of the call, unique on its line; not an app's handle
 * @TLINE_A_CALL_ADDRESS: u32
 * @TLINE_A_CALL_STATE: u32, TLINE_CALLSTATE_; 0: none told yet
 * @TLINE_A_CALL_STATE_MODE: u32, the mode of that state, or 0
 * @TLINE_A_CALL_STATE_TIME: u64, CLOCK_REALTIME ns of the last change
 * @TLINE_A_CALL_PENDING: flag: the request that creates it is not complete
 * @TLINE_A_CALL_ORIGIN: u32, TLINE_CALLORIGIN_
 * @TLINE_A_CALL_REASON: u32, TLINE_CALLREASON_
 * @TLINE_A_CALL_MEDIA_MODE: u32, TLINE_MEDIAMODE_
 * @TLINE_A_CALL_BEARER_MODE: u32, TLINE_BEARERMODE_
 * @TLINE_A_CALL_RATE: u32, bit/s
 * @TLINE_A_CALL_OWNERS: u32, handles with OWNER
 * @TLINE_A_CALL_MONITORS: u32, handles with MONITOR only
 * @TLINE_A_CALL_REQUESTS: u32, requests pending on it, up to TLINE_NL_MAX_COUNT
 * @TLINE_A_CALL_PARTY: nest, once for each party of which something is known;
 *	enum tline_a_party
 * @TLINE_A_CALL_APP_NAME: string, the app that made, accepted or answered it
 * @TLINE_A_CALL_CALL_ID: u32, the switch's id of the call; absent if it has none
 * @TLINE_A_CALL_LOST: u64, as TLINE_A_LINE_LOST
 * @TLINE_A_CALL_PAD: alignment
 */
enum tline_a_call {
	TLINE_A_CALL_LINE = 1,
	TLINE_A_CALL_ID,
	TLINE_A_CALL_ADDRESS,
	TLINE_A_CALL_STATE,
	TLINE_A_CALL_STATE_MODE,
	TLINE_A_CALL_STATE_TIME,
	TLINE_A_CALL_PENDING,
	TLINE_A_CALL_ORIGIN,
	TLINE_A_CALL_REASON,
	TLINE_A_CALL_MEDIA_MODE,
	TLINE_A_CALL_BEARER_MODE,
	TLINE_A_CALL_RATE,
	TLINE_A_CALL_OWNERS,
	TLINE_A_CALL_MONITORS,
	TLINE_A_CALL_REQUESTS,
	TLINE_A_CALL_PARTY,
	TLINE_A_CALL_APP_NAME,
	TLINE_A_CALL_CALL_ID,
	TLINE_A_CALL_LOST,
	TLINE_A_CALL_PAD,
};

#define TLINE_A_CALL_MAX	TLINE_A_CALL_PAD

/**
 * enum tline_a_party - attributes of a party of a call
 * @TLINE_A_PARTY_ROLE: u32, enum tline_party_index
 * @TLINE_A_PARTY_FLAGS: u32, TLINE_CALLPARTYID_
 * @TLINE_A_PARTY_NUMBER: string, absent if not known
 * @TLINE_A_PARTY_NAME: string, absent if not known
 */
enum tline_a_party {
	TLINE_A_PARTY_ROLE = 1,
	TLINE_A_PARTY_FLAGS,
	TLINE_A_PARTY_NUMBER,
	TLINE_A_PARTY_NAME,
};

#define TLINE_A_PARTY_MAX	TLINE_A_PARTY_NAME

/**
 * enum tline_a_request - attributes of a pending request
 * @TLINE_A_REQUEST_LINE: u32, id of the line
 * @TLINE_A_REQUEST_ID: u32, as the provider knows it, unique on its line
 * @TLINE_A_REQUEST_APP_ID: u32, as the app knows it; absent if nobody waits for it
 * @TLINE_A_REQUEST_OP: u32, enum tline_opcode
 * @TLINE_A_REQUEST_OP_NAME: string, the same as a word
 * @TLINE_A_REQUEST_CALL: u32, TLINE_A_CALL_ID of its call; absent if it belongs to
 *	the line
 * @TLINE_A_REQUEST_NEW_CALL: u32, TLINE_A_CALL_ID of the call that it creates
 * @TLINE_A_REQUEST_DISPATCHED: flag: the provider has seen it
 * @TLINE_A_REQUEST_DEADLINE: flag: it has a deadline
 * @TLINE_A_REQUEST_APP_NAME: string, who submitted it; absent if nobody waits for it
 */
enum tline_a_request {
	TLINE_A_REQUEST_LINE = 1,
	TLINE_A_REQUEST_ID,
	TLINE_A_REQUEST_APP_ID,
	TLINE_A_REQUEST_OP,
	TLINE_A_REQUEST_OP_NAME,
	TLINE_A_REQUEST_CALL,
	TLINE_A_REQUEST_NEW_CALL,
	TLINE_A_REQUEST_DISPATCHED,
	TLINE_A_REQUEST_DEADLINE,
	TLINE_A_REQUEST_APP_NAME,
};

#define TLINE_A_REQUEST_MAX	TLINE_A_REQUEST_APP_NAME

/**
 * enum tline_a_counters - struct tline_ioc_counters; all u64 but LINE and BY_REASON
 * @TLINE_A_COUNTERS_LINE: u32, id of the line; absent: the total
 * @TLINE_A_COUNTERS_SUBMITTED: requests accepted, the core's own drops included
 * @TLINE_A_COUNTERS_COMPLETED: requests that ended
 * @TLINE_A_COUNTERS_PENDING: requests that have not
 * @TLINE_A_COUNTERS_BY_REASON: nest: completed requests by reason; the type of
 *	each attribute is its enum tline_reason
 * @TLINE_A_COUNTERS_LATE: answers to requests that had ended, or never were
 * @TLINE_A_COUNTERS_REFUSED_UPCALLS: impossible transitions, unknown calls ...
 * @TLINE_A_COUNTERS_OWED_IDLE: IDLE states written by the core
 * @TLINE_A_COUNTERS_CALLS: calls there are
 * @TLINE_A_COUNTERS_CALLS_TOTAL: calls there ever were
 * @TLINE_A_COUNTERS_OPENS: open lines
 * @TLINE_A_COUNTERS_PAD: alignment
 */
enum tline_a_counters {
	TLINE_A_COUNTERS_LINE = 1,
	TLINE_A_COUNTERS_SUBMITTED,
	TLINE_A_COUNTERS_COMPLETED,
	TLINE_A_COUNTERS_PENDING,
	TLINE_A_COUNTERS_BY_REASON,
	TLINE_A_COUNTERS_LATE,
	TLINE_A_COUNTERS_REFUSED_UPCALLS,
	TLINE_A_COUNTERS_OWED_IDLE,
	TLINE_A_COUNTERS_CALLS,
	TLINE_A_COUNTERS_CALLS_TOTAL,
	TLINE_A_COUNTERS_OPENS,
	TLINE_A_COUNTERS_PAD,
};

#define TLINE_A_COUNTERS_MAX	TLINE_A_COUNTERS_PAD

/** TLINE_A_REASON_PAD: alignment inside TLINE_A_COUNTERS_BY_REASON */
#define TLINE_A_REASON_PAD	16

#endif /* _UAPI_LINUX_TLINE_NETLINK_H */
