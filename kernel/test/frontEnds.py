"""Drives the kernel with front ends of the terminal: papermill, nbconvert, Jupyter console.

    python frontEnds.py FOLDER PAPERMILL_PACKAGE

JUPYTER_PATH must lead to the kernelspec `nnxlab`. Prints one JSON line per check: {"name", "ok", "detail"}.
"""

import html
import json
import os
import re
import shutil
import sys
import time
import traceback

import nbformat
import pexpect

folder, package = sys.argv[1:]
checks = []


def check(function):
    checks.append(function)
    return function


def cell(source, *tags):
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})


def make_papermill_translator_installed():
    """What `pip install` of the package does, without pip: the module, and beside it the entry points."""
    site = os.path.join(folder, "site")
    info = os.path.join(site, "papermill_typescript-0.1.0.dist-info")
    os.makedirs(info)
    shutil.copy(os.path.join(package, "papermill_typescript.py"), site)
    with open(os.path.join(package, "pyproject.toml")) as file:
        target = re.search(r'entry-points."papermill.engine"\]\ntypescript = "(.+)"', file.read())[1]
    with open(os.path.join(info, "entry_points.txt"), "w") as file:
        file.write(f"[papermill.engine]\ntypescript = {target}\n")
    sys.path.insert(0, site)


executed = None


def words_of(page):
    """What a reader sees of HTML; nbconvert writes its tags anew."""
    return " ".join(html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.S)).split())


@check
def papermill_sets_parameters():
    global executed
    make_papermill_translator_installed()
    import papermill

    given, made = os.path.join(folder, "given.ipynb"), os.path.join(folder, "made.ipynb")
    cells = [
        cell('const rate: number = 0.1; // how fast\nlet name = "first";', "parameters"),
        cell("console.log(rate, name, sizes);\nvl.line([1, 4, 2], { title: name })"),
        cell("nnx.state(new nnx.Linear(3, 2, { rngs: new nnx.Rngs(0) }))"),
    ]
    spec = {"name": "nnxlab", "display_name": "nnxlab", "language": "typescript"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": spec}), given)
    inferred = papermill.inspect_notebook(given)
    assert (inferred["rate"]["inferred_type_name"], inferred["rate"]["help"]) == ("number", "how fast"), inferred
    parameters = {"rate": 0.5, "name": 'é "x"\n', "sizes": [1, float("nan"), {"a": None, "b": True}]}
    executed = papermill.execute_notebook(given, made, parameters, progress_bar=False)
    assert executed.cells[1].metadata.tags == ["injected-parameters"], executed.cells[1]
    assert executed.cells[2].outputs[0].text == "0.5 é \"x\"\n [ 1, NaN, { a: null, b: true } ]\n", executed.cells[2].outputs


@check
def nbconvert_draws_charts_and_cards_without_a_kernel():
    from nbconvert import HTMLExporter, ScriptExporter

    page, _ = HTMLExporter().from_notebook_node(executed)
    assert "data:image/svg+xml;base64," in page or "<svg" in page, "no chart"
    card = words_of(executed.cells[3].outputs[0].data["text/html"])
    assert len(card) > 20 and card in words_of(page), card
    assert "application/vnd.vegalite" not in re.sub(r"<script.*?</script>", "", page, flags=re.S), "the chart's source is shown"
    script, resources = ScriptExporter().from_notebook_node(executed)
    assert resources["output_extension"] == ".ts" and "const rate: number = 0.1;" in script, resources["output_extension"]


class Console:
    """Jupyter console on a terminal of its own."""

    def __init__(self):
        program = [sys.executable, "-m", "jupyter_console", "--kernel", "nnxlab"]
        env = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "NNXLAB_HISTORY": "memory"}
        self.child = pexpect.spawn(program[0], program[1:], encoding="utf8", env=env, cwd=folder, dimensions=(40, 120))
        self.text = ""

    def see(self, pattern, timeout=60):
        """Waits for a text, without regard to colours and movements of the cursor; returns what came up to it."""
        end = time.time() + timeout
        while True:
            plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][AB012]|\x1b[=>]|\r", "", self.text)
            found = re.search(pattern, plain)
            if found:
                self.text = plain[found.end() :]
                return plain[: found.end()]
            if time.time() > end:
                raise TimeoutError(f"no {pattern!r} in {plain[-800:]!r}")
            try:
                self.text += self.child.read_nonblocking(10_000, 0.1)
            except pexpect.TIMEOUT:
                pass

    def run(self, code, number):
        self.child.send(code + "\r")
        return self.see(rf"In \[{number}\]:")


@check
def console_runs_completes_interrupts_and_ends():
    console = Console()
    try:
        assert "TypeScript" in console.see(r"In \[1\]:"), "no banner"
        assert "Out[1]: 42" in console.run("const x = 41; x + 1", 2)
        console.child.send("function f() {\r")
        console.see(r"\.\.\.:")  # goes on in the next line
        console.child.send("return 'sum' }\r")
        console.see(r"return 'sum' }")
        console.run("", 3)
        failed = console.run("throw new RangeError('bad')", 4)
        assert "RangeError: bad" in failed and "at cell [3]:1:7" in failed, failed
        console.child.send("f().toUpp\t")
        console.see(r"toUpperCase")
        assert "Out[4]: 'SUM'" in console.run("()", 5)
        assert "const x: 41" in console.run("x?", 6)
        console.child.send("while (true) {}\r")
        time.sleep(1)
        console.child.sendintr()
        assert "KeyboardInterrupt" in console.see(r"In \[7\]:")
        console.child.send("input('Name? ')\r")
        console.see(r"\nName\? ")
        assert "Out[7]: 'ada'" in console.run("ada", 8)
        console.child.sendeof()
        console.see(r"Do you really want to exit")
        console.child.send("y\r")
        console.child.expect(pexpect.EOF)
        console.child.close()
        assert console.child.exitstatus == 0, console.child.exitstatus
    finally:
        console.child.close(force=True)


for function in checks:
    try:
        function()
        detail, ok = "", True
    except Exception:
        detail, ok = traceback.format_exc(), False
    print(json.dumps({"name": function.__name__, "ok": ok, "detail": detail}), flush=True)
