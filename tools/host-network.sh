# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
# Sourced: does the host's own network answer? A task that crashed inside it can leave its lock
# held; then whoever asks for a namespace, a link or a name server's address waits for ever, and no
# signal ends him. Reading a carrier takes the same lock, but can be interrupted. Where it is held
# KERNLET_HOST_NETNS=no is exported: kernlet does without, and tests that need the host's network
# are skipped.
if [ -z "${KERNLET_HOST_NETNS:-}" ]; then
	host_network_status=0
	timeout 3 cat /sys/class/net/lo/carrier >/dev/null 2>&1 || host_network_status=$?
	if [ "$host_network_status" = 124 ]; then
		echo "the host's own network does not answer: what needs it is skipped" >&2
		export KERNLET_HOST_NETNS=no
	fi
	unset host_network_status
fi
