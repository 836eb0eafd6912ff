// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rules that hold all the time: what every message, every request and every step of
 * the line is measured by, while the other rules act.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "compliance.h"

enum watched {
	SEQUENCE,
	TIME,
	ONE_REPLY,
	TRANSITION,
	IDLE_FINAL,
	IN_TIME,
	NO_LATE_ANSWER,
	NO_BAD_REPORT,
	NO_OWED_IDLE,
	BOOKS,
	STAYS,
};

static const struct rule rules[] = {
	[SEQUENCE] = { "watched-1", "messages come in the order of their numbers", 0, NULL },
	[TIME] = { "watched-2", "the times of messages never go back", 0, NULL },
	[ONE_REPLY] = { "watched-3",
		       "a request that is accepted has one reply, its result is 0 or a LINEERR", 0, NULL },
	[TRANSITION] = { "watched-4", "call states follow each other as TAPI has it", 0, NULL },
	[IDLE_FINAL] = { "watched-5", "nothing is told of a call after IDLE", 0, NULL },
	[IN_TIME] = { "watched-6", "the provider answers every request in time", 0, NULL },
	[NO_LATE_ANSWER] = { "watched-7",
			    "the provider answers no request twice, or after its end", 0, NULL },
	[NO_BAD_REPORT] = { "watched-8",
			   "the provider reports nothing impossible, and of no call that is not", 0, NULL },
	[NO_OWED_IDLE] = { "watched-9",
			  "the provider reports the IDLE of a call that was dropped", 0, NULL },
	[BOOKS] = { "watched-10",
		   "the books balance: submitted == completed + pending, and 0 are pending in the end", 0, NULL },
	[STAYS] = { "watched-11", "the line stays while it is used", 0, NULL },
};

RULE_GROUP(watched_rules, "At all times", rules);

static char verdicts[ARRAY_SIZE(rules)][160];
static struct tline_ioc_counters first;

/* Only the first violation is kept: the others often follow from it. */
static void violated(enum watched rule, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void violated(enum watched rule, const char *fmt, ...)
{
	va_list args;

	if (verdicts[rule][0])
		return;
	va_start(args, fmt);
	vsnprintf(verdicts[rule], sizeof(verdicts[rule]), fmt, args);
	va_end(args);
}

/* ------------------------------------------------------------------------- messages */

/* TAPI's progressions, with what a provider may leave out. */
static const struct {
	DWORD from, to;
} follows[] = {
#define HELD (STATE(ONHOLD) | STATE(ONHOLDPENDTRANSFER) | STATE(ONHOLDPENDCONF))
#define ENDS (STATE(DISCONNECTED) | STATE(IDLE) | STATE(UNKNOWN))
	{ STATE(OFFERING), STATE(ACCEPTED) | STATE(CONNECTED) | ENDS },
	{ STATE(ACCEPTED), STATE(CONNECTED) | ENDS },
	{ STATE(DIALTONE), STATE(DIALING) | STATE(PROCEEDING) | STATE(RINGBACK) | STATE(CONNECTED) |
			   STATE(BUSY) | STATE(SPECIALINFO) | ENDS },
	{ STATE(DIALING), STATE(PROCEEDING) | STATE(RINGBACK) | STATE(CONNECTED) | STATE(BUSY) |
			  STATE(SPECIALINFO) | ENDS },
	{ STATE(PROCEEDING),
	 STATE(RINGBACK) | STATE(CONNECTED) | STATE(BUSY) | STATE(SPECIALINFO) | ENDS },
	{ STATE(RINGBACK), STATE(CONNECTED) | STATE(BUSY) | STATE(SPECIALINFO) | ENDS },
	{ STATE(BUSY) | STATE(SPECIALINFO),
	 STATE(DIALTONE) | STATE(RINGBACK) | STATE(CONNECTED) | ENDS },
	{ STATE(CONNECTED), HELD | STATE(CONFERENCED) | ENDS },
	{ HELD, HELD | STATE(OFFERING) | STATE(CONNECTED) | STATE(CONFERENCED) | ENDS },
	{ STATE(CONFERENCED), STATE(CONNECTED) | STATE(ONHOLD) | STATE(ONHOLDPENDTRANSFER) | ENDS },
	{ STATE(DISCONNECTED), STATE(IDLE) | STATE(UNKNOWN) },
	{ STATE(IDLE), 0 },
	{ STATE(UNKNOWN), 0xffffffff },
};

static bool may_follow(DWORD from, DWORD to)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(follows); i++)
		if (follows[i].from & from)
			return follows[i].to & to;
	return true;
}

/* The last thing heard before of a call; NULL: nothing. */
static const struct heard *last_state(const struct phone *p, HCALL call)
{
	size_t i;

	for (i = p->num - 1; i-- > 0; )
		if (p->heard[i].m.dwMessageID == LINE_CALLSTATE && p->heard[i].m.hDevice == call)
			return &p->heard[i];
	return NULL;
}

static bool about_call(DWORD message)
{
	return message == LINE_CALLSTATE || message == LINE_CALLINFO || message == LINE_MONITORDIGITS ||
	       message == LINE_MONITORMEDIA || message == LINE_MONITORTONE;
}

static void watch_call(struct phone *p, const struct heard *h)
{
	const struct heard *before = last_state(p, h->m.hDevice);
	DWORD from = before ? before->m.dwParam1 : 0;

	if (from & STATE(IDLE))
		violated(IDLE_FINAL, "LINE_%s of a call that was IDLE",
			 tlineMessageName(h->m.dwMessageID));
	if (h->m.dwMessageID != LINE_CALLSTATE || !before || h->m.dwParam1 == from)
		return;
	if (!may_follow(from, h->m.dwParam1))
		violated(TRANSITION, "%s after %s", state_name(h->m.dwParam1), state_name(from));
}

static void watch_reply(struct phone *p, const struct heard *h)
{
	LONG result = (LONG)h->m.dwParam2;
	size_t i;

	for (i = 0; i + 1 < p->num; i++)
		if (p->heard[i].m.dwMessageID == LINE_REPLY &&
		    p->heard[i].m.dwParam1 == h->m.dwParam1)
			violated(ONE_REPLY,
				 "two replies to request %lu (%s)", (unsigned long)h->m.dwParam1,
				 name_text(TLINENAMES_OPERATION, h->ex.dwOperation));
	if (result > 0)
		violated(ONE_REPLY, "a reply with result %d", result);
	if (h->ex.dwReason == TLINEREASON_TIMEDOUT)
		violated(IN_TIME, "%s was not answered within %g s",
			 name_text(TLINENAMES_OPERATION, h->ex.dwOperation), subject.seconds);
}

void watch_message(struct phone *p, const struct heard *h)
{
	const struct heard *before = p->num > 1 ? &p->heard[p->num - 2] : NULL;

	if (before && h->ex.qwSequence <= before->ex.qwSequence)
		violated(SEQUENCE, "message %llu after %llu", (unsigned long long)h->ex.qwSequence,
			 (unsigned long long)before->ex.qwSequence);
	if (before && h->ex.qwTime < before->ex.qwTime)
		violated(TIME, "message %llu is %llu ns before the one before",
			 (unsigned long long)h->ex.qwSequence,
			 (unsigned long long)(before->ex.qwTime - h->ex.qwTime));
	if (about_call(h->m.dwMessageID))
		watch_call(p, h);
	if (h->m.dwMessageID == LINE_REPLY)
		watch_reply(p, h);
	if (h->m.dwMessageID == LINE_REMOVE && h->m.dwParam1 == subject.line->id && !subject.unplug)
		violated(STAYS, "the line was removed");
	if (h->m.dwMessageID == LINE_CLOSE && p->device == subject.line->id && !subject.unplug)
		violated(STAYS, "the line was closed by force");
}

void watch_request(struct phone *p, LONG request)
{
	(void)p;
	if (!request)
		violated(ONE_REPLY, "an asynchronous function returned 0");
}

/* ------------------------------------------------------------------------- the books */

static bool read_counters(struct tline_ioc_counters *c)
{
	char path[40];
	int fd, rc;

	snprintf(path, sizeof(path), "/dev/tline/line%u", subject.line->id);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	rc = ioctl(fd, TLINE_IOC_COUNTERS, c);
	close(fd);
	return !rc;
}

void watch_begin(void)
{
	if (!read_counters(&first))
		die(EXIT_SYSTEM, "cannot read the line's counters: %s", strerror(errno));
}

void watch_end_of_rule(const struct rule *rule)
{
	const char *id = rule->id;
	struct tline_ioc_counters c;

	if (!read_counters(&c)) {
		if (!subject.unplug)
			violated(STAYS, "after rule %s the line's node cannot be opened: %s", id,
				 strerror(errno));
		return;
	}
	if (c.submitted != c.completed + c.pending)
		violated(BOOKS, "after rule %s: %llu submitted, %llu completed, %llu pending", id,
			 (unsigned long long)c.submitted, (unsigned long long)c.completed,
			 (unsigned long long)c.pending);
	/* Another counter than at the beginning: the line is another one, plugged in again. */
	if (c.submitted < first.submitted)
		first = (struct tline_ioc_counters){};
	if (rule->needs & ENDS_EARLY)
		first.late = c.late;
	if (c.late > first.late)
		violated(NO_LATE_ANSWER, "%llu such answers until after rule %s",
			 (unsigned long long)(c.late - first.late), id);
	if (c.refused_upcalls > first.refused_upcalls)
		violated(NO_BAD_REPORT, "%llu such reports until after rule %s",
			 (unsigned long long)(c.refused_upcalls - first.refused_upcalls), id);
	if (c.owed_idle > first.owed_idle)
		violated(NO_OWED_IDLE, "%llu times until after rule %s",
			 (unsigned long long)(c.owed_idle - first.owed_idle), id);
}

const char *watch_verdict(size_t rule)
{
	struct tline_ioc_counters c;

	if (rule == BOOKS && read_counters(&c) && !c.opens && c.pending)
		violated(BOOKS, "%llu requests are pending, but nobody has the line open",
			 (unsigned long long)c.pending);
	return verdicts[rule][0] ? verdicts[rule] : NULL;
}
