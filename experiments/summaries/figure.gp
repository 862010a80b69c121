# Draws the files cot and scot (steps, tokens of the longest context, least exact bits)
# as SVG on standard output.
set terminal svg size 900,430 dynamic font "Helvetica,Arial,sans-serif,13" background "#ffffff"
grey = "#555555"
set logscale x 2
set border 0
set tics scale 0
set xrange [2.2:16000]
set xtics (4, 16, 64, 256, 1024, 4096) textcolor rgb grey
set grid ytics lt 1 lw 0.6 lc rgb "#e4e4e4"
set tmargin at screen 0.74
set bmargin at screen 0.12
set style line 1 lc rgb "#000000" lw 2 dt 1 pt 7 ps 0.55
set style line 2 lc rgb "#d55e00" lw 2 dt 1 pt 4 ps 0.75
unset key
set multiplot
set label 1 "A counter counts up: what do its steps ask of the transformer?" at screen 0.012,0.95 left font ",18"
set label 2 "chain of thought (black, dots) and summarized chain of thought (orange, squares), against the steps of the machine" at screen 0.012,0.885 left textcolor rgb grey

set lmargin at screen 0.055
set rmargin at screen 0.485
set label 3 "tokens of the longest context" at screen 0.055,0.80 left font ",14"
set logscale y 2
set yrange [6:4600]
set ytics (8, 32, 128, 512, 2048) textcolor rgb grey
set label 4 "plain" at 1500,2762 left offset 0.3,0
set label 5 "summarized" at 2600,110 left textcolor rgb "#b04a00"
plot "cot" using 1:2 with linespoints ls 1, "scot" using 1:2 with linespoints ls 2

unset logscale y
unset label 1
unset label 2
set lmargin at screen 0.545
set rmargin at screen 0.975
set label 3 "fewest exact bits in fixed point (activations and weights)" at screen 0.545,0.80 left font ",14"
set yrange [2:15.5]
set ytics 2 textcolor rgb grey
set label 4 "plain" at 1500,14.3 left offset 0.3,0
set label 5 "summarized" at 2600,9 left textcolor rgb "#b04a00"
plot "cot" using 1:3 with linespoints ls 1, "scot" using 1:3 with linespoints ls 2
unset multiplot
