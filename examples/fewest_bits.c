/* SPDX-License-Identifier: MIT */
/* The fewest bits in fixed point with which a run of a machine that comes with tmprec is exact, and with which it stays so.

     cc fewest_bits.c $(pkg-config --cflags --libs tmprec) -o fewest_bits
     ./fewest_bits add 11+1 */
#include <stdio.h>
#include <stdlib.h>
#include <tmprec.h>

static void stop_if(tmprec_status status, const tmprec_error *error)
{
  if (status == TMPREC_OK)
    return;
  fprintf(stderr, "fewest_bits: %s\n", error->message);
  exit(2);
}

static tmprec_verdict is_exact(const tmprec_simulation *simulation, int bits)
{
  char text[64];
  tmprec_error error;
  tmprec_arithmetic *arithmetic;
  tmprec_verification *found;
  snprintf(text, sizeof text, "act=fixed:1.%d attn=fixed:1.%d beta=auto", bits - 2, bits - 2);     /* a sign and one bit before the point */
  stop_if(tmprec_arithmetic_new(&arithmetic, text, 0, 0, &error), &error);
  stop_if(tmprec_verify(&found, simulation, arithmetic, 0, NULL, &error), &error);
  const tmprec_verdict exact = tmprec_verification_exact(found);
  if (exact == TMPREC_NO)
    printf("%2d bits: prediction %zu is %s instead of %s\n", bits, tmprec_verification_first_error(found),
           tmprec_verification_predicted(found) ? tmprec_verification_predicted(found) : "NaN", tmprec_verification_expected(found));
  else
    printf("%2d bits: %s\n", bits, exact == TMPREC_YES ? "exact" : "unknown");
  tmprec_verification_free(found);
  tmprec_arithmetic_free(arithmetic);
  return exact;
}

int main(int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : "add", *input = argc > 2 ? argv[2] : "11+1";
  tmprec_error error;
  tmprec_machine *machine;
  tmprec_simulation *simulation;
  stop_if(tmprec_machine_open(&machine, name, NULL, &error), &error);
  stop_if(tmprec_simulation_new(&simulation, machine, input, NULL, NULL, &error), &error);
  printf("%s %s: %zu tokens, %zu layers, output %s\n", name, input, tmprec_simulation_tokens(simulation),
         tmprec_simulation_dimension(simulation, TMPREC_LAYERS),
         tmprec_simulation_output(simulation) ? tmprec_simulation_output(simulation) : "none");
  int least = 0, from = 0;
  for (int bits = 3; bits <= 10; bits++) {
    const int exact = is_exact(simulation, bits) == TMPREC_YES;
    least = exact && !least ? bits : least;
    from = !exact ? 0 : from ? from : bits;
  }
  printf("fewest: %d, exact from %d on\n", least, from);
  tmprec_simulation_free(simulation);
  tmprec_machine_free(machine);
  return 0;
}
