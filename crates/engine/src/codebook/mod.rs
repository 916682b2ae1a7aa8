//! codebook (to come)
