/* SPDX-License-Identifier: MIT */
/* A sweep by two threads, each with half of the cells, and what is proved of the formats: with a certificate, which is checked.

     cc sweep_cells.c $(pkg-config --cflags --libs tmprec) -pthread -o sweep_cells */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tmprec.h>

enum { CELLS = 64, PARTS = 2 };

typedef struct {
  const char *part;
  char line[CELLS][128];           /* by number of the cell */
  size_t cells;
  tmprec_error error;
} half;

static int see_cell(void *user, const tmprec_cell *c)
{
  static const char *const verdict[] = {"no", "yes", "unknown"};
  half *h = (half *) user;
  if (c->number >= CELLS)
    return 1;
  snprintf(h->line[c->number], sizeof h->line[0], "%s %s, %s in %d bits: exact %s, certified %s", c->machine, c->input, c->family, c->bits,
           verdict[c->exact], c->certified ? "yes" : "no");
  h->cells = c->cells;
  return 0;
}

/* The cells of one half; what failed first is in its error. */
static void *sweep(void *context)
{
  half *h = (half *) context;
  static const char *const setting[][2] = {{"bits", "4..7"}, {"family", "fixed,float"}, {"certify", "1"}};
  tmprec_sweep *s;
  tmprec_status status = tmprec_sweep_new(&s, &h->error);
  if (status == TMPREC_OK)
    status = tmprec_sweep_add(s, "counter:1101", &h->error);
  for (size_t i = 0; i < sizeof setting / sizeof *setting && status == TMPREC_OK; i++)
    status = tmprec_sweep_set(s, setting[i][0], setting[i][1], &h->error);
  if (status == TMPREC_OK)
    status = tmprec_sweep_set(s, "shard", h->part, &h->error);
  if (status == TMPREC_OK)
    tmprec_sweep_run(s, see_cell, h, NULL, &h->error);
  tmprec_sweep_free(s);
  return NULL;
}

static void prove(const char *text)
{
  tmprec_error error;
  tmprec_arithmetic *arithmetic;
  tmprec_claim *claim;
  if (tmprec_arithmetic_new(&arithmetic, text, 0, 0, &error) || tmprec_bound_all(&claim, TMPREC_COT, 12, 0, arithmetic, NULL, &error)) {
    fprintf(stderr, "sweep_cells: %s\n", error.message);
    exit(2);
  }
  const char *certificate = tmprec_claim_certificate(claim);
  printf("%s, every run in 2^12 tokens: %s", text, *tmprec_claim_verdict(claim) ? tmprec_claim_verdict(claim) : "nothing is proved");
  if (certificate)
    printf(" by %s; the certificate %s", tmprec_claim_theorem(claim),
           tmprec_check("certificate", certificate, strlen(certificate), NULL, &error) == TMPREC_OK ? "holds" : error.message);
  puts("");
  tmprec_claim_free(claim);
  tmprec_arithmetic_free(arithmetic);
}

int main(void)
{
  static half part[PARTS];
  static const char *const name[PARTS] = {"1/2", "2/2"};
  pthread_t thread[PARTS];
  for (int i = 0; i < PARTS; i++) {
    part[i].part = name[i];
    if (pthread_create(thread + i, NULL, sweep, part + i))
      return 2;
  }
  for (int i = 0; i < PARTS; i++)
    pthread_join(thread[i], NULL);
  for (int i = 0; i < PARTS; i++)
    if (part[i].error.status != TMPREC_OK) {
      fprintf(stderr, "sweep_cells: %s\n", part[i].error.message);
      return 2;
    }
  for (size_t n = 0; n < part[0].cells; n++)
    puts(*part[0].line[n] ? part[0].line[n] : part[1].line[n]);
  prove("act=fixed:1.0 attn=p:1 beta=auto");
  prove("act=fixed:1.4 attn=fixed:1.4 beta=auto");
  return 0;
}
