// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asynchronous requests: refused, or complete exactly once.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "compliance.h"

#define BATCH	32

static void handle_comes_with_the_reply(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER);
	HCALL call = 0;
	LONG id = lineMakeCall(p->line, &call, NULL, 0, NULL);
	LONG rc;

	EXPECT(id, "lineMakeCall returned 0");
	EXPECT(!call, "the handle was written before the reply");
	rc = result_of(p, id);
	EXPECT(!rc, "lineMakeCall without a number: %s", error_name(rc));
	EXPECT(call && state_of(call), "after the reply the handle %#x is good for nothing", call);
}

static void refused_dial_string(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER);
	HCALL call = 0;
	LONG rc = result_of(p, lineMakeCall(p->line, &call, "123?", 0, NULL));

	EXPECT(rc == LINEERR_DIALPROMPT, "dialling '123?': %s", error_name(rc));
	EXPECT(!call, "a handle %#x of a call that was refused", call);
	EXPECT(!calls_on(p->line), "%u calls on the line", calls_on(p->line));
}

static void refused_state(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER);
	HCALL call = dial(p, NULL);
	LONG rc;

	must_reach(p, call, ~STATE(IDLE));
	rc = result_of(p, lineAnswer(call, NULL, 0));
	EXPECT(rc == LINEERR_INVALCALLSTATE,
	       "answering a call that does not ring: %s", error_name(rc));
	EXPECT(state_of(call) & (STATE(DIALTONE) | STATE(DIALING) | STATE(CONNECTED)),
	       "the call is %s",
	       state_name(state_of(call)));
	MUST_DO(p, lineDrop(call, NULL, 0));
	must_reach(p, call, STATE(IDLE));
	rc = result_of(p, lineDrop(call, NULL, 0));
	EXPECT(rc == LINEERR_INVALCALLSTATE, "dropping an IDLE call: %s", error_name(rc));
}

static void bad_handles(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER);
	struct phone *other = phone_open(subject.line->id, V2_2, OWNER);
	HCALL call;

	EXPECT_RC(lineDrop(0, NULL, 0), LINEERR_INVALCALLHANDLE);
	EXPECT_RC(lineDrop(p->line, NULL, 0), LINEERR_INVALCALLHANDLE);
	EXPECT_RC(lineMakeCall(p->app, &call, "1", 0, NULL), LINEERR_INVALLINEHANDLE);
	EXPECT_RC(lineMakeCall(p->line, NULL, "1", 0, NULL), LINEERR_INVALPOINTER);
	EXPECT_RC(lineShutdown(p->line), LINEERR_INVALAPPHANDLE);
	EXPECT_RC(lineClose(other->line), 0);
	EXPECT_RC(lineClose(other->line), LINEERR_INVALLINEHANDLE);
}

/* An operation whose feature bit is off is refused at once. */
static void what_is_missing_is_unavailable(void)
{
	struct talk t = talk();
	const struct {
		DWORD feature;
		const char *name;
		LONG (*function)(HCALL call);
	} rows[] = {
		{ LINECALLFEATURE_HOLD, "lineHold", lineHold },
		{ LINECALLFEATURE_SECURECALL, "lineSecureCall", lineSecureCall },
		{ LINECALLFEATURE_RELEASEUSERUSERINFO,
		 "lineReleaseUserUserInfo", lineReleaseUserUserInfo },
	};
	size_t i, tried = 0;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		LONG rc;

		if (subject.address.call_features & rows[i].feature)
			continue;
		rc = result_of(t.near, rows[i].function(t.call));
		EXPECT(rc == LINEERR_OPERATIONUNAVAIL, "%s: %s", rows[i].name, error_name(rc));
		tried++;
	}
	if (!tried)
		not_applicable("the line has all that is tried here");
}

static void cookie_comes_back(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER);
	const struct heard *h;
	HCALL call;
	LONG id;

	tlineSetCookie(p->line, 0x0123456789abcdefULL);
	id = lineMakeCall(p->line, &call, NULL, 0, NULL);
	EXPECT(!result_of(p, id), "lineMakeCall failed");
	h = must_hear(p, LINE_REPLY, 0);
	EXPECT(h->ex.qwCookie == 0x0123456789abcdefULL,
	       "cookie %#llx", (unsigned long long)h->ex.qwCookie);
	EXPECT(h->ex.dwReason == TLINEREASON_DONE, "reason %s", tlineReasonName(h->ex.dwReason));
}

/* All completions of an app, up to @n; the number of them. */
static unsigned int completions(int app, uint64_t *seen, unsigned int n)
{
	double until = limit();
	struct tline_message m;
	unsigned int got = 0;

	while (got < n && now() < until) {
		if (read(app, &m, sizeof(m)) != sizeof(m)) {
			usleep(1000);
			continue;
		}
		if (m.type != TLINE_MSG_REPLY)
			continue;
		EXPECT(m.cookie < BATCH,
		       "a completion with cookie %llu", (unsigned long long)m.cookie);
		EXPECT(!(*seen & 1ULL << m.cookie),
		       "a second completion of request %llu", (unsigned long long)m.cookie);
		*seen |= 1ULL << m.cookie;
		got++;
	}
	return got;
}

/* Calls without a number, some refused for want of room: each accepted one completes once. */
static unsigned int submit_batch(int line, uint64_t timeout_ns)
{
	struct tline_request rq[BATCH] = {};
	struct tline_call_params params = {};
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)rq,
		.count = BATCH,
		.request_size = sizeof(rq[0]),
	};
	unsigned int i, accepted = 0;

	for (i = 0; i < BATCH; i++) {
		rq[i].op = TLINE_OP_MAKECALL;
		rq[i].cookie = i;
		rq[i].timeout_ns = timeout_ns;
		rq[i].args = (uintptr_t)&params;
		rq[i].args_size = sizeof(params);
	}
	EXPECT(!ioctl(line, TLINE_IOC_SUBMIT, &arg), "TLINE_IOC_SUBMIT: %s", strerror(errno));
	EXPECT(arg.done == BATCH, "%u of %u requests looked at", arg.done, BATCH);
	for (i = 0; i < BATCH; i++) {
		EXPECT(!rq[i].id == !!rq[i].result,
		       "request %u has id %u and result %s", i, rq[i].id,
		       error_name(rq[i].result));
		accepted += !!rq[i].id;
	}
	return accepted;
}

static void each_completes_once(uint64_t timeout_ns)
{
	int app = raw_app(), line = raw_line(O_RDWR);
	struct tline_ioc_app_info info;
	unsigned int accepted, got;
	uint64_t seen = 0;

	EXPECT_RC(raw_bind(line, app, OWNER, NULL), 0);
	accepted = submit_batch(line, timeout_ns);
	got = completions(app, &seen, accepted);
	EXPECT(got == accepted,
	       "%u completions of %u requests within %g s", got, accepted, subject.seconds);
	EXPECT(!ioctl(app, TLINE_IOC_APP_INFO, &info) && !info.requests && !info.unread,
	       "%u requests pending, %u unread", info.requests, info.unread);
}

static void batch(void)
{
	each_completes_once(subject.seconds * 1e9);
}

/* Whoever is first, the provider or the deadline. */
static void deadlines(void)
{
	each_completes_once(1);
}

static void cancelled_by_force(void)
{
	int app = raw_app(), line = raw_line(O_RDWR), rc;
	struct tline_call_params params = {};
	struct tline_request rq = {
		.op = TLINE_OP_MAKECALL,
		.args = (uintptr_t)&params,
		.args_size = sizeof(params),
	};
	struct tline_ioc_submit arg = { .requests = (uintptr_t)&rq, .count = 1,
				       .request_size = sizeof(rq) };
	struct tline_ioc_cancel cancel = { .mode = TLINE_CANCEL_FORCE };
	uint64_t seen = 0;

	EXPECT_RC(raw_bind(line, app, OWNER, NULL), 0);
	EXPECT(!ioctl(line, TLINE_IOC_SUBMIT, &arg) && rq.id,
	       "TLINE_IOC_SUBMIT: %s", error_name(rq.result));
	cancel.id = rq.id;
	rc = ioctl(app, TLINE_IOC_CANCEL, &cancel) ? errno : 0;
	EXPECT(!rc || rc == EALREADY, "TLINE_IOC_CANCEL: %s", strerror(rc));
	EXPECT(completions(app, &seen, 1) == 1, "no completion within %g s", subject.seconds);
	rc = ioctl(app, TLINE_IOC_CANCEL, &cancel) ? errno : 0;
	EXPECT(rc == ENOENT, "cancelling what is over: %s", strerror(rc));
}

static void books_balance(void)
{
	struct tline_ioc_counters before = counters(), after;
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER);
	HCALL call = dial(p, NULL);
	uint64_t reasons = 0;
	size_t i;

	must_reach(p, call, ~STATE(IDLE));
	MUST_DO(p, lineDrop(call, NULL, 0));
	after = counters();
	EXPECT(after.submitted == before.submitted + 2, "%llu requests counted, not 2",
	       (unsigned long long)(after.submitted - before.submitted));
	EXPECT(after.submitted == after.completed + after.pending,
	       "%llu submitted, %llu completed, %llu pending",
	       (unsigned long long)after.submitted, (unsigned long long)after.completed,
	       (unsigned long long)after.pending);
	for (i = 0; i < ARRAY_SIZE(after.by_reason); i++)
		reasons += after.by_reason[i];
	EXPECT(reasons == after.completed, "%llu completed, but %llu by reason",
	       (unsigned long long)after.completed, (unsigned long long)reasons);
}

static const struct rule rules[] = {
	{ "request-1", "the handle of a call that is made comes with the reply",
	  0, handle_comes_with_the_reply },
	{ "request-2", "a dial string that is refused leaves no call", 0, refused_dial_string },
	{ "request-3", "what the state of a call does not allow is INVALCALLSTATE, and changes nothing",
	  0, refused_state },
	{ "request-4", "handles of another kind, or of something closed, are refused",
	  0, bad_handles },
	{ "request-5", "what the line lacks is OPERATIONUNAVAIL",
	  NEED_CALL, what_is_missing_is_unavailable },
	{ "request-6", "the cookie comes back, and why the request ended", 0, cookie_comes_back },
	{ "request-7", "of many submitted at once, each that is accepted completes once",
	  0, batch },
	{ "request-8", "a deadline that passes at once: each completes once",
	  ENDS_EARLY, deadlines },
	{ "request-9", "a request cancelled by force completes once, then it is forgotten",
	  ENDS_EARLY, cancelled_by_force },
	{ "request-10", "the line's books count every request", 0, books_balance },
};

RULE_GROUP(request_rules, "Requests", rules);
