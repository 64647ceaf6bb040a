//! What stands on a page: where its links lead, where its forms go, and which addresses of a router those are.

use sportello::web::site::address::Address;

/// The address of the router that a path is one of.
pub fn address_of(addresses: &[Address], path: &str) -> Option<&'static str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let fits_part = |own: &str, asked: &str| match own.split_once('{') {
        None => own == asked,
        Some((before, rest)) => {
            let after = rest.split_once('}').map_or("", |(_, after)| after);
            asked.starts_with(before) && asked.ends_with(after)
        }
    };
    let fits = |address: &str| {
        let (own, asked): (Vec<_>, Vec<_>) = (address.split('/').collect(), path.split('/').collect());
        own.len() == asked.len() && own.iter().zip(&asked).all(|(own, asked)| fits_part(own, asked))
    };
    // One that is written out goes before one with a place for anything.
    let mut all: Vec<_> =
        addresses.iter().map(|address| address.path).filter(|address| fits(address)).collect();
    all.sort_by_key(|address| address.contains('{'));
    all.first().copied()
}

/// What stands on a page: where its links lead, and where its forms go by POST.
pub fn led_to(html: &str) -> (Vec<String>, Vec<String>) {
    let value = |text: &str, name: &str| {
        let (_, after) = text.split_once(&format!(" {name}=\""))?;
        Some(after.split('"').next()?.replace("&amp;", "&"))
    };
    let own =
        |link: &String| link.starts_with('/') && !link.starts_with("/assets/") && !link.starts_with("/api/");
    let links = html.split("<a ").skip(1).filter_map(|tag| value(&format!(" {tag}"), "href")).filter(own);
    let tags = html.split(['<', '>']).filter(|tag| tag.starts_with("form ") || tag.starts_with("button "));
    let posts = tags.filter_map(|tag| {
        if tag.starts_with("form ") && !tag.contains("method=\"post\"") {
            return None;
        }
        value(tag, if tag.starts_with("form ") { "action" } else { "formaction" })
    });
    (links.collect(), posts.collect())
}
