#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Which table a packet's route comes from, by rules: a guest network that has its own way out, and
# a mark that is refused.
#
#     kernlet run -- sh examples/policy-routing.sh
set -eu
PATH=$PATH:/usr/sbin:/sbin

for l in wan guest; do
	ip link add $l type veth peer name $l-far
	ip link set $l-far up
	ip link set $l up
done
ip addr add 10.0.0.2/24 dev wan
ip addr add 10.8.0.2/24 dev guest
ip route add default via 10.0.0.1
ip route add default via 10.8.0.1 table 100

ip rule add from 10.8.0.0/24 lookup 100 priority 1000
ip rule add fwmark 7 prohibit priority 1001
echo '== the rules, in the order of asking'
ip rule

echo '== from each address'
ip route get 198.51.100.1
ip route get 198.51.100.1 from 10.8.0.2
[ "$(ip route get 198.51.100.1 from 10.8.0.2 | grep -c 'via 10.8.0.1')" = 1 ]

echo '== with the mark'
if ip route get 198.51.100.1 mark 7; then
	exit 1
fi
