//! An attested value and where it comes from (DPR 445/2000 art. 63 c. 22).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Name of a field of a form: `[a-z][a-z0-9-]{0,39}`.
pub type FieldId = String;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "kebab-case")]
pub enum Source {
    /// The paper act named in the same entry, seen by the operator.
    PaperAct,
    /// A document shown at the counter.
    DocumentShown {
        /// Which.
        description: String,
    },
    /// Another paper act or file of the office, seen by the operator: card index, act n./year.
    OfficeFile {
        /// Which.
        description: String,
    },
    /// The officer's direct knowledge.
    DirectKnowledge,
    /// Only declared by the person: never certified.
    Declared,
    /// The dated local extract of the registry.
    Extract {
        /// Local day the extract was made.
        date: chrono::NaiveDate,
    },
    /// Not an attested value: a choice of the operator (use, copies).
    Operator,
}

/// A value and its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attested {
    /// NFC text checked by its field's reader, in the reader's canonical form (days `aaaa-mm-gg`).
    pub value: String,
    /// Where it comes from.
    #[serde(flatten)]
    pub source: Source,
}

/// The values of a filled form.
pub type Values = BTreeMap<FieldId, Attested>;
