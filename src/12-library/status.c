/* SPDX-License-Identifier: MIT */
#include "library.h"

const char *tmprec_status_text(tmprec_status status)
{
  switch (status) {
  case TMPREC_OK: return "ok";
  case TMPREC_REFUSED: return "refused";
  case TMPREC_NO_MEMORY: return "out of memory";
  case TMPREC_CANCELLED: return "cancelled";
  case TMPREC_NOT_PROVED: return "not proved";
  }
  return "unknown";
}

const char *tmprec_version(void)
{
  return PACKAGE_VERSION;
}
