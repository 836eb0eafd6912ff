// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * From errno to LINEERR.  An errno means that the ABI was misused or that the
 * system refused; telephony's refusals come as LINEERR codes from the kernel.
 * errno keeps its value, so that a program can tell its user more.
 */
#include <errno.h>

#include "internal.h"

static const struct {
	int err;
	LONG error;	/* 0: the handle that was used is dead */
} errors[] = {
	{ EBADF,	0 },
	{ ENODEV,	0 },
	{ ENOTCONN,	0 },
	{ ESHUTDOWN,	0 },
	{ ENOMEM,	LINEERR_NOMEM },
	{ ENOBUFS,	LINEERR_NOMEM },
	{ EMFILE,	LINEERR_RESOURCEUNAVAIL },
	{ ENFILE,	LINEERR_RESOURCEUNAVAIL },
	{ ENOSPC,	LINEERR_RESOURCEUNAVAIL },
	{ EBUSY,	LINEERR_RESOURCEUNAVAIL },
	{ EAGAIN,	LINEERR_RESOURCEUNAVAIL },
	{ EFAULT,	LINEERR_INVALPOINTER },
	{ EINVAL,	LINEERR_INVALPARAM },
	{ E2BIG,	LINEERR_INVALPARAM },
	{ ENOENT,	LINEERR_NODEVICE },
	{ ENXIO,	LINEERR_NODEVICE },
	{ ENOTTY,	LINEERR_OPERATIONUNAVAIL },
	{ EOPNOTSUPP,	LINEERR_OPERATIONUNAVAIL },
	{ EPERM,	LINEERR_OPERATIONFAILED },
	{ EACCES,	LINEERR_OPERATIONFAILED },
};

/* @dead: what to say if @err means that the handle is dead */
LONG tl_error(int err, LONG dead)
{
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(errors); i++) {
		if (errors[i].err == err)
			return errors[i].error ? errors[i].error : dead;
	}
	return LINEERR_OPERATIONFAILED;
}
