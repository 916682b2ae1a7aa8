//! The words that tell a group from the rest: frequencies per 1,000 words, G² with its sign, log ratio
//! with interval, and over how many documents the word is spread. A row a group and word.

use framebook_engine::stats::{Correction, Reason, Spread, Test};

use super::builder::{Builder, Cell, cells, hidden, variable};
use super::comparison::adjust;
use super::{Input, KeyWord, KeyWords, Layout, Print, Table, TableError};

/// The key words of one group with their test, and its p adjusted over all words that were tested in the group.
pub fn tested<'w>(
    input: &Input<'_>,
    words: &'w KeyWords,
    group: usize,
) -> Vec<(&'w KeyWord, Result<Test, Reason>, Option<f64>)> {
    let of_group: Vec<&KeyWord> = words.words.iter().filter(|it| it.group == group).collect();
    let tests: Vec<_> = of_group.iter().map(|it| it.counts.g2(Correction::None)).collect();
    // the words that are not shown were tested too: they count as not significant
    let mut family: Vec<Option<f64>> = tests.iter().map(|it| it.ok().map(|test| test.p)).collect();
    family.resize((words.n_tested as usize).max(family.len()), Some(1.0));
    let adjusted = adjust(input, &family);
    of_group.into_iter().zip(tests).zip(adjusted).map(|((word, test), p)| (word, test, p)).collect()
}

/// The table of key words.
pub fn build(input: &Input<'_>) -> Result<Table, TableError> {
    let words = input.words.ok_or(TableError::NoWords)?;
    let context = input.context.of_words();
    let input = &Input { context: &context, ..*input };
    let (count, decimal, text) = (Print::Count, Print::Decimal, Print::Text);
    let variables = vec![
        hidden("measure", "Which matches give the codes that segments are grouped by", text),
        hidden("kind", "word", text),
        variable("group", "Group", "The group that the word is key in", text),
        variable("language", "Language", "Language of the segments it was counted in", text),
        variable("word", "Word", "The word, lower case", text),
        variable("n", "n", "Occurrences in the group", count),
        hidden("group_words", "Words of the group", count),
        variable("rest", "rest", "Occurrences in all other segments in scope", count),
        hidden("rest_words", "Words of these", count),
        variable(
            "per_1000_words",
            "per 1,000",
            "Occurrences per 1,000 words of the group",
            decimal,
        ),
        variable("rest_per_1000_words", "rest", "The same in the rest", decimal),
        variable("g2", "G²", "Likelihood ratio, negative where rarer than in the rest", decimal),
        hidden("p", "Its probability", Print::Probability),
        variable(
            "p_adjusted",
            "p",
            "Adjusted over the words tested in the group",
            Print::Probability,
        ),
        variable("log_ratio", "log ratio", "1: twice as frequent as in the rest", decimal),
        variable("log_ratio_low", "low", "Lower end of its interval", decimal),
        variable("log_ratio_high", "high", "Upper end of its interval", decimal),
        variable("documents", "documents", "Documents with the word", count),
        variable(
            "dp",
            "DP",
            "Gries' deviation of proportions: 0 spread evenly, 1 in one place",
            decimal,
        ),
        hidden("undefined_because", "Why a statistic is missing", text),
    ];
    let mut builder = Builder::new(variables, input);
    for (group, label) in words.groups.iter().enumerate() {
        for (word, test, adjusted) in tested(input, words, group) {
            let spread = Spread {
                parts: &word.documents,
                n_parts: word.corpus.documents,
                size: word.corpus.words,
                smallest: word.corpus.smallest,
            };
            let per_1000 = |(n, of): (u64, u64)| (of > 0).then(|| n as f64 * 1000.0 / of as f64);
            let counts = word.counts;
            let ratio = counts.log_ratio(input.context.level);
            let dp = spread.gries_dp();
            let reason = test.err().or(ratio.reason());
            let mut row: Vec<Cell> = vec![
                input.codebook.measure.name().into(),
                "word".into(),
                label.as_str().into(),
                word.language.as_str().into(),
                word.word.as_str().into(),
                counts.target.0.into(),
                counts.target.1.into(),
                counts.reference.0.into(),
                counts.reference.1.into(),
                per_1000(counts.target).into(),
                per_1000(counts.reference).into(),
                test.ok().map(|it| it.statistic).into(),
                test.ok().map(|it| it.p).into(),
                adjusted.into(),
            ];
            row.extend(cells(&ratio));
            row.extend([
                spread.range().into(),
                dp.value().into(),
                reason.map(|it| it.sentence()).into(),
            ]);
            builder.row(row);
        }
    }
    let notes = vec![
        format!(
            "key words of each group against the other segments in scope in the same language, the most \
             telling by G²; {} words that occur {} times or more were tested in each group, p {}",
            super::grid::thousands(words.n_tested),
            words.least,
            input.context.adjustment.phrase()
        ),
        "log ratio: base 2, 0.5 for a count of 0; words are taken as independent draws, which they \
         are not: read p with DP, a word in one document says little"
            .to_owned(),
        "Chinese words are those of a dictionary; runs of digits are left out".to_owned(),
    ];
    builder.finish("keyness", "key words", Layout::List, notes, input)
}
