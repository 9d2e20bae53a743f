use super::*;
use lopdf::{Dictionary, Object};

fn sheet(language: &str) -> Document {
    let mut paper = Document::new("Handover, night to day", language);
    paper.heading(1, "Handover, night to day").quiet("Sat 14 Nov, 06:00");
    paper.heading(2, "Watch").paragraph("White van, ends 4K7. سيارة بيضاء 4K7 عند البوابة. Then gone.");
    paper.table(Table::new([("Line", 4.0), ("Outgoing", 1.0), ("Incoming", 1.0)]).row([
        "A-0423 Followed through a secure door\nDoor log asked for",
        "Duarte",
        "",
    ]));
    paper.table(Table::facts([("Reports", "41"), ("Slowest", "41 s")]));
    paper
}

fn read(bytes: &[u8]) -> lopdf::Document {
    lopdf::Document::load_mem(bytes).unwrap()
}

/// The structure's element types, in reading order.
fn tags(pdf: &lopdf::Document) -> Vec<String> {
    fn walk(pdf: &lopdf::Document, object: &Object, into: &mut Vec<String>) {
        let (_, object) = pdf.dereference(object).unwrap();
        match object {
            Object::Array(all) => all.iter().for_each(|one| walk(pdf, one, into)),
            Object::Dictionary(element) => {
                if let Ok(tag) = element.get(b"S").and_then(Object::as_name) {
                    into.push(String::from_utf8_lossy(tag).into_owned());
                }
                if let Ok(kids) = element.get(b"K") {
                    walk(pdf, kids, into);
                }
            }
            _ => {}
        }
    }
    let catalog: &Dictionary = pdf.catalog().unwrap();
    let mut found = Vec::new();
    walk(pdf, catalog.get(b"StructTreeRoot").unwrap(), &mut found);
    found
}

#[test]
fn it_is_tagged_titled_and_in_its_language() {
    let bytes = sheet("en").bytes().unwrap();
    let pdf = read(&bytes);
    let catalog = pdf.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
    assert!(catalog.get(b"MarkInfo").unwrap().as_dict().unwrap().get(b"Marked").unwrap().as_bool().unwrap());
    assert!(catalog.has(b"Outlines"));
    let tags = tags(&pdf);
    let of = |name: &str| tags.iter().filter(|tag| *tag == name).count();
    assert_eq!((of("H1"), of("H2"), of("P"), of("Table"), of("THead")), (1, 1, 2, 2, 1));
    assert_eq!((of("TR"), of("TH"), of("TD")), (4, 3 + 1 + 2, 2 + 2), "an empty cell is a cell");
}

#[test]
fn what_is_written_can_be_read_again() {
    let pdf = read(&sheet("en").bytes().unwrap());
    let text = pdf.extract_text(&[1]).unwrap();
    for part in ["Handover, night to day", "A-0423 Followed", "Door log asked for", "Duarte", "41 s", "1 / 1"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    for letter in ["س", "ي", "ة"] {
        assert!(text.contains(letter), "{letter} in {text}");
    }
}

#[test]
fn it_breaks_pages_and_keeps_rows_together() {
    let mut paper = Document::new("Long", "en");
    paper.heading(1, "Long");
    let mut table = Table::new([("Line", 1.0), ("Text", 3.0)]);
    for n in 0..90 {
        table.push([format!("Line {n}"), "word ".repeat(40)]);
    }
    paper.table(table).paragraph("x".repeat(3000)).paragraph("");
    let pdf = read(&paper.bytes().unwrap());
    let pages = pdf.get_pages().len();
    assert!((5..12).contains(&pages), "{pages}");
    let last = u32::try_from(pages).unwrap();
    assert!(pdf.extract_text(&[last]).unwrap().contains(&format!("{pages} / {pages}")));
}

/// A sentence of each script that reporters write, as they write it.
const SENTENCES: [(&str, &str); 26] = [
    ("ar", "حقيبة سوداء تحت المقعد عند البوابة 4، ولا أحد بجانبها."),
    ("bn", "গেট ১২-এর কাছে একটি কালো ব্যাগ পড়ে আছে।"),
    ("de", "Schwarzer Koffer unter Bank 4, niemand dabei – größer als üblich."),
    ("el", "Μια μαύρη τσάντα κάτω από το κάθισμα, κανείς δεν είναι κοντά."),
    ("fa", "یک کیف سیاه زیر صندلی است و کسی کنارش نیست."),
    ("gu", "ગેટ પાસે કાળી બેગ પડી છે."),
    ("he", "תיק שחור מתחת לספסל ליד שער B12, אין אף אחד לידו."),
    ("hi", "गेट बी12 के पास काली बैग पड़ी है, क्रूर स्थिति और किसी ने नहीं छुआ।"),
    ("hy", "Դարպասի մոտ սև պայուսակ կա։"),
    ("ja", "ゲート12の近くに黒いかばんが置きっぱなしです。「誰もいません」と言われました。"),
    ("ka", "კართან შავი ჩანთაა, პატრონი არ ჩანს."),
    ("km", "មានកាបូបខ្មៅនៅក្បែរច្រកទ្វារ។"),
    ("ko", "12번 게이트 근처에 검은 가방이 놓여 있습니다. 주인이 없어요."),
    ("lo", "ມີກະເປົາສີດຳຢູ່ໃກ້ປະຕູ."),
    ("ml", "ഗേറ്റിനടുത്ത് ഒരു കറുത്ത ബാഗ് കിടക്കുന്നു."),
    ("my", "ဂိတ်ပေါက်အနီးတွင် အိတ်အနက်တစ်လုံး ရှိနေသည်။"),
    ("pa", "ਗੇਟ ਦੇ ਕੋਲ ਕਾਲਾ ਬੈਗ ਪਿਆ ਹੈ।"),
    ("ru", "Чёрная сумка под сиденьем у выхода 4, рядом никого нет."),
    ("si", "ගේට්ටුව ළඟ කළු බෑගයක් තිබේ."),
    ("ta", "வாயில் அருகே ஒரு கருப்பு பை கிடக்கிறது."),
    ("th", "มีกระเป๋าสีดำวางทิ้งไว้ใกล้ประตู ไม่มีใครอยู่ที่นั่น"),
    ("tr", "Kapının yanında siyah bir çanta var, başında kimse yok; ışığı açık."),
    ("uk", "Чорна сумка під сидінням біля ґанку, її ніхто не торкався."),
    ("ur", "گیٹ کے پاس ایک کالا بیگ پڑا ہے، کوئی پاس نہیں۔"),
    ("vi", "Có một chiếc túi đen dưới ghế gần cổng số 4, không ai trông giữ."),
    ("zh-Hant", "登機門附近有一個黑色行李，沒有人看管，「請立即派人處理」。"),
];

const CHINESE: &str = "值机柜台B附近有一个黑色行李箱，无人看管已经超过二十分钟。旁边的旅客说：“没有看到是谁放的”。";

/// What somebody copies out of a paper, as a reader does it: what stands for a span of glyphs, else what each glyph stands for.
fn copied(bytes: &[u8]) -> String {
    use lopdf::content::Content;
    let utf16 = |bytes: &[u8]| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let pdf = read(bytes);
    let mut text = String::new();
    for page in pdf.get_pages().into_values() {
        let fonts = pdf.get_page_fonts(page).unwrap();
        let maps: Vec<(Vec<u8>, std::collections::HashMap<u16, String>)> = fonts
            .into_iter()
            .map(|(name, font)| {
                let map =
                    font.get_deref(b"ToUnicode", &pdf).unwrap().as_stream().unwrap().decompressed_content().unwrap();
                (name, meanings(&String::from_utf8_lossy(&map)))
            })
            .collect();
        let (mut font, mut covered, mut depth) = (None, None, 0);
        for step in Content::decode(&pdf.get_page_content(page)).unwrap().operations {
            match step.operator.as_str() {
                "BDC" | "BMC" => {
                    depth += 1;
                    let properties = step.operands.get(1).and_then(|it| it.as_dict().ok());
                    let actual = properties.and_then(|it| it.get(b"ActualText").ok()).map(|it| it.as_str().unwrap());
                    if let (Some(actual), None) = (actual, covered) {
                        text.push_str(&match actual {
                            [0xfe, 0xff, rest @ ..] => utf16(rest),
                            plain => String::from_utf8_lossy(plain).into_owned(),
                        });
                        covered = Some(depth);
                    }
                }
                "EMC" => {
                    covered = covered.filter(|of| *of != depth);
                    depth -= 1;
                }
                "Tf" => {
                    font = maps.iter().find(|(name, _)| step.operands[0].as_name().unwrap() == name).map(|(_, map)| map)
                }
                "Tj" | "TJ" if covered.is_none() => {
                    let one = |object: &Object| object.as_str().map(<[u8]>::to_vec).unwrap_or_default();
                    let shown = match &step.operands[0] {
                        Object::Array(all) => all.iter().flat_map(one).collect(),
                        object => one(object),
                    };
                    for glyph in shown.chunks_exact(2) {
                        text.push_str(font.unwrap().get(&u16::from_be_bytes([glyph[0], glyph[1]])).unwrap());
                    }
                }
                _ => {}
            }
        }
        text.push('\n');
    }
    text
}

/// A font's map from glyphs to what they stand for.
fn meanings(map: &str) -> std::collections::HashMap<u16, String> {
    let mut found = std::collections::HashMap::new();
    let words: Vec<&str> = map.split_whitespace().collect();
    let hex = |word: &str| {
        let digits = word.trim_matches(['<', '>']);
        digits
            .as_bytes()
            .chunks(4)
            .map(|four| u16::from_str_radix(std::str::from_utf8(four).unwrap(), 16).unwrap())
            .collect()
    };
    let mut at = 0;
    while at < words.len() {
        if words[at] == "beginbfchar" {
            at += 1;
            while words[at] != "endbfchar" {
                let (glyph, meant): (Vec<u16>, Vec<u16>) = (hex(words[at]), hex(words[at + 1]));
                found.insert(glyph[0], String::from_utf16(&meant).unwrap());
                at += 2;
            }
        }
        at += 1;
    }
    found
}

/// Its letters, in no order: on paper those of a line that goes to the left stand from the left.
fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    letters.sort_unstable();
    letters
}

#[test]
fn every_script_of_reporters_is_printed_and_can_be_copied() {
    for (language, sentence) in SENTENCES.into_iter().chain([("zh", CHINESE)]) {
        let mut paper = Document::new("Words", "en");
        paper.heading(1, "Words").said(sentence, Some(language.to_owned()));
        assert_eq!(paper.missing().unwrap(), 0, "{language}");
        let bytes = paper.bytes().unwrap();
        let text = copied(&bytes);
        assert!(!text.contains('□'), "{language}: {text}");
        assert_eq!(letters(&text), letters(&format!("Words{sentence}Words1/1")), "{language}: {text}");
        let to_the_left = ["ar", "fa", "he", "ur"].contains(&language);
        let flat: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let wanted: String = sentence.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(to_the_left || flat.contains(&wanted), "{language}: {flat}");
        let known = read(&bytes).objects.into_values().any(|object| {
            let lang = object.as_dict().ok().and_then(|it| it.get(b"Lang").ok()?.as_str().ok());
            lang == Some(language.as_bytes())
        });
        assert!(known, "{language} is marked");
    }
}

#[test]
fn a_line_of_chinese_wraps_between_its_letters_and_one_of_korean_between_its_words() {
    let fonts = letters::Fonts::new().unwrap();
    let breaker = lines::Breaker::new(&fonts);
    let style = lines::Style { size: 9.5, bold: false, right_to_left: false, language: "zh" };
    let broken = |text: &str, width: f32| {
        let lines = breaker.broken(text, style, width);
        assert!(lines.iter().all(|line| line.width <= width), "{text}");
        let said = |line: &lines::Line| line.runs.iter().map(|run| run.text.as_str()).collect::<String>();
        lines.iter().map(said).collect::<Vec<_>>()
    };
    let chinese = broken(CHINESE, 120.0);
    assert_eq!(chinese.concat(), CHINESE);
    assert!(chinese[..chinese.len() - 1].iter().all(|line| line.chars().count() >= 10), "{chinese:?}");
    assert!(!chinese.iter().any(|line| line.starts_with(['，', '。', '”'])), "{chinese:?}");
    let korean = broken("검은 가방이 게이트 근처에 놓여 있습니다", 40.0);
    assert!(
        korean
            .iter()
            .all(|line| "검은 가방이 게이트 근처에 놓여 있습니다".split(' ').any(|word| line.starts_with(word))),
        "{korean:?}"
    );
    let thai = broken("มีกระเป๋าสีดำวางทิ้งไว้ใกล้ประตู", 60.0);
    assert!(thai.len() > 1 && !thai.iter().any(|line| line.starts_with(['ี', '้', '่', '๋'])), "{thai:?}");
}

#[test]
fn dates_stay_whole_in_a_line_that_goes_to_the_left() {
    let fonts = letters::Fonts::new().unwrap();
    let style = lines::Style { size: 9.5, bold: false, right_to_left: true, language: "ar" };
    let seen = |text: &str| {
        let lines = lines::Breaker::new(&fonts).broken(text, style, 500.0);
        lines[0].runs.iter().map(|run| run.text.as_str()).collect::<Vec<_>>().concat()
    };
    assert_eq!(seen("2026-11-28 05:41"), "2026-11-28 05:41");
    let heading = seen("بلاغ 1 · 2026-11-28 05:41");
    assert!(heading.starts_with("2026-11-28 05:41"), "{heading}");
    let time = seen("Bayview · من 2026-11-28 05:41 – 2026-12-01 12:00");
    assert!(time.starts_with("2026-11-28 05:41 – 2026-12-01 12:00"), "from and until are read as one: {time}");
}

#[test]
fn ideographs_have_the_forms_of_their_language() {
    let forms = |text: &str, language: &str| {
        let fonts = letters::Fonts::new().unwrap();
        let style = lines::Style { size: 9.5, bold: false, right_to_left: false, language };
        let lines = lines::Breaker::new(&fonts).broken(text, style, 500.0);
        lines[0].runs[0].glyphs.first().map(krilla::text::Glyph::glyph_id).unwrap()
    };
    let chinese = forms("直す", "zh");
    assert_eq!(forms("直す", "en"), forms("直", "ja"), "kana say so");
    assert_eq!(chinese, forms("直", "ja"));
    assert_ne!(forms("直", "zh"), forms("直", "ja"));
    assert_ne!(forms("骨", "zh"), forms("骨", "zh-Hant"));
}

#[test]
fn the_languages_of_the_desk_are_printed_in_whole() {
    for language in shared::handover::LANGUAGES {
        let mut paper = Document::new("Words", language);
        for table in ["exports", "handover", "major"] {
            let path = format!("{}/../shared/data/{table}.json", env!("CARGO_MANIFEST_DIR"));
            let words: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            for (key, word) in words[language].as_object().unwrap() {
                paper.paragraph(word.as_str().unwrap_or_else(|| panic!("{language}: {key}")).replace('□', ""));
            }
        }
        assert_eq!(paper.missing().unwrap(), 0, "{language}");
    }
}

#[test]
fn other_sides_and_letters_we_do_not_have() {
    let mut paper = sheet("ar");
    assert_eq!(paper.missing().unwrap(), 0);
    paper.paragraph("ordem: 𓀀 and \u{202e}txt.exe 👩\u{200d}✈\u{fe0f} e\u{301}");
    assert_eq!(paper.missing().unwrap(), 2, "one for a letter, of however many signs it is made");
    let pdf = read(&paper.bytes().unwrap());
    assert!(pdf.extract_text(&[1]).unwrap().contains('□'));
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    assert_eq!(sheet("es").bytes().unwrap(), sheet("es").bytes().unwrap());
}
