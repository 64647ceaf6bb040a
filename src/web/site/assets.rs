//! Stylesheet, script, fonts and mark: embedded, served under an address that holds a hash of their content.

use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use sha2::{Digest, Sha256};

use super::frame::Answer;
use super::trouble::Trouble;
use domain::text::hex;

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: Vec<u8>,
    address: String,
}

impl Asset {
    fn new(name: &'static str, kind: &'static str, bytes: Vec<u8>) -> Self {
        let hash = hex::encode(&Sha256::digest(&bytes)[..6]);
        Self { name, kind, bytes, address: format!("/assets/{hash}/{name}") }
    }
}

static FONTS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let font = |name, bytes: &[u8]| Asset::new(name, "font/woff2", bytes.to_vec());
    vec![
        font("titillium-400.woff2", include_bytes!("assets/titillium-400.woff2")),
        font("titillium-600.woff2", include_bytes!("assets/titillium-600.woff2")),
        font("titillium-700.woff2", include_bytes!("assets/titillium-700.woff2")),
    ]
});

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    // The stylesheet names its fonts by their full address, so that they too are cached for ever.
    let css = FONTS.iter().fold(include_str!("assets/sportello.css").to_owned(), |css, font| {
        css.replace(&format!("url({})", font.name), &format!("url({})", font.address))
    });
    vec![
        Asset::new("sportello.css", "text/css; charset=utf-8", css.into_bytes()),
        Asset::new(
            "sportello.js",
            "text/javascript; charset=utf-8",
            include_bytes!("assets/sportello.js").to_vec(),
        ),
        Asset::new("mark.svg", "image/svg+xml", include_bytes!("assets/mark.svg").to_vec()),
    ]
});

fn all() -> impl Iterator<Item = &'static Asset> {
    ASSETS.iter().chain(FONTS.iter())
}

/// Address of an embedded file.
pub fn address(name: &str) -> String {
    all().find(|asset| asset.name == name).map(|asset| asset.address.clone()).unwrap_or_default()
}

/// `GET /assets/{hash}/{name}`: for ever the same bytes, so the browser never asks twice.
pub async fn serve(path: web::Path<(String, String)>) -> Answer {
    let (hash, name) = path.into_inner();
    let address = format!("/assets/{hash}/{name}");
    let asset = all().find(|asset| asset.address == address).ok_or(Trouble::NoSuchPage)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, asset.kind))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.bytes.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheet_names_its_fonts_by_the_address_they_are_served_at() {
        let css = ASSETS.iter().find(|asset| asset.name == "sportello.css").unwrap();
        let css = std::str::from_utf8(&css.bytes).unwrap();
        for font in FONTS.iter() {
            assert!(css.contains(&format!("url({})", font.address)), "{}", font.name);
        }
        assert!(address("sportello.js").starts_with("/assets/"));
    }
}
