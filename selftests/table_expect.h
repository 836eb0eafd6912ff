/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the rules of table_rules.h come to for one row: which of them fit, and what
 * each participant hears in which order, put together from them.
 */
#ifndef TABLE_EXPECT_H
#define TABLE_EXPECT_H

#include "table_rules.h"
#include "table_scene.h"

/** struct expect - a row's rules, and what follows from them */
struct expect {
	const struct row *row;
	const struct fate_rule *call, *fresh, *line;	/* fresh: there may be none */
	const struct told_rule *told;
	const struct answer_rule *app, *core;		/* there may be none */
	const struct idle_rule *idle;			/* there may be none */
	const struct info_rule *owner_info, *monitor_info;
	const struct info_rule *fresh_owner_info, *fresh_monitor_info;
	const struct farewell_rule *farewell;
	const struct physical_rule *physical;
	const struct impossible *impossible;
	char misfit[128];				/* a question with no answer, or two */

	char sees[3][MAX_STORY];			/* by enum subject */
	struct story now[PARTS], later[PARTS];
	__u64 late_min, late, pending, calls, owed;
};

/* The one rule of @rules that @fits. */
#define PICK(e, rules, fits) ({								\
	typeof(&(rules)[0]) found_ = NULL;						\
	unsigned int i_, n_ = 0;							\
	for (i_ = 0; i_ < ARRAY_LEN(rules); i_++)					\
		if (fits(&(rules)[i_])) {						\
			found_ = &(rules)[i_];						\
			n_++;								\
		}									\
	if (n_ != 1)									\
		snprintf((e)->misfit, sizeof((e)->misfit), "%u %s fit", n_, #rules);	\
	found_;										\
})

/*
 * ---------------------------------------------------------------------------
 * The facts that section 5 asks for
 */

static bool is_here(const struct row *r, enum part_id id)
{
	switch (id) {
	case CLOSER:
		return true;
	case SECOND:
		return r->cast.second;
	case CO_OWNER:
		return r->cast.co_owners;
	default:
		return id - MONITOR_1 < r->cast.monitors;
	}
}

static bool owns(const struct row *r, enum part_id id)
{
	switch (id) {
	case CLOSER:
		return r->cast.owner;
	case SECOND:
		return r->cast.second == OWNER;
	default:
		return id == CO_OWNER;
	}
}

/* Is it one of the opens, or for deallocation handles, that are closed? */
static bool closes(const struct row *r, enum part_id id)
{
	if (id == CLOSER)
		return true;
	if (id == SECOND)
		return BIT(r->way) & (APP_ENDS | W(FORCED) | DEVICE_GOES);
	return BIT(r->way) & (W(FORCED) | DEVICE_GOES);
}

static bool is_only(const struct row *r)
{
	enum part_id i;

	for (i = 0; i < PARTS; i++)
		if (is_here(r, i) && !closes(r, i))
			return false;
	return true;
}

static bool is_sole(const struct row *r)
{
	enum part_id i;
	int owners = 0;

	for (i = 0; i < PARTS; i++) {
		if (!is_here(r, i) || !owns(r, i))
			continue;
		if (!closes(r, i))
			return false;
		owners++;
	}
	return owners;
}

static bool is_idle(const struct row *r)
{
	return r->asked == DROPPING && r->answer == BEFORE;
}

static bool goes_by_way(const struct row *r, __u32 ways)
{
	return BIT(r->way) & ways;
}

/*
 * ---------------------------------------------------------------------------
 * The rules that fit
 */

static const struct fate_rule *fate_of(struct expect *e, enum subject what, bool sole,
				       bool only, bool idle)
{
	const struct row *r = e->row;

#define FITS(f)	(in((f)->subjects, what) && in((f)->ways, r->way) &&		\
		 in((f)->kinds, r->kind) && in((f)->apis, r->api) &&			\
		 in((f)->sole, sole) && in((f)->only, only) && in((f)->idle, idle))
	if (what == NEW_CALL && r->answer != BEFORE)
		return PICK(e, creation_rules, FITS);
	return PICK(e, fate_rules, FITS);
#undef FITS
}

static const struct info_rule *info_on(struct expect *e, enum left fate, bool owner, bool idle)
{
#define FITS(f)	(in((f)->ways, e->row->way) && in((f)->left, fate) &&			\
		 in((f)->owner, owner) && in((f)->idle, idle))
	return PICK(e, info_rules, FITS);
#undef FITS
}

static const struct answer_rule *answer_of(struct expect *e, enum whose rq, bool ended)
{
#define FITS(f)	(in((f)->whose, rq) && in((f)->answers, e->row->answer) &&		\
		 in((f)->ended, ended))
	return PICK(e, answer_rules, FITS);
#undef FITS
}

static bool core_drops(const struct expect *e)
{
	return !strncmp(e->call->sees, "drop", 4);
}

static const struct impossible *find_impossible(struct expect *e)
{
	const struct row *r = e->row;
	bool seen = e->call->sees[0] || e->line->sees[0] || (e->fresh && e->fresh->sees[0]);
	const struct impossible *i, *found = NULL;

	for (i = impossible; i < impossible + ARRAY_LEN(impossible); i++) {
		if (!in(i->ways, r->way) || !in(i->asked, r->asked) ||
		    !in(i->answers, r->answer) || !in(i->seen, seen) ||
		    !in(i->dropped, core_drops(e)))
			continue;
		if (found)
			snprintf(e->misfit, sizeof(e->misfit), "impossible twice");
		found = i;
	}
	return found;
}

/* What the request belongs to. */
static const struct fate_rule *fate_of_request(const struct expect *e)
{
	switch (e->row->asked) {
	case ON_LINE:
		return e->line;
	case CREATING:
		return e->fresh;
	default:
		return e->call;
	}
}

static void find_rules(struct expect *e)
{
	const struct row *r = e->row;
	bool only = is_only(r), idle = is_idle(r);

	e->call = fate_of(e, CALL, is_sole(r), only, idle);
	e->line = fate_of(e, LINE, true, only, false);
	if (r->asked == CREATING)
		e->fresh = fate_of(e, NEW_CALL, true, only, false);
	if (e->misfit[0])
		return;
	e->impossible = find_impossible(e);
	if (e->impossible)
		return;

#define FITS(f)	(in((f)->ways, r->way) && in((f)->apis, r->api) &&			\
		 in((f)->asked, r->asked) && in((f)->left, e->call->left))
	e->told = PICK(e, told_rules, FITS);
#undef FITS
#define FITS(f)	(in((f)->ways, r->way) && in((f)->apis, r->api))
	e->farewell = PICK(e, farewell_rules, FITS);
#undef FITS
#define FITS(f)	(in((f)->left, e->call->left) && in((f)->ways, r->way) &&		\
		 in((f)->kinds, r->kind) && in((f)->answers, r->answer) &&		\
		 in((f)->asked, r->asked) && in((f)->idle, idle))
	e->physical = PICK(e, physical_rules, FITS);
#undef FITS
	if (e->call->left == ENDING || (e->fresh && e->fresh->left == ENDING)) {
#define FITS(f)	(in((f)->kinds, r->kind) && in((f)->answers, r->answer))
		e->idle = PICK(e, idle_rules, FITS);
#undef FITS
	}
	if (r->asked != NOTHING)
		e->app = answer_of(e, APP, fate_of_request(e)->ends);
	if (core_drops(e) && r->kind == DROPS)
		e->core = answer_of(e, CORE, e->call->ends);
	e->owner_info = info_on(e, e->call->left, true, idle);
	e->monitor_info = info_on(e, e->call->left, false, idle);
	if (e->fresh) {
		e->fresh_owner_info = info_on(e, e->fresh->left, true, false);
		e->fresh_monitor_info = info_on(e, e->fresh->left, false, false);
	}
}

/*
 * ---------------------------------------------------------------------------
 * What follows from them
 */

static const char *reason_word(__u32 reason)
{
	return reason == REASON(CALL_CLOSED) ? "call-closed" :
	       reason == REASON(LINE_CLOSED) ? "line-closed" : "device-gone";
}

/* The state that comes of what the app has asked for. */
static const char *effect(const struct row *r)
{
	return r->asked == ON_CALL ? "onhold" : r->asked == DROPPING ? "idle" : "";
}

/* By the time it is carried out the call is over. */
static bool too_late(const struct expect *e)
{
	const struct row *r = e->row;

	return e->call->left == ENDING && r->kind == DROPS_ON_CLOSE &&
	       (r->asked == ON_CALL || r->asked == DROPPING);
}

/* Carried out after the closing. */
static bool done_later(const struct expect *e)
{
	return e->app && e->app->later[0] && !too_late(e);
}

/* Below 2.0 nothing but the state announces a new call. */
static void say_new_call(const struct row *r, enum part_id id, char *text)
{
	if (id != CLOSER && (id != SECOND || r->api != API_1_4))
		say(text, "new");
	say(text, id == CLOSER ? "dialtone/owner" : "unknown/monitor");
	if (id != CLOSER)
		say(text, "dialtone");
}

/*
 * The opens of an app that ends are closed one after the other, in whatever order.
 * If it has the sole owner and a monitor, IDLE may have come in between, and answers of
 * a prompt provider.
 */
static bool acts_between(const struct row *r, bool one_owner)
{
	return goes_by_way(r, APP_ENDS) && r->cast.second && one_owner && r->kind != LEAVES &&
	       (r->kind == DROPS_ON_CLOSE || (r->answer != AFTER && r->answer != TWICE));
}

static bool races(const struct row *r)
{
	return acts_between(r, r->cast.owner != (r->cast.second == OWNER)) &&
	       !r->cast.co_owners && !is_idle(r);
}

/* Those of another app hear of each handle that goes, unless the call is IDLE then. */
static void say_infos(const struct row *r, char *text, const struct info_rule *a,
		      const struct info_rule *b, bool maybe)
{
	char both[64];

	if (!goes_by_way(r, APP_ENDS) || !r->cast.second || !a->message[0])
		return say(text, a->message);
	if (!strcmp(a->message, "monitors"))
		snprintf(both, sizeof(both), "%s&%s%s", b->message, a->message, maybe ? "?" : "");
	else
		snprintf(both, sizeof(both), "%s&%s%s", a->message, b->message, maybe ? "?" : "");
	say(text, both);
}

static bool keeps_handle(const struct expect *e, enum part_id id)
{
	return !closes(e->row, id) || e->call->left == REFUSED;
}

/* What was heard before the closing began, and has not been read. */
static void expect_unread(struct expect *e, enum part_id id)
{
	const struct row *r = e->row;
	char *now = e->now[id].text;

	if (r->answer == BEFORE) {
		if (id == CLOSER && e->app)
			say(now, e->app->at_once);
		say(now, effect(r));
	}
	if (r->cast.owner || is_idle(r))
		return;
	if (id >= CO_OWNER)
		say(now, "demoted");
	if (needs_helper(&r->cast))
		say(now, "owner-");
}

static void expect_call(struct expect *e, enum part_id id)
{
	const struct row *r = e->row;
	char *now = e->now[id].text, *later = e->later[id].text;

	if (goes_by_way(r, W(FORCED) | DEVICE_GOES)) {
		say(now, e->owner_info->message);
		return;
	}
	if (!keeps_handle(e, id))
		return;
	if (id >= CO_OWNER)
		say_infos(r, now, r->cast.owner ? e->owner_info : e->monitor_info,
			  r->cast.second == OWNER ? e->owner_info : e->monitor_info, races(r));
	if (done_later(e))
		say(later, effect(r));
	if (e->call->left != ENDING)
		return;
	say(now, e->idle->at_once);
	if (!done_later(e) || r->asked != DROPPING)
		say(later, e->idle->later);
}

/* The new call, if it comes to life: the closing open owns it, all others monitor. */
static void expect_new_call(struct expect *e, enum part_id id)
{
	const struct row *r = e->row;
	char *now = e->now[id].second;

	if (r->answer == BEFORE)
		say_new_call(r, id, now);
	else if (done_later(e))
		say_new_call(r, id, e->later[id].second);
	if (r->answer != BEFORE || r->way == DEALLOCATE)
		return;
	if (goes_by_way(r, W(FORCED) | DEVICE_GOES))
		return say(now, e->fresh_owner_info->message);
	if (closes(r, id))
		return;
	if (id >= CO_OWNER)
		say_infos(r, now, e->fresh_owner_info, e->fresh_monitor_info,
			  acts_between(r, true));
	if (e->fresh->left == ENDING)
		say(now, e->idle->at_once);
}

static void expect_replies(struct expect *e)
{
	char *now = e->now[CLOSER].text;

	if (!e->app || e->row->answer == BEFORE || !e->told->told)
		return;
	if (fate_of_request(e)->ends)
		say(now, reason_word(fate_of_request(e)->ends));
	else
		say(now, e->app->at_once);
	say(e->later[CLOSER].text, too_late(e) && e->app->later[0] ? "invalcallstate" :
	    e->app->later);
}

static void expect_farewell(struct expect *e, enum part_id id)
{
	const struct row *r = e->row;
	char *now = e->now[id].text;

	if (id >= CO_OWNER && goes_by_way(r, DEVICE_GOES))
		say(now, "CLOSE");
	else
		say(now, e->farewell->message);
	if (goes_by_way(r, DEVICE_GOES) && id != SECOND && (id != CLOSER || r->api != API_1_4))
		say(now, "REMOVE");
}

static void expect_stories(struct expect *e)
{
	const struct row *r = e->row;
	enum part_id id;

	for (id = 0; id < PARTS; id++)
		if (is_here(r, id))
			expect_unread(e, id);
	expect_replies(e);
	for (id = 0; id < PARTS; id++) {
		if (!is_here(r, id))
			continue;
		expect_call(e, id);
		if (e->fresh)
			expect_new_call(e, id);
		expect_farewell(e, id);
		if (id >= CO_OWNER && goes_by_way(r, APP_CLOSES))
			e->now[id].line_closes = closes(r, SECOND) && r->cast.second ? 2 : 1;
		if (id >= CO_OWNER && needs_helper(&r->cast))
			e->now[id].line_closes++;
	}
	/* Nobody is there to be told. */
	if (goes_by_way(r, APP_ENDS))
		for (id = CLOSER; id <= SECOND; id++) {
			memset(&e->now[id], 0, sizeof(e->now[id]));
			memset(&e->later[id], 0, sizeof(e->later[id]));
		}
	if (r->way == SHUTDOWN) {
		say(e->now[CLOSER].text, "shut");
		say(e->later[CLOSER].text, "shut");
	}
}

static void expect_sight(struct expect *e)
{
	const struct row *r = e->row;

	say(e->sees[CALL], "makecall");
	if (r->asked == ON_CALL || r->asked == DROPPING)
		say(e->sees[CALL], r->asked == ON_CALL ? "hold" : "drop");
	say(e->sees[CALL], e->call->sees);
	if (r->asked == ON_LINE)
		say(e->sees[LINE], "setlinedevstatus");
	say(e->sees[LINE], e->line->sees);
	if (!e->fresh)
		return;
	say(e->sees[NEW_CALL], "makecall");
	say(e->sees[NEW_CALL], e->fresh->sees);
	/* tapi 3.5: a creation that fails is closed, too. */
	if (!strcmp(e->app->at_once, "refused"))
		say(e->sees[NEW_CALL], "close_call");
}

static void expect_books(struct expect *e)
{
	const struct row *r = e->row;
	bool new_lives = e->fresh && (r->answer == BEFORE ? e->fresh->left != GONE :
				      done_later(e));

	if (e->app) {
		e->late += e->app->late;
		e->pending += e->app->pending;
	}
	e->late_min = e->late;
	if (races(r) && r->answer == DURING && r->asked != NOTHING)
		e->late_min = 0;
	if (e->core) {
		e->late += e->core->late;
		e->late_min += e->core->late;
		e->pending += e->core->pending;
	}
	e->calls = (e->call->left != GONE) + new_lives;
	e->owed = e->call->left == ENDING && r->answer == NEVER;
}

static void expect(struct expect *e, const struct row *r)
{
	memset(e, 0, sizeof(*e));
	e->row = r;
	find_rules(e);
	if (e->misfit[0] || e->impossible)
		return;
	expect_stories(e);
	expect_sight(e);
	expect_books(e);
}

/* What a part that asks for the state of a call is told. */
static const char *expect_state(const struct expect *e, enum part_id id, int call)
{
	const struct row *r = e->row;

	if (goes_by_way(r, DEVICE_GOES))
		return "no device";
	if (closes(r, id) && r->way != DEALLOCATE)
		return goes_by_way(r, W(IOC_CLOSE) | W(SHUTDOWN) | W(FORCED)) ? "unbound" :
		       "closed";
	if (call) {
		if (r->answer != BEFORE && !done_later(e))
			return "no handle";
		return e->fresh->left == ENDING ? "idle" : "dialtone";
	}
	if (!keeps_handle(e, id))
		return "no handle";
	if (is_idle(r) || e->call->left == ENDING || (done_later(e) && r->asked == DROPPING))
		return "idle";
	return r->asked == ON_CALL && (r->answer == BEFORE || done_later(e)) ? "onhold" :
	       "connected";
}

/* Completions that the app has got once everything is over: as many as it was promised. */
static int expect_replies_at_last(const struct expect *e)
{
	const struct row *r = e->row;

	if (!e->app || goes_by_way(r, APP_ENDS))
		return 0;
	if (r->answer == BEFORE)
		return 1;
	/* What is left of it is closed in the end, with the same right to replies. */
	return e->told->told && !(e->app->pending && r->api == API_1_4);
}

#endif /* TABLE_EXPECT_H */
