# SPDX-License-Identifier: LGPL-2.1-or-later
# Debian's iproute2 builds a network; tests/differential compares every byte, here it must work.
load lib

@test "link, address, route, neighbour" {
	run kernel <<'EOF'
ip link add v0 type veth peer name v1
ip link set v0 up
ip link set v1 up
ip addr add 10.0.0.1/24 dev v0
ip route add 10.1.0.0/16 via 10.0.0.2
ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev v0
ip route
ip neigh
EOF
	[ "$status" -eq 0 ]
	has '10.0.0.0/24 dev v0 proto kernel scope link src 10.0.0.1' \
		'10.1.0.0/16 via 10.0.0.2 dev v0' \
		'10.0.0.2 dev v0 lladdr 02:00:00:00:00:02 PERMANENT'
}

@test "json is what jq-like readers get" {
	run kernel <<'EOF'
ip addr add 10.0.0.1/24 dev lo
ip -j addr | python3 -c 'import json, sys
for a in json.load(sys.stdin)[0]["addr_info"]: print(a["local"], a["prefixlen"])'
EOF
	[ "$output" = '10.0.0.1 24' ]
}

@test "a batch of ten thousand routes" {
	run kernel <<'EOF'
ip link set lo up
i=0
while [ $i -lt 10000 ]; do echo "route add 10.$((i / 256)).$((i % 256)).0/24 dev lo"; i=$((i + 1)); done | ip -batch -
ip route | wc -l
EOF
	[ "$output" = 10000 ]
}

@test "the monitor follows another program's changes" {
	run kernel <<'EOF'
ip monitor link >"${TMPDIR:-/tmp}/mon.$$" &
pid=$!
sleep 0.5
ip link add b0 type bridge
sleep 0.5
kill $pid
grep -c b0: "${TMPDIR:-/tmp}/mon.$$"
rm -f "${TMPDIR:-/tmp}/mon.$$"
EOF
	[ "$output" -ge 1 ]
}

@test "an interactive shell has its ip" {
	run "$KERNLET" run -- bash -c 'ip link set lo up && ip -br addr show lo'
	[ "$status" -eq 0 ]
	has 'lo               UNKNOWN        127.0.0.1/8 ::1/128'
}
