# SPDX-License-Identifier: LGPL-2.1-or-later
# A kernel that stays: up, exec, ps, down.
load lib

setup() {
	name=t$$-$BATS_TEST_NUMBER
}

teardown() {
	"$KERNLET" down "$name" >/dev/null 2>&1 || true
}

@test "programs started apart see one network" {
	"$KERNLET" up "$name" 3>&-
	"$KERNLET" exec "$name" ip link add b0 type bridge
	run "$KERNLET" exec "$name" ip -br link show b0
	[ "$status" -eq 0 ]
	grep -q '^b0' <<<"$output"
	"$KERNLET" down "$name"
}

@test "ps lists it, and not after down" {
	"$KERNLET" up "$name" 3>&-
	run "$KERNLET" ps
	grep -q "$name" <<<"$output"
	"$KERNLET" down "$name"
	run "$KERNLET" ps
	lacks "$name"
}

@test "a name is taken once, and unknown names are refused" {
	"$KERNLET" up "$name" 3>&-
	run "$KERNLET" up "$name"
	[ "$status" -ne 0 ]
	run "$KERNLET" exec nosuch-$$ true
	[ "$status" -ne 0 ]
	run "$KERNLET" down nosuch-$$
	[ "$status" -ne 0 ]
	"$KERNLET" down "$name"
}

@test "exec gives the program's exit status" {
	"$KERNLET" up "$name" 3>&-
	run "$KERNLET" exec "$name" sh -c 'exit 9'
	[ "$status" -eq 9 ]
	"$KERNLET" down "$name"
}
