//! What texts can name besides fields: number, office, dates, sources, who was identified and how.

use domain::ids::value::Source;
use domain::time::dates::long_date;

use super::filling::Filling;
use super::identification;

impl Filling<'_> {
    /// A fact of the station, of the entry or of how the person was identified.
    pub(super) fn fact_named(&self, name: &str) -> String {
        let office = self.office;
        match name {
            "telephone" => office.telephone.clone(),
            "this-municipality" => office.municipality.clone(),
            "this-province" => office.province.clone(),
            "office" => office.office.clone(),
            "issue-date" => long_date(self.at.day()),
            "records-date" => self.records_date(),
            "source" => self.source(),
            _ => self.fact_of_entry(name).unwrap_or_default(),
        }
    }

    fn fact_of_entry(&self, name: &str) -> Option<String> {
        let (entry, given) = self.issued?;
        Some(match name {
            "register-number" => given.number.clone(),
            "operator" => entry.operator_name.clone(),
            "valid-until" => long_date(entry.valid_until?),
            "evidence" => identification::evidence(entry.evidence.as_ref()?),
            "guardian" => identification::guardian(entry.guardian.as_ref()?),
            "applicant" => identification::applicant(entry.applicant.as_ref()?, self.sex()),
            _ => return None,
        })
    }

    /// The day the records say: the extract's, or that of the issue where they were looked at on paper.
    fn records_date(&self) -> String {
        long_date(self.extract_date().unwrap_or_else(|| self.at.day()))
    }

    fn extract_date(&self) -> Option<chrono::NaiveDate> {
        let date = |source: &Source| if let Source::Extract { date } = source { Some(*date) } else { None };
        self.values.values().filter_map(|value| date(&value.source)).max()
    }

    /// Where the values come from, after "Dati tratti": `dall'estratto anagrafico alla data 20 novembre 2026`. What is
    /// only declared is named.
    fn source(&self) -> String {
        let mut told: Vec<String> = Vec::new();
        let mut declared: Vec<String> = Vec::new();
        for field in self.form.fields() {
            let Some(value) = self.values.get(&field.id) else { continue };
            let words = match &value.source {
                Source::Extract { date } => {
                    format!("dall'estratto anagrafico alla data {}", long_date(*date))
                }
                Source::PaperAct => "dall'atto cartaceo".to_owned(),
                Source::OfficeFile { description } => format!("dagli atti dell'ufficio ({description})"),
                Source::DocumentShown { description } => format!("dal documento esibito ({description})"),
                Source::DirectKnowledge => "dalla conoscenza diretta dell'ufficiale".to_owned(),
                Source::Declared => {
                    declared.push(field.label.it.to_lowercase());
                    continue;
                }
                Source::Operator => continue,
            };
            if !told.contains(&words) {
                told.push(words);
            }
        }
        if !declared.is_empty() {
            told.push(format!("dalla dichiarazione dell'interessato ({})", declared.join(", ")));
        }
        let words = told.join(" e ");
        if self.extract_date().is_some() || words.is_empty() {
            return words;
        }
        format!("{words} alla data {}", long_date(self.at.day()))
    }
}
