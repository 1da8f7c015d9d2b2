// Dragging a card to another column sends there where it is to go. By keyboard, each card has a button that asks for it.
(() => {
  function wake() {
    const board = document.querySelector("[data-board]");
    if (!board || board.dataset.ready || !board.querySelector(".is-movable")) return;
    board.dataset.ready = "1";
    for (const list of board.querySelectorAll("[data-column]")) {
      Sortable.create(list, {
        group: "cards", sort: false, draggable: ".is-movable", filter: "a, button", preventOnFilter: false,
        delay: 150, delayOnTouchOnly: true, animation: 120, chosenClass: "is-chosen", ghostClass: "is-ghost",
        onAdd: ({ item, to }) => htmx.ajax("POST", item.dataset.move, {
          swap: "none", values: { to: to.dataset.column, csrfmiddlewaretoken: board.dataset.csrf },
        }),
      });
    }
  }
  document.addEventListener("htmx:load", wake);
  wake();
})();
