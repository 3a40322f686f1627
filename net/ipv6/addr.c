/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv6 addresses: kind and scope (RFC 4291, RFC 4007, RFC 4193), prefixes. Pure functions.
 */
#include "net/ipv6/ipv6.h"

#define SCOPED(type, scope) ((type) | (u32)(scope) << 16)

static u32 multicast_type(u8 scope_byte)
{
	static const u16 by_scope[16] = {
		[IPV6_ADDR_SCOPE_NODELOCAL] = IPV6_ADDR_LOOPBACK,
		[IPV6_ADDR_SCOPE_LINKLOCAL] = IPV6_ADDR_LINKLOCAL,
		[IPV6_ADDR_SCOPE_SITELOCAL] = IPV6_ADDR_SITELOCAL,
	};

	return SCOPED(by_scope[scope_byte & 15] | IPV6_ADDR_MULTICAST, scope_byte & 15);
}

/* ::/96 and ::ffff:0:0/96. */
static u32 low_type(u32 w2, u32 w3)
{
	if (!w2) {
		if (!w3)
			return IPV6_ADDR_ANY;
		if (w3 == 1)
			return SCOPED(IPV6_ADDR_LOOPBACK | IPV6_ADDR_UNICAST,
				      IPV6_ADDR_SCOPE_LINKLOCAL);
		return SCOPED(IPV6_ADDR_COMPATv4 | IPV6_ADDR_UNICAST, IPV6_ADDR_SCOPE_GLOBAL);
	}
	return w2 == 0xffff ? SCOPED(IPV6_ADDR_MAPPED, IPV6_ADDR_SCOPE_GLOBAL) : 0;
}

u32 ipv6_addr_type_scope(const struct in6_addr *a)
{
	u32 w0 = be32toh(a->s6_addr32[0]);
	u32 low;

	if ((w0 >> 29) != 0 && (w0 >> 29) != 7) /* 2000::/3 to c000::/3 */
		return SCOPED(IPV6_ADDR_UNICAST, IPV6_ADDR_SCOPE_GLOBAL);
	if (w0 >> 24 == 0xff)
		return multicast_type(a->s6_addr[1]);
	if (w0 >> 22 == 0xfe80 >> 6)
		return SCOPED(IPV6_ADDR_LINKLOCAL | IPV6_ADDR_UNICAST, IPV6_ADDR_SCOPE_LINKLOCAL);
	if (w0 >> 22 == 0xfec0 >> 6)
		return SCOPED(IPV6_ADDR_SITELOCAL | IPV6_ADDR_UNICAST, IPV6_ADDR_SCOPE_SITELOCAL);
	if (w0 >> 25 == 0xfc >> 1)
		return SCOPED(IPV6_ADDR_UNICAST, IPV6_ADDR_SCOPE_GLOBAL);
	if (!w0 && !a->s6_addr32[1]) {
		low = low_type(be32toh(a->s6_addr32[2]), be32toh(a->s6_addr32[3]));
		if (low || ipv6_addr_any(a))
			return low;
	}
	return SCOPED(IPV6_ADDR_UNICAST, IPV6_ADDR_SCOPE_GLOBAL);
}

u32 ipv6_addr_diff(const struct in6_addr *a, const struct in6_addr *b)
{
	u64 x = be64toh(get_u64(a) ^ get_u64(b));

	if (x)
		return __builtin_clzll(x);
	x = be64toh(get_u64(&a->s6_addr[8]) ^ get_u64(&b->s6_addr[8]));
	return x ? 64 + __builtin_clzll(x) : 128;
}

void ipv6_addr_prefix(struct in6_addr *pfx, const struct in6_addr *a, u32 plen)
{
	u32 n = plen / 8;
	struct in6_addr in = *a;

	memset(pfx, 0, sizeof(*pfx));
	memcpy(pfx, &in, n);
	if (plen & 7)
		pfx->s6_addr[n] = in.s6_addr[n] & (0xff00 >> (plen & 7));
}

void addrconf_addr_solict_mult(const struct in6_addr *a, struct in6_addr *solicited)
{
	struct in6_addr s = { .s6_addr = { 0xff, 2, [11] = 1, [12] = 0xff } };

	memcpy(&s.s6_addr[13], &a->s6_addr[13], 3);
	*solicited = s;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* One group of up to four hexadecimal digits; NULL: none here. */
static const char *parse_group(const char *s, u8 *out)
{
	u32 v = 0, n;

	for (n = 0; n < 4 && hex_digit(*s) >= 0; n++)
		v = v << 4 | hex_digit(*s++);
	out[0] = v >> 8;
	out[1] = v;
	return n && hex_digit(*s) < 0 ? s : NULL;
}

bool ipv6_addr_parse(const char *s, struct in6_addr *a)
{
	u8 buf[16] = { 0 };
	int n = 0, gap = -1;

	if (s[0] == ':' && s[1] == ':') {
		gap = 0;
		s += 2;
	}
	while (*s && !strchr(" \t\n", *s)) {
		if (n == 16 || !(s = parse_group(s, buf + n)))
			return false;
		n += 2;
		if (*s != ':')
			break;
		s++;
		if (*s == ':') {
			if (gap >= 0)
				return false;
			gap = n;
			s++;
		} else if (hex_digit(*s) < 0) {
			return false;
		}
	}
	if (s[strspn(s, " \t\n")] || (gap < 0 ? n != 16 : n == 16))
		return false;
	gap = gap < 0 ? n : gap;
	memset(a, 0, sizeof(*a));
	memcpy(a, buf, gap);
	memcpy(&a->s6_addr[16 - (n - gap)], buf + gap, n - gap);
	return true;
}
