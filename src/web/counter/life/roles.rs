//! Roles, capacities and acts in words.

use crate::words::lang::Lang;
use crate::words::when;
use domain::office::delegation::{ActReference, Capacity};
use domain::office::operator::{Role, Roles};

/// What a role is called.
pub fn name(role: Role, l: Lang) -> &'static str {
    match role {
        Role::Clerk => l.t("operatore", "clerk"),
        Role::SigningOfficer => l.t("ufficiale che firma", "signing officer"),
        Role::Supervisor => l.t("responsabile dello sportello", "supervisor"),
        Role::RecordsManager => l.t("responsabile della gestione documentale", "records manager"),
        Role::Auditor => l.t("solo lettura", "read only"),
    }
}

/// How a role is sent by a form.
pub fn code(role: Role) -> &'static str {
    match role {
        Role::Clerk => "clerk",
        Role::SigningOfficer => "signing-officer",
        Role::Supervisor => "supervisor",
        Role::RecordsManager => "records-manager",
        Role::Auditor => "auditor",
    }
}

/// Reads a role of a form.
pub fn read(text: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| code(*role) == text)
}

/// Roles to choose from: code and name.
pub fn all(l: Lang) -> Vec<(&'static str, &'static str)> {
    Role::ALL.iter().map(|role| (code(*role), name(*role, l))).collect()
}

/// A set of roles in words.
pub fn names(roles: &Roles, l: Lang) -> String {
    roles.iter().map(|role| name(*role, l)).collect::<Vec<_>>().join(", ")
}

/// Both capacities.
pub const CAPACITIES: [Capacity; 2] = [Capacity::CivilStatus, Capacity::Registry];

/// What a capacity is called.
pub fn capacity(capacity: Capacity, l: Lang) -> &'static str {
    match capacity {
        Capacity::CivilStatus => l.t("ufficiale dello stato civile", "civil-status officer"),
        Capacity::Registry => l.t("ufficiale d’anagrafe", "registry officer"),
    }
}

/// How a capacity is sent by a form.
pub fn capacity_code(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::CivilStatus => "civil-status",
        Capacity::Registry => "registry",
    }
}

/// Reads a capacity of a form.
pub fn read_capacity(text: &str) -> Option<Capacity> {
    CAPACITIES.into_iter().find(|capacity| capacity_code(*capacity) == text)
}

/// Capacities to choose from: code and name.
pub fn capacities(l: Lang) -> Vec<(&'static str, &'static str)> {
    CAPACITIES.iter().map(|each| (capacity_code(*each), capacity(*each, l))).collect()
}

/// Kinds of act to choose from: code and name.
pub fn acts(l: Lang) -> Vec<(&'static str, &'static str)> {
    vec![
        ("to-be-signed", l.t("atto da firmare", "act to be signed")),
        ("signed", l.t("atto firmato", "signed act")),
        ("by-law", l.t("per legge (Sindaco)", "by law (mayor)")),
    ]
}

/// An act in words.
pub fn act(act: &ActReference, l: Lang) -> String {
    match act {
        ActReference::Signed { number, date } => {
            format!("{} {number} {} {}", l.t("atto n.", "act no."), l.t("del", "of"), when::date(*date))
        }
        ActReference::ToBeSigned => l.t("atto da firmare", "act to be signed").into(),
        ActReference::ByLaw => l.t("per legge", "by law").into(),
    }
}
