/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the exchange does beyond calls from one to another.  Everything here needs the
 * exchange's lock, unless it says more.
 */
#ifndef _TLINE_SIM_SERVICE_H
#define _TLINE_SIM_SERVICE_H

/**
 * struct sim_sound - digits or a tone that a call is making
 * @tag: of the command
 * @mode: of the digits, TLINE_DIGITMODE_; 0: a tone
 * @duration: of the tone, or of each digit
 * @pos: the digit that is next
 * @on: a digit, or the tone, sounds
 * @since: the tone does
 * @count: entries of @frequency
 * @frequency: of the tone
 * @digits: the digits
 */
struct sim_sound {
	u32 tag;
	u32 mode;
	u32 duration;
	u32 pos;
	bool on;
	u64 since;
	u32 count;
	u32 frequency[TLINE_MAX_FREQUENCIES];
	char digits[TLINE_MAX_DIGITS];
};

/**
 * struct sim_tone_list - tones that somebody listens for
 * @node: in sim_call.tone_lists
 * @call: the call
 * @quiet: when silence will have lasted
 * @id: number of the list
 * @count: entries of @tones
 * @tones: the tones
 */
struct sim_tone_list {
	struct list_head node;
	struct sim_call *call;
	struct sim_event quiet;
	u32 id;
	u32 count;
	struct tline_tone tones[];
};

/** struct sim_controls - a media control list */
struct sim_controls {
	u32 count;
	struct tline_media_control control[];
};

/** struct sim_blob - something of variable size that a call has */
struct sim_blob {
	u32 size;
	u8 data[];
};

/** struct sim_forwards - where calls to an address go */
struct sim_forwards {
	u32 rings;
	u32 count;
	struct tline_forward rule[];
};

/**
 * struct sim_address - what has been set for an address of a line that is live
 * @forwards: NULL: none
 * @controls: media control list, or NULL
 * @terms: TLINE_TERMMODE_ of each terminal
 */
struct sim_address {
	struct sim_forwards *forwards;
	struct sim_controls *controls;
	u32 terms[SIM_MAX_TERMINALS];
};

/**
 * struct sim_completion - a call that is to be completed when the line called is free
 * @node: in sim_exchange.completions
 * @id: what the app knows it by
 * @mode: TLINE_CALLCOMPLMODE_
 * @armed: the line called was busy, or has been in use since
 * @line: whose call it was
 * @address: of @line
 * @media_mode: of the call
 * @target: the line called
 * @target_address: of @target
 * @call: the caller, which waits; NULL: is called back
 * @timer: to try
 * @number: that was called
 */
struct sim_completion {
	struct list_head node;
	u32 id;
	u32 mode;
	bool armed;
	struct sim_line *line;
	u32 address;
	u32 media_mode;
	struct sim_line *target;
	u32 target_address;
	struct sim_call *call;
	struct sim_event timer;
	char number[TLINE_NUMBER_LEN];
};

/*
 * The extension (Documentation/simulator.rst): commands of TLINE_OP_DEVSPECIFIC, the
 * first byte; and first parameters of TLINE_MSG_DEVSPECIFIC.
 */
#define SIM_EXT_SET_NOTE	1
#define SIM_EXT_GET_NOTE	2
#define SIM_EXT_FLASH		3	/* the message too */
#define SIM_EXT_MEDIACONTROL	4	/* message only */

/* -------------------------------------------------------------- sim-sound.c */

/* Call @fn for each leg that hears what @call says. */
void sim_call_each_listener(struct sim_call *call,
			    void (*fn)(struct sim_call *listener, const void *arg),
			    const void *arg);
void sim_call_send_digits(struct sim_call *call, const struct tline_ioc_digits *d, u32 tag);
void sim_call_send_tone(struct sim_call *call, const struct tline_ioc_tone *tone, u32 tag);
void sim_call_hear(struct sim_call *call, char digit, u32 mode);
/* Whoever listens for it detects the media mode of @call. */
void sim_call_send_media(struct sim_call *call);
/* Replace list @id of the tones to listen for. */
void sim_call_listen(struct sim_call *call, u32 id, const struct tline_tone *tones, u32 count);
/* Nothing is heard, nor made, any more. */
void sim_call_silence(struct sim_call *call);

/* ------------------------------------------------------------ sim-control.c */

/* Replace a media control list; @to is one of a line, an address or a call. */
void sim_controls_set(struct sim_controls **to, const struct tline_media_control *control,
		      u32 count);
void sim_control_digit(struct sim_call *call, char digit, u32 mode);
void sim_control_media(struct sim_call *call, u32 media);
void sim_control_state(struct sim_call *call, u32 state);
/* A tone that lasted @ms. */
void sim_control_tone(struct sim_call *call, const struct sim_sound *sound, u32 ms);
/* Is it just these frequencies (three, of which some are 0)? */
bool sim_tone_matches(const struct sim_sound *sound, const u32 *frequency);

/* --------------------------------------------------------- sim-conference.c */

sim_request_fn sim_do_setupconference;
sim_request_fn sim_do_prepareaddtoconference;
sim_request_fn sim_do_addtoconference;
sim_request_fn sim_do_removefromconference;
/* @held and @consult become one, with the parent in @r. */
s32 sim_do_transferconference(struct sim_line *line, struct sim_rq *r);
/* @call is a member no more. */
void sim_conf_leave(struct sim_call *call);
/* The consultation of @parent is over. */
void sim_conf_resume(struct sim_call *parent);
/* @parent is gone, its members go. */
void sim_conf_end(struct sim_call *parent);
/* A state of a call with @auto_join: it joins its conference, or has failed to. */
void sim_conf_progress(struct sim_call *call);

/* --------------------------------------------------------------- sim-park.c */

sim_request_fn sim_do_park;
sim_request_fn sim_do_unpark;
sim_request_fn sim_do_pickup;

/* ------------------------------------------------------------ sim-forward.c */

#define SIM_FORWARD_UNCOND	0
#define SIM_FORWARD_BUSY	1
#define SIM_FORWARD_NOANSWER	2

sim_request_fn sim_do_forward;
/* Is the call of @caller to @line taken care of?  @when: SIM_FORWARD_ */
bool sim_forward(struct sim_call *caller, struct sim_line *line, u32 address, u32 when);
/* Rings after which a call to @line is forwarded; 0: it is not. */
u32 sim_forward_rings(struct sim_call *caller, struct sim_line *line, u32 address);
/* All calls to @address are refused, or no longer. */
bool sim_do_not_disturb(struct sim_line *line, u32 address);
void sim_forward_tell(struct sim_line *line, struct tline_line *tl, u32 address);

/* ----------------------------------------------------------- sim-complete.c */

extern const char sim_completion_messages[SIM_COMPLETION_MESSAGES][TLINE_NAME_LEN];

sim_request_fn sim_do_completecall;
sim_request_fn sim_do_uncompletecall;
/* A call has left @line, which may be free now; @rang: it has only rung there. */
void sim_completion_freed(struct sim_line *line, bool rang);
/* @call does not wait any more. */
void sim_completion_forget(struct sim_call *call);
/* There is no @line any more. */
void sim_completion_line_gone(struct sim_line *line);
/* @call, a callback, has been answered. */
void sim_callback_answered(struct sim_call *call);

/* --------------------------------------------------------------- sim-data.c */

sim_request_fn sim_do_setcalldata;
sim_request_fn sim_do_setcallqualityofservice;
/* Take over what came with the parameters of a call. */
void sim_data_from_params(struct sim_call *call, const struct tline_call_params *p);
/* @to, which @from is connected with now, gets what goes with the call. */
void sim_data_carry(const struct sim_call *from, struct sim_call *to);
/* Tell the core all there is. */
void sim_data_tell(struct sim_call *call);
void sim_data_free(struct sim_call *call);

/* ------------------------------------------------------------- sim-device.c */

sim_request_fn sim_do_setterminal;
sim_request_fn sim_do_setcalltreatment;
sim_request_fn sim_do_devspecific;
sim_request_fn sim_do_devspecificfeature;

bool sim_treatment_valid(u32 treatment);
/* run held, lock not.  What is set for a line that goes live: 0 or -ENOMEM. */
int sim_device_up(struct sim_line *line);
void sim_device_down(struct sim_line *line);
/* Tell the core of a new @tl all there is: 0 or -ENOMEM. */
int sim_device_tell(struct sim_line *line, struct tline_line *tl);
/* A call begins with its address's terminals. */
void sim_terminals_inherit(struct sim_call *call);
void sim_terminals_tell(const struct sim_call *call);

#endif /* _TLINE_SIM_SERVICE_H */
