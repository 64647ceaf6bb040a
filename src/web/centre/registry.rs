//! The registry as of today: imported after restore, held against every entry.

use askama::Template;

use super::desk::{Chair, ChairUpload, refused};
use super::frame::HubFrame;
use crate::site::form::Form;
use crate::site::frame::Answer;
use crate::words::lang::Lang;
use crate::words::when;
use centre::conflicts::recheck::Looked;
use centre::registry::references::ReferenceReport;
use centre::staff::deeds::{Deed, What};

#[derive(Template)]
#[template(path = "centre/registry.html")]
struct RegistryPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    imported: Option<String>,
    report: Option<(ReferenceReport, Looked)>,
}

async fn page(
    chair: &Chair,
    form: Form,
    report: Option<(ReferenceReport, Looked)>,
) -> Result<RegistryPage, crate::site::trouble::Trouble> {
    let imported = chair.ask(|hub, _| hub.references_of()).await?.map(when::date_time);
    Ok(RegistryPage { l: chair.l, frame: chair.frame().mend(&form), form, imported, report })
}

/// `GET /registry`
pub async fn show(chair: Chair) -> Answer {
    let page = page(&chair, Form::new(chair.l), None).await?;
    chair.show(&page)
}

/// `POST /registry`
pub async fn import(upload: ChairUpload) -> Answer {
    let ChairUpload { post, file, turn: _turn } = upload;
    let mut form = post.form();
    let Some(file) = file else {
        form.problem("file", "Scegliere il file dell’anagrafe.", "Choose the registry’s file.");
        let page = page(&post.chair, form, None).await?;
        return post.chair.mend(&page);
    };
    let done = post
        .chair
        .tried(
            move |hub, _| hub.take_registry(&mut file.as_slice()),
            |_| Deed::about(What::Brought, "registry"),
        )
        .await?;
    match done {
        Ok(report) => {
            let page = page(&post.chair, form, Some(report)).await?;
            post.chair.show(&page)
        }
        Err(error) => {
            refused(&mut form, error)?;
            let page = page(&post.chair, form, None).await?;
            post.chair.mend(&page)
        }
    }
}
