/* Which arithmetic evaluates a transformer: what the options --format, --act,
   --attn and --beta say. */
#ifndef TMPREC_ARITHMETIC_CHOICE_H
#define TMPREC_ARITHMETIC_CHOICE_H

#include <mpfr.h>

#include "tmprec/arithmetic/format.h"

/* The places where the fixed-bit arithmetic rounds (doc/precision.md, "Sites"). */
enum { SITE_ACT, SITE_ATTN, SITES };
extern const char *const site_name[SITES];      /* act attn */

/* Inverse temperature: the factor on W_Q. */
#define BETA_MAX_DIGITS 64
typedef struct {
  int is_auto;                     /* 1: 2 r ln 2 + 2 */
  char decimal[BETA_MAX_DIGITS];   /* else the number as given */
} inverse_temperature;

typedef enum {
  ARITHMETIC_EXACT,      /* hardmax; integers, and rationals where ties of different values average */
  ARITHMETIC_SITES,      /* softmax, rounded at the named sites, real numbers in between */
  ARITHMETIC_MPFR        /* softmax, every operation correctly rounded to `precision` bits */
} arithmetic_kind;

typedef struct {
  arithmetic_kind kind;
  format site[SITES];              /* ARITHMETIC_SITES: `real` where not rounded */
  int precision;                   /* ARITHMETIC_MPFR: bits of the significand, 1 .. 10000 */
  int working;                     /* 0, or evaluate in MPFR; what lies between the sites with
                                      that many bits */
  inverse_temperature beta;
} arithmetic_choice;

/* exact, real, mpfr:P or a format for the sites act and attn; beta stays. */
status choice_set_format(arithmetic_choice *c, const char *text, error *err);

/* One site; the others of a choice that was not rounded by sites become real.
   Refused beside mpfr:P. */
status choice_set_site(arithmetic_choice *c, int site, const char *text, error *err);

/* auto, or a decimal number that is finite and not negative. */
status choice_set_beta(arithmetic_choice *c, const char *text, error *err);

/* beta as the binary64 nearest to it, for r bits of position. */
double choice_beta(const arithmetic_choice *c, unsigned r);

/* beta, computed exactly and rounded once, to nearest, to the precision of x. */
void choice_beta_mpfr(mpfr_t x, const arithmetic_choice *c, unsigned r);

/* The shortest decimal that reads back as the same binary64 (up to 17 digits). */
void print_shortest(buffer *out, double x);

/* Which sites are rounded, joined by '+'; `all` for mpfr, empty if none is. */
void choice_print_sites(buffer *out, const arithmetic_choice *c);

#endif
