// The fields of a target follow its measure: the unit beside the target, a tolerance only where less is better.
(() => {
  const kinds = JSON.parse(document.getElementById("measure-kinds")?.textContent || "{}");

  function follow(row) {
    const kind = kinds[row.querySelector("select")?.value];
    const [value, tolerance] = ["value", "tolerance"].map((name) => row.querySelector(`.plan-field-${name}`));
    for (const field of [value, tolerance]) {
      const label = field.querySelector("label");
      label.dataset.words ||= label.textContent;
      label.textContent = kind?.unit ? `${label.dataset.words}, ${kind.unit}` : label.dataset.words;
    }
    const typed = tolerance.querySelector("input").value || tolerance.querySelector(".invalid-feedback");
    tolerance.toggleAttribute("data-idle", Boolean(kind && !kind.less && !typed));
  }

  const followAll = () => document.querySelectorAll(".target-row").forEach(follow);
  document.addEventListener("change", (event) => { const row = event.target.closest(".target-row"); if (row) follow(row); });
  document.addEventListener("htmx:afterSettle", followAll);
  document.addEventListener("DOMContentLoaded", followAll);
})();
