//! The correlation between emergency and ordinary numbers (DPR 445/2000 art. 63 c. 5): the same at the counter and at the
//! centre.

use super::block::{Block, Column, Row, Signer, Table, Total};

/// One entry of it, as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correlation {
    /// `EM01-2026-0000031`.
    pub emergency: String,
    /// `21/11/2026 10:42`.
    pub issued: String,
    /// What was issued.
    pub matter: String,
    /// Whom it is about.
    pub person: String,
    /// `PG 0000007/2026`, or why there is none.
    pub ordinary: String,
    /// Its day; empty where there is none.
    pub day: String,
    /// What is missing or doubled before it or in it.
    pub notes: Vec<String>,
}

impl Correlation {
    /// The report: every entry, how many have an ordinary number, the place of the signature.
    pub fn report(lines: Vec<Self>) -> Vec<Block> {
        let (all, numbered) = (lines.len(), lines.iter().filter(|line| !line.day.is_empty()).count());
        let notes: Vec<Row> = lines.iter().flat_map(Self::noted).collect();
        let table = if lines.is_empty() {
            Block::paragraph("Nessuna registrazione.")
        } else {
            Block::Table(Self::table(lines))
        };
        let mut blocks = vec![
            Block::Title {
                text: "Correlazione fra registro di emergenza e protocollo ordinario".to_owned(),
                subtitle: "art. 63, comma 5, DPR 28 dicembre 2000, n. 445".to_owned(),
            },
            table,
        ];
        if !notes.is_empty() {
            blocks.push(Block::Heading("Numeri e file che mancano o non tornano".to_owned()));
            blocks.push(Block::Table(Table {
                field: "correlation-notes".to_owned(),
                columns: vec![Column::left("n. di emergenza", 36), Column::left("che cosa", 139)],
                rows: notes,
            }));
        }
        blocks.extend([
            Block::Totals(vec![
                Total::new("Registrazioni", all.to_string()),
                Total::grand("Con numero ordinario", numbered.to_string()),
            ]),
            Block::Signatures(vec![Signer {
                role: "Il responsabile della gestione documentale".to_owned(),
                name: String::new(),
            }]),
        ]);
        blocks
    }

    fn noted(&self) -> impl Iterator<Item = Row> {
        self.notes.iter().map(|note| [self.emergency.clone(), note.clone()].into_iter().collect())
    }

    /// The table alone.
    pub fn table(lines: Vec<Self>) -> Table {
        let rows = lines.into_iter().map(|line| {
            let Self { emergency, issued, matter, person, ordinary, day, notes: _ } = line;
            [emergency, issued, matter, person, ordinary, day].into_iter().collect::<Row>()
        });
        Table {
            field: "correlation".to_owned(),
            columns: vec![
                Column::left("n. di emergenza", 28),
                Column::left("giorno e ora", 17),
                Column::left("oggetto", 26),
                Column::left("persona", 26),
                Column::left("n. ordinario", 25),
                Column::left("del", 17),
            ],
            rows: rows.collect(),
        }
    }
}
