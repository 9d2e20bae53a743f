//! What kinds of reporters told of something: a set small enough to stand in a row.

/// Who may tell something. Each one's place is its bit: a new kind goes at the end.
const KINDS: [&str; 3] = ["anonymous", "confidential", "staff"];

/// Some of the kinds of reporters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tellers(u8);

impl Tellers {
    /// One kind by its name; none, where there is no such kind.
    pub fn of(kind: &str) -> Self {
        Self(KINDS.iter().position(|known| *known == kind).map_or(0, |nth| 1 << nth))
    }

    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub fn is_any(self) -> bool {
        self.0 != 0
    }

    /// Every set that holds these.
    pub fn with_others(self) -> impl Iterator<Item = Self> {
        (0..1 << KINDS.len()).filter(move |bits| bits & self.0 == self.0).map(Self)
    }

    /// As it stands in a row.
    pub fn bits(self) -> i32 {
        self.0.into()
    }

    /// What a row says; bits that mean nothing here are not read.
    pub fn from_bits(bits: i32) -> Self {
        Self(u8::try_from(bits & ((1 << KINDS.len()) - 1)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_in_half_of_all_sets() {
        for kind in KINDS {
            let one = Tellers::of(kind);
            let with: Vec<Tellers> = one.with_others().collect();
            assert_eq!(with.len(), 1 << (KINDS.len() - 1), "{kind}");
            assert!(with.iter().all(|set| set.and(one) == *set && Tellers::from_bits(set.bits()) == *set), "{kind}");
        }
        assert!(!Tellers::of("nobody").is_any());
    }
}
