//! Text → fields: `:61:` and the lines that belong to it.
//!
//! A line that looks like a field may be text: a bank wraps `T16:26:37` before the colon and writes
//! `:26:37 …`. So a field only counts where its message can have it, and a lone `-` only ends a
//! message where one can end.

/// One field: its tag, its content with the line breaks as written, and the 1-based line it starts
/// on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Field<'a> {
    pub tag: &'a str,
    pub content: &'a str,
    pub line: u64,
}

/// Where in a message the reading stands.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// Before the first balance: references and the account.
    Head,
    /// Entries.
    Body,
    /// After the closing balance, the totals or the end mark.
    Tail,
}

/// Splits text into fields; lines before the first field and between messages are passed over.
pub(super) struct Fields<'a> {
    rest: Lines<'a>,
    part: Part,
    next: Option<(&'a str, usize, u64)>,
}

/// Lines with their byte offsets and numbers.
#[derive(Clone)]
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl<'a> Iterator for Lines<'a> {
    /// Offset of the line, the line without its break, its number.
    type Item = (usize, &'a str, u64);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let end = memchr::memchr(b'\n', rest.as_bytes());
        self.at += end.map_or(rest.len(), |end| end + 1);
        self.line += 1;
        let line = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        Some((start, line.trim_end_matches('\r'), self.line))
    }
}

impl<'a> Fields<'a> {
    /// The fields of a text whose lines end in LF or CR LF and which begins on the given line of
    /// its file.
    pub(super) fn of(text: &'a str, line: u64) -> Fields<'a> {
        Fields {
            rest: Lines { text, at: 0, line: line.saturating_sub(1) },
            part: Part::Head,
            next: None,
        }
    }

    /// The tag at the start of a line (blanks before it are forgiven) and the offset of its
    /// content, when a field can begin there.
    fn begins(&self, offset: usize, line: &'a str) -> Option<(&'a str, usize)> {
        let indented = line.trim_start();
        let (blanks, body) = match indented.strip_prefix(':') {
            Some(body) => (line.len() - indented.len(), body),
            // The first line may stand right behind the header block: {4::20:…
            None if !line.starts_with('{') => return None,
            None => {
                let at = line.find("{4::").map(|at| at + 4)?;
                (at - 1, line.get(at..)?)
            }
        };
        let (tag, content) = body.split_once(':')?;
        let start = offset + blanks + 1 + tag.len() + 1;
        (is_tag(tag) && self.fits(tag, content)).then_some((tag, start))
    }

    /// Whether this tag can stand here.
    fn fits(&self, tag: &str, content: &str) -> bool {
        if self.part != Part::Body {
            return true;
        }
        match tag {
            "20" => !is_time(content) || self.announces_statement(),
            "21" | "25" | "25P" | "28" | "28C" | "13" | "13C" | "13D" => !is_time(content),
            _ => true,
        }
    }

    /// Whether one of the next lines names an account or statement number.
    fn announces_statement(&self) -> bool {
        announce_statement(self.rest.clone())
    }

    /// Whether a message ends at this line: `-`, `-}`, the next header block.
    fn ends(&self, line: &str) -> bool {
        let bare = line.trim_end();
        match bare.strip_prefix('-') {
            Some("") => self.part == Part::Tail || self.nothing_follows(),
            Some(after) => after.starts_with('}') || after == "XXX",
            None => bare.starts_with("{1:") || bare.starts_with("{5:"),
        }
    }

    /// Whether the next line that says something is no further text.
    fn nothing_follows(&self) -> bool {
        let next =
            self.rest.clone().take(8).map(|(_, line, _)| line.trim()).find(|line| !line.is_empty());
        next.is_none_or(|line| line.starts_with(':') || line.starts_with('{'))
    }

    fn enter(&mut self, tag: &str) {
        self.part = match tag {
            "61" => Part::Body,
            "62F" | "62M" | "62" | "64" | "65" | "65F" | "64F" | "90C" | "90D" => Part::Tail,
            "86" | "NS" => self.part,
            _ => Part::Head,
        };
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        let mut open = self.next.take();
        if let Some((tag, ..)) = open {
            self.enter(tag);
        }
        while let Some((offset, line, number)) = self.rest.next() {
            let field = |(tag, start, line): (&'a str, usize, u64)| {
                let content = self.rest.text.get(start..offset).unwrap_or_default();
                Field { tag, content: content.trim_end_matches(['\r', '\n']), line }
            };
            if let Some((tag, start)) = self.begins(offset, line) {
                let begun = (tag, start, number);
                match open {
                    None => {
                        self.enter(tag);
                        open = Some(begun);
                    }
                    Some(done) => {
                        let done = field(done);
                        self.next = Some(begun);
                        return Some(done);
                    }
                }
            } else if let (Some(done), true) = (open, self.ends(line)) {
                let done = field(done);
                self.part = Part::Tail;
                return Some(done);
            }
        }
        let (tag, start, line) = open?;
        let content = self.rest.text.get(start..).unwrap_or_default();
        Some(Field { tag, content: content.trim_end_matches(['\r', '\n']), line })
    }
}

fn announce_statement(lines: Lines) -> bool {
    lines
        .take(4)
        .any(|(_, line, _)| [":25", ":28", ":21:"].into_iter().any(|tag| line.starts_with(tag)))
}

/// The beginning of the last message that surely begins behind a position: a reference with an
/// account or statement number in the lines after it, where [`Fields`] begins a statement too,
/// whatever comes before.
pub(super) fn last_message(text: &str, from: usize) -> Result<usize, usize> {
    /// Bytes in which the lines after a reference stand.
    const BEYOND: usize = 512;
    let bytes = text.as_bytes();
    let found = memchr::memmem::rfind_iter(bytes.get(from..).unwrap_or_default(), ":20:")
        .map(|at| from + at)
        .find_map(|at| {
            let start = memchr::memrchr(b'\n', bytes.get(..at)?)? + 1;
            let opens = start == at
                || (bytes.get(start) == Some(&b'{') && bytes.get(..at)?.ends_with(b"{4:"));
            let next = at + memchr::memchr(b'\n', bytes.get(at..)?)? + 1;
            (opens && start > from && announce_statement(Lines { text, at: next, line: 0 }))
                .then_some(start)
        });
    found.ok_or(text.len().saturating_sub(BEYOND))
}

/// The tags of MT940, MT941 and MT942, those that German exports add (`:NS:`), and the file header
/// some Dutch banks write.
fn is_tag(tag: &str) -> bool {
    matches!(
        tag,
        "20" | "21"
            | "25"
            | "25P"
            | "28"
            | "28C"
            | "13"
            | "13C"
            | "13D"
            | "34F"
            | "60"
            | "60F"
            | "60M"
            | "61"
            | "62"
            | "62F"
            | "62M"
            | "64"
            | "64F"
            | "65"
            | "65F"
            | "86"
            | "90C"
            | "90D"
            | "NS"
            | "940"
            | "942"
    )
}

/// `26`, `37 Fo` …: what follows the hour when a time of day was wrapped, two digits and then none.
fn is_time(content: &str) -> bool {
    let bytes = content.as_bytes();
    bytes.iter().take(2).filter(|byte| byte.is_ascii_digit()).count() == 2
        && bytes.get(2).is_none_or(|byte| !byte.is_ascii_digit() && *byte != b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> Vec<(&str, &str, u64)> {
        Fields::of(text, 1).map(|field| (field.tag, field.content, field.line)).collect()
    }

    #[test]
    fn a_wrapped_time_is_text_and_a_lone_dash_too() {
        let text = "ABNA\r\n:20:X\r\n:25:1\r\n:60F:C1\r\n:61:2\r\n:86:a T16\r\n:20:37 \
            b\r\n-\r\nc\r\n:62F:C2\r\n-\r\nABNA\r\n:20:Y\r\n";
        let read = tags(text);
        assert_eq!(
            read.iter().map(|field| field.0).collect::<Vec<_>>(),
            ["20", "25", "60F", "61", "86", "62F", "20"]
        );
        assert_eq!(read.get(4), Some(&("86", "a T16\r\n:20:37 b\r\n-\r\nc", 6)));
        assert_eq!(read.last(), Some(&("20", "Y", 13)));
    }

    #[test]
    fn swift_blocks_are_passed_over() {
        let text = "{1:F01}{2:I940}{4:\n:20:A\n:62F:C1\n-}{5:}\n{1:F01}{4::20:B\n:86:text\n-}";
        assert_eq!(
            tags(text),
            [("20", "A", 2), ("62F", "C1", 3), ("20", "B", 5), ("86", "text", 6)]
        );
    }

    #[test]
    fn a_file_is_cut_where_a_message_surely_begins() {
        let cut = |text: &str| {
            last_message(text, 0).ok().and_then(|at| text.get(at..).map(str::to_owned))
        };
        assert_eq!(cut(":20:A\n:25:1\n:86:x\n:20:B\n:25:1\n"), Some(":20:B\n:25:1\n".to_owned()));
        assert_eq!(
            cut("{1:F}{4::20:A\n:25:1\n-}\n{1:F}{4::20:B\n:28C:1\n"),
            Some("{1:F}{4::20:B\n:28C:1\n".to_owned())
        );
        assert_eq!(cut(":20:A\n:25:1\n:86:at T16\n:20:37\nb\nc\nd\ne\n:25:1"), None);
        assert_eq!(cut(":20:A\n:25:1\n"), None);
    }
}
