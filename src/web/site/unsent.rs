//! What was typed when a session locked, on its way to the desk.

use desk::staff::unsent::Unsent;

use super::blocking::block;
use super::standing::Standing;
use super::trouble::Trouble;
use super::typed::{self, Typed};

/// Whether the session was one: what was typed in it is read and kept, also after it ended.
pub fn takes_unsent(standing: &Standing) -> Result<bool, Trouble> {
    Ok(standing.desk()?.takes_unsent(&standing.token))
}

/// Keeps what was typed in a form for whoever this session is or was of.
pub async fn keep_unsent(standing: &Standing, typed: &Typed, page: String) -> Result<(), Trouble> {
    let (desk, token) = (standing.desk()?, standing.token.clone());
    let proof = typed.get("_csrf").to_owned();
    let shown = typed.own().filter(|(name, _)| !typed::is_secret(name));
    let fields = shown.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let unsent = Unsent { page, fields, focus: typed.get("_focus").to_owned() };
    let kept = block(move || desk.keep_unsent(&token, &proof, unsent)).await;
    Ok(kept.map_err(|_| Trouble::Broken)??)
}
