/* A choice: which arithmetic evaluates a transformer.  It says what is computed, and nothing
   of how: random draws are in draw.h, working bits in effort.h.  A choice owns what it
   holds.  It has one canonical text, so choices can be compared, and a cell of a sweep can
   be named. */
#ifndef TMPREC_ARITHMETIC_CHOICE_H
#define TMPREC_ARITHMETIC_CHOICE_H

#include <mpfr.h>
#include <stdint.h>

#include "tmprec/numbers/decimal.h"
#include "tmprec/numbers/rounding.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The places where the fixed-bit arithmetic rounds (doc/precision.md, "Sites"). */
enum {
  TP_SITE_ACT,           /* activations and hidden values */
  TP_SITE_ATTN,          /* attention weights */
  TP_SITE_LOGIT,         /* beta s */
  TP_SITE_EXP,           /* exponentials, and their sum */
  TP_SITE_ACC,           /* partial sums of dot products */
  TP_SITE_PARAM,         /* weights: biases and beta, as the others are 1 and -1 */
  TP_SITES
};
extern const char *const tp_site_name[TP_SITES];    /* act attn logit exp acc param */
extern const char *const tp_site_about[TP_SITES];

/* Inverse temperature: the factor on W_Q. */
#define TP_BETA_MAX_DIGITS 64
typedef struct {
  int is_auto;                        /* 1: 2 r ln 2 + 2 */
  char decimal[TP_BETA_MAX_DIGITS];   /* else the number as given */
} tp_inverse_temperature;

typedef enum {
  TP_ARITHMETIC_EXACT,   /* hardmax; integers, and rationals where ties of different values average */
  TP_ARITHMETIC_SITES,   /* softmax, rounded at the named sites, real numbers in between */
  TP_ARITHMETIC_MPFR     /* softmax, every operation correctly rounded */
} tp_arithmetic_kind;

/* How the partial sums that `acc` rounds arise from the terms t_1 .. t_n of a dot
   product (doc/precision.md, "Order of summation"). */
typedef enum {
  TP_SUM_SEQUENTIAL,     /* s = R(s + t_k), one term after the other */
  TP_SUM_PAIRWISE,       /* the sum of the first ceil(n/2) terms and that of the others, R of both added */
  TP_SUM_COMPENSATED,    /* Kahan's, every operation rounded */
  TP_SUMMATIONS
} tp_summation;
extern const char *const tp_summation_name[TP_SUMMATIONS];   /* sequential pairwise compensated */

/* Noise at a site: a number, once rounded, gets `size` times a random number, in binary64,
   and is rounded again.  Of param, each weight once for all tokens: of a neuron's inputs
   and bias, of its outputs, of a coordinate of q.k, and of one of a head's output. */
typedef enum { TP_NOISE_NONE, TP_NOISE_UNIFORM, TP_NOISE_NORMAL, TP_NOISES } tp_noise_kind;
extern const char *const tp_noise_name[TP_NOISES];    /* uniform: over (-1, 1); normal: mean 0, deviation 1 */
typedef struct {
  tp_noise_kind kind;
  double size;
} tp_site_noise;

/* Some layers in which one thing is otherwise. */
enum { TP_EXCEPT_BETA = TP_SITES, TP_EXCEPT_OPERATION };
typedef struct {
  unsigned first, last;            /* layers, from 1; first <= last */
  int what;                        /* a site, TP_EXCEPT_BETA, or TP_EXCEPT_OPERATION (TP_ARITHMETIC_MPFR) */
  tp_format format;
  tp_inverse_temperature beta;     /* TP_EXCEPT_BETA */
} tp_layer_exception;

typedef struct {
  tp_arithmetic_kind kind;
  tp_format site[TP_SITES];           /* TP_ARITHMETIC_SITES: `real` where not rounded */
  tp_format operation;                /* TP_ARITHMETIC_MPFR: p:P, or eXmY: every result is rounded into it */
  tp_rounding_mode mode[TP_SITES];    /* TP_ARITHMETIC_MPFR: all the same */
  tp_overflow_rule overflow;
  tp_site_noise noise[TP_SITES];      /* TP_ARITHMETIC_SITES, of act, attn, logit and param */
  tp_summation sum;
  int subtracts_first;                /* t = R_logit(beta s - max beta s) */
  tp_inverse_temperature beta;
  tp_layer_exception *except;      /* owned; of two for the same the later one holds */
  size_t exceptions;
} tp_choice;

/* A copy that owns its exceptions, and what ends its life.  A choice without exceptions may
   be copied by = and need not be cleared. */
tp_choice tp_choice_copy(const tp_choice *c);
void tp_choice_clear(tp_choice *c);
void tp_choice_add_exception(tp_choice *c, const tp_layer_exception *e);

/* The canonical text: words WHAT=VALUE with a blank between them, first `format=exact`,
   `format=real` or `format=mpfr:P`, or the rounded sites (`act=fixed:1.4`), then what differs from the
   default, and `beta` last.  Settings without effect are left out.  It reads back as an equal
   choice. */
void tp_choice_print(tp_buffer *out, const tp_choice *c);
tp_status tp_choice_parse(tp_choice *out, const char *text, tp_error *err);
int tp_choice_equal(const tp_choice *a, const tp_choice *b);

/* Setting by setting.  Messages say what is wrong with the text; the caller says which text, and
   for what.

   exact, real, mpfr:P, mpfr:FORMAT or a format for the sites act and attn; the rest stays. */
tp_status tp_choice_set_format(tp_choice *c, const char *text, tp_error *err);

/* One site; the others of a choice that was not rounded by sites become real.
   Refused beside mpfr. */
tp_status tp_choice_set_site(tp_choice *c, int site, const char *text, tp_error *err);

/* MODE for all sites, or a list of SITE:MODE. */
tp_status tp_choice_set_mode(tp_choice *c, const char *text, tp_error *err);
tp_status tp_choice_set_overflow(tp_choice *c, const char *text, tp_error *err);
tp_status tp_choice_set_summation(tp_choice *c, const char *text, tp_error *err);

/* auto, or a decimal number that is finite and not negative. */
tp_status tp_choice_set_beta(tp_choice *c, const char *text, tp_error *err);

/* SITE:uniform:SIZE or SITE:normal:SIZE, for a site of act, attn, logit and param; the size
   is a decimal number. */
tp_status tp_choice_set_noise(tp_choice *c, const char *text, tp_error *err);
int tp_choice_has_noise(const tp_choice *c);

/* LAYERS:SITE=FORMAT, LAYERS:beta=BETA or, beside mpfr, LAYERS:mpfr=P or LAYERS:mpfr=FORMAT;
   LAYERS is N or N..M.  And back. */
tp_status tp_exception_parse(tp_layer_exception *out, const char *text, tp_error *err);
void tp_exception_print(tp_buffer *out, const tp_layer_exception *e);
const char *tp_exception_what(int what);        /* a site's name, beta, or mpfr */

/* What holds in a layer, from 1: a choice without exceptions. */
tp_choice tp_choice_at_layer(const tp_choice *c, unsigned layer);

/* Whether what was set goes together: all that depends on more than one option. */
tp_status tp_choice_check(const tp_choice *c, tp_error *err);

/* The rule of a site. */
tp_rounding tp_choice_rounding(const tp_choice *c, int site);
int tp_choice_is_rounded(const tp_choice *c, int site);

/* beta as the binary64 nearest to it, for r bits of position. */
double tp_choice_beta(const tp_choice *c, unsigned r);

/* beta as the fixed-bit arithmetic takes it: that, or the exact one rounded at the
   site param.  x must hold it. */
void tp_choice_beta_weight(mpfr_t x, const tp_choice *c, unsigned r, double u);

/* Its rounded logits of the integer scores first .. first + count - 1, as binary64 (site
   logit rounded, into a format that fits). */
void tp_choice_logits(double *logit, const tp_choice *c, unsigned r, double u, int first, size_t count);

/* beta, computed exactly and rounded once, to nearest, to the precision of x. */
void tp_choice_beta_mpfr(mpfr_t x, const tp_choice *c, unsigned r);

/* beta, computed exactly and rounded once as an operation of TP_ARITHMETIC_MPFR is. */
void tp_choice_beta_operation(mpfr_t x, const tp_choice *c, unsigned r);

/* Which sites are rounded, joined by '+'; `all` for mpfr, empty if none is. */
void tp_choice_print_sites(tp_buffer *out, const tp_choice *c);

/* The rounding modes: one name if all rounded sites have the same, else
   act:MODE+attn:MODE ... */
void tp_choice_print_modes(tp_buffer *out, const tp_choice *c);

#ifdef __cplusplus
}
#endif

#endif
