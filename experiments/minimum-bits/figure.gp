# Draws data.gp, which figure.awk makes, as SVG on standard output.
set terminal svg size 1040,500 dynamic font "Helvetica,Arial,sans-serif,13" background "#ffffff"
load "data.gp"

# Three panels with one scale: n from `least` on, so many pixels for a doubling, and
# room for names at the right of each.
least = 7.0
width = 1040.0
names = 96.0
left = 36.0
octaves(n) = log(1.1 * n / least) / log(2)
pixels = (width - left - 3 * names) / (octaves(longest_1) + octaves(longest_2) + octaves(longest_3))
start_1 = left
start_2 = start_1 + pixels * octaves(longest_1) + names
start_3 = start_2 + pixels * octaves(longest_2) + names

set logscale x 2
set border 0
set tics scale 0
set xtics (8, 32, 128, 512, 2048) textcolor rgb "#555555"
set grid ytics lt 1 lw 0.6 lc rgb "#e4e4e4"
set yrange [bottom - 0.7:top + 0.5]
set tmargin at screen 0.76
set bmargin at screen 0.075
grey = "#555555"

# As r is even and 2^r >= n: bits that hold every score.
r(n) = 2 * ceil(log(n) / log(4) - 1e-9) < 4 ? 4 : 2 * ceil(log(n) / log(4) - 1e-9)
scores(n) = ceil(log(4 * r(n) - 1) / log(2))

titles = "'fixed point' 'floating point' 'every operation rounded'"
subtitles = "'grows with log₂ of the rewrites' 'nearly flat beyond 128 tokens' 'context 2^r: grows with log₂ r, and with rewrites'"
set samples 2000
set multiplot
set label 101 "How many bits simulate a Turing machine exactly?" at screen 8 / width,0.95 left font ",18"
set label 102 "fewest exact bits against the context length in tokens; fixed and floating point of activations and attention weights" at screen 8 / width,0.895 left textcolor rgb grey
set label 103 "{/:Bold ×}  inexact, though fewer bits are exact" at screen 1 - 8 / width,0.895 right textcolor rgb "#333333"

do for [panel = 1:3] {
  start = value(sprintf("start_%d", panel))
  longest = value(sprintf("longest_%d", panel))
  set lmargin at screen start / width
  end = start + pixels * octaves(longest)
  set rmargin at screen end / width
  reach = (end + 10) / width
  mark = (end + 18) / width
  text = (end + 28) / width
  set xrange [least:1.1 * longest]
  if (panel == 1) { set ytics 1 textcolor rgb grey } else { set ytics 1 format "" }
  set label 104 word(titles, panel) at screen start / width,0.835 left font ",14"
  set label 105 word(subtitles, panel) at screen start / width,0.792 left font ",12" textcolor rgb grey
  if (panel == 3) { set label 106 "⌈log₂(4r−1)⌉ bits\nhold every score" at 8,6.1 left font ",12" textcolor rgb "#777777" }
  eval value(sprintf("names_%d", panel))
  limit = panel == 3 ? "scores(x) with lines lc rgb '#dddddd' lw 7 notitle, " : ""
  eval "plot ".limit.value(sprintf("plot_%d", panel))
  unset label
  unset arrow
}
unset multiplot
