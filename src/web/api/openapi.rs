//! The OpenAPI 3.1 document, generated from the handlers, and the answers for addresses it does not hold.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{App, HttpRequest, HttpResponse, ResponseError, get};
use serde::Serialize;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, KnownFormat, ObjectBuilder, OpenApi, Ref, ResponseBuilder, SchemaFormat,
    Type,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_actix_web::AppExt;

use super::edge::lang;
use super::guidelines;
use super::problem::{Problem, ProblemDetails, ProblemField};

/// Where the API stands.
pub const PREFIX: &str = "/api/v1";

/// The document, made once.
static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(document);

/// The document as it is served and committed: `openapi.json`.
pub fn text() -> String {
    let mut text = DOCUMENT.to_pretty_json().expect("the document holds only what its types can write");
    text.push('\n');
    text
}

fn document() -> OpenApi {
    let scope = utoipa_actix_web::scope(PREFIX).configure(super::operations);
    let (_, mut api) = App::new().into_utoipa_app().service(scope).split_for_parts();
    let components = api.components.get_or_insert_default();
    components.schemas.insert(ProblemDetails::name().into(), ProblemDetails::schema());
    components.schemas.insert(ProblemField::name().into(), ProblemField::schema());
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token of POST /api/v1/sessions. The browser's cookie is never accepted here."))
        .build();
    components.security_schemes.insert("bearer".into(), SecurityScheme::Http(bearer).into());
    for (path, item) in &mut api.paths.paths {
        let named = path.contains('{');
        for operation in
            [&mut item.get, &mut item.post, &mut item.put, &mut item.delete].into_iter().flatten()
        {
            declare_problems(operation, named);
        }
    }
    guidelines::keep(&mut api);
    api
}

/// Declares the problems every operation of its kind may answer.
fn declare_problems(operation: &mut Operation, named: bool) {
    let reads_body = operation.request_body.is_some();
    let has_parameters = operation.parameters.as_ref().is_some_and(|list| !list.is_empty());
    let bearer = operation.security.is_some();
    let mut statuses = vec![500, 503];
    if bearer {
        statuses.extend([401, 403, 404, 409, 422]);
    } else if reads_body {
        statuses.extend([401, 403, 429]);
    }
    if reads_body || has_parameters {
        statuses.extend([400, 422]);
    }
    if reads_body {
        statuses.extend([413, 415]);
    }
    if named {
        statuses.push(404);
    }
    for status in statuses {
        operation
            .responses
            .responses
            .entry(status.to_string())
            .or_insert_with(|| problem_response(status).into());
    }
}

fn problem_response(status: u16) -> utoipa::openapi::Response {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemDetails::name()))).build();
    let mut response = ResponseBuilder::new()
        .description(reason.unwrap_or("Problem"))
        .content("application/problem+json", content);
    if matches!(status, 429 | 503) {
        let format = SchemaFormat::KnownFormat(KnownFormat::Int32);
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).format(Some(format)).build();
        response = response.header(
            "Retry-After",
            HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait")).build(),
        );
    }
    response.build()
}

/// Whether the counter answers.
///
/// Nothing about outages or people: for whoever watches whether the service runs. The form is that of problems, as the
/// Italian guidelines for interoperability ask.
#[utoipa::path(
    tag = "about",
    operation_id = "status",
    responses((
        status = 200,
        description = "It answers",
        content_type = "application/problem+json",
        body = StatusDetails
    ))
)]
#[get("/status")]
pub async fn answers() -> HttpResponse {
    let told = StatusDetails {
        kind: "about:blank".to_owned(),
        title: "OK".to_owned(),
        status: StatusCode::OK.as_u16(),
        detail: "Sportello risponde. / Sportello answers.".to_owned(),
    };
    let body = serde_json::to_string(&told).expect("texts and a number become JSON");
    HttpResponse::Ok()
        .content_type("application/problem+json")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body)
}

/// That the service answers.
#[derive(Serialize, ToSchema)]
pub struct StatusDetails {
    /// Always `about:blank`.
    #[serde(rename = "type")]
    kind: String,
    /// `OK`.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 200, maximum = 299)]
    status: u16,
    /// In words.
    detail: String,
}

/// This document.
///
/// OpenAPI 3.1, as the running program keeps it; needs no session.
#[utoipa::path(
    tag = "about",
    operation_id = "openapi_document",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = serde_json::Value))
)]
#[get("/openapi.json")]
pub async fn serve() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(text())
}

/// The methods of the document's path that `path` is an address of; empty if it is none.
fn methods_of(path: &str) -> Vec<&'static str> {
    let Some(path) = path.strip_prefix(PREFIX) else { return Vec::new() };
    let matches = |template: &str| {
        let (template, path): (Vec<&str>, Vec<&str>) =
            (template.split('/').collect(), path.split('/').collect());
        template.len() == path.len()
            && template.iter().zip(path).all(|(wanted, found)| wanted.starts_with('{') || *wanted == found)
    };
    let mut methods = Vec::new();
    for (_, item) in DOCUMENT.paths.paths.iter().filter(|(template, _)| matches(template)) {
        let known = [("GET", &item.get), ("POST", &item.post), ("PUT", &item.put), ("DELETE", &item.delete)];
        for (method, _) in known.into_iter().filter(|(_, operation)| operation.is_some()) {
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
    }
    methods
}

/// Whatever no operation takes: an unknown address, or a known one with another method.
pub async fn elsewhere(request: HttpRequest) -> HttpResponse {
    not_here(&request).error_response()
}

fn not_here(request: &HttpRequest) -> Problem {
    let methods = methods_of(request.path());
    if methods.is_empty() {
        return Problem::new(
            StatusCode::NOT_FOUND,
            "no-such-address",
            "A questo indirizzo non c’è nulla: vedere /api/v1/openapi.json.",
            "There is nothing at this address: see /api/v1/openapi.json.",
        )
        .told_in(lang(request));
    }
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "L’indirizzo esiste, ma non accetta questo metodo: usare uno di quelli elencati in Allow.",
        "The address exists but does not take this method: use one of those listed in Allow.",
    )
    .allow(methods.join(", "))
    .told_in(lang(request))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_document_is_the_one_generated_from_the_code() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.json");
        if std::env::var_os("SPORTELLO_WRITE_OPENAPI").is_some() {
            std::fs::write(path, text()).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            committed == text(),
            "openapi.json is not current: run `SPORTELLO_WRITE_OPENAPI=1 cargo test --lib openapi` and commit it"
        );
    }

    #[test]
    fn paths_are_kebab_case_nouns_and_fields_snake_case() {
        let document = serde_json::to_value(&*DOCUMENT).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        for path in document["paths"].as_object().unwrap().keys() {
            let rest = path.strip_prefix('/').unwrap();
            let kebab = |c: char| c.is_ascii_lowercase() || "-{}/.".contains(c);
            assert!(rest.chars().all(kebab), "{path}");
        }
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            for field in schema["properties"].as_object().into_iter().flatten().map(|(field, _)| field) {
                assert!(field.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{name}.{field}");
            }
        }
    }

    #[test]
    fn every_operation_declares_its_failures_as_problems() {
        let document = serde_json::to_value(&*DOCUMENT).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let failures: Vec<_> = operation["responses"]
                    .as_object()
                    .unwrap()
                    .iter()
                    .filter(|(status, _)| status.starts_with(['4', '5']))
                    .collect();
                assert!(!failures.is_empty(), "{method} {path}");
                for (status, response) in failures {
                    assert!(
                        response["content"].get("application/problem+json").is_some(),
                        "{method} {path} {status}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_address_knows_its_methods() {
        assert_eq!(methods_of("/api/v1/entries"), ["GET", "POST"]);
        assert_eq!(methods_of("/api/v1/entries/x/annulment"), ["POST"]);
        assert!(methods_of("/api/v1/nothing").is_empty());
    }
}
