//! A base map, if one is given: whoever may look at the desk's map reads of it what they look at. A file that is none, or that goes,
//! takes nothing else with it.

use serde_json::json;
use std::path::Path;
use tests::{World, both};

const TILES: &str = "/desk/basemap/tiles";

/// A header, and so many bytes after it that stand for tiles.
fn archive(tiles: usize) -> Vec<u8> {
    let mut bytes = vec![0; 127];
    bytes[..8].copy_from_slice(b"PMTiles\x03");
    bytes[56..64].copy_from_slice(&127_u64.to_le_bytes());
    bytes[64..72].copy_from_slice(&(tiles as u64).to_le_bytes());
    bytes.extend((0..tiles).map(|nth| (nth % 251) as u8));
    bytes
}

async fn given(world: &mut World, path: &Path) {
    let path = path.to_owned();
    world.tune(|config| config.basemap = Some(path));
    world.restart().await;
}

async fn story(world: &mut World) {
    let officer = world.officer("officer@demo.test").await;
    assert_eq!(officer.get("/desk/basemap").await.expect(200), json!({ "given": false }));
    officer.get(TILES).await.refused(404, "not_found", "basemap");

    let (file, whole) = (world.scratch("here.pmtiles"), archive(400_000));
    std::fs::write(&file, &whole).unwrap();
    given(world, &file).await;
    let officer = world.officer("officer@demo.test").await;
    let known = officer.get("/desk/basemap").await.expect(200);
    assert_eq!(known, json!({ "given": true, "bytes": whole.len() }));
    for path in ["/desk/basemap", TILES] {
        world.wire().get(path).await.refused(401, "unauthorized", "");
        world.officer("staff@demo.test").await.get(path).await.refused(403, "forbidden", "");
    }

    // Its parts are the bytes of the file, whatever a browser says it can unpack.
    let part = officer.ask("GET", TILES).header("Range", "bytes=1000-16999").header("Accept-Encoding", "gzip");
    let part = part.reply().await;
    assert_eq!((part.status, &part.bytes[..]), (206, &whole[1000..17_000]));
    assert_eq!(part.headers["content-range"], format!("bytes 1000-16999/{}", whole.len()));
    let tag = &part.headers["etag"];
    assert!(tag.as_bytes().starts_with(b"\""), "{tag:?}");
    // The app is a page of another origin: it may ask for parts, and sees which of how many it got.
    let app = ("Origin", "tauri://localhost");
    let may = reqwest::Client::new()
        .request(reqwest::Method::OPTIONS, format!("http://{}/api/v1{TILES}", world.address))
        .header(app.0, app.1)
        .header("Access-Control-Request-Method", "GET")
        .header("Access-Control-Request-Headers", "authorization,range")
        .send()
        .await
        .unwrap();
    assert_eq!(may.status(), 200);
    let seen = officer.ask("GET", TILES).header(app.0, app.1).header("Range", "bytes=0-9").reply().await;
    let seen = seen.headers["access-control-expose-headers"].to_str().unwrap().to_lowercase();
    assert!(seen.contains("etag") && seen.contains("content-range"), "{seen}");
    let all = officer.get(TILES).await;
    assert_eq!((all.status, &all.bytes[..]), (200, &whole[..]));
    let beyond = officer.ask("GET", TILES).header("Range", "bytes=900000-900001").reply().await;
    assert_eq!(beyond.status, 416);

    // Another file in its place is told by its tag, and one that is gone by an answer.
    std::fs::write(&file, archive(500_000)).unwrap();
    let other = officer.ask("GET", TILES).header("Range", "bytes=0-126").reply().await;
    assert_ne!(&other.headers["etag"], tag);
    std::fs::remove_file(&file).unwrap();
    officer.get(TILES).await.refused(404, "not_found", "basemap");

    // What cannot be used is left out, and the server serves.
    let short = world.scratch("short.pmtiles");
    std::fs::write(&short, &whole[..whole.len() - 1]).unwrap();
    let page = world.scratch("page.pmtiles");
    std::fs::write(&page, "<!doctype html>").unwrap();
    for path in [&file, &short, &page] {
        given(world, path).await;
        let officer = world.officer("officer@demo.test").await;
        assert_eq!(officer.get("/desk/basemap").await.expect(200), json!({ "given": false }), "{}", path.display());
        officer.get(TILES).await.refused(404, "not_found", "basemap");
        officer.queue().await;
    }
}

both!(story);
