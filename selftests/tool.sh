#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# shellcheck shell=dash disable=SC2317 # the tests are called by name
# The tool tline, as its manual page has it: every command, what it prints for people and for
# programs, its errors and exit statuses.  Needs root and tline_sim.  Each test is a function, and its
# name is what it tests.
set -u
# shellcheck source=selftests/vm/tap.sh
. "$(dirname "$0")/vm/tap.sh"

sim=/sys/kernel/config/tline_sim
commands="list info calls requests stats dial answer drop watch location priority"
lines=$(cat /sys/module/tline_sim/parameters/lines 2>/dev/null || echo 4)
dir=$(mktemp -d) || exit 1
pids=''

# ------------------------------------------------------------------------- what is said of results

# has FILE PATTERN...: each pattern is in the file.
has() {
	file=$1
	shift
	for pattern; do
		grep -q -e "$pattern" "$dir/$file" && continue
		fail "no '$pattern' in $file:"
		sed 's/^/#   /' "$dir/$file"
	done
}

hasnt() {
	! grep -q -e "$2" "$dir/$1" || fail "'$2' in $1: $(grep -e "$2" "$dir/$1")"
}

# run STATUS ARGUMENT...: run tline; its output is then in out and err.
run() {
	want=$1
	shift
	timeout 30 tline "$@" > "$dir/out" 2> "$dir/err"
	got=$?
	[ "$got" = "$want" ] || fail "tline $*: exit status $got, not $want: $(cat "$dir/err")"
}

# error STATUS PATTERN ARGUMENT...: it fails with one sentence that has the pattern, and no output.
error() {
	want=$1
	pattern=$2
	shift 2
	run "$want" "$@"
	[ "$(wc -l < "$dir/err")" = 1 ] || fail "tline $*: not one line of error: $(cat "$dir/err")"
	has err '^tline: .' "$pattern"
	[ ! -s "$dir/out" ] || fail "tline $*: output in spite of the error: $(cat "$dir/out")"
}

# Each line is one object in the grammar of JSON: values become "n" from the inside out, strings
# "s" at first.
json() {
	[ -s "$dir/$1" ] || fail "no JSON in $1"
	awk '
	{
		line = $0
		gsub(/"([^"\\[:cntrl:]]|\\["\\\/bfnrt]|\\u[0-9a-f][0-9a-f][0-9a-f][0-9a-f])*"/, "s")
		gsub(/-?[0-9]+/, "n")
		gsub(/true|false|null/, "n")
		while (gsub(/\[([sn](,[sn])*)?\]|\{(s:[sn](,s:[sn])*)?\}/, "n"))
			;
		if ($0 != "n" || line !~ /^\{/) {
			print "# not a JSON object: " line
			wrong = 1
		}
	}
	END { exit wrong }' "$dir/$1" || bad=1
}

# keys FILE KEY...: each line has them all.
keys() {
	file=$1
	shift
	json "$file"
	for key; do
		! grep -v "\"$key\":" "$dir/$file" > "$dir/without" ||
			fail "no member $key in $file: $(cat "$dir/without")"
	done
}

# ------------------------------------------------------------------------ commands that take a while

# start NAME ARGUMENT...: run tline in the background; its output goes to NAME.out and NAME.err.
start() {
	name=$1
	shift
	# Nobody may take what an earlier one of this name said for its words.
	: > "$dir/$name.out"
	: > "$dir/$name.err"
	timeout 60 tline "$@" > "$dir/$name.out" 2> "$dir/$name.err" &
	eval "pid_$name=$!"
	pids="$pids $!"
}

signal() { eval "kill -$2 \$pid_$1"; }

# until_says FILE PATTERN [TIMES]
until_says() {
	until_true 20 says "$@" && return
	fail "no '$2' in $1 within 20 s:"
	sed 's/^/#   /' "$dir/$1"
}

says() { [ "$(grep -c -e "$2" "$dir/$1")" -ge "${3:-1}" ]; }

opens() { tline info --json "$1" | grep -q "\"opens\":$2,"; }

until_opens() { until_true 20 opens "$1" "$2" || fail "line $1 has not $2 opens"; }

no_calls() { [ "$(tline calls)" = "no calls" ]; }

until_no_calls() { until_true 20 no_calls || fail "there still are calls: $(tline calls)"; }

# ends NAME STATUS
ends() {
	eval "wait \$pid_$1"
	got=$?
	[ "$got" = "$2" ] || fail "$1: exit status $got, not $2: $(cat "$dir/$1.out" "$dir/$1.err")"
}

set_line() { echo "$3" > "$sim/tool/$1/$2" || fail "cannot set $2 of $1 to '$3'"; }

# --------------------------------------------------------------------------------- lines of our own

# "alice" has the numbers 700 and 700x1 and room for four calls, "bob" 701, and "701" 702.
make_lines() {
	mkdir "$sim/tool" || exit 1
	while read -r name number; do
		mkdir "$sim/tool/$name" && echo "$number" > "$sim/tool/$name/number" || exit 1
	done <<- END
		alice 700
		bob 701
		701 702
	END
	echo 2 > "$sim/tool/alice/addresses"
	echo 4 > "$sim/tool/alice/max_active"
	echo 1 > "$sim/tool/live" || exit 1
	alice=$(cat "$sim/tool/alice/id")
	bob=$(cat "$sim/tool/bob/id")
}

remove_lines() {
	echo 0 > "$sim/tool/live"
	rmdir "$sim/tool/alice" "$sim/tool/bob" "$sim/tool/701" "$sim/tool"
}

cleanup() {
	for pid in $pids; do kill "$pid" 2>/dev/null; done
	wait
	[ ! -d "$sim/tool" ] || remove_lines
	rm -rf "$dir"
}

# ------------------------------------------------------------------------------------------ options

help_and_version_are_shown() {
	run 0 --version
	has out '^tline [0-9][0-9.]*$'
	for option in -h --help help; do
		run 0 "$option"
		has out '^usage: tline COMMAND'
		for command in $commands; do has out "^  $command "; done
	done
	for command in $commands; do
		run 0 "$command" -h
		cp "$dir/out" "$dir/short"
		run 0 "$command" --help
		cmp -s "$dir/out" "$dir/short" || fail "$command: -h and --help differ"
		has out "^usage: tline $command \[OPTION" '^  -j, --json ' '^  -h, --help '
		[ ! -s "$dir/err" ] || fail "$command --help writes to stderr: $(cat "$dir/err")"
	done
	run 0 dial -h
	has out '-d, --digits' '-o, --hold' '-H, --hangup-after' '-t, --timeout' '-p, --overlap'
	run 0 answer -h
	has out '-1, --once' '-a, --accept' '-r, --ring' '-x, --reject' '-H, --hangup-after'
	run 0 drop -h
	has out '-a, --all'
	run 0 watch -h
	has out '-a, --all' '-d, --digits' '-f, --for' '-m, --monotonic'
}

wrong_usage_is_explained() {
	run 2
	has err '^usage: tline COMMAND'
	error 2 "no command 'lsit'; tline --help" lsit
	for command in $commands; do
		run 2 "$command" --bogus
		has err "'*--bogus'*" "^usage: tline $command .*tline $command --help"
	done
	error 2 'list takes no argument, not 1' list alice
	error 2 'info takes LINE, not 0 arguments' info
	error 2 'calls takes \[LINE\], not 2 arguments' calls alice bob
	error 2 'dial takes LINE NUMBER, not 1 argument;' dial alice
	error 2 'answer takes LINE, not 0' answer
	error 2 'drop takes LINE \[CALL\], not 3' drop alice 1 2
	error 2 "dial: --timeout takes a number from 0 to 1000000, not 'soon'" dial -t soon alice 701
	error 2 "dial: --hold takes a number .*, not '-1'" dial --hold -1 alice 701
	error 2 "watch: --for takes a number .*, not 'nan'" watch --for nan
	error 2 "answer: --ring takes a number .*, not '1s'" answer --ring 1s alice
	error 2 '--reject goes with none of --accept, --ring' answer --reject --ring 1 alice
}

wrong_numbers_name_the_character() {
	error 2 "cannot dial '70z': character 3 is 'z'; a number has 0-9" dial alice 70z
	error 2 'the number is empty' dial alice ''
	error 2 "cannot send '4x2': character 2 is 'x'; digits are" dial -d 4x2 alice 701
	error 2 'the number has 300 characters, at most [0-9]* can' dial alice "$(printf %0300d 0)"
	no_calls || fail "a call was made: $(tline calls)"
}

# -------------------------------------------------------------------------------------------- lines

a_line_is_given_by_name_number_id_or_node() {
	ln -s "/dev/tline/line$alice" "$dir/link"
	for line in alice 700 700x1 "$alice" "line$alice" "/dev/tline/line$alice" "$dir/link"; do
		run 0 info --json "$line"
		has out "^{\"line\":$alice,\"name\":\"alice\","
		run 0 stats --json "$line"
		keys out submitted
	done
	# In this order: its name comes before bob's number.
	run 0 info --json 701
	has out '"name":"701"' '"numbers":\["702"\]'
}

a_line_that_is_not_there_is_told_with_those_that_are() {
	for command in info calls requests stats answer drop watch; do
		# In the order of their ids, which may be those of lines that have gone.
		error 3 "no line 'carol'; there are .*alice (line$alice)" "$command" carol
		has err "bob (line$bob)" ' 701\b'
	done
	error 3 "no line 'carol'; there are .*alice" dial carol 701
	for line in line9999 9999 70 alic /dev/null /dev/tline/app "/dev/tline/line$alice/" ''; do
		error 3 "no line '$line'; there are .*alice" info "$line"
	done
}

list_and_info_show_lines() {
	run 0 list
	has out '^LINE  NAME *NUMBERS *OPENS *CALLS *STATUS *PROVIDER *SERIAL$' \
		"^ *$alice  alice  *700,700x1  *0  *0  CONNECTED|INSERVICE  tline_sim-tool  tool-alice\$"
	run 0 info alice
	has out "^LINE *$alice\$" '^NAME *alice$' '^NUMBERS *700,700x1$' '^ADDRESSES *2$' \
		'^MEDIA MODES .*INTERACTIVEVOICE' '^PENDING *0$' '^ADDRESS 0 *700: 0 active' \
		'^ADDRESS 1 *700x1: 0 active'
	run 0 list --json
	keys out line name numbers opens calls status provider serial max_calls num_addresses \
		media_modes bearer_modes features flags submitted pending
	[ "$(wc -l < "$dir/out")" = "$(find /dev/tline -name 'line*' | wc -l)" ] ||
		fail "not a line for each line: $(cat "$dir/out")"
	has out "^{\"line\":$alice,\"name\":\"alice\",\"numbers\":\[\"700\",\"700x1\"\],\"opens\":0,\"calls\":0,\"status\":\[\"CONNECTED\",\"INSERVICE\"\],\"provider\":\"tline_sim-tool\",\"serial\":\"tool-alice\""
	grep "^{\"line\":$alice," "$dir/out" > "$dir/line"
	run 0 info -j alice
	cmp -s "$dir/out" "$dir/line" || fail "info --json is not as in list: $(cat "$dir/out")"
}

# ----------------------------------------------------------------------- calls: from dial to answer

a_call_is_dialled_answered_and_watched() {
	start watch watch -d bob
	until_says watch.err '^tline: watching 1 line$'
	start watch_json watch --json --digits bob
	until_opens bob 2
	# Not at once: a call that is answered already does not ring.
	start answer answer --once --ring 0.2 bob
	until_says answer.err "^tline: waiting for calls on line 'bob'\$"
	start dial dial --digits 42# --hangup-after 0.1 alice 701
	ends dial 0
	ends answer 0
	has dial.out ' alice  > call 701$' 'MAKECALL done$' '#1 CONNECTED ACTIVE$' '#1 > digits 42#$' \
		'#1 digits sent: DONE$' '#1 > drop$' 'DROP done$'
	sed -n '$p' "$dir/dial.out" > "$dir/last"
	has last '^[0-9][0-9]:[0-9][0-9]:[0-9][0-9]\.[0-9]* * alice  #1 IDLE$'
	has answer.out ' bob    #1 new call, as OWNER from 700 (alice) to 701$' '#1 OFFERING' '#1 > answer$' \
		'ANSWER done$' '#1 CONNECTED ACTIVE$' '#1 heard 4 DTMF$' '#1 heard 2 DTMF$' \
		'#1 heard # DTMF$' '#1 DISCONNECTED NORMAL$' '#1 IDLE$'
	until_says watch.out ' IDLE$'
	until_says watch_json.out '"state":"IDLE"'
	signal watch INT
	signal watch_json TERM
	ends watch 0
	ends watch_json 0
	has watch.out 'new call, as MONITOR from 700 (alice) to 701$' 'CONNECTED ACTIVE$' 'heard # DTMF$'
	keys watch_json.out time_ns event line name
	has watch_json.out '"event":"APPNEWCALL".*"call":1,"privilege":"MONITOR".*"caller":"700".*"called":"701"' \
		'"event":"CALLSTATE".*"state":"CONNECTED","mode":"ACTIVE".*"seq":[1-9]' \
		'"event":"MONITORDIGITS".*"digit":"4","mode":"DTMF"' \
		'"event":"LINEDEVSTATE".*"states":\["RINGING"\],"ring":0'
	until_no_calls
}

messages_of_dial_and_answer_are_json() {
	start answer answer --json --once --accept --ring 0.1 --hangup-after 0.2 bob
	until_opens bob 1
	run 0 dial --json --hold 0.1 alice 701
	ends answer 0
	keys out time_ns event line name
	keys answer.out time_ns event line name
	has out '"event":"ACTION".*"name":"alice","action":"call 701"' \
		'"event":"REPLY".*"operation":"MAKECALL","result":"done","reason":"DONE".*"seq":' \
		'"event":"CALLSTATE".*"call":1,"state":"ONHOLD"' '"operation":"HOLD","result":"done"'
	has answer.out '"event":"ACTION".*"call":1,"action":"accept"' '"operation":"ACCEPT","result":"done"' \
		'"event":"CALLSTATE".*"state":"OFFERING".*"privilege":"OWNER"' '"action":"drop"'
	[ ! -s "$dir/answer.err" ] || fail "stderr of --json: $(cat "$dir/answer.err")"
	start answer answer -m bob
	until_says answer.err waiting
	run 0 dial -m --overlap 0.01 -H 0 alice 701
	has out '^ *[0-9]*\.[0-9][0-9][0-9][0-9][0-9][0-9]  alice  > call 7;$' '> dial 0$' '> dial 1$'
	until_says answer.out ' IDLE$'
	signal answer INT
	ends answer 0
	until_no_calls
}

calls_that_fail_end_with_1_and_say_why() {
	while IFS=: read -r script why; do
		set_line bob script "$script"
		run 1 dial --timeout 1 alice 701
		has err "^tline: the call to 701 failed: $why\$"
		has out '#1 IDLE$'
	done <<- END
		busy:BUSY.*
		noanswer:not connected within 1 s
		reject:DISCONNECTED REJECT
		special:SPECIALINFO.*
		gone:DISCONNECTED.*
	END
	set_line bob script app
	run 1 dial alice 9
	has err '^tline: the call to 9 failed: DISCONNECTED BADADDRESS$'
	set_line alice fault makecall:fail=0x80000048
	run 1 dial --json alice 701
	has err 'the call to 701 failed: the call was not made: .* (OPERATIONFAILED)$'
	keys out time_ns event
	has out '"operation":"MAKECALL","result":"OPERATIONFAILED","reason":"REFUSED"'
	set_line alice fault none
	until_no_calls
}

a_call_can_be_rejected_or_given_up() {
	start answer answer --once --reject bob
	until_says answer.err waiting
	run 1 dial alice 701
	has err '^tline: the call to 701 failed: '
	ends answer 0
	has answer.out '> reject$' 'IDLE$'
	# Too impatient a caller: --once has answered nothing.
	start answer answer --once --ring 1000 bob
	until_says answer.err waiting
	run 1 dial -t 1 alice 701
	has err 'not connected within 1 s$'
	has out '> give up$' '> drop$'
	ends answer 1
	# Ctrl-C before there is a connection, and after.
	start answer answer --ring 1000 bob
	until_says answer.err waiting
	start dial dial alice 701
	until_says answer.out OFFERING
	signal dial INT
	ends dial 1
	has dial.err '^tline: the call to 701 failed: interrupted$'
	has dial.out '> interrupted$' 'IDLE$'
	signal answer TERM
	ends answer 0
	set_line bob script answer=1
	start dial dial alice 701
	until_says dial.out CONNECTED
	signal dial INT
	ends dial 0
	set_line bob script app
	until_no_calls
}

calls_and_requests_show_what_goes_on() {
	run 0 calls
	has out '^no calls$'
	run 0 requests
	has out '^no requests pending$'
	run 0 calls --json
	[ ! -s "$dir/out" ] || fail "no call, but: $(cat "$dir/out")"
	set_line bob script answer=1
	start dial dial alice 701
	until_says dial.out CONNECTED
	run 0 calls alice
	has out '^LINE *CALL *STATE *MODE *SINCE *ORIGIN *OTHER PARTY *OWNERS *MONITORS *REQUESTS *APP$' \
		'^alice *[0-9]* *CONNECTED *ACTIVE *[0-9.]* s *OUTBOUND *701 *1 *0 *0 *tline$'
	run 0 calls --json alice
	keys out line name call call_id address state mode state_time_ns origin other caller called \
		media_mode bearer_mode rate reason being_made owners monitors requests app
	has out "^{\"line\":$alice,\"name\":\"alice\"" '"state":"CONNECTED","mode":"ACTIVE"' \
		'"caller":"700"' '"called":"701"' '"owners":1,"monitors":0,"requests":0,"app":"tline"'
	run 0 info --json alice
	has out '"opens":1,"calls":1,'
	run 0 calls 701
	has out '^no calls$'
	set_line alice park 1
	signal dial INT
	until_says dial.out '> drop'
	run 0 requests alice
	has out '^LINE *REQUEST *OPERATION *CALL *NEW CALL *AT PROVIDER *DEADLINE *APP$' \
		'^alice *[0-9]* *drop *[0-9]* *0 *yes *[a-z]* *tline$'
	run 0 requests --json
	keys out line name request operation call new_call dispatched deadline app_request app
	has out '"name":"alice".*"operation":"drop".*"dispatched":true.*"app":"tline"'
	run 0 stats --json alice
	has out '"pending":1,.*"balanced":true'
	set_line alice park 0
	ends dial 0
	set_line bob script app
	until_no_calls
}

names_are_quoted_in_json() {
	start answer answer --json --ring 1000 alice
	until_opens alice 1
	set_line alice incoming '555,Eve "\u" \ Adams'
	until_says answer.out '"state":"OFFERING"'
	keys answer.out event
	has answer.out '"caller":"555","caller_name":"Eve \\"\\\\u\\" \\\\ Adams"'
	run 0 calls --json
	keys out caller_name
	set_line alice hangup 1
	signal answer INT
	ends answer 0
	until_no_calls
}

# --------------------------------------------------------------------------------------------- drop

call_id() { tline calls --json "$1" | sed -n "s/.*\"call_id\":\([0-9]*\),.*\"caller\":\"$2\".*/\1/p"; }

drop_ends_calls_of_others() {
	error 3 "there is no call on line 'bob'" drop bob
	error 3 "no call on line 'bob' is with 12; tline watch bob shows its calls" drop bob 12
	set_line bob script answer=1
	start dial dial alice 701
	until_says dial.out CONNECTED
	run 0 drop alice
	has out '#1 > take ownership and drop$' 'DROP done$' '#1 IDLE$'
	ends dial 0
	has dial.out 'IDLE$'
	start answer answer --ring 1000 alice
	until_says answer.err waiting
	for number in 551 552 553 554; do set_line alice incoming "$number"; done
	until_says answer.out OFFERING 4
	run 2 drop alice
	has err "^tline: 4 calls on line 'alice' are meant; name one .* or use --all\$"
	[ "$(grep -c 'OFFERING.* from 55' "$dir/out")" = 4 ] || fail "not all shown: $(cat "$dir/out")"
	set_line alice fault drop:fail=0x80000048
	run 1 drop alice 551
	has err '^tline: the call was not dropped: '
	set_line alice fault none
	run 0 drop alice 551
	run 0 calls --json alice
	has out '"caller":"552"' '"caller":"553"' '"caller":"554"'
	hasnt out '"caller":"551"'
	run 0 drop --json alice "$(call_id alice 552)"
	keys out time_ns event line name
	has out '"action":"take ownership and drop"' '"event":"CALLSTATE".*"state":"IDLE"'
	run 0 calls --json alice
	has out '"caller":"553"' '"caller":"554"'
	hasnt out '"caller":"552"'
	run 0 drop --all alice
	[ "$(grep -c ' IDLE$' "$dir/out")" = 2 ] || fail "not both ended: $(cat "$dir/out")"
	until_says answer.out ' IDLE$' 4
	signal answer INT
	ends answer 0
	set_line bob script app
	until_no_calls
}

# -------------------------------------------------------------------------------------------- watch

watch_sees_all_lines_and_those_that_come_and_go() {
	run 0 watch --for 0.01 alice bob
	has err '^tline: watching 2 lines$'
	start watch watch
	until_says watch.err '^tline: watching [0-9]* lines$'
	set_line 701 unplug 1
	until_says watch.out '^.* - *a line is gone, line[0-9]*$'
	set_line 701 unplug 0
	until_says watch.out "^.* - *there is a new line, line$(cat $sim/tool/701/id)\$"
	until_opens 701 1
	start answer answer --once 701
	until_says answer.err waiting
	until_says watch.out ' 701 *line: OPEN$'
	run 0 dial -H 0 alice 702
	ends answer 0
	until_says watch.out ' 701 .*IDLE$'
	until_says watch.out ' alice .*IDLE$'
	signal watch INT
	ends watch 0
	# What was there before it is shown; --all shows more.
	set_line bob script answer=1
	start dial dial alice 701
	until_says dial.out CONNECTED
	start watch watch --json --all alice
	until_says watch.out '"event":"CALL".*"state":"CONNECTED".*"caller":"700".*"called":"701"'
	signal dial INT
	ends dial 0
	until_says watch.out '"event":"ADDRESSSTATE"'
	until_says watch.out '"state":"IDLE"'
	signal watch INT
	ends watch 0
	keys watch.out time_ns event line name
	set_line bob script app
	until_no_calls
}

a_forced_close_ends_them() {
	start answer answer alice
	until_says answer.err waiting
	start dial dial bob 700
	until_says answer.out CONNECTED
	until_says dial.out CONNECTED
	set_line alice close 1
	ends answer 1
	has answer.out 'line: closed by force$'
	has answer.err '^tline: the line was closed by force$'
	ends dial 0
	until_no_calls
}

# ----------------------------------------------------------------------------------------- priority

priorities_are_shown_set_and_loaded() {
	rm -rf /etc/tline
	run 0 priority
	has out '^no priorities$'
	run 0 priority --load
	run 0 priority INTERACTIVEVOICE phone 'my machine'
	run 0 priority makecall dialer
	run 0 priority INTERACTIVEVOICE urgent
	run 0 priority
	has out '^FOR *PLACE *PROGRAM$' '^INTERACTIVEVOICE  1      urgent$' \
		'^INTERACTIVEVOICE  2      phone$' '^INTERACTIVEVOICE  3      my machine$' \
		'^MAKECALL          1      dialer$'
	run 0 priority --json
	json out
	has out '^{"for":"INTERACTIVEVOICE","program":"my machine","place":3}$'
	run 0 priority --off INTERACTIVEVOICE urgent phone
	[ "$(grep -v '^#' /etc/tline/priority)" = "$(printf 'INTERACTIVEVOICE my machine\nMAKECALL dialer')" ] ||
		fail "the file is: $(cat /etc/tline/priority)"
	echo 'G3FAX fax' >> /etc/tline/priority
	run 0 priority
	has out '^G3FAX             -      fax$'
	run 0 priority --load
	run 0 priority
	has out '^G3FAX             1      fax$' '^INTERACTIVEVOICE  1      my machine$'
	error 2 "'VOICE' is no media mode, nor MAKECALL" priority VOICE phone
	error 2 'no name of a program' priority G3FAX /bin/phone
	error 2 'priority takes a media mode and programs' priority G3FAX
	error 2 'priority takes a media mode and programs' priority --off
	error 2 '--load goes with nothing else' priority --load G3FAX fax
	nobody 0 priority
	has out '^MAKECALL          1      dialer$'
	nobody 4 'priority G3FAX mine'
	has err 'needs CAP_NET_ADMIN and write permission for /etc/tline; run it as root$'
	nobody 4 'priority --load'
	echo 'G3FAX' >> /etc/tline/priority
	error 5 'line [0-9]* of /etc/tline/priority is neither' priority
	error 5 'line [0-9]* of /etc/tline/priority is neither' priority --load
	sed -i '$d' /etc/tline/priority
	run 0 priority --off MAKECALL dialer
	run 0 priority --off G3FAX fax
	run 0 priority --off INTERACTIVEVOICE 'my machine'
	rm -rf /etc/tline
}

# ------------------------------------------------------------------------------------------ the rest

the_books_balance() {
	run 0 stats
	has out '^submitted *[1-9]' '^completed *[1-9]' '^pending *0$' '^  done *[1-9]' '^  refused *[1-9]' \
		'^calls *0$' '^calls ever *[1-9]' '^open lines *0$' \
		'^The books balance: [1-9][0-9]* submitted = [1-9][0-9]* completed + 0 pending\.$'
	for line in '' alice; do
		run 0 stats --json $line
		keys out submitted completed pending by_reason done refused cancelled timedout callclosed \
			lineclosed devicegone late refused_upcalls owed_idle calls calls_total opens
		has out '"pending":0,' '"calls":0,' '"opens":0,"balanced":true}$'
		awk -F'[:,{}]+' '{
			for (i = 2; i < NF; i += $i == "\"by_reason\"" ? 1 : 2)
				v[$i] = $(i + 1)
			sum = v["\"done\""] + v["\"refused\""] + v["\"cancelled\""] + \
				v["\"timedout\""] + v["\"callclosed\""] + v["\"lineclosed\""] + \
				v["\"devicegone\""]
			exit !(sum > 0 && sum == v["\"completed\""] && sum == v["\"submitted\""])
		}' "$dir/out" || fail "these do not add up: $(cat "$dir/out")"
	done
	run 0 stats --json 701
	has out '"submitted":[1-9]'
}

failures_of_the_system_end_with_5() {
	for command in list 'info alice' 'stats alice' calls 'list --help'; do
		# shellcheck disable=SC2086
		timeout 20 tline $command > /dev/full 2> "$dir/err"
		got=$?
		[ "$got" = 5 ] || fail "tline $command to a full disk: exit status $got"
		has err '^tline: cannot write.*No space left on device$'
	done
	# The fourth file is the netlink socket, the fifth would be /dev/tline/app.
	(ulimit -n 4; exec timeout 20 tline watch alice) > "$dir/out" 2> "$dir/err"
	got=$?
	[ "$got" = 5 ] || fail "without files left: exit status $got: $(cat "$dir/err")"
	has err '^tline: cannot register with tline: '
}

# nobody STATUS COMMAND-LINE
nobody() {
	timeout 30 su -s /bin/sh nobody -c "tline $2" > "$dir/out" 2> "$dir/err" < /dev/null
	got=$?
	[ "$got" = "$1" ] || fail "nobody: tline $2: exit status $got, not $1: $(cat "$dir/err")"
}

missing_permission_is_told() {
	nobody 0 'list'
	has out ' alice '
	nobody 0 'info alice'
	has out '^NAME *alice$'
	nobody 0 'stats alice'
	has out '^The books balance'
	node=/dev/tline/line$alice
	while IFS=: read -r mode group pattern command; do
		chgrp "$group" "$node" && chmod "$mode" "$node"
		nobody 4 "$command"
		[ "$(wc -l < "$dir/err")" = 1 ] || fail "not one line: $(cat "$dir/err")"
		has err '^tline: .' "$pattern"
	done <<- END
		0600:root:needs CAP_NET_ADMIN; run it as root:calls
		0600:root:needs CAP_NET_ADMIN; run it as root:requests alice
		0600:root:watch line 'alice'. its node $node has group root and mode 0600:watch alice
		0600:root:use line 'alice'. its node $node has group root:dial alice 701
		0600:root:use line 'alice'. its node $node has group root:answer alice
		0600:root:use line 'alice'. its node $node has group root:drop alice
		0660:dialout:$node is for group dialout (mode 0660); join it:dial alice 701
		0644:root:no permission to use line 'alice':dial alice 701
	END
	# To watch, it is enough to read.
	nobody 0 'watch --for 0.01 alice'
	has err '^tline: watching 1 line$'
	chmod 0600 "$node"
}

locations_are_shown_chosen_and_checked() {
	export TLINE_CONFDIR="$dir" XDG_CONFIG_HOME="$dir/user" LC_ALL=C
	run 0 location
	has out '^ 0  Default  yes *1 *1  - *-$'
	cat > "$dir/locations.conf" <<- END
		[location Home]
		id = 1
		country = 1124
		area = 416
		same-area-rule = G
		[location Hotel]
		id = 2
		country = 49
		long-distance-rule = 0FG
		outside-long-distance = 9,
		card = Visa
		[card Visa]
		id = 1
		international-rule = 0800EFG
	END
	run 0 location list
	has out '^ID  NAME ' '^ 1  Home   yes *1124     1  416   -$' '^ 2  Hotel  no *49    49  -     Visa$'
	run 0 location translate '+1 (416) 555-0100'
	has out '^T5550100$'
	run 0 location set Hotel
	run 0 location show
	has out '^NAME  *Hotel$' '^LONG DISTANCE  *9,$'
	run 0 location --json show Home
	json out
	has out '"name":"Home","current":false,"country":1124,"code":1,"area":"416"'
	run 0 location --json translate '+49 (30) 123456'
	has out '"dialled":"T9,030123456","country":49,"results":\["CANONICAL","LONGDISTANCE"\]'
	error 3 "there is no location 'Moon'" location set Moon
	error 2 'takes an argument' location set
	error 2 'takes no argument' location check now
	error 2 "does not know 'move'" location move
	error 2 . location translate '+49(30)1'
	echo 'area = none' >> "$dir/user/tline/locations.conf"
	error 1 "user/tline/locations.conf:2: before the first section" location check
	unset TLINE_CONFDIR XDG_CONFIG_HOME LC_ALL
}

without_lines_or_module_it_says_how_to_get_them() {
	remove_lines
	rmmod tline_sim || fail "cannot unload tline_sim"
	run 0 list
	has err '^tline: there are no lines; run: .*modprobe tline_sim lines=4$'
	error 3 "there is no line '0', nor any other; run: .*modprobe tline_sim lines=4" info 0
	error 3 "there is no line '0', nor any other; run: " dial 0 1
	run 0 watch --for 0.01
	rmmod tline || fail "cannot unload tline"
	for command in list 'info 0' calls requests stats 'dial 0 1' 'answer 0' 'drop 0' watch \
		'priority MAKECALL dialer'; do
		# shellcheck disable=SC2086
		error 3 'module tline is not loaded.*run: modprobe tline_sim lines=4' $command
	done
	run 0 --version
	modprobe tline && modprobe tline_sim lines="$lines" || fail "cannot load the modules again"
	run 0 list
	[ "$(wc -l < "$dir/out")" = $((lines + 1)) ] || fail "not $lines lines again"
}

# ----------------------------------------------------------------------------------------- all of it

# The last one unloads the modules.
tests="
help_and_version_are_shown
wrong_usage_is_explained
wrong_numbers_name_the_character
a_line_is_given_by_name_number_id_or_node
a_line_that_is_not_there_is_told_with_those_that_are
list_and_info_show_lines
a_call_is_dialled_answered_and_watched
messages_of_dial_and_answer_are_json
calls_that_fail_end_with_1_and_say_why
a_call_can_be_rejected_or_given_up
calls_and_requests_show_what_goes_on
names_are_quoted_in_json
drop_ends_calls_of_others
watch_sees_all_lines_and_those_that_come_and_go
a_forced_close_ends_them
priorities_are_shown_set_and_loaded
the_books_balance
failures_of_the_system_end_with_5
missing_permission_is_told
locations_are_shown_chosen_and_checked
without_lines_or_module_it_says_how_to_get_them
"

trap cleanup EXIT
make_lines
# shellcheck disable=SC2086 # the names are words
run_tests $tests
