//! From which number the centre's own sequences go on: a register that already runs is not begun again at 1.

use super::desk::{ChairPost, refused};
use super::numbers;
use crate::site::frame::{Answer, go};
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use centre::numbers::own_sequence::next_field;
use centre::staff::deeds::{Deed, What};
use centre::{CentreError, Hub};
use store::centre::told::SequenceRow;

/// The field of a register: its name, its label, the number that comes next.
pub type Next = (&'static str, String, u64);

/// The fields of the own sequences, in their order.
pub fn fields(rows: Vec<SequenceRow>, l: Lang) -> Vec<Next> {
    let field = |(at, row): (usize, SequenceRow)| {
        let label = format!("{} {} {}", l.t("Prossimo numero di", "Next number of"), row.register, row.year);
        (next_field(at == 0), label, row.next)
    };
    rows.into_iter().enumerate().map(field).collect()
}

/// What was typed for them: registers whose next number was.
pub fn typed(hub: &Hub, typed: &Typed) -> Result<Vec<(String, String)>, CentreError> {
    let next = |(at, row): (usize, SequenceRow)| {
        let typed = typed.trimmed(next_field(at == 0)).to_owned();
        (!typed.is_empty()).then_some((row.register, typed))
    };
    Ok(hub.sequences()?.into_iter().enumerate().filter_map(next).collect())
}

/// `POST /numbers/next`: from where they go on.
pub async fn go_on(post: ChairPost) -> Answer {
    let mut form = post.form();
    let from = post.typed.clone();
    let done = post.chair.tried(
        move |hub, _| {
            let from = typed(hub, &from)?;
            from.iter().try_for_each(|(register, next)| hub.go_on_from(register, next))
        },
        |()| Deed::about(What::Decided, "own-sequence"),
    );
    match done.await? {
        Ok(()) => go("/numbers"),
        Err(error) => {
            refused(&mut form, error)?;
            let page = numbers::page(&post.chair, form, None).await?;
            post.chair.mend(&page)
        }
    }
}
