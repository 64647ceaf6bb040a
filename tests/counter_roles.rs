//! Every page of the counter as whoever has one role sees it: no link leads to a page that is refused, no form and no button sends
//! what would be.

use std::collections::{BTreeMap, BTreeSet};

use sportello::web::counter::routes::ADDRESSES;

use crate::support::counter::{Asked, EVERYONE, opened};
use crate::support::shown::{address_of, led_to};
use crate::support::site::Visitor;
use crate::support::station::{Start, Station};

const GIVEN: &str = "918273";
const OWN: &str = "827364";

/// What ends or locks the session is nobody's to refuse.
const LEAVING: [&str; 6] = ["/sign-out", "/lock", "/lock/now", "/lock/held", "/lock/keep", "/lock/kept"];

/// Open to whoever is not signed in, too: its form has a token of its own beside the page's first.
const OF_VISITORS: &str = "/confirm";

/// Somebody with one role.
fn with_role(station: &Station, role: &str) -> Visitor {
    let mut dario = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    let login = role.replace('-', ".");
    let fields = [
        ("name", "Nuova Persona"),
        ("login", login.as_str()),
        ("roles", role),
        ("status", "active"),
        ("pin", GIVEN),
    ];
    dario.done("/operators/new", "/operators/new", &fields);
    let mut one = Visitor::signed_in(station.address(), &login, GIVEN);
    let changed = [("old", GIVEN), ("new", OWN), ("again", OWN)];
    one.send("/change-pin", "/change-pin", &changed);
    one
}

#[test]
fn nobody_at_the_counter_is_shown_a_form_a_button_or_a_link_that_would_be_refused() {
    let station = Start::demo().start();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    for surname in ["Prima", "Seconda"] {
        asked.issue(&clerk, surname).unwrap();
    }
    let mut refused = BTreeSet::new();
    for role in ["clerk", "signing-officer", "records-manager", "auditor"] {
        let mut one = with_role(&station, role);
        let mut ahead = vec!["/".to_owned(), "/station".to_owned(), "/recovery".to_owned()];
        // One of each address will do, and one form of each.
        let (mut seen, mut posts) = (BTreeSet::new(), BTreeMap::new());
        while let Some(path) = ahead.pop() {
            let Some(address) = address_of(ADDRESSES, &path) else { panic!("{path} is no address") };
            if !seen.insert(address) || [".pdf", ".csv"].iter().any(|ending| address.ends_with(ending)) {
                continue;
            }
            let page = one.get(&path);
            if page.status == 403 {
                refused.insert(format!("{role}: {path}"));
            }
            let (links, actions) = led_to(&page.html);
            for action in actions {
                posts.entry(address_of(ADDRESSES, &action).unwrap_or("")).or_insert((path.clone(), action));
            }
            ahead.extend(links.into_iter().rev());
        }
        assert!(seen.len() >= 10, "{role}: {seen:?}");
        for (address, (page, action)) in posts {
            if LEAVING.contains(&address) || address == OF_VISITORS {
                continue;
            }
            // What was sent before may have taken the form away.
            if one.get(&page).hidden("_csrf").is_some() && one.send(&page, &action, &[]).status == 403 {
                refused.insert(format!("{role}: {page} sends to {action}"));
            }
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}
