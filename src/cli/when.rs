//! `kontor when`: when an order or an article can be expected.

use super::office::{self, Outcome};
use super::report::asked;
use super::{Ended, Told, print, print_written};
use crate::domain::Language;
use crate::office::run::Desk;
use crate::report::when;
use crate::store::Span;

/// Say when an order or an article can be expected, how sure that is, and why: from the days that
/// are stated and from how long such deliveries took before.
#[derive(clap::Args)]
pub struct When {
    /// The number of an order, or an article: its number, GTIN, or words of its name.
    about: String,
    /// Only this company.
    #[arg(long, value_name = "ID")]
    company: Option<String>,
}

impl When {
    /// Answers.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (Desk { setup, store, .. }, settings) = match office::look(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let Ok(company) = office::company_or_all(&settings, self.company.as_deref()) else {
            return Ok(Ended::NotDone);
        };
        let asked = asked(&setup, Span { company, ..Span::default() });
        let Some(answer) = when(&store, &asked, &self.about).await? else {
            match setup.language {
                Language::De => eprintln!(
                    "Von „{}“ ist keine Bestellung und kein bestellter Artikel bekannt. „kontor \
                     report deliveries“ zeigt alle Bestellungen.",
                    self.about
                ),
                Language::En => {
                    eprintln!(
                        "No order and no ordered article “{}” is known. \"kontor report \
                         deliveries\" shows all orders.",
                        self.about
                    )
                }
            }
            return Ok(Ended::NotDone);
        };
        match told.json {
            true => print_written(&(serde_json::to_string_pretty(&answer)? + "\n")),
            false => print(&format!("{}\n", answer.text("sentence").unwrap_or_default())),
        }
        Ok(Ended::Done)
    }
}
