//! Operators, delegations, officer of the shift.

use chrono::NaiveDate;

use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::limits::future;
use crate::parts::session::Session;
use domain::ids::id::{DelegationId, OperatorId};
use domain::journal::event::Event;
use domain::journal::notice::WATCHES;
use domain::journal::record::Kind;
use domain::office::delegation::{ActReference, Capacity, Delegation, SigningOfficer};
use domain::office::operator::{Operator, OperatorStatus, Role, Roles, read_login, read_pin};
use domain::text::bilingual::Bilingual;
use domain::text::lines;

use super::reading::{read_person, signed_act, taken};

/// An account as it shall be. Fields: `login`, `name`, `roles`, `pin`.
#[derive(Clone)]
pub struct SetOperator {
    /// `None` makes a new one.
    pub operator: Option<OperatorId>,
    /// Login.
    pub login: String,
    /// Name as printed.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
    /// Whether it may sign in.
    pub status: OperatorStatus,
    /// First PIN of a new account (temporary: must be changed). Ignored for existing ones.
    pub pin: Option<String>,
}

/// A delegation to be recorded. Fields: `operator`, `act-number`, `from`, `until`.
#[derive(Clone, Debug)]
pub struct RecordDelegation {
    /// Identity, minted when the page opened.
    pub id: DelegationId,
    /// Who signs.
    pub operator: OperatorId,
    /// In what capacity.
    pub capacity: Capacity,
    /// On what act.
    pub act: ActReference,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: Option<NaiveDate>,
}

/// A delegation and how it stands today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegationView {
    /// The delegation.
    pub delegation: Delegation,
    /// Name of who signs.
    pub name: String,
    /// Whether it holds today.
    pub holds: bool,
    /// Whether its holder is the officer of the shift for that capacity.
    pub on_shift: bool,
}

impl Desk {
    /// All accounts, in order of name.
    pub fn operators(&self) -> Vec<Operator> {
        let mut all: Vec<Operator> = self.head().accounts.values().map(|one| one.operator.clone()).collect();
        all.sort_by(|a, b| (&a.name, &a.login).cmp(&(&b.name, &b.login)));
        all
    }

    /// Makes or changes an account (supervisor). The last active supervisor cannot be taken away.
    pub fn set_operator(&self, who: &Session, set: SetOperator) -> Result<Operator, DeskError> {
        who.needs(&[Role::Supervisor])?;
        let mut problems = Vec::new();
        let mut field = |name: &str, result: Result<String, Bilingual>| {
            result.map_err(|told| problems.push(FieldProblem::new(name, told))).unwrap_or_default()
        };
        let login = field("login", read_login(&set.login));
        let name = field("name", read_person(&set.name));
        let pin = match set.operator {
            Some(_) => String::new(),
            None => field("pin", read_pin(set.pin.as_deref().unwrap_or_default())),
        };
        if set.roles.is_empty() {
            let told = Bilingual::new("Scegliere almeno un ruolo.", "Choose at least one role.");
            field("roles", Err(told));
        }
        if !problems.is_empty() {
            return Err(DeskError::Fields(problems));
        }
        let id = set.operator.unwrap_or_else(|| OperatorId::new(self.mint()));
        let operator = Operator { id, login, name, roles: set.roles, status: set.status };
        let notice = self.gains_powers(&operator).then(|| self.mint());
        let mut events = vec![Event::OperatorSet { operator: operator.clone(), notice }];
        if set.operator.is_none() {
            events.push(Event::PinSet {
                operator: id,
                phc: self.hash_pin(&pin),
                must_change: true,
                notice: None,
            });
        }
        self.commit(who.by(), Kind::AccountChanged, |head, _| {
            if set.operator.is_some() && !head.accounts.contains_key(&id) {
                return Err(DeskError::NotFound);
            }
            if head.by_login(&operator.login).is_some_and(|other| other.operator.id != id) {
                return Err(DeskError::Fields(vec![FieldProblem::new("login", taken())]));
            }
            let stays =
                operator.status == OperatorStatus::Active && operator.roles.contains(&Role::Supervisor);
            if !stays && !head.active_with(Role::Supervisor).any(|other| other.id != id) {
                return Err(DeskError::field(
                    "roles",
                    "È l'unico responsabile attivo: prima nominarne un altro.",
                    "The only active supervisor: name another one first.",
                ));
            }
            Ok(events)
        })?;
        if operator.status == OperatorStatus::Disabled {
            self.sessions.end_all_of(self.store_as_it_is(), id);
        }
        Ok(operator)
    }

    /// Whether an account may see to keys and powers from now on, and could not before.
    fn gains_powers(&self, operator: &Operator) -> bool {
        let may = |one: &Operator| {
            one.status == OperatorStatus::Active && one.roles.iter().any(|role| WATCHES.contains(role))
        };
        may(operator) && !self.head().accounts.get(&operator.id).is_some_and(|one| may(&one.operator))
    }

    /// All delegations, newest first.
    pub fn delegations(&self) -> Vec<DelegationView> {
        let head = self.head();
        let now = self.stamp(&head);
        let signing = |capacity| head.signing_officer(capacity, now).map(|officer| officer.delegation);
        let on_shift = [signing(Capacity::CivilStatus), signing(Capacity::Registry)];
        let mut all: Vec<DelegationView> = head
            .delegations
            .values()
            .map(|delegation| DelegationView {
                name: head
                    .accounts
                    .get(&delegation.operator)
                    .map_or_else(String::new, |one| one.operator.name.clone()),
                holds: delegation.holds_on(now.day()),
                on_shift: on_shift.contains(&Some(delegation.id)),
                delegation: delegation.clone(),
            })
            .collect();
        all.sort_by_key(|view| std::cmp::Reverse((view.delegation.from, view.delegation.id)));
        all
    }

    /// Records a delegation (supervisor).
    pub fn record_delegation(&self, who: &Session, record: RecordDelegation) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        let mut problems = Vec::new();
        let act = match record.act {
            ActReference::Signed { number, date } => {
                if date > self.now().day() {
                    problems.push(FieldProblem::new("act-date", future()));
                }
                let number = lines::required_line(&number, 40)
                    .map_err(|told| problems.push(FieldProblem::new("act-number", told)))
                    .unwrap_or_default();
                ActReference::Signed { number, date }
            }
            act => act,
        };
        if record.until.is_some_and(|until| until < record.from) {
            let told = Bilingual::new("Finisce prima di cominciare.", "It ends before it begins.");
            problems.push(FieldProblem::new("until", told));
        }
        if !problems.is_empty() {
            return Err(DeskError::Fields(problems));
        }
        let delegation = Delegation {
            id: record.id,
            operator: record.operator,
            capacity: record.capacity,
            act,
            from: record.from,
            until: record.until,
        };
        self.commit(who.by(), Kind::DelegationChanged, |head, _| {
            let signs =
                |one: &domain::journal::head::Account| one.operator.roles.contains(&Role::SigningOfficer);
            if !head.accounts.get(&delegation.operator).is_some_and(signs) {
                return Err(DeskError::field(
                    "operator",
                    "Questa persona non ha il ruolo di ufficiale: prima darglielo.",
                    "This person does not have the role of officer: give it first.",
                ));
            }
            Ok(vec![Event::DelegationSet { delegation }])
        })
        .map(|_| ())
    }

    /// The signed act of a delegation arrived. Fields: `act-number`, `act-date`.
    pub fn sign_delegation_act(
        &self,
        who: &Session,
        delegation: DelegationId,
        number: &str,
        date: NaiveDate,
    ) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let act = signed_act(number, date, self.now())?;
        self.commit(who.by(), Kind::DelegationChanged, |head, _| {
            if !head.delegations.contains_key(&delegation) {
                return Err(DeskError::NotFound);
            }
            Ok(vec![Event::DelegationActSigned { delegation, act }])
        })
        .map(|_| ())
    }

    /// Chooses who signs in a capacity from now on.
    pub fn choose_shift_officer(
        &self,
        who: &Session,
        capacity: Capacity,
        operator: OperatorId,
    ) -> Result<(), DeskError> {
        who.needs(crate::parts::limits::ISSUERS)?;
        self.commit(who.by(), Kind::ShiftChosen, |head, at| {
            if !head.may_sign(capacity, at).iter().any(|officer| officer.operator == operator) {
                return Err(DeskError::field(
                    "operator",
                    "Questa persona oggi non ha una delega valida per questa funzione.",
                    "This person has no delegation for this capacity that holds today.",
                ));
            }
            Ok(vec![Event::ShiftOfficerChosen { capacity, operator }])
        })
        .map(|_| ())
    }

    /// Who signs in a capacity today, if anyone may: the chosen officer, or the only one who can.
    pub fn shift_officer(&self, capacity: Capacity) -> Option<SigningOfficer> {
        let head = self.head();
        head.signing_officer(capacity, self.stamp(&head))
    }
}
