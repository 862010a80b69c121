#!/bin/sh
# SPDX-License-Identifier: MIT
# export to ONNX: the graph computes the run, by a reader of its own; and by the onnx package where that is installed.
# Environment: as common.sh says. Without Python and NumPy only refusals and equal bytes are tested.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

run export add -r 6 -o add.onnx
judge 0 '' ''
mv add.onnx again.onnx
run export add -r 6 -o add.onnx
check "expected the same bytes" cmp -s add.onnx again.onnx
refuses <<'TABLE'
export add -r 6 -o x.onnx --dtype int8 => x.onnx: products in ONNX take float16, float32 or float64, not int8
export add -r 6 -o x.onnx --dtype bfloat16 => x.onnx: *not bfloat16
verify add 11+1 --weights add.onnx => add.onnx: an ONNX model: weights are read from .safetensors and .npz alone
TABLE

python=$(find_numpy)
if [ -z "$python" ]; then
    echo "no Python with NumPy: what the graphs compute is not tested"
    finish
    exit
fi

cat >graph.py <<'END'
"""graph.py EXAMPLES MODEL TOKENS: evaluates an ONNX model on the tokens, and says whether it predicts them."""
import json
import struct
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
import run_weights as r


def fields(data):
    """The fields of a message: number, value."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
    while at < len(data):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        else:
            assert key & 7 == 2, "wire type"
            length = varint()
            assert at + length <= len(data)
            yield key >> 3, data[at:at + length]
            at += length


def message(data):
    found = {}
    for number, value in fields(data):
        found.setdefault(number, []).append(value)
    return found


TYPES = {1: "<f4", 7: "<i8", 10: "<f2", 11: "<f8"}


def array(data):
    found = message(data)
    return found[8][0].decode(), np.frombuffer(found[9][0], TYPES[found[2][0]]).reshape(found.get(1, []))


def softmax(x, axis):
    assert axis == 2 ** 64 - 1
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


OPERATORS = {
    "Gather": lambda a, i: a[i], "ReduceSum": lambda a, axes, keepdims: a.sum(tuple(axes), keepdims=bool(keepdims)),
    "Unsqueeze": lambda a, axes: np.expand_dims(a, tuple(axes)), "Div": lambda a, b: a // b, "Mod": lambda a, b: a % b,
    "Cast": lambda a, to: a.astype(TYPES[to]), "Add": lambda a, b: a + b, "Sub": lambda a, b: a - b, "Mul": lambda a, b: a * b,
    "MatMul": lambda a, b: a @ b, "Transpose": lambda a: a.T, "Greater": lambda a, b: a > b, "Where": np.where, "Softmax": softmax,
    "Relu": lambda a: np.maximum(a, 0), "Identity": lambda a: a,
}


def evaluate(graph, values):
    values = dict(values)
    values.update(array(data) for data in graph[5])
    for data in graph[1]:
        node = message(data)
        attributes = {}
        for attribute in map(message, node.get(5, [])):
            assert attribute[20] == [2]
            attributes[attribute[1][0].decode()] = attribute[3][0]
        inputs = [values[name.decode()] for name in node[1]]
        assert node[2][0].decode() not in values
        values[node[2][0].decode()] = OPERATORS[node[4][0].decode()](*inputs, **attributes)
    return values


model = message(open(sys.argv[2], "rb").read())
assert model[1] == [7] and message(model[8][0])[2] == [13]
properties = {message(data)[1][0]: message(data)[2][0] for data in model[14]}
about = json.loads(properties[b"tmprec"])
vocabulary = r.Vocabulary(about["vocabulary"])
graph = message(model[7][0])
names = [message(data)[1][0].decode() for data in graph[11] + graph[12]]
assert names == ["factors", "positions", "logits"]
most = 1 + max(len(family["fields"]) for family in about["vocabulary"]["families"])
count = 0
for segment in open(sys.argv[3], encoding="utf-8").read().split("\n\n"):
    segment = segment.split()
    rows = [vocabulary.factors(token) for token in segment]
    rows = np.array([row + [about["vocabulary"]["factors"]] * (most - len(row)) for row in rows])
    logits = evaluate(graph, {"factors": rows, "positions": np.arange(len(rows))})["logits"]
    assert logits.dtype == {"float32": np.float32, "float64": np.float64}[about["dtype"]]
    first = next(i for i, token in enumerate(segment) if token in ("einp", "esumm"))
    for at in range(first, len(segment) - 1):
        predicted = vocabulary.best(logits[at])
        if predicted != segment[at + 1]:
            print(f"token {at + 1}: {predicted}, not {segment[at + 1]}")
            sys.exit(1)
        count += 1
print(count)
END

# computes MODEL TOKENS
computes() {
    said="graph.py $*"
    "$python" graph.py "$srcdir/examples" "$@" >out 2>err
    status=$?
}

while IFS='|' read -r machine word options more; do
    # shellcheck disable=SC2086
    "$TMPREC" trace "$machine" "$word" $options >tokens
    # shellcheck disable=SC2086
    run export "$machine" "$word" $options $more -o model.onnx
    judge 0 '' ''
    computes model.onnx tokens
    judge 0 '*' ''
    if "$python" -c 'import onnx' 2>/dev/null; then
        said="onnx.checker"
        check "the model is well formed" "$python" -c 'import onnx; onnx.checker.check_model(onnx.load("model.onnx"), full_check=True)'
    fi
done <<'END'
add|11+1||
add|11+1|--mode scot|--dtype float64
counter|1101|--mode scot|
reverse|110|-r 6|--beta 20
bb3||--two-way fold|
END

# A wrong token and a small beta are found.
"$TMPREC" trace add 11+1 -r 6 | sed 's/^sym:0$/sym:1/' >tokens
computes add.onnx tokens
judge 1 '*' ''
"$TMPREC" trace add 11+1 -r 6 >tokens
run export add -r 6 --beta 1 -o soft.onnx
computes soft.onnx tokens
judge 1 '*' ''

finish
