/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Text in the windows shim; wide.c is in its library, too.
 */
#ifndef TLINE_WINDOWS_TEXT_H
#define TLINE_WINDOWS_TEXT_H

#define TLINE_NO_PRINTF
#include "tline/windows-shim/tchar.h"

LONG tl_from_wide(char *out, size_t max, const void *text, size_t size, LONG error);
size_t tl_to_wide(void *out, size_t room, const char *text, size_t max);

char *tl_shim_utf8(LPCWSTR text, size_t max);

#endif /* TLINE_WINDOWS_TEXT_H */
