/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The tline ABI: telephone lines, calls and their asynchronous requests.
 *
 * Documentation/abi.rst describes every ioctl with its errors,
 * Documentation/termination.rst how requests and calls end.
 *
 * An *app* is an open file of /dev/tline/app; it owns one message queue and a
 * space of 32-bit ids (line handles, call handles, request ids).  A *line* is
 * an open file of /dev/tline/lineN, bound to an app by TLINE_IOC_OPEN.
 *
 * Errors come in two kinds, never mixed.  A misuse of the ABI is an errno and
 * changes nothing.  A telephony refusal leaves the ioctl successful and puts a
 * negative TLINE_ERR_ code into the member @result.
 *
 * Structures grow at their end only.  The size travels in the ioctl number: an
 * older program's shorter structure is accepted, and so is a newer program's
 * longer one as long as the part unknown here is zero (E2BIG otherwise).
 */
#ifndef _UAPI_LINUX_TLINE_H
#define _UAPI_LINUX_TLINE_H

#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/tline_tapi.h>

/** TLINE_ABI_VERSION: informative only; programs test features, not versions. */
#define TLINE_ABI_VERSION	1

/* TAPI versions an open may speak. */
#define TLINE_API_VERSION_MIN	0x00010003
#define TLINE_API_VERSION_1_4	0x00010004
#define TLINE_API_VERSION_2_0	0x00020000
#define TLINE_API_VERSION_MAX	0x00020002

/* Sizes of the strings inside structures, the terminating NUL included. */
#define TLINE_NAME_LEN		64	/* application, module and party names */
#define TLINE_NUMBER_LEN	64	/* a telephone number */
#define TLINE_DEST_LEN		128	/* a dialable string */
#define TLINE_TEXT_LEN		80	/* comment, display */
#define TLINE_LINE_NAME_LEN	32	/* line names, serials, providers */
#define TLINE_UUI_LEN		256	/* user-user information, bytes */

/* Limits; Documentation/abi.rst gives the reason of each. */
#define TLINE_MAX_LINES		(1 << 18)
#define TLINE_MAX_CALLS		1024	/* calls on one line */
#define TLINE_MAX_REQUESTS	4096	/* of an app: pending, or done and unread */
#define TLINE_MAX_HANDLES	(1 << 18)	/* of an app: lines and calls */
#define TLINE_MAX_OPENS		4096	/* opens of one line */
#define TLINE_MAX_USER_OPENS	1024	/* of these, of one user without CAP_SYS_RESOURCE */
#define TLINE_MAX_SUBMIT	4096	/* requests in one TLINE_IOC_SUBMIT */
#define TLINE_MAX_SUBMIT_WAIT	64	/* the same with TLINE_SUBMIT_WAIT */
#define TLINE_MAX_ARGS		4096	/* bytes of one request's arguments */
#define TLINE_MIN_EVENTS	16	/* event ring, in messages */
#define TLINE_DEF_EVENTS	256
#define TLINE_MAX_EVENTS	65536
#define TLINE_MAX_DIGITS	128	/* of one TLINE_IOC_GENERATE_DIGITS */
#define TLINE_MAX_GATHER	1024	/* digits of one TLINE_OP_GATHERDIGITS */
#define TLINE_MAX_TONES		32	/* of one TLINE_IOC_MONITOR_TONES */
#define TLINE_MAX_FREQUENCIES	8	/* of one TLINE_IOC_GENERATE_TONE */
#define TLINE_MAX_CONTROLS	64	/* of one TLINE_IOC_SET_MEDIACONTROL */
#define TLINE_MAX_DATA		4096	/* bytes of one item of enum tline_data_kind */
#define TLINE_MAX_PROXY		16384	/* bytes of one TLINE_OP_PROXY, and of its answer */
#define TLINE_MAX_ASSISTS	64	/* calls asked for with TLINE_IOC_ASSIST and not taken */
#define TLINE_MAX_USER_ASSISTS	16	/* of these, of one user without CAP_SYS_RESOURCE */

/*
 * ---------------------------------------------------------------------------
 * Messages: what read() on an app returns
 */

/**
 * enum tline_message_type - TAPI's message numbers, and one of our own
 * @TLINE_MSG_ADDRESSSTATE: p1 address, p2 TLINE_ADDRESSSTATE_
 * @TLINE_MSG_CALLINFO: handle call; p1 TLINE_CALLINFOSTATE_
 * @TLINE_MSG_CALLSTATE: handle call; p1 state, p2 its mode, p3 the privilege
 *	newly got, or 0.  The mode of CONFERENCED is the reader's handle of the
 *	conference's parent call, or 0
 * @TLINE_MSG_CLOSE: handle line, already dead: closed by force
 * @TLINE_MSG_DEVSPECIFIC: handle line or call; p1 to p3 the provider's
 * @TLINE_MSG_DEVSPECIFICFEATURE: the same
 * @TLINE_MSG_GENERATE: handle call; p1 TLINE_GENERATETERM_, p3 ms tick
 * @TLINE_MSG_LINEDEVSTATE: handle line; p1 TLINE_DEVSTATE_, p2 and p3 per state
 * @TLINE_MSG_MONITORDIGITS: handle call; p1 digit, p2 TLINE_DIGITMODE_, p3 ms tick
 * @TLINE_MSG_MONITORMEDIA: handle call; p1 one TLINE_MEDIAMODE_, p3 ms tick
 * @TLINE_MSG_MONITORTONE: handle call; p1 @app_specific of the tone, p3 ms tick
 * @TLINE_MSG_REPLY: the completion of a request: p1 request id, p2 result as
 *	unsigned 32 bits (0 or a TLINE_ERR_), p3 enum tline_reason in its low 32
 *	bits and the request's output value, if any, in the high ones; @cookie set
 * @TLINE_MSG_REQUEST: somebody asks this app to make a call (TLINE_IOC_ASSIST);
 *	p1 TLINE_REQUESTMODE_; instance that of TLINE_IOC_RECIPIENT
 * @TLINE_MSG_CREATE: p1 id of a new line
 * @TLINE_MSG_APPNEWCALL: handle line; p1 address, p2 new call handle, p3 privilege
 * @TLINE_MSG_AGENTSPECIFIC: handle line; p1 to p3 as the proxy gave them to
 *	TLINE_IOC_PROXY_MESSAGE; so the next five
 * @TLINE_MSG_AGENTSTATUS: see TLINE_MSG_AGENTSPECIFIC
 * @TLINE_MSG_PROXYREQUEST: handle line; p1 number of the request for TLINE_IOC_PROXY_TAKE,
 *	p2 TLINE_PROXYREQUEST_
 * @TLINE_MSG_REMOVE: p1 id of a line that is gone
 * @TLINE_MSG_AGENTSESSIONSTATUS: see TLINE_MSG_AGENTSPECIFIC
 * @TLINE_MSG_QUEUESTATUS: see TLINE_MSG_AGENTSPECIFIC
 * @TLINE_MSG_AGENTSTATUSEX: see TLINE_MSG_AGENTSPECIFIC
 * @TLINE_MSG_GROUPSTATUS: see TLINE_MSG_AGENTSPECIFIC
 * @TLINE_MSG_PROXYSTATUS: handle line; p1 TLINE_PROXYSTATUS_, p2 TLINE_PROXYREQUEST_
 * @TLINE_MSG_LOST: p1 number of messages dropped at this place because the app
 *	read too slowly (completions are never dropped)
 */
enum tline_message_type {
	TLINE_MSG_ADDRESSSTATE	= 0,
	TLINE_MSG_CALLINFO	= 1,
	TLINE_MSG_CALLSTATE	= 2,
	TLINE_MSG_CLOSE		= 3,
	TLINE_MSG_DEVSPECIFIC	= 4,
	TLINE_MSG_DEVSPECIFICFEATURE = 5,
	TLINE_MSG_GENERATE	= 7,
	TLINE_MSG_LINEDEVSTATE	= 8,
	TLINE_MSG_MONITORDIGITS	= 9,
	TLINE_MSG_MONITORMEDIA	= 10,
	TLINE_MSG_MONITORTONE	= 11,
	TLINE_MSG_REPLY		= 12,
	TLINE_MSG_REQUEST	= 13,
	TLINE_MSG_CREATE	= 19,
	TLINE_MSG_AGENTSPECIFIC	= 21,
	TLINE_MSG_AGENTSTATUS	= 22,
	TLINE_MSG_APPNEWCALL	= 23,
	TLINE_MSG_PROXYREQUEST	= 24,
	TLINE_MSG_REMOVE	= 25,
	TLINE_MSG_AGENTSESSIONSTATUS = 27,
	TLINE_MSG_QUEUESTATUS	= 28,
	TLINE_MSG_AGENTSTATUSEX	= 29,
	TLINE_MSG_GROUPSTATUS	= 30,
	TLINE_MSG_PROXYSTATUS	= 31,
	TLINE_MSG_LOST		= 0x1000,
};

/**
 * struct tline_message - one message; read() returns whole ones, as many as fit
 * @seq: sequence number within the app, from 1 upwards.  A gap is announced by
 *	a TLINE_MSG_LOST that carries the number of the last message dropped.
 * @time_ns: CLOCK_MONOTONIC when it happened
 * @type: enum tline_message_type
 * @handle: line or call handle, or 0
 * @instance: the callback instance given to TLINE_IOC_OPEN
 * @cookie: of a completion: the request's cookie; otherwise 0
 * @p1: parameter 1
 * @p2: parameter 2
 * @p3: parameter 3
 */
struct tline_message {
	__u64 seq;
	__u64 time_ns;
	__u32 type;
	__u32 handle;
	__u64 instance;
	__u64 cookie;
	__u64 p1;
	__u64 p2;
	__u64 p3;
};

/**
 * enum tline_reason - why a request ended (Documentation/termination.rst)
 * @TLINE_REASON_DONE: the provider carried it out
 * @TLINE_REASON_REFUSED: the provider answered with an error
 * @TLINE_REASON_CANCELLED: TLINE_CANCEL_FORCE
 * @TLINE_REASON_TIMEDOUT: its deadline passed
 * @TLINE_REASON_CALL_CLOSED: the call it belonged to was closed
 * @TLINE_REASON_LINE_CLOSED: the line it belonged to was closed
 * @TLINE_REASON_DEVICE_GONE: the provider or the line went away
 * @TLINE_REASON_COUNT: number of reasons, plus one
 */
enum tline_reason {
	TLINE_REASON_DONE	= 1,
	TLINE_REASON_REFUSED,
	TLINE_REASON_CANCELLED,
	TLINE_REASON_TIMEDOUT,
	TLINE_REASON_CALL_CLOSED,
	TLINE_REASON_LINE_CLOSED,
	TLINE_REASON_DEVICE_GONE,
	TLINE_REASON_COUNT
};

/*
 * ---------------------------------------------------------------------------
 * Requests
 */

/**
 * enum tline_opcode - the asynchronous operations: every TSPI function that
 *	takes a request id
 *
 * The comment gives what @args points to, and the meaning of @arg.  The last two
 * are the core's own and never reach a provider.  An operation whose comment names
 * an output has one if it was submitted with TLINE_REQUEST_KEEP.
 */
enum tline_opcode {
	TLINE_OP_MAKECALL = 1,		/* struct tline_call_params */
	TLINE_OP_DIAL,			/* struct tline_dest */
	TLINE_OP_ACCEPT,		/* struct tline_uui, optional */
	TLINE_OP_ANSWER,		/* struct tline_uui, optional */
	TLINE_OP_DROP,			/* struct tline_uui, optional */
	TLINE_OP_HOLD,
	TLINE_OP_UNHOLD,
	TLINE_OP_SWAPHOLD,		/* call2: the held call */
	TLINE_OP_REDIRECT,		/* struct tline_dest */
	TLINE_OP_BLINDTRANSFER,		/* struct tline_dest */
	TLINE_OP_SETUPTRANSFER,		/* struct tline_call_params, optional */
	TLINE_OP_COMPLETETRANSFER,	/* call2: consultation; arg[0] TLINE_TRANSFERMODE_ */
	TLINE_OP_SETUPCONFERENCE,	/* struct tline_call_params, optional; arg[0] parties */
	TLINE_OP_PREPAREADDTOCONFERENCE, /* struct tline_call_params, optional */
	TLINE_OP_ADDTOCONFERENCE,	/* call2: consultation */
	TLINE_OP_REMOVEFROMCONFERENCE,
	TLINE_OP_PARK,			/* struct tline_dest, optional; arg[0] TLINE_PARKMODE_;
					 * output: struct tline_dest, where it is parked
					 */
	TLINE_OP_UNPARK,		/* struct tline_dest; arg[0] address */
	TLINE_OP_PICKUP,		/* struct tline_dest, optional: the number that rings, then
					 * '^' and the group, either of which may be missing;
					 * arg[0] address
					 */
	TLINE_OP_COMPLETECALL,		/* arg[0] TLINE_CALLCOMPLMODE_, arg[1] message */
	TLINE_OP_UNCOMPLETECALL,	/* arg[0] completion id */
	TLINE_OP_FORWARD,		/* array of struct tline_forward, optional; arg[0] address
					 * or TLINE_ADDRESS_ANY, arg[1] rings
					 */
	TLINE_OP_SECURECALL,
	TLINE_OP_SENDUSERUSERINFO,	/* struct tline_uui */
	TLINE_OP_RELEASEUSERUSERINFO,
	TLINE_OP_SETCALLPARAMS,		/* struct tline_call_params */
	TLINE_OP_SETCALLDATA,		/* bytes */
	TLINE_OP_SETCALLQUALITYOFSERVICE, /* struct tline_items: the two flow specifications */
	TLINE_OP_SETCALLTREATMENT,	/* arg[0] TLINE_CALLTREATMENT_ */
	TLINE_OP_SETTERMINAL,		/* struct tline_set_terminal */
	TLINE_OP_SETLINEDEVSTATUS,	/* arg[0] TLINE_DEVSTATUSFLAGS_, arg[1] on */
	TLINE_OP_DEVSPECIFIC,		/* bytes; arg[0] address; output: as many bytes */
	TLINE_OP_DEVSPECIFICFEATURE,	/* bytes; arg[0] feature; output: as many bytes */
	TLINE_OP_GATHERDIGITS,		/* struct tline_gather; output: the digits; value: TLINE_GATHERTERM_ */
	TLINE_OP_PROXY,			/* bytes; arg[0] TLINE_PROXYREQUEST_; output: bytes */
	TLINE_OP_COUNT
};

/**
 * struct tline_request - one request of TLINE_IOC_SUBMIT
 * @op: in: enum tline_opcode
 * @flags: in: 0, or TLINE_REQUEST_KEEP: the id stays in use when the completion has
 *	been read, until TLINE_IOC_OUTPUT has taken the output
 * @call: in: handle of the call it is about; 0 if it belongs to the line
 * @call2: in: handle of the second call, if the operation takes one
 * @cookie: in: returned in the completion
 * @timeout_ns: in: deadline from now on, in ns; 0: none.  When it passes, the
 *	request ends with OPERATIONFAILED and TLINE_REASON_TIMEDOUT.
 * @args: in: pointer to the operation's argument structure, or 0
 * @args_size: in: its size in bytes, or 0
 * @arg: in: small arguments, see enum tline_opcode; unused ones 0
 * @id: out: request id, from 1 to 0x7fffffff; 0 if refused
 * @new_call: out: handle reserved for the call that the operation creates;
 *	usable after a successful completion, gone after any other
 * @new_call2: out: the second such handle (TLINE_OP_SETUPCONFERENCE: @new_call is the
 *	conference, this the consultation)
 * @result: out: 0: accepted, exactly one completion follows; negative
 *	TLINE_ERR_: refused, nothing follows.  With TLINE_SUBMIT_WAIT: the
 *	completion's result.
 * @reason: out: with TLINE_SUBMIT_WAIT, enum tline_reason once complete; else 0
 * @value: out: with TLINE_SUBMIT_WAIT, the output value; else 0
 */
struct tline_request {
	__u32 op;
	__u32 flags;
	__u32 call;
	__u32 call2;
	__u64 cookie;
	__u64 timeout_ns;
	__aligned_u64 args;
	__u32 args_size;
	__u32 arg[3];
	__u32 id;
	__u32 new_call;
	__u32 new_call2;
	__s32 result;
	__u32 reason;
	__u32 value;
};

#define TLINE_REQUEST_KEEP	0x1

/** TLINE_SUBMIT_WAIT: return when all requests accepted are complete, with the
 *  results in the structures and no messages.  A signal ends the wait with
 *  EINTR; what is still pending then completes by message.
 */
#define TLINE_SUBMIT_WAIT	0x1
#define TLINE_SUBMIT_FLAGS	0x1

/**
 * struct tline_ioc_submit - TLINE_IOC_SUBMIT
 * @requests: in: pointer to @count requests; each gets its own result
 * @count: in: number of requests, 1 to TLINE_MAX_SUBMIT
 * @request_size: in: sizeof(struct tline_request) of the caller
 * @flags: in: TLINE_SUBMIT_
 * @done: out: number of requests looked at, accepted or refused.  A malformed
 *	request stops the array: the ioctl fails with its errno if it is the first
 *	one, else it succeeds and @done is its index.
 */
struct tline_ioc_submit {
	__aligned_u64 requests;
	__u32 count;
	__u32 request_size;
	__u32 flags;
	__u32 done;
};

/**
 * struct tline_dest - a destination
 * @number: dialable string, NUL-terminated; a final ';' says that more follows
 * @country: country code, 0: as on the line
 * @reserved: 0
 */
struct tline_dest {
	char number[TLINE_DEST_LEN];
	__u32 country;
	__u32 reserved;
};

/**
 * struct tline_forward - one rule of where calls are to be forwarded
 * @mode: one TLINE_FORWARDMODE_
 * @country: country code of @dest, 0: as on the line
 * @caller: with a mode ..SPECIFIC, the caller that it is about
 * @dest: where to; empty: nowhere, the calls are refused (do not disturb)
 */
struct tline_forward {
	__u32 mode;
	__u32 country;
	char caller[TLINE_NUMBER_LEN];
	char dest[TLINE_DEST_LEN];
};

/**
 * struct tline_set_terminal - TLINE_OP_SETTERMINAL: about the line, an address, or,
 *	if the request has a call, that call
 * @address: in: address, or TLINE_ADDRESS_ANY: the line; ignored with a call
 * @modes: in: TLINE_TERMMODE_
 * @terminal: in: terminal, below @num_terminals of struct tline_line_caps
 * @enable: in: whether they are to go there, or no longer
 */
struct tline_set_terminal {
	__u32 address;
	__u32 modes;
	__u32 terminal;
	__u32 enable;
};

/**
 * struct tline_gather - digits to be gathered, one such request at a time for each
 *	call: a new one ends the one before, whoever asked for that, with
 *	TLINE_GATHERTERM_CANCEL.  Any end that a provider's report brings is success.
 * @modes: TLINE_DIGITMODE_ PULSE and DTMF
 * @count: end after so many; 1 to TLINE_MAX_GATHER, or 0: just end the one before
 * @first_timeout: ms until the first digit; 0: for ever
 * @inter_timeout: ms between two; 0: for ever
 * @termination: digits that end it, which are part of the output; NUL-terminated
 */
struct tline_gather {
	__u32 modes;
	__u32 count;
	__u32 first_timeout;
	__u32 inter_timeout;
	char termination[20];
};

/**
 * struct tline_item - something of variable size that goes with other arguments
 * @kind: enum tline_data_kind of a call, or TLINE_DATA_DEVICE_CONFIG
 * @size: bytes of @data
 * @data: the bytes; the next item begins at the next multiple of 8
 */
struct tline_item {
	__u32 kind;
	__u32 size;
	__u8 data[];
};

/**
 * struct tline_uui - user-user information, bytes never interpreted
 * @size: number of bytes used
 * @data: the bytes
 */
struct tline_uui {
	__u32 size;
	__u8 data[TLINE_UUI_LEN];
};

/**
 * struct tline_dial_params - how to dial; times in ms, 0: the line's default
 * @pause: length of a ',' in the dialable string
 * @speed: time between digits
 * @duration: length of a digit
 * @wait_dialtone: longest wait for dial tone
 */
struct tline_dial_params {
	__u32 pause;
	__u32 speed;
	__u32 duration;
	__u32 wait_dialtone;
};

/**
 * struct tline_call_params - a call to be made; all zero: a voice call from any
 *	address to nowhere, waiting for TLINE_OP_DIAL
 * @bearer_mode: one TLINE_BEARERMODE_; 0: VOICE
 * @min_rate: bit/s
 * @max_rate: bit/s; 0: the line's highest
 * @media_mode: TLINE_MEDIAMODE_; 0: INTERACTIVEVOICE
 * @flags: TLINE_CALLPARAMFLAGS_
 * @address_mode: TLINE_ADDRESSMODE_ADDRESSID, or 0: any address
 * @address: address to call from, with ADDRESSID
 * @no_answer_timeout: seconds; 0: never
 * @treatment: TLINE_CALLTREATMENT_ for predictive dialling; 0: none
 * @items_size: bytes of struct tline_item that follow this structure, a multiple of 8
 * @dial: how to dial; out of the line's range it is clamped
 * @dest: where to
 * @calling: number to present as the caller's
 * @displayable: what to show the user as the number called
 * @called_party: name of the party called
 * @comment: about the call
 * @uui: sent along with the call
 */
struct tline_call_params {
	__u32 bearer_mode;
	__u32 min_rate;
	__u32 max_rate;
	__u32 media_mode;
	__u32 flags;
	__u32 address_mode;
	__u32 address;
	__u32 no_answer_timeout;
	__u32 treatment;
	__u32 items_size;
	struct tline_dial_params dial;
	struct tline_dest dest;
	char calling[TLINE_NUMBER_LEN];
	char displayable[TLINE_DEST_LEN];
	char called_party[TLINE_NAME_LEN];
	char comment[TLINE_TEXT_LEN];
	struct tline_uui uui;
};

#define TLINE_CANCEL_ASK	0	/* tell the provider to hurry */
#define TLINE_CANCEL_FORCE	1	/* complete now, whatever it does */

/**
 * struct tline_ioc_cancel - TLINE_IOC_CANCEL, on an app
 * @id: in: request id
 * @mode: in: TLINE_CANCEL_
 */
struct tline_ioc_cancel {
	__u32 id;
	__u32 mode;
};

#define TLINE_REQUEST_PENDING	1
#define TLINE_REQUEST_DONE	2	/* complete, its message not yet read */

/**
 * struct tline_ioc_request_state - TLINE_IOC_REQUEST_STATE, on an app
 * @id: in: request id
 * @state: out: TLINE_REQUEST_
 * @result: out: the result, once done
 * @reserved: out: 0
 */
struct tline_ioc_request_state {
	__u32 id;
	__u32 state;
	__s32 result;
	__u32 reserved;
};

/**
 * struct tline_ioc_output - TLINE_IOC_OUTPUT, on an app: take the output of a request
 *	that was submitted with TLINE_REQUEST_KEEP and is done; its id is free then
 * @id: in: request id
 * @size: in: room at @data; out: bytes of output.  More than there is room for: nothing
 *	was copied, and the output can still be taken.
 * @data: in: pointer to memory for it; 0: it is not wanted
 */
struct tline_ioc_output {
	__u32 id;
	__u32 size;
	__aligned_u64 data;
};

/*
 * ---------------------------------------------------------------------------
 * The app
 */

/**
 * struct tline_ioc_app_info - TLINE_IOC_APP_INFO
 * @abi_version: TLINE_ABI_VERSION of the kernel
 * @max_api_version: highest TAPI version
 * @num_lines: line ids in use are below this; removed lines leave holes
 * @handles: line and call handles the app holds
 * @requests: its requests that are pending
 * @unread: its requests that are done and unread
 * @events: size of its event ring, in messages
 * @reserved: 0
 * @seq: number of the newest message
 * @lost: messages lost so far
 */
struct tline_ioc_app_info {
	__u32 abi_version;
	__u32 max_api_version;
	__u32 num_lines;
	__u32 handles;
	__u32 requests;
	__u32 unread;
	__u32 events;
	__u32 reserved;
	__u64 seq;
	__u64 lost;
};

/**
 * struct tline_ioc_app_setup - TLINE_IOC_APP_SETUP: before the first line is bound
 * @name: friendly name
 * @module: name of the program's file, the target name of a directed hand-off
 * @api_version: highest TAPI version that the app speaks; decides whether it
 *	gets TLINE_MSG_CREATE and TLINE_MSG_REMOVE
 * @events: size of the event ring in messages, a power of two from
 *	TLINE_MIN_EVENTS to TLINE_MAX_EVENTS; 0: TLINE_DEF_EVENTS
 */
struct tline_ioc_app_setup {
	char name[TLINE_NAME_LEN];
	char module[TLINE_NAME_LEN];
	__u32 api_version;
	__u32 events;
};

/**
 * struct tline_ioc_priority - TLINE_IOC_SET_PRIORITY, TLINE_IOC_GET_PRIORITY
 * @module: program whose priority it is
 * @media_mode: exactly one TLINE_MEDIAMODE_; 0: the list of who is asked with
 *	TLINE_IOC_ASSIST
 * @priority: set: 0 takes the program off the list, 1 puts it first; get (out):
 *	0 not listed, 1 first, 2 second ...
 */
struct tline_ioc_priority {
	char module[TLINE_NAME_LEN];
	__u32 media_mode;
	__u32 priority;
};

/**
 * struct tline_ioc_recipient - TLINE_IOC_RECIPIENT: be asked to make calls for others
 * @modes: in: TLINE_REQUESTMODE_MAKECALL
 * @enable: in: 1, or 0: no longer
 * @instance: in: returned in TLINE_MSG_REQUEST
 */
struct tline_ioc_recipient {
	__u32 modes;
	__u32 enable;
	__u64 instance;
};

/**
 * struct tline_ioc_assist - TLINE_IOC_ASSIST: ask whoever makes calls for others;
 *	TLINE_IOC_ASSIST_TAKE: be that one, and get what was asked first
 * @mode: TLINE_REQUESTMODE_MAKECALL
 * @result: out: 0; TLINE_ERR_NOTREGISTERED: nobody does, or it is not this app;
 *	TLINE_ERR_NOREQUEST: nothing is asked for; TLINE_ERR_RESOURCEUNAVAIL: too much is
 * @dest: whom to call
 * @app: name of the app that asks
 * @party: name of who is called
 * @comment: about the call
 */
struct tline_ioc_assist {
	__u32 mode;
	__s32 result;
	char dest[TLINE_DEST_LEN];
	char app[TLINE_NAME_LEN];
	char party[TLINE_NAME_LEN];
	char comment[TLINE_TEXT_LEN];
};

/**
 * struct tline_ioc_counters - TLINE_IOC_COUNTERS: of a line, or on an app of all
 *	lines there are and ever were.  submitted == completed + pending, always.
 * @submitted: requests accepted, the core's own drops included
 * @completed: requests that ended
 * @pending: requests that have not
 * @by_reason: @completed split by enum tline_reason; [0] unused
 * @late: answers of the provider to requests that had ended, or never were
 * @refused_upcalls: impossible transitions, unknown calls and the like
 * @owed_idle: IDLE states written by the core because the provider owed them
 * @calls: calls there are
 * @calls_total: calls there ever were
 * @opens: open lines
 */
struct tline_ioc_counters {
	__u64 submitted;
	__u64 completed;
	__u64 pending;
	__u64 by_reason[16];
	__u64 late;
	__u64 refused_upcalls;
	__u64 owed_idle;
	__u64 calls;
	__u64 calls_total;
	__u64 opens;
};

/*
 * ---------------------------------------------------------------------------
 * The line
 */

#define TLINE_ADDRESS_ANY	0xffffffff

/**
 * struct tline_ioc_open - TLINE_IOC_OPEN: bind a line fd to an app, TAPI's lineOpen
 * @app_fd: in: open file of /dev/tline/app
 * @api_version: in: TAPI version of this open, TLINE_API_VERSION_MIN to _MAX
 * @privileges: in: TLINE_CALLPRIVILEGE_ NONE, MONITOR, OWNER or MONITOR|OWNER,
 *	and TLINE_OPENOPTION_SINGLEADDRESS and _PROXY.  OWNER and PROXY need a line
 *	fd open for writing (EPERM).
 * @media_modes: in: with OWNER: TLINE_MEDIAMODE_ of the calls wanted
 * @address: in: with SINGLEADDRESS: the address; otherwise ignored
 * @reserved: in: 0
 * @instance: in: returned in every message of this open
 * @handle: out: line handle
 * @result: out: 0 or a TLINE_ERR_
 * @line: out: id of the line
 * @proxy_types: in: with PROXY: requests that it answers, bit 1 << n for
 *	TLINE_PROXYREQUEST_ n; NOTREGISTERED if another open answers one of them
 */
struct tline_ioc_open {
	__s32 app_fd;
	__u32 api_version;
	__u32 privileges;
	__u32 media_modes;
	__u32 address;
	__u32 reserved;
	__u64 instance;
	__u32 handle;
	__s32 result;
	__u32 line;
	__u32 proxy_types;
};

/**
 * struct tline_line_caps - what a line can do, TAPI's LINEDEVCAPS
 * @line: id; filled by the core
 * @permanent_id: derived from @serial, the same after every start; by the core
 * @num_addresses: addresses on the line; by the core
 * @api_version: highest TAPI version of the provider
 * @address_modes: TLINE_ADDRESSMODE_
 * @bearer_modes: TLINE_BEARERMODE_
 * @max_rate: bit/s
 * @media_modes: TLINE_MEDIAMODE_
 * @generate_tone_modes: TLINE_TONEMODE_
 * @generate_tone_max_freq: frequencies in a custom tone
 * @generate_digit_modes: TLINE_DIGITMODE_
 * @monitor_tone_max_freq: frequencies in a tone to be detected
 * @monitor_tone_max_entries: tones to be detected at a time
 * @monitor_digit_modes: TLINE_DIGITMODE_
 * @gather_digits_min_timeout: ms
 * @gather_digits_max_timeout: ms
 * @medctl_digit_max: entries of a media control list
 * @medctl_media_max: the same
 * @medctl_tone_max: the same
 * @medctl_callstate_max: the same
 * @flags: TLINE_DEVCAPFLAGS_; CLOSEDROP decides Documentation/termination.rst
 * @max_active_calls: calls that can be active at a time
 * @answer_mode: TLINE_ANSWERMODE_
 * @ring_modes: number of ring modes
 * @line_states: TLINE_DEVSTATE_ that may be reported
 * @uui_accept: longest user-user information, in bytes; so the next five
 * @uui_answer: see @uui_accept
 * @uui_makecall: see @uui_accept
 * @uui_drop: see @uui_accept
 * @uui_send: see @uui_accept
 * @uui_callinfo: see @uui_accept
 * @dial_min: least dial parameters
 * @dial_max: greatest dial parameters
 * @dial_default: dial parameters used for 0
 * @num_terminals: terminals of the line
 * @line_features: TLINE_LINEFEATURE_; by the core, from the provider's operations
 * @settable_status: TLINE_DEVSTATUSFLAGS_ that TLINE_OP_SETLINEDEVSTATUS takes
 * @reserved: 0
 * @name: of the line, unique; by the core
 * @serial: stable identity of the line; by the core
 * @provider: name of the provider; by the core
 * @switch_info: about the switch
 */
struct tline_line_caps {
	__u32 line;
	__u32 permanent_id;
	__u32 num_addresses;
	__u32 api_version;
	__u32 address_modes;
	__u32 bearer_modes;
	__u32 max_rate;
	__u32 media_modes;
	__u32 generate_tone_modes;
	__u32 generate_tone_max_freq;
	__u32 generate_digit_modes;
	__u32 monitor_tone_max_freq;
	__u32 monitor_tone_max_entries;
	__u32 monitor_digit_modes;
	__u32 gather_digits_min_timeout;
	__u32 gather_digits_max_timeout;
	__u32 medctl_digit_max;
	__u32 medctl_media_max;
	__u32 medctl_tone_max;
	__u32 medctl_callstate_max;
	__u32 flags;
	__u32 max_active_calls;
	__u32 answer_mode;
	__u32 ring_modes;
	__u32 line_states;
	__u32 uui_accept;
	__u32 uui_answer;
	__u32 uui_makecall;
	__u32 uui_drop;
	__u32 uui_send;
	__u32 uui_callinfo;
	struct tline_dial_params dial_min;
	struct tline_dial_params dial_max;
	struct tline_dial_params dial_default;
	__u32 num_terminals;
	__u32 line_features;
	__u32 settable_status;
	__u32 reserved;
	char name[TLINE_LINE_NAME_LEN];
	char serial[TLINE_LINE_NAME_LEN];
	char provider[TLINE_LINE_NAME_LEN];
	char switch_info[TLINE_NAME_LEN];
};

/**
 * struct tline_address_caps - what an address can do, TAPI's LINEADDRESSCAPS
 * @sharing: TLINE_ADDRESSSHARING_
 * @address_states: TLINE_ADDRESSSTATE_ that may be reported
 * @call_info_states: TLINE_CALLINFOSTATE_ that may be reported
 * @caller_id_flags: TLINE_CALLPARTYID_ possible; so the next four
 * @called_id_flags: see @caller_id_flags
 * @connected_id_flags: see @caller_id_flags
 * @redirection_id_flags: see @caller_id_flags
 * @redirecting_id_flags: see @caller_id_flags
 * @call_states: TLINE_CALLSTATE_ that may be reported
 * @dialtone_modes: TLINE_DIALTONEMODE_
 * @busy_modes: TLINE_BUSYMODE_
 * @special_info: TLINE_SPECIALINFO_
 * @disconnect_modes: TLINE_DISCONNECTMODE_
 * @connected_modes: TLINE_CONNECTEDMODE_
 * @offering_modes: TLINE_OFFERINGMODE_
 * @max_active_calls: calls active at a time
 * @max_onhold_calls: calls on hold at a time
 * @max_onhold_pending_calls: calls on hold, pending a transfer or conference
 * @max_conference: parties of a conference
 * @max_trans_conf: parties of a conference made by a transfer
 * @flags: TLINE_ADDRCAPFLAGS_
 * @call_features: TLINE_CALLFEATURE_; by the core, from the provider's operations
 * @call_features2: TLINE_CALLFEATURE2_
 * @address_features: TLINE_ADDRFEATURE_; by the core, as @call_features
 * @remove_from_conf_caps: TLINE_REMOVEFROMCONF_
 * @remove_from_conf_state: call state after leaving a conference
 * @transfer_modes: TLINE_TRANSFERMODE_
 * @park_modes: TLINE_PARKMODE_
 * @forward_modes: TLINE_FORWARDMODE_
 * @max_forward_entries: entries of a forward list
 * @max_specific_entries: of these, entries for one caller
 * @min_forward_rings: rings before no answer
 * @max_forward_rings: rings before no answer
 * @max_call_completions: completion requests at a time
 * @completion_conds: TLINE_CALLCOMPLCOND_
 * @completion_modes: TLINE_CALLCOMPLMODE_
 * @num_completion_messages: messages to leave
 * @predictive_states: TLINE_CALLSTATE_ at which a predictive call is transferred
 * @num_treatments: entries of TLINE_CALLTREATMENT_ usable
 * @max_call_data_size: bytes
 * @max_no_answer_timeout: seconds
 * @media_modes: TLINE_MEDIAMODE_ available
 * @reserved: 0
 * @number: the address itself; by the core
 */
struct tline_address_caps {
	__u32 sharing;
	__u32 address_states;
	__u32 call_info_states;
	__u32 caller_id_flags;
	__u32 called_id_flags;
	__u32 connected_id_flags;
	__u32 redirection_id_flags;
	__u32 redirecting_id_flags;
	__u32 call_states;
	__u32 dialtone_modes;
	__u32 busy_modes;
	__u32 special_info;
	__u32 disconnect_modes;
	__u32 connected_modes;
	__u32 offering_modes;
	__u32 max_active_calls;
	__u32 max_onhold_calls;
	__u32 max_onhold_pending_calls;
	__u32 max_conference;
	__u32 max_trans_conf;
	__u32 flags;
	__u32 call_features;
	__u32 call_features2;
	__u32 address_features;
	__u32 remove_from_conf_caps;
	__u32 remove_from_conf_state;
	__u32 transfer_modes;
	__u32 park_modes;
	__u32 forward_modes;
	__u32 max_forward_entries;
	__u32 max_specific_entries;
	__u32 min_forward_rings;
	__u32 max_forward_rings;
	__u32 max_call_completions;
	__u32 completion_conds;
	__u32 completion_modes;
	__u32 num_completion_messages;
	__u32 predictive_states;
	__u32 num_treatments;
	__u32 max_call_data_size;
	__u32 max_no_answer_timeout;
	__u32 media_modes;
	char number[TLINE_NUMBER_LEN];
};

/**
 * struct tline_ioc_address_caps - TLINE_IOC_ADDRESS_CAPS
 * @address: in: address
 * @result: out: 0 or TLINE_ERR_INVALADDRESSID
 * @caps: out: its capabilities
 */
struct tline_ioc_address_caps {
	__u32 address;
	__s32 result;
	struct tline_address_caps caps;
};

/**
 * struct tline_ioc_line_status - TLINE_IOC_LINE_STATUS, TAPI's LINEDEVSTATUS
 * @seq: number of the app's newest message when this was true
 * @num_opens: opens of the line, all apps
 * @open_media_modes: union over the opens with OWNER
 * @active_calls: calls neither IDLE nor on hold
 * @onhold_calls: calls ONHOLD
 * @onhold_pending_calls: calls ONHOLDPENDTRANSFER or ONHOLDPENDCONF
 * @line_features: TLINE_LINEFEATURE_ possible now
 * @num_completions: call completions outstanding
 * @ring_mode: mode of the ring going on, 0: none
 * @signal: 0 to 0xffff
 * @battery: 0 to 0xffff
 * @roam_mode: TLINE_ROAMMODE_
 * @status: TLINE_DEVSTATUSFLAGS_
 * @media_modes: TLINE_MEDIAMODE_ a new call could have now
 * @reserved: 0
 */
struct tline_ioc_line_status {
	__u64 seq;
	__u32 num_opens;
	__u32 open_media_modes;
	__u32 active_calls;
	__u32 onhold_calls;
	__u32 onhold_pending_calls;
	__u32 line_features;
	__u32 num_completions;
	__u32 ring_mode;
	__u32 signal;
	__u32 battery;
	__u32 roam_mode;
	__u32 status;
	__u32 media_modes;
	__u32 reserved;
};

/**
 * struct tline_ioc_address_status - TLINE_IOC_ADDRESS_STATUS, TAPI's LINEADDRESSSTATUS
 * @address: in: address
 * @result: out: 0 or TLINE_ERR_INVALADDRESSID
 * @seq: number of the app's newest message when this was true
 * @num_in_use: stations using the address
 * @active_calls: calls neither IDLE nor on hold
 * @onhold_calls: calls ONHOLD
 * @onhold_pending_calls: calls ONHOLDPENDTRANSFER or ONHOLDPENDCONF
 * @address_features: TLINE_ADDRFEATURE_ possible now
 */
struct tline_ioc_address_status {
	__u32 address;
	__s32 result;
	__u64 seq;
	__u32 num_in_use;
	__u32 active_calls;
	__u32 onhold_calls;
	__u32 onhold_pending_calls;
	__u32 address_features;
	__u32 reserved;
};

/**
 * struct tline_open_info - one open of a line, TAPI's LINEAPPINFO
 * @name: friendly name of the app
 * @module: module name of the app
 * @media_modes: wanted as owner; 0: not opened as owner
 * @address: with SINGLEADDRESS, the address; else TLINE_ADDRESS_ANY
 * @uid: user that opened the line, in the caller's user namespace
 * @pid: process that opened the line, in the caller's pid namespace, or 0
 */
struct tline_open_info {
	char name[TLINE_NAME_LEN];
	char module[TLINE_NAME_LEN];
	__u32 media_modes;
	__u32 address;
	__u32 uid;
	__u32 pid;
};

/**
 * struct tline_ioc_opens - TLINE_IOC_OPENS: who has the line open
 * @opens: in: pointer to an array of struct tline_open_info, or 0
 * @count: in: entries in it; out: entries there are (as many as fit are written)
 * @entry_size: in: sizeof(struct tline_open_info) of the caller
 */
struct tline_ioc_opens {
	__aligned_u64 opens;
	__u32 count;
	__u32 entry_size;
};

/**
 * struct tline_ioc_status_messages - TLINE_IOC_SET_STATUS_MESSAGES, _GET_
 * @line_states: TLINE_DEVSTATE_ wanted; REINIT is always on
 * @address_states: TLINE_ADDRESSSTATE_ wanted
 * @result: out: 0, TLINE_ERR_INVALLINESTATE or TLINE_ERR_INVALADDRESSSTATE
 * @reserved: 0
 */
struct tline_ioc_status_messages {
	__u32 line_states;
	__u32 address_states;
	__s32 result;
	__u32 reserved;
};

/**
 * enum tline_data_kind - what a provider tells of its lines, addresses and calls that
 *	has no fixed size (TLINE_IOC_DATA)
 * @TLINE_DATA_LINE_DEVSPECIFIC: of the line: bytes; LINEDEVSTATE DEVSPECIFIC
 * @TLINE_DATA_TERMINAL_CAPS: of the line: struct tline_terminal_caps of each terminal
 * @TLINE_DATA_LINE_TERMINALS: of the line: __u32 TLINE_TERMMODE_ of each terminal;
 *	LINEDEVSTATE TERMINALS
 * @TLINE_DATA_DEVICES: of the line: "class\0name\0" of each device that belongs to it
 * @TLINE_DATA_EXTENSION: of the line: struct tline_extension
 * @TLINE_DATA_ADDRESS_DEVSPECIFIC: of an address: bytes; ADDRESSSTATE DEVSPECIFIC
 * @TLINE_DATA_COMPLETION_MESSAGES: of an address: char[TLINE_NAME_LEN] of each message
 * @TLINE_DATA_TREATMENTS: of an address: struct tline_treatment of each
 * @TLINE_DATA_FORWARD: of an address: array of struct tline_forward in force;
 *	ADDRESSSTATE FORWARD
 * @TLINE_DATA_ADDRESS_TERMINALS: of an address: as TLINE_DATA_LINE_TERMINALS;
 *	ADDRESSSTATE TERMINALS
 * @TLINE_DATA_CALL_DEVSPECIFIC: of a call: bytes; CALLINFOSTATE DEVSPECIFIC
 * @TLINE_DATA_CALL_DATA: of a call: bytes that go with it; CALLINFOSTATE CALLDATA
 * @TLINE_DATA_HIGHLEVELCOMP: of a call: bytes; CALLINFOSTATE of that name; so the next two
 * @TLINE_DATA_LOWLEVELCOMP: see TLINE_DATA_HIGHLEVELCOMP
 * @TLINE_DATA_CHARGINGINFO: see TLINE_DATA_HIGHLEVELCOMP
 * @TLINE_DATA_SENDING_FLOWSPEC: of a call: bytes; CALLINFOSTATE QOS; so the next
 * @TLINE_DATA_RECEIVING_FLOWSPEC: see TLINE_DATA_SENDING_FLOWSPEC
 * @TLINE_DATA_CALL_TERMINALS: of a call: as TLINE_DATA_LINE_TERMINALS; CALLINFOSTATE TERMINAL
 * @TLINE_DATA_KINDS: number of them, and one
 * @TLINE_DATA_DEVICE_CONFIG: only in struct tline_item: "class\0" and the bytes of
 *	TLINE_IOC_SET_DEVCONFIG, for one call
 */
enum tline_data_kind {
	TLINE_DATA_LINE_DEVSPECIFIC = 1,
	TLINE_DATA_TERMINAL_CAPS,
	TLINE_DATA_LINE_TERMINALS,
	TLINE_DATA_DEVICES,
	TLINE_DATA_EXTENSION,
	TLINE_DATA_ADDRESS_DEVSPECIFIC,
	TLINE_DATA_COMPLETION_MESSAGES,
	TLINE_DATA_TREATMENTS,
	TLINE_DATA_FORWARD,
	TLINE_DATA_ADDRESS_TERMINALS,
	TLINE_DATA_CALL_DEVSPECIFIC,
	TLINE_DATA_CALL_DATA,
	TLINE_DATA_HIGHLEVELCOMP,
	TLINE_DATA_LOWLEVELCOMP,
	TLINE_DATA_CHARGINGINFO,
	TLINE_DATA_SENDING_FLOWSPEC,
	TLINE_DATA_RECEIVING_FLOWSPEC,
	TLINE_DATA_CALL_TERMINALS,
	TLINE_DATA_KINDS,
	TLINE_DATA_DEVICE_CONFIG = 0x100,
};

/**
 * struct tline_terminal_caps - a terminal
 * @device: TLINE_TERMDEV_
 * @modes: TLINE_TERMMODE_
 * @sharing: TLINE_TERMSHARING_
 * @reserved: 0
 * @name: what to call it
 */
struct tline_terminal_caps {
	__u32 device;
	__u32 modes;
	__u32 sharing;
	__u32 reserved;
	char name[TLINE_NAME_LEN];
};

/**
 * struct tline_treatment - how a call that waits can be treated
 * @id: TLINE_CALLTREATMENT_, or the provider's own, from 0x100
 * @reserved: 0
 * @name: what to call it
 */
struct tline_treatment {
	__u32 id;
	__u32 reserved;
	char name[TLINE_NAME_LEN];
};

/**
 * struct tline_extension - the provider's extension of TAPI
 * @id: TAPI's extension id; all 0: none
 * @min_version: lowest version of it
 * @max_version: highest version of it
 */
struct tline_extension {
	__u32 id[4];
	__u32 min_version;
	__u32 max_version;
};

/**
 * struct tline_ioc_data - TLINE_IOC_DATA: one item of variable size
 * @kind: in: enum tline_data_kind
 * @object: in: 0 of the line; an address; a call handle (the line fd must be bound)
 * @size: in: room at @data; out: bytes there are, 0: none.  More than there is room for:
 *	nothing was copied.
 * @result: out: 0, TLINE_ERR_INVALADDRESSID or TLINE_ERR_INVALCALLHANDLE
 * @data: in: pointer to memory for it; may be 0 if @size is
 */
struct tline_ioc_data {
	__u32 kind;
	__u32 object;
	__u32 size;
	__s32 result;
	__aligned_u64 data;
};

/**
 * struct tline_ioc_devconfig - TLINE_IOC_SET_DEVCONFIG, TLINE_IOC_GET_DEVCONFIG: how a
 *	device that belongs to the line (TLINE_DATA_DEVICES) is set up; bytes that only
 *	the provider understands.  To set it takes a line fd open for writing (EPERM).
 * @device_class: in: its class, in any case
 * @size: in: bytes at @data, or room there; out (get): bytes there are
 * @result: out: 0, TLINE_ERR_INVALDEVICECLASS or TLINE_ERR_OPERATIONUNAVAIL
 * @data: in: pointer to the bytes, at most TLINE_MAX_DATA
 */
struct tline_ioc_devconfig {
	char device_class[TLINE_LINE_NAME_LEN];
	__u32 size;
	__s32 result;
	__aligned_u64 data;
};

/**
 * struct tline_ioc_num_rings - TLINE_IOC_SET_NUM_RINGS, TLINE_IOC_GET_NUM_RINGS
 * @address: in: address
 * @rings: set: rings to wait before answering, this open's wish; 0xffffffff: none.  Get
 *	(out): the least wish of all opens, 0xffffffff: there is none
 * @result: out: 0 or TLINE_ERR_INVALADDRESSID
 * @reserved: 0
 */
struct tline_ioc_num_rings {
	__u32 address;
	__u32 rings;
	__s32 result;
	__u32 reserved;
};

/**
 * struct tline_ioc_proxies - TLINE_IOC_PROXIES: what the proxies of a line answer
 * @types: bit 1 << n for TLINE_PROXYREQUEST_ n
 * @reserved: 0
 */
struct tline_ioc_proxies {
	__u32 types;
	__u32 reserved;
};

/**
 * struct tline_ioc_proxy_take - TLINE_IOC_PROXY_TAKE: a request for this open to answer
 * @id: in: p1 of TLINE_MSG_PROXYREQUEST; 0: the oldest one not taken yet.  Out: its number
 * @type: out: TLINE_PROXYREQUEST_
 * @size: in: room at @data; out: bytes there are.  More than there is room for: nothing
 *	was copied, and the request can still be taken.
 * @result: out: 0; TLINE_ERR_NOREQUEST: there is no such request, or it has ended
 * @data: in: pointer to memory for the arguments of the request
 * @uid: out: user that asks, in the caller's user namespace
 * @api_version: out: TAPI version of the open that asks
 * @app: out: name of the app that asks
 */
struct tline_ioc_proxy_take {
	__u32 id;
	__u32 type;
	__u32 size;
	__s32 result;
	__aligned_u64 data;
	__u32 uid;
	__u32 api_version;
	char app[TLINE_NAME_LEN];
};

/**
 * struct tline_ioc_proxy_answer - TLINE_IOC_PROXY_ANSWER: the end of a request taken
 * @id: in: its number
 * @answer: in: 0 or a TLINE_ERR_
 * @size: in: bytes of output, at most TLINE_MAX_PROXY
 * @result: out: 0; TLINE_ERR_NOREQUEST: it is not this open's, or has ended
 * @data: in: pointer to the output
 */
struct tline_ioc_proxy_answer {
	__u32 id;
	__s32 answer;
	__u32 size;
	__s32 result;
	__aligned_u64 data;
};

/**
 * struct tline_ioc_proxy_message - TLINE_IOC_PROXY_MESSAGE: a proxy tells all other opens
 *	of the line, from TAPI 2.0 on (AGENTSPECIFIC, AGENTSTATUS) or 2.2 on
 * @type: in: TLINE_MSG_AGENTSPECIFIC, AGENTSTATUS, AGENTSESSIONSTATUS, QUEUESTATUS,
 *	AGENTSTATUSEX or GROUPSTATUS
 * @result: out: 0; TLINE_ERR_INVALPARAM: another type, or the open is no proxy
 * @p1: in: parameter 1
 * @p2: in: parameter 2
 * @p3: in: parameter 3
 */
struct tline_ioc_proxy_message {
	__u32 type;
	__s32 result;
	__u64 p1;
	__u64 p2;
	__u64 p3;
};

/*
 * ---------------------------------------------------------------------------
 * Calls
 */

/**
 * struct tline_party - one party of a call
 * @flags: TLINE_CALLPARTYID_: which of the strings are there, or why not
 * @reserved: 0
 * @number: its address
 * @name: its name
 */
struct tline_party {
	__u32 flags;
	__u32 reserved;
	char number[TLINE_NUMBER_LEN];
	char name[TLINE_NAME_LEN];
};

enum tline_party_index {
	TLINE_PARTY_CALLER,
	TLINE_PARTY_CALLED,
	TLINE_PARTY_CONNECTED,
	TLINE_PARTY_REDIRECTION,
	TLINE_PARTY_REDIRECTING,
	TLINE_PARTY_COUNT
};

/**
 * struct tline_call_info - what is known of a call, TAPI's LINECALLINFO
 * @line: id of the line; by the core
 * @address: address the call is on
 * @bearer_mode: TLINE_BEARERMODE_
 * @rate: bit/s
 * @media_mode: TLINE_MEDIAMODE_
 * @app_specific: one number that the apps share
 * @call_id: the switch's id of the call; 0: none
 * @related_call_id: @call_id of a call that belongs to it
 * @param_flags: TLINE_CALLPARAMFLAGS_
 * @call_states: TLINE_CALLSTATE_ that the call may take; by the core
 * @monitor_digit_modes: TLINE_DIGITMODE_ listened to, all apps; by the core
 * @monitor_media_modes: TLINE_MEDIAMODE_ listened for, all apps; by the core
 * @origin: TLINE_CALLORIGIN_
 * @reason: TLINE_CALLREASON_
 * @completion_id: of the completion that brought the call
 * @num_owners: handles with OWNER; by the core
 * @num_monitors: handles with MONITOR only; by the core
 * @country: country code
 * @trunk: 0xffffffff: unknown
 * @treatment: TLINE_CALLTREATMENT_
 * @dial: dial parameters in use
 * @party: caller, called, connected, redirection, redirecting
 * @app_name: the app that originated, accepted or answered first; by the core
 * @displayable: from struct tline_call_params; by the core
 * @called_party: from struct tline_call_params; by the core
 * @comment: from struct tline_call_params; by the core
 * @display: text from the switch
 * @uui: user-user information received last
 */
struct tline_call_info {
	__u32 line;
	__u32 address;
	__u32 bearer_mode;
	__u32 rate;
	__u32 media_mode;
	__u32 app_specific;
	__u32 call_id;
	__u32 related_call_id;
	__u32 param_flags;
	__u32 call_states;
	__u32 monitor_digit_modes;
	__u32 monitor_media_modes;
	__u32 origin;
	__u32 reason;
	__u32 completion_id;
	__u32 num_owners;
	__u32 num_monitors;
	__u32 country;
	__u32 trunk;
	__u32 treatment;
	struct tline_dial_params dial;
	struct tline_party party[TLINE_PARTY_COUNT];
	char app_name[TLINE_NAME_LEN];
	char displayable[TLINE_DEST_LEN];
	char called_party[TLINE_NAME_LEN];
	char comment[TLINE_TEXT_LEN];
	char display[TLINE_TEXT_LEN];
	struct tline_uui uui;
};

/**
 * struct tline_ioc_call_info - TLINE_IOC_CALL_INFO
 * @call: in: call handle
 * @result: out: 0 or TLINE_ERR_INVALCALLHANDLE
 * @seq: out: number of the app's newest message when this was true
 * @info: out: the information
 * @reserved: out: 0
 */
struct tline_ioc_call_info {
	__u32 call;
	__s32 result;
	__u64 seq;
	struct tline_call_info info;
	__u32 reserved;
};

/**
 * struct tline_ioc_call_status - TLINE_IOC_CALL_STATUS, TAPI's LINECALLSTATUS
 * @call: in: call handle
 * @result: out: 0 or TLINE_ERR_INVALCALLHANDLE
 * @seq: out: number of the app's newest message when this was true
 * @state: out: TLINE_CALLSTATE_
 * @mode: out: mode of the state
 * @privilege: out: TLINE_CALLPRIVILEGE_ of this handle
 * @features: out: TLINE_CALLFEATURE_ possible now, for an owner
 * @features2: out: TLINE_CALLFEATURE2_ possible now
 * @reserved: out: 0
 * @state_time_ns: out: CLOCK_REALTIME of the last change of state
 */
struct tline_ioc_call_status {
	__u32 call;
	__s32 result;
	__u64 seq;
	__u32 state;
	__u32 mode;
	__u32 privilege;
	__u32 features;
	__u32 features2;
	__u32 reserved;
	__u64 state_time_ns;
};

/**
 * struct tline_ioc_new_calls - TLINE_IOC_GET_NEW_CALLS: monitor handles for the
 *	calls that this open has none for
 * @select: in: TLINE_CALLSELECT_LINE or _ADDRESS
 * @address: in: with _ADDRESS
 * @calls: in: pointer to an array of __u32 for the handles
 * @count: in: room in the array; out: handles written, or (STRUCTURETOOSMALL)
 *	needed: nothing was created then
 * @result: out: 0 or a TLINE_ERR_
 * @seq: out: number of the app's newest message when this was true
 */
struct tline_ioc_new_calls {
	__u32 select;
	__u32 address;
	__aligned_u64 calls;
	__u32 count;
	__s32 result;
	__u64 seq;
};

/**
 * struct tline_ioc_conf_calls - TLINE_IOC_CONF_CALLS: handles of all calls of a conference,
 *	the parent first; monitor handles for those that this open has none for
 * @call: in: handle of the parent or of a member
 * @count: in: room in the array; out: handles written, or (STRUCTURETOOSMALL) needed:
 *	nothing was created then
 * @calls: in: pointer to an array of __u32 for the handles
 * @result: out: 0, TLINE_ERR_NOCONFERENCE or another TLINE_ERR_
 * @reserved: 0
 * @seq: out: number of the app's newest message when this was true
 */
struct tline_ioc_conf_calls {
	__u32 call;
	__u32 count;
	__aligned_u64 calls;
	__s32 result;
	__u32 reserved;
	__u64 seq;
};

/**
 * struct tline_ioc_privilege - TLINE_IOC_SET_PRIVILEGE
 * @call: in: call handle
 * @privilege: in: TLINE_CALLPRIVILEGE_MONITOR or _OWNER; _NONE deallocates
 * @result: out: 0 or a TLINE_ERR_
 * @reserved: 0
 */
struct tline_ioc_privilege {
	__u32 call;
	__u32 privilege;
	__s32 result;
	__u32 reserved;
};

/**
 * struct tline_ioc_handoff - TLINE_IOC_HANDOFF
 * @call: in: call handle
 * @media_mode: in: exactly one TLINE_MEDIAMODE_, if @module is empty
 * @module: in: module name of the target, or empty: by media mode
 * @result: out: 0 or a TLINE_ERR_
 * @reserved: 0
 */
struct tline_ioc_handoff {
	__u32 call;
	__u32 media_mode;
	char module[TLINE_NAME_LEN];
	__s32 result;
	__u32 reserved;
};

/**
 * struct tline_ioc_deallocate - TLINE_IOC_DEALLOCATE
 * @call: in: call handle
 * @result: out: 0 or a TLINE_ERR_
 */
struct tline_ioc_deallocate {
	__u32 call;
	__s32 result;
};

/**
 * struct tline_ioc_set_call - TLINE_IOC_SET_APPSPECIFIC, TLINE_IOC_SET_MEDIAMODE,
 *	TLINE_IOC_MONITOR_DIGITS, TLINE_IOC_MONITOR_MEDIA: one number of a call
 * @call: in: call handle
 * @value: in: the number; media modes; TLINE_DIGITMODE_ or TLINE_MEDIAMODE_ to listen
 *	for, 0 ends monitoring
 * @result: out: 0 or a TLINE_ERR_
 * @reserved: 0
 */
struct tline_ioc_set_call {
	__u32 call;
	__u32 value;
	__s32 result;
	__u32 reserved;
};

/**
 * struct tline_ioc_digits - TLINE_IOC_GENERATE_DIGITS
 * @call: in: call handle
 * @mode: in: one TLINE_DIGITMODE_ PULSE or DTMF
 * @duration: in: ms per digit; 0: the line's default
 * @result: out: 0: begun, a TLINE_MSG_GENERATE follows; or a TLINE_ERR_
 * @digits: in: NUL-terminated; empty: only cancel what is being generated
 */
struct tline_ioc_digits {
	__u32 call;
	__u32 mode;
	__u32 duration;
	__s32 result;
	char digits[TLINE_MAX_DIGITS];
};

/**
 * struct tline_generate_tone - one frequency of a tone to be made
 * @frequency: Hz
 * @cadence_on: ms
 * @cadence_off: ms; 0: it does not pause
 * @volume: 0 to 0xffff
 */
struct tline_generate_tone {
	__u32 frequency;
	__u32 cadence_on;
	__u32 cadence_off;
	__u32 volume;
};

/**
 * struct tline_ioc_tone - TLINE_IOC_GENERATE_TONE.  A call makes digits or a tone, one at
 *	a time: a new one ends the one before.
 * @call: in: call handle
 * @mode: in: one TLINE_TONEMODE_; 0: only end what is being made
 * @duration: in: ms; 0: as long as the mode usually takes
 * @count: in: with CUSTOM: frequencies in @tones
 * @result: out: 0: begun, a TLINE_MSG_GENERATE follows; or a TLINE_ERR_
 * @reserved: 0
 * @tones: in: with CUSTOM: the frequencies; else zero
 */
struct tline_ioc_tone {
	__u32 call;
	__u32 mode;
	__u32 duration;
	__u32 count;
	__s32 result;
	__u32 reserved;
	struct tline_generate_tone tones[TLINE_MAX_FREQUENCIES];
};

/**
 * struct tline_tone - a tone to listen for
 * @app_specific: returned in TLINE_MSG_MONITORTONE
 * @duration: ms that it has to last
 * @frequency: Hz, unused ones 0; all 0: silence
 */
struct tline_tone {
	__u32 app_specific;
	__u32 duration;
	__u32 frequency[3];
};

/**
 * struct tline_ioc_tones - TLINE_IOC_MONITOR_TONES: this handle's list, in place of the one
 *	before
 * @call: in: call handle
 * @count: in: tones, 0: none; at most TLINE_MAX_TONES
 * @tones: in: pointer to an array of struct tline_tone
 * @tone_size: in: sizeof(struct tline_tone) of the caller
 * @result: out: 0 or a TLINE_ERR_
 */
struct tline_ioc_tones {
	__u32 call;
	__u32 count;
	__aligned_u64 tones;
	__u32 tone_size;
	__s32 result;
};

#define TLINE_TRIGGER_DIGIT	1
#define TLINE_TRIGGER_MEDIA	2
#define TLINE_TRIGGER_TONE	3
#define TLINE_TRIGGER_CALLSTATE	4

/**
 * struct tline_media_control - what is to happen to the media stream, and upon what
 * @trigger: TLINE_TRIGGER_
 * @action: one TLINE_MEDIACONTROL_
 * @value: digit; TLINE_MEDIAMODE_; number of the tone; TLINE_CALLSTATE_
 * @modes: DIGIT: TLINE_DIGITMODE_
 * @duration: MEDIA, TONE: ms that it has to last
 * @frequency: TONE: Hz, unused ones 0
 */
struct tline_media_control {
	__u32 trigger;
	__u32 action;
	__u32 value;
	__u32 modes;
	__u32 duration;
	__u32 frequency[3];
};

/**
 * struct tline_ioc_media_control - TLINE_IOC_SET_MEDIACONTROL: the list of the line, an
 *	address or a call, in place of the one before
 * @select: in: TLINE_CALLSELECT_ LINE, ADDRESS or CALL
 * @address: in: with ADDRESS
 * @call: in: with CALL: handle
 * @count: in: entries, 0: none; at most TLINE_MAX_CONTROLS
 * @controls: in: pointer to an array of struct tline_media_control
 * @control_size: in: sizeof(struct tline_media_control) of the caller
 * @result: out: 0 or a TLINE_ERR_
 */
struct tline_ioc_media_control {
	__u32 select;
	__u32 address;
	__u32 call;
	__u32 count;
	__aligned_u64 controls;
	__u32 control_size;
	__s32 result;
};

/*
 * ---------------------------------------------------------------------------
 * The numbers.  None is ever reused.
 */
#define TLINE_IOC_MAGIC			0xE7

/* on /dev/tline/app */
#define TLINE_IOC_APP_INFO		_IOR(TLINE_IOC_MAGIC, 0x00, struct tline_ioc_app_info)
#define TLINE_IOC_APP_SETUP		_IOW(TLINE_IOC_MAGIC, 0x01, struct tline_ioc_app_setup)
#define TLINE_IOC_SHUTDOWN		_IO(TLINE_IOC_MAGIC, 0x02)
#define TLINE_IOC_CANCEL		_IOW(TLINE_IOC_MAGIC, 0x03, struct tline_ioc_cancel)
#define TLINE_IOC_REQUEST_STATE		_IOWR(TLINE_IOC_MAGIC, 0x04, struct tline_ioc_request_state)
#define TLINE_IOC_SET_PRIORITY		_IOW(TLINE_IOC_MAGIC, 0x05, struct tline_ioc_priority)
#define TLINE_IOC_GET_PRIORITY		_IOWR(TLINE_IOC_MAGIC, 0x06, struct tline_ioc_priority)
/* on both */
#define TLINE_IOC_COUNTERS		_IOR(TLINE_IOC_MAGIC, 0x07, struct tline_ioc_counters)

/* on /dev/tline/app */
#define TLINE_IOC_OUTPUT		_IOWR(TLINE_IOC_MAGIC, 0x08, struct tline_ioc_output)
#define TLINE_IOC_RECIPIENT		_IOW(TLINE_IOC_MAGIC, 0x09, struct tline_ioc_recipient)
#define TLINE_IOC_ASSIST		_IOWR(TLINE_IOC_MAGIC, 0x0a, struct tline_ioc_assist)
#define TLINE_IOC_ASSIST_TAKE		_IOWR(TLINE_IOC_MAGIC, 0x0b, struct tline_ioc_assist)

/* on /dev/tline/lineN, bound or not */
#define TLINE_IOC_OPEN			_IOWR(TLINE_IOC_MAGIC, 0x10, struct tline_ioc_open)
#define TLINE_IOC_LINE_CAPS		_IOR(TLINE_IOC_MAGIC, 0x11, struct tline_line_caps)
#define TLINE_IOC_ADDRESS_CAPS		_IOWR(TLINE_IOC_MAGIC, 0x12, struct tline_ioc_address_caps)
#define TLINE_IOC_OPENS			_IOWR(TLINE_IOC_MAGIC, 0x13, struct tline_ioc_opens)
#define TLINE_IOC_DATA			_IOWR(TLINE_IOC_MAGIC, 0x14, struct tline_ioc_data)
#define TLINE_IOC_SET_DEVCONFIG		_IOWR(TLINE_IOC_MAGIC, 0x15, struct tline_ioc_devconfig)
#define TLINE_IOC_GET_DEVCONFIG		_IOWR(TLINE_IOC_MAGIC, 0x16, struct tline_ioc_devconfig)
#define TLINE_IOC_PROXIES		_IOR(TLINE_IOC_MAGIC, 0x17, struct tline_ioc_proxies)

/* on /dev/tline/lineN, bound */
#define TLINE_IOC_CLOSE			_IO(TLINE_IOC_MAGIC, 0x20)
#define TLINE_IOC_SUBMIT		_IOWR(TLINE_IOC_MAGIC, 0x21, struct tline_ioc_submit)
#define TLINE_IOC_LINE_STATUS		_IOR(TLINE_IOC_MAGIC, 0x22, struct tline_ioc_line_status)
#define TLINE_IOC_ADDRESS_STATUS	_IOWR(TLINE_IOC_MAGIC, 0x23, struct tline_ioc_address_status)
#define TLINE_IOC_SET_STATUS_MESSAGES	_IOWR(TLINE_IOC_MAGIC, 0x24, struct tline_ioc_status_messages)
#define TLINE_IOC_GET_STATUS_MESSAGES	_IOR(TLINE_IOC_MAGIC, 0x25, struct tline_ioc_status_messages)
#define TLINE_IOC_GET_NEW_CALLS		_IOWR(TLINE_IOC_MAGIC, 0x26, struct tline_ioc_new_calls)
#define TLINE_IOC_CALL_INFO		_IOWR(TLINE_IOC_MAGIC, 0x27, struct tline_ioc_call_info)
#define TLINE_IOC_CALL_STATUS		_IOWR(TLINE_IOC_MAGIC, 0x28, struct tline_ioc_call_status)
#define TLINE_IOC_SET_PRIVILEGE		_IOWR(TLINE_IOC_MAGIC, 0x29, struct tline_ioc_privilege)
#define TLINE_IOC_HANDOFF		_IOWR(TLINE_IOC_MAGIC, 0x2a, struct tline_ioc_handoff)
#define TLINE_IOC_DEALLOCATE		_IOWR(TLINE_IOC_MAGIC, 0x2b, struct tline_ioc_deallocate)
#define TLINE_IOC_SET_APPSPECIFIC	_IOWR(TLINE_IOC_MAGIC, 0x2c, struct tline_ioc_set_call)
#define TLINE_IOC_SET_MEDIAMODE		_IOWR(TLINE_IOC_MAGIC, 0x2d, struct tline_ioc_set_call)
#define TLINE_IOC_MONITOR_DIGITS	_IOWR(TLINE_IOC_MAGIC, 0x2e, struct tline_ioc_set_call)
#define TLINE_IOC_GENERATE_DIGITS	_IOWR(TLINE_IOC_MAGIC, 0x2f, struct tline_ioc_digits)
#define TLINE_IOC_CONF_CALLS		_IOWR(TLINE_IOC_MAGIC, 0x30, struct tline_ioc_conf_calls)
#define TLINE_IOC_SET_NUM_RINGS		_IOWR(TLINE_IOC_MAGIC, 0x31, struct tline_ioc_num_rings)
#define TLINE_IOC_GET_NUM_RINGS		_IOWR(TLINE_IOC_MAGIC, 0x32, struct tline_ioc_num_rings)
#define TLINE_IOC_MONITOR_MEDIA		_IOWR(TLINE_IOC_MAGIC, 0x33, struct tline_ioc_set_call)
#define TLINE_IOC_MONITOR_TONES		_IOWR(TLINE_IOC_MAGIC, 0x34, struct tline_ioc_tones)
#define TLINE_IOC_GENERATE_TONE		_IOWR(TLINE_IOC_MAGIC, 0x35, struct tline_ioc_tone)
#define TLINE_IOC_SET_MEDIACONTROL	_IOWR(TLINE_IOC_MAGIC, 0x36, struct tline_ioc_media_control)
#define TLINE_IOC_PROXY_TAKE		_IOWR(TLINE_IOC_MAGIC, 0x37, struct tline_ioc_proxy_take)
#define TLINE_IOC_PROXY_ANSWER		_IOWR(TLINE_IOC_MAGIC, 0x38, struct tline_ioc_proxy_answer)
#define TLINE_IOC_PROXY_MESSAGE		_IOWR(TLINE_IOC_MAGIC, 0x39, struct tline_ioc_proxy_message)

#endif /* _UAPI_LINUX_TLINE_H */
