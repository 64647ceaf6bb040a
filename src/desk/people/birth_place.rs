//! A typed birthplace in the table of places, so that a tax code can be compared with it (places by their Belfiore codes).

use chrono::NaiveDate;

use domain::person::tax_code::base;
use domain::time::partial_date::PartialDate;
use forms::places;

/// The code of a birthplace as it was at birth. Of several places of one name, the one the tax code means, if it means
/// one of them; nothing for a place the table does not know.
pub(crate) fn belfiore(place: &str, born: Option<PartialDate>, code: &str) -> Option<&'static str> {
    let day: Option<NaiveDate> = born.map(PartialDate::first);
    let named = places::by_name(place, day);
    let base = base(code);
    let meant = named.iter().find(|place| base.get(11..15) == Some(place.belfiore));
    meant.or(named.first()).map(|place| place.belfiore)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthplace_is_taken_as_it_was_at_birth_and_as_the_code_means_it() {
        let born = "1930-05-05".parse().ok();
        assert_eq!(belfiore("Fiume", born, "RSSNNA30E45D620X"), Some("D620"));
        assert_eq!(belfiore("Castro (BG)", None, "x"), belfiore("Castro (BG)", None, "y"));
        assert_eq!(belfiore("Valdorè (PX)", born, "RSSNNA30E45D620X"), None);
    }
}
