//! What a page showed of a draft when it was opened: what was written elsewhere since then, in another tab or at another desk, is
//! shown before it is written over.

use std::collections::BTreeMap;

use domain::text::bilingual::Bilingual;
use vault::BlobHash;

use crate::error::FieldProblem;

/// Marks of the values a page showed, by name; nothing of the values themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<String, String>);

impl Seen {
    /// What stands in a draft now.
    pub fn of(raw: &BTreeMap<String, String>) -> Self {
        let filled = raw.iter().filter(|(_, value)| !value.trim().is_empty());
        Self(filled.map(|(name, value)| (name.clone(), mark(value))).collect())
    }

    /// As a page sends it back.
    pub fn read(sent: &str) -> Self {
        let pairs = sent.split(' ').filter_map(|pair| pair.split_once('='));
        Self(pairs.map(|(name, mark)| (name.to_owned(), mark.to_owned())).collect())
    }

    /// What would be written over unseen: it stands otherwise than when the page was opened, and otherwise than it is sent now.
    pub(crate) fn overwritten(
        &self,
        now: &BTreeMap<String, String>,
        sent: &BTreeMap<String, String>,
    ) -> Vec<FieldProblem> {
        let stands = |name: &str| now.get(name).map_or("", |value| value.trim());
        let seen = |name: &str| self.0.get(name).map_or("", String::as_str);
        let changed = |name: &str| match stands(name) {
            "" => !seen(name).is_empty(),
            value => mark(value) != seen(name),
        };
        sent.iter()
            .filter(|(name, value)| changed(name) && value.trim() != stands(name))
            .map(|(name, _)| FieldProblem::new(name, told()))
            .collect()
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pairs: Vec<String> = self.0.iter().map(|(name, mark)| format!("{name}={mark}")).collect();
        f.write_str(&pairs.join(" "))
    }
}

fn mark(value: &str) -> String {
    BlobHash::of(value.trim().as_bytes()).to_string().chars().take(12).collect()
}

fn told() -> Bilingual {
    Bilingual::new(
        "Intanto è stato scritto altro, in un'altra scheda o a un altro sportello: scegliere che cosa vale e inviare di nuovo.",
        "Something else was written meanwhile, in another tab or at another desk: choose what holds and send again.",
    )
}

/// Whether a problem says that something would be written over unseen.
pub fn is_stale(problem: &FieldProblem) -> bool {
    problem.told == told()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values() -> impl Strategy<Value = BTreeMap<String, String>> {
        let name = prop::sample::select(vec!["surname", "evidence.number", "duty.code"]);
        prop::collection::btree_map(name.prop_map(str::to_owned), "[ab]{0,2}", 0..4)
    }

    proptest! {
        /// Whatever two tabs type in whatever order: what a page did not show is never written over without being told.
        #[test]
        fn nothing_unseen_is_written_over(first in values(), other in values(), sent in values()) {
            let page = Seen::read(&Seen::of(&first).to_string());
            let mut now = first.clone();
            now.extend(other);
            let told: Vec<String> = page.overwritten(&now, &sent).into_iter().map(|one| one.field).collect();
            for (name, value) in &sent {
                let value_of = |of: &BTreeMap<String, String>| of.get(name).cloned().unwrap_or_default();
                let unseen = value_of(&now) != value_of(&first);
                prop_assert_eq!(told.contains(name), unseen && *value != value_of(&now), "{}", name);
            }
        }
    }
}
