//! Papers of a lost computer that came back.

use chrono::{NaiveDate, NaiveTime};

use super::events::{id, number};
use crate::ids::id::StrayId;
use crate::journal::event::Event;
use crate::journal::record::Kind;
use crate::register::stray::Stray;
use crate::time::partial_date::PartialDate;

/// One as its sheet says, and its correction, which leaves out what need not be said.
pub(super) fn strays() -> Vec<(Kind, Event)> {
    let whole = Stray {
        id: StrayId::new(id(50)),
        number: number("EM01-2026-0000033"),
        title: "Certificato di nascita".to_owned(),
        surname: "D'Àngelo".to_owned(),
        given_names: "Maria Chiara".to_owned(),
        birth_date: NaiveDate::from_ymd_opt(1987, 3, 1).map(PartialDate::Month),
        issued: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        issued_at: NaiveTime::from_hms_opt(10, 42, 0),
        check_code: "7KQM3XWT0H5DPR9A".to_owned(),
        remark: "copia della titolare".to_owned(),
        corrects: None,
        reason: String::new(),
        withdrawn: false,
    };
    let withdrawn = Stray {
        id: StrayId::new(id(51)),
        birth_date: None,
        issued_at: None,
        check_code: String::new(),
        remark: String::new(),
        corrects: Some(whole.id),
        reason: "numero letto male".to_owned(),
        withdrawn: true,
        ..whole.clone()
    };
    [whole, withdrawn].map(|stray| (Kind::StrayWritten, Event::StrayWritten(Box::new(stray)))).into()
}
