#!/bin/sh
# SPDX-License-Identifier: MIT
# --weights: what `export` wrote, edited by other programs, is evaluated as it is.
# Environment: as common.sh says. Without Python and NumPy edited weights are not tested.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# The same verdicts as of the compiled transformer: every kind of arithmetic, and every kind of file, with some of the others.
slow='--format real
--format fixed:1.6 --acc fp16 --seed 3
--format mpfr:60'
quick='--format exact
--format fixed:1.3
--format mpfr:3
--act fixed:1.0 --attn fixed:1.2 --noise param:normal:0.05 --seed 4
--format e4m3 --round act:rsr --seed 5'
while IFS='|' read -r machine word options more forms; do
    arithmetics=$quick
    [ "$machine" != third ] || arithmetics="$quick$newline$slow"
    for form in $forms; do
        # shellcheck disable=SC2086
        run export "$machine" "$word" $options $more -o w.$form
        judge 0 '' ''
        while read -r arithmetic; do
            # shellcheck disable=SC2086
            run verify "$machine" "$word" $options $arithmetic --plain
            cp out want
            expected=$status
            # shellcheck disable=SC2086
            run verify "$machine" "$word" $arithmetic --weights w.$form
            judge "$expected" want ''
        done <<END
$arithmetics
END
    done
done <<'END'
third|110|||safetensors npz
add|11+1|||npz
counter|1101|--mode scot|--dense|safetensors
reverse|110|-r 6|--dtype float64|npz
END
run run add 11+1 --weights w.npz
judge 2 '' 'w.npz: the tokens are not those of this machine*'
run export add -r 6 -o w.npz
run verify add 11+1 --weights w.npz --format fixed:1.2
judge 1 '*' ""
cp out want
run import w.npz add 11+1 --format fixed:1.2
judge 1 want ""
prints 0 run add 11+1 --weights w.npz --format fixed:1.6 <<END
100
END
"$TMPREC" trace add 11+1 -r 6 | sed 's/^sym:0$/sym:1/' >tokens
run verify add 11+1 --weights w.npz --tokens tokens
judge 1 '*' ''
# Its beta is that of the file, unless it is given.
run export add -r 6 --beta 1 -o soft.npz
run verify add 11+1 --weights soft.npz --format real
judge 1 '*' ''
run verify add 11+1 --weights soft.npz --format real --beta auto
judge 0 '*' ''

printf 'PK\003\004' >short.npz
printf '\377\377\377\377\377\377\377\177{' >long.safetensors
printf '\002\000\000\000\000\000\000\000{}' >empty.safetensors
refuses <<'TABLE'
verify add 11+1 --weights missing.npz => missing.npz: *
verify add 11+1 --weights short.npz => short.npz: the archive is cut off
verify add 11+1 --weights long.safetensors => long.safetensors: neither .npz nor safetensors*
verify add 11+1 --weights empty.safetensors => empty.safetensors: no metadata of tmprec*
verify add 11+1 --weights tokens => tokens: neither .npz nor safetensors*
verify add 11+1 --weights w.npz -r 8 => w.npz is for -r 6
verify add 11+1 --weights w.npz --mode scot => w.npz is for --mode cot
verify add 11+1 --weights w.npz --activations => --activations compares*
verify mul 11*10 --weights w.npz => *
trace add 11+1 --weights w.npz => *--weights*
TABLE

python=$(find_numpy)
if [ -z "$python" ]; then
    echo "no Python with NumPy: edited weights are not tested"
    finish
    exit
fi

cat >edit.py <<'END'
"""Edited weights, and files that are wrong."""
import json
import os
import random
import struct
import subprocess
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
import run_weights as r

TMPREC, RUNNER = os.environ["TMPREC"], sys.argv[1] + "/run_weights.py"
chance = random.Random(1)
passed = failed = 0


def save(path, arrays, about, names={"int8": "I8", "int32": "I32", "float32": "F32", "float64": "F64", "int64": "I64"}):
    """As `tmprec export` does not: in another order, and not aligned."""
    header, data = {"__metadata__": {"tmprec": json.dumps(about)}}, b""
    for name in sorted(arrays):
        raw = np.ascontiguousarray(arrays[name]).tobytes()
        header[name] = {"data_offsets": [len(data), len(data) + len(raw)], "shape": arrays[name].shape, "dtype": names[str(arrays[name].dtype)]}
        data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def verify(path, *options):
    done = subprocess.run([TMPREC, "verify", "add", "11+1", "--weights", path, *options], capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout, done.stderr


def judge(what, good, *shown):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print("FAIL:", what, *shown)


def refused(what, result, text):
    status, out, err = result
    judge(what, status == 2 and not out and err.startswith("tmprec: ") and err.count("\n") == 1 and text in err, status, err)


def edited(change, path="edited.safetensors"):
    arrays, about = r.read_npz("dense.npz")
    arrays = {name: array.copy() for name, array in arrays.items()}
    others = change(arrays, about)
    save(path, others if isinstance(others, dict) and "embedding" in others else arrays, about)
    return path


# What is removed is removed: the same as another program computes, in hardmax and in softmax.
tokens = subprocess.run([TMPREC, "trace", "add", "11+1"], capture_output=True, text=True).stdout
open("trace", "w").write(tokens)


def set_some(arrays, about):
    matrices = [name for name in arrays if name[-2:] in ("W1", "W2", "_Q", "_K", "_V", "_O") or "embedding" in name]
    for _ in range(chance.choice([1, 1, 2, 5])):
        name = chance.choice(matrices)
        places = np.argwhere(arrays[name])
        if len(places):
            place = tuple(places[chance.randrange(len(places))])
            own = [2, -1, -2, 3] if name[-2:] in ("W1", "W2") else [-1, 1] if "embedding" in name else [0]
            arrays[name][place] = chance.choice(own) if chance.random() < 0.4 else 0
    if chance.random() < 0.5:
        layer = chance.choice([n for n, layer in enumerate(about["layers"], 1) if layer["neurons"]])
        keep = [n for n in range(len(arrays[f"layer.{layer}.b1"])) if chance.random() < 0.95]
        for name, axis in ((f"layer.{layer}.W1", 0), (f"layer.{layer}.b1", 0), (f"layer.{layer}.W2", 1)):
            arrays[name] = arrays[name].take(keep, axis)
        about["layers"][layer - 1]["neurons"] = len(keep)


def set_flag(arrays, about):
    """A flag that is embedded as -1, and a neuron that tells it from 0."""
    first = next(register["first"] for register in about["registers"] if register["name"] == "is_pos")
    factor = next(family["factor"] for family in about["vocabulary"]["families"] if family["name"] == "einp")
    arrays["embedding"][factor, first] = -1


def no_keys(arrays, about):
    arrays["layer.10.head.1.W_Q"][:] = 0


def empty_layer(arrays, about):
    """A layer without heads and neurons."""
    for name in [name for name in arrays if name.startswith("layer.12.head.")]:
        del arrays[name]
    about["layers"][11]["heads"] = []
    for name, axis in (("layer.12.W1", 0), ("layer.12.b1", 0), ("layer.12.W2", 1)):
        arrays[name] = arrays[name].take([], axis)


outcomes = set()
changes = [set_flag, no_keys, empty_layer]
for number in range(14):
    path = edited(changes[number] if number < len(changes) else set_some)
    # Tied predictions may be told apart by rounding there; they are left out.
    for options, beta in ((["--format", "exact"], "300"), (["--format", "real"], None), (["--format", "mpfr:100"], None)):
        status, out, err = verify(path, *options)
        judge(f"edit {number} {options}", status in (0, 1) and not err, status, err)
        if "ties" in out or "NaN" in out:
            continue
        other = subprocess.run([sys.executable, RUNNER, path, "--check", "trace"] + (["--beta", beta] if beta else []), capture_output=True, text=True)
        mine = [line for line in out.splitlines() if line.split("\t")[0] not in ("tokens", "token", "segment", "position")]
        theirs = [line for line in other.stdout.splitlines() if not line.startswith("tokens")]
        judge(f"edit {number} {options}", mine == theirs, out, other.stdout, other.stderr)
        outcomes.add(mine[0])
judge("some edits matter and some do not", outcomes == {"exact\t0", "exact\t1"}, outcomes)
for options in (["--format", "fixed:1.4"], ["--format", "e4m3"], ["--format", "mpfr:8"], ["--acc", "fp16"]):
    status, out, err = verify(path, *options)
    judge(f"edit in {options}", status in (0, 1) and out and not err, status, err)


# Weights beyond 1 that leave every number as it is: twins made one, and literals that count twice.
def merge_twins(arrays, about):
    for n in range(1, len(about["layers"]) + 1):
        w1, b1, w2 = (arrays[f"layer.{n}.{name}"] for name in ("W1", "b1", "W2"))
        both = np.concatenate([w1, b1[:, None], w2.T], 1)
        kept, times = np.unique(both, axis=0, return_counts=True)
        arrays[f"layer.{n}.W1"], arrays[f"layer.{n}.b1"] = kept[:, :w1.shape[1]], kept[:, w1.shape[1]]
        arrays[f"layer.{n}.W2"] = (kept[:, w1.shape[1] + 1:] * times[:, None]).T


def count_twice(arrays, about):
    for n in range(1, len(about["layers"]) + 1):
        arrays[f"layer.{n}.W1"] *= 2
        arrays[f"layer.{n}.b1"] = 2 * arrays[f"layer.{n}.b1"] - 1


for change in (merge_twins, count_twice):
    path = edited(change)
    for options in ([], ["--format", "mpfr:6"], ["--format", "fixed:4.12"], ["--format", "fp16"], ["--format", "real", "--beta", "20"]):
        judge(f"{change.__name__} {options}", verify(path, *options) == (0, "exact\t1\ntokens\t51\n", ""), verify(path, *options))


# What cannot be held is refused, by the entry.
def put(name, place, value, dtype=None):
    def change(arrays, about):
        array = arrays[name].astype(dtype or arrays[name].dtype)
        array[place] = value
        arrays[name] = array
    return change


for what, change, text in (
    ("a half", put("layer.3.W1", (5, 17), 0.5, "float32"), "layer.3.W1[5, 17] is 0.5, no whole number"),
    ("no number", put("layer.3.W2", (5, 7), float("nan"), "float64"), "layer.3.W2[5, 7] is nan"),
    ("a large one", put("layer.3.W1", (5, 17), 128, "float32"), "layer.3.W1[5, 17] is 128, no whole number from -127 to 127"),
    ("a large bias", put("layer.3.b1", 4, 1e9, "float64"), "layer.3.b1[4] is 1000000000"),
    ("embedding", put("embedding", (3, 60), 2), "embedding[3, 60] is 2, no whole number from -1 to 1"),
    ("a position embedded", put("embedding", (3, 0), 1), "embedding[3, 0] writes where"),
    ("a position moved", put("position", (3, 60), 1), "position: row b"),
    ("a score subtracted", put("layer.3.head.1.W_Q", (2, 57), -1), "a product that is subtracted"),
    ("a value doubled", put("layer.3.head.1.W_V", (0, slice(None)), 2), "heads only copy"),
    ("a coordinate written twice", lambda a, about: a.update({"layer.3.head.2.W_O": a["layer.3.head.1.W_O"]}), "attention writes twice"),
    ("a missing array", lambda a, about: {name: array for name, array in a.items() if name != "layer.3.W1"}, "layer.3.W1 is missing"),
    ("a shape", lambda a, about: a.update({"layer.3.W1": a["layer.3.W1"][:, 1:]}), "layer.3.W1 has a wrong shape"),
    ("neurons of one matrix", lambda a, about: a.update({"layer.3.b1": a["layer.3.b1"][1:]}), "layer.3.W1 has a wrong shape"),
    ("a version", lambda a, about: about.update(format_version=2), "format_version 2"),
    ("no layers", lambda a, about: about.update(layers=[]), "layers: "),
    ("registers", lambda a, about: about["registers"].pop(), "registers: "),
    ("a family", lambda a, about: about["vocabulary"]["families"].pop(), ""),
    ("odd bits", lambda a, about: about["position"].update(bits=7), "width or position"),
    ("a mode", lambda a, about: about.update(mode="foo"), "the mode is neither"),
):
    refused(what, verify(edited(change)), text)

# Files that are wrong, by what is wrong with them; and by chance.
data = open("w.safetensors", "rb").read()
length = struct.unpack("<Q", data[:8])[0]
head, rest = data[8:8 + length].decode(), data[8 + length:]


def with_header(text, rest=rest):
    open("bad.safetensors", "wb").write(struct.pack("<Q", len(text)) + text.encode() + rest)
    return verify("bad.safetensors")


judge("the file as it is", with_header(head)[0] == 0)
for what, result, text in (
    ("cut", with_header(head, rest[:-1]), ""),
    ("longer", with_header(head, rest + b"x"), "1 bytes of data belong to no array"),
    ("a comma", with_header(head.replace(",", "", 1)), "no JSON"),
    ("a type", with_header(head.replace('"I32"', '"F8"', 1)), "the type F8 is not one of"),
    ("an offset", with_header(head.replace('"data_offsets":[0,', '"data_offsets":[4,', 1)), ""),
    ("an offset below 0", with_header(head.replace('"data_offsets":[0,', '"data_offsets":[-1,', 1)), "data_offsets are wrong"),
    ("a shape", with_header(head.replace('"shape":[2,', '"shape":[3,', 1)), "the shape needs"),
    ("a huge shape", with_header(head.replace('"shape":[2,', '"shape":[9223372036854775807,', 1)), ""),
    ("a name twice", with_header(head.replace('"position.index"', '"embedding.index"', 1)), "comes twice"),
):
    refused(what, result, text)
data = bytearray(open("w.npz", "rb").read())
data[data.index(b"\x93NUMPY") + 400] ^= 1
open("bad.npz", "wb").write(data)
refused("a byte of an array", verify("bad.npz"), "the checksum is wrong")


def placed(place, value):
    arrays, about = r.read_npz("w.npz")
    arrays["layer.3.W1.index"] = arrays["layer.3.W1.index"].astype("int64")
    arrays["layer.3.W1.index"][place] = value
    save("placed.safetensors", arrays, about)
    return verify("placed.safetensors")


for what, place, value, text in (
    ("a row outside", (0, 0), 1000, "has a place outside of the matrix"), ("a column outside", (1, 3), -1, "has a place outside of the matrix"),
    ("a place twice", (slice(None), slice(0, 2)), 1, "has a place twice"),
):
    refused(what, placed(place, value), text)
for name in ("w.safetensors", "w.npz"):
    data = open(name, "rb").read()
    for number in range(40):
        bad = bytearray(data)
        if number % 4 == 0:
            del bad[chance.randrange(len(bad)):]
        for _ in range(chance.choice([1, 3, 20])):
            if bad:
                # Where the structure is: at the beginning, and the archive's list at the end.
                at = chance.randrange(min(len(bad), 4000)) if chance.random() < 0.6 else -1 - chance.randrange(min(len(bad), 20000))
                bad[at] = chance.choice([0, 255, chance.randrange(256), bad[at] ^ 1])
        open("bad", "wb").write(bad)
        status, out, err = verify("bad")
        judge(f"bytes {number} of {name}", status in (0, 1) and not err or status == 2 and not out and err.startswith("tmprec: ") and err.count("\n") == 1,
              status, err)

# What NumPy itself writes is read, but for what is compressed.
arrays, about = r.read_npz("w.npz")
arrays["metadata"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
np.savez("numpy.npz", **arrays)
judge("numpy.npz", verify("numpy.npz") == verify("w.npz"), verify("numpy.npz"))
np.savez_compressed("small.npz", **arrays)
refused("compressed", verify("small.npz"), "is compressed")
print(passed, failed)
END
"$TMPREC" export add -r 6 --dense --dtype float32 -o dense.npz
"$TMPREC" export add -r 6 -o w.npz
"$TMPREC" export add -r 6 -o w.safetensors
said=edit.py
"$python" edit.py "$srcdir/examples" >out 2>err
status=$?
cat out err | head -n 60
check "edited weights" [ "$(tail -n 1 out | cut -d ' ' -f 2)" = 0 ]

finish
