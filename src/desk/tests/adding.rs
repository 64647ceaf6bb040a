//! Papers put into a basket already begun.

use super::*;
use crate::draft::begin::{BeginDrafts, Begun, Together};
use crate::draft::edit::SaveDraft;
use crate::issue::add_papers::{AddPapers, Whom};
use crate::issue::basket::Basket;
use crate::people::find_people::Found;
use domain::form::purpose::Purpose;
use domain::ids::id::{BasketId, PersonId};

const TWO: [&str; 2] = ["residence-certificate", "family-certificate"];

impl Sample {
    fn residents(&self, typed: &str) -> Vec<PersonId> {
        match self.desk().find_people(&self.clerk(), typed).unwrap() {
            Found::People(page) => page.rows.into_iter().map(|row| row.id).collect(),
            other => panic!("{typed}: {other:?}"),
        }
    }

    fn two_papers_of(&self, people: &[PersonId]) -> BasketId {
        let begin = BeginDrafts {
            forms: TWO.map(str::to_owned).to_vec(),
            people: people.to_vec(),
            purpose: Some(Purpose::Bank),
            together: Together::Sheets,
        };
        match self.desk().begin_drafts(&self.clerk(), &begin).unwrap() {
            Begun::Basket(id) => id,
            Begun::Draft(_) => panic!("two forms are a basket"),
        }
    }

    fn add(&self, id: BasketId, form: &str, whom: Whom) -> Result<Basket, DeskError> {
        let add = AddPapers { forms: vec![form.to_owned()], whom };
        self.desk().add_to_basket(&self.clerk(), id, &add)?;
        self.desk().basket(&self.clerk(), id)
    }
}

#[test]
fn another_form_for_a_person_of_the_basket_takes_over_what_was_typed() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let mario = sample.residents("RSSMRA80A01H501U")[0];
    let id = sample.two_papers_of(&[mario]);
    let basket = sample.desk().basket(&sample.clerk(), id).unwrap();
    let moved = SaveDraft {
        raw: [("address".to_owned(), "Via Nuova 7".to_owned())].into(),
        sources: [("address".to_owned(), "direct-knowledge".to_owned())].into(),
        use_code: Some(UseCode::Private),
    };
    sample.desk().save_draft(&sample.clerk(), basket.drafts[0].id, moved).unwrap();
    let shared = [
        ("evidence.method", "document"),
        ("evidence.number", "CA12345AB"),
        ("duty.way", "exempt"),
        ("duty.code", "7"),
        ("fee.way", "waived"),
    ];
    let raw = shared.map(|(name, typed)| (name.to_owned(), typed.to_owned())).into();
    let _ = sample.desk().save_basket(&sample.clerk(), id, SaveDraft { raw, ..SaveDraft::default() });
    let basket = sample.add(id, "life-certificate", Whom::SameAs(basket.drafts[0].id)).unwrap();
    assert_eq!(basket.drafts.len(), 3);
    assert!(!basket.several);
    let added = &basket.drafts[2];
    assert_eq!((added.form.id.id.as_str(), added.person), ("life-certificate", Some(mario)));
    assert_eq!(added.raw["evidence.number"], "CA12345AB", "what the basket shares holds for it");
    assert_eq!(added.raw["purpose"], "bank");
    for name in ["duty.way", "duty.code", "fee.way"] {
        assert!(!added.raw.contains_key(name), "{name} is said for each paper anew");
    }
    let again = sample.add(id, "residence-certificate", Whom::SameAs(basket.drafts[0].id)).unwrap();
    let again = again.drafts.last().unwrap();
    assert_eq!(
        (again.raw["address"].as_str(), again.sources["address"].as_str()),
        ("Via Nuova 7", "direct-knowledge")
    );
}

#[test]
fn somebody_else_makes_it_a_basket_of_several_for_which_somebody_must_ask_anew() {
    for by_hand in [false, true] {
        let sample = Sample::new();
        sample.open("2026-11-21 08:00");
        let mario = sample.residents("RSSMRA80A01H501U")[0];
        let id = sample.two_papers_of(&[mario]);
        let other = sample.residents("bianchi").into_iter().find(|one| *one != mario).unwrap();
        let whom = if by_hand { Whom::ByHand } else { Whom::Resident(other) };
        let basket = sample.add(id, "residence-certificate", whom).unwrap();
        assert!(basket.several);
        assert_eq!(basket.drafts[2].person, (!by_hand).then_some(other));
        for draft in &basket.drafts {
            assert_eq!(draft.raw["applicant.kind"], "", "nobody is taken for present who did not come");
        }
        let basket = sample.add(id, "identity-attestation", whom).unwrap();
        let attestation = basket.drafts.last().unwrap();
        assert!(!attestation.raw.contains_key("applicant.kind"), "whoever is attested is there in person");
    }
}

#[test]
fn nobody_is_chosen_in_advance_to_ask_for_a_household() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let mario = sample.residents("RSSMRA80A01H501U")[0];
    let other = sample.residents("bianchi")[0];
    let basket = sample.desk().basket(&sample.clerk(), sample.two_papers_of(&[mario, other])).unwrap();
    assert!(basket.several);
    assert!(basket.drafts.iter().all(|draft| draft.raw["applicant.kind"].is_empty()));
    assert!(!basket.raw.contains_key("applicant.name"), "{:?}", basket.raw);
}

#[test]
fn a_basket_takes_no_more_than_are_printed_in_one_go_and_no_paper_of_another() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let mario = sample.residents("RSSMRA80A01H501U")[0];
    let (id, other) = (sample.two_papers_of(&[mario]), sample.two_papers_of(&[mario]));
    let draft_of = |id| sample.desk().basket(&sample.clerk(), id).unwrap().drafts[0].id;
    let refused = sample.add(id, "life-certificate", Whom::SameAs(draft_of(other))).unwrap_err();
    assert_eq!(fields(&refused), ["whom"]);
    let none = AddPapers { forms: Vec::new(), whom: Whom::ByHand };
    assert_eq!(fields(&sample.desk().add_to_basket(&sample.clerk(), id, &none).unwrap_err()), ["form"]);
    let many = AddPapers { forms: vec!["life-certificate".to_owned(); 23], whom: Whom::SameAs(draft_of(id)) };
    assert_eq!(fields(&sample.desk().add_to_basket(&sample.clerk(), id, &many).unwrap_err()), ["form"]);
    assert_eq!(sample.desk().basket(&sample.clerk(), id).unwrap().drafts.len(), 2);
}
