//! Writes the sample papers into a folder, or measures them: `cargo bench --bench paper [-- FOLDER]`.

mod sheets;

use sportello::paper::{Marks, render};

fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let plain = Marks::default();
    let papers = [
        ("typical", sheets::typical(), plain),
        ("minimal", sheets::minimal(), plain),
        ("longest", sheets::longest(), plain),
        ("coded", sheets::coded(), Marks { drill: true, ..plain }),
        ("register", sheets::register(), plain),
        ("recovery", sheets::recovery(), Marks { drill: true, ..plain }),
        ("preview", sheets::typical(), Marks { preview: true, ..plain }),
        ("drill-preview", sheets::longest(), Marks { drill: true, preview: true, copy: None }),
    ];
    for (name, sheet, marks) in papers {
        let pdf = render(&sheet, marks).unwrap_or_else(|error| panic!("{name}: {error}"));
        println!("{name}: {} pages, {} bytes", pdf.pages(), pdf.bytes().len());
        if let Some(folder) = &folder {
            std::fs::write(format!("{folder}/{name}.pdf"), pdf.bytes()).expect("the folder takes the file");
        }
    }
}
