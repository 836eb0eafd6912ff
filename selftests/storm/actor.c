// SPDX-License-Identifier: GPL-2.0-only
/* The life of an actor: steps, each an action from the table; then its end. */
#include <sched.h>
#include <sys/time.h>

#include "actor.h"

#define RARE_OPERATIONS	300000	/* from here on each action has succeeded */
#define SETTLE_MS	90000	/* everybody settles at once, on a slow machine */

#define S(x)	TLINE_CALLSTATE_##x
#define HELD_STATES	(S(ONHOLD) | S(ONHOLDPENDTRANSFER) | S(ONHOLDPENDCONF))
#define ALIVE	(~(S(IDLE) | S(DISCONNECTED)))
#define REQUEST(name, weight, op, args, ...)				\
	{ name, weight, act_request, TLINE_OP_##op, ARGS_##args, ##__VA_ARGS__ }

struct me me;

static const struct action actions[] = {
	{ "app-open",		20, act_app_open },
	{ "line-open",		35, act_line_open },
	{ "close-ioctl",	4, act_line_close },
	{ "close",		6, act_close },
	{ "app-close",		3, act_app_close },
	{ "shutdown",		1, act_shutdown },
	{ "status-messages",	4, act_status_messages },
	{ "line-query",		5, act_line_query },
	{ "read",		200, act_read },
	{ "read-blocking",	6, act_read_blocking },
	{ "audit",		8, act_audit },
	{ "settle",		3, act_settle },

	{ "go-on",		200, act_go_on },
	REQUEST("makecall",		40, MAKECALL, PARAMS),
	REQUEST("dial",		3, DIAL, DEST, S(DIALTONE) | S(DIALING)),
	REQUEST("accept",		12, ACCEPT, UUI, S(OFFERING)),
	REQUEST("answer",		100, ANSWER, UUI, S(OFFERING) | S(ACCEPTED)),
	REQUEST("redirect",		6, REDIRECT, DEST, S(OFFERING)),
	REQUEST("drop",		40, DROP, UUI, ALIVE),
	REQUEST("hold",		16, HOLD, NONE, S(CONNECTED)),
	REQUEST("unhold",		12, UNHOLD, NONE, HELD_STATES, 0, true),
	REQUEST("swaphold",		10, SWAPHOLD, NONE, S(CONNECTED), HELD_STATES, true),
	REQUEST("blindtransfer",	5, BLINDTRANSFER, DEST, S(CONNECTED), 0, true),
	REQUEST("setuptransfer",	16, SETUPTRANSFER, PARAMS, S(CONNECTED)),
	REQUEST("completetransfer",	12, COMPLETETRANSFER, MODE,
	  S(ONHOLD) | S(ONHOLDPENDTRANSFER),
	  S(CONNECTED) | S(RINGBACK) | S(BUSY) | S(PROCEEDING), true),
	REQUEST("senduui",		8, SENDUSERUSERINFO, UUI, S(CONNECTED)),
	REQUEST("releaseuui",		2, RELEASEUSERUSERINFO, NONE, ALIVE),
	REQUEST("setcallparams",	6, SETCALLPARAMS, PARAMS, ALIVE),
	REQUEST("securecall",		3, SECURECALL, NONE, S(CONNECTED)),
	REQUEST("lamp",		10, SETLINEDEVSTATUS, LAMP),
	REQUEST("park",		14, PARK, PARK, S(CONNECTED)),
	REQUEST("unpark",	4, UNPARK, PLACE),
	REQUEST("pickup",	5, PICKUP, PICKUP),
	REQUEST("forward",	3, FORWARD, FORWARD),
	REQUEST("completecall",	8, COMPLETECALL, COMPLETE, S(BUSY) | S(RINGBACK)),
	REQUEST("uncompletecall",	4, UNCOMPLETECALL, COMPLETION, 0, 0, true),
	REQUEST("setupconference",	14, SETUPCONFERENCE, CONFERENCE, S(CONNECTED)),
	REQUEST("conference-of-none",	4, SETUPCONFERENCE, CONFERENCE),
	REQUEST("prepareadd",	6, PREPAREADDTOCONFERENCE, CONFERENCE, S(CONNECTED), 0, true),
	REQUEST("addto",	40, ADDTOCONFERENCE, NONE, S(ONHOLDPENDCONF) | S(ONHOLD),
	  S(CONNECTED) | S(ONHOLD) | S(PROCEEDING) | S(RINGBACK), true),
	REQUEST("removefrom",	8, REMOVEFROMCONFERENCE, NONE, S(CONFERENCED), 0, true),
	REQUEST("setcalldata",	5, SETCALLDATA, BYTES, ALIVE),
	REQUEST("qualityofservice", 4, SETCALLQUALITYOFSERVICE, QOS, ALIVE),
	REQUEST("treatment",	4, SETCALLTREATMENT, TREATMENT, ALIVE),
	REQUEST("terminal-call", 4, SETTERMINAL, TERMINAL, ALIVE),
	REQUEST("terminal-line", 2, SETTERMINAL, TERMINAL),
	REQUEST("extension-call", 5, DEVSPECIFIC, EXTENSION, ALIVE),
	REQUEST("extension-line", 2, DEVSPECIFIC, EXTENSION),
	REQUEST("button",	3, DEVSPECIFICFEATURE, BUTTON),
	REQUEST("gather",	16, GATHERDIGITS, GATHER, S(CONNECTED) | S(RINGBACK)),
	REQUEST("gather-end",	4, GATHERDIGITS, GATHER_END, S(CONNECTED) | S(RINGBACK)),
	REQUEST("proxy-ask",	16, PROXY, PROXY),
	{ "output",		40, act_output },
	{ "conference",		8, act_conference, .rare = true },
	{ "transfer",		8, act_transfer, .rare = true },
	{ "batch",		12, act_batch },
	{ "wait",		14, act_wait },
	{ "cancel-ask",		8, act_cancel, TLINE_CANCEL_ASK },
	{ "cancel-force",	12, act_cancel, TLINE_CANCEL_FORCE },

	{ "deallocate",		20, act_deallocate },
	{ "privilege-monitor",	4, act_privilege, TLINE_CALLPRIVILEGE_MONITOR },
	{ "privilege-owner",	8, act_privilege, TLINE_CALLPRIVILEGE_OWNER },
	{ "privilege-none",	2, act_privilege, TLINE_CALLPRIVILEGE_NONE },
	{ "handoff",		10, act_handoff },
	{ "new-calls",		8, act_new_calls },
	{ "call-query",		12, act_call_query },
	{ "appspecific",	3, act_set_call, 0 },
	{ "mediamode",		3, act_set_call, 1 },
	{ "monitor-digits",	6, act_set_call, 2 },
	{ "generate-digits",	6, act_digits },
	{ "monitor-media",	5, act_set_call, 3 },
	{ "monitor-no-media",	2, act_set_call, 4 },
	{ "monitor-tones",	5, act_monitor_tones },
	{ "generate-tone",	8, act_generate_tone },
	{ "control-line",	1, act_media_control, TLINE_CALLSELECT_LINE },
	{ "control-address",	1, act_media_control, TLINE_CALLSELECT_ADDRESS },
	{ "control-call",	3, act_media_control, TLINE_CALLSELECT_CALL },
	{ "conference-calls",	6, act_conf_calls, 0, 0, S(CONFERENCED) | S(ONHOLDPENDCONF) },

	{ "proxy-open",		12, act_proxy_open },
	{ "proxy-take",		60, act_proxy_take },
	{ "proxy-answer",	50, act_proxy_answer, 0 },
	{ "proxy-refuse",	6, act_proxy_answer, TLINE_ERR_INVALAGENTSTATE },
	{ "proxy-wrong",	4, act_proxy_wrong },
	{ "proxy-message",	5, act_proxy_message },
	{ "recipient",		1, act_recipient, 1 },
	{ "recipient-no-more",	2, act_recipient, 0 },
	{ "assist",		6, act_assist },
	{ "assist-take",	60, act_assist_take },
	{ "data",		8, act_data },
	{ "set-config",		4, act_set_config },
	{ "get-config",		4, act_get_config },
	{ "num-rings",		3, act_num_rings },

	{ "dup",		6, act_dup },
	{ "pass",		6, act_pass },
	{ "take",		8, act_take },
	{ "fork",		3, act_fork },
	{ "thread",		4, act_thread },
	{ "suicide",		1, act_suicide },
};

/* What is done with a call that is in this state: a row, by chance, or NULL. */
const struct action *action_for(__u32 state)
{
	__u32 at = rnd(&me.rng, ARRAY_LEN(actions)), i;

	for (i = 0; i < ARRAY_LEN(actions); i++) {
		const struct action *a = &actions[(at + i) % ARRAY_LEN(actions)];

		if (a->fn == act_request && a->states & state)
			return a;
	}
	return NULL;
}

void count_request(__u32 op)
{
	__u32 i;

	for (i = 0; i < ARRAY_LEN(actions); i++)
		if (actions[i].fn == act_request && actions[i].op == op)
			INC(done[i]);
}

_Static_assert(ARRAY_LEN(actions) <= ACTIONS, "struct shared has room for fewer");

__u32 actor_num_actions(void)
{
	return ARRAY_LEN(actions);
}

const char *actor_action_name(__u32 action)
{
	return action < ARRAY_LEN(actions) ? actions[action].name : "-";
}

/* ------------------------------------------------------------------- what it has */

struct my_app *my_app(void)
{
	__u32 at = rnd(&me.rng, MY_APPS), i;

	for (i = 0; i < MY_APPS; i++) {
		struct my_app *app = &me.app[(at + i) % MY_APPS];

		if (app->fd < 0)
			continue;
		if (!shared->ledger[app->slot].shut || one_in(&me.rng, 8))
			return app;
		drop_app(app);
	}
	return NULL;
}

/* Mostly it is seen when a line is dead, and closed. */
static bool dead(struct my_line *line)
{
	struct pollfd p = { .fd = line->fd };

	return poll(&p, 1, 0) == 1 && p.revents & POLLHUP && !one_in(&me.rng, 6);
}

struct my_line *my_line(void)
{
	__u32 at = rnd(&me.rng, MY_LINES), i;

	for (i = 0; i < MY_LINES; i++) {
		struct my_line *line = &me.line[(at + i) % MY_LINES];

		if (line->fd < 0)
			continue;
		if (!dead(line))
			return line;
		drop_line(line);
	}
	return NULL;
}

struct my_line *my_call(__u32 states, __u32 *call)
{
	struct my_line *line = NULL;
	int tries;

	*call = 0;
	for (tries = 0; tries < 4 && !*call; tries++) {
		line = my_line();
		if (!line)
			break;
		/* Now and then one that does not suit, or is another line's. */
		*call = ledger_pick(line->slot, &me.rng, one_in(&me.rng, 12) ? 0 : states,
				    one_in(&me.rng, 12) ? 0 : line->instance);
	}
	return line;
}

struct my_app *free_app(void)
{
	int i;

	for (i = 0; i < MY_APPS; i++)
		if (me.app[i].fd < 0)
			return &me.app[i];
	return NULL;
}

struct my_line *free_line(void)
{
	int i;

	for (i = 0; i < MY_LINES; i++)
		if (me.line[i].fd < 0)
			return &me.line[i];
	return NULL;
}

void drop_line(struct my_line *line)
{
	close(line->fd);
	line->fd = -1;
}

void drop_lines_of(int slot)
{
	int i;

	for (i = 0; i < MY_LINES; i++)
		if (me.line[i].fd >= 0 && me.line[i].slot == slot)
			drop_line(&me.line[i]);
}

/* No line is used without its app: the ledger may be somebody else's then. */
void drop_app(struct my_app *app)
{
	close(app->fd);
	app->fd = -1;
	drop_lines_of(app->slot);
	actor_lets_go(self, app->slot);
	ledger_put(app->slot);
}

static void on_alarm(int sig)
{
}

void alarms(bool on)
{
	struct itimerval every = {
		.it_interval.tv_usec = on ? 20000 : 0, .it_value.tv_usec = on ? 20000 : 0,
	};

	setitimer(ITIMER_REAL, &every, NULL);
}

/* -------------------------------------------------------------------------- steps */

/* An app and two lines, then anything. */
static __u32 choose(void)
{
	static const action_fn first[] = { act_app_open, act_line_open, act_line_open };
	__u32 total = 0, i, at;

	if (!self->heir && self->step < ARRAY_LEN(first))
		for (i = 0; i < ARRAY_LEN(actions); i++)
			if (actions[i].fn == first[self->step])
				return i;

	for (i = 0; i < ARRAY_LEN(actions); i++)
		total += actions[i].weight;
	at = rnd(&me.rng, total);
	for (i = 0; at >= actions[i].weight; i++)
		at -= actions[i].weight;
	return i;
}

static void step(void)
{
	struct log_row *row = &self->log[self->step % LOG];
	__u32 action;
	int result;

	/* A step's wishes do not depend on how many the earlier ones had. */
	me.rng.state = mix(mix(shared->seed, self->number), self->step);
	action = choose();
	self->action = action;
	self->beat = seconds();
	me.what = 0;
	result = actions[action].fn(&actions[action]);
	*row = (struct log_row) { self->step, action, result, me.what };
	if (result != SKIP) {
		INC(tried[action]);
		if (!result)
			INC(done[action]);
		else
			shared->refused[action] = result;
	}
	if (one_in(&me.rng, 3))
		nap_us(rnd(&me.rng, 3000));
	self->step++;
}

static void settle_all(void)
{
	int i;

	self->beat = seconds();
	for (i = 0; i < MY_APPS; i++) {
		if (me.app[i].fd < 0 || ledger_settle(me.app[i].slot, me.app[i].fd, SETTLE_MS))
			continue;
		if (shared->phase == PHASE_FAILED)
			_exit(0);
		ledger_show(me.app[i].slot, me.app[i].fd);
		violation("what was accepted has not all completed after %d s", SETTLE_MS / 1000);
	}
}

/* Some go in order, some drop everything; some close what they have, one by one. */
static void __attribute__((noreturn)) leave(void)
{
	__u32 how = rnd(&me.rng, 3);
	int i;

	if (shared->phase == PHASE_FAILED)
		_exit(0);
	if (shared->phase != PHASE_STORM || how == 0)
		settle_all();
	for (i = 0; how == 1 && i < MY_LINES; i++)
		if (me.line[i].fd >= 0)
			drop_line(&me.line[i]);
	end_threads();
	/* The controller puts the ledgers that are held. */
	_exit(0);
}

void actor_go_on(struct actor *a)
{
	__u32 steps;

	self = a;
	role = "actor";
	a->beat = seconds();
	a->step = 0;
	a->pid = getpid();
	a->state = ACTOR_RUNNING;
	me.rng.state = mix(shared->seed, a->number);
	steps = 40 + rnd(&me.rng, 200);
	while (a->step < steps && shared->phase == PHASE_STORM)
		step();
	leave();
}

void actor_main(struct actor *a)
{
	struct sigaction sa = { .sa_handler = on_alarm };
	int i;

	sigaction(SIGALRM, &sa, NULL);
	for (i = 0; i < MY_APPS; i++)
		me.app[i].fd = -1;
	for (i = 0; i < MY_LINES; i++)
		me.line[i].fd = -1;
	actor_go_on(a);
}

/* ------------------------------------------------------------------------- report */

bool actor_report(bool strict, __u64 operations)
{
	bool complete = true;
	__u32 i;

	for (i = 0; i < ARRAY_LEN(actions); i++) {
		const struct action *a = &actions[i];
		__u64 ok = shared->done[i];

		printf("%-18s %8llu tried %8llu done", a->name, (long long)shared->tried[i],
		       (long long)ok);
		if (a->fn == act_request)
			printf(" %8llu accepted %8llu carried out",
			       (long long)shared->accepted[a->op],
			       (long long)shared->completed[a->op]);
		if (shared->refused[i])
			printf(" last refused for %#x", shared->refused[i]);
		putchar('\n');
		/* Of a request it is not enough that it was accepted. */
		if (a->fn == act_request && !shared->completed[a->op])
			ok = 0;
		if (strict && !ok && (!a->rare || operations >= RARE_OPERATIONS)) {
			printf("# no %s succeeded\n", a->name);
			complete = false;
		}
	}
	return complete;
}
