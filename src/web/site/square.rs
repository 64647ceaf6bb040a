//! Square codes on screens.

use std::fmt::Write as _;

use askama::Template;
use askama::filters::HtmlSafe;

use paper::Matrix;

/// Light modules around a code, without which scanners do not find it.
const QUIET: usize = 4;

/// A square code, drawn.
#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<svg class="square-code" viewBox="0 0 {{ side }} {{ side }}" role="img" aria-label="{{ label }}"><rect width="{{ side }}" height="{{ side }}" fill="#fff"/><path d="{{ path }}" fill="#000"/></svg>"##
)]
pub struct Square {
    side: usize,
    path: String,
    label: String,
}

impl HtmlSafe for Square {}

impl Square {
    /// A code, told by `label` to whoever does not see it.
    pub fn new(matrix: &Matrix, label: &str) -> Self {
        let mut path = String::new();
        for (y, row) in matrix.rows().enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
                write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET)
                    .expect("writing to a string does not fail");
            }
        }
        Self { side: matrix.side() + 2 * QUIET, path, label: label.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_inside_the_quiet_zone() {
        let matrix = Matrix::new(vec![true, false, false, true], 10).unwrap();
        let drawn = Square::new(&matrix, "testa \"EM01\"").render().unwrap();
        assert!(drawn.contains(r#"viewBox="0 0 10 10""#) && drawn.contains("M4 4h1v1h-1zM5 5h1v1h-1z"));
        assert!(drawn.contains(r##"fill="#fff""##) && !drawn.contains(r#"testa "EM01""#), "{drawn}");
    }
}
