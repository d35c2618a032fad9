"""The suite `jupyter_kernel_test`, by which Jupyter's own project tests kernels, on this one.

    python jupyterKernelTest.py

JUPYTER_PATH must lead to the kernelspec `nnxlab`. Every test of the suite has its sample: none is skipped.
"""

import unittest

import jupyter_kernel_test


class NnxlabTests(jupyter_kernel_test.KernelTests):
    kernel_name = "nnxlab"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [
        {"text": "Math.hyp", "matches": {"hypot"}},
        {"text": "consol", "matches": {"console"}},
    ]
    complete_code_samples = ["1", "console.log('hello')", "function f(x: number): number {\n  return x;\n}"]
    incomplete_code_samples = ["console.log('hello'", "function f(x: number) {", "`one", "[1,"]
    invalid_code_samples = ["import 7", "const 1 = 2", "x = ) + 1"]
    code_generate_error = "throw new Error('no')"
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
        {"code": "jnp.ones([2])", "result": "Array([1., 1.], dtype=float32)"},
    ]
    code_display_data = [
        {"code": "display.html('<b>bold</b>')", "mime": "text/html"},
        {"code": "display.markdown('*x*')", "mime": "text/markdown"},
        {"code": "display(vl.line([1, 3, 2]))", "mime": "image/svg+xml"},
    ]
    code_history_pattern = "1 +*"
    supported_history_operations = ("tail", "range", "search")
    code_page_something = "Math.max?"
    code_inspect_sample = "console"
    code_clear_output = "clearOutput()"


class NnxlabWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "nnxlab"
    support_iopub_welcome = True


# The suite's own classes would run again, on a kernel for Python.
def load_tests(loader, tests, pattern):
    return unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in (NnxlabTests, NnxlabWelcomeTests))


if __name__ == "__main__":
    unittest.main(verbosity=2)
