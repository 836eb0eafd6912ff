// SPDX-License-Identifier: GPL-2.0-only
/*
 * The attributes of a line that say what it does: they are read and written at any time,
 * and what was written has been done when the write returns.
 */
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

static struct sim_line *to_line(struct config_item *item)
{
	return container_of(to_config_group(item), struct sim_line, group);
}

/* Both locks, after everything that the core has to tell the line has been told. */
static void lock_settled(struct sim_line *line)
{
	mutex_lock(&line->ex->run);
	if (line->up)
		tline_line_flush(line->tl);
	mutex_lock(&line->ex->lock);
}

static ssize_t sim_line_id_show(struct config_item *item, char *page)
{
	struct sim_line *line = to_line(item);
	s64 id;

	mutex_lock(&line->ex->lock);
	id = line->up ? tline_line_id(line->tl) : -1LL;
	mutex_unlock(&line->ex->lock);
	return sprintf(page, "%lld\n", id);
}

CONFIGFS_ATTR_RO(sim_line_, id);

static ssize_t sim_line_fault_show(struct config_item *item, char *page)
{
	struct sim_line *line = to_line(item);
	ssize_t len;

	mutex_lock(&line->ex->lock);
	len = sim_fault_show(line, page);
	mutex_unlock(&line->ex->lock);
	return len;
}

static ssize_t sim_line_fault_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	const char *err;
	char allowed[160];

	mutex_lock(&line->ex->lock);
	err = sim_fault_parse(line, page);
	mutex_unlock(&line->ex->lock);
	if (!err)
		return count;
	snprintf(allowed, sizeof(allowed),
		 "up to %u of [request:]none, delay=MS[-MS], never, fail=CODE, twice, late, badstate, dropmsg, owe (%s)",
		 SIM_MAX_RULES, err);
	return sim_refuse(item, "fault", page, allowed);
}

CONFIGFS_ATTR(sim_line_, fault);

static ssize_t sim_line_park_show(struct config_item *item, char *page)
{
	return sprintf(page, "%u\n", READ_ONCE(to_line(item)->park));
}

static ssize_t sim_line_park_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	u32 park;
	int ret = sim_parse_u32(item, "park", page, 0, 1, &park);

	if (ret)
		return ret;
	lock_settled(line);
	WRITE_ONCE(line->park, park);
	if (!park)
		sim_rq_release(line, U32_MAX);
	sim_unlock_both(line->ex);
	return count;
}

CONFIGFS_ATTR(sim_line_, park);

static ssize_t sim_line_parked_show(struct config_item *item, char *page)
{
	struct sim_line *line = to_line(item);
	u32 n;

	lock_settled(line);
	n = line->num_parked;
	sim_unlock_both(line->ex);
	return sprintf(page, "%u\n", n);
}

CONFIGFS_ATTR_RO(sim_line_, parked);

static ssize_t sim_line_release_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	u32 n = U32_MAX;

	if (!sysfs_streq(page, "all") && (kstrtou32(page, 0, &n) || !n))
		return sim_refuse(item, "release", page, "a number from 1, or all");
	lock_settled(line);
	sim_rq_release(line, n);
	sim_unlock_both(line->ex);
	return count;
}

CONFIGFS_ATTR_WO(sim_line_, release);

static ssize_t sim_line_log_show(struct config_item *item, char *page)
{
	struct sim_line *line = to_line(item);
	ssize_t len;

	lock_settled(line);
	len = sim_log_show(line, page);
	sim_unlock_both(line->ex);
	return len;
}

static ssize_t sim_line_log_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);

	lock_settled(line);
	sim_log_clear(line);
	sim_unlock_both(line->ex);
	return count;
}

CONFIGFS_ATTR(sim_line_, log);

static void far_number(const struct sim_call *call, char *buf, size_t size)
{
	if (call->peer)
		sim_call_number(call->peer, buf, size);
	else if (call->dial_until || call->dial_complete)
		strscpy(buf, call->dialled, size);
	else
		strscpy(buf, "-", size);
}

static ssize_t sim_line_calls_show(struct config_item *item, char *page)
{
	struct sim_line *line = to_line(item);
	char number[TLINE_NUMBER_LEN];
	struct sim_call *call;
	ssize_t len = 0;

	lock_settled(line);
	list_for_each_entry(call, &line->calls, node) {
		if (!call->id || !call->state)
			continue;
		far_number(call, number, sizeof(number));
		len += scnprintf(page + len, SIM_SHOW_SIZE - len, "%u %s peer=%s\n", call->id,
				 tline_state_name(call->state), number);
	}
	sim_unlock_both(line->ex);
	return len;
}

CONFIGFS_ATTR_RO(sim_line_, calls);

static ssize_t sim_line_unplug_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	u32 unplug;
	int ret = sim_parse_u32(item, "unplug", page, 0, 1, &unplug);

	if (ret)
		return ret;
	mutex_lock(&line->ex->run);
	if (!line->ex->live)
		ret = -ENODEV;
	else if (unplug)
		sim_line_unplug(line);
	else
		ret = sim_line_plug(line);
	mutex_unlock(&line->ex->run);
	return ret ?: count;
}

CONFIGFS_ATTR_WO(sim_line_, unplug);

static ssize_t sim_line_close_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	u32 one;
	int ret = sim_parse_u32(item, "close", page, 1, 1, &one);

	if (ret)
		return ret;
	mutex_lock(&line->ex->run);
	if (line->up)
		tline_line_close(line->tl);
	else
		ret = -ENODEV;
	mutex_unlock(&line->ex->run);
	return ret ?: count;
}

CONFIGFS_ATTR_WO(sim_line_, close);

static const char * const scripts[SIM_SCRIPT_COUNT] = {
	[SIM_SCRIPT_APP]	= "app",
	[SIM_SCRIPT_BUSY]	= "busy",
	[SIM_SCRIPT_NOANSWER]	= "noanswer",
	[SIM_SCRIPT_REJECT]	= "reject",
	[SIM_SCRIPT_SPECIAL]	= "special",
	[SIM_SCRIPT_GONE]	= "gone",
	[SIM_SCRIPT_ANSWER]	= "answer=",
	[SIM_SCRIPT_RANDOM]	= "random",
};

static ssize_t sim_line_script_show(struct config_item *item, char *page)
{
	struct sim_line *line = to_line(item);
	struct sim_script script;

	mutex_lock(&line->ex->lock);
	script = line->script;
	mutex_unlock(&line->ex->lock);
	if (script.kind == SIM_SCRIPT_ANSWER)
		return sprintf(page, "answer=%u\n", script.ms);
	return sprintf(page, "%s\n", scripts[script.kind]);
}

static ssize_t sim_line_script_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	struct sim_script script = {};

	if (!strncmp(page, "answer=", 7) && !kstrtou32(page + 7, 0, &script.ms)) {
		script.kind = SIM_SCRIPT_ANSWER;
	} else {
		int kind = __sysfs_match_string(scripts, SIM_SCRIPT_COUNT, page);

		if (kind < 0 || kind == SIM_SCRIPT_ANSWER)
			return sim_refuse(item, "script", page,
				      "app, busy, noanswer, reject, special, gone, answer=MS, random");
		script.kind = kind;
	}
	mutex_lock(&line->ex->lock);
	line->script = script;
	mutex_unlock(&line->ex->lock);
	return count;
}

CONFIGFS_ATTR(sim_line_, script);

/* The first call of the line that has a far end, in one of @states. */
static struct sim_call *first_call(struct sim_line *line, u32 states)
{
	struct sim_call *call;

	list_for_each_entry(call, &line->calls, node) {
		if (call->id && call->peer && call->state & states)
			return call;
	}
	return NULL;
}

static ssize_t sim_line_digits_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	size_t len = strcspn(page, "\n");
	struct sim_call *call;
	size_t i;

	if (!len || strspn(page, SIM_DIGITS) != len)
		return sim_refuse(item, "digits", page, SIM_DIGITS);
	lock_settled(line);
	call = first_call(line, TLINE_CALLSTATE_CONNECTED | TLINE_CALLSTATE_CONFERENCED);
	for (i = 0; call && i < len; i++) {
		sim_call_hear(call, page[i], TLINE_DIGITMODE_DTMF);
		sim_call_hear(call, page[i], TLINE_DIGITMODE_DTMFEND);
	}
	sim_unlock_both(line->ex);
	return call ? count : -ENOTCONN;
}

CONFIGFS_ATTR_WO(sim_line_, digits);

static ssize_t sim_line_hangup_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	struct sim_call *call, *peer;
	u32 one;
	int ret = sim_parse_u32(item, "hangup", page, 1, 1, &one);

	if (ret)
		return ret;
	lock_settled(line);
	call = first_call(line, ~0);
	peer = call ? call->peer : NULL;
	if (peer) {
		sim_call_drop(peer, true);
		if (!peer->line || peer->closed)
			sim_call_release(peer);
	}
	sim_unlock_both(line->ex);
	return peer ? count : -ENOTCONN;
}

CONFIGFS_ATTR_WO(sim_line_, hangup);

/* "<number>[,<name>][ media=<hex>]", taken apart in place */
static bool parse_incoming(char *text, const char **number, const char **name, u32 *media)
{
	char *p = strstr(text, " media=");

	*media = TLINE_MEDIAMODE_INTERACTIVEVOICE;
	*name = "";
	*number = text;
	if (p) {
		*p = 0;
		if (kstrtou32(p + 7, 16, media) || !*media || *media & ~TLINE_MEDIAMODES_ALL)
			return false;
	}
	p = strchr(text, ',');
	if (p) {
		*p++ = 0;
		*name = p;
		if (strlen(p) >= TLINE_NAME_LEN)
			return false;
	}
	return sim_number_valid(text + (*text == '+'), TLINE_NUMBER_LEN - 1);
}

static ssize_t sim_line_incoming_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	char *text = sim_dup_value(page);
	const char *number, *name;
	u32 media;
	int ret;

	if (!text)
		return -ENOMEM;
	if (!parse_incoming(text, &number, &name, &media)) {
		ret = sim_refuse(item, "incoming", page, "NUMBER[,NAME][ media=HEX]");
	} else {
		lock_settled(line);
		ret = sim_incoming(line, number, name, media);
		sim_unlock_both(line->ex);
	}
	kfree(text);
	return ret ?: count;
}

CONFIGFS_ATTR_WO(sim_line_, incoming);

static ssize_t sim_line_ring_mode_show(struct config_item *item, char *page)
{
	return sprintf(page, "%u\n", READ_ONCE(to_line(item)->ring_mode));
}

static ssize_t sim_line_ring_mode_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	u32 mode;
	int ret = sim_parse_u32(item, "ring_mode", page, 1, SIM_RING_MODES, &mode);

	if (ret)
		return ret;
	lock_settled(line);
	WRITE_ONCE(line->ring_mode, mode);
	sim_unlock_both(line->ex);
	return count;
}

CONFIGFS_ATTR(sim_line_, ring_mode);

static ssize_t store_status(struct config_item *item, const char *attr, const char *page,
			    size_t count, u32 status, u32 max)
{
	struct sim_line *line = to_line(item);
	u32 value;
	int ret = sim_parse_u32(item, attr, page, 0, max, &value);

	if (ret)
		return ret;
	lock_settled(line);
	WRITE_ONCE(line->status[status - TLINE_STATUS_SIGNAL], value);
	if (line->up && line->tl)
		tline_line_status(line->tl, status, value);
	sim_unlock_both(line->ex);
	return count;
}

#define SIM_LINE_STATUS(_name, _status, _max)						\
static ssize_t sim_line_##_name##_show(struct config_item *item, char *page)		\
{											\
	return sprintf(page, "%u\n",							\
		       READ_ONCE(to_line(item)->status[_status - TLINE_STATUS_SIGNAL]));	\
}											\
static ssize_t sim_line_##_name##_store(struct config_item *item, const char *page,	\
					size_t count)					\
{											\
	return store_status(item, #_name, page, count, _status, _max);			\
}											\
CONFIGFS_ATTR(sim_line_, _name)

SIM_LINE_STATUS(signal, TLINE_STATUS_SIGNAL, 0xffff);
SIM_LINE_STATUS(battery, TLINE_STATUS_BATTERY, 0xffff);
SIM_LINE_STATUS(roam_mode, TLINE_STATUS_ROAMMODE, 0x1f);

struct configfs_attribute * const sim_act_attrs[SIM_ACT_ATTRS] = {
	&sim_line_attr_id,
	&sim_line_attr_fault,
	&sim_line_attr_park,
	&sim_line_attr_parked,
	&sim_line_attr_release,
	&sim_line_attr_log,
	&sim_line_attr_calls,
	&sim_line_attr_unplug,
	&sim_line_attr_close,
	&sim_line_attr_script,
	&sim_line_attr_digits,
	&sim_line_attr_hangup,
	&sim_line_attr_incoming,
	&sim_line_attr_ring_mode,
	&sim_line_attr_signal,
	&sim_line_attr_battery,
	&sim_line_attr_roam_mode,
};
