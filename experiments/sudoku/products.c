/* SPDX-License-Identifier: MIT */
#include "products.h"

#include <string.h>

/* TERMS: of a sum before the next columns are taken, so that what is read stays in the nearest cache. */
enum { TILE = 8, TERMS = 128 };

/* One source for vectors of each size that processors have. */
#define BYTES 16
#define NAME(name) name##_16
#define TARGET
#include "tiles.h"

#ifdef VECTOR_CLONES
#define BYTES 32
#define NAME(name) name##_32
#define TARGET __attribute__((target("avx2")))
#include "tiles.h"

#define BYTES 64
#define NAME(name) name##_64
#define TARGET __attribute__((target("avx512f")))
#include "tiles.h"
#endif

size_t widest_vectors(void)
{
#ifdef VECTOR_CLONES
  return __builtin_cpu_supports("avx512f") ? 64 : __builtin_cpu_supports("avx2") ? 32 : 16;
#else
  return 16;
#endif
}

void multiply_in(size_t bytes, real *c, size_t c_row, matrix a, const real *b, size_t b_row, size_t rows, size_t n, size_t m,
                 int add)
{
#ifdef VECTOR_CLONES
  if (bytes == 64) {
    multiply_64(c, c_row, a, b, b_row, rows, n, m, add);
    return;
  }
  if (bytes == 32) {
    multiply_32(c, c_row, a, b, b_row, rows, n, m, add);
    return;
  }
#endif
  (void) bytes;
  multiply_16(c, c_row, a, b, b_row, rows, n, m, add);
}

void multiply(real *c, size_t c_row, matrix a, const real *b, size_t b_row, size_t rows, size_t n, size_t m, int add)
{
  multiply_in(widest_vectors(), c, c_row, a, b, b_row, rows, n, m, add);
}

void transpose(real *restrict to, size_t to_row, const real *restrict from, size_t from_row, size_t n, size_t m)
{
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < m; k++)
      to[k * to_row + i] = from[i * from_row + k];
}
