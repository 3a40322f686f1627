# SPDX-License-Identifier: LGPL-2.1-or-later
# Programs killed at any moment leave nothing behind in a kernel that goes on.

load lib

setup() {
	name=k$$-$BATS_TEST_NUMBER
	"$KERNLET" up "$name" 3>&-
}

teardown() {
	"$KERNLET" down "$name" >/dev/null 2>&1 || true
}

# counter KEY: one number of `kernlet ps -j`.
counter() {
	"$KERNLET" ps -j | grep -o "{\"name\":\"$name\"[^}]*}" | grep -o "\"$1\":[0-9]*" | cut -d: -f2
}

# What the kernel process itself holds open.
descriptors() {
	ls "/proc/$(counter pid)/fd" | wc -l
}

@test "ten thousand programs killed at random moments leak no socket, task, file or memory" {
	"$KERNLET" exec "$name" "$HELPERS/killer" 200 >/dev/null
	sleep 0.3
	fds=$(descriptors)
	memory=$(counter memory)
	files=$(counter files)
	run "$KERNLET" exec "$name" "$HELPERS/killer" 10000
	[ "$output" = 10000 ]
	sleep 0.3
	for key in programs tasks sockets host_sockets; do
		[ "$(counter $key)" = 0 ]
	done
	[ "$(counter files)" = "$files" ]
	[ "$(counter memory)" -le $((memory + 4096)) ]
	[ "$(descriptors)" -le "$fds" ]
	run "$KERNLET" exec "$name" ip -br link show lo
	[ "$status" -eq 0 ]
}

@test "the programs on a kernel end with it, daemons too" {
	"$KERNLET" exec "$name" sh -c 'setsid sleep 986 </dev/null >/dev/null 2>&1 3>&- &'
	for _ in $(seq 50); do pgrep -f '^sleep 986$' && break || sleep 0.1; done
	run pgrep -f '^sleep 986$'
	[ "$status" -eq 0 ]
	"$KERNLET" down "$name"
	run pgrep -f '^sleep 986$'
	[ "$status" -ne 0 ]
}

@test "when the kernel process dies its programs get ENOSYS, and the command says so" {
	run "$KERNLET" run -- sh -c 'kill -KILL $PPID; sleep 0.3; ip link; echo "ip: $?"; exit 4'
	[ "$status" -eq 4 ]
	grep -q 'the kernel process has died' <<<"$output"
	grep -q 'Function not implemented' <<<"$output"
	"$KERNLET" exec "$name" sh -c 'sleep 1; ip link; exit 5' >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
	sleep 0.3
	kill -KILL "$(counter pid)"
	code=0
	wait $! || code=$?
	[ "$code" -eq 5 ]
	grep -q 'the kernel process has died' "$BATS_TEST_TMPDIR/out"
	grep -q 'Function not implemented' "$BATS_TEST_TMPDIR/out"
}
