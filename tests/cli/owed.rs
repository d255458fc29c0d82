//! Sellers abroad that charge no VAT: whether the company owes it (§ 13b UStG) is asked, and booked as answered.

use super::bureau::{Bureau, Ended, MUELLER, OURS, Tested, camt};
use super::invoice::Invoice;
use serde_json::Value;

const AUSTRIAN: (&str, &str, &str) = ("Donau Beratung GmbH", "ATU13585627", "AT");
const SWISS: (&str, &str, &str) = ("Alpen Software AG", "CHE123456788", "CH");

/// An invoice of 100.00 without VAT, of a seller of this name, VAT id and state, in this category.
fn untaxed(number: &str, (name, vat_id, country): (&str, &str, &str), category: &str) -> String {
    let xml =
        Invoice { number, date: "2026-10-05", seller: (name, vat_id), buyer: OURS, net_cents: 10_000, type_code: "380", corrects: None }
            .xml();
    let xml = xml.replacen("<cbc:IdentificationCode>DE<", &format!("<cbc:IdentificationCode>{country}<"), 1);
    let rate = "<cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent>";
    let (free, why) =
        (format!("<cbc:ID>{category}</cbc:ID><cbc:Percent>0</cbc:Percent>"), "<cbc:TaxExemptionReason>exempt</cbc:TaxExemptionReason>");
    let why = if category == "E" { why } else { "" };
    let xml = xml.replacen(rate, &format!("{free}{why}"), 1).replace(rate, &free);
    xml.replace(">19.00<", ">0.00<").replace(">119.00<", ">100.00<")
}

fn balance(bureau: &Bureau, account: &str) -> Value {
    let rows = bureau.report("trial-balance");
    rows.into_iter().find(|row| row["account"] == account).map_or(Value::Null, |row| row["closing"].clone())
}

fn returned(bureau: &Bureau) -> Vec<String> {
    let rows = bureau.run(&["report", "vat-return", "--company", "mueller", "--from", "2026-10-01", "--to", "2026-10-31", "--json"]).rows();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| format!("{} {}", text(&row["position"]), text(&row["amount"]))).collect()
}

/// Drops and runs; the document's id.
fn dropped(bureau: &Bureau, xml: String) -> String {
    bureau.drop("mueller/a.xml", xml);
    bureau.run(&["run"]);
    bureau.document("mueller/a.xml")["id"].as_str().unwrap_or_default().to_owned()
}

fn answer(bureau: &Bureau, id: &str, words: &str) -> Ended {
    let words: Vec<&str> = ["resolve", id].into_iter().chain(words.split(' ')).collect();
    bureau.run(&words)
}

fn of_chart(chart: &str, more: &str) -> Result<Bureau, std::io::Error> {
    let bureau = Bureau::mueller(more);
    let settings = std::fs::read_to_string(bureau.path("companies/mueller.toml"))?;
    bureau.write("companies/mueller.toml", settings.replace("SKR03", chart));
    Ok(bureau)
}

#[test]
fn a_seller_abroad_without_vat_is_asked_about_and_booked_as_answered() -> Tested {
    let union = (AUSTRIAN, "USt-IdNr. ATU13585627", ["46 100.00", "47 19.00", "67 19.00", "83 0.00"]);
    let abroad = (SWISS, "USt-IdNr. CHE123456788", ["84 100.00", "85 19.00", "67 19.00", "83 0.00"]);
    for (chart, free, [own, other], taxes) in
        [("SKR03", "3200", ["3123", "3125"], ["1577", "1787"]), ("SKR04", "5200", ["5923", "5925"], ["1407", "3837"])]
    {
        for ((seller, why, boxes), base) in [(union, own), (abroad, other)] {
            for category in ["E", "Z"] {
                let bureau = of_chart(chart, "")?;
                let id = dropped(&bureau, untaxed("S-1", seller, category));
                let held = bureau.document("mueller/a.xml");
                assert!(held["status"] == "held" && held["reason"].to_string().contains(why), "{held:#?}");
                assert!(bureau.report("journal").is_empty());
                assert_eq!(answer(&bureau, &id, "accept").status, 0);
                assert_eq!((balance(&bureau, free), balance(&bureau, base)), ("100.00".into(), Value::Null));
                // Taken back, it asks again.
                assert_eq!(bureau.run(&["undo", &id]).status, 0);
                assert_eq!(bureau.document("mueller/a.xml")["reason"], held["reason"]);
                assert_eq!(answer(&bureau, &id, "account 4806").status, 1);
                let done = answer(&bureau, &id, "accept --reverse-charge");
                assert_eq!(done.status, 0, "{}", done.err);
                let booked = [free, base, taxes[0], taxes[1]].map(|account| balance(&bureau, account));
                assert_eq!(booked, ["0.00", "100.00", "19.00", "-19.00"], "{chart} {category}");
                assert_eq!(returned(&bureau), boxes);
                assert_eq!(bureau.report("open-items")[0]["open"], "100.00");
                assert_eq!(bureau.run(&["verify"]).status, 0);
            }
        }
    }
    Ok(())
}

/// § 13b (5) UStG: small businesses owe it, too, and deduct nothing (§ 19 (1) UStG); who pays VAT on receipts owes it all the same.
#[test]
fn every_kind_of_company_owes_it() -> Tested {
    for (vat, booked, boxes) in [
        ("small-business", ["119.00", "-19.00"], vec!["46 100.00", "47 19.00", "83 19.00"]),
        ("exempt\"\ninput_vat = \"none", ["119.00", "-19.00"], vec!["46 100.00", "47 19.00", "83 19.00"]),
        ("cash", ["100.00", "-19.00"], vec!["46 100.00", "47 19.00", "67 19.00", "83 0.00"]),
    ] {
        let bureau = of_chart("SKR03", &format!("vat = \"{vat}\""))?;
        let id = dropped(&bureau, untaxed("S-1", AUSTRIAN, "E"));
        let done = answer(&bureau, &id, "accept --reverse-charge");
        assert_eq!(done.status, 0, "{vat}: {}", done.err);
        let base = if vat == "cash" { "3123" } else { "3143" };
        assert_eq!([base, "1787"].map(|account| balance(&bureau, account)), booked, "{vat}");
        assert_eq!(returned(&bureau), boxes, "{vat}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn it_is_owed_of_what_is_booked_already_until_that_is_undone() -> Tested {
    let bureau = Bureau::mueller("");
    let id = dropped(&bureau, untaxed("S-1", AUSTRIAN, "E"));
    assert_eq!(answer(&bureau, &id, "accept --account 4806").status, 0);
    assert_eq!(balance(&bureau, "4806"), "100.00");
    assert_eq!(answer(&bureau, &id, "accept --reverse-charge").status, 0);
    assert_eq!(["4806", "3123", "1787"].map(|account| balance(&bureau, account)), ["100.00".into(), Value::Null, "-19.00".into()]);
    // Moved to another account, it stays owed.
    assert_eq!(answer(&bureau, &id, "account 4964").status, 0);
    assert_eq!(["4806", "4964", "1787"].map(|account| balance(&bureau, account)), ["0.00", "100.00", "-19.00"]);
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(["4806", "4964", "1787"].map(|account| balance(&bureau, account)), ["100.00", "0.00", "-19.00"]);
    assert_eq!(answer(&bureau, &id, "accept --untaxed").status, 0);
    assert_eq!(["4806", "1577", "1787"].map(|account| balance(&bureau, account)), ["100.00", "0.00", "0.00"]);
    assert_eq!(answer(&bureau, &id, "accept --reverse-charge").status, 0);
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(["4806", "1577", "1787"].map(|account| balance(&bureau, account)), ["100.00", "0.00", "0.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // Of what charges VAT nothing is owed.
    let taxed = Invoice {
        number: "N-1",
        date: "2026-10-05",
        seller: ("Bau AG", "DE300002153"),
        buyer: OURS,
        net_cents: 10_000,
        type_code: "380",
        corrects: None,
    };
    bureau.drop("mueller/b.xml", taxed.xml());
    bureau.run(&["run"]);
    let other = bureau.document("mueller/b.xml")["id"].as_str().unwrap_or_default().to_owned();
    let refused = answer(&bureau, &other, "accept --reverse-charge");
    assert!(refused.status == 1 && refused.err.contains("§ 13b"), "{}", refused.err);
    assert_eq!(balance(&bureau, "1576"), "19.00");
    Ok(())
}

#[test]
fn a_vendor_rule_answers_for_all_its_invoices() -> Tested {
    let cases = [
        ("true", "", ["-19.00".into(), Value::Null]),
        ("true", "vat = 7", [Value::Null, "-7.00".into()]),
        ("false", "", [Value::Null, Value::Null]),
    ];
    for (answer, rate, taxes) in cases {
        let bureau = Bureau::mueller("");
        bureau
            .write("pipelines/own.toml", format!("[[vendor]]\nname = \"Donau\"\naccount = \"3200\"\nreverse_charge = {answer}\n{rate}\n"));
        dropped(&bureau, untaxed("S-1", AUSTRIAN, "E"));
        assert_eq!(bureau.document("mueller/a.xml")["status"], "processed");
        assert_eq!(["1787", "1785"].map(|account| balance(&bureau, account)), taxes, "{answer} {rate}");
        assert_eq!(balance(&bureau, "3200"), "100.00");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn a_yes_to_another_question_is_none_to_this() -> Tested {
    let bureau = Bureau::mueller("");
    let dollars = untaxed("S-1", SWISS, "E").replace("\"EUR\"", "\"USD\"").replace("Code>EUR<", "Code>USD<");
    let id = dropped(&bureau, dollars);
    assert!(bureau.document("mueller/a.xml")["reason"].to_string().contains("--rate"));
    let asked = answer(&bureau, &id, "accept --rate 1.25");
    assert!(asked.status == 1 && asked.err.contains("accept --untaxed") && asked.err.contains("accept --reverse-charge"), "{}", asked.err);
    assert!(bureau.report("journal").is_empty());
    assert_eq!(answer(&bureau, &id, "accept --rate 1.25 --reverse-charge").status, 0);
    assert_eq!(["3125", "1787"].map(|account| balance(&bureau, account)), ["80.00", "-15.20"]);
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(answer(&bureau, &id, "accept --rate 1.25 --untaxed").status, 0);
    assert_eq!(["3200", "1787"].map(|account| balance(&bureau, account)), ["80.00", "0.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_list_tells_where_a_seller_has_its_seat() -> Tested {
    let bureau = Bureau::mueller("");
    bureau.drop("mueller/contacts.csv", "contact;name;role;vat_id;country\n70001;Donau Beratung GmbH;vendor;ATU13585627;\n70002;Cloud Inc.;vendor;;US\n70003;Malermeister Blau;vendor;;D\n70004;C GmbH;vendor;;Österreich\n");
    bureau.drop(
        "mueller/invoices.csv",
        "invoice;date;seller;buyer;net;vat_rate;vat;gross\n1;2026-10-05;Donau Beratung GmbH;Müller Metallbau GmbH;100,00;0;0,00;100,00\n\
         2;2026-10-05;Cloud Inc.;Müller Metallbau GmbH;50,00;0;0,00;50,00\n3;2026-10-05;Malermeister Blau;Müller Metallbau GmbH;20,00;0;0,00;20,00\n\
         4;2026-10-05;C GmbH;Müller Metallbau GmbH;10,00;0;0,00;10,00\n",
    );
    bureau.run(&["run"]);
    let documents = bureau.report("documents");
    let of = |number: &str| documents.iter().find(|row| row["number"] == number).cloned().unwrap_or_default();
    assert_eq!(["1", "2", "3", "4"].map(|number| of(number)["status"].clone()), ["held", "held", "processed", "held"], "{documents:#?}");
    for number in ["1", "2", "4"] {
        assert_eq!(answer(&bureau, of(number)["id"].as_str().unwrap_or_default(), "accept --reverse-charge").status, 0);
    }
    assert_eq!(["3123", "3125", "3200"].map(|account| balance(&bureau, account)), ["110.00", "50.00", "20.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// A rule speaks of what an invoice leaves open; what that says itself to be exempt everywhere it does not tax, a person may.
#[test]
fn a_vendor_rule_does_not_tax_what_is_exempt_by_its_code() -> Tested {
    let bureau = Bureau::mueller("");
    bureau.write("pipelines/own.toml", OWED);
    let insured = untaxed("S-1", AUSTRIAN, "E").replacen(
        "<cbc:TaxExemptionReason>",
        "<cbc:TaxExemptionReasonCode>VATEX-EU-135-1</cbc:TaxExemptionReasonCode><cbc:TaxExemptionReason>",
        1,
    );
    let id = dropped(&bureau, insured);
    assert_eq!(bureau.document("mueller/a.xml")["status"], "processed");
    assert_eq!(["3100", "1787"].map(|account| balance(&bureau, account)), ["100.00".into(), Value::Null]);
    assert_eq!(answer(&bureau, &id, "accept --reverse-charge").status, 0);
    assert_eq!(balance(&bureau, "1787"), "-19.00");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

const OWED: &str = "[[vendor]]\nname = \"Donau\"\naccount = \"3100\"\nreverse_charge = true\n";

/// What is booked by a rule, an answer about something else leaves as it is, though the rule is gone; an undo goes back to it.
#[test]
fn an_answer_about_something_else_leaves_the_tax_of_what_a_rule_booked() -> Tested {
    let bureau = Bureau::mueller("");
    bureau.write("pipelines/own.toml", OWED);
    let id = dropped(&bureau, untaxed("S-1", AUSTRIAN, "E"));
    let stands = || ["3100", "4964", "1577", "1787"].map(|account| balance(&bureau, account));
    assert_eq!(stands(), ["100.00".into(), Value::Null, "19.00".into(), "-19.00".into()]);
    assert_eq!(answer(&bureau, &id, "account 4964").status, 0);
    assert_eq!(stands(), ["0.00", "100.00", "19.00", "-19.00"]);
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(stands(), ["100.00", "0.00", "19.00", "-19.00"]);
    bureau.write("pipelines/own.toml", OWED.replace("reverse_charge = true\n", ""));
    assert_eq!(answer(&bureau, &id, "accept --without-input-vat").status, 0);
    assert_eq!(stands(), ["119.00", "0.00", "0.00", "-19.00"]);
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(answer(&bureau, &id, "accept --untaxed").status, 0);
    assert_eq!(stands(), ["100.00", "0.00", "0.00", "0.00"]);
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(stands(), ["100.00", "0.00", "19.00", "-19.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// An invoice with Skonto, or of a prepayment, and its payment.
#[test]
fn the_tax_of_what_is_paid_with_a_discount_or_beforehand_waits_for_its_payment_to_be_taken_back() -> Tested {
    let discount = |xml: String| {
        xml.replacen(
            "<cac:TaxTotal>",
            "<cac:PaymentTerms><cbc:Note>#SKONTO#TAGE=14#PROZENT=2.00#\n</cbc:Note></cac:PaymentTerms><cac:TaxTotal>",
            1,
        )
    };
    let advance = |xml: String| xml.replacen("TypeCode>380<", "TypeCode>386<", 1);
    let taxed = || {
        let seller = ("Bau AG", "DE300002153");
        Invoice { number: "S-1", date: "2026-10-05", seller, buyer: OURS, net_cents: 10_000, type_code: "380", corrects: None }.xml()
    };
    let abroad = || untaxed("S-1", AUSTRIAN, "E");
    for (xml, before, paid, name, after) in [
        (discount(abroad()), "accept", "-98.00", AUSTRIAN.0, "accept --reverse-charge"),
        (discount(abroad()), "accept --reverse-charge", "-98.00", AUSTRIAN.0, "accept --untaxed"),
        (advance(abroad()), "accept", "-100.00", AUSTRIAN.0, "accept --reverse-charge"),
        (advance(abroad()), "accept --reverse-charge", "-100.00", AUSTRIAN.0, "accept --untaxed"),
        (discount(taxed()), "", "-116.62", "Bau AG", "accept --without-input-vat"),
    ] {
        let bureau = Bureau::mueller("");
        let id = dropped(&bureau, xml);
        assert!(before.is_empty() || answer(&bureau, &id, before).status == 0);
        bureau.drop("mueller/b.xml", camt(MUELLER, 9, &[(paid, name, "Rechnung S-1")]));
        bureau.run(&["run"]);
        answer(&bureau, "E1", "accept");
        assert!(bureau.report("open-items").is_empty(), "{before} {after}: {:#?}", bureau.report("reconciliation"));
        let booked = bureau.report("journal");
        let refused = answer(&bureau, &id, after);
        assert!(refused.status == 1 && refused.err.contains("kontor undo E1"), "{before} {after}: {}", refused.err);
        assert_eq!(bureau.report("journal"), booked);
        assert_eq!(bureau.run(&["undo", "E1"]).status, 0);
        assert_eq!(answer(&bureau, &id, after).status, 0, "{before} {after}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}
