/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An i386 program without a C library: asks for device 1 through int $0x80 and socketcall(2)
 * and prints its name. Built with -m32 -nostdlib -static where the compiler can.
 */
#define AF_NETLINK 16
#define SOCK_RAW 3
#define NR_EXIT 1
#define NR_WRITE 4
#define NR_SOCKETCALL 102
#define SYS_SOCKET 1
#define SYS_SEND 9
#define SYS_RECV 10
#define RTM_GETLINK 18
#define IFLA_IFNAME 3

static long int80(long nr, long a, long b, long c)
{
	long ret;

	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(nr), "b"(a), "c"(b), "d"(c) : "memory");
	return ret;
}

static long socketcall(int call, long *args)
{
	return int80(NR_SOCKETCALL, call, (long)args, 0);
}

__attribute__((noreturn)) static void stop(int code)
{
	int80(NR_EXIT, code, 0, 0);
	for (;;)
		;
}

static struct {
	unsigned int len;
	unsigned short type, flags;
	unsigned int seq, pid;
	unsigned char family, pad;
	unsigned short iftype;
	int index;
	unsigned int ifflags, change;
} request;
static char reply[8192];

void _start(void) __attribute__((noreturn));

void _start(void)
{
	long make[3] = { AF_NETLINK, SOCK_RAW, 0 };
	long fd = socketcall(SYS_SOCKET, make);
	long n;

	request.len = sizeof(request);
	request.type = RTM_GETLINK;
	request.flags = 1; /* NLM_F_REQUEST */
	request.index = 1;
	if (fd < 0)
		stop(10);
	long send[4] = { fd, (long)&request, sizeof(request), 0 };

	if (socketcall(SYS_SEND, send) != sizeof(request))
		stop(11);
	long recv[4] = { fd, (long)reply, sizeof(reply), 0 };

	n = socketcall(SYS_RECV, recv);
	if (n < 36)
		stop(12);
	for (long at = 32; at + 4 <= n;) {
		unsigned short len = *(unsigned short *)(reply + at);
		unsigned short type = *(unsigned short *)(reply + at + 2);

		if (len < 4)
			stop(13);
		if (type == IFLA_IFNAME) {
			reply[at + len - 1] = '\n';
			int80(NR_WRITE, 1, (long)reply + at + 4, len - 4);
			stop(0);
		}
		at += (len + 3) & ~3;
	}
	stop(14);
}
