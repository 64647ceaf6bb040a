//! The register as a list. State, day and number stand in the address; a name never does: it is posted.

use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use crate::counter::words;
use crate::site::field::Field;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::when;
use desk::register::entries::{EntryFilter, EntryRow, StateFilter};
use domain::ids::id::{EntryId, OutageId};
use domain::register::stray::WrittenDown;

/// Rows on one page.
pub(super) const ROWS: usize = 50;

/// The filters of the address.
#[derive(Default, Deserialize)]
pub struct Filters {
    day: Option<String>,
    state: Option<String>,
    kind: Option<String>,
    recovery: Option<String>,
    number: Option<String>,
    outage: Option<OutageId>,
    after: Option<EntryId>,
}

#[derive(Template)]
#[template(path = "counter/entry/entries.html")]
struct EntriesPage {
    l: Lang,
    frame: Frame,
    form: Form,
    rows: Vec<EntryRow>,
    /// Papers of a lost computer that fit the name or the number.
    strays: Vec<WrittenDown>,
    next: Option<EntryId>,
    /// Query of the filters, for the link to the next page.
    query: String,
    searched: bool,
    filtered: bool,
}

impl EntriesPage {
    fn states(&self) -> Field<'_> {
        let all = self.form.select("state", self.l.t("Stato", "State")).option("", self.l.t("tutti", "all"));
        words::STATES.iter().fold(all, |list, (value, _, it, en)| list.option(*value, self.l.t(it, en)))
    }

    fn settlements(&self) -> Field<'_> {
        let all = self.form.select("recovery", self.l.t("Riversamento", "Recovery"));
        let all = all.option("", self.l.t("tutti", "all"));
        words::SETTLEMENTS
            .iter()
            .fold(all, |list, (value, one)| list.option(*value, words::settlement(*one, self.l)))
    }

    fn kinds(&self) -> Field<'_> {
        let all = self.form.select("kind", self.l.t("Tipo", "Kind")).option("", self.l.t("tutti", "all"));
        words::KINDS
            .iter()
            .fold(all, |list, (value, kind)| list.option(*value, words::entry_kind(*kind, self.l)))
    }
}

/// `GET /entries`
pub async fn list(seat: Seat, filters: Query<Filters>) -> Answer {
    let filters = filters.into_inner();
    let typed = Typed::default()
        .with("day", filters.day.clone().unwrap_or_default())
        .with("state", filters.state.clone().unwrap_or_default())
        .with("kind", filters.kind.clone().unwrap_or_default())
        .with("recovery", filters.recovery.clone().unwrap_or_default())
        .with("number", filters.number.clone().unwrap_or_default());
    let mut form = Form::filled(seat.l, typed);
    let filter = read(&mut form, &filters);
    let query = query(&filters);
    let filtered = !query.is_empty();
    page(&seat, form, filter, query, filtered, false).await
}

/// `GET /entries/search`: the address of a search, opened again. The name was never in it.
pub async fn again() -> Answer {
    go("/entries")
}

/// `POST /entries/search`: by surname and, after it, names.
pub async fn search(post: Post) -> Answer {
    let mut form = post.form();
    let name =
        form.need("name", "Scrivere cognome e, se serve, nome.", "Write the surname and, if needed, names.");
    let after = form.typed.get("after").parse().ok();
    let filter = EntryFilter {
        name: Some(name).filter(|name| !name.is_empty()),
        after,
        limit: ROWS,
        ..EntryFilter::default()
    };
    let searched = form.sound();
    page(&post.seat, form, filter, String::new(), false, searched).await
}

async fn page(
    seat: &Seat,
    mut form: Form,
    filter: EntryFilter,
    query: String,
    filtered: bool,
    searched: bool,
) -> Answer {
    let (name, number) = (filter.name.clone(), filter.number.clone());
    let strays = seat.ask(move |desk, who| match (&name, &number) {
        (Some(name), _) => desk.strays_named(who, name),
        (None, Some(number)) => desk.strays_numbered(who, number),
        (None, None) => Ok(Vec::new()),
    });
    let strays = strays.await?;
    let (rows, next) = match seat.look(move |desk, who| desk.entries(who, filter)).await? {
        Ok(found) => (found.rows, found.next),
        Err(refusal) => {
            form.refused(refusal)?;
            (Vec::new(), None)
        }
    };
    let sound = form.sound();
    let frame = seat.frame().mend(&form);
    let page = EntriesPage { l: seat.l, frame, form, rows, strays, next, query, searched, filtered };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

fn read(form: &mut Form, filters: &Filters) -> EntryFilter {
    let text = |value: &Option<String>| {
        value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let day = text(&filters.day).and_then(|day| {
        let read = when::read_date(&day);
        if read.is_none() {
            form.problem("day", "Scrivere il giorno come gg/mm/aaaa.", "Write the day as dd/mm/yyyy.");
        }
        read
    });
    EntryFilter {
        day,
        state: text(&filters.state).and_then(|state| state_of(&state)),
        kind: text(&filters.kind).and_then(|kind| words::parse(&words::KINDS, &kind)),
        number: text(&filters.number),
        outage: filters.outage,
        settlement: text(&filters.recovery).and_then(|sent| words::parse(&words::SETTLEMENTS, &sent)),
        name: None,
        after: filters.after,
        limit: ROWS,
    }
}

fn state_of(sent: &str) -> Option<StateFilter> {
    words::STATES.iter().find(|(value, ..)| *value == sent).map(|(_, state, ..)| *state)
}

/// The filters as a query, without the place to go on from.
fn query(filters: &Filters) -> String {
    let pairs = [
        ("day", filters.day.clone()),
        ("state", filters.state.clone()),
        ("kind", filters.kind.clone()),
        ("recovery", filters.recovery.clone()),
        ("number", filters.number.clone()),
        ("outage", filters.outage.map(|outage| outage.to_string())),
    ];
    let encoded = pairs.into_iter().filter_map(|(name, value)| {
        let value = value.filter(|value| !value.trim().is_empty())?;
        Some(format!("{name}={}", crate::site::seat::encode(&value)))
    });
    encoded.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_next_page_keeps_the_filters() {
        let filters = Filters {
            day: Some("22/11/2026".into()),
            state: Some(String::new()),
            number: Some("31&x=1".into()),
            ..Filters::default()
        };
        assert_eq!(query(&filters), "day=22/11/2026&number=31%26x%3D1");
    }

    #[test]
    fn a_day_that_is_none_is_told_and_not_searched() {
        let mut form = Form::new(Lang::It);
        let filter = read(&mut form, &Filters { day: Some("31/02/2026".into()), ..Filters::default() });
        assert_eq!(filter.day, None);
        assert!(form.problem_of("day").is_some());
    }
}
