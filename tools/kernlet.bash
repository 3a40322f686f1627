# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# bash completion for kernlet(1). Verbs and options come from the program itself.

_kernlet() {
	local cur=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]:-} i
	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W 'run up exec down ps syscalls idt --help --version' -- "$cur")
		return
	fi
	# After `--`, or after the program's name, the rest is the program's own.
	for ((i = 2; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--)
			_command_offset $((i + 1)) 2>/dev/null
			return
			;;
		esac
	done
	if [ "${COMP_WORDS[COMP_CWORD - 1]}" = --abi ]; then
		mapfile -t COMPREPLY < <(compgen -W 'i386 x86-64' -- "$cur")
		return
	fi
	case $cur in
	-*)
		mapfile -t COMPREPLY < <(compgen -W "$(kernlet "$verb" --help 2>/dev/null |
			grep -oE -- '(^|[ ,])--[a-z-]+' | tr -d ' ,')" -- "$cur")
		return
		;;
	esac
	case $verb in
	exec | down)
		mapfile -t COMPREPLY < <(compgen -W "$(kernlet ps 2>/dev/null | awk 'NR > 1 { print $1 }')" -- "$cur")
		;;
	syscalls)
		mapfile -t COMPREPLY < <(compgen -W "$(kernlet syscalls 2>/dev/null | awk 'NR > 1 { print $1 }')" -- "$cur")
		;;
	run)
		mapfile -t COMPREPLY < <(compgen -c -- "$cur")
		;;
	esac
}
complete -F _kernlet kernlet
