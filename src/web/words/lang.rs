//! The language of the screens: Italian first, English complete.

pub use domain::text::bilingual::Lang;
