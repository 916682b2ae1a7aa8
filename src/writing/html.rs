//! A page of HTML that needs no network. Text is never markup.

use crate::table::{html, html::escape};

use super::{Block, Field, FormEntry, title};

/// The entry in the registry.
pub const ENTRY: FormEntry =
    FormEntry { extension: "html", doc: "a page for a browser", render: |blocks| Ok(page(blocks)) };

const STYLE: &str = "body{font:11pt/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}\
h1,h2,h3,h4,h5,h6{line-height:1.25}figure{margin:1em 0;overflow-x:auto}dl{border-top:1px solid #999}\
dl>div{display:grid;grid-template-columns:11em 1fr;gap:1em;border-bottom:1px solid #999;padding:.2em 0}\
dd{margin:0;overflow-wrap:anywhere}dd p{margin:0 0 .2em}code{font-size:.9em}\
@media(prefers-color-scheme:dark){body{background:#16181b;color:#e6e6e6}}\
@media(max-width:40em){dl>div{grid-template-columns:1fr;gap:0}}@media print{body{max-width:none}}";

fn page(blocks: &[Block]) -> Vec<u8> {
    let body: String = blocks.iter().map(piece).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{}</title><style>{}{STYLE}</style></head><body>\n{body}</body></html>\n",
        escape(title(blocks)),
        html::STYLE
    )
    .into_bytes()
}

fn piece(block: &Block) -> String {
    match block {
        Block::Heading(depth, text) => {
            let level = (depth + 1).min(6);
            format!("<h{level}>{}</h{level}>\n", escape(text))
        }
        Block::Paragraph(text) => format!("<p>{}</p>\n", escape(text)),
        Block::List(items) => {
            let items: String =
                items.iter().map(|it| format!("<li>{}</li>\n", escape(it))).collect();
            format!("<ul>\n{items}</ul>\n")
        }
        Block::Table(grid) => format!("<figure>{}</figure>\n", html::of_grid(grid, &mut |_| None)),
        Block::Fields(fields) => {
            format!("<dl>\n{}</dl>\n", fields.iter().map(field).collect::<String>())
        }
    }
}

fn field(field: &Field) -> String {
    let texts = field.texts.iter().map(|it| escape(it));
    let texts: String = match field.is_typed {
        true => texts.map(|it| format!("<code>{it}</code>")).collect::<Vec<_>>().join(", "),
        false => texts.map(|it| format!("<p>{it}</p>")).collect(),
    };
    format!("<div><dt>{}</dt><dd>{texts}</dd></div>\n", escape(&field.name))
}
