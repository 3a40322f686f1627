# SPDX-License-Identifier: LGPL-2.1-or-later
# Other programs that read or write the network: libnl's tools, pyroute2, glibc itself.
load lib

@test "nl-link-list and nl-route-list" {
	need nl-link-list nl-route-list
	run kernel <<'EOF'
ip link add v0 address 02:00:00:00:00:01 type veth peer name v1
ip link set v0 up
ip addr add 10.0.0.1/24 dev v0
nl-link-list --name v0
nl-route-list | head -n 1
EOF
	[ "$status" -eq 0 ]
	has 'v0 ether 02:00:00:00:00:01 <broadcast,multicast,up> slave-of v1 group 0' \
		'inet 10.0.0.0/24 table main type unicast via dev v0 <>'
}

@test "pyroute2 builds and reads a network" {
	python3 -c 'import pyroute2' 2>/dev/null || skip 'pyroute2 is not installed'
	run "$KERNLET" run -- python3 - <<'EOF'
from pyroute2 import IPRoute
from pyroute2.netlink.exceptions import NetlinkError
with IPRoute() as ipr:
    ipr.link('add', ifname='v0', kind='veth', peer={'ifname': 'v1'})
    index = ipr.link_lookup(ifname='v0')[0]
    ipr.link('set', index=index, state='up')
    ipr.addr('add', index=index, address='10.0.0.1', prefixlen=24)
    ipr.route('add', dst='10.1.0.0/16', gateway='10.0.0.2')
    print('addresses', [a.get_attr('IFA_ADDRESS') for a in ipr.get_addr(family=2)])
    print('routes', sorted(r.get_attr('RTA_DST') for r in ipr.get_routes(family=2, table=254)))
    try:
        ipr.route('add', dst='10.1.0.0/16', gateway='10.0.0.2')
    except NetlinkError as e:
        print('again', e.code)
    ipr.link('del', index=index)
    print('left', [l.get_attr('IFLA_IFNAME') for l in ipr.get_links()])
EOF
	[ "$status" -eq 0 ]
	has "addresses ['10.0.0.1']" "routes ['10.0.0.0', '10.1.0.0']" 'again 17' "left ['lo']"
}

@test "getifaddrs and if_nameindex of glibc" {
	run kernel <<EOF
ip link add v0 type veth peer name v1
ip link set lo up
ip addr add 10.0.0.1/24 dev v0
ip addr add fd00::1/64 dev v0 nodad
"$HELPERS/interfaces"
EOF
	[ "$status" -eq 0 ]
	has '1 lo' '2 v1' '3 v0' 'lo 127.0.0.1' 'lo ::1' 'v0 10.0.0.1' 'v0 fd00::1'
}

@test "python sees interfaces by name and by index" {
	run kernel <<'EOF'
ip link add b0 type bridge
python3 -c 'import socket; print(socket.if_nameindex())'
EOF
	[ "$output" = "[(1, 'lo'), (2, 'b0')]" ]
}

@test "proc, sys and sysctl show kernlet's network" {
	run kernel <<'EOF'
ip link add b0 address 02:00:00:00:00:01 type bridge
ip addr add 10.0.0.1/24 dev b0
ip link set b0 up
grep -c b0 /proc/net/dev
awk '$1 == "b0" { print $2 }' /proc/net/route
cat /sys/class/net/b0/address
ls /sys/class/net
sysctl -n net.ipv4.ip_forward
sysctl -qw net.ipv4.ip_forward=1
sysctl -n net.ipv4.conf.b0.forwarding
EOF
	[ "$status" -eq 0 ]
	[ "$(echo $output)" = '1 0000000A 02:00:00:00:00:01 b0 lo 0 1' ]
}
