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

#[test]
fn other_sides_and_letters_we_do_not_have() {
    let mut paper = sheet("ar");
    assert_eq!(paper.missing().unwrap(), 0);
    paper.paragraph("ordem: 扉 and \u{202e}txt.exe 🦩");
    assert_eq!(paper.missing().unwrap(), 2);
    let pdf = read(&paper.bytes().unwrap());
    assert!(pdf.extract_text(&[1]).unwrap().contains('□'));
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    assert_eq!(sheet("es").bytes().unwrap(), sheet("es").bytes().unwrap());
}
