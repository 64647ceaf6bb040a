//! The JSON API under `/api/v1`, for programs. Known by a bearer token, never by the browser's cookie.
//!
//! | file | subject |
//! |---|---|
//! | [`edge`] | who calls, language, what is refused before a handler |
//! | [`problem`] | `application/problem+json` |
//! | [`openapi`] | the document, unknown addresses |
//! | [`guidelines`] | what the Italian guidelines ask of a document |
//! | [`words`] | closed lists |
//! | [`sessions`] | tokens, PIN |
//! | [`forms`] | the catalogue |
//! | [`outages`], [`authorisations`], [`outage_views`] | the emergency |
//! | [`numbers`] | reserved numbers, paper acts |
//! | [`entries`], [`entry_views`] | issue, look, search |
//! | [`baskets`] | papers prepared for a counter |
//! | [`call_backs`] | people to be called back |
//! | [`heads`] | heads of journals, told and held |
//! | [`late_records`] | records of an old computer, found later |
//! | [`lives`] | lives of the register that ended, how each goes on |
//! | [`people`], [`extracts`] | people of the extract, its import |
//! | [`recovery`] | into the centres: how it stands, asked for, stopped |
//! | [`enrolment`] | a new certificate from a centre |
//! | [`strays`] | papers of a lost computer that came back |
//! | [`papers`] | print, result, annulment, confirmation |
//! | [`days`] | what a day came to |
//! | [`photographs`] | photographs: sent, shown |

pub mod authorisations;
pub mod baskets;
pub mod call_backs;
pub mod days;
pub mod edge;
pub mod enrolment;
pub mod entries;
pub mod entry_views;
pub mod extracts;
pub mod forms;
pub mod guidelines;
pub mod heads;
pub mod late_records;
pub mod lives;
pub mod numbers;
pub mod openapi;
pub mod outage_views;
pub mod outages;
pub mod papers;
pub mod people;
pub mod photographs;
pub mod problem;
pub mod recovery;
pub mod sessions;
pub mod strays;
pub mod words;

use actix_web::{HttpResponse, ResponseError, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::site::trouble::Trouble;
use desk::draft::photograph::PICTURE_MOST;

/// Every operation. Both the routes and the document are made from this one list.
fn operations(site: &mut ServiceConfig) {
    site.service(openapi::serve)
        .service(openapi::answers)
        .service(sessions::begin)
        .service(sessions::current)
        .service(sessions::end)
        .service(sessions::change_pin)
        .service(forms::list)
        .service(forms::one)
        .service(outages::list)
        .service(outages::open)
        .service(outages::current)
        .service(outages::one)
        .service(outages::close)
        .service(outages::register)
        .service(authorisations::in_advance)
        .service(authorisations::record_in_advance)
        .service(authorisations::record_further)
        .service(authorisations::sign_act)
        .service(numbers::reserve)
        .service(numbers::bar)
        .service(numbers::record_act)
        .service(entries::list)
        .service(entries::issue)
        .service(entries::search)
        .service(entries::one)
        .service(baskets::begin)
        .service(baskets::one)
        .service(baskets::add)
        .service(call_backs::list)
        .service(call_backs::made)
        .service(photographs::keep)
        .service(photographs::show)
        .service(days::one)
        .service(heads::show)
        .service(heads::list)
        .service(heads::tell)
        .service(lives::list)
        .service(lives::continuation)
        .service(late_records::search)
        .service(late_records::take)
        .service(strays::list)
        .service(strays::search)
        .service(strays::write)
        .service(strays::one)
        .service(strays::correct)
        .service(people::search)
        .service(people::one)
        .service(extracts::current)
        .service(extracts::import)
        .service(extracts::bring_back)
        .service(extracts::progress)
        .service(recovery::show)
        .service(recovery::ask)
        .service(recovery::look)
        .service(recovery::stop)
        .service(recovery::systems)
        .service(enrolment::begin)
        .service(enrolment::begin_past)
        .service(enrolment::show)
        .service(enrolment::abandon)
        .service(papers::document)
        .service(papers::print)
        .service(papers::print_result)
        .service(papers::annul)
        .service(papers::confirm);
}

/// The API on the site.
pub fn routes(site: &mut web::ServiceConfig) {
    site.service(
        web::scope(openapi::PREFIX)
            .app_data(web::JsonConfig::default().limit(edge::LARGEST_BODY).error_handler(edge::bad_body))
            .app_data(web::PayloadConfig::new(PICTURE_MOST))
            .app_data(web::PathConfig::default().error_handler(edge::bad_path))
            .app_data(web::QueryConfig::default().error_handler(edge::bad_query))
            .configure(|site| operations(&mut ServiceConfig::new(site)))
            .default_service(web::to(openapi::elsewhere)),
    );
}

/// A trouble met before an operation was reached.
pub fn problem(trouble: &Trouble) -> HttpResponse {
    problem::Problem::from(trouble).error_response()
}
