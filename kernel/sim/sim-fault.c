// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misbehaviour on demand: requests that are parked, delayed, never answered,
 * answered twice ..., and the records of those that wait.
 */
#include <linux/ctype.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

/*
 * ---------------------------------------------------------------------------
 * The fault attribute
 */

enum fault_value { NO_VALUE, A_CODE, A_DELAY };

static const struct fault_word {
	const char *name;
	u8 value;
} fault_words[SIM_FAULT_COUNT] = {
	[SIM_FAULT_DELAY]	= { "delay", A_DELAY },
	[SIM_FAULT_NEVER]	= { "never" },
	[SIM_FAULT_FAIL]	= { "fail", A_CODE },
	[SIM_FAULT_TWICE]	= { "twice" },
	[SIM_FAULT_LATE]	= { "late" },
	[SIM_FAULT_BADSTATE]	= { "badstate" },
	[SIM_FAULT_DROPMSG]	= { "dropmsg" },
	[SIM_FAULT_OWE]		= { "owe" },
	[SIM_FAULT_INSIDE]	= { "inside" },
};

static bool parse_value(struct sim_rule *rule, u8 kind, char *value)
{
	char *max;

	switch (kind) {
	case A_CODE:
		return value && !kstrtou32(value, 0, &rule->min);
	case A_DELAY:
		if (!value)
			return false;
		max = strchr(value, '-');
		if (max)
			*max++ = 0;
		return !kstrtou32(value, 0, &rule->min) &&
		       !kstrtou32(max ?: value, 0, &rule->max) && rule->min <= rule->max;
	default:
		return !value;
	}
}

static const char *parse_word(struct sim_rule *rule, char *word)
{
	char *name = strchr(word, ':');
	char *value;
	int bit, i;

	memset(rule, 0, sizeof(*rule));
	if (name) {
		bit = sim_without_bit(word, name - word);
		if (bit < 0 || bit >= SIM_WITHOUT_COMMAND)
			return "there is no such request";
		rule->op = bit;
		word = name + 1;
	}
	value = strchr(word, '=');
	if (value)
		*value++ = 0;
	for (i = 0; i < SIM_FAULT_COUNT; i++) {
		if (strcmp(word, fault_words[i].name))
			continue;
		rule->fault = i;
		return parse_value(rule, fault_words[i].value, value) ? NULL :
			"its value is wrong";
	}
	return "there is no such fault";
}

/**
 * sim_fault_parse - replace the faults of a line
 * @line: the line
 * @text: words; "none", or none at all: an ordinary provider
 *
 * Return: NULL, or what is wrong; nothing was changed then.
 */
const char *sim_fault_parse(struct sim_line *line, const char *text)
{
	struct sim_rule *rules = kcalloc(SIM_MAX_RULES, sizeof(*rules), GFP_KERNEL);
	char *copy = kstrdup(text, GFP_KERNEL);
	char *rest = copy;
	const char *err = copy && rules ? NULL : "there is no memory";
	char *word;
	u32 n = 0;

	while (!err && (word = strsep(&rest, " \t\n"))) {
		if (!*word || !strcmp(word, "none"))
			continue;
		if (n == SIM_MAX_RULES)
			err = "there are too many";
		else
			err = parse_word(&rules[n++], word);
	}
	kfree(copy);
	if (err) {
		kfree(rules);
		return err;
	}
	kfree(line->rules);
	line->rules = rules;
	line->num_rules = n;
	line->swallow = false;
	return NULL;
}

ssize_t sim_fault_show(struct sim_line *line, char *page)
{
	ssize_t len = 0;
	u32 i;

	for (i = 0; i < line->num_rules; i++) {
		const struct sim_rule *r = &line->rules[i];
		u8 value = fault_words[r->fault].value;

		len += scnprintf(page + len, SIM_SHOW_SIZE - len, "%s%s%s%s", i ? " " : "",
				 r->op ? tline_op_name(r->op) : "", r->op ? ":" : "",
				 fault_words[r->fault].name);
		if (value == A_CODE)
			len += scnprintf(page + len, SIM_SHOW_SIZE - len, "=0x%x", r->min);
		else if (value == A_DELAY)
			len += scnprintf(page + len, SIM_SHOW_SIZE - len, "=%u", r->min);
		if (value == A_DELAY && r->max > r->min)
			len += scnprintf(page + len, SIM_SHOW_SIZE - len, "-%u", r->max);
	}
	return len + scnprintf(page + len, SIM_SHOW_SIZE - len, "%s\n", len ? "" : "none");
}

static const struct sim_rule *find_rule(const struct sim_line *line, u32 op, u32 fault)
{
	u32 i;

	for (i = 0; i < line->num_rules; i++) {
		const struct sim_rule *r = &line->rules[i];

		if (r->fault == fault && (!r->op || r->op == op))
			return r;
	}
	return NULL;
}

/* What hits @op; 0 asks for what hits everything. */
u32 sim_fault_mask(const struct sim_line *line, u32 op)
{
	u32 mask = 0;
	u32 i;

	for (i = 0; i < line->num_rules; i++) {
		if (!line->rules[i].op || line->rules[i].op == op)
			mask |= 1U << line->rules[i].fault;
	}
	return mask;
}

/* "dropmsg" is used up by one message; "op:dropmsg" by one for each request. */
bool sim_fault_swallow(struct sim_line *line)
{
	u32 i;

	if (line->swallow) {
		line->swallow = false;
		return true;
	}
	for (i = 0; i < line->num_rules; i++) {
		if (line->rules[i].fault == SIM_FAULT_DROPMSG && !line->rules[i].op) {
			memmove(&line->rules[i], &line->rules[i + 1],
				(--line->num_rules - i) * sizeof(line->rules[0]));
			return true;
		}
	}
	return false;
}

/*
 * ---------------------------------------------------------------------------
 * Answers
 */

static void report_impossible(struct sim_line *line, const struct sim_rq *r)
{
	const struct sim_call *call = r->made ?: r->call;
	u32 state = TLINE_CALLSTATE_DIALTONE;

	if (!call || call->closed || !call->id)
		return;
	if (!call->state)
		state = TLINE_CALLSTATE_CONNECTED;	/* before it may be told of at all */
	else if (call->state & (TLINE_CALLSTATE_BUSY | TLINE_CALLSTATE_SPECIALINFO))
		state = TLINE_CALLSTATE_OFFERING;
	tline_call_state(line->tl, call->id, state, 0);
}

static void tell_core(struct sim_line *line, const struct sim_rq *r, s32 result)
{
	if (r->out && !result)
		tline_complete_data(line->tl, r->rq.id, result, r->out, r->out_size);
	else
		tline_complete_value(line->tl, r->rq.id, result, result ? 0 : r->value);
}

void sim_answer(struct sim_line *line, struct sim_rq *r, s32 result)
{
	lockdep_assert_held(&line->ex->lock);
	r->answered = true;
	if (!line->tl)
		return;
	if (r->faults & SIM_FAULT_MASK(BADSTATE))
		report_impossible(line, r);
	tell_core(line, r, result);
	if (r->faults & SIM_FAULT_MASK(TWICE))
		tell_core(line, r, result);
}

/* Is it still the call that the request was about?  It may have been closed since. */
static bool same_call(const struct sim_call *call, u32 id)
{
	return !call || call->id == id;
}

static s32 carry_out(struct sim_line *line, struct sim_rq *r)
{
	const struct sim_rule *fail = find_rule(line, r->rq.op, SIM_FAULT_FAIL);
	const struct sim_op *op = &sim_op_table[r->rq.op];

	if (r->forced || !same_call(r->call, r->rq.call) ||
	    !same_call(r->call2, r->rq.call2) || !same_call(r->made, r->rq.new_call) ||
	    !same_call(r->made2, r->rq.new_call2) ||
	    (op->flags & SIM_OP_CALL && !r->call))
		return TLINE_ERR_OPERATIONFAILED;
	if (fail) {
		sim_answer(line, r, fail->min);
		return 0;
	}
	line->swallow |= find_rule(line, r->rq.op, SIM_FAULT_DROPMSG) &&
			 !find_rule(line, 0, SIM_FAULT_DROPMSG);
	return op->run(line, r);
}

/*
 * ---------------------------------------------------------------------------
 * Requests that wait
 */

static void record_free(struct sim_record *rec)
{
	struct sim_exchange *ex = rec->line->ex;

	sim_event_cancel(ex, &rec->timer);
	hash_del(&rec->hash);
	list_del(&rec->node);
	rec->line->num_records--;
	if (rec->r.call)
		sim_call_put(rec->r.call);
	if (rec->r.call2)
		sim_call_put(rec->r.call2);
	if (rec->r.made)
		sim_call_put(rec->r.made);
	if (rec->r.made2)
		sim_call_put(rec->r.made2);
	kfree(rec);
}

static struct sim_record *record(struct sim_line *line, const struct sim_rq *r,
				 struct list_head *list)
{
	size_t size = r->rq.args ? r->rq.args_size : 0;
	struct sim_record *rec;

	if (line->num_records == SIM_MAX_RECORDS)
		return NULL;
	rec = kmalloc(struct_size(rec, args, size), GFP_KERNEL_ACCOUNT);
	if (!rec)
		return NULL;
	line->num_records++;
	rec->r = *r;
	rec->line = line;
	rec->r.rq.args = size ? memcpy(rec->args, r->rq.args, size) : NULL;
	if (r->call)
		sim_call_get(r->call);
	if (r->call2)
		sim_call_get(r->call2);
	if (r->made)
		sim_call_get(r->made);
	if (r->made2)
		sim_call_get(r->made2);
	sim_event_init(&rec->timer);
	list_add_tail(&rec->node, list);
	hash_add(line->ex->records, &rec->hash, r->rq.id);
	return rec;
}

static void answer_record(struct sim_record *rec)
{
	s32 ret = carry_out(rec->line, &rec->r);

	if (!rec->r.answered)
		sim_answer(rec->line, &rec->r, ret);
	record_free(rec);
}

static void delay_over(struct sim_exchange *ex, struct sim_event *ev)
{
	answer_record(container_of(ev, struct sim_record, timer));
}

static s32 delay(struct sim_line *line, struct sim_rq *r, struct sim_record *rec,
		 const struct sim_rule *rule)
{
	struct sim_exchange *ex = line->ex;
	u64 ms = rule->min;

	if (rule->max > rule->min)
		ms += prandom_u32_state(&ex->rnd) % ((u64)rule->max - rule->min + 1);
	if (rec)
		list_move_tail(&rec->node, &line->delayed);
	else
		rec = record(line, r, &line->delayed);
	if (!rec)
		return TLINE_ERR_RESOURCEUNAVAIL;
	rec->r.faults = r->faults;
	sim_event_set(ex, &rec->timer, ms, delay_over);
	return 0;
}

/**
 * sim_rq_begin - a request comes, or comes back from being parked
 * @line: the line
 * @r: the request
 * @rec: its record, which is used up; NULL: it comes from the core just now
 *
 * Return: 0, or a negative TLINE_ERR_ for the core, if @rec is NULL.
 */
s32 sim_rq_begin(struct sim_line *line, struct sim_rq *r, struct sim_record *rec)
{
	const struct sim_rule *rule;
	s32 ret;

	lockdep_assert_held(&line->ex->lock);
	if (line->num_rules) {
		r->faults = sim_fault_mask(line, r->rq.op);
		if (r->faults & SIM_FAULT_MASK(LATE)) {
			struct sim_call *call = r->made ?: r->call;

			if (call)
				call->late_id = r->rq.id;
		}
		if (r->faults & SIM_FAULT_MASK(NEVER)) {
			if (rec)
				record_free(rec);
			return 0;
		}
		rule = find_rule(line, r->rq.op, SIM_FAULT_DELAY);
		if (rule)
			return delay(line, r, rec, rule);
	}
	if (rec) {
		answer_record(rec);
		return 0;
	}
	ret = carry_out(line, r);
	if (ret && r->faults) {
		sim_answer(line, r, ret);
		return 0;
	}
	return ret;
}

s32 sim_rq_park(struct sim_line *line, struct sim_rq *r)
{
	if (!record(line, r, &line->parked))
		return TLINE_ERR_RESOURCEUNAVAIL;
	line->num_parked++;
	return 0;
}

void sim_rq_release(struct sim_line *line, u32 n)
{
	struct sim_record *rec;

	lockdep_assert_held(&line->ex->lock);
	while (n-- && line->num_parked) {
		rec = list_first_entry(&line->parked, struct sim_record, node);
		line->num_parked--;
		sim_rq_begin(line, &rec->r, rec);
	}
}

static void late_over(struct sim_exchange *ex, struct sim_event *ev)
{
	struct sim_record *rec = container_of(ev, struct sim_record, timer);
	struct tline_line *tl = rec->line->tl;

	if (tl && rec->r.rq.id)
		tline_complete(tl, rec->r.rq.id, 0);
	if (tl)
		tline_call_state(tl, rec->r.rq.call, TLINE_CALLSTATE_CONNECTED,
				 TLINE_CONNECTEDMODE_ACTIVE);
	record_free(rec);
}

/*
 * Answer and report what is dead.  Not from inside close_call: until that has
 * returned, the call's id is a good one.
 */
void sim_rq_late(struct sim_line *line, u32 id, u32 call)
{
	struct sim_rq r = { .rq = { .id = id, .call = call } };
	struct sim_record *rec = record(line, &r, &line->delayed);

	if (rec)
		sim_event_set(line->ex, &rec->timer, 0, late_over);
}

/*
 * Asked to hurry, a delayed request gives up; a parked one hears nothing until
 * released.  Ended by force, either is not carried out any more, but still
 * answered when its time comes, like that of any slow provider.
 */
void sim_rq_cancel(struct sim_line *line, u32 id, bool force)
{
	struct sim_record *rec;

	hash_for_each_possible(line->ex->records, rec, hash, id) {
		if (rec->line != line || rec->r.rq.id != id)
			continue;
		if (force) {
			rec->r.forced = true;
		} else if (!RB_EMPTY_NODE(&rec->timer.node)) {
			sim_answer(line, &rec->r, TLINE_ERR_OPERATIONFAILED);
			record_free(rec);
		}
		return;
	}
}

/* TAPI has providers complete what is pending before lineCloseCall returns. */
void sim_rq_inside(struct sim_line *line)
{
	struct sim_record *rec, *tmp;

	if (!(sim_fault_mask(line, 0) & SIM_FAULT_MASK(INSIDE)))
		return;
	list_splice_tail_init(&line->delayed, &line->parked);
	line->num_parked = 0;
	list_for_each_entry_safe(rec, tmp, &line->parked, node) {
		sim_answer(line, &rec->r, TLINE_ERR_OPERATIONFAILED);
		record_free(rec);
	}
}

void sim_rq_forget(struct sim_line *line)
{
	struct sim_record *rec, *tmp;

	list_for_each_entry_safe(rec, tmp, &line->parked, node)
		record_free(rec);
	list_for_each_entry_safe(rec, tmp, &line->delayed, node)
		record_free(rec);
	line->num_parked = 0;
}
