//! Conditions that no report can ever make true. Found are those a person writes by mistake, not every one there is.

use super::names::{Holds, holds};
use cel::common::ast::{Expr, IdedExpr, LiteralValue, operators};
use cel::{Context, Program, Value};

/// Whether a sound condition is false whatever is reported.
pub(super) fn is_never_true(program: &Program) -> bool {
    let constant = !uses_names(program.expression());
    let folded = constant.then(|| program.execute(&Context::default()));
    matches!(folded, Some(Ok(Value::Bool(false)))) || is_never(program.expression())
}

fn uses_names(expression: &IdedExpr) -> bool {
    let mut found = false;
    super::apply::walk(expression, &mut |part| {
        found |= matches!(part, Expr::Ident(name) if holds(name).is_some() || super::names::is_family(name))
    });
    found
}

fn is_never(expression: &IdedExpr) -> bool {
    match &expression.expr {
        Expr::Literal(LiteralValue::Boolean(value)) => !value.inner(),
        Expr::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_OR, sides) => sides.iter().all(is_never),
            (operators::LOGICAL_AND, _) => {
                let mut parts = Vec::new();
                flatten(expression, &mut parts);
                parts.iter().any(|part| is_never(part)) || contradict(&parts)
            }
            (compares, [path, value]) => out_of_range(compares, path, value),
            _ => false,
        },
        _ => false,
    }
}

/// The parts of `a && b && c`.
fn flatten<'a>(expression: &'a IdedExpr, parts: &mut Vec<&'a IdedExpr>) {
    match &expression.expr {
        Expr::Call(call) if call.func_name == operators::LOGICAL_AND => {
            call.args.iter().for_each(|side| flatten(side, parts));
        }
        _ => parts.push(expression),
    }
}

/// Whether one name would have to be two things at once.
fn contradict(parts: &[&IdedExpr]) -> bool {
    let is = |part: &IdedExpr| match &part.expr {
        Expr::Call(call) if call.func_name == operators::EQUALS => {
            let [one, IdedExpr { expr: Expr::Literal(value), .. }] = call.args.as_slice() else { return None };
            Some((path(one)?, value.clone()))
        }
        _ => None,
    };
    let wanted: Vec<(String, LiteralValue)> = parts.iter().filter_map(|part| is(part)).collect();
    wanted.iter().any(|(path, value)| wanted.iter().any(|(other, another)| path == other && value != another))
}

/// Whether a number is asked to be what it never is, such as the hour 24.
fn out_of_range(compares: &str, one: &IdedExpr, value: &IdedExpr) -> bool {
    let Some(Holds::Number(from, to)) = path(one).as_deref().and_then(holds) else { return false };
    let Expr::Literal(LiteralValue::Int(value)) = &value.expr else { return false };
    let value = *value.inner();
    let holds_for = |number: i64| match compares {
        operators::EQUALS => number == value,
        operators::LESS => number < value,
        operators::LESS_EQUALS => number <= value,
        operators::GREATER => number > value,
        operators::GREATER_EQUALS => number >= value,
        _ => true,
    };
    !(from..=to).any(holds_for)
}

/// `time` and `hour` as `time.hour`.
fn path(expression: &IdedExpr) -> Option<String> {
    match &expression.expr {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) if !select.test => Some(format!("{}.{}", path(&select.operand)?, select.field)),
        _ => None,
    }
}
