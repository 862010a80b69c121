/* SPDX-License-Identifier: MIT */
/* Forms: a number that is not known exactly, written as a sum over other such numbers.

   An enclosure of an irrational number x says where x lies.  It cannot say that x - x is 0: the
   difference of two enclosures is an enclosure of 0 that has more than one number in it, however
   many bits there are.  A form says it.  It is

     (c_1 m_1 + ... + c_n m_n) / d        c_i, d integers, d >= 1

   where a monomial m_i is a product of at most three atoms, and the product of none is 1.  An atom
   is one particular real number.  Its name is given once and never again in this process, so two
   equal names always are the same number.  What that number is, nobody needs to know.

   A form is an identity of real numbers.  Nothing in it is rounded.  A form that cannot be kept
   (too many monomials, or integers that are too large) is dropped: then there is no form, and
   only the enclosure is known.  Nothing is said of different atoms: forms may prove that two
   numbers are equal, never that they differ by something irrational. */
#ifndef FORM_H
#define FORM_H

#include <stdint.h>

#include "enclosure_private.h"

/* A copy of a form in place of *to; both may be NULL. */
void tp_form_keep(tp_form **to, const tp_form *from);
void tp_form_forget(tp_form **f);

/* The atom of this name. */
tp_form *tp_form_of_atom(uint64_t name);

/* The form of the sum in the room, over the divisor if that is not NULL.  NULL if no term has a
   form, if something is not known of a term, or if the form cannot be kept. */
tp_form *tp_form_of_sum(const tp_enclosure_room *room, const tp_enclosure *divisor);

/* 1: the number of this form is rational, and *q is it.  0: it may be anything.  f may be NULL. */
int tp_form_is_rational(const tp_form *f, mpq_t q);

/* -1, 0, 1 as of two numbers; 2 if the forms, either of which may be NULL, do not decide. */
int tp_form_compare(const tp_form *f, const tp_form *g);

#endif
