// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * API versions: which there are, and the sizes of the fixed parts of the
 * structures that grew from one to the next.
 */
#include "internal.h"

static const DWORD versions[] = {
	TLINE_API_VERSION_MIN,		/* 1.3 */
	TLINE_API_VERSION_1_4,
	TLINE_API_VERSION_2_0,
	0x00020001,
	TLINE_API_VERSION_MAX,		/* 2.2 */
};

static const struct {
	DWORD before_2_0;
	DWORD from_2_0;
	DWORD from_2_2;
} sizes[] = {
	[TL_CALLSTATUS]		= { 36, 56, 56 },
	[TL_CALLINFO]		= { 296, 324, 324 },
	[TL_CALLPARAMS]		= { 112, 176, 176 },
	[TL_DEVSTATUS]		= { 76, 88, 88 },
	[TL_ADDRESSSTATUS]	= { 64, 64, 64 },
	[TL_ADDRESSCAPS]	= { 180, 228, 228 },
	[TL_DEVCAPS]		= { 240, 252, 268 },
	[TL_AGENTCAPS]		= { 56, 56, 72 },
};

/* Whether a version exists and is not above @max. */
bool tl_version_known(DWORD version, DWORD max)
{
	return version && tl_version_negotiate(version, version, max) == version;
}

/* The highest version from @low to @high that is not above @max, or 0. */
DWORD tl_version_negotiate(DWORD low, DWORD high, DWORD max)
{
	size_t i = TL_ARRAY_SIZE(versions);

	while (i-- > 0) {
		if (versions[i] >= low && versions[i] <= high && versions[i] <= max)
			return versions[i];
	}
	return 0;
}

DWORD tl_struct_size(enum tl_struct which, DWORD version)
{
	if (version < TLINE_API_VERSION_2_0)
		return sizes[which].before_2_0;
	return version < TLINE_API_VERSION_MAX ? sizes[which].from_2_0 : sizes[which].from_2_2;
}
