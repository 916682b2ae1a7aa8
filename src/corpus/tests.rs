//! Corpora written to a temporary folder and read back.

use super::*;
use std::path::Path;

/// A document as read: id, parts, metadata.
type Document = (String, Vec<Option<String>>, Vec<Option<String>>);

fn read_all(corpus: &Corpus) -> Result<(Vec<Document>, Report), CorpusError> {
    let (mut reader, mut batch, mut documents) = (corpus.reader(), Batch::default(), vec![]);
    while reader.fill(&mut batch)? {
        for d in 0..batch.len() {
            let parts = (0..corpus.parts().len()).map(|p| batch.part(d, p).map(str::to_owned));
            let columns =
                (0..corpus.columns().len()).map(|c| batch.metadata(d, c).map(str::to_owned));
            documents.push((batch.id(d).to_owned(), parts.collect(), columns.collect()));
        }
    }
    Ok((documents, reader.report().clone()))
}

#[test]
fn the_shared_corpora_are_read_as_they_are() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    for (file, n, columns) in [("ungd-2017.csv", 196, 6), ("kazakh-news-sentences.csv", 22474, 1)] {
        if !shared.join(file).exists() {
            eprintln!("skipped: {file} is not in ../shared/corpora");
            continue;
        }
        let spec = Spec { files: vec![file.to_owned()], ..Spec::default() };
        let corpus = Corpus::open(&spec, &shared).expect("opens");
        let (documents, report) = read_all(&corpus).expect("reads");
        assert_eq!((documents.len(), corpus.columns().len()), (n, columns), "{file}");
        assert_eq!(report.n_documents, n as u64);
        eprintln!("{:?} {:?}", corpus.notes(), report.columns);
    }
}
