// Dragging a card to somebody else's column gives them the task. By keyboard, each card has a button that asks to whom.
(() => {
  function wake() {
    const board = document.querySelector("[data-board]");
    if (!board || board.dataset.ready || !board.querySelector(".is-movable")) return;
    board.dataset.ready = "1";
    for (const list of board.querySelectorAll("[data-person]")) {
      Sortable.create(list, {
        group: "tasks", sort: false, draggable: ".is-movable", filter: "a, button", preventOnFilter: false,
        delay: 150, delayOnTouchOnly: true, animation: 120, chosenClass: "is-chosen", ghostClass: "is-ghost",
        onAdd: ({ item, to }) => htmx.ajax("POST", item.dataset.move, {
          swap: "none", values: { to: to.dataset.person, csrfmiddlewaretoken: board.dataset.csrf },
        }),
      });
    }
  }
  document.addEventListener("htmx:load", wake);
  wake();
})();
