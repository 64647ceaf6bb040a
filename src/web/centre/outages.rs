//! Outages across stations: correlation, four cases, archiving.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::counter;
use crate::site::file;
use crate::site::frame::{Answer, go};
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::{difference, when};
use centre::CentreError;
use centre::conflicts::decide::{OutagePart, OutageView};
use centre::obstacle::Obstacle;
use centre::register::entries::EntryView;
use centre::reports::cases::{self, Case, CaseRow};
use centre::reports::strays::{self, StrayView};
use centre::staff::deeds::{Deed, What};
use domain::ids::id::{OutageId, StationId};

use super::desk::{Chair, ChairPost, count};
use super::frame::HubFrame;
use super::words;

#[derive(Template)]
#[template(path = "centre/outages.html")]
struct OutagesPage {
    l: Lang,
    frame: HubFrame,
    outages: Vec<OutageView>,
}

impl OutagesPage {
    /// Why it began, as the first of its stations says.
    fn cause(&self, part: &OutagePart) -> String {
        let words = counter::words::cause(part.told.opening.cause, self.l);
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

#[derive(Template)]
#[template(path = "centre/correlation.html")]
struct CorrelationPage {
    l: Lang,
    frame: HubFrame,
    code: String,
    rows: Vec<EntryView>,
    /// Papers of a lost computer, counted apart.
    strays: Vec<StrayView>,
}

#[derive(Template)]
#[template(path = "centre/cases.html")]
struct CasesPage {
    l: Lang,
    frame: HubFrame,
    code: String,
    cases: [(Case, Vec<CaseRow>); 7],
    /// Papers of a lost computer, counted apart.
    strays: Vec<StrayView>,
}

impl CasesPage {
    fn t(&self, (it, en): (&'static str, &'static str)) -> &'static str {
        self.l.t(it, en)
    }

    fn lead(&self) -> &'static str {
        self.t(cases::LEAD)
    }
}

impl OutagesPage {
    /// The page where an obstacle is done away with, for whoever may.
    fn way_on(&self, obstacle: Obstacle, part: &OutagePart) -> Option<String> {
        let closes = self.frame.shows("/outages/{station}/{outage}/close");
        leads_to(obstacle, part).filter(|_| closes || obstacle != Obstacle::Open)
    }
}

/// The page where an obstacle is done away with; none where only the station can.
fn leads_to(obstacle: Obstacle, part: &OutagePart) -> Option<String> {
    Some(match obstacle {
        Obstacle::Open => format!("/outages/{}/{}/close", part.row.station, part.row.outage),
        Obstacle::Missing(_) => "/stations".to_owned(),
        Obstacle::Undecided(_) => "/conflicts".to_owned(),
        Obstacle::Calls(_) => "/conflicts#to-call".to_owned(),
        Obstacle::Unnumbered(_) => "/numbers".to_owned(),
        Obstacle::Unsigned(_) | Obstacle::PassedOn => return None,
    })
}

/// `GET /outages`
pub async fn list(chair: Chair) -> Answer {
    let outages = chair.ask(|hub, _| hub.outages()).await?;
    let page = OutagesPage { l: chair.l, frame: chair.frame(), outages };
    chair.show(&page)
}

/// The parts of an outage named by its shared code.
async fn parts(chair: &Chair, code: String) -> Result<Vec<OutageId>, Trouble> {
    chair.ask(move |hub, _| hub.parts_of(&code)).await?.ok_or(Trouble::NoSuchPage)
}

/// `GET /outages/{code}/correlation`
pub async fn correlation(path: web::Path<String>, chair: Chair) -> Answer {
    let code = path.into_inner();
    let parts = parts(&chair, code.clone()).await?;
    let (rows, strays) = chair
        .noted(
            move |hub, _| {
                let mut rows = Vec::new();
                hub.walk(&parts, &mut |entry| {
                    rows.push(entry);
                    Ok(())
                })?;
                Ok((rows, hub.strays(&parts)?))
            },
            {
                let code = code.clone();
                move |(rows, _)| {
                    Deed::about(What::Read, code).filtered("correlation").counting(count(Vec::len(rows)))
                }
            },
        )
        .await?;
    let page = CorrelationPage { l: chair.l, frame: chair.frame(), code, rows, strays };
    chair.show(&page)
}

/// `GET /outages/{code}/correlation.pdf`
pub async fn correlation_pdf(path: web::Path<String>, chair: Chair) -> Answer {
    let code = path.into_inner();
    let parts = parts(&chair, code.clone()).await?;
    let name = format!("correlazione-{code}.pdf");
    let taken = Deed::about(What::TakenOut, &code).filtered("correlation.pdf");
    let bytes = chair.noted(move |hub, _| hub.correlation_pdf(&code, &parts), |_| taken).await?;
    Ok(file::shown(&name, bytes))
}

/// `GET /outages/{code}/correlation.csv`
pub async fn correlation_csv(path: web::Path<String>, chair: Chair) -> Answer {
    let code = path.into_inner();
    let parts = parts(&chair, code.clone()).await?;
    let taken = Deed::about(What::TakenOut, &code).filtered("correlation.csv");
    let rows = |csv: &String| taken.counting(count(csv.lines().count().saturating_sub(1)));
    let csv = chair.noted(move |hub, _| hub.correlation_csv(&parts), rows).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"correlazione-{code}.csv\"")))
        .body(format!("\u{feff}{csv}")))
}

/// `GET /outages/{code}/cases`
pub async fn cases(path: web::Path<String>, chair: Chair) -> Answer {
    let code = path.into_inner();
    let parts = parts(&chair, code.clone()).await?;
    let read = Deed::about(What::Read, &code).filtered("cases");
    let asked = chair.noted(
        move |hub, _| Ok((hub.four_cases(&parts)?, hub.strays(&parts)?)),
        |(cases, _)| read.counting(count(cases.iter().map(|(_, rows)| rows.len()).sum())),
    );
    let (cases, strays) = asked.await?;
    let page = CasesPage { l: chair.l, frame: chair.frame(), code, cases, strays };
    chair.show(&page)
}

/// `GET /outages/{code}/cases.pdf`
pub async fn cases_pdf(path: web::Path<String>, chair: Chair) -> Answer {
    let code = path.into_inner();
    let parts = parts(&chair, code.clone()).await?;
    let name = format!("quattro-casi-{code}.pdf");
    let taken = Deed::about(What::TakenOut, &code).filtered("cases.pdf");
    let bytes = chair.noted(move |hub, _| hub.four_cases_pdf(&code, &parts), |_| taken).await?;
    Ok(file::shown(&name, bytes))
}

#[derive(Template)]
#[template(path = "centre/close_officially.html")]
struct ClosePage {
    l: Lang,
    frame: HubFrame,
    code: String,
    part: OutagePart,
    reason: String,
    problem: Option<String>,
}

async fn close_page(
    chair: &Chair,
    station: StationId,
    outage: OutageId,
    (reason, problem): (String, Option<String>),
) -> Answer {
    let found = chair.ask(|hub, _| hub.outages()).await?.into_iter().find_map(|view| {
        let part =
            view.parts.into_iter().find(|one| (one.row.station, one.row.outage) == (station, outage))?;
        Some((view.code, part))
    });
    let (code, part) = found.ok_or(Trouble::NoSuchPage)?;
    let page = ClosePage { l: chair.l, frame: chair.frame(), code, part, reason, problem };
    chair.show(&page)
}

/// `GET /outages/{station}/{outage}/close`: who closes a part in its station's stead says why.
pub async fn closing(path: web::Path<(StationId, OutageId)>, chair: Chair) -> Answer {
    let (station, outage) = path.into_inner();
    close_page(&chair, station, outage, (String::new(), None)).await
}

/// `POST /outages/{station}/{outage}/close`
pub async fn close(path: web::Path<(StationId, OutageId)>, post: ChairPost) -> Answer {
    let (station, outage) = path.into_inner();
    let reason = post.typed.get("reason").to_owned();
    let typed = reason.clone();
    let done = post.chair.tried(
        move |hub, who| hub.close_officially(who, station, outage, &typed),
        move |()| Deed::about(What::Decided, outage).filtered("closed-officially"),
    );
    match done.await? {
        Ok(()) => go("/outages"),
        Err(CentreError::Field { field: "reason", told }) => {
            let words = post.chair.l.of(&told).to_owned();
            close_page(&post.chair, station, outage, (reason, Some(words))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /outages/{station}/{outage}/archive`
pub async fn archive(path: web::Path<(StationId, OutageId)>, post: ChairPost) -> Answer {
    let (station, outage) = path.into_inner();
    let archived = move |(): &()| Deed::about(What::Decided, outage).filtered("archived");
    post.chair.noted(move |hub, _| hub.archive(station, outage), archived).await?;
    go("/outages")
}
