//! The correlation of emergency and ordinary numbers as a file: the columns that counter and centre have in common.

use crate::domain::centre::recovery::Way;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_columns_as_are_counted() {
        assert_eq!(COLUMNS.split(';').count(), COUNT);
    }
}
