//! The fold of feed messages into what the Live page shows.
