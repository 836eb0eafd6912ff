# SPDX-License-Identifier: GPL-2.0-only
#
# Read a kernel log; print the results of the KUnit suites in it as the TAP that tap.awk counts: each
# suite between "# begin: NAME" and "# end: NAME STATUS".  Of a test with parameters, each is one.
# -v suites="NAME..." names those that there have to be.

function finish() {
	if (name == "")
		return
	for (; cases < plan; cases++)
		print "not ok " ++n " - " (cases ? "a test after " last : "a test") " did not report"
	print "1.." n
	print "# end: " name " 0"
	seen[name] = 1
	name = ""
}

# KUnit's lines begin after the time stamp; the level is in the indentation.
!sub(/^\[ *[0-9.]+\] ?/, "") { next }
{ sub(/\r$/, "") }

/^    # Subtest: / {
	finish()
	name = $3
	n = cases = plan = nested = 0
	print "# begin: " name
	next
}
name == "" { next }

/^    1\.\.[0-9]+$/ { plan = substr($1, 4) + 0; next }

/^        (not )?ok / {
	sub(/^ +/, "")
	nested++
	param[nested] = $0
	next
}
/^    (not )?ok / {
	sub(/^ +/, "")
	cases++
	last = $NF
	test = $0
	sub(/^(not )?ok [0-9]+ (- )?/, "", test)
	for (i = 1; i <= nested; i++) {
		sub(/[0-9]+ (- )?/, ++n " - " test ": ", param[i])
		print param[i]
	}
	if (!nested) {
		sub(/[0-9]+/, ++n)
		print
	}
	nested = 0
	next
}
/^(not )?ok [0-9]+ .*/ && $NF == name { finish(); next }
/^ *# [a-z_]+: / { print "# " $0 }

END {
	finish()
	k = split(suites, must, " ")
	for (i = 1; i <= k; i++) {
		if (must[i] in seen)
			continue
		print "# begin: " must[i]
		print "not ok 1 - the suite did not run"
		print "# end: " must[i] " 0"
	}
}
