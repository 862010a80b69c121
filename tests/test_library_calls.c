/* SPDX-License-Identifier: MIT */
/* Calls of the public library: statuses, cancelling, calls in callbacks, threads; and no output, whatever happens. */
#include "library_things.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* --- Refusals, cancelling, silence ---------------------------------------------------------- */

START_TEST(test_refusals)
{
  tmprec_machine *m = open_machine("add"), *none;
  tmprec_simulation *s = simulate("add", "1+1", TMPREC_COT), *no_run;
  tmprec_arithmetic *a;
  tmprec_generation *g;
  static const tmprec_reading latin = {.size = sizeof latin, .notation = "latin"};
  static const tmprec_simulation_options odd = {.size = sizeof odd, .r = 7}, small = {.size = sizeof small, .r = 4},
                                         short_run = {.size = sizeof short_run, .max_steps = 2};
  ck_assert_int_eq(tmprec_machine_open(&none, "no such machine", NULL, &error), TMPREC_REFUSED);
  ck_assert_ptr_null(none);
  ck_assert_int_eq(error.status, TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_machine_open(&none, "-", NULL, NULL), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_machine_parse(&none, "tapes 1\n", 8, NULL, NULL), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_machine_parse(&none, "tapes 1\n", 8, &latin, NULL), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_simulation_new(&no_run, m, "2", NULL, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_simulation_new(&no_run, m, "11+1", &odd, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_simulation_new(&no_run, m, "11+1", &small, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_simulation_new(&no_run, m, "11+1", &short_run, &error), TMPREC_REFUSED);
  ck_assert_ptr_null(no_run);
  ck_assert_int_eq(tmprec_arithmetic_new(&a, "act=fixed", 0, 0, &error), TMPREC_REFUSED);
  ck_assert_ptr_null(a);
  a = arithmetic_of("act=fixed:2.4 attn=fixed:1.4 acc=e5m10 sum=any");
  ck_assert_int_eq(tmprec_generate(&g, s, a, NULL, &error), TMPREC_REFUSED);
  tmprec_arithmetic_free(a);
  a = arithmetic_of("act=fixed:1.4 attn=fixed:1.4 at=900:act=fixed:1.5");
  ck_assert_int_eq(tmprec_generate(&g, s, a, NULL, &error), TMPREC_REFUSED);
  tmprec_arithmetic_free(a);
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
  tmprec_machine_free(NULL);
  tmprec_simulation_free(NULL);
}
END_TEST

/* By the n-th callback, whatever it is, and by a flag: the next call works as if nothing had been. */
START_TEST(test_cancel)
{
  tmprec_simulation *s = simulate("add", "11+1", TMPREC_COT);
  tmprec_arithmetic *a = arithmetic_of("format=mpfr:9 beta=auto");
  tmprec_generation *g;
  tmprec_verification *v;
  tmprec_cancel *flag;
  for (size_t n = 1; n < 4000; n = 3 * n + 1) {
    seen got = {.stop_at = n};
    const tmprec_watch watch = {.size = sizeof watch, .user = &got, .token = see_token, .activations = see_activations, .scores = see_scores};
    ck_assert_int_eq(tmprec_generate(&g, s, a, &watch, &error), TMPREC_CANCELLED);
    ck_assert_ptr_null(g);
    ck_assert_uint_eq(got.calls, n);
  }
  OK(tmprec_cancel_new(&flag, &error));
  const tmprec_watch watch = {.size = sizeof watch, .cancel = flag};
  tmprec_cancel_set(flag);
  ck_assert_int_eq(tmprec_generate(&g, s, a, &watch, &error), TMPREC_CANCELLED);
  ck_assert_int_eq(tmprec_verify(&v, s, a, 0, &watch, &error), TMPREC_CANCELLED);
  tmprec_cancel_clear(flag);
  OK(tmprec_generate(&g, s, a, &watch, &error));
  ck_assert(tmprec_generation_is_right(g));
  tmprec_generation_free(g);
  tmprec_cancel_free(flag);
  tmprec_arithmetic_free(a);
  tmprec_simulation_free(s);
}
END_TEST

typedef struct {
  const tmprec_simulation *s;
  const tmprec_arithmetic *a;
  size_t calls;
} within;

static int verify_within(void *user, const tmprec_token *t)
{
  within *w = user;
  tmprec_verification *v;
  if (t->is_prompt)
    return 0;
  w->calls++;
  ck_assert_int_eq(tmprec_verify(&v, w->s, w->a, 0, NULL, NULL), TMPREC_OK);
  ck_assert_int_eq(tmprec_verification_exact(v), TMPREC_YES);
  tmprec_verification_free(v);
  return 0;
}

START_TEST(test_calls_in_callbacks)
{
  tmprec_simulation *s = simulate("parity", "1", TMPREC_COT);
  tmprec_arithmetic *a = arithmetic_of("format=mpfr:9 beta=auto");
  within w = {s, a, 0};
  const tmprec_watch watch = {.size = sizeof watch, .user = &w, .token = verify_within};
  tmprec_generation *g;
  OK(tmprec_generate(&g, s, a, &watch, &error));
  ck_assert(tmprec_generation_is_right(g) && w.calls == tmprec_generation_predictions(g));
  tmprec_generation_free(g);
  tmprec_arithmetic_free(a);
  tmprec_simulation_free(s);
}
END_TEST

/* Both streams stay empty, whatever is refused. */
START_TEST(test_silence)
{
  char name[] = "/tmp/tmprec-silence-XXXXXX";
  const int file = mkstemp(name), out = dup(1), err = dup(2);
  ck_assert(file >= 0 && out >= 0 && err >= 0);
  fflush(NULL);
  dup2(file, 1);
  dup2(file, 2);
  tmprec_machine *m = NULL;
  tmprec_simulation *s = NULL;
  tmprec_arithmetic *a = NULL;
  tmprec_verification *v = NULL;
  const int refused = tmprec_machine_open(&m, "/nowhere", NULL, NULL) != TMPREC_OK && tmprec_arithmetic_new(&a, "x", 0, 0, NULL) != TMPREC_OK;
  const int good = tmprec_machine_open(&m, "add", NULL, NULL) == TMPREC_OK && tmprec_simulation_new(&s, m, "1+1", NULL, NULL) == TMPREC_OK
                   && tmprec_arithmetic_new(&a, "format=exact", 0, 0, NULL) == TMPREC_OK && tmprec_verify(&v, s, a, 1, NULL, NULL) == TMPREC_OK;
  fflush(NULL);
  dup2(out, 1);
  dup2(err, 2);
  ck_assert_int_eq(lseek(file, 0, SEEK_END), 0);
  ck_assert(refused && good);
  tmprec_verification_free(v);
  tmprec_arithmetic_free(a);
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
  close(file);
  close(out);
  close(err);
  unlink(name);
}
END_TEST

/* --- Threads ------------------------------------------------------------------------------ */

typedef struct {
  const tmprec_simulation *s;
  const tmprec_arithmetic *a;
  size_t first_error;
  int good;
} shared_work;

static void *verify_often(void *context)
{
  shared_work *w = context;
  w->good = 1;
  for (int i = 0; i < 6; i++) {
    tmprec_verification *v = NULL;
    w->good &= tmprec_verify(&v, w->s, w->a, i % 2, NULL, NULL) == TMPREC_OK && tmprec_verification_first_error(v) == w->first_error;
    tmprec_verification_free(v);
  }
  return NULL;
}

/* One simulation, shared; different arithmetics, one of them shared too. */
START_TEST(test_threads)
{
  enum { THREADS = 4 };
  static const char *const text[] = {"act=fixed:1.3 attn=fixed:1.3", "format=mpfr:9 beta=auto"};
  tmprec_simulation *s = simulate("add", "11+1", TMPREC_COT);
  tmprec_arithmetic *a[] = {arithmetic_of(text[0]), arithmetic_of(text[1])};
  shared_work work[THREADS];
  pthread_t thread[THREADS];
  for (int i = 0; i < THREADS; i++) {
    work[i] = (shared_work) {s, a[i % 2], i % 2 ? SIZE_MAX : 48, 0};
    ck_assert_int_eq(pthread_create(thread + i, NULL, verify_often, work + i), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(thread[i], NULL);
    ck_assert(work[i].good);
  }
  tmprec_arithmetic_free(a[0]);
  tmprec_arithmetic_free(a[1]);
  tmprec_simulation_free(s);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("library calls");
  TCase *tc = suite_case(suite, "calls");
  tcase_add_test(tc, test_refusals);
  tcase_add_test(tc, test_cancel);
  tcase_add_test(tc, test_calls_in_callbacks);
  tcase_add_test(tc, test_silence);
  tcase_add_test(tc, test_threads);
  return suite_run(suite);
}
