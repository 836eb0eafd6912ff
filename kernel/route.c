// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which open becomes the owner of an incoming call: by media mode, by the priority
 * list of each mode, and among programs that are not listed by who opened first.
 * Documentation/calls.rst says it in words.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tline-priv.h"

/*
 * Programs on the priority list of one media mode, or of assisted telephony (bit
 * TLINE_RANK_ASSIST); guarded by the registry lock.
 */
#define MAX_LISTED	32

struct prio_list {
	u32 n;
	char (*name)[TLINE_NAME_LEN];
};

static struct prio_list lists[TLINE_MEDIA_BITS];

/* The order in which the bits of an UNKNOWN call are tried. */
static const u32 probing[] = {
	TLINE_MEDIAMODE_INTERACTIVEVOICE, TLINE_MEDIAMODE_DATAMODEM, TLINE_MEDIAMODE_G3FAX,
	TLINE_MEDIAMODE_TDD, TLINE_MEDIAMODE_G4FAX, TLINE_MEDIAMODE_DIGITALDATA,
	TLINE_MEDIAMODE_TELETEX, TLINE_MEDIAMODE_VIDEOTEX, TLINE_MEDIAMODE_TELEX,
	TLINE_MEDIAMODE_MIXED, TLINE_MEDIAMODE_ADSI, TLINE_MEDIAMODE_AUTOMATEDVOICE,
	TLINE_MEDIAMODE_VOICEVIEW, TLINE_MEDIAMODE_VIDEO,
};

struct tline_open *tline_route_mode_locked(struct tline_line *line, u32 media, u32 address)
{
	struct tline_open *open, *best = NULL;
	u32 bit = __ffs(media);

	list_for_each_entry(open, &line->opens, line_node) {
		if (!(open->media_modes & media))
			continue;
		if (open->address != TLINE_ADDRESS_ANY && address != TLINE_ADDRESS_ANY &&
		    open->address != address)
			continue;
		if (tline_app_full(open->app))
			continue;
		if (!best || READ_ONCE(open->app->rank[bit]) < READ_ONCE(best->app->rank[bit]))
			best = open;
	}
	return best;
}

struct tline_open *tline_route_owner_locked(struct tline_line *line, struct tline_call *call)
{
	u32 *media = &call->info.media_mode;
	struct tline_open *open;
	u32 candidates, i;

	if (!(*media & TLINE_MEDIAMODE_UNKNOWN))
		return is_power_of_2(*media) ?
		       tline_route_mode_locked(line, *media, call->address) : NULL;
	open = tline_route_mode_locked(line, TLINE_MEDIAMODE_UNKNOWN, call->address);
	if (open)
		return open;
	/* UNKNOWN alone may be any mode; modes that nobody serves are struck off. */
	candidates = *media & ~TLINE_MEDIAMODE_UNKNOWN ?: TLINE_MEDIAMODES_ALL;
	for (i = 0; i < ARRAY_SIZE(probing); i++) {
		if (!(candidates & probing[i]))
			continue;
		open = tline_route_mode_locked(line, probing[i], call->address);
		if (open)
			return open;
		*media &= ~probing[i];
	}
	return NULL;
}

/* ------------------------------------------------------------------ priority lists */

static int find_name(const struct prio_list *list, const char *name)
{
	u32 i;

	for (i = 0; i < list->n; i++)
		if (!strcmp(list->name[i], name))
			return i;
	return -1;
}

void tline_priority_rank(struct tline_app *app)
{
	u32 bit;

	lockdep_assert_held(&tline_registry.lock);
	for (bit = 0; bit < TLINE_MEDIA_BITS; bit++) {
		int at = app->module[0] ? find_name(&lists[bit], app->module) : -1;

		WRITE_ONCE(app->rank[bit], at < 0 ? TLINE_RANK_NONE : at);
	}
}

static int check_priority(const struct tline_ioc_priority *arg)
{
	if (!arg->module[0] || strnlen(arg->module, sizeof(arg->module)) == sizeof(arg->module) ||
	    arg->media_mode & (arg->media_mode - 1) || arg->media_mode & ~TLINE_MEDIAMODES_ALL)
		return -EINVAL;
	return 0;
}

static struct prio_list *list_of(u32 media_mode)
{
	return &lists[media_mode ? __ffs(media_mode) : TLINE_RANK_ASSIST];
}

static int put_first(struct prio_list *list, const char *name)
{
	if (!list->name)
		list->name = kcalloc(MAX_LISTED, sizeof(*list->name), GFP_KERNEL);
	if (!list->name)
		return -ENOMEM;
	if (list->n == MAX_LISTED)
		return -ENOSPC;
	memmove(list->name + 1, list->name, list->n++ * sizeof(*list->name));
	strscpy(list->name[0], name, sizeof(*list->name));
	return 0;
}

int tline_priority_set(const struct tline_ioc_priority *arg)
{
	struct prio_list *list;
	struct tline_app *app;
	int err = check_priority(arg), at;

	if (err || arg->priority > 1)
		return -EINVAL;
	mutex_lock(&tline_registry.lock);
	list = list_of(arg->media_mode);
	at = find_name(list, arg->module);
	if (at >= 0) {
		list->n--;
		memmove(list->name + at, list->name + at + 1,
			(list->n - at) * sizeof(*list->name));
	}
	if (arg->priority)
		err = put_first(list, arg->module);
	list_for_each_entry(app, &tline_registry.apps, node)
		tline_priority_rank(app);
	mutex_unlock(&tline_registry.lock);
	return err;
}

int tline_priority_get(struct tline_ioc_priority *arg)
{
	int err = check_priority(arg);

	if (err)
		return err;
	mutex_lock(&tline_registry.lock);
	arg->priority = find_name(list_of(arg->media_mode), arg->module) + 1;
	mutex_unlock(&tline_registry.lock);
	return 0;
}

void tline_priority_exit(void)
{
	u32 i;

	for (i = 0; i < TLINE_MEDIA_BITS; i++)
		kfree(lists[i].name);
}
