// Lists the segments behind a number. It reads the elements of data that stand before it, asks nothing
// of the network, and makes elements by textContent alone: no text of the corpus is ever markup.
(() => {
  "use strict";
  const PAGE = 20;
  const CACHE = 80;
  const $ = (id) => document.getElementById(id);

  // ---- elements -------------------------------------------------------------------------------

  const make = (name, attributes, ...inner) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...inner.filter((it) => it !== undefined && it !== ""));
    return element;
  };

  const BIDI = {
    0x200e: "LRM", 0x200f: "RLM", 0x061c: "ALM", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO",
    0x202e: "RLO", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM", 0x200b: "ZWSP",
  };
  // eslint-disable-next-line no-control-regex
  const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

  // Text as nodes: what can not be seen, or turns the direction of what follows, is shown as a sign.
  const visible = (text) => {
    if (!UNSEEN.test(text)) return [document.createTextNode(text)];
    const nodes = [];
    let plain = "";
    for (const c of text) {
      if (!UNSEEN.test(c)) {
        plain += c;
        continue;
      }
      if (plain) nodes.push(document.createTextNode(plain));
      plain = "";
      const code = c.codePointAt(0);
      const hex = "U+" + code.toString(16).toUpperCase().padStart(4, "0");
      const sign = BIDI[code] ? `[${BIDI[code]}]` : code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "␡" : `[${hex}]`;
      nodes.push(make("span", { class: "sign", title: hex }, sign));
    }
    if (plain) nodes.push(document.createTextNode(plain));
    return nodes;
  };
  const bdi = (text) => make("bdi", { dir: "auto" }, ...visible(text));
  const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  const counted = (n, noun) => `${grouped(n)} ${noun}${n === 1 ? "" : "s"}`;

  // ---- data -----------------------------------------------------------------------------------

  const data = JSON.parse($("data").textContent);
  const { queries, languages, statuses, absent } = data;
  const inScope = data.in_scope;

  const inflate = async (id) => {
    const text = $(id).textContent;
    const bytes = Uint8Array.fromBase64
      ? Uint8Array.fromBase64(text)
      : Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).arrayBuffer();
  };
  const inflateJson = async (id) => JSON.parse(new TextDecoder().decode(await inflate(id)));

  const WIDTHS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };
  const sums = (counts) => {
    const starts = new Uint32Array(counts.length + 1);
    for (let at = 0; at < counts.length; at++) starts[at + 1] = starts[at] + counts[at];
    return starts;
  };

  const open = async (source, at) => {
    const [bytes, documents] = await Promise.all([inflate(`c${at}`), inflateJson(`d${at}`)]);
    const column = {};
    for (const [name, width, offset, n] of source.columns) column[name] = new WIDTHS[width](bytes, offset, n);
    source.ids = documents.ids;
    source.columns = documents.columns;
    source.days = documents.days;
    source.columns.forEach((it, number) => (it.cells = column[`column${number}`]));
    source.language = column.language;
    source.part = column.part;
    source.number = column.number;
    source.first = sums(column.n_segments);
    source.document = new Uint32Array(source.n_segments);
    for (let d = 0; d < source.n_documents; d++) source.document.fill(d, source.first[d], source.first[d + 1]);
    source.slot = new Int32Array(source.n_segments).fill(-1);
    for (let segment = 0, slot = 0; segment < source.n_segments; segment++) {
      if (column.held[segment]) source.slot[segment] = slot++;
    }
    source.passes.forEach((pass, number) => {
      pass.status = column[`status${number}`];
      pass.codings = column[`codings${number}`];
      pass.start = sums(column[`n_codings${number}`]);
      pass.n_matches = column[`n_matches${number}`];
      pass.voices = column[`voices${number}`];
      const tops = pass.codes.filter((code) => code.top);
      pass.complete = languages.map((_, language) => tops.every((code) => code.languages[language]));
      pass.below = pass.codes.map((_, code) => {
        const below = new Set();
        pass.codes.forEach((_, other) => {
          for (let up = other; up !== null && up !== undefined; up = pass.codes[up].parent) {
            if (up === code) below.add(other);
          }
        });
        return below;
      });
    });
  };

  // ---- what a number counts -------------------------------------------------------------------

  // The segments of a query, in the order of the corpus; the same rules as the tables are counted by.
  const ask = (query) => {
    const source = data.sources[query.source];
    const pass = source.passes[query.pass];
    const { language, document: of } = source;
    const { status, codings, start, codes } = pass;
    const n = source.n_segments;
    const bit = query.measure === 0 ? 1 : 2;
    const raw = (pass, segment, wanted, bit) => {
      for (let at = pass.start[segment]; at < pass.start[segment + 1]; at++) {
        if (pass.codings[at] >> 2 === wanted && pass.codings[at] & bit) return true;
      }
      return false;
    };
    const asks = (code, segment) => {
      const it = codes[code];
      const place = it.object ? !absent[status[segment]] : status[segment] === inScope;
      return place && it.languages[language[segment]];
    };
    const given = (code, segment) => asks(code, segment) && raw(pass, segment, code, bit);
    const complete = (segment) => status[segment] === inScope && pass.complete[language[segment]];
    const anyTop = (segment) => {
      for (let at = start[segment]; at < start[segment + 1]; at++) {
        const code = codings[at] >> 2;
        if (codings[at] & bit && codes[code].top && asks(code, segment)) return true;
      }
      return false;
    };
    const { code, other } = query;
    const where = (test) => {
      const found = [];
      for (let segment = 0; segment < n; segment++) if (test(segment)) found.push(segment);
      return found;
    };
    const marked = (test) => {
      const documents = new Uint8Array(source.n_documents);
      for (let segment = 0; segment < n; segment++) if (test(segment)) documents[of[segment]] = 1;
      return documents;
    };
    const kinds = {
      status: () => where((it) => !query.status || query.status.includes(status[it])),
      given: () => where((it) => given(code, it)),
      asked: () => where((it) => asks(code, it)),
      none: () => where((it) => complete(it) && !anyTop(it)),
      any: () => where(anyTop),
      asked_all: () => where(complete),
      both: () => where((it) => given(code, it) && given(other, it)),
      first: () => where((it) => given(code, it) && asks(other, it)),
      second: () => where((it) => given(other, it) && asks(code, it)),
      asked_both: () => where((it) => asks(code, it) && asks(other, it)),
      voiced: () => {
        const said = new Uint8Array(n);
        for (let at = 0; at < pass.voices.length; at += 3) {
          if (pass.voices[at + 1] === code && pass.voices[at + 2] === query.voice) said[pass.voices[at]] = 1;
        }
        return where((it) => said[it]);
      },
      voiced_any: () => {
        const said = new Uint8Array(n);
        for (let at = 0; at < pass.voices.length; at += 3) {
          const [segment, of, voice] = pass.voices.slice(at, at + 3);
          const fits = code === undefined ? voice === query.voice && codes[of].top : of === code && voice;
          if (fits) said[segment] = 1;
        }
        return where((it) => said[it]);
      },
      dominant: () => dominant((leading) => (code === undefined ? !leading.length : leading.length === 1 && leading[0] === code)),
      mixed: () => dominant((leading) => leading.length > 1),
    };
    // Of each document the framing that most of its segments are given, as the table by document has it.
    const dominant = (fits) => {
      const found = [];
      for (let d = 0; d < source.n_documents; d++) {
        const counts = new Map();
        const asked = [];
        for (let segment = source.first[d]; segment < source.first[d + 1]; segment++) {
          if (!complete(segment)) continue;
          asked.push(segment);
          for (let at = start[segment]; at < start[segment + 1]; at++) {
            const top = codings[at] >> 2;
            if (codings[at] & bit && codes[top].top) counts.set(top, (counts.get(top) || 0) + 1);
          }
        }
        const most = Math.max(0, ...counts.values());
        const leading = [...counts].filter(([, n]) => n === most).map(([top]) => top);
        if (!asked.length || !fits(leading)) continue;
        found.push(...asked.filter((it) => (code !== undefined ? given(code, it) : query.kind === "mixed" ? anyTop(it) : true)));
      }
      return found;
    };
    // Of pairs in documents: each code in some segment of the document.
    const together = () => {
      const first = marked((it) => (query.kind === "both" || query.kind === "first" ? given(code, it) : asks(code, it)));
      const second = marked((it) => (query.kind === "both" || query.kind === "second" ? given(other, it) : asks(other, it)));
      const shown = {
        both: (it) => given(code, it) || given(other, it),
        first: (it) => given(code, it),
        second: (it) => given(other, it),
        asked_both: (it) => asks(code, it) || asks(other, it),
      }[query.kind];
      return where((it) => first[of[it]] && second[of[it]] && shown(it));
    };
    let found = query.together ? together() : kinds[query.kind]();
    for (const group of query.groups || []) {
      if (group.value) {
        const column = source.columns[group.value[0]];
        const wanted = group.value[1];
        found = found.filter((it) => column.cells[column.of_segment ? it : of[it]] === wanted);
      } else {
        const [at, wanted] = group.codes;
        const theirs = source.passes[at];
        // a denied object is the object that is spoken of
        const bit = (code) => (theirs.codes[code].object || theirs.measure !== 0 ? 2 : 1);
        found = found.filter((it) => wanted.some((code) => raw(theirs, it, code, bit(code))));
      }
    }
    return found;
  };

  const nDocuments = (source, segments) => {
    const seen = new Uint8Array(source.n_documents);
    let n = 0;
    for (const segment of segments) {
      if (!seen[source.document[segment]]) n += 1;
      seen[source.document[segment]] = 1;
    }
    return n;
  };

  const titleOf = (query) => {
    const source = data.sources[query.source];
    const pass = source.passes[query.pass];
    const label = (code) => pass.codes[code].label;
    const actor = () => source.passes.find((it) => it.actors).codes[query.voice - 1].label;
    const title = {
      status: () => (query.status ? query.status.map((it) => statuses[it]).join(" or ") : "All segments"),
      given: () => label(query.code),
      asked: () => `Asked for ${label(query.code)}: 1 or 0`,
      none: () => "None of the framings",
      any: () => "Any framing",
      asked_all: () => "Asked for every framing",
      both: () => `${label(query.code)} and ${label(query.other)}`,
      first: () => `${label(query.code)}, where ${label(query.other)} is asked too`,
      second: () => `${label(query.other)}, where ${label(query.code)} is asked too`,
      asked_both: () => `Asked for ${label(query.code)} and for ${label(query.other)}`,
      voiced: () => (query.voice ? `${label(query.code)}, said by ${actor()}` : `${label(query.code)}, unattributed`),
      voiced_any: () => (query.voice ? `Framings voiced by ${actor()}` : `${label(query.code)}, voiced by any actor`),
      dominant: () => (query.code === undefined ? "Documents without any framing" : `${label(query.code)}, the dominant framing of its document`),
      mixed: () => "Documents with several dominant framings",
    }[query.kind]();
    const groups = (query.groups || []).map((group) => {
      if (group.codes) return group.codes[1].map((code) => source.passes[group.codes[0]].codes[code].label)[0];
      const column = source.columns[group.value[0]];
      return `${column.name} ${group.value[1] ? column.values[group.value[1] - 1] : "(missing)"}`;
    });
    const within = query.together ? ["in one document"] : [];
    const measure = query.measure === pass.measure ? [] : [["asserted", "mention"][query.measure]];
    const word = query.word === undefined ? [] : [`“${query.word}”`];
    return [title, ...groups, ...within, ...measure, ...word].join(" × ");
  };

  // ---- texts ----------------------------------------------------------------------------------

  const blocks = new Map();
  const block = (source, number) => {
    const key = `t${source}-${number}`;
    let found = blocks.get(key);
    if (found) blocks.delete(key);
    else found = inflateJson(key);
    blocks.set(key, found);
    if (blocks.size > CACHE) blocks.delete(blocks.keys().next().value);
    return found;
  };
  const blockOf = (source, slot) => {
    let [low, high] = [0, source.blocks.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (source.blocks[middle] <= slot) low = middle;
      else high = middle;
    }
    return low;
  };
  const textOf = async (at, segment) => {
    const source = data.sources[at];
    const slot = source.slot[segment];
    if (slot < 0) return null;
    const number = blockOf(source, slot);
    return (await block(at, number))[slot - source.blocks[number]];
  };

  // ---- the list -------------------------------------------------------------------------------

  const NONE = { key: null, filters: {}, needle: "", sort: "", page: 0 };
  let state = NONE;
  let opener = null;
  let hits = [];
  let listed = [];
  let turn = 0;

  const panel = $("panel");
  const list = $("list");

  const readHash = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    const key = asked.has("q") ? Number(asked.get("q")) : null;
    if (key === null || !queries[key]) return NONE;
    const filters = {};
    for (const pair of (asked.get("f") || "").split(",").filter(Boolean)) {
      const [column, value] = pair.split(":").map(Number);
      if (data.sources[queries[key].source].columns[column]) filters[column] = value;
    }
    const page = Math.max(0, (Number(asked.get("p")) || 1) - 1);
    const needle = asked.get("x") ?? queries[key].word ?? "";
    return { key, filters, needle, sort: asked.get("o") || "", page };
  };
  const writeHash = (push) => {
    const asked = new URLSearchParams();
    if (state.key !== null) asked.set("q", state.key);
    const filters = Object.entries(state.filters).map(([column, value]) => `${column}:${value}`);
    if (filters.length) asked.set("f", filters.join(","));
    const word = state.key === null ? undefined : queries[state.key].word;
    // a word that was taken out of the search stays out
    if (state.needle || word !== undefined) asked.set("x", state.needle);
    if (state.sort) asked.set("o", state.sort);
    if (state.page) asked.set("p", state.page + 1);
    const hash = state.key === null ? location.pathname + location.search : `#${asked}`;
    history[push ? "pushState" : "replaceState"](null, "", hash);
  };

  const sorted = (source, pass, segments) => {
    const order = Int32Array.from(segments);
    if (state.sort === "matches") return order.sort((a, b) => pass.n_matches[b] - pass.n_matches[a] || a - b);
    if (state.sort === "first" || state.sort === "last") {
      const column = source.columns[source.date];
      const sign = state.sort === "first" ? 1 : -1;
      const of = (it) => source.days[column.cells[source.document[it]] - 1] || 0;
      // without a date: last
      return order.sort((a, b) => !of(a) - !of(b) || sign * (of(a) - of(b)) || a - b);
    }
    if (state.sort === "corpus" || source.n_held === source.n_segments) return order;
    let at = 0;
    for (const segment of segments) if (source.slot[segment] >= 0) order[at++] = segment;
    for (const segment of segments) if (source.slot[segment] < 0) order[at++] = segment;
    return order;
  };

  const filtered = (source) => {
    let found = hits;
    for (const [at, value] of Object.entries(state.filters)) {
      const column = source.columns[at];
      found = found.filter((it) => column.cells[column.of_segment ? it : source.document[it]] === value);
    }
    return found;
  };

  const folded = (text) => text.normalize("NFC").toLocaleLowerCase();

  // Those of the segments whose text, or document's id, holds the words; null where something newer was asked.
  const searched = async (at, segments, mine) => {
    const source = data.sources[at];
    const needle = folded(state.needle);
    const found = [];
    let lastBlock = -1;
    for (const segment of segments) {
      if (folded(source.ids[source.document[segment]]).includes(needle)) {
        found.push(segment);
        continue;
      }
      const slot = source.slot[segment];
      if (slot < 0) continue;
      const number = blockOf(source, slot);
      if (number !== lastBlock) {
        lastBlock = number;
        await block(at, number);
        if (mine !== turn) return null;
        if (number % 20 === 0) {
          $("panel-count").textContent = `Searching: ${Math.round((100 * number) / source.blocks.length)} %`;
          await new Promise((go) => setTimeout(go));
        }
      }
      const entry = (await block(at, number))[slot - source.blocks[number]];
      if (folded(entry[0]).includes(needle)) found.push(segment);
    }
    return found;
  };

  const show = async (focus) => {
    const mine = ++turn;
    const query = queries[state.key];
    const source = data.sources[query.source];
    const pass = source.passes[query.pass];
    panel.hidden = false;
    document.body.classList.add("open");
    covered(matchMedia("(max-width: 59.99rem)").matches);
    $("panel-title").replaceChildren(...visible(titleOf(query)));
    if (focus) $("panel-title").focus({ preventScroll: true });
    if (focus) panel.scrollTop = 0;
    const several = data.sources.length > 1 ? [source.name] : [];
    if (source.passes.length > 1) several.push(`codebook ${pass.title || pass.id}`);
    $("panel-source").replaceChildren(...visible(several.join(" · ")));
    hits = ask(query);
    tools(query, source);
    let found = filtered(source);
    if (state.needle) {
      found = await searched(query.source, found, mine);
      if (found === null) return;
    }
    listed = sorted(source, pass, found);
    count(query, source);
    await page(query, source, mine);
  };

  const count = (query, source) => {
    const [n, all] = [listed.length, hits.length];
    const [documents, ofDocuments] = [nDocuments(source, listed), nDocuments(source, hits)];
    const whole = n === all;
    $("panel-count").textContent = whole
      ? `${counted(all, "segment")} in ${counted(ofDocuments, "document")}`
      : `${grouped(n)} of ${counted(all, "segment")} in ${grouped(documents)} of ${counted(ofDocuments, "document")}`;
    Object.assign(panel.dataset, { key: state.key, segments: all, documents: ofDocuments, listed: n });
    const held = listed.reduce((sum, it) => sum + (source.slot[it] < 0 ? 0 : 1), 0);
    const notes = [];
    if (held < n) {
      notes.push(`This file holds a sample: the texts of ${grouped(held)} of these ${counted(n, "segment")}${state.sort ? "" : ", which come first"}.`);
      if (state.needle) notes.push("Words are looked for in the texts that it holds.");
    }
    if (query.n !== undefined && (query.documents ? ofDocuments : all) !== query.n) {
      notes.push(`The table says ${grouped(query.n)}: please report this.`);
      console.error("framebook: a list is not what its table says", query, all, ofDocuments);
    }
    $("panel-sample").textContent = notes.join(" ");
  };

  const page = async (query, source, mine) => {
    const n = Math.max(1, Math.ceil(listed.length / PAGE));
    state.page = Math.min(state.page, n - 1);
    const shown = [...listed.slice(state.page * PAGE, (state.page + 1) * PAGE)];
    const texts = await Promise.all(shown.map((it) => textOf(query.source, it)));
    if (mine !== turn) return;
    list.replaceChildren(...shown.map((segment, at) => item(query, source, segment, texts[at])));
    if (list.firstChild) list.firstChild.tabIndex = 0;
    const go = (by, name) => {
      const button = make("button", { type: "button" }, name);
      button.disabled = state.page + by < 0 || state.page + by >= n;
      button.addEventListener("click", () => {
        state.page += by;
        writeHash(false);
        panel.scrollTop = 0;
        page(query, source, turn).then(() => list.firstChild && list.firstChild.focus({ preventScroll: true }));
      });
      return button;
    };
    const at = make("span", {}, `Page ${grouped(state.page + 1)} of ${grouped(n)}`);
    $("pages").replaceChildren(...(n > 1 ? [go(-1, "Previous"), at, go(1, "Next")] : []));
    panel.dataset.shown = `${state.key}.${state.page}.${mine}`;
  };

  // Filters, order and search of a source: made once, then set to what is asked.
  let toolsOf = null;
  const setTools = [];
  const tools = (query, source) => {
    if (toolsOf === query.source) {
      setTools.forEach((set) => set());
      return;
    }
    if (toolsOf === query.source) {
      setTools.forEach((set) => set());
      return;
    }
    toolsOf = query.source;
    setTools.length = 0;
    const field = (name, input) => make("label", {}, bdi(name), input);
    const choice = (options, chosen, take) => {
      const select = make("select", {});
      for (const [value, name] of options) {
        const option = make("option", { value: String(value) }, ...visible(name).map((it) => it.textContent));
        select.append(option);
      }
      setTools.push(() => (select.value = String(chosen())));
      select.addEventListener("change", () => take(select.value));
      return select;
    };
    const again = () => {
      state.page = 0;
      writeHash(false);
      show(false);
    };
    const fields = [];
    source.columns.forEach((column, at) => {
      if (!column.filter) return;
      const named = column.values.map((name, place) => [place + 1, name]);
      named.sort((a, b) => a[1].localeCompare(b[1], undefined, { numeric: true }));
      const options = [["", "all"], ...named, [0, "(missing)"]];
      fields.push(
        field(column.name, choice(options, () => state.filters[at] ?? "", (value) => {
          if (value === "") delete state.filters[at];
          else state.filters[at] = Number(value);
          again();
        })),
      );
    });
    const sorts = [["", source.n_held < source.n_segments ? "texts held first" : "order of the corpus"]];
    if (source.n_held < source.n_segments) sorts.push(["corpus", "order of the corpus"]);
    if (source.date !== null) sorts.push(["first", "earliest first"], ["last", "latest first"]);
    sorts.push(["matches", "most matches first"]);
    fields.push(field("sort", choice(sorts, () => state.sort, (value) => ((state.sort = value), again()))));
    const needle = make("input", { type: "search", placeholder: "words, then Enter" });
    needle.addEventListener("change", () => ((state.needle = needle.value.trim()), again()));
    setTools.push(() => (needle.value = state.needle));
    const always = [field("search", needle), fields.pop()];
    const filters = make("details", {}, make("summary", {}, `Filter by ${source.columns.filter((it) => it.filter).map((it) => it.name).join(", ")}`), make("div", { class: "fields" }, ...fields));
    setTools.push(() => (filters.open ||= Object.keys(state.filters).length > 0));
    $("tools").replaceChildren(make("div", { class: "fields" }, ...always), ...(fields.length ? [filters] : []));
    setTools.forEach((set) => set());
  };

  const item = (query, source, segment, entry) => {
    const document = source.document[segment];
    const where = [make("strong", {}, bdi(source.ids[document]))];
    if (source.parts.length > 1) where.push(bdi(source.parts[source.part[segment]] || ""));
    where.push(`${source.unit} ${source.number[segment]}`);
    for (const column of source.columns) {
      const value = column.cells[column.of_segment ? segment : document];
      if (column.shown && value && column.name !== "part") where.push(make("span", { title: column.name }, bdi(column.values[value - 1])));
    }
    const head = make("p", { class: "where" }, ...where.map((it) => make("span", {}, it)));
    const li = make("li", { tabindex: "-1" }, head);
    if (!entry) {
      li.append(make("p", { class: "absent" }, "The text is not held in this file."));
      return li;
    }
    const [text, gaps, matches] = entry;
    const pass = source.passes[query.pass];
    const wanted = new Set();
    for (const code of [query.code, query.other]) {
      if (code !== undefined) pass.below[code].forEach((it) => wanted.add(it));
    }
    const own = ([at, rule]) => at === query.pass && (!wanted.size || wanted.has(pass.rule_codes[rule]));
    const rules = [];
    for (const match of matches) {
      const key = [match[0], match[1], match[4], match[5]].join();
      let known = rules.find((it) => it.key === key);
      if (!known) rules.push((known = { key, match, own: own(match) }));
      match.told = known;
    }
    let number = 0;
    rules.filter((it) => it.own).forEach((it) => (it.number = ++number));
    const language = languages[source.language[segment]];
    const body = make("div", { class: "text", dir: "auto", lang: ["other", "und"].includes(language) ? "und" : language });
    body.append(...pieces(source, text, gaps, matches));
    li.append(body);
    const mine = rules.filter((it) => it.own);
    const others = rules.filter((it) => !it.own);
    if (mine.length) li.append(make("ul", { class: "rules" }, ...mine.map((it) => rule(source, it))));
    if (others.length) {
      li.append(make("details", {}, make("summary", {}, counted(others.length, "other rule") + " matched"), make("ul", { class: "rules" }, ...others.map((it) => rule(source, it)))));
    }
    return li;
  };

  const QUOTED = ["", "quoted as a term", "in quoted speech", "in a title"];

  // Characters of a rule that are shown before it is opened.
  const SHOWN = 160;

  const rule = (source, { match, number }) => {
    const [at, rule, , , flags, voice] = match;
    const pass = source.passes[at];
    const actors = source.passes.find((it) => it.actors);
    const signs = [flags & 1 ? "denied" : "", QUOTED[flags >> 1], voice && actors ? `said by ${actors.codes[voice - 1].label}` : ""];
    const code = (text) => make("code", {}, bdi(text));
    const text = Array.from(pass.rules[rule]);
    const long = text.length > SHOWN;
    return make(
      "li",
      {},
      make("span", { class: "no" }, number ? String(number) : "·"),
      make("strong", {}, bdi(pass.codes[pass.rule_codes[rule]].label)),
      " by ",
      code(long ? `${text.slice(0, SHOWN).join("")}…` : pass.rules[rule]),
      ...signs.filter(Boolean).flatMap((sign) => [" ", make("span", { class: "flag" }, ...visible(sign))]),
      ...(long ? [make("details", {}, make("summary", {}, "whole rule"), code(pass.rules[rule]))] : []),
    );
  };

  // The text with its matches marked: where several lie on one place, one that the list is about shows.
  const pieces = (source, text, gaps, matches) => {
    const edges = new Set([0, text.length]);
    for (const [, , start, n] of matches) edges.add(start).add(start + n);
    for (const [place] of gaps) edges.add(place);
    const places = [...edges].sort((a, b) => a - b);
    const nodes = [];
    const gapAt = (place) => {
      for (const [at, n] of gaps) if (at === place) nodes.push(make("span", { class: "gap", lang: "en" }, ` … ${counted(n, "character")} left out … `));
    };
    gapAt(0);
    for (let at = 0; at + 1 < places.length; at++) {
      const [from, to] = [places[at], places[at + 1]];
      const here = matches.filter(([, , start, n]) => start <= from && to <= start + n);
      const best = here.find((it) => it.told.own) || here[0];
      const inner = visible(text.slice(from, to));
      if (best) {
        const pass = source.passes[best[0]];
        const title = `${pass.codes[pass.rule_codes[best[1]]].label}: ${pass.rules[best[1]]}`;
        nodes.push(make("mark", { class: (best.told.own ? "own" : "other") + (best[4] & 1 ? " denied" : ""), title }, ...inner));
      } else nodes.push(...inner);
      const ends = new Set(here.filter((it) => it[2] + it[3] === to && it.told.number).map((it) => it.told.number));
      if (ends.size) nodes.push(make("sup", { class: "ref" }, [...ends].join(" ")));
      if (to !== 0) gapAt(to);
    }
    return nodes;
  };

  // ---- opening and closing --------------------------------------------------------------------

  // In a narrow window the list lies over the page.
  const covered = (it) => {
    if ($("page").inert !== it) $("page").inert = it;
  };
  let expanded = null;
  const expand = () => {
    if (expanded) expanded.setAttribute("aria-expanded", "false");
    expanded = state.key === null ? null : opener;
    if (expanded) expanded.setAttribute("aria-expanded", "true");
  };
  const close = (back) => {
    turn += 1;
    panel.hidden = true;
    document.body.classList.remove("open");
    covered(false);
    list.replaceChildren();
    state = NONE;
    expand();
    if (back && opener) opener.focus();
  };
  const clicked = (element) => {
    opener = element;
    const key = Number(element.dataset.q);
    state = { ...NONE, filters: {}, key, needle: queries[key].word || "" };
    writeHash(true);
    expand();
    return show(true);
  };
  const restore = () => {
    if (location.hash && !location.hash.startsWith("#q=")) return;
    const asked = readHash();
    if (asked.key === null) {
      if (state.key !== null) close(true);
      return;
    }
    state = asked;
    if (!opener || Number(opener.dataset.q) !== state.key) {
      opener = document.querySelector(`[data-q="${state.key}"]`);
      if (opener) opener.scrollIntoView({ block: "center", inline: "center" });
    }
    expand();
    show(true);
  };

  const nameOf = (element) => {
    const query = queries[element.dataset.q];
    const n = query.n === undefined ? "" : `: ${counted(query.n, query.documents ? "document" : "segment")}`;
    return titleOf(query) + n;
  };
  // What is pointed at says what it counts.
  const named = (event) => {
    const element = event.target.closest && event.target.closest("[data-q]");
    if (!element || element.title || element.firstElementChild) return;
    if (element.tagName === "BUTTON") {
      element.title = nameOf(element);
      return;
    }
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = nameOf(element);
    element.append(title);
  };

  // One stop of the tab key a table or figure; arrows go from number to number.
  const next = (from, key) => {
    const stops = [...from.closest(".scroll, .paper").querySelectorAll("[data-q]")];
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const at = stops.indexOf(from);
    if (by) return stops[at + by];
    const cell = from.closest("td");
    if (!cell) return stops[at + (key === "ArrowDown" ? 1 : -1)];
    const same = stops.filter((it) => it.closest("td").cellIndex === cell.cellIndex);
    return same[same.indexOf(from) + (key === "ArrowDown" ? 1 : -1)];
  };
  const steered = (event) => {
    const from = event.target.closest("[data-q]");
    if (!from) return;
    if ((event.key === "Enter" || event.key === " ") && from.tagName !== "BUTTON") {
      event.preventDefault();
      clicked(from);
    }
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const to = next(from, event.key);
    if (!to) return;
    from.setAttribute("tabindex", "-1");
    to.setAttribute("tabindex", "0");
    to.focus();
  };

  const start = async () => {
    await Promise.all(data.sources.map(open));
    document.querySelectorAll(".hit").forEach((it) => it.setAttribute("aria-label", nameOf(it)));
    document.addEventListener("keydown", steered);
    document.addEventListener("pointerover", named);
    document.addEventListener("focusin", named);
    document.addEventListener("click", (event) => {
      const element = event.target.closest("[data-q]");
      if (element) clicked(element);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state.key !== null && event.target.type !== "search") {
        writeHashOfPage();
        close(true);
      }
    });
    list.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const from = event.target.closest("#list > li");
      if (!by || from !== event.target) return;
      const to = by > 0 ? from.nextElementSibling : from.previousElementSibling;
      if (!to) return;
      event.preventDefault();
      from.tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    });
    $("close").addEventListener("click", () => {
      writeHashOfPage();
      close(true);
    });
    addEventListener("popstate", restore);
    // what is wider than a page of A4 on its side is made smaller, not cut
    addEventListener("beforeprint", () => {
      for (const it of document.querySelectorAll(".scroll")) {
        it.style.setProperty("--fit", Math.min(1, 1030 / Math.max(1, it.firstElementChild?.scrollWidth ?? 1)));
      }
    });
    restore();
    document.documentElement.dataset.ready = String(Math.round(performance.now()));
  };
  const writeHashOfPage = () => history.pushState(null, "", location.pathname + location.search);

  start().catch((error) => {
    $("how").textContent = "This browser can not open the lists behind the numbers: it is too old, or this file is damaged. The tables and figures stand.";
    throw error;
  });
})();
