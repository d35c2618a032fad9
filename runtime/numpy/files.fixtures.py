"""Writes files.fixtures.json: files of real NumPy in base64, for files.test.ts. Run with a Python that has numpy."""
import base64
import io
import json
import pathlib

import numpy as np

files = {}


def put(name, write):
    buffer = io.BytesIO()
    write(buffer)
    files[name] = base64.b64encode(buffer.getvalue()).decode()


put("double", lambda b: np.save(b, np.array([[1.5, -2], [0, 1e10]])))
put("fortran", lambda b: np.save(b, np.asfortranarray(np.arange(6).reshape(2, 3))))
put("complex", lambda b: np.save(b, np.array([1 + 2j, -3j], np.complex64)))
put("half", lambda b: np.save(b, np.array([1.5, -65504, 6e-8], np.float16)))
put("bool", lambda b: np.save(b, np.array(True)))
put("npz", lambda b: np.savez(b, w=np.ones((2, 1), np.float32), b=np.int8([1, 2])))
put("compressed", lambda b: np.savez_compressed(b, w=np.ones((200, 1), np.float32)))
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(files, indent=1) + "\n")
