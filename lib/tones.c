// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Tones and media modes: generated, monitored, and what they are to bring about
 * (media control).
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

LONG lineMonitorMedia(HCALL hCall, DWORD dwMediaModes)
{
	return tl_set_call(hCall, TLINE_IOC_MONITOR_MEDIA, dwMediaModes);
}

/* @out has room for TLINE_MAX_FREQUENCIES. */
LONG tl_read_generate_tones(const LINEGENERATETONE *in, DWORD num, struct tline_generate_tone *out)
{
	DWORD i;

	if (!in)
		return LINEERR_INVALPOINTER;
	if (!num || num > TLINE_MAX_FREQUENCIES)
		return LINEERR_INVALTONE;
	for (i = 0; i < num; i++)
		out[i] = (struct tline_generate_tone){
			.frequency = in[i].dwFrequency,
			.cadence_on = in[i].dwCadenceOn,
			.cadence_off = in[i].dwCadenceOff,
			.volume = in[i].dwVolume,
		};
	return 0;
}

/* No mode: only end what is being made. */
LONG lineGenerateTone(HCALL hCall, DWORD dwToneMode, DWORD dwDuration, DWORD dwNumTones,
		      LPLINEGENERATETONE const lpTones)
{
	struct tline_ioc_tone arg = { .mode = dwToneMode, .duration = dwDuration };
	LONG rc = 0;

	if (dwToneMode == LINETONEMODE_CUSTOM) {
		arg.count = dwNumTones;
		rc = tl_read_generate_tones(lpTones, dwNumTones, arg.tones);
	}
	return rc ? rc : tl_call_ioctl(hCall, TLINE_IOC_GENERATE_TONE, &arg, &arg.result);
}

/* No list ends monitoring.  @out has room for TLINE_MAX_TONES. */
LONG tl_read_tones(const LINEMONITORTONE *in, DWORD num, struct tline_tone *out, DWORD *count)
{
	DWORD i;

	*count = in ? num : 0;
	if (*count > TLINE_MAX_TONES)
		return LINEERR_INVALTONE;
	for (i = 0; i < *count; i++)
		out[i] = (struct tline_tone){
			.app_specific = in[i].dwAppSpecific,
			.duration = in[i].dwDuration,
			.frequency = {
				in[i].dwFrequency1, in[i].dwFrequency2, in[i].dwFrequency3,
			},
		};
	return 0;
}

LONG lineMonitorTones(HCALL hCall, LPLINEMONITORTONE const lpToneList, DWORD dwNumEntries)
{
	struct tline_tone tones[TLINE_MAX_TONES];
	struct tline_ioc_tones arg = {
		.tones = (uintptr_t)tones,
		.tone_size = sizeof(*tones),
	};
	LONG rc = tl_read_tones(lpToneList, dwNumEntries, tones, &arg.count);

	return rc ? rc : tl_call_ioctl(hCall, TLINE_IOC_MONITOR_TONES, &arg, &arg.result);
}

/*
 * ---------------------------------------------------------------------------
 * Media control: TAPI has a list for each kind of trigger, the kernel has one
 */
static void read_digit(const void *in, struct tline_media_control *out)
{
	const LINEMEDIACONTROLDIGIT *entry = in;

	out->action = entry->dwMediaControl;
	out->value = entry->dwDigit;
	out->modes = entry->dwDigitModes;
}

static void read_media(const void *in, struct tline_media_control *out)
{
	const LINEMEDIACONTROLMEDIA *entry = in;

	out->action = entry->dwMediaControl;
	out->value = entry->dwMediaModes;
	out->duration = entry->dwDuration;
}

static void read_tone(const void *in, struct tline_media_control *out)
{
	const LINEMEDIACONTROLTONE *entry = in;

	out->action = entry->dwMediaControl;
	out->value = entry->dwAppSpecific;
	out->duration = entry->dwDuration;
	out->frequency[0] = entry->dwFrequency1;
	out->frequency[1] = entry->dwFrequency2;
	out->frequency[2] = entry->dwFrequency3;
}

static void read_state(const void *in, struct tline_media_control *out)
{
	const LINEMEDIACONTROLCALLSTATE *entry = in;

	out->action = entry->dwMediaControl;
	out->value = entry->dwCallStates;
}

static const struct trigger {
	uint32_t trigger;
	size_t entry_size;
	LONG too_many;
	void (*read)(const void *in, struct tline_media_control *out);
} triggers[TL_TRIGGERS] = {
	{ TLINE_TRIGGER_DIGIT, sizeof(LINEMEDIACONTROLDIGIT), LINEERR_INVALDIGITLIST, read_digit },
	{ TLINE_TRIGGER_MEDIA, sizeof(LINEMEDIACONTROLMEDIA), LINEERR_INVALMEDIALIST, read_media },
	{ TLINE_TRIGGER_TONE, sizeof(LINEMEDIACONTROLTONE), LINEERR_INVALTONELIST, read_tone },
	{
		TLINE_TRIGGER_CALLSTATE, sizeof(LINEMEDIACONTROLCALLSTATE),
		LINEERR_INVALCALLSTATELIST, read_state,
	},
};

/* @lists: in the order of @triggers; @out has room for TLINE_MAX_CONTROLS. */
LONG tl_read_controls(const struct tl_control_list *lists, struct tline_media_control *out,
		      DWORD *count)
{
	DWORD i;
	size_t t;

	*count = 0;
	for (t = 0; t < TL_TRIGGERS; t++) {
		DWORD num = lists[t].entries ? lists[t].num : 0;

		if (num > TLINE_MAX_CONTROLS - *count)
			return triggers[t].too_many;
		for (i = 0; i < num; i++, out++) {
			memset(out, 0, sizeof(*out));
			out->trigger = triggers[t].trigger;
			triggers[t].read((const char *)lists[t].entries + i * triggers[t].entry_size,
					 out);
		}
		*count += num;
	}
	return 0;
}

LONG lineSetMediaControl(HLINE hLine, DWORD dwAddressID, HCALL hCall, DWORD dwSelect,
			 LPLINEMEDIACONTROLDIGIT const lpDigitList, DWORD dwDigitNumEntries,
			 LPLINEMEDIACONTROLMEDIA const lpMediaList, DWORD dwMediaNumEntries,
			 LPLINEMEDIACONTROLTONE const lpToneList, DWORD dwToneNumEntries,
			 LPLINEMEDIACONTROLCALLSTATE const lpCallStateList,
			 DWORD dwCallStateNumEntries)
{
	const struct tl_control_list lists[TL_TRIGGERS] = {
		{ lpDigitList, dwDigitNumEntries },
		{ lpMediaList, dwMediaNumEntries },
		{ lpToneList, dwToneNumEntries },
		{ lpCallStateList, dwCallStateNumEntries },
	};
	struct tline_media_control controls[TLINE_MAX_CONTROLS];
	struct tline_ioc_media_control arg = {
		.select = dwSelect,
		.address = dwSelect == LINECALLSELECT_ADDRESS ? dwAddressID : 0,
		.controls = (uintptr_t)controls,
		.control_size = sizeof(*controls),
	};
	struct tl_line *line;
	LONG rc;

	rc = tl_select_get(hLine, hCall, dwSelect, &line, &arg.call);
	if (rc)
		return rc;
	rc = tl_read_controls(lists, controls, &arg.count);
	if (!rc && tl_ioctl(line->fd, TLINE_IOC_SET_MEDIACONTROL, &arg) < 0)
		rc = tl_error(errno, arg.call ? LINEERR_INVALCALLHANDLE : LINEERR_INVALLINEHANDLE);
	else if (!rc)
		rc = arg.result;
	tl_line_put(line);
	return rc;
}
