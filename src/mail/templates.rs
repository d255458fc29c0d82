//! The texts of mails: they ship inside, and an office may put its own in their place
//! (`templates/NAME.txt`, `templates/NAME.html`).

use super::ConfirmationKind;
use crate::domain::{Language, plain};
use minijinja::{Environment, Value};
use std::collections::BTreeMap;

/// The texts by file name, as they ship.
static SHIPPED: [(&str, &str); 10] = [
    ("confirmation.txt", include_str!("templates/confirmation.txt")),
    ("confirmation.html", include_str!("templates/confirmation.html")),
    ("digest.txt", include_str!("templates/digest.txt")),
    ("digest.html", include_str!("templates/digest.html")),
    ("failure.txt", include_str!("templates/failure.txt")),
    ("failure.html", include_str!("templates/failure.html")),
    ("reports.txt", include_str!("templates/reports.txt")),
    ("reports.html", include_str!("templates/reports.html")),
    ("notice.txt", include_str!("templates/notice.txt")),
    ("notice.html", include_str!("templates/notice.html")),
];

/// The texts that an office's mails are made from.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    own: BTreeMap<String, String>,
}

/// What is wrong with a text of an office's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// Its file name.
    pub file: String,
    /// 1-based, where it is known.
    pub line: Option<usize>,
    /// As the template engine says it.
    pub why: String,
}

impl Templates {
    /// Those of an office: its own by file name, the shipped ones for the rest.
    pub fn with(own: BTreeMap<String, String>) -> Templates {
        Templates { own }
    }

    /// The names that a file may have.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// The shipped texts, with their file names, that the mail of this kind is made from.
    pub fn shipped_of(kind: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
        let stem = match kind {
            "receipt" | "rejection" => "notice",
            kind if ConfirmationKind::ALL.iter().any(|one| one.as_str() == kind) => "confirmation",
            kind => kind,
        };
        let stem = format!("{stem}.");
        SHIPPED.iter().copied().filter(move |(file, _)| file.starts_with(&stem))
    }

    /// A text with these values in it. One of the office's own that fails gives way to the shipped
    /// one: a digest with another face is better than none.
    pub(super) fn render(&self, name: &str, values: &Value) -> String {
        let shipped =
            SHIPPED.iter().find(|(shipped, _)| *shipped == name).map_or("", |(_, text)| text);
        let own = self.own.get(name).and_then(|own| rendered(name, own, values).ok());
        own.or_else(|| rendered(name, shipped, values).ok()).unwrap_or_default()
    }

    /// What is wrong with the office's own texts: those of unknown names, and those that fail with
    /// sample values.
    pub fn faults(&self) -> Vec<TemplateFault> {
        let unknown =
            self.own.keys().filter(|name| !Templates::names().any(|known| known == *name));
        let mut faults: Vec<TemplateFault> = unknown
            .map(|name| TemplateFault {
                file: name.clone(),
                line: None,
                why: Templates::names().collect::<Vec<_>>().join(", "),
            })
            .collect();
        for (name, text) in
            self.own.iter().filter(|(name, _)| Templates::names().any(|known| known == *name))
        {
            let samples = super::sample::values(name, Language::De)
                .into_iter()
                .chain(super::sample::values(name, Language::En));
            let failed = samples.filter_map(|values| rendered(name, text, &values).err()).next();
            faults.extend(failed.map(|error| TemplateFault {
                file: name.clone(),
                line: error.line(),
                why: error.to_string(),
            }));
        }
        faults
    }
}

fn rendered(name: &str, text: &str, values: &Value) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    // A misspelt name is a fault, not a gap in somebody's mail.
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::SemiStrict);
    // Names and numbers come from strangers: none begins a line of its own, in whatever text.
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => {
            minijinja::escape_formatter(out, state, &Value::from(plain::line(text)))
        }
        _ => minijinja::escape_formatter(out, state, value),
    });
    environment.render_named_str(name, text, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(name: &str, text: &str) -> Templates {
        Templates::with(BTreeMap::from([(name.to_owned(), text.to_owned())]))
    }

    #[test]
    fn the_shipped_texts_hold_and_an_own_one_takes_their_place() {
        for (name, text) in SHIPPED {
            assert_eq!(own(name, text).faults(), [], "{name}");
        }
        let values = minijinja::context! { name => "Kern" };
        assert_eq!(
            own("digest.txt", "Hallo {{ name }}").render("digest.txt", &values),
            "Hallo Kern"
        );
    }

    #[test]
    fn what_a_stranger_wrote_begins_no_line() {
        let values = minijinja::context! { name => "Kern\n\nBcc: x@y.example\r\u{2028}z" };
        let templates = own("digest.html", "<p>{{ name }}</p>");
        let said = "Kern  Bcc: x@y.example  z";
        assert_eq!(own("digest.txt", "{{ name }}").render("digest.txt", &values), said);
        assert_eq!(templates.render("digest.html", &values), format!("<p>{said}</p>"));
    }

    #[test]
    fn a_broken_text_is_told_with_its_line_and_the_shipped_one_stands_in() {
        let broken = own("notice.txt", "eins\n{{ nummer }}\n");
        let faults = broken.faults();
        assert_eq!(
            faults.iter().map(|fault| (fault.file.as_str(), fault.line)).collect::<Vec<_>>(),
            [("notice.txt", Some(2))]
        );
        let values =
            super::super::sample::values("notice.txt", Language::De).pop().expect("a sample");
        assert!(broken.render("notice.txt", &values).contains("Guten Tag"));
        assert_eq!(own("digst.txt", "x").faults().len(), 1, "an unknown name");
    }
}
