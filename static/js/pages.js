// What every page can do: the dialog, keys, messages, forms sent once, and the field that finds as one types.
(() => {
  const dialog = () => document.getElementById("dialog");
  const typing = (el) => el.closest("input, textarea, select, [contenteditable]");

  // ---- The dialog: any link with data-dialog opens there. Without JavaScript it is a page.
  let opener = null;
  async function openDialog(url, from) {
    opener = from;
    // Settled at once: what is typed into a field before htmx has wired it up would never be noticed.
    await htmx.ajax("GET", url, { target: "#dialog-body", swap: "innerHTML settle:0ms" });
    if (!dialog().open) dialog().showModal();
    const first = dialog().querySelector("[autofocus], [data-focus], input:not([type=hidden]), select, textarea");
    if (first) first.focus();
  }
  function closeDialog() {
    if (dialog().open) dialog().close();
    document.getElementById("dialog-body").replaceChildren();
    if (opener && opener.isConnected) opener.focus();
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      openDialog(link.href, link);
    } else if (event.target.closest("[data-close]") || event.target === dialog()) {
      closeDialog();
    }
  });
  document.addEventListener("saved", closeDialog);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "dialog-body") event.target.querySelector("[data-focus]")?.focus();
  });
  const byItself = (event) => event.target.id === "bell"; // nobody asked for it, so nobody need know that it failed
  document.addEventListener("htmx:responseError", (event) => { if (!byItself(event)) say("error", document.body.dataset.failed); });
  document.addEventListener("htmx:sendError", (event) => { if (!byItself(event)) say("error", document.body.dataset.offline); });

  // ---- Keys: an element with data-key is clicked when its key is pressed outside a field.
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const target = [...document.querySelectorAll("[data-key]")].find((el) => el.dataset.key === event.key);
    if (target) { event.preventDefault(); target.click(); }
  });

  // ---- Messages leave by themselves, except those one must read.
  function say(level, text) {
    if (!text) return;
    const box = document.createElement("div");
    box.className = `message message-${level}`;
    box.dataset.message = "";
    box.textContent = text;
    document.getElementById("messages").append(box);
    arm(box);
  }
  function arm(message) {
    if (message.dataset.armed) return;
    message.dataset.armed = "1";
    const stays = message.matches(".message-error, .message-warning") || message.querySelector("a, form");
    setTimeout(() => { if (!message.matches(":hover, :focus-within")) message.remove(); }, stays ? 15000 : 5000);
  }
  const armAll = () => document.querySelectorAll("[data-message]").forEach(arm);
  document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest("[data-message]")?.remove());

  // ---- Menus close when one looks elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // ---- On paper
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });

  // ---- News: while the page is looked at, its bell asks now and then. When something came, what has data-news is read
  // anew, but not under the hands of somebody who types, selects, has a menu or dialog open, or reads a later page of a
  // list; it is read anew at a later question then.
  const paging = () => /[?&](after|before)=./.test(location.search);
  const selecting = (el) => !getSelection().isCollapsed || el.querySelector("details.menu[open], tbody input:checked");
  const busy = (el) => paging() || dialog().open || typing(document.activeElement) || el.contains(document.activeElement) || selecting(el);
  function freshen() {
    for (const el of document.querySelectorAll("[data-news=owed]")) if (!busy(el)) htmx.trigger(el, "fresh");
  }
  function look() {
    if (document.hidden) return;
    freshen();
    const bell = document.getElementById("bell");
    if (bell) htmx.trigger(bell, "look");
  }
  function lookNowAndThen() {
    const bell = document.getElementById("bell");
    if (bell) setTimeout(() => { look(); lookNowAndThen(); }, bell.dataset.every * 1000);
  }
  document.addEventListener("news", () => {
    document.querySelectorAll("[data-news]").forEach((el) => { el.dataset.news = "owed"; });
    freshen();
  });
  document.addEventListener("visibilitychange", look);
  lookNowAndThen();

  // ---- A form is sent once; a filter form sends only what is filled in, so that addresses stay short.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("[data-clean-query]")) return;
    for (const [name, value] of [...event.detail.formData.entries()]) if (value === "") event.detail.formData.delete(name);
  });

  // ---- One line about a talk: Enter shows what was understood; once it is shown, Enter saves.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-line]")) return;
    event.preventDefault();
    const { form, value } = event.target;
    if (form.elements.understood.value === value.trim()) form.requestSubmit(); else htmx.trigger(event.target, "understand");
  });

  // ---- A list whose rows can be ticked: the box above ticks all that are shown.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-tick-all]")) return;
    for (const box of event.target.closest("table").querySelectorAll("tbody .tick input")) box.checked = event.target.checked;
  });

  // ---- Finding one of thousands as one types: an ARIA combobox over a plain text field.
  let serial = 0;
  function makeSearching(holder) {
    if (holder.dataset.ready) return;
    holder.dataset.ready = "1";
    const input = holder.querySelector("input");
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: input.name, value: input.value });
    const list = Object.assign(document.createElement("ul"), { id: `found-${++serial}`, className: "search-found", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() || input.name);
    input.removeAttribute("name");
    input.value = input.dataset.shown || input.value;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
    holder.append(hidden, list);
    let at = -1, timer = 0, asked = 0, answered = input.value.trim(), waiting = false;
    const options = () => [...list.querySelectorAll("[role=option]")];
    const show = (open) => { list.hidden = !open; input.setAttribute("aria-expanded", String(open)); if (!open) mark(-1); };
    function mark(index) {
      at = index;
      options().forEach((el, i) => { el.setAttribute("aria-selected", String(i === at)); if (i === at) el.scrollIntoView({ block: "nearest" }); });
      if (at >= 0) input.setAttribute("aria-activedescendant", options()[at].id); else input.removeAttribute("aria-activedescendant");
    }
    function choose(option) {
      hidden.value = option.dataset.value;
      input.value = option.dataset.label;
      answered = input.value.trim();
      show(false);
      hidden.dispatchEvent(new Event("change", { bubbles: true }));
    }
    async function find() {
      const mine = ++asked, typed = input.value.trim();
      const url = new URL(holder.dataset.url, location.href);
      url.searchParams.set("q", typed);
      const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
      if (!answer?.ok || mine !== asked) return;
      list.innerHTML = await answer.text();
      options().forEach((el, i) => { el.id = `${list.id}-${i}`; });
      show(document.activeElement === input);
      if (typed !== input.value.trim()) return; // never one that is not of what stands there
      answered = typed;
      if (typed && options().length) { if (waiting) choose(options()[0]); else mark(0); }
      waiting = false;
    }
    // Enter or Tab before the answer is there: the first of what is found is taken once it is.
    const early = () => input.value.trim() && hidden.value === input.value && input.value.trim() !== answered;
    function findNow() { waiting = true; clearTimeout(timer); find(); }
    input.addEventListener("input", () => { hidden.value = input.value; waiting = false; mark(-1); clearTimeout(timer); timer = setTimeout(find, 120); });
    input.addEventListener("focus", () => { input.select(); find(); });
    input.addEventListener("blur", () => setTimeout(() => show(false), 150));
    input.addEventListener("change", (event) => event.stopPropagation());
    input.addEventListener("keydown", (event) => {
      const count = options().length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) find(); else if (count) mark((at + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
      } else if (event.key === "Enter" && early()) { event.preventDefault(); findNow(); }
      else if (event.key === "Tab" && early()) findNow();
      else if (event.key === "Enter" && !list.hidden && at >= 0) { event.preventDefault(); choose(options()[at]); }
      else if (event.key === "Tab" && !list.hidden && at >= 0) choose(options()[at]);
      else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); waiting = false; show(false); }
    });
    list.addEventListener("mousedown", (event) => { const option = event.target.closest("[role=option]"); event.preventDefault(); if (option) choose(option); });
  }
  const wake = () => { document.querySelectorAll("[data-search-select]").forEach(makeSearching); armAll(); };
  document.addEventListener("htmx:load", wake);
  wake();
})();
