/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Threads, as the C runtime of Windows starts them.
 */
#ifndef TLINE_PROCESS_H
#define TLINE_PROCESS_H

#include "windows.h"

#ifdef __cplusplus
extern "C" {
#endif

uintptr_t _beginthread(void (*start)(void *arg), unsigned int stack, void *arg);
uintptr_t _beginthreadex(void *security, unsigned int stack, unsigned int (*start)(void *arg),
			 void *arg, unsigned int flags, unsigned int *id);

#ifdef __cplusplus
}
#endif

#endif /* TLINE_PROCESS_H */
