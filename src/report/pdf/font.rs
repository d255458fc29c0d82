//! A font inside a PDF: only the glyphs that are used, addressed by their numbers (ISO 32000-1,
//! 9.7: a CIDFontType2 under Identity-H), with the way back to characters so that text can be found
//! and copied.

use lopdf::{Document, Object, ObjectId, Stream, dictionary};
use std::collections::BTreeMap;
use std::fmt::Write;
use subsetter::{GlyphRemapper, subset};
use ttf_parser::{Face, GlyphId};

/// A typeface, and which of its glyphs have been used.
pub(super) struct Font {
    name: &'static str,
    data: &'static [u8],
    face: Face<'static>,
    used: GlyphRemapper,
    /// Number of a glyph in the PDF → the character it stands for.
    characters: BTreeMap<u16, char>,
}

impl Font {
    /// A TrueType font; `None` when these bytes are none.
    pub(super) fn new(name: &'static str, data: &'static [u8]) -> Option<Font> {
        let face = Face::parse(data, 0).ok()?;
        Some(Font { name, data, face, used: GlyphRemapper::new(), characters: BTreeMap::new() })
    }

    /// The glyph of a character; one that the font lacks is a question mark, since nothing unnamed
    /// may be drawn (ISO 19005-3, 6.2.11.8).
    fn glyph(&self, character: char) -> GlyphId {
        let glyph = self.face.glyph_index(character).filter(|glyph| glyph.0 != 0);
        glyph.or_else(|| self.face.glyph_index('?')).unwrap_or_default()
    }

    /// Font units as thousandths of the size.
    fn per_mille(&self, units: i64) -> i64 {
        units * 1000 / i64::from(self.face.units_per_em()).max(1)
    }

    fn advance(&self, glyph: GlyphId) -> i64 {
        self.per_mille(i64::from(self.face.glyph_hor_advance(glyph).unwrap_or_default()))
    }

    /// How wide a text is, in thousandths of a point; `size` likewise.
    pub(super) fn width(&self, text: &str, size: i64) -> i64 {
        text.chars().map(|character| self.advance(self.glyph(character))).sum::<i64>() * size / 1000
    }

    /// The text as the operand of `Tj`.
    pub(super) fn encoded(&mut self, text: &str) -> String {
        let mut hex = String::from("<");
        for character in text.chars() {
            let number = self.used.remap(self.glyph(character).0);
            self.characters.entry(number).or_insert(character);
            // Writing to a String cannot fail.
            let _ = write!(hex, "{number:04X}");
        }
        hex + ">"
    }

    /// Writes the font; gives the object that pages name.
    ///
    /// # Errors
    /// The font cannot be cut down to its glyphs.
    pub(super) fn embed(self, document: &mut Document) -> Result<ObjectId, subsetter::Error> {
        let bytes = subset(self.data, 0, &self.used)?;
        let length = i64::try_from(bytes.len()).unwrap_or_default();
        let file = document.add_object(Stream::new(dictionary! { "Length1" => length }, bytes));
        let name = Object::Name(format!("KONTOR+{}", self.name).into_bytes());
        let bounds = self.face.global_bounding_box();
        let units = |value: i16| Object::Integer(self.per_mille(i64::from(value)));
        let descriptor = document.add_object(dictionary! {
            "Type" => "FontDescriptor", "FontName" => name.clone(), "Flags" => 4,
            "ItalicAngle" => 0, "StemV" => 80,
            "FontBBox" => vec![units(bounds.x_min), units(bounds.y_min), units(bounds.x_max),
                units(bounds.y_max)],
            "Ascent" => units(self.face.ascender()), "Descent" => units(self.face.descender()),
            "CapHeight" => units(
                self.face.capital_height().unwrap_or_else(|| self.face.ascender()),
            ),
            "FontFile2" => file,
        });
        let widths = self
            .used
            .remapped_gids()
            .map(|glyph| Object::Integer(self.advance(GlyphId(glyph))))
            .collect::<Vec<_>>();
        let descendant = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => name.clone(),
            "FontDescriptor" => descriptor,
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"),
                "Ordering" => Object::string_literal("Identity"), "Supplement" => 0,
            },
            "W" => vec![Object::Integer(0), Object::Array(widths)], "CIDToGIDMap" => "Identity",
        });
        let back = document
            .add_object(Stream::new(dictionary! {}, to_unicode(&self.characters).into_bytes()));
        Ok(document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => name, "Encoding" => "Identity-H",
            "DescendantFonts" => vec![Object::Reference(descendant)], "ToUnicode" => back,
        }))
    }
}

/// Which character each glyph stands for (ISO 32000-1, 9.10.3).
fn to_unicode(characters: &BTreeMap<u16, char>) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << \
         /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> \
         <FFFF>\nendcodespacerange\n",
    );
    let lines: Vec<String> = characters
        .iter()
        .map(|(glyph, character)| {
            let utf16: String = character
                .encode_utf16(&mut [0; 2])
                .iter()
                .map(|unit| format!("{unit:04X}"))
                .collect();
            format!("<{glyph:04X}> <{utf16}>\n")
        })
        .collect();
    // A block has a hundred at most.
    for block in lines.chunks(100) {
        let _ = write!(map, "{} beginbfchar\n{}endbfchar\n", block.len(), block.concat());
    }
    map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
}
