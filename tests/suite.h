/* SPDX-License-Identifier: MIT */
/* What every test program needs: its cases, how it ends, the length of a table. */
#ifndef SUITE_H
#define SUITE_H

#include <check.h>
#include <stdlib.h>

#define LENGTH(a) (sizeof(a) / sizeof *(a))

/* For inner loops: Check writes to a file at every assertion, this one only if it fails. */
#define quick_assert_msg(condition, ...) ((condition) ? (void) 0 : ck_abort_msg(__VA_ARGS__))
#define quick_assert(condition) quick_assert_msg(condition, "%s", #condition)

/* A case of the suite, whose tests may take as long as they like. */
static inline TCase *suite_case(Suite *suite, const char *name)
{
  TCase *tc = tcase_create(name);
  tcase_set_timeout(tc, 0);
  suite_add_tcase(suite, tc);
  return tc;
}

/* Runs the suite as the environment says; the program's exit status. */
static inline int suite_run(Suite *suite)
{
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
