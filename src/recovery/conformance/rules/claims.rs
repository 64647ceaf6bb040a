//! What a signature must say: its header, for what it was made, about which content, and when.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::signing::{SECTION, all_tried, position, refused, tried};
use crate::conformance::forge;
use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::visit::{How, Visit};
use crate::conformance::wire::{Ask, Request};

/// Beyond life and allowance together, in seconds.
const LONG: i64 = 600;
/// Within the allowance for clocks, with some seconds for the way.
const AHEAD: TimeDelta = TimeDelta::seconds(45);
const BEHIND: TimeDelta = TimeDelta::seconds(100);

/// In order.
pub const RULES: [Rule; 8] = [
    refused(
        "message-header",
        "401 to another alg, typ or kid, and to more or fewer certificates than one",
        header,
    ),
    refused("other-method", "401 to a signature made for another method (htm)", method),
    refused("other-query", "401 to a signature made for another query (htu)", query),
    refused(
        "signed-digest",
        "401 where body and Digest agree with each other and not with signed_headers",
        digest,
    ),
    refused(
        "signed-headers",
        "401 where Content-Type or Content-Encoding are not those of signed_headers",
        headers,
    ),
    refused("claimed-times", "401 where iat, nbf or exp alone are beyond life and allowance", times),
    refused("reused-jti", "401 to another request under a jti that was used", reused),
    Rule {
        id: "clock-allowance",
        section: SECTION,
        expects: "200 to a station whose clock is less than a minute wrong, either way",
        needs: &["tls-certificate"],
        check: allowance,
    },
];

fn header(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let with = |visit: &Visit<'_>, change: &dyn Fn(&mut Value)| {
        visit.forged(position(visit), &visit.rightly(), |header, _| change(header))
    };
    let mut unsecured = with(visit, &|header| header["alg"] = json!("none"))?;
    if let Some(signed) = &mut unsecured.signed {
        signed.signature = forge::unsecured(&signed.signature);
    }
    let further = json!(BASE64_STANDARD.encode(visit.stranger.certificate.der()));
    let requests = [
        ("alg none, no signature", unsecured),
        ("alg HS256", with(visit, &|header| header["alg"] = json!("HS256"))?),
        ("typ of something else", with(visit, &|header| header["typ"] = json!("sportello-manifest"))?),
        ("kid of another certificate", with(visit, &|header| header["kid"] = json!("0011223344556677"))?),
        (
            "two certificates",
            with(visit, &|header| {
                if let Some(x5c) = header["x5c"].as_array_mut() {
                    x5c.push(further.clone());
                }
            })?,
        ),
    ];
    all_tried(visit, &requests)
}

fn method(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let posted = Ask::json("POST", visit.path("position"), Vec::new());
    let request = visit.signed(position(visit), &How { as_if: Some(&posted), ..visit.rightly() })?;
    tried(visit, &request)
}

fn query(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let asked = |after: u64| Ask::get(visit.path(&format!("outcomes?after={after}")));
    let request = visit.signed(asked(0), &How { as_if: Some(&asked(1)), ..visit.rightly() })?;
    tried(visit, &request)
}

/// Whoever changes the body on the way changes the header `Digest` with it.
fn digest(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let body = |count| serde_json::to_vec(&visit.book.batch(0, count)).expect("texts and numbers");
    let mut request = visit.signed(Ask::json("POST", visit.path("records"), body(1)), &visit.rightly())?;
    request.ask.body = body(2);
    let digest = request.ask.content().digest();
    if let Some(signed) = &mut request.signed {
        signed.digest = digest;
    }
    tried(visit, &request)
}

fn headers(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let body = serde_json::to_vec(&visit.book.batch(0, 1)).expect("texts and numbers");
    let ask = Ask::json("POST", visit.path("records"), body);
    let changed = |visit: &Visit<'_>, change: &dyn Fn(&mut Ask)| {
        let mut request = visit.signed(ask.clone(), &visit.rightly())?;
        change(&mut request.ask);
        Ok::<Request, Deviation>(request)
    };
    let left_out = visit.forged(ask.clone(), &visit.rightly(), |_, claims| {
        if let Some(headers) = claims["signed_headers"].as_array_mut() {
            headers.retain(|one| one.get("content-type").is_none());
        }
    })?;
    let requests = [
        ("another Content-Type", changed(visit, &|ask| ask.media_type = Some("text/plain"))?),
        ("a Content-Encoding nobody signed", changed(visit, &|ask| ask.encoding = Some("identity"))?),
        ("a Content-Type nobody signed", left_out),
    ];
    all_tried(visit, &requests)
}

fn times(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let at = visit.now().utc().timestamp();
    let with = |visit: &Visit<'_>, named: &'static [&'static str], seconds: i64| {
        visit.forged(position(visit), &visit.rightly(), |_, claims| {
            for name in named {
                claims[*name] = json!(at + seconds);
            }
        })
    };
    let requests = [
        ("iat and nbf ten minutes ago, exp as it should be", with(visit, &["iat", "nbf"], -LONG)?),
        ("exp ten minutes ago", with(visit, &["exp"], -LONG)?),
        ("nbf ten minutes ahead", with(visit, &["nbf", "exp"], LONG)?),
        ("iat ten minutes ahead", with(visit, &["iat", "exp"], LONG)?),
    ];
    all_tried(visit, &requests)
}

/// Whoever remembers signatures instead of `jti` takes the second one.
fn reused(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let first = visit.signed(position(visit), &visit.rightly())?;
    let came = visit.line().carry(&first)?;
    if came.status != 200 {
        return Err(Deviation::seen(format!("{} to the first one", came.in_short())));
    }
    let used = first.id.to_string();
    let outcomes = Ask::get(visit.path("outcomes?after=0"));
    let second = visit.forged(outcomes, &visit.rightly(), |_, claims| claims["jti"] = json!(used))?;
    tried(visit, &second)
}

fn allowance(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    for (what, by) in [("clock ahead", AHEAD), ("clock behind", -BEHIND)] {
        let at = visit.now().plus(by);
        let request = visit.signed(position(visit), &How { at, ..visit.rightly() })?;
        let came = visit.line().carry(&request)?;
        if came.status != 200 {
            return Err(Deviation::seen(came.in_short()).to(what));
        }
    }
    Ok(())
}
