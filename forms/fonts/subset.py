#!/usr/bin/env python3
"""Cuts the committed faces from their upstream files. Run by hand, never by the build: see README.md.

usage: subset.py TITILLIUM_PACKAGE_FOLDER LIBERATION_FOLDER
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
# Latin, Latin-1, Latin Extended-A and -B, IPA letters used in names, modifiers, combining marks, Greek, Cyrillic,
# Latin Extended Additional, Greek Extended, punctuation, the euro and numero signs, Latin Extended-C.
WIDE = (
    "U+0020-007E,U+00A0-024F,U+0250-02AF,U+02B0-036F,U+0370-03FF,U+0400-052F,"
    "U+1E00-1EFF,U+1F00-1FFF,U+2010-2027,U+2030-203A,U+20AC,U+2116,U+2122,U+2190-2193,U+2C60-2C7F"
)
ASCII = "U+0020-007E"


def cut(source, target, unicodes, family):
    options = subset.Options()
    options.layout_features = []
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "kern", "DSIG", "LTSH", "VDMX", "hdmx", "gasp", "meta", "PCLT"]
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(unicodes.replace("U+", "")))
    cutter.subset(font)
    style = "Bold" if "Bold" in Path(source).stem else "Regular"
    for record in font["name"].names:
        new = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style}"}.get(record.nameID)
        if new:
            record.string = new
    font.save(HERE / target)
    print(target, (HERE / target).stat().st_size, "bytes,", len(font.getBestCmap()), "characters")


def main(titillium, liberation):
    titillium, liberation = Path(titillium), Path(liberation)
    cut(titillium / "400Regular/TitilliumWeb_400Regular.ttf", "TitilliumWeb-Regular.ttf", WIDE, "Titillium Web")
    cut(titillium / "600SemiBold/TitilliumWeb_600SemiBold.ttf", "TitilliumWeb-SemiBold.ttf", WIDE, "Titillium Web Semi")
    cut(liberation / "LiberationSans-Regular.ttf", "SportelloSans-Regular.ttf", WIDE, "Sportello Sans")
    cut(liberation / "LiberationSans-Bold.ttf", "SportelloSans-Bold.ttf", WIDE, "Sportello Sans")
    cut(liberation / "LiberationMono-Bold.ttf", "SportelloMono-Bold.ttf", ASCII, "Sportello Mono")


if __name__ == "__main__":
    main(*sys.argv[1:])
