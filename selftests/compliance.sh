#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# shellcheck shell=dash disable=SC2317 # the tests are called by name
# tline-compliance on the simulator: a well-behaved line keeps all rules, and each of the simulator's
# faults is found by the rule that Documentation/compliance.rst names.  Needs root and tline_sim.
set -u
# shellcheck source=selftests/vm/tap.sh
. "$(dirname "$0")/vm/tap.sh"

sim=/sys/kernel/config/tline_sim/compliance
dir=$(mktemp -d) || exit 1

make_lines() {
	modprobe tline_sim || exit 1
	mkdir "$sim" || exit 1
	for number in 8100 8101 8102 8103; do
		mkdir "$sim/$number"
	done
	echo 1 > "$sim/live"
	echo busy > "$sim/8102/script"
	echo answer=50 > "$sim/8103/script"
}

remove_lines() {
	[ -d "$sim" ] || return 0
	echo 0 > "$sim/live"
	rmdir "$sim"/8* "$sim"
	rm -rf "$dir"
}

# run STATUS ARGUMENT...: run it on line 8100; its output is then in out and err.
run() {
	want=$1
	shift
	timeout 200 tline-compliance 8100 "$@" > "$dir/out" 2> "$dir/err"
	got=$?
	[ "$got" = "$want" ] && return
	fail "tline-compliance $*: exit status $got, not $want: $(cat "$dir/err")"
	sed -n 's/^/#   /; /FAIL/,/seen/p' "$dir/out"
}

verdict() { sed -n "s/^\([A-Za-z/]*\)  *$1 .*/\1/p" "$dir/out"; }

# finds RULE FAULT...: with the faults on, the rule fails; without them, it passes.
finds() {
	rule=$1
	acts=$2
	shift 2
	echo "$*" > "$sim/8100/fault"
	run 1 --peer 8101 --seconds 2 --rules "$acts"
	echo none > "$sim/8100/fault"
	[ "$(verdict "$rule")" = FAIL ] || fail "rule $rule says '$(verdict "$rule")' with the fault '$*'"
}

a_line_that_behaves_keeps_all_rules() {
	run 0 --peer 8101 --busy 8102 --third 8103 --unplug "echo 1 > $sim/8100/unplug" \
		--plug "echo 0 > $sim/8100/unplug" --verbose
	grep -q ' passed, 0 failed, ' "$dir/out" || fail "no summary: $(tail -1 "$dir/out")"
	# What cannot be applied to the simulator is told with its reason, and is little.
	[ "$(grep -c '^n/a' "$dir/out")" -le 2 ] || fail "not applicable: $(grep -A1 '^n/a' "$dir/out")"
}

delay_is_found() { finds watched-6 call-2 drop:delay=5000; }

never_is_found() { finds watched-6 call-2 drop:never; }

fail_is_found() { finds call-2 call-2 drop:fail=0x80000048; }

twice_is_found() { finds watched-7 call-2 twice; }

late_is_found() { finds watched-7 'call-[12]' late; }

badstate_is_found() { finds watched-8 call-2 badstate; }

dropmsg_is_found() { finds call-2 call-2 drop:dropmsg; }

owe_is_found() { finds end-4 end-4 owe; }

inside_is_found() { finds watched-7 end-8 inside hold:delay=60000; }

unplug_is_found() {
	run 1 --unplug "echo 1 > $sim/8100/unplug" --plug true --seconds 1 --rules unplug-2
	[ "$(verdict unplug-2)" = FAIL ] || fail "unplug-2 says '$(verdict unplug-2)'"
	echo 0 > "$sim/8100/unplug"
}

rules_can_be_chosen_and_listed() {
	run 0 --rules 'abi-*'
	[ "$(verdict abi-1)" = PASS ] || fail "abi-1 is not there"
	[ -z "$(verdict role-1)" ] || fail "role-1 is there"
	run 0 --list
	grep -q '^ *call-1 ' "$dir/out" || fail "--list has no call-1"
}

it_is_json_for_programs() {
	run 0 --json --rules 'request-*'
	! grep -v '^{"rule":"[a-z]*-[0-9]*","words":".*","verdict":".*"}$' "$dir/out" > "$dir/other" ||
		fail "not as it should be: $(cat "$dir/other")"
	grep -q '"rule":"request-1",.*"verdict":"pass"' "$dir/out" || fail "request-1 has not passed"
	grep -q '"rule":"request-5",.*"verdict":"not applicable","seen":"neither' "$dir/out" ||
		fail "request-5 without a number is applicable"
}

wrong_usage_is_explained() {
	timeout 10 tline-compliance > "$dir/out" 2> "$dir/err"
	[ $? = 2 ] || fail "exit status without a line"
	grep -q '^tline-compliance: name the LINE' "$dir/err" || fail "no word of the line: $(cat "$dir/err")"
	timeout 10 tline-compliance 4711 > "$dir/out" 2> "$dir/err"
	[ $? = 3 ] || fail "exit status for a line that is not there"
	timeout 10 tline-compliance --help > "$dir/out" || fail "no help"
	grep -q '^usage: tline-compliance ' "$dir/out" || fail "the help begins with $(head -1 "$dir/out")"
	timeout 10 tline-compliance --version > "$dir/out" || fail "no version"
	grep -q '^tline-compliance [0-9]' "$dir/out" || fail "the version is $(cat "$dir/out")"
}

tests="
a_line_that_behaves_keeps_all_rules
delay_is_found
never_is_found
fail_is_found
twice_is_found
late_is_found
badstate_is_found
dropmsg_is_found
owe_is_found
inside_is_found
unplug_is_found
rules_can_be_chosen_and_listed
it_is_json_for_programs
wrong_usage_is_explained
"

trap remove_lines EXIT
make_lines
# shellcheck disable=SC2086 # the names are words
run_tests $tests
