//! ANPR's codes of kinship (table 5) and of civil status (table 1) in words.

/// Kinship to the head of the family, in the word of the person's sex.
pub fn kinship(code: u8, sex: &str) -> Option<&'static str> {
    let (male, female) = match code {
        1 => ("Intestatario della scheda", "Intestataria della scheda"),
        2 => ("Marito", "Moglie"),
        3 => ("Figlio", "Figlia"),
        4 => ("Nipote (discendente)", "Nipote (discendente)"),
        5 => ("Pronipote (discendente)", "Pronipote (discendente)"),
        6 => ("Padre", "Madre"),
        7 => ("Nonno", "Nonna"),
        8 => ("Bisnonno", "Bisnonna"),
        9 => ("Fratello", "Sorella"),
        10 => ("Nipote (collaterale)", "Nipote (collaterale)"),
        11 => ("Zio (collaterale)", "Zia (collaterale)"),
        12 => ("Cugino", "Cugina"),
        13 => ("Altro parente", "Altra parente"),
        14 => ("Figliastro", "Figliastra"),
        15 => ("Patrigno", "Matrigna"),
        16 => ("Genero", "Nuora"),
        17 => ("Suocero", "Suocera"),
        18 => ("Cognato", "Cognata"),
        19 => ("Fratellastro", "Sorellastra"),
        20 => ("Nipote (affine)", "Nipote (affine)"),
        21 => ("Zio (affine)", "Zia (affine)"),
        22 => ("Altro affine", "Altra affine"),
        23 => ("Convivente", "Convivente"),
        24 => ("Responsabile della convivenza", "Responsabile della convivenza"),
        25 => ("Convivente in convivenza non affettiva", "Convivente in convivenza non affettiva"),
        26 => ("Tutore", "Tutrice"),
        28 => ("Unito civilmente", "Unita civilmente"),
        80 => ("Adottato", "Adottata"),
        81 => ("Nipote", "Nipote"),
        99 => ("Non definito", "Non definita"),
        _ => return None,
    };
    Some(if sex == "F" { female } else { male })
}

/// Civil status, in the word of the person's sex.
pub fn civil_status(code: u8, sex: &str) -> Option<&'static str> {
    let (male, female) = match code {
        1 => ("celibe", "nubile"),
        2 => ("coniugato", "coniugata"),
        3 => ("vedovo", "vedova"),
        4 => ("divorziato", "divorziata"),
        6 => ("unito civilmente", "unita civilmente"),
        7 => (
            "stato libero a seguito di decesso della parte unita civilmente",
            "stato libero a seguito di decesso della parte unita civilmente",
        ),
        8 => (
            "stato libero a seguito di scioglimento dell'unione",
            "stato libero a seguito di scioglimento dell'unione",
        ),
        9 => ("non classificabile", "non classificabile"),
        _ => return None,
    };
    Some(if sex == "F" { female } else { male })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_the_tables_have_words_and_no_others() {
        let known = |of: fn(u8, &str) -> Option<&'static str>| {
            (0..=255).filter(|code| of(*code, "F").is_some()).count()
        };
        assert_eq!(known(kinship), 30);
        assert_eq!(known(civil_status), 8);
        assert_eq!(kinship(2, "F"), Some("Moglie"));
        assert_eq!(civil_status(1, "N"), Some("celibe"));
    }
}
