/* SPDX-License-Identifier: MIT */
#include "tmprec/arithmetic/footprint.h"

#include "backends.h"
#include "binary64/binary64.h"
#include "enclosed/row.h"
#include "intervals/intervals.h"
#include "mpfr/mpfr.h"
#include "mpfr53/mpfr53.h"

/* What the C library adds to a block, and the least block. */
enum { BLOCK = 16, LEAST_BLOCK = 32 };

/* Arrays that grow by half of themselves have so much room for each entry at most, or leave it behind in the
   heap. */
static const double growing = 1.5;

static double limbs(double bits)
{
  const double block = 8 * (1 + (double) (long) ((bits + 63) / 64)) + BLOCK;
  return block < LEAST_BLOCK ? LEAST_BLOCK : block;
}

/* Planes have two bits a number.  An index knows a key's signs, its position, and in few tables its bucket. */
static tp_arithmetic_footprint of_hardmax(size_t keys, int ternary)
{
  enum { COLUMN = 96, ROW = 256, TABLES = 4, BUCKET = 12 };
  const double words = (double) (keys + 63) / 64 + 1, of_rational = sizeof(mpq_t) + 2 * LEAST_BLOCK;
  return (tp_arithmetic_footprint) {
    .column = COLUMN,
    .number = growing * (0.25 + (ternary ? 0 : of_rational + sizeof(size_t))),
    .stored_key = growing * (8 * words + 4 + TABLES * BUCKET),
    .row = ROW + 16 * words + 2 * BLOCK,
    .row_key = ternary ? 0 : of_rational,
    .workspace = 1 << 16,
  };
}

static tp_arithmetic_footprint of_binary64(size_t keys, int ternary)
{
  const double k = (double) keys;
  return (tp_arithmetic_footprint) {
    .column = sizeof(tp_number_column) + 2 * BLOCK,
    .number = growing * (ternary ? 1 : 1 + sizeof(double)),
    .row = (double) sizeof(binary64_row) + 10 * BLOCK + k * (24 + growing * 52),
    .row_key = growing * (ternary ? 7.5 : 23.5),
    .workspace = (1 << 17) + 64 * k,
  };
}

/* The first row of a block holds it.  Rows are used again in the opposite order, so that the last ones hold one, too. */
static tp_arithmetic_footprint of_mpfr53(size_t keys, int ternary)
{
  return (tp_arithmetic_footprint) {
    .column = sizeof(tp_number_column) + 2 * BLOCK,
    .number = growing * (ternary ? 1 : 1 + sizeof(double)),
    .row = (double) sizeof(mpfr53_row) + BLOCK,
    .row_key = growing * 2 * 2 * sizeof(double),
    .workspace = (1 << 17) + 400 * (double) keys,
  };
}

static tp_arithmetic_footprint of_mpfr(const tp_choice *c, size_t keys)
{
  const double number = sizeof(mpfr_t) + limbs(tp_format_significand(c->operation) + 2), side = 2 * (keys < 512 ? (double) keys : 512) + 1;
  return (tp_arithmetic_footprint) {
    .column = sizeof(mpfr_column) + 2 * BLOCK,
    .number = growing * number,
    .row = sizeof(mpfr_row) + 3 * BLOCK,
    .row_key = growing * 2 * number,
    .workspace = (1 << 17) + side * side * (number + 1),
  };
}

static tp_arithmetic_footprint of_enclosed(const tp_choice *c, size_t keys, int ternary)
{
  const double number = sizeof(tp_enclosure) + 2 * limbs(tp_first_bits(c)), class = 4 * number + sizeof(uint32_t) + sizeof(long);
  return (tp_arithmetic_footprint) {
    .column = sizeof(tp_number_column) + 2 * BLOCK,
    .number = growing * (1 + (ternary ? 0 : number)),
    .row = sizeof(enclosed_row) + number + 10 * BLOCK + (ternary ? class * (2 * (double) keys + 1) : 0),
    .row_key = growing * (sizeof(int16_t) + sizeof(uint32_t)) + (ternary ? 0 : class),
    .workspace = 1 << 20,
  };
}

static tp_arithmetic_footprint of_intervals(size_t keys, int ternary)
{
  return (tp_arithmetic_footprint) {
    .column = sizeof(interval_column) + 4 * BLOCK,
    .number = growing * (1 + (ternary ? 0 : 2.0 * sizeof(double))),
    .row = (double) sizeof(interval_row) + 6 * BLOCK,
    .row_key = growing * (sizeof(int16_t) + (ternary ? 2.0 : 4.0) * sizeof(double)),
    .workspace = (1 << 17) + growing * sizeof(interval_coordinate) * (double) keys,
  };
}

/* Whether every layer is computed in binary64 or its like (layered.h). */
static int is_quick(const tp_choice *c, size_t layers)
{
  if (c->kind == TP_ARITHMETIC_MPFR)
    return !c->exceptions && tp_mpfr53_can(c);
  int quick = 1;
  for (unsigned l = 1; l <= (c->exceptions ? layers : 1) && quick; l++) {
    const tp_choice there = tp_choice_at_layer(c, l);
    quick = tp_binary64_can(&there);
  }
  return quick;
}

tp_arithmetic_footprint tp_arithmetic_footprint_of(const tp_choice *c, size_t keys, size_t layers, int ternary)
{
  if (c->kind == TP_ARITHMETIC_EXACT)
    return of_hardmax(keys, ternary);
  const int quick = is_quick(c, layers);
  tp_arithmetic_footprint f;
  if (tp_effort_is_intervals(&(tp_effort) {.only_verdicts = 1}, c))
    f = of_intervals(keys, ternary);
  else if (c->kind == TP_ARITHMETIC_MPFR)
    f = quick ? of_mpfr53(keys, ternary) : of_mpfr(c, keys);
  else
    f = quick ? of_binary64(keys, ternary) : of_enclosed(c, keys, ternary);
  f.workspace *= c->exceptions ? (double) layers : 1;
  return f;
}
