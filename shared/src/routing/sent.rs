//! When a rule names the post: it gets the incident if anybody staffs it at that instant, and the usual way stands otherwise.

use super::{OnShift, Post, Route};
use crate::id::AccountId;
use crate::trace::TraceLine;

impl Route {
    /// This route, or the one to the first of these posts that is staffed. Whoever would have been woken without the rule is
    /// next in line, so that a rule never takes a specialist away.
    #[must_use]
    pub fn sent_to(self, posts: &[Post], on_shift: &[OnShift], codes: &[String]) -> Self {
        let mut trace = Vec::new();
        for code in codes {
            let Some(post) = posts.iter().find(|post| post.code == *code) else {
                trace.push(line("sent_elsewhere", code, format!("a rule names post {code}, which this venue has not")));
                continue;
            };
            let mut officers: Vec<AccountId> =
                on_shift.iter().filter(|duty| duty.post == post.id).map(|duty| duty.officer).collect();
            officers.sort_unstable();
            officers.dedup();
            let Some(first) = officers.first().copied() else {
                let text = format!("a rule sends it to {}, where nobody is on shift", post.name);
                trace.push(line("sent_unstaffed", code, text).effect("the usual way is taken"));
                continue;
            };
            let next = self.officer.into_iter().chain(self.second).chain(officers).find(|officer| *officer != first);
            let given = line("sent", code, format!("a rule sends it to {}", post.name));
            trace.push(given.effect(format!("given to {}", post.name)));
            return Self { post: post.id, officer: Some(first), second: next, trace };
        }
        trace.extend(self.trace);
        Self { trace, ..self }
    }
}

fn line(code: &str, post: &str, text: String) -> TraceLine {
    TraceLine::new(format!("routing.{code}"), text).with("post", post)
}
