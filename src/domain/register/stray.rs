//! A stray: a paper that a computer now lost gave out, known only because the sheet came back. It is written down under its
//! own number and counted apart; what it says is the sheet's word, not the register's.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::ids::id::StrayId;
use crate::ids::number::Number;
use crate::time::moment::Moment;
use crate::time::partial_date::PartialDate;

/// What a sheet says, as a person read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stray {
    /// Identity of this writing-down, and its idempotency key.
    pub id: StrayId,
    /// The number on the sheet.
    pub number: Number,
    /// What kind of paper it is, as its heading says.
    pub title: String,
    /// Surname; may be empty.
    pub surname: String,
    /// Given names; may be empty.
    pub given_names: String,
    /// Birth date as far as the sheet has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<PartialDate>,
    /// Day of issue.
    pub issued: NaiveDate,
    /// Hour of issue, if it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<NaiveTime>,
    /// Its check code, letters alone; empty if none can be read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub check_code: String,
    /// What else is to be said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// The writing-down that this one stands for from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<StrayId>,
    /// Why it was corrected.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Whether there is no such paper after all: its number was misread.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

impl Stray {
    /// Surname and given names.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.surname, self.given_names).trim().to_owned()
    }
}

/// A stray as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenDown {
    /// What the sheet says.
    pub stray: Stray,
    /// When it was written down.
    pub at: Moment,
    /// By whom.
    pub by: String,
}

/// All strays by number, each with what was written before it was corrected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Strays(BTreeMap<Number, Vec<WrittenDown>>);

/// Something written down that does not follow from what was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the number was written down already, or what is corrected is not what stands")]
pub struct DoesNotFollow;

impl Strays {
    /// What stands under a number; none where it was never written down, or withdrawn.
    pub fn standing(&self, number: &Number) -> Option<&WrittenDown> {
        self.versions(number).last().filter(|last| !last.stray.withdrawn)
    }

    /// Everything ever written under a number, oldest first.
    pub fn versions(&self, number: &Number) -> &[WrittenDown] {
        self.0.get(number).map_or(&[], Vec::as_slice)
    }

    /// What stands, in order of the numbers.
    pub fn all(&self) -> impl Iterator<Item = &WrittenDown> {
        self.0.values().filter_map(|versions| versions.last()).filter(|last| !last.stray.withdrawn)
    }

    /// What was written under an id.
    pub fn by_id(&self, id: StrayId) -> Option<&WrittenDown> {
        self.0.values().flatten().find(|one| one.stray.id == id)
    }

    /// Whether it may be written: a number is written down once, and corrected from what stands.
    pub fn follows(&self, stray: &Stray) -> bool {
        let standing = self.standing(&stray.number).map(|standing| standing.stray.id);
        stray.corrects == standing && self.by_id(stray.id).is_none()
    }

    /// Everything ever written, number by number, each oldest first.
    pub fn written(&self) -> impl Iterator<Item = &WrittenDown> {
        self.0.values().flatten()
    }

    /// Writes one down that may have come before: the same one again changes nothing.
    pub fn write_once(&mut self, written: WrittenDown) {
        if self.by_id(written.stray.id).is_none() {
            self.0.entry(written.stray.number.clone()).or_default().push(written);
        }
    }

    /// Writes one down. What does not follow is kept all the same: the journal says it.
    pub(crate) fn write(&mut self, written: WrittenDown) -> Result<(), DoesNotFollow> {
        let follows = self.follows(&written.stray);
        self.0.entry(written.stray.number.clone()).or_default().push(written);
        if follows { Ok(()) } else { Err(DoesNotFollow) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn stray(id: u128, corrects: Option<u128>) -> Stray {
        Stray {
            id: StrayId::new(Uuid::from_u128(id)),
            number: "EM01-2026-0000033".parse().unwrap(),
            title: "Certificato di nascita".to_owned(),
            surname: "Rossi".to_owned(),
            given_names: String::new(),
            birth_date: None,
            issued: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
            issued_at: None,
            check_code: String::new(),
            remark: String::new(),
            corrects: corrects.map(|id| StrayId::new(Uuid::from_u128(id))),
            reason: String::new(),
            withdrawn: false,
        }
    }

    fn write(strays: &mut Strays, stray: Stray) -> Result<(), DoesNotFollow> {
        let at = Moment::new(stray.issued.and_time(NaiveTime::MIN).and_utc());
        strays.write(WrittenDown { stray, at, by: "Carla Bruni".to_owned() })
    }

    #[test]
    fn a_number_is_written_once_and_corrected_from_what_stands() {
        let mut strays = Strays::default();
        let number = stray(1, None).number;
        assert_eq!(strays.standing(&number), None);
        write(&mut strays, stray(1, None)).unwrap();
        assert!(!strays.follows(&stray(2, None)), "it is written down already");
        assert!(!strays.follows(&stray(2, Some(7))), "nothing of this id stands");
        write(&mut strays, stray(2, Some(1))).unwrap();
        assert!(!strays.follows(&stray(3, Some(1))), "it was corrected meanwhile");
        assert_eq!(strays.versions(&number).len(), 2);
        assert_eq!(strays.all().count(), 1);
    }

    #[test]
    fn what_was_withdrawn_stands_no_more_and_its_number_is_free() {
        let mut strays = Strays::default();
        write(&mut strays, stray(1, None)).unwrap();
        write(&mut strays, Stray { withdrawn: true, ..stray(2, Some(1)) }).unwrap();
        let number = stray(1, None).number;
        assert_eq!((strays.standing(&number), strays.all().count()), (None, 0));
        assert!(!strays.follows(&stray(3, Some(2))), "nothing stands to be corrected");
        write(&mut strays, stray(3, None)).unwrap();
        assert_eq!((strays.versions(&number).len(), strays.all().count()), (3, 1));
    }

    #[test]
    fn the_state_of_decision_keeps_them_by_their_numbers() {
        let mut strays = Strays::default();
        write(&mut strays, stray(1, None)).unwrap();
        let kept = serde_json::to_string(&strays).unwrap();
        assert!(kept.starts_with("{\"EM01-2026-0000033\":["), "{kept}");
        assert_eq!(serde_json::from_str::<Strays>(&kept).unwrap(), strays);
    }
}
