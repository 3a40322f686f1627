# SPDX-License-Identifier: LGPL-2.1-or-later
# The same as root, who could change the host's network if anything reached it.
load lib

@test "root: the host's network is untouched by a busy run" {
	need_host
	before=$(host_network)
	kernel --root <<'EOF' || true
ip link set lo down
ip link add v0 type veth peer name v1
ip link set v0 up
ip addr add 10.9.8.7/24 dev v0
ip route add default via 10.9.8.1
ip route add 10.77.0.0/16 dev v0
ip rule add from all lookup 77
ip netns add red || true
busybox ifconfig lo 127.0.0.9
sysctl -qw net.ipv4.ip_forward=1
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
for d in $(ls /sys/class/net); do ip link set $d down || true; ip link del $d 2>/dev/null || true; done
EOF
	[ "$before" = "$(host_network)" ]
}

@test "root: without --root too" {
	need_host
	before=$(host_network)
	kernel <<'EOF' || true
ip link set lo down
ip addr add 10.9.8.7/24 dev lo
ip rule add from all lookup 77
busybox ip link set lo mtu 1400
busybox ifconfig lo down
sysctl -qw net.ipv4.ip_forward=1
EOF
	[ "$before" = "$(host_network)" ]
}
