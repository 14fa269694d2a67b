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

  function move(step) {
    const found = entries();
    if (!found.length) return;
    if (found[place]) found[place].classList.remove("current");
    place = Math.max(0, Math.min(found.length - 1, place + step));
    found[place].classList.add("current");
    found[place].scrollIntoView({ block: "nearest" });
    const link = found[place].querySelector("h2 a");
    if (link) link.focus({ preventScroll: true });
  }

  function press(key) {
    const entry = current();
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

  document.addEventListener("htmx:afterSwap", (event) => {
    const marks = event.target.id && document.getElementById(event.target.id);
    const entry = marks && marks.closest("[data-entry]");
    const read = marks && marks.querySelector("input[name=read]");
    if (entry && read) entry.classList.toggle("unread", read.value === "1");
  });
})();
