#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What netlink sockets do between programs, told in lines that are the same on every kernel:
run it on the host and on kernlet and compare."""
import os
import select
import signal
import socket
import struct
import threading
import time

USERSOCK = 2
MSG = struct.pack('IHHII', 20, 16, 0, 1, 0) + b'abcd'


def say(*what):
    print(*what, flush=True)


def refusal(call):
    try:
        call()
    except OSError as e:
        return e.errno
    return 0


def netlink(groups=0, kind=socket.SOCK_RAW):
    s = socket.socket(socket.AF_NETLINK, kind, USERSOCK)
    s.bind((0, groups))
    return s


def names(a, b):
    say('first socket has the pid', a.getsockname()[0] == os.getpid())
    say('second has a high number', b.getsockname()[0] > 2**31)
    say('peer', a.getpeername())


def receives(a, b):
    to = (a.getsockname()[0], 0)
    b.sendto(MSG, to)
    say('recvfrom', a.recvfrom(100) == (MSG, (b.getsockname()[0], 0)))
    b.sendto(MSG, to)
    say('peek', a.recvmsg(10, 100, socket.MSG_PEEK | socket.MSG_TRUNC)[:3])
    say('peek again', a.recv(100, socket.MSG_PEEK) == MSG)
    say('readable', select.select([a], [], [], 0)[0] == [a])
    say('read', os.read(a.fileno(), 100) == MSG)
    say('empty', select.select([a], [], [], 0)[0] == [])
    b.sendto(MSG, to)
    say('cut', a.recv(5) == MSG[:5], select.select([a], [], [], 0)[0] == [])
    say('not blocking', refusal(lambda: a.recvfrom(10, socket.MSG_DONTWAIT)))
    a.setblocking(False)
    say('O_NONBLOCK', refusal(lambda: a.recvfrom(10)), refusal(lambda: a.recv(10)))
    a.setblocking(True)


def timeouts(a):
    a.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 0, 100000))
    for receive in (a.recvfrom, a.recv):
        began = time.time()
        say('timeout', refusal(lambda: receive(10)), round(time.time() - began, 1))
    a.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 0, 0))


def waits(a, b):
    def later():
        time.sleep(0.1)
        b.sendto(MSG, (a.getsockname()[0], 0))
    t = threading.Thread(target=later)
    t.start()
    say('woken', a.recvfrom(100)[0] == MSG)
    t.join()

    class Stop(Exception):
        pass

    def stop(*_):
        raise Stop
    signal.signal(signal.SIGALRM, stop)
    for receive in (a.recvfrom, a.recv):
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        began = time.time()
        try:
            receive(10)
        except Stop:
            say('signal', time.time() - began < 0.5)


def written(a, b):
    b.connect((a.getsockname()[0], 0))
    os.write(b.fileno(), MSG)
    say('write, recvfrom', a.recvfrom(100)[0] == MSG)
    os.write(b.fileno(), MSG)
    say('write, recv', a.recv(100) == MSG)
    os.writev(b.fileno(), [MSG[:16], MSG[16:]])
    say('writev', a.recv(100) == MSG)


def copies(a, b):
    d = socket.socket(fileno=os.dup(a.fileno()))
    say('dup', d.getsockname() == a.getsockname(), d.family.name)
    u, v = socket.socketpair()
    if os.fork() == 0:
        socket.send_fds(u, [b'x'], [b.fileno()])
        os._exit(0)
    fds = socket.recv_fds(v, 10, 1)[1]
    os.wait()
    passed = socket.socket(fileno=fds[0])
    passed.send(MSG)
    say('passed', a.recvfrom(100)[0] == MSG)


def groups(b):
    c = netlink(4)
    refusal(lambda: b.sendto(MSG, (0, 4)))
    say('group', c.recvmsg(100)[0] == MSG)
    c.setsockopt(270, 3, struct.pack('I', 1))  # NETLINK_PKTINFO
    refusal(lambda: b.sendto(MSG, (0, 4)))
    say('pktinfo', [(k, t, struct.unpack('I', d)) for k, t, d in c.recvmsg(100, 100)[1]])
    c.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    refusal(lambda: b.sendto(MSG, (0, 4)))
    creds = [d for k, t, d in c.recvmsg(100, 100)[1] if t == socket.SCM_CREDENTIALS]
    say('credentials', [struct.unpack('iii', d)[0] == os.getpid() for d in creds])


def overrun(a, b):
    sent = got = 0
    while not refusal(lambda: b.sendmsg([MSG + bytes(4000)], [], socket.MSG_DONTWAIT,
                                        (a.getsockname()[0], 0))):
        sent += 1
    a.setblocking(False)
    while not refusal(lambda: a.recv(5000)):
        got += 1
    say('queue', sent, got)
    e = select.epoll()
    e.register(a, select.EPOLLIN)
    b.sendto(MSG, (a.getsockname()[0], 0))
    say('epoll', len(e.poll(1)))
    say('edges', a.recv(100) == MSG, len(e.poll(0)))


def refused():
    s = netlink()
    say('kinds', refusal(lambda: socket.socket(16, 3, 99)), refusal(lambda: socket.socket(16, 1)))
    say('twice', refusal(lambda: socket.socket(16, 3, USERSOCK).bind(s.getsockname())))
    say('nobody', refusal(lambda: s.sendto(MSG, (123456789, 0))))
    say('calls', refusal(lambda: s.listen(1)), refusal(s.accept), refusal(lambda: s.shutdown(2)))
    say('pair', refusal(lambda: socket.socketpair(16, 3, 0)))
    say('options', [s.getsockopt(1, o) for o in (3, 38, 39)])


def main():
    a, b = netlink(), netlink(1, socket.SOCK_DGRAM)
    names(a, b)
    receives(a, b)
    timeouts(a)
    waits(a, b)
    written(a, b)
    copies(a, b)
    groups(b)
    overrun(a, b)
    refused()


main()
