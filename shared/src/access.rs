//! Who may do what. Roles are few; each permission says which of them hold it.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A badge-holder: reports with their name and follows their own reports.
    Staff,
    Officer,
    Supervisor,
    /// Sets up; reads no report content.
    Admin,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Staff, Self::Officer, Self::Supervisor, Self::Admin];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Officer => "officer",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The table of rights. An exhaustive match: a new permission cannot be forgotten here.
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::OwnSession => true,
            Permission::ReadIncidents
            | Permission::WorkIncidents
            | Permission::ReadOriginals
            | Permission::Export
            | Permission::SetOwnDuty => matches!(self, Self::Officer | Self::Supervisor),
            // Numbers hold no content; whoever reads no report is told them coarsely.
            Permission::ReadPeople | Permission::ReadRules | Permission::ReadNumbers => {
                matches!(self, Self::Officer | Self::Supervisor | Self::Admin)
            }
            Permission::EditRules | Permission::SetUpChannels => matches!(self, Self::Admin),
            Permission::SetSecurityLevel => matches!(self, Self::Supervisor | Self::Admin),
            Permission::AssignOthers
            | Permission::LowerPriority
            | Permission::EditRoster
            | Permission::ApproveExports => {
                matches!(self, Self::Supervisor)
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// One's own account and session.
    OwnSession,
    ReadIncidents,
    /// Acknowledge, move, note, message, assign to self, re-route.
    WorkIncidents,
    /// Photos as received; needs a fresh session and a reason besides.
    ReadOriginals,
    /// Who is on duty where.
    ReadPeople,
    AssignOthers,
    LowerPriority,
    ReadRules,
    /// How long things took, and how many there were.
    ReadNumbers,
    /// Check, replay and save the authority's rules.
    EditRules,
    SetSecurityLevel,
    /// Ways to reach people besides mail; needs a fresh session besides.
    SetUpChannels,
    /// Say that one is busy, on a break, off, or back.
    SetOwnDuty,
    /// Who stands in for whom, and what others' duty is.
    EditRoster,
    /// Ask for what one may read as a file. In bulk somebody else has to agree.
    Export,
    /// Agree to what somebody else asks for in bulk; needs a fresh session besides.
    ApproveExports,
}

impl Permission {
    pub const fn name(self) -> &'static str {
        match self {
            Self::OwnSession => "own_session",
            Self::ReadIncidents => "read_incidents",
            Self::WorkIncidents => "work_incidents",
            Self::ReadOriginals => "read_originals",
            Self::ReadPeople => "read_people",
            Self::AssignOthers => "assign_others",
            Self::LowerPriority => "lower_priority",
            Self::ReadRules => "read_rules",
            Self::ReadNumbers => "read_numbers",
            Self::EditRules => "edit_rules",
            Self::SetSecurityLevel => "set_security_level",
            Self::SetUpChannels => "set_up_channels",
            Self::SetOwnDuty => "set_own_duty",
            Self::EditRoster => "edit_roster",
            Self::Export => "export",
            Self::ApproveExports => "approve_exports",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrator_reads_no_report() {
        assert!(!Role::Admin.may(Permission::ReadIncidents));
        assert!(!Role::Admin.may(Permission::ReadOriginals));
        assert!(!Role::Admin.may(Permission::Export));
        assert!(!Role::Staff.may(Permission::ReadIncidents));
    }

    #[test]
    fn only_a_supervisor_lowers() {
        for role in Role::ALL {
            assert_eq!(role.may(Permission::LowerPriority), role == Role::Supervisor);
        }
    }
}
