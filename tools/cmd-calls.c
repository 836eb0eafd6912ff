// SPDX-License-Identifier: GPL-2.0-only
/*
 * tline calls, tline requests: what goes on.
 */
#include <string.h>

#include <tline/tapi.h>

#include "common.h"
#include "netlink.h"

static bool json;

#define CALL(key, title, kind, member, family) \
	{ key, title, kind, offsetof(struct call, member), family, false }

static const struct field call_fields[] = {
	CALL("line", NULL, FIELD_U32, line, 0),
	CALL("name", "LINE", FIELD_STRING, line_name, 0),
	CALL("call", "CALL", FIELD_U32, id, 0),
	CALL("call_id", NULL, FIELD_U32, call_id, 0),
	CALL("address", NULL, FIELD_U32, address, 0),
	CALL("state", "STATE", FIELD_NAME, state, TLINENAMES_CALLSTATE),
	CALL("mode", "MODE", FIELD_STRING, mode_name, 0),
	CALL("state_time_ns", "SINCE", FIELD_AGE, state_time, 0),
	CALL("origin", "ORIGIN", FIELD_NAME, origin, TLINENAMES_CALLORIGIN),
	CALL("other", "OTHER PARTY", FIELD_STRING, other, 0),
	CALL("caller", NULL, FIELD_STRING, party[TLINE_PARTY_CALLER].number, 0),
	CALL("caller_name", NULL, FIELD_STRING, party[TLINE_PARTY_CALLER].name, 0),
	CALL("called", NULL, FIELD_STRING, party[TLINE_PARTY_CALLED].number, 0),
	CALL("called_name", NULL, FIELD_STRING, party[TLINE_PARTY_CALLED].name, 0),
	CALL("connected", NULL, FIELD_STRING, party[TLINE_PARTY_CONNECTED].number, 0),
	CALL("connected_name", NULL, FIELD_STRING, party[TLINE_PARTY_CONNECTED].name, 0),
	CALL("media_mode", NULL, FIELD_MASK, media_mode, TLINENAMES_MEDIAMODE),
	CALL("bearer_mode", NULL, FIELD_MASK, bearer_mode, TLINENAMES_BEARERMODE),
	CALL("rate", NULL, FIELD_U32, rate, 0),
	CALL("reason", NULL, FIELD_NAME, reason, TLINENAMES_CALLREASON),
	CALL("being_made", NULL, FIELD_BOOL, pending, 0),
	CALL("owners", "OWNERS", FIELD_U32, owners, 0),
	CALL("monitors", "MONITORS", FIELD_U32, monitors, 0),
	CALL("requests", "REQUESTS", FIELD_U32, requests, 0),
	CALL("app", "APP", FIELD_STRING, app_name, 0),
};

#define REQUEST(key, title, kind, member) \
	{ key, title, kind, offsetof(struct request, member), 0, false }

static const struct field request_fields[] = {
	REQUEST("line", NULL, FIELD_U32, line),
	REQUEST("name", "LINE", FIELD_STRING, line_name),
	REQUEST("request", "REQUEST", FIELD_U32, id),
	REQUEST("operation", "OPERATION", FIELD_STRING, op_name),
	REQUEST("call", "CALL", FIELD_U32, call),
	REQUEST("new_call", "NEW CALL", FIELD_U32, new_call),
	REQUEST("dispatched", "AT PROVIDER", FIELD_BOOL, dispatched),
	REQUEST("deadline", "DEADLINE", FIELD_BOOL, deadline),
	REQUEST("app_request", NULL, FIELD_U32, app_id),
	REQUEST("app", "APP", FIELD_STRING, app_name),
};

static void show(const struct field *fields, size_t num, const void *objects, size_t size, size_t n,
		 const char *none)
{
	size_t i;

	if (!json && n)
		print_table(fields, num, objects, size, n);
	else if (!json)
		puts(none);
	for (i = 0; json && i < n; i++) {
		json_begin();
		json_fields(fields, num, (const char *)objects + i * size);
		json_end();
	}
}

/* Who is at the other end, as far as is known. */
static const char *other_party(const struct call *call)
{
	const struct party *p = call->party;

	if (p[TLINE_PARTY_CONNECTED].number)
		return p[TLINE_PARTY_CONNECTED].number;
	if (call->origin & TLINE_CALLORIGIN_OUTBOUND)
		return p[TLINE_PARTY_CALLED].number;
	return p[TLINE_PARTY_CALLER].number;
}

/* The names of all lines are needed, whichever is asked for. */
static const struct line *line_asked(int argc, char **argv)
{
	size_t n;

	if (argc)
		return find_line(argv[0]);
	netlink_lines(&n);
	return NULL;
}

static int run_calls(int argc, char **argv)
{
	const struct line *line = line_asked(argc, argv);
	struct call *calls, *call;
	size_t n;

	calls = netlink_calls(line, &n);
	for (call = calls; call < calls + n; call++) {
		call->line_name = line_name(call->line);
		call->other = other_party(call);
		if (call->state_mode)
			call->mode_name = tlineCallStateModeName(call->state, call->state_mode);
	}
	show(call_fields, ARRAY_SIZE(call_fields), calls, sizeof(*calls), n, "no calls");
	return EXIT_OK;
}

static int run_requests(int argc, char **argv)
{
	const struct line *line = line_asked(argc, argv);
	struct request *requests, *rq;
	size_t n;

	requests = netlink_requests(line, &n);
	for (rq = requests; rq < requests + n; rq++)
		rq->line_name = line_name(rq->line);
	show(request_fields, ARRAY_SIZE(request_fields), requests, sizeof(*requests), n,
	     "no requests pending");
	return EXIT_OK;
}

static const struct option_row options[] = {
	OPTION_JSON(json),
};

const struct command cmd_calls = {
	.name = "calls",
	.args = "[LINE]",
	.help = "show the calls there are",
	.more = "Needs CAP_NET_ADMIN, because it shows telephone numbers.",
	.options = options,
	.num_options = ARRAY_SIZE(options),
	.max_args = 1,
	.run = run_calls,
};

const struct command cmd_requests = {
	.name = "requests",
	.args = "[LINE]",
	.help = "show the requests that are pending",
	.more = "Needs CAP_NET_ADMIN.",
	.options = options,
	.num_options = ARRAY_SIZE(options),
	.max_args = 1,
	.run = run_requests,
};
