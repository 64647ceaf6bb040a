//! What is asked at the first run.

use crate::staff::reading::{read_person, taken};
use crate::succession::new_life::read_register_code;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use domain::ids::body::BodyCode;
use domain::ids::id::{DelegationId, OperatorId};
use domain::ids::number::RegisterCode;
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::office::delegation::{ActReference, Capacity, Delegation};
use domain::office::office::Office;
use domain::office::operator::{Operator, OperatorStatus, Role, Roles, read_login, read_pin};
use domain::text::bilingual::Bilingual;
use domain::text::lines;
use vault::Passphrase;

use super::at_start::AtStart;
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::papers::printing::Pdf;

/// The answers of the first run, as typed. Fields are named in refusals: `municipality`, `province`, `office`,
/// `telephone`, `body`, `register-code`, `passphrase`, `operators`, `operator-1-login`, `operator-1-name`, `operator-1-pin`,
/// `operator-1-roles`, `operator-1-delegation-from`…
#[derive(Clone)]
pub struct SetUp {
    /// Letterhead and telephone.
    pub office: Office,
    /// IPA code of the body as typed; may be empty.
    pub body: String,
    /// Register code as typed.
    pub register_code: String,
    /// Unlock passphrase, at least 12 characters.
    pub passphrase: String,
    /// Who opens the station at each start.
    pub at_start: AtStart,
    /// All operators, at least one of them a supervisor.
    pub operators: Vec<NewOperator>,
}

/// An account to be made.
#[derive(Clone)]
pub struct NewOperator {
    /// Login, `[a-z0-9.]{2,24}`.
    pub login: String,
    /// Name as printed.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
    /// PIN, six to twelve digits.
    pub pin: String,
    /// Delegations to sign, if any.
    pub delegations: Vec<NewDelegation>,
}

/// A delegation to be recorded.
#[derive(Clone, Debug)]
pub struct NewDelegation {
    /// In what capacity.
    pub capacity: Capacity,
    /// On what act.
    pub act: ActReference,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: Option<NaiveDate>,
}

/// The recovery code, shown and printed once.
#[derive(Clone)]
pub struct RecoverySheet {
    /// The code to be typed back.
    pub code: String,
    /// The sheet to print.
    pub pdf: Pdf,
}

/// The answers, read.
pub(super) struct Checked {
    pub(super) office: Office,
    pub(super) body: Option<BodyCode>,
    pub(super) register_code: RegisterCode,
    pub(super) passphrase: Passphrase,
    pub(super) at_start: AtStart,
    pub(super) operators: Vec<NewOperator>,
}

/// Reads the answers; all problems at once. `used` are register codes this folder has seen.
pub(super) fn check(setup: &SetUp, used: &[String]) -> Result<Checked, DeskError> {
    let mut problems = Vec::new();
    let office = read_office(&setup.office, &mut problems);
    let register_code = read_register_code(&setup.register_code, used, &mut problems);
    let body = read_body(&setup.body, &mut problems);
    let passphrase = Passphrase::choose(&setup.passphrase);
    if passphrase.is_err() {
        let told = Bilingual::new(
            format!("La frase di sblocco ha almeno {} caratteri: meglio più parole.", Passphrase::SHORTEST),
            format!(
                "The passphrase has at least {} characters: several words are best.",
                Passphrase::SHORTEST
            ),
        );
        problems.push(FieldProblem::new("passphrase", told));
    }
    let operators = read_operators(&setup.operators, &mut problems);
    match (office, register_code, passphrase) {
        (Some(office), Some(register_code), Ok(passphrase)) if problems.is_empty() => {
            Ok(Checked { office, body, register_code, passphrase, at_start: setup.at_start, operators })
        }
        _ => Err(DeskError::Fields(problems)),
    }
}

/// Reads the IPA code of the body; none where it was left empty.
fn read_body(typed: &str, problems: &mut Vec<FieldProblem>) -> Option<BodyCode> {
    if typed.trim().is_empty() {
        return None;
    }
    let told = |_| {
        Bilingual::new(
            "Il codice IPA ha lettere, cifre e trattini bassi, per esempio c_g535; si può lasciare vuoto.",
            "An IPA code has letters, digits and underscores, such as c_g535; it may be left empty.",
        )
    };
    BodyCode::parse(typed).map_err(|bad| problems.push(FieldProblem::new("body", told(bad)))).ok()
}

/// Reads a letterhead; `None` if something is wrong.
pub(super) fn read_office(office: &Office, problems: &mut Vec<FieldProblem>) -> Option<Office> {
    let mut read = |field: &str, result: Result<String, Bilingual>| {
        result.map_err(|told| problems.push(FieldProblem::new(field, told))).ok()
    };
    let province = office.province.trim().to_uppercase();
    let two_letters = province.len() == 2 && province.bytes().all(|c| c.is_ascii_uppercase());
    let municipality = read(
        "municipality",
        lines::name(&office.municipality)
            .and_then(|name| if name.is_empty() { Err(lines::missing()) } else { Ok(name) })
            .and_then(bare_municipality),
    );
    let province = read(
        "province",
        if two_letters {
            Ok(province)
        } else {
            Err(Bilingual::new(
                "La sigla della provincia: due lettere, per esempio PC.",
                "The province's two letters, such as PC.",
            ))
        },
    );
    let unit = read("office", lines::required_line(&office.office, 60));
    let telephone = read("telephone", lines::telephone(&office.telephone));
    Some(Office { municipality: municipality?, province: province?, office: unit?, telephone: telephone? })
}

/// A name without what papers and pages put before it.
fn bare_municipality(name: String) -> Result<String, Bilingual> {
    let lower = name.to_lowercase();
    let before = ["comune", "municipio", "gemeinde", "commune"];
    if !lower.split_whitespace().next().is_some_and(|first| before.contains(&first)) {
        return Ok(name);
    }
    Err(Bilingual::new(
        "Scrivere solo il nome, senza «Comune di»: sui fogli lo mette il programma.",
        "Write the name alone, without “Comune di”: the program puts that on the papers.",
    ))
}

fn read_operators(operators: &[NewOperator], problems: &mut Vec<FieldProblem>) -> Vec<NewOperator> {
    let mut logins = BTreeSet::new();
    let mut read = Vec::new();
    for (index, operator) in operators.iter().enumerate() {
        let mut field = |name: &str, result: Result<String, Bilingual>| {
            let name = format!("operator-{}-{name}", index + 1);
            result.map_err(|told| problems.push(FieldProblem::new(name, told))).unwrap_or_default()
        };
        let login = field("login", read_login(&operator.login));
        let name = field("name", read_person(&operator.name));
        let pin = field("pin", read_pin(&operator.pin));
        if !login.is_empty() && !logins.insert(login.clone()) {
            field("login", Err(taken()));
        }
        if operator.roles.is_empty() {
            let told = Bilingual::new("Scegliere almeno un ruolo.", "Choose at least one role.");
            field("roles", Err(told));
        }
        if operator.delegations.iter().any(|one| one.until.is_some_and(|until| until < one.from)) {
            let told = Bilingual::new(
                "La delega finisce prima di cominciare.",
                "The delegation ends before it begins.",
            );
            field("delegation-until", Err(told));
        }
        read.push(NewOperator { login, name, pin, ..operator.clone() });
    }
    if !operators.iter().any(|operator| operator.roles.contains(&Role::Supervisor)) {
        let told = Bilingual::new(
            "Almeno una persona è responsabile dello sportello: senza, nessuno può aprire l'interruzione.",
            "At least one person is a supervisor: without, nobody can open the outage.",
        );
        problems.push(FieldProblem::new("operators", told));
    }
    read
}

impl Desk {
    /// The first records: station, accounts, delegations. Accounts stand in a record of their own: PIN hashes never
    /// leave the station.
    pub(super) fn found_station(&self, setup: &Checked) -> Result<(), DeskError> {
        let founded = Event::StationFounded {
            station: self.keys.station(),
            exercise: self.exercise(),
            register_code: setup.register_code.clone(),
            office: setup.office.clone(),
            machine: self.premises.machine.recorded(self.station_id()),
            body: setup.body.clone(),
        };
        let mut accounts = Vec::new();
        let mut delegations = Vec::new();
        for new in &setup.operators {
            let operator = OperatorId::new(self.mint());
            accounts.push(Event::OperatorSet {
                operator: Operator {
                    id: operator,
                    login: new.login.clone(),
                    name: new.name.clone(),
                    roles: new.roles.clone(),
                    status: OperatorStatus::Active,
                },
                notice: None,
            });
            accounts.push(Event::PinSet {
                operator,
                phc: self.hash_pin(&new.pin),
                must_change: false,
                notice: None,
            });
            delegations.extend(new.delegations.iter().map(|one| Event::DelegationSet {
                delegation: Delegation {
                    id: DelegationId::new(self.mint()),
                    operator,
                    capacity: one.capacity,
                    act: one.act.clone(),
                    from: one.from,
                    until: one.until,
                },
            }));
        }
        self.commit(None, Kind::StationFounded, |_, _| Ok(vec![founded]))?;
        if !delegations.is_empty() {
            self.commit(None, Kind::DelegationChanged, |_, _| Ok(delegations))?;
        }
        self.commit(None, Kind::AccountChanged, |_, _| Ok(accounts))?;
        Ok(())
    }
}

/// Never the code.
impl std::fmt::Debug for RecoverySheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoverySheet")
    }
}
