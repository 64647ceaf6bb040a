//! The code of the centre's keys: shown once, typed back.

use actix_web::HttpRequest;
use askama::Template;

use crate::site::form::Form;
use crate::site::frame::{Answer, go};
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use vault::{Kept, Sealer};

use super::desk::{Chair, ChairPost, refused, site};
use super::frame::HubFrame;

#[derive(Template)]
#[template(path = "centre/recovery_code.html")]
struct CodePage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    /// How the centre opens at a start.
    opens: &'static str,
    /// Whether that is with a key in clear.
    plain: bool,
    /// Whether it was typed back.
    kept: bool,
    /// The code, the one time that it is shown.
    code: Option<String>,
}

/// How it opens, in a few words.
fn opens(kept: Option<Kept>, l: Lang) -> &'static str {
    match kept {
        None => l.t(
            "Il centro chiede la frase di sblocco, o il codice di recupero, a ogni avvio.",
            "The centre asks for its passphrase, or the recovery code, at every start.",
        ),
        Some(Kept::Sealed(Sealer::Tpm | Sealer::SystemdCreds)) => l.t(
            "Il centro si apre da sé, con una chiave chiusa da questo computer (TPM): il disco, in un altro computer, non si apre.",
            "The centre opens by itself, with a key sealed by this computer (TPM): the disk, in another computer, does not open.",
        ),
        Some(Kept::Sealed(Sealer::Dpapi)) => l.t(
            "Il centro si apre da sé, con una chiave chiusa da Windows per l’utente del servizio.",
            "The centre opens by itself, with a key sealed by Windows for the service’s user.",
        ),
        Some(Kept::Plain) => l.t(
            "Il centro si apre da sé, con una chiave in chiaro in un file di questo computer: chi porta via il disco apre tutto. Cifrare il disco, oppure, a centro fermo, far chiudere la chiave dal computer o chiedere una frase a ogni avvio:",
            "The centre opens by itself, with a key in clear in a file of this computer: whoever takes the disk opens everything. Encrypt the disk; or stop the centre and have the computer seal the key, or a passphrase asked at every start:",
        ),
    }
}

async fn page(
    req: &HttpRequest,
    chair: &Chair,
    form: Form,
    code: Option<String>,
) -> Result<CodePage, Trouble> {
    let key_kept = site(req).key_kept;
    let (opens, plain) = (opens(key_kept, chair.l), key_kept == Some(Kept::Plain));
    let kept = chair.ask(|hub, _| hub.recovery_code_is_kept()).await?;
    let frame = chair.frame().mend(&form);
    Ok(CodePage { l: chair.l, frame, form, opens, plain, kept, code })
}

/// `GET /recovery-code`
pub async fn show(req: HttpRequest, chair: Chair) -> Answer {
    let page = page(&req, &chair, Form::new(chair.l), None).await?;
    chair.show(&page)
}

/// `POST /recovery-code/new`: this once it is shown.
pub async fn make(req: HttpRequest, post: ChairPost) -> Answer {
    let cost = site(&req).slot_cost();
    let code = post.chair.ask(move |hub, who| hub.make_recovery_code(who, cost)).await?;
    let page = page(&req, &post.chair, Form::new(post.chair.l), Some(code.to_string())).await?;
    post.chair.show(&page)
}

/// `GET /recovery-code/…`: the page was reloaded.
pub async fn again() -> Answer {
    go("/recovery-code")
}

/// `POST /recovery-code`
pub async fn keep(req: HttpRequest, post: ChairPost) -> Answer {
    let mut form = post.form();
    let typed = form.need("code", "Scrivere il codice dal foglio.", "Write the code from the paper.");
    if form.sound() {
        match post.chair.look(move |hub, who| hub.keep_recovery_code(who, &typed)).await? {
            Ok(()) => return go("/"),
            Err(error) => refused(&mut form, error)?,
        }
    }
    // What was typed is a secret: it does not stand in the page again.
    form.typed = crate::site::typed::Typed::default();
    let page = page(&req, &post.chair, form, None).await?;
    post.chair.mend(&page)
}
