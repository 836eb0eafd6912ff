# SPDX-License-Identifier: GPL-2.0-only
#
# usage: awk -f goals.awk goals results.log
#
# The table of Documentation/performance.rst: medians beside their goals and the floor's.

function ratio(a, b) { return a in val && val[b] ? val[a] / val[b] : "" }

function number(v)
{
	if (v == "" || v == "-")
		return "-"
	return sprintf(v < 10 ? "%.2f" : v < 1000 ? "%.1f" : "%.0f", v)
}

function verdict(name, goal)
{
	if (goal == "-")
		return "-"
	return val[name] <= goal ? "met" : "missed"
}

function rule() { print "======================================== ======= ======= ======= ======= =======" }

NR == FNR && /^[^#]/ {
	name[++n] = $1
	goal[n] = $2
	floor[n] = $3
	sub(/^[^ ]+ [^ ]+ [^ ]+ /, "")
	words[n] = $0
	next
}
$1 == "R" { val[$2] = $6 }
# Slab objects, and what exceeds one slab comes in pages of its own.
$1 == "M" && !($2 in val) { val[$2] = $5 > $8 ? $5 : $8; bytes[$2] = 1 }

END {
	val["=close_ratio"] = ratio("tl_close_4096", "tl_close_256")
	val["=pf_close_ratio"] = ratio("pf_close_4096_slot", "pf_close_256_slot")
	val["=event"] = (val["tl_events_x64:a"] * 64 - val["tl_events_x1:a"]) / 63
	val["=idle"] = (val["tl_idle_10000:b"] - val["tl_idle_10000:a"]) / 10000
	# What the kernel itself does in a second differs by this; a timer a second
	# for each line would be a thousand.
	if (val["=idle"] < 10)
		val["=idle"] = 0
	rule()
	printf "%-40s %7s %7s %7s %7s %7s\n", "instructions", "floor", "goal", "tline", "/ G", "goal is"
	rule()
	for (i = 1; i <= n; i++) {
		v = name[i]
		if (val[v] == "") {
			print words[i] ": not measured (" v ")" > "/dev/stderr"
			missing = 1
			continue
		}
		per_g = number(val[v] / val["getppid"])
		if (v == "=close_ratio" || (v in bytes))
			per_g = "-"
		printf "%-40s %7s %7s %7s %7s %7s\n", words[i], number(val[floor[i]]), goal[i],
		       number(val[v]), per_g, verdict(v, goal[i])
	}
	rule()
	printf "\nG = getppid = %s instructions.\n", number(val["getppid"])
	exit missing
}
