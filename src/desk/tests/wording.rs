//! The words of the law, to the letter.

use super::*;
use crate::desk::compose::{self, Given};
use crate::domain::delegation::ActReference;
use crate::domain::entry::Entry;
use crate::paper::{Block, Signature};
use proptest::prelude::*;

fn blocks(sample: &Sample, entry: &Entry) -> Vec<Block> {
    let form = sample.desk().form("birth-certificate").unwrap();
    let given = Given { number: entry.number.to_string(), check_code: "7KQM-3XWT".to_owned(), picture: None };
    compose::sheet(&form, entry, &given).unwrap().blocks
}

fn boxed(blocks: &[Block]) -> Vec<String> {
    blocks
        .iter()
        .filter_map(|block| if let Block::Boxed(text) = block { Some(text.as_plain()) } else { None })
        .collect()
}

fn small(blocks: &[Block]) -> Vec<String> {
    blocks
        .iter()
        .filter_map(|block| if let Block::Small(text) = block { Some(text.as_plain()) } else { None })
        .collect()
}

fn signature(blocks: &[Block]) -> &Signature {
    blocks.iter().find_map(|block| if let Block::Signature(one) = block { Some(one) } else { None }).unwrap()
}

#[test]
fn each_use_prints_its_own_wording_once() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    for (use_code, wording) in [
        (
            UseCode::Private,
            "Il presente certificato non può essere prodotto agli organi della pubblica amministrazione o ai privati gestori di pubblici servizi",
        ),
        (
            UseCode::Abroad,
            "Ai sensi dell'art. 40, D.P.R. 28 dicembre 2000, n. 445, il presente certificato è rilasciato solo per l'estero",
        ),
        (
            UseCode::Court,
            "Ai sensi dell'art. 40, D.P.R. 445/2000 il presente certificato è rilasciato per cause giudiziarie",
        ),
        (
            UseCode::Immigration,
            "Certificato rilasciato per procedimenti disciplinati dalle norme sull'immigrazione",
        ),
    ] {
        let request = IssueDirect { use_code, ..sample.request() };
        let entry = sample.desk().issue_direct(&sample.clerk(), request).unwrap().entry;
        assert_eq!(boxed(&blocks(&sample, &entry)), [wording]);
    }
}

#[test]
fn footing_duty_and_signature_stand_as_the_law_has_them() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let entry = sample.issue().entry;
    let blocks = blocks(&sample, &entry);
    assert_eq!(
        small(&blocks),
        [
            "Rilasciato sulla base dell'atto n. 128, parte I, serie A, anno 1987, dei registri di questo Comune. \
             Registrato al n. EM01-2026-0000001 del registro di emergenza. Per conferma: tel. 0999 123456.",
            "Esente dall'imposta di bollo ai sensi dell'art. 7, legge 29 dicembre 1990, n. 405.",
        ]
    );
    let signature = signature(&blocks);
    assert_eq!(signature.place_and_date, "Valdorè, 21 novembre 2026");
    assert_eq!(
        signature.role,
        ["L'ufficiale dello stato civile", "delegato con atto del Sindaco n. 12/2025", "del 3 marzo 2025"]
    );
    assert_eq!(signature.name, "Bruno Conti");
}

#[test]
fn an_act_still_to_be_signed_is_said_and_an_act_without_series_has_none() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let mut request = sample.request();
    request.values.remove("act-series");
    request.values.insert("sex".to_owned(), "M".to_owned());
    let mut entry = sample.desk().issue_direct(&sample.clerk(), request).unwrap().entry;
    entry.officer.as_mut().unwrap().act = ActReference::ToBeSigned;
    let blocks = blocks(&sample, &entry);
    assert!(small(&blocks)[0].starts_with("Rilasciato sulla base dell'atto n. 128, parte I, anno 1987, dei"));
    assert_eq!(signature(&blocks).role[2], "(atto da firmare)");
    let facts =
        blocks.iter().find_map(|block| if let Block::Facts(facts) = block { Some(facts) } else { None });
    let labels: Vec<&str> = facts.unwrap().iter().map(|fact| fact.label.as_str()).collect();
    assert_eq!(labels, ["cognome", "nome", "sesso", "è nato il", "a"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_typed_a_certificate_has_one_use_wording_and_one_rule_of_exemption(
        values in prop::collection::btree_map("act-(number|series)|surname|birth-place|birth-time", "\\PC{0,24}", 0..5),
        uses in 0_usize..4,
    ) {
        use crate::desk::filling::{self, Typed};
        let catalogue = crate::forms::Catalogue::read(None).unwrap();
        let form = catalogue.newest("birth-certificate").unwrap();
        let typed = Typed::new(values, BTreeMap::new(), UseCode::ALL[uses]);
        let (values, _) = filling::read(&form, &typed, None, day("2026-11-21"));
        let entry = Entry { values, use_code: Some(typed.use_code), ..an_entry() };
        let given = Given { number: "EM01-2026-0000001".to_owned(), check_code: "7KQM-3XWT".to_owned(), picture: None };
        let blocks = compose::sheet(&form, &entry, &given).unwrap().blocks;
        prop_assert_eq!(boxed(&blocks), [typed.use_code.wording()]);
        prop_assert_eq!(small(&blocks).iter().filter(|text| text.contains("imposta di bollo")).count(), 1);
    }
}

fn an_entry() -> Entry {
    use std::sync::OnceLock;
    static ENTRY: OnceLock<Entry> = OnceLock::new();
    ENTRY
        .get_or_init(|| {
            let sample = Sample::new();
            sample.open("2026-11-21 08:00");
            sample.issue().entry
        })
        .clone()
}
