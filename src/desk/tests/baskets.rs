//! Certificates with their money, several in one go, and what a day came to.

use super::attestations::{adult, shown};
use super::failing_disk::Failing;
use super::*;
use crate::draft::begin::{BeginDrafts, Begun, Together};
use crate::draft::edit::SaveDraft;
use crate::issue::basket::Basket;
use crate::papers::printing::PrintAnswer;
use domain::form::purpose::{Purpose, Route};
use domain::ids::id::BasketId;
use domain::money::duty::{Duty, Fee};
use domain::person::evidence::Applicant;
use domain::register::entry::PaperState;

const FORMS: [&str; 3] = ["residence-certificate", "birth-registry-certificate", "citizenship-certificate"];

fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub fn stamp(serial: &str) -> BTreeMap<String, String> {
    typed(&[("duty.way", "stamp"), ("duty.serial", serial), ("duty.date", "20/11/2026")])
}

/// A certificate of residence, typed by hand from a card index, without its money.
fn certificate(sample: &Sample, more: BTreeMap<String, String>) -> IssueDirect {
    let mut values = adult();
    values.remove("citizenship");
    values.extend(typed(&[("address", "Via Roma 12"), ("verified.on", "schedario, foglio 128")]));
    values.extend(more);
    let form = "residence-certificate".to_owned();
    IssueDirect { form, values, ..sample.attestation(&[]) }
}

fn issue(sample: &Sample, request: IssueDirect) -> Result<EntryView, DeskError> {
    sample.desk().issue_direct(&sample.clerk(), request)
}

impl Sample {
    fn basket(&self) -> BasketId {
        let begin = BeginDrafts {
            forms: FORMS.map(str::to_owned).to_vec(),
            people: Vec::new(),
            purpose: Some(Purpose::Bank),
            together: Together::Sheets,
        };
        let Begun::Basket(id) = self.desk().begin_drafts(&self.clerk(), &begin).unwrap() else {
            panic!("three forms are a basket")
        };
        let basket = self.desk().basket(&self.clerk(), id).unwrap();
        for (index, draft) in basket.drafts.iter().enumerate() {
            let mut raw = adult();
            raw.retain(|name, _| !name.contains('.') && draft.form.field(name).is_some());
            raw.extend(typed(&[("address", "Via Roma 12"), ("birth-act", "n. 12 p. I s. A anno 1980")]));
            raw.extend(typed(&[
                ("duty.serial", &format!("0000000000000{index}")),
                ("duty.date", "20/11/2026"),
            ]));
            let _ = self.desk().save_draft(
                &self.clerk(),
                draft.id,
                SaveDraft { raw, sources: shown(), use_code: None },
            );
        }
        id
    }

    /// What the papers of a basket share.
    fn share(&self, id: BasketId) -> Result<Basket, DeskError> {
        let mut raw: BTreeMap<String, String> =
            adult().into_iter().filter(|(name, _)| name.contains('.')).collect();
        raw.extend(typed(&[("duty.way", "stamp"), ("verified.on", "schedario, foglio 128")]));
        self.desk().save_basket(&self.clerk(), id, SaveDraft { raw, ..SaveDraft::default() })
    }
}

#[test]
fn no_certificate_with_duty_is_issued_with_neither_stamp_nor_exemption() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let refused = issue(&sample, certificate(&sample, BTreeMap::new())).unwrap_err();
    assert_eq!(fields(&refused), ["duty.way"]);
    let entry = issue(&sample, certificate(&sample, stamp("01234567890123"))).unwrap().entry;
    assert!(matches!(entry.duty, Some(Duty::Stamp { cents: 1600, .. })));
    assert_eq!(entry.fee, Some(Fee::Recorded { cents: 52 }));
    assert_eq!(entry.verified.unwrap().on, "schedario, foglio 128");
    let exempt = typed(&[("duty.way", "exempt"), ("duty.code", "7")]);
    let entry = issue(&sample, certificate(&sample, exempt)).unwrap().entry;
    assert!(matches!(entry.duty, Some(Duty::Exempt { code: Some(7), .. })) && entry.fee == Some(Fee::None));
}

#[test]
fn a_certificate_typed_by_hand_says_what_the_officer_looked_at() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let mut request = certificate(&sample, stamp("01234567890123"));
    request.values.remove("verified.on");
    assert_eq!(fields(&issue(&sample, request).unwrap_err()), ["verified.on"]);
}

#[test]
fn a_stamp_is_good_for_one_paper_for_good() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let first = issue(&sample, certificate(&sample, stamp("01234567890123"))).unwrap().entry;
    sample.desk().annul(&sample.supervisor(), first.id, "foglio rovinato").unwrap();
    for _ in 0..2 {
        let refused = issue(&sample, certificate(&sample, stamp("01234567890123"))).unwrap_err();
        assert_eq!(fields(&refused), ["duty.serial"]);
        assert!(refused.fields()[0].told.it.contains(&first.number.to_string()));
        // The store made anew from the journal knows it too.
        sample.stop();
        std::fs::remove_dir_all(sample.data().join("store")).unwrap();
        sample.start();
    }
    let (desk, who) = (sample.desk(), sample.clerk());
    let requests: Vec<_> = (0..6).map(|_| certificate(&sample, stamp("01234567890199"))).collect();
    let issued: usize = std::thread::scope(|threads| {
        let running: Vec<_> = requests
            .into_iter()
            .map(|request| threads.spawn(|| desk.issue_direct(&who, request).is_ok()))
            .collect();
        running.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum()
    });
    assert_eq!(issued, 1, "six desks, one stamp");
}

#[test]
fn a_certificate_for_a_court_asks_for_an_exemption() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let request = IssueDirect { use_code: UseCode::Court, ..certificate(&sample, stamp("01234567890123")) };
    assert_eq!(fields(&issue(&sample, request).unwrap_err()), ["duty.way"]);
}

#[test]
fn a_basket_is_issued_printed_and_answered_for_in_one_go() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let id = sample.basket();
    let to_mend = desk.issue_basket(&clerk, id, None).unwrap();
    assert!(
        to_mend.entries.is_empty() && to_mend.failed.len() == 3,
        "nothing is issued while anything is to mend"
    );
    let basket = sample.share(id).unwrap();
    assert!(basket.drafts.iter().all(|draft| draft.problems.is_empty()));
    assert_eq!(basket.raw["verified.on"], "schedario, foglio 128");
    assert!(desk.basket_preview(&clerk, id).unwrap().bytes.starts_with(b"%PDF"));
    let issued = desk.issue_basket(&clerk, id, None).unwrap();
    assert!(issued.failed.is_empty());
    let forms: Vec<_> =
        issued.entries.iter().map(|view| view.entry.form.as_ref().unwrap().id.as_str()).collect();
    assert_eq!(forms, FORMS);
    assert!(issued.entries.iter().all(|view| view.entry.basket == Some(id.uuid())));
    assert!(issued.entries.iter().all(|view| view.entry.purpose == Some(Purpose::Bank)));
    assert!(issued.entries.iter().all(|view| view.entry.applicant == Some(Applicant::Holder)));
    let again = desk.issue_basket(&clerk, id, None).unwrap();
    assert_eq!(again.entries.len(), 3);
    assert_eq!(again.entries[2].entry.number.serial(), 3, "asked twice, issued once");
    let job = desk.print_basket(&clerk, id).unwrap();
    assert!(job.bytes.starts_with(b"%PDF"));
    let views = desk.answer_basket(&clerk, id, PrintAnswer::CameOut).unwrap();
    assert!(views.iter().all(|view| view.state == PaperState::HandedOver));
    let twice = desk.answer_basket(&clerk, id, PrintAnswer::CameOut).unwrap();
    assert_eq!(twice.len(), 3);
}

#[test]
fn one_stamp_typed_twice_in_a_basket_stops_at_the_second_paper() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let id = sample.basket();
    let basket = sample.share(id).unwrap();
    for draft in &basket.drafts[..2] {
        let raw = stamp("99999999999999");
        desk.save_draft(&clerk, draft.id, SaveDraft { raw, ..SaveDraft::default() }).unwrap();
    }
    let issued = desk.issue_basket(&clerk, id, None).unwrap();
    assert_eq!(issued.entries.len(), 2);
    assert_eq!(issued.failed.len(), 1);
    assert_eq!(issued.failed[0].0, basket.drafts[1].id);
    assert_eq!(fields(&issued.failed[0].1), ["duty.serial"]);
}

#[test]
fn a_basket_cut_off_in_the_middle_is_completed_without_doubles() {
    for failing in [Failing::Sync, Failing::Write] {
        let mut sample = Sample::new();
        sample.open("2026-11-21 08:00");
        let id = sample.basket();
        sample.share(id).unwrap();
        let papers: Vec<EntryId> =
            sample.desk().basket(&sample.clerk(), id).unwrap().drafts.iter().map(|draft| draft.id).collect();
        sample
            .desk()
            .issue(&sample.clerk(), crate::issue::issuing::Issue { id: papers[0], non_deferrable: None })
            .unwrap();
        sample.disk.fail(failing);
        let cut = sample.desk().issue_basket(&sample.clerk(), id, None).unwrap();
        assert!(!cut.failed.is_empty());
        sample.disk.fail(Failing::Nothing);
        sample.kill();
        let (desk, clerk) = (sample.desk(), sample.clerk());
        let found = desk.basket(&clerk, id).unwrap();
        assert_eq!(found.drafts.len() + found.entries.len(), 3, "each is a draft or an entry");
        let done = desk.issue_basket(&clerk, id, None).unwrap();
        assert!(done.failed.is_empty(), "{:?}", done.failed);
        let ids: Vec<EntryId> = done.entries.iter().map(|view| view.entry.id).collect();
        assert_eq!(ids, papers);
        let rows = desk.entries(&clerk, crate::register::entries::EntryFilter::default()).unwrap().rows;
        assert_eq!(rows.len(), 3);
        let mut serials: Vec<u32> = rows.iter().map(|row| row.number.serial()).collect();
        serials.sort_unstable();
        assert_eq!(serials, [1, 2, 3]);
    }
}

#[test]
fn an_entry_is_found_by_name_number_day_and_state() {
    use crate::register::entries::{EntryFilter, StateFilter};
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let entry = issue(&sample, certificate(&sample, stamp("01234567890123"))).unwrap().entry;
    sample.attest(&[("surname", "Bianchi")]).unwrap();
    let found = |filter: EntryFilter| {
        let rows = sample.desk().entries(&sample.clerk(), filter).unwrap().rows;
        rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let none = EntryFilter::default;
    assert_eq!(found(EntryFilter { name: Some("neri ros".into()), ..none() }), [entry.id]);
    assert_eq!(found(EntryFilter { number: Some(entry.number.to_string()), ..none() }), [entry.id]);
    assert_eq!(found(EntryFilter { number: Some("1".into()), ..none() }), [entry.id]);
    assert_eq!(found(EntryFilter { day: Some(day("2026-11-21")), ..none() }).len(), 2);
    assert_eq!(found(EntryFilter { state: Some(StateFilter::Issued), ..none() }).len(), 2);
    assert!(found(EntryFilter { day: Some(day("2026-11-20")), ..none() }).is_empty());
}

#[test]
fn a_day_adds_up() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let first = issue(&sample, certificate(&sample, stamp("01234567890123"))).unwrap().entry;
    let waived = typed(&[
        ("duty.way", "exempt"),
        ("duty.code", "9"),
        ("fee.way", "waived"),
        ("fee.reason", "indigente"),
    ]);
    issue(&sample, certificate(&sample, waived)).unwrap();
    let spoiled = issue(&sample, certificate(&sample, stamp("01234567890124"))).unwrap().entry;
    sample.desk().annul(&sample.supervisor(), spoiled.id, "errore").unwrap();
    sample.attest(&[]).unwrap();
    sample.desk().print(&sample.clerk(), first.id).unwrap();
    sample.desk().answer_purpose(&sample.clerk(), Purpose::Bank, Route::SelfCertification).unwrap();
    sample.desk().answer_purpose(&sample.clerk(), Purpose::Bank, Route::SelfCertification).unwrap();
    let summed = |sample: &Sample| sample.desk().day_summary(&sample.clerk(), day("2026-11-21")).unwrap();
    let summary = summed(&sample);
    assert_eq!(summary.entries, 4);
    let titles: Vec<_> = summary.titles.iter().map(|one| (one.title.as_str(), one.total)).collect();
    assert_eq!(titles, [("Attestazione provvisoria di identità", 1), ("Certificato di residenza", 3)]);
    assert_eq!(summary.titles[1].states.iter().map(|(_, count)| count).sum::<u64>(), 3);
    assert_eq!(summary.operators, [("Anna Ferri".to_owned(), 4)]);
    assert_eq!(summary.purposes, [(Purpose::Bank, Route::SelfCertification, 2)]);
    let money = summary.money;
    assert_eq!((money.stamps, money.stamp_cents, money.exempt), (1, 1600, 2));
    assert_eq!((money.fees, money.fee_cents, money.waived, money.waived_cents), (1, 52, 1, 26));
    sample.stop();
    std::fs::remove_dir_all(sample.data().join("store")).unwrap();
    sample.start();
    assert_eq!(summed(&sample), summary, "the store made anew says the same");
    assert_eq!(sample.desk().day_summary(&sample.clerk(), day("2026-11-20")).unwrap().entries, 0);
}
