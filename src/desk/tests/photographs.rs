//! The photograph of an attestation, from the camera to its erasure.

use super::attestations::{adult, shown};
use super::*;
use crate::draft::begin::{BeginDrafts, Begun, Together};
use crate::draft::edit::SaveDraft;
use crate::draft::picture::tests::{jpeg, smooth};
use crate::issue::issuing::Issue;
use domain::person::photograph::{KEPT_MOST, Photograph};

impl Sample {
    /// A draft of an attestation with everything but its photograph.
    pub fn drafted(&self) -> EntryId {
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

    pub fn issued(&self, id: EntryId) -> EntryView {
        self.desk().issue(&self.clerk(), Issue { id, non_deferrable: None }).unwrap()
    }

    /// Files that hold photographs, whatever their names.
    fn photographs(&self) -> usize {
        fn files(folder: &std::path::Path) -> usize {
            let Ok(items) = std::fs::read_dir(folder) else { return 0 };
            items
                .map(|item| item.unwrap().path())
                // What is written there of those that are gone is none of them.
                .filter(|path| path.file_name().is_none_or(|name| name != "erased"))
                .map(|path| if path.is_dir() { files(&path) } else { 1 })
                .sum()
        }
        files(&self.data().join("blobs/photographs"))
    }
}

fn picture(shade: u32) -> Vec<u8> {
    jpeg(&smooth(800 + shade, 1100))
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
    desk.answer_print(&clerk, id, crate::papers::printing::PrintAnswer::CameOut).unwrap();
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
