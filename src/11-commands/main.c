#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help.h"
#include "output.h"
#include "tmprec/base/memory.h"

const command commands[] = {
  {"trace", "MACHINE INPUT", ON_TRACE, 2, 2, "print the token sequence that the machine prescribes",
   "One token a line: the input, a run token for every step (state entered, symbols\n"
   "written, moves), position blocks that spell the head positions in bits, and the\n"
   "output.\n\n"
   "Examples:\n"
   "  tmprec trace add 11+1\n"
   "  tmprec trace my.tm 'a b a' --steps 20     only the first 20 steps\n"
   "  echo ... | tmprec trace - 101             the machine from standard input\n",
   perform_trace},
  {"run", "MACHINE INPUT", ON_RUN, 2, 2, "let the transformer generate the run and print the output word",
   "The transformer gets the prompt and feeds on its own tokens. Status 1 if its\n"
   "context is full before eoutp (or 16 times the prescribed tokens are, where that\n"
   "is less), if a prediction is tied, or if the word is not the machine's.\n\n"
   "Examples:\n"
   "  tmprec run mul '110*101'                          11110\n"
   "  tmprec run mul '110*101' --format fixed:1.12      in 14-bit fixed point\n"
   "  tmprec run add 1+1 --format real --beta 3         too soft: fails\n"
   "  tmprec run parity 1101 --tokens                   the tokens themselves\n",
   perform_run},
  {"verify", "MACHINE INPUT", ON_VERIFY, 2, 2, "check every prediction against the prescribed sequence",
   "Prints `exact` (1, 0 or unknown) and the number of predictions, and where one\n"
   "is wrong, its number (from 0), the expected and the predicted token. Status 1 if\n"
   "not exact.\n\n"
   "Examples:\n"
   "  tmprec verify mul '1101*101'                                exact arithmetic\n"
   "  tmprec verify counter 1101 --format mpfr:5                  5 bits everywhere\n"
   "  tmprec verify counter 1101 --act fixed:1.0 --attn fixed:1.3 --activations\n"
   "  tmprec verify counter 1101 --format bf16 --acc fp32 --sum pairwise\n"
   "  tmprec verify counter 1101 --format e4m3fn --round attn:rsr --seed 7\n"
   "  tmprec trace add 1+1 > t; tmprec verify add 1+1 --tokens t   a file\n",
   perform_verify},
  {"info", "MACHINE [INPUT]", ON_INFO, 1, 2, "show the transformer's dimensions beside the theorem's",
   "INPUT or -r is needed: depth and width depend on the context. Status 1 if what\n"
   "was built is not what the theorem says (d_ff may be below it where the table\n"
   "has the most neurons).\n\n"
   "Examples:\n"
   "  tmprec info mul '1101*101'\n"
   "  tmprec info add -r 16\n",
   perform_info},
  {"sweep", "[MACHINE[:INPUT]]...", ON_SWEEP, 0, (size_t) -1, "verify a grid of machines, contexts and formats, as CSV",
   "One row a cell. Without machines: shipped ones over contexts from 2^4 to over\n"
   "2^9 tokens (mpfr: up to 2^8). Without an input: the machine's shipped inputs.\n"
   "Status 0 also where cells are not exact. On a terminal, progress is shown.\n\n"
   "Examples:\n"
   "  tmprec sweep --bits 4..32 -o sweep.csv\n"
   "  tmprec sweep counter parity --bits 2..16 --family fixed\n"
   "  tmprec sweep add:110+11 --bits 2,4,8 --beta auto,10,12.5 --family fixed\n"
   "  tmprec sweep counter --sites attn --act fixed:1.0 --bits 2..12 --family fixed\n"
   "  tmprec sweep counter --sites logit --format bf16 --family float --round logit:rtz\n"
   "  tmprec sweep reverse --bits 2..16 --family fixed --minimum   the fewest bits\n"
   "  tmprec sweep counter:1101 --bits 2..10 --family fixed --per-site   the Pareto front\n"
   "  tmprec sweep reverse:11 --bits 6 --family fixed --beta 4..8:0.25 --minimum beta\n",
   perform_sweep},
  {"margins", "MACHINE INPUT", ON_MARGINS, 2, 2, "how far the attention scores are apart, head by head, as CSV",
   "A row a head, and one for the unembedding: in hardmax's run the least gap between\n"
   "the best score and the next, the most tied best keys, and what softmax would leak\n"
   "at beta; what the arithmetic needs of the gap, and the slack; and in the run in\n"
   "that arithmetic the gap and leak that came about. Tokens are counted from 0.\n\n"
   "Examples:\n"
   "  tmprec margins counter 1101 --pretty\n"
   "  tmprec margins counter 1101 --act fixed:1.0 --attn p:1 --beta 5 --pretty\n"
   "  tmprec margins add 1+1 --mode scot --format bf16 >margins.csv\n",
   perform_margins},
  {"locate", "MACHINE INPUT", ON_LOCATE, 2, 2, "find the first operation that goes wrong, and what would mend the run",
   "What `verify` prints; then the first number that differs from hardmax's, and the\n"
   "decisive operation: rounded up to there and precise from there on, the wrong token\n"
   "follows. `site` is what, more precise in that operation alone, mends it. The lines\n"
   "`mend` are a least set of layers and sites to be more precise, as --at takes them.\n"
   "Status 1 if the run is not exact.\n\n"
   "Examples:\n"
   "  tmprec locate third 110 --format real --beta 2\n"
   "  tmprec locate counter 11000001 --format fixed:1.2\n"
   "  tmprec locate third 110 --format mpfr:2\n",
   perform_locate},
  {"explain", "MACHINE INPUT", ON_EXPLAIN, 2, 2, "tell what each layer does at one token",
   "Under hardmax. In words what begins in a layer; then a line a head: a strip of the\n"
   "tokens so far, # where the head attends; the register that it writes and the one\n"
   "that it reads; the tokens attended, and by how much they lead. Then the registers\n"
   "that attention and neurons change, and what they hold.\n\n"
   "Examples:\n"
   "  tmprec explain counter 1101 --token 8\n"
   "  tmprec explain add 1+1 --mode scot --token 20 | less\n",
   perform_explain},
  {"trials", "MACHINE INPUT", ON_TRIALS, 2, 2, "how often a run fails under noise or stochastic rounding",
   "Prints the trials, the failures, their rate, and the exact 95 % interval of\n"
   "Clopper and Pearson. With --largest: the largest noise without a failure, the next\n"
   "size that fails, the noise that is safe by the run's margins (whatever it is;\n"
   "normal noise with a probability of 95 %), and the factor between the first and that.\n\n"
   "Examples:\n"
   "  tmprec trials counter 1101 --format fixed:1.4 --round attn:rsr --trials 1000\n"
   "  tmprec trials counter 1101 --act fixed:1.0 --noise attn:uniform:0.2\n"
   "  tmprec trials counter 1101 --act fixed:1.0 --noise logit:uniform:9 --largest\n",
   perform_trials},
  {"machine", "MACHINE [INPUT]", ON_SHOW, 1, 2, "show a machine: its table, and its tapes step by step",
   "States, symbols, the table and whether it is total, the transformer's size; with\n"
   "INPUT the run: a line a step, the head in brackets, a bar left of cell 0. Also of\n"
   "two-way machines, which are not folded unless that is asked for.\n\n"
   "Examples:\n"
   "  tmprec machine third 110\n"
   "  tmprec machine bb4 '' --steps 200\n"
   "  tmprec machine bb2 '' --two-way fold          the one-way machine instead\n"
   "  tmprec machine bb5 '' --max-steps 50000000    47176870 steps, in a second\n",
   perform_machine},
  {"convert", "MACHINE", ON_CONVERT, 1, 1, "write a machine in tmprec's or another simulator's notation",
   "Read from elsewhere, several halting states become one, and names that .tm does\n"
   "not allow are replaced. What a notation cannot hold is refused: all but tm mean\n"
   "tapes without a left end, all but tm and tmsim one tape.\n\n"
   "Examples:\n"
   "  tmprec convert busy.txt                    whatever it is, as .tm\n"
   "  tmprec convert 1RB1LB_1LA1RZ --to tmio     a busy beaver for turingmachine.io\n"
   "  tmprec convert - --from morphett --to tmsim <m.txt\n",
   perform_convert},
  {"machines", "", ON_MACHINES, 0, 0, "list the machines that come with tmprec",
   "One line a machine, tab-separated: name, what it computes, its inputs.\n",
   perform_machines},
  {"formats", "[FORMAT]...", ON_FORMATS, 0, (size_t) -1, "list the number formats: range, smallest values, precision",
   "One line a format, tab-separated, after a header line: the formats that have a\n"
   "name and the ways to write others, or those given. An empty field: there is none.\n\n"
   "Examples:\n"
   "  tmprec formats\n"
   "  tmprec formats e4m3fn fixed:1.6\n"
   "  tmprec formats --values e2m1fn        every bit pattern and its value\n",
   perform_formats},
  {0},
};

const command *command_find(const char *name)
{
  for (const command *c = commands; c->name; c++)
    if (!strcmp(c->name, name))
      return c;
  return NULL;
}

static void out_of_memory(size_t bytes)
{
  complain("out of memory (%zu bytes more were needed)", bytes);
  _Exit(EXIT_REFUSED);
}

static int print_and_finish(tp_buffer *text)
{
  print_out(text);
  tp_buffer_clear(text);
  return finish_output(EXIT_DONE);
}

/* A standard stream that is closed must not lend its number to a file we open:
   it becomes one whose use fails as before (standard error: goes nowhere). */
static void hold_standard_streams(void)
{
  for (int fd = 0; fd <= 2; fd++)
    if (fcntl(fd, F_GETFD) == -1)
      (void) !open("/dev/null", fd == 1 ? O_RDONLY : O_WRONLY);
}

int main(int argc, char **argv)
{
  tp_buffer text = {NULL, 0, 0};
  hold_standard_streams();
  signal(SIGPIPE, SIG_IGN);        /* a closed pipe is a failed write */
  tp_memory_on_exhaustion(out_of_memory);
  mpfr_set_emin(mpfr_get_emin_min());     /* for the ends of formats, which are exact */
  mpfr_set_emax(mpfr_get_emax_max());
  if (argc < 2) {
    complain("no command given; see 'tmprec --help'");
    return EXIT_REFUSED;
  }
  if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
    help_all(&text);
    return print_and_finish(&text);
  }
  if (!strcmp(argv[1], "--version")) {
    tp_buffer_puts(&text, PACKAGE_STRING "\n");
    return print_and_finish(&text);
  }
  const command *c = command_find(argv[1]);
  if (!c) {
    complain(argv[1][0] == '-' ? "option %.80s is unknown here; see 'tmprec --help'" : "command '%.80s' is unknown; see 'tmprec --help'",
             argv[1]);
    return EXIT_REFUSED;
  }
  settings s;
  tp_error err;
  int code = EXIT_REFUSED;
  if (settings_read(&s, c, argc - 1, argv + 1, &err) != TP_STATUS_OK) {
    complain("%s", err.text);
  } else if (s.help) {
    help_command(&text, c);
    code = print_and_finish(&text);
  } else {
    code = c->perform(&s);
  }
  settings_clear(&s);
  mpfr_free_cache();
  return code;
}
