# SPDX-License-Identifier: LGPL-2.1-or-later
# /proc/net, /proc/sys/net and /sys/class/net show kernlet's network, by whatever path.
load lib

@test "/proc/net: by all of its names, and nothing of the host's" {
	need ip
	run kernel <<'EOF'
ip link add veth-a type veth peer name veth-b
awk '/:/ { print $1 }' /proc/net/dev
cat /proc/self/net/psched
cat /proc/$$/net/psched
cat //proc/./net/../net/psched
awk '/:/ { print "pid 1 has", $1 }' /proc/1/net/dev
test ! -e /proc/999999999/net && echo no such process
cd /proc/net && cat psched
test ! -e /proc/net/nf_conntrack && echo nothing else
cat /proc/net/nothing || echo "status $?"
EOF
	[ "$status" -eq 0 ]
	has lo: veth-a: veth-b: 'nothing else' 'status 1' 'pid 1 has lo:' 'pid 1 has veth-a:' \
		'no such process'
	lacks 'pid 1 has eth'
	[ "$(grep -c '^000003e8 00000040 000f4240 3b9aca00$' <<<"$output")" -eq 4 ]
	[ "$(grep -c '^[a-z-]*:$' <<<"$output")" -eq 3 ]
}

@test "/sys/class/net: names, attributes, links" {
	need ip
	run kernel <<'EOF'
ip link add d0 type dummy
ip link set d0 address 02:00:00:00:00:01 mtu 1400
ls /sys/class/net
cat /sys/class/net/d0/mtu /sys/class/net/d0/address
readlink /sys/class/net/d0
cat /sys/devices/virtual/net/d0/operstate
cd /sys/class/net && cat lo/type ../net/d0/mtu
test -d /sys/class/net/d0 && test -L /sys/class/net/d0 && test ! -e /sys/class/net/eth0 && echo tested
ip link del d0
ls /sys/class/net
EOF
	[ "$status" -eq 0 ]
	[ "$output" = 'd0
lo
1400
02:00:00:00:00:01
../../devices/virtual/net/d0
down
772
1400
tested
lo' ]
}

@test "/sys/class/net: writing an attribute changes the device" {
	need ip
	run kernel <<'EOF'
echo 1300 >/sys/class/net/lo/mtu
echo fast >/sys/class/net/lo/ifalias
ip link show lo
EOF
	[ "$status" -eq 0 ]
	[[ $output == *'mtu 1300 '*'alias fast'* ]]
}

@test "/proc/sys/net: settings are the kernel's own, and written before the next call" {
	before=$(cat /proc/sys/net/core/somaxconn)
	run kernel <<'EOF'
cat /proc/sys/net/core/somaxconn
echo 77 >/proc/sys/net/core/somaxconn
cat /proc/sys/net/core/somaxconn
ls /proc/sys/net
EOF
	[ "$status" -eq 0 ]
	has 4096 77 core
	[ "$(cat /proc/sys/net/core/somaxconn)" = "$before" ]
}

@test "sysctl lists all settings, reads and writes" {
	need sysctl
	run kernel <<'EOF'
sysctl -a 2>/dev/null | grep -x 'net.core.somaxconn = 4096'
sysctl -a 2>/dev/null | grep -c '^net.ipv4.conf.lo.forwarding = '
sysctl -w net.core.somaxconn=55
sysctl -n net.core.somaxconn
EOF
	[ "$status" -eq 0 ]
	[ "$output" = 'net.core.somaxconn = 4096
1
net.core.somaxconn = 55
55' ]
}

@test "_sysctl, which hosts have dropped, reads and writes by number" {
	need python3
	cat >"$BATS_TEST_TMPDIR/sysctl.py" <<'EOF'
from ctypes import *
import os
libc = CDLL(None, use_errno=True)
def sysctl(name, old, new=None):
    class Args(Structure):
        _fields_ = [('name', c_void_p), ('nlen', c_int), ('old', c_void_p), ('oldlen', c_void_p),
                    ('new', c_void_p), ('newlen', c_size_t), ('unused', c_ulong * 4)]
    path = (c_int * len(name))(*name)
    size = c_size_t(sizeof(old))
    args = Args(addressof(path), len(name), addressof(old), addressof(size),
                addressof(new) if new else None, sizeof(new) if new else 0)
    return libc.syscall(156, byref(args)) or size.value
was = c_int(-1)
print('size', sysctl((3, 5, 8), was, c_int(1)), 'was', was.value)
print('now', open('/proc/sys/net/ipv4/ip_forward').read().strip())
name = create_string_buffer(65)
sysctl((1, 7), name)
print('same name', name.value.decode() == os.uname().nodename)
print('unknown', sysctl((3, 99), was), os.strerror(get_errno()))
EOF
	run "$KERNLET" run python3 "$BATS_TEST_TMPDIR/sysctl.py"
	[ "$status" -eq 0 ]
	has 'size 4 was 0' 'now 1' 'same name True' 'unknown -1 Not a directory'
}

@test "netstat and ifconfig read the tables" {
	need netstat ifconfig
	run kernel <<'EOF'
ip link set lo up
ip route add 10.1.0.0/16 dev lo
netstat -rn | awk '$1 == "10.1.0.0" { print $3, $8 }'
ifconfig -a | head -1
EOF
	[ "$status" -eq 0 ]
	[ "$output" = '255.255.0.0 lo
lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536' ]
}

@test "files can be read twice, mapped, and listed by python" {
	need python3
	run kernel <<'EOF'
python3 - <<'PY'
import os, mmap
f = open('/proc/net/dev')
a = f.read(); f.seek(0); assert f.read() == a
with open('/sys/class/net/lo/mtu', 'rb') as m:
    assert mmap.mmap(m.fileno(), 0, prot=mmap.PROT_READ)[:5] == b'65536'
assert os.listdir('/sys/class/net') == ['lo']
assert os.path.isdir('/proc/sys/net/core') and os.path.islink('/sys/class/net/lo')
assert os.stat('/proc/net/dev').st_size == 0
fd = os.open('/sys/class/net/lo', os.O_RDONLY | os.O_DIRECTORY)
assert os.read(os.open('mtu', os.O_RDONLY, dir_fd=fd), 99) == b'65536\n'
print('good')
PY
EOF
	[ "$status" -eq 0 ]
	[ "$output" = good ]
}

# private_dirs: what kernlet makes where temporary files go.
private_dirs() {
	find /tmp /dev/shm "${XDG_RUNTIME_DIR:-/tmp}" -maxdepth 1 -name 'kernlet-??????' 2>/dev/null | sort -u
}

@test "nothing stays behind where temporary files go" {
	before=$(private_dirs)
	kernel <<<'ls /proc/net >/dev/null; ls /sys/class/net >/dev/null'
	[ "$(private_dirs)" = "$before" ]
}
