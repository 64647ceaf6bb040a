//! What a civil-status act that was written on paper during an outage says when it is entered in the national archive
//! afterwards: from when it holds, and why it comes late (DM Interno 18 October 2022 art. 10 c. 2).

use chrono::{Datelike, NaiveDate};

use super::outage::{Cause, Closing, Opening, Scenario};
use crate::text::bilingual::Bilingual;
use crate::time::moment::Moment;

/// `motivoRecupero`: why an act is entered late. Only the two reasons that an outage can give (table 96 of the archive's
/// decodings); the others belong to acts that no outage delayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// 1: the municipality's own suite was unavailable.
    OwnSuite,
    /// 4: the central system was unavailable.
    Central,
}

impl Reason {
    /// Why an outage makes acts late.
    pub fn of(opening: &Opening) -> Self {
        let central = opening.scenario == Scenario::NationalPlatform || opening.cause == Cause::Central;
        if central { Self::Central } else { Self::OwnSuite }
    }

    /// Why an act formed at `formed` is late; nothing where it was not formed in the outage: then no reason of emergency may
    /// stand on it.
    pub fn of_act(opening: &Opening, closing: Option<&Closing>, formed: Moment) -> Option<Self> {
        let during = formed >= opening.started && closing.is_none_or(|closing| formed <= closing.restored);
        during.then(|| Self::of(opening))
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::OwnSuite => "1",
            Self::Central => "4",
        }
    }

    /// `descrizioneMotivoRecupero`, as the table words it.
    pub fn wording(self) -> &'static str {
        match self {
            Self::OwnSuite => "Indisponibilità del sistema gestionale",
            Self::Central => "Indisponibilità del sistema centrale",
        }
    }
}

/// How near the end of the year is, for acts that are not entered yet: the archive refuses those of a past year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearEnd {
    /// From 20 December on: so many days are left, today among them.
    Near(i64),
    /// The act's year is over.
    Past,
}

impl YearEnd {
    /// For an act of `year`, seen on `today`.
    pub fn of(year: i32, today: NaiveDate) -> Option<Self> {
        if today.year() > year {
            return Some(Self::Past);
        }
        let near = today.year() == year && today.month() == 12 && today.day() >= 20;
        near.then(|| Self::Near(i64::from(32 - today.day())))
    }

    /// What to do, in words.
    pub fn told(self) -> Bilingual {
        match self {
            Self::Near(days) => Bilingual::new(
                format!(
                    "Mancano {days} giorni alla fine dell’anno, oggi compreso: ANSC rifiuta gli atti dell’anno passato. Inserirli prima del 31 dicembre."
                ),
                format!(
                    "{days} days are left in the year, today included: ANSC refuses acts of a past year. Enter them before 31 December."
                ),
            ),
            Self::Past => Bilingual::new(
                "Ci sono atti di un anno già finito: ANSC li rifiuta. Chiedere all’assistenza ANSC come inserirli, citando il registro di emergenza.",
                "There are acts of a year that is over: ANSC refuses them. Ask the ANSC help desk how to enter them, naming the emergency register.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_year_is_told_from_the_twentieth_of_december() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(YearEnd::of(2026, day("2026-12-19")), None);
        assert_eq!(YearEnd::of(2026, day("2026-12-20")), Some(YearEnd::Near(12)));
        assert_eq!(YearEnd::of(2026, day("2026-12-31")), Some(YearEnd::Near(1)));
        assert_eq!(YearEnd::of(2026, day("2027-01-01")), Some(YearEnd::Past));
        assert_eq!(YearEnd::of(2026, day("2026-11-22")), None);
    }
}
