//! A run from its start to its end: what is written is what was coded, on any number of threads.

use super::*;

fn delayed(seed: u64) -> Faults {
    Faults { delay: Some(seed), kill_after: None }
}

#[test]
fn writes_the_same_bytes_on_one_two_and_four_threads_with_delays() {
    let mut trees = Vec::new();
    for (threads, seed) in [(1, 1), (2, 2), (4, 3), (4, 4), (0, 5)] {
        let out = tempfile::tempdir().unwrap();
        let store = open(out.path(), delayed(seed));
        let plan = plan(threads, true, &[FIRST, SECOND]);
        let outcome = fill(&store, &plan, Fake::of(60)).unwrap();
        assert_eq!((outcome.counts.batches, outcome.counts.documents), (60, 720));
        assert!(outcome.counts.parts >= 4, "{} parts", outcome.counts.parts);
        trees.push(tree(out.path()));
    }
    for other in &trees[1..] {
        assert_same(&trees[0], other, "threads");
    }
}

#[test]
fn reads_back_every_column_and_text_as_it_was_coded() {
    let out = tempfile::tempdir().unwrap();
    let store = open(out.path(), Faults::default());
    fill(&store, &plan(2, true, &[FIRST, SECOND]), Fake::of(55)).unwrap();
    let passes = [FIRST, SECOND].map(|hash| pass(hash).name());
    for (which, name) in passes.iter().enumerate() {
        let pass = Pass::open(out.path(), name).unwrap();
        assert_eq!(pass.segments_manifest.dropped[0].n, 3);
        assert_eq!(pass.manifest.codes[1], "a.o");
        let (mut source, mut batch, mut output) =
            (Fake::of(55), Batch::default(), BatchOutput::default());
        let (mut number, mut base) = (0, 0);
        for part in 0..pass.n_parts() {
            let data = pass.part(part).unwrap();
            let mut texts = pass.texts(part).unwrap();
            assert_eq!(data.in_scope.len(), pass.n_segments(part));
            let (mut row, mut segment, mut coding, mut r#match) = (0, 0, 0, 0);
            while row < data.documents.len() {
                assert!(source.fill(&mut batch).unwrap());
                code(&batch, &mut output, 2);
                for document in 0..batch.len() {
                    let documents = &data.documents;
                    assert_eq!(documents.document[row], number);
                    assert_eq!(documents.id.get(row), Some(batch.id(document)));
                    let place = Place { file: documents.file[row], line: documents.line[row] };
                    assert_eq!(place, batch.place(document));
                    for column in 0..3 {
                        let value = documents.metadata[column].get(row);
                        assert_eq!(value, batch.metadata(document, column));
                    }
                    for part in 0..2 {
                        assert_eq!(texts.text(row, part).unwrap(), batch.part(document, part));
                    }
                    let n = output.segments.document.iter().filter(|&&of| of == document as u32);
                    assert_eq!(documents.n_segments[row] as usize, n.count());
                    (row, number) = (row + 1, number + 1);
                }
                let n = output.segments.document.len();
                let at = segment..segment + n;
                let of: Vec<u32> = output.segments.document.iter().map(|of| of + base).collect();
                assert_eq!(data.segments.document[at.clone()], of);
                assert_eq!(data.segments.part[at.clone()], output.segments.part);
                assert_eq!(data.segments.number[at.clone()], output.segments.number);
                assert_eq!(data.segments.start[at.clone()], output.segments.start);
                assert_eq!(data.segments.end[at.clone()], output.segments.end);
                assert_eq!(data.segments.char_start[at.clone()], output.segments.char_start);
                assert_eq!(data.segments.char_end[at.clone()], output.segments.char_end);
                assert_eq!(data.segments.words[at.clone()], output.segments.words);
                assert_eq!(data.segments.language[at.clone()], output.segments.language);
                assert_eq!(data.segments.absent[at.clone()], output.segments.absent);
                let coded = &output.passes[which];
                assert_eq!(data.in_scope[at], coded.in_scope);
                let (codings, matches) = (&coded.codings, &coded.matches);
                let at = coding..coding + codings.segment.len();
                let of =
                    |rows: &[u32]| rows.iter().map(|of| of + segment as u32).collect::<Vec<_>>();
                assert_eq!(data.codings.segment[at.clone()], of(&codings.segment));
                assert_eq!(data.codings.code[at.clone()], codings.code);
                assert_eq!(data.codings.mention[at.clone()], codings.mention);
                assert_eq!(data.codings.asserted[at.clone()], codings.asserted);
                assert_eq!(data.codings.given_mention[at.clone()], codings.given_mention);
                assert_eq!(data.codings.given_asserted[at.clone()], codings.given_asserted);
                coding = at.end;
                let at = r#match..r#match + matches.segment.len();
                assert_eq!(data.matches.segment[at.clone()], of(&matches.segment));
                assert_eq!(data.matches.code[at.clone()], matches.code);
                assert_eq!(data.matches.rule[at.clone()], matches.rule);
                assert_eq!(data.matches.start[at.clone()], matches.start);
                assert_eq!(data.matches.end[at.clone()], matches.end);
                assert_eq!(data.matches.words[at.clone()], matches.words);
                assert_eq!(data.matches.negated[at.clone()], matches.negated);
                assert_eq!(data.matches.quoted[at.clone()], matches.quoted);
                assert_eq!(data.matches.voice[at.clone()], matches.voice);
                r#match = at.end;
                segment += n;
                base += batch.len() as u32;
            }
            assert_eq!(data.segments.document.len(), segment);
            assert_eq!(data.codings.segment.len(), coding);
            assert_eq!(data.matches.segment.len(), r#match);
        }
        assert!(!source.fill(&mut batch).unwrap(), "documents are missing");
    }
}

#[test]
fn leaves_the_texts_out_and_the_passes_as_they_are() {
    let (with, without) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let changed = tempfile::tempdir().unwrap();
    fill(&open(with.path(), Faults::default()), &plan(2, true, &[FIRST]), Fake::of(50)).unwrap();
    fill(&open(without.path(), Faults::default()), &plan(2, false, &[FIRST]), Fake::of(50))
        .unwrap();
    let (with, bare) = (tree(with.path()), tree(without.path()));
    assert!(with.keys().any(|name| name.ends_with(".texts.zst")));
    assert!(!bare.keys().any(|name| name.ends_with(".texts.zst")));
    for (name, bytes) in bare.iter().filter(|(name, _)| name.starts_with("passes/")) {
        assert!(with[name] == *bytes, "`{name}` depends on the texts being kept");
    }
    let name = pass(FIRST).name();
    let error = Pass::open(without.path(), &name).unwrap().texts(0).unwrap_err();
    assert!(error.to_string().contains("--no-texts"), "{error}");

    // the other choice makes the segments anew, each way
    for (texts, expected) in [(true, &with), (false, &bare), (true, &with)] {
        let store = open(changed.path(), Faults::default());
        let outcome = fill(&store, &plan(1, texts, &[FIRST]), Fake::of(50)).unwrap();
        assert!(!outcome.reused);
        assert_same(expected, &tree(changed.path()), "texts in and out");
    }
}

#[test]
fn codes_only_the_pass_that_is_missing() {
    let (out, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(out.path(), Faults::default());
    fill(&store, &plan(2, true, &[FIRST]), Fake::of(50)).unwrap();
    let both = plan(2, true, &[FIRST, SECOND]);
    let standing = store.standing(&both).unwrap();
    assert_eq!((standing.segments, &standing.passes[..]), (true, &[true, false][..]));
    assert!(!standing.all());
    let stood =
        fs::metadata(out.path().join(format!("segments-{SEGMENTS}/manifest.json"))).unwrap();
    let outcome = fill(&store, &both, Fake::of(50)).unwrap();
    assert_eq!((outcome.reused, outcome.skipped), (false, 0));
    let stands =
        fs::metadata(out.path().join(format!("segments-{SEGMENTS}/manifest.json"))).unwrap();
    assert_eq!(
        stood.modified().unwrap(),
        stands.modified().unwrap(),
        "segments were written again"
    );
    fill(&open(whole.path(), Faults::default()), &both, Fake::of(50)).unwrap();
    assert_same(&tree(whole.path()), &tree(out.path()), "a pass added later");

    let never = || |_: &Batch, _: &mut BatchOutput| panic!("coded again");
    let outcome = store.run(&both, Fake::of(50), never, &mut |_| ()).unwrap();
    assert!(outcome.reused && store.standing(&both).unwrap().all());
    assert_eq!(outcome.counts.documents, 600);
}

#[test]
fn an_empty_corpus_is_a_finished_pass_of_no_parts() {
    let out = tempfile::tempdir().unwrap();
    let store = open(out.path(), Faults::default());
    let outcome = fill(&store, &plan(2, true, &[FIRST]), Fake::of(0)).unwrap();
    assert_eq!(outcome.counts, Counts::default());
    let pass = Pass::open(out.path(), &pass(FIRST).name()).unwrap();
    assert_eq!(pass.n_parts(), 0);
    let error = pass.part(0).unwrap_err().to_string();
    assert!(error.contains("no part 0"), "{error}");
}

#[test]
fn a_part_without_codings_or_segments_reads_back_empty() {
    let out = tempfile::tempdir().unwrap();
    let store = open(out.path(), Faults::default());
    let none = || {
        |_: &Batch, output: &mut BatchOutput| {
            *output = BatchOutput { passes: vec![PassOutput::default()], ..BatchOutput::default() };
        }
    };
    store.run(&plan(2, true, &[FIRST]), Fake::of(20), none, &mut |_| ()).unwrap();
    let data = Pass::open(out.path(), &pass(FIRST).name()).unwrap().part(0).unwrap();
    assert_eq!((data.documents.len(), data.segments.start.len()), (168, 0));
    assert_eq!((data.codings.code.len(), data.matches.voice.len(), data.in_scope.len()), (0, 0, 0));
}

#[test]
fn progress_grows_to_the_whole_corpus() {
    let out = tempfile::tempdir().unwrap();
    let store = open(out.path(), Faults::default());
    let mut seen: Vec<Progress> = Vec::new();
    let plan = plan(2, true, &[FIRST]);
    let outcome = store.run(&plan, Fake::of(50), coder(1), &mut |now| seen.push(now)).unwrap();
    assert!(seen.windows(2).all(|pair| pair[0].documents < pair[1].documents));
    let last = seen.last().unwrap();
    assert_eq!((last.documents, last.bytes), (outcome.counts.documents, outcome.counts.bytes));
}

/// Two documents: one beyond every size of a batch and of a part, one small.
struct Huge(u32);

impl Source for Huge {
    type Error = Infallible;

    fn fill(&mut self, batch: &mut Batch) -> Result<bool, Infallible> {
        batch.reset(0, 2, 3);
        self.0 += 1;
        if self.0 > 3 {
            return Ok(false);
        }
        let text = "上海 ".repeat(if self.0 == 2 { 2_600_000 } else { 5 });
        batch.push(Place::default(), "x", [None, Some(text.as_str())], [None, None, None]);
        Ok(true)
    }
}

#[test]
fn keeps_a_document_larger_than_a_part() {
    let out = tempfile::tempdir().unwrap();
    let store = Store::open_with(out.path(), Faults::default()).unwrap();
    let outcome = store.run(&plan(2, true, &[FIRST]), Huge(0), coder(1), &mut |_| ()).unwrap();
    assert_eq!(outcome.counts.parts, 2);
    let pass = Pass::open(out.path(), &pass(FIRST).name()).unwrap();
    let mut texts = pass.texts(0).unwrap();
    assert_eq!(texts.text(1, 1).unwrap().unwrap().len(), 2_600_000 * 7);
    assert_eq!(texts.text(0, 1).unwrap(), Some("上海 ".repeat(5).as_str()));
    assert_eq!(texts.text(0, 0).unwrap(), None);
}
