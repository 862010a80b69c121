# SPDX-License-Identifier: MIT
"""Whether the lemmas of a script for Coq are true: judge_lemmas.py SCRIPT...

Coq proves them (make check-coq), where it is installed.  Here they are calculated: rational numbers as fractions, exp
with 400 digits.  What others weigh, in the sum of M * (weight) and that, is a number stated before for the same row, or else
lemmas would be true and prove nothing; but in the theorem snap, where weights of others may round to 0.  Prints each lemma that is false or that it cannot read; the status is 1 then, and
if there is none.
"""
import decimal
import re
import sys
from fractions import Fraction

decimal.getcontext().prec = 400
decimal.getcontext().Emin, decimal.getcontext().Emax = -10**15, 10**15


def exp(x):
    return Fraction((decimal.Decimal(x.numerator) / decimal.Decimal(x.denominator)).exp())


def value(text, known):
    """Of an expression: numbers, names that were defined, + - * / ^ and exp."""
    if re.search(r"[^\w\s()+*/^-]", text):
        raise ValueError("not an expression")
    powers = re.sub(r"\^ *(\d+)", r"**\1", text)
    return eval(re.sub(r"(?<![\w*])\d+", r"Fraction(\g<0>)", powers), {"__builtins__": {}, "Fraction": Fraction, "exp": exp}, known)


def is_true(lemma, known):
    sides = re.split(r" (<=|<|>=|>) ", lemma)
    left, right = value(sides[0], known), value(sides[2], known)
    return len(sides) == 3 and {"<=": left <= right, "<": left < right, ">=": left >= right, ">": left > right}[sides[1]]


wrong = 0
for name in sys.argv[1:]:
    known, lemmas, stated, states = {}, 0, set(), True
    with open(name, encoding="ascii") as script:
        for line in script:
            if line.startswith("(*"):
                stated = set()
            states = states and "by theorem snap " not in line
            line = re.sub(r"\(\*.*?\*\)", "", line).strip()
            defined, lemma = re.fullmatch(r"Definition (\w+) : R := (.*)\.", line), re.fullmatch(r"Lemma \w+ : (.*)\.", line)
            if defined:
                known[defined[1]] = value(defined[2], known)
            elif lemma:
                lemmas += 1
                others = re.search(r"\d \* \([^()]*\) [-+] (\([^()]*\))(?: <=|$)", lemma[1])
                if states and others and others[1] not in stated:
                    print(f"{name}: not stated before: {line[:200]}")
                    wrong += 1
                stated.add(lemma[1].split(" <= ")[-1])
                if not is_true(lemma[1], known):
                    print(f"{name}: not true: {line[:200]}")
                    wrong += 1
            elif line.startswith(("Definition", "Lemma")):
                print(f"{name}: cannot be read: {line[:200]}")
                wrong += 1
    if not lemmas:
        print(f"{name}: no lemma")
        wrong += 1
sys.exit(wrong > 0)
