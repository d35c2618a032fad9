"""Drives the kernel with the real jupyter_client and nbclient, as JupyterLab's server and nbconvert do.

    python jupyterClient.py FOLDER

JUPYTER_PATH must lead to the kernelspec `nnxlab`. Prints one JSON line per check: {"name", "ok", "detail"}; exit code 0 if it got
through, whatever the checks say.
"""

import json
import os
import queue
import re
import signal
import sys
import time
import traceback
import uuid

import nbformat
import zmq
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

checks = []


def check(function):
    checks.append(function)
    return function


class Kernel:
    """A kernel under a manager, with a client."""

    def __init__(self, **options):
        self.manager = KernelManager(kernel_name="nnxlab", **options)
        self.manager.start_kernel(cwd=sys.argv[1], env={**os.environ, "NNXLAB_HISTORY": "memory"})
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code, timeout=30, **options):
        """Runs a cell; returns the reply's content and all iopub messages of it."""
        request = self.client.execute(code, **options)
        messages, reply, end = [], None, time.time() + timeout
        idle = False
        while not (reply and idle):
            if time.time() > end:
                raise TimeoutError(f"no end of {code!r}")
            try:
                message = self.client.get_iopub_msg(timeout=0.05)
                if message["parent_header"].get("msg_id") == request:
                    messages.append(message)
                    idle = idle or message["content"].get("execution_state") == "idle"
            except queue.Empty:
                pass
            if reply is None:
                try:
                    message = self.client.get_shell_msg(timeout=0.01)
                    if message["parent_header"].get("msg_id") == request:
                        reply = message["content"]
                except queue.Empty:
                    pass
        return reply, messages

    def value(self, code):
        reply, messages = self.run(code)
        assert reply["status"] == "ok", reply
        return [m["content"]["data"]["text/plain"] for m in messages if m["msg_type"] == "execute_result"][0]

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel()


def text(messages, name="stdout"):
    streams = [m["content"] for m in messages if m["msg_type"] == "stream"]
    return "".join(s["text"] for s in streams if s["name"] == name)


shared = None


@check
def kernelspec_is_found_and_says_how_to_interrupt():
    spec = shared.manager.kernel_spec
    assert spec.language == "typescript" and spec.interrupt_mode == "message", spec.to_dict()
    assert spec.metadata["debugger"] is True, spec.to_dict()
    assert os.path.exists(os.path.join(spec.resource_dir, "logo-64x64.png"))


@check
def kernel_info():
    info = shared.client.kernel_info(reply=True, timeout=20)["content"]
    assert info["language_info"]["codemirror_mode"] == "typescript", info
    assert info["protocol_version"].startswith("5."), info
    assert info["supported_features"] == ["debugger", "kernel subshells"], info


@check
def results_streams_and_counts():
    reply, messages = shared.run("console.log('out'); console.error('err'); [1, 2]")
    assert reply["status"] == "ok" and reply["execution_count"] > 0, reply
    assert text(messages) == "out\n" and text(messages, "stderr") == "err\n"
    order = [m["msg_type"] for m in messages]
    assert order == ["status", "execute_input", "stream", "stream", "execute_result", "status"], order


@check
def errors_have_name_value_and_traceback():
    reply, messages = shared.run("\nthrow new RangeError('bad')")
    error = [m["content"] for m in messages if m["msg_type"] == "error"][0]
    assert reply["ename"] == error["ename"] == "RangeError" and error["evalue"] == "bad"
    assert re.search(r":2:7", "\n".join(error["traceback"])), error


@check
def late_display_and_update():
    _, messages = shared.run("const h = display('one'); h.update('two')")
    kinds = [m["msg_type"] for m in messages if "data" in m["msg_type"]]
    assert kinds == ["display_data", "update_display_data"], kinds
    ids = {m["content"]["transient"]["display_id"] for m in messages if "data" in m["msg_type"]}
    assert len(ids) == 1


@check
def completion_inspection_completeness_history():
    client = shared.client
    shared.run("const person = { firstName: 'A' }")
    assert client.complete("person.fi", reply=True, timeout=20)["content"]["matches"] == ["firstName"]
    found = client.inspect("person", 3, reply=True, timeout=20)["content"]
    assert found["found"] and "firstName" in found["data"]["text/plain"], found
    client.is_complete("[1,")
    assert client.get_shell_msg(timeout=20)["content"] == {"status": "incomplete", "indent": "  "}
    tail = client.history(hist_access_type="tail", n=1, reply=True, timeout=20)["content"]["history"]
    assert tail[-1][2] == "const person = { firstName: 'A' }", tail
    assert client.comm_info(reply=True, timeout=20)["content"]["comms"] == {}


@check
def twenty_thousand_lines_arrive():
    start = time.time()
    _, messages = shared.run("for (let i = 0; i < 20000; i++) console.log('line ' + i)", timeout=60)
    lines = text(messages).splitlines()
    assert len(lines) == 20000 and lines[-1] == "line 19999", (len(lines), lines[-1:])
    return f"{time.time() - start:.2f} s in {len(messages)} messages"


@check
def twenty_thousand_displays_arrive():
    _, messages = shared.run("for (let i = 0; i < 20000; i++) display.text('n' + i)", timeout=60)
    shown = [m["content"]["data"]["text/plain"] for m in messages if m["msg_type"] == "display_data"]
    assert shown == [f"n{i}" for i in range(20000)], len(shown)


@check
def input_is_asked_for():
    client = shared.client
    request = client.execute("const name1 = input('Name? '); name1.toUpperCase()", allow_stdin=True)
    question = client.get_stdin_msg(timeout=20)
    assert question["content"] == {"prompt": "Name? ", "password": False}
    client.input("ada")
    while True:
        message = client.get_iopub_msg(timeout=20)
        if message["parent_header"].get("msg_id") == request and message["msg_type"] == "execute_result":
            assert message["content"]["data"]["text/plain"] == "'ADA'"
            break
    client.get_shell_msg(timeout=20)


def interrupted(code, how):
    shared.run("let kept = 41")
    request = shared.client.execute(code)
    time.sleep(0.5)
    start = time.time()
    how()
    while True:
        reply = shared.client.get_shell_msg(timeout=20)
        if reply["parent_header"].get("msg_id") == request:
            break
    took = time.time() - start
    assert reply["content"]["status"] == "error", reply["content"]
    assert reply["content"]["ename"] == "KeyboardInterrupt", reply["content"]
    assert shared.value("kept") == "41"
    assert took < 3, took
    return f"{1000 * took:.0f} ms"


@check
def interrupt_a_loop():
    return interrupted("while (true) {}", shared.manager.interrupt_kernel)


@check
def interrupt_a_loop_after_an_await():
    return interrupted("await null; while (true) {}", shared.manager.interrupt_kernel)


@check
def interrupt_a_wait():
    return interrupted("await new Promise(() => {})", shared.manager.interrupt_kernel)


@check
def interrupt_by_signal():
    pid = shared.manager.provisioner.pid
    return interrupted("while (true) {}", lambda: os.kill(pid, signal.SIGINT))


@check
def queued_cells_are_aborted_after_an_error():
    client = shared.client
    requests = [client.execute(code) for code in ["throw new Error('x')", "1", "2"]]
    statuses = {}
    while len(statuses) < 3:
        reply = client.get_shell_msg(timeout=20)
        if reply["parent_header"].get("msg_id") in requests:
            statuses[reply["parent_header"]["msg_id"]] = reply["content"]["status"]
    assert [statuses[r] for r in requests] == ["error", "aborted", "aborted"], statuses
    assert shared.value("3") == "3"


@check
def wrong_signatures_and_junk_are_ignored():
    info = shared.manager.get_connection_info()
    context = zmq.Context.instance()
    socket = context.socket(zmq.DEALER)
    socket.linger = 0
    socket.connect(f"tcp://{info['ip']}:{info['shell_port']}")
    forged = Session(key=b"wrong")
    forged.send(socket, "execute_request", {"code": "globalThis.hacked = 1", "silent": False})
    for frames in [[b""], [b"junk"], [b"<IDS|MSG>"], [b"a", b"<IDS|MSG>", b"s", b"{", b"", b"", b""], [os.urandom(2000)] * 9]:
        socket.send_multipart(frames)
    time.sleep(0.5)
    assert socket.poll(200) == 0, "a forged request was answered"
    socket.close()
    assert shared.value("typeof (globalThis as any).hacked") == "'undefined'"


@check
def debugger_stops_at_a_breakpoint():
    client = shared.client

    def ask(command, **arguments):
        message = client.session.msg("debug_request", {"type": "request", "seq": 1, "command": command, "arguments": arguments})
        client.control_channel.send(message)
        return client.get_control_msg(timeout=20)["content"]

    def event(name):
        while True:
            message = client.get_iopub_msg(timeout=20)
            if message["msg_type"] == "debug_event" and message["content"]["event"] == name:
                return message["content"]["body"]

    code = "let counted = 1\ncounted += 1\ncounted"
    ask("initialize")
    ask("attach")
    path = ask("dumpCell", code=code)["body"]["sourcePath"]
    ask("setBreakpoints", source={"path": path}, breakpoints=[{"line": 2}])
    client.execute(code)
    assert event("stopped")["reason"] == "breakpoint"
    frame = ask("stackTrace", threadId=1)["body"]["stackFrames"][0]
    assert (frame["source"]["path"], frame["line"]) == (path, 2), frame
    assert ask("evaluate", expression="counted")["body"]["result"] == "1"
    ask("continue", threadId=1)
    event("continued")
    assert client.get_shell_msg(timeout=20)["content"]["status"] == "ok"
    ask("disconnect")


@check
def restart_forgets_and_works():
    shared.run("let remembered = 1")
    shared.manager.restart_kernel(now=False)
    shared.client.wait_for_ready(timeout=60)
    reply, _ = shared.run("remembered")
    assert reply["ename"] == "TypeCheckError", reply
    assert shared.value("1 + 1") == "2"


@check
def ipc_transport():
    kernel = Kernel(transport="ipc", ip=os.path.join(sys.argv[1], f"ipc-{uuid.uuid4().hex[:8]}"))
    try:
        assert kernel.value("1 + 1") == "2"
    finally:
        kernel.stop()


@check
def two_kernels_at_once():
    other = Kernel()
    try:
        other.run("let mine = 'other'")
        shared.run("let mine = 'shared'")
        assert other.value("mine") == "'other'" and shared.value("mine") == "'shared'"
    finally:
        other.stop()


def notebook(*sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    metadata = {"kernelspec": {"name": "nnxlab", "display_name": "nnxlab", "language": "typescript"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


@check
def nbclient_runs_a_notebook():
    nb = notebook("const xs = [1, 2, 3]", "console.log(xs.length); xs", "display.html('<b>x</b>')", "vl.line(xs)")
    NotebookClient(nb, kernel_name="nnxlab", timeout=60, resources={"metadata": {"path": sys.argv[1]}}).execute()
    nbformat.validate(nb)
    outputs = [[o.output_type for o in cell.outputs] for cell in nb.cells]
    assert outputs == [[], ["stream", "execute_result"], ["display_data"], ["execute_result"]], outputs
    assert set(nb.cells[3].outputs[0].data) == {"application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"}


@check
def nbclient_sees_errors():
    try:
        NotebookClient(notebook("const x: number = 'no'"), kernel_name="nnxlab", timeout=60).execute()
        raise AssertionError("the error went unnoticed")
    except CellExecutionError as error:
        assert error.ename == "TypeCheckError" and "TS2322" in error.evalue, (error.ename, error.evalue)


@check
def nbclient_interrupts_on_timeout():
    nb = notebook("while (true) {}", "'still here'")
    client = NotebookClient(nb, kernel_name="nnxlab", timeout=3, interrupt_on_timeout=True, allow_errors=True)
    try:
        client.execute()
    except CellTimeoutError:
        pass
    names = [output.get("ename") for output in nb.cells[0].outputs]
    assert "KeyboardInterrupt" in names, nb.cells[0].outputs
    assert nb.cells[1].outputs[0].data["text/plain"] == "'still here'"


@check
def shutdown_ends_the_process():
    shared.client.shutdown()
    end = time.time() + 10
    while shared.manager.is_alive() and time.time() < end:
        time.sleep(0.05)
    assert not shared.manager.is_alive()
    assert shared.manager.provisioner.process.poll() == 0, shared.manager.provisioner.process.poll()


def main():
    global shared
    shared = Kernel()
    for function in checks:
        try:
            detail, ok = function() or "", True
        except Exception:
            detail, ok = traceback.format_exc(), False
        print(json.dumps({"name": function.__name__, "ok": ok, "detail": detail}), flush=True)
    shared.client.stop_channels()


main()
