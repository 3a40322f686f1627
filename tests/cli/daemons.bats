# SPDX-License-Identifier: LGPL-2.1-or-later
# Routing daemons, unmodified and unprivileged: BIRD 2, and FRR's zebra with staticd.
load lib

network() {
	cat <<'EOF'
ip link add v0 type veth peer name v1
ip link set v1 up
ip link set v0 up
ip addr add 10.0.0.1/24 dev v0
EOF
}

@test "BIRD learns a route and exports its own" {
	need bird birdc
	cd "$BATS_TEST_TMPDIR"
	cat >bird.conf <<'EOF'
router id 10.0.0.1;
protocol device { scan time 1; }
protocol kernel { learn yes; scan time 1; ipv4 { import all; export all; }; }
protocol direct { ipv4; }
protocol static { ipv4; route 172.16.0.0/16 via 10.0.0.2; route 172.17.0.0/16 blackhole; }
EOF
	run kernel <<EOF
$(network)
ip route add 192.168.7.0/24 via 10.0.0.3 proto static
bird -f -c bird.conf -s bird.ctl -P bird.pid 2>bird.log &
for i in \$(seq 50); do ip route | grep -q bird && break; sleep 0.1; done
sleep 1.5
ip route
birdc -s bird.ctl show route
ip route add 192.168.8.0/24 via 10.0.0.4
sleep 1.5
birdc -s bird.ctl show route 192.168.8.0/24
birdc -s bird.ctl down >/dev/null
wait
echo after
ip route
EOF
	echo "$output"
	cat bird.log
	[ "$status" -eq 0 ]
	has '172.16.0.0/16 via 10.0.0.2 dev v0 proto bird metric 32' \
		'blackhole 172.17.0.0/16 proto bird metric 32' \
		'192.168.7.0/24 via 10.0.0.3 dev v0 proto static'
	grep -q '^192.168.7.0/24  *unicast \[kernel1 .*(10)' <<<"$output"
	grep -q '^192.168.8.0/24  *unicast \[kernel1 .*(10)' <<<"$output"
	! sed -n '/^after/,$p' <<<"$output" | grep -q 'proto bird'
}

@test "BIRD follows a link that goes down" {
	need bird birdc
	cd "$BATS_TEST_TMPDIR"
	cat >bird.conf <<'EOF'
router id 10.0.0.1;
protocol device { scan time 10; }
protocol direct { ipv4; }
protocol kernel { ipv4 { export where source != RTS_DEVICE; }; }
EOF
	run kernel <<EOF
$(network)
bird -f -c bird.conf -s bird.ctl -P bird.pid 2>bird.log &
for i in \$(seq 50); do [ -S bird.ctl ] && break; sleep 0.1; done
sleep 0.5
birdc -s bird.ctl show route
echo down
ip link set v0 down
sleep 0.5
birdc -s bird.ctl show route
birdc -s bird.ctl down >/dev/null
wait
EOF
	echo "$output"
	grep -q '^10.0.0.0/24  *unicast \[direct1' <<<"$output"
	! sed -n '/^down/,$p' <<<"$output" | grep -q '^10.0.0.0/24'
}

@test "FRR's zebra and staticd install a route" {
	need zebra staticd vtysh
	cd "$BATS_TEST_TMPDIR"
	echo 'ip route 172.18.0.0/16 10.0.0.2' >staticd.conf
	: >zebra.conf
	chmod 777 .
	run kernel --root <<EOF
$(network)
zebra -f $PWD/zebra.conf -i $PWD/zebra.pid -z $PWD/zserv.api --vty_socket $PWD -u frr -g frr -P 0 >zebra.log 2>&1 &
zebra=\$!
for i in \$(seq 50); do [ -S zserv.api ] && break; sleep 0.1; done
staticd -f $PWD/staticd.conf -i $PWD/staticd.pid -z $PWD/zserv.api --vty_socket $PWD -u frr -g frr -P 0 >staticd.log 2>&1 &
staticd=\$!
for i in \$(seq 80); do ip route | grep -q 172.18 && break; sleep 0.1; done
ip route
kill \$zebra \$staticd
wait
EOF
	echo "$output"
	cat zebra.log staticd.log
	grep -qE '^172.18.0.0/16 (nhid [0-9]+ )?via 10.0.0.2 dev v0 proto (static|196) metric 20' <<<"$output"
}

# The same with a table: bench/daemons says what it does. KERNLET_DAEMON_ROUTES=1000000 for the
# Internet's (minutes).
routes=${KERNLET_DAEMON_ROUTES:-20000}

@test "BIRD exports a table, follows its links, learns it back; ip flushes it" {
	need bird birdc
	run "$KERNLET" run -- "$HELPERS/daemons" bird "$routes" $((routes / 5))
	echo "$output"
	[ "$status" -eq 0 ]
	grep -q 'ip route flush: both tables' <<<"$output"
}

@test "FRR's zebra installs a table by nexthop groups, follows its links, withdraws it" {
	need zebra python3
	run "$KERNLET" run --root -- "$HELPERS/daemons" frr "$routes"
	echo "$output"
	[ "$status" -eq 0 ]
	grep -q 'FRR: table withdrawn' <<<"$output"
}
