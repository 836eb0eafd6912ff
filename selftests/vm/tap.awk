# SPDX-License-Identifier: GPL-2.0-only
#
# Read the TAP of suites, each between "# begin: NAME" and "# end: NAME STATUS"; print one line
# "pass|skip N" for each suite's successes, and "fail NAME: REASON" for each failure.  A suite that
# prints no TAP is one test, judged by its exit status (4: skipped).

function fail(reason) { print "fail " name ": " reason; bad++ }

{ sub(/\r$/, "") }

/^# begin: / {
	name = $3
	plan = -1
	results = passed = skipped = bad = 0
	next
}

name == "" { next }

/^# end: / && $3 == name {
	status = $4
	if (plan < 0 && !results) {
		if (status == 0)
			passed = 1
		else if (status == 4)
			skipped = 1
	}
	if (status == 137)
		reason = "killed, or over its time limit"
	else
		reason = "exit status " status
	if (plan > results)
		fail((plan - results) " of " plan " tests did not report; " reason)
	else if (status != 0 && status != 4 && !bad)
		fail(reason)
	print "pass " passed
	print "skip " skipped
	name = ""
	next
}

/^1\.\.[0-9]+/ { plan = substr($1, 4) + 0; next }

/^not ok( |$)/ {
	results++
	sub(/^not ok *[0-9]* *(- )?/, "")
	fail($0)
	next
}

/^ok( |$)/ {
	results++
	if (toupper($0) ~ /# *SKIP/)
		skipped++
	else
		passed++
}

END {
	if (name != "") {
		fail("did not end")
		print "pass " passed
		print "skip " skipped
	}
}
