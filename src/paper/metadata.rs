//! What the file says of itself: title, author, language, archival profile. The same words in the information
//! dictionary and in XMP, as PDF/A-1b asks (ISO 19005-1, 6.7).

use lopdf::{Dictionary, Object, Stream, dictionary};

/// What every paper says made it: the renderer's version, because the same bytes are promised within one.
const PRODUCER: &str = concat!("Sportello ", env!("CARGO_PKG_VERSION"));

/// The sheet's own part.
pub(super) struct Metadata<'a> {
    pub title: &'a str,
    pub author: &'a str,
    pub language: &'a str,
}

impl Metadata<'_> {
    /// The information dictionary.
    pub fn information(&self) -> Dictionary {
        dictionary! {
            "Title" => lopdf::text_string(self.title),
            "Author" => lopdf::text_string(self.author),
            "Producer" => lopdf::text_string(PRODUCER),
        }
    }

    /// The XMP packet, uncompressed as PDF/A-1 wants it.
    pub fn xmp(&self) -> Stream {
        let packet = XMP
            .replace("{title}", &escaped(self.title))
            .replace("{author}", &escaped(self.author))
            .replace("{language}", &escaped(self.language))
            .replace("{producer}", &escaped(PRODUCER));
        Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, packet.into_bytes())
    }

    /// The catalogue's language.
    pub fn language(&self) -> Object {
        Object::string_literal(self.language)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('{', "&#123;")
}

const XMP: &str = r#"<?xpacket begin="﻿" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:format>application/pdf</dc:format>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>1</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_markup_stay_words() {
        let metadata = Metadata { title: "A & <B> {author}", author: "X", language: "it-IT" };
        let packet = String::from_utf8(metadata.xmp().content).unwrap();
        assert!(packet.contains(">A &amp; &lt;B&gt; &#123;author}<"), "{packet}");
    }
}
