//! What the index of paper acts says of one, in words: for the counter and for the centre.

use domain::time::moment::Moment;

use super::lang::Lang;
use super::when;

/// The name of a value of an act; none if it is no value of an act.
pub fn label(field: &str, l: Lang) -> Option<&'static str> {
    let (it, en) = match field {
        "act-kind" => ("Tipo di atto", "Kind of act"),
        "formed" => ("Formato", "Formed"),
        "note" => ("Nota dell’indice", "Note of the index"),
        "act-office" => ("Ufficio", "Office"),
        "act-part" => ("Parte", "Part"),
        "act-series" => ("Serie", "Series"),
        "act-number" => ("Numero dell’atto", "Number of the act"),
        "act-volume" => ("Volume", "Volume"),
        "act-transcribed" => ("Trascritto da altrove", "Transcribed from elsewhere"),
        _ => return None,
    };
    Some(l.t(it, en))
}

/// The value as it is shown.
pub fn value(field: &str, value: &str, l: Lang) -> String {
    let words = match (field, value) {
        ("act-kind", "birth") => ("nascita", "birth"),
        ("act-kind", "marriage") => ("matrimonio", "marriage"),
        ("act-kind", "civil-union") => ("unione civile", "civil union"),
        ("act-kind", "death") => ("morte", "death"),
        ("act-kind", "citizenship") => ("cittadinanza", "citizenship"),
        ("act-transcribed", _) => ("sì", "yes"),
        ("formed", value) => return formed(value).map_or_else(|| value.to_owned(), when::date_time),
        (_, value) => return value.to_owned(),
    };
    l.t(words.0, words.1).to_owned()
}

fn formed(value: &str) -> Option<Moment> {
    serde_json::from_value(serde_json::Value::String(value.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_told_in_words_and_its_moment_as_people_write_it() {
        assert_eq!(label("act-part", Lang::It), Some("Parte"));
        assert_eq!(label("surname", Lang::It), None);
        assert_eq!(value("act-kind", "death", Lang::En), "death");
        assert_eq!(value("act-transcribed", "yes", Lang::It), "sì");
        assert_eq!(value("formed", "2026-11-21T08:07:00.000+01:00", Lang::It), "21/11/2026 08:07");
        assert_eq!(value("act-volume", "12", Lang::It), "12");
    }
}
