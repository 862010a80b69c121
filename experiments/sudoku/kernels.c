/* SPDX-License-Identifier: MIT */
#include "kernels.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

enum { LANES = 16 };

/* Sums in LANES parts: the compiler may not reorder sums, this source may. */
static inline real sum_lanes(const real a[LANES])
{
  real b[8];
  for (int j = 0; j < 8; j++)
    b[j] = a[j] + a[j + 8];
  return ((b[0] + b[4]) + (b[2] + b[6])) + ((b[1] + b[5]) + (b[3] + b[7]));
}

VECTOR_CLONES
void normalize(real *restrict y, real *restrict inverse, const real *restrict x, size_t rows)
{
  for (size_t i = 0; i < rows; i++, x += WIDTH, y += WIDTH) {
    real a[LANES] = {0}, b[LANES] = {0};
    for (int k = 0; k < WIDTH; k += LANES)
      for (int j = 0; j < LANES; j++)
        a[j] += x[k + j];
    const real mean = sum_lanes(a) / WIDTH;
    for (int k = 0; k < WIDTH; k += LANES)
      for (int j = 0; j < LANES; j++) {
        const real d = x[k + j] - mean;
        y[k + j] = d;
        b[j] += d * d;
      }
    const real r = (real) (1 / sqrt((double) sum_lanes(b) / WIDTH + 1e-5));
    inverse[i] = r;
    for (int k = 0; k < WIDTH; k++)
      y[k] *= r;
  }
}

VECTOR_CLONES
void scale_shift(real *restrict y, const real *restrict x, const real *restrict scale, const real *restrict shift, size_t rows)
{
  for (size_t i = 0; i < rows; i++, x += WIDTH, y += WIDTH)
    for (int k = 0; k < WIDTH; k++)
      y[k] = x[k] * scale[k] + shift[k];
}

VECTOR_CLONES
void normalize_back(real *restrict dx, const real *restrict dy, const real *restrict y, const real *restrict inverse,
                    size_t rows)
{
  for (size_t i = 0; i < rows; i++, dx += WIDTH, dy += WIDTH, y += WIDTH) {
    real a[LANES] = {0}, b[LANES] = {0};
    for (int k = 0; k < WIDTH; k += LANES)
      for (int j = 0; j < LANES; j++) {
        a[j] += dy[k + j];
        b[j] += dy[k + j] * y[k + j];
      }
    const real mean = sum_lanes(a) / WIDTH, along = sum_lanes(b) / WIDTH, r = inverse[i];
    for (int k = 0; k < WIDTH; k++)
      dx[k] += r * (dy[k] - mean - y[k] * along);
  }
}

/* e^x.  In binary32: 2^n times a polynomial on [-ln 2 / 2, ln 2 / 2], with an error below 2^-22; 0 below -87. */
static inline real exponential(real x)
{
#ifdef SUDOKU_DOUBLE
  return exp(x);
#else
  const float c = x < -87.f ? -87.f : x > 88.f ? 88.f : x;
  const float n = (c * 1.44269504f + 0x1.8p23f) - 0x1.8p23f;
  const float r = (c - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.f / 720;
  p = p * r + 1.f / 120;
  p = p * r + 1.f / 24;
  p = p * r + 1.f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.f;
  p = p * r + 1.f;
  const int32_t bits = ((int32_t) n + 127) * (1 << 23);
  float two_n;
  memcpy(&two_n, &bits, sizeof two_n);
  return x < -87.f ? 0.f : p * two_n;
#endif
}

#define GELU_A ((real) 1.5957691216057308)
#define GELU_B ((real) 0.044715)

VECTOR_CLONES
void gelu(real *restrict y, const real *restrict x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    y[i] = x[i] / (1 + exponential(-GELU_A * (x[i] + GELU_B * x[i] * x[i] * x[i])));
}

VECTOR_CLONES
void gelu_back(real *restrict dy, const real *restrict x, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    const real s = 1 / (1 + exponential(-GELU_A * (x[i] + GELU_B * x[i] * x[i] * x[i])));
    dy[i] *= s + x[i] * s * (1 - s) * GELU_A * (1 + 3 * GELU_B * x[i] * x[i]);
  }
}

VECTOR_CLONES
void softmax(real *x, size_t seen, size_t n, real scale)
{
  real top[LANES], sum[LANES] = {0};
  size_t k = 0;
  for (int j = 0; j < LANES; j++)
    top[j] = x[0];
  for (; k + LANES <= seen; k += LANES)
    for (int j = 0; j < LANES; j++)
      top[j] = x[k + (size_t) j] > top[j] ? x[k + (size_t) j] : top[j];
  for (; k < seen; k++)
    top[0] = x[k] > top[0] ? x[k] : top[0];
  real most = top[0];
  for (int j = 1; j < LANES; j++)
    most = top[j] > most ? top[j] : most;
  for (k = 0; k < seen; k++)
    x[k] = exponential(scale * (x[k] - most));
  for (k = 0; k + LANES <= seen; k += LANES)
    for (int j = 0; j < LANES; j++)
      sum[j] += x[k + (size_t) j];
  for (; k < seen; k++)
    sum[0] += x[k];
  const real per = 1 / sum_lanes(sum);
  for (k = 0; k < seen; k++)
    x[k] *= per;
  for (; k < n; k++)
    x[k] = 0;
}

VECTOR_CLONES
void softmax_back(real *restrict d, const real *restrict p, size_t seen, size_t n, real scale)
{
  real sum[LANES] = {0};
  size_t k = 0;
  for (; k + LANES <= seen; k += LANES)
    for (int j = 0; j < LANES; j++)
      sum[j] += p[k + (size_t) j] * d[k + (size_t) j];
  for (; k < seen; k++)
    sum[0] += p[k] * d[k];
  const real mean = sum_lanes(sum);
  for (k = 0; k < seen; k++)
    d[k] = scale * p[k] * (d[k] - mean);
  for (; k < n; k++)
    d[k] = 0;
}

/* Cosines and sines of position * 10000^(-2 j / DEPTH). */
static real *angles;
static size_t angles_of;

void prepare_rotations(size_t positions)
{
  if (positions <= angles_of)
    return;
  angles = tp_memory_resize(angles, positions * DEPTH, sizeof *angles);
  angles_of = positions;
  for (size_t i = 0; i < positions; i++)
    for (int j = 0; j < DEPTH / 2; j++) {
      const double a = (double) i * pow(10000, -2.0 * j / DEPTH);
      angles[i * DEPTH + (size_t) j] = (real) cos(a);
      angles[i * DEPTH + DEPTH / 2 + (size_t) j] = (real) sin(a);
    }
}

void rotate(real *x, size_t position, real direction)
{
  const real *cosine = angles + position * DEPTH, *sine = cosine + DEPTH / 2;
  for (int j = 0; j < DEPTH / 2; j++) {
    const real a = x[j], b = x[j + DEPTH / 2], s = direction * sine[j];
    x[j] = a * cosine[j] - b * s;
    x[j + DEPTH / 2] = b * cosine[j] + a * s;
  }
}

void fill_rows(real *y, const real *row, size_t n, size_t rows)
{
  for (size_t i = 0; i < rows; i++)
    memcpy(y + i * n, row, n * sizeof *y);
}

VECTOR_CLONES
void add_columns(real *restrict sum, const real *restrict x, size_t n, size_t rows)
{
  for (size_t i = 0; i < rows; i++, x += n)
    for (size_t k = 0; k < n; k++)
      sum[k] += x[k];
}

#ifdef SUDOKU_DOUBLE
#define ROOT sqrt
#else
#define ROOT sqrtf
#endif

VECTOR_CLONES
void adam(real *restrict w, const real *restrict g, real *restrict m, real *restrict v, size_t n, adam_step s)
{
  for (size_t i = 0; i < n; i++) {
    m[i] = s.first * m[i] + (1 - s.first) * g[i];
    v[i] = s.second * v[i] + (1 - s.second) * g[i] * g[i];
    w[i] -= s.rate * (m[i] * s.correct_first / (ROOT(v[i] * s.correct_second) + (real) 1e-8) + s.decay * w[i]);
  }
}
