use super::*;
use crate::ledger::premises::{EnterError, FarServer, Secret};
use crate::life::setup::{NewOperator, SetUp};
use crate::parts::session::SignInError;
use domain::office::office::Office;
use domain::office::operator::Role;

fn real(folder: &std::path::Path) -> Premises {
    Premises {
        disk: disk::RealDisk::shared(),
        folder: folder.join("data"),
        key_file: folder.join("key"),
        seal_tools: vault::SealTools::none(),
        high_water: folder.join("high-water"),
        second_copy: None,
        program: None,
        told: disk::Tidings::default(),
        making: crate::parts::making::Making::default(),
        exercise: Exercise::Real,
        clock: Clock::fixed(moment("2026-11-21 09:00")),
        random: Random::system(),
        costs: Costs::Test,
        machine: vault::machine::Machine::named("machine-a"),
        segment_bytes: 256 * 1024,
        forms: None,
        idle: Duration::from_mins(5),
        choices: Choices::default(),
        server: None,
    }
}

fn set_up(code: &str) -> SetUp {
    SetUp {
        office: Office {
            municipality: "Valdorè".to_owned(),
            province: "px".to_owned(),
            office: "Servizi demografici".to_owned(),
            telephone: "0999 123456".to_owned(),
        },
        body: String::new(),
        register_code: code.to_owned(),
        passphrase: "quattro parole messe a caso".to_owned(),
        at_start: crate::life::at_start::AtStart::ByItself,
        operators: vec![NewOperator {
            login: "ada".to_owned(),
            name: "Ada Neri".to_owned(),
            roles: Role::ALL.into_iter().collect(),
            pin: "908172".to_owned(),
            delegations: Vec::new(),
        }],
    }
}

fn is_open(counter: &Counter) -> bool {
    matches!(counter.phase(), Phase::Open(_))
}

#[test]
fn a_first_run_is_protected_by_its_code_and_ends_with_the_recovery_code_typed_back() {
    let folder = tempfile::tempdir().unwrap();
    let counter = Counter::enter(real(folder.path())).unwrap();
    assert!(matches!(counter.phase(), Phase::Empty));
    assert!(matches!(counter.set_up("0000-0000", set_up("EM01")), Err(DeskError::WrongSetupCode)));
    let code = counter.setup_code().to_lowercase();
    let sheet = counter.set_up(&code, set_up("EM01")).unwrap();
    assert!(sheet.pdf.bytes.starts_with(b"%PDF"));
    assert!(matches!(counter.phase(), Phase::SettingUp));
    drop(counter);
    let counter = Counter::enter(real(folder.path())).unwrap();
    assert!(matches!(counter.phase(), Phase::SettingUp));
    assert_eq!(fields(&counter.confirm_recovery("AAAA").unwrap_err()), ["code"]);
    let another = counter.another_recovery_sheet(counter.setup_code()).unwrap();
    assert_eq!(fields(&counter.confirm_recovery(&sheet.code).unwrap_err()), ["code"]);
    counter.confirm_recovery(&another.code.to_lowercase()).unwrap();
    assert!(is_open(&counter));
    drop(counter);
    assert!(is_open(&Counter::enter(real(folder.path())).unwrap()));
}

#[test]
fn the_recovery_sheet_has_the_fingerprint_that_other_computers_compare() {
    let sheet = |server| {
        let folder = tempfile::tempdir().unwrap();
        let counter = Counter::enter(Premises { server, ..real(folder.path()) }).unwrap();
        let sheet = counter.set_up(counter.setup_code(), set_up("EM01")).unwrap();
        super::continuing::read(&sheet.pdf)
    };
    let far = FarServer {
        addresses: vec!["https://sportello.comune.example:8443/".to_owned()],
        fingerprint: [0xab; 32],
    };
    let (Some(alone), Some(shared)) = (sheet(None), sheet(Some(far))) else { return };
    assert!(!alone.contains("Impronta"), "{alone}");
    let pairs = ["AB"; 16].join(":");
    assert!(shared.contains("Impronta SHA-256") && shared.matches(&pairs).count() == 2, "{shared}");
    assert!(shared.contains("https://sportello.comune.example:8443/"), "{shared}");
}

#[test]
fn wrong_answers_of_the_first_run_are_named_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let counter = Counter::enter(real(folder.path())).unwrap();
    let mut wrong = set_up("EMS");
    wrong.office.province = "Parma".to_owned();
    wrong.office.telephone = String::new();
    wrong.passphrase = "corta".to_owned();
    wrong.operators[0].pin = "123456".to_owned();
    wrong.operators[0].roles = [Role::Clerk].into();
    let refused = counter.set_up(counter.setup_code(), wrong).unwrap_err();
    assert_eq!(
        fields(&refused),
        ["province", "telephone", "register-code", "passphrase", "operator-1-pin", "operators"]
    );
    assert!(matches!(counter.phase(), Phase::Empty));
}

#[test]
fn the_name_of_the_municipality_stands_alone_wherever_it_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let counter = Counter::enter(real(folder.path())).unwrap();
    for before in
        ["Comune di Valdorè", "COMUNE DI VALDORÈ", " comune  Valdorè", "Municipio di Valdorè", "Comune"]
    {
        let mut typed = set_up("EM01");
        typed.office.municipality = before.to_owned();
        let refused = counter.set_up(counter.setup_code(), typed).unwrap_err();
        assert_eq!(fields(&refused), ["municipality"], "{before}");
    }
    // There are such names.
    let mut typed = set_up("EM01");
    typed.office.municipality = "Comun Nuovo".to_owned();
    counter.set_up(counter.setup_code(), typed).unwrap();
    let sample = Sample::new();
    let (desk, who) = (sample.desk(), sample.supervisor());
    let office = Office { municipality: "Comune di Altrove".to_owned(), ..desk.office() };
    assert_eq!(fields(&desk.set_office(&who, office).unwrap_err()), ["municipality"]);
}

#[test]
fn a_second_start_on_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = Counter::enter(real(folder.path())).unwrap();
    assert!(matches!(Counter::enter(real(folder.path())), Err(EnterError::AlreadyServed { .. })));
    first.stop();
    Counter::enter(real(folder.path())).unwrap();
}

#[test]
fn without_the_key_file_passphrase_or_recovery_code_unlock() {
    let folder = tempfile::tempdir().unwrap();
    let counter = Counter::enter(real(folder.path())).unwrap();
    let sheet = counter.set_up(counter.setup_code(), set_up("EM01")).unwrap();
    counter.confirm_recovery(&sheet.code).unwrap();
    drop(counter);
    std::fs::remove_file(folder.path().join("key")).unwrap();
    for secret in [
        Secret::Passphrase("quattro parole messe a caso".into()),
        Secret::RecoveryCode(sheet.code.replace('-', " ").into()),
    ] {
        let counter = Counter::enter(real(folder.path())).unwrap();
        assert!(matches!(counter.phase(), Phase::Locked));
        let wrong = counter.unlock(Secret::Passphrase("quattro parole messe a posto".into()));
        assert!(matches!(wrong, Err(DeskError::WrongSecret)));
        counter.unlock(secret).unwrap();
        assert!(is_open(&counter));
    }
}

#[test]
fn a_folder_nobody_can_open_is_set_aside_whole_and_a_new_code_issues() {
    let folder = tempfile::tempdir().unwrap();
    let counter = Counter::enter(real(folder.path())).unwrap();
    let sheet = counter.set_up(counter.setup_code(), set_up("EM01")).unwrap();
    counter.confirm_recovery(&sheet.code).unwrap();
    drop(counter);
    std::fs::write(folder.path().join("key"), "not a key").unwrap();
    let counter = Counter::enter(real(folder.path())).unwrap();
    let aside = counter.set_aside(counter.setup_code()).unwrap();
    assert!(aside.join("journal").is_dir());
    assert!(matches!(counter.phase(), Phase::Empty));
    let same = counter.set_up(counter.setup_code(), set_up("EM01")).unwrap_err();
    assert_eq!(fields(&same), ["register-code"]);
    let sheet = counter.set_up(counter.setup_code(), set_up("EM02")).unwrap();
    counter.confirm_recovery(&sheet.code).unwrap();
    drop(counter);
    let counter = Counter::enter(real(folder.path())).unwrap();
    let Phase::Open(desk) = counter.phase() else { panic!("open") };
    assert_eq!(desk.strip().stop, None);
    let before = std::fs::read_to_string(folder.path().join("key.before")).unwrap();
    assert_eq!(before, "not a key", "what was there may open something elsewhere");
}

#[test]
fn a_set_up_that_died_before_its_accounts_begins_again() {
    let folder = tempfile::tempdir().unwrap();
    let counter = Counter::enter(real(folder.path())).unwrap();
    counter.set_up(counter.setup_code(), set_up("EM01")).unwrap();
    drop(counter);
    // The journal of a station that was founded and has nobody: the last record did not reach the disk.
    let journal = folder.path().join("data/journal");
    let segment = std::fs::read_dir(&journal)
        .unwrap()
        .flatten()
        .find(|item| item.path().extension().is_some_and(|end| end == "seg"));
    let path = segment.unwrap().path();
    let bytes = std::fs::read(&path).unwrap();
    let magics: Vec<usize> = frames(&bytes);
    std::fs::write(&path, &bytes[..magics[1]]).unwrap();
    std::fs::remove_dir_all(folder.path().join("high-water")).unwrap();
    std::fs::remove_file(journal.join("machine")).unwrap();
    let counter = Counter::enter(real(folder.path())).unwrap();
    assert!(matches!(counter.phase(), Phase::Empty));
}

/// Where the frames of a segment begin.
fn frames(segment: &[u8]) -> Vec<usize> {
    let magic = journal::frame::MAGIC;
    (0..segment.len().saturating_sub(magic.len()))
        .filter(|at| segment[*at..].starts_with(&magic[..]))
        .collect()
}

#[test]
fn wrong_pins_wait_longer_and_longer_also_after_a_restart() {
    let mut sample = Sample::new();
    let wrong = |sample: &Sample| sample.desk().sign_in("anna", "000000").err().unwrap();
    assert_eq!(wrong(&sample), SignInError::Wrong { retry_after_s: 0 });
    assert_eq!(wrong(&sample), SignInError::Wrong { retry_after_s: 0 });
    assert_eq!(wrong(&sample), SignInError::Wrong { retry_after_s: 2 });
    assert_eq!(wrong(&sample), SignInError::Wait { s: 2 });
    sample.restart();
    assert_eq!(wrong(&sample), SignInError::Wait { s: 2 });
    sample.later(TimeDelta::seconds(2));
    assert_eq!(wrong(&sample), SignInError::Wrong { retry_after_s: 4 });
    sample.later(TimeDelta::seconds(4));
    sample.clerk();
    assert_eq!(wrong(&sample), SignInError::Wrong { retry_after_s: 0 });
    assert!(matches!(sample.desk().sign_in("nobody", "000000"), Err(SignInError::Wrong { .. })));
}

#[test]
fn an_idle_session_asks_the_pin_and_keeps_its_place_also_after_a_restart() {
    use crate::parts::session::SessionState;
    let mut sample = Sample::new();
    let (token, session) = sample.desk().sign_in("anna", "112233").unwrap();
    sample.later(TimeDelta::minutes(4));
    assert_eq!(sample.desk().session(&token.0).unwrap().state, SessionState::Active);
    sample.later(TimeDelta::minutes(4));
    assert_eq!(sample.desk().peek_session(&token.0).unwrap().state, SessionState::Active);
    sample.later(TimeDelta::minutes(2));
    assert_eq!(sample.desk().session(&token.0).unwrap().state, SessionState::Locked);
    sample.restart();
    let locked = sample.desk().session(&token.0).unwrap();
    assert_eq!((locked.state, &locked.csrf), (SessionState::Locked, &session.csrf));
    assert!(sample.desk().unlock_session(&token.0, "000000").is_err());
    assert_eq!(sample.desk().unlock_session(&token.0, "112233").unwrap().state, SessionState::Active);
    sample.desk().sign_out(&token.0);
    assert!(sample.desk().session(&token.0).is_none());
}

#[test]
fn a_reset_pin_must_be_changed_first() {
    use crate::parts::session::SessionState;
    let sample = Sample::new();
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    let anna = desk.operators().into_iter().find(|one| one.login == "anna").unwrap().id;
    let pin = desk.reset_pin(&supervisor, anna, "334455").unwrap();
    let pin = pin.expose();
    let (token, session) = desk.sign_in("anna", pin).unwrap();
    assert_eq!(session.state, SessionState::MustChangePin);
    assert!(matches!(desk.drafts(&session).as_slice(), []));
    assert_eq!(fields(&desk.change_pin(&session, pin, "111111").unwrap_err()), ["new"]);
    assert_eq!(fields(&desk.change_pin(&session, "999999", "739164").unwrap_err()), ["old"]);
    desk.change_pin(&session, pin, "739164").unwrap();
    assert_eq!(desk.session(&token.0).unwrap().state, SessionState::Active);
}
