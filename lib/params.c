// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Reads what a program passes in: LINECALLPARAMS, dialable strings, user-user
 * information.  Every size and offset is checked against dwTotalSize before it
 * is used, and what is too long for the kernel is refused, not cut.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/*
 * The variable members: text goes to a place of its own in struct tl_params (@to),
 * bytes become an item behind the kernel's structure (@kind).
 */
static const struct var_member {
	size_t member;		/* of dwXxxSize; dwXxxOffset follows */
	size_t to;
	size_t max;
	LONG error;		/* if it is too long */
	uint32_t kind;		/* enum tline_data_kind */
} members[] = {
#define TEXT(name, field, err) { \
	.member = offsetof(LINECALLPARAMS, dw##name##Size), \
	.to = offsetof(struct tl_params, field), \
	.max = sizeof(((struct tl_params *)0)->field), .error = err }
#define ITEM(name, id) { \
	.member = offsetof(LINECALLPARAMS, dw##name##Size), .kind = TLINE_DATA_##id }
	TEXT(OrigAddress, orig_address, LINEERR_INVALADDRESS),
	TEXT(DisplayableAddress, call.displayable, LINEERR_INVALCALLPARAMS),
	TEXT(CalledParty, call.called_party, LINEERR_INVALCALLPARAMS),
	TEXT(Comment, call.comment, LINEERR_INVALCALLPARAMS),
	TEXT(TargetAddress, target, LINEERR_INVALADDRESS),
	TEXT(CallingPartyID, call.calling, LINEERR_INVALCALLPARAMS),
	ITEM(HighLevelComp, HIGHLEVELCOMP),
	ITEM(LowLevelComp, LOWLEVELCOMP),
	ITEM(DevSpecific, CALL_DEVSPECIFIC),
	ITEM(SendingFlowspec, SENDING_FLOWSPEC),
	ITEM(ReceivingFlowspec, RECEIVING_FLOWSPEC),
	ITEM(CallData, CALL_DATA),
#undef TEXT
#undef ITEM
};

_Static_assert(offsetof(struct tl_params, items) ==
	       offsetof(struct tl_params, call) + sizeof(struct tline_call_params),
	       "the items follow the kernel's structure");

/*
 * Copies a string of at most @size bytes, with or without a NUL, to @out of @max
 * bytes; @error if it does not fit.
 */
LONG tl_read_string(char *out, size_t max, const char *text, size_t size, LONG error)
{
	size_t len = strnlen(text, size < max ? size : max);

	if (len >= max)
		return error;
	memcpy(out, text, len);
	out[len] = '\0';
	return 0;
}

LONG tl_read_text(char *out, size_t max, const void *text, size_t size, bool wide, LONG error)
{
	return wide ? tl_from_wide(out, max, text, size, error) :
		      tl_read_string(out, max, text, size, error);
}

/* A copy in UTF-8, to be freed; NULL stays NULL. */
LONG tl_dup_text(char **out, const void *text, bool wide, LONG error)
{
	const WCHAR *units = text;
	size_t max = 1;
	LONG rc;

	*out = NULL;
	if (!text)
		return 0;
	if (wide) {
		while (units[max - 1])
			max++;
		max = 3 * max;	/* bytes at most for a unit, or 4 for two of them */
	} else {
		max = strlen(text) + 1;
	}
	*out = malloc(max);
	if (!*out)
		return LINEERR_NOMEM;
	rc = tl_read_text(*out, max, text, TL_UNTIL_NUL, wide, error);
	if (rc) {
		free(*out);
		*out = NULL;
	}
	return rc;
}

/* Where a variable member is; size 0 if it is empty or of a later version. */
LONG tl_find_member(const void *in, DWORD total, DWORD fixed, size_t member, const char **data,
		    DWORD *size)
{
	DWORD pair[2] = { 0, 0 };

	*data = NULL;
	*size = 0;
	if (member + sizeof(pair) > fixed)
		return 0;
	memcpy(pair, (const char *)in + member, sizeof(pair));
	if (!pair[0])
		return 0;
	if (pair[1] < fixed || pair[1] > total || pair[0] > total - pair[1])
		return LINEERR_INVALCALLPARAMS;
	*data = (const char *)in + pair[1];
	*size = pair[0];
	return 0;
}

/*
 * One more item, of two parts so that a class and its configuration need not be
 * put together first.
 */
static LONG add_item(struct tl_params *out, uint32_t kind, const void *first, DWORD first_size,
		     const void *second, DWORD second_size)
{
	uint32_t room = (uint32_t)sizeof(out->items) - out->call.items_size;
	struct tline_item item = { .kind = kind };
	char *place = out->items + out->call.items_size;
	uint32_t size;

	if (first_size > room || second_size > room)
		return LINEERR_INVALCALLPARAMS;
	item.size = first_size + second_size;
	size = (uint32_t)((sizeof(item) + item.size + 7) & ~7u);
	if (size > room)
		return LINEERR_INVALCALLPARAMS;
	memcpy(place, &item, sizeof(item));
	memcpy(place + sizeof(item), first, first_size);
	if (second_size)
		memcpy(place + sizeof(item) + first_size, second, second_size);
	out->call.items_size += size;
	return 0;
}

/* dwDeviceConfig is about dwDeviceClass, and nothing without it. */
static LONG read_device(const LINECALLPARAMS *in, DWORD total, DWORD fixed, struct tl_params *out,
			bool wide)
{
	char name[TLINE_LINE_NAME_LEN];
	const char *class, *config;
	DWORD class_size, size;
	LONG rc;

	rc = tl_find_member(in, total, fixed, offsetof(LINECALLPARAMS, dwDeviceClassSize), &class,
			    &class_size);
	if (!rc)
		rc = tl_find_member(in, total, fixed, offsetof(LINECALLPARAMS, dwDeviceConfigSize),
				    &config, &size);
	if (!rc && class_size)
		rc = tl_read_text(name, sizeof(name), class, class_size, wide,
				  LINEERR_INVALCALLPARAMS);
	if (rc || !class_size || !size)
		return rc;
	return add_item(out, TLINE_DATA_DEVICE_CONFIG, name, (DWORD)strlen(name) + 1, config,
			size);
}

static LONG read_members(const LINECALLPARAMS *in, DWORD total, DWORD fixed, struct tl_params *out,
			 bool wide)
{
	const char *data;
	DWORD size;
	size_t i;
	LONG rc;

	for (i = 0; i < TL_ARRAY_SIZE(members); i++) {
		const struct var_member *m = &members[i];

		rc = tl_find_member(in, total, fixed, m->member, &data, &size);
		if (!rc && size && m->max)
			rc = tl_read_text((char *)out + m->to, m->max, data, size, wide,
					  m->error);
		else if (!rc && size)
			rc = add_item(out, m->kind, data, size, NULL, 0);
		if (rc)
			return rc;
	}
	rc = tl_find_member(in, total, fixed, offsetof(LINECALLPARAMS, dwUserUserInfoSize), &data,
			    &size);
	if (!rc)
		rc = tl_read_uui(data, size, &out->call.uui);
	return rc ? rc : read_device(in, total, fixed, out, wide);
}

static LONG read_address_mode(const LINECALLPARAMS *in, struct tl_params *out)
{
	out->address_mode = in->dwAddressMode;
	switch (in->dwAddressMode) {
	case 0:
	case LINEADDRESSMODE_DIALABLEADDR:
		return 0;
	case LINEADDRESSMODE_ADDRESSID:
		out->call.address_mode = LINEADDRESSMODE_ADDRESSID;
		out->call.address = in->dwAddressID;
		return 0;
	default:
		return LINEERR_INVALADDRESSMODE;
	}
}

/* @in: NULL means a voice call from any address */
LONG tl_read_params(const LINECALLPARAMS *in, DWORD version, struct tl_params *out, bool wide)
{
	DWORD fixed = tl_struct_size(TL_CALLPARAMS, version);
	DWORD total;
	LONG rc;

	memset(out, 0, sizeof(*out));
	if (!in)
		return 0;
	total = in->dwTotalSize;
	if (total < fixed)
		return LINEERR_STRUCTURETOOSMALL;
	out->call.bearer_mode = in->dwBearerMode;
	out->call.min_rate = in->dwMinRate;
	out->call.max_rate = in->dwMaxRate;
	out->call.media_mode = in->dwMediaMode;
	out->call.flags = in->dwCallParamFlags;
	out->call.dial.pause = in->DialParams.dwDialPause;
	out->call.dial.speed = in->DialParams.dwDialSpeed;
	out->call.dial.duration = in->DialParams.dwDigitDuration;
	out->call.dial.wait_dialtone = in->DialParams.dwWaitForDialtone;
	if (version >= TLINE_API_VERSION_2_0)
		out->call.no_answer_timeout = in->dwNoAnswerTimeout;
	rc = read_address_mode(in, out);
	return rc ? rc : read_members(in, total, fixed, out, wide);
}

LONG tl_read_dest(const void *text, DWORD country, struct tline_dest *out, bool wide)
{
	memset(out, 0, sizeof(*out));
	out->country = country;
	if (!text)
		return LINEERR_INVALPOINTER;
	return tl_read_text(out->number, sizeof(out->number), text, TL_UNTIL_NUL, wide,
			    LINEERR_INVALADDRESS);
}

LONG tl_read_uui(const char *data, DWORD size, struct tline_uui *out)
{
	memset(out, 0, sizeof(*out));
	if (!size)
		return 0;
	if (!data)
		return LINEERR_INVALPOINTER;
	if (size > sizeof(out->data))
		return LINEERR_USERUSERINFOTOOBIG;
	out->size = size;
	memcpy(out->data, data, size);
	return 0;
}
