// SPDX-License-Identifier: GPL-2.0-only
/*
 * Legs of connections: their life, their states, and what the two ends of a
 * connection do to each other.  Everything here needs the exchange's lock.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

const struct tline_dial_params sim_dial_default = {
	.pause = 100, .speed = SIM_DIGIT_MS / 2, .duration = SIM_DIGIT_MS / 2,
	.wait_dialtone = 5000,
};

struct sim_call *sim_call_alloc(struct sim_exchange *ex, struct sim_line *line)
{
	struct sim_call *call = kzalloc(sizeof(*call), GFP_KERNEL_ACCOUNT);

	lockdep_assert_held(&ex->lock);
	if (!call)
		return NULL;
	kref_init(&call->ref);
	call->ex = ex;
	call->line = line;
	call->home = line;
	call->bearer_mode = TLINE_BEARERMODE_VOICE;
	call->media_mode = TLINE_MEDIAMODE_INTERACTIVEVOICE;
	call->rate = SIM_RATE;
	call->reason = TLINE_CALLREASON_DIRECT;
	call->dial = sim_dial_default;
	sim_event_init(&call->timer);
	sim_event_init(&call->sound_timer);
	INIT_LIST_HEAD(&call->tone_lists);
	list_add_tail(&call->node, line ? &line->calls : &ex->network);
	return call;
}

static void call_free(struct kref *ref)
{
	struct sim_call *call = container_of(ref, struct sim_call, ref);

	sim_data_free(call);
	kfree(call->controls);
	kfree(call->sound);
	kfree(call->uui);
	kfree(call->name);
	kfree(call);
}

void sim_call_put(struct sim_call *call)
{
	kref_put(&call->ref, call_free);
}

void sim_call_pair(struct sim_call *a, struct sim_call *b)
{
	a->peer = b;
	b->peer = a;
}

void sim_call_unpair(struct sim_call *call)
{
	if (call->peer)
		call->peer->peer = NULL;
	call->peer = NULL;
}

void sim_call_unrelate(struct sim_call *call)
{
	if (call->related)
		call->related->related = NULL;
	call->related = NULL;
}

void sim_call_report(struct sim_call *call)
{
	struct sim_line *line = call->line;

	if (!line || !line->tl || !call->id)
		return;
	if (!sim_fault_swallow(line))
		tline_call_state(line->tl, call->id, call->state, call->mode);
	sim_control_state(call, call->state);
}

static bool line_rings(const struct sim_line *line)
{
	const struct sim_call *call;

	list_for_each_entry(call, &line->calls, node) {
		if (call->state & SIM_RINGING && call->rings)
			return true;
	}
	return false;
}

/* The last call that rang has stopped to: ring mode 0. */
static void stop_ringing(struct sim_call *call)
{
	struct sim_line *line = call->line;

	if (!call->rings || !line || !line->tl || line_rings(line))
		return;
	tline_line_state(line->tl, TLINE_DEVSTATE_RINGING, 0, call->rings);
}

static void set_state(struct sim_call *call, u32 state, u32 mode)
{
	bool rang = call->state & SIM_RINGING && !(state & SIM_RINGING);
	bool freed = call->state & SIM_ACTIVE && !(state & SIM_ACTIVE);

	call->state = state;
	call->mode = mode;
	if (rang)
		stop_ringing(call);
	if (freed && call->line)
		sim_completion_freed(call->line, rang);
	if (call->completion && state & (TLINE_CALLSTATE_IDLE | TLINE_CALLSTATE_DISCONNECTED))
		sim_completion_forget(call);
}

void sim_call_state(struct sim_call *call, u32 state, u32 mode)
{
	set_state(call, state, mode);
	sim_call_report(call);
	if (call->auto_join)
		sim_conf_progress(call);
}

/* Without a word: the line goes, or a member that nobody sees any more. */
static void leave_conference(struct sim_call *call)
{
	struct sim_call *member;

	if (call->conf)
		call->conf->members--;
	call->conf = NULL;
	if (!call->parent)
		return;
	list_for_each_entry(member, &call->home->calls, node) {
		if (member->conf == call)
			member->conf = NULL;
	}
}

void sim_call_release(struct sim_call *call)
{
	if (list_empty(&call->node))
		return;
	sim_event_cancel(call->ex, &call->timer);
	sim_call_silence(call);
	sim_call_unpair(call);
	sim_call_unrelate(call);
	leave_conference(call);
	call->closed = true;
	call->id = 0;
	set_state(call, TLINE_CALLSTATE_IDLE, 0);
	list_del_init(&call->node);
	sim_call_put(call);
}

void sim_call_info(struct sim_call *call, u32 changed)
{
	struct sim_line *line = call->line;

	if (line && line->tl && call->id && call->state != TLINE_CALLSTATE_IDLE)
		tline_call_set_info(line->tl, call->id, changed, &call->ex->info);
}

void sim_line_number(const struct sim_line *line, u32 address, char *buf, size_t size)
{
	if (address)
		snprintf(buf, size, "%sx%u", line->number, address);
	else
		strscpy(buf, line->number, size);
}

/* Its own number, as others see it. */
void sim_call_number(const struct sim_call *call, char *buf, size_t size)
{
	if (call->number[0] || !call->home)
		strscpy(buf, call->number, size);
	else
		sim_line_number(call->home, call->address, buf, size);
}

void sim_party_number(struct tline_party *party, const char *number)
{
	memset(party, 0, sizeof(*party));
	strscpy(party->number, number, sizeof(party->number));
	party->flags = number[0] ? TLINE_CALLPARTYID_ADDRESS : TLINE_CALLPARTYID_UNKNOWN;
}

void sim_party_set(struct tline_party *party, const struct sim_call *call)
{
	const char *name = call->home ? sim_line_name(call->home) : call->name;
	char number[TLINE_NUMBER_LEN];

	if (call->flags & TLINE_CALLPARAMFLAGS_BLOCKID) {
		memset(party, 0, sizeof(*party));
		party->flags = TLINE_CALLPARTYID_BLOCKED;
		return;
	}
	sim_call_number(call, number, sizeof(number));
	sim_party_number(party, number);
	if (name && name[0]) {
		strscpy(party->name, name, sizeof(party->name));
		party->flags &= ~TLINE_CALLPARTYID_UNKNOWN;
		party->flags |= TLINE_CALLPARTYID_NAME;
	}
}

static void receive_uui(struct sim_call *call, const void *uui)
{
	call->ex->info.uui = *(const struct tline_uui *)uui;
	sim_call_info(call, TLINE_CALLINFOSTATE_USERUSERINFO);
}

void sim_call_uui(struct sim_call *from, const struct tline_uui *uui)
{
	if (uui && uui->size)
		sim_call_each_listener(from, receive_uui, uui);
}

u32 sim_line_count(const struct sim_line *line, u32 states, const struct sim_call *except)
{
	const struct sim_call *call;
	u32 n = 0;

	list_for_each_entry(call, &line->calls, node) {
		if (call != except && !call->closed && call->state & (states ?: ~TLINE_CALLSTATE_IDLE))
			n++;
	}
	return n;
}

void sim_call_far_gone(struct sim_call *call, u32 mode)
{
	sim_call_unpair(call);
	sim_event_cancel(call->ex, &call->timer);
	if (!call->line || call->closed) {
		sim_call_release(call);
		return;
	}
	if (call->state & SIM_RINGING)
		sim_call_state(call, TLINE_CALLSTATE_IDLE, 0);
	else if (call->state & (SIM_PROGRESS | SIM_HELD | TLINE_CALLSTATE_CONNECTED |
				TLINE_CALLSTATE_CONFERENCED))
		sim_call_state(call, TLINE_CALLSTATE_DISCONNECTED, mode);
	sim_conf_leave(call);
}

/*
 * A caller whose consultation call ends goes back to the held one
 * (LINEADDRCAPFLAGS_AUTORECONNECT).
 */
static void reconnect(struct sim_call *held)
{
	if (!held)
		return;
	if (held->parent)
		sim_conf_resume(held);
	else if (held->state & SIM_PENDING)
		sim_call_state(held, TLINE_CALLSTATE_CONNECTED, TLINE_CONNECTEDMODE_ACTIVE);
}

void sim_call_drop(struct sim_call *call, bool report)
{
	bool rejected = call->state & SIM_RINGING;
	struct sim_call *related = call->related;
	struct sim_call *peer = call->peer;

	sim_event_cancel(call->ex, &call->timer);
	sim_call_silence(call);
	sim_call_unpair(call);
	sim_call_unrelate(call);
	set_state(call, TLINE_CALLSTATE_IDLE, 0);
	if (report)
		sim_call_report(call);
	if (call->parent)
		sim_conf_end(call);
	sim_conf_leave(call);
	reconnect(related);
	if (peer)
		sim_call_far_gone(peer, rejected ? TLINE_DISCONNECTMODE_REJECT :
						   TLINE_DISCONNECTMODE_NORMAL);
}

void sim_call_tell_connected(struct sim_call *call)
{
	sim_party_set(&call->ex->info.party[TLINE_PARTY_CONNECTED], call->peer);
	sim_call_info(call, TLINE_CALLINFOSTATE_CONNECTEDID);
}

/* Two parties of the network need no exchange, and nothing here would end them. */
void sim_call_abandon(struct sim_call *call)
{
	if (call->line || !call->peer || call->peer->line || call->parker || call->peer->parker)
		return;
	sim_call_release(call->peer);
	sim_call_release(call);
}

/*
 * @callee has answered.  Its peer may be a call that was transferred while it
 * was connected, or even on hold; that one just has another party now.
 */
void sim_call_connect(struct sim_call *callee)
{
	struct sim_call *caller = callee->peer;

	sim_event_cancel(callee->ex, &callee->timer);
	sim_call_state(callee, TLINE_CALLSTATE_CONNECTED, TLINE_CONNECTEDMODE_ACTIVE);
	if (!caller)
		return;
	sim_event_cancel(caller->ex, &caller->timer);
	if (caller->callback) {
		sim_callback_answered(caller);
		return;
	}
	if (caller->state & SIM_PROGRESS)
		sim_call_state(caller, TLINE_CALLSTATE_CONNECTED, TLINE_CONNECTEDMODE_ACTIVE);
	sim_call_tell_connected(callee);
	sim_call_tell_connected(caller);
	sim_call_abandon(callee);
}
