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
static void add_text(tp_rows *out, const tp_buffer *b)
{
  tp_rows_field(out, b->text ? b->text : "-");
}

static void add_number(tp_rows *out, int is_there, double x)
{
  tp_buffer b = {NULL, 0, 0};
  if (is_there && isnan(x))
    tp_buffer_puts(&b, "nan");
  else if (is_there && isinf(x))
    tp_buffer_puts(&b, x > 0 ? "inf" : "-inf");
  else if (is_there)
    tp_print_shortest(&b, x);
  add_text(out, &b);
  tp_buffer_clear(&b);
}

static void add_count(tp_rows *out, size_t n)
{
  tp_buffer b = {NULL, 0, 0};
  if (n != SIZE_MAX)
    tp_buffer_printf(&b, "%zu", n);
  add_text(out, &b);
  tp_buffer_clear(&b);
}

/* Joined by +, or none; - where nothing can be raised. */
static void add_what(tp_rows *out, unsigned what, int is_raisable)
{
  tp_buffer b = {NULL, 0, 0};
  for (int i = 0; i <= TP_EXCEPT_OPERATION; i++)
    if (what >> i & 1)
      tp_buffer_printf(&b, "%s%s", b.length ? "+" : "", tp_exception_what(i));
  tp_rows_field(out, b.length ? b.text : is_raisable ? "none" : "-");
  tp_buffer_clear(&b);
}

/* The register, and bit, that it writes; of a neuron those that it adds to, joined by +. */
static void describe_register(tp_buffer *name, const tp_transformer *t, const tp_operation *o)
{
  const tp_neuron_block *mlp = &t->layer[o->layer - 1].mlp;
  if (o->part != TP_PART_NEURON) {
    tp_transformer_describe(name, t, &o->coordinate, 1);
    return;
  }
  tp_transformer_describe(name, t, mlp->out + mlp->out_start[o->index], mlp->out_start[o->index + 1] - mlp->out_start[o->index]);
  for (char *at = name->text; at && *at; at++)
    if (*at == ' ')
      *at = '+';
}

static void add_operation(tp_rows *out, const char *what, const tp_subject *at, const tp_operation *o, int is_raisable)
{
  static const char *const part[] = {"attention", "neuron", "sum"};
  tp_buffer name = {NULL, 0, 0}, token = {NULL, 0, 0};
  tp_rows_field(out, what);
  add_count(out, o->token);
  tp_token_print(&token, at->m, tp_sequence_token(&at->told.segment[o->segment].tokens, o->position));
  add_text(out, &token);
  add_count(out, o->layer);
  tp_rows_field(out, part[o->part]);
  add_count(out, o->index);
  describe_register(&name, at->t, o);
  add_text(out, &name);
  add_what(out, o->what, is_raisable);
  add_number(out, !isnan(o->exact), o->exact);
  add_number(out, 1, o->rounded);
  add_number(out, !isnan(o->margin), o->margin);
  tp_rows_end(out);
  tp_buffer_clear(&name);
  tp_buffer_clear(&token);
}

static void print_operations(tp_buffer *text, const tp_subject *at, const tp_location *l)
{
  static const char *const header[] = {"operation", "token", "text", "layer", "part", "index", "register", "site", "exact", "rounded", "margin"};
  tp_rows out = tp_rows_new(1);
  for (size_t i = 0; i < sizeof header / sizeof *header; i++)
    tp_rows_field(&out, header[i]);
  tp_rows_end(&out);
  if (l->first.found)
    add_operation(&out, "first", at, &l->first, !l->obstacle.text[0]);
  if (l->decisive.found)
    add_operation(&out, "decisive", at, &l->decisive, 1);
  tp_rows_print(text, &out);
  tp_rows_clear(&out);
  if (l->decisive.found)
    tp_buffer_printf(text, "search\t%s\n", l->is_first ? "all" : "bisection");
}

static void print_mend(tp_buffer *text, const tp_location *l)
{
  if (!l->is_mended)
    tp_buffer_puts(text, "mend\tnone\n");
  for (size_t i = 0; i < l->mends; i++) {
    tp_buffer_puts(text, "mend\t");
    tp_exception_print(text, l->mend + i);
    tp_buffer_puts(text, "\n");
  }
}

/* What is missing, and why. */
static void tell_limits(const tp_location *l, const tp_choice *c)
{
  const int fails = l->verdict.exact == TP_VERDICT_NO && c->kind != TP_ARITHMETIC_EXACT;
  if (l->recorded != SIZE_MAX)
    complain("from token %zu on, the numbers under hardmax are not all -1, 0 and 1: the first difference was not looked for there", l->recorded);
  if (l->obstacle.text[0])
    complain("rules that mend the run were not looked for: %s", l->obstacle.text);
  else if (fails && !l->is_mended && tp_choice_has_noise(c))
    complain("nothing mends the run: noise remains however precise the numbers are");
  else if (fails && !l->is_mended)
    complain("nothing mends the run: it fails even with all numbers precise");
}

int perform_locate(settings *s)
{
  tp_machine *m;
  tp_subject at;
  tp_location found;
  double start = seconds_used();
  if (!open_subject(s, 1, &m, &at))
    return EXIT_REFUSED;
  progress_line progress = progress_start(s);
  const tp_setup setup = settings_setup(s);
  tp_locate_error(&found, &at, &setup, tell_progress, &progress);
  progress_end(&progress);
  tp_buffer text = {NULL, 0, 0};
  print_verification(&text, at.m, &found.verdict, 0);
  if (found.first.found || found.decisive.found)
    print_operations(&text, &at, &found);
  if (found.verdict.exact == TP_VERDICT_NO && s->choice.kind != TP_ARITHMETIC_EXACT && !found.obstacle.text[0])
    print_mend(&text, &found);
  print_out(&text);
  tp_buffer_clear(&text);
  tell_limits(&found, &s->choice);
  int code = found.verdict.exact == TP_VERDICT_YES ? EXIT_DONE : EXIT_INEXACT;
  tp_location_clear(&found);
  tp_subject_close(&at);
  tp_machine_free(m);
  tell_time(s, start);
  return finish_output(code);
}
