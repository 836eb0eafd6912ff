/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between tline and the drivers of real lines ("providers").
 *
 * This header and the uapi are all that a provider needs; the provider guide is
 * Documentation/provider-api.rst.
 *
 * In short: allocate a struct tline_provider, allocate lines from it, fill in
 * their addresses, register them.  The core calls the operations below; the
 * provider answers and reports with the upcalls at the end of this file.
 *
 * Ids.  Requests and calls are known to a provider by 32-bit ids, unique on
 * their line, never 0 and not reused soon, so that an answer that comes too
 * late, twice, or for something that never was is recognised, counted and
 * ignored.  A provider never owns a reference to an object of the core.
 */
#ifndef _TLINE_PROVIDER_H
#define _TLINE_PROVIDER_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/tline.h>

struct device;
struct module;
struct tline_line;
struct workqueue_struct;

/**
 * struct tline_rq - a request, or a command, as a provider sees it
 * @id: request id, to be given to tline_complete(); 0 for a command
 * @op: enum tline_opcode, or enum tline_command
 * @call: call it is about, 0 if it belongs to the line
 * @call2: second call, or 0
 * @new_call: call that the request creates, or 0.  It comes to life when the
 *	request is completed with success; until then nothing is reported of it.
 * @new_call2: second such call, or 0
 * @priv: what the provider attached to @call
 * @priv2: what the provider attached to @call2
 * @arg: small arguments, as in struct tline_request
 * @args_size: bytes at @args
 * @args: the arguments, of the size that the operation has in the uapi; NULL if
 *	the app gave none.  Strings in it are NUL-terminated.
 *
 * All of it, @args included, is valid until the operation returns.
 */
struct tline_rq {
	u32 id;
	u32 op;
	u32 call;
	u32 call2;
	u32 new_call;
	u32 new_call2;
	void *priv;
	void *priv2;
	u32 arg[3];
	u32 args_size;
	const void *args;
};

/**
 * enum tline_command - operations without a completion
 * @TLINE_CMD_MONITOR_DIGITS: report the digits heard on @call; arg[0]: union of
 *	TLINE_DIGITMODE_ wanted, 0: none
 * @TLINE_CMD_GENERATE_DIGITS: send digits; args: struct tline_ioc_digits, arg[0]:
 *	tag for tline_call_generated().  Replaces what is being sent; empty
 *	digits end it.
 * @TLINE_CMD_SET_MEDIAMODE: the media mode of @call is now arg[0]
 * @TLINE_CMD_SET_STATUS_MESSAGES: arg[0] union of line states, arg[1] of address
 *	states that anybody wants reported; advisory
 * @TLINE_CMD_SET_MEDIA_DETECTION: arg[0] union of the media modes for which
 *	somebody wants to own incoming calls; advisory.  Told whenever the set of
 *	opens changes, so that a call that nobody wanted may be offered again.
 * @TLINE_CMD_MONITOR_MEDIA: report the media modes detected on @call; arg[0]: union of
 *	TLINE_MEDIAMODE_ wanted, 0: none
 * @TLINE_CMD_MONITOR_TONES: report the tones of a list; arg[0]: number of the list, args:
 *	array of struct tline_tone, in place of those it had; none: the list is gone
 * @TLINE_CMD_GENERATE_TONE: make a tone; args: struct tline_ioc_tone, arg[0]: tag for
 *	tline_call_generated().  Replaces digits and tones being made.
 * @TLINE_CMD_SET_MEDIACONTROL: args: array of struct tline_media_control, none: no
 *	control; arg[0] TLINE_CALLSELECT_ LINE, ADDRESS or CALL (@call), arg[1] address
 * @TLINE_CMD_SET_DEVCONFIG: args: "class\0" and the bytes; arg[0]: length of the former,
 *	the NUL included
 * @TLINE_CMD_COUNT: number of commands
 */
enum tline_command {
	TLINE_CMD_MONITOR_DIGITS,
	TLINE_CMD_GENERATE_DIGITS,
	TLINE_CMD_SET_MEDIAMODE,
	TLINE_CMD_SET_STATUS_MESSAGES,
	TLINE_CMD_SET_MEDIA_DETECTION,
	TLINE_CMD_MONITOR_MEDIA,
	TLINE_CMD_MONITOR_TONES,
	TLINE_CMD_GENERATE_TONE,
	TLINE_CMD_SET_MEDIACONTROL,
	TLINE_CMD_SET_DEVCONFIG,
	TLINE_CMD_COUNT
};

/**
 * struct tline_provider_ops - what a provider can do
 *
 * Context of every operation: process context, no lock of the core held, one at
 * a time for each line.  An operation may sleep briefly (a mutex, an allocation)
 * but not for the hardware, and may use every upcall, for its own line too, but
 * must not unregister a line or a provider.  What the core queues is delivered
 * in the order in which the core decided it, and nothing after
 * tline_line_unregister() has returned.
 *
 * An absent operation means "not supported": requests for it are refused with
 * TLINE_ERR_OPERATIONUNAVAIL and the matching feature bits are off.
 *
 * @open: the line was opened for the first time, or again after @close.  Cheap;
 *	optional.
 * @close: the last open of the line went away.  All its requests have ended and
 *	all its calls are closed.  Optional.
 * @request: by enum tline_opcode.  Start the request and return 0; its answer is
 *	tline_complete() with the request's id, exactly once, from any context,
 *	within this call or later.  Or return a negative TLINE_ERR_, which
 *	completes it with that error; then tline_complete() must not be called.
 * @command: by enum tline_command.  No answer.
 * @cancel: a request was asked to hurry (@force false: it is still to be
 *	answered), or it has been completed by the core without waiting for the
 *	provider (@force true: forget it; an answer is ignored).  Optional.
 * @drop_on_close: a call was dropped because its sole owner closed it; replaces
 *	the TLINE_OP_DROP request in that place.  Optional.
 * @close_call: the call is dead: nobody holds it any more.  Every request on it
 *	has ended.  Release what belongs to it; an active call is to be dropped if
 *	the line has TLINE_DEVCAPFLAGS_CLOSEDROP, else left to whoever else
 *	controls it.  Also called for the new call of a request that failed or was
 *	refused.  @call means nothing afterwards.  Mandatory.
 */
struct tline_provider_ops {
	int (*open)(struct tline_line *line);
	void (*close)(struct tline_line *line);
	int (*request[TLINE_OP_COUNT])(struct tline_line *line, const struct tline_rq *rq);
	void (*command[TLINE_CMD_COUNT])(struct tline_line *line, const struct tline_rq *rq);
	void (*cancel)(struct tline_line *line, u32 id, bool force);
	void (*drop_on_close)(struct tline_line *line, u32 call, void *priv);
	void (*close_call)(struct tline_line *line, u32 call, void *priv);
};

/**
 * struct tline_provider - a driver of lines
 * @name: shown as the provider of its lines; letters, digits, '-', '_'
 * @owner: THIS_MODULE
 * @ops: operations
 * @parent: device that the lines hang on in sysfs, or NULL
 *
 * The provider fills it in and keeps it until tline_provider_unregister() has
 * returned.
 */
struct tline_provider {
	const char *name;
	struct module *owner;
	const struct tline_provider_ops *ops;
	struct device *parent;
	/* private: */
	struct list_head node;
	struct list_head lines;
	struct workqueue_struct *wq;	/* its own: a worker may hang in its operations */
};

/**
 * struct tline_line_config - a line to be allocated
 * @name: unique among all lines; NULL: "lineN"
 * @serial: stable identity, shown in sysfs and used by udev; NULL: none
 * @num_addresses: at least 1
 * @caps: capabilities; the core fills in what struct tline_line_caps says.  Kept
 *	by reference until the line is unregistered; lines may share it.
 * @max_calls: calls that may exist at a time, 0: TLINE_MAX_CALLS
 * @idle_limit_ms: how long the provider may owe the IDLE of a dropped call
 *	before the core writes it; 0: 30,000
 * @priv: for tline_line_priv()
 */
struct tline_line_config {
	const char *name;
	const char *serial;
	u32 num_addresses;
	const struct tline_line_caps *caps;
	u32 max_calls;
	u32 idle_limit_ms;
	void *priv;
};

/*
 * Registration.  Process context; none may be called from an operation.
 */

/**
 * tline_provider_register - make a provider known
 * @provider: filled in
 *
 * Return: 0, -EINVAL (ops or name missing), -EEXIST (name taken), -ENOMEM.
 */
int tline_provider_register(struct tline_provider *provider);

/**
 * tline_provider_unregister - take a provider and all its lines away
 * @provider: registered provider
 *
 * As tline_line_unregister() for each line.
 */
void tline_provider_unregister(struct tline_provider *provider);

/**
 * tline_line_alloc - allocate a line
 * @provider: registered provider
 * @config: what it is; copied
 *
 * Return: the line, or ERR_PTR(-ENOMEM, -EINVAL).  It ends with
 * tline_line_register() and tline_line_unregister(), or tline_line_free().
 */
struct tline_line *tline_line_alloc(struct tline_provider *provider,
				    const struct tline_line_config *config);

/**
 * tline_line_set_address - describe an address, before tline_line_register()
 * @line: allocated line
 * @address: 0 to num_addresses - 1
 * @number: its number; copied
 * @caps: capabilities; kept by reference until the line is unregistered
 *
 * Return: 0, -EINVAL (no such address, number too long, registered already).
 */
int tline_line_set_address(struct tline_line *line, u32 address, const char *number,
			   const struct tline_address_caps *caps);

/**
 * tline_line_register - publish a line: node, sysfs, TLINE_MSG_CREATE
 * @line: allocated, every address set
 *
 * Return: 0 or a negative errno; after an error the line is to be freed with
 * tline_line_free().
 */
int tline_line_register(struct tline_line *line);

/**
 * tline_line_unregister - take a line away; TAPI's LINE_REMOVE
 * @line: registered line
 *
 * Everything of the line ends: requests are completed with OPERATIONFAILED, calls
 * go, apps get TLINE_MSG_CLOSE and TLINE_MSG_REMOVE.  Open fds stay safe.  When
 * it returns no operation of the line is running and none will be called.  It waits
 * for one that is running, so it must not be called from one.
 */
void tline_line_unregister(struct tline_line *line);

/**
 * tline_line_free - drop a line that was never registered
 * @line: allocated line
 */
void tline_line_free(struct tline_line *line);

/**
 * tline_line_flush - wait until the provider has been told all there is to tell
 * @line: registered line
 *
 * Context: process; not from an operation, and without a lock that one takes.
 */
void tline_line_flush(struct tline_line *line);

/** tline_line_priv - @priv of struct tline_line_config */
void *tline_line_priv(const struct tline_line *line);

/** tline_line_id - number of the line; the node is /dev/tline/line<id> */
u32 tline_line_id(const struct tline_line *line);

/**
 * tline_line_close - TAPI's LINE_CLOSE: end all opens of a line by force
 * @line: registered line
 *
 * Every open is closed as if its app had done it, and told so with
 * TLINE_MSG_CLOSE.  The line stays and can be opened again.
 * Context: process; not from an operation.
 */
void tline_line_close(struct tline_line *line);

/*
 * Upcalls.  Context: any, hardware interrupts included, and from inside an
 * operation; only tline_call_new() needs process context.  None sleeps (but
 * that one), none fails: what makes no sense is counted in
 * struct tline_ioc_counters and ignored.  None runs an operation or waits for
 * one: they may be called with locks held that operations take.  Upcalls about
 * one line may come from several contexts at once; their order is then the
 * caller's affair.
 */

/**
 * tline_complete - answer a request
 * @line: line that it was given on
 * @id: struct tline_rq's id
 * @result: 0, or a negative TLINE_ERR_ (anything else counts as OPERATIONFAILED)
 */
void tline_complete(struct tline_line *line, u32 id, s32 result);

/**
 * tline_complete_value - answer a request that has an output number
 * @line: line that it was given on
 * @id: struct tline_rq's id
 * @result: as for tline_complete()
 * @value: the output (the completion id of TLINE_OP_COMPLETECALL)
 */
void tline_complete_value(struct tline_line *line, u32 id, s32 result, u32 value);

/**
 * tline_complete_data - answer a request that has an output
 * @line: line that it was given on
 * @id: struct tline_rq's id
 * @result: as for tline_complete()
 * @data: the output of the operation (enum tline_opcode); copied
 * @size: bytes of it; what the operation has no room for is cut off
 */
void tline_complete_data(struct tline_line *line, u32 id, s32 result, const void *data, u32 size);

/**
 * tline_call_new - a call appeared that the core did not create
 * @line: registered line
 * @address: address it is on
 * @state: its state, any but IDLE
 * @mode: mode of the state
 * @info: what is known of it; media_mode decides who becomes its owner
 * @priv: given back with every operation on the call
 * @call: out: its id; set before the call can be seen by anybody
 *
 * Return: 0, or an error, after which the call is not known to the core: -EINVAL,
 * -ENODEV (line unregistered), -EBUSY (too many calls), -ENOMEM (try again later,
 * or drop the call), or -ENOENT: nobody has the line open for such a call.  Then
 * let it ring; every change of who has the line open is told with
 * TLINE_CMD_SET_MEDIA_DETECTION, upon which the call may be offered again.
 * Context: process.
 */
int tline_call_new(struct tline_line *line, u32 address, u32 state, u32 mode,
		   const struct tline_call_info *info, void *priv, u32 *call);

/**
 * tline_call_set_priv - attach the provider's object to a call
 * @line: the line
 * @call: call id, typically struct tline_rq's new_call
 * @priv: given back with every later operation on the call
 */
void tline_call_set_priv(struct tline_line *line, u32 call, void *priv);

/**
 * tline_call_state - the state of a call changed
 * @line: the line
 * @call: call id
 * @state: exactly one TLINE_CALLSTATE_; what may follow what is in
 *	Documentation/provider-api.rst.  Repeating the state and mode is nothing.
 * @mode: mode of the state, or 0; of CONFERENCED: the id of the conference's parent
 *	call.  A member belongs to it until it has another state.
 */
void tline_call_state(struct tline_line *line, u32 call, u32 state, u32 mode);

/**
 * tline_call_set_info - what is known of a call changed
 * @line: the line
 * @call: call id
 * @changed: TLINE_CALLINFOSTATE_: the parts of @info to take over
 * @info: holds them; valid during the call
 */
void tline_call_set_info(struct tline_line *line, u32 call, u32 changed,
			 const struct tline_call_info *info);

/**
 * tline_call_digit - a digit was heard
 * @line: the line
 * @call: call id
 * @digit: '0' to '9', and but for PULSE 'A' to 'D', '*', '#'
 * @mode: one TLINE_DIGITMODE_
 */
void tline_call_digit(struct tline_line *line, u32 call, u32 digit, u32 mode);

/**
 * tline_call_generated - digits have been sent, or a tone has been made
 * @line: the line
 * @call: call id
 * @tag: arg[0] of the TLINE_CMD_GENERATE_DIGITS or _TONE
 */
void tline_call_generated(struct tline_line *line, u32 call, u32 tag);

/**
 * tline_call_media - a media mode was detected
 * @line: the line
 * @call: call id
 * @media_mode: one TLINE_MEDIAMODE_
 */
void tline_call_media(struct tline_line *line, u32 call, u32 media_mode);

/**
 * tline_call_tone - a tone was heard
 * @line: the line
 * @call: call id
 * @list: arg[0] of the TLINE_CMD_MONITOR_TONES
 * @app_specific: of the struct tline_tone
 */
void tline_call_tone(struct tline_line *line, u32 call, u32 list, u32 app_specific);

/**
 * tline_devspecific - TAPI's LINE_DEVSPECIFIC: to every open of the line, or to every
 *	handle of a call
 * @line: the line
 * @call: call id, or 0
 * @feature: LINE_DEVSPECIFICFEATURE instead
 * @p1: parameter 1
 * @p2: parameter 2
 * @p3: parameter 3
 */
void tline_devspecific(struct tline_line *line, u32 call, bool feature, u64 p1, u64 p2, u64 p3);

/**
 * tline_set_data - what is told of a line, an address or a call has changed
 * @line: the line, registered or not yet
 * @kind: enum tline_data_kind, which says of what, and which state it announces
 * @object: 0, address, or call id
 * @data: the bytes; copied
 * @size: how many, at most TLINE_MAX_DATA; 0: there is nothing any more
 *
 * Return: 0, -EINVAL (no such kind or object, or too much), -ENOMEM: all is as before.
 * Context: process.
 */
int tline_set_data(struct tline_line *line, u32 kind, u32 object, const void *data, u32 size);

/**
 * enum tline_status_item - numbers of struct tline_ioc_line_status that a provider keeps
 * @TLINE_STATUS_COMPLETIONS: @num_completions; LINEDEVSTATE NUMCOMPLETIONS
 * @TLINE_STATUS_SIGNAL: @signal; LINEDEVSTATE SIGNAL
 * @TLINE_STATUS_BATTERY: @battery; LINEDEVSTATE BATTERY
 * @TLINE_STATUS_ROAMMODE: @roam_mode; LINEDEVSTATE ROAMMODE
 * @TLINE_STATUS_ITEMS: number of them
 */
enum tline_status_item {
	TLINE_STATUS_COMPLETIONS,
	TLINE_STATUS_SIGNAL,
	TLINE_STATUS_BATTERY,
	TLINE_STATUS_ROAMMODE,
	TLINE_STATUS_ITEMS
};

/**
 * tline_line_status - one number of the line's status changed
 * @line: the line
 * @item: enum tline_status_item
 * @value: the number.  Repeating it is nothing.
 */
void tline_line_status(struct tline_line *line, u32 item, u32 value);

/**
 * tline_line_state - the state of the line changed
 * @line: the line
 * @states: TLINE_DEVSTATE_
 * @p2: RINGING: ring mode, from 1; 0: it rings no more, a status without message.
 *	COMPLCANCEL: completion id
 * @p3: RINGING: ring count, from 0
 *
 * CONNECTED, DISCONNECTED, INSERVICE, OUTOFSERVICE, MSGWAITON, MSGWAITOFF and
 * RINGING are kept for TLINE_IOC_LINE_STATUS.  OPEN, CLOSE and NUMCALLS are the
 * core's own.
 */
void tline_line_state(struct tline_line *line, u32 states, u32 p2, u32 p3);

/**
 * tline_address_state - the state of an address changed
 * @line: the line
 * @address: address
 * @states: TLINE_ADDRESSSTATE_; INUSE* and NUMCALLS are the core's own
 */
void tline_address_state(struct tline_line *line, u32 address, u32 states);

/**
 * tline_find_item - an item of a list of them
 * @items: what follows struct tline_call_params, or arguments that are items
 * @size: bytes of them all
 * @kind: enum tline_data_kind
 *
 * Return: the first one of that kind, or NULL.
 */
const struct tline_item *tline_find_item(const void *items, u32 size, u32 kind);

/**
 * tline_op_name - an operation in words, for logs and settings
 * @op: TLINE_OP_
 *
 * Return: the TSPI function's name in small letters, "makecall"; "none" if there is none.
 */
const char *tline_op_name(u32 op);

/**
 * tline_command_name - the same of a command
 * @cmd: TLINE_CMD_
 */
const char *tline_command_name(u32 cmd);

/**
 * tline_state_name - the same of a call state
 * @state: TLINE_CALLSTATE_
 *
 * Return: TAPI's name, "CONNECTED"; "NONE" if it is not one state.
 */
const char *tline_state_name(u32 state);

#endif /* _TLINE_PROVIDER_H */
