//! What only few incidents have is found in the queue's order, too: who told of it, the post, the skills it wants, that its place is in
//! doubt, that it is an exercise.

use sea_orm_migration::{prelude::*, schema::*};

/// Bits of `told_by`, of `reports.reporter_kind`.
const KINDS: [(&str, i32); 3] = [("anonymous", 1), ("confidential", 2), ("staff", 4)];
/// Each begins with the authority and whether it is over, and ends in the queue's order.
const NEW: [(&str, &[Incidents]); 5] = [
    ("incidents_told_by", &[Incidents::ToldBy]),
    ("incidents_of_post", &[Incidents::PostId]),
    ("incidents_wanting_skills", &[Incidents::Skills]),
    ("incidents_uncorrelated", &[]),
    ("incidents_of_drills", &[]),
];

/// The few rows that an index holds, where it does not hold all: the others pay nothing for it.
fn only(name: &str) -> Option<Expr> {
    match name {
        "incidents_wanting_skills" => Some(Expr::col(Incidents::Skills).ne("[]")),
        "incidents_uncorrelated" => Some(Expr::col(Incidents::Uncorrelated).eq(true)),
        "incidents_of_drills" => Some(Expr::col(Incidents::Nature).eq("drill")),
        _ => None,
    }
}

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in
            [integer(Incidents::ToldBy).default(0).take(), boolean(Incidents::Uncorrelated).default(false).take()]
        {
            manager.alter_table(Table::alter().table(Incidents::Table).add_column(column).to_owned()).await?;
        }
        for (kind, bit) in KINDS {
            let told = Query::select()
                .column(Reports::IncidentId)
                .from(Reports::Table)
                .and_where(Expr::col(Reports::ReporterKind).eq(kind))
                .to_owned();
            let marked = Query::update()
                .table(Incidents::Table)
                .value(Incidents::ToldBy, Expr::col(Incidents::ToldBy).add(bit))
                .and_where(Expr::col(Incidents::Id).in_subquery(told))
                .to_owned();
            manager.execute(marked).await?;
        }
        let unsure = Cond::any()
            .add(Expr::col(Incidents::Zone).is_null())
            .add(Expr::col(Incidents::PlaceNotes).like("%\"touches_several_zones\"%"))
            .add(Expr::col(Incidents::PlaceNotes).like("%\"plate_and_gps_disagree\"%"));
        let marked =
            Query::update().table(Incidents::Table).value(Incidents::Uncorrelated, true).cond_where(unsure).to_owned();
        manager.execute(marked).await?;
        for (name, columns) in NEW {
            let mut index = Index::create().name(name).table(Incidents::Table).col(Incidents::AuthorityId).to_owned();
            index.col(Incidents::Over);
            for column in columns.iter().chain(&[Incidents::Priority, Incidents::DueAt, Incidents::Id]) {
                index.col(*column);
            }
            if let Some(few) = only(name) {
                index.and_where(few);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in NEW {
            manager.drop_index(Index::drop().name(name).table(Incidents::Table).to_owned()).await?;
        }
        for column in [Incidents::ToldBy, Incidents::Uncorrelated] {
            manager.alter_table(Table::alter().table(Incidents::Table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

#[derive(Clone, Copy, DeriveIden)]
enum Incidents {
    Table,
    Id,
    AuthorityId,
    Over,
    Zone,
    PlaceNotes,
    PostId,
    Skills,
    Nature,
    ToldBy,
    Uncorrelated,
    Priority,
    DueAt,
}

#[derive(DeriveIden)]
enum Reports {
    Table,
    IncidentId,
    ReporterKind,
}
