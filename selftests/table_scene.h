/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scene on which each row of the table is played: an exchange that all rows share,
 * with a line of each kind; the app that closes, with one open or two; others on the
 * same line; and the far end.
 */
#ifndef TABLE_SCENE_H
#define TABLE_SCENE_H

#include "table_watch.h"

#include <sched.h>

/* Lines: one of each kind, again with a short idle limit, and the far end. */
#define HASTY		KINDS
#define FAR_LINE	(2 * KINDS)
#define OWED_MS		5000	/* longest wait for an IDLE that is owed for 1 ms */

/*
 * ---------------------------------------------------------------------------
 * Setting the scene
 */

static void open_part(struct scene *s, enum part_id id, int app, __u32 privileges, __u32 version)
{
	struct part *p = &s->part[id];
	struct tline_ioc_open arg = {
		.api_version = version, .privileges = privileges, .media_modes = VOICE,
		.instance = 0x1000 + id,
	};
	int flags = privileges & OWNER ? O_RDWR : O_RDONLY;

	memset(p, 0, sizeof(*p));
	p->line.app = app;
	if (line_try(&s->sim, s->at, flags, app, &arg, &p->line.fd)) {
		fprintf(stderr, "# cannot open line %d\n", s->at);
		_exit(1);
	}
	p->line.handle = arg.handle;
	p->instance = arg.instance;
	p->app = id == SECOND ? CLOSER : id;
	p->here = true;
}

static void close_part(struct scene *s, enum part_id id)
{
	struct part *p = &s->part[id];

	if (!p->here)
		return;
	line_close(&p->line);
	p->here = false;
}

/* Apps are used again, too, unless it is they that end. */
static int app_as(int *app, const char *module, __u32 version)
{
	if (!*app)
		*app = app_open_as(module, version);
	drain(*app);
	return *app;
}

static void end_app(int *app)
{
	if (*app)
		close(*app);
	*app = 0;
}

static void open_guest(struct scene *s, enum part_id id, __u32 privileges)
{
	struct tline_ioc_status_messages want = { .line_states = TLINE_DEVSTATE_CLOSE };

	if (s->part[id].here)
		return;
	open_part(s, id, app_as(&s->guest_app[id], "guest", V2_2), privileges, V2_2);
	if (ioctl(s->part[id].line.fd, TLINE_IOC_SET_STATUS_MESSAGES, &want) || want.result)
		_exit(1);
}

static void close_guests(struct scene *s)
{
	enum part_id i;

	for (i = CO_OWNER; i < PARTS; i++)
		close_part(s, i);
}

/* Those besides the closing app stay open from row to row. */
static void invite(struct scene *s, const struct cast *cast)
{
	int i;

	if (cast->co_owners)
		open_guest(s, CO_OWNER, OWNER | MONITOR);
	else
		close_part(s, CO_OWNER);
	for (i = 0; i < 2; i++)
		if (i < cast->monitors)
			open_guest(s, MONITOR_1 + i, MONITOR);
		else
			close_part(s, MONITOR_1 + i);
}

static void open_books(struct scene *s)
{
	char path[64];

	if (s->books > 0)
		close(s->books);
	snprintf(path, sizeof(path), "/dev/tline/line%d", s->sim.line[s->at]);
	s->books = open(path, O_RDONLY | O_CLOEXEC);
}

static void open_far(struct scene *s)
{
	if (s->far.app <= 0)
		s->far.app = app_open();
	line_close(&s->far);
	s->far = line_open(&s->sim, FAR_LINE, s->far.app, OWNER, VOICE);
}

/* Rows on another line: nothing of the old one is used any more. */
static void go_to_line(struct scene *s, int line)
{
	if (s->at == line && s->books > 0)
		return;
	close_guests(s);
	s->at = line;
	open_books(s);
}

static void set_exchange(struct scene *s)
{
	int i;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < PARTS; i++)
		s->part[i].line.fd = -1;
	s->far.fd = -1;
	sim_create_down(&s->sim, FAR_LINE + 1);
	for (i = 0; i <= FAR_LINE; i++) {
		sim_set(&s->sim, i, "max_active", "4");
		sim_set(&s->sim, i, "closedrop", "%d", i % HASTY != LEAVES || i == FAR_LINE);
		sim_set(&s->sim, i, "drop_on_close", "%d",
			i % HASTY == DROPS_ON_CLOSE && i != FAR_LINE);
		sim_set(&s->sim, i, "idle_limit_ms", "%d", i >= HASTY && i != FAR_LINE);
	}
	sim_live(&s->sim);
	open_far(s);
	go_to_line(s, 0);
}

static void strike_exchange(struct scene *s)
{
	int i;

	close_guests(s);
	for (i = 0; i < PARTS; i++)
		end_app(&s->guest_app[i]);
	for (i = 0; i < APIS; i++)
		end_app(&s->closer_app[i]);
	line_close(&s->far);
	close(s->far.app);
	close(s->books);
	sim_destroy(&s->sim);
}

static void read_all(struct scene *s)
{
	hear_all(s);
	forget_stories(s);
}

/* The far end answers; everybody on this side knows the call then. */
static void connect_to_far(struct scene *s)
{
	struct part *x = &s->part[CLOSER];
	int id;

	drain(s->far.app);
	s->request = submit_makecall(&x->line, s->sim.number[FAR_LINE], &x->call[0]);
	sim_step(&s->sim, 300);
	s->peer = offered(&s->far);
	id = submit_op(&s->far, TLINE_OP_ANSWER, s->peer);
	if (s->request <= 0 || id <= 0 || reply(s->far.app, id, NULL))
		_exit(1);
	read_all(s);
}

static void own(struct part *p)
{
	if (set_privilege(&p->line, p->call[0], OWNER)) {
		fprintf(stderr, "# cannot get privilege on call %#x\n", p->call[0]);
		_exit(1);
	}
}

static int ask(struct scene *s, enum asked asked)
{
	struct tline_call_params params = { 0 };
	struct part *x = &s->part[CLOSER];
	struct tline_request rq = { .cookie = COOKIE };
	int id;

	switch (asked) {
	case NOTHING:
		return 0;
	case ON_CALL:
		rq.op = TLINE_OP_HOLD;
		rq.call = x->call[0];
		break;
	case DROPPING:
		rq.op = TLINE_OP_DROP;
		rq.call = x->call[0];
		break;
	case ON_LINE:
		rq.op = TLINE_OP_SETLINEDEVSTATUS;
		rq.arg[0] = TLINE_DEVSTATUSFLAGS_MSGWAIT;
		rq.arg[1] = 1;
		break;
	default:
		rq.op = TLINE_OP_MAKECALL;
		rq.args = (uintptr_t)&params;
		rq.args_size = sizeof(params);
	}
	id = submit(&x->line, &rq);
	if (id <= 0) {
		fprintf(stderr, "# %s refused: %d\n", asked_names[asked], id);
		_exit(1);
	}
	x->call[1] = rq.new_call;
	return id;
}

static void set_fault(struct scene *s, const char *fault)
{
	sim_set(&s->sim, s->at, "fault", "%s", fault ?: "none");
	s->fault = fault;
}

static void set_park(struct scene *s, bool on)
{
	sim_set(&s->sim, s->at, "park", "%d", on);
	s->parked = on;
}

/* Nobody else owns the call, and the closing open is not to either: another has done so. */
static bool needs_helper(const struct cast *cast)
{
	return !cast->owner && !cast->co_owners && cast->second != OWNER;
}

/** struct helper - it owns the call for a while */
struct helper {
	struct line line;
	__u32 call;
};

static void open_helper(struct scene *s, struct helper *h)
{
	h->line = line_open(&s->sim, s->at, app_open(), OWNER, VOICE);
	if (new_calls(&h->line, &h->call, 1) != 1 || set_privilege(&h->line, h->call, OWNER))
		_exit(1);
}

/*
 * Who asks must own the call; so the closing open steps down only afterwards, and
 * the helper goes when it has.
 */
static void step_down(struct scene *s, struct helper *h)
{
	struct part *x = &s->part[CLOSER];

	if (set_privilege(&x->line, x->call[0], MONITOR))
		_exit(1);
	if (!h->call)
		return;
	if (deallocate(&h->line, h->call))
		_exit(1);
	line_close(&h->line);
	close(h->line.app);
}

/*
 * Everything up to the point where the call is to be ended.  Where an IDLE will be
 * owed, the line is one that does not wait long for it.
 */
static void set_scene(struct scene *s, const struct row *r, bool hasty)
{
	__u32 version = api_versions[r->api];
	struct part *x = &s->part[CLOSER];
	struct helper helper = { .call = 0 };

	go_to_line(s, r->kind + (hasty ? HASTY : 0));
	sim_log_clear(&s->sim, s->at);
	invite(s, &r->cast);
	open_part(s, CLOSER, app_as(&s->closer_app[r->api], "closer", version), OWNER, version);
	if (r->cast.second)
		open_part(s, SECOND, x->line.app, OWNER | MONITOR, version);
	connect_to_far(s);
	if (r->cast.second == OWNER)
		own(&s->part[SECOND]);
	if (r->cast.co_owners)
		own(&s->part[CO_OWNER]);
	if (needs_helper(&r->cast))
		open_helper(s, &helper);
	read_all(s);
	s->before = counters(s->books);
	s->replies = 0;

	if (r->answer == NEVER)
		set_fault(s, "never owe");
	else if (r->answer != BEFORE)
		set_park(s, true);
	s->request = ask(s, r->asked);
	if (!r->cast.owner)
		step_down(s, &helper);
	if (r->answer == DURING)
		set_fault(s, "inside");
}

/*
 * ---------------------------------------------------------------------------
 * The ways
 */

static int wait_for_the_end(void *go)
{
	int *fd = go;
	char c;

	close(fd[1]);
	return read(fd[0], &c, 1) ? 1 : 0;
}

/*
 * A process that has the last references of the app and its lines, and ends.  Its
 * files are its own; its memory is not, since copying that takes longer than a row.
 */
static void end_process(struct scene *s, int *app, bool by_signal)
{
	static char stack[16384] __attribute__((aligned(16)));
	int go[2];
	pid_t pid;

	if (pipe(go))
		_exit(1);
	pid = clone(wait_for_the_end, stack + sizeof(stack), CLONE_VM | SIGCHLD, go);
	if (pid < 0)
		_exit(1);
	end_app(app);
	s->part[CLOSER].line.app = -1;
	line_close(&s->part[CLOSER].line);
	if (s->part[SECOND].here)
		line_close(&s->part[SECOND].line);
	if (by_signal)
		kill(pid, SIGKILL);
	close(go[1]);
	waitpid(pid, NULL, 0);
	close(go[0]);
}

/* 0, or what went wrong. */
static int end(struct scene *s, const struct row *r)
{
	struct part *x = &s->part[CLOSER];

	switch (r->way) {
	case CLOSE:
		line_close(&x->line);
		return 0;
	case IOC_CLOSE:
		return ioctl(x->line.fd, TLINE_IOC_CLOSE);
	case SHUTDOWN:
		return ioctl(x->line.app, TLINE_IOC_SHUTDOWN);
	case EXIT:
	case KILL:
		end_process(s, &s->closer_app[r->api], r->way == KILL);
		return 0;
	case DEALLOCATE:
		return deallocate(&x->line, x->call[0]);
	case FORCED:
		return sim_try(&s->sim, s->at, "close", "1");
	case UNPLUG:
		return sim_try(&s->sim, s->at, "unplug", "1");
	default:
		return sim_try(&s->sim, -1, "live", "0");
	}
}

/* What the provider has kept back until now. */
static void answer(struct scene *s, enum answer when)
{
	if (when == TWICE)
		set_fault(s, "twice");
	if (s->parked)
		set_park(s, false);
}

static void wait_for_idle(struct scene *s)
{
	int ms;

	for (ms = 0; ms < OWED_MS && counters(s->books).owed_idle == s->before.owed_idle; ms++)
		usleep(1000);
}

static void plug_again(struct scene *s, const struct row *r)
{
	close_guests(s);
	if (r->way == UNPLUG) {
		sim_set(&s->sim, s->at, "unplug", "0");
		s->sim.line[s->at] = sim_num(&s->sim, s->at, "id");
	} else {
		sim_live(&s->sim);
		open_far(s);
	}
	open_books(s);
}

/* Everybody leaves; who was not asked to close stays for the next row. */
static void clear_scene(struct scene *s, const struct row *r)
{
	enum part_id i;
	int call;

	if (s->fault)
		set_fault(s, NULL);
	if (s->parked)
		set_park(s, false);
	line_close(&s->part[CLOSER].line);
	line_close(&s->part[SECOND].line);
	for (i = CO_OWNER; i < PARTS; i++)
		for (call = 0; call < 2 && s->part[i].here; call++) {
			if (s->part[i].call[call])
				deallocate(&s->part[i].line, s->part[i].call[call]);
			s->part[i].call[call] = 0;
		}
	if (r->way == FORCED || (r->asked == ON_LINE && r->answer == NEVER))
		close_guests(s);
	if (r->way != UNLOAD)
		deallocate(&s->far, s->peer);
}

#endif /* TABLE_SCENE_H */
