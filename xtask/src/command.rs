//! Running other programs, and saying what failed when one does.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

/// Runs it with our own input and output; anything but success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("`{}` could not be started", line(command)))?;
    ensure!(status.success(), "`{}` failed ({status})", line(command));
    Ok(())
}

/// Runs each of them, whatever became of those before; the error names all that failed.
pub fn run_all(commands: impl IntoIterator<Item = Command>) -> Result<()> {
    let failed: Vec<String> = (commands.into_iter())
        .filter_map(|mut command| run(&mut command).err())
        .map(|error| format!("{error:#}"))
        .collect();
    ensure!(failed.is_empty(), "{}", failed.join("; "));
    Ok(())
}

/// Runs it quietly and returns what it printed; what it complained about goes into the error.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("`{}` could not be started", line(command)))?;
    ensure!(
        output.status.success(),
        "`{}` failed ({}): {}",
        line(command),
        output.status,
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether it can be started and succeeds, without a word.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Downloads fail now and then: tries again after 5 and after 30 seconds.
pub fn retry(mut action: impl FnMut() -> Result<()>) -> Result<()> {
    for pause in [5, 30] {
        match action() {
            Ok(()) => return Ok(()),
            Err(error) => eprintln!("{error:#}; trying again in {pause} s"),
        }
        sleep(Duration::from_secs(pause));
    }
    action()
}

/// Where PATH has a program of this name.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// The command as one would type it, near enough for an error message.
fn line(command: &Command) -> String {
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_what_it_said() {
        let error =
            output(Command::new("sh").args(["-c", "echo too bad >&2; exit 3"])).unwrap_err();
        let text = format!("{error:#}");
        assert!(text.contains("sh -c"), "{text}");
        assert!(text.contains("too bad"), "{text}");
        assert!(run(&mut Command::new("no-such-program-here")).is_err());
    }

    #[test]
    fn all_are_run_and_all_failures_named() {
        let shell = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            command
        };
        let error = run_all(["exit 3", "true", "exit 4"].map(shell)).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("exit 3") && text.contains("exit 4"), "{text}");
        assert!(run_all([shell("true")]).is_ok());
    }
}
