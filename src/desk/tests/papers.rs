use crate::papers::printing::PrintAnswer;
use crate::register::entries::{Confirmation, EntryFilter, StateFilter};
use domain::ids::anchor::Position;
use domain::ids::check_code::{self, CheckLength};
use domain::journal::event::Event;
use domain::journal::head::Head;
use domain::journal::record::Kind;
use domain::register::entry::{Entry, PaperState};

use super::*;

#[test]
fn the_first_print_is_kept_and_reprints_are_counted_and_marked() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let id = sample.issue().entry.id;
    assert!(matches!(sample.desk().printed(&sample.clerk(), id), Err(DeskError::Illegal)));
    let first = sample.desk().print(&sample.clerk(), id).unwrap();
    assert_eq!(first.name, "EM01-2026-0000001.pdf");
    assert_eq!(sample.desk().printed(&sample.clerk(), id).unwrap(), first);
    let spoiled = PrintAnswer::Spoiled { reason: "carta inceppata".to_owned() };
    assert_eq!(
        sample.desk().answer_print(&sample.clerk(), id, spoiled).unwrap().state,
        PaperState::PrintSent
    );
    let second = sample.desk().print(&sample.clerk(), id).unwrap();
    assert_ne!(second.bytes, first.bytes);
    sample.restart();
    assert_eq!(sample.desk().printed(&sample.clerk(), id).unwrap(), second);
    let done = sample.desk().answer_print(&sample.clerk(), id, PrintAnswer::CameOut).unwrap();
    assert_eq!((done.state, done.copies), (PaperState::HandedOver, 2));
    let again = sample.desk().answer_print(&sample.clerk(), id, PrintAnswer::CameOut).unwrap();
    assert_eq!(again.history, done.history);
    assert_eq!(done.history.len(), 5);
}

#[test]
fn a_kept_paper_that_is_gone_renders_the_same_again() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let id = sample.issue().entry.id;
    let first = sample.desk().print(&sample.clerk(), id).unwrap();
    std::fs::remove_dir_all(sample.data().join("blobs")).unwrap();
    std::fs::create_dir(sample.data().join("blobs")).unwrap();
    assert_eq!(sample.desk().printed(&sample.clerk(), id).unwrap(), first);
}

#[test]
fn an_annulled_entry_keeps_its_number_and_takes_no_further_step() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let entry = sample.issue().entry;
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    assert_eq!(fields(&desk.annul(&supervisor, entry.id, "  ").unwrap_err()), ["reason"]);
    let annulled = desk.annul(&supervisor, entry.id, "persona sbagliata").unwrap();
    assert_eq!(annulled.state, PaperState::Annulled { reason: "persona sbagliata".to_owned() });
    assert_eq!(desk.annul(&supervisor, entry.id, "un altro motivo").unwrap().state, annulled.state);
    assert!(matches!(desk.print(&sample.clerk(), entry.id), Err(DeskError::Illegal)));
    assert_eq!(sample.issue().entry.number.serial(), 2);
}

#[test]
fn confirmation_by_telephone_says_genuine_annulled_or_unknown() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let issued = sample.issue();
    let desk = sample.desk();
    let number = issued.entry.number.to_string();
    let typed = issued.check_code.to_lowercase().replace('-', " ");
    assert!(matches!(
        desk.confirm_by_telephone(&number.to_lowercase(), &typed),
        Confirmation::Genuine { issued, .. } if issued == day("2026-11-21")
    ));
    let other = sample.issue();
    assert_eq!(desk.confirm_by_telephone(&number, &other.check_code), Confirmation::Unknown);
    assert_eq!(desk.confirm_by_telephone("EM01-2026-0000099", &typed), Confirmation::Unknown);
    assert_eq!(desk.confirm_by_telephone("è", "è"), Confirmation::Unknown);
    desk.annul(&sample.supervisor(), issued.entry.id, "errore").unwrap();
    assert!(matches!(desk.confirm_by_telephone(&number, &typed), Confirmation::Annulled { .. }));
}

#[test]
fn a_paper_is_confirmed_with_all_the_letters_it_bears_and_with_no_others() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let issued = sample.issue();
    let before = issued_before(&sample, &issued.entry);
    for restarted in [false, true] {
        if restarted {
            std::fs::remove_dir_all(sample.data().join("store")).unwrap();
            sample.restart();
        }
        let desk = sample.desk();
        let entry = |id| desk.entry(&sample.clerk(), id).unwrap();
        let (full, short) = (entry(issued.entry.id), entry(before));
        assert_eq!((full.check_code.len(), short.check_code.len()), (19, 9));
        let letters = |position| {
            let (_, chain) = desk.journal().header(Position::new(position).unwrap()).unwrap();
            check_code::of_chain(chain.bytes())
        };
        assert_eq!(full.check_code, letters(full.position));
        let longer = letters(short.position);
        assert!(longer.starts_with(&short.check_code));
        let answer = |view: &EntryView, code: &str| match desk
            .confirm_by_telephone(&view.entry.number.to_string(), code)
        {
            Confirmation::Genuine { .. } => "genuine",
            Confirmation::Annulled { .. } => "annulled",
            Confirmation::Unknown => "unknown",
            Confirmation::Unreadable
            | Confirmation::InDispute { .. }
            | Confirmation::ToBeReplaced { .. }
            | Confirmation::NotKnownHere { .. }
            | Confirmation::WrittenDown { .. }
            | Confirmation::WrittenOtherwise { .. } => "nothing can be said",
        };
        assert_eq!(answer(&full, &full.check_code), "genuine");
        assert_eq!(answer(&short, &short.check_code), "genuine");
        for part in [&full.check_code[..9], &full.check_code[..18], &full.check_code[10..], ""] {
            assert_eq!(answer(&full, part), "unknown", "{part}");
        }
        assert_eq!(answer(&short, &longer), "unknown");
        assert_eq!(answer(&short, &short.check_code[..8]), "unknown");
    }
}

/// An entry as a version of before wrote it: it does not say how many letters its check code has.
fn issued_before(sample: &Sample, like: &Entry) -> EntryId {
    let id = EntryId::new(sample.desk().mint());
    let issue = |head: &Head, _| {
        let number = head.counters.next(like.number.key()).unwrap();
        let entry = Entry { id, number, check_letters: CheckLength::Short, ..like.clone() };
        Ok(vec![Event::EntryIssued(Box::new(entry))])
    };
    sample.desk().commit(sample.clerk().by(), Kind::EntryIssued, issue).unwrap();
    id
}

#[test]
fn entries_are_found_by_number_name_state_and_page() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk) = (sample.desk(), sample.clerk());
    for surname in ["Rossi", "Bianchi", "Rossini"] {
        desk.issue_direct(&clerk, sample.request_for(surname, "Ada")).unwrap();
    }
    let serials = |filter: EntryFilter| {
        let page = desk.entries(&clerk, filter).unwrap();
        page.rows.iter().map(|row| row.number.serial()).collect::<Vec<_>>()
    };
    let number = |text: &str| EntryFilter { number: Some(text.to_owned()), ..EntryFilter::default() };
    assert_eq!(serials(EntryFilter::default()), [3, 2, 1]);
    assert_eq!(serials(number("2")), [2]);
    assert_eq!(serials(number("em01-2026-0000003")), [3]);
    assert!(serials(number("no")).is_empty());
    assert_eq!(serials(EntryFilter { name: Some("bianchi ada".into()), ..EntryFilter::default() }), [2]);
    let doubt = EntryFilter { state: Some(StateFilter::InDoubt), ..EntryFilter::default() };
    assert_eq!(serials(doubt.clone()), [3, 2, 1]);
    assert!(serials(EntryFilter { day: Some(day("2026-11-20")), ..doubt }).is_empty());
    let first = desk.entries(&clerk, EntryFilter { limit: 2, ..EntryFilter::default() }).unwrap();
    assert_eq!(first.rows.len(), 2);
    assert_eq!(serials(EntryFilter { after: first.next, ..EntryFilter::default() }), [1]);
}
