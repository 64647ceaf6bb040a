//! What remains to be done with an entry that the centre did not take, in words.

use crate::site::seat::Seat;
use crate::words::lang::Lang;
use desk::DeskError;

/// Whether another entry can stand for it.
pub enum Correction {
    /// A draft can be begun.
    Possible,
    /// It was made from no form: there is nothing to begin a draft with.
    NotFromForm,
    /// Not now, or not by this operator.
    Refused(DeskError),
}

impl Correction {
    /// Of an entry made from a form, by whoever sits here.
    pub fn by(seat: &Seat) -> Self {
        seat.desk.may_begin_correction(&seat.who).map_or_else(Self::Refused, |()| Self::Possible)
    }

    /// Whether a draft can be begun.
    pub fn is_possible(&self) -> bool {
        matches!(self, Self::Possible)
    }

    /// What can be done, for an operator who `manages` or does not. A way there always is: whoever manages types the number
    /// that the protocol office gave.
    pub fn told(&self, manages: bool, l: Lang) -> String {
        let number = if manages {
            l.t(
                "Poi scrivere qui il numero ordinario che ha ricevuto.",
                "Then type the ordinary number it was given here.",
            )
        } else {
            l.t(
                "Il numero ordinario che riceve lo scrive qui il responsabile dello sportello.",
                "The supervisor types the ordinary number it is given here.",
            )
        };
        format!("{} {number}", self.first(l))
    }

    /// What comes before its number.
    fn first(&self, l: Lang) -> String {
        let (it, en) = match self {
            Self::Possible => (
                "Correggerla con una nuova registrazione che la sostituisce; oppure farla inserire a mano nel protocollo.",
                "Correct it with a new entry that stands for it; or have it put into the protocol by hand.",
            ),
            Self::NotFromForm => (
                "Non nasce da un modello: un’altra registrazione non può correggerla. Farla inserire a mano nel protocollo con i dati della sua pagina.",
                "It was made from no form: no other entry can correct it. Have it put into the protocol by hand from what its page says.",
            ),
            Self::Refused(DeskError::NoOutageOpen) => (
                "Nessuna interruzione è aperta, e a registro chiuso non si danno numeri: un’altra registrazione non può più correggerla. Il suo numero di emergenza resta valido. Farla inserire a mano nel protocollo con i dati della sua pagina.",
                "No outage is open, and a closed register gives no numbers: no other entry can correct it any more. Its emergency number stands. Have it put into the protocol by hand from what its page says.",
            ),
            Self::Refused(DeskError::NotAllowed) => (
                "La corregge chi emette, con una nuova registrazione che la sostituisce; oppure si fa inserire a mano nel protocollo.",
                "Whoever issues corrects it with a new entry that stands for it; or it is put into the protocol by hand.",
            ),
            Self::Refused(refused) => {
                let by_hand = l.t(
                    "Oppure farla inserire a mano nel protocollo con i dati della sua pagina.",
                    "Or have it put into the protocol by hand from what its page says.",
                );
                return format!("{} {by_hand}", l.of(&refused.told()));
            }
        };
        l.t(it, en).to_owned()
    }
}
