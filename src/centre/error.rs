//! What can go wrong at the centre, each with what to do next. All wording stands in [`CentreError::told`].

use domain::ids::anchor::Anchor;
use domain::text::bilingual::Bilingual;
use store::centre::CentreStoreError;

use super::bad_batch::BadBatch;
use super::obstacle::Obstacle;
use trust::bundle::BadBundle;

/// Why a use case was refused or failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.code())]
pub enum CentreError {
    /// No such station, entry, conflict, enrolment.
    NotFound,
    /// The station is known to nobody here, or its certificate is not the one on file.
    UnknownStation,
    /// The station was given another certificate since.
    Replaced,
    /// The station is suspended until a person decides.
    Suspended,
    /// The message's signature does not hold.
    BadSignature(&'static str),
    /// The same signed message came before.
    Replayed,
    /// The batch does not hold.
    BadBatch(BadBatch),
    /// A file is no bundle for this centre.
    BadBundle(BadBundle),
    /// Records between where the centre stands and where the batch begins are missing.
    Gap {
        /// Where it stands.
        expects: Option<Anchor>,
    },
    /// The batch goes on from another past than the one received.
    Fork {
        /// Where it stands.
        expects: Option<Anchor>,
    },
    /// A blob is not what its name says.
    BadBlob,
    /// A blob of a bundle is longer than any that is taken.
    BlobTooLong,
    /// A drill station at a real centre, or the other way.
    WrongExercise,
    /// A station of another body.
    OtherBody {
        /// Which, by name and code.
        theirs: String,
        /// The one this centre serves.
        ours: String,
    },
    /// A field typed wrong.
    Field {
        /// Which.
        field: &'static str,
        /// What to mend.
        told: Bilingual,
    },
    /// Fields typed wrong, or lines of a file.
    Fields(Vec<(&'static str, Bilingual)>),
    /// Wrong name or passphrase.
    WrongSecret {
        /// Seconds until another try is looked at.
        wait_s: u32,
    },
    /// The account is not for this.
    NotAllowed,
    /// Too many stations ask to be known.
    TooManyAsk {
        /// Seconds until another may ask.
        wait_s: u32,
    },
    /// Too much is going on at once.
    Busy,
    /// Somebody has decided already.
    AlreadyDecided,
    /// Something stands between a part of an outage and its archive; nothing is named where it came up in between.
    NotArchivable(Vec<Obstacle>),
    /// A value does not go on paper.
    NotPrintable,
    /// The database failed.
    Store(#[from] CentreStoreError),
    /// What was sealed does not open: other keys than those it was sealed with.
    Keys,
}

impl From<BadBatch> for CentreError {
    fn from(bad: BadBatch) -> Self {
        Self::BadBatch(bad)
    }
}

impl From<BadBundle> for CentreError {
    fn from(bad: BadBundle) -> Self {
        Self::BadBundle(bad)
    }
}

impl CentreError {
    /// A field to mend.
    pub fn field(field: &'static str, it: &str, en: &str) -> Self {
        Self::Field { field, told: Bilingual::new(it, en) }
    }

    /// Stable code, in kebab-case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::UnknownStation => "unknown-station",
            Self::Replaced => "certificate-replaced",
            Self::Suspended => "station-suspended",
            Self::BadSignature(_) => "bad-signature",
            Self::Replayed => "replayed-message",
            Self::BadBatch(_) => "bad-batch",
            Self::BadBundle(_) => "bad-bundle",
            Self::Gap { .. } => "gap",
            Self::Fork { .. } => "fork",
            Self::BadBlob | Self::BlobTooLong => "bad-blob",
            Self::WrongExercise => "drill-and-real",
            Self::OtherBody { .. } => "other-body",
            Self::Field { .. } | Self::Fields(_) => "invalid-field",
            Self::WrongSecret { .. } => "wrong-secret",
            Self::NotAllowed => "not-allowed",
            Self::TooManyAsk { .. } => "too-many-enrolments",
            Self::Busy => "busy",
            Self::AlreadyDecided => "already-decided",
            Self::NotArchivable(_) => "not-archivable",
            Self::NotPrintable => "not-printable",
            Self::Store(CentreStoreError::Unavailable(_)) => "database-unavailable",
            Self::Store(CentreStoreError::Damaged(_)) => "database-unreadable",
            Self::Keys => "wrong-keys",
        }
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::UnknownStation | Self::Replaced | Self::BadSignature(_) | Self::Replayed => 401,
            Self::Suspended | Self::WrongExercise | Self::OtherBody { .. } | Self::NotAllowed => 403,
            Self::BadBatch(_)
            | Self::BadBundle(_)
            | Self::BadBlob
            | Self::BlobTooLong
            | Self::Field { .. }
            | Self::Fields(_) => 422,
            Self::Gap { .. } | Self::Fork { .. } | Self::AlreadyDecided | Self::NotArchivable(_) => 409,
            Self::WrongSecret { .. } | Self::TooManyAsk { .. } => 429,
            Self::Store(CentreStoreError::Unavailable(_)) | Self::Busy => 503,
            Self::Store(CentreStoreError::Damaged(_)) | Self::NotPrintable | Self::Keys => 500,
        }
    }

    /// Whether the same again may succeed later.
    pub fn retry_helps(&self) -> bool {
        matches!(
            self,
            Self::Store(CentreStoreError::Unavailable(_))
                | Self::WrongSecret { .. }
                | Self::TooManyAsk { .. }
                | Self::Busy
        )
    }

    /// What happened and what to do next.
    pub fn told(&self) -> Bilingual {
        let (it, en) = match self {
            Self::Field { told, .. } => return told.clone(),
            Self::Fields(problems) => {
                let words = |of: fn(&Bilingual) -> &str| {
                    problems.iter().map(|(_, told)| of(told)).collect::<Vec<_>>().join(" ")
                };
                return Bilingual::new(words(|told| &told.it), words(|told| &told.en));
            }
            Self::BadBundle(bad) => return bad.told(),
            Self::OtherBody { theirs, ours } => return other_body(theirs, ours),
            Self::WrongSecret { wait_s: 0 } => {
                ("Nome o parola non giusti. Riprovare.", "Wrong name or password. Try again.")
            }
            Self::WrongSecret { wait_s } => {
                return Bilingual::new(
                    format!("Nome o parola non giusti. Riprovare fra {wait_s} secondi."),
                    format!("Wrong name or password. Try again in {wait_s} seconds."),
                );
            }
            Self::BadSignature(why) => {
                return Bilingual::new(
                    format!(
                        "La firma del messaggio non vale ({why}): controllare orologio e certificato della postazione."
                    ),
                    format!(
                        "The message's signature does not hold ({why}): check the station's clock and certificate."
                    ),
                );
            }
            Self::BadBatch(bad) => {
                return Bilingual::new(
                    format!(
                        "Il gruppo di registrazioni non regge ({bad}): nulla è stato preso. Verificare il giornale della postazione."
                    ),
                    format!(
                        "The batch does not hold ({bad}): nothing was taken. Verify the station's journal."
                    ),
                );
            }
            Self::NotFound => ("Non c’è.", "There is no such thing here."),
            Self::UnknownStation => (
                "La postazione non è conosciuta qui: iscriverla al centro.",
                "The station is not known here: enrol it at the centre.",
            ),
            Self::Replaced => (
                "Questa postazione ha ricevuto un altro certificato: quello usato qui non vale più. Aggiungere di nuovo il centro dalla postazione giusta.",
                "This station was given another certificate: the one used here is believed no more. Add the centre again at the right station.",
            ),
            Self::Suspended => (
                "La postazione è sospesa: al centro qualcuno deve decidere.",
                "The station is suspended: somebody at the centre must decide.",
            ),
            Self::Replayed => (
                "Lo stesso messaggio firmato è già arrivato: mandarne uno nuovo.",
                "The same signed message came before: send a new one.",
            ),
            Self::Gap { .. } => (
                "Mancano registrazioni prima di queste: mandare da dove il centro si trova («expects»).",
                "Records before these are missing: send from where the centre stands (“expects”).",
            ),
            Self::Fork { .. } => (
                "Queste registrazioni seguono un passato diverso da quello ricevuto: la cartella della postazione è stata copiata o ripristinata. Deve decidere una persona.",
                "These records follow another past than the one received: the station's folder was cloned or restored. A person must decide.",
            ),
            Self::BlobTooLong => (
                "Un allegato del pacchetto è più lungo di 8 MB, e di così lunghi una postazione non ne fa. Nulla è stato preso da lì in poi: fare di nuovo il pacchetto alla postazione.",
                "A blob of the bundle is longer than 8 MB, and a station makes none that long. Nothing from there on was taken: make the bundle again at the station.",
            ),
            Self::BadBlob => {
                ("L’allegato non è quello che il suo nome dice.", "The blob is not what its name says.")
            }
            Self::WrongExercise => (
                "Esercitazione e realtà non si mescolano: questo centro non prende registrazioni di questa postazione.",
                "Drill and reality never mix: this centre does not take this station's records.",
            ),
            Self::NotAllowed | Self::TooManyAsk { .. } | Self::Busy => return self.told_to_wait_or_ask(),
            Self::AlreadyDecided => ("È già stato deciso.", "It was decided already."),
            Self::NotArchivable(obstacles) => return not_archivable(obstacles),
            Self::Store(error) if error.is_full() => (
                "Il disco del centro è pieno: chi lo gestisce liberi spazio. Nulla è perso; si legge, ma non si scrive nulla di nuovo.",
                "The disk of the centre is full: whoever runs it must free some space. Nothing is lost; one can read, but nothing new is written.",
            ),
            Self::Store(CentreStoreError::Unavailable(_)) => (
                "La base di dati del centro ora non risponde: nulla è perso, riprovare.",
                "The centre's database does not answer now: nothing is lost, try again.",
            ),
            Self::Store(CentreStoreError::Damaged(_)) => (
                "La base di dati del centro non si legge: avvisare l’assistenza.",
                "The centre's database cannot be read: tell support.",
            ),
            Self::NotPrintable => (
                "Un valore non sta sulla carta: scaricare il CSV, che lo contiene per intero.",
                "A value does not fit the paper: download the CSV, which holds it whole.",
            ),
            Self::Keys => (
                "Le chiavi non sono quelle con cui i dati furono chiusi: rimettere la cartella delle chiavi giusta.",
                "These are not the keys the data were sealed with: put the right key folder back.",
            ),
        };
        Bilingual::new(it, en)
    }

    /// Of what was not looked at: who is to be asked, or when to try again.
    fn told_to_wait_or_ask(&self) -> Bilingual {
        let (it, en) = match self {
            Self::NotAllowed => (
                "Questa utenza non serve a questo: rivolgersi a chi ha il ruolo, o all’amministratore delle utenze.",
                "This account is not for this: ask somebody who has the role, or the administrator of accounts.",
            ),
            Self::TooManyAsk { .. } => (
                "Troppe postazioni chiedono di essere riconosciute: al centro decidere su quelle in attesa, poi riprovare.",
                "Too many stations ask to be recognised: decide on those that wait at the centre, then try again.",
            ),
            _ => (
                "Il centro ha troppo da fare insieme: nulla è perso, riprovare.",
                "The centre has too much to do at once: nothing is lost, try again.",
            ),
        };
        Bilingual::new(it, en)
    }
}

fn not_archivable(obstacles: &[Obstacle]) -> Bilingual {
    if obstacles.is_empty() {
        return Bilingual::new(
            "Nel frattempo qualcosa è cambiato: ricaricare la pagina delle interruzioni.",
            "Something changed meanwhile: reload the page of outages.",
        );
    }
    let words: Vec<Bilingual> = obstacles.iter().map(|one| one.words()).collect();
    let listed = |of: fn(&Bilingual) -> &str| words.iter().map(of).collect::<Vec<_>>().join("; ");
    Bilingual::new(
        format!("L’interruzione non si può ancora archiviare: {}.", listed(|one| &one.it)),
        format!("The outage cannot be archived yet: {}.", listed(|one| &one.en)),
    )
}

fn other_body(theirs: &str, ours: &str) -> Bilingual {
    Bilingual::new(
        format!(
            "La postazione è di {theirs}, questo centro è di {ours}: niente viene preso. Aggiungere alla postazione il centro del suo ente."
        ),
        format!(
            "The station is of {theirs}, this centre is of {ours}: nothing is taken. Add the centre of its own body at the station."
        ),
    )
}
