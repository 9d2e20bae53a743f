//! The contract the server generates, and whether an answer keeps it.

use jsonschema::Validator;
use serde_json::{Value, json};
use shared::problem::ErrorCode;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

static CONTRACT: LazyLock<Contract> = LazyLock::new(Contract::read);

pub struct Contract {
    document: Value,
    /// By JSON pointer of the schema.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// One operation: a verb on a path with `{names}` in it.
pub struct Operation<'a> {
    pub verb: &'a str,
    pub path: &'a str,
    pub said: &'a Value,
}

/// What a server answered.
pub struct Answered<'a> {
    pub verb: &'a str,
    /// The path as asked for, without its query.
    pub path: &'a str,
    pub status: u16,
    pub content_type: Option<&'a str>,
    /// `None` while it still streams.
    pub body: Option<&'a [u8]>,
}

pub fn contract() -> &'static Contract {
    &CONTRACT
}

impl Contract {
    fn read() -> Self {
        let document = serde_json::to_value(backend::routes::openapi()).expect("the contract is JSON");
        Self { document, validators: Mutex::default() }
    }

    pub fn document(&self) -> &Value {
        &self.document
    }

    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let paths = self.document["paths"].as_object().expect("paths");
        paths.iter().flat_map(|(path, verbs)| {
            let verbs = verbs.as_object().expect("verbs");
            verbs.iter().filter(|(_, said)| said.get("responses").is_some()).map(|(verb, said)| Operation {
                verb,
                path,
                said,
            })
        })
    }

    /// # Panics
    /// If the answer is not one that the contract promises.
    pub fn check(&self, answered: &Answered<'_>) {
        let Answered { verb, path, status, .. } = answered;
        if let Err(broken) = self.kept(answered) {
            let body = answered.body.map(|body| String::from_utf8_lossy(&body[..body.len().min(2000)]).into_owned());
            panic!("{verb} {path} → {status} breaks the contract: {broken}\n{}", body.unwrap_or_default());
        }
    }

    /// A value against one of the named schemas.
    pub fn check_named(&self, schema: &str, value: &Value) {
        let pointer = format!("/components/schemas/{schema}");
        if let Err(broken) = self.fits(&pointer, value) {
            panic!("not a {schema}: {broken}\n{value:#}");
        }
    }

    fn kept(&self, answered: &Answered<'_>) -> Result<(), String> {
        let operation = self.operation(answered.verb, answered.path).ok_or("no such operation")?;
        let (declared, response) = response(operation.said, answered.status).ok_or("its status is not declared")?;
        let content_type = answered.content_type.map(|kind| kind.split(';').next().unwrap_or_default().trim());
        let Some(content) = response.get("content").and_then(Value::as_object).filter(|content| !content.is_empty())
        else {
            return if answered.body.is_none_or(<[u8]>::is_empty) {
                Ok(())
            } else {
                Err("a body, where none is declared".to_owned())
            };
        };
        let kind = content_type.ok_or("no content type")?;
        let media = content.keys().find(|media| fits_media(media, kind));
        let media = media.ok_or_else(|| format!("{kind} is not among {:?}", content.keys().collect::<Vec<_>>()))?;
        let Some(body) = answered.body.filter(|_| kind.ends_with("json")) else { return Ok(()) };
        let value: Value = serde_json::from_slice(body).map_err(|error| format!("its body is not JSON: {error}"))?;
        if kind == "application/problem+json" {
            check_problem(&value, answered.status)?;
        }
        let steps = ["paths", operation.path, operation.verb, "responses", declared, "content", media, "schema"];
        let pointer: String =
            steps.iter().map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect();
        self.fits(&pointer, &value)
    }

    fn operation(&self, verb: &str, path: &str) -> Option<Operation<'_>> {
        let verb = verb.to_lowercase();
        let fits = |operation: &Operation<'_>| operation.verb == verb && fits_path(operation.path, path);
        // Where a fixed path and one with names both fit, the fixed one is meant.
        self.operations().filter(fits).min_by_key(|operation| operation.path.matches('{').count())
    }

    fn fits(&self, pointer: &str, value: &Value) -> Result<(), String> {
        let validator = self.validator(pointer);
        let faults: Vec<String> = validator
            .iter_errors(value)
            .take(3)
            .map(|fault| format!("{} at {}", fault, fault.instance_path()))
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
    }

    fn validator(&self, pointer: &str) -> Arc<Validator> {
        let mut validators = self.validators.lock().expect("no test panics in here");
        let build = || {
            let mut root = self.document.clone();
            // A reference is a URI: the braces of a path's names are written as URIs write them.
            let pointer = pointer.replace('{', "%7B").replace('}', "%7D");
            root["$ref"] = json!(format!("#{pointer}"));
            let built = jsonschema::draft202012::options().should_validate_formats(true).build(&root);
            Arc::new(built.unwrap_or_else(|error| panic!("the schema at {pointer} cannot be used: {error}")))
        };
        validators.entry(pointer.to_owned()).or_insert_with(build).clone()
    }
}

/// What is declared for a status: itself, or its range.
fn response(operation: &Value, status: u16) -> Option<(&str, &Value)> {
    let responses = operation["responses"].as_object()?;
    let (exact, range) = (status.to_string(), format!("{}XX", status / 100));
    let found = responses.iter().find(|(name, _)| **name == exact);
    found
        .or_else(|| responses.iter().find(|(name, _)| **name == range))
        .map(|(name, response)| (name.as_str(), response))
}

fn fits_media(declared: &str, found: &str) -> bool {
    declared.strip_suffix("/*").map_or(declared == found, |family| found.split('/').next() == Some(family))
}

fn fits_path(template: &str, path: &str) -> bool {
    let (mut steps, mut asked) = (template.split('/'), path.split('/'));
    loop {
        match (steps.next(), asked.next()) {
            (None, None) => return true,
            (Some(step), Some(asked)) if step == asked || step.starts_with('{') => {}
            _ => return false,
        }
    }
}

/// What holds of every problem besides its schema.
fn check_problem(problem: &Value, status: u16) -> Result<(), String> {
    let code = problem["code"].as_str().unwrap_or_default();
    let known = ErrorCode::ALL.iter().find(|known| known.name() == code);
    let known = known.ok_or_else(|| format!("{code} is not on the closed list of codes"))?;
    if problem["status"] != status || known.status() != status {
        return Err(format!("it says {code} and {}, and was answered {status}", problem["status"]));
    }
    if problem["title"].as_str().is_none_or(str::is_empty) {
        return Err("it has no sentence".to_owned());
    }
    Ok(())
}
