"""Writes einsumPath.fixtures.json: paths and costs that jax.numpy.einsum_path gives, and the results. Run with a Python that has jax."""
import json
import pathlib

import jax.numpy as jnp
import numpy as np

rng = np.random.default_rng(2)
cases = []
for subscripts, shapes in [
    ("ij,jk,kl->il", [(2, 9), (9, 4), (4, 5)]), ("ij,jk,kl->il", [(7, 3), (3, 8), (8, 2)]), ("ab,bc,cd,de->ae", [(3, 7), (7, 2), (2, 8), (8, 4)]),
    ("bi,bj,ijk->bk", [(3, 4), (3, 5), (4, 5, 2)]), ("ij,jk->ik", [(2, 3), (3, 4)]), ("iij->j", [(3, 3, 2)]),
]:
    arrays = [rng.integers(-2, 3, s).astype(np.float32) for s in shapes]
    path, info = jnp.einsum_path(subscripts, *arrays)
    result = jnp.einsum(subscripts, *arrays)
    cases.append([subscripts, [[list(a.shape), a.ravel().tolist()] for a in arrays], [list(map(int, p)) for p in path],
                  [int(info.naive_cost), int(info.opt_cost), int(info.largest_intermediate)], list(result.shape), np.asarray(result).ravel().tolist()])
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases) + "\n")
