//! Documents from files: readers (one file a format), encodings, metadata.

pub mod batch;

pub use batch::Batch;
