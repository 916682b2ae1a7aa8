"""Drives a real Chromium through a report: python3 report.py CHROMIUM CHROMEDRIVER PAGE TASK [ARGUMENT].

It speaks the WebDriver protocol to chromedriver with the standard library alone, does the task and prints
what it saw as JSON; what the page wrote on the console stands in `console`. Tasks:

    cells          opens every list that a number of a table or figure has once, a sample of them with the mouse
    hostile        clicks every number and looks for what hostile texts could have done
    keys           walks by keyboard: to a number, into its list, back
    filter         filters, searches, sorts, follows an address
    time           how long the page takes to be ready, and each of a hundred clicks (for benches/report.py)
    shot FILE      one picture: ARGUMENT is FILE,WIDTH,HEIGHT,SCHEME,QUERY
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-extensions --disable-dev-shm-usage --disable-ipc-flooding-protection"
).split()
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    def __init__(self, chromium, chromedriver, profile):
        command = [chromedriver, "--port=0"]
        self.driver = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        port = None
        for line in self.driver.stdout:
            if "started successfully on port" in line:
                port = line.rstrip(". \n").rsplit(" ", 1)[1]
                break
        if not (port or "").isdigit():
            raise SystemExit("chromedriver named no port")
        self.base = f"http://127.0.0.1:{port}"
        # no proxy of the machine stands between this program and its driver
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        options = {"binary": shutil.which(chromium), "args": FLAGS + ["--window-size=1400,900", f"--user-data-dir={profile}"]}
        asked = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": asked}})
        self.session = f"/session/{session['sessionId']}"
        self.call("POST", self.session + "/timeouts", {"script": 570000, "pageLoad": 120000})

    def call(self, method, path, body=None):
        payload = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, payload, {"Content-Type": "application/json"}, method=method)
        try:
            with self.opener.open(request, timeout=600) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{path}: {error.read().decode()[:2000]}") from None

    def post(self, path, body):
        return self.call("POST", self.session + path, body)

    def open(self, page, fragment=""):
        self.post("/url", {"url": pathlib.Path(page).resolve().as_uri() + fragment})
        self.wait("return document.documentElement.dataset.ready !== undefined")

    def run(self, script, *arguments):
        return self.post("/execute/sync", {"script": script, "args": list(arguments)})

    def later(self, script, *arguments):
        return self.post("/execute/async", {"script": script, "args": list(arguments)})

    def wait(self, script, seconds=60):
        end = time.monotonic() + seconds
        while not self.run(script):
            if time.monotonic() > end:
                raise SystemExit(f"never true: {script}; console: {self.console()}")
            time.sleep(0.02)

    def find(self, selector):
        return self.post("/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        element = self.find(selector)
        self.run("arguments[0].scrollIntoView({block: 'center'})", {ELEMENT: element})
        self.post(f"/element/{element}/click", {})

    def keys(self, *names):
        codes = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Left": "\ue012", "Up": "\ue013", "Right": "\ue014", "Down": "\ue015"}
        actions = []
        for name in names:
            key = codes.get(name, name)
            actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.post("/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def console(self):
        entries = self.post("/se/log", {"type": "browser"})
        return [f"{entry['level']}: {entry['message']}" for entry in entries]

    def close(self):
        try:
            self.call("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait(20)


# Goes on as soon as what was begun before is done; a timer would wait longer.
SOON = "const soon = () => new Promise((go) => { const c = new MessageChannel(); c.port1.onmessage = go; c.port2.postMessage(0); });"

# Clicks one of the elements that open each list and gathers what the list then shows.
CLICKS = SOON + """
const done = arguments[arguments.length - 1];
(async () => {
  const seen = new Set(), rows = [], places = [];
  const panel = document.getElementById("panel");
  // what a list says is read, not seen: laying thousands of lists out takes minutes (the mouse below opens seen ones)
  panel.style.setProperty("display", "none", "important");
  for (const element of document.querySelectorAll("[data-q]")) {
    const svg = element.tagName !== "BUTTON";
    const printed = svg ? "" : element.textContent.replace(/[,↑↓ ]/g, "");
    places.push([svg ? "figure" : "table", element.closest("section").id, Number(element.dataset.q), printed, element.closest("section").querySelector("h3, h4, h2").textContent]);
    if (seen.has(element.dataset.q)) continue;
    seen.add(element.dataset.q);
    delete panel.dataset.shown;
    element.dispatchEvent(new MouseEvent("click", {bubbles: true}));
    for (let n = 0; !panel.dataset.shown; n++) {
      if (n > 100000) throw new Error("no list for " + element.dataset.q);
      await soon();
    }
    const items = [...document.querySelectorAll("#list > li")];
    const texts = items.filter((it) => it.querySelector(".text"));
    rows.push({
      key: Number(element.dataset.q),
      segments: Number(panel.dataset.segments),
      documents: Number(panel.dataset.documents),
      listed: Number(panel.dataset.listed),
      items: items.length,
      texts: texts.length,
      marked: texts.filter((it) => it.querySelector("mark.own")).length,
      rules: texts.filter((it) => it.querySelector(".rules code")).length,
      title: document.getElementById("panel-title").textContent,
      note: document.getElementById("panel-sample").textContent,
    });
  }
  panel.style.removeProperty("display");
  done({rows, places, queries: JSON.parse(document.getElementById("data").textContent).queries});
})().catch((error) => done({error: String(error)}));
"""

LIST = """
const panel = document.getElementById("panel");
return {
  open: !panel.hidden, segments: Number(panel.dataset.segments), listed: Number(panel.dataset.listed),
  title: document.getElementById("panel-title").textContent,
  count: document.getElementById("panel-count").textContent,
  items: [...document.querySelectorAll("#list > li")].map((it) => it.querySelector(".where").textContent),
  texts: [...document.querySelectorAll("#list .text")].map((it) => it.textContent),
  focus: (document.activeElement.dataset || {}).q || document.activeElement.id || document.activeElement.tagName,
  hash: location.hash,
};
"""


def settled(browser):
    browser.wait("return document.getElementById('panel').dataset.shown !== undefined")
    return browser.run(LIST)


def cells(browser, page, _):
    browser.open(page)
    seen = browser.later(CLICKS)
    # some of them again with the mouse
    mouse = []
    for selector in ["td button", ".hit"]:
        n = browser.run("return document.querySelectorAll(arguments[0]).length", selector)
        for at in range(0, n, max(1, n // 12)):
            browser.run("delete document.getElementById('panel').dataset.shown; [...document.querySelectorAll('[data-mouse]')].forEach((it) => it.removeAttribute('data-mouse')); document.querySelectorAll(arguments[0])[arguments[1]].setAttribute('data-mouse', '')", selector, at)
            wanted = browser.run("return Number(document.querySelector('[data-mouse]').dataset.q)")
            browser.click("[data-mouse]")
            settled(browser)
            mouse.append([wanted, browser.run("return Number(document.getElementById('panel').dataset.key)")])
    return {**seen, "mouse": mouse}


def hostile(browser, page, _):
    seen = cells(browser, page, _)
    browser.run("delete document.getElementById('panel').dataset.shown")
    browser.click(".scroll [data-q]")
    settled(browser)
    seen["ran"] = browser.run("return [window.ran === undefined, document.title, document.querySelectorAll('img, iframe, object, embed, main script').length, document.querySelectorAll('script').length]")
    seen["signs"] = browser.run("return [...document.querySelectorAll('.sign')].map((it) => it.textContent)")
    seen["text"] = browser.run("return document.getElementById('list').textContent")
    seen["page"] = browser.run("return document.getElementById('page').textContent")
    return seen


def keys(browser, page, _):
    browser.open(page)
    browser.run("document.querySelector('.scroll [data-q]').focus()")
    steps = [browser.run(LIST)]
    for names in [["Right"], ["Down"], ["Up"], ["Enter"], ["Escape"], ["Down"], ["Enter"]]:
        browser.keys(*names)
        if names == ["Enter"]:
            settled(browser)
        steps.append(browser.run(LIST))
        browser.run("delete document.getElementById('panel').dataset.shown")
    return {"steps": steps}


def choose(browser, name, value):
    """Chooses an option of the select with this label, as a person does."""
    browser.run("delete document.getElementById('panel').dataset.shown")
    browser.run(
        "const label = [...document.querySelectorAll('#tools label')].find((it) => it.firstChild.textContent === arguments[0]);"
        "const select = label.querySelector('select');"
        "select.value = [...select.options].find((it) => it.textContent === arguments[1]).value;"
        "select.dispatchEvent(new Event('change'));",
        name, value,
    )
    return settled(browser)


def filtering(browser, page, argument):
    name, value, needle = argument.split(",")
    browser.open(page)
    browser.run("delete document.getElementById('panel').dataset.shown")
    browser.click(".scroll [data-q]")
    steps = [settled(browser), choose(browser, name, value)]
    steps.append(choose(browser, "sort", "latest first"))
    browser.run("delete document.getElementById('panel').dataset.shown")
    element = browser.find("#tools input")
    browser.post(f"/element/{element}/value", {"text": needle + "\ue007"})
    steps.append(settled(browser))
    fragment = steps[-1]["hash"]
    browser.post("/url", {"url": "about:blank"})
    browser.open(page, fragment)
    steps.append(settled(browser))
    return {"steps": steps}


def timing(browser, page, _):
    browser.open(page)
    ready = float(browser.run("return document.documentElement.dataset.ready"))
    clicks = browser.later(
        SOON + """
const done = arguments[arguments.length - 1];
(async () => {
  const panel = document.getElementById("panel");
  const all = [...document.querySelectorAll("[data-q]")];
  const times = [];
  for (let at = 0; at < all.length; at += Math.max(1, Math.floor(all.length / 100))) {
    delete panel.dataset.shown;
    const from = performance.now();
    all[at].dispatchEvent(new MouseEvent("click", {bubbles: true}));
    while (!panel.dataset.shown) await soon();
    panel.getBoundingClientRect();
    times.push(performance.now() - from);
    await new Promise((go) => setTimeout(go, 5));
  }
  done(times);
})().catch((error) => done([String(error)]));
"""
    )
    return {"ready": ready, "clicks": clicks}


def shot(browser, page, argument):
    import base64

    file, width, height, scheme, query = argument.split(",")
    browser.post("/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": {"width": int(width), "height": int(height), "deviceScaleFactor": 1, "mobile": False}})
    browser.post("/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"features": [{"name": "prefers-color-scheme", "value": scheme}]}})
    browser.open(page, f"#{query}" if query else "")
    if query.startswith("q="):
        settled(browser)
    time.sleep(0.3)
    if file.endswith(".pdf"):
        taken = browser.post("/print", {"background": True})
    else:
        taken = browser.call("GET", browser.session + "/screenshot")
    pathlib.Path(file).write_bytes(base64.b64decode(taken))
    return {}


TASKS = {"cells": cells, "hostile": hostile, "keys": keys, "filter": filtering, "time": timing, "shot": shot}


def main():
    chromium, chromedriver, page, task, *arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(chromium, chromedriver, profile)
        try:
            found = TASKS[task](browser, page, arguments[0] if arguments else "")
            found["console"] = browser.console()
        finally:
            browser.close()
    json.dump(found, sys.stdout, ensure_ascii=False)


main()
