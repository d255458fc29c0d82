//! `Ntry` and the transactions inside it.

use super::draft::{Draft, Whole, append, plus, remainder, status};
use super::parts::{Side, is_debit, provided, said, signed};
use super::{BAD_AMOUNT, DETAILS_DIFFER, NO_SIGN, Reader, STATUS_UNKNOWN, Turned};
use crate::domain::finding_argument::Argument;
use crate::domain::{Account, Entry, Finding, Money};
use rust_decimal::Decimal;

/// ISO 20022: the reason of a return has not been specified.
const NO_REASON: &str = "MS03";

impl Reader<'_> {
    /// `Ntry`; `None`, with a finding, when its amount or direction is missing or its status is a
    /// word that is not known.
    pub(super) fn entry(&mut self, account: &Account) -> Result<Option<Entry>, Finding> {
        let at = self.events.position();
        let (mut draft, mut whole) = (Draft::default(), Whole::default());
        let mut stated = false;
        let mut unknown = None;
        while let Some(name) = self.events.child()? {
            match name {
                "Amt" => {
                    stated = true;
                    draft.amount = self.amount("Ntry/Amt")?;
                }
                "CdtDbtInd" => draft.debit = is_debit(&self.events.text()?),
                "RvslInd" => whole.reversal = matches!(&*self.events.text()?, "true" | "1"),
                "Sts" => {
                    let word = self.events.text()?;
                    match status(&word) {
                        Some(known) => whole.status = known,
                        None => unknown = Some(word.into_owned()),
                    }
                }
                "BookgDt" => whole.booking_date = self.date("BookgDt")?,
                "ValDt" => whole.value_date = self.date("ValDt")?,
                "NtryDtls" => self.entry_details(&mut whole)?,
                // Version 1 has the transactions and the batch right in the entry.
                "TxDtls" => self.transaction_details(&mut whole)?,
                "Btch" => self.batch(&mut whole)?,
                "AcctSvcrRef" => draft.bank_reference = said(self.events.text()?),
                "AddtlNtryInf" => draft.text = said(self.events.text()?),
                _ => self.common(name, &mut draft)?,
            }
        }
        let Some(amount) = draft.amount else {
            if !stated {
                let place = self.events.place(at);
                self.doubt(BAD_AMOUNT.found().with("amount", "").with("element", "Ntry").at(place));
            }
            return Ok(None);
        };
        let debit = draft.debit.or_else(|| whole.details.iter().find_map(|detail| detail.debit));
        let Some(debit) = debit else {
            let place = self.events.place(at);
            self.doubt(NO_SIGN.found().with_value("amount", amount).at(place));
            return Ok(None);
        };
        if let Some(word) = unknown {
            let place = self.events.place(at);
            self.doubt(
                STATUS_UNKNOWN
                    .found()
                    .with("word", word)
                    .with_value("amount", signed(amount, debit))
                    .at(place),
            );
            return Ok(None);
        }
        let mut details = std::mem::take(&mut whole.details);
        let minus = amount.amount.is_sign_negative() && !amount.amount.is_zero();
        let amount = Money { amount: amount.amount.abs(), ..amount };
        if minus {
            details.iter_mut().for_each(Draft::without_minus);
        }
        self.other = (minus || whole.reversal).then(|| {
            let left_out = minus.then(|| {
                BAD_AMOUNT
                    .found()
                    .with_value("amount", -amount.amount)
                    .with("element", "Ntry/Amt")
                    .at(self.events.place(at))
            });
            let turned = Whole { reversal: true, ..whole.without_details() };
            let parts = details.iter().map(Draft::turned).collect();
            let mut entry =
                self.one_or_batch(draft.clone(), signed(amount, !debit), parts, &turned, account);
            entry.batch_id = turned.batch_id.or(entry.batch_id);
            Turned { entry: Box::new(entry), left_out }
        });
        let alone = match details.as_slice() {
            [only] => only
                .amount
                .or(only.transaction)
                .map(|stated| signed(stated, only.debit.unwrap_or(debit))),
            _ => None,
        };
        let mut entry = self.one_or_batch(draft, signed(amount, debit), details, &whole, account);
        entry.batch_id = whole.batch_id.or(entry.batch_id);
        self.check_details(&entry, alone, at);
        Ok(Some(entry))
    }

    fn one_or_batch(
        &self,
        draft: Draft,
        amount: Money,
        mut details: Vec<Draft>,
        whole: &Whole,
        account: &Account,
    ) -> Entry {
        match details.len() {
            0 => draft.finish(amount, whole, account),
            1 => match details.pop() {
                Some(only) => only.within(draft).finish(amount, whole, account),
                None => Entry::new(amount),
            },
            _ => {
                let missing =
                    details.iter().filter(|detail| detail.own_amount(amount).is_none()).count();
                let rest = if missing == 1 { remainder(amount, &details) } else { None };
                let zero = Money::zero(amount.currency);
                let finish = |detail: Draft| {
                    let own = detail.own_amount(amount).or(rest).unwrap_or(zero);
                    detail.finish(own, whole, account)
                };
                let details = details.into_iter().map(finish).collect();
                let mut entry = draft.finish(amount, whole, account);
                entry.details = details;
                entry
            }
        }
    }

    /// The transactions of a batch, or the single one, must add up to the booking, with or without
    /// the charges taken off it. Amounts in another currency than the booking's prove nothing.
    fn check_details(&mut self, entry: &Entry, alone: Option<Money>, at: usize) {
        let parts = || entry.details.iter().map(|detail| detail.amount).chain(alone);
        if parts().next().is_none()
            || (entry.details.is_empty()
                && parts().any(|part| part.currency != entry.amount.currency))
        {
            return;
        }
        let same = |part: &Money| part.currency == entry.amount.currency;
        let add = |sum: Decimal, money: Money| sum.checked_add(money.amount);
        let sum = parts().filter(same).try_fold(Decimal::ZERO, add);
        let charges =
            entry.details.iter().chain([entry]).filter_map(|any| any.charges).filter(same);
        let net = charges.fold(sum, |sum, charge| sum.and_then(|sum| add(sum, charge)));
        if parts().all(|part| same(&part)) && [sum, net].contains(&Some(entry.amount.amount)) {
            return;
        }
        let told = sum.map_or(Argument::Text("?".to_owned()), |sum| {
            Money::new(sum, entry.amount.currency).into()
        });
        let place = self.events.place(at);
        self.doubt(
            DETAILS_DIFFER
                .found()
                .with_value("amount", entry.amount)
                .with_value("sum", told)
                .at(place),
        );
    }

    fn entry_details(&mut self, whole: &mut Whole) -> Result<(), Finding> {
        while let Some(name) = self.events.child()? {
            match name {
                "Btch" => self.batch(whole)?,
                "TxDtls" => self.transaction_details(whole)?,
                _ => self.events.skip()?,
            }
        }
        Ok(())
    }

    fn batch(&mut self, whole: &mut Whole) -> Result<(), Finding> {
        let (mut message, mut payment) = (None, None);
        while let Some(name) = self.events.child()? {
            match name {
                "MsgId" => message = provided(self.events.text()?),
                "PmtInfId" => payment = provided(self.events.text()?),
                _ => self.events.skip()?,
            }
        }
        whole.batch_id = whole.batch_id.take().or(message).or(payment);
        Ok(())
    }

    fn transaction_details(&mut self, whole: &mut Whole) -> Result<(), Finding> {
        let mut draft = Draft::default();
        while let Some(name) = self.events.child()? {
            match name {
                "Refs" => self.references(&mut draft)?,
                "Amt" => draft.amount = self.amount("TxDtls/Amt")?,
                "CdtDbtInd" => draft.debit = is_debit(&self.events.text()?),
                "RltdPties" => self.parties(&mut draft)?,
                "RltdAgts" => self.agents(&mut draft)?,
                "RmtInf" => self.remittance(&mut draft)?,
                "RtrInf" => self.return_information(&mut draft)?,
                "AddtlTxInf" => draft.text = said(self.events.text()?),
                _ => self.common(name, &mut draft)?,
            }
        }
        whole.details.push(draft);
        Ok(())
    }

    /// Elements that an entry and a transaction have in common.
    fn common(&mut self, name: &str, draft: &mut Draft) -> Result<(), Finding> {
        match name {
            "BkTxCd" => draft.code = self.transaction_code()?,
            "Chrgs" => self.charges(draft)?,
            "AmtDtls" => self.amount_details(draft)?,
            _ => self.events.skip()?,
        }
        Ok(())
    }

    fn references(&mut self, draft: &mut Draft) -> Result<(), Finding> {
        while let Some(name) = self.events.child()? {
            match name {
                "MsgId" => draft.message_id = provided(self.events.text()?),
                "AcctSvcrRef" => draft.bank_reference = provided(self.events.text()?),
                "PmtInfId" => draft.payment_id = provided(self.events.text()?),
                "EndToEndId" => draft.end_to_end_id = provided(self.events.text()?),
                "MndtId" => draft.mandate_id = provided(self.events.text()?),
                _ => self.events.skip()?,
            }
        }
        Ok(())
    }

    fn parties(&mut self, draft: &mut Draft) -> Result<(), Finding> {
        while let Some(name) = self.events.child()? {
            match name {
                "Dbtr" => draft.debtor.name = self.party(&mut draft.debtor)?,
                "DbtrAcct" => self.side_account(&mut draft.debtor)?,
                "UltmtDbtr" => draft.debtor.ultimate = self.party(&mut Side::default())?,
                "Cdtr" => draft.creditor.name = self.party(&mut draft.creditor)?,
                "CdtrAcct" => self.side_account(&mut draft.creditor)?,
                "UltmtCdtr" => draft.creditor.ultimate = self.party(&mut Side::default())?,
                _ => self.events.skip()?,
            }
        }
        Ok(())
    }

    fn agents(&mut self, draft: &mut Draft) -> Result<(), Finding> {
        while let Some(name) = self.events.child()? {
            let side = match name {
                "DbtrAgt" => &mut draft.debtor,
                "CdtrAgt" => &mut draft.creditor,
                _ => {
                    self.events.skip()?;
                    continue;
                }
            };
            side.bic = self.agent(&mut None)?.or(side.bic.take());
        }
        Ok(())
    }

    fn remittance(&mut self, draft: &mut Draft) -> Result<(), Finding> {
        while let Some(name) = self.events.child()? {
            match name {
                "Ustrd" => {
                    let text = self.events.text()?;
                    append(&mut draft.unstructured, &text);
                }
                "Strd" => self.structured(draft)?,
                _ => self.events.skip()?,
            }
        }
        Ok(())
    }

    fn structured(&mut self, draft: &mut Draft) -> Result<(), Finding> {
        while let Some(name) = self.events.child()? {
            match name {
                "CdtrRefInf" => {
                    let reference = self.descendant("Ref", "CdtrRef")?;
                    draft.reference = draft.reference.take().or(reference);
                }
                "RfrdDocInf" => {
                    if let Some(number) = self.descendant("Nb", "RfrdDocNb")? {
                        append(&mut draft.structured, &number);
                    }
                }
                "AddtlRmtInf" => {
                    let text = self.events.text()?;
                    // Swiss banks report here how a payment slip was processed; that is no
                    // remittance (SPS, AddtlRmtInf).
                    if !text.starts_with("?REJECT?") && !text.starts_with("?ERROR?") {
                        append(&mut draft.structured, &text);
                    }
                }
                _ => self.events.skip()?,
            }
        }
        Ok(())
    }

    /// Leaves the open element and gives the text of its child of one of two names.
    fn descendant(&mut self, wanted: &str, alias: &str) -> Result<Option<String>, Finding> {
        let mut found = None;
        while let Some(name) = self.events.child()? {
            match name == wanted || name == alias {
                true => found = said(self.events.text()?),
                false => self.events.skip()?,
            }
        }
        Ok(found)
    }

    /// `RtrInf`: the reason of a return.
    fn return_information(&mut self, draft: &mut Draft) -> Result<(), Finding> {
        draft.returned = true;
        // What the bank gives back is a return also where it says no reason.
        draft.return_reason = Some(NO_REASON.to_owned());
        while let Some(name) = self.events.child()? {
            match name {
                "Rsn" | "RtrRsn" => {
                    draft.return_reason = said(self.events.text()?).or(draft.return_reason.take())
                }
                _ => self.events.skip()?,
            }
        }
        Ok(())
    }

    /// `BkTxCd`: `PMNT-RCDT-ESCT` of the domain, else the bank's own code.
    fn transaction_code(&mut self) -> Result<Option<String>, Finding> {
        let (mut domain, mut own) = (None, None);
        while let Some(name) = self.events.child()? {
            match name {
                "Domn" => domain = self.domain_code()?,
                "Prtry" => own = said(self.events.text()?),
                _ => self.events.skip()?,
            }
        }
        Ok(domain.or(own))
    }

    fn domain_code(&mut self) -> Result<Option<String>, Finding> {
        let mut code = String::new();
        while let Some(name) = self.events.child()? {
            match name {
                "Cd" => code.push_str(&self.events.text()?),
                "Fmly" => {
                    while let Some(name) = self.events.child()? {
                        let part = self.events.text()?;
                        if matches!(name, "Cd" | "SubFmlyCd") {
                            code.push('-');
                            code.push_str(&part);
                        }
                    }
                }
                _ => self.events.skip()?,
            }
        }
        Ok((!code.is_empty()).then_some(code))
    }

    /// `Chrgs`, version 2 (amount and direction in it) or later (records in it, or a total).
    fn charges(&mut self, draft: &mut Draft) -> Result<(), Finding> {
        let (mut total, mut own, mut debit) = (None, None, true);
        while let Some(name) = self.events.child()? {
            match name {
                "TtlChrgsAndTaxAmt" => total = self.amount("Chrgs/TtlChrgsAndTaxAmt")?,
                "Amt" => own = self.amount("Chrgs/Amt")?,
                "CdtDbtInd" => debit = is_debit(&self.events.text()?).unwrap_or(true),
                "Rcrd" => {
                    let record = self.charges_record()?;
                    draft.charges = plus(draft.charges, record);
                }
                _ => self.events.skip()?,
            }
        }
        // The total is of the amounts beside it.
        if draft.charges.is_none() && own.is_none() {
            draft.charges = total.map(|total| signed(total, true));
        }
        draft.charges = plus(draft.charges, own.map(|own| signed(own, debit)));
        Ok(())
    }

    fn charges_record(&mut self) -> Result<Option<Money>, Finding> {
        let (mut amount, mut debit) = (None, true);
        while let Some(name) = self.events.child()? {
            match name {
                "Amt" => amount = self.amount("Chrgs/Rcrd/Amt")?,
                "CdtDbtInd" => debit = is_debit(&self.events.text()?).unwrap_or(true),
                _ => self.events.skip()?,
            }
        }
        Ok(amount.map(|amount| signed(amount, debit)))
    }

    fn amount_details(&mut self, draft: &mut Draft) -> Result<(), Finding> {
        while let Some(name) = self.events.child()? {
            let rate = match name {
                "InstdAmt" => {
                    let (amount, rate) = self.amount_and_rate("InstdAmt/Amt")?;
                    draft.instructed = amount;
                    rate
                }
                "TxAmt" => {
                    let (amount, rate) = self.amount_and_rate("TxAmt/Amt")?;
                    draft.transaction = amount;
                    rate
                }
                "CntrValAmt" => self.amount_and_rate("CntrValAmt/Amt")?.1,
                _ => {
                    self.events.skip()?;
                    continue;
                }
            };
            draft.rate = draft.rate.or(rate);
        }
        Ok(())
    }
}
