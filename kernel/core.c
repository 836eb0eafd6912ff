// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registry of providers, lines and apps; the module's beginning and end.
 */
#include <linux/hashtable.h>
#include <linux/idr.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/stringhash.h>

#include "tline-priv.h"
#define CREATE_TRACE_POINTS
#include "trace.h"

struct tline_registry tline_registry = {
	.lock		= __MUTEX_INITIALIZER(tline_registry.lock),
	.providers	= LIST_HEAD_INIT(tline_registry.providers),
	.apps		= LIST_HEAD_INIT(tline_registry.apps),
	.lines		= XARRAY_INIT(tline_registry.lines, 0),
	.line_ids	= IDA_INIT(tline_registry.line_ids),
};

struct workqueue_struct *tline_wq;

/* Here, since the leaves are for user space, too. */
EXPORT_SYMBOL_NS_GPL(tline_op_name, TLINE);
EXPORT_SYMBOL_NS_GPL(tline_state_name, TLINE);

/* Lines by name, for uniqueness; the registry lock guards it. */
static DEFINE_HASHTABLE(names, 12);

static u32 name_key(const char *name)
{
	return full_name_hash(NULL, name, strlen(name));
}

static bool name_taken(const char *name)
{
	struct tline_line *line;

	hash_for_each_possible(names, line, name_node, name_key(name))
		if (!strcmp(line->name, name))
			return true;
	return false;
}

int tline_registry_add(struct tline_line *line)
{
	int err;

	lockdep_assert_held(&tline_registry.lock);
	if (name_taken(line->name))
		return -EEXIST;
	err = xa_err(xa_store(&tline_registry.lines, line->id, line, GFP_KERNEL));
	if (err)
		return err;
	hash_add(names, &line->name_node, name_key(line->name));
	tline_registry.num_ids = max(tline_registry.num_ids, line->id + 1);
	if (tline_registry.num_apps)
		tline_registry.next_id = tline_registry.num_ids;
	tline_registry.generation++;
	return 0;
}

void tline_registry_remove(struct tline_line *line)
{
	lockdep_assert_held(&tline_registry.lock);
	xa_erase(&tline_registry.lines, line->id);
	hash_del(&line->name_node);
	tline_registry.generation++;
	if (!tline_registry.num_apps && xa_empty(&tline_registry.lines))
		tline_registry.num_ids = 0;
}

struct tline_line *tline_line_get(u32 id)
{
	struct tline_line *line;

	rcu_read_lock();
	line = xa_load(&tline_registry.lines, id);
	if (line && !kobject_get_unless_zero(&line->dev.kobj))
		line = NULL;
	rcu_read_unlock();
	return line;
}

void tline_counters_add(struct tline_ioc_counters *sum, const struct tline_ioc_counters *c)
{
	u64 *to = (u64 *)sum;
	const u64 *from = (const u64 *)c;
	size_t i;

	/* Numbers throughout, so that none is forgotten. */
	BUILD_BUG_ON(sizeof(*sum) % sizeof(*to));
	for (i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += from[i];
}

/*
 * Each line's part is taken in one hold of its lock and balances; so does the sum,
 * whatever happens meanwhile.  A line's books move to @departed when it leaves the
 * registry, under the lock held here.
 */
void tline_counters_all(struct tline_ioc_counters *sum)
{
	struct tline_ioc_counters one;
	struct tline_line *line;
	unsigned long id;

	mutex_lock(&tline_registry.lock);
	*sum = tline_registry.departed;
	xa_for_each(&tline_registry.lines, id, line) {
		tline_line_counters(line, &one);
		tline_counters_add(sum, &one);
	}
	mutex_unlock(&tline_registry.lock);
}

/* ---------------------------------------------------------------------- providers */

static bool valid_name(const char *name)
{
	return name && *name && strlen(name) < TLINE_LINE_NAME_LEN &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
	       strlen(name);
}

int tline_provider_register(struct tline_provider *provider)
{
	struct tline_provider *p;
	int err = 0;

	if (!provider->ops || !provider->ops->close_call || !valid_name(provider->name))
		return -EINVAL;
	provider->wq = alloc_workqueue("tline_%.17s", WQ_UNBOUND, WQ_UNBOUND_MAX_ACTIVE,
				       provider->name);
	if (!provider->wq)
		return -ENOMEM;
	INIT_LIST_HEAD(&provider->lines);
	mutex_lock(&tline_registry.lock);
	list_for_each_entry(p, &tline_registry.providers, node)
		if (!strcmp(p->name, provider->name))
			err = -EEXIST;
	if (!err)
		list_add_tail(&provider->node, &tline_registry.providers);
	mutex_unlock(&tline_registry.lock);
	if (err)
		destroy_workqueue(provider->wq);
	return err;
}
EXPORT_SYMBOL_NS_GPL(tline_provider_register, TLINE);

void tline_provider_unregister(struct tline_provider *provider)
{
	LIST_HEAD(lines);

	mutex_lock(&tline_registry.lock);
	list_del(&provider->node);
	list_splice_init(&provider->lines, &lines);
	mutex_unlock(&tline_registry.lock);
	tline_lines_unregister(&lines);
	destroy_workqueue(provider->wq);
}
EXPORT_SYMBOL_NS_GPL(tline_provider_unregister, TLINE);

/* ------------------------------------------------------------------------- module */

/* Begun in this order, ended in the reverse one. */
static const struct {
	int (*init)(void);
	void (*exit)(void);
} parts[] = {
	{ tline_call_init, tline_call_exit },
	{ tline_handle_init, tline_handle_exit },
	{ tline_op_init, tline_op_exit },
	{ tline_line_init, tline_line_exit },
	{ tline_netlink_init, tline_netlink_exit },
	{ tline_chrdev_init, tline_chrdev_exit },
};

static void parts_exit(int n)
{
	while (n--)
		parts[n].exit();
	tline_priority_exit();
	/* Lines are freed after a grace period, and their memory is this module's affair. */
	rcu_barrier();
	destroy_workqueue(tline_wq);
}

static int __init tline_init(void)
{
	int err, i;

	tline_wq = alloc_workqueue("tline", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	if (!tline_wq)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		err = parts[i].init();
		if (err) {
			parts_exit(i);
			return err;
		}
	}
	return 0;
}
module_init(tline_init);

/* No provider, hence no line, and no open file is left: they hold the module. */
static void __exit tline_exit(void)
{
	parts_exit(ARRAY_SIZE(parts));
}
module_exit(tline_exit);

MODULE_DESCRIPTION("Telephone line layer: lines, calls and how every operation on them ends");
MODULE_LICENSE("GPL");
