/* SPDX-License-Identifier: MIT */
/* What the files of the evaluation by deviations share. */
#ifndef DEVIATION_PRIVATE_H
#define DEVIATION_PRIVATE_H

#include "../evaluator_private.h"
#include "best_keys.h"
#include "deviant.h"

/* How the weights of a row are known. */
typedef enum {
  ROW_UNKNOWN,           /* not looked at yet */
  ROW_HARDMAX,           /* as under hardmax, exactly */
  ROW_TIED,              /* like all rows of its kind: the best keys have one weight, and no other key has any */
  ROW_KNOWN,             /* about: it has weights of its own */
  ROW_OPEN               /* to be evaluated score by score */
} row_state;

/* Rows of a kind, as far as their queries, keys and values are hardmax's. */
typedef struct {
  row_state state;
  tp_known_weights weights;
  unsigned known;                  /* bit 3 (x + 1) + v + 1: known are */
  number result[9];                /* x + mix, rounded, where all best keys have the value v */
  unsigned failed;                 /* the same bits: nothing is known of it */
} kind_weights;

/* The rows of a set at the positions of a feed. */
typedef struct {
  unsigned char *state;            /* NULL while not made */
  unsigned char *keeps;            /* of rows with weights of their own: where values do not deviate, the mix is rounded to
                                      hardmax's number, added to one that does not deviate */
  tp_known_weights *weights;       /* of these */
  double *away, *apart;            /* of these: what the difference of two scores deviates at most; of two best keys */
  tp_attention_row **row;          /* of open rows, made when first asked for */
} set_rows;

/* Sums over equal keys: of a value version, by key, over this key and all before it that equal it, between two ends. */
typedef struct {
  double *low, *high;              /* NULL while its values do not deviate */
  size_t done;
} value_sums;

struct tp_deviation {
  const tp_plan *plan;
  tp_pool *pool;                   /* of what a context has that grows */
  int owns_pool;
  tp_choice choice;
  tp_layered layered;
  tp_workspaces workspaces;
  tp_arithmetic *a;                /* of the layer at work, and its workspace; between feeds, of the last layer */
  tp_workspace *w;
  tp_draw draw;
  number_rounding act;
  double *all_tolerances, tolerance;   /* by arithmetic: act takes -1, 0, 1 and all that is no farther from them to themselves */
  const tp_hardmax_numbers *run;
  const tp_best_keys *best;
  size_t *neurons_before;          /* by layer: in all layers before it */
  uint32_t **add_of;               /* by layer, by coordinate: the number of the sum that makes it */
  unsigned char *is_read;          /* by coordinate: how often it is in a logit, at most */
  deviant *version;                /* by version */
  kind_weights *all_kinds, *kind;  /* by arithmetic, by kind of ties; and those of the layer at work */
  set_rows *all_rows, *rows;       /* by arithmetic, by row set; likewise */
  value_sums **sums;               /* by layer, by mix */
  tp_number_column **whole;        /* by version: all its numbers, as far as asked for; or NULL */
  size_t *whole_end;               /* by version: where that ends */
  tp_key_store **store;            /* by row set: of whole columns, or NULL */
  size_t from, to;                 /* positions of the last feed */
  int keeps_open;                  /* numbers may stay open between two ends; then no row is evaluated score by score */
  int failed;                      /* nothing is known of some number */
  int any, maybe;                  /* some number deviates; some is open that may not */
  atom_list atoms;
  size_t open_rows;                /* of all contexts */
  size_t open_now, rows_now;       /* of this feed, up to the layer at work */
  uint32_t *position;              /* room: positions of a feed */
  tp_evaluator *reader;            /* predicts from gathered columns of the last versions, or NULL */
  uint32_t *read_at;               /* their positions */
  size_t reads;
};

/* The steps of a layer (0-based) at the positions from .. to-1. */
void tp_deviation_attend(tp_deviation *d, size_t layer);
void tp_deviation_fire(tp_deviation *d, size_t layer);
void tp_deviation_drop_rows(tp_deviation *d, size_t set);
void tp_deviation_drop_wholes(tp_deviation *d);

/* x + the mix of v at a row that is evaluated score by score. */
double tp_deviation_open_row(tp_deviation *d, size_t layer, const mixing *m, size_t position);

/* A new column with the numbers of a version at `count` positions, at places 0, 1, ...  Freed by the caller. */
tp_number_column *tp_deviation_gather(const tp_deviation *d, const deviant *of, const uint32_t *position, size_t count);

/* A result: note it where it deviates. */
static inline void deviation_put(tp_deviation *d, size_t version, size_t position, const number *value)
{
  deviant *of = d->version + version;
  const double hardmax = of->hardmax[position];
  if (value->low == hardmax && value->high == hardmax)
    return;
  tp_deviant_append(of, d->pool, d->run->positions, position, value);
  if (value->low <= hardmax && value->high >= hardmax)
    d->maybe = 1;
  else
    d->any = 1;
}

#endif
