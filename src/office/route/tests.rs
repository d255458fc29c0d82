use super::*;
use crate::domain::{Account, BankStatement, Statement};

fn office() -> Directory {
    let company = |id: &str, name: &str, vat: &str, iban: &str| Known {
        id: id.into(),
        name: name.into(),
        vat_id: VatId::read(vat),
        ibans: Iban::read(iban).into_iter().collect(),
        ..Known::default()
    };
    Directory::new(&[
        company("mueller", "Müller Metallbau GmbH", "DE136695976", "DE02120300000000202051"),
        company("kern", "Kern Handel KG", "DE811907980", "DE02500105170137075030"),
    ])
}

fn statement(iban: Option<&str>, number: Option<&str>) -> Content {
    let account = Account {
        iban: iban.and_then(Iban::read),
        number: number.map(str::to_owned),
        ..Account::default()
    };
    Content::BankStatement(BankStatement {
        statements: vec![Statement { account, ..Statement::default() }],
        ..BankStatement::default()
    })
}

fn invoice(seller: &str, buyer: &str) -> Content {
    let party = |name: &str| Party { name: Some(name.into()), ..Party::default() };
    Content::Invoice(Box::new(Invoice {
        seller: party(seller),
        buyer: party(buyer),
        ..Invoice::default()
    }))
}

fn code(route: Route) -> String {
    match route {
        Route::To(id) => id,
        Route::Office => "office".to_owned(),
        Route::Held(_, finding) | Route::Rejected(finding) => finding.code().to_owned(),
    }
}

#[test]
fn documents_find_their_company() {
    let office = office();
    let route = |pinned, content| code(office.route(pinned, &content));
    assert_eq!(route(None, statement(Some("DE02120300000000202051"), None)), "mueller");
    assert_eq!(route(None, statement(None, Some("12030000/202051"))), "mueller");
    assert_eq!(route(None, statement(Some("DE89370400440532013000"), None)), "no-company");
    assert_eq!(
        route(None, statement(None, Some("50010517/202051"))),
        "no-company",
        "the number of another bank's account"
    );
    assert_eq!(
        route(Some("kern"), statement(Some("DE02120300000000202051"), None)),
        "wrong-company"
    );
    assert_eq!(route(None, invoice("Stahl AG", "MUELLER Metallbau Gmbh")), "mueller");
    // Between two companies of the office: the addressee's, and the other's besides.
    let both = invoice("Kern Handel KG", "Müller Metallbau GmbH");
    assert_eq!(route(None, both.clone()), "mueller");
    let Content::Invoice(between) = both else { return };
    assert_eq!(office.counterpart(&between, "mueller"), Some("kern"));
    assert_eq!(office.counterpart(&between, "kern"), Some("mueller"));
    // The seller is one of ours, the buyer somebody else: not the folder's invoice.
    assert_eq!(route(Some("mueller"), invoice("Kern Handel KG", "Stahl AG")), "other-sender");
    assert_eq!(route(Some("kern"), invoice("Kern Handel KG", "Müller Metallbau GmbH")), "kern");
    assert_eq!(route(Some("kern"), invoice("Stahl AG", "Müller Metallbau GmbH")), "wrong-company");
    assert_eq!(route(None, invoice("Stahl AG", "Blech AG")), "no-company");
    // The legal form counts, where both state one.
    assert_eq!(route(None, invoice("Stahl AG", "Kern Handel GmbH")), "no-company");
    assert_eq!(route(None, invoice("Stahl AG", "Kern Handel")), "kern");
}

#[test]
fn a_vat_id_that_is_not_ours_is_never_overruled_by_a_name() {
    let office = office();
    let buyer = |vat: &str, name: &str| {
        let buyer = Party { name: Some(name.into()), vat_id: VatId::read(vat), ..Party::default() };
        Content::Invoice(Box::new(Invoice { buyer, ..Invoice::default() }))
    };
    let route = |pinned, content| code(office.route(pinned, &content));
    assert_eq!(route(None, buyer("DE811907980", "Somebody else")), "kern");
    assert_eq!(route(None, buyer("811907980", "Somebody else")), "kern");
    assert_eq!(route(None, buyer("DE173205089", "Kern Handel KG")), "other-vat-id");
    assert_eq!(route(Some("kern"), buyer("DE173205089", "Kern Handel KG")), "other-vat-id");
    assert_eq!(route(Some("kern"), buyer("DE173205089", "Stahl AG")), "other-vat-id");
}

#[test]
fn exact_names_before_folded_ones_and_trading_names_count() {
    let company = |id: &str, name: &str, vat: &str| Known {
        id: id.into(),
        name: name.into(),
        vat_id: VatId::read(vat),
        ..Known::default()
    };
    let office = Directory::new(&[
        company("gmbh", "Berger GmbH", "DE136695976"),
        company("kg", "Berger KG", "DE811907980"),
        company("group", "Berger Holding AG", "DE811907980"),
    ]);
    let to = |name: &str, trading: Option<&str>, vat: Option<&str>| {
        let buyer = Party {
            name: Some(name.into()),
            trading_name: trading.map(str::to_owned),
            vat_id: vat.and_then(VatId::read),
            ..Party::default()
        };
        code(
            office
                .route(None, &Content::Invoice(Box::new(Invoice { buyer, ..Invoice::default() }))),
        )
    };
    assert_eq!(to("Berger GmbH", None, None), "gmbh");
    assert_eq!(to("BERGER KG", None, None), "kg");
    assert_eq!(to("Berger", None, None), "several-companies");
    let berger = Party { name: Some("Berger".to_owned()), ..Party::default() };
    let several = office
        .route(None, &Content::Invoice(Box::new(Invoice { buyer: berger, ..Invoice::default() })));
    let named = |finding: &Finding| {
        finding
            .say(crate::domain::Language::De)
            .contains("Berger GmbH (inbox/gmbh/), Berger KG (inbox/kg/)")
    };
    assert!(
        matches!(&several, Route::Rejected(finding) if named(finding)),
        "both companies of this name: {several:?}"
    );
    assert_eq!(to("Ina Berger", Some("Berger KG"), None), "kg");
    // A VAT id that two companies share: the name tells, or nobody does.
    assert_eq!(to("Berger Holding AG", None, Some("DE811907980")), "group");
    assert_eq!(to("Somebody", None, Some("DE811907980")), "several-companies");
}

/// Another company's invoice to its own customer, who states his VAT id: that it is that company's
/// tells more than whose VAT id this is.
#[test]
fn what_another_company_of_the_office_sold_is_told_by_its_name() {
    let sold = |buyer_vat: &str| {
        let party = |name: &str, vat: &str| Party {
            name: Some(name.into()),
            vat_id: VatId::read(vat),
            ..Party::default()
        };
        Content::Invoice(Box::new(Invoice {
            seller: party("Kern Handel KG", "DE811907980"),
            buyer: party("Nordlicht AG", buyer_vat),
            ..Invoice::default()
        }))
    };
    for vat in ["", "DE129273398"] {
        let route = office().route(Some("mueller"), &sold(vat));
        let said = match &route {
            Route::Held(_, finding) => finding.say(crate::domain::Language::De),
            _ => String::new(),
        };
        assert_eq!(code(route), "other-sender", "{vat}");
        assert!(said.contains("Kern Handel KG") && said.contains("inbox/kern/"), "{said}");
    }
}
