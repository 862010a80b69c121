/* Checking certificates.  Nothing here is shared with what makes them but numbers: formats, roundings, enclosures.
   All numbers of a certificate are rational, and all that is done with them is exact, but for exponentials,
   which are enclosed.  Why the lines are all that a theorem asks for is in doc/bounds.md, doc/half-snapping.md,
   doc/tolerant-search.md, doc/every-operation.md and doc/walk.md. */
#include <stdlib.h>

#include "theorems.h"
#include "tmprec/numbers/environment.h"

static int check_lines(tp_checker *c)
{
  static int (*const theorem[])(tp_checker *c) = {
    [TP_CERTIFICATE_SNAP] = tp_checker_snap, [TP_CERTIFICATE_PARTIAL_SUMS] = tp_checker_partial_sums,
    [TP_CERTIFICATE_HALF_SNAP] = tp_checker_half_snap, [TP_CERTIFICATE_TOLERANT] = tp_checker_tolerant,
    [TP_CERTIFICATE_EVERY_OPERATION] = tp_checker_every_operation, [TP_CERTIFICATE_WALK] = tp_checker_walk};
  return tp_certificate_hypotheses(&c->in) && theorem[c->in.theorem](c) && next_line(c) && is_line(c, "end")
         && (c->in.at == c->in.end || malformed(c, "lines after the end"));
}

tp_certificate_result tp_certificate_check(const char *name, const char *text, size_t length, tp_error *err)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_checker c = {.in = {.name = name, .at = text, .end = text + length, .err = err, .result = TP_CERTIFICATE_CONFIRMED}};
  tp_enclosure_room_init(&c.in.room, 1024);
  if (!check_lines(&c) && c.in.result == TP_CERTIFICATE_CONFIRMED)
    refuse(&c, "this line does not follow");
  tp_checker_forget(&c);
  free(c.e);
  tp_enclosure_room_clear(&c.in.room);
  tp_choice_clear(&c.in.stated);
  tp_mpfr_environment_leave(&caller);
  return c.in.result;
}
