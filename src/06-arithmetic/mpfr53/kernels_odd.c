/* SPDX-License-Identifier: MIT */
/* The kernels for other P: binary64's result is rounded to odd before it is rounded to P bits. */
#define ODD 1
/* Names of their own: what chooses between the clones of a function is visible in the whole library where clang makes it. */
#define whole_scores whole_scores_odd
#define add_scores add_scores_odd
#define exponentials exponentials_odd
#define normalize normalize_odd
#define mix mix_odd
#define accumulate accumulate_odd
#define rectify rectify_odd
#define finish finish_odd
#define look look_odd
#define KERNELS tp_mpfr53_kernel_odd
#include "loops.h"
