// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who looks on: the books balance at any moment, by ioctl and by netlink; dumps come to
 * an end; and what has to be so once everybody has gone.
 */
#include "storm.h"
#include "../tline_nl.h"

static struct nl events;		/* subscribed to notifications */
static struct nl nl;

/* ------------------------------------------------------------------------ the books */

static void check_books(const char *whose, const struct tline_ioc_counters *c)
{
	__u64 sum = 0;
	int i;

	for (i = 1; i < REASONS; i++)
		sum += c->by_reason[i];
	if (c->submitted != c->completed + c->pending || sum != c->completed)
		violation("books of %s: %llu submitted, %llu completed, %llu pending, %llu by reason",
			  whose, c->submitted, c->completed, c->pending, sum);
	INC(samples);
}

static void check_line(int i)
{
	struct tline_ioc_counters c;
	char path[64];
	int fd;

	if (shared->line[i] < 0)
		return;
	snprintf(path, sizeof(path), "/dev/tline/line%d", shared->line[i]);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return;
	if (ioctl(fd, TLINE_IOC_COUNTERS, &c))
		violation("counters of %s: %s", path, strerror(errno));
	check_books(path, &c);
	close(fd);
}

/* The app is one that only looks, and never reads its messages. */
static void check_all(int app)
{
	struct tline_ioc_counters c, *last = &shared->books;

	if (ioctl(app, TLINE_IOC_COUNTERS, &c))
		violation("counters of all lines: %s", strerror(errno));
	check_books("all lines", &c);
	if (c.submitted < last->submitted || c.completed < last->completed ||
	    c.calls_total < last->calls_total || c.late < last->late)
		violation("the books of all lines went back: submitted %llu to %llu, completed %llu to %llu",
			  last->submitted, c.submitted, last->completed, c.completed);
	*last = c;
}

/* ------------------------------------------------------------------------- netlink */

static __u64 nl_sum(struct nlattr *nest)
{
	struct nlattr *tb[MAX_ATTR];
	__u64 sum = 0;
	int i;

	parse_nest(tb, nest);
	for (i = 1; i < REASONS; i++)
		sum += tb[i] ? u64(tb[i]) : 0;
	return sum;
}

static void check_nl_books(struct nlattr **tb, __u32 line)
{
	__u64 submitted = u64(tb[TLINE_A_COUNTERS_SUBMITTED]);
	__u64 completed = u64(tb[TLINE_A_COUNTERS_COMPLETED]);
	__u64 pending = u64(tb[TLINE_A_COUNTERS_PENDING]);
	__u64 sum = nl_sum(tb[TLINE_A_COUNTERS_BY_REASON]);

	if (submitted != completed + pending || sum != completed)
		violation("netlink, books of line %d: %llu submitted, %llu completed, %llu pending, %llu by reason",
			  line, submitted, completed, pending, sum);
	INC(samples);
}

static void each_line(struct nl *nl, void *count)
{
	struct nlattr *tb[MAX_ATTR];

	parse_nest(tb, nl->tb[TLINE_A_LINE_COUNTERS]);
	check_nl_books(tb, u32(nl->tb[TLINE_A_LINE_ID]));
	++*(int *)count;
}

static void each_other(struct nl *nl, void *count)
{
	++*(int *)count;
}

static int dump_all(__u8 cmd, each_fn each)
{
	int count = 0, err = dump(&nl, cmd, -1, each, &count);

	if (err < 0)
		violation("netlink: dump %d: %s", cmd, strerror(-err));
	INC(dumps);
	return count;
}

/* The books of one line, which may just be going. */
static void get_counters(__s32 line)
{
	struct req r;
	int err;

	if (line < 0)
		return;
	req_init(&r, nl.family, TLINE_NL_CMD_COUNTERS_GET, 0);
	put_u32(&r, TLINE_A_COUNTERS_LINE, line);
	err = nl_get(&nl, &r);
	if (!err)
		check_nl_books(nl.tb, line);
	else if (err != -ENODEV && err != -ENOENT)
		violation("netlink: counters of line %d: %s (%s)", line, strerror(-err), nl.error);
}

static void read_notifications(void)
{
	char buf[8192];

	while (recv(events.fd, buf, sizeof(buf), MSG_DONTWAIT) > 0 || errno == ENOBUFS) {
		INC(notifications);
		errno = 0;
	}
}

static void open_netlink(struct nl *nl, int room)
{
	int err = nl_open(nl);

	if (err)
		violation("netlink: %s", strerror(-err));
	nl->room = room;
}

/* ------------------------------------------------------------------- administration */

static void set_priority(struct rng *rng, int app)
{
	struct tline_ioc_priority arg = {
		.media_mode = one_in(rng, 4) ? 0 : 1 << (1 + rnd(rng, 4)),
		.priority = rnd(rng, 2),
	};

	snprintf(arg.module, sizeof(arg.module), "storm%u", rnd(rng, 4));
	if (ioctl(app, TLINE_IOC_SET_PRIORITY, &arg) || ioctl(app, TLINE_IOC_GET_PRIORITY, &arg))
		violation("priority of %s: %s", arg.module, strerror(errno));
}

void watch_main(void)
{
	int app = app_open(), err;
	struct rng rng = { 0 };
	__u64 step;

	role = "watch";
	open_netlink(&nl, LINE_ROOM);
	open_netlink(&events, SMALL_ROOM);
	err = nl_join(&events);
	if (err)
		violation("netlink: no notifications: %s", strerror(-err));
	for (step = 0; shared->phase < PHASE_END; step++) {
		rng.state = mix(shared->seed, ~step);
		check_line(rnd(&rng, LINES));
		check_all(app);
		get_counters(shared->line[rnd(&rng, LINES)]);
		read_notifications();
		if (one_in(&rng, 8))
			dump_all(TLINE_NL_CMD_LINE_GET, each_line);
		if (one_in(&rng, 8))
			dump_all(TLINE_NL_CMD_CALL_GET, each_other);
		if (one_in(&rng, 8))
			dump_all(TLINE_NL_CMD_REQUEST_GET, each_other);
		if (one_in(&rng, 8))
			set_priority(&rng, app);
		nap_us(rnd(&rng, 40000));
	}
	_exit(0);
}

/* ------------------------------------------------------------------------- the end */

static __s32 assist(int app, unsigned long cmd)
{
	struct tline_ioc_assist arg = { .mode = TLINE_REQUESTMODE_MAKECALL };

	if (ioctl(app, cmd, &arg))
		violation("assisted telephony: %s", strerror(errno));
	return arg.result;
}

/* Nobody makes calls for others, and none that was asked for takes the place of another one. */
static void check_assists(int app)
{
	struct tline_ioc_recipient me = { .modes = TLINE_REQUESTMODE_MAKECALL, .enable = 1 };
	int i;

	if (assist(app, TLINE_IOC_ASSIST) != TLINE_ERR_NOTREGISTERED)
		violation("nobody is left, but somebody makes calls for others");
	if (ioctl(app, TLINE_IOC_RECIPIENT, &me) ||
	    assist(app, TLINE_IOC_ASSIST_TAKE) != TLINE_ERR_NOREQUEST)
		violation("nobody is left, but a call is asked for");
	for (i = 0; i < TLINE_MAX_ASSISTS; i++)
		if (assist(app, TLINE_IOC_ASSIST))
			violation("only %d calls can be asked for", i);
	if (assist(app, TLINE_IOC_ASSIST) != TLINE_ERR_RESOURCEUNAVAIL)
		violation("more calls can be asked for than the limit says");
}

static void check_proxies(int i)
{
	struct tline_ioc_proxies served = { 0 };
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/dev/tline/line%d", shared->line[i]);
	fd = open(path, O_RDONLY);
	if (fd < 0 || ioctl(fd, TLINE_IOC_PROXIES, &served) || served.types)
		violation("nobody is left, but proxies of %s answer %#x: %s", path, served.types,
			  strerror(errno));
	close(fd);
}

void watch_final(void)
{
	int app = app_open(), i, calls, requests;
	struct tline_ioc_counters c;

	/* Files that were on their way are closed in the background. */
	for (i = 0; i < 1000; i++) {
		c = counters(app);
		if (!c.pending && !c.calls && !c.opens)
			break;
		nap_us(10000);
	}
	check_books("all lines", &c);
	if (c.pending || c.calls || c.opens)
		violation("nobody is left, but %llu requests, %llu calls, %llu opens are",
			  c.pending, c.calls, c.opens);
	check_assists(app);
	for (i = 0; i < LINES; i++)
		check_proxies(i);
	open_netlink(&nl, LINE_ROOM);
	calls = dump_all(TLINE_NL_CMD_CALL_GET, each_other);
	requests = dump_all(TLINE_NL_CMD_REQUEST_GET, each_other);
	if (calls || requests)
		violation("nobody is left, but netlink tells of %d calls and %d requests", calls,
			  requests);
	i = 0;
	if (dump(&nl, TLINE_NL_CMD_LINE_GET, -1, each_line, &i) < 0 || i < LINES)
		violation("there should be %d lines, and are %d", LINES, i);
	close(nl.fd);
	close(app);
}

bool watch_report(bool strict)
{
	static const char *const names[REASONS] = {
		"", "done", "refused", "cancelled", "timedout", "call-closed", "line-closed",
		"device-gone",
	};
	const struct tline_ioc_counters *c = &shared->books;
	bool complete = true;
	int i;

	for (i = 1; i < REASONS; i++) {
		printf("%-18s %8llu requests %8llu told\n", names[i], c->by_reason[i],
		       (long long)shared->reason[i]);
		if (strict && !shared->reason[i]) {
			printf("# no request ended so\n");
			complete = false;
		}
	}
	printf("submitted %llu, calls %llu, late answers %llu, refused reports %llu, IDLE written %llu\n",
	       c->submitted, c->calls_total, c->late, c->refused_upcalls, c->owed_idle);
	if (strict && !(c->late && c->refused_upcalls && c->owed_idle)) {
		printf("# the provider was too well behaved\n");
		complete = false;
	}
	return complete;
}
