//! Why issuing is stopped, and what mends it.

use domain::journal::head::PARTED_FROM_CENTRE;
use domain::text::bilingual::Bilingual;
use journal::Met;

/// Why issuing is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// Damage in the middle of the journal.
    JournalDamaged,
    /// The folder was restored or cut: an anchor is ahead of it.
    AnchorAhead,
    /// A centre holds other records under this station's name: two folders wrote.
    PartedFromCentre,
    /// A head of this very journal, held outside it, contradicts it.
    HeadContradicted,
    /// The folder runs on another machine than it was made for.
    OtherMachine,
    /// A part of the computer changed.
    PartReplaced,
    /// Another life of this register goes on elsewhere.
    NewerLife,
    /// The second copy has other records than this folder.
    CopyForked,
    /// Records were taken back from the second copy, and others may have come after them.
    CopyAhead,
    /// The second copy could not be asked.
    CopyAway,
    /// No mark is left that tells whether this folder is the newest.
    MarkLost,
    /// Another service uses this register on this computer.
    MarkHeld,
    /// A person ended this station.
    Ended,
    /// A newer version wrote records this one must not ignore.
    NewerRecords,
    /// The disk is full; closing, annulling and outcomes still work.
    DiskFull,
    /// Nothing can be written on the disk.
    DiskReadOnly,
    /// A write or sync failed; the service must be restarted.
    WriteFailed,
}

impl StopReason {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::JournalDamaged => "journal-damaged",
            Self::AnchorAhead => "anchor-ahead",
            Self::PartedFromCentre => PARTED_FROM_CENTRE,
            Self::HeadContradicted => "head-contradicted",
            Self::OtherMachine => "other-machine",
            Self::PartReplaced => "part-replaced",
            Self::NewerLife => "newer-life",
            Self::CopyForked => "copy-forked",
            Self::CopyAhead => "copy-ahead",
            Self::CopyAway => "copy-away",
            Self::MarkLost => "mark-lost",
            Self::MarkHeld => "mark-held",
            Self::Ended => "station-ended",
            Self::NewerRecords => "newer-records",
            Self::DiskFull => "disk-full",
            Self::DiskReadOnly => "disk-read-only",
            Self::WriteFailed => "write-failed",
        }
    }

    /// What was met while the service ran.
    pub(super) fn of(met: Met) -> Self {
        match met {
            Met::Mark => Self::MarkHeld,
            Met::Copy => Self::CopyForked,
            Met::NewerLife => Self::NewerLife,
        }
    }

    /// What weighs most comes first.
    pub(super) fn gravity(self) -> u8 {
        match self {
            Self::NewerRecords | Self::Ended => 0,
            Self::NewerLife => 1,
            Self::CopyForked => 2,
            Self::MarkHeld => 3,
            Self::JournalDamaged => 4,
            Self::AnchorAhead => 5,
            Self::CopyAhead => 6,
            Self::MarkLost => 7,
            Self::PartedFromCentre => 8,
            Self::HeadContradicted => 9,
            Self::OtherMachine => 10,
            Self::PartReplaced => 11,
            Self::CopyAway => 12,
            Self::WriteFailed | Self::DiskReadOnly => 13,
            Self::DiskFull => 14,
        }
    }

    /// Whether a new life under a new register code mends it.
    pub fn is_mended_by_a_new_code(self) -> bool {
        match self {
            Self::JournalDamaged
            | Self::AnchorAhead
            | Self::PartedFromCentre
            | Self::HeadContradicted
            | Self::OtherMachine
            | Self::PartReplaced
            | Self::NewerLife
            | Self::CopyForked
            | Self::CopyAhead
            | Self::CopyAway
            | Self::MarkLost => true,
            Self::MarkHeld
            | Self::Ended
            | Self::NewerRecords
            | Self::DiskFull
            | Self::DiskReadOnly
            | Self::WriteFailed => false,
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
            Self::HeadContradicted => (
                "Una testa del giornale annotata fuori da questa cartella non torna con quello che c'è qui: la cartella è stata rimessa da una copia, o le registrazioni sono state cambiate. Per non dare due volte gli stessi numeri, l'emissione è ferma: che cosa non torna sta alla pagina «Teste del giornale». Il responsabile può continuare con un nuovo codice di registro.",
                "A head of the journal held outside this folder does not agree with what is here: the folder was put back from a copy, or records were changed. Issuing is stopped so that no number is given twice; what does not agree stands on the page “Heads of the journal”. A supervisor can go on with a new register code.",
            ),
            Self::OtherMachine => (
                "La cartella dati viene da un altro computer. Se è stata spostata e l'altro non la usa più, il responsabile può adottarla; se è una copia, continuare con un nuovo codice di registro.",
                "The data folder comes from another computer. If it was moved and the other no longer uses it, a supervisor can adopt it; if it is a copy, go on with a new register code.",
            ),
            Self::PartReplaced => (
                "Una parte di questo computer non è più la stessa. Se è stato sostituito un pezzo, il responsabile lo dice e si continua con lo stesso codice; se è un altro computer con una copia del disco, si continua con un codice nuovo.",
                "A part of this computer is not the same any more. If it was replaced, a supervisor says so and the register goes on under the same code; if this is another computer with a copy of the disk, go on under a new code.",
            ),
            Self::NewerLife => (
                "Questo registro continua già altrove con un altro codice: qui si consulta e si stampa, ma non si emette. Ciò che questa cartella ha in più si riversa da qui.",
                "This register already goes on elsewhere under another code: here it can be read and printed, but nothing is issued. What this folder has more is brought back from here.",
            ),
            Self::CopyForked => (
                "La seconda copia contiene altre registrazioni con gli stessi numeri: la cartella è stata rimessa da una copia, o un’altra ha scritto. Per non dare due volte gli stessi numeri l’emissione è ferma. Non togliere la chiavetta: è la prova. Il responsabile può continuare con un nuovo codice di registro.",
                "The second copy holds other records under the same numbers: the folder was put back from a copy, or another one wrote. Issuing is stopped so that no number is given twice. Leave the stick in: it is the proof. A supervisor can go on with a new register code.",
            ),
            Self::CopyAhead => (
                "La cartella era più vecchia della seconda copia: le registrazioni che mancavano sono rientrate dalla copia. Nessuno può dire se dopo ne siano state fatte altre: il responsabile continua con un nuovo codice di registro.",
                "The folder was older than the second copy: the records it lacked were taken back. Nobody can say whether others were made after them: a supervisor goes on with a new register code.",
            ),
            Self::CopyAway => (
                "La seconda copia non si è potuta consultare all’avvio. Inserirla e riavviare; oppure il responsabile scrive perché si continua senza, con lo stesso codice.",
                "The second copy could not be asked at the start. Put it in and start again; or a supervisor writes why the register goes on without it, under the same code.",
            ),
            Self::MarkLost => (
                "Nessun segno dice più fin dove era arrivato questo registro: potrebbe essere una copia vecchia. Per non riusare numeri l’emissione è ferma. Il responsabile può continuare con un nuovo codice di registro.",
                "No mark tells any more how far this register had come: it may be an older copy. Issuing is stopped so that no number is used twice. A supervisor can go on with a new register code.",
            ),
            Self::MarkHeld => (
                "Un’altra copia di questa cartella è in uso su questo computer. Fermarla, poi riavviare questa.",
                "Another copy of this folder is in use on this computer. Stop it, then start this one again.",
            ),
            Self::Ended => (
                "Questa postazione è stata chiusa per sempre da una persona: qui si consulta, si stampa e si riversa, ma non si emette. Il registro continua su un’altra postazione.",
                "A person ended this station for good: here it can be read, printed and brought back, but nothing is issued. The register goes on at another station.",
            ),
            Self::NewerRecords => (
                "Una versione più recente di Sportello ha scritto registrazioni che questa non conosce: si consulta soltanto. Avviare la versione più recente.",
                "A newer version of Sportello wrote records this one does not know: read-only. Start the newer version.",
            ),
            Self::DiskFull => (
                "Il disco è pieno: nessuna nuova emissione. Annullare, rispondere sulle stampe e chiudere funzionano ancora. Liberare spazio.",
                "The disk is full: nothing new is issued. Annulling, answering about prints and closing still work. Free some space.",
            ),
            Self::DiskReadOnly => (
                "Il disco è in sola lettura, come lo mette il sistema quando si sta rompendo: si cerca, si consulta, si ristampa, si stampa il registro e si esporta, ma non si registra: la prima stampa di un documento aspetta. Se il disco torna scrivibile, lo sportello riprende da sé in pochi secondi; altrimenti riprendere la postazione da una seconda copia su un altro disco.",
                "The disk is read-only, as the system makes one that is breaking: search, look, print again, print the register and export, but nothing is recorded: the first print of a paper waits. Once the disk can be written, the counter goes on by itself within seconds; otherwise restore the station from a second copy onto another disk.",
            ),
            Self::WriteFailed => (
                "Una scrittura sul disco non è riuscita. Riavviare il servizio: quanto è già registrato è al sicuro; controllare il disco.",
                "A write to the disk failed. Restart the service: what is recorded already is safe; check the disk.",
            ),
        };
        Bilingual::new(it, en)
    }
}
