#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""jobs.py KERNLET: a person at a terminal: an interactive shell on a kernel, stopped and
continued, inside and from outside. Prints what the terminal showed."""
import os
import pty
import select
import signal
import sys
import time

STEPS = [  # what is typed, and what must be seen before going on
    ('{k} run bash --norc --noprofile\n', '$ '),
    ('echo in-$((20+1)); sleep 100\n', 'in-21'),
    ('\x1a', 'Stopped'),
    ('fg\n', 'sleep 100'),
    ('\x03', '$ '),
    ('echo code-$?\n', 'code-130'),
    ('ip -br link | cut -d" " -f1 | tr "\\n" .\n', 'lo.'),
    ('suspend\n', 'Stopped'),
    ('echo out-$((40+2)) ${{KERNLET_NAME-host}}\n', 'out-42 host'),
    ('fg\n', 'run bash'),
    ('echo again-$KERNLET_NAME\n', 'again-run'),
    ('exit 7\n', '$ '),
    ('echo status-$?\n', 'status-7'),
    ('{k} run sleep 100\n', 'sleep 100'),
    ('\x1a', 'Stopped'),
    ('fg\n', 'sleep 100'),
    ('\x03', '$ '),
    ('echo ended-$?\n', 'ended-130'),
]


def main():
    pid, fd = pty.fork()
    if pid == 0:
        os.environ['PS1'] = '$ '
        # Whoever runs the tests in the background ignores them, and so would all down the line.
        for sig in signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP:
            signal.signal(sig, signal.SIG_DFL)
        os.execvp('bash', ['bash', '--norc', '--noprofile', '-i'])
    time.sleep(0.3)
    for typed, wanted in STEPS:
        os.write(fd, typed.format(k=sys.argv[1]).encode())
        shown, end = '', time.time() + 20
        while wanted not in shown.replace(typed.strip(), '', 1) and time.time() < end:
            if select.select([fd], [], [], 0.1)[0]:
                shown += os.read(fd, 4096).decode(errors='replace')
        sys.stdout.write(shown)
        if time.time() >= end:
            sys.exit(f'\nnever seen: {wanted!r} after {typed!r}')
        time.sleep(0.3)
    os.write(fd, b'exit\n')


main()
