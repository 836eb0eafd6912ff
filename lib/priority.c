// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Application priorities: which program gets a call, or is asked to make one.
 * They belong to no application.  The kernel's lists are what counts, the file
 * (priority-file.c) is what fills them after the module has been loaded.
 *
 * Microsoft's extension ids have no meaning here and are ignored.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

bool tl_is_media_mode(DWORD mode)
{
	return mode && !(mode & ~(DWORD)TLINE_MEDIAMODES_ALL) && !(mode & (mode - 1));
}

/* The name of a file without its folder, in one line; any UTF-8 otherwise. */
bool tl_is_program_name(const char *name)
{
	size_t i, len = strlen(name);

	if (!len || len >= TLINE_NAME_LEN || *name == ' ' || name[len - 1] == ' ')
		return false;
	for (i = 0; i < len; i++) {
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f || name[i] == '/')
			return false;
	}
	return true;
}

static LONG priority_ioctl(unsigned long cmd, DWORD mode, const char *program, DWORD *priority)
{
	struct tline_ioc_priority arg = { .media_mode = mode, .priority = *priority };
	LONG rc;
	int fd;

	memcpy(arg.module, program, strnlen(program, sizeof(arg.module) - 1));
	rc = tl_open_app_node(&fd);
	if (rc)
		return rc;
	if (tl_ioctl(fd, cmd, &arg) < 0)
		rc = tl_error(errno, LINEERR_OPERATIONFAILED);
	*priority = arg.priority;
	close(fd);
	return rc;
}

static LONG apply(DWORD mode, const char *program, bool first)
{
	DWORD priority = first;

	return priority_ioctl(TLINE_IOC_SET_PRIORITY, mode, program, &priority);
}

/* Media mode 0 is the list of assisted telephony. */
static LONG check_modes(DWORD media_mode, DWORD request_mode)
{
	if (!media_mode)
		return request_mode == LINEREQUESTMODE_MAKECALL ? 0 : LINEERR_INVALREQUESTMODE;
	return tl_is_media_mode(media_mode) ? 0 : LINEERR_INVALMEDIAMODE;
}

static LONG read_program(char program[TLINE_NAME_LEN], const void *text, bool wide)
{
	LONG rc;

	if (!text)
		return LINEERR_INVALPOINTER;
	rc = tl_read_text(program, TLINE_NAME_LEN, text, TL_UNTIL_NUL, wide,
			  LINEERR_INVALAPPNAME);
	if (rc)
		return rc;
	return tl_is_program_name(program) ? 0 : LINEERR_INVALAPPNAME;
}

static LONG set_priority(const void *file, DWORD media_mode, DWORD request_mode, DWORD priority,
			 bool wide)
{
	char program[TLINE_NAME_LEN];
	LONG rc;

	if (priority > 1)
		return LINEERR_INVALPARAM;
	rc = check_modes(media_mode, request_mode);
	if (!rc)
		rc = read_program(program, file, wide);
	return rc ? rc : tl_priority_change(media_mode, program, priority, apply);
}

LONG lineSetAppPriority(LPCSTR lpszAppFilename, DWORD dwMediaMode, LPLINEEXTENSIONID lpExtensionID,
			DWORD dwRequestMode, LPCSTR lpszExtensionName, DWORD dwPriority)
{
	(void)lpExtensionID;
	(void)lpszExtensionName;
	return set_priority(lpszAppFilename, dwMediaMode, dwRequestMode, dwPriority, false);
}

__typeof__(lineSetAppPriority) lineSetAppPriorityA TL_ALIAS(lineSetAppPriority);

LONG lineSetAppPriorityW(LPCWSTR lpszAppFilename, DWORD dwMediaMode,
			 LPLINEEXTENSIONID lpExtensionID, DWORD dwRequestMode,
			 LPCWSTR lpszExtensionName, DWORD dwPriority)
{
	(void)lpExtensionID;
	(void)lpszExtensionName;
	return set_priority(lpszAppFilename, dwMediaMode, dwRequestMode, dwPriority, true);
}

static LONG get_priority(const void *file, DWORD media_mode, DWORD request_mode,
			 LPVARSTRING extension, LPDWORD priority, bool wide)
{
	char program[TLINE_NAME_LEN];
	DWORD place = 0;
	LONG rc;

	if (!priority)
		return LINEERR_INVALPOINTER;
	rc = check_modes(media_mode, request_mode);
	if (!rc)
		rc = read_program(program, file, wide);
	if (!rc && extension)
		rc = tl_fill_string(extension, "", 1, wide);
	if (!rc)
		rc = priority_ioctl(TLINE_IOC_GET_PRIORITY, media_mode, program, &place);
	if (!rc)
		*priority = place;
	return rc;
}

LONG lineGetAppPriority(LPCSTR lpszAppFilename, DWORD dwMediaMode, LPLINEEXTENSIONID lpExtensionID,
			DWORD dwRequestMode, LPVARSTRING lpExtensionName, LPDWORD lpdwPriority)
{
	(void)lpExtensionID;
	return get_priority(lpszAppFilename, dwMediaMode, dwRequestMode, lpExtensionName,
			    lpdwPriority, false);
}

__typeof__(lineGetAppPriority) lineGetAppPriorityA TL_ALIAS(lineGetAppPriority);

LONG lineGetAppPriorityW(LPCWSTR lpszAppFilename, DWORD dwMediaMode,
			 LPLINEEXTENSIONID lpExtensionID, DWORD dwRequestMode,
			 LPVARSTRING lpExtensionName, LPDWORD lpdwPriority)
{
	(void)lpExtensionID;
	return get_priority(lpszAppFilename, dwMediaMode, dwRequestMode, lpExtensionName,
			    lpdwPriority, true);
}

static LONG read_for_tool(struct tl_priority_file *file, LPDWORD line)
{
	LONG rc = tl_priority_read(file);

	if (line)
		*line = (DWORD)file->num;
	return rc;
}

LONG tlineReadPriorities(TLINEPRIORITYPROC lpfnEntry, void *lpArg, LPDWORD lpdwLine)
{
	struct tl_priority_file file;
	size_t i;
	LONG rc;

	if (!lpfnEntry)
		return LINEERR_INVALPOINTER;
	rc = read_for_tool(&file, lpdwLine);
	for (i = 0; !rc && i < file.num; i++) {
		if (*file.lines[i].program)
			lpfnEntry(file.lines[i].media_mode, file.lines[i].program, lpArg);
	}
	tl_priority_free(&file);
	return rc;
}

/* Backwards, because the kernel puts each first. */
LONG tlineLoadPriorities(LPDWORD lpdwLine)
{
	struct tl_priority_file file;
	size_t i;
	LONG rc;

	rc = read_for_tool(&file, lpdwLine);
	for (i = file.num; !rc && i-- > 0;) {
		if (*file.lines[i].program)
			rc = apply(file.lines[i].media_mode, file.lines[i].program, true);
	}
	tl_priority_free(&file);
	return rc;
}
