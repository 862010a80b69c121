/* SPDX-License-Identifier: MIT */
/* Work that is given up: what it made is freed, once; what was there before stays, also blocks that it resized; GMP's memory outside of
   it is the program's. */
#include "tmprec/base/recovery.h"

#include <mpfr.h>
#include <stdint.h>
#include <string.h>

#include "random_source.h"
#include "suite.h"
#include "tmprec/base/memory.h"

/* --- Giving up ------------------------------------------------------------------------- */

static int released[3], releases;

static void release(void *what)
{
  released[releases++] = *(int *) what;
}

static void give_up(void *context)
{
  int first = 1, second = 2, third = 3;
  tp_held_resource a, b, c;
  tp_recovery_hold(&a, release, &first);
  tp_recovery_hold(&b, release, &second);
  tp_recovery_let_go(&b);
  tp_recovery_hold(&c, release, &third);
  char *block = tp_memory_new(100, 1);
  block = tp_memory_resize(block, 100000, 1);
  ck_assert_ptr_nonnull(block);
  ck_assert_int_eq(tp_recovery_is_on(), 1);
  tp_recovery_give_up(*(tp_given_up *) context);
  ck_abort_msg("it went on");
}

START_TEST(test_resources)
{
  size_t bytes = 7;
  tp_given_up why = TP_GIVEN_UP_CANCELLED;
  ck_assert_int_eq(tp_recovery_run(give_up, &why, NULL, NULL, &bytes), TP_GIVEN_UP_CANCELLED);
  ck_assert(releases == 2 && released[0] == 3 && released[1] == 1 && bytes == 0);
  ck_assert_int_eq(tp_recovery_is_on(), 0);
  tp_recovery_give_up(TP_GIVEN_UP_CANCELLED);      /* nothing is to be given up */
}
END_TEST

static void ask_for_too_much(void *context)
{
  (void) context;
  tp_memory_new(SIZE_MAX / 4, 1);
}

static void within(void *context)
{
  size_t *bytes = context;
  char *mine = tp_memory_string("mine", 4);
  ck_assert_int_eq(tp_recovery_run(ask_for_too_much, NULL, NULL, NULL, bytes), TP_GIVEN_UP_MEMORY);
  ck_assert_str_eq(mine, "mine");  /* of the work around */
  ck_assert_int_eq(tp_recovery_is_on(), 1);
  tp_memory_free(mine);
}

START_TEST(test_work_in_work)
{
  size_t bytes = 0;
  ck_assert_int_eq(tp_recovery_run(within, &bytes, NULL, NULL, NULL), TP_GIVEN_UP_NOT);
  ck_assert_uint_eq(bytes, SIZE_MAX / 4);
}
END_TEST

/* --- Blocks ----------------------------------------------------------------------------- */

enum { BLOCKS = 3000 };

typedef struct {
  char *before[BLOCKS];            /* made before the work */
  char *during[BLOCKS];
  int gives_up;
} blocks;

/* What is freed in work is freed by tp_memory_free, which `free` stands for in the layers, not here.

   Makes, resizes and frees in an order of chance: the table has to follow. */
static void work_with(void *context)
{
  blocks *b = context;
  random_source r = {.state = 11};
  for (int i = 0; i < 20 * BLOCKS; i++) {
    const size_t n = random_below(&r, BLOCKS);
    char **at = random_below(&r, 4) ? b->during + n : b->before + n;
    if (at >= b->before && at < b->before + BLOCKS) {
      if (random_below(&r, 2))
        *at = tp_memory_resize(*at, 1 + random_below(&r, 5000), 1);
    } else if (!*at)
      *at = tp_memory_new(1 + random_below(&r, 300), 1);
    else if (random_below(&r, 2))
      *at = tp_memory_resize(*at, 1 + random_below(&r, 5000), 1);
    else
      tp_memory_free(*at), *at = NULL;
  }
  if (b->gives_up)
    tp_recovery_give_up(TP_GIVEN_UP_MEMORY);
}

/* Sanitizers and valgrind see what is freed twice, or not. */
START_TEST(test_blocks)
{
  for (int gives_up = 0; gives_up < 2; gives_up++) {
    blocks *b = tp_memory_zeroed(1, sizeof *b);
    b->gives_up = gives_up;
    for (size_t i = 0; i < BLOCKS; i++)
      b->before[i] = tp_memory_new(1 + i % 50, 1);
    ck_assert_int_eq(tp_recovery_run(work_with, b, NULL, NULL, NULL), gives_up ? TP_GIVEN_UP_MEMORY : TP_GIVEN_UP_NOT);
    for (size_t i = 0; i < BLOCKS; i++) {
      free(b->before[i]);
      if (!gives_up)
        free(b->during[i]);
    }
    free(b);
  }
}
END_TEST

/* --- GMP and MPFR ------------------------------------------------------------------------- */

static long program_blocks;        /* of GMP, by functions of the program: each has a mark before it */
enum { MARK = 16 };

static void *program_new(size_t bytes)
{
  char *p = malloc(bytes + MARK);
  memset(p, 0x5a, MARK);
  program_blocks++;
  return p + MARK;
}

static void check_mark(const char *p)
{
  for (int i = 0; i < MARK; i++)
    ck_assert_int_eq(p[i], 0x5a);
}

static void *program_resize(void *old, size_t was, size_t bytes)
{
  (void) was;
  char *p = (char *) old - MARK;
  check_mark(p);
  return (char *) realloc(p, bytes + MARK) + MARK;
}

static void program_release(void *old, size_t bytes)
{
  (void) bytes;
  char *p = (char *) old - MARK;
  check_mark(p);
  memset(p, 0, MARK);
  free(p);
  program_blocks--;
}

static void compute(void *context)
{
  mpfr_t x;
  mpz_t z;
  mpfr_init2(x, 3000);
  mpz_init(z);
  mpfr_const_pi(x, MPFR_RNDN);
  mpfr_exp(x, x, MPFR_RNDN);
  mpfr_get_z(z, x, MPFR_RNDN);
  mpz_mul(z, z, z);
  if (context) {
    tp_recovery *r = tp_recovery_leave();          /* as around a callback, which has numbers of its own */
    mpz_mul_2exp(context, context, 5000);
    mpfr_const_log2(x, MPFR_RNDN);
    tp_recovery_enter_again(r);
    tp_recovery_give_up(TP_GIVEN_UP_CANCELLED);
  }
  mpz_clear(z);
  mpfr_clear(x);
}

START_TEST(test_program_has_its_gmp)
{
  mpz_t own;
  mpfr_t pi, again;
  mp_set_memory_functions(program_new, program_resize, program_release);
  mpz_init_set_ui(own, 3);
  mpfr_inits2(1000, pi, again, (mpfr_ptr) NULL);
  mpfr_const_pi(pi, MPFR_RNDN);
  ck_assert_int_eq(tp_recovery_run(compute, NULL, NULL, NULL, NULL), TP_GIVEN_UP_NOT);
  ck_assert_int_eq(program_blocks, 3);             /* the caches are empty */
  mpz_mul_2exp(own, own, 5000);
  mpfr_const_pi(again, MPFR_RNDN);
  ck_assert(mpfr_equal_p(pi, again));
  ck_assert_int_eq(tp_recovery_run(compute, own, NULL, NULL, NULL), TP_GIVEN_UP_CANCELLED);
  mpfr_const_pi(again, MPFR_RNDN);
  ck_assert(mpfr_equal_p(pi, again));
  mpfr_clears(pi, again, (mpfr_ptr) NULL);
  mpz_clear(own);
  mpfr_free_cache();
  ck_assert_int_eq(program_blocks, 0);
}
END_TEST

/* --- Cancelling ---------------------------------------------------------------------------- */

static int is_third(const void *asked)
{
  int *times = *(int *const *) asked;
  return ++*times == 3;
}

static void allocate_often(void *context)
{
  int *made = context;
  for (; *made < 10; ++*made)
    tp_memory_new(10, 1);
}

START_TEST(test_cancel)
{
  int times = 0, made = 0, *asked = &times;
  ck_assert_int_eq(tp_recovery_run(allocate_often, &made, is_third, &asked, NULL), TP_GIVEN_UP_CANCELLED);
  ck_assert_int_eq(made, 2);
}
END_TEST

/* Steps that allocate nothing: each asks whether it is cancelled, and whoever watches learns of it, and may end it. */
typedef struct {
  size_t told, stop_at;
  int made;
} watched;

static void see_step(void *watcher, size_t done)
{
  watched *w = watcher;
  w->told = done;
  if (done == w->stop_at)
    tp_recovery_give_up(TP_GIVEN_UP_CANCELLED);
}

static void take_steps(void *context)
{
  watched *w = context;
  tp_recovery_watch(see_step, w);
  for (; w->made < 10; w->made++)
    tp_recovery_tell((size_t) w->made);
}

START_TEST(test_steps)
{
  int times = 0, *asked = &times;
  watched all = {0, 99, 0}, some = {0, 6, 0}, third = {0, 99, 0}, none = {7, 99, 0};
  ck_assert_int_eq(tp_recovery_run(take_steps, &all, NULL, NULL, NULL), TP_GIVEN_UP_NOT);
  ck_assert(all.made == 10 && all.told == 9);
  ck_assert_int_eq(tp_recovery_run(take_steps, &some, NULL, NULL, NULL), TP_GIVEN_UP_CANCELLED);
  ck_assert(some.made == 6 && some.told == 6);
  ck_assert_int_eq(tp_recovery_run(take_steps, &third, is_third, &asked, NULL), TP_GIVEN_UP_CANCELLED);
  ck_assert(third.made == 2 && third.told == 1);
  take_steps(&none);               /* outside of any work */
  ck_assert(none.made == 10 && none.told == 7);
}
END_TEST

/* Of more bytes than there are AddressSanitizer says NULL, too. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "allocator_may_return_null=1"; }

int main(void)
{
  Suite *suite = suite_create("recovery");
  TCase *tc = suite_case(suite, "recovery");
  tcase_add_test(tc, test_program_has_its_gmp);    /* first: also where all tests share a process */
  tcase_add_test(tc, test_resources);
  tcase_add_test(tc, test_work_in_work);
  tcase_add_test(tc, test_blocks);
  tcase_add_test(tc, test_cancel);
  tcase_add_test(tc, test_steps);
  return suite_run(suite);
}
