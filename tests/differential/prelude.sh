# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
# What every scenario may use; tests/differential/run puts this before the scenario's lines.
LC_ALL=C PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin COLUMNS=200
export LC_ALL PATH COLUMNS

# _ LINE: show a line, run it, show its output and, when it is not zero, its exit code.
_() {
	printf '$ %s\n' "$1"
	eval "$1" 2>&1
	_rc=$?
	[ $_rc = 0 ] || printf '[exit %d]\n' $_rc
}

# settle [SECONDS]: let what Linux does a moment later (carrier, state) happen.
settle() {
	sleep "${1:-0.4}"
}

# mon COMMAND...: start a monitor; `mon_show` ends it and shows what it said.
mon() {
	_mon=${TMPDIR:-/tmp}/mon.$$
	"$@" >"$_mon" 2>&1 &
	_mon_pid=$!
	sleep 0.3
}

mon_show() {
	sleep 0.4
	kill "$_mon_pid"
	wait "$_mon_pid" 2>/dev/null
	cat "$_mon"
	rm -f "$_mon"
}
