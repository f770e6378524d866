#!/usr/bin/env python3
"""Makes the golden files of SignalTests: raw little-endian float32, from speech that flite makes.

  pip install numpy librosa soundfile pyworld; apt-get install flite
  make_goldens.py
"""
import pathlib
import subprocess
import tempfile

import librosa
import numpy as np

HERE = pathlib.Path(__file__).parent
RATE, FFT_SIZE, HOP, MEL_BINS = 24_000, 1024, 256, 80


def speak(text, voice):
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", file.name], check=True)
        return librosa.load(file.name, sr=RATE)[0].astype(np.float32)


def write(name, values):
    np.ascontiguousarray(values, dtype="<f4").tofile(HERE / f"{name}.f32")


def log_mel(x):
    mel = librosa.filters.mel(sr=RATE, n_fft=FFT_SIZE, n_mels=MEL_BINS, fmin=0, fmax=12_000)
    return np.log(np.maximum(mel @ np.abs(librosa.stft(x, n_fft=FFT_SIZE, hop_length=HOP)), 1e-5)).T


if __name__ == "__main__":
    clip = speak("Hello.", "slt")[:12_000]
    write("hello-samples", clip)
    write("hello-log-mel", log_mel(clip))
