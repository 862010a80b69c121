/* SPDX-License-Identifier: MIT */
/* The kernels for other P: binary64's result is rounded to odd before it is rounded to P bits. */
#define ODD 1
#define KERNELS tp_mpfr53_kernel_odd
#include "loops.h"
