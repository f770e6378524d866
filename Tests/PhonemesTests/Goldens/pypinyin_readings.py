"""Writes mandarin-pypinyin.txt: pypinyin's reading of every sentence in mandarin-expanded.txt.

mandarin-expanded.txt is the front end's own output (numbers already written out), recorded by
`PARLEY_RECORD=1 swift test --filter ReadingGoldens`; then, with pypinyin 0.55.0:

    python Tests/PhonemesTests/Goldens/pypinyin_readings.py

Its phrase dictionary has 一 and 不 after tone sandhi in some words; they are set back to the
dictionary tones yi1 and bu4, since both sides are compared before sandhi.
"""

import pathlib

from pypinyin import Style, lazy_pinyin

HERE = pathlib.Path(__file__).parent


def readings(hanzi):
    syllables = lazy_pinyin(hanzi, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False)
    assert len(syllables) == len(hanzi), hanzi
    for index, character in enumerate(hanzi):
        if character == "一":
            syllables[index] = "yi1"
        if character == "不" and syllables[index] in ("bu2", "bu5"):
            syllables[index] = "bu4"
    return " ".join(syllables)


lines = (HERE / "mandarin-expanded.txt").read_text(encoding="utf-8").splitlines()
with open(HERE / "mandarin-pypinyin.txt", "w", encoding="utf-8") as output:
    for line in lines:
        # Phrases as the front end saw them: punctuation keeps pypinyin's words apart too.
        output.write(" ".join(readings(part) for part in line.split()) + "\n")
