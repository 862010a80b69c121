/* SPDX-License-Identifier: MIT */
/* A main for targets without a fuzzer: each argument is a file that is given to the target, or a folder of such files; - is
   standard input. */
#include <dirent.h>

#include "fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static size_t count;

static void run(FILE *in)
{
  size_t size = 0, room = 1 << 16;
  uint8_t *data = malloc(room);
  while (data && (size += fread(data + size, 1, room - size, in)) == room)
    data = realloc(data, room *= 2);
  fuzz_require(data && !ferror(in));
  LLVMFuzzerTestOneInput(data, size);
  free(data);
  count++;
}

static int run_path(const char *path)
{
  DIR *folder = opendir(path);
  if (!folder) {
    FILE *in = strcmp(path, "-") ? fopen(path, "rb") : stdin;
    if (!in)
      return perror(path), 0;
    run(in);
    return fclose(in) == 0;
  }
  int ok = 1;
  for (const struct dirent *e; (e = readdir(folder));) {
    char file[4096];
    snprintf(file, sizeof file, "%s/%s", path, e->d_name);
    ok &= *e->d_name == '.' || run_path(file);
  }
  closedir(folder);
  return ok;
}

int main(int argc, char **argv)
{
  int ok = argc > 1;
  if (LLVMFuzzerInitialize)
    LLVMFuzzerInitialize(&argc, &argv);
  for (int i = 1; i < argc; i++)
    ok &= run_path(argv[i]);
  fprintf(stderr, "%zu inputs\n", count);
  return ok && count ? EXIT_SUCCESS : EXIT_FAILURE;
}
