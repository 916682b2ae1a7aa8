//! A codebook as plain structs, and the same as the TOML that the engine reads.

/// The codes of a study and what denies a match.
#[derive(Clone, Debug, Default)]
pub struct Codebook {
    pub codes: Vec<Code>,
    /// A language and its cues, which replace the shipped ones.
    pub denial: Vec<(&'static str, Denial)>,
    /// The object, by its id.
    pub about: Option<String>,
    pub single_label: bool,
    pub priority: Vec<String>,
}

/// One framing.
#[derive(Clone, Debug, Default)]
pub struct Code {
    pub id: String,
    pub rules: Vec<Rule>,
    /// Language and text.
    pub unless: Vec<(Option<&'static str>, String)>,
    /// In millionths.
    pub threshold: Option<i64>,
}

/// One pattern that indicates it.
#[derive(Clone, Debug)]
pub struct Rule {
    pub text: String,
    pub language: Option<&'static str>,
    pub only_language: bool,
    /// In millionths.
    pub weight: i64,
}

impl Rule {
    /// A rule of weight 1.
    pub fn new(language: Option<&'static str>, text: &str) -> Self {
        Rule { text: text.to_owned(), language, only_language: false, weight: 1_000_000 }
    }
}

/// Cues of denial of a language, and what only looks like one.
#[derive(Clone, Debug, Default)]
pub struct Denial {
    pub cues: Vec<Cue>,
    pub pseudo: Vec<String>,
}

/// A cue of denial.
#[derive(Clone, Debug)]
pub struct Cue {
    pub cue: String,
    pub side: Side,
    pub reach: Option<usize>,
}

/// Where a cue stands, seen from what it denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Before,
    After,
}

impl Codebook {
    /// The codebook as a file.
    pub fn toml(&self) -> String {
        let mut toml = String::from("[codebook]\nid = \"random\"\n");
        if let Some(about) = &self.about {
            toml += &format!("about = {}\n", quote(about));
        }
        if self.single_label {
            let ids: Vec<String> = self.priority.iter().map(|id| quote(id)).collect();
            toml += &format!("single_label = true\npriority = [{}]\n", ids.join(", "));
        }
        for code in &self.codes {
            toml += &format!("\n[[code]]\nid = {0}\nlabel = {0}\n", quote(&code.id));
            if let Some(threshold) = code.threshold {
                toml += &format!("threshold = {}\n", decimal(threshold));
            }
            let rules = code.rules.iter().map(|rule| (rule.language, rule.toml())).collect();
            toml += &by_language("rules", rules);
            let unless = code.unless.iter();
            toml +=
                &by_language("unless", unless.map(|(lang, text)| (*lang, quote(text))).collect());
        }
        for (language, denial) in &self.denial {
            let cues: Vec<String> = denial.cues.iter().map(Cue::toml).collect();
            let pseudo: Vec<String> = denial.pseudo.iter().map(|text| quote(text)).collect();
            toml += &format!("\n[denial.{language}]\ncues = [{}]\n", cues.join(", "));
            toml += &format!("pseudo = [{}]\n", pseudo.join(", "));
        }
        toml
    }
}

impl Rule {
    fn toml(&self) -> String {
        let text = quote(&self.text);
        if self.weight == 1_000_000 && !self.only_language {
            return text;
        }
        let only = if self.only_language { ", only_language = true" } else { "" };
        format!("{{ rule = {text}, weight = {}{only} }}", decimal(self.weight))
    }
}

impl Cue {
    fn toml(&self) -> String {
        let side = if self.side == Side::Before { "before" } else { "after" };
        let reach = self.reach.map(|reach| format!(", reach = {reach}")).unwrap_or_default();
        format!("{{ cue = {}, side = \"{side}\"{reach} }}", quote(&self.cue))
    }
}

/// `rules.en = [...]`, one line a language; `rules = [...]` where there is no other than `any`.
fn by_language(key: &str, patterns: Vec<(Option<&str>, String)>) -> String {
    let only_any = patterns.iter().all(|(language, _)| language.is_none());
    let mut toml = String::new();
    for language in [None, Some("en"), Some("ru"), Some("kk"), Some("zh")] {
        let of = patterns.iter().filter(|pattern| pattern.0 == language);
        let texts: Vec<&str> = of.map(|pattern| pattern.1.as_str()).collect();
        if !texts.is_empty() {
            let suffix = if only_any { "" } else { language.unwrap_or("any") };
            let dot = if only_any { "" } else { "." };
            toml += &format!("{key}{dot}{suffix} = [{}]\n", texts.join(", "));
        }
    }
    toml
}

fn decimal(millionths: i64) -> String {
    let (whole, rest) = (millionths / 1_000_000, millionths % 1_000_000);
    let digits = format!("{rest:06}");
    match digits.trim_end_matches('0') {
        "" => whole.to_string(),
        digits => format!("{whole}.{digits}"),
    }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
