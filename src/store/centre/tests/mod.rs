//! The contract, sentence by sentence, held by every store.

#[cfg(unix)]
pub(super) mod cluster;
mod facts;
pub(super) mod made;
mod model;
mod numbers;
mod people;
mod questions;
mod receive;
mod stations;
mod told;
mod trouble;

/// Each function is one sentence of the contract; it is tried on every store.
macro_rules! sentences {
    ($(fn $name:ident($store:ident) $body:block)*) => {
        $(fn $name($store: &dyn $crate::centre::CentreStore) $body)*

        mod on_sled {
            $(
                #[test]
                fn $name() {
                    let folder = tempfile::tempdir().unwrap();
                    let store = $crate::centre::EmbeddedCentre::open(folder.path()).unwrap();
                    super::$name(&store);
                }
            )*
        }

        #[cfg(unix)]
        mod on_postgres {
            $(
                #[test]
                fn $name() {
                    if let Some(database) = $crate::centre::tests::cluster::database() {
                        super::$name(&database.open());
                    }
                }
            )*
        }
    };
}
use sentences;
