//! How far an import of the extract is, and what came of it. The page asks again by itself, with script and without.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use askama::Template;

use crate::site::blocking::block;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::when;
use desk::DeskError;
use desk::error::Unsure;
use desk::parts::import_progress::{ImportReport, ImportView, Passed, Stage, Step};
use domain::office::operator::Role;
use domain::text::thousands::thousands;

/// As long as the answer to a yes waits for the import.
const AT_ONCE: Duration = Duration::from_secs(1);

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
#[template(path = "counter/people/extract_asked.html")]
struct AskedPage {
    l: Lang,
    frame: Frame,
    unsure: Unsure,
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
        Stage::Ended(Err(DeskError::ExtractUnsure(unsure))) => {
            match seat.look(|desk, _| desk.import_waiting()).await? {
                Some(report) => seat.show(&AskedPage { l, frame, unsure: *unsure, report }),
                None => go("/extract"),
            }
        }
        Stage::Ended(Err(error)) => seat.show(&RefusedPage { l, frame, error }),
    }
}

/// `POST /extract/import`: yes or no to what was told of a delivery.
pub async fn answer(post: Post) -> Answer {
    post.seat.needs(Role::Supervisor)?;
    let code = post.typed.get("code").to_owned();
    if post.typed.get("do") != "yes" {
        post.seat.look(move |desk, who| desk.drop_import(who, &code)).await??;
        return go("/extract");
    }
    let (desk, who) = (Arc::clone(&post.seat.desk), post.seat.who.clone());
    let begun =
        block(move || desk.confirm_import(&who, &code).map(|import| import.within(AT_ONCE).map(|_| ())));
    match begun.await.map_err(|_| Trouble::Broken)? {
        // Whatever came of it is told there, and what waits by now is shown.
        Ok(_) | Err(DeskError::ShownDiffers) => go(HERE),
        Err(error) => Err(error.into()),
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
pub(super) fn count(rows: u64, l: Lang) -> String {
    thousands(rows, if l == Lang::It { '.' } else { ',' })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

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
