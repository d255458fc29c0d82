//! Tax that an invoice leaves in doubt, so that a person is asked: before it is booked where a case
//! does not go with the buyer, afterwards where its input VAT is of a period that is under way.

use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Finding, FindingKind, Invoice, InvoiceNature, Side};
use crate::ledger::{
    Bookkeeping, Implausible, Treatment, VatShare, implausible, period_under_way, vat_shares,
};
use jiff::civil::Date;

/// Findings of tax in doubt.
pub static FINDINGS: &[&FindingKind] =
    &[&NOT_INTRA_COMMUNITY, &NO_EXPORT, &NO_ZERO_RATE, &PERIOD_UNDER_WAY];

/// Free of tax as an intra-community supply, to one who names no VAT id of another state.
pub static NOT_INTRA_COMMUNITY: FindingKind = FindingKind {
    code: "intra-community-implausible",
    weight: Weight::Warning,
    de: "Steuerfrei als innergemeinschaftliche Lieferung berechnet, aber {buyer} nennt keine \
        USt-IdNr. eines anderen EU-Staats (§ 6a Abs. 1, § 18a UStG). Die Rechnung ist nicht \
        gebucht. Ist die Steuer falsch: bitte eine berichtigte Rechnung stellen und diese ablehnen \
        („kontor resolve {document} reject GRUND“). Stimmt sie, bucht „kontor resolve {document} \
        accept“ sie, wie sie dasteht.",
    en: "Charged free of tax as an intra-community supply, but {buyer} names no VAT id of another \
        EU state (§ 6a (1), § 18a UStG). The invoice is not booked. If the tax is wrong, issue a \
        corrected invoice and reject this one (\"kontor resolve {document} reject REASON\"). If it \
        is right, \"kontor resolve {document} accept\" books it as it stands.",
};

/// Free of tax as an export, to one within the EU.
pub static NO_EXPORT: FindingKind = FindingKind {
    code: "export-implausible",
    weight: Weight::Warning,
    de: "Steuerfrei als Ausfuhr berechnet, aber {buyer} ist in der EU, und ein Lieferort außerhalb \
        ist nicht genannt (§ 6 Abs. 1 UStG). Die Rechnung ist nicht gebucht. Ist die Steuer \
        falsch: bitte eine berichtigte Rechnung stellen und diese ablehnen („kontor resolve \
        {document} reject GRUND“). Stimmt sie, bucht „kontor resolve {document} accept“ sie, wie \
        sie dasteht.",
    en: "Charged free of tax as an export, but {buyer} is within the EU, and no place of delivery \
        outside it is named (§ 6 (1) UStG). The invoice is not booked. If the tax is wrong, issue \
        a corrected invoice and reject this one (\"kontor resolve {document} reject REASON\"). If \
        it is right, \"kontor resolve {document} accept\" books it as it stands.",
};

/// At the German rate of 0 %, to one abroad.
pub static NO_ZERO_RATE: FindingKind = FindingKind {
    code: "zero-rate-implausible",
    weight: Weight::Warning,
    de: "Zum deutschen Steuersatz von 0 % berechnet (§ 12 Abs. 3 UStG), aber {buyer} ist nicht in \
        Deutschland. Die Rechnung ist nicht gebucht. Ist die Steuer falsch: bitte eine berichtigte \
        Rechnung stellen und diese ablehnen („kontor resolve {document} reject GRUND“). Stimmt \
        sie, bucht „kontor resolve {document} accept“ sie, wie sie dasteht.",
    en: "Charged at the German rate of 0 % (§ 12 (3) UStG), but {buyer} is not in Germany. The \
        invoice is not booked. If the tax is wrong, issue a corrected invoice and reject this one \
        (\"kontor resolve {document} reject REASON\"). If it is right, \"kontor resolve {document} \
        accept\" books it as it stands.",
};

/// An invoice over a period that has begun and goes on.
pub static PERIOD_UNDER_WAY: FindingKind = FindingKind {
    code: "input-vat-period-under-way",
    weight: Weight::Warning,
    de: "Die Rechnung ist über einen Zeitraum, der läuft ({period}). Gebucht ist sie mit der \
        Vorsteuer im Monat der Rechnung; abgezogen werden darf sie dort nur, wenn in diesem Monat \
        bezahlt wird, sonst erst mit der Zahlung oder der Leistung (§ 15 Abs. 1 Nr. 1 UStG). Ist \
        sie darin bezahlt oder wird sie es: „kontor resolve {this} accept“. Sonst: „kontor undo \
        {this}“, dann „kontor resolve {this} accept --without-input-vat“.",
    en: "The invoice is over a period that is under way ({period}). It is booked with the input \
        VAT in the month of the invoice; it may be deducted there only when it is paid in that \
        month, else with the payment or the supply (§ 15 (1) no. 1 UStG). If it is paid in that \
        month, or will be, \"kontor resolve {this} accept\". Otherwise \"kontor undo {this}\", \
        then \"kontor resolve {this} accept --without-input-vat\".",
};

/// What a person is asked of the tax of an invoice issued, before it is booked.
pub(super) fn asked(invoice: &Invoice, shares: &[VatShare], document: &str) -> Option<Finding> {
    Some(said(implausible(invoice, shares)?, invoice).with("document", document))
}

/// What a person is asked of the input VAT of an invoice that is booked.
pub(super) fn in_doubt(keeping: Bookkeeping, invoice: &Invoice) -> Option<Finding> {
    if keeping.deducts_nothing() {
        return None;
    }
    let shares = vat_shares(keeping, invoice, Side::Payable).ok()?;
    let deducts = |share: &VatShare| {
        matches!(share.treatment, Treatment::Taxed(_)) && share.gross != share.net
    };
    let charges = matches!(invoice.nature(), InvoiceNature::Invoice | InvoiceNature::Correction);
    let (start, end) =
        period_under_way(invoice).filter(|_| charges && shares.iter().any(deducts))?;
    Some(PERIOD_UNDER_WAY.found().with_value("period", period(start, end)))
}

fn said(implausible: Implausible, invoice: &Invoice) -> Finding {
    let buyer = invoice.buyer.name.as_deref().unwrap_or_default();
    let known = match (&invoice.buyer.vat_id, &invoice.buyer.country) {
        (Some(vat_id), _) => format!("{buyer} ({vat_id})"),
        (None, Some(country)) => format!("{buyer} ({country})"),
        (None, None) => buyer.to_owned(),
    };
    let kind = match implausible {
        Implausible::IntraCommunity => &NOT_INTRA_COMMUNITY,
        Implausible::Export => &NO_EXPORT,
        Implausible::ZeroRate => &NO_ZERO_RATE,
    };
    kind.found().with("buyer", known)
}

fn period(start: Option<Date>, end: Date) -> Argument {
    match start {
        Some(start) => Argument::row(&[start.into(), end.into()], " – "),
        None => Argument::row(&["–".into(), end.into()], " "),
    }
}
