/* SPDX-License-Identifier: MIT */
/* Forged certificates: numbers, directions and hypotheses are changed, lines left out or exchanged.  What
   is confirmed all the same must be true, which the search then finds by itself. */
#include <mpfr.h>
#include <stdlib.h>

#include "certificates.h"
#include "random_source.h"
#include "suite.h"

/* Arithmetics of each kind of reason: ties one by one and by their values, growth, count, steps, least; of each
   theorem; and of layers that differ. */
static const genuine_claim genuine[] = {
  {"snap", TP_MODE_COT, 6, 64, "act=fixed:1.0 attn=p:1 beta=5.3", 0, 0, 0, 0},
  {"snap", TP_MODE_SCOT, 8, 250, "act=fixed:1.0 attn=fixed:1.6 beta=5.6", 0, 0, 0, 0},
  {"snap", TP_MODE_COT, 16, 65536, "act=fixed:2.0 attn=fixed:1.15 beta=auto", 0, 0, 0, 0},
  {"snap", TP_MODE_SCOT, 20, 1000000, "act=fixed:1.3 beta=20", 0, 0, 0, 0},
  {"snap", TP_MODE_COT, 8, 247, "act=fixed:1.0 attn=e4m3 beta=5.9", 0, 0, 0, 0},
  {"snap", TP_MODE_COT, 8, 100, "act=fixed:1.0 attn=e4m3 logit=p:5 beta=auto", 0, 0, 0, 0},
  {"snap", TP_MODE_COT, 6, 60, "act=fixed:1.0 attn=fixed:1.9 exp=p:4 round=attn:rup beta=9", 0, 0, 0, 0},
  {"snap", TP_MODE_COT, 6, 40, "act=fixed:1.0 attn=p:4 param=p:4 beta=9", 7, 2, 3, 3},
  {"half-snap", TP_MODE_COT, 8, 248, "act=p:4 attn=p:5 beta=9.91", 0, 0, 0, 0},
  {"half-snap", TP_MODE_SCOT, 8, 248, "act=p:1 attn=p:2 beta=11.93", 0, 0, 0, 0},
  {"half-snap", TP_MODE_SCOT, 16, 65536, "act=bf16 attn=p:9 beta=auto", 0, 0, 0, 0},
  {"half-snap", TP_MODE_COT, 6, 40, "act=e5m3 attn=e8m9 param=p:5 beta=9", 7, 1, 1, 2},
  {"half-snap", TP_MODE_SCOT, 6, 40, "act=p:4 beta=11", 7, 2, 1, 3},
  {"tolerant", TP_MODE_COT, 6, 29, "act=fixed:1.9 attn=fixed:1.9 beta=11", 6, 2, 3, 3},
  {"tolerant", TP_MODE_SCOT, 8, 250, "act=p:16 attn=p:16 beta=40", 0, 0, 0, 0},
  {"tolerant", TP_MODE_SCOT, 6, 40, "act=int14 attn=int14 beta=40", 6, 2, 3, 3},
  {"tolerant", TP_MODE_COT, 8, 250, "act=e5m10 attn=e5m10 beta=30", 0, 0, 0, 0},
  {"snap-acc", TP_MODE_COT, 6, 40, "act=fixed:1.0 attn=fixed:1.8 acc=p:6 beta=9", 7, 2, 3, 3},
  {"snap-acc", TP_MODE_COT, 6, 40, "act=fixed:1.0 attn=p:4 acc=e6m8 sum=pairwise beta=9", 7, 2, 3, 3},
  {"snap-acc", TP_MODE_SCOT, 6, 40, "act=fixed:2.0 acc=fixed:5.9 beta=9", 7, 2, 3, 3},
  {"snap-acc", TP_MODE_COT, 8, 250, "act=fixed:1.0 attn=fixed:1.8 acc=p:10 sum=compensated round=acc:rtz beta=30", 9, 1, 1, 2},
  {"snap-acc", TP_MODE_COT, 20, 1000000, "act=fixed:1.0 attn=e5m6 acc=p:26 beta=40", 20000, 1, 2, 3},
  {"snap-acc", TP_MODE_SCOT, 16, 65000, "act=fixed:1.0 attn=p:4 acc=p:12 sum=pairwise beta=40", 0, 0, 0, 0},
  {"every-operation", TP_MODE_COT, 4, 14, "format=mpfr:8 beta=20", 3, 1, 1, 2},
  {"every-operation", TP_MODE_SCOT, 4, 14, "format=mpfr:e6m8 beta=20", 3, 2, 1, 1},
  {"every-operation", TP_MODE_COT, 4, 16, "format=mpfr:11 round=rna beta=19", 3, 1, 3, 3},
  {"every-operation", TP_MODE_SCOT, 12, 4000, "format=mpfr:24 beta=60", 1500, 1, 2, 2},
  {"walk", TP_MODE_COT, 8, 250, "format=real beta=20.33", 0, 0, 0, 0},
  {"walk", TP_MODE_SCOT, 6, 60, "format=real beta=28.6", 0, 0, 0, 0},
  {"walk", TP_MODE_SCOT, 20, 1000000, "format=real beta=101", 0, 0, 0, 0},
  {"walk", TP_MODE_COT, 6, 51, "format=real beta=11.3", 7, 1, 3, 2},
  {"walk", TP_MODE_SCOT, 6, 45, "format=real beta=26.9", 7, 1, 1, 2},
  {"snap", TP_MODE_COT, 6, 64, "act=fixed:1.0 attn=p:1 at=4..9:attn=e4m3 at=7:beta=5.4 beta=5.3", 0, 0, 0, 0},
  {"snap", TP_MODE_SCOT, 4, 16, "act=fixed:1.2 attn=p:4 param=p:4 at=1:param=p:5 at=9..18:act=fixed:1.0 beta=6", 5, 1, 2, 2},
};

static void make_genuine(tp_buffer *text, const genuine_claim *g)
{
  tp_scope scope = scope_of(g);
  tp_choice choice;
  tp_claim claim;
  tp_error err;
  ck_assert_msg(tp_choice_parse(&choice, g->arithmetic, &err) == TP_STATUS_OK, "%s", err.text);
  tp_claim_make(&claim, &scope, &choice);
  ck_assert_msg(!strcmp(claim.theorem, g->theorem), "%s: theorem '%s'", g->arithmetic, claim.theorem);
  ck_assert_int_eq(tp_certificate_print(text, &claim, &scope, &choice, &err), TP_STATUS_OK);
  ck_assert_msg(tp_certificate_check("genuine", text->text, text->length, &err) == TP_CERTIFICATE_CONFIRMED, "%s: %s", g->arithmetic, err.text);
  tp_claim_clear(&claim);
  tp_choice_clear(&choice);
}

static size_t random_place(random_source *s, const char *text, const char *of)
{
  size_t length = strlen(text), at = random_below(s, (uint32_t) length);
  while (!strchr(of, text[at]))
    at = at + 1 < length ? at + 1 : 0;
  return at;
}

/* Exchange a character for another of its kind: a digit of a number, a sign, a relation. */
static void change_character(random_source *s, char *text)
{
  static const char *const kinds[] = {"0123456789abcdef", "+-", "<>", "0123456789"};
  const char *kind = kinds[random_below(s, LENGTH(kinds))];
  text[random_place(s, text, kind)] = kind[random_below(s, (uint32_t) strlen(kind))];
}

/* A hypothesis: the line's last character is another digit, or the word another word. */
static void change_hypothesis(random_source *s, char *text)
{
  static const char *const lines[] = {"mode\t", "r\t", "n\t", "ties\t", "machine\t", "arithmetic\t", "scope\t", "claim\t", "theorem\t", "layers\t"};
  const char *at;
  do
    at = line_of(text, lines[random_below(s, LENGTH(lines))]);
  while (!at);                           /* only some have layers */
  size_t from = (size_t) (at - text), length = strcspn(at, "\n");
  static const char letters[] = "0123456789.:=abcdefilmnoprstuwxz";
  text[from + random_below(s, (uint32_t) length)] = letters[random_below(s, sizeof letters - 1)];
}

static char *line_start(random_source *s, char *text)
{
  char *at = text + random_place(s, text, "\n");
  return at[1] ? at + 1 : text;
}

static void drop_line(random_source *s, char *text)
{
  char *at = line_start(s, text), *next = strchr(at, '\n') + 1;
  memmove(at, next, strlen(next) + 1);
}

static void exchange_lines(random_source *s, char *text)
{
  char *at = line_start(s, text), *next = strchr(at, '\n') + 1, *end = *next ? strchr(next, '\n') + 1 : next;
  size_t first = (size_t) (next - at), second = (size_t) (end - next);
  char *kept = malloc(first);
  ck_assert_ptr_nonnull(kept);
  memcpy(kept, at, first);
  memmove(at, next, second);
  memcpy(at + second, kept, first);
  free(kept);
}

START_TEST(test_forgery)
{
  static void (*const forge[])(random_source *s, char *text) = {change_character, change_character, change_hypothesis, change_hypothesis,
                                                                drop_line, exchange_lines};
  random_source source = random_open(85 + (uint64_t) _i);
  tp_buffer text = {NULL, 0, 0};
  size_t count = random_count(102, 30), refused = 0, malformed = 0, same = 0, true_claims = 0;
  make_genuine(&text, genuine + _i);
  tp_checker *checker = tp_checker_new();
  for (size_t k = 0; k < count; k++) {
    char *forged = malloc(text.length + 1);
    tp_error err;
    ck_assert_ptr_nonnull(forged);
    memcpy(forged, text.text, text.length + 1);
    forge[k % LENGTH(forge)](&source, forged);
    tp_certificate_result found = tp_checker_check(checker, "forged", forged, strlen(forged), &err);
    refused += found == TP_CERTIFICATE_REFUSED;
    malformed += found == TP_CERTIFICATE_MALFORMED;
    if (found == TP_CERTIFICATE_CONFIRMED) {
      same += !strcmp(forged, text.text);
      true_claims += strcmp(forged, text.text) != 0;
      ck_assert_msg(is_true(forged), "confirmed, but not true:\n%s", forged);
    }
    free(forged);
  }
  tp_checker_free(checker);
  printf("%s: of %zu forged %zu refused, %zu no certificates, %zu true, %zu unchanged\n", genuine[_i].arithmetic, count, refused, malformed, true_claims, same);
  ck_assert(count < 100 || (refused > 0 && malformed > 0));
  ck_assert_uint_gt(count, 2 * (same + true_claims));
  tp_buffer_clear(&text);
}
END_TEST

/* A claim that is false, with the numbers of a true one: the beta below the least, one tie more. */
START_TEST(test_false_claims)
{
  tp_buffer text = {NULL, 0, 0};
  tp_error err;
  make_genuine(&text, genuine);
  char *at = strstr(text.text, "beta=5.3");
  ck_assert_ptr_nonnull(at);
  at[7] = '2';
  ck_assert_int_eq(tp_certificate_check("colder", text.text, text.length, &err), TP_CERTIFICATE_REFUSED);
  at[7] = '3';
  at = strstr(text.text, "ties\t28");
  ck_assert_ptr_nonnull(at);
  at[6] = '7';
  ck_assert_int_eq(tp_certificate_check("fewer", text.text, text.length, &err), TP_CERTIFICATE_REFUSED);
  ck_assert_ptr_nonnull(strstr(err.text, "a context may have more ties"));
  text.length = 0;
  for (size_t i = 0; i < LENGTH(genuine) && !text.length; i++)
    if (!strcmp(genuine[i].theorem, "walk"))
      make_genuine(&text, genuine + i);
  at = strstr(text.text, "format=real");
  ck_assert_ptr_nonnull(at);
  memcpy(at, "act=bf16   ", strlen("act=bf16   "));
  ck_assert_int_eq(tp_certificate_check("rounded", text.text, text.length, &err), TP_CERTIFICATE_REFUSED);
  ck_assert_ptr_nonnull(strstr(err.text, "not about this arithmetic"));
  tp_buffer_clear(&text);
}
END_TEST

/* The number at the end of a line, or before a tab, a little nearer to what it bounds: up, or down. */
static void tighten(tp_buffer *out, const char *line, const char *number, size_t length, int up)
{
  char *end, *text;
  mpfr_t x;
  mpfr_init2(x, 1024);
  mpfr_strtofr(x, number, &end, 16, MPFR_RNDN);
  mpfr_prec_round(x, 100, up ? MPFR_RNDD : MPFR_RNDU);         /* may be further still; */
  (up ? mpfr_nextabove : mpfr_nextbelow)(x);                   /* but this is nearer */
  (up ? mpfr_nextabove : mpfr_nextbelow)(x);
  if (!mpfr_regular_p(x) || mpfr_get_exp(x) < -10000)          /* it was 0 */
    mpfr_set_si_2exp(x, up ? 1 : -1, -200, MPFR_RNDN);
  tp_buffer_printf(out, "%.*s", (int) (number - line), line);
  ck_assert_int_gt(mpfr_asprintf(&text, "%Ra", x), 0);
  tp_buffer_printf(out, "%s%.*s\n", text, (int) (length - (size_t) (end - line)), end);
  mpfr_free_str(text);
  mpfr_clear(x);
}

/* A number that the line states, and *up: it may not be larger; or it may not be smaller.  Of what is compared with it the
   limit is such a number, too. */
static const char *number_of(const char *line, size_t length, int *up)
{
  static const struct { const char *after; int up; } kinds[] = {{"\t>=\t", 1}, {"\t<=\t", 0}, {"less\t", 1}, {"within\t", 1}, {"least\t", 0}, {"above\t", 0}};
  for (size_t i = 0; i < LENGTH(kinds); i++) {
    const char *at = strstr(line, kinds[i].after);
    *up = kinds[i].up;
    if (at && at < line + length && (i < 2 || at == line))
      return at + strlen(kinds[i].after);
  }
  return NULL;
}

static size_t count_numbers(const char *text)
{
  size_t numbers = 0;
  int up;
  for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
    numbers += number_of(line, strcspn(line, "\n"), &up) != NULL;
  return numbers;
}

/* Each number is as sharp as can be: a little sharper, and it does not follow; or a hypothesis is not what is asked for.
   Of long certificates, in which many lines are alike, one number in two, three or more is tried; all with TMPREC_RANDOM=4000. */
START_TEST(test_sharp)
{
  random_source source = random_open(130 + (uint64_t) _i);
  tp_buffer text = {NULL, 0, 0};
  size_t numbers = 0, seen = 0;
  make_genuine(&text, genuine + _i);
  const size_t some = count_numbers(text.text) / random_count(60, 25), stride = some ? some : 1;
  const size_t first = random_below(&source, (uint32_t) stride);
  for (const char *line = text.text, *next; *line; line = next) {
    size_t length = strcspn(line, "\n");
    int up;
    const char *at = number_of(line, length, &up);
    next = line + length + 1;
    if (!at || seen++ % stride != first)
      continue;
    tp_buffer forged = {NULL, 0, 0};
    tp_error err;
    tp_buffer_printf(&forged, "%.*s", (int) (line - text.text), text.text);
    tighten(&forged, line, at, length, up);
    tp_buffer_puts(&forged, next);
    ck_assert_msg(tp_certificate_check("sharper", forged.text, forged.length, &err) == TP_CERTIFICATE_REFUSED, "%s: %.*s may be sharper",
                  genuine[_i].arithmetic, (int) length, line);
    tp_buffer_clear(&forged);
    numbers++;
  }
  ck_assert_uint_gt(numbers, 20);
  tp_buffer_clear(&text);
}
END_TEST

/* All layers have to stand there, each once, with its own arithmetic. */
START_TEST(test_layers)
{
  static const struct { const char *from, *to, *says; } change[] = {
    {"layers\t4\t6\t", "layers\t4\t7\t", "should be another"}, {"layers\t4\t6\t", "layers\t4\t5\t", "should be another"},
    {"layers\t4\t6\t", "layers\t5\t6\t", "should be another"}, {"layers\t1\t3\t", "layers\t1\t0\t", "no such layers"},
    {"layers\t10\t23\t", "layers\t10\t24\t", "no such layers"}, {"layers\t10\t23\t", "layers\t10\t22\t", "should be another"},
    {"layers\t10\t23\t", "end\n", "should be another"}, {"at=7:beta=5.4 beta", "beta", "should be another"},
    {"at=7:beta=5.4 beta", "at=30:act=real at=7:beta=5.4 beta", NULL}, {"at=7:beta=5.4 beta", "at=23:act=real at=7:beta=5.4 beta", "should be another"}};
  tp_buffer text = {NULL, 0, 0};
  size_t which = 0;
  while (!strstr(genuine[which].arithmetic, "at=4..9"))
    which++;
  make_genuine(&text, genuine + which);
  for (size_t i = 0; i < LENGTH(change); i++) {
    tp_buffer forged = {NULL, 0, 0};
    tp_error err = {.text = ""};
    const char *at = strstr(text.text, change[i].from);
    ck_assert_ptr_nonnull(at);
    tp_buffer_printf(&forged, "%.*s", (int) (at - text.text), text.text);
    tp_buffer_printf(&forged, "%s%s", change[i].to, at + strlen(change[i].from));
    tp_certificate_result found = tp_certificate_check("forged", forged.text, forged.length, &err);
    ck_assert_msg((found == TP_CERTIFICATE_CONFIRMED) == !change[i].says, "%s: %s", change[i].to, err.text);
    ck_assert_msg(!change[i].says || strstr(err.text, change[i].says), "%s: %s", change[i].to, err.text);
    tp_buffer_clear(&forged);
  }
  tp_buffer_clear(&text);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("forgery");
  TCase *tc = suite_case(suite, "forgery");
  tcase_add_loop_test(tc, test_forgery, 0, LENGTH(genuine));
  tcase_add_loop_test(tc, test_sharp, 0, LENGTH(genuine));
  tcase_add_test(tc, test_layers);
  tcase_add_test(tc, test_false_claims);
  return suite_run(suite);
}
