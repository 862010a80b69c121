#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The Python module: what comes out of callbacks, exceptions, machines that are built, structures as large as those of C.

    python_module.py [STRUCTURE=BYTES ...]     the sizes by the C compiler
"""
import copy
import os
import pickle
import signal
import sys
import threading
import unittest

import tmprec

SIZES = dict(word.split("=") for word in sys.argv[1:])
SIX = "act=fixed:1.4 attn=fixed:1.4"


class Module(unittest.TestCase):
    def setUp(self):
        # What a shell without job control begins in the background ignores control-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.run_of = tmprec.Machine("add").simulate("11+1")

    def test_structures(self):
        import ctypes
        for name, size in SIZES.items():
            self.assertEqual(ctypes.sizeof(getattr(tmprec, "_" + name)), int(size), name)

    def test_machines(self):
        catalog = tmprec.catalog()
        self.assertIn("11+1", [word for word in catalog["add"]] + ["11+1"])
        self.assertGreater(len(catalog), 20)
        rules = [("q", "1", "q", "0", "R"), ("q", "_", "h", "1", "S")]
        built = tmprec.Machine.build(rules, inputs=["1"], start="q", halt="h")
        again = tmprec.Machine(text=built.write())
        self.assertEqual((built.states, built.symbols, built.transitions), (again.states, again.symbols, again.transitions))
        self.assertEqual(built.simulate("11").steps, 3)
        with self.assertRaisesRegex(tmprec.Error, "rule 3: duplicate"):
            tmprec.Machine.build(rules + rules[:1], inputs=["1"], start="q", halt="h")
        with self.assertRaisesRegex(tmprec.Error, "no such file"):
            tmprec.Machine("nobody")

    def test_verdicts(self):
        self.assertIs(self.run_of.verify(SIX).exact, True)
        wrong = self.run_of.verify("act=fixed:1.3 attn=fixed:1.3")
        self.assertEqual((wrong.exact, wrong.first_error, wrong.expected, wrong.predicted), (False, 48, "sym:0", "sym:1"))
        self.assertIsNone(self.run_of.verify(SIX).first_error)

    def test_tokens(self):
        told, traced = [], self.run_of.trace()
        generation = self.run_of.generate(SIX, token=told.append)
        self.assertEqual((generation.output, generation.is_right, generation.end), ("100", True, "ended"))
        self.assertEqual(told, traced)

    def test_stream(self):
        stream = self.run_of.stream("format=exact")
        d = self.run_of.dimensions
        self.assertEqual((len(stream), len(stream[0]), len(stream[0][0])), (2 * d["layers"] + 1, d["width"], self.run_of.tokens - 1))
        if tmprec.numpy is not None:
            self.assertEqual(stream.dtype, tmprec.numpy.float64)

    def test_exceptions_leave_callbacks(self):
        def fail(token):
            raise KeyError(token.position)
        with self.assertRaises(KeyError):
            self.run_of.generate(SIX, token=fail)
        with self.assertRaises(tmprec.Cancelled):
            self.run_of.generate(SIX, token=lambda token: token.position == 9)

    def test_cancel(self):
        flag = tmprec.Cancel()
        timer = threading.Timer(0.05, flag.set)
        timer.start()
        with self.assertRaises(tmprec.Cancelled):
            for _ in range(2000):
                self.run_of.verify("format=mpfr:60 beta=auto", cancel=flag)
        timer.join()

    def test_interrupt(self):
        for callback in (None, lambda done, whole: 0):
            timer = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT))
            timer.start()
            with self.assertRaises(KeyboardInterrupt):
                for _ in range(2000):
                    self.run_of.verify("format=mpfr:60 beta=auto", progress=callback)
            timer.join()
        self.assertIs(signal.getsignal(signal.SIGINT), signal.default_int_handler)

    def test_interrupt_of_other_work(self):
        loop = tmprec.Machine.build([("q", "1", "q", "1", "S"), ("q", "_", "h", "_", "S")], inputs=["1"], start="q", halt="h")
        timer = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with self.assertRaises(KeyboardInterrupt):
            loop.simulate("1", max_steps=2**32)
        timer.join()
        flag = tmprec.Cancel()
        flag.set()
        for work in (lambda: loop.simulate("1", max_steps=2**32, cancel=flag), lambda: tmprec.bound(SIX, r=8, cancel=flag),
                     lambda: self.run_of.bound(SIX, cancel=flag), lambda: tmprec.check("tmprec-certificate 1\n", cancel=flag),
                     lambda: loop.simulate("1", max_steps=2**32, progress=lambda done, whole: done >= 2**17)):
            self.assertRaises(tmprec.Cancelled, work)

    def test_arithmetics(self):
        one, same, other = tmprec.Arithmetic("attn=p:9 act=p:8"), tmprec.Arithmetic("act=p:8 attn=p:9 beta=auto"), tmprec.Arithmetic("act=p:8")
        self.assertEqual(one, same)
        self.assertEqual(len({one, same, other}), 2)
        self.assertNotEqual(one, other)
        self.assertNotEqual(one, str(one))
        self.assertNotEqual(tmprec.Arithmetic(SIX, seed=1), tmprec.Arithmetic(SIX))
        seeded = tmprec.Arithmetic(SIX, seed=1, trial=2)
        self.assertEqual(eval(repr(seeded), {"Arithmetic": tmprec.Arithmetic}), seeded)
        self.assertEqual(repr(one), "Arithmetic('act=p:8 attn=p:9 beta=auto')")
        with self.assertRaisesRegex(tmprec.Error, "'act' is repeated"):
            tmprec.Arithmetic("act=p:8 act=p:9")

    def test_messages(self):
        for shift in range(4):
            with self.assertRaises(tmprec.Error) as caught:
                tmprec.Arithmetic("a" * shift + "\U0001f600" * 400)
            self.assertNotIn("\ufffd", str(caught.exception))
        with self.assertRaisesRegex(tmprec.Error, "an input symbol '.': a name is UTF-8"):
            tmprec.Machine.build([], inputs=["\n"], start="q", halt="h")

    def test_tapes(self):
        listed = [("q", ["one", "_"], "q", ["one", "one"], "RR"), ("q", ["_", "_"], "h", ["_", "_"], "SS")]
        two = tmprec.Machine.build(listed, inputs=["one"], start="q", halt="h", tapes=2)
        short = tmprec.Machine.build([("q", "1_", "q", "11", "RR"), ("q", "__", "h", "__", "SS")], inputs="1", start="q", halt="h", tapes=2)
        self.assertEqual((two.tapes, two.transitions), (2, 2))
        self.assertEqual(two.simulate("one one").steps, short.simulate("11").steps)

    def test_wrong_types(self):
        machine = tmprec.Machine("add")
        for wrong in (lambda: tmprec.Simulation("add", "11+1"), lambda: tmprec.bound(SIX, r=8, machine=self.run_of),
                      lambda: machine.simulate(None), lambda: self.run_of.verify(None), lambda: tmprec.bound(None, r=8), tmprec.Machine,
                      lambda: tmprec.sweep([None]), lambda: tmprec.Machine.build([], inputs=["1"], start=None, halt="h"),
                      lambda: tmprec.check("", name=None), lambda: tmprec.Machine("add", text=""),
                      lambda: tmprec.Machine.build([("q", [None], "q", ["1"], "R")], inputs=["1"], start="q", halt="h"),
                      lambda: self.run_of.verify(SIX, cancel=machine)):
            self.assertRaises(TypeError, wrong)

    def test_wrong_values(self):
        for wrong in (lambda: tmprec.Machine("add\0zzz"), lambda: tmprec.Machine("add", line=-1), lambda: tmprec.Arithmetic(SIX, seed=2**70),
                      lambda: tmprec.Machine("add").simulate("1+1", mode="x"), lambda: tmprec.Machine("add", no_rule="x"),
                      lambda: tmprec.Machine("add").simulate("1+1", max_steps=-1)):
            self.assertRaises(ValueError, wrong)
        self.assertRaises(IndexError, self.run_of.stream, "format=exact", 1)

    def test_closed(self):
        machine = tmprec.Machine("add")
        other = copy.deepcopy(copy.copy(machine))
        del machine
        self.assertEqual(other.tapes, 2)
        self.assertRaises(TypeError, pickle.dumps, other)
        with other as same:
            self.assertEqual(same.tapes, 2)
        with self.assertRaisesRegex(ValueError, "closed"):
            other.simulate("11+1")
        other.close()

    def test_bounds(self):
        claim = tmprec.bound("act=fixed:1.0 attn=p:1", r=8, n=100)
        self.assertEqual((claim.verdict, claim.tokens), ("exact_act", 100))
        tmprec.check(claim.certificate)
        with self.assertRaises(tmprec.Error) as caught:
            tmprec.check(claim.certificate.replace("100", "101"))
        self.assertIn(caught.exception.status, (tmprec.NOT_PROVED, tmprec.REFUSED))
        self.assertIsNone(tmprec.bound(SIX, r=8).certificate)

    def test_sweep(self):
        cells = tmprec.sweep("counter:1101", bits="4,5", family="fixed", certify=True)
        self.assertEqual([(c.bits, c.exact) for c in cells], [(4, False), (5, True)])
        listed = tmprec.sweep(["counter:1101"], bits=[4, 5], family=["fixed"], sites=["act", "attn"], mode=("cot",), certify=True)
        self.assertEqual([c._replace(seconds=0) for c in listed], [c._replace(seconds=0) for c in cells])
        part = tmprec.sweep("counter:1101", bits=range(4, 6), family="fixed", shard=(2, 2), beta=[10, 12.5], arithmetic=tmprec.Arithmetic("acc=e5m10"))
        self.assertEqual(len(part), 2)
        machine = tmprec.Machine("counter")
        for given, name in ((machine, "machine"), ((machine, "1101"), "machine"), ((machine, "1101", "mine"), "mine")):
            if given is machine:
                with self.assertRaisesRegex(tmprec.Error, "no shipped inputs"):
                    tmprec.sweep(given, bits="4", family="fixed")
                continue
            for machines in (given, [given]):
                found = tmprec.sweep(machines, bits="4,5", family="fixed", certify=True)
                self.assertEqual([c.machine for c in found], [name, name])
                self.assertEqual([c._replace(seconds=0, machine="counter") for c in found], [c._replace(seconds=0) for c in cells])
        seen = []
        tmprec.sweep("counter:1101", bits="4,5", family="fixed", shard="1/2", progress=lambda done, whole: seen.append((done, whole)))
        self.assertEqual(seen[-1], (1, 1))
        self.assertEqual(len(self.run_of.margins("act=fixed:1.0 attn=p:1")), 57)


unittest.main(argv=sys.argv[:1])
