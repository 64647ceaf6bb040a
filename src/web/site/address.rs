//! How the addresses of a site are written down: one line each. The list that whoever must visit every page walks comes out
//! of the same lines as the routes.

/// What an address answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page for people, opened by GET; it may also take its own form by POST.
    Page,
    /// Takes a form by POST and leads to a page.
    Act,
    /// A file or data, by GET.
    Data,
}

/// One address of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// Kind.
    pub kind: Kind,
    /// Path; `{id}` stands for an identifier.
    pub path: &'static str,
}

/// `Page "/path" => get, post;` — one line an address; the list the tests walk comes out of the same lines.
macro_rules! site {
    (@route Act, $path:literal, $post:path) => { actix_web::web::resource($path).route(actix_web::web::post().to($post)) };
    (@route $kind:ident, $path:literal, $get:path) => { actix_web::web::resource($path).route(actix_web::web::get().to($get)) };
    (@route $kind:ident, $path:literal, $get:path, $post:path) => {
        actix_web::web::resource($path).route(actix_web::web::get().to($get)).route(actix_web::web::post().to($post))
    };
    ($($kind:ident $path:literal => $($handler:path),+;)*) => {
        /// Every address of the site but those of the API, which its `OpenAPI` description lists.
        pub const ADDRESSES: &[$crate::site::address::Address] = &[
            $($crate::site::address::Address { kind: $crate::site::address::Kind::$kind, path: $path }),*
        ];

        /// Paths of all pages people open, for whoever must visit each of them.
        pub fn pages() -> impl Iterator<Item = &'static str> {
            use $crate::site::address::Kind;
            ADDRESSES.iter().filter(|address| address.kind == Kind::Page).map(|address| address.path)
        }

        fn site(config: &mut actix_web::web::ServiceConfig) {
            $(config.service($crate::site::address::site!(@route $kind, $path, $($handler),+));)*
        }
    };
}

pub(crate) use site;
