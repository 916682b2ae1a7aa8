//! Which column is the id, the text, the date, the language, where the study does not say: by name
//! first, for the text then by length. Every guess is said; none is made for a column that is named.

/// Names that say what a column is, most telling first; compared without case.
const IDS: &[&str] = &["id", "doc_id", "docid", "document_id", "document", "uuid", "ид", "编号"];
const TEXTS: &[&str] = &[
    "text",
    "content",
    "body",
    "full_text",
    "fulltext",
    "article",
    "answer",
    "response",
    "speech",
    "message",
    "comment",
    "transcript",
    "sentence",
    "текст",
    "содержание",
    "ответ",
    "мәтін",
    "мазмұны",
    "жауап",
    "正文",
    "内容",
    "文本",
    "全文",
    "回答",
];
/// Of these, the ones that say the body of an article, which may have a headline and a lead.
const BODIES: &[&str] = &[
    "text",
    "content",
    "body",
    "full_text",
    "fulltext",
    "article",
    "текст",
    "содержание",
    "мәтін",
    "мазмұны",
    "正文",
    "内容",
    "文本",
    "全文",
];
const HEADLINES: &[&str] =
    &["headline", "title", "заголовок", "тақырып", "тақырыбы", "标题", "题目", "標題"];
const LEADS: &[&str] =
    &["lead", "lede", "standfirst", "summary", "лид", "анонс", "导语", "摘要", "導語"];
const DATES: &[&str] = &[
    "date",
    "published",
    "published_at",
    "pub_date",
    "publication_date",
    "datetime",
    "timestamp",
    "year",
    "дата",
    "год",
    "күні",
    "күн",
    "жыл",
    "жылы",
    "日期",
    "时间",
    "发布时间",
    "年份",
    "年",
];
const LANGUAGES: &[&str] = &["language", "lang", "язык", "тіл", "тілі", "语言"];

/// What a column can be taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Its values are ids.
    Id,
    /// Its values are texts.
    Text,
    /// Its values are dates.
    Date,
    /// Its values are languages.
    Language,
}

/// The column whose name says that it has the role.
pub fn by_name(columns: &[String], role: Role) -> Option<usize> {
    let names = match role {
        Role::Id => IDS,
        Role::Text => TEXTS,
        Role::Date => DATES,
        Role::Language => LANGUAGES,
    };
    named(columns, names)
}

fn named(columns: &[String], names: &[&str]) -> Option<usize> {
    names
        .iter()
        .find_map(|name| columns.iter().position(|column| column.trim().to_lowercase() == *name))
}

/// The columns whose names say that they are the headline, the lead and the body of a document, in
/// the order in which they are read; none where no column is named as a body. `taken` are columns
/// that the study names as something else.
pub fn parts(columns: &[String], taken: impl Fn(usize) -> bool) -> Vec<usize> {
    let Some(body) = named(columns, BODIES) else { return Vec::new() };
    let before = [HEADLINES, LEADS].into_iter().filter_map(|names| named(columns, names));
    before.filter(|&column| !taken(column)).chain([body]).collect()
}

/// The column whose values are longest on the sample: bytes a column, over the same rows. `None`
/// where every value is empty.
pub fn by_length(lengths: &[u64]) -> Option<usize> {
    let longest = lengths.iter().copied().max().filter(|&length| length > 0)?;
    lengths.iter().position(|&length| length == longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headline_lead_and_body_are_parts_in_the_order_in_which_they_are_read() {
        let cases: &[(&[&str], &[usize])] = &[
            (&["id", "body", "headline"], &[2, 1]),
            (&["Title", "Summary", "Text"], &[0, 1, 2]),
            (&["standfirst", "content", "date"], &[0, 1]),
            (&["текст", "Заголовок", "лид"], &[1, 2, 0]),
            (&["тақырып", "мәтін"], &[0, 1]),
            (&["标题", "正文", "年"], &[0, 1]),
            (&["title", "url"], &[]),
            (&["title", "answer"], &[]),
            (&["id", "text"], &[1]),
        ];
        for (columns, expected) in cases {
            let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
            assert_eq!(parts(&columns, |_| false), *expected, "{columns:?}");
        }
        let columns = ["title", "text"].map(str::to_owned);
        assert_eq!(parts(&columns, |column| column == 0), [1], "named as something else");
    }

    #[test]
    fn columns_are_known_by_their_names_in_four_languages() {
        let cases: &[(&[&str], Role, Option<usize>)] = &[
            (&["id", "part", "text"], Role::Text, Some(2)),
            (&["title", "url", "content", "year"], Role::Text, Some(2)),
            (&["title", "url", "content", "year"], Role::Date, Some(3)),
            (&["title", "url", "content", "year"], Role::Id, None),
            (&["year", "date"], Role::Date, Some(1)),
            (&["Дата", "ТЕКСТ"], Role::Text, Some(1)),
            (&["ТІЛ", "МӘТІН"], Role::Text, Some(1)),
            (&["ТІЛ", "МӘТІН"], Role::Language, Some(0)),
            (&["标题", "正文"], Role::Text, Some(1)),
            (&["ID "], Role::Id, Some(0)),
            (&[], Role::Id, None),
        ];
        for (columns, role, expected) in cases {
            let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
            assert_eq!(by_name(&columns, *role), *expected, "{columns:?} {role:?}");
        }
        assert_eq!(by_length(&[3, 90, 90]), Some(1));
        assert_eq!(by_length(&[0, 0]), None);
        assert_eq!(by_length(&[]), None);
    }
}
