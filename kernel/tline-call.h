/* SPDX-License-Identifier: GPL-2.0-only */
/* Inside of the tline core: calls, their handles and what is done with them. */
#ifndef _TLINE_CALL_H
#define _TLINE_CALL_H

#include <linux/ktime.h>

#include "tline-op.h"

/* ------------------------------------------------------------------- call.c */

enum tline_call_life {
	TLINE_CALL_PENDING,	/* its creating request is not complete */
	TLINE_CALL_LIVE,
	TLINE_CALL_CLOSED,	/* nobody holds it; close_call is queued */
};

/**
 * struct tline_call - a call
 * @ref: line's list, each handle, each request, outbox entries
 * @line: the line; outlives the call
 * @node: in tline_line.calls
 * @handles: tline_handle.call_node
 * @requests: tline_op.link
 * @id: the provider's id; 0 once closed, though it is known until close_call
 * @address: it is on
 * @life: enum tline_call_life
 * @told: the provider knows of it
 * @state: TLINE_CALLSTATE_, 0 while the provider has told none
 * @mode: of @state; of CONFERENCED: @id of the parent, as the provider has it
 * @state_time: CLOCK_REALTIME, ns
 * @owners: handles with OWNER
 * @monitors: the other handles
 * @priv: the provider's
 * @owed_node: in tline_line.owed
 * @owed_at: jiffies when the debt is called in
 * @close_out: close_call
 * @digits_out: monitor_digits
 * @media_out: set_mediamode
 * @detect_out: monitor_media
 * @drop: the request that the core itself makes when the sole owner goes
 * @gather: request that gathers digits, or NULL
 * @generator: handle whose digits are being sent or tone made, or NULL
 * @generate_tag: number of the latest of them
 * @generate: those that the provider has not been given yet, or NULL
 * @control: media control that it has not been given yet, or NULL
 * @data: by enum tline_data_kind
 * @info: what is known
 */
struct tline_call {
	struct kref ref;
	struct tline_line *line;
	struct list_head node;
	struct list_head handles;
	struct list_head requests;
	u32 id;
	u32 address;
	u8 life;
	bool told;
	u32 state;
	u32 mode;
	u64 state_time;
	u32 owners;
	u32 monitors;
	void *priv;
	struct list_head owed_node;
	unsigned long owed_at;
	struct tline_out close_out;
	struct tline_out digits_out;
	struct tline_out media_out;
	struct tline_out detect_out;
	struct tline_op drop;
	struct tline_handle *generator;
	struct tline_op *gather;
	u32 generate_tag;
	struct tline_cmd *generate;
	struct tline_cmd *control;
	struct tline_blob *data[TLINE_CALL_DATA];
	struct tline_call_info info;
};

/**
 * struct tline_handle - an open's handle on a call
 * @call_node: in tline_call.handles
 * @open_node: in tline_open.handles
 * @call: with a reference
 * @open: the open; outlives the handle
 * @id: hCall, of the app
 * @privilege: TLINE_CALLPRIVILEGE_OWNER or _MONITOR
 * @digit_modes: digits wanted
 * @media_modes: media modes wanted
 * @tones: list of the tones wanted, or NULL
 * @fresh: the app has not yet been told a state of this call
 *
 * While the call is PENDING the handle is reserved: lookups do not find it.
 */
struct tline_handle {
	struct list_head call_node;
	struct list_head open_node;
	struct tline_call *call;
	struct tline_open *open;
	u32 id;
	u32 privilege;
	u32 digit_modes;
	u32 media_modes;
	struct tline_tones *tones;
	bool fresh;
};

/**
 * struct tline_tones - a list of tones that a handle listens for
 * @out: tells the provider of it; queued at least once before @told
 * @call: with a reference
 * @number: unique on the line
 * @told: the provider knows of it
 * @list: of struct tline_tone, with a reference; NULL: the handle has it no longer, and
 *	it is freed when the provider has been told
 */
struct tline_tones {
	struct tline_out out;
	struct tline_call *call;
	u32 number;
	bool told;
	struct tline_blob *list;
};

int tline_call_init(void);
void tline_call_exit(void);
int tline_handle_init(void);
void tline_handle_exit(void);
struct tline_call *tline_call_alloc(struct tline_line *line);
static inline struct tline_call *tline_call_hold(struct tline_call *call)
{
	kref_get(&call->ref);
	return call;
}
void tline_call_put(struct tline_call *call);
/* Somebody else of those who share the line talks; an owner here may answer, too. */
static inline bool tline_call_inactive(const struct tline_call *call)
{
	return call->state & TLINE_CALLSTATE_CONNECTED &&
	       call->mode & (TLINE_CONNECTEDMODE_INACTIVE | TLINE_CONNECTEDMODE_INACTIVEHELD);
}
/* There is still something to be told of it. */
static inline bool tline_call_going(const struct tline_call *call)
{
	return call->life == TLINE_CALL_LIVE && !(call->state & TLINE_CALLSTATE_IDLE);
}
/* Give it an id and a place on its line; false: no memory, or too many calls. */
bool tline_call_link_locked(struct tline_call *call, u32 address);
struct tline_call *tline_call_find_locked(struct tline_line *line, u32 id);
/* The same for an upcall: NULL, counted, if the provider should know better. */
struct tline_call *tline_call_reported_locked(struct tline_line *line, u32 id,
					      const char *upcall);
/* Call handle @id of @open, or NULL. */
struct tline_handle *tline_handle_find_locked(struct tline_open *open, u32 id);
/* Fill a pool (tline_handle.call_node) that holds *@have up to @need; sleeps. */
bool tline_handles_alloc(struct list_head *pool, u32 *have, u32 need);
void tline_handles_free(struct list_head *pool);
/* Attach one of @pool, which is not empty; NULL: no id to be had, it stays there. */
struct tline_handle *tline_handle_attach_locked(struct list_head *pool, struct tline_open *open,
						struct tline_call *call, u32 privilege);
/* Why that failed: the app has all the handles that it may, or there is no memory. */
bool tline_app_full(struct tline_app *app);
s32 tline_handle_error(struct tline_app *app);
/* Detach and free @h, its id too. */
void tline_handle_detach_locked(struct tline_handle *h);
/* A pending call comes to life: all handles are announced. */
void tline_call_publish_locked(struct tline_call *call, bool incoming);
/* What is known of a call that is made with @params (NULL: none). */
void tline_call_set_params(struct tline_call *call, const struct tline_app *app,
			   const struct tline_call_params *params);
void tline_call_set_state_locked(struct tline_call *call, u32 state, u32 mode);
/* CALLINFO to every handle but those of @except. */
void tline_call_info_event_locked(struct tline_call *call, u32 changed,
				  const struct tline_app *except);
/* Off the line: nobody finds it any more but the provider, by an id that it knows. */
void tline_call_unlink_locked(struct tline_call *call);
/* The provider has been told of its end, or never knew of it: the id goes, too. */
void tline_call_forget_locked(struct tline_call *call);
/* APPNEWCALL (from 2.0 on) and CALLSTATE to a new handle of a live call. */
void tline_handle_announce_locked(struct tline_handle *h, u32 state, u32 mode);
struct tline_handle *tline_handle_of_locked(struct tline_call *call,
					    const struct tline_open *open);
/* Change the privilege of a handle and tell the others. */
void tline_handle_set_privilege_locked(struct tline_handle *h, u32 privilege,
				       const struct tline_app *except);

/* ------------------------------------------------------------ privilege.c, route.c */

int tline_call_new_calls(struct tline_open *open, struct tline_ioc_new_calls *arg);
/* User space did not get the handles that were made for it: as if nothing had happened. */
void tline_call_undo_new_calls(struct tline_open *open, const u32 *ids, u32 n);
int tline_call_set_privilege(struct tline_open *open, struct tline_ioc_privilege *arg);
int tline_call_handoff(struct tline_open *open, struct tline_ioc_handoff *arg);
int tline_call_deallocate(struct tline_open *open, struct tline_ioc_deallocate *arg);
int tline_call_get_info(struct tline_open *open, struct tline_ioc_call_info *arg);
int tline_call_get_status(struct tline_open *open, struct tline_ioc_call_status *arg);
int tline_call_set_appspecific(struct tline_open *open, struct tline_ioc_set_call *arg);
int tline_call_set_mediamode(struct tline_open *open, struct tline_ioc_set_call *arg);

/* The open that becomes the owner of @call, or NULL; may narrow its media modes. */
struct tline_open *tline_route_owner_locked(struct tline_line *line, struct tline_call *call);
/* Best OWNER open for exactly one media mode, or NULL. */
struct tline_open *tline_route_mode_locked(struct tline_line *line, u32 media, u32 address);
int tline_priority_set(const struct tline_ioc_priority *arg);
int tline_priority_get(struct tline_ioc_priority *arg);
void tline_priority_rank(struct tline_app *app);
void tline_priority_exit(void);

/* ------------------------------------ digits.c, detect.c, generate.c, control.c */

#define TLINE_DIGITMODES_ALL	(TLINE_DIGITMODE_PULSE | TLINE_DIGITMODE_DTMF | \
				 TLINE_DIGITMODE_DTMFEND)
/* What can be heard. */
#define TLINE_DIGITS		"0123456789ABCD*#"
#define TLINE_PULSE_DIGITS	"0123456789"

/**
 * struct tline_listen - something that handles listen for, by modes
 * @cmd: enum tline_command that the provider must have
 * @all: modes that there are
 * @caps: offset of those that a line can tell in struct tline_line_caps
 * @modes: offset of those that a handle wants in struct tline_handle
 * @bad_modes: error for others
 * @changed: the union over the handles of a call is to be looked at, for all apps but one
 */
struct tline_listen {
	u32 cmd;
	u32 all;
	u32 caps;
	u32 modes;
	s32 bad_modes;
	void (*changed)(struct tline_call *call, const struct tline_app *except);
};

/* Let the handle that @arg names listen for what it says. */
int tline_call_listen(struct tline_open *open, struct tline_ioc_set_call *arg,
		      const struct tline_listen *what);

int tline_call_monitor_digits(struct tline_open *open, struct tline_ioc_set_call *arg);
int tline_call_monitor_media(struct tline_open *open, struct tline_ioc_set_call *arg);
int tline_call_monitor_tones(struct tline_open *open, struct tline_ioc_tones *arg);
/* A handle leaves, off its call's list already: nothing is heard for it. */
void tline_handle_end_digits_locked(struct tline_handle *h);
void tline_handle_end_gather_locked(struct tline_handle *h);
/* Digits that somebody wants; tell the provider if these are others than @before. */
u32 tline_digit_modes_locked(const struct tline_call *call);
void tline_digit_modes_tell_locked(struct tline_call *call, u32 before);
void tline_handle_end_detect_locked(struct tline_handle *h);
/* What @out, of a list of tones, is to tell; with a reference to what @rq points to. */
struct tline_blob *tline_tones_tell_locked(struct tline_out *out, struct tline_rq *rq);
int tline_open_set_mediacontrol(struct tline_open *open, struct tline_ioc_media_control *arg);
int tline_call_generate_digits(struct tline_open *open, struct tline_ioc_digits *arg);
int tline_call_generate_tone(struct tline_open *open, struct tline_ioc_tone *arg);
/* @h leaves, or the call ends: nothing is made for it any more. */
void tline_call_end_generate_locked(struct tline_call *call, const struct tline_handle *h);
/* Of struct tline_tone and tline_media_control: those that are not 0. */
static inline u32 tline_frequencies(const u32 frequency[3])
{
	return !!frequency[0] + !!frequency[1] + !!frequency[2];
}
/* TAPI's tick: milliseconds since boot in 32 bits. */
static inline u32 tline_tick(void)
{
	return ktime_to_ms(ktime_get());
}

/* ------------------------------------------------------------------- data.c */

/* To be filled in; NULL: no memory. */
struct tline_blob *tline_blob_alloc(u32 size);
/* A copy of what user space has; NULL if that is nothing; ERR_PTR(-ENOMEM, -EFAULT). */
struct tline_blob *tline_blob_from_user(u64 from, u32 size);
static inline struct tline_blob *tline_blob_get(struct tline_blob *blob)
{
	if (blob)
		refcount_inc(&blob->ref);
	return blob;
}
/* Any context; NULL is fine. */
void tline_blob_put(struct tline_blob *blob);
/* Give the bytes after @from to user space if *@size is room enough; and how many they are. */
int tline_blob_copy(struct tline_blob *blob, u32 from, u64 to, u32 *size);
void tline_call_free_data(struct tline_call *call);
/* What an app says of a call that is to be made; false: no memory. */
bool tline_call_init_data(struct tline_call *call, const void *items, u32 size);
void tline_line_free_data(struct tline_line *line);
int tline_open_data(struct tline_open *open, struct tline_ioc_data *arg);

/* -------------------------------------------------------------- devconfig.c */

int tline_open_set_devconfig(struct tline_open *open, struct tline_ioc_devconfig *arg);
int tline_open_get_devconfig(struct tline_open *open, struct tline_ioc_devconfig *arg);
void tline_line_free_devconfigs(struct tline_line *line);

/* ------------------------------------------------------------- conference.c */

/* Mode of the call's state as @open is to hear it. */
u32 tline_call_mode_locked(const struct tline_call *call, const struct tline_open *open);
int tline_call_conf_calls(struct tline_open *open, struct tline_ioc_conf_calls *arg);

/* ----------------------------------------------------------------- gather.c */

s32 tline_gather_check_locked(const struct tline_line *line, const struct tline_gather *gather);
/* For TLINE_OP_GATHERDIGITS: it has been accepted; it has ended; its timer has fired. */
void tline_gather_begin_locked(struct tline_op *op);
void tline_gather_ended_locked(struct tline_op *op);
void tline_gather_expired_locked(struct tline_op *op);
/* End what is gathered of a call, if anything is. */
void tline_gather_cancel_locked(struct tline_call *call);
void tline_gather_digit_locked(struct tline_call *call, u32 digit, u32 mode);
u32 tline_gather_modes_locked(const struct tline_call *call);

#endif /* _TLINE_CALL_H */
