/* Forged certificates: numbers, directions and hypotheses are changed, lines left out or exchanged.  What
   is confirmed all the same must be true, which the search then finds by itself. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_source.h"
#include "suite.h"
#include "tmprec/analysis/certificate.h"

/* Arithmetics of each kind of reason: ties one by one and by their values, growth, count, steps, least. */
static const struct {
  tp_chain_mode mode;
  unsigned r;
  uint64_t n;
  const char *arithmetic;
} genuine[] = {
  {TP_MODE_COT, 6, 64, "act=fixed:1.0 attn=p:1 beta=5.3"},
  {TP_MODE_SCOT, 8, 250, "act=fixed:1.0 attn=fixed:1.6 beta=5.6"},
  {TP_MODE_COT, 16, 65536, "act=fixed:2.0 attn=fixed:1.15 beta=auto"},
  {TP_MODE_SCOT, 20, 1000000, "act=fixed:1.3 beta=20"},
  {TP_MODE_COT, 8, 247, "act=fixed:1.0 attn=e4m3 beta=5.9"},
  {TP_MODE_COT, 8, 100, "act=fixed:1.0 attn=e4m3 logit=p:5 beta=auto"},
  {TP_MODE_COT, 6, 60, "act=fixed:1.0 attn=fixed:1.9 exp=p:4 round=attn:rup beta=9"},
};

static void make_genuine(tp_buffer *text, size_t i)
{
  tp_scope scope = tp_scope_all(genuine[i].mode, genuine[i].r, genuine[i].n);
  tp_choice choice;
  tp_claim claim;
  tp_error err;
  ck_assert_msg(tp_choice_parse(&choice, genuine[i].arithmetic, &err) == TP_STATUS_OK, "%s", err.text);
  tp_claim_make(&claim, &scope, &choice);
  ck_assert_msg(claim.verdict == TP_CLAIM_EXACT_ACT, "%zu is not certified", i);
  ck_assert_int_eq(tp_certificate_print(text, &claim, &scope, &choice, &err), TP_STATUS_OK);
  ck_assert_msg(tp_certificate_check("genuine", text->text, text->length, &err) == TP_CERTIFICATE_CONFIRMED, "%s", err.text);
  tp_claim_clear(&claim);
  tp_choice_clear(&choice);
}

/* What follows the word at a line's start, or NULL. */
static const char *line_of(const char *text, const char *word)
{
  const char *at = strstr(text, word);
  return at && (at == text || at[-1] == '\n') ? at + strlen(word) : NULL;
}

/* The claim that the text makes, found without it. */
static int is_true(const char *text)
{
  char mode[8], arithmetic[400], scope[16];
  unsigned r;
  unsigned long long n, ties;
  tp_choice choice;
  tp_claim claim;
  tp_error err;
  ck_assert(sscanf(line_of(text, "mode\t"), "%7s", mode) == 1 && sscanf(line_of(text, "r\t"), "%u", &r) == 1
            && sscanf(line_of(text, "n\t"), "%llu", &n) == 1 && sscanf(line_of(text, "ties\t"), "%llu", &ties) == 1
            && sscanf(line_of(text, "scope\t"), "%15s", scope) == 1 && sscanf(line_of(text, "arithmetic\t"), "%399[^\n]", arithmetic) == 1);
  ck_assert_msg(tp_choice_parse(&choice, arithmetic, &err) == TP_STATUS_OK, "%s", err.text);
  tp_scope s = tp_scope_all(strcmp(mode, "scot") ? TP_MODE_COT : TP_MODE_SCOT, r, n);
  if (!strcmp(scope, "run"))
    s.ties = ties;
  tp_claim_make(&claim, &s, &choice);
  int certified = claim.verdict == TP_CLAIM_EXACT_ACT;
  tp_claim_clear(&claim);
  tp_choice_clear(&choice);
  return certified;
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
  static const char *const lines[] = {"mode\t", "r\t", "n\t", "ties\t", "machine\t", "arithmetic\t", "scope\t", "claim\t", "theorem\t"};
  const char *at = line_of(text, lines[random_below(s, LENGTH(lines))]);
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
  size_t count = random_count(200, 12), refused = 0, malformed = 0, same = 0, true_claims = 0;
  make_genuine(&text, (size_t) _i);
  for (size_t k = 0; k < count; k++) {
    char *forged = malloc(text.length + 1);
    tp_error err;
    ck_assert_ptr_nonnull(forged);
    memcpy(forged, text.text, text.length + 1);
    forge[k % LENGTH(forge)](&source, forged);
    tp_certificate_result found = tp_certificate_check("forged", forged, strlen(forged), &err);
    refused += found == TP_CERTIFICATE_REFUSED;
    malformed += found == TP_CERTIFICATE_MALFORMED;
    if (found == TP_CERTIFICATE_CONFIRMED) {
      same += !strcmp(forged, text.text);
      true_claims += strcmp(forged, text.text) != 0;
      ck_assert_msg(is_true(forged), "confirmed, but not true:\n%s", forged);
    }
    free(forged);
  }
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
  make_genuine(&text, 0);
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
  tp_buffer_clear(&text);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("forgery");
  TCase *tc = suite_case(suite, "forgery");
  tcase_add_loop_test(tc, test_forgery, 0, LENGTH(genuine));
  tcase_add_test(tc, test_false_claims);
  return suite_run(suite);
}
