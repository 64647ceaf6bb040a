//! The page that closes an outage, and the menu that leads to what remains.

use serde_json::{Value, json};

use crate::support::counter::{Asked, EVERYONE, clerk, entries, open_outage};
use crate::support::site::Visitor;
use crate::support::station::Start;

#[test]
fn closing_offers_handed_over_only_for_sheets_that_were_sent_to_print() {
    let station = Start::demo().start();
    let api = clerk(&station);
    open_outage(&api);
    for surname in ["Prima", "Seconda"] {
        Asked::default().issue(&api, surname).unwrap();
    }
    let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    let offered = |visitor: &mut Visitor, word: &str| {
        visitor.get("/outage/close").html.matches(&format!("value=\"{word}\"")).count()
    };
    assert_eq!(offered(&mut visitor, "annulled"), 2);
    assert_eq!(offered(&mut visitor, "came-out"), 0, "none was ever sent to print");
    let ids: Vec<String> = entries(&api).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    let path = format!("/api/v1/entries/{}", ids[0]);
    assert_eq!(api.post(&format!("{path}/prints"), &Value::Null).unwrap().status, 200);
    assert_eq!(offered(&mut visitor, "came-out"), 1);
    let outcome = json!({ "outcome": "came-out" });
    api.post(&format!("{path}/print-results"), &outcome).unwrap().expect(200);
    assert_eq!((offered(&mut visitor, "came-out"), offered(&mut visitor, "annulled")), (0, 1));
    // The menu leads to the recovery, and says how much is left.
    let home = visitor.get("/").html;
    let item = home.split_once("<a href=\"/recovery\"").expect("the menu has it").1;
    assert!(item.split_once("</a>").unwrap().0.contains("Riversamento (2"), "{item}");
}
