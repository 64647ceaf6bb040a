//! The columns of an extract as the page explains them, and a file to begin with.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use extract::Column;

/// What stands in a column, and how it is written.
pub(super) fn means(column: Column, l: Lang) -> &'static str {
    match column {
        Column::TaxCode => l.t("da 11 a 16 lettere e cifre", "11 to 16 letters and digits"),
        Column::Surname | Column::GivenNames => l.t(
            "la colonna ci vuole; in una riga può mancare uno dei due",
            "the column must be there; in a row one of the two may be missing",
        ),
        Column::Family => l.t(
            "numero della scheda di famiglia: chi lo ha uguale abita insieme",
            "number of the family sheet: who shares it lives together",
        ),
        Column::Sex => l.t("M, F; N se non indicato", "M, F; N if not stated"),
        Column::BirthDate => l.t(
            "14/03/1987 o 1987-03-14; 03/1987 o 1987 se non si sa di più",
            "14/03/1987 or 1987-03-14; 03/1987 or 1987 where no more is known",
        ),
        Column::BirthPlace => l.t(
            "come si stampa: Piacenza (PC), Durazzo (Albania)",
            "as printed: Piacenza (PC), Durazzo (Albania)",
        ),
        Column::BirthPlaceCode => l.t(
            "codice catastale del comune o dello Stato: G535",
            "land-registry code of municipality or State: G535",
        ),
        Column::BirthAct => l.t("n. 12 p. I s. A anno 1987", "n. 12 p. I s. A anno 1987"),
        Column::Citizenship => l.t("in parole: italiana", "in words: italiana"),
        Column::Address => l.t("via e numero, com’è in anagrafe", "street and number, as in the registry"),
        Column::ResidentSince => {
            l.t("giorno da cui risiede a quell’indirizzo", "day since when resident there")
        }
        Column::CivilStatus => l.t("codice della tabella ANPR (1–4, 6–9)", "code of ANPR’s table (1–4, 6–9)"),
        Column::Spouse => l.t("cognome e nome del coniuge", "surname and names of the spouse"),
        Column::MarriedOn => l.t("giorno del matrimonio", "day of the marriage"),
        Column::MarriedAt => l.t("luogo del matrimonio", "place of the marriage"),
        Column::Kinship => l.t(
            "relazione con l’intestatario della scheda, codice ANPR: 1 è l’intestatario",
            "relation to the head of the family sheet, ANPR code: 1 is the head",
        ),
        Column::Certifiable => l.t(
            "codice ANPR da 0 a 4: che cosa si può certificare",
            "ANPR code from 0 to 4: what may be certified",
        ),
        Column::OpenProcedure => {
            l.t("S se c’è un procedimento aperto, altrimenti N", "S where a procedure is open, otherwise N")
        }
        Column::DiedOn | Column::RemovedOn => {
            l.t("giorno; vuoto se non è avvenuto", "day; empty where it has not happened")
        }
    }
}

/// Two invented people in every column.
fn sample() -> String {
    let value = |column: Column, head: bool| match column {
        Column::TaxCode if head => "RSSMRA80A01H501U",
        Column::Surname => {
            if head {
                "Rossi"
            } else {
                "Zappalà"
            }
        }
        Column::GivenNames => {
            if head {
                "Mario"
            } else {
                "Lucia"
            }
        }
        Column::Family => "1042",
        Column::Sex => {
            if head {
                "M"
            } else {
                "F"
            }
        }
        Column::BirthDate => {
            if head {
                "01/01/1980"
            } else {
                "14/03/1987"
            }
        }
        Column::BirthPlace => "Roma (RM)",
        Column::BirthPlaceCode => "H501",
        Column::BirthAct if head => "n. 12 p. I s. A anno 1980",
        Column::Citizenship => "italiana",
        Column::Address => "Via dell’Oca 3",
        Column::ResidentSince => "04/05/2001",
        Column::Spouse => {
            if head {
                "Zappalà Lucia"
            } else {
                "Rossi Mario"
            }
        }
        Column::MarriedOn => "10/06/2012",
        Column::MarriedAt => "Piacenza (PC)",
        Column::Kinship => {
            if head {
                "1"
            } else {
                "2"
            }
        }
        Column::CivilStatus | Column::Certifiable => "2",
        Column::OpenProcedure => "N",
        Column::TaxCode | Column::BirthAct | Column::DiedOn | Column::RemovedOn => "",
    };
    let line = |of: &dyn Fn(Column) -> &'static str| {
        Column::ALL.iter().map(|column| of(*column)).collect::<Vec<_>>().join(";") + "\r\n"
    };
    let rows =
        [line(&Column::header), line(&|column| value(column, true)), line(&|column| value(column, false))];
    format!("\u{feff}{}", rows.concat())
}

/// `GET /extract/sample.csv`
pub async fn download(_seat: Seat) -> Result<HttpResponse, Trouble> {
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"estratto-esempio.csv\""))
        .body(sample()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use extract::Delivery;

    #[test]
    fn the_sample_is_taken_whole_and_without_a_doubt() {
        let read = Delivery::read(sample().as_bytes(), &|_| {}).unwrap();
        assert_eq!((read.residents(), read.odd, read.left_out), (2, 0, 0), "{:?}", read.problems);
        assert!(read.lacking.is_empty() && read.ignored.is_empty());
    }
}
