/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Interface identifiers that stay the same for (secret, prefix, device, tries): RFC 7217, as the
 * first eight bytes of one SHA-1 compression (FIPS 180-4) over exactly one block, without padding,
 * in the words' own byte order. So the addresses equal Linux's.
 */
#include "net/ipv6/addrconf.h"

static u32 rol(u32 v, u32 n)
{
	return v << n | v >> (32 - n);
}

static u32 mix(u32 round, u32 b, u32 c, u32 d)
{
	if (round < 20)
		return ((b & c) | (~b & d)) + 0x5a827999;
	if (round < 40)
		return (b ^ c ^ d) + 0x6ed9eba1;
	if (round < 60)
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

static void sha1_block(u32 h[5], const u8 block[64])
{
	u32 w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

	for (u32 i = 0; i < 16; i++)
		w[i] = be32toh(get_u32(block + 4 * i));
	for (u32 i = 16; i < 80; i++)
		w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (u32 i = 0; i < 80; i++) {
		u32 t = rol(a, 5) + mix(i, b, c, d) + e + w[i];

		e = d;
		d = c;
		c = rol(b, 30);
		b = a;
		a = t;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

/* RFC 5453: identifiers that no host may take. */
static bool reserved_interfaceid(const u8 *iid)
{
	u32 hi = be32toh(get_u32(iid)), lo = be32toh(get_u32(iid + 4));

	return (!hi && !lo) || (hi == 0x02005eff && lo >> 24 == 0xfe) ||
	       (hi == 0xfdffffff && lo >= 0xffffff80);
}

int ipv6_generate_stable_address(struct in6_addr *addr, u8 dad_count, struct inet6_dev *idev)
{
	struct netns_ipv6 *n = idev_net(idev)->ipv6;
	const struct ipv6_devconf *cnf = idev->cnf.secret_set ? &idev->cnf : &n->dflt;
	union {
		u8 bytes[64];
		struct {
			struct in6_addr secret;
			u8 prefix[8], hwaddr[MAX_ADDR_LEN], dad_count;
		} f;
	} block = { .bytes = { 0 } };

	if (!cnf->secret_set)
		return -1;
	block.f.secret = cnf->secret;
	memcpy(block.f.prefix, addr, sizeof(block.f.prefix));
	memcpy(block.f.hwaddr, idev->dev->perm_addr, idev->dev->addr_len);
	for (; dad_count <= n->sysctl.idgen_retries; dad_count++) {
		u32 h[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };

		block.f.dad_count = dad_count;
		sha1_block(h, block.bytes);
		memcpy(&addr->s6_addr[8], h, 8);
		if (!reserved_interfaceid(&addr->s6_addr[8]))
			return 0;
	}
	return -1;
}
