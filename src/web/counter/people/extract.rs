//! The extract of residents: how old it is, importing a newer one.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;

use crate::site::blocking::block;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::site::upload::Upload;
use crate::words::lang::Lang;
use crate::words::when;
use desk::DeskError;
use desk::parts::import_progress::Stage;
use desk::people::extract::ExtractView;
use domain::office::operator::Role;
use extract::Column;

use super::{extract_columns, extract_import};

#[derive(Template)]
#[template(path = "counter/people/extract.html")]
struct Page {
    l: Lang,
    frame: Frame,
    form: Form,
    extract: Option<ExtractView>,
    /// Whether an import is under way.
    runs: bool,
    /// Whether one waits for a yes.
    waits: bool,
    supervisor: bool,
}

/// As long as the answer to the form waits for the import.
const AT_ONCE: Duration = Duration::from_secs(1);

/// What a missing column means at the counter, where it means something.
pub(super) fn lacks(column: Column, l: Lang) -> &'static str {
    match column {
        Column::Certifiable => l.t(
            "certificabilità: l’ufficiale la verifica e lo dichiara a ogni certificato",
            "certifiability: the officer checks it and says so on every certificate",
        ),
        Column::OpenProcedure => l.t(
            "procedimenti aperti: l’ufficiale li verifica e lo dichiara a ogni certificato",
            "open procedures: the officer checks them and says so on every certificate",
        ),
        Column::DiedOn | Column::RemovedOn => l.t(
            "decessi e cancellazioni: chi non è più residente non si riconosce",
            "deaths and removals: who is no longer resident cannot be told",
        ),
        Column::TaxCode => {
            l.t("la ricerca per codice fiscale non trova nessuno", "nobody is found by tax code")
        }
        Column::Family | Column::Kinship => l.t("niente stato di famiglia", "no family certificate"),
        _ => l.t("si scrive a mano", "typed by hand"),
    }
}

async fn page(seat: &Seat, form: Form) -> Answer {
    let (extract, import) = seat.look(move |desk, _| (desk.extract(), desk.import())).await?;
    let stage = import.map(|import| import.stage);
    let runs = matches!(stage, Some(Stage::Running(_)));
    let waits = matches!(stage, Some(Stage::Ended(Err(DeskError::ExtractUnsure(_)))));
    let sound = form.sound();
    let page = Page {
        l: seat.l,
        frame: seat.frame().mend(&form),
        form,
        extract,
        runs,
        waits,
        supervisor: seat.who.may(Role::Supervisor),
    };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET /extract`
pub async fn show(seat: Seat) -> Answer {
    let form = Form::new(seat.l);
    page(&seat, form).await
}

/// `POST /extract`
pub async fn submit(upload: Upload) -> Answer {
    let Upload { post, file, turn: _turn } = upload;
    post.seat.needs(Role::Supervisor)?;
    let mut form = post.form();
    let date = when::read_date(form.typed.get("date"));
    if date.is_none() {
        form.problem(
            "date",
            "Scrivere il giorno in cui l’estratto è stato prodotto, gg/mm/aaaa.",
            "Write the day the extract was made, dd/mm/yyyy.",
        );
    }
    if file.is_none() {
        form.problem("file", "Scegliere il file CSV.", "Choose the CSV file.");
    }
    if let (Some(date), Some(file)) = (date, file) {
        let (desk, who) = (Arc::clone(&post.seat.desk), post.seat.who.clone());
        let begun = block(move || {
            // What ends at once needs no page that shows how far it is.
            desk.begin_import(&who, file, date, None).map(|import| import.within(AT_ONCE))
        });
        match begun.await.map_err(|_| Trouble::Broken)? {
            Ok(None | Some(Ok(_) | Err(DeskError::ExtractUnsure(_)))) => return go(extract_import::HERE),
            Ok(Some(Err(error))) | Err(error) => form.refused(error)?,
        }
    }
    page(&post.seat, form).await
}

/// `POST /extract/before`: the extract before comes back.
pub async fn bring_back(post: Post) -> Answer {
    post.seat.needs(Role::Supervisor)?;
    let shown = post.typed.get("extract").parse().map_err(|_| DeskError::ShownDiffers)?;
    let mut form = post.form();
    match post.seat.look(move |desk, who| desk.bring_back_extract(who, shown)).await? {
        Ok(()) => go("/extract"),
        Err(error) => {
            form.refused(error)?;
            page(&post.seat, form).await
        }
    }
}

/// `GET` of what only answers to `POST`.
pub async fn again() -> Answer {
    go("/extract")
}
