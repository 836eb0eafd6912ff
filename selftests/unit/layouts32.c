// SPDX-License-Identifier: GPL-2.0-only
/*
 * TAPI's layouts where pointers have 32 bits; only to be compiled, which needs no
 * C library of that kind.
 */
#include "tline/tapi.h"

#define PTR				4
#define SIZE(type, size)		_Static_assert(sizeof(type) == (size), #type);
#define MEMBER(type, member, offset) \
	_Static_assert(offsetof(type, member) == (offset), #type "." #member);

_Static_assert(sizeof(void *) == PTR, "the compiler's -m32");

#include "lib_layouts.h"
