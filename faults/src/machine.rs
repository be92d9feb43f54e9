//! What the machine can do and what was done to it: programs, signals, mounts. Whatever is mounted is unmounted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Something that not every machine allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Power {
    /// Mounting a file system in memory.
    Tmpfs,
    /// Mounting an image by a loop device.
    Loop,
    /// Following another process by `strace`.
    Trace,
    /// Patroni, with etcd.
    Patroni,
}

impl Power {
    /// What is missing, in words; none where it is there.
    pub(crate) fn missing(self, folder: &Path) -> Option<String> {
        let (words, tried) = match self {
            Self::Tmpfs => ("mounting a tmpfs", Mount::tmpfs(&folder.join("probe"), 1).map(drop)),
            Self::Loop => ("mounting an image by a loop device", image(folder)),
            Self::Trace => {
                ("strace", run(Command::new("strace").args(["-o", "/dev/null", "-e", "trace=none", "true"])))
            }
            Self::Patroni => {
                let version = |program| run(Command::new(program).arg("--version"));
                ("Patroni with etcd (patroni, etcd-server, python3-psycopg2)", version("patroni").and(version("etcd")))
            }
        };
        tried.err().map(|error| format!("{words} does not work here: {error:#}"))
    }
}

fn image(folder: &Path) -> Result<()> {
    let image = folder.join("probe.img");
    make_image(&image, 8)?;
    Mount::image(&image, &folder.join("probe"))?;
    Ok(fs::remove_file(image)?)
}

/// Makes a file of so many megabytes with an empty ext4 in it.
pub(crate) fn make_image(image: &Path, megabytes: u64) -> Result<()> {
    fs::File::create(image)?.set_len(megabytes << 20)?;
    run(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(image))
}

/// A file system that is mounted, until this is dropped.
#[derive(Debug)]
pub(crate) struct Mount(PathBuf);

impl Mount {
    /// One in memory, of so many megabytes.
    pub(crate) fn tmpfs(at: &Path, megabytes: u64) -> Result<Self> {
        Self::new(at, Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "none"]))
    }

    /// The ext4 of an image. It writes back what nobody syncs as late as it may.
    pub(crate) fn image(image: &Path, at: &Path) -> Result<Self> {
        Self::new(at, Command::new("mount").args(["-o", "loop,commit=300"]).arg(image))
    }

    fn new(at: &Path, command: &mut Command) -> Result<Self> {
        fs::create_dir_all(at)?;
        run(command.arg(at))?;
        Ok(Self(at.to_owned()))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Mount {
    /// The last process that used it may still be ending.
    fn drop(&mut self) {
        for _ in 0..100 {
            if run(Command::new("umount").arg(&self.0)).is_ok() {
                return;
            }
            sleep(Duration::from_millis(50));
        }
        if let Err(error) = run(Command::new("umount").arg("--lazy").arg(&self.0)) {
            eprintln!("{} is still mounted: {error:#}", self.0.display());
        }
    }
}

/// Whether we may do everything.
pub(crate) fn is_root() -> bool {
    let uid = Command::new("id").arg("-u").output();
    uid.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Lets us and whom we start have as many files open as a thousand connections need.
pub(crate) fn raise_files() -> Result<()> {
    run(Command::new("prlimit").args(["--pid", &std::process::id().to_string(), "--nofile=4096:"]))
}

/// A program that is killed when the thread that starts it ends: start it on the main one.
pub(crate) fn bound(setpriv: &str) -> Command {
    let mut command = Command::new(setpriv);
    command.arg("--pdeathsig=KILL");
    command
}

/// Sends a signal to a process that we have started.
pub(crate) fn signal(id: u32, name: &str) -> Result<()> {
    run(Command::new("kill").args(["-s", name, &id.to_string()]))
}

/// The processes that a process has started.
pub(crate) fn children(id: u32) -> Vec<u32> {
    let read = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    read.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// Runs a command in silence; its failure has its own words.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    output(command).map(drop)
}

/// What a command prints; its failure has its own words.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {name}"))?;
    if !output.status.success() {
        bail!("{name}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
