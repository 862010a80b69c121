#include "tmprec/tokens/chain.h"

#include "tmprec/base/memory.h"
#include "tmprec/machine/configuration.h"

const char *const tp_chain_mode_name[TP_CHAIN_MODES] = {"cot", "scot"};

/* Where the telling is: written down, or only counted. */
typedef struct {
  tp_transcript *out;              /* NULL: counted */
  unsigned r;
  tp_configuration at;
  size_t length, prompt;           /* tokens of the segment so far, and of its prompt */
  size_t in_block;                 /* run tokens since the prompt or the last position block */
  size_t longest;                  /* tokens of a context so far */
  uint32_t unwritten[TP_TOKEN_STRIDE(TP_MACHINE_MAX_TAPES)];
} teller;

/* Append a token; its fields are to be set. */
static uint32_t *put(teller *t, uint32_t family)
{
  t->length++;
  if (t->length > t->longest)
    t->longest = t->length;
  if (!t->out)
    return t->unwritten;
  return tp_sequence_append(&t->out->segment[t->out->segments - 1].tokens, family);
}

static void begin_segment(teller *t)
{
  t->length = t->in_block = 0;
  if (t->out)
    tp_transcript_append(t->out);
}

static void end_prompt(teller *t)
{
  t->prompt = t->length;
  if (t->out)
    t->out->segment[t->out->segments - 1].prompt_end = t->length - 1;
}

static void put_symbols(teller *t, const tp_word *w)
{
  for (size_t i = 0; i < w->length; i++)
    put(t, TP_TOKEN_SYM)[0] = w->symbol[i];
}

static void put_step(teller *t, tp_transition step)
{
  const uint32_t K = tp_machine_tapes(t->at.m);
  uint32_t *field = put(t, TP_TOKEN_RUN);
  field[0] = step.to;
  for (uint32_t k = 0; k < K; k++) {
    field[1 + k] = step.write[k];
    field[1 + K + k] = step.move[k];
  }
  t->in_block++;
  tp_configuration_take(&t->at, step);
}

static void put_position_block(teller *t)
{
  put(t, TP_TOKEN_POS);
  for (unsigned bit = 0; bit < t->r; bit++) {
    uint32_t *field = put(t, TP_TOKEN_BIT);
    for (uint32_t k = 0; k < tp_machine_tapes(t->at.m); k++)
      field[k] = (uint32_t) ((uint64_t) t->at.tape[k].head >> bit & 1);
  }
  put(t, TP_TOKEN_EPOS);
  t->in_block = 0;
}

static void put_summary(teller *t)
{
  const uint32_t K = tp_machine_tapes(t->at.m);
  put(t, TP_TOKEN_SUMM);
  for (size_t cell = 0; cell < t->at.space; cell++) {
    uint32_t *field = put(t, TP_TOKEN_CELL);
    for (uint32_t k = 0; k < K; k++) {
      field[k] = tp_configuration_symbol(&t->at, k, cell);
      field[K + k] = t->at.tape[k].head == cell;
    }
  }
  put(t, TP_TOKEN_STATE)[0] = t->at.state;
  put(t, TP_TOKEN_ESUMM);
}

/* After a step that is not the last.  With p the number of tokens of the prompt, a summary follows if
   3 (p - 1) or more tokens come after the prompt.  Else a position block follows if r run tokens
   are in a row. */
static void follow_step(teller *t, tp_chain_mode mode)
{
  if (mode == TP_MODE_SCOT && t->length - t->prompt >= 3 * (t->prompt - 1)) {
    put_summary(t);
    begin_segment(t);
    put_summary(t);
    end_prompt(t);
  } else if (t->in_block == t->r) {
    put_position_block(t);
  }
}

static void tell(teller *t, const tp_told_run *c, size_t enough)
{
  const tp_machine_run *run = c->run;
  tp_configuration_start(&t->at, c->m, c->input);
  begin_segment(t);
  put(t, TP_TOKEN_INP);
  put_symbols(t, c->input);
  put(t, TP_TOKEN_EINP);
  end_prompt(t);
  for (size_t i = 0; i < run->steps && t->longest <= enough; i++) {
    put_step(t, tp_machine_transition(c->m, run->taken[i]));
    if (i + 1 < run->steps)
      follow_step(t, c->mode);
  }
  if (run->has_output) {
    put(t, TP_TOKEN_OUTP);
    put_symbols(t, &run->output);
    put(t, TP_TOKEN_EOUTP);
  }
  tp_configuration_clear(&t->at);
}

size_t tp_chain_longest(const tp_told_run *c, unsigned r, size_t enough)
{
  const tp_machine_run *run = c->run;
  if (c->mode == TP_MODE_COT)
    return 2 + c->input->length + run->steps + (run->steps - 1) / r * (r + 2) + (run->has_output ? 2 + run->output.length : 0);
  teller t = {.r = r};
  tell(&t, c, enough);
  return t.longest;
}

size_t tp_chain_cells(const tp_told_run *c)
{
  const size_t head = c->m ? tp_machine_head(c->m) : 0;
  return head ? head + 1 + c->run->steps : 0;
}

unsigned tp_chain_least_bits(const tp_told_run *c)
{
  unsigned r = TP_POSITION_BITS_MIN;
  while (r < TP_POSITION_BITS_MAX && tp_chain_cells(c) > (size_t) 1 << r)
    r += 2;
  while (r < TP_POSITION_BITS_MAX && tp_chain_longest(c, r, (size_t) 1 << r) > (size_t) 1 << r)
    r += 2;
  return r;
}

void tp_chain_transcript(tp_transcript *out, const tp_told_run *c, unsigned r)
{
  tp_transcript_init(out, tp_machine_tapes(c->m));
  teller t = {.out = out, .r = r};
  tell(&t, c, SIZE_MAX);
}
