//! count (to come)
