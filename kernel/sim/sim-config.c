// SPDX-License-Identifier: GPL-2.0-only
/*
 * The configfs tree: the subsystem "tline_sim", in it a directory for each
 * exchange, in that one for each line (sim-config-line.c).
 *
 * Directories that a user made are pinned while their exchange is live, so that
 * rmdir is refused; those that the module made never can be removed.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

#define SIM_NAME_CHARS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

static struct configfs_subsystem sim_subsys;

static struct sim_exchange *to_exchange(struct config_item *item)
{
	return container_of(to_config_group(item), struct sim_exchange, group);
}

int sim_refuse(struct config_item *item, const char *attr, const char *page,
	       const char *allowed)
{
	pr_err_ratelimited("%s/%s: %s: \"%.*s\" is refused, allowed: %s\n",
			   config_item_name(item->ci_parent), config_item_name(item), attr,
			   (int)strcspn(page, "\n"), page, allowed);
	return -EINVAL;
}

int sim_parse_u32(struct config_item *item, const char *attr, const char *page,
		  u32 min, u32 max, u32 *value)
{
	char allowed[40];
	u32 v;

	if (!kstrtou32(page, 0, &v) && v >= min && v <= max) {
		*value = v;
		return 0;
	}
	snprintf(allowed, sizeof(allowed), "%u to %u", min, max);
	return sim_refuse(item, attr, page, allowed);
}

static bool name_valid(const char *dir, const char *name)
{
	size_t len = strlen(name);

	if (len < SIM_NAME_LEN && strspn(name, SIM_NAME_CHARS) == len)
		return true;
	pr_err_ratelimited("%s/: directory \"%s\" is refused, allowed: up to %u letters, digits, '-' and '_'\n",
			   dir, name, SIM_NAME_LEN - 1);
	return false;
}

/*
 * ---------------------------------------------------------------------------
 * Live
 */

static void unpin(struct sim_exchange *ex)
{
	struct sim_line *line;

	list_for_each_entry(line, &ex->lines, node) {
		if (line->pinned)
			configfs_undepend_item(&line->group.cg_item);
		line->pinned = false;
	}
	if (ex->pinned)
		configfs_undepend_item(&ex->group.cg_item);
	ex->pinned = false;
}

static int pin_item(struct config_item *item, bool *pinned)
{
	int ret = configfs_depend_item_unlocked(&sim_subsys, item);

	*pinned = !ret;
	return ret;
}

/* -ENOENT: a directory is just being made, or removed. */
static int pin(struct sim_exchange *ex)
{
	struct sim_line *line;
	int ret = 0;

	if (ex->made_by_user)
		ret = pin_item(&ex->group.cg_item, &ex->pinned);
	list_for_each_entry(line, &ex->lines, node) {
		if (!ret && line->made_by_user)
			ret = pin_item(&line->group.cg_item, &line->pinned);
	}
	if (ret)
		unpin(ex);
	return ret;
}

static int set_live(struct sim_exchange *ex, bool live)
{
	int ret;

	lockdep_assert_held(&ex->run);
	if (live == ex->live)
		return 0;
	if (!live) {
		sim_exchange_down(ex);
		unpin(ex);
		return 0;
	}
	ret = pin(ex);
	if (ret)
		return ret;
	ret = sim_exchange_up(ex);
	if (ret)
		unpin(ex);
	return ret;
}

/*
 * ---------------------------------------------------------------------------
 * Attributes of an exchange
 */

static ssize_t sim_exchange_live_show(struct config_item *item, char *page)
{
	return sprintf(page, "%u\n", READ_ONCE(to_exchange(item)->live));
}

/* mkdir and rmdir make and drop a line's links outside of run, and configfs follows them. */
static ssize_t sim_exchange_live_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_exchange *ex = to_exchange(item);
	u32 live;
	int ret = sim_parse_u32(item, "live", page, 0, 1, &live);

	if (ret)
		return ret;
	mutex_lock(&sim_subsys.su_mutex);
	mutex_lock(&ex->run);
	ret = set_live(ex, live);
	mutex_unlock(&ex->run);
	mutex_unlock(&sim_subsys.su_mutex);
	return ret ?: count;
}

CONFIGFS_ATTR(sim_exchange_, live);

static ssize_t sim_exchange_seed_show(struct config_item *item, char *page)
{
	return sprintf(page, "%llu\n", to_exchange(item)->seed);
}

static ssize_t sim_exchange_seed_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_exchange *ex = to_exchange(item);
	int ret = 0;
	u64 seed;

	if (kstrtou64(page, 0, &seed))
		return sim_refuse(item, "seed", page, "a number of 64 bits");
	mutex_lock(&ex->run);
	if (ex->live)
		ret = -EBUSY;
	else
		ex->seed = seed;
	mutex_unlock(&ex->run);
	return ret ?: count;
}

CONFIGFS_ATTR(sim_exchange_, seed);

static ssize_t sim_exchange_clock_show(struct config_item *item, char *page)
{
	return sprintf(page, "%s\n", READ_ONCE(to_exchange(item)->manual) ? "manual" : "auto");
}

static ssize_t sim_exchange_clock_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_exchange *ex = to_exchange(item);
	bool manual = sysfs_streq(page, "manual");

	if (!manual && !sysfs_streq(page, "auto"))
		return sim_refuse(item, "clock", page, "auto, manual");
	mutex_lock(&ex->run);
	mutex_lock(&ex->lock);
	sim_clock_set_manual(ex, manual);
	mutex_unlock(&ex->lock);
	mutex_unlock(&ex->run);
	return count;
}

CONFIGFS_ATTR(sim_exchange_, clock);

static ssize_t sim_exchange_time_show(struct config_item *item, char *page)
{
	struct sim_exchange *ex = to_exchange(item);
	u64 now;

	mutex_lock(&ex->lock);
	now = ex->live ? sim_clock_now(ex) : 0;
	mutex_unlock(&ex->lock);
	return sprintf(page, "%llu\n", now);
}

CONFIGFS_ATTR_RO(sim_exchange_, time);

static void settle(struct sim_exchange *ex)
{
	struct sim_line *line;

	list_for_each_entry(line, &ex->lines, node) {
		if (line->up)
			tline_line_flush(line->tl);
	}
}

/* What the core has to tell comes before the step, and what follows from it, too. */
static int step(struct sim_exchange *ex, u32 ms)
{
	int ret;

	settle(ex);
	mutex_lock(&ex->lock);
	ret = sim_clock_step(ex, ms);
	mutex_unlock(&ex->lock);
	settle(ex);
	return ret;
}

static ssize_t sim_exchange_step_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_exchange *ex = to_exchange(item);
	u32 ms;
	int ret = sim_parse_u32(item, "step", page, 0, U32_MAX, &ms);

	if (ret)
		return ret;
	mutex_lock(&ex->run);
	if (!ex->live)
		ret = -ENODEV;
	else if (!ex->manual)
		ret = -EBUSY;
	else
		ret = step(ex, ms);
	mutex_unlock(&ex->run);
	return ret ?: count;
}

CONFIGFS_ATTR_WO(sim_exchange_, step);

static struct configfs_attribute *exchange_attrs[] = {
	&sim_exchange_attr_live,
	&sim_exchange_attr_seed,
	&sim_exchange_attr_clock,
	&sim_exchange_attr_time,
	&sim_exchange_attr_step,
	NULL
};

/*
 * ---------------------------------------------------------------------------
 * Directories
 */

static struct config_group *make_line(struct config_group *group, const char *name)
{
	struct sim_exchange *ex = to_exchange(&group->cg_item);
	struct sim_line *line;

	if (!name_valid(sim_exchange_name(ex), name))
		return ERR_PTR(-EINVAL);
	line = sim_line_alloc(ex, name);
	if (!line)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&ex->run);
	if (ex->live) {
		mutex_unlock(&ex->run);
		sim_line_free(line);
		return ERR_PTR(-EBUSY);
	}
	line->made_by_user = true;
	config_group_init_type_name(&line->group, name, &sim_line_type);
	list_add_tail(&line->node, &ex->lines);
	mutex_unlock(&ex->run);
	return &line->group;
}

/* What is live is pinned and does not come here. */
static void drop_line(struct config_group *group, struct config_item *item)
{
	struct sim_exchange *ex = to_exchange(&group->cg_item);
	struct sim_line *line = container_of(to_config_group(item), struct sim_line, group);

	mutex_lock(&ex->run);
	list_del_init(&line->node);
	mutex_unlock(&ex->run);
	config_item_put(item);
}

static struct configfs_group_operations exchange_group_ops = {
	.make_group	= make_line,
	.drop_item	= drop_line,
};

static void exchange_release(struct config_item *item)
{
	sim_exchange_free(to_exchange(item));
}

static struct configfs_item_operations exchange_item_ops = {
	.release	= exchange_release,
};

static const struct config_item_type exchange_type = {
	.ct_item_ops	= &exchange_item_ops,
	.ct_group_ops	= &exchange_group_ops,
	.ct_attrs	= exchange_attrs,
	.ct_owner	= THIS_MODULE,
};

static struct config_group *make_exchange(struct config_group *group, const char *name)
{
	struct sim_exchange *ex;

	if (!name_valid("tline_sim", name))
		return ERR_PTR(-EINVAL);
	ex = sim_exchange_alloc();
	if (!ex)
		return ERR_PTR(-ENOMEM);
	ex->made_by_user = true;
	sim_config_name(ex, name);
	return &ex->group;
}

static struct configfs_group_operations subsys_group_ops = {
	.make_group	= make_exchange,
};

static const struct config_item_type subsys_type = {
	.ct_group_ops	= &subsys_group_ops,
	.ct_owner	= THIS_MODULE,
};

static struct configfs_subsystem sim_subsys = {
	.su_group = {
		.cg_item = {
			.ci_namebuf	= "tline_sim",
			.ci_type	= &subsys_type,
		},
	},
};

/*
 * ---------------------------------------------------------------------------
 * The exchange that the module makes
 */

void sim_config_name(struct sim_exchange *ex, const char *name)
{
	config_group_init_type_name(&ex->group, name, &exchange_type);
}

void sim_config_add(struct sim_exchange *ex, struct sim_line *line, const char *name)
{
	config_group_init_type_name(&line->group, name, &sim_line_type);
	configfs_add_default_group(&line->group, &ex->group);
	list_add_tail(&line->node, &ex->lines);
}

int sim_config_publish(struct sim_exchange *ex)
{
	return configfs_register_group(&sim_subsys.su_group, &ex->group);
}

void sim_config_withdraw(struct sim_exchange *ex)
{
	configfs_unregister_group(&ex->group);
}

void sim_config_discard(struct sim_exchange *ex)
{
	configfs_remove_default_groups(&ex->group);
	config_item_put(&ex->group.cg_item);
}

int sim_config_init(void)
{
	sim_config_line_init();
	config_group_init(&sim_subsys.su_group);
	mutex_init(&sim_subsys.su_mutex);
	return configfs_register_subsystem(&sim_subsys);
}

void sim_config_exit(void)
{
	configfs_unregister_subsystem(&sim_subsys);
	mutex_destroy(&sim_subsys.su_mutex);
}
