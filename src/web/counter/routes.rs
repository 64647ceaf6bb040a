//! Every address of the site.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{self, PayloadConfig};
use actix_web::{App, Error};

use crate::api;
use crate::entrance::guard::{self, behind_the_guards};
use crate::site::address::site;
use crate::site::site::Site;
use crate::site::{assets, papers, post};

use super::draft::{basket, check, crop, data, drafts, photograph};
use super::entry::{call_backs, day, doubts, entries, entry, issued, strays};
use super::life::{
    at_start, care, change_pin, clock, confirm, delegations, heads, home, keys, late_records, lives, lock,
    notices, operators, restore, server, setup, sign_in, status, unlock,
};
use super::outage::{authorise, close_outage, numbers, open_outage, outage};
use super::people::{extract, extract_columns, extract_import, people, person, view_reason};
use super::recovery::{
    aftermath, bridge, bundle, centre, conflicts, correct, correct_number, open, ordinary, overview,
    proposed, worksheet,
};
use super::trouble_page::AtTheCounter;

site! {
    Page "/"            => home::show;
    Page "/setup"       => setup::show, setup::submit;
    Page "/setup/restore" => restore::show, restore::submit;
    Act  "/setup/again" => setup::again;
    Act  "/setup/recovery"     => setup::recovery;
    Data "/setup/recovery.pdf" => setup::recovery_pdf;
    Page "/unlock"           => unlock::show, unlock::submit;
    Act  "/unlock/set-aside" => unlock::set_aside;
    Act  "/unlock/service"   => unlock::service;
    Page "/damaged"     => unlock::damaged;
    Page "/sign-in"     => sign_in::show, sign_in::submit;
    Act  "/sign-out"    => sign_in::out;
    Page "/lock"        => lock::show, lock::submit;
    Act  "/lock/now"    => lock::now;
    Act  "/lock/held"   => lock::held;
    Act  "/lock/keep"   => lock::keep;
    Act  "/lock/kept"   => lock::kept;
    Data "/papers/{id}" => papers::show;
    Data "/papers/{id}/sheet.pdf" => papers::sheet;
    Page "/change-pin"  => change_pin::show, change_pin::submit;
    Page "/clock"       => clock::show, clock::submit;
    Page "/confirm"     => confirm::show, confirm::submit;
    Page "/operators"   => operators::show;
    Act  "/operators/shift"           => operators::shift;
    Page "/operators/delegation"      => delegations::show, delegations::submit;
    Page "/operators/delegation/{id}" => delegations::show_act, delegations::sign_act;
    Page "/operators/{id}"            => operators::edit, operators::set;
    Page "/operators/{id}/pin"        => operators::ask_reset, operators::reset_pin;
    Page "/station"        => care::show;
    Page "/station/heads"  => heads::show, heads::tell;
    Data "/station/heads/{centre}/receipt.pdf"  => heads::receipt;
    Data "/station/heads/{centre}/receipt.json" => heads::receipt_file;
    Page "/station/lives"  => lives::show;
    Data "/station/lives/{station}/continuation.pdf" => lives::continuation;
    Page "/station/late-records" => late_records::show, late_records::submit;
    Page "/station/server" => server::show;
    Data "/station/server.crt" => server::certificate;
    Page "/station/office" => care::office, care::set_office;
    Act  "/station/verify" => care::verify;
    Page "/station/passphrase"            => keys::passphrase, keys::change_passphrase;
    Page "/station/at-start"              => at_start::show, at_start::submit;
    Page "/station/rotate"                => keys::ask_rotate, keys::rotate;
    Page "/station/notices"               => notices::show, notices::seen;
    Act  "/station/second-copy"           => care::begin_copy_anew;
    Page "/station/recovery-code"         => keys::recovery_code, keys::new_recovery_code;
    Act  "/station/recovery-code/confirm" => keys::confirm_recovery_code;
    Data "/station/recovery-code.pdf"     => keys::recovery_pdf;
    Page "/station/end"    => care::end, care::ended;
    Page "/decide"      => care::decide, care::decided;
    Page "/outage"          => outage::current;
    Page "/outage/open"     => open_outage::show, open_outage::submit;
    Page "/outage/opened"   => open_outage::opened;
    Data "/outage/opening-act.pdf" => open_outage::blank_opening_act, open_outage::opening_act;
    Data "/outage/further-act.pdf" => authorise::blank_further_act, authorise::further_act;
    Page "/outage/authorise" => authorise::show, authorise::submit;
    Page "/authorisations/{id}/act" => authorise::show_act, authorise::submit_act;
    Page "/outage/close"    => close_outage::show, close_outage::submit;
    Page "/outages"         => outage::list;
    Page "/outages/{id}"    => outage::one;
    Page "/outages/{id}/closed" => close_outage::closed;
    Data "/outages/{id}/register-{series}.pdf" => outage::register;
    Page "/outages/{id}/aftermath" => aftermath::show, aftermath::archive;
    Data "/outages/{id}/correlation.csv" => aftermath::csv;
    Data "/outages/{id}/correlation.pdf" => aftermath::correlation;
    Data "/outages/{id}/four-cases.pdf"  => aftermath::four_cases;
    Page "/recovery"           => overview::show;
    Data "/recovery/now"       => overview::now;
    Page "/recovery/centre"    => centre::add, centre::begin;
    Page "/recovery/bundle"    => bundle::show, bundle::export;
    Act  "/recovery/bundle/outcomes" => bundle::again, bundle::import;
    Page "/recovery/bridge"    => bridge::show, bridge::set;
    Page "/recovery/bridge/{id}" => worksheet::show, worksheet::note;
    Act  "/recovery/bridge/{id}/import" => proposed::again, proposed::show;
    Act  "/recovery/bridge/{id}/noted" => proposed::again, proposed::note;
    Act  "/recovery/bridge/{id}/remove" => overview::again, bridge::remove;
    Data "/recovery/bridge/{id}/worksheet.csv" => worksheet::csv;
    Data "/recovery/bridge/{id}/worksheet.pdf" => worksheet::pdf;
    Page "/recovery/open"      => open::show, open::export;
    Page "/recovery/enrolment" => centre::enrolment, centre::abandon;
    Act  "/recovery/{id}/ask"  => overview::again, overview::ask;
    Act  "/recovery/{id}/look" => overview::again, overview::look;
    Act  "/recovery/{id}/stop" => overview::again, overview::stop;
    Act  "/recovery/{id}/lives/{station}" => overview::again, overview::make_known;
    Page "/recovery/{id}/address" => centre::address, centre::set_address;
    Act  "/recovery/{id}/remove"  => overview::again, centre::remove;
    Page "/conflicts"          => conflicts::list, conflicts::decide_many;
    Page "/entries/{id}/conflicts/{conflict}" => conflicts::show, conflicts::decide;
    Act  "/entries/{id}/conflicts/{conflict}/call" => conflicts::again, conflicts::call;
    Act  "/entries/{id}/correct" => correct::again, correct::begin;
    Page "/entries/{id}/ordinary" => ordinary::show, ordinary::record;
    Page "/entries/{id}/ordinary/correct" => correct_number::show, correct_number::correct;
    Page "/numbers"         => numbers::show;
    Page "/numbers/reserve" => numbers::show_reserve, numbers::submit_reserve;
    Page "/numbers/bar"     => numbers::show_bar, numbers::submit_bar;
    Page "/numbers/act"     => numbers::show_act, numbers::submit_act;
    Page "/people"          => people::show, people::find;
    Page "/people/reason"   => view_reason::show, view_reason::submit;
    Act  "/people/self-certification" => people::again, people::self_certification;
    Page "/people/{id}"     => person::show, person::submit;
    Act  "/people/{id}/self-certification" => person::again, person::self_certification;
    Page "/extract"         => extract::show, extract::submit;
    Page "/extract/import"  => extract_import::show, extract_import::answer;
    Data "/extract/sample.csv" => extract_columns::download;
    Act  "/extract/before"  => extract::again, extract::bring_back;
    Page "/drafts"          => drafts::list;
    Page "/drafts/new"      => drafts::choose, drafts::begin;
    Page "/drafts/{id}"     => data::show, data::submit;
    Page "/drafts/{id}/photograph"      => photograph::show, photograph::submit;
    Page "/drafts/{id}/photograph/crop" => crop::show, crop::submit;
    Data "/drafts/{id}/photograph/picture.jpg" => photograph::picture;
    Data "/drafts/{id}/photograph.jpg" => photograph::kept;
    Page "/drafts/{id}/check" => check::show;
    Data "/drafts/{id}/preview.pdf" => check::preview;
    Act  "/drafts/{id}/issue" => check::again, check::issue;
    Page "/drafts/{id}/discard" => drafts::ask_discard, drafts::discard;
    Page "/baskets/{id}"       => basket::data::show, basket::data::submit;
    Page "/baskets/{id}/add"   => basket::add::show, basket::add::submit;
    Page "/baskets/{id}/check" => basket::check::show;
    Data "/baskets/{id}/preview.pdf" => basket::check::preview;
    Act  "/baskets/{id}/issue"  => basket::check::again, basket::check::issue;
    Page "/baskets/{id}/issued" => basket::issued::show;
    Act  "/baskets/{id}/print"  => basket::issued::again, basket::issued::print;
    Data "/baskets/{id}/document.pdf"  => basket::issued::document;
    Act  "/baskets/{id}/print-answer" => basket::issued::again, basket::issued::answer;
    Page "/entries"         => entries::list;
    Act  "/entries/search"  => entries::again, entries::search;
    Page "/entries/{id}"    => entry::show;
    Page "/entries/{id}/issued" => issued::show;
    Act  "/entries/{id}/print" => issued::again, issued::print;
    Data "/entries/{id}/document.pdf" => issued::document;
    Act  "/entries/{id}/print-answer" => issued::again, issued::answer;
    Page "/entries/{id}/annul" => entry::ask_annul, entry::annul;
    Page "/stray-papers"     => strays::list;
    Page "/stray-papers/new" => strays::ask, strays::write;
    Page "/stray-papers/{number}" => strays::show, strays::correct;
    Page "/call-backs"      => call_backs::list;
    Page "/call-backs/{id}" => call_backs::show, call_backs::made;
    Page "/day"             => day::show;
    Page "/doubts"          => doubts::show, doubts::came_out;
    Data "/strip"       => home::strip;
    Data "/status"      => status::status;
    Data "/assets/{hash}/{name}" => assets::serve;
}

/// The application, with everything that stands before its handlers.
pub fn app(
    site_data: web::Data<Site>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let counter = web::Data::from(std::sync::Arc::clone(&site_data.counter));
    let hosts = web::Data::new(guard::Hosts { names: site_data.hosts.clone(), proxied: site_data.proxied });
    let app = App::new()
        .app_data(hosts)
        .app_data(web::Data::from(std::sync::Arc::clone(&site_data.passing)))
        .app_data(site_data)
        .app_data(counter)
        .app_data(PayloadConfig::new(post::LONGEST_FORM))
        .configure(api::routes)
        .configure(site)
        .wrap(from_fn(papers::framed));
    behind_the_guards::<AtTheCounter, _, _>(app)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_stands_twice() {
        let mut paths: Vec<_> = ADDRESSES.iter().map(|address| address.path).collect();
        let all = paths.len();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), all);
        assert!(pages().count() > 3);
    }
}
