# SPDX-License-Identifier: GPL-2.0-only
#
# shellcheck shell=dash disable=SC2154 # fail() sets bad
# Test scripts in TAP: each test is a function, and its name, with blanks for underscores, is what
# it tests.  A test that finds something wrong calls fail, and goes on.

fail() {
	echo "# $*"
	bad=1
}

# until_true SECONDS COMMAND...: wait until the command succeeds; false if it does not.
until_true() {
	tries=$(($1 * 20))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

# run_tests NAME...: all of them in turn; false if one has failed.
run_tests() {
	failed=0
	count=0
	echo "TAP version 13"
	echo "1..$#"
	for test; do
		bad=0
		count=$((count + 1))
		"$test" < /dev/null
		result=ok
		[ $bad = 0 ] || result="not ok" failed=1
		echo "$result $count - $test" | tr _ ' '
	done
	return $failed
}
