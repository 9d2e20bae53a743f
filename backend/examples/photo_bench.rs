//! Makes the clean copies of every photo in a folder, again and again, on one thread: what `bench/images/run.py` times.
//!
//! usage: photo_bench FOLDER_OR_FILE REPEATS [OUTPUT_FOLDER]
//!
//! It measures nothing itself. The kernel's account of the finished process is exact and the same for every contender.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use photos::imaging::{Limits, clean_copies};

// The server keeps this room to itself; the bench needs the pixels of it and nothing else.
#[path = "../src/photos"]
mod photos {
    #[expect(dead_code, reason = "the server reads headers and names media types, the bench does not")]
    pub mod imaging;
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [source, repeats, output @ ..] = arguments.as_slice() else {
        return Err("usage: photo_bench FOLDER_OR_FILE REPEATS [OUTPUT_FOLDER]".into());
    };
    let limits = Limits::default();
    for repeat in 0..repeats.parse::<u32>()? {
        for photo in photos(Path::new(source))? {
            let copies = clean_copies(&fs::read(&photo)?, &limits)?;
            if let (0, [folder], Some(stem)) = (repeat, output, photo.file_stem()) {
                let name = stem.to_string_lossy();
                fs::write(Path::new(folder).join(format!("{name}-view.jpg")), &copies.view)?;
                fs::write(Path::new(folder).join(format!("{name}-thumb.jpg")), &copies.thumb)?;
            }
        }
    }
    Ok(())
}

fn photos(source: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    if source.is_file() {
        return Ok(vec![source.to_owned()]);
    }
    let mut photos: Vec<PathBuf> =
        fs::read_dir(source)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    photos.retain(|path| path.extension().is_some_and(|ending| ending == "jpg"));
    photos.sort();
    Ok(photos)
}
