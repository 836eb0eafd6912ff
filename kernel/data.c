// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known of lines, addresses and calls and has no fixed size.  An item is
 * never changed but replaced under the line's lock; whoever copies it holds on to it.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tline-priv.h"

struct tline_blob *tline_blob_alloc(const void *data, u32 size)
{
	struct tline_blob *blob;

	if (!size)
		return NULL;
	blob = kmalloc(struct_size(blob, data, size), GFP_KERNEL_ACCOUNT);
	if (!blob)
		return NULL;
	refcount_set(&blob->ref, 1);
	blob->size = size;
	memcpy(blob->data, data, size);
	return blob;
}

void tline_blob_put(struct tline_blob *blob)
{
	if (blob && refcount_dec_and_test(&blob->ref))
		kfree(blob);
}
