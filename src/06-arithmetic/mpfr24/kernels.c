/* The kernels for P <= MPFR24_PLAIN_PRECISION: binary64 rounds, and then P bits. */
#define ODD 0
#define KERNELS tp_mpfr24_kernel
#include "loops.h"
