#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random mistakes in lines that tests run: which does no test notice?  README.md says how to use it."""
import argparse
import math
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
NUMBER = r'(?<![\w.])(\d+)(?![\w.])'
CHANGES = [
    # what, pattern, in its place
    ('compares otherwise', r' (<=) ', '<'), ('compares otherwise', r' (<) ', '<='),
    ('compares otherwise', r' (>=) ', '>'), ('compares otherwise', r' (>) ', '>='),
    ('compares otherwise', r' (==) ', '!='), ('compares otherwise', r' (!=) ', '=='),
    ('another operator', r' (\+) ', '-'), ('another operator', r' (-) ', '+'), ('another operator', r'\w (\*) \w', '+'),
    ('another operator', r' (&&) ', '||'), ('another operator', r' (\|\|) ', '&&'),
    ('another operator', r'(\+\+)', '--'), ('another operator', r' (\+=) ', '-='), ('another operator', r' (\|=) ', '&='),
    ('another constant', NUMBER, lambda m: str(int(m.group(1)) + 1)),
    ('another constant', NUMBER, lambda m: str(max(0, int(m.group(1)) - 1))),
    ('the contrary', r'\bif (\(.*\))(?= *[^()]*$)', lambda m: '(!' + m.group(1) + ')'),
    ('the contrary', r'\breturn ([^;]+);', lambda m: '!(' + m.group(1) + ')'),
    ('another rounding', r'(MPFR_RNDU)', 'MPFR_RNDD'), ('another rounding', r'(MPFR_RNDD)', 'MPFR_RNDU'),
    ('left out', r'^ +((?:[a-z]\w*(?:->|\.|\[[^]]*\])?)+ *(?:\(.*\)|[-+|&*/]?= .*|\+\+));$', ''),
]


def without_text(line):
    """The line with strings and comments blanked, of the same length."""
    blank = lambda m: ' ' * len(m.group(0))
    line = re.sub(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', blank, line)
    return re.sub(r'/\*.*?(\*/|$)|//.*', blank, line)


def mistakes_of(line):
    """Of a line: (what, the line with the mistake)."""
    code = without_text(line)
    for what, pattern, instead in CHANGES:
        for m in re.finditer(pattern, code):
            # What is not given back, leak checkers see.
            if what == 'left out' and re.match(r' *((return|break|goto|continue|const|static|else|free)\b|\w+_(free|clear|close)\()', code):
                continue
            start, end = m.span(1)
            new = instead if isinstance(instead, str) else instead(m)
            yield what, line[:start] + new + line[end:]


def settings_of(build):
    """The variables of its Makefile."""
    found = {}
    for line in (build / 'Makefile').read_text().replace('\\\n', ' ').splitlines():
        m = re.match(r'(\w+) = (.*)', line)
        if m:
            found[m.group(1)] = m.group(2)
    return lambda name: found.get(name, '').split()


def is_command(source):
    return '/11-commands/' in source


class Builder:
    def __init__(self, build, work):
        of = settings_of(build)
        self.build, self.work, self.cc = build, work, of('CC')
        self.flags = of('TMPREC_CFLAGS') + of('CHECK_CFLAGS') + ['-O1', '-w', '-include', 'config.h', '-I', str(TOP / 'include'), '-I', str(build)]
        self.library_flags = of('library_flags')
        self.libraries, self.check = of('LIBS'), of('CHECK_LIBS')
        self.links = of('TMPREC_LDFLAGS') + of('TMPREC_PIE') + ['-Wl,--strip-debug']

    def compile(self, source, text, out):
        mutant = self.work / ('mutant.c')
        mutant.write_text(text)
        name = ['-iquote', str((TOP / source).parent), '-I', str((TOP / source).parent)]
        name += [] if is_command(source) else self.library_flags
        return subprocess.run(self.cc + self.flags + name + ['-c', '-o', str(out), str(mutant)], cwd=self.build,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def link(self, objects, libraries, out):
        """What cannot be linked ends all: no test would notice anything."""
        subprocess.run(self.cc + ['-pthread'] + self.links + ['-o', str(out)] + [str(o) for o in objects]
                       + ['libtmprec.a'] + libraries + self.libraries, cwd=self.build, check=True)

    def program(self, source, mutant):
        objects = [o for o in sorted((self.build / 'src/11-commands').glob('*.o')) if not is_command(source) or o.stem != Path(source).stem]
        self.link([mutant, 'commit.o'] + objects, [], self.work / 'tmprec')

    def test(self, name, mutant):
        self.link([self.build / (name + '.o'), mutant], self.check, self.work / 'test')


def limits(processor):
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))


def end_session(leader):
    """Check gives each case a process group of its own, which may never end."""
    for folder in Path('/proc').glob('[0-9]*'):
        try:
            session = int((folder / 'stat').read_text().rsplit(')', 1)[1].split()[3])
            if session == leader.pid:
                os.kill(int(folder.name), 9)
        except (OSError, ValueError):
            pass           # it has ended
    leader.wait()


def run_test(name, build, tmprec, program, seconds):
    """Whether it passes in that time of the processor, a process; None: a skip.  Where the machine has more to do, it may take
    ten times as long."""
    environment = dict(os.environ, TMPREC=str(tmprec), srcdir=str(TOP), CC='gcc', CPPFLAGS='', CFLAGS='', HAVE_MPI='no',
                       LIBTMPREC=str(build / 'libtmprec.a'), CK_RUN_CASE=os.environ.get('CK_RUN_CASE', ''))
    if not environment['CK_RUN_CASE']:
        del environment['CK_RUN_CASE']
    environment['CK_TAP_LOG_FILE_NAME'] = '-'      # Check tells each case as it ends
    command = ['sh', str(TOP / name)] if name.endswith('.sh') else [str(program)]
    end = time.time() + 10 * seconds
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, env=environment, cwd=build, stdin=subprocess.DEVNULL, stdout=told,
                                   stderr=subprocess.DEVNULL, preexec_fn=lambda: limits(math.ceil(seconds)), start_new_session=True)
        while True:
            try:
                return {0: True, 77: None}.get(process.wait(timeout=0.2), False)
            except subprocess.TimeoutExpired:
                if time.time() > end or re.search(rb'^(not ok|FAIL: )', os.pread(told.fileno(), 1 << 20, 0), re.M):
                    end_session(process)
                    return False


def times_of(build, most):
    """(seconds, test), the quickest first: measured once, kept in the build."""
    kept = build / 'mutants.times'
    if not kept.exists():
        rows = []
        tests = [f'tests/{o.stem}' for o in sorted((build / 'tests').glob('test_*.o'))]
        tests += ['tests/manual.sh', 'tests/determinism.sh', 'tests/theorems.sh']
        tests += [f'tests/cli/{p.name}' for p in sorted((TOP / 'tests/cli').glob('*.sh')) if p.name != 'common.sh']
        for name in tests:
            start = time.time()
            passes = run_test(name, build, build / 'tmprec', build / name, 300)
            print(f'{name}: {time.time() - start:.1f} s, {"passes" if passes else "left out"}', file=sys.stderr, flush=True)
            if passes:
                rows.append(f'{time.time() - start:.2f} {name}\n')
        kept.write_text(''.join(rows))
    rows = sorted((float(r.split()[0]), r.split()[1]) for r in kept.read_text().splitlines())
    return [r for r in rows if r[0] <= most]


def what_ran(lines):
    """Of each file and line: the tests that run it."""
    ran = {}
    for row in (lines.parent / 'coverage.tests').read_text().splitlines():
        test, file, *numbers = row.split()
        for number in numbers:
            ran.setdefault((file, int(number)), set()).add(test)
    return ran


def near(source, name):
    """Tests whose names share a word with the file or its folder come first."""
    words = set(re.findall(r'[a-z]{4,}', str(source).split('/', 1)[1]))
    return -len(words & set(re.findall(r'[a-z]{4,}', name)))


class Judge:
    def __init__(self, builder, tests, ran):
        self.builder, self.tests, self.ran = builder, tests, ran
        self.program = None
        self.true = {}     # (test, source): whether it passes with the file as it is, linked in the same way

    def passes(self, seconds, name, source, changed):
        if not name.endswith('.sh'):
            self.builder.test(name, changed)
        elif self.program != changed:
            self.builder.program(source, changed)
            self.program = changed
        work = self.builder.work
        return run_test(name, self.builder.build, work / 'tmprec', work / 'test', 5 + 10 * seconds) is not False

    def catcher(self, source, line, mutant, original, least=-1, most=math.inf):
        """Of the tests that take longer than `least` and at most `most` seconds: (which one notices, or None; how many were asked)"""
        asked, self.program = 0, None
        for seconds, name in sorted(self.tests, key=lambda t: (near(source, t[1]) * 3 + t[0], t[1])):
            if name not in self.ran[(source, line)] or not least < seconds <= most:
                continue
            asked += 1
            if self.passes(seconds, name, source, mutant):
                continue
            if (name, source) not in self.true:
                self.true[(name, source)] = self.passes(seconds, name, source, original)
            if self.true[(name, source)]:
                return name, asked
            print(f'{name} fails without a mistake in {source}', file=sys.stderr, flush=True)
        return None, asked


def choose(ran, files, seed):
    """Mistakes without end, each line that was run as likely as any other."""
    source = random.Random(seed)
    ran = sorted((f, n) for f, n in ran if f.endswith('.c') and re.search(files, f))
    while True:
        file, number = source.choice(ran)
        text = (TOP / file).read_text().split('\n')
        found = list(mistakes_of(text[number - 1]))
        if found:
            what, line = source.choice(found)
            if line != text[number - 1]:
                yield file, number, what, text[number - 1], line, '\n'.join(text[:number - 1] + [line] + text[number:])


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--build', type=Path, required=True, help='a build with `make check TESTS=`')
    p.add_argument('--lines', type=Path, required=True, help='coverage.lines of `make coverage`, beside coverage.tests')
    p.add_argument('--number', type=int, default=50)
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--files', default='^src/', help='a pattern: only in these files')
    p.add_argument('--most', type=float, default=300, help='leave out tests that take longer, in seconds')
    p.add_argument('--quick', type=float, default=2, help='what tests of so many seconds do not notice is asked of the others in the end')
    a = p.parse_args()
    a.build = a.build.resolve()
    tests = times_of(a.build, a.most)
    ran = what_ran(a.lines)
    caught, survived, same, later = 0, 0, 0, []
    with tempfile.TemporaryDirectory() as folder:
        builder = Builder(a.build, Path(folder))
        judge = Judge(builder, tests, ran)
        mutant, original = Path(folder) / 'mutant.o', Path(folder) / 'original.o'

        def changes(file, text):
            """Whether it compiles (None: it does not), and not to the same code."""
            if not builder.compile(file, text, mutant):
                return None
            builder.compile(file, (TOP / file).read_text(), original)
            return mutant.read_bytes() != original.read_bytes()

        def tell(told, file, number, what, before, after, text):
            print(f'{told}: {file}:{number}: {what}\n    {before.strip()}\n    {after.strip()}', flush=True)

        for mistake in choose(ran, a.files, a.seed):
            if caught + len(later) >= a.number:
                break
            file, number, text = mistake[0], mistake[1], mistake[-1]
            real = changes(file, text)
            same += real is False          # to the compiler it is no change
            if not real:
                continue
            by, asked = judge.catcher(file, number, mutant, original, most=a.quick)
            if by:
                caught += 1
                tell(f'caught by {by}', *mistake)
            else:
                later.append((asked, mistake))
                tell(f'not yet, {asked} tests', *mistake)
        for before, mistake in later:
            changes(mistake[0], mistake[-1])
            by, asked = judge.catcher(mistake[0], mistake[1], mutant, original, least=a.quick)
            caught, survived = caught + (by is not None), survived + (by is None)
            tell(f'caught by {by}' if by else f'SURVIVES {before + asked} tests', *mistake)
    print(f'{caught} of {caught + survived} caught; {same} more compile to the same code')
    return survived > 0


if __name__ == '__main__':
    sys.exit(main())
