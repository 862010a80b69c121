/* SPDX-License-Identifier: MIT */
#include "format_names.h"

#include <ctype.h>
#include <string.h>

#include "tmprec/base/suggestion.h"

#define IEEE(x, y) {TP_FORMAT_IEEE, x, y, (1 << ((x) - 1)) - 1, TP_ENCODING_IEEE, 0, 0, 0}
#define FINITE(x, y, block) {TP_FORMAT_IEEE, x, y, (1 << ((x) - 1)) - 1, TP_ENCODING_FN, 0, block, TP_SCALE_FLOOR}
#define FNUZ(x, y, bias) {TP_FORMAT_IEEE, x, y, bias, TP_ENCODING_FNUZ, 0, 0, 0}

/* The scale of OCP MX formats belongs to so many values. */
#define MX 32

const tp_named_format tp_format_names[] = {
  {"fp64", IEEE(11, 52), "IEEE 754 binary64"},
  {"fp32", IEEE(8, 23), "IEEE 754 binary32"},
  {"tf32", IEEE(8, 10), "TensorFloat-32"},
  {"bf16", IEEE(8, 7), "bfloat16"},
  {"fp16", IEEE(5, 10), "IEEE 754 binary16"},
  {"e5m2", IEEE(5, 2), "8 bits, OCP"},
  {"e4m3", IEEE(4, 3), "8 bits with infinities"},
  {"e3m4", IEEE(3, 4), "8 bits with infinities"},
  {"e4m3fn", FINITE(4, 3, 0), "8 bits, OCP: no infinities, one NaN"},
  {"e4m3fnuz", FNUZ(4, 3, 8), "8 bits: no infinities, no -0, one NaN"},
  {"e5m2fnuz", FNUZ(5, 2, 16), "8 bits: no infinities, no -0, one NaN"},
  {"e4m3b11fnuz", FNUZ(4, 3, 11), "8 bits: no infinities, no -0, one NaN; exponent bias 11"},
  {"e3m2fn", FINITE(3, 2, 0), "6 bits, OCP: neither infinities nor NaN"},
  {"e2m3fn", FINITE(2, 3, 0), "6 bits, OCP: neither infinities nor NaN"},
  {"e2m1fn", FINITE(2, 1, 0), "4 bits, OCP: neither infinities nor NaN"},
  {"int8", {TP_FORMAT_GRID, 8, 0, 0, 0, 0, 0, 0}, "multiples of 1/127 in [-1, 1]"},
  {"int4", {TP_FORMAT_GRID, 4, 0, 0, 0, 0, 0, 0}, "multiples of 1/7 in [-1, 1]"},
  {"posit8", {TP_FORMAT_POSIT, 8, 0, 0, 0, 0, 0, 0}, "posit of 8 bits, 2022 standard"},
  {"posit16", {TP_FORMAT_POSIT, 16, 0, 0, 0, 0, 0, 0}, "posit of 16 bits, 2022 standard"},
  {"posit32", {TP_FORMAT_POSIT, 32, 0, 0, 0, 0, 0, 0}, "posit of 32 bits, 2022 standard"},
  {"mxfp8e5m2", {TP_FORMAT_IEEE, 5, 2, 15, TP_ENCODING_IEEE, 0, MX, TP_SCALE_FLOOR}, "OCP MX: 32 values e5m2 share a power of two"},
  {"mxfp8e4m3fn", FINITE(4, 3, MX), "OCP MX: 32 values e4m3fn share a power of two"},
  {"mxfp6e3m2fn", FINITE(3, 2, MX), "OCP MX: 32 values e3m2fn share a power of two"},
  {"mxfp6e2m3fn", FINITE(2, 3, MX), "OCP MX: 32 values e2m3fn share a power of two"},
  {"mxfp4", FINITE(2, 1, MX), "OCP MX: 32 values e2m1fn share a power of two"},
  {"mxint8", {TP_FORMAT_FIXED, 1, 6, 0, 0, 0, MX, TP_SCALE_FLOOR}, "OCP MX: 32 values fixed:1.6 share a power of two"},
  {"nvfp4", {TP_FORMAT_IEEE, 2, 1, 1, TP_ENCODING_FN, 0, 16, TP_SCALE_UE4M3}, "NVFP4: 16 values e2m1fn share a value of e4m3fn"},
  {"real", {TP_FORMAT_REAL, 0, 0, 0, 0, 0, 0, 0}, "all real numbers: not rounded"},
};
const size_t tp_format_name_count = sizeof tp_format_names / sizeof *tp_format_names;

const tp_format_shape tp_format_shapes[] = {
  {"fixed:I.F", "multiples of 2^-F from -2^I to 2^I - 2^-F; I from 1 to 1000, F from 0 to 10000", "fixed:1.6"},
  {"p:N", "N significand bits, 1 to 10000; exponent unbounded", "p:3"},
  {"eXmY", "X exponent bits, 2 to 30, and Y fraction bits, 1 to 10000; subnormals, infinities, NaN", "e4m3"},
  {"eXmYbB", "the same with exponent bias B, 0 to 1073741823; fn, fnuz and ftz follow it", "e4m3b11"},
  {"eXmYfn", "finite: no infinities; one NaN from 8 bits on, none below", "e4m3fn"},
  {"eXmYfnuz", "finite: no infinities, no -0, one NaN; bias 2^(X-1) unless given", "e4m3fnuz"},
  {"eXmYftz", "after any of these: no subnormals; smaller numbers become 0", "e4m3fnftz"},
  {"intN", "multiples of 1/(2^(N-1) - 1) in [-1, 1]; N from 2 to 16", "int8"},
  {"positN", "posits with two exponent bits; N from 3 to 32", "posit8"},
  {"mx..:N", "after a name with a shared scale: N values share it, a power of two up to 65536", "mxfp4:16"},
  {"mx..:RULE", "after either: the rule of the scale, floor, ceil, even or rceil; of nvfp4 ue4m3 or ue4m3-up", "mxfp4:rceil"},
};
const size_t tp_format_shape_count = sizeof tp_format_shapes / sizeof *tp_format_shapes;

const tp_format_alias tp_format_aliases[] = {
  {"double", "fp64"}, {"binary64", "fp64"}, {"float64", "fp64"}, {"f64", "fp64"},
  {"single", "fp32"}, {"binary32", "fp32"}, {"float32", "fp32"}, {"f32", "fp32"},
  {"half", "fp16"}, {"binary16", "fp16"}, {"float16", "fp16"}, {"f16", "fp16"},
  {"bfloat16", "bf16"}, {"tensorfloat32", "tf32"},
  {"float8_e5m2", "e5m2"}, {"float8_e4m3", "e4m3"}, {"float8_e3m4", "e3m4"}, {"float8_e4m3fn", "e4m3fn"},
  {"float8_e4m3fnuz", "e4m3fnuz"}, {"float8_e5m2fnuz", "e5m2fnuz"}, {"float8_e4m3b11fnuz", "e4m3b11fnuz"},
  {"float6_e3m2fn", "e3m2fn"}, {"float6_e2m3fn", "e2m3fn"}, {"float4_e2m1fn", "e2m1fn"},
};
const size_t tp_format_alias_count = sizeof tp_format_aliases / sizeof *tp_format_aliases;

const tp_named_format *tp_format_named(const char *name)
{
  for (size_t i = 0; i < tp_format_alias_count; i++)
    if (!strcmp(name, tp_format_aliases[i].alias))
      name = tp_format_aliases[i].name;
  for (size_t i = 0; i < tp_format_name_count; i++)
    if (!strcmp(name, tp_format_names[i].name))
      return tp_format_names + i;
  return NULL;
}

/* The text with other letters at its beginning, if that is a format: fixd:1.4 and fixed1.4 as fixed:1.4. */
static void offer_shapes(tp_suggestion *near, const char *text)
{
  static const char *const beginnings[] = {"fixed:", "p:", "e", "int", "posit"};
  size_t letters = 0;
  while (isalpha((unsigned char) text[letters]))
    letters++;
  letters += text[letters] == ':';
  for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
    tp_format f;
    tp_buffer whole = {NULL, 0, 0};
    tp_buffer_printf(&whole, "%s%s", beginnings[i], text + letters);
    if (strpbrk(whole.text, "0123456789") && tp_format_parse(&f, whole.text, NULL) == TP_STATUS_OK)
      tp_suggestion_offer(near, whole.text);
    tp_buffer_clear(&whole);
  }
}

/* Names of which each is a kind of what the text says, with `or` between. */
static void offer_kinds(tp_buffer *list, const char *text)
{
  static const struct {
    const char *text, *kinds;
  } widths[] = {{"fp8", "'e4m3fn' or 'e5m2'"}, {"fp6", "'e3m2fn' or 'e2m3fn'"}, {"fp4", "'e2m1fn'"}};
  for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
    if (!strcmp(text, widths[i].text))
      tp_buffer_puts(list, widths[i].kinds);
  const size_t length = strlen(text);
  for (size_t i = 0; length > 2 && i < tp_format_name_count; i++)
    if (!strncmp(tp_format_names[i].name, text, length))
      tp_buffer_printf(list, "%s'%s'", list->length ? " or " : "", tp_format_names[i].name);
}

tp_status tp_format_unknown(const char *text, tp_error *err)
{
  if (!err)
    return TP_STATUS_REFUSED;
  tp_buffer kinds = {NULL, 0, 0};
  offer_kinds(&kinds, text);
  if (kinds.length) {
    tp_error_set(err, TP_STATUS_REFUSED, "format '%.80s' is not known (see tmprec formats); did you mean %s?", text, kinds.text);
    tp_buffer_clear(&kinds);
    return TP_STATUS_REFUSED;
  }
  tp_suggestion near = tp_suggestion_for(text, strlen(text));
  for (size_t i = 0; i < tp_format_name_count; i++)
    tp_suggestion_offer(&near, tp_format_names[i].name);
  for (size_t i = 0; i < tp_format_alias_count; i++)
    tp_suggestion_offer(&near, tp_format_aliases[i].alias);
  offer_shapes(&near, text);
  return tp_error_set(err, TP_STATUS_REFUSED, "format '%.80s' is not known (see tmprec formats)%s", text, tp_suggestion_text(&near));
}
