//! Deeds of the centre: one after another, none ever changed.

use super::draft::Draft;
use super::{key, value};
use crate::centre::deed::{DeedHead, DeedQuery, DeedRow};
use crate::error::StoreError;

/// Puts the deed after the last one; `false` where another took its number.
pub(super) fn append(draft: &mut Draft, deed: &DeedRow, head: (&str, &[u8])) -> Result<bool, StoreError> {
    let before = deed.number.checked_sub(1).filter(|number| *number > 0);
    let follows = before.map_or(Ok(true), |number| draft.has(&key::deed(number)))?;
    if !follows || draft.has(&key::deed(deed.number))? {
        return Ok(false);
    }
    let row = DeedHead {
        number: deed.number,
        at: deed.at,
        day: deed.day,
        who: deed.who,
        chain: domain::text::hex::encode(&deed.chain),
    };
    draft.put_long(key::deed(deed.number), &value::write(&row, &[&deed.sealed]))?;
    draft.put_long(key::setting(head.0), head.1)?;
    Ok(true)
}

pub(super) fn asked(draft: &Draft, query: &DeedQuery) -> Result<Vec<DeedRow>, StoreError> {
    let end = query.below.map_or_else(|| key::after_all(key::DEEDS), key::deed);
    let mut found = Vec::new();
    for item in draft.tree().range(key::DEEDS.to_vec()..end).rev() {
        if found.len() >= query.limit {
            break;
        }
        let (key, head) = item?;
        let (head, [sealed]) = value::read::<DeedHead, 1>(&draft.joined(&key, &head)?)?;
        let chain = domain::text::hex::decode_array(&head.chain)
            .ok_or(StoreError::Damaged("a deed of another shape"))?;
        let row = DeedRow { number: head.number, at: head.at, day: head.day, who: head.who, chain, sealed };
        if query.takes(&row) {
            found.push(row);
        }
    }
    Ok(found)
}
