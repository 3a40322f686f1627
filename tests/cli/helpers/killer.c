// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * killer COUNT: start COUNT programs that talk to rtnetlink without a pause, and kill each at a
 * random moment, eight at a time. Every second one has two threads, the other of which waits in
 * a receive. Prints how many were killed.
 */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define AT_ONCE 8
#define LONGEST_US 3000

static void *wait_for_ever(void *arg)
{
	struct sockaddr_nl a = { .nl_family = AF_NETLINK }, from;
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	socklen_t len = sizeof(from);
	char buf[64];

	(void)arg;
	bind(fd, (struct sockaddr *)&a, sizeof(a));
	recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &len);
	return NULL;
}

static void dump_once(void)
{
	struct {
		struct nlmsghdr h;
		struct ifinfomsg i;
	} req = { { sizeof(req), RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 1, 0 }, { 0 } };
	static char buf[16384];
	struct iovec iov = { buf, sizeof(buf) };
	struct sockaddr_nl from;
	struct msghdr m = {
		.msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &iov, .msg_iovlen = 1
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || send(fd, &req, sizeof(req), 0) < 0)
		_exit(1);
	recvmsg(fd, &m, 0);
	close(fd);
}

static pid_t start(int number)
{
	pthread_t t;
	pid_t pid = fork();

	if (pid)
		return pid;
	if (number % 2)
		pthread_create(&t, NULL, wait_for_ever, NULL);
	for (;;)
		dump_once();
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 100, killed = 0;
	pid_t pids[AT_ONCE];

	srandom(1);
	for (int done = 0; done < count; done += AT_ONCE) {
		for (int i = 0; i < AT_ONCE; i++)
			pids[i] = start(i);
		for (int i = 0; i < AT_ONCE; i++) {
			usleep(random() % LONGEST_US / AT_ONCE * 2);
			kill(pids[i], SIGKILL);
		}
		for (int i = 0; i < AT_ONCE; i++) {
			int status;

			waitpid(pids[i], &status, 0);
			killed += WIFSIGNALED(status);
		}
	}
	printf("%d\n", killed);
	return 0;
}
