/* SPDX-License-Identifier: MIT */
/* TP_CLONES before a static function: compilers turn its loops into vector instructions, once for each kind of processor, if configure
   found out how (VECTOR_CLONES), and one version is chosen when the program starts.  Every operation is one of IEEE 754 or
   of integers, and there are no fused ones (-ffp-contract=off): so all versions give the same bits.  Such a function has a name of
   its own in the whole library, for some compilers make a global symbol for the choice. */
#ifndef TMPREC_BASE_CLONES_H
#define TMPREC_BASE_CLONES_H

#ifdef VECTOR_CLONES
#define TP_CLONES VECTOR_CLONES
#else
#define TP_CLONES
#endif

#endif
