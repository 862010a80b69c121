#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How sure attention is with fewer and fewer bits, up to where a token goes wrong: libtmprec in Python.

    python3 attention.py [MACHINE INPUT]

Needs tmprec.py and the library; NumPy is used where it is there, and is not needed.
"""
import sys

import tmprec


def main(name="add", word="11+1"):
    run = tmprec.Machine(name).simulate(word)
    print(f"{name} {word}: {run.tokens} tokens, {run.dimensions['layers']} layers, output {run.output}")
    for bits in range(8, 3, -1):
        arithmetic = f"act=fixed:1.{bits - 2} attn=fixed:1.{bits - 2}"
        sureness = []
        generation = run.generate(arithmetic, scores=lambda s: sureness.append(max(s.weight)) and None)
        verification = run.verify(arithmetic, activations=True)
        print(f"{bits} bits: output {generation.output}, largest weights {sum(sureness) / len(sureness):.3f} on average,",
              "exact" if verification.exact else f"{verification.predicted} instead of {verification.expected}")
    stream = run.stream("format=exact")
    print(f"numbers of the exact run: {len(stream)} x {len(stream[0])} x {len(stream[0][0])}, the largest",
          f"{max(abs(x) for sublayer in stream for row in sublayer for x in row):g}")
    claim = tmprec.bound("act=fixed:1.0 attn=p:1", r=run.r)
    tmprec.check(claim.certificate)
    print(f"in every run of {claim.tokens} tokens at most, act=fixed:1.0 attn=p:1 is proved to be {claim.verdict}, by {claim.theorem}")
    cells = tmprec.sweep(f"{name}:{word}", bits="4..6", family="fixed")
    print("sweep:", ", ".join(f"{c.bits} bits {'exact' if c.exact else 'not exact'}" for c in cells))


if __name__ == "__main__":
    main(*sys.argv[1:])
