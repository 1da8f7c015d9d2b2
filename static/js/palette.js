// The command palette (Ctrl-K, ⌘K) and the list of keys (?).
(() => {
  const palette = document.getElementById("palette"), keys = document.getElementById("keys");
  if (!palette) return;
  const input = palette.querySelector("input"), list = document.getElementById("palette-found");
  const options = () => [...list.querySelectorAll("a[role=option]")];
  let at = -1;
  function mark(index) {
    at = index;
    options().forEach((option, i) => {
      option.id = `palette-${i}`;
      option.setAttribute("aria-selected", String(i === at));
      if (i === at) option.scrollIntoView({ block: "nearest" });
    });
    if (at >= 0) input.setAttribute("aria-activedescendant", `palette-${at}`); else input.removeAttribute("aria-activedescendant");
  }
  function open() {
    if (palette.open) { input.select(); return; }
    palette.showModal();
    input.value = "";
    htmx.trigger(input, "opened");
  }
  const typing = (el) => el.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    } else if (event.key === "?" && !typing(event.target) && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      keys.showModal();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) { keys.showModal(); return; }
    const opener = event.target.closest("[data-palette]");
    if (opener && !event.metaKey && !event.ctrlKey && event.button === 0) { event.preventDefault(); open(); }
    if (event.target === palette || event.target.closest("[data-palette-close], #palette a")) palette.close();
    if (event.target === keys) keys.close();
  });
  list.addEventListener("htmx:afterSwap", () => mark(options().length ? 0 : -1));
  input.addEventListener("keydown", (event) => {
    const count = options().length;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      mark((at + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (input.value.trim() === (list.dataset.for || "")) options()[at]?.click();
      else list.dataset.waiting = "1"; // what was typed last is on its way
    }
  });
  list.addEventListener("htmx:afterSwap", (event) => {
    list.dataset.for = (event.detail.requestConfig?.parameters?.q ?? input.value).trim();
    if (list.dataset.waiting && list.dataset.for === input.value.trim()) {
      delete list.dataset.waiting;
      options()[0]?.click();
    }
  });
  input.addEventListener("input", () => delete list.dataset.waiting);
})();
