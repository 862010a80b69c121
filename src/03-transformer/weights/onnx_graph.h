/* SPDX-License-Identifier: MIT */
/* The nodes of the ONNX graph of a transformer, its inputs, and its output (doc/weights.md). */
#ifndef ONNX_GRAPH_H
#define ONNX_GRAPH_H

#include "arrays.h"

enum { ONNX_OPSET = 13, ONNX_IR = 7 };

/* The number of a type in ONNX; 0: not for matrices of a product. */
unsigned tp_onnx_type(int type);

/* Append the fields of the graph but for the arrays of the transformer: nodes, name, constants, inputs, output. */
void tp_onnx_put_graph(tp_buffer *out, const tp_weights *w);

/* Append the beginning of an array, whose bytes have to follow; `field` is that of the message that has it. */
void tp_onnx_begin_array(tp_buffer *out, const weights_array *a);

#endif
