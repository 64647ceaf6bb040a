//! Why issuing is stopped, and what mends it.

use crate::domain::form::Bilingual;

/// Why issuing is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// Damage in the middle of the journal.
    JournalDamaged,
    /// The folder was restored or cut: an anchor is ahead of it.
    AnchorAhead,
    /// A centre holds other records under this station's name: two folders wrote.
    PartedFromCentre,
    /// The folder runs on another machine than it was made for.
    OtherMachine,
    /// A newer version wrote records this one must not ignore.
    NewerRecords,
    /// The disk is full; closing, annulling and outcomes still work.
    DiskFull,
    /// A write or sync failed; the service must be restarted.
    WriteFailed,
}

impl StopReason {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::JournalDamaged => "journal-damaged",
            Self::AnchorAhead => "anchor-ahead",
            Self::PartedFromCentre => "parted-from-centre",
            Self::OtherMachine => "other-machine",
            Self::NewerRecords => "newer-records",
            Self::DiskFull => "disk-full",
            Self::WriteFailed => "write-failed",
        }
    }

    /// What happened and what to do.
    pub fn told(self) -> Bilingual {
        let (it, en) = match self {
            Self::JournalDamaged => (
                "Il giornale è danneggiato in un punto intermedio: il resto si consulta e si stampa, ma non si emette. Verificare il giornale, conservare la cartella così com'è e continuare con un'altra postazione o con un nuovo codice di registro.",
                "The journal is damaged in the middle: the rest can be read and printed, but nothing is issued. Verify the journal, keep the folder as it is, and go on with another station or a new register code.",
            ),
            Self::AnchorAhead => (
                "La cartella dati è più vecchia di quanto la postazione ricordi (ripristino o copia): per non riusare numeri, l'emissione è ferma. Il responsabile può continuare con un nuovo codice di registro.",
                "The data folder is older than this station remembers (restored or copied): issuing is stopped so that no number is used twice. A supervisor can go on with a new register code.",
            ),
            Self::PartedFromCentre => (
                "Il centro ha, con il nome di questa postazione, registrazioni che qui non ci sono: la cartella è stata copiata o rimessa da una copia. Per non dare due volte gli stessi numeri, l'emissione è ferma. Il responsabile può continuare con un nuovo codice di registro.",
                "The centre holds records under this station's name that are not here: the folder was cloned or restored. Issuing is stopped so that no number is given twice. A supervisor can go on with a new register code.",
            ),
            Self::OtherMachine => (
                "La cartella dati viene da un altro computer. Se è stata spostata e l'altro non la usa più, il responsabile può adottarla; se è una copia, continuare con un nuovo codice di registro.",
                "The data folder comes from another computer. If it was moved and the other no longer uses it, a supervisor can adopt it; if it is a copy, go on with a new register code.",
            ),
            Self::NewerRecords => (
                "Una versione più recente di Sportello ha scritto registrazioni che questa non conosce: si consulta soltanto. Avviare la versione più recente.",
                "A newer version of Sportello wrote records this one does not know: read-only. Start the newer version.",
            ),
            Self::DiskFull => (
                "Il disco è pieno: nessuna nuova emissione. Annullare, rispondere sulle stampe e chiudere funzionano ancora. Liberare spazio.",
                "The disk is full: nothing new is issued. Annulling, answering about prints and closing still work. Free some space.",
            ),
            Self::WriteFailed => (
                "Una scrittura sul disco non è riuscita. Riavviare il servizio: quanto è già registrato è al sicuro; controllare il disco.",
                "A write to the disk failed. Restart the service: what is recorded already is safe; check the disk.",
            ),
        };
        Bilingual::new(it, en)
    }
}
