//! A folder of files for one test.

use std::path::{Path, PathBuf};

/// The folder; it goes with the value.
pub struct Scratch(PathBuf);

impl Scratch {
    /// An empty folder of that name, and of this process.
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("downhill-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, in folders that are made where they are missing.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed lies where the system clears up.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
