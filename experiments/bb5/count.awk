# SPDX-License-Identifier: MIT
# Reads a run in segments as `tmprec trace` prints it, and counts: segments, tokens, steps, and the cells that hold
# a 1 in the end, on all tapes, by carrying out the steps of the last segment from the summary before them.
# Symbols are of one character.

/^$/ {
    segments++
    n = 0
    next
}

{
    token[n++] = $0
    tokens++
}

/^run:/ { steps++ }

END {
    cells = 0
    for (i = 0; i < n; i++) {
        family = token[i]
        sub(/:.*/, "", family)
        fields = substr(token[i], length(family) + 2)
        if (family == "cell") {
            tapes = split(fields, symbol, ",")
            for (k = 1; k <= tapes; k++) {
                tape[k, cells] = substr(symbol[k], 1, 1)
                if (symbol[k] ~ /\^$/)
                    head[k] = cells
            }
            cells++
        } else if (family == "run") {
            split(fields, part, "/")
            tapes = split(part[2], symbol, ",")
            split(part[3], move, ",")
            for (k = 1; k <= tapes; k++) {
                tape[k, head[k] + 0] = symbol[k]
                head[k] += (move[k] == "R") - (move[k] == "L" && head[k] > 0)
            }
        }
    }
    for (cell in tape)
        ones += tape[cell] == "1"
    printf "segments,%d\ntokens,%d\nsteps,%d\nones,%d\n", segments + 1, tokens, steps, ones
}
