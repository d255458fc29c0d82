//! What speaks against booking a payment without asking, although its texts name items.

use super::amounts::{self, Fit, keeps_back, retains};
use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::{german, money, on_this_account, with_word};
use super::facts::EntryFacts;
use super::index::{How, Named, Proof};
use super::keys::digits_of;
use super::left_open::is_abroad;
use super::reading::significant;
use super::vouchers;
use crate::domain::text::{fold, without_legal_form};

impl<'a> Desk<'a> {
    /// Whatever speaks against booking without asking; `fit` is how the amount fits the items that
    /// are meant.
    pub(super) fn doubts(&self, slip: &Slip<'a>, live: &[&Named], fit: &Fit) -> Vec<Explanation> {
        let own_books = vouchers::tells_nothing(live, fit);
        let mut doubts = self
            .unresolved_but(slip, |stretch| own_books && slip.mentions.vouchers.contains(stretch));
        let told_by_amount = self.is_told_by_amount(slip, live, fit);
        for named in live.iter().filter(|named| !named.others.is_empty() && !told_by_amount) {
            doubts.push(with_word(
                "„{}“ kann mehrere Posten meinen.",
                "\"{}\" may mean several items.",
                &named.span,
            ));
            let all: Vec<usize> = std::iter::once(named.item)
                .chain(named.others.iter().copied())
                .filter(|at| self.left(*at) != 0)
                .collect();
            if all.len() > 1 {
                doubts.push(self.between(&all));
            }
        }
        doubts.extend(live.iter().filter_map(|named| self.denied(slip, named)));
        doubts.extend(self.contradicted(slip, live, fit));
        doubts.extend(self.means_more(slip, live));
        doubts.extend(self.nothing_lacks(slip, live, fit));
        doubts.extend(self.written_after(slip, live));
        let apart = live.iter().filter_map(|named| self.read_apart(slip, named));
        for choice in apart.chain(self.read_as_one(slip, live)) {
            doubts.push(Explanation::new(
                "Die Ziffern können eine Nummer sein oder mehrere, und der Betrag passt zu beidem.",
                "The figures may be one number or several, and the amount fits both.",
            ));
            doubts.push(choice);
        }
        // All are open, the payer's own by his account, and paid to the cent: then they are meant.
        let own = |named: &&Named| self.index.party(slip.entry, named.item) == Some(Proof::Account);
        let borne_out = fit.is_in_full() && live.iter().all(own);
        let is_range = live.iter().any(|named| named.how == How::Between);
        if is_range && !(borne_out && self.is_whole_range(slip, live)) {
            doubts.push(Explanation::new(
                "Der Text nennt einen Bereich von Nummern; bitte bestätigen, dass alle dazwischen \
                 gemeint sind.",
                "The text names a range of numbers; please confirm that all between are meant.",
            ));
        }
        if live.iter().any(|named| named.how == How::Shortened) && !borne_out {
            doubts.push(Explanation::new(
                "Der Text kürzt Nummern ab; bitte bestätigen, dass die genannten gemeint sind.",
                "The text cuts numbers short; please confirm that those named are meant.",
            ));
        }
        if live.iter().any(|named| named.how == How::Remainder) {
            doubts.push(Explanation::new(
                "Welche Gutschrift gemeint ist, sagt nur der Betrag; bitte bestätigen.",
                "Which credit note is meant only the amount says; please confirm.",
            ));
        }
        if live.iter().any(|named| named.how == How::Chained) && !fit.is_in_full() {
            doubts.push(Explanation::new(
                "Dass die Gutschrift abgezogen ist und Skonto auf den Rest, sagt nur der Betrag; \
                 bitte bestätigen.",
                "That the credit note is taken off, and cash discount on the rest, only the amount \
                 says; please confirm.",
            ));
        }
        if live.iter().any(|named| named.how == How::Others) {
            doubts.push(Explanation::new(
                "Welche weiteren Posten gemeint sind, sagt nur die Summe; bitte bestätigen.",
                "Which further items are meant only the sum says; please confirm.",
            ));
        }
        doubts.extend(self.only_the_sum_says(slip, live));
        let party = |named: &&&Named| self.index.party(slip.entry, named.item);
        // A credit note, or what is owed the other way.
        let credit = |named: &&&Named| {
            self.index.items.get(named.item).is_some_and(|item| {
                item.facts.on_account(item.facts.original).signum() != slip.entry.amount.signum()
            })
        };
        if let Some(strange) = live
            .iter()
            .filter(credit)
            .find(|named| party(named).is_none() && live.iter().any(|own| party(&own).is_some()))
        {
            let item = self.index.items.get(strange.item).map(|item| item.facts);
            let (de, en) = match item.is_some_and(|item| item.original < 0) {
                true => (
                    "Die Gutschrift {} gehört einem anderen Geschäftspartner.",
                    "Credit note {} is another contact's.",
                ),
                false => (
                    "{}, was damit verrechnet wäre, gehört einem anderen Geschäftspartner.",
                    "{}, which would be set off by it, is another contact's.",
                ),
            };
            doubts.push(with_word(de, en, item.map_or("", |item| item.document.as_str())));
        }
        if let Some(own) = self.own_in_front(slip, live) {
            doubts.push(with_word(
                "Die genannte Nummer gehört einem anderen Geschäftspartner; vor ihrem Strich ist \
                 sie die des Postens {} des Zahlenden, und dahinter kann ein weiterer gemeint \
                 sein.",
                "The number named is another contact's; up to its stroke it is that of the payer's \
                 item {}, and another of his may be meant behind it.",
                self.index.items.get(own).map_or("", |item| item.facts.document.as_str()),
            ));
        } else if let Some(rival) = self.rival_of_stranger(slip, live) {
            doubts.push(with_word(
                "Die genannte Nummer gehört einem anderen Geschäftspartner; der Zahlende hat \
                 selbst den Posten {} über diesen Betrag offen.",
                "The number named is another contact's; the payer has an item of this amount open \
                 himself, {}.",
                self.index.items.get(rival).map_or("", |item| item.facts.document.as_str()),
            ));
        }
        let short = |named: &&&Named| {
            !named.strong && named.others.is_empty() && named.how != How::BrokenReference
        };
        for named in live
            .iter()
            .filter(short)
            .filter(|named| self.index.party(slip.entry, named.item) != Some(Proof::Account))
            .filter(|named| named.how != How::Number || !self.names_contact(slip, named.item))
        {
            doubts.push(with_word(
                "„{}“ allein ist zu kurz, um sicher zu sein, und der Geschäftspartner bestätigt es \
                 nicht.",
                "\"{}\" alone is too short to be sure, and the other side does not confirm it.",
                &named.span,
            ));
        }
        if live.iter().any(|named| named.how == How::BrokenReference) {
            doubts.push(Explanation::new(
                "Die Prüfziffern der Referenz stimmen nicht; bitte vergleichen.",
                "The check digits of the reference do not hold; please compare.",
            ));
        }
        let number = |named: &&Named| {
            self.index.items.get(named.item).map(|item| item.facts.document.as_str())
        };
        let one = match live {
            [one] => number(one),
            _ => None,
        };
        doubts.extend(kept_back(slip, fit, one));
        doubts.extend(self.paid_to_another(slip, live));
        doubts.extend(self.id_names_another(slip, live));
        if let Some(exact) = self.exact_beside(slip, live, fit) {
            doubts.push(with_word(
                "Der Betrag weicht von dem genannten Posten ab, und {} ist auf den Cent in dieser \
                 Höhe offen; bitte bestätigen.",
                "The amount differs from the item named, and {} is open at just this amount; \
                 please confirm.",
                self.index.items.get(exact).map_or("", |item| item.facts.document.as_str()),
            ));
        }
        doubts.extend(self.counts_more(slip, live));
        doubts.extend(self.discount_not_agreed(slip, live, fit));
        doubts
    }

    /// Another open item of the payer's own account that the amount is to the cent, where what the
    /// text names is nearly that: one digit of the number may be wrong.
    fn exact_beside(&self, slip: &Slip<'a>, live: &[&Named], fit: &Fit) -> Option<usize> {
        if !matches!(fit, Fit::Near { .. }) {
            return None;
        }
        let is_named = |at: &usize| live.iter().any(|named| named.item == *at);
        let is_exact = |at: &usize| {
            let item = self.index.items.get(*at);
            item.is_some_and(|item| item.facts.on_account(item.left) == slip.entry.paid())
        };
        let own = self.index.by_amount(slip.entry, true).into_iter();
        own.filter(|at| !is_named(at) && self.left(*at) != 0).find(is_exact)
    }

    /// Whether of several items that one number may mean, all of the payer's own account, the
    /// amount says which: it is what is open of that one, and of no other.
    fn is_told_by_amount(&self, slip: &Slip<'a>, live: &[&Named], fit: &Fit) -> bool {
        let [named] = live else { return self.is_only_reading(slip, live, fit) };
        let own = |at: usize| self.index.party(slip.entry, at) == Some(Proof::Account);
        let of_same = |at: &usize| self.are_one_paper(named.item, *at);
        let other = |at: &usize| {
            !(own(*at) || of_same(at))
                || self.due(slip.entry, *at).is_some_and(|due| {
                    matches!(
                        amounts::fit(&[due], slip.entry.paid(), self.policy.small_difference),
                        Fit::Exact { .. } | Fit::Near { .. } | Fit::Late { .. }
                    )
                })
        };
        let is_own = own(named.item) || named.others.iter().all(of_same);
        fit.is_in_full() && is_own && !named.others.iter().any(other)
    }

    /// Whether of several numbers, all of the payer's own account, that are paid to the cent no
    /// other reading is: `118 u. 119/2026` beside 118 of last year.
    fn is_only_reading(&self, slip: &Slip<'a>, live: &[&Named], fit: &Fit) -> bool {
        const MOST: usize = 256;
        let own = |at: &usize| self.index.party(slip.entry, *at) == Some(Proof::Account);
        let of = |named: &&Named| -> Vec<usize> {
            let others = named.others.iter().copied().filter(|at| self.left(*at) != 0);
            std::iter::once(named.item).chain(others).collect()
        };
        let choices: Vec<Vec<usize>> = live.iter().map(of).collect();
        let all = choices.iter().try_fold(1_usize, |all, one| all.checked_mul(one.len()));
        let Some(all) = all.filter(|all| *all <= MOST) else { return false };
        let reading = |mut rest: usize| -> Vec<usize> {
            let choose = |one: &Vec<usize>| {
                let at = rest.checked_rem(one.len())?;
                rest = rest.checked_div(one.len())?;
                one.get(at).copied()
            };
            choices.iter().filter_map(choose).collect()
        };
        // The first takes what is meant of each.
        fit.is_in_full()
            && choices.iter().flatten().all(own)
            && !(1..all).any(|at| self.sums(slip.entry, &reading(at)))
    }

    /// Whether two items are of one invoice: what it calls paid already, and what is left to pay.
    fn are_one_paper(&self, one: usize, other: usize) -> bool {
        let of = |at: usize| {
            let item = &self.index.items.get(at)?.facts;
            Some((item.side, &item.contact, &item.document, item.date))
        };
        of(one).is_some() && of(one) == of(other)
    }

    /// Whether the text bears the name of an item's contact: who pays for another often says so.
    fn names_contact(&self, slip: &Slip<'a>, at: usize) -> bool {
        const SHORTEST: usize = 5;
        let names = self.index.items.get(at).map(|item| item.facts.names.as_slice());
        names.into_iter().flatten().any(|name| {
            let folded = fold(name);
            let bare = without_legal_form(&folded);
            let bare = bare.trim();
            bare.chars().count() >= SHORTEST
                && bare.contains(' ')
                && slip.reading.words.contains(&format!(" {bare} "))
        })
    }

    /// Whether an item is meant whatever the amount: a word like `Rechnung` leads to its number, or
    /// it is the other side's own and no word leads to it that names an order.
    pub(super) fn is_meant_by_itself(&self, slip: &Slip<'a>, named: &Named) -> bool {
        let Some((start, _)) = named.place else { return true };
        let led = slip
            .reading
            .numbers
            .iter()
            .any(|number| number.start == start && (number.keyword || number.listed));
        led || (self.index.party(slip.entry, named.item).is_some()
            && !self.is_of_order(slip, named))
    }

    /// An item of the payer's own that the amount fits, where all the text names are somebody
    /// else's: a number copied wrongly.
    pub(super) fn rival_of_stranger(&self, slip: &Slip<'a>, live: &[&Named]) -> Option<usize> {
        let payer = slip.entry.counterparty_name.as_deref().map(fold);
        let same_name = |at: usize| {
            self.index
                .items
                .get(at)
                .is_some_and(|item| item.facts.names.iter().any(|name| Some(fold(name)) == payer))
        };
        if live.iter().any(|named| {
            same_name(named.item)
                || self.index.party(slip.entry, named.item) == Some(Proof::Account)
        }) {
            return None;
        }
        let contact = |at: usize| self.index.items.get(at).map(|item| item.facts.contact.as_str());
        let own = self
            .index
            .by_amount(slip.entry, true)
            .into_iter()
            .chain(self.index.by_amount(slip.entry, false));
        own.filter(|at| self.left(*at) != 0)
            .find(|at| live.iter().all(|named| contact(named.item) != contact(*at)))
    }

    /// An open item of the payer's own whose number is the first part of a stranger's that the text
    /// seems to name: `4711/12` may be his 4711 and 4712.
    fn own_in_front(&self, slip: &Slip<'a>, live: &[&Named]) -> Option<usize> {
        if live.iter().any(|named| self.index.party(slip.entry, named.item).is_some()) {
            return None;
        }
        let in_front = |at: usize| {
            let document = &self.index.items.get(at)?.facts.document;
            let (front, _) = document.split_once(['/', '-', '+'])?;
            Some(front.to_owned()).filter(|front| front.len() > 2)
        };
        let fronts: Vec<String> = live.iter().filter_map(|named| in_front(named.item)).collect();
        if fronts.is_empty() {
            return None;
        }
        let own = [true, false].into_iter().flat_map(|by| self.index.open_of(slip.entry, by));
        own.into_iter().filter(|at| self.left(*at) != 0).find(|at| {
            let item = self.index.items.get(*at);
            item.is_some_and(|item| fronts.contains(&item.facts.document))
        })
    }

    /// Numbers in the text that look like invoices of ours and lead nowhere.
    pub(super) fn unresolved(&self, slip: &Slip<'a>) -> Vec<Explanation> {
        self.unresolved_but(slip, |_| false)
    }

    /// The same without those that tell nothing.
    fn unresolved_but(
        &self,
        slip: &Slip<'a>,
        tells_nothing: impl Fn(&String) -> bool,
    ) -> Vec<Explanation> {
        let abroad = self.index.named_abroad(slip.entry, &slip.reading);
        let sentence = |stretch: &String| {
            let digits = digits_of(stretch);
            let item = abroad
                .filter(|item| !digits.is_empty() && item.digits.ends_with(significant(&digits)));
            if let Some(item) = item {
                return is_abroad(slip.entry, item);
            }
            with_word(
                "„{}“ sieht aus wie eine Rechnungsnummer, ist aber keinem Posten zuzuordnen.",
                "\"{}\" looks like an invoice number but belongs to no item.",
                stretch,
            )
        };
        // What was refused for the entry is told with that.
        let is_refused = |stretch: &&String| {
            let digits = digits_of(stretch);
            let mut refused = slip.entry.refused.items.iter();
            !digits.is_empty()
                && refused.any(|id| {
                    let item = self.index.place(*id).and_then(|at| self.index.items.get(at));
                    item.is_some_and(|item| item.digits.ends_with(significant(&digits)))
                })
        };
        let unresolved = slip.mentions.unresolved.iter().filter(|stretch| !is_refused(stretch));
        let unresolved = unresolved.filter(|stretch| !tells_nothing(stretch));
        unresolved.take(3).map(sentence).collect()
    }

    /// A payment of what is paid, or of what is proposed to another that it fits better.
    pub(super) fn already_settled(&self, slip: &Slip<'a>) -> Explanation {
        let settled = slip.mentions.named.iter().find(|named| self.left(named.item) == 0);
        if let Some(why) = settled.and_then(|named| self.written_off(slip, named.item)) {
            return why;
        }
        let item = settled.and_then(|named| self.index.items.get(named.item));
        let document = item.map_or("", |item| item.facts.document.as_str());
        if item.is_some_and(|item| item.booked_left != 0) {
            return with_word(
                "{} ist schon einem anderen Umsatz vorgeschlagen, zu dem es besser passt.",
                "{} is proposed to another entry already, which it fits better.",
                document,
            );
        }
        let first = settled.and_then(|named| self.settled_first(slip, named.item));
        let (by, of) = first.map_or_else(Default::default, |first| {
            let (amount, amount_en) = money(first.amount, first.currency);
            let day = first.booking_date;
            // A payment inside a batch has no number of its own.
            let named = (first.id > 0).then(|| format!("E{}", first.id));
            let number = |words: &str| named.clone().unwrap_or_else(|| words.to_owned());
            let (paid, paid_en) = (number("eine Zahlung"), number("a payment"));
            (
                format!(" durch {paid} vom {} ({amount})", german(day)),
                format!(" by {paid_en} of {day} ({amount_en})"),
            )
        });
        let account = item.and_then(|item| item.facts.personal_account.as_deref());
        let (book, book_en) = on_this_account(slip.entry.id, account);
        let way = item.map_or(0, |item| item.facts.on_account(item.facts.original).signum());
        // A credit note that went with invoices is settled by money of this entry's own direction.
        let goes_back =
            first.is_none_or(|first| first.amount.signum() == -slip.entry.amount.signum());
        if way == -slip.entry.amount.signum() && goes_back {
            let (back, back_en) =
                first.map_or_else(Default::default, |first| self.said_to_come_back(slip, first));
            return Explanation::new(
                format!(
                    "{document} ist schon ausgeglichen{by}, und hier geht Geld zurück.{back} Ist \
                     es eine Erstattung, die Gutschrift dazu ablegen oder auf das Personenkonto \
                     buchen: {book}."
                ),
                format!(
                    "{document} is settled already{of}, and here money goes back.{back_en} If it \
                     is a refund, drop its credit note or book it on the personal account: \
                     {book_en}."
                ),
            );
        }
        Explanation::new(
            format!(
                "{document} ist schon ausgeglichen{by}. Doppelt gezahlt? Dann als Guthaben auf das \
                 Personenkonto buchen ({book}) und erstatten oder verrechnen."
            ),
            format!(
                "{document} is settled already{of}. Paid twice? Then book it as a credit on the \
                 personal account ({book_en}) and refund it or set it off."
            ),
        )
    }

    /// How money that goes back takes a payment back; nothing where it is not that payment: a
    /// later one, or another amount than with a fee of the bank.
    fn said_to_come_back(&self, slip: &Slip<'a>, first: &EntryFacts) -> (String, String) {
        let fee = slip.entry.amount.saturating_add(first.amount);
        let may_be = first.booking_date <= slip.entry.booking_date
            && fee <= 0
            && fee.saturating_abs() <= self.policy.return_fee_limit;
        if !may_be {
            return Default::default();
        }
        let command = format!("kontor resolve E{} match E{}", slip.entry.id, first.id);
        let [said, said_en] = match first.id > 0 && slip.entry.id > 0 {
            true => [format!(": „{command}“"), format!(": \"{command}\"")],
            false => Default::default(),
        };
        (
            format!(" Kam jene Zahlung zurück, sie damit zurücknehmen{said}."),
            format!(" If that payment came back, take it back with this one{said_en}."),
        )
    }

    /// The latest other entry that settles an item.
    fn settled_first(&self, slip: &Slip<'a>, item: usize) -> Option<&'a EntryFacts> {
        let by = self
            .settled_by
            .get(&item)?
            .iter()
            .filter_map(|at| self.slips.get(*at))
            .map(|other| other.entry);
        by.filter(|entry| entry.id != slip.entry.id)
            .max_by_key(|entry| (entry.booking_date, entry.amount, entry.id))
    }
}

/// What is kept back or taken off, by the text, of the one item of this number. Where all is paid
/// to the cent nothing is: a security is paid out.
fn kept_back(slip: &Slip<'_>, fit: &Fit, number: Option<&str>) -> Option<Explanation> {
    const TAKEN_OFF: &[&str] = &[
        "mangel*",
        "maengel*",
        "kuerzung*",
        "gekuerzt*",
        "reklamation*",
        "minderung*",
        "strittig*",
    ];
    if retains(slip.entry) && !fit.is_in_full() {
        let [de, en] = number.map_or(["NUMMER", "NUMBER"], |number| [number, number]);
        return Some(Explanation::new(
            format!(
                "Der Text spricht von einem Einbehalt: Was fehlt, bleibt bis zu seinem Tag als \
                 Rest offen und ist kein Skonto; bitte bestätigen und den Tag nennen („kontor \
                 resolve {de} due TAG“)."
            ),
            format!(
                "The text speaks of a retention: what is missing stays open as a rest until its \
                 day and is no cash discount; please confirm, and tell its day (\"kontor resolve \
                 {en} due DAY\")."
            ),
        ));
    }
    let is_kept = slip.reading.says(&["einbehalt*"]) && !fit.is_in_full();
    if slip.reading.says(TAKEN_OFF) || is_kept {
        return Some(Explanation::new(
            "Der Text spricht von einer Kürzung oder einem Mangel; bitte klären.",
            "The text speaks of a deduction or a defect; please clarify.",
        ));
    }
    (keeps_back(slip.entry) && !fit.is_in_full()).then(|| {
        Explanation::new(
            "Der Text spricht von einem Einbehalt neben Skonto oder einer Steuer; bitte klären, \
             was davon abgezogen ist.",
            "The text speaks of a retention beside cash discount or a tax; please clarify which of \
             them was deducted.",
        )
    })
}
