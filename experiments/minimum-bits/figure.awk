# Makes of the rows of a `tmprec sweep --minimum` what figure.gp draws: for each
# family a panel with a block of n and bits for each machine, the holes, the limits,
# and where the names stand.
BEGIN {
    FS = ","
    families = split("fixed float mpfr", family, " ")
    # One look for a machine in every panel: open marks where the number of rewrites
    # does not grow with the input.
    machines = split("counter add reverse sort collatz fill parity third", machine, " ")
    split("7 5 9 13 11 6 4 8", point, " ")
    split("solid (8,4) (2,3) (14,4) (8,3,2,3) solid (8,4) (2,3)", dash, " ")
    flat["fill"] = flat["parity"] = flat["third"] = 1
}

{ sub(/\r$/, "") }

# Of --minimum's columns every field but the input is free of commas, and inputs are
# here as well.
NR == 1 {
    for (i = 1; i <= NF; i++)
        column[$i] = i
    next
}

$column["least_exact"] != "" {
    key = $column["family"] SUBSEP $column["machine"]
    n = $column["n"] + 0
    at[key, ++runs[key]] = n
    least[key, runs[key]] = $column["least_exact"] + 0
    holes[key, runs[key]] = $column["holes"]
    if (n > longest[$column["family"]])
        longest[$column["family"]] = n
    if (top < least[key, runs[key]])
        top = least[key, runs[key]]
    if (bottom == "" || bottom > least[key, runs[key]])
        bottom = least[key, runs[key]]
}

# What orders the names from top to bottom: the bits of the longest run, then of all.
function weight(key,    i, sum) {
    for (i = 1; i <= runs[key]; i++)
        sum += least[key, i]
    return least[key, runs[key]] + sum / (100 * runs[key])
}

# Marks "6..7;9" at 6, 7 and 9, on a stem from the line at `from`.
function put_holes(n, list, from,    part, parts, ends, i, bits) {
    parts = split(list, part, ";")
    for (i = 1; i <= parts; i++) {
        if (split(part[i], ends, "[.][.]") == 1)
            ends[2] = ends[1]
        for (bits = ends[1] + 0; bits <= ends[2] + 0; bits++)
            crosses = crosses sprintf("%d %d\n", n, bits)
    }
    if (parts)
        printf "%d %.2f\n%d %d\n\n", n, from, n, ends[2]
}

function panel(f,    count, i, j, key, name, label, first, last, shift, ends, colour, plot) {
    for (i = 1; i <= machines; i++)
        if ((family[f] SUBSEP machine[i]) in runs)
            name[++count] = i
    for (i = 2; i <= count; i++)
        for (j = i; j > 1 && weight(family[f] SUBSEP machine[name[j]]) > weight(family[f] SUBSEP machine[name[j - 1]]); j--) {
            key = name[j]
            name[j] = name[j - 1]
            name[j - 1] = key
        }
    crosses = ""
    for (i = 1; i <= count; i++)
        ends[i] = least[family[f], machine[name[i]], runs[family[f], machine[name[i]]]]
    for (i = 1; i <= count; i++) {
        key = family[f] SUBSEP machine[name[i]]
        for (first = i; first > 1 && ends[first - 1] == ends[i]; first--) {}
        for (last = i; last < count && ends[last + 1] == ends[i]; last++) {}
        # Lines that would hide each other stand a little apart, their names more so.
        shift = 0.07 * ((first + last) / 2 - i)
        label[i] = ends[i] + gap * ((first + last) / 2 - i)
        if (i > 1 && label[i] > label[i - 1] - gap)
            label[i] = label[i - 1] - gap
        printf "$run_%d_%d << END\n", f, i
        for (j = 1; j <= runs[key]; j++)
            printf "%d %.2f\n", at[key, j], least[key, j] + shift
        printf "END\n$stems_%d_%d << END\n", f, i
        for (j = 1; j <= runs[key]; j++)
            put_holes(at[key, j], holes[key, j], least[key, j] + shift)
        print "NaN NaN\nEND"
        colour = machine[name[i]] in flat ? "#b85400" : "#1b5591"
        arrows[f] = arrows[f] sprintf("set arrow %d from first %d,%.2f to screen reach,first %.2f nohead lc rgb '#b8b8b8' lw 0.8; ",
            i, at[key, runs[key]], ends[i] + shift, label[i])
        arrows[f] = arrows[f] sprintf("set label %d '' at screen mark,first %.2f point pt %d ps 0.75 lw 1.8 lc rgb '%s'; ",
            i, label[i], point[name[i]], colour)
        arrows[f] = arrows[f] sprintf("set label %d '%s' at screen text,first %.2f left textcolor rgb '%s'; ",
            50 + i, machine[name[i]], label[i], colour)
        plot = plot sprintf("$stems_%d_%d with lines lc rgb '%s' lw 1 notitle, ", f, i, colour)
        plot = plot sprintf("$run_%d_%d with linespoints lc rgb '%s' lw 1.8 dt %s pt %d ps 0.75 notitle, ", f, i, colour,
            dash[name[i]], point[name[i]])
    }
    printf "$holes_%d << END\n%sEND\n", f, crosses == "" ? "NaN NaN\n" : crosses
    plot = plot sprintf("$holes_%d with points pt 2 ps 0.95 lw 2.4 lc rgb '#000000' notitle", f)
    printf "names_%d = \"%s\"\nplot_%d = \"%s\"\nlongest_%d = %d\n", f, arrows[f], f, plot, f, longest[family[f]]
}

END {
    gap = 0.56
    printf "top = %d\nbottom = %d\n", top, bottom
    for (f = 1; f <= families; f++)
        panel(f)
}
