/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hostile netlink input, for libFuzzer or for replaying files.
 *
 * One input is one kernel's life. It is cut into sends, each with a header of 4 bytes:
 *
 *   byte 0    bit 0: through the second socket; bit 1: receive after this send; bit 2: fix
 *             nlmsg_len so that the message gets past the first check; bits 4-7: what the second
 *             socket's protocol is (first send only)
 *   byte 1    which of the following allocations fails (0: none)
 *   byte 2-3  length of what is sent
 *
 * Whatever comes: no crash, no read past the input (sanitizers tell), every reply is a
 * well-formed run of messages, and when the program ends nothing is left behind.
 */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "kernlet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "fuzz-netlink: %s\n", what);
	abort();
}

static void check_messages(const char *buf, long n)
{
	const struct nlmsghdr *h = (const void *)buf;

	for (; n >= (long)sizeof(*h);
	     h = (const void *)((const char *)h + NLMSG_ALIGN(h->nlmsg_len))) {
		check(h->nlmsg_len >= sizeof(*h), "a reply shorter than its header");
		check((long)h->nlmsg_len <= n, "a reply longer than its buffer");
		n -= NLMSG_ALIGN(h->nlmsg_len);
	}
	check(n <= 0, "bytes after the last reply");
}

static void drain(struct kernlet_task *t, int fd)
{
	static char buf[65536];
	long n;

	for (int i = 0; i < 200; i++) {
		n = kernlet_recv(t, fd, buf, sizeof(buf), MSG_DONTWAIT | MSG_TRUNC);
		if (n < 0)
			return;
		if (n <= (long)sizeof(buf))
			check_messages(buf, n);
	}
}

static void one_send(struct kernlet_task *t, int fd, const uint8_t *p, size_t n, bool fix_len)
{
	uint8_t *copy = malloc(n ? n : 1); /* its own block, so that a read past its end is seen */

	check(copy, "out of memory");
	memcpy(copy, p, n);
	if (fix_len && n >= sizeof(struct nlmsghdr)) {
		uint32_t len = n;

		memcpy(copy, &len, sizeof(len));
		copy[6] |= NLM_F_REQUEST;
	}
	kernlet_send(t, fd, copy, n, MSG_DONTWAIT);
	free(copy);
}

static void life(struct kernlet *k, struct kernlet_task *t, const uint8_t *data, size_t size)
{
	int fd[2] = { kernlet_socket(t, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), -1 };
	uint32_t groups = ~0u;

	if (fd[0] < 0)
		return;
	fd[1] = kernlet_socket(t, AF_NETLINK, SOCK_RAW, size ? data[0] >> 4 : 0);
	if (fd[1] >= 0) {
		struct sockaddr_nl sa = { .nl_family = AF_NETLINK, .nl_groups = groups };

		kernlet_bind(t, fd[1], &sa, sizeof(sa));
	}
	while (size >= 4) {
		uint8_t how = data[0], fail = data[1];
		size_t n = data[2] | data[3] << 8;
		int to = how & 1 && fd[1] >= 0 ? fd[1] : fd[0];

		data += 4;
		size -= 4;
		n = n < size ? n : size;
		kernlet_fail_alloc(k, fail, fail ? 1 : 0);
		one_send(t, to, data, n, how & 4);
		kernlet_fail_alloc(k, 0, 0);
		if (how & 2) {
			drain(t, fd[0]);
			if (fd[1] >= 0)
				drain(t, fd[1]);
		}
		data += n;
		size -= n;
	}
	drain(t, fd[0]);
	kernlet_advance(k, 3000000000u);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct kernlet_config cfg = { .size = sizeof(cfg),
					    .clock = KERNLET_CLOCK_VIRTUAL,
					    .seed = 1,
					    .mem_limit = 32u << 20 };
	struct kernlet_stats st;
	struct kernlet_task *t;
	struct kernlet *k;

	check(!kernlet_boot(&cfg, &k), "no boot");
	check(!kernlet_task_create(k, NULL, &t), "no task");
	life(k, t, data, size);
	kernlet_task_exit(t);
	kernlet_get_stats(k, &st);
	check(!st.tasks && !st.files, "a task or a file left behind");
	kernlet_shutdown(k);
	return 0;
}

#ifndef WITH_LIBFUZZER
/* Replay: every file named, then some deterministic noise made of them. */
static uint32_t noise(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	return *state ^= *state << 5;
}

static void mutate(uint8_t *buf, size_t n, uint32_t *state)
{
	for (uint32_t i = noise(state) % 6; n && i; i--) {
		uint8_t *at = &buf[noise(state) % n];

		*at = noise(state) % 3 ? noise(state) : (uint8_t)(*at + 1);
	}
}

int main(int argc, char **argv)
{
	static uint8_t buf[65536], noisy[65536];
	uint32_t state = 0x6b65726e, lives = 0;

	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		size_t n;

		check(f, "cannot open an input");
		n = fread(buf, 1, sizeof(buf), f);
		fclose(f);
		LLVMFuzzerTestOneInput(buf, n);
		lives++;
		for (int j = 0; j < 100; j++, lives++) {
			memcpy(noisy, buf, n);
			mutate(noisy, n, &state);
			LLVMFuzzerTestOneInput(noisy, n);
		}
	}
	printf("1..1\nok 1 - %u lives of hostile input\n", lives);
	return lives ? 0 : 1;
}
#endif
