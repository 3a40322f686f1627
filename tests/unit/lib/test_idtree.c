/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ordered map of ids against an array of flags, on random operations. */
#include "unit.h"

#include "lib/idtree.h"

#define IDS 2000

struct model {
	struct idtree t;
	struct idtree_node nodes[IDS];
	bool in[IDS];
};

static struct idtree_node *model_lower_bound(struct model *m, u32 id)
{
	for (; id < IDS; id++)
		if (m->in[id])
			return &m->nodes[id];
	return NULL;
}

static u32 depth(const struct idtree_node *n)
{
	u32 l = n ? depth(n->left) : 0, r = n ? depth(n->right) : 0;

	return n ? 1 + max(l, r) : 0;
}

static void step(struct model *m, u32 id)
{
	assert_ptr_equal(idtree_find(&m->t, id), m->in[id] ? &m->nodes[id] : NULL);
	assert_ptr_equal(idtree_lower_bound(&m->t, id), model_lower_bound(m, id));
	assert_ptr_equal(idtree_next(&m->t, id), model_lower_bound(m, id + 1));
	if (m->in[id]) {
		idtree_remove(&m->t, &m->nodes[id]);
	} else {
		m->nodes[id].id = id;
		idtree_insert(&m->t, &m->nodes[id]);
	}
	m->in[id] = !m->in[id];
}

static void test_model(void **state)
{
	static struct model m;
	u32 x = 1, n = 0;

	for (u32 i = 0; i < 20000; i++) {
		x = x * 1103515245 + 12345;
		step(&m, (x >> 8) % IDS);
	}
	for (u32 id = 0; id < IDS; id++)
		n += m.in[id];
	assert_int_equal(m.t.n, n);
}

/* Ascending ids, which would make a list of a plain search tree. */
static void test_depth(void **state)
{
	static struct idtree_node nodes[100000];
	struct idtree t = { NULL, 0 };

	for (u32 i = 0; i < ARRAY_SIZE(nodes); i++) {
		nodes[i].id = i + 1;
		idtree_insert(&t, &nodes[i]);
	}
	assert_true(depth(t.root) < 60);
}

static void test_ends(void **state)
{
	struct idtree_node low = { .id = 0 }, high = { .id = ~0u };
	struct idtree t = { NULL, 0 };

	assert_null(idtree_lower_bound(&t, 0));
	idtree_insert(&t, &high);
	idtree_insert(&t, &low);
	assert_ptr_equal(idtree_lower_bound(&t, 0), &low);
	assert_ptr_equal(idtree_next(&t, 0), &high);
	assert_null(idtree_next(&t, ~0u));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_model),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
