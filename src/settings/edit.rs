//! Writing one setting into a `kontor.toml` that a person keeps: every other line stays as it is.

/// The text with `[storage] url` set to this address.
pub fn with_storage(text: &str, url: &str) -> String {
    let line = format!("url = {}", serde_json::Value::from(url));
    let mut lines: Vec<&str> = text.lines().collect();
    let header = lines.iter().position(|line| bare(line) == "[storage]");
    let Some(header) = header else {
        let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return format!("{text}{gap}\n[storage]\n{line}\n");
    };
    let end = lines
        .iter()
        .skip(header + 1)
        .position(|line| bare(line).starts_with('['))
        .map_or(lines.len(), |more| header + 1 + more);
    let is_url = |line: &&str| {
        bare(line).strip_prefix("url").is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let set =
        lines.iter().take(end).skip(header + 1).position(is_url).map(|more| header + 1 + more);
    match set.and_then(|at| lines.get_mut(at)) {
        Some(old) => *old = &line,
        None => lines.insert(header + 1, &line),
    }
    lines.join("\n") + "\n"
}

fn bare(line: &str) -> &str {
    line.split('#').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::with_storage;
    use crate::domain::Language;
    use crate::settings::{Settings, Storage, commented_kontor_toml};

    const URL: &str = "postgres://kontor@db/office";

    #[test]
    fn only_the_address_changes() {
        for text in [
            "",
            "language = \"en\"",
            "[mail]\nfrom = \"a@b.example\"\n",
            "[storage]\nurl = \"kontor.db\" # here\n\n[mail]\n",
        ] {
            let (settings, faults) = Settings::read("kontor.toml", &with_storage(text, URL));
            assert!(faults.is_empty(), "{text}");
            assert_eq!(settings.storage, Storage::Postgres(URL.to_owned()), "{text}");
        }
        let text = commented_kontor_toml(Language::En);
        let set = with_storage(&text, URL);
        assert_eq!(
            Settings::read("kontor.toml", &set).0.storage,
            Storage::Postgres(URL.to_owned())
        );
        let kept: Vec<&str> = set.lines().filter(|line| !line.contains(URL)).collect();
        assert_eq!(kept, text.lines().collect::<Vec<_>>());
        assert_eq!(
            with_storage(&set, "kontor.db").matches("url = \"kontor.db\"").count(),
            2,
            "the commented line and the set one"
        );
    }
}
