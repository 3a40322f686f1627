# SPDX-License-Identifier: LGPL-2.1-or-later
# Busybox, static: its ip speaks netlink with write(2), ifconfig and route speak ioctl.
load lib

check_busybox() {
	run kernel <<EOF
$1 ip link set lo up
$1 ip addr add 10.0.0.1/24 dev lo
$1 ip route add 10.1.0.0/16 dev lo
$1 ip route
$1 ifconfig lo | grep -c 'inet addr:10.0.0.1\|inet addr:127.0.0.1'
$1 route add -net 10.2.0.0 netmask 255.255.0.0 dev lo
$1 route -n | awk '\$1 == "10.2.0.0" { print \$1, \$3, \$8 }'
EOF
	[ "$status" -eq 0 ]
	has '10.1.0.0/16 dev lo scope link' 1 '10.2.0.0 255.255.0.0 lo'
}

@test "amd64: ip, ifconfig, route" {
	need busybox
	check_busybox busybox
}

@test "i386: the same through int 0x80" {
	[ -x "$HELPERS/busybox-i386" ] || skip 'no i386 busybox here (.ci/run gets one)'
	check_busybox "$HELPERS/busybox-i386"
}

@test "i386: a freestanding program enters through int 0x80 and socketcall" {
	[ -x "$HELPERS/socketcall" ] || skip 'no compiler for i386 here'
	run "$KERNLET" run -- "$HELPERS/socketcall"
	[ "$status" -eq 0 ]
	[ "$output" = 'lo' ]
}
