//! Guards of the look: the tokens in the stylesheet keep their contrast.

const CSS: &str = include_str!("assets/sportello.css");

/// Value of a token, as sRGB.
fn token(name: &str) -> [f64; 3] {
    let start = CSS.find(&format!("--{name}: #")).unwrap_or_else(|| panic!("the token --{name} is missing"));
    let hex = &CSS[start + name.len() + 5..][..6];
    let part = |at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
    [part(0), part(2), part(4)]
}

/// Relative luminance (WCAG 2.2).
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(token(a)), luminance(token(b)));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_has_the_contrast_of_wcag_aa_on_every_ground_it_stands_on() {
    for (text, ground) in [
        ("text", "paper"),
        ("text", "ground"),
        ("text", "drill"),
        ("text", "warning-tint"),
        ("text", "danger-tint"),
        ("text", "primary-tint"),
        ("text", "info-tint"),
        ("muted", "paper"),
        ("muted", "ground"),
        ("primary", "paper"),
        ("primary", "ground"),
        ("primary-dark", "primary-tint"),
        ("paper", "primary"),
        ("paper", "primary-dark"),
        ("paper", "slate"),
        ("paper", "danger-dark"),
        ("danger-dark", "danger-tint"),
        ("danger", "paper"),
        ("warning-dark", "warning-tint"),
        ("warning", "paper"),
        ("slate", "info-tint"),
    ] {
        let ratio = contrast(text, ground);
        assert!(ratio >= 4.5, "--{text} on --{ground}: {ratio:.2}");
    }
}

#[test]
fn edges_and_marks_have_three_to_one() {
    for (edge, ground) in [
        ("edge", "paper"),
        ("edge", "ground"),
        ("warning", "warning-tint"),
        ("danger", "paper"),
        ("focus", "paper"),
    ] {
        let ratio = contrast(edge, ground);
        assert!(ratio >= 3.0, "--{edge} on --{ground}: {ratio:.2}");
    }
}
