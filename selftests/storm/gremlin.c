// SPDX-License-Identifier: GPL-2.0-only
/*
 * The provider's side of the storm: an exchange with eight lines whose faults change
 * all the time, which rings, hangs up, closes by force, is unplugged line by line or as a
 * whole, and made anew.  In the end it makes peace, and calls from every line.
 */
#include "storm.h"

#define DEVICES		"comm/datamodem=/dev/ttyS1 wave/in=0"
#define CHANCE(list)	(list)[rnd(&rng, ARRAY_LEN(list))]

static struct rng rng;
static struct sim *sim;
static int exchange;

struct mischief {
	const char *name;
	__u32 weight;
	int (*fn)(int i);		/* to line @i: 0 or -errno */
};

static void note_lines(bool there)
{
	int i;

	for (i = 0; i < EXCHANGE_LINES; i++)
		shared->line[exchange * EXCHANGE_LINES + i] = there ? sim->line[i] : -1;
}

/* ----------------------------------------------------------------------- mischief */

static int new_faults(int i)
{
	static const char *const ops[] = {
		"", "makecall:", "answer:", "drop:", "hold:", "unhold:", "setuptransfer:",
		"completetransfer:", "setlinedevstatus:", "accept:", "park:", "unpark:", "pickup:",
		"forward:", "completecall:", "uncompletecall:", "setupconference:",
		"prepareaddtoconference:", "addtoconference:", "removefromconference:",
		"setterminal:", "devspecific:", "setcalldata:", "setcalltreatment:",
	};
	static const char *const faults[] = {
		"delay=5", "delay=1-400", "never", "fail=0x80000048", "fail=0x80000001", "fail=7",
		"twice", "late", "badstate", "dropmsg", "owe", "inside",
	};
	char text[256] = "";
	__u32 n = one_in(&rng, 2) ? 0 : 1 + rnd(&rng, 3);
	size_t at = 0;

	while (n--)
		at += snprintf(text + at, sizeof(text) - at, "%s%s ", CHANCE(ops), CHANCE(faults));
	return sim_try(sim, i, "fault", text[0] ? text : "none");
}

static int new_script(int i)
{
	static const char *const scripts[] = {
		"app", "app", "app", "app", "app", "app", "answer=20", "answer=100", "answer=5",
		"answer=20", "answer=50", "answer=5", "busy", "noanswer", "reject", "special", "gone",
		"random",
	};

	return sim_try(sim, i, "script", CHANCE(scripts));
}

static int ring(int i)
{
	static const char *const callers[] = {
		"+4912", "1,Somebody", "+4930123,Data media=10", "5,Anybody media=2",
	};

	return sim_try(sim, i, "incoming", CHANCE(callers));
}

/* What all opens are told of, if they want to be. */
static int new_status(int i)
{
	static const char *const what[] = { "ring_mode", "signal", "battery", "roam_mode" };
	char value[16];

	snprintf(value, sizeof(value), "%u", 1 + rnd(&rng, 4));
	return sim_try(sim, i, CHANCE(what), value);
}

static int far_digits(int i) { return sim_try(sim, i, "digits", "12#"); }
static int far_hangup(int i) { return sim_try(sim, i, "hangup", "1"); }
static int force_close(int i) { return sim_try(sim, i, "close", "1"); }

static int park(int i)
{
	int err = sim_try(sim, i, "park", "1");

	nap_us(rnd(&rng, 40000));
	return one_in(&rng, 3) ? err : sim_try(sim, i, "park", "0");
}

static int unpark(int i) { return sim_try(sim, i, "park", "0"); }
static int release(int i) { return sim_try(sim, i, "release", one_in(&rng, 2) ? "2" : "all"); }

static int unplug(int i)
{
	int err = sim_try(sim, i, "unplug", "1");

	if (err)
		return err;
	nap_us(rnd(&rng, 10000));
	err = sim_try(sim, i, "unplug", "0");
	if (err)
		violation("%s, line %d does not come back: %s", sim->name, i, strerror(-err));
	sim->line[i] = sim_num(sim, i, "id");
	note_lines(true);
	return 0;
}

/* As unloading a driver, and loading it again. */
static int replug(int i)
{
	sim_set(sim, -1, "live", "0");
	note_lines(false);
	nap_us(rnd(&rng, 20000));
	sim_live(sim);
	note_lines(true);
	return 0;
}

static void create(void)
{
	static const struct {
		const char *attr;
		const char *values[4];
	} choices[] = {
		{ "closedrop", { "1", "1", "1", "0" } },
		{ "drop_on_close", { "0", "0", "0", "1" } },
		{ "max_active", { "1", "4", "8", "8" } },
		{ "max_calls", { "4", "16", "16", "2" } },
		{ "idle_limit_ms", { "20", "100", "300", "0" } },
		{ "addresses", { "1", "1", "2", "4" } },
		{ "without", { "\n", "\n", "\n", "securecall drop" } },
		{ "answer_mode", { "none", "none", "drop", "hold" } },
		{ "max_conference", { "6", "6", "3", "32" } },
		{ "park_timeout", { "300", "1000", "3000", "5000" } },
		{ "pickup_group", { "\n", "sales", "sales", "desk" } },
		{ "terminals", { "phone headset speaker", "phone headset", "phone", "\n" } },
		{ "devices", { DEVICES, DEVICES, DEVICES, "\n" } },
	};
	__u32 i, c;

	sim_create_down(sim, EXCHANGE_LINES);
	sim_set(sim, -1, "seed", "%u", rnd(&rng, 1000000));
	for (i = 0; i < EXCHANGE_LINES; i++)
		for (c = 0; c < ARRAY_LEN(choices); c++)
			sim_set(sim, i, choices[c].attr, "%s", CHANCE(choices[c].values));
	sim_live(sim);
	note_lines(true);
}

static int rebuild(int i)
{
	sim_destroy(sim);
	note_lines(false);
	create();
	return 0;
}

static int step_time(int i)
{
	char ms[16];

	snprintf(ms, sizeof(ms), "%u", one_in(&rng, 20) ? 7000 : rnd(&rng, 400));
	return sim_try(sim, -1, "step", ms);
}

static int new_clock(int i) { return sim_try(sim, -1, "clock", one_in(&rng, 3) ? "auto" : "manual"); }

static int look(int i)
{
	static const char *const attrs[] = {
		"log", "calls", "parked", "fault", "script", "id",
	};

	sim_get(sim, i, CHANCE(attrs));
	return one_in(&rng, 4) ? sim_try(sim, i, "log", "0") : 0;
}

static const struct mischief mischief[] = {
	{ "faults",	24, new_faults },
	{ "script",	10, new_script },
	{ "ring",	28, ring },
	{ "status",	6, new_status },
	{ "far-digits",	30, far_digits },
	{ "far-hangup",	12, far_hangup },
	{ "force-close", 1, force_close },
	{ "park",	4, park },
	{ "unpark",	4, unpark },
	{ "release",	3, release },
	{ "unplug",	2, unplug },
	{ "replug",	1, replug },
	{ "rebuild",	1, rebuild },
	{ "step",	120, step_time },
	{ "clock",	3, new_clock },
	{ "look",	12, look },
};

_Static_assert(ARRAY_LEN(mischief) <= MISCHIEFS, "struct shared has room for fewer");

static void make_mischief(__u64 step)
{
	__u32 total = 0, i, at;
	int err;

	rng.state = mix(mix(shared->seed, ~(__u64)exchange), step);
	for (i = 0; i < ARRAY_LEN(mischief); i++)
		total += mischief[i].weight;
	at = rnd(&rng, total);
	for (i = 0; at >= mischief[i].weight; i++)
		at -= mischief[i].weight;
	err = mischief[i].fn(rnd(&rng, EXCHANGE_LINES));
	INC(mischief_tried[i]);
	if (!err)
		INC(mischief_done[i]);
	nap_us(rnd(&rng, 8000));
}

/* -------------------------------------------------------------------------- peace */

static void make_peace(void)
{
	int i;

	sim_set(sim, -1, "clock", "auto");
	for (i = 0; i < EXCHANGE_LINES; i++) {
		sim_set(sim, i, "fault", "none");
		sim_set(sim, i, "script", "app");
		sim_set(sim, i, "park", "0");
	}
}

static __u32 completions(struct line *line)
{
	struct tline_ioc_line_status status;

	if (ioctl(line->fd, TLINE_IOC_LINE_STATUS, &status))
		violation("%s: status of a line: %s", sim->name, strerror(errno));
	return status.num_completions;
}

/* What programs have ordered stays when they go: it is their user's wish. */
static void end_services(int i)
{
	int app = app_open();
	struct line line = line_open(sim, i, app, OWNER, TLINE_MEDIAMODES_ALL);
	struct tline_request rq = {
		.op = TLINE_OP_FORWARD, .arg = { TLINE_ADDRESS_ANY },
	};
	__u32 last = shared->completion[exchange * EXCHANGE_LINES + i], n;
	__s32 err = reply(app, submit(&line, &rq), NULL);

	if (err)
		violation("%s, line %d: forwarding has no end (%#x)", sim->name, i, err);
	rq.op = TLINE_OP_UNCOMPLETECALL;
	/* From the last one that is known down to the first, then what is newer. */
	for (n = 0; completions(&line); n++) {
		if (n > last + 100000)
			violation("%s, line %d: completions have no end", sim->name, i);
		rq.arg[0] = n <= last ? last - n : n;
		reply(app, submit(&line, &rq), NULL);
	}
	line_close(&line);
	close(app);
}

/*
 * Callers that were still ringing when the last app went ring on, and are offered to whoever
 * opens the line: here their patience ends.
 */
static void hang_up_all(int i)
{
	int app = app_open(), calls = 0;
	struct line line = line_open(sim, i, app, OWNER, TLINE_MEDIAMODES_ALL);

	sim_step(sim, 0);
	while (!sim_try(sim, i, "hangup", "1"))
		if (++calls > 10000)
			violation("%s, line %d: hanging up has no end", sim->name, i);
	line_close(&line);
	close(app);
}

/* One of the two drops, unless both lines are without that. */
static bool end_call(struct line *line, __u32 call, struct line *far, __u32 answered)
{
	__s32 err = do_op(line, TLINE_OP_DROP, call);

	if (err == TLINE_ERR_OPERATIONUNAVAIL)
		return false;
	if (err || !call_reaches(line->app, call, TLINE_CALLSTATE_IDLE) ||
	    !call_reaches(far->app, answered, TLINE_CALLSTATE_DISCONNECTED))
		violation("%s: a call does not end as it should (%#x)", sim->name, err);
	return true;
}

static void connect(int i, int to, struct line *line, struct line *far, __u32 *call,
		    __u32 *answered)
{
	char calls[256];
	__s32 err;

	snprintf(calls, sizeof(calls), "%s", sim_get(sim, to, "calls"));
	err = makecall(line, sim->number[to], call);
	sim_step(sim, 1000);
	if (err || call_state(line, *call) != TLINE_CALLSTATE_RINGBACK)
		violation("%s, line %d cannot call line %d: result %#x, state %#x; it had \"%s\"",
			  sim->name, i, to, err, call_state(line, *call), calls);
	*answered = offered(far);
	err = do_op(far, TLINE_OP_ANSWER, *answered);
	sim_step(sim, 1000);
	if (err || call_state(line, *call) != TLINE_CALLSTATE_CONNECTED)
		violation("%s, line %d cannot answer line %d: result %#x, caller's state %#x",
			  sim->name, to, i, err, call_state(line, *call));
	drain(line->app);
	drain(far->app);
}

/* Every line can be used again: it calls its neighbour, who answers. */
static void clean_call(int i)
{
	int to = (i + 1) % EXCHANGE_LINES, app = app_open(), far_app = app_open();
	struct tline_ioc_counters c;
	struct line line, far;
	__u32 call, answered;

	line = line_open(sim, i, app, OWNER, VOICE);
	far = line_open(sim, to, far_app, OWNER, VOICE);
	connect(i, to, &line, &far, &call, &answered);
	if (!end_call(&line, call, &far, answered))
		end_call(&far, answered, &line, call);
	if (deallocate(&line, call) || deallocate(&far, answered))
		violation("%s, line %d: a call cannot be let go", sim->name, i);
	c = counters(line.fd);
	if (!balanced(line.fd) || c.pending || c.calls || c.opens != 1)
		violation("%s, line %d: %llu pending, %llu calls, %llu opens after a call; \"%s\"",
			  sim->name, i, c.pending, c.calls, c.opens, sim_get(sim, i, "calls"));
	line_close(&line);
	line_close(&far);
	close(app);
	close(far_app);
	INC(clean_calls);
}

void gremlin_main(int number)
{
	__u64 step;
	int i, round;

	role = "gremlin";
	exchange = number;
	sim = &shared->sim[number];
	rng.state = mix(shared->seed, ~(__u64)number);
	create();
	shared->ready++;
	for (step = 0; shared->phase == PHASE_STORM; step++)
		make_mischief(step);
	make_peace();
	shared->ready++;
	while (shared->phase == PHASE_SETTLE)
		nap_us(20000);
	if (shared->phase == PHASE_FAILED)
		_exit(0);
	/* Whoever was still dialling, on a telephone that programs do not know of, gets through. */
	sim_set(sim, -1, "clock", "manual");
	for (i = 0; i < EXCHANGE_LINES; i++)
		end_services(i);
	/* What was parked comes back, unless the line was busy: then it does the next time. */
	for (round = 0; round < 3; round++) {
		sim_step(sim, 10000);
		for (i = 0; i < EXCHANGE_LINES; i++)
			hang_up_all(i);
	}
	for (i = 0; i < EXCHANGE_LINES; i++)
		clean_call(i);
	sim_destroy(sim);
	_exit(0);
}

bool gremlin_report(bool strict)
{
	bool complete = true;
	__u32 i;

	for (i = 0; i < ARRAY_LEN(mischief); i++) {
		printf("%-18s %8llu tried %8llu done\n", mischief[i].name,
		       (long long)shared->mischief_tried[i], (long long)shared->mischief_done[i]);
		if (strict && !shared->mischief_done[i]) {
			printf("# no %s succeeded\n", mischief[i].name);
			complete = false;
		}
	}
	return complete;
}
