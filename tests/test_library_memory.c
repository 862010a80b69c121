/* SPDX-License-Identifier: MIT */
/* Memory that ends at each allocation of a call of the public library: a status, nothing left behind, and all else as it was. */
#include "library_things.h"

#include <stdlib.h>

#include "failing_memory.h"

/* --- Memory that ends -------------------------------------------------------------------------- */

/* What calls are tried on.  Check allocates where it asserts, so those here are quick ones. */
typedef struct {
  tmprec_machine *m;
  tmprec_simulation *s;
  tmprec_arithmetic *a, *b, *snap;
  tmprec_builder *builder;
  tmprec_sweep *sweep;
  char *certificate;
} things;

typedef tmprec_status attempt(const things *t);

static tmprec_status try_open(const things *t)
{
  tmprec_machine *m;
  (void) t;
  const tmprec_status result = tmprec_machine_open(&m, "add", NULL, &error);
  tmprec_machine_free(m);
  return result;
}

static tmprec_status try_parse(const char *text, const char *notation)
{
  tmprec_machine *m;
  const tmprec_status result = tmprec_machine_parse(&m, text, strlen(text), &(tmprec_reading) {.size = sizeof (tmprec_reading), .notation = notation}, &error);
  tmprec_machine_free(m);
  return result;
}

static tmprec_status try_yaml(const things *t)
{
  (void) t;
  return try_parse("input: '11'\nblank: ' '\nstart state: a\ntable:\n  a:\n    1: R\n    ' ': {write: 1, L: b}\n  b:\n", "tmio");
}

static tmprec_status try_xml(const things *t)
{
  (void) t;
  return try_parse("<structure><type>turing</type><automaton><state id='0' name='a'><initial/></state><state id='1' name='b'><final/></state>"
                   "<transition><from>0</from><to>1</to><read>1</read><write>0</write><move>R</move></transition></automaton></structure>", "jff");
}

static tmprec_status try_write(const things *t)
{
  tmprec_text *text;
  const tmprec_status result = tmprec_machine_write(&text, t->m, "tm", &error);
  tmprec_text_free(text);
  return result;
}

static tmprec_status try_build(const things *t)
{
  tmprec_machine *m;
  const tmprec_status result = tmprec_builder_machine(&m, t->builder, &error);
  tmprec_machine_free(m);
  return result;
}

static tmprec_status try_simulation(const things *t)
{
  tmprec_simulation *s;
  const tmprec_status result = tmprec_simulation_new(&s, t->m, "1+1", NULL, NULL, &error);
  tmprec_simulation_free(s);
  return result;
}

static tmprec_status try_arithmetic(const things *t)
{
  tmprec_arithmetic *a;
  (void) t;
  const tmprec_status result = tmprec_arithmetic_new(&a, "act=fixed:1.4 attn=fixed:1.4 at=3:act=fixed:1.5 beta=12", 0, 0, &error);
  tmprec_arithmetic_free(a);
  return result;
}

static int take_token(void *user, const tmprec_token *token)
{
  (void) user;
  (void) token;
  return 0;
}

static tmprec_status try_trace(const things *t)
{
  return tmprec_trace(t->s, &(tmprec_watch) {.size = sizeof (tmprec_watch), .token = take_token}, &error);
}

static tmprec_status try_verify(const things *t, const tmprec_arithmetic *a, int activations)
{
  tmprec_verification *v;
  const tmprec_status result = tmprec_verify(&v, t->s, a, activations, NULL, &error);
  quick_assert(result || tmprec_verification_exact(v) == TMPREC_YES);
  tmprec_verification_free(v);
  return result;
}

static tmprec_status try_verify_sites(const things *t) { return try_verify(t, t->a, 1); }
static tmprec_status try_verify_mpfr(const things *t) { return try_verify(t, t->b, 0); }

static tmprec_status try_generate(const things *t)
{
  tmprec_generation *g;
  const tmprec_status result = tmprec_generate(&g, t->s, t->b, NULL, &error);
  quick_assert(result || tmprec_generation_is_right(g));
  tmprec_generation_free(g);
  return result;
}

static int take_margin(void *user, const tmprec_margin *m)
{
  (void) user;
  (void) m;
  return 0;
}

static tmprec_status try_margins(const things *t) { return tmprec_margins(t->s, t->a, take_margin, NULL, NULL, &error); }

static tmprec_status try_bound(const things *t)
{
  tmprec_claim *c;
  const tmprec_status result = tmprec_bound_all(&c, TMPREC_COT, 6, 0, t->snap, NULL, &error);
  tmprec_claim_free(c);
  return result;
}

static tmprec_status try_check(const things *t) { return tmprec_check("certificate", t->certificate, strlen(t->certificate), NULL, &error); }

static tmprec_status try_sweep(const things *t)
{
  swept got = {.cells = 0};
  return tmprec_sweep_run(t->sweep, see_cell, &got, NULL, &error);
}

/* The sweep is the caller's, and as it was where the machine could not be added. */
static tmprec_status try_add_machine(const things *t)
{
  tmprec_sweep *s;
  tmprec_status result = tmprec_sweep_new(&s, &error);
  for (int i = 0; i < 3 && result == TMPREC_OK; i++)
    result = tmprec_sweep_add_machine(s, t->m, "a machine", "1+1", &error);
  tmprec_sweep_free(s);
  return result;
}

/* Each lets the n-th allocation fail, and all after it, for n from 1 on; where there are many, the first ones and then growing steps. */
static const struct {
  const char *name;
  attempt *call;
} attempts[] = {
  {"open", try_open}, {"yaml", try_yaml}, {"xml", try_xml}, {"write", try_write}, {"build", try_build}, {"simulation", try_simulation},
  {"arithmetic", try_arithmetic}, {"trace", try_trace}, {"verify, sites", try_verify_sites}, {"verify, mpfr", try_verify_mpfr},
  {"generate", try_generate}, {"margins", try_margins}, {"bound", try_bound}, {"check", try_check}, {"sweep", try_sweep},
  {"machine of a sweep", try_add_machine},
};

static things make_things(void)
{
  tmprec_claim *c;
  things t = {open_machine("add"), simulate("add", "1+1", TMPREC_COT), arithmetic_of("act=fixed:1.6 attn=fixed:1.6 beta=auto"),
              arithmetic_of("format=mpfr:9 beta=auto"), arithmetic_of("act=fixed:1.0 attn=p:1"), begin_builder(), make_sweep(), NULL};
  OK(tmprec_bound_all(&c, TMPREC_COT, 6, 0, t.snap, NULL, &error));
  t.certificate = strdup(tmprec_claim_certificate(c));
  tmprec_claim_free(c);
  return t;
}

static void free_things(things *t)
{
  tmprec_machine_free(t->m);
  tmprec_simulation_free(t->s);
  tmprec_arithmetic_free(t->a);
  tmprec_arithmetic_free(t->b);
  tmprec_arithmetic_free(t->snap);
  tmprec_builder_free(t->builder);
  tmprec_sweep_free(t->sweep);
  free(t->certificate);
}

/* Every one where there are not too many; else the first, and some hundred of the rest. */
enum { FAILURES_ALL = 1000, FAILURES_FIRST = 400 };
static long next_failure(long n, long all)
{
  return n < FAILURES_FIRST || all <= FAILURES_ALL ? n + 1 : n + all / FAILURES_FIRST;
}

START_TEST(test_memory_ends)
{
  if (!MEMORY_CAN_FAIL)
    return;
  things t = make_things();
  attempt *call = attempts[_i].call;
  OK(call(&t));                    /* what the C library keeps, it has now */
  memory_count(0);
  const tmprec_status whole = call(&t);
  memory_stop();
  ck_assert_int_eq(whole, TMPREC_OK);
  ck_assert_int_eq(memory_blocks, 0);
  const long all = memory_asked;
  long failures = 0;
  ck_assert_msg(all > 10, "%s: %ld allocations were seen", attempts[_i].name, all);
  for (long n = 1; n <= all; n = next_failure(n, all)) {
    memory_count(n);
    const tmprec_status result = call(&t);
    memory_stop();
    ck_assert_msg(result == TMPREC_NO_MEMORY || result == TMPREC_OK, "%s, allocation %ld of %ld: %d %s", attempts[_i].name, n, all, (int) result, error.message);
    ck_assert_msg(memory_blocks == 0, "%s, allocation %ld of %ld: %ld blocks are left", attempts[_i].name, n, all, memory_blocks);
    failures += result == TMPREC_NO_MEMORY;
  }
  ck_assert_msg(failures * 10 >= (all < FAILURES_FIRST ? all : FAILURES_FIRST) * 9, "%s: %ld failures of %ld allocations", attempts[_i].name, failures, all);
  ck_assert_int_eq(call(&t), TMPREC_OK);         /* and all is as it was */
  free_things(&t);
}
END_TEST

/* Objects that change stay as they were. */
START_TEST(test_memory_ends_in_setters)
{
  if (!MEMORY_CAN_FAIL)
    return;
  things t = make_things();
  for (long n = 1; n < 40; n++) {
    tmprec_machine *m;
    memory_count(n);
    tmprec_builder_rule(t.builder, "x", one, "end", one, "S", NULL);
    const int failed = memory_failed != 0;
    tmprec_sweep_set(t.sweep, "bits", "4..6", NULL);
    memory_stop();
    OK(tmprec_builder_machine(&m, t.builder, &error));
    ck_assert_uint_eq(tmprec_machine_transitions(m), failed ? 2 : 3);
    tmprec_machine_free(m);
    if (!failed) {
      ck_assert_int_gt(n, 3);
      break;
    }
    ck_assert_int_lt(n, 39);
  }
  free_things(&t);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("library memory");
  TCase *tc = suite_case(suite, "memory");
  tcase_add_loop_test(tc, test_memory_ends, 0, LENGTH(attempts));
  tcase_add_test(tc, test_memory_ends_in_setters);
  return suite_run(suite);
}
