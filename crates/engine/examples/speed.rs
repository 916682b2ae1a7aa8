//! scratch
use framebook_engine::codebook::Codebook;
use framebook_engine::coding::*;
use framebook_engine::segment::*;
use std::sync::Arc;
fn main() {
    let mut args = std::env::args().skip(1);
    let source = std::fs::read_to_string(args.next().unwrap()).unwrap();
    let text = std::fs::read_to_string(args.next().unwrap()).unwrap();
    let unit = Unit::parse(&args.next().unwrap_or("sentence".into())).unwrap();
    let (codebook, _) = Codebook::parse("x", &source);
    let set =
        CompiledSet::new(vec![Arc::new(codebook.unwrap())], Options { unit, ..Options::default() });
    let docs: Vec<&str> = text.split("\n\n\n").collect();
    let mut w = Worker::default();
    let mut out = BatchOutput::default();
    let t = std::time::Instant::now();
    let mut s = Structure::default();
    for d in &docs {
        s.fill(d, Lines::Auto);
    }
    println!("structure {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let mut n = 0usize;
    for d in &docs {
        n += framebook_engine::text::word::Words::new(d).count();
    }
    println!("words {n} {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let (mut segs, mut codings, mut matches) = (0, 0, 0);
    for b in docs.chunks(200) {
        let parts: Vec<[Option<&str>; 1]> = b.iter().map(|d| [Some(*d)]).collect();
        w.code_batch(
            &set,
            parts.iter().map(|p| Document { parts: p, language: None, absent: None }),
            &mut out,
        );
        segs += out.segments.document.len();
        codings += out.passes[0].codings.code.len();
        matches += out.passes[0].matches.code.len();
    }
    let e = t.elapsed();
    println!(
        "{} MB docs {} segments {segs} codings {codings} matches {matches} in {:?}: {:.0} MB/s",
        text.len() >> 20,
        docs.len(),
        e,
        text.len() as f64 / 1e6 / e.as_secs_f64()
    );
}
