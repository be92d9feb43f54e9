// What is nicer with a script. Everything works without it.
(() => {
  "use strict";

  // Instants in the reader's zone, as long as they were; UTC stays on hover.
  const two = (number) => String(number).padStart(2, "0");
  const local = (root) => {
    for (const time of root.querySelectorAll("time[datetime]:not([data-day]):not([data-local])")) {
      const at = new Date(time.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
      time.textContent = `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
      time.dataset.local = "";
    }
  };
  local(document);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.nodeType === 1) local(node.parentNode || document);
    }
  }).observe(document.body, { childList: true, subtree: true });

  // How many rows are ticked, and all of them at once.
  const ticks = () => [...document.querySelectorAll("[data-moves] tbody .tick input")];
  const count = () => {
    const all = ticks();
    const ticked = all.filter((tick) => tick.checked).length;
    for (const told of document.querySelectorAll("[data-ticked]")) told.textContent = ticked > 0 ? `(${ticked})` : "";
    for (const one of document.querySelectorAll("[data-ticks]")) {
      one.hidden = false;
      one.checked = ticked > 0 && ticked === all.length;
      one.indeterminate = ticked > 0 && ticked < all.length;
    }
  };
  count();
  document.addEventListener("htmx:after:swap", count);
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-ticks]")) for (const tick of ticks()) tick.checked = event.target.checked;
    count();
  });

  // A secret is selected whole, and copied by a button.
  for (const field of document.querySelectorAll("[data-whole]")) field.addEventListener("focus", () => field.select());
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = button.parentElement.querySelector("input");
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    });
  }

  // A file is dropped where it is chosen.
  for (const zone of document.querySelectorAll("[data-drop]")) {
    const over = (is) => (event) => {
      event.preventDefault();
      zone.classList.toggle("over", is);
    };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer.files.length > 0) zone.querySelector("input").files = event.dataTransfer.files;
    });
  }

  // j and k move between the rows of a table, x ticks one, / goes to its search, Escape leaves a field.
  const typing = (element) =>
    element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const move = (by) => {
    const links = [...document.querySelectorAll("[data-moves] tbody th a")];
    if (links.length === 0) return false;
    const row = document.activeElement.closest("[data-moves] tbody tr");
    const at = row ? links.findIndex((link) => row.contains(link)) : by > 0 ? -1 : links.length;
    const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
    next.focus();
    next.closest("tr").scrollIntoView({ block: "nearest" });
    return true;
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const row = document.activeElement.closest("[data-moves] tbody tr");
      const tick = row && row.querySelector(".tick input");
      if (tick) tick.click();
      return Boolean(tick);
    },
    "/": () => {
      const search = document.querySelector("[data-search]");
      if (search) search.focus();
      return Boolean(search);
    },
  };
  // Whatever names a key is pressed by it: a button, a link, a choice, or a part that opens.
  const press = (key) => {
    const named = [...document.querySelectorAll("[aria-keyshortcuts]")];
    const found = named.find((one) => one.getAttribute("aria-keyshortcuts") === key && one.getClientRects().length > 0);
    if (!found) return false;
    if (found.matches("summary")) {
      found.parentElement.open = true;
      found.parentElement.querySelector("input:not([type=hidden]), textarea").focus();
    } else {
      found.focus();
      found.click();
    }
    return true;
  };
  // An answer that is an error is not shown in the page; the page says that there was one.
  const failed = () => {
    for (const told of document.querySelectorAll("[data-failed]")) told.hidden = false;
  };
  document.addEventListener("htmx:response:error", failed);
  document.addEventListener("htmx:error", failed);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
    } else if (document.documentElement.dataset.keys === "off") {
      return;
    } else if ((Object.hasOwn(keys, event.key) && keys[event.key]()) || (!event.repeat && press(event.key))) {
      event.preventDefault();
    }
  });
})();
