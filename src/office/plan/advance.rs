//! Money of a customer or vendor of the list of whom nothing is open: who it is of, and how it is
//! left on his account until his invoice comes, is said where it waits.

use super::Plan;
use crate::matching::{Decision, Explanation, MatchStatus};
use crate::store::rows::EntryRow;

impl Plan<'_> {
    /// Says of an entry that nothing explains whose account it came from or went to, and the answer
    /// that leaves it on his personal account.
    pub(super) fn told_whose(&self, decision: Decision, row: &EntryRow) -> Decision {
        let is_unexplained = decision.status == MatchStatus::Open
            && decision.allocations.is_empty()
            && decision.beside.is_empty()
            && decision.account.is_none()
            && decision.runner_up.is_none()
            && !row.entry.amount.amount.is_zero();
        let iban = row.entry.counterparty.iban.as_ref().filter(|_| is_unexplained);
        let bearer =
            iban.and_then(|iban| self.books.contacts.paying_from(&row.company, iban.as_str()));
        let Some(bearer) = bearer else { return decision };
        let (key, name, id) = (&bearer.contact, &bearer.name, decision.entry);
        let is_word = !key.contains(char::is_whitespace);
        let mut decision = decision;
        if is_word {
            decision.explanation.push(Explanation::new(
                format!(
                    "Das Gegenkonto ist das von {name} ({key}), und nichts von ihm passt. Ist es \
                     im Voraus gezahlt: „kontor resolve E{id} account {key}“ lässt es auf seinem \
                     Personenkonto, bis seine Rechnung kommt."
                ),
                format!(
                    "The other account is that of {name} ({key}), and nothing of theirs fits. If \
                     it is paid in advance: \"kontor resolve E{id} account {key}\" leaves it on \
                     their personal account until the invoice comes."
                ),
            ));
        }
        decision
    }
}
