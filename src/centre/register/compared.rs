//! What each entry was held against, and what the registry of today would have done about what was refused.

use std::collections::HashMap;

use super::entries::EntryView;
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::registry::conflicts;
use crate::registry::namesakes::{Present, Sought};
use domain::centre::exchange::Compared;
use domain::form::entry_kind::EntryKind;

/// Entries whose people are asked for at once.
const PAGE: usize = 500;
/// The field of a refusal that says why.
const GROUND: &str = "reason-code";

impl Hub {
    /// What each of these entries was held against, in order.
    pub(crate) fn compared(&self, entries: &[EntryView]) -> Result<Vec<Compared>, CentreError> {
        if self.references_of()?.is_none() {
            return Ok(vec![Compared::NoRegistry; entries.len()]);
        }
        let mut all = Vec::with_capacity(entries.len());
        for page in entries.chunks(PAGE) {
            let keys: Vec<Sought> = page.iter().filter_map(|entry| self.key_of(entry)).collect();
            let known = self.people_now(&keys)?;
            for entry in page {
                all.push(self.one_compared(entry, &known)?);
            }
        }
        Ok(all)
    }

    fn key_of(&self, entry: &EntryView) -> Option<Sought> {
        self.sought(&entry.summary.as_ref()?.subject)
    }

    fn one_compared(
        &self,
        entry: &EntryView,
        known: &HashMap<Sought, Present>,
    ) -> Result<Compared, CentreError> {
        let refused = is_refused(entry);
        let ground = if refused { self.ground(entry)? } else { Ground::Registry };
        if ground == Ground::NotOfTheRegistry {
            return Ok(Compared::NotOfTheRegistry);
        }
        let Some(key) = self.key_of(entry) else { return Ok(Compared::NoTaxCode) };
        let now = match known.get(&key) {
            Some(Present::One(now)) => now,
            Some(Present::Namesakes) => return Ok(Compared::Namesakes),
            None if matches!(key, Sought::NameAndBirth(_)) => return Ok(Compared::NoTaxCode),
            None => return Ok(Compared::NotFound),
        };
        let issued = crate::ledger::instant::moment(entry.row.issued).day();
        let against = match ground {
            Ground::CardHeld => now.card_until.is_some_and(|until| until >= issued),
            Ground::Registry | Ground::NotOfTheRegistry => conflicts::certifies_nothing(now, issued),
        };
        Ok(match (key, refused && against) {
            (Sought::TaxCode(_), false) => Compared::Registry,
            (Sought::TaxCode(_), true) => Compared::RegistryRefuses,
            (Sought::NameAndBirth(_), false) => Compared::ByName,
            (Sought::NameAndBirth(_), true) => Compared::ByNameRefuses,
        })
    }

    /// Why something was refused, as far as the registry can know of it.
    fn ground(&self, entry: &EntryView) -> Result<Ground, CentreError> {
        let Some(full) = self.entry_in_full(&entry.row)? else { return Ok(Ground::NotOfTheRegistry) };
        let code = full.values.get(GROUND).map(|value| value.value.as_str());
        Ok(match (full.kind, code) {
            // What is put off waits for the registry, whatever else it says.
            (EntryKind::Deferral, _) | (_, Some("data-in-conflict" | "no-record")) => Ground::Registry,
            (_, Some("equivalent-document-held")) => Ground::CardHeld,
            _ => Ground::NotOfTheRegistry,
        })
    }
}

/// Whether somebody went home without the paper.
pub(crate) fn is_refused(entry: &EntryView) -> bool {
    matches!(entry.row.kind.as_str(), "refusal" | "deferral")
}

/// What a refusal rests on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// What the registry says.
    Registry,
    /// A card that is held already.
    CardHeld,
    /// Something at the counter.
    NotOfTheRegistry,
}
