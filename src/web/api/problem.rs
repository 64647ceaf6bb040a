//! `application/problem+json` (RFC 9457): the shape of every refusal and failure of the API.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use desk::{DeskError, FieldProblem, SignInError};
use domain::text::bilingual::Bilingual;

/// A refusal or a failure (RFC 9457). It never repeats a value that was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// Names the kind of problem: `urn:problem-type:sportello:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:problem-type:sportello:no-outage-open")]
    pub kind: String,
    /// The same for every problem of a status.
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened and what to do next, in the language asked for (Italian or English).
    pub detail: String,
    /// Stable code of the problem, in kebab-case.
    #[schema(example = "no-outage-open")]
    pub code: String,
    /// Whether sending the same request again may succeed.
    pub retry_helps: bool,
    /// The fields to mend, where the content was refused.
    pub fields: Vec<ProblemField>,
    /// Where a yes is asked: what to send as `confirm` with the same content, to say yes to what `detail` tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm: Option<String>,
}

/// One field that cannot be accepted as sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// Name of the field.
    pub field: String,
    /// What is wrong and how to mend it.
    pub detail: String,
}

/// A problem on its way to the answer: both languages, and the headers that go with it.
#[derive(Clone, Debug)]
pub struct Problem(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    status: StatusCode,
    code: &'static str,
    told: Bilingual,
    fields: Vec<FieldProblem>,
    retry_helps: bool,
    retry_after_s: Option<u32>,
    allow: Option<String>,
    confirm: Option<String>,
    lang: Lang,
}

impl Problem {
    /// A problem with a status and a code, told in both languages.
    pub fn new(status: StatusCode, code: &'static str, it: &str, en: &str) -> Self {
        Self(Box::new(Parts {
            status,
            code,
            told: Bilingual::new(it, en),
            fields: Vec::new(),
            retry_helps: false,
            retry_after_s: None,
            allow: None,
            confirm: None,
            lang: Lang::default(),
        }))
    }

    /// Told in the caller's language.
    #[must_use]
    pub fn told_in(mut self, lang: Lang) -> Self {
        self.0.lang = lang;
        self
    }

    /// With `Retry-After`; trying again then helps.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_helps = true;
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// With the methods that are allowed instead.
    #[must_use]
    pub fn allow(mut self, methods: String) -> Self {
        self.0.allow = Some(methods);
        self
    }

    /// With the fields to mend.
    #[must_use]
    pub fn fields(mut self, fields: Vec<FieldProblem>) -> Self {
        self.0.fields = fields;
        self
    }

    /// With the fields named as the request names them.
    #[must_use]
    pub fn renamed(mut self, name: impl Fn(&str) -> String) -> Self {
        for problem in &mut self.0.fields {
            problem.field = name(&problem.field);
        }
        self
    }

    /// A text longer than the description allows.
    pub fn too_long(field: &str, max: usize) -> Self {
        Self::field(
            field,
            &format!("Al massimo {max} caratteri: abbreviare."),
            &format!("At most {max} characters: shorten it."),
        )
    }

    /// One field to mend.
    pub fn field(field: &str, it: &str, en: &str) -> Self {
        let problem = FieldProblem { field: field.into(), told: Bilingual::new(it, en) };
        Self::from(DeskError::Fields(vec![problem]))
    }

    fn details(&self) -> ProblemDetails {
        ProblemDetails {
            kind: format!("urn:problem-type:sportello:{}", self.0.code),
            title: self.0.status.canonical_reason().unwrap_or("Error").into(),
            status: self.0.status.as_u16(),
            detail: self.0.lang.of(&self.0.told).into(),
            code: self.0.code.into(),
            retry_helps: self.0.retry_helps,
            fields: self
                .0
                .fields
                .iter()
                .map(|problem| ProblemField {
                    field: problem.field.clone(),
                    detail: self.0.lang.of(&problem.told).into(),
                })
                .collect(),
            confirm: self.0.confirm.clone(),
        }
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut problem = Self::new(status, error.code(), "", "");
        problem.0.told = error.told();
        problem.0.retry_helps = error.retry_helps();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            problem.0.retry_after_s = Some(5);
        }
        match error {
            DeskError::Fields(fields) => problem.fields(fields),
            DeskError::Paper(field) => problem.fields(vec![field]),
            DeskError::ExtractUnsure(unsure) => {
                problem.0.confirm = Some(unsure.code);
                problem
            }
            _ => problem,
        }
    }
}

impl From<&Trouble> for Problem {
    fn from(trouble: &Trouble) -> Self {
        let mut problem = Self::new(trouble.status(), trouble.code(), "", "");
        problem.0.told = trouble.told();
        problem.0.retry_helps = matches!(trouble, Trouble::Busy | Trouble::TooSlow);
        problem
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong { .. } => Self::new(
                StatusCode::UNAUTHORIZED,
                "wrong-name-or-pin",
                "Nome o PIN errati. Dopo più tentativi errati occorre attendere; un responsabile può dare un nuovo PIN.",
                "Wrong name or PIN. After several wrong attempts one must wait; a supervisor can give a new PIN.",
            ),
            SignInError::Wait { s } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "wait-before-next-pin",
                "Troppi tentativi errati: attendere i secondi indicati prima del prossimo.",
                "Too many wrong attempts: wait the seconds given before the next one.",
            )
            .retry_after(s.max(1)),
            SignInError::Disabled => Self::new(
                StatusCode::FORBIDDEN,
                "account-disabled",
                "L'operatore è disattivato: un responsabile può riattivarlo.",
                "The account is disabled: a supervisor can enable it again.",
            ),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.status.as_u16(), self.0.code)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.status
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.0.status);
        response.insert_header((CONTENT_TYPE, "application/problem+json"));
        response.insert_header((CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.0.retry_after_s {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if let Some(methods) = &self.0.allow {
            response.insert_header((ALLOW, methods.clone()));
        }
        if self.0.status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, "Bearer"));
        }
        let body = serde_json::to_vec(&self.details()).expect("a problem holds only strings and numbers");
        response.body(body)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;

    use super::*;

    #[actix_web::test]
    async fn a_problem_carries_its_code_its_words_and_when_to_try_again() {
        let answer = Problem::from(SignInError::Wait { s: 7 }).told_in(Lang::En).error_response();
        assert_eq!(answer.status(), 429);
        assert_eq!(answer.headers().get("retry-after").unwrap(), "7");
        assert_eq!(answer.headers().get("content-type").unwrap(), "application/problem+json");
        let body: serde_json::Value =
            serde_json::from_slice(&to_bytes(answer.into_body()).await.unwrap()).unwrap();
        assert_eq!(body["type"], "urn:problem-type:sportello:wait-before-next-pin");
        assert_eq!(body["status"], 429);
        assert_eq!(body["retry_helps"], true);
        assert!(body["detail"].as_str().unwrap().starts_with("Too many"));
        assert_eq!(body["fields"], serde_json::json!([]));
    }

    #[actix_web::test]
    async fn a_wrong_pin_asks_for_a_bearer() {
        let answer = Problem::from(SignInError::Wrong { retry_after_s: 0 }).error_response();
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.headers().get("www-authenticate").unwrap(), "Bearer");
    }
}
