"""Makes NotoSansCJKsc.ttf: the Chinese face of the charts. See README.md beside this file."""

import sys

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable

SIMPLIFIED_CHINESE = 2  # which font of the collection


def of(encoding, rows):
    """The characters of these rows of an encoding of two bytes."""
    for row in rows:
        for cell in range(0x40, 0xFF):
            try:
                yield bytes([row, cell]).decode(encoding)
            except UnicodeDecodeError:
                pass


def characters():
    """GB 2312: rows 1 to 3 (signs, numbers, full-width forms), all 6,763 hanzi; the newer punctuation; Big5: the 5,401
    frequent characters of traditional Chinese, and the signs behind them."""
    chosen = set(of("gb2312", [*range(0xA1, 0xA4), *range(0xB0, 0xF8)]))
    chosen.update(of("big5", range(0xA4, 0xC7)))
    chosen.update(map(chr, range(0x3000, 0x3021)), map(chr, range(0xFF01, 0xFF5F)))
    chosen.update("·—…‘’“”￥")
    return sorted(chosen)


def with_truetype_outlines(font):
    """Cubic curves become quadratic ones, nowhere more than 1/1000 em away."""
    order, source, glyphs = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(None)
        source[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    for name in order:  # a rasterizer shifts a glyph whose left bearing is not its left edge
        glyphs[name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyphs[name], "xMin", 0))
    maxp = font["maxp"]
    maxp.tableVersion, maxp.maxZones = 0x00010000, 1
    for field in (
        "maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements maxSizeOfInstructions "
        "maxComponentElements maxPoints maxContours maxCompositePoints maxCompositeContours maxComponentDepth"
    ).split():
        setattr(maxp, field, 0)
    font["head"].glyphDataFormat = 0
    font["post"].formatType = 3.0
    for tag in ("CFF ", "VORG", "vhea", "vmtx", "BASE", "GPOS", "GSUB", "GDEF"):
        if tag in font:
            del font[tag]
    font.sfntVersion = "\000\001\000\000"


def main(collection, out):
    options = subset.Options(hinting=False, layout_features=[], font_number=SIMPLIFIED_CHINESE)
    font = subset.load_font(collection, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(characters()))
    subsetter.subset(font)
    with_truetype_outlines(font)
    font.recalcTimestamp, font.recalcBBoxes = False, True
    font.save(out)


main(*sys.argv[1:])
