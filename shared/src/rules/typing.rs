//! Whether a condition makes sense before it ever runs: every name known, every comparison between like and like, every code
//! that is compared one that exists, no loop inside a loop.

mod types;

use super::check::{FaultCode, Known};
use super::names::{FUNCTIONS, holds, is_family};
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, IdedExpr, LiteralValue, SelectExpr, operators};
use types::{ANY, Kind, Type};

/// What is wrong with a condition, in the order of its text. Empty when it may run.
pub(super) fn faults(expression: &IdedExpr, known: &Known<'_>) -> Vec<(FaultCode, String)> {
    let mut typing = Typing { known, faults: Vec::new(), variables: Vec::new(), loops: 0 };
    let found = typing.of(expression);
    typing.want(&found, &Type::Truth, "a condition");
    typing.faults
}

struct Typing<'a> {
    known: &'a Known<'a>,
    faults: Vec<(FaultCode, String)>,
    /// Names that a loop brings, the innermost last.
    variables: Vec<(String, Type)>,
    loops: usize,
}

impl Typing<'_> {
    fn fault(&mut self, code: FaultCode, message: impl Into<String>) -> Type {
        self.faults.push((code, message.into()));
        Type::Unknown
    }

    fn want(&mut self, found: &Type, wanted: &Type, whose: &str) {
        if !found.is_like(wanted) {
            self.fault(
                FaultCode::WrongType,
                format!("{whose} must be {}, and this is {}", wanted.words(), found.words()),
            );
        }
    }

    fn of(&mut self, expression: &IdedExpr) -> Type {
        match &expression.expr {
            Expr::Literal(LiteralValue::Boolean(_)) => Type::Truth,
            Expr::Literal(LiteralValue::Int(_)) => Type::Number,
            Expr::Literal(LiteralValue::String(_)) => ANY,
            Expr::Literal(_) => self.fault(FaultCode::WrongType, "only whole numbers, words, true and false are known"),
            Expr::Ident(name) => self.name(name),
            Expr::Select(select) => self.select(select),
            Expr::Call(call) => self.call(call),
            Expr::List(list) => {
                let mut of = Type::Unknown;
                for element in &list.elements {
                    let found = self.of(element);
                    if !of.is_like(&found) {
                        return self.fault(FaultCode::WrongType, "a list holds things of one type only");
                    }
                    if of == Type::Unknown {
                        of = found;
                    }
                }
                Type::List(Box::new(of))
            }
            Expr::Comprehension(comprehension) => self.comprehension(comprehension),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                self.fault(FaultCode::WrongType, "a condition holds no map of its own")
            }
        }
    }

    fn name(&mut self, name: &str) -> Type {
        let local = self.variables.iter().rev().find(|(variable, _)| variable == name);
        if let Some((_, found)) = local {
            return found.clone();
        }
        match holds(name) {
            Some(holds) => Type::of(holds),
            None if is_family(name) => Type::Family(name.to_owned()),
            None => self.fault(FaultCode::UnknownName, format!("`{name}` is no name a condition may use")),
        }
    }

    fn select(&mut self, select: &SelectExpr) -> Type {
        if select.test {
            let hint =
                "`has(…)` is not needed: every name is always there, and an unanswered question is an empty list";
            return self.fault(FaultCode::UnknownName, hint);
        }
        match self.of(&select.operand) {
            Type::Family(family) => {
                let path = format!("{family}.{}", select.field);
                match holds(&path) {
                    Some(holds) => Type::of(holds),
                    None => self.fault(FaultCode::UnknownName, format!("`{path}` is no name a condition may use")),
                }
            }
            Type::Answers => self.question(&select.field),
            Type::Unknown => Type::Unknown,
            other => {
                let message = format!("`.{}` cannot be asked of {}", select.field, other.words());
                self.fault(FaultCode::WrongType, message)
            }
        }
    }

    fn question(&mut self, code: &str) -> Type {
        match self.known.taxonomy.question(code) {
            Some(question) if question.kind.is_choice() => {
                Type::List(Box::new(Type::Word(Kind::Option(code.to_owned()))))
            }
            Some(_) => {
                let message = format!("the answer to `{code}` is sealed words: only choices can be asked for");
                self.fault(FaultCode::UnknownCode, message)
            }
            None => self.fault(FaultCode::UnknownCode, format!("there is no question `{code}`")),
        }
    }

    fn call(&mut self, call: &CallExpr) -> Type {
        let parts: Vec<&IdedExpr> = call.target.as_deref().into_iter().chain(&call.args).collect();
        match (call.func_name.as_str(), parts.as_slice()) {
            (operators::INDEX, [of, key]) => self.index(of, key),
            (operators::EQUALS | operators::NOT_EQUALS, [one, other]) => {
                let (left, right) = (self.of(one), self.of(other));
                if !left.is_like(&right) {
                    let message = format!("{} is never equal to {}", left.words(), right.words());
                    return self.fault(FaultCode::WrongType, message);
                }
                self.spelt(&left, other);
                self.spelt(&right, one);
                Type::Truth
            }
            (operators::IN, [one, list]) => self.within(one, list),
            (operators::LESS | operators::LESS_EQUALS | operators::GREATER | operators::GREATER_EQUALS, parts) => {
                self.all(parts, &Type::Number, "what is compared by size");
                Type::Truth
            }
            (operators::LOGICAL_AND | operators::LOGICAL_OR | operators::LOGICAL_NOT, parts) => {
                self.all(parts, &Type::Truth, "each side of `&&` and `||`, and what follows `!`,");
                Type::Truth
            }
            (operators::NOT_STRICTLY_FALSE, parts) => {
                self.all(parts, &Type::Truth, "what is asked of each");
                Type::Truth
            }
            (operators::ADD, [one, other]) => self.sum(one, other),
            (operators::SUBSTRACT | operators::MULTIPLY | operators::NEGATE, parts) => {
                self.all(parts, &Type::Number, "what is reckoned with");
                Type::Number
            }
            (operators::CONDITIONAL, [asked, yes, no]) => {
                let asked = self.of(asked);
                self.want(&asked, &Type::Truth, "what stands before `?`");
                let (yes, no) = (self.of(yes), self.of(no));
                if !yes.is_like(&no) {
                    return self.fault(FaultCode::WrongType, "both sides of `:` must be of one type");
                }
                if yes == Type::Unknown { no } else { yes }
            }
            ("size", [of]) => {
                let found = self.of(of);
                if !matches!(found, Type::List(_) | Type::Word(_) | Type::Unknown) {
                    return self.fault(FaultCode::WrongType, format!("{} has no size", found.words()));
                }
                Type::Number
            }
            ("startsWith" | "endsWith" | "contains", parts @ [_, _]) => {
                self.all(parts, &ANY, &format!("both words of `{}`", call.func_name));
                Type::Truth
            }
            (name, _) if FUNCTIONS.contains(&name) => {
                self.fault(FaultCode::WrongType, format!("`{name}` is called with too many or too few things"))
            }
            (name, _) => self.fault(FaultCode::UnknownName, format!("`{name}` is no function a condition may call")),
        }
    }

    fn all(&mut self, parts: &[&IdedExpr], wanted: &Type, whose: &str) {
        for part in parts {
            let found = self.of(part);
            self.want(&found, wanted, whose);
        }
    }

    fn index(&mut self, of: &IdedExpr, key: &IdedExpr) -> Type {
        match (self.of(of), &key.expr) {
            (Type::Answers, Expr::Literal(LiteralValue::String(code))) => self.question(code.inner()),
            (Type::Answers, _) => {
                self.fault(FaultCode::WrongType, "name the question itself, such as answers[\"weapon\"]")
            }
            (Type::Unknown, _) => Type::Unknown,
            _ => self.fault(FaultCode::WrongType, "only `answers` is asked with `[…]`: use `in` for a list"),
        }
    }

    fn within(&mut self, one: &IdedExpr, list: &IdedExpr) -> Type {
        let (found, list_type) = (self.of(one), self.of(list));
        match list_type {
            Type::List(of) => {
                if !of.is_like(&found) {
                    let message = format!("a list of {} never holds {}", of.words(), found.words());
                    return self.fault(FaultCode::WrongType, message);
                }
                self.spelt(&of, one);
                self.spelt(&found, list);
                Type::Truth
            }
            Type::Unknown => Type::Truth,
            Type::Answers => self.fault(FaultCode::WrongType, "ask one question: `size(answers.weapon) > 0`"),
            other => {
                self.fault(FaultCode::WrongType, format!("after `in` stands a list, and this is {}", other.words()))
            }
        }
    }

    /// Numbers, or the lists a loop gathers.
    fn sum(&mut self, one: &IdedExpr, other: &IdedExpr) -> Type {
        let (left, right) = (self.of(one), self.of(other));
        match (&left, &right) {
            (Type::List(of), Type::List(_)) if left.is_like(&right) => {
                if **of == Type::Unknown {
                    right
                } else {
                    left
                }
            }
            _ => {
                self.want(&left, &Type::Number, "what is added");
                self.want(&right, &Type::Number, "what is added");
                Type::Number
            }
        }
    }

    /// What `exists`, `all`, `filter` and their like are made of.
    fn comprehension(&mut self, loop_: &ComprehensionExpr) -> Type {
        if loop_.iter_var2.is_some() {
            return self.fault(FaultCode::WrongType, "a loop has one name for what it looks at");
        }
        if self.loops > 0 {
            return self.fault(FaultCode::TooMuch, "a loop inside a loop may take too long");
        }
        let element = match self.of(&loop_.iter_range) {
            Type::List(of) => *of,
            Type::Unknown => Type::Unknown,
            other => {
                let message = format!("`exists`, `all` and their like ask a list, and this is {}", other.words());
                return self.fault(FaultCode::WrongType, message);
            }
        };
        let gathered = self.of(&loop_.accu_init);
        let outside = self.variables.len();
        self.loops += 1;
        self.variables.push((loop_.iter_var.clone(), element));
        self.variables.push((loop_.accu_var.clone(), gathered.clone()));
        let goes_on = self.of(&loop_.loop_cond);
        self.want(&goes_on, &Type::Truth, "what is asked of each");
        let step = self.of(&loop_.loop_step);
        self.want(&step, &gathered, "what is asked of each");
        // After the loop what was gathered is known better than before it.
        self.variables.push((loop_.accu_var.clone(), if step == Type::Unknown { gathered } else { step }));
        let result = self.of(&loop_.result);
        self.variables.truncate(outside);
        self.loops -= 1;
        result
    }

    /// Whether the words written out in `expression` are ones that `wanted` can be.
    fn spelt(&mut self, wanted: &Type, expression: &IdedExpr) {
        let kind = match wanted {
            Type::Word(kind) => kind.clone(),
            Type::List(of) => return self.spelt(&of.clone(), expression),
            _ => return,
        };
        match &expression.expr {
            Expr::Literal(LiteralValue::String(word)) => {
                let (is_known, what) = match &kind {
                    Kind::Of(words) => (self.known.has(*words, word.inner()), self.known.called(*words)),
                    Kind::Option(question) => {
                        let asked = self.known.taxonomy.question(question);
                        (asked.is_some_and(|asked| asked.option(word.inner()).is_some()), "answer to this question")
                    }
                };
                if !is_known {
                    self.fault(FaultCode::UnknownCode, format!("there is no {what} `{}`", word.inner()));
                }
            }
            Expr::List(list) => list.elements.iter().for_each(|element| self.spelt(wanted, element)),
            _ => {}
        }
    }
}
