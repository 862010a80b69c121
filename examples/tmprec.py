# SPDX-License-Identifier: MIT
"""libtmprec in Python, by ctypes (tmprec.h).

    import tmprec

    run = tmprec.Machine("add").simulate("11+1")
    run.verify("act=fixed:1.3 attn=fixed:1.3")       # Verification(exact=False, first_error=48, expected='sym:0', ...)
    run.generate("act=fixed:1.4 attn=fixed:1.4").output                                        # '100'
    run.stream("act=fixed:1.4 attn=fixed:1.4")       # activations: an array of sublayers x coordinates x positions

Numbers are arrays of NumPy where that is there, else lists.  What fails raises Error, which has the status; MemoryError if memory is
exhausted; Cancelled if a callback said so by returning True.  What a callback raises comes out of the call, and so does the
KeyboardInterrupt of a control-C in the main thread.

The library is found as libtmprec.so.0 is; or the environment variable TMPREC_LIBRARY names the file.
"""
import collections
import collections.abc
import contextlib
import ctypes
import math
import operator
import os
import signal
import threading

try:
    import numpy
except ImportError:
    numpy = None

OK, REFUSED, NO_MEMORY, CANCELLED, NOT_PROVED = range(5)
COT, SCOT = "cot", "scot"

_library = ctypes.CDLL(os.environ.get("TMPREC_LIBRARY") or "libtmprec.so.0")
_NOWHERE = ctypes.c_size_t(-1).value
_pointer, _size, _int, _double, _text, _u64 = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_double, ctypes.c_char_p,
                                               ctypes.c_uint64)
_MODES = (COT, SCOT)
_VERDICTS = (False, True, None)
_ENDS = ("ended", "full", "endless", "lost", "tied", "undecided")
_DIMENSIONS = ("layers", "heads", "key_width", "value_width", "neurons", "width")


class Error(Exception):
    """What the library refused; `status` is REFUSED or NOT_PROVED."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Cancelled(Exception):
    """A callback returned something true, or a Cancel was set."""


class _Error(ctypes.Structure):
    _fields_ = [("status", _int), ("message", ctypes.c_char * 1024)]


class _Token(ctypes.Structure):
    _fields_ = [("text", _text), ("segment", _size), ("position", _size), ("is_prompt", _int)]


class _Activations(ctypes.Structure):
    _fields_ = [("segment", _size), ("layer", _size), ("part", _int), ("coordinate", _size), ("name", _text), ("first", _size),
                ("count", _size), ("value", ctypes.POINTER(_double)), ("slack", ctypes.POINTER(_double))]


class _Scores(ctypes.Structure):
    _fields_ = [("segment", _size), ("layer", _size), ("head", _size), ("position", _size), ("keys", _size),
                ("score", ctypes.POINTER(_double)), ("weight", ctypes.POINTER(_double))]


class _Margin(ctypes.Structure):
    _fields_ = [("layer", _size), ("head", _size)] + [(name, _double) for name in (
        "gap", "ties", "leak", "needs", "slack", "run_gap", "run_ties", "run_leak", "run_slack")] + [("slack_token", _size)]


class _Cell(ctypes.Structure):
    _fields_ = [("number", _size), ("cells", _size), ("machine", _text), ("input", _text), ("mode", _int), ("r", ctypes.c_uint),
                ("n", _size), ("family", _text), ("bits", _int), ("arithmetic", _text), ("exact", _int), ("exact_activations", _int),
                ("predictions", _size), ("first_error", _size), ("seconds", _double), ("certified", _int), ("certified_beta", _double)]


_Progress = ctypes.CFUNCTYPE(_int, _pointer, _size, _size)
_TokenSeen = ctypes.CFUNCTYPE(_int, _pointer, ctypes.POINTER(_Token))
_ActivationsSeen = ctypes.CFUNCTYPE(_int, _pointer, ctypes.POINTER(_Activations))
_ScoresSeen = ctypes.CFUNCTYPE(_int, _pointer, ctypes.POINTER(_Scores))
_MarginSeen = ctypes.CFUNCTYPE(_int, _pointer, ctypes.POINTER(_Margin))
_CellSeen = ctypes.CFUNCTYPE(_int, _pointer, ctypes.POINTER(_Cell))


class _Watch(ctypes.Structure):
    _fields_ = [("size", _size), ("user", _pointer), ("cancel", _pointer), ("progress", _Progress), ("token", _TokenSeen),
                ("activations", _ActivationsSeen), ("scores", _ScoresSeen)]


class _Reading(ctypes.Structure):
    _fields_ = [("size", _size), ("notation", _text), ("line", _size), ("no_rule", _int), ("start", _text), ("head", ctypes.c_int64)]


class _Options(ctypes.Structure):
    _fields_ = [("size", _size), ("mode", _int), ("r", ctypes.c_uint), ("force", _int), ("fold", _int), ("max_steps", _u64),
                ("steps", _u64)]


def _declare():
    """Results and arguments of the functions that are called here."""
    watch, error, out = ctypes.POINTER(_Watch), ctypes.POINTER(_Error), ctypes.POINTER(_pointer)
    for name, arguments in {
        "cancel_new": [out, error], "cancel_set": [_pointer], "cancel_clear": [_pointer],
        "machine_open": [out, _text, ctypes.POINTER(_Reading), error],
        "machine_parse": [out, _text, _size, ctypes.POINTER(_Reading), error],
        "machine_write": [out, _pointer, _text, error],
        "catalog_name": [out, _size, error], "catalog_about": [out, _text, error], "catalog_input": [out, _text, _size, error],
        "builder_new": [out, ctypes.c_uint32, _text, _text, _text, error], "builder_input": [_pointer, _text, error],
        "builder_rule": [_pointer, _text, ctypes.POINTER(_text), _text, ctypes.POINTER(_text), _text, error],
        "builder_machine": [out, _pointer, error],
        "simulation_new": [out, _pointer, _text, ctypes.POINTER(_Options), watch, error],
        "arithmetic_new": [out, _text, _u64, _u64, error], "trace": [_pointer, watch, error],
        "verify": [out, _pointer, _pointer, _int, watch, error], "generate": [out, _pointer, _pointer, watch, error],
        "margins": [_pointer, _pointer, _MarginSeen, _pointer, watch, error],
        "bound_all": [out, _int, ctypes.c_uint, _u64, _pointer, watch, error],
        "bound_machine": [out, _pointer, _int, ctypes.c_uint, _u64, _pointer, watch, error],
        "bound_run": [out, _pointer, _pointer, watch, error], "check": [_text, _text, _size, watch, error],
        "sweep_new": [out, error], "sweep_set": [_pointer, _text, _text, error],
        "sweep_add_machine": [_pointer, _pointer, _text, _text, error],
        "sweep_run": [_pointer, _CellSeen, _pointer, watch, error],
    }.items():
        getattr(_library, "tmprec_" + name).argtypes = arguments
    for name, result in {
        "text_data": _text, "version": _text, "arithmetic_text": _text, "machine_tapes": ctypes.c_uint32, "machine_states": ctypes.c_uint32,
        "machine_symbols": ctypes.c_uint32, "machine_transitions": _size, "machine_input": _text, "simulation_r": ctypes.c_uint,
        "simulation_mode": _int, "simulation_steps": _u64, "simulation_segments": _size, "simulation_tokens": _size,
        "simulation_longest": _size, "simulation_predictions": _size, "simulation_output": _text, "simulation_halted": _text,
        "verification_exact": _int, "verification_exact_activations": _int, "verification_predictions": _size,
        "verification_first_error": _size, "verification_token": _size, "verification_segment": _size, "verification_position": _size,
        "verification_expected": _text, "verification_predicted": _text, "verification_ties": _double, "generation_ended": _int,
        "generation_predictions": _size, "generation_output": _text, "generation_is_right": _int, "claim_verdict": _text,
        "claim_theorem": _text, "claim_tokens": _u64, "claim_ties": _u64, "claim_least_beta": _double, "claim_certificate": _text,
    }.items():
        function = getattr(_library, "tmprec_" + name)
        function.restype = result
        function.argtypes = [] if name == "version" else [_pointer]
    for name, number in {"machine_state": ctypes.c_uint32, "machine_symbol": ctypes.c_uint32, "claim_reason": _size}.items():
        getattr(_library, "tmprec_" + name).restype = _text
        getattr(_library, "tmprec_" + name).argtypes = [_pointer, number]
    _library.tmprec_simulation_dimension.restype = _size
    _library.tmprec_simulation_dimension.argtypes = [_pointer, _int]
    for name in ("text", "cancel", "machine", "builder", "simulation", "arithmetic", "verification", "generation", "claim", "sweep"):
        getattr(_library, f"tmprec_{name}_free").restype = None
        getattr(_library, f"tmprec_{name}_free").argtypes = [_pointer]
    for name in ("cancel_set", "cancel_clear"):
        getattr(_library, "tmprec_" + name).restype = None


_declare()


# --- Calls ------------------------------------------------------------------------------------------------------------

def _encoded(text, may_be_none=False):
    if text is None and may_be_none:
        return None
    if not isinstance(text, (str, bytes)):
        raise TypeError(f"a text is needed, not {text!r}")
    text = text.encode() if isinstance(text, str) else text
    if b"\0" in text:
        raise ValueError("a text may not contain NUL")
    return text


def _whole(value, what, bits):
    """A number from 0 on that has room in so many bits."""
    value = operator.index(value)
    if not 0 <= value < 1 << bits:
        raise ValueError(f"{what} is {value}, but has to be from 0 to {(1 << bits) - 1}")
    return value


def _chosen(names, value, what):
    if value not in names:
        raise ValueError(f"{what} is {value!r}, but has to be one of {', '.join(map(repr, names))}")
    return names.index(value)


def _instance(value, kind):
    if not isinstance(value, kind):
        raise TypeError(f"a {kind.__name__} is needed, not {value!r}")
    return value


def _decoded(text):
    return None if text is None else text.decode()


def _given(arguments):
    """Objects by what stands for them in C."""
    return [argument._as_parameter_ if isinstance(argument, _Object) else argument for argument in arguments]


def _call(name, *arguments, raised=()):
    """Call a function that can fail; raised: what callbacks raised meanwhile."""
    error = _Error()
    status = getattr(_library, "tmprec_" + name)(*_given(arguments), ctypes.byref(error))
    if raised:
        raise raised[0]
    if status == NO_MEMORY:
        raise MemoryError(error.message.decode(errors="replace"))
    if status == CANCELLED:
        raise Cancelled(error.message.decode(errors="replace"))
    if status != OK:
        raise Error(status, error.message.decode(errors="replace"))


def _ask(name, *arguments):
    answer = getattr(_library, "tmprec_" + name)(*_given(arguments))
    return _decoded(answer) if isinstance(answer, bytes) else answer


class _Object:
    """Something of the library, freed with its last reference, or by `close`, or at the end of a `with`.  It does not change, so a copy of it
    is the object itself."""

    def __init__(self, kind, make, *arguments, **more):
        self._kind, self._made = kind, _pointer()
        _call(make, ctypes.byref(self._made), *arguments, **more)

    @property
    def _as_parameter_(self):
        if getattr(self, "_made", None) is None:
            raise ValueError(f"this {type(self).__name__} is closed")
        return self._made

    def close(self):
        made, self._made = getattr(self, "_made", None), None
        if made:
            getattr(_library, f"tmprec_{self._kind}_free")(made)

    def __del__(self):
        self.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __copy__(self):
        return self

    def __deepcopy__(self, _memo):
        return self

    def __reduce__(self):
        raise TypeError(f"a {type(self).__name__} cannot be pickled")


def _text_of(make, *arguments):
    """A text of the library, or None."""
    text = _Object("text", make, *arguments)
    return _ask("text_data", text) if text._made else None


def _numbers(pointer, count):
    """A copy of so many numbers."""
    if numpy is None:
        return pointer[:count]
    return numpy.ctypeslib.as_array(pointer, (count,)).copy() if count else numpy.empty(0)


def _guarded(kind, function, raised):
    """A callback of C: what `function` raises is kept, and ends the call."""
    def guarded(_user, *arguments):
        try:
            return 1 if function(*arguments) else 0
        except BaseException as error:       # nothing may leave through C
            raised.append(error)
            return 1
    return kind(guarded)


@contextlib.contextmanager
def _interruptible(raised):
    """What a handler of control-C raises in the main thread is kept: it would be lost on the way into a callback."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return

    def handle(*arguments):
        try:
            before(*arguments)
        except BaseException as error:
            raised.append(error)
    signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Cancel(_Object):
    """A flag that ends calls: `set` from any thread; `clear` takes it back."""

    def __init__(self):
        super().__init__("cancel", "cancel_new")

    def set(self):
        _library.tmprec_cancel_set(self._as_parameter_)

    def clear(self):
        _library.tmprec_cancel_clear(self._as_parameter_)


@contextlib.contextmanager
def _watching(cancel=None, progress=None, token=None, activations=None, scores=None):
    """A watch, and the list of what its callbacks raise."""
    raised = []
    watch = _Watch(size=ctypes.sizeof(_Watch))
    if cancel is not None:
        watch.cancel = _instance(cancel, Cancel)._as_parameter_
    watch.progress = _guarded(_Progress, lambda done, whole: raised or (progress and progress(done, whole)), raised)
    if token:
        watch.token = _guarded(_TokenSeen, lambda t: token(_token(t.contents)), raised)
    if activations:
        watch.activations = _guarded(_ActivationsSeen, lambda a: activations(_activations(a.contents)), raised)
    if scores:
        watch.scores = _guarded(_ScoresSeen, lambda s: scores(_scores(s.contents)), raised)
    with _interruptible(raised):
        yield watch, raised


# --- What comes out -----------------------------------------------------------------------------------------------------

Token = collections.namedtuple("Token", "text segment position is_prompt")
Activations = collections.namedtuple("Activations", "segment layer part coordinate name first value slack")
Scores = collections.namedtuple("Scores", "segment layer head position score weight")
Margin = collections.namedtuple("Margin", [name for name, _ in _Margin._fields_])
Cell = collections.namedtuple("Cell", [name for name, _ in _Cell._fields_])
Verification = collections.namedtuple(
    "Verification", "exact exact_activations predictions first_error token segment position expected predicted ties")
Generation = collections.namedtuple("Generation", "end output is_right predictions")
Claim = collections.namedtuple("Claim", "verdict theorem tokens ties least_beta certificate reasons")


def _or_none(value):
    return None if value == _NOWHERE else value


def _token(t):
    return Token(t.text.decode(), t.segment, t.position, bool(t.is_prompt))


def _activations(a):
    return Activations(a.segment, a.layer, a.part, a.coordinate, a.name.decode(), a.first, _numbers(a.value, a.count),
                       _numbers(a.slack, a.count))


def _scores(s):
    return Scores(s.segment, s.layer, s.head, s.position, _numbers(s.score, s.keys), _numbers(s.weight, s.keys))


def _margin(m):
    return Margin(*(getattr(m, name) for name in Margin._fields))._replace(slack_token=_or_none(m.slack_token))


def _cell(c):
    found = Cell(*(getattr(c, name) for name in Cell._fields))
    texts = {name: _decoded(getattr(c, name)) for name in ("machine", "input", "family", "arithmetic")}
    return found._replace(mode=_MODES[c.mode], exact=_VERDICTS[c.exact], exact_activations=_VERDICTS[c.exact_activations],
                          first_error=_or_none(c.first_error), certified=bool(c.certified),
                          certified_beta=None if math.isnan(c.certified_beta) else c.certified_beta, **texts)


# --- Machines, arithmetics, runs ------------------------------------------------------------------------------------------

def version():
    """Of the library."""
    return _ask("version")


def catalog():
    """The machines that come with tmprec, by name: the inputs that come with each."""
    def listed(make, *arguments):
        n = 0
        while (text := _text_of(make, *arguments, n)) is not None:
            yield text
            n += 1
    return {name: list(listed("catalog_input", name.encode())) for name in listed("catalog_name")}


class Machine(_Object):
    """A Turing machine: of that name, or of that file; or by `text`.  How it is read: see tmprec_reading in tmprec.h; no_rule is None,
    "refuse" or "halt"."""

    def __init__(self, name=None, *, text=None, notation=None, line=0, no_rule=None, start=None, head=0, _builder=None):
        if (name is None) + (text is None) + (_builder is None) != 2:
            raise TypeError("a Machine has a name, or a text")
        how = _Reading(ctypes.sizeof(_Reading), _encoded(notation, True), _whole(line, "line", 64),
                       _chosen((None, "refuse", "halt"), no_rule, "no_rule"), _encoded(start, True), operator.index(head))
        if _builder is not None:
            super().__init__("machine", "builder_machine", _builder)
        elif text is not None:
            text = _encoded(text)
            super().__init__("machine", "machine_parse", text, len(text), ctypes.byref(how))
        else:
            super().__init__("machine", "machine_open", _encoded(name), ctypes.byref(how))

    @classmethod
    def build(cls, rules, *, inputs, start, halt, blank="_", tapes=1):
        """Of rules (state, symbols read, next state, symbols written, moves), such as ("q", "1", "q", "0", "R").  Symbols are one for
        each tape, in a list, or in a text if each is one character; moves are a text of L, S and R, one for each tape: with two
        tapes ("q", ["one", "_"], "q", ["one", "one"], "RR") or ("q", "1_", "q", "11", "RR")."""
        builder = _Object("builder", "builder_new", _whole(tapes, "tapes", 32), _encoded(blank), _encoded(start), _encoded(halt))
        for symbol in inputs:
            _call("builder_input", builder, _encoded(symbol))
        for state, read, following, write, moves in rules:
            if len(read) != tapes or len(write) != tapes:
                raise ValueError("a rule reads and writes one symbol on each tape")
            symbols = ctypes.c_char_p * tapes
            _call("builder_rule", builder, _encoded(state), symbols(*map(_encoded, read)), _encoded(following),
                  symbols(*map(_encoded, write)), _encoded(moves))
        return cls(_builder=builder)

    tapes = property(lambda self: _ask("machine_tapes", self))
    states = property(lambda self: [_ask("machine_state", self, i) for i in range(_ask("machine_states", self))])
    symbols = property(lambda self: [_ask("machine_symbol", self, i) for i in range(_ask("machine_symbols", self))])
    transitions = property(lambda self: _ask("machine_transitions", self))
    input = property(lambda self: _ask("machine_input", self))

    def write(self, notation=None):
        """Its text in a notation; None: `.tm`."""
        return _text_of("machine_write", self, _encoded(notation, True))

    def simulate(self, input, **options):
        return Simulation(self, input, **options)


class Arithmetic(_Object):
    """An arithmetic by its canonical text.  Two are equal if their canonical texts, seeds and trials are."""

    def __init__(self, text, seed=0, trial=0):
        super().__init__("arithmetic", "arithmetic_new", _encoded(text), _whole(seed, "seed", 64), _whole(trial, "trial", 64))
        self._key = _ask("arithmetic_text", self), operator.index(seed), operator.index(trial)

    def __str__(self):
        return self._key[0]

    def __repr__(self):
        text, seed, trial = self._key
        return f"Arithmetic({text!r}{f', seed={seed}' if seed else ''}{f', trial={trial}' if trial else ''})"

    def __eq__(self, other):
        return self._key == other._key if isinstance(other, Arithmetic) else NotImplemented

    def __hash__(self):
        return hash(self._key)


def _arithmetic(given):
    return given if isinstance(given, Arithmetic) else Arithmetic(given)


class Simulation(_Object):
    """A machine, an input, and the transformer that is to carry out the run.  Arithmetics are given as Arithmetic or as text."""

    def __init__(self, machine, input, mode=COT, r=0, force=False, fold=False, max_steps=0, steps=0, progress=None, cancel=None):
        options = _Options(ctypes.sizeof(_Options), _chosen(_MODES, mode, "mode"), _whole(r, "r", 32), bool(force), bool(fold),
                           _whole(max_steps, "max_steps", 64), _whole(steps, "steps", 64))
        with _watching(cancel, progress) as (watch, raised):
            super().__init__("simulation", "simulation_new", _instance(machine, Machine), _encoded(input), ctypes.byref(options),
                             ctypes.byref(watch), raised=raised)

    mode = property(lambda self: _MODES[_ask("simulation_mode", self)])
    r = property(lambda self: _ask("simulation_r", self))
    steps = property(lambda self: _ask("simulation_steps", self))
    segments = property(lambda self: _ask("simulation_segments", self))
    tokens = property(lambda self: _ask("simulation_tokens", self))
    longest = property(lambda self: _ask("simulation_longest", self))
    predictions = property(lambda self: _ask("simulation_predictions", self))
    output = property(lambda self: _ask("simulation_output", self))
    halted = property(lambda self: _ask("simulation_halted", self))

    @property
    def dimensions(self):
        """Layers, heads and the others, by name."""
        return {name: _ask("simulation_dimension", self, i) for i, name in enumerate(_DIMENSIONS)}

    def trace(self, cancel=None):
        """All tokens that the run prescribes."""
        found = []
        with _watching(cancel, token=found.append) as (watch, raised):
            _call("trace", self, ctypes.byref(watch), raised=raised)
        return found

    def verify(self, arithmetic, activations=False, progress=None, cancel=None):
        """Is every token predicted?  Of verdicts None means: unknown."""
        with _watching(cancel, progress) as (watch, raised):
            v = _Object("verification", "verify", self, _arithmetic(arithmetic), activations, ctypes.byref(watch), raised=raised)
        asked = {name: _ask("verification_" + name, v) for name in Verification._fields}
        asked.update(exact=_VERDICTS[asked["exact"]], exact_activations=_VERDICTS[asked["exact_activations"]])
        return Verification(**{name: _or_none(value) for name, value in asked.items()})

    def generate(self, arithmetic, token=None, activations=None, scores=None, progress=None, cancel=None):
        """Let the transformer feed on its own tokens; callbacks get a Token, Activations, Scores."""
        with _watching(cancel, progress, token, activations, scores) as (watch, raised):
            g = _Object("generation", "generate", self, _arithmetic(arithmetic), ctypes.byref(watch), raised=raised)
        return Generation(_ENDS[_ask("generation_ended", g)], _ask("generation_output", g), bool(_ask("generation_is_right", g)),
                          _ask("generation_predictions", g))

    def stream(self, arithmetic, segment=0):
        """The residual stream of a context as it is generated: [sublayer][coordinate][position], where sublayer 0 is the embedding,
        2l - 1 is after the heads of layer l, and 2l after its neurons."""
        if not 0 <= segment < self.segments:
            raise IndexError(f"segment {segment} of {self.segments}")
        layers, width = self.dimensions["layers"], self.dimensions["width"]
        rows = {}

        def take(a):
            if a.segment == segment:
                sublayer = 0 if a.layer == 0 else 2 * a.layer - (a.part == 1)
                row = rows.setdefault((sublayer, a.coordinate), [])
                del row[a.first:]
                row.extend(a.value)
        self.generate(arithmetic, activations=take)
        now = [rows.get((0, c), []) for c in range(width)]
        whole = []
        for sublayer in range(2 * layers + 1):
            now = [rows.get((sublayer, c), now[c]) for c in range(width)]
            whole.append([list(row) for row in now])
        return whole if numpy is None else numpy.array(whole)

    def margins(self, arithmetic, progress=None, cancel=None):
        """How far apart the scores of each head are."""
        found = []
        with _watching(cancel, progress) as (watch, raised):
            row = _guarded(_MarginSeen, lambda m: found.append(_margin(m.contents)), raised)
            _call("margins", self, _arithmetic(arithmetic), row, None, ctypes.byref(watch), raised=raised)
        return found

    def bound(self, arithmetic, progress=None, cancel=None):
        """What is proved of this run."""
        return _claim(progress, cancel, "bound_run", self, _arithmetic(arithmetic))


# --- Bounds and sweeps ----------------------------------------------------------------------------------------------------

def _claim(progress, cancel, make, *arguments):
    with _watching(cancel, progress) as (watch, raised):
        c = _Object("claim", make, *arguments, ctypes.byref(watch), raised=raised)
    asked = {name: _ask("claim_" + name, c) for name in Claim._fields if name != "reasons"}
    asked["reasons"] = []
    while (reason := _ask("claim_reason", c, len(asked["reasons"]))) is not None:
        asked["reasons"].append(reason)
    return Claim(**dict(asked, least_beta=None if math.isnan(asked["least_beta"]) else asked["least_beta"]))


def bound(arithmetic, r, n=0, mode=COT, machine=None, progress=None, cancel=None):
    """What is proved of every run, of a machine or of all, in contexts of at most n tokens; 0: 2^r."""
    run = _chosen(_MODES, mode, "mode"), _whole(r, "r", 32), _whole(n, "n", 64), _arithmetic(arithmetic)
    if machine is None:
        return _claim(progress, cancel, "bound_all", *run)
    return _claim(progress, cancel, "bound_machine", _instance(machine, Machine), *run)


def check(certificate, name="certificate", progress=None, cancel=None):
    """Raises Error, with status NOT_PROVED or REFUSED, if the certificate does not hold."""
    certificate = _encoded(certificate)
    with _watching(cancel, progress) as (watch, raised):
        _call("check", _encoded(name), certificate, len(certificate), ctypes.byref(watch), raised=raised)


_SEPARATORS = {"sites": "+", "shard": "/"}


def _setting(what, value):
    """A value in the words of the library: True is 1, and what comes one after the other has what separates it between."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Arithmetic) and value != Arithmetic(str(value)):
        raise ValueError(f"{what}: a sweep takes its seed by itself")
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (str, Arithmetic)) or not isinstance(value, collections.abc.Iterable):
        return str(value)
    return _SEPARATORS.get(what, ",").join(str(_setting(what, one)) for one in value)


def _add(s, machine):
    if isinstance(machine, (str, bytes)):
        _call("sweep_set", s, b"machine", _encoded(machine))
        return
    given = (machine,) if isinstance(machine, Machine) else machine
    if len(given) > 3:
        raise TypeError(f"{len(given)} things for a machine: (Machine, input, name)")
    machine, word, name = *given, *(None, "machine")[len(given) - 1:]
    _call("sweep_add_machine", s, _instance(machine, Machine), _encoded(name), _encoded(word, True))


def sweep(machines=(), cell=None, progress=None, cancel=None, **settings):
    """All cells of a sweep, as a list of Cell; `cell` gets each as it is done.  machines: "counter", "counter:1101", (Machine, input) or
    (Machine, input, name), or a list of them.  settings: bits="4..32", family="fixed,float", max_steps=1000, and the others of
    tmprec_sweep_set; or lists, such as bits=range(4, 33), family=["fixed", "float"], sites=["act", "attn"], shard=(1, 3)."""
    s = _Object("sweep", "sweep_new")
    is_one = isinstance(machines, (str, bytes, Machine)) or (isinstance(machines, tuple) and machines and isinstance(machines[0], Machine))
    for machine in [machines] if is_one else machines:
        _add(s, machine)
    for what, value in settings.items():
        what = what.replace("_", "-")
        _call("sweep_set", s, _encoded(what), _encoded(_setting(what, value)))
    found = []

    def take(c):
        found.append(_cell(c.contents))
        return cell(found[-1]) if cell else 0
    with _watching(cancel, progress) as (watch, raised):
        _call("sweep_run", s, _guarded(_CellSeen, take, raised), None, ctypes.byref(watch), raised=raised)
    return found
