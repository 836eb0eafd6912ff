/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Put before each unit test.  The harness runs a test in a child, which it ends with _exit(), and
 * that is past the leak sanitizer; so look for leaks there.
 */
#ifndef _UNIT_LEAKCHECK_H
#define _UNIT_LEAKCHECK_H

#include <sanitizer/lsan_interface.h>
#include <unistd.h>

__attribute__((noreturn)) static inline void unit_exit(int code)
{
	if (!code && __lsan_do_recoverable_leak_check())
		code = 1;
	(_exit)(code);
}

#define _exit(code)	unit_exit(code)

#endif /* _UNIT_LEAKCHECK_H */
