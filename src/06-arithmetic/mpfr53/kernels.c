/* SPDX-License-Identifier: MIT */
/* The kernels for P with mpfr53_is_plain: binary64 rounds, and then P bits. */
#define ODD 0
#define KERNELS tp_mpfr53_kernel
#include "loops.h"
