// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What lines and addresses can do.  No open line is needed: the node is opened
 * for the question and closed again.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

/* A line's node, for as long as it takes to ask. */
static LONG open_line(HLINEAPP handle, DWORD device, int *fd)
{
	struct tl_app *app;
	LONG rc;

	rc = tl_app_get(handle, &app);
	if (rc)
		return rc;
	rc = tl_open_line_node(app, device, false, fd);
	tl_app_put(app);
	return rc;
}

static LONG get_line_caps(int fd, struct tline_line_caps *caps)
{
	return tl_ioctl(fd, TLINE_IOC_LINE_CAPS, caps) < 0 ? tl_error(errno, LINEERR_NODEVICE) : 0;
}

/*
 * ---------------------------------------------------------------------------
 * Versions
 */

/* All zero if the provider has no extension. */
static LONG get_extension(int fd, struct tline_extension *ext)
{
	struct tl_data data = { 0 };
	LONG rc;

	memset(ext, 0, sizeof(*ext));
	rc = tl_data_get(&data, fd, TLINE_DATA_EXTENSION, TLINE_DATA_EXTENSION, 0, LINEERR_NODEVICE);
	if (!rc && data.item[TLINE_DATA_EXTENSION].size >= sizeof(*ext))
		memcpy(ext, data.item[TLINE_DATA_EXTENSION].bytes, sizeof(*ext));
	tl_data_free(&data);
	return rc;
}

/* The highest version from @low to @high; version 0 is none. */
static LONG negotiate_extension(int fd, DWORD low, DWORD high, DWORD *version)
{
	struct tline_extension ext;
	LONG rc;

	rc = get_extension(fd, &ext);
	if (rc)
		return rc;
	*version = high < ext.max_version ? high : ext.max_version;
	return *version && *version >= low && *version >= ext.min_version ?
		       0 : LINEERR_INCOMPATIBLEEXTVERSION;
}

/* @ext: 0 for a program that uses none */
LONG tl_check_versions(int fd, DWORD api, DWORD ext)
{
	if (!tl_version_known(api, TLINE_API_VERSION_MAX))
		return LINEERR_INCOMPATIBLEAPIVERSION;
	return ext ? negotiate_extension(fd, ext, ext, &ext) : 0;
}

/* A program that uses no extension may have no place for its id. */
LONG lineNegotiateAPIVersion(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPILowVersion,
			     DWORD dwAPIHighVersion, LPDWORD lpdwAPIVersion,
			     LPLINEEXTENSIONID lpExtensionID)
{
	struct tline_extension ext;
	struct tline_line_caps caps;
	DWORD version;
	LONG rc;
	int fd;

	if (!lpdwAPIVersion)
		return LINEERR_INVALPOINTER;
	rc = open_line(hLineApp, dwDeviceID, &fd);
	if (rc)
		return rc;
	rc = get_line_caps(fd, &caps);
	if (!rc)
		rc = get_extension(fd, &ext);
	close(fd);
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
		memcpy(lpExtensionID, ext.id, sizeof(*lpExtensionID));
	return 0;
}

LONG lineNegotiateExtVersion(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
			     DWORD dwExtLowVersion, DWORD dwExtHighVersion, LPDWORD lpdwExtVersion)
{
	DWORD version;
	LONG rc;
	int fd;

	if (!lpdwExtVersion)
		return LINEERR_INVALPOINTER;
	rc = open_line(hLineApp, dwDeviceID, &fd);
	if (rc)
		return rc;
	rc = tl_check_versions(fd, dwAPIVersion, 0);
	if (!rc)
		rc = negotiate_extension(fd, dwExtLowVersion, dwExtHighVersion, &version);
	close(fd);
	if (!rc)
		*lpdwExtVersion = version;
	return rc;
}

/*
 * ---------------------------------------------------------------------------
 * Capabilities
 */
static LONG get_dev_caps(HLINEAPP handle, DWORD device, DWORD api_version, DWORD ext_version,
			 LPLINEDEVCAPS out, bool wide)
{
	struct tl_data data = { 0 };
	struct tline_line_caps caps;
	LONG rc;
	int fd;

	if (!out)
		return LINEERR_INVALPOINTER;
	rc = open_line(handle, device, &fd);
	if (rc)
		return rc;
	rc = tl_check_versions(fd, api_version, ext_version);
	if (!rc)
		rc = get_line_caps(fd, &caps);
	if (!rc)
		rc = tl_data_of_line(&data, fd, LINEERR_NODEVICE);
	close(fd);
	if (!rc)
		rc = tl_fill_dev_caps(out, api_version, &caps, &data, wide);
	tl_data_free(&data);
	return rc;
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

static LONG ask_address_caps(int fd, struct tline_ioc_address_caps *caps, struct tl_data *data)
{
	LONG rc;

	if (tl_ioctl(fd, TLINE_IOC_ADDRESS_CAPS, caps) < 0)
		return tl_error(errno, LINEERR_NODEVICE);
	if (caps->result)
		return caps->result;
	rc = tl_data_of_address(data, fd, caps->address, LINEERR_NODEVICE);
	return rc ? rc : tl_data_get(data, fd, TLINE_DATA_DEVICES, TLINE_DATA_DEVICES, 0,
				     LINEERR_NODEVICE);
}

static LONG get_address_caps(HLINEAPP handle, DWORD device, DWORD address, DWORD api_version,
			     DWORD ext_version, LPLINEADDRESSCAPS out, bool wide)
{
	struct tline_ioc_address_caps caps = { .address = address };
	struct tl_data data = { 0 };
	LONG rc;
	int fd;

	if (!out)
		return LINEERR_INVALPOINTER;
	rc = open_line(handle, device, &fd);
	if (rc)
		return rc;
	rc = tl_check_versions(fd, api_version, ext_version);
	if (!rc)
		rc = ask_address_caps(fd, &caps, &data);
	close(fd);
	if (!rc)
		rc = tl_fill_address_caps(out, api_version, device, &caps.caps, &data, wide);
	tl_data_free(&data);
	return rc;
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
