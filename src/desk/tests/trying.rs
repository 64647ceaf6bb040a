//! Who tries a PIN, how often, and whom that delays.

use std::net::IpAddr;

use super::*;
use crate::parts::session::{SessionState, SignInError};
use crate::staff::door::Door;

fn stranger() -> Door {
    Door { source: Some(IpAddr::from([127, 0, 0, 1])), ..Door::here() }
}

/// Gives anna's account the PIN `482915` at the price a real station asks: a guess that costs nothing hides what runs beside it.
fn at_real_cost() -> Sample {
    let mut sample = Sample::new();
    sample.costs = Costs::Production;
    sample.restart();
    let (_, who) = sample.desk().sign_in("anna", "112233").unwrap();
    sample.desk().change_pin(&who, "112233", "482915").unwrap();
    sample
}

#[test]
fn of_sixty_wrong_pins_at_once_one_is_looked_at() {
    let sample = at_real_cost();
    let wrong = |n: usize| {
        let guess = format!("{:06}", 100_000 + n);
        sample.desk().sign_in_at(&stranger(), "anna", &guess).err().unwrap()
    };
    for round in [0, 100] {
        let answers: Vec<SignInError> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..60).map(|n| scope.spawn(move || wrong(round + n))).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let looked_at = answers.iter().filter(|one| matches!(one, SignInError::Wrong { .. })).count();
        // Two in a row make nobody wait, so a try that ends early lets another in.
        assert!((1..=3).contains(&looked_at), "{answers:?}");
        sample.later(TimeDelta::minutes(2));
    }
    let retry = sample.desk().sign_in_at(&stranger(), "anna", "482915");
    assert!(retry.is_ok(), "the right PIN, once the wait is over");
}

#[test]
fn who_was_signed_in_before_is_not_delayed_by_what_strangers_try() {
    let sample = Sample::new();
    let desk = sample.desk();
    let anna = desk.operators().into_iter().find(|one| one.login == "anna").unwrap().id;
    let (token, _) = desk.sign_in_at(&stranger(), "anna", "112233").unwrap();
    let marked = Door { marks: desk.mark(&stranger(), anna), ..stranger() };
    desk.lock_session(&token.0);
    for _ in 0..40 {
        let _ = desk.sign_in_at(&stranger(), "anna", "000000");
        sample.later(TimeDelta::seconds(7));
    }
    assert!(matches!(desk.sign_in_at(&stranger(), "anna", "112233"), Err(SignInError::Wait { .. })));
    let at_work = Door { token: token.0.clone(), ..stranger() };
    assert_eq!(desk.unlock_session_at(&at_work, "112233").unwrap().state, SessionState::Active);
    assert!(desk.sign_in_at(&marked, "anna", "112233").is_ok());
    // The mark of one account is none for another, and a made-up one for nobody.
    let Err(SignInError::Wait { .. }) =
        desk.sign_in_at(&Door { marks: "ab".repeat(32), ..stranger() }, "anna", "112233")
    else {
        panic!("a mark nobody gave")
    };
    // Where one was signed in before, one's own wrong PINs make one wait all the same.
    let own: Vec<_> = (0..4).map(|_| desk.sign_in_at(&marked, "anna", "000000").err().unwrap()).collect();
    assert_eq!(own.last(), Some(&SignInError::Wait { s: 2 }));
}

#[test]
fn one_address_that_tries_one_account_after_the_other_waits_too() {
    let sample = Sample::new();
    let desk = sample.desk();
    let logins: Vec<&str> = demo::OPERATORS.iter().map(|one| one.login).collect();
    let tried =
        (0..20).map(|n| desk.sign_in_at(&stranger(), logins[n % logins.len()], "000000").err().unwrap());
    let looked_at = tried.filter(|one| matches!(one, SignInError::Wrong { .. })).count();
    assert!(looked_at <= 11, "{looked_at}");
    let elsewhere = Door { source: Some(IpAddr::from([10, 0, 0, 7])), ..Door::here() };
    assert!(desk.sign_in_at(&elsewhere, "luca", "000000").is_err());
    sample.later(TimeDelta::minutes(16));
    assert!(desk.sign_in_at(&stranger(), "anna", "112233").is_ok(), "it is forgotten in time");
}

#[test]
fn whoever_works_is_not_thrown_out_by_a_program_that_signs_in_again_and_again() {
    let sample = Sample::new();
    let desk = sample.desk();
    let (at_work, _) = desk.sign_in("anna", "112233").unwrap();
    let (left, _) = desk.sign_in("anna", "112233").unwrap();
    for _ in 0..40 {
        sample.later(TimeDelta::seconds(1));
        assert_eq!(desk.session(&at_work.0).unwrap().state, SessionState::Active);
        desk.sign_in("anna", "112233").unwrap();
    }
    assert!(desk.session(&left.0).is_none(), "as many as there are, and no more");
    // What was typed in it is still taken.
    assert!(desk.takes_unsent(&left.0));
}

#[test]
fn a_new_pin_ends_what_was_open_with_the_one_before() {
    let sample = Sample::new();
    let desk = sample.desk();
    let (other, _) = desk.sign_in("anna", "112233").unwrap();
    let (own, who) = desk.sign_in("anna", "112233").unwrap();
    desk.change_pin(&who, "112233", "739164").unwrap();
    assert!(desk.session(&other.0).is_none());
    assert!(desk.session(&own.0).is_some());
}

#[test]
fn a_session_ends_with_the_shift_and_an_account_has_so_many_of_them() {
    let mut sample = Sample::new();
    let (first, _) = sample.desk().sign_in("anna", "112233").unwrap();
    for _ in 0..11 * 15 {
        sample.later(TimeDelta::minutes(4));
        assert!(sample.desk().session(&first.0).is_some());
    }
    sample.restart();
    for _ in 0..14 {
        sample.later(TimeDelta::minutes(4));
        assert!(sample.desk().session(&first.0).is_some());
    }
    sample.later(TimeDelta::minutes(5));
    assert!(sample.desk().session(&first.0).is_none(), "twelve hours are over");
    let many: Vec<_> = (0..40)
        .map(|_| {
            sample.later(TimeDelta::milliseconds(1));
            sample.desk().sign_in("anna", "112233").unwrap().0
        })
        .collect();
    let open = many.iter().filter(|one| sample.desk().session(&one.0).is_some()).count();
    assert_eq!(open, 32);
    assert!(sample.desk().session(&many[0].0).is_none() && sample.desk().session(&many[39].0).is_some());
}

#[test]
fn an_open_page_of_a_supervisor_does_not_give_the_keys_away() {
    use crate::life::keys_care::KeyProof;
    let sample = Sample::new();
    let (desk, carla) = (sample.desk(), sample.supervisor());
    let made = |secret: &str, login: &str, pin: &str| {
        let proof =
            KeyProof { secret: secret.into(), second_login: login.to_owned(), second_pin: pin.into() };
        desk.new_recovery_code(&carla, &Door::here(), &proof)
    };
    assert_eq!(fields(&made("", "dario", "445566").unwrap_err()), ["secret"]);
    assert_eq!(fields(&made(demo::PASSPHRASE, "", "").unwrap_err()), ["second-login"]);
    assert_eq!(fields(&made(demo::PASSPHRASE, "carla", "334455").unwrap_err()), ["second-login"]);
    assert_eq!(fields(&made(demo::PASSPHRASE, "dario", "000000").unwrap_err()), ["second-pin"]);
    assert!(desk.notices(&carla).is_empty());
    let sheet = made(demo::PASSPHRASE, "dario", "445566").unwrap();
    // Until it is typed back the sheet of before opens.
    let before = demo::recovery_code();
    assert!(desk.keys.is_opened_by(vault::Secret::RecoveryCode(&before)));
    desk.confirm_recovery_code(&carla, &sheet.code).unwrap();
    assert!(!desk.keys.is_opened_by(vault::Secret::RecoveryCode(&before)));
    // It is told, and seen by somebody else only.
    let told = desk.strip().notices;
    assert_eq!(told.len(), 1);
    assert!(matches!(desk.see_notice(&carla, told[0].id), Err(DeskError::NotAllowed)));
    assert!(matches!(desk.see_notice(&sample.clerk(), told[0].id), Err(DeskError::NotAllowed)));
    desk.see_notice(&sample.who("dario"), told[0].id).unwrap();
    assert!(desk.strip().notices.is_empty());
    // The code in use is a proof too.
    assert!(made(&sheet.code, "dario", "445566").is_ok());
}

#[test]
fn a_supervisor_cannot_become_the_second_person_by_a_new_pin() {
    use crate::life::keys_care::KeyProof;
    let mut sample = Sample::new();
    let (desk, carla) = (sample.desk(), sample.supervisor());
    let dario = sample.who("dario").operator;
    assert_eq!(fields(&desk.reset_pin(&carla, dario, "000000").unwrap_err()), ["own-pin"]);
    let pin = desk.reset_pin(&carla, dario, "334455").unwrap();
    let (_, taken) = desk.sign_in("dario", pin.expose()).unwrap();
    desk.change_pin(&taken, pin.expose(), "739164").unwrap();
    let proof = KeyProof {
        secret: demo::PASSPHRASE.into(),
        second_login: "dario".to_owned(),
        second_pin: "739164".into(),
    };
    let refused = desk.new_recovery_code(&carla, &Door::here(), &proof).unwrap_err();
    assert_eq!(fields(&refused), ["second-login"]);
    drop(desk);
    sample.restart();
    let told = sample.desk().strip().notices;
    assert_eq!((told.len(), told[0].about), (1, Some(dario)));
}

#[test]
fn what_was_typed_waits_for_whose_session_was_ended() {
    use crate::staff::unsent::Unsent;
    let mut sample = Sample::new();
    let (desk, carla) = (sample.desk(), sample.supervisor());
    let (token, anna) = desk.sign_in("anna", "112233").unwrap();
    let pin = desk.reset_pin(&carla, anna.operator, "334455").unwrap();
    assert!(desk.session(&token.0).is_none());
    let unsent = |page: &str| Unsent {
        page: page.to_owned(),
        fields: vec![("surname".to_owned(), "Bianchi".to_owned()), ("own-pin".to_owned(), "1".to_owned())],
        focus: "surname".to_owned(),
    };
    assert!(desk.keep_unsent(&token.0, "another", unsent("/a")).is_err(), "not from a page of hers");
    assert!(desk.keep_unsent("unknown", &anna.csrf, unsent("/a")).is_err());
    for page in 0..12 {
        sample.later(TimeDelta::seconds(1));
        desk.keep_unsent(&token.0, &anna.csrf, unsent(&format!("/drafts/{page}"))).unwrap();
    }
    drop(desk);
    sample.restart();
    let desk = sample.desk();
    let (token, anna) = desk.sign_in("anna", pin.expose()).unwrap();
    desk.change_pin(&anna, pin.expose(), "739164").unwrap();
    let anna = desk.session(&token.0).unwrap();
    assert!(!desk.has_unsent(&sample.supervisor(), "/drafts/11"), "hers alone");
    let back = desk.take_unsent(&anna, "/drafts/11").unwrap().unwrap();
    assert_eq!(back.fields, [("surname".to_owned(), "Bianchi".to_owned())]);
    assert!(!desk.has_unsent(&anna, "/drafts/11") && desk.has_unsent(&anna, "/drafts/4"));
    assert!(!desk.has_unsent(&anna, "/drafts/3"), "the oldest make room");
    desk.sign_out(&token.0);
    assert!(!desk.has_unsent(&anna, "/drafts/4"), "gone at sign-out");
}

#[test]
fn lists_with_names_are_written_down_once_and_say_nothing_of_anybody() {
    use crate::register::entries::EntryFilter;
    use domain::journal::event::{Event, ListKind};
    let sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00");
    sample.issue();
    let (desk, anna) = (sample.desk(), sample.clerk());
    let day = || EntryFilter { day: Some(day("2026-11-21")), ..EntryFilter::default() };
    let seen = |from: u64| -> Vec<(ListKind, String, u32)> {
        // A command waits until it is durable, and whatever was noted before it.
        desk.confirm_clock(&anna).unwrap();
        let commands =
            (from + 1..=desk.strip().journal_position).filter_map(|at| desk.command_at(at).unwrap());
        let events = commands.flat_map(|(_, command)| command.events);
        let listed = events.filter_map(|event| match event {
            Event::ListViewed { what, filter, rows, .. } => Some((what, filter, rows)),
            _ => None,
        });
        listed.collect()
    };
    let before = desk.strip().journal_position;
    for _ in 0..5 {
        desk.entries(&anna, EntryFilter::default()).unwrap();
        desk.entries(&anna, day()).unwrap();
        desk.register_pdf(&anna, outage.opening.outage, domain::ids::number::Series::P).unwrap();
        desk.aftermath(&anna, outage.opening.outage).unwrap();
    }
    assert_eq!(seen(before).len(), 4);
    sample.later(TimeDelta::minutes(6));
    desk.entries(&anna, day()).unwrap();
    desk.entries(&sample.supervisor(), day()).unwrap();
    let seen = seen(before);
    assert_eq!(seen.len(), 6);
    assert_eq!(seen[0], (ListKind::Register, String::new(), 1));
    assert_eq!(seen[1], (ListKind::Register, "day".to_owned(), 1));
}

#[test]
fn the_telephone_asks_and_never_tells() {
    use crate::register::telephone::{Content, ReadOut};
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let issued = sample.issue();
    let desk = sample.desk();
    let read = |surname: &str, born: &str, form: &str| ReadOut {
        number: issued.entry.number.to_string(),
        check_code: issued.check_code.clone(),
        surname: Some(surname.to_owned()),
        birth_date: Some(day(born)),
        form: Some(form.to_owned()),
    };
    let content = |read: &ReadOut| desk.read_out(None, read).unwrap().content;
    assert_eq!(content(&read("d’angelo zupancic", "1987-03-14", "birth-certificate")), Content::Agrees);
    // Number and code of a genuine paper on a sheet of another name, day or kind.
    assert_eq!(content(&read("Bianchi", "1987-03-14", "birth-certificate")), Content::Differs);
    assert_eq!(content(&read("D'Àngelo Župančič", "1987-03-15", "birth-certificate")), Content::Differs);
    assert_eq!(content(&read("D'Àngelo Župančič", "1987-03-14", "residence-certificate")), Content::Differs);
    let alone = ReadOut { surname: None, birth_date: None, form: None, ..read("", "1987-03-14", "") };
    assert_eq!(content(&alone), Content::NotCompared);
    let source = Some(IpAddr::from([10, 0, 0, 7]));
    let asked = (0..30).filter(|_| desk.read_out(source, &alone).is_ok()).count();
    assert_eq!(asked, 20);
    sample.later(TimeDelta::seconds(62));
    assert!(desk.read_out(source, &alone).is_ok());
}

#[test]
fn unlocking_is_tried_once_at_a_time_and_the_station_answers_meanwhile() {
    use crate::ledger::premises::Secret;
    let mut sample = Sample::new();
    sample.stop();
    std::fs::remove_file(sample.path("key")).unwrap();
    let counter = Counter::enter(sample.premises()).unwrap();
    assert!(matches!(counter.phase(), Phase::Locked));
    let wrong = || counter.unlock(Secret::Passphrase("una frase sbagliata".into())).unwrap_err();
    let looked_at = |error: &DeskError| matches!(error, DeskError::WrongSecret);
    assert!(looked_at(&wrong()) && looked_at(&wrong()) && looked_at(&wrong()));
    assert_eq!(fields(&wrong()), ["secret"], "not looked at");
    assert!(matches!(counter.phase(), Phase::Locked));
    sample.later(TimeDelta::seconds(3));
    counter.unlock(Secret::Passphrase(demo::PASSPHRASE.into())).unwrap();
}
