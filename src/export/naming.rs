//! Legal and unique names for every target, from ids of codes and columns of a corpus in any script.
//!
//! The names of CSV, Excel and Parquet are the columns of [`columns`]. From these [`Naming`] makes a
//! name for each program that has rules of its own. The same names in give the same names out, two
//! names never become one, and a name that is legal already stays as it is.

use std::collections::HashSet;

/// A program with rules for the names of its variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// At most 64 bytes, a letter first, no difference between large and small letters.
    Spss,
    /// At most 32 signs; here of ASCII, so that every version can type them.
    Stata,
    /// What R's `make.names` leaves as it is: a name that needs no backticks.
    R,
}

impl Target {
    /// Every target.
    pub const ALL: [Target; 3] = [Target::Spss, Target::Stata, Target::R];

    /// How it is called.
    pub fn name(self) -> &'static str {
        ["spss", "stata", "r"][self as usize]
    }

    fn longest(self) -> usize {
        [64, 32, 10_000][self as usize]
    }

    fn reserved(self, name: &str) -> bool {
        match self {
            Target::Spss => SPSS.contains(&name.to_ascii_uppercase().as_str()),
            Target::Stata => {
                STATA.contains(&name)
                    || name.strip_prefix("str").is_some_and(|it| {
                        !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit())
                    })
            }
            Target::R => R.contains(&name),
        }
    }

    /// Names that are equal under this are one to the program.
    fn key(self, name: &str) -> String {
        if self == Target::Spss { name.to_lowercase() } else { name.to_owned() }
    }

    /// A legal name, not yet unique.
    fn legal(self, name: &str) -> String {
        let mut legal = String::new();
        for sign in name.chars() {
            match self {
                Target::Spss if sign.is_alphabetic() || sign.is_ascii_digit() => legal.push(sign),
                Target::R
                    if sign.is_alphabetic() || sign.is_ascii_digit() || "_.".contains(sign) =>
                {
                    legal.push(sign);
                }
                Target::Stata if sign.is_ascii_alphanumeric() => legal.push(sign),
                Target::Stata => legal.push_str(latin(sign).unwrap_or("_")),
                Target::Spss => legal.push('_'),
                Target::R => legal.push('.'),
            }
        }
        if self == Target::R {
            let mut signs = legal.chars();
            let first = signs.next();
            let second = signs.next();
            let good = first.is_some_and(char::is_alphabetic)
                || first == Some('.') && second.is_none_or(|it| !it.is_ascii_digit());
            if !good {
                legal.insert(0, 'X');
            }
            if self.reserved(&legal) {
                legal.push('.');
            }
            return legal;
        }
        // `_name` is legal in Stata, but its own variables begin so; SPSS warns of a last `_`.
        cut(&mut legal, self.longest());
        legal.truncate(legal.trim_end_matches('_').len());
        if !legal.chars().next().is_some_and(char::is_alphabetic) || self.reserved(&legal) {
            let bare = legal.is_empty() || legal.starts_with('_');
            legal.insert_str(0, if bare { "v" } else { "v_" });
            cut(&mut legal, self.longest());
        }
        legal
    }

    /// What the companion of a name is called.
    fn companion(self, name: &str) -> String {
        let mut name = name.to_owned();
        cut(&mut name, self.longest() - 2);
        name + "_n"
    }

    /// The name with a number behind it.
    fn numbered(self, name: &str, number: usize) -> String {
        let suffix = format!("{}{number}", if self == Target::R { '.' } else { '_' });
        let mut name = name.to_owned();
        cut(&mut name, self.longest() - suffix.len());
        name + &suffix
    }
}

const SPSS: [&str; 13] =
    ["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"];
/// Those that begin with `_` are not made anyway.
const STATA: [&str; 10] =
    ["byte", "double", "float", "if", "in", "int", "long", "strL", "using", "with"];
const R: [&str; 21] = [
    "if",
    "else",
    "repeat",
    "while",
    "function",
    "for",
    "next",
    "break",
    "TRUE",
    "FALSE",
    "NULL",
    "Inf",
    "NaN",
    "NA",
    "NA_integer_",
    "NA_real_",
    "NA_character_",
    "NA_complex_",
    "in",
    "...",
    "..1",
];

/// Names of variables in each target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// For each target one name a variable.
    names: [Vec<String>; Target::ALL.len()],
}

impl Naming {
    /// Names for variables that are called so in CSV; these are unique already.
    pub fn new(names: &[&str]) -> Naming {
        Naming { names: Target::ALL.map(|target| unique(target, names)) }
    }

    /// The names of a target, in the order of the variables.
    pub fn of(&self, target: Target) -> &[String] {
        &self.names[target as usize]
    }
}

fn unique(target: Target, names: &[&str]) -> Vec<String> {
    let legal: Vec<String> = names.iter().map(|name| target.legal(name)).collect();
    let mut changed = vec![false; names.len()];
    for index in 0..names.len() {
        let follows = index > 0 && is_companion(names[index], names[index - 1]);
        changed[index] = legal[index] != names[index] || follows && changed[index - 1];
    }
    let kept = (0..names.len()).filter(|&index| !changed[index]);
    let kept: HashSet<String> = kept.map(|index| target.key(names[index])).collect();
    let mut unique = vec![String::new(); names.len()];
    let mut taken = HashSet::new();
    // A name that is legal as it is keeps its place before one that has to be altered.
    for altered in [false, true] {
        for index in 0..names.len() {
            if !unique[index].is_empty() || changed[index] != altered {
                continue;
            }
            let follows = names.get(index + 1).is_some_and(|it| is_companion(it, names[index]));
            let companion = follows && unique[index + 1].is_empty();
            let taken_by = |name: &str| taken.contains(&target.key(name));
            let free =
                |name: &String| !(taken_by(name) || companion && taken_by(&target.companion(name)));
            let numbered = (2..).map(|number| target.numbered(&legal[index], number));
            let numbered = numbered.filter(|name| !kept.contains(&target.key(name)));
            let name = std::iter::once(legal[index].clone()).chain(numbered).find(free);
            let name = name.unwrap_or_default();
            taken.insert(target.key(&name));
            if companion {
                unique[index + 1] = target.companion(&name);
                taken.insert(target.key(&unique[index + 1]));
            }
            unique[index] = name;
        }
    }
    unique
}

/// True for the count of a code's matches: they keep names that belong together.
fn is_companion(name: &str, of: &str) -> bool {
    name.strip_suffix("_n") == Some(of)
}

/// Names of the columns in CSV: of codes, each with a companion that ends in `_n`, and of the corpus.
/// A code is called by its id with `_` for each dot. It gives way to `fixed`, the columns that every
/// file has (`code_words`); of two codes `a.b` and `a_b` the one that is called so keeps the name
/// (the other is `a_b_2`); a column of the corpus gives way to all (`meta_language`).
pub fn columns(
    fixed: &[String],
    codes: &[&str],
    metadata: &[String],
) -> (Vec<String>, Vec<String>) {
    let mut taken: HashSet<String> = fixed.iter().cloned().collect();
    let mut order: Vec<usize> = (0..codes.len()).collect();
    order.sort_by_key(|&index| (codes[index].contains('.'), codes[index]));
    let mut of_codes = vec![String::new(); codes.len()];
    for index in order {
        let mut stem = codes[index].replace('.', "_");
        while [stem.clone(), format!("{stem}_n")].iter().any(|name| fixed.contains(name)) {
            stem.insert_str(0, "code_");
        }
        let free = |name: &str| !taken.contains(name) && !taken.contains(&format!("{name}_n"));
        let name = std::iter::once(stem.clone())
            .chain((2..).map(|number| format!("{stem}_{number}")))
            .find(|name| free(name))
            .unwrap_or_default();
        taken.insert(format!("{name}_n"));
        taken.insert(name.clone());
        of_codes[index] = name;
    }
    let mut of_corpus = Vec::with_capacity(metadata.len());
    for name in metadata {
        let mut name = name.clone();
        if taken.contains(&name) {
            while taken.contains(&name) || metadata.contains(&name) {
                name.insert_str(0, "meta_");
            }
        }
        taken.insert(name.clone());
        of_corpus.push(name);
    }
    (of_codes, of_corpus)
}

/// Shortens a name to at most so many bytes, between two signs.
fn cut(name: &mut String, longest: usize) {
    name.truncate(name.floor_char_boundary(longest));
}

/// The Latin letters for a Cyrillic one, Kazakh among them.
fn latin(sign: char) -> Option<&'static str> {
    let lower = sign.to_lowercase().next()?;
    Some(match lower {
        'а' | 'ә' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ғ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ё' => "yo",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' => "i",
        'й' | 'ы' => "y",
        'к' => "k",
        'қ' => "q",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'ң' => "ng",
        'о' | 'ө' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ұ' | 'ү' => "u",
        'ф' => "f",
        'х' => "kh",
        'һ' => "h",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_legal_in_every_target() {
        let long = "a".repeat(70);
        let cases: &[(&str, &str, &str, &str)] = &[
            ("economic", "economic", "economic", "economic"),
            ("object_silk-road", "object_silk_road", "object_silk_road", "object_silk.road"),
            ("city.name", "city_name", "city_name", "city.name"),
            ("ALL", "v_ALL", "ALL", "ALL"),
            ("with", "v_with", "v_with", "with"),
            ("str12", "str12", "v_str12", "str12"),
            ("if", "if", "v_if", "if."),
            ("2013 year", "v_2013_year", "v_2013_year", "X2013.year"),
            ("_n", "v_n", "v_n", "X_n"),
            (".5", "v_5", "v_5", "X.5"),
            ("город", "город", "gorod", "город"),
            ("Қала (аты)", "Қала__аты", "qala__aty", "Қала..аты."),
            ("城市", "城市", "v", "城市"),
            ("", "v", "v", "X"),
            ("a\nb;\"c\"", "a_b__c", "a_b__c", "a.b..c."),
            (&long, &long[..64], &long[..32], &long),
        ];
        for (name, spss, stata, r) in cases {
            let legal = Target::ALL.map(|target| target.legal(name));
            assert_eq!(legal, [*spss, *stata, *r], "{name}");
        }
    }

    #[test]
    fn two_names_never_become_one() {
        let long = "длинное_имя_переменной_".repeat(4);
        let names = [
            "a_b".to_owned(),
            "a b".to_owned(),
            "a;b".to_owned(),
            "A_b".to_owned(),
            "a_b_2".to_owned(),
            format!("{long}1"),
            format!("{long}2"),
            "城市".to_owned(),
            "语言".to_owned(),
            "v".to_owned(),
        ];
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let naming = Naming::new(&names);
        assert_eq!(naming.of(Target::Spss)[..5], ["a_b", "a_b_4", "a_b_5", "A_b_3", "a_b_2"]);
        for target in Target::ALL {
            let found = naming.of(target);
            let keys: HashSet<String> = found.iter().map(|name| target.key(name)).collect();
            assert_eq!(keys.len(), names.len(), "{found:?}");
            for name in found {
                assert!(name.len() <= target.longest() && *name == target.legal(name), "{name}");
            }
        }
        assert_eq!(naming, Naming::new(&names));
        assert_eq!(naming.of(Target::Stata)[9], "v");
    }

    #[test]
    fn a_code_and_its_count_keep_names_that_belong_together() {
        let long = "an_id_that_is_longer_than_stata_takes";
        let names = ["a_b", "a_b_n", "a-b", "a-b_n", "ALL", "ALL_n", long, &format!("{long}_n")];
        let naming = Naming::new(&names);
        assert_eq!(
            naming.of(Target::Spss)[..6],
            ["a_b", "a_b_n", "a_b_2", "a_b_2_n", "v_ALL", "v_ALL_n"]
        );
        let stata = ["an_id_that_is_longer_than_stata", "an_id_that_is_longer_than_stat_n"];
        assert_eq!(naming.of(Target::Stata)[6..], stata);
        // one of two that is legal alone: its companion is another column
        let naming = Naming::new(&["ALL", "ALL_n", "v_ALL_n"]);
        assert_eq!(naming.of(Target::Spss), ["v_ALL_2", "v_ALL_2_n", "v_ALL_n"]);
    }

    #[test]
    fn a_column_gives_way_to_those_that_every_file_has() {
        let owned = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let fixed = owned(&["document", "words", "language"]);
        type Case<'c> = (&'c [&'c str], &'c [&'c str], &'c [&'c str], &'c [&'c str]);
        let cases: &[Case<'_>] = &[
            (&["way", "way.silk"], &["city"], &["way", "way_silk"], &["city"]),
            (&["words"], &["language"], &["code_words"], &["meta_language"]),
            (&["a", "a.b", "a_b"], &["a_b_2"], &["a", "a_b_2", "a_b"], &["meta_a_b_2"]),
            (&["a", "a_n"], &["a"], &["a", "a_n_2"], &["meta_a"]),
            (&["a_n", "a"], &[], &["a_n_2", "a"], &[]),
            (&["x"], &["meta_words", "words"], &["x"], &["meta_words", "meta_meta_words"]),
            (&[], &["words", "meta_words"], &[], &["meta_meta_words", "meta_words"]),
        ];
        for (codes, metadata, of_codes, of_corpus) in cases {
            let found = columns(&fixed, codes, &owned(metadata));
            assert_eq!(found, (owned(of_codes), owned(of_corpus)), "{codes:?} {metadata:?}");
        }
    }
}
