//! The whole check.

use serde::Serialize;

use super::rule::{Checked, Deviation, Rule, Verdict};
use super::rules::all;
use super::visit::Visit;
use crate::centre::CentreError;

/// After so many rules in a row without any answer the rest is left.
const IN_VAIN: usize = 3;

/// What became of every rule.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Kept.
    pub passed: usize,
    /// Not kept.
    pub failed: usize,
    /// Not tried.
    pub skipped: usize,
    /// Every rule, in order.
    pub rules: Vec<Checked>,
}

/// Tries every rule; `tell` hears of each as soon as it is known.
pub fn run(visit: &mut Visit<'_>, tell: impl FnMut(&Checked)) -> Report {
    these(&all(), visit, tell)
}

/// Tries these rules, in their order.
pub(super) fn these(tried: &[Rule], visit: &mut Visit<'_>, mut tell: impl FnMut(&Checked)) -> Report {
    let mut rules: Vec<Checked> = Vec::new();
    let mut in_vain = 0;
    for rule in tried {
        let lacking = rule
            .needs
            .iter()
            .find(|need| !rules.iter().any(|done| done.rule == **need && done.verdict == Verdict::Passed));
        let checked = match lacking {
            _ if in_vain >= IN_VAIN => rule.skipped("the centre does not answer".to_owned()),
            Some(need) => rule.skipped(format!("needs {need}")),
            None => {
                let found = (rule.check)(visit);
                let silent =
                    matches!(found, Err(Deviation::NoAnswer(CentreError::Silent | CentreError::Unreachable)));
                in_vain = if silent { in_vain + 1 } else { 0 };
                rule.checked(found)
            }
        };
        tell(&checked);
        rules.push(checked);
    }
    let count = |verdict| rules.iter().filter(|rule| rule.verdict == verdict).count();
    Report {
        passed: count(Verdict::Passed),
        failed: count(Verdict::Failed),
        skipped: count(Verdict::Skipped),
        rules,
    }
}
