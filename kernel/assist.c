// SPDX-License-Identifier: GPL-2.0-only
/*
 * Assisted telephony: programs ask for a call, and of those that have registered
 * to make such calls the first on the priority list is told.  What was asked is
 * that one's until it takes it, or until it goes: then it is the next one's.
 *
 * Process context; the registry lock guards it all.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tline-priv.h"

/**
 * struct assist - a call asked for
 * @node: in tline_app.assists
 * @uid: who asks
 * @what: what is asked
 */
struct assist {
	struct list_head node;
	kuid_t uid;
	struct tline_ioc_assist what;
};

static LIST_HEAD(recipients);		/* tline_app.recipient_node, the oldest first */
static u32 num_assists;

static bool registered(const struct tline_app *app)
{
	return !list_empty(&app->recipient_node);
}

static struct tline_app *best_recipient(void)
{
	struct tline_app *app, *best = NULL;

	list_for_each_entry(app, &recipients, recipient_node)
		if (!best || app->rank[TLINE_RANK_ASSIST] < best->rank[TLINE_RANK_ASSIST])
			best = app;
	return best;
}

static void give(struct tline_app *app, struct assist *assist)
{
	struct tline_message msg = {
		.type = TLINE_MSG_REQUEST,
		.instance = app->recipient_instance,
		.p1 = assist->what.mode,
	};

	list_add_tail(&assist->node, &app->assists);
	tline_app_event(app, &msg);
}

static void drop(struct assist *assist)
{
	list_del(&assist->node);
	num_assists--;
	kfree(assist);
}

static void unregister(struct tline_app *app)
{
	struct assist *assist, *next;
	struct tline_app *heir;

	list_del_init(&app->recipient_node);
	heir = best_recipient();
	list_for_each_entry_safe(assist, next, &app->assists, node) {
		if (heir) {
			list_del(&assist->node);
			give(heir, assist);
		} else {
			drop(assist);
		}
	}
}

int tline_assist_recipient(struct tline_app *app, struct tline_ioc_recipient *arg)
{
	int err = 0;

	if (arg->modes != TLINE_REQUESTMODE_MAKECALL || arg->enable > 1)
		return -EINVAL;
	mutex_lock(&tline_registry.lock);
	/* The end of the app looks here after it has become dead, under the same lock. */
	if (READ_ONCE(app->dead)) {
		err = -ESHUTDOWN;
	} else if (arg->enable) {
		app->recipient_instance = arg->instance;
		if (!registered(app))
			list_add_tail(&app->recipient_node, &recipients);
	} else if (registered(app)) {
		unregister(app);
	}
	mutex_unlock(&tline_registry.lock);
	return err;
}

void tline_assist_end(struct tline_app *app)
{
	lockdep_assert_held(&tline_registry.lock);
	if (registered(app))
		unregister(app);
}

static bool valid(const struct tline_ioc_assist *what)
{
	return what->mode == TLINE_REQUESTMODE_MAKECALL &&
	       strnlen(what->dest, sizeof(what->dest)) < sizeof(what->dest) &&
	       strnlen(what->app, sizeof(what->app)) < sizeof(what->app) &&
	       strnlen(what->party, sizeof(what->party)) < sizeof(what->party) &&
	       strnlen(what->comment, sizeof(what->comment)) < sizeof(what->comment);
}

/* One user is not to keep the others from asking. */
static bool user_has_enough(void)
{
	const struct assist *assist;
	const struct tline_app *app;
	u32 n = 0;

	list_for_each_entry(app, &recipients, recipient_node)
		list_for_each_entry(assist, &app->assists, node)
			n += uid_eq(assist->uid, current_uid());
	return n >= TLINE_MAX_USER_ASSISTS && !capable(CAP_SYS_RESOURCE);
}

int tline_assist(struct tline_app *app, struct tline_ioc_assist *arg)
{
	struct tline_app *recipient;
	struct assist *assist;

	arg->result = 0;
	if (!valid(arg))
		return -EINVAL;
	assist = kmalloc(sizeof(*assist), GFP_KERNEL_ACCOUNT);
	if (!assist)
		return -ENOMEM;
	assist->uid = current_uid();
	/* What else was in the asker's memory is nobody's business. */
	assist->what = (struct tline_ioc_assist){ .mode = arg->mode };
	strscpy(assist->what.dest, arg->dest, sizeof(arg->dest));
	strscpy(assist->what.app, arg->app, sizeof(arg->app));
	strscpy(assist->what.party, arg->party, sizeof(arg->party));
	strscpy(assist->what.comment, arg->comment, sizeof(arg->comment));

	mutex_lock(&tline_registry.lock);
	recipient = best_recipient();
	if (!recipient) {
		arg->result = TLINE_ERR_NOTREGISTERED;
	} else if (num_assists >= TLINE_MAX_ASSISTS || user_has_enough()) {
		arg->result = TLINE_ERR_RESOURCEUNAVAIL;
	} else {
		num_assists++;
		give(recipient, assist);
	}
	mutex_unlock(&tline_registry.lock);
	if (arg->result)
		kfree(assist);
	return 0;
}

int tline_assist_take(struct tline_app *app, struct tline_ioc_assist *arg)
{
	struct assist *assist;

	if (arg->mode != TLINE_REQUESTMODE_MAKECALL)
		return -EINVAL;
	mutex_lock(&tline_registry.lock);
	assist = list_first_entry_or_null(&app->assists, struct assist, node);
	if (assist) {
		*arg = assist->what;
		drop(assist);
	} else {
		arg->result = registered(app) ? TLINE_ERR_NOREQUEST : TLINE_ERR_NOTREGISTERED;
	}
	mutex_unlock(&tline_registry.lock);
	return 0;
}
