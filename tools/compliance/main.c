// SPDX-License-Identifier: GPL-2.0-only
/*
 * tline-compliance: options, rules one after the other, what is said of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "compliance.h"

static const struct rule_group *const groups[] = {
	&abi_rules, &structure_rules, &role_rules, &request_rules, &call_rules,
	&service_rules, &message_rules, &end_rules, &unplug_rules, &watched_rules,
};

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_NA };

static const char *const verdict_text[] = { "PASS", "FAIL", "n/a" };
static const char *const verdict_json[] = { "pass", "fail", "not applicable" };

struct subject subject;
const char command_of[] = "";
static jmp_buf end_of_rule;
static enum verdict verdict;
static char seen[320];
static unsigned int count[3];

static bool json, list_only, verbose;
static const char *pattern = "*";
static const char *peer_name;

/* -------------------------------------------------------------------------- verdicts */

static _Noreturn void decide(enum verdict v, const char *fmt, va_list args)
{
	verdict = v;
	vsnprintf(seen, sizeof(seen), fmt, args);
	longjmp(end_of_rule, 1);
}

void fails(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	decide(VERDICT_FAIL, fmt, args);
}

void not_applicable(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	decide(VERDICT_NA, fmt, args);
}

void expect_rc(const char *function, LONG rc, LONG want)
{
	if (rc == want)
		return;
	fails("%.*s: %s, not %s", (int)strcspn(function, "("), function, error_name(rc),
	      error_name(want));
}

static void tell(const struct rule *rule)
{
	count[verdict]++;
	if (json) {
		json_begin();
		json_text("rule", rule->id);
		json_text("words", rule->words);
		json_text("verdict", verdict_json[verdict]);
		if (seen[0])
			json_text("seen", seen);
		json_end();
		return;
	}
	printf("%-4s  %-13s %s\n", verdict_text[verdict], rule->id, rule->words);
	if (seen[0] && (verdict == VERDICT_FAIL || verbose))
		printf("%19s %s: %s\n", "", verdict == VERDICT_FAIL ? "seen" : "because", seen);
}

/* ----------------------------------------------------------------------------- rules */

static const struct {
	unsigned int need;
	const char *without;
} needs[] = {
	{ NEED_PEER, "no --peer was given" },
	{ NEED_CALL, "neither --peer nor --number was given" },
	{ NEED_BUSY, "no --busy was given" },
	{ NEED_THIRD, "no --third was given" },
	{ NEED_UNPLUG, "no --unplug and --plug were given" },
};

static unsigned int given(void)
{
	return (subject.peer ? NEED_PEER : 0) | (subject.number ? NEED_CALL : 0) |
	       (subject.busy ? NEED_BUSY : 0) | (subject.third ? NEED_THIRD : 0) |
	       (subject.unplug && subject.plug ? NEED_UNPLUG : 0);
}

static void judge(const struct rule *rule)
{
	unsigned int missing = rule->needs & ~given();
	size_t i;

	verdict = VERDICT_PASS;
	seen[0] = 0;
	if (setjmp(end_of_rule))
		return;
	for (i = 0; i < ARRAY_SIZE(needs); i++)
		if (missing & needs[i].need)
			not_applicable("%s", needs[i].without);
	rule->check();
}

static void run_rule(const struct rule_group *group, size_t i)
{
	const struct rule *rule = &group->rules[i];

	if (rule->check) {
		judge(rule);
		bench_clear();
		watch_end_of_rule(rule);
	} else {
		const char *violation = watch_verdict(i);

		verdict = violation ? VERDICT_FAIL : VERDICT_PASS;
		snprintf(seen, sizeof(seen), "%s", violation ? violation : "");
	}
	tell(rule);
}

static bool any_selected(const struct rule_group *group)
{
	size_t i;

	for (i = 0; i < group->num; i++)
		if (!fnmatch(pattern, group->rules[i].id, 0))
			return true;
	return false;
}

static void run_group(const struct rule_group *group)
{
	bool watched = group == &watched_rules;
	size_t i;

	if (!watched && !any_selected(group))
		return;
	if (!json)
		printf("%s%s\n", group == groups[0] ? "" : "\n", group->title);
	for (i = 0; i < group->num; i++) {
		if (!watched && fnmatch(pattern, group->rules[i].id, 0))
			continue;
		if (list_only)
			printf("      %-13s %s\n", group->rules[i].id, group->rules[i].words);
		else
			run_rule(group, i);
	}
}

/* --------------------------------------------------------------------------- options */

static const struct option_row options[] = {
	{ "peer", 'p', OPTION_TEXT,
	 "LINE", "line that we answer ourselves, for calls between the two", &peer_name },
	{ "number", 'n', OPTION_TEXT,
	 "NUMBER", "number to call: the peer's (default), or one that answers by itself", &subject.number },
	{ "busy", 'b', OPTION_TEXT, "NUMBER", "number that is busy", &subject.busy },
	{ "third", 't', OPTION_TEXT,
	 "NUMBER", "second number to call, which answers by itself", &subject.third },
	{ "unplug", 'u', OPTION_TEXT,
	 "COMMAND", "shell command that takes the line away", &subject.unplug },
	{ "plug", 'P', OPTION_TEXT, "COMMAND", "shell command that brings it back", &subject.plug },
	{ "seconds", 's', OPTION_SECONDS,
	 "N", "what the line may take for one step (default 10)", &subject.seconds },
	{ "rules", 'r', OPTION_TEXT,
	 "PATTERN", "only rules whose ids match, such as 'call-*'; watched ones always", &pattern },
	{ "list", 'l', OPTION_FLAG, NULL, "list the rules, and do nothing", &list_only },
	{ "verbose", 'v', OPTION_FLAG, NULL, "say why a rule is not applicable", &verbose },
	OPTION_JSON(json),
};

static const struct command compliance = {
	.name = "tline-compliance",
	.args = "LINE",
	.help = "prove that a line and its provider keep TAPI's rules and tline's promises",
	.more = "LINE is a name, a number or /dev/tline/lineN; nobody else should use it, nor the peer.\n"
		"Exit status: 0 all rules pass or are not applicable, 1 some fail, 2 wrong usage,\n"
		"3 no module or no such line, 4 no permission, 5 anything else.",
	.options = options,
	.num_options = ARRAY_SIZE(options),
	.min_args = 0,
	.max_args = 1,
};

static void read_subject(void)
{
	static struct tline_ioc_address_caps peer;
	struct tline_ioc_address_caps address = {};
	char path[40];
	int fd;

	snprintf(path, sizeof(path), "/dev/tline/line%u", subject.line->id);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		die(errno == EACCES ? EXIT_DENIED : EXIT_ABSENT,
		    "cannot open %s for writing: %s", path,
		    strerror(errno));
	if (ioctl(fd, TLINE_IOC_LINE_CAPS, &subject.caps) ||
	    ioctl(fd, TLINE_IOC_ADDRESS_CAPS, &address))
		die(EXIT_SYSTEM,
		    "cannot read what line '%s' can do: %s", subject.line->name, strerror(errno));
	subject.address = address.caps;
	close(fd);
	if (!subject.peer || subject.number)
		return;
	snprintf(path, sizeof(path), "/dev/tline/line%u", subject.peer->id);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, TLINE_IOC_ADDRESS_CAPS, &peer))
		die(EXIT_SYSTEM, "cannot read the number of the peer '%s': %s", subject.peer->name,
		    strerror(errno));
	subject.number = peer.caps.number;
	close(fd);
}

int main(int argc, char **argv)
{
	size_t i;

	subject.seconds = 10;
	if (argc == 2 && !strcmp(argv[1], "--version")) {
		puts("tline-compliance " TLINE_VERSION);
		return EXIT_OK;
	}
	argc = parse_options(&compliance, argc, argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!list_only) {
		if (argc != 1)
			die(EXIT_USAGE, "name the LINE to be looked at ('tline list' shows them)");
		subject.line = find_line(argv[0]);
		if (peer_name)
			subject.peer = find_line(peer_name);
		read_subject();
		watch_begin();
	}
	for (i = 0; i < ARRAY_SIZE(groups); i++)
		run_group(groups[i]);
	if (!json && !list_only)
		printf("\n%u passed, %u failed, %u not applicable\n", count[VERDICT_PASS],
		       count[VERDICT_FAIL], count[VERDICT_NA]);
	return count[VERDICT_FAIL] ? EXIT_FAILED : EXIT_OK;
}
