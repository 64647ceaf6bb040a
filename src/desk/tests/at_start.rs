//! Who opens the folder at each start, and the way on when the computer does not.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::restoring::{asked, desk_of, issue_at, restored, spare, stopped_with_an_entry};
use super::*;
use crate::ledger::premises::{EnterError, Secret};
use crate::life::at_start::{AtStart, HowItStarts, WhyLocked};
use crate::life::restore::Restore;
use domain::journal::notice::Deed;
use vault::{SealTools, Sealer, SecretText};

/// A computer that seals: `systemd-creds` played by a script.
const SEALS: &str = r#"case "$1" in
encrypt) printf 'closed'; base64 -w0;;
decrypt) tail -c +7 | base64 -d;;
*) exit 3;;
esac"#;

/// The sample's premises, on a computer whose `systemd-creds` is `script`.
fn on(sample: &Sample, computer: &str, script: &str, patience: Duration) -> Premises {
    let folder = sample.path(computer);
    fs::create_dir_all(&folder).unwrap();
    for (name, script) in [("systemd-creds", script), ("tpm2_createprimary", "exit 1")] {
        let path = folder.join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    }
    let path = format!("{}:/usr/bin:/bin", folder.display());
    Premises { seal_tools: SealTools::found_in(path, patience, &Random::seeded(5)), ..sample.premises() }
}

/// The folder, entered. Where other tests of this process start a tool, its lock may seem held for a moment.
fn entered(premises: &Premises) -> Counter {
    loop {
        match Counter::enter(premises.clone()) {
            Err(EnterError::AlreadyServed { .. }) => std::thread::yield_now(),
            entered => return entered.unwrap(),
        }
    }
}

const AMPLE: Duration = Duration::from_secs(20);

fn opened(premises: &Premises) -> (Counter, std::sync::Arc<Desk>, Session) {
    let counter = entered(premises);
    if counter.why_locked().is_some() {
        counter.unlock(Secret::Passphrase(demo::PASSPHRASE.into())).unwrap();
    }
    let Phase::Open(desk) = counter.phase() else { panic!("open") };
    let (_, supervisor) = desk.sign_in("carla", "334455").unwrap();
    (counter, desk, supervisor)
}

fn passphrase() -> SecretText {
    demo::PASSPHRASE.into()
}

#[test]
fn whoever_chose_the_passphrase_is_asked_at_every_start_and_no_key_is_left() {
    let mut sample = Sample::new();
    assert_eq!(sample.desk().how_it_starts(), HowItStarts::Plain, "a station of before is told what it has");
    let supervisor = sample.supervisor();
    let (desk, wrong) = (sample.desk(), "nessuna frase di questa".into());
    let refused = desk.change_start(&supervisor, AtStart::Passphrase, &wrong).unwrap_err();
    assert_eq!(fields(&refused), ["secret"]);
    let code = SecretText::from(demo::recovery_code().print().to_string());
    let refused = desk.change_start(&supervisor, AtStart::Passphrase, &code).unwrap_err();
    assert_eq!(fields(&refused), ["secret"], "whoever does not know the passphrase would be locked out");
    let how = desk.change_start(&supervisor, AtStart::Passphrase, &passphrase()).unwrap();
    assert_eq!(how, HowItStarts::Asked);
    assert!(!sample.path("key").exists());
    let told = desk.notices(&supervisor).into_iter().map(|view| view.notice.deed);
    assert!(told.into_iter().any(|deed| deed == Deed::AskedAtStart), "it stands on the strip");
    drop(desk);
    sample.stop();
    let counter = entered(&sample.premises());
    assert_eq!(counter.why_locked(), Some(WhyLocked::Chosen));
    counter.unlock(Secret::Passphrase(demo::PASSPHRASE.into())).unwrap();
    assert!(matches!(counter.phase(), Phase::Open(_)));
}

#[test]
fn only_a_supervisor_changes_who_opens_it() {
    let sample = Sample::new();
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let refused = desk.change_start(&clerk, AtStart::Passphrase, &passphrase());
    assert!(matches!(refused, Err(DeskError::NotAllowed)), "{refused:?}");
    assert!(sample.path("key").exists());
}

#[test]
fn a_key_in_clear_of_before_does_not_open_the_station_at_start_once_another_one_is_sealed() {
    let mut sample = Sample::new();
    sample.stop();
    let copied = fs::read(sample.path("key")).unwrap();
    let (counter, desk, supervisor) = opened(&on(&sample, "pc", SEALS, AMPLE));
    let how = desk.change_start(&supervisor, AtStart::ByItself, &passphrase()).unwrap();
    assert_eq!(how, HowItStarts::Sealed(Sealer::SystemdCreds));
    drop((desk, counter));
    let counter = entered(&on(&sample, "pc", SEALS, AMPLE));
    assert_eq!(counter.why_locked(), None, "it opens by itself");
    drop(counter);
    fs::write(sample.path("key"), copied).unwrap();
    let counter = entered(&on(&sample, "pc", SEALS, AMPLE));
    assert_eq!(counter.why_locked(), Some(WhyLocked::AnotherKey));
}

#[test]
fn a_computer_that_does_not_open_the_sealed_key_says_why_and_the_passphrase_and_the_code_open() {
    let mut sample = Sample::new();
    sample.stop();
    let (counter, desk, supervisor) = opened(&on(&sample, "pc", SEALS, AMPLE));
    desk.change_start(&supervisor, AtStart::ByItself, &passphrase()).unwrap();
    drop((desk, counter));
    let short = Duration::from_millis(200);
    let tool = "systemd-creds";
    let computers = [
        ("other", "exit 1", AMPLE, WhyLocked::DoesNotOpen(tool)),
        ("garbled", "cat >/dev/null; echo something else", AMPLE, WhyLocked::DoesNotOpen(tool)),
        ("hanging", "exec sleep 60", short, WhyLocked::Slow(tool)),
    ];
    for (computer, script, patience, why) in computers {
        for secret in [
            Secret::Passphrase(demo::PASSPHRASE.into()),
            Secret::RecoveryCode(demo::recovery_code().print().to_string().into()),
        ] {
            let counter = entered(&on(&sample, computer, script, patience));
            assert_eq!(counter.why_locked(), Some(why), "{computer}");
            counter.unlock(secret).unwrap();
        }
    }
    let bare = Premises {
        seal_tools: SealTools::found_in("/nowhere", AMPLE, &Random::seeded(5)),
        ..sample.premises()
    };
    assert_eq!(entered(&bare).why_locked(), Some(WhyLocked::NoTool(tool)));
    // The choice made again there seals for that computer, or keeps the key in clear.
    let (counter, desk, supervisor) = opened(&on(&sample, "other", "exit 1", AMPLE));
    let how = desk.change_start(&supervisor, AtStart::ByItself, &passphrase()).unwrap();
    assert_eq!(how, HowItStarts::Plain);
    drop((desk, counter));
    assert_eq!(entered(&on(&sample, "other", "exit 1", AMPLE)).why_locked(), None);
}

#[test]
fn a_key_file_that_went_missing_is_told_and_made_again() {
    let mut sample = Sample::new();
    fs::remove_file(sample.path("key")).unwrap();
    assert_eq!(sample.desk().how_it_starts(), HowItStarts::Lost);
    sample.stop();
    let counter = entered(&sample.premises());
    assert_eq!(counter.why_locked(), Some(WhyLocked::NoFile));
    drop(counter);
    let (counter, desk, supervisor) = opened(&sample.premises());
    let code = SecretText::from(demo::recovery_code().print().to_string());
    assert_eq!(desk.change_start(&supervisor, AtStart::ByItself, &code).unwrap(), HowItStarts::Plain);
    drop((desk, counter));
    assert_eq!(entered(&sample.premises()).why_locked(), None);
}

#[test]
fn a_restored_station_opens_as_was_said_and_leaves_no_key_unasked() {
    let sample = stopped_with_an_entry();
    let premises = spare(&sample, "spare");
    let counter = Counter::enter(premises.clone()).unwrap();
    let wanted = Restore { at_start: AtStart::Passphrase, ..asked(sample.path("stick")) };
    let restored = counter.restore(counter.setup_code(), wanted).unwrap();
    assert_eq!(restored.starts, HowItStarts::Asked);
    assert!(!premises.key_file.exists());
    assert_eq!(desk_of(&counter).how_it_starts(), HowItStarts::Asked);
    counter.stop();
    // The key of the computer before opens nothing here.
    fs::copy(sample.path("key"), &premises.key_file).unwrap();
    let counter = Counter::enter(premises).unwrap();
    assert_eq!(counter.why_locked(), Some(WhyLocked::Chosen));
    counter.unlock(Secret::Passphrase("una frase nuova e lunga".into())).unwrap();
    issue_at(&sample, &desk_of(&counter)).unwrap();
}

#[test]
fn a_restored_station_that_opens_by_itself_says_how_its_key_is_kept_and_where_it_cannot_be_asks() {
    let sample = stopped_with_an_entry();
    let (counter, plain) = restored(&spare(&sample, "spare"), sample.path("stick"));
    assert_eq!((plain.starts, desk_of(&counter).how_it_starts()), (HowItStarts::Plain, HowItStarts::Plain));
    counter.stop();
    // Where the key should lie is a folder.
    let premises = spare(&sample, "another");
    fs::create_dir_all(&premises.key_file).unwrap();
    fs::create_dir_all(premises.key_file.with_extension("before")).unwrap();
    let (counter, asks) = restored(&premises, sample.path("stick"));
    assert_eq!((asks.starts, desk_of(&counter).how_it_starts()), (HowItStarts::Asked, HowItStarts::Asked));
    counter.stop();
}
