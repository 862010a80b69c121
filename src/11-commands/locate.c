/* SPDX-License-Identifier: MIT */
/* Where a run goes wrong. */
#include "tmprec/analysis/locate.h"

#include <math.h>

#include "output.h"
#include "print_document.h"
#include "tmprec/tokens/text.h"

static void tell_progress(void *context, size_t evaluations)
{
  progress_show(context, "evaluations", evaluations, 0, -1);
}

static void put_text(tp_table *t, tp_buffer *text)
{
  if (text->text)
    tp_table_put_text(t, text->text);
  else
    tp_table_put_nothing(t);
  tp_buffer_clear(text);
}

static void put_number(tp_table *t, int is_there, double x)
{
  if (is_there)
    tp_table_put_number(t, x);
  else
    tp_table_put_nothing(t);
}

static void put_count(tp_table *t, size_t n)
{
  if (n != SIZE_MAX)
    tp_table_put_integer(t, n);
  else
    tp_table_put_nothing(t);
}

/* Joined by +, or none; nothing where nothing can be raised. */
static void put_what(tp_table *t, unsigned what, int is_raisable)
{
  tp_buffer b = {NULL, 0, 0};
  for (int i = 0; i <= TP_EXCEPT_OPERATION; i++)
    if (what >> i & 1)
      tp_buffer_printf(&b, "%s%s", b.length ? "+" : "", tp_exception_what(i));
  if (!b.length && is_raisable)
    tp_buffer_puts(&b, "none");
  put_text(t, &b);
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

static const tp_column columns[] = {
  {"operation", TP_COLUMN_TEXT, 0}, {"token", TP_COLUMN_INTEGER, 0}, {"text", TP_COLUMN_TEXT, 0}, {"layer", TP_COLUMN_INTEGER, 0},
  {"part", TP_COLUMN_TEXT, 0}, {"index", TP_COLUMN_INTEGER, 0}, {"register", TP_COLUMN_TEXT, 0}, {"site", TP_COLUMN_TEXT, 0},
  {"exact", TP_COLUMN_SHORTEST, 0}, {"rounded", TP_COLUMN_SHORTEST, 0}, {"margin", TP_COLUMN_SHORTEST, 0},
  {"segment", TP_COLUMN_INTEGER, 0}, {"position", TP_COLUMN_INTEGER, 0},
};

static void put_operation(tp_table *t, const char *what, const tp_subject *at, const tp_operation *o, int is_raisable)
{
  static const char *const part[] = {"attention", "neuron", "sum"};
  tp_buffer name = {NULL, 0, 0}, token = {NULL, 0, 0};
  tp_token_print(&token, at->m, tp_sequence_token(&at->told.segment[o->segment].tokens, o->position));
  describe_register(&name, at->t, o);
  tp_table_put_text(t, what);
  put_count(t, o->token);
  put_text(t, &token);
  put_count(t, o->layer);
  tp_table_put_text(t, part[o->part]);
  put_count(t, o->index);
  put_text(t, &name);
  put_what(t, o->what, is_raisable);
  put_number(t, !isnan(o->exact), o->exact);
  put_number(t, 1, o->rounded);
  put_number(t, !isnan(o->margin), o->margin);
  put_count(t, o->segment + 1);
  put_count(t, o->position);
}

/* A field that is empty is a -, so that words can be counted. */
static void put_operations(tp_document *d, const tp_subject *at, const tp_location *l)
{
  tp_table *t = tp_table_new(columns, sizeof columns / sizeof *columns);
  if (l->first.found)
    put_operation(t, "first", at, &l->first, !l->shares_scales);
  if (l->decisive.found)
    put_operation(t, "decisive", at, &l->decisive, 1);
  tp_document_table(d, "operations", t, TP_STYLE_ALIGNED);
  if (!l->first.found && !l->decisive.found)
    tp_document_hide(d);
  tp_document_text(d, "search", !l->decisive.found ? NULL : l->is_first ? "all" : "bisection");
  if (!l->decisive.found)
    tp_document_hide(d);
}

static void put_rules(tp_document *d, const char *name, const tp_layer_exception *rule, size_t rules)
{
  static const tp_column column = {"rule", TP_COLUMN_TEXT, 0};
  tp_table *t = tp_table_new(&column, 1);
  for (size_t i = 0; i < rules; i++) {
    tp_buffer text = {NULL, 0, 0};
    tp_exception_print(&text, rule + i);
    put_text(t, &text);
  }
  tp_document_list(d, name, t);
}

/* A rule a line; "none" where none mends the run, and nothing where none was looked for. */
static void put_mend(tp_document *d, const tp_location *l, int is_looked_for)
{
  if (!is_looked_for) {
    tp_document_nothing(d, "mend");
    tp_document_hide(d);
    tp_document_nothing(d, "mend_bits");
    tp_document_hide(d);
    return;
  }
  put_rules(d, "mend", l->mend, l->mends);
  tp_buffer none = {NULL, 0, 0};
  if (!l->is_mended)
    tp_buffer_puts(&none, "mend\tnone\n");
  tp_document_prose(d, &none);
  put_rules(d, "mend_bits", l->mend_bits, l->mend_bits ? l->mends : 0);
}

/* What is missing, and why. */
static void tell_limits(const tp_location *l, const tp_choice *c)
{
  const int fails = l->verdict.exact == TP_VERDICT_NO && c->kind != TP_ARITHMETIC_EXACT;
  if (l->recorded != SIZE_MAX)
    complain("from token %zu on, the numbers under hardmax are not all -1, 0 and 1: the first difference was not looked for there", l->recorded);
  if (fails && l->shares_scales)
    complain("the decisive operation was not looked for: activations share scales, so that rounding one rounds others anew");
  if (fails && !l->is_mended && tp_choice_has_noise(c))
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
  tp_document *d = tp_document_new();
  put_verification(d, at.m, &found.verdict, 0);
  put_operations(d, &at, &found);
  put_mend(d, &found, found.verdict.exact == TP_VERDICT_NO && s->choice.kind != TP_ARITHMETIC_EXACT);
  print_document(s, d);
  tell_limits(&found, &s->choice);
  int code = found.verdict.exact == TP_VERDICT_YES ? EXIT_DONE : EXIT_INEXACT;
  tp_location_clear(&found);
  tp_subject_close(&at);
  tp_machine_free(m);
  tell_time(s, start);
  return finish_output(code);
}
