"use strict";
(() => {
  const text = document.getElementById("text");
  const reading = document.getElementById("reading");
  const link = (number) => document.getElementById("f" + number);
  const marks = (number) => text.querySelectorAll(`[data-f~="${number}"]`);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const show = (element) => element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  let last = null;

  const clear = () => {
    for (const one of document.querySelectorAll(".hit, .current")) one.classList.remove("hit", "current");
    reading.hidden = true;
  };

  // From a fact of the record to its words.
  const mark = (number) => {
    clear();
    last = link(number);
    last.classList.add("current");
    const found = marks(number);
    for (const one of found) one.classList.add("hit");
    if (!found.length) return;
    show(found[0]);
    found[0].setAttribute("tabindex", "-1");
    found[0].focus({ preventScroll: true });
  };

  // From words to the facts that were read there, the one with the fewest words first.
  const tell = (span) => {
    const numbers = span.dataset.f.split(" ").sort((a, b) => marks(a).length - marks(b).length);
    clear();
    reading.replaceChildren(...numbers.map((number) => {
      const one = document.createElement("a");
      one.href = "#f" + number;
      one.textContent = link(number).dataset.name;
      const line = document.createElement("div");
      line.append(one);
      return line;
    }));
    reading.hidden = false;
    for (const one of marks(numbers[0])) one.classList.add("hit");
    link(numbers[0]).classList.add("current");
    last = link(numbers[0]);
  };

  // The first words of each fact are reached by the keyboard.
  for (const anchor of text.querySelectorAll("i[id]")) {
    const first = marks(anchor.id.slice(1))[0];
    if (first) { first.tabIndex = 0; first.setAttribute("role", "button"); }
  }

  document.addEventListener("click", (event) => {
    const fact = event.target.closest("a.fact");
    if (fact) {
      event.preventDefault();
      mark(fact.id.slice(1));
      return;
    }
    const told = event.target.closest("#reading a");
    if (told) {
      event.preventDefault();
      const target = document.querySelector(told.getAttribute("href"));
      show(target);
      target.focus({ preventScroll: true });
      return;
    }
    const span = event.target.closest("#text [data-f]");
    if (span) tell(span);
    else clear();
  });

  document.addEventListener("keydown", (event) => {
    const span = event.target.closest?.("#text [data-f]");
    if (span && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      tell(span);
    } else if (event.key === "Escape" && last) {
      const back = last;
      clear();
      back.focus();
    }
  });

  if (/^#m\d+$/.test(location.hash) && link(location.hash.slice(2))) mark(location.hash.slice(2));
})();
