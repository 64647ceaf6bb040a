//! What can go wrong at the counter, each with what the person should do next. All wording stands in [`DeskError::told`].

use std::fmt;
use std::sync::Arc;

use domain::ids::number::Number;
use domain::journal::witness::Compared;
use domain::text::bilingual::Bilingual;
use domain::time::clock_doubt::ClockDoubt;
use domain::time::moment::Moment;

use super::stop_reason::StopReason;

/// Why a delivery takes nobody's place until a person says yes to what is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsure {
    /// What would be lost.
    pub why: Vec<Bilingual>,
    /// Stands for the file and what it would replace: the yes names it.
    pub code: String,
}

/// One field that cannot be accepted as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Name of the field in the form or command.
    pub field: String,
    /// What is wrong and how to mend it. Never repeats the value.
    pub told: Bilingual,
}

impl FieldProblem {
    /// A problem of one field.
    pub fn new(field: impl Into<String>, told: Bilingual) -> Self {
        Self { field: field.into(), told }
    }
}

/// What lies under a failure, shared by everyone who waited for it. Never holds personal data.
#[derive(Clone)]
pub struct Cause(Arc<dyn std::error::Error + Send + Sync>);

impl Cause {
    /// Keeps an error as the cause.
    pub fn of(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Arc::new(error))
    }
}

impl Cause {
    /// What the disk said, if it was the disk.
    pub(super) fn disk(&self) -> Option<std::io::ErrorKind> {
        let mut error: Option<&(dyn std::error::Error + 'static)> = Some(&*self.0);
        while let Some(one) = error {
            if let Some(disk) = one.downcast_ref::<std::io::Error>() {
                return Some(disk.kind());
            }
            error = one.source();
        }
        None
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Cause {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// Why a use case was refused or failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", self.code())]
pub enum DeskError {
    /// Fields to mend; nothing was taken, nothing typed is lost.
    Fields(Vec<FieldProblem>),
    /// The session is locked or must change its PIN first.
    SessionNotActive,
    /// The operator's roles do not allow it.
    NotAllowed,
    /// No such draft, entry, outage, operator.
    NotFound,
    /// The code printed on the console was not the one typed.
    WrongSetupCode,
    /// The passphrase or recovery code opens nothing.
    WrongSecret,
    /// The station is in another phase of its life.
    WrongPhase,
    /// The data folder holds a station already.
    FolderInUse,
    /// No outage is open: nothing can be issued.
    NoOutageOpen,
    /// An outage is open already.
    OutageAlreadyOpen,
    /// The authorisation has run out; drafts survive.
    AuthorisationLapsed {
        /// When it ran out.
        since: Moment,
    },
    /// No officer on duty with a delegation that holds.
    NoSigningOfficer,
    /// Papers in doubt stand in the way of closing.
    DoubtsOpen {
        /// How many.
        count: usize,
        /// Numbers of some of them.
        numbers: Vec<Number>,
    },
    /// The clock must be confirmed first.
    ClockInDoubt {
        /// Why.
        doubt: ClockDoubt,
    },
    /// The state does not allow the step (already annulled, already closed…).
    Illegal,
    /// What would be done is not what was shown: it was changed meanwhile.
    ShownDiffers,
    /// Same id, other content.
    DifferentContent {
        /// The number the id already has.
        number: Number,
    },
    /// The id was minted while records were written that cannot be read: it may have a number already.
    MayBeIssued {
        /// When the first record after them was written.
        until: Moment,
    },
    /// Same id of an authorisation, other words.
    DifferentAuthorisation,
    /// Sequence of the year is used up.
    NumbersExhausted,
    /// Written or not: nobody can say until the station has reopened its journal.
    OutcomeUncertain(#[source] Cause),
    /// Issuing stopped: damage, anchor ahead, unknown critical record, full disk.
    Stopped {
        /// Stable code of the reason.
        reason: StopReason,
    },
    /// A head of this journal was told that contradicts it: issuing would stop, so whoever tells it looks once more.
    HeadContradicts {
        /// What it comes to.
        compared: Compared,
        /// What does not agree, with the numbers.
        told: Bilingual,
    },
    /// A paper that cannot be drawn because of one field.
    Paper(FieldProblem),
    /// The printer itself failed.
    PrinterFailed(#[source] Cause),
    /// The vault, the key file or the data folder cannot be written or read.
    FolderFailed(#[source] Cause),
    /// The mark outside the folder cannot be written, and the numbers it covers are used up.
    MarkFailed(#[source] Cause),
    /// The photograph of an attestation is lost, though nobody erased it.
    PhotographLost,
    /// The extract of residents does not answer.
    ExtractFailed(#[source] Cause),
    /// A delivery would lose people: it waits for a yes to what is told of it.
    ExtractUnsure(Box<Unsure>),
    /// The store does not answer; the journal is sound.
    StoreFailed(#[source] Cause),
}

impl DeskError {
    /// One field to mend.
    pub fn field(field: impl Into<String>, it: &str, en: &str) -> Self {
        Self::Fields(vec![FieldProblem::new(field, Bilingual::new(it, en))])
    }

    /// The store's failure as everyone is told it.
    pub(super) fn store(error: store::StoreError) -> Self {
        Self::StoreFailed(Cause::of(error))
    }

    /// The printer's failure as everyone is told it. What lies under it is for the log alone, which says it here: it names
    /// fields and parts of the file, never what stands in them.
    pub(super) fn printer(error: paper::PaperError) -> Self {
        let mut said = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(one) = cause {
            said = format!("{said}: {one}");
            cause = one.source();
        }
        tracing::error!("a paper could not be made: {said}");
        Self::PrinterFailed(Cause::of(error))
    }

    /// Stable kebab-case code, for the API and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fields(_) => "fields",
            Self::SessionNotActive => "session-not-active",
            Self::NotAllowed => "not-allowed",
            Self::NotFound => "not-found",
            Self::WrongSetupCode => "wrong-setup-code",
            Self::WrongSecret => "wrong-secret",
            Self::WrongPhase => "wrong-phase",
            Self::FolderInUse => "folder-in-use",
            Self::NoOutageOpen => "no-outage-open",
            Self::OutageAlreadyOpen => "outage-already-open",
            Self::AuthorisationLapsed { .. } => "authorisation-lapsed",
            Self::NoSigningOfficer => "no-signing-officer",
            Self::DoubtsOpen { .. } => "doubts-open",
            Self::ClockInDoubt { .. } => "clock-in-doubt",
            Self::Illegal => "illegal-step",
            Self::ShownDiffers => "shown-differs",
            Self::DifferentContent { .. } => "different-content",
            Self::MayBeIssued { .. } => "may-be-issued",
            Self::DifferentAuthorisation => "different-authorisation",
            Self::NumbersExhausted => "numbers-exhausted",
            Self::OutcomeUncertain(_) => "outcome-uncertain",
            Self::Stopped { reason } => reason.code(),
            Self::HeadContradicts { .. } => "head-contradicts",
            Self::Paper(_) => "paper",
            Self::PrinterFailed(_) => "printer-failed",
            Self::FolderFailed(_) => "folder-failed",
            Self::MarkFailed(_) => "mark-failed",
            Self::PhotographLost => "photograph-lost",
            Self::ExtractFailed(_) => "extract-failed",
            Self::ExtractUnsure(_) => "extract-unsure",
            Self::StoreFailed(_) => "store-failed",
        }
    }

    /// HTTP status of it: what kind of refusal this is.
    pub fn status(&self) -> u16 {
        match self {
            Self::Fields(_) | Self::Paper(_) => 422,
            Self::NotAllowed | Self::WrongSetupCode | Self::WrongSecret | Self::SessionNotActive => 403,
            Self::NotFound => 404,
            Self::WrongPhase
            | Self::FolderInUse
            | Self::NoOutageOpen
            | Self::OutageAlreadyOpen
            | Self::AuthorisationLapsed { .. }
            | Self::NoSigningOfficer
            | Self::DoubtsOpen { .. }
            | Self::ClockInDoubt { .. }
            | Self::Illegal
            | Self::ShownDiffers
            | Self::ExtractUnsure(_)
            | Self::DifferentContent { .. }
            | Self::MayBeIssued { .. }
            | Self::DifferentAuthorisation
            | Self::HeadContradicts { .. }
            | Self::NumbersExhausted => 409,
            Self::OutcomeUncertain(_)
            | Self::Stopped { .. }
            | Self::PrinterFailed(_)
            | Self::FolderFailed(_)
            | Self::MarkFailed(_)
            | Self::PhotographLost
            | Self::ExtractFailed(_)
            | Self::StoreFailed(_) => 503,
        }
    }

    /// Whether trying the same again can help without anything else being done.
    pub fn retry_helps(&self) -> bool {
        match self {
            // A disk that takes nothing is put right first.
            Self::OutcomeUncertain(cause) | Self::StoreFailed(cause) => {
                cause.disk() != Some(std::io::ErrorKind::ReadOnlyFilesystem)
            }
            _ => false,
        }
    }

    /// The fields to mend, if that is what it is.
    pub fn fields(&self) -> &[FieldProblem] {
        match self {
            Self::Fields(problems) => problems,
            Self::Paper(problem) => std::slice::from_ref(problem),
            _ => &[],
        }
    }

    /// What happened and what to do next. The only wording of it.
    pub fn told(&self) -> Bilingual {
        match self {
            Self::Stopped { reason } => reason.told(),
            Self::Paper(problem) => problem.told.clone(),
            Self::HeadContradicts { told, .. } => told.clone(),
            Self::AuthorisationLapsed { since } => {
                let since = since.day_and_hour();
                Bilingual::new(
                    format!(
                        "L'autorizzazione è scaduta il {since}: le nuove emissioni aspettano, le bozze restano. Registrare un'ulteriore autorizzazione, oppure il responsabile emette ciò che non è differibile, con il motivo."
                    ),
                    format!(
                        "The authorisation ran out on {since}: new entries wait, drafts are kept. Record a further authorisation, or a supervisor issues what cannot be deferred, with a reason."
                    ),
                )
            }
            Self::DoubtsOpen { count, numbers } => {
                let list = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                let (it, en) = match count.saturating_sub(numbers.len()) {
                    0 => (String::new(), String::new()),
                    all if numbers.is_empty() => (format!("{all} documenti"), format!("{all} papers")),
                    others => (format!(" e altri {others}"), format!(" and {others} others")),
                };
                Bilingual::new(
                    format!("Prima di chiudere, dire se il foglio è uscito per: {list}{it}."),
                    format!("Before closing, say whether the sheet came out for: {list}{en}."),
                )
            }
            Self::DifferentContent { number } => Bilingual::new(
                format!(
                    "Questa richiesta ha già prodotto il n. {number} con altri dati: niente è stato cambiato. Aprire quella registrazione, oppure cominciare un documento nuovo."
                ),
                format!(
                    "This request already made no. {number} with other data: nothing was changed. Open that entry, or begin a new document."
                ),
            ),
            Self::MayBeIssued { until } => {
                let until = until.day_and_hour();
                Bilingual::new(
                    format!(
                        "Questo documento è stato cominciato prima delle registrazioni che qui non si leggono (fino al {until}): può avere già un numero. Cercare il foglio, o la registrazione nella seconda copia; se non c'è, cominciare un documento nuovo."
                    ),
                    format!(
                        "This paper was begun before records that cannot be read here (until {until}): it may have a number already. Look for the sheet, or for the entry on the second copy; if there is none, begin a new paper."
                    ),
                )
            }
            Self::ClockInDoubt { doubt } => doubt.told(),
            Self::ExtractUnsure(unsure) => {
                let why =
                    |of: fn(&Bilingual) -> &str| unsure.why.iter().map(of).collect::<Vec<_>>().join(" ");
                Bilingual::new(
                    format!(
                        "{} L’estratto in uso resta quello di prima finché non si conferma.",
                        why(|one| &one.it)
                    ),
                    format!("{} The extract in use stays until this is confirmed.", why(|one| &one.en)),
                )
            }
            Self::FolderFailed(cause) | Self::ExtractFailed(cause) | Self::StoreFailed(cause) => {
                cause.disk().and_then(refused_by_the_disk).unwrap_or_else(|| self.plain())
            }
            _ => self.plain(),
        }
    }

    /// The wordings without anything to fill in.
    fn plain(&self) -> Bilingual {
        let (it, en) = match self {
            Self::Fields(_) => (
                "Alcuni dati sono da correggere: niente è andato perso.",
                "Some data need mending: nothing was lost.",
            ),
            Self::SessionNotActive => (
                "La sessione è bloccata o il PIN è da cambiare: fare prima quello.",
                "The session is locked or the PIN must be changed: do that first.",
            ),
            Self::NotAllowed => (
                "Il ruolo di questo operatore non lo consente: chiedere al responsabile dello sportello.",
                "This account's roles do not allow it: ask the supervisor.",
            ),
            Self::NotFound => ("Non esiste, o non esiste più.", "There is no such thing, or no longer."),
            Self::WrongSetupCode => (
                "Il codice non è quello stampato nella finestra del programma: ricopiarlo da lì.",
                "The code is not the one printed in the program's window: copy it from there.",
            ),
            Self::WrongSecret => (
                "Né la frase di sblocco né il codice di recupero aprono questa cartella: riprovare, controllando maiuscole e trattini.",
                "Neither passphrase nor recovery code opens this folder: try again, minding capitals and hyphens.",
            ),
            Self::WrongPhase => (
                "La postazione non è in questo stato: ricaricare la pagina.",
                "The station is not in that state: reload the page.",
            ),
            Self::FolderInUse => (
                "In questa cartella dati c’è già una postazione: avviarla, oppure riprendere dalla copia in una cartella vuota.",
                "This data folder holds a station already: start it, or restore from the copy into an empty folder.",
            ),
            Self::NoOutageOpen => (
                "Nessuna interruzione è aperta: si emette solo durante un'interruzione. Il responsabile può aprirla.",
                "No outage is open: papers are issued only during one. A supervisor can open it.",
            ),
            Self::OutageAlreadyOpen => (
                "Un'interruzione è già aperta: chiuderla prima di aprirne un'altra.",
                "An outage is open already: close it before opening another.",
            ),
            Self::NoSigningOfficer => (
                "Nessun ufficiale può firmare oggi: scegliere l'ufficiale del turno o registrare una delega (anche «atto da firmare»).",
                "No officer may sign today: choose the officer of the shift or record a delegation (the act may still be to sign).",
            ),
            Self::Illegal => (
                "Lo stato attuale non consente questo passaggio: ricaricare la pagina per vedere dove sta.",
                "The present state does not allow this step: reload the page to see where it stands.",
            ),
            Self::ShownDiffers => (
                "Nel frattempo i dati sono cambiati, in un’altra scheda o a un altro banco: niente è stato emesso. Qui si vede com’è ora: controllare e confermare di nuovo.",
                "The data were changed meanwhile, in another tab or at another desk: nothing was issued. This is how it stands now: check and confirm again.",
            ),
            Self::DifferentAuthorisation => (
                "Questa richiesta ha già registrato un'autorizzazione con altri dati: niente è stato cambiato. Ricaricare la pagina per vederla, oppure cominciarne una nuova.",
                "This request already recorded an authorisation with other data: nothing was changed. Reload the page to see it, or begin a new one.",
            ),
            Self::NumbersExhausted => (
                "I numeri di quest'anno sono finiti: continuare con un nuovo codice di registro.",
                "This year's numbers are used up: go on with a new register code.",
            ),
            Self::OutcomeUncertain(_) => (
                "Esito incerto: il disco non ha confermato. Non ristampare e non rifare: ricaricare la pagina; se la registrazione c'è, è valida.",
                "Outcome uncertain: the disk did not confirm. Do not redo it: reload the page; if the entry is there, it stands.",
            ),
            Self::PrinterFailed(_) => (
                "Il foglio non si è potuto comporre: avvisare l'assistenza con il codice di questo errore.",
                "The sheet could not be made: tell support the code of this error.",
            ),
            Self::MarkFailed(_) => (
                "Il segno fuori dalla cartella non si scrive, e i numeri che copre sono finiti: senza, dopo un guasto nessuno saprebbe fin dove si è arrivati. Niente è stato emesso e niente di ciò che è scritto è andato perso. Liberare spazio o riparare il disco dove sta il segno, poi ripetere.",
                "The mark outside the folder cannot be written, and the numbers it covers are used up: without it nobody would know after damage how far they had come. Nothing was issued, nothing typed is lost. Make room or repair the disk the mark is on, then try again.",
            ),
            Self::PhotographLost => (
                "La fotografia di questa attestazione non si trova più su questo disco: non si stampa con il riquadro vuoto. Inserire la seconda copia, da cui rientra, e riprovare; altrimenti annullare e rifare.",
                "The photograph of this attestation is gone from this disk: it is not printed with an empty box. Put in the second copy, which brings it back, and try again; otherwise annul it and make it anew.",
            ),
            Self::ExtractFailed(_) => (
                "L'estratto dei residenti non si legge: importarlo di nuovo. Intanto le persone si inseriscono a mano.",
                "The extract of residents cannot be read: import it again. Meanwhile people are typed in by hand.",
            ),
            Self::FolderFailed(_) => (
                "La cartella dati non si legge o non si scrive: controllare disco e permessi.",
                "The data folder cannot be read or written: check disk and permissions.",
            ),
            _ => (
                "L'archivio di consultazione non risponde: il giornale è integro. Riprovare; se continua, riavviare il servizio, che lo ricostruisce.",
                "The lookup store does not answer: the journal is sound. Try again; if it goes on, restart the service, which rebuilds it.",
            ),
        };
        Bilingual::new(it, en)
    }
}

/// A failure of the disk in its own words; none for what the general words fit.
fn refused_by_the_disk(kind: std::io::ErrorKind) -> Option<Bilingual> {
    use std::io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    let (it, en) = match kind {
        StorageFull | QuotaExceeded => (
            "Il disco è pieno: liberare spazio e riprovare. Niente è andato perso.",
            "The disk is full: free some space and try again. Nothing was lost.",
        ),
        ReadOnlyFilesystem => (
            "Il disco è in sola lettura, come lo mette il sistema quando si sta rompendo: qui si consulta e si stampa. Riprendere da una seconda copia su un altro disco.",
            "The disk is read-only, as the system makes one that is breaking: here one can look and print. Restore from a second copy onto another disk.",
        ),
        PermissionDenied => (
            "Questo utente non può leggere o scrivere un file della cartella dati: avviare il programma con l’utente di sempre, o ridare i file al suo proprietario.",
            "This user may not read or write a file of the data folder: start the program as the usual user, or give the files back to their owner.",
        ),
        _ => return None,
    };
    Some(Bilingual::new(it, en))
}

/// A problem of one field.
pub(super) fn problem(field: &str, told: Bilingual) -> DeskError {
    DeskError::Fields(vec![FieldProblem::new(field, told)])
}
