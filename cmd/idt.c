// SPDX-License-Identifier: LGPL-2.1-or-later
/* kernlet idt: the vector table of the 386 machine as it is configured. */
#include "cmd/cmd.h"
#include "kernel/traps.h"

static const char *const kinds[] = {
	[GATE_INTERRUPT] = "interrupt",
	[GATE_TRAP] = "trap",
	[GATE_TASK] = "task",
};
static const char *const classes[] = {
	[TRAP_CLASS_NONE] = "-",
	[TRAP_CLASS_FAULT] = "fault",
	[TRAP_CLASS_TRAP] = "trap",
	[TRAP_CLASS_ABORT] = "abort",
	[TRAP_CLASS_PROGRAMMED] = "programmed",
	[TRAP_CLASS_INTERRUPT] = "maskable",
	[TRAP_CLASS_NMI] = "non-maskable",
};

static const char *signal_of(const struct trap_handler *h, char text[static 16])
{
	const char *name = h->signo ? sigabbrev_np(h->signo) : NULL;

	snprintf(text, 16, name ? "SIG%s" : "-", name);
	return text;
}

static void print_gate(u32 vector, const struct gate *g)
{
	const struct trap_handler *h = g->handler;
	char sig[16];

	printf("0x%02x   %-9s %3u  %-12s %-5s %-7s %s\n", vector, kinds[g->kind], g->dpl,
	       classes[h->class], h->has_error ? "yes" : "no", signal_of(h, sig), h->name);
}

static void print_json(u32 vector, const struct gate *g)
{
	const struct trap_handler *h = g->handler;
	char sig[16];

	printf("%s\n  {\"vector\":%u,\"gate\":\"%s\",\"dpl\":%u,\"class\":\"%s\",\"error_code\":%s,"
	       "\"signal\":\"%s\",\"handler\":\"%s\"}",
	       vector ? "," : "", vector, kinds[g->kind], g->dpl, h->class ? classes[h->class] : "",
	       h->has_error ? "true" : "false", h->signo ? signal_of(h, sig) : "", h->name);
}

static bool same_gate(const struct gate *a, const struct gate *b)
{
	return a->handler == b->handler && a->kind == b->kind && a->dpl == b->dpl;
}

/* The last of the vectors from @from on whose gates are the same. */
static u32 run_of(const struct idt *idt, u32 from)
{
	u32 last = from;

	while (last + 1 < NR_VECTORS && same_gate(&idt->gate[last + 1], &idt->gate[from]))
		last++;
	return last;
}

int verb_idt(int argc, char **argv)
{
	struct options o;
	struct idt idt;
	int status = parse_options(&o, OPT_JSON, argc, argv);

	if (status)
		return status;
	if (o.help)
		return show_help(argv[0]);
	if (o.argv)
		return usage_error("'%s': `kernlet idt` takes no arguments", o.argv[0]);
	idt_boot(&idt);
	if (o.json) {
		putchar('[');
		for (u32 v = 0; v < NR_VECTORS; v++)
			print_json(v, &idt.gate[v]);
		puts("\n]");
		return 0;
	}
	puts("VECTOR GATE      DPL  CLASS        ERROR SIGNAL  HANDLER");
	for (u32 v = 0; v < NR_VECTORS; v++) {
		u32 last = run_of(&idt, v);

		print_gate(v, &idt.gate[v]);
		if (last > v + 1) {
			printf("  ...  the same up to 0x%02x\n", last);
			v = last;
		}
	}
	return 0;
}
