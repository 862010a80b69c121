/* SPDX-License-Identifier: MIT */
#include "tmprec/evaluation/footprint.h"

#include "deviation/deviation_private.h"
#include "evaluator_private.h"
#include "plan_private.h"
#include "tmprec/arithmetic/footprint.h"

/* What the C library adds to a block; bytes of the program on trits (trits.h) for each input of a neuron (measured). */
enum { BLOCK = 16, PROGRAM = 32 };

static const double growing = 1.5;   /* room of an array that grows by half of itself */

static double neurons_of(const tp_transformer *t)
{
  double neurons = 0;
  for (size_t l = 0; l < t->layers; l++)
    neurons += (double) t->layer[l].mlp.neurons;
  return neurons;
}

static double mixes_of(const tp_plan *p)
{
  double mixes = 0;
  for (size_t l = 0; l < p->t->layers; l++)
    mixes += (double) p->layer[l].mixes;
  return mixes;
}

static double transformer_footprint(const tp_transformer *t)
{
  double bytes = 0;
  for (size_t b = 0; b < t->vocabulary.books; b++)
    bytes += (double) t->vocabulary.book[b].rows * t->vocabulary.book[b].width + sizeof(tp_codebook);
  for (size_t l = 0; l < t->layers; l++) {
    const tp_transformer_layer *at = t->layer + l;
    for (size_t h = 0; h < at->heads; h++)
      bytes += sizeof(tp_attention_head) + 2.0 * sizeof(uint32_t) * (at->head[h].keys + at->head[h].values) + 4 * BLOCK;
    const tp_neuron_block *mlp = &at->mlp;
    const double ends = mlp->neurons ? (double) mlp->in_start[mlp->neurons] + (double) mlp->out_start[mlp->neurons] : 0;
    bytes += growing * ((2 * sizeof(size_t) + sizeof(int32_t)) * (double) mlp->neurons + (sizeof(uint32_t) + 1) * ends);
  }
  return bytes;
}

double tp_plan_footprint(const tp_plan *p)
{
  double bytes = transformer_footprint(p->t) + (double) p->columns * 2;
  for (size_t s = 0; s < p->sets; s++)
    bytes += sizeof(row_set) + 2.0 * sizeof(size_t) * (double) p->set[s].keys + 2 * BLOCK;
  for (size_t l = 0; l < p->t->layers; l++) {
    const layer_plan *plan = p->layer + l;
    const tp_neuron_block *mlp = &p->t->layer[l].mlp;
    const double in = mlp->neurons ? (double) mlp->in_start[mlp->neurons] : 0;
    bytes += sizeof *plan + sizeof(mixing) * (double) plan->mixes + (sizeof(size_t) + PROGRAM) * in
             + (3 * sizeof(size_t) + sizeof(int32_t)) * (double) mlp->neurons + sizeof(size_t) * p->t->width;
    for (size_t n = 0; n < plan->adds; n++)
      bytes += sizeof(adding) + (sizeof(size_t) + 1) * (double) plan->add[n].terms + 2 * BLOCK;
    for (int part = 0; part < 2; part++)
      for (size_t b = 0; b < plan->shared[part].blocks; b++)
        bytes += sizeof(shared_block) + 3 * (sizeof(size_t) * (double) plan->shared[part].block[b].count + BLOCK);
  }
  return bytes;
}

/* The most row sets that have rows at the same time. */
static double most_sets(const tp_plan *p)
{
  size_t most = 0;
  for (size_t l = 0; l < p->t->layers; l++) {
    size_t sets = 0;
    for (size_t s = 0; s < p->sets; s++)
      sets += p->set[s].first_layer <= l && l <= p->set[s].last_layer;
    most = sets > most ? sets : most;
  }
  return (double) most;
}

double tp_pass_footprint(const tp_plan *p, const tp_choice *c, size_t positions, size_t chunk, int ternary)
{
  enum { LEAST_COLUMN = 64 };      /* numbers for which a column has room at least */
  const tp_arithmetic_footprint f = tp_arithmetic_footprint_of(c, p->longest_product, p->t->layers, ternary);
  const double n = (double) positions, of_chunk = (double) (chunk < positions ? chunk : positions), hidden = (double) p->most_neurons,
               room = of_chunk < LEAST_COLUMN ? LEAST_COLUMN : of_chunk;
  size_t kept = 0;
  for (size_t v = 0; v < p->columns; v++)
    kept += p->kept[v];
  const double passing = (double) (p->columns - kept) + hidden;
  return ((double) p->columns + hidden) * (f.column + sizeof(void *)) + f.number * ((double) kept * (n < room ? room : n) + passing * room)
         + most_sets(p) * of_chunk * (f.row + f.row_key * n + sizeof(void *)) + (double) p->sets * f.stored_key * n
         + p->t->width * (of_chunk + 3 * sizeof(double)) + f.workspace;
}

/* Heads of the set ask for a position: keys are its bits, as they are embedded. */
static int asks_for_position(const tp_plan *p, const row_set *set)
{
  int all = set->keys == p->t->position_bits;
  for (size_t c = 0; c < set->keys && all; c++)
    all = set->k[c] >= p->t->position_at && set->k[c] - p->t->position_at < p->t->position_bits;
  return all;
}

/* Tables of different keys: about so many bytes for each position and row set that has them.  What others ask for is recorded
   of some thousand positions only (measured). */
double tp_trits_footprint(const tp_plan *p, size_t positions)
{
  enum { OF_SET = 20, OF_RECORDED = 8, RECORDED = 1 << 13 };
  size_t records = 0;
  for (size_t s = 0; s < p->sets; s++)
    records += (size_t) asks_for_position(p, p->set + s);
  const double recorded = positions < RECORDED ? (double) positions : RECORDED;
  return (double) positions * OF_SET * (double) (p->sets - records) + recorded * OF_RECORDED * (double) records + (1 << 20);
}

double tp_hardmax_numbers_footprint(const tp_plan *p, size_t positions)
{
  return ((double) p->versions + neurons_of(p->t)) * (double) positions;
}

/* For each row its kind, its newest and previous key and its leads; for each mix its sums; for each position the
   neurons whose input is not below 0: about so many of all (measured).  Where they are found, the list of one layer
   stands twice. */
double tp_best_keys_footprint(const tp_plan *p, size_t positions)
{
  static const double near = 0.28;
  const double row = 3 * sizeof(uint32_t) + sizeof(row_leads);
  return (double) positions
         * ((double) p->sets * row + mixes_of(p) * ROW_SUMS * sizeof(int32_t) + (double) p->t->layers * sizeof(size_t)
            + near * neurons_of(p->t) * sizeof(near_neuron) + growing * (double) p->most_neurons * (sizeof(near_neuron) + sizeof(uint32_t))
            + (double) p->longest_product + 48)
         + (double) p->versions * sizeof(size_t);
}

/* So many of all numbers, at most, in all runs that were measured: those that there is room for where many deviate, those that
   are open, and of all mixes those with sums over equal keys. */
static const double with_room = 0.5, open_numbers = 0.45, with_sums = 0.9;

double tp_deviation_footprint(const tp_plan *p, size_t positions)
{
  const double n = (double) positions, versions = (double) p->versions;
  return n * (versions * (with_room * sizeof(number) + open_numbers * sizeof(atom)) + with_sums * mixes_of(p) * 2 * sizeof(double))
         + versions * (sizeof(deviant) + 3 * sizeof(void *) + 6 * BLOCK + n / 8 + n / 16) + (1 << 18);
}
