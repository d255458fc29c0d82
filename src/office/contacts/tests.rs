use super::*;

#[test]
fn a_contact_known_by_key_and_by_name_is_one_once_the_contacts_file_says_so() {
    let mut contacts = Contacts::default();
    let party = |name: &str| Party {
        name: Some(name.to_owned()),
        identifier: Some(name.to_owned()),
        ..Party::default()
    };
    let by_key = contacts.of_party("a", &party("K100"), Side::Receivable);
    let by_name = contacts.of_party("a", &party("Hotel Krone GmbH"), Side::Receivable);
    assert_ne!(by_key, by_name);
    let row = Contact {
        contact: "K100".into(),
        name: "Hotel Krone GmbH".into(),
        role: Role::Customer,
        vat_id: None,
        ibans: Vec::new(),
        email: None,
        street: None,
        postcode: None,
        city: None,
        country: None,
        account: None,
    };
    assert_eq!(contacts.learn("a", &row), [by_key, by_name]);
    let keys: Vec<Option<&str>> = [by_key, by_name]
        .iter()
        .map(|id| contacts.get(*id).map(|row| row.contact.as_str()))
        .collect();
    assert_eq!(keys, [Some("K100"), Some("K100")]);
    assert_eq!(contacts.of_party("a", &party("K100"), Side::Receivable), by_key);
}
fn party(name: &str) -> Party {
    Party { name: Some(name.to_owned()), ..Party::default() }
}

#[test]
fn one_shared_mark_makes_no_identity() {
    let mut contacts = Contacts::default();
    let iban = crate::domain::Iban::read("DE02120300000000202051");
    let with = |name: &str| Party { iban: iban.clone(), ..party(name) };
    let painter = contacts.of_party(
        "a",
        &Party { tax_number: Some("12/345/67890".into()), ..with("Malermeister Anton Kurz") },
        Side::Payable,
    );
    let tiler = contacts.of_party(
        "a",
        &Party { tax_number: Some("12/345/11111".into()), ..with("Fliesen Berta Lang") },
        Side::Payable,
    );
    let vat_id = crate::domain::VatId::read("DE136695976");
    let scaffold =
        contacts.of_party("a", &Party { vat_id, ..with("Gerüstbau Cäsar GmbH") }, Side::Payable);
    assert!(painter != tiler && tiler != scaffold && painter != scaffold);
    // The same name without a contradiction is the same firm, another tax number a namesake.
    assert_eq!(contacts.of_party("a", &with("MALERMEISTER ANTON KURZ"), Side::Payable), painter);
    let namesake =
        Party { tax_number: Some("99/999/99999".into()), ..with("Malermeister Anton Kurz") };
    assert_ne!(contacts.of_party("a", &namesake, Side::Payable), painter);
}

#[test]
fn a_number_known_here_counts_where_the_name_does_not_contradict() {
    let mut contacts = Contacts::default();
    let row = |key: &str, name: &str| Contact {
        contact: key.into(),
        name: name.into(),
        role: Role::Vendor,
        vat_id: None,
        ibans: Vec::new(),
        email: None,
        street: None,
        postcode: None,
        city: None,
        country: None,
        account: None,
    };
    contacts.learn("a", &row("1044", "Tischlerei Bo Harms"));
    contacts.learn("a", &row("L-2001", "Spedition Rehder"));
    let says = |key: &str, name: &str| Party { identifier: Some(key.into()), ..party(name) };
    let key = |contacts: &Contacts, id: i64| {
        contacts.get(id).map(|row| row.contact.clone()).unwrap_or_default()
    };
    let electrician = contacts.of_party("a", &says("1044", "Elektro Sievers GmbH"), Side::Payable);
    let carrier =
        contacts.of_party("a", &says("L-2001", "Spedition Rehder GmbH & Co. KG"), Side::Payable);
    assert_eq!(key(&contacts, electrician), "Elektro Sievers GmbH");
    assert_eq!(key(&contacts, carrier), "L-2001");
    let listed = contacts.of_party("a", &says("1044", "1044"), Side::Payable);
    assert_eq!(key(&contacts, listed), "1044");
}

#[test]
fn a_vat_id_is_enough_and_is_learned() {
    let mut contacts = Contacts::default();
    let with_vat =
        |name: &str| Party { vat_id: crate::domain::VatId::read("DE136695976"), ..party(name) };
    let first = contacts.of_party("a", &party("Stahl AG"), Side::Payable);
    assert_eq!(contacts.of_party("a", &with_vat("Stahl AG"), Side::Payable), first);
    assert_eq!(contacts.of_party("a", &with_vat("Stahlhandel Nord AG"), Side::Payable), first);
    let other = Party { vat_id: crate::domain::VatId::read("DE811907980"), ..party("Stahl AG") };
    let namesake = contacts.of_party("a", &other, Side::Payable);
    assert_ne!(namesake, first);
    // Both are told apart where their keys are shown, and a list may name either.
    assert_eq!(
        contacts.get(namesake).map(|row| row.contact.as_str()),
        Some("Stahl AG (DE811907980)")
    );
    assert!(contacts.is_provisional(first) && contacts.is_provisional(namesake));
}
