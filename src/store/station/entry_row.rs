//! An entry's row as it is sealed: a few hundred bytes are written for each entry, so names of fields are not among them.

use chrono::{DateTime, Datelike, NaiveDate};
use uuid::Uuid;

use domain::form::entry_kind::{EntryKind, UseCode};
use domain::form::form::FormRef;
use domain::ids::id::{EntryId, OutageId};
use domain::ids::number::{Number, NumberKey, RegisterCode, Series};
use domain::register::call_back::{CallOutcome, CallState};
use domain::register::entry::{PaperState, Subject};
use domain::time::moment::Moment;

use super::keys::Slot;
use super::recovery::RecoveryRow;
use super::rows::EntryRow;
use crate::error::StoreError;

const KINDS: [EntryKind; 6] = [
    EntryKind::Document,
    EntryKind::Deferral,
    EntryKind::Refusal,
    EntryKind::CallBack,
    EntryKind::PaperAct,
    EntryKind::Authorisation,
];
const OUTCOMES: [CallOutcome; 3] = [CallOutcome::Reached, CallOutcome::NotReached, CallOutcome::NotNeeded];

/// The row as bytes. Its slot is told by its key.
pub(super) fn bytes(row: &EntryRow) -> Vec<u8> {
    let mut out = Out(Vec::with_capacity(192));
    out.0.extend_from_slice(row.id.uuid().as_bytes());
    out.0.extend_from_slice(row.outage.uuid().as_bytes());
    out.0.extend_from_slice(&row.issued.utc().timestamp_millis().to_be_bytes());
    out.place(&KINDS, row.kind);
    out.number(u64::from(row.non_deferrable));
    register(&mut out, &row.number);
    for text in [&row.check_code, &row.title, &row.subject.surname, &row.subject.given_names] {
        out.text(text);
    }
    out.maybe(row.subject.birth_date, |out, day| {
        out.number(u64::from(day.num_days_from_ce().cast_unsigned()));
    });
    out.maybe(row.subject.tax_code.as_ref(), |out, code| out.text(code));
    out.maybe(row.form.as_ref(), |out, form| {
        out.text(&form.id);
        out.number(form.version.into());
    });
    out.maybe(row.use_code, |out, code| out.place(&UseCode::ALL, code));
    out.maybe(row.photograph.as_ref(), |out, blob| out.text(blob));
    out.maybe(row.call, |out, call| match call {
        CallState::Due { tries } => out.number(u64::from(tries) + 3),
        CallState::Done { outcome } => out.place(&OUTCOMES, outcome),
    });
    state(&mut out, &row.state);
    out.number(row.copies.into());
    let recovery = (row.recovery != RecoveryRow::default()).then_some(&row.recovery);
    out.maybe(recovery, |out, recovery| {
        let told = serde_json::to_string(recovery);
        out.text(&told.expect("what centres said holds only strings, numbers, lists and string-keyed maps"));
    });
    // Positions grow: each is told by how far it lies behind the one before.
    let mut before = Slot(row.cursor).position();
    for position in row.records.iter().skip(1) {
        out.number(position.saturating_sub(before));
        before = *position;
    }
    out.0
}

fn register(out: &mut Out, number: &Number) {
    let NumberKey { code, series, year } = number.key();
    out.text(code.as_str());
    out.number(u64::from(*series == Series::S));
    out.number((*year).into());
    out.number(number.serial().into());
}

fn state(out: &mut Out, state: &PaperState) {
    let (tag, reason) = match state {
        PaperState::Registered => (0, None),
        PaperState::Issued => (1, None),
        PaperState::PrintSent => (2, None),
        PaperState::HandedOver => (3, None),
        PaperState::NotAscertained { reason } => (4, Some(reason)),
        PaperState::Annulled { reason } => (5, Some(reason)),
    };
    out.number(tag);
    if let Some(reason) = reason {
        out.text(reason);
    }
}

/// The row at a slot.
pub(super) fn read(slot: Slot, bytes: &[u8]) -> Result<EntryRow, StoreError> {
    row(slot, &mut In(bytes)).ok_or(StoreError::Damaged("a row of another shape"))
}

fn row(slot: Slot, from: &mut In) -> Option<EntryRow> {
    let id = EntryId::new(Uuid::from_bytes(from.array()?));
    let outage = OutageId::new(Uuid::from_bytes(from.array()?));
    let issued = Moment::new(DateTime::from_timestamp_millis(i64::from_be_bytes(from.array()?))?);
    let kind = from.place(&KINDS)?;
    let non_deferrable = from.number()? == 1;
    let number = read_register(from)?;
    let [check_code, title, surname, given_names] = [from.text()?, from.text()?, from.text()?, from.text()?];
    let birth_date = from.maybe(|from| {
        NaiveDate::from_num_days_from_ce_opt(u32::try_from(from.number()?).ok()?.cast_signed())
    })?;
    let tax_code = from.maybe(In::text)?;
    let form =
        from.maybe(|from| Some(FormRef { id: from.text()?, version: u32::try_from(from.number()?).ok()? }))?;
    let use_code = from.maybe(|from| from.place(&UseCode::ALL))?;
    let photograph = from.maybe(In::text)?;
    let call = from.maybe(|from| match from.number()? {
        outcome @ 0..3 => Some(CallState::Done { outcome: *OUTCOMES.get(usize::try_from(outcome).ok()?)? }),
        tries => Some(CallState::Due { tries: u32::try_from(tries - 3).ok()? }),
    })?;
    let state = read_state(from)?;
    let copies = u32::try_from(from.number()?).ok()?;
    let recovery = from.maybe(|from| serde_json::from_str(&from.text()?).ok())?.unwrap_or_default();
    let mut records = vec![slot.position()];
    while !from.0.is_empty() {
        records.push(records.last()?.checked_add(from.number()?)?);
    }
    let subject = Subject { surname, given_names, birth_date, tax_code };
    Some(EntryRow {
        id,
        number,
        outage,
        kind,
        issued,
        form,
        use_code,
        title,
        subject,
        non_deferrable,
        state,
        copies,
        check_code,
        records,
        cursor: slot.0,
        photograph,
        recovery,
        call,
    })
}

fn read_register(from: &mut In) -> Option<Number> {
    let code = RegisterCode::parse(&from.text()?).ok()?;
    let series = if from.number()? == 1 { Series::S } else { Series::P };
    let year = u16::try_from(from.number()?).ok()?;
    Number::new(NumberKey { code, series, year }, u32::try_from(from.number()?).ok()?)
}

fn read_state(from: &mut In) -> Option<PaperState> {
    Some(match from.number()? {
        0 => PaperState::Registered,
        1 => PaperState::Issued,
        2 => PaperState::PrintSent,
        3 => PaperState::HandedOver,
        4 => PaperState::NotAscertained { reason: from.text()? },
        5 => PaperState::Annulled { reason: from.text()? },
        _ => return None,
    })
}

/// Writes: numbers seven bits a byte, the low ones first, texts after their length.
struct Out(Vec<u8>);

impl Out {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(0x80 | u8::try_from(number & 0x7F).expect("seven bits fit into a byte"));
            number >>= 7;
        }
        self.0.push(u8::try_from(number).expect("less than 128"));
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Which one of a few.
    fn place<T: PartialEq + Copy>(&mut self, among: &[T], one: T) {
        let place = among.iter().position(|other| *other == one).expect("the list names every one there is");
        self.number(place as u64);
    }

    fn maybe<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.number(u64::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }
}

/// Reads what [`Out`] wrote.
struct In<'a>(&'a [u8]);

impl In<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn place<T: Copy>(&mut self, among: &[T]) -> Option<T> {
        among.get(usize::try_from(self.number()?).ok()?).copied()
    }

    /// `None` if it cannot be read; within, `None` if there is none.
    #[allow(clippy::option_option, reason = "what cannot be read is not what is not there")]
    fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.number()? {
            0 => Some(None),
            1 => read(self).map(Some),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use domain::centre::exchange::{OrdinaryNumber, Verdict};
    use domain::ids::id::CentreId;

    fn rows() -> impl Strategy<Value = EntryRow> {
        let text = "\\PC{0,40}";
        let maybe = proptest::option::of(text);
        let states = prop_oneof![
            Just(PaperState::Registered),
            Just(PaperState::Issued),
            Just(PaperState::PrintSent),
            Just(PaperState::HandedOver),
            text.prop_map(|reason| PaperState::NotAscertained { reason }),
            text.prop_map(|reason| PaperState::Annulled { reason }),
        ];
        let calls = prop_oneof![
            any::<u32>().prop_map(|tries| CallState::Due { tries }),
            (0..3_usize).prop_map(|one| CallState::Done { outcome: OUTCOMES[one] }),
        ];
        let numbers = (any::<bool>(), 2000..3000_u16, 1..9_999_999_u32).prop_map(|(index, year, serial)| {
            let series = if index { Series::S } else { Series::P };
            let code = RegisterCode::parse("EM01").unwrap();
            Number::new(NumberKey { code, series, year }, serial).unwrap()
        });
        let positions = (1..u64::MAX >> 12, proptest::collection::vec(1..1_u64 << 40, 0..5));
        let days = proptest::option::of(-500_000..500_000_i32);
        let plain =
            (any::<[u128; 2]>(), 0_i64..9_000_000_000_000, 0..6_usize, any::<[bool; 2]>(), any::<u32>());
        let texts = (text, text, text, text, maybe.clone(), maybe.clone(), maybe);
        (plain, numbers, texts, states, proptest::option::of(calls), positions, days).prop_map(
            |(plain, number, texts, state, call, (first, further), days)| {
                let ([id, outage], issued, kind, [non_deferrable, known], copies) = plain;
                let (check_code, title, surname, given_names, tax_code, form, photograph) = texts;
                let mut records = vec![first];
                for step in further {
                    records.push(records.last().unwrap().saturating_add(step));
                }
                let ordinary = OrdinaryNumber {
                    register: "PG".into(),
                    year: 2026,
                    number: "7".into(),
                    date: NaiveDate::MIN,
                };
                let verdict = Verdict::accepted(ordinary);
                let centre = CentreId::new(Uuid::from_u128(id));
                EntryRow {
                    id: EntryId::new(Uuid::from_u128(id)),
                    number,
                    outage: OutageId::new(Uuid::from_u128(outage)),
                    kind: KINDS[kind],
                    issued: Moment::new(DateTime::from_timestamp_millis(issued).unwrap()),
                    form: form.map(|id| FormRef { id, version: copies }),
                    use_code: known.then_some(UseCode::Court),
                    title,
                    subject: Subject {
                        surname,
                        given_names,
                        birth_date: days.and_then(NaiveDate::from_num_days_from_ce_opt),
                        tax_code,
                    },
                    non_deferrable,
                    state,
                    copies,
                    check_code,
                    cursor: first << 12,
                    records,
                    photograph,
                    recovery: if known {
                        RecoveryRow { verdicts: [(centre, verdict)].into(), ..RecoveryRow::default() }
                    } else {
                        RecoveryRow::default()
                    },
                    call,
                }
            },
        )
    }

    proptest! {
        #[test]
        fn a_row_reads_back_as_written_and_a_cut_one_not_at_all(row in rows(), cut in any::<prop::sample::Index>()) {
            let written = bytes(&row);
            prop_assert_eq!(read(Slot(row.cursor), &written).unwrap(), row.clone());
            let shorter = &written[..cut.index(written.len())];
            // The last numbers are positions of further records: without some of them it is a shorter history.
            if let Ok(other) = read(Slot(row.cursor), shorter) {
                prop_assert!(other.records.len() < row.records.len());
            }
        }
    }
}
