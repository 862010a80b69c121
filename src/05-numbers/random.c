#include "tmprec/numbers/random.h"

#include <math.h>

/* The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection in which every
   bit of the input reaches every bit of the output. */
static uint64_t scramble(uint64_t z)
{
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

uint64_t tp_random_key(uint64_t key, uint64_t part)
{
  const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);
  return scramble(scramble(key + golden) ^ (part + 1) * golden);
}

double tp_random_unit(uint64_t key)
{
  return ((double) (key >> 12) + 0.5) * 0x1p-52;
}

double tp_random_normal(double u, double v)
{
  return sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * v);
}
