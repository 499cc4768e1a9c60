(() => {
  const form = document.querySelector(".filters");
  if (!form) return;
  form.hidden = false;
  const rows = [...document.querySelectorAll(".events > li")];
  const get = (id) => document.getElementById(id);
  const names = ["zone", "state", "language"];
  const apply = () => {
    const text = get("f-text").value.trim().toLocaleLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = row.dataset.text.includes(text) && names.every((n) => !get("f-" + n).value || row.dataset[n].split(" ").includes(get("f-" + n).value));
      row.hidden = !fits;
      if (fits) shown += 1;
    }
    get("shown").textContent = get("shown").dataset.frame.replace("{shown}", shown).replace("{total}", rows.length);
    get("none").hidden = shown > 0;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  apply();
})();
