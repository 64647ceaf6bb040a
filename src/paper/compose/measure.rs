//! How large and how far apart things are set.

/// Sizes in points, and a share of the usual space between pieces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    /// The title.
    pub title: u8,
    /// Values beside a photograph.
    pub value: u8,
    /// Small running text.
    pub small: u8,
    /// Space between pieces, 1 is the usual.
    pub air: f32,
    /// Room for the pen above a signature's line.
    pub pen: f32,
    /// Radius of the stamp's place.
    pub stamp: f32,
}

impl Measure {
    /// As papers are set that may take all the pages they need. A round municipal stamp is 35 mm wide or a little less.
    pub const ROOMY: Self = Self { title: 22, value: 12, small: 9, air: 1.0, pen: 48.0, stamp: 49.6 };

    /// For a sheet that would end with a few lines on a second page.
    pub const LESS_AIR: [Self; 2] = [
        Self { title: 20, air: 0.75, pen: 44.0, ..Self::ROOMY },
        Self { title: 19, air: 0.55, pen: 40.0, stamp: 46.0, ..Self::ROOMY },
    ];

    /// For a sheet that shares its page with a card, step by step closer; a stamp of 27 mm still has its place.
    pub const CLOSER: [Self; 6] = [
        Self { title: 20, value: 12, small: 9, air: 0.7, pen: 38.0, stamp: 38.3 },
        Self { title: 19, value: 11, small: 9, air: 0.5, pen: 34.0, stamp: 38.3 },
        Self { title: 18, value: 11, small: 8, air: 0.45, pen: 32.0, stamp: 38.3 },
        Self { title: 17, value: 10, small: 8, air: 0.35, pen: 28.0, stamp: 38.3 },
        Self { title: 16, value: 8, small: 7, air: 0.3, pen: 26.0, stamp: 38.3 },
        Self { title: 15, value: 7, small: 7, air: 0.2, pen: 22.0, stamp: 36.0 },
    ];
}
