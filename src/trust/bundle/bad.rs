//! Why a file is refused as a bundle, and what to do next.

use std::io;

use crate::chain::Untrusted;
use crate::message::Refused;
use domain::text::bilingual::Bilingual;

/// Why a file is no bundle for whoever reads it. Nothing of it was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBundle {
    /// Something else.
    #[error("this is no bundle")]
    NoBundle,
    /// Encrypted to somebody else; a byte altered at its very beginning looks the same.
    #[error("the bundle is encrypted to somebody else")]
    ForAnother,
    /// Cut short, or a byte is another one.
    #[error("the bundle is cut short or altered")]
    Damaged,
    /// Made by a newer version.
    #[error("the bundle was made by a newer version ({0})")]
    Newer(u32),
    /// Its maker's certificate is not one of ours, or its time is over.
    #[error("the bundle’s maker is not trusted: {0}")]
    Unknown(Untrusted),
    /// What is in it is not what its maker signed.
    #[error("the bundle is not what its maker signed")]
    Signature,
    /// It does not carry what is taken here: records go to a centre, outcomes to a station.
    #[error("the bundle carries something else than what is taken here")]
    OtherContent,
    /// The file itself cannot be read.
    #[error("the file cannot be read")]
    NoFile,
    /// Outcomes before these are missing: they begin after this one.
    #[error("outcomes before number {0} are missing")]
    OutcomesMissing(u64),
    /// Somebody else's than its maker's.
    #[error("the bundle’s maker speaks of another station")]
    OtherStation,
}

impl BadBundle {
    /// What a failed read means: the disk's own failures are told by whoever opened the file.
    pub(super) fn of_io(_: &io::Error) -> Self {
        Self::Damaged
    }

    /// What a signature that does not hold means.
    pub(super) fn of_signature(refused: Refused) -> Self {
        match refused {
            Refused::UnknownSigner(why) => Self::Unknown(why),
            _ => Self::Signature,
        }
    }

    /// What happened and what to do next.
    pub fn told(&self) -> Bilingual {
        let (it, en) = match self {
            Self::NoBundle => (
                "Questo file non è un pacchetto di Sportello: scegliere il file che finisce in .sportello.",
                "This file is no Sportello bundle: choose the file that ends in .sportello.",
            ),
            Self::ForAnother => (
                "Il pacchetto è cifrato per un altro destinatario, o il suo inizio è rovinato: esportarlo di nuovo con il destinatario mostrato qui.",
                "The bundle is encrypted to another recipient, or its beginning is damaged: export it again with the recipient shown here.",
            ),
            Self::Damaged => (
                "Il pacchetto è incompleto o rovinato: nulla è stato preso. Copiarlo di nuovo dalla chiavetta, o esportarlo di nuovo.",
                "The bundle is cut short or damaged: nothing was taken. Copy it from the stick again, or export it again.",
            ),
            Self::Newer(version) => {
                return Bilingual::new(
                    format!(
                        "Il pacchetto è di una versione più recente ({version}): aggiornare Sportello qui, poi importarlo."
                    ),
                    format!(
                        "The bundle is of a newer version ({version}): update Sportello here, then import it."
                    ),
                );
            }
            Self::Unknown(Untrusted::Expired(_)) => (
                "Il certificato di chi ha fatto il pacchetto è scaduto: certificarlo di nuovo, poi esportare di nuovo.",
                "The certificate of who made the bundle has expired: certify it anew, then export again.",
            ),
            Self::Unknown(_) => (
                "Il pacchetto non è firmato da chi è certificato dalla radice di questo Comune: nulla è stato preso. Controllare da dove viene.",
                "The bundle is not signed by anyone certified by this municipality’s root: nothing was taken. Check where it comes from.",
            ),
            Self::Signature => (
                "Il contenuto del pacchetto non è quello firmato: nulla è stato preso. Controllare da dove viene, esportarlo di nuovo.",
                "What is in the bundle is not what was signed: nothing was taken. Check where it comes from, export it again.",
            ),
            Self::OtherContent => (
                "Il pacchetto va dall’altra parte: le registrazioni si importano al centro, gli esiti alla postazione.",
                "The bundle goes the other way: records are imported at the centre, outcomes at the station.",
            ),
            Self::NoFile => (
                "Il file non si legge: controllare la chiavetta.",
                "The file cannot be read: check the stick.",
            ),
            Self::OutcomesMissing(after) => {
                return Bilingual::new(
                    format!(
                        "Mancano esiti prima del numero {after}: chiedere al centro un file con tutti gli esiti."
                    ),
                    format!(
                        "Outcomes before number {after} are missing: ask the centre for a file with all outcomes."
                    ),
                );
            }
            Self::OtherStation => (
                "Il pacchetto parla di un’altra postazione: nulla è stato preso.",
                "The bundle speaks of another station: nothing was taken.",
            ),
        };
        Bilingual::new(it, en)
    }
}
