/* SPDX-License-Identifier: MIT */
/* Sums of trits in words: each bit of a word is a number of its own. */
#ifndef TRITS_WORDS_H
#define TRITS_WORDS_H

#include <stddef.h>
#include <stdint.h>

enum { TRITS_WORD = 64 };

/* For functions that are made for one size of their operands where they are called. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* The words that hold so many bits. */
static inline size_t words_for(size_t bits) { return (bits + TRITS_WORD - 1) / TRITS_WORD; }

static inline uint64_t rotate_left(uint64_t x, unsigned by)
{
  return x << (by & 63) | x >> (-by & 63);
}

/* How often something was added: 0 to 3, in two bits.  `over`: once it was more. */
static inline void count_words(uint64_t *low, uint64_t *high, uint64_t *over, uint64_t where, unsigned times)
{
  uint64_t carry = *low & where;
  if (!(times & 1))
    carry = 0;
  else
    *low ^= where;
  *over |= *high & carry;
  *high ^= carry;
  if (times & 2) {
    *over |= *high & where;
    *high ^= where;
  }
}

/* x + plus - minus, which are counts.  `fits`: where that is a trit. */
typedef struct {
  uint64_t set, negative, fits;
} trit_sum;

static inline trit_sum add_counts(uint64_t set, uint64_t negative, const uint64_t plus[2], const uint64_t minus[2])
{
  const uint64_t x = set & ~negative;
  /* a = plus + [x is 1], b = minus + [x is -1]: the sum is a - b, and both are 0 .. 4 */
  const uint64_t a0 = plus[0] ^ x, ac = plus[0] & x, a1 = plus[1] ^ ac, a2 = plus[1] & ac;
  const uint64_t b0 = minus[0] ^ negative, bc = minus[0] & negative, b1 = minus[1] ^ bc, b2 = minus[1] & bc;
  const uint64_t d0 = a0 ^ b0, d1 = a1 ^ b1, d2 = a2 ^ b2;
  /* a = b + 1: all bits differ up to the lowest 0 of b; likewise b = a + 1 */
  const uint64_t more = d0 & ~(d1 ^ b0) & ~(d2 ^ (b0 & b1)), less = d0 & ~(d1 ^ a0) & ~(d2 ^ (a0 & a1));
  const uint64_t equal = ~(d0 | d1 | d2);
  return (trit_sum) {more | less, less, more | less | equal};
}

/* The same for at most one number added: plus and minus exclude each other. */
static inline trit_sum add_trit(uint64_t set, uint64_t negative, uint64_t added, uint64_t subtracted)
{
  const uint64_t x = set & ~negative;
  const uint64_t open = (x & added) | (negative & subtracted);
  const uint64_t result = (x & ~subtracted) | (added & ~set), below = (negative & ~added) | (subtracted & ~set);
  return (trit_sum) {result | below, below, ~open};
}

#endif
