//! What a sheet of a lost computer says, as typed → read, or what is wrong with it.

use chrono::{Datelike as _, NaiveDate, NaiveTime};
use domain::time::dates;

use domain::ids::check_code;
use domain::ids::number::Number;
use domain::register::stray::Stray;
use domain::text::bilingual::Bilingual;
use domain::text::lines;
use domain::time::moment::{Moment, Shown};
use domain::time::partial_date::PartialDate;

use super::strays::NewStray;
use crate::error::{DeskError, FieldProblem};

/// Everything that is wrong is said at once, each by its field.
pub(super) fn read(new: &NewStray, now: Moment) -> Result<Stray, DeskError> {
    let mut problems = Vec::new();
    let mut field = |name: &str, result: Result<String, Bilingual>| {
        result.map_err(|told| problems.push(FieldProblem::new(name, told))).unwrap_or_default()
    };
    let title = field("title", lines::required_line(&new.title, 120));
    let surname = field("surname", lines::name(&new.surname));
    let given_names = field("given-names", lines::name(&new.given_names));
    if surname.is_empty() && given_names.is_empty() {
        field("surname", Err(lines::missing()));
    }
    let remark = field("remark", lines::line(&new.remark, 240));
    let check_code = field("check-code", read_check_code(&new.check_code));
    let birth_date = read_birth_date(&new.birth_date, now.day());
    let birth_date = birth_date.map_err(|told| problems.push(FieldProblem::new("birth-date", told)));
    let number = new.number.parse::<Number>();
    if number.is_err() {
        problems.push(FieldProblem::new("number", no_number()));
    }
    if let Some(told) = wrong_day(new, number.as_ref().ok(), now) {
        problems.push(FieldProblem::new("issued", told));
    }
    match (number, birth_date) {
        (Ok(number), Ok(birth_date)) if problems.is_empty() => Ok(Stray {
            id: new.id,
            number,
            title,
            surname,
            given_names,
            birth_date,
            issued: new.issued,
            issued_at: new.issued_at,
            check_code,
            remark,
            corrects: None,
            reason: String::new(),
            withdrawn: false,
        }),
        _ => Err(DeskError::Fields(problems)),
    }
}

fn read_birth_date(typed: &str, today: NaiveDate) -> Result<Option<PartialDate>, Bilingual> {
    if typed.trim().is_empty() { Ok(None) } else { dates::birth_date(typed, today).map(Some) }
}

/// Sixteen letters, or eight on papers of before; kept as they were read, for nothing here can tell whether they are right.
fn read_check_code(typed: &str) -> Result<String, Bilingual> {
    let letters = check_code::normalise(typed).filter(|letters| matches!(letters.len(), 0 | 8 | 16));
    letters.ok_or_else(|| {
        Bilingual::new(
            "Sono sedici lettere in gruppi di quattro (otto sui fogli più vecchi); se non si leggono tutte, lasciare vuoto.",
            "Sixteen letters in groups of four (eight on older papers); leave it empty if not all of them can be read.",
        )
    })
}

fn wrong_day(new: &NewStray, number: Option<&Number>, now: Moment) -> Option<Bilingual> {
    let at = new.issued.and_time(new.issued_at.unwrap_or(NaiveTime::MIN));
    if Moment::shown(at) == Shown::Never {
        return Some(Bilingual::new(
            "Quell’ora non c’è stata: quella notte gli orologi sono passati dalle 02:00 alle 03:00. Rileggerla dal foglio.",
            "That hour never was: the clocks went from 02:00 to 03:00 that night. Read it from the sheet again.",
        ));
    }
    if at > now.local().naive_local() {
        return Some(Bilingual::new(
            "Questa data è nel futuro: rileggerla dal foglio.",
            "This date is in the future: read it from the sheet again.",
        ));
    }
    let of_the_year = number.is_none_or(|number| i32::from(number.key().year) == new.issued.year());
    (!of_the_year).then(|| {
        Bilingual::new(
            "L’anno non è quello del numero: rileggere tutti e due dal foglio.",
            "The year is not the number’s: read both from the sheet again.",
        )
    })
}

fn no_number() -> Bilingual {
    Bilingual::new(
        "Scrivere il numero come sul foglio, per esempio EM01-2026-0000031.",
        "Type the number as on the paper, such as EM01-2026-0000031.",
    )
}
