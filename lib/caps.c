// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What lines and addresses can do.  No open line is needed: the node is opened
 * for the question and closed again.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

static LONG get_line_caps(struct tl_app *app, DWORD device, struct tline_line_caps *caps)
{
	LONG rc;
	int fd;

	rc = tl_open_line_node(app, device, false, &fd);
	if (rc)
		return rc;
	if (tl_ioctl(fd, TLINE_IOC_LINE_CAPS, caps) < 0)
		rc = tl_error(errno, LINEERR_NODEVICE);
	close(fd);
	return rc;
}

LONG lineNegotiateAPIVersion(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPILowVersion,
			     DWORD dwAPIHighVersion, LPDWORD lpdwAPIVersion,
			     LPLINEEXTENSIONID lpExtensionID)
{
	struct tline_line_caps caps;
	struct tl_app *app;
	DWORD version;
	LONG rc;

	if (!lpdwAPIVersion)
		return LINEERR_INVALPOINTER;
	rc = tl_app_get(hLineApp, &app);
	if (rc)
		return rc;
	rc = get_line_caps(app, dwDeviceID, &caps);
	tl_app_put(app);
	if (rc)
		return rc;
	/* A provider that names no version speaks all. */
	if (!caps.api_version)
		caps.api_version = TLINE_API_VERSION_MAX;
	version = tl_version_negotiate(dwAPILowVersion, dwAPIHighVersion, caps.api_version);
	if (!version)
		return LINEERR_INCOMPATIBLEAPIVERSION;
	*lpdwAPIVersion = version;
	if (lpExtensionID)
		memset(lpExtensionID, 0, sizeof(*lpExtensionID));
	return 0;
}

static LONG check_versions(DWORD api, DWORD ext)
{
	if (!tl_version_known(api, TLINE_API_VERSION_MAX))
		return LINEERR_INCOMPATIBLEAPIVERSION;
	return ext ? LINEERR_INCOMPATIBLEEXTVERSION : 0;
}

static LONG get_dev_caps(HLINEAPP handle, DWORD device, DWORD api_version, DWORD ext_version,
			 LPLINEDEVCAPS out, bool wide)
{
	struct tline_line_caps caps;
	struct tl_app *app;
	LONG rc;

	if (!out)
		return LINEERR_INVALPOINTER;
	rc = tl_app_get(handle, &app);
	if (rc)
		return rc;
	rc = check_versions(api_version, ext_version);
	if (!rc)
		rc = get_line_caps(app, device, &caps);
	tl_app_put(app);
	return rc ? rc : tl_fill_dev_caps(out, api_version, &caps, wide);
}

LONG lineGetDevCaps(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion, DWORD dwExtVersion,
		    LPLINEDEVCAPS lpLineDevCaps)
{
	return get_dev_caps(hLineApp, dwDeviceID, dwAPIVersion, dwExtVersion, lpLineDevCaps, false);
}

__typeof__(lineGetDevCaps) lineGetDevCapsA TL_ALIAS(lineGetDevCaps);

LONG lineGetDevCapsW(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion, DWORD dwExtVersion,
		     LPLINEDEVCAPS lpLineDevCaps)
{
	return get_dev_caps(hLineApp, dwDeviceID, dwAPIVersion, dwExtVersion, lpLineDevCaps, true);
}

static LONG address_caps_ioctl(struct tl_app *app, DWORD device, struct tline_ioc_address_caps *caps)
{
	LONG rc;
	int fd;

	rc = tl_open_line_node(app, device, false, &fd);
	if (rc)
		return rc;
	if (tl_ioctl(fd, TLINE_IOC_ADDRESS_CAPS, caps) < 0)
		rc = tl_error(errno, LINEERR_NODEVICE);
	else
		rc = caps->result;
	close(fd);
	return rc;
}

static LONG get_address_caps(HLINEAPP handle, DWORD device, DWORD address, DWORD api_version,
			     DWORD ext_version, LPLINEADDRESSCAPS out, bool wide)
{
	struct tline_ioc_address_caps caps = { .address = address };
	struct tl_app *app;
	LONG rc;

	if (!out)
		return LINEERR_INVALPOINTER;
	rc = tl_app_get(handle, &app);
	if (rc)
		return rc;
	rc = check_versions(api_version, ext_version);
	if (!rc)
		rc = address_caps_ioctl(app, device, &caps);
	tl_app_put(app);
	return rc ? rc : tl_fill_address_caps(out, api_version, device, &caps.caps, wide);
}

LONG lineGetAddressCaps(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAddressID, DWORD dwAPIVersion,
			DWORD dwExtVersion, LPLINEADDRESSCAPS lpAddressCaps)
{
	return get_address_caps(hLineApp, dwDeviceID, dwAddressID, dwAPIVersion, dwExtVersion,
				lpAddressCaps, false);
}

__typeof__(lineGetAddressCaps) lineGetAddressCapsA TL_ALIAS(lineGetAddressCaps);

LONG lineGetAddressCapsW(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAddressID, DWORD dwAPIVersion,
			 DWORD dwExtVersion, LPLINEADDRESSCAPS lpAddressCaps)
{
	return get_address_caps(hLineApp, dwDeviceID, dwAddressID, dwAPIVersion, dwExtVersion,
				lpAddressCaps, true);
}
