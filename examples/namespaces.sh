#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Two hosts and a router between them, each in a network namespace of its own.
#
#     kernlet run --root -- sh examples/namespaces.sh
#
#     left 10.1.0.2 ---- to-left 10.1.0.1 [router] to-right 10.2.0.1 ---- right 10.2.0.2
set -eu
PATH=$PATH:/usr/sbin:/sbin

for host in left right; do
	ip netns add $host
	ip link add to-$host type veth peer name eth0 netns $host
	ip link set to-$host up
	ip -n $host link set eth0 up
done
ip addr add 10.1.0.1/24 dev to-left
ip addr add 10.2.0.1/24 dev to-right
ip -n left addr add 10.1.0.2/24 dev eth0
ip -n right addr add 10.2.0.2/24 dev eth0
ip -n left route add default via 10.1.0.1
ip -n right route add default via 10.2.0.1

echo '== the namespaces'
ip netns list
echo '== what left sees'
ip netns exec left ip -br addr
ip -n left route get 10.2.0.2
[ "$(ip -n left route get 10.2.0.2 | grep -c 'via 10.1.0.1')" = 1 ]
ip netns del left
echo '== left is gone, and with it the link to it'
if ip link show to-left 2>/dev/null; then
	exit 1
fi
ip -br link
