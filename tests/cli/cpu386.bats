# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2016 # what is in single quotes is for the shell on the machine
# The 386 machine: programs on an emulated processor, with none of the host's 32-bit support.
load lib

on386() {
	"$KERNLET" run --cpu 386 "$@"
}

setup() {
	if on386 -- /nonexistent 2>&1 | grep -q 'no processor for it'; then
		skip 'built without libunicorn-dev'
	fi
}

need_helper() {
	[ -x "$HELPERS/$1" ] || skip "no $1 for i386 here"
}

@test "a program that is not there, or no program: 127 and 126" {
	run -127 on386 -- /nonexistent
	[ "$status" -eq 127 ]
	run on386 -- /etc/passwd
	[ "$status" -eq 126 ]
	run on386 -- "$KERNLET"
	[ "$status" -eq 126 ]
	run "$KERNLET" run --cpu 8086 -- true
	[ "$status" -eq 125 ]
	run "$KERNLET" run --rootfs / -- true
	[ "$status" -eq 125 ]
}

@test "int 0x80 and socketcall reach the kernel's own sockets" {
	need_helper socketcall
	run on386 -- "$HELPERS/socketcall"
	[ "$status" -eq 0 ]
	[ "$output" = lo ]
}

@test "every vector gives the signal, codes and addresses that Linux gives" {
	need_helper vectors
	run on386 -- "$HELPERS/vectors"
	[ "$status" -eq 0 ]
	has '0 divide: signal 8 code 1 trap 0 err 0 eip +2' \
		'1 single step: signal 5 code 2 trap 1 err 0 eip +a' \
		'3 int3: signal 5 code 80 trap 3 err 0 eip +1' \
		'4 into: signal b code 80 trap 4 err 0 eip +5' \
		'6 ud2: signal 4 code 2 trap 6 err 0 eip +0' \
		'13 bad selector: signal b code 80 trap d err 1230 eip +5' \
		'14 write: signal b code 1 trap e err 6 eip +0' \
		'16 coprocessor: signal 8 code 3 trap 10 err 0 eip +11' \
		'int $6: signal b code 80 trap d err 32 eip +0' \
		'int $255: signal b code 80 trap d err 7fa eip +0'
	# The host tells the same, if it runs such programs; but it knows pages that are no code.
	"$HELPERS/vectors" >"$BATS_TEST_TMPDIR/host" 2>/dev/null || skip 'the host cannot be asked'
	diff <(grep -v '14 jump' "$BATS_TEST_TMPDIR/host") <(grep -v '14 jump' <<<"$output")
}

@test "busybox: pipes, loops, substitution, exit status" {
	need_helper busybox-i386
	run on386 -- "$HELPERS/busybox-i386" sh -c '
		echo a b c | awk "{ print \$2 }"
		for i in 3 1 2; do echo $i; done | sort | tr "\n" " "
		x=$(echo sub | sed s/u/U/)
		echo $x $((6 * 7))
		false || echo or
		(exit 9); echo $?
		exit 5'
	[ "$status" -eq 5 ]
	has b '1 2 3 sUb 42' or 9
}

@test "busybox: signals, traps, wait" {
	need_helper busybox-i386
	run on386 -- "$HELPERS/busybox-i386" sh -c '
		trap "echo caught" USR1
		kill -USR1 $$
		sleep 30 & kill $!; wait $!; echo $?
		sh -c "kill -SEGV \$\$"; echo $?'
	[ "$status" -eq 0 ]
	has caught 143 139
}

@test "busybox: ip sets up the kernel's own network" {
	need_helper busybox-i386
	run on386 --root -- "$HELPERS/busybox-i386" sh -c '
		ip link set lo up
		ip addr add 10.0.0.1/24 dev lo
		ip route add 10.1.0.0/16 dev lo
		ip route
		cat /proc/net/route | wc -l'
	[ "$status" -eq 0 ]
	has '10.1.0.0/16 dev lo scope link'
}

@test "a root folder is never left" {
	need_helper busybox-i386
	root=$BATS_TEST_TMPDIR/root
	mkdir -p "$root/bin" "$root/tmp"
	chmod 777 "$root/tmp"
	cp "$HELPERS/busybox-i386" "$root/bin/busybox"
	ln -s /etc/passwd "$root/tmp/out"
	run on386 --rootfs "$root" -- /bin/busybox sh -c '
		cd /tmp && echo data >file && cat ../../../tmp/file && cat out; echo $?
		cat ../../../../../../etc/passwd; echo $?; pwd; ls /'
	[ "$status" -eq 0 ]
	has data 1 /tmp bin tmp
	lacks root:
	[ "$(cat "$root/tmp/file")" = data ]
}

@test "--trace prints each call" {
	need_helper socketcall
	run on386 --trace -- "$HELPERS/socketcall"
	[ "$status" -eq 0 ]
	grep -qE '^socketcall\[[0-9]+\] socketcall\(1, 0x[0-9a-f]+\) = 0x3$' <<<"$output"
}

@test "with a seed a run repeats exactly" {
	need_helper busybox-i386
	one=$(on386 --seed 1 -- "$HELPERS/busybox-i386" sh -c 'date; head -c 8 /dev/urandom >/dev/null; sleep 100; date; echo $$')
	two=$(on386 --seed 1 -- "$HELPERS/busybox-i386" sh -c 'date; head -c 8 /dev/urandom >/dev/null; sleep 100; date; echo $$')
	[ "$one" = "$two" ]
}
