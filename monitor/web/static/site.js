// Keys of lists: j and k move, o opens, m and s mark, / searches, ? explains. The pages work without this file.
"use strict";

(function () {
  let place = -1;

  function entries() {
    return Array.from(document.querySelectorAll("[data-entry]"));
  }

  function current() {
    const found = entries();
    return found[place] || (found.length === 1 ? found[0] : null);
  }

  function choose(next) {
    const found = entries();
    if (!found[next]) return;
    if (found[place]) found[place].classList.remove("current");
    place = next;
    found[place].classList.add("current");
    found[place].scrollIntoView({ block: "nearest" });
    const link = found[place].querySelector("h2 a");
    if (link) link.focus({ preventScroll: true });
  }

  function move(step) {
    choose(Math.max(0, Math.min(entries().length - 1, place + step)));
  }

  function press(key, entry = current()) {
    const button = entry && entry.querySelector(`[data-key="${key}"]`);
    if (button) button.click();
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    o: () => {
      const link = current() && current().querySelector("h2 a");
      if (link) link.click();
    },
    m: () => press("m"),
    s: () => press("s"),
    "/": () => {
      const field = document.querySelector("input[type=search]");
      if (field) field.focus();
      else {
        const link = Array.from(document.querySelectorAll("header nav a")).find((a) => a.pathname.endsWith("/search"));
        if (link) link.click();
      }
    },
    "?": () => {
      const help = document.getElementById("keys");
      if (help && !help.open) help.showModal();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, dialog")) return;
    const action = keys[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });

  // The response to a mark replaces both buttons of the entry. A button that is pressed before the response arrives is
  // pressed again after it.
  const waiting = new WeakMap();

  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("[data-key]");
      const entry = button && button.closest("[data-entry]");
      if (!entry || !entry.querySelector(".htmx-request")) return;
      event.preventDefault();
      event.stopPropagation();
      waiting.set(entry, [...(waiting.get(entry) || []), button.dataset.key]);
    },
    true,
  );

  document.addEventListener("htmx:afterRequest", (event) => {
    const entry = event.target.closest("[data-entry]");
    const [key, ...later] = (entry && waiting.get(entry)) || [];
    if (!key) return;
    waiting.set(entry, later);
    press(key, entry);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const marks = event.target.id && document.getElementById(event.target.id);
    const entry = marks && marks.closest("[data-entry]");
    const read = marks && marks.querySelector("input[name=read]");
    if (entry && read) entry.classList.toggle("unread", read.value === "1");
  });

  // Without htmx, a mark reloads the page, at the buttons of the entry.
  const marked = location.hash.startsWith("#marks-") && document.getElementById(location.hash.slice(1));
  if (marked) choose(entries().indexOf(marked.closest("[data-entry]")));
})();
