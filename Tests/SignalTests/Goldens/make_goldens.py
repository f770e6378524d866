#!/usr/bin/env python3
"""Makes the golden files of SignalTests: raw little-endian float32, from speech that flite makes.

  pip install "setuptools<80" numpy librosa soundfile pyworld; apt-get install flite
  make_goldens.py REFERENCE

REFERENCE is the folder of source_guided_griffin_lim.py, the project's yardstick for the vocoder.
"""
import pathlib
import subprocess
import sys
import tempfile

import librosa
import numpy as np
import pyworld

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


def dio(x):
    x = x.astype(np.float64)
    f0, times = pyworld.dio(x, RATE, f0_floor=60, f0_ceil=500, frame_period=1000 * HOP / RATE)
    return pyworld.stonemask(x, f0, times, RATE)[: 1 + len(x) // HOP]


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    import source_guided_griffin_lim

    clip = speak("Hello.", "slt")[:12_000]
    write("hello-samples", clip)
    write("hello-log-mel", log_mel(clip))
    for voice in ["slt", "rms"]:
        clip = speak("Where were you a year ago?", voice)[:24_000]
        write(f"speech-{voice}-samples", clip)
        f0 = dio(clip)
        write(f"speech-{voice}-f0", f0)
        mel = np.exp(log_mel(clip)).T
        write(f"speech-{voice}-rebuilt-log-mel", log_mel(source_guided_griffin_lim.synthesise(mel, f0)))
