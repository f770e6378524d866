#!/usr/bin/env python3
"""Writes teacher records: what a PyTorch model shows of its inside while it speaks.

  pip install torch numpy safetensors
  python3 docs/reference/teacher_records.py --demo FOLDER     # a small made-up teacher

docs/teachers.md specifies the folder and shows how to use this file with a real teacher:

  hooks = Hooks(attention={"decoder.3": model.decoder.layers[3].self_attn},
                hidden={"decoder.3": model.decoder.layers[3]})
  with RecordWriter("records", teacher="My teacher", speakers=["Alice"], axes=hooks.axes()) as out:
      for number, text in enumerate(texts):
          with hooks:
              sound = model.speak(text)
          out.add(f"u-{number}", text, speaker=0, audio=sound, sample_rate=24000, inside=hooks.take())

Parley's test fixture is `--demo Tests/DistillationTests/Fixtures/records`: expected.json there holds
what PyTorch had in hand, and the test compares what Parley reads with it.
"""
import argparse
import json
import math
import os

import torch
from safetensors.torch import save_file
from torch import nn

SAMPLE_RATE, FFT, HOP, BINS = 24_000, 1024, 256, 80


def mel_filters():
    """Slaney's triangles of equal area, [BINS, FFT / 2 + 1], 0 Hz to 12 kHz."""
    top = 15 + math.log(12_000 / 1000) / math.log(6.4) * 27
    mel = torch.linspace(0, top, BINS + 2, dtype=torch.float64)
    edges = torch.where(mel < 15, mel * 200 / 3, 1000 * torch.exp((mel - 15) / 27 * math.log(6.4)))
    hertz = torch.arange(FFT // 2 + 1, dtype=torch.float64) * SAMPLE_RATE / FFT
    low, peak, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rise, fall = (hertz - low) / (peak - low), (high - hertz) / (high - peak)
    return (torch.minimum(rise, fall).clamp(min=0) * 2 / (high - low)).float()


def parley_log_mel(samples):
    """Parley's log-mel spectrogram of mono samples at 24 kHz, [1 + samples / 256, 80]."""
    window = torch.hann_window(FFT)
    spectrum = torch.stft(
        samples.float(), FFT, HOP, window=window, center=True, pad_mode="constant", return_complex=True)
    return (mel_filters() @ spectrum.abs()).clamp(min=1e-5).log().T.contiguous()


class Hooks:
    """Keeps what the named modules return while the `with` block runs.

    attention, hidden: {layer name: module}. axis: {layer name: "time" or "text"}, "time" if left out.
    A module that is called several times in one block (a step at a time) gives its outputs one after
    another along the positions; attention must then come from one call, or be given a `pick`.
    pick: {layer name: function(module's output) -> tensor}, where the first tensor that fits is not
    the right one. rows: {layer name: slice} cuts positions out, such as those of speech.
    """

    def __init__(self, attention=None, hidden=None, axis=None, pick=None, rows=None):
        self.modules = {("attention", n): m for n, m in (attention or {}).items()}
        self.modules.update({("hidden", n): m for n, m in (hidden or {}).items()})
        self.axis, self.pick, self.rows = axis or {}, pick or {}, rows or {}
        self.seen, self.handles = {}, []

    def axes(self):
        return [{"name": n, "kind": k, "axis": self.axis.get(n, "time")} for k, n in self.modules]

    def __enter__(self):
        self.seen = {key: [] for key in self.modules}
        for key, module in self.modules.items():
            self.handles.append(module.register_forward_hook(
                lambda _m, _i, output, key=key: self.seen[key].append(self._tensor(key, output))))
        return self

    def __exit__(self, *_):
        for handle in self.handles:
            handle.remove()
        self.handles = []

    def _tensor(self, key, output):
        kind, name = key
        if name in self.pick:
            found = self.pick[name](output)
        else:
            parts = output if isinstance(output, (tuple, list)) else [output]
            wanted = (4, 3) if kind == "attention" else (3, 2)
            tensors = [t for t in parts if torch.is_tensor(t) and t.dim() in wanted]
            if kind == "attention":  # every row of attention weights sums to 1
                tensors = [t for t in tensors if (t.float().sum(-1) - 1).abs().max() < 1e-2]
            if not tensors:
                raise ValueError(
                    f"layer {name}: its module returned no {kind}. Ask the model for attention weights "
                    "(need_weights=True, attn_implementation='eager'), or give a pick.")
            found = tensors[0]
        found = found.detach().float().cpu()
        dimensions = 3 if kind == "attention" else 2
        if found.dim() == dimensions + 1:
            if found.shape[0] != 1:
                raise ValueError(f"layer {name}: speak one utterance at a time, not {found.shape[0]}")
            found = found[0]
        return found

    def take(self):
        """{(kind, name): tensor}: attention [heads, queries, keys], hidden [positions, width]."""
        result = {}
        for (kind, name), parts in self.seen.items():
            if not parts:
                raise ValueError(f"layer {name}: its module was not called")
            if kind == "attention" and len(parts) > 1:
                raise ValueError(f"layer {name}: called {len(parts)} times; its attention has no one shape")
            whole = parts[0] if len(parts) == 1 else torch.cat(parts, dim=0)
            cut = self.rows.get(name, slice(None))
            result[kind, name] = whole[:, cut, cut] if kind == "attention" else whole[cut]
        return result


class RecordWriter:
    """Writes the folder shard by shard; a shard's .jsonl appears last, so it is whole or not there."""

    def __init__(self, folder, teacher, speakers, axes, shard_length=64, half=True):
        self.folder, self.shard_length = folder, shard_length
        self.type = torch.float16 if half else torch.float32
        self.description = {
            "format": "parley-teacher-records", "version": 1, "teacher": teacher,
            "speakers": list(speakers), "shardCount": 1, "layers": axes}
        self.shard, self.tensors, self.lines = 0, {}, []
        os.makedirs(folder, exist_ok=True)

    def add(self, id, text, speaker, mel=None, audio=None, sample_rate=None, f0=None, language=None, inside=None):
        line = {"id": id, "text": text, "speaker": speaker}
        if language:
            line["language"] = language
        sounds = {"mel": mel, "audio": audio, "f0": f0}
        for name, tensor in sounds.items():
            if tensor is not None:
                self.tensors[f"{id}/{name}"] = torch.as_tensor(tensor).to(self.type).contiguous()
        if audio is not None:
            line["sampleRate"] = sample_rate
        for (kind, name), tensor in (inside or {}).items():
            self.tensors[f"{id}/{kind}/{name}"] = tensor.to(self.type).contiguous()
        self.lines.append(line)
        if len(self.lines) == self.shard_length:
            self.flush()

    def flush(self):
        if not self.lines:
            return
        base = f"{self.folder}/records-{self.shard:05d}"
        save_file(self.tensors, base + ".safetensors.part")
        os.replace(base + ".safetensors.part", base + ".safetensors")
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in self.lines)
        self._write(base + ".jsonl", text)
        self.shard, self.tensors, self.lines = self.shard + 1, {}, []
        self.description["shardCount"] = self.shard
        self._write(f"{self.folder}/records.json", json.dumps(self.description, indent=2) + "\n")

    def _write(self, path, text):
        with open(path + ".part", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(path + ".part", path)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.flush()


class DemoTeacher(nn.Module):
    """A small transformer that sees mel frames, so that there is an inside to look at."""

    def __init__(self, width=8, heads=2):
        super().__init__()
        self.input = nn.Linear(BINS, width)
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.output = nn.Linear(width, width)

    def forward(self, mel):
        x = self.input(mel)[None]
        y, _ = self.attention(x, x, x, need_weights=True, average_attn_weights=False)
        return self.output(x + y)


def demo(folder):
    torch.manual_seed(1)
    teacher = DemoTeacher().eval()
    hooks = Hooks(attention={"block": teacher.attention}, hidden={"block": teacher.output})
    expected = {}
    texts = [("d-0", "Hello there.", 0), ("d-1", "你好，世界。", 1), ("d-2", "A last line.", 0)]
    with RecordWriter(folder, "demo", ["Ada", "Bo"], hooks.axes(), shard_length=2) as out, torch.no_grad():
        for number, (id, text, speaker) in enumerate(texts):
            time = torch.arange(4_000 + 700 * number) / SAMPLE_RATE
            pitch = 150 + 60 * number
            sound = sum(torch.sin(2 * math.pi * pitch * k * time) / k for k in range(1, 9)) * 0.1
            sound = sound.half().float()
            mel = parley_log_mel(sound)
            with hooks:
                teacher(mel)
            inside = hooks.take()
            f0 = torch.full((mel.shape[0],), float(pitch)) if number == 1 else None
            has_mel = number < 2  # the last has sound only
            out.add(id, text, speaker, mel=mel if has_mel else None, f0=f0, inside=inside,
                    audio=sound if number != 1 else None, sample_rate=SAMPLE_RATE)
            named = {"mel": mel, **{f"{kind}/{name}": t for (kind, name), t in inside.items()}}
            expected[id] = {name: {
                "shape": list(t.shape), "sum": t.double().sum().item(),
                "sampled": t.flatten()[::97].tolist()} for name, t in named.items()}
    with open(f"{folder}/expected.json", "w") as file:
        json.dump(expected, file, indent=1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--demo", metavar="FOLDER", required=True)
    demo(parser.parse_args().demo)
