/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What every unit test includes first: cmocka and the headers that it wants before itself. */
#ifndef KERNLET_TESTS_UNIT_H
#define KERNLET_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#endif
