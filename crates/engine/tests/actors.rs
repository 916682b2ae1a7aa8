//! The shipped codebook of actors: words that look like an actor's name and are none, and forms of
//! the names that must be found all the same.

use std::sync::Arc;

use framebook_engine::codebook::Codebook;
use framebook_engine::coding::{BatchOutput, CompiledSet, Document, Options, Worker};
use framebook_engine::segment::Unit;
use framebook_engine::text::Language;

const ACTORS: &str = include_str!("../../../codebooks/actors.toml");

#[test]
fn names_are_found_in_their_forms_and_false_friends_are_not() {
    use Language::{Chinese, English, Kazakh, Russian};
    let cases = [
        (Kazakh, "west.usa", "АҚШ-тың елшісі келді, ал АҚШта сайлау өтті.", true),
        (Kazakh, "west.usa", "Ақ үйдің мәлімдеуінше келісім бар.", true),
        (Kazakh, "west.usa", "Ақша мен ақшасыз жұрт, Ақшұқыр ауылы, ақшыл бояу.", false),
        (Kazakh, "west.usa", "Ақ үйлер сап түзеді.", false),
        (Kazakh, "west", "Батыстың ықпалы күшейді.", true),
        (Kazakh, "west", "Еліміздің батысындағы төрт облыс, батыстағы ыстық.", false),
        (Kazakh, "state.afghanistan", "Ауғанстанға көмек жіберілді.", true),
        (Kazakh, "state.afghanistan", "Жүк бір жағына ауған.", false),
        (Kazakh, "state", "Мүше елдердің басшылары келді.", true),
        (Kazakh, "state", "Мүше елшілер жиналды.", false),
        (Kazakh, "public", "Халық қарыздан қорқады.", true),
        (Kazakh, "public", "Халық әртісі ән салды.", false),
        (Russian, "west", "Западные страны и западноевропейские партнёры.", true),
        (Russian, "west", "Это долговая западня, из западни не выйти.", false),
        (Russian, "state", "Главы государств подписали акт.", true),
        (Russian, "state", "Пришёл главный государственный инспектор.", false),
        (Russian, "state", "Государства-члены и страны-участницы согласны.", true),
        (Russian, "state", "Странный участник ушёл.", false),
        (Russian, "west.usa", "Об этом сообщили в Белом доме.", true),
        (Russian, "west.usa", "Белгородский дом культуры закрыт.", false),
        (Russian, "state.russia", "Лаврова встретили, с Лавровым говорили.", true),
        (Russian, "state.russia", "Лавровый лист и лавровые венки.", false),
        (Russian, "state.india", "Премьер Моди прибыл в Дели.", true),
        (Russian, "state.india", "Дальше дели сам.", false),
        (Russian, "state.azerbaijan", "Встреча прошла в Баку.", true),
        (Russian, "state.azerbaijan", "Он постучал по баку.", false),
        (Russian, "expert", "Исследователи и политологи спорят, востоковед молчит.", true),
        (
            Russian,
            "expert",
            "Исследовательский центр, кафедра политологии и востоковедения.",
            false,
        ),
        (English, "west.usa", "The US signed, and so did America.", true),
        (
            English,
            "west.usa",
            "It cost US$5 million in the Americas and in Ibero-American states.",
            false,
        ),
        (English, "west", "Western governments protested.", true),
        (English, "west", "Western Sahara, the Western Balkans, the West Indies.", false),
        (Chinese, "state.china", "中国同哈方签署协议。", true),
        (Chinese, "state.china", "发展中国家和南中国海，北京市。", false),
        (Chinese, "public", "居民表示满意。", true),
        (Chinese, "public", "城乡居民消费增长，居民基本医疗保险。", false),
    ];
    let (codebook, problems) = Codebook::parse("actors.toml", ACTORS);
    let codebook = Arc::new(codebook.unwrap_or_else(|| panic!("{problems:#?}")));
    let options = Options { unit: Unit::Document, ..Options::default() };
    let set = CompiledSet::new(vec![Arc::clone(&codebook)], options);
    let mut wrong = Vec::new();
    for (language, id, text, expected) in cases {
        let code = codebook.code(id).unwrap_or_else(|| panic!("no code {id}"));
        let mut out = BatchOutput::default();
        let parts = [Some(text)];
        let document = Document { parts: &parts, language: Some(language), absent: None };
        Worker::default().code_batch(&set, [document], &mut out);
        let matches = &out.passes[0].matches;
        let found: Vec<&str> = (0..matches.code.len())
            .filter(|&row| matches.code[row] as usize == code)
            .map(|row| &text[matches.start[row] as usize..matches.end[row] as usize])
            .collect();
        if found.is_empty() == expected {
            wrong.push(format!("{id}: {text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
