/* The kernels for P with mpfr24_is_plain: binary64 rounds, and then P bits. */
#define ODD 0
#define KERNELS tp_mpfr24_kernel
#include "loops.h"
