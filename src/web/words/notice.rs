//! What was done to keys and powers, in words.

use crate::words::lang::Lang;
use domain::journal::notice::Deed;

/// What was done.
pub fn words(deed: Deed, l: Lang) -> &'static str {
    match deed {
        Deed::RecoveryCode => l.t("nuovo codice di recupero", "new recovery code"),
        Deed::Passphrase => l.t("nuova frase di sblocco", "new passphrase"),
        Deed::DataKey => l.t("nuova chiave dei dati", "new data key"),
        Deed::OpensByItself => l.t("all’avvio si apre da sé", "opens by itself at start"),
        Deed::AskedAtStart => l.t("la frase a ogni avvio", "the passphrase at every start"),
        Deed::PinReset => l.t("PIN reimpostato", "PIN reset"),
        Deed::Powers => l.t("nuovo responsabile", "new supervisor or records manager"),
    }
}
