//! Bundles from sticks: taken, waiting, refused; outcomes given back.

use std::sync::Arc;

use actix_web::web;
use askama::Template;

use super::desk::{Chair, ChairPost, ChairUpload, refused};
use super::frame::HubFrame;
use crate::site::form::Form;
use crate::site::frame::{Answer, go};
use crate::site::stream;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::when;
use centre::CentreError;
use centre::intake::staged::{BundleRow, BundleState};
use centre::staff::deeds::{Deed, What};
use centre::stations::stations::StationView;
use domain::ids::id::StationId;

#[derive(Template)]
#[template(path = "centre/bundles.html")]
struct BundlesPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    recipient: String,
    bundles: Vec<BundleRow>,
    stations: Vec<StationView>,
    imported: Option<BundleRow>,
}

impl BundlesPage {
    fn code(&self, row: &BundleRow) -> &str {
        let of = self.stations.iter().find(|one| one.row.id == row.station);
        of.map_or("–", |one| one.row.code.as_str())
    }

    fn state(&self, row: &BundleRow) -> String {
        match &row.state {
            BundleState::Waiting { .. } => format!(
                "{} {}",
                self.l.t("aspetta: mancano le posizioni fino alla", "waits: positions are missing up to"),
                row.first - 1
            ),
            BundleState::Taken { fresh: 0 } => {
                self.l.t("c’era già tutto", "everything was here already").to_owned()
            }
            BundleState::Taken { fresh } => {
                format!("{} {fresh}", self.l.t("preso; registrazioni nuove", "taken; new records"))
            }
            BundleState::Refused { told } => self.l.of(told).to_owned(),
        }
    }

    fn waits(&self) -> bool {
        self.bundles.iter().any(|row| matches!(row.state, BundleState::Waiting { .. }))
    }
}

async fn page(chair: &Chair, form: Form, imported: Option<BundleRow>) -> Result<BundlesPage, Trouble> {
    let found = chair.ask(|hub, _| Ok((hub.bundle_recipient(), hub.bundles()?, hub.stations()?))).await?;
    let (recipient, bundles, stations) = found;
    let frame = chair.frame().mend(&form);
    Ok(BundlesPage { l: chair.l, frame, form, recipient, bundles, stations, imported })
}

/// `GET /bundles`
pub async fn list(chair: Chair) -> Answer {
    let page = page(&chair, Form::new(chair.l), None).await?;
    chair.show(&page)
}

/// `POST /bundles`
pub async fn import(upload: ChairUpload) -> Answer {
    let ChairUpload { post, file, turn: _turn } = upload;
    let mut form = post.form();
    let Some(file) = file else {
        form.problem("file", "Scegliere il pacchetto.", "Choose the bundle.");
        let page = page(&post.chair, form, None).await?;
        return post.chair.mend(&page);
    };
    let identity = Arc::clone(&post.chair.identity);
    match post
        .chair
        .tried(
            move |hub, _| hub.import_bundle(&identity, &file),
            |row: &BundleRow| Deed::about(What::Brought, row.station).filtered("bundle"),
        )
        .await?
    {
        Ok(row) => {
            let page = page(&post.chair, form, Some(row)).await?;
            post.chair.show(&page)
        }
        Err(error @ (CentreError::Store(_) | CentreError::Keys)) => Err(error.into()),
        Err(error) => {
            form.told("file", &error.told());
            let page = page(&post.chair, form, None).await?;
            post.chair.mend(&page)
        }
    }
}

/// `POST /bundles/again`: what waits is tried.
pub async fn again(post: ChairPost) -> Answer {
    let identity = Arc::clone(&post.chair.identity);
    post.chair.ask(move |hub, _| hub.take_waiting(&identity)).await?;
    go("/bundles")
}

/// `POST /bundles/{station}/outcomes`: all outcomes of a station, as a file.
pub async fn outcomes(path: web::Path<StationId>, post: ChairPost) -> Answer {
    let station = path.into_inner();
    let identity = Arc::clone(&post.chair.identity);
    match post
        .chair
        .tried(
            move |hub, _| hub.answer(&identity, station, 0),
            move |_| Deed::about(What::TakenOut, station).filtered("outcomes"),
        )
        .await?
    {
        Ok(answer) => Ok(stream::file(&answer.name, answer.bytes)),
        Err(error) => {
            let mut form = Form::new(post.chair.l);
            refused(&mut form, error)?;
            let page = page(&post.chair, form, None).await?;
            post.chair.mend(&page)
        }
    }
}
