/* SPDX-License-Identifier: MIT */
/* What reading and writing of JFLAP's files share. */
#ifndef JFF_H
#define JFF_H

#define TP_JFF_SPECIAL "~!}"       /* symbols that JFLAP takes for patterns */

extern const char tp_jff_blank[];  /* the blank as JFLAP shows it */

#endif
