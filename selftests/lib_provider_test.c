// SPDX-License-Identifier: GPL-2.0-only
/*
 * Providers are kernel modules: the simulator is listed, removed and added.  At the end it is
 * removed, so that whoever comes next loads it as he wants it.
 */
#include <errno.h>
#include <unistd.h>

#include "lib_phone.h"

union list {
	LINEPROVIDERLIST list;
	char room[1024];
};

/* The id of a provider in the list, or 0. */
static DWORD listed(const char *file)
{
	union list u = { .list.dwTotalSize = sizeof(u) };
	LINEPROVIDERENTRY *entry;
	DWORD i;

	must("lineGetProviderList", lineGetProviderList(V2_2, &u.list));
	entry = (LINEPROVIDERENTRY *)(u.room + u.list.dwProviderListOffset);
	for (i = 0; i < u.list.dwNumProviders; i++)
		if (!strcmp(u.room + entry[i].dwProviderFilenameOffset, file))
			return entry[i].dwPermanentProviderID;
	return 0;
}

static DWORD num_lines(void)
{
	DWORD num, version = V2_2;
	HLINEAPP app;

	must("lineInitializeEx", initialize("count", &app, &num, &version));
	must("lineShutdown", lineShutdown(app));
	return num;
}

TEST(providers)
{
	DWORD id = listed("tline_sim.ko"), again = 0;
	struct sim sim;

	ASSERT_NE(0, id);
	EXPECT_EQ(LINEERR_NOMULTIPLEINSTANCE, lineAddProvider("tline_sim", NULL, &again));
	EXPECT_EQ(LINEERR_INVALPARAM, lineAddProvider("configfs", NULL, &again));
	EXPECT_EQ(LINEERR_INVALPARAM, lineRemoveProvider(id + 1, NULL));

	ASSERT_EQ(0, seteuid(65534));
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineRemoveProvider(id, NULL));
	EXPECT_EQ(EPERM, errno);
	ASSERT_EQ(0, seteuid(0));

	/* An exchange that is set up holds the module. */
	sim_create(&sim, 1);
	EXPECT_EQ(LINEERR_INUSE, lineRemoveProvider(id, NULL));
	sim_destroy(&sim);

	ASSERT_EQ(0, lineRemoveProvider(id, NULL));
	EXPECT_EQ(0, listed("tline_sim.ko"));
	EXPECT_EQ(LINEERR_INVALPARAM, lineRemoveProvider(id, NULL));

	ASSERT_EQ(0, lineAddProvider("tline_sim.ko", NULL, &again));
	EXPECT_EQ(id, again);
	EXPECT_EQ(id, listed("tline_sim.ko"));
	sim_create(&sim, 1);
	EXPECT_LT(sim.line[0], num_lines());
	sim_destroy(&sim);
	EXPECT_EQ(0, lineRemoveProvider(id, NULL));
}

TEST_HARNESS_MAIN
