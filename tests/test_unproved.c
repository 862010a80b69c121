/* Certificates of claims that may not be proved: all numbers are right, but some hypothesis may fail.  What is
   confirmed is true, and what the search finds by the same theorem is confirmed. */
#include "stated_claims.h"

/* 1 if the claim's certificate is confirmed. */
static int check_unproved(const genuine_claim *g)
{
  tp_scope scope = scope_of(g);
  tp_choice choice;
  tp_buffer text = {NULL, 0, 0};
  tp_error err;
  if (tp_choice_parse(&choice, g->arithmetic, &err) != TP_STATUS_OK)
    ck_abort_msg("%s: %s", g->arithmetic, err.text);
  tp_claim claim = {.verdict = strcmp(g->theorem, "snap") ? TP_CLAIM_EXACT : TP_CLAIM_EXACT_ACT, .theorem = g->theorem};
  ck_assert_int_eq(tp_certificate_print(&text, &claim, &scope, &choice, &err), TP_STATUS_OK);
  int confirmed = tp_certificate_check("unproved", text.text, text.length, &err) == TP_CERTIFICATE_CONFIRMED;
  if (confirmed) {
    ck_assert_msg(is_true(text.text), "confirmed, but not true:\n%s", text.text);
  } else {
    tp_claim found;
    tp_claim_make(&found, &scope, &choice);
    ck_assert_msg(strcmp(found.theorem, claim.theorem), "%s, but %s: %s", err.text, claim.theorem, g->arithmetic);
    tp_claim_clear(&found);
  }
  tp_buffer_clear(&text);
  tp_choice_clear(&choice);
  return confirmed;
}

/* All machines, or some sizes, in a context that is nearly full. */
static void draw_scope(random_source *s, genuine_claim *g)
{
  g->mode = (tp_chain_mode) random_below(s, TP_CHAIN_MODES);
  g->r = 4 + 2 * random_below(s, 3);
  g->n = (1u << g->r) - random_below(s, 4);
  g->tapes = 1 + random_below(s, 2);
  g->state_bits = 1 + random_below(s, 3);
  g->symbol_bits = 1 + random_below(s, 3);
  g->ties = random_one_in(s, 3) ? 0 : 1 + random_below(s, (uint32_t) (g->n / 2));
}

enum { ARITHMETIC = 200 };

static void draw_with_garbage(random_source *s, genuine_claim *g, char *arithmetic)
{
  static const char *const act[] = {"p:2", "p:4", "p:9", "p:16", "e5m10", "bf16", "fixed:1.6", "fixed:1.9", "fixed:1.8", "int12", "int14", "e4m3", "posit16"};
  static const char *const attn[] = {"p:3", "p:5", "p:16", "e5m10", "fixed:1.9", "fixed:1.12", "int14", "real"};
  static const char *const modes[] = {"", "", "", "", "", " round=act:rna", " round=act:rtz", " round=attn:rtz", " round=attn:rup", " logit=p:9"};
  const char *rounded = act[random_below(s, LENGTH(act))], *weights = attn[random_below(s, LENGTH(attn))];
  snprintf(arithmetic, ARITHMETIC, "act=%s attn=%s beta=%.2f%s", rounded, weights, 4 + random_below(s, 3000) / 100.0,
           modes[random_below(s, LENGTH(modes))]);
  g->theorem = random_one_in(s, 2) ? "half-snap" : "tolerant";
}

/* From where nothing is certified to where all machines are. */
static void draw_walk(random_source *s, genuine_claim *g, char *arithmetic)
{
  const double from = g->mode == TP_MODE_SCOT ? 4.6 * g->r - 2 : 1.5 * g->r;
  snprintf(arithmetic, ARITHMETIC, "format=real beta=%.2f", from + random_below(s, 900) / 100.0);
  g->theorem = "walk";
}

static void draw_layers(random_source *s, genuine_claim *g, char *arithmetic)
{
  static const char *const there[] = {"attn=p:1", "attn=fixed:1.6", "attn=e4m3", "attn=real", "act=fixed:1.2", "act=p:3", "act=real", "logit=p:6", "beta=5", "beta=9"};
  int length = snprintf(arithmetic, ARITHMETIC, "act=fixed:1.0 attn=p:%u beta=%.2f", 1 + random_below(s, 3), 4 + random_below(s, 600) / 100.0);
  for (uint32_t rules = 1 + random_below(s, 3); rules; rules--) {
    const uint32_t first = 1 + random_below(s, 5 * g->r / 2 + 12);
    length += snprintf(arithmetic + length, (size_t) (ARITHMETIC - length), " at=%u..%u:%s", (unsigned) first, (unsigned) (first + random_below(s, 9)),
                       there[random_below(s, LENGTH(there))]);
  }
  g->theorem = "snap";
}

START_TEST(test_unproved)
{
  static void (*const draw[])(random_source *, genuine_claim *, char *) = {draw_with_garbage, draw_walk, draw_layers};
  random_source source = random_open(86 + (uint64_t) _i);
  size_t confirmed = 0, refused = 0;
  for (size_t count = random_count(_i ? 200 : 400, 40); count; count--) {
    char arithmetic[ARITHMETIC];
    genuine_claim g = {.arithmetic = arithmetic};
    draw_scope(&source, &g);
    draw[_i](&source, &g, arithmetic);
    *(check_unproved(&g) ? &confirmed : &refused) += 1;
  }
  printf("%zu unproved claims: %zu confirmed, %zu not\n", confirmed + refused, confirmed, refused);
  ck_assert(confirmed + refused < 200 || (confirmed > 20 && refused > 20));
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("unproved");
  TCase *tc = suite_case(suite, "unproved");
  tcase_add_loop_test(tc, test_unproved, 0, 3);
  return suite_run(suite);
}
