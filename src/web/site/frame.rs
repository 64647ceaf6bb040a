//! What stands around every page: title, strip, navigation, error summary.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_TYPE;
use askama::Template;

use super::assets;
use super::field::Hidden;
use super::form::{Form, Problem};
use super::seat::encode;
use super::standing::Standing;
use super::strip::StripView;
use super::trouble::Trouble;
use crate::words::lang::Lang;
use desk::SessionState;
use domain::office::operator::Role;

/// A handler's answer.
pub type Answer = Result<HttpResponse, Trouble>;

/// The frame of a page. A page's template extends `layout.html` and its struct has the fields `l` and `frame`.
pub struct Frame {
    /// Language.
    pub l: Lang,
    /// Whether *ESERCITAZIONE* stands on the page.
    pub drill: bool,
    /// The strip, where the station is open.
    pub strip: Option<StripView>,
    /// Who is signed in and at work.
    pub who: Option<Who>,
    /// What to mend.
    pub problems: Vec<Problem>,
    /// Where the language switch leads back to.
    pub here: String,
    /// Proof that a form of this page is ours.
    pub token: String,
}

/// The operator in the header.
pub struct Who {
    /// Name.
    pub name: String,
    /// Proof for the forms of the header, which belong to the session on every page.
    pub token: String,
    /// May open, close, annul, manage accounts.
    pub supervisor: bool,
    /// Seconds after which the session has locked, if nobody does anything.
    pub idle: u64,
    /// Whether something that was typed on this page and not sent is kept.
    pub unsent: bool,
}

impl Who {
    /// The hidden field of the header's forms.
    pub fn csrf(&self) -> Hidden<'_> {
        Hidden { name: "_csrf", value: &self.token }
    }
}

/// A session locks when its time is over, not at it.
const OVER: u64 = 2;

impl Frame {
    /// The frame for a standing; `token` is the session's or the visitor's.
    pub fn new(standing: &Standing, token: &str) -> Self {
        let active = standing.session.as_ref().filter(|session| session.state == SessionState::Active);
        Self {
            l: standing.l,
            drill: standing.site.drill(),
            strip: standing
                .strip
                .as_ref()
                .map(|strip| StripView::new(strip, standing.site.tls_renewal(strip.now), standing.l)),
            who: active.map(|session| Who {
                name: session.name.clone(),
                token: session.csrf.clone(),
                supervisor: session.may(Role::Supervisor),
                idle: session.idle_left.as_secs() + OVER,
                unsent: standing.unsent,
            }),
            problems: Vec::new(),
            here: standing.here.clone(),
            token: token.to_owned(),
        }
    }

    /// A frame for when nothing can be known.
    pub fn bare(l: Lang, drill: bool) -> Self {
        Self {
            l,
            drill,
            strip: None,
            who: None,
            problems: Vec::new(),
            here: "/".into(),
            token: String::new(),
        }
    }

    /// With the problems of a form in the summary.
    #[must_use]
    pub fn mend(mut self, form: &Form) -> Self {
        self.problems.clone_from(&form.problems);
        self
    }

    /// The hidden field every POST form needs.
    pub fn csrf(&self) -> Hidden<'_> {
        Hidden { name: "_csrf", value: &self.token }
    }

    /// Address of an embedded file.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The same page in the other language.
    pub fn switch(&self) -> String {
        let joint = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{joint}lang={}", self.here, self.l.other().code())
    }

    /// Where a page goes by itself, without script, when nobody did anything: it only shows, and would go on showing.
    pub fn leave(&self) -> String {
        format!("/lock?left=1&next={}", encode(&self.here))
    }

    /// Whether the page shown is under `path`, for the navigation.
    pub fn at(&self, path: &str) -> bool {
        let here = self.here.split('?').next().unwrap_or_default();
        here == path || (path != "/" && here.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    }
}

/// A page as an answer: 200, or 422 where something is to mend.
pub fn show(page: &impl Template, frame_has_problems: bool) -> Answer {
    let body = page.render().map_err(|error| {
        tracing::error!(%error, "a template failed");
        Trouble::Broken
    })?;
    let body = if body.contains(TYPED_IN) { stays(body) } else { body };
    let mut answer =
        if frame_has_problems { HttpResponse::UnprocessableEntity() } else { HttpResponse::Ok() };
    Ok(answer.insert_header((CONTENT_TYPE, "text/html; charset=utf-8")).body(body))
}

/// What marks a form into which a person types at length.
const TYPED_IN: &str = " data-unsaved";
/// Where the way to the lock stands that a page takes without script.
const LEAVES: (&str, &str) = ("<noscript data-leaves>", "</noscript>");

/// A page that is typed in does not go away by itself: without script what was typed would be lost.
fn stays(mut body: String) -> String {
    if let Some(begin) = body.find(LEAVES.0)
        && let Some(length) = body[begin..].find(LEAVES.1)
    {
        body.replace_range(begin..begin + length + LEAVES.1.len(), "");
    }
    body
}

/// A page elsewhere, after something was done (303).
pub fn go(path: impl Into<String>) -> Answer {
    Err(Trouble::go(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_that_is_not_typed_in_goes_away_by_itself() {
        let page = "<head><noscript data-leaves><meta></noscript></head><form data-unsaved>";
        assert_eq!(stays(page.to_owned()), "<head></head><form data-unsaved>");
        assert_eq!(stays("<form data-unsaved>".to_owned()), "<form data-unsaved>");
    }
}
