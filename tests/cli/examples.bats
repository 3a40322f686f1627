# SPDX-License-Identifier: LGPL-2.1-or-later
# The scripts of examples/ do what they say; each ends with a status when it does not.
load lib

example() {
	run "$KERNLET" run --root -- sh "$BATS_TEST_DIRNAME/examples/$1.sh"
	echo "$output"
}

@test "examples/bridge.sh" {
	example bridge
	[ "$status" -eq 0 ]
	grep -q '^Deleted .*br0.20@br0' <<<"$output"
}

@test "examples/ecmp.sh" {
	example ecmp
	[ "$status" -eq 0 ]
	has 'id 10 group 1/2,3' 'id 10 group 1'
}

@test "examples/policy-routing.sh" {
	example policy-routing
	[ "$status" -eq 0 ]
	has 'RTNETLINK answers: Permission denied'
}

@test "examples/namespaces.sh" {
	run "$KERNLET" run --root -- unshare -n true
	[ "$status" -eq 0 ] || skip "the host permits no network namespaces"
	example namespaces
	[ "$status" -eq 0 ]
	has '10.2.0.2 via 10.1.0.1 dev eth0 src 10.1.0.2 uid 0'
}
