/* The arithmetics there are; each is a file of its own. */
#ifndef BACKENDS_H
#define BACKENDS_H

#include "tmprec/arithmetic/arithmetic.h"

arithmetic *exact_arithmetic(void);
arithmetic *sites_arithmetic(const arithmetic_choice *c, unsigned r, size_t keys);
/* mpfr:P in binary64; NULL if the choice is beyond it. */
arithmetic *native_arithmetic(const arithmetic_choice *c, unsigned r, size_t keys);
arithmetic *mpfr_arithmetic(const arithmetic_choice *c, unsigned r, size_t keys);

#endif
