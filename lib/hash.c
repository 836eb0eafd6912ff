// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Hash table of embedded nodes.  It starts in its own memory and grows when it
 * can; without memory it only becomes slower, so that inserting never fails.
 */
#include <stdlib.h>

#include "internal.h"

static size_t slot(const struct tl_hash *hash, uint64_t key)
{
	return (size_t)((key * 0x9e3779b97f4a7c15ull) >> (64 - hash->bits));
}

void tl_hash_init(struct tl_hash *hash)
{
	*hash = (struct tl_hash){ .bits = TL_HASH_MIN_BITS };
	hash->buckets = hash->small;
}

void tl_hash_destroy(struct tl_hash *hash)
{
	if (hash->buckets != hash->small)
		free(hash->buckets);
	tl_hash_init(hash);
}

static void link_node(struct tl_hash *hash, struct tl_hash_node *node)
{
	struct tl_hash_node **head = &hash->buckets[slot(hash, node->key)];

	node->next = *head;
	*head = node;
}

static void grow(struct tl_hash *hash)
{
	struct tl_hash_node **old = hash->buckets;
	size_t old_size = (size_t)1 << hash->bits;
	struct tl_hash_node **bigger = calloc(old_size * 4, sizeof(*bigger));
	size_t i;

	if (!bigger)
		return;
	hash->buckets = bigger;
	hash->bits += 2;
	for (i = 0; i < old_size; i++) {
		struct tl_hash_node *node = old[i];

		while (node) {
			struct tl_hash_node *next = node->next;

			link_node(hash, node);
			node = next;
		}
	}
	if (old != hash->small)
		free(old);
}

void tl_hash_add(struct tl_hash *hash, struct tl_hash_node *node)
{
	if (hash->count >= (size_t)2 << hash->bits)
		grow(hash);
	link_node(hash, node);
	hash->count++;
}

void tl_hash_remove(struct tl_hash *hash, struct tl_hash_node *node)
{
	struct tl_hash_node **pos = &hash->buckets[slot(hash, node->key)];

	while (*pos != node)
		pos = &(*pos)->next;
	*pos = node->next;
	hash->count--;
}

struct tl_hash_node *tl_hash_find(const struct tl_hash *hash, uint64_t key)
{
	struct tl_hash_node *node = hash->buckets[slot(hash, key)];

	while (node && node->key != key)
		node = node->next;
	return node;
}

struct tl_hash_node *tl_hash_any(const struct tl_hash *hash)
{
	size_t i;

	for (i = 0; hash->count && i < (size_t)1 << hash->bits; i++) {
		if (hash->buckets[i])
			return hash->buckets[i];
	}
	return NULL;
}
