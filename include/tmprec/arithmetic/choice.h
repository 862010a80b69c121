/* SPDX-License-Identifier: MIT */
/* A choice: which arithmetic evaluates a transformer (doc/precision.md, section 1).  It says what
   is computed, and nothing of how: random draws are in draw.h, working bits in effort.h.  A
   choice owns what it contains.  It has one canonical text.  So choices can be compared, and a
   cell of a sweep can be named. */
#ifndef TMPREC_ARITHMETIC_CHOICE_H
#define TMPREC_ARITHMETIC_CHOICE_H

#include <mpfr.h>
#include <stdint.h>

#include "tmprec/numbers/decimal.h"
#include "tmprec/numbers/rounding.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The sites: the places where the arithmetic by sites rounds (doc/precision.md, "Sites"). */
enum {
  TP_SITE_ACT,           /* activations and hidden values */
  TP_SITE_ATTN,          /* attention weights */
  TP_SITE_LOGIT,         /* logits beta s */
  TP_SITE_EXP,           /* exponentials, and their sum */
  TP_SITE_ACC,           /* partial sums of dot products */
  TP_SITE_PARAM,         /* weights: biases and beta; all others are 1 and -1 */
  TP_SITES
};
extern const char *const tp_site_name[TP_SITES];    /* act attn logit exp acc param */
extern const char *const tp_site_about[TP_SITES];

/* The inverse temperature beta, a factor on W_Q. */
#define TP_BETA_MAX_DIGITS 64
typedef struct {
  int is_auto;                        /* 1: beta is 2 r ln 2 + 2 */
  char decimal[TP_BETA_MAX_DIGITS];   /* else the decimal number as it was given */
} tp_inverse_temperature;

typedef enum {
  TP_ARITHMETIC_EXACT,   /* hardmax; integers, and rationals where ties of different values are averaged */
  TP_ARITHMETIC_SITES,   /* softmax, rounded at the named sites, real numbers in between */
  TP_ARITHMETIC_MPFR     /* softmax, every operation correctly rounded */
} tp_arithmetic_kind;

/* How `acc` forms the partial sums of the terms t_1 .. t_n of a dot product (doc/precision.md,
   "Sites" and "Order of summation"). */
typedef enum {
  TP_SUM_SEQUENTIAL,     /* s = R(s + t_k), one term after the other */
  TP_SUM_PAIRWISE,       /* R of the sum of the first ceil(n/2) terms plus the sum of the others, each computed
                            in the same way; a single term is rounded */
  TP_SUM_COMPENSATED,    /* Kahan summation, every operation rounded */
  TP_SUM_REVERSE,        /* as sequential, from the last term to the first */
  TP_SUMMATIONS,         /* orders whose name says it all; beside them: */
  TP_SUM_SHUFFLED = TP_SUMMATIONS,   /* as sequential, in an order drawn by a number */
  TP_SUM_ANY             /* no order: what holds, holds in every order */
} tp_summation;
extern const char *const tp_summation_name[TP_SUM_ANY + 1];   /* sequential pairwise compensated reverse shuffled any */
#define TP_SUM_MOST_SHUFFLE 999999999

/* What becomes of terms before and while they are added (doc/precision.md, "Accumulators").  All 0: products are exact, and
   one term after the other is added in the format of `acc`. */
#define TP_ACCUMULATOR_MOST_TERMS 65536
#define TP_ACCUMULATOR_MOST_GUARD 1000
typedef struct {
  int rounds_products;   /* 1: each product is rounded itself, as the sum is that it is added to */
  int block;             /* > 0: so many successive terms are summed in `narrow`; then these sums are terms */
  tp_format narrow;
  int at_once;           /* > 0: so many terms are added to a partial sum at once, which is rounded once; 0: one */
  int cuts;              /* 1: before, all are cut `guard` bits below the last bit of the format at their largest exponent */
  int guard;
} tp_accumulator;
int tp_accumulator_equal(const tp_accumulator *a, const tp_accumulator *b);

/* Noise at a site (doc/precision.md, "Noise").  A number is rounded, `size` times a random number
   is added in binary64, and the result is rounded again.  At `param` each weight gets its noise
   once for all tokens of a context.  The weights of a neuron are those of its inputs and outputs,
   and its bias.  A head has one weight for each coordinate of q.k, and one for each coordinate of
   its output. */
typedef enum { TP_NOISE_NONE, TP_NOISE_UNIFORM, TP_NOISE_NORMAL, TP_NOISES } tp_noise_kind;
extern const char *const tp_noise_name[TP_NOISES];    /* none; uniform over (-1, 1); normal with mean 0, deviation 1 */
typedef struct {
  tp_noise_kind kind;
  double size;
} tp_site_noise;

/* An exception: some layers in which one thing is different. */
enum { TP_EXCEPT_BETA = TP_SITES, TP_EXCEPT_OPERATION };
typedef struct {
  unsigned first, last;            /* layers, from 1; first <= last */
  int what;                        /* a site, TP_EXCEPT_BETA, or TP_EXCEPT_OPERATION (TP_ARITHMETIC_MPFR) */
  tp_format format;                /* the format there, unless `what` is TP_EXCEPT_BETA */
  tp_inverse_temperature beta;     /* for TP_EXCEPT_BETA */
} tp_layer_exception;

typedef struct {
  tp_arithmetic_kind kind;
  tp_format site[TP_SITES];           /* TP_ARITHMETIC_SITES: `real` where it is not rounded */
  tp_format operation;                /* TP_ARITHMETIC_MPFR: p:P or eXmY, into which every result is rounded */
  tp_rounding_mode mode[TP_SITES];    /* TP_ARITHMETIC_MPFR: all the same */
  int random_bits[TP_SITES];          /* of a stochastic mode: its random bits; 0: no limit */
  tp_overflow_rule overflow;
  tp_site_noise noise[TP_SITES];      /* TP_ARITHMETIC_SITES: of act, attn, logit and param */
  tp_summation sum;                   /* the order of terms; of blocks, if there are any */
  unsigned shuffle;                   /* TP_SUM_SHUFFLED: which order */
  tp_accumulator accumulator;         /* TP_ARITHMETIC_SITES, where acc is rounded */
  int subtracts_first;                /* 1: the logit is R_logit(beta s - max beta s) */
  tp_inverse_temperature beta;
  tp_layer_exception *except;      /* owned; of two exceptions for the same thing the later one applies */
  size_t exceptions;
} tp_choice;

/* Copy a choice with its exceptions.  The caller clears the copy.  A choice without exceptions
   may be copied by = and need not be cleared. */
tp_choice tp_choice_copy(const tp_choice *c);
void tp_choice_clear(tp_choice *c);
void tp_choice_add_exception(tp_choice *c, const tp_layer_exception *e);

/* The canonical text: words WHAT=VALUE, separated by blanks.

     first   `format=exact`, `format=real`, `format=mpfr:P`, or the rounded sites (`act=fixed:1.4`)
     then    what differs from the default; not the modes of sites that no layer rounds
     last    `beta`, except for `exact`

   The text of a choice that passes tp_choice_check reads back as an equal choice.
   tp_choice_parse refuses a choice that does not pass.  The caller clears *out; on failure
   there is nothing to clear.  Two choices are equal if their texts are. */
void tp_choice_print(tp_buffer *out, const tp_choice *c);
/* The same with * for what is swept: the formats of the sites of the mask (bit i: site i; any bit for that of mpfr:P),
   and beta.  This text stands for many choices and does not read back. */
void tp_choice_print_swept(tp_buffer *out, const tp_choice *c, unsigned formats, int beta);
tp_status tp_choice_parse(tp_choice *out, const char *text, tp_error *err);
int tp_choice_equal(const tp_choice *a, const tp_choice *b);

/* Functions that set a part of a choice from text.  On failure they return TP_STATUS_REFUSED.  The
   message says what is wrong with the text; the caller says which text, and for what.  A
   list of modes may then have been set in part.

   The format: exact, real, mpfr:P, mpfr:FORMAT, or a format for the sites act and attn.  In the
   last case and for `real` the other sites become real.  Everything else is unchanged. */
tp_status tp_choice_set_format(tp_choice *c, const char *text, tp_error *err);

/* The format of one site.  If the choice was hardmax, the other sites become real.  Refused if
   it is mpfr. */
tp_status tp_choice_set_site(tp_choice *c, int site, const char *text, tp_error *err);

/* A rounding mode for all sites, or a list SITE:MODE,SITE:MODE,... in which no site comes twice. */
tp_status tp_choice_set_mode(tp_choice *c, const char *text, tp_error *err);
tp_status tp_choice_set_overflow(tp_choice *c, const char *text, tp_error *err);
/* The order of sums: a name, or shuffled:N. */
tp_status tp_choice_set_summation(tp_choice *c, const char *text, tp_error *err);
void tp_summation_print(tp_buffer *out, const tp_choice *c);

/* The accumulator: exact or rounded; TERMS:FORMAT; TERMS or TERMS:GUARD (doc/precision.md, "Accumulators").  TERMS is
   from 1 to TP_ACCUMULATOR_MOST_TERMS, GUARD from 0 to TP_ACCUMULATOR_MOST_GUARD. */
extern const char *const tp_product_name[2];         /* exact rounded */
tp_status tp_choice_set_product(tp_choice *c, const char *text, tp_error *err);
tp_status tp_choice_set_block(tp_choice *c, const char *text, tp_error *err);
tp_status tp_choice_set_fuse(tp_choice *c, const char *text, tp_error *err);

/* 1 if exact products are added one after the other in the format of acc, in whatever order: nothing of the accumulator is
   set. */
int tp_choice_accumulates_plainly(const tp_choice *c);

/* 1 if theorems about partial sums know the order and the accumulator (doc/bounds.md, section 5.4). */
int tp_choice_sums_in_theorems(const tp_choice *c);

/* The rule of the sum of a block. */
tp_rounding tp_choice_narrow_rounding(const tp_choice *c);

/* The inverse temperature: auto, or a decimal number from 0 to 1e12 with at most 63 characters,
   as given and as tp_choice_print writes it.  A positive number that binary64 takes for 0 is refused. */
tp_status tp_choice_set_beta(tp_choice *c, const char *text, tp_error *err);

/* Noise: SITE:uniform:SIZE or SITE:normal:SIZE, where SITE is act, attn, logit or param, and SIZE
   is a decimal number from 0 to 1e6 with at most 63 characters.  Size 0 means no noise. */
tp_status tp_choice_set_noise(tp_choice *c, const char *text, tp_error *err);
int tp_choice_has_noise(const tp_choice *c);

/* Exceptions as text: LAYERS:SITE=FORMAT, LAYERS:beta=BETA, and with mpfr LAYERS:mpfr=P or
   LAYERS:mpfr=FORMAT.  LAYERS is a list such as N, N..M, N..M:2 or 16,20, from 1 to 1000.  tp_choice_set_layers
   adds an exception for each run of layers, tp_exception_parse reads what is one, and tp_exception_print
   appends one, with N or N..M. */
tp_status tp_exception_parse(tp_layer_exception *out, const char *text, tp_error *err);
tp_status tp_choice_set_layers(tp_choice *c, const char *text, tp_error *err);
void tp_exception_print(tp_buffer *out, const tp_layer_exception *e);
const char *tp_exception_what(int what);        /* the name of a site, beta, or mpfr */

/* The choice that applies in a layer, from 1.  It has no exceptions. */
tp_choice tp_choice_at_layer(const tp_choice *c, unsigned layer);

/* Refuse an exception for layers beyond the last one alone, which would change nothing. */
tp_status tp_choice_check_layers(const tp_choice *c, size_t layers, tp_error *err);

/* Refuse a choice whose parts do not go together: everything that depends on more than one
   option. */
tp_status tp_choice_check(const tp_choice *c, tp_error *err);

/* The rule of a site, and whether the site is rounded. */
tp_rounding tp_choice_rounding(const tp_choice *c, int site);
int tp_choice_is_rounded(const tp_choice *c, int site);

/* beta for r bits of position, as the nearest binary64 number. */
double tp_choice_beta(const tp_choice *c, unsigned r);

/* beta as the arithmetic by sites uses it: the exact beta rounded at the site param, or
   tp_choice_beta if that site is not rounded.  u is the random number of stochastic rounding.
   The precision of x must hold the result. */
void tp_choice_beta_weight(mpfr_t x, const tp_choice *c, unsigned r, double u);

/* The rounded logits of the integer scores first .. first + count - 1 in the arithmetic by sites,
   as binary64 numbers.  The site logit must be rounded, not stochastically, into a format that
   fits binary64.  u is for beta, as above. */
void tp_choice_logits(double *logit, const tp_choice *c, unsigned r, double u, int first, size_t count);

/* beta, computed exactly and rounded once, to nearest even, to the precision of x. */
void tp_choice_beta_mpfr(mpfr_t x, const tp_choice *c, unsigned r);

/* beta, computed exactly and rounded once, as an operation of TP_ARITHMETIC_MPFR is rounded. */
void tp_choice_beta_operation(mpfr_t x, const tp_choice *c, unsigned r);

/* Append the names of the rounded sites, joined by '+'.  `all` for mpfr; nothing if no site is
   rounded. */
void tp_choice_print_sites(tp_buffer *out, const tp_choice *c);

/* Append the rounding modes: one name if all rounded sites have the same mode, else
   act:MODE+attn:MODE ... */
void tp_choice_print_modes(tp_buffer *out, const tp_choice *c);

#ifdef __cplusplus
}
#endif

#endif
