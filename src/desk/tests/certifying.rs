//! Papers made from the extract: what it says is taken over with its date, what it forbids is refused.

use super::baskets::stamp;
use super::*;
use crate::draft::begin::{BeginDrafts, Begun, Together};
use crate::draft::edit::{Draft, SaveDraft};
use crate::error::DeskError;
use crate::issue::basket::Basket;
use crate::issue::issuing::Issue;
use crate::people::find_people::Found;
use domain::ids::id::PersonId;
use domain::ids::value::Source;

const HEADER: &str = "cognome;nome;famiglia;sesso;data_nascita;luogo_nascita;cittadinanza;indirizzo;residente_dal;stato_civile;parentela;certificabilita;procedimento_aperto;data_decesso;data_cancellazione";

/// A delivery of a whole family and of people each with something against them.
fn delivery() -> String {
    let row = |surname: &str, name: &str, born: &str, flags: &str| {
        format!(
            "{surname};{name};F{surname};F;{born};Piacenza (PC);italiana;Via Roma 12;2001-05-04;1;1;{flags}\n"
        )
    };
    let mut csv = format!("{HEADER}\n");
    csv += &row("Sereni", "Ada", "1970-01-02", "2;0;;");
    csv += &row("Sereni", "Lia", "2015-03-04", "2;0;;").replace(";1;1;2;0", ";1;3;2;0");
    csv += &row("Muti", "Ida", "1971-01-02", ";;;");
    csv += &row("Parziali", "Eva", "1972-01-02", "1;0;;");
    csv += &row("Zitti", "Rina", "1973-01-02", "0;0;;");
    csv += &row("Tutelati", "Pia", "1974-01-02", "4;0;;");
    csv += &row("Aperti", "Gea", "1975-01-02", "2;1;;");
    csv += &row("Morti", "Noa", "1976-01-02", "2;0;2025-01-01;");
    csv += &row("Partiti", "Isa", "1977-01-02", "2;0;;2025-01-01");
    csv
}

impl Sample {
    fn with_extract() -> Self {
        let sample = Self::new();
        sample.open("2026-11-21 08:00");
        let csv = delivery().into_bytes();
        let (desk, who) = (sample.desk(), sample.supervisor());
        let imported = desk.begin_import(&who, csv, day("2026-11-21"), None).unwrap().end();
        let Err(DeskError::ExtractUnsure(unsure)) = imported else { panic!("{imported:?}") };
        assert_eq!(desk.confirm_import(&who, &unsure.code).unwrap().end().unwrap().residents, 9);
        sample
    }

    fn resident(&self, typed: &str) -> PersonId {
        match self.desk().find_people(&self.clerk(), typed).unwrap() {
            Found::People(page) => page.rows[0].id,
            _ => panic!("{typed} is in the extract"),
        }
    }

    fn begun(&self, forms: &[&str], people: &[PersonId], together: Together) -> Begun {
        let begin = BeginDrafts {
            forms: forms.iter().map(|form| (*form).to_owned()).collect(),
            people: people.to_vec(),
            purpose: None,
            together,
        };
        self.desk().begin_drafts(&self.clerk(), &begin).unwrap()
    }

    /// A certificate for a resident, complete but for what stands against it.
    fn certificate_for(&self, form: &str, typed: &str, serial: &str) -> Draft {
        let Begun::Draft(id) = self.begun(&[form], &[self.resident(typed)], Together::OneSheet) else {
            panic!("one sheet is one draft")
        };
        let mut raw = super::attestations::adult();
        raw.retain(|name, _| name.contains('.'));
        raw.extend(stamp(serial));
        let _ = self.desk().save_draft(&self.clerk(), id, SaveDraft { raw, ..SaveDraft::default() });
        self.desk().draft(&self.clerk(), id).unwrap()
    }

    fn basket_of(&self, begun: Begun) -> Basket {
        let Begun::Basket(id) = begun else { panic!("several drafts are a basket") };
        self.desk().basket(&self.clerk(), id).unwrap()
    }
}

fn told(draft: &Draft) -> Vec<&str> {
    draft.problems.iter().map(|one| one.field.as_str()).collect()
}

#[test]
fn what_the_extract_says_is_certified_with_its_date_and_nothing_more_is_asked() {
    let sample = Sample::with_extract();
    let draft = sample.certificate_for("residence-certificate", "sereni ada", "01234567890123");
    assert!(draft.problems.is_empty(), "{:?}", draft.problems);
    let entry =
        sample.desk().issue(&sample.clerk(), Issue { id: draft.id, non_deferrable: None }).unwrap().entry;
    assert_eq!(entry.values["address"].value, "Via Roma 12");
    assert!(entry.values.values().all(|one| one.source == Source::Extract { date: day("2026-11-21") }));
    assert!(entry.verified.is_none());
}

#[test]
fn what_differs_from_the_extract_says_where_it_comes_from_and_is_verified() {
    let sample = Sample::with_extract();
    let draft = sample.certificate_for("residence-certificate", "sereni ada", "01234567890123");
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let raw = BTreeMap::from([("address".to_owned(), "Via Verdi 3".to_owned())]);
    let refused = desk.save_draft(&clerk, draft.id, SaveDraft { raw, ..SaveDraft::default() }).unwrap_err();
    assert_eq!(fields(&refused), ["address"]);
    let sources = BTreeMap::from([("address".to_owned(), "office-file:pratica 12/2026".to_owned())]);
    let draft = desk.save_draft(&clerk, draft.id, SaveDraft { sources, ..SaveDraft::default() }).unwrap();
    assert_eq!(told(&draft), ["verified.on"]);
}

#[test]
fn a_flag_against_it_blocks_and_a_missing_one_is_attested() {
    let sample = Sample::with_extract();
    for (index, (person, form, expected)) in [
        ("muti", "residence-certificate", vec!["verified.on"]),
        ("parziali", "residence-certificate", vec![]),
        ("parziali", "citizenship-certificate", vec!["surname"]),
        ("zitti", "residence-certificate", vec!["surname"]),
        ("tutelati", "residence-certificate", vec!["surname"]),
        ("aperti", "residence-certificate", vec!["surname"]),
        ("morti", "residence-certificate", vec!["surname"]),
        ("morti", "identity-attestation", vec!["surname"]),
        ("partiti", "residence-certificate", vec!["surname"]),
        ("partiti", "identity-attestation", vec![]),
        ("zitti", "identity-attestation", vec![]),
    ]
    .into_iter()
    .enumerate()
    {
        let draft = sample.certificate_for(form, person, &format!("{index:014}"));
        assert_eq!(told(&draft), expected, "{person} {form}");
        let issued = sample.desk().issue(&sample.clerk(), Issue { id: draft.id, non_deferrable: None });
        assert_eq!(issued.is_ok(), expected.is_empty(), "{person} {form}");
    }
}

#[test]
fn one_sheet_holds_two_certificates_and_one_stamp() {
    let sample = Sample::with_extract();
    let people = [sample.resident("sereni ada")];
    let forms = ["residence-certificate", "citizenship-certificate"];
    let begun = sample.begun(&forms, &people, Together::OneSheet);
    let Begun::Draft(id) = begun else { panic!("one sheet is one draft") };
    let mut raw = super::attestations::adult();
    raw.retain(|name, _| name.contains('.'));
    raw.extend(stamp("01234567890123"));
    let draft =
        sample.desk().save_draft(&sample.clerk(), id, SaveDraft { raw, ..SaveDraft::default() }).unwrap();
    assert!(draft.problems.is_empty(), "{:?}", draft.problems);
    assert_eq!(draft.form.codes, [8, 5]);
    assert!(sample.desk().issue(&sample.clerk(), Issue { id, non_deferrable: None }).is_ok());
}

#[test]
fn in_a_basket_of_a_family_nobody_is_taken_for_present_who_did_not_come() {
    let sample = Sample::with_extract();
    let people = [sample.resident("sereni ada"), sample.resident("sereni lia")];
    let forms = ["residence-certificate", "identity-attestation"];
    let basket = sample.basket_of(sample.begun(&forms, &people, Together::Sheets));
    assert_eq!(basket.drafts.len(), 4);
    assert_eq!(basket.raw["applicant.kind"], "", "nobody is chosen in advance");
    let shared = |more: &[(&str, &str)]| -> SaveDraft {
        let mut raw = super::attestations::adult();
        raw.retain(|name, _| name.contains('.'));
        raw.extend(more.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())));
        SaveDraft { raw, ..SaveDraft::default() }
    };
    let each = sample.desk().save_basket(&sample.clerk(), basket.id, shared(&[]));
    assert!(each.is_ok(), "{each:?}");
    let certificates = |basket: &Basket| -> Vec<Draft> {
        basket.drafts.iter().filter(|draft| draft.form.id.id != "identity-attestation").cloned().collect()
    };
    for draft in certificates(&each.unwrap()) {
        let open = draft.problems.iter().any(|one| one.field == "applicant.kind");
        assert!(open, "not each of several is the one who asks");
    }
    let asks = [("applicant.kind", "other"), ("applicant.name", "Sereni Ada")];
    assert!(sample.desk().save_basket(&sample.clerk(), basket.id, shared(&asks)).is_ok());
    let basket = sample.desk().basket(&sample.clerk(), basket.id).unwrap();
    let asks = |draft: &Draft, name: &str| draft.problems.iter().any(|one| one.field == name);
    for draft in &basket.drafts {
        let attestation = draft.form.id.id == "identity-attestation";
        assert_eq!(asks(draft, "evidence.method"), attestation, "each is identified in person");
        let name = draft.raw.get("applicant.name").map(String::as_str);
        assert_eq!(name, (!attestation).then_some("Sereni Ada"), "one asks for all");
    }
    assert!(basket.drafts.iter().any(|draft| asks(draft, "guardian.role")), "a child of eleven");
}
