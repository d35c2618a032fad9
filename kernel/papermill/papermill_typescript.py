"""Teaches papermill to write parameters as TypeScript; `pip install` of this folder is all it takes.

    papermill lesson.ipynb out.ipynb -p rate 0.1 -p optimizer sgd

>>> print(TypeScriptTranslator.codify({"rate": 0.1, "sizes": [1, None], "name": "a\\"b"}))
// Parameters
let rate = 0.1;
let sizes = [1, null];
let name = "a\\"b";
<BLANKLINE>
"""

import json
import re


def __getattr__(name):
    """The engine that the entry point names; looked up late, because papermill asks for it while it is being imported itself."""
    if name != "engine":
        raise AttributeError(name)
    from papermill.engines import NBClientEngine

    return NBClientEngine


from papermill.models import Parameter  # noqa: E402
from papermill.translators import Translator, papermill_translators  # noqa: E402

DECLARATION = re.compile(
    r"""^\s*(?:export\s+)?(?:const|let|var)\s+(?P<name>[\w$]+)\s*
    (?::\s*(?P<type>[^=]*?)\s*)?=(?!=)\s*
    (?P<value>.*?)\s*;?\s*(?://\s*(?P<help>.*?)\s*)?$""",
    re.VERBOSE,
)


class TypeScriptTranslator(Translator):
    """Values of JSON are values of TypeScript, NaN and Infinity too."""

    @classmethod
    def translate(cls, val):
        if isinstance(val, dict):
            # In an object literal this one key would set what the object inherits from.
            keys = ('["__proto__"]' if key == "__proto__" else cls.translate(str(key)) for key in val)
            items = ", ".join(f"{key}: {cls.translate(value)}" for key, value in zip(keys, val.values()))
            return f"{{ {items} }}" if items else "{}"
        if isinstance(val, (list, tuple)):
            return f"[{', '.join(cls.translate(value) for value in val)}]"
        if val is None or isinstance(val, (bool, int, float)):
            return json.dumps(val)
        return json.dumps(str(val), ensure_ascii=False)

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"let {name} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell):
        """The declarations that stand on a line of their own: name, type, default and the comment behind."""
        found = (DECLARATION.match(line) for line in parameters_cell["source"].splitlines())
        return [
            Parameter(m["name"], m["type"] or "None", m["value"], m["help"] or "")
            for m in found
            if m
        ]


papermill_translators.register("typescript", TypeScriptTranslator)
