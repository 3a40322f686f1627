// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Programs: ELF files for the 386 and their interpreters, #! scripts, the first stack.
 *
 *   0xc0000000  file name, environment, arguments, platform, random bytes
 *               auxiliary vector, envp[], argv[], argc   <- esp
 *
 * All that can fail is done on a fresh address space; the old one is left when it is whole.
 */
#include "ports/i386/machine.h"

#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DYN_BASE 0x56555000u /* of position-independent programs, without randomization */
#define MAX_ARG_BYTES (2u << 20)
#define MAX_ARGS 32768
#define MAX_SCRIPTS 5
#define STACK_SIZE (132u << 10) /* mapped at first; it grows by faults */
#define HWCAP 0x07088100u /* what the processor's CPUID says */

struct image {
	u32 entry, phdr, base, phnum, brk;
	u32 interp_base, interp_entry;
	bool has_interp, exec_stack;
	char interp[256];
};

struct strings {
	char **v;
	u32 n;
	u64 bytes;
};

/* ---- strings ---- */

static void strings_free(struct strings *s)
{
	for (u32 i = 0; i < s->n; i++)
		free(s->v[i]);
	free(s->v);
	*s = (struct strings) { 0 };
}

static int strings_insert(struct strings *s, u32 at, const char *text)
{
	char **v = realloc(s->v, (s->n + 1) * sizeof(*v));
	char *copy = strdup(text);

	if (v)
		s->v = v;
	if (!v || !copy) {
		free(copy);
		return -ENOMEM;
	}
	memmove(v + at + 1, v + at, (s->n - at) * sizeof(*v));
	v[at] = copy;
	s->n++;
	s->bytes += strlen(text) + 1;
	return s->n > MAX_ARGS || s->bytes > MAX_ARG_BYTES ? -E2BIG : 0;
}

static int strings_copy(struct strings *s, char *const *v)
{
	int err = 0;

	for (; !err && v && *v; v++)
		err = strings_insert(s, s->n, *v);
	return err;
}

/* ---- ELF ---- */

static bool read_at(int fd, void *buf, size_t n, u64 at)
{
	return pread(fd, buf, n, (off_t)at) == (ssize_t)n;
}

static bool is_elf386(const Elf32_Ehdr *h)
{
	return !memcmp(h->e_ident, ELFMAG, SELFMAG) && h->e_ident[EI_CLASS] == ELFCLASS32 &&
	       (h->e_type == ET_EXEC || h->e_type == ET_DYN) &&
	       (h->e_machine == EM_386 || h->e_machine == 6) &&
	       h->e_phentsize == sizeof(Elf32_Phdr) && h->e_phnum && h->e_phnum <= 128;
}

static u32 prot_of(u32 flags)
{
	return (flags & PF_R ? PROT_READ : 0) | (flags & PF_W ? PROT_WRITE : 0) |
	       (flags & PF_X ? PROT_EXEC : 0);
}

/* The end of a segment that the file does not fill is zero. */
static int map_bss(struct mm *mm, u32 from, u32 to, u32 prot)
{
	u32 page = (from + PAGE_SIZE - 1) & PAGE_MASK;
	static const u8 zeros[PAGE_SIZE];

	if (from < page && prot & PROT_WRITE && mm_write(mm, from, zeros, min(page, to) - from))
		return -ENOEXEC;
	if (page >= to)
		return 0;
	return mm_map(mm, page, to - page, prot, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, NULL, 0) <
			       0
		       ? -ENOMEM
		       : 0;
}

static int map_segment(struct mm *mm, struct file *f, const Elf32_Phdr *p, u32 bias)
{
	u32 start = (p->p_vaddr + bias) & PAGE_MASK, skip = p->p_vaddr & ~PAGE_MASK;
	u32 prot = prot_of(p->p_flags);

	if (p->p_filesz > p->p_memsz || p->p_memsz > TASK_SIZE ||
	    (p->p_offset & ~PAGE_MASK) != skip)
		return -ENOEXEC;
	if (p->p_filesz && mm_map(mm, start, p->p_filesz + skip, prot, MAP_PRIVATE | MAP_FIXED, f,
				  p->p_offset - skip) < 0)
		return -ENOMEM;
	if (!p->p_filesz)
		return map_bss(mm, start, p->p_vaddr + bias + p->p_memsz, prot);
	if (p->p_memsz > p->p_filesz)
		return map_bss(mm, p->p_vaddr + bias + p->p_filesz, p->p_vaddr + bias + p->p_memsz,
			       prot);
	return 0;
}

static u32 span_of(const Elf32_Phdr *ph, u32 n, u32 *ret_low)
{
	u32 low = ~0u, high = 0;

	for (u32 i = 0; i < n; i++) {
		if (ph[i].p_type != PT_LOAD)
			continue;
		low = min(low, ph[i].p_vaddr & PAGE_MASK);
		high = max(high, ph[i].p_vaddr + ph[i].p_memsz);
	}
	*ret_low = low;
	return high > low ? high - low : 0;
}

/* Map one ELF file; @is_interp: the dynamic linker, wherever there is room. */
static int map_elf(struct mm *mm, struct file *f, const Elf32_Ehdr *h, const Elf32_Phdr *ph,
		   bool is_interp, u32 *ret_bias, u32 *ret_end)
{
	u32 low, span = span_of(ph, h->e_phnum, &low), bias = 0;
	int err = 0;

	if (!span)
		return -ENOEXEC;
	if (h->e_type == ET_DYN) {
		s64 at = mm_map(mm, is_interp ? 0 : DYN_BASE, span, PROT_NONE,
				MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0);

		if (at < 0)
			return (int)at;
		bias = (u32)at - low;
	}
	*ret_end = 0;
	for (u32 i = 0; !err && i < h->e_phnum; i++) {
		if (ph[i].p_type != PT_LOAD)
			continue;
		err = map_segment(mm, f, &ph[i], bias);
		*ret_end = max(*ret_end, ph[i].p_vaddr + bias + ph[i].p_memsz);
	}
	*ret_bias = bias;
	return err;
}

static int read_headers(int fd, Elf32_Ehdr *h, Elf32_Phdr ph[128])
{
	if (!read_at(fd, h, sizeof(*h), 0) || !is_elf386(h) ||
	    !read_at(fd, ph, h->e_phnum * sizeof(*ph), h->e_phoff))
		return -ENOEXEC;
	return 0;
}

static int load_interp(struct task *t, struct mm *mm, struct image *im)
{
	Elf32_Ehdr h;
	Elf32_Phdr ph[128];
	struct file *f;
	u32 bias, end;
	int err, fd = host_open(t, AT_FDCWD, im->interp, O_RDONLY, 0);

	if (fd < 0)
		return fd;
	f = host_file_create(t->kernel, fd, O_RDONLY);
	if (!f)
		return -ENOMEM;
	err = read_headers(fd, &h, ph) ? -ELIBBAD : 0;
	if (!err)
		err = map_elf(mm, f, &h, ph, true, &bias, &end);
	if (!err) {
		im->interp_base = bias;
		im->interp_entry = h.e_entry + bias;
		im->has_interp = true;
	}
	file_put(f);
	return err;
}

/* Address of the program headers in memory. */
static u32 phdr_address(const Elf32_Ehdr *h, const Elf32_Phdr *ph, u32 bias)
{
	for (u32 i = 0; i < h->e_phnum; i++)
		if (ph[i].p_type == PT_LOAD && h->e_phoff >= ph[i].p_offset &&
		    h->e_phoff < ph[i].p_offset + ph[i].p_filesz)
			return h->e_phoff - ph[i].p_offset + ph[i].p_vaddr + bias;
	return 0;
}

static int load_program(struct task *t, struct mm *mm, struct file *f, struct image *im)
{
	Elf32_Ehdr h;
	Elf32_Phdr ph[128];
	u32 bias, end;
	int fd = host_file_fd(f), err = read_headers(fd, &h, ph);

	if (err)
		return err;
	for (u32 i = 0; i < h.e_phnum; i++) {
		if (ph[i].p_type == PT_GNU_STACK)
			im->exec_stack = ph[i].p_flags & PF_X;
		if (ph[i].p_type != PT_INTERP || *im->interp)
			continue;
		if (ph[i].p_filesz < 2 || ph[i].p_filesz >= sizeof(im->interp) ||
		    !read_at(fd, im->interp, ph[i].p_filesz, ph[i].p_offset) ||
		    im->interp[ph[i].p_filesz - 1])
			return -ENOEXEC;
	}
	err = map_elf(mm, f, &h, ph, false, &bias, &end);
	if (err)
		return err;
	im->entry = h.e_entry + bias;
	im->phdr = phdr_address(&h, ph, bias);
	im->phnum = h.e_phnum;
	im->brk = end;
	return *im->interp ? load_interp(t, mm, im) : 0;
}

/* ---- the stack ---- */

struct builder {
	struct mm *mm;
	u32 sp;
	int err;
};

static u32 push(struct builder *b, const void *data, u32 n)
{
	b->sp -= n;
	if (!b->err)
		b->err = mm_write(b->mm, b->sp, data, n);
	return b->sp;
}

static void push_word(struct builder *b, u32 v)
{
	push(b, &v, sizeof(v));
}

static u32 *push_strings(struct builder *b, const struct strings *s)
{
	u32 *at = malloc((s->n + 1) * sizeof(*at));

	for (u32 i = s->n; at && i-- > 0;)
		at[i] = push(b, s->v[i], (u32)strlen(s->v[i]) + 1);
	if (!at)
		b->err = -ENOMEM;
	return at;
}

static void push_table(struct builder *b, const u32 *at, u32 n)
{
	push_word(b, 0);
	for (u32 i = n; at && i-- > 0;)
		push_word(b, at[i]);
}

static int build_stack(struct thread *t, struct mm *mm, const struct image *im, const char *path,
		       const struct strings *argv, const struct strings *envp, u32 *ret_sp)
{
	const struct process *p = t->process;
	struct builder b = { mm, STACK_TOP - 4, 0 };
	u8 random[16];
	u32 *env, *arg, name, platform, seed;

	get_random_bytes(t->task->kernel, random, sizeof(random));
	name = push(&b, path, (u32)strlen(path) + 1);
	mm->arg_end = b.sp;
	env = push_strings(&b, envp);
	arg = push_strings(&b, argv);
	mm->arg_start = b.sp;
	platform = push(&b, "i686", 5);
	b.sp &= ~15u;
	seed = push(&b, random, sizeof(random));
	const u32 aux[] = {
		AT_HWCAP,    HWCAP,
		AT_PAGESZ,   PAGE_SIZE,
		AT_CLKTCK,   USER_HZ,
		AT_PHDR,     im->phdr,
		AT_PHENT,    sizeof(Elf32_Phdr),
		AT_PHNUM,    im->phnum,
		AT_BASE,     im->interp_base,
		AT_FLAGS,    0,
		AT_ENTRY,    im->entry,
		AT_UID,	     p->uid,
		AT_EUID,     p->euid,
		AT_GID,	     p->gid,
		AT_EGID,     p->egid,
		AT_SECURE,   0,
		AT_RANDOM,   seed,
		AT_HWCAP2,   0,
		AT_EXECFN,   name,
		AT_PLATFORM, platform,
		AT_NULL,     0,
	};
	/* So that argc comes to lie on 16 bytes. */
	b.sp = ((b.sp - sizeof(aux) - (argv->n + envp->n + 3) * 4) & ~15u) + sizeof(aux) +
	       (argv->n + envp->n + 3) * 4;
	push(&b, aux, sizeof(aux));
	push_table(&b, env, envp->n);
	push_table(&b, arg, argv->n);
	push_word(&b, argv->n);
	free(env);
	free(arg);
	*ret_sp = b.sp;
	return b.err ? -E2BIG : 0;
}

/* ---- exec ---- */

/* "#!interpreter argument": both go before the arguments, the script's name in place of its own. */
static int take_script(struct strings *argv, char *path, const char *head)
{
	char line[256], *name, *arg, *end;
	int err;

	snprintf(line, sizeof(line), "%s", head + 2);
	end = strchr(line, '\n');
	if (end)
		*end = 0;
	name = line + strspn(line, " \t");
	arg = name + strcspn(name, " \t");
	if (arg == name)
		return -ENOEXEC;
	if (*arg) {
		*arg++ = 0;
		arg += strspn(arg, " \t");
		for (end = arg + strlen(arg); end > arg && strchr(" \t", end[-1]);)
			*--end = 0;
	}
	if (argv->n) {
		free(argv->v[0]);
		argv->v[0] = strdup(path);
		err = argv->v[0] ? 0 : -ENOMEM;
	} else {
		err = strings_insert(argv, 0, path);
	}
	if (!err && *arg)
		err = strings_insert(argv, 0, arg);
	if (!err)
		err = strings_insert(argv, 0, name);
	snprintf(path, 256, "%s", name);
	return err;
}

/* The file to execute, after all scripts. */
static int open_program(struct task *t, char *path, struct strings *argv, struct file **ret_f)
{
	for (u32 depth = 0; depth < MAX_SCRIPTS; depth++) {
		int err, fd = host_open(t, AT_FDCWD, path, O_RDONLY, 0);
		char head[256] = "";
		struct stat st;

		if (fd < 0)
			return fd;
		if (fstat(fd, &st) || !S_ISREG(st.st_mode) || !(st.st_mode & 0111)) {
			close(fd);
			return -EACCES;
		}
		if (pread(fd, head, sizeof(head) - 1, 0) < 2 || memcmp(head, "#!", 2)) {
			*ret_f = host_file_create(t->kernel, fd, O_RDONLY);
			return *ret_f ? 0 : -ENOMEM;
		}
		close(fd);
		err = take_script(argv, path, head);
		if (err)
			return err;
	}
	return -ELOOP;
}

/* Beyond this nothing fails: the new program takes over. */
static void commit(struct thread *t, struct mm *mm, const struct image *im, const char *path,
		   u32 sp)
{
	struct process *p = t->process;
	const char *base = strrchr(path, '/');
	struct thread *other, *n;

	list_for_each_entry_safe (other, n, &p->threads, node)
		if (other != t)
			thread_reap(other);
	cpu_forget_thread(p->mm->cpu, t);
	process_release_vfork(p);
	/* We may be inside a trap of its processor. */
	mm_put(p->machine->left_mm);
	p->machine->left_mm = p->mm;
	p->machine->stop = true;
	p->mm = mm;
	p->did_exec = true;
	sighand_flush(p->sighand);
	files_close_on_exec(t->task);
	if (*path == '/')
		snprintf(p->exe, sizeof(p->exe), "%s", path);
	else
		snprintf(p->exe, sizeof(p->exe), "%s/%s", p->cwd, path);
	snprintf(t->task->comm, sizeof(t->task->comm), "%.15s", base ? base + 1 : path);
	t->alt_size = t->alt_sp = t->clear_child_tid = t->robust_list = 0;
	memset(t->tls, 0, sizeof(t->tls));
	t->regs = (struct pt_regs) { .eip = im->has_interp ? im->interp_entry : im->entry,
				     .esp = sp,
				     .eflags = 0x202,
				     .cs = USER_CS,
				     .ds = USER_DS,
				     .es = USER_DS,
				     .ss = USER_DS,
				     .orig_eax = ~0u };
	t->regs_dirty = true;
	t->segs_loaded = t->segs_dirty = false;
	t->in_call = t->restarting = false;
}

int exec_program(struct thread *t, const char *path, char *const *argv, char *const *envp)
{
	struct strings args = { 0 }, env = { 0 };
	struct image im = { 0 };
	struct cpu_context *context = NULL;
	struct file *f = NULL;
	struct mm *mm = NULL;
	char name[4096];
	u32 sp;
	int err = strings_copy(&args, argv);

	snprintf(name, sizeof(name), "%s", path);
	if (!err)
		err = strings_copy(&env, envp);
	if (!err)
		err = open_program(t->task, name, &args, &f);
	if (!err)
		err = (mm = mm_create(t->process->machine)) ? 0 : -ENOMEM;
	if (!err)
		err = load_program(t->task, mm, f, &im);
	if (!err && mm_map(mm, STACK_TOP - STACK_SIZE, STACK_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_GROWSDOWN, NULL, 0) < 0)
		err = -ENOMEM;
	if (!err)
		err = build_stack(t, mm, &im, name, &args, &env, &sp);
	if (!err)
		err = (context = cpu_context_create(mm->cpu)) ? 0 : -ENOMEM;
	if (!err) {
		mm->start_brk = mm->brk = (im.brk + PAGE_SIZE - 1) & PAGE_MASK;
		commit(t, mm, &im, name, sp);
		cpu_context_free(t->context);
		t->context = context;
	} else {
		mm_put(mm);
	}
	if (f)
		file_put(f);
	strings_free(&args);
	strings_free(&env);
	return err;
}

/* A guest's array of strings. */
static int get_strings(struct task *t, u32 at, struct strings *s)
{
	char *text = malloc(131072);
	int err = text ? 0 : -ENOMEM;

	for (u32 p; !err && at; at += 4) {
		long n;

		err = get_user(t, p, at);
		if (err || !p)
			break;
		n = strncpy_from_user(t, text, p, 131072);
		err = n == -ENAMETOOLONG ? -E2BIG : n < 0 ? (int)n : strings_insert(s, s->n, text);
	}
	free(text);
	return err;
}

static int strings_end(struct strings *s)
{
	char **v = realloc(s->v, (s->n + 1) * sizeof(*v));

	if (!v)
		return -ENOMEM;
	s->v = v;
	v[s->n] = NULL;
	return 0;
}

SYSCALL_DEFINE3(i386_execve, uptr, path, u32, argv, u32, envp)
{
	struct thread *th = thread_of(t);
	struct strings args = { 0 }, env = { 0 };
	char name[4096];
	long n = strncpy_from_user(t, name, path, sizeof(name));
	int err = n < 0 ? (int)n : n ? 0 : -ENOENT;

	if (!err)
		err = get_strings(t, argv, &args);
	if (!err)
		err = get_strings(t, envp, &env);
	if (!err && !args.n) /* as Linux since 5.18: an empty name is made up */
		err = strings_insert(&args, 0, "");
	if (!err)
		err = strings_end(&args);
	if (!err)
		err = strings_end(&env);
	if (!err)
		err = exec_program(th, name, args.v, env.v);
	strings_free(&args);
	strings_free(&env);
	return err;
}
