//! Receipts of heads.

use super::Centre;
use super::line::Line;
use crate::ledger::identity::Identity;
use domain::centre::exchange::HeadReceipt;
use domain::journal::event::Exercise;
use trust::Role;
use trust::message::detached::{Beside, verify_detached};
use vault::SigningKey;

fn receipt(centre: &Centre, identity: &Identity, line: &Line) -> Option<HeadReceipt> {
    let answer = centre.hub.head_receipt(identity, line.station).unwrap();
    assert_eq!(answer.station, line.station);
    let signed = answer.receipt?;
    let text = signed.text.as_bytes();
    let verify = |what| verify_detached(what, &signed.signature, text, &identity.roots, centre.hub.now());
    let maker = verify(Beside::HeadReceipt).unwrap();
    assert_eq!((maker.urn, maker.role), (identity.urn, Role::Hub));
    assert!(verify(Beside::Manifest).is_err(), "it is no manifest");
    let other = signed.text.replace("\"version\":1", "\"version\":1 ");
    assert!(
        verify_detached(
            Beside::HeadReceipt,
            &signed.signature,
            other.as_bytes(),
            &identity.roots,
            centre.hub.now()
        )
        .is_err()
    );
    let receipt = signed.read().unwrap();
    assert_eq!((receipt.station, &receipt.centre), (line.station, &identity.urn.to_string()));
    Some(receipt)
}

#[test]
fn a_receipt_says_what_is_held_and_since_when_however_often_and_late_it_is_asked_for() {
    let mut line = Line::new(1, "EM01");
    let centre = Centre::of(Exercise::Drill);
    centre.hub.enrol(line.station, &line.code, "Comune di Valdorè", Vec::new()).unwrap();
    let key = SigningKey::generate(&centre.hub.random);
    let identity = Identity::drill(&centre.hub, key, &["localhost".parse().unwrap()]).unwrap();
    assert_eq!(receipt(&centre, &identity, &line), None, "nothing came yet");
    centre.hub.receive(line.station, &line.all()).unwrap();
    let first = receipt(&centre, &identity, &line).unwrap();
    assert_eq!((Some(first.head), first.seen), (line.head(), centre.hub.now()));
    centre.pass(3);
    // The same records again, and being heard, change nothing of when they were first seen.
    centre.hub.receive(line.station, &line.all()).unwrap();
    assert_eq!(receipt(&centre, &identity, &line), Some(first.clone()));
    let before = line.sent.len();
    let entry = line.certificate("Rossi Mario", "RSSMRA80A01H501U");
    line.issue(entry);
    centre.hub.receive(line.station, &line.batch(before, line.sent.len())).unwrap();
    let second = receipt(&centre, &identity, &line).unwrap();
    assert_eq!((Some(second.head), second.seen), (line.head(), centre.hub.now()));
    assert_ne!(second.head, first.head);
}
