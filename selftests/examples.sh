#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# shellcheck shell=dash disable=SC2317 # the tests are called by name
# The programs of tools/examples, each in the situation that it is for.  Needs root and tline_sim.
set -u
# shellcheck source=selftests/vm/tap.sh
. "$(dirname "$0")/vm/tap.sh"

sim=/sys/kernel/config/tline_sim/examples
examples=$(dirname "$0")/examples
dir=$(mktemp -d) || exit 1
pids=''

make_lines() {
	modprobe tline_sim || exit 1
	mkdir "$sim" || exit 1
	for number in 8200 8201 8202 8203; do
		mkdir "$sim/$number"
		# A switchboard has two calls, one of them on hold.
		echo 2 > "$sim/$number/max_active"
	done
	echo 1 > "$sim/live"
	echo answer=100 > "$sim/8203/script"
}

cleanup() {
	# shellcheck disable=SC2086
	[ -z "$pids" ] || kill -9 $pids 2>/dev/null
	wait
	[ ! -d "$sim" ] || echo 0 > "$sim/live"
	rmdir "$sim"/8* "$sim"
	rm -rf "$dir"
}

id() { cat "$sim/$1/id"; }

# start NAME ARGUMENT...: run an example in the background; its output goes to NAME.out.
start() {
	name=$1
	shift
	: > "$dir/$name.out"
	"$examples/$name" "$@" > "$dir/$name.out" 2>&1 &
	eval "pid_$name=$!"
	pids="$pids $!"
}

stop() {
	eval "kill \$pid_$1; wait \$pid_$1"
}

says() { [ "$(grep -c -e "$2" "$dir/$1.out")" -ge "${3:-1}" ]; }

# until_says NAME PATTERN [TIMES]
until_says() {
	until_true 20 says "$@" && return
	fail "$1 does not say '$2' within 20 s:"
	sed 's/^/#   /' "$dir/$1.out"
}

has_call() { grep -q "$2" "$sim/$1/calls"; }

# until_call LINE STATE
until_call() { until_true 20 has_call "$@" || fail "line $1 has no $2 call: $(cat "$sim/$1/calls")"; }

gathers() { tline requests 2>/dev/null | grep -q gatherdigits; }

# A call from the network to a line, by what the line is asked to do.
tell() { echo "$3" > "$sim/$1/$2" || fail "cannot write '$3' to $2 of $1"; }

a_dialer_makes_a_call_that_the_other_end_ends() {
	start dialer "$(id 8200)" 8203
	until_says dialer CONNECTED
	tell 8200 hangup 1
	# shellcheck disable=SC2154
	wait "$pid_dialer" || fail "dialer: exit status $?"
	until_says dialer DISCONNECTED
	until_says dialer IDLE
}

a_dialer_says_what_is_wrong() {
	start dialer "$(id 8200)" '12?'
	# shellcheck disable=SC2154
	! wait "$pid_dialer" || fail "dialer: success in spite of '?'"
	until_says dialer '^dialer: '
	start dialer
	wait "$pid_dialer"
	[ $? = 2 ] || fail "dialer: exit status without arguments"
}

a_dialer_that_is_killed_leaves_no_call() {
	start dialer "$(id 8200)" 8203
	until_says dialer CONNECTED
	kill -9 "$pid_dialer"
	wait "$pid_dialer"
	[ -z "$(cat "$sim/8200/calls")" ] || fail "there still is a call: $(cat "$sim/8200/calls")"
}

a_logger_writes_a_row_for_each_call() {
	start logger
	until_says logger ready
	start dialer "$(id 8200)" 8203
	until_says dialer CONNECTED
	tell 8200 hangup 1
	wait "$pid_dialer"
	until_says logger "line $(id 8200) to 8203, [0-9]* s, connected"
	tell 8201 incoming 5551234
	until_call 8201 OFFERING
	tell 8201 hangup 1
	until_says logger "line $(id 8201) from 5551234, 0 s, "
	stop logger
}

an_operator_connects_a_caller() {
	start operator "$(id 8201)" 8203
	until_says operator ready
	start dialer "$(id 8200)" 8201
	until_says operator consulting
	until_says operator transferred
	until_says operator free
	grep -q 'CONNECTED.*peer=8203' "$sim/8200/calls" || fail "the caller has: $(cat "$sim/8200/calls")"
	kill -9 "$pid_dialer"
	wait "$pid_dialer"
	stop operator
}

an_operator_tells_that_nobody_is_there() {
	tell 8203 script busy
	start operator "$(id 8201)" 8203
	until_says operator ready
	start dialer "$(id 8200)" 8201
	until_says operator 'not wanted'
	until_says dialer IDLE
	until_says operator free
	stop operator
	tell 8203 script answer=100
}

an_answering_machine_takes_a_code() {
	start answer "$(id 8202)"
	until_says answer ready
	tell 8202 incoming 5550100
	until_says answer 'call from 5550100'
	until_true 20 gathers || fail "no digits are gathered"
	tell 8202 digits '12#'
	until_says answer "code '12#'"
	until_says answer 'call ended'
	tell 8202 incoming 5550101
	until_true 20 gathers || fail "no digits are gathered"
	tell 8202 digits 123456
	until_says answer "code '1234'"
	until_says answer 'call ended' 2
	stop answer
}

tests="
a_dialer_makes_a_call_that_the_other_end_ends
a_dialer_says_what_is_wrong
a_dialer_that_is_killed_leaves_no_call
a_logger_writes_a_row_for_each_call
an_operator_connects_a_caller
an_operator_tells_that_nobody_is_there
an_answering_machine_takes_a_code
"

trap cleanup EXIT
make_lines
# shellcheck disable=SC2086 # the names are words
run_tests $tests
