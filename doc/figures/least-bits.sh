#!/bin/sh
# Draws least-bits.svg: the fewest fixed-point bits that are exact, for each
# machine and context of the default sweep. Needs awk and gnuplot.
#     build/tmprec sweep --bits 4..32 -o sweep.csv
#     doc/figures/least-bits.sh sweep.csv >doc/figures/least-bits.svg
set -eu
LC_ALL=C
export LC_ALL
[ $# -eq 1 ] || { echo "usage: least-bits.sh SWEEP.csv >least-bits.svg" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A gnuplot program with its data: a block of n and bits for each machine, those
# that need the most bits first.
awk '
    # The fields of a CSV line; no field of a sweep holds a line break.
    function split_csv(line, field,    n, c, quoted) {
        split("", field)
        field[n = 1] = ""
        for (; line != ""; line = substr(line, 2)) {
            c = substr(line, 1, 1)
            if (c == "\"")
                quoted = !quoted
            else if (c == "," && !quoted)
                field[++n] = ""
            else
                field[n] = field[n] c
        }
        return n
    }

    { sub(/\r$/, "") }

    NR == 1 {
        for (i = split_csv($0, field); i > 0; i--)
            column[field[i]] = i
        next
    }

    {
        split_csv($0, field)
        if (field[column["family"]] != "fixed")
            next
        machine = field[column["machine"]]
        n = field[column["n"]] + 0
        bits = field[column["bits"]] + 0
        if (!(machine in runs)) {
            runs[machine] = 0
            machines++
            name[machines] = machine
        }
        if (!((machine, n) in seen)) {
            seen[machine, n] = 1
            at[machine, ++runs[machine]] = n
        }
        if (field[column["exact"]] != 1)
            inexact[machine, n] = inexact[machine, n] " " bits
        else if (!((machine, n) in least) || bits < least[machine, n])
            least[machine, n] = bits
        if (fewest == "" || bits < fewest)
            fewest = bits
        if (bits > most)
            most = bits
    }

    # What orders the machines: the bits of their longest run, then of all runs.
    function weight(machine,    i, sum, last) {
        for (i = 1; i <= runs[machine]; i++) {
            sum += least[machine, at[machine, i]]
            last = least[machine, at[machine, i]]
        }
        return last + sum / (100 * runs[machine])
    }

    END {
        for (i = 2; i <= machines; i++)
            for (j = i; j > 1 && weight(name[j]) > weight(name[j - 1]); j--) {
                swap = name[j]
                name[j] = name[j - 1]
                name[j - 1] = swap
            }
        for (i = 1; i <= machines; i++)
            end[i] = least[name[i], at[name[i], runs[name[i]]]]
        for (i = 1; i <= machines; i++) {
            for (first = i; first > 1 && end[first - 1] == end[i]; first--) {}
            for (last = i; last < machines && end[last + 1] == end[i]; last++) {}
            # Names stand at the right, beside the last point where there is room.
            label[i] = end[i] + 0.36 * ((first + last) / 2 - i)
            if (i > 1 && label[i] > label[i - 1] - 0.36)
                label[i] = label[i - 1] - 0.36
            # Lines that would hide each other stand a little apart.
            shift[i] = 0.08 * ((first + last) / 2 - i)
        }
        for (i = 1; i <= machines; i++) {
            printf "$run%d << END\n", i
            first = last = ""
            for (j = 1; j <= runs[name[i]]; j++) {
                n = at[name[i], j]
                if (!((name[i], n) in least))
                    continue
                last = least[name[i], n]
                first = first == "" ? last : first
                printf "%d %.2f\n", n, last + shift[i]
                holes = split(inexact[name[i], n], hole, " ")
                for (h = 1; h <= holes; h++)
                    if (hole[h] + 0 > last)
                        hole_list = hole_list sprintf("%d %.2f\n", n, hole[h] + 2 * shift[i])
            }
            print "END"
            # In the default sweep these are the machines whose rewrites grow.
            rises[i] = last - first > 1
            top = last > top ? last : top
            printf "$end%d << END\n%d %.2f\n740 %.2f\nEND\n", i, n, last + shift[i], label[i]
            printf "$sample%d << END\n750 %.2f\n980 %.2f\nEND\n", i, label[i], label[i]
            printf "$middle%d << END\n857 %.2f\nEND\n", i, label[i]
            colour = rises[i] ? "#12406e" : "#a04800"
            printf "set label %d \"%s\" at 1050,%.2f left textcolor rgb \"%s\"\n", i, name[i], label[i], colour
            if (i == 1 || rises[i] != rises[i - 1])
                printf "set label %d \"%s\" at 750,%.2f left font \",12\" textcolor rgb \"%s\"\n", 50 + i,
                    rises[i] ? "rewrites grow with n" : "rewrites do not grow", label[i] + 0.45, colour
        }
        if (hole_list == "")
            hole_list = "NaN NaN\n"
        printf "$holes << END\n%sEND\n", hole_list
        printf "set yrange [%g:%g]\n", fewest - 0.5, top + 0.7
        printf "range = \"%d to %d\"\n", fewest, most
        split("7 5 9 13 11 6 4 8 12 10", point, " ")
        split("solid (7,4) (2,3) (15,4) (8,3,2,3)", dash, " ")
        for (i = 1; i <= machines; i++) {
            kind = rises[i] ? up++ : 5 + flat++
            colour = rises[i] ? "#1b5591" : "#c05a00"
            style = sprintf("lc rgb \"%s\" lw 1.8 dt %s", colour, dash[kind % 5 + 1])
            mark = sprintf("pt %d ps 0.85", point[kind % 10 + 1])
            plot = plot sprintf("$end%d with lines lc rgb \"#b8b8b8\" lw 0.8 dt 1 notitle, ", i)
            plot = plot sprintf("$run%d with linespoints %s %s notitle, ", i, style, mark)
            plot = plot sprintf("$sample%d with lines %s notitle, ", i, style)
            plot = plot sprintf("$middle%d with points lc rgb \"%s\" lw 1.8 %s notitle, ", i, colour, mark)
        }
        plot = plot "$holes with points pt 2 ps 1.1 lw 2.2 lc rgb \"#000000\" notitle"
        gsub(/"/, "\\\"", plot)
        printf "draw = \"plot %s\"\n", plot
    }' "$1" >"$work/data.gp"

cat >"$work/plot.gp" <<'END'
set terminal svg size 800,500 dynamic font "Helvetica,Arial,sans-serif,13" background "#ffffff"
load "data.gp"
set logscale x 2
set xrange [7:2400]
set lmargin at screen 0.06
set rmargin at screen 0.985
set bmargin at screen 0.13
set tmargin at screen 0.85
set border 0
set tics scale 0
set xtics (8, 16, 32, 64, 128, 256, 512)
set ytics 1
set grid ytics lt 1 lw 0.6 lc rgb "#e4e4e4"
set label 101 "How many bits simulate a Turing machine exactly?" at screen 0.02,0.955 left font ",18"
set label 102 "fewest exact bits of fixed point, of ".range." tried" at screen 0.02,0.893 left textcolor rgb "#555555"
set label 103 "context length n in tokens" at screen 0.40,0.03 center textcolor rgb "#555555"
set label 104 "{/:Bold ×}  inexact, though fewer bits are exact" at screen 0.98,0.03 right font ",12" textcolor rgb "#333333"
eval draw
END
(cd "$work" && gnuplot plot.gp)
