//! Who tries a PIN, how often, and whom that delays.

use std::net::IpAddr;

use super::*;
use crate::desk::{Door, SessionState, SignInError};

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
