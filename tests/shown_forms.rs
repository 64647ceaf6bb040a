//! Nobody at the counter is shown a form or a button that would be refused for want of a role: every page of every role.

use std::collections::{BTreeMap, BTreeSet};

use sportello::web::address::Kind;
use sportello::web::routes::ADDRESSES;

use crate::support::counter::{Asked, clerk, open_outage};
use crate::support::shown::{address_of, led_to};
use crate::support::site::{Page, Visitor};
use crate::support::station::{Start, Station};

/// What is left, and locked, by being sent.
const LEAVES: [&str; 5] = ["/sign-out", "/lock", "/lock/now", "/lock/keep", "/lock/kept"];

fn is_data(address: &str) -> bool {
    ADDRESSES.iter().any(|one| one.path == address && one.kind == Kind::Data)
}

/// Pages of a role, and what they offer: where a form goes, on which page it stands.
fn offered(one: &mut Visitor) -> BTreeMap<String, String> {
    let (mut ahead, mut seen, mut offers) = (vec!["/".to_owned()], BTreeSet::new(), BTreeMap::new());
    while let Some(path) = ahead.pop() {
        let bare = path.split('#').next().unwrap_or_default().to_owned();
        let Some(address) = address_of(ADDRESSES, &path) else {
            panic!("{path} is no address of the counter")
        };
        // Of one kind of page the first two; papers and files have no forms.
        let alike = seen.iter().filter(|one: &&String| address_of(ADDRESSES, one) == Some(address)).count();
        if alike >= 2 || is_data(address) || !seen.insert(bare) {
            continue;
        }
        let page = one.get(&path);
        if page.status == 403 {
            offers.insert(format!("led to {path}"), String::new());
            continue;
        }
        let (links, posts) = led_to(&page.html);
        ahead.extend(links);
        for action in posts {
            offers.entry(action).or_insert_with(|| path.clone());
        }
    }
    offers
}

/// An auditor, whom the sample counter has not got, with a PIN of their own.
fn auditor(station: &Station) -> (&'static str, &'static str) {
    let mut dario = Visitor::signed_in(station.address(), "dario", "445566");
    let page = match dario.get("/operators/new") {
        Page { location: Some(fresh), .. } => fresh,
        Page { .. } => "/operators/new".to_owned(),
    };
    let (_, posts) = led_to(&dario.get(&page).html);
    let action = posts.into_iter().find(|action| action.starts_with("/operators/")).unwrap();
    let fields = [
        ("name", "Rita Fabbri"),
        ("login", "rita"),
        ("roles", "auditor"),
        ("pin", "667788"),
        ("status", "active"),
    ];
    dario.done(&page, &action, &fields);
    let mut rita = Visitor::signed_in(station.address(), "rita", "667788");
    rita.done("/change-pin", "/change-pin", &[("old", "667788"), ("new", "918273"), ("again", "918273")]);
    ("rita", "918273")
}

#[test]
fn nobody_at_the_counter_is_shown_a_form_a_button_or_a_link_that_would_be_refused() {
    let station = Start::demo().start();
    open_outage(&clerk(&station));
    for surname in ["Prima", "Seconda"] {
        Asked::default().issue(&clerk(&station), surname).unwrap();
    }
    let mut wrong = Vec::new();
    let rita = auditor(&station);
    for (login, pin) in
        [("anna", "112233"), ("bruno", "223344"), ("carla", "334455"), ("dario", "445566"), rita]
    {
        let mut one = Visitor::signed_in(station.address(), login, pin);
        let offers = offered(&mut one);
        assert!(offers.len() > 3, "{login}: {offers:?}");
        wrong.extend(
            offers
                .keys()
                .filter(|to| to.starts_with("led to"))
                .map(|to| format!("{login} is {to}, which is refused")),
        );
        for (action, page) in
            offers.iter().filter(|(to, _)| to.starts_with('/') && !LEAVES.contains(&to.as_str()))
        {
            // An empty form does nothing but show whether it would be looked at.
            let answer = one.post_blank(page, action);
            if answer.status == 403 && answer.html.contains("not-allowed") {
                wrong.push(format!("{login}: {page} has a form for {action}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
