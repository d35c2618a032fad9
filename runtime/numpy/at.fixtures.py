"""Writes at.fixtures.json: reads and writes of parts of arrays. Run with a Python that has jax.

A case is [array shape, index items, operation, values, result shape, result]; arrays count from 0. Items: a number, null, "...",
{"slice": [start, stop, step]} or {"array": nested list}.
"""
import json
import pathlib

import jax.numpy as jnp
import numpy as np

cases = []


def item(i):
    if isinstance(i, dict):
        return slice(*i["slice"]) if "slice" in i else jnp.asarray(i["array"])
    return Ellipsis if i == "..." else i


def s(start=None, stop=None, step=None):
    return {"slice": [start, stop, step]}


def a(values):
    return {"array": values}


def case(shape, items, op="get", values=None):
    x = jnp.arange(np.prod(shape), dtype=jnp.float32).reshape(shape)
    at = x.at[tuple(item(i) for i in items)]
    out = at.get() if op == "get" else getattr(at, op)(jnp.asarray(values, jnp.float32))
    cases.append([shape, items, op, values, out.shape, np.asarray(out).ravel().tolist()])


reads = [
    ([5], [2]), ([5], [-1]), ([5], [9]), ([5], [-9]), ([5], [s(1, 4)]), ([5], [s(None, None, 2)]), ([5], [s(None, None, -1)]), ([5], [s(4, 0, -2)]), ([5], [s(3, 1)]),
    ([5], [s(-3, 99)]), ([5], [None]), ([5], ["..."]), ([3, 4], [1]), ([3, 4], [s(), 2]), ([3, 4], ["...", 1]), ([3, 4], [s(1), s(None, None, -2)]),
    ([2, 3, 4], [0, "...", None, s(1, 3)]), ([2, 3, 4], [None, s(), None, 1]), ([3, 4], [a([2, 0])]), ([3, 4], [a([50, -50, -1])]), ([3, 4], [a([0, 1]), a([1, 1])]),
    ([3, 4], [s(), a([0, 3])]), ([3, 4], [0, a([0, 3])]), ([3, 4], [a([[0, 1], [1, 2]])]), ([2, 3, 4], [a([0, 1]), s(), a([1, 2])]), ([2, 3, 4], [s(), a([0, 1]), a([1, 2])]),
    ([2, 3, 4], [0, s(), a([1, 2])]), ([2, 3, 4], [a([0, 1]), s(1), None, a([1, 2])]), ([2, 3, 4], [a([[0], [1]]), a([1, 2])]), ([2, 3, 4], [s(), 0, a([1, 2])]),
    ([2, 3, 4], [s(None, None, -1), a([2, 0]), s(1, 3)]), ([3, 4], [a([0, 1]), 0]), ([3, 4], [a(2)]), ([2, 3, 4], [None, a([1]), "..."]),
    ([3, 2], [a([True, False, True])]), ([2, 3], [a([[True, False, True], [False, False, True]])]),
]
for shape, items in reads:
    case(shape, items)
for shape, items in reads:
    if not isinstance(items[0], dict) or items[0].get("array") not in ([True, False, True], [[True, False, True], [False, False, True]]):
        for op, values in [("set", 9.5), ("add", 2), ("multiply", -1), ("divide", 4), ("min", 3), ("max", 3), ("subtract", 1), ("power", 2)]:
            if op in ("set", "add") or len(shape) == 2:
                case(shape, items, op, values)
case([5], [s(1, 4)], "set", [7, 8, 9])
case([5], [s(None, None, -2)], "set", [7, 8, 9])
case([3, 4], [s(1), s(None, None, 2)], "add", [[1, 2], [3, 4]])
case([3, 4], [s(1), s(None, None, 2)], "set", [1, 2])
case([3, 4], [a([1, 1])], "add", [[1, 2, 3, 4], [10, 20, 30, 40]])
case([3, 4], [a([1, 1, 2])], "set", [[1, 2, 3, 4], [10, 20, 30, 40], [5, 6, 7, 8]])
case([3, 4], [a([0, 50, -1])], "set", 9)
case([3, 4], [s(), a([0, 0])], "multiply", 2)
case([3, 4], [s(0, 2), a([3, 1])], "set", [[1, 2], [3, 4]])
case([2, 3, 4], [a([0, 1]), s(), a([1, 2])], "set", [[1, 2, 3], [4, 5, 6]])
case([3, 4], [a([1, 1]), a([2, 2])], "max", 100)
case([3, 2], [a([True, False, True])], "set", 9)
case([2, 3], [a([[True, False, True], [False, False, True]])], "add", 10)

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases))
