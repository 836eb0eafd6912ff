/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keys, by line: the terminal stays as it is.
 */
#ifndef TLINE_CONIO_H
#define TLINE_CONIO_H

#include <poll.h>
#include <stdio.h>

static inline int _getch(void)
{
	return getchar();
}

static inline int _kbhit(void)
{
	struct pollfd keys = { 0, POLLIN, 0 };

	return poll(&keys, 1, 0) > 0;
}

#define _getche		_getch
#define getch		_getch
#define kbhit		_kbhit

#endif /* TLINE_CONIO_H */
