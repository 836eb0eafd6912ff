// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Lists of a line or an address, from the provider's to TAPI's: terminals, device
 * classes, treatments, messages, forwarding.  What a provider gives that is no whole
 * entry is left out.
 */
#include <string.h>

#include "internal.h"

static DWORD num_entries(const struct tl_blob *item, size_t entry_size)
{
	return (DWORD)(item->size / entry_size);
}

/* @out: room for the entry, whose alignment in the kernel's bytes is not known */
static void get_entry(const struct tl_blob *item, DWORD i, void *out, size_t entry_size)
{
	memcpy(out, (const char *)item->bytes + i * entry_size, entry_size);
}

static size_t unit(const struct tl_pack *pack)
{
	return pack->wide ? sizeof(WCHAR) : 1;
}

/* @place: zeroed; @max: bytes of @text, so that there is room for its end */
static void put_text(const struct tl_pack *pack, char *place, const char *text, size_t max)
{
	size_t len = strnlen(text, max - 1);

	if (pack->wide)
		tl_to_wide(place, len, text, len);
	else
		memcpy(place, text, len);
}

/* Entries of one size, each with a name of TLINE_NAME_LEN bytes at @name. */
static DWORD pack_names(struct tl_pack *pack, size_t member, const struct tl_blob *item,
			size_t entry_size, size_t name)
{
	const size_t size = TLINE_NAME_LEN * unit(pack);
	DWORD i, num = num_entries(item, entry_size);
	char *place = tl_pack_array(pack, member, num * size);

	for (i = 0; place && i < num; i++)
		put_text(pack, place + i * size,
			 (const char *)item->bytes + i * entry_size + name, TLINE_NAME_LEN);
	return (DWORD)size;
}

void tl_pack_terminals(struct tl_pack *pack, LPLINEDEVCAPS header, const struct tl_blob *item)
{
	const size_t size = sizeof(LINETERMCAPS);
	struct tline_terminal_caps caps;
	DWORD i, num = num_entries(item, sizeof(caps));
	char *place;

	if (!num)
		return;
	header->dwNumTerminals = num;
	place = tl_pack_array(pack, offsetof(LINEDEVCAPS, dwTerminalCapsSize), num * size);
	for (i = 0; place && i < num; i++) {
		LINETERMCAPS entry;

		get_entry(item, i, &caps, sizeof(caps));
		entry.dwTermDev = caps.device;
		entry.dwTermModes = caps.modes;
		entry.dwTermSharing = caps.sharing;
		memcpy(place + i * size, &entry, size);
	}
	header->dwTerminalTextEntrySize =
		pack_names(pack, offsetof(LINEDEVCAPS, dwTerminalTextSize), item, sizeof(caps),
			   offsetof(struct tline_terminal_caps, name));
}

void tl_pack_messages(struct tl_pack *pack, LPLINEADDRESSCAPS header, const struct tl_blob *item)
{
	if (num_entries(item, TLINE_NAME_LEN))
		header->dwCompletionMsgTextEntrySize =
			pack_names(pack, offsetof(LINEADDRESSCAPS, dwCompletionMsgTextSize), item,
				   TLINE_NAME_LEN, 0);
}

/*
 * Each class, and an empty string at the end.  The library itself answers lineGetID()
 * for the first one.
 */
void tl_pack_classes(struct tl_pack *pack, size_t member, const struct tl_blob *devices)
{
	const char *class = "tapi/line", *name;
	size_t len = 1, at = 0;
	char *place;

	do
		len += (pack->wide ? tl_to_wide(NULL, 0, class, SIZE_MAX) : strlen(class)) + 1;
	while (tl_next_device(devices, &at, &class, &name));
	place = tl_pack_array(pack, member, len * unit(pack));
	if (!place)
		return;
	class = "tapi/line";
	at = 0;
	do {
		put_text(pack, place, class, strlen(class) + 1);
		len = pack->wide ? tl_to_wide(NULL, 0, class, SIZE_MAX) : strlen(class);
		place += (len + 1) * unit(pack);
	} while (tl_next_device(devices, &at, &class, &name));
}

/* The predefined treatments are numbered from 1. */
static DWORD num_predefined(DWORD num)
{
	DWORD known = 0;

	/* A provider may say any number. */
	while (known < num && tlineName(TLINENAMES_CALLTREATMENT, known + 1))
		known++;
	return known;
}

/* A provider that names no treatments has the first few of the predefined ones. */
void tl_pack_treatments(struct tl_pack *pack, LPLINEADDRESSCAPS header, const struct tl_blob *item,
			DWORD predefined)
{
	const size_t size = sizeof(LINECALLTREATMENTENTRY);
	struct tline_treatment row = { 0 };
	DWORD i, num = num_entries(item, sizeof(row));
	bool named = num;
	char *entries;

	if (!named)
		num = num_predefined(predefined);
	header->dwNumCallTreatments = num;
	entries = tl_pack_array(pack, offsetof(LINEADDRESSCAPS, dwCallTreatmentListSize),
				num * size);
	for (i = 0; i < num; i++) {
		char *entry = entries ? entries + i * size : NULL;

		if (named) {
			get_entry(item, i, &row, sizeof(row));
		} else {
			row.id = i + 1;
			strcpy(row.name, tlineName(TLINENAMES_CALLTREATMENT, row.id));
		}
		if (entry)
			memcpy(entry, &row.id, sizeof(row.id));
		tl_pack_entry_string(pack, entry, offsetof(LINECALLTREATMENTENTRY,
							   dwCallTreatmentNameSize),
				     row.name, sizeof(row.name));
	}
}

void tl_pack_forward(struct tl_pack *pack, LPLINEADDRESSSTATUS header, const struct tl_blob *item)
{
	const size_t size = sizeof(LINEFORWARD);
	struct tline_forward rule;
	DWORD i, num = num_entries(item, sizeof(rule));
	char *entries = tl_pack_array(pack, offsetof(LINEADDRESSSTATUS, dwForwardSize), num * size);

	header->dwForwardNumEntries = entries ? num : 0;
	for (i = 0; i < num; i++) {
		char *entry = entries ? entries + i * size : NULL;

		get_entry(item, i, &rule, sizeof(rule));
		if (entry) {
			memcpy(entry + offsetof(LINEFORWARD, dwForwardMode), &rule.mode,
			       sizeof(rule.mode));
			memcpy(entry + offsetof(LINEFORWARD, dwDestCountryCode), &rule.country,
			       sizeof(rule.country));
		}
		tl_pack_entry_string(pack, entry, offsetof(LINEFORWARD, dwCallerAddressSize),
				     rule.caller, sizeof(rule.caller));
		tl_pack_entry_string(pack, entry, offsetof(LINEFORWARD, dwDestAddressSize),
				     rule.dest, sizeof(rule.dest));
	}
}
