#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A large sweep: its memory, its overhead, and the same bytes after being killed again and again.  make check-load."""
import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def arguments_of(cells):
    """A sweep of so many cells, or a few more: betas are 1, 1.01, .. 100 at most, bits 4 to 13."""
    inputs = -(-cells // 99010)
    betas = -(-cells // (10 * inputs))
    words = ['parity:' + '1' * k for k in range(inputs)]
    last = 99 + betas
    return ['sweep', *words, '--bits', '4..13', '--family', 'fixed', '--sites', 'attn', '--act', 'fixed:1.0',
            '--beta', f'1..{last // 100}.{last % 100:02}:0.01'], inputs * betas * 10


def processor():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds_of_cells(journal):
    """Those that its lines tell."""
    return sum(float.fromhex(line.split('\t')[6]) for line in journal.read_text().splitlines()[1:])


def whole(command, folder, cells):
    """The sweep without interruption.  A second name keeps its journal."""
    before, kept = processor(), folder / 'kept'
    process = subprocess.Popen(command + ['-o', 'whole.csv'], cwd=folder, stderr=subprocess.DEVNULL)
    while not kept.exists() and process.poll() is None:
        try:
            os.link(folder / 'whole.csv.journal', kept)
        except FileNotFoundError:
            time.sleep(0.01)
    if process.wait() not in (0, 1):
        sys.exit('the sweep failed')
    used, own = processor() - before, seconds_of_cells(kept)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f'{cells} cells: {used:.1f} s of the processor, {own:.1f} s of them in cells; overhead {1e6 * (used - own) / cells:.1f} '
          f'microseconds a cell; {most / 1024:.0f} MB at most, {1024 * most / cells:.0f} bytes a cell', flush=True)
    return used


def killed(command, folder, kills, longest):
    """How often it was killed before it ended, at random times, so that it gets done."""
    dice, count = random.Random(1), 0
    while count < kills:
        process = subprocess.Popen(command + ['-o', 'killed.csv'] + (['--resume'] if count else []), cwd=folder,
                                   stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=dice.uniform(0, longest))
            break
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            count += 1
    if not (folder / 'killed.csv').exists():
        subprocess.run(command + ['-o', 'killed.csv', '--resume'], cwd=folder, stderr=subprocess.DEVNULL, check=False)
    return count


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('tmprec', type=Path)
    p.add_argument('--cells', type=int, default=1000000)
    p.add_argument('--kills', type=int, default=100)
    p.add_argument('--jobs', type=int, default=1)
    a = p.parse_args()
    arguments, cells = arguments_of(a.cells)
    command = [str(a.tmprec.resolve()), *arguments, '--jobs', str(a.jobs)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.time()
        whole(command, folder, cells)
        rows = (folder / 'whole.csv').read_bytes()
        if rows.count(b'\n') != cells + 1:
            sys.exit(f'{rows.count(10)} lines, not {cells + 1}')
        count = killed(command, folder, a.kills, 2 * (time.time() - start) / max(a.kills, 1))
        same = (folder / 'killed.csv').read_bytes() == rows
        print(f'killed {count} times and resumed: ' + ('the same bytes' if same else 'OTHER BYTES'))
        return not same


if __name__ == '__main__':
    sys.exit(main())
