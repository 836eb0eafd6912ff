# SPDX-License-Identifier: GPL-2.0-only
#
# shellcheck shell=bash
# For the scripts that run tests and add up their results, to be sourced by them from the top of the
# tree.  They set out to the folder for logs.

make=${MAKE:-make}
jobs=-j$(nproc)
vm=selftests/vm
# Where the library, the tool and the tests are.
built=build
# MAKEFLAGS of the make that runs this would give the ones below its job server, without the pipe.
unset MAKEFLAGS MFLAGS MAKELEVEL

failures=()
passed=0
skipped=0

say() { printf '== [%3d s] %s\n' "$SECONDS" "$*"; }
fail() { failures+=("$*"); printf '== FAILED: %s\n' "$*"; }
pass() { passed=$((passed + 1)); }

# start FOLDER: become the only one to use this folder of logs, and empty it.
start() {
	out=$1
	mkdir -p "$(dirname "$out")"
	exec 8> "$out.lock"
	flock -n 8 || { say "waiting for another $(basename "$out") in this tree"; flock 8; }
	rm -rf "$out"
	mkdir -p "$out"
}

# The last words, and the exit.
finish() {
	local f

	say "finished"
	[ "$skipped" = 0 ] || echo "$skipped skipped"
	for f in ${failures[@]+"${failures[@]}"}; do echo "FAILED: $f"; done
	echo "$passed passed, ${#failures[@]} failed"
	[ ${#failures[@]} = 0 ]
	exit
}

# build PART WHAT: make one part; a warning is a failure, too.
build() {
	local part=$1

	say "building $2"
	if ! "$make" --no-print-directory "$jobs" "$part" > "$out/$part.log" 2>&1; then
		grep -E 'error|Error|undefined|\*\*\*' "$out/$part.log" | head -40
		fail "$2: build failed ($out/$part.log)"
		return 1
	fi
	if [ -s "build/$part.warnings" ]; then
		cat "build/$part.warnings"
		fail "$2: built with $(wc -l < "build/$part.warnings") warnings ($out/$part.log)"
	fi
}

# count FILE [PREFIX]: add up what the suites in it reported.
count() {
	local kind rest

	while read -r kind rest; do
		case $kind in
		pass) passed=$((passed + rest)) ;;
		skip) skipped=$((skipped + rest)) ;;
		fail) fail "${2:+$2: }$rest" ;;
		esac
	done < <(awk -f "$vm/tap.awk" "$1")
}

# Sets units and suites to the test programs and scripts that match the names, or to all.
select_tests() {
	local f n all=() found chosen=()

	units=() suites=()
	shopt -s nullglob
	for f in selftests/unit/*_test.c selftests/*_test.c selftests/*.sh; do
		[ "$f" != selftests/tline_test.c ] || continue
		f=${f#selftests/}
		all+=("${f%.c}")
	done
	for n in "$@"; do
		n=${n##*/} n=${n%.c} n=${n%.sh} n=${n%_test} found=''
		for f in "${all[@]}"; do
			case $f in
			unit/"$n"_test | "$n"_test | "$n".sh) chosen+=("$f"); found=1 ;;
			esac
		done
		[ -n "$found" ] && continue
		echo "${0##*/}: no test '$n'; there are: ${all[*]}" >&2
		exit 2
	done
	[ $# -gt 0 ] || chosen=("${all[@]}")
	for f in "${chosen[@]}"; do
		case $f in
		unit/*) units+=("$f") ;;
		*) suites+=("$f") ;;
		esac
	done
}

# run_script WHAT COMMAND...: one that ends with "N passed, N failed", too.
run_script() {
	local what=$1 log line

	shift
	log=$out/${what,,}.log
	say "$what"
	"$@" 2>&1 | tee "$log"
	while read -r line; do fail "$what: ${line#FAILED: }"; done < <(grep '^FAILED: ' "$log")
	line=$(tail -1 "$log")
	case $line in
	*" passed, "*" failed") passed=$((passed + ${line%% *})) ;;
	*) fail "$what: it did not end as it should ($log)" ;;
	esac
}

run_units() {
	local t

	[ ${#units[@]} -gt 0 ] || return 0
	say "unit tests"
	for t in "${units[@]}"; do
		echo "# begin: $t"
		timeout -s KILL 300 "$built/$t"
		echo "# end: $t $?"
	done < /dev/null 2>&1 | tee "$out/unit.log"
	count "$out/unit.log"
}

# judge STATUS WHAT LOGDIR: what the exit status of run or uml says.
judge() {
	case $1 in
	0) ;;
	124) fail "$2: over its time limit ($3/kernel.log)" ;;
	125) fail "$2: the guest died, or could not be started ($3/kernel.log)" ;;
	126) fail "$2: the kernel reported a problem ($3/kernel.log)" ;;
	*) fail "$2: exit status $1" ;;
	esac
}

# run_suites WHAT LOGDIR LIMIT RUN-OPTION...: the selected suites in one virtual machine, each for
# at most LIMIT seconds.  The options name at least the kernel and the modules.
run_suites() {
	local what=$1 log=$2 limit=$3 args=() programs=() t status=0

	shift 3
	[ ${#suites[@]} -gt 0 ] || return 0
	for t in "${suites[@]}"; do
		case $t in
		*.sh) args+=(-f "selftests/$t") programs+=("/t/$t") ;;
		*) args+=(-f "$built/selftests/$t") programs+=("/t/$t") ;;
		esac
		[ -x "$built/selftests/${t}32" ] || continue
		args+=(-f "$built/selftests/${t}32") programs+=("/t/${t}32")
	done
	say "selftests: ${#programs[@]} programs in a virtual machine, $what"
	"$vm/run" -l "$log" -L "$built/lib" -f "$built/tools/tline:/usr/bin/tline" \
		-f "$built/tools/tline-compliance:/usr/bin/tline-compliance" -d "$built/tools/examples:/t/examples" \
		-d "$built/selftests/programs:/t/programs" \
		-f "$vm/guest:/t/guest" \
		-f "$vm/tap.sh:/t/vm/tap.sh" \
		"$@" "${args[@]}" -- sh /t/guest "$limit" "${programs[@]}" || status=$?
	count "$log/console.log" "$what"
	judge "$status" "$what" "$log"
}
