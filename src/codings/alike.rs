//! Coders whose names are hard to tell apart, as one person signs in two ways: they are two coders, and who reads the
//! store should know.

use std::collections::BTreeMap;

use super::{Codings, CodingsError};

impl Codings {
    /// What there is to say of coders whose names differ by case and blanks alone; a sentence for each such name.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn alike(&self) -> Result<Vec<String>, CodingsError> {
        let sql = "SELECT coder FROM events UNION SELECT coder FROM sheets ORDER BY coder";
        let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for coder in self.rows(sql, [], |row| row.get::<_, String>(0))? {
            let name: Vec<String> = coder.split_whitespace().map(str::to_lowercase).collect();
            by_name.entry(name.join(" ")).or_default().push(format!("`{coder}`"));
        }
        let several = by_name.into_values().filter(|it| it.len() > 1);
        let told = |it: Vec<String>| {
            format!(
                "{} are {} coders here; who is one of them signs in one way",
                it.join(" and "),
                it.len()
            )
        };
        Ok(several.map(told).collect())
    }
}
