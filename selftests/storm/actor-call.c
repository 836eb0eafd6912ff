// SPDX-License-Identifier: GPL-2.0-only
/* What is done to calls at once, without a request; actor-media.c has the rest. */
#include "actor.h"

#define CALL(arg)	(me.what = (arg).call, &(arg))

int act_deallocate(const struct action *a)
{
	struct tline_ioc_deallocate arg = { 0 };
	struct my_line *line = my_call(one_in(&me.rng, 3) ? 0 : TLINE_CALLSTATE_IDLE, &arg.call);

	if (!arg.call)
		return SKIP;
	return outcome(ioctl(line->fd, TLINE_IOC_DEALLOCATE, CALL(arg)), &arg.result);
}

int act_privilege(const struct action *a)
{
	struct tline_ioc_privilege arg = { .privilege = a->op };
	struct my_line *line = my_call(0, &arg.call);

	if (!arg.call)
		return SKIP;
	return outcome(ioctl(line->fd, TLINE_IOC_SET_PRIVILEGE, CALL(arg)), &arg.result);
}

int act_handoff(const struct action *a)
{
	struct tline_ioc_handoff arg = { .media_mode = VOICE };
	struct my_line *line = my_call(0, &arg.call);

	if (!arg.call)
		return SKIP;
	if (one_in(&me.rng, 2))
		snprintf(arg.module, sizeof(arg.module), "storm%u", rnd(&me.rng, 4));
	return outcome(ioctl(line->fd, TLINE_IOC_HANDOFF, CALL(arg)), &arg.result);
}

int act_new_calls(const struct action *a)
{
	__u32 calls[8];
	struct tline_ioc_new_calls arg = {
		.select = TLINE_CALLSELECT_LINE, .calls = (uintptr_t)calls,
		.count = ARRAY_LEN(calls),
	};
	struct my_line *line = my_line();
	__u32 i;
	int err;

	if (!line)
		return SKIP;
	me.what = line->handle;
	err = outcome(ioctl(line->fd, TLINE_IOC_GET_NEW_CALLS, &arg), &arg.result);
	for (i = 0; !err && i < arg.count; i++)
		ledger_note_handle(line->slot, calls[i], line->instance);
	return err ?: arg.count ? 0 : SKIP;
}

/* Of a conference's calls each has one handle, its parent's first. */
int act_conf_calls(const struct action *a)
{
	__u32 calls[8] = { 0 };
	struct tline_ioc_conf_calls arg = {
		.calls = (uintptr_t)calls, .count = one_in(&me.rng, 6) ? 1 : ARRAY_LEN(calls),
	};
	struct my_line *line = my_call(a->states, &arg.call);
	__u32 i;
	int err;

	if (!arg.call)
		return SKIP;
	err = outcome(ioctl(line->fd, TLINE_IOC_CONF_CALLS, CALL(arg)), &arg.result);
	for (i = 0; !err && i < arg.count; i++) {
		if (!calls[i] || (i && calls[i] == calls[0]))
			violation("conference of %#x: call %u of %u is %#x, the parent %#x",
				  arg.call, i, arg.count, calls[i], calls[0]);
		ledger_note_handle(line->slot, calls[i], line->instance);
	}
	return err;
}

int act_call_query(const struct action *a)
{
	struct tline_ioc_call_status status = { 0 };
	struct tline_ioc_call_info info = { 0 };
	struct my_line *line = my_call(0, &status.call);
	int err;

	if (!status.call)
		return SKIP;
	info.call = status.call;
	err = outcome(ioctl(line->fd, TLINE_IOC_CALL_STATUS, CALL(status)), &status.result);
	return err ?: outcome(ioctl(line->fd, TLINE_IOC_CALL_INFO, &info), &info.result);
}

int act_set_call(const struct action *a)
{
	static const struct {
		unsigned long cmd;
		__u32 value;
	} what[] = {
		{ TLINE_IOC_SET_APPSPECIFIC, 4711 },
		{ TLINE_IOC_SET_MEDIAMODE, VOICE },
		{ TLINE_IOC_MONITOR_DIGITS, TLINE_DIGITMODE_DTMF | TLINE_DIGITMODE_PULSE },
		{ TLINE_IOC_MONITOR_MEDIA, VOICE | TLINE_MEDIAMODE_DATAMODEM },
		{ TLINE_IOC_MONITOR_MEDIA, 0 },
	};
	struct tline_ioc_set_call arg = { .value = what[a->op].value };
	struct my_line *line = my_call(TLINE_CALLSTATE_CONNECTED, &arg.call);

	if (!arg.call)
		return SKIP;
	return outcome(ioctl(line->fd, what[a->op].cmd, CALL(arg)), &arg.result);
}

int act_digits(const struct action *a)
{
	static const char *const digits[] = { "1", "0123456789", "*#", "" };
	struct tline_ioc_digits arg = { .mode = TLINE_DIGITMODE_DTMF };
	struct my_line *line = my_call(TLINE_CALLSTATE_CONNECTED, &arg.call);

	if (!arg.call)
		return SKIP;
	strcpy(arg.digits, digits[rnd(&me.rng, ARRAY_LEN(digits))]);
	return outcome(ioctl(line->fd, TLINE_IOC_GENERATE_DIGITS, CALL(arg)), &arg.result);
}
