/* SPDX-License-Identifier: MIT */
/* Machines in the notations in YAML and JSON. */
#include "fuzz_machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const tp_notation notation[] = {TP_NOTATION_TMIO, TP_NOTATION_FT};
  return fuzz_machine(notation, sizeof notation / sizeof *notation, data, size);
}
