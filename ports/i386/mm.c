// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Address spaces: what is mapped where, and the page tables that say so to the processor.
 *
 *   vma[]  sorted, disjoint          pte[]  one a page, filled when it is first touched
 *   private: bytes lie in ram; a file's are read at the first touch
 *   shared:  the file itself is mapped over ram on the host
 *
 * A dirty page is one the program or a copy of ours has written (the processor keeps the mark):
 * only those are copied by fork, the rest is found again by faults.
 */
#include "ports/i386/hostfs.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_TABLES 0xc0400000u
#define MMAP_BASE 0xb7000000u /* mappings grow down from here */
#define MMAP_MIN 0x10000u /* lowest address that may be mapped (vm.mmap_min_addr) */
#define MAX_VMAS 65530 /* vm.max_map_count */
#define AROUND 16 /* pages that one fault maps */
#define STACK_MAX (8u << 20)
#define PTE_EXEC 0x200u /* ours: code may have been made from it */

static u32 page_up(u32 len)
{
	return (len + PAGE_SIZE - 1) & PAGE_MASK;
}

/* ---- the list ---- */

/* Index of the first area that ends above @addr. */
static u32 find_index(const struct mm *mm, u32 addr)
{
	u32 lo = 0, hi = mm->n_vmas;

	while (lo < hi) {
		u32 mid = (lo + hi) / 2;

		if (mm->vma[mid].end > addr)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

struct vma *mm_find(struct mm *mm, u32 addr)
{
	u32 i = find_index(mm, addr);

	return i < mm->n_vmas && mm->vma[i].start <= addr ? &mm->vma[i] : NULL;
}

/* Room for @more areas. */
static int reserve(struct mm *mm, u32 more)
{
	u32 cap = max(mm->cap_vmas * 2, 16u);
	struct vma *p;

	if (mm->n_vmas + more > MAX_VMAS)
		return -ENOMEM;
	if (mm->n_vmas + more <= mm->cap_vmas)
		return 0;
	while (cap < mm->n_vmas + more)
		cap *= 2;
	p = krealloc(&mm->machine->kernel->mem, mm->vma, cap * sizeof(*p));
	if (!p)
		return -ENOMEM;
	mm->vma = p;
	mm->cap_vmas = cap;
	return 0;
}

static void insert_at(struct mm *mm, u32 i, const struct vma *v)
{
	memmove(&mm->vma[i + 1], &mm->vma[i], (mm->n_vmas - i) * sizeof(*v));
	mm->vma[i] = *v;
	mm->n_vmas++;
}

static void remove_at(struct mm *mm, u32 i)
{
	mm->n_vmas--;
	memmove(&mm->vma[i], &mm->vma[i + 1], (mm->n_vmas - i) * sizeof(mm->vma[0]));
}

/* Cut the area that spans @addr in two; room has been reserved. */
static void split_at(struct mm *mm, u32 addr)
{
	u32 i = find_index(mm, addr);
	struct vma upper;

	if (i == mm->n_vmas || mm->vma[i].start >= addr)
		return;
	upper = mm->vma[i];
	upper.start = addr;
	upper.offset += addr - mm->vma[i].start;
	upper.grows_down = false;
	if (upper.file)
		file_get(upper.file);
	mm->vma[i].end = addr;
	insert_at(mm, i + 1, &upper);
}

static bool can_join(const struct vma *a, const struct vma *b)
{
	return a->end == b->start && a->prot == b->prot && a->shared == b->shared &&
	       a->file == b->file && a->grows_down == b->grows_down && !a->grows_down &&
	       (!a->file || a->offset + (a->end - a->start) == b->offset);
}

static void join_around(struct mm *mm, u32 addr)
{
	u32 i = find_index(mm, addr);

	if (i >= mm->n_vmas)
		return;
	if (i + 1 < mm->n_vmas && can_join(&mm->vma[i], &mm->vma[i + 1])) {
		mm->vma[i].end = mm->vma[i + 1].end;
		if (mm->vma[i + 1].file)
			file_put(mm->vma[i + 1].file);
		remove_at(mm, i + 1);
	}
	if (i && can_join(&mm->vma[i - 1], &mm->vma[i])) {
		mm->vma[i - 1].end = mm->vma[i].end;
		if (mm->vma[i].file)
			file_put(mm->vma[i].file);
		remove_at(mm, i);
	}
}

/* ---- pages ---- */

static void forget_pages(struct mm *mm, u32 start, u32 end)
{
	bool any = false;

	for (u32 a = start; a < end; a += PAGE_SIZE) {
		u32 *pte = &mm->pte[a >> 12];

		if (*pte & PTE_PRESENT) {
			cpu_forget_code(mm->cpu, a, PAGE_SIZE);
			any = true;
		}
		*pte = 0;
	}
	if (any)
		cpu_flush_tlb(mm->cpu);
}

/* Fresh, empty memory of the host in place of what was there. */
static int clear_host(struct mm *mm, u32 start, u32 len, bool shared)
{
	void *p = mm->ram + start;

	if (!shared)
		return madvise(p, len, MADV_DONTNEED) ? -ENOMEM : 0;
	p = mmap(p, len, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
	return p == MAP_FAILED ? -ENOMEM : 0;
}

static void drop_area(struct mm *mm, u32 i)
{
	struct vma v = mm->vma[i];

	forget_pages(mm, v.start, v.end);
	clear_host(mm, v.start, v.end - v.start, v.shared);
	mm->total -= v.end - v.start;
	remove_at(mm, i);
	if (v.file)
		file_put(v.file);
}

/* Bytes of a file's page into memory; what is behind its end is zero. False: nothing is there. */
static bool read_pages(struct mm *mm, const struct vma *v, u32 addr, u32 n)
{
	int fd = host_file_fd(v->file);
	u64 at = v->offset + (addr - v->start);
	ssize_t got = pread(fd, mm->ram + addr, n * PAGE_SIZE, (off_t)at);

	return got > 0;
}

static u32 pte_of(const struct vma *v, u32 addr)
{
	return addr | PTE_PRESENT | PTE_USER | (v->prot & PROT_WRITE ? PTE_WRITE : 0) |
	       (v->prot & PROT_EXEC ? PTE_EXEC : 0);
}

/* How many pages from @addr on are of @v and not there yet, at most AROUND. */
static u32 run_length(const struct mm *mm, const struct vma *v, u32 addr)
{
	u32 n = 1;

	while (n < AROUND && addr + n * PAGE_SIZE < v->end &&
	       !(mm->pte[(addr >> 12) + n] & PTE_PRESENT))
		n++;
	return n;
}

static int populate(struct mm *mm, const struct vma *v, u32 addr)
{
	u32 n = run_length(mm, v, addr);

	if (v->file && v->shared) {
		struct stat st;

		n = 1;
		if (fstat(host_file_fd(v->file), &st) ||
		    v->offset + (addr - v->start) >= (u64)st.st_size)
			return -BUS_ADRERR;
	} else if (v->file) {
		struct stat st;
		u64 left;

		if (fstat(host_file_fd(v->file), &st) ||
		    v->offset + (addr - v->start) >= (u64)st.st_size)
			return -BUS_ADRERR;
		left = st.st_size - (v->offset + (addr - v->start));
		n = min((u64)n, (left + PAGE_SIZE - 1) / PAGE_SIZE);
		if (!read_pages(mm, v, addr, n))
			return -BUS_ADRERR;
	}
	for (u32 i = 0; i < n; i++)
		mm->pte[(addr >> 12) + i] = pte_of(v, addr + i * PAGE_SIZE);
	return 0;
}

/* A stack grows by what lies between it and @addr. */
static struct vma *grow_stack(struct mm *mm, u32 addr, u32 esp)
{
	u32 i = find_index(mm, addr);
	struct vma *v = i < mm->n_vmas ? &mm->vma[i] : NULL;

	if (!v || !v->grows_down || !esp || addr < v->end - STACK_MAX || addr + 65536 + 128 < esp)
		return NULL;
	if (i && mm->vma[i - 1].end + 256 * PAGE_SIZE > addr)
		return NULL;
	mm->total += v->start - addr;
	v->start = addr;
	return v;
}

int mm_fault(struct mm *mm, u32 addr, bool write, u32 esp)
{
	struct vma *v;
	u32 page = addr & PAGE_MASK;

	if (addr >= TASK_SIZE)
		return SEGV_MAPERR;
	v = mm_find(mm, addr);
	if (!v)
		v = grow_stack(mm, page, esp);
	if (!v)
		return SEGV_MAPERR;
	if (!(v->prot & (write ? PROT_WRITE : PROT_READ | PROT_EXEC | PROT_WRITE)))
		return SEGV_ACCERR;
	if (mm->pte[page >> 12] & PTE_PRESENT) {
		mm->pte[page >> 12] |= pte_of(v, page);
		return 0;
	}
	return populate(mm, v, page);
}

/* ---- copies ---- */

static int touch(struct mm *mm, u32 addr, bool write)
{
	u32 want = PTE_PRESENT | PTE_USER | (write ? PTE_WRITE : 0);
	u32 *pte = &mm->pte[addr >> 12];

	if (addr >= TASK_SIZE)
		return -EFAULT;
	if (unlikely((*pte & want) != want) && mm_fault(mm, addr, write, STACK_TOP) != 0)
		return -EFAULT;
	if (write) {
		*pte |= PTE_DIRTY;
		if (unlikely(*pte & PTE_EXEC))
			cpu_forget_code(mm->cpu, addr & PAGE_MASK, PAGE_SIZE);
	}
	return 0;
}

int mm_read(struct mm *mm, void *dst, u32 addr, u64 n)
{
	while (n) {
		u64 step = min(n, (u64)(PAGE_SIZE - (addr & ~PAGE_MASK)));

		if (touch(mm, addr, false))
			return -EFAULT;
		memcpy(dst, mm->ram + addr, step);
		dst = (u8 *)dst + step;
		addr += step;
		n -= step;
		if (n && !addr)
			return -EFAULT;
	}
	return 0;
}

int mm_write(struct mm *mm, u32 addr, const void *src, u64 n)
{
	while (n) {
		u64 step = min(n, (u64)(PAGE_SIZE - (addr & ~PAGE_MASK)));

		if (touch(mm, addr, true))
			return -EFAULT;
		memcpy(mm->ram + addr, src, step);
		src = (const u8 *)src + step;
		addr += step;
		n -= step;
		if (n && !addr)
			return -EFAULT;
	}
	return 0;
}

u64 mm_pin(struct mm *mm, u32 addr, u64 len, bool write)
{
	u64 done = 0;

	while (done < len && addr + done < TASK_SIZE) {
		if (touch(mm, (u32)(addr + done), write))
			break;
		done += min(len - done, (u64)(PAGE_SIZE - ((addr + done) & ~PAGE_MASK)));
	}
	return done;
}

/* ---- map and unmap ---- */

int mm_unmap(struct mm *mm, u32 addr, u32 len)
{
	u32 end = addr + page_up(len), i;

	if (addr & ~PAGE_MASK || !len || addr > TASK_SIZE || page_up(len) > TASK_SIZE - addr)
		return -EINVAL;
	if (reserve(mm, 2))
		return -ENOMEM;
	split_at(mm, addr);
	split_at(mm, end);
	for (i = find_index(mm, addr); i < mm->n_vmas && mm->vma[i].start < end;)
		drop_area(mm, i);
	return 0;
}

/* The highest gap of @len bytes below MMAP_BASE, or the lowest above it. */
static u32 find_gap(const struct mm *mm, u32 len)
{
	u32 top = MMAP_BASE;

	for (u32 i = mm->n_vmas; i-- > 0 && top >= len;) {
		const struct vma *v = &mm->vma[i];

		if (v->start >= top)
			continue;
		if (v->end <= top && top - v->end >= len)
			return top - len;
		top = v->start;
	}
	return top >= len + MMAP_MIN ? top - len : 0;
}

static bool is_free(const struct mm *mm, u32 addr, u32 len)
{
	u32 i = find_index(mm, addr);

	return addr >= MMAP_MIN && addr < TASK_SIZE && len <= TASK_SIZE - addr &&
	       (i == mm->n_vmas || mm->vma[i].start >= addr + len);
}

/* Anonymous memory that relatives share is a file without a name. */
static struct file *shared_anonymous(struct mm *mm, u32 len)
{
	int fd = memfd_create("shared", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, len)) {
		close(fd);
		return NULL;
	}
	return host_file_create(mm->machine->kernel, fd, 2);
}

static int map_host(struct mm *mm, const struct vma *v)
{
	int fd = host_file_fd(v->file);
	void *p = mmap(mm->ram + v->start, v->end - v->start, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_FIXED, fd, (off_t)v->offset);

	if (p == MAP_FAILED)
		p = mmap(mm->ram + v->start, v->end - v->start, PROT_READ, MAP_SHARED | MAP_FIXED,
			 fd, (off_t)v->offset);
	return p == MAP_FAILED ? -ENOMEM : 0;
}

s64 mm_map(struct mm *mm, u32 addr, u32 len, u32 prot, u32 flags, struct file *file, u64 offset)
{
	struct vma v = { .prot = prot & 7,
			 .shared = flags & MAP_SHARED,
			 .grows_down = flags & MAP_GROWSDOWN,
			 .offset = offset };

	if (!len || page_up(len) < len)
		return len ? -ENOMEM : -EINVAL;
	len = page_up(len);
	if (len > TASK_SIZE)
		return -ENOMEM;
	if (flags & MAP_FIXED) {
		if (addr & ~PAGE_MASK)
			return -EINVAL;
		if (addr < MMAP_MIN)
			return -EPERM;
		if (addr >= TASK_SIZE || len > TASK_SIZE - addr)
			return -ENOMEM;
		if (flags & MAP_FIXED_NOREPLACE & ~MAP_FIXED && !is_free(mm, addr, len))
			return -EEXIST;
	} else {
		addr = addr && is_free(mm, page_up(addr), len) ? page_up(addr) : find_gap(mm, len);
		if (!addr)
			return -ENOMEM;
	}
	if (reserve(mm, 3))
		return -ENOMEM;
	if (v.shared && !file) {
		v.file = shared_anonymous(mm, len);
		if (!v.file)
			return -ENOMEM;
		v.offset = 0;
	} else if (file) {
		v.file = file_get(file);
	}
	v.start = addr;
	v.end = addr + len;
	if (flags & MAP_FIXED)
		mm_unmap(mm, addr, len);
	if (v.shared && map_host(mm, &v)) {
		file_put(v.file);
		return -ENOMEM;
	}
	insert_at(mm, find_index(mm, addr), &v);
	mm->total += len;
	if (!v.file)
		join_around(mm, addr);
	return addr;
}

/* ---- life ---- */

struct mm *mm_create(struct machine *m)
{
	struct mm *mm = kzalloc(&m->kernel->mem, sizeof(*mm));

	if (!mm)
		return NULL;
	mm->machine = m;
	mm->refs = 1;
	mm->cpu = cpu_create(m, &mm->ram);
	if (!mm->cpu) {
		kfree(&m->kernel->mem, mm);
		return NULL;
	}
	mm->pte = (u32 *)(mm->ram + PAGE_TABLES);
	return mm;
}

struct mm *mm_get(struct mm *mm)
{
	mm->refs++;
	return mm;
}

void mm_put(struct mm *mm)
{
	struct kmem *mem;

	if (!mm || --mm->refs)
		return;
	mem = &mm->machine->kernel->mem;
	for (u32 i = 0; i < mm->n_vmas; i++)
		if (mm->vma[i].file)
			file_put(mm->vma[i].file);
	cpu_destroy(mm->cpu);
	kfree(mem, mm->vma);
	kfree(mem, mm);
}

/* What the child cannot find by faulting: pages that were written. */
static void copy_dirty(struct mm *to, const struct mm *from, const struct vma *v)
{
	for (u32 a = v->start; a < v->end; a += PAGE_SIZE) {
		u32 pte = from->pte[a >> 12];

		if (!(pte & PTE_PRESENT) || !(pte & PTE_DIRTY))
			continue;
		memcpy(to->ram + a, from->ram + a, PAGE_SIZE);
		to->pte[a >> 12] = pte;
	}
}

struct mm *mm_fork(struct mm *mm)
{
	struct mm *child = mm_create(mm->machine);

	if (!child)
		return NULL;
	if (reserve(child, mm->n_vmas))
		goto put_child;
	child->start_brk = mm->start_brk;
	child->brk = mm->brk;
	child->arg_start = mm->arg_start;
	child->arg_end = mm->arg_end;
	child->total = mm->total;
	for (u32 i = 0; i < mm->n_vmas; i++) {
		const struct vma *v = &mm->vma[i];

		child->vma[i] = *v;
		if (v->file)
			file_get(v->file);
		child->n_vmas++;
		if (v->shared) {
			if (map_host(child, v))
				goto put_child;
		} else {
			copy_dirty(child, mm, v);
		}
	}
	return child;

put_child:
	mm_put(child);
	return NULL;
}

/* ---- calls ---- */

SYSCALL_DEFINE1(i386_brk, u32, brk)
{
	struct mm *mm = process_of(t)->mm;
	u32 old = page_up(mm->brk), new = page_up(brk);

	if (brk < mm->start_brk || brk >= TASK_SIZE)
		return mm->brk;
	if (new < old)
		mm_unmap(mm, new, old - new);
	else if (new > old && (!is_free(mm, old, new - old) ||
			       mm_map(mm, old, new - old, PROT_READ | PROT_WRITE,
				      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, 0) < 0))
		return mm->brk;
	mm->brk = brk;
	return brk;
}

static long check_file(struct file *f, u32 prot, u32 flags)
{
	u32 mode = f->f_flags & 3;

	if (host_file_fd(f) < 0)
		return -ENODEV;
	if (mode == 1 || (flags & MAP_SHARED && prot & PROT_WRITE && mode != 2))
		return -EACCES;
	return 0;
}

static long do_mmap(struct task *t, u32 addr, u32 len, u32 prot, u32 flags, int fd, u64 offset)
{
	struct file *f = NULL;
	long ret = 0;

	if (!(flags & (MAP_SHARED | MAP_PRIVATE)))
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS)) {
		f = fget(t, fd);
		if (!f)
			return -EBADF;
		ret = check_file(f, prot, flags);
	}
	if (!ret)
		ret = mm_map(process_of(t)->mm, addr, len, prot, flags, f, offset);
	if (f)
		file_put(f);
	return ret;
}

SYSCALL_DEFINE6(i386_mmap2, u32, addr, u32, len, u32, prot, u32, flags, int, fd, u32, pgoff)
{
	return do_mmap(t, addr, len, prot, flags, fd, (u64)pgoff << 12);
}

/* The first mmap: its arguments lie in memory, the offset in bytes. */
SYSCALL_DEFINE1(i386_old_mmap, uptr, args)
{
	u32 a[6];

	if (copy_from_user(t, a, args, sizeof(a)))
		return -EFAULT;
	if (a[5] & ~PAGE_MASK)
		return -EINVAL;
	return do_mmap(t, a[0], a[1], a[2], a[3], (int)a[4], a[5]);
}

SYSCALL_DEFINE2(i386_munmap, u32, addr, u32, len)
{
	return mm_unmap(process_of(t)->mm, addr, len);
}

/* Is every page of the range mapped? */
static bool is_covered(struct mm *mm, u32 start, u32 end)
{
	for (u32 i = find_index(mm, start); start < end; i++) {
		if (i >= mm->n_vmas || mm->vma[i].start > start)
			return false;
		start = mm->vma[i].end;
	}
	return true;
}

static void protect_pages(struct mm *mm, const struct vma *v)
{
	for (u32 a = v->start; a < v->end; a += PAGE_SIZE) {
		u32 *pte = &mm->pte[a >> 12];

		if (!(*pte & PTE_PRESENT))
			continue;
		/* The bytes stay where they are; a page that may not be read is one of the kernel's. */
		*pte = (*pte & (PTE_DIRTY | PTE_EXEC)) | pte_of(v, a);
		if (!v->prot)
			*pte &= ~PTE_USER;
	}
}

SYSCALL_DEFINE3(i386_mprotect, u32, addr, u32, len, u32, prot)
{
	struct mm *mm = process_of(t)->mm;
	u32 end = addr + page_up(len);

	if (addr & ~PAGE_MASK || (prot & ~0x0f & ~(PROT_GROWSDOWN | PROT_GROWSUP)))
		return -EINVAL;
	if (!len)
		return 0;
	if (end <= addr || end > TASK_SIZE)
		return -ENOMEM;
	if (!is_covered(mm, addr, end) || reserve(mm, 2))
		return -ENOMEM;
	split_at(mm, addr);
	split_at(mm, end);
	for (u32 i = find_index(mm, addr); i < mm->n_vmas && mm->vma[i].start < end; i++) {
		struct vma *v = &mm->vma[i];

		if (v->shared && prot & PROT_WRITE && v->file && (v->file->f_flags & 3) != 2)
			return -EACCES;
		v->prot = prot & 7;
		protect_pages(mm, v);
	}
	cpu_flush_tlb(mm->cpu);
	join_around(mm, addr);
	return 0;
}

static long move_area(struct mm *mm, const struct vma *v, u32 old, u32 old_len, u32 new_len,
		      u32 flags, u32 to)
{
	struct vma from = *v;
	u64 offset = from.offset + (old - from.start);
	u32 map = (from.shared ? MAP_SHARED : MAP_PRIVATE) | (flags & MREMAP_FIXED ? MAP_FIXED : 0);
	s64 ret;

	if (from.file)
		file_get(from.file);
	ret = mm_map(mm, to, new_len, from.prot, map, from.file, offset);
	if (from.file)
		file_put(from.file);
	if (ret < 0)
		return ret;
	for (u32 a = 0; !from.shared && a < min(old_len, new_len); a += PAGE_SIZE) {
		u32 pte = mm->pte[(old + a) >> 12];

		if (!(pte & PTE_PRESENT))
			continue;
		memcpy(mm->ram + (u32)ret + a, mm->ram + old + a, PAGE_SIZE);
		mm->pte[((u32)ret + a) >> 12] = ((u32)ret + a) | (pte & ~PAGE_MASK);
	}
	if (!(flags & MREMAP_DONTUNMAP))
		mm_unmap(mm, old, old_len);
	return (long)ret;
}

SYSCALL_DEFINE5(i386_mremap, u32, old, u32, old_len, u32, new_len, u32, flags, u32, to)
{
	struct mm *mm = process_of(t)->mm;
	struct vma *v;

	old_len = page_up(old_len);
	new_len = page_up(new_len);
	if (old & ~PAGE_MASK || !new_len || flags & ~7u ||
	    (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP) && !(flags & MREMAP_MAYMOVE)))
		return -EINVAL;
	if (flags & MREMAP_FIXED &&
	    (to & ~PAGE_MASK || to >= TASK_SIZE || (to < old + old_len && old < to + new_len)))
		return -EINVAL;
	v = mm_find(mm, old);
	if (!v || old_len > v->end - old)
		return -EFAULT;
	if (!(flags & MREMAP_FIXED) && new_len <= old_len) {
		if (new_len < old_len)
			mm_unmap(mm, old + new_len, old_len - new_len);
		return old;
	}
	if (!(flags & MREMAP_FIXED) && old + old_len == v->end && !v->shared &&
	    is_free(mm, v->end, new_len - old_len)) {
		mm->total += new_len - old_len;
		v->end = old + new_len;
		return old;
	}
	if (!(flags & MREMAP_MAYMOVE))
		return -ENOMEM;
	return move_area(mm, v, old, old_len, new_len, flags, to);
}

SYSCALL_DEFINE3(i386_madvise, u32, addr, u32, len, int, advice)
{
	struct mm *mm = process_of(t)->mm;
	u32 end = addr + page_up(len);

	if (addr & ~PAGE_MASK || end < addr || (len && !page_up(len)))
		return -EINVAL;
	if (advice < 0 || (advice > 25 && advice != MADV_HWPOISON) || (advice > 4 && advice < 8))
		return -EINVAL;
	if (!is_covered(mm, addr, end))
		return -ENOMEM;
	if (advice != MADV_DONTNEED && advice != MADV_DONTNEED_LOCKED)
		return 0;
	for (u32 i = find_index(mm, addr); i < mm->n_vmas && mm->vma[i].start < end; i++) {
		u32 from = max(mm->vma[i].start, addr), to = min(mm->vma[i].end, end);

		forget_pages(mm, from, to);
		if (!mm->vma[i].shared)
			clear_host(mm, from, to - from, false);
	}
	return 0;
}

SYSCALL_DEFINE3(i386_msync, u32, addr, u32, len, u32, flags)
{
	struct mm *mm = process_of(t)->mm;

	if (addr & ~PAGE_MASK || flags & ~(u32)(MS_ASYNC | MS_INVALIDATE | MS_SYNC) ||
	    (flags & MS_ASYNC && flags & MS_SYNC))
		return -EINVAL;
	if (addr + page_up(len) < addr || !is_covered(mm, addr, addr + page_up(len)))
		return -ENOMEM;
	if (len && flags & MS_SYNC)
		msync(mm->ram + addr, page_up(len), MS_SYNC);
	return 0;
}

/* Nothing is ever swapped out. */
SYSCALL_DEFINE2(i386_mlock, u32, addr, u32, len)
{
	struct mm *mm = process_of(t)->mm;
	u32 start = addr & PAGE_MASK;
	u32 end = start + page_up(len + (addr & ~PAGE_MASK));

	if (end < start)
		return -EINVAL;
	return is_covered(mm, start, end) ? 0 : -ENOMEM;
}

SYSCALL_DEFINE3(i386_mincore, u32, addr, u32, len, uptr, vec)
{
	struct mm *mm = process_of(t)->mm;

	if (addr & ~PAGE_MASK)
		return -EINVAL;
	if (addr + page_up(len) < addr || addr + page_up(len) > TASK_SIZE ||
	    !is_covered(mm, addr, addr + page_up(len)))
		return -ENOMEM;
	for (u32 a = 0; a < page_up(len); a += PAGE_SIZE)
		if (put_user(t, vec + a / PAGE_SIZE, (u8)(mm->pte[(addr + a) >> 12] & 1)))
			return -EFAULT;
	return 0;
}
