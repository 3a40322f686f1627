# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash disable=SC2001,SC2154 # bats sets output
# What the command tests share. KERNLET names the command, HELPERS the folder of test programs;
# tests/cli/run sets both.

bats_require_minimum_version 1.5.0

# kernel [OPTION...]: run the shell lines on standard input on a kernel of their own.
kernel() {
	cat >"$BATS_TEST_TMPDIR/script"
	"$KERNLET" run "$@" -- sh -eu "$BATS_TEST_TMPDIR/script"
}

# has LINE...: each is one whole line of $output, spaces at its end aside.
has() {
	local line
	for line in "$@"; do
		sed 's/ *$//' <<<"$output" | grep -qxF -- "$line" || {
			printf 'no line «%s» in:\n%s\n' "$line" "$output"
			return 1
		}
	done
}

lacks() {
	if grep -qF -- "$1" <<<"$output"; then
		printf '«%s» found in:\n%s\n' "$1" "$output"
		return 1
	fi
}

need() {
	local prog
	for prog in "$@"; do
		command -v "$prog" >/dev/null || skip "$prog is not installed"
	done
}

# need_host: skip where the host's own network does not answer (tools/host-network.sh).
need_host() {
	[ "${KERNLET_HOST_NETNS:-}" != no ] || skip "the host's own network does not answer"
}

# host_network: everything of the host's network that a run could have changed.
host_network() {
	ip -d link | sed 's/ promiscuity .*//'
	ip addr | grep -v _lft
	ip route show table all
	ip -6 route show table all | sed 's/ expires [0-9]*sec//'
	ip rule
	ip -6 rule
	cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/forwarding \
		/proc/sys/net/ipv6/conf/*/disable_ipv6 2>/dev/null
	ls /run/netns 2>/dev/null || true
}
