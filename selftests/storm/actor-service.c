// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one program does for another: proxies, assisted telephony; and what belongs to lines
 * and is there for all: data, settings of devices, numbers of rings.
 */
#include "actor.h"

#define MAKECALL	TLINE_REQUESTMODE_MAKECALL
#define CONFIG		"storm"

/* ------------------------------------------------------------------------- proxies */

static struct my_line *my_proxy(void)
{
	__u32 at = rnd(&me.rng, MY_LINES), i;

	for (i = 0; i < MY_LINES; i++) {
		struct my_line *line = &me.line[(at + i) % MY_LINES];

		if (line->fd >= 0 && line->proxy)
			return line;
	}
	return NULL;
}

/* Nothing to do is no news. */
int act_proxy_take(const struct action *a)
{
	struct my_line *line = my_proxy();
	int err;

	if (!line)
		return SKIP;
	me.what = line->handle;
	err = ledger_take_asked(line->slot, line->fd, line->instance, &me.rng);
	return err == (int)TLINE_ERR_NOREQUEST ? SKIP : err;
}

static int answer(const struct my_line *line, __u32 id, __s32 result, __u64 text)
{
	struct tline_ioc_proxy_answer arg = {
		.id = id, .answer = result, .size = sizeof(text), .data = (uintptr_t)&text,
	};

	return ioctl(line->fd, TLINE_IOC_PROXY_ANSWER, &arg) ? -errno : arg.result;
}

/* Now, or long after it was taken, when it may have ended; and then once more. */
int act_proxy_answer(const struct action *a)
{
	struct my_line *line = my_proxy();
	struct taken taken;
	int err, again;

	if (!line)
		return SKIP;
	if (!ledger_take_taken(line->slot, line->instance, &taken))
		return SKIP;
	me.what = taken.id;
	ledger_answering(&taken);
	err = answer(line, taken.id, a->op, ~taken.cookie);
	if (err)
		return err;
	INC(answers);
	again = answer(line, taken.id, 0, 0);
	if (!again)
		violation("request %#x of a proxy: answered twice", taken.id);
	return 0;
}

/* What it has not taken, and what there is not. */
int act_proxy_wrong(const struct action *a)
{
	static const __u32 ids[] = { 0, 1, 0x7fffffff, 0xffffffff };
	struct my_line *line = my_proxy();
	__u32 id = ids[rnd(&me.rng, ARRAY_LEN(ids))];
	int err;

	if (!line)
		return SKIP;
	me.what = id;
	err = answer(line, id, 0, 0);
	if (!err)
		violation("answered %#x, which is no request", id);
	return err == (int)TLINE_ERR_NOREQUEST ? 0 : err;
}

int act_proxy_message(const struct action *a)
{
	static const __u32 types[] = {
		TLINE_MSG_AGENTSPECIFIC, TLINE_MSG_AGENTSTATUS, TLINE_MSG_AGENTSESSIONSTATUS,
		TLINE_MSG_QUEUESTATUS, TLINE_MSG_AGENTSTATUSEX, TLINE_MSG_GROUPSTATUS,
	};
	struct tline_ioc_proxy_message arg = { .type = types[rnd(&me.rng, ARRAY_LEN(types))] };
	struct my_line *line = my_proxy();

	if (!line)
		return SKIP;
	me.what = line->handle;
	return ioctl(line->fd, TLINE_IOC_PROXY_MESSAGE, &arg) ? -errno : arg.result;
}

/* ------------------------------------------------------------------ assisted telephony */

int act_recipient(const struct action *a)
{
	struct tline_ioc_recipient arg = { .modes = MAKECALL, .enable = a->op };
	struct my_app *app = my_app();

	if (!app)
		return SKIP;
	me.what = app->slot;
	if (ioctl(app->fd, TLINE_IOC_RECIPIENT, &arg))
		return -errno;
	shared->ledger[app->slot].recipient = a->op;
	return 0;
}

static _Atomic __u8 *assist_at(__u32 number)
{
	return &shared->assist[number % ASSISTS];
}

int act_assist(const struct action *a)
{
	struct tline_ioc_assist arg = { .mode = MAKECALL };
	struct my_app *app = my_app();
	__u32 number;

	if (!app)
		return SKIP;
	number = shared->assists++;
	me.what = number;
	*assist_at(number) = ASSIST_ASKED;
	snprintf(arg.dest, sizeof(arg.dest), "%u", number);
	if (!ioctl(app->fd, TLINE_IOC_ASSIST, &arg) && !arg.result)
		return 0;
	if (atomic_exchange(assist_at(number), ASSIST_REFUSED) == ASSIST_TAKEN)
		violation("call %u was refused, and is taken all the same", number);
	return arg.result ?: -errno;
}

/* Each is taken once at most; nothing that was not asked for. */
int act_assist_take(const struct action *a)
{
	struct tline_ioc_assist arg = { .mode = MAKECALL };
	struct my_app *app = my_app();
	__u32 number;
	__u8 before;

	if (!app || (!shared->ledger[app->slot].recipient && !one_in(&me.rng, 12)))
		return SKIP;
	if (ioctl(app->fd, TLINE_IOC_ASSIST_TAKE, &arg))
		return -errno;
	if (arg.result)
		return arg.result == (__s32)TLINE_ERR_NOREQUEST ? SKIP : arg.result;
	number = strtoul(arg.dest, NULL, 10);
	me.what = number;
	before = atomic_exchange(assist_at(number), ASSIST_TAKEN);
	if (before != ASSIST_ASKED && shared->assists - number < ASSISTS)
		violation("call \"%s\" was taken, in state %u", arg.dest, before);
	return 0;
}

/* ------------------------------------------------------------------ what lines have */

int act_data(const struct action *a)
{
	struct tline_ioc_data arg = { .kind = 1 + rnd(&me.rng, TLINE_DATA_KINDS - 1) };
	struct my_line *line = my_line();
	char data[TLINE_MAX_DATA];

	if (arg.kind >= TLINE_DATA_CALL_DEVSPECIFIC) {
		line = my_call(0, &arg.object);
		if (!arg.object)
			return SKIP;
	}
	if (!line)
		return SKIP;
	me.what = arg.kind;
	arg.size = one_in(&me.rng, 4) ? 0 : sizeof(data);
	arg.data = arg.size ? (uintptr_t)data : 0;
	return ioctl(line->fd, TLINE_IOC_DATA, &arg) ? -errno : arg.result;
}

static const char *const classes[] = { "comm/datamodem", "WAVE/in" };

int act_set_config(const struct action *a)
{
	char data[64] = CONFIG;
	struct tline_ioc_devconfig arg = {
		.size = strlen(CONFIG) + rnd(&me.rng, 32), .data = (uintptr_t)data,
	};
	struct my_line *line = my_line();

	if (!line)
		return SKIP;
	strcpy(arg.device_class, classes[rnd(&me.rng, ARRAY_LEN(classes))]);
	me.what = line->handle;
	return ioctl(line->fd, TLINE_IOC_SET_DEVCONFIG, &arg) ? -errno : arg.result;
}

/* Nothing, or something that was set. */
int act_get_config(const struct action *a)
{
	char data[64] = "";
	struct tline_ioc_devconfig arg = { .size = sizeof(data), .data = (uintptr_t)data };
	struct my_line *line = my_line();
	int err;

	if (!line)
		return SKIP;
	strcpy(arg.device_class, classes[rnd(&me.rng, ARRAY_LEN(classes))]);
	me.what = line->handle;
	err = ioctl(line->fd, TLINE_IOC_GET_DEVCONFIG, &arg) ? -errno : arg.result;
	if (!err && arg.size && (arg.size > sizeof(data) || strncmp(data, CONFIG, strlen(CONFIG))))
		violation("settings of \"%s\", %u bytes: nobody has set them", arg.device_class,
			  arg.size);
	return err;
}

int act_num_rings(const struct action *a)
{
	struct tline_ioc_num_rings arg = { .rings = 1 + rnd(&me.rng, 8) };
	struct my_line *line = my_line();

	if (!line)
		return SKIP;
	me.what = line->handle;
	if (ioctl(line->fd, TLINE_IOC_SET_NUM_RINGS, &arg))
		return -errno;
	if (arg.result || one_in(&me.rng, 2))
		return arg.result;
	return ioctl(line->fd, TLINE_IOC_GET_NUM_RINGS, &arg) ? -errno : arg.result;
}
