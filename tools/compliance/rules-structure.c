// SPDX-License-Identifier: GPL-2.0-only
/*
 * TAPI's variable structures, and what a line says of itself in them.
 */
#include <stdlib.h>
#include <string.h>

#include "compliance.h"

#define ROOM	65536
#define GUARD	0xa5

/* A function that fills a structure; all begin with dwTotalSize, dwNeededSize, dwUsedSize. */
struct filler {
	const char *name;
	LONG (*fill)(struct phone *p, DWORD version, HCALL call, void *room);
	DWORD fixed_1_4, fixed_2_0, fixed_2_2;
	bool of_call;
	bool version_of_open;	/* it has no argument for the version */
};

struct head {
	DWORD total, needed, used;
};

static LONG dev_caps(struct phone *p, DWORD version, HCALL call, void *room)
{
	(void)call;
	return lineGetDevCaps(p->app, p->device, version, 0, room);
}

static LONG address_caps(struct phone *p, DWORD version, HCALL call, void *room)
{
	(void)call;
	return lineGetAddressCaps(p->app, p->device, 0, version, 0, room);
}

static LONG dev_status(struct phone *p, DWORD version, HCALL call, void *room)
{
	(void)version, (void)call;
	return lineGetLineDevStatus(p->line, room);
}

static LONG address_status(struct phone *p, DWORD version, HCALL call, void *room)
{
	(void)version, (void)call;
	return lineGetAddressStatus(p->line, 0, room);
}

static LONG call_info(struct phone *p, DWORD version, HCALL call, void *room)
{
	(void)p, (void)version;
	return lineGetCallInfo(call, room);
}

static LONG call_status(struct phone *p, DWORD version, HCALL call, void *room)
{
	(void)p, (void)version;
	return lineGetCallStatus(call, room);
}

static const struct filler fillers[] = {
	{ "lineGetDevCaps", dev_caps, 240, 252, 268, false, false },
	{ "lineGetAddressCaps", address_caps, 180, 228, 228, false, false },
	{ "lineGetLineDevStatus", dev_status, 76, 88, 88, false, true },
	{ "lineGetAddressStatus", address_status, 64, 64, 64, false, true },
	{ "lineGetCallInfo", call_info, 296, 324, 324, true, true },
	{ "lineGetCallStatus", call_status, 36, 56, 56, true, true },
};

static DWORD fixed_size(const struct filler *f, DWORD version)
{
	return version < V2_0 ? f->fixed_1_4 : version < V2_2 ? f->fixed_2_0 : f->fixed_2_2;
}

/* Fill a structure of @total bytes; nothing may be written behind it. */
static LONG fill(const struct filler *f, struct phone *p, DWORD version, HCALL call,
		 unsigned char *room,
		 DWORD total)
{
	struct head *head = (struct head *)(void *)room;
	DWORD i;
	LONG rc;

	memset(room, GUARD, ROOM);
	head->total = total;
	rc = f->fill(p, version, call, room);
	for (i = total; i < ROOM; i++)
		EXPECT(room[i] == GUARD, "%s wrote %u bytes behind dwTotalSize %u", f->name,
		       i - total + 1, total);
	EXPECT(head->total == total, "%s changed dwTotalSize", f->name);
	return rc;
}

static void check_sizes(const struct filler *f, struct phone *p, DWORD version, HCALL call,
			unsigned char *room)
{
	DWORD fixed = fixed_size(f, version), needed;
	struct head *head = (struct head *)(void *)room;
	LONG rc;

	rc = fill(f, p, version, call, room, fixed - 1);
	EXPECT(rc == LINEERR_STRUCTURETOOSMALL,
	       "%s, version %#x, dwTotalSize %u: %s", f->name, version,
	       fixed - 1, error_name(rc));
	rc = fill(f, p, version, call, room, fixed);
	EXPECT(!rc, "%s, version %#x, dwTotalSize %u: %s", f->name, version, fixed, error_name(rc));
	EXPECT(head->used == fixed && head->needed >= fixed,
	       "%s, version %#x: %u used and %u needed of %u",
	       f->name, version, head->used, head->needed, fixed);
	needed = head->needed;
	rc = fill(f, p, version, call, room, needed);
	EXPECT(!rc, "%s with the bytes it needs, %u: %s", f->name, needed, error_name(rc));
	EXPECT(head->used == head->needed && head->needed == needed,
	       "%s, version %#x: %u used, %u needed, was %u",
	       f->name, version, head->used, head->needed, needed);
}

static void check_fillers(bool of_call)
{
	static const DWORD versions[] = { V1_4, V2_0, V2_2 };
	static unsigned char room[ROOM];
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(versions); i++) {
		struct phone *p = phone_open(subject.line->id, versions[i], OWNER);
		HCALL call = of_call ? talk_from(p).call : 0;

		for (j = 0; j < ARRAY_SIZE(fillers); j++)
			if (fillers[j].of_call == of_call)
				check_sizes(&fillers[j], p, versions[i], call, room);
		phone_shutdown(p);
		if (of_call)
			bench_clear();
	}
}

static void sizes(void)
{
	check_fillers(false);
}

static void sizes_of_calls(void)
{
	check_fillers(true);
}

/* ---------------------------------------------------------------- what the line says */

static void dial_params_in_range(const char *name, DWORD min, DWORD def, DWORD max)
{
	EXPECT(min <= def && def <= max,
	       "%s: at least %u, at most %u, by default %u", name, min, max, def);
}

static void line_makes_sense(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	LINEDEVCAPS *caps = xcalloc(1, ROOM);
	const char *name = (char *)caps;

	caps->dwTotalSize = ROOM;
	EXPECT_RC(lineGetDevCaps(p->app, p->device, V2_2, 0, caps), 0);
	EXPECT(caps->dwNumAddresses, "no address");
	EXPECT(caps->dwMediaModes && caps->dwBearerModes, "media modes %#x, bearer modes %#x",
	       caps->dwMediaModes, caps->dwBearerModes);
	EXPECT(caps->dwMaxNumActiveCalls, "no call can be active");
	EXPECT(caps->dwLineNameSize &&
	       !memcmp(name + caps->dwLineNameOffset + caps->dwLineNameSize - 1, "", 1),
	       "a line name without an end");
	dial_params_in_range("dial pause", caps->MinDialParams.dwDialPause,
			     caps->DefaultDialParams.dwDialPause, caps->MaxDialParams.dwDialPause);
	dial_params_in_range("dial speed", caps->MinDialParams.dwDialSpeed,
			     caps->DefaultDialParams.dwDialSpeed, caps->MaxDialParams.dwDialSpeed);
	dial_params_in_range("digit duration", caps->MinDialParams.dwDigitDuration,
			     caps->DefaultDialParams.dwDigitDuration, caps->MaxDialParams.dwDigitDuration);
	EXPECT(caps->dwGatherDigitsMinTimeout <= caps->dwGatherDigitsMaxTimeout,
	       "timeouts of digits from %u to %u",
	       caps->dwGatherDigitsMinTimeout, caps->dwGatherDigitsMaxTimeout);
	EXPECT(!(caps->dwLineFeatures & LINEFEATURE_MAKECALL) == !(subject.address.address_features & LINEADDRFEATURE_MAKECALL),
	       "the line's features and the address's do not agree whether calls can be made");
	free(caps);
}

/* A feature needs what it works with. */
static void address_makes_sense(void)
{
	const struct tline_address_caps *a = &subject.address;
	const struct {
		DWORD feature;
		const char *name;
		DWORD needs;
	} rows[] = {
		{ LINECALLFEATURE_HOLD, "hold, but calls cannot be on hold", a->max_onhold_calls },
		{ LINECALLFEATURE_SETUPCONF, "conferences, but of no parties", a->max_conference },
		{ LINECALLFEATURE_PARK, "park, but in no way", a->park_modes },
		{ LINECALLFEATURE_COMPLETECALL,
		 "call completion, but in no way", a->completion_modes },
		{ LINECALLFEATURE_COMPLETETRANSF, "transfer, but in no way", a->transfer_modes },
		{ LINECALLFEATURE_REMOVEFROMCONF, "leaving a conference, but nobody may",
		  a->remove_from_conf_caps != LINEREMOVEFROMCONF_NONE },
		{ LINECALLFEATURE_SETTREATMENT,
		 "call treatment, but none to choose", a->num_treatments },
		{ LINECALLFEATURE_SETCALLDATA, "call data, but of no size", a->max_call_data_size },
		{ LINECALLFEATURE_GENERATEDIGITS,
		 "digits to send, but in no mode", subject.caps.generate_digit_modes },
		{ LINECALLFEATURE_GENERATETONE,
		 "tones to make, but in no mode", subject.caps.generate_tone_modes },
		{ LINECALLFEATURE_MONITORDIGITS,
		 "digits to hear, but in no mode", subject.caps.monitor_digit_modes },
		{ LINECALLFEATURE_MONITORTONES,
		 "tones to hear, but none at a time", subject.caps.monitor_tone_max_entries },
	};
	size_t i;

	EXPECT(a->number[0], "address 0 has no number");
	EXPECT(a->call_states & STATE(IDLE), "calls that never become IDLE");
	EXPECT(a->max_active_calls, "no call can be active on the address");
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		EXPECT(!(a->call_features & rows[i].feature) || rows[i].needs,
		       "it has %s", rows[i].name);
}

static void identity_is_stable(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	DWORD id[2], i;

	for (i = 0; i < 2; i++) {
		LINEDEVCAPS *caps = xcalloc(1, ROOM);

		caps->dwTotalSize = ROOM;
		EXPECT_RC(lineGetDevCaps(p->app, p->device, V2_2, 0, caps), 0);
		id[i] = caps->dwPermanentLineID;
		free(caps);
	}
	EXPECT(id[0] == id[1], "permanent ids %#x and %#x", id[0], id[1]);
}

static void bad_ids(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	static unsigned char room[ROOM];
	struct head *head = (struct head *)(void *)room;
	HLINE line;

	head->total = ROOM;
	EXPECT_RC(lineGetDevCaps(p->app, 0x7ffffff0, V2_2, 0, (void *)room), LINEERR_BADDEVICEID);
	EXPECT_RC(lineOpen(p->app, 0x7ffffff0, &line, V2_2, 0, 0, MONITOR, 0, NULL),
		  LINEERR_BADDEVICEID);
	EXPECT_RC(lineGetAddressCaps(p->app, p->device, subject.caps.num_addresses, V2_2, 0,
				     (void *)room),
		  LINEERR_INVALADDRESSID);
	EXPECT_RC(lineGetAddressStatus(p->line, subject.caps.num_addresses, (void *)room),
		  LINEERR_INVALADDRESSID);
	EXPECT_RC(lineOpen(p->app, p->device, &line, 0x00000001, 0, 0, MONITOR, 0, NULL),
		  LINEERR_INCOMPATIBLEAPIVERSION);
}

static void negotiation(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	LINEEXTENSIONID ext;
	DWORD version = 0;

	EXPECT_RC(lineNegotiateAPIVersion(p->app, p->device, 0x00010003, 0x00030001, &version,
					  &ext), 0);
	EXPECT(version >= 0x00010003 && version <= subject.caps.api_version,
	       "version %#x; the line speaks up to %#x",
	       version, subject.caps.api_version);
	EXPECT_RC(lineNegotiateAPIVersion(p->app, p->device, 0x00090000, 0x00090001, &version,
					  &ext),
		  LINEERR_INCOMPATIBLEAPIVERSION);
}

static const struct rule rules[] = {
	{ "structure-1", "sizes: too small by a byte, just the fixed part, just enough; by version, nothing written behind",
	  0, sizes },
	{ "structure-2", "the same of calls", NEED_CALL, sizes_of_calls },
	{ "structure-3", "what the line says of itself makes sense", 0, line_makes_sense },
	{ "structure-4", "an address has what its features need", 0, address_makes_sense },
	{ "structure-5", "the permanent id stays", 0, identity_is_stable },
	{ "structure-6", "ids and versions that are none are refused", 0, bad_ids },
	{ "structure-7", "versions are negotiated within both ranges", 0, negotiation },
};

RULE_GROUP(structure_rules, "Structures and capabilities", rules);
