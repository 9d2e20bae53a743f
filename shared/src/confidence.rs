//! What is told in confidence: a concern about somebody with access. Those who look into such things read it, and whoever is called or
//! given it; nobody else does, and those it is about never do.

use crate::id::{AccountId, PostId};
use crate::routing::Post;
use crate::taxonomy::Taxonomy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The skill of posts that look into such concerns.
pub const SKILL: &str = "insider";
const GROUP: &str = "insider";

/// That something is told in confidence, and from whom it is kept whatever happens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Confidence {
    pub kept_from: BTreeSet<AccountId>,
}

impl Confidence {
    /// What is told about people with access is told in confidence, whether anybody said so or not.
    pub fn of_category(category: &str) -> Option<Self> {
        let group = Taxonomy::builtin().category(category).map(|category| category.group.as_str());
        (group == Some(GROUP)).then(Self::default)
    }

    /// Who reads it from the beginning: whoever staffs a post that looks into such concerns at any hour, and whom it is given to.
    pub fn readers(
        &self,
        posts: &[Post],
        staff: impl IntoIterator<Item = (PostId, AccountId)>,
        given_to: impl IntoIterator<Item = AccountId>,
    ) -> BTreeSet<AccountId> {
        let theirs: BTreeSet<PostId> =
            posts.iter().filter(|post| post.skills.contains(SKILL)).map(|post| post.id).collect();
        let staff = staff.into_iter().filter(|(post, _)| theirs.contains(post)).map(|(_, officer)| officer);
        staff.chain(given_to).filter(|officer| !self.kept_from.contains(officer)).collect()
    }
}

/// Those who may be called for what is told in confidence, of those on duty: who looks into such things, who has it, and those above
/// them (`trusted`); where none of them is on duty, or life is at stake (priority 1), everybody. Never those it is kept from. Ladders
/// are climbed among these alone, so that an empty rung widens within them and never beyond.
pub fn callable(
    confidence: &Confidence,
    priority: u8,
    trusted: &[AccountId],
    on_duty: &[AccountId],
) -> BTreeSet<AccountId> {
    let here: BTreeSet<AccountId> =
        on_duty.iter().copied().filter(|officer| !confidence.kept_from.contains(officer)).collect();
    let trusted: BTreeSet<AccountId> = trusted.iter().copied().filter(|officer| here.contains(officer)).collect();
    if priority > 1 && !trusted.is_empty() { trusted } else { here }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::Covers;
    use uuid::Uuid;

    fn account(n: u128) -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(n))
    }

    fn post(n: u128, skill: &str) -> Post {
        Post {
            id: PostId::from_uuid(Uuid::from_u128(n)),
            code: format!("post-{n}"),
            name: String::new(),
            skills: BTreeSet::from([skill.to_owned()]),
            zones: Covers::All,
            default: n == 1,
        }
    }

    #[test]
    fn concerns_about_people_with_access_are_told_in_confidence() {
        assert!(Confidence::of_category("insider.shortcut").is_some());
        assert!(Confidence::of_category("access.badge").is_none());
        assert!(Confidence::of_category("insiders.unheard_of").is_none());
    }

    #[test]
    fn those_who_look_into_it_read_it_and_those_it_is_about_never_do() {
        let posts = [post(1, "patrol"), post(2, SKILL)];
        let staff = [(posts[0].id, account(10)), (posts[1].id, account(20)), (posts[1].id, account(21))];
        let confidence = Confidence { kept_from: BTreeSet::from([account(21), account(31)]) };
        let readers = confidence.readers(&posts, staff, [account(30), account(31)]);
        assert_eq!(readers, BTreeSet::from([account(20), account(30)]));
    }

    #[test]
    fn those_who_are_trusted_and_here_are_called_and_never_those_it_is_about() {
        let kept = Confidence { kept_from: BTreeSet::from([account(1)]) };
        let on_duty = [account(1), account(2), account(3), account(4)];
        let call = |priority, trusted: &[AccountId]| callable(&kept, priority, trusted, &on_duty);
        let all = BTreeSet::from([account(2), account(3), account(4)]);
        assert_eq!(call(2, &[account(1), account(4), account(4)]), BTreeSet::from([account(4)]));
        assert_eq!(call(1, &[account(4)]), all, "life is at stake");
        assert_eq!(call(3, &[account(1), account(9)]), all, "whoever is trusted is away, or it is about them");
        assert_eq!(callable(&kept, 2, &[account(1)], &[account(1)]), BTreeSet::new());
    }
}
