/* SPDX-License-Identifier: MIT */
/* Machines in the notations that are read line by line, and recognition. */
#include "fuzz_machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const tp_notation notation[] = {TP_NOTATION_TM, TP_NOTATION_TMSIM, TP_NOTATION_MORPHETT, TP_NOTATION_BB, TP_NOTATION_NJU, TP_NOTATIONS};
  return fuzz_machine(notation, sizeof notation / sizeof *notation, data, size);
}
