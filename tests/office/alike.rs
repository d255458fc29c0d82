//! Prepayments of one amount, and a final invoice that says of none which it takes off.

use crate::finals::{Off, Way, balances, drops, is_booked, office, paper, pays, waits, whole};

#[test]
fn one_of_several_prepayments_alike_is_not_taken_silently() {
    for (at, way) in [Way::In, Way::Out].into_iter().enumerate() {
        for answer in ["accept", "beside", "reject"] {
            let office = office(&format!("alike-{at}-{answer}"), "SKR03");
            for number in ["AR-1", "AR-2"] {
                drops(&office, &format!("{number}.xml"), &paper(way, number, "386", 1000, &[]));
                pays(&office, way, "1190,00", number);
            }
            let before = balances(&office);
            drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &[]));
            let id = waits(&office, "SR-1", &["AR-1, AR-2", "accept --beside", "reject"]);
            assert_eq!(balances(&office), before);
            match answer {
                "reject" => drop(office.done(&["resolve", &id, "reject", "nennt keine"])),
                "beside" => drop(office.done(&["resolve", &id, "accept", "--beside"])),
                _ => drop(office.done(&["resolve", &id, "accept"])),
            }
            let after = balances(&office);
            let advance = if way == Way::In { "1518 " } else { "1718 " };
            let left: Vec<&String> = after.iter().filter(|row| row.starts_with(advance)).collect();
            let sum = match (answer, way) {
                ("accept", Way::In) => "1518 1000.00",
                ("accept", Way::Out) => "1718 -1000.00",
                (_, Way::In) => "1518 2000.00",
                (_, Way::Out) => "1718 -2000.00",
            };
            assert_eq!(left, [sum], "{answer}");
            if answer == "reject" {
                drops(&office, "g.xml", &whole(way, "SR-2", "380", Off::Prepaid, &["AR-2"]));
                is_booked(&office, "SR-2");
            }
            if answer == "accept" {
                // What is left is taken off by the next, which has no choice.
                drops(&office, "g.xml", &whole(way, "SR-2", "380", Off::Prepaid, &[]));
                is_booked(&office, "SR-2");
                office.done(&["undo", &id]);
                balances(&office);
            }
        }
    }
}

#[test]
fn the_one_of_its_order_is_taken_without_a_question() {
    let order = |xml: String| {
        let at = "<cac:BillingReference>";
        let own = "<cac:OrderReference><cbc:ID>B-1</cbc:ID></cac:OrderReference>";
        match xml.contains(at) {
            true => xml.replacen(at, &format!("{own}{at}"), 1),
            false => xml.replacen(
                "<cac:AccountingSupplierParty>",
                &format!("{own}<cac:AccountingSupplierParty>"),
                1,
            ),
        }
    };
    let office = office("alike-order", "SKR03");
    drops(&office, "1.xml", &paper(Way::Out, "AR-1", "386", 1000, &[]));
    pays(&office, Way::Out, "1190,00", "AR-1");
    drops(&office, "2.xml", &order(paper(Way::Out, "AR-2", "386", 1000, &[])));
    pays(&office, Way::Out, "1190,00", "AR-2");
    drops(&office, "f.xml", &order(whole(Way::Out, "SR-1", "380", Off::Prepaid, &[])));
    let id = is_booked(&office, "SR-1");
    // The payment of the one that is taken off stays, the other's may go.
    let (went, said) = office.say(&["undo", "E2"]);
    assert!(!went && said.contains(&id), "{said}");
    office.done(&["undo", "E1"]);
}
