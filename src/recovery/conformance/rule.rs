//! A rule of the contract, and what became of it at a centre.

use serde::Serialize;

use super::visit::Visit;
use crate::centre::CentreError;

/// What a centre must do.
pub struct Rule {
    /// Stable name, in kebab-case.
    pub id: &'static str,
    /// Where it is written: a section of `CENTRE.md`.
    pub section: &'static str,
    /// What must be seen.
    pub expects: &'static str,
    /// Rules without which this one says nothing.
    pub needs: &'static [&'static str],
    /// Tries it.
    pub check: fn(&mut Visit<'_>) -> Result<(), Deviation>,
}

/// What was seen instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// Something else.
    Seen(String),
    /// No whole answer.
    NoAnswer(CentreError),
    /// Here it cannot be tried.
    NotHere(&'static str),
}

impl Deviation {
    /// Something else was seen.
    pub fn seen(what: impl Into<String>) -> Self {
        Self::Seen(what.into())
    }

    /// The same, with what it was the answer to.
    #[must_use]
    pub fn to(self, asked: &str) -> Self {
        match self {
            Self::Seen(what) => Self::Seen(format!("{asked}: {what}")),
            other => other,
        }
    }
}

impl From<CentreError> for Deviation {
    fn from(error: CentreError) -> Self {
        Self::NoAnswer(error)
    }
}

/// How a rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Kept.
    Passed,
    /// Not kept.
    Failed,
    /// Not tried.
    Skipped,
}

/// A rule that was tried.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// Its name.
    pub rule: &'static str,
    /// Where it is written.
    pub section: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// What must be seen.
    pub expected: &'static str,
    /// What was, if it is something else; why it was not tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

impl Rule {
    /// A rule of a section of `CENTRE.md`.
    pub const fn of(
        section: &'static str,
        id: &'static str,
        expects: &'static str,
        needs: &'static [&'static str],
        check: fn(&mut Visit<'_>) -> Result<(), Deviation>,
    ) -> Self {
        Self { id, section, expects, needs, check }
    }

    /// What became of it.
    pub fn checked(&self, found: Result<(), Deviation>) -> Checked {
        let (verdict, seen) = match found {
            Ok(()) => (Verdict::Passed, None),
            Err(Deviation::Seen(what)) => (Verdict::Failed, Some(what)),
            Err(Deviation::NoAnswer(error)) => (Verdict::Failed, Some(error.to_string())),
            Err(Deviation::NotHere(why)) => (Verdict::Skipped, Some(why.to_owned())),
        };
        Checked { rule: self.id, section: self.section, verdict, expected: self.expects, seen }
    }

    /// Left out, for a reason.
    pub fn skipped(&self, why: String) -> Checked {
        Checked {
            rule: self.id,
            section: self.section,
            verdict: Verdict::Skipped,
            expected: self.expects,
            seen: Some(why),
        }
    }
}
