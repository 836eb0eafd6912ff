// SPDX-License-Identifier: GPL-2.0-only
/* What the proxies of an app have been asked, have taken, and have still to answer. */
#include "storm.h"

static struct taken *find_taken(struct ledger *l, __u32 id, __u32 instance)
{
	int i;

	for (i = 0; i < TAKEN; i++)
		if (l->taken[i].id == id && (!id || l->taken[i].instance == instance))
			return &l->taken[i];
	return NULL;
}

/* Each is taken once; if there is no room, one is never answered. */
static void note_taken(struct ledger *l, __u32 id, __u32 instance, __u64 cookie, struct rng *rng)
{
	struct taken *place = find_taken(l, 0, 0) ?: &l->taken[rnd(rng, TAKEN)];

	if (find_taken(l, id, instance))
		violation("request %#x of a proxy was taken twice", id);
	*place = (struct taken) { id, instance, cookie };
}

int ledger_take_asked(int slot, int fd, __u32 instance, struct rng *rng)
{
	struct ledger *l = &shared->ledger[slot];
	__u64 cookie = 0;
	struct tline_ioc_proxy_take arg = {
		.size = one_in(rng, 8) ? 1 : sizeof(cookie), .data = (uintptr_t)&cookie,
	};
	__u32 room = arg.size;
	int err;

	ledger_lock(l);
	if (l->asked.instance == instance && one_in(rng, 2))
		arg.id = l->asked.id;
	err = ioctl(fd, TLINE_IOC_PROXY_TAKE, &arg) ? -errno : arg.result;
	if (!err && arg.size != sizeof(cookie))
		violation("request %#x of a proxy has %u bytes", arg.id, arg.size);
	if (!err && arg.size <= room)
		note_taken(l, arg.id, instance, cookie, rng);
	else if (!err)
		err = SKIP;
	ledger_unlock(l);
	return err;
}

bool ledger_take_taken(int slot, __u32 instance, struct taken *taken)
{
	struct ledger *l = &shared->ledger[slot];
	int i;

	taken->id = 0;
	ledger_lock(l);
	for (i = 0; i < TAKEN && !taken->id; i++)
		if (l->taken[i].id && l->taken[i].instance == instance) {
			*taken = l->taken[i];
			l->taken[i].id = 0;
		}
	ledger_unlock(l);
	return taken->id;
}

void ledger_answering(const struct taken *taken)
{
	struct entry *e = entry_of(taken->cookie);

	if (e)
		e->answering = true;
}
