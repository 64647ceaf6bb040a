//! The closed lists of the API: the domain's words in kebab-case.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use desk::outage::reserved_numbers::PaperActKind;
use desk::register::entries::StateFilter;
use domain;

/// A list of the API and its twin in the domain, both ways.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $twin:path { $($(#[$says:meta])* $word:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$says])* $word,)* }

        impl From<$twin> for $name {
            fn from(twin: $twin) -> Self {
                use $twin as Twin;
                match twin { $(Twin::$word => Self::$word,)* }
            }
        }

        impl From<$name> for $twin {
            fn from(word: $name) -> Self {
                use $twin as Twin;
                match word { $($name::$word => Twin::$word,)* }
            }
        }
    )*};
}

words! {
    /// What is down.
    Scenario = domain::outage::outage::Scenario {
        /// Only the municipality's own suite.
        OwnSuite,
        /// The building has no network.
        CutOff,
        /// A national platform.
        NationalPlatform,
        /// A planned interruption.
        Planned,
    }

    /// Cause code.
    Cause = domain::outage::outage::Cause {
        /// Municipal suite unavailable.
        Suite,
        /// Central system unavailable.
        Central,
        /// No network.
        Network,
        /// No power.
        Power,
        /// Planned works.
        Planned,
    }

    /// To what use a certificate is given.
    UseCode = domain::form::entry_kind::UseCode {
        /// Private parties: the default.
        Private,
        /// Only abroad.
        Abroad,
        /// Court cases.
        Court,
        /// Immigration procedures.
        Immigration,
    }

    /// Who must be identified before a paper is issued.
    Identification = domain::form::form::Identification {
        /// Nobody.
        Nobody,
        /// Whoever asks for it, the person it is about or another.
        Applicant,
        /// The person it is about, present; a minor with who answers for them.
        Holder,
    }

    /// In whose name a paper is signed.
    Capacity = domain::office::delegation::Capacity {
        /// Officer of civil status.
        CivilStatus,
        /// Registrar.
        Registry,
    }

    /// What an account may do.
    Role = domain::office::operator::Role {
        /// Drafts, issues, prints, hands over.
        Clerk,
        /// Signs, given a delegation.
        SigningOfficer,
        /// Opens, authorises, closes, annuls, keeps accounts.
        Supervisor,
        /// Authorisations, register, keys, recovery.
        RecordsManager,
        /// Reads everything, changes nothing.
        Auditor,
    }

    /// What came of a call to somebody who asked to be called back.
    CallOutcome = domain::register::call_back::CallOutcome {
        /// They were told.
        Reached,
        /// Nobody answered: it is tried again.
        NotReached,
        /// No call is needed any more, or trying was given up.
        NotNeeded,
    }

    /// Call-backs by whether somebody is still to be called.
    WantedCalls = store::Calls {
        /// Still to be made.
        Due,
        /// Done.
        Done,
    }

    /// What an entry records.
    EntryKind = domain::form::entry_kind::EntryKind {
        /// A paper issued.
        Document,
        /// A request deferred, with the alternative given.
        Deferral,
        /// A reasoned refusal, with the alternative given.
        Refusal,
        /// A call-back taken.
        CallBack,
        /// A civil-status act written on a numbered sheet.
        PaperAct,
        /// An authorisation known by its own emergency number.
        Authorisation,
    }

    /// Kinds of civil-status acts.
    ActKind = PaperActKind {
        /// Birth.
        Birth,
        /// Marriage.
        Marriage,
        /// Civil union.
        CivilUnion,
        /// Death.
        Death,
        /// Citizenship.
        Citizenship,
    }

    /// States a list can be narrowed to.
    WantedState = StateFilter {
        /// There is no sheet of ours to come out.
        Registered,
        /// Numbered, never sent to print.
        Issued,
        /// Sent to print: somebody must say whether it came out.
        PrintSent,
        /// Handed over.
        HandedOver,
        /// Nobody can say whether it came out.
        NotAscertained,
        /// Annulled.
        Annulled,
        /// Issued or sent to print: somebody must still answer.
        InDoubt,
    }

    /// Which period an authorisation covers.
    Period = domain::outage::authorisation::Period {
        /// The first 24 hours.
        First,
        /// A further period of at most a week.
        Further,
    }
}

/// Which of the two registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Series {
    /// Everything issued, refused or deferred at the counter.
    P,
    /// The index of civil-status acts written on paper sheets.
    S,
}

impl From<Series> for domain::ids::number::Series {
    fn from(series: Series) -> Self {
        match series {
            Series::P => Self::P,
            Series::S => Self::S,
        }
    }
}

impl From<domain::ids::number::Series> for Series {
    fn from(series: domain::ids::number::Series) -> Self {
        match series {
            domain::ids::number::Series::P => Self::P,
            domain::ids::number::Series::S => Self::S,
        }
    }
}

/// A text in both languages.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BothLanguages {
    /// Italian.
    pub it: String,
    /// English.
    pub en: String,
}

impl From<domain::text::bilingual::Bilingual> for BothLanguages {
    fn from(text: domain::text::bilingual::Bilingual) -> Self {
        Self { it: text.it, en: text.en }
    }
}
