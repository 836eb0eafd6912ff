// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the parties of a call hear of each other: digits, tones and media modes.
 * Everything here needs the exchange's lock.
 */
#include <linux/bitops.h>
#include <linux/ctype.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

/* A party that is a member of a conference listens at its parent. */
static struct sim_call *ear(struct sim_call *call)
{
	return call->state == TLINE_CALLSTATE_CONFERENCED && call->conf ? call->conf : call;
}

/*
 * Of a conference those are the parent and the far ends of all members but @call.
 * A far end that has a conference of its own hears for it, and nothing goes beyond:
 * two conferences that are connected twice would talk in circles.
 */
void sim_call_each_listener(struct sim_call *call,
			    void (*fn)(struct sim_call *listener, const void *arg),
			    const void *arg)
{
	struct sim_call *parent = call->parent ? call : call->peer ? ear(call->peer) : NULL;
	struct sim_call *member;

	if (!parent)
		return;
	if (parent != call)
		fn(parent, arg);
	if (!parent->parent || !parent->home)
		return;
	list_for_each_entry(member, &parent->home->calls, node) {
		if (member->conf == parent && member->peer && member->peer != call &&
		    member->state == TLINE_CALLSTATE_CONFERENCED)
			fn(ear(member->peer), arg);
	}
}

static bool can_hear(const struct sim_call *call)
{
	return call->line && call->line->tl && call->id &&
	       call->state == TLINE_CALLSTATE_CONNECTED;
}

/*
 * ---------------------------------------------------------------------------
 * Silence
 */

static const struct tline_tone *silence_of(const struct sim_tone_list *list)
{
	u32 i;

	for (i = 0; i < list->count; i++) {
		if (!memchr_inv(list->tones[i].frequency, 0, sizeof(list->tones[i].frequency)))
			return &list->tones[i];
	}
	return NULL;
}

static void quiet_over(struct sim_exchange *ex, struct sim_event *ev)
{
	struct sim_tone_list *list = container_of(ev, struct sim_tone_list, quiet);
	struct sim_call *call = list->call;

	if (can_hear(call))
		tline_call_tone(call->line->tl, call->id, list->id,
				silence_of(list)->app_specific);
}

/* Silence begins when nothing sounds any more, or now. */
static void await_silence(struct sim_tone_list *list)
{
	const struct tline_tone *tone = silence_of(list);
	struct sim_exchange *ex = list->call->ex;
	u64 now = sim_clock_now(ex);

	if (tone)
		sim_event_set(ex, &list->quiet,
			      max(list->call->quiet_since, now) + tone->duration - now,
			      quiet_over);
}

static void heard_until(struct sim_call *call, const void *arg)
{
	struct sim_tone_list *list;

	call->quiet_since = max(call->quiet_since, *(const u64 *)arg);
	list_for_each_entry(list, &call->tone_lists, node)
		await_silence(list);
}

static void sounds(struct sim_call *call, u32 ms)
{
	u64 until = sim_clock_now(call->ex) + ms;

	if (call->state == TLINE_CALLSTATE_CONNECTED)
		sim_call_each_listener(call, heard_until, &until);
}

/*
 * ---------------------------------------------------------------------------
 * Sounds
 */

static bool is_in(u32 frequency, const u32 *of, u32 count)
{
	while (count--) {
		if (*of++ == frequency)
			return true;
	}
	return false;
}

bool sim_tone_matches(const struct sim_sound *s, const u32 *frequency)
{
	u32 i, n = 0;

	for (i = 0; i < 3; i++) {
		if (!frequency[i])
			continue;
		if (!is_in(frequency[i], s->frequency, s->count))
			return false;
		n++;
	}
	for (i = 0; i < s->count; i++) {
		if (s->frequency[i] && !is_in(s->frequency[i], frequency, 3))
			return false;
	}
	return n;
}

struct heard {
	const struct sim_sound *sound;
	u32 ms;
};

/* How long a tone was is known when it is over. */
static void hear_tone(struct sim_call *call, const void *arg)
{
	const struct heard *h = arg;
	struct sim_tone_list *list;
	u32 i;

	if (!can_hear(call))
		return;
	list_for_each_entry(list, &call->tone_lists, node) {
		for (i = 0; i < list->count; i++) {
			const struct tline_tone *t = &list->tones[i];

			if (h->ms >= t->duration && sim_tone_matches(h->sound, t->frequency))
				tline_call_tone(call->line->tl, call->id, list->id,
						t->app_specific);
		}
	}
	sim_control_tone(call, h->sound, h->ms);
}

static void stop_sound(struct sim_call *call)
{
	struct sim_sound *s = call->sound;
	struct heard h = { .sound = s };

	sim_event_cancel(call->ex, &call->sound_timer);
	if (!s || !s->on || s->mode)
		return;
	s->on = false;
	h.ms = sim_clock_now(call->ex) - s->since;
	if (call->state == TLINE_CALLSTATE_CONNECTED)
		sim_call_each_listener(call, hear_tone, &h);
}

static struct sim_sound *new_sound(struct sim_call *call, u32 tag)
{
	stop_sound(call);
	if (call->state == TLINE_CALLSTATE_IDLE)
		return NULL;
	if (!call->sound)
		call->sound = kmalloc(sizeof(*call->sound), GFP_KERNEL_ACCOUNT);
	if (!call->sound)
		return NULL;
	memset(call->sound, 0, sizeof(*call->sound));
	call->sound->tag = tag;
	return call->sound;
}

static void made(struct sim_call *call)
{
	if (call->line && call->line->tl && call->id)
		tline_call_generated(call->line->tl, call->id, call->sound->tag);
}

/*
 * ---------------------------------------------------------------------------
 * Digits
 */

struct digit {
	char digit;
	u32 mode;
};

void sim_call_hear(struct sim_call *call, char digit, u32 mode)
{
	call = ear(call);
	if (!can_hear(call))
		return;
	if (call->monitor & mode)
		tline_call_digit(call->line->tl, call->id, digit, mode);
	sim_control_digit(call, digit, mode);
}

static void hear_digit(struct sim_call *call, const void *arg)
{
	const struct digit *d = arg;

	sim_call_hear(call, d->digit, d->mode);
}

static void send_digit(struct sim_call *call, char digit, u32 mode)
{
	struct digit d = { digit, mode };

	if (call->state == TLINE_CALLSTATE_CONNECTED)
		sim_call_each_listener(call, hear_digit, &d);
}

static bool is_digit(char c, u32 mode)
{
	return strchr(mode == TLINE_DIGITMODE_PULSE ? "0123456789" : SIM_DIGITS, c);
}

/*
 * Each digit is a tone and a gap as long as SIM_TONE_MS.  A DTMF digit is heard
 * when it begins and a DTMFEND when it ends; of pulses only the end says which
 * digit it was.
 */
static void next_digit(struct sim_exchange *ex, struct sim_event *ev)
{
	struct sim_call *call = container_of(ev, struct sim_call, sound_timer);
	struct sim_sound *s = call->sound;
	char digit;

	if (s->on) {
		digit = toupper(s->digits[s->pos++]);
		s->on = false;
		if (is_digit(digit, s->mode))
			send_digit(call, digit, s->mode == TLINE_DIGITMODE_PULSE ?
				   TLINE_DIGITMODE_PULSE : TLINE_DIGITMODE_DTMFEND);
		sim_event_set(ex, ev, SIM_TONE_MS, next_digit);
		return;
	}
	digit = toupper(s->digits[s->pos]);
	if (!digit) {
		made(call);
		return;
	}
	s->on = true;
	sounds(call, s->duration);
	if (s->mode == TLINE_DIGITMODE_DTMF && is_digit(digit, s->mode))
		send_digit(call, digit, TLINE_DIGITMODE_DTMF);
	sim_event_set(ex, ev, s->duration, next_digit);
}

void sim_call_send_digits(struct sim_call *call, const struct tline_ioc_digits *d, u32 tag)
{
	struct sim_sound *s = new_sound(call, tag);

	if (!s || !d || !d->digits[0])
		return;
	s->mode = d->mode;
	s->duration = d->duration ?: SIM_TONE_MS;
	strscpy(s->digits, d->digits, sizeof(s->digits));
	/* A gap first: a far end that has just answered is still turning to listen. */
	sim_event_set(call->ex, &call->sound_timer, SIM_TONE_MS, next_digit);
}

/*
 * ---------------------------------------------------------------------------
 * Tones
 */

/* What the modes that are not CUSTOM sound like, and how long by themselves. */
static const struct {
	u32 mode;
	u32 duration;
	u32 count;
	u32 frequency[2];
} tone_modes[] = {
	{ TLINE_TONEMODE_RINGBACK, 2000, 2, { 440, 480 } },
	{ TLINE_TONEMODE_BUSY, 2000, 2, { 480, 620 } },
	{ TLINE_TONEMODE_BEEP, 500, 1, { 1400 } },
	{ TLINE_TONEMODE_BILLING, 300, 1, { 12000 } },
};

static void tone_fill(struct sim_sound *s, const struct tline_ioc_tone *tone)
{
	u32 i;

	s->duration = tone->duration ?: SIM_TONE_MS;
	s->count = min_t(u32, tone->count, ARRAY_SIZE(s->frequency));
	for (i = 0; i < s->count; i++)
		s->frequency[i] = tone->tones[i].frequency;
	for (i = 0; i < ARRAY_SIZE(tone_modes); i++) {
		if (tone_modes[i].mode != tone->mode)
			continue;
		s->duration = tone->duration ?: tone_modes[i].duration;
		s->count = tone_modes[i].count;
		memcpy(s->frequency, tone_modes[i].frequency, sizeof(tone_modes[i].frequency));
	}
}

static void tone_over(struct sim_exchange *ex, struct sim_event *ev)
{
	struct sim_call *call = container_of(ev, struct sim_call, sound_timer);

	stop_sound(call);
	made(call);
}

void sim_call_send_tone(struct sim_call *call, const struct tline_ioc_tone *tone, u32 tag)
{
	struct sim_sound *s = new_sound(call, tag);

	if (!s || !tone || !tone->mode)
		return;
	tone_fill(s, tone);
	s->on = true;
	s->since = sim_clock_now(call->ex);
	sounds(call, s->duration);
	sim_event_set(call->ex, &call->sound_timer, s->duration, tone_over);
}

static void list_free(struct sim_tone_list *list)
{
	sim_event_cancel(list->call->ex, &list->quiet);
	list_del(&list->node);
	kfree(list);
}

void sim_call_listen(struct sim_call *call, u32 id, const struct tline_tone *tones, u32 count)
{
	struct sim_tone_list *list, *tmp;

	list_for_each_entry_safe(list, tmp, &call->tone_lists, node) {
		if (list->id == id)
			list_free(list);
	}
	if (!count || call->state == TLINE_CALLSTATE_IDLE)
		return;
	list = kmalloc(struct_size(list, tones, count), GFP_KERNEL_ACCOUNT);
	if (!list)
		return;
	list->call = call;
	list->id = id;
	list->count = count;
	memcpy(list->tones, tones, count * sizeof(*tones));
	sim_event_init(&list->quiet);
	list_add_tail(&list->node, &call->tone_lists);
	await_silence(list);
}

void sim_call_silence(struct sim_call *call)
{
	struct sim_tone_list *list, *tmp;

	sim_event_cancel(call->ex, &call->sound_timer);
	list_for_each_entry_safe(list, tmp, &call->tone_lists, node)
		list_free(list);
}

/*
 * ---------------------------------------------------------------------------
 * Media modes
 */

static void hear_media(struct sim_call *call, const void *arg)
{
	u32 media = *(const u32 *)arg;
	unsigned long wanted = media & call->monitor_media;
	unsigned int bit;

	if (!can_hear(call))
		return;
	for_each_set_bit(bit, &wanted, 32)
		tline_call_media(call->line->tl, call->id, BIT(bit));
	sim_control_media(call, media);
}

void sim_call_send_media(struct sim_call *call)
{
	if (call->state == TLINE_CALLSTATE_CONNECTED)
		sim_call_each_listener(call, hear_media, &call->media_mode);
}
