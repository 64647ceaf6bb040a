//! Who works at the centre: what each may do, what ends a session, what a wrong password costs.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Barrier;

use chrono::TimeDelta;

use super::Centre;
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::staff::accounts::{NewAccount, Worker};
use crate::staff::sign_in::{SignedIn, Whence};
use domain::centre::centre_role::{CentreRole, CentreRoles};
use store::centre::account::AccountInClear;
use vault::{Cost, hash_pin};

const ELENA: &str = "quattro parole a caso";
const LUCA: &str = "gelo neve sole mare";

fn from(source: u8) -> Whence {
    Whence { source: IpAddr::V4(Ipv4Addr::new(192, 0, 2, source)), known: String::new() }
}

fn sign_in(hub: &Hub, login: &str, password: &str) -> Result<SignedIn, CentreError> {
    hub.sign_in(login, password, &from(7))
}

fn first(centre: &Centre) -> SignedIn {
    centre.hub.first_account("elena", "Elena Sarti", ELENA, Cost::NONE).unwrap()
}

fn new(login: &str, roles: &[CentreRole]) -> NewAccount {
    let roles: CentreRoles = roles.iter().copied().collect();
    NewAccount { login: login.to_owned(), name: "Luca Neri".to_owned(), password: LUCA.to_owned(), roles }
}

#[track_caller]
fn refused_at(outcome: &Result<impl std::fmt::Debug, CentreError>, at: &str) {
    assert!(matches!(outcome, Err(CentreError::Field { field, .. }) if *field == at), "{outcome:?}");
}

#[track_caller]
fn wait(outcome: Result<impl std::fmt::Debug, CentreError>) -> u32 {
    match outcome {
        Err(CentreError::WrongSecret { wait_s }) => wait_s,
        other => panic!("{other:?}"),
    }
}

/// A second account, with a password of its own.
fn second(centre: &Centre, elena: &Worker, roles: &[CentreRole]) -> SignedIn {
    let hub = &centre.hub;
    hub.add_account(elena, &new("luca", roles), Cost::NONE).unwrap();
    let worker = sign_in(hub, "luca", LUCA).unwrap().worker;
    hub.change_password(&worker, LUCA, "tutta un'altra frase", Cost::NONE).unwrap()
}

#[test]
fn nobody_takes_another_account_by_giving_it_a_password_unseen() {
    let centre = Centre::new();
    let hub = &centre.hub;
    let elena = first(&centre).worker;
    let luca = second(&centre, &elena, &[CentreRole::RecordsManager, CentreRole::Auditor]).worker;
    let told = hub.give_password(&luca, elena.id, "rubata rubata 9", Cost::NONE);
    assert!(matches!(told, Err(CentreError::NotAllowed)), "who decides does not administer accounts");
    assert!(matches!(
        hub.add_account(&luca, &new("ladro", &CentreRole::ALL), Cost::NONE),
        Err(CentreError::NotAllowed)
    ));
    assert!(matches!(hub.accounts(&luca), Err(CentreError::NotAllowed)));
    // Who administers them gives one that must be changed, and that the person reads of.
    hub.give_password(&elena, luca.id, "provvisoria 2026", Cost::NONE).unwrap();
    let signed = sign_in(hub, "luca", "provvisoria 2026").unwrap();
    let session = hub.session(&signed.token).unwrap().unwrap();
    assert!(session.must_change);
    assert_eq!(session.given.as_ref().unwrap().by, "Elena Sarti");
    let own = hub.change_password(&luca, "provvisoria 2026", "di nuovo la mia frase", Cost::NONE).unwrap();
    let session = hub.session(&own.token).unwrap().unwrap();
    assert!(!session.must_change && session.given.is_some(), "told until it is read");
    assert!(hub.accounts(&elena).unwrap().iter().any(|one| one.login == "luca" && one.given.is_some()));
    hub.acknowledge_given(&luca).unwrap();
    assert_eq!(hub.session(&own.token).unwrap().unwrap().given, None);
    refused_at(&hub.give_password(&elena, elena.id, "la mia senza la vecchia", Cost::NONE), "password");
}

#[test]
fn ones_own_password_is_changed_with_the_one_before_only() {
    let centre = Centre::new();
    let elena = first(&centre);
    let hub = &centre.hub;
    wait(hub.change_password(&elena.worker, "non è questa", "una frase nuova qui", Cost::NONE));
    for bad in ["corta", "aaaaaaaaaaaaaa", ELENA] {
        refused_at(&hub.change_password(&elena.worker, ELENA, bad, Cost::NONE), "password");
    }
    let other = sign_in(hub, "elena", ELENA).unwrap();
    let own = hub.change_password(&elena.worker, ELENA, "una frase nuova qui", Cost::NONE).unwrap();
    for ended in [&elena.token, &other.token] {
        assert!(hub.session(ended).unwrap().is_none(), "it ended with the password");
    }
    assert!(hub.session(&own.token).unwrap().is_some());
    wait(sign_in(hub, "elena", ELENA));
    sign_in(hub, "elena", "una frase nuova qui").unwrap();
}

#[test]
fn a_session_ends_at_the_centre_for_every_instance() {
    let centre = Centre::new();
    let (one, two) = (&centre.hub, centre.another());
    let elena = first(&centre);
    assert!(two.session(&elena.token).unwrap().is_some());
    let session = one.session(&elena.token).unwrap().unwrap();
    one.end_session(&session).unwrap();
    for hub in [one, &two] {
        assert!(hub.session(&elena.token).unwrap().is_none(), "the cookie replayed");
        assert!(hub.session(&session.token).unwrap().is_none(), "and the one it went on with");
    }
    assert!(one.session(&sign_in(&two, "elena", ELENA).unwrap().token).unwrap().is_some());
}

#[test]
fn closing_an_account_and_changing_what_it_is_for_end_its_sessions() {
    let centre = Centre::new();
    let hub = &centre.hub;
    let elena = first(&centre).worker;
    let luca = second(&centre, &elena, &[CentreRole::RecordsManager]);
    let id = luca.worker.id;
    hub.set_roles(&elena, id, &[CentreRole::Auditor].into()).unwrap();
    assert!(hub.session(&luca.token).unwrap().is_none());
    let again = sign_in(hub, "luca", "tutta un'altra frase").unwrap();
    assert_eq!(again.worker.roles, [CentreRole::Auditor].into());
    hub.set_open(&elena, id, false).unwrap();
    assert!(hub.session(&again.token).unwrap().is_none());
    wait(sign_in(hub, "luca", "tutta un'altra frase"));
    hub.set_open(&elena, id, true).unwrap();
    sign_in(hub, "luca", "tutta un'altra frase").unwrap();
    assert!(hub.session(&again.token).unwrap().is_none(), "what ended does not begin again");
}

#[test]
fn somebody_always_administers_the_accounts() {
    let centre = Centre::new();
    let hub = &centre.hub;
    let elena = first(&centre).worker;
    let luca = second(&centre, &elena, &[CentreRole::Administrator, CentreRole::RecordsManager]).worker;
    refused_at(&hub.set_roles(&elena, elena.id, &[CentreRole::Auditor].into()), "roles");
    refused_at(&hub.set_open(&elena, elena.id, false), "roles");
    hub.set_roles(&luca, elena.id, &[CentreRole::Auditor].into()).unwrap();
    // What she was when she asked counts no more than what is left.
    refused_at(&hub.set_open(&elena, luca.id, false), "roles");
    refused_at(&hub.add_account(&luca, &new("nessuno", &[]), Cost::NONE), "roles");
    refused_at(&hub.add_account(&luca, &new("LUCA ", &[CentreRole::Auditor]), Cost::NONE), "login");
}

#[test]
fn somebody_always_decides_who_did() {
    let centre = Centre::new();
    let hub = &centre.hub;
    let elena = first(&centre).worker;
    let luca = second(&centre, &elena, &[CentreRole::Administrator]).worker;
    refused_at(&hub.set_roles(&luca, elena.id, &[CentreRole::Administrator].into()), "roles");
    refused_at(&hub.set_open(&luca, elena.id, false), "roles");
    hub.add_account(
        &luca,
        &NewAccount { login: "rita".to_owned(), ..new("", &[CentreRole::RecordsManager]) },
        Cost::NONE,
    )
    .unwrap();
    hub.set_open(&luca, elena.id, false).unwrap();
    let rita = hub.accounts(&luca).unwrap().into_iter().find(|one| one.login == "rita").unwrap();
    refused_at(&hub.set_open(&luca, rita.id, false), "roles");
    // Where nobody decides, as a program of before allowed, accounts are still changed.
    hub.set_open(&luca, elena.id, true).unwrap();
}

#[test]
fn an_administrator_who_forgot_the_password_makes_another_with_the_recovery_code_only() {
    let centre = Centre::new();
    let elena = first(&centre).worker;
    second(&centre, &elena, &[CentreRole::Auditor]);
    let hub = &centre.hub;
    let code = hub.make_recovery_code(&elena, Cost::NONE).unwrap();
    let session = sign_in(hub, "elena", ELENA).unwrap();
    let replace = |login: &str, code: &str, password: &str| {
        hub.replace_forgotten(login, code, password, &from(9), Cost::NONE)
    };
    refused_at(&replace("elena", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", "nuova frase lunga"), "code");
    refused_at(&replace("luca", &code, "nuova frase lunga"), "login");
    refused_at(&replace("nessuno", &code, "nuova frase lunga"), "login");
    refused_at(&replace("elena", &code, "corta"), "password");
    replace("Elena ", &code.to_lowercase(), "nuova frase lunga").unwrap();
    assert!(hub.session(&session.token).unwrap().is_none());
    wait(sign_in(hub, "elena", ELENA));
    sign_in(hub, "elena", "nuova frase lunga").unwrap();
}

#[test]
fn a_session_ends_after_half_an_hour_of_rest_and_after_twelve_hours_of_work() {
    let centre = Centre::new();
    let mut token = first(&centre).token;
    let stale = token.clone();
    for _ in 0..35 {
        centre.clock.advance(TimeDelta::minutes(20));
        token = centre.hub.session(&token).unwrap().unwrap().token;
    }
    assert!(centre.hub.session(&stale).unwrap().is_none());
    centre.clock.advance(TimeDelta::minutes(25));
    assert!(centre.hub.session(&token).unwrap().is_none(), "twelve hours are over");
    let signed = sign_in(&centre.hub, "elena", ELENA).unwrap();
    let proofs: Vec<_> = [signed.token.clone(), sign_in(&centre.hub, "elena", ELENA).unwrap().token]
        .iter()
        .map(|token| centre.hub.session(token).unwrap().unwrap().csrf)
        .collect();
    assert_ne!(proofs[0], proofs[1], "the proof of a form is the session's, not the account's");
    centre.clock.advance(TimeDelta::minutes(31));
    assert!(centre.hub.session(&signed.token).unwrap().is_none());
}

#[test]
fn sixty_wrong_passwords_at_once_are_looked_at_one_at_a_time_and_counted() {
    let centre = Centre::new();
    first(&centre);
    let (barrier, two) = (Barrier::new(60), centre.another());
    let waits: Vec<u32> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..60)
            .map(|at| {
                let hub = if at % 2 == 0 { &centre.hub } else { &two };
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    wait(sign_in(hub, "elena", "non è questa"))
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    // Three are free, the fourth begins the wait; the clock stands.
    let looked_at = waits.iter().filter(|wait| **wait == 0).count();
    assert!(looked_at <= 2, "{waits:?}");
    assert!(waits.iter().all(|wait| *wait <= 4), "{waits:?}");
    // The right one waits too, from where they came.
    while let Err(CentreError::WrongSecret { .. }) = sign_in(&centre.hub, "elena", "non è questa") {
        if wait(sign_in(&centre.hub, "elena", ELENA)) >= 2 {
            break;
        }
    }
    centre.clock.advance(TimeDelta::seconds(61));
    sign_in(&two, "elena", ELENA).unwrap();
}

#[test]
fn strangers_make_neither_a_session_nor_a_known_browser_wait() {
    let centre = Centre::new();
    let hub = &centre.hub;
    let elena = first(&centre);
    for _ in 0..20 {
        centre.clock.advance(TimeDelta::seconds(61));
        wait(sign_in(hub, "elena", "non è questa"));
    }
    assert!(wait(sign_in(hub, "elena", ELENA)) > 0);
    assert!(hub.session(&elena.token).unwrap().is_some(), "who is at work stays so");
    let here = Whence { known: elena.known.clone(), ..from(9) };
    let again = hub.sign_in("elena", ELENA, &here).unwrap();
    hub.change_password(&again.worker, ELENA, "una frase nuova qui", Cost::NONE).unwrap();
    let before = hub.sign_in("elena", "una frase nuova qui", &here);
    assert!(wait(before) > 0, "a browser is known until the account's sessions end");
}

#[test]
fn a_login_of_nobody_waits_as_one_of_somebody_does() {
    let centre = Centre::new();
    first(&centre);
    let waits = |login: &str| -> Vec<u32> {
        (0..6)
            .map(|_| {
                let wait = wait(sign_in(&centre.hub, login, "non è questa"));
                centre.clock.advance(TimeDelta::seconds(i64::from(wait)));
                wait
            })
            .collect()
    };
    assert_eq!(waits("elena"), waits("nessuno"));
    assert_eq!(waits("elena").last(), Some(&60));
}

#[test]
fn a_wrong_sign_in_writes_back_nothing_of_the_account() {
    let centre = Centre::new();
    let hub = &centre.hub;
    let elena = first(&centre).worker;
    let id = second(&centre, &elena, &[CentreRole::Auditor]).worker.id;
    let slow = Cost::PIN;
    hub.give_password(&elena, id, "lenta da guardare", slow).unwrap();
    std::thread::scope(|scope| {
        // While the wrong one is hashed the password is changed.
        let trying = scope.spawn(|| wait(sign_in(hub, "luca", "non è questa")));
        hub.give_password(&elena, id, "la nuova che vale", Cost::NONE).unwrap();
        trying.join().unwrap();
    });
    centre.clock.advance(TimeDelta::seconds(60));
    sign_in(hub, "luca", "la nuova che vale").unwrap();
    wait(sign_in(hub, "luca", "lenta da guardare"));
}

#[test]
fn accounts_of_before_go_on_with_their_passwords_for_everything_and_no_name_lies_in_the_store() {
    let centre = Centre::new();
    let id = centre.hub.random.uuid(super::noon());
    let clear = AccountInClear {
        id,
        login: "capo".to_owned(),
        name: "Elena Sarti".to_owned(),
        phc: hash_pin("corta1", &[7; 16], Cost::NONE),
        active: true,
    };
    centre.database.left_in_clear(&clear);
    let hub = centre.another();
    let signed = sign_in(&hub, "capo", "corta1").unwrap();
    assert_eq!((signed.worker.id, signed.worker.name.as_str()), (id, "Elena Sarti"));
    assert_eq!(signed.worker.roles, CentreRole::ALL.into());
    assert_eq!(hub.store.accounts_in_clear().unwrap(), []);
    let rows = hub.store.accounts().unwrap().rows;
    let lying = format!("{rows:?}");
    assert!(!lying.contains("capo") && !lying.contains("Sarti") && !lying.contains("argon2"), "{lying}");
    assert!(!rows[0].sealed.windows(4).any(|four| four == b"capo" || four == b"argo"));
}
