use super::*;
use crate::life::strip::ClockState;
use crate::stop_reason::StopReason;
use crate::succession::new_life::NewLife;
use domain::journal::record::{Class, Weight};
use domain::time::clock_doubt::ClockDoubt;
use journal::Draft;

/// What is shown for a new recovery code, with Dario standing by.
fn shown(secret: &str) -> crate::life::keys_care::KeyProof {
    crate::life::keys_care::KeyProof {
        secret: secret.into(),
        second_login: "dario".to_owned(),
        second_pin: "445566".into(),
    }
}

fn stopped(result: Result<EntryView, DeskError>, reason: StopReason) {
    match result {
        Err(DeskError::Stopped { reason: found }) => assert_eq!(found, reason),
        other => panic!("{other:?}"),
    }
}

/// Puts back an older copy of the data folder, as a restored backup would.
fn restore(sample: &mut Sample, act: impl FnOnce(&Sample)) {
    let backup = sample.path("backup");
    sample.stop();
    copy_folder(&sample.data(), &backup);
    sample.start();
    act(sample);
    sample.stop();
    std::fs::remove_dir_all(sample.data()).unwrap();
    std::fs::rename(backup, sample.data()).unwrap();
    sample.start();
}

#[test]
fn a_restored_folder_stops_issuing_until_a_new_code_continues() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    sample.issue();
    restore(&mut sample, |sample| {
        assert_eq!(sample.issue().entry.number.serial(), 2);
    });
    stopped(sample.try_issue(), StopReason::AnchorAhead);
    assert_eq!(sample.desk().strip().stop, Some(StopReason::AnchorAhead));
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    assert!(matches!(desk.go_on_as_it_is(&supervisor, "copia"), Err(DeskError::Illegal)));
    let mut typed = NewLife { register_code: "EM01".to_owned(), ..NewLife::here("copia") };
    let refused = desk.continue_register(&supervisor, &typed).unwrap_err();
    assert_eq!(fields(&refused), ["code-reason", "register-code"]);
    "em02".clone_into(&mut typed.register_code);
    "scritto sui fogli prenumerati".clone_into(&mut typed.code_reason);
    desk.continue_register(&supervisor, &typed).unwrap();
    assert_eq!(sample.issue().entry.number.to_string(), "EM02-2026-0000001");
    sample.restart();
    assert_eq!(sample.issue().entry.number.to_string(), "EM02-2026-0000002");
}

#[test]
fn a_new_life_is_a_station_of_its_own_and_knows_all_of_the_one_before() {
    let mut sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00");
    let before = sample.issue();
    restore(&mut sample, |sample| drop(sample.issue()));
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    let old = desk.station_id();
    let authorised = desk.outage().unwrap().lapse;
    let code = desk.continue_register(&supervisor, &NewLife::here("cartella rimessa")).unwrap();
    assert!(code.as_str().starts_with("EM01R") && code.as_str().len() == 8, "{code}");
    assert_ne!(desk.station_id(), old);
    assert!(desk.journal_summary().position <= 2, "its own journal: how it began, and its mark");
    // What was open is open, with the hours it had; what was issued is found, printed and annulled.
    let now = desk.outage().unwrap();
    assert_eq!((now.opening.outage, now.lapse), (outage.opening.outage, authorised));
    for restarted in [false, true] {
        if restarted {
            sample.restart();
        }
        let (desk, supervisor) = (sample.desk(), sample.supervisor());
        assert_eq!(desk.entry(&supervisor, before.entry.id).unwrap().entry, before.entry);
        let issued = sample.issue().entry.number;
        assert_eq!(
            (issued.key().code.clone(), issued.serial()),
            (code.clone(), if restarted { 2 } else { 1 })
        );
        assert_eq!(desk.strip().stop, None);
    }
    std::fs::remove_dir_all(sample.data().join("store")).ok();
    sample.restart();
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    desk.annul(&supervisor, before.entry.id, "rimessa").unwrap();
    assert_eq!(desk.entry(&supervisor, before.entry.id).unwrap().entry, before.entry);
    assert_eq!(sample.issue().entry.number.serial(), 3);
}

#[test]
fn the_folder_of_a_life_that_has_a_successor_stops_and_names_it() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    sample.issue();
    sample.stop();
    let older = sample.path("older");
    copy_folder(&sample.data(), &older);
    sample.start();
    sample.issue();
    sample.stop();
    let ahead = sample.path("ahead");
    copy_folder(&sample.data(), &ahead);
    let put_back = |sample: &Sample, from: &std::path::Path| {
        std::fs::remove_dir_all(sample.data()).unwrap();
        copy_folder(from, &sample.data());
    };
    put_back(&sample, &older);
    sample.start();
    let code =
        sample.desk().continue_register(&sample.supervisor(), &NewLife::here("disco rimesso")).unwrap();
    sample.issue();
    sample.stop();
    // The folder that was ahead comes back: its mark names the life that took its place.
    put_back(&sample, &ahead);
    sample.start();
    stopped(sample.try_issue(), StopReason::NewerLife);
    let detail = sample.desk().stop_detail().unwrap();
    assert!(detail.it.contains(code.as_str()), "{detail:?}");
    let other = sample.desk().continue_register(&sample.supervisor(), &NewLife::here("di nuovo")).unwrap();
    assert_ne!(other, code);
    assert_eq!(sample.issue().entry.number.serial(), 1);
}

#[test]
fn a_folder_on_another_machine_goes_on_only_if_its_copy_is_in_and_agrees() {
    let mut sample = Sample::new();
    sample.second_copy = Some(sample.path("stick"));
    sample.restart();
    sample.open("2026-11-21 08:00");
    sample.issue();
    sample.stop();
    sample.machine = Machine::named("machine-b");
    std::fs::remove_dir_all(sample.path("high-water")).unwrap();
    std::fs::rename(sample.path("stick"), sample.path("away")).unwrap();
    sample.start();
    stopped(sample.try_issue(), StopReason::OtherMachine);
    let refused = sample.desk().go_on_as_it_is(&sample.supervisor(), "spostata apposta");
    assert!(matches!(refused, Err(DeskError::Illegal)));
    sample.stop();
    std::fs::rename(sample.path("away"), sample.path("stick")).unwrap();
    sample.start();
    stopped(sample.try_issue(), StopReason::OtherMachine);
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    assert_eq!(fields(&desk.go_on_as_it_is(&supervisor, "").unwrap_err()), ["reason-same"]);
    desk.go_on_as_it_is(&supervisor, "computer sostituito, il vecchio è rotto").unwrap();
    assert_eq!(sample.issue().entry.number.to_string(), "EM01-2026-0000002");
    sample.restart();
    assert_eq!(sample.issue().entry.number.to_string(), "EM01-2026-0000003");
}

#[test]
fn an_image_of_the_whole_computer_put_back_with_the_stick_in_gives_no_number_twice() {
    let mut sample = Sample::new();
    sample.second_copy = Some(sample.path("stick"));
    sample.restart();
    sample.open("2026-11-21 08:00");
    sample.issue();
    sample.stop();
    let image = sample.path("image");
    copy_folder(&sample.data(), &image.join("data"));
    copy_folder(&sample.path("high-water"), &image.join("high-water"));
    sample.start();
    let later: Vec<_> = (0..3).map(|_| sample.issue()).collect();
    sample.stop();
    for name in ["data", "high-water"] {
        std::fs::remove_dir_all(sample.path(name)).unwrap();
        std::fs::rename(image.join(name), sample.path(name)).unwrap();
    }
    sample.start();
    // The copy ends in a stop in order: what it has is all there was.
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    for entry in &later {
        assert_eq!(desk.entry(&supervisor, entry.entry.id).unwrap().entry, entry.entry);
    }
    assert_eq!(sample.issue().entry.number.serial(), 5);
    assert!(desk.journal_summary().findings.iter().any(|one| one.it.contains("seconda copia")));
}

#[test]
fn a_stick_left_at_home_asks_a_supervisor_once_a_start() {
    let mut sample = Sample::new();
    sample.second_copy = Some(sample.path("stick"));
    sample.restart();
    sample.open("2026-11-21 08:00");
    sample.stop();
    std::fs::rename(sample.path("stick"), sample.path("away")).unwrap();
    sample.start();
    stopped(sample.try_issue(), StopReason::CopyAway);
    sample.desk().go_on_as_it_is(&sample.supervisor(), "chiavetta a casa").unwrap();
    assert_eq!(sample.issue().entry.number.to_string(), "EM01-2026-0000001");
    sample.stop();
    std::fs::rename(sample.path("away"), sample.path("stick")).unwrap();
    sample.start();
    assert_eq!(sample.issue().entry.number.to_string(), "EM01-2026-0000002");
}

#[test]
fn a_journal_of_which_no_file_is_left_comes_back_from_the_stick_and_goes_on() {
    let mut sample = Sample::new();
    sample.second_copy = Some(sample.path("stick"));
    sample.restart();
    sample.open("2026-11-21 08:00");
    let before = sample.issue();
    sample.stop();
    for item in std::fs::read_dir(sample.data().join("journal")).unwrap().flatten() {
        if item.path().extension().is_some_and(|end| end == "seg") {
            std::fs::remove_file(item.path()).unwrap();
        }
    }
    sample.start();
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    assert_eq!(desk.entry(&supervisor, before.entry.id).unwrap().entry, before.entry);
    assert_eq!(sample.issue().entry.number.to_string(), "EM01-2026-0000002");
}

#[test]
fn another_stick_takes_the_place_of_a_lost_one_on_a_supervisors_word_alone() {
    let mut sample = Sample::new();
    sample.second_copy = Some(sample.path("stick"));
    sample.restart();
    sample.open("2026-11-21 08:00");
    sample.issue();
    sample.stop();
    std::fs::rename(sample.path("stick"), sample.path("lost")).unwrap();
    std::fs::create_dir(sample.path("stick")).unwrap();
    sample.start();
    stopped(sample.try_issue(), StopReason::CopyAway);
    sample.desk().go_on_as_it_is(&sample.supervisor(), "chiavetta persa").unwrap();
    let refused = sample.desk().begin_copy_anew(&sample.clerk());
    assert!(matches!(refused, Err(DeskError::NotAllowed)), "{refused:?}");
    assert_eq!(std::fs::read_dir(sample.path("stick")).unwrap().count(), 0);
    sample.desk().begin_copy_anew(&sample.supervisor()).unwrap();
    sample.issue();
    sample.stop();
    sample.start();
    assert_eq!(sample.issue().entry.number.serial(), 3);
    assert!(sample.path("stick/Sportello").is_dir());
}

#[test]
fn without_any_mark_a_used_journal_is_never_the_first() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    sample.issue();
    sample.stop();
    std::fs::remove_dir_all(sample.path("high-water")).unwrap();
    std::fs::remove_file(sample.data().join("journal/machine")).unwrap();
    sample.start();
    stopped(sample.try_issue(), StopReason::MarkLost);
}

#[test]
fn a_clone_started_beside_the_original_is_stopped() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    sample.issue();
    sample.stop();
    copy_folder(&sample.data(), &sample.path("clone"));
    sample.start();
    sample.issue();
    let premises = Premises { folder: sample.path("clone"), ..sample.premises() };
    let clone = demo::demo(premises, demo::REGISTER).unwrap();
    let Phase::Open(desk) = clone.phase() else { panic!("open") };
    let who = desk.sign_in("anna", "112233").unwrap().1;
    stopped(desk.issue_direct(&who, sample.request()), StopReason::MarkHeld);
    assert_eq!(sample.issue().entry.number.serial(), 3);
}

fn append(sample: &Sample, weight: Weight) {
    let payload = br#"{"kind":"moon-phase-noted","v":1,"by":null,"events":[]}"#.to_vec();
    let draft = Draft { time: sample.clock.now(), class: Class::Shared, weight, payload };
    sample.desk().journal().append(draft).unwrap();
}

#[test]
fn an_unknown_ordinary_kind_is_carried_and_an_unknown_critical_one_makes_read_only() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let issued = sample.issue();
    append(&sample, Weight::Ordinary);
    sample.restart();
    assert_eq!(sample.issue().entry.number.serial(), 2);
    append(&sample, Weight::Critical);
    sample.restart();
    stopped(sample.try_issue(), StopReason::NewerRecords);
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    assert_eq!(desk.entry(&supervisor, issued.entry.id).unwrap().entry, issued.entry);
    assert!(matches!(desk.annul(&supervisor, issued.entry.id, "no"), Err(DeskError::Stopped { .. })));
    assert!(desk.continue_register(&supervisor, &NewLife::here("copia")).is_err());
}

/// A byte of the record at this position is another one from now on, in this file.
pub fn damage(sample: &Sample, position: u64) -> PathBuf {
    let journal = sample.data().join("journal");
    let segment = std::fs::read_dir(&journal).unwrap().flatten().map(|item| item.path());
    let path = segment.filter(|path| path.extension().is_some_and(|end| end == "seg")).min().unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let magic = journal::frame::MAGIC;
    let frames: Vec<usize> =
        (0..bytes.len() - magic.len()).filter(|at| bytes[*at..].starts_with(&magic[..])).collect();
    let position = usize::try_from(position).unwrap();
    bytes[frames[position - 1] + 150] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_damaged_journal_serves_the_rest_and_goes_on_under_a_new_code() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let first = sample.issue();
    let second = sample.issue();
    let third = sample.issue();
    sample.stop();
    let path = damage(&sample, second.position);
    std::fs::remove_dir_all(sample.data().join("store")).unwrap();
    sample.start();
    stopped(sample.try_issue(), StopReason::JournalDamaged);
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    assert!(!desk.verify_journal(&supervisor).unwrap().findings.is_empty());
    assert!(desk.entry(&supervisor, first.entry.id).is_ok());
    assert!(matches!(desk.entry(&supervisor, second.entry.id), Err(DeskError::NotFound)));
    assert!(desk.entry(&supervisor, third.entry.id).is_ok());
    desk.continue_register(&supervisor, &NewLife::here("danneggiato")).unwrap();
    assert_eq!(sample.issue().entry.number.serial(), 1);
    sample.restart();
    assert_eq!(sample.issue().entry.number.serial(), 2);
    // The damaged journal lies beside the new one as it was.
    assert!(path.exists());
}

#[test]
fn on_a_full_disk_nothing_is_issued_and_closing_and_annulling_work() {
    let sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00").opening.outage;
    let issued = sample.issue();
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    desk.journal().release_reserve();
    stopped(sample.try_issue(), StopReason::DiskFull);
    desk.annul(&supervisor, issued.entry.id, "errore").unwrap();
    let close = crate::outage::closing::CloseOutage {
        outage,
        restored: moment("2026-11-21 09:00"),
        note: String::new(),
        answers: Vec::new(),
        others: None,
    };
    desk.close_outage(&supervisor, close).unwrap();
}

#[test]
fn a_clock_set_back_or_forward_waits_for_a_person() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    sample.issue();
    sample.later(TimeDelta::minutes(-30));
    let refused = sample.try_issue().unwrap_err();
    assert!(
        matches!(refused, DeskError::ClockInDoubt { doubt: ClockDoubt::BehindLastRecord }),
        "{refused:?}"
    );
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    desk.set_clock(&supervisor, moment("2026-11-21 09:05")).unwrap();
    assert_eq!(sample.issue().entry.issued, moment("2026-11-21 09:05"));
    assert_eq!(desk.strip().clock, ClockState::Confirmed);
}

#[test]
fn a_correction_of_the_clock_outlives_a_restart_and_a_long_night_asks_again() {
    let mut sample = Sample::new();
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    desk.set_clock(&supervisor, moment("2026-11-20 18:00")).unwrap();
    drop(desk);
    sample.restart();
    assert_eq!(sample.desk().now(), moment("2026-11-20 18:00"));
    sample.open("2026-11-20 17:00");
    sample.stop();
    sample.later(TimeDelta::hours(13));
    sample.start();
    let refused = sample.try_issue().unwrap_err();
    assert!(matches!(refused, DeskError::ClockInDoubt { doubt: ClockDoubt::Jumped }), "{refused:?}");
    sample.desk().confirm_clock(&sample.clerk()).unwrap();
    sample.issue();
}

#[test]
fn a_store_that_is_gone_is_rebuilt_from_the_journal() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let issued = sample.issue();
    sample.stop();
    std::fs::remove_dir_all(sample.data().join("store")).unwrap();
    sample.start();
    assert_eq!(sample.desk().entry(&sample.clerk(), issued.entry.id).unwrap().entry, issued.entry);
    assert_eq!(sample.issue().entry.number.serial(), 2);
    assert_eq!(sample.desk().outage().unwrap().entries, 2);
}

#[test]
fn a_damaged_store_is_rebuilt_and_the_screen_says_what_is_lost() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let issued = sample.issue();
    assert!(sample.desk().journal_summary().findings.is_empty());
    sample.stop();
    flip_every_file(&sample.data().join("store"));
    sample.start();
    assert_eq!(sample.desk().entry(&sample.clerk(), issued.entry.id).unwrap().entry, issued.entry);
    let findings = sample.desk().journal_summary().findings;
    assert!(findings.iter().any(|finding| finding.it.contains("ricostruito")), "{findings:?}");
}

fn flip_every_file(folder: &std::path::Path) {
    for item in std::fs::read_dir(folder).unwrap().flatten() {
        if item.file_type().unwrap().is_dir() {
            flip_every_file(&item.path());
        } else if let Ok(mut bytes) = std::fs::read(item.path())
            && bytes.len() > 64
        {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0xff;
            std::fs::write(item.path(), bytes).unwrap();
        }
    }
}

#[test]
fn keys_change_and_the_folder_opens_with_the_new_ones_only() {
    use crate::ledger::premises::Secret;
    let mut sample = Sample::new();
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    assert_eq!(
        fields(&desk.change_passphrase(&supervisor, "sbagliata", "una nuova frase lunga").unwrap_err()),
        ["old"]
    );
    assert_eq!(fields(&desk.change_passphrase(&supervisor, demo::PASSPHRASE, "corta").unwrap_err()), ["new"]);
    desk.change_passphrase(&supervisor, demo::PASSPHRASE, "una nuova frase lunga").unwrap();
    let sheet =
        desk.new_recovery_code(&supervisor, &crate::Door::here(), &shown("una nuova frase lunga")).unwrap();
    desk.confirm_recovery_code(&supervisor, &sheet.code).unwrap();
    desk.rotate_key(&supervisor, "334455").unwrap();
    drop(desk);
    sample.open("2026-11-21 08:00");
    let issued = sample.issue();
    sample.stop();
    std::fs::remove_file(sample.path("key")).unwrap();
    for (secret, opens) in [
        (Secret::Passphrase(demo::PASSPHRASE.into()), false),
        (Secret::Passphrase("una nuova frase lunga".into()), true),
        (Secret::RecoveryCode(sheet.code.into()), true),
    ] {
        let counter = Counter::enter(sample.premises()).unwrap();
        assert_eq!(counter.unlock(secret).is_ok(), opens);
        if let Phase::Open(desk) = counter.phase() {
            let (_, clerk) = desk.sign_in("anna", "112233").unwrap();
            assert_eq!(desk.entry(&clerk, issued.entry.id).unwrap().entry, issued.entry);
        }
    }
}

#[test]
fn the_last_supervisor_stays_and_logins_are_of_one_person() {
    use crate::staff::accounts::SetOperator;
    use domain::office::operator::{OperatorStatus, Role};
    let sample = Sample::new();
    let (desk, carla) = (sample.desk(), sample.supervisor());
    let set = |operator: &domain::office::operator::Operator, status| SetOperator {
        operator: Some(operator.id),
        login: operator.login.clone(),
        name: operator.name.clone(),
        roles: operator.roles.clone(),
        status,
        pin: None,
    };
    let all = desk.operators();
    let find = |login: &str| all.iter().find(|one| one.login == login).unwrap();
    desk.set_operator(&carla, set(find("dario"), OperatorStatus::Disabled)).unwrap();
    let last = desk.set_operator(&carla, set(find("carla"), OperatorStatus::Disabled)).unwrap_err();
    assert_eq!(fields(&last), ["roles"]);
    let new = SetOperator {
        operator: None,
        login: "anna".to_owned(),
        name: "Anna Bis".to_owned(),
        roles: [Role::Clerk].into(),
        status: OperatorStatus::Active,
        pin: Some("918273".to_owned()),
    };
    assert_eq!(fields(&desk.set_operator(&carla, new).unwrap_err()), ["login"]);
    assert!(desk.sign_in("dario", "445566").is_err());
}
