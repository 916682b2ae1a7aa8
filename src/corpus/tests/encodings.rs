//! Every encoding in every format of text, found, named and told.

use super::*;

#[test]
fn encodings_are_found_told_and_overridden() {
    use Encoding::*;
    let russian =
        "id,текст\n1,Шёлковый путь проходит через Казахстан\n2,Страны подписали договор\n";
    let kazakh =
        "id;мәтін\n1;Ұлы Жібек жолы қайта жаңғырды\n2;Елдің қауіпсіздігі мен өңірдің дамуы\n";
    let chinese = "id\t正文\n1\t中国提出了丝绸之路经济带的倡议\n2\t我们要加强合作\n";
    for (table, encoding, first) in [
        (russian, Windows1251, "Шёлковый путь проходит через Казахстан"),
        (russian, Koi8R, "Шёлковый путь проходит через Казахстан"),
        (russian, Utf16Le, "Шёлковый путь проходит через Казахстан"),
        (kazakh, Kz1048, "Ұлы Жібек жолы қайта жаңғырды"),
        (kazakh, Utf16Be, "Ұлы Жібек жолы қайта жаңғырды"),
        (chinese, Gb18030, "中国提出了丝绸之路经济带的倡议"),
    ] {
        let bytes = encode(table, encoding);
        for slab in [1, 7, 1 << 20] {
            let (corpus, documents, _) =
                try_read(&[("a.csv", &bytes)], |_| {}, slab).expect("reads");
            assert_eq!(corpus.files()[0].encoding, Some(encoding));
            assert_eq!(texts(&documents)[0], Some(first), "{encoding:?}");
            assert!(corpus.notes().iter().any(|note| note.contains(encoding.name())));
        }
    }
    let marked = [&b"\xFF\xFE"[..], &encode("text\nмәтін\n", Utf16Le)].concat();
    let (_, documents, _) = read(&[("a.csv", &marked)], |_| {});
    assert_eq!(texts(&documents), [Some("мәтін")]);
    // a curly apostrophe: one stray byte is told, not guessed
    let stray = b"text\nAmerica\x92s role in the world and the rest of the day at some length and with \
                  no other sign that would speak for an encoding in an English text that runs on for \
                  more than two hundred bytes so that one byte alone says nothing of it\n";
    let error = refused(&[("a.csv", stray)], |_| {});
    assert!(error.contains("a.csv`: byte 12 (`0x92`) is not valid utf-8"), "{error}");
    assert!(error.contains("--encoding") && error.contains("--replace-invalid"), "{error}");
    assert!(error.contains("`America’s` if read as windows-1252"), "{error}");
    let (_, documents, report) = read(&[("a.csv", stray)], |spec| spec.replace_invalid = true);
    assert!(texts(&documents)[0].is_some_and(|text| text.starts_with("America\u{FFFD}s")));
    assert_eq!(report.replaced, [(0, 1)]);
    let given: [fn() -> EncodingSpec; 2] = [
        || EncodingSpec::All("CP1252".to_owned()),
        || EncodingSpec::ByFile([("*.csv".to_owned(), "windows-1252".to_owned())].into()),
    ];
    for encoding in given {
        let (_, documents, _) = read(&[("a.csv", stray)], |spec| spec.encoding = Some(encoding()));
        assert!(texts(&documents)[0].is_some_and(|text| text.starts_with("America’s")));
    }
}

/// A passage in each script; each is cut to many lengths.
const PASSAGES: [(&str, &[Encoding]); 6] = [
    (
        "Старый мост через реку закрыли ещё весной, и теперь жители посёлка ездят на рынок в объезд. \
         Дорога занимает почти два часа, автобус ходит дважды в день, и в ярмарочные дни мест не хватает. \
         Власти обещают открыть движение к осени.",
        &[
            Encoding::Utf8,
            Encoding::Utf16Le,
            Encoding::Utf16Be,
            Encoding::Windows1251,
            Encoding::Koi8R,
        ],
    ),
    (
        "Ауылдағы ескі көпір көктемнен бері жабық тұр, енді тұрғындар базарға айналма жолмен қатынайды. \
         Жол екі сағатқа жуық уақыт алады, автобус күніне екі рет қана жүреді, сондықтан жәрмеңке күндері \
         орын жетіспейді. Әкімдік күзге қарай ашамыз дейді.",
        &[Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Kz1048],
    ),
    (
        "村口的老桥从春天起就关闭了，现在居民要绕远路去集市。路上差不多要花两个小时，公共汽车一天只有两班，\
         赶集的日子常常没有座位。当地政府说，秋天以前一定恢复通车，可是大家都不太相信这句话，因为去年他们也是这样说的。",
        &[Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Gb18030],
    ),
    (
        "Le vieux pont du village est fermé depuis l’été dernier, et les habitants doivent désormais faire un \
         détour pour aller au marché. « C’est très pénible », répètent-ils à la mairie, où l’on espère rouvrir \
         la chaussée après la récolte.",
        &[Encoding::Utf8, Encoding::Utf16Le, Encoding::Windows1252],
    ),
    (
        "Die alte Brücke ist seit dem Frühjahr gesperrt, und für die Bewohner heißt das: über die Hügel fahren. \
         Früher dauerte der Weg zum Markt zehn Minuten, jetzt wären es zwei Stunden – wenn der Bus überhaupt \
         käme. „Schön ist das nicht“, sagen die Händler.",
        &[Encoding::Utf8, Encoding::Utf16Be, Encoding::Windows1252],
    ),
    (
        "El viejo puente está cerrado desde la primavera y los vecinos tienen que dar un rodeo. ¿Quién lo pagará? \
         Según el alcalde, la reparación terminará en otoño; según los niños, el río es más divertido así. \
         Mañana habrá una reunión en la escuela.",
        &[Encoding::Utf8, Encoding::Utf16Le, Encoding::Windows1252],
    ),
];

/// A text as the one document of a file of that format.
fn file_of(format: &str, text: &str) -> String {
    match format {
        "txt" => text.to_owned(),
        "csv" => format!("id,text\r\n7,\"{text}\"\r\n"),
        "tsv" => format!("id\ttext\n7\t{text}\n"),
        _ => format!("{{\"id\": 7, \"text\": \"{text}\"}}\n"),
    }
}

const FORMATS: [&str; 4] = ["txt", "csv", "tsv", "jsonl"];

#[test]
fn every_encoding_is_found_in_every_format_in_short_texts_and_long() {
    let mut wrong = Vec::new();
    for (passage, encodings) in PASSAGES {
        let n = passage.chars().count();
        let mut cases: Vec<String> = [60, 100, 140, 200]
            .iter()
            .map(|&length| passage.chars().take(length.min(n)).collect::<String>())
            .collect();
        cases.push(vec![passage; 60].join(" "));
        for text in &cases {
            for &encoding in encodings {
                for format in FORMATS {
                    let bytes = encode(&file_of(format, text), encoding);
                    let name = format!("a.{format}");
                    match try_read(&[(&name, &bytes)], |_| {}, stream::SLAB) {
                        Ok((_, documents, _)) if texts(&documents) == [Some(text.as_str())] => {}
                        Ok((corpus, ..)) => wrong.push(format!(
                            "{} as {:?} in {format}: {}",
                            encoding.name(),
                            corpus.files()[0].encoding,
                            text.chars().take(60).collect::<String>()
                        )),
                        Err(error) => wrong.push(format!("{}: {error}", encoding.name())),
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_byte_order_mark_decides_whatever_is_named() {
    let text = "Ескі көпір, старый мост, 老桥, l’été";
    for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be] {
        for format in FORMATS {
            let bytes = encode(&format!("\u{FEFF}{}", file_of(format, text)), encoding);
            let name = format!("a.{format}");
            for named in [None, Some("koi8-r"), Some(encoding.name())] {
                let spec = |spec: &mut Spec| {
                    spec.encoding = named.map(|it| EncodingSpec::All(it.to_owned()));
                };
                let (corpus, documents, _) = read(&[(&name, &bytes)], spec);
                assert_eq!(texts(&documents), [Some(text)], "{encoding:?} {format} {named:?}");
                let told = corpus.notes().iter().any(|it| it.contains("byte order mark"));
                assert_eq!(told, named == Some("koi8-r"), "{:?}", corpus.notes());
            }
        }
    }
}

/// What decides may stand behind more ASCII than is looked at at once.
#[test]
fn a_file_whose_first_16_mb_are_ascii_is_read_in_the_encoding_of_what_follows() {
    let ascii = "The bus leaves at nine. ".repeat((encoding::detect::WINDOW + 4321) / 24);
    let cases = [
        ("txt", 0, Encoding::Windows1251),
        ("csv", 1, Encoding::Kz1048),
        ("tsv", 2, Encoding::Gb18030),
        ("jsonl", 3, Encoding::Windows1252),
        ("txt", 0, Encoding::Utf8),
    ];
    for (format, passage, encoding) in cases {
        let text = format!("{ascii}{}", PASSAGES[passage].0);
        let bytes = encode(&file_of(format, &text), encoding);
        let name = format!("a.{format}");
        let (corpus, documents, _) = read(&[(&name, &bytes)], |_| {});
        assert_eq!(corpus.files()[0].encoding, Some(encoding), "{format}");
        assert!(texts(&documents) == [Some(text.as_str())], "{format}");
    }
    let stray = [ascii.as_bytes(), b"\xff"].concat();
    let error = refused(&[("a.txt", &stray), ("b.txt", b"\xfe")], |_| {});
    for expected in [format!("byte {} (`0xff`)", ascii.len()), "byte 0 (`0xfe`)".to_owned()] {
        assert!(error.contains(&expected), "{error}");
    }
}

/// English with the punctuation that a Chinese system gives it, and a price in cents.
#[test]
fn files_with_invalid_bytes_are_told_at_once_with_what_they_speak_for() {
    let big5 = |year: u32| {
        let said = format!("{year}: the town’s bridge—the old one—is “closed”. ");
        encode(&said.repeat(3), Encoding::Big5)
    };
    let cents = encode("the toll of ½¢ a head", Encoding::Windows1252);
    let (first, second) = (big5(1970), big5(1971));
    let files: &[(&str, &[u8])] = &[
        ("1954-Toll.txt", &cents),
        ("1969-Bridge.txt", b"plain"),
        ("1970-Bridge.txt", &first),
        ("1971-Bridge.txt", &second),
        ("1980-Stray.txt", b"the to\xffwn and th\xfee bri\x81dge"),
    ];
    let error = try_read(files, |_| {}, stream::SLAB).map(|_| ()).expect_err("refused");
    let CorpusError::InvalidBytes(invalid) = &error else { panic!("{error}") };
    let told: Vec<_> = invalid
        .files
        .iter()
        .map(|(byte, guess)| {
            let guess = guess.as_ref().map(|it| (it.encoding.name(), it.sample.as_str()));
            (byte.file.trim_start_matches("./"), byte.offset, guess)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("1954-Toll.txt", 12, Some(("windows-1252", "½¢"))),
            ("1970-Bridge.txt", 14, Some(("big5", "town’s"))),
            ("1971-Bridge.txt", 14, Some(("big5", "town’s"))),
            ("1980-Stray.txt", 6, None),
        ]
    );
    let overrides: Vec<_> =
        invalid.overrides.iter().map(|(name, it)| format!("{name}={}", it.name())).collect();
    assert_eq!(overrides, ["1954-Toll.txt=windows-1252", "197*-Bridge.txt=big5"]);

    let spec = |spec: &mut Spec| {
        spec.encoding = EncodingSpec::from_arguments(&overrides).expect("understood");
        spec.replace_invalid = true;
    };
    let (_, documents, report) = read(files, spec);
    let read = texts(&documents);
    assert_eq!(read[0], Some("the toll of ½¢ a head"));
    assert!(
        read[2]
            .is_some_and(|it| it.starts_with("1970: the town’s bridge—the old one—is “closed”."))
    );
    assert_eq!(report.replaced, [(4, 3)], "only what speaks for nothing is replaced");
}

#[test]
fn encodings_are_named_for_all_files_for_patterns_and_for_one() {
    let (old, new) = (
        encode("Старый мост закрыт", Encoding::Koi8R),
        encode("Новый мост открыт", Encoding::Windows1251),
    );
    let files: &[(&str, &[u8])] =
        &[("old-1.txt", &old), ("old-2.txt", &new), ("x/new.txt", &new), ("t.xlsx", b"")];
    let read_as = |arguments: &[&str]| {
        let written: Vec<String> = arguments.iter().map(|it| (*it).to_owned()).collect();
        let encoding = EncodingSpec::from_arguments(&written).expect("understood");
        let text_files = &files[..3];
        let spec = |spec: &mut Spec| spec.encoding.clone_from(&encoding);
        let (corpus, ..) = read(text_files, spec);
        let names = corpus.files().iter().map(|it| it.encoding.map_or("", Encoding::name));
        names.collect::<Vec<_>>().join(" ")
    };
    let cases: &[(&[&str], &str)] = &[
        (&["koi8-r"], "koi8-r koi8-r koi8-r"),
        (&["old-*=koi8-r"], "koi8-r koi8-r windows-1251"),
        (&["old-*=koi8-r", "old-2.txt=windows-1251"], "koi8-r windows-1251 windows-1251"),
        (&["KOI8-R", "x/*=cp1251"], "koi8-r koi8-r windows-1251"),
        (&["*=koi8-r", "?ew.txt=windows-1251"], "koi8-r koi8-r windows-1251"),
        (&["old*=koi8-r", "old-?.txt=koi8-r"], "koi8-r koi8-r windows-1251"),
    ];
    for (arguments, expected) in cases {
        assert_eq!(read_as(arguments), *expected, "{arguments:?}");
    }
    let refusals: &[(&[&str], &str)] = &[
        (&["latin9"], "unknown encoding `latin9`, there are: `utf-8`"),
        (&["old*=latin9"], "unknown encoding `latin9`, there are: `utf-8`"),
        (&["older*=koi8-r"], "encoding `older*`: no file of the corpus has this name"),
        (&["older*=koi8-r"], "there are: `old-1.txt`, `old-2.txt`, `t.xlsx`, …"),
        (&["*.xlsx=koi8-r"], "is of a format that has its own encoding"),
        (&["old[=koi8-r"], "encoding `old[`: not a pattern"),
        (&["old*=koi8-r", "*.txt=windows-1251"], "is windows-1251 by `*.txt` and koi8-r by `old*`"),
    ];
    for (arguments, expected) in refusals {
        let written: Vec<String> = arguments.iter().map(|it| (*it).to_owned()).collect();
        let encoding = EncodingSpec::from_arguments(&written).expect("understood");
        let error = refused(files, |spec| spec.encoding.clone_from(&encoding));
        assert!(error.contains(expected), "{arguments:?}: {error}");
    }
    for arguments in [&["=koi8-r"][..], &["a="], &["a=koi8-r", "a=utf-8"], &["koi8-r", "utf-8"]] {
        let written: Vec<String> = arguments.iter().map(|it| (*it).to_owned()).collect();
        assert!(EncodingSpec::from_arguments(&written).is_err(), "{arguments:?}");
    }
    let equals = EncodingSpec::from_arguments(&["a=b.txt=big5".to_owned()]).expect("understood");
    let expected = [("a=b.txt".to_owned(), "big5".to_owned())].into();
    assert_eq!(equals, Some(EncodingSpec::ByFile(expected)));
}

/// A byte beyond what is looked at is met while reading: the files behind are told with it.
#[test]
fn an_invalid_byte_met_while_reading_is_told_with_those_of_the_files_behind() {
    let long = |stray: &[u8]| {
        let line = "Мост закрыт, и автобус едет в объезд. ".repeat(encoding::detect::WINDOW / 64);
        [line.as_bytes(), stray].concat()
    };
    let (first, last) = (long(b"\xff end"), long(b"\xfe end"));
    let whole = long(b"");
    let files: &[(&str, &[u8])] = &[("a.txt", &whole), ("b.txt", &first), ("c.txt", &last)];
    let error = refused(files, |_| {});
    for expected in ["b.txt", "`0xff`", "c.txt", "`0xfe`", &format!("byte {}", whole.len())] {
        assert!(error.contains(expected), "`{expected}` is not in {error}");
    }
    assert!(!error.contains("a.txt"), "{error}");
}
