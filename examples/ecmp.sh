#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Two ways to the same place, as one nexthop group; one of them goes down.
#
#     kernlet run -- sh examples/ecmp.sh
#
#     router  a0 10.0.1.1 ---- a1 (10.0.1.2)
#             b0 10.0.2.1 ---- b1 (10.0.2.2)
set -eu
PATH=$PATH:/usr/sbin:/sbin

for l in a b; do
	ip link add ${l}0 type veth peer name ${l}1
	ip link set ${l}1 up
	ip link set ${l}0 up
done
ip addr add 10.0.1.1/24 dev a0
ip addr add 10.0.2.1/24 dev b0

ip nexthop add id 1 via 10.0.1.2 dev a0
ip nexthop add id 2 via 10.0.2.2 dev b0
ip nexthop add id 10 group 1/2,3
ip route add 192.168.0.0/16 nhid 10
echo '== both links: the group has two hops, the second with weight 3'
ip nexthop
ip route show 192.168.0.0/16

echo '== where single addresses go'
for host in 1 2 3 4; do
	ip route get 192.168.0.$host | head -n 1
done

ip link set b1 down
ip link set b0 down
echo '== b0 is down: its hop is gone, the route stays'
ip nexthop
ip route get 192.168.0.1
[ "$(ip route get 192.168.0.1 | grep -c 'dev a0')" = 1 ]
