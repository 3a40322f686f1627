#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# A bridge with two ports and a VLAN device on top, and what `ip monitor` says of it.
#
#     kernlet run -- sh examples/bridge.sh
set -eu
PATH=$PATH:/usr/sbin:/sbin
log=$(mktemp)
trap 'rm -f "$log"' EXIT

ip monitor link >"$log" &
monitor=$!
sleep 0.2

ip link add br0 type bridge
for port in p1 p2; do
	ip link add $port type veth peer name $port-far
	ip link set $port master br0
	ip link set $port up
	ip link set $port-far up
done
ip link set br0 up
ip link add link br0 name br0.20 type vlan id 20
ip link set br0.20 up
ip addr add 10.20.0.1/24 dev br0.20

echo '== ports of the bridge'
ip link show master br0
echo '== the VLAN'
ip -d addr show dev br0.20
[ "$(ip -o link show master br0 | wc -l)" = 2 ]

echo '== the bridge goes, and what stood on it'
ip link del br0
if ip link show br0.20 2>/dev/null; then
	exit 1
fi
sleep 0.2
kill $monitor
grep '^Deleted' "$log"
