//! How far an import of the extract is, and what came of it. The page asks again by itself, with script and without.

use actix_web::HttpRequest;
use askama::Template;

use crate::desk::DeskError;
use crate::desk::parts::import_progress::{ImportReport, ImportView, Passed, Stage, Step};
use crate::domain::office::operator::Role;
use crate::web::site::frame::{Answer, Frame, go};
use crate::web::site::seat::Seat;
use crate::web::words::lang::Lang;
use crate::web::words::when;

/// Where this page is.
pub const HERE: &str = "/extract/import";

#[derive(Template)]
#[template(path = "counter/people/extract_import.html")]
struct RunningPage {
    l: Lang,
    frame: Frame,
    import: ImportView,
    passed: Passed,
}

#[derive(Template)]
#[template(path = "counter/people/extract_report.html")]
struct ReportPage {
    l: Lang,
    frame: Frame,
    report: ImportReport,
}

#[derive(Template)]
#[template(path = "counter/people/extract_refused.html")]
struct RefusedPage {
    l: Lang,
    frame: Frame,
    error: DeskError,
}

/// `GET /extract/import`
pub async fn show(req: HttpRequest) -> Answer {
    let seat = Seat::watching(&req).await?;
    seat.needs(Role::Supervisor)?;
    let Some(import) = seat.look(|desk, _| desk.import()).await? else { return go("/extract") };
    let (l, frame) = (seat.l, seat.frame());
    match import.stage.clone() {
        Stage::Running(passed) => seat.show(&RunningPage { l, frame, import, passed }),
        Stage::Ended(Ok(report)) => seat.show(&ReportPage { l, frame, report }),
        Stage::Ended(Err(error)) => seat.show(&RefusedPage { l, frame, error }),
    }
}

/// What an import is busy with.
fn busy(step: Step, l: Lang) -> &'static str {
    match step {
        Step::Reading => l.t("Lettura delle righe", "Reading the rows"),
        Step::Sealing => l.t("Cifratura", "Encrypting"),
        Step::Checking => l.t("Rilettura di controllo", "Reading it back to check"),
    }
}

/// The time left, in words.
fn left(passed: &Passed, l: Lang) -> String {
    let Some(left) = passed.left.map(|left| left.as_secs()) else {
        return l.t("ancora da stimare", "not yet known").to_owned();
    };
    match left {
        0..60 => format!("{} {} s", l.t("circa", "about"), left.max(1)),
        _ => format!("{} {} min", l.t("circa", "about"), left.div_ceil(60)),
    }
}

/// A count with its thousands apart: `120.000`, `120,000`.
fn count(rows: u64, l: Lang) -> String {
    let digits = rows.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push_str(l.t(".", ","));
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn counts_are_written_with_their_thousands_apart() {
        for (rows, it) in [(0, "0"), (999, "999"), (1000, "1.000"), (1_234_567, "1.234.567")] {
            assert_eq!(count(rows, Lang::It), it);
        }
        assert_eq!(count(120_000, Lang::En), "120,000");
    }

    #[test]
    fn minutes_are_told_where_there_are_some() {
        let told = |seconds: Option<u64>| {
            let left = seconds.map(Duration::from_secs);
            super::left(&Passed { step: Step::Reading, rows: 1, of: 2, left }, Lang::It)
        };
        assert_eq!(told(None), "ancora da stimare");
        assert_eq!(told(Some(0)), "circa 1 s");
        assert_eq!(told(Some(59)), "circa 59 s");
        assert_eq!(told(Some(61)), "circa 2 min");
    }
}
