//! What is told in confidence: a concern about somebody with access. Those who look into such things read it, and whoever is called or
//! given it; nobody else does, and those it is about never do.

use crate::id::{AccountId, PostId};
use crate::ladder::Who;
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

/// Whom a rung calls for what is told in confidence. `Everyone` means those who look into such things and those above them
/// (`trusted`), except where life is at stake (priority 1). Those it is kept from are never called; where nobody else is left,
/// everybody on duty but them is: an empty rung raises, it never closes.
pub fn called(
    confidence: Option<&Confidence>,
    who: &Who,
    priority: u8,
    circle: Vec<AccountId>,
    trusted: &[AccountId],
    on_duty: &[AccountId],
) -> Vec<AccountId> {
    let Some(Confidence { kept_from }) = confidence else { return circle };
    let narrow = *who == Who::Everyone && priority > 1;
    let circle = if narrow { trusted.to_vec() } else { circle };
    let mut seen = kept_from.clone();
    let mut left: Vec<AccountId> = circle.into_iter().filter(|officer| seen.insert(*officer)).collect();
    if left.is_empty() {
        left = on_duty.iter().copied().filter(|officer| seen.insert(*officer)).collect();
    }
    left
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
    fn a_circle_of_those_it_is_about_widens_and_never_closes() {
        let kept = Confidence { kept_from: BTreeSet::from([account(1)]) };
        let on_duty = [account(1), account(2), account(3)];
        let call = |kept: Option<&Confidence>, circle: &[AccountId]| {
            called(kept, &Who::Assignee, 2, circle.to_vec(), &[], &on_duty)
        };
        assert_eq!(call(Some(&kept), &on_duty[..2]), [account(2)]);
        assert_eq!(call(Some(&kept), &on_duty[..1]), [account(2), account(3)]);
        assert_eq!(call(None, &on_duty[..1]), [account(1)]);
    }

    #[test]
    fn everyone_is_not_everybody_unless_life_is_at_stake() {
        let kept = Confidence { kept_from: BTreeSet::from([account(1)]) };
        let on_duty = [account(1), account(2), account(3), account(4)];
        let trusted = [account(1), account(4), account(4)];
        let call = |priority| called(Some(&kept), &Who::Everyone, priority, on_duty.to_vec(), &trusted, &on_duty);
        assert_eq!(call(2), [account(4)]);
        assert_eq!(call(1), [account(2), account(3), account(4)]);
        let nobody = called(Some(&kept), &Who::Everyone, 2, on_duty.to_vec(), &on_duty[..1], &on_duty);
        assert_eq!(nobody, [account(2), account(3), account(4)], "nobody is trusted: all but those it is kept from");
    }
}
