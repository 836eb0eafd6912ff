# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # it is part of run and of uml
#
# What run (QEMU) and uml (User Mode Linux) share: how the initramfs of a guest is made, and how its
# end is judged.  They set modroot, version, libpath, logdir, limit, warn, and the arrays ours, intree,
# files, dirs and vars from their options, and work, root.

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

die() { echo "vm: $*" >&2; exit 125; }

find_reports() { "$here/reports" "$work/kernel.log"; }

show_log() { sed 's/^/vm: | /; s/\r$//' >&2; }

need_tools() {
	local tool

	for tool in "$@" cpio modinfo modprobe depmod; do
		command -v "$tool" >/dev/null || die "$tool is missing; 'make deps' installs what is needed"
	done
}

# In-tree modules go where modprobe expects them, unpacked; ours below extra/.
add_intree() {
	local ko dest deps

	deps=$(modprobe -d "$modroot" -S "$version" --show-depends "$1" 2>&1) ||
		die "module '$1' is not among those of kernel $version: $deps"
	while read -r ko; do
		dest=$root/lib/modules/$version/kernel/$(basename "$ko")
		case $ko in
		*.xz) xz -dc "$ko" > "${dest%.xz}" ;;
		*.zst) zstd -qdc "$ko" > "${dest%.zst}" ;;
		*.gz) gzip -dc "$ko" > "${dest%.gz}" ;;
		*) cp "$ko" "$dest" ;;
		esac
	done < <(sed -n 's/^insmod \([^ ]*\).*/\1/p' <<< "$deps")
}

add_modules() {
	local moddir=$root/lib/modules/$version ko name f

	mkdir -p "$moddir/kernel" "$moddir/extra"
	for ko in ${ours[@]+"${ours[@]}"}; do
		[ -f "$ko" ] || die "$ko: no such module; 'make modules' builds it"
		cp "$ko" "$moddir/extra/"
	done
	for f in modules.{order,builtin,builtin.modinfo}; do
		cp "${modroot%/}/lib/modules/$version/$f" "$moddir/" 2>/dev/null || : > "$moddir/$f"
	done
	for ko in ${ours[@]+"${ours[@]}"}; do
		for name in $(modinfo -F depends "$ko" | tr ',' ' '); do
			[ -e "$moddir/extra/$name.ko" ] || add_intree "$name"
		done
	done
	for name in ${intree[@]+"${intree[@]}"}; do add_intree "$name"; done
	depmod -b "$root" "$version"
}

# Of programs and libraries, those that they need.
add_libraries() {
	# ldd fails for scripts and static programs among the files: they need nothing.
	{ LD_LIBRARY_PATH=$libpath ldd "$@" 2>/dev/null || true; } > "$work/ldd"
	if grep 'not found' "$work/ldd" >&2; then
		die "a shared library is missing; -L names the directory of our own"
	fi
	awk '$2 == "=>" { $1 = $3; $2 = $4 } $1 ~ "^/" && $2 ~ "^\\(" { print $1 }' "$work/ldd" | sort -u |
	while read -r lib; do
		case $lib in
		/lib/* | /lib64/* | /usr/lib/*) dest=$root$lib ;;
		*) dest=$root/lib/$(basename "$lib") ;;
		esac
		mkdir -p "$(dirname "$dest")"
		cp -L "$lib" "$dest"
	done
}

add_files() {
	local f d src dest need=("$root/bin/busybox")

	for f in ${files[@]+"${files[@]}"}; do
		src=${f%%:*} dest=${f#"${f%%:*}"}
		dest=${dest#:} dest=${dest:-/t/$(basename "$src")}
		[ -f "$src" ] || die "$src: no such file"
		mkdir -p "$root$(dirname "$dest")"
		cp -L "$src" "$root$dest"
		need+=("$src")
	done
	for d in ${dirs[@]+"${dirs[@]}"}; do
		src=${d%%:*} dest=${d#"${d%%:*}"}
		dest=${dest#:} dest=${dest:-/t}
		[ -d "$src" ] || die "$src: no such directory"
		mkdir -p "$root$dest"
		cp -RL "$src/." "$root$dest/"
		while read -r f; do need+=("$f"); done < <(find -L "$src" -type f -perm /111)
	done
	add_libraries "${need[@]}"
}

# make_initrd COMMAND...: $work/initrd, an initramfs that runs it.
make_initrd() {
	local v

	mkdir -p "$root"/{bin,sbin,usr/bin,usr/sbin,lib64,proc,sys,dev,tmp,run,etc,t}
	cp "${BUSYBOX:-/bin/busybox}" "$root/bin/busybox"
	add_files
	add_modules
	{
		for v in ${vars[@]+"${vars[@]}"}; do printf 'export %q\n' "$v"; done
		printf '%s\n' "$*"
	} > "$root/command"
	cp "$here/init" "$root/init"
	chmod +x "$root/init"
	(cd "$root" && find . | cpio -o -H newc --quiet -R 0:0) > "$work/initrd"
}

# judge STATUS: exit as the usage says, given the status of the emulator that has ended.
judge() {
	local status=$1 first code where

	if [ -n "$logdir" ]; then
		mkdir -p "$logdir"
		cp "$work/kernel.log" "$work/console.log" "$logdir/"
	fi
	where=${logdir:+ (the whole log: $logdir/kernel.log)}
	first=$(find_reports | head -1 | cut -d: -f1) || true
	if [ -n "$first" ] && [ -n "$warn" ]; then
		echo "vm: the kernel reported a problem$where:" >&2
		sed -n "$((first > 3 ? first - 3 : 1)),$((first + 45))p" "$work/kernel.log" | show_log
	fi
	case $status in
	124 | 137)
		echo "vm: no end after $limit seconds; the end of the kernel log$where:" >&2
		tail -15 "$work/kernel.log" | show_log
		exit 124 ;;
	esac
	code=$(tr -d '\r' < "$work/console.log" | sed -n 's/^vm: exit \([0-9]*\)$/\1/p' | tail -1)
	if [ -z "$code" ]; then
		echo "vm: the guest died (status $status); the end of the kernel log$where:" >&2
		tail -30 "$work/kernel.log" | show_log
		exit 125
	fi
	[ -z "$first" ] || [ -z "$warn" ] || exit 126
	exit "$code"
}
