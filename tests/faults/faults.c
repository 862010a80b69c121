/* SPDX-License-Identifier: MIT */
/* Runs commands in which calls fail, and judges what they leave.
     faults PROGRAM LIBRARY IMPORTS few|sites|every [PART]
   PROGRAM is tmprec, LIBRARY inject.c as a shared object, IMPORTS the folder tests/import.  Of memory
   a few calls fail in turn; or the first one of each site, which is a way through the functions of the program; or every
   one.  Of all else each does.  Only runs with PART in their line.

   A run without a fault says what a command prints and writes.  A run with one must do the same; or end
   with status 2, one line that says why, the beginning of that output, and no file but what is whole or
   a journal. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inject.h"
#include "runs.h"

enum { HANGS = 120 };       /* seconds, on a busy machine */

typedef struct {
  char *text;
  size_t length;
} bytes;

typedef struct {
  int status;            /* as waitpid has it */
  bytes out, err, file;
} outcome;

static const char *program, *library;
static char plan_file[4096];
static fault_plan *plan;
static long tried, failed, refused;

/* --- Files ------------------------------------------------------------------------------- */

static bytes read_all(const char *path)
{
  FILE *in = fopen(path, "rb");
  bytes b = {NULL, 0};
  if (!in)
    return b;
  struct stat about;
  fstat(fileno(in), &about);
  b.text = calloc((size_t) about.st_size + 1, 1);
  b.length = fread(b.text, 1, (size_t) about.st_size, in);
  fclose(in);
  return b;
}

static int equal(bytes a, bytes b)
{
  return !a.text == !b.text && a.length == b.length && (!a.length || !memcmp(a.text, b.text, a.length));
}

static int begins(bytes part, bytes whole)
{
  return part.length <= whole.length && (!part.length || !memcmp(part.text, whole.text, part.length));
}

static void clear(outcome *o)
{
  free(o->out.text);
  free(o->err.text);
  free(o->file.text);
}

/* A name in the folder that has no place there, or "". */
static const char *leftover(void)
{
  static const char *const known[] = {".", "..", "in", "out", "err", "file", "file.journal"};
  static char name[300];
  DIR *d = opendir(".");
  *name = '\0';
  for (struct dirent *e; (e = readdir(d)) && !*name;) {
    size_t i = 0;
    while (i < sizeof known / sizeof *known && strcmp(e->d_name, known[i]))
      i++;
    if (i == sizeof known / sizeof *known)
      snprintf(name, sizeof name, "%s", e->d_name);
  }
  closedir(d);
  if (*name)
    remove(name);
  return name;
}

/* --- One run -------------------------------------------------------------------------------- */

/* The child.  Of the standard streams those of the mask are closed. */
static _Noreturn void become(const char *line, unsigned closed)
{
  static char text[1000];
  char *word[64] = {(char *) program};
  size_t words = 1;
  strcpy(text, line);
  for (char *at = strtok(text, " "); at; at = strtok(NULL, " "))
    word[words++] = at;
  static const char *const to[] = {"/dev/null", "out", "err"};
  for (int fd = 0; fd <= 2; fd++) {
    const int file = open(to[fd], fd ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY, 0666);
    dup2(file, fd);
    close(file);
  }
  for (int fd = 0; fd <= 2; fd++)
    if (closed >> fd & 1)
      close(fd);
  alarm(HANGS);
  setenv("LD_PRELOAD", library, 1);
  setenv(FAULT_VARIABLE, plan_file, 1);
  execv(program, word);
  _exit(126);
}

static outcome run(const char *line, unsigned closed)
{
  outcome o;
  remove("out");
  remove("err");
  memset(plan->seen, 0, sizeof plan->seen);
  plan->failed = 0;
  const pid_t child = fork();
  if (!child)
    become(line, closed);
  while (waitpid(child, &o.status, 0) < 0)
    ;
  o.out = read_all("out");
  o.err = read_all("err");
  o.file = read_all("file");
  return o;
}

/* --- Judging ------------------------------------------------------------------------------------ */

static void tell(const char *line, const char *what, const outcome *o)
{
  failed++;
  printf("tmprec %s\n  call %ld of kind %d, how %d: %s\n  status %x, says: %.300s\n", line, plan->first, plan->kind, plan->how, what,
         (unsigned) o->status, o->err.text ? o->err.text : "");
}

static int is_one_line(bytes said)
{
  return said.length > 8 && !memcmp(said.text, "tmprec: ", 8) && strchr(said.text, '\n') == said.text + said.length - 1;
}

/* A sweep says besides what is kept; and where all calls fail from one on, so may a second output. */
static int is_clear(const faults_run *r, bytes said)
{
  char *second = said.length ? strchr(said.text, '\n') : NULL;
  const size_t first = second ? (size_t) (second + 1 - said.text) : said.length;
  if (!second || first == said.length)
    return is_one_line(said);
  const int is_first = !memcmp(said.text, "tmprec: ", 8), is_second = is_one_line((bytes) {second + 1, said.length - first});
  return is_first && is_second && (plan->calls > 1 || (r->is_sweep && strstr(second, "--resume")));
}

/* The reason that a user must be told.  A stream that is interrupted fails with EIO (break_stream). */
static int says_why(bytes said)
{
  const char *text = said.text ? said.text : "";
  if (plan->kind == FAULT_ALLOCATION)
    return strstr(text, "memory") != NULL;
  if (plan->how == EINTR && strstr(text, strerror(EIO)))
    return 1;
  return plan->how <= 0 || strstr(text, strerror(plan->how)) != NULL;
}

/* A sweep that stopped has a journal; the same command goes on with it. */
static void resume(const faults_run *r, const outcome *right)
{
  char line[1000];
  snprintf(line, sizeof line, "%s --resume", r->line);
  const int kind = plan->kind;
  plan->kind = FAULT_NONE;
  outcome o = run(line, 0);
  if (o.status || !equal(o.file, right->file))
    tell(line, "is not resumed to the same bytes", &o);
  else if (!access("file.journal", F_OK))
    tell(line, "the journal stays", &o);
  plan->kind = kind;
  clear(&o);
}

static void judge(const faults_run *r, const outcome *right, const outcome *o)
{
  const int killed = plan->how < FAULT_SIGNAL && WIFSIGNALED(o->status) && WTERMSIG(o->status) == FAULT_SIGNAL - plan->how;
  const int same = o->status == right->status && equal(o->out, right->out) && equal(o->file, right->file);
  const char *left = leftover();
  refused += !same;
  if (*left && !(killed && WTERMSIG(o->status) == SIGKILL))
    tell(r->line, left, o);
  else if (same ? o->err.length && !equal(o->err, right->err) && plan->kind != FAULT_OUTPUT : !begins(o->out, right->out))
    tell(r->line, same ? "says something" : "prints something else", o);
  else if (!same && o->file.text && !equal(o->file, right->file))
    tell(r->line, "writes something else", o);
  else if (!same && !killed && (!WIFEXITED(o->status) || WEXITSTATUS(o->status) != 2))
    tell(r->line, "is not refused", o);
  else if (!same && !killed && (!is_clear(r, o->err) || !says_why(o->err)))
    tell(r->line, "is not clear", o);
  if (r->is_sweep && !same)
    resume(r, right);
}

/* --- Plans --------------------------------------------------------------------------------------- */

typedef enum { FEW, SITES, EVERY } thoroughness;
static thoroughness of_memory;

static void make_plan(fault_kind kind, int how, long first, long calls)
{
  plan->kind = (int) kind;
  plan->how = how;
  plan->first = first;
  plan->calls = calls;
  plan->lists_sites = 0;
}

/* Call n, or with all after it; 0 if there is none. */
static int try_call(const faults_run *r, const outcome *right, fault_kind kind, int how, long n, long calls)
{
  make_plan(kind, how, n, calls);
  remove("file");
  remove("file.journal");
  outcome o = run(r->line, 0);
  const int has_failed = plan->failed > 0;
  tried += has_failed;
  if (has_failed)
    judge(r, right, &o);
  clear(&o);
  return has_failed;
}

/* The calls of a kind fail, one after the other: each alone, or with all after it. */
static void try_each(const faults_run *r, const outcome *right, fault_kind kind, int how, long calls, long stride)
{
  /* The first ones differ more than those that follow, and the last are as the answer is written. */
  for (long n = 1; try_call(r, right, kind, how, n, calls); n += n < 10 ? 1 : stride)
    ;
}

static void try_memory(const faults_run *r, const outcome *right, long allocations, const long *site, long sites)
{
  const long all = 1L << 40;
  for (int on = 0; on < 2; on++)
    if (of_memory == SITES)
      for (long i = 0; i < sites; i++)
        try_call(r, right, FAULT_ALLOCATION, ENOMEM, site[i], on ? all : 1);
    else
      try_each(r, right, FAULT_ALLOCATION, ENOMEM, on ? all : 1, of_memory == FEW ? allocations / 10 + 1 : 1);
}

static void try_closed(const faults_run *r, const outcome *right)
{
  for (unsigned closed = 1; closed < 8; closed++) {
    make_plan(FAULT_NONE, 0, 0, 0);
    remove("file");
    remove("file.journal");
    outcome o = run(r->line, closed);
    tried++;
    const int prints = right->out.length > 0, lost = prints && closed >> 1 & 1;
    if (lost ? !WIFEXITED(o.status) || WEXITSTATUS(o.status) != 2 : o.status != right->status)
      tell(r->line, "closed streams: status", &o);
    else if (!equal(o.file, right->file) || *leftover() || o.out.length != (closed >> 1 & 1 ? 0 : right->out.length))
      tell(r->line, "closed streams: output", &o);
    clear(&o);
  }
}

static void try_run(const faults_run *r)
{
  static const int errors[] = {ENOSPC, EIO, EINTR, FAULT_SHORT}, signals[] = {SIGINT, SIGTERM, SIGHUP, SIGKILL};
  const long seen = tried, bad = failed, all = 1L << 40;
  make_plan(FAULT_NONE, 0, 0, 0);
  plan->lists_sites = of_memory == SITES;
  plan->sites = 0;
  remove("file");
  remove("file.journal");
  outcome right = run(r->line, 0);
  if (!WIFEXITED(right.status) || WEXITSTATUS(right.status) > 1 || right.err.length || *leftover())
    tell(r->line, "fails without a fault", &right);
  const long allocations = plan->seen[FAULT_ALLOCATION], sites = plan->sites;
  try_memory(r, &right, allocations, plan->site, sites);
  for (int on = 0; on < 2; on++)
    try_each(r, &right, FAULT_THREAD, EAGAIN, on ? all : 1, 1);
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
    for (int on = 0; on < (errors[i] == EINTR ? 1 : 2); on++) {
      try_each(r, &right, FAULT_OUTPUT, errors[i], on ? all : 1, 1);
      if (errors[i] != ENOSPC)
        try_each(r, &right, FAULT_INPUT, errors[i], on ? all : 1, 1);
    }
  }
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
    try_each(r, &right, FAULT_OUTPUT, FAULT_SIGNAL - signals[i], 1, 1);
  try_each(r, &right, FAULT_PROCESS, EAGAIN, 1, 1);
  try_closed(r, &right);
  printf("%ld allocations", allocations);
  if (of_memory == SITES)
    printf(" at %ld sites", sites);
  printf(", %ld faults, %ld not borne: tmprec %s\n", tried - seen, failed - bad, r->line);
  fflush(stdout);
  clear(&right);
}

/* --- All ------------------------------------------------------------------------------------------- */

/* Files that runs read are written by runs without a fault. */
static void prepare(void)
{
  make_plan(FAULT_NONE, 0, 0, 0);
  for (size_t i = 0; faults_made[i].line; i++) {
    outcome o = run(faults_made[i].line, 0);
    char to[100];
    snprintf(to, sizeof to, "in/%s", faults_made[i].name);
    if (o.status || rename(o.file.text ? "file" : "out", to)) {
      tell(faults_made[i].line, "is not made", &o);
      exit(99);
    }
    clear(&o);
  }
}

static void open_plan(const char *folder)
{
  snprintf(plan_file, sizeof plan_file, "%s/in/plan", folder);
  const int file = open(plan_file, O_RDWR | O_CREAT | O_EXCL, 0600);
  if (file < 0 || ftruncate(file, sizeof *plan))
    exit(99);
  plan = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (plan == MAP_FAILED)
    exit(99);
}

static void open_folder(const char *from)
{
  static char folder[] = "/tmp/faults.XXXXXX";
  if (!mkdtemp(folder) || chdir(folder) || mkdir("in", 0700) || symlink(from, "in/import"))
    exit(99);
  open_plan(folder);
}

static void leave_folder(void)
{
  for (size_t i = 0; faults_made[i].line; i++) {
    char made[100];
    snprintf(made, sizeof made, "in/%s", faults_made[i].name);
    remove(made);
  }
  static const char *const rest[] = {"in/import", "in/plan", "in", "out", "err", "file", "file.journal"};
  for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
    remove(rest[i]);
  char folder[4096];
  if (getcwd(folder, sizeof folder))
    rmdir(folder);
}

int main(int argc, char **argv)
{
  if (argc < 5)
    return 99;
  program = argv[1];
  library = argv[2];
  of_memory = !strcmp(argv[4], "every") ? EVERY : !strcmp(argv[4], "sites") ? SITES : FEW;
  signal(SIGPIPE, SIG_IGN);
  open_folder(argv[3]);
  prepare();
  for (size_t i = 0; faults_runs[i].line; i++)
    if (argc < 6 || strstr(faults_runs[i].line, argv[5]))
      try_run(faults_runs + i);
  leave_folder();
  printf("%ld faults, of which %ld end a run; %ld not borne\n", tried, refused, failed);
  return failed || !tried ? 1 : 0;
}
