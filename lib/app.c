// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The application: its registration with the kernel, and what belongs to it as
 * a whole.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

/* The name by which a directed hand-off finds this program. */
static void module_name(char *out, size_t size)
{
	char path[4096];
	const char *name;
	ssize_t len;

	len = readlink("/proc/self/exe", path, sizeof(path) - 1);
	path[len > 0 ? len : 0] = '\0';
	name = strrchr(path, '/');
	name = len > 0 && name ? name + 1 : program_invocation_short_name;
	memcpy(out, name, strnlen(name, size - 1));
}

static LONG setup(struct tl_app *app, LPCSTR name, DWORD version, DWORD *num_lines)
{
	struct tline_ioc_app_setup setup = { 0 };
	struct tline_ioc_app_info info;
	LONG rc;

	if (tl_ioctl(app->fd, TLINE_IOC_APP_INFO, &info) < 0)
		return tl_error(errno, LINEERR_NODRIVER);
	app->api_version = tl_version_negotiate(0, version, info.max_api_version);
	if (!app->api_version)
		return LINEERR_INCOMPATIBLEAPIVERSION;
	setup.api_version = app->api_version;
	module_name(setup.module, sizeof(setup.module));
	if (!name)
		name = setup.module;
	rc = tl_read_string(setup.name, sizeof(setup.name), name, sizeof(setup.name),
			    LINEERR_INVALAPPNAME);
	if (rc)
		return rc;
	if (tl_ioctl(app->fd, TLINE_IOC_APP_SETUP, &setup) < 0)
		return tl_error(errno, LINEERR_NODRIVER);
	*num_lines = info.num_lines;
	return 0;
}

/* How the program wants its messages. */
static LONG set_mechanism(struct tl_app *app, LINECALLBACK callback,
			  const LINEINITIALIZEEXPARAMS *params)
{
	if (params && params->dwTotalSize < sizeof(*params))
		return LINEERR_STRUCTURETOOSMALL;
	app->mechanism = params ? params->dwOptions : LINEINITIALIZEEXOPTION_USEHIDDENWINDOW;
	switch (app->mechanism) {
	case LINEINITIALIZEEXOPTION_USEHIDDENWINDOW:
		if (!callback)
			return LINEERR_INVALPOINTER;
		app->callback = callback;
		return tl_port_get_window(&app->port);
	case LINEINITIALIZEEXOPTION_USEEVENT:
		return 0;
	case LINEINITIALIZEEXOPTION_USECOMPLETIONPORT:
		app->key = params->dwCompletionKey;
		return tl_port_get(params->Handles.hCompletionPort, &app->port);
	}
	return LINEERR_INVALPARAM;
}

static LONG publish(struct tl_app *app)
{
	struct tl_app *same;
	LONG rc;

	rc = tl_app_publish(app);
	if (rc || !app->port)
		return rc;
	rc = tl_port_attach(app);
	if (rc)
		tl_app_unpublish(app->handle, &same);
	return rc;
}

static LONG initialize(LPHLINEAPP handle, LINECALLBACK callback, LPCSTR name, DWORD *num_lines,
		       DWORD version, const LINEINITIALIZEEXPARAMS *params, int *fd)
{
	struct tl_app *app;
	LONG rc;

	app = calloc(1, sizeof(*app));
	if (!app)
		return LINEERR_NOMEM;
	app->refs = 1;
	app->fd = -1;
	tl_list_init(&app->lines);
	tl_list_init(&app->unheard_node);
	tl_hash_init(&app->ids);
	tl_hash_init(&app->requests);
	rc = set_mechanism(app, callback, params);
	if (!rc)
		rc = tl_open_app_node(&app->fd);
	if (!rc)
		rc = setup(app, name, version, num_lines);
	if (!rc)
		rc = publish(app);
	if (rc) {
		tl_app_put(app);
		return rc;
	}
	*handle = app->handle;
	*fd = app->fd;
	return 0;
}

LONG lineInitializeEx(LPHLINEAPP lphLineApp, HINSTANCE hInstance, LINECALLBACK lpfnCallback,
		      LPCSTR lpszFriendlyAppName, LPDWORD lpdwNumDevs, LPDWORD lpdwAPIVersion,
		      LPLINEINITIALIZEEXPARAMS lpLineInitializeExParams)
{
	LINEINITIALIZEEXPARAMS *params = lpLineInitializeExParams;
	DWORD num_lines = 0;
	HLINEAPP app;
	LONG rc;
	int fd;

	(void)hInstance;
	if (!lphLineApp || !lpdwNumDevs || !lpdwAPIVersion)
		return LINEERR_INVALPOINTER;
	rc = initialize(&app, lpfnCallback, lpszFriendlyAppName, &num_lines, *lpdwAPIVersion,
			params, &fd);
	if (rc)
		return rc;
	*lphLineApp = app;
	*lpdwNumDevs = num_lines;
	*lpdwAPIVersion = TLINE_API_VERSION_MAX;
	if (!params)
		return 0;
	params->dwNeededSize = sizeof(*params);
	params->dwUsedSize = sizeof(*params);
	if (params->dwOptions == LINEINITIALIZEEXOPTION_USEEVENT)
		params->Handles.hEvent = (HANDLE)(intptr_t)fd;
	return 0;
}

__typeof__(lineInitializeEx) lineInitializeExA TL_ALIAS(lineInitializeEx);

LONG lineInitializeExW(LPHLINEAPP lphLineApp, HINSTANCE hInstance, LINECALLBACK lpfnCallback,
		       LPCWSTR lpszFriendlyAppName, LPDWORD lpdwNumDevs, LPDWORD lpdwAPIVersion,
		       LPLINEINITIALIZEEXPARAMS lpLineInitializeExParams)
{
	LPCWSTR wide = lpszFriendlyAppName;
	char name[TLINE_NAME_LEN];
	LONG rc = 0;

	if (wide)
		rc = tl_from_wide(name, sizeof(name), wide, TL_UNTIL_NUL, LINEERR_INVALAPPNAME);
	return rc ? rc : lineInitializeEx(lphLineApp, hInstance, lpfnCallback, wide ? name : NULL,
					  lpdwNumDevs, lpdwAPIVersion, lpLineInitializeExParams);
}

/* The way of 1.x; whoever still goes it knows 1.4, which has LINE_CREATE. */
LONG lineInitialize(LPHLINEAPP lphLineApp, HINSTANCE hInstance, LINECALLBACK lpfnCallback,
		    LPCSTR lpszAppName, LPDWORD lpdwNumDevs)
{
	DWORD version = TLINE_API_VERSION_1_4;

	return lineInitializeEx(lphLineApp, hInstance, lpfnCallback, lpszAppName, lpdwNumDevs,
				&version, NULL);
}

/* A thread that waits for a message sees the end of the file and returns. */
LONG lineShutdown(HLINEAPP hLineApp)
{
	struct tl_app *app;
	LONG rc;

	rc = tl_app_unpublish(hLineApp, &app);
	if (rc)
		return rc;
	if (app->port)
		tl_port_detach(app);
	if (tl_ioctl(app->fd, TLINE_IOC_SHUTDOWN, NULL) < 0)
		rc = tl_error(errno, LINEERR_INVALAPPHANDLE);
	tl_app_put(app);
	return rc;
}

int tlineGetFd(HLINEAPP hLineApp)
{
	struct tl_app *app;
	LONG rc;
	int fd;

	rc = tl_app_get(hLineApp, &app);
	if (rc)
		return rc;
	fd = app->fd;
	tl_app_put(app);
	return fd;
}

LONG tlineCancel(HLINEAPP hLineApp, DWORD dwRequestID, DWORD fForce)
{
	struct tline_ioc_cancel cancel = {
		.id = dwRequestID,
		.mode = fForce ? TLINE_CANCEL_FORCE : TLINE_CANCEL_ASK,
	};
	struct tl_app *app;
	LONG rc;

	rc = tl_app_get(hLineApp, &app);
	if (rc)
		return rc;
	if (tl_ioctl(app->fd, TLINE_IOC_CANCEL, &cancel) < 0)
		rc = errno == ENOENT ? LINEERR_NOREQUEST : tl_error(errno, LINEERR_INVALAPPHANDLE);
	tl_app_put(app);
	return rc;
}
