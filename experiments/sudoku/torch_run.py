#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The same run in PyTorch: torch_run.py WEIGHTS BATCHES TOKENS RATE [THREADS]

WEIGHTS are those that training begins with (sudoku-learn train --tokens 0), BATCHES what it is trained on (--batches),
TOKENS and RATE what --tokens and --rate were.  Prints for each step what --report 1 prints: step, tokens, loss; and the
seconds of processor time that the steps took to standard error.  Sequences of a batch are padded to the longest."""
import json
import math
import struct
import sys
import time

import torch
import torch.nn.functional as F


def read_weights(path):
    with open(path, "rb") as f:
        length, = struct.unpack("<Q", f.read(8))
        header = json.loads(f.read(length))
        data = f.read()
    layers = int(header.pop("__metadata__")["layers"])
    w = {}
    for name, t in header.items():
        begin, end = t["data_offsets"]
        w[name] = torch.tensor(struct.unpack("<%df" % ((end - begin) // 4), data[begin:end])).reshape(t["shape"])
        w[name].requires_grad_()
    return layers, w


def read_batches(path):
    batch = []
    with open(path) as f:
        for line in f:
            words = [int(word) for word in line.split()]
            if words:
                batch.append(words)
            else:
                yield batch
                batch = []


def turn(x, cosine, sine):
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cosine - b * sine, b * cosine + a * sine), dim=-1)


def logits(layers, w, tokens):
    count, length = tokens.shape
    x = F.embedding(tokens, w["gpt_neox.embed_in.weight"])
    width, heads = x.shape[-1], 4
    depth = width // heads
    angle = torch.arange(length)[:, None] * 10000 ** (-2 * torch.arange(depth // 2) / depth)
    cosine, sine = angle.cos(), angle.sin()
    later = torch.triu(torch.full((length, length), -math.inf), diagonal=1)
    for l in range(layers):
        def of(name, kind, l=l):
            return w["gpt_neox.layers.%d.%s.%s" % (l, name, kind)]
        def norm(name):
            return F.layer_norm(x, (width,), of(name, "weight"), of(name, "bias"), 1e-5)
        def linear(name, y):
            return F.linear(y, of(name, "weight"), of(name, "bias"))
        qkv = linear("attention.query_key_value", norm("input_layernorm")).view(count, length, heads, 3 * depth).transpose(1, 2)
        q, k, v = qkv.split(depth, dim=-1)
        scores = turn(q, cosine, sine) @ turn(k, cosine, sine).transpose(-1, -2) / math.sqrt(depth) + later
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(count, length, width)
        hidden = F.gelu(linear("mlp.dense_h_to_4h", norm("post_attention_layernorm")), approximate="tanh")
        x = x + linear("attention.dense", mixed) + linear("mlp.dense_4h_to_h", hidden)
    x = F.layer_norm(x, (width,), w["gpt_neox.final_layer_norm.weight"], w["gpt_neox.final_layer_norm.bias"], 1e-5)
    return x @ w["embed_out.weight"].T


def rate_at(part, rate):
    if part < 0.02:
        return rate * part / 0.02
    return rate * (0.02 + 0.49 * (1 + math.cos(math.pi * (part - 0.02) / 0.98)))


def main():
    weights, batches, total, rate = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    torch.set_num_threads(int(sys.argv[5]) if len(sys.argv) > 5 else 1)
    layers, w = read_weights(weights)
    optimizer = torch.optim.AdamW([
        {"params": [t for t in w.values() if t.dim() == 2], "weight_decay": 0.01},
        {"params": [t for t in w.values() if t.dim() == 1], "weight_decay": 0.0}], lr=rate)
    all_batches = list(read_batches(batches))
    seen = 0
    begin = time.process_time()
    for step, batch in enumerate(all_batches, 1):
        longest = max(len(words) for words in batch) - 1
        tokens = torch.zeros((len(batch), longest), dtype=torch.long)
        expected = torch.full((len(batch), longest), -100)
        for i, (given, *words) in enumerate(batch):
            tokens[i, :len(words)] = torch.tensor(words)
            expected[i, given - 1:len(words) - 1] = torch.tensor(words[given:])
        for group in optimizer.param_groups:
            group["lr"] = rate_at(seen / total, rate)
        loss = F.cross_entropy(logits(layers, w, tokens).flatten(0, 1), expected.flatten())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(w.values()), 1.0)
        optimizer.step()
        seen += sum(len(words) - 1 for words in batch)
        print("%d\t%d\t%.6f" % (step, seen, loss.item()))
    print("%.1f s of processor time" % (time.process_time() - begin), file=sys.stderr)


if __name__ == "__main__":
    main()
