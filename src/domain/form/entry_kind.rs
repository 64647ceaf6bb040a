//! What a paper is and to what use it is given.

use serde::{Deserialize, Serialize};

/// What kind of operation an entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// A paper issued.
    Document,
    /// A request taken in charge and deferred, with the alternative given.
    Deferral,
    /// A reasoned refusal (*rifiuto motivato*), with the alternative given.
    Refusal,
    /// A call-back taken.
    CallBack,
    /// A civil-status act written on a numbered paper sheet (series S).
    PaperAct,
    /// An authorisation known by its own number of this register until its act is signed (DPR 445/2000 art. 63 c. 2).
    Authorisation,
}

/// To what use a certificate is given: exactly one wording (DPR 445/2000 art. 40 c. 02 for private parties).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UseCode {
    /// Private parties: art. 40 c. 02, on pain of nullity. The default.
    Private,
    /// Only abroad.
    Abroad,
    /// Court cases.
    Court,
    /// Immigration procedures.
    Immigration,
}

impl UseCode {
    /// All uses, the default first.
    pub const ALL: [Self; 4] = [Self::Private, Self::Abroad, Self::Court, Self::Immigration];

    /// The wording, to the letter.
    pub fn wording(self) -> &'static str {
        match self {
            Self::Private => {
                "Il presente certificato non può essere prodotto agli organi della pubblica amministrazione o ai privati gestori di pubblici servizi"
            }
            Self::Abroad => {
                "Ai sensi dell'art. 40, D.P.R. 28 dicembre 2000, n. 445, il presente certificato è rilasciato solo per l'estero"
            }
            Self::Court => {
                "Ai sensi dell'art. 40, D.P.R. 445/2000 il presente certificato è rilasciato per cause giudiziarie"
            }
            Self::Immigration => {
                "Certificato rilasciato per procedimenti disciplinati dalle norme sull'immigrazione"
            }
        }
    }
}
