// A page of its own, without a notebook: a model that holds the state written into the page, and the view that draws it.
// page.py puts this behind the view's module, of which `view` is what a notebook would import.

const stored = JSON.parse(document.getElementById("state").textContent);
const state = stored.plain;
for (const [key, text] of Object.entries(stored.bytes)) {
  state[key] = new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}
const listeners = {};
const same = (a, b) => a === b || (!(a instanceof DataView) && JSON.stringify(a) === JSON.stringify(b));

const model = {
  kernel: false, // no Python answers here; core.js: alone
  get: (key) => state[key],
  set(key, value) {
    if (same(state[key], value)) return;
    state[key] = value;
    for (const event of [`change:${key}`, "change"]) [...(listeners[event] ?? [])].forEach((listener) => listener(model, value));
  },
  save_changes() {},
  on: (event, listener) => (listeners[event] ??= []).push(listener),
  off: (event, listener) => (listeners[event] = (listeners[event] ?? []).filter((other) => other !== listener)),
};

view.render({ model, el: document.getElementById("widget") });
