"""Drives the kernel with the real jupyter_client, nbclient and Jupyter server, as JupyterLab and nbconvert do.

    python jupyterClient.py FOLDER

JUPYTER_PATH must lead to the kernelspec `nnxlab`. A check belongs to a row of the table of what kernels can do (jupyterClient.test.ts
names them), or to none. Prints one JSON line per check: {"row", "name", "ok", "detail"}; exit code 0 if it got through, whatever the
checks say.
"""

import asyncio
import functools
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import time
import traceback
import urllib.error
import urllib.request
import uuid

import nbformat
import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.ioloop import AsyncIOLoopKernelManager
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

checks = []


def row(name):
    """A check of a row of the table."""

    def decorate(function):
        checks.append((name, function))
        return function

    return decorate


def check(function):
    """A further check."""
    checks.append((None, function))
    return function


class Kernel:
    """A kernel under a manager, with a client."""

    def __init__(self, **options):
        self.manager = KernelManager(kernel_name="nnxlab", **options)
        self.manager.start_kernel(cwd=sys.argv[1], env={**os.environ, "NNXLAB_HISTORY": "memory"})
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def send(self, kind, content=None, channel="shell", subshell=None, buffers=None):
        """Sends a message; returns its id."""
        message = self.client.session.msg(kind, content or {})
        if subshell is not None:
            message["header"]["subshell_id"] = subshell
        socket = getattr(self.client, f"{channel}_channel").socket
        self.client.session.send(socket, message, buffers=buffers)
        return message["header"]["msg_id"]

    def receive(self, channel, wanted, timeout=30):
        """The next message of a channel that `wanted` accepts; others are dropped."""
        end = time.time() + timeout
        while True:
            message = getattr(self.client, f"get_{channel}_msg")(timeout=max(0.01, end - time.time()))
            if wanted(message):
                return message

    def answer(self, request, channel="shell", timeout=30):
        return self.receive(channel, lambda m: m["parent_header"].get("msg_id") == request, timeout)

    def ask(self, kind, content=None, channel="shell", **options):
        """Sends a request; returns the content of its reply."""
        reply = self.answer(self.send(kind, content, channel, **options), channel)
        assert reply["msg_type"] == kind.replace("_request", "_reply"), reply["msg_type"]
        return reply["content"]

    def published(self, request, timeout=30):
        """All iopub messages of a request, up to idle."""
        messages = []
        while True:
            message = self.answer(request, "iopub", timeout)
            messages.append(message)
            if message["content"].get("execution_state") == "idle":
                return messages

    def begin(self, code, **options):
        """Sends a cell; returns the id of the request when it runs."""
        request = self.send("execute_request", {"code": f"console.log('runs'); {code}", **options})
        self.receive("iopub", lambda m: m["msg_type"] == "stream" and m["parent_header"]["msg_id"] == request)
        return request

    def run(self, code, timeout=30, subshell=None, **options):
        """Runs a cell; returns the reply's content and all iopub messages of it."""
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        request = self.send("execute_request", {**content, **options}, subshell=subshell)
        messages = self.published(request, timeout)
        return self.answer(request)["content"], messages

    def result(self, code, **options):
        """The bundle of a cell's result."""
        reply, messages = self.run(code, **options)
        assert reply["status"] == "ok", reply
        return of(messages, "execute_result")[0]["data"]

    def value(self, code, **options):
        return self.result(code, **options)["text/plain"]

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel()


def of(messages, kind):
    return [m["content"] for m in messages if m["msg_type"] == kind]


def kinds(messages):
    return [m["msg_type"] for m in messages]


def text(messages, name="stdout"):
    return "".join(s["text"] for s in of(messages, "stream") if s["name"] == name)


shared = None


@functools.cache
def spare():
    """A second kernel."""
    return Kernel()


# ---- Rows of the table, in its order -----------------------------------------------------------------------------------------------


@row("runs under JupyterLab on a server")
def server_starts_it_and_carries_messages():
    # The server that JupyterLab runs on; lab.test.ts has the page, too.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    env = {**os.environ, "NNXLAB_HISTORY": "memory", "JUPYTER_NO_CONFIG": "1"}
    options = [f"--port={port}", "--ip=127.0.0.1", "--no-browser", "--allow-root", "--IdentityProvider.token=t"]
    command = [sys.executable, "-m", "jupyter_server", *options]
    server = subprocess.Popen(command, cwd=sys.argv[1], env=env, stderr=subprocess.DEVNULL)
    base = f"127.0.0.1:{port}/api/kernels"
    authorized = {"Authorization": "token t", "Content-Type": "application/json"}

    def request(path, method, body=None):
        return urllib.request.urlopen(urllib.request.Request(f"http://{base}{path}", body, authorized, method=method))

    async def run(kernel):
        channels = await websocket_connect(HTTPRequest(f"ws://{base}/{kernel}/channels", headers=authorized))
        message = {**Session().msg("execute_request", {"code": "6 * 7", "silent": False}), "channel": "shell"}
        await channels.write_message(json.dumps(message, default=str))
        while True:
            heard = json.loads(await asyncio.wait_for(channels.read_message(), 60))
            if heard["msg_type"] == "execute_result":
                return heard["content"]["data"]["text/plain"]

    try:
        end = time.time() + 60
        while True:
            try:
                kernel = json.load(request("", "POST", b'{"name": "nnxlab"}'))["id"]
                break
            except urllib.error.URLError:
                if time.time() > end or server.poll() is not None:
                    raise
                time.sleep(0.1)
        assert asyncio.run(run(kernel)) == "42"
        request(f"/{kernel}", "DELETE")
    finally:
        server.terminate()
        server.wait(20)


@row("protocol version in kernel_info")
def kernel_info():
    info = shared.ask("kernel_info_request")
    assert info["status"] == "ok" and info["protocol_version"] == "5.5", info
    language = info["language_info"]
    assert (language["name"], language["codemirror_mode"], language["file_extension"]) == ("typescript", "typescript", ".ts")
    assert info["implementation"] == "nnxlab" and info["banner"] and info["help_links"][0]["url"].startswith("https://")
    assert info["supported_features"] == ["debugger", "kernel subshells"], info


@row("protocol version in kernel_info")
def every_header_says_it():
    _, messages = shared.run("console.log(1)")
    assert {m["header"]["version"] for m in messages} == {"5.5"}
    assert len({m["header"]["session"] for m in messages}) == 1
    assert messages[0]["header"]["session"] != shared.client.session.session


@row("execute_reply per spec")
def replies_have_the_fields_of_the_specification_and_no_other():
    reply, _ = shared.run("1")
    assert set(reply) == {"status", "execution_count", "payload", "user_expressions"}, reply
    failed, _ = shared.run("throw new Error('x')")
    assert set(failed) == {"status", "execution_count", "ename", "evalue", "traceback"}, failed
    assert failed["execution_count"] == reply["execution_count"] + 1


@row("execute_input broadcast")
def every_client_hears_what_is_run():
    other = BlockingKernelClient()
    other.load_connection_file(shared.manager.connection_file)
    other.start_channels()
    try:
        other.wait_for_ready(timeout=20)
        reply, messages = shared.run("'for all'")
        assert of(messages, "execute_input") == [{"code": "'for all'", "execution_count": reply["execution_count"]}]
        while True:
            heard = other.get_iopub_msg(timeout=20)
            if heard["msg_type"] == "execute_input":
                assert heard["content"]["code"] == "'for all'"
                break
    finally:
        other.stop_channels()


@row("execute_result MIME bundle")
def values_that_show_themselves_have_several_types():
    assert shared.result("[1, 2]") == {"text/plain": "[ 1, 2 ]"}
    show = "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': 'p', 'text/html': '<b>h</b>', 'application/json': { a: [1] } }) })"
    assert shared.result(show) == {"text/plain": "p", "text/html": "<b>h</b>", "application/json": {"a": [1]}}
    reply, messages = shared.run("1; undefined")
    assert reply["status"] == "ok" and of(messages, "execute_result") == []


@row("execute_result MIME bundle")
def the_result_comes_between_the_streams_and_idle():
    reply, messages = shared.run("console.log('out'); console.error('err'); [1, 2]")
    assert kinds(messages) == ["status", "execute_input", "stream", "stream", "execute_result", "status"], kinds(messages)
    assert text(messages) == "out\n" and text(messages, "stderr") == "err\n"
    assert of(messages, "execute_result")[0]["execution_count"] == reply["execution_count"]


@row("silent")
def a_silent_cell_is_not_heard_and_not_counted():
    before, _ = shared.run("1")
    reply, messages = shared.run("5", silent=True)
    assert reply["status"] == "ok" and kinds(messages) == ["status", "status"], kinds(messages)
    failed, messages = shared.run("throw new Error('x')", silent=True)
    assert failed["status"] == "error" and kinds(messages) == ["status", "status"], kinds(messages)
    after, _ = shared.run("1")
    assert after["execution_count"] == before["execution_count"] + 1
    tail = shared.ask("history_request", {"hist_access_type": "tail", "n": 2, "output": False, "raw": True})["history"]
    assert [entry[2] for entry in tail] == ["1", "1"], tail


@row("silent")
def an_empty_silent_cell_tells_the_count_and_a_silent_error_aborts_nothing():
    count = shared.run("1")[0]["execution_count"]
    assert shared.run("", silent=True)[0]["execution_count"] == count
    failing = shared.send("execute_request", {"code": "throw new Error('x')", "silent": True, "stop_on_error": True})
    next_one = shared.send("execute_request", {"code": "1"})
    assert shared.answer(failing)["content"]["status"] == "error"
    assert shared.answer(next_one)["content"]["status"] == "ok"


@row("store_history")
def a_cell_that_is_not_stored_is_shown_and_not_counted():
    before, _ = shared.run("1")
    reply, messages = shared.run("'unstored'", store_history=False)
    assert reply["execution_count"] == before["execution_count"] and len(of(messages, "execute_result")) == 1
    tail = shared.ask("history_request", {"hist_access_type": "tail", "n": 1, "output": False, "raw": True})["history"]
    assert tail[0][2] == "1", tail


@row("stop_on_error (true aborts the queue)")
def cells_behind_an_error_are_aborted():
    failing = "await new Promise((r) => setTimeout(r, 300)); throw new Error('x')"  # the others have arrived by then
    requests = [shared.send("execute_request", {"code": code}) for code in [failing, "1", "2"]]
    info = shared.send("kernel_info_request")
    replies = {}
    while len(replies) < 4:
        reply = shared.receive("shell", lambda m: m["parent_header"].get("msg_id") in [*requests, info])
        replies[reply["parent_header"]["msg_id"]] = reply["content"]
    assert [replies[r]["status"] for r in requests] == ["error", "aborted", "aborted"], replies
    assert set(replies[requests[1]]) == {"status", "execution_count"}, replies[requests[1]]
    assert replies[info]["status"] == "ok"
    assert shared.value("3") == "3"


@row("stop_on_error (true aborts the queue)")
def with_false_they_run():
    cells = [{"code": "throw new Error('x')", "stop_on_error": False}, {"code": "1"}]
    requests = [shared.send("execute_request", cell) for cell in cells]
    assert [shared.answer(r)["content"]["status"] for r in requests] == ["error", "ok"]


@row("user_expressions")
def each_has_its_own_status():
    reply, _ = shared.run("let u = 20", user_expressions={"twice": "u * 2", "bad": "missing.x", "broken": "("})
    values = reply["user_expressions"]
    assert reply["status"] == "ok"
    assert values["twice"] == {"status": "ok", "data": {"text/plain": "40"}, "metadata": {}}, values
    assert values["bad"]["status"] == "error" and values["bad"]["ename"] == "ReferenceError", values
    assert set(values["broken"]) == {"status", "ename", "evalue", "traceback"}, values


@row("error + ename/evalue/traceback")
def reply_and_broadcast_agree():
    reply, messages = shared.run("\nthrow new RangeError('bad')")
    [error] = of(messages, "error")
    assert error == {key: reply[key] for key in ("ename", "evalue", "traceback")}
    assert error["ename"] == "RangeError" and error["evalue"] == "bad"
    assert all(isinstance(line, str) for line in error["traceback"])
    assert re.search(r":2:7", "\n".join(error["traceback"])), error


@row("ANSI traceback")
def tracebacks_are_coloured_and_have_no_frame_of_the_kernel():
    _, messages = shared.run("function f() { throw new Error('deep') }\nf()")
    lines = "\n".join(of(messages, "error")[0]["traceback"])
    assert "\x1b[31m" in lines and "kernel/main.js" not in lines, lines


@row("type errors stop the cell")
def nothing_of_the_cell_runs():
    reply, messages = shared.run("globalThis.ran = 1 as never; const n: number = 'no'")
    assert reply["ename"] == "TypeCheckError" and "TS2322" in reply["evalue"], reply
    assert shared.value("typeof (globalThis as any).ran") == "'undefined'"


@row("complete")
def members_by_type_with_kinds():
    shared.run("const person = { firstName: 'A' }")
    reply = shared.ask("complete_request", {"code": "person.fi", "cursor_pos": 9})
    assert (reply["matches"], reply["cursor_start"], reply["cursor_end"]) == (["firstName"], 7, 9), reply
    [match] = reply["metadata"]["_jupyter_types_experimental"]
    assert match["type"] == "property", match


@row("complete")
def the_cursor_counts_code_points():
    reply = shared.ask("complete_request", {"code": "'😀😀'; perso", "cursor_pos": 11})
    assert (reply["matches"], reply["cursor_start"], reply["cursor_end"]) == (["person"], 6, 11), reply


@row("inspect")
def a_name_is_explained_and_an_unknown_one_not_found():
    found = shared.ask("inspect_request", {"code": "person", "cursor_pos": 3, "detail_level": 0})
    assert found["found"] and "firstName" in found["data"]["text/plain"], found
    unknown = shared.ask("inspect_request", {"code": "nowhere1", "cursor_pos": 3})
    assert unknown == {"status": "ok", "found": False, "data": {}, "metadata": {}}, unknown


@row("is_complete")
def complete_incomplete_invalid():
    cases = {"1 + 1": "complete", "[1,": "incomplete", "`open": "incomplete", "import = 7q": "invalid"}
    for code, status in cases.items():
        assert shared.ask("is_complete_request", {"code": code})["status"] == status, code
    assert shared.ask("is_complete_request", {"code": "[1,"}) == {"status": "incomplete", "indent": "  "}
    assert shared.ask("is_complete_request", {"code": "1"}) == {"status": "complete"}


@row("history (tail/search/range)")
def three_ways_to_ask():
    for code in ["let h1 = 1", "h1 + 1", "h1 + 2", "h1 + 1"]:
        shared.run(code)
    line = shared.run("0")[0]["execution_count"]

    def history(kind, output=False, **query):
        return shared.ask("history_request", {"hist_access_type": kind, "output": output, "raw": True, **query})["history"]

    session = history("tail", n=1)[0][0]
    assert history("tail", n=2) == [[session, line - 1, "h1 + 1"], [session, line, "0"]]
    assert history("range", True, session=0, start=line - 4, stop=line - 2) == [
        [session, line - 4, ["let h1 = 1", None]],
        [session, line - 3, ["h1 + 1", "2"]],
    ]
    assert history("range", session=session, start=line) == [[session, line, "0"]]
    assert history("range", session=-1) == []
    assert [entry[2] for entry in history("search", pattern="h1 + *")] == ["h1 + 1", "h1 + 2", "h1 + 1"]
    assert [entry[2] for entry in history("search", pattern="h1 + ?", n=9, unique=True)] == ["h1 + 2", "h1 + 1"]
    assert [entry[2] for entry in history("search", pattern="h1 + *", n=1)] == ["h1 + 1"]


@row("comm_info")
def open_comms_by_target():
    shared.run("import { openComm } from 'nnxlab/display'; const comm1 = openComm('target1'); const comm2 = openComm('target2')")
    comms = shared.ask("comm_info_request", {"target_name": "target1"})["comms"]
    assert list(comms.values()) == [{"target_name": "target1"}], comms
    assert len(shared.ask("comm_info_request")["comms"]) == 2
    shared.run("comm1.close(); comm2.close()")
    assert shared.ask("comm_info_request") == {"status": "ok", "comms": {}}


@row("comm_open/msg/close (widgets)")
def both_ways_with_binary_parts():
    shared.run(
        "import { registerCommTarget } from 'nnxlab/display'; registerCommTarget('echo', (comm) => {"
        " comm.onMessage = ({ data, buffers }) => { console.log('heard'); comm.send({ got: data }, { buffers }) };"
        " comm.onClose = () => console.log('closed') })"
    )
    shared.published(shared.send("comm_open", {"comm_id": "c1", "target_name": "echo", "data": {}}))
    messages = shared.published(shared.send("comm_msg", {"comm_id": "c1", "data": {"x": 1}}, buffers=[b"\0\1\xff"]))
    assert kinds(messages) == ["status", "stream", "comm_msg", "status"], kinds(messages)
    assert messages[2]["content"] == {"comm_id": "c1", "data": {"got": {"x": 1}}}
    assert bytes(messages[2]["buffers"][0]) == b"\0\1\xff"
    messages = shared.published(shared.send("comm_close", {"comm_id": "c1", "data": {}}))
    assert text(messages) == "closed\n"


@row("comm_open/msg/close (widgets)")
def a_slider_moves_its_value():
    _, messages = shared.run("const rate = widgets.slider(1, { max: 9 }); rate")
    [opened] = of(messages, "comm_open")
    assert opened["target_name"] == "jupyter.widget"
    state = {"method": "update", "state": {"value": 5}, "buffer_paths": []}
    shared.published(shared.send("comm_msg", {"comm_id": opened["comm_id"], "data": state}))
    assert shared.value("rate.value") == "5"
    messages = shared.published(shared.send("comm_open", {"comm_id": "c9", "target_name": "unknown", "data": {}}))
    assert of(messages, "comm_close") == [{"comm_id": "c9", "data": {}}]


@row("kernel_info on control")
def the_same_as_on_shell():
    assert shared.ask("kernel_info_request", channel="control") == shared.ask("kernel_info_request")


@row("shutdown / restart")
def restart_forgets_and_works():
    shared.run("let remembered = 1")
    shared.manager.restart_kernel(now=False)
    shared.client.wait_for_ready(timeout=60)
    reply, _ = shared.run("remembered")
    assert reply["ename"] == "TypeCheckError", reply
    assert shared.value("1 + 1") == "2"


def interrupted(code, how):
    shared.run("let kept = 41")
    request = shared.begin(code)
    start = time.time()
    how()
    reply = shared.answer(request)["content"]
    took = time.time() - start
    assert reply["status"] == "error" and reply["ename"] == "KeyboardInterrupt", reply
    assert shared.value("kept") == "41"
    assert took < 3, took
    return f"{1000 * took:.0f} ms"


@row("interrupt by signal")
def sigint_stops_a_loop():
    pid = shared.manager.provisioner.pid
    return interrupted("while (true) {}", lambda: os.kill(pid, signal.SIGINT))


@row("interrupt by signal")
def sigint_stops_a_wait_and_without_a_cell_does_nothing():
    pid = shared.manager.provisioner.pid
    os.kill(pid, signal.SIGINT)
    return interrupted("await new Promise(() => {})", lambda: os.kill(pid, signal.SIGINT))


@row("interrupt_request message")
def stops_a_loop_with_a_reply():
    def interrupt():
        assert shared.ask("interrupt_request", channel="control") == {"status": "ok"}

    return interrupted("while (true) {}", interrupt)


@row("interrupt_request message")
def stops_a_loop_after_an_await():
    return interrupted("await null; while (true) {}", shared.manager.interrupt_kernel)


@row("interrupt_request message")
def stops_a_wait():
    return interrupted("await new Promise(() => {})", shared.manager.interrupt_kernel)


def while_a_cell_computes(body):
    """Calls `body` during a loop that never ends; that it was still running shows when it is interrupted."""
    request = shared.begin("while (true) {}")
    start = time.time()
    body()
    took = time.time() - start
    shared.manager.interrupt_kernel()
    assert shared.answer(request)["content"]["ename"] == "KeyboardInterrupt"
    return f"{1000 * took:.0f} ms"


@row("control channel alive while busy")
def control_and_shell_answer_while_a_cell_computes():
    def asks():
        assert shared.ask("kernel_info_request", channel="control")["status"] == "ok"
        assert shared.ask("complete_request", {"code": "Math.hyp", "cursor_pos": 8})["matches"] == ["hypot"]

    return while_a_cell_computes(asks)


@row("heartbeat alive while busy")
def it_beats_while_a_cell_computes():
    def beats():
        info = shared.manager.get_connection_info()
        heart = zmq.Context.instance().socket(zmq.REQ)
        heart.linger = 0
        heart.connect(f"tcp://{info['ip']}:{info['hb_port']}")
        for beat in (b"ping", b"", b"\0" * 100):
            heart.send(beat)
            assert heart.poll(5000), "no echo"
            assert heart.recv() == beat
        heart.close()

    return while_a_cell_computes(beats)


@row("stdin input_request")
def input_is_asked_for():
    client = shared.client
    request = shared.send("execute_request", {"code": "[input('Name? '), password()]", "allow_stdin": True})
    for question, answer in (({"prompt": "Name? ", "password": False}, "ada"), ({"prompt": "Password: ", "password": True}, "s")):
        message = client.get_stdin_msg(timeout=20)
        assert message["content"] == question and message["parent_header"]["msg_id"] == request
        client.input(answer)
    assert of(shared.published(request), "execute_result")[0]["data"]["text/plain"] == "[ 'ada', 's' ]"
    assert shared.answer(request)["content"]["status"] == "ok"


@row("stdin input_request")
def a_client_that_cannot_be_asked_is_not():
    reply, _ = shared.run("input()", allow_stdin=False)
    assert reply["status"] == "error" and "does not support it" in reply["evalue"], reply


@row("display_data / update_display_data / display_id")
def a_display_is_updated_also_by_a_later_cell():
    _, messages = shared.run("const handle = display('one'); handle.update('two'); display('named', { id: 'mine' }); 0")
    shown = of(messages, "display_data") + of(messages, "update_display_data")
    assert [s["data"]["text/plain"] for s in shown] == ["'one'", "'named'", "'two'"], shown
    assert shown[0]["transient"] == shown[2]["transient"] and shown[1]["transient"] == {"display_id": "mine"}
    _, messages = shared.run("handle.update('three')")
    assert of(messages, "update_display_data")[0]["transient"] == shown[0]["transient"]


@row("clear_output")
def now_and_with_the_next_output():
    _, messages = shared.run("clearOutput(); clearOutput({ wait: true })")
    assert of(messages, "clear_output") == [{"wait": False}, {"wait": True}], messages


@row("debug_request (DAP), JupyterLab debugger")
def it_stops_at_a_breakpoint():
    def ask(command, **arguments):
        content = {"type": "request", "seq": 1, "command": command, "arguments": arguments}
        return shared.ask("debug_request", content, "control")

    def event(name):
        wanted = lambda m: m["msg_type"] == "debug_event" and m["content"]["event"] == name
        return shared.receive("iopub", wanted)["content"]["body"]

    code = "let counted = 1\ncounted += 1\ncounted"
    ask("initialize")
    ask("attach")
    path = ask("dumpCell", code=code)["body"]["sourcePath"]
    ask("setBreakpoints", source={"path": path}, breakpoints=[{"line": 2}])
    request = shared.send("execute_request", {"code": code})
    assert event("stopped")["reason"] == "breakpoint"
    frame = ask("stackTrace", threadId=1)["body"]["stackFrames"][0]
    assert (frame["source"]["path"], frame["line"]) == (path, 2), frame
    assert ask("evaluate", expression="counted")["body"]["result"] == "1"
    ask("continue", threadId=1)
    event("continued")
    assert shared.answer(request)["content"]["status"] == "ok"
    ask("disconnect")


@row("subshells (JEP 91)")
def a_subshells_cell_runs_while_another_waits():
    shared.run("let go: () => void = () => {}; let seen = 0")
    subshell = shared.ask("create_subshell_request", channel="control")["subshell_id"]
    assert shared.ask("list_subshell_request", channel="control") == {"status": "ok", "subshell_id": [subshell]}
    waiting = shared.begin("let step = 3; await new Promise<void>((r) => { go = r }); console.log('main'); 'main'")
    reply, messages = shared.run("console.log('sub'); seen = step; go(); 'sub'", subshell=subshell)
    assert reply["status"] == "ok" and text(messages) == "sub\n", (reply, messages)
    assert messages[0]["parent_header"]["subshell_id"] == subshell
    assert shared.answer(waiting)["content"]["status"] == "ok"
    assert shared.value("seen") == "3"
    assert shared.ask("delete_subshell_request", {"subshell_id": subshell}, "control") == {"status": "ok"}
    unknown, messages = shared.run("1", subshell=subshell)
    assert unknown["ename"] == "UnknownSubshellError" and kinds(messages) == ["status", "status"], unknown
    again = shared.ask("delete_subshell_request", {"subshell_id": subshell}, "control")
    assert again["status"] == "error" and again["ename"] == "UnknownSubshellError", again


@row("iopub_welcome (XPUB)")
def each_subscriber_is_welcomed():
    for topic in (b"", b"kernel.status"):
        info = shared.manager.get_connection_info()
        socket = zmq.Context.instance().socket(zmq.SUB)
        socket.linger = 0
        socket.connect(f"tcp://{info['ip']}:{info['iopub_port']}")
        socket.subscribe(topic)
        assert socket.poll(10_000), "no welcome"
        session = Session(key=shared.client.session.key)  # the shared one refuses to read a message twice
        while True:
            identities, frames = session.feed_identities(socket.recv_multipart())
            message = session.deserialize(frames)
            if message["msg_type"] == "iopub_welcome":
                break
        assert (message["msg_type"], message["content"]) == ("iopub_welcome", {"subscription": topic.decode()})
        assert message["parent_header"] == {} and identities == [topic]
        socket.close()


@row("start-up handshake (5.6, registration file)")
def the_kernel_tells_its_ports():
    context = zmq.Context.instance()
    socket = context.socket(zmq.ROUTER)
    socket.linger = 0
    port = socket.bind_to_random_port("tcp://127.0.0.1")
    session = Session(key=b"secret")
    file = os.path.join(sys.argv[1], "registration.json")
    content = {"kernel_id": "k", "transport": "tcp", "registration_ip": "127.0.0.1", "registration_port": port, "key": "secret"}
    with open(file, "w") as out:
        json.dump({**content, "signature_scheme": "hmac-sha256"}, out)
    command = [file if part == "{connection_file}" else part for part in shared.manager.kernel_spec.argv]
    process = subprocess.Popen(command, cwd=sys.argv[1], env={**os.environ, "NNXLAB_HISTORY": "memory"})
    try:
        assert socket.poll(60_000), "it does not register"
        identity, delimiter, signature, told = socket.recv_multipart()
        assert delimiter == b"<IDS|MSG>" and signature == session.sign([told])
        ports = json.loads(told)
        assert ports.pop("kernel_id") == "k"
        socket.send_multipart([identity, delimiter, session.sign([b"ACK"]), b"ACK"])
        client = BlockingKernelClient()
        client.load_connection_info(
            {"ip": "127.0.0.1", "transport": "tcp", "key": b"secret", **{name: int(number) for name, number in ports.items()}}
        )
        client.start_channels(hb=False)
        client.wait_for_ready(timeout=60)
        client.execute("6 * 7")
        assert client.get_shell_msg(timeout=20)["content"]["status"] == "ok"
        client.shutdown()
        assert process.wait(10) == 0
        client.stop_channels()
    finally:
        process.kill()
        socket.close()


@row("`kernel_protocol_version` in kernel.json")
def the_kernelspec_says_it():
    spec = shared.manager.kernel_spec
    assert spec.kernel_protocol_version == "5.6", spec.to_dict()
    assert spec.language == "typescript" and spec.interrupt_mode == "message", spec.to_dict()
    assert spec.metadata["debugger"] is True, spec.to_dict()
    assert os.path.exists(os.path.join(spec.resource_dir, "logo-64x64.png"))


def raw_socket(channel="shell", identity=None):
    info = shared.manager.get_connection_info()
    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.linger = 0
    if identity is not None:
        socket.identity = identity
    socket.connect(f"tcp://{info['ip']}:{info[channel + '_port']}")
    return socket


@row("HMAC checked on receipt")
def wrong_signatures_and_junk_are_ignored():
    socket = raw_socket()
    forged = Session(key=b"wrong")
    forged.send(socket, "execute_request", {"code": "globalThis.hacked = 1", "silent": False})
    for frames in [[b""], [b"junk"], [b"<IDS|MSG>"], [b"a", b"<IDS|MSG>", b"s", b"{", b"", b"", b""], [os.urandom(2000)] * 9]:
        socket.send_multipart(frames)
    assert socket.poll(300) == 0, "a forged request was answered"
    socket.close()
    assert shared.value("typeof (globalThis as any).hacked") == "'undefined'"


@row("stdout coalesced")
def twenty_thousand_lines_arrive_in_few_messages():
    start = time.time()
    _, messages = shared.run("for (let i = 0; i < 20000; i++) console.log('line ' + i)", timeout=60)
    lines = text(messages).splitlines()
    assert len(lines) == 20000 and lines[-1] == "line 19999", (len(lines), lines[-1:])
    assert len(messages) < 200, len(messages)
    return f"{time.time() - start:.2f} s in {len(messages)} messages"


@row("output owned by the right cell after it ended")
def late_output_belongs_to_the_cell_that_started_it():
    request = shared.send("execute_request", {"code": "setTimeout(() => { console.log('late'); display('shown') }, 250); 0"})
    assert shared.answer(request)["content"]["status"] == "ok"
    other, messages = shared.run("console.log('mine')")
    assert text(messages) == "mine\n"
    late = shared.receive("iopub", lambda m: m["msg_type"] == "stream")
    assert late["content"]["text"] == "late\n" and late["parent_header"]["msg_id"] == request, late
    shown = shared.receive("iopub", lambda m: m["msg_type"] == "display_data")
    assert shown["parent_header"]["msg_id"] == request


# ---- Further checks ----------------------------------------------------------------------------------------------------------------


@check
def five_thousand_displays_arrive():
    _, messages = shared.run("for (let i = 0; i < 5000; i++) display.text('n' + i)", timeout=60)
    shown = [content["data"]["text/plain"] for content in of(messages, "display_data")]
    assert shown == [f"n{i}" for i in range(5000)], len(shown)


@check
def busy_comes_first_and_idle_last_for_every_request():
    requests = {
        "kernel_info_request": {},
        "complete_request": {"code": "Ma", "cursor_pos": 2},
        "inspect_request": {"code": "Math", "cursor_pos": 2},
        "is_complete_request": {"code": "1"},
        "history_request": {"hist_access_type": "tail", "n": 1, "output": False, "raw": True},
        "comm_info_request": {},
        "execute_request": {"code": "", "silent": True},
    }
    for kind, content in requests.items():
        messages = shared.published(shared.send(kind, content))
        states = [m["content"]["execution_state"] for m in messages if m["msg_type"] == "status"]
        assert states == ["busy", "idle"], (kind, states)
        assert messages[0]["parent_header"]["msg_type"] == kind


@check
def replies_carry_the_whole_header_of_their_request():
    message = shared.client.session.msg("kernel_info_request", {})
    message["header"]["extra"] = {"kept": True}
    shared.client.session.send(shared.client.shell_channel.socket, message)
    reply = shared.answer(message["header"]["msg_id"])
    assert reply["parent_header"]["extra"] == {"kept": True}, reply["parent_header"]
    assert reply["header"]["msg_type"] == "kernel_info_reply" and reply["metadata"] is not None


@check
def a_killed_kernel_is_restarted_by_jupyter_and_says_in_which_cell_it_ended():
    async def killed():
        manager = AsyncIOLoopKernelManager(kernel_name="nnxlab", autorestart=True)
        manager.config.KernelRestarter.time_to_dead = 0.2
        history = os.path.join(sys.argv[1], "history-of-a-killed-kernel")
        await manager.start_kernel(cwd=sys.argv[1], env={**os.environ, "NNXLAB_HISTORY": history})
        client = manager.client()
        client.start_channels()
        restarted = asyncio.Event()
        manager.add_restart_callback(restarted.set)
        try:
            await client.wait_for_ready(timeout=60)
            request = client.execute("console.log('runs'); await new Promise(() => {}) // a long night")
            while (message := await client.get_iopub_msg(timeout=30))["msg_type"] != "stream":
                pass
            assert message["parent_header"]["msg_id"] == request, message
            os.kill(manager.provisioner.process.pid, signal.SIGKILL)
            await asyncio.wait_for(restarted.wait(), 30)
            await client.wait_for_ready(timeout=60)
            said = []
            request = client.execute("1 + 1")
            while (message := await client.get_iopub_msg(timeout=30))["content"].get("execution_state") != "idle" or (
                message["parent_header"]["msg_id"] != request
            ):
                said.append(message)
            return text(said, "stderr")
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    note = asyncio.run(killed())
    assert "The kernel was restarted" in note and "killed from outside, while cell [1] ran" in note, note
    assert "a long night" in note, note


@check
def an_unknown_request_gets_an_error():
    reply = shared.ask("nonsense_request")
    assert reply["status"] == "error" and reply["ename"] == "UnknownMessageType", reply


@check
def a_field_of_the_wrong_kind_is_named():
    for kind, content, name in [
        ("execute_request", {"code": 5}, "code"),
        ("complete_request", {}, "code"),
        ("inspect_request", {"code": "x", "cursor_pos": "y"}, "cursor_pos"),
        ("history_request", {"hist_access_type": "all"}, "hist_access_type"),
        ("execute_request", {"code": "1", "user_expressions": {"a": 1}}, "user_expressions"),
    ]:
        reply = shared.ask(kind, content)
        assert reply["status"] == "error" and f"`{name}`" in reply["evalue"], (kind, reply)
    assert shared.value("1") == "1"


@check
def content_that_is_no_object_is_answered_with_an_error():
    session = Session(key=shared.client.session.key)
    client = raw_socket()
    for content in (b"[]", b"null", b"1", b"", b"{", b"\xff\xfe"):
        header = session.msg("kernel_info_request")["header"]
        frames = [session.pack(header), b"{}", b"{}", content]
        client.send_multipart([b"<IDS|MSG>", session.sign(frames), *frames])
        assert client.poll(10_000), content
        _, answer = session.feed_identities(client.recv_multipart())
        reply = session.deserialize(answer)
        assert reply["parent_header"]["msg_id"] == header["msg_id"] and reply["msg_type"] == "kernel_info_reply"
        assert reply["content"]["status"] == "error" and "its content is no JSON" in reply["content"]["evalue"], reply
    client.close()
    assert shared.value("1") == "1"


@check
def identities_of_several_frames_come_back():
    session = shared.client.session
    socket = raw_socket()
    message = session.msg("kernel_info_request")
    frames = session.serialize(message)
    socket.send_multipart([b"proxy", b"", b"\xff" * 200, *frames])
    assert socket.poll(10_000)
    assert socket.recv_multipart()[:4] == [b"proxy", b"", b"\xff" * 200, b"<IDS|MSG>"]
    socket.close()


@check
def huge_ids_and_odd_ones_are_carried():
    for identity in ("x" * 1_000_000, "ünï\u2028\"\\", ""):
        message = shared.client.session.msg("kernel_info_request")
        message["header"]["msg_id"] = identity
        shared.client.session.send(shared.client.shell_channel.socket, message)
        reply = shared.receive("shell", lambda m: m["msg_type"] == "kernel_info_reply")
        assert reply["parent_header"]["msg_id"] == identity


@check
def a_client_that_vanishes_while_its_cell_prints():
    socket = raw_socket(identity=b"vanishing")
    shared.client.session.send(socket, "execute_request", {"code": "for (let i = 0; i < 1000; i++) console.log(i)", "silent": False})
    time.sleep(0.05)
    socket.close()
    assert shared.value("'alive'") == "'alive'"


@check
def two_clients_get_their_own_replies():
    sockets = [raw_socket(), raw_socket()]
    sessions = [Session(key=shared.client.session.key) for _ in sockets]
    ids = [session.send(socket, "execute_request", {"code": f"{n}"})["header"]["msg_id"] for n, (session, socket) in enumerate(zip(sessions, sockets))]
    for session, socket, request in zip(sessions, sockets, ids):
        assert socket.poll(10_000)
        _, frames = session.feed_identities(socket.recv_multipart())
        assert session.deserialize(frames)["parent_header"]["msg_id"] == request
        socket.close()


@check
def a_late_answer_to_input_is_not_the_answer_to_the_next():
    client = shared.client
    request = shared.send("execute_request", {"code": "input('first ')", "allow_stdin": True})
    first = client.get_stdin_msg(timeout=20)
    shared.manager.interrupt_kernel()
    assert shared.answer(request)["content"]["ename"] == "KeyboardInterrupt"
    request = shared.send("execute_request", {"code": "input('second ')", "allow_stdin": True})
    second = client.get_stdin_msg(timeout=20)
    for question, value in ((first, "late"), (second, "right")):
        client.session.send(client.stdin_channel.socket, "input_reply", {"value": value}, parent=question)
    assert of(shared.published(request), "execute_result")[0]["data"]["text/plain"] == "'right'"
    shared.answer(request)


@check
def requests_are_answered_in_order_and_cells_run_in_order():
    shared.run("const order: number[] = []")
    requests = [shared.send("execute_request", {"code": f"await null; order.push({n})"}) for n in range(20)]
    answered = [shared.receive("shell", lambda m: m["msg_type"] == "execute_reply")["parent_header"]["msg_id"] for _ in requests]
    assert answered == requests
    assert shared.value("order.join()") == f"'{','.join(map(str, range(20)))}'"


@check
def help_comes_as_a_page():
    reply, messages = shared.run("Math.max?")
    [page] = reply["payload"]
    assert page["source"] == "page" and "text/plain" in page["data"] and page["start"] == 0, page
    assert kinds(messages) == ["status", "execute_input", "status"]


@check
def a_value_that_fails_to_show_itself_is_shown_as_text_with_the_failure():
    assert "cannot show" in shared.value("({ [Symbol.for('Jupyter.display')]() { throw new Error('cannot show') } })")


@check
def process_exit_is_refused_and_unhandled_rejections_are_told():
    reply, _ = shared.run("process.exit(3)")
    assert reply["status"] == "error" and "process.exit" in reply["evalue"], reply
    request = shared.send("execute_request", {"code": "void Promise.reject(new Error('nobody caught me'))"})
    told = shared.receive("iopub", lambda m: m["msg_type"] == "stream" and m["content"]["name"] == "stderr")
    assert "nobody caught me" in told["content"]["text"] and told["parent_header"]["msg_id"] == request
    shared.answer(request)


@check
def interrupt_without_a_cell_does_nothing():
    for _ in range(3):
        assert shared.ask("interrupt_request", channel="control") == {"status": "ok"}
    assert shared.value("1") == "1"


@check
def empty_cells_comments_and_blank_lines_run():
    for code in ("", "   \n", "// nothing", "/* nothing */"):
        reply, messages = shared.run(code)
        assert reply["status"] == "ok" and of(messages, "execute_result") == [], code


@check
def text_of_every_kind_arrives_as_it_was():
    for value in ("😀", "a\u2028b", "\u0000", "é" * 1000):
        _, messages = shared.run(f"process.stdout.write({json.dumps(value)})")
        assert text(messages) == value, (value, text(messages))


@check
def ipc_transport():
    kernel = Kernel(transport="ipc", ip=os.path.join(sys.argv[1], f"ipc-{uuid.uuid4().hex[:8]}"))
    try:
        assert kernel.value("1 + 1") == "2"
    finally:
        kernel.stop()


@check
def encrypted_transport():
    kernel = Kernel(transport_encryption="required")
    try:
        assert "curve_publickey" in kernel.manager.get_connection_info() and kernel.value("1 + 1") == "2"
    finally:
        kernel.stop()


@check
def two_kernels_at_once_and_a_second_one_with_the_same_connection_file():
    other = spare()
    other.run("let mine = 'other'")
    shared.run("let mine = 'shared'")
    assert other.value("mine") == "'other'" and shared.value("mine") == "'shared'"
    file = other.manager.connection_file
    command = [file if part == "{connection_file}" else part for part in shared.manager.kernel_spec.argv]
    second = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert second.returncode == 1 and "the address is in use" in second.stderr, second
    assert other.value("mine") == "'other'"


def notebook(*sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    metadata = {"kernelspec": {"name": "nnxlab", "display_name": "nnxlab", "language": "typescript"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


@check
def nbclient_runs_a_notebook_and_sees_its_error():
    sources = ["const xs = [1, 2, 3]", "console.log(xs.length); xs", "display.html('<b>x</b>')", "vl.line(xs)"]
    nb = notebook(*sources, "const x: number = 'no'")
    folder = {"metadata": {"path": sys.argv[1]}}
    try:
        NotebookClient(nb, kernel_name="nnxlab", timeout=60, resources=folder).execute()
        raise AssertionError("the error went unnoticed")
    except CellExecutionError as error:
        assert error.ename == "TypeCheckError" and "TS2322" in error.evalue, (error.ename, error.evalue)
    nbformat.validate(nb)
    outputs = [[o.output_type for o in cell.outputs] for cell in nb.cells]
    assert outputs == [[], ["stream", "execute_result"], ["display_data"], ["execute_result"], ["error"]], outputs
    assert set(nb.cells[3].outputs[0].data) == {"application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"}


@check
def nbclient_interrupts_on_timeout():
    nb = notebook("while (true) {}", "'still here'")
    client = NotebookClient(nb, kernel_name="nnxlab", timeout=2, interrupt_on_timeout=True, allow_errors=True)
    try:
        client.execute()
    except CellTimeoutError:
        pass
    names = [output.get("ename") for output in nb.cells[0].outputs]
    assert "KeyboardInterrupt" in names, nb.cells[0].outputs
    assert nb.cells[1].outputs[0].data["text/plain"] == "'still here'"


@row("shutdown / restart")
def shutdown_is_answered_broadcast_and_ends_the_process():
    for kernel, channel in ((spare(), "control"), (shared, "shell")):
        request = kernel.send("shutdown_request", {"restart": True}, channel)
        assert kernel.answer(request, channel)["content"] == {"status": "ok", "restart": True}
        messages = kernel.published(request)
        assert of(messages, "shutdown_reply") == [{"status": "ok", "restart": True}], messages
        assert kernel.manager.provisioner.process.wait(10) == 0
        kernel.client.stop_channels()


def main():
    global shared
    shared = Kernel()
    for name, function in checks:
        start = time.time()
        try:
            detail, ok = function() or "", True
        except Exception:
            detail, ok = traceback.format_exc(), False
        report = {"row": name, "name": function.__name__, "ok": ok, "detail": detail, "seconds": round(time.time() - start, 2)}
        print(json.dumps(report), flush=True)


main()
