//! Whose document it is: both companies of an invoice between them, the right folder after the
//! wrong one, and what came before.

use super::bureau::{Bureau, MUELLER as ACCOUNT, OURS, Tested, camt, ubl};
use super::invoice::Invoice;
use serde_json::Value;

const MUELLER: (&str, Option<&str>) = ("Müller Metallbau GmbH", Some("DE136695976"));
const KERN: (&str, Option<&str>) = ("Kern Handel KG", Some("DE811907980"));

fn balance(bureau: &Bureau, company: &str, account: &str) -> Value {
    let rows = bureau.run(&["report", "trial-balance", "--company", company, "--json"]).rows();
    rows.into_iter()
        .find(|row| row["account"] == account)
        .map_or(Value::Null, |row| row["closing"].clone())
}

fn statuses(bureau: &Bureau) -> Vec<String> {
    bureau
        .report("documents")
        .iter()
        .map(|row| format!("{} {} {}", row["file"], row["company"], row["status"]).replace('"', ""))
        .collect()
}

#[test]
fn an_invoice_between_two_companies_is_booked_in_both_once() -> Tested {
    for files in [
        vec!["inv.xml"],
        vec!["kern/inv.xml"],
        vec!["mueller/inv.xml"],
        vec!["kern/inv.xml", "mueller/inv.xml"],
    ] {
        let bureau = Bureau::new();
        for file in &files {
            bureau.drop(file, ubl("Z-1", KERN, MUELLER));
        }
        assert_eq!(bureau.run(&["run"]).status, 0, "{files:?}: {:?}", statuses(&bureau));
        assert_eq!(bureau.report("documents").len(), 2, "{:?}", statuses(&bureau));
        // Once more, whatever the folder: nothing is booked twice.
        bureau.drop("mueller/again.xml", ubl("Z-1", KERN, MUELLER));
        assert_eq!(bureau.run(&["run"]).status, 0);
        assert_eq!(bureau.document("mueller/again.xml")["status"], "duplicate");
        assert_eq!(
            (balance(&bureau, "kern", "3806"), balance(&bureau, "mueller", "1576")),
            ("-19.00".into(), "19.00".into()),
            "{files:?}"
        );
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn what_lay_in_the_wrong_folder_is_booked_in_the_right_one_and_asked_no_more() -> Tested {
    let bureau = Bureau::new();
    let invoice = || ubl("L-1", ("Stahl AG", Some("DE290104774")), MUELLER);
    bureau.drop("kern/l1.xml", invoice());
    assert_eq!(bureau.run(&["run"]).status, 1);
    bureau.drop("mueller/l1.xml", invoice());
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(
        statuses(&bureau),
        ["kern/l1.xml kern duplicate", "mueller/l1.xml mueller processed"]
    );
    // Accepted where it lies, it goes to the company that it names.
    bureau.drop("kern/l2.xml", ubl("L-2", ("Stahl AG", Some("DE290104774")), MUELLER));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(bureau.run(&["resolve", "D3", "accept"]).status, 0);
    assert_eq!(balance(&bureau, "mueller", "1576"), "38.00");
    assert_eq!(balance(&bureau, "kern", "1406"), Value::Null);
    Ok(())
}

#[test]
fn a_list_that_came_before_holds_again() -> Tested {
    let bureau = Bureau::new();
    let list = |account: &str| {
        format!("contact;name;role;vat_id;account\nV-1;Stahl AG;vendor;DE290104774;{account}\n")
    };
    for (at, account) in ["4805", "4930", "4805"].iter().enumerate() {
        bureau.drop(&format!("mueller/{at}.csv"), list(account));
        assert_eq!(bureau.run(&["run"]).status, 0);
    }
    bureau.drop("mueller/same.csv", list("4805"));
    bureau.drop("mueller/l1.xml", ubl("L-1", ("Stahl AG", Some("DE290104774")), MUELLER));
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(bureau.document("mueller/same.csv")["status"], "duplicate");
    assert_eq!(balance(&bureau, "mueller", "4805"), "100.00");
    Ok(())
}

/// A document of that type with BG-3 and BT-113: net and VAT are those of [`ubl`], 119.00 in all.
fn typed(number: &str, code: &str, names: &[&str], prepaid: &str, payable: &str) -> String {
    let named: String = names
        .iter()
        .map(|number| format!("<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{number}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>"))
        .collect();
    let amounts = format!(
        "<cbc:PrepaidAmount currencyID=\"EUR\">{prepaid}</cbc:PrepaidAmount><cbc:PayableAmount \
         currencyID=\"EUR\">{payable}</cbc:PayableAmount>"
    );
    ubl(number, ("Stahl AG", Some("DE290104774")), MUELLER)
        .replace("<cbc:InvoiceTypeCode>380<", &format!("<cbc:InvoiceTypeCode>{code}<"))
        .replace("<cac:AccountingSupplierParty>", &format!("{named}<cac:AccountingSupplierParty>"))
        .replace("<cbc:PayableAmount currencyID=\"EUR\">119.00</cbc:PayableAmount>", &amounts)
}

fn balances(bureau: &Bureau, accounts: &[&str]) -> Vec<String> {
    let shown =
        |account: &&str| balance(bureau, "mueller", account).as_str().unwrap_or("0.00").to_owned();
    accounts.iter().map(shown).collect()
}

#[test]
fn a_prepayment_is_taxed_when_paid_and_taken_off_once() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/a.xml", typed("AZ-1", "386", &[], "0.00", "119.00"));
    assert_eq!(bureau.run(&["run"]).status, 0, "{:?}", bureau.report("documents"));
    assert_eq!(
        balances(&bureau, &["3400", "1576", "1518", "1793"]),
        ["0.00", "0.00", "0.00", "119.00"]
    );
    bureau.drop(
        "mueller/bank.xml",
        super::bureau::camt(super::bureau::MUELLER, 5, &[("-119.00", "Stahl AG", "AZ-1")]),
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(
        balances(&bureau, &["3400", "1576", "1518", "1793"]),
        ["0.00", "19.00", "100.00", "0.00"]
    );
    // The whole is 238.00, 119.00 of it are taken off.
    let whole = |number: &str, names: &[&str]| {
        let whole = typed(number, "380", names, "119.00", "119.00");
        let whole = whole.replace(
            "TaxInclusiveAmount currencyID=\"EUR\">119.00",
            "TaxInclusiveAmount currencyID=\"EUR\">238.00",
        );
        whole.replace(">100.00<", ">200.00<").replace(">19.00<", ">38.00<")
    };
    bureau.drop("mueller/s.xml", whole("SR-1", &["AZ-1"]));
    assert_eq!(bureau.run(&["run"]).status, 0, "{:?}", bureau.report("documents"));
    assert_eq!(
        balances(&bureau, &["3400", "1576", "1518", "1793"]),
        ["200.00", "38.00", "0.00", "0.00"]
    );
    // Taken back, the final invoice gives the prepayment free: another takes it off, and what
    // replaces that one does, too.
    let id = |file: &str| bureau.document(file)["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["undo", &id("mueller/s.xml")]).status, 0);
    assert_eq!(
        balances(&bureau, &["3400", "1576", "1518", "1793"]),
        ["0.00", "19.00", "100.00", "0.00"]
    );
    bureau.drop("mueller/t.xml", whole("SR-2", &[]));
    // It is booked, and asked about: it looks like the one taken back.
    assert_eq!(bureau.run(&["run"]).status, 1, "{:?}", bureau.report("documents"));
    assert_eq!(
        balances(&bureau, &["3400", "1576", "1518", "1793"]),
        ["200.00", "38.00", "0.00", "0.00"]
    );
    let other = whole("SR-2", &[])
        .replace(">200.00<", ">300.00<")
        .replace(">38.00<", ">57.00<")
        .replace(">238.00<", ">357.00<");
    bureau.drop(
        "mueller/u.xml",
        other.replace(
            "PayableAmount currencyID=\"EUR\">119.00",
            "PayableAmount currencyID=\"EUR\">238.00",
        ),
    );
    assert_eq!(bureau.run(&["run"]).status, 1);
    let replaced = bureau.run(&["resolve", &id("mueller/u.xml"), "replace"]);
    assert_eq!(replaced.status, 0, "{}", replaced.err);
    assert_eq!(
        balances(&bureau, &["3400", "1576", "1518", "1793"]),
        ["300.00", "57.00", "0.00", "0.00"]
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_plain_credit_note_that_names_a_prepayment_takes_it_back() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/a.xml", typed("AZ-1", "386", &[], "0.00", "119.00"));
    assert_eq!(bureau.run(&["run"]).status, 0, "{:?}", bureau.report("documents"));
    let back = typed("GS-1", "381", &["AZ-1"], "0.00", "119.00");
    // An invoice's root with a credit note's code breaks the rules and is held; a person takes it.
    bureau.drop("mueller/g.xml", back);
    bureau.run(&["run"]);
    assert_eq!(
        bureau.run(&["resolve", "D2", "accept"]).status,
        0,
        "{:?}",
        bureau.report("documents")
    );
    assert_eq!(
        bureau.document("mueller/g.xml")["status"],
        "processed",
        "{:?}",
        bureau.report("documents")
    );
    assert_eq!(
        balances(&bureau, &["3400", "1576", "1518", "1793"]),
        ["0.00", "0.00", "0.00", "0.00"]
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn the_last_prepayment_named_stands_for_all_where_only_all_fit() -> Tested {
    for (prepaid, payable, status) in
        [("238.00", "119.00", "processed"), ("200.00", "157.00", "held")]
    {
        let bureau = Bureau::new();
        bureau.drop("mueller/a.xml", typed("AZ-1", "386", &[], "0.00", "119.00"));
        bureau.drop("mueller/b.xml", typed("AZ-2", "386", &[], "0.00", "119.00"));
        // Two of one amount and day look like one; they are booked, and asked about.
        assert_eq!(bureau.run(&["run"]).status, 1, "{:?}", bureau.report("documents"));
        let whole = typed("SR-1", "380", &["AZ-2"], prepaid, payable);
        let whole = whole.replace(
            "TaxInclusiveAmount currencyID=\"EUR\">119.00",
            "TaxInclusiveAmount currencyID=\"EUR\">357.00",
        );
        bureau.drop(
            "mueller/s.xml",
            whole.replace(">100.00<", ">300.00<").replace(">19.00<", ">57.00<"),
        );
        bureau.run(&["run"]);
        assert_eq!(
            bureau.document("mueller/s.xml")["status"],
            status,
            "{:?}",
            bureau.report("documents")
        );
        if status == "processed" {
            assert_eq!(
                balances(&bureau, &["3400", "1576", "1518", "1793"]),
                ["300.00", "57.00", "0.00", "0.00"]
            );
        }
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn a_corrected_invoice_waits_and_replaces_when_accepted() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/2.xml", typed("K-1", "384", &["R-1"], "0.00", "119.00"));
    bureau.drop("mueller/9.xml", typed("R-1", "380", &[], "0.00", "119.00"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(balances(&bureau, &["3400", "1576"]), ["100.00", "19.00"]);
    assert_eq!(bureau.document("mueller/2.xml")["status"], "held");
    let id = bureau.document("mueller/2.xml")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(balances(&bureau, &["3400", "1576"]), ["100.00", "19.00"]);
    let open: Vec<Value> =
        bureau.report("open-items").iter().map(|row| row["document"].clone()).collect();
    assert_eq!(open, ["K-1"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_personal_account_in_use_stays_and_numbers_that_do_not_fit_are_said() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/1.xml", ubl("L-1", ("Stahl AG", Some("DE290104774")), MUELLER));
    bureau.run(&["run"]);
    let contacts = "contact;name;role;vat_id;account\nL1;Stahl \
        AG;vendor;DE290104774;70555\nL2;Holz AG;vendor;;34000\nL3;Glas AG;vendor;;1576\nL4;Leim \
        AG;vendor;;70001\nL5;Sand AG;vendor;;70002\n";
    bureau.drop("mueller/2.csv", contacts);
    assert_eq!(bureau.run(&["run"]).status, 1);
    let notes = bureau.document("mueller/2.csv")["notes"].to_string();
    for said in [
        "L1 Stahl AG: Auf dem Personenkonto 70001",
        "L2 Holz AG: 34000",
        "L3 Glas AG: Auf das Konto 1576",
        "L4 Leim AG: Das Personenkonto 70001",
    ] {
        assert!(notes.contains(said), "{said}: {notes}");
    }
    bureau.drop("mueller/3.xml", ubl("L-2", ("Stahl AG", Some("DE290104774")), MUELLER));
    bureau.run(&["run"]);
    assert_eq!(balances(&bureau, &["70001", "70555"]), ["-238.00", "0.00"]);
    // Nothing is booked under the number that was refused before: now it may be given.
    bureau.drop("mueller/5.csv", "contact;name;role;account\nL2;Holz AG;vendor;70034\n");
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// What another company of the office has sent out stays out of the folder's books, whatever else
/// was found about it.
#[test]
fn what_a_person_accepts_is_booked_for_the_company_that_it_names() -> Tested {
    let bureau = Bureau::new();
    bureau.drop(
        "mueller/a.xml",
        super::bureau::ubl(
            "A-1",
            ("Kern Handel KG", Some("DE811907980")),
            ("Bau AG", Some("DE300002153")),
        ),
    );
    assert_eq!(bureau.run(&["run"]).status, 1);
    let held = bureau.document("mueller/a.xml");
    assert_eq!(held["status"], "held");
    assert_eq!(
        bureau.run(&["resolve", held["id"].as_str().unwrap_or_default(), "accept"]).status,
        0
    );
    assert!(bureau.report("journal").iter().all(|entry| entry["company"] == "kern"));
    assert_eq!(balance(&bureau, "kern", "4400"), "-100.00");
    Ok(())
}

/// The order over several runs leaves nothing on the account that is taken where nobody says: the
/// list decides, and nobody is asked.
#[test]
fn an_account_that_is_named_after_the_invoice_moves_it_there() -> Tested {
    let bureau = Bureau::new();
    let list = "contact;name;role;vat_id;account\nL1;Stahl AG;vendor;DE111111125;4930\n";
    bureau.drop("mueller/r.xml", ubl("R-1", ("Stahl AG", Some("DE111111125")), MUELLER));
    assert_eq!(bureau.run(&["run"]).status, 0);
    bureau.drop("mueller/contacts.csv", list);
    assert_eq!(bureau.run(&["run"]).status, 0);
    let review = bureau.run(&["review"]).out;
    assert!(!review.contains("R-1"), "{review}");
    assert_eq!(balance(&bureau, "mueller", "4930"), "100.00");
    // What is known is not asked again, nor where the account came first.
    bureau.drop("mueller/again.csv", format!("{list}L2;Wer GmbH;vendor;;4930\n"));
    bureau.drop("mueller/second.xml", ubl("R-2", ("Stahl AG", Some("DE111111125")), MUELLER));
    bureau.run(&["run"]);
    assert_eq!(bureau.document("mueller/again.csv")["waits"], false);
    assert_eq!(balance(&bureau, "mueller", "4930"), "200.00");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// One invoice of another company, twice in the wrong folder: both answers, and nothing is left of
/// the control that was noted while they lay there.
#[test]
fn two_copies_in_the_wrong_folder_are_both_answered() -> Tested {
    let bureau = Bureau::new();
    let invoice = || ubl("L-1", ("Stahl AG", Some("DE290104774")), KERN);
    bureau.drop("mueller/a.xml", invoice());
    bureau.drop("mueller/b.xml", invoice().replace("><cbc:ID>L-1<", ">\n<cbc:ID>L-1<"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    bureau.run(&["resolve", "D1", "accept"]);
    bureau.run(&["resolve", "D2", "accept"]);
    assert_eq!(balance(&bureau, "kern", "5400"), "100.00");
    let verified = bureau.run(&["verify"]);
    assert_eq!(verified.status, 0, "{}", verified.out);
    Ok(())
}

/// A couple's account bears both names; the invoice is one of theirs. Name and amount propose it,
/// and nothing more; with the number it is booked.
#[test]
fn a_couple_pays_what_one_of_the_two_owes() -> Tested {
    let items =
        "document;side;contact;date;amount\nRE-4711;receivable;Thomas Müller;2026-10-01;512.40\n";
    for name in [
        "Müller Thomas u. Sabine",
        "Thomas und Sabine Müller",
        "EHELEUTE THOMAS UND SABINE MUELLER",
        "Müller, Sabine und Thomas",
    ] {
        for (text, status) in [("vielen Dank", "suggested"), ("Rechnung RE-4711", "matched")] {
            let bureau = Bureau::mueller("");
            bureau.drop("mueller/open-items.csv", items);
            bureau.drop("mueller/b.xml", camt(ACCOUNT, 9, &[("512.40", name, text)]));
            bureau.run(&["run"]);
            let entry = bureau.report("reconciliation").into_iter().next().unwrap_or_default();
            let settled = entry["allocations"][0]["document"].clone();
            assert_eq!(
                (entry["status"].clone(), settled),
                (status.into(), "RE-4711".into()),
                "{name}: {entry:#?}"
            );
        }
    }
    // One who shares the name alone is nobody's husband.
    let bureau = Bureau::mueller("");
    bureau.drop("mueller/open-items.csv", items);
    bureau.drop(
        "mueller/b.xml",
        camt(ACCOUNT, 9, &[("512.40", "Karl und Sabine Müller", "vielen Dank")]),
    );
    bureau.run(&["run"]);
    assert_eq!(bureau.report("reconciliation")[0]["status"], "open");
    Ok(())
}

#[test]
fn an_invoice_to_itself_is_no_revenue() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/m1.xml", ubl("M-1", MUELLER, MUELLER));
    bureau.drop("mueller/m2.xml", ubl("M-2", ("Holding AG", MUELLER.1), MUELLER));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(statuses(&bureau), ["mueller/m1.xml mueller held", "mueller/m2.xml mueller held"]);
    assert_eq!(balance(&bureau, "mueller", "8400"), Value::Null);
    let refused = bureau.run(&["resolve", "D1", "accept"]);
    assert!(
        refused.status == 1 && format!("{}{}", refused.out, refused.err).contains("reject GRUND"),
        "{}{}",
        refused.out,
        refused.err
    );
    // Two firms of one tax group: the name says who bought.
    assert_eq!(bureau.run(&["resolve", "D2", "accept"]).status, 0);
    assert_eq!(
        (balance(&bureau, "mueller", "8400"), balance(&bureau, "mueller", "3400")),
        (Value::Null, "100.00".into())
    );
    assert_eq!(
        (bureau.run(&["resolve", "D1", "reject", "a form"]).status, bureau.run(&["verify"]).status),
        (0, 0)
    );
    Ok(())
}

#[test]
fn a_vendor_of_a_known_name_with_another_vat_id_is_told_so() -> Tested {
    let bureau = Bureau::new();
    bureau.drop(
        "mueller/contacts.csv",
        "contact;name;role;vat_id\nV-1;Stahl AG;vendor;DE290104774\n",
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    bureau.drop("mueller/l1.xml", ubl("L-1", ("Stahl AG", Some("DE173205089")), MUELLER));
    bureau.run(&["run"]);
    let found = bureau.report("invoice-control");
    let told =
        found.first().map(|row| row["findings"][0]["message"].to_string()).unwrap_or_default();
    assert!(told.contains("V-1") && told.contains("DE173205089 statt DE290104774"), "{told}");
    Ok(())
}

/// A list that knows a vendor by its number, its invoice by name and VAT id, and then the contacts
/// that say both are one: told, and an invoice that is booked anew stays on the personal account
/// that its payment stands on.
#[test]
fn what_two_names_were_booked_under_is_told_and_holds() {
    let bureau = Bureau::new();
    bureau.drop(
        "mueller/open-items.csv",
        "document;side;contact;date;due;amount;currency\nL-1;payable;L-2006;2026-09-01;2026-09-30;\
         119,00;EUR\n",
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    let vendor = ("Stahlhandel Nord GmbH", "DE129273398");
    let invoice = Invoice {
        number: "R-2",
        date: "2026-10-02",
        seller: vendor,
        buyer: OURS,
        net_cents: 20_000,
        type_code: "380",
        corrects: None,
    };
    bureau.drop("mueller/invoice.xml", invoice.xml());
    assert_eq!(bureau.run(&["run"]).status, 0);
    bureau.drop(
        "mueller/contacts.csv",
        "contact;name;role;vat_id\nL-2006;Stahlhandel Nord GmbH;vendor;DE129273398\n",
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    let told = bureau.document("mueller/contacts.csv").to_string();
    assert!(told.contains("70001") && told.contains("70002"), "{told}");
    bureau.drop("mueller/s.xml", camt(ACCOUNT, 5, &[("-238.00", vendor.0, "R-2")]));
    assert!(bureau.run(&["run"]).status < 2);
    let moved = bureau.run(&["resolve", "D2", "account", "4980"]);
    assert_eq!(moved.status, 0, "{}{}", moved.out, moved.err);
    let verified = bureau.run(&["verify"]);
    assert_eq!(verified.status, 0, "{}", verified.out);
}
