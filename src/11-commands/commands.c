/* SPDX-License-Identifier: MIT */
/* The table of commands, which help, the manual and completions share. */
#include <string.h>

#include "settings.h"

const command commands[] = {
  {.name = "trace", .arguments = "MACHINE INPUT", .bit = ON_TRACE, .least = 1, .most = 2, .perform = perform_trace,
   .summary = "print the token sequence that the machine prescribes",
   .text =
   "One token per line: the input, a run token for every step (state entered, symbols\n"
   "written, moves), position blocks that spell the head positions in bits, and the\n"
   "output.\n\n"
   "Examples:\n"
   "  tmprec trace add 11+1\n"
   "  tmprec trace my.tm 'a b a' --steps 20     only the first 20 steps\n"
   "  echo ... | tmprec trace - 101             the machine from standard input\n"},
  {.name = "run", .arguments = "MACHINE INPUT", .bit = ON_RUN, .least = 1, .most = 2, .perform = perform_run,
   .summary = "let the transformer generate the run and print what is on the tape",
   .text =
   "The transformer gets the prompt and feeds on its own tokens. In exact arithmetic\n"
   "the machine's run is a draft of them, which changes none: see --plain. Status 1\n"
   "if its context is full before eoutp, if 16 times as many tokens as prescribed\n"
   "came without eoutp, if a prediction is tied, or if the word is not the machine's.\n\n"
   "Examples:\n"
   "  tmprec run mul '110*101'                          11110\n"
   "  tmprec run mul '110*101' --format fixed:1.12      in 14-bit fixed point\n"
   "  tmprec run add 1+1 --format real --beta 3         too soft: fails\n"
   "  tmprec run parity 1101 --print-tokens             the tokens themselves\n"},
  {.name = "verify", .arguments = "MACHINE INPUT", .bit = ON_VERIFY, .least = 1, .most = 2, .perform = perform_verify,
   .summary = "check every prediction against the prescribed sequence",
   .text =
   "Prints `exact` (1, 0 or unknown) and the number of predictions. If one is wrong,\n"
   "also its number (from 0), the expected token and the predicted token. Status 1 if\n"
   "not exact.\n\n"
   "Examples:\n"
   "  tmprec verify mul '1101*101'                                exact arithmetic\n"
   "  tmprec verify counter 1101 --format mpfr:5                  5 bits everywhere\n"
   "  tmprec verify counter 1101 --act fixed:1.0 --attn fixed:1.3 --activations\n"
   "  tmprec verify counter 1101 --format bf16 --acc fp32 --sum pairwise\n"
   "  tmprec verify counter 1101 --format e4m3fn --round attn:rsr --seed 7\n"
   "  tmprec trace add 1+1 >t; tmprec verify add 1+1 --sequence t\n"
   "  tmprec verify add 1+1 --weights edited.safetensors   edited weights\n"
   "  tmprec import edited.safetensors add 1+1             the same\n"},
  {.name = "info", .arguments = "MACHINE [INPUT]", .bit = ON_INFO, .least = 1, .most = 2, .perform = perform_info,
   .summary = "show the transformer's dimensions beside the theorem's",
   .text =
   "INPUT or -r is needed: depth and width depend on the context. Status 1 if a\n"
   "dimension is not that of the theorem. d_ff may be smaller where the table has the\n"
   "most neurons.\n\n"
   "Examples:\n"
   "  tmprec info mul '1101*101'\n"
   "  tmprec info add -r 16\n"
   "  tmprec info add -r 6 --plot -o add.svg        what writes which register\n"},
  {.name = "sweep", .arguments = "[MACHINE[:INPUT]]...", .bit = ON_SWEEP, .least = 0, .most = (size_t) -1, .perform = perform_sweep,
   .summary = "verify a grid of machines, contexts and formats, as CSV",
   .text =
   "One row per cell. Without machines: shipped ones, in contexts from 2^4 to\n"
   "2^12 tokens (mpfr: up to 2^10). Without an input: the machine's shipped inputs, or\n"
   "the one that its file names. MACHINE:@FILE takes the word in each line of FILE.\n"
   "Status 0 even if cells are not exact. On a terminal, progress is shown.\n\n"
   "Examples:\n"
   "  tmprec sweep --bits 4..32 -o sweep.csv\n"
   "  tmprec sweep counter parity --bits 2..16 --family fixed\n"
   "  tmprec sweep add:110+11 --bits 2,4,8 --beta auto,10,12.5 --family fixed\n"
   "  tmprec sweep counter mul --contexts 16..4096 --formats e4m3fn,int8,exact\n"
   "  tmprec sweep counter --contexts 16..256 -r 4..10 --force --formats int8\n"
   "  tmprec sweep counter --sites attn --act fixed:1.0 --bits 2..12 --family fixed\n"
   "  tmprec sweep counter --sites logit --format bf16 --family float\n"
   "  tmprec sweep reverse --bits 2..16 --family fixed --minimum   the fewest bits\n"
   "  tmprec sweep counter:1101 --bits 2..10 --family fixed --per-site\n"
   "  tmprec sweep reverse:11 --bits 6 --family fixed --beta 4..8:0.5 --minimum beta\n"},
  {.name = "which", .arguments = "MACHINE[:INPUT]", .bit = ON_WHICH, .least = 1, .most = 1, .perform = perform_which,
   .summary = "say which of the formats with a name keep a run exact, as CSV",
   .text =
   "One row for each format with a name, as format of activations and attention weights,\n"
   "fewest bits first: whether the run is exact, and every activation, the first wrong\n"
   "prediction, and what decided. --sites names other sites, and the options of the sites\n"
   "the formats of the rest. Without INPUT: each shipped input. Status 0 even if none is.\n\n"
   "Examples:\n"
   "  tmprec which add:110+11 --pretty\n"
   "  tmprec which counter:1101 --acc fp16              with partial sums in fp16\n"
   "  tmprec which counter:1101 --sites acc --act bf16 --attn bf16\n"},
  {.name = "merge", .arguments = "PART...", .bit = ON_MERGE, .least = 1, .most = (size_t) -1, .perform = perform_merge,
   .summary = "join the parts of a sweep that --shard divided",
   .text =
   "Writes the CSV that the undivided sweep writes, byte for byte, or its rows as JSON.\n"
   "Refused unless all parts are there, each once and whole, of one sweep and one\n"
   "version of tmprec.\n\n"
   "Examples:\n"
   "  for k in 1 2 3; do tmprec sweep --bits 4..8 --shard $k/3 -o part$k.csv; done\n"
   "  tmprec merge part1.csv part2.csv part3.csv -o sweep.csv\n"},
  {.name = "plot", .arguments = "FILE...", .bit = ON_PLOT, .least = 1, .most = (size_t) -1, .perform = perform_plot,
   .summary = "draw the CSV that tmprec writes, through gnuplot",
   .text =
   "Draws the figure that fits the columns: least bits or beta of `sweep --minimum`, maps\n"
   "of the cells of `sweep`, fronts of `sweep --per-site`, `margins`, and failure rates.\n"
   "FILEs must have the same columns; their rows are joined. - is standard input. Equal\n"
   "rows give equal files.\n\n"
   "Examples:\n"
   "  tmprec sweep --family fixed --minimum | tmprec plot - -o bits.svg\n"
   "  tmprec plot sweep.csv -o map.pdf\n"
   "  tmprec margins counter 1101 | tmprec plot - -o margins.png\n"
   "  tmprec plot bits.csv --format tikz -o bits.tex       for a paper\n"},
  {.name = "report", .arguments = "FILE...", .bit = ON_REPORT, .least = 1, .most = (size_t) -1, .perform = perform_report,
   .summary = "make one page of HTML of the CSV that tmprec writes",
   .text =
   "For each FILE what it shows, its figure, its rows, and commands that repeat them. The\n"
   "page needs no other file, no network and no script. Without gnuplot it has no\n"
   "figures.\n\n"
   "Examples:\n"
   "  tmprec sweep --bits 4..12 -o sweep.csv\n"
   "  tmprec report sweep.csv -o report.html\n"},
  {.name = "margins", .arguments = "MACHINE INPUT", .bit = ON_MARGINS, .least = 1, .most = 2, .perform = perform_margins,
   .summary = "print how far apart the attention scores of each head are, as CSV",
   .text =
   "One row per head, and one for the unembedding. Of the run under hardmax: the least\n"
   "gap between the best score and the next, the most tied best keys, and the leak of\n"
   "softmax at beta. The gap that the arithmetic needs, and the slack. Of the run in\n"
   "that arithmetic: its gap and its leak. Tokens are counted from 0.\n"
   "With --errors: how far activations are from those of hardmax, layer by layer.\n\n"
   "Examples:\n"
   "  tmprec margins counter 1101 --pretty\n"
   "  tmprec margins counter 1101 --act fixed:1.0 --attn p:1 --beta 5 --pretty\n"
   "  tmprec margins add 1+1 --mode scot --format bf16 >margins.csv\n"
   "  tmprec margins add 1+1 --format bf16 --errors | tmprec plot - -o errors.svg\n"},
  {.name = "locate", .arguments = "MACHINE INPUT", .bit = ON_LOCATE, .least = 1, .most = 2, .perform = perform_locate,
   .summary = "find the first operation that goes wrong, and what mends the run",
   .text =
   "Prints what `verify` prints, then the first number that differs from hardmax's,\n"
   "and the decisive operation: the wrong token follows if the run is rounded up to and\n"
   "including this operation and precise after it. `site` mends it if made precise in\n"
   "that operation alone. The lines `mend` are a minimal set of layers and sites that\n"
   "have to be more precise, as rules of --at. Status 1 if the run is not exact.\n\n"
   "Examples:\n"
   "  tmprec locate third 110 --format real --beta 2\n"
   "  tmprec locate counter 11000001 --format fixed:1.2\n"
   "  tmprec locate third 110 --format mpfr:2\n"},
  {.name = "bound", .arguments = "[MACHINE [INPUT]]", .bit = ON_BOUND, .least = 0, .most = 2, .perform = perform_bound,
   .summary = "say what is certain of every run, and by which inequalities",
   .text =
   "Without MACHINE: of every machine and every run that halts, in contexts of at most\n"
   "2^R or N tokens. With MACHINE: of all its inputs. With INPUT: of that run. Prints\n"
   "whether every run is certified, the least certified beta, and what is certified:\n"
   "exact, or exact_act, every activation. Then the inequalities: between which numbers\n"
   "the outputs of heads lie, and to what they are rounded. Lines `open` say what is\n"
   "not proved. Status 1 if nothing is certified.\n\n"
   "Examples:\n"
   "  tmprec bound -r 10 --act fixed:1.0 --attn p:1\n"
   "  tmprec bound -n 1000000 --mode scot --act fixed:1.0 --attn fixed:1.18\n"
   "  tmprec bound counter 1101 --act fixed:1.0 --attn e4m3 --beta 6\n"
   "  tmprec bound -r 10 --least bits --family fixed --sites attn --act fixed:1.0\n"
   "  tmprec bound -r 8 --act fixed:1.0 --attn p:2 -o claim.txt\n"
   "  tmprec check claim.txt\n"},
  {.name = "check", .arguments = "CERTIFICATE", .bit = ON_CHECK, .least = 1, .most = 1, .perform = perform_check,
   .summary = "check a certificate of `bound` without trusting what made it",
   .text =
   "CERTIFICATE is a file; - is standard input. Every line is derived again, in\n"
   "rational numbers, from those before it. Status 0 and `confirmed` if the claim\n"
   "follows, 1 if some line does not follow, 2 if the file is no certificate.\n"},
  {.name = "explain", .arguments = "MACHINE INPUT", .bit = ON_EXPLAIN, .least = 1, .most = 2, .perform = perform_explain,
   .summary = "say what each layer does at one token",
   .text =
   "Under hardmax. Each layer says in words what begins there. Then one line per head\n"
   "that acts (--all: each):\n"
   "a strip of the tokens so far, with # where the head attends, the register that it\n"
   "writes, the one that it reads, the tokens attended, and their lead. Then the\n"
   "registers that attention and neurons change, and what they hold. With an\n"
   "arithmetic also the run in it: the weight of the tokens attended, the number\n"
   "that is most off in each layer, and the token that it predicts.\n\n"
   "Examples:\n"
   "  tmprec explain counter 1101 --token 8\n"
   "  tmprec explain counter 1101 --token 8 --layer 9..12 --all\n"
   "  tmprec explain counter 1101 --token 8 --plot -o token8.svg\n"
   "  tmprec explain counter 11000001 --token 13 --format fixed:1.2\n"
   "  tmprec explain add 1+1 --mode scot --token 20 | less\n"},
  {.name = "trials", .arguments = "MACHINE INPUT", .bit = ON_TRIALS, .least = 1, .most = 2, .perform = perform_trials,
   .summary = "count how often a run fails under noise or stochastic rounding",
   .text =
   "Prints the number of trials and of failures, their rate, and the exact 95 %\n"
   "interval of Clopper and Pearson. With --largest: the largest noise without a\n"
   "failure, the next larger size, the noise that is safe by the run's margins (normal\n"
   "noise with a probability of 95 %), and the factor between the first and the third.\n\n"
   "Examples:\n"
   "  tmprec trials counter 1101 --format fixed:1.4 --round attn:rsr --trials 1000\n"
   "  tmprec trials counter 1101 --act fixed:1.0 --noise attn:uniform:0.2\n"
   "  tmprec trials third 110 --act fixed:1.0 --noise act:uniform:0.6 --csv\n"
   "  tmprec trials counter 1101 --act fixed:1.0 --noise logit:uniform:9 --largest\n"},
  {.name = "machine", .arguments = "MACHINE [INPUT]", .bit = ON_SHOW, .least = 1, .most = 2, .perform = perform_machine,
   .summary = "show a machine: its table, and its tapes step by step",
   .text =
   "Shows states, symbols, the table and whether it is total, and the size of the\n"
   "transformer. With INPUT also the run: one line per step, the head in brackets, a bar\n"
   "left of cell 0. Two-way machines are not folded unless --two-way fold is given.\n\n"
   "Examples:\n"
   "  tmprec machine third 110\n"
   "  tmprec machine bb5 '' --plot -o bb5.svg       its tape over time\n"
   "  tmprec machine add:11+1 mul:11*10 --plot >two.svg\n"
   "  tmprec machine bb4 '' --steps 200\n"
   "  tmprec machine bb2 '' --two-way fold          the one-way machine instead\n"
   "  tmprec machine bb5 '' --max-steps 50000000    47176870 steps, in a second\n"},
  {.name = "convert", .arguments = "MACHINE", .bit = ON_CONVERT, .least = 1, .most = 1, .perform = perform_convert,
   .summary = "write a machine in tmprec's or another simulator's notation",
   .text =
   "What a notation cannot hold is refused: in all but tm the tapes have no left end,\n"
   "and all but tm, tmsim, nju and jff have one tape. Names that change are told.\n\n"
   "Examples:\n"
   "  tmprec convert busy.txt                    whatever it is, as .tm\n"
   "  tmprec convert list.txt --line 7 --to jff  a busy beaver of a list, for JFLAP\n"
   "  tmprec convert 1RB1LB_1LA1RZ --to tmio     a busy beaver for turingmachine.io\n"
   "  tmprec convert - --from morphett --to tmsim <m.txt\n"},
  {.name = "export", .arguments = "MACHINE [INPUT]", .bit = ON_EXPORT, .least = 1, .most = 2, .perform = perform_export,
   .summary = "write the transformer's weights to a file, for other programs",
   .text =
   "INPUT or -r is needed: depth and width depend on the context. Writes the matrices of\n"
   "a softmax decoder without layer norm, and as JSON what they mean: registers, heads,\n"
   "vocabulary, beta; or the computation as an ONNX graph. doc/weights.md says how they\n"
   "are laid out.\n\n"
   "Examples:\n"
   "  tmprec export add -r 8 -o add.safetensors\n"
   "  tmprec export add -r 8 -o add.onnx\n"
   "  tmprec export counter 1101 --mode scot -o counter.npz --dense --dtype float32\n"},
  {.name = "machines", .arguments = "", .bit = ON_MACHINES, .least = 0, .most = 0, .perform = perform_machines,
   .summary = "list the machines that come with tmprec",
   .text =
   "One line per machine, tab-separated: name, what it computes, its inputs.\n"},
  {.name = "formats", .arguments = "[FORMAT]...", .bit = ON_FORMATS, .least = 0, .most = (size_t) -1, .perform = perform_formats,
   .summary = "list the number formats: range, smallest values, precision",
   .text =
   "A header line, then one line per format, tab-separated: the formats given, or else\n"
   "all that have a name and the shapes of the others. A field is empty where there is\n"
   "no such number. Of one format all is told instead: how many values, its ends, what is\n"
   "beside 1, special values, and what becomes of numbers beyond the ends, by overflow\n"
   "rule and rounding mode.\n\n"
   "Examples:\n"
   "  tmprec formats\n"
   "  tmprec formats e4m3fn fixed:1.6\n"
   "  tmprec formats e4m3fn                 one format in full\n"
   "  tmprec formats --values e2m1fn        every bit pattern and its value\n"},
  {.name = "round", .arguments = "FORMAT[,FORMAT]... VALUE...", .bit = ON_ROUND, .least = 1, .most = (size_t) -1, .perform = perform_round,
   .summary = "show what a number becomes in a format, in each rounding mode",
   .text =
   "VALUE is taken exactly: 0.1, -2.5e-3, 1/3, 0x1.8p-3, 3*2^-7, -0, inf, nan; - is values\n"
   "from standard input. A header line, then one line for each value, format and mode,\n"
   "tab-separated: the value that it becomes, all digits and the fewest that tell it apart,\n"
   "its bit pattern, the error as a fraction and in units of the last place, the odds of\n"
   "stochastic rounding, and what happened: inexact, overflow, underflow, saturated,\n"
   "subnormal.\n\n"
   "Examples:\n"
   "  tmprec round e4m3fn 0.1 --pretty\n"
   "  tmprec round fp16,bf16,posit16 1/3 --round rne\n"
   "  tmprec round e5m2 -1e6 --overflow saturate --round rne,rsr\n"
   "  tmprec round e4m3fn --pattern 0x7f 0x01\n"},
  {.name = "completion", .arguments = "SHELL", .bit = ON_COMPLETION, .least = 1, .most = 1, .perform = perform_completion,
   .summary = "print what completes tmprec's words in bash, zsh or fish",
   .text =
   "Commands, their options, and what those take, as this help has them. `make install`\n"
   "installs all three.\n\n"
   "Examples:\n"
   "  eval \"$(tmprec completion bash)\"            for this shell\n"
   "  tmprec completion fish >~/.config/fish/completions/tmprec.fish\n"},
  {.name = NULL},
};

const command *command_find(const char *name)
{
  for (const command *c = commands; c->name; c++)
    if (!strcmp(c->name, name))
      return c;
  return NULL;
}
