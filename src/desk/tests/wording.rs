//! The words of the law, to the letter.

use proptest::prelude::*;

use crate::papers::compose::{self, Given};
use domain::form::form::{DutyRule, Family, Form, PhotographRule, UseWording};
use domain::ids::value::{Attested, Source, Values};
use domain::money::duty::Duty;
use domain::office::delegation::ActReference;
use domain::register::entry::Entry;
use paper::{Block, Signature};

use super::*;

fn blocks(sample: &Sample, entry: &Entry) -> Vec<Block> {
    let form = sample.desk().form("birth-certificate").unwrap();
    let given = Given::new(entry.number.to_string(), "7KQM-3XWT-0H5D-PR9A");
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

/// An entry of any form, with all that a paper of it needs.
fn an_entry_of(form: &Form, values: Values, use_code: UseCode) -> Entry {
    use domain::person::evidence::Evidence;
    use domain::person::photograph::Photograph;
    Entry {
        values,
        use_code: (form.use_wording == UseWording::ExactlyOne).then_some(use_code),
        duty: (form.duty != DutyRule::None)
            .then(|| Duty::Exempt { wording: "Esente dall'imposta di bollo.".into(), code: None }),
        evidence: Some(Evidence::PhotographOnFile { card: "n. 12/2014".into() }),
        photograph: (form.photograph == PhotographRule::Asked).then_some(Photograph::Glued),
        valid_until: Some(day("2026-12-21")),
        ..an_entry()
    }
}

#[test]
fn an_attestation_of_names_of_80_and_80_characters_stays_on_one_page_whatever_the_script() {
    let catalogue = forms::Catalogue::read(None).unwrap();
    let form = catalogue.newest("identity-attestation").unwrap();
    for letter in ["W", "Щ", "Ω", "Ặ", "i"] {
        for name in [letter.repeat(80), format!("{letter} ").repeat(40).trim().to_owned()] {
            let attested = |text: &str| Attested { value: text.to_owned(), source: Source::DirectKnowledge };
            let place = "Santa Margherita d'Adige e San Giovanni in Persiceto sul Naviglio di Mezzo (PX)";
            let values: Values = [
                ("surname", name.as_str()),
                ("given-names", &name),
                ("birth-place", place),
                ("municipality", place),
                ("sex", "F"),
                ("citizenship", "italiana"),
                ("birth-date", "1987"),
            ]
            .map(|(field, text)| (field.to_owned(), attested(text)))
            .into();
            let entry = an_entry_of(&form, values, UseCode::Private);
            let sheet = compose::sheet(&form, &entry, &widest()).unwrap();
            let pdf = paper::render(&sheet, paper::Marks::default()).unwrap();
            assert_eq!(pdf.pages(), 1, "{name}");
        }
    }
}

/// A number and a check code as wide as any.
fn widest() -> Given {
    Given::new("WWWWWWWWWWWW-2026-8888888", "WWWW-WWWW-WWWW-WWWW")
}

#[test]
fn every_form_has_room_for_the_widest_number_and_the_widest_check_code() {
    let catalogue = forms::Catalogue::read(None).unwrap();
    for form in catalogue.offered().iter().filter(|form| form.entry.is_some()) {
        let entry = an_entry_of(form, Values::new(), UseCode::Private);
        for given in [widest(), Given::new("ABCDEFGHIJKL-2026-0000031", "7KQM-3XWT-0H5D-PR9A")] {
            let sheet = compose::sheet(form, &entry, &given).unwrap();
            let pdf = paper::render(&sheet, paper::Marks::default());
            assert!(pdf.is_ok(), "{}: {:?}", form.id.id, pdf.err());
        }
    }
}

/// All words of a paper.
fn all_words(blocks: &[Block]) -> String {
    format!("{blocks:?}")
}

#[test]
fn what_the_law_wants_and_the_entry_lacks_is_refused_by_its_field() {
    let catalogue = forms::Catalogue::read(None).unwrap();
    let given = Given::new("EM01-2026-0000001", "7KQM-3XWT-0H5D-PR9A");
    let attestation = catalogue.newest("identity-attestation").unwrap();
    let certificate = catalogue.newest("residence-certificate").unwrap();
    let whole = |form: &Form| an_entry_of(form, Values::new(), UseCode::Private);
    for (form, entry, field) in [
        (&certificate, Entry { duty: None, ..whole(&certificate) }, "duty.way"),
        (&certificate, Entry { use_code: None, ..whole(&certificate) }, "use"),
        (&attestation, Entry { duty: None, ..whole(&attestation) }, "duty.way"),
        (&attestation, Entry { photograph: None, ..whole(&attestation) }, "photo.way"),
        (&attestation, Entry { evidence: None, ..whole(&attestation) }, "evidence.method"),
    ] {
        assert_eq!(fields(&compose::sheet(form, &entry, &given).unwrap_err()), [field]);
    }
    let unsigned = Entry { officer: None, ..whole(&certificate) };
    assert!(matches!(compose::sheet(&certificate, &unsigned, &given), Err(DeskError::NoSigningOfficer)));
}

#[test]
fn a_declaration_is_the_citizens_own() {
    let catalogue = forms::Catalogue::read(None).unwrap();
    let form = catalogue.newest("self-certification").unwrap();
    let value = |value: &str| Attested { value: value.to_owned(), source: Source::Operator };
    let values = Values::from(
        [
            ("surname", "D'Àngelo Župančič"),
            ("given-names", "Maria Chiara"),
            ("sex", "F"),
            ("birth-date", "1987-03-14"),
            ("birth-place", "Valdorè (PX)"),
            ("municipality", "Valdorè (PX)"),
            ("address", "Via dei Mulini 12, int. 3"),
            ("citizenship", "italiana"),
            ("civil-status", "1"),
        ]
        .map(|(field, text)| (field.to_owned(), value(text))),
    );
    let entry = an_entry();
    let sheet = compose::declaration(&form, &values, &entry.office, entry.issued);
    assert_eq!((sheet.number.clone(), sheet.footer.lines.len()), (None, 0));
    let words = all_words(&sheet.blocks);
    for told in [
        "La sottoscritta",
        "art. 76, DPR 28 dicembre 2000, n. 445",
        "nubile",
        "La dichiarante",
        "Via dei Mulini",
    ] {
        assert!(words.contains(told), "{told}: {words}");
    }
    for never in ["ufficiale", "EM01", "Il presente certificato", "famiglia anagrafica"] {
        assert!(!words.contains(never), "{never}: {words}");
    }
    let pdf = paper::render(&sheet, paper::Marks::default()).unwrap();
    assert_eq!(pdf.pages(), 1);
    if let Some(folder) = std::env::var_os("SPORTELLO_PICTURES") {
        std::fs::write(std::path::Path::new(&folder).join("self-certification.pdf"), pdf.bytes()).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_typed_a_certificate_has_one_use_wording_and_one_rule_of_exemption(
        values in prop::collection::btree_map("act-(number|series)|surname|birth-place|birth-time", "\\PC{0,24}", 0..5),
        uses in 0_usize..4,
    ) {
        use crate::draft::form_values;
        use crate::draft::form_values::Typed;
        let catalogue = forms::Catalogue::read(None).unwrap();
        let form = catalogue.newest("birth-certificate").unwrap();
        let typed = Typed::new(values, BTreeMap::new(), UseCode::ALL[uses]);
        let (values, _) = form_values::read(&form, &typed, None, day("2026-11-21"));
        let entry = Entry { values, use_code: Some(typed.use_code), ..an_entry() };
        let given = Given::new("EM01-2026-0000001", "7KQM-3XWT-0H5D-PR9A");
        let blocks = compose::sheet(&form, &entry, &given).unwrap().blocks;
        prop_assert_eq!(boxed(&blocks), [typed.use_code.wording()]);
        prop_assert_eq!(small(&blocks).iter().filter(|text| text.contains("imposta di bollo")).count(), 1);
    }

    #[test]
    fn certificates_have_exactly_one_use_wording_and_no_other_paper_any(
        which in 0_usize..100,
        other in 0_usize..100,
        values in prop::collection::btree_map("surname|address|civil-status|members|reason|birth-date", "\\PC{0,24}", 0..5),
        uses in 0_usize..4,
    ) {
        let catalogue = forms::Catalogue::read(None).unwrap();
        let forms = catalogue.offered();
        let (one, other) = (&forms[which % forms.len()], &forms[other % forms.len()]);
        let form = catalogue.compose(&[&one.id.id, &other.id.id]).unwrap_or_else(|_| one.clone());
        let source = Source::Operator;
        let values = values.into_iter().map(|(field, value)| (field, Attested { value, source: source.clone() }));
        let entry = an_entry_of(&form, values.collect(), UseCode::ALL[uses]);
        let blocks = match form.entry {
            Some(_) => compose::sheet(&form, &entry, &Given::new("EM01-2026-0000001", "7KQM-3XWT-0H5D-PR9A")).unwrap().blocks,
            None => compose::declaration(&form, &entry.values, &entry.office, entry.issued).blocks,
        };
        let words = all_words(&blocks);
        let found: usize = UseCode::ALL.iter().map(|code| words.matches(code.wording()).count()).sum();
        prop_assert_eq!(found, usize::from(form.family == Family::Certificate), "{}", form.id.id);
        let duties = words.matches("imposta di bollo").count();
        let own = usize::from(form.family == Family::Declaration);
        prop_assert_eq!(duties, own + usize::from(form.duty != DutyRule::None), "{}", form.id.id);
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
