//! Writes `docs/gallery.md` and its pictures: `cargo run --example gallery`, in the folder of the project.
//! With a folder, `cargo run --example gallery -- FOLDER`, it writes every sample of every chart there, in
//! four languages and at two widths, as SVG, PNG and PDF: to be looked at.

use std::fs;
use std::path::Path;

use framebook::chart::{CHARTS, Figure, WORDS, Width, gallery, render};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    match std::env::args().nth(1) {
        None => page(Path::new("docs")),
        Some(folder) => pictures(Path::new(&folder)),
    }
}

fn page(docs: &Path) -> Outcome {
    if docs.join("gallery").is_dir() {
        fs::remove_dir_all(docs.join("gallery"))?;
    }
    fs::create_dir_all(docs.join("gallery"))?;
    for (path, text) in gallery::files()? {
        fs::write(docs.join(&path), text)?;
        println!("docs/{path}");
    }
    Ok(())
}

fn pictures(folder: &Path) -> Outcome {
    fs::create_dir_all(folder)?;
    for (entry, words) in CHARTS.iter().flat_map(|entry| WORDS.iter().map(move |it| (entry, it))) {
        for (number, sample) in entry.samples.iter().enumerate() {
            for (n, width, page) in [
                (5, Width::OneColumn, "narrow"),
                (5, Width::TwoColumns, "wide"),
                (20, Width::OneColumn, "narrow"),
                (20, Width::TwoColumns, "wide"),
            ] {
                let name = format!("{}-{}-{}-{n}-{page}", entry.name, number + 1, words.name);
                let rendered = match render(&Figure { width, ..sample(words, n) }) {
                    Ok(rendered) => rendered,
                    Err(error) => {
                        println!("{name}: {error}");
                        continue;
                    }
                };
                fs::write(folder.join(format!("{name}.svg")), rendered.svg)?;
                fs::write(folder.join(format!("{name}.png")), rendered.png)?;
                fs::write(folder.join(format!("{name}.pdf")), rendered.pdf)?;
                println!("{name}: {}", rendered.caption);
            }
        }
    }
    Ok(())
}
