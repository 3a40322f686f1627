# SPDX-License-Identifier: LGPL-2.1-or-later
# The native port: what programs and their users may take for granted.

load lib

teardown() {
	"$KERNLET" down "n$$-$BATS_TEST_NUMBER" >/dev/null 2>&1 || true
}

@test "netlink sockets behave as the host's, call by call" {
	need python3
	need_host
	# As one who may there what everyone may on a kernel of his own.
	unshare -rn python3 "$HELPERS/usersock.py" >"$BATS_TEST_TMPDIR/host" ||
		skip "the host does not let us ask it"
	run "$KERNLET" run -- python3 "$HELPERS/usersock.py"
	[ "$status" -eq 0 ]
	diff "$BATS_TEST_TMPDIR/host" - <<<"$output"
}

@test "an interactive shell: stop, continue, suspend, end" {
	need python3
	run python3 "$HELPERS/jobs.py" "$KERNLET"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "--script builds what the program finds, and its failure ends the run" {
	echo 'ip link add d0 type dummy' >"$BATS_TEST_TMPDIR/lab"
	run "$KERNLET" run --script "$BATS_TEST_TMPDIR/lab" ip -br link show d0
	[ "$status" -eq 0 ]
	[[ $output = d0* ]]
	run "$KERNLET" run --script "$BATS_TEST_TMPDIR/lab"
	[ "$status" -eq 0 ]
	printf 'exit 3\n' >"$BATS_TEST_TMPDIR/lab"
	run "$KERNLET" run --script "$BATS_TEST_TMPDIR/lab" echo not reached
	[ "$status" -eq 3 ]
	[ -z "$output" ]
	run "$KERNLET" run --script /nonexistent true
	[ "$status" -eq 125 ]
}

@test "--hostname is what uname tells, for exec too" {
	run "$KERNLET" run --hostname pluto -- uname -n
	[ "$output" = pluto ]
	"$KERNLET" up --hostname pluto "n$$-$BATS_TEST_NUMBER" 3>&-
	run "$KERNLET" exec "n$$-$BATS_TEST_NUMBER" uname -n
	[ "$output" = pluto ]
	run "$KERNLET" run -- uname -n
	[ "$output" = "$(uname -n)" ]
}

@test "--seed makes two runs alike" {
	one=$("$KERNLET" run --seed 7 -- sh -c 'ip link add d0 type dummy; ip link show d0')
	two=$("$KERNLET" run --seed 7 -- sh -c 'ip link add d0 type dummy; ip link show d0')
	[ -n "$one" ]
	[ "$one" = "$two" ]
}

@test "--mem-limit: when it is reached a call fails, and the kernel goes on" {
	run "$KERNLET" run --mem-limit 1M -- sh -c '
		i=0
		while [ $i -lt 3000 ]; do echo "link add d$i type dummy"; i=$((i + 1)); done |
			ip -batch - 2>&1 | tail -n 2
		echo still here'
	[ "$status" -eq 0 ]
	grep -qE 'Cannot allocate memory|No buffer space' <<<"$output"
	has 'still here'
	lacks died
}

@test "--trace names calls and messages" {
	run "$KERNLET" run --trace -- ip link set lo up
	[ "$status" -eq 0 ]
	grep -qE '^ip\[[0-9]+\] socket\(AF_NETLINK, SOCK_RAW, 0\) = [0-9]+$' <<<"$output"
	grep -qE 'sendmsg\(.*\[RTM_NEWLINK len=32 flags=0x5' <<<"$output"
	grep -qE 'recvmsg\(.*\[NLMSG_ERROR len=36 .* error=0\]' <<<"$output"
}

@test "--inet host: the host's traffic, not its set-up" {
	need python3
	run "$KERNLET" run --inet host -- python3 - <<'PY'
import fcntl, socket, struct
a, b = socket.socket(), None
a.bind(('127.0.0.1', 0))
a.listen()
b = socket.create_connection(a.getsockname())
b.send(b'through the host')
print(a.accept()[0].recv(100).decode())
for s in (b, socket.socket(socket.AF_UNIX)):
    flags = fcntl.ioctl(s, 0x8913, struct.pack('16s16x', b'lo'))
    print('up' if flags[16] & 1 else 'down')
print(socket.if_nameindex())
PY
	[ "$status" -eq 0 ]
	has 'through the host' down "[(1, 'lo')]"
	lacks up
}

@test "side doors to the host are closed" {
	need python3
	run "$KERNLET" run -- python3 - <<'PY'
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
def call(nr, *args):
    ctypes.set_errno(0)
    libc.syscall(nr, *args)
    return errno.errorcode.get(ctypes.get_errno(), 0)
print('io_uring', call(425, 8, 0), call(426, 0, 0, 0, 0, 0, 0), call(427, 0, 0, 0, 0))
print('x32', call(0x40000000 + 41, 16, 3, 0))
print('pidfd_getfd', call(438, 0, 0, 0))
print('pfkey', call(41, 15, 3, 2))
print('tun', call(16, 0, 0x400454ca, 0))
PY
	[ "$status" -eq 0 ]
	has 'io_uring ENOSYS ENOSYS ENOSYS' 'x32 ENOSYS' 'pidfd_getfd ENOSYS' \
		'pfkey EAFNOSUPPORT' 'tun EBADFD'
}

@test "--root: daemons become another user and give files away" {
	need setpriv
	touch "$BATS_TEST_TMPDIR/file"
	run "$KERNLET" run --root -- sh -c 'chown 5:6 "$1" && echo given
		chown 5:6 "$1.not" 2>/dev/null || echo "not there"
		setpriv --reuid 55 --regid 44 --clear-groups sh -c "id -u; id -g"
		setpriv --reuid 55 --regid 44 --clear-groups ip link set lo up || echo refused' \
		sh "$BATS_TEST_TMPDIR/file"
	[ "$status" -eq 0 ]
	has given 'not there' 55 44 refused
}

@test "namespaces by name last from one exec to the next, and end" {
	name=n$$-$BATS_TEST_NUMBER
	"$KERNLET" up "$name" 3>&-
	"$KERNLET" exec --root "$name" ip netns add red || skip "no user namespaces on this host"
	"$KERNLET" exec --root "$name" ip link add v0 type veth peer name v1 netns red
	run "$KERNLET" exec --root "$name" ip -n red -br link show v1
	[ "$status" -eq 0 ]
	run "$KERNLET" exec --root "$name" ip netns list
	[[ $output = red* ]]
	"$KERNLET" exec --root "$name" ip netns del red
	for _ in $(seq 20); do
		run "$KERNLET" exec --root "$name" ip -br link
		grep -q v0 <<<"$output" || break
		sleep 0.1
	done
	lacks v0
	[ ! -e /run/netns/red ]
}

@test "threads live in namespaces of their own" {
	need python3
	run "$KERNLET" run --root -- python3 - <<'PY'
import ctypes, socket, threading
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0):
    raise SystemExit('no unshare')
def inside():
    if libc.unshare(0x40000000):
        print('no namespaces')
        return
    s = socket.socket(16, 3, 0)
    s.bind((0, 0))
    print('thread', socket.if_nameindex())
import subprocess
subprocess.run(['ip', 'link', 'add', 'd0', 'type', 'dummy'], check=True)
t = threading.Thread(target=inside)
t.start()
t.join()
print('main', socket.if_nameindex())
PY
	[ "$status" -eq 0 ]
	grep -q 'no namespaces' <<<"$output" && skip "no user namespaces on this host"
	has "thread [(1, 'lo')]" "main [(1, 'lo'), (2, 'd0')]"
}
