# SPDX-License-Identifier: LGPL-2.1-or-later
# Nothing that runs on a kernlet reaches the host's network. root_isolation.bats says it as root.
load lib

@test "the host's network is untouched by a busy run" {
	need_host
	before=$(host_network)
	kernel --root <<'EOF' || true
ip link set lo down
ip link add v0 type veth peer name v1
ip link set v0 up
ip addr add 10.9.8.7/24 dev v0
ip addr add 10.9.8.7/24 dev lo
ip route add default via 10.9.8.1
ip rule add from all lookup 77
busybox ifconfig lo 127.0.0.9
sysctl -qw net.ipv4.ip_forward=1
for d in $(ls /sys/class/net); do ip link set $d down || true; ip link del $d 2>/dev/null || true; done
EOF
	[ "$before" = "$(host_network)" ]
}

@test "the host's devices are not to be seen" {
	run "$KERNLET" run -- sh -c 'ip -br link | cut -d" " -f1; ls /sys/class/net; grep -c : /proc/net/dev'
	[ "$(echo $output)" = 'lo lo 1' ]
}

@test "inet sockets have no road to the host" {
	run "$KERNLET" run -- python3 - <<'EOF'
import errno, socket
for family, where in ((socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1')):
    s = socket.socket(family, socket.SOCK_STREAM)
    try:
        s.connect((where, 22))
        print('connected')
    except OSError as e:
        print(errno.errorcode[e.errno])
EOF
	[ "$status" -eq 0 ]
	[ "$(echo $output)" = 'ENETUNREACH ENETUNREACH' ]
}

@test "a program killed at any moment leaves the others alone" {
	run kernel <<'EOF'
ip link set lo up
i=0
while [ $i -lt 60 ]; do
	ip monitor all >/dev/null 2>&1 &
	a=$!
	ip route show table all >/dev/null 2>&1 &
	b=$!
	ip link add b$i type bridge >/dev/null 2>&1 &
	c=$!
	[ $((i % 3)) = 0 ] || sleep 0.00$((i % 10))
	kill -KILL $a $b $c 2>/dev/null || true
	i=$((i + 1))
done
ip -br addr show lo
EOF
	[ "$status" -eq 0 ]
	has 'lo               UNKNOWN        127.0.0.1/8 ::1/128'
}
