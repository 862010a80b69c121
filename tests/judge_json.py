# SPDX-License-Identifier: MIT
"""Judges what tmprec prints with --json: judge_json.py SCHEMA TEXT JSON STATUS [TEXT JSON STATUS]...

JSON has to be one object by RFC 8259, in UTF-8, without a name twice, that the schema describes, with nothing that the
schema does not name.  TEXT, what the same command prints without --json, has to say the same, digit for digit.
Prints what is wrong, a line each, that begins with the name of JSON and a tab; the status is 1 then.
"""
import csv
import io
import json
import re
import sys


class Number(str):
    """A number by its digits."""


def complain(text):
    print(f"{complain.about}\t{text}")
    complain.count += 1


complain.count = 0
complain.about = ""


def same(what, told, wanted):
    if told != wanted:
        complain(f"{what}: JSON has {told!r}, not {wanted!r}")


# --- Reading and the schema ------------------------------------------------------------

def members(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError(f"a name twice in {names}")
    return dict(pairs)


def no_constant(text):
    raise ValueError(f"{text} is no JSON")


def read(path):
    with open(path, "rb") as file:
        raw = file.read()
    text = raw.decode("utf-8")
    if not text.endswith("}\n") or "\r" in text or "\x7f" in text:
        raise ValueError("no line end at the end, or characters that end lines")
    return json.loads(text, object_pairs_hook=members, parse_int=Number, parse_float=Number, parse_constant=no_constant)


def is_type(value, name):
    if name == "integer":
        return isinstance(value, Number) and re.fullmatch("-?[0-9]+", value) is not None and abs(int(value)) <= 2 ** 53
    kinds = {"string": str, "object": dict, "array": list, "boolean": bool, "null": type(None), "number": Number}
    return isinstance(value, kinds[name]) and (name != "string" or not isinstance(value, Number))


def equal(value, literal):
    return int(value) == literal if isinstance(value, Number) and isinstance(literal, int) else type(value) is type(literal) and value == literal


class Schema:
    known = {"$schema", "$ref", "$defs", "title", "description", "type", "properties", "required", "additionalProperties",
             "items", "enum", "const", "anyOf", "oneOf", "pattern", "minimum"}

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.top = json.load(file)

    def problems(self, value, s, at):
        """What is wrong with the value, as a list."""
        for word in s:
            if word not in self.known:
                return [f"schema: {word}?"]
        if "$ref" in s:
            return self.problems(value, self.top["$defs"][s["$ref"].rpartition("/")[2]], at)
        if "type" in s and not is_type(value, s["type"]):
            return [f"{at}: {value!r} is no {s['type']}"]
        if "enum" in s and not any(equal(value, e) for e in s["enum"]):
            return [f"{at}: {value!r} is not one of {s['enum']}"]
        if "const" in s and not equal(value, s["const"]):
            return [f"{at}: {value!r} is not {s['const']!r}"]
        if "pattern" in s and not re.search(s["pattern"], value):
            return [f"{at}: {value!r} does not fit {s['pattern']}"]
        if "minimum" in s and int(value) < s["minimum"]:
            return [f"{at}: {value} is less than {s['minimum']}"]
        found = []
        if "properties" in s and "oneOf" not in s:
            found += self.of_object(value, s, at)
        if "items" in s:
            for i, one in enumerate(value):
                found += self.problems(one, s["items"], f"{at}[{i}]")
        if "anyOf" in s:
            ways = [self.problems(value, way, at) for way in s["anyOf"]]
            if all(ways):
                found += min(ways, key=len)
        return found

    def of_object(self, value, s, at):
        found = [f"{at}: no {name}" for name in s.get("required", []) if name not in value]
        for name, one in value.items():
            if name in s["properties"]:
                found += self.problems(one, s["properties"][name], f"{at}.{name}")
            elif "additionalProperties" in s:
                found += self.problems(one, s["additionalProperties"], f"{at}.{name}")
            else:
                found.append(f"{at}: the schema does not know {name}")
        return found

    def judge(self, whole):
        envelope = {**self.top, "oneOf": None}
        del envelope["oneOf"]
        envelope["properties"] = {**envelope["properties"], "data": {"type": "object"}}
        found = self.problems(whole, envelope, "$")
        ways = [w for w in self.top["oneOf"] if equal(whole.get("command"), w["properties"]["command"]["const"])]
        if len(ways) != 1:
            return found + ["no such command in the schema"]
        return found + self.problems(whole["data"], ways[0]["properties"]["data"], "data")


# --- What the text says ------------------------------------------------------------------

def text_of(value):
    """As CSV and lines have it."""
    return {None: "", True: "1", False: "0"}[value] if value is None or isinstance(value, bool) else str(value)


def compare_rows(rows, table, empty=""):
    """rows: of JSON; table: header and rows of text."""
    same("rows", len(rows), len(table) - 1)
    for row, fields in zip(rows, table[1:]):
        same("columns", list(row), table[0])
        told = [text_of(v) if v is not None else empty for v in row.values()]
        if told != fields:
            complain(f"JSON has {told}, not {fields}")


def tabs(text):
    return [line.split("\t") for line in text.split("\n")[:-1]]


def compare_facts(data, text, hidden=()):
    """Lines of a name and values; lists of rows are compared by name.  hidden: what text leaves out if it is so."""
    lines, facts, lists = tabs(text), {}, {}
    for name, *rest in lines:
        if isinstance(data.get(name), list):
            lists.setdefault(name, []).append(rest)
        else:
            facts[name] = rest[0]
    for name, value in data.items():
        if isinstance(value, list):
            rows = [[text_of(v) for v in row.values()] if isinstance(row, dict) else [row] for row in value]
            for row in rows:
                while row[-1] == "":
                    row.pop()
            same(name, rows, [] if lists.get(name) == [["none"]] else lists.pop(name, []))
        elif name in facts:
            same(name, text_of(value), facts.pop(name))
        elif value is not None and not (name in hidden and (hidden[name] is None or value in hidden[name])):
            complain(f"{name}: JSON has {value!r}, and the text nothing")
    for name in facts:
        complain(f"{name}: the text has {facts[name]!r}, and JSON nothing")


def compare_csv(data, text):
    compare_rows(data["rows"], list(csv.reader(io.StringIO(text, newline=""))))


def compare_verify(data, text):
    compare_facts(data, text, {"halted": None, "ties": ["1", "0"]})


def compare_trials(data, text):
    compare_facts(data, text, {"unknown": ["0"]})


def compare_locate(data, text):
    lines = text.splitlines(keepends=True)
    table = [line for line in lines if "\t" not in line]
    if table:
        compare_rows(data["operations"], [line.split() for line in table], "-")
    else:
        same("operations", data["operations"], [])
    rest = {k: v for k, v in data.items() if k != "operations"}
    compare_facts(rest, "".join(line for line in lines if "\t" in line and line != "mend\tnone\n"), {"ties": ["1", "0"]})
    same("mend none", "mend\tnone\n" in lines, data["mend"] == [])


def compare_sweep(data, text):
    if "rows" in data:
        compare_csv(data, text)
        return
    lines = text.split("\n")
    table = lines[:lines.index("")]
    compare_rows(data["cells"], [line.split() for line in table])
    unit = "about %s s with %s thread" % (data["seconds"], data["threads"])
    if unit not in text or (", which is more than" in text) == data["fits"] or ("some of the cells" in text) != data["sampled"]:
        complain(f"{unit} and the rest of {data}: not what the text says")


def compare_merge(data, text):
    compare_csv(data, text)


def compare_segments(data, text):
    segments = [part.split("\n") for part in text[:-1].split("\n\n")] if text else []
    same("segments", data["segments"], segments)


def compare_run(data, text):
    if "segments" in data:
        compare_segments(data, text)
    elif data["tapes"] is None:
        same("text", text, "")
    else:
        lines = dict(tabs(text))
        same("state", data["state"], lines["state"])
        same("word", data["word"], lines.get("word"))
        same("tapes", data["tapes"], [v for k, v in lines.items() if k.startswith("tape ")])


def compare_check(data, text):
    same("confirmed", "confirmed\n" if data["confirmed"] else "", text)
    same("why", data["why"] is None, data["confirmed"])


def compare_bound(data, text):
    compare_facts(data, text)


def compare_info(data, text):
    compare_rows(data["dimensions"], tabs(text))


def compare_formats(data, text):
    if "formats" in data:
        compare_rows(data["formats"], tabs(text))
        return
    lines = text.splitlines(keepends=True)
    table = [re.split("  +", line.strip()) for line in lines if "\t" not in line]
    second = next(i for i, row in enumerate(table) if row[0] == "number")
    compare_rows(data["numbers"], table[:second], "-")
    compare_rows([{**row, "overflow": row["overflow"] or "-"} for row in data["edges"]], table[second:])
    compare_facts({k: v for k, v in data.items() if k not in ("numbers", "edges")}, "".join(line for line in lines if "\t" in line))


def compare_round(data, text):
    compare_rows(data["numbers"] if "numbers" in data else data["patterns"], tabs(text))


def compare_which(data, text):
    compare_csv(data, text)


def compare_machines(data, text):
    same("machines", [[m["name"], m["about"], *m["inputs"]] for m in data["machines"]], tabs(text))


def register(name, value):
    return name if value is True else f"{name} = 0" if value is False else f"{name} not set" if value is None else f"{name} = {value}"


def line_of_registers(title, registers):
    return [title + ", ".join(register(*pair) for pair in registers.items())] if registers else []


def lines_of_layer(layer):
    yield f"layer {layer['layer']}"
    for head in layer["heads"]:
        lead = "all keys tie" if head["gap"] == "inf" else f"leads by {head['gap']}"
        yield f"{head['writes']} <- {head['reads']} of {head['attended'][0]} .. {lead}{'' if head['adds'] else ': adds nothing'}"
    yield from line_of_registers("attention: ", layer["attention"])
    yield from line_of_registers("neurons: ", layer["neurons"])


def compare_explain(data, text):
    """The lines of the text but for strips, names of tokens and purposes, made of JSON."""
    wanted = [line.strip() for line in text.split("\n") if line and not line.startswith("    *")]
    wanted = [re.sub(r"^[#.]+  (\S.* <- .* of \d+) .*(all keys tie|leads by)", r"\1 .. \2", line) for line in wanted]
    told = [f"token {data['token']}: {data['text']}" + (f", segment {data['segment']}" if ", segment" in wanted[0] else "")
            + f", position {data['position']}", "embedding"]
    told += line_of_registers("", data["embedding"])
    for layer in data["layers"]:
        told += lines_of_layer(layer)
        for purpose in layer["purposes"]:
            if f"* {purpose}" not in text:
                complain(f"a purpose that the text does not have: {purpose}")
    position = int(data["position"]) + 1
    told.append("This is part of the prompt: nothing is predicted here." if data["next"] is None
                else f"The next token: {position} {data['next']}")
    for a, b in zip(told + [None], wanted + [None]):
        same("line", a, b)
    same("lines", len(told), len(wanted))


def compare_machine(data, text):
    """What can be found in the text, its blanks counted as one; names that are spelt with escapes are looked up unspelt."""
    text = re.sub("(%[0-9A-F]{2})+", lambda m: bytes.fromhex(m[0].replace("%", "")).decode("utf-8"), text)
    words = re.sub("[ \t]+", " ", text)
    found = [f"{t['from']} {' '.join(t['read'])} -> {t['to']} {' '.join(t['write'])} {' '.join(t['moves'])}" for t in data["transitions"]]
    found += [f"start {data['start']}, halt {data['halt'][0]}", f"blank {data['blank']}\n", f"input {data['input'][0]}"]
    found += [f"d_Q = {data['transformer']['d_Q']} bits", f", {data['transformer']['neurons']} neurons for the table", f"warning {'' if data['warnings'] else '.'}"]
    found += [f"warning {one}" for one in data["warnings"]]
    for d in data["transformer"]["dimensions"]:
        rest = ", ".join(f"{k} = {v}" for k, v in d.items() if k != "mode")
        found.append(f"--mode {d['mode']} {rest}")
    if data["missing"] != "0":
        found.append(f"{data['missing']} are missing" if "are missing" in words else f"; {data['missing']} ")
    if data["run"]:
        run = data["run"]
        found.append(f"steps {run['steps']}" + {"halted": ", halted", "not halted": ", not halted", "stuck": "\n"}[run["end"]])
        found += [f"output '{run['output']}'"] if run["output"] is not None else []
        for k, tape in enumerate(run["tapes"]):
            left = str(-int(tape["leftmost"]))
            found.append(f"tape {k + 1} non-zero cells: {tape['nonzero']}; visited left of cell 0: {left}, right of it: {tape['rightmost']}")
        found += [f"ends as '{run['ends_as']}'"] if run["ends_as"] is not None else []
        for c in run["history"]:
            found.append(f"\n {c['step']} {c['state']} ")
            for t in c["tapes"]:
                if not 0 <= int(t["head"]) - int(t["first"]) < len(t["cells"]):
                    complain(f"a head beside its cells: {t}")
    for one in found:
        if one.endswith("warning .") or one == "warning ":
            continue
        if one not in words:
            complain(f"the text does not have {one!r}")
    same("lines of transitions", text.count(" -> "), len(data["transitions"]))


def main(schema, text, told, status):
    try:
        whole = read(told)
    except (ValueError, UnicodeDecodeError) as problem:
        complain(f"no JSON: {problem}")
        return
    wrong = schema.judge(whole)[:5]
    for one in wrong:
        complain(one)
    if wrong:
        return
    with open(text, encoding="utf-8", newline="") as file:
        plain = file.read()
    command, data = whole["command"], whole["data"]
    special = {"margins": compare_csv, "trace": compare_segments}
    (special.get(command) or globals()[f"compare_{command}"])(data, plain)
    for name, good in (("right", "0"), ("confirmed", "0"), ("certified", "0"), ("holds", "0")):
        if name in data:
            same(name, data[name], status == good)


known = Schema(sys.argv[1])
for at in range(2, len(sys.argv), 3):
    complain.about = sys.argv[at + 1]
    main(known, *sys.argv[at:at + 3])
sys.exit(complain.count > 0)
