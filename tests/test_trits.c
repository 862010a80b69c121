/* SPDX-License-Identifier: MIT */
/* Whole parts of layers on trits against the definition, number by number: random transformers that no machine ever
   made, on random sequences, in chunks of any size.  What is no trit has to be refused, and where numbers are
   trits and neurons ANDs most is to be taken.  The environment says how many (random_source.h). */
#include <string.h>

#include "suite.h"
#include "trits_world.h"

/* --- By the definition ------------------------------------------------------------------------ */

/* The mean of the values of the best keys, added; 0 if that is no integer. */
static int attend_head(const world *o, size_t l, size_t i, const tp_trits_head *h, int *y)
{
  int best = 0, count = 0, sum[VALUES] = {0}, fits = 1;
  for (size_t j = 0; j <= i; j++) {
    int score = 0;
    for (size_t c = 0; c < h->keys; c++)
      score += o->x[l][i][h->q[c]] * o->x[l][j][h->k[c]];
    if (!count || score > best) {
      best = score;
      count = 0;
      memset(sum, 0, sizeof sum);
    }
    for (size_t c = 0; c < h->values && score == best; c++)
      sum[c] += o->x[l][j][h->v[c]];
    count += score == best;
  }
  for (size_t c = 0; c < h->values; c++) {
    fits &= sum[c] % count == 0;
    y[h->out[c]] += sum[c] / count;
  }
  return fits;
}

static int are_trits(const int *y)
{
  for (size_t c = 0; c < WIDTH; c++)
    if (y[c] < -1 || y[c] > 1)
      return 0;
  return 1;
}

/* All layers at a position; 0 if a number is no trit. */
static int evaluate(world *o, size_t i)
{
  for (size_t l = 0; l < o->source.layers; l++) {
    const tp_trits_layer *at = o->layer + l;
    int y[WIDTH], z[WIDTH], fits = 1;
    for (size_t c = 0; c < WIDTH; c++)
      y[c] = o->x[l][i][c];
    for (size_t n = 0; n < at->heads; n++)
      fits &= attend_head(o, l, i, at->head + n, y);
    if (!fits || !are_trits(y))
      return 0;
    memcpy(z, y, sizeof z);
    for (size_t m = 0; m < at->neurons; m++) {
      int hidden = at->bias[m];
      for (size_t e = at->in_start[m]; e < at->in_start[m + 1]; e++)
        hidden += at->in_weight[e] * y[at->in[e]];
      for (size_t e = at->out_start[m]; e < at->out_start[m + 1] && hidden > 0; e++)
        z[at->out[e]] += at->out_weight[e] * hidden;
    }
    if (!are_trits(z))
      return 0;
    for (size_t c = 0; c < WIDTH; c++)
      o->x[l + 1][i][c] = (int8_t) z[c];
  }
  return 1;
}

/* --- Side by side --------------------------------------------------------------------------------- */

static void embed(const world *o, tp_trits_stream *t, size_t p, size_t words)
{
  uint64_t *to = tp_trits_embedding(t, p);
  for (size_t c = 0; c < WIDTH; c++) {
    to[c / 64] |= (uint64_t) (o->x[0][p][c] != 0) << c % 64;
    to[words + c / 64] |= (uint64_t) (o->x[0][p][c] < 0) << c % 64;
  }
}

static void check_position(const world *o, tp_trits_stream *t, size_t p, size_t words)
{
  const uint64_t *said = tp_trits_result(t, p);
  for (size_t n = 0; n < WIDTH; n++) {
    const int number = (int) (said[n / 64] >> n % 64 & 1) - 2 * (int) (said[words + n / 64] >> n % 64 & 1);
    quick_assert_msg(number == o->x[o->source.layers][p][o->read[n]], "number %u at %zu of %zu: %d", o->read[n], p, o->length, number);
  }
}

/* The position up to which all was taken. */
static size_t run(world *o, random_source *s, const tp_trits_program *program)
{
  tp_trits_stream *t = tp_trits_stream_new(program, SIZE_MAX, SIZE_MAX);
  const int one_by_one = random_one_in(s, 4);
  const size_t words = tp_trits_words(program), read_words = tp_trits_read_words(program);
  size_t from = 0;
  for (int fits = 1, alone; from < o->length && fits;) {
    const uint32_t most = one_by_one ? 1 : 1 + random_below(s, random_one_in(s, 2) ? 20 : POSITIONS);
    const size_t to = o->length - from < most ? o->length : from + most, blocks = tp_trits_begin(t, to - from, &alone);
    for (size_t p = from; p < to; p++)
      embed(o, t, p, words);
    /* Layers of a block, or blocks of a layer, first. */
    const int by_layer = !alone && random_one_in(s, 2);
    for (size_t n = 0; n < blocks * o->source.layers && fits; n++) {
      const size_t block = by_layer ? n % blocks : n / o->source.layers, layer = by_layer ? n / blocks : n % o->source.layers;
      fits = tp_trits_attend(t, block, layer) && tp_trits_fire(t, block, layer);
    }
    quick_assert_msg(!fits || to <= o->broken, "what is no trit at %zu was not refused before %zu", o->broken, to);
    for (size_t p = from; p < to && fits; p++)
      check_position(o, t, p, read_words);
    from = fits ? to : from;
  }
  tp_trits_stream_free(t);
  return from;
}

START_TEST(test_trits)
{
  random_source s = random_open(61);
  const size_t count = random_count(3000, 300);
  size_t whole = 0, positions = 0, broken = 0, refused = 0, shy = 0;
  world *o = tp_memory_zeroed(1, sizeof *o);
  o->x = tp_memory_new(LAYERS + 1, sizeof *o->x);
  for (size_t n = 0; n < count; n++) {
    draw_world(o, &s);
    tp_trits_program *program = tp_trits_program_new(&o->source);
    for (o->broken = 0; program && o->broken < o->length && evaluate(o, o->broken); o->broken++)
      ;
    const size_t taken = program ? run(o, &s, program) : 0;
    refused += !program;
    positions += taken;
    whole += program && taken == o->length;
    broken += program && o->broken < o->length;
    shy += program && o->broken == o->length && taken < o->length;
    tp_trits_program_free(program);
  }
  printf("%zu transformers: %zu taken to the end, %zu broken, %zu given up without need, %zu refused; %zu positions\n", count, whole, broken, shy,
         refused, positions);
  fflush(stdout);
  ck_assert_uint_gt(whole, count / 4);
  ck_assert_uint_gt(broken, count / 10);
  ck_assert_uint_gt(refused, 0);
  ck_assert_uint_lt(shy, count / 5);
  free(o->x);
  free(o);
}
END_TEST

/* A position alone, a block with a better key, and the first position's numbers once more: what was known then is
   not known any longer. */
START_TEST(test_after_block)
{
  enum { BITS = 4, ASKS = BITS, KEY, VALUE, OUT, ALL };
  const uint32_t q = ASKS, k = KEY, v = VALUE, out = OUT, read = OUT;
  const size_t none[1] = {0};
  const unsigned char is_flag[ALL] = {0};
  const tp_trits_head head = {1, 1, &q, &k, &v, &out};
  const tp_trits_layer layer = {1, 0, &head, none, none, NULL, NULL, NULL, NULL, NULL};
  const tp_trits_source source = {ALL, 1, &layer, is_flag, BITS, 0, 1, &read};
  tp_trits_program *program = tp_trits_program_new(&source);
  tp_trits_stream *t = tp_trits_stream_new(program, SIZE_MAX, SIZE_MAX);
  const size_t chunk[3] = {1, 10, 1};
  for (size_t n = 0, p = 0; n < LENGTH(chunk); n++) {
    int alone;
    const size_t end = p + chunk[n];
    tp_trits_begin(t, chunk[n], &alone);
    for (size_t i = p; i < end; i++) {
      uint64_t *to = tp_trits_embedding(t, i);
      to[0] = UINT64_C(15) | UINT64_C(1) << ASKS | (uint64_t) (chunk[n] > 1) << KEY | (uint64_t) (chunk[n] > 1) << VALUE;
      to[1] = ~i & 15;
    }
    ck_assert_int_eq(alone, chunk[n] == 1);
    ck_assert(tp_trits_attend(t, 0, 0) && tp_trits_fire(t, 0, 0));
    if (alone)
      ck_assert_uint_eq(tp_trits_result(t, p)[0], n > 0);
    p = end;
  }
  tp_trits_stream_free(t);
  tp_trits_program_free(program);
}
END_TEST

/* The last of these positions asks for one far behind it, all others for themselves: known are those that its block was to
   know, no others for certain, and who asks for one that is not known is told so. */
START_TEST(test_forgotten)
{
  enum { BITS = 12, ASKED = BITS, VALUE = 2 * BITS, OUT, ALL, KNOWN = 1001, LAST = 3000, BLOCK = 512 };
  static const struct {
    size_t chunk, asked;
    int fits;
  } cases[] = {{1, LAST - KNOWN, 1}, {1, LAST - KNOWN - 1, 0}, {1, LAST, 1},
               {LAST + 1, LAST / BLOCK * BLOCK - KNOWN, 1}, {LAST + 1, LAST / BLOCK * BLOCK - KNOWN - 1, 0}, {LAST + 1, 0, 0}};
  const size_t none[1] = {0}, chunk = cases[_i].chunk;
  const unsigned char is_flag[ALL] = {0};
  const uint32_t value = VALUE, out = OUT;
  uint32_t q[BITS], k[BITS];
  for (uint32_t n = 0; n < BITS; n++) {
    k[n] = n;
    q[n] = ASKED + n;
  }
  const tp_trits_head head = {BITS, 1, q, k, &value, &out};
  const tp_trits_layer layer = {1, 0, &head, none, none, NULL, NULL, NULL, NULL, NULL};
  const tp_trits_source source = {ALL, 1, &layer, is_flag, BITS, 0, 1, &out};
  tp_trits_program *program = tp_trits_program_new(&source);
  tp_trits_stream *t = tp_trits_stream_new(program, 1, KNOWN);
  int fits = 1;
  for (size_t from = 0; from <= LAST && fits; from += chunk) {
    int alone;
    const size_t blocks = tp_trits_begin(t, chunk, &alone);
    for (size_t p = from; p < from + chunk; p++) {
      uint64_t *word = tp_trits_embedding(t, p);
      const size_t asked = p < LAST ? p : cases[_i].asked;
      word[0] = ((UINT64_C(1) << 2 * BITS) - 1) | UINT64_C(1) << VALUE;
      word[1] = (~(p | asked << BITS) & ((UINT64_C(1) << 2 * BITS) - 1)) | (uint64_t) (p / 1000 % 2) << VALUE;
    }
    for (size_t n = 0; n < blocks && fits; n++)
      fits = tp_trits_attend(t, n, 0) && tp_trits_fire(t, n, 0);
  }
  ck_assert_int_eq(fits, cases[_i].fits);
  ck_assert_int_eq(tp_trits_has_forgotten(t), !fits);
  if (fits) {
    ck_assert_uint_eq(tp_trits_result(t, LAST)[0], 1);
    ck_assert_uint_eq(tp_trits_result(t, LAST)[1], cases[_i].asked / 1000 % 2);
  }
  tp_trits_stream_free(t);
  tp_trits_program_free(program);
}
END_TEST

/* Two heads that look back by the same distance everywhere, one after the other, in chunks of any sizes: whatever stands in
   a word beside the positions at work is not recorded.  No more is known than they ask for. */
START_TEST(test_distance)
{
  enum { BITS = 12, ASKED = BITS, VALUE = 2 * BITS, ONCE, TWICE, ALL, END = 1 << BITS };
  const size_t none[1] = {0}, back = (size_t) _i;
  const unsigned char is_flag[ALL] = {0};
  const uint32_t value = VALUE, once = ONCE, twice = TWICE;
  uint32_t q[BITS], k[BITS];
  for (uint32_t n = 0; n < BITS; n++) {
    k[n] = n;
    q[n] = ASKED + n;
  }
  const tp_trits_head head[2] = {{BITS, 1, q, k, &value, &once}, {BITS, 1, q, k, &once, &twice}};
  const tp_trits_layer layer[2] = {{1, 0, head, none, none, NULL, NULL, NULL, NULL, NULL}, {1, 0, head + 1, none, none, NULL, NULL, NULL, NULL, NULL}};
  const tp_trits_source source = {ALL, 2, layer, is_flag, BITS, 0, 1, &twice};
  tp_trits_program *program = tp_trits_program_new(&source);
  tp_trits_stream *t = tp_trits_stream_new(program, 1, back);
  random_source s = random_open(90 + (uint64_t) _i);
  int number[END];
  for (size_t from = 0, to; from < END; from = to) {
    int alone;
    to = from + 1 + random_below(&s, random_one_in(&s, 2) ? 10 : 150);
    to = to < END ? to : END;
    const size_t blocks = tp_trits_begin(t, to - from, &alone);
    for (size_t p = from; p < to; p++) {
      uint64_t *word = tp_trits_embedding(t, p);
      const size_t asked = p < back ? 0 : p - back;
      number[p] = (int) random_below(&s, 3) - 1;
      word[0] = ((UINT64_C(1) << 2 * BITS) - 1) | (uint64_t) (number[p] != 0) << VALUE;
      word[1] = (~(p | asked << BITS) & ((UINT64_C(1) << 2 * BITS) - 1)) | (uint64_t) (number[p] < 0) << VALUE;
    }
    for (size_t n = 0; n < blocks; n++)
      for (size_t l = 0; l < 2; l++)
        ck_assert(tp_trits_attend(t, n, l) && tp_trits_fire(t, n, l));
    for (size_t p = from; p < to; p++) {
      const uint64_t *said = tp_trits_result(t, p);
      const int wanted = number[p < 2 * back ? 0 : p - 2 * back];
      quick_assert_msg((int) said[0] - 2 * (int) said[1] == wanted, "at %zu", p);
    }
  }
  ck_assert(!tp_trits_has_forgotten(t));
  tp_trits_stream_free(t);
  tp_trits_program_free(program);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("trits");
  tcase_add_test(suite_case(suite, "transformers"), test_trits);
  TCase *chunks = suite_case(suite, "chunks");
  tcase_add_test(chunks, test_after_block);
  tcase_add_loop_test(chunks, test_distance, 0, 200);
  tcase_add_loop_test(chunks, test_forgotten, 0, 6);
  return suite_run(suite);
}
