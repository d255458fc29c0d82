//! Whether a row of a sheet means what its id names here. A sheet of another office, or of this one
//! before a backup was restored, bears ids that name something else: the row's own columns tell.
//! What a person or a spreadsheet has only reformatted still agrees; an empty cell says nothing.

use super::super::resolve::number;
use super::super::run::Desk;
use crate::domain::finding::Weight;
use crate::domain::{Answer, Finding, FindingKind, Language, Money, Shown, spelling, text};
use crate::formats::csv_shape::{date, number as figures};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A row that means something else than what its id names here.
pub static OTHER_ROW: FindingKind = FindingKind {
    code: "answer-other-row",
    weight: Weight::Warning,
    de: "{id}: Die Zeile der Liste meint etwas anderes: dort steht {said}, hier ist {id} {here}. \
         „{answer}“ ist nicht ausgeführt. Ist die Liste umsortiert, ist vielleicht eine Spalte \
         stehen geblieben; sonst ist sie die eines anderen Büros oder von vor einer \
         Wiederherstellung. Bitte auf einer neuen Klärungsliste antworten.",
    en: "{id}: the row of the sheet means something else: it says {said}, here {id} is {here}. \
         “{answer}” is not carried out. If the sheet was sorted, a column may have stayed behind; \
         else it is another office's, or of before a backup was restored. Answer on a new \
         clarification sheet.",
};

/// What an id names here.
#[derive(Debug, Default)]
struct Here {
    company: Option<String>,
    /// Days that it may be told by.
    days: Vec<Date>,
    amount: Option<Money>,
    /// Who it is from or to.
    party: Option<String>,
    /// What a document is called as a whole, and its file.
    names: Vec<String>,
    /// The remittance; of a document its number.
    text: Option<String>,
}

impl Desk {
    /// What is to be told of a row whose columns contradict what its id names in this office.
    pub(super) async fn means_another(&self, answer: &Answer) -> anyhow::Result<Option<Finding>> {
        if answer.shown == Shown::default() {
            return Ok(None);
        }
        let Some(here) = self.named_here(&answer.id).await? else { return Ok(None) };
        let company = |said: &str| self.is_company(said, here.company.as_deref());
        if here.agrees(&answer.shown) && answer.shown.company.as_deref().is_none_or(company) {
            return Ok(None);
        }
        let language = self.setup.language;
        let finding = OTHER_ROW.found().with("id", &answer.id).with("answer", &answer.answer);
        let finding = finding.with("said", told(&answer.shown, language));
        Ok(Some(finding.with("here", here.told(language))))
    }

    async fn named_here(&self, id: &str) -> anyhow::Result<Option<Here>> {
        Ok(match number(id) {
            Some(('E', key)) => self.store.entries(&[key]).await?.pop().map(|row| Here {
                company: Some(row.company),
                days: [row.entry.booking_date, row.entry.value_date]
                    .into_iter()
                    .flatten()
                    .collect(),
                amount: Some(row.entry.amount),
                party: row.entry.counterparty.name,
                names: Vec::new(),
                text: row.entry.remittance,
            }),
            Some(('D', key)) => self.store.document(key).await?.map(|document| {
                let both = [Language::De, Language::En];
                let called = both.into_iter().filter_map(|language| document.called(language));
                Here {
                    names: called.chain([document.file.clone()]).collect(),
                    party: document.party.clone(),
                    days: document
                        .received_at
                        .get(..10)
                        .and_then(|day| day.parse().ok())
                        .into_iter()
                        .collect(),
                    amount: document
                        .amount
                        .zip(document.currency)
                        .map(|(amount, currency)| Money::new(amount, currency)),
                    company: document.company,
                    text: document.number,
                }
            }),
            _ => None,
        })
    }

    /// Whether a cell names this company, by its id or one of its names.
    fn is_company(&self, said: &str, company: Option<&str>) -> bool {
        let named = |company: &str| {
            let party = crate::domain::Party { name: Some(said.to_owned()), ..Default::default() };
            said.eq_ignore_ascii_case(company) || self.setup.directory.bears_name(&party, company)
        };
        company.is_none_or(named)
    }
}

impl Here {
    fn agrees(&self, shown: &Shown) -> bool {
        let said = |cell: &Option<String>| cell.clone().unwrap_or_default();
        let days = days(&said(&shown.date), self.days.first().copied());
        let is_day = days.is_empty() || self.days.is_empty();
        let amounts = amounts(&said(&shown.amount));
        let is_amount =
            self.amount.is_none_or(|own| amounts.is_empty() || amounts.contains(&own.amount));
        (is_day || days.iter().any(|day| self.days.contains(day)))
            && is_amount
            && self.currency_agrees(&said(&shown.currency))
            && self.party_agrees(&said(&shown.party))
            && texts_agree(&said(&shown.text), self.text.as_deref().unwrap_or_default())
    }

    fn party_agrees(&self, said: &str) -> bool {
        let is_name = |line: &str| self.names.iter().any(|own| is_cut_of(line, own));
        let is_party = |line: &str| self.party.as_ref().is_some_and(|own| names_agree(line, own));
        let knows = self.party.is_some() || !self.names.is_empty();
        said.is_empty()
            || !knows
            || said.lines().chain([said]).any(|line| is_name(line) || is_party(line))
    }

    fn currency_agrees(&self, said: &str) -> bool {
        let code = figures::currency(said.trim()).and_then(crate::domain::Currency::read);
        code.zip(self.amount).is_none_or(|(code, own)| code == own.currency)
    }

    fn told(&self, language: Language) -> String {
        let day = self.days.first().map(|day| spelling::day(*day, language));
        let amount = self.amount.map(|amount| spelling::amount(amount, language));
        let company = self.company.iter().map(|company| format!("({company})"));
        listed(
            day.into_iter()
                .chain(amount)
                .chain(self.party.clone().or_else(|| self.names.first().cloned()))
                .chain(self.text.clone()),
        ) + &company.map(|company| format!(" {company}")).collect::<String>()
    }
}

fn told(shown: &Shown, language: Language) -> String {
    let cell = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let day = days(&cell(&shown.date), None).first().map(|day| spelling::day(*day, language));
    let amount = amounts(&cell(&shown.amount))
        .first()
        .map(|amount| spelling::number(&in_cents(*amount).to_string(), language));
    let amount = amount.or_else(|| shown.amount.clone());
    let money = amount.map(|amount| format!("{amount} {}", cell(&shown.currency)));
    let party = shown.party.as_ref().map(|party| party.lines().collect::<Vec<_>>().join(", "));
    let company = shown.company.iter().map(|company| format!(" ({company})"));
    listed(
        day.or_else(|| shown.date.clone())
            .into_iter()
            .chain(money)
            .chain(party)
            .chain(shown.text.clone()),
    ) + &company.collect::<String>()
}

/// With two decimals at least.
fn in_cents(mut amount: Decimal) -> Decimal {
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount
}

/// As many words of each as tell it.
fn listed(parts: impl Iterator<Item = String>) -> String {
    const LONGEST: usize = 60;
    let parts = parts.map(|part| {
        let part = part.trim().to_owned();
        match part.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", part.get(..end).unwrap_or_default().trim_end()),
            None => part,
        }
    });
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The days that a cell may mean: written either way about, or a spreadsheet's count of days since
/// 1899-12-30. None where it is no day.
fn days(said: &str, near: Option<Date>) -> Vec<Date> {
    let said = said.trim();
    let forms = [date::Form::DayFirst, date::Form::MonthFirst];
    let mut days: Vec<Date> = forms.into_iter().filter_map(|form| date::read(said, form)).collect();
    let near = near.into_iter().flat_map(|near| {
        forms.into_iter().filter_map(move |form| date::without_year(said, near, form))
    });
    days.extend(near.filter(|_| days.is_empty()).collect::<Vec<_>>());
    let counted = said.split(['.', ',']).next().filter(|digits| digits.len() == 5);
    let counted = counted.and_then(|digits| digits.parse::<i64>().ok());
    days.extend(
        counted
            .filter(|_| days.is_empty())
            .and_then(|counted| jiff::civil::date(1899, 12, 30).checked_add(counted.days()).ok()),
    );
    days
}

/// The amounts that a cell may mean: with a comma or a point before the decimals, with the side of
/// an account behind it. None where it is no number.
fn amounts(said: &str) -> Vec<Decimal> {
    let said = said.trim();
    let (bare, sign) = match said.rsplit_once(' ') {
        Some((bare, "S")) => (bare, Decimal::NEGATIVE_ONE),
        Some((bare, "H")) => (bare, Decimal::ONE),
        _ => (said, Decimal::ONE),
    };
    let forms = [figures::Form::Comma, figures::Form::Point];
    forms.into_iter().filter_map(|form| Some(figures::read(bare, form)? * sign)).collect()
}

/// The same, or one of them cut short.
fn is_cut_of(said: &str, own: &str) -> bool {
    let compact = |name: &str| text::fold(name).replace(' ', "");
    let (said, own) = (compact(said), compact(own));
    match said.is_empty() || own.is_empty() {
        true => said == own,
        false => said.starts_with(&own) || own.starts_with(&said),
    }
}

/// Two spellings of a name, one perhaps cut short or without its form: they share a word that says
/// something.
fn names_agree(said: &str, own: &str) -> bool {
    if is_cut_of(said, own) {
        return true;
    }
    let bare = |name: &str| text::without_legal_form(name).into_owned();
    let (said, own) = (bare(&text::fold(said)), bare(&text::fold(own)));
    let says = |word: &&str| word.chars().count() >= 3 && !word.chars().all(char::is_numeric);
    said.split(' ').filter(says).any(|said| {
        let is_cut = |own: &str| said.len() >= 5 && own.starts_with(said);
        own.split(' ').filter(says).any(|own| said == own || is_cut(own))
    })
}

/// Two texts agree unless one names a number that the other does not: words alone tell no payment
/// from another.
fn texts_agree(said: &str, own: &str) -> bool {
    let (said, own) = (text::fold(said), text::fold(own));
    let (compact, own_compact) = (said.replace(' ', ""), own.replace(' ', ""));
    if compact.contains(&own_compact) || own_compact.contains(&compact) {
        return true;
    }
    let own = numbers(&own);
    let is_known = |said: &String| own.iter().any(|own| own.starts_with(said.as_str()));
    own.is_empty() || numbers(&said).iter().all(is_known)
}

/// The numbers in a text, without the zeros before them.
fn numbers(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_ascii_digit())
        .map(|digits| digits.trim_start_matches('0').to_owned())
        .filter(|digits| !digits.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;
    use jiff::civil::date;

    fn here() -> Here {
        Here {
            company: Some("wir".into()),
            days: vec![date(2026, 10, 5)],
            amount: Currency::read("EUR").map(|euro| Money::new(Decimal::new(-119_000, 2), euro)),
            party: Some("Müller & Söhne Metallbau GmbH".into()),
            names: Vec::new(),
            text: Some("Rechnung RE-2026-0017 vom 01.10.".into()),
        }
    }

    fn row(date: &str, amount: &str, party: &str, text: &str) -> Shown {
        let cell = |cell: &str| Some(cell.to_owned()).filter(|cell| !cell.is_empty());
        Shown {
            date: cell(date),
            amount: cell(amount),
            party: cell(party),
            text: cell(text),
            ..Shown::default()
        }
    }

    #[test]
    fn what_is_only_written_otherwise_agrees() {
        for date in ["2026-10-05", "05.10.2026", "5.10.26", "10/05/2026", "05/10/2026", "46300"] {
            assert!(here().agrees(&row(date, "", "", "")), "{date}");
        }
        for amount in ["-1190", "-1.190,00", "-1,190.00 €", "-1190.0000", "(1.190,00)", "1190 S"]
        {
            assert!(here().agrees(&row("", amount, "", "")), "{amount}");
        }
        for party in ["Mueller", "MÜLLER & SÖHNE METALL", "Metallbau Müller", "Müller und Söhne"]
        {
            assert!(here().agrees(&row("", "", party, "")), "{party}");
        }
        for text in ["Rechnung RE-2026", "RE-2026-17", "siehe Notiz", "RECHNUNG RE20260017"] {
            assert!(here().agrees(&row("", "", "", text)), "{text}");
        }
        assert!(here().agrees(&row("neulich", "viel", "", "")));
    }

    #[test]
    fn what_names_something_else_does_not() {
        for other in [
            row("2026-10-06", "", "", ""),
            row("", "-1190.01", "", ""),
            row("", "1190", "", ""),
            row("", "", "Stahl GmbH", ""),
            row("", "", "", "RE-4711"),
            Shown { currency: Some("USD".into()), ..Shown::default() },
        ] {
            assert!(!here().agrees(&other), "{other:?}");
        }
    }
}
