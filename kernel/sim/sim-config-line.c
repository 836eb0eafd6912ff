// SPDX-License-Identifier: GPL-2.0-only
/*
 * The configfs directory of a line.  What a line is can be changed while its
 * exchange is down, and is here; what it does, at any time (sim-config-act.c).
 * Documentation/simulator.rst describes every attribute.
 */
#include <linux/ctype.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

static struct sim_line *to_line(struct config_item *item)
{
	return container_of(to_config_group(item), struct sim_line, group);
}

char *sim_dup_value(const char *page)
{
	return kstrndup(page, strcspn(page, "\n"), GFP_KERNEL);
}

bool sim_number_valid(const char *number, size_t max)
{
	size_t len = strlen(number);

	return len && len < max && strspn(number, SIM_DIGITS) == len;
}

/* Both locks; -EBUSY, and none of them, while live. */
static int lock_down(struct sim_line *line)
{
	mutex_lock(&line->ex->run);
	if (line->ex->live) {
		mutex_unlock(&line->ex->run);
		return -EBUSY;
	}
	mutex_lock(&line->ex->lock);
	return 0;
}

void sim_unlock_both(struct sim_exchange *ex)
{
	mutex_unlock(&ex->lock);
	mutex_unlock(&ex->run);
}

static ssize_t store_number(struct config_item *item, const char *attr, const char *page,
			    size_t count, u32 *field, u32 min, u32 max)
{
	struct sim_line *line = to_line(item);
	u32 value;
	int ret = sim_parse_u32(item, attr, page, min, max, &value) ?: lock_down(line);

	if (ret)
		return ret;
	*field = value;
	sim_unlock_both(line->ex);
	return count;
}

#define SIM_LINE_U32(_name, _min, _max)							\
static ssize_t sim_line_##_name##_show(struct config_item *item, char *page)		\
{											\
	return sprintf(page, "%u\n", to_line(item)->_name);				\
}											\
static ssize_t sim_line_##_name##_store(struct config_item *item, const char *page,	\
					size_t count)					\
{											\
	return store_number(item, #_name, page, count, &to_line(item)->_name,		\
			    _min, _max);						\
}											\
CONFIGFS_ATTR(sim_line_, _name)

SIM_LINE_U32(addresses, 1, SIM_MAX_ADDRESSES);
SIM_LINE_U32(max_calls, 1, TLINE_MAX_CALLS);
SIM_LINE_U32(max_active, 1, TLINE_MAX_CALLS);
SIM_LINE_U32(closedrop, 0, 1);
SIM_LINE_U32(idle_limit_ms, 0, 3600000);
SIM_LINE_U32(drop_on_close, 0, 1);
SIM_LINE_U32(max_conference, 3, SIM_MAX_PARTIES);
SIM_LINE_U32(park_timeout, 0, 3600000);

static ssize_t sim_line_media_modes_show(struct config_item *item, char *page)
{
	return sprintf(page, "0x%x\n", to_line(item)->media_modes);
}

static ssize_t sim_line_media_modes_store(struct config_item *item, const char *page,
					  size_t count)
{
	struct sim_line *line = to_line(item);
	u32 value;
	int ret;

	if (kstrtou32(page, 0, &value) || !value || value & ~TLINE_MEDIAMODES_ALL)
		return sim_refuse(item, "media_modes", page, "bits of 0xfffe, at least one");
	ret = lock_down(line);
	if (ret)
		return ret;
	line->media_modes = value;
	sim_unlock_both(line->ex);
	return count;
}

CONFIGFS_ATTR(sim_line_, media_modes);

static ssize_t show_string(struct sim_line *line, const char *string, char *page)
{
	ssize_t len;

	mutex_lock(&line->ex->lock);
	len = sprintf(page, "%s\n", string);
	mutex_unlock(&line->ex->lock);
	return len;
}

static int store_string(struct sim_line *line, char *field, size_t size, const char *value)
{
	int ret = lock_down(line);

	if (ret)
		return ret;
	strscpy(field, value, size);
	sim_unlock_both(line->ex);
	return 0;
}

static ssize_t sim_line_number_show(struct config_item *item, char *page)
{
	return show_string(to_line(item), to_line(item)->number, page);
}

static ssize_t sim_line_number_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	char *value = sim_dup_value(page);
	int ret;

	if (!value)
		return -ENOMEM;
	if (sim_number_valid(value, sizeof(line->number)))
		ret = store_string(line, line->number, sizeof(line->number), value);
	else
		ret = sim_refuse(item, "number", page, "1 to 31 of " SIM_DIGITS);
	kfree(value);
	return ret ?: count;
}

CONFIGFS_ATTR(sim_line_, number);

static ssize_t sim_line_pickup_group_show(struct config_item *item, char *page)
{
	return show_string(to_line(item), to_line(item)->pickup_group, page);
}

static ssize_t sim_line_pickup_group_store(struct config_item *item, const char *page,
					   size_t count)
{
	struct sim_line *line = to_line(item);
	char *value = sim_dup_value(page);
	int ret;

	if (!value)
		return -ENOMEM;
	if (strlen(value) < sizeof(line->pickup_group) && !strpbrk(value, "^;|"))
		ret = store_string(line, line->pickup_group, sizeof(line->pickup_group), value);
	else
		ret = sim_refuse(item, "pickup_group", page, "up to 15 characters, no '^', ';' or '|'");
	kfree(value);
	return ret ?: count;
}

CONFIGFS_ATTR(sim_line_, pickup_group);

static bool serial_valid(const char *serial, size_t max)
{
	const char *p = serial;

	while (isgraph(*p))
		p++;
	return !*p && p - serial < max;
}

static ssize_t sim_line_serial_show(struct config_item *item, char *page)
{
	return show_string(to_line(item), to_line(item)->serial, page);
}

static ssize_t sim_line_serial_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	char *value = sim_dup_value(page);
	int ret;

	if (!value)
		return -ENOMEM;
	if (serial_valid(value, sizeof(line->serial)))
		ret = store_string(line, line->serial, sizeof(line->serial), value);
	else
		ret = sim_refuse(item, "serial", page, "up to 31 printable characters, no space");
	kfree(value);
	return ret ?: count;
}

CONFIGFS_ATTR(sim_line_, serial);

static ssize_t sim_line_without_show(struct config_item *item, char *page)
{
	u64 without = READ_ONCE(to_line(item)->without);
	ssize_t len = 0;
	int bit;

	for (bit = 0; bit < 64; bit++) {
		if (without & BIT_ULL(bit))
			len += scnprintf(page + len, SIM_SHOW_SIZE - len, "%s%s",
					 len ? " " : "", sim_without_name(bit));
	}
	return len + scnprintf(page + len, SIM_SHOW_SIZE - len, "\n");
}

static ssize_t sim_line_without_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	const char *word = page;
	u64 without = 0;
	int bit, ret;
	size_t len;

	for (word += strspn(word, " \t\n"); *word; word += strspn(word, " \t\n")) {
		len = strcspn(word, " \t\n");
		bit = sim_without_bit(word, len);
		if (bit < 0)
			return sim_refuse(item, "without", page,
				      "names of requests and commands, separated by spaces");
		without |= BIT_ULL(bit);
		word += len;
	}
	ret = lock_down(line);
	if (ret)
		return ret;
	WRITE_ONCE(line->without, without);
	sim_unlock_both(line->ex);
	return count;
}

CONFIGFS_ATTR(sim_line_, without);

static const struct answer_word {
	const char *name;
	u32 mode;
} answer_words[] = {
	{ "none", TLINE_ANSWERMODE_NONE },
	{ "drop", TLINE_ANSWERMODE_DROP },
	{ "hold", TLINE_ANSWERMODE_HOLD },
};

static ssize_t sim_line_answer_mode_show(struct config_item *item, char *page)
{
	return sprintf(page, "%s\n", answer_words[__ffs(to_line(item)->answer_mode)].name);
}

static ssize_t sim_line_answer_mode_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	u32 i = 0;
	int ret;

	while (i < ARRAY_SIZE(answer_words) && !sysfs_streq(page, answer_words[i].name))
		i++;
	if (i == ARRAY_SIZE(answer_words))
		return sim_refuse(item, "answer_mode", page, "none, drop, hold");
	ret = lock_down(line);
	if (ret)
		return ret;
	line->answer_mode = answer_words[i].mode;
	sim_unlock_both(line->ex);
	return count;
}

CONFIGFS_ATTR(sim_line_, answer_mode);

static const char * const terminal_names[] = { "phone", "headset", "speaker" };

static ssize_t sim_line_terminals_show(struct config_item *item, char *page)
{
	struct sim_line *line = to_line(item);
	ssize_t len = 0;
	u32 i;

	mutex_lock(&line->ex->lock);
	for (i = 0; i < line->num_terminals; i++)
		len += sprintf(page + len, "%s%s", i ? " " : "",
			       terminal_names[__ffs(line->terminals[i])]);
	mutex_unlock(&line->ex->lock);
	return len + sprintf(page + len, "\n");
}

static bool parse_terminals(const char *page, u32 *terminals, u32 *num)
{
	const char *word = page;
	size_t len;
	u32 i;

	for (*num = 0; *(word += strspn(word, " \t\n")); word += len) {
		len = strcspn(word, " \t\n");
		for (i = 0; i < ARRAY_SIZE(terminal_names); i++) {
			if (strlen(terminal_names[i]) == len &&
			    !memcmp(terminal_names[i], word, len))
				break;
		}
		if (i == ARRAY_SIZE(terminal_names) || *num == SIM_MAX_TERMINALS)
			return false;
		terminals[(*num)++] = BIT(i);
	}
	return true;
}

static ssize_t sim_line_terminals_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	u32 terminals[SIM_MAX_TERMINALS] = {}, num;
	int ret;

	if (!parse_terminals(page, terminals, &num))
		return sim_refuse(item, "terminals", page, "up to 4 of phone, headset, speaker");
	ret = lock_down(line);
	if (ret)
		return ret;
	memcpy(line->terminals, terminals, sizeof(terminals));
	line->num_terminals = num;
	sim_unlock_both(line->ex);
	return count;
}

CONFIGFS_ATTR(sim_line_, terminals);

static ssize_t sim_line_devices_show(struct config_item *item, char *page)
{
	return show_string(to_line(item), to_line(item)->devices ?: "", page);
}

/* "class=name", separated by single spaces */
static bool devices_valid(const char *text)
{
	const char *p = text;
	size_t class, name;

	while (*p) {
		class = strcspn(p, "= ");
		if (!class || class >= TLINE_LINE_NAME_LEN || p[class] != '=')
			return false;
		p += class + 1;
		name = strcspn(p, "= ");
		if (!name || p[name] == '=')
			return false;
		p += name + (p[name] == ' ' && p[name + 1]);
	}
	return p - text < SIM_MAX_DEVICES;
}

static ssize_t sim_line_devices_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_line *line = to_line(item);
	char *value = sim_dup_value(page);
	int ret;

	if (!value)
		return -ENOMEM;
	ret = devices_valid(value) ? lock_down(line) :
		sim_refuse(item, "devices", page, "CLASS=NAME, separated by spaces");
	if (!ret) {
		swap(line->devices, value);
		sim_unlock_both(line->ex);
	}
	kfree(value);
	return ret ?: count;
}

CONFIGFS_ATTR(sim_line_, devices);

static struct configfs_attribute * const is_attrs[] = {
	&sim_line_attr_number,
	&sim_line_attr_serial,
	&sim_line_attr_addresses,
	&sim_line_attr_media_modes,
	&sim_line_attr_max_calls,
	&sim_line_attr_max_active,
	&sim_line_attr_closedrop,
	&sim_line_attr_idle_limit_ms,
	&sim_line_attr_drop_on_close,
	&sim_line_attr_answer_mode,
	&sim_line_attr_max_conference,
	&sim_line_attr_park_timeout,
	&sim_line_attr_pickup_group,
	&sim_line_attr_terminals,
	&sim_line_attr_devices,
	&sim_line_attr_without,
};

/* The type wants them all in one array. */
static struct configfs_attribute *line_attrs[ARRAY_SIZE(is_attrs) + SIM_ACT_ATTRS + 1];

void sim_config_line_init(void)
{
	memcpy(line_attrs, is_attrs, sizeof(is_attrs));
	memcpy(line_attrs + ARRAY_SIZE(is_attrs), sim_act_attrs,
	       SIM_ACT_ATTRS * sizeof(sim_act_attrs[0]));
}


static void line_release(struct config_item *item)
{
	sim_line_free(to_line(item));
}

static struct configfs_item_operations line_item_ops = {
	.release	= line_release,
};

const struct config_item_type sim_line_type = {
	.ct_item_ops	= &line_item_ops,
	.ct_attrs	= line_attrs,
	.ct_owner	= THIS_MODULE,
};
