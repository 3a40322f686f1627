/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Routing tables to measure with, made up but the same in every run.
 *
 * PREFIXES_INTERNET follows the public views of the Internet's table of 2024 (about a million
 * IPv4 prefixes): the shares of prefix lengths in percent are
 *
 *     /24 59.6   /23 9.8   /22 11.0   /21 5.2   /20 4.6   /19 2.8   /18 1.5   /17 0.9
 *     /16 1.4    /15 0.25  /14 0.15   /13 0.08  /12 0.04  /25../32 2.6   shorter 0.03
 *
 * (/25 and longer: what a network keeps for itself). Seven in eight prefixes stand within eight of
 * their own size of an earlier one, which nests and clusters them as allocations do; the others
 * begin anew at random. Each has one of 16 next hops; nine in ten share that of the prefix they
 * stand beside.
 * The order is that of making, which is no order: neighbours may come a million apart.
 *
 * The others are built to hurt: /32s scattered all over, chains of /8 to /32 around random
 * addresses, nothing shorter than /25.
 */
#ifndef KERNLET_BENCH_PREFIXES_H
#define KERNLET_BENCH_PREFIXES_H

#include <stdint.h>

#define PREFIX_HOPS 16

enum prefix_mix { PREFIXES_INTERNET, PREFIXES_HOSTS, PREFIXES_CHAINS, PREFIXES_LONG, PREFIX_MIXES };

struct prefix {
	uint32_t addr; /* host order */
	uint8_t plen, hop; /* hop: 0..PREFIX_HOPS - 1 */
};

/** @n different prefixes outside 10/8 and 127/8, to be freed; ends the program without memory. */
struct prefix *prefixes_make(enum prefix_mix mix, uint32_t n);
const char *prefixes_name(enum prefix_mix mix);
/** The same ones in another order. */
void prefixes_shuffle(struct prefix *p, uint32_t n);

struct prefix6 {
	uint8_t addr[16], plen, hop;
};
/** @n IPv6 prefixes: /48 46 %, /32 13, /44 11, /40 10, /36 and others as public tables have them. */
struct prefix6 *prefixes6_make(uint32_t n);

/** The random numbers behind all this: one sequence a state. */
uint64_t bench_random(uint64_t *state);

#endif
