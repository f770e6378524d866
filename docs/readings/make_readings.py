"""Writes Sources/Phonemes/Resources/readings.bin: characters, words and their readings.

Source: pypinyin (MIT licence, https://github.com/mozillazg/python-pinyin), whose character and
phrase dictionaries are read through `pip install pypinyin==0.55.0`; over it the lists beside this
script. Run from the root of the repository:

    python docs/readings/make_readings.py

Layout, little endian: "PARLEYR1"; seven u32: offset and count of the syllable names (each a u8
length and ASCII), of the character pages (after a u16 page number per 256 code points up to
0x32400, 0 = none; a page is 256 u16 syllable numbers + 1, 0 = no reading), of the words, and the
length of the file. Words: count + 1 u32 offsets from the end of the offsets, then for each word a
u8 length, its u16 code units, a u8 that says whether readings follow, and a u16 syllable number
for each. Words are sorted by code units and hold no character beyond U+FFFF.
"""

import pathlib
import re
import struct

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_tone3

HERE = pathlib.Path(__file__).parent
TARGET = HERE.parent.parent / "Sources/Phonemes/Resources/readings.bin"
LAST_CODE_POINT = 0x32400
LONGEST_WORD = 8


def with_number(pinyin):
    spelling = to_tone3(pinyin, neutral_tone_with_five=True, v_to_u=False)
    return spelling.replace("ü", "v").replace("ê", "ea")


def lines(name):
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split()


def is_syllable(text):
    return re.fullmatch(r"[a-zê]+[1-5]", text) is not None


def usual_readings():
    """pypinyin's first reading of each character, which its words are made of."""
    readings = {}
    for code, pinyin in PINYIN_DICT.items():
        first = with_number(pinyin.split(",")[0])
        if is_syllable(first) and code < LAST_CODE_POINT:
            readings[code] = first
    readings[ord("〇")] = "ling2"
    return readings


def before_sandhi(word, reading):
    """The phrase dictionary has 一 and 不 after sandhi in places: back to yi1 and bu4."""
    changed = []
    for character, syllable in zip(word, reading):
        if character == "一" and syllable in ("yi2", "yi4", "yi5"):
            syllable = "yi1"
        if character == "不" and syllable in ("bu2", "bu5"):
            syllable = "bu4"
        changed.append(syllable)
    return changed


def word_readings(characters):
    words = {}
    removed = {word for line in lines("removed.txt") for word in line}
    for word, pinyin in PHRASES_DICT.items():
        reading = [with_number(syllable[0]) for syllable in pinyin]
        if (
            2 <= len(word) <= LONGEST_WORD
            and word not in removed
            and len(reading) == len(word)
            and all(ord(c) <= 0xFFFF and ord(c) in characters for c in word)
            and all(is_syllable(s) for s in reading)
        ):
            words[word] = before_sandhi(word, reading)
    for word in (word for line in lines("words.txt") for word in line):
        words.setdefault(word, before_sandhi(word, [characters[ord(c)] for c in word]))
    for word, *reading in lines("corrections.txt"):
        assert len(word) == len(reading), word
        words[word] = reading
    return words


def main():
    characters = usual_readings()
    words = word_readings(characters)
    for character, reading in lines("characters.txt"):
        characters[ord(character)] = reading
    names = sorted(set(characters.values()) | {s for r in words.values() for s in r})
    number = {name: index for index, name in enumerate(names)}

    syllables = b"".join(struct.pack("B", len(n)) + n.encode() for n in names)
    page_numbers, pages = [], []
    for start in range(0, LAST_CODE_POINT, 256):
        page = [number[characters[c]] + 1 if c in characters else 0 for c in range(start, start + 256)]
        page_numbers.append(len(pages) + 1 if any(page) else 0)
        if any(page):
            pages.append(struct.pack("<256H", *page))
    character_part = struct.pack(f"<{len(page_numbers)}H", *page_numbers) + b"".join(pages)

    offsets, parts = [0], []
    for word in sorted(words, key=lambda w: [ord(c) for c in w]):
        reading = words[word]
        entry = struct.pack("B", len(word)) + struct.pack(f"<{len(word)}H", *map(ord, word))
        differs = reading != [characters[ord(c)] for c in word]
        entry += struct.pack("B", differs)
        if differs:
            entry += struct.pack(f"<{len(word)}H", *(number[s] for s in reading))
        parts.append(entry)
        offsets.append(offsets[-1] + len(entry))
    entries = struct.pack(f"<{len(offsets)}I", *offsets) + b"".join(parts)

    header_size = 8 + 7 * 4
    at_characters = header_size + len(syllables)
    at_words = at_characters + len(character_part)
    header = b"PARLEYR1" + struct.pack(
        "<7I", header_size, len(names), at_characters, len(pages), at_words, len(words),
        at_words + len(entries))
    TARGET.write_bytes(header + syllables + character_part + entries)
    print(f"{len(characters)} characters, {len(words)} words, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
