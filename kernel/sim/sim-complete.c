// SPDX-License-Identifier: GPL-2.0-only
/*
 * Call completion: what becomes of a call to a line that is busy, or does not answer.
 * Everything here needs the exchange's lock.
 */
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

#define MODE(x)		TLINE_CALLCOMPLMODE_##x
#define MODES		(MODE(CAMPON) | MODE(CALLBACK) | MODE(INTRUDE) | MODE(MESSAGE))

const char sim_completion_messages[SIM_COMPLETION_MESSAGES][TLINE_NAME_LEN] = {
	"Please call back",
	"I will call again",
	"It is urgent",
	"It has been settled",
};

static void tell_count(struct sim_line *line)
{
	if (line->tl)
		tline_line_status(line->tl, TLINE_STATUS_COMPLETIONS, line->num_completions);
}

static void completion_free(struct sim_completion *c)
{
	struct sim_line *line = c->line;

	if (c->call)
		c->call->completion = NULL;
	sim_event_cancel(line->ex, &c->timer);
	list_del(&c->node);
	kfree(c);
	line->num_completions--;
	tell_count(line);
}

/* It cannot be completed any more. */
static void completion_cancel(struct sim_completion *c)
{
	struct sim_line *line = c->line;
	u32 id = c->id;

	completion_free(c);
	if (line->tl)
		tline_line_state(line->tl, TLINE_DEVSTATE_COMPLCANCEL, id, 0);
}

static bool secured(const struct sim_line *line)
{
	const struct sim_call *call;

	list_for_each_entry(call, &line->calls, node) {
		if (call->secure && call->state != TLINE_CALLSTATE_IDLE)
			return true;
	}
	return false;
}

static bool available(const struct sim_line *line)
{
	return line->up && line->tl && line->script.kind != SIM_SCRIPT_BUSY &&
	       !sim_line_busy(line);
}

/*
 * ---------------------------------------------------------------------------
 * When the time has come.  What waited is forgotten first.
 */

/* The call that has waited goes on, as if dialled anew. */
static void camp_on(struct sim_completion *c)
{
	struct sim_call *caller = c->call;

	completion_free(c);
	caller->reason = TLINE_CALLREASON_CAMPEDON;
	sim_call_state(caller, TLINE_CALLSTATE_RINGBACK, 0);
	sim_route(caller);
}

/* Call who has asked; the exchange plays the other party until that has been answered. */
static void call_back(struct sim_completion *c)
{
	struct sim_line *line = c->line;
	u32 address = c->address;
	struct sim_call *far = sim_call_alloc(line->ex, NULL);

	if (!far)
		return;
	far->state = TLINE_CALLSTATE_PROCEEDING;
	far->callback = true;
	far->dial_complete = true;
	far->media_mode = c->media_mode;
	far->reason = TLINE_CALLREASON_CALLCOMPLETION;
	far->completion_id = c->id;
	far->switch_id = ++line->ex->switch_id;
	strscpy(far->number, c->number, sizeof(far->number));
	sim_line_number(line, address, far->dialled, sizeof(far->dialled));
	completion_free(c);
	sim_offer(far, line, address);
}

void sim_callback_answered(struct sim_call *call)
{
	struct sim_call *who = call->peer;

	strscpy(who->dialled, call->number, sizeof(who->dialled));
	who->reason = TLINE_CALLREASON_CALLCOMPLETION;
	sim_call_release(call);
	sim_route_soon(who, SIM_PROCEED_MS);
}

static void try(struct sim_exchange *ex, struct sim_event *ev)
{
	struct sim_completion *c = container_of(ev, struct sim_completion, timer);

	if (!c->armed || !available(c->target) || (!c->call && sim_line_busy(c->line)))
		return;		/* until the next call ends */
	if (c->call)
		camp_on(c);
	else
		call_back(c);
}

/* On a line that nobody has open for it there is nothing to intrude upon. */
static bool appear(struct sim_call *caller, struct sim_line *line, u32 address)
{
	struct sim_call *callee;

	caller->reason = TLINE_CALLREASON_INTRUDE;
	callee = sim_callee_alloc(caller, line, address);
	if (!callee)
		return false;
	callee->state = TLINE_CALLSTATE_CONNECTED;
	callee->mode = TLINE_CONNECTEDMODE_ACTIVE;
	if (sim_introduce(callee))
		return false;
	sim_call_state(caller, TLINE_CALLSTATE_CONNECTED, TLINE_CONNECTEDMODE_ACTIVE);
	sim_call_tell_connected(caller);
	return true;
}

/* Without a call to intrude upon, it is as good to wait until the line is free. */
static void intrude(struct sim_exchange *ex, struct sim_event *ev)
{
	struct sim_completion *c = container_of(ev, struct sim_completion, timer);
	struct sim_line *by = c->line, *line = c->target;
	struct sim_call *caller = c->call;
	u32 address = c->target_address, id = c->id;

	if (!sim_line_count(line, TLINE_CALLSTATE_CONNECTED, NULL)) {
		c->mode = MODE(CAMPON);
		try(ex, ev);
		return;
	}
	if (secured(line)) {
		completion_cancel(c);
		return;
	}
	completion_free(c);
	if (!appear(caller, line, address) && by->tl)
		tline_line_state(by->tl, TLINE_DEVSTATE_COMPLCANCEL, id, 0);
}

/*
 * ---------------------------------------------------------------------------
 * What happens to calls and lines meanwhile
 */

void sim_completion_freed(struct sim_line *line, bool rang)
{
	struct sim_completion *c;

	list_for_each_entry(c, &line->ex->completions, node) {
		if (c->target == line && !rang)
			c->armed = true;
		if ((c->target == line || c->line == line) && c->armed &&
		    c->mode != MODE(INTRUDE))
			sim_event_set(line->ex, &c->timer, SIM_PROCEED_MS, try);
	}
}

void sim_completion_forget(struct sim_call *call)
{
	completion_free(call->completion);
}

void sim_completion_line_gone(struct sim_line *line)
{
	struct sim_completion *c, *tmp;

	list_for_each_entry_safe(c, tmp, &line->ex->completions, node) {
		if (c->line == line)
			completion_free(c);
		else if (c->target == line)
			completion_cancel(c);
	}
}

/*
 * ---------------------------------------------------------------------------
 * Requests
 */

static s32 check_mode(const struct sim_line *line, const struct sim_call *call, u32 mode,
		      u32 message)
{
	if (!is_power_of_2(mode) || mode & ~MODES)
		return TLINE_ERR_INVALCALLCOMPLMODE;
	if (mode == MODE(MESSAGE) && message >= SIM_COMPLETION_MESSAGES)
		return TLINE_ERR_INVALMESSAGEID;
	if (call->completion || !(call->state & (TLINE_CALLSTATE_BUSY | TLINE_CALLSTATE_RINGBACK)))
		return TLINE_ERR_INVALCALLSTATE;
	if (mode & (MODE(CAMPON) | MODE(INTRUDE)) && call->state != TLINE_CALLSTATE_BUSY)
		return TLINE_ERR_INVALCALLSTATE;
	if (mode != MODE(MESSAGE) && line->num_completions >= SIM_MAX_COMPLETIONS)
		return TLINE_ERR_COMPLETIONOVERRUN;
	return 0;
}

static struct sim_completion *completion_alloc(struct sim_line *line, struct sim_call *call,
					       struct sim_line *target, u32 address, u32 mode)
{
	struct sim_completion *c = kzalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);

	if (!c)
		return NULL;
	c->id = ++line->ex->completion_id;
	c->mode = mode;
	c->armed = call->state == TLINE_CALLSTATE_BUSY;
	c->line = line;
	c->address = call->address;
	c->media_mode = call->media_mode;
	c->target = target;
	c->target_address = call->subaddress ?: address;
	strscpy(c->number, call->dialled, sizeof(c->number));
	sim_event_init(&c->timer);
	list_add_tail(&c->node, &line->ex->completions);
	line->num_completions++;
	return c;
}

static void leave_message(struct sim_line *line, struct sim_rq *r, struct sim_line *target)
{
	r->value = ++line->ex->completion_id;
	sim_done(line, r);
	sim_log(target, SIM_LOG_MESSAGE, 0, r->rq.arg[1], 0, 0, 0);
	sim_lamp(target, true);
	sim_call_drop(r->call, true);
}

s32 sim_do_completecall(struct sim_line *line, struct sim_rq *r)
{
	u32 mode = r->rq.arg[0];
	struct sim_call *call = r->call;
	struct sim_line *target;
	struct sim_completion *c;
	u32 address;
	s32 ret = check_mode(line, call, mode, r->rq.arg[1]);

	if (ret)
		return ret;
	target = sim_find_number(line->ex, call->dialled, &address);
	if (!target || !target->up || (mode == MODE(INTRUDE) && secured(target)))
		return TLINE_ERR_OPERATIONFAILED;
	if (mode == MODE(MESSAGE)) {
		leave_message(line, r, target);
		return 0;
	}
	c = completion_alloc(line, call, target, address, mode);
	if (!c)
		return TLINE_ERR_NOMEM;
	r->value = c->id;
	sim_done(line, r);
	tell_count(line);
	if (mode == MODE(CALLBACK)) {
		sim_call_drop(call, true);
		return 0;
	}
	c->call = call;
	call->completion = c;
	if (mode == MODE(INTRUDE))
		sim_event_set(line->ex, &c->timer, SIM_PROCEED_MS, intrude);
	return 0;
}

/* A call that waits goes on being busy. */
s32 sim_do_uncompletecall(struct sim_line *line, struct sim_rq *r)
{
	struct sim_completion *c;

	list_for_each_entry(c, &line->ex->completions, node) {
		if (c->line != line || c->id != r->rq.arg[0])
			continue;
		sim_done(line, r);
		completion_free(c);
		return 0;
	}
	return TLINE_ERR_INVALCOMPLETIONID;
}
