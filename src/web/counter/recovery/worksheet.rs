//! The worksheet of a centre without a line: what to type, the numbers brought back.

use actix_web::web::{Path, Query};
use actix_web::{HttpResponse, http::header};
use askama::Template;
use serde::Deserialize;

use crate::site::file;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use crate::words::when;
use desk::recovery::worksheet::numbers::field_of;
use desk::recovery::worksheet::worksheet::Which;
use desk::recovery::worksheet::{Imported, Line, TypedNumbers, Worksheet};
use domain::ids::id::{CentreId, EntryId};
use domain::office::operator::Role;

/// Lines on one page: what a clerk types in one sitting.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "counter/recovery/worksheet.html")]
struct WorksheetPage {
    l: Lang,
    frame: Frame,
    form: Form,
    sheet: Worksheet,
    rows: Vec<Row>,
    today: String,
    supervisor: bool,
    noted: Option<usize>,
    imported: Option<Imported>,
}

/// A line as the page shows it.
struct Row {
    line: Line,
    /// Name of the number's field, and its label.
    field: String,
    label: String,
    place: RowPlace,
    cells: Vec<Cell>,
}

/// Where a line stands on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RowPlace {
    /// It comes next.
    First,
    /// It may get its number now.
    Open,
    /// It waits for those before it.
    Waits,
}

/// A value to copy.
struct Cell {
    id: String,
    label: &'static str,
    value: String,
}

impl Row {
    fn of(index: usize, line: Line, sheet: &Worksheet, l: Lang) -> Self {
        let place = match (index, sheet.bridge.sheet.keeps_order()) {
            (0, _) => RowPlace::First,
            (_, false) => RowPlace::Open,
            (_, true) => RowPlace::Waits,
        };
        let filled = line.cells.iter().zip(sheet.columns).filter(|(value, _)| !value.is_empty());
        let cells = filled.map(|(value, column)| Cell {
            id: format!("{}-{index}", column.code),
            label: l.t(column.it, column.en),
            value: value.clone(),
        });
        let label = format!("{} {}", l.t("Numero per", "Number for"), line.number);
        Self { field: field_of(line.entry), label, place, cells: cells.collect(), line }
    }

    fn first(&self) -> bool {
        self.place == RowPlace::First
    }

    fn waits(&self) -> bool {
        self.place == RowPlace::Waits
    }
}

impl WorksheetPage {
    fn near(&self) -> Option<String> {
        Some(self.l.of(&self.sheet.year_end?.told()).to_owned())
    }

    fn more(&self) -> usize {
        self.sheet.waiting.saturating_sub(self.sheet.lines.len())
    }
}

/// What came of the last form: a count, nothing personal.
#[derive(Deserialize)]
pub struct Told {
    noted: Option<usize>,
}

/// The page with a form, and what came of the last one.
pub(super) async fn page(
    seat: &Seat,
    id: CentreId,
    form: Form,
    told: (Option<usize>, Option<Imported>),
) -> Answer {
    let sheet = seat.ask(move |desk, who| desk.worksheet(who, id, Which::Waiting(SHOWN))).await?;
    let lines = sheet.lines.iter().cloned().enumerate();
    let sound = form.sound();
    let page = WorksheetPage {
        l: seat.l,
        frame: seat.frame().mend(&form),
        form,
        rows: lines.map(|(index, line)| Row::of(index, line, &sheet, seat.l)).collect(),
        sheet,
        today: when::date(seat.desk.now().day()),
        supervisor: seat.who.may(Role::Supervisor),
        noted: told.0,
        imported: told.1,
    };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET /recovery/bridge/{id}`
pub async fn show(seat: Seat, id: Path<CentreId>, told: Query<Told>) -> Answer {
    page(&seat, *id, Form::new(seat.l), (told.noted, None)).await
}

/// `POST /recovery/bridge/{id}`
pub async fn note(post: Post, id: Path<CentreId>) -> Answer {
    let id = *id;
    let numbers = post.typed.own().filter_map(|(name, number)| {
        let entry: EntryId = name.strip_prefix("number-")?.parse().ok()?;
        Some((entry, number.to_owned()))
    });
    let typed = TypedNumbers {
        date: when::read_date(post.typed.get("date")),
        numbers: numbers.collect(),
        checked: post.typed.has("checked"),
    };
    match post.seat.look(move |desk, who| desk.note_numbers(who, id, &typed)).await? {
        Ok(noted) => go(format!("/recovery/bridge/{id}?noted={noted}")),
        Err(refusal) => {
            let mut form = post.form();
            form.refused(refusal)?;
            page(&post.seat, id, form, (None, None)).await
        }
    }
}

/// `GET /recovery/bridge/{id}/worksheet.csv`
pub async fn csv(seat: Seat, id: Path<CentreId>) -> Answer {
    let id = *id;
    let (name, bytes) = seat.ask(move |desk, who| desk.worksheet_csv(who, id)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes))
}

/// `GET /recovery/bridge/{id}/worksheet.pdf`
pub async fn pdf(seat: Seat, id: Path<CentreId>) -> Answer {
    let id = *id;
    Ok(file::pdf(seat.ask(move |desk, who| desk.worksheet_pdf(who, id)).await?))
}
