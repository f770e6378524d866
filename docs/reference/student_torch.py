#!/usr/bin/env python3
"""The student in PyTorch, to time a training step against `parley distill bench`.

  pip install torch numpy
  python3 docs/reference/student_torch.py [--layers 4] [--steps 8] [--threads 2]

Same sizes and batch: 16 utterances of 468 frames and 66 tokens, the stage-1 loss, gradient
clipping, AdamW. Nothing is trained here; the weights that ship come from `parley distill train`.
"""
import argparse
import statistics
import time

import torch
from torch import nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, width, heads, hidden, kernel, dropout):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.conv = nn.Conv1d(width, width, kernel, padding=kernel // 2, groups=width)
        self.up, self.down = nn.Linear(width, hidden), nn.Linear(hidden, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = (y.view(b, t, self.heads, -1).transpose(1, 2) for y in self.qkv(self.norm1(x)).chunk(3, -1))
        y = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, t, d)
        x = x + self.dropout(self.out(y))
        y = self.conv(self.norm2(x).transpose(1, 2)).transpose(1, 2)
        return x + self.dropout(self.down(F.gelu(self.up(y), approximate="tanh")))


class Student(nn.Module):
    def __init__(self, layers, width=256, heads=8, hidden=1024, kernel=7, dropout=0.05, per_step=2, frame=82):
        super().__init__()
        self.embeddings = nn.ModuleList(nn.Embedding(n, width) for n in (103, 8, 7, 4))
        self.encoder = nn.ModuleList(Block(width, heads, hidden, kernel, dropout) for _ in range(layers))
        self.decoder = nn.ModuleList(Block(width, heads, hidden, kernel, dropout) for _ in range(layers))
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.prosody_conv = nn.Conv1d(width, width, 5, padding=2, groups=width)
        self.prosody_hidden, self.prosody_out = nn.Linear(width, width), nn.Linear(width, 2)
        self.pitch, self.speaker = nn.Linear(1, width), nn.Linear(width, width)
        self.frames = nn.ModuleList(nn.Linear(width, width) for _ in range(per_step))
        self.position = nn.Linear(8 * per_step, width)
        self.output = nn.Linear(width, per_step * frame)

    def forward(self, tokens, speaker, pitch, positions, owners):
        speaker = self.embeddings[3](speaker)[:, None]
        x = sum(e(tokens[..., i]) for i, e in enumerate(self.embeddings[:3])) + speaker
        for block in self.encoder:
            x = block(x)
        x = self.encoder_norm(x)
        hidden = F.gelu(self.prosody_hidden(self.prosody_conv(x.transpose(1, 2)).transpose(1, 2)), approximate="tanh")
        prosody = self.prosody_out(hidden)
        phonemes = x + self.pitch(pitch)
        y = self.position(positions) + self.speaker(speaker)
        for i, project in enumerate(self.frames):
            y = y + torch.gather(project(phonemes), 1, owners[i][..., None].expand(-1, -1, x.shape[-1]))
        for block in self.decoder:
            y = block(y)
        return prosody, self.output(self.decoder_norm(y))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--layers", type=int, default=4), parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.manual_seed(0), torch.set_num_threads(args.threads)
    model = Student(args.layers)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.98), weight_decay=0.01)
    batch, frames, count = 16, 468, 66
    tokens = torch.randint(0, 7, (batch, count, 3))
    speaker, pitch = torch.randint(0, 4, (batch,)), torch.randn(batch, count, 1)
    positions = torch.rand(batch, frames // 2, 16)
    owner = (torch.arange(frames) * count // frames).view(1, -1, 2).expand(batch, -1, -1)
    target, durations = torch.randn(batch, frames // 2, 2, 82), torch.randn(batch, count, 2)
    voiced = (torch.rand(batch, frames // 2, 2) > 0.2).float()
    seconds = []
    for _ in range(args.steps + 1):
        start = time.perf_counter()
        prosody, output = model(tokens, speaker, pitch, positions, (owner[..., 0], owner[..., 1]))
        output = output.view(batch, -1, 2, 82)
        loss = (output[..., :80] - target[..., :80]).abs().mean() * 2.3
        loss = loss + 0.2 * ((output[..., 80] - target[..., 80]).abs() * voiced).sum() / voiced.sum()
        loss = loss + 0.2 * F.binary_cross_entropy_with_logits(output[..., 81], voiced)
        loss = loss + 0.3 * (prosody - durations).square().mean((0, 1)).sum()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        seconds.append(time.perf_counter() - start)
    seconds = sorted(seconds[1:])
    count = sum(p.numel() for p in model.parameters())
    print(f"{count} parameters, step: median {statistics.median(seconds):.3f} s, fastest {seconds[0]:.3f} s")


if __name__ == "__main__":
    main()
