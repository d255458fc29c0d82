//! What an e-mail address looks like.

use super::fault::Hint;
use super::findings::EMAIL;
use super::page::Table;

/// An e-mail address: one `@` with something before it and a domain after it, no blanks (the strict
/// grammar of RFC 5321 is the server's affair).
pub(super) fn read_email(table: &Table<'_>, key: &'static str) -> Option<String> {
    let text = table.text(key)?;
    let sound = is_email(text.get_ref());
    if !sound {
        table.page().fault(
            text.span(),
            EMAIL.found().with("value", text.get_ref()),
            Some(EMAIL_HINT),
        );
    }
    sound.then(|| text.into_inner())
}

/// What an address looks like.
pub(crate) const EMAIL_HINT: Hint = Hint::Do(
    "Erwartet wird name@firma.example, ohne Namen davor.",
    "Expected is name@company.example, without a name before it.",
);

/// Whether a text has the shape of an e-mail address.
pub(crate) fn is_email(text: &str) -> bool {
    let legal = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| {
                c.is_whitespace() || c.is_control() || "<>,;:\"()[]@".contains(c)
            })
    };
    let domain_holds = |domain: &str| {
        legal(domain)
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !domain.contains("..")
    };
    text.len() <= 254
        && text.split_once('@').is_some_and(|(local, domain)| legal(local) && domain_holds(domain))
}
