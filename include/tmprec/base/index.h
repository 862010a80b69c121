/* An index: finds the number of a thing that its owner keeps in an array.  The
   owner hashes and compares; the index stores numbers only. */
#ifndef TMPREC_BASE_INDEX_H
#define TMPREC_BASE_INDEX_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  uint32_t *slot;        /* number + 1, or 0 for a free one */
  size_t slots;          /* a power of two, or 0 */
  size_t used;
} tp_index_table;

/* FNV-1a over bytes; start with TP_INDEX_SEED, chain for several pieces. */
#define TP_INDEX_SEED UINT64_C(14695981039346656037)
uint64_t tp_index_hash(uint64_t seed, const void *bytes, size_t length);

/* equal(owner, number, key): does the thing of that number have this key?
   Returns the number, or UINT32_MAX. */
uint32_t tp_index_find(const tp_index_table *t, uint64_t hash, int (*equal)(const void *owner, uint32_t number, const void *key),
                       const void *owner, const void *key);

/* Add a number whose key is not there yet; hash_of gives the hash of any number
   added before (the table re-inserts when it grows). */
void tp_index_add(tp_index_table *t, uint32_t number, uint64_t (*hash_of)(const void *owner, uint32_t number), const void *owner);
void tp_index_clear(tp_index_table *t);

#ifdef __cplusplus
}
#endif

#endif
