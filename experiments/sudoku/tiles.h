/* SPDX-License-Identifier: MIT */
/* Products of matrices in vectors of BYTES, in functions called NAME(...) for processors of TARGET.  products.c includes
   this for each size. */
#define LANES (BYTES / sizeof(real))
#define INLINE TARGET static inline __attribute__((always_inline))

typedef real NAME(lanes) __attribute__((vector_size(BYTES)));

INLINE void NAME(put)(real *c, const NAME(lanes) *sum, size_t width, int add)
{
  if (width == LANES) {
    NAME(lanes) old = {0};
    if (add)
      memcpy(&old, c, sizeof old);
    old += *sum;
    memcpy(c, &old, sizeof old);
  } else {
    for (size_t j = 0; j < width; j++)
      c[j] = (add ? c[j] : 0) + (*sum)[j];
  }
}

#define EIGHT(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7)

/* TILE rows and twice LANES columns, whose sums stay in registers. */
INLINE void NAME(wide_tile)(real *restrict c, size_t c_row, matrix a, const real *restrict b, size_t b_row, size_t m, int add)
{
#define SUMS(i) NAME(lanes) s##i = {0}, t##i = {0};
#define TERM(i) s##i += p[i * a.row] * x; t##i += p[i * a.row] * y;
#define PUT(i) NAME(put)(c + i * c_row, &s##i, LANES, add); NAME(put)(c + i * c_row + LANES, &t##i, LANES, add);
  EIGHT(SUMS)
  const real *p = a.at;
  for (size_t k = 0; k < m; k++, p += a.column, b += b_row) {
    NAME(lanes) x, y;
    memcpy(&x, b, sizeof x);
    memcpy(&y, b + LANES, sizeof y);
    EIGHT(TERM)
  }
  EIGHT(PUT)
#undef SUMS
#undef TERM
#undef PUT
}

/* TILE rows and `width` columns, at most LANES. */
INLINE void NAME(narrow_tile)(real *restrict c, size_t c_row, matrix a, const real *restrict b, size_t b_row, size_t width,
                               size_t m, int add)
{
#define SUMS(i) NAME(lanes) s##i = {0};
#define TERM(i) s##i += p[i * a.row] * x;
#define PUT(i) NAME(put)(c + i * c_row, &s##i, width, add);
  EIGHT(SUMS)
  const real *p = a.at;
  for (size_t k = 0; k < m; k++, p += a.column, b += b_row) {
    NAME(lanes) x;
    memcpy(&x, b, sizeof x);
    EIGHT(TERM)
  }
  EIGHT(PUT)
#undef SUMS
#undef TERM
#undef PUT
}

INLINE void NAME(one_row)(real *restrict c, matrix a, const real *restrict b, size_t b_row, size_t width, size_t m, int add)
{
  NAME(lanes) s = {0};
  const real *p = a.at;
  for (size_t k = 0; k < m; k++, p += a.column, b += b_row) {
    NAME(lanes) x;
    memcpy(&x, b, sizeof x);
    s += *p * x;
  }
  NAME(put)(c, &s, width, add);
}

TARGET
static void NAME(multiply)(real *c, size_t c_row, matrix a, const real *b, size_t b_row, size_t rows, size_t n, size_t m,
                           int add)
{
  for (size_t from = 0; from < m; from += TERMS, add = 1) {
    const size_t terms = m - from < TERMS ? m - from : TERMS;
    const real *const begin = b + from * b_row;
    size_t i = 0;
    for (; i + TILE <= rows; i += TILE) {
      const matrix part = {a.at + i * a.row + from * a.column, a.row, a.column};
      size_t j = 0;
      for (; j + 2 * LANES <= n; j += 2 * LANES)
        NAME(wide_tile)(c + i * c_row + j, c_row, part, begin + j, b_row, terms, add);
      for (; j < n; j += LANES)
        NAME(narrow_tile)(c + i * c_row + j, c_row, part, begin + j, b_row, n - j < LANES ? n - j : LANES, terms, add);
    }
    for (; i < rows; i++) {
      const matrix part = {a.at + i * a.row + from * a.column, a.row, a.column};
      for (size_t j = 0; j < n; j += LANES)
        NAME(one_row)(c + i * c_row + j, part, begin + j, b_row, n - j < LANES ? n - j : LANES, terms, add);
    }
  }
}

#undef LANES
#undef INLINE
#undef EIGHT
#undef TARGET
#undef NAME
#undef BYTES
