/* SPDX-License-Identifier: MIT */
/* A hash index.  It finds the number of a thing that its owner keeps in an array.  The owner
   hashes and compares the things.  The index stores their numbers only. */
#ifndef TMPREC_BASE_INDEX_H
#define TMPREC_BASE_INDEX_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An empty index is all zero.  The owner frees it with tp_index_clear. */
typedef struct {
  uint32_t *slot;        /* number + 1, or 0 for a free slot */
  size_t slots;          /* a power of two, or 0 */
  size_t used;           /* numbers in the index */
} tp_index_table;

/* FNV-1a hash of bytes.  Start with TP_INDEX_SEED.  For several pieces, pass the hash of one
   as the seed of the next. */
#define TP_INDEX_SEED UINT64_C(14695981039346656037)
uint64_t tp_index_hash(uint64_t seed, const void *bytes, size_t length);

/* The number of the thing with this key, or UINT32_MAX if there is none.
   equal(owner, number, key) says whether the thing of that number has this key. */
uint32_t tp_index_find(const tp_index_table *t, uint64_t hash, int (*equal)(const void *owner, uint32_t number, const void *key),
                       const void *owner, const void *key);

/* Add a number whose key is not in the index yet.  hash_of gives the hash of this number and
   of any number added before: the table inserts all of them again when it grows. */
void tp_index_add(tp_index_table *t, uint32_t number, uint64_t (*hash_of)(const void *owner, uint32_t number), const void *owner);
void tp_index_clear(tp_index_table *t);

#ifdef __cplusplus
}
#endif

#endif
