#!/bin/sh
# SPDX-License-Identifier: MIT
# export: what is in the files, and that other programs compute the run with them.
# Environment: as common.sh says. Without Python and NumPy only refusals and equal bytes are tested.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

python=$(find_numpy)
runner=$srcdir/examples/run_weights.py

# computes ARGUMENT...: runs the file with Python, as `run` does with tmprec
computes() {
    said="run_weights.py $*"
    $limit "$python" "$runner" "$@" <"$input" >out 2>err
    status=$?
}

# Same bytes every time, and others for another machine.
flip_trace
for name in flip.safetensors flip.npz; do
    run export flip.tm -r 6 -o $name
    judge 0 '' ''
    mv $name again-$name
    run export flip.tm -r 6 -o $name
    check "expected the same bytes" cmp -s $name again-$name
    run export add -r 6 -o other-$name
    check "expected other bytes" eval "! cmp -s $name other-$name"
done

refuses <<'TABLE'
export => *MACHINE*
export flip.tm => export needs -o FILE
export flip.tm -o x.npz => export needs INPUT or -r
export flip.tm -r 6 -o x.txt => -o 'x.txt': *safetensors*npz*onnx
export flip.tm -r 6 -o npz => -o 'npz': *
export flip.tm -r 5 -o x.npz => -r '5': odd*
export flip.tm -r 6 -o x.npz --dtype bfloat16 => x.npz: NumPy has no bfloat16*
export flip.tm -r 6 -o x.npz --dtype int4 => --dtype 'int4'*int8*float64*
export flip.tm -r 6 -o no/x.npz => no/x.npz: *
export flip.tm -r 6 -o x.npz --format fixed:1.4 => *--format*
export flip.tm 2 -o x.npz => *
run flip.tm 0 --dtype int8 => *--dtype*
TABLE
check "expected no file of what is refused" [ ! -e x.npz ]

# A bias of a long name of a configuration does not fit int8; bfloat16 has 8 bits.
wide='tapes 16
blank _
input 1
start q
halt h
q'
for read in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do wide="$wide _"; done
wide="$wide -> h"
for write in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do wide="$wide _"; done
for move in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do wide="$wide S"; done
printf '%s\n' "$wide" >wide.tm
for symbol in $(seq 1 511); do printf 'q 1 %s -> h %s %s\n' "$(yes a"$symbol" | head -n 15 | tr '\n' ' ')" \
    "$(yes 1 | head -n 16 | tr '\n' ' ')" "$(yes S | head -n 16 | tr '\n' ' ')"; done >>wide.tm
run export wide.tm -r 4 -o wide.npz --dtype int8
judge 2 '' 'wide.npz: int8 does not have -1??, an entry of layer.*.b1; without --dtype a type is chosen that has it'
run export wide.tm -r 4 -o wide.npz
judge 0 '' ''

if [ -z "$python" ]; then
    echo "no Python with NumPy: what the files say is not tested"
    finish
    exit
fi

cat >containers.py <<'END'
"""What both forms promise of the bytes, and that they say the same."""
import json
import sys
import zipfile

import numpy as np

sys.path.insert(0, sys.argv[1])
import run_weights as r

for name in sys.argv[2:]:
    data = open(name + ".safetensors", "rb").read()
    length = int.from_bytes(data[:8], "little")
    text, rest = data[8:8 + length], data[8 + length:]
    assert text[:1] == b"{" and (8 + length) % 8 == 0
    header = json.loads(text)
    assert all(isinstance(value, str) for value in header.pop("__metadata__").values())
    end = 0
    for entry in sorted(header.values(), key=lambda entry: entry["data_offsets"]):
        begin, after = entry["data_offsets"]
        bytes_each = np.dtype(r.TYPES[entry["dtype"]]).itemsize
        assert begin == end and begin % bytes_each == 0
        assert after - begin == bytes_each * int(np.prod(entry["shape"]))
        end = after
    assert end == len(rest)
    archive = zipfile.ZipFile(name + ".npz")
    assert archive.testzip() is None
    a, b = r.read_safetensors(name + ".safetensors"), r.read_npz(name + ".npz")
    assert a[1] == b[1] and sorted(a[0]) == sorted(b[0])
    for array in a[0]:
        assert a[0][array].shape == b[0][array].shape and (a[0][array] == b[0][array]).all(), array
    about = a[1]
    at = 0
    for register in about["registers"]:
        assert register["first"] == at
        at += register["bits"]
    assert at == about["width"] and about["format_version"] == 1
    if "tokens" not in about["vocabulary"]:     # of many, only their families are written down
        continue
    vocabulary = r.Vocabulary(about["vocabulary"])
    rows = [vocabulary.factors(token) for token in about["vocabulary"]["tokens"]]
    assert len(set(map(tuple, rows))) == len(rows)
    assert sorted(set(sum(rows, []))) == list(range(about["vocabulary"]["factors"]))
END

# The machine, its input, the options of all, those of export, those of the runner.
cases='add|11+1|||
add|11+1|--mode scot||
add|11+1||--dense --dtype bfloat16|
reverse|110||--dtype float16 --beta 30|
counter|1101||--dense --dtype float32|--dtype float32
counter|1101|--mode scot|--dtype float64|
brackets|(0)()()|-r 8|--dense|
mul|11*10|--mode scot||
flip.tm|011010|||
bb3||--two-way fold||'
case=0
while IFS='|' read -r machine word options more with <&4; do
    case=$((case + 1))
    # shellcheck disable=SC2086
    run trace "$machine" "$word" $options
    judge 0 '*' ''
    cp out tokens
    for form in safetensors npz; do
        case $form$more in
        npz*bfloat16) continue ;;
        esac
        # shellcheck disable=SC2086
        run export "$machine" "$word" $options $more -o "$case.$form"
        judge 0 '' ''
        last=$case.$form
    done
    # Both forms say the same (containers.py): each is run in one of two ways.
    # shellcheck disable=SC2086
    computes "$case.safetensors" "$word" $with
    judge 0 tokens ''
    # shellcheck disable=SC2086
    computes "$last" --check tokens $with
    judge 0 '*' ''
done 4<<END
$cases
END
check "expected ten machines" [ $case -eq 10 ]
said=containers.py
check "containers and metadata" "$python" containers.py "$srcdir/examples" 1 2 4 5 6 7 8 9 10 flip

# A wrong token and a small beta are found.
"$TMPREC" trace add 11+1 | sed 's/^sym:0$/sym:1/' >tokens
computes 1.npz --check tokens
judge 1 '*' ''
"$TMPREC" trace add 11+1 >tokens
computes 1.npz --check tokens --beta 1
judge 1 '*' ''
if "$python" -c 'import torch' 2>/dev/null; then
    computes 1.npz 11+1 --torch
    judge 0 tokens ''
else
    echo "no PyTorch: --torch is not tested"
fi

finish
