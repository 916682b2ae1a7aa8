//! Prints the problems of a codebook and of its examples: `check FILE`.
use framebook_engine::codebook::Codebook;
use std::sync::Arc;
fn main() {
    let file = std::env::args().nth(1).expect("a file");
    let source = std::fs::read_to_string(&file).expect("readable");
    let (codebook, diagnostics) = Codebook::parse(&file, &source);
    for d in &diagnostics {
        println!(
            "{:?} {}: {} [{}]",
            d.severity,
            framebook_engine::codebook::check::line_of(&source, d.span.start),
            d.message,
            d.help.as_deref().unwrap_or("")
        );
    }
    if let Some(codebook) = codebook {
        let tested = framebook_engine::coding::test_examples(&Arc::new(codebook));
        println!("{} examples, {} counter-examples", tested.n_examples, tested.n_counter_examples);
        for d in tested.diagnostics {
            println!(
                "{:?} {}: {} [{}]",
                d.severity,
                framebook_engine::codebook::check::line_of(&source, d.span.start),
                d.message,
                d.help.as_deref().unwrap_or("")
            );
        }
    }
}
