//! Identity attestations: who is identified how, one for one person in one outage, the photograph from camera to erasure.

use super::*;
use crate::desk::begin_drafts::{BeginDrafts, Begun, Together};
use crate::desk::drafting::SaveDraft;
use crate::desk::issue::Issue;
use crate::desk::picture::tests::{jpeg, smooth};
use crate::domain::duty::Duty;
use crate::domain::evidence::{Applicant, Evidence};
use crate::domain::photograph::{KEPT_MOST, Photograph};

/// What a clerk types for an attestation of a grown person with a driving licence.
pub fn adult() -> BTreeMap<String, String> {
    [
        ("surname", "Neri"),
        ("given-names", "Rosa"),
        ("sex", "F"),
        ("birth-date", "29/02/1980"),
        ("birth-place", "Valdorè (PX)"),
        ("citizenship", "italiana"),
        ("municipality", "Valdorè (PX)"),
        ("evidence.method", "document"),
        ("evidence.kind", "driving-licence"),
        ("evidence.number", "U1X12345A"),
        ("evidence.issuer", "MIT-UCO"),
        ("evidence.expires", "14/03/2031"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

pub fn shown() -> BTreeMap<String, String> {
    [("*".to_owned(), "document-shown:patente U1X12345A".to_owned())].into()
}

impl Sample {
    pub fn attestation(&self, more: &[(&str, &str)]) -> IssueDirect {
        let mut values = adult();
        values.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        IssueDirect {
            id: EntryId::new(self.desk().mint()),
            form: "identity-attestation".to_owned(),
            values,
            sources: shown(),
            use_code: UseCode::Private,
            person: None,
            non_deferrable: None,
        }
    }

    pub fn attest(&self, more: &[(&str, &str)]) -> Result<EntryView, DeskError> {
        self.desk().issue_direct(&self.clerk(), self.attestation(more))
    }

    /// A draft of an attestation with everything but its photograph.
    fn drafted(&self) -> EntryId {
        let begin = BeginDrafts {
            forms: vec!["identity-attestation".to_owned()],
            people: Vec::new(),
            purpose: None,
            together: Together::Sheets,
        };
        let Begun::Draft(id) = self.desk().begin_drafts(&self.clerk(), &begin).unwrap() else {
            panic!("one form for one person is one draft")
        };
        let save = SaveDraft { raw: adult(), sources: shown(), use_code: None };
        self.desk().save_draft(&self.clerk(), id, save).unwrap();
        id
    }

    fn issued(&self, id: EntryId) -> EntryView {
        self.desk().issue(&self.clerk(), Issue { id, non_deferrable: None }).unwrap()
    }

    /// Files that hold photographs, whatever their names.
    fn photographs(&self) -> usize {
        fn files(folder: &std::path::Path) -> usize {
            let Ok(items) = std::fs::read_dir(folder) else { return 0 };
            items
                .map(|item| item.unwrap().path())
                .map(|path| if path.is_dir() { files(&path) } else { 1 })
                .sum()
        }
        files(&self.data().join("blobs/photographs"))
    }
}

fn picture(shade: u32) -> Vec<u8> {
    jpeg(&smooth(800 + shade, 1100))
}

fn entries(desk: &Desk, who: &Session) -> usize {
    desk.entries(who, crate::desk::entries::EntryFilter::default()).unwrap().rows.len()
}

#[test]
fn an_attestation_says_who_how_and_until_when() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let entry = sample.attest(&[]).unwrap().entry;
    assert!(matches!(entry.evidence, Some(Evidence::Document { .. })));
    assert_eq!(entry.applicant, Some(Applicant::Holder));
    assert_eq!(entry.valid_until, Some(day("2026-12-21")));
    assert_eq!(entry.photograph, Some(Photograph::Glued));
    assert!(matches!(entry.duty, Some(Duty::Exempt { code: None, .. })) && entry.fee.is_none());
}

#[test]
fn what_is_only_declared_is_not_attested() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let sources = [("*".to_owned(), "declared".to_owned())].into();
    let refused =
        sample.desk().issue_direct(&sample.clerk(), IssueDirect { sources, ..sample.attestation(&[]) });
    assert!(fields(&refused.unwrap_err()).contains(&"surname"));
}

#[test]
fn a_minor_is_not_attested_without_who_answers_for_them() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let refused = sample.attest(&[("birth-date", "22/11/2008")]).unwrap_err();
    assert!(fields(&refused).contains(&"guardian.role") && fields(&refused).contains(&"guardian.number"));
    let guardian = [
        ("birth-date", "22/11/2008"),
        ("guardian.role", "parent"),
        ("guardian.surname", "Neri"),
        ("guardian.given-names", "Ugo"),
        ("guardian.kind", "passport"),
        ("guardian.number", "YA1234567"),
        ("guardian.issuer", "Questura"),
    ];
    let entry = sample.attest(&guardian).unwrap().entry;
    assert_eq!(entry.guardian.unwrap().surname, "Neri");
    assert!(sample.attest(&[("birth-date", "21/11/2008"), ("surname", "Bianchi")]).is_ok(), "of age today");
}

#[test]
fn a_second_attestation_in_one_outage_waits_for_a_supervisor() {
    let sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00");
    let first = sample.attest(&[]).unwrap();
    let refused = sample.attest(&[("given-names", "ROSA")]).unwrap_err();
    assert_eq!(fields(&refused), ["again.reason"]);
    assert!(refused.fields()[0].told.it.contains(&first.entry.number.to_string()));
    // A clerk's reason is none.
    assert_eq!(fields(&sample.attest(&[("again.reason", "smarrita")]).unwrap_err()), ["again.reason"]);
    let request = sample.attestation(&[("again.reason", "smarrita")]);
    let again = sample.desk().issue_direct(&sample.supervisor(), request.clone()).unwrap();
    assert_eq!(again.entry.again.as_ref().unwrap().reason, "smarrita");
    assert_eq!(sample.desk().issue_direct(&sample.supervisor(), request).unwrap().entry.id, again.entry.id);
    // Another person, and the same one in the next outage, are free.
    sample.attest(&[("given-names", "Ada")]).unwrap();
    let closing = sample.desk();
    drop(outage);
    for row in closing.entries(&sample.clerk(), crate::desk::entries::EntryFilter::default()).unwrap().rows {
        closing.annul(&sample.supervisor(), row.id, "prova").unwrap();
    }
    assert!(sample.attest(&[]).is_ok(), "an annulled one does not count");
}

#[test]
fn two_desks_at_once_do_not_attest_one_person_twice() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, who) = (sample.desk(), sample.clerk());
    let requests: Vec<_> = (0..6).map(|_| sample.attestation(&[])).collect();
    let outcomes: Vec<_> = std::thread::scope(|threads| {
        let running: Vec<_> = requests
            .into_iter()
            .map(|request| threads.spawn(|| desk.issue_direct(&who, request).is_ok()))
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|issued| **issued).count(), 1, "{outcomes:?}");
    assert_eq!(entries(&desk, &who), 1);
}

#[test]
fn a_clerk_cannot_write_the_supervisors_reason_into_a_draft() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    sample.attest(&[]).unwrap();
    let desk = sample.desk();
    let id = desk.begin_draft(&sample.clerk(), "identity-attestation").unwrap().id;
    let save = |raw: BTreeMap<String, String>| SaveDraft { raw, sources: shown(), use_code: None };
    let blocked = desk.save_draft(&sample.clerk(), id, save(adult()));
    assert!(blocked.is_ok(), "what was typed is sound; the block shows as a problem");
    assert!(desk.draft(&sample.clerk(), id).unwrap().problems.iter().any(|one| one.field == "again.reason"));
    let reason = || save([("again.reason".to_owned(), "smarrita".to_owned())].into());
    let refused = desk.save_draft(&sample.clerk(), id, reason()).unwrap_err();
    assert_eq!(fields(&refused), ["again.reason"]);
    assert!(desk.issue(&sample.clerk(), Issue { id, non_deferrable: None }).is_err());
    desk.save_draft(&sample.supervisor(), id, reason()).unwrap();
    let entry = sample.issued(id).entry;
    assert_eq!(entry.again.unwrap().supervisor, sample.supervisor().operator);
}

#[test]
fn a_photograph_goes_from_draft_to_paper_and_is_erased_when_its_time_is_over() {
    let mut sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00");
    let id = sample.drafted();
    let (desk, clerk) = (sample.desk(), sample.clerk());
    assert_eq!(desk.put_photograph(&clerk, id, &picture(0), None).unwrap().warning, None);
    assert_eq!(sample.photographs(), 1);
    let kept = desk.photograph(&clerk, id).unwrap();
    assert!(kept.len() <= KEPT_MOST);
    desk.put_photograph(&clerk, id, &picture(40), None).unwrap();
    assert_eq!(sample.photographs(), 1, "the one before is erased");
    assert!(desk.preview(&clerk, id).unwrap().bytes.len() > 20_000);
    let entry = sample.issued(id).entry;
    assert_eq!(entry.blobs.len(), 1);
    assert!(matches!(&entry.photograph, Some(Photograph::Kept { blob }) if *blob == entry.blobs[0]));
    assert_eq!(desk.photograph(&clerk, id).unwrap().len(), desk.photograph(&clerk, id).unwrap().len());
    let printed = desk.print(&clerk, id).unwrap();
    desk.answer_print(&clerk, id, crate::desk::papers::PrintAnswer::CameOut).unwrap();
    drop((desk, clerk));
    sample.restart();
    assert_eq!(sample.photographs(), 1, "what an entry names stays");
    sample.close(&outage);
    sample.later(TimeDelta::days(89));
    sample.desk().erase_old_photographs().unwrap();
    assert_eq!(sample.photographs(), 1);
    sample.later(TimeDelta::days(2));
    sample.desk().erase_old_photographs().unwrap();
    assert_eq!(sample.photographs(), 0);
    assert!(matches!(sample.desk().photograph(&sample.clerk(), id), Err(DeskError::NotFound)));
    let again = sample.desk().printed(&sample.clerk(), id).unwrap();
    assert_eq!(again.bytes, printed.bytes, "a printed paper stays");
    sample.restart();
    assert!(matches!(sample.desk().photograph(&sample.clerk(), id), Err(DeskError::NotFound)));
}

#[test]
fn a_picture_two_papers_bear_stays_while_one_of_them_needs_it() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let (one, other) = (sample.drafted(), sample.drafted());
    for id in [one, other] {
        desk.put_photograph(&clerk, id, &picture(0), None).unwrap();
    }
    desk.discard_draft(&clerk, other).unwrap();
    assert!(desk.photograph(&clerk, one).is_ok());
    desk.drop_photograph(&clerk, one).unwrap();
    assert_eq!(sample.photographs(), 0);
    assert_eq!(desk.draft(&clerk, one).unwrap().raw["photo.way"], "glued");
}

#[test]
fn one_picture_put_and_dropped_at_many_desks_is_there_while_a_draft_names_it() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk, taken) = (sample.desk(), sample.clerk(), picture(0));
    let drafts: Vec<EntryId> = (0..4).map(|_| sample.drafted()).collect();
    std::thread::scope(|threads| {
        for (index, draft) in drafts.iter().enumerate() {
            let (desk, clerk, taken) = (&desk, &clerk, &taken);
            threads.spawn(move || {
                desk.put_photograph(clerk, *draft, taken, None).unwrap();
                if index % 2 == 0 {
                    desk.drop_photograph(clerk, *draft).unwrap();
                }
            });
        }
    });
    assert!(desk.photograph(&clerk, drafts[1]).is_ok() && desk.photograph(&clerk, drafts[3]).is_ok());
    assert_eq!(sample.photographs(), 1);
}

#[test]
fn a_photograph_nothing_names_is_gone_after_a_restart() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let id = sample.drafted();
    sample.desk().put_photograph(&sample.clerk(), id, &picture(0), None).unwrap();
    // As if death had come between keeping the file and naming it.
    sample.desk().photographs.put(b"half a command").unwrap();
    assert_eq!(sample.photographs(), 2);
    sample.kill();
    let kept = sample.desk().photograph(&sample.clerk(), id).is_ok();
    assert_eq!(sample.photographs(), usize::from(kept), "only what a surviving draft names");
}

#[test]
fn nobody_points_a_draft_at_a_file_of_their_choosing() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let id = sample.drafted();
    let raw = [("photo.blob".to_owned(), "00".repeat(32)), ("photo.way".to_owned(), "kept".to_owned())];
    let save = SaveDraft { raw: raw.into(), ..SaveDraft::default() };
    let refused = sample.desk().save_draft(&sample.clerk(), id, save).unwrap_err();
    assert_eq!(fields(&refused), ["photo.way"]);
    assert!(!sample.desk().draft(&sample.clerk(), id).unwrap().raw.contains_key("photo.blob"));
}

#[test]
fn a_configuration_of_six_months_issues_nothing() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    sample.choices.attestation_days = 181;
    sample.restart();
    assert!(sample.attest(&[]).is_err());
    sample.choices.attestation_days = 180;
    sample.restart();
    assert_eq!(sample.attest(&[]).unwrap().entry.valid_until, Some(day("2027-05-20")));
}

#[test]
fn a_photograph_sent_ahead_is_on_the_entry_it_was_sent_for() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let request = sample.attestation(&[("photo.way", "kept")]);
    assert_eq!(fields(&desk.issue_direct(&clerk, request.clone()).unwrap_err()), ["photo.way"]);
    desk.begin_draft_as(&clerk, request.id, "identity-attestation").unwrap();
    desk.begin_draft_as(&clerk, request.id, "identity-attestation").unwrap();
    desk.put_photograph(&clerk, request.id, &picture(0), None).unwrap();
    let view = desk.issue_direct(&clerk, request.clone()).unwrap();
    assert!(matches!(view.entry.photograph, Some(Photograph::Kept { .. })));
    assert!(desk.drafts(&clerk).is_empty());
    assert_eq!(desk.issue_direct(&clerk, request).unwrap().entry.id, view.entry.id);
}
