/* SPDX-License-Identifier: MIT */
#include "turn.h"

#ifdef VECTOR_CLONES
#include <immintrin.h>
#endif

#include "tmprec/base/clones.h"

/* Halves are exchanged, then quarters, and so on (Warren, "Hacker's Delight", 7-3). */
TP_CLONES static void turn_words(uint64_t a[TRITS_WORD])
{
  uint64_t mask = 0x00000000ffffffff;
  for (size_t j = 32; j; j >>= 1, mask ^= mask << j)
    for (size_t k = 0; k < TRITS_WORD; k += 2 * j)
      for (size_t n = k; n < k + j; n++) {
        const uint64_t t = (a[n] >> j ^ a[n + j]) & mask;
        a[n] ^= t << j;
        a[n + j] ^= t;
      }
}

#ifdef VECTOR_CLONES
/* The same in registers of eight words: rows far apart are exchanged between registers, near ones within. */
__attribute__((target("avx512f"))) static void turn_registers(uint64_t a[TRITS_WORD])
{
  static const struct {
    long long mask, lanes;         /* lanes: bit n says that word n is the lower one of its pair */
  } step[3] = {{0x0f0f0f0f0f0f0f0f, 0x0f}, {0x3333333333333333, 0x33}, {0x5555555555555555, 0x55}};
  const __m512i index = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
  __m512i v[8];
  for (int n = 0; n < 8; n++)
    v[n] = _mm512_loadu_si512(a + 8 * n);
  uint64_t mask = 0x00000000ffffffff;
  for (unsigned j = 4; j; j >>= 1, mask ^= mask << 8 * j)
    for (unsigned k = 0; k < 8; k += 2 * j)
      for (unsigned n = k; n < k + j; n++) {
        const __m512i t = _mm512_and_si512(_mm512_xor_si512(_mm512_srl_epi64(v[n], _mm_cvtsi32_si128((int) (8 * j))), v[n + j]), _mm512_set1_epi64((long long) mask));
        v[n] = _mm512_xor_si512(v[n], _mm512_sll_epi64(t, _mm_cvtsi32_si128((int) (8 * j))));
        v[n + j] = _mm512_xor_si512(v[n + j], t);
      }
  for (int i = 0; i < 3; i++) {
    const __mmask8 low = (__mmask8) step[i].lanes;
    const long long j = 4 >> i;
    const __m512i own = _mm512_mask_set1_epi64(_mm512_set1_epi64(~step[i].mask), low, step[i].mask);
    const __m512i by = _mm512_mask_set1_epi64(_mm512_set1_epi64(64 - j), low, j);
    const __m512i other = _mm512_xor_si512(index, _mm512_set1_epi64(j));
    for (int n = 0; n < 8; n++) {
      const __m512i moved = _mm512_rolv_epi64(_mm512_permutexvar_epi64(other, v[n]), by);
      v[n] = _mm512_or_si512(_mm512_and_si512(own, v[n]), _mm512_andnot_si512(own, moved));
    }
  }
  for (int n = 0; n < 8; n++)
    _mm512_storeu_si512(a + 8 * n, v[n]);
}
#endif

void tp_turn(uint64_t square[TRITS_WORD])
{
#ifdef VECTOR_CLONES
  if (__builtin_cpu_supports("avx512f")) {
    turn_registers(square);
    return;
  }
#endif
  turn_words(square);
}

enum { MOST_PLANES = 4 };

TP_CLONES static void put_plane(uint64_t plane, uint64_t mask, uint64_t to[TRITS_WORD])
{
  for (size_t n = 0; n < TRITS_WORD; n++)
    to[n] |= -(plane >> n & 1) & mask;
}

void tp_turn_plane(uint64_t plane, unsigned bit, uint64_t to[TRITS_WORD])
{
  put_plane(plane, UINT64_C(1) << bit, to);
}

TP_CLONES static uint64_t take_bit(const uint64_t from[TRITS_WORD], unsigned bit)
{
  uint64_t plane = 0;
  for (size_t n = 0; n < TRITS_WORD; n++)
    plane |= (from[n] >> bit & 1) << n;
  return plane;
}

uint64_t tp_turn_bit(const uint64_t from[TRITS_WORD], unsigned bit) { return take_bit(from, bit); }

void tp_turn_equal(const uint64_t *plane, size_t count, uint64_t *to, size_t stride)
{
  uint64_t square[TRITS_WORD] = {0}, of[MOST_PLANES], mask[MOST_PLANES];
  size_t planes = 0;
  for (size_t m = 0; m < count && planes <= MOST_PLANES; m++) {
    size_t i = 0;
    if (!plane[m])
      continue;
    while (i < planes && of[i] != plane[m])
      i++;
    if (i == planes && planes++ < MOST_PLANES)
      of[i] = plane[m], mask[i] = 0;
    if (i < MOST_PLANES)
      mask[i] |= UINT64_C(1) << m;
  }
  if (planes <= MOST_PLANES) {
    for (size_t i = 0; i < planes; i++)
      put_plane(of[i], mask[i], square);
  } else {
    for (size_t m = 0; m < count; m++)
      square[m] = plane[m];
    tp_turn(square);
  }
  for (size_t n = 0; n < TRITS_WORD; n++)
    to[n * stride] = square[n];
}
