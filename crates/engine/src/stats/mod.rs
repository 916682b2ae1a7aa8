//! stats (to come)
