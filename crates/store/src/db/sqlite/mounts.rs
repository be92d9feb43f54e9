//! On what kind of file system a database file is. File locks of network file systems cannot be relied on
//! (sqlite.org/howtocorrupt.html), so those are refused.

use std::{fs, path::Path};

use crate::{Error, Result};

/// File systems that are somewhere else, by the names they are mounted under.
const NETWORK: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "lustre",
    "glusterfs",
    "fuse.ceph",
    "fuse.glusterfs",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
];

/// Passes if the file, which need not exist yet, is on a local disk, or where the system does not tell.
pub(super) fn refuse_network(file: &Path) -> Result<()> {
    let Ok(mounts) = fs::read_to_string("/proc/self/mounts") else { return Ok(()) };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(place) = file.canonicalize().or_else(|_| folder.canonicalize()) else { return Ok(()) };
    let Some(system) = system_of(&mounts, &place).filter(|system| NETWORK.contains(system)) else { return Ok(()) };
    Err(Error::setup(format!(
        "the database file {} is on a network file system ({system}), whose locks cannot be relied on; \
         put it on a local disk, or use PostgreSQL",
        file.display()
    )))
}

/// The kind of the file system that the place is on: the innermost mount, and of several there the last.
fn system_of<'m>(mounts: &'m str, place: &Path) -> Option<&'m str> {
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        Some((unescaped(words.next()?), words.next()?))
    });
    let around = mounts.filter(|(mount, _)| place.starts_with(mount));
    around.max_by_key(|(mount, _)| mount.len()).map(|(_, system)| system)
}

/// A mount point as it is called: blanks and the like are written as three octal digits (getmntent(3)).
fn unescaped(mount: &str) -> String {
    let codes = [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")];
    codes.iter().fold(mount.to_owned(), |text, (code, letter)| text.replace(code, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_counts_whatever_it_is_called() {
        let mounts = "/dev/sda1 / ext4 rw 0 0\nserver:/x /srv nfs4 rw 0 0\n/dev/sdb /srv/local xfs rw 0 0\n\
                      server:/y /mnt/my\\040share cifs rw 0 0\n/dev/sdc /mnt/over ext4 rw 0 0\nx /mnt/over fuse.sshfs rw 0 0\n";
        for (place, system) in [
            ("/var/lib/whose.db", "ext4"),
            ("/srv/whose.db", "nfs4"),
            ("/srv/local/whose.db", "xfs"),
            ("/srv/locally/whose.db", "nfs4"),
            ("/mnt/my share/whose.db", "cifs"),
            ("/mnt/over/whose.db", "fuse.sshfs"),
        ] {
            assert_eq!(system_of(mounts, Path::new(place)), Some(system), "{place}");
        }
    }
}
