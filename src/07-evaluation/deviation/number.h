/* SPDX-License-Identifier: MIT */
/* A number of a rounded run: known exactly, or open between two ends.

   An open number remembers what it is made of.  An atom is one number that is known between two ends only.  A
   number may be a multiple of an atom, another one where the atom is negative: so x, relu(x), relu(-x) are
   such multiples of x, and x - relu(x) + relu(-x) is 0, whatever x is. */
#ifndef NUMBER_H
#define NUMBER_H

#include <stddef.h>
#include <stdint.h>

#include "tmprec/arithmetic/arithmetic.h"
#include "tmprec/base/pool.h"

typedef struct {
  double low, high;                /* equal, or NaN: exactly this */
  uint32_t atom;                   /* 0: none, else */
  int8_t up, down;                 /* up times the atom if that is positive, down times it if it is negative */
  int8_t hardmax;                  /* where it deviates: hardmax's */
} number;

typedef struct {
  double low, high;
} atom;

/* Atoms never move: a long list takes pieces. */
enum { ATOM_PIECE_BITS = 12, ATOM_PIECE = 1 << ATOM_PIECE_BITS };
typedef struct {
  atom **piece;                    /* of ATOM_PIECE atoms; names begin with 1 */
  size_t count, pieces, room;
  tp_pool *pool;                   /* of the pieces */
} atom_list;

static inline const atom *atom_of(const atom_list *list, uint32_t name)
{
  return list->piece[name >> ATOM_PIECE_BITS] + (name & (ATOM_PIECE - 1));
}

void tp_atoms_clear(atom_list *list);

/* A sum at work: of exact numbers, of multiples of few atoms, and of what is known between ends. */
enum { SUM_ATOMS = 32 };
typedef struct {
  double exact;
  double low, high;                /* of the rest, with all that was lost */
  size_t atoms;
  struct {
    uint32_t atom;
    int up, down;
  } of[SUM_ATOMS];
} number_sum;

/* The rounding into act: the ends of what an exact number is rounded to; 1 if it leaves all its values between two ends
   and their negatives as they are. */
typedef struct {
  void (*ends)(const tp_workspace *w, double x, double *low, double *high);
  int (*keeps)(const tp_workspace *w, double low, double high);
  const tp_workspace *w;
} number_rounding;

static inline number number_exact(double x)
{
  return (number) {x, x, 0, 0, 0, 0};
}

static inline int number_is_exact(const number *x)
{
  return !(x->low < x->high);
}

/* An open number of its own. */
number tp_number_atom(atom_list *list, double low, double high);

void tp_number_sum_start(number_sum *s, double x);
void tp_number_sum_add(number_sum *s, int weight, const number *x);
/* The sum, or relu of it, rounded: all that it may be.  0 if that is not
   finite. */
int tp_number_sum_round(number_sum *s, atom_list *list, int relu, const number_rounding *act, number *out);

#endif
