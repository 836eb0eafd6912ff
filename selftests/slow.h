/* SPDX-License-Identifier: GPL-2.0-only */
/* Is this a kernel that checks its memory, on which some tests would take minutes? */
#ifndef SLOW_H
#define SLOW_H

#include <stdbool.h>
#include <unistd.h>

static inline bool slow_kernel(void)
{
	return !access("/sys/kernel/debug/kmemleak", F_OK);
}

#endif /* SLOW_H */
