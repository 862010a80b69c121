/* SPDX-License-Identifier: MIT */
/* Machines in the notations in XML. */
#include "fuzz_machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const tp_notation notation[] = {TP_NOTATION_JFF};
  return fuzz_machine(notation, sizeof notation / sizeof *notation, data, size);
}
