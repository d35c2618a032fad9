"""A small model of every kind of layer that nnx.fromTorch knows, made by PyTorch, with its outputs on given inputs.

    python torch.fixtures.py       writes torch.fixtures.safetensors and torch.fixtures.json
"""
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

torch.manual_seed(0)
here = Path(__file__).parent


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 4)
        self.conv = nn.Conv2d(2, 3, (2, 3), padding=(0, 1))
        self.batch_norm = nn.BatchNorm1d(4)
        self.layer_norm = nn.LayerNorm(4)
        self.embedding = nn.Embedding(5, 4)
        self.lstm = nn.LSTM(4, 2, batch_first=True)
        self.deep = nn.LSTM(4, 2, num_layers=2, bidirectional=True, batch_first=True)
        self.attention = nn.MultiheadAttention(4, 2, batch_first=True)


model = Model()
with torch.no_grad():
    model.batch_norm.running_mean.uniform_(-1, 1)
    model.batch_norm.running_var.uniform_(0.5, 2)
    for norm in (model.batch_norm, model.layer_norm):
        norm.weight.uniform_(0.5, 1.5)
        norm.bias.uniform_(-1, 1)
    model.attention.in_proj_bias.uniform_(-1, 1)
    model.attention.out_proj.bias.uniform_(-1, 1)
model.eval()

x3, x4 = torch.randn(2, 3), torch.randn(2, 4)
image = torch.randn(1, 2, 3, 4)
tokens = torch.tensor([[0, 4, 2], [1, 1, 3]])
sequence = torch.randn(2, 3, 4)
cases = {
    "linear": (x3, model.linear(x3)),
    "conv": (image, model.conv(image)),
    "batch_norm": (x4, model.batch_norm(x4)),
    "layer_norm": (x4, model.layer_norm(x4)),
    "embedding": (tokens, model.embedding(tokens)),
    "lstm": (sequence, model.lstm(sequence)[0]),
    "deep": (sequence, model.deep(sequence)[0]),
    "attention": (sequence, model.attention(sequence, sequence, sequence)[0]),
}
save_file(model.state_dict(), here / "torch.fixtures.safetensors")
content = {"torch": torch.__version__, "cases": {k: [x.tolist(), y.tolist()] for k, (x, y) in cases.items()}}
(here / "torch.fixtures.json").write_text(json.dumps(content) + "\n")
