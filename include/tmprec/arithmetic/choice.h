/* Which arithmetic evaluates a transformer: what the options --format, --act,
   --attn, ..., --round and --beta say. */
#ifndef TMPREC_ARITHMETIC_CHOICE_H
#define TMPREC_ARITHMETIC_CHOICE_H

#include <mpfr.h>
#include <stdint.h>

#include "tmprec/numbers/rounding.h"

/* The places where the fixed-bit arithmetic rounds (doc/precision.md, "Sites"). */
enum {
  SITE_ACT,              /* activations and hidden values */
  SITE_ATTN,             /* attention weights */
  SITE_LOGIT,            /* beta s */
  SITE_EXP,              /* exponentials, and their sum */
  SITE_ACC,              /* partial sums of dot products */
  SITE_PARAM,            /* weights: biases and beta, as the others are 1 and -1 */
  SITES
};
extern const char *const site_name[SITES];      /* act attn logit exp acc param */
extern const char *const site_about[SITES];

/* Inverse temperature: the factor on W_Q. */
#define BETA_MAX_DIGITS 64
typedef struct {
  int is_auto;                     /* 1: 2 r ln 2 + 2 */
  char decimal[BETA_MAX_DIGITS];   /* else the number as given */
} inverse_temperature;

typedef enum {
  ARITHMETIC_EXACT,      /* hardmax; integers, and rationals where ties of different values average */
  ARITHMETIC_SITES,      /* softmax, rounded at the named sites, real numbers in between */
  ARITHMETIC_MPFR        /* softmax, every operation correctly rounded */
} arithmetic_kind;

/* How the partial sums that `acc` rounds arise from the terms t_1 .. t_n of a dot
   product (doc/precision.md, "Order of summation"). */
typedef enum {
  SUM_SEQUENTIAL,        /* s = R(s + t_k), one term after the other */
  SUM_PAIRWISE,          /* the sum of the first ceil(n/2) terms and that of the others, R of both added */
  SUM_COMPENSATED,       /* Kahan's, every operation rounded */
  SUMMATIONS
} summation;
extern const char *const summation_name[SUMMATIONS];   /* sequential pairwise compensated */

/* Noise at a site: a number, once rounded, gets `size` times a random number, in binary64,
   and is rounded again.  Of param, each weight once for all tokens: of a neuron's inputs
   and bias, of its outputs, of a coordinate of q.k, and of one of a head's output. */
typedef enum { NOISE_NONE, NOISE_UNIFORM, NOISE_NORMAL, NOISES } noise_kind;
extern const char *const noise_name[NOISES];    /* uniform: over (-1, 1); normal: mean 0, deviation 1 */
typedef struct {
  noise_kind kind;
  double size;
} site_noise;

/* Some layers in which one thing is otherwise. */
enum { EXCEPT_BETA = SITES, EXCEPT_OPERATION };
typedef struct {
  unsigned first, last;            /* layers, from 1; first <= last */
  int what;                        /* a site, EXCEPT_BETA, or EXCEPT_OPERATION (ARITHMETIC_MPFR) */
  format format;
  inverse_temperature beta;        /* EXCEPT_BETA */
} layer_exception;

typedef struct {
  arithmetic_kind kind;
  format site[SITES];              /* ARITHMETIC_SITES: `real` where not rounded */
  format operation;                /* ARITHMETIC_MPFR: p:P, or eXmY: every result is rounded into it */
  rounding_mode mode[SITES];       /* ARITHMETIC_MPFR: all the same */
  overflow_rule overflow;
  site_noise noise[SITES];         /* ARITHMETIC_SITES, of act, attn, logit and param */
  summation sum;
  int subtracts_first;             /* t = R_logit(beta s - max beta s) */
  uint64_t seed, run;              /* of stochastic rounding; run: number of the trial */
  uint64_t segment;                /* likewise, and set by whoever evaluates one of several contexts */
  inverse_temperature beta;
  int working;                     /* 0: the quickest way there is; or what lies between
                                      roundings in MPFR, with that many bits; with
                                      ARITHMETIC_MPFR: MPFR itself */
  int patience;                    /* 0, or arithmetic_refine goes up to so many times the first `working` */
  const layer_exception *except;   /* not owned; of two for the same the later one holds */
  size_t exceptions;
} arithmetic_choice;

/* exact, real, mpfr:P, mpfr:FORMAT or a format for the sites act and attn; the rest
   stays. */
status choice_set_format(arithmetic_choice *c, const char *text, error *err);

/* One site; the others of a choice that was not rounded by sites become real.
   Refused beside mpfr. */
status choice_set_site(arithmetic_choice *c, int site, const char *text, error *err);

/* MODE for all sites, or a list of SITE:MODE. */
status choice_set_mode(arithmetic_choice *c, const char *text, error *err);
status choice_set_overflow(arithmetic_choice *c, const char *text, error *err);
status choice_set_summation(arithmetic_choice *c, const char *text, error *err);

/* auto, or a decimal number that is finite and not negative. */
status choice_set_beta(arithmetic_choice *c, const char *text, error *err);

/* SITE:uniform:SIZE or SITE:normal:SIZE, for a site of act, attn, logit and param; the size
   is a decimal number. */
status choice_set_noise(arithmetic_choice *c, const char *text, error *err);
int choice_has_noise(const arithmetic_choice *c);

/* LAYERS:SITE=FORMAT, LAYERS:beta=BETA or, beside mpfr, LAYERS:mpfr=P or LAYERS:mpfr=FORMAT;
   LAYERS is N or N..M.  And back. */
status exception_parse(layer_exception *out, const char *text, error *err);
void exception_print(buffer *out, const layer_exception *e);
const char *exception_what(int what);           /* a site's name, beta, or mpfr */

/* What holds in a layer, from 1: a choice without exceptions. */
arithmetic_choice choice_at_layer(const arithmetic_choice *c, unsigned layer);

/* Whether what was set goes together: all that depends on more than one option. */
status choice_check(const arithmetic_choice *c, error *err);

/* The rule of a site. */
rounding choice_rounding(const arithmetic_choice *c, int site);
int choice_is_rounded(const arithmetic_choice *c, int site);

/* beta as the binary64 nearest to it, for r bits of position. */
double choice_beta(const arithmetic_choice *c, unsigned r);

/* beta as the fixed-bit arithmetic takes it: that, or the exact one rounded at the
   site param.  x must hold it. */
void choice_beta_weight(mpfr_t x, const arithmetic_choice *c, unsigned r, double u);

/* Its rounded logits of the integer scores first .. first + count - 1, as binary64 (site
   logit rounded, into a format that fits). */
void choice_logits(double *logit, const arithmetic_choice *c, unsigned r, double u, int first, size_t count);

/* beta, computed exactly and rounded once, to nearest, to the precision of x. */
void choice_beta_mpfr(mpfr_t x, const arithmetic_choice *c, unsigned r);

/* beta, computed exactly and rounded once as an operation of ARITHMETIC_MPFR is. */
void choice_beta_operation(mpfr_t x, const arithmetic_choice *c, unsigned r);

/* The shortest decimal that reads back as the same binary64 (up to 17 digits). */
void print_shortest(buffer *out, double x);

/* Which sites are rounded, joined by '+'; `all` for mpfr, empty if none is. */
void choice_print_sites(buffer *out, const arithmetic_choice *c);

/* The rounding modes: one name if all rounded sites have the same, else
   act:MODE+attn:MODE ... */
void choice_print_modes(buffer *out, const arithmetic_choice *c);

#endif
