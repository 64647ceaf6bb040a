//! Which centres without a line are in use.

use chrono::NaiveDate;

use domain::centre::exchange::OrdinaryNumber;
use domain::centre::manual_centre::{Bridge, Sheet};
use domain::ids::id::CentreId;
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::text::lines;

use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

/// What is typed into a centre, before its details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetKind {
    /// The ordinary protocol.
    Protocol,
    /// The national archive of civil status.
    CivilStatus,
}

impl SheetKind {
    /// Both, the usual one first.
    pub const ALL: [Self; 2] = [Self::Protocol, Self::CivilStatus];

    /// As forms send it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Protocol => "protocol",
            Self::CivilStatus => "civil-status",
        }
    }

    /// The kind with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A centre without a line as it is typed. Fields: `name`, `register`.
#[derive(Clone, Debug)]
pub struct TypedBridge {
    /// As people here call it.
    pub name: String,
    /// What is typed into it.
    pub kind: SheetKind,
    /// Code of its ordinary register; only the protocol has one to be told.
    pub register: String,
}

impl Desk {
    /// The centres without a line.
    pub fn bridges(&self) -> Vec<Bridge> {
        self.head().recovery.bridges.values().cloned().collect()
    }

    /// One of them.
    pub fn bridge(&self, id: CentreId) -> Result<Bridge, DeskError> {
        self.head().recovery.bridges.get(&id).cloned().ok_or(DeskError::NotFound)
    }

    /// Adds one (supervisor or records manager), or changes the one of that name, which keeps what it was given.
    pub fn set_bridge(&self, who: &Session, typed: &TypedBridge) -> Result<CentreId, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let mut problems = Vec::new();
        let name = lines::required_line(&typed.name, 80)
            .map_err(|told| problems.push(FieldProblem::new("name", told)))
            .unwrap_or_default();
        let sheet = match typed.kind {
            SheetKind::CivilStatus => Sheet::CivilStatus,
            SheetKind::Protocol => Sheet::Protocol { register: typed.register.trim().to_owned() },
        };
        if OrdinaryNumber::new(sheet.register(), 2000, "1", NaiveDate::default()).is_err() {
            problems.extend(
                DeskError::field(
                    "register",
                    "Da 1 a 16 lettere, cifre, punti, trattini: per esempio PG.",
                    "1 to 16 letters, digits, dots, hyphens: for instance PG.",
                )
                .fields()
                .iter()
                .cloned(),
            );
        }
        if !problems.is_empty() {
            return Err(DeskError::Fields(problems));
        }
        let known = self.bridges().into_iter().find(|bridge| bridge.name == name);
        let id = known.as_ref().map_or_else(|| CentreId::new(self.mint()), |bridge| bridge.id);
        let bridge = Bridge { id, name, sheet };
        if known.as_ref() != Some(&bridge) {
            self.commit(who.by(), Kind::CentreChanged, |_, _| Ok(vec![Event::BridgeSet { bridge }]))?;
        }
        Ok(id)
    }

    /// One is used no more (supervisor). The numbers it gave stand.
    pub fn remove_bridge(&self, who: &Session, id: CentreId) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        self.commit(who.by(), Kind::CentreChanged, |head, _| {
            let known = head.recovery.bridges.contains_key(&id);
            if known { Ok(vec![Event::BridgeRemoved { bridge: id }]) } else { Err(DeskError::NotFound) }
        })?;
        Ok(())
    }
}
