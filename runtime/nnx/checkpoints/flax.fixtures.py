"""The state of a Flax NNX model as a safetensors file, and what the model says.

    python flax.fixtures.py       writes flax.fixtures.safetensors and flax.fixtures.json
"""
import json
from pathlib import Path

import flax
import jax
import jax.numpy as jnp
from flax import nnx
from safetensors.numpy import save_file

here = Path(__file__).parent


class Model(nnx.Module):
    def __init__(self, rngs):
        self.embed = nnx.Embed(5, 4, rngs=rngs)
        self.layers = nnx.List([nnx.Linear(4, 4, rngs=rngs), nnx.Linear(4, 2, rngs=rngs)])
        self.norm = nnx.BatchNorm(4, rngs=rngs)

    def __call__(self, tokens):
        x = self.norm(jnp.tanh(self.layers[0](self.embed(tokens))))
        return self.layers[1](x)


model = Model(nnx.Rngs(0))
tokens = jnp.array([[0, 4, 2], [1, 1, 3]])
model(tokens)  # moves the running statistics
model.eval()
flat = nnx.to_flat_state(nnx.state(model))
save_file({".".join(map(str, path)): jax.device_get(leaf[...]) for path, leaf in flat}, here / "flax.fixtures.safetensors")
content = {"flax": flax.__version__, "tokens": tokens.tolist(), "out": model(tokens).tolist()}
(here / "flax.fixtures.json").write_text(json.dumps(content) + "\n")
