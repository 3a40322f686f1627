/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What glibc's if_nameindex(3) and getifaddrs(3) find: «index name», then «name address». */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>

int main(void)
{
	struct if_nameindex *names = if_nameindex();
	struct ifaddrs *list;
	char text[INET6_ADDRSTRLEN];

	for (int i = 0; names && names[i].if_index; i++)
		printf("%u %s\n", names[i].if_index, names[i].if_name);
	if (!names || getifaddrs(&list))
		return 1;
	for (struct ifaddrs *a = list; a; a = a->ifa_next) {
		const void *addr = NULL;

		if (a->ifa_addr && a->ifa_addr->sa_family == AF_INET)
			addr = &((struct sockaddr_in *)a->ifa_addr)->sin_addr;
		if (a->ifa_addr && a->ifa_addr->sa_family == AF_INET6)
			addr = &((struct sockaddr_in6 *)a->ifa_addr)->sin6_addr;
		if (addr)
			printf("%s %s\n", a->ifa_name,
			       inet_ntop(a->ifa_addr->sa_family, addr, text, sizeof(text)));
	}
	freeifaddrs(list);
	if_freenameindex(names);
	return 0;
}
