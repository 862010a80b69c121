#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Time the authors' program (PyTorch) on their own example machines.

    python3 authors.py PATH/turingformer mul '1101*101' -r 10

PATH is a copy of github.com/moritzbroe/transformer-expressivity; a Python with torch runs this.  It prints the tokens, 1 if
all predictions are right, and the seconds to build the transformer and to predict all tokens.
"""
import argparse
import sys
import time


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("path")
    parse.add_argument("machine", choices=["add", "mul"])
    parse.add_argument("input")
    parse.add_argument("-r", type=int, required=True)
    parse.add_argument("--threads", type=int, default=1)
    given = parse.parse_args()
    sys.path.insert(0, given.path)
    import torch
    from tm.examples import binary_addition_machine, binary_multiplication_machine
    from turing_to_transformer import EINP, cot_token_sequence, turing_machine_to_cot_transformer
    torch.set_num_threads(given.threads)
    machine = {"add": binary_addition_machine, "mul": binary_multiplication_machine}[given.machine]()
    tokens = cot_token_sequence(machine, r=given.r, input_word=given.input, max_steps=10 ** 7)
    start = time.perf_counter()
    transformer = turing_machine_to_cot_transformer(machine, r=given.r)
    built = time.perf_counter()
    with torch.no_grad():
        predicted = transformer.predict_all(tokens[:-1])
    done = time.perf_counter()
    first = tokens.index(EINP)
    right = all(predicted[i] == tokens[i + 1] for i in range(first, len(tokens) - 1))
    print(len(tokens), int(right), f"{built - start:.3f} {done - built:.3f}")


if __name__ == "__main__":
    main()
