//! The threads that read lists.

use std::time::Duration;

use tokio::{
    runtime::{Builder, Runtime},
    task::{JoinHandle, spawn_blocking},
};

/// How many lists are read at once. Each takes memory, and as many wait on the disk as there is room for.
pub(crate) const READ_AT_ONCE: usize = 2;

/// Few threads that stay. The system's allocator keeps, for every thread that it serves, what a list once took: if each list were
/// read on another thread, all of them would keep as much.
pub(crate) struct Readers(Option<Runtime>);

impl Readers {
    /// None of them runs before the first list.
    pub(crate) fn new() -> Self {
        let mut threads = Builder::new_current_thread();
        threads.max_blocking_threads(READ_AT_ONCE).thread_keep_alive(Duration::MAX).thread_name("whose-reader");
        Self(threads.build().ok())
    }

    /// Does the work on one of them.
    pub(super) fn read<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        match &self.0 {
            Some(threads) => threads.spawn_blocking(work),
            None => spawn_blocking(work),
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        if let Some(threads) = self.0.take() {
            threads.shutdown_background();
        }
    }
}
