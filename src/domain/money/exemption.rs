//! Exemptions from stamp duty: ANPR's table 39 (`tab_Esenzione_bollo`, github.com/italia/anpr), each with the rule that is
//! printed on the paper.

use super::duty::Duty;
use crate::text::bilingual::Bilingual;

/// Whether the secretariat fee goes with the duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeeToo {
    /// The fee stays due, at its exempt rate.
    StaysDue,
    /// No fee either (the table's asterisk).
    Exempt,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// Its code.
    pub code: u8,
    /// The rule, as it is printed after *Esente dall'imposta di bollo ai sensi …*; of code 99 the operator writes it.
    rule: &'static str,
    /// What it is for, Italian and English.
    about: (&'static str, &'static str),
    /// Whether no fee is due either.
    pub fee: FeeToo,
}

/// The code whose rule the operator writes.
pub const OTHER: u8 = 99;

/// Longest text of code 99, in characters.
pub const TEXT_MOST: usize = 256;

const fn row(code: u8, fee: FeeToo, rule: &'static str, it: &'static str, en: &'static str) -> Exemption {
    Exemption { code, rule, about: (it, en), fee }
}

/// The whole table, in the order of its codes.
pub const TABLE: [Exemption; 11] = [
    row(
        1,
        FeeToo::StaysDue,
        "dell'art. 27-bis, tabella allegato B, DPR 26 ottobre 1972, n. 642",
        "ONLUS",
        "Non-profit organisations (ONLUS)",
    ),
    row(
        2,
        FeeToo::StaysDue,
        "dell'art. 8-bis, tabella allegato B, DPR 26 ottobre 1972, n. 642",
        "Società e federazioni sportive",
        "Sports bodies",
    ),
    row(
        3,
        FeeToo::StaysDue,
        "dell'art. 18, DPR 30 maggio 2002, n. 115",
        "Atti di processi",
        "Court proceedings",
    ),
    row(
        4,
        FeeToo::Exempt,
        "dell'art. 16, tabella allegato B, DPR 26 ottobre 1972, n. 642",
        "Consulente tecnico d'ufficio o curatore fallimentare",
        "Court expert or receiver",
    ),
    row(
        5,
        FeeToo::StaysDue,
        "dell'art. 13, tabella allegato B, DPR 26 ottobre 1972, n. 642",
        "Interdizione, inabilitazione, amministrazione di sostegno",
        "Interdiction, support administration",
    ),
    row(
        6,
        FeeToo::Exempt,
        "dell'art. 13, tabella allegato B, DPR 26 ottobre 1972, n. 642, e dell'art. 82, legge 4 maggio 1983, n. 184",
        "Adozione, affidamento, tutela dei minori",
        "Adoption, fostering, guardianship of minors",
    ),
    row(
        7,
        FeeToo::Exempt,
        "dell'art. 19, legge 6 marzo 1987, n. 74",
        "Separazione e divorzio",
        "Separation and divorce",
    ),
    row(
        8,
        FeeToo::StaysDue,
        "dell'art. 16, comma 8, legge 24 dicembre 1993, n. 537",
        "Variazione di toponomastica o numerazione civica",
        "Renaming or renumbering of streets",
    ),
    row(
        9,
        FeeToo::StaysDue,
        "dell'art. 9, tabella allegato B, DPR 26 ottobre 1972, n. 642",
        "Pensione estera",
        "Foreign pension",
    ),
    row(
        10,
        FeeToo::Exempt,
        "dell'art. 16, tabella allegato B, DPR 26 ottobre 1972, n. 642",
        "Scambio tra pubbliche amministrazioni",
        "Exchange between public bodies",
    ),
    row(
        OTHER,
        FeeToo::StaysDue,
        "",
        "Altra esenzione: scrivere la norma",
        "Another exemption: write the rule",
    ),
];

impl Exemption {
    /// The row of a code.
    pub fn of(code: u8) -> Option<Self> {
        TABLE.into_iter().find(|row| row.code == code)
    }

    /// What it is for.
    pub fn about(self) -> Bilingual {
        Bilingual::new(self.about.0, self.about.1)
    }

    /// The duty of a paper exempt by it; `text` is the rule as the operator writes it, for code 99 alone.
    pub fn duty(self, text: &str) -> Duty {
        let wording = match self.code {
            OTHER => format!("Esente dall'imposta di bollo: {}.", text.trim_end_matches('.')),
            _ => format!("Esente dall'imposta di bollo ai sensi {}.", self.rule),
        };
        Duty::Exempt { wording, code: Some(self.code) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_four_codes_free_from_the_fee_too() {
        let codes: Vec<u8> = TABLE.iter().map(|row| row.code).collect();
        assert_eq!(codes, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99]);
        let free: Vec<u8> =
            TABLE.iter().filter(|row| row.fee == FeeToo::Exempt).map(|row| row.code).collect();
        assert_eq!(free, [4, 6, 7, 10]);
        assert!(Exemption::of(11).is_none() && Exemption::of(0).is_none());
    }

    #[test]
    fn the_rule_is_printed() {
        let Duty::Exempt { wording, code } = Exemption::of(7).unwrap().duty("") else { panic!() };
        assert_eq!(wording, "Esente dall'imposta di bollo ai sensi dell'art. 19, legge 6 marzo 1987, n. 74.");
        assert_eq!(code, Some(7));
        let Duty::Exempt { wording, .. } = Exemption::of(OTHER).unwrap().duty("art. 1, legge 1.") else {
            panic!()
        };
        assert_eq!(wording, "Esente dall'imposta di bollo: art. 1, legge 1.");
    }
}
