/* The arithmetics there are; each is a file of its own, or several. */
#ifndef BACKENDS_H
#define BACKENDS_H

#include "tmprec/arithmetic/arithmetic.h"

arithmetic *exact_arithmetic(void);
/* mpfr:P in binary64, for what native_can; NULL where beta is beyond it. */
int native_can(const arithmetic_choice *c);
arithmetic *native_arithmetic(const arithmetic_choice *c, unsigned r, size_t keys);
arithmetic *mpfr_arithmetic(const arithmetic_choice *c, unsigned r, size_t keys);

/* By sites: in binary64, for what sites_can; in enclosures of c->working bits. */
int sites_can(const arithmetic_choice *c);
arithmetic *sites_arithmetic(const arithmetic_choice *c, unsigned r, size_t keys);
arithmetic *reals_arithmetic(const arithmetic_choice *c, unsigned r);

#endif
