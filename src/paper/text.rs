//! Running text as a sheet gives it: runs, each with a weight and, if it is a value, the field it came from. A line
//! feed ends a line; a no-break space (U+00A0) keeps "n." with its number.

/// How heavy a run is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// Ordinary text.
    #[default]
    Normal,
    /// Values, names, what the eye must find.
    Bold,
}

/// A stretch of text of one weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What is printed.
    pub text: String,
    /// How heavy.
    pub weight: Weight,
    /// Field named by a refusal; without one, the block is named.
    pub field: Option<String>,
}

impl Run {
    /// Ordinary text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), weight: Weight::Normal, field: None }
    }

    /// Heavy text.
    pub fn bold(text: impl Into<String>) -> Self {
        Self { text: text.into(), weight: Weight::Bold, field: None }
    }

    /// The same run, known to come from this field.
    #[must_use]
    pub fn of(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

/// Runs that flow together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub Vec<Run>);

impl Text {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ordinary text added.
    #[must_use]
    pub fn plain(mut self, text: impl Into<String>) -> Self {
        self.0.push(Run::plain(text));
        self
    }

    /// Heavy text added.
    #[must_use]
    pub fn bold(mut self, text: impl Into<String>) -> Self {
        self.0.push(Run::bold(text));
        self
    }

    /// A heavy value added, with the field a refusal names.
    #[must_use]
    pub fn value(mut self, field: impl Into<String>, text: impl Into<String>) -> Self {
        self.0.push(Run::bold(text).of(field));
        self
    }

    /// The characters alone.
    pub fn as_plain(&self) -> String {
        self.0.iter().map(|run| run.text.as_str()).collect()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text::new().plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text::new().plain(text)
    }
}

impl From<Vec<Run>> for Text {
    fn from(runs: Vec<Run>) -> Self {
        Text(runs)
    }
}
