//! The API as its clients see it, in the same process, on whichever engine is under test.

mod connect;
