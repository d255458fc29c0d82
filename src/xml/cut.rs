//! Documents inside a document: the elements of an envelope that are documents of their own, cut
//! out as they stand.

use super::root::{end_of_tag, pairs};

/// The outermost elements of a well-formed document whose namespace is wanted, in their order:
/// local name and text, with the namespaces that hold where they stand.
pub fn inner_documents(text: &str, wanted: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let mut cut = Cut { text, open: Vec::new(), taking: None, found: Vec::new() };
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| memchr::memchr(b'<', rest.as_bytes())) {
        match cut.markup(at + next, &wanted) {
            Some(after) => at = after,
            None => break,
        }
    }
    cut.found
}

/// A namespace declaration: its attribute and its value, as written.
type Declaration<'a> = (&'a str, &'a str);

struct Cut<'a> {
    text: &'a str,
    /// The declarations of each element that is open.
    open: Vec<Vec<Declaration<'a>>>,
    /// The document that is being taken: how many elements are open around it, its name, its
    /// beginning with what it inherits, and where its own text goes on.
    taking: Option<(usize, String, String, usize)>,
    found: Vec<(String, String)>,
}

impl<'a> Cut<'a> {
    /// Passes the markup at a place; gives where it ends.
    fn markup(&mut self, at: usize, wanted: &impl Fn(&str) -> bool) -> Option<usize> {
        let rest = self.text.get(at..)?;
        for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")] {
            if rest.starts_with(start) {
                return Some(at + start.len() + rest.get(start.len()..)?.find(end)? + end.len());
            }
        }
        let inside = rest.get(1..)?;
        let length = end_of_tag(inside.as_bytes())?;
        let (tag, after) = (inside.get(..length)?, at + length + 2);
        if tag.starts_with('/') {
            self.open.pop();
            self.close(after);
            return Some(after);
        }
        self.start(at, tag, wanted);
        if tag.ends_with('/') {
            self.open.pop();
            self.close(after);
        }
        Some(after)
    }

    fn start(&mut self, at: usize, tag: &'a str, wanted: &impl Fn(&str) -> bool) {
        let tag = tag.trim_end_matches('/');
        let name_ends = tag.find(char::is_whitespace).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(name_ends);
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let own: Vec<Declaration<'a>> = pairs(attributes.as_bytes())
            .filter(|(key, _)| *key == b"xmlns" || key.starts_with(b"xmlns:"))
            .filter_map(|(key, value)| {
                Some((std::str::from_utf8(key).ok()?, std::str::from_utf8(value).ok()?))
            })
            .collect();
        let attribute =
            if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        let in_force =
            own.iter().chain(self.open.iter().rev().flatten()).find(|(key, _)| *key == attribute);
        if self.taking.is_none() && in_force.is_some_and(|(_, uri)| wanted(uri)) {
            let inherited = self.inherited(&own);
            let head = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{name}{inherited}");
            self.taking = Some((self.open.len(), local.to_owned(), head, at + 1 + name_ends));
        }
        self.open.push(own);
    }

    /// The declarations in force around an element that it does not make anew.
    fn inherited(&self, own: &[Declaration]) -> String {
        let mut keys: Vec<&str> = own.iter().map(|(key, _)| *key).collect();
        let mut text = String::new();
        for (key, value) in self.open.iter().rev().flatten() {
            if !keys.contains(key) {
                keys.push(key);
                let quote = if value.contains('"') { '\'' } else { '"' };
                text.push_str(&format!(" {key}={quote}{value}{quote}"));
            }
        }
        text
    }

    /// Ends the document that is being taken when all its elements are closed.
    fn close(&mut self, after: usize) {
        if let Some((_, name, head, from)) =
            self.taking.take_if(|taking| taking.0 >= self.open.len())
        {
            let body = self.text.get(from..after).unwrap_or_default();
            self.found.push((name, head + body));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_keep_the_namespaces_that_hold_where_they_stand() {
        let text = "<?xml version='1.0'?><e:E xmlns:e='urn:e' xmlns:a='urn:a' xmlns='urn:d'><!-- \
            <a:X> --><e:H/>\n\
            <a:X y='>'><b>ä</b><a:X/></a:X><w><X xmlns='urn:a'/></w><![CDATA[<a:X/>]]></e:E>";
        let found = inner_documents(text, |uri| uri == "urn:a");
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        let expected = [
            format!(
                "{head}<a:X xmlns:e=\"urn:e\" xmlns:a=\"urn:a\" xmlns=\"urn:d\" \
                 y='>'><b>ä</b><a:X/></a:X>"
            ),
            format!("{head}<X xmlns:e=\"urn:e\" xmlns:a=\"urn:a\" xmlns='urn:a'/>"),
        ];
        assert_eq!(found.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), expected);
        assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["X", "X"]);
        assert_eq!(inner_documents("<a", |_| true), []);
        assert_eq!(inner_documents("</a><a>", |_| true), []);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[<>/!?a:='\" xmlns\\[\\]-]{0,60}") {
            inner_documents(&text, |_| true);
        }
    }
}
