/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An i386 program without a C library, one test a vector: causes the event in a child's place,
 * catches the signal and prints what Linux told: signal, code, trap number, error code. The same
 * program runs on the 386 machine and, where it can, on the host's own kernel.
 */
#define NR_EXIT 1
#define NR_WRITE 4
#define NR_RT_SIGACTION 174
#define SA_SIGINFO 4u
#define SA_NODEFER 0x40000000u

typedef unsigned int u32;

static long int80(long nr, long a, long b, long c, long d)
{
	long ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d)
			 : "memory");
	return ret;
}

static void put(const char *s)
{
	u32 n = 0;

	while (s[n])
		n++;
	int80(NR_WRITE, 1, (long)s, n, 0);
}

static void put_number(const char *name, u32 v)
{
	char text[12];
	int at = 11;

	text[at] = 0;
	do
		text[--at] = "0123456789abcdef"[v & 15];
	while (v >>= 4);
	put(name);
	put(text + at);
}

/* Where the program goes on, and what the handler saw. */
static volatile u32 resume, seen, base;

/* ucontext: flags, link, stack (3), then sigcontext; EIP is its word 14, trapno 12, err 13. */
static void handler(int sig, u32 *info, u32 *uc)
{
	u32 *sc = uc + 5;

	seen = 1;
	put_number(" signal ", (u32)sig);
	put_number(" code ", info[2]);
	put_number(" trap ", sc[12]);
	put_number(" err ", sc[13]);
	put_number(" eip +", sc[14] - base);
	put("\n");
	sc[16] &= ~0x100u; /* no more single steps */
	sc[14] = resume;
}

static void catch (int sig)
{
	u32 sa[5] = { (u32)handler, SA_SIGINFO | SA_NODEFER, 0, 0, 0 };

	int80(NR_RT_SIGACTION, sig, (long)sa, 0, 8);
}

#define TRY(name, code)                                                                         \
	do {                                                                                    \
		put(name ":");                                                                  \
		seen = 0;                                                                       \
		__asm__ volatile("movl $2f, %0\n\tmovl $1f, %1\n1:\t" code "\n\t.balign 16\n2:" \
				 : "=m"(resume), "=m"(base)                                     \
				 :                                                              \
				 : "eax", "ecx", "edx", "memory", "cc");                        \
		if (!seen)                                                                      \
			put(" nothing\n");                                                      \
	} while (0)

void _start(void) __attribute__((noreturn));

void _start(void)
{
	static const int signals[] = { 4, 5, 7, 8, 11 };

	for (u32 i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		catch (signals[i]);
	TRY("0 divide", "xorl %%ecx, %%ecx; divl %%ecx");
	TRY("0 divide overflow", "movl $1, %%edx; movl $1, %%ecx; divl %%ecx");
	TRY("1 single step", "pushfl; orl $0x100, (%%esp); popfl; nop; nop");
	TRY("3 int3", "int3");
	TRY("3 int $3", ".byte 0xcd, 3");
	TRY("4 into", "movb $0x7f, %%al; addb $1, %%al; into");
	/* clang has no word for bound %eax, (%esp) */
	TRY("5 bound", "pushl $5; pushl $0; movl $9, %%eax; .byte 0x62, 0x04, 0x24");
	TRY("6 ud2", "ud2");
	TRY("6 lock", ".byte 0xf0, 0x90");
	TRY("13 bad selector", "movl $0x1233, %%eax; movl %%eax, %%gs");
	TRY("13 hlt", "hlt");
	TRY("13 cli", "cli");
	TRY("13 mov cr0", "movl %%cr0, %%eax");
	TRY("14 read", "movl 0x10, %%eax");
	TRY("14 write", "movl %%eax, 0x20");
	TRY("14 jump", "movl $0x30, %%eax; jmp *%%eax");
	TRY("14 read only", "movl $0, _start");
	TRY("16 coprocessor",
	    "fninit; pushl $0x037b; fldcw (%%esp); popl %%eax; fld1; fldz; fdivrp; fwait; fninit");
	TRY("int $0", "int $0");
	TRY("int $1", "int $1");
	TRY("int $2", "int $2");
	TRY("int $6", "int $6");
	TRY("int $7", "int $7");
	TRY("int $8", "int $8");
	TRY("int $13", "int $13");
	TRY("int $14", "int $14");
	TRY("int $19", "int $19");
	TRY("int $32", "int $32");
	TRY("int $33", "int $33");
	TRY("int $127", "int $127");
	TRY("int $129", "int $129");
	TRY("int $255", "int $255");
	int80(NR_EXIT, 0, 0, 0, 0);
	for (;;)
		;
}
