// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Futexes: threads that wait for a word of memory to change.
 *
 *   machine.futexes: all that wait, oldest first; a key is (address space or file, place)
 *
 * A waiter stays in the list over re-dispatches; waking takes it out and marks it, and a signal or
 * the end of its time finds it unmarked.
 */
#include "ports/i386/machine.h"

#include <linux/futex.h>

/* Memory that relatives share is known by its file. */
static int get_key(struct thread *t, u32 addr, bool private, u64 key[2])
{
	struct mm *mm = t->process->mm;
	const struct vma *v = mm_find(mm, addr);
	u32 word;

	if (addr & 3)
		return -EINVAL;
	if (mm_read(mm, &word, addr, 4))
		return -EFAULT;
	key[0] = (uintptr_t)mm;
	key[1] = addr;
	if (!private && v && v->shared) {
		key[0] = (uintptr_t)v->file | 1;
		key[1] = v->offset + (addr - v->start);
	}
	return 0;
}

static bool same_key(const u64 a[2], const u64 b[2])
{
	return a[0] == b[0] && a[1] == b[1];
}

static void unqueue(struct thread *t)
{
	if (!t->futex_queued)
		return;
	list_del(&t->futex_node);
	t->futex_queued = false;
}

static int wake_key(struct machine *m, const u64 key[2], u32 n, u32 bits)
{
	struct thread *w, *next;
	u32 woken = 0;

	list_for_each_entry_safe (w, next, &m->futexes, futex_node) {
		if (woken >= n)
			break;
		if (!same_key(w->futex_key, key) || !(w->futex_bits & bits))
			continue;
		unqueue(w);
		w->futex_woken = true;
		wake_up(&w->futex_wait);
		woken++;
	}
	return (int)woken;
}

int futex_wake_at(struct thread *t, u32 addr, u32 n)
{
	u64 key[2];
	int err = get_key(t, addr, false, key);

	return err ? err : wake_key(t->process->machine, key, n, ~0u);
}

static long futex_wait(struct thread *t, u32 addr, bool private, u32 value, u64 timeout_ns,
		       u32 bits)
{
	struct task *task = t->task;
	u64 key[2];
	u32 now;
	long ret;
	int err;

	if (!bits)
		return -EINVAL;
	if (task->in_progress) {
		if (t->futex_woken)
			return 0;
	} else {
		err = get_key(t, addr, private, key);
		if (err)
			return err;
		if (mm_read(t->process->mm, &now, addr, 4))
			return -EFAULT;
		if (now != value)
			return -EAGAIN;
		memcpy(t->futex_key, key, sizeof(key));
		t->futex_bits = bits;
		t->futex_woken = false;
		t->futex_queued = true;
		list_add_tail(&t->futex_node, &t->process->machine->futexes);
	}
	ret = park(task, &t->futex_wait, timeout_ns, -ETIMEDOUT);
	if (ret != -EPARK)
		unqueue(t);
	return ret;
}

static long futex_requeue(struct thread *t, u32 from, u32 to, bool private, u32 n_wake, u32 n_move,
			  bool compare, u32 value)
{
	struct machine *m = t->process->machine;
	struct thread *w;
	u64 k1[2], k2[2];
	u32 now, moved = 0;
	int err = get_key(t, from, private, k1), woken;

	if (!err)
		err = get_key(t, to, private, k2);
	if (err)
		return err;
	if (compare && (mm_read(t->process->mm, &now, from, 4) || now != value))
		return -EAGAIN;
	woken = wake_key(m, k1, n_wake, ~0u);
	list_for_each_entry (w, &m->futexes, futex_node) {
		if (moved >= n_move)
			break;
		if (!same_key(w->futex_key, k1))
			continue;
		memcpy(w->futex_key, k2, sizeof(k2));
		moved++;
	}
	return woken + (compare ? (long)moved : 0);
}

/* The operation of FUTEX_WAKE_OP on the second word: does the old value pass the test? */
static int wake_op(struct thread *t, u32 addr, u32 op, bool *ret_pass)
{
	struct mm *mm = t->process->mm;
	s32 oparg = (s32)(op << 8) >> 20, cmparg = (s32)(op << 20) >> 20;
	u32 code = op >> 28 & 7, cmp = op >> 24 & 15;
	s32 old, new;

	if (mm_read(mm, &old, addr, 4))
		return -EFAULT;
	if (op >> 31)
		oparg = (s32)(1u << (oparg & 31));
	switch (code) {
	case FUTEX_OP_SET:
		new = oparg;
		break;
	case FUTEX_OP_ADD:
		new = (s32)((u32)old + (u32)oparg);
		break;
	case FUTEX_OP_OR:
		new = old | oparg;
		break;
	case FUTEX_OP_ANDN:
		new = old & ~oparg;
		break;
	case FUTEX_OP_XOR:
		new = old ^ oparg;
		break;
	default:
		return -ENOSYS;
	}
	if (mm_write(mm, addr, &new, 4))
		return -EFAULT;
	switch (cmp) {
	case FUTEX_OP_CMP_EQ:
		*ret_pass = old == cmparg;
		return 0;
	case FUTEX_OP_CMP_NE:
		*ret_pass = old != cmparg;
		return 0;
	case FUTEX_OP_CMP_LT:
		*ret_pass = old < cmparg;
		return 0;
	case FUTEX_OP_CMP_GE:
		*ret_pass = old >= cmparg;
		return 0;
	case FUTEX_OP_CMP_LE:
		*ret_pass = old <= cmparg;
		return 0;
	case FUTEX_OP_CMP_GT:
		*ret_pass = old > cmparg;
		return 0;
	default:
		return -ENOSYS;
	}
}

struct futex_call {
	u32 addr, op, value, addr2, value2, value3;
	u64 timeout_ns; /* from now */
};

static long do_wake_op(struct thread *t, const struct futex_call *c, bool private)
{
	u64 k1[2], k2[2];
	bool pass;
	int err = get_key(t, c->addr, private, k1), n;

	if (!err)
		err = get_key(t, c->addr2, private, k2);
	if (!err)
		err = wake_op(t, c->addr2, c->value3, &pass);
	if (err)
		return err;
	n = wake_key(t->process->machine, k1, c->value, ~0u);
	return pass ? n + wake_key(t->process->machine, k2, c->value2, ~0u) : n;
}

static long do_futex(struct thread *t, const struct futex_call *c)
{
	bool private = c->op & FUTEX_PRIVATE_FLAG;
	u64 key[2];
	int err;

	switch (c->op & FUTEX_CMD_MASK) {
	case FUTEX_WAIT:
		return futex_wait(t, c->addr, private, c->value, c->timeout_ns, ~0u);
	case FUTEX_WAIT_BITSET:
		return futex_wait(t, c->addr, private, c->value, c->timeout_ns, c->value3);
	case FUTEX_WAKE:
	case FUTEX_WAKE_BITSET:
		if ((c->op & FUTEX_CMD_MASK) == FUTEX_WAKE_BITSET && !c->value3)
			return -EINVAL;
		err = get_key(t, c->addr, private, key);
		return err ? err
			   : wake_key(t->process->machine, key, max(c->value, 1u),
				      (c->op & FUTEX_CMD_MASK) == FUTEX_WAKE ? ~0u : c->value3);
	case FUTEX_REQUEUE:
		return futex_requeue(t, c->addr, c->addr2, private, c->value, c->value2, false, 0);
	case FUTEX_CMP_REQUEUE:
		return futex_requeue(t, c->addr, c->addr2, private, c->value, c->value2, true,
				     c->value3);
	case FUTEX_WAKE_OP:
		return do_wake_op(t, c, private);
	default:
		return -ENOSYS;
	}
}

static bool takes_timeout(u32 op)
{
	op &= FUTEX_CMD_MASK;
	return op == FUTEX_WAIT || op == FUTEX_WAIT_BITSET;
}

/* FUTEX_WAIT's time is a span, FUTEX_WAIT_BITSET's a point of a clock. */
static int set_timeout(struct task *t, struct futex_call *c, s64 sec, s64 nsec)
{
	u64 ns, now;

	if (sec < 0 || nsec < 0 || nsec >= (s64)NSEC_PER_SEC)
		return -EINVAL;
	ns = sec > (s64)(WAIT_FOREVER / NSEC_PER_SEC / 4) ? WAIT_FOREVER / 4
							  : (u64)sec * NSEC_PER_SEC + (u64)nsec;
	if ((c->op & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET) {
		now = c->op & FUTEX_CLOCK_REALTIME ? ktime_get_real(t->kernel)
						   : ktime_get(t->kernel);
		ns = ns > now ? ns - now : 0;
	}
	c->timeout_ns = ns;
	return 0;
}

SYSCALL_DEFINE6(i386_futex, u32, addr, u32, op, u32, value, u32, ts, u32, addr2, u32, value3)
{
	struct futex_call c = { addr, op, value, addr2, ts, value3, WAIT_FOREVER };
	s32 v[2];
	int err;

	if (ts && takes_timeout(op)) {
		if (copy_from_user(t, v, ts, sizeof(v)))
			return -EFAULT;
		err = set_timeout(t, &c, v[0], v[1]);
		if (err)
			return err;
	}
	return do_futex(thread_of(t), &c);
}

SYSCALL_DEFINE6(i386_futex64, u32, addr, u32, op, u32, value, u32, ts, u32, addr2, u32, value3)
{
	struct futex_call c = { addr, op, value, addr2, ts, value3, WAIT_FOREVER };
	s64 v[2];
	int err;

	if (ts && takes_timeout(op)) {
		if (copy_from_user(t, v, ts, sizeof(v)))
			return -EFAULT;
		err = set_timeout(t, &c, v[0], (s32)v[1]);
		if (err)
			return err;
	}
	return do_futex(thread_of(t), &c);
}

void futex_thread_exit(struct thread *t)
{
	unqueue(t);
}
