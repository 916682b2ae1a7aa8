//! Writes `docs/gallery.md` and its pictures: `cargo run --example gallery`, in the folder of the project.

use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let docs = Path::new("docs");
    if docs.join("gallery").is_dir() {
        fs::remove_dir_all(docs.join("gallery"))?;
    }
    fs::create_dir_all(docs.join("gallery"))?;
    for (path, text) in framebook::chart::gallery::files()? {
        fs::write(docs.join(&path), text)?;
        println!("docs/{path}");
    }
    Ok(())
}
