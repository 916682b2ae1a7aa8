//! What a column or a file may declare as the language of a text.
//!
//! The value of a cell enters, a [`Language`] leaves, or nothing where it is not understood.
//! Deliberately absent: any look at the text.

use super::Language;

const NAMES: &[(Language, &[&str])] = &[
    (
        Language::English,
        &[
            "en",
            "eng",
            "english",
            "английский",
            "англ",
            "ағылшын",
            "ағылшынша",
            "英文",
            "英语",
            "英語",
        ],
    ),
    (
        Language::Russian,
        &[
            "ru",
            "rus",
            "russian",
            "русский",
            "рус",
            "орыс",
            "орысша",
            "俄文",
            "俄语",
            "俄語",
            "俄罗斯语",
        ],
    ),
    (
        Language::Kazakh,
        &[
            "kk",
            "kz",
            "kaz",
            "kazakh",
            "kazak",
            "qazaq",
            "qazaqsha",
            "қазақ",
            "қазақша",
            "казахский",
            "каз",
            "казакша",
            "哈萨克文",
            "哈萨克语",
            "哈薩克語",
        ],
    ),
    (
        Language::Chinese,
        &[
            "zh",
            "cn",
            "chi",
            "zho",
            "cmn",
            "yue",
            "chinese",
            "mandarin",
            "cantonese",
            "китайский",
            "кит",
            "қытай",
            "қытайша",
            "中文",
            "汉语",
            "漢語",
            "华语",
            "華語",
            "普通话",
            "普通話",
            "国语",
            "國語",
            "简体中文",
            "繁體中文",
            "繁体中文",
        ],
    ),
    (Language::Other, &["other", "другой", "басқа", "其他"]),
    (Language::Undetermined, &["und", "undetermined", "mul", "zxx", "mis", "unknown"]),
];

/// ISO 639-1, without the four languages that have rules.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch \
    co cr cs cu cv cy da de dv dz ee el eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi \
    ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kl km kn ko kr ks ku kv kw ky \
    la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj \
    om or os pa pi pl ps pt qu rm rn ro rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta \
    te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zu";

/// ISO 639-2 of languages with a press, both the terminological and the bibliographic code.
const THREE_LETTERS: &str = "afr alb amh ara arm asm aze bak baq bel ben bod bos bul bur cat ces chv \
    cym cze dan deu dut ell eng epo est eus fao fas fin fra fre geo ger gle glg gre guj hau heb hin \
    hrv hun hye ibo ice ind isl ita jav jpn kaa kan kat khm kir kor kur lao lat lav lit ltz mac mal \
    mar may mkd mlg mlt mon msa mya nep nld nno nob nor ori pan per pol por pus ron rum sah sin slk \
    slo slv snd som spa sqi srp sun swa swe tam tat tel tgk tgl tha tib tuk tur tyv uig ukr urd uzb \
    vie wel xho yid yor zul";

/// Names in English, a few in their own language.
const OTHER_NAMES: &str = "afrikaans albanian amharic arabic armenian azerbaijani azeri bashkir \
    basque belarusian bengali bosnian bulgarian burmese catalan croatian czech danish dari dutch \
    esperanto estonian farsi filipino finnish french georgian german greek gujarati hebrew hindi \
    hungarian icelandic indonesian irish italian japanese javanese kannada karakalpak khmer korean \
    kurdish kyrgyz kirghiz lao latin latvian lithuanian macedonian malay malayalam maltese marathi \
    mongolian nepali norwegian pashto persian polish portuguese punjabi romanian serbian slovak \
    slovene slovenian somali spanish swahili swedish tagalog tajik tamil tatar telugu thai tibetan \
    turkish turkmen ukrainian urdu uyghur uighur uzbek vietnamese welsh yiddish yoruba zulu deutsch \
    français español italiano português türkçe polski українська кыргызча кыргызский узбекский \
    таджикский туркменский украинский немецкий французский турецкий татарский монгольский қырғыз \
    өзбек түрік неміс француз украин тәжік монғол 日本語 日语 日文 法语 法文 德语 德文 한국어";

/// The language that a cell or a file declares: a code of ISO 639 with or without script and
/// region (`ru`, `rus`, `ru-RU`, `zh_Hans`), or a name in English, Russian, Kazakh or Chinese
/// (`русский язык`, `қазақ тілі`, `中文`).
///
/// A language that framebook has no rules for is [`Language::Other`]; `und` is
/// [`Language::Undetermined`]; what is not understood, and an empty cell, is `None`.
///
/// # Examples
/// ```
/// use framebook_engine::text::language::{Language, from_declared};
/// assert_eq!(from_declared("kk-KZ"), Some(Language::Kazakh));
/// assert_eq!(from_declared("Uzbek"), Some(Language::Other));
/// assert_eq!(from_declared("see note"), None);
/// ```
pub fn from_declared(value: &str) -> Option<Language> {
    let value = value.trim_start_matches('\u{feff}').trim().to_lowercase();
    known(&value).or_else(|| {
        // kk-KZ, zh_Hans_CN: the first part is a code; қазақ тілі, русский язык: the first word a name
        let first =
            value.split(['-', '_', '.', '@']).next().filter(|first| first.len() < value.len());
        let tagged = first.filter(|code| matches!(code.len(), 2 | 3)).filter(|_| tag(&value));
        tagged.and_then(known).or_else(|| {
            let (name, noun) = value.split_once(' ')?;
            let noun = noun.trim();
            let of_language = matches!(noun, "язык" | "тілі" | "тили" | "language")
                || noun.starts_with('(') && noun.ends_with(')');
            if of_language { known(name) } else { None }
        })
    })
}

/// Parts of two to eight letters or digits, as BCP 47 and POSIX join them.
fn tag(value: &str) -> bool {
    value.split(['-', '_', '.', '@']).all(|part| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

fn known(value: &str) -> Option<Language> {
    if value.is_empty() {
        return None;
    }
    let named =
        NAMES.iter().find(|(_, names)| names.contains(&value)).map(|(language, _)| *language);
    named.or_else(|| {
        [TWO_LETTERS, THREE_LETTERS, OTHER_NAMES]
            .iter()
            .any(|list| list.split_whitespace().any(|name| name == value))
            .then_some(Language::Other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_language_is_understood_in_the_usual_writings() {
        use Language::{Chinese, English, Kazakh, Other, Russian, Undetermined};
        let cases: &[(&str, Option<Language>)] = &[
            ("ru", Some(Russian)),
            ("rus", Some(Russian)),
            ("ru-RU", Some(Russian)),
            ("Russian", Some(Russian)),
            ("Русский", Some(Russian)),
            ("русский язык", Some(Russian)),
            ("орыс", Some(Russian)),
            ("俄语", Some(Russian)),
            ("қазақ", Some(Kazakh)),
            ("ҚАЗАҚ ТІЛІ", Some(Kazakh)),
            ("Kazakh", Some(Kazakh)),
            ("kk-KZ", Some(Kazakh)),
            ("kk_Cyrl_KZ", Some(Kazakh)),
            ("kaz", Some(Kazakh)),
            ("KZ", Some(Kazakh)),
            ("zh", Some(Chinese)),
            ("zh-Hans", Some(Chinese)),
            ("zh_CN.UTF-8", Some(Chinese)),
            ("chi", Some(Chinese)),
            ("Chinese", Some(Chinese)),
            ("Chinese (simplified)", Some(Chinese)),
            ("中文", Some(Chinese)),
            ("英文", Some(English)),
            ("en_US", Some(English)),
            (" EN\r", Some(English)),
            ("\u{feff}English", Some(English)),
            ("fr", Some(Other)),
            ("deu", Some(Other)),
            ("uz-Latn", Some(Other)),
            ("Uzbek", Some(Other)),
            ("ky", Some(Other)),
            ("кыргызча", Some(Other)),
            ("other", Some(Other)),
            ("und", Some(Undetermined)),
            ("", None),
            ("  ", None),
            ("xx", None),
            ("1", None),
            ("no answer", None),
            ("en or ru", None),
            ("in-house", None),
            ("Al-Farabi", None),
        ];
        for (value, expected) in cases {
            assert_eq!(from_declared(value), *expected, "{value:?}");
        }
    }
}
