// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The message loop of the windows shim, over tlineDispatch().
 */
#include <stdbool.h>

#include "tline/windows-shim/windows.h"
#include "tline/tapi.h"

static _Thread_local struct {
	bool quit;
	bool seen;	/* by PeekMessage() with PM_NOREMOVE, but not taken */
	int code;
} loop;

/* A message if there is one in time: true, and its callback has been called. */
static bool next(LPMSG msg, DWORD timeout, bool *over)
{
	LONG rc = 1;

	*msg = (MSG){ .message = WM_NULL, .time = GetTickCount() };
	*over = loop.quit;
	if (loop.quit) {
		msg->message = WM_QUIT;
		msg->wParam = (WPARAM)loop.code;
		return true;
	}
	if (!loop.seen)
		rc = tlineDispatch(0, timeout);
	*over = rc < 0;
	return rc > 0;
}

BOOL GetMessage(LPMSG msg, HWND hwnd, UINT first, UINT last)
{
	bool over;

	(void)hwnd;
	(void)first;
	(void)last;
	while (!next(msg, INFINITE, &over) && !over)
		;
	loop.seen = false;
	if (!over)	/* though the callback may have posted the end */
		return TRUE;
	msg->message = WM_QUIT;
	loop.quit = false;
	return FALSE;
}

BOOL PeekMessage(LPMSG msg, HWND hwnd, UINT first, UINT last, UINT flags)
{
	bool over, found;

	(void)hwnd;
	(void)first;
	(void)last;
	found = next(msg, 0, &over);
	if (flags & PM_REMOVE) {
		loop.seen = false;
		if (found && over)
			loop.quit = false;
	} else {
		loop.seen = found && !over;
	}
	return found;
}

void PostQuitMessage(int code)
{
	loop.quit = true;
	loop.code = code;
}
