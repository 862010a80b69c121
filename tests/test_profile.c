/* A profile against the list of all rows: each distinct row once, how often, and where first. */
#include <string.h>

#include "suite.h"
#include "tmprec/analysis/trajectory.h"
#include "tmprec/base/memory.h"
#include "tmprec/evaluation/profile.h"
#include "tmprec/machine/catalog.h"

typedef struct {
  tp_profile_row row;
  tp_profile_place at;
} listed;

/* All rows of a run of hardmax, in a list and in a profile. */
typedef struct {
  const tp_subject *s;
  const tp_trajectory *hardmax;
  tp_profile *profile;
  listed *row;
  size_t rows, capacity;
} recording;

static const int8_t *values_of(const recording *r, size_t layer, uint32_t coordinate)
{
  return tp_trajectory_activation(r->hardmax, tp_plan_version(r->s->plan, layer, 0, coordinate));
}

/* The bins of one value coordinate, key by key and without a histogram. */
static tp_profile_row make_row(const recording *r, size_t layer, size_t head, uint32_t value, size_t position, tp_workspace *w,
                               const tp_attention_row *scores)
{
  const tp_attention_head *h = r->s->t->layer[layer - 1].head + head;
  const int8_t *v = values_of(r, layer, h->v[value]);
  tp_profile_row row = {.layer = layer, .before = values_of(r, layer, h->out[value])[position]};
  row.result = tp_trajectory_activation(r->hardmax, tp_plan_version(r->s->plan, layer, 1, h->out[value]))[position];
  row.bin = tp_memory_zeroed(position + 1, sizeof *row.bin);
  double last = 1e9;
  for (;;) {
    double best = -1e9;
    for (size_t j = 0; j <= position; j++) {
      double score = w->a->op->row_score(w, scores, j);
      best = score < last && score > best ? score : best;
    }
    if (best == -1e9)
      return row;
    tp_profile_bin *bin = row.bin + row.bins++;
    bin->below = row.bins == 1 ? 0 : bin[-1].below + (int) (last - best);
    for (size_t j = 0; j <= position; j++)
      if (w->a->op->row_score(w, scores, j) == best) {
        bin->keys++;
        bin->sum += v[j];
      }
    last = best;
  }
}

static void record(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *scores)
{
  recording *r = context;
  const tp_attention_head *h = r->s->t->layer[layer - 1].head + head;
  for (uint32_t c = 0; c < h->values; c++) {
    tp_profile_row row = make_row(r, layer, head, c, position, w, scores);
    TP_MEMORY_GROW(r->row, r->capacity, r->rows + 1);
    r->row[r->rows++] = (listed) {row, {position, head, c}};
    tp_profile_add(r->profile, &row, r->row[r->rows - 1].at);
  }
}

static int is_same(const tp_profile_row *a, const tp_profile_row *b)
{
  return a->layer == b->layer && a->before == b->before && a->result == b->result && a->bins == b->bins && !memcmp(a->bin, b->bin, a->bins * sizeof *a->bin);
}

static void check(const recording *r)
{
  size_t all = 0;
  ck_assert_uint_lt(tp_profile_rows(r->profile), r->rows);       /* some rows are equal */
  for (size_t i = 0; i < tp_profile_rows(r->profile); i++) {
    size_t times, counted = 0, earliest = SIZE_MAX;
    tp_profile_place first;
    const tp_profile_row *row = tp_profile_at(r->profile, i, &times, &first);
    for (size_t k = 0; k < r->rows; k++)
      if (is_same(row, &r->row[k].row))
        earliest = counted++ ? earliest : k;
    ck_assert_uint_eq(times, counted);
    ck_assert_int_eq(memcmp(&first, &r->row[earliest].at, sizeof first), 0);
    all += times;
  }
  ck_assert_uint_eq(all, r->rows);
}

START_TEST(test_rows_are_grouped)
{
  tp_error err;
  tp_machine *m;
  tp_subject s;
  ck_assert_int_eq(tp_catalog_open(&m, "third", &err), TP_STATUS_OK);
  const tp_subject_options o = {.limits.max_steps = 1000};
  ck_assert_int_eq(tp_subject_open(&s, m, "1101", &o, 1, &err), TP_STATUS_OK);
  tp_trajectory *hardmax = tp_trajectory_record(&s, 0);
  recording r = {.s = &s, .hardmax = hardmax, .profile = tp_profile_new()};
  const tp_setup setup = tp_setup_hardmax();
  tp_pass *p = tp_pass_new(s.plans, &setup, 1);
  tp_pass_begin(p, 0, &(tp_observer) {.context = &r, .scores = record});
  tp_pass_feed(p, &s.told.segment[0].tokens, s.told.segment[0].tokens.length - 1, TP_PASS_CHUNK);
  tp_pass_free(p);
  check(&r);
  for (size_t i = 0; i < r.rows; i++)
    free(r.row[i].row.bin);
  free(r.row);
  tp_profile_free(r.profile);
  tp_trajectory_free(hardmax);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("profile");
  TCase *tc = suite_case(suite, "profile");
  tcase_add_test(tc, test_rows_are_grouped);
  return suite_run(suite);
}
