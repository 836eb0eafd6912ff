// SPDX-License-Identifier: GPL-2.0-only
/*
 * The structures of the public header against TAPI's layouts.
 */
#include "kselftest_harness.h"
#include "tline/tapi.h"

struct place {
	const char *what;
	size_t is;
	size_t must;
};

#define PTR				sizeof(void *)
#define SIZE(type, size)		{ "sizeof " #type, sizeof(type), size },
#define MEMBER(type, member, offset)	{ #type "." #member, offsetof(type, member), offset },

static const struct place places[] = {
#include "lib_layouts.h"
};

TEST(layout)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		EXPECT_EQ(places[i].must, places[i].is)
			TH_LOG("%s", places[i].what);
	EXPECT_EQ(40, sizeof(TLINEMESSAGEEX));
}

TEST_HARNESS_MAIN
