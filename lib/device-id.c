// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The devices of other kinds that belong to a line: what they are called, and how
 * they are set up.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

#define MODEM		"comm/datamodem"

/* A modem's classes under other names. */
static const char *const modem_classes[] = { "comm", "comm/datamodem/portname" };

static const char *find_class(const struct tl_blob *devices, const char *class)
{
	const char *other, *name;
	size_t at = 0;

	while (tl_next_device(devices, &at, &other, &name)) {
		if (!strcasecmp(other, class))
			return name;
	}
	return NULL;
}

static const char *find_device(const struct tl_blob *devices, const char *class)
{
	const char *name = find_class(devices, class);
	size_t i;

	for (i = 0; !name && i < TL_ARRAY_SIZE(modem_classes); i++) {
		if (!strcasecmp(modem_classes[i], class))
			name = find_class(devices, MODEM);
	}
	return name;
}

/* An open file of the modem's tty, for the program to close. */
static int open_tty(const char *name)
{
	char path[TLINE_MAX_DATA + 8];
	int fd;

	snprintf(path, sizeof(path), "%s%s", *name == '/' ? "" : "/dev/", name);
	/* It is not to wait for a carrier here, but to be read as files usually are. */
	fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		fcntl(fd, F_SETFL, O_RDWR);
	return fd;
}

/* TAPI's structure: a HANDLE, and the name behind it. */
static LONG fill_modem(LPVARSTRING out, const char *name, bool wide)
{
	const size_t max = TLINE_MAX_DATA;
	const size_t units = wide ? tl_to_wide(NULL, 0, name, max) : strlen(name);
	VARSTRING header = { .dwStringFormat = STRINGFORMAT_BINARY };
	struct tl_pack pack;
	intptr_t handle;
	char *place;
	LONG rc;

	rc = tl_pack_begin(&pack, out, &header, sizeof(header));
	if (rc)
		return rc;
	place = tl_pack_array(&pack, offsetof(VARSTRING, dwStringSize),
			      sizeof(HANDLE) + (units + 1) * (wide ? sizeof(WCHAR) : 1));
	if (place) {
		handle = open_tty(name);
		if (handle < 0)
			return tl_error(errno, LINEERR_NODEVICE);
		memcpy(place, &handle, sizeof(handle));
		if (wide)
			tl_to_wide(place + sizeof(handle), units, name, max);
		else
			memcpy(place + sizeof(handle), name, units);
	}
	tl_pack_end(&pack);
	return 0;
}

/* A number is a device id; other names are given as they are. */
static LONG fill_device(LPVARSTRING out, const char *class, const char *name, bool wide)
{
	unsigned long number;
	char *end;
	DWORD id;

	if (!strcasecmp(class, MODEM))
		return fill_modem(out, name, wide);
	number = strtoul(name, &end, 10);
	if (*name < '0' || *name > '9' || *end || number > UINT32_MAX)
		return tl_fill_string(out, name, TLINE_MAX_DATA, wide);
	id = (DWORD)number;
	return tl_fill_bytes(out, &id, sizeof(id));
}

static LONG check_address(struct tl_line *line, DWORD address)
{
	struct tline_ioc_address_caps caps = { .address = address };

	if (tl_ioctl(line->fd, TLINE_IOC_ADDRESS_CAPS, &caps) < 0)
		return tl_error(errno, LINEERR_INVALLINEHANDLE);
	return caps.result;
}

static LONG fill_id(struct tl_line *line, LPVARSTRING out, const char *class, bool wide)
{
	struct tl_data data = { 0 };
	const char *name;
	LONG rc;

	if (!strcasecmp(class, "tapi/line"))
		return tl_fill_bytes(out, &line->device, sizeof(line->device));
	rc = tl_data_get(&data, line->fd, TLINE_DATA_DEVICES, TLINE_DATA_DEVICES, 0,
			 LINEERR_INVALLINEHANDLE);
	if (rc)
		return rc;
	name = find_device(&data.item[TLINE_DATA_DEVICES], class);
	rc = name ? fill_device(out, class, name, wide) : LINEERR_INVALDEVICECLASS;
	tl_data_free(&data);
	return rc;
}

static LONG read_class(char out[TLINE_LINE_NAME_LEN], const void *class, bool wide)
{
	LONG rc;

	if (!class)
		return LINEERR_INVALPOINTER;
	rc = tl_read_text(out, TLINE_LINE_NAME_LEN, class, TL_UNTIL_NUL, wide,
			  LINEERR_INVALDEVICECLASS);
	return rc || *out ? rc : LINEERR_INVALDEVICECLASS;
}

static LONG get_id(HLINE hLine, DWORD address, HCALL hCall, DWORD select, LPVARSTRING out,
		   const void *class, bool wide)
{
	char name[TLINE_LINE_NAME_LEN];
	struct tl_line *line;
	uint32_t call;
	LONG rc;

	if (!out)
		return LINEERR_INVALPOINTER;
	if (out->dwTotalSize < sizeof(*out))
		return LINEERR_STRUCTURETOOSMALL;
	rc = tl_select_get(hLine, hCall, select, &line, &call);
	if (rc)
		return rc;
	rc = read_class(name, class, wide);
	if (!rc && select == LINECALLSELECT_ADDRESS)
		rc = check_address(line, address);
	if (!rc)
		rc = fill_id(line, out, name, wide);
	tl_line_put(line);
	return rc;
}

LONG lineGetID(HLINE hLine, DWORD dwAddressID, HCALL hCall, DWORD dwSelect, LPVARSTRING lpDeviceID,
	       LPCSTR lpszDeviceClass)
{
	return get_id(hLine, dwAddressID, hCall, dwSelect, lpDeviceID, lpszDeviceClass, false);
}

__typeof__(lineGetID) lineGetIDA TL_ALIAS(lineGetID);

LONG lineGetIDW(HLINE hLine, DWORD dwAddressID, HCALL hCall, DWORD dwSelect, LPVARSTRING lpDeviceID,
		LPCWSTR lpszDeviceClass)
{
	return get_id(hLine, dwAddressID, hCall, dwSelect, lpDeviceID, lpszDeviceClass, true);
}

/*
 * ---------------------------------------------------------------------------
 * Configuration: bytes that only the line understands.  It belongs to the line,
 * whoever has it open.
 */
static LONG read_config(int fd, struct tline_ioc_devconfig *arg, LPVARSTRING out)
{
	char bytes[TLINE_MAX_DATA];

	arg->data = (uintptr_t)bytes;
	arg->size = sizeof(bytes);
	if (tl_ioctl(fd, TLINE_IOC_GET_DEVCONFIG, arg) < 0)
		return tl_error(errno, LINEERR_NODEVICE);
	return arg->result ? arg->result : tl_fill_bytes(out, bytes, arg->size);
}

static LONG get_config(DWORD device, LPVARSTRING out, const void *class, bool wide)
{
	struct tline_ioc_devconfig arg = { 0 };
	LONG rc;
	int fd;

	if (!out)
		return LINEERR_INVALPOINTER;
	if (out->dwTotalSize < sizeof(*out))
		return LINEERR_STRUCTURETOOSMALL;
	rc = read_class(arg.device_class, class, wide);
	if (!rc)
		rc = tl_open_line_node(NULL, device, false, &fd);
	if (rc)
		return rc;
	rc = read_config(fd, &arg, out);
	close(fd);
	return rc;
}

LONG lineGetDevConfig(DWORD dwDeviceID, LPVARSTRING lpDeviceConfig, LPCSTR lpszDeviceClass)
{
	return get_config(dwDeviceID, lpDeviceConfig, lpszDeviceClass, false);
}

__typeof__(lineGetDevConfig) lineGetDevConfigA TL_ALIAS(lineGetDevConfig);

LONG lineGetDevConfigW(DWORD dwDeviceID, LPVARSTRING lpDeviceConfig, LPCWSTR lpszDeviceClass)
{
	return get_config(dwDeviceID, lpDeviceConfig, lpszDeviceClass, true);
}

static LONG set_config(DWORD device, const void *config, DWORD size, const void *class, bool wide)
{
	struct tline_ioc_devconfig arg = { .size = size, .data = (uintptr_t)config };
	LONG rc;
	int fd;

	if (!config)
		return LINEERR_INVALPOINTER;
	rc = read_class(arg.device_class, class, wide);
	if (!rc && size > TLINE_MAX_DATA)
		rc = LINEERR_INVALPARAM;
	if (!rc)
		rc = tl_open_line_node(NULL, device, true, &fd);
	if (rc)
		return rc;
	if (tl_ioctl(fd, TLINE_IOC_SET_DEVCONFIG, &arg) < 0)
		rc = tl_error(errno, LINEERR_NODEVICE);
	else
		rc = arg.result;
	close(fd);
	return rc;
}

LONG lineSetDevConfig(DWORD dwDeviceID, LPVOID const lpDeviceConfig, DWORD dwSize,
		      LPCSTR lpszDeviceClass)
{
	return set_config(dwDeviceID, lpDeviceConfig, dwSize, lpszDeviceClass, false);
}

__typeof__(lineSetDevConfig) lineSetDevConfigA TL_ALIAS(lineSetDevConfig);

LONG lineSetDevConfigW(DWORD dwDeviceID, LPVOID const lpDeviceConfig, DWORD dwSize,
		       LPCWSTR lpszDeviceClass)
{
	return set_config(dwDeviceID, lpDeviceConfig, dwSize, lpszDeviceClass, true);
}
