// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module: exchanges and lines come and go.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/stringhash.h>

#include "sim.h"

#define SIM_MAX_LINES		4096	/* made by the module parameter */
#define SIM_FIRST_NUMBER	100
#define SIM_PROVIDER		"tline_sim"

static unsigned int lines;
module_param(lines, uint, 0444);
MODULE_PARM_DESC(lines, "lines of the exchange \"default\", numbered from 100 (0 to 4096)");

static struct sim_exchange *default_exchange;

/*
 * ---------------------------------------------------------------------------
 * Allocation
 */

struct sim_exchange *sim_exchange_alloc(void)
{
	struct sim_exchange *ex = kvzalloc(sizeof(*ex), GFP_KERNEL);

	if (!ex)
		return NULL;
	mutex_init(&ex->run);
	mutex_init(&ex->lock);
	INIT_LIST_HEAD(&ex->lines);
	INIT_LIST_HEAD(&ex->caps);
	INIT_LIST_HEAD(&ex->network);
	INIT_LIST_HEAD(&ex->completions);
	hash_init(ex->numbers);
	hash_init(ex->records);
	ex->seed = 1;
	sim_clock_init(ex);
	return ex;
}

void sim_exchange_free(struct sim_exchange *ex)
{
	sim_clock_stop(ex);
	mutex_destroy(&ex->run);
	mutex_destroy(&ex->lock);
	kvfree(ex);
}

struct sim_line *sim_line_alloc(struct sim_exchange *ex, const char *name)
{
	struct sim_line *line = kzalloc(sizeof(*line), GFP_KERNEL);

	if (!line)
		return NULL;
	line->ex = ex;
	line->addresses = 1;
	line->media_modes = TLINE_MEDIAMODES_ALL;
	line->max_calls = 4;
	line->max_active = 1;
	line->closedrop = 1;
	line->answer_mode = TLINE_ANSWERMODE_NONE;
	line->max_conference = 6;
	line->park_timeout = SIM_PARK_MS;
	line->ring_mode = 1;
	if (sim_number_valid(name, sizeof(line->number)))
		strscpy(line->number, name, sizeof(line->number));
	snprintf(line->serial, sizeof(line->serial), "%s-%s", sim_exchange_name(ex), name);
	INIT_LIST_HEAD(&line->node);
	INIT_LIST_HEAD(&line->calls);
	INIT_LIST_HEAD(&line->parked);
	INIT_LIST_HEAD(&line->delayed);
	INIT_HLIST_NODE(&line->by_number);
	return line;
}

void sim_line_free(struct sim_line *line)
{
	kfree(line->log.ring);
	kfree(line->rules);
	kfree(line->devices);
	kfree(line);
}

/*
 * ---------------------------------------------------------------------------
 * One line
 */

static int set_addresses(struct sim_line *line, struct tline_line *tl)
{
	char number[TLINE_NUMBER_LEN];
	int ret = tline_line_set_address(tl, 0, line->number, &line->caps->address);
	u32 i;

	for (i = 1; !ret && i < line->addresses; i++) {
		snprintf(number, sizeof(number), "%sx%u", line->number, i);
		ret = tline_line_set_address(tl, i, number, &line->caps->address);
	}
	return ret;
}

static void line_set(struct sim_line *line, struct tline_line *tl)
{
	mutex_lock(&line->ex->lock);
	line->tl = tl;
	line->up = false;
	mutex_unlock(&line->ex->lock);
}

/*
 * The line may be opened and used before tline_line_register() has returned.
 * Its max_calls is kept here and not by the core, which counts calls that are IDLE.
 */
int sim_line_plug(struct sim_line *line)
{
	struct sim_exchange *ex = line->ex;
	struct tline_line_config config = {
		.name = sim_line_name(line),
		.serial = line->serial[0] ? line->serial : NULL,
		.num_addresses = line->addresses,
		.caps = &line->caps->line,
		.idle_limit_ms = line->idle_limit_ms,
		.priv = line,
	};
	struct tline_line *tl;
	int ret;

	lockdep_assert_held(&ex->run);
	if (line->tl)
		return 0;
	tl = tline_line_alloc(line->own ? &line->own->provider : &ex->provider, &config);
	if (IS_ERR(tl))
		return PTR_ERR(tl);
	ret = set_addresses(line, tl) ?: sim_device_tell(line, tl);
	if (ret)
		goto err_free;
	line_set(line, tl);
	ret = tline_line_register(tl);
	if (ret)
		goto err_unset;
	mutex_lock(&ex->lock);
	line->up = true;
	line->msgwait = false;
	mutex_unlock(&ex->lock);
	return 0;

err_unset:
	line_set(line, NULL);
err_free:
	tline_line_free(tl);
	pr_err_ratelimited("%s/%s: cannot be registered: error %d\n",
			   sim_exchange_name(ex), sim_line_name(line), ret);
	return ret;
}

/* From now on nothing is told about this line; others see its calls end. */
static struct tline_line *line_cut(struct sim_line *line)
{
	struct tline_line *tl = line->tl;
	struct sim_call *call;

	lockdep_assert_held(&line->ex->lock);
	line->tl = NULL;
	line->up = false;
	sim_completion_line_gone(line);
	list_for_each_entry(call, &line->calls, node) {
		struct sim_call *peer = call->peer;

		sim_event_cancel(line->ex, &call->timer);
		sim_call_silence(call);
		sim_call_unpair(call);
		if (peer && peer->line != line)
			sim_call_far_gone(peer, TLINE_DISCONNECTMODE_OUTOFORDER);
	}
	return tl;
}

/* The core has let go of all of it. */
static void line_clear(struct sim_line *line)
{
	struct sim_call *call, *tmp;

	lockdep_assert_held(&line->ex->lock);
	sim_rq_forget(line);
	list_for_each_entry_safe(call, tmp, &line->calls, node)
		sim_call_release(call);
}

void sim_line_unplug(struct sim_line *line)
{
	struct sim_exchange *ex = line->ex;
	struct tline_line *tl;

	lockdep_assert_held(&ex->run);
	mutex_lock(&ex->lock);
	tl = line_cut(line);
	mutex_unlock(&ex->lock);
	if (!tl)
		return;
	tline_line_unregister(tl);
	mutex_lock(&ex->lock);
	line_clear(line);
	mutex_unlock(&ex->lock);
}

/*
 * ---------------------------------------------------------------------------
 * Providers: one for each exchange, and one more for each line that lacks something
 */

static int own_provider(struct sim_line *line)
{
	struct sim_own *own;
	int bit, ret;

	if (!line->without && !line->drop_on_close)
		return 0;
	own = kzalloc(sizeof(*own), GFP_KERNEL);
	if (!own)
		return -ENOMEM;
	sim_provider_ops_init(&own->ops);
	if (!line->drop_on_close)
		own->ops.drop_on_close = NULL;
	for (bit = 1; bit < TLINE_OP_COUNT; bit++) {
		if (line->without & BIT_ULL(bit))
			own->ops.request[bit] = NULL;
	}
	for (bit = 0; bit < TLINE_CMD_COUNT; bit++) {
		if (line->without & BIT_ULL(SIM_WITHOUT_COMMAND + bit))
			own->ops.command[bit] = NULL;
	}
	snprintf(own->name, sizeof(own->name), SIM_PROVIDER "_%s", sim_line_name(line));
	own->provider.name = own->name;
	own->provider.owner = THIS_MODULE;
	own->provider.ops = &own->ops;
	ret = tline_provider_register(&own->provider);
	if (ret) {
		pr_err_ratelimited("%s/%s: provider %s: error %d\n", sim_exchange_name(line->ex),
				   sim_line_name(line), own->name, ret);
		kfree(own);
		return ret;
	}
	line->own = own;
	return 0;
}

static struct tline_provider_ops exchange_ops;

static int exchange_provider(struct sim_exchange *ex)
{
	int ret;

	if (ex->made_by_user)
		snprintf(ex->provider_name, sizeof(ex->provider_name), SIM_PROVIDER "-%s",
			 sim_exchange_name(ex));
	else
		strscpy(ex->provider_name, SIM_PROVIDER, sizeof(ex->provider_name));
	memset(&ex->provider, 0, sizeof(ex->provider));
	ex->provider.name = ex->provider_name;
	ex->provider.owner = THIS_MODULE;
	ex->provider.ops = &exchange_ops;
	ret = tline_provider_register(&ex->provider);
	if (ret)
		pr_err_ratelimited("%s: provider %s: error %d\n", sim_exchange_name(ex),
				   ex->provider_name, ret);
	return ret;
}

/*
 * ---------------------------------------------------------------------------
 * One exchange
 */

static int line_enter(struct sim_line *line)
{
	struct sim_exchange *ex = line->ex;
	struct sim_line *other;
	u32 address;
	int ret = 0;

	if (!line->number[0]) {
		pr_err_ratelimited("%s/%s: number: not set\n", sim_exchange_name(ex),
				   sim_line_name(line));
		return -EINVAL;
	}
	mutex_lock(&ex->lock);
	other = sim_find_number(ex, line->number, &address);
	if (other)
		ret = -EEXIST;
	else
		hash_add(ex->numbers, &line->by_number,
			 full_name_hash(NULL, line->number, strlen(line->number)));
	mutex_unlock(&ex->lock);
	if (ret)
		pr_err_ratelimited("%s/%s: number: %s is the number of line %s already\n",
				   sim_exchange_name(ex), sim_line_name(line), line->number,
				   sim_line_name(other));
	return ret;
}

static int line_up(struct sim_line *line)
{
	int ret = line_enter(line);

	if (ret)
		return ret;
	line->caps = sim_caps_get(line);
	if (!line->caps)
		return -ENOMEM;
	return sim_device_up(line) ?: own_provider(line) ?: sim_line_plug(line);
}

void sim_exchange_down(struct sim_exchange *ex)
{
	struct sim_line *line;
	struct sim_call *call, *tmp;

	lockdep_assert_held(&ex->run);
	mutex_lock(&ex->lock);
	ex->live = false;
	list_for_each_entry(line, &ex->lines, node)
		line->tl = NULL;
	list_for_each_entry(line, &ex->lines, node)
		line_cut(line);
	mutex_unlock(&ex->lock);

	list_for_each_entry(line, &ex->lines, node) {
		if (line->own)
			tline_provider_unregister(&line->own->provider);
		kfree(line->own);
		line->own = NULL;
	}
	tline_provider_unregister(&ex->provider);

	mutex_lock(&ex->lock);
	list_for_each_entry(line, &ex->lines, node) {
		line_clear(line);
		sim_device_down(line);
		hash_del(&line->by_number);
		line->caps = NULL;
	}
	list_for_each_entry_safe(call, tmp, &ex->network, node)
		sim_call_release(call);
	mutex_unlock(&ex->lock);
	sim_caps_free(ex);
}

int sim_exchange_up(struct sim_exchange *ex)
{
	struct sim_line *line;
	int ret;

	lockdep_assert_held(&ex->run);
	ret = exchange_provider(ex);
	if (ret)
		return ret;
	mutex_lock(&ex->lock);
	prandom_seed_state(&ex->rnd, ex->seed);
	ex->switch_id = prandom_u32_state(&ex->rnd) & 0xffff;
	sim_clock_start(ex);
	ex->live = true;
	mutex_unlock(&ex->lock);
	list_for_each_entry(line, &ex->lines, node) {
		ret = line_up(line);
		if (ret) {
			sim_exchange_down(ex);
			break;
		}
	}
	return ret;
}

/*
 * ---------------------------------------------------------------------------
 * The module
 */

static int default_lines(struct sim_exchange *ex)
{
	struct sim_line *line;
	char name[SIM_NAME_LEN];
	u32 i;

	for (i = 0; i < lines; i++) {
		snprintf(name, sizeof(name), "%u", SIM_FIRST_NUMBER + i);
		line = sim_line_alloc(ex, name);
		if (!line)
			return -ENOMEM;
		sim_config_add(ex, line, name);
	}
	return 0;
}

static int default_up(void)
{
	struct sim_exchange *ex = sim_exchange_alloc();
	int ret;

	if (!ex)
		return -ENOMEM;
	sim_config_name(ex, "default");
	ret = default_lines(ex);
	if (!ret) {
		mutex_lock(&ex->run);
		ret = sim_exchange_up(ex);
		mutex_unlock(&ex->run);
	}
	if (ret) {
		sim_config_discard(ex);
		return ret;
	}
	ret = sim_config_publish(ex);
	if (ret) {
		mutex_lock(&ex->run);
		sim_exchange_down(ex);
		mutex_unlock(&ex->run);
		sim_config_discard(ex);
		return ret;
	}
	default_exchange = ex;
	return 0;
}

static void default_down(void)
{
	struct sim_exchange *ex = default_exchange;

	if (!ex)
		return;
	sim_config_withdraw(ex);
	mutex_lock(&ex->run);
	if (ex->live)
		sim_exchange_down(ex);
	mutex_unlock(&ex->run);
	sim_config_discard(ex);
}

static int __init sim_init(void)
{
	int ret;

	if (lines > SIM_MAX_LINES) {
		pr_err("lines=%u is refused, allowed: 0 to %u\n", lines, SIM_MAX_LINES);
		return -EINVAL;
	}
	sim_provider_ops_init(&exchange_ops);
	exchange_ops.drop_on_close = NULL;
	ret = sim_config_init();
	if (ret)
		return ret;
	if (lines)
		ret = default_up();
	if (ret)
		sim_config_exit();
	return ret;
}

static void __exit sim_exit(void)
{
	default_down();
	sim_config_exit();
}

module_init(sim_init);
module_exit(sim_exit);

MODULE_DESCRIPTION("tline software telephone exchange");
MODULE_AUTHOR("The tline authors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(TLINE);
