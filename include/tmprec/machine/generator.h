/* SPDX-License-Identifier: MIT */
/* Generators: one line of text that says how input words of a machine are made, from short to long.

     1 [01]^k-1 + [01]^k

   Fields are separated by blanks.  Each gives symbols, and the word is what they give one after the other.

     TEXT          those symbols: of a machine whose input symbols are single characters the characters, else the
                   one symbol of that name
     [SYMBOLS]     one of them at random; [A,B,C] with commas: one of these texts
     FIELD^COUNT   the field so many times, drawn anew each time
     seed=N        as first field: where random numbers begin, 0 .. 2^53; without it 0

   COUNT is a number, or Ak/B+C or Ak/B-C with the size k of the word; A, B and C may be left out.  k/B is rounded down, and
   a count below 0 is 0.  In names characters may be spelt as in `.tm` files: %5B and %5D for the brackets, %5E for ^.

   The word depends on the text, k and the number of the draw alone. */
#ifndef TMPREC_MACHINE_GENERATOR_H
#define TMPREC_MACHINE_GENERATOR_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append the word of size k and of that draw, as users write words.  Refused: what is no generator, and a word
   of more than `most` symbols or texts; the message does not repeat the generator. */
tp_status tp_generator_word(tp_buffer *out, const tp_machine *m, const char *generator, uint64_t k, uint64_t draw, uint64_t most, tp_error *err);

/* Whether draws differ, and whether sizes do. */
int tp_generator_is_random(const char *generator);
int tp_generator_has_size(const char *generator);

/* The generator in a machine's text: what stands behind `generator:` in the first comment that begins so, as
   `# generator: [01]^k`; the comment begins with `#`, `//` or `;`.  NULL if there is none.  Owned by the caller. */
char *tp_generator_find(const char *text, size_t length);

#ifdef __cplusplus
}
#endif

#endif
