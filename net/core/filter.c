// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Classic BPF: checking and running the programs of SO_ATTACH_FILTER.
 *
 * A program is a list of (code, jt, jf, k) over two registers A and X and sixteen words of
 * scratch memory. Jumps go forward only, so it ends. It is checked when attached (every code
 * known, every jump inside, no word read before it was written, no constant division by zero) and
 * can then run without checks other than those of packet bounds.
 */
#include "net/core/dev.h"
#include "net/core/sock.h"

#include <linux/filter.h>

#define MAX_INSNS 4096
#define SCRATCH_ALL ((1u << BPF_MEMWORDS) - 1)

struct sk_filter {
	u32 len; /* instructions */
	u32 charged; /* bytes in sk_omem_alloc */
	struct sock_filter insns[];
};

/* ---- checking ---- */

/* Is @code one that exists? Listed by class. */
static bool code_known(u16 code)
{
	static const u16 known[] = {
		BPF_ALU | BPF_ADD | BPF_K,
		BPF_ALU | BPF_ADD | BPF_X,
		BPF_ALU | BPF_SUB | BPF_K,
		BPF_ALU | BPF_SUB | BPF_X,
		BPF_ALU | BPF_MUL | BPF_K,
		BPF_ALU | BPF_MUL | BPF_X,
		BPF_ALU | BPF_DIV | BPF_K,
		BPF_ALU | BPF_DIV | BPF_X,
		BPF_ALU | BPF_MOD | BPF_K,
		BPF_ALU | BPF_MOD | BPF_X,
		BPF_ALU | BPF_AND | BPF_K,
		BPF_ALU | BPF_AND | BPF_X,
		BPF_ALU | BPF_OR | BPF_K,
		BPF_ALU | BPF_OR | BPF_X,
		BPF_ALU | BPF_XOR | BPF_K,
		BPF_ALU | BPF_XOR | BPF_X,
		BPF_ALU | BPF_LSH | BPF_K,
		BPF_ALU | BPF_LSH | BPF_X,
		BPF_ALU | BPF_RSH | BPF_K,
		BPF_ALU | BPF_RSH | BPF_X,
		BPF_ALU | BPF_NEG,
		BPF_LD | BPF_W | BPF_ABS,
		BPF_LD | BPF_H | BPF_ABS,
		BPF_LD | BPF_B | BPF_ABS,
		BPF_LD | BPF_W | BPF_LEN,
		BPF_LD | BPF_W | BPF_IND,
		BPF_LD | BPF_H | BPF_IND,
		BPF_LD | BPF_B | BPF_IND,
		BPF_LD | BPF_IMM,
		BPF_LD | BPF_MEM,
		BPF_LDX | BPF_W | BPF_LEN,
		BPF_LDX | BPF_B | BPF_MSH,
		BPF_LDX | BPF_IMM,
		BPF_LDX | BPF_MEM,
		BPF_ST,
		BPF_STX,
		BPF_MISC | BPF_TAX,
		BPF_MISC | BPF_TXA,
		BPF_RET | BPF_K,
		BPF_RET | BPF_A,
		BPF_JMP | BPF_JA,
		BPF_JMP | BPF_JEQ | BPF_K,
		BPF_JMP | BPF_JEQ | BPF_X,
		BPF_JMP | BPF_JGE | BPF_K,
		BPF_JMP | BPF_JGE | BPF_X,
		BPF_JMP | BPF_JGT | BPF_K,
		BPF_JMP | BPF_JGT | BPF_X,
		BPF_JMP | BPF_JSET | BPF_K,
		BPF_JMP | BPF_JSET | BPF_X,
	};

	for (u32 i = 0; i < ARRAY_SIZE(known); i++)
		if (known[i] == code)
			return true;
	return false;
}

/* Loads at SKF_AD_OFF + n read what is known of the packet; those that exist. */
static bool ancillary_known(u32 k)
{
	return k < (u32)SKF_AD_OFF || k - (u32)SKF_AD_OFF < SKF_AD_MAX;
}

static bool insn_ok(const struct sock_filter *f, u32 pc, u32 len)
{
	switch (f->code) {
	case BPF_ALU | BPF_DIV | BPF_K:
	case BPF_ALU | BPF_MOD | BPF_K:
		return f->k != 0;
	case BPF_ALU | BPF_LSH | BPF_K:
	case BPF_ALU | BPF_RSH | BPF_K:
		return f->k < 32;
	case BPF_LD | BPF_MEM:
	case BPF_LDX | BPF_MEM:
	case BPF_ST:
	case BPF_STX:
		return f->k < BPF_MEMWORDS;
	case BPF_JMP | BPF_JA:
		return f->k < len - pc - 1;
	case BPF_LD | BPF_W | BPF_ABS:
	case BPF_LD | BPF_H | BPF_ABS:
	case BPF_LD | BPF_B | BPF_ABS:
		return ancillary_known(f->k);
	default:
		break;
	}
	if (BPF_CLASS(f->code) == BPF_JMP)
		return pc + f->jt + 1 < len && pc + f->jf + 1 < len;
	return true;
}

/* Words that are surely written when @to is reached from here, too. */
static void meet(u16 *valid, u32 to, u16 here)
{
	valid[to] &= here;
}

/*
 * No scratch word may be read on a path that has not written it. Jumps go forward, so one pass
 * in order sees every way to an instruction before the instruction itself.
 */
static bool scratch_ok(const struct sock_filter *f, u32 len, u16 *valid)
{
	u16 now = 0;

	memset(valid, 0xff, len * sizeof(*valid));
	for (u32 pc = 0; pc < len; pc++) {
		now &= valid[pc];
		switch (f[pc].code) {
		case BPF_ST:
		case BPF_STX:
			now |= 1u << f[pc].k;
			break;
		case BPF_LD | BPF_MEM:
		case BPF_LDX | BPF_MEM:
			if (!(now & 1u << f[pc].k))
				return false;
			break;
		case BPF_JMP | BPF_JA:
			meet(valid, pc + 1 + f[pc].k, now);
			now = SCRATCH_ALL;
			break;
		default:
			if (BPF_CLASS(f[pc].code) != BPF_JMP)
				break;
			meet(valid, pc + 1 + f[pc].jt, now);
			meet(valid, pc + 1 + f[pc].jf, now);
			now = SCRATCH_ALL;
		}
	}
	return true;
}

static int check_program(struct kernel *k, const struct sock_filter *f, u32 len)
{
	u16 *valid;
	bool ok;

	for (u32 pc = 0; pc < len; pc++)
		if (!code_known(f[pc].code) || !insn_ok(&f[pc], pc, len))
			return -EINVAL;
	if (BPF_CLASS(f[len - 1].code) != BPF_RET)
		return -EINVAL;
	valid = kmalloc(&k->mem, len * sizeof(*valid));
	if (!valid)
		return -ENOMEM;
	ok = scratch_ok(f, len, valid);
	kfree(&k->mem, valid);
	return ok ? 0 : -EINVAL;
}

/* ---- running ---- */

struct machine {
	u32 a, x;
	u32 mem[BPF_MEMWORDS];
	const struct sk_buff *skb;
};

/* Attributes by search: A is where the attributes (or the nest) begin, X the type wanted. */
static u32 find_attr(const struct machine *m, bool nested)
{
	const u8 *d = m->skb->data;
	u32 len = m->skb->len, at = m->a, end = len;

	if (len < 4 || at > len - 4)
		return 0;
	if (nested) {
		u32 n = get_u16(d + at);

		if (n > len - at)
			return 0;
		end = at + n;
		at += 4;
	}
	while (at + 4 <= end) {
		u32 n = get_u16(d + at);

		if (n < 4 || n > end - at)
			break;
		if ((get_u16(d + at + 2) & 0x3fff) == m->x)
			return at;
		at += ALIGN_UP(n, 4);
	}
	return 0;
}

/* What is known of the packet besides its bytes. False: only devices have it, and there is none. */
static bool ancillary(struct machine *m, u32 what)
{
	const struct net_device *dev = m->skb->dev;

	if (!dev && (what == SKF_AD_IFINDEX || what == SKF_AD_HATYPE))
		return false;
	switch (what) {
	case SKF_AD_PROTOCOL:
		m->a = be16toh(m->skb->protocol);
		break;
	case SKF_AD_PKTTYPE:
		m->a = m->skb->pkt_type;
		break;
	case SKF_AD_IFINDEX:
		m->a = dev->ifindex;
		break;
	case SKF_AD_HATYPE:
		m->a = dev->type;
		break;
	case SKF_AD_ALU_XOR_X:
		m->a ^= m->x;
		break;
	case SKF_AD_RANDOM:
		m->a = get_random_u32(m->skb->kernel);
		break;
	case SKF_AD_NLATTR:
	case SKF_AD_NLATTR_NEST:
		m->a = find_attr(m, what == SKF_AD_NLATTR_NEST);
		break;
	default:
		m->a = 0;
	}
	return true;
}

/* Load @size bytes in network order. False: outside, the packet is dropped. */
static bool load(struct machine *m, u32 k, u32 size)
{
	const struct sk_buff *skb = m->skb;
	const u8 *p;

	if (k >= (u32)SKF_NET_OFF)
		k -= (u32)SKF_NET_OFF;
	else if (k >= (u32)SKF_LL_OFF && skb->dev)
		k -= (u32)SKF_LL_OFF;
	if (skb->len < size || k > skb->len - size)
		return false;
	p = skb->data + k;
	m->a = size == 1 ? p[0] : size == 2 ? be16toh(get_u16(p)) : be32toh(get_u32(p));
	return true;
}

/* A = A op v. False: division by zero, the packet is dropped. */
static bool alu(struct machine *m, u16 op, u32 v)
{
	switch (op) {
	case BPF_ADD:
		m->a += v;
		return true;
	case BPF_SUB:
		m->a -= v;
		return true;
	case BPF_MUL:
		m->a *= v;
		return true;
	case BPF_AND:
		m->a &= v;
		return true;
	case BPF_OR:
		m->a |= v;
		return true;
	case BPF_XOR:
		m->a ^= v;
		return true;
	case BPF_LSH:
		m->a <<= v & 31;
		return true;
	case BPF_RSH:
		m->a >>= v & 31;
		return true;
	case BPF_NEG:
		m->a = -m->a;
		return true;
	default:
		if (!v)
			return false;
		m->a = op == BPF_DIV ? m->a / v : m->a % v;
		return true;
	}
}

static bool jump_taken(const struct machine *m, u16 op, u32 v)
{
	switch (op) {
	case BPF_JEQ:
		return m->a == v;
	case BPF_JGT:
		return m->a > v;
	case BPF_JGE:
		return m->a >= v;
	default:
		return m->a & v;
	}
}

static u32 load_size(u16 code)
{
	return BPF_SIZE(code) == BPF_W ? 4 : BPF_SIZE(code) == BPF_H ? 2 : 1;
}

/* LD and LDX. False: outside of the packet. */
static bool load_insn(struct machine *m, const struct sock_filter *f)
{
	u32 a = m->a;

	switch (f->code) {
	case BPF_LD | BPF_IMM:
		m->a = f->k;
		return true;
	case BPF_LDX | BPF_IMM:
		m->x = f->k;
		return true;
	case BPF_LD | BPF_MEM:
		m->a = m->mem[f->k];
		return true;
	case BPF_LDX | BPF_MEM:
		m->x = m->mem[f->k];
		return true;
	case BPF_LD | BPF_W | BPF_LEN:
		m->a = m->skb->len;
		return true;
	case BPF_LDX | BPF_W | BPF_LEN:
		m->x = m->skb->len;
		return true;
	case BPF_LDX | BPF_B | BPF_MSH:
		if (!load(m, f->k, 1))
			return false;
		m->x = (m->a & 0xf) << 2;
		m->a = a;
		return true;
	default:
		if (BPF_MODE(f->code) == BPF_IND)
			return load(m, m->x + f->k, load_size(f->code));
		if (f->k >= (u32)SKF_AD_OFF && f->k - (u32)SKF_AD_OFF < SKF_AD_MAX)
			return ancillary(m, f->k - (u32)SKF_AD_OFF);
		return load(m, f->k, load_size(f->code));
	}
}

static u32 run(const struct sock_filter *f, const struct sk_buff *skb)
{
	struct machine m = { .skb = skb };

	for (;; f++) {
		u32 v = BPF_SRC(f->code) == BPF_X ? m.x : f->k;

		switch (BPF_CLASS(f->code)) {
		case BPF_LD:
		case BPF_LDX:
			if (!load_insn(&m, f))
				return 0;
			break;
		case BPF_ST:
			m.mem[f->k] = m.a;
			break;
		case BPF_STX:
			m.mem[f->k] = m.x;
			break;
		case BPF_ALU:
			if (!alu(&m, BPF_OP(f->code), v))
				return 0;
			break;
		case BPF_JMP:
			if (BPF_OP(f->code) == BPF_JA)
				f += f->k;
			else
				f += jump_taken(&m, BPF_OP(f->code), v) ? f->jt : f->jf;
			break;
		case BPF_RET:
			return BPF_RVAL(f->code) == BPF_A ? m.a : f->k;
		default:
			if (f->code == (BPF_MISC | BPF_TAX))
				m.x = m.a;
			else
				m.a = m.x;
		}
	}
}

u32 sk_filter_run(const struct sock *sk, const struct sk_buff *skb)
{
	return sk->sk_filter ? run(sk->sk_filter->insns, skb) : ~0u;
}

/* ---- attaching ---- */

/* A program's struct sock_fprog in its layout. */
static int fprog_in(struct task *t, uptr optval, int optlen, u32 *len, uptr *insns)
{
	u8 raw[16];
	u32 size = 2 * user_ptr_size(t);

	if (optlen != (int)size)
		return -EINVAL;
	if (copy_from_user(t, raw, optval, size))
		return -EFAULT;
	*len = get_u16(raw);
	*insns = size == 8 ? get_u32(raw + 4) : get_u64(raw + 8);
	return *insns && *len && *len <= MAX_INSNS ? 0 : -EINVAL;
}

void sk_filter_free(struct sock *sk)
{
	if (!sk->sk_filter)
		return;
	sk->sk_omem_alloc -= sk->sk_filter->charged;
	kfree(&sk->kernel->mem, sk->sk_filter);
	sk->sk_filter = NULL;
}

/* The checked program at @optval; *@ret_f is the caller's. */
static int filter_in(struct task *t, struct sock *sk, uptr optval, int optlen,
		     struct sk_filter **ret_f)
{
	struct sk_filter *f;
	uptr insns;
	u32 len, bytes;
	int err = fprog_in(t, optval, optlen, &len, &insns);

	if (err != -EFAULT && sk->sk_flags & SK_FILTER_LOCKED)
		return -EPERM;
	if (err)
		return err;
	bytes = len * sizeof(f->insns[0]);
	f = kmalloc(&sk->kernel->mem, sizeof(*f) + bytes);
	if (!f)
		return -ENOMEM;
	f->len = len;
	f->charged = sizeof(*f) + bytes;
	err = copy_from_user(t, f->insns, insns, bytes);
	if (!err)
		err = check_program(sk->kernel, f->insns, len);
	if (err)
		kfree(&sk->kernel->mem, f);
	else
		*ret_f = f;
	return err;
}

int sk_attach_filter(struct task *t, struct sock *sk, uptr optval, int optlen)
{
	struct sk_filter *f;
	int err = filter_in(t, sk, optval, optlen, &f);

	if (err)
		return err;
	sk_filter_free(sk);
	sk->sk_filter = f;
	sk->sk_omem_alloc += f->charged;
	return 0;
}

int sk_refuse_reuseport_filter(struct task *t, struct sock *sk, uptr optval, int optlen)
{
	struct sk_filter *f;
	int err = filter_in(t, sk, optval, optlen, &f);

	if (err)
		return err;
	kfree(&sk->kernel->mem, f);
	return -EINVAL;
}

int sk_detach_filter(struct sock *sk)
{
	if (sk->sk_flags & SK_FILTER_LOCKED)
		return -EPERM;
	if (!sk->sk_filter)
		return -ENOENT;
	sk_filter_free(sk);
	return 0;
}

int sk_get_filter(struct task *t, const struct sock *sk, uptr optval, u32 len)
{
	const struct sk_filter *f = sk->sk_filter;

	if (!f)
		return 0;
	if (!len)
		return f->len;
	if (len < f->len)
		return -EINVAL;
	if (copy_to_user(t, optval, f->insns, f->len * sizeof(f->insns[0])))
		return -EFAULT;
	return f->len;
}
