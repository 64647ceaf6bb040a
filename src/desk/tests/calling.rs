//! People called back.

use super::*;
use crate::register::entries::{EntryFilter, EntryRow};
use domain::form::entry_kind::EntryKind;
use domain::register::call_back::{CallOutcome, CallState};
use store::Calls;

impl Sample {
    fn asks_for_a_call(&self, surname: &str) -> EntryView {
        let values = [
            ("surname", surname),
            ("given-names", "Rosa"),
            ("requested", "certificato di residenza"),
            ("contact", "333 1234567"),
            ("when", "lunedì mattina"),
        ];
        let request = IssueDirect {
            id: EntryId::new(self.desk().mint()),
            form: "call-back".to_owned(),
            values: values.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            sources: BTreeMap::new(),
            use_code: UseCode::Private,
            person: None,
            non_deferrable: None,
        };
        self.desk().issue_direct(&self.clerk(), request).unwrap()
    }

    fn listed(&self, calls: Calls) -> Vec<EntryId> {
        let page = self.desk().call_backs(&self.clerk(), calls, None, 50).unwrap();
        page.rows.into_iter().map(|call| call.row.id).collect()
    }

    fn call(&self, id: EntryId, outcome: CallOutcome, note: &str) -> Result<EntryView, DeskError> {
        self.desk().made_call(&self.clerk(), id, outcome, note)
    }
}

#[test]
fn who_asked_to_be_called_stands_on_the_list_until_they_were() {
    let mut sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00");
    let (first, second) = (sample.asks_for_a_call("Neri").entry.id, sample.asks_for_a_call("Bruni").entry.id);
    assert_eq!(sample.listed(Calls::Due), [first, second]);
    assert_eq!(sample.desk().calls_due(), 2);
    let shown = sample.desk().call_back(&sample.clerk(), first).unwrap();
    assert_eq!(shown.contact.as_deref(), Some("333 1234567"));
    assert_eq!(
        (shown.when.as_str(), shown.requested.as_str()),
        ("lunedì mattina", "certificato di residenza")
    );
    let view = sample.call(first, CallOutcome::NotReached, "").unwrap();
    assert_eq!(view.call, Some(CallState::Due { tries: 1 }));
    let view = sample.call(first, CallOutcome::Reached, "passa martedì").unwrap();
    assert!(view.history.last().unwrap().what.it.contains("passa martedì"));
    assert_eq!(sample.listed(Calls::Due), [second]);
    assert_eq!(sample.listed(Calls::Done), [first]);
    let done = sample.desk().call_backs(&sample.clerk(), Calls::Done, None, 50).unwrap().rows.remove(0);
    assert_eq!(done.contact, None, "the number is shown no more");
    assert_eq!(done.calls.len(), 2);
    assert_eq!((done.calls[1].by.as_str(), done.calls[1].note.as_str()), ("Anna Ferri", "passa martedì"));
    // Calls are made also when all is back, and what the store says comes from the journal alone.
    for id in [first, second] {
        sample.desk().print(&sample.clerk(), id).unwrap();
    }
    sample.close(&outage);
    sample.call(second, CallOutcome::NotNeeded, "").unwrap();
    sample.stop();
    std::fs::remove_dir_all(sample.data().join("store")).unwrap();
    sample.start();
    assert!(sample.listed(Calls::Due).is_empty());
    assert_eq!(sample.listed(Calls::Done), [second, first]);
}

#[test]
fn a_call_is_done_once_and_not_for_what_was_annulled() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (one, other) = (sample.asks_for_a_call("Neri").entry.id, sample.asks_for_a_call("Bruni").entry.id);
    sample.call(one, CallOutcome::Reached, "").unwrap();
    let before = sample.call(one, CallOutcome::Reached, "").unwrap().history.len();
    assert_eq!(
        sample.call(one, CallOutcome::Reached, "").unwrap().history.len(),
        before,
        "said twice is said once"
    );
    assert!(matches!(sample.call(one, CallOutcome::NotNeeded, ""), Err(DeskError::Illegal)));
    assert_eq!(fields(&sample.call(other, CallOutcome::Reached, &"x".repeat(121)).unwrap_err()), ["note"]);
    sample.desk().annul(&sample.supervisor(), other, "persona sbagliata").unwrap();
    assert!(sample.listed(Calls::Due).is_empty());
    assert!(matches!(sample.call(other, CallOutcome::Reached, ""), Err(DeskError::Illegal)));
    let paper = sample.attest(&[]).unwrap().entry.id;
    assert!(matches!(sample.call(paper, CallOutcome::Reached, ""), Err(DeskError::Illegal)));
    let of_kind = |kind| {
        let filter = EntryFilter { kind: Some(kind), ..EntryFilter::default() };
        let rows = sample.desk().entries(&sample.clerk(), filter).unwrap().rows;
        rows.into_iter().map(|row: EntryRow| row.id).collect::<Vec<_>>()
    };
    assert_eq!(of_kind(EntryKind::CallBack), [other, one]);
    assert_eq!(of_kind(EntryKind::Document), [paper]);
}
