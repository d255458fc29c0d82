//! How much there is to draw: a page may draw a form, the form others, each many times. A chain of
//! forms that draw the next one twice stands for 2^n drawings in a few kilobytes; so drawing is
//! counted before anything is drawn.

use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::HashMap;

/// What all pages of one PDF may draw, in bytes of operators, each as often as it is drawn. A page
/// of a statement has some ten thousand.
const MOST_DRAWN: u64 = 256 * 1024 * 1024;
/// How deep forms may stand in forms.
const DEEPEST: usize = 64;
/// What one content stream may unpack to.
const LARGEST_CONTENT: usize = 64 * 1024 * 1024;

/// True when drawing all pages takes a bounded number of steps.
pub fn is_bounded_drawing(document: &Document) -> bool {
    let mut counted = HashMap::new();
    let mut left = MOST_DRAWN;
    for page in document.page_iter() {
        let Ok(dictionary) = document.get_dictionary(page) else { continue };
        let resources = inherited_resources(document, dictionary);
        let content = document.get_page_content(page);
        let drawn = weight(document, &content, resources, &mut counted, 0);
        match drawn.and_then(|drawn| left.checked_sub(drawn)) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

/// The resources of a page, its own or those of the tree above it (ISO 32000-1, 7.7.3.4).
fn inherited_resources<'a>(document: &'a Document, page: &'a Dictionary) -> Option<&'a Dictionary> {
    let mut node = page;
    for _ in 0..DEEPEST {
        if let Some(resources) = dictionary_at(document, node, b"Resources") {
            return Some(resources);
        }
        node = dictionary_at(document, node, b"Parent")?;
    }
    None
}

fn dictionary_at<'a>(
    document: &'a Document,
    holder: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    let object = holder.get(key).ok()?;
    document.dereference(object).ok()?.1.as_dict().ok()
}

/// The bytes of operators that drawing a content takes; `None` beyond the bounds.
fn weight(
    document: &Document,
    content: &[u8],
    resources: Option<&Dictionary>,
    counted: &mut HashMap<ObjectId, Option<u64>>,
    depth: usize,
) -> Option<u64> {
    if depth > DEEPEST {
        return None;
    }
    let forms = resources.and_then(|resources| dictionary_at(document, resources, b"XObject"));
    let mut total = u64::try_from(content.len()).ok()?;
    let Some(forms) = forms else { return Some(total) };
    for name in drawn_names(content) {
        let Some(id) = forms.get(name).ok().and_then(|object| object.as_reference().ok()) else {
            continue;
        };
        let drawn = match counted.get(&id) {
            Some(known) => *known,
            None => {
                // A form that draws itself has no end.
                counted.insert(id, None);
                let drawn = form(document, id, resources, counted, depth);
                counted.insert(id, drawn);
                drawn
            }
        };
        total = total.checked_add(drawn?).filter(|total| *total <= MOST_DRAWN)?;
    }
    Some(total)
}

fn form(
    document: &Document,
    id: ObjectId,
    outer: Option<&Dictionary>,
    counted: &mut HashMap<ObjectId, Option<u64>>,
    depth: usize,
) -> Option<u64> {
    let Ok(Object::Stream(stream)) = document.get_object(id) else { return Some(0) };
    if stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind != b"Form") {
        // A picture is drawn at once.
        return Some(1);
    }
    let content = stream
        .get_plain_content_with_limit(LARGEST_CONTENT)
        .unwrap_or_else(|_| stream.content.clone());
    let own = dictionary_at(document, &stream.dict, b"Resources");
    weight(document, &content, own.or(outer), counted, depth + 1)
}

/// The names before each `Do` (ISO 32000-1, 8.8): what is drawn, as often as it is.
fn drawn_names(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut before: &[u8] = b"";
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    content.split(is_blank).filter(|token| !token.is_empty()).filter_map(move |token| {
        let named = (token == b"Do").then_some(before).and_then(|name| name.strip_prefix(b"/"));
        before = token;
        named
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::{Stream, dictionary};

    /// A page that draws the first of so many forms, each of which draws the next one twice.
    fn doubling(levels: u32) -> Document {
        let mut document = Document::with_version("1.5");
        let mut next = document.add_object(Stream::new(
            dictionary! {"Type" => "XObject", "Subtype" => "Form"},
            b"0 0 m".to_vec(),
        ));
        for _ in 0..levels {
            let inner = dictionary! {"XObject" => dictionary! {"X" => next}};
            let form = dictionary! {"Type" => "XObject", "Subtype" => "Form", "Resources" => inner};
            next = document.add_object(Stream::new(form, b"/X Do /X Do".to_vec()));
        }
        let content = document.add_object(Stream::new(dictionary! {}, b"q /X Do Q".to_vec()));
        let pages = document.new_object_id();
        let resources = dictionary! {"XObject" => dictionary! {"X" => next}};
        let page = document.add_object(dictionary! {"Type" => "Page", "Parent" => pages,
        "Contents" => content, "Resources" => resources});
        let tree = dictionary! {"Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1};
        document.objects.insert(pages, Object::Dictionary(tree));
        let catalog = document.add_object(dictionary! {"Type" => "Catalog", "Pages" => pages});
        document.trailer.set("Root", catalog);
        document
    }

    #[test]
    fn forms_that_double_are_bounded() {
        assert!(is_bounded_drawing(&doubling(8)));
        assert!(!is_bounded_drawing(&doubling(40)));
    }

    #[test]
    fn only_what_is_drawn_counts() {
        let names: Vec<&[u8]> = drawn_names(b"q /A Do\nBT (Do) Tj ET /B  Do /C gs Do").collect();
        assert_eq!(names, [b"A".as_slice(), b"B"]);
    }
}
