#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Verify a rounded cell with NumPy in binary64, every pair of tokens evaluated: the baseline of `make bench`.

    tmprec export counter 1011 -r 6 -o counter.npz
    tmprec trace counter 1011 -r 6 | python3 numpy_cell.py counter.npz - --act fixed:1.10 --attn fixed:1.10

prints `exact` (1 or 0), the number of the first wrong prediction or nothing, and the seconds of the evaluation.  Formats:
real, fixed:I.F and p:P, to nearest even.  Softmax in between is binary64: near ties of a rounding may fall otherwise.
"""
import argparse
import os
import sys
import time

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples"))
import run_weights  # noqa: E402


def rounding(name):
    """A function that rounds an array."""
    if name == "real":
        return lambda x: x
    kind, _, numbers = name.partition(":")
    if kind == "fixed":
        whole, fraction = (int(n) for n in numbers.split("."))
        step, low, high = 2.0 ** -fraction, -2.0 ** whole, 2.0 ** whole - 2.0 ** -fraction
        return lambda x: np.clip(np.rint(x / step) * step, low, high)
    if kind == "p":
        scale = 2.0 ** int(numbers)

        def to_significand(x):
            fraction, exponent = np.frexp(x)
            return np.ldexp(np.rint(fraction * scale) / scale, exponent)
        return to_significand
    raise SystemExit(f"no such format here: {name}")


class Context:
    """One context, all positions at once."""

    def __init__(self, weights, beta, act, attn):
        self.w, self.beta, self.act, self.attn = weights, beta, act, attn

    def logits(self, tokens):
        w, n = self.w, len(tokens)
        bits = np.array([[1.0 if p >> b & 1 else -1.0 for b in range(len(w.position))] for p in range(n)])
        x = np.stack([w.embedding[token].sum(0) for token in tokens]) + bits @ w.position
        self.later = np.triu(np.ones((n, n), bool), 1)
        for heads, w1, b1, w2 in w.layers:
            if heads:
                x = self.act(x + sum(self.attend(head, x) for head in heads))
            x = self.act(x + self.act(np.maximum(x @ w1.T + b1, 0)) @ w2.T)
        return x @ w.unembedding.T

    def attend(self, head, x):
        w_q, w_k, w_v, w_o = head
        e = self.beta * ((x @ w_q.T) @ (x @ w_k.T).T)
        e[self.later] = -np.inf
        e -= e.max(1, keepdims=True)
        np.exp(e, out=e)
        return self.attn(e / e.sum(1, keepdims=True)) @ (x @ w_v.T) @ w_o.T


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("weights")
    parse.add_argument("tokens", help="a file with a token in each line, as `tmprec trace` prints it; - is standard input")
    parse.add_argument("--act", default="real")
    parse.add_argument("--attn", default="real")
    parse.add_argument("--beta", type=float, help="default: that of the file")
    given = parse.parse_args()
    weights = run_weights.Weights(given.weights, lambda array: np.asarray(array, float))
    vocabulary = run_weights.Vocabulary(weights.about["vocabulary"])
    tokens = [line.strip() for line in (sys.stdin if given.tokens == "-" else open(given.tokens)) if line.strip()]
    beta = given.beta or float(weights.about["beta"])
    factors = [vocabulary.factors(token) for token in tokens]
    start = time.perf_counter()
    logits = Context(weights, beta, rounding(given.act), rounding(given.attn)).logits(factors[:-1])
    wrong = None
    for p in range(tokens.index("einp"), len(tokens) - 1):
        if vocabulary.best(logits[p]) != tokens[p + 1]:
            wrong = p - tokens.index("einp")
            break
    seconds = time.perf_counter() - start
    print(int(wrong is None), "" if wrong is None else wrong, f"{seconds:.3f}")


if __name__ == "__main__":
    main()
