// SPDX-License-Identifier: GPL-2.0-only
/*
 * The line goes away while it is used, and comes back.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compliance.h"

static void run(const char *command)
{
	int status = system(command);

	EXPECT(!status, "'%s' ended with status %d", command, status);
}

static const struct line *line_named(const char *name)
{
	size_t n, i;
	struct line *lines = netlink_lines(&n);

	for (i = 0; i < n; i++)
		if (lines[i].name && !strcmp(lines[i].name, name))
			return &lines[i];
	return NULL;
}

/* The line has its name again, and maybe another id. */
static void plug_in(void)
{
	const char *name = subject.line->name;
	const struct line *line;
	double until = limit();

	run(subject.plug);
	while (!(line = line_named(name)) && now() < until)
		usleep(10000);
	EXPECT(line, "'%s' has not brought the line back", subject.plug);
	subject.line = line;
}

static const struct heard *find(struct phone *p, DWORD message)
{
	size_t i;

	for (i = p->from; i < p->num; i++)
		if (p->heard[i].m.dwMessageID == message)
			return &p->heard[i];
	return NULL;
}

static void everything_ends(void)
{
	struct talk t = talk();
	struct phone *m = phone_open(subject.line->id, V2_2, MONITOR);
	struct phone *idle = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	const struct heard *closed, *removed;
	DWORD device = subject.line->id;
	LONG rc, id;

	EXPECT_RC(lineClose(idle->line), 0);
	id = lineDrop(t.call, NULL, 0);
	run(subject.unplug);
	removed = hear(t.near, LINE_REMOVE, 0);
	hear(m, LINE_REMOVE, 0);
	hear(idle, LINE_REMOVE, 0);
	plug_in();
	EXPECT(removed && removed->m.dwParam1 == device, "no LINE_REMOVE with the line's id");
	rc = result_of(t.near, id);
	EXPECT(!rc || rc == LINEERR_OPERATIONFAILED, "the pending request: %s", error_name(rc));
	closed = find(t.near, LINE_CLOSE);
	removed = find(t.near, LINE_REMOVE);
	EXPECT(closed && closed->m.hDevice == t.near->line, "no LINE_CLOSE of the owner's line");
	EXPECT(closed < removed, "LINE_REMOVE came before LINE_CLOSE");
	EXPECT(find(m, LINE_CLOSE), "no LINE_CLOSE of the monitor's line");
	EXPECT(find(idle, LINE_REMOVE), "no LINE_REMOVE for a program without the line open");
	EXPECT_RC(lineDrop(t.call, NULL, 0), LINEERR_INVALCALLHANDLE);
	EXPECT_RC(lineClose(t.near->line), LINEERR_INVALLINEHANDLE);
}

static void the_id_is_gone(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	DWORD device = subject.line->id;
	LONG rc;
	HLINE line;

	run(subject.unplug);
	hear(p, LINE_REMOVE, 0);
	rc = lineOpen(p->app, device, &line, V2_2, 0, 0, LINECALLPRIVILEGE_NONE, 0, NULL);
	plug_in();
	EXPECT(rc == LINEERR_NODEVICE, "opening it: %s", error_name(rc));
}

static const struct rule rules[] = {
	{ "unplug-1", "requests complete, LINE_CLOSE for each open, LINE_REMOVE for all; handles are dead",
	  NEED_CALL | NEED_UNPLUG, everything_ends },
	{ "unplug-2", "the id of a line that is gone is NODEVICE", NEED_UNPLUG, the_id_is_gone },
};

RULE_GROUP(unplug_rules, "Unplugging", rules);
