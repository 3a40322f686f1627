# SPDX-License-Identifier: LGPL-2.1-or-later
# `kernlet run`: the program's status, signals, streams and leftovers are its own.
load lib

@test "the exit status is the program's" {
	run "$KERNLET" run -- true
	[ "$status" -eq 0 ]
	run "$KERNLET" run -- sh -c 'exit 7'
	[ "$status" -eq 7 ]
}

@test "a signal that ends the program shows as 128 and its number" {
	run "$KERNLET" run -- sh -c 'kill -TERM $$'
	[ "$status" -eq 143 ]
	run "$KERNLET" run -- sh -c 'kill -KILL $$'
	[ "$status" -eq 137 ]
}

@test "a program that does not exist is 127, one that may not be run 126" {
	run -127 "$KERNLET" run -- /nonexistent/program
	[ "$status" -eq 127 ]
	touch "$BATS_TEST_TMPDIR/plain"
	run "$KERNLET" run -- "$BATS_TEST_TMPDIR/plain"
	[ "$status" -eq 126 ]
}

@test "standard input, output and error pass through" {
	run --separate-stderr bash -c 'echo in | "$KERNLET" run -- sh -c "cat; echo err >&2"'
	[ "$output" = in ]
	[ "$stderr" = err ]
}

@test "arguments and environment pass through" {
	run env GREETING=hello "$KERNLET" run -- sh -c 'echo "$GREETING" "$@"' sh 'a b' ''
	[ "$output" = 'hello a b ' ]
}

@test "signals are forwarded" {
	"$KERNLET" run -- sh -c 'trap "exit 5" TERM; echo ready; while :; do sleep 0.1; done' \
		>"$BATS_TEST_TMPDIR/out" 3>&- &
	pid=$!
	for _ in $(seq 50); do grep -q ready "$BATS_TEST_TMPDIR/out" && break || sleep 0.1; done
	kill -TERM $pid
	code=0
	wait $pid || code=$?
	[ "$code" -eq 5 ]
}

@test "leftover children end with the run" {
	run "$KERNLET" run -- sh -c 'sleep 987 >/dev/null 3>&- & echo $!'
	[ "$status" -eq 0 ]
	sleep 0.3
	run pgrep -f '^sleep 987$'
	[ "$status" -ne 0 ]
}

@test "two runs have two networks" {
	kernel <<<'ip link add b0 type bridge'
	run kernel <<<'ip -br link'
	lacks b0
}

@test "children share their kernel" {
	run kernel <<<'(ip link add b0 type bridge); sh -c "ip -br link show b0" | cut -d" " -f1'
	[ "$output" = b0 ]
}

@test "threads and forks of one program share sockets" {
	run "$KERNLET" run -- python3 - <<'EOF'
import os, socket, struct, threading
s = socket.socket(16, 3, 0)
s.bind((0, 0))
req = struct.pack('=IHHII16x', 32, 18, 0x301, 1, 0)
def ask():
    s.send(req)
t = threading.Thread(target=ask); t.start(); t.join()
print('thread', struct.unpack_from('=IH', s.recv(65536))[1])
s2 = s.dup()
s.recv(65536)
if os.fork() == 0:
    s2.send(req)
    print('fork', struct.unpack_from('=IH', s2.recv(65536))[1], flush=True)
    os._exit(0)
os.wait()
EOF
	[ "$status" -eq 0 ]
	has 'thread 16' 'fork 16'
}

@test "poll, epoll and a timeout work on a netlink socket" {
	run "$KERNLET" run -- python3 - <<'EOF'
import select, socket, struct, subprocess
s = socket.socket(16, 3, 0)
s.bind((0, 1))
p = select.poll(); p.register(s, select.POLLIN)
print('idle', p.poll(50))
e = select.epoll(); e.register(s, select.EPOLLIN)
subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
print('poll', len(p.poll(2000)), 'epoll', len(e.poll(2)))
s.recv(65536)
s.settimeout(0.1)
while True:
    try:
        s.recv(65536)
    except TimeoutError:
        print('timeout')
        break
EOF
	[ "$status" -eq 0 ]
	has 'idle []' 'poll 1 epoll 1' timeout
}

@test "a blocking receive is interrupted by a signal" {
	run "$KERNLET" run -- python3 - <<'EOF'
import signal, socket
s = socket.socket(16, 3, 0)
s.bind((0, 1))
def stop(*_):
    raise KeyboardInterrupt
signal.signal(signal.SIGALRM, stop)
signal.setitimer(signal.ITIMER_REAL, 0.2)
try:
    s.recvmsg(100)
except KeyboardInterrupt:
    print('interrupted')
EOF
	[ "$output" = interrupted ]
}

@test "without a privilege towards the network changes are refused" {
	run "$KERNLET" run --cap-drop net_admin -- ip link set lo up
	[ "$status" -eq 2 ]
	has 'RTNETLINK answers: Operation not permitted'
	run "$KERNLET" run --cap-drop net_admin -- ip -br link
	[ "$status" -eq 0 ]
}

@test "--root makes the program believe it is root" {
	run "$KERNLET" run --root -- sh -c 'id -u; id -un'
	[ "$status" -eq 0 ]
	has 0 root
}

@test "without --root identity is the host's" {
	run "$KERNLET" run -- id -u
	[ "$output" = "$(id -u)" ]
}

@test "inside another kernlet it says one clear sentence" {
	run "$KERNLET" run -- "$KERNLET" run -- true
	[ "$status" -ne 0 ]
	[ "$(wc -l <<<"$output")" -le 2 ]
}

@test "help and version are served" {
	run "$KERNLET" --help
	[ "$status" -eq 0 ]
	grep -q run <<<"$output"
	run "$KERNLET" run --help
	[ "$status" -eq 0 ]
	grep -q -- --root <<<"$output"
	run "$KERNLET" --version
	[ "$status" -eq 0 ]
}

@test "an unknown verb is refused with status 2, an unknown option of run with 125" {
	run "$KERNLET" nosuchverb
	[ "$status" -eq 2 ]
	run "$KERNLET" run --nosuchoption -- true
	[ "$status" -eq 125 ]
}

@test "the table of system calls is printed" {
	run "$KERNLET" syscalls
	[ "$status" -eq 0 ]
	grep -qE '^socket +359 +41 +2.0 +- +kernel +sys_socket$' <<<"$output"
	grep -qE '^_sysctl +149 +156 +2.0 +5.5 ' <<<"$output"
}

@test "one system call by name, by number, on one machine" {
	run "$KERNLET" syscalls getppid
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 2 ]
	grep -qE '^getppid +64 +110 ' <<<"${lines[1]}"
	# 0x66 is socketcall on the one, getuid on the other
	run "$KERNLET" syscalls 0x66
	[ "${#lines[@]}" -eq 3 ]
	run "$KERNLET" syscalls 102 --abi i386
	[ "${#lines[@]}" -eq 2 ]
	grep -q '^socketcall ' <<<"${lines[1]}"
	run "$KERNLET" syscalls -j --abi x86-64
	python3 -c 'import json, sys
calls = json.load(sys.stdin)
numbers = [c["x86_64"] for c in calls]
assert numbers == sorted(numbers) and calls[1]["entry"] == "sys_write", calls[:2]' <<<"$output"
	run "$KERNLET" syscalls nosuch
	[ "$status" -eq 1 ]
	grep -qF "'nosuch': no system call has this name" <<<"$output"
	run "$KERNLET" syscalls --abi vax
	[ "$status" -eq 2 ]
}

@test "the vectors of the 386 machine are printed" {
	run "$KERNLET" idt
	[ "$status" -eq 0 ]
	has '0x00   trap        0  fault        no    SIGFPE  divide_error' \
		'0x03   interrupt   3  programmed   no    SIGTRAP int3' \
		'0x08   task        0  abort        yes   -       double_fault' \
		'0x0e   interrupt   0  fault        yes   SIGSEGV page_fault' \
		'0x20   interrupt   0  maskable     no    -       timer_interrupt' \
		'0x80   trap        3  programmed   no    -       system_call'
	run "$KERNLET" idt -j
	python3 -c 'import json, sys
gates = json.load(sys.stdin)
assert [g["vector"] for g in gates] == list(range(256))
assert [g["vector"] for g in gates if g["dpl"] == 3] == [3, 4, 5, 128]
assert sum(g["handler"] == "ignore_int" for g in gates) == 256 - 19 - 2' <<<"$output"
	run "$KERNLET" idt 3
	[ "$status" -eq 2 ]
}
