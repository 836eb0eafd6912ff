// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Opening, closing and asking lines.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "internal.h"

#define PRIVILEGES	(LINECALLPRIVILEGE_MONITOR | LINECALLPRIVILEGE_OWNER)
#define OPTIONS		(LINEOPENOPTION_SINGLEADDRESS | LINEOPENOPTION_PROXY)
#define WRITERS		(LINECALLPRIVILEGE_OWNER | LINEOPENOPTION_PROXY)

static LONG check_privileges(DWORD privileges)
{
	privileges &= ~(DWORD)OPTIONS;
	if (privileges == LINECALLPRIVILEGE_NONE)
		return 0;
	return privileges && !(privileges & ~(DWORD)PRIVILEGES) ? 0 : LINEERR_INVALPRIVSELECT;
}

/* @dead: for tl_error() */
static LONG set_status_messages(struct tl_line *line, DWORD line_states, DWORD address_states,
				LONG dead)
{
	struct tline_ioc_status_messages arg = { 0 };

	tl_status_masks_for(line->api_version, &line_states, &address_states);
	arg.line_states = line_states;
	arg.address_states = address_states;
	if (tl_ioctl(line->fd, TLINE_IOC_SET_STATUS_MESSAGES, &arg) < 0)
		return tl_error(errno, dead);
	return arg.result;
}

/* Makes the line known to readers of messages, or not if its app has ended. */
static LONG bind_line(struct tl_line *line, struct tline_ioc_open *arg)
{
	struct tl_app *app = line->app;
	LONG rc = 0;

	pthread_mutex_lock(&tl_lock);
	app->learning++;
	pthread_mutex_unlock(&tl_lock);

	if (tl_ioctl(line->fd, TLINE_IOC_OPEN, arg) < 0)
		rc = tl_denied(errno) ? LINEERR_ALLOCATED : tl_error(errno, LINEERR_NODEVICE);
	else if (arg->result)
		rc = arg->result;
	else if (line->api_version < TLINE_API_VERSION_1_4)
		rc = set_status_messages(line, 0, 0, LINEERR_NODEVICE);

	pthread_mutex_lock(&tl_lock);
	app->learning--;
	if (!rc && app->dead)
		rc = LINEERR_INVALAPPHANDLE;
	if (!rc)
		tl_line_publish_locked(line, arg->handle);
	pthread_cond_broadcast(&tl_wake);
	pthread_mutex_unlock(&tl_lock);
	return rc;
}

LONG tl_line_open(struct tl_app *app, DWORD device, DWORD ext_version, struct tline_ioc_open *arg,
		  HLINE *handle)
{
	struct tl_line *line = tl_line_alloc(app);
	LONG rc;

	if (!line)
		return LINEERR_NOMEM;
	line->device = device;
	line->api_version = arg->api_version;
	line->instance = arg->instance;
	line->proxy = arg->proxy_types;
	rc = tl_open_line_node(app, device, arg->privileges & WRITERS, &line->fd);
	if (rc && tl_denied(errno))
		rc = LINEERR_ALLOCATED;
	*handle = line->id.handle;
	if (!rc)
		rc = tl_check_versions(line->fd, arg->api_version, ext_version);
	if (!rc)
		rc = bind_line(line, arg);
	if (rc)
		tl_line_put(line);
	return rc;
}

/*
 * LINEMAPPER compares the start of LINECALLPARAMS, up to dwAddressMode, and the
 * media modes to be owned.
 */
static LONG check_line(int fd, const struct tl_params *params, DWORD media_modes)
{
	const struct tline_call_params *call = &params->call;
	struct tline_line_caps caps;
	DWORD address;

	if (tl_ioctl(fd, TLINE_IOC_LINE_CAPS, &caps) < 0)
		return tl_error(errno, LINEERR_NODEVICE);
	if (call->bearer_mode & ~caps.bearer_modes || call->min_rate > caps.max_rate ||
	    call->max_rate > caps.max_rate || call->media_mode & ~caps.media_modes ||
	    media_modes & ~caps.media_modes || params->address_mode & ~caps.address_modes)
		return LINEERR_LINEMAPPERFAILED;
	if (params->address_mode != LINEADDRESSMODE_DIALABLEADDR)
		return 0;
	return tl_find_address(fd, caps.num_addresses, params->orig_address, &address);
}

/* The first line that suits and can be opened; without memory none is looked for. */
static LONG open_any(struct tl_app *app, const struct tl_params *params, DWORD ext_version,
		     struct tline_ioc_open *arg, HLINE *handle)
{
	DWORD device, num;
	LONG rc;
	int fd;

	rc = tl_num_lines(app, &num);
	if (rc)
		return rc;
	for (device = 0; device < num; device++) {
		rc = tl_open_line_node(app, device, arg->privileges & WRITERS, &fd);
		if (!rc) {
			rc = check_line(fd, params, arg->media_modes);
			close(fd);
		}
		if (!rc)
			rc = tl_line_open(app, device, ext_version, arg, handle);
		if (!rc || rc == LINEERR_NOMEM)
			return rc;
	}
	return LINEERR_LINEMAPPERFAILED;
}

static LONG open_line(HLINEAPP hLineApp, DWORD dwDeviceID, LPHLINE lphLine, DWORD dwAPIVersion,
		      DWORD dwExtVersion, DWORD_PTR dwCallbackInstance, DWORD dwPrivileges,
		      DWORD dwMediaModes, LPLINECALLPARAMS const lpCallParams, bool wide)
{
	struct tline_ioc_open arg = {
		.api_version = dwAPIVersion,
		.privileges = dwPrivileges,
		.media_modes = dwPrivileges & LINECALLPRIVILEGE_OWNER ? dwMediaModes : 0,
		.instance = dwCallbackInstance,
	};
	struct tl_params params;
	struct tl_app *app;
	HLINE line;
	LONG rc;

	if (!lphLine)
		return LINEERR_INVALPOINTER;
	rc = tl_app_get(hLineApp, &app);
	if (rc)
		return rc;
	arg.app_fd = app->fd;
	if (!tl_version_known(dwAPIVersion, TLINE_API_VERSION_MAX))
		rc = LINEERR_INCOMPATIBLEAPIVERSION;
	else
		rc = check_privileges(dwPrivileges);
	memset(&params, 0, sizeof(params));
	/* Only these look at lpCallParams; otherwise it may be anything. */
	if (!rc && (dwDeviceID == LINEMAPPER || dwPrivileges & OPTIONS))
		rc = tl_read_params(lpCallParams, dwAPIVersion, &params, wide);
	if (!rc && dwPrivileges & LINEOPENOPTION_SINGLEADDRESS) {
		if (params.address_mode != LINEADDRESSMODE_ADDRESSID)
			rc = LINEERR_INVALADDRESSID;
		arg.address = params.call.address;
	}
	if (!rc && dwPrivileges & LINEOPENOPTION_PROXY)
		rc = tl_proxy_types(&params, &arg.proxy_types);
	if (!rc)
		rc = dwDeviceID == LINEMAPPER ?
			     open_any(app, &params, dwExtVersion, &arg, &line) :
			     tl_line_open(app, dwDeviceID, dwExtVersion, &arg, &line);
	tl_app_put(app);
	if (!rc)
		*lphLine = line;
	return rc;
}

LONG lineOpen(HLINEAPP hLineApp, DWORD dwDeviceID, LPHLINE lphLine, DWORD dwAPIVersion,
	      DWORD dwExtVersion, DWORD_PTR dwCallbackInstance, DWORD dwPrivileges,
	      DWORD dwMediaModes, LPLINECALLPARAMS const lpCallParams)
{
	return open_line(hLineApp, dwDeviceID, lphLine, dwAPIVersion, dwExtVersion,
			 dwCallbackInstance, dwPrivileges, dwMediaModes, lpCallParams, false);
}

__typeof__(lineOpen) lineOpenA TL_ALIAS(lineOpen);

LONG lineOpenW(HLINEAPP hLineApp, DWORD dwDeviceID, LPHLINE lphLine, DWORD dwAPIVersion,
	       DWORD dwExtVersion, DWORD_PTR dwCallbackInstance, DWORD dwPrivileges,
	       DWORD dwMediaModes, LPLINECALLPARAMS const lpCallParams)
{
	return open_line(hLineApp, dwDeviceID, lphLine, dwAPIVersion, dwExtVersion,
			 dwCallbackInstance, dwPrivileges, dwMediaModes, lpCallParams, true);
}

/*
 * The handle dies first, whatever the kernel says: a line that was closed by
 * force is dead there already.
 */
LONG lineClose(HLINE hLine)
{
	struct tl_line *line;
	LONG rc;

	rc = tl_line_unpublish(hLine, &line);
	if (rc)
		return rc;
	if (tl_ioctl(line->fd, TLINE_IOC_CLOSE, NULL) < 0)
		rc = tl_error(errno, LINEERR_INVALLINEHANDLE);
	tl_line_put(line);
	return rc;
}

/* @size: in bytes; there need not be a NUL */
static LONG get_address_id(HLINE handle, LPDWORD out, DWORD mode, const void *text, size_t size,
			   bool wide)
{
	char number[TLINE_NUMBER_LEN];
	struct tline_line_caps caps;
	struct tl_line *line;
	DWORD address;
	LONG rc;

	if (!out || !text)
		return LINEERR_INVALPOINTER;
	rc = tl_line_get(handle, &line);
	if (rc)
		return rc;
	if (mode != LINEADDRESSMODE_DIALABLEADDR)
		rc = LINEERR_INVALADDRESSMODE;
	else
		rc = tl_read_text(number, sizeof(number), text, size, wide, LINEERR_INVALADDRESS);
	if (!rc && tl_ioctl(line->fd, TLINE_IOC_LINE_CAPS, &caps) < 0)
		rc = tl_error(errno, LINEERR_INVALLINEHANDLE);
	if (!rc)
		rc = tl_find_address(line->fd, caps.num_addresses, number, &address);
	tl_line_put(line);
	if (!rc)
		*out = address;
	return rc;
}

LONG lineGetAddressID(HLINE hLine, LPDWORD lpdwAddressID, DWORD dwAddressMode, LPCSTR lpsAddress,
		      DWORD dwSize)
{
	return get_address_id(hLine, lpdwAddressID, dwAddressMode, lpsAddress, dwSize, false);
}

__typeof__(lineGetAddressID) lineGetAddressIDA TL_ALIAS(lineGetAddressID);

/* dwSize is in bytes here, too: to take it for characters might read beyond the end. */
LONG lineGetAddressIDW(HLINE hLine, LPDWORD lpdwAddressID, DWORD dwAddressMode,
		       LPCWSTR lpsAddress, DWORD dwSize)
{
	return get_address_id(hLine, lpdwAddressID, dwAddressMode, lpsAddress, dwSize, true);
}

static LONG get_address_status(HLINE handle, DWORD address, LPLINEADDRESSSTATUS out, bool wide)
{
	struct tline_ioc_address_status status = { .address = address };
	struct tl_data data = { 0 };
	struct tl_line *line;
	LONG rc;

	if (!out)
		return LINEERR_INVALPOINTER;
	rc = tl_line_get(handle, &line);
	if (rc)
		return rc;
	if (tl_ioctl(line->fd, TLINE_IOC_ADDRESS_STATUS, &status) < 0)
		rc = tl_error(errno, LINEERR_INVALLINEHANDLE);
	else
		rc = status.result;
	if (!rc)
		rc = tl_data_of_address(&data, line->fd, address, LINEERR_INVALLINEHANDLE);
	if (!rc)
		rc = tl_fill_address_status(out, line->api_version, &status, &data, wide);
	tl_data_free(&data);
	tl_line_put(line);
	return rc;
}

LONG lineGetAddressStatus(HLINE hLine, DWORD dwAddressID, LPLINEADDRESSSTATUS lpAddressStatus)
{
	return get_address_status(hLine, dwAddressID, lpAddressStatus, false);
}

__typeof__(lineGetAddressStatus) lineGetAddressStatusA TL_ALIAS(lineGetAddressStatus);

LONG lineGetAddressStatusW(HLINE hLine, DWORD dwAddressID, LPLINEADDRESSSTATUS lpAddressStatus)
{
	return get_address_status(hLine, dwAddressID, lpAddressStatus, true);
}

/* An array of all opens; more may come while it is being fetched. */
static LONG get_opens(struct tl_line *line, struct tline_open_info **opens, DWORD *num)
{
	struct tline_ioc_opens arg = { .entry_size = sizeof(**opens) };
	DWORD room = 8;

	for (;;) {
		*opens = calloc(room, sizeof(**opens));
		if (!*opens)
			return LINEERR_NOMEM;
		arg.opens = (uintptr_t)*opens;
		arg.count = room;
		if (tl_ioctl(line->fd, TLINE_IOC_OPENS, &arg) < 0) {
			free(*opens);
			*opens = NULL;
			return tl_error(errno, LINEERR_INVALLINEHANDLE);
		}
		*num = arg.count;
		if (*num <= room)
			return 0;
		free(*opens);
		room = *num + 8;
	}
}

static LONG get_dev_status(HLINE handle, LPLINEDEVSTATUS out, bool wide)
{
	struct tline_ioc_line_status status;
	struct tline_open_info *opens = NULL;
	struct tl_data data = { 0 };
	struct utsname system;
	struct tl_line *line;
	DWORD num_opens = 0;
	LONG rc;

	if (!out)
		return LINEERR_INVALPOINTER;
	rc = tl_line_get(handle, &line);
	if (rc)
		return rc;
	if (tl_ioctl(line->fd, TLINE_IOC_LINE_STATUS, &status) < 0)
		rc = tl_error(errno, LINEERR_INVALLINEHANDLE);
	if (!rc)
		rc = tl_data_of_line(&data, line->fd, LINEERR_INVALLINEHANDLE);
	if (!rc)
		rc = get_opens(line, &opens, &num_opens);
	if (uname(&system) < 0)
		system.nodename[0] = '\0';
	if (!rc)
		rc = tl_fill_dev_status(out, line->api_version, &status, opens, num_opens,
					system.nodename, &data, wide);
	free(opens);
	tl_data_free(&data);
	tl_line_put(line);
	return rc;
}

LONG lineGetLineDevStatus(HLINE hLine, LPLINEDEVSTATUS lpLineDevStatus)
{
	return get_dev_status(hLine, lpLineDevStatus, false);
}

__typeof__(lineGetLineDevStatus) lineGetLineDevStatusA TL_ALIAS(lineGetLineDevStatus);

LONG lineGetLineDevStatusW(HLINE hLine, LPLINEDEVSTATUS lpLineDevStatus)
{
	return get_dev_status(hLine, lpLineDevStatus, true);
}

LONG lineSetStatusMessages(HLINE hLine, DWORD dwLineStates, DWORD dwAddressStates)
{
	struct tl_line *line;
	LONG rc;

	rc = tl_line_get(hLine, &line);
	if (rc)
		return rc;
	rc = set_status_messages(line, dwLineStates, dwAddressStates, LINEERR_INVALLINEHANDLE);
	tl_line_put(line);
	return rc;
}

LONG lineGetStatusMessages(HLINE hLine, LPDWORD lpdwLineStates, LPDWORD lpdwAddressStates)
{
	struct tline_ioc_status_messages arg = { 0 };
	struct tl_line *line;
	LONG rc;

	if (!lpdwLineStates || !lpdwAddressStates)
		return LINEERR_INVALPOINTER;
	rc = tl_line_get(hLine, &line);
	if (rc)
		return rc;
	if (tl_ioctl(line->fd, TLINE_IOC_GET_STATUS_MESSAGES, &arg) < 0)
		rc = tl_error(errno, LINEERR_INVALLINEHANDLE);
	else
		rc = arg.result;
	if (!rc) {
		*lpdwLineStates = arg.line_states;
		*lpdwAddressStates = arg.address_states;
		tl_status_masks_told(line->api_version, lpdwLineStates, lpdwAddressStates);
	}
	tl_line_put(line);
	return rc;
}

/* The wishes of all opens of the line; the kernel keeps them, and the least of them. */
static LONG num_rings(HLINE handle, struct tline_ioc_num_rings *arg, unsigned long cmd)
{
	struct tl_line *line;
	LONG rc;

	rc = tl_line_get(handle, &line);
	if (rc)
		return rc;
	if (tl_ioctl(line->fd, cmd, arg) < 0)
		rc = tl_error(errno, LINEERR_INVALLINEHANDLE);
	else
		rc = arg->result;
	tl_line_put(line);
	return rc;
}

LONG lineSetNumRings(HLINE hLine, DWORD dwAddressID, DWORD dwNumRings)
{
	struct tline_ioc_num_rings arg = { .address = dwAddressID, .rings = dwNumRings };

	return num_rings(hLine, &arg, TLINE_IOC_SET_NUM_RINGS);
}

LONG lineGetNumRings(HLINE hLine, DWORD dwAddressID, LPDWORD lpdwNumRings)
{
	struct tline_ioc_num_rings arg = { .address = dwAddressID };
	LONG rc;

	if (!lpdwNumRings)
		return LINEERR_INVALPOINTER;
	rc = num_rings(hLine, &arg, TLINE_IOC_GET_NUM_RINGS);
	if (!rc)
		*lpdwNumRings = arg.rings;
	return rc;
}

LONG lineSetLineDevStatus(HLINE hLine, DWORD dwStatusToChange, DWORD fStatus)
{
	const struct tl_submit submit = {
		.op = TLINE_OP_SETLINEDEVSTATUS,
		.arg = { dwStatusToChange, fStatus != 0 },
	};

	return tl_submit_handle(hLine, &submit);
}

LONG tlineSetDeadline(HLINE hLine, DWORD dwMilliseconds)
{
	struct tl_line *line;
	LONG rc = tl_line_get(hLine, &line);

	if (rc)
		return rc;
	pthread_mutex_lock(&tl_lock);
	line->deadline_ms = dwMilliseconds;
	pthread_mutex_unlock(&tl_lock);
	tl_line_put(line);
	return 0;
}

LONG tlineSetCookie(HLINE hLine, uint64_t qwCookie)
{
	struct tl_line *line;
	LONG rc = tl_line_get(hLine, &line);

	if (rc)
		return rc;
	pthread_mutex_lock(&tl_lock);
	line->cookie = qwCookie;
	pthread_mutex_unlock(&tl_lock);
	tl_line_put(line);
	return 0;
}
