/* Where a run goes wrong. */
#include "tmprec/analysis/locate.h"

#include <math.h>

#include "output.h"
#include "tmprec/report/rows.h"
#include "tmprec/tokens/text.h"

static void tell_progress(void *context, size_t evaluations)
{
  progress_show(context, "evaluations", evaluations, 0, -1);
}

/* A field that is empty is a -, so that words can be counted. */
static void add_text(rows *out, const buffer *b)
{
  rows_field(out, b->text ? b->text : "-");
}

static void add_number(rows *out, int is_there, double x)
{
  buffer b = {NULL, 0, 0};
  if (is_there && isnan(x))
    buffer_puts(&b, "nan");
  else if (is_there && isinf(x))
    buffer_puts(&b, x > 0 ? "inf" : "-inf");
  else if (is_there)
    print_shortest(&b, x);
  add_text(out, &b);
  buffer_clear(&b);
}

static void add_count(rows *out, size_t n)
{
  buffer b = {NULL, 0, 0};
  if (n != SIZE_MAX)
    buffer_printf(&b, "%zu", n);
  add_text(out, &b);
  buffer_clear(&b);
}

/* Joined by +, or none; - where nothing can be raised. */
static void add_what(rows *out, unsigned what, int is_raisable)
{
  buffer b = {NULL, 0, 0};
  for (int i = 0; i <= EXCEPT_OPERATION; i++)
    if (what >> i & 1)
      buffer_printf(&b, "%s%s", b.length ? "+" : "", exception_what(i));
  rows_field(out, b.length ? b.text : is_raisable ? "none" : "-");
  buffer_clear(&b);
}

/* The register, and bit, that it writes; of a neuron those that it adds to, joined by +. */
static void describe_register(buffer *name, const transformer *t, const operation *o)
{
  const neuron_block *mlp = &t->layer[o->layer - 1].mlp;
  if (o->part != PART_NEURON) {
    transformer_describe(name, t, &o->coordinate, 1);
    return;
  }
  transformer_describe(name, t, mlp->out + mlp->out_start[o->index], mlp->out_start[o->index + 1] - mlp->out_start[o->index]);
  for (char *at = name->text; at && *at; at++)
    if (*at == ' ')
      *at = '+';
}

static void add_operation(rows *out, const char *what, const subject *at, const operation *o, int is_raisable)
{
  static const char *const part[] = {"attention", "neuron", "sum"};
  buffer name = {NULL, 0, 0}, token = {NULL, 0, 0};
  rows_field(out, what);
  add_count(out, o->token);
  token_print(&token, at->m, sequence_token(&at->told.segment[o->segment].tokens, o->position));
  add_text(out, &token);
  add_count(out, o->layer);
  rows_field(out, part[o->part]);
  add_count(out, o->index);
  describe_register(&name, at->t, o);
  add_text(out, &name);
  add_what(out, o->what, is_raisable);
  add_number(out, !isnan(o->exact), o->exact);
  add_number(out, 1, o->rounded);
  add_number(out, !isnan(o->margin), o->margin);
  rows_end(out);
  buffer_clear(&name);
  buffer_clear(&token);
}

static void print_operations(buffer *text, const subject *at, const location *l)
{
  static const char *const header[] = {"operation", "token", "text", "layer", "part", "index", "register", "site", "exact", "rounded", "margin"};
  rows out = rows_new(1);
  for (size_t i = 0; i < sizeof header / sizeof *header; i++)
    rows_field(&out, header[i]);
  rows_end(&out);
  if (l->first.found)
    add_operation(&out, "first", at, &l->first, !l->obstacle.text[0]);
  if (l->decisive.found)
    add_operation(&out, "decisive", at, &l->decisive, 1);
  rows_print(text, &out);
  rows_clear(&out);
  if (l->decisive.found)
    buffer_printf(text, "search\t%s\n", l->is_first ? "all" : "bisection");
}

static void print_mend(buffer *text, const location *l)
{
  if (!l->is_mended)
    buffer_puts(text, "mend\tnone\n");
  for (size_t i = 0; i < l->mends; i++) {
    buffer_puts(text, "mend\t");
    exception_print(text, l->mend + i);
    buffer_puts(text, "\n");
  }
}

/* What is missing, and why. */
static void tell_limits(const location *l, const arithmetic_choice *c)
{
  const int fails = l->verdict.exact == VERDICT_NO && c->kind != ARITHMETIC_EXACT;
  if (l->recorded != SIZE_MAX)
    complain("from token %zu on hardmax's own numbers are not all -1, 0 and 1: no first difference was looked for there", l->recorded);
  if (l->obstacle.text[0])
    complain("what would mend the run is not looked for: %s", l->obstacle.text);
  else if (fails && !l->is_mended && choice_has_noise(c))
    complain("nothing mends the run: noise stays, however precise numbers are");
  else if (fails && !l->is_mended)
    complain("nothing mends the run: it fails with all numbers made precise");
}

int perform_locate(settings *s)
{
  machine *m;
  subject at;
  location found;
  double start = seconds_used();
  if (!open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  progress_line progress = progress_start(s);
  locate_error(&found, &at, &s->choice, tell_progress, &progress);
  progress_end(&progress);
  buffer text = {NULL, 0, 0};
  print_verification(&text, at.m, &found.verdict, 0);
  if (found.first.found || found.decisive.found)
    print_operations(&text, &at, &found);
  if (found.verdict.exact == VERDICT_NO && s->choice.kind != ARITHMETIC_EXACT && !found.obstacle.text[0])
    print_mend(&text, &found);
  print_out(&text);
  buffer_clear(&text);
  tell_limits(&found, &s->choice);
  int code = found.verdict.exact == VERDICT_YES ? EXIT_DONE : EXIT_INEXACT;
  location_clear(&found);
  subject_close(&at);
  machine_free(m);
  tell_time(s, start);
  return finish_output(code);
}
