//! A bundle proves itself without us: whoever changes, takes out, adds or swaps anything in it is found out, file by file.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::people::digest;
use tests::photo;
use tests::{Officer, World, both, fresh_key};

const WHY: &str = "for the court";

async fn asks_for_bundle(officer: &Officer, incident: &Value, reporters: bool) -> Value {
    officer.confirms().await;
    let body = json!({
        "kind": "evidence_bundle", "incident": incident["id"], "reporters": reporters, "language": "fr", "reason": WHY,
    });
    officer.post("/desk/exports", body).await.expect(202)
}

async fn fetches(officer: &Officer, export: &Value) -> Vec<u8> {
    let path = format!("/desk/exports/{}/file", export["id"].as_str().unwrap());
    let reply = officer.ask("GET", &path).header("X-Reason", WHY).reply().await;
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
    reply.bytes.to_vec()
}

/// Unpacked by the tool that everybody has.
fn unpacks(zip: &[u8], to: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::create_dir_all(to).unwrap();
    let packed = to.with_extension("zip");
    std::fs::write(&packed, zip).unwrap();
    let script =
        "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])";
    let done = Command::new("python3").args(["-c", script]).args([&packed, to]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let mut files = BTreeMap::new();
    let mut folders = vec![to.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(to).unwrap().to_str().unwrap().to_owned();
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// Runs a verifier and answers whether it is content, and what it said.
fn verifies(with: &Path, folder: &Path, more: &[&str]) -> (bool, String) {
    let run = Command::new("python3").arg(with).arg(folder).args(more).output().unwrap();
    (run.status.success(), String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned())
}

async fn told(world: &World) -> Value {
    let traveller = world.traveller();
    let profile = traveller.wire.get("/venues/bayview").await.expect(200);
    let recipient: age::x25519::Recipient = profile["evidence_key"].as_str().unwrap().parse().unwrap();
    let mut first = None;
    for n in 0..3 {
        let report = json!({
            "category": "item.unattended", "place": { "zone": "t1-checkin-b" },
            "narrative": format!("{n}: \"</script> ../../etc =cmd|' 你好 \u{202e}"),
            "contact": { "email": "who@secret.test" },
        });
        let sent = traveller.reports(report).await;
        // One as the camera made it, and one whose original the phone sealed.
        traveller.sends_photo(&sent, &fresh_key(), &photo::taken(1)).await;
        let (id, sealed) = (fresh_key(), age::encrypt(&recipient, &photo::taken(6)).unwrap());
        traveller.sends_photo(&sent, &id, &photo::taken(3)).await;
        let put = traveller.holding(&sent, "PUT", &format!("/photos/{id}/original"));
        put.header("Content-Type", "application/age")
            .header("Content-Digest", &digest(&sealed))
            .bytes(sealed)
            .reply()
            .await
            .expect(201);
        first = first.or(Some(sent));
    }
    traveller.writes(&first.unwrap(), "they went to gate B").await;
    world.settle().await;
    let ren = world.officer("second@demo.test").await;
    let incident = ren.finds().await;
    assert_eq!(incident["report_count"], 3);
    ren.opens(&incident).await;
    ren.tells(&ren.acknowledges(&incident).await, "note", json!({ "text": "a note <b>" })).await.expect(200)
}

async fn story(world: &mut World) {
    let incident = told(world).await;
    let mia = world.officer("officer@demo.test").await;
    let asked = asks_for_bundle(&mia, &incident, false).await;
    world.settle().await;
    let ready = mia.get(&format!("/desk/exports/{}", asked["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&ready["state"], &ready["done"]), (&json!("ready"), &json!(9)), "{ready}");
    let zip = fetches(&mia, &ready).await;
    assert_eq!(ready["sha256"], hex::encode(Sha256::digest(&zip)));
    assert_eq!(ready["bytes"], zip.len());
    let home = world.scratch("bundle");
    let files = unpacks(&zip, &home);
    holds_what_it_should(&files, &incident);
    let readme = String::from_utf8_lossy(&files["README.fr.txt"]);
    assert!(readme.contains("Comment le vérifier") && !readme.contains('{'), "in the asker's language too: {readme}");
    assert_eq!(world.found_on_disk(b"they went to gate B").await, [""; 0], "sealed where it lies");

    // Both ways say that it holds, and the log and the server know the same manifest.
    let verifier = world.scratch("verifier").with_extension("py");
    std::fs::write(&verifier, &files["verify.py"]).unwrap();
    let (ok, said) = verifies(&home.join("verify.py"), &home, &[]);
    assert!(ok && said.trim_end().ends_with("\nOK"), "{said}");
    let sums = Command::new("sha256sum").args(["-c", "--quiet", "SHA256SUMS"]).current_dir(&home).output().unwrap();
    assert!(sums.status.success(), "{}", String::from_utf8_lossy(&sums.stderr));
    let manifest = hex::encode(Sha256::digest(&files["manifest.json"]));
    assert_eq!(ready["manifest_sha256"], manifest);
    let facts = world.everything_in("events", "facts").await.join("");
    assert!(facts.contains(&manifest), "the authority's log holds the manifest's hash");
    let key = world.wire().get("/exports/key").await.expect(200);
    assert_eq!(key["pem"].as_str().unwrap().as_bytes(), &files["signing-key.pem"][..]);
    let fingerprint = key["fingerprint"].as_str().unwrap();
    assert!(verifies(&verifier, &home, &["--key", fingerprint]).0);
    let (ok, said) = verifies(&verifier, &home, &["--key", &"0".repeat(64)]);
    assert!(!ok && said.contains("signed with another key"), "{said}");

    tampered(&home, &verifier, &files);
    made_anew(&home, &verifier, &files);

    // With their names, where that was asked for.
    let named = asks_for_bundle(&mia, &incident, true).await;
    world.settle().await;
    let with_names = unpacks(&fetches(&mia, &named).await, &world.scratch("named"));
    assert!(anywhere(&with_names, "who@secret.test") && !anywhere(&files, "who@secret.test"));
    // What was fetched before is in the custody of what is made now.
    let custody = String::from_utf8(with_names["custody.json"].clone()).unwrap();
    assert!(custody.contains("export.fetched") && custody.contains("photo.original"), "{custody}");
}

fn anywhere(files: &BTreeMap<String, Vec<u8>>, text: &str) -> bool {
    files.values().any(|bytes| String::from_utf8_lossy(bytes).contains(text))
}

fn holds_what_it_should(files: &BTreeMap<String, Vec<u8>>, incident: &Value) {
    let json = |name: &str| -> Value { serde_json::from_slice(&files[name]).unwrap() };
    let count = |ends: &str| files.keys().filter(|name| name.ends_with(ends)).count();
    assert_eq!((count("/report.json"), count("/view.jpg")), (3, 6), "{:?}", files.keys());
    assert_eq!((count("/original.jpg"), count("/original.age")), (3, 3), "open only what came open");
    for (name, bytes) in files {
        if name.ends_with("original.age") {
            assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
        } else if name.ends_with("original.jpg") {
            assert_eq!(bytes, &photo::taken(1), "as received");
        } else if name.ends_with("view.jpg") {
            assert_eq!(photo::left_in(bytes), [""; 0]);
        }
    }
    let whole = json("incident.json");
    assert_eq!(whole["incident"]["number"], incident["number"]);
    assert_eq!(whole["notes"][0]["text"], "a note <b>");
    let manifest = json("manifest.json");
    assert_eq!(manifest["missing"], json!([]));
    let custody = json("custody.json");
    let entries = custody["entries"].as_array().unwrap();
    assert_eq!(manifest["custody_entries"], entries.len());
    let kinds: Vec<&str> = entries.iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    for kind in [
        "incident.opened",
        "photo.stored",
        "incident",
        "note.added",
        "export.asked",
        "photo.original",
        "photo.exported",
    ] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    assert!(entries.iter().any(|entry| entry["name"] == "Ren Tanaka · BV-34"), "people are named");
    assert!(json("timeline.json").as_array().unwrap().len() > 5);
    assert!(!anywhere(files, "receipt_hash") && !anywhere(files, "idempotency"));
}

/// Each kind of thing that a bundle holds. A byte of each is bent below.
const KINDS: [&str; 15] = [
    "/original.jpg",
    "/original.age",
    "/view.jpg",
    "/report.json",
    "incident.json",
    "timeline.json",
    "custody.json",
    "README.txt",
    "README.fr.txt",
    "verify.py",
    "signing-key.pem",
    "manifest.json",
    "manifest.sha256",
    "manifest.sig",
    "SHA256SUMS",
];

/// One byte of anything; one file less; one more; two swapped.
fn tampered(home: &Path, verifier: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for kind in KINDS {
        assert!(files.keys().any(|name| name.ends_with(kind)), "no {kind} to be bent in {:?}", files.keys());
    }
    assert!(files.keys().all(|name| KINDS.iter().any(|kind| name.ends_with(kind))), "{:?}", files.keys());
    let fails = |name: &str, what: &str| {
        let (ok, said) = verifies(verifier, home, &[]);
        assert!(!ok, "{what} {name} was not noticed: {said}");
        assert!(said.contains(name), "{what} {name} is not named: {said}");
    };
    for (name, bytes) in files {
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut bent = bytes.clone();
            bent[at] ^= 1;
            std::fs::write(home.join(name), bent).unwrap();
            fails(name, &format!("byte {at} of"));
        }
        std::fs::remove_file(home.join(name)).unwrap();
        fails(name, "taking out");
        std::fs::write(home.join(name), bytes).unwrap();
    }
    for added in ["photos/one-more.jpg", "verify.pyc", "reports/.hidden"] {
        std::fs::write(home.join(added), b"x").unwrap();
        fails(added, "adding");
        std::fs::remove_file(home.join(added)).unwrap();
    }
    let names: Vec<&String> = files.keys().filter(|name| name.ends_with("/report.json")).collect();
    std::fs::write(home.join(names[0]), &files[names[1]]).unwrap();
    std::fs::write(home.join(names[1]), &files[names[0]]).unwrap();
    fails(names[0], "swapping");
    fails(names[1], "swapping");
    for name in names {
        std::fs::write(home.join(name), &files[name]).unwrap();
    }
    assert!(verifies(verifier, home, &[]).0, "as it was, it holds again");
}

/// Whoever mends every sum after a change still has no key: the signature tells. And whoever takes an entry out of the custody log and
/// mends all the rest is told by its chain.
fn made_anew(home: &Path, verifier: &Path, files: &BTreeMap<String, Vec<u8>>) {
    let name = files.keys().find(|name| name.ends_with("/report.json")).unwrap();
    let forge = r#"
import sys, json, hashlib, os
home, name = sys.argv[1], sys.argv[2]
path = lambda n: os.path.join(home, n)
with open(path(name), "ab") as file: file.write(b" ")
spell = lambda v: json.dumps(v, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
manifest = json.load(open(path("manifest.json")))
data = open(path(name), "rb").read()
manifest["files"][name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
open(path("manifest.json"), "wb").write(spell(manifest))
sums = {n: f["sha256"] for n, f in manifest["files"].items()}
open(path("manifest.sha256"), "w").write("%s  manifest.json\n" % hashlib.sha256(spell(manifest)).hexdigest())
for n in ("manifest.json", "manifest.sha256", "manifest.sig"): sums[n] = hashlib.sha256(open(path(n), "rb").read()).hexdigest()
open(path("SHA256SUMS"), "w").write("".join("%s  %s\n" % (sums[n], n) for n in sorted(sums)))
"#;
    let forged = Command::new("python3").args(["-c", forge]).arg(home).arg(name).output().unwrap();
    assert!(forged.status.success(), "{}", String::from_utf8_lossy(&forged.stderr));
    let (ok, said) = verifies(verifier, home, &[]);
    assert!(!ok && said.contains("manifest.sig"), "{said}");
    for (name, bytes) in files {
        std::fs::write(home.join(name), bytes).unwrap();
    }
    let custody = String::from_utf8(files["custody.json"].clone()).unwrap();
    let lines: Vec<&str> = custody.lines().collect();
    let without = |at: usize| [&lines[..at], &lines[at + 1..]].concat().join("\n");
    let check = "import sys, runpy; v = runpy.run_path(sys.argv[1]); import json; m = json.load(open(sys.argv[2] + '/manifest.json')); \
                 v['check_custody'](open(sys.argv[3], 'rb').read(), m, lambda kind, what: print(kind, what))";
    let judge = |text: &str| {
        let other: PathBuf = home.with_extension("custody");
        std::fs::write(&other, text).unwrap();
        let run = Command::new("python3").args(["-c", check]).arg(verifier).arg(home).arg(&other).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    };
    assert_eq!(judge(&custody), "");
    assert!(judge(&without(5)).contains("entry 3: the chain breaks"), "{}", judge(&without(5)));
    assert!(
        judge(&custody.replacen("\"kind\":\"incident\"", "\"kind\":\"photo.view\"", 1)).contains("the chain breaks")
    );
    // And whoever makes its chain anew is told by what the authority's log holds, and by where the manifest says that it ends.
    let made_anew = |what: &str| {
        let script = format!(
            r#"
import sys, json, hashlib, runpy
canonical = runpy.run_path(sys.argv[1])["canonical"]
log = json.load(open(sys.argv[2] + "/custody.json"))
entries, link = log["entries"], bytes(32)
{what}
for number, entry in enumerate(entries, 1):
    entry.pop("link")
    entry["n"] = number
    link = hashlib.sha256(link + canonical(entry)).digest()
    entry["link"] = link.hex()
print(json.dumps(log))
"#
        );
        let run = Command::new("python3").args(["-c", &script]).arg(verifier).arg(home).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        judge(&String::from_utf8(run.stdout).unwrap())
    };
    assert_eq!(made_anew(""), "");
    let other = made_anew("next(one for one in entries if one['log'] == 'events')['actor'] = 'system'");
    assert!(other.contains("entry 1: not as the authority's log holds it"), "{other}");
    let shorter = made_anew("entries.pop()");
    assert!(shorter.contains("does not end where the manifest says"), "{shorter}");
}

both!(story);
