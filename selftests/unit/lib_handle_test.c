// SPDX-License-Identifier: GPL-2.0-only
/*
 * The library's tables: handles and the hash table of the kernel's ids.
 */
#include <stdlib.h>

#include "kselftest_harness.h"
#include "internal.h"

TEST(handles_have_kinds)
{
	int object;
	DWORD h = tl_handle_alloc_locked(TL_RESERVED, &object);

	ASSERT_NE(0, h);
	EXPECT_EQ(NULL, tl_handle_find_locked(h, TL_CALL));
	tl_handle_set_kind_locked(h, TL_CALL);
	EXPECT_EQ(&object, tl_handle_find_locked(h, TL_CALL));
	EXPECT_EQ(NULL, tl_handle_find_locked(h, TL_LINE));
	tl_handle_free_locked(h);
	EXPECT_EQ(NULL, tl_handle_find_locked(h, TL_CALL));
	tl_handle_free_locked(h);	/* twice: nothing */
	EXPECT_EQ(NULL, tl_handle_find_locked(0, TL_CALL));
	EXPECT_EQ(NULL, tl_handle_find_locked(0xffffffff, TL_CALL));
}

TEST(handles_are_not_reused_soon)
{
	int object;
	DWORD first = tl_handle_alloc_locked(TL_CALL, &object);

	tl_handle_free_locked(first);
	for (int i = 0; i < 200000; i++) {
		DWORD h = tl_handle_alloc_locked(TL_CALL, &object);

		ASSERT_NE(0, h);
		ASSERT_NE(first, h);
		tl_handle_free_locked(h);
	}
}

TEST(many_handles_at_once)
{
	enum { NUM = 100000 };
	DWORD *handles = calloc(NUM, sizeof(*handles));

	for (int i = 0; i < NUM; i++) {
		handles[i] = tl_handle_alloc_locked(TL_CALL, &handles[i]);
		ASSERT_NE(0, handles[i]);
	}
	for (int i = 0; i < NUM; i++) {
		ASSERT_EQ(&handles[i], tl_handle_find_locked(handles[i], TL_CALL));
		tl_handle_free_locked(handles[i]);
	}
	free(handles);
}

TEST(hash_table)
{
	enum { NUM = 5000 };
	struct tl_hash_node *nodes = calloc(NUM, sizeof(*nodes));
	struct tl_hash hash;

	tl_hash_init(&hash);
	EXPECT_EQ(NULL, tl_hash_any(&hash));
	for (int i = 0; i < NUM; i++) {
		nodes[i].key = (uint64_t)i << 20 | 5;
		tl_hash_add(&hash, &nodes[i]);
	}
	for (int i = 0; i < NUM; i++)
		ASSERT_EQ(&nodes[i], tl_hash_find(&hash, nodes[i].key));
	EXPECT_EQ(NULL, tl_hash_find(&hash, 1));
	for (int i = 0; i < NUM; i += 2)
		tl_hash_remove(&hash, &nodes[i]);
	for (int i = 0; i < NUM; i++)
		ASSERT_EQ(i % 2 ? &nodes[i] : NULL, tl_hash_find(&hash, nodes[i].key));
	EXPECT_EQ(NUM / 2, hash.count);
	while (tl_hash_any(&hash))
		tl_hash_remove(&hash, tl_hash_any(&hash));
	EXPECT_EQ(0, hash.count);
	tl_hash_destroy(&hash);
	free(nodes);
}

TEST_HARNESS_MAIN
