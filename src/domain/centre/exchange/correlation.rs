//! The correlation of emergency and ordinary numbers as a file: the columns that counter and centre have in common.

use crate::centre::recovery::Way;

use super::conflict::Conflict;

/// Names of the columns that every such file begins with, at the counter and at the centre.
pub const COLUMNS: &str = "numero_emergenza;registrato;oggetto;registro_ordinario;anno;numero_ordinario;data_ordinaria;stato;corretta_con;correzioni_numero";

/// How many there are.
pub const COUNT: usize = 10;

/// How an entry stands, in the column `stato`.
pub fn stands(way: Way) -> &'static str {
    match way {
        Way::ToSend => "da-riversare",
        Way::Sent => "in-corso",
        Way::Unknown => "esito-ignoto",
        Way::Conflicts => "differenze",
        Way::Rejected => "rifiutato",
        Way::Recovered => "riversato",
    }
}

/// Name of the last column of such a file: [`told`].
pub const NOTES: &str = "note";

/// What an entry's conflicts say of numbers and files, each with its decision: the correlation names what is missing in it.
pub fn told<'a>(conflicts: impl IntoIterator<Item = &'a Conflict>) -> Vec<String> {
    let own = conflicts.into_iter().filter(|one| one.kind.is_of_the_correlation());
    own.map(|one| {
        let which: Vec<String> = one
            .differences
            .iter()
            .map(|one| match one.at_centre.as_str() {
                "" => one.at_counter.clone(),
                centre => format!("{}, {centre}", one.at_counter),
            })
            .collect();
        let decided = match &one.decision {
            None => "da decidere".to_owned(),
            Some(decision) => {
                let on = decision.at.day_and_hour();
                let remedy = one.kind.remedy_in_words(decision.remedy).0;
                format!("{remedy} ({}, {on}: {})", decision.by, decision.reason)
            }
        };
        format!("{}: {}; {decided}", one.kind.words().0, which.join("; "))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_columns_as_are_counted() {
        assert_eq!(COLUMNS.split(';').count(), COUNT);
    }
}
