//! `cargo run --example stems -p framebook-engine < words.txt`: the Kazakh stems of each word.

use std::io::{self, BufRead};

use framebook_engine::text::stem::kazakh::stems;

fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let mut found = Vec::new();
        stems(line?.trim(), &mut found);
        println!("{}", found.join(" "));
    }
    Ok(())
}
