/* SPDX-License-Identifier: MIT */
/* Calls of the public library: statuses, cancelling, calls in callbacks, threads; and no output, whatever happens. */
#include "library_things.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Of characters without control characters. */
static int is_utf8(const char *text)
{
  for (const unsigned char *at = (const unsigned char *) text; *at;) {
    const int more = *at < 0x80 ? 0 : *at >> 5 == 6 ? 1 : *at >> 4 == 14 ? 2 : *at >> 3 == 30 ? 3 : -1;
    if (more < 0 || *at < ' ')
      return 0;
    at++;
    for (int i = 0; i < more; i++)
      if (*at++ >> 6 != 2)
        return 0;
  }
  return 1;
}

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
  ck_assert_int_eq(tmprec_simulation_new(&no_run, m, "2", NULL, NULL, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_simulation_new(&no_run, m, "11+1", &odd, NULL, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_simulation_new(&no_run, m, "11+1", &small, NULL, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_simulation_new(&no_run, m, "11+1", &short_run, NULL, &error), TMPREC_REFUSED);
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

/* Whatever is quoted, and wherever it is cut, a message is UTF-8; and it names the way around. */
START_TEST(test_messages)
{
  tmprec_machine *m = open_machine("add"), *none;
  tmprec_simulation *s;
  tmprec_arithmetic *a;
  static const tmprec_simulation_options small = {.size = sizeof small, .r = 4}, forced = {.size = sizeof forced, .r = 4, .force = 1};
  char long_name[2000];
  for (size_t shift = 0; shift < 4; shift++) {
    const size_t length = sizeof long_name - 1 - shift;
    memset(long_name, 'a', shift);
    for (size_t i = shift; i < sizeof long_name - 1; i++)
      long_name[i] = "\xf0\x9f\x98\x80"[(i - shift) % 4];
    long_name[sizeof long_name - 1] = '\0';
    ck_assert_int_eq(tmprec_machine_open(&none, long_name, NULL, &error), TMPREC_REFUSED);
    ck_assert_msg(is_utf8(error.message), "%s", error.message);
    ck_assert_int_eq(tmprec_arithmetic_new(&a, long_name, 0, 0, &error), TMPREC_REFUSED);
    ck_assert_msg(is_utf8(error.message) && length > 80, "%s", error.message);
    ck_assert_int_eq(tmprec_simulation_new(&s, m, long_name, NULL, NULL, &error), TMPREC_REFUSED);
    ck_assert_msg(is_utf8(error.message), "%s", error.message);
  }
  ck_assert_int_eq(tmprec_machine_open(&none, "\xff\n", NULL, &error), TMPREC_REFUSED);
  ck_assert_msg(!strncmp(error.message, "?" "?:", 3), "%s", error.message);
  ck_assert_int_eq(tmprec_simulation_new(&s, m, "11+1", &small, NULL, &error), TMPREC_REFUSED);
  ck_assert_msg(strstr(error.message, "r 6 is enough, or `force` accepts it") != NULL, "%s", error.message);
  static const tmprec_reading latin = {.size = sizeof latin, .notation = "latin"};
  ck_assert_int_eq(tmprec_machine_open(&none, "add", &latin, &error), TMPREC_REFUSED);
  ck_assert_msg(strstr(error.message, "is no notation; there are tm, ") != NULL, "%s", error.message);
  tmprec_sweep *w = make_sweep();
  ck_assert_int_eq(tmprec_sweep_set(w, "familly", "fixed", &error), TMPREC_REFUSED);
  ck_assert_msg(strstr(error.message, "did you mean 'family'?") != NULL, "%s", error.message);
  ck_assert_int_eq(tmprec_sweep_set(w, "family", "fixed,flat", &error), TMPREC_REFUSED);
  ck_assert_msg(strstr(error.message, "'flat' is not one of fixed, float, mpfr") != NULL, "%s", error.message);
  tmprec_sweep_free(w);
  OK(tmprec_simulation_new(&s, m, "11+1", &forced, NULL, &error));
  ck_assert_str_eq(error.message, "");
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
}
END_TEST

/* A word of which one would be taken silently; callbacks that are missing; numbers beyond all. */
START_TEST(test_more_refusals)
{
  static const char *const twice[] = {"act=p:9 act=p:9", "act=p:9 attn=p:9 act=p:8", "beta=3 act=p:9 beta=auto", "format=p:9 format=p:9",
                                      "act=p:9 format=p:8", "act=p:9 noise=act:normal:1 noise=act:uniform:1",
                                      "act=p:9 noise=ACT:normal:1 noise=act:uniform:1", "act=p:9 round=rtz round=act:rna", "acc=p:9 sum=pairwise sum=reverse"},
                           *const once[] = {"act=p:9 noise=act:normal:1 noise=attn:normal:1 attn=p:9", "format=p:9 act=p:8",
                                            "act=p:9 at=1:act=p:8 at=2:act=p:7 at=1:act=p:6", " act=p:9  attn=p:9 "};
  tmprec_arithmetic *a;
  tmprec_simulation *s = simulate("add", "1+1", TMPREC_COT);
  tmprec_sweep *w = make_sweep();
  tmprec_text *text;
  for (size_t i = 0; i < LENGTH(twice); i++)
    ck_assert_msg(tmprec_arithmetic_new(&a, twice[i], 0, 0, &error) == TMPREC_REFUSED, "%s", twice[i]);
  for (size_t i = 0; i < LENGTH(once); i++) {
    OK(tmprec_arithmetic_new(&a, once[i], 0, 0, &error));
    tmprec_arithmetic_free(a);
  }
  a = arithmetic_of("act=p:9");
  ck_assert_int_eq(tmprec_margins(s, a, NULL, NULL, NULL, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_sweep_run(w, NULL, NULL, NULL, &error), TMPREC_REFUSED);
  for (size_t past = 0; past < 3; past++) {
    OK(tmprec_catalog_input(&text, "add", SIZE_MAX - past, &error));
    ck_assert_ptr_null(text);
    OK(tmprec_catalog_name(&text, SIZE_MAX - past, &error));
    ck_assert_ptr_null(text);
  }
  ck_assert_int_eq(tmprec_catalog_input(&text, "nobody", SIZE_MAX, &error), TMPREC_REFUSED);
  tmprec_sweep_free(w);
  tmprec_arithmetic_free(a);
  tmprec_simulation_free(s);
}
END_TEST

/* --- Progress ---------------------------------------------------------------------------- */

typedef struct {
  size_t calls, done, all, stop_at, goes_back;
} course;

static int follow(void *user, size_t done, size_t all)
{
  course *c = user;
  c->goes_back |= done < c->done;
  c->done = done;
  c->all = all;
  return ++c->calls == c->stop_at;
}

static int ignore_cell(void *user, const tmprec_cell *cell)
{
  (void) user;
  (void) cell;
  return 0;
}

static int ignore_margin(void *user, const tmprec_margin *margin)
{
  (void) user;
  (void) margin;
  return 0;
}

static void reaches_end(course *c, tmprec_status status, const char *what)
{
  ck_assert_msg(status == TMPREC_OK, "%s: %s", what, error.message);
  ck_assert_msg(c->calls && c->all && c->done == c->all, "%s: %zu calls, %zu of %zu at the end", what, c->calls, c->done, c->all);
  *c = (course) {.calls = 0};
}

START_TEST(test_progress)
{
  static const char *const text[] = {"act=fixed:1.4 attn=fixed:1.4", "act=fixed:1.3 attn=fixed:1.3", "format=mpfr:2", "format=exact",
                                     "act=fixed:1.0 attn=p:8"};
  course c = {.calls = 0};
  const tmprec_watch watch = {.size = sizeof watch, .user = &c, .progress = follow};
  tmprec_machine *m = open_machine("add");
  tmprec_claim *claim;
  size_t certificates = 0;         /* whose lines are no steps of a bound */
  for (int mode = 0; mode < 2; mode++)
    for (size_t i = 0; i < LENGTH(text); i++) {
      const tmprec_simulation_options how = {.size = sizeof how, .mode = mode ? TMPREC_SCOT : TMPREC_COT};
      tmprec_arithmetic *a = arithmetic_of(text[i]);
      tmprec_simulation *s;
      tmprec_verification *v;
      tmprec_generation *g;
      reaches_end(&c, tmprec_simulation_new(&s, m, "1+1", &how, &watch, &error), "simulation");
      reaches_end(&c, tmprec_verify(&v, s, a, 0, &watch, &error), "verify");
      reaches_end(&c, tmprec_generate(&g, s, a, &watch, &error), "generate");
      reaches_end(&c, tmprec_margins(s, a, ignore_margin, NULL, &watch, &error), "margins");
      OK(tmprec_bound_run(&claim, s, a, &watch, &error));
      ck_assert_msg(!c.goes_back, "what is done of a bound goes back");
      certificates += tmprec_claim_certificate(claim) != NULL;
      reaches_end(&c, TMPREC_OK, "bound");
      tmprec_claim_free(claim);
      tmprec_generation_free(g);
      tmprec_verification_free(v);
      tmprec_simulation_free(s);
      tmprec_arithmetic_free(a);
    }
  ck_assert_uint_gt(certificates, 0);
  tmprec_sweep *sweep = make_sweep();
  for (int part = 0; part < 3; part++) {
    static const char *const name[] = {"1/1", "1/2", "2/2"};
    OK(tmprec_sweep_set(sweep, "shard", name[part], &error));
    reaches_end(&c, tmprec_sweep_run(sweep, ignore_cell, NULL, &watch, &error), name[part]);
  }
  tmprec_sweep_free(sweep);
  tmprec_machine_free(m);
}
END_TEST

/* Work that runs a machine for long, derives for each layer, or reads many lines: by a callback and by a flag. */
START_TEST(test_cancel_other_work)
{
  static const tmprec_simulation_options endless = {.size = sizeof endless, .max_steps = UINT64_MAX, .fold = 0};
  static const char loop[] = "tapes 1\nblank _\ninput 1\nstart q\nhalt h\nq 1 -> q 1 S\nq _ -> h _ S\n";
  course c = {.stop_at = 2};
  tmprec_cancel *flag;
  tmprec_machine *m;
  tmprec_simulation *s;
  tmprec_claim *claim;
  tmprec_arithmetic *layers = arithmetic_of("act=fixed:1.0 attn=p:1 at=2:act=fixed:1.1 at=4:act=fixed:1.2"), *plain = arithmetic_of("act=fixed:1.0 attn=p:1");
  OK(tmprec_cancel_new(&flag, &error));
  tmprec_cancel_set(flag);
  const tmprec_watch by_call = {.size = sizeof by_call, .user = &c, .progress = follow}, by_flag = {.size = sizeof by_flag, .cancel = flag};
  OK(tmprec_machine_parse(&m, loop, sizeof loop - 1, NULL, &error));
  ck_assert_int_eq(tmprec_simulation_new(&s, m, "1", &endless, &by_call, &error), TMPREC_CANCELLED);
  ck_assert_ptr_null(s);
  ck_assert_uint_eq(c.calls, 2);
  ck_assert_uint_eq(c.all, 0);
  ck_assert_int_eq(tmprec_simulation_new(&s, m, "1", &endless, &by_flag, &error), TMPREC_CANCELLED);
  c.calls = 0;
  ck_assert_int_eq(tmprec_bound_all(&claim, TMPREC_COT, 6, 0, layers, &by_call, &error), TMPREC_CANCELLED);
  ck_assert_ptr_null(claim);
  ck_assert_int_eq(tmprec_bound_machine(&claim, m, TMPREC_COT, 6, 0, plain, &by_flag, &error), TMPREC_CANCELLED);
  OK(tmprec_bound_all(&claim, TMPREC_COT, 6, 0, plain, NULL, &error));
  const char *text = tmprec_claim_certificate(claim);
  c.calls = 0;
  ck_assert_int_eq(tmprec_check("certificate", text, strlen(text), &by_call, &error), TMPREC_CANCELLED);
  ck_assert_int_eq(tmprec_check("certificate", text, strlen(text), &by_flag, &error), TMPREC_CANCELLED);
  c = (course) {.stop_at = 0};
  const tmprec_status checked = tmprec_check("certificate", text, strlen(text), &by_call, &error);
  size_t lines = 0;
  for (const char *at = text; *at; at++)
    lines += *at == '\n';
  ck_assert_uint_eq(c.all, lines);
  reaches_end(&c, checked, "check");
  tmprec_claim_free(claim);
  tmprec_arithmetic_free(layers);
  tmprec_arithmetic_free(plain);
  tmprec_machine_free(m);
  tmprec_cancel_free(flag);
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
  const int good = tmprec_machine_open(&m, "add", NULL, NULL) == TMPREC_OK && tmprec_simulation_new(&s, m, "1+1", NULL, NULL, NULL) == TMPREC_OK
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
  tcase_add_test(tc, test_messages);
  tcase_add_test(tc, test_more_refusals);
  tcase_add_test(tc, test_progress);
  tcase_add_test(tc, test_cancel);
  tcase_add_test(tc, test_cancel_other_work);
  tcase_add_test(tc, test_calls_in_callbacks);
  tcase_add_test(tc, test_silence);
  tcase_add_test(tc, test_threads);
  return suite_run(suite);
}
