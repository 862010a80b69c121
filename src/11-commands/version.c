/* SPDX-License-Identifier: MIT */
#include "version.h"

#include <expat.h>
#include <gmp.h>
#include <lua.h>
#include <mpfr.h>
#include <yaml.h>

#include "output.h"

/* Which of the kinds of vector loops that were compiled this processor takes. */
static const char *kernels(void)
{
#ifdef VECTOR_CLONES
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") ? "avx512f" : __builtin_cpu_supports("avx2") ? "avx2" : "default";
#else
  return "one for all processors";
#endif
}

void print_version(tp_buffer *out, int is_verbose)
{
  tp_buffer_puts(out, PACKAGE_STRING "\n");
  if (!is_verbose)
    return;
  const XML_Expat_Version expat = XML_ExpatVersionInfo();
  tp_buffer_printf(out, "commit\t%s\n", version_commit);
#ifdef __VERSION__
  tp_buffer_printf(out, "compiler\t%s\n", __VERSION__);
#endif
  tp_buffer_printf(out, "GMP\t%s\nMPFR\t%s\nlibyaml\t%s\nexpat\t%d.%d.%d\nLua\t%s.%s.%s\n", gmp_version, mpfr_get_version(),
                   yaml_get_version_string(), expat.major, expat.minor, expat.micro, LUA_VERSION_MAJOR, LUA_VERSION_MINOR, LUA_VERSION_RELEASE);
  tp_buffer_printf(out, "kernels\t%s\nprocessors\t%u\n", kernels(), processors());
}
