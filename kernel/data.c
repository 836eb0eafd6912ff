// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known of lines, addresses and calls and has no fixed size.  An item is
 * never changed but replaced, under the line's lock; whoever copies it to user space
 * holds on to it, and no lock.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "tline-priv.h"

struct tline_blob *tline_blob_alloc(u32 size)
{
	struct tline_blob *blob = kmalloc(struct_size(blob, data, size), GFP_KERNEL_ACCOUNT);

	if (blob) {
		refcount_set(&blob->ref, 1);
		blob->size = size;
	}
	return blob;
}

struct tline_blob *tline_blob_from_user(u64 from, u32 size)
{
	struct tline_blob *blob;

	if (!size)
		return NULL;
	blob = tline_blob_alloc(size);
	if (!blob)
		return ERR_PTR(-ENOMEM);
	if (!copy_from_user(blob->data, u64_to_user_ptr(from), size))
		return blob;
	tline_blob_put(blob);
	return ERR_PTR(-EFAULT);
}

void tline_blob_put(struct tline_blob *blob)
{
	if (blob && refcount_dec_and_test(&blob->ref))
		kfree(blob);
}

int tline_blob_copy(struct tline_blob *blob, u32 from, u64 to, u32 *size)
{
	u32 room = *size;

	*size = blob ? blob->size - from : 0;
	if (*size && *size <= room &&
	    copy_to_user(u64_to_user_ptr(to), blob->data + from, *size))
		return -EFAULT;
	return 0;
}

/* ---------------------------------------------------------------------- the kinds */

/* Whose it is. */
enum whose { OF_NOBODY, OF_LINE, OF_ADDRESS, OF_CALL };

/* The first kind of each: they are numbered in one go. */
static const u32 first_kind[] = {
	[OF_LINE]	= TLINE_DATA_LINE_DEVSPECIFIC,
	[OF_ADDRESS]	= TLINE_DATA_ADDRESS_DEVSPECIFIC,
	[OF_CALL]	= TLINE_DATA_CALL_DEVSPECIFIC,
};

#define LAST(type, member)	(offsetofend(struct type, member) - 1)

/**
 * struct kind - a kind of data
 * @of: enum whose
 * @state: bit of LINEDEVSTATE, ADDRESSSTATE or CALLINFO that announces it, or 0
 * @unit: it is an array of entries of so many bytes
 * @nul: bytes of an entry that end its strings, or 0
 */
struct kind {
	u8 of;
	u8 unit;
	u8 nul[2];
	u32 state;
};

static const struct kind kinds[TLINE_DATA_KINDS] = {
	[TLINE_DATA_LINE_DEVSPECIFIC] = {
		OF_LINE, 1, .state = TLINE_DEVSTATE_DEVSPECIFIC },
	[TLINE_DATA_TERMINAL_CAPS] = {
		OF_LINE, sizeof(struct tline_terminal_caps), { LAST(tline_terminal_caps, name) } },
	[TLINE_DATA_LINE_TERMINALS] = {
		OF_LINE, sizeof(u32), .state = TLINE_DEVSTATE_TERMINALS },
	[TLINE_DATA_DEVICES] = {
		OF_LINE, 1 },
	[TLINE_DATA_EXTENSION] = {
		OF_LINE, sizeof(struct tline_extension) },
	[TLINE_DATA_ADDRESS_DEVSPECIFIC] = {
		OF_ADDRESS, 1, .state = TLINE_ADDRESSSTATE_DEVSPECIFIC },
	[TLINE_DATA_COMPLETION_MESSAGES] = {
		OF_ADDRESS, TLINE_NAME_LEN, { TLINE_NAME_LEN - 1 } },
	[TLINE_DATA_TREATMENTS] = {
		OF_ADDRESS, sizeof(struct tline_treatment), { LAST(tline_treatment, name) } },
	[TLINE_DATA_FORWARD] = {
		OF_ADDRESS, sizeof(struct tline_forward),
		{ LAST(tline_forward, caller), LAST(tline_forward, dest) },
		TLINE_ADDRESSSTATE_FORWARD },
	[TLINE_DATA_ADDRESS_TERMINALS] = {
		OF_ADDRESS, sizeof(u32), .state = TLINE_ADDRESSSTATE_TERMINALS },
	[TLINE_DATA_CALL_DEVSPECIFIC] = {
		OF_CALL, 1, .state = TLINE_CALLINFOSTATE_DEVSPECIFIC },
	[TLINE_DATA_CALL_DATA] = {
		OF_CALL, 1, .state = TLINE_CALLINFOSTATE_CALLDATA },
	[TLINE_DATA_HIGHLEVELCOMP] = {
		OF_CALL, 1, .state = TLINE_CALLINFOSTATE_HIGHLEVELCOMP },
	[TLINE_DATA_LOWLEVELCOMP] = {
		OF_CALL, 1, .state = TLINE_CALLINFOSTATE_LOWLEVELCOMP },
	[TLINE_DATA_CHARGINGINFO] = {
		OF_CALL, 1, .state = TLINE_CALLINFOSTATE_CHARGINGINFO },
	[TLINE_DATA_SENDING_FLOWSPEC] = {
		OF_CALL, 1, .state = TLINE_CALLINFOSTATE_QOS },
	[TLINE_DATA_RECEIVING_FLOWSPEC] = {
		OF_CALL, 1, .state = TLINE_CALLINFOSTATE_QOS },
	[TLINE_DATA_CALL_TERMINALS] = {
		OF_CALL, sizeof(u32), .state = TLINE_CALLINFOSTATE_TERMINAL },
};

static bool well_formed(u32 kind, const u8 *data, u32 size)
{
	const struct kind *k = &kinds[kind];
	u32 at, i;

	if (size > TLINE_MAX_DATA || size % k->unit)
		return false;
	for (at = 0; at < size; at += k->unit)
		for (i = 0; i < ARRAY_SIZE(k->nul); i++)
			if (k->nul[i] && data[at + k->nul[i]])
				return false;
	return kind != TLINE_DATA_DEVICES || !size || !data[size - 1];
}

/* A copy; NULL if @size is 0; ERR_PTR(-EINVAL, -ENOMEM). */
static struct tline_blob *data_alloc(u32 kind, const void *data, u32 size)
{
	struct tline_blob *blob;

	if (!kind || kind >= TLINE_DATA_KINDS || !well_formed(kind, data, size))
		return ERR_PTR(-EINVAL);
	if (!size)
		return NULL;
	blob = tline_blob_alloc(size);
	if (!blob)
		return ERR_PTR(-ENOMEM);
	memcpy(blob->data, data, size);
	return blob;
}

/* Where a line has its data of @kind; @call: that of @object, if it is a call. */
static struct tline_blob **data_of(struct tline_line *line, u32 kind, u32 object,
				   struct tline_call *call)
{
	u32 whose = kinds[kind].of, i = kind - first_kind[whose];

	if (whose == OF_CALL)
		return call ? &call->data[i] : NULL;
	if (whose == OF_LINE)
		return object ? NULL : &line->data[i];
	if (object >= line->num_addresses)
		return NULL;
	return &line->addresses[array_index_nospec(object, line->num_addresses)].data[i];
}

static void free_data(struct tline_blob **data, u32 n)
{
	while (n--)
		tline_blob_put(data[n]);
}

void tline_call_free_data(struct tline_call *call)
{
	free_data(call->data, ARRAY_SIZE(call->data));
}

void tline_line_free_data(struct tline_line *line)
{
	u32 i;

	free_data(line->data, ARRAY_SIZE(line->data));
	for (i = 0; i < line->num_addresses; i++)
		free_data(line->addresses[i].data, ARRAY_SIZE(line->addresses[i].data));
}

/* Items that its maker has checked; a call that nobody else knows of yet. */
bool tline_call_init_data(struct tline_call *call, const void *items, u32 size)
{
	const struct tline_item *item;
	struct tline_blob *blob;
	u32 i;

	for (i = 0; i < TLINE_CALL_DATA; i++) {
		item = tline_find_item(items, size, first_kind[OF_CALL] + i);
		if (!item || call->data[i])
			continue;
		blob = data_alloc(item->kind, item->data, item->size);
		if (IS_ERR(blob))
			return false;
		call->data[i] = blob;
	}
	return true;
}

/* ---------------------------------------------------------------------- the provider */

static void announce(struct tline_line *line, u32 kind, u32 object, struct tline_call *call)
{
	u32 state = kinds[kind].state;

	if (!state)
		return;
	if (call)
		tline_call_info_event_locked(call, state, NULL);
	else if (kinds[kind].of == OF_ADDRESS)
		tline_address_event_locked(line, object, state);
	else
		tline_line_event_locked(line, state, 0, 0, NULL);
}

int tline_set_data(struct tline_line *line, u32 kind, u32 object, const void *data, u32 size)
{
	struct tline_blob *blob = data_alloc(kind, data, size), **at;
	struct tline_call *call = NULL;
	int err = 0;

	if (IS_ERR(blob))
		return PTR_ERR(blob);
	spin_lock_irq(&line->lock);
	if (kinds[kind].of == OF_CALL)
		call = tline_call_reported_locked(line, object, "data");
	at = data_of(line, kind, object, call);
	if (at) {
		swap(*at, blob);
		announce(line, kind, object, call);
	} else if (kinds[kind].of != OF_CALL || !tline_call_find_locked(line, object)) {
		/* A call that is closed, which the provider cannot know yet, is nothing. */
		err = -EINVAL;
	}
	spin_unlock_irq(&line->lock);
	tline_blob_put(blob);
	return err;
}
EXPORT_SYMBOL_NS_GPL(tline_set_data, TLINE);

/* ---------------------------------------------------------------------- the apps */

/* The error of an object that there is not. */
static const s32 no_object[] = {
	[OF_ADDRESS]	= TLINE_ERR_INVALADDRESSID,
	[OF_CALL]	= TLINE_ERR_INVALCALLHANDLE,
};

int tline_open_data(struct tline_open *open, struct tline_ioc_data *arg)
{
	struct tline_blob *blob = NULL, **at;
	struct tline_line *line = open->line;
	struct tline_handle *h = NULL;
	u32 kind, whose;
	int err;

	if (!arg->kind || arg->kind >= TLINE_DATA_KINDS)
		return -EINVAL;
	kind = array_index_nospec(arg->kind, TLINE_DATA_KINDS);
	whose = kinds[kind].of;
	if (whose == OF_LINE && arg->object)
		return -EINVAL;

	spin_lock_irq(&line->lock);
	if (whose == OF_CALL)
		err = tline_open_check_locked(open);
	else
		err = line->gone ? -ENODEV : 0;
	if (!err) {
		if (whose == OF_CALL)
			h = tline_handle_find_locked(open, arg->object);
		at = data_of(line, kind, arg->object, h ? h->call : NULL);
		arg->result = at ? 0 : no_object[whose];
		if (at)
			blob = tline_blob_get(*at);
	}
	spin_unlock_irq(&line->lock);
	if (!err)
		err = tline_blob_copy(blob, 0, arg->data, &arg->size);
	tline_blob_put(blob);
	return err;
}
