//! What was done at the centre is written down, in order, and what is missing is seen.

use super::Centre;
use crate::error::CentreError;
use crate::staff::accounts::Worker;
use crate::staff::deeds::{Deed, What, Whole};
use crate::staff::sign_in::Whence;
use domain::centre::centre_role::CentreRole;
use store::centre::deed::DeedQuery;
use vault::Cost;

const PASSWORD: &str = "quattro parole a caso";

fn first(centre: &Centre) -> Worker {
    centre.hub.first_account("elena", "Elena Sarti", PASSWORD, Cost::NONE).unwrap().worker
}

fn all() -> DeedQuery {
    DeedQuery { limit: 100, ..DeedQuery::default() }
}

#[test]
fn signing_in_and_out_accounts_and_reading_are_deeds() {
    let centre = Centre::new();
    let hub = &centre.hub;
    let elena = first(&centre);
    let whence = Whence { source: [192, 0, 2, 7].into(), known: String::new() };
    hub.sign_in("elena", "non è questa", &whence).unwrap_err();
    hub.sign_in("nessuno", "non è questa", &whence).unwrap_err();
    let signed = hub.sign_in("elena", PASSWORD, &whence).unwrap();
    hub.end_session(&hub.session(&signed.token).unwrap().unwrap()).unwrap();
    hub.note(Some(&elena), Deed::about(What::Read, "entries").filtered("fate=open").counting(50)).unwrap();
    let deeds = hub.deeds(&elena, &all()).unwrap();
    let told: Vec<_> = deeds.iter().rev().map(|done| (done.number, done.deed.what)).collect();
    let expected = [What::AccountMade, What::SignInFailed, What::SignedIn, What::SignedOut, What::Read];
    assert_eq!(told, (1..).zip(expected).collect::<Vec<_>>());
    assert_eq!((deeds[0].name.as_deref(), deeds[0].deed.count), (Some("Elena Sarti"), Some(50)));
    assert_eq!((deeds[3].who, deeds[3].deed.about.clone()), (None, Some(elena.id.to_string())));
    let read = hub.deeds(&elena, &all()).unwrap();
    assert_eq!(read[0].deed.about.as_deref(), Some("deeds"), "that they were read is one too");
    let clerk = Worker { roles: [CentreRole::RecordsManager].into(), ..elena };
    assert!(matches!(hub.deeds(&clerk, &all()), Err(CentreError::NotAllowed)));
}

#[test]
fn two_instances_write_one_row_of_deeds() {
    let centre = Centre::new();
    let elena = first(&centre);
    let two = centre.another();
    std::thread::scope(|scope| {
        for hub in [&centre.hub, &two] {
            let elena = &elena;
            scope.spawn(move || {
                for _ in 0..20 {
                    hub.note(Some(elena), Deed::of(What::Read)).unwrap();
                }
            });
        }
    });
    assert_eq!(two.deeds_are_whole(&elena).unwrap(), Whole::Sound(41));
    let (lines, whole) = centre.hub.deeds_whole(&elena).unwrap();
    assert_eq!((lines.lines().count(), whole), (41, Whole::Sound(41)));
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(
        (first["deed"]["number"].as_u64(), first["deed"]["what"].as_str()),
        (Some(1), Some("account-made"))
    );
}

#[test]
fn a_deed_taken_out_changed_or_cut_off_is_seen() {
    for (lost, seen) in [(3, 3), (1, 1), (6, 6)] {
        let centre = Centre::new();
        let elena = first(&centre);
        for _ in 0..5 {
            centre.hub.note(Some(&elena), Deed::of(What::Read)).unwrap();
        }
        assert_eq!(centre.hub.deeds_are_whole(&elena).unwrap(), Whole::Sound(6));
        centre.database.lose_deed(lost);
        assert_eq!(centre.hub.deeds_are_whole(&elena).unwrap(), Whole::Broken(seen), "{lost}");
    }
    let centre = Centre::new();
    let elena = first(&centre);
    for _ in 0..5 {
        centre.hub.note(Some(&elena), Deed::of(What::Read)).unwrap();
    }
    centre.database.move_deed(2, 4);
    assert!(matches!(centre.hub.deeds_are_whole(&elena).unwrap(), Whole::Broken(_)));
}

#[test]
fn the_code_of_the_keys_is_typed_back_and_then_made_anew_no_more() {
    let centre = Centre::new();
    let hub = &centre.hub;
    let elena = first(&centre);
    let clerk = Worker { roles: [CentreRole::RecordsManager].into(), ..elena.clone() };
    assert!(matches!(hub.make_recovery_code(&clerk, Cost::NONE), Err(CentreError::NotAllowed)));
    let lost = hub.make_recovery_code(&elena, Cost::NONE).unwrap();
    let code = hub.make_recovery_code(&elena, Cost::NONE).unwrap();
    for wrong in ["", "ABCD", lost.as_str()] {
        let refused = hub.keep_recovery_code(&elena, wrong);
        assert!(matches!(refused, Err(CentreError::Field { field: "code", .. })), "{refused:?}");
    }
    assert!(!hub.recovery_code_is_kept().unwrap());
    hub.keep_recovery_code(&elena, &code.to_lowercase()).unwrap();
    assert!(hub.recovery_code_is_kept().unwrap());
    assert!(matches!(hub.make_recovery_code(&elena, Cost::NONE), Err(CentreError::AlreadyDecided)));
    let told = hub.deeds_whole(&elena).unwrap().0;
    assert!(!told.contains(code.as_str()));
}
