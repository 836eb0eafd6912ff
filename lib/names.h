/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef TLINE_NAMES_H
#define TLINE_NAMES_H

#include "internal.h"

struct tl_name {
	DWORD value;
	const char *name;
	const char *text;	/* of errors */
};

struct tl_family {
	const struct tl_name *names;
	size_t num;
	bool is_mask;
};

extern const struct tl_family tl_families[TLINENAMES_COUNT];

#endif /* TLINE_NAMES_H */
