#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run a transformer that `tmprec export` wrote, with plain softmax attention.

    tmprec export add 11+1 -o add.safetensors
    python3 examples/run_weights.py add.safetensors 11+1            the tokens, as `tmprec trace add 11+1` prints them
    tmprec trace add 11+1 | python3 examples/run_weights.py add.safetensors --check -

Needs NumPy, and with --torch PyTorch.  Everything that is known of the machine is in the file (doc/weights.md).
"""
import argparse
import json
import sys

import numpy as np

TYPES = {"I8": "|i1", "U8": "|u1", "I32": "<i4", "F16": "<f2", "BF16": "<u2", "F32": "<f4", "F64": "<f8"}


def read_safetensors(path):
    """The arrays of a safetensors file by name, and its metadata."""
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__")
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        array = np.frombuffer(data[begin:end], TYPES[entry["dtype"]])
        if entry["dtype"] == "BF16":                 # the upper half of a float32
            array = (array.astype("<u4") << 16).view("<f4")
        arrays[name] = array.reshape(entry["shape"])
    return arrays, json.loads(metadata["tmprec"])


def read_npz(path):
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    return arrays, json.loads(arrays.pop("metadata").tobytes())


class Weights:
    """Dense matrices in one type, whatever the layout of the file."""

    def __init__(self, path, to):
        self.arrays, self.about = (read_npz if path.endswith(".npz") else read_safetensors)(path)
        self.to = to                                 # makes an array of numbers of it
        width, vocabulary = self.about["width"], self.about["vocabulary"]
        self.embedding = self.matrix("embedding", vocabulary["factors"], width)
        self.unembedding = self.matrix("unembedding", vocabulary["factors"], width)
        self.position = self.matrix("position", self.about["position"]["bits"], width)
        self.layers = [self.layer(f"layer.{n}.", layer, width) for n, layer in enumerate(self.about["layers"], 1)]

    def matrix(self, name, rows, columns):
        if name in self.arrays:
            return self.to(self.arrays[name])
        dense = np.zeros((rows, columns))
        row, column = self.arrays[name + ".index"]
        dense[row, column] = self.arrays[name + ".value"]
        return self.to(dense)

    def layer(self, name, layer, width):
        heads = []
        for n, head in enumerate(layer["heads"], 1):
            at, keys, values = f"{name}head.{n}.W_", head["keys"], head["values"]
            heads.append((self.matrix(at + "Q", keys, width), self.matrix(at + "K", keys, width),
                          self.matrix(at + "V", values, width), self.matrix(at + "O", width, values)))
        neurons = layer["neurons"]
        return (heads, self.matrix(name + "W1", neurons, width), self.to(self.arrays[name + "b1"]),
                self.matrix(name + "W2", width, neurons))


class Context:
    """A transformer that reads tokens one after the other and remembers keys and values."""

    def __init__(self, weights, lib, beta):
        self.w, self.lib, self.beta = weights, lib, beta
        self.length = 0
        self.seen = [[None] * len(heads) for heads, *_ in weights.layers]

    def feed(self, tokens):
        """Logits of the factors after each of the tokens; a token is a list of factors."""
        w, lib = self.w, self.lib
        places = range(self.length, self.length + len(tokens))
        bits = [[1.0 if p >> b & 1 else -1.0 for b in range(len(w.position))] for p in places]
        x = lib.stack([w.embedding[token].sum(0) for token in tokens]) + w.to(np.array(bits)) @ w.position
        self.length += len(tokens)
        later = w.to(np.arange(self.length)[None, :] > np.array(places)[:, None]) > 0
        for seen, (heads, w1, b1, w2) in zip(self.seen, w.layers):
            mixed = [self.attend(seen, n, head, x, later) for n, head in enumerate(heads)]
            for out in mixed:
                x = x + out
            hidden = x @ w1.T + b1
            x = x + (hidden * (hidden > 0)) @ w2.T
        return x @ w.unembedding.T

    def attend(self, seen, n, head, x, later):
        w_q, w_k, w_v, w_o = head
        lib = self.lib
        key, value = x @ w_k.T, x @ w_v.T
        if seen[n] is not None:
            key, value = lib.concatenate([seen[n][0], key]), lib.concatenate([seen[n][1], value])
        seen[n] = key, value
        logit = self.beta * ((x @ w_q.T) @ key.T)
        logit[later] = -np.inf
        return lib.softmax(logit) @ value @ w_o.T


class Numpy:
    stack, concatenate = staticmethod(np.stack), staticmethod(np.concatenate)

    def __init__(self, dtype):
        self.number = lambda array: np.asarray(array, dtype)

    @staticmethod
    def softmax(logit):
        e = np.exp(logit - logit.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)


class Torch:
    def __init__(self, dtype):
        import torch
        self.stack, self.concatenate = torch.stack, torch.cat
        self.softmax = lambda logit: torch.softmax(logit, 1)
        self.number = lambda array: torch.tensor(np.asarray(array, dtype))


class Vocabulary:
    """Tokens as text, and as lists of factors."""

    def __init__(self, about):
        self.about, self.tapes = about, about["tapes"]
        self.family = {family["name"]: family for family in about["families"]}
        self.names = {"state": about["states"], "symbol": about["symbols"], "move": about["moves"], "bit": ["-", "+"], "mark": ["", "^"]}

    def factors(self, text):
        name, _, rest = text.partition(":")
        family = self.family[name]
        words = self.split(name, rest)
        if len(words) != len(family["fields"]):
            raise SystemExit(f"not a token: {text}")
        return [family["factor"]] + [field["factor"] + self.names[field["kind"]].index(word) - field["first"]
                                     for field, word in zip(family["fields"], words)]

    def split(self, name, rest):
        if name == "run":
            state, symbols, moves = rest.split("/")
            return [state] + symbols.split(",") + moves.split(",")
        if name == "bit":
            return list(rest)
        if name == "cell":
            cells = rest.split(",")
            return [cell.rstrip("^") for cell in cells] + ["^" if cell.endswith("^") else "" for cell in cells]
        return [rest] if rest else []

    def best(self, logit):
        """The token of the largest logit: a sum over fields is largest where every field is."""
        best = None
        for name, family in self.family.items():
            total, words = logit[family["factor"]], []
            for field in family["fields"]:
                values = logit[field["factor"]:field["factor"] + field["count"]]
                total = total + values.max()
                words.append(self.names[field["kind"]][int(values.argmax()) + field["first"]])
            if best is None or total > best[0]:
                best = total, name, words
        return self.join(*best[1:])

    def join(self, name, words):
        k = self.tapes
        if name == "run":
            return f"run:{words[0]}/{','.join(words[1:k + 1])}/{','.join(words[k + 1:])}"
        if name == "cell":
            return "cell:" + ",".join(symbol + mark for symbol, mark in zip(words[:k], words[k:]))
        return name + ":" + "".join(words) if words else name


def generate(new_context, vocabulary, prompt, most):
    """Tokens one after the other, segment by segment; a segment begins with the last summary."""
    segment = list(prompt)
    while True:
        context = new_context()
        logit = context.feed([vocabulary.factors(token) for token in segment])[-1]
        start = len(segment)
        while len(segment) < most and segment[-1] != "eoutp" and (segment[-1] != "esumm" or len(segment) == start):
            segment.append(vocabulary.best(logit))
            logit = context.feed([vocabulary.factors(segment[-1])])[-1]
        yield segment
        if segment[-1] != "esumm":
            return
        segment = segment[len(segment) - 1 - segment[::-1].index("summ"):]


def check(new_context, vocabulary, segments):
    """How many predictions there are, and the first that is another token, as (number, expected, predicted)."""
    count = 0
    for segment in segments:
        logits = new_context().feed([vocabulary.factors(token) for token in segment])
        first = next(i for i, token in enumerate(segment) if token in ("einp", "esumm"))
        for at in range(first, len(segment) - 1):
            predicted = vocabulary.best(logits[at])
            if predicted != segment[at + 1]:
                return count, (count, segment[at + 1], predicted)
            count += 1
    return count, None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", help="written by tmprec export")
    parser.add_argument("input", nargs="?", help="the input word: one character for each symbol, or symbols separated by blanks")
    parser.add_argument("--check", metavar="FILE", help="check every prediction for the tokens in FILE, as tmprec trace prints them; - is standard input")
    parser.add_argument("--torch", action="store_true", help="with PyTorch instead of NumPy")
    parser.add_argument("--dtype", default="float64", choices=["float32", "float64"], help="of all numbers (default float64)")
    parser.add_argument("--beta", type=float, help="inverse temperature (default: that of the file)")
    arguments = parser.parse_args()
    if (arguments.input is None) == (arguments.check is None):
        parser.error("give an input or --check")
    lib = (Torch if arguments.torch else Numpy)(arguments.dtype)
    weights = Weights(arguments.file, lib.number)
    vocabulary = Vocabulary(weights.about["vocabulary"])
    beta = weights.about["beta"] if arguments.beta is None else arguments.beta

    def new_context():
        return Context(weights, lib, beta)

    if arguments.check is None:
        word = arguments.input.split() if " " in arguments.input else list(arguments.input)
        prompt = ["inp"] + ["sym:" + symbol for symbol in word] + ["einp"]
        most = 2 ** weights.about["position"]["bits"]
        for n, segment in enumerate(generate(new_context, vocabulary, prompt, most)):
            print("\n" * (n > 0) + "\n".join(segment))
        return 0
    text = (sys.stdin if arguments.check == "-" else open(arguments.check, encoding="utf-8")).read()
    segments = [segment.split() for segment in text.split("\n\n") if segment.split()]
    count, wrong = check(new_context, vocabulary, segments)
    print(f"exact\t{int(wrong is None)}\ntokens\t{count}")
    if wrong:
        print("first_error\t%d\nexpected\t%s\npredicted\t%s" % wrong)
    return int(wrong is not None)


if __name__ == "__main__":
    sys.exit(main())
