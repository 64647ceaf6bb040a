//! A ready drill counter, with invented residents.

use chrono::NaiveDate;

use domain::journal::event::{Event, Exercise};
use domain::journal::record::Kind;
use domain::office::delegation::{ActReference, Capacity};
use domain::office::office::Office;
use domain::office::operator::Role;

mod names;
mod residents;

use super::at_start::AtStart;
use super::setup::{NewDelegation, NewOperator, SetUp};
use super::station::Counter;
use crate::error::DeskError;
use crate::ledger::premises::{EnterError, Phase, Premises, Secret};
use vault::RecoveryCode;

/// What `--demo` prints: who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoOperator {
    /// Login.
    pub login: &'static str,
    /// Name.
    pub name: &'static str,
    /// PIN.
    pub pin: &'static str,
    /// What it may do, in words.
    pub roles: &'static str,
}

/// Everyone at the sample counter.
pub const OPERATORS: &[DemoOperator] = &[
    DemoOperator { login: "anna", name: "Anna Ferri", pin: "112233", roles: "operatrice" },
    DemoOperator {
        login: "bruno",
        name: "Bruno Conti",
        pin: "223344",
        roles: "ufficiale d'anagrafe e dello stato civile",
    },
    DemoOperator {
        login: "carla",
        name: "Carla Rinaldi",
        pin: "334455",
        roles: "responsabile dello sportello e della gestione documentale",
    },
    DemoOperator { login: "dario", name: "Dario Moretti", pin: "445566", roles: "tutti i ruoli" },
];

/// Opens the sample station if its key file is lost. It protects nothing: a drill holds invented people.
pub const PASSPHRASE: &str = "valdorè prova lo sportello";

/// Who signs at the sample counter unless another is chosen.
const ON_SHIFT: &str = "bruno";

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The folder cannot be entered.
    #[error(transparent)]
    Enter(#[from] EnterError),
    /// The sample station cannot be founded.
    #[error("the sample station cannot be founded: {0}")]
    Found(DeskError),
    /// The folder holds a real station.
    #[error(
        "this folder holds a real station, or a drill that cannot be opened any more: name another folder, or put this one away"
    )]
    NotADrill,
}

/// Register code of the drill counter, unless another stands beside it.
pub const REGISTER: &str = "EM01";

/// The drill's recovery code, printed on its console: it opens every drill, and the second copy of one.
pub fn recovery_code() -> RecoveryCode {
    RecoveryCode::new([7; 26])
}

/// Enters the folder and founds the sample station, numbering under `register`, if there is none. Idempotent.
pub fn demo(premises: Premises, register: &str) -> Result<Counter, DemoError> {
    if premises.exercise != Exercise::Drill {
        return Err(DemoError::NotADrill);
    }
    let counter = Counter::enter(premises)?;
    match counter.phase() {
        Phase::Empty => found(&counter, register).map_err(DemoError::Found)?,
        // Founding was cut off before its last step.
        Phase::SettingUp => confirm(&counter).map_err(DemoError::Found)?,
        Phase::Locked => {
            counter.unlock(Secret::Passphrase(PASSPHRASE.into())).map_err(|_| DemoError::NotADrill)?;
        }
        Phase::Open(_) | Phase::Opening(_) => {}
        Phase::Damaged(_) => return Err(DemoError::NotADrill),
    }
    Ok(counter)
}

fn found(counter: &Counter, register: &str) -> Result<(), DeskError> {
    let setup = SetUp {
        office: Office {
            municipality: "Valdorè".to_owned(),
            province: "PX".to_owned(),
            office: "Servizi demografici".to_owned(),
            telephone: "0999 123456".to_owned(),
        },
        body: String::new(),
        register_code: register.to_owned(),
        passphrase: PASSPHRASE.to_owned(),
        at_start: AtStart::ByItself,
        operators: OPERATORS.iter().map(operator).collect(),
    };
    let sheet = counter.set_up(counter.setup_code(), setup)?;
    counter.confirm_recovery(&sheet.code)?;
    furnish(counter)
}

fn confirm(counter: &Counter) -> Result<(), DeskError> {
    let sheet = counter.another_recovery_sheet(counter.setup_code())?;
    counter.confirm_recovery(&sheet.code)?;
    furnish(counter)
}

/// Officer of the shift and residents.
fn furnish(counter: &Counter) -> Result<(), DeskError> {
    choose_officer(counter)?;
    let Phase::Open(desk) = counter.phase() else { return Err(DeskError::WrongPhase) };
    let csv = residents::csv();
    desk.adopt(None, csv.as_bytes(), (desk.now().day(), None), &|_| {}).map(|_| ())
}

fn choose_officer(counter: &Counter) -> Result<(), DeskError> {
    let Phase::Open(desk) = counter.phase() else { return Err(DeskError::WrongPhase) };
    let officer =
        desk.operators().into_iter().find(|one| one.login == ON_SHIFT).ok_or(DeskError::NotFound)?;
    let chosen = |capacity| Event::ShiftOfficerChosen { capacity, operator: officer.id };
    let events = [Capacity::CivilStatus, Capacity::Registry].map(chosen);
    desk.commit(None, Kind::ShiftChosen, |_, _| Ok(events.into())).map(|_| ())
}

fn operator(sample: &DemoOperator) -> NewOperator {
    let delegations = |act: ActReference, year| {
        let from = NaiveDate::from_ymd_opt(year, 1, 1).expect("every year has a first day");
        let of = |capacity| NewDelegation { capacity, act: act.clone(), from, until: None };
        vec![of(Capacity::CivilStatus), of(Capacity::Registry)]
    };
    let (roles, delegations): (&[Role], Vec<NewDelegation>) = match sample.login {
        "anna" => (&[Role::Clerk], Vec::new()),
        "bruno" => {
            let date = NaiveDate::from_ymd_opt(2025, 3, 3).expect("a day of March");
            let act = ActReference::Signed { number: "12/2025".to_owned(), date };
            (&[Role::Clerk, Role::SigningOfficer], delegations(act, 2025))
        }
        "carla" => (&[Role::Supervisor, Role::RecordsManager], Vec::new()),
        _ => (&Role::ALL, delegations(ActReference::ToBeSigned, 2026)),
    };
    NewOperator {
        login: sample.login.to_owned(),
        name: sample.name.to_owned(),
        roles: roles.iter().copied().collect(),
        pin: sample.pin.to_owned(),
        delegations,
    }
}
