#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# shellcheck shell=dash
# What tline does, in half a minute: two lines call each other; then a caller is killed in the middle
# of dialling.  Runs as root, where the modules and the tool are installed; "make demo" runs it in a
# virtual machine.
set -u

work=$(mktemp -d) || exit 1
trace=/sys/kernel/tracing
sim=/sys/kernel/config/tline_sim/default

fail() { echo "demo: $*" >&2; exit 1; }

title() { printf '\n== %s\n\n' "$*"; }

show() { echo "\$ $*"; "$@"; }

# Wait until a command's output has a pattern.
wait_for() {
	pattern=$1
	shift
	tries=0
	until "$@" 2>/dev/null | grep -q "$pattern"; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || fail "'$*' does not show '$pattern' after 20 s"
		sleep 0.1
	done
}

# Two columns in the order of time: side_by_side LEFT-TITLE RIGHT-TITLE LEFT-FILE RIGHT-FILE
side_by_side() {
	printf '%8s  %-46s %s\n' seconds "$1" "$2"
	{ sed 's/^ */L /' "$3"; sed 's/^ */R /' "$4"; } | sort -s -n -k 2,2 | awk '
		$2 !~ /^[0-9]+\.[0-9]+$/ { next }
		!start { start = $2 }
		{
			side = $1
			time = $2 - start
			$1 = $2 = $3 = ""
			sub(/^ +/, "")
			sub(/^#[0-9]+ /, "")
			printf "%8.3f  ", time
			if (side == "L")
				printf "%s\n", $0
			else
				printf "%-46s %s\n", "", $0
		}'
}

# Trace events as lines of "TIME NAME TEXT", from the marker on.
read_trace() {
	sed -n '/tracing_mark_write/,$p' $trace/trace | awk '
		function value(key,   i) {
			for (i = 1; i <= NF; i++)
				if (index($i, key "=") == 1)
					return substr($i, length(key) + 2)
		}
		{
			for (i = 1; i < NF && $i !~ /^[0-9]+\.[0-9]+:$/; i++)
				;
			time = substr($i, 1, length($i) - 1)
			event = $(i + 1)
		}
		event == "tracing_mark_write:" {
			text = $0
			sub(/.*tracing_mark_write: /, "", text)
			print time, "-", "kill -9:", text
		}
		event == "tline_submit:" {
			print time, "-", "kernel: " value("op") ", request " value("request")
		}
		event == "tline_finish:" {
			text = value("op") ", request " value("request") " ended: " value("reason")
			print time, "-", "kernel: " text
		}
		event == "tline_provider_in:" && / close-call / {
			print time, "-", "kernel: the line is told that the call is gone"
		}'
}

title "Two telephone lines of the software exchange"
modprobe tline_sim lines=2 || fail "cannot load the modules"
grep -q ' /sys/kernel/config ' /proc/mounts || mount -t configfs config /sys/kernel/config ||
	fail "no configfs"
show tline list

title "100 calls 101: answer, digits, hold, hang up"
echo "101\$ tline answer --once --ring 1 101"
echo "100\$ tline dial --digits 42# --hold 1 --hangup-after 1 100 101"
echo
tline answer -m --once --ring 1 101 > "$work/called" 2>&1 &
called=$!
wait_for '^OPENS *1$' tline info 101
tline dial -m --digits 42# --hold 1 --hangup-after 1 100 101 > "$work/caller" 2>&1 ||
	fail "the call failed: $(cat "$work/caller")"
wait $called || fail "the answering side failed: $(cat "$work/called")"
side_by_side "line 100, the caller" "line 101, the called" "$work/caller" "$work/called"

title "A caller that is killed in the middle of dialling, while somebody monitors the line"
echo "The line is told to answer no more dial requests, so that they stay pending."
echo
echo "dial:never" > $sim/100/fault || fail "cannot set the fault"
echo mono > $trace/trace_clock
for event in submit finish provider_in; do
	echo 1 > $trace/events/tline/tline_$event/enable || fail "no trace events"
done
tline watch -m 100 > "$work/monitor" 2> "$work/monitor.err" &
monitor=$!
wait_for '^OPENS *1$' tline info 100
tline dial -m --overlap 0.3 100 10110 > "$work/caller" 2>&1 &
caller=$!
wait_for ' 4 *tline$' tline calls 100
show tline calls 100
echo
show tline requests 100
echo
echo "\$ kill -9 $caller"
echo "tline dial, process $caller" > $trace/trace_marker
kill -9 $caller
# The shell tells of the kill, which we know.
wait $caller 2>/dev/null
wait_for IDLE cat "$work/monitor"
wait_for '^no calls$' tline calls
for event in submit finish provider_in; do
	echo 0 > $trace/events/tline/tline_$event/enable
done
kill $monitor
wait $monitor
{ cat "$work/caller"; read_trace; } > "$work/left"
echo
side_by_side "the caller, then the kernel" "the monitor" "$work/left" "$work/monitor"

title "Afterwards: no call, no request, and the books balance"
show tline calls
show tline requests
echo
show tline stats || fail "the books do not balance"
tline requests | grep -q '^no requests pending$' || fail "there are requests left"
