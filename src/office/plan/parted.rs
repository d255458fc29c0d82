//! A file of statements of several accounts: each account's go their own way, so that one which is
//! nobody's takes no other with it.

use super::currencies::OF_SEVERAL;
use super::{Plan, Seen, Terms};
use crate::domain::finding::Weight;
use crate::domain::too_fine::TOO_FINE;
use crate::domain::{BankStatement, Content, Finding, FindingKind, Statement};
use crate::office::accounts::{Placed, mark};
use crate::office::resolve::TAKEN_BACK;
use crate::office::route::{Route, WRONG_COMPANY};
use crate::office::take::Outcome;
use crate::store::rows::DocumentRow;
use std::collections::BTreeSet;

/// Findings of files of several accounts.
pub static FINDINGS: &[&FindingKind] = &[&NOTHING_OWN];

/// A person wants statements booked of which the file has none.
pub static NOTHING_OWN: FindingKind = FindingKind {
    code: "statements-not-found",
    weight: Weight::Warning,
    de: "In der Datei findet kontor nicht mehr, welche Auszüge zu {this} gehören; es ist nichts \
        gebucht. Bitte die Datei noch einmal ablegen und {this} mit „kontor resolve {this} reject \
        GRUND“ beenden.",
    en: "kontor no longer finds in the file which statements are those of {this}; nothing is \
        booked. Drop the file again, and end {this} with \"kontor resolve {this} reject REASON\".",
};

/// A document on its way, or those statements of one that go the same way.
pub(super) struct Piece {
    pub row: DocumentRow,
    pub outcome: Outcome,
    /// `None` where there is nothing to route.
    pub route: Option<Route>,
    /// True when other statements of the same file go another way.
    pub part: bool,
}

impl Plan<'_> {
    /// The statements of a file by where they go: what is booked first, under the file's own row;
    /// the rest hang below it.
    pub(super) fn parted(
        &self,
        row: DocumentRow,
        outcome: Outcome,
        pinned: Option<&str>,
    ) -> Vec<Piece> {
        let Outcome::Read { content: Content::BankStatement(file), format, doubts, invalid } =
            outcome
        else {
            return vec![self.whole(row, outcome, pinned)];
        };
        let mut parts: Vec<(Route, Option<String>, BankStatement)> = Vec::new();
        for (route, statement) in
            self.directory.place(pinned, &file).into_iter().map(Route::from).zip(&file.statements)
        {
            let account =
                Some(mark(&statement.account)).filter(|_| !matches!(route, Route::To(_))).flatten();
            match parts.iter_mut().find(|(known, of, _)| (known, of) == (&route, &account)) {
                Some((_, _, part)) => part.statements.push(statement.clone()),
                None => parts.push((
                    route,
                    account,
                    BankStatement { statements: vec![statement.clone()], ..file.clone() },
                )),
            }
        }
        parts.sort_by_key(|(route, _, _)| match route {
            Route::To(_) | Route::Office => 0,
            Route::Held(..) => 1,
            Route::Rejected(_) => 2,
        });
        let part = parts.len() > 1;
        let read = |content, doubts| Outcome::Read {
            format: format.clone(),
            content,
            doubts,
            invalid: invalid.clone(),
        };
        if !part {
            return vec![self.whole(row, read(Content::BankStatement(file), doubts), pinned)];
        }
        let piece = |(at, (route, account, statements)): (
            usize,
            (Route, Option<String>, BankStatement),
        )| {
            let own = match at {
                0 => row.clone(),
                _ => DocumentRow {
                    id: 0,
                    parent_id: Some(row.id),
                    claim: format!("{}!@{}", row.claim, self.aim(&route, account)),
                    ..row.clone()
                },
            };
            let doubts = if at == 0 { doubts.clone() } else { Vec::new() };
            Piece {
                row: own,
                outcome: read(Content::BankStatement(statements), doubts),
                route: Some(route),
                part,
            }
        };
        parts.into_iter().enumerate().map(piece).collect()
    }

    /// The statements of a held row, and whose they are: those of the account that it bears, on the
    /// ledger account a person names, else where the settings place them by now.
    pub(super) fn release_statements(
        &self,
        row: &DocumentRow,
        file: BankStatement,
        terms: &Terms,
    ) -> Result<(String, Content), Finding> {
        let misplaced = row.reason_code.as_deref() == Some(WRONG_COMPANY.code);
        let here = row.company.as_deref();
        let pinned = here.filter(|_| !misplaced || terms.account.is_some());
        let placed = self.directory.place(pinned, &file).into_iter().zip(&file.statements);
        let placed: Vec<(Placed, &Statement)> = placed.collect();
        // What was booked at first and taken back since bears no account, but the number of its
        // statement: it is what finds its place here, else all but what is another's.
        let reason = row.reason_code.as_deref();
        let bears_account = row.number.is_some()
            && file.statements.iter().any(|statement| mark(&statement.account) == row.number);
        let whole = !bears_account && reason == Some(TAKEN_BACK.code)
            || reason == Some(OF_SEVERAL.code)
            || reason == Some(TOO_FINE.code);
        let is_here = |placed: &Placed| match placed {
            Placed::Kept { company, .. } => Some(&**company) == here,
            Placed::Held(..) | Placed::Rejected(_) => false,
        };
        let is_told = |placed: &Placed| matches!(placed, Placed::Kept { .. });
        let any_here = placed.iter().any(|(placed, _)| is_here(placed));
        let is_own = |(placed, statement): &(Placed, &Statement)| match whole {
            true => is_here(placed) || !any_here && !is_told(placed),
            false => mark(&statement.account) == row.number,
        };
        let own: Vec<(Placed, &Statement)> = placed.into_iter().filter(is_own).collect();
        if own.is_empty() && !file.statements.is_empty() {
            return Err(NOTHING_OWN.found().with("this", format!("D{}", row.id)));
        }
        let mut company = here.unwrap_or_default().to_owned();
        for (placed, _) in &own {
            match placed {
                Placed::Kept { company: named, .. } => company.clone_from(named),
                Placed::Held(..) if terms.account.is_some() => {}
                Placed::Held(_, finding) | Placed::Rejected(finding) => {
                    return Err(finding.clone().with("this", format!("D{}", row.id)));
                }
            }
        }
        let statements = own.into_iter().map(|(_, statement)| statement.clone()).collect();
        Ok((company, Content::BankStatement(BankStatement { statements, ..file.clone() })))
    }

    /// What tells one piece from the others of its file.
    fn aim(&self, route: &Route, account: Option<String>) -> String {
        match route {
            Route::To(company) => company.clone(),
            Route::Office | Route::Held(..) | Route::Rejected(_) => {
                format!("?{}", account.unwrap_or_default())
            }
        }
    }
}

/// A row of statements that find no account bears the account they state, so that a person and the
/// next copy know which it is about.
pub(super) fn mark_unplaced(row: &mut DocumentRow, outcome: &Outcome, route: Option<&Route>) {
    if let (
        Outcome::Read { content: Content::BankStatement(file), .. },
        Some(Route::Held(..) | Route::Rejected(_)),
    ) = (outcome, route)
    {
        row.number = file.statements.first().and_then(|statement| mark(&statement.account));
    }
}

/// The accounts that a file of statements tells of; `None` for other documents.
pub(super) fn marks(content: &Content) -> Option<BTreeSet<Option<String>>> {
    match content {
        Content::BankStatement(file) => {
            Some(file.statements.iter().map(|statement| mark(&statement.account)).collect())
        }
        _ => None,
    }
}

/// Whose statements are that go another way than others of their file.
pub(super) enum Besides {
    /// All of the file go one way.
    Whole,
    /// Of another company of the office than the folder's: what that has booked asks nothing, else
    /// each folder would send the file to the other one.
    Of(String),
    /// Nobody knows.
    Unknown,
}

impl Plan<'_> {
    /// Whose a part of a file is that finds no place in its folder.
    pub(super) fn named_besides(&self, content: &Content, route: &Route, part: bool) -> Besides {
        match (part, route) {
            (false, _) => Besides::Whole,
            (true, Route::Held(_, finding)) if std::ptr::eq(finding.kind, &WRONG_COMPANY) => {
                match self.directory.route(None, content) {
                    Route::To(named) => Besides::Of(named),
                    _ => Besides::Unknown,
                }
            }
            (true, _) => Besides::Unknown,
        }
    }
}

/// The document by which the company that this one is for has the same content; of one that is
/// nobody's, by which anybody has. A copy that left statements of these accounts out does not have
/// them.
pub(super) fn twin(
    row: &DocumentRow,
    content: &Content,
    route: &Route,
    besides: Besides,
    seen: &Seen,
) -> Option<i64> {
    let company = match (route, &besides) {
        (Route::To(company), _) | (_, Besides::Of(company)) => Some(company.as_str()),
        (Route::Held(..) | Route::Rejected(_), Besides::Unknown) => return None,
        (Route::Office | Route::Held(..) | Route::Rejected(_), _) => None,
    };
    let lacks = marks(content).is_some_and(|accounts| seen.left_out(&row.sha256, &accounts));
    seen.booked(&row.sha256, company).filter(|_| !lacks)
}
